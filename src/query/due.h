/*
 * due: the clocks of records. What is stored are starts, pauses and stops (dates in fields, dates of transitions); due dates are
 * derived here, each time, from the declaration, the calendar and the day of reading.
 */
#ifndef ZC_QUERY_DUE_H
#define ZC_QUERY_DUE_H

#include "model/clock.h"
#include "query/rule.h"

struct zc_due {
    struct zc_record record;
    const struct zc_clock *clock;
    struct zc_clock_result result;
    const struct zc_notice *notice; /* whose calendar the due date rests on; NULL: of no notice */
    bool kept;                      /* the calendar known earlier gave a later day, which stays */
    int since; /* the day on which it started, or last started anew */
    size_t granted; /* extensions granted in order; result.extended of them came in time */
    bool whole_there; /* it is a stage of a whole, which stands so: */
    struct zc_clock_result whole;
};
/* What the clocks are judged by: rule values and the day of reading. A length or a warning that a rule value says is that of the day of
 * judging: the day of reading, or of the stop if that was earlier. Where no such value is in force a length gives no clock, a warning none. */
struct zc_due_reading {
    struct zc_rules rules;
    const struct zc_notices *notices;
    int on, known_day;  /* the calendar is the one known then */
    int64_t at;         /* the instant of reading: the end of a day of the past, now on the present one */
    struct zc_map timetables; /* by rule: each read once */
};
int zc_due_open(struct zc_due_reading *out, struct zc_arena *arena, struct zc_db *db, struct zc_times times);
/* One clock of one record; *there is false when it has not started. `first_day` is that of the record (query/opening.h), 0 for none. */
int zc_due_of(struct zc_due *out, bool *there, struct zc_due_reading *reading, const struct zc_record *record, const struct zc_clock *clock, int first_day,
              struct zc_error *err);

struct zc_due_list {
    struct zc_due *items; /* by due date */
    size_t count;
};
/* Every clock that runs or is over on the as-of day, as known then, and is due by `until`, over all entities with clocks that the reader may see. */
int zc_due_all(struct zc_due_list *out, struct zc_arena *arena, struct zc_db *db, const struct zc_reader *reader, struct zc_times times, int until,
               struct zc_error *err);

#endif
