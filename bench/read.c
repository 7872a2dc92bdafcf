/*
 * read: 1 the routes that are measured; 2 the point read beside the bare loop; 3 the list beside the same SELECT in process;
 * 4 memory at rest. Usage: bench_read WORK SIZE ITEMS
 */
#include "bench.h"
#include "http.h"

#include "http/server.h"
#include "record/session.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 2, CONNECTIONS = 64, RUNS = 5 };

/* 1 */

static void write_json(struct zc_buf *out, const struct zc_record *record)
{
    zc_buf_str(out, "{\"id\":\"");
    zc_buf_int(out, record->id);
    zc_buf_str(out, "\",\"slice\":");
    zc_buf_int(out, record->slice);
    for (size_t i = 0; i < record->entity->column_count; i++) {
        zc_buf_str(out, ",\"");
        zc_buf_str(out, record->entity->columns[i]->name);
        zc_buf_str(out, "\":");
        zc_field_json(out, record->entity->columns[i], &record->values[i]);
    }
    zc_buf_char(out, '}');
}

static void get_one(struct zc_response *response, struct zc_request *request)
{
    struct zc_error err = {0};
    struct zc_record record;
    struct zc_db *db = request->db;
    const struct zc_entity *entity = zc_model_entity(db->city->model, request->params[0]);
    int rc = entity ? zc_rows_get(&record, request->arena, db, entity, strtoll(request->params[1], NULL, 10), zc_times_now(db), request->reader, &err)
                    : ZC_ENOTFOUND;
    if (rc) {
        zc_answer_error(response, request, rc, &err);
        return;
    }
    response->type = "application/json; charset=utf-8";
    write_json(&response->body, &record);
}

static void get_list(struct zc_response *response, struct zc_request *request)
{
    struct zc_error err = {0};
    struct zc_rows rows;
    struct zc_db *db = request->db;
    const struct zc_entity *entity = zc_model_entity(db->city->model, request->params[0]);
    struct zc_rows_query query = {.entity = entity, .times = zc_times_now(db), .reader = request->reader, .limit = 50,
                                  .filter = zc_request_query(request, "where")};
    int rc = entity ? zc_rows_list(&rows, request->arena, db, &query, &err) : ZC_ENOTFOUND;
    if (rc) {
        zc_answer_error(response, request, rc, &err);
        return;
    }
    response->type = "application/json; charset=utf-8";
    zc_buf_str(&response->body, "{\"items\":[");
    for (size_t i = 0; i < rows.count; i++) {
        if (i)
            zc_buf_char(&response->body, ',');
        write_json(&response->body, &rows.items[i]);
    }
    zc_buf_str(&response->body, "],\"next\":");
    zc_buf_json_str(&response->body, rows.next);
    zc_buf_char(&response->body, '}');
}

static const struct zc_route routes[] = {
    {ZC_GET, "/api/v1/{entity}", get_list, 0, {0}},
    {ZC_GET, "/api/v1/{entity}/{id}", get_one, 0, {0}},
    {0},
};
static const struct zc_route *const tables[] = {routes, NULL};

/* Seconds for an answer. */
static double load(int port, const char *const *requests, size_t request_count, long count, double *bytes)
{
    struct bench_load one = {.port = port, .connections = CONNECTIONS, .threads = 1, .requests = requests, .request_count = request_count, .count = count};
    bench_load_run(&one);
    if (one.good != one.count) {
        fprintf(stderr, "%ld of %ld answers were good\n", one.good, one.count);
        exit(1);
    }
    *bytes = one.bytes;
    return one.seconds / (double)count;
}

/* Ours and the peer take turns, so that a machine that is quicker for a while is so for both: the ratio is the median of those of the turns.
 * The first turn warms up. */
struct turns {
    double ours[RUNS], peer[RUNS], ratio[RUNS];
};
static void turn(struct turns *turns, int run, double ours, double peer)
{
    if (run < 0)
        return;
    turns->ours[run] = ours;
    turns->peer[run] = peer;
    turns->ratio[run] = peer / ours;
}

/* 2 */

