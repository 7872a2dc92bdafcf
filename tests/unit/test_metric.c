/* metric: figures, the rows behind them and their digest. */
#include "kit.h"

#include "base/decimal.h"
#include "base/digest.h"
#include "query/metric.h"

static struct kit kit;
static int64_t units[2], plans[2], tasks[6];
static const char *office_roles[] = {"core.office"}, *staff_roles[] = {"core.staff"};

static int setup(void **state)
{
    (void)state;
    static const char *const facts[6] = {"level=national\ndone=2017-02-10\namount=10.10", "level=national\ndone=2017-03-31\namount=0.90",
                                         "level=municipal\ndone=2017-07-01\namount=-1", "level=municipal", "amount=5", "level=provincial\ndone=2016-12-31"};
    kit_root(&kit);
    kit_declare(&kit);
    kit_file(&kit, "more/module.yaml", "module: more\ntitle: 更多 | more\nneeds: [core]\n");
    kit_file(&kit, "more/metrics.yaml",
             "metrics:\n"
             "  year_share: {title: 占比 | share, explain: 年度任务占比 | share of the year, unit: \"% | percent\", ratio: {of: tasks_of_year, over: tasks_all}}\n"
             "  share_of_share: {title: 占比 | share, explain: 占比之比 | share of a share, unit: \"% | percent\", ratio: {of: tasks_deep, over: year_share}}\n"
             "  per_inspection: {title: 每次 | each, explain: 每次督查 | per inspection, unit: \"% | percent\", ratio: {of: tasks_of_year, over: inspections}}\n");
    kit_found(&kit, "2017-09-01T01:00:00Z");
    for (int i = 0; i < 2; i++) {
        units[i] = kit_new(&kit, "core.unit", zc_arena_printf(&kit.arena, "code=U%d\nname=单位\nrank=%d", i, i + 1), "2017-01-01");
        plans[i] = kit_new(&kit, "core.plan", zc_arena_printf(&kit.arena, "title=计划\nyear=%d\nunit=%lld", 2017 - i, (long long)units[i]), "2017-01-01");
    }
    for (int i = 0; i < 6; i++)
        tasks[i] = kit_new(&kit, "core.task",
                           zc_arena_printf(&kit.arena, "plan=%lld\nname=任务%d\nlead=%s\n%s", (long long)plans[i % 2], i,
                                           i == 4 ? "" : zc_arena_printf(&kit.arena, "%lld", (long long)units[i / 3]), facts[i]),
                           "2017-01-01");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    kit_close(&kit);
    return 0;
}

static struct zc_figure figure_of(const char *id, const char *period, struct zc_times times, const struct zc_reader *reader)
{
    struct zc_figure figure;
    struct zc_metric_query query = {.metric = zc_model_metric(kit.city->model, id), .times = times, .reader = reader};
    assert_non_null(query.metric);
    assert_true(zc_period_parse(&query.period, period));
    KIT_OK(&kit, zc_metric_figure(&figure, &kit.arena, &kit.db, &query, &kit.err));
    return figure;
}

static struct zc_figure figure(const char *id) { return figure_of(id, "2017", zc_times_now(&kit.db), &ZC_READER_CITY); }

