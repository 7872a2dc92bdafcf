/* act: what transitions do beside the state (model/act.h): held fields, emptied fields, codes, records asked for, numbers that are never lost. */
#include "kit.h"

static struct kit kit;
static const char *roles[] = {"core.office"};
static const struct zc_reader clerk = {.account = 1, .person = 0, .post = 0, .roles = roles, .role_count = 1};
static int64_t code_rule;

static const char letter[] =
    "entity: letter\ntitle: 函 | letter\nnamed_by: title\nhome: own\n"
    "number: {form: \"{rule letters.code}〔{:year}〕{serial}号\", field: number, taken_at: sign, gapless: true}\n"
    "fields:\n"
    "  title: {title: 题名 | title, type: text, required: true}\n"
    "  number: {title: 文号 | number, type: text, unique: true}\n"
    "  secret: {title: 回执码 | code, type: text}\n"
    "  signed_on: {title: 签发 | signed, type: date}\n"
    "  late_on: {title: 重报 | late, type: date}\n"
    "  whom: {title: 发给 | to, type: \"ref[]\", to: core.unit}\n"
    "states: {draft: 草稿 | draft, out: 已发 | out, back: 退回 | back}\n"
    "transitions:\n"
    "  sign: {title: 签发 | sign, from: draft, to: out, on: signed_on, by: [core.office], code: secret,\n"
    "         asks: {entity: answer, of: letter, each: whom, as: unit, copy: {asked_on: signed_on}}}\n"
    "  return: {title: 退回 | return, from: out, to: back, by: [core.office], clear: [late_on]}\n"
    "  again: {title: 再发 | again, from: back, to: out, by: [core.office], code: secret, asks: {entity: answer, of: letter, each: whom, as: unit}}\n"
    "hold:\n"
    "  - {fields: [title, whom], only: \"state = 'draft'\", message: 发出后不改 | nothing changes once it is out}\n"
    "  - {fields: [secret], only: \"false\", message: 由程序给 | made by the program}\n"
    "access: {read: [\"true\"], write: [role core.office]}\n";

static int setup(void **state)
{
    (void)state;
    kit_root(&kit);
    kit_declare(&kit);
    kit_file(&kit, "core/module.yaml",
             "module: core\ntitle: 基础 | Core\nneeds: []\nroles: {office: 改革办 | office, staff: 工作人员 | staff, leader: 领导 | leader, registrar: 登记员 | registrar}\n"
             "codes:\n"
             "  level: {title: 级别 | level, values: {national: 国家级 | national, provincial: 省级 | provincial, municipal: 市级 | municipal}}\n"
             "  topic: {title: 领域 | topic, values: {\"01\": 经济 | economy, \"02\": 生态 | ecology, \"03\": 文化 | culture}}\n"
             "  rule_status: {title: 性质 | status, values: {law: 法定 | law, local: 本地 | local, assumption: 假定 | assumption, to_confirm: 未确认 | not confirmed}}\n");
    FILE *file = fopen("modules/core/entities/rule_value.yaml", "r");
    char text[16384];
    assert_non_null(file);
    size_t size = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[size] = 0;
    kit_file(&kit, "core/entities/rule_value.yaml", text);
    kit_file(&kit, "more/module.yaml", "module: more\ntitle: 更多 | more\nneeds: [core]\n");
    kit_file(&kit, "more/rules/letters.yaml", "pack: letters\ntitle: 函 | letters\nvalues:\n  code: {title: 代字（示例） | code, value: 例函, from: 2017-01-01, basis: 示例, status: to_confirm}\n");
    kit_file(&kit, "more/entities/letter.yaml", letter);
    kit_file(&kit, "more/entities/answer.yaml",
             "entity: answer\ntitle: 答复 | answer\nkey: [letter, unit]\nhome: letter\nfields:\n"
             "  letter: {title: 函 | letter, type: ref, to: letter, required: true, inverse: answers}\n"
             "  unit: {title: 单位 | unit, type: ref, to: core.unit, required: true}\n"
             "  asked_on: {title: 日期 | asked, type: date}\n"
             "access: {read: [\"true\"]}\n");
    kit_found(&kit, "2017-09-01T01:00:00Z");
    code_rule = kit_number(&kit, "SELECT id FROM t_core_rule_value WHERE rule = 'more.letters.code'");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    kit_close(&kit);
    return 0;
}

