/*
 * refusals: what of a statement Citus would refuse, by the list of docs/operations/citus.md. A finding is a rule and the shape in which it was
 * met: tables of entities with a home are t_* (present), h_* (past) and s_* (search), those of others everywhere_*, and their own columns `ref`, so that a finding names the place that
 * writes such statements, and neither a new entity nor a new condition makes a new one.
 */
#ifndef ZC_TESTS_CITUS_REFUSALS_H
#define ZC_TESTS_CITUS_REFUSALS_H

#include "base/map.h"

#include <stdbool.h>

enum lies { LIES_UNKNOWN, LIES_WHOLE, LIES_BY_AREA, LIES_HERE };
struct table {
    enum lies lies;
    const char *column; /* BY_AREA: which holds the area */
};
struct looked {
    struct zc_arena *arena;    /* outlives the look */
    struct zc_map tables;      /* by name, each a struct table */
    struct zc_map findings;    /* each with a statement in which it was met first */
    size_t statements;         /* looked at */
    size_t spread, routed;     /* those that ask or change tables that lie by area, and those of them that name the area */
};

/* Looks at one text that was sent, which may hold several statements. */
void refusals_look(struct looked *looked, const char *sql);

#endif
