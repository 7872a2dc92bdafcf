/* The register of the samples (section 7) and how names are found in it. */
#include "import_fixture.h"

static void rows(void **state)
{
    (void)state;
    const struct zc_import_result *units = &fixture.units;
    assert_int_equal(units->findings.count, 0);
    assert_int_equal(count_where(units, "core.unit", "state", "renamed"), 1);
    assert_int_equal(count_where(units, "core.unit", "state", "active"), 67 + 13);
    assert_int_equal(count_where(units, "core.unit", "system", "district"), 10);
    assert_int_equal(count_where(units, "core.unit", "system", "zone"), 3);
    assert_int_equal(count_where(units, "core.area", "kind", "township"), 18);
    assert_int_equal(count_where(units, "core.area", "kind", "county"), 10);
    assert_int_equal(count_where(units, "core.area", "kind", "functional_zone"), 3);
    assert_int_equal(count_where(units, "core.area_group", NULL, NULL), 5);
    assert_int_equal(count_where(units, "core.unit", "code", "007"), 1); /* numbers shown as 000 */
    assert_int_equal(count_where(units, "core.unit", "code", "055"), 1);
    const struct zc_import_row *old = row_at(units, "市级单位", 71, "core.unit");
    assert_string_equal(zc_import_value(old, "successor"), "043");
    const struct zc_import_row *merged = row_at(units, "乡镇(示例)", 8, "core.area");
    assert_string_equal(zc_import_value(merged, "parent"), "520111"); /* the county is merged downwards */
    assert_string_equal(zc_import_value(row_at(units, "市级单位", 11, "core.unit"), "short_name"), "市纪委市监察局");
}

static void names(void **state)
{
    (void)state;
    static const struct {
        enum zc_register_kind kind;
        const char *text, *code;
    } table[] = {{ZC_REGISTER_UNIT, "市 编 委 办", "010"},
                 {ZC_REGISTER_UNIT, "中共贵阳市委组织部", "002"},
                 {ZC_REGISTER_UNIT, "\xE3\x80\x80市政协办公厅\xC2\xA0", "016"},
                 {ZC_REGISTER_UNIT, "市综合执法局", "033"},
                 {ZC_REGISTER_UNIT, "贵阳市统计局\n", "042"},
                 {ZC_REGISTER_UNIT, "中共贵阳市纪律检查委员会（贵阳市监察局）", "008"},
                 {ZC_REGISTER_UNIT, "综保区管委会", "Z03"},
                 {ZC_REGISTER_UNIT, "南明区人民政府", "520102"},
                 {ZC_REGISTER_UNIT, "市发该委", NULL},
                 {ZC_REGISTER_AREA, "云岩", "520103"},
                 {ZC_REGISTER_AREA, "清镇", "520181"},
                 {ZC_REGISTER_AREA, "青岩镇", "520111101"},
                 {ZC_REGISTER_AREA, "小河区", NULL}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const struct zc_register_entry *entry = zc_register_find(&fixture.reg, table[i].kind, table[i].text);
        if (table[i].code) {
            assert_non_null(entry);
            assert_string_equal(entry->code, table[i].code);
        } else {
            assert_null(entry);
        }
    }
    assert_int_equal(zc_register_group(&fixture.reg, "各区（市、县）人民政府")->count, 10);
    assert_int_equal(zc_register_group(&fixture.reg, "各开发区")->count, 3);
    assert_null(zc_register_group(&fixture.reg, "市直各部门"));
}

static void nearest(void **state)
{
    (void)state;
    static const char *const table[][2] = {{"市发该委", "019"}, {"市大数据管理局", "055"}, {"市水利局", "035"}, {"市教育厅", "021"}, {"某某公司", NULL}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const struct zc_register_entry *entry = zc_register_nearest(&fixture.reg, ZC_REGISTER_UNIT, table[i][0]);
        if (table[i][1])
            assert_string_equal(entry->code, table[i][1]);
        else
            assert_null(entry);
    }
    assert_null(zc_register_nearest(&fixture.reg, ZC_REGISTER_AREA, "小河区"));
}

static void successors(void **state)
{
    (void)state;
    bool renamed;
    int before, day;
    const struct zc_register_entry *old = zc_register_find(&fixture.reg, ZC_REGISTER_UNIT, "市旅游局");
    assert_string_equal(zc_register_current(&fixture.reg, ZC_REGISTER_UNIT, old, fixture.options.date, &renamed)->code, "043");
    assert_true(renamed);

    /* a unit that ends on a day is itself before that day, and a circle of successors ends */
    struct zc_register reg;
    zc_register_init(&reg, &fixture.arena);
    struct zc_register_entry *a = zc_register_add(&reg, ZC_REGISTER_UNIT, "A", "甲局", NULL, NULL);
    struct zc_register_entry *b = zc_register_add(&reg, ZC_REGISTER_UNIT, "B", "乙局", NULL, "丙办;丁办");
    assert_true(zc_date_make(&day, 2018, 12, 1) && zc_date_make(&before, 2018, 11, 30));
    a->successor = "B";
    a->until = day;
    assert_string_equal(zc_register_current(&reg, ZC_REGISTER_UNIT, a, before, &renamed)->code, "A");
    assert_false(renamed);
    assert_string_equal(zc_register_current(&reg, ZC_REGISTER_UNIT, a, day, &renamed)->code, "B");
    b->successor = "A";
    b->until = day;
    assert_non_null(zc_register_current(&reg, ZC_REGISTER_UNIT, a, day, &renamed));
    assert_ptr_equal(zc_register_find(&reg, ZC_REGISTER_UNIT, "丁 办"), b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows), cmocka_unit_test(names), cmocka_unit_test(nearest), cmocka_unit_test(successors)};
    return cmocka_run_group_tests(tests, fixture_set_up, fixture_tear_down);
}
