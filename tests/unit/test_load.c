/*
 * load: one good module and the ways of spoiling it: what is refused, where, and with which name as the nearest; all in one
 * pass; the digest of what was read; refs that leave their home. test_model has the single files.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/date.h"
#include "base/digest.h"
#include "model/expr.h"
#include "model/menu.h"
#include "model/yaml.h"
#include "tree.h"

/* The good module, from which each case spoils one file. */
static const char good_module[] = "module: m\n"
                                  "title: 模块 | module\n"
                                  "roles: {office: 办 | office}\n"
                                  "codes:\n"
                                  "  level: {title: 级 | level, values: {national: 国 | n, city: 市 | c}}\n"
                                  "wordings: [{phrase: 一把手, kind: wording, reason: 称谓 | a title}]\n";
static const char good_plan[] = "entity: plan\n"
                                "title: 计划 | plan\n"
                                "home: own\n"
                                "fields:\n"
                                "  year: {title: 年 | year, type: int, least: 2000, most: 2100}\n"
                                "access: {read: [\"role office\"]}\n";
static const char good_task[] = "entity: task\n"
                                "title: 任务 | task\n"
                                "named_by: matter\n"
                                "key: [plan, matter]\n"
                                "home: plan\n"
                                "number: {form: \"{plan.year}-{serial:03}\", field: code, taken_at: approve, gapless: true}\n"
                                "order: [-due, id]\n"
                                "list: [matter, overdue]\n"
                                "fields:\n"
                                "  code: {title: 编号 | code, type: text}\n"
                                "  plan: {title: 计划 | plan, type: ref, to: plan, required: true, inverse: tasks}\n"
                                "  matter: {title: 事项 | matter, type: text, max: 200, search: true}\n"
                                "  due: {title: 限 | due, type: date, baseline_at: approve}\n"
                                "  rate: {title: 率 | rate, type: decimal, scale: 2, least: -0.5, most: 100}\n"
                                "  level: {title: 级 | level, type: code, from: level}\n"
                                "  overdue: {title: 逾期 | overdue, type: bool, derived: \"due < :asof\"}\n"
                                "  lamp: {title: 灯 | lamp, type: code, from: level, computed: m.lamp, inputs: [plan, due]}\n"
                                "states: {draft: 草 | draft, active: 行 | active}\n"
                                "transitions:\n"
                                "  approve: {title: 批 | approve, from: draft, to: active, by: [office], when: \"not empty(due)\", message: 缺 | missing}\n"
                                "clocks:\n"
                                "  due: {title: 限 | due, starts: approve, ends_on: due, warn: [10 workdays, 3 workdays]}\n"
                                "checks:\n"
                                "  - {that: \"rate > 0\", message: 率 | rate}\n"
                                "access: {read: [\"role office\"], write: [\"level = 'city'\"]}\n";
static const char good_metrics[] = "metrics:\n"
                                   "  m_all: {title: 数 | all, explain: 全 | all, unit: 项 | tasks, count: task, where: \"level = 'city'\", flow: due}\n"
                                   "  m_part: {title: 比 | part, explain: 比 | part, unit: \"% | %\", ratio: {of: m_all, over: m_all}, scale: 1}\n"
                                   "  m_law: {title: 次 | law, explain: 次 | law, unit: 次 | times, rule: pack.times}\n";
static const char good_rules[] = "pack: pack\n"
                                 "title: 包 | pack\n"
                                 "values:\n"
                                 "  times: {title: 次 | times, value: 4, from: 2017-01-01, basis: 办法, status: local}\n";
static const char good_checks[] = "promises: {base: 底数清 | base}\n"
                                  "checks:\n"
                                  "  D1:\n"
                                  "    promise: base\n"
                                  "    title: 检 | check\n"
                                  "    rows: [{entity: task, that: \"rate > 0\", message: 率 | rate}]\n"
                                  "    at_most: [[m_all, m_all]]\n";

static const struct {
    const char *path, *text;
} good[] = {
    {"m/module.yaml", good_module},          {"m/entities/plan.yaml", good_plan}, {"m/entities/task.yaml", good_task},
    {"m/metrics.yaml", good_metrics},        {"m/rules/pack.yaml", good_rules},   {"m/checks.yaml", good_checks},
    {"m/imports/ledger.yaml", "sheet: a\n"}, {"m/README.md", "# not read\n"},     {"m/reports/r.md", "# not read\n"},
};

static void write_good(const char *folder)
{
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        tree_write(folder, good[i].path, good[i].text);
}

static const char *text_of(const char *path)
{
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (strcmp(good[i].path, path) == 0)
            return good[i].text;
    return "";
}

