/* area_edition: places told apart on small lists, and the shipped editions of Guiyang against each other: how many codes went, came and
 * were renamed is printed in the domain's notes for 2.1.1 → 2.7.0. */
#include "base/map.h"
#include "paper/area_edition.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

static struct zc_area_row *load(struct zc_arena *arena, const char *path, size_t *count)
{
    struct zc_area_row *rows = zc_arena_array(arena, 4000, sizeof *rows);
    char line[512];
    FILE *file = fopen(path, "r");
    *count = 0;
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    while (fgets(line, sizeof line, file)) {
        char *part[5], *at = line;
        for (int i = 0; i < 5; i++) {
            part[i] = at;
            at += strcspn(at, ",\n");
            if (*at)
                *at++ = 0;
        }
        rows[(*count)++] = (struct zc_area_row){
            .code = zc_arena_str(arena, part[0]), .name = zc_arena_str(arena, part[1]), .parent = zc_arena_str(arena, part[3])};
    }
    fclose(file);
    return rows;
}

static void test_bases(void **state)
{
    static const char *const cases[][2] = {{"明清居委会", "明清"}, {"明清街社区居委会", "明清街"}, {"新寨村委会", "新寨"}, {"新寨村", "新寨"},
                                           {"永阳街道办事处", "永阳"}, {"新华社区服务中心", "新华"}, {"麦坪乡", "麦坪"}, {"仙居", "仙居"},
                                           {"村", "村"}, {"小河村民委员会", "小河"}};
    struct zc_arena arena = {0};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(zc_area_base(&arena, cases[i][0]), cases[i][1]);
    zc_arena_free(&arena);
}

static void test_places(void **state)
{
    struct zc_area_row held[] = {{.code = "520102", .name = "南明区", .parent = ""},
                                 {.code = "520102401", .name = "甲社区服务中心", .parent = "520102"},
                                 {.code = "520102402", .name = "乙社区服务中心", .parent = "520102"},
                                 {.code = "520102200", .name = "丙乡", .parent = "520102"},
                                 {.code = "520102201", .name = "丁乡", .parent = "520102"},
                                 {.code = "520102401001", .name = "东风居委会", .parent = "520102401"},
                                 {.code = "520102402001", .name = "西风居委会", .parent = "520102402"},
                                 {.code = "520102402002", .name = "南风居委会", .parent = "520102402"},
                                 {.code = "520102200200", .name = "大寨村委会", .parent = "520102200"},
                                 {.code = "520102201200", .name = "小寨村委会", .parent = "520102201"},
                                 {.code = "520102201201", .name = "青山村委会", .parent = "520102201"},
                                 {.code = "520102201202", .name = "明清村委会", .parent = "520102201"}};
    struct zc_area_row next[] = {{.code = "520102", .name = "南明区", .parent = ""},
                                 {.code = "520102001", .name = "甲街道", .parent = "520102"},
                                 {.code = "520102100", .name = "丙镇", .parent = "520102"},
                                 {.code = "520102201", .name = "丁乡", .parent = "520102"},
                                 {.code = "520102001001", .name = "东风社区", .parent = "520102001"},
                                 {.code = "520102001002", .name = "西风社区", .parent = "520102001"},
                                 {.code = "520102001003", .name = "北风社区", .parent = "520102001"},
                                 {.code = "520102100200", .name = "大寨村", .parent = "520102100"},
                                 {.code = "520102100201", .name = "小寨村", .parent = "520102100"},
                                 {.code = "520102201201", .name = "红星村", .parent = "520102201"},
                                 {.code = "520102201202", .name = "明清街村", .parent = "520102201"}};
    static const struct {
        size_t held;
        enum zc_area_fate fate;
        bool certain;
        const char *code; /* of its match, NULL: it ended */
    } wanted[] = {
        {0, ZC_AREA_SAME, true, "520102"},
        {1, ZC_AREA_ENDED, false, NULL},                  /* a centre that became a street has an heir */
        {2, ZC_AREA_ENDED, false, NULL},
        {3, ZC_AREA_UPGRADED, false, "520102100"},
        {4, ZC_AREA_SAME, true, "520102201"},
        {5, ZC_AREA_RECODED, true, "520102001001"},
        {6, ZC_AREA_RECODED, true, "520102001002"},
        {7, ZC_AREA_ENDED, false, NULL},
        {8, ZC_AREA_RECODED, true, "520102100200"},
        {9, ZC_AREA_MOVED, false, "520102100201"},        /* its township is still there */
        {10, ZC_AREA_ENDED, false, NULL},                 /* the code was given to another place */
        {11, ZC_AREA_RENAMED, false, "520102201202"},
    };
    struct zc_arena arena = {0};
    (void)state;
    zc_area_match(&arena, held, sizeof held / sizeof *held, next, sizeof next / sizeof *next);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        const struct zc_area_row *row = &held[wanted[i].held];
        if (row->fate != wanted[i].fate || (row->match != SIZE_MAX && row->certain != wanted[i].certain))
            fail_msg("%s: fate %d", row->name, (int)row->fate);
        assert_true((row->match == SIZE_MAX) == (wanted[i].code == NULL));
        if (wanted[i].code)
            assert_string_equal(next[row->match].code, wanted[i].code);
    }
    assert_int_equal(held[1].heir_count, 1); /* both centres went into the street: a merger */
    assert_int_equal(held[1].heirs[0], 1);
    assert_int_equal(held[2].heir_count, 1);
    assert_int_equal(held[2].heirs[0], 1);
    assert_int_equal(held[10].heir_count, 0);
    assert_int_equal(next[9].fate, ZC_AREA_NEW);
    zc_arena_free(&arena);
}

