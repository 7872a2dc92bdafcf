/*
 * The contract of store/store.h, told to both engines: the same cases, the same answers. PostgreSQL is a server of the test's own
 * (tests/postgres.sh); where none is installed, its half is skipped and said so.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/date.h"
#include "store/schema.h"

static char root[64], names[2][200]; /* what a city would name: a file, a server; "" for none */
static int databases;

static int shell(char *out, size_t size, const char *format, ...)
{
    char command[600];
    va_list list;
    va_start(list, format);
    vsnprintf(command, sizeof command, format, list);
    va_end(list);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    size_t got = fread(out, 1, size - 1, pipe);
    out[got] = 0;
    out[strcspn(out, "\n")] = 0;
    int status = pclose(pipe);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int start(void **state)
{
    (void)state;
    char said[400];
    snprintf(root, sizeof root, "/tmp/zc-store-XXXXXX");
    assert_non_null(mkdtemp(root));
    assert_int_equal(chmod(root, 0755), 0);
    int status = shell(said, sizeof said, "tests/postgres.sh start %s/server 2>&1", root);
    if (status == 77)
        print_message("%s: the half of PostgreSQL is left out\n", said);
    else if (status)
        fail_msg("no server: %s", said);
    databases = status ? 1 : 2;
    return 0;
}

static int stop(void **state)
{
    (void)state;
    char said[400];
    if (databases == 2)
        shell(said, sizeof said, "tests/postgres.sh stop %s/server 2>&1", root);
    return shell(said, sizeof said, "rm -rf %s", root);
}

struct trial {
    struct zc_store *store;
    struct zc_error err;
    const char *name;
};

#define OK(trial, call)                                                                                                                    \
    do {                                                                                                                                   \
        if ((call) != ZC_OK)                                                                                                               \
            fail_msg("%s: %s", #call, (trial)->err.en);                                                                                    \
    } while (0)

static struct zc_store *open_as(struct trial *trial, enum zc_store_mode mode)
{
    struct zc_store *store = NULL;
    OK(trial, zc_store_open(&store, trial->name, mode, &trial->err));
    return store;
}

static void run(struct trial *trial, const char *sql) { OK(trial, zc_store_run(trial->store, sql, &trial->err)); }

static struct zc_stmt *ask(struct trial *trial, const char *sql)
{
    struct zc_stmt *stmt = NULL;
    OK(trial, zc_stmt_prepare(&stmt, trial->store, sql, &trial->err));
    return stmt;
}

static int64_t one(struct zc_store *store, const char *sql)
{
    struct zc_error err;
    struct zc_stmt *stmt;
    if (zc_stmt_prepare(&stmt, store, sql, &err) || zc_stmt_step(stmt, &err) != 1)
        fail_msg("%s: %s", sql, err.en);
    int64_t number = zc_stmt_int(stmt, 0);
    zc_stmt_done(stmt);
    return number;
}

/* Each case gets a database of its own on each engine, with one table. */
static void on_both(void (*tell)(struct trial *))
{
    static int count;
    for (int engine = 0; engine < databases; engine++) {
        struct trial trial = {0};
        count++;
        if (engine == 0)
            snprintf(names[0], sizeof names[0], "%s/%d.db", root, count);
        else
            assert_int_equal(shell(names[1], sizeof names[1], "tests/postgres.sh create %s/server d%d", root, count), 0);
        trial.name = names[engine];
        trial.store = open_as(&trial, ZC_STORE_CREATE);
        assert_int_equal(zc_store_dialect(trial.store), engine ? ZC_POSTGRES : ZC_SQLITE);
        run(&trial, "CREATE TABLE t (id bigint PRIMARY KEY, a bigint, b text)");
        tell(&trial);
        zc_store_close(trial.store);
    }
}

static void places_told(struct trial *trial)
{
    struct zc_stmt *put = ask(trial, "INSERT INTO t (id, a, b) VALUES (?1, ?2, ?3)");
    static const int64_t numbers[] = {0, -1, INT64_MAX, INT64_MIN, 1 << 20};
    for (int i = 0; i < 5; i++) {
        char text[40];
        snprintf(text, sizeof text, "五'\"?1$2;--%d", i);
        zc_stmt_rewind(put);
        zc_stmt_bind_int(put, 1, i);
        zc_stmt_bind_int(put, 2, numbers[i]);
        zc_stmt_bind_text(put, 3, text, strlen(text));
        assert_int_equal(zc_stmt_step(put, &trial->err), 0);
    }
    zc_stmt_done(put);
    /* a place that comes twice, one in a text that is none, more than nine, and one that the statement does not have */
    struct zc_stmt *get = ask(trial, "SELECT a, b, '?1', ?2 FROM t WHERE id = ?1 AND ?1 >= 0 AND ?3 + ?4 + ?5 + ?6 + ?7 + ?8 + ?9 = ?10");
    for (int i = 0; i < 5; i++) {
        size_t size;
        zc_stmt_rewind(get);
        zc_stmt_bind_int(get, 1, i);
        zc_stmt_bind_text(get, 2, "two and more", 3); /* no zero behind it */
        for (int place = 3; place <= 9; place++)
            zc_stmt_bind_int(get, place, place);
        zc_stmt_bind_int(get, 10, 42);
        zc_stmt_bind_int(get, 11, 42);
        assert_int_equal(zc_stmt_step(get, &trial->err), 1);
        assert_int_equal(zc_stmt_int(get, 0), numbers[i]);
        assert_memory_equal(zc_stmt_text(get, 1, &size), "五'\"?1$2;--", 12);
        assert_int_equal(size, 13);
        assert_string_equal(zc_stmt_text(get, 2, NULL), "?1");
        assert_string_equal(zc_stmt_text(get, 3, &size), "two");
        assert_int_equal(zc_stmt_step(get, &trial->err), 0);
    }
    zc_stmt_done(get);
}
static void test_places(void **state) { (void)state, on_both(places_told); }

/* A number that is asked as a text and a text as a number; empty values; the same place with a number, then none, then a number. */
static void types_told(struct trial *trial)
{
    run(trial, "INSERT INTO t VALUES (1, 7, '12 days'), (2, NULL, NULL), (3, 0, '')");
    struct zc_stmt *all = ask(trial, "SELECT a, b, count(*) OVER () FROM t ORDER BY id");
    size_t size = 9;
    assert_int_equal(zc_stmt_step(all, &trial->err), 1);
    assert_string_equal(zc_stmt_text(all, 0, &size), "7");
    assert_int_equal(size, 1);
    assert_int_equal(zc_stmt_int(all, 1), 12);
    assert_int_equal(zc_stmt_int(all, 2), 3);
    assert_int_equal(zc_stmt_step(all, &trial->err), 1);
    assert_true(zc_stmt_null(all, 0) && zc_stmt_null(all, 1) && !zc_stmt_null(all, 2));
    assert_null(zc_stmt_text(all, 1, &size));
    assert_int_equal(size, 0);
    assert_int_equal(zc_stmt_int(all, 0), 0);
    assert_int_equal(zc_stmt_step(all, &trial->err), 1);
    assert_false(zc_stmt_null(all, 1)); /* "" is no empty value */
    assert_string_equal(zc_stmt_text(all, 1, &size), "");
    assert_int_equal(zc_stmt_step(all, &trial->err), 0);
    zc_stmt_done(all);

    static const int64_t a[] = {7, -1, 0, 7, 1 << 20, 7}; /* -1: empty */
    static const int hits[] = {1, 0, 1, 1, 0, 1};
    for (int i = 0; i < 6; i++) {
        struct zc_stmt *stmt = ask(trial, "SELECT id FROM t WHERE a = ?1 AND (?2 = '' OR b = ?2)");
        if (a[i] >= 0)
            zc_stmt_bind_int(stmt, 1, a[i]);
        else
            zc_stmt_bind_null(stmt, 1);
        zc_stmt_bind_text(stmt, 2, "", 0);
        int rc = zc_stmt_step(stmt, &trial->err);
        if (rc != hits[i])
            fail_msg("run %d: %d, %s", i, rc, rc < 0 ? trial->err.en : "");
        zc_stmt_done(stmt);
    }
    /* what was bound is gone when done: the places are empty */
    struct zc_stmt *stmt = ask(trial, "SELECT id FROM t WHERE a = ?1 AND (?2 = '' OR b = ?2)");
    assert_int_equal(zc_stmt_step(stmt, &trial->err), 0);
    zc_stmt_done(stmt);
    assert_int_equal(one(trial->store, "SELECT CAST(sum(a) AS bigint) FROM t"), 7);
}
static void test_types(void **state) { (void)state, on_both(types_told); }

static void order_told(struct trial *trial)
{
    const struct zc_sql_words *words = zc_sql_words(zc_store_dialect(trial->store));
    run(trial, "INSERT INTO t VALUES (1, 1, 'b'), (2, 1, 'B'), (3, 1, '贵'), (4, 1, 'é'), (5, 1, 'a b'), (6, 1, 'ab'), (7, 1, NULL), (8, 1, '')");
    static const int up[] = {7, 8, 2, 5, 6, 1, 4, 3};
    for (int down = 0; down < 2; down++) {
        char sql[100];
        snprintf(sql, sizeof sql, "SELECT id FROM t ORDER BY b%s%s", down ? " DESC" : "", down ? words->empty_last : words->empty_first);
        struct zc_stmt *stmt = ask(trial, sql);
        for (int i = 0; i < 8; i++) {
            assert_int_equal(zc_stmt_step(stmt, &trial->err), 1);
            assert_int_equal(zc_stmt_int(stmt, 0), up[down ? 7 - i : i]);
        }
        zc_stmt_done(stmt);
    }
    assert_int_equal(one(trial->store, "SELECT count(*) FROM t WHERE lower(b) = 'b'"), 2);
    char sql[200];
    snprintf(sql, sizeof sql, "SELECT %s(b, '贵') FROM t WHERE id = 3", words->find);
    assert_int_equal(one(trial->store, sql), 1);
    /* 17348 is 2017-07-01 */
    static const char *const wanted[] = {"2017", "2017-07", "7"};
    const char *const forms[] = {words->year, words->month, words->month_of_year};
    run(trial, "UPDATE t SET a = 17348");
    for (int i = 0; i < 3; i++) {
        struct zc_buf text = {0};
        zc_buf_str(&text, i == 2 ? "SELECT 0 + " : "SELECT ");
        zc_buf_printf(&text, forms[i], "a");
        zc_buf_str(&text, " FROM t");
        struct zc_stmt *stmt = ask(trial, zc_buf_text(&text));
        assert_int_equal(zc_stmt_step(stmt, &trial->err), 1);
        assert_string_equal(zc_stmt_text(stmt, 0, NULL), wanted[i]);
        zc_stmt_done(stmt);
        zc_buf_free(&text);
    }
}
static void test_order(void **state) { (void)state, on_both(order_told); }

/* One cached statement inside its own loop, rows by part with others in between, and an early end. */
static void rows_told(struct trial *trial)
{
    OK(trial, zc_store_begin_write(trial->store, &trial->err));
    for (int i = 0; i < 1700; i++) {
        struct zc_stmt *put = ask(trial, "INSERT INTO t (id, a) VALUES (?1, ?2)");
        zc_stmt_bind_int(put, 1, i);
        zc_stmt_bind_int(put, 2, i % 2);
        assert_int_equal(zc_stmt_step(put, &trial->err), 0);
        zc_stmt_done(put);
    }
    for (int early = 0; early < 2; early++) {
        struct zc_stmt *outer = ask(trial, "SELECT id FROM t WHERE id >= ?1 ORDER BY id");
        zc_stmt_by_part(outer);
        zc_stmt_bind_int(outer, 1, 200);
        int count = 0;
        while (zc_stmt_step(outer, &trial->err) == 1 && !(early && count == 600)) {
            struct zc_stmt *inner = ask(trial, "SELECT id FROM t WHERE id >= ?1 ORDER BY id");
            zc_stmt_bind_int(inner, 1, 1699);
            assert_int_equal(zc_stmt_step(inner, &trial->err), 1);
            assert_int_equal(zc_stmt_int(inner, 0), 1699);
            zc_stmt_done(inner);
            assert_int_equal(zc_stmt_int(outer, 0), 200 + count++);
        }
        assert_int_equal(count, early ? 600 : 1500);
        zc_stmt_done(outer);
    }
    OK(trial, zc_store_commit(trial->store, &trial->err));
    assert_int_equal(one(trial->store, "SELECT count(*) FROM t"), 1700);
}
static void test_rows(void **state) { (void)state, on_both(rows_told); }

static void savepoints_told(struct trial *trial)
{
    OK(trial, zc_store_begin_write(trial->store, &trial->err));
    run(trial, "INSERT INTO t (id) VALUES (1)");
    OK(trial, zc_store_again(trial->store, "SAVEPOINT mark", &trial->err));
    run(trial, "INSERT INTO t (id) VALUES (2)");
    run(trial, "SAVEPOINT number");
    run(trial, "INSERT INTO t (id) VALUES (3)");
    run(trial, "ROLLBACK TO number; RELEASE number");
    assert_int_equal(one(trial->store, "SELECT count(*) FROM t"), 2);
    run(trial, "ROLLBACK TO mark; RELEASE mark");
    OK(trial, zc_store_again(trial->store, "SAVEPOINT mark", &trial->err));
    run(trial, "INSERT INTO t (id) VALUES (4)");
    OK(trial, zc_store_again(trial->store, "RELEASE mark", &trial->err));
    OK(trial, zc_store_commit(trial->store, &trial->err));
    assert_int_equal(one(trial->store, "SELECT CAST(sum(id) AS bigint) FROM t"), 5);
    OK(trial, zc_store_begin_write(trial->store, &trial->err));
    run(trial, "DELETE FROM t");
    zc_store_rollback(trial->store);
    zc_store_rollback(trial->store); /* without a transaction it does nothing */
    assert_int_equal(one(trial->store, "SELECT count(*) FROM t"), 2);
}
static void test_savepoints(void **state) { (void)state, on_both(savepoints_told); }

/* A statement that fails says so, a mark before it takes back what came since, and the work of others is untouched. */
static void failures_told(struct trial *trial)
{
    static const char *const wrong[] = {"INSERT INTO t (id) VALUES (1)", "SELECT nothing FROM t", "SELEKT 1", "INSERT INTO u (id) VALUES (1)"};
    run(trial, "INSERT INTO t (id, a) VALUES (1, 1)");
    for (size_t i = 0; i < 4; i++) {
        struct zc_stmt *stmt = NULL;
        OK(trial, zc_store_begin_write(trial->store, &trial->err));
        run(trial, "UPDATE t SET a = a + 1");
        OK(trial, zc_store_again(trial->store, "SAVEPOINT mark", &trial->err));
        trial->err = (struct zc_error){0};
        int rc = zc_stmt_prepare(&stmt, trial->store, wrong[i], &trial->err);
        rc = rc ? rc : zc_stmt_step(stmt, &trial->err);
        zc_stmt_done(stmt);
        assert_int_equal(rc, ZC_EIO);
        assert_true(*trial->err.zh && *trial->err.en);
        run(trial, "ROLLBACK TO mark; RELEASE mark");
        run(trial, "UPDATE t SET a = a + 1");
        OK(trial, zc_store_commit(trial->store, &trial->err));
    }
    assert_int_equal(one(trial->store, "SELECT a FROM t"), 9);
    /* outside a transaction the next statement runs as if nothing had been */
    assert_int_equal(zc_store_run(trial->store, "INSERT INTO t (id) VALUES (1)", &trial->err), ZC_EIO);
    run(trial, "INSERT INTO t (id) VALUES (2)");
    /* of several in one call, all or none of those inside a transaction */
    OK(trial, zc_store_begin_write(trial->store, &trial->err));
    assert_int_equal(zc_store_run(trial->store, "INSERT INTO t (id) VALUES (3); INSERT INTO t (id) VALUES (1)", &trial->err), ZC_EIO);
    zc_store_rollback(trial->store);
    assert_int_equal(one(trial->store, "SELECT count(*) FROM t"), 2);
}
static void test_failures(void **state) { (void)state, on_both(failures_told); }

static int64_t version(struct trial *trial, bool same, int64_t before)
{
    int64_t now = zc_store_version(trial->store);
    assert_true(now != 0 && (now == before) == same);
    return now;
}

/* A writer's version stays while it asks, and no change, mark or transaction brings one back. */
static void versions_told(struct trial *trial)
{
    static const char *const changes[] = {"INSERT INTO t (id) VALUES (1)", "UPDATE t SET a = 1", "SAVEPOINT mark", "DELETE FROM t", "ROLLBACK TO mark"};
    int64_t seen[16], now = 0;
    size_t count = 0;
    for (int part = 0; part < 2; part++) {
        assert_int_equal(zc_store_version(trial->store), 0);
        OK(trial, zc_store_begin_write(trial->store, &trial->err));
        now = version(trial, false, now);
        for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
            seen[count++] = now;
            one(trial->store, "SELECT count(*) FROM t");
            version(trial, true, now);
            if (part)
                run(trial, changes[i]);
            else
                OK(trial, zc_store_again(trial->store, changes[i], &trial->err));
            for (size_t k = 0; k < count; k++)
                now = version(trial, false, seen[k]);
        }
        zc_store_rollback(trial->store);
    }
    OK(trial, zc_store_begin(trial->store, &trial->err));
    for (size_t k = 0; k < count; k++)
        version(trial, false, seen[k]);
    zc_store_rollback(trial->store);
}
static void test_versions(void **state) { (void)state, on_both(versions_told); }

/* A reader keeps what it saw first; who only reads cannot write; a version changes with what another commits to a head. */
static void reading_told(struct trial *trial)
{
    OK(trial, zc_schema_create(trial->store, &trial->err));
    OK(trial, zc_schema_create(trial->store, &trial->err)); /* again, as at each opening */
    struct zc_store *reader = open_as(trial, ZC_STORE_READ);
    assert_int_equal(zc_store_version(trial->store), 0);
    int64_t before = zc_store_version(reader);
    assert_true(before != 0);
    OK(trial, zc_store_begin(reader, &trial->err));
    assert_int_equal(one(reader, "SELECT count(*) FROM t"), 0);
    assert_int_equal(zc_store_version(reader), before);
    run(trial, "INSERT INTO t (id) VALUES (1); INSERT INTO head (chain, seq, digest, at) VALUES (520100, 1, 'x', 1000)");
    assert_int_equal(one(reader, "SELECT count(*) FROM t"), 0);
    assert_int_equal(zc_store_version(reader), before);
    assert_int_equal(zc_store_begin(reader, &trial->err), ZC_EIO); /* one stands already, and goes on */
    assert_int_equal(one(reader, "SELECT count(*) FROM t"), 0);
    zc_store_rollback(reader);
    assert_int_equal(one(reader, "SELECT count(*) FROM t"), 1);
    OK(trial, zc_store_begin(reader, &trial->err)); /* what was answered may be answered again, and each question by its own answer */
    struct zc_stmt *stmt;
    static const int asked[] = {1, 1, 2, 2, 1, 2};
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        OK(trial, zc_stmt_prepare(&stmt, reader, "SELECT id, 'x' FROM t WHERE id = ?1", &trial->err));
        zc_stmt_bind_int(stmt, 1, asked[i]);
        for (int run = 0; run < 2; run++) {
            assert_int_equal(zc_stmt_step(stmt, &trial->err), asked[i] == 1);
            if (asked[i] == 1) {
                assert_int_equal(zc_stmt_int(stmt, 0), 1);
                assert_string_equal(zc_stmt_text(stmt, 1, NULL), "x");
                assert_int_equal(zc_stmt_step(stmt, &trial->err), 0);
            }
            zc_stmt_rewind(stmt);
        }
        zc_stmt_done(stmt);
    }
    run(trial, "INSERT INTO t (id) VALUES (2)");
    assert_int_equal(one(reader, "SELECT count(*) FROM t WHERE id = 2"), 0);
    zc_store_rollback(reader);
    OK(trial, zc_store_begin(reader, &trial->err));
    assert_int_equal(one(reader, "SELECT count(*) FROM t WHERE id = 2"), 1);
    zc_store_rollback(reader);
    run(trial, "DELETE FROM t WHERE id = 2");
    assert_true(zc_store_version(reader) != before);
    assert_int_equal(zc_store_run(reader, "DELETE FROM t", &trial->err), ZC_EIO);
    zc_store_rollback(reader);
    zc_store_close(reader);
    assert_int_equal(one(trial->store, "SELECT count(*) FROM t"), 1);
}
static void test_reading(void **state) { (void)state, on_both(reading_told); }

