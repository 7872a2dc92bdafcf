/* bench: 1 clock and medians; 2 results; 3 cities and records; 4 the town. */
#include "bench.h"
#include "record/found.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* 1 */

double bench_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int by_size(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

double bench_median(double *values, int count)
{
    qsort(values, (size_t)count, sizeof *values, by_size);
    return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

static long memory(const char *key)
{
    char line[256];
    long size = 0;
    FILE *file = fopen("/proc/self/status", "r");
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, key, strlen(key)) == 0)
            size = strtol(line + strlen(key), NULL, 10);
    if (file)
        fclose(file);
    return size;
}

long bench_memory_peak(void) { return memory("VmHWM:"); }
long bench_memory_now(void) { return memory("VmRSS:"); }

void bench_memory_forget(void)
{
    FILE *file = fopen("/proc/self/clear_refs", "w");
    if (file) {
        fputs("5", file);
        fclose(file);
    }
}

/* 2 */

const char *bench_text(const char *format, ...)
{
    static char texts[8][160];
    static unsigned next;
    char *text = texts[next++ % 8];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof texts[0], format, args);
    va_end(args);
    return text;
}

void bench_result(const struct bench_result *result)
{
    printf("%s\t%s\t%ld\t%.1f\t%.0f\t%s\t%s\t%s\t%s\t%s\t%.0f\t%.9f\n", result->work, result->size, result->rows, result->versions, result->bytes,
           result->ours, result->peer ? result->peer : "", result->ratio > 0 ? bench_text("%.2f", result->ratio) : "", result->bar ? result->bar : "",
           result->met < 0 ? "" : result->met ? "yes" : "no", result->units, result->seconds);
    fflush(stdout);
}

void bench_must(int rc, const struct zc_error *err, const char *doing)
{
    if (rc >= 0)
        return;
    fprintf(stderr, "%s: %s\n", doing, zc_error_text(err, ZC_EN));
    exit(1);
}

/* 3 */

struct zc_city *bench_city(const char *work, const char *name)
{
    char folder[1024];
    struct zc_error err = {0};
    struct zc_city *city;
    snprintf(folder, sizeof folder, "%s/%s", work, name);
    struct zc_founding founding = {.folder = folder, .name = {"示例城市", "Sample city"}, .area = 520100};
    bench_must(zc_city_found(&founding, &err), &err, "making the city");
    bench_must(zc_city_open(&city, folder, &err), &err, "opening the city");
    return city;
}

struct zc_tx *bench_begin(struct zc_db *db)
{
    struct zc_tx *tx;
    struct zc_error err = {0};
    struct zc_actor actor = {.face = "cli", .reader = &ZC_READER_CITY};
    bench_must(zc_tx_begin(&tx, db, &actor, &err), &err, "beginning");
    return tx;
}

void bench_commit(struct zc_tx *tx)
{
    struct zc_error err = {0};
    bench_must(zc_tx_commit(tx, &err), &err, "committing");
}

static int64_t write_record(struct zc_tx *tx, const char *name, int64_t id, int from, va_list args)
{
    struct zc_arena arena = {0};
    struct zc_error err = {0};
    const struct zc_entity *entity = zc_model_entity(zc_tx_db(tx)->city->model, name);
    bool changed;
    zc_assert(entity != NULL);
    struct zc_patch patch = zc_patch_new(&arena, entity, id);
    patch.valid_from = from;
    for (const char *field; (field = va_arg(args, const char *));)
        bench_must(zc_patch_set(&patch, &arena, field, va_arg(args, const char *), &err), &err, name);
    bench_must(zc_record_change(&id, &changed, tx, &patch, &err), &err, name);
    zc_arena_free(&arena);
    return id;
}

int64_t bench_record(struct zc_tx *tx, const char *entity, int from, ...)
{
    va_list args;
    va_start(args, from);
    int64_t id = write_record(tx, entity, 0, from, args);
    va_end(args);
    return id;
}

void bench_change(struct zc_tx *tx, const char *entity, int64_t id, int from, ...)
{
    va_list args;
    va_start(args, from);
    write_record(tx, entity, id, from, args);
    va_end(args);
}

/* 4 */

#define ID(id) bench_text("%lld", (long long)(id))

