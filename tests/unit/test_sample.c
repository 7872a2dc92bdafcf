/* sample: the draw and the bound; vectors of the reform specification (C6). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "maths/sample.h"

static void anybody_can_draw_again(void **state)
{
    (void)state;
    struct zc_sample_entry frame[] = {{.id = "P001"}, {.id = "P002"}, {.id = "P003"}, {.id = "P004"}, {.id = "P005"}};
    static const struct {
        const char *id, *digest;
    } expected[] = {{"P005", "b6f3abbc"}, {"P001", "bb8f65d4"}, {"P002", "c55287ea"}, {"P003", "d4f2a129"}, {"P004", "ef0b957e"}};
    zc_sample_order(frame, 5, "2017Q2");
    for (size_t i = 0; i < 5; i++) {
        assert_string_equal(frame[i].id, expected[i].id);
        assert_memory_equal(frame[i].digest, expected[i].digest, 8);
    }
    zc_sample_order(NULL, 0, "2017Q2");
}

static void what_a_sample_proves(void **state)
{
    (void)state;
    static const struct {
        int all, drawn, false_ones, bound;
    } cases[] = {{33, 12, 0, 5}, {33, 20, 0, 3}, {33, 12, 1, 9}, {33, 33, 0, 0}, {19, 10, 0, 3}, {144, 30, 0, 12}, {144, 44, 0, 7},
                 {144, 43, 0, 8}, {33, 33, 4, 4}, {0, 0, 0, 0}, {10, 0, 0, 10}, {5, 5, 5, 5}, {5, 6, 0, -1}, {5, 3, 4, -1}, {-1, 0, 0, -1}, {ZC_SAMPLE_MOST + 1, 1, 0, -1}, {1500, 150, 0, 28}, {1500, 150, 3, 73}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(zc_sample_bound(cases[i].all, cases[i].drawn, cases[i].false_ones), cases[i].bound);
    assert_int_equal(zc_sample_size(144, 7), 44);
    assert_int_equal(zc_sample_size(144, 144), 0);
    assert_int_equal(zc_sample_size(144, 0), 137);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(anybody_can_draw_again), cmocka_unit_test(what_a_sample_proves)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
