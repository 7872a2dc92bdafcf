/*
 * number_format: what a cell's number format says about its number: a date, a percentage, or neither.
 * Built-in codes as Excel for Chinese (zh-cn) reads them (ECMA-376-1, 18.8.30). All texts are static.
 */
#ifndef ZC_PAPER_NUMBER_FORMAT_H
#define ZC_PAPER_NUMBER_FORMAT_H

#include <stdbool.h>

const char *zc_number_format_builtin(int id); /* "" for General and for ids that are not built in */
/* Dates and times alike: yyyy"年"m"月"d"日", [$-804]…, h:mm, [mm]:ss. Words in quotes and brackets do not count. */
bool zc_number_format_is_date(const char *code);
bool zc_number_format_is_percent(const char *code);

/* Day of a serial number, in days since 1970-01-01; false when no day has this number: negative, less than one (a time
 * of day alone), 60 in the 1900 system (29 February 1900, which never was), beyond the year 9999. */
bool zc_serial_date(int *out, double serial, bool epoch_1904);

#endif
