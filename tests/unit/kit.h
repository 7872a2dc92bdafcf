/*
 * kit: what the tests of the kernel share: a scratch folder, module files written into it, a sample city founded on them,
 * and short ways to write and read records. Everything fails the running test by itself; nothing is returned as an error
 * unless the function says so. One city at a time.
 */
#ifndef ZC_TESTS_KIT_H
#define ZC_TESTS_KIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/date.h"
#include "query/rows.h"
#include "record/found.h"
#include "record/verify.h"
#include "record/write.h"

struct kit {
    char root[64];    /* the scratch folder */
    char modules[80]; /* root/modules */
    char folder[80];  /* root/city */
    struct zc_city *city;
    struct zc_db db;
    struct zc_arena arena;
    struct zc_error err;
    struct zc_tx *tx;
    const struct zc_reader *as; /* who writes; the city unless set */
};

#define KIT_USED __attribute__((unused)) static

KIT_USED int kit_remove_one(const char *path, const struct stat *info, int kind, struct FTW *walk)
{
    (void)info, (void)kind, (void)walk;
    return remove(path);
}

KIT_USED void kit_root(struct kit *kit)
{
    *kit = (struct kit){.as = &ZC_READER_CITY};
    snprintf(kit->root, sizeof kit->root, "/tmp/zc-test-XXXXXX");
    assert_non_null(mkdtemp(kit->root));
    snprintf(kit->modules, sizeof kit->modules, "%s/modules", kit->root);
    snprintf(kit->folder, sizeof kit->folder, "%s/city", kit->root);
    assert_int_equal(mkdir(kit->modules, 0700), 0);
}

/* Writes a file below the modules folder; the folders above it are made. */
KIT_USED void kit_file(struct kit *kit, const char *name, const char *text)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", kit->modules, name);
    for (char *slash = strchr(path + strlen(kit->modules) + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        mkdir(path, 0700);
        *slash = '/';
    }
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fwrite(text, 1, strlen(text), file) == strlen(text));
    assert_int_equal(fclose(file), 0);
}

#define KIT_OK(kit, call)                                                                                                                  \
    do {                                                                                                                                   \
        (kit)->err = (struct zc_error){0};                                                                                                 \
        if ((call) != ZC_OK)                                                                                                               \
            fail_msg("%s: %s", #call, (kit)->err.en);                                                                                      \
    } while (0)

/* Founds the city of the declarations written so far; its clock stands at `instant`. */
KIT_USED void kit_found(struct kit *kit, const char *instant)
{
    static const char *const files[] = {"calendar.csv", "notices.csv", "calendar-before.csv"};
    char data[128], from[64], to[4096], *here;
    snprintf(data, sizeof data, "%s/core/data", kit->modules);
    mkdir(data, 0700);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(from, sizeof from, "modules/core/data/%s", files[i]);
        here = realpath(from, NULL);
        assert_non_null(here);
        snprintf(to, sizeof to, "%s/%s", data, files[i]);
        assert_int_equal(symlink(here, to), 0);
        free(here);
    }
    setenv("ZHUCHENG_MODULES", kit->modules, 1);
    struct zc_founding founding = {.folder = kit->folder, .name = {"示例市", "Sample"}, .area = 520100, .sample = true};
    assert_true(zc_instant_parse(&founding.clock, instant));
    KIT_OK(kit, zc_city_found(&founding, &kit->err));
    KIT_OK(kit, zc_city_open(&kit->city, kit->folder, &kit->err));
    KIT_OK(kit, zc_db_open(&kit->db, kit->city, ZC_STORE_WRITE, &kit->err));
}

