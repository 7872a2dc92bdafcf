/* writer: 1 the queue and the batch; 2 papers; 3 the writer's thread; 4 the waiting callers. */
#include "http/writer.h"
#include "base/log.h"
#include "paper/official_pack.h"
#include "record/ahead.h"
#include "record/papers.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct item {
    struct zc_write_job job;
    int (*alone)(void *user, struct zc_db *db, struct zc_error *err);
    int code;
    struct zc_error err;
    bool dropped;            /* whoever waited for it has given up */
    bool draws;              /* its step issues a paper, which is to be drawn first */
    struct turn *turn;       /* the paper is under way: who is told instead of the caller */
};
struct turn { /* a run of work whose paper is under way */
    struct item *item;
    struct zc_papers *papers; /* NULL: drawn where it is written, after all */
    int64_t ahead;
    bool done;
};
struct line { /* items that wait, in the order in which they came */
    struct item items[ZC_WRITER_QUEUE];
    size_t first, count;
};
enum { PATIENCE_S = 10, LOOK_S = 20, PAPER_RUNS = 4, COLLISIONS = 5, AWAY_S = 20, AWAY_PAUSE_MS = 100 };
static const int64_t least_ahead = 200000, first_ahead = 2000000, most_ahead = 20000000; /* microseconds of the known time that is promised to a paper */
struct zc_writer {
    struct zc_db db;
    pthread_t thread, drawing;
    pthread_mutex_t lock;
    pthread_cond_t wake, drawn; /* for the writer's thread; for the one that draws */
    struct line queue, papers;
    struct item *under_way;    /* work whose paper is under way wants to run: before all others */
    bool draws;                /* a paper is under way */
    bool stopping, ended;
    int64_t busy_since;        /* nanoseconds of the monotonic clock, 0: nothing is under way */
    int64_t away_since;        /* when the server was lost; 0: it is there. Of the writer's thread alone */
    struct zc_writer_look stand; /* but for what is asked when looked at */
};

static void line_add(struct line *line, const struct item *item) { line->items[(line->first + line->count++) % ZC_WRITER_QUEUE] = *item; }
static struct item line_take(struct line *line)
{
    struct item item = line->items[line->first];
    line->first = (line->first + 1) % ZC_WRITER_QUEUE;
    line->count--;
    return item;
}

/* 1 */

static const struct zc_histogram_shape sizes = {{1, 2, 4, 8, 16, 32, 64, 128}, 8, 1};

static int64_t clock_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static void run_one(struct item *item, struct zc_tx *tx)
{
    struct zc_papers none = {0}, *papers = item->turn ? item->turn->papers : &none;
    item->err = (struct zc_error){0};
    item->draws = false;
    if (papers && zc_tx_db(tx)->city->drawer && !zc_papers_use(tx, papers, item->turn ? item->turn->ahead : 0))
        papers = NULL;
    if ((item->code = zc_tx_mark(tx, &item->err)))
        return;
    item->code = item->job.work(item->job.user, tx, &item->err);
    item->draws = papers && papers->wanted && (papers == &none || !item->code);
    if (item->draws)
        item->code = ZC_ECHECK; /* this run is not kept, and nothing is the matter with the storage */
    if (item->code)
        zc_tx_return(tx);
    else
        zc_tx_release(tx);
}

/* After a failure of the storage the transaction may be gone, and with it what others wrote before: nothing more may be tried in it. */
static bool storage_failed(int code) { return code == ZC_EIO || code == ZC_EINTERNAL || code == ZC_EUNKNOWN || code == ZC_EAWAY; }

enum again { NOT_AGAIN, COLLIDED, PARTED }; /* why the same may be tried again */

static int try_once(struct zc_writer *writer, struct item *items, size_t count, enum again *why, struct zc_error *err)
{
    struct zc_tx *tx = NULL;
    bool any = false, again = false;
    zc_store_collided(writer->db.store); /* what was before this */
    zc_store_parted(writer->db.store);
    int rc = zc_tx_begin(&tx, &writer->db, &items[0].job.actor, err);
    for (size_t i = 0; i < count && !rc; i++) {
        if (i && (rc = zc_tx_next(tx, &items[i].job.actor, err)))
            break;
        run_one(&items[i], tx);
        any |= items[i].code == ZC_OK;
        again = zc_store_collided(writer->db.store);
        if (again || storage_failed(items[i].code)) {
            rc = items[i].code ? items[i].code : ZC_EBUSY;
            *err = items[i].err;
        }
    }
    if (tx && (rc || !any))
        zc_tx_rollback(tx);
    else if (tx && !(rc = zc_tx_commit(tx, err)))
        __atomic_add_fetch(&writer->stand.commits, 1, __ATOMIC_RELAXED);
    again |= zc_store_collided(writer->db.store);
    *why = !rc ? NOT_AGAIN : zc_store_parted(writer->db.store) ? PARTED : again ? COLLIDED : NOT_AGAIN;
    return rc;
}

