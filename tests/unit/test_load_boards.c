/*
 * load_boards: how a score, a wall and a visit on the spot are refused when they are declared wrongly: file, line, column, what came and what was
 * expected. One good module, spoilt one place at a time.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "model/draw.h"
#include "model/scores.h"
#include "model/wall.h"
#include "tree.h"

static const char core_module[] = "module: core\ntitle: 内核 | core\n";
static const char core_unit[] = "entity: unit\ntitle: 单位 | unit\nhome: own\nfields:\n  system: {title: 系统 | system, type: text}\naccess: {read: [\"true\"]}\n";
static const char core_area[] = "entity: area\ntitle: 区划 | area\nspread: everywhere\nfields:\n  name: {title: 名 | name, type: text}\naccess: {read: [\"true\"]}\n";
static const char module_[] = "module: m\n"
                              "title: 模块 | module\n"
                              "needs: [core]\n"
                              "roles: {office: 办 | office}\n"
                              "codes:\n"
                              "  light: {title: 灯 | light, values: {red: 红 | red, green: 绿 | green}}\n"
                              "  frame: {title: 名单 | frame, values: {all: 全 | all}}\n";
static const char scheme[] = "entity: scheme\n"
                             "title: 办法 | scheme\n"
                             "home: own\n"
                             "fields:\n"
                             "  from_on: {title: 起 | from, type: date}\n"
                             "  to_on: {title: 止 | to, type: date}\n"
                             "  points: {title: 分 | points, type: int}\n"
                             "  most: {title: 顶 | most, type: int}\n"
                             "  least: {title: 少 | least, type: int}\n"
                             "states: {draft: 草 | draft, frozen: 定 | frozen}\n"
                             "transitions: {freeze: {title: 定 | freeze, from: draft, to: frozen, by: [office]}}\n"
                             "access: {read: [\"true\"]}\n";
static const char task[] = "entity: task\n"
                           "title: 任务 | task\n"
                           "home: own\n"
                           "fields:\n"
                           "  unit: {title: 单位 | unit, type: ref, to: core.unit}\n"
                           "  areas: {title: 区 | areas, type: \"ref[]\", to: core.area}\n"
                           "  due_on: {title: 限 | due, type: date}\n"
                           "  light: {title: 灯 | light, type: code, from: light}\n"
                           "  lamp: {title: 亮灯 | lamp, type: code, from: light, computed: m.lamp, inputs: [due_on]}\n"
                           "lamp: {field: lamp, lights: {red: late, green: ok}}\n"
                           "access: {read: [\"true\"]}\n";
static const char finding[] = "entity: finding\n"
                              "title: 结论 | finding\n"
                              "home: round\n"
                              "fields:\n"
                              "  round: {title: 督察 | round, type: ref, to: round, required: true}\n"
                              "  task: {title: 任务 | task, type: ref, to: task}\n"
                              "  unit: {title: 单位 | unit, type: ref, to: core.unit}\n"
                              "  rank: {title: 序 | rank, type: int}\n"
                              "  claim: {title: 申报 | claim, type: text}\n"
                              "  facts: {title: 事实 | facts, type: text}\n"
                              "  visited_on: {title: 到场 | visited, type: date}\n"
                              "  sent_on: {title: 送达 | sent, type: date}\n"
                              "states: {open: 开 | open, sent: 送 | sent}\n"
                              "transitions: {send: {title: 送达 | send, from: open, to: sent, on: sent_on, by: [office]}}\n"
                              "access: {read: [\"true\"]}\n";
static const char round_[] = "entity: round\n"
                             "title: 督察 | round\n"
                             "home: own\n"
                             "fields:\n"
                             "  seed: {title: 种子 | seed, type: text}\n"
                             "  size: {title: 数 | size, type: int}\n"
                             "  frame: {title: 名单 | frame, type: code, from: frame}\n"
                             "  from_on: {title: 起 | from, type: date}\n"
                             "  to_on: {title: 止 | to, type: date}\n"
                             "  published_on: {title: 公布 | published, type: date}\n"
                             "  drawn_on: {title: 抽样 | drawn, type: date}\n"
                             "  count: {title: 名单数 | count, type: int}\n"
                             "  digest: {title: 摘要 | digest, type: text}\n"
                             "  known_at: {title: 所知 | known, type: instant}\n"
                             "  entry: {title: 位置 | entry, type: text}\n"
                             "states: {draft: 草 | draft, published: 公 | published, drawn: 抽 | drawn}\n"
                             "transitions:\n"
                             "  publish: {title: 公布 | publish, from: draft, to: published, on: published_on, by: [office]}\n"
                             "  draw: {title: 抽样 | draw, from: published, to: drawn, on: drawn_on, by: [office]}\n"
                             "draw:\n"
                             "  publish: publish\n"
                             "  step: draw\n"
                             "  seed: seed\n"
                             "  size: size\n"
                             "  period: [from_on, to_on]\n"
                             "  among: frame\n"
                             "  frames: {all: {of: task, where: \"not empty(due_on)\", as: task, unit: unit, claim: 在办 | in force}}\n"
                             "  into: finding\n"
                             "  by: round\n"
                             "  rank: rank\n"
                             "  unit: unit\n"
                             "  keep: {count: count, digest: digest, known: known_at, position: entry}\n"
                             "  checked: \"state = 'sent'\"\n"
                             "  false: \"empty(facts)\"\n"
                             "  visit: {claim: claim, on: visited_on, ask: [facts], send: send}\n"
                             "access: {read: [\"true\"]}\n";
static const char metrics[] = "metrics:\n"
                              "  m_all: {title: 数 | all, explain: 全 | all, unit: 项 | tasks, count: task}\n"
                              "  m_red: {title: 红 | red, explain: 红 | red, unit: 项 | tasks, count: task, where: \"light = 'red'\"}\n"
                              "  m_rounds: {title: 轮 | rounds, explain: 轮 | rounds, unit: 轮 | rounds, count: round}\n";
static const char scores[] = "scores:\n"
                             "  annual:\n"
                             "    title: 考核 | score\n"
                             "    scheme: {entity: scheme, from: from_on, to: to_on, open: \"state = 'frozen'\", signed: \"state = 'frozen'\", drafts: [office], readers: [office]}\n"
                             "    rank: done\n"
                             "    least: least\n"
                             "    lists: {all: {title: 全 | all, where: \"not empty(system)\"}}\n"
                             "    parts:\n"
                             "      done: {title: 办 | done, kind: share, points: points, of: task, unit: unit, where: \"due_on <= :to\", that: \"light = 'green'\"}\n";
static const char wall[] = "title: 大屏 | wall\n"
                           "panels:\n"
                           "  - {kind: bars, group: light, whole: m_all, solid: m_red, message: \"{{m_red}} 项 | {{m_red}} tasks\"}\n"
                           "  - {kind: lamps, of: task}\n"
                           "  - {kind: areas, of: task, field: areas}\n"
                           "  - {kind: cells, rows: [{title: 红 | red, done: m_red, whole: m_all}]}\n"
                           "  - {kind: links, of: finding, from: round, to: round}\n";

static const struct {
    const char *path, *text;
} good[] = {
    {"core/module.yaml", core_module},        {"core/entities/unit.yaml", core_unit}, {"core/entities/area.yaml", core_area}, {"m/module.yaml", module_},
    {"m/entities/scheme.yaml", scheme},       {"m/entities/task.yaml", task},         {"m/entities/finding.yaml", finding},   {"m/entities/round.yaml", round_},
    {"m/metrics.yaml", metrics},              {"m/scores.yaml", scores},              {"m/wall.yaml", wall},
};

#define ROUND "m/entities/round.yaml"
#define SCORES "m/scores.yaml"
#define WALL "m/wall.yaml"
static const struct {
    const char *path, *old, *new_, *expected; /* in the report: its place, then what is said in English */
} mistakes[] = {
    /* scores */
    {SCORES, "entity: scheme", "entity: shceme", "m/scores.yaml:4:13: there is no entity m.shceme; the nearest is m.scheme"},
    {SCORES, "from: from_on", "from: points", "m/scores.yaml:4:13: from names points, which is no stored field of the right type"},
    {SCORES, "open: \"state = 'frozen'\", ", "", "m/scores.yaml:4:13: open is missing"},
    {SCORES, "open: \"state = 'frozen'\"", "open: \"points\"", "m/scores.yaml:4:62: a condition is expected here"},
    {SCORES, "drafts: [office]", "drafts: [offise]", "m/scores.yaml:4:13: there is no role offise; the nearest is m.office"},
    {SCORES, "rank: done", "rank: dome", "m/scores.yaml:3:5: rank names dome, which is no part"},
    {SCORES, "least: least", "least: lest", "m/scores.yaml:3:5: least names lest, which is no stored field of the right type"},
    {SCORES, "where: \"not empty(system)\"", "where: \"not empty(sistem)\"", "m/scores.yaml:7:42: expression, character 11: core.unit has no field sistem; the nearest is system"},
    {SCORES, "kind: share", "kind: shares", "m/scores.yaml:9:37: kind is one of: share adjusted up_to less, shares came"},
    {SCORES, "kind: share", "kind: up_to", "m/scores.yaml:9:13: most is missing"},
    {SCORES, "points: points", "points: from_on", "m/scores.yaml:9:13: points names from_on, which is no stored field of the right type"},
    {SCORES, "unit: unit", "unit: due_on", "m/scores.yaml:9:76: unit leads to a unit"},
    {SCORES, ", unit: unit", "", "m/scores.yaml:9:13: unit is missing"},
    {SCORES, ", that: \"light = 'green'\"", "", "m/scores.yaml:9:13: that or clocks is needed"},
    {SCORES, "that: \"light = 'green'\"", "clocks: [due]", "m/scores.yaml:9:13: there is no clock due"},
    {SCORES, "that: \"light = 'green'\"", "that: \"light = 'gren'\"", "m/scores.yaml:9:112: expression, character 9: code 'gren' is not in m.light; the nearest is 'green'"},
    {SCORES, "that: \"light", "excused: {of: finding, by: round}, that: \"light", "excused: by leads to the rows of the part"},
    {SCORES, "    rank: done\n", "    rnak: done\n", "m/scores.yaml:5:5: unknown key rnak; the nearest is rank"},
    {SCORES, "scores:\n", "scores: {}\nmore:\n", "m/scores.yaml:2:1: unknown key more"},
    /* walls */
    {WALL, "kind: bars", "kind: bar", "m/wall.yaml:3:12: kind is one of: bars promises cells lamps areas links, bar came"},
    {WALL, "whole: m_all, solid", "whole: m_al, solid", "m/wall.yaml:3:39: there is no metric m_al; the nearest is m_all"},
    {WALL, "solid: m_red", "solid: m_rounds", "m/wall.yaml:3:53: the figures of bars count rows of one entity"},
    {WALL, "group: light", "group: due_on", "m/wall.yaml:3:25: group names a single code"},
    {WALL, "group: light", "group: ligth", "m/wall.yaml:3:25: there is no stored field ligth; the nearest is light"},
    {WALL, "{{m_red}} tasks", "{{m_rde}} tasks", "there is no metric m_rde; the nearest is m_red"},
    {WALL, "{{m_red}} tasks", "{{m_red tasks", "{{ is not closed"},
    {WALL, "kind: lamps, of: task", "kind: lamps, of: finding", "m/wall.yaml:4:23: the entity has no lamp"},
    {WALL, "kind: lamps, of: task", "kind: lamps, of: task, where: \"light\"", "m/wall.yaml:4:36: a condition is expected here"},
    {WALL, "kind: lamps, of: task", "kind: lamps, of: task, field: areas", "m/wall.yaml:4:29: unknown key field"},
    {WALL, "field: areas", "field: unit", "m/wall.yaml:5:36: field leads to areas"},
    {WALL, "done: m_red, whole", "doen: m_red, whole", "m/wall.yaml:6:43: unknown key doen; the nearest is done"},
    {WALL, "to: round", "to: unit", "m/wall.yaml:7:49: from and to lead to rows of one entity"},
    {WALL, "panels:\n", "panels: []\npanel:\n", "m/wall.yaml:1:1: panels holds 1 to 8 of them"},
    /* a visit on the spot */
    {ROUND, "visit: {claim: claim", "visit: {claim: rank", "m/entities/round.yaml:35:10: draw: claim names rank, which is no stored field of the right type"},
    {ROUND, "visit: {claim: claim, ", "visit: {", "m/entities/round.yaml:35:10: claim is missing"},
    {ROUND, "on: visited_on, ask", "on: facts, ask", "m/entities/round.yaml:35:10: draw: on names facts, which is no stored field of the right type"},
    {ROUND, "ask: [facts]", "ask: [rank]", "m/entities/round.yaml:35:10: visit: ask names texts and codes, rank is none"},
    {ROUND, ", ask: [facts]", "", "m/entities/round.yaml:35:10: visit needs ask"},
    {ROUND, "send: send", "send: sned", "m/entities/round.yaml:35:10: draw: send names a transition that keeps its day, sned is none"},
    {ROUND, ", send: send", ", sent: send", "unknown key sent; the nearest is send"},
    {ROUND, "visit: {", "vsit: {", "m/entities/round.yaml:35:3: unknown key vsit; the nearest is visit"},
};

