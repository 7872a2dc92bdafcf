/*
 * job: 1 the facts of its record; 2 what a former process left; 3 the thread; 4 asking, answering, cancelling, looking; 5 for the
 * work; 6 starting and stopping.
 */
#include "record/job.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/secret.h"
#include "record/slot.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PAUSE_MS = 200, TICK_S = 60, TICK_BESIDE_S = 2, LOOK_US = 500000 };
static const int64_t wait_us = 24 * INT64_C(3600000000); /* as long as its upload is kept */

const char *const zc_job_states[ZC_JOB_STATES] = {"queued", "running", "waiting", "done", "failed", "cancelled", "interrupted"};
static const char *const transitions[ZC_JOB_STATES] = {NULL, "start", "ask", "finish", "fail", "cancel", "interrupt"};

struct zc_job { /* what stands above `state` does not change; the rest is read and written under the lock */
    struct zc_jobs *jobs;
    struct zc_arena arena;       /* written by whoever asks, then by the work alone */
    char token[ZC_TOKEN_128];
    struct zc_job_order order;
    int64_t asked_at;
    enum zc_job_state state;
    struct zc_step step;
    struct zc_pace pace;
    int64_t started_at, finished_at;
    char zh[900], en[900];       /* the result in words; written by the work, read when it ended */
    const void *outcome;
    const char *question;        /* of the work, or of the file that a former process left */
    bool cancel, late;           /* late: nobody answered in time */
    int64_t looked_at;           /* whether another process cancelled it */
    int held;
    struct zc_job *next;         /* newest first */
};
struct zc_jobs {
    const struct zc_city *city;
    struct zc_job_host host;
    struct zc_slot slot;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct zc_job *first;
    uint64_t ended[ZC_JOB_STATES];
    bool started, stopping;
};

static struct zc_job *find(const struct zc_jobs *jobs, const char *token, int64_t account)
{
    for (struct zc_job *job = jobs->first; job; job = job->next)
        if (job->order.account == account && strcmp(job->token, token) == 0)
            return job;
    return NULL;
}

/* 1 */

struct fact {
    const struct zc_job *job;
    enum zc_job_state state;
    int permille;
    const char *zh, *en;         /* NULL: no result yet */
};

static int set_instant(struct zc_patch *patch, const char *name, int64_t instant)
{
    const struct zc_field *field = zc_entity_field(patch->entity, name);
    if (!field || field->column < 0)
        return ZC_OK;
    patch->values[field->column] = zc_int(instant);
    patch->set[field->column] = true;
    return ZC_OK;
}

static int make_record(int64_t *id, struct zc_tx *tx, const struct zc_job *job, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_patch patch = zc_patch_new(&arena, zc_model_entity(zc_tx_db(tx)->city->model, "core.job"), 0);
    struct zc_job_order order = job->order;
    struct zc_job_text texts[ZC_JOB_TEXTS];
    char day[ZC_DATE_TEXT];
    bool changed;
    zc_job_texts(texts, &order);
    int rc = zc_patch_set(&patch, &arena, "token", job->token, err);
    for (size_t i = 0; i < ZC_JOB_TEXTS && !rc; i++)
        if (*texts[i].text)
            rc = zc_patch_set(&patch, &arena, texts[i].name, *texts[i].text, err);
    const int64_t numbers[] = {order.account, order.post};
    static const char *const refs[] = {"account", "asked_by"};
    for (size_t i = 0; i < 2 && !rc; i++)
        if (numbers[i])
            rc = zc_patch_set(&patch, &arena, refs[i], zc_arena_printf(&arena, "%lld", (long long)numbers[i]), err);
    if (!rc && order.trial)
        rc = zc_patch_set(&patch, &arena, "trial", "true", err);
    if (!rc && order.stand != ZC_TODAY) {
        zc_date_format(day, order.stand);
        rc = zc_patch_set(&patch, &arena, "stand_on", day, err);
    }
    if (!rc && order.valid_from != ZC_TODAY) {
        zc_date_format(day, order.valid_from);
        rc = zc_patch_set(&patch, &arena, "holds_from", day, err);
    }
    if (!rc)
        rc = zc_record_change(id, &changed, tx, &patch, err);
    zc_arena_free(&arena);
    return rc;
}

/* What a person has said meanwhile. */
static int set_answers(struct zc_patch *patch, struct zc_arena *arena, const struct zc_job *job, struct zc_error *err)
{
    const struct zc_job_order *order = &job->order;
    int rc = order->create_missing ? zc_patch_set(patch, arena, "create_missing", order->create_missing, err) : ZC_OK;
    if (!rc && order->leave_out)
        rc = zc_patch_set(patch, arena, "leave_out", order->leave_out, err);
    return !rc && order->given ? zc_patch_set(patch, arena, "given", order->given, err) : rc;
}