/* Writes `path` with the first `old` replaced by `new_`; an empty `old` puts new_ at the end. */
static void spoil(const char *folder, const char *path, const char *old, const char *new_)
{
    const char *text = text_of(path), *at = *old ? strstr(text, old) : text + strlen(text);
    struct zc_buf out = {0};
    if (!at)
        fail_msg("%s does not hold %s", path, old);
    zc_buf_add(&out, text, (size_t)(at - text));
    zc_buf_str(&out, new_);
    zc_buf_str(&out, at + strlen(old));
    tree_write(folder, path, zc_buf_text(&out));
    zc_buf_free(&out);
}

static void a_good_module_loads(void **state)
{
    (void)state;
    char folder[64], *report = NULL;
    struct zc_model *model;
    struct zc_error err;
    tree_make(folder);
    write_good(folder);
    int rc = zc_model_load(&model, folder, &report, &err);
    tree_remove(folder);
    if (rc)
        fail_msg("%s", report);
    assert_null(report);
    const struct zc_entity *task = zc_model_entity(model, "m.task"), *plan = zc_model_entity(model, "plan");
    assert_non_null(plan);
    assert_string_equal(task->table, "m_task");
    assert_int_equal(task->home, ZC_HOME_PARENT);
    assert_true(task->two_time && !task->public_);
    assert_int_equal(task->secrecy, ZC_SECRECY_INTERNAL);
    /* Stored fields in order of declaration, the baseline and the state last. */
    static const char *const columns[] = {"code", "plan", "matter", "due", "rate", "level", "due_baseline", "state"};
    assert_int_equal(task->column_count, 8);
    for (size_t i = 0; i < 8; i++) {
        assert_string_equal(task->columns[i]->name, columns[i]);
        assert_int_equal(task->columns[i]->column, i);
    }
    const struct zc_field *rate = zc_entity_field(task, "rate"), *state_field = zc_entity_field(task, "state");
    assert_int_equal(rate->least, -50);
    assert_int_equal(rate->most, 10000);
    assert_true(state_field->required);
    assert_string_equal(zc_codelist_find(state_field->codelist, "draft")->title.en, "draft");
    assert_ptr_equal(zc_entity_field(task, "plan")->to, plan);
    assert_non_null(zc_entity_field(task, "overdue")->derived);
    assert_int_equal(zc_entity_field(task, "lamp")->column, -1);
    assert_string_equal(zc_entity_field(task, "due_baseline")->title.en, "due (baseline)");
    assert_string_equal(task->transitions[0].by[0], "m.office");
    assert_int_equal(task->clocks[0].warn_count, 2);
    assert_int_equal(task->clocks[0].warns[1].length, 3);
    assert_string_equal(task->write_text[0], "level = 'city'");
    assert_int_equal(task->check_count, 1);
    const struct zc_metric *all = zc_model_metric(model, "m_all");
    assert_ptr_equal(all->entity, task);
    assert_string_equal(all->flow, "due");
    assert_string_equal(zc_model_metric(model, "m_law")->rule, "m.pack.times");
    int day;
    assert_true(zc_date_parse(&day, "2017-06-30"));
    assert_string_equal(zc_model_rule(model, "m.pack.times", day)->value, "4");
    assert_true(zc_date_parse(&day, "2016-12-31"));
    assert_null(zc_model_rule(model, "m.pack.times", day));
    assert_int_equal(model->layout_count, 1);
    assert_string_equal(model->layout_names[0], "m.ledger");
    assert_string_equal(zc_yaml_text(model->layouts[0], "sheet"), "a");
    assert_int_equal(model->check_count, 1);
    zc_model_free(model);
}

/* SM3 over path, NUL, bytes in bytewise order of the paths, whatever the order of loading. */
static void the_digest_covers_the_files_in_order(void **state)
{
    (void)state;
    static const char *const order[] = {"m/checks.yaml",        "m/entities/plan.yaml", "m/entities/task.yaml", "m/imports/ledger.yaml",
                                        "m/metrics.yaml",       "m/module.yaml",        "m/rules/pack.yaml"};
    char folder[64], hex[ZC_DIGEST_HEX];
    unsigned char raw[ZC_DIGEST_SIZE];
    struct zc_model *model;
    struct zc_sm3 *digest = zc_sm3_new();
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        zc_sm3_add(digest, order[i], strlen(order[i]) + 1);
        zc_sm3_add(digest, text_of(order[i]), strlen(text_of(order[i])));
    }
    zc_sm3_done(digest, raw);
    zc_sm3_free(digest);
    zc_hex(hex, raw, sizeof raw);
    tree_make(folder);
    write_good(folder);
    assert_int_equal(zc_model_load(&model, folder, NULL, NULL), ZC_OK);
    tree_remove(folder);
    assert_string_equal(model->language_digest, hex);
    zc_model_free(model);
}

