/* tree: the closure of the chain of responsibility. The vector is F2 of the specification of the reform module. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "query/tree.h"

enum { M = 1, C1, C2, T1, T2, T3, T4 };

static bool reaches(const struct zc_tree_edge *edges, size_t count, int64_t whom)
{
    for (size_t i = 0; i < count; i++)
        if (edges[i].under == whom && edges[i].reached)
            return true;
    return false;
}

static void vector_f2(void **state)
{
    (void)state;
    struct zc_tree_edge edges[] = {{"gov", C2, T3, false}, {"gov", C1, T2, false}, {"gov", M, C1, false}, {"gov", M, C2, false}, {"gov", C1, T1, false}};
    int64_t roots[] = {M};
    zc_tree_reach(edges, 5, roots, 1);
    for (int64_t post = T1; post <= T3; post++)
        assert_true(reaches(edges, 5, post));
    assert_false(reaches(edges, 5, T4));
}

static void lines_and_circles(void **state)
{
    (void)state;
    /* the upper link stands on another line; C2 and T3 answer to each other; T4 hangs below nobody */
    struct zc_tree_edge edges[] = {{"party", M, C1, false}, {"gov", C1, T1, false}, {"gov", C2, T3, false}, {"gov", T3, C2, false}, {"gov", T2, T4, false}};
    int64_t roots[] = {M};
    zc_tree_reach(edges, 5, roots, 1);
    assert_true(edges[0].reached);
    for (size_t i = 1; i < 5; i++)
        assert_false(edges[i].reached);
    zc_tree_reach(edges, 0, roots, 1);
    zc_tree_reach(edges, 5, roots, 0);
    assert_false(edges[0].reached);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(vector_f2), cmocka_unit_test(lines_and_circles)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