KIT_USED void kit_close(struct kit *kit)
{
    if (kit->tx)
        zc_tx_rollback(kit->tx);
    if (kit->db.store)
        zc_db_close(&kit->db);
    zc_city_close(kit->city);
    zc_arena_free(&kit->arena);
    nftw(kit->root, kit_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

KIT_USED const struct zc_entity *kit_entity(struct kit *kit, const char *name)
{
    const struct zc_entity *entity = zc_model_entity(kit->city->model, name);
    if (!entity)
        fail_msg("no entity %s", name);
    return entity;
}

KIT_USED int kit_day(const char *text)
{
    int day = 0;
    if (!zc_date_parse(&day, text))
        fail_msg("no day: %s", text);
    return day;
}

/* Puts the sample clock where it is wanted, backwards too, past the verb that would refuse. */
KIT_USED void kit_clock(struct kit *kit, const char *instant)
{
    int64_t at;
    char sql[128];
    assert_true(zc_instant_parse(&at, instant));
    snprintf(sql, sizeof sql, "UPDATE setting SET value = '%lld' WHERE name = 'clock'", (long long)at);
    KIT_OK(kit, zc_store_run(kit->db.store, sql, &kit->err));
}

KIT_USED void kit_begin(struct kit *kit)
{
    struct zc_actor actor = {.account = kit->as->account, .post = kit->as->post, .face = "cli", .reader = kit->as};
    KIT_OK(kit, zc_tx_begin(&kit->tx, &kit->db, &actor, &kit->err));
}

KIT_USED int64_t kit_commit(struct kit *kit)
{
    int64_t known = zc_tx_known(kit->tx);
    struct zc_tx *tx = kit->tx;
    kit->tx = NULL;
    KIT_OK(kit, zc_tx_commit(tx, &kit->err));
    return known;
}

/* Fields as "name=value" lines, "name=" empties; `from` NULL = today or the declared field, `to` NULL = open. */
KIT_USED struct zc_patch kit_patch(struct kit *kit, const char *entity, int64_t id, const char *fields, const char *from, const char *to)
{
    struct zc_patch patch = zc_patch_new(&kit->arena, kit_entity(kit, entity), id);
    for (const char *at = fields; *at;) {
        size_t length = strcspn(at, "\n");
        char *line = zc_arena_copy(&kit->arena, at, length), *equal = strchr(line, '=');
        assert_non_null(equal);
        *equal = 0;
        KIT_OK(kit, zc_patch_set(&patch, &kit->arena, line, equal + 1, &kit->err));
        at += length + (at[length] == '\n');
    }
    if (from)
        patch.valid_from = kit_day(from);
    if (to)
        patch.valid_to = kit_day(to);
    return patch;
}

/* A write of its own transaction unless one is open. Returns the code; the message stands in kit->err. */
KIT_USED int kit_try(struct kit *kit, int64_t *id, const char *entity, const char *fields, const char *from, const char *to)
{
    struct zc_patch patch = kit_patch(kit, entity, *id, fields, from, to);
    bool changed, own = !kit->tx;
    if (own)
        kit_begin(kit);
    kit->err = (struct zc_error){0};
    int rc = zc_record_change(id, &changed, kit->tx, &patch, &kit->err);
    if (own && rc) {
        zc_tx_rollback(kit->tx);
        kit->tx = NULL;
    } else if (own) {
        kit_commit(kit);
    }
    return rc;
}

KIT_USED int64_t kit_new(struct kit *kit, const char *entity, const char *fields, const char *from)
{
    int64_t id = 0;
    if (kit_try(kit, &id, entity, fields, from, NULL))
        fail_msg("%s {%s}: %s", entity, fields, kit->err.en);
    return id;
}

KIT_USED void kit_set(struct kit *kit, const char *entity, int64_t id, const char *fields, const char *from, const char *to)
{
    if (kit_try(kit, &id, entity, fields, from, to))
        fail_msg("%s %lld {%s}: %s", entity, (long long)id, fields, kit->err.en);
}

KIT_USED void kit_expect_refused(struct kit *kit, int rc, int code, const char *en)
{
    if (rc != code || !strstr(kit->err.en, en))
        fail_msg("expected %d with \"%s\", got %d: %s", code, en, rc, kit->err.en);
    assert_true(kit->err.zh[0] != 0);
}

KIT_USED int64_t kit_number(struct kit *kit, const char *sql)
{
    struct zc_stmt *stmt;
    KIT_OK(kit, zc_stmt_prepare(&stmt, kit->db.store, sql, &kit->err));
    assert_true(zc_stmt_step(stmt, &kit->err) > 0);
    int64_t number = zc_stmt_int(stmt, 0);
    zc_stmt_done(stmt);
    return number;
}

KIT_USED void kit_run(struct kit *kit, const char *sql) { KIT_OK(kit, zc_store_run(kit->db.store, sql, &kit->err)); }

/* Verifies and fails the test with the first fault. */
KIT_USED void kit_verify(struct kit *kit)
{
    struct zc_verdict verdict;
    KIT_OK(kit, zc_verify(&verdict, &kit->arena, &kit->db, NULL, NULL, NULL, &kit->err));
    if (verdict.fault_count)
        fail_msg("verify: %s", verdict.faults[0].text.en);
}

/* A small repeatable generator (xorshift64*), the same on every machine. */
KIT_USED uint64_t kit_random(uint64_t *seed)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return *seed * 0x2545F4914F6CDD1Du;
}
KIT_USED int kit_below(uint64_t *seed, int limit) { return (int)((kit_random(seed) >> 33) % (uint64_t)limit); }

/* The declarations most tests use. */
KIT_USED void kit_declare(struct kit *kit)
{
    kit_file(kit, "core/module.yaml",
             "module: core\n"
             "title: 基础 | Core\n"
             "needs: []\n"
             "roles: {office: 改革办 | office, staff: 工作人员 | staff, leader: 领导 | leader}\n"
             "codes:\n"
             "  level: {title: 级别 | level, values: {national: 国家级 | national, provincial: 省级 | provincial, municipal: 市级 | municipal}}\n"
             "  topic: {title: 领域 | topic, values: {\"01\": 经济 | economy, \"02\": 生态 | ecology, \"03\": 文化 | culture}}\n");
    kit_file(kit, "core/entities/person.yaml",
             "entity: person\n"
             "title: 人员 | person\n"
             "named_by: name\n"
             "spread: everywhere\n"
             "fields: {name: {title: 姓名 | name, type: text, required: true}}\n"
             "access: {read: [\"true\"], write: [role office]}\n");
    kit_file(kit, "core/entities/unit.yaml",
             "entity: unit\n"
             "title: 单位 | unit\n"
             "named_by: name\n"
             "key: [code]\n"
             "spread: everywhere\n"
             "public: true\n"
             "secrecy: public\n"
             "order: [code]\n"
             "fields:\n"
             "  code: {title: 编码 | code, type: text, max: 10, required: true}\n"
             "  name: {title: 名称 | name, type: text, max: 60, required: true, search: true}\n"
             "  short: {title: 简称 | short name, type: text, max: 20, unique: true}\n"
             "  rank: {title: 位次 | rank, type: int, least: 0, most: 99}\n"
             "  parent: {title: 上级 | parent, type: ref, to: unit, inverse: subs}\n"
             "access: {read: [\"true\"], write: [role office]}\n");
    kit_file(kit, "core/entities/plan.yaml",
             "entity: plan\n"
             "title: 计划 | plan\n"
             "named_by: title\n"
             "home: own\n"
             "fields:\n"
             "  title: {title: 题名 | title, type: text, required: true, search: true}\n"
             "  year: {title: 年度 | year, type: int, required: true}\n"
             "  unit: {title: 单位 | unit, type: ref, to: unit, inverse: plans}\n"
             "  level: {title: 级别 | level, type: code, from: level}\n"
             "  closed: {title: 已结 | closed, type: bool}\n"
             "access: {read: [\"true\"], write: [role office]}\n");
    kit_file(kit, "core/entities/task.yaml",
             "entity: task\n"
             "title: 任务 | task\n"
             "named_by: name\n"
             "home: plan\n"
             "valid_from: starts\n"
             "number: {form: \"{plan.year}-{topic}-{serial:03}\", field: number, taken_at: approve, gapless: true}\n"
             "fields:\n"
             "  plan: {title: 计划 | plan, type: ref, to: plan, required: true, inverse: tasks}\n"
             "  name: {title: 名称 | name, type: text, max: 20, required: true, search: true}\n"
             "  secret: {title: 内情 | secret, type: text, class: personal, search: true}\n"
             "  number: {title: 编号 | number, type: text}\n"
             "  topic: {title: 领域 | topic, type: code, from: topic}\n"
             "  level: {title: 级别 | level, type: code, from: level}\n"
             "  topics: {title: 多个领域 | topics, type: \"code[]\", from: topic}\n"
             "  words: {title: 词 | words, type: \"text[]\"}\n"
             "  units: {title: 配合单位 | co-units, type: \"ref[]\", to: unit}\n"
             "  lead: {title: 牵头单位 | lead unit, type: ref, to: unit, inverse: led}\n"
             "  owner: {title: 责任人 | owner, type: ref, to: person}\n"
             "  starts: {title: 开始 | starts, type: date}\n"
             "  due: {title: 时限 | due, type: date, baseline_at: approve}\n"
             "  done: {title: 完成 | done, type: date}\n"
             "  amount: {title: 金额 | amount, type: money}\n"
             "  share: {title: 占比 | share, type: decimal, scale: 3, least: 0, most: 1}\n"
             "  size: {title: 数量 | size, type: int, least: 0, most: 1000, check: \"size != 13\", message: 数量不能是 13 | size must not be 13}\n"
             "  flag: {title: 标记 | flag, type: bool}\n"
             "  at: {title: 时刻 | at, type: instant}\n"
             "  late: {title: 逾期 | late, type: bool, derived: \"empty(done) and due < :asof\"}\n"
             "  twice: {title: 倍数 | twice, type: int, derived: \"size + size\"}\n"
             "states: {draft: 草稿 | draft, active: 在办 | active, closed: 办结 | closed}\n"
             "transitions:\n"
             "  approve: {title: 批准 | approve, from: draft, to: active, by: [office, leader]}\n"
             "  close: {title: 办结 | close, from: active, to: closed, on: done, by: [office], when: \"every or none steps where passed = true\", "
             "message: 还有未验收的步骤 | a step is not accepted}\n"
             "checks:\n"
             "  - {that: \"empty(due) or empty(starts) or due >= starts\", message: 时限早于开始 | it is due before it starts}\n"
             "access:\n"
             "  read: [role office, role leader, \"lead = :unit\"]\n"
             "  deny: [\"self(:person)\"]\n"
             "  write: [role office, \"role staff and lead = :unit\"]\n");
    kit_file(kit, "core/entities/step.yaml",
             "entity: step\n"
             "title: 步骤 | step\n"
             "named_by: name\n"
             "home: task\n"
             "fields:\n"
             "  task: {title: 任务 | task, type: ref, to: task, required: true, inverse: steps}\n"
             "  name: {title: 名称 | name, type: text, required: true}\n"
             "  passed: {title: 已验收 | accepted, type: bool}\n"
             "  weight: {title: 权重 | weight, type: int}\n"
             "  on: {title: 日期 | on, type: date}\n"
             "  unit: {title: 单位 | unit, type: ref, to: unit, inverse: unit_steps}\n"
             "access: {read: [\"true\"], write: [\"true\"]}\n");
    kit_file(kit, "core/entities/contact.yaml",
             "entity: contact\n"
             "title: 联系方式 | contact\n"
             "spread: everywhere\n"
             "fields:\n"
             "  name: {title: 名称 | name, type: text, required: true}\n"
             "  phone: {title: 电话 | phone, type: text, max: 11, class: sensitive, erasable: true}\n"
             "access: {read: [\"true\"], write: [role office]}\n");
    kit_file(kit, "core/metrics.yaml",
             "metrics:\n"
             "  tasks_all: {title: 任务 | tasks, explain: 全部任务 | all tasks, unit: 项 | tasks, count: task}\n"
             "  tasks_reader: {title: 我的任务 | my tasks, explain: 我可见的任务 | tasks I see, unit: 项 | tasks, count: task, scope: reader}\n"
             "  tasks_leads_reader: {title: 牵头单位 | leads, explain: 我可见任务的牵头单位 | leads of tasks I see, unit: 个 | units, distinct: task.lead, scope: reader}\n"
             "  tasks_national: {title: 国家级 | national, explain: 国家级任务 | national tasks, unit: 项 | tasks, count: task, where: \"level = 'national'\"}\n"
             "  tasks_of_year: {title: 年度任务 | of the year, explain: 计划年度为 2017 | plan year 2017, unit: 项 | tasks, count: task, where: \"plan.year = 2017\"}\n"
             "  tasks_deep: {title: 位次 | ranked, explain: 计划单位位次 | rank of the plan's unit, unit: 项 | tasks, count: task, where: \"plan.unit.rank = 1\"}\n"
             "  tasks_stepped: {title: 有步骤 | with steps, explain: 有已验收步骤 | with an accepted step, unit: 项 | tasks, count: task, where: \"some steps where passed = true\"}\n"
             "  leads: {title: 牵头单位 | leads, explain: 不同的牵头单位 | different leads, unit: 个 | units, distinct: task.lead}\n"
             "  levels: {title: 级别数 | levels, explain: 不同级别 | different levels, unit: 个 | levels, distinct: task.level}\n"
             "  amounts: {title: 金额 | amount, explain: 金额合计 | sum of amounts, unit: 元 | yuan, sum: task.amount}\n"
             "  national_share: {title: 占比 | share, explain: 国家级占比 | share of national, unit: \"% | percent\", ratio: {of: tasks_national, over: tasks_all}, scale: 1}\n"
             "  plan_share: {title: 比 | per plan, explain: 任务比计划 | tasks over plans, unit: \"% | percent\", ratio: {of: plans_all, over: tasks_all}}\n"
             "  plans_all: {title: 计划 | plans, explain: 全部计划 | all plans, unit: 个 | plans, count: plan}\n"
             "  done_flow: {title: 办结 | done, explain: 期内办结 | done in the period, unit: 项 | tasks, count: task, flow: done}\n"
             "  inspections: {title: 督查次数 | inspections, explain: 规则值 | rule value, unit: 次 | times, rule: supervision.per_year}\n");
    kit_file(kit, "core/rules/supervision.yaml",
             "pack: supervision\n"
             "title: 督查 | supervision\n"
             "values:\n"
             "  per_year: {title: 每年 | per year, value: 4, from: 2017-01-01, to: 2018-01-01, basis: 示例办法 | sample rule, status: assumption}\n");
}

#endif