static void start_session(char token[ZC_TOKEN_TEXT], struct zc_db *db, int64_t account, int64_t post)
{
    struct zc_error err = {0};
    struct zc_tx *tx = bench_begin(db);
    bench_must(zc_session_start(token, tx, account, post, "sample", &err), &err, "starting a session");
    bench_commit(tx);
}

static const char *request_text(struct zc_arena *arena, const char *path, const char *token)
{
    return zc_arena_printf(arena, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: zc=%s\r\nAccept: application/json\r\n\r\n", path, token);
}

static void measure_point(const struct zc_server *server, struct zc_db *db, const struct bench_town *town, const char *size)
{
    struct zc_arena arena = {0};
    char token[ZC_TOKEN_TEXT];
    double bytes, bare_bytes;
    size_t per_task = town->items / town->tasks, count = town->liaison_items < 4096 ? town->liaison_items : 4096;
    const char **requests = zc_arena_array(&arena, count, sizeof *requests);
    start_session(token, db, town->liaison_account, town->liaison_post);
    for (size_t i = 0; i < count; i++) {
        size_t n = i * 2654435761u % town->liaison_items, task = n / per_task * 40;
        requests[i] = request_text(&arena, zc_arena_printf(&arena, "/api/v1/reform.item/%lld", (long long)town->item[task * per_task + n % per_task]), token);
    }
    int port;
    struct bench_loop *loop = bench_loop_start(THREADS, 1024, &port);
    struct turns turns;
    for (int run = -1; run < RUNS; run++) {
        double bare = load(port, requests, count, 100000, &bare_bytes);
        turn(&turns, run, load(server->port, requests, count, 50000, &bytes), bare);
    }
    bench_loop_stop(loop);
    double ours = bench_median(turns.ours, RUNS), ratio = bench_median(turns.ratio, RUNS);
    bench_result(&(struct bench_result){.work = "point read over HTTP: session, access rule, JSON, 2 threads, 64 connections", .size = size,
                                        .rows = (long)town->items, .versions = 1, .bytes = bytes, .ours = bench_text("%.0f/s", 1 / ours),
                                        .peer = bench_text("bare epoll loop %.0f/s", 1 / bench_median(turns.peer, RUNS)), .ratio = ratio, .bar = "≥ 0.5", .met = ratio >= 0.5,
                                        .units = (double)town->items, .seconds = ours});
    zc_arena_free(&arena);
}

/* 3: the same 50 rows, filtered and sorted, stepped and written by hand on as many threads as the server has */

struct stepper {
    pthread_t thread;
    const char *path;
    const struct zc_entity *entity;
    long count;
    int today;
    size_t bytes;
};

/* Every column that the entity stores, as the server answers it. */
static char *list_sql(const struct zc_entity *entity)
{
    struct zc_buf sql = {0};
    zc_buf_str(&sql, "SELECT id, slice");
    for (size_t i = 0; i < entity->column_count; i++)
        zc_buf_printf(&sql, ", \"%s\"", entity->columns[i]->name);
    zc_buf_printf(&sql, " FROM t_%s WHERE state = ?1 AND weight >= ?2 AND valid_from <= ?3 AND valid_to > ?3 ORDER BY task, seq, id LIMIT 51", entity->table);
    char *text = zc_strdup(zc_buf_text(&sql));
    zc_buf_free(&sql);
    return text;
}

static void write_column(struct zc_buf *out, sqlite3_stmt *stmt, int i, bool day)
{
    char text[ZC_DATE_TEXT];
    switch (sqlite3_column_type(stmt, i)) {
    case SQLITE_NULL: zc_buf_str(out, "null"); break;
    case SQLITE_TEXT: zc_buf_json(out, (const char *)sqlite3_column_text(stmt, i), (size_t)sqlite3_column_bytes(stmt, i)); break;
    default:
        if (day) {
            zc_date_format(text, sqlite3_column_int(stmt, i));
            zc_buf_json(out, text, strlen(text));
        } else {
            zc_buf_char(out, '"');
            zc_buf_int(out, sqlite3_column_int64(stmt, i));
            zc_buf_char(out, '"');
        }
    }
}

static void *step_lists(void *data)
{
    struct stepper *self = data;
    sqlite3 *db;
    sqlite3_stmt *stmt;
    struct zc_buf out = {0};
    char *sql = list_sql(self->entity);
    zc_assert(sqlite3_open_v2(self->path, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK);
    zc_assert(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK);
    free(sql);
    sqlite3_exec(db, "PRAGMA cache_size=-16000", NULL, NULL, NULL);
    int columns = sqlite3_column_count(stmt);
    for (long n = 0; n < self->count; n++) {
        zc_buf_clear(&out);
        sqlite3_bind_text(stmt, 1, "not_started", -1, SQLITE_STATIC);
        sqlite3_bind_int(stmt, 2, 2);
        sqlite3_bind_int(stmt, 3, self->today);
        for (int row = 0; sqlite3_step(stmt) == SQLITE_ROW && row < 50; row++) {
            for (int i = 0; i < columns; i++) {
                zc_buf_str(&out, i ? ",\"" : "{\"");
                zc_buf_str(&out, sqlite3_column_name(stmt, i));
                zc_buf_str(&out, "\":");
                write_column(&out, stmt, i, i > 1 && self->entity->columns[i - 2]->type == ZC_DATE);
            }
            zc_buf_char(&out, '}');
        }
        self->bytes = out.size;
        sqlite3_reset(stmt);
    }
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    zc_buf_free(&out);
    return NULL;
}

static double step_in_process(const struct zc_db *db, const char *path, int today, long count)
{
    struct stepper steppers[THREADS];
    double start = bench_now();
    for (int i = 0; i < THREADS; i++) {
        steppers[i] = (struct stepper){.path = path, .entity = zc_model_entity(db->city->model, "reform.item"), .count = count / THREADS, .today = today};
        pthread_create(&steppers[i].thread, NULL, step_lists, &steppers[i]);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(steppers[i].thread, NULL);
    return (bench_now() - start) / (double)count;
}

static void measure_list(const struct zc_server *server, struct zc_db *db, const struct bench_town *town, const char *size)
{
    struct zc_arena arena = {0};
    char token[ZC_TOKEN_TEXT];
    double bytes;
    start_session(token, db, town->office_account, town->office_post);
    const char *request = request_text(&arena, "/api/v1/reform.item?where=state%20%3D%20%27not_started%27%20and%20weight%20%3E%3D%202", token);
    const char *path = zc_arena_printf(&arena, "%s/city.db", db->city->folder);
    struct turns turns;
    for (int run = -1; run < RUNS; run++) {
        double peer = step_in_process(db, path, zc_db_today(db), 10000);
        turn(&turns, run, load(server->port, &request, 1, 10000, &bytes), peer);
    }
    double ours = bench_median(turns.ours, RUNS), ratio = bench_median(turns.ratio, RUNS);
    bench_result(&(struct bench_result){.work = "list of 50, filtered and sorted, over HTTP", .size = size, .rows = (long)town->items, .versions = 1,
                                        .bytes = bytes / 50, .ours = bench_text("%.0f/s", 1 / ours),
                                        .peer = bench_text("same SELECT as JSON in process %.0f/s", 1 / bench_median(turns.peer, RUNS)), .ratio = ratio, .bar = "≥ 0.7",
                                        .met = ratio >= 0.7, .units = (double)town->items, .seconds = ours});
    zc_arena_free(&arena);
}

int main(int argc, char **argv)
{
    struct bench_town town;
    struct zc_db db;
    struct zc_error err = {0};
    if (argc != 4) {
        fprintf(stderr, "usage: bench_read WORK SIZE ITEMS\n");
        return 2;
    }
    size_t items = strtoul(argv[3], NULL, 10), tasks = items / 50;
    struct zc_city *city = bench_city(argv[1], bench_text("read-%zu", items));
    bench_must(zc_db_open(&db, city, ZC_STORE_WRITE, &err), &err, "opening");
    bench_town_people(&town, &db);
    bench_town_work(&town, &db, tasks, items, 1);
    struct zc_server server = {.city = city, .host = "127.0.0.1", .threads = THREADS, .tables = tables};
    bench_must(zc_server_start(&server, &err), &err, "starting the server");
    measure_point(&server, &db, &town, argv[2]);
    measure_list(&server, &db, &town, argv[2]);
    zc_server_stop(&server);
    zc_db_close(&db);
    zc_city_close(city);
    free(town.task);
    free(town.item);
    return 0;
}
