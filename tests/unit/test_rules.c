/* rules: values and codes as dated records: loaded once, changed by the city, moved by a later edition, read at two times. */
#include "kit.h"

#include "query/code.h"
#include "query/metric.h"
#include "query/rule.h"
#include "query/shipped.h"
#include "record/shipped.h"

static struct kit kit;

static void copy_in(const char *name)
{
    char path[200], *text;
    snprintf(path, sizeof path, "modules/core/entities/%s.yaml", name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    text = calloc(1, 1 << 16);
    assert_true(fread(text, 1, (1 << 16) - 1, file) > 0);
    fclose(file);
    snprintf(path, sizeof path, "core/entities/%s.yaml", name);
    kit_file(&kit, path, text);
    free(text);
}

static void declare_rule(const char *values)
{
    kit_file(&kit, "core/rules/supervision.yaml", zc_arena_printf(&kit.arena, "pack: supervision\ntitle: 督查 | supervision\nvalues:\n%s", values));
}
static void declare_codes(const char *first)
{
    kit_file(&kit, "core/module.yaml",
             zc_arena_printf(&kit.arena,
                             "module: core\ntitle: 基础 | Core\nneeds: []\nroles: {office: 改革办 | office, staff: 工作人员 | staff, leader: 领导 | leader, "
                             "registrar: 登记员 | registrar}\ncodes:\n"
                             "  level: {title: 级别 | level, values: {national: %s, provincial: 省级 | provincial, municipal: 市级 | municipal}}\n"
                             "  topic: {title: 领域 | topic, values: {\"01\": 经济 | economy, \"02\": 生态 | ecology, \"03\": 文化 | culture}}\n"
                             "  rule_status: {title: 性质 | status, values: {law: 法定 | law, local: 本地 | local, assumption: 假定 | assumption, to_confirm: 未确认 | "
                             "not confirmed}}\n",
                             first));
}

static const char first_edition[] = "  per_year: {title: 每年 | per year, value: 4, from: 2017-01-01, to: 2018-01-01, basis: 示例办法, status: assumption}\n";

static int setup(void **state)
{
    (void)state;
    kit_root(&kit);
    kit_declare(&kit);
    declare_codes("国家级 | national");
    declare_rule(first_edition);
    copy_in("rule_value");
    copy_in("code_entry");
    kit_found(&kit, "2017-09-01T01:00:00Z");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    kit_close(&kit);
    return 0;
}

/* The program starts again with the declarations as they stand now. */
static void start_again(const char *instant)
{
    zc_db_close(&kit.db);
    zc_city_close(kit.city);
    KIT_OK(&kit, zc_city_open(&kit.city, kit.folder, &kit.err));
    KIT_OK(&kit, zc_db_open(&kit.db, kit.city, ZC_STORE_WRITE, &kit.err));
    kit_clock(&kit, instant);
    KIT_OK(&kit, zc_city_upgrade(&kit.db, &kit.err));
}

static const char *value_at(const char *asof, int64_t known)
{
    const struct zc_rule_value *rule;
    KIT_OK(&kit, zc_rule_at(&rule, &kit.arena, &kit.db, "core.supervision.per_year", zc_times_at(&kit.db, kit_day(asof), known), &kit.err));
    return rule ? rule->value : "none";
}

static struct zc_record rule_record(void)
{
    struct zc_rows rows;
    struct zc_rows_query query = {.entity = kit_entity(&kit, "core.rule_value"), .times = zc_times_now(&kit.db), .reader = &ZC_READER_CITY};
    KIT_OK(&kit, zc_rows_list(&rows, &kit.arena, &kit.db, &query, &kit.err));
    assert_int_equal(rows.count, 1);
    return rows.items[0];
}

static size_t conflicts(void)
{
    struct zc_rows rows;
    KIT_OK(&kit, zc_shipped_conflicts(&rows, &kit.arena, &kit.db, &kit.err));
    return rows.count;
}

static void the_shipped_edition_is_loaded_once(void **state)
{
    (void)state;
    assert_int_equal(kit_number(&kit, "SELECT count(*) FROM journal WHERE kind = 'rule' AND actor = '-/-/-/program'"), 1);
    assert_int_equal(kit_number(&kit, "SELECT count(DISTINCT tx) FROM journal WHERE chain = 1"), 1);
    assert_int_equal(kit_number(&kit, "SELECT count(*) FROM t_core_code_entry"), 10);
    assert_int_equal(kit_number(&kit, "SELECT count(*) FROM serial WHERE area <> 1"), 0); /* no id of a real area is spent */
    struct zc_record record = rule_record();
    assert_string_equal(zc_record_text(&record, "value"), "4");
    assert_string_equal(zc_record_text(&record, "shipped_value"), "4");
    assert_false(zc_shipped_own(&record));
    int64_t entries = kit_number(&kit, "SELECT count(*) FROM journal");
    start_again("2017-09-02T01:00:00Z");
    assert_int_equal(kit_number(&kit, "SELECT count(*) FROM journal"), entries);
    assert_string_equal(value_at("2016-12-31", ZC_INSTANT_MAX), "none");
    assert_string_equal(value_at("2017-01-01", ZC_INSTANT_MAX), "4");
    assert_string_equal(value_at("2017-12-31", ZC_INSTANT_MAX), "4");
    assert_string_equal(value_at("2018-01-01", ZC_INSTANT_MAX), "none");
    kit_verify(&kit);
}

static struct zc_figure figure(int64_t known)
{
    struct zc_figure out;
    struct zc_metric_query query = {.metric = zc_model_metric(kit.city->model, "inspections"), .times = zc_times_at(&kit.db, kit_day("2017-07-01"), known),
                                    .reader = &ZC_READER_CITY};
    assert_true(zc_period_parse(&query.period, "2017"));
    KIT_OK(&kit, zc_metric_figure(&out, &kit.arena, &kit.db, &query, &kit.err));
    return out;
}

static void the_city_changes_a_value_from_a_day(void **state)
{
    (void)state;
    int64_t id = rule_record().id, before = zc_db_watermark(&kit.db);
    struct zc_figure was = figure(ZC_INSTANT_MAX);
    assert_int_equal(was.value, 4);
    kit_set(&kit, "core.rule_value", id, "value=6\nbasis=示例市办法〔2017〕9号\nstatus=local", "2017-06-01", NULL);
    assert_string_equal(value_at("2017-05-31", ZC_INSTANT_MAX), "4");
    assert_string_equal(value_at("2017-06-01", ZC_INSTANT_MAX), "6");
    assert_string_equal(value_at("2017-06-01", before), "4"); /* as known before */
    struct zc_figure is = figure(ZC_INSTANT_MAX), then = figure(before);
    assert_int_equal(is.value, 6);
    assert_int_equal(is.rule->from, kit_day("2017-06-01"));
    assert_string_equal(then.digest, was.digest);
    assert_string_not_equal(is.digest, was.digest);
    struct zc_record record = rule_record();
    assert_true(zc_shipped_own(&record));

    /* the city adds one of its own: it outranks what is shipped for the same day */
    kit_new(&kit, "core.rule_value", "rule=core.supervision.per_year\ntitle_zh=每年\nvalue=9\nfrom_on=2017-08-01\nbasis=示例市会议纪要\nstatus=local", NULL);
    assert_string_equal(value_at("2017-07-31", ZC_INSTANT_MAX), "6");
    assert_string_equal(value_at("2017-08-01", ZC_INSTANT_MAX), "9");
    kit_verify(&kit);
}

static void a_later_edition_moves_what_the_city_left_alone(void **state)
{
    (void)state;
    int64_t id = rule_record().id, before = zc_db_watermark(&kit.db);
    kit_set(&kit, "core.rule_value", id, "value=6\nbasis=示例市办法", "2017-03-01", "2017-06-01"); /* for three months */
    declare_rule("  per_year: {title: 每年 | per year, value: 5, from: 2017-01-01, to: 2018-01-01, basis: 示例办法, status: law}\n"
                 "  next: {title: 明年 | next year, value: 7, from: 2018-03-01, basis: 示例办法}\n");
    zc_db_close(&kit.db);
    zc_city_close(kit.city);
    KIT_OK(&kit, zc_city_open(&kit.city, kit.folder, &kit.err));
    KIT_OK(&kit, zc_db_open(&kit.db, kit.city, ZC_STORE_WRITE, &kit.err));
    struct zc_shipped_list plan;
    KIT_OK(&kit, zc_shipped_plan(&plan, &kit.arena, &kit.db, &kit.err));
    assert_int_equal(plan.news, 1);
    assert_int_equal(plan.conflicts, 1);
    start_again("2017-10-01T01:00:00Z");
    assert_string_equal(value_at("2017-02-28", ZC_INSTANT_MAX), "5");
    assert_string_equal(value_at("2017-03-01", ZC_INSTANT_MAX), "6"); /* the city's own stays */
    assert_string_equal(value_at("2017-05-31", ZC_INSTANT_MAX), "6");
    assert_string_equal(value_at("2017-06-01", ZC_INSTANT_MAX), "5");
    assert_string_equal(value_at("2017-06-01", before), "4");
    assert_int_equal(conflicts(), 1);
    kit_set(&kit, "core.rule_value", id, "conflict=false", "2017-01-01", NULL); /* a person has decided */
    assert_int_equal(conflicts(), 0);
    start_again("2017-10-02T01:00:00Z");
    assert_int_equal(conflicts(), 0);
    kit_verify(&kit);

    /* an edition that says what the city says is no conflict */
    declare_rule("  per_year: {title: 每年 | per year, value: 8, from: 2017-01-01, to: 2018-01-01, basis: 示例办法, status: law}\n");
    kit_set(&kit, "core.rule_value", id, "value=8\nbasis=示例办法\nstatus=law", "2017-01-01", NULL);
    kit_set(&kit, "core.rule_value", id, "value=8\nbasis=示例办法\nstatus=law", "2017-03-01", NULL);
    kit_set(&kit, "core.rule_value", id, "value=8\nbasis=示例办法\nstatus=law", "2017-06-01", NULL);
    start_again("2017-10-03T01:00:00Z");
    assert_int_equal(conflicts(), 0);
    struct zc_record record;
    KIT_OK(&kit, zc_rows_get(&record, &kit.arena, &kit.db, kit_entity(&kit, "core.rule_value"), id, zc_times_now(&kit.db), &ZC_READER_CITY, &kit.err));
    assert_false(zc_shipped_own(&record));
    kit_verify(&kit);
}

static void what_the_city_ended_does_not_come_back(void **state)
{
    (void)state;
    int64_t id = rule_record().id;
    kit_begin(&kit);
    KIT_OK(&kit, zc_record_end(kit.tx, kit_entity(&kit, "core.rule_value"), id, kit_day("2017-08-01"), "示例废止", &kit.err));
    kit_commit(&kit);
    assert_string_equal(value_at("2017-07-31", ZC_INSTANT_MAX), "4");
    assert_string_equal(value_at("2017-08-01", ZC_INSTANT_MAX), "none");
    declare_rule("  per_year: {title: 每年 | per year, value: 5, from: 2017-01-01, to: 2018-01-01, basis: 示例办法, status: law}\n");
    start_again("2017-10-01T01:00:00Z");
    assert_string_equal(value_at("2017-08-01", ZC_INSTANT_MAX), "none");
    kit_verify(&kit);
}

static void a_title_of_the_city_stays(void **state)
{
    (void)state;
    int64_t id = kit_number(&kit, "SELECT id FROM t_core_code_entry WHERE list = 'core.level' AND code = 'national'");
    kit_set(&kit, "core.code_entry", id, "title_zh=国家层面\nbasis=示例规定", "2017-05-01", NULL);
    declare_codes("中央级 | central");
    start_again("2017-10-01T01:00:00Z");
    struct zc_record record;
    KIT_OK(&kit, zc_rows_get(&record, &kit.arena, &kit.db, kit_entity(&kit, "core.code_entry"), id, zc_times_now(&kit.db), &ZC_READER_CITY, &kit.err));
    assert_string_equal(zc_record_text(&record, "title_zh"), "国家层面");
    assert_string_equal(zc_record_text(&record, "shipped_title_zh"), "中央级");
    assert_int_equal(conflicts(), 1);
    kit_verify(&kit);
}

/* The list in force on the day of the act decides; what stands already stays. */
static void a_code_that_the_city_ended_is_not_written_any_more(void **state)
{
    (void)state;
    int64_t code = kit_number(&kit, "SELECT id FROM t_core_code_entry WHERE list = 'core.level' AND code = 'national'"), id = 0;
    int64_t plan = kit_new(&kit, "core.plan", "title=甲\nyear=2017\nlevel=national", "2017-01-01");
    kit_begin(&kit);
    KIT_OK(&kit, zc_record_end(kit.tx, kit_entity(&kit, "core.code_entry"), code, kit_day("2017-08-01"), NULL, &kit.err));
    kit_commit(&kit);
    kit_expect_refused(&kit, kit_try(&kit, &id, "core.plan", "title=乙\nyear=2017\nlevel=national", NULL, NULL), ZC_EINPUT, "code national is no longer used by the city");
    kit_set(&kit, "core.plan", plan, "title=丙", NULL, NULL);
    kit_new(&kit, "core.plan", "title=丁\nyear=2017\nlevel=municipal", NULL);

    /* withdrawn counts like ended, and within the transaction that did it */
    kit_begin(&kit);
    int64_t other = kit_number(&kit, "SELECT id FROM t_core_code_entry WHERE list = 'core.level' AND code = 'municipal'");
    kit_set(&kit, "core.plan", plan, "level=municipal", NULL, NULL);
    KIT_OK(&kit, zc_record_withdraw(kit.tx, kit_entity(&kit, "core.code_entry"), other, NULL, &kit.err));
    kit_expect_refused(&kit, kit_try(&kit, &id, "core.plan", "title=戊\nyear=2017\nlevel=municipal", NULL, NULL), ZC_EINPUT, "no longer used");
    kit_commit(&kit);
    kit_verify(&kit);
}

static void a_code_of_the_city_is_known_when_the_city_is_opened(void **state)
{
    (void)state;
    kit_new(&kit, "core.code_entry", "list=core.level\ncode=county\ntitle_zh=区县级\ntitle_en=county\nbasis=示例规定", "2017-02-01");
    int64_t named = kit_number(&kit, "SELECT id FROM t_core_code_entry WHERE list = 'core.level' AND code = 'national'");
    kit_set(&kit, "core.code_entry", named, "title_zh=国家层面\nbasis=示例规定", NULL, NULL);
    start_again("2017-10-01T01:00:00Z");
    KIT_OK(&kit, zc_code_extend(kit.city, &kit.db, &kit.err));
    int64_t plan = kit_new(&kit, "core.plan", "title=甲\nyear=2017\nlevel=区县级", NULL); /* by its title, as people write */
    struct zc_record record;
    KIT_OK(&kit, zc_rows_get(&record, &kit.arena, &kit.db, kit_entity(&kit, "core.plan"), plan, zc_times_now(&kit.db), &ZC_READER_CITY, &kit.err));
    assert_string_equal(zc_record_text(&record, "level"), "county");
    assert_string_equal(zc_codelist_find(zc_map_get(&kit.city->model->codelist_by_name, "core.level"), "national")->title.zh, "国家层面");
    struct zc_shipped_list plan_again; /* what was added is not taken for shipped */
    KIT_OK(&kit, zc_shipped_plan(&plan_again, &kit.arena, &kit.db, &kit.err));
    assert_int_equal(plan_again.news + plan_again.follows + plan_again.conflicts, 0);
    kit_verify(&kit);
}

/* A city of before rules were records: what was declared answers for what was known then. */
static void before_rules_were_records_the_declared_value_answers(void **state)
{
    (void)state;
    kit_root(&kit);
    kit_declare(&kit);
    declare_codes("国家级 | national");
    declare_rule(first_edition);
    kit_found(&kit, "2017-09-01T01:00:00Z");
    kit_new(&kit, "core.unit", "code=A\nname=甲", "2017-01-01");
    int64_t before = zc_db_watermark(&kit.db);
    copy_in("rule_value");
    copy_in("code_entry");
    start_again("2017-10-01T01:00:00Z");
    kit_set(&kit, "core.rule_value", rule_record().id, "value=6\nbasis=示例", "2017-01-01", NULL);
    assert_string_equal(value_at("2017-07-01", ZC_INSTANT_MAX), "6");
    assert_string_equal(value_at("2017-07-01", before), "4");
    kit_verify(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_shipped_edition_is_loaded_once, setup, teardown),
        cmocka_unit_test_setup_teardown(the_city_changes_a_value_from_a_day, setup, teardown),
        cmocka_unit_test_setup_teardown(a_later_edition_moves_what_the_city_left_alone, setup, teardown),
        cmocka_unit_test_setup_teardown(what_the_city_ended_does_not_come_back, setup, teardown),
        cmocka_unit_test_setup_teardown(a_title_of_the_city_stays, setup, teardown),
        cmocka_unit_test_setup_teardown(a_code_that_the_city_ended_is_not_written_any_more, setup, teardown),
        cmocka_unit_test_setup_teardown(a_code_of_the_city_is_known_when_the_city_is_opened, setup, teardown),
        cmocka_unit_test_teardown(before_rules_were_records_the_declared_value_answers, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
