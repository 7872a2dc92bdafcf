/*
 * area_edition: a later edition of the code list beside the one a city holds. Codes are given again to other places and places get
 * other codes, so neither code nor name alone says that two rows are one place. Matching goes from the top down:
 *
 *   same code and same name, or the same but for 村委会, 社区, 街道 …   the same place, certain
 *   same name under the same area above, once on both sides            the same place with another code, certain
 *   same name in the same county, once on both sides                   the same place; certain when its township ended, else it was
 *                                                                      moved to another: to be confirmed
 *   a township of the same name but for 乡, 镇, 街道                   the same place, upgraded: to be confirmed
 *   same code, names that share letters                                the same place, renamed: to be confirmed
 *
 * What is left of the old edition ended; where its villages lie now are its successors, to be confirmed. What is left of the new one is
 * new. Nothing is re-pointed: records keep the area that they named.
 */
#ifndef ZC_PAPER_AREA_EDITION_H
#define ZC_PAPER_AREA_EDITION_H

#include "base/arena.h"
#include "base/error.h"
#include "query/city.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum zc_area_fate {
    ZC_AREA_SAME,    /* in both, under the same code */
    ZC_AREA_RENAMED, /* under the same code with another name, more than its suffix */
    ZC_AREA_RECODED, /* under another code, in the same area above or in what took its place */
    ZC_AREA_MOVED,   /* under another code, in another township of the county */
    ZC_AREA_UPGRADED, /* a township of the same name under another code and of another kind: 乡 → 镇 → 街道 */
    ZC_AREA_ENDED,
    ZC_AREA_NEW
};

/* A row of an edition, parents before their children. */
struct zc_area_row {
    const char *code, *name, *parent; /* parent: code, "" without */
    int64_t id;                       /* of the record, in the edition that the city holds */
    /* out */
    size_t match;                     /* index in the other edition; SIZE_MAX: none */
    enum zc_area_fate fate;
    bool certain;
    size_t *heirs;                    /* of one that ended: indices in the new edition, most villages first */
    size_t heir_count;
};
/* Fills the out part of both. Pure; texts and results in the arena. */
void zc_area_match(struct zc_arena *arena, struct zc_area_row *held, size_t held_count, struct zc_area_row *next, size_t next_count);
/* 明清街社区居委会 → 明清街: the name without what says of which kind it is. */
const char *zc_area_base(struct zc_arena *arena, const char *name);

struct zc_import_result;
/* Rows of core.area of an edition later than the one the city holds become rows that keep the places apart, and events; *cut is its closing
 * date. Other rows are left alone and *cut is ZC_TODAY. An edition older than the one held is an error of the result. */
int zc_area_edition_plan(int *cut, struct zc_import_result *result, struct zc_arena *arena, struct zc_db *db, struct zc_error *err);

#endif