#define TASK "m/entities/task.yaml"
#define PLAN "m/entities/plan.yaml"
static const struct {
    const char *path, *old, *new_, *expected; /* "file:line:column: text" in the report, the English half */
} mistakes[] = {
    /* YAML itself */
    {PLAN, "home: own", "home: [own", "m/entities/plan.yaml:4:7: malformed YAML"},
    {PLAN, "home: own", "home: own\nhome: own", "m/entities/plan.yaml:4:1: key home stands twice (also in line 3)"},
    {PLAN, "home: own", "home: &a own", "m/entities/plan.yaml:3:7: anchors are not accepted"},
    {PLAN, "home: own", "home: !!str own", "m/entities/plan.yaml:3:7: tags are not accepted"},
    /* keys and values */
    {PLAN, "home: own", "home: own\nhsitory: two_time", "m/entities/plan.yaml:4:1: unknown key hsitory; the nearest is history"},
    {TASK, "search: true}", "serach: true}", "m/entities/task.yaml:12:54: unknown key serach; the nearest is search"},
    {PLAN, "title: 计划 | plan", "title: 计划", "m/entities/plan.yaml:2:8: write \"题名 | title\": both languages are needed"},
    {TASK, "message: 缺 | missing", "message: 缺", "both languages are needed"},
    {TASK, "required: true", "required: yes", "m/entities/task.yaml:11:59: required is true or false"},
    {TASK, "max: 200", "max: many", "m/entities/task.yaml:12:49: max takes a whole number"},
    {TASK, "scale: 2", "scale: 10", "scale is 0 to 9"},
    {TASK, "most: 100", "most: -1", "m/entities/task.yaml:14:71: most is below least"},
    {TASK, "least: -0.5", "least: 0.001", "least takes a number of at most 2 decimals"},
    {TASK, "type: text, max", "type: txet, max", "m/entities/task.yaml:12:38: there is no type txet; the nearest is text"},
    {TASK, "type: date, base", "type: \"date[]\", base", "only text, code and ref make lists"},
    {TASK, "search: true}", "search: true, scale: 2}", "m/entities/task.yaml:12:68: scale goes with decimals only"},
    {TASK, "derived: \"due < :asof\"", "derived: \"due < :asof\", required: true", "required goes with stored fields only"},
    {TASK, "  matter: {", "  due_baseline: {title: a | b, type: text}\n  matter: {", "the field due_baseline is declared, so the baseline has no place"},
    {PLAN, "entity: plan\n", "", "m/entities/plan.yaml:1:1: entity is missing"},
    {PLAN, "home: own", "", "m/entities/plan.yaml:1:1: exactly one of home and spread is needed"},
    {PLAN, "home: own", "home: year", "home is `own` or a required single ref of this entity"},
    {PLAN, "home: own", "spread: everywhere", "m/entities/task.yaml:5:7: home leads to an entity with `home: own`"},
    {PLAN, "home: own", "history: two_tmie\nhome: own", "m/entities/plan.yaml:3:10: history is one of: two_time journal_only"},
    {PLAN, "fields:\n  year: {title: 年 | year, type: int, least: 2000, most: 2100}", "states: {a: 甲 | a}\nfields: [year]", "fields is missing"},
    /* names that lead nowhere */
    {TASK, "to: plan", "to: plna", "m/entities/task.yaml:11:43: there is no entity m.plna; the nearest is m.plan"},
    {TASK, "from: draft, to", "from: drat, to", "there is no state drat; the nearest is draft"},
    {TASK, "to: active,", "to: actve,", "there is no state actve; the nearest is active"},
    {TASK, "3 workdays", "3 days", "warn is written as 10 workdays"},
    {TASK, "  approve: {title", "  loop: {title: 环 | loop, from: gone, to: lost}\n  back: {title: 环 | back, from: lost, to: gone}\n  approve: {title",
     "there is no state gone"},
    {TASK, ", message: 缺 | missing", "", "a guard needs a message"},
    /* expressions, with the character inside them */
    {TASK, "derived: \"due < :asof\"", "derived: \"deu < :asof\"", "m/entities/task.yaml:16:55: expression, character 1: m.task has no field deu; the nearest is due"},
    {TASK, "derived: \"due < :asof\"", "derived: \"rate\"", "the expression has another type than the field overdue"},
    {TASK, "level = 'city'", "level = 'ctiy'", "m/entities/task.yaml:25:41: expression, character 9: code 'ctiy' is not in m.level; the nearest is 'city'"},
    {TASK, "level = 'city'", "lamp = 'city'", "the computed field lamp can be asked only by filters"},
    {TASK, "rate > 0", "rate + 1", "m/entities/task.yaml:24:12: a condition is expected here"},
    {TASK, "{that: \"rate > 0\", ", "{", "m/entities/task.yaml:24:5: that is missing"},
    {PLAN, "access: {read: [\"role office\"]}", "", "m/entities/plan.yaml:1:1: m.plan lacks access.read"},
    {PLAN, "[\"role office\"]", "\"role office\"", "m/entities/plan.yaml:6:16: read takes a list"},
    {TASK, "{plan.year}", "{plan.yaer}", "m/entities/task.yaml:6:16: expression, character 6: m.plan has no field yaer; the nearest is year"},
    /* pages and matrices */
    {TASK, "checks:\n", "page: {origin: [paln]}\nchecks:\n", "m/entities/task.yaml:23:16: m.task has no field paln; the nearest is plan"},
    {TASK, "checks:\n", "page: {groups: [{title: 组 | g, fields: [code or matter or deu]}]}\nchecks:\n", "m.task has no field deu; the nearest is due"},
    {TASK, "checks:\n", "page: {groups: [{title: 组 | g}]}\nchecks:\n", "fields is missing"},
    {TASK, "checks:\n", "page: {next: [aprove]}\nchecks:\n", "there is no transition aprove; the nearest is approve"},
    {PLAN, "home: own", "home: own\npage: {lists: [{of: tsak}]}", "there is no entity m.tsak; the nearest is m.task"},
    {PLAN, "home: own", "home: own\npage: {lists: [{of: task, by: code}]}", "code does not point to m.plan"},
    {PLAN, "home: own", "home: own\npage: {lists: [{of: plan}]}", "m.plan has 0 fields that point to m.plan: name one with by"},
    {PLAN, "home: own", "home: own\npage: {lists: [{of: task, group: rate}]}", "group names a single stored code"},
    {PLAN, "home: own", "home: own\npage: {lists: [{of: task, counts: [{title: 数 | n, where: rate}]}]}", "a condition is expected here"},
    {TASK, "checks:\n", "matrix: {title: 阵 | m, parts: [{title: 牵 | lead, mark: 牵 | L, field: matter}]}\nchecks:\n", "the fields of parts are refs that lead to one entity"},
    {TASK, "checks:\n", "matrix: {title: 阵 | m}\nchecks:\n", "parts is missing"},
    /* what a step does */
    {TASK, "message: 缺 | missing}", "message: 缺 | missing, then: [{of: matter, step: x}]}", "m/entities/task.yaml:20:125: then: of names a stored single ref, matter is none"},
    {TASK, "message: 缺 | missing}", "message: 缺 | missing, then: [{of: plan, step: close}]}", "then names the transition close, which does not exist"},
    {TASK, "message: 缺 | missing}", "message: 缺 | missing, then: [{of: plan}]}", "then needs step, set, clear or raise"},
    {TASK, "message: 缺 | missing}", "message: 缺 | missing, then: [{of: plan, rise: year}]}", "unknown key rise; the nearest is raise"},
    {TASK, "message: 缺 | missing}", "message: 缺 | missing, then: [{of: plan, raise: title}]}", "then: raise names a stored whole-number field"},
    {TASK, "message: 缺 | missing}", "message: 缺 | missing, over: deu}", "over names the clock deu, which does not exist"},
    {TASK, "message: 缺 | missing}", "message: 缺 | missing, since: matter}", "since names matter, which is of another type"},
    {TASK, "message: 缺 | missing}", "message: 缺 | missing, elsewhere: [{of: matter, that: \"year > 0\", message: 另 | other}]}",
     "m/entities/task.yaml:20:130: of names matter, which is of another type"},
    {TASK, "message: 缺 | missing}", "message: 缺 | missing, elsewhere: [{of: plan, that: \"yaer > 0\", message: 另 | other}]}",
     "m/entities/task.yaml:20:147: expression, character 1: m.plan has no field yaer; the nearest is year"},
    {TASK, "message: 缺 | missing}", "message: 缺 | missing, elsewhere: [{of: plan, message: 另 | other}]}", "that is missing"},
    {TASK, "message: 缺 | missing}", "message: 缺 | missing, elsewhere: [{of: plan, that: \"year > 0\"}]}", "message is missing"},
    {TASK, "title: 率 | rate, type", "title: 率 | rate, valid: form, message: 式 | form, type", "valid goes with a stored single text"},
    {TASK, "title: 编号 | code, type", "title: 编号 | code, valid: form, type", "valid needs a message"},
    {TASK, "title: 编号 | code, type", "title: 编号 | code, valid: {by: form, were: x}, message: 式 | form, type", "unknown key were; the nearest is where"},
    {TASK, "message: 缺 | missing}", "message: 缺 | missing, code: rate}", "code names a text field"},
    {TASK, "message: 缺 | missing}", "message: 缺 | missing, tell: [{to: matter, words: 告 | t}]}", "to names a field that leads to posts or units"},
    {TASK, "message: 缺 | missing}", "message: 缺 | missing, paper: {name: p, digest: code}}", "m.task has no official paper p"},
    {TASK, "message: 缺 | missing}", "message: 缺 | missing, paper: {name: p}}", "digest is missing"},
    {TASK, "message: 缺 | missing}", "message: 缺 | missing, paper: p}", "paper takes"},
    /* papers */
    {"m/papers/p.yaml", "", "paper: p\ntitle: 文 | p\nof: task\nform: lettr\nbody: p.md\n", "m/papers/p.yaml:4:7: form is one of: document letter minutes bulletin press"},
    {"m/papers/p.yaml", "", "paper: p\ntitle: 文 | p\nof: task\nform: letter\n", "m/papers/p.yaml:1:1: exactly one of body and text is needed"},
    {"m/papers/p.yaml", "", "paper: p\ntitle: 文 | p\nof: task\nform: letter\nbody: none.md\n", "m/papers/p.yaml:5:7: cannot read none.md in the same folder"},
    {"m/papers/p.yaml", "", "paper: p\ntitle: 文 | p\nof: task\nform: letter\ntext: rate\n", "m/papers/p.yaml:5:7: text names a stored text"},
    {"m/papers/p.yaml", "", "paper: p\ntitle: 文 | p\nof: task\nform: letter\ntext: matter\nasof: rate\n", "m/papers/p.yaml:6:7: asof names a stored date"},
    {"m/papers/p.yaml", "", "paper: p\ntitle: 文 | p\nof: task\nform: letter\ntext: matter\nasof: due\nknown: due\n", "m/papers/p.yaml:7:8: known names a stored instant"},
    {"m/papers/p.yaml", "", "paper: p\ntitle: 文 | p\nof: task\nform: letter\ntext: matter\nperiod: due\n", "m/papers/p.yaml:6:9: period names two date fields"},
    {"m/papers/p.yaml", "", "paper: p\ntitle: 文 | p\nof: task\nform: letter\ntext: matter\nattachments: [{name: 表}]\n", "body is missing"},
    {"m/papers/p.yaml", "", "paper: p\ntitle: 文 | p\nof: task\nform: letter\ntext: matter\nmark: \"{{=mater}}\"\n", "m.task has no field mater; the nearest is matter"},
    {"m/papers/p.yaml", "", "paper: p\ntitle: 文 | p\nof: task\nform: letter\ntext: matter\nseel: true\n", "m/papers/p.yaml:6:1: unknown key seel; the nearest is seal"},
    {"m/papers/p.yaml", "", "paper: p\ntitle: 文 | p\nof: tsak\nform: letter\ntext: matter\n", "m/papers/p.yaml:3:5: there is no entity m.tsak; the nearest is m.task"},
    /* letters, burdens, lamps, draws, periods */
    {TASK, "checks:\n", "letter: {fields: [rate], on: due}\nchecks:\n", "letter: rate is no stored text"},
    {TASK, "checks:\n", "letter: {fields: [matter], on: matter}\nchecks:\n", "letter: on names a stored date"},
    {TASK, "checks:\n", "letter: {fields: [matter], on: due}\nchecks:\n", "letter needs a number and home: own"},
    {TASK, "checks:\n", "letter: {on: due}\nchecks:\n", "letter needs fields"},
    {TASK, "checks:\n", "burden: [{kind: form, unit: plan, on: due}]\nchecks:\n", "unit leads to a unit"},
    {TASK, "checks:\n", "burden: [{kind: from, unit: plan, on: due}]\nchecks:\n", "kind is one of: request form visit notice"},
    {TASK, "checks:\n", "burden: [{kind: form, on: due}]\nchecks:\n", "unit is missing"},
    {TASK, "checks:\n", "lamp: {field: lmap, lights: {}}\nchecks:\n", "lamp: there is no field lmap; the nearest is lamp"},
    {TASK, "checks:\n", "lamp: {field: level, lights: {}}\nchecks:\n", "lamp: level is no computed code"},
    {TASK, "checks:\n", "lamp: {field: lamp, lights: {national: late}}\nchecks:\n", "lights lacks city"},
    {TASK, "checks:\n", "lamp: {field: lamp, lights: {national: red, city: ok}}\nchecks:\n", "national is one of: late warn opening ok none done"},
    {TASK, "checks:\n", "draw: {publish: approve}\nchecks:\n", "draw: publish names a transition that keeps its day, approve is none"},
    {TASK, "checks:\n", "draw: {publsh: approve}\nchecks:\n", "unknown key publsh; the nearest is publish"},
    {TASK, "checks:\n", "periodic: {every: month}\nchecks:\n", "m/entities/task.yaml:23:11: lines is missing"},
    {TASK, "checks:\n", "periods: {along: plan, spans: [due, due]}\nchecks:\n", "m/entities/task.yaml:23:10: keep is missing"},
    /* checks */
    {"m/checks.yaml", "{entity: task, that", "{entity: task, of: matter, that", "m/checks.yaml:6:12: of names matter, which is no stored single ref"},
    {"m/checks.yaml", "{entity: task, that", "{entity: task, of: plan, that", "m/checks.yaml:6:43: expression, character 1: m.plan has no field rate"},
    {"m/checks.yaml", "    at_most", "    formed: [{entity: task, field: code, message: 式 | form}]\n    at_most", "m/checks.yaml:7:14: the field code does not declare valid"},
    /* module.yaml */
    {"m/module.yaml", "kind: wording", "kind: words", "m/module.yaml:6:32: kind is one of: wording name_number claim"},
    /* metrics and rules */
    {"m/metrics.yaml", "count: task", "count: tsak", "m/metrics.yaml:2:69: there is no entity m.tsak; the nearest is m.task"},
    {"m/metrics.yaml", "level = 'city'", "rate", "m/metrics.yaml:2:82: a condition is expected here"},
    {"m/metrics.yaml", "count: task", "sum: task.matter", "only numbers can be summed"},
    {"m/rules/pack.yaml", "status: local", "status: maybe", "m/rules/pack.yaml:4:76: status is one of: law local assumption to_confirm"},
    {"m/rules/pack.yaml", "from: 2017-01-01", "from: 2017-1-1", "m/rules/pack.yaml:4:45: from takes a date such as 2017-01-01"},
    {"m/rules/pack.yaml", "basis: 办法", "to: 2016-01-01, basis: 办法", "to lies after from"},
    {"m/rules/again.yaml", "", "pack: pack\ntitle: 包 | pack\nvalues:\n  times: {title: 次 | t, value: 5, from: 2018-01-01, basis: 法, status: law}\n",
     "is in force at the same time as in m/rules/"},
    /* files and folders */
    {"m/entities/x.yml", "", "entity: x\n", "m/entities/x.yml:1:1: nobody reads this file"},
    {"m/metric.yaml", "", "metrics: {}\n", "m/metric.yaml:1:1: nobody reads this file"},
};

