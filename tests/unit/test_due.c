/* due: clocks, guards and filters judged by the rule values of the day; the calendar as it was known. */
#include "kit.h"

#include "query/basis_words.h"
#include "query/due.h"
#include "query/eval.h"

static struct kit kit;
static int64_t issue_rule, warn_rule, letter;

static void copy_in(const char *name)
{
    char path[200], text[16384] = "";
    snprintf(path, sizeof path, "modules/core/entities/%s.yaml", name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_true(fread(text, 1, sizeof text - 1, file) > 0);
    fclose(file);
    snprintf(path, sizeof path, "core/entities/%s.yaml", name);
    kit_file(&kit, path, text);
}

static void declare(void)
{
    kit_root(&kit);
    kit_file(&kit, "core/module.yaml",
             "module: core\ntitle: 基础 | Core\nneeds: []\nroles: {office: 改革办 | office, registrar: 登记员 | registrar}\ncodes:\n"
             "  rule_status: {title: 性质 | status, values: {law: 法定 | law, local: 本地 | local, assumption: 假定 | assumption, to_confirm: 未确认 | not confirmed}}\n");
    kit_file(&kit, "core/rules/clocks.yaml",
             "pack: clocks\ntitle: 时限 | clocks\nvalues:\n"
             "  issue: {title: 印发 | issue, value: 10, from: 2017-01-01, basis: 示例, status: local}\n"
             "  lead: {title: 预警 | lead, value: 2, from: 2017-01-01, basis: 示例, status: local}\n"
             "  share: {title: 占比 | share, value: 0.75, from: 2017-01-01, basis: 示例, status: local}\n");
    copy_in("rule_value");
}

static const char letters[] =
    "entity: letter\ntitle: 文件 | letter\nspread: everywhere\nfields:\n"
    "  passed_on: {title: 通过 | passed, type: date}\n"
    "  issued_on: {title: 印发 | issued, type: date}\n"
    "  copies: {title: 份数 | copies, type: int}\n"
    "states: {draft: 草稿 | draft, out: 已发 | out}\n"
    "transitions:\n  issue: {title: 印发 | issue, from: draft, to: out, on: issued_on, by: [office], when: \"copies >= rule clocks.issue\", "
    "message: 份数不够 | too few copies}\n"
    "clocks:\n  issue: {title: 印发 | issue, starts: passed_on, workdays: clocks.issue, stops: [issued_on], warn: [clocks.lead workdays]}\n"
    "  flat: {title: 满月 | month, starts: passed_on, days: 30, stops: [issued_on]}\n"
    "access: {read: [\"true\"], write: [role office]}\n";

static void found(const char *instant)
{
    declare();
    kit_file(&kit, "core/entities/letter.yaml", letters);
    kit_found(&kit, instant);
    issue_rule = kit_number(&kit, "SELECT id FROM t_core_rule_value WHERE rule = 'core.clocks.issue'");
    warn_rule = kit_number(&kit, "SELECT id FROM t_core_rule_value WHERE rule = 'core.clocks.lead'");
}

/* "due alarm state" of the clock `name` of the letter. */
static const char *clock_at(const char *name, const char *on, int64_t known)
{
    struct zc_due_list list;
    struct zc_times times = zc_times_at(&kit.db, kit_day(on), known);
    KIT_OK(&kit, zc_due_all(&list, &kit.arena, &kit.db, &ZC_READER_CITY, times, ZC_DATE_MAX, &kit.err));
    for (size_t i = 0; i < list.count; i++) {
        char due[ZC_DATE_TEXT], alarm[ZC_DATE_TEXT];
        if (list.items[i].record.id != letter || strcmp(list.items[i].clock->name, name) != 0)
            continue;
        zc_date_format(due, list.items[i].result.due_legal);
        zc_date_format(alarm, list.items[i].result.due_alarm);
        return zc_arena_printf(&kit.arena, "%s %s%s%s%s", due, alarm, list.items[i].result.state == ZC_CLOCK_OVER ? " over" : "",
                               list.items[i].result.provisional ? " provisional" : "", list.items[i].kept ? " kept" : "");
    }
    return "none";
}

static void a_rule_changes_a_clock_from_its_day_on(void **state)
{
    (void)state;
    found("2017-06-20T01:00:00Z");
    letter = kit_new(&kit, "core.letter", "passed_on=2017-06-01\ncopies=7", "2017-06-01");
    int64_t before = zc_db_watermark(&kit.db);
    assert_string_equal(clock_at("issue", "2017-06-20", ZC_INSTANT_MAX), "2017-06-15 2017-06-13 over");
    kit_set(&kit, "core.rule_value", issue_rule, "value=20\nbasis=示例市办法", "2017-06-12", NULL);
    kit_set(&kit, "core.rule_value", warn_rule, "value=5\nbasis=示例市办法", "2017-06-14", NULL);
    assert_string_equal(clock_at("issue", "2017-06-11", ZC_INSTANT_MAX), "2017-06-15 2017-06-13"); /* the day before */
    assert_string_equal(clock_at("issue", "2017-06-12", ZC_INSTANT_MAX), "2017-06-29 2017-06-27");
    assert_string_equal(clock_at("issue", "2017-06-13", ZC_INSTANT_MAX), "2017-06-29 2017-06-27");
    assert_string_equal(clock_at("issue", "2017-06-14", ZC_INSTANT_MAX), "2017-06-29 2017-06-22");
    assert_string_equal(clock_at("issue", "2017-06-20", before), "2017-06-15 2017-06-13 over"); /* as known before */
    assert_string_equal(clock_at("flat", "2017-06-20", ZC_INSTANT_MAX), "2017-07-01 2017-07-01"); /* not of a rule */
    kit_set(&kit, "core.letter", letter, "issued_on=2017-06-08", "2017-06-08", NULL);
    /* what stopped in time before the change is judged by the day of its stop */
    kit_set(&kit, "core.rule_value", issue_rule, "value=1\nbasis=示例市办法", "2017-06-12", NULL);
    struct zc_record record;
    struct zc_due due;
    struct zc_due_reading reading;
    bool there;
    KIT_OK(&kit, zc_rows_get(&record, &kit.arena, &kit.db, kit_entity(&kit, "core.letter"), letter, zc_times_now(&kit.db), &ZC_READER_CITY, &kit.err));
    KIT_OK(&kit, zc_due_open(&reading, &kit.arena, &kit.db, zc_times_now(&kit.db)));
    KIT_OK(&kit, zc_due_of(&due, &there, &reading, &record, &record.entity->clocks[0], 0, &kit.err));
    assert_true(there);
    assert_int_equal(due.result.state, ZC_CLOCK_STOPPED_IN_TIME);
    kit_close(&kit);
}

static void an_ended_rule_gives_no_clock(void **state)
{
    (void)state;
    found("2017-06-20T01:00:00Z");
    letter = kit_new(&kit, "core.letter", "passed_on=2017-06-01", "2017-06-01");
    kit_begin(&kit);
    KIT_OK(&kit, zc_record_end(kit.tx, kit_entity(&kit, "core.rule_value"), issue_rule, kit_day("2017-06-16"), NULL, &kit.err));
    kit_commit(&kit);
    assert_string_equal(clock_at("issue", "2017-06-16", ZC_INSTANT_MAX), "none");
    assert_string_equal(clock_at("issue", "2017-06-15", ZC_INSTANT_MAX), "2017-06-15 2017-06-13");
    kit_expect_refused(&kit, kit_try(&kit, &warn_rule, "core.rule_value", "value=两天", NULL, NULL), ZC_EINPUT, "takes a whole number");
    kit_close(&kit);
}

/* The step's entry names guard, rule values with their slices, and the calendar of its clock; the former entries name none. */
static void the_entry_says_by_what(int64_t before)
{
    struct zc_journal journal;
    KIT_OK(&kit, zc_journal_of(&journal, &kit.arena, &kit.db, letter, &kit.err));
    const struct zc_journal_entry *last = &journal.items[journal.count - 1];
    const char *step = zc_arena_printf(&kit.arena,
                                       "\"step\":{\"act\":\"issue\",\"calendar\":\"2016-12-01\",\"declarations\":\"%s\",\"rules\":["
                                       "{\"id\":\"core.clocks.issue\",\"record\":\"%lld\",\"slice\":\"2\",\"value\":\"7\"},"
                                       "{\"id\":\"core.clocks.lead\",\"record\":\"%lld\",\"slice\":\"1\",\"value\":\"2\"}]},\"valid_from\"",
                                       kit.city->model->language_digest, (long long)issue_rule, (long long)warn_rule);
    if (!strstr(last->payload, step))
        fail_msg("%s lacks %s", last->payload, step);
    const char *words = zc_basis_words(&kit.arena, kit.city->model, last, ZC_EN);
    assert_non_null(words);
    assert_non_null(strstr(words, "step issue; by rule core.clocks.issue = 7 (slice 2); by rule core.clocks.lead = 2 (slice 1); calendar of the notice of 2016-12-01"));
    assert_true(journal.items[0].at <= before);
    assert_null(zc_basis_words(&kit.arena, kit.city->model, &journal.items[0], ZC_ZH));
    struct zc_buf key = {0};
    zc_basis_key(&key, &kit.arena, last);
    assert_true(strncmp(zc_buf_text(&key), ",", 1) == 0 && strncmp(zc_buf_text(&key) + 1, step, strlen(step) - strlen(",\"valid_from\"")) == 0);
    zc_buf_free(&key);
}

/* The same value in C and in SQL, in lists at two times and in guards. */
static void guards_and_filters_read_the_rule_of_the_day(void **state)
{
    (void)state;
    int64_t known, count;
    found("2017-06-20T01:00:00Z");
    const struct zc_entity *entity = kit_entity(&kit, "core.letter");
    letter = kit_new(&kit, "core.letter", "copies=7", "2017-06-01");
    known = zc_db_watermark(&kit.db);
    kit_begin(&kit);
    kit_expect_refused(&kit, zc_record_transition(kit.tx, entity, letter, "issue", NULL, &kit.err), ZC_ECHECK, "too few copies");
    zc_tx_rollback(kit.tx);
    kit.tx = NULL;
    kit_set(&kit, "core.rule_value", issue_rule, "value=7\nbasis=示例市办法", "2017-06-10", NULL);
    static const struct {
        const char *on;
        bool as_known_before;
        int64_t count;
    } cases[] = {{"2017-06-09", false, 0}, {"2017-06-10", false, 1}, {"2017-06-20", false, 1}, {"2017-06-20", true, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zc_times times = zc_times_at(&kit.db, kit_day(cases[i].on), cases[i].as_known_before ? known : ZC_INSTANT_MAX);
        struct zc_rows_query query = {.entity = entity, .times = times, .reader = &ZC_READER_CITY, .filter = "copies >= rule clocks.issue"};
        KIT_OK(&kit, zc_rows_count(&count, &kit.db, &query, &kit.err));
        assert_int_equal(count, cases[i].count);
        struct zc_eval eval;
        struct zc_record record;
        zc_eval_init(&eval, &kit.arena, &kit.db, times, &ZC_READER_CITY);
        KIT_OK(&kit, zc_rows_get(&record, &kit.arena, &kit.db, entity, letter, times, &ZC_READER_CITY, &kit.err));
        assert_int_equal(zc_eval_test(&eval, entity->transitions[0].when, &record), cases[i].count);
    }
    kit_begin(&kit);
    KIT_OK(&kit, zc_record_transition(kit.tx, entity, letter, "issue", NULL, &kit.err));
    kit_commit(&kit);
    the_entry_says_by_what(known);
    kit_verify(&kit);
    kit_close(&kit);
}

/* reform.md 4: provisional until the notice of the next year is out; a firm day is not made earlier by a later notice. */
static void a_due_date_rests_on_the_calendar_known_then(void **state)
{
    (void)state;
    found("2017-11-29T01:00:00Z");
    letter = kit_new(&kit, "core.letter", "passed_on=2017-11-24", NULL);
    kit_set(&kit, "core.rule_value", issue_rule, "value=30\nbasis=示例市办法", "2017-11-29", NULL);
    int64_t before = zc_db_watermark(&kit.db);
    assert_string_equal(clock_at("issue", "2017-11-29", ZC_INSTANT_MAX), "2018-01-08 2018-01-04 provisional");
    kit_clock(&kit, "2017-11-30T01:00:00Z");
    assert_string_equal(clock_at("issue", "2017-11-30", ZC_INSTANT_MAX), "2018-01-08 2018-01-04");
    kit_set(&kit, "core.letter", letter, "copies=1", NULL, NULL);
    assert_string_equal(clock_at("issue", "2017-11-30", before), "2018-01-08 2018-01-04 provisional"); /* as known the day before */
    kit_close(&kit);

    found("2019-03-20T01:00:00Z"); /* the notice of 22 March 2019 would make it 30 April */
    letter = kit_new(&kit, "core.letter", "passed_on=2019-03-20", NULL);
    kit_set(&kit, "core.rule_value", issue_rule, "value=29\nbasis=示例市办法", NULL, NULL);
    before = zc_db_watermark(&kit.db);
    assert_string_equal(clock_at("issue", "2019-03-20", ZC_INSTANT_MAX), "2019-05-02 2019-04-29");
    kit_clock(&kit, "2019-03-23T01:00:00Z");
    assert_string_equal(clock_at("issue", "2019-03-23", ZC_INSTANT_MAX), "2019-05-02 2019-04-29 kept");
    letter = kit_new(&kit, "core.letter", "passed_on=2019-03-22", NULL); /* started when it was known */
    kit_set(&kit, "core.rule_value", issue_rule, "value=27\nbasis=示例市办法", NULL, NULL);
    assert_string_equal(clock_at("issue", "2019-03-23", ZC_INSTANT_MAX), "2019-04-30 2019-04-28");
    kit_close(&kit);
}

static void what_does_not_count_is_refused_at_start(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to, *error;
    } cases[] = {
        {"workdays: clocks.issue", "workdays: clocks.isue", "there is no rule value core.clocks.isue; the nearest is core.clocks.issue"},
        {"workdays: clocks.issue", "workdays: clocks.share", "the rule value core.clocks.share is no whole number"},
        {"clocks.lead workdays", "clocks.laed workdays", "there is no rule value core.clocks.laed; the nearest is core.clocks.lead"},
        {"rule clocks.issue", "rule clocks.isue", "there is no rule value core.clocks.isue; the nearest is core.clocks.issue"},
        {"rule clocks.issue", "rule clocks.share", "the rule value core.clocks.share is no whole number"},
        {"rule clocks.issue", "rule issue", "rule takes PACK.NAME"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[4096];
        const char *at = strstr(letters, cases[i].from);
        struct zc_model *model = NULL;
        char *report = NULL;
        declare();
        snprintf(text, sizeof text, "%.*s%s%s", (int)(at - letters), letters, cases[i].to, at + strlen(cases[i].from));
        kit_file(&kit, "core/entities/letter.yaml", text);
        assert_int_equal(zc_model_load(&model, kit.modules, &report, &kit.err), ZC_ECHECK);
        if (!report || !strstr(report, cases[i].error))
            fail_msg("%s: %s", cases[i].to, report ? report : "no report");
        free(report);
        kit_close(&kit);
    }
}

/* "due alarm state minutes" of the clock `name` of the only order, read at that instant of the present day. */
static const char *timed(const char *name, const char *instant)
{
    struct zc_due_list list;
    kit_clock(&kit, instant);
    KIT_OK(&kit, zc_due_all(&list, &kit.arena, &kit.db, &ZC_READER_CITY, zc_times_now(&kit.db), ZC_DATE_MAX, &kit.err));
    for (size_t i = 0; i < list.count; i++) {
        static const char *const states[] = {"running", "paused", "", "", "over", ""};
        const struct zc_clock_result *result = &list.items[i].result;
        char due[ZC_INSTANT_TEXT], alarm[ZC_INSTANT_TEXT];
        if (strcmp(list.items[i].clock->name, name) != 0)
            continue;
        zc_instant_local(due, result->due_at);
        zc_instant_local(alarm, result->alarm_at);
        return zc_arena_printf(&kit.arena, "%s %s %s%s %lld", due, alarm, states[result->state], result->warns ? " warns" : "", (long long)result->minutes_left);
    }
    return "none";
}

static void hours_of_the_city(void **state)
{
    (void)state;
    declare();
    kit_file(&kit, "core/rules/hours.yaml",
             "pack: hours\ntitle: 时间 | hours\nvalues:\n"
             "  office: {title: 办公 | office, value: \"workdays 09:00-12:00 13:00-17:00\", from: 2017-01-01, basis: 示例, status: assumption}\n");
    kit_file(&kit, "core/entities/order.yaml",
             "entity: order\ntitle: 派单 | order\nspread: everywhere\nfields:\n"
             "  sent_at: {title: 派出 | sent, type: instant}\n  held_at: {title: 挂起 | held, type: instant}\n"
             "  freed_at: {title: 恢复 | freed, type: instant}\n  done_at: {title: 办结 | done, type: instant}\n"
             "states: {new: 新 | new, done: 办结 | done}\n"
             "transitions: {finish: {title: 办结 | finish, from: new, to: done, at: done_at, by: [office]}}\n"
             "clocks:\n  handling: {title: 处置 | handling, starts: sent_at, hours: 7, hours_of: hours.office, paused: {from: held_at, to: freed_at}, stops: [finish], warn: [2 hours]}\n"
             "  share: {title: 比 | share, starts: sent_at, minutes: 100, hours_of: hours.office, stops: [finish], warn: [30 percent]}\n"
             "  receipt: {title: 签收 | receipt, starts: sent_at, workdays: 1, hours_of: hours.office, stops: [finish], warn: [4 hours]}\n"
             "  round: {title: 全天 | round, starts: sent_at, hours: 24, stops: [finish]}\n"
             "access: {read: [\"true\"], write: [role office]}\n");
    kit_found(&kit, "2017-06-19T01:30:00Z");
    int64_t order = kit_new(&kit, "core.order", "sent_at=2017-06-19T09:30:00+08:00", NULL);
    /* governance.md A4 vector A1: 09:30, 7 h, suspended 10:15 to 14:40: 13:55 of the next day */
    assert_string_equal(timed("handling", "2017-06-19T01:45:00Z"), "2017-06-20 09:30 2017-06-19 15:30 running 405");
    assert_string_equal(timed("share", "2017-06-19T02:00:00Z"), "2017-06-19 11:10 2017-06-19 10:40 running 70");
    kit_clock(&kit, "2017-06-19T02:15:00Z");
    kit_set(&kit, "core.order", order, "held_at=2017-06-19T10:15:00+08:00", NULL, NULL);
    assert_string_equal(timed("handling", "2017-06-19T06:40:00Z"), "2017-06-20 13:55 2017-06-20 10:55 paused 375");
    kit_set(&kit, "core.order", order, "freed_at=2017-06-19T14:40:00+08:00", NULL, NULL);
    assert_string_equal(timed("handling", "2017-06-20T02:54:00Z"), "2017-06-20 13:55 2017-06-20 10:55 running 121");
    assert_string_equal(timed("handling", "2017-06-20T02:55:00Z"), "2017-06-20 13:55 2017-06-20 10:55 running warns 120");
    assert_string_equal(timed("handling", "2017-06-20T05:55:00Z"), "2017-06-20 13:55 2017-06-20 10:55 running warns 0");
    assert_string_equal(timed("handling", "2017-06-20T06:25:00Z"), "2017-06-20 13:55 2017-06-20 10:55 over warns -30");
    /* one working day, warned four working hours before its end (reform.md 4) */
    assert_string_equal(timed("receipt", "2017-06-20T04:59:00Z"), "2017-06-20 23:59 2017-06-20 13:00 running 0");
    assert_string_equal(timed("receipt", "2017-06-20T05:00:00Z"), "2017-06-20 23:59 2017-06-20 13:00 running warns 0");
    assert_string_equal(timed("round", "2017-06-20T01:00:00Z"), "2017-06-20 09:30 2017-06-20 09:30 running 30");
    /* other hours from a day on: what was worked before is not moved */
    int64_t rule = kit_number(&kit, "SELECT id FROM t_core_rule_value WHERE rule = 'core.hours.office'");
    kit_set(&kit, "core.rule_value", rule, "value=workdays 09:00-12:00 14:00-18:00\nbasis=示例市夏季作息", "2017-06-20", NULL);
    assert_string_equal(timed("handling", "2017-06-20T02:54:00Z"), "2017-06-20 14:55 2017-06-20 10:55 running 121");
    kit_expect_refused(&kit, kit_try(&kit, &rule, "core.rule_value", "value=40", NULL, NULL), ZC_EINPUT, "this rule takes hours such as workdays 09:00-12:00 13:00-17:00");
    /* a step with `at` keeps its instant, which stops the clock */
    kit_clock(&kit, "2017-06-20T06:00:00Z");
    kit_begin(&kit);
    KIT_OK(&kit, zc_record_transition(kit.tx, kit_entity(&kit, "core.order"), order, "finish", NULL, &kit.err));
    kit_commit(&kit);
    assert_int_equal(kit_number(&kit, "SELECT done_at / 60000000 FROM t_core_order") * 60, 1497938400);
    assert_string_equal(timed("handling", "2017-06-20T07:00:00Z"), "none");
    kit_verify(&kit);
    kit_close(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rule_changes_a_clock_from_its_day_on),
        cmocka_unit_test(an_ended_rule_gives_no_clock),
        cmocka_unit_test(guards_and_filters_read_the_rule_of_the_day),
        cmocka_unit_test(a_due_date_rests_on_the_calendar_known_then),
        cmocka_unit_test(what_does_not_count_is_refused_at_start),
        cmocka_unit_test(hours_of_the_city),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
