/* Storing an import: the sample's files into a fresh city, again, for trial, with errors, and withdrawn. */
#include "import_fixture.h"

#include "query/city.h"
#include "query/rows.h"
#include "record/found.h"

#include <unistd.h>

#define SAMPLE "examples/guiyang-2017/"

static char folder[] = "/tmp/zc-import-XXXXXX", city_folder[64];
static struct zc_city *city;
static struct zc_db db;
static const struct zc_actor actor = {.face = "import", .reader = &ZC_READER_CITY};

static void move_clock(const char *instant)
{
    struct zc_error err = {0};
    int64_t at;
    assert_true(zc_instant_parse(&at, instant));
    must(zc_clock_move(&db, at, "cli", &err), &err);
}

static int open_city(void **state)
{
    (void)state;
    struct zc_error err = {0};
    assert_non_null(mkdtemp(folder));
    setenv("ZHUCHENG_MODULES", "modules", 0);
    snprintf(city_folder, sizeof city_folder, "%s/city", folder);
    struct zc_founding founding = {.folder = city_folder, .name = {"示例城市", "Sample city"}, .area = 520100, .sample = true};
    assert_true(zc_instant_parse(&founding.clock, "2017-01-04T09:00:00+08:00"));
    must(zc_city_found(&founding, &err), &err);
    must(zc_city_open(&city, founding.folder, &err), &err);
    must(zc_db_open(&db, city, ZC_STORE_WRITE, &err), &err);
    return 0;
}

static int close_city(void **state)
{
    (void)state;
    zc_db_close(&db);
    zc_city_close(city);
    char command[64];
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command);
}

static struct zc_import_report run_job(struct zc_arena *arena, const struct zc_import_job *job, int expected)
{
    struct zc_error err = {0};
    struct zc_import_report report;
    int rc = zc_import_run(&report, arena, &db, &actor, job, &err);
    if (rc != expected) {
        for (size_t i = 0; i < report.result.findings.count && i < 5; i++)
            print_message("row %d: %s\n", report.result.findings.items[i].row, report.result.findings.items[i].message.en);
        fail_msg("%s: %s", job->path, err.en);
    }
    return report;
}

static struct zc_import_report run_file(struct zc_arena *arena, const char *path)
{
    return run_job(arena, &(struct zc_import_job){.path = path, .valid_from = ZC_TODAY, .stand = ZC_TODAY}, ZC_OK);
}

static int64_t count(const char *entity, const char *filter, int year, int month, int day)
{
    struct zc_error err = {0};
    int asof, found = zc_date_make(&asof, year, month, day);
    int64_t number = -1;
    assert_true(found);
    struct zc_rows_query query = {.entity = zc_model_entity(city->model, entity), .times = zc_times_at(&db, asof, ZC_INSTANT_MAX), .reader = &ZC_READER_CITY, .filter = filter};
    must(zc_rows_count(&number, &db, &query, &err), &err);
    return number;
}

static int64_t now(const char *entity, const char *filter)
{
    int year, month, day;
    zc_date_split(zc_db_today(&db), &year, &month, &day);
    return count(entity, filter, year, month, day);
}