static void each_mistake_has_its_place(void **state)
{
    (void)state;
    int wrong = 0;
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        char folder[64], *report = NULL;
        struct zc_model *model;
        struct zc_error err = {0};
        tree_make(folder);
        write_good(folder);
        spoil(folder, mistakes[i].path, mistakes[i].old, mistakes[i].new_);
        int rc = zc_model_load(&model, folder, &report, &err);
        tree_remove(folder);
        if (rc != ZC_ECHECK) {
            print_error("taken, but should be refused with: %s\n", mistakes[i].expected);
            wrong++;
            zc_model_free(model);
            continue;
        }
        const char *colon = strstr(mistakes[i].expected, ": "), *found = NULL;
        if (strncmp(mistakes[i].expected, "m/", 2) && strncmp(mistakes[i].expected, "n/", 2))
            found = strstr(report, mistakes[i].expected);
        for (const char *at = report; colon && !found && (at = strstr(at, colon + 2)); at++) { /* place first, English after the bar */
            const char *line = at;
            while (line > report && line[-1] != '\n')
                line--;
            if (strncmp(line, mistakes[i].expected, (size_t)(colon - mistakes[i].expected) + 2) == 0)
                found = line;
        }
        if (!found) {
            print_error("expected: %s\nreport:\n%s\n", mistakes[i].expected, report);
            wrong++;
        }
        assert_true(err.zh[0] && err.en[0] && err.code == ZC_ECHECK);
        free(report);
    }
    print_message("%zu mistakes\n", sizeof mistakes / sizeof *mistakes);
    assert_int_equal(wrong, 0);
}