static void *second_writer(void *user)
{
    struct trial *trial = user, own = {.name = trial->name};
    own.store = open_as(&own, ZC_STORE_WRITE);
    struct zc_stmt *seen = ask(&own, "SELECT a FROM t WHERE id = 1");
    zc_stmt_done(seen);
    OK(&own, zc_store_begin_write(own.store, &own.err)); /* waits for the first */
    run(&own, "UPDATE t SET a = (SELECT a FROM t WHERE id = 1) + 1 WHERE id = 1");
    OK(&own, zc_store_commit(own.store, &own.err));
    zc_store_close(own.store);
    return NULL;
}

/* Writers come one after the other, each seeing what was committed before; who waits too long is told so. */
static void writers_told(struct trial *trial)
{
    pthread_t thread;
    run(trial, "INSERT INTO t (id, a) VALUES (1, 1)");
    OK(trial, zc_store_begin_write(trial->store, &trial->err));
    run(trial, "UPDATE t SET a = 100 WHERE id = 1");
    assert_int_equal(pthread_create(&thread, NULL, second_writer, trial), 0);
    usleep(200000);
    OK(trial, zc_store_commit(trial->store, &trial->err));
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(one(trial->store, "SELECT a FROM t"), 101);

    struct zc_store *other = open_as(trial, ZC_STORE_WRITE);
    OK(trial, zc_store_begin_write(trial->store, &trial->err));
    int64_t from = zc_instant_now();
    assert_int_equal(zc_store_begin_write(other, &trial->err), ZC_EBUSY);
    assert_true(zc_instant_now() - from > 5000000);
    OK(trial, zc_store_commit(trial->store, &trial->err));
    OK(trial, zc_store_begin_write(other, &trial->err)); /* and it can go on */
    OK(trial, zc_store_commit(other, &trial->err));
    zc_store_close(other);
}
static void test_writers(void **state) { (void)state, on_both(writers_told); }