/* false: it has been away for too long, or the city is about to stop. */
static bool wait_for_server(struct zc_writer *writer)
{
    pthread_mutex_lock(&writer->lock);
    bool stopping = writer->stopping;
    pthread_mutex_unlock(&writer->lock);
    writer->away_since = writer->away_since ? writer->away_since : clock_now();
    if (stopping || clock_now() - writer->away_since >= AWAY_S * INT64_C(1000000000))
        return false;
    usleep(AWAY_PAUSE_MS * 1000);
    return true;
}

/* Work that only got in the way of another transaction of the server, or lost its connection before anything stood, is done again; it may always be run twice. */
static int try_batch(struct zc_writer *writer, struct item *items, size_t count, struct zc_error *err)
{
    enum again why;
    int rc, collisions = 0;
    do
        rc = try_once(writer, items, count, &why, err);
    while (why == PARTED ? wait_for_server(writer) : why == COLLIDED && ++collisions < COLLISIONS);
    if (rc == ZC_EUNKNOWN)
        writer->away_since = clock_now() - AWAY_S * INT64_C(1000000000); /* it was looked for that long already */
    else if (why != PARTED)
        writer->away_since = 0;
    return rc;
}

/* Before anybody is told: whoever asks afterwards finds his own work counted. */
static void note(struct zc_writer *writer, const struct item *items, size_t count)
{
    struct zc_writer_look *stand = &writer->stand;
    pthread_mutex_lock(&writer->lock);
    for (size_t i = 0; i < count; i++)
        if (!items[i].draws)
            (*(items[i].code == ZC_OK ? &stand->kept : storage_failed(items[i].code) ? &stand->failed : &stand->refused))++;
    zc_histogram_add(&stand->sizes, (int64_t)count);
    zc_histogram_add(&stand->took, clock_now() - writer->busy_since);
    pthread_mutex_unlock(&writer->lock);
}

static void end_turn(struct zc_writer *writer, const struct item *item)
{
    pthread_mutex_lock(&writer->lock);
    *item->turn->item = *item;
    item->turn->done = true;
    pthread_cond_signal(&writer->drawn);
    pthread_mutex_unlock(&writer->lock);
}

static bool wait_for_paper(struct zc_writer *writer, struct item *item)
{
    pthread_mutex_lock(&writer->lock);
    bool room = writer->papers.count < ZC_WRITER_QUEUE;
    if (room)
        line_add(&writer->papers, item);
    else
        item->code = zc_fail(&item->err, ZC_EBUSY, "等着成文的公文太多,请稍候再试", "too many papers wait to be drawn, try again shortly");
    pthread_cond_signal(&writer->drawn);
    pthread_mutex_unlock(&writer->lock);
    return room;
}

/* One durable commit for all; when that fails, each by itself, so that one bad write does not take the others with it: but not when it may stand
 * after all, nor when another process of the city writes for longer than one waits, or the server is away. */
static void run_batch(struct zc_writer *writer, struct item *items, size_t count)
{
    struct zc_error err = {0};
    int rc = try_batch(writer, items, count, &err);
    for (size_t i = 0; i < count; i++) {
        int code = rc;
        if (rc && count > 1 && rc != ZC_EUNKNOWN && rc != ZC_EBUSY && rc != ZC_EAWAY) {
            err = (struct zc_error){0};
            code = try_batch(writer, &items[i], 1, &err);
        }
        if (code && (items[i].code == ZC_OK || storage_failed(items[i].code))) {
            items[i].code = code;
            items[i].err = err;
        }
    }
    note(writer, items, count);
    for (size_t i = 0; i < count; i++)
        if (items[i].turn)
            end_turn(writer, &items[i]);
        else if (!items[i].draws || !wait_for_paper(writer, &items[i]))
            items[i].job.done(items[i].job.user, items[i].code, &items[i].err);
}

