/* session: pauses after wrong passwords (core.md 5.3), the life of sessions and tokens (5.4), with a real store. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/digest.h"
#include "query/session.h"
#include "record/session.h"
#include "trial_city.h"

static struct trial_city trial;

static int open_trial(void **state)
{
    (void)state;
    trial_city_open(&trial);
    return 0;
}
static int close_trial(void **state)
{
    (void)state;
    trial_city_close(&trial);
    return 0;
}

static struct zc_tx *begin(void)
{
    static const struct zc_actor actor = {.face = "test", .reader = &ZC_READER_CITY};
    struct zc_error err = {0};
    struct zc_tx *tx;
    assert_int_equal(zc_tx_begin(&tx, &trial.db, &actor, &err), ZC_OK);
    return tx;
}
static void commit(struct zc_tx *tx)
{
    struct zc_error err = {0};
    assert_int_equal(zc_tx_commit(tx, &err), ZC_OK);
}
static int64_t number(const char *sql)
{
    struct zc_stmt *stmt;
    assert_int_equal(zc_stmt_prepare(&stmt, trial.db.store, sql, NULL), ZC_OK);
    int64_t found = zc_stmt_step(stmt, NULL) > 0 ? zc_stmt_int(stmt, 0) : -1;
    zc_stmt_done(stmt);
    return found;
}
static void change(const char *sql)
{
    struct zc_error err = {0};
    assert_int_equal(zc_store_run(trial.db.store, sql, &err), ZC_OK);
}

/* Failures at these seconds; a negative number is the right password at that second. */
static int64_t until(const int *at, size_t count, bool address)
{
    struct zc_attempt_mark marks[80] = {0};
    for (size_t i = 0; i < count; i++)
        marks[i] = (struct zc_attempt_mark){at[i] < 0 ? -at[i] : at[i], at[i] >= 0};
    return zc_attempt_until(marks, count, address);
}
#define UNTIL(...) until((const int[]){__VA_ARGS__}, sizeof((const int[]){__VA_ARGS__}) / sizeof(int), false)

static void pauses_grow_as_stated(void **state)
{
    int many[70];
    (void)state;
    assert_int_equal(until(NULL, 0, false), 0);
    assert_int_equal(UNTIL(10), 0);
    assert_int_equal(UNTIL(10, 11), 0);
    assert_int_equal(UNTIL(10, 11, 12), 12 + 1);
    assert_int_equal(UNTIL(10, 11, 12, 13), 13 + 2);
    assert_int_equal(UNTIL(10, 11, 12, 13, 15), 15 + 900);          /* 5 within 15 minutes */
    assert_int_equal(UNTIL(10, 210, 410, 610, 850), 850 + 900);     /* the whole quarter of an hour, from the fifth */
    assert_int_equal(UNTIL(10, 310, 610, 910, 1210), 1210 + 4);     /* 5 in 20 minutes: growing on */
    assert_int_equal(UNTIL(10, 310, 610, 910, 1210, 1510), 1510 + 8);
    assert_int_equal(UNTIL(10, 11, 12, 13, -20), 0);                /* the right one clears it */
    assert_int_equal(UNTIL(10, 11, 12, 13, -20, 21, 22), 0);
    assert_int_equal(UNTIL(10, 11, 12, 13, -20, 21, 22, 23), 24);
    for (int i = 0; i < 30; i++) /* two failures and a success, ten times over: 20 an hour */
        many[i] = i % 3 == 2 ? -(100 + i) : 100 + i;
    assert_int_equal(until(many, 30, false), 100 + 3600);
    assert_int_equal(until(many, 28, false), 0);
    for (int i = 0; i < 70; i++)
        many[i] = 100 + i;
    assert_int_equal(until(many, 59, true), 0);
    assert_int_equal(until(many, 60, true), 100 + 3600);
    assert_int_equal(until(many, 70, true), 110 + 3600);
}

static int try_once(const char *login, const char *address, bool right)
{
    struct zc_error err = {0};
    struct zc_attempt attempt = {.login = login, .address = address};
    int seconds;
    struct zc_tx *tx = begin();
    assert_int_equal(zc_attempt_begin(&seconds, tx, &attempt, &err), ZC_OK);
    if (!seconds)
        assert_int_equal(right ? zc_attempt_right(tx, &attempt, &err) : zc_attempt_failed(tx, &attempt, 7, &err), ZC_OK);
    commit(tx);
    return seconds;
}

