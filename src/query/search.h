/*
 * search: the full-text index over the fields marked `search`. Each entity has one index a column class, so that a hidden column
 * never matches and no entity is found by another's words. An index holds only which record has which tokens (own bigrams);
 * the texts stay in the present table, so taking a record out needs its former values exactly as they were put in. Everything
 * here can be rebuilt from the present tables; zc_search_rebuild does so when the declared fields or the tokens have changed.
 */
#ifndef ZC_QUERY_SEARCH_H
#define ZC_QUERY_SEARCH_H

#include "base/buf.h"
#include "query/rows.h"

/* Whether the entity has searchable fields of that class. */
bool zc_search_has(const struct zc_entity *entity, enum zc_column_class class_);
enum { ZC_SEARCH_TABLE = 160 };
void zc_search_table(char out[ZC_SEARCH_TABLE], const struct zc_entity *entity, enum zc_column_class class_);

/* Moves the index from the former values of a record to its new ones, by column; NULL = not there. */
int zc_search_put(struct zc_store *store, const struct zc_entity *entity, int64_t id, const struct zc_value *before,
                  const struct zc_value *after, struct zc_error *err);

/* Rebuilds the indexes whose declared form is not the one they were built with. Inside a write transaction. */
int zc_search_rebuild(struct zc_db *db, struct zc_error *err);

#endif