static int note(void *data, struct zc_tx *tx, struct zc_error *err)
{
    const struct fact *fact = data;
    struct zc_db *db = zc_tx_db(tx);
    const struct zc_entity *entity = zc_model_entity(db->city->model, "core.job");
    struct zc_arena arena = {0};
    struct zc_value token = zc_text(fact->job->token);
    int64_t id = 0;
    bool changed;
    if (!entity)
        return zc_fail(err, ZC_EINTERNAL, "缺少后台任务的声明", "jobs are not declared");
    int rc = zc_rows_find(&id, db, entity, "token", &token, err);
    bool new_one = !id;
    if (!rc && !id)
        rc = make_record(&id, tx, fact->job, err);
    struct zc_patch patch = zc_patch_new(&arena, entity, id);
    if (!rc && fact->state == ZC_JOB_RUNNING) {
        rc = set_instant(&patch, "started_at", zc_db_now(db));
        if (!rc && !new_one)
            rc = set_answers(&patch, &arena, fact->job, err);
    }
    if (!rc && zc_job_ended(fact->state)) {
        rc = set_instant(&patch, "finished_at", zc_db_now(db));
        rc = rc ? rc : zc_patch_set(&patch, &arena, "progress", zc_arena_printf(&arena, "%d", fact->permille / 10), err);
        rc = rc ? rc : zc_patch_set(&patch, &arena, "result", zc_arena_printf(&arena, "%s | %s", fact->zh, fact->en), err);
    }
    if (!rc)
        rc = zc_record_change(&id, &changed, tx, &patch, err);
    if (!rc && transitions[fact->state])
        rc = zc_record_transition(tx, entity, id, transitions[fact->state], NULL, err);
    zc_arena_free(&arena);
    return rc;
}

struct zc_pair zc_job_result(struct zc_arena *arena, const char *text)
{
    const char *bar = text ? strstr(text, " | ") : NULL;
    if (!bar)
        return (struct zc_pair){text && *text ? zc_arena_str(arena, text) : NULL, NULL};
    return (struct zc_pair){zc_arena_copy(arena, text, (size_t)(bar - text)), zc_arena_str(arena, bar + 3)};
}

/* A full queue of writes passes, and so does the absence of a server; a storage that fails does not. */
static int tell_city(struct zc_jobs *jobs, struct fact *fact, struct zc_error *err)
{
    const struct zc_job_order *order = &fact->job->order;
    struct zc_actor actor = {.account = order->account, .post = order->post, .face = "job", .reader = &ZC_READER_CITY};
    int rc;
    while ((rc = jobs->host.write(jobs->host.user, &actor, note, fact, err)) == ZC_EBUSY || rc == ZC_EAWAY) {
        pthread_mutex_lock(&jobs->lock);
        bool stopping = jobs->stopping;
        pthread_mutex_unlock(&jobs->lock);
        if (stopping)
            break; /* its file stays, and the next start records it */
        usleep(PAUSE_MS * 1000);
    }
    return rc;
}

/* 2 */

static const char interrupted_zh[] = "服务器中途停止,没有存入任何内容,请重新运行", interrupted_en[] = "interrupted: the server ended in the middle; nothing was stored, run it again";

static int note_interrupted(struct zc_jobs *jobs, struct zc_job *job, struct zc_error *err)
{
    struct fact fact = {.job = job, .state = ZC_JOB_INTERRUPTED, .zh = interrupted_zh, .en = interrupted_en};
    return tell_city(jobs, &fact, err);
}

/* Whether the record of the job is in this state: its end may have been recorded though the file was left. */
static int stands(bool *out, struct zc_jobs *jobs, const char *token, enum zc_job_state state, struct zc_error *err)
{
    const struct zc_entity *entity = zc_model_entity(jobs->city->model, "core.job");
    struct zc_value value = zc_text(token);
    struct zc_arena arena = {0};
    struct zc_record record;
    struct zc_db db = {0};
    int64_t id = 0;
    int rc = zc_db_open(&db, jobs->city, ZC_STORE_READ, err);
    rc = rc || !entity ? rc : zc_rows_find(&id, &db, entity, "token", &value, err);
    rc = rc || !id ? rc : zc_rows_get(&record, &arena, &db, entity, id, zc_times_now(&db), &ZC_READER_CITY, err);
    *out = !rc && id && strcmp(zc_record_text(&record, "state"), zc_job_states[state]) == 0;
    zc_db_close(&db);
    zc_arena_free(&arena);
    return rc;
}

