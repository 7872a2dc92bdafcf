/* import --stand: what old copies say holds from their day on, and never against what is known of later days. */
#include "city_kit.h"

#include "paper/stand.h"

/* One field, slices as zc_rows_history gives them; known times are whole days. */
struct line {
    int slice;
    const char *from, *to;     /* NULL: open */
    const char *known, *until; /* NULL: still known */
    int64_t value;
};

static struct zc_rows history_of(struct zc_arena *arena, const struct line *lines, size_t count)
{
    struct zc_rows rows = {zc_arena_array(arena, count, sizeof *rows.items), count, NULL};
    for (size_t i = 0; i < count; i++) {
        struct zc_value *value = zc_arena_alloc(arena, sizeof *value);
        *value = zc_int(lines[i].value);
        rows.items[i] = (struct zc_record){.slice = lines[i].slice,
                                           .valid_from = day_of(lines[i].from),
                                           .valid_to = lines[i].to ? day_of(lines[i].to) : ZC_DATE_MAX,
                                           .known_from = zc_date_instant(day_of(lines[i].known)),
                                           .known_to = lines[i].until ? zc_date_instant(day_of(lines[i].until)) : ZC_INSTANT_MAX,
                                           .values = value};
    }
    return rows;
}

static void until_when(void **state)
{
    (void)state;
    static const struct {
        struct line lines[3];
        size_t count;
        const char *stand, *until; /* NULL: nothing bounds it */
    } cases[] = {
        /* entered after the copy was made: its writer knew better from that day on */
        {{{1, "2017-01-01", NULL, "2018-01-05", NULL, 5}}, 1, "2017-06-30", "2018-01-05"},
        /* entered before: the copy is news */
        {{{1, "2017-01-01", NULL, "2017-01-16", NULL, 5}}, 1, "2017-06-30", NULL},
        /* the record began after the stand */
        {{{1, "2017-07-01", NULL, "2017-07-01", NULL, 5}}, 1, "2017-06-30", "2017-07-01"},
        /* cut by a later change of another field: the value was entered in January all the same */
        {{{1, "2017-01-01", NULL, "2017-01-16", "2017-07-02", 5}, {1, "2017-01-01", "2017-07-02", "2017-07-02", NULL, 5}, {2, "2017-07-02", NULL, "2017-07-02", NULL, 5}},
         3, "2017-06-30", NULL},
        /* corrected after the stand */
        {{{1, "2017-01-01", NULL, "2017-01-16", "2017-08-01", 4}, {2, "2017-01-01", NULL, "2017-08-01", NULL, 5}}, 2, "2017-06-30", "2017-08-01"},
    };
    struct zc_arena arena = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zc_rows history = history_of(&arena, cases[i].lines, cases[i].count);
        int until = zc_stand_until(&history, 0, day_of(cases[i].stand));
        if (until != (cases[i].until ? day_of(cases[i].until) : 0))
            fail_msg("case %zu: %d", i, until);
    }
    zc_arena_free(&arena);
}

static struct zc_import_report at_stand(struct zc_arena *arena, const char *path, const char *layout, const char *stand)
{
    struct zc_import_job job = {.path = path, .layout = layout, .valid_from = ZC_TODAY, .stand = day_of(stand)};
    return import_job(arena, &job, ZC_OK);
}

/* This year's units are in; the register kept a year ago follows as a plain table. */
static void old_copy_of_a_register(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    const char *path = write_file(&arena, "unit.csv", "code,short_name,name,system\n019,示例旧简称,贵阳市发展和改革委员会,government\n990,示例旧局,示例旧局,government\n");
    int64_t now = count_at("core.unit", NULL, NULL);
    struct zc_import_report report = at_stand(&arena, path, NULL, "2016-12-31");
    assert_int_equal(report.made, 1);
    assert_int_equal(report.changed, 1);
    assert_int_equal(count_at("core.unit", "code = '019' and short_name = '示例旧简称'", "2016-12-31"), 1);
    assert_int_equal(count_at("core.unit", "code = '019'", "2016-12-30"), 0);
    assert_int_equal(count_at("core.unit", "short_name = '示例旧简称'", NULL), 0); /* what is known of today stays */
    assert_int_equal(count_at("core.unit", "code = '990'", "2016-12-31"), 1);
    assert_int_equal(count_at("core.unit", NULL, NULL), now + 1);
    int64_t mark = zc_db_watermark(&db);
    report = at_stand(&arena, path, NULL, "2016-12-31");
    assert_int_equal(report.same, 2);
    assert_int_equal(zc_db_watermark(&db), mark);
    zc_arena_free(&arena);
}

static const char *ledger(struct zc_arena *arena, const char *name, const char *state, const char *percent, const char *note)
{
    return write_file(arena, name,
                      zc_arena_printf(arena,
                                      "2017年台账\n"
                                      "序号,改革领域,改革事项,动作类别,来源层级,来源文件,牵头市领导,牵头单位,配合单位,推进举措,成果形式,评估标准,完成时限,当前状态,完成比例,备注\n"
                                      "1,经济体制改革,示例事项,规定,市级,筑改发〔2017〕1号第1项,市委副书记,市财政局,市农委,一是调研;,出台文件,印发,2017-11-30,%s,%s,%s\n",
                                      state, percent, note));
}

static int64_t is_at(const char *asof, const char *state, int percent)
{
    char filter[160];
    snprintf(filter, sizeof filter, "code = '2017-01-001' and reported_state = '%s' and reported_percent = %d", state, percent);
    return count_at("reform.task", filter, asof);
}

/* The December ledger is entered first, the copies of June and March after it, in the wrong order. */
static void old_copies_of_a_ledger(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    clock_to("2018-01-05T09:00:00+08:00");
    at_stand(&arena, ledger(&arena, "december.csv", "已完成", "100%", "十二月"), "reform.ledger", "2017-12-31");
    assert_int_equal(is_at(NULL, "claimed", 100), 1);
    assert_int_equal(is_at("2017-12-30", "not_started", 0), 1);
    clock_to("2018-01-06T09:00:00+08:00");
    at_stand(&arena, ledger(&arena, "june.csv", "推进中", "60%", "六月"), "reform.ledger", "2017-06-30");
    at_stand(&arena, ledger(&arena, "march.csv", "推进中", "20%", "三月"), "reform.ledger", "2017-03-31");
    static const struct {
        const char *asof, *state;
        int percent;
    } expected[] = {{"2017-03-30", "not_started", 0}, {"2017-03-31", "started", 20},  {"2017-06-29", "started", 20},
                    {"2017-06-30", "started", 60},    {"2017-12-30", "started", 60},  {"2017-12-31", "claimed", 100},
                    {NULL, "claimed", 100}};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        if (is_at(expected[i].asof, expected[i].state, expected[i].percent) != 1)
            fail_msg("not %s %d on %s", expected[i].state, expected[i].percent, expected[i].asof ? expected[i].asof : "today");
    assert_int_equal(count_at("reform.task", "code = '2017-01-001' and note = '六月'", "2017-09-01"), 1);
    assert_int_equal(count_at("reform.task", "code = '2017-01-001' and note = '十二月'", NULL), 1);
    int64_t mark = zc_db_watermark(&db);
    assert_int_equal(at_stand(&arena, city_path(&arena, "june.csv"), "reform.ledger", "2017-06-30").same, 1);
    assert_int_equal(zc_db_watermark(&db), mark);
    zc_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(until_when), cmocka_unit_test(old_copy_of_a_register), cmocka_unit_test(old_copies_of_a_ledger)};
    return cmocka_run_group_tests(tests, city_open, city_close);
}