static void all_mistakes_come_in_one_pass(void **state)
{
    (void)state;
    static const char *const expected[] = {"plna", "tltle", "ofice", "'ctiy'", "m_al;", "status is one of", "deu"};
    char folder[64], *report = NULL;
    struct zc_model *model;
    tree_make(folder);
    write_good(folder);
    spoil(folder, PLAN, "title: 年", "tltle: 年");
    spoil(folder, "m/metrics.yaml", "of: m_all", "of: m_al");
    spoil(folder, "m/rules/pack.yaml", "local", "maybe");
    spoil(folder, TASK, "access: {read: [\"role office\"], write: [\"level = 'city'\"]}",
          "  - {that: \"deu > :asof\", message: 限 | due}\naccess: {read: [\"role ofice\"], write: [\"level = 'ctiy'\"]}");
    tree_write(folder, "m/entities/more.yaml", "entity: more\ntitle: 又 | more\nhome: plan\nfields:\n"
                                              "  plan: {title: 计 | plan, type: ref, to: plna, required: true}\naccess: {read: [\"true\"]}\n");
    assert_int_equal(zc_model_load(&model, folder, &report, NULL), ZC_ECHECK);
    tree_remove(folder);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        if (!strstr(report, expected[i]))
            fail_msg("%s is missing from:\n%s", expected[i], report);
    free(report);
}

