/* base: the arena, the map, SM3 and the civil calendar. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/digest.h"
#include "base/map.h"

/* GB/T 32905, example 1. */
static void sm3_of_abc(void **state)
{
    (void)state;
    char hex[ZC_DIGEST_HEX];
    zc_sm3_hex(hex, "abc", 3);
    assert_string_equal(hex, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
}

static void a_map_keeps_what_was_put(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    struct zc_map map;
    zc_map_init(&map, &arena);
    char key[16];
    for (intptr_t i = 1; i <= 1000; i++) {
        snprintf(key, sizeof key, "key%d", (int)i);
        zc_map_put(&map, key, (void *)i);
    }
    for (intptr_t i = 1; i <= 1000; i++) {
        snprintf(key, sizeof key, "key%d", (int)i);
        assert_int_equal((intptr_t)zc_map_get(&map, key), i);
    }
    assert_null(zc_map_get(&map, "key1001"));
    assert_int_equal(map.count, 1000);
    assert_string_equal(map.entries[999].key, "key1000");
    zc_arena_free(&arena);
}

static void every_day_of_four_centuries_round_trips(void **state)
{
    (void)state;
    int first, last, weekday = 0;
    assert_true(zc_date_make(&first, 1800, 1, 1));
    assert_true(zc_date_make(&last, 2200, 12, 31));
    for (int date = first; date <= last; date++) {
        int year, month, day, again, parsed;
        char text[ZC_DATE_TEXT];
        zc_date_split(date, &year, &month, &day);
        assert_true(zc_date_make(&again, year, month, day));
        assert_int_equal(again, date);
        zc_date_format(text, date);
        assert_true(zc_date_parse(&parsed, text));
        assert_int_equal(parsed, date);
        if (weekday)
            assert_int_equal(zc_date_weekday(date), weekday % 7 + 1);
        weekday = zc_date_weekday(date);
    }
    int day;
    assert_false(zc_date_make(&day, 2017, 2, 30));
    assert_false(zc_date_make(&day, 2017, 6, 31));
    assert_true(zc_date_parse(&day, "2017-06-30"));
    assert_int_equal(zc_date_weekday(day), 5);
}

static void instants_know_shanghai(void **state)
{
    (void)state;
    int64_t at, other;
    int day;
    char text[ZC_INSTANT_TEXT];
    assert_true(zc_instant_parse(&at, "2017-06-30T16:20:41.308512+08:00"));
    zc_instant_format(text, at);
    assert_string_equal(text, "2017-06-30T08:20:41.308512Z");
    assert_true(zc_date_parse(&day, "2017-06-30"));
    assert_int_equal(zc_instant_date(at), day);
    assert_true(zc_instant_parse(&at, "2017-06-30"));
    assert_true(zc_instant_parse(&other, "2017-06-30T23:59:59.999999+08:00"));
    assert_true(at == other);
    assert_int_equal(zc_instant_date(at), day);
    assert_int_equal(zc_instant_date(at + 1), day + 1);
}

static void periods(void **state)
{
    (void)state;
    struct zc_period period;
    char from[ZC_DATE_TEXT], to[ZC_DATE_TEXT];
    static const struct {
        const char *name, *from, *to;
    } cases[] = {{"2017H1", "2017-01-01", "2017-06-30"}, {"2017H2", "2017-07-01", "2017-12-31"},
                 {"2017Q2", "2017-04-01", "2017-06-30"}, {"2016-02", "2016-02-01", "2016-02-29"},
                 {"2017", "2017-01-01", "2017-12-31"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(zc_period_parse(&period, cases[i].name));
        zc_date_format(from, period.from);
        zc_date_format(to, period.to);
        assert_string_equal(from, cases[i].from);
        assert_string_equal(to, cases[i].to);
    }
    assert_false(zc_period_parse(&period, "2017H3"));
    assert_false(zc_period_parse(&period, "2017-13"));
    assert_false(zc_period_parse(&period, "17H1"));
}

static void json_text_escapes_only_what_the_journal_allows(void **state)
{
    (void)state;
    struct zc_buf buf = {0};
    zc_buf_json_str(&buf, "筑\"城\\\n\x01/");
    assert_string_equal(zc_buf_text(&buf), "\"筑\\\"城\\\\\\n\\u0001/\"");
    zc_buf_free(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sm3_of_abc),
        cmocka_unit_test(a_map_keeps_what_was_put),
        cmocka_unit_test(every_day_of_four_centuries_round_trips),
        cmocka_unit_test(instants_know_shanghai),
        cmocka_unit_test(periods),
        cmocka_unit_test(json_text_escapes_only_what_the_journal_allows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
