/*
 * kin: who is kin of a person in the sense of avoidance (回避): spouse, lineal blood, collateral blood within three generations
 * (a common ancestor at most two up and at most two down), close affinity (civil-service law art. 74; core.md 4.5).
 * Close affinity is the lineal kin and the siblings of the spouse and the spouses of children and siblings.
 *
 * The caller hands in the links known at (asof); the cost is persons found × links, so hand in a kindred, not a city.
 */
#ifndef ZC_BASE_KIN_H
#define ZC_BASE_KIN_H

#include "base/arena.h"

#include <stddef.h>
#include <stdint.h>

enum zc_kin_relation {
    ZC_KIN_PARENT, /* `other` is a parent of `person` */
    ZC_KIN_SPOUSE,
    ZC_KIN_SIBLING /* known as such without a common parent in the register */
};
struct zc_kin_link {
    int64_t person, other;
    enum zc_kin_relation relation;
    int from, to; /* half-open days; a divorce ends a marriage and with it the affinity. ZC_DATE_MAX = still so */
};

enum zc_kin_class { ZC_KIN_OF_SPOUSE, ZC_KIN_LINEAL, ZC_KIN_COLLATERAL, ZC_KIN_AFFINITY };
struct zc_kin {
    int64_t person;
    enum zc_kin_class class; /* the nearest, in the order of the enum */
};

/* Ascending by person; the person is not in his own set. The array lives in the arena. */
void zc_kin_set(struct zc_kin **out, size_t *count, struct zc_arena *arena, const struct zc_kin_link *links, size_t link_count,
                int64_t person, int asof);

#endif
