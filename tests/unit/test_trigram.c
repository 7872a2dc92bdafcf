/* trigram: the vectors of reform.md C9 Q2, and what has no three characters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/trigram.h"

static void the_vectors_of_q2(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        int common, all;
    } cases[] = {
        {"本月召开推进会两次,完成方案征求意见,下一步提请审议。", "本月召开推进会三次,完成方案征求意见,下一步提请审议。", 22, 28},
        {"本月召开推进会两次,完成方案征求意见,下一步提请审议。", "方案已经市政府常务会审议通过,正式印发各区执行。", 0, -1},
        {"本月 无进展", "本月无　进展", 3, 3},
        {"无", "无", 1, 1},
        {"无", "有", 0, 2},
        {"", "", 0, 0},
        {"", "已完成", 0, 1},
        {"啊啊啊啊啊", "啊啊啊", 1, 1},
    };
    struct zc_arena arena = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int common, all;
        zc_trigram_compare(&common, &all, &arena, cases[i].a, cases[i].b);
        if (common != cases[i].common || (cases[i].all >= 0 && all != cases[i].all))
            fail_msg("case %zu: %d of %d", i, common, all);
    }
    zc_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_vectors_of_q2)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
