/* limit: buckets fill and empty as stated, callers do not share them, and the table stays as large as it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "http/limit.h"
#include "trial_city.h"

static const int64_t SECOND = 1000000000;

static int taken(struct zc_limiter *limiter, enum zc_limit_kind kind, const char *caller, int64_t now, int tries)
{
    int good = 0;
    for (int i = 0; i < tries; i++)
        good += zc_limit_take_at(limiter, kind, caller, now) == 0;
    return good;
}

/* core.md 8.5: a session 50 a second with a burst of 200, searches 10, an address 20. */
static void rates_are_those_of_the_baseline(void **state)
{
    (void)state;
    struct zc_limiter *limiter = zc_limiter_new(&zc_limits_usual);
    int64_t now = SECOND;
    assert_int_equal(taken(limiter, ZC_LIMIT_SESSION, "a", now, 1000), 200);
    assert_int_equal(zc_limit_take_at(limiter, ZC_LIMIT_SESSION, "a", now), 1);
    assert_int_equal(taken(limiter, ZC_LIMIT_SESSION, "b", now, 1000), 200); /* nobody pays for another */
    assert_int_equal(taken(limiter, ZC_LIMIT_SESSION, "a", now + SECOND, 1000), 50);
    assert_int_equal(taken(limiter, ZC_LIMIT_SESSION, "a", now + SECOND + SECOND / 2, 1000), 25);
    assert_int_equal(taken(limiter, ZC_LIMIT_SESSION, "a", now + 3600 * SECOND, 1000), 200); /* and never more than the burst */
    assert_int_equal(taken(limiter, ZC_LIMIT_SEARCH, "a", now, 1000), 10);
    assert_int_equal(taken(limiter, ZC_LIMIT_SEARCH, "a", now + SECOND, 1000), 10);
    assert_int_equal(taken(limiter, ZC_LIMIT_PUBLIC, "192.0.2.1", now, 1000), 60);
    assert_int_equal(taken(limiter, ZC_LIMIT_PUBLIC, "192.0.2.1", now + SECOND, 1000), 20);
    for (int i = 0; i < 5; i++)
        assert_true(zc_limit_export_begin(limiter));
    assert_false(zc_limit_export_begin(limiter));
    zc_limit_export_end(limiter);
    assert_true(zc_limit_export_begin(limiter));
    zc_limiter_free(limiter);
}

static void a_slow_rate_says_how_long(void **state)
{
    (void)state;
    struct zc_limiter *limiter = zc_limiter_new(&(struct zc_limits){.public_ = 1, .public_burst = 1});
    assert_int_equal(zc_limit_take_at(limiter, ZC_LIMIT_PUBLIC, "x", SECOND), 0);
    assert_int_equal(zc_limit_take_at(limiter, ZC_LIMIT_PUBLIC, "x", SECOND), 1);
    assert_int_equal(zc_limit_take_at(limiter, ZC_LIMIT_PUBLIC, "x", 2 * SECOND), 0);
    for (int i = 0; i < 100; i++) /* 0 is no limit */
        assert_int_equal(zc_limit_take_at(limiter, ZC_LIMIT_SESSION, "x", SECOND), 0);
    zc_limiter_free(limiter);
    assert_null(zc_limiter_new(NULL));
    assert_int_equal(zc_limit_take(NULL, ZC_LIMIT_PUBLIC, "x"), 0);
}

/* 40,000 addresses, each let in once; one that comes again and again is still counted among them. */
static void a_flood_of_callers_is_bounded(void **state)
{
    (void)state;
    struct zc_limiter *limiter = zc_limiter_new(&(struct zc_limits){.public_ = 20, .public_burst = 20});
    char caller[32];
    int let_in = 0;
    for (int i = 0; i < 40000; i++) {
        snprintf(caller, sizeof caller, "198.51.%d.%d", i >> 8, i & 255);
        assert_int_equal(zc_limit_take_at(limiter, ZC_LIMIT_PUBLIC, caller, SECOND + i), 0);
        if (i % 1000 == 0)
            let_in += zc_limit_take_at(limiter, ZC_LIMIT_PUBLIC, "203.0.113.9", SECOND + i) == 0;
    }
    assert_true(let_in <= 21);
    zc_limiter_free(limiter);
}

static void settings_are_read(void **state)
{
    struct trial_city trial;
    struct zc_limits limits;
    struct zc_error err = {0};
    (void)state;
    trial_city_open(&trial);
    assert_int_equal(zc_limits_read(&limits, trial.city, &err), ZC_OK);
    assert_memory_equal(&limits, &zc_limits_usual, sizeof limits);
    zc_city_close(trial.city);
    trial_run("printf 'limit_search = 3\\nlimit_public = 0\\n' >> %s/city/city.conf", trial.folder);
    assert_int_equal(zc_city_open(&trial.city, trial.city_folder, &err), ZC_OK);
    assert_int_equal(zc_limits_read(&limits, trial.city, &err), ZC_OK);
    assert_int_equal(limits.search, 3);
    assert_int_equal(limits.public_, 0);
    assert_int_equal(limits.session, 50);
    zc_city_close(trial.city);
    trial_run("printf 'limit_session = many\\n' >> %s/city/city.conf", trial.folder);
    assert_int_equal(zc_city_open(&trial.city, trial.city_folder, &err), ZC_OK);
    assert_int_equal(zc_limits_read(&limits, trial.city, &err), ZC_EINPUT);
    assert_non_null(strstr(err.en, "limit_session"));
    trial_city_close(&trial);
}

static void papers_of_one_account_are_bounded(void **state)
{
    (void)state;
    struct zc_limiter *limiter = zc_limiter_new(&zc_limits_usual);
    for (int i = 0; i < ZC_LIMIT_DRAWINGS; i++)
        assert_true(zc_limit_draw_begin(limiter, 7));
    assert_false(zc_limit_draw_begin(limiter, 7));
    assert_true(zc_limit_draw_begin(limiter, 8)); /* another is not kept waiting by him */
    zc_limit_draw_end(limiter, 7);
    assert_true(zc_limit_draw_begin(limiter, 7));
    assert_false(zc_limit_draw_begin(limiter, 7));
    for (int i = 0; i < ZC_LIMIT_DRAWINGS; i++)
        zc_limit_draw_end(limiter, 7);
    zc_limit_draw_end(limiter, 8);
    for (int account = 1; account <= ZC_LIMIT_DRAWERS; account++) /* as many accounts as there are places, and none of them twice */
        assert_true(zc_limit_draw_begin(limiter, account));
    assert_false(zc_limit_draw_begin(limiter, 1000));
    assert_true(zc_limit_draw_begin(limiter, 5));
    zc_limit_draw_end(limiter, 9);
    assert_true(zc_limit_draw_begin(limiter, 1000));
    zc_limiter_free(limiter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(papers_of_one_account_are_bounded),
        cmocka_unit_test(rates_are_those_of_the_baseline),
        cmocka_unit_test(a_slow_rate_says_how_long),
        cmocka_unit_test(a_flood_of_callers_is_bounded),
        cmocka_unit_test(settings_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
