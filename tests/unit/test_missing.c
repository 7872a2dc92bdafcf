/* missing: which answer holds for which name, what is nearly a known name, and the order in which they are told. */
#include "paper/missing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

static void test_answers(void **state)
{
    static const struct {
        const char *create, *leave_out;
        enum zc_missing_kind kind;
        const char *name;
        enum zc_missing_answer answer;
    } cases[] = {
        {NULL, NULL, ZC_MISSING_UNIT, "市审计局", ZC_MISSING_OPEN},
        {"unit", NULL, ZC_MISSING_UNIT, "市审计局", ZC_MISSING_CREATE},
        {"post", NULL, ZC_MISSING_UNIT, "市审计局", ZC_MISSING_OPEN},
        {"post,unit", NULL, ZC_MISSING_POST, "副市长(分管工业)", ZC_MISSING_CREATE},
        {"unit", NULL, ZC_MISSING_UNIT, "市财税局", ZC_MISSING_OPEN},            /* one letter from 市财政局 */
        {"unit", NULL, ZC_MISSING_UNIT, "贵阳市财政局", ZC_MISSING_OPEN},        /* 市财政局 is inside it */
        {"unit;unit:市财税局", NULL, ZC_MISSING_UNIT, "市财税局", ZC_MISSING_CREATE},
        {"unit:市财税局", NULL, ZC_MISSING_UNIT, "市审计局", ZC_MISSING_OPEN},
        {"unit: 市审计局 ", NULL, ZC_MISSING_UNIT, "市 审计局", ZC_MISSING_CREATE}, /* names are compared squeezed */
        {"unit,post,record", NULL, ZC_MISSING_AREA, "甲镇", ZC_MISSING_OPEN},    /* areas are never made */
        {NULL, "area", ZC_MISSING_AREA, "甲镇", ZC_MISSING_LEAVE_OUT},
        {NULL, "area:甲镇", ZC_MISSING_AREA, "乙镇", ZC_MISSING_OPEN},
        {"unit", "unit:全市", ZC_MISSING_UNIT, "全市", ZC_MISSING_LEAVE_OUT},
        {"record", NULL, ZC_MISSING_RECORD, "2017", ZC_MISSING_CREATE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zc_arena arena = {0};
        struct zc_register reg;
        struct zc_missing missing;
        zc_register_init(&reg, &arena);
        zc_register_add(&reg, ZC_REGISTER_UNIT, "019", "市财政局", NULL, NULL);
        assert_int_equal(zc_missing_init(&missing, &arena, &reg, cases[i].create, cases[i].leave_out, NULL, NULL), ZC_OK);
        struct zc_missing_item *item = zc_missing_meet(&missing, cases[i].kind, cases[i].name, 5, 7);
        if (item->answer != cases[i].answer)
            fail_msg("case %zu: %s: %d", i, cases[i].name, (int)item->answer);
        assert_int_equal(missing.open, cases[i].answer == ZC_MISSING_OPEN);
        zc_arena_free(&arena);
    }
}

static void test_refused(void **state)
{
    static const struct {
        const char *create, *leave_out;
    } cases[] = {{"area", NULL}, {"area:甲镇", NULL}, {"person", NULL}, {NULL, "record"}, {"unitpost", NULL}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zc_arena arena = {0};
        struct zc_register reg;
        struct zc_missing missing;
        struct zc_error err = {0};
        zc_register_init(&reg, &arena);
        assert_int_equal(zc_missing_init(&missing, &arena, &reg, cases[i].create, cases[i].leave_out, NULL, &err), ZC_EUSAGE);
        zc_arena_free(&arena);
    }
}

static void test_order(void **state)
{
    struct zc_arena arena = {0};
    struct zc_register reg;
    struct zc_missing missing;
    (void)state;
    zc_register_init(&reg, &arena);
    zc_register_add(&reg, ZC_REGISTER_UNIT, "P001", "市财政局", NULL, NULL);
    assert_int_equal(zc_missing_init(&missing, &arena, &reg, "unit", NULL, NULL, NULL), ZC_OK);
    zc_missing_meet(&missing, ZC_MISSING_AREA, "甲镇", 5, 9);
    zc_missing_meet(&missing, ZC_MISSING_UNIT, "市审计局", 5, 7);
    zc_missing_meet(&missing, ZC_MISSING_UNIT, "市教育局", 5, 8);
    assert_int_equal(zc_missing_meet(&missing, ZC_MISSING_UNIT, "市教育局", 5, 8)->rows, 1); /* twice in one line is one line */
    assert_int_equal(zc_missing_meet(&missing, ZC_MISSING_UNIT, "市教育局", 6, 8)->rows, 2);
    zc_missing_meet(&missing, ZC_MISSING_UNIT, "市财税局", 7, 8);
    assert_string_equal(missing.items[1]->code, "P002"); /* P001 is taken */
    assert_string_equal(missing.items[2]->code, "P003");
    zc_missing_sort(&missing);
    static const char *const order[] = {"市财税局", "市教育局", "市审计局", "甲镇"};
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(missing.items[i]->name, order[i]);
    assert_int_equal(missing.open, 2);
    assert_string_equal(zc_missing_command(&missing, &arena), "--create-missing=unit --leave-out=area");
    zc_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_answers), cmocka_unit_test(test_refused), cmocka_unit_test(test_order)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
