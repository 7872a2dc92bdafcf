/*
 * workday: working days by the State Council's yearly notices. A date is a working day iff listed as a make-up workday,
 * or not listed as off and Monday to Friday (reform.md 4). Pure functions over a calendar value.
 */
#ifndef ZC_BASE_WORKDAY_H
#define ZC_BASE_WORKDAY_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

enum zc_day_kind { ZC_DAY_PLAIN, ZC_DAY_OFF, ZC_DAY_MAKEUP };

struct zc_calendar_day {
    int date;
    enum zc_day_kind kind;
    bool statutory; /* the statutory day itself, not a shifted one */
    const char *name;
};
/* Listed days in ascending order; years [first_year, last_year] are covered by notices. Beyond: weekdays plus the fixed
 * statutory days (1 January, 1 May, 1–3 October), and every result that reaches there is provisional. */
struct zc_calendar {
    const struct zc_calendar_day *days;
    size_t count;
    int first_year, last_year;
};

bool zc_workday_is(const struct zc_calendar *calendar, int date);
/* The nth working day after `date` (n ≥ 0; the starting day is not counted; n = 0 gives `date` itself). For n < 0 backwards. */
int zc_workday_add(const struct zc_calendar *calendar, int date, int n, bool *provisional);
/* Working days in (from, to]; negative when to < from. */
int zc_workday_between(const struct zc_calendar *calendar, int from, int to);
int zc_workday_roll(const struct zc_calendar *calendar, int date);      /* first working day on or after */
int zc_workday_roll_back(const struct zc_calendar *calendar, int date); /* last working day on or before */
int zc_workdays_in(const struct zc_calendar *calendar, int from, int to); /* both days included */

/* Weekdays less working days of a year: the statutory days (11 to 2024, 13 from 2025, core.md 9) but for exchanges over New
 * Year and single decrees; model/calendar.h holds what is expected and checks it. */
int zc_calendar_statutory(const struct zc_calendar *calendar, int year);

#endif
