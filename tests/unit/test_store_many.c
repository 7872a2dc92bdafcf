/*
 * Several processes on one server, as store/store.h promises: the place of a folder, the write lock held outside transactions, and a COMMIT whose answer
 * is lost on the way, which a relay between the program and the server brings about. Skipped where no PostgreSQL is installed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/date.h"
#include "store/store.h"

static char root[64], direct[200], relayed[200];

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

/* The relay: hands bytes on, but for the COMMIT that it was told to lose. */

enum lose { NOTHING, THE_COMMIT, THE_ANSWER };
static struct {
    pthread_t thread;
    int listening;
    enum lose lose; /* atomic; back to NOTHING once done */
    int ends;       /* atomic */
} relay = {.listening = -1};

static int socket_at(const char *folder, bool listens)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s/%s/.s.PGSQL.5432", root, folder);
    int file = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(file >= 0);
    if (listens ? bind(file, (struct sockaddr *)&address, sizeof address) || listen(file, 8) : connect(file, (struct sockaddr *)&address, sizeof address)) {
        close(file);
        return -1;
    }
    return file;
}

static bool all_of(int file, const char *bytes, ssize_t size)
{
    for (ssize_t done = 0, part; done < size; done += part)
        if ((part = send(file, bytes + done, (size_t)(size - done), MSG_NOSIGNAL)) <= 0)
            return false;
    return true;
}

static void pump(int client, int server)
{
    static char bytes[65536]; /* one connection at a time */
    bool losing = false;
    while (!__atomic_load_n(&relay.ends, __ATOMIC_ACQUIRE)) {
        struct pollfd ready[2] = {{.fd = client, .events = POLLIN}, {.fd = server, .events = POLLIN}};
        if (poll(ready, 2, 50) <= 0)
            continue;
        if (ready[0].revents) {
            ssize_t got = recv(client, bytes, sizeof bytes, 0);
            enum lose lose = __atomic_load_n(&relay.lose, __ATOMIC_ACQUIRE);
            bool commit = got > 0 && lose != NOTHING && memmem(bytes, (size_t)got, "COMMIT", 6);
            if (commit && lose == THE_COMMIT)
                __atomic_store_n(&relay.lose, NOTHING, __ATOMIC_RELEASE);
            if (got <= 0 || (commit && lose == THE_COMMIT) || !all_of(server, bytes, got))
                return;
            losing |= commit;
        }
        if (ready[1].revents) {
            ssize_t got = recv(server, bytes, sizeof bytes, 0);
            if (losing && __atomic_load_n(&relay.lose, __ATOMIC_ACQUIRE) == THE_ANSWER)
                __atomic_store_n(&relay.lose, NOTHING, __ATOMIC_RELEASE);
            if (got <= 0 || losing || !all_of(client, bytes, got))
                return;
        }
    }
}

static void *run_relay(void *data)
{
    (void)data;
    while (!__atomic_load_n(&relay.ends, __ATOMIC_ACQUIRE)) {
        struct pollfd ready = {.fd = relay.listening, .events = POLLIN};
        int client = poll(&ready, 1, 50) == 1 ? accept(relay.listening, NULL, NULL) : -1;
        if (client < 0)
            continue;
        int server = socket_at("server", false);
        if (server >= 0)
            pump(client, server);
        close(client);
        if (server >= 0)
            close(server);
    }
    return NULL;
}

static int start(void **state)
{
    (void)state;
    char said[400];
    snprintf(root, sizeof root, "/tmp/zc-many-XXXXXX");
    assert_non_null(mkdtemp(root));
    assert_int_equal(chmod(root, 0755), 0);
    int status = shell(said, sizeof said, "tests/postgres.sh start %s/server 2>&1 && mkdir %s/relay", root, root);
    if (status == 77) {
        print_message("%s\n", said);
        return 0;
    }
    if (status)
        fail_msg("no server: %s", said);
    assert_int_equal(shell(direct, sizeof direct, "tests/postgres.sh create %s/server many", root), 0);
    snprintf(relayed, sizeof relayed, "postgresql:///many?host=%s/relay&user=city", root);
    struct zc_store *store;
    assert_int_equal(zc_store_open(&store, direct, ZC_STORE_CREATE, NULL), ZC_OK);
    assert_int_equal(zc_store_run(store, "CREATE TABLE t (id bigint PRIMARY KEY)", NULL), ZC_OK);
    zc_store_close(store);
    assert_true((relay.listening = socket_at("relay", true)) >= 0);
    assert_int_equal(pthread_create(&relay.thread, NULL, run_relay, NULL), 0);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    char said[400];
    if (*direct) {
        __atomic_store_n(&relay.ends, 1, __ATOMIC_RELEASE);
        pthread_join(relay.thread, NULL);
        close(relay.listening);
        shell(said, sizeof said, "tests/postgres.sh stop %s/server 2>&1", root);
    }
    return shell(said, sizeof said, "rm -rf %s", root);
}

static struct zc_store *opened(const char *name)
{
    struct zc_store *store;
    struct zc_error err = {0};
    if (zc_store_open(&store, name, ZC_STORE_WRITE, &err))
        fail_msg("%s", err.en);
    return store;
}

static int64_t one(struct zc_store *store, const char *sql)
{
    struct zc_stmt *stmt;
    struct zc_error err = {0};
    if (zc_stmt_prepare(&stmt, store, sql, &err) || zc_stmt_step(stmt, &err) != 1)
        fail_msg("%s: %s", sql, err.en);
    int64_t number = zc_stmt_int(stmt, 0);
    zc_stmt_done(stmt);
    return number;
}