static int write_file(struct zc_jobs *jobs, const struct zc_job *job, const char *question, struct zc_error *err)
{
    struct zc_job_file file = {.order = job->order, .asked_at = job->asked_at, .question = question, .slot = jobs->slot.number};
    memcpy(file.token, job->token, sizeof file.token);
    return zc_job_file_write(&file, jobs->city, err);
}

/* A job that waited for an answer waits on. */
static int revive(struct zc_jobs *jobs, struct zc_job *job, struct zc_error *err)
{
    struct fact fact = {.job = job, .state = ZC_JOB_WAITING};
    bool waits, runs;
    int rc = stands(&waits, jobs, job->token, ZC_JOB_WAITING, err);
    rc = rc ? rc : stands(&runs, jobs, job->token, ZC_JOB_RUNNING, err);
    if (!rc && runs) /* killed between the file and the record */
        rc = tell_city(jobs, &fact, err);
    if (rc)
        return rc;
    if (!waits && !runs)
        return ZC_ENOTFOUND;
    if (jobs->slot.number) /* from now on it is ours */
        rc = write_file(jobs, job, job->question, err);
    if (rc)
        return rc;
    pthread_mutex_lock(&jobs->lock);
    job->state = ZC_JOB_WAITING;
    job->next = jobs->first;
    jobs->first = job;
    pthread_mutex_unlock(&jobs->lock);
    return ZC_OK;
}

/* *kept: the job stays, here or with another process. ZC_OK: the file has said what it had to, and goes unless it is kept. */
static int recover_file(bool *kept, struct zc_jobs *jobs, const char *path, bool starting, struct zc_error *err)
{
    struct zc_job_file file;
    struct zc_job *job = zc_malloc(sizeof *job);
    int rc = ZC_OK;
    *job = (struct zc_job){.jobs = jobs};
    bool whole = zc_job_file_read(&file, &job->arena, path); /* one that was not written to its end was never acknowledged */
    if (whole && (zc_slot_lives(&jobs->slot, file.slot) || (!starting && file.slot == jobs->slot.number))) {
        *kept = true; /* whoever has it runs */
        zc_arena_free(&job->arena);
        free(job);
        return ZC_OK;
    }
    if (whole) {
        memcpy(job->token, file.token, sizeof job->token);
        job->order = file.order;
        job->asked_at = file.asked_at;
        job->question = file.question;
        rc = file.question ? revive(jobs, job, err) : note_interrupted(jobs, job, err);
        *kept = !rc && file.question;
    }
    if (rc == ZC_EINPUT || rc == ZC_ENOTFOUND) /* its end had been recorded, only the file was left */
        rc = ZC_OK;
    if (!*kept) {
        zc_arena_free(&job->arena);
        free(job);
    }
    return rc;
}

static int recover_files(struct zc_jobs *jobs, bool starting, struct zc_error *err)
{
    struct zc_arena arena = {0};
    int gate = zc_slot_enter(&jobs->slot, jobs->city, starting);
    if (gate == -1)
        return starting ? zc_fail(err, ZC_EIO, "城市文件夹 %s 的锁不能用", "the lock of the city folder %s cannot be used", jobs->city->folder) : ZC_OK;
    const char *folder = zc_arena_printf(&arena, "%s/waiting", jobs->city->folder);
    DIR *open_folder = opendir(folder);
    struct dirent *item;
    int rc = ZC_OK;
    while (!rc && open_folder && (item = readdir(open_folder))) {
        const char *dot = strrchr(item->d_name, '.');
        if (!dot || strcmp(dot, ".job") != 0)
            continue;
        const char *path = zc_arena_printf(&arena, "%s/%s", folder, item->d_name);
        struct zc_error why = {0};
        bool kept = false;
        rc = recover_file(&kept, jobs, path, starting, &why);
        if (rc)
            *err = why;
        else if (!kept)
            unlink(path);
    }
    if (open_folder)
        closedir(open_folder);
    zc_arena_free(&arena);
    zc_slot_leave(gate);
    return rc;
}

