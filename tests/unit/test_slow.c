/* slow: what took long is told with rows and plan, on the thread that ran it, and never with a value. */
#include "kit.h"

#include "store/slow.h"
#include "store/store.h"

static struct {
    int count;
    int64_t ms, rows;
    char sql[400], plan[400];
} heard;

static void hear(const struct zc_slow *slow)
{
    heard.count++;
    heard.ms = slow->ms;
    heard.rows = slow->rows;
    snprintf(heard.sql, sizeof heard.sql, "%s", slow->sql);
    snprintf(heard.plan, sizeof heard.plan, "%s", slow->plan);
}

static void values_are_taken_out(void **state)
{
    static const char *const cases[][2] = {
        {"SELECT a1 FROM t_2 WHERE b = ?1 AND c IN ('x', 'it''s') LIMIT 50", "SELECT a1 FROM t_2 WHERE b = ?1 AND c IN (?, ?) LIMIT ?"},
        {"SELECT \"odd 7 name\", -1.5e-3, x'00ff', 0x1F", "SELECT \"odd 7 name\", -?, ?, ?"},
        {"UPDATE t SET 名1 = :p1, b = $2 WHERE id=123456", "UPDATE t SET 名1 = :p1, b = $2 WHERE id=?"},
        {"SELECT 'never closed", "SELECT ?"}, {"SELECT \"never closed", "SELECT \"never closed"}, {"''", "?"}, {"", ""},
        {"SELECT max'a', xx'b', 12", "SELECT max?, xx?, ?"}, {"a=1.5+2", "a=?+?"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zc_buf out = {0};
        zc_slow_strip(&out, cases[i][0]);
        assert_string_equal(zc_buf_text(&out), cases[i][1]);
        zc_buf_free(&out);
    }
    assert_true(zc_slow_has_plan(" (select 1)") && zc_slow_has_plan("WITH a AS (SELECT 1) SELECT 2"));
    assert_false(zc_slow_has_plan("COMMIT") || zc_slow_has_plan("PRAGMA data_version") || zc_slow_has_plan(""));
}

/* Runs a join that meets `rows` squared pairs for every row of its answer. */
static void ask(struct zc_store *store, const char *mark, int runs)
{
    struct zc_stmt *stmt;
    struct zc_error err = {0};
    int rc = zc_stmt_prepare(&stmt, store, "SELECT a.v FROM t AS a, t AS b, t AS c WHERE a.v + b.v + c.v < 3 AND a.name <> ?1 AND b.name <> 'hidden word'", &err);
    assert_int_equal(rc, ZC_OK);
    for (int i = 0; i < runs; i++) {
        zc_stmt_bind_text(stmt, 1, mark, strlen(mark));
        while ((rc = zc_stmt_step(stmt, &err)) > 0)
            continue;
        assert_int_equal(rc, 0);
        zc_stmt_rewind(stmt);
    }
    zc_stmt_done(stmt);
}

static void fill(struct zc_store *store, int rows)
{
    struct zc_stmt *stmt;
    struct zc_error err = {0};
    assert_int_equal(zc_store_run(store, "CREATE TABLE t (v INTEGER, name TEXT)", &err), ZC_OK);
    assert_int_equal(zc_stmt_prepare(&stmt, store, "INSERT INTO t VALUES (?1, 'n')", &err), ZC_OK);
    for (int i = 0; i < rows; i++) {
        zc_stmt_bind_int(stmt, 1, i);
        assert_int_equal(zc_stmt_step(stmt, &err), 0);
        zc_stmt_rewind(stmt);
    }
    zc_stmt_done(stmt);
}

static void what_took_long_is_told(void **state)
{
    struct zc_store *store = NULL, *box = NULL;
    struct zc_error err = {0};
    char folder[] = "/tmp/zhucheng-slow-XXXXXX", path[64], box_path[64];
    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/a.db", folder);
    snprintf(box_path, sizeof box_path, "%s/box.db", folder);
    assert_int_equal(zc_store_open(&store, path, ZC_STORE_CREATE, &err), ZC_OK);
    assert_int_equal(zc_store_run(store, "BEGIN", &err), ZC_OK);
    fill(store, 150);
    assert_int_equal(zc_store_run(store, "COMMIT", &err), ZC_OK);
    ask(store, "quiet", 1);
    assert_int_equal(heard.count, 0); /* nobody asked to be told */
    zc_slow_watch(20, hear);
    ask(store, "the secret name", 2); /* 3 million triples each: beyond 20 ms on any machine */
    assert_int_equal(heard.count, 2); /* each run by itself */
    assert_true(heard.ms >= 20);
    assert_int_equal(heard.rows, 10); /* triples of numbers from 0 with a sum below 3 */
    assert_string_equal(heard.sql, "SELECT a.v FROM t AS a, t AS b, t AS c WHERE a.v + b.v + c.v < ? AND a.name <> ?1 AND b.name <> ?");
    assert_non_null(strstr(heard.plan, "SCAN a"));
    assert_null(strstr(heard.plan, "hidden"));
    zc_slow_watch(3600000, hear);
    ask(store, "quick enough", 1);
    assert_int_equal(heard.count, 2);
    zc_slow_watch(1, hear);
    zc_store_close(store);
    assert_int_equal(rename(path, box_path), 0);
    assert_int_equal(zc_store_open(&box, box_path, ZC_STORE_BOX, &err), ZC_OK);
    ask(box, "a ballot", 1); /* when a ballot was cast is nobody's business */
    assert_int_equal(heard.count, 2);
    zc_store_close(box);
    zc_slow_watch(0, NULL);
    unlink(path);
    unlink(box_path);
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(values_are_taken_out), cmocka_unit_test(what_took_long_is_told)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