/* By code alone, as the notes count: gone, new, renamed under the same code. */
static void count_codes(int out[3], struct zc_arena *arena, const struct zc_area_row *a, size_t a_count, const struct zc_area_row *b, size_t b_count, size_t level)
{
    struct zc_map codes;
    zc_map_init(&codes, arena);
    memset(out, 0, 3 * sizeof *out);
    for (size_t i = 0; i < b_count; i++)
        if (strlen(b[i].code) == level) {
            zc_map_put(&codes, b[i].code, (void *)b[i].name);
            out[1]++;
        }
    for (size_t i = 0; i < a_count; i++) {
        const char *name = strlen(a[i].code) == level ? zc_map_get(&codes, a[i].code) : NULL;
        out[0] += strlen(a[i].code) == level && !name;
        out[1] -= name != NULL;
        out[2] += name && strcmp(name, a[i].name) != 0;
    }
}

static void test_guiyang(void **state)
{
    struct zc_arena arena = {0};
    size_t counts[3];
    int codes[3];
    struct zc_area_row *e2016 = load(&arena, "examples/guiyang-2017/area.csv", &counts[0]),
                       *e2017 = load(&arena, "examples/guiyang-2017/area-2017-10-31.csv", &counts[1]),
                       *e2023 = load(&arena, "examples/guiyang-2017/area-2023-06-30.csv", &counts[2]);
    (void)state;
    assert_int_equal(counts[0], 1 + 1 + 10 + 173 + 1517);
    assert_int_equal(counts[1], 1 + 1 + 10 + 173 + 1553);
    assert_int_equal(counts[2], 1 + 1 + 10 + 146 + 1629);
    size_t upgraded = 0, ended = 0;
    zc_area_match(&arena, e2016, counts[0], e2017, counts[1]);
    for (size_t i = 0; i < counts[0]; i++) {
        upgraded += e2016[i].fate == ZC_AREA_UPGRADED;
        ended += strlen(e2016[i].code) == 9 && e2016[i].fate == ZC_AREA_ENDED;
    }
    assert_int_equal(upgraded, 3); /* 百花湖, 谷堡, 小箐: 乡 → 镇 */
    assert_int_equal(ended, 0);
    count_codes(codes, &arena, e2017, counts[1], e2023, counts[2], 6);
    assert_int_equal(codes[0] + codes[1] + codes[2], 0); /* the same ten counties */
    count_codes(codes, &arena, e2017, counts[1], e2023, counts[2], 9);
    assert_int_equal(codes[0], 101);
    assert_int_equal(codes[1], 74);
    assert_int_equal(codes[2], 0);
    count_codes(codes, &arena, e2017, counts[1], e2023, counts[2], 12);
    assert_int_equal(codes[0], 686);
    assert_int_equal(codes[1], 762);
    assert_int_equal(codes[2], 828);
    size_t centres = 0, beyond = 0;
    for (size_t i = 0; i < counts[2]; i++) {
        size_t size = strlen(e2023[i].name), length = strlen("社区服务中心");
        centres += strlen(e2023[i].code) == 9 && size > length && strcmp(e2023[i].name + size - length, "社区服务中心") == 0;
    }
    assert_int_equal(centres, 0);
    zc_area_match(&arena, e2017, counts[1], e2023, counts[2]);
    for (size_t i = 0; i < counts[1]; i++) {
        const struct zc_area_row *row = &e2017[i];
        if (row->match != SIZE_MAX) { /* a match goes both ways, and no place is two */
            assert_ptr_equal(&e2017[e2023[row->match].match], row);
            assert_int_equal(strlen(e2023[row->match].code), strlen(row->code));
        }
        beyond += row->fate == ZC_AREA_RENAMED;
        /* every community service centre ended, and for most it is known where its communities lie now */
        if (strlen(row->code) == 9 && strstr(row->name, "社区服务中心"))
            assert_int_equal(row->fate, ZC_AREA_ENDED);
    }
    assert_true(beyond > 0 && beyond <= 52);
    struct zc_area_row *again = load(&arena, "examples/guiyang-2017/area-2023-06-30.csv", &counts[0]);
    zc_area_match(&arena, e2023, counts[2], again, counts[0]); /* an edition against itself */
    for (size_t i = 0; i < counts[2]; i++)
        assert_true(e2023[i].match == i && e2023[i].fate == ZC_AREA_SAME && e2023[i].certain);
    zc_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_bases), cmocka_unit_test(test_places), cmocka_unit_test(test_guiyang)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
