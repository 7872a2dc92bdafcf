/*
 * write: durable writes from 64 clients through the writer's thread (record, slices, journal, search, group commit), beside a
 * bare loop of the same shape: 64 clients, one thread that groups, one insert of the same bytes chained by SM3, synchronous FULL.
 * Usage: bench_write WORK SIZE WRITES
 */
#include "bench.h"

#include "base/digest.h"
#include "http/writer.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CLIENTS = 64, RUNS = 3 };

static struct zc_writer *writer;
static struct bench_town town;
static long per_client, seq_base;

/* Ours: a new item under one of the tasks. */

static int add_item(void *user, struct zc_tx *tx, struct zc_error *err)
{
    long n = *(const long *)user;
    struct zc_arena arena = {0};
    const struct zc_entity *entity = zc_model_entity(zc_tx_db(tx)->city->model, "reform.item");
    struct zc_patch patch = zc_patch_new(&arena, entity, 0);
    char task[24], seq[24], name[200];
    snprintf(task, sizeof task, "%lld", (long long)town.task[n / 98 % (long)town.tasks]);
    snprintf(seq, sizeof seq, "%ld", n % 98 + 2);
    snprintf(name, sizeof name, "建立第%ld项改革事项的办理机制并形成可核验的成果", n);
    const char *const fields[][2] = {{"task", task},
                                     {"seq", seq},
                                     {"name", name},
                                     {"deliverable_type", "MECH"},
                                     {"acceptance_standard", "机制连续运行三个月，台账、会议纪要、办结记录齐全，抽查差错率不高于百分之二"},
                                     {"weight", "3"},
                                     {"due_on", "2017-06-30"},
                                     {"baseline_due_on", "2017-06-30"}};
    int64_t id;
    bool changed;
    int rc = ZC_OK;
    for (size_t i = 0; i < sizeof fields / sizeof *fields && !rc; i++)
        rc = zc_patch_set(&patch, &arena, fields[i][0], fields[i][1], err);
    if (!rc)
        rc = zc_record_change(&id, &changed, tx, &patch, err);
    zc_arena_free(&arena);
    return rc;
}

static void *our_client(void *data)
{
    long client = (long)(intptr_t)data;
    struct zc_actor actor = {.face = "api", .reader = &ZC_READER_CITY};
    for (long i = 0; i < per_client; i++) {
        long n = seq_base + client * per_client + i;
        struct zc_error err = {0};
        bench_must(zc_writer_run(writer, &actor, add_item, &n, &err), &err, "writing");
    }
    return NULL;
}

/* The bare loop. */

struct waiting {
    const char *bytes;
    size_t size;
    bool done;
    pthread_cond_t wake;
};
static struct {
    sqlite3 *db;
    sqlite3_stmt *insert;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct waiting *queue[CLIENTS];
    size_t count;
    bool stopping;
    char digest[ZC_DIGEST_HEX];
    char row[1024];
    size_t row_size;
} bare = {.lock = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER};

