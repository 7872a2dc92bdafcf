/* opening: before the first day nothing is late; texts that say nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/date.h"
#include "model/calendar.h"
#include "model/clock.h"
#include "query/promise_kinds.h"

static struct zc_arena arena;

static int day(const char *text)
{
    int date = 0;
    assert_true(zc_date_parse(&date, text));
    return date;
}

static int let_go(void **state)
{
    (void)state;
    zc_arena_free(&arena);
    return 0;
}

static void nothing_is_late_before_the_first_day(void **state)
{
    (void)state;
    static const struct {
        const char *first_day, *stopped_on, *on;
        enum zc_clock_state expected;
    } cases[] = {
        {NULL, NULL, "2017-06-01", ZC_CLOCK_OVER},
        {"2017-06-30", NULL, "2017-05-26", ZC_CLOCK_RUNNING}, /* the due date itself */
        {"2017-06-30", NULL, "2017-05-27", ZC_CLOCK_OPENING},
        {"2017-06-30", NULL, "2017-06-29", ZC_CLOCK_OPENING},
        {"2017-06-30", NULL, "2017-06-30", ZC_CLOCK_OVER}, /* from the first day on what is open is late */
        {"2017-06-30", "2017-06-29", "2017-07-31", ZC_CLOCK_STOPPED_IN_TIME},
        {"2017-06-30", "2017-06-30", "2017-07-31", ZC_CLOCK_STOPPED_LATE},
        {NULL, "2017-06-29", "2017-07-31", ZC_CLOCK_STOPPED_LATE},
    };
    struct zc_calendar calendar;
    assert_int_equal(zc_calendar_read(&calendar, &arena, "modules/core/data/calendar.csv", NULL), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zc_clock_case clock = {.kind = ZC_CLOCK_UNTIL_DATE, .origin = day("2017-01-03"), .until = day("2017-05-26"),
                                      .first_day = cases[i].first_day ? day(cases[i].first_day) : 0, .stopped = cases[i].stopped_on != NULL,
                                      .stopped_on = cases[i].stopped_on ? day(cases[i].stopped_on) : 0};
        struct zc_clock_result result;
        zc_clock_compute(&result, &clock, &calendar, day(cases[i].on));
        if (result.state != cases[i].expected)
            fail_msg("case %zu: state %d, expected %d", i, (int)result.state, (int)cases[i].expected);
    }
}

static void phrases_that_say_nothing(void **state)
{
    (void)state;
    static const char phrases[] = "按要求推进、持续推进、持续、推进、年底前";
    static const struct {
        const char *text;
        bool nothing;
    } cases[] = {
        {"按要求推进", true}, {" 按要求推进。", true}, {"持续推进，年底前", true}, {"年底前 持续、推进", true}, {"按要求推进\n", true}, {"持续推进(年底前)", true},
        {"年底前出台方案", false}, {"推进三项工程", false}, {"持续推进12项", false}, {"按要求推进A", false}, {"", false}, {"。、", false}, {"要求", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (zc_says_nothing(&arena, cases[i].text, phrases) != cases[i].nothing)
            fail_msg("%s", cases[i].text);
    assert_false(zc_says_nothing(&arena, "推进", ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_is_late_before_the_first_day), cmocka_unit_test(phrases_that_say_nothing)};
    return cmocka_run_group_tests(tests, NULL, let_go);
}
