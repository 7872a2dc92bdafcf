/* burden: repeated questions and the median. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "maths/burden.h"

static void a_question_is_repeated_by_another(void **state)
{
    (void)state;
    struct zc_burden_ask asks[] = {{"task|7", 1, 100}, {"task|7", 2, 130}, {"task|7", 3, 161}, /* 30 days, then 31 */
                                   {"task|8", 1, 100}, {"task|8", 1, 101}, {"task|9", 0, 5},   {"task|9", 4, 6}};
    assert_int_equal(zc_burden_repeated(asks, 7, 30), 1);
    struct zc_burden_ask between[] = {{"a", 2, 10}, {"a", 1, 12}, {"a", 1, 14}}; /* the third repeats the first, past its own */
    assert_int_equal(zc_burden_repeated(between, 3, 30), 2);
    assert_int_equal(zc_burden_repeated(NULL, 0, 30), 0);
}

static void the_middle(void **state)
{
    (void)state;
    int64_t odd[] = {9, 1, 4}, even[] = {8, 2, 6, 4};
    assert_int_equal(zc_burden_median(odd, 3), 4);
    assert_int_equal(zc_burden_median(even, 4), 4);
    assert_int_equal(zc_burden_median(NULL, 0), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_question_is_repeated_by_another), cmocka_unit_test(the_middle)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