/* The same question in one transaction, before and after whatever may change its answer. */
static void questions_told(struct trial *trial)
{
    static const char all[] = "SELECT count(*) FROM t", of[] = "SELECT count(*) FROM t WHERE a = ?1 AND b = ?2";
    struct zc_stmt *stmt;
    struct zc_store *other = open_as(trial, ZC_STORE_READ);
    run(trial, "INSERT INTO t (id, a, b) VALUES (1, 1, 'x')");
    OK(trial, zc_store_begin_write(trial->store, &trial->err));
    for (int i = 0; i < 3; i++)
        assert_int_equal(one(trial->store, all), 1);
    run(trial, "INSERT INTO t (id, a, b) VALUES (2, 1, 'y')");
    assert_int_equal(one(trial->store, all), 2);
    OK(trial, zc_store_again(trial->store, "SAVEPOINT mark", &trial->err));
    OK(trial, zc_store_again(trial->store, "INSERT INTO t (id, a, b) VALUES (3, 2, 'x')", &trial->err));
    assert_int_equal(one(trial->store, all), 3);
    run(trial, "ROLLBACK TO mark; RELEASE mark");
    assert_int_equal(one(trial->store, all), 2);
    static const struct {
        int64_t a;
        const char *b;
        int64_t count;
    } cases[] = {{1, "x", 1}, {1, "x", 1}, {1, "y", 1}, {2, "y", 0}, {1, "y", 1}, {1, NULL, 0}, {1, "", 0}, {1, "x", 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        OK(trial, zc_stmt_prepare(&stmt, trial->store, of, &trial->err));
        zc_stmt_bind_int(stmt, 1, cases[i].a);
        if (cases[i].b)
            zc_stmt_bind_text(stmt, 2, cases[i].b, strlen(cases[i].b));
        else
            zc_stmt_bind_null(stmt, 2);
        assert_int_equal(zc_stmt_step(stmt, &trial->err), 1);
        if (zc_stmt_int(stmt, 0) != cases[i].count)
            fail_msg("case %zu: %lld", i, (long long)zc_stmt_int(stmt, 0));
        assert_int_equal(zc_stmt_step(stmt, &trial->err), 0);
        zc_stmt_done(stmt);
    }
    OK(trial, zc_store_begin(other, &trial->err));
    assert_int_equal(one(other, all), 1);
    OK(trial, zc_store_commit(trial->store, &trial->err));
    assert_int_equal(one(other, all), 1); /* a snapshot stays */
    zc_store_rollback(other);
    assert_int_equal(one(other, all), 2);
    run(trial, "DELETE FROM t WHERE id = 2");
    assert_int_equal(one(other, all), 1); /* outside a transaction each question is asked */
    OK(trial, zc_store_begin(other, &trial->err));
    assert_int_equal(one(other, all), 1);
    zc_store_rollback(other);
    zc_store_close(other);
}
static void test_questions(void **state) { (void)state, on_both(questions_told); }

/* What the engine holds, as it was declared. */
static void holds_told(struct trial *trial)
{
    static const char statement[] = "CREATE INDEX \"i_one\" ON \"t_one\" (\"a\") WHERE a = 1 AND b = 'x'";
    const struct zc_sql_words *words = zc_sql_words(zc_store_dialect(trial->store));
    struct zc_arena arena = {0};
    struct zc_map map;
    struct zc_buf sql = {0};
    zc_buf_printf(&sql, "CREATE TABLE \"t_one\" (id %1$s PRIMARY KEY, a %1$s, b %2$s);\nCREATE TABLE \"t_two\" (x %1$s, y %2$s NOT NULL, PRIMARY KEY (x))%3$s;\n",
                  words->integer, words->text, words->by_key);
    zc_store_index(&sql, trial->store, "i_one", statement);
    zc_sql_search(&sql, zc_store_dialect(trial->store), ZC_SEARCH_MAKE, "s_one_0");
    run(trial, zc_buf_text(&sql));
    zc_buf_free(&sql);
    zc_map_init(&map, &arena);
    OK(trial, zc_store_tables(&map, trial->store, "t_", &trial->err));
    assert_int_equal(map.count, 2);
    assert_string_equal(map.entries[0].key, "t_one");
    assert_string_equal(map.entries[1].key, "t_two");
    zc_map_init(&map, &arena);
    OK(trial, zc_store_columns(&map, trial->store, "t_one", &trial->err));
    assert_int_equal(map.count, 3);
    assert_string_equal(map.entries[2].key, "b");
    assert_string_equal(map.entries[0].value, words->integer);
    assert_string_equal(map.entries[2].value, words->text);
    zc_map_init(&map, &arena);
    OK(trial, zc_store_columns(&map, trial->store, "t_none", &trial->err));
    assert_int_equal(map.count, 0);
    OK(trial, zc_store_columns(&map, trial->store, "s_one_0", &trial->err));
    assert_true(map.count > 0);
    zc_map_init(&map, &arena);
    OK(trial, zc_store_indexes(&map, trial->store, "t_one", &trial->err));
    assert_int_equal(map.count, 1);
    assert_string_equal(map.entries[0].key, "i_one");
    assert_string_equal(map.entries[0].value, statement);
    zc_arena_free(&arena);
}
static void test_holds(void **state) { (void)state, on_both(holds_told); }

static void put_tokens(struct trial *trial, enum zc_search_verb verb, int64_t id, const char *tokens)
{
    struct zc_buf sql = {0};
    zc_sql_search(&sql, zc_store_dialect(trial->store), verb, "s_one_0");
    struct zc_stmt *stmt = ask(trial, zc_buf_text(&sql));
    zc_stmt_bind_int(stmt, 1, id);
    zc_stmt_bind_text(stmt, 2, tokens, strlen(tokens));
    if (zc_stmt_step(stmt, &trial->err) != 0)
        fail_msg("%s: %s", sql.bytes, trial->err.en);
    zc_stmt_done(stmt);
    zc_buf_free(&sql);
}

/* The ids found, as digits in a row. */
static int64_t found(struct trial *trial, const struct zc_phrase *phrases, size_t count)
{
    enum zc_dialect dialect = zc_store_dialect(trial->store);
    const struct zc_sql_words *words = zc_sql_words(dialect);
    struct zc_buf sql = {0}, sought = {0};
    zc_sql_sought(&sought, dialect, phrases, count);
    zc_buf_printf(&sql, "SELECT f.%s FROM \"s_one_0\" AS f WHERE ", words->search_id);
    zc_buf_printf(&sql, words->match, "f", "s_one_0");
    zc_buf_str(&sql, "?1");
    zc_buf_str(&sql, words->match_again);
    zc_buf_str(&sql, words->match_again ? "?2" : "");
    zc_buf_printf(&sql, words->match_close, "f");
    zc_buf_printf(&sql, " ORDER BY f.%s", words->search_id);
    struct zc_stmt *stmt = ask(trial, zc_buf_text(&sql));
    zc_stmt_bind_text(stmt, 1, sought.bytes, sought.size);
    zc_stmt_bind_text(stmt, 2, sought.bytes, sought.size);
    int64_t ids = 0;
    int rc;
    while ((rc = zc_stmt_step(stmt, &trial->err)) > 0)
        ids = ids * 10 + zc_stmt_int(stmt, 0);
    if (rc)
        fail_msg("%s: %s", sql.bytes, trial->err.en);
    zc_stmt_done(stmt);
    zc_buf_free(&sql);
    zc_buf_free(&sought);
    return ids;
}

static void search_told(struct trial *trial)
{
    struct zc_buf sql = {0}, lengthy = {0};
    zc_sql_search(&sql, zc_store_dialect(trial->store), ZC_SEARCH_MAKE, "s_one_0");
    run(trial, zc_buf_text(&sql));
    zc_buf_free(&sql);
    for (int i = 0; i < 40000; i++) /* more places than a tsvector numbers */
        zc_buf_printf(&lengthy, "w%d ", i);
    zc_buf_str(&lengthy, "贵阳 阳市");
    put_tokens(trial, ZC_SEARCH_PUT, 1, "贵阳 阳市 改革 \xEE\x80\x80 2017");
    put_tokens(trial, ZC_SEARCH_PUT, 2, "阳市 \xEE\x80\x80  贵阳 革 贵阳市2017");
    put_tokens(trial, ZC_SEARCH_PUT, 3, zc_buf_text(&lengthy));
    zc_buf_clear(&lengthy);
    for (int i = 0; i < 5000; i++)
        zc_buf_char(&lengthy, 'x');
    put_tokens(trial, ZC_SEARCH_PUT, 4, zc_buf_text(&lengthy));
    put_tokens(trial, ZC_SEARCH_PUT, 5, "");
    const struct {
        struct zc_phrase phrases[2];
        size_t count;
        int64_t ids;
    } cases[] = {{{{"贵阳", false}}, 1, 123}, {{{"贵阳 阳市", false}}, 1, 13},  {{{"阳市", false}, {"贵阳", false}}, 2, 123},
                 {{{"2017", false}}, 1, 1},  {{{"革", true}}, 1, 2},         {{{"改", true}}, 1, 1},
                 {{{"w39999 贵阳", false}}, 1, 3}, {{{"w3999", false}}, 1, 3}, {{{"w39999 w39998", false}}, 1, 0},
                 {{{zc_buf_text(&lengthy), false}}, 1, 4}, {{{lengthy.bytes + 1, false}}, 1, 0}, {{{"x", true}}, 1, 4},
                 {{{"贵", true}, {"改革", false}}, 2, 1}, {{{"none", false}}, 1, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (found(trial, cases[i].phrases, cases[i].count) != cases[i].ids)
            fail_msg("case %zu: %lld", i, (long long)found(trial, cases[i].phrases, cases[i].count));
    put_tokens(trial, ZC_SEARCH_TAKE, 1, "贵阳 阳市 改革 \xEE\x80\x80 2017");
    assert_int_equal(found(trial, cases[0].phrases, 1), 23);
    zc_sql_search(&sql, zc_store_dialect(trial->store), ZC_SEARCH_CLEAR, "s_one_0");
    run(trial, zc_buf_text(&sql));
    assert_int_equal(found(trial, cases[0].phrases, 1), 0);
    zc_buf_free(&sql);
    zc_buf_free(&lengthy);
}
static void test_search(void **state) { (void)state, on_both(search_told); }

/* Of the server alone: it was started anew, and what waited outside a transaction goes on; a database in another order is refused. */
static void test_server(void **state)
{
    (void)state;
    char said[400], other[300], path[100];
    uint64_t mark, found_mark;
    struct trial trial = {.name = names[1]};
    if (databases < 2)
        skip();
    assert_int_equal(shell(names[1], sizeof names[1], "tests/postgres.sh create %s/server again", root), 0);
    trial.store = open_as(&trial, ZC_STORE_CREATE);
    run(&trial, "CREATE TABLE t (id bigint PRIMARY KEY); INSERT INTO t VALUES (1)");
    OK(&trial, zc_store_place(trial.store, 1, &trial.err)); /* so that what became of a commit can be known */
    for (int i = 0; i < 3; i++) /* prepared by now */
        assert_int_equal(one(trial.store, "SELECT count(*) FROM t"), 1);
    OK(&trial, zc_store_begin_write(trial.store, &trial.err));
    run(&trial, "INSERT INTO t VALUES (2)");
    assert_int_equal(shell(said, sizeof said, "tests/postgres.sh restart %s/server 2>&1", root), 0);
    assert_false(zc_store_parted(trial.store));
    assert_int_equal(zc_store_commit(trial.store, &trial.err), ZC_EAWAY); /* not acknowledged, and not there */
    assert_true(zc_store_parted(trial.store)); /* so it can be done again */
    assert_false(zc_store_parted(trial.store));
    OK(&trial, zc_store_begin_write(trial.store, &trial.err));
    assert_int_equal(one(trial.store, "SELECT count(*) FROM t"), 1);
    run(&trial, "INSERT INTO t VALUES (3)");
    OK(&trial, zc_store_commit(trial.store, &trial.err));
    assert_int_equal(shell(said, sizeof said, "tests/postgres.sh restart %s/server 2>&1", root), 0);
    OK(&trial, zc_store_begin(trial.store, &trial.err)); /* the first to notice */
    assert_int_equal(one(trial.store, "SELECT count(*) FROM t"), 2);
    assert_false(zc_store_parted(trial.store)); /* what was made good is no loss */
    zc_store_rollback(trial.store);

    /* The fence: a newer timeline was seen since, by another process; then this server is an old primary. Another cluster begins anew. */
    snprintf(path, sizeof path, "%s/timeline", root);
    OK(&trial, zc_store_fence(trial.store, path, &trial.err));
    int file = open(path, O_RDWR | O_CLOEXEC);
    assert_int_equal(pread(file, &mark, sizeof mark, 0), sizeof mark);
    assert_int_equal((uint32_t)mark, 1); /* of a server that was never promoted */
    assert_int_equal(pwrite(file, &(uint64_t){mark + 2}, sizeof mark, 0), sizeof mark);
    assert_int_equal(zc_store_begin_write(trial.store, &trial.err), ZC_EAWAY);
    assert_non_null(strstr(trial.err.en, "is on timeline 1, and this city has seen timeline 3"));
    assert_non_null(strstr(trial.err.zh, "时间线 3"));
    assert_int_equal(zc_store_begin(trial.store, &trial.err), ZC_EAWAY);
    assert_int_equal(pwrite(file, &(uint64_t){(mark ^ INT64_C(1) << 40) + 2}, sizeof mark, 0), sizeof mark);
    OK(&trial, zc_store_begin_write(trial.store, &trial.err));
    OK(&trial, zc_store_commit(trial.store, &trial.err));
    assert_int_equal(pread(file, &found_mark, sizeof mark, 0), sizeof mark);
    assert_int_equal(found_mark, mark);
    close(file);
    zc_store_close(trial.store);

    assert_int_equal(shell(said, sizeof said, "psql -q -h %s/server -U city -c \"CREATE DATABASE rough TEMPLATE template0 LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'\" postgres 2>&1", root), 0);
    snprintf(other, sizeof other, "postgresql:///rough?host=%s/server&user=city", root);
    assert_int_equal(zc_store_open(&trial.store, other, ZC_STORE_READ, &trial.err), ZC_EINPUT);
    assert_non_null(strstr(trial.err.en, "createdb"));
    snprintf(other, sizeof other, "postgresql://city:secret@127.0.0.1:1/none");
    assert_int_equal(zc_store_open(&trial.store, other, ZC_STORE_READ, &trial.err), ZC_EINPUT);
    assert_non_null(strstr(trial.err.en, "PGPASSFILE"));
    assert_null(strstr(trial.err.en, "secret"));
    assert_int_equal(zc_store_open(&trial.store, "postgresql://city@127.0.0.1:1/none", ZC_STORE_READ, &trial.err), ZC_EAWAY);
    /* Of several hosts those that are none do no harm to one that is; two of them and nobody there says what each answered. */
    snprintf(other, sizeof other, "postgresql:///again?host=/nowhere,%s/server&user=city", root);
    OK(&trial, zc_store_open(&trial.store, other, ZC_STORE_READ, &trial.err));
    assert_int_equal(one(trial.store, "SELECT count(*) FROM t"), 2);
    zc_store_close(trial.store);
    assert_int_equal(zc_store_open(&trial.store, other, ZC_STORE_WRITE, &trial.err), ZC_EAWAY); /* it waits for no standby */
    assert_non_null(strstr(trial.err.en, "synchronous_standby_names"));
    assert_int_equal(zc_store_open(&trial.store, "postgresql:///again?host=/nowhere,/neither", ZC_STORE_READ, &trial.err), ZC_EAWAY);
    assert_non_null(strstr(trial.err.en, "/nowhere"));
    assert_non_null(strstr(trial.err.en, "/neither"));
    assert_int_equal(zc_store_open(&trial.store, "postgresql://a:1,b:2,c/x?port=5,6", ZC_STORE_READ, &trial.err), ZC_EINPUT);
    assert_int_equal(zc_store_open(&trial.store, "postgresql://a,b,c,d,e,f,g,h,i/x", ZC_STORE_READ, &trial.err), ZC_EINPUT);
    assert_int_equal(zc_store_open(&trial.store, "postgresql://[", ZC_STORE_READ, &trial.err), ZC_EINPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_places),     cmocka_unit_test(test_types),    cmocka_unit_test(test_order),   cmocka_unit_test(test_rows),
        cmocka_unit_test(test_savepoints), cmocka_unit_test(test_versions), cmocka_unit_test(test_failures), cmocka_unit_test(test_reading), cmocka_unit_test(test_writers),
        cmocka_unit_test(test_holds),      cmocka_unit_test(test_search),   cmocka_unit_test(test_server), cmocka_unit_test(test_questions),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