static void run_alone(struct zc_writer *writer, struct item *item)
{
    item->err = (struct zc_error){0};
    item->code = zc_store_hold(writer->db.store, &item->err);
    if (!item->code)
        item->code = item->alone(item->job.user, &writer->db, &item->err);
    zc_store_let(writer->db.store);
    note(writer, item, 1);
    item->job.done(item->job.user, item->code, &item->err);
}

/* 2 */

static int draw_one(struct zc_papers_one *one, const struct zc_city *city, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_official *paper;
    int rc = zc_official_unpack(&paper, &arena, one->description.bytes, one->description.size, err);
    if (!rc)
        rc = city->drawer(&one->file, city, paper, err);
    if (!rc && !one->file.size)
        rc = zc_fail(err, ZC_EINTERNAL, "画出的公文是空的", "the paper that was drawn is empty");
    zc_arena_free(&arena);
    return rc;
}

/* Runs the work on the writer's thread, before what waits there. Holds the lock but while it waits. */
static void take_turn(struct zc_writer *writer, struct item *item, struct turn *turn)
{
    item->turn = turn;
    item->code = ZC_OK;
    item->draws = false;
    writer->under_way = item;
    pthread_cond_signal(&writer->wake);
    while (!turn->done)
        pthread_cond_wait(&writer->drawn, &writer->lock);
}

/* Until what was drawn is what is stored. When it changed under the drawing again and again, the last run draws where it writes. */
static void issue(struct zc_writer *writer, struct item *item, int64_t *ahead)
{
    struct zc_papers papers = {0};
    int rc = ZC_OK;
    for (int run = 0; run <= PAPER_RUNS && !rc; run++) {
        struct turn turn = {.item = item, .papers = run < PAPER_RUNS ? &papers : NULL, .ahead = *ahead};
        take_turn(writer, item, &turn);
        if (!item->draws)
            break;
        pthread_mutex_unlock(&writer->lock);
        int64_t begun = clock_now();
        for (size_t i = 0; i < papers.count && !rc; i++)
            if (!papers.items[i].file.size && (rc = draw_one(&papers.items[i], writer->db.city, &item->err)))
                item->code = rc;
        int64_t took = (clock_now() - begun) / 1000 * 2; /* the next one may take twice as long as this one */
        *ahead = took < least_ahead ? least_ahead : took > most_ahead ? most_ahead : took;
        pthread_mutex_lock(&writer->lock);
    }
    zc_papers_free(&papers);
}

static void *draw_papers(void *data)
{
    struct zc_writer *writer = data;
    int64_t ahead = first_ahead;
    pthread_mutex_lock(&writer->lock);
    for (;;) {
        while (!writer->papers.count && !writer->ended)
            pthread_cond_wait(&writer->drawn, &writer->lock);
        if (!writer->papers.count)
            break;
        struct item item = line_take(&writer->papers);
        writer->draws = true;
        issue(writer, &item, &ahead);
        pthread_mutex_unlock(&writer->lock);
        item.job.done(item.job.user, item.code, &item.err);
        pthread_mutex_lock(&writer->lock);
        writer->draws = false;
        pthread_cond_signal(&writer->wake);
    }
    pthread_mutex_unlock(&writer->lock);
    return NULL;
}

/* 3 */

static bool has_work(const struct zc_writer *writer) { return writer->queue.count || writer->under_way; }

/* Nothing waits, nothing more is taken, and no paper will bring its work again. */
static bool is_over(const struct zc_writer *writer) { return writer->stopping && !has_work(writer) && !writer->papers.count && !writer->draws; }

/* Waits for work, and looks up now and then whether a day has come on which something begins. Holds the lock but while it writes. */
static void await_work(struct zc_writer *writer)
{
    while (!has_work(writer) && !is_over(writer)) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += LOOK_S;
        if (pthread_cond_timedwait(&writer->wake, &writer->lock, &until) != ETIMEDOUT || has_work(writer) || writer->stopping)
            continue;
        struct zc_error err = {0};
        pthread_mutex_unlock(&writer->lock);
        if (zc_ahead_come(&writer->db, &err))
            zc_log("warn", "writer: %s", err.en);
        pthread_mutex_lock(&writer->lock);
    }
}