static void *bare_writer(void *data)
{
    struct waiting *batch[CLIENTS];
    (void)data;
    pthread_mutex_lock(&bare.lock);
    for (;;) {
        while (!bare.count && !bare.stopping)
            pthread_cond_wait(&bare.wake, &bare.lock);
        if (!bare.count)
            break;
        size_t count = bare.count;
        memcpy(batch, bare.queue, count * sizeof *batch);
        bare.count = 0;
        pthread_mutex_unlock(&bare.lock);
        sqlite3_exec(bare.db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
        for (size_t i = 0; i < count; i++) {
            char chained[1200];
            memcpy(chained, bare.digest, 64);
            memcpy(chained + 64, batch[i]->bytes, batch[i]->size);
            zc_sm3_hex(bare.digest, chained, 64 + batch[i]->size);
            sqlite3_bind_text(bare.insert, 1, batch[i]->bytes, (int)batch[i]->size, SQLITE_STATIC);
            sqlite3_bind_text(bare.insert, 2, bare.digest, 64, SQLITE_STATIC);
            zc_assert(sqlite3_step(bare.insert) == SQLITE_DONE);
            sqlite3_reset(bare.insert);
        }
        zc_assert(sqlite3_exec(bare.db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK);
        pthread_mutex_lock(&bare.lock);
        for (size_t i = 0; i < count; i++) {
            batch[i]->done = true;
            pthread_cond_signal(&batch[i]->wake);
        }
    }
    pthread_mutex_unlock(&bare.lock);
    return NULL;
}

static void *bare_client(void *data)
{
    (void)data;
    struct waiting waiting = {.bytes = bare.row, .size = bare.row_size, .wake = PTHREAD_COND_INITIALIZER};
    for (long i = 0; i < per_client; i++) {
        pthread_mutex_lock(&bare.lock);
        waiting.done = false;
        bare.queue[bare.count++] = &waiting;
        pthread_cond_signal(&bare.wake);
        while (!waiting.done)
            pthread_cond_wait(&waiting.wake, &bare.lock);
        pthread_mutex_unlock(&bare.lock);
    }
    return NULL;
}

static double clients(void *(*run)(void *))
{
    pthread_t threads[CLIENTS];
    double start = bench_now();
    for (long i = 0; i < CLIENTS; i++)
        pthread_create(&threads[i], NULL, run, (void *)(intptr_t)i);
    for (int i = 0; i < CLIENTS; i++)
        pthread_join(threads[i], NULL);
    return (bench_now() - start) / (double)(per_client * CLIENTS);
}

static void open_bare(const char *work, struct zc_db *db)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/bare-write.db", work);
    remove(path);
    zc_assert(sqlite3_open(path, &bare.db) == SQLITE_OK);
    zc_assert(sqlite3_exec(bare.db,
                           "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;"
                           "CREATE TABLE bare (id INTEGER PRIMARY KEY, row TEXT NOT NULL, digest TEXT NOT NULL)",
                           NULL, NULL, NULL) == SQLITE_OK);
    zc_assert(sqlite3_prepare_v2(bare.db, "INSERT INTO bare (row, digest) VALUES (?1, ?2)", -1, &bare.insert, NULL) == SQLITE_OK);
    /* the bytes of a row are those of the newest journal entry */
    struct zc_stmt *stmt;
    struct zc_error err = {0};
    size_t size;
    bench_must(zc_stmt_prepare(&stmt, db->store, "SELECT payload FROM journal WHERE kind = 'record' ORDER BY at DESC LIMIT 1", &err), &err, "reading");
    bench_must(zc_stmt_step(stmt, &err), &err, "reading");
    const char *text = zc_stmt_text(stmt, 0, &size);
    bare.row_size = size < sizeof bare.row ? size : sizeof bare.row;
    memcpy(bare.row, text, bare.row_size);
    zc_stmt_done(stmt);
    memset(bare.digest, '0', 64);
}

int main(int argc, char **argv)
{
    struct zc_db db;
    struct zc_error err = {0};
    if (argc != 4) {
        fprintf(stderr, "usage: bench_write WORK SIZE WRITES\n");
        return 2;
    }
    long writes = strtol(argv[3], NULL, 10);
    struct zc_city *city = bench_city(argv[1], bench_text("write-%ld", writes));
    bench_must(zc_db_open(&db, city, ZC_STORE_WRITE, &err), &err, "opening");
    bench_town_people(&town, &db);
    size_t tasks = (size_t)writes * (RUNS + 1) / 98 + 2;
    bench_town_work(&town, &db, tasks, tasks, 1);
    open_bare(argv[1], &db);
    bench_must(zc_writer_start(&writer, city, &err), &err, "starting the writer");
    pthread_t thread;
    pthread_create(&thread, NULL, bare_writer, NULL);

    double ours[RUNS], peer[RUNS];
    per_client = writes / CLIENTS;
    for (int run = -1; run < RUNS; run++) {
        double own = clients(our_client), other = clients(bare_client);
        seq_base += per_client * CLIENTS;
        if (run >= 0) {
            ours[run] = own;
            peer[run] = other;
        }
    }
    pthread_mutex_lock(&bare.lock);
    bare.stopping = true;
    pthread_cond_signal(&bare.wake);
    pthread_mutex_unlock(&bare.lock);
    pthread_join(thread, NULL);
    sqlite3_finalize(bare.insert);
    sqlite3_close(bare.db);
    double own = bench_median(ours, RUNS), other = bench_median(peer, RUNS), ratio = other / own;
    bench_result(&(struct bench_result){.work = "durable write at 64 clients: record, slice, journal, search", .size = argv[2], .rows = writes, .versions = 1,
                                        .bytes = (double)bare.row_size, .ours = bench_text("%.0f/s", 1 / own),
                                        .peer = bench_text("bare group commit + SM3 row %.0f/s", 1 / other), .ratio = ratio, .bar = "≥ 0.3",
                                        .met = ratio >= 0.3, .units = (double)writes, .seconds = own * (double)writes});
    zc_writer_stop(writer);
    zc_db_close(&db);
    zc_city_close(city);
    free(town.task);
    free(town.item);
    return 0;
}
