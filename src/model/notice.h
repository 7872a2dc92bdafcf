/*
 * notice: the calendar of working days as it was known. Each State Council notice is known from its date on; what was asked before is
 * answered by the calendar of that time, and a year whose notice was not out is provisional (base/workday.h). Two notices of one year:
 * the last one known counts.
 *
 * Two files beside calendar.csv, which holds the days as the last notices left them. notices.csv, `known_from,year,number,status`, ascending:
 * when which notice came out; a year comes first with the notice that arranged it and again with each that changed it. calendar-before.csv,
 * `known_to,date,kind,name`: what a day was (off, makeup, plain) until the notice of `known_to` changed it. Days of December that are
 * exchanged with New Year came with the notice of the next year.
 */
#ifndef ZC_MODEL_NOTICE_H
#define ZC_MODEL_NOTICE_H

#include "model/calendar.h"

struct zc_notice {
    int known_from, year;
    const char *number, *status;  /* 国办发明电〔2016〕17号; "" where unknown. law, to_confirm, assumption */
    struct zc_calendar calendar;  /* as known from this day until the next notice */
};
struct zc_notices {
    struct zc_notice *items;      /* ascending known_from */
    size_t count;
};
/* Reads both files of `folder` against the days of `all`. Every covered year must have a notice. Lives in the arena; `all` may go. */
int zc_notices_read(struct zc_notices *out, struct zc_arena *arena, const struct zc_calendar *all, const char *folder, struct zc_error *err);
/* The last notice known at the end of the day; NULL before the first. */
const struct zc_notice *zc_notice_known(const struct zc_notices *notices, int day);
/* The calendar known then; one without any year before the first notice. */
const struct zc_calendar *zc_calendar_known(const struct zc_notices *notices, int day);

#endif
