/* areas: the edition of 2016-07-31 that the sample ships: counts as published, no code twice, every parent before its child; and which
 * area a name means when several bear it. */
#include "base/arena.h"
#include "base/map.h"
#include "paper/register.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

static void test_edition(void **state)
{
    struct zc_arena arena = {0};
    struct zc_map codes;
    char line[512];
    int counts[6] = {0}, centres = 0; /* by length: 6 digits split by what they end in, 9, 12 */
    (void)state;
    zc_map_init(&codes, &arena);
    FILE *file = fopen("examples/guiyang-2017/area.csv", "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    assert_string_equal(line, "code,name,kind,parent,edition\n");
    while (fgets(line, sizeof line, file)) {
        char *part[5], *at = line;
        line[strcspn(line, "\n")] = 0;
        for (int i = 0; i < 5; i++) {
            part[i] = at;
            at = strchr(at, ',');
            assert_true((at == NULL) == (i == 4));
            if (at)
                *at++ = 0;
        }
        assert_string_equal(part[4], "2016-07-31");
        assert_null(zc_map_get(&codes, part[0]));
        assert_true(!*part[3] || zc_map_get(&codes, part[3]));
        zc_map_put(&codes, part[0], &codes);
        size_t length = strlen(part[0]);
        counts[length == 12 ? 4 : length == 9 ? 3 : strcmp(part[0] + 2, "0000") == 0 ? 0 : strcmp(part[0] + 4, "00") == 0 ? 1 : 2]++;
        size_t name = strlen(part[1]), suffix = strlen("社区服务中心");
        if (length == 9) { /* codes of made-up townships end in 9xx: none of the edition does */
            assert_true(part[0][6] != '9');
            centres += name >= suffix && strcmp(part[1] + name - suffix, "社区服务中心") == 0;
        }
    }
    fclose(file);
    assert_int_equal(counts[0], 1);
    assert_int_equal(counts[1], 1);
    assert_int_equal(counts[2], 10);
    assert_int_equal(counts[3], 173);
    assert_int_equal(counts[4], 1517);
    assert_int_equal(centres, 95);
    zc_arena_free(&arena);
}

static void load(struct zc_register *reg, struct zc_arena *arena)
{
    char line[512];
    FILE *file = fopen("examples/guiyang-2017/area.csv", "r");
    zc_register_init(reg, arena);
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    while (fgets(line, sizeof line, file)) {
        const char *code = strtok(line, ","), *name = strtok(NULL, ","), *kind = strtok(NULL, ","), *parent = strtok(NULL, ",");
        assert_non_null(kind);
        struct zc_register_entry *entry = zc_register_add(reg, ZC_REGISTER_AREA, code, name, NULL, NULL);
        entry->parent = strlen(code) > 6 || strcmp(code + 2, "0000") != 0 ? zc_arena_str(arena, parent) : NULL;
    }
    fclose(file);
}

static void test_names(void **state)
{
    static const struct {
        const char *text;
        size_t count;
        const char *code; /* of the only one */
    } names[] = {
        {"青岩镇", 1, "520111101"},
        {"520111101", 1, "520111101"},
        {"新华社区服务中心", 2, NULL},           /* one in 南明, one in 息烽 */
        {"南明区新华社区服务中心", 1, "520102400"},
        {"息烽县/新华社区服务中心", 1, "520122400"},
        {"贵阳市 息烽县 新华社区服务中心", 1, "520122400"},
        {"云岩区新华社区服务中心", 0, NULL},     /* nothing lies there: not the one of another district */
        {"新寨村委会", 5, NULL},
        {"清镇市新寨村委会", 0, NULL},
        {"没有这个镇", 0, NULL},
        {"", 0, NULL},
    };
    struct zc_arena arena = {0};
    struct zc_register reg;
    (void)state;
    load(&reg, &arena);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct zc_register_areas areas = zc_register_areas(&reg, &arena, names[i].text);
        if (areas.count != names[i].count)
            fail_msg("%s: %zu areas, %zu expected", names[i].text, areas.count, names[i].count);
        if (names[i].code)
            assert_string_equal(areas.items[0]->code, names[i].code);
    }
    assert_string_equal(zc_register_area_path(&reg, &arena, zc_register_find(&reg, ZC_REGISTER_AREA, "520181100")), "贵州省/贵阳市/清镇市/红枫湖镇");
    zc_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_edition), cmocka_unit_test(test_names)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
