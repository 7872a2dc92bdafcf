/*
 * calendar_kit: the shipped calendar of working days, and days by their text, for tests of what counts them. calendar_open and
 * calendar_close are the group set-up and tear-down.
 */
#ifndef ZC_TESTS_CALENDAR_KIT_H
#define ZC_TESTS_CALENDAR_KIT_H

#include "base/date.h"
#include "model/calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct zc_arena arena;
static struct zc_calendar all;

static inline int day(const char *text)
{
    int date = 0;
    assert_true(zc_date_parse(&date, text));
    return date;
}

static inline void assert_day(int date, const char *expected)
{
    char text[ZC_DATE_TEXT];
    zc_date_format(text, date);
    assert_string_equal(text, expected);
}

static inline int calendar_open(void **state)
{
    (void)state;
    struct zc_error err = {0};
    int code = zc_calendar_read(&all, &arena, "modules/core/data/calendar.csv", &err);
    if (code != ZC_OK)
        fprintf(stderr, "%s\n", err.en);
    return code;
}

static inline int calendar_close(void **state)
{
    (void)state;
    zc_arena_free(&arena);
    return 0;
}

#endif