static void *loop(void *data)
{
    struct zc_writer *writer = data;
    struct item *batch = zc_malloc(zc_mul_size(ZC_WRITER_BATCH, sizeof *batch));
    pthread_mutex_lock(&writer->lock);
    for (;;) {
        await_work(writer);
        if (!has_work(writer))
            break;
        size_t taken = 0;
        if (writer->under_way) {
            batch[taken++] = *writer->under_way;
            writer->under_way = NULL;
        }
        while (writer->queue.count && taken < ZC_WRITER_BATCH) { /* work that runs alone is a batch of its own */
            if (taken && writer->queue.items[writer->queue.first].alone)
                break;
            batch[taken] = line_take(&writer->queue);
            taken += !batch[taken].dropped;
            if (taken && batch[taken - 1].alone)
                break;
        }
        if (!taken)
            continue;
        writer->busy_since = clock_now();
        writer->stand.alone = batch[0].alone != NULL;
        pthread_mutex_unlock(&writer->lock);
        if (batch[0].alone)
            run_alone(writer, &batch[0]);
        else
            run_batch(writer, batch, taken);
        pthread_mutex_lock(&writer->lock);
        writer->busy_since = 0;
    }
    pthread_mutex_unlock(&writer->lock);
    free(batch);
    return NULL;
}

/* When no work will come from there any more. */
static void end_drawing(struct zc_writer *writer)
{
    pthread_mutex_lock(&writer->lock);
    writer->ended = true;
    pthread_cond_signal(&writer->drawn);
    pthread_mutex_unlock(&writer->lock);
    pthread_join(writer->drawing, NULL);
}

int zc_writer_start(struct zc_writer **out, const struct zc_city *city, struct zc_error *err)
{
    struct zc_writer *writer = zc_malloc(sizeof *writer);
    memset(writer, 0, sizeof *writer);
    writer->stand.sizes.shape = &sizes;
    writer->stand.took.shape = &zc_histogram_seconds;
    pthread_mutex_init(&writer->lock, NULL);
    pthread_cond_init(&writer->wake, NULL);
    pthread_cond_init(&writer->drawn, NULL);
    int rc = zc_db_open(&writer->db, city, ZC_STORE_WRITE, err);
    if (!rc && pthread_create(&writer->drawing, NULL, draw_papers, writer) != 0)
        rc = zc_fail(err, ZC_EIO, "无法启动画公文的线程", "cannot start the thread that draws papers");
    if (!rc && pthread_create(&writer->thread, NULL, loop, writer) != 0) {
        rc = zc_fail(err, ZC_EIO, "无法启动写入线程", "cannot start the writer's thread");
        end_drawing(writer);
    }
    if (rc) {
        zc_db_close(&writer->db);
        free(writer);
        return rc;
    }
    *out = writer;
    return ZC_OK;
}

static int put(struct zc_writer *writer, const struct item *item, struct zc_error *err)
{
    int rc = ZC_OK;
    pthread_mutex_lock(&writer->lock);
    if (writer->stopping || writer->queue.count == ZC_WRITER_QUEUE) {
        writer->stand.full++;
        rc = zc_fail(err, ZC_EBUSY, "写入排队已满,请稍候再试", "the queue of writes is full, try again shortly");
    } else {
        line_add(&writer->queue, item);
        pthread_cond_signal(&writer->wake);
    }
    pthread_mutex_unlock(&writer->lock);
    return rc;
}

int zc_writer_submit(struct zc_writer *writer, const struct zc_write_job *job, struct zc_error *err)
{
    struct item item = {.job = *job};
    return put(writer, &item, err);
}

int zc_writer_submit_alone(struct zc_writer *writer, int (*work)(void *user, struct zc_db *db, struct zc_error *err), zc_write_done *done,
                           void *user, struct zc_error *err)
{
    struct item item = {.job = {.done = done, .user = user}, .alone = work};
    return put(writer, &item, err);
}

/* 4 */

struct waiting {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool ready;
    int code;
    struct zc_error err;
    zc_write_work *work;
    int (*alone)(void *user, struct zc_db *db, struct zc_error *err);
    void *user;
};

static int waiting_work(void *user, struct zc_tx *tx, struct zc_error *err)
{
    struct waiting *waiting = user;
    return waiting->work(waiting->user, tx, err);
}

static int waiting_alone(void *user, struct zc_db *db, struct zc_error *err)
{
    struct waiting *waiting = user;
    return waiting->alone(waiting->user, db, err);
}