/* Refs and lists of children stay within one home, or lead to what is everywhere. */
static void refs_stay_within_a_home(void **state)
{
    (void)state;
    char folder[64], *report = NULL;
    struct zc_model *model;
    tree_make(folder);
    write_good(folder);
    tree_write(folder, "m/entities/case.yaml",
               "entity: case\ntitle: 案 | case\nhome: own\nfields:\n"
               "  task: {title: 任 | task, type: ref, to: task, inverse: cases}\n"
               "  late: {title: 迟 | late, type: bool, derived: \"task.due < :asof\"}\n"
               "access: {read: [\"role office\"]}\n");
    spoil(folder, TASK, "access: {read: [\"role office\"]", "  - {that: \"not (some cases)\", message: 案 | case}\naccess: {read: [\"role office\"]");
    assert_int_equal(zc_model_load(&model, folder, &report, NULL), ZC_ECHECK);
    tree_remove(folder);
    assert_non_null(strstr(report, "m/entities/case.yaml:6:48: "));
    assert_non_null(strstr(report, "m.task has another home than m.case: declare a copied field in m.case instead of following the ref"));
    assert_non_null(strstr(report, "m.case has another home than m.task: it cannot be counted from here"));
    free(report);
}

/* Links name roles of other modules, also of those whose folders are read later. */
static void links_know_roles_of_later_folders(void **state)
{
    (void)state;
    char folder[64], *report = NULL;
    struct zc_model *model;
    tree_make(folder);
    write_good(folder);
    tree_write(folder, "a/module.yaml",
               "module: a\ntitle: 先 | first\nneeds: [m]\nroles: {clerk: 办 | clerk}\n"
               "links: [{by: [clerk], to: [clerk], beside: [m.office]}]\n");
    assert_int_equal(zc_model_load(&model, folder, &report, NULL), ZC_OK);
    assert_int_equal(model->link_count, 1);
    assert_string_equal(model->links[0].beside[0], "m.office");
    zc_model_free(model);
    free(report);
    tree_write(folder, "a/module.yaml", "module: a\ntitle: 先 | first\nneeds: [m]\nlinks: [{by: [m.ofice], to: [m.office]}]\n");
    assert_int_equal(zc_model_load(&model, folder, &report, NULL), ZC_ECHECK);
    tree_remove(folder);
    assert_non_null(strstr(report, "a/module.yaml:4:9: "));
    assert_non_null(strstr(report, "there is no role m.ofice; the nearest is m.office"));
    free(report);
}