/* Records that are still open though no file speaks of them: the folder was restored from a backup, or made by hand. */
static int recover_records(void *data, struct zc_tx *tx, struct zc_error *err)
{
    struct zc_jobs *jobs = data;
    struct zc_db *db = zc_tx_db(tx);
    const struct zc_entity *entity = zc_model_entity(db->city->model, "core.job");
    struct zc_arena arena = {0};
    struct zc_rows rows;
    size_t left = 0;
    struct zc_rows_query query = {.entity = entity, .times = zc_times_now(db), .reader = &ZC_READER_CITY, .filter = "state = 'queued' or state = 'running' or state = 'waiting'"};
    bool changed;
    int rc = zc_rows_list(&rows, &arena, db, &query, err);
    for (size_t i = 0; !rc && i < rows.count; i++) {
        const char *token = zc_record_text(&rows.items[i], "token");
        int64_t account = zc_record_value(&rows.items[i], "account").number;
        if (find(jobs, token, account) || access(zc_job_file_path(&arena, jobs->city, token, account), F_OK) == 0) /* it waits on, or another process has it */
            continue;
        left++;
        struct zc_patch patch = zc_patch_new(&arena, entity, rows.items[i].id);
        int64_t id;
        rc = set_instant(&patch, "finished_at", zc_db_now(db));
        rc = rc ? rc : zc_patch_set(&patch, &arena, "result", zc_arena_printf(&arena, "%s | %s", interrupted_zh, interrupted_en), err);
        rc = rc ? rc : zc_record_change(&id, &changed, tx, &patch, err);
        rc = rc ? rc : zc_record_transition(tx, entity, rows.items[i].id, "interrupt", NULL, err);
    }
    if (!rc && !left)
        rc = zc_fail(err, ZC_ENOTFOUND, "没有未结的后台任务", "no job is left open"); /* nothing is written */
    zc_arena_free(&arena);
    return rc;
}

/* 3 */

static const char *cancel_path(struct zc_arena *arena, const struct zc_jobs *jobs, const struct zc_job *job)
{
    return zc_arena_printf(arena, "%s.cancel", zc_job_file_path(arena, jobs->city, job->token, job->order.account));
}

/* Another process has left word that it be cancelled; looked for now and then. Under the lock. */
static void hear_others(struct zc_job *job)
{
    struct zc_arena arena = {0};
    int64_t now = zc_instant_now();
    if (!job->jobs->slot.number || now - job->looked_at < LOOK_US)
        return;
    job->looked_at = now;
    job->cancel |= access(cancel_path(&arena, job->jobs, job), F_OK) == 0;
    zc_arena_free(&arena);
}

static bool told_to_stop(struct zc_job *job)
{
    pthread_mutex_lock(&job->jobs->lock);
    hear_others(job);
    bool stop = job->cancel || job->jobs->stopping;
    pthread_mutex_unlock(&job->jobs->lock);
    return stop;
}

static void drop_old(struct zc_jobs *jobs) /* under the lock */
{
    size_t ended = 0;
    for (struct zc_job **at = &jobs->first; *at;) {
        struct zc_job *job = *at;
        ended += zc_job_ended(job->state);
        if (!zc_job_ended(job->state) || ended <= ZC_JOBS_KEPT || job->held) {
            at = &job->next;
            continue;
        }
        *at = job->next;
        zc_arena_free(&job->arena);
        free(job);
    }
}

static void set_state(struct zc_jobs *jobs, struct zc_job *job, enum zc_job_state state)
{
    pthread_mutex_lock(&jobs->lock);
    job->state = state;
    if (state != ZC_JOB_WAITING)
        *(state == ZC_JOB_RUNNING ? &job->started_at : &job->finished_at) = zc_instant_now();
    if (state == ZC_JOB_DONE)
        job->step.permille = 1000;
    drop_old(jobs);
    pthread_mutex_unlock(&jobs->lock);
}

static void end_job(struct zc_jobs *jobs, struct zc_job *job, enum zc_job_state state)
{
    struct zc_arena arena = {0};
    struct zc_error err = {0};
    struct fact fact = {.job = job, .state = state, .permille = state == ZC_JOB_DONE ? 1000 : job->step.permille, .zh = job->zh, .en = job->en};
    if (!job->zh[0])
        zc_job_say(job, "完成", "done");
    int rc = tell_city(jobs, &fact, &err);
    if (rc)
        zc_log("error", "the end of job %s was not recorded: %s", job->token, err.en);
    else
        unlink(zc_job_file_path(&arena, jobs->city, job->token, job->order.account));
    if (jobs->slot.number)
        unlink(cancel_path(&arena, jobs, job));
    zc_arena_free(&arena);
    set_state(jobs, job, state);
    pthread_mutex_lock(&jobs->lock);
    jobs->ended[state]++;
    pthread_mutex_unlock(&jobs->lock);
}

/* The question is durable before anybody sees it. */
static int wait_for_answer(struct zc_jobs *jobs, struct zc_job *job, struct zc_error *err)
{
    struct fact fact = {.job = job, .state = ZC_JOB_WAITING};
    int rc = write_file(jobs, job, job->question, err);
    rc = rc ? rc : tell_city(jobs, &fact, err);
    if (!rc)
        set_state(jobs, job, ZC_JOB_WAITING);
    return rc;
}

