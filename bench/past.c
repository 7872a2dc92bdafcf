/*
 * past: 1 an as-of list a year back beside the list of today, three versions a row; 2 memory of the process at rest with the city
 * open. Usage: bench_past WORK SIZE TASKS ITEMS
 */
#include "bench.h"

#include "http/server.h"

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
    if (argc != 5) {
        fprintf(stderr, "usage: bench_past WORK SIZE TASKS ITEMS\n");
        return 2;
    }
    size_t tasks = strtoul(argv[3], NULL, 10), items = strtoul(argv[4], NULL, 10);
    struct zc_city *city = bench_city(argv[1], bench_text("past-%zu", items));
    measure_rest(city, argv[2]);
    bench_must(zc_db_open(&db, city, ZC_STORE_WRITE, &err), &err, "opening");
    bench_town_people(&town, &db);
    bench_town_work(&town, &db, tasks, items, 3);
    measure_asof(&db, &town, argv[2]);
    zc_db_close(&db);
    zc_city_close(city);
    free(town.task);
    free(town.item);
    return 0;
}
