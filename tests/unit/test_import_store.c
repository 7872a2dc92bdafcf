/* Storing an import: the sample's files into a fresh city, again, for trial, with errors, and withdrawn. */
#include "city_kit.h"

static int64_t now(const char *entity, const char *filter) { return count_at(entity, filter, NULL); }

static void registers(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    struct zc_import_report report = import_file(&arena, FIXTURES "units-2017.xlsx");
    assert_int_equal(report.made, 68 + 26 + 18 + 5);
    assert_string_equal(report.layout, "core.units");
    assert_int_equal(now("core.unit", NULL), 81);
    assert_int_equal(now("core.unit", "state = 'renamed' and successor.code = '043'"), 1);
    assert_int_equal(now("core.area", "parent.code = '520100'"), 13);
    assert_int_equal(now("core.area", "parent.code = '520111'"), 2);
    assert_int_equal(now("core.import", NULL), 1);
    static const char *const files[] = {"post.csv", "person.csv", "holding.csv", "account.csv"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        import_file(&arena, zc_arena_printf(&arena, SAMPLE "%s", files[i]));
    assert_int_equal(now("core.post", NULL), 214);
    assert_int_equal(now("core.holding", "post.title = '改革办经办岗'"), 1);
    zc_arena_free(&arena);
}

static void without_plan(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    struct zc_import_job job = {.path = FIXTURES "ledger-2017.xlsx", .valid_from = ZC_TODAY, .stand = ZC_TODAY};
    struct zc_import_report report = import_job(&arena, &job, ZC_ECHECK);
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
    clock_to("2017-01-13T09:00:00+08:00");
    import_file(&arena, SAMPLE "plan.csv");
    clock_to("2017-01-16T09:00:00+08:00");

    struct zc_import_job trial = {.path = SAMPLE "ledger-2017-plan.xlsx", .valid_from = ZC_TODAY, .stand = ZC_TODAY, .dry_run = true};
    int64_t imports = now("core.import", NULL);
    struct zc_import_report report = import_job(&arena, &trial, ZC_OK);
    assert_int_equal(report.made, 144);
    assert_int_equal(now("reform.task", NULL), 0);
    assert_int_equal(now("core.import", NULL), imports);

    report = import_file(&arena, SAMPLE "ledger-2017-plan.xlsx");
    assert_int_equal(report.made, 144);
    assert_int_equal(now("reform.task", "state = 'active' and plan.year = 2017"), 144);
    assert_int_equal(count_at("reform.task", NULL, "2017-01-12"), 144); /* from the day of approval */
    assert_int_equal(count_at("reform.task", NULL, "2017-01-11"), 0);
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
    clock_to("2017-07-03T09:00:00+08:00");
    struct zc_import_report report = import_file(&arena, SAMPLE "ledger-2017.xlsx");
    assert_int_equal(report.made, 0);
    assert_int_equal(report.changed + report.same, 144);
    assert_true(report.changed >= 133); /* all but those not started */
    assert_int_equal(now("reform.task", "reported_state = 'claimed'"), 62);
    assert_int_equal(count_at("reform.task", "reported_state = 'claimed'", "2017-06-30"), 62); /* as of the day that the sheet names */
    assert_int_equal(count_at("reform.task", "reported_state = 'claimed'", "2017-06-29"), 0);
    assert_int_equal(now("reform.task", "not (due_on = due_on_baseline)"), 2); /* the baseline of January stays */
    int64_t imports = now("core.import", NULL), mark = zc_db_watermark(&db);

    report = import_file(&arena, SAMPLE "ledger-2017.xlsx"); /* the same again changes nothing */
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
    assert_int_equal(import_file(&arena, SAMPLE "pilots-2017h1.xlsx").made, 105);
    import_file(&arena, SAMPLE "meetings-2017h1.xlsx");
    assert_int_equal(now("reform.meeting", "held_on >= 2017-01-01 and held_on <= 2017-06-30"), 7);
    assert_int_equal(now("reform.document", "passed_on >= 2017-01-01 and passed_on <= 2017-06-30"), 19);
    assert_int_equal(now("reform.briefing", "heard_on >= 2017-01-01 and heard_on <= 2017-06-30"), 11);
    assert_int_equal(count_at("reform.pilot", "level = 'national' and accepted_on <= 2017-06-30", "2017-06-30"), 12);

    clock_to("2018-01-05T08:30:00+08:00"); /* the year's end restates the records from their own first days */
    import_file(&arena, FIXTURES "meetings-2017.xlsx");
    struct zc_import_report report = import_file(&arena, FIXTURES "pilots-2017.xlsx");
    assert_true(report.changed > 0);
    assert_int_equal(report.made, 0);
    assert_int_equal(now("reform.meeting", NULL), 11);
    assert_int_equal(now("reform.document", "result = 'passed'"), 25);
    assert_int_equal(count_at("reform.pilot", "level = 'national' and accepted_on <= :asof", "2017-12-31"), 17);
    assert_int_equal(count_at("reform.pilot", "level = 'national' and accepted_on <= :asof", "2017-06-30"), 12);
    assert_int_equal(count_at("reform.pilot", "level = 'provincial' and accepted_on <= :asof", "2017-12-31"), 23);
    zc_arena_free(&arena);
}

/* A warning does not stop the file: the row is taken as it stands and waits for a person. */
static void warnings_wait(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    const char *path = write_file(&arena, "tasks.csv",
          "2017年台账\n"
          "序号,改革领域,改革事项,动作类别,来源层级,来源文件,牵头市领导,牵头单位,配合单位,推进举措,成果形式,评估标准,完成时限,当前状态,完成比例,备注\n"
          "33,经济体制改革,示例事项一,规定,市级,筑改发〔2017〕1号第1项,市委副书记,市财政局,市财政局、市农委,一是调研;,出台文件,印发,年底前,推进中,10%,\n"
          "34,经济体制改革,示例事项二,规定,市级,筑改发〔2017〕1号第2项,市委副书记,市财政局,,一是调研;,出台文件,印发,2017-11-30,已完成,40%,\n");
    struct zc_import_job job = {.path = path, .layout = "reform.ledger", .valid_from = ZC_TODAY, .stand = ZC_TODAY};
    struct zc_import_report report = import_job(&arena, &job, ZC_ECHECK); /* 146 tasks under a plan approved with 144 */
    assert_string_equal(report.result.findings.items[report.result.findings.count - 1].code, "task_total_exceeded");
    assert_int_equal(now("reform.task", NULL), 144);
    const char *plan = write_file(&arena, "plan.csv", "year,approved_task_total\n2017,146\n");
    assert_int_equal(import_file(&arena, plan).changed, 1);
    report = import_job(&arena, &job, ZC_OK);
    assert_int_equal(report.made, 2);
    assert_int_equal(report.result.confirm_rows, 2);
    assert_int_equal(now("reform.task", "serial = 33 and confirm has 'lead_also_co_unit' and confirm has 'due_placeholder'"), 1);
    assert_int_equal(now("reform.task", "serial = 34 and confirm has 'co_units_empty_no_reason' and confirm has 'state_percent_mismatch'"), 1);
    assert_int_equal(import_job(&arena, &job, ZC_OK).same, 2);
    zc_arena_free(&arena);
}

static void withdrawal(void **state)
{
    (void)state;
    struct zc_error err = {0};
    struct zc_arena arena = {0};
    int64_t before = now("reform.pilot", NULL);
    const char *path = write_file(&arena, "pilot.csv", "level,name,domain,lead_unit,granting_doc,granted_on\nmunicipal,示例试点,01,019,示例筑改〔2017〕9号,2017-09-01\n");
    struct zc_import_report report = import_file(&arena, path);
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
    struct zc_import_report report = import_job(&arena, &job, ZC_EDENIED); /* a secrecy marking */
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
        job.path = write_file(&arena, "pilot.csv", files[i].text);
        report = import_job(&arena, &job, ZC_ECHECK);
        if (!was_said(&report, files[i].code))
            fail_msg("%s was not said", files[i].code);
    }
    assert_int_equal(zc_db_watermark(&db), mark);
    zc_arena_free(&arena);
}

