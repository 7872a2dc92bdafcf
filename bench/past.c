/*
 * past: 1 an as-of list a year back beside the list of today, three versions a row; 2 all figures of a half-year with their
 * digests; 3 memory of the process at rest with the city open. Usage: bench_past WORK SIZE TASKS ITEMS LINES
 */
#include "bench.h"

#include "http/server.h"
#include "query/metric.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RUNS = 201 };

/* 1 */

static double list(struct zc_db *db, struct zc_times times, const char *filter)
{
    const struct zc_entity *entity = zc_model_entity(db->city->model, "reform.item");
    static double seconds[RUNS];
    for (int run = -10; run < RUNS; run++) {
        struct zc_arena arena = {0};
        struct zc_error err = {0};
        struct zc_rows rows;
        struct zc_rows_query query = {.entity = entity, .times = times, .reader = &ZC_READER_CITY, .filter = filter, .limit = 50};
        double start = bench_now();
        bench_must(zc_rows_list(&rows, &arena, db, &query, &err), &err, "listing");
        if (run >= 0)
            seconds[run] = bench_now() - start;
        zc_assert(rows.count == 50);
        zc_arena_free(&arena);
    }
    return bench_median(seconds, RUNS);
}

static void measure_asof(struct zc_db *db, const struct bench_town *town, const char *size)
{
    static const char *const filters[][2] = {{"state = 'started' and weight >= 2", "as-of list a year back, filtered, 50 in the default order"},
                                             {NULL, "as-of list a year back, all rows, 50 in the default order"}};
    for (int i = 0; i < 2; i++) {
        double today = list(db, zc_times_now(db), filters[i][0]), past = list(db, zc_times_at(db, zc_db_today(db) - 365, ZC_INSTANT_MAX), filters[i][0]);
        bench_result(&(struct bench_result){.work = filters[i][1], .size = size, .rows = (long)town->items, .versions = 3, .bytes = 600,
                                            .ours = bench_text("%.3f ms", past * 1e3), .peer = bench_text("list of today %.3f ms", today * 1e3),
                                            .ratio = past / today, .bar = "≤ 2", .met = past <= 2 * today, .units = (double)town->items, .seconds = past});
    }
}

/* 2 */

#define ID(id) bench_text("%lld", (long long)(id))

static void add_rest(struct zc_db *db, const struct bench_town *town, size_t lines)
{
    struct zc_tx *tx = bench_begin(db);
    static const char *const levels[] = {"national", "provincial", "municipal"};
    for (size_t i = 0; i < 120; i++)
        bench_record(tx, "reform.pilot", ZC_TODAY, "name", bench_text("第%zu项改革试点", i + 1), "level", levels[i % 3], "domain",
                     bench_text("%02zu", i % 8 + 1), "lead_unit", ID(town->unit[i % 40]), "granting_doc", "示例发〔2016〕1号", "granted_on", "2016-05-01",
                     "accepted_on", i % 4 ? "2017-05-20" : "", NULL);
    for (int i = 0; i < 8; i++)
        bench_record(tx, "reform.meeting", ZC_TODAY, "year", "2017", "no", bench_text("%d", i + 1), "held_on", bench_text("2017-%02d-12", i + 1), NULL);
    for (size_t i = 0; i < db->city->model->metric_count; i++) {
        const struct zc_metric *metric = db->city->model->metrics[i];
        if (metric->kind == ZC_METRIC_DECLARED)
            bench_record(tx, "core.declared_figure", ZC_TODAY, "metric", metric->id, "value", "5", "measure", "项", "period", "2017H1", "period_kind",
                         metric->flow ? "flow" : "stock", "asof_on", "2017-06-30", "unit", ID(town->unit[0]), "document", "示例发〔2017〕1号", "checked_by",
                         ID(town->office_post), NULL);
    }
    static const char *const roles[] = {"L1P", "L1C", "L2", "L3"};
    for (size_t i = 0; i < lines; i++)
        bench_record(tx, "reform.responsibility", ZC_TODAY, "task", ID(town->task[i % town->tasks]), "role", roles[i / town->tasks / 80 % 4], "unit", ID(town->unit[i / town->tasks % 40]),
                     "post", i / town->tasks / 40 % 2 ? ID(town->leader) : "", "duty", bench_text("第%zu行报告", i + 1), NULL);
    bench_commit(tx);
}

