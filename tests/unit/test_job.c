/*
 * Long work: its pace, an import that tells how far it is and is stopped at any moment, and the thread that runs jobs. A stopped
 * import leaves no row and no entry, and the chains hold.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "trial_city.h"

#include "paper/export.h"
#include "paper/import.h"
#include "record/backup.h"
#include "record/job.h"
#include "record/verify.h"

#include <pthread.h>
#include <unistd.h>

enum { ROWS = 600 };

static struct trial_city trial;
static char table[128];

static int open_trial(void **state)
{
    (void)state;
    trial_city_open(&trial);
    snprintf(table, sizeof table, "%s/box.csv", trial.folder);
    FILE *file = fopen(table, "w");
    assert_non_null(file);
    fputs("code,label,size,inside\n", file);
    for (int i = 1; i <= ROWS; i++) /* every third lies in one that comes later: the second round */
        fprintf(file, "T-%d,box %d,%d,%s\n", i, i, i % 97 + 14, i % 3 ? "" : i == ROWS ? "T-1" : "T-600");
    assert_int_equal(fclose(file), 0);
    return 0;
}
static int close_trial(void **state)
{
    (void)state;
    trial_city_close(&trial);
    return 0;
}

static int64_t one(const char *sql)
{
    struct zc_stmt *stmt;
    assert_int_equal(zc_stmt_prepare(&stmt, trial.db.store, sql, NULL), ZC_OK);
    assert_int_equal(zc_stmt_step(stmt, NULL), 1);
    int64_t number = zc_stmt_int(stmt, 0);
    zc_stmt_done(stmt);
    return number;
}
static int64_t boxes(void) { return one("SELECT count(*) FROM t_shop_box"); }
static int64_t entries(void) { return one("SELECT count(*) FROM journal"); }

static void chains_hold(void)
{
    struct zc_error err = {0};
    struct zc_arena arena = {0};
    struct zc_verdict verdict;
    assert_int_equal(zc_verify(&verdict, &arena, &trial.db, NULL, NULL, NULL, &err), ZC_OK);
    assert_int_equal(verdict.fault_count, 0);
    zc_arena_free(&arena);
}

/* ---- pace ---- */