static void write_all(const char *folder, const char *path, const char *old, const char *new_)
{
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        const char *at = strcmp(good[i].path, path) == 0 ? strstr(good[i].text, old) : NULL;
        struct zc_buf out = {0};
        if (strcmp(good[i].path, path) == 0 && !at)
            fail_msg("%s does not hold %s", path, old);
        zc_buf_add(&out, good[i].text, at ? (size_t)(at - good[i].text) : strlen(good[i].text));
        zc_buf_str(&out, at ? new_ : "");
        zc_buf_str(&out, at ? at + strlen(old) : "");
        tree_write(folder, good[i].path, zc_buf_text(&out));
        zc_buf_free(&out);
    }
}

static void the_good_module_loads(void **state)
{
    (void)state;
    char folder[64], *report = NULL;
    struct zc_model *model;
    struct zc_error err = {0};
    tree_make(folder);
    write_all(folder, "", "", "");
    int rc = zc_model_load(&model, folder, &report, &err);
    tree_remove(folder);
    if (rc)
        fail_msg("%s", report);
    assert_non_null(zc_model_score(model, "annual"));
    assert_int_equal(model->wall_count, 1);
    assert_int_equal(model->walls[0]->count, 5);
    const struct zc_draw_rule *draw = zc_model_entity(model, "m.round")->draw;
    assert_non_null(draw);
    assert_int_equal(draw->asked_count, 1);
    assert_string_equal(draw->send->name, "send");
    zc_model_free(model);
}