static void waiting_done(void *user, int code, const struct zc_error *err)
{
    struct waiting *waiting = user;
    pthread_mutex_lock(&waiting->lock);
    waiting->code = code;
    waiting->err = *err;
    waiting->ready = true;
    pthread_cond_signal(&waiting->wake);
    pthread_mutex_unlock(&waiting->lock);
}

/* true: it had not begun, and will not be. */
static bool give_up(struct zc_writer *writer, const struct waiting *waiting)
{
    bool found = false;
    pthread_mutex_lock(&writer->lock);
    for (size_t i = 0; i < writer->queue.count && !found; i++) {
        struct item *item = &writer->queue.items[(writer->queue.first + i) % ZC_WRITER_QUEUE];
        if ((found = item->job.user == waiting && !item->dropped))
            item->dropped = true;
    }
    pthread_mutex_unlock(&writer->lock);
    return found;
}

/* false: its turn did not come in time. */
static bool await(struct zc_writer *writer, struct waiting *waiting, bool patient)
{
    struct timespec until;
    bool late = false;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PATIENCE_S;
    pthread_mutex_lock(&waiting->lock);
    while (!waiting->ready && !late)
        if (patient)
            pthread_cond_wait(&waiting->wake, &waiting->lock);
        else
            late = pthread_cond_timedwait(&waiting->wake, &waiting->lock, &until) == ETIMEDOUT;
    bool ready = waiting->ready;
    pthread_mutex_unlock(&waiting->lock);
    return ready || (!give_up(writer, waiting) && await(writer, waiting, true));
}

static int run_and_wait(struct zc_writer *writer, struct item *item, struct waiting *waiting, bool patient, struct zc_error *err)
{
    pthread_mutex_init(&waiting->lock, NULL);
    pthread_cond_init(&waiting->wake, NULL);
    item->job.done = waiting_done;
    item->job.user = waiting;
    int rc = put(writer, item, err);
    if (!rc) {
        if (!await(writer, waiting, patient)) {
            rc = zc_fail(err, ZC_EBUSY, "正在写入一批数据,请稍候再试", "a large import is being written, try again shortly");
        } else if ((rc = waiting->code) && err) {
            *err = waiting->err;
        }
    }
    pthread_cond_destroy(&waiting->wake);
    pthread_mutex_destroy(&waiting->lock);
    return rc;
}

int zc_writer_run(struct zc_writer *writer, const struct zc_actor *actor, zc_write_work *work, void *user, struct zc_error *err)
{
    struct waiting waiting = {.work = work, .user = user};
    struct item item = {.job = {.actor = *actor, .work = waiting_work}};
    return run_and_wait(writer, &item, &waiting, false, err);
}

int zc_writer_alone(struct zc_writer *writer, int (*work)(void *user, struct zc_db *db, struct zc_error *err), void *user, struct zc_error *err)
{
    struct waiting waiting = {.alone = work, .user = user};
    struct item item = {.alone = waiting_alone};
    return run_and_wait(writer, &item, &waiting, true, err);
}

int zc_writer_alone_soon(struct zc_writer *writer, int (*work)(void *user, struct zc_db *db, struct zc_error *err), void *user, struct zc_error *err)
{
    struct waiting waiting = {.alone = work, .user = user};
    struct item item = {.alone = waiting_alone};
    return run_and_wait(writer, &item, &waiting, false, err);
}

void zc_writer_stand(struct zc_writer_look *out, struct zc_writer *writer)
{
    pthread_mutex_lock(&writer->lock);
    *out = writer->stand;
    out->waiting = writer->queue.count;
    out->busy_ns = writer->busy_since ? clock_now() - writer->busy_since : 0;
    out->alone = writer->busy_since && writer->stand.alone;
    pthread_mutex_unlock(&writer->lock);
}

void zc_writer_finish(struct zc_writer *writer)
{
    if (!writer)
        return;
    pthread_mutex_lock(&writer->lock);
    bool first = !writer->stopping;
    writer->stopping = true;
    pthread_cond_signal(&writer->wake);
    pthread_mutex_unlock(&writer->lock);
    if (first) {
        pthread_join(writer->thread, NULL);
        end_drawing(writer);
    }
}

void zc_writer_stop(struct zc_writer *writer)
{
    if (!writer)
        return;
    zc_writer_finish(writer);
    zc_db_close(&writer->db);
    pthread_cond_destroy(&writer->wake);
    pthread_cond_destroy(&writer->drawn);
    pthread_mutex_destroy(&writer->lock);
    free(writer);
}
