/*
 * ahead: slices that begin after today. A change with an end after today leaves what is so again from that end. Until then it lies
 * beside the present table, and a note here says on which day which record turns; the first write of the day, the opening of the city
 * or the waiting server bring it over. A reading of now in between looks beside the present table itself (zc_db_behind).
 *
 * The notes can be made anew from the slices; one that is no longer needed does no harm.
 */
#ifndef ZC_RECORD_AHEAD_H
#define ZC_RECORD_AHEAD_H

#include "query/city.h"
#include "record/search_index.h"

int zc_ahead_note(struct zc_store *store, const struct zc_entity *entity, int64_t record, int day, struct zc_error *err);
/* Turns the present tables to `day`, inside a write transaction. `search` NULL: for a copy that nobody searches. */
int zc_ahead_turn(struct zc_db *db, struct zc_search_queue *search, int day, struct zc_error *err);
/* The same in a transaction of its own when a day has come. */
int zc_ahead_come(struct zc_db *db, struct zc_error *err);
/* For a city of before there were notes: makes them, once, and turns its tables to today. To be called when the tables stand. */
int zc_ahead_settle(struct zc_db *db, struct zc_error *err);
int zc_ahead_settled(bool *settled, struct zc_db *db, struct zc_error *err);

#endif
