/* basis_words: what an entry says allowed and timed its step (record/basis), for people. */
#ifndef ZC_QUERY_BASIS_WORDS_H
#define ZC_QUERY_BASIS_WORDS_H

#include "base/buf.h"
#include "query/journal.h"

/* NULL when the entry is of no step; lives in the arena. */
const char *zc_basis_words(struct zc_arena *arena, const struct zc_model *model, const struct zc_journal_entry *entry, enum zc_lang lang);

/* For programs: appends `,"step":{…}` as the entry has it, or nothing. */
void zc_basis_key(struct zc_buf *out, struct zc_arena *arena, const struct zc_journal_entry *entry);

#endif