/* What a table says wrongly and what it names in vain come out together, and an unknown name is said once. */
static void every_error_in_one_pass(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    struct zc_import_job job = {.valid_from = ZC_TODAY, .stand = ZC_TODAY};
    job.path = write_file(&arena, "pilot.csv",
                          "level,name,domain,lead_unit,granting_doc,granted_on\n"
                          "municipal,甲,01,999,示例,2017-02-30\nmunicipal,乙,01,999,示例,2017-09-01\nmunicipal,,01,998,示例,2017-09-01\n"
                          "municipal,丙,01,019,示例,2017-09-01\n");
    struct zc_import_report report = import_job(&arena, &job, ZC_ECHECK);
    static const struct {
        int row;
        const char *code;
    } wanted[] = {{2, "value_unreadable"}, {4, "missing_key"}, {2, "unknown_reference"}, {4, "unknown_reference"}};
    assert_int_equal(report.result.findings.count, sizeof wanted / sizeof *wanted);
    assert_int_equal(report.result.errors, report.result.findings.count);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        assert_int_equal(report.result.findings.items[i].row, wanted[i].row);
        assert_string_equal(report.result.findings.items[i].code, wanted[i].code);
    }
    zc_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(registers),      cmocka_unit_test(without_plan),        cmocka_unit_test(plan_and_ledger),
                                       cmocka_unit_test(ledger_of_june), cmocka_unit_test(pilots_and_meetings), cmocka_unit_test(warnings_wait), cmocka_unit_test(withdrawal),
                                       cmocka_unit_test(refusals),       cmocka_unit_test(every_error_in_one_pass)};
    return cmocka_run_group_tests(tests, city_found, city_close);
}
