/*
 * prose: proofs a text against known figures. Every number gets a status and every claim is listed.
 *
 * A number is bound by the words around it (subject.h), its unit and its value; an exact value among good candidates wins.
 * It is called different only where the words leave little doubt which figure is meant. Phrases that hold numerals but no figure
 * (一把手, 三年千院, 1234工作法) come from the modules' wordings and from a list of common Chinese idioms; the longest match at
 * a place wins. Dates, document numbers, articles, ordinals and the numbers of lists are ALLOWED: nothing has to be shown.
 *
 * Pure functions; results live in the arena and point into the text and the tables. Fails only as numeral.h does.
 */
#ifndef ZC_PAPER_PROSE_H
#define ZC_PAPER_PROSE_H

#include "base/buf.h"
#include "model/model.h"
#include "paper/numeral.h"
#include "paper/subject.h"

enum zc_proof_status {
    ZC_PROOF_EQUAL,       /* the text says what the figure is */
    ZC_PROOF_DIFFERENT,   /* the words mean this figure, the value is another */
    ZC_PROOF_NAME_NUMBER, /* part of a name */
    ZC_PROOF_CLAIM,       /* a rank or a first: needs evidence, not a figure */
    ZC_PROOF_WORDING,     /* an idiom */
    ZC_PROOF_UNBOUND,     /* a naked number */
    ZC_PROOF_ALLOWED      /* date, document number, article … */
};

struct zc_proof {
    enum zc_proof_status status;
    size_t offset, size; /* bytes; for a phrase the whole phrase */
    const char *text;    /* what stands there, with its measure word; a copy */
    const char *metric;  /* EQUAL, DIFFERENT; else NULL */
    struct zc_pair title;
    bool has_value;      /* a number stands there (a claim has none) */
    int64_t value, over; /* as written, in the figure's unit where one is bound */
    int scale;
    int64_t known_value; /* EQUAL, DIFFERENT */
    int known_scale;
    struct zc_pair known_unit;
    struct zc_pair reason; /* why it is no figure, or why nothing fits */
    const char *likely;    /* UNBOUND: the metric that the words seem to speak of, NULL when none; a person decides */
    struct zc_pair likely_title;
    enum zc_numeral_kind kind;
};
struct zc_proofs {
    struct zc_proof *items; /* in order of offset */
    size_t count, capacity;
};

struct zc_prose_tables {
    const struct zc_known *known;
    size_t known_count;
    const struct zc_wording *wordings; /* kind: wording, name_number, claim; reason in both languages */
    size_t wording_count;
    bool no_builtin; /* leave the built-in idioms out */
};

int zc_prose_check(struct zc_proofs *out, struct zc_arena *arena, const char *text, size_t size,
                   const struct zc_prose_tables *tables, struct zc_error *err);

const char *zc_proof_status_name(enum zc_proof_status status); /* equal different name_number claim wording unbound allowed */
struct zc_pair zc_proof_status_title(enum zc_proof_status status);

/* [{"text","offset","status","metric","value",…}]: `offset` in bytes; value is a decimal string or null; a different one has
 * "known" beside it. ALLOWED ones appear only when `all`, with their kind as the status (date, document, article …). */
void zc_prose_json(struct zc_buf *out, const struct zc_proofs *proofs, bool all);
/* The text as one HTML fragment, a <p> for each line; each number in <mark class="zc-proof zc-STATUS" title=… data-metric=…>. */
void zc_prose_html(struct zc_buf *out, const char *text, size_t size, const struct zc_proofs *proofs, enum zc_lang lang);

#endif