/* The menu names entities of its own module, each once. */
static void a_menu_groups_entities(void **state)
{
    (void)state;
    char folder[64], *report = NULL;
    struct zc_model *model;
    tree_make(folder);
    write_good(folder);
    tree_write(folder, "a/module.yaml", "module: a\ntitle: 先 | first\nneeds: [m]\nroles: {clerk: 办 | clerk}\nmenu:\n  - {title: 在办 | in hand, of: [note, slip]}\n");
    for (int i = 0; i < 2; i++) {
        char entity[300];
        snprintf(entity, sizeof entity, "entity: %s\ntitle: 条 | slip\nspread: everywhere\nfields: {line: {title: 行 | line, type: text}}\naccess: {read: [\"true\"]}\n", i ? "slip" : "note");
        tree_write(folder, i ? "a/entities/slip.yaml" : "a/entities/note.yaml", entity);
    }
    assert_int_equal(zc_model_load(&model, folder, &report, NULL), ZC_OK);
    const struct zc_menu *menu = NULL;
    for (size_t i = 0; i < model->module_count; i++)
        menu = strcmp(model->modules[i].name, "a") == 0 ? model->modules[i].menu : menu;
    assert_non_null(menu);
    assert_int_equal(menu->count, 1);
    assert_string_equal(menu->groups[0].entities[1]->full_name, "a.slip");
    zc_model_free(model);
    free(report);
    tree_write(folder, "a/module.yaml",
               "module: a\ntitle: 先 | first\nneeds: [m]\nmenu:\n  - {title: 在办 | in hand, of: [note, note, m.task, slop]}\n  - {title: 空 | none}\n");
    assert_int_equal(zc_model_load(&model, folder, &report, NULL), ZC_ECHECK);
    tree_remove(folder);
    assert_non_null(strstr(report, "note stands in the menu twice"));
    assert_non_null(strstr(report, "m.task is no entity of this module"));
    assert_non_null(strstr(report, "there is no entity a.slop; the nearest is a.slip"));
    assert_non_null(strstr(report, "the group lacks of: its entities"));
    free(report);
}

