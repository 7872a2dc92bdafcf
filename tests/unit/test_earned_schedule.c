/* earned_schedule: both tables of the reform specification (C4). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../modules/reform/earned_schedule.h"

static int64_t shown(struct zc_ratio ratio, int scale)
{
    int64_t value = -1;
    assert_true(zc_ratio_decimal(&value, ratio, scale));
    return value;
}

static void a_year_of_144(void **state)
{
    (void)state;
    static const int64_t pv[] = {0, 4, 10, 20, 34, 50, 66, 80, 94, 108, 120, 134, 144};
    static const struct {
        int at;
        int64_t ev, es, spi_time, spi, forecast;
    } cases[] = {{6, 57, 54375, 9063, 8636, 13241}, {6, 80, 70000, 11667, 12121, 10286}, {3, 4, 10000, 3333, 2000, 36000},
                 {12, 120, 100000, 8333, 8333, 14400}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zc_earned_schedule schedule;
        assert_int_equal(zc_earned_schedule_compute(&schedule, pv, 12, cases[i].at, cases[i].ev, NULL), ZC_OK);
        assert_int_equal(shown(schedule.es, 4), cases[i].es);
        assert_int_equal(shown(schedule.variance, 4), cases[i].es - cases[i].at * 10000);
        assert_int_equal(shown(schedule.spi_time, 4), cases[i].spi_time);
        assert_int_equal(shown(schedule.spi, 4), cases[i].spi);
        assert_int_equal(shown(schedule.forecast, 3), cases[i].forecast);
    }
}

static void plateaus(void **state)
{
    (void)state;
    static const int64_t pv[] = {0, 0, 0, 5, 5, 5, 12};
    static const struct {
        int at;
        int64_t ev, es_tenths;
    } cases[] = {{1, 0, 10}, {2, 0, 20}, {4, 5, 40}, {5, 0, 20}, {2, 5, 30}, {4, 3, 26}, {6, 5, 50}, {5, 12, 60}, {9, 12, 60}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zc_earned_schedule schedule;
        assert_int_equal(zc_earned_schedule_compute(&schedule, pv, 6, cases[i].at, cases[i].ev, NULL), ZC_OK);
        assert_int_equal(shown(schedule.es, 1), cases[i].es_tenths);
    }
}

static void nothing_earned_gives_no_forecast(void **state)
{
    (void)state;
    static const int64_t pv[] = {0, 5, 10};
    struct zc_earned_schedule schedule;
    assert_int_equal(zc_earned_schedule_compute(&schedule, pv, 2, 1, 0, NULL), ZC_OK);
    assert_true(zc_ratio_empty(schedule.forecast) && !zc_ratio_empty(schedule.spi_time));
    assert_int_equal(zc_earned_schedule_compute(&schedule, pv, 2, 0, 5, NULL), ZC_OK);
    assert_true(zc_ratio_empty(schedule.forecast) && zc_ratio_empty(schedule.spi_time) && zc_ratio_empty(schedule.spi));
}

static void impossible_input_is_refused(void **state)
{
    (void)state;
    static const int64_t falling[] = {0, 5, 4}, pv[] = {0, 5, 10};
    struct zc_earned_schedule schedule;
    assert_int_equal(zc_earned_schedule_compute(&schedule, falling, 2, 1, 4, NULL), ZC_EINPUT);
    assert_int_equal(zc_earned_schedule_compute(&schedule, pv, 2, 1, 11, NULL), ZC_EINPUT);
    assert_int_equal(zc_earned_schedule_compute(&schedule, pv, 2, -1, 1, NULL), ZC_EINPUT);
    assert_int_equal(zc_earned_schedule_compute(&schedule, pv, 0, 1, 0, NULL), ZC_EINPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_year_of_144),
        cmocka_unit_test(plateaus),
        cmocka_unit_test(nothing_earned_gives_no_forecast),
        cmocka_unit_test(impossible_input_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