static int64_t make(const char *title)
{
    kit.as = &ZC_READER_CITY;
    int64_t id = kit_new(&kit, "more.letter", zc_arena_printf(&kit.arena, "title=%s", title), NULL);
    kit.as = &clerk;
    return id;
}

static int take(int64_t id, const char *step)
{
    kit_begin(&kit);
    kit.err = (struct zc_error){0};
    int rc = zc_record_transition(kit.tx, kit_entity(&kit, "more.letter"), id, step, NULL, &kit.err);
    if (rc) {
        zc_tx_rollback(kit.tx);
        kit.tx = NULL;
    } else {
        kit_commit(&kit);
    }
    return rc;
}

static const char *text_of(int64_t id, const char *field)
{
    struct zc_record record;
    KIT_OK(&kit, zc_rows_get(&record, &kit.arena, &kit.db, kit_entity(&kit, "more.letter"), id, zc_times_now(&kit.db), &ZC_READER_CITY, &kit.err));
    return zc_record_text(&record, field);
}

static void number_from_a_rule(void **state)
{
    (void)state;
    int64_t one = make("第一封"), two = make("第二封"), three = make("第三封");
    KIT_OK(&kit, take(one, "sign"));
    assert_string_equal(text_of(one, "number"), "例函〔2017〕4号"); /* three were signed before */
    kit.city->sample = false; /* a real city prints no code that nobody confirmed */
    kit_expect_refused(&kit, take(two, "sign"), ZC_ECHECK, "still to be confirmed");
    kit.city->sample = true; /* for the sake of its clock */
    kit.as = &ZC_READER_CITY;
    kit_set(&kit, "core.rule_value", code_rule, "value=本函\nstatus=local\nbasis=示例市办法", NULL, NULL);
    kit.as = &clerk;
    KIT_OK(&kit, take(two, "sign"));
    assert_string_equal(text_of(two, "number"), "本函〔2017〕1号"); /* another code is another series */
    kit_clock(&kit, "2018-01-02T01:00:00Z");
    KIT_OK(&kit, take(three, "sign"));
    assert_string_equal(text_of(three, "number"), "本函〔2018〕1号"); /* and so is another year */
}

static void number_is_never_lost(void **state)
{
    (void)state;
    const struct zc_entity *letters = kit_entity(&kit, "more.letter");
    int64_t id = make("有号的");
    KIT_OK(&kit, take(id, "sign"));
    const char *number = zc_arena_str(&kit.arena, text_of(id, "number"));
    int64_t tx = kit_number(&kit, "SELECT max(tx) FROM journal");
    const struct zc_reader *who[] = {&clerk, &ZC_READER_CITY};
    for (size_t i = 0; i < 2; i++) {
        kit.as = who[i];
        for (int verb = 0; verb < 4; verb++) {
            kit_begin(&kit);
            kit.err = (struct zc_error){0};
            struct zc_patch patch = kit_patch(&kit, "more.letter", id, verb == 3 ? "number=例函〔2017〕9号" : "number=", NULL, NULL);
            bool changed;
            int rc = verb == 0   ? zc_record_withdraw(kit.tx, letters, id, NULL, &kit.err)
                     : verb == 1 ? zc_record_end(kit.tx, letters, id, ZC_TODAY, NULL, &kit.err)
                                 : zc_record_change(&id, &changed, kit.tx, &patch, &kit.err);
            kit_expect_refused(&kit, rc, ZC_ECONFLICT, "number");
            zc_tx_rollback(kit.tx);
            kit.tx = NULL;
        }
    }
    kit_begin(&kit);
    kit_expect_refused(&kit, zc_tx_undo(kit.tx, tx, NULL, &kit.err), ZC_ECONFLICT, "not withdrawn");
    zc_tx_rollback(kit.tx);
    kit.tx = NULL;
    assert_string_equal(text_of(id, "number"), number);
    int64_t bare = make("没有号的"); /* none was taken: it may go, and nobody writes one by hand */
    kit_expect_refused(&kit, kit_try(&kit, &bare, "more.letter", "number=例函〔2017〕9号", NULL, NULL), ZC_ECONFLICT, "taken by its step");
    kit_begin(&kit);
    KIT_OK(&kit, zc_record_withdraw(kit.tx, letters, bare, NULL, &kit.err));
    kit_commit(&kit);
}

