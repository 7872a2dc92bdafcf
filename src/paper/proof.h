/*
 * proof: a finished text held against the figures of a city: the table that prose.h proofs with, the text to be
 * proofed, and what to write into the writer's own file.
 */
#ifndef ZC_PAPER_PROOF_H
#define ZC_PAPER_PROOF_H

#include "paper/docx.h"
#include "paper/prose.h"
#include "query/metric.h"

/* Every metric that may be published, with its value at the period and the two times. Lives in the arena. */
int zc_proof_known(struct zc_known **out, size_t *count, struct zc_arena *arena, struct zc_db *db, const struct zc_period *period, struct zc_times times,
                   struct zc_error *err);
/* A text is at most 4 MiB; a word-processor file (a ZIP archive) is read into its text. `*docx` tells which it was. */
int zc_proof_read(const char **text, size_t *size, bool *docx, struct zc_arena *arena, const char *bytes, size_t bytes_size, struct zc_error *err);
/* What to say in the writer's own word-processor file (zc_docx_annotate): what differs is red, what is unbound yellow, each says why. */
struct zc_docx_note *zc_proof_notes(size_t *count, struct zc_arena *arena, const struct zc_proofs *proofs, enum zc_lang lang);

#endif
