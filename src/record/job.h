/*
 * job: work that takes longer than an answer may. One thread runs what waits in a short queue, in the order asked; each job can be
 * looked at while it runs (step, count, share, seconds left) and cancelled, which leaves nothing of it.
 *
 * A job that needs a person's word asks and ends its run: it waits without holding the thread, for a day at the most, and begins
 * anew when it is answered. Question and answer are durable: a job that waits still waits after a kill of the process.
 *
 * What is asked is first a small synced file (record/job_order.h): accepting a job needs no write lock,
 * which a running import holds. The beginning and the end are facts of a record (core.job), written by the thread when the lock
 * is free; how far a job is lives in memory alone. A job that a former process left, queued or running, is recorded as
 * interrupted when the next one starts; what it had begun to store is gone with its transaction.
 *
 * Of several processes of a city each runs what it was asked. What one that ended left, another that runs takes over within seconds. A job that waits
 * for an answer moves to the process that is given it; one that another process has is cancelled by a file beside its own, seen within a second.
 *
 * All functions are thread-safe. The texts of a look belong to the job and stay until it is let go.
 */
#ifndef ZC_RECORD_JOB_H
#define ZC_RECORD_JOB_H

#include "base/progress.h"
#include "record/job_order.h"
#include "record/write.h"

enum { ZC_JOBS_WAITING = 16, ZC_JOBS_OF_ONE = 4, ZC_JOBS_KEPT = 32 }; /* waiting in all; of one account; finished ones in memory */

enum zc_job_state { ZC_JOB_QUEUED, ZC_JOB_RUNNING, ZC_JOB_WAITING, ZC_JOB_DONE, ZC_JOB_FAILED, ZC_JOB_CANCELLED, ZC_JOB_INTERRUPTED, ZC_JOB_STATES };
extern const char *const zc_job_states[ZC_JOB_STATES]; /* as core.job names them */
static inline bool zc_job_ended(enum zc_job_state state) { return state >= ZC_JOB_DONE; }

struct zc_job;
struct zc_jobs;
typedef int zc_tx_work(void *data, struct zc_tx *tx, struct zc_error *err);
struct zc_job_host {
    /* One write transaction for a fact, waited for. */
    int (*write)(void *user, const struct zc_actor *actor, zc_tx_work *work, void *data, struct zc_error *err);
    /* The work itself, on the thread of the jobs. ZC_OK: done. ZC_ESTOPPED: zc_job_tell said so, and nothing stays. */
    int (*run)(void *user, struct zc_job *job, struct zc_error *err);
    void *user;
};

/* Records first what a former process left. Everything of host must stay until the end. */
int zc_jobs_start(struct zc_jobs **out, const struct zc_city *city, const struct zc_job_host *host, struct zc_error *err);
/* Stops the running job, which is recorded as interrupted like those that wait. The host must still write. */
void zc_jobs_finish(struct zc_jobs *jobs);
void zc_jobs_free(struct zc_jobs *jobs); /* after finish; no look may be held */

/* Durable when it returns ZC_OK; *token (26 characters) lies in the arena. ZC_EBUSY when too many wait. */
int zc_jobs_ask(const char **token, struct zc_arena *arena, struct zc_jobs *jobs, const struct zc_job_order *order, struct zc_error *err);
/* ZC_ENOTFOUND: none of this account in memory; ZC_ECONFLICT: it has ended. The job ends as soon as its thread hears of it. */
int zc_jobs_cancel(struct zc_jobs *jobs, const char *token, int64_t account, struct zc_error *err);
/* Answers a job that waits: it takes its place in the queue again. Durable when it returns ZC_OK. Texts may be NULL and are copied;
 * ZC_ENOTFOUND as above, ZC_ECONFLICT: it does not wait, ZC_ELIMIT: an answer is too long. */
int zc_jobs_answer(struct zc_jobs *jobs, const char *token, int64_t account, const char *create_missing, const char *leave_out, const char *given,
                   struct zc_error *err);
/* Seconds until the running job ends, as far as one can tell; 0 when none runs, -1 when it cannot be told. */
int64_t zc_jobs_left(struct zc_jobs *jobs);

/* How many are in each state: of those that have ended, since the start. */
void zc_jobs_count(uint64_t out[ZC_JOB_STATES], struct zc_jobs *jobs);

struct zc_job_look {
    struct zc_job *job;
    const char *token;
    enum zc_job_state state;
    struct zc_job_order order;
    const char *question;        /* what it waits for; NULL when it does not */
    struct zc_step step;
    int64_t asked_at, started_at, finished_at; /* µs, 0 = not yet */
    int64_t left_s;              /* -1: not known */
    struct zc_pair result;       /* in words, NULL until it ended */
    const void *outcome;         /* what the work left with zc_job_keep, NULL until it ended or waits */
};
/* false: none of this account under that token is in memory (older ones are records alone). */
bool zc_jobs_look(struct zc_job_look *out, struct zc_jobs *jobs, const char *token, int64_t account);
/* Those of an account, newest first; at most `most` are written. */
size_t zc_jobs_list(struct zc_job_look *out, size_t most, struct zc_jobs *jobs, int64_t account);
void zc_jobs_let_go(struct zc_jobs *jobs, struct zc_job_look *look);

/* For the work. */
const struct zc_job_order *zc_job_order_of(const struct zc_job *job);
const char *zc_job_token(const struct zc_job *job);
zc_tell zc_job_tell;             /* user: struct zc_job */
struct zc_arena *zc_job_arena(struct zc_job *job); /* lives as long as the job is in memory */
void zc_job_keep(struct zc_job *job, const void *outcome);
/* The work cannot go on without a person: it returns ZC_OK next, and is run again with the answer in its order. */
void zc_job_ask(struct zc_job *job, const char *question);
void zc_job_say(struct zc_job *job, const char *zh, const char *en); /* the result in words; at most 900 bytes each are kept */

/* "zh | en" as the record keeps a result. */
struct zc_pair zc_job_result(struct zc_arena *arena, const char *text);

#endif
