/*
 * hours: time that counts by the minute: office hours with a break at noon, duty hours of every day, or round the clock.
 * Which days are working days says the calendar; which hours are kept says a text with a date from which it holds, so that hours
 * that a city changed are counted as they were on each day. Pure functions; instants are microseconds UTC, days those of Shanghai.
 *
 *   workdays 09:00-12:00 13:00-17:00                  working days, make-up workdays included
 *   workdays 09:00-12:00 13:00-17:00; offdays 10:00-16:00
 *   daily 08:00-20:00
 *
 * Spans are half-open: the instant at which one ends belongs to the next (governance.md A4).
 */
#ifndef ZC_BASE_HOURS_H
#define ZC_BASE_HOURS_H

#include "base/workday.h"

#include <stdint.h>

#define ZC_MINUTE_US INT64_C(60000000)
enum { ZC_HOURS_SPANS = 4 };

struct zc_hours {
    struct {
        int from[ZC_HOURS_SPANS], to[ZC_HOURS_SPANS]; /* minutes of the day, ascending, 24:00 allowed as the last end */
        int count;
    } working, off;                                   /* working days, days off */
};
/* At most four spans a kind of day, ascending and apart, at least one in all; false for any other text. */
bool zc_hours_parse(struct zc_hours *out, const char *text);

struct zc_hours_since {
    int from; /* the first day on which they are kept, until the next entry's */
    struct zc_hours hours; /* none at all: from that day on nothing says which hours are kept */
};
/* The hours of all days. NULL where one is asked for means round the clock. */
struct zc_timetable {
    const struct zc_calendar *calendar;
    const struct zc_hours_since *since; /* ascending */
    size_t count;
};
struct zc_interval {
    int64_t from, to; /* half-open */
};

/* The instant at which `length` microseconds have been worked since `start`, what lies in a pause not counted; pauses may overlap and
 * stand in any order. A start outside the hours is one at the next opening. A length of 0 gives the start. INT64_MAX when sixty years
 * do not suffice. *provisional (may be NULL): it depends on which days are working days of a year whose notice is not out. */
int64_t zc_hours_after(bool *provisional, const struct zc_timetable *timetable, int64_t start, int64_t length, const struct zc_interval *pauses, size_t count);
/* The instant from which `length` is left to work until `end`. INT64_MIN when sixty years do not suffice. */
int64_t zc_hours_before(const struct zc_timetable *timetable, int64_t end, int64_t length);
/* What is worked in [from, to), what lies in a pause not counted; negative when to < from. */
int64_t zc_hours_between(const struct zc_timetable *timetable, int64_t from, int64_t to, const struct zc_interval *pauses, size_t count);

#endif
