/*
 * why: explains to a reader whether and why he may read or write a record (core.md 6.6). Steps are those of core.md 6.1. The
 * answer never confirms that a row exists: for a row outside the read rule it is the answer for an id that was never given.
 */
#ifndef ZC_QUERY_WHY_H
#define ZC_QUERY_WHY_H

#include "query/rows.h"

enum zc_why_step { /* core.md 6.1 */
    ZC_WHY_ACCOUNT = 1,
    ZC_WHY_POST = 2,
    ZC_WHY_SECRECY = 3,
    ZC_WHY_DENY = 4,
    ZC_WHY_DUTIES = 5,
    ZC_WHY_RULE = 6
};
struct zc_why {
    bool allowed;
    enum zc_why_step step;   /* which decided */
    const char *rule;        /* the declared rule that allows, or all that could, joined by " · " */
    struct zc_pair words;    /* what it means */
    const char **roles;      /* roles that would suffice, or the one that did */
    size_t role_count;
};
/* `verb`: read, write, or the name of a transition; ZC_EINPUT for another. `acting`: whose rights count in writing. */
int zc_why(struct zc_why *out, struct zc_arena *arena, struct zc_db *db, const struct zc_entity *entity, int64_t id, const char *verb,
           const struct zc_reader *reader, const struct zc_reader *acting, struct zc_error *err);

#endif
