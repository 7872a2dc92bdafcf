/*
 * calendar: reads the list of days off and make-up workdays, modules/core/data/calendar.csv, and refuses a list whose
 * yearly sums cannot be right.
 *
 * The file is UTF-8 with the head line `date,kind,name,statutory`, ascending by date; kind is off or makeup, statutory 1 for
 * the statutory day itself. Limits: 1 MiB, 20,000 rows, years 1949 to 2199. Days and names live in the caller's arena.
 */
#ifndef ZC_MODEL_CALENDAR_H
#define ZC_MODEL_CALENDAR_H

#include "base/arena.h"
#include "base/error.h"
#include "base/workday.h"

#include <stddef.h>

int zc_calendar_read(struct zc_calendar *out, struct zc_arena *arena, const char *path, struct zc_error *err);
/* The same from memory; `name` stands in messages. */
int zc_calendar_parse(struct zc_calendar *out, struct zc_arena *arena, const char *name, const char *bytes, size_t size,
                      struct zc_error *err);

/* The statutory days by which a year's working days must fall short of its weekdays, exchanges over New Year included. */
int zc_calendar_expected(int year);
/* Every covered year against zc_calendar_expected; ZC_ECHECK names the first year that fails. */
int zc_calendar_check(const struct zc_calendar *calendar, struct zc_error *err);

/* The part of one year, as if no other notice had come out. Shares the days of `all`; not covered gives an empty one. */
struct zc_calendar zc_calendar_only(const struct zc_calendar *all, int year);

#endif