static int64_t account(struct zc_tx *tx, int64_t unit, const char *name, const char *role, int64_t *post)
{
    int64_t person = bench_record(tx, "core.person", ZC_TODAY, "name", bench_text("示例·%s", name), "state", "active", NULL);
    *post = bench_record(tx, "core.post", ZC_TODAY, "title", bench_text("示例岗位·%s", name), "unit", ID(unit), "roles",
                         bench_text(";core.staff;%s;", role), "state", "active", NULL);
    bench_record(tx, "core.holding", ZC_TODAY, "post", ID(*post), "person", ID(person), "kind", "full", "from_on", "2020-01-01", "rights", "full", NULL);
    return bench_record(tx, "core.account", ZC_TODAY, "login_name", name, "person", ID(person), "state", "active", NULL);
}

void bench_town_people(struct bench_town *town, struct zc_db *db)
{
    struct zc_tx *tx = bench_begin(db);
    *town = (struct bench_town){0};
    for (int i = 0; i < 40; i++)
        town->unit[i] = bench_record(tx, "core.unit", ZC_TODAY, "code", bench_text("%03d", i + 1), "name", bench_text("示例市第%d局", i + 1), "system",
                                     "government", NULL);
    town->leader = bench_record(tx, "core.post", ZC_TODAY, "title", "示例副市长", "unit", ID(town->unit[0]), "roles", ";core.staff;reform.leader;", NULL);
    town->office_account = account(tx, town->unit[1], "office", "reform.office", &town->office_post);
    town->liaison_account = account(tx, town->unit[0], "liaison", "reform.liaison", &town->liaison_post);
    bench_commit(tx);
}

static int64_t plan(struct zc_tx *tx, int year)
{
    return bench_record(tx, "reform.plan", ZC_TODAY, "year", bench_text("%d", year), "title", bench_text("示例市%d年改革工作要点", year),
                        "approved_task_total", "4000", "starts_on", "2017-01-01", "ends_on", "2017-12-31", "approved_on", "2017-01-12", NULL);
}

static void add_items(struct bench_town *town, struct zc_tx *tx, size_t task, size_t count, int versions, int today)
{
    for (size_t n = 0; n < count; n++) {
        int64_t id = bench_record(
            tx, "reform.item", today - 900, "task", ID(town->task[task]), "seq", bench_text("%zu", n + 1), "name",
            bench_text("建立第%zu项改革事项的办理机制并形成可核验的成果", task * count + n + 1), "deliverable_type", n % 2 ? "MECH" : "DOC",
            "acceptance_standard", "机制连续运行三个月，台账、会议纪要、办结记录齐全，抽查差错率不高于百分之二", "weight", "3", "due_on",
            bench_text("2017-%02zu-%02zu", n % 12 + 1, task % 28 + 1), "baseline_due_on", "2017-06-30", "quarter_target",
            "一季度完成方案，二季度启动运行，三季度评估完善，四季度总结报告", NULL);
        if (versions > 1)
            bench_change(tx, "reform.item", id, today - 600, "state", "started", "started_on", "2017-02-01", NULL);
        if (versions > 2)
            bench_change(tx, "reform.item", id, today - 300, "run_records", bench_text("%zu", n), NULL);
        town->item[town->items++] = id;
    }
}

void bench_town_work(struct bench_town *town, struct zc_db *db, size_t tasks, size_t items, int versions)
{
    enum { PER_PLAN = 4000, PER_BATCH = 200 };
    int today = zc_db_today(db);
    struct zc_tx *tx = bench_begin(db);
    town->task = zc_malloc(tasks * sizeof *town->task);
    town->item = zc_malloc((items + tasks) * sizeof *town->item);
    for (size_t i = 0; i < tasks; i++) {
        if (i % PER_PLAN == 0)
            town->plan = plan(tx, 2017 + (int)(i / PER_PLAN));
        if (i % PER_BATCH == PER_BATCH - 1) {
            bench_commit(tx);
            tx = bench_begin(db);
        }
        town->task[town->tasks++] =
            bench_record(tx, "reform.task", ZC_TODAY, "plan", ID(town->plan), "domain", bench_text("%02zu", i % 8 + 1), "serial",
                         bench_text("%zu", i % PER_PLAN / 8 + 1), "matter", bench_text("第%zu项改革任务", i + 1), "kind", "own", "origin_level", "municipal",
                         "origin_doc", "示例市2017年改革工作要点", "lead_leader", ID(town->leader), "lead_unit", ID(town->unit[i % 40]), "no_co_unit_reason",
                         "一家承担", "due_on", "2017-12-31", "deliverable_form", "MECH", "acceptance_standard", "运行三个月", NULL);
        size_t before = town->items;
        add_items(town, tx, i, items / tasks, versions, today);
        if (i % 40 == 0)
            town->liaison_items += town->items - before;
    }
    bench_commit(tx);
}
