/*
 * search: the full-text indexes over the fields marked `search`, as queries see them. Each entity has one index a column class, so
 * that a hidden column never matches and no entity is found by another's words. record/search_index fills them.
 */
#ifndef ZC_QUERY_SEARCH_H
#define ZC_QUERY_SEARCH_H

#include "query/rows.h"

/* Whether the field stands in the index of that class; whether the entity has any that does. */
bool zc_search_field(const struct zc_field *field, enum zc_column_class class_);
bool zc_search_has(const struct zc_entity *entity, enum zc_column_class class_);
enum { ZC_SEARCH_TABLE = 160 };
void zc_search_table(char out[ZC_SEARCH_TABLE], const struct zc_entity *entity, enum zc_column_class class_);

#endif