static void tries_are_counted_before_they_are_looked_at(void **state)
{
    struct zc_error err = {0};
    struct zc_attempt attempt = {.login = "Eager", .address = "192.0.2.7"};
    int seconds;
    (void)state;
    /* four at once: the answer to none is known yet, and the fourth has to wait all the same */
    for (int i = 0; i < 4; i++) {
        struct zc_tx *tx = begin();
        assert_int_equal(zc_attempt_begin(&seconds, tx, &attempt, &err), ZC_OK);
        commit(tx);
        assert_int_equal(seconds > 0, i == 3);
        if (i == 2) /* on a slow machine too: as if they had come a little later */
            change("UPDATE attempt SET at = at + 100000000 WHERE who = 'login:eager'");
    }
    assert_int_equal(number("SELECT count(*) FROM attempt WHERE who = 'login:eager'"), 3); /* what had to wait is not counted */
    assert_true(try_once("EAGER", NULL, true) > 0);                                        /* nor is the right one looked at */
    zc_db_close(&trial.db); /* a restart forgets nothing */
    assert_int_equal(zc_db_open(&trial.db, trial.city, ZC_STORE_WRITE, &err), ZC_OK);
    assert_true(try_once("eager", NULL, true) > 0);
    change("UPDATE attempt SET at = at - 200000000 WHERE who = 'login:eager'");
    assert_int_equal(try_once("eager", NULL, true), 0);
    assert_int_equal(try_once("eager", NULL, false), 0); /* cleared: the next failure is the first again */
    assert_int_equal(try_once("eager", NULL, false), 0);
}

static void an_address_has_sixty_an_hour(void **state)
{
    char login[32];
    (void)state;
    for (int i = 0; i < 60; i++) {
        snprintf(login, sizeof login, "guess%d", i);
        assert_int_equal(try_once(login, "192.0.2.60", false), 0);
    }
    int wait = try_once("guess60", "192.0.2.60", false);
    assert_true(wait > 3500 && wait <= 3601);
    assert_int_equal(try_once("guess60", "192.0.2.61", false), 0);
    assert_int_equal(try_once("guess61", NULL, false), 0);
    change("UPDATE attempt SET at = at - 3601000000");
    assert_int_equal(try_once("guess62", "192.0.2.60", false), 0);
    assert_int_equal(number("SELECT count(*) FROM attempt WHERE at < (SELECT max(at) FROM attempt) - 3600000000"), 0); /* an hour is kept */
}

static void failures_are_journalled_without_what_was_typed(void **state)
{
    (void)state;
    int64_t before = number("SELECT count(*) FROM journal WHERE kind = 'login'");
    for (int i = 0; i < 3; i++)
        try_once("typed-into-the-wrong-box", "192.0.2.99", false);
    assert_int_equal(number("SELECT count(*) FROM journal WHERE kind = 'login'") - before, 3);
    assert_int_equal(number("SELECT count(*) FROM journal WHERE payload LIKE '%typed%' OR payload LIKE '%192.0.2%'"), 0);
    assert_true(number("SELECT count(*) FROM journal WHERE kind = 'login' AND payload LIKE '{\"account\":\"7\",\"refused_pause\":\"%\"}'") >= 3);
}

static bool lives(const char *token, bool administrator)
{
    char digest[ZC_DIGEST_HEX];
    struct zc_session_row row;
    zc_sm3_hex(digest, token, strlen(token));
    return zc_session_find(&row, &trial.arena, &trial.db, digest) && zc_session_lives(&row, administrator);
}

