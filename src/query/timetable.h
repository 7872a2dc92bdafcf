/*
 * timetable: which hours a city keeps on each day, read from the slices of a rule value (base/hours.h) as known at one instant, so that a
 * change from a day moves no minute before it.
 */
#ifndef ZC_QUERY_TIMETABLE_H
#define ZC_QUERY_TIMETABLE_H

#include "base/hours.h"
#include "query/rule.h"

/* Without its calendar, which the caller sets; lives in the arena of `rules`. A value that is no text of hours counts as none. */
int zc_timetable_read(struct zc_timetable *out, struct zc_rules *rules, const char *id, struct zc_error *err);

#endif
