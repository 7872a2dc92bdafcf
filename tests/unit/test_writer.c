/* The queue of writes: who waits for a turn that does not come gives up after ten seconds, and then his work is not done, also later. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "trial_city.h"

#include "http/writer.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

static struct trial_city trial;
static struct zc_writer *writer;
static atomic_bool begun, release;
static atomic_int done;

static int open_trial(void **state)
{
    struct zc_error err = {0};
    (void)state;
    trial_city_open(&trial);
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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_turn_that_does_not_come_is_given_up)};
    return cmocka_run_group_tests(tests, open_trial, close_trial);
}
