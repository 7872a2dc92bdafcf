/*
 * subject: which known figures the words around a number speak of, each with a score from 0 to 1.
 *
 * Titles and phrases are compared with the text as runs of Han letters (two at least) and Latin words; rare letters weigh more than
 * those that every title has; words of the same clause weigh more than words of the clause before, and those more than words
 * of the sentence before. So 已完成12项 takes its subject from 国家级改革试点46项 in front of it.
 * Everything lives in the arena of zc_subject_table_make. Cannot fail; titles beyond 48 letters are cut.
 */
#ifndef ZC_PAPER_SUBJECT_H
#define ZC_PAPER_SUBJECT_H

#include "base/arena.h"
#include "base/error.h"
#include "paper/numeral.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A figure that a text may mention. All texts are the caller's. */
struct zc_known {
    const char *metric; /* id */
    struct zc_pair title;
    struct zc_pair unit; /* 项 | pilots; either may be NULL */
    bool has_value;      /* false: no data; such a figure can never be equal or different */
    int64_t value;       /* value × 10^-scale */
    int scale;
    const char *const *words; /* phrases by which prose names it */
    size_t word_count;
};

struct zc_subject_table;
struct zc_subject_table *zc_subject_table_make(struct zc_arena *arena, const struct zc_known *known, size_t count);

/* A text cut for comparison; make it once and ask for each number. */
struct zc_subject_text;
struct zc_subject_text *zc_subject_text_make(struct zc_arena *arena, const char *text, size_t size,
                                             const struct zc_numerals *numerals);

enum { ZC_SUBJECTS_MAX = 12 };
struct zc_subject {
    size_t known; /* index */
    double score;
};
/* The best candidates for numeral `index`, best first; returns how many. Scores below 0.2 are left out. */
size_t zc_subject_score(struct zc_subject out[ZC_SUBJECTS_MAX], struct zc_subject_table *table,
                        const struct zc_subject_text *text, size_t index);
/* The sentence (counted from 0) in which numeral `index` stands. */
size_t zc_subject_sentence(const struct zc_subject_text *text, size_t index);

#endif