static void held_fields(void **state)
{
    (void)state;
    int64_t id = make("草稿");
    kit_set(&kit, "more.letter", id, "title=改过的草稿", NULL, NULL);
    kit_expect_refused(&kit, kit_try(&kit, &id, "more.letter", "secret=ABCDEFGH", NULL, NULL), ZC_EDENIED, "made by the program");
    int64_t fresh = 0;
    kit_expect_refused(&kit, kit_try(&kit, &fresh, "more.letter", "title=新\nsecret=ABCDEFGH", NULL, NULL), ZC_EDENIED, "made by the program");
    KIT_OK(&kit, take(id, "sign"));
    const char *code = zc_arena_str(&kit.arena, text_of(id, "secret"));
    assert_int_equal(strlen(code), 8);
    kit_expect_refused(&kit, kit_try(&kit, &id, "more.letter", "title=再改", NULL, NULL), ZC_EDENIED, "nothing changes once it is out");
    kit_set(&kit, "more.letter", id, "title=改过的草稿\nlate_on=2017-09-04", NULL, NULL); /* the same value is no change */
    kit.as = &ZC_READER_CITY;
    kit_set(&kit, "more.letter", id, "title=本市更正", NULL, NULL);
    kit.as = &clerk;
    KIT_OK(&kit, take(id, "return"));
    assert_int_equal(kit_number(&kit, "SELECT count(*) FROM t_more_letter WHERE late_on IS NOT NULL"), 0);
    KIT_OK(&kit, take(id, "again"));
    assert_string_equal(text_of(id, "secret"), code); /* made once */
    kit_verify(&kit);
}

static void asked_for_once(void **state)
{
    (void)state;
    kit.as = &ZC_READER_CITY;
    int64_t first = kit_new(&kit, "core.unit", "code=U1\nname=甲局", NULL), second = kit_new(&kit, "core.unit", "code=U2\nname=乙局", NULL), third = kit_new(&kit, "core.unit", "code=U3\nname=丙局", NULL);
    int64_t id = kit_new(&kit, "more.letter", zc_arena_printf(&kit.arena, "title=征询\nwhom=;%lld;%lld;", (long long)first, (long long)second), NULL);
    kit.as = &clerk;
    const char *all = zc_arena_printf(&kit.arena, "SELECT count(*) FROM t_more_answer WHERE letter = %lld", (long long)id);
    KIT_OK(&kit, take(id, "sign"));
    assert_int_equal(kit_number(&kit, all), 2);
    assert_int_equal(kit_number(&kit, zc_arena_printf(&kit.arena, "%s AND asked_on IS NOT NULL", all)), 2);
    kit.as = &ZC_READER_CITY;
    kit_set(&kit, "more.letter", id, zc_arena_printf(&kit.arena, "whom=;%lld;%lld;%lld;", (long long)first, (long long)second, (long long)third), NULL, NULL);
    kit.as = &clerk;
    KIT_OK(&kit, take(id, "return"));
    KIT_OK(&kit, take(id, "again"));
    assert_int_equal(kit_number(&kit, all), 3);
    kit_verify(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(number_is_never_lost), cmocka_unit_test(held_fields), cmocka_unit_test(asked_for_once),
                                       cmocka_unit_test(number_from_a_rule)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