static void each_kind_counts(void **state)
{
    (void)state;
    static const struct {
        const char *id, *text;
        size_t rows;
    } cases[] = {
        {"tasks_all", "6", 6},      {"tasks_national", "2", 2}, {"leads", "2", 6},          {"levels", "3", 6},
        {"amounts", "15", 6},       {"tasks_of_year", "3", 3},  {"tasks_deep", "3", 3},     {"tasks_stepped", "0", 0},
        {"national_share", "33.3", 6}, {"plan_share", "33", 8}, {"inspections", "4", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zc_figure one = figure(cases[i].id);
        const char *text = zc_figure_text(&one, false, &kit.arena);
        if (!one.known || strcmp(text, cases[i].text) != 0 || one.row_count != cases[i].rows)
            fail_msg("%s: %s with %zu rows, expected %s with %zu", cases[i].id, text, one.row_count, cases[i].text, cases[i].rows);
    }
    assert_int_equal(figure("inspections").basis, ZC_BASIS_RULE);
    struct zc_figure late = figure_of("inspections", "2018", zc_times_at(&kit.db, kit_day("2018-01-01"), ZC_INSTANT_MAX), &ZC_READER_CITY);
    assert_false(late.known); /* the rule ran out */
}

/* Percent, half away from zero: 1/8 → 12.5 % → 13; 1/3 → 33; 2/3 → 67; 3/8 → 37.5 → 38; nothing over nothing is no figure. */
static void shares_round_half_away_from_zero(void **state)
{
    (void)state;
    static const struct {
        int plans, tasks;
        const char *text;
    } cases[] = {{2, 8, "25"}, {3, 8, "38"}, {5, 8, "63"}, {5, 9, "56"}, {7, 9, "78"}, {9, 9, "100"}};
    int have_plans = 2, have_tasks = 6;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (; have_plans < cases[i].plans; have_plans++)
            kit_new(&kit, "core.plan", "title=又一个\nyear=2017", "2017-01-01");
        for (; have_tasks < cases[i].tasks; have_tasks++)
            kit_new(&kit, "core.task", zc_arena_printf(&kit.arena, "plan=%lld\nname=又", (long long)plans[0]), "2017-01-01");
        struct zc_figure one = figure("plan_share");
        assert_string_equal(zc_figure_text(&one, false, &kit.arena), cases[i].text);
    }
    kit_begin(&kit);
    struct zc_rows rows;
    struct zc_rows_query query = {.entity = kit_entity(&kit, "core.task"), .times = zc_times_now(&kit.db), .reader = &ZC_READER_CITY};
    KIT_OK(&kit, zc_rows_list(&rows, &kit.arena, &kit.db, &query, &kit.err));
    for (size_t i = 0; i < rows.count; i++)
        KIT_OK(&kit, zc_record_withdraw(kit.tx, rows.items[i].entity, rows.items[i].id, NULL, &kit.err));
    kit_commit(&kit);
    struct zc_figure none = figure("plan_share");
    assert_false(none.known);
    assert_string_equal(zc_figure_text(&none, false, &kit.arena), "–");
}

