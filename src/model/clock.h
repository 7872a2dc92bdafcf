/*
 * clock: when a period ends and how it stands on a day. Pure: all that it needs is handed in, nothing is stored.
 *
 * The starting day is not counted. Paused days (both ends included) are not counted either: working days of a pause for a
 * clock of working days, calendar days for every other kind, a fixed date included. A pause that is still open (to =
 * ZC_DATE_MAX) counts up to the day of reading, so its due date moves on day by day. A last day that is a day off rolls to the
 * next working day when the clock says so; custody never rolls (reform.md 4, justice.md).
 *
 * A clock of minutes starts, pauses, stops and ends at instants, and counts the minutes of its hours (base/hours.h).
 */
#ifndef ZC_MODEL_CLOCK_H
#define ZC_MODEL_CLOCK_H

#include "base/hours.h"
#include "model/model.h"

#include <stdbool.h>
#include <stddef.h>

struct zc_clock_pause {
    int from, to; /* both included; they may overlap and stand in any order */
};

/* An extension counts when it was granted before the time ran out, one after the other. Its months are counted from the original start. */
struct zc_clock_more {
    int day;
    int64_t at; /* MINUTES */
    int months, length; /* length: days, working days of WORKDAYS, minutes of MINUTES */
};
struct zc_clock_case {
    enum zc_clock_kind kind;
    int origin;   /* the starting day */
    int64_t origin_at; /* MINUTES: the starting instant */
    int until;    /* ZC_CLOCK_UNTIL_DATE: the day set */
    int length;   /* the other kinds: working days, calendar days, months or minutes; below 0 counts as 0 */
    const struct zc_timetable *timetable; /* MINUTES, and warnings in minutes: the hours that count; NULL = round the clock */
    bool roll;    /* calendar days, months, fixed date: a last day off rolls on */
    bool custody; /* never rolls; the alarm comes a day early */
    bool duty;    /* rolls, and the alarm stands on the day before it rolled */
    bool month_end; /* months from the last day of a month end on the last day of a month */
    bool inclusive; /* the starting day is counted: a term of a month ends on the day before the same day */
    int credit;   /* calendar days taken off the end */
    const struct zc_clock_more *more; /* in the order in which they may count */
    size_t more_count;
    bool capped;  /* a stage of a whole: never later than cap_day and cap_at, the end of the whole */
    int cap_day;
    int64_t cap_at;
    const struct zc_clock_pause *pauses;
    size_t pause_count;
    const struct zc_interval *intervals; /* MINUTES: the pauses; one that is still open ends at ZC_INSTANT_MAX */
    size_t interval_count;
    const int *warn_workdays; /* warned so many working days before the due date */
    size_t warn_count;
    const int *warn_minutes;  /* and so many minutes of the hours before the end of the due date, or before the due instant */
    size_t warn_minute_count;
    bool stopped, notified;
    int stopped_on;
    int64_t stopped_at;     /* MINUTES */
    int notified_due;       /* the due date once told to the addressee: it moves later, never earlier */
    int64_t notified_due_at; /* MINUTES */
    int first_day;    /* before this day nothing is late; 0 = from the beginning */
};

enum zc_clock_state {
    ZC_CLOCK_RUNNING,
    ZC_CLOCK_PAUSED,
    ZC_CLOCK_STOPPED_IN_TIME,
    ZC_CLOCK_STOPPED_LATE,
    ZC_CLOCK_OVER,
    ZC_CLOCK_OPENING /* past its due date on a day before the first day: not late, to be verified */
};

struct zc_clock_result {
    int due_legal;
    int64_t due_at;   /* the last instant in time: MINUTES, the instant itself; else the end of the due date */
    int due_alarm;    /* the first day of warning; without a warning the due date, for custody the day before */
    int64_t alarm_at; /* the instant from which it warns */
    bool warns;       /* runs or is over, and the alarm has come */
    int unrolled;     /* the due date before it rolled over days off */
    size_t extended;  /* so many extensions counted */
    bool cut;         /* its own end would come after that of the whole */
    bool provisional; /* the due date rests on a year whose notice is not out */
    enum zc_clock_state state;
    int workdays_left; /* from the day of reading (or of stopping) to the due date; below 0: over by so many */
    int64_t minutes_left; /* MINUTES: minutes of the hours, whole ones, likewise */
    bool never;       /* MINUTES: its hours do not come to the length in sixty years: there is no such clock */
};

/* `at` is the instant of reading, on the day `on`; the end of a day is the reading as of that day. A clock is over on the day after its
 * due date, not before, one of minutes after its due instant; what stopped before the first day did not stop late. */
void zc_clock_compute_at(struct zc_clock_result *out, const struct zc_clock_case *clock, const struct zc_calendar *calendar, int64_t at);
/* The same at the end of the day `on`. */
void zc_clock_compute(struct zc_clock_result *out, const struct zc_clock_case *clock, const struct zc_calendar *calendar, int on);

#endif
