/*
 * The queue of writes: who waits for a turn that does not come gives up after ten seconds, and then his work is not done, also later. Papers are drawn
 * beside it: others write meanwhile, what changes under the drawing is drawn again, and what changes each time is drawn where it is written.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "trial_city.h"

#include "http/writer.h"
#include "paper/official_pack.h"
#include "record/papers.h"
#include "record/tx.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

static struct trial_city trial;
static struct zc_writer *writer;
static atomic_bool begun, release;
static atomic_int done;

static zc_city_drawer draw;

static int open_trial(void **state)
{
    struct zc_error err = {0};
    (void)state;
    trial_city_open(&trial);
    trial.city->drawer = draw;
    return zc_writer_start(&writer, trial.city, &err);
}
static int close_trial(void **state)
{
    (void)state;
    zc_writer_stop(writer);
    trial_city_close(&trial);
    return 0;
}

static void nap(void) { nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL); }

/* A long import: holds the writer until it is let go. */
static int hold(void *user, struct zc_db *db, struct zc_error *err)
{
    (void)user, (void)db, (void)err;
    begun = true;
    while (!release)
        nap();
    return ZC_OK;
}
static void *hold_the_writer(void *user)
{
    struct zc_error err = {0};
    return zc_writer_alone(writer, hold, NULL, &err) ? NULL : user;
}

static int count(void *user, struct zc_tx *tx, struct zc_error *err)
{
    (void)user, (void)tx, (void)err;
    done++;
    return ZC_OK;
}
static int count_alone(void *user, struct zc_db *db, struct zc_error *err)
{
    (void)user, (void)db, (void)err;
    done++;
    return ZC_OK;
}

static void *wait_alone(void *user)
{
    struct zc_error err = {0};
    return (void *)(intptr_t)zc_writer_alone_soon(writer, count_alone, user, &err);
}

static void a_turn_that_does_not_come_is_given_up(void **state)
{
    (void)state;
    struct zc_error err = {0};
    struct zc_actor actor = {.face = "test", .reader = &ZC_READER_CITY};
    struct timespec from, to;
    pthread_t holder, other;
    void *other_code;
    assert_int_equal(pthread_create(&holder, NULL, hold_the_writer, &trial), 0);
    while (!begun)
        nap();
    clock_gettime(CLOCK_MONOTONIC, &from);
    assert_int_equal(pthread_create(&other, NULL, wait_alone, NULL), 0);
    assert_int_equal(zc_writer_run(writer, &actor, count, NULL, &err), ZC_EBUSY);
    clock_gettime(CLOCK_MONOTONIC, &to);
    assert_int_equal(pthread_join(other, &other_code), 0);
    assert_int_equal((int)(intptr_t)other_code, ZC_EBUSY);
    assert_non_null(strstr(err.en, "large import"));
    assert_true(to.tv_sec - from.tv_sec >= 9);
    release = true;
    void *held;
    assert_int_equal(pthread_join(holder, &held), 0);
    assert_ptr_equal(held, &trial);
    assert_int_equal(zc_writer_run(writer, &actor, count, NULL, &err), ZC_OK); /* the next has its turn */
    assert_int_equal(zc_writer_alone_soon(writer, count_alone, NULL, &err), ZC_OK);
    assert_int_equal(done, 2);                                                 /* and nobody else's was done after all */
}

/* A drawing that is held until it is let go; `drawing` tells that it has begun. The file is the title of the paper. */
static atomic_bool drawing, let_go, broken;
static atomic_int drawings;
static int draw(struct zc_buf *out, const struct zc_city *city, const struct zc_official *paper, struct zc_error *err)
{
    (void)city;
    drawing = true;
    drawings++;
    while (!let_go)
        nap();
    zc_buf_str(out, paper->title);
    return broken ? zc_fail(err, ZC_EINTERNAL, "画坏了", "broken") : ZC_OK;
}

