/* rule: the value that law or a local decision fixes, read at two times from the records of core.rule_value. */
#ifndef ZC_QUERY_RULE_H
#define ZC_QUERY_RULE_H

#include "query/rows.h"

/* The value in force at the end of the as-of day as known then; NULL when none. What the city added outranks what was shipped,
 * of several the latest in force counts. Before rules were records at all (an older city, declarations without the entity) the
 * declared value answers. `from` of the answer: since when it is so; it lives in the arena. */
int zc_rule_at(const struct zc_rule_value **out, struct zc_arena *arena, struct zc_db *db, const char *id, struct zc_times times, struct zc_error *err);

#endif