#define OK(call) assert_int_equal(call, ZC_OK)

/* A folder may write through as many connections as it likes; a second folder not while one of them is there, and then it may. */
static void test_places(void **state)
{
    (void)state;
    struct zc_error err = {0};
    if (!*direct)
        skip();
    struct zc_store *one_store = opened(direct), *same = opened(direct), *other = opened(direct);
    OK(zc_store_place(one_store, 7, &err));
    OK(zc_store_place(same, 7, &err));
    assert_int_equal(zc_store_place(other, 8, &err), ZC_EDENIED);
    assert_non_null(strstr(err.en, "another city folder"));
    zc_store_close(one_store);
    assert_int_equal(zc_store_place(other, 8, &err), ZC_EDENIED);
    zc_store_close(same);
    int rc;
    for (int i = 0; i < 100 && (rc = zc_store_place(other, 8, &err)); i++) /* the server notices the end of a connection a moment later */
        usleep(50000);
    OK(rc);

    /* A connection that the server ended says its place again, and is refused when another took it. */
    struct zc_store *killer = opened(direct);
    assert_int_equal(one(killer, "SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' AND objid = 8"), 1);
    for (int i = 0; i < 100 && (rc = zc_store_place(killer, 9, &err)); i++)
        usleep(50000);
    OK(rc);
    assert_int_equal(zc_store_begin_write(other, &err), ZC_EDENIED);
    zc_store_close(killer);
    for (int i = 0; i < 100 && (rc = zc_store_begin_write(other, &err)); i++)
        usleep(50000);
    OK(rc);
    OK(zc_store_commit(other, &err));
    zc_store_close(other);
}

static void *write_one(void *data)
{
    struct zc_store *store = opened(direct);
    if (zc_store_begin_write(store, NULL) || zc_store_run(store, "INSERT INTO t VALUES (1)", NULL) || zc_store_commit(store, NULL))
        abort();
    __atomic_store_n((int *)data, 1, __ATOMIC_RELEASE);
    zc_store_close(store);
    return NULL;
}

/* Who holds the lock writes in transactions of its own while all others wait; nothing of it stays with a connection that ends. */
static void test_hold(void **state)
{
    (void)state;
    struct zc_error err = {0};
    pthread_t thread;
    int written = 0;
    if (!*direct)
        skip();
    struct zc_store *store = opened(direct);
    OK(zc_store_hold(store, &err));
    assert_int_equal(pthread_create(&thread, NULL, write_one, &written), 0);
    for (int i = 0; i < 3; i++) {
        OK(zc_store_begin_write(store, &err));
        usleep(100000);
        assert_int_equal(one(store, "SELECT count(*) FROM t WHERE id = 1"), 0);
        OK(zc_store_commit(store, &err));
    }
    assert_int_equal(__atomic_load_n(&written, __ATOMIC_ACQUIRE), 0);
    zc_store_let(store);
    zc_store_let(store); /* once more does nothing */
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(one(store, "SELECT count(*) FROM t WHERE id = 1"), 1);

    OK(zc_store_hold(store, &err));
    struct zc_store *killer = opened(direct);
    assert_int_equal(one(killer, "SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory'"), 1);
    OK(zc_store_begin_write(killer, &err)); /* freed by its end */
    OK(zc_store_commit(killer, &err));
    assert_int_equal(zc_store_begin_write(store, &err), ZC_EAWAY);
    assert_int_equal(zc_store_begin_write(store, &err), ZC_EAWAY); /* and not as if nothing had been */
    zc_store_let(store);
    OK(zc_store_begin_write(store, &err));
    OK(zc_store_commit(store, &err));
    zc_store_close(killer);
    zc_store_close(store);
}

static int commit_through(enum lose lose, int id, struct zc_error *err)
{
    char sql[64];
    struct zc_store *store = opened(relayed);
    OK(zc_store_place(store, 3, err));
    snprintf(sql, sizeof sql, "INSERT INTO t VALUES (%d)", id);
    OK(zc_store_begin_write(store, err));
    OK(zc_store_run(store, sql, err));
    __atomic_store_n(&relay.lose, lose, __ATOMIC_RELEASE);
    int rc = zc_store_commit(store, err);
    assert_int_equal(__atomic_load_n(&relay.lose, __ATOMIC_ACQUIRE), NOTHING);
    OK(zc_store_begin_write(store, err)); /* whatever became of it, the connection goes on */
    OK(zc_store_commit(store, err));
    zc_store_close(store);
    return rc;
}

/* What is not known is asked: an acknowledgement is true, and so is a refusal. */
static void test_lost_answers(void **state)
{
    (void)state;
    struct zc_error err = {0};
    if (!*direct)
        skip();
    struct zc_store *store = opened(direct);
    OK(commit_through(NOTHING, 10, &err));
    OK(commit_through(THE_ANSWER, 11, &err));
    assert_int_equal(one(store, "SELECT count(*) FROM t WHERE id = 11"), 1);
    assert_int_equal(commit_through(THE_COMMIT, 12, &err), ZC_EAWAY);
    assert_non_null(strstr(err.en, "nothing was written"));
    assert_int_equal(one(store, "SELECT count(*) FROM t WHERE id = 12"), 0);
    zc_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_places), cmocka_unit_test(test_hold), cmocka_unit_test(test_lost_answers)};
    return cmocka_run_group_tests(tests, start, stop);
}
