/* progress, planned value and the digest of rows: vectors of the reform specification (C2, C3, C12); exact ratios. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../modules/reform/planned_value.h"
#include "../../modules/reform/progress.h"
#include "base/date.h"
#include "base/digest.h"

static int64_t shown(struct zc_ratio ratio, int scale)
{
    int64_t value = -1;
    assert_true(zc_ratio_decimal(&value, ratio, scale));
    return value;
}

static void reported_verified_and_the_gap(void **state)
{
    (void)state;
    struct zc_progress_item items[] = {{30, 10000, true, false}, {20, 10000, false, false}, {30, 6000, false, false},
                                       {20, 0, false, false},    {99, 10000, true, true},   {-5, 10000, true, false}};
    struct zc_progress progress = zc_progress_compute(items, sizeof items / sizeof *items);
    assert_int_equal(shown(progress.reported, 2), 68);
    assert_int_equal(shown(progress.verified, 2), 30);
    assert_int_equal(shown(progress.gap, 2), 38);
    progress = zc_progress_compute(NULL, 0);
    assert_true(zc_ratio_empty(progress.reported) && zc_ratio_empty(progress.verified) && zc_ratio_empty(progress.gap));
}

/* C2: two tasks of 100 hours, one closed at 20%, one open at 10%; closed but unverified counts nothing. */
static void a_closed_task_is_not_a_verified_one(void **state)
{
    (void)state;
    struct zc_progress_item items[] = {{100, 2000, false, false}, {100, 1000, false, false}};
    assert_int_equal(shown(zc_progress_compute(items, 2).verified, 4), 0);
    assert_int_equal(shown(zc_progress_compute(items, 2).reported, 2), 15);
}

static void planned_value_uses_the_baseline(void **state)
{
    (void)state;
    int january, march, from, june;
    assert_true(zc_date_parse(&from, "2017-01-01") && zc_date_parse(&january, "2017-01-31"));
    assert_true(zc_date_parse(&march, "2017-03-31") && zc_date_parse(&june, "2017-06-30"));
    struct zc_valued_item items[] = {{4, january, true, false, june}, {6, march, true, false, march}, {7, march, true, true, march},
                                     {3, june, false, false, 0}};
    int64_t curve[7];
    static const int64_t expected[] = {0, 4, 4, 10, 10, 10, 13};
    zc_planned_curve(curve, 6, items, 4, from);
    for (int i = 0; i <= 6; i++)
        assert_int_equal(curve[i], expected[i]);
    assert_int_equal(zc_earned_value(items, 4, march), 6);
    assert_int_equal(zc_earned_value(items, 4, june), 10);
}

static void ratios_are_exact_and_know_their_limits(void **state)
{
    (void)state;
    struct zc_ratio third = zc_ratio_make(-2, -6), huge = zc_ratio_make(INT64_MAX, 1);
    assert_true(third.top == 1 && third.bottom == 3);
    assert_int_equal(shown(zc_ratio_make(2, 3), 4), 6667);
    assert_int_equal(shown(zc_ratio_make(-1, 2), 0), -1);
    assert_int_equal(zc_ratio_compare(third, zc_ratio_make(333, 1000)), 1);
    assert_true(zc_ratio_empty(zc_ratio_make(1, 0)));
    assert_true(zc_ratio_empty(zc_ratio_add(huge, huge)));
    assert_true(zc_ratio_empty(zc_ratio_divide(third, zc_ratio_make(0, 5))));
    assert_true(zc_ratio_empty(zc_ratio_make(INT64_MIN, -1)));
    int64_t value;
    assert_false(zc_ratio_decimal(&value, huge, 1));
    struct zc_ratio sum = zc_ratio_add(zc_ratio_make(1, 6), third);
    assert_true(sum.top == 1 && sum.bottom == 2);
}

/* C12: SM3 over the sorted lines entity|id|vN. */
static void the_digest_of_rows(void **state)
{
    (void)state;
    static const char first[] = "pilot|P-2015-003|v4\npilot|P-2016-011|v2\npilot|P-2016-027|v7\n",
                      second[] = "pilot|P-2015-003|v4\npilot|P-2016-011|v3\npilot|P-2016-027|v7\n";
    char hex[ZC_DIGEST_HEX];
    zc_sm3_hex(hex, first, sizeof first - 1);
    assert_string_equal(hex, "794a077f0b1672b026ec92948cf2b414a27513700a1d84bbdf6c97e5b1ef72e6");
    zc_sm3_hex(hex, second, sizeof second - 1);
    assert_string_equal(hex, "b2da4cc18a0ab7ffb8d2e8ce34f05134e6ddfef9ed2d79db82625237785fcc0b");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reported_verified_and_the_gap),
        cmocka_unit_test(a_closed_task_is_not_a_verified_one),
        cmocka_unit_test(planned_value_uses_the_baseline),
        cmocka_unit_test(ratios_are_exact_and_know_their_limits),
        cmocka_unit_test(the_digest_of_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
