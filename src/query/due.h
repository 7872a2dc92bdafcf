/*
 * due: the clocks of records. What is stored are starts, pauses and stops (dates in fields, dates of transitions); due dates are
 * derived here, each time, from the declaration, the calendar and the day of reading.
 */
#ifndef ZC_QUERY_DUE_H
#define ZC_QUERY_DUE_H

#include "model/clock.h"
#include "query/rows.h"

struct zc_due {
    struct zc_record record;
    const struct zc_clock *clock;
    struct zc_clock_result result;
};
/* One clock of one record on `on`; false when it has not started. `first_day` is that of the record (query/opening.h), 0 for none. */
bool zc_due_of(struct zc_due *out, const struct zc_record *record, const struct zc_clock *clock, const struct zc_calendar *calendar, int first_day, int on);

struct zc_due_list {
    struct zc_due *items; /* by due date */
    size_t count;
};
/* Every clock that runs or is over on `on` and is due by `until`, over all entities with clocks that the reader may see. */
int zc_due_all(struct zc_due_list *out, struct zc_arena *arena, struct zc_db *db, const struct zc_reader *reader, int on, int until, struct zc_error *err);

#endif