static void sessions_end_by_the_clock(void **state)
{
    struct zc_error err = {0};
    char token[ZC_TOKEN_TEXT], other[ZC_TOKEN_TEXT], api[ZC_TOKEN_TEXT], digest[ZC_DIGEST_HEX];
    struct zc_session_line *lines;
    size_t count;
    (void)state;
    struct zc_tx *tx = begin();
    assert_int_equal(zc_session_start(token, tx, 41, 1, "password", &err), ZC_OK);
    assert_int_equal(zc_session_start(other, tx, 41, 2, "password", &err), ZC_OK);
    assert_int_equal(zc_token_make(api, tx, 41, 1, "*:read", 365, &err), ZC_OK);
    assert_int_equal(zc_token_make(api, tx, 41, 1, "*:read", 366, &err), ZC_EINPUT);
    assert_int_equal(zc_token_make(api, tx, 41, 1, "*:read", 0, &err), ZC_EINPUT);
    commit(tx);
    assert_true(zc_api_token_well_formed(api));
    assert_int_equal(strlen(token), ZC_TOKEN_256 - 1);
    assert_int_equal(number("SELECT count(*) FROM session WHERE length(token) = 64"), number("SELECT count(*) FROM session")); /* digests alone */
    assert_true(lives(token, false) && lives(token, true) && lives(api, false));
    change("UPDATE session SET used = used - 899");
    assert_true(lives(token, true));
    change("UPDATE session SET used = used - 1");
    assert_false(lives(token, true)); /* an administrator after 15 minutes */
    assert_true(lives(token, false));
    change("UPDATE session SET used = used - 900");
    assert_false(lives(token, false)); /* 30 minutes */
    assert_true(lives(api, true));
    change("UPDATE session SET used = used + 1800, started = started - 8 * 3600");
    assert_false(lives(token, true));
    assert_true(lives(token, false));
    assert_int_equal(zc_sessions_list(&lines, &count, &trial.arena, &trial.db, 41, true, &err), ZC_OK);
    assert_int_equal(count, 0);
    assert_int_equal(zc_sessions_list(&lines, &count, &trial.arena, &trial.db, 41, false, &err), ZC_OK);
    assert_int_equal(count, 2);
    tx = begin();
    zc_sm3_hex(digest, token, strlen(token));
    assert_int_equal(zc_session_end_all(tx, 41, digest, &err), ZC_OK);
    commit(tx);
    assert_true(lives(token, false));
    assert_false(lives(other, false));
    assert_true(lives(api, false));
    change("UPDATE session SET started = started - 4 * 3600 + 60");
    assert_true(lives(token, false));
    change("UPDATE session SET started = started - 60");
    assert_false(lives(token, false)); /* 12 hours, however busy */
    change("UPDATE session SET expires = expires - 366 * 86400");
    assert_false(lives(api, false));
    tx = begin();
    assert_int_equal(zc_session_start(token, tx, 42, 1, "password", &err), ZC_OK);
    commit(tx);
    assert_int_equal(number("SELECT count(*) FROM session"), 1); /* what is over is cleared away */
}

static void a_link_works_once(void **state)
{
    struct zc_error err = {0};
    char link[ZC_TOKEN_TEXT];
    int64_t account;
    (void)state;
    struct zc_tx *tx = begin();
    assert_int_equal(zc_invite_make(link, tx, 77, 72, &err), ZC_OK);
    assert_int_equal(strlen(link), ZC_TOKEN_128 - 1);
    assert_int_equal(zc_invite_find(&account, &trial.db, link, &err), ZC_OK);
    assert_int_equal(account, 77);
    assert_int_equal(zc_invite_find(&account, &trial.db, "0", &err), ZC_EDENIED);
    assert_int_equal(zc_invite_redeem(&account, tx, link, &err), ZC_OK);
    assert_int_equal(zc_invite_find(&account, &trial.db, link, &err), ZC_EDENIED);
    assert_int_equal(zc_invite_redeem(&account, tx, link, &err), ZC_EDENIED);
    assert_int_equal(zc_invite_make(link, tx, 77, 72, &err), ZC_OK);
    commit(tx);
    change("UPDATE invite SET expires = expires - 72 * 3600");
    assert_int_equal(zc_invite_find(&account, &trial.db, link, &err), ZC_EDENIED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pauses_grow_as_stated),
        cmocka_unit_test(tries_are_counted_before_they_are_looked_at),
        cmocka_unit_test(an_address_has_sixty_an_hour),
        cmocka_unit_test(failures_are_journalled_without_what_was_typed),
        cmocka_unit_test(sessions_end_by_the_clock),
        cmocka_unit_test(a_link_works_once),
    };
    return cmocka_run_group_tests(tests, open_trial, close_trial);
}