/* Work that issues a paper as paper/issue.c does; the paper changes in the first `changes` runs that compose it. */
struct issuing {
    int changes, runs, composed, inside;
    char file[40];
};
static int issue(void *user, struct zc_tx *tx, struct zc_error *err)
{
    struct issuing *issuing = user;
    struct zc_arena arena = {0};
    struct zc_buf description = {0};
    issuing->runs++;
    if (!tx->papers) {
        issuing->inside++;
        return ZC_OK;
    }
    if (!tx->papers->at) {
        tx->papers->wanted = true;
        return zc_fail(err, ZC_ECHECK, "要先画好", "to be drawn first");
    }
    struct zc_official *paper = zc_official_new(&arena);
    paper->title = zc_arena_printf(&arena, "paper %d", issuing->composed < issuing->changes ? ++issuing->composed : issuing->composed);
    zc_official_pack(&description, paper);
    const struct zc_buf *file = zc_papers_file(tx->papers, &description);
    snprintf(issuing->file, sizeof issuing->file, "%s", file ? zc_buf_text(file) : "");
    zc_buf_free(&description);
    zc_arena_free(&arena);
    return zc_tx_note(tx, 520100, "read", "{}", err);
}
static void *issue_it(void *user)
{
    struct zc_actor actor = {.face = "test", .reader = &ZC_READER_CITY};
    struct zc_error err = {0};
    return (void *)(intptr_t)zc_writer_run(writer, &actor, issue, user, &err);
}
static int note(void *user, struct zc_tx *tx, struct zc_error *err)
{
    int rc = zc_tx_note(tx, 520100, "read", "{}", err);
    *(int64_t *)user = zc_tx_known(tx);
    return rc;
}

static void others_write_while_a_paper_is_drawn(void **state)
{
    (void)state;
    struct zc_actor actor = {.face = "test", .reader = &ZC_READER_CITY};
    struct zc_error err = {0};
    struct issuing issuing = {.changes = 2};
    pthread_t asker;
    void *code;
    int64_t during, after;
    drawing = let_go = false;
    drawings = 0;
    assert_int_equal(pthread_create(&asker, NULL, issue_it, &issuing), 0);
    while (!drawing)
        nap();
    for (int i = 0; i < 20; i++) /* the drawing is held: would they wait for it, this would never end */
        assert_int_equal(zc_writer_run(writer, &actor, note, &during, &err), ZC_OK);
    let_go = true;
    assert_int_equal(pthread_join(asker, &code), 0);
    assert_int_equal((int)(intptr_t)code, ZC_OK);
    assert_string_equal(issuing.file, "paper 2"); /* what it was when it was stored, not when it was first drawn */
    assert_int_equal(issuing.runs, 4);            /* found, composed, composed otherwise, the same again */
    assert_int_equal(drawings, 2);
    assert_int_equal(issuing.inside, 0);
    int64_t stored = zc_db_watermark(&trial.db);
    assert_true(stored > during);
    assert_int_equal(zc_writer_run(writer, &actor, note, &after, &err), ZC_OK);
    assert_true(after > stored);
}

static void what_changes_each_time_is_drawn_where_it_is_written(void **state)
{
    (void)state;
    struct issuing issuing = {.changes = 1000};
    let_go = true;
    drawings = 0;
    assert_int_equal((int)(intptr_t)issue_it(&issuing), ZC_OK);
    assert_int_equal(issuing.inside, 1);
    assert_int_equal(issuing.runs, 6); /* found, four times in vain, inside */
    assert_int_equal(drawings, 4);
}

static void a_drawing_that_fails_refuses_the_work_alone(void **state)
{
    (void)state;
    struct issuing issuing = {.changes = 1};
    int64_t before = zc_db_watermark(&trial.db);
    let_go = broken = true;
    assert_int_equal((int)(intptr_t)issue_it(&issuing), ZC_EINTERNAL);
    assert_int_equal(zc_db_watermark(&trial.db), before);
    broken = false;
    assert_int_equal((int)(intptr_t)issue_it(&issuing), ZC_OK);
    assert_string_equal(issuing.file, "paper 1");
}

static void what_is_being_drawn_is_finished_when_the_writer_ends(void **state)
{
    (void)state;
    struct issuing issuing = {.changes = 1};
    pthread_t asker;
    void *code;
    drawing = let_go = false;
    assert_int_equal(pthread_create(&asker, NULL, issue_it, &issuing), 0);
    while (!drawing)
        nap();
    let_go = true;
    zc_writer_finish(writer);
    assert_int_equal(pthread_join(asker, &code), 0);
    assert_int_equal((int)(intptr_t)code, ZC_OK);
    assert_string_equal(issuing.file, "paper 1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_turn_that_does_not_come_is_given_up),
        cmocka_unit_test(others_write_while_a_paper_is_drawn),
        cmocka_unit_test(what_changes_each_time_is_drawn_where_it_is_written),
        cmocka_unit_test(a_drawing_that_fails_refuses_the_work_alone),
        cmocka_unit_test(what_is_being_drawn_is_finished_when_the_writer_ends),
    };
    return cmocka_run_group_tests(tests, open_trial, close_trial);
}
