/* score: the vectors of C7 and C8 of the reform specification, ranks with ties, and what is left out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "maths/score.h"

static int64_t four(struct zc_ratio ratio)
{
    int64_t out = -1;
    assert_true(zc_ratio_decimal(&out, ratio, 4));
    return out;
}

static void small_units_are_not_punished(void **state)
{
    (void)state;
    static const struct {
        int64_t x, n, rate;
    } units[] = {{11, 12, 8992}, {3, 3, 9107}, {17, 20, 8514}, {0, 1, 7143}, {5, 6, 8442}}; /* A to E */
    static const size_t order[] = {1, 0, 2, 4, 3};
    static const int ranks[] = {1, 2, 3, 4, 0};
    struct zc_standing standings[5];
    int64_t x = 0, n = 0;
    for (size_t i = 0; i < 5; i++) {
        x += units[i].x;
        n += units[i].n;
    }
    assert_int_equal(x, 36);
    assert_int_equal(n, 42);
    for (size_t i = 0; i < 5; i++) {
        standings[i] = (struct zc_standing){zc_score_adjusted(units[i].x, units[i].n, zc_ratio_make(x, n), 5), units[i].n, -1, i};
        assert_int_equal(four(standings[i].rate), units[i].rate);
    }
    zc_score_rank(standings, 5, 3);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(standings[i].index, order[i]);
        assert_int_equal(standings[i].rank, ranks[i]);
    }
}

static void ties_share_a_rank(void **state)
{
    (void)state;
    struct zc_standing four_units[] = {{zc_ratio_make(1, 2), 9, 0, 0}, {zc_ratio_make(3, 4), 9, 0, 1}, {zc_ratio_make(6, 8), 9, 0, 2}, {zc_ratio_make(1, 1), 9, 0, 3}};
    static const int ranks[] = {1, 2, 2, 4};
    zc_score_rank(four_units, 4, 3);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(four_units[i].rank, ranks[i]);
    /* one that is not ranked takes no place */
    struct zc_standing some[] = {{zc_ratio_make(1, 1), 2, 0, 0}, {zc_ratio_make(1, 2), 3, 0, 1}, {{0, 0}, 0, 0, 2}};
    zc_score_rank(some, 3, 3);
    assert_int_equal(some[0].rank, 0);
    assert_int_equal(some[1].rank, 1);
    assert_int_equal(some[2].rank, 0);
    zc_score_rank(NULL, 0, 3);
    assert_true(zc_ratio_empty(zc_score_adjusted(0, 0, (struct zc_ratio){0}, 5)));
    assert_int_equal(four(zc_score_adjusted(1, 2, (struct zc_ratio){0}, 0)), 5000);
}

static void points_have_caps(void **state)
{
    (void)state;
    int64_t asked;
    /* A .8992 is the adjusted rate of 11 of 12, H .95, T 1, C .90, E 1, N 1 */
    struct zc_score_part parts[] = {{.kind = ZC_SCORE_ADJUSTED, .points = 50, .most = 5, .passed = 11, .applicable = 12, .common = zc_ratio_make(36, 42)},
                                    {.kind = ZC_SCORE_SHARE, .points = 15, .passed = 19, .applicable = 20},
                                    {.kind = ZC_SCORE_SHARE, .points = 10, .passed = 12, .applicable = 12},
                                    {.kind = ZC_SCORE_SHARE, .points = 15, .passed = 9, .applicable = 10},
                                    {.kind = ZC_SCORE_UP_TO, .points = 10, .most = 3, .passed = 1},
                                    {.kind = ZC_SCORE_LESS, .points = 2, .most = 5, .passed = 1}};
    int64_t total;
    assert_true(zc_ratio_decimal(&total, zc_score_total(&asked, parts, 6), 2));
    assert_int_equal(total, 8404);
    assert_int_equal(asked, 100);
    parts[4].passed = 7;
    parts[5].passed = 9;
    assert_true(zc_ratio_decimal(&total, zc_score_total(&asked, parts, 6), 2));
    assert_int_equal(total, 8404 - 333 + 1000 + 200 - 1000);
    /* what had nothing to check is left out, and neither earned nor asked for */
    parts[1].passed = parts[1].applicable = 0;
    zc_score_total(&asked, parts, 6);
    assert_int_equal(asked, 85);
    assert_true(zc_ratio_empty(parts[1].earned));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(small_units_are_not_punished), cmocka_unit_test(ties_share_a_rank), cmocka_unit_test(points_have_caps)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
