/*
 * score: rates that do not punish small units, ranks with ties, and points with caps (reform.md C7, C8). Exact fractions until shown.
 */
#ifndef ZC_MATHS_SCORE_H
#define ZC_MATHS_SCORE_H

#include "base/ratio.h"

#include <stddef.h>

/* (x + m·p0) / (n + m): x of n, drawn towards the common rate p0 with the weight m. Empty when p0 is empty and m > 0, or n + m = 0. */
struct zc_ratio zc_score_adjusted(int64_t x, int64_t n, struct zc_ratio p0, int64_t m);

struct zc_standing {
    struct zc_ratio rate;
    int64_t due;                   /* n */
    int rank;                      /* filled: 1, 2, 2, 4; 0 = listed and not ranked */
    size_t index;                  /* kept: whose it is */
};
/* Sorts by rate, best first (empty ones last, equal ones by index), and ranks those with at least `least` due; ties share a rank. */
void zc_score_rank(struct zc_standing *standings, size_t count, int64_t least);

enum zc_score_kind {
    ZC_SCORE_SHARE,                /* points × passed / applicable; nothing applicable: no points are asked (the part is left out) */
    ZC_SCORE_ADJUSTED,             /* points × the adjusted rate */
    ZC_SCORE_UP_TO,                /* points × min(1, passed / most) */
    ZC_SCORE_LESS                  /* − points × min(passed, most) */
};
struct zc_score_part {
    enum zc_score_kind kind;
    int64_t points, most;          /* weight of the scheme; `most` of UP_TO and LESS, m of ADJUSTED */
    int64_t passed, applicable;
    struct zc_ratio common;        /* p0 of ADJUSTED */
    struct zc_ratio value;         /* filled: the share that the points are multiplied with, or the capped count of LESS */
    struct zc_ratio earned;        /* filled: what the part adds; empty when it is left out */
};
/* The sum of what the parts add. `asked`: the points that the parts with something applicable could give, LESS not counted. */
struct zc_ratio zc_score_total(int64_t *asked, struct zc_score_part *parts, size_t count);

#endif
