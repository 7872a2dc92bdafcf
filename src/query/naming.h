/* naming: which records name another one in a ref, by what is known now. */
#ifndef ZC_QUERY_NAMING_H
#define ZC_QUERY_NAMING_H

#include "query/rows.h"

/* The ids of the records of which some slice that is known now names `id` in `field` (a stored ref, single or a list) on the day `since`
 * or later; ascending, in the arena. With the city's eyes: rights are the caller's to ask. */
int zc_naming_records(int64_t **out, size_t *count, struct zc_arena *arena, struct zc_db *db, const struct zc_field *field,
                      const struct zc_entity *entity, int64_t id, int since, struct zc_error *err);
/* Whether a value of such a field names the record. */
bool zc_naming_holds(const struct zc_field *field, const struct zc_value *value, int64_t id);

#endif
