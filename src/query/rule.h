/*
 * rule: the value that law or a local decision fixes, read at two times from the records of core.rule_value. The only lookup: clocks,
 * guards, checks, figures and the desk ask here, for the day on which they judge.
 */
#ifndef ZC_QUERY_RULE_H
#define ZC_QUERY_RULE_H

#include "base/map.h"
#include "query/rows.h"

/* The value in force at the end of the as-of day as known then; NULL when none. What the city added outranks what was shipped,
 * of several the latest in force counts. Before rules were records at all (an older city, declarations without the entity) the
 * declared value answers. `from` of the answer: since when it is so; it lives in the arena. */
int zc_rule_at(const struct zc_rule_value **out, struct zc_arena *arena, struct zc_db *db, const char *id, struct zc_times times, struct zc_error *err);

/* Values of several days as known at one instant, each looked up once. */
struct zc_rules {
    struct zc_arena *arena;
    struct zc_db *db;
    int64_t known;
    struct zc_map seen; /* "id day" */
};
void zc_rules_open(struct zc_rules *out, struct zc_arena *arena, struct zc_db *db, int64_t known);
int zc_rules_at(const struct zc_rule_value **out, struct zc_rules *rules, const char *id, int day, struct zc_error *err);
/* Of a rule that counts: the whole number; *there is false where none is in force. */
int zc_rules_number(int *out, bool *there, struct zc_rules *rules, const char *id, int day, struct zc_error *err);
/* What an expression reads: the whole number, empty where none is in force. */
struct zc_value zc_rule_number(struct zc_db *db, const char *id, struct zc_times times);

#endif
