/* clock: due dates, pauses, rolling, states; vectors of the reform specification. */
#include "calendar_kit.h"

#include "model/clock.h"

static void kinds_of_length(void **state)
{
    (void)state;
    static const struct {
        enum zc_clock_kind kind;
        int length;
        bool roll, custody;
        const char *origin, *until, *due;
        bool provisional;
    } cases[] = {
        {ZC_CLOCK_WORKDAYS, 10, false, false, "2017-05-22", NULL, "2017-06-06", false},
        {ZC_CLOCK_WORKDAYS, 5, false, false, "2017-01-31", NULL, "2017-02-08", false},
        {ZC_CLOCK_DAYS, 15, true, false, "2017-09-20", NULL, "2017-10-09", false},
        {ZC_CLOCK_DAYS, 15, false, false, "2017-09-20", NULL, "2017-10-05", false},
        {ZC_CLOCK_DAYS, 10, true, false, "2017-03-22", NULL, "2017-04-01", false},
        {ZC_CLOCK_DAYS, 15, true, true, "2017-09-20", NULL, "2017-10-05", false},
        {ZC_CLOCK_MONTHS, 1, false, false, "2017-01-31", NULL, "2017-02-28", false},
        {ZC_CLOCK_MONTHS, 6, true, false, "2017-04-01", NULL, "2017-10-09", false},
        {ZC_CLOCK_MONTHS, 6, true, true, "2017-04-01", NULL, "2017-10-01", false},
        {ZC_CLOCK_UNTIL_DATE, 0, false, false, "2017-01-01", "2017-10-01", "2017-10-01", false},
        {ZC_CLOCK_UNTIL_DATE, 0, true, false, "2017-01-01", "2017-10-01", "2017-10-09", false},
        {ZC_CLOCK_WORKDAYS, 1, false, false, "2026-12-31", NULL, "2027-01-04", true},
        {ZC_CLOCK_DAYS, 1, false, false, "2026-12-31", NULL, "2027-01-01", false},
        {ZC_CLOCK_DAYS, 1, true, false, "2026-12-31", NULL, "2027-01-04", true},
        {ZC_CLOCK_WORKDAYS, 0, false, false, "2017-10-01", NULL, "2017-10-01", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zc_clock_case clock = {.kind = cases[i].kind, .length = cases[i].length, .roll = cases[i].roll,
                                      .custody = cases[i].custody, .origin = day(cases[i].origin)};
        if (cases[i].until)
            clock.until = day(cases[i].until);
        struct zc_clock_result result;
        zc_clock_compute(&result, &clock, &all, clock.origin);
        assert_day(result.due_legal, cases[i].due);
        assert_int_equal(result.provisional, cases[i].provisional);
    }
}

/* reform.md C1: 10 working days from 22 May 2017, paused 25 May to 2 June (6 working days). */
static void a_pause_moves_the_due_date(void **state)
{
    (void)state;
    struct zc_clock_pause pauses[] = {{day("2017-05-25"), day("2017-06-02")}, {day("2017-05-26"), day("2017-05-27")}};
    struct zc_clock_case clock = {.kind = ZC_CLOCK_WORKDAYS, .length = 10, .origin = day("2017-05-22"), .pauses = pauses};
    struct zc_clock_result result;
    for (clock.pause_count = 1; clock.pause_count <= 2; clock.pause_count++) {
        zc_clock_compute(&result, &clock, &all, day("2017-06-10"));
        assert_day(result.due_legal, "2017-06-14");
        assert_int_equal(result.state, ZC_CLOCK_RUNNING);
    }
    clock.pause_count = 1;
    zc_clock_compute(&result, &clock, &all, day("2017-05-26"));
    assert_int_equal(result.state, ZC_CLOCK_PAUSED);
    assert_day(result.due_legal, "2017-06-14");

    pauses[0].to = ZC_DATE_MAX;
    zc_clock_compute(&result, &clock, &all, day("2017-06-02"));
    assert_int_equal(result.state, ZC_CLOCK_PAUSED);
    assert_day(result.due_legal, "2017-06-14");
    zc_clock_compute(&result, &clock, &all, day("2017-06-05"));
    assert_day(result.due_legal, "2017-06-15");
    zc_clock_compute(&result, &clock, &all, day("2017-05-24"));
    assert_int_equal(result.state, ZC_CLOCK_RUNNING);
    assert_day(result.due_legal, "2017-06-06");

    clock.kind = ZC_CLOCK_DAYS;
    pauses[0].to = day("2017-06-02");
    zc_clock_compute(&result, &clock, &all, day("2017-06-05"));
    assert_day(result.due_legal, "2017-06-10"); /* 22 May + 10 + 9 paused days */
    clock.kind = ZC_CLOCK_UNTIL_DATE;
    clock.until = day("2017-06-30");
    zc_clock_compute(&result, &clock, &all, day("2017-06-05"));
    assert_day(result.due_legal, "2017-07-09");
}

/* reform.md C5, as of 30 June 2017. */
static void working_days_left_and_over(void **state)
{
    (void)state;
    static const struct {
        const char *due;
        int left;
        enum zc_clock_state state;
    } cases[] = {{"2017-05-26", -24, ZC_CLOCK_OVER}, {"2017-06-16", -10, ZC_CLOCK_OVER}, {"2017-06-23", -5, ZC_CLOCK_OVER},
                 {"2017-06-30", 0, ZC_CLOCK_RUNNING}, {"2017-07-14", 10, ZC_CLOCK_RUNNING}, {"2017-07-17", 11, ZC_CLOCK_RUNNING}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zc_clock_case clock = {.kind = ZC_CLOCK_UNTIL_DATE, .origin = day("2017-01-03"), .until = day(cases[i].due)};
        struct zc_clock_result result;
        zc_clock_compute(&result, &clock, &all, day("2017-06-30"));
        assert_int_equal(result.workdays_left, cases[i].left);
        assert_int_equal(result.state, cases[i].state);
    }
}

static void stops_and_warnings(void **state)
{
    (void)state;
    static const int warns[] = {1, 3};
    struct zc_clock_case clock = {.kind = ZC_CLOCK_WORKDAYS, .length = 10, .origin = day("2017-05-22"), .warn_workdays = warns,
                                  .warn_count = 2, .stopped = true, .stopped_on = day("2017-06-06")};
    struct zc_clock_result result;
    zc_clock_compute(&result, &clock, &all, day("2017-07-01"));
    assert_int_equal(result.state, ZC_CLOCK_STOPPED_IN_TIME);
    assert_int_equal(result.workdays_left, 0);
    assert_day(result.due_alarm, "2017-06-01");
    zc_clock_compute(&result, &clock, &all, day("2017-06-05")); /* read before it was stopped */
    assert_int_equal(result.state, ZC_CLOCK_RUNNING);
    clock.stopped_on = day("2017-06-08");
    zc_clock_compute(&result, &clock, &all, day("2017-07-01"));
    assert_int_equal(result.state, ZC_CLOCK_STOPPED_LATE);
    assert_int_equal(result.workdays_left, -2);
    clock.stopped = false;
    clock.notified = true;
    clock.notified_due = day("2017-06-09");
    zc_clock_compute(&result, &clock, &all, day("2017-06-08"));
    assert_day(result.due_legal, "2017-06-09");
    assert_int_equal(result.state, ZC_CLOCK_RUNNING);
    clock.notified_due = day("2017-06-01");
    zc_clock_compute(&result, &clock, &all, day("2017-06-08"));
    assert_day(result.due_legal, "2017-06-06");

    struct zc_clock_case custody = {.kind = ZC_CLOCK_MONTHS, .length = 2, .roll = true, .custody = true, .origin = day("2017-08-07")};
    zc_clock_compute(&result, &custody, &all, day("2017-08-08"));
    assert_day(result.due_legal, "2017-10-07");
    assert_day(result.due_alarm, "2017-10-06");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_of_length),
        cmocka_unit_test(a_pause_moves_the_due_date),
        cmocka_unit_test(working_days_left_and_over),
        cmocka_unit_test(stops_and_warnings),
    };
    return cmocka_run_group_tests(tests, calendar_open, calendar_close);
}