static void run_job(struct zc_jobs *jobs, struct zc_job *job)
{
    struct zc_error err = {0};
    struct fact begin = {.job = job, .state = ZC_JOB_RUNNING};
    int rc = job->late           ? zc_fail(&err, ZC_ESTOPPED, "一天之内无人答复,已取消,没有存入任何内容", "cancelled: nobody answered for a day; nothing was stored")
             : told_to_stop(job) ? zc_fail(&err, ZC_ESTOPPED, "已取消,没有存入任何内容", "cancelled: nothing was stored")
                                 : tell_city(jobs, &begin, &err);
    if (!rc) {
        set_state(jobs, job, ZC_JOB_RUNNING);
        job->question = NULL;
        rc = jobs->host.run(jobs->host.user, job, &err);
        if (!rc && job->question && !(rc = wait_for_answer(jobs, job, &err)))
            return;
    }
    pthread_mutex_lock(&jobs->lock);
    bool stopping = jobs->stopping && !job->cancel && rc && (rc == ZC_ESTOPPED || rc == ZC_EBUSY || rc == ZC_EAWAY);
    pthread_mutex_unlock(&jobs->lock);
    if (stopping)
        zc_job_say(job, interrupted_zh, interrupted_en);
    else if (rc)
        zc_job_say(job, err.zh, err.en);
    end_job(jobs, job, !rc ? ZC_JOB_DONE : stopping ? ZC_JOB_INTERRUPTED : rc == ZC_ESTOPPED ? ZC_JOB_CANCELLED : ZC_JOB_FAILED);
}

static struct zc_job *oldest_waiting(const struct zc_jobs *jobs)
{
    struct zc_job *found = NULL;
    for (struct zc_job *job = jobs->first; job; job = job->next)
        if (job->state == ZC_JOB_QUEUED)
            found = job;
    return found;
}

/* Whether the job's file is still this process's. */
static bool still_ours(const struct zc_jobs *jobs, const struct zc_job *job)
{
    struct zc_arena arena = {0};
    struct zc_job_file file;
    bool ours = !jobs->slot.number || (zc_job_file_read(&file, &arena, zc_job_file_path(&arena, jobs->city, job->token, job->order.account)) &&
                                       file.slot == jobs->slot.number);
    zc_arena_free(&arena);
    return ours;
}

/* Jobs that waited here and were answered elsewhere. Under the lock. */
static void drop_moved(struct zc_jobs *jobs)
{
    for (struct zc_job **at = &jobs->first; *at && jobs->slot.number;) {
        struct zc_job *job = *at;
        if (job->state != ZC_JOB_WAITING || job->held || still_ours(jobs, job)) {
            at = &job->next;
            continue;
        }
        *at = job->next;
        zc_arena_free(&job->arena);
        free(job);
    }
}

/* Nobody answered for a day: the upload goes, and so does the job. */
static void end_late(struct zc_jobs *jobs) /* under the lock */
{
    int64_t now = zc_instant_now();
    for (struct zc_job *job = jobs->first; job; job = job->next)
        if (job->state == ZC_JOB_WAITING && job->asked_at + wait_us < now) {
            job->late = true;
            job->state = ZC_JOB_QUEUED;
        }
}

static void *loop(void *data)
{
    struct zc_jobs *jobs = data;
    pthread_mutex_lock(&jobs->lock);
    for (;;) {
        struct zc_job *job;
        while (!(job = oldest_waiting(jobs)) && !jobs->stopping) {
            struct timespec until;
            clock_gettime(CLOCK_REALTIME, &until);
            until.tv_sec += jobs->slot.number ? TICK_BESIDE_S : TICK_S;
            drop_moved(jobs);
            end_late(jobs);
            if (!oldest_waiting(jobs) && pthread_cond_timedwait(&jobs->wake, &jobs->lock, &until) == ETIMEDOUT && jobs->slot.number && !jobs->stopping) {
                struct zc_error err = {0};
                pthread_mutex_unlock(&jobs->lock);
                if (recover_files(jobs, false, &err))
                    zc_log("warn", "jobs of a process that ended: %s", err.en);
                pthread_mutex_lock(&jobs->lock);
            }
        }
        if (!job)
            break;
        pthread_mutex_unlock(&jobs->lock);
        run_job(jobs, job);
        pthread_mutex_lock(&jobs->lock);
    }
    pthread_mutex_unlock(&jobs->lock);
    return NULL;
}