/* Place and English stand in one line of the report, the Chinese between them. */
static bool says(const char *report, const char *expected)
{
    const char *text = strncmp(expected, "m/", 2) == 0 ? strstr(expected, ": ") : NULL;
    size_t place = text ? (size_t)(text - expected) + 1 : 0;
    for (const char *line = report, *end; *line; line = end + (*end != 0)) {
        end = line + strcspn(line, "\n");
        const char *found = strstr(line, text ? text + 2 : expected);
        if (found && found < end && strncmp(line, expected, place) == 0)
            return true;
    }
    return false;
}

static void each_mistake_has_its_place(void **state)
{
    (void)state;
    int wrong = 0;
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        char folder[64], *report = NULL;
        struct zc_model *model;
        struct zc_error err = {0};
        tree_make(folder);
        write_all(folder, mistakes[i].path, mistakes[i].old, mistakes[i].new_);
        int rc = zc_model_load(&model, folder, &report, &err);
        tree_remove(folder);
        if (rc == ZC_OK) {
            print_error("taken, but should be refused with: %s\n", mistakes[i].expected);
            zc_model_free(model);
            wrong++;
        } else if (!says(report, mistakes[i].expected)) {
            print_error("expected: %s\nreport:\n%s\n", mistakes[i].expected, report);
            wrong++;
        }
        free(report);
    }
    print_message("%zu mistakes\n", sizeof mistakes / sizeof *mistakes);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_good_module_loads), cmocka_unit_test(each_mistake_has_its_place)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
