/*
 * append: a transaction of thousands of entries gives the same journal as entry by entry. The second thread of append.c (pthread_create)
 * is at work in all of these; tests/threads.sh looks for races.
 */
#include "kit.h"

#include "record/tx.h"

enum { MANY = 1500 };

static struct kit kit;
static int64_t plan;

static int setup(void **state)
{
    (void)state;
    kit_root(&kit);
    kit_declare(&kit);
    kit_found(&kit, "2017-06-01T01:00:00Z");
    plan = kit_new(&kit, "core.plan", "title=示例计划\nyear=2017", "2017-01-01");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    kit_close(&kit);
    return 0;
}

/* Units lie in chain 0, tasks in that of the city: the chains alternate now and then, and entries link from one to the other. */
static void write_many(int from, int count)
{
    for (int i = from; i < from + count; i++)
        if (i % 7 == 0)
            kit_new(&kit, "core.unit", zc_arena_printf(&kit.arena, "code=U%d\nname=单位%d", i, i), "2017-01-01");
        else
            kit_new(&kit, "core.task", zc_arena_printf(&kit.arena, "plan=%lld\nname=任务%d\nsecret=%s", (long long)plan, i, i % 3 ? "短" : "很长的内情很长的内情"),
                    "2017-01-01");
}

static int64_t entries(void) { return kit_number(&kit, "SELECT count(*) FROM journal"); }

static void a_long_transaction_verifies(void **state)
{
    (void)state;
    int64_t before = entries();
    kit_begin(&kit);
    write_many(0, MANY);
    kit_commit(&kit);
    assert_int_equal(entries() - before, MANY);
    assert_int_equal(kit_number(&kit, "SELECT count(*) FROM journal_record"), kit_number(&kit, "SELECT count(*) FROM journal WHERE kind = 'record'"));
    assert_true(kit_number(&kit, "SELECT count(*) FROM journal WHERE links <> '-'") > MANY / 7);
    kit_verify(&kit);
    write_many(MANY, 3); /* the chains go on */
    kit_verify(&kit);
}

static void settled_entries_are_in_the_journal(void **state)
{
    (void)state;
    int64_t before = entries();
    kit_begin(&kit);
    write_many(0, 400);
    assert_true(entries() - before < 400); /* some are under way, else this tests nothing */
    KIT_OK(&kit, zc_tx_settle(kit.tx, &kit.err));
    assert_int_equal(entries() - before, 400);
    write_many(400, 400);
    kit_commit(&kit);
    assert_int_equal(entries() - before, 800);
    kit_verify(&kit);
}

static void a_return_to_a_mark_keeps_what_came_before(void **state)
{
    (void)state;
    int64_t before = entries();
    kit_begin(&kit);
    write_many(0, 300);
    KIT_OK(&kit, zc_tx_mark(kit.tx, &kit.err));
    write_many(300, 300);
    zc_tx_return(kit.tx);
    write_many(600, 300);
    KIT_OK(&kit, zc_tx_mark(kit.tx, &kit.err));
    write_many(900, 10);
    zc_tx_release(kit.tx);
    write_many(910, 290);
    kit_commit(&kit);
    assert_int_equal(entries() - before, 900);
    kit_verify(&kit);
}

static void a_rolled_back_one_leaves_nothing(void **state)
{
    (void)state;
    int64_t before = entries();
    kit_begin(&kit);
    write_many(0, MANY);
    zc_tx_rollback(kit.tx);
    kit.tx = NULL;
    assert_int_equal(entries(), before);
    write_many(0, 3);
    kit_verify(&kit);
}

static void a_long_transaction_is_taken_back_as_a_whole(void **state)
{
    (void)state;
    int64_t number = kit_number(&kit, "SELECT next FROM counter WHERE name = 'tx'");
    write_many(0, 3);
    kit_begin(&kit);
    write_many(3, 400);
    kit_commit(&kit);
    write_many(403, 3);
    kit_begin(&kit);
    KIT_OK(&kit, zc_tx_undo(kit.tx, number + 3, "误录", &kit.err));
    kit_commit(&kit);
    assert_int_equal(kit_number(&kit, "SELECT (SELECT count(*) FROM t_core_task) + (SELECT count(*) FROM t_core_unit)"), 6);
    kit_verify(&kit);
    kit_begin(&kit);
    kit_expect_refused(&kit, zc_tx_undo(kit.tx, number + 1000, "误录", &kit.err), ZC_ENOTFOUND, "there is no transaction");
}

/* A journal row that stands in the way lets the storing of a block fail: the transaction cannot be committed. */
static void what_cannot_be_stored_is_not_committed(void **state)
{
    (void)state;
    kit_begin(&kit);
    write_many(1, 300);
    int64_t next = kit_number(&kit, "SELECT max(seq) FROM journal WHERE chain = 520100") + 200;
    kit_run(&kit, zc_arena_printf(&kit.arena, "INSERT INTO journal SELECT chain, %lld, prev, at, wall, tx, kind, actor, links, payload, digest FROM journal "
                                              "WHERE chain = 520100 AND seq = 1", (long long)next));
    struct zc_tx *tx = kit.tx;
    kit.tx = NULL;
    int rc = ZC_OK;
    for (int i = 0; i < 2000 && !rc; i++) {
        int64_t id = 0;
        bool changed;
        struct zc_patch patch = kit_patch(&kit, "core.task", 0, zc_arena_printf(&kit.arena, "plan=%lld\nname=又%d", (long long)plan, i), "2017-01-01", NULL);
        rc = zc_record_change(&id, &changed, tx, &patch, &kit.err);
    }
    assert_int_equal(rc, ZC_EIO);
    assert_int_equal(zc_tx_commit(tx, &kit.err), ZC_EIO);
    assert_int_equal(kit_number(&kit, "SELECT count(*) FROM t_core_task"), 0);
    kit_verify(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_long_transaction_verifies, setup, teardown),
        cmocka_unit_test_setup_teardown(settled_entries_are_in_the_journal, setup, teardown),
        cmocka_unit_test_setup_teardown(a_return_to_a_mark_keeps_what_came_before, setup, teardown),
        cmocka_unit_test_setup_teardown(a_rolled_back_one_leaves_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(a_long_transaction_is_taken_back_as_a_whole, setup, teardown),
        cmocka_unit_test_setup_teardown(what_cannot_be_stored_is_not_committed, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
