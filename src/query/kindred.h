/*
 * kindred: who is kin of a person by the links that are recorded now (core.kin_link, base/kin.h). Access rules and steps use the set and
 * show it to nobody (core.md 4.5); declarations without links know no kin.
 */
#ifndef ZC_QUERY_KINDRED_H
#define ZC_QUERY_KINDRED_H

#include "query/rows.h"

/* Ascending; up to the degree, without the person himself. */
int zc_kindred_of(int64_t **out, size_t *count, struct zc_arena *arena, struct zc_db *db, int64_t person, enum zc_kin_degree degree, struct zc_error *err);
/* For rules: an error is a refusal, so it counts as kin. */
bool zc_kindred_is(struct zc_db *db, int64_t person, int64_t other, enum zc_kin_degree degree);

#endif
