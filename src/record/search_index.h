/*
 * search_index: filling the full-text indexes. An index holds only which record has which tokens (own bigrams); the texts stay in
 * the present table, so taking a record out needs its former values exactly as they were put in. Everything here can be rebuilt
 * from the present tables; zc_search_rebuild does so when the declared fields or the tokens have changed.
 */
#ifndef ZC_RECORD_SEARCH_INDEX_H
#define ZC_RECORD_SEARCH_INDEX_H

#include "query/search.h"

/* Moves the index from the former values of a record to its new ones, by column; NULL = not there. */
int zc_search_put(struct zc_store *store, const struct zc_entity *entity, int64_t id, const struct zc_value *before,
                  const struct zc_value *after, struct zc_error *err);

/* Rebuilds the indexes whose declared form is not the one they were built with, in a transaction of its own. To be called
 * whenever zc_tables_apply has been, except on a copy that nobody searches. */
int zc_search_rebuild(struct zc_db *db, struct zc_error *err);

#endif