/* 4 */

static struct zc_job *new_job(struct zc_jobs *jobs, const struct zc_job_order *order)
{
    struct zc_job_text texts[ZC_JOB_TEXTS];
    struct zc_job *job = zc_malloc(sizeof *job);
    *job = (struct zc_job){.jobs = jobs, .order = *order, .asked_at = zc_instant_now()};
    zc_job_texts(texts, &job->order);
    for (size_t i = 0; i < ZC_JOB_TEXTS; i++)
        *texts[i].text = zc_arena_str(&job->arena, *texts[i].text);
    job->order.face = zc_arena_str(&job->arena, order->face);
    zc_token_128(job->token);
    return job;
}

int zc_jobs_ask(const char **token, struct zc_arena *arena, struct zc_jobs *jobs, const struct zc_job_order *order, struct zc_error *err)
{
    struct zc_job *job = new_job(jobs, order);
    size_t all = 0, own = 0;
    int rc = ZC_OK;
    pthread_mutex_lock(&jobs->lock);
    for (const struct zc_job *other = jobs->first; other; other = other->next)
        if (other->state == ZC_JOB_QUEUED) {
            all++;
            own += other->order.account == order->account;
        }
    if (jobs->stopping || all >= ZC_JOBS_WAITING || own >= ZC_JOBS_OF_ONE)
        rc = zc_fail(err, ZC_EBUSY, "后台任务排队已满(共 %d 个,每人 %d 个),请稍候再试", "the queue of jobs is full (%d in all, %d a person), try again shortly", ZC_JOBS_WAITING,
                     ZC_JOBS_OF_ONE);
    if (!rc)
        rc = write_file(jobs, job, NULL, err); /* under the lock: a rare and small file */
    if (!rc) {
        *token = zc_arena_str(arena, job->token);
        job->next = jobs->first;
        jobs->first = job;
        pthread_cond_signal(&jobs->wake);
    }
    pthread_mutex_unlock(&jobs->lock);
    if (rc) {
        zc_arena_free(&job->arena);
        free(job);
    }
    return rc;
}

static bool is_token(const char *token) { return strlen(token) == ZC_TOKEN_128 - 1 && !strchr(token, '/') && !strchr(token, '.'); }

/* The job as this process may decide about it: one of its own, or one that waits with another, taken over. NULL: it has none such; *elsewhere:
 * another process has it and is at it. Under the lock and inside the gate. */
static struct zc_job *decide_on(bool *elsewhere, struct zc_jobs *jobs, const char *token, int64_t account)
{
    struct zc_job_file file;
    *elsewhere = false;
    drop_moved(jobs);
    struct zc_job *job = find(jobs, token, account);
    if (job || !jobs->slot.number || !is_token(token))
        return job;
    job = zc_malloc(sizeof *job);
    *job = (struct zc_job){.jobs = jobs, .state = ZC_JOB_WAITING};
    bool there = zc_job_file_read(&file, &job->arena, zc_job_file_path(&job->arena, jobs->city, token, account)) && file.order.account == account;
    if (there) {
        memcpy(job->token, file.token, sizeof job->token);
        job->order = file.order;
        job->asked_at = file.asked_at;
        job->question = file.question;
    }
    *elsewhere = there && !file.question;
    if (!there || !file.question || write_file(jobs, job, job->question, NULL)) {
        zc_arena_free(&job->arena);
        free(job);
        return NULL;
    }
    job->next = jobs->first;
    jobs->first = job;
    return job;
}

