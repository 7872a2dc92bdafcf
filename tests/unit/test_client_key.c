#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "query/client_key.h"
#include "record/client_key.h"
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

static void keep(int64_t account, const char *key, const char *digest, int status, const char *reply, bool commit)
{
    struct zc_actor actor = {.face = "test", .reader = &ZC_READER_CITY};
    struct zc_error err = {0};
    struct zc_tx *tx;
    assert_int_equal(zc_tx_begin(&tx, &trial.db, &actor, &err), ZC_OK);
    assert_int_equal(zc_client_key_keep(tx, account, key, digest, status, reply, &err), ZC_OK);
    if (commit)
        assert_int_equal(zc_tx_commit(tx, &err), ZC_OK);
    else
        zc_tx_rollback(tx);
}

static struct zc_client_key found(int64_t account, const char *key)
{
    struct zc_client_key out;
    assert_int_equal(zc_client_key_find(&out, &trial.arena, &trial.db, account, key, NULL), ZC_OK);
    return out;
}

static void a_kept_answer_is_found_by_its_owner_alone(void **state)
{
    (void)state;
    keep(7, "a key", "d1", 201, "{\"id\":\"1\"}", true);
    struct zc_client_key kept = found(7, "a key");
    assert_int_equal(kept.status, 201);
    assert_string_equal(kept.digest, "d1");
    assert_string_equal(kept.reply, "{\"id\":\"1\"}");
    assert_int_equal(found(8, "a key").status, 0);
    assert_int_equal(found(7, "a ke").status, 0);
}

static void what_was_undone_leaves_no_answer(void **state)
{
    (void)state;
    keep(7, "undone", "d2", 200, "{}", false);
    assert_int_equal(found(7, "undone").status, 0);
}

static void after_thirty_days_a_key_is_free_again(void **state)
{
    (void)state;
    keep(7, "old", "d3", 200, "{}", true);
    assert_int_equal(zc_store_run(trial.db.store, "UPDATE client_key SET at = at - 30 * 86400 * 1000000 WHERE client_key = 'old'", NULL), ZC_OK);
    assert_int_equal(found(7, "old").status, 0);
    keep(7, "new", "d4", 200, "{}", true); /* keeping another removes it */
    struct zc_stmt *stmt;
    assert_int_equal(zc_stmt_prepare(&stmt, trial.db.store, "SELECT count(*) FROM client_key WHERE client_key = 'old'", NULL), ZC_OK);
    assert_int_equal(zc_stmt_step(stmt, NULL), 1);
    assert_int_equal(zc_stmt_int(stmt, 0), 0);
    zc_stmt_done(stmt);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_kept_answer_is_found_by_its_owner_alone),
        cmocka_unit_test(what_was_undone_leaves_no_answer),
        cmocka_unit_test(after_thirty_days_a_key_is_free_again),
    };
    return cmocka_run_group_tests(tests, open_trial, close_trial);
}