static void an_empty_folder_is_no_model(void **state)
{
    (void)state;
    char folder[64], *report = NULL;
    struct zc_model *model;
    struct zc_error err;
    tree_make(folder);
    assert_int_equal(zc_model_load(&model, folder, &report, &err), ZC_ECHECK);
    assert_non_null(strstr(err.en, "no modules"));
    free(report);
    tree_write(folder, "m/module.yaml", "");
    assert_int_equal(zc_model_load(&model, folder, &report, &err), ZC_ECHECK);
    assert_non_null(strstr(err.en, "the file is empty"));
    free(report);
    tree_remove(folder);
}

/* Code lists, figures and checks may be spread over files; what is declared twice is refused wherever it stands. */
static void declarations_may_be_spread(void **state)
{
    (void)state;
    char folder[64], *report = NULL;
    struct zc_model *model;
    tree_make(folder);
    write_good(folder);
    tree_write(folder, "m/codes/more.yaml", "codes:\n  tier: {title: 层 | tier, values: {low: 低 | low}}\n");
    tree_write(folder, "m/metrics/more.yaml", "metrics:\n  m_more: {title: 数 | more, explain: 数 | more, unit: 项 | tasks, count: task}\n");
    tree_write(folder, "m/checks/a.yaml", "checks:\n  D2: {promise: later, title: 检 | check, at_most: [[m_more, m_all]]}\n  D3: {promise: base, title: 检 | check, at_most: [[m_all, m_more]]}\n");
    tree_write(folder, "m/checks/b.yaml", "promises: {later: 后 | later}\n");
    if (zc_model_load(&model, folder, &report, NULL))
        fail_msg("%s", report);
    assert_non_null(zc_map_get(&model->codelist_by_name, "m.tier"));
    assert_string_equal(zc_model_metric(model, "m_more")->entity->full_name, "m.task");
    assert_int_equal(model->check_count, 3);
    assert_string_equal(model->checks[0].id, "D1");
    assert_string_equal(model->checks[1].promise_title.en, "later");
    assert_string_equal(model->checks[2].promise_title.zh, "底数清");
    zc_model_free(model);
    tree_write(folder, "m/codes/again.yaml", "codes:\n  level: {title: 级 | level, values: {low: 低 | low}}\n");
    tree_write(folder, "m/metrics/again.yaml", "metrics:\n  m_all: {title: 数 | more, explain: 数 | more, unit: 项 | tasks, count: task}\n");
    tree_write(folder, "m/checks/c.yaml", "promises: {base: 再 | again}\nchecks:\n  D1: {promise: bsae, title: 检 | check, at_most: [[m_all, m_all]]}\n");
    tree_write(folder, "m/checks/d.yml", "checks: {}\n");
    assert_int_equal(zc_model_load(&model, folder, &report, NULL), ZC_ECHECK);
    static const char *const expected[] = {"m/codes/again.yaml:2:", "the code list m.level is declared twice", "m/metrics/again.yaml:2:",
                                           "the metric m_all is declared twice", "the check D1 is declared twice", "the promise base is declared twice",
                                           "there is no promise bsae", "m/checks/d.yml"};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        if (!strstr(report, expected[i]))
            fail_msg("%s is missing from:\n%s", expected[i], report);
    free(report);
    tree_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_module_loads),           cmocka_unit_test(the_digest_covers_the_files_in_order),
        cmocka_unit_test(each_mistake_has_its_place),    cmocka_unit_test(all_mistakes_come_in_one_pass),
        cmocka_unit_test(refs_stay_within_a_home),       cmocka_unit_test(a_menu_groups_entities),
        cmocka_unit_test(an_empty_folder_is_no_model),
        cmocka_unit_test(links_know_roles_of_later_folders), cmocka_unit_test(declarations_may_be_spread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