static void registers(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    struct zc_import_report report = run_file(&arena, FIXTURES "units-2017.xlsx");
    assert_int_equal(report.made, 68 + 26 + 18 + 5);
    assert_string_equal(report.layout, "core.units");
    assert_int_equal(now("core.unit", NULL), 81);
    assert_int_equal(now("core.unit", "state = 'renamed' and successor.code = '043'"), 1);
    assert_int_equal(now("core.area", "parent.code = '520100'"), 13);
    assert_int_equal(now("core.area", "parent.code = '520111'"), 2);
    assert_int_equal(now("core.import", NULL), 1);
    static const char *const files[] = {"post.csv", "person.csv", "holding.csv", "account.csv"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        run_file(&arena, zc_arena_printf(&arena, SAMPLE "%s", files[i]));
    assert_int_equal(now("core.post", NULL), 214);
    assert_int_equal(now("core.holding", "post.title = '改革办经办岗'"), 1);
    zc_arena_free(&arena);
}

static void without_plan(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    struct zc_import_job job = {.path = FIXTURES "ledger-2017.xlsx", .valid_from = ZC_TODAY, .stand = ZC_TODAY};
    struct zc_import_report report = run_job(&arena, &job, ZC_ECHECK);
    size_t said = 0;
    for (size_t i = 0; i < report.result.findings.count; i++)
        said += strcmp(report.result.findings.items[i].code, "unknown_reference") == 0;
    assert_int_equal(said, 1); /* one missing plan, not 144 findings */
    assert_int_equal(now("reform.task", NULL), 0);
    zc_arena_free(&arena);
}

static void plan_and_ledger(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    move_clock("2017-01-13T09:00:00+08:00");
    run_file(&arena, SAMPLE "plan.csv");
    move_clock("2017-01-16T09:00:00+08:00");

    struct zc_import_job trial = {.path = SAMPLE "ledger-2017-plan.xlsx", .valid_from = ZC_TODAY, .stand = ZC_TODAY, .dry_run = true};
    int64_t imports = now("core.import", NULL);
    struct zc_import_report report = run_job(&arena, &trial, ZC_OK);
    assert_int_equal(report.made, 144);
    assert_int_equal(now("reform.task", NULL), 0);
    assert_int_equal(now("core.import", NULL), imports);

    report = run_file(&arena, SAMPLE "ledger-2017-plan.xlsx");
    assert_int_equal(report.made, 144);
    assert_int_equal(now("reform.task", "state = 'active' and plan.year = 2017"), 144);
    assert_int_equal(count("reform.task", NULL, 2017, 1, 12), 144); /* from the day of approval */
    assert_int_equal(count("reform.task", NULL, 2017, 1, 11), 0);
    assert_int_equal(now("reform.task", "not empty(blocked_by)"), 6);
    assert_int_equal(now("reform.task", "code = '2017-01-021' and not empty(blocked_by)"), 1);
    assert_int_equal(now("reform.task", "reported_state = 'not_started'"), 144);
    assert_int_equal(now("reform.task", "empty(due_on_baseline)"), 0);
    zc_arena_free(&arena);
}

static void ledger_of_june(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    move_clock("2017-07-03T09:00:00+08:00");
    struct zc_import_report report = run_file(&arena, SAMPLE "ledger-2017.xlsx");
    assert_int_equal(report.made, 0);
    assert_int_equal(report.changed + report.same, 144);
    assert_true(report.changed >= 133); /* all but those not started */
    assert_int_equal(now("reform.task", "reported_state = 'claimed'"), 62);
    assert_int_equal(count("reform.task", "reported_state = 'claimed'", 2017, 6, 30), 62); /* as of the day that the sheet names */
    assert_int_equal(count("reform.task", "reported_state = 'claimed'", 2017, 6, 29), 0);
    assert_int_equal(now("reform.task", "not (due_on = due_on_baseline)"), 2); /* the baseline of January stays */
    int64_t imports = now("core.import", NULL), mark = zc_db_watermark(&db);

    report = run_file(&arena, SAMPLE "ledger-2017.xlsx"); /* the same again changes nothing */
    assert_int_equal(report.made + report.changed, 0);
    assert_int_equal(report.same, 144);
    assert_int_equal(now("core.import", NULL), imports);
    assert_int_equal(zc_db_watermark(&db), mark);
    zc_arena_free(&arena);
}

static void pilots_and_meetings(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    assert_int_equal(run_file(&arena, SAMPLE "pilots-2017h1.xlsx").made, 105);
    run_file(&arena, SAMPLE "meetings-2017h1.xlsx");
    assert_int_equal(now("reform.meeting", "held_on >= 2017-01-01 and held_on <= 2017-06-30"), 7);
    assert_int_equal(now("reform.document", "passed_on >= 2017-01-01 and passed_on <= 2017-06-30"), 19);
    assert_int_equal(now("reform.briefing", "heard_on >= 2017-01-01 and heard_on <= 2017-06-30"), 11);
    assert_int_equal(count("reform.pilot", "level = 'national' and accepted_on <= 2017-06-30", 2017, 6, 30), 12);

    move_clock("2018-01-05T08:30:00+08:00"); /* the year's end restates the records from their own first days */
    run_file(&arena, FIXTURES "meetings-2017.xlsx");
    struct zc_import_report report = run_file(&arena, FIXTURES "pilots-2017.xlsx");
    assert_true(report.changed > 0);
    assert_int_equal(report.made, 0);
    assert_int_equal(now("reform.meeting", NULL), 11);
    assert_int_equal(now("reform.document", "result = 'passed'"), 25);
    assert_int_equal(count("reform.pilot", "level = 'national' and accepted_on <= :asof", 2017, 12, 31), 17);
    assert_int_equal(count("reform.pilot", "level = 'national' and accepted_on <= :asof", 2017, 6, 30), 12);
    assert_int_equal(count("reform.pilot", "level = 'provincial' and accepted_on <= :asof", 2017, 12, 31), 23);
    zc_arena_free(&arena);
}

/* A warning does not stop the file: the row is taken as it stands and waits for a person. */
static void warnings_wait(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    const char *path = zc_arena_printf(&arena, "%s/tasks.csv", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("2017年台账\n"
          "序号,改革领域,改革事项,动作类别,来源层级,来源文件,牵头市领导,牵头单位,配合单位,推进举措,成果形式,评估标准,完成时限,当前状态,完成比例,备注\n"
          "33,经济体制改革,示例事项一,规定,市级,筑改发〔2017〕1号第1项,市委副书记,市财政局,市财政局、市农委,一是调研;,出台文件,印发,年底前,推进中,10%,\n"
          "34,经济体制改革,示例事项二,规定,市级,筑改发〔2017〕1号第2项,市委副书记,市财政局,,一是调研;,出台文件,印发,2017-11-30,已完成,40%,\n",
          file);
    fclose(file);
    struct zc_import_job job = {.path = path, .layout = "reform.ledger", .valid_from = ZC_TODAY, .stand = ZC_TODAY};
    struct zc_import_report report = run_job(&arena, &job, ZC_ECHECK); /* 146 tasks under a plan approved with 144 */
    assert_string_equal(report.result.findings.items[report.result.findings.count - 1].code, "task_total_exceeded");
    assert_int_equal(now("reform.task", NULL), 144);
    const char *plan = zc_arena_printf(&arena, "%s/plan.csv", folder);
    file = fopen(plan, "w");
    assert_non_null(file);
    fputs("year,approved_task_total\n2017,146\n", file);
    fclose(file);
    assert_int_equal(run_file(&arena, plan).changed, 1);
    report = run_job(&arena, &job, ZC_OK);
    assert_int_equal(report.made, 2);
    assert_int_equal(report.result.confirm_rows, 2);
    assert_int_equal(now("reform.task", "serial = 33 and confirm has 'lead_also_co_unit' and confirm has 'due_placeholder'"), 1);
    assert_int_equal(now("reform.task", "serial = 34 and confirm has 'co_units_empty_no_reason' and confirm has 'state_percent_mismatch'"), 1);
    assert_int_equal(run_job(&arena, &job, ZC_OK).same, 2);
    zc_arena_free(&arena);
}

static void withdrawal(void **state)
{
    (void)state;
    struct zc_error err = {0};
    struct zc_arena arena = {0};
    int64_t before = now("reform.pilot", NULL);
    FILE *file = fopen(zc_arena_printf(&arena, "%s/pilot.csv", folder), "w");
    assert_non_null(file);
    fputs("level,name,domain,lead_unit,granting_doc,granted_on\nmunicipal,示例试点,01,019,示例筑改〔2017〕9号,2017-09-01\n", file);
    fclose(file);
    struct zc_import_report report = run_file(&arena, zc_arena_printf(&arena, "%s/pilot.csv", folder));
    assert_int_equal(report.made, 1);
    assert_int_equal(now("reform.pilot", NULL), before + 1);
    must(zc_import_withdraw(&db, &actor, report.import_id, "示例撤回", &err), &err);
    assert_int_equal(now("reform.pilot", NULL), before);
    assert_int_equal(now("core.import", "state = 'withdrawn' and withdrawn_reason = '示例撤回'"), 1);
    assert_int_equal(zc_import_withdraw(&db, &actor, report.import_id, NULL, &err), ZC_ECONFLICT);
    zc_arena_free(&arena);
}

static void refusals(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    int64_t tasks = now("reform.task", NULL), mark = zc_db_watermark(&db);
    struct zc_import_job job = {.path = FIXTURES "ledger-2017-bad.xlsx", .valid_from = ZC_TODAY, .stand = ZC_TODAY};
    struct zc_import_report report = run_job(&arena, &job, ZC_EDENIED); /* a secrecy marking */
    assert_true(report.result.findings.count >= 40); /* the plan now counts 146 */
    assert_int_equal(now("reform.task", NULL), tasks);
    assert_int_equal(zc_db_watermark(&db), mark);

    static const struct {
        const char *text, *code;
    } files[] = {{"level,name,colour\nmunicipal,示例,红\n", "unknown_column"},
                 {"level,name,domain,lead_unit,granting_doc,granted_on\nmunicipal,示例,01,999,示例,2017-09-01\n", "unknown_reference"},
                 {"level,name,domain,lead_unit,granting_doc,granted_on\nmunicipal,示例,01,019,示例,2017-02-30\n", "value_unreadable"},
                 {"level,name,domain,lead_unit,granting_doc,granted_on\nmunicipal,,01,019,示例,2017-09-01\n", "missing_key"},
                 {"level,name,domain,lead_unit,granting_doc,granted_on\nmunicipal,示例,01,019,示例,\n", "record_refused"},
                 {"level,name\nmunicipal,甲\nmunicipal,甲\n", "duplicate_row"},
                 {"甲,乙\n1,2\n", "no_header"}};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        const char *path = zc_arena_printf(&arena, "%s/pilot.csv", folder);
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        fputs(files[i].text, file);
        fclose(file);
        job.path = path;
        report = run_job(&arena, &job, ZC_ECHECK);
        bool found = false;
        for (size_t j = 0; j < report.result.findings.count; j++)
            found = found || strcmp(report.result.findings.items[j].code, files[i].code) == 0;
        if (!found)
            fail_msg("%s was not said", files[i].code);
    }
    assert_int_equal(zc_db_watermark(&db), mark);
    zc_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(registers),      cmocka_unit_test(without_plan),        cmocka_unit_test(plan_and_ledger),
                                       cmocka_unit_test(ledger_of_june), cmocka_unit_test(pilots_and_meetings), cmocka_unit_test(warnings_wait), cmocka_unit_test(withdrawal),
                                       cmocka_unit_test(refusals)};
    return cmocka_run_group_tests(tests, open_city, close_city);
}