static void a_flow_is_cut_at_the_asof_day(void **state)
{
    (void)state;
    static const struct {
        const char *period, *asof;
        int64_t value;
    } cases[] = {
        {"2017", "2017-08-31", 3}, {"2017H1", "2017-08-31", 2}, {"2017Q1", "2017-08-31", 2}, {"2017Q1", "2017-03-30", 1},
        {"2017-03", "2017-03-31", 1}, {"2017", "2017-03-30", 1}, {"2017H2", "2017-06-30", 0}, {"2016", "2017-08-31", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zc_figure one = figure_of("done_flow", cases[i].period, zc_times_at(&kit.db, kit_day(cases[i].asof), ZC_INSTANT_MAX), &ZC_READER_CITY);
        if (!one.known || one.value != cases[i].value)
            fail_msg("%s asof %s: %lld, expected %lld", cases[i].period, cases[i].asof, (long long)one.value, (long long)cases[i].value);
    }
}

static void before_the_first_entry_there_is_no_figure(void **state)
{
    (void)state;
    int64_t first = kit_number(&kit, "SELECT min(at) FROM journal WHERE kind = 'record'");
    struct zc_figure early = figure_of("tasks_all", "2017", zc_times_at(&kit.db, ZC_DATE_MAX, first - 1), &ZC_READER_CITY);
    assert_true(early.before_start && !early.known && early.row_count == 0);
    struct zc_figure now = figure_of("tasks_all", "2017", zc_times_at(&kit.db, kit_day("2016-12-31"), ZC_INSTANT_MAX), &ZC_READER_CITY);
    assert_true(now.known && now.value == 0); /* known to have been none is an answer */
    struct zc_figure between = figure_of("tasks_all", "2017", zc_times_at(&kit.db, ZC_DATE_MAX, first), &ZC_READER_CITY);
    assert_true(between.known && between.value == 0);
}

static void lines_have_the_figures_digest(void **state)
{
    (void)state;
    for (size_t i = 0; i < kit.city->model->metric_count; i++) {
        struct zc_figure one = figure(kit.city->model->metrics[i]->id);
        struct zc_buf lines = {0};
        char digest[ZC_DIGEST_HEX];
        KIT_OK(&kit, zc_metric_lines(&lines, &kit.db, &one, &kit.err));
        zc_sm3_hex(digest, zc_buf_text(&lines), lines.size);
        assert_string_equal(digest, one.digest);
        zc_buf_free(&lines);
    }
    /* the vector of three lines: sorted bytewise, each with the full entity name and the slice number */
    struct zc_figure two = figure("tasks_national");
    struct zc_buf lines = {0};
    KIT_OK(&kit, zc_metric_lines(&lines, &kit.db, &two, &kit.err));
    assert_string_equal(zc_buf_text(&lines), zc_arena_printf(&kit.arena, "core.task|%lld|v1\ncore.task|%lld|v1\n", (long long)tasks[0], (long long)tasks[1]));
    zc_buf_free(&lines);
    /* a ratio has the lines of both parts: rows that count, rows that they reach, the rule */
    struct zc_figure each = figure("per_inspection");
    KIT_OK(&kit, zc_metric_lines(&lines, &kit.db, &each, &kit.err));
    assert_string_equal(zc_buf_text(&lines),
                        zc_arena_printf(&kit.arena, "core.plan|%lld|v1\ncore.task|%lld|v1\ncore.task|%lld|v1\ncore.task|%lld|v1\nrule|core.supervision.per_year|4|2017-01-01\n",
                                        (long long)plans[0], (long long)tasks[0], (long long)tasks[2], (long long)tasks[4]));
    zc_buf_free(&lines);
    /* C12 of the reform declarations */
    static const char vector[] = "pilot|P-2015-003|v4\npilot|P-2016-011|v2\npilot|P-2016-027|v7\n";
    char digest[ZC_DIGEST_HEX];
    zc_sm3_hex(digest, vector, strlen(vector));
    assert_string_equal(digest, "794a077f0b1672b026ec92948cf2b414a27513700a1d84bbdf6c97e5b1ef72e6");
}

static void withdrawing_one_row_shows(void **state)
{
    (void)state;
    struct zc_figure before = figure("tasks_national");
    int64_t known = zc_db_watermark(&kit.db);
    kit_begin(&kit);
    KIT_OK(&kit, zc_record_withdraw(kit.tx, kit_entity(&kit, "core.task"), tasks[0], NULL, &kit.err));
    kit_commit(&kit);
    struct zc_figure after = figure("tasks_national"), again = figure_of("tasks_national", "2017", zc_times_at(&kit.db, ZC_DATE_MAX, known), &ZC_READER_CITY);
    assert_true(before.value == 2 && after.value == 1 && again.value == 2);
    assert_string_not_equal(before.digest, after.digest);
    assert_string_equal(before.digest, again.digest); /* as it was known then, it is what it was */
}

/* A row that the figure only looks through is part of what it rests on. */
static void rows_reached_by_the_condition_change_the_digest(void **state)
{
    (void)state;
    static const struct {
        const char *metric, *entity;
        int unit; /* which record changes */
    } cases[] = {{"tasks_of_year", "core.plan", 0}, {"tasks_deep", "core.plan", 0},     {"tasks_deep", "core.unit", 0},    {"tasks_stepped", "core.step", 0},
                 {"year_share", "core.plan", 0},    {"share_of_share", "core.plan", 0}, {"share_of_share", "core.unit", 0}};
    int64_t step = kit_new(&kit, "core.step", zc_arena_printf(&kit.arena, "task=%lld\nname=步\npassed=true", (long long)tasks[0]), "2017-01-01");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zc_figure before = figure(cases[i].metric);
        bool is_plan = strcmp(cases[i].entity, "core.plan") == 0, is_unit = strcmp(cases[i].entity, "core.unit") == 0;
        kit_set(&kit, cases[i].entity, is_plan ? plans[0] : is_unit ? units[0] : step,
                zc_arena_printf(&kit.arena, is_plan ? "title=改名%zu" : "name=改名%zu", i), NULL, NULL);
        struct zc_figure after = figure(cases[i].metric);
        assert_true(before.value == after.value && before.value > 0);
        if (strcmp(before.digest, after.digest) == 0)
            fail_msg("%s: a changed %s does not show in the digest", cases[i].metric, cases[i].entity);
        /* and a row that it does not look at does not */
        before = after;
        kit_set(&kit, "core.unit", units[1], zc_arena_printf(&kit.arena, "name=别%zu", i), NULL, NULL);
        assert_string_equal(figure(cases[i].metric).digest, before.digest);
    }
}