static int leave_word(struct zc_jobs *jobs, const char *token, int64_t account, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_job named = {.order = {.account = account}};
    snprintf(named.token, sizeof named.token, "%s", token);
    int file = open(cancel_path(&arena, jobs, &named), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    int rc = file >= 0 ? ZC_OK : zc_fail(err, ZC_EIO, "取消没有记下:%s", "the cancellation could not be noted: %s", strerror(errno));
    if (file >= 0)
        close(file);
    zc_arena_free(&arena);
    return rc;
}

int zc_jobs_cancel(struct zc_jobs *jobs, const char *token, int64_t account, struct zc_error *err)
{
    bool elsewhere;
    int gate = zc_slot_enter(&jobs->slot, jobs->city, true);
    pthread_mutex_lock(&jobs->lock);
    struct zc_job *job = decide_on(&elsewhere, jobs, token, account);
    if (elsewhere) {
        int rc = leave_word(jobs, token, account, err);
        pthread_mutex_unlock(&jobs->lock);
        zc_slot_leave(gate);
        return rc;
    }
    int rc = !job                         ? zc_fail(err, ZC_ENOTFOUND, "没有这个后台任务", "there is no such job")
             : zc_job_ended(job->state) ? zc_fail(err, ZC_ECONFLICT, "后台任务已经结束", "the job has ended already")
                                        : ZC_OK;
    if (!rc)
        job->cancel = true;
    if (!rc && job->state == ZC_JOB_WAITING) { /* its thread ends it, as it ends one that has not begun */
        job->state = ZC_JOB_QUEUED;
        pthread_cond_signal(&jobs->wake);
    }
    pthread_mutex_unlock(&jobs->lock);
    zc_slot_leave(gate);
    return rc;
}

int zc_jobs_answer(struct zc_jobs *jobs, const char *token, int64_t account, const char *create_missing, const char *leave_out, const char *given,
                   struct zc_error *err)
{
    const char *const answers[] = {create_missing, leave_out, given};
    int rc = ZC_OK;
    for (size_t i = 0; i < 3 && !rc; i++)
        if (answers[i] && strlen(answers[i]) > ZC_JOB_ANSWER_MOST)
            rc = zc_fail(err, ZC_ELIMIT, "答复太长,最多 %d 个字节", "an answer is too long: %d bytes at the most", ZC_JOB_ANSWER_MOST);
    if (rc)
        return rc;
    bool elsewhere;
    int gate = zc_slot_enter(&jobs->slot, jobs->city, true);
    pthread_mutex_lock(&jobs->lock);
    struct zc_job *job = decide_on(&elsewhere, jobs, token, account);
    if (!job && !elsewhere)
        rc = zc_fail(err, ZC_ENOTFOUND, "没有这个后台任务", "there is no such job");
    else if (!job || job->state != ZC_JOB_WAITING)
        rc = zc_fail(err, ZC_ECONFLICT, "后台任务没有在等待答复", "the job does not wait for an answer");
    if (!rc) { /* no work runs on it, so its arena and order are free to be written */
        struct zc_job_order before = job->order;
        job->order.create_missing = zc_arena_str(&job->arena, create_missing);
        job->order.leave_out = zc_arena_str(&job->arena, leave_out);
        job->order.given = zc_arena_str(&job->arena, given);
        rc = write_file(jobs, job, NULL, err);
        if (rc)
            job->order = before;
    }
    if (!rc) {
        job->step = (struct zc_step){0};
        job->pace = (struct zc_pace){0};
        job->state = ZC_JOB_QUEUED;
        pthread_cond_signal(&jobs->wake);
    }
    pthread_mutex_unlock(&jobs->lock);
    zc_slot_leave(gate);
    return rc;
}

int64_t zc_jobs_left(struct zc_jobs *jobs)
{
    int64_t left = 0;
    pthread_mutex_lock(&jobs->lock);
    for (const struct zc_job *job = jobs->first; job; job = job->next)
        if (job->state == ZC_JOB_RUNNING)
            left = zc_pace_left(&job->pace, zc_instant_now());
    pthread_mutex_unlock(&jobs->lock);
    return left;
}

void zc_jobs_count(uint64_t out[ZC_JOB_STATES], struct zc_jobs *jobs)
{
    pthread_mutex_lock(&jobs->lock);
    memcpy(out, jobs->ended, sizeof jobs->ended);
    for (const struct zc_job *job = jobs->first; job; job = job->next)
        if (!zc_job_ended(job->state))
            out[job->state]++;
    pthread_mutex_unlock(&jobs->lock);
}

static struct zc_job_look look_at(struct zc_job *job) /* under the lock */
{
    bool ended = zc_job_ended(job->state), waits = job->state == ZC_JOB_WAITING;
    job->held++;
    return (struct zc_job_look){.job = job,
                                .token = job->token,
                                .state = job->state,
                                .order = job->order,
                                .question = waits ? job->question : NULL,
                                .step = job->step,
                                .asked_at = job->asked_at,
                                .started_at = job->started_at,
                                .finished_at = job->finished_at,
                                .left_s = job->state == ZC_JOB_RUNNING ? zc_pace_left(&job->pace, zc_instant_now()) : -1,
                                .result = ended ? (struct zc_pair){job->zh, job->en} : (struct zc_pair){NULL, NULL},
                                .outcome = ended || waits ? job->outcome : NULL};
}

bool zc_jobs_look(struct zc_job_look *out, struct zc_jobs *jobs, const char *token, int64_t account)
{
    pthread_mutex_lock(&jobs->lock);
    struct zc_job *job = find(jobs, token, account);
    if (job)
        *out = look_at(job);
    pthread_mutex_unlock(&jobs->lock);
    return job != NULL;
}

size_t zc_jobs_list(struct zc_job_look *out, size_t most, struct zc_jobs *jobs, int64_t account)
{
    size_t count = 0;
    pthread_mutex_lock(&jobs->lock);
    for (struct zc_job *job = jobs->first; job && count < most; job = job->next)
        if (job->order.account == account)
            out[count++] = look_at(job);
    pthread_mutex_unlock(&jobs->lock);
    return count;
}

void zc_jobs_let_go(struct zc_jobs *jobs, struct zc_job_look *look)
{
    pthread_mutex_lock(&jobs->lock);
    look->job->held--;
    pthread_mutex_unlock(&jobs->lock);
    look->job = NULL;
}

/* 5 */

const struct zc_job_order *zc_job_order_of(const struct zc_job *job) { return &job->order; }
const char *zc_job_token(const struct zc_job *job) { return job->token; }
struct zc_arena *zc_job_arena(struct zc_job *job) { return &job->arena; }

void zc_job_keep(struct zc_job *job, const void *outcome)
{
    pthread_mutex_lock(&job->jobs->lock);
    job->outcome = outcome;
    pthread_mutex_unlock(&job->jobs->lock);
}

void zc_job_ask(struct zc_job *job, const char *question)
{
    pthread_mutex_lock(&job->jobs->lock);
    job->question = zc_arena_str(&job->arena, question);
    pthread_mutex_unlock(&job->jobs->lock);
}

static void copy_whole(char out[900], const char *text)
{
    size_t size = strlen(text);
    for (size = size < 899 ? size : 899; size && text[size] && ((unsigned char)text[size] & 0xC0) == 0x80;)
        size--;
    memcpy(out, text, size);
    out[size] = 0;
}

void zc_job_say(struct zc_job *job, const char *zh, const char *en)
{
    pthread_mutex_lock(&job->jobs->lock);
    copy_whole(job->zh, zh);
    copy_whole(job->en, en);
    pthread_mutex_unlock(&job->jobs->lock);
}

bool zc_job_tell(void *user, const struct zc_step *step)
{
    struct zc_job *job = user;
    pthread_mutex_lock(&job->jobs->lock);
    int before = job->step.permille;
    job->step = *step;
    if (step->permille < before)
        job->step.permille = before;
    zc_pace_note(&job->pace, zc_instant_now(), job->step.permille);
    hear_others(job);
    bool go_on = !job->cancel && !job->jobs->stopping;
    pthread_mutex_unlock(&job->jobs->lock);
    return go_on;
}

/* 6 */

int zc_jobs_start(struct zc_jobs **out, const struct zc_city *city, const struct zc_job_host *host, struct zc_error *err)
{
    const struct zc_entity *entity = zc_model_entity(city->model, "core.job");
    struct zc_actor actor = {.face = "job", .reader = &ZC_READER_CITY};
    struct zc_jobs *jobs = zc_malloc(sizeof *jobs);
    *jobs = (struct zc_jobs){.city = city, .host = *host};
    pthread_mutex_init(&jobs->lock, NULL);
    pthread_cond_init(&jobs->wake, NULL);
    int rc = zc_slot_take(&jobs->slot, city, err);
    rc = rc ? rc : recover_files(jobs, true, err);
    if (!rc && entity)
        rc = host->write(host->user, &actor, recover_records, jobs, err);
    if (rc == ZC_ENOTFOUND)
        rc = ZC_OK;
    if (!rc && pthread_create(&jobs->thread, NULL, loop, jobs) != 0)
        rc = zc_fail(err, ZC_EIO, "无法启动后台任务的线程", "cannot start the thread of the jobs");
    jobs->started = !rc;
    if (rc)
        zc_jobs_free(jobs);
    else
        *out = jobs;
    return rc;
}

void zc_jobs_finish(struct zc_jobs *jobs)
{
    if (!jobs || !jobs->started)
        return;
    pthread_mutex_lock(&jobs->lock);
    jobs->stopping = true;
    pthread_cond_signal(&jobs->wake);
    pthread_mutex_unlock(&jobs->lock);
    pthread_join(jobs->thread, NULL);
    jobs->started = false;
}

void zc_jobs_free(struct zc_jobs *jobs)
{
    if (!jobs)
        return;
    while (jobs->first) {
        struct zc_job *job = jobs->first;
        jobs->first = job->next;
        zc_arena_free(&job->arena);
        free(job);
    }
    zc_slot_give(&jobs->slot);
    pthread_cond_destroy(&jobs->wake);
    pthread_mutex_destroy(&jobs->lock);
    free(jobs);
}
