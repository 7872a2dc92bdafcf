/*
 * rows_kept: the question by which one reader reads one record of an entity, kept with its connection. Putting the reader's rule
 * together as SQL and finding the statement by its text costs more than reading the row; both follow from the entity, the day and the
 * reader's rights alone, so a question is asked again as long as all of these are the same, compared in full; one that holds a rule
 * value or kin read from the store is not kept, for they may change. Only questions are kept, never rows: what is stored and who may see it is decided by the engine
 * each time.
 *
 * A connection keeps up to 64 questions, a few KiB each; a later one replaces an earlier one in its place.
 */
#ifndef ZC_QUERY_ROWS_KEPT_H
#define ZC_QUERY_ROWS_KEPT_H

#include "query/rows.h"

struct zc_rows_kept; /* of one connection, made when first needed and freed with zc_db_close */

/* Prepares and binds the kept question for a record's id. 1: *stmt is to be stepped and done; 0: there is none yet; negative: failed. */
int zc_rows_kept_ask(struct zc_stmt **stmt, struct zc_db *db, const struct zc_entity *entity, struct zc_times times, const struct zc_reader *reader,
                     int64_t id, struct zc_error *err);
/* Keeps a question that has just been prepared as `stmt`; the last of its bound values is the id. */
void zc_rows_kept_put(struct zc_db *db, const struct zc_entity *entity, struct zc_times times, const struct zc_reader *reader, const struct zc_sql *sql,
                      struct zc_stmt *stmt);
void zc_rows_kept_free(struct zc_rows_kept *kept);

#endif