static void who_reads_sees_how_many_of_the_rows(void **state)
{
    (void)state;
    struct zc_reader staff = {.account = 5, .person = 9, .unit = units[1], .roles = staff_roles, .role_count = 1};
    struct zc_reader office = {.account = 6, .person = 9, .roles = office_roles, .role_count = 1};
    struct zc_times now = zc_times_now(&kit.db);
    const struct {
        const char *id;
        const struct zc_reader *reader;
        int64_t value;
        size_t rows, visible;
    } cases[] = {
        {"tasks_all", &staff, 6, 6, 2},          {"tasks_all", &office, 6, 6, 6},          {"tasks_all", &ZC_READER_PUBLIC, 6, 6, 0},
        {"tasks_reader", &staff, 2, 2, 2},       {"tasks_reader", &office, 6, 6, 6},       {"tasks_reader", &ZC_READER_PUBLIC, 0, 0, 0},
        {"tasks_leads_reader", &staff, 1, 2, 2}, {"tasks_leads_reader", &office, 2, 6, 6}, {"plan_share", &staff, 33, 8, 4},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zc_figure one = figure_of(cases[i].id, "2017", now, cases[i].reader);
        if (one.value != cases[i].value || one.row_count != cases[i].rows || one.visible_count != cases[i].visible)
            fail_msg("case %zu, %s: %lld, %zu of %zu", i, cases[i].id, (long long)one.value, one.visible_count, one.row_count);
    }
    /* access never time-travels: the row that was theirs then, and is not now, is not counted in the past either */
    kit_set(&kit, "core.task", tasks[5], zc_arena_printf(&kit.arena, "lead=%lld", (long long)units[0]), NULL, NULL);
    struct zc_figure then = figure_of("tasks_reader", "2017", zc_times_at(&kit.db, kit_day("2017-05-01"), ZC_INSTANT_MAX), &staff);
    assert_true(then.value == 1 && then.row_count == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_kind_counts, setup, teardown),
        cmocka_unit_test_setup_teardown(shares_round_half_away_from_zero, setup, teardown),
        cmocka_unit_test_setup_teardown(a_flow_is_cut_at_the_asof_day, setup, teardown),
        cmocka_unit_test_setup_teardown(before_the_first_entry_there_is_no_figure, setup, teardown),
        cmocka_unit_test_setup_teardown(lines_have_the_figures_digest, setup, teardown),
        cmocka_unit_test_setup_teardown(withdrawing_one_row_shows, setup, teardown),
        cmocka_unit_test_setup_teardown(rows_reached_by_the_condition_change_the_digest, setup, teardown),
        cmocka_unit_test_setup_teardown(who_reads_sees_how_many_of_the_rows, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
