/*
 * search_index: filling the full-text indexes. An index holds only which record has which tokens (own bigrams); the texts stay in
 * the present table, so taking a record out needs its former values exactly as they were put in. Everything here can be rebuilt
 * from the present tables; zc_search_rebuild does so when the declared fields or the tokens have changed.
 */
#ifndef ZC_RECORD_SEARCH_INDEX_H
#define ZC_RECORD_SEARCH_INDEX_H

#include "base/buf.h"
#include "query/search.h"

/*
 * What a transaction will change in the indexes. The engine gathers tokens in memory and writes them out at every savepoint, also that of
 * a single statement; so they wait here, past all savepoints, and go in at once by entity and id. Until then a search inside the
 * transaction does not see them. The queue owns its memory; zc_search_free empties it.
 */
struct zc_search_queue {
    struct zc_search_move *moves;
    size_t count, capacity;
    struct zc_buf tokens; /* of all moves */
    struct zc_arena work; /* of one move */
};
enum { ZC_SEARCH_WAITING = 4 << 20 }; /* bytes of tokens from which the queue should be written out */

/* Moves a record in the index from its former values to the new ones, by column; NULL = not there. */
void zc_search_move(struct zc_search_queue *queue, const struct zc_entity *entity, int64_t id, const struct zc_value *before,
                    const struct zc_value *after);
/* Forgets what came after the first `count` moves. */
void zc_search_cut(struct zc_search_queue *queue, size_t count);
/* Writes the moves into the indexes and empties the queue. */
int zc_search_write(struct zc_search_queue *queue, struct zc_store *store, struct zc_error *err);
void zc_search_free(struct zc_search_queue *queue);

/* Rebuilds the indexes whose declared form is not the one they were built with, in a transaction of its own. To be called
 * whenever zc_tables_apply has been, except on a copy that nobody searches. */
int zc_search_rebuild(struct zc_db *db, struct zc_error *err);

#endif