static void the_pace_tells_what_is_left(void **state)
{
    (void)state;
    static const struct {
        int64_t spent;
        int permille;
        int64_t left;
    } cases[] = {{500000, 500, -1}, {10000000, 19, -1}, {10000000, 500, 10}, {10000000, 250, 30}, {60000000, 990, 1}, {10000000, 1000, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zc_pace pace = {0};
        zc_pace_note(&pace, 1000, 0); /* reading a file says nothing about the rest */
        zc_pace_note(&pace, 7000000, 0);
        zc_pace_note(&pace, 7000000, 1);
        zc_pace_note(&pace, 7000000 + cases[i].spent, cases[i].permille);
        assert_int_equal(zc_pace_left(&pace, 7000000 + cases[i].spent), cases[i].left);
    }
    char text[ZC_LEFT_TEXT];
    zc_pace_text(text, 12, ZC_ZH);
    assert_string_equal(text, "还需约 12 秒");
    zc_pace_text(text, 121, ZC_EN);
    assert_string_equal(text, "about 3 min left");
    zc_pace_text(text, -1, ZC_EN);
    assert_string_equal(text, "");
}

/* ---- an import ---- */

struct listener {
    int calls, stop_at; /* 0: never */
    struct zc_step last;
    bool fell;
};
static bool listen_to(void *user, const struct zc_step *step)
{
    struct listener *listener = user;
    listener->fell = listener->fell || step->permille < listener->last.permille || (step->total && step->done > step->total) || step->permille > 1000;
    listener->last = *step;
    return ++listener->calls != listener->stop_at;
}

static int import(struct listener *listener, bool trial_only)
{
    struct zc_error err = {0};
    struct zc_arena arena = {0};
    struct zc_import_report report;
    struct zc_actor actor = {.face = "test", .reader = &ZC_READER_CITY};
    struct zc_import_job job = {.path = table, .entity = "shop.box", .valid_from = ZC_TODAY, .stand = ZC_TODAY, .dry_run = trial_only, .tell = listen_to, .listener = listener};
    int rc = zc_import_run(&report, &arena, &trial.db, &actor, &job, &err);
    if (!rc)
        assert_int_equal(report.made, ROWS);
    zc_arena_free(&arena);
    return rc;
}

static void an_import_that_is_stopped_leaves_nothing(void **state)
{
    (void)state;
    struct listener whole = {0};
    int64_t before = entries();
    assert_int_equal(import(&whole, true), ZC_OK);
    assert_false(whole.fell);
    assert_true(whole.calls > 2 * ROWS / 64);
    assert_int_equal(whole.last.permille, 990);
    assert_int_equal(entries(), before);
    for (int stop_at = 1; stop_at <= whole.calls; stop_at++) { /* at every moment at which it can be asked */
        struct listener listener = {.stop_at = stop_at};
        assert_int_equal(import(&listener, false), ZC_ESTOPPED);
        assert_int_equal(listener.calls, stop_at);
        assert_int_equal(boxes(), 0);
        assert_int_equal(entries(), before);
    }
    chains_hold();
}

static int to_file(struct listener *listener, bool rows)
{
    struct zc_error err = {0};
    char path[160];
    size_t count;
    snprintf(path, sizeof path, "%s/%s", trial.folder, rows ? "out.csv" : "out.zip");
    struct zc_export what = {.entity = zc_model_entity(trial.city->model, "shop.box"), .times = zc_times_now(&trial.db), .reader = &ZC_READER_CITY,
                             .form = ZC_EXPORT_CSV, .tell = listen_to, .listener = listener};
    int rc = rows ? zc_export_write(&count, &trial.db, &what, path, &err) : zc_backup(&trial.db, path, listen_to, listener, &err);
    assert_int_equal(access(path, F_OK), rc ? -1 : 0);
    remove(path);
    return rc;
}

static void an_export_or_backup_that_is_stopped_leaves_no_file(void **state)
{
    (void)state;
    struct listener make = {0};
    assert_int_equal(import(&make, false), ZC_OK);
    for (int rows = 0; rows <= 1; rows++) {
        struct listener whole = {0};
        assert_int_equal(to_file(&whole, rows), ZC_OK);
        assert_true(whole.calls > 0);
        assert_false(whole.fell);
        for (int stop_at = 1; stop_at <= whole.calls; stop_at++) {
            struct listener listener = {.stop_at = stop_at};
            assert_int_equal(to_file(&listener, rows), ZC_ESTOPPED);
            assert_int_equal(listener.calls, stop_at);
        }
    }
}

/* ---- the thread of the jobs ---- */

static struct zc_db facts; /* a connection of the jobs' thread */
static struct {
    pthread_mutex_t lock;
    bool busy;             /* the writer is held by somebody else */
} writer = {PTHREAD_MUTEX_INITIALIZER, false};

static int write_fact(void *user, const struct zc_actor *actor, zc_tx_work *work, void *data, struct zc_error *err)
{
    struct zc_tx *tx;
    (void)user;
    pthread_mutex_lock(&writer.lock);
    int rc = writer.busy ? zc_fail(err, ZC_EBUSY, "忙", "busy") : zc_tx_begin(&tx, &facts, actor, err);
    if (!rc && (rc = work(data, tx, err)))
        zc_tx_rollback(tx);
    else if (!rc)
        rc = zc_tx_commit(tx, err);
    pthread_mutex_unlock(&writer.lock);
    return rc;
}

/* Works in a thousand steps until it is told to stop; a title "fail" fails at the half, "ask" asks until it is answered. */
static int work(void *user, struct zc_job *job, struct zc_error *err)
{
    const struct zc_job_order *order = zc_job_order_of(job);
    bool endless = strcmp(order->title, "endless") == 0;
    int rc = ZC_OK;
    (void)user;
    if (strcmp(order->title, "ask") == 0 && !order->create_missing)
        zc_job_ask(job, "{\"names\":[]}");
    for (int i = 0; !rc && (i < 1000 || endless); i++) {
        rc = zc_progress(zc_job_tell, job, (struct zc_step){{"走", "walking"}, i, 1000, endless ? 1 : i}, err);
        if (!rc && i == 500 && strcmp(order->title, "fail") == 0)
            rc = zc_fail(err, ZC_EIO, "坏了", "broken");
    }
    if (!rc)
        zc_job_keep(job, zc_arena_str(zc_job_arena(job), "kept"));
    return rc;
}

static struct zc_jobs *start_jobs(void)
{
    struct zc_error err = {0};
    struct zc_jobs *jobs = NULL;
    assert_int_equal(zc_db_open(&facts, trial.city, ZC_STORE_WRITE, &err), ZC_OK);
    assert_int_equal(zc_jobs_start(&jobs, trial.city, &(struct zc_job_host){write_fact, work, NULL}, &err), ZC_OK);
    return jobs;
}
static void end_jobs(struct zc_jobs *jobs)
{
    zc_jobs_finish(jobs);
    zc_jobs_free(jobs);
    zc_db_close(&facts);
}

static const char *ask(struct zc_jobs *jobs, const char *title, int64_t account, int wanted)
{
    struct zc_error err = {0};
    const char *token = NULL;
    struct zc_job_order order = {.kind = "import", .title = title, .face = "test", .account = account, .stand = ZC_TODAY, .valid_from = ZC_TODAY};
    assert_int_equal(zc_jobs_ask(&token, &trial.arena, jobs, &order, &err), wanted);
    return token;
}

static enum zc_job_state state_of(struct zc_jobs *jobs, const char *token, int64_t account)
{
    struct zc_job_look look;
    assert_true(zc_jobs_look(&look, jobs, token, account));
    enum zc_job_state state = look.state;
    if (state == ZC_JOB_DONE) {
        assert_string_equal(look.outcome, "kept");
        assert_int_equal(look.step.permille, 1000);
    }
    zc_jobs_let_go(jobs, &look);
    return state;
}

static enum zc_job_state ended(struct zc_jobs *jobs, const char *token, int64_t account)
{
    enum zc_job_state state;
    while ((state = state_of(jobs, token, account)) <= ZC_JOB_RUNNING)
        sched_yield();
    return state;
}

static int64_t recorded(const char *token, const char *state)
{
    char sql[200];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM t_core_job WHERE token = '%s' AND state = '%s'", token, state);
    return one(sql);
}

/* Looks as long as the jobs of an account run; counts what falls. */
struct watching {
    struct zc_jobs *jobs;
    const char *token;
    int64_t account;
    int fell, looks;
};
static void *watch(void *user)
{
    struct watching *watching = user;
    int last = 0;
    for (bool goes_on = true; goes_on;) {
        struct zc_job_look look;
        if (!zc_jobs_look(&look, watching->jobs, watching->token, watching->account))
            break;
        watching->fell += look.step.permille < last;
        watching->looks++;
        last = look.step.permille;
        goes_on = look.state <= ZC_JOB_RUNNING;
        zc_jobs_let_go(watching->jobs, &look);
        zc_jobs_left(watching->jobs);
    }
    return NULL;
}

static void jobs_end_as_they_should(void **state)
{
    (void)state;
    struct zc_jobs *jobs = start_jobs();
    struct zc_error err = {0};
    struct zc_job_look look, looks[8];
    pthread_t watcher;
    const char *good = ask(jobs, "good", 0, ZC_OK);
    struct watching watching = {.jobs = jobs, .token = good};
    assert_int_equal(pthread_create(&watcher, NULL, watch, &watching), 0);
    const char *bad = ask(jobs, "fail", 0, ZC_OK), *endless = ask(jobs, "endless", 0, ZC_OK), *behind = ask(jobs, "behind", 0, ZC_OK);
    assert_int_equal(ended(jobs, good, 0), ZC_JOB_DONE);
    assert_int_equal(ended(jobs, bad, 0), ZC_JOB_FAILED);
    pthread_join(watcher, NULL);
    assert_int_equal(watching.fell, 0);
    assert_true(watching.looks > 0);
    assert_int_equal(zc_jobs_cancel(jobs, behind, 0, &err), ZC_OK); /* while it waits */
    assert_int_equal(zc_jobs_cancel(jobs, endless, 0, &err), ZC_OK);
    assert_int_equal(ended(jobs, endless, 0), ZC_JOB_CANCELLED);
    assert_int_equal(ended(jobs, behind, 0), ZC_JOB_CANCELLED);
    assert_int_equal(zc_jobs_cancel(jobs, endless, 0, &err), ZC_ECONFLICT);
    assert_int_equal(zc_jobs_cancel(jobs, endless, 1, &err), ZC_ENOTFOUND); /* somebody else's */
    assert_false(zc_jobs_look(&look, jobs, good, 1));
    size_t count = zc_jobs_list(looks, 8, jobs, 0);
    assert_int_equal(count, 4);
    assert_string_equal(looks[0].token, behind);
    for (size_t i = 0; i < count; i++)
        zc_jobs_let_go(jobs, &looks[i]);
    end_jobs(jobs);
    assert_int_equal(recorded(good, "done"), 1);
    assert_int_equal(recorded(bad, "failed"), 1);
    assert_int_equal(recorded(endless, "cancelled"), 1);
    assert_int_equal(recorded(behind, "cancelled"), 1);
    chains_hold();
}

static void too_many_are_told_to_come_again(void **state)
{
    (void)state;
    struct zc_jobs *jobs = start_jobs();
    const char *first = ask(jobs, "endless", 0, ZC_OK);
    while (state_of(jobs, first, 0) != ZC_JOB_RUNNING)
        sched_yield();
    for (int i = 0; i < ZC_JOBS_OF_ONE; i++)
        ask(jobs, "endless", 0, ZC_OK);
    ask(jobs, "endless", 0, ZC_EBUSY);
    end_jobs(jobs); /* a stop ends them all */
    assert_int_equal(recorded(first, "interrupted"), 1);
    assert_int_equal(one("SELECT count(*) FROM t_core_job WHERE title = 'endless' AND state = 'interrupted'"), 1 + ZC_JOBS_OF_ONE);
}

/* Only the note of it was written when the process ended: the next one records it. */
static void what_a_former_process_left_is_recorded(void **state)
{
    (void)state;
    struct zc_jobs *jobs = start_jobs();
    pthread_mutex_lock(&writer.lock);
    writer.busy = true;
    pthread_mutex_unlock(&writer.lock);
    const char *lost = ask(jobs, "good", 0, ZC_OK);
    end_jobs(jobs);
    assert_int_equal(recorded(lost, "interrupted"), 0);
    writer.busy = false;
    jobs = start_jobs();
    end_jobs(jobs);
    assert_int_equal(recorded(lost, "interrupted"), 1);
    int64_t before = entries();
    jobs = start_jobs(); /* once */
    end_jobs(jobs);
    assert_int_equal(entries(), before);
    chains_hold();
}

static void until_waiting(struct zc_jobs *jobs, const char *token)
{
    while (state_of(jobs, token, 0) != ZC_JOB_WAITING)
        sched_yield();
}

/* It holds nobody up while it waits, is still there after a restart, and begins anew with the answer. */
static void a_question_outlives_the_process(void **state)
{
    (void)state;
    struct zc_error err = {0};
    struct zc_job_look look;
    struct zc_jobs *jobs = start_jobs();
    const char *asks = ask(jobs, "ask", 0, ZC_OK), *again = ask(jobs, "ask", 0, ZC_OK);
    until_waiting(jobs, asks);
    until_waiting(jobs, again);
    assert_int_equal(recorded(asks, "waiting"), 1);
    assert_int_equal(ended(jobs, ask(jobs, "good", 0, ZC_OK), 0), ZC_JOB_DONE);
    assert_int_equal(zc_jobs_answer(jobs, asks, 1, "unit", NULL, NULL, &err), ZC_ENOTFOUND); /* somebody else */
    end_jobs(jobs);
    assert_int_equal(recorded(asks, "waiting"), 1);
    int64_t before = entries();
    jobs = start_jobs();
    assert_int_equal(entries(), before);
    assert_true(zc_jobs_look(&look, jobs, asks, 0));
    assert_int_equal(look.state, ZC_JOB_WAITING);
    assert_string_equal(look.question, "{\"names\":[]}");
    assert_null(look.outcome);
    zc_jobs_let_go(jobs, &look);
    assert_int_equal(zc_jobs_answer(jobs, asks, 0, "unit:甲", NULL, "a=1", &err), ZC_OK);
    while (!zc_job_ended(state_of(jobs, asks, 0)))
        sched_yield();
    assert_int_equal(state_of(jobs, asks, 0), ZC_JOB_DONE);
    assert_int_equal(zc_jobs_answer(jobs, asks, 0, "unit", NULL, NULL, &err), ZC_ECONFLICT);
    assert_int_equal(one("SELECT count(*) FROM t_core_job WHERE create_missing = 'unit:甲' AND given = 'a=1' AND state = 'done'"), 1);
    assert_int_equal(zc_jobs_cancel(jobs, again, 0, &err), ZC_OK);
    while (!zc_job_ended(state_of(jobs, again, 0)))
        sched_yield();
    assert_int_equal(state_of(jobs, again, 0), ZC_JOB_CANCELLED);
    end_jobs(jobs);
    chains_hold();
}

/* A note of which nothing was acknowledged, because it was not written to its end, or that somebody put there. */
static void broken_notes_are_dropped(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "{", "[]", "{\"token\":\"x\"}", "{\"token\":\"00000000000000000000000000\",\"kind\":\"import\"}"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char path[200];
        snprintf(path, sizeof path, "%s/waiting/broken-%zu.job", trial.city_folder, i);
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        fputs(texts[i], file);
        fclose(file);
        int64_t before = entries();
        end_jobs(start_jobs());
        assert_int_equal(access(path, F_OK), -1);
        assert_int_equal(entries(), before);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_pace_tells_what_is_left),       cmocka_unit_test(an_import_that_is_stopped_leaves_nothing),
        cmocka_unit_test(an_export_or_backup_that_is_stopped_leaves_no_file),
        cmocka_unit_test(jobs_end_as_they_should),           cmocka_unit_test(too_many_are_told_to_come_again),
        cmocka_unit_test(what_a_former_process_left_is_recorded), cmocka_unit_test(broken_notes_are_dropped),
        cmocka_unit_test(a_question_outlives_the_process),
    };
    return cmocka_run_group_tests(tests, open_trial, close_trial);
}