static void measure_review(struct zc_db *db, const struct bench_town *town, size_t lines, const char *size, double limit)
{
    double seconds[11];
    size_t figures = 0, rows = 0;
    struct zc_period period;
    zc_assert(zc_period_parse(&period, "2017H1"));
    for (int run = -1; run < 11; run++) {
        struct zc_arena arena = {0};
        struct zc_error err = {0};
        figures = rows = 0;
        double start = bench_now();
        bench_must(zc_store_begin(db->store, &err), &err, "beginning");
        const struct zc_times times = zc_times_now(db); /* one for all, as a review has */
        for (size_t i = 0; i < db->city->model->metric_count; i++) {
            struct zc_figure figure;
            struct zc_metric_query query = {.metric = db->city->model->metrics[i], .times = times, .reader = &ZC_READER_CITY, .period = period};
            bench_must(zc_metric_figure(&figure, &arena, db, &query, &err), &err, db->city->model->metrics[i]->id);
            figures++;
            rows += figure.row_count;
        }
        zc_store_rollback(db->store);
        if (run >= 0)
            seconds[run] = bench_now() - start;
        zc_arena_free(&arena);
    }
    double median = bench_median(seconds, 11);
    long records = (long)(town->tasks + town->items + lines);
    bench_result(&(struct bench_result){.work = "review of a half-year: all figures with their digests", .size = size, .rows = records, .versions = 3, .bytes = 0,
                                        .ours = bench_text("%.1f ms, %zu figures over %zu rows", median * 1e3, figures, rows),
                                        .bar = limit > 0 ? bench_text("< %.0f ms", limit * 1e3) : NULL, .met = limit > 0 ? median < limit : -1,
                                        .units = (double)records, .seconds = median});
}

/* 3 */

static void measure_rest(struct zc_city *city, const char *size)
{
    static const struct zc_route none[] = {{0}};
    static const struct zc_route *const tables[] = {none, NULL};
    struct zc_error err = {0};
    struct zc_server server = {.city = city, .host = "127.0.0.1", .threads = 2, .tables = tables};
    bench_must(zc_server_start(&server, &err), &err, "starting the server");
    long now = bench_memory_now();
    zc_server_stop(&server);
    bench_result(&(struct bench_result){.work = "memory of the server at rest", .size = size, .ours = bench_text("%ld MiB", now / 1024), .bar = "≤ 64 MB",
                                        .met = now <= 64 * 1024, .units = 1, .seconds = 0});
}

int main(int argc, char **argv)
{
    struct bench_town town;
    struct zc_db db;
    struct zc_error err = {0};
    if (argc != 6) {
        fprintf(stderr, "usage: bench_past WORK SIZE TASKS ITEMS LINES\n");
        return 2;
    }
    size_t tasks = strtoul(argv[3], NULL, 10), items = strtoul(argv[4], NULL, 10), lines = strtoul(argv[5], NULL, 10);
    struct zc_city *city = bench_city(argv[1], bench_text("past-%zu", items));
    measure_rest(city, argv[2]);
    bench_must(zc_db_open(&db, city, ZC_STORE_WRITE, &err), &err, "opening");
    bench_town_people(&town, &db);
    bench_town_work(&town, &db, tasks, items, 3);
    add_rest(&db, &town, lines);
    measure_asof(&db, &town, argv[2]);
    measure_review(&db, &town, lines, argv[2], tasks == 150 ? 0.050 : tasks == 3000 ? 1.0 : 0);
    zc_db_close(&db);
    zc_city_close(city);
    free(town.task);
    free(town.item);
    return 0;
}
