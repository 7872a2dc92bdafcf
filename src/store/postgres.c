/*
 * postgres: the engine of a server. 1 errors; 2 the connection (postgres_hosts chooses whose) and what is asked of the database before it is taken;
 * 3 transactions (postgres_outcome tells what became of one whose answer was lost);
 * 4 statements: places rewritten, types known at the first step, rows all at once or by a cursor; 5 what it holds (postgres_held).
 */
#include "store/engine.h"
#include "store/postgres_held.h"
#include "store/postgres_hosts.h"
#include "store/postgres_outcome.h"

#include <endian.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum { OID_BOOL = 16, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23, OID_TEXT = 25 }; /* of the server's catalogue, fixed for ever */
enum { PART = 500 };                                                                /* rows of one fetch */
enum { KEPT_ROWS = 64 };                                                            /* an answer of more is not kept */
enum { WRITER_LOCK = 0x7a63, PLACE_LOCKS = 0x7a64 };                                /* advisory locks: of who writes; of the places that write at all */
enum { UNSURE_MS = 20000 };                                                         /* how long a lost answer is asked for */
enum { CONFIRM_MS = 10000 };                                                        /* how long a standby is waited for; then it is asked what became of the commit */

struct pg_store {
    struct zc_store store;
    struct zc_pg_hosts *hosts;
    struct zc_pg_server server; /* that it is connected to */
    PGconn *conn;               /* of that server; NULL: of none */
    unsigned connection; /* grows when it is made anew: what was prepared before is gone */
    unsigned names;      /* of statements and cursors given so far */
    bool lost;           /* the server ended it */
    bool inside;         /* a transaction */
    bool snapshot;       /* it reads one moment, so `version` holds until it ends */
    unsigned moment;     /* which snapshot it is, from 1 */
    bool version_known;
    int64_t version;
    bool holds, holds_lost; /* the write lock outside transactions; the connection that had it is gone */
    bool collided, parted;
    bool unconfirmed;     /* a commit stands on the primary, and waiting for the standby was broken off there */
    int place;            /* 0: not said */
    int64_t name, mark;   /* of this connection in commit_mark, and of its latest writing transaction */
    struct zc_pg_held held[ZC_PG_HELD];
};

struct pg_stmt {
    struct zc_stmt stmt;
    char *sql; /* with $1 for ?1 */
    int places;
    const char **values; /* one a place; NULL: empty */
    int *sizes, *formats;
    int64_t *numbers; /* as the server wants them */
    Oid *types;       /* as bound; 0: empty, whose type the server finds out */
    Oid *prepared_types;
    unsigned name, prepared; /* the connection on which it was prepared; 0: on none */
    unsigned cursor;         /* 0: none is open */
    bool often, parts, ran, ended;
    PGresult *rows;
    int row, count;
    unsigned answers;     /* the snapshot of which the rows are the answer to `asked`; 0: of none */
    struct zc_buf asked;  /* what was bound then */
    char shown[24];       /* a number that is asked as a text */
};

static struct pg_store *pg(const struct zc_store *store) { return (struct pg_store *)store; }
static struct pg_stmt *of(const struct zc_stmt *stmt) { return (struct pg_stmt *)stmt; }

/* 1 */

/* The first line of what the server said; it never holds values that were bound. */
static int broken(const struct zc_store *store, const PGresult *result, const char *doing, struct zc_error *err)
{
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *said = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    char text[300];
    if (!state || strncmp(state, "57P", 3) == 0) /* an answer of the library and not of the server, or the server goes */
        pg(store)->lost = pg(store)->parted = true;
    snprintf(text, sizeof text, "%s", said ? said : PQerrorMessage(pg(store)->conn));
    text[strcspn(text, "\n")] = 0;
    if (pg(store)->lost)
        return zc_fail(err, ZC_EAWAY, "数据库的连接中断了,请稍后再试(%s:%s)", "the connection to the database was lost, try again shortly (%s: %s)", doing, text);
    if (strncmp(state, "53", 2) == 0 && strcmp(state, "53300") != 0)
        return zc_fail(err, ZC_EIO, "数据库服务器的磁盘或内存已满,没有写入任何内容(%s:%s)", "the database server has no room, nothing was written (%s: %s)", doing, text);
    if (strcmp(state, "25006") == 0)
        return zc_fail(err, ZC_EIO, "数据库只读,没有写入任何内容(%s:%s)", "the database is read-only, nothing was written (%s: %s)", doing, text);
    pg(store)->collided |= strcmp(state, "40P01") == 0 || strcmp(state, "40001") == 0;
    if (strcmp(state, "55P03") == 0 || strcmp(state, "40P01") == 0 || strcmp(state, "40001") == 0 || strcmp(state, "53300") == 0)
        return zc_fail(err, ZC_EBUSY, "数据库正忙,请稍后再试(%s:%s)", "the database is busy, try again (%s: %s)", doing, text);
    return zc_fail(err, ZC_EIO, "数据库出错(%s:%s)", "database error (%s: %s)", doing, text);
}

static bool good(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

static int simple(struct zc_store *store, const char *sql, const char *doing, struct zc_error *err)
{
    PGresult *result = PQexec(pg(store)->conn, sql);
    int rc = good(result) ? ZC_OK : broken(store, result, doing, err);
    PQclear(result);
    return rc;
}

/* 2 */

static const char settings[] = "SET client_min_messages = warning; SET lock_timeout = '10s'; SET synchronous_commit = on; SET jit = off; "
                               "SET TIME ZONE 'UTC'; SET standard_conforming_strings = on; "
                               /* As for a file, a plan does not look at what is bound: making one takes longer than carrying it out. */
                               "SET plan_cache_mode = force_generic_plan";

/* First one's own lock, then a look at the others': of two that come at once at least one sees the other. The server frees what a
 * connection held when it ends, however it ends. */
static int take_place(struct zc_store *store, struct zc_error *err)
{
    char sql[400];
    snprintf(sql, sizeof sql,
             "SELECT pg_advisory_lock_shared(%d, %d); SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND classid = %d AND objid <> %d "
             "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
             PLACE_LOCKS, pg(store)->place, PLACE_LOCKS, pg(store)->place);
    PGresult *result = PQexec(pg(store)->conn, sql);
    int rc = good(result) ? ZC_OK : broken(store, result, "登记", err);
    bool others = !rc && strcmp(PQgetvalue(result, 0, 0), "0") != 0;
    PQclear(result);
    if (!others)
        return rc;
    snprintf(sql, sizeof sql, "SELECT pg_advisory_unlock_shared(%d, %d)", PLACE_LOCKS, pg(store)->place);
    PQclear(PQexec(pg(store)->conn, sql));
    return zc_fail(err, ZC_EDENIED, "另一个城市文件夹(或另一台机器)正在写这个数据库:一个数据库只属于一个文件夹,复制出来的要停下",
                   "another city folder, or another machine, is writing to this database: it belongs to one folder, and a copy of it has to be stopped");
}

static int settle(struct zc_store *store, struct zc_error *err)
{
    int rc = simple(store, settings, "设置连接", err);
    if (!rc && zc_pg_hosts_several(pg(store)->hosts)) /* what is acknowledged can also be read at the standby */
        rc = simple(store, "SET synchronous_commit = remote_apply", "设置连接", err);
    if (!rc && store->reads)
        rc = simple(store, "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY", "设置连接", err);
    return rc || !pg(store)->place ? rc : take_place(store, err);
}

/* Each writing transaction leaves its mark, so that it can be known what became of one whose COMMIT was not answered. The number that the server gives
 * a transaction would not do: after a crash it may give it again. Rows of connections long gone are swept. The table is the store's alone: nobody above is told of it. */
static int ready_marks(struct zc_store *store, struct zc_error *err)
{
    char sql[400];
    PGresult *result = PQexec(pg(store)->conn, "SELECT count(*) FROM pg_class WHERE relname = 'commit_mark' AND relnamespace = current_schema()::regnamespace");
    int rc = good(result) ? ZC_OK : broken(store, result, "登记", err);
    bool there = !rc && strcmp(PQgetvalue(result, 0, 0), "1") == 0;
    PQclear(result);
    snprintf(sql, sizeof sql, "BEGIN; SELECT pg_advisory_xact_lock(%d); CREATE TABLE IF NOT EXISTS commit_mark (connection bigint PRIMARY KEY, mark bigint NOT NULL, at timestamptz NOT NULL); COMMIT",
             WRITER_LOCK);
    if (!rc && !there && (rc = simple(store, sql, "登记", err)))
        PQclear(PQexec(pg(store)->conn, "ROLLBACK"));
    return rc ? rc : simple(store, "BEGIN; SET LOCAL synchronous_commit = off; DELETE FROM commit_mark WHERE at < now() - interval '7 days'; COMMIT", "登记", err);
}

static int place(struct zc_store *store, int number, struct zc_error *err)
{
    struct pg_store *own = pg(store);
    own->place = number;
    int rc = take_place(store, err);
    rc = rc ? rc : ready_marks(store, err);
    if (!rc && getrandom(&own->name, sizeof own->name, 0) != (ssize_t)sizeof own->name)
        rc = zc_fail(err, ZC_EIO, "取不到随机数", "no random bytes");
    if (rc)
        own->place = 0;
    return rc;
}

static bool stands_by(const struct zc_store *store) { return pg(store)->conn && pg(store)->server.standby; }

static bool parted(struct zc_store *store)
{
    bool was = pg(store)->parted;
    pg(store)->parted = false;
    return was;
}

static bool collided(struct zc_store *store)
{
    bool was = pg(store)->collided;
    pg(store)->collided = false;
    return was;
}

/* Two hosts in the name are the wish that nothing acknowledged is lost with one of them. A primary that waits for no standby would lose it silently. */
static int refuse_alone(struct zc_error *err)
{
    return zc_fail(err, ZC_EAWAY, "数据库的名字列了几个主机,主库的 synchronous_standby_names 却是空的:已确认的内容会随主库丢失,没有写入;请设好备库,或在 city.conf 里只写一个主机",
                   "the name of the database lists several hosts, but synchronous_standby_names of the primary is empty: what is acknowledged would be lost with it, nothing was written; "
                   "set a standby up, or name one host alone in city.conf");
}

/* Texts have to stand in the order of their bytes, and what was acknowledged has to be on the disk. */
static int suits(struct zc_store *store, struct zc_error *err)
{
    PGresult *result = PQexec(pg(store)->conn, "SELECT datcollate, datctype, pg_encoding_to_char(encoding), current_setting('fsync'), "
                                               "current_setting('server_version_num'), current_setting('synchronous_standby_names') FROM pg_database WHERE datname = current_database()");
    int rc = ZC_OK;
    if (!good(result) || PQntuples(result) != 1)
        rc = broken(store, result, "打开", err);
    else if (strtol(PQgetvalue(result, 0, 4), NULL, 10) < 150000)
        rc = zc_fail(err, ZC_EINPUT, "PostgreSQL 应为 15 或更新,现为 %s", "PostgreSQL has to be 15 or newer, this is %s", PQparameterStatus(pg(store)->conn, "server_version"));
    else if (strcmp(PQgetvalue(result, 0, 0), "C") != 0 || strcmp(PQgetvalue(result, 0, 1), "C") != 0 || strcmp(PQgetvalue(result, 0, 2), "UTF8") != 0)
        rc = zc_fail(err, ZC_EINPUT, "数据库 %s 的排序、字符类和编码应为 C、C、UTF8,现为 %s、%s、%s:createdb --template=template0 --locale=C --encoding=UTF8",
                     "the database %s has to have the collation C, the character class C and the encoding UTF8, not %s, %s, %s: createdb --template=template0 --locale=C --encoding=UTF8",
                     PQdb(pg(store)->conn), PQgetvalue(result, 0, 0), PQgetvalue(result, 0, 1), PQgetvalue(result, 0, 2));
    else if (strcmp(PQgetvalue(result, 0, 3), "on") != 0)
        rc = zc_fail(err, ZC_EINPUT, "数据库服务器关了 fsync:断电会丢掉已确认的内容", "the database server has fsync off: it would lose what it acknowledged when the power fails");
    else if (!store->reads && zc_pg_hosts_several(pg(store)->hosts) && !*PQgetvalue(result, 0, 5))
        rc = refuse_alone(err);
    PQclear(result);
    return rc;
}

static void forget_held(struct pg_store *own)
{
    for (int i = 0; i < ZC_PG_HELD; i++)
        own->held[i].known = false;
}

static void close_server(struct zc_store *store)
{
    char sql[160];
    snprintf(sql, sizeof sql, "SET synchronous_commit = off; DELETE FROM commit_mark WHERE connection = %lld", (long long)pg(store)->name); /* no standby is waited for */
    if (pg(store)->mark && !pg(store)->lost && !pg(store)->inside && !zc_pg_hosts_stale(pg(store)->hosts, &pg(store)->server))
        simple(store, sql, "关闭", NULL);
    for (int i = 0; i < ZC_PG_HELD; i++)
        zc_arena_free(&pg(store)->held[i].arena);
    PQfinish(pg(store)->conn);
    zc_pg_hosts_free(pg(store)->hosts);
    free(store);
}

static const struct zc_engine engine;

/* A server that it may use, in place of the one that it had. */
static int reach(struct zc_store *store, struct zc_error *err)
{
    struct pg_store *own = pg(store);
    PQfinish(own->conn);
    own->conn = NULL;
    own->connection++;
    own->lost = true;
    int rc = zc_pg_hosts_reach(&own->server, own->hosts, store->reads, err);
    if (rc) {
        own->parted = true;
        return rc;
    }
    own->conn = own->server.conn;
    own->lost = false;
    zc_pg_hear_unconfirmed(own->conn, &own->unconfirmed);
    rc = suits(store, err);
    rc = rc ? rc : settle(store, err);
    own->lost |= rc != ZC_OK; /* half a connection is none */
    return rc;
}

int zc_postgres_open(struct zc_store **out, const char *name, enum zc_store_mode mode, struct zc_error *err)
{
    struct zc_pg_hosts *hosts;
    int rc = zc_pg_hosts_read(&hosts, name, err);
    if (rc)
        return rc;
    struct pg_store *made = zc_malloc(sizeof *made);
    *made = (struct pg_store){.store = {.engine = &engine, .reads = mode == ZC_STORE_READ}, .hosts = hosts};
    if ((rc = reach(&made->store, err))) {
        close_server(&made->store);
        return rc;
    }
    *out = &made->store;
    return ZC_OK;
}

/* Who only reads and cannot write the folder does without. */
static int fence(struct zc_store *store, const char *path, struct zc_error *err)
{
    struct pg_store *own = pg(store);
    int rc = zc_pg_hosts_fence(own->hosts, path, err);
    if (rc)
        return store->reads ? ZC_OK : rc;
    rc = zc_pg_hosts_pass(own->hosts, &own->server, err);
    return rc == ZC_EAWAY ? reach(store, err) : rc;
}

/* A connection that the server ended (it was started anew, or is gone and another is primary now) is made again where nothing is lost by it: outside a
 * transaction. So is one to a server of an older timeline than was seen since, and one that reads from a standby for want of a primary, now and then. */
static int ready(struct zc_store *store, struct zc_error *err)
{
    struct pg_store *own = pg(store);
    if (own->inside || (!own->lost && !zc_pg_hosts_stale(own->hosts, &own->server) && !zc_pg_hosts_look(&own->server)))
        return ZC_OK;
    if ((own->holds_lost |= own->holds)) /* others may have written since: what was read before no longer holds */
        return zc_fail(err, ZC_EAWAY, "数据库的连接中断了,写入没有完成", "the connection to the database was lost, the writing was not finished");
    return reach(store, err);
}

static int hold(struct zc_store *store, struct zc_error *err)
{
    char sql[64];
    struct pg_store *own = pg(store);
    zc_assert(!own->holds && !own->inside);
    snprintf(sql, sizeof sql, "SELECT pg_advisory_lock(%d)", WRITER_LOCK);
    int rc = ready(store, err);
    if (!rc && (rc = simple(store, sql, "等待写入", err)) && own->lost) {
        rc = ready(store, err);
        rc = rc ? rc : simple(store, sql, "等待写入", err);
    }
    own->holds = !rc;
    return rc;
}

static void let(struct zc_store *store)
{
    char sql[64];
    struct pg_store *own = pg(store);
    if (!own->holds)
        return;
    zc_assert(!own->inside);
    snprintf(sql, sizeof sql, "SELECT pg_advisory_unlock(%d)", WRITER_LOCK);
    own->holds = own->holds_lost = false;
    if (!own->lost)
        simple(store, sql, "放开写入", NULL);
}

static int run(struct zc_store *store, const char *sql, struct zc_error *err)
{
    int rc = ready(store, err);
    forget_held(pg(store)); /* definitions come this way */
    return rc ? rc : simple(store, sql, "执行", err);
}

/* 3 */

static void ended(struct pg_store *own)
{
    own->inside = own->snapshot = own->version_known = false;
    forget_held(own);
}

/* Of several servers the mark is left only where a standby is waited for. */
static int start(struct zc_store *store, const char *sql, bool marks, struct zc_error *err)
{
    PGresult *result = PQexec(pg(store)->conn, sql);
    int rc = good(result) ? ZC_OK : broken(store, result, "开始", err);
    if (!rc && marks && strcmp(PQcmdTuples(result), "1") != 0)
        rc = refuse_alone(err);
    PQclear(result);
    return rc;
}

/* A writer takes the one lock of writers, as a writer of a file does: each of its statements sees all that was committed before. */
static int begin(struct zc_store *store, bool writing, struct zc_error *err)
{
    struct pg_store *own = pg(store);
    char sql[480] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    int size = writing ? snprintf(sql, sizeof sql, "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SELECT pg_advisory_xact_lock(%d)", WRITER_LOCK) : 0;
    bool marks = writing && own->place;
    if (marks)
        snprintf(sql + size, sizeof sql - (size_t)size, "; INSERT INTO commit_mark SELECT %lld, %lld, now() WHERE %s ON CONFLICT (connection) DO UPDATE SET mark = excluded.mark, at = excluded.at",
                 (long long)own->name, (long long)++own->mark, zc_pg_hosts_several(own->hosts) ? "current_setting('synchronous_standby_names') <> ''" : "1 = 1");
    if (own->inside)
        return zc_fail(err, ZC_EIO, "数据库出错(开始:已在事务中)", "database error (begin: inside a transaction already)");
    int rc = ready(store, err);
    if (!rc && (rc = start(store, sql, marks, err)) && own->lost) {
        rc = ready(store, err); /* the first that is noticed of a server that was started anew */
        rc = rc ? rc : start(store, sql, marks, err);
    }
    if (rc)
        PQclear(PQexec(own->conn, "ROLLBACK"));
    forget_held(own);
    own->inside = !rc;
    own->snapshot = !rc && !writing;
    own->moment += own->snapshot;
    own->version_known = false;
    own->parted &= rc != ZC_OK; /* what was noticed and made good is no loss */
    return rc;
}

/* The answer to a COMMIT was lost. */
static int ask_outcome(struct zc_store *store, int64_t until, struct zc_error *err)
{
    struct pg_store *own = pg(store);
    enum zc_pg_outcome outcome = own->place ? zc_pg_outcome_ask(own->hosts, &(struct zc_pg_mark){own->name, own->mark, WRITER_LOCK}, until) : ZC_PG_UNKNOWN;
    own->parted = outcome == ZC_PG_GONE;
    if (outcome == ZC_PG_STANDS)
        return ZC_OK;
    if (outcome == ZC_PG_GONE)
        return zc_fail(err, ZC_EAWAY, "数据库的连接在提交时中断,没有写入任何内容", "the connection to the database was lost at the commit, nothing was written");
    return zc_fail(err, ZC_EUNKNOWN, "数据库的连接在提交时中断,不知道写入了没有:请先看一看,或带同一个 Idempotency-Key 再问一次",
                   "the connection to the database was lost at the commit, and it is not known whether it stands: look first, or ask again with the same Idempotency-Key");
}

/* COMMIT of a transaction in which a statement failed is answered by ROLLBACK, and not by an error. Of several servers the answer comes from the standby, too,
 * which may be gone while the primary is well; then this one may no longer be the primary. */
static int commit(struct zc_store *store, struct zc_error *err)
{
    struct pg_store *own = pg(store);
    bool wrote = own->inside && !own->snapshot;
    const bool waits = wrote && own->place && zc_pg_hosts_several(own->hosts);
    int64_t begun = zc_pg_clock_ms();
    own->unconfirmed = false;
    PGresult *result = waits ? zc_pg_ask_until(own->conn, "COMMIT", begun + CONFIRM_MS) : PQexec(own->conn, "COMMIT");
    int rc = good(result) ? ZC_OK : broken(store, result, "提交", err);
    if (!rc && strcmp(PQcmdStatus(result), "COMMIT") != 0)
        rc = zc_fail(err, ZC_EIO, "数据库出错(提交:其中一句失败,没有写入任何内容)", "database error (commit: a statement had failed, nothing was written)");
    PQclear(result);
    ended(own);
    own->lost |= waits && !rc && own->unconfirmed;
    if (!own->lost || !wrote)
        return rc;
    PQfinish(own->conn); /* it may still hang on the wait for a standby */
    own->conn = NULL;
    return ask_outcome(store, (waits ? begun : zc_pg_clock_ms()) + UNSURE_MS, err);
}

static void rollback(struct zc_store *store)
{
    if (pg(store)->inside)
        PQclear(PQexec(pg(store)->conn, "ROLLBACK"));
    ended(pg(store));
}

/* What is computed reads nothing that is not journalled, and each entry moves the time of a head. */
static int64_t version_of(struct zc_store *store)
{
    struct pg_store *own = pg(store);
    if (own->version_known)
        return own->version;
    static const char use; /* its address */
    int64_t version = 0;
    struct zc_stmt *stmt = zc_stmt_again(store, store, &use);
    if (!stmt && !zc_stmt_prepare(&stmt, store, "SELECT coalesce(max(at), 0) + 1 FROM head", NULL))
        zc_stmt_keep(stmt, store, &use);
    if (stmt && zc_stmt_step(stmt, NULL) > 0)
        version = zc_stmt_int(stmt, 0);
    zc_stmt_done(stmt);
    own->version = version;
    own->version_known = own->snapshot && version;
    return version;
}

/* 4 */

/* ?1 becomes $1, but for what stands in quotes. Returns the highest place. */
static int rewrite(struct zc_buf *out, const char *sql)
{
    int highest = 0;
    char quote = 0;
    for (; *sql; sql++) {
        if (quote ? *sql == quote : *sql == '\'' || *sql == '"')
            quote = quote ? 0 : *sql;
        bool place = !quote && (*sql == '?' || *sql == '$') && sql[1] >= '1' && sql[1] <= '9';
        if (place) {
            int number = (int)strtol(sql + 1, NULL, 10);
            highest = number > highest ? number : highest;
        }
        zc_buf_char(out, place ? '$' : *sql);
    }
    return highest;
}

static int make(struct zc_stmt **out, struct zc_store *store, const char *sql, bool keep, struct zc_error *err)
{
    (void)err;
    struct zc_buf text = {0};
    struct pg_stmt *stmt = zc_malloc(sizeof *stmt);
    *stmt = (struct pg_stmt){.often = keep, .name = ++pg(store)->names};
    stmt->places = rewrite(&text, sql);
    size_t places = (size_t)stmt->places + 1;
    stmt->sql = zc_malloc(text.size + 1);
    memcpy(stmt->sql, zc_buf_text(&text), text.size + 1);
    zc_buf_free(&text);
    stmt->values = zc_malloc(places * sizeof *stmt->values);
    stmt->numbers = zc_malloc(places * sizeof *stmt->numbers);
    stmt->sizes = zc_malloc(places * 2 * sizeof *stmt->sizes);
    stmt->formats = stmt->sizes + places;
    stmt->types = zc_malloc(places * 2 * sizeof *stmt->types);
    stmt->prepared_types = stmt->types + places;
    for (size_t i = 0; i < places; i++) {
        stmt->values[i] = NULL;
        stmt->sizes[i] = stmt->formats[i] = 0;
        stmt->types[i] = stmt->prepared_types[i] = 0;
    }
    *out = &stmt->stmt;
    return ZC_OK;
}

static void bind(struct zc_stmt *stmt, int place, const char *value, size_t size, int format, Oid type)
{
    struct pg_stmt *own = of(stmt);
    if (place < 1 || place > own->places)
        return;
    zc_assert(size <= INT32_MAX);
    own->values[place - 1] = value;
    own->sizes[place - 1] = (int)size;
    own->formats[place - 1] = format;
    own->types[place - 1] = type;
}

static void bind_int(struct zc_stmt *stmt, int place, int64_t value)
{
    struct pg_stmt *own = of(stmt);
    if (place < 1 || place > own->places)
        return;
    own->numbers[place - 1] = (int64_t)htobe64((uint64_t)value);
    bind(stmt, place, (const char *)&own->numbers[place - 1], sizeof(int64_t), 1, OID_INT8);
}

/* In the binary form a text need not end with a zero. */
static void bind_text(struct zc_stmt *stmt, int place, const char *text, size_t size) { bind(stmt, place, text ? text : NULL, size, 1, OID_TEXT); }
static void bind_null(struct zc_stmt *stmt, int place) { bind(stmt, place, NULL, 0, 0, 0); }
static void by_part(struct zc_stmt *stmt) { of(stmt)->parts = true; }

static void drop_rows(struct pg_stmt *stmt)
{
    PQclear(stmt->rows);
    stmt->rows = NULL;
    stmt->row = stmt->count = 0;
    stmt->answers = 0;
}

/* Within one snapshot the same question has the same answer. The time of the city and the first entry are asked again and again. */
static bool answered(struct pg_stmt *stmt)
{
    const struct pg_store *own = pg(stmt->stmt.store);
    struct zc_buf bound = {0};
    if (!stmt->often || !own->snapshot) {
        drop_rows(stmt);
        return false;
    }
    for (int i = 0; i < stmt->places; i++) {
        zc_buf_add(&bound, &stmt->types[i], sizeof stmt->types[i]);
        zc_buf_add(&bound, &stmt->sizes[i], sizeof stmt->sizes[i]);
        zc_buf_add(&bound, stmt->values[i], stmt->values[i] ? (size_t)stmt->sizes[i] : 0);
    }
    bool same = stmt->answers == own->moment && bound.size == stmt->asked.size && (!bound.size || memcmp(bound.bytes, stmt->asked.bytes, bound.size) == 0);
    zc_buf_free(&stmt->asked);
    stmt->asked = bound;
    if (same)
        stmt->row = 0;
    else
        drop_rows(stmt);
    return same;
}

/* Whether it was prepared on this connection for values of the types that are bound now. */
static bool prepared(const struct pg_stmt *stmt)
{
    bool same = stmt->prepared == pg(stmt->stmt.store)->connection;
    for (int i = 0; i < stmt->places && same; i++)
        same = !stmt->types[i] || stmt->types[i] == stmt->prepared_types[i];
    return same;
}

/* What was sent together is answered one by one up to the mark. An error is the answer that counts, else the last one is. *first: the first one was
 * good, and what it made stays, whatever became of the others. */
static PGresult *last_answer(bool *first, PGconn *conn)
{
    PGresult *last = NULL, *next;
    *first = false;
    for (int ends = 0; ends < 3;) { /* each answer is followed by an end, but for the mark */
        next = PQgetResult(conn);
        if (!next) {
            ends = PQstatus(conn) == CONNECTION_OK ? ends + 1 : 3;
            continue;
        }
        bool mark = PQresultStatus(next) == PGRES_PIPELINE_SYNC;
        if (mark || (last && !good(last))) {
            PQclear(next);
        } else {
            *first |= !last && good(next);
            PQclear(last);
            last = next;
        }
        if (mark)
            break;
    }
    return last;
}

/* A statement that may come again is prepared when the types of its places are known: at its first run, and with it in one message. */
static int prepare_and_run(struct pg_stmt *stmt, const char *name, struct zc_error *err)
{
    struct pg_store *own = pg(stmt->stmt.store);
    char drop[48];
    bool made = false;
    if (stmt->prepared == own->connection) {
        snprintf(drop, sizeof drop, "DEALLOCATE %s", name);
        int rc = simple(stmt->stmt.store, drop, "准备语句", err);
        if (rc)
            return rc;
    }
    for (int i = 0; i < stmt->places; i++)
        if (stmt->types[i])
            stmt->prepared_types[i] = stmt->types[i];
    if (PQenterPipelineMode(own->conn) && PQsendPrepare(own->conn, name, stmt->sql, stmt->places, stmt->prepared_types) &&
        PQsendQueryPrepared(own->conn, name, stmt->places, stmt->values, stmt->sizes, stmt->formats, 1) && PQpipelineSync(own->conn))
        stmt->rows = last_answer(&made, own->conn);
    PQexitPipelineMode(own->conn);
    stmt->prepared = made ? own->connection : 0;
    return ZC_OK;
}

static int fetch(struct pg_stmt *stmt, struct zc_error *err)
{
    struct zc_store *store = stmt->stmt.store;
    char sql[64];
    snprintf(sql, sizeof sql, "FETCH %d FROM c%u", PART, stmt->cursor);
    drop_rows(stmt);
    stmt->rows = PQexecParams(pg(store)->conn, sql, 0, NULL, NULL, NULL, NULL, 1);
    if (!good(stmt->rows))
        return broken(store, stmt->rows, "读写", err);
    stmt->count = PQntuples(stmt->rows);
    stmt->ended = stmt->count < PART;
    return ZC_OK;
}

static void close_cursor(struct pg_stmt *stmt)
{
    char sql[48];
    struct pg_store *own = pg(stmt->stmt.store);
    if (stmt->cursor && own->inside && PQtransactionStatus(own->conn) == PQTRANS_INTRANS) {
        snprintf(sql, sizeof sql, "CLOSE c%u", stmt->cursor);
        PQclear(PQexec(own->conn, sql));
    }
    stmt->cursor = 0;
}

static int open_cursor(struct pg_stmt *stmt, struct zc_error *err)
{
    struct pg_store *own = pg(stmt->stmt.store);
    struct zc_buf sql = {0};
    stmt->cursor = ++own->names;
    zc_buf_printf(&sql, "DECLARE c%u NO SCROLL CURSOR FOR %s", stmt->cursor, stmt->sql);
    PGresult *result = PQexecParams(own->conn, zc_buf_text(&sql), stmt->places, stmt->types, stmt->values, stmt->sizes, stmt->formats, 1);
    zc_buf_free(&sql);
    int rc = good(result) ? ZC_OK : broken(stmt->stmt.store, result, "读写", err);
    PQclear(result);
    if (rc)
        stmt->cursor = 0;
    return rc ? rc : fetch(stmt, err);
}

static int execute(struct pg_stmt *stmt, struct zc_error *err)
{
    struct zc_store *store = stmt->stmt.store;
    struct pg_store *own = pg(store);
    stmt->ended = true;
    if (answered(stmt))
        return ZC_OK;
    int rc = ready(store, err);
    if (rc)
        return rc;
    if (stmt->parts && own->inside)
        return open_cursor(stmt, err);
    char name[24];
    snprintf(name, sizeof name, "s%u", stmt->name);
    if (!stmt->often)
        stmt->rows = PQexecParams(own->conn, stmt->sql, stmt->places, stmt->types, stmt->values, stmt->sizes, stmt->formats, 1);
    else if (prepared(stmt))
        stmt->rows = PQexecPrepared(own->conn, name, stmt->places, stmt->values, stmt->sizes, stmt->formats, 1);
    else if ((rc = prepare_and_run(stmt, name, err)))
        return rc;
    if (!good(stmt->rows))
        return broken(store, stmt->rows, "读写", err);
    stmt->count = PQntuples(stmt->rows);
    stmt->answers = own->snapshot && stmt->often && stmt->count <= KEPT_ROWS ? own->moment : 0;
    return ZC_OK;
}

static int step(struct zc_stmt *stmt, struct zc_error *err)
{
    struct pg_stmt *own = of(stmt);
    int rc = ZC_OK;
    if (!own->ran) {
        own->ran = true;
        rc = execute(own, err);
    } else if (own->row == own->count && !own->ended) {
        rc = fetch(own, err);
    }
    if (rc)
        return rc;
    if (own->row == own->count)
        return 0;
    own->row++;
    return 1;
}

static bool null(const struct zc_stmt *stmt, int column) { return PQgetisnull(of(stmt)->rows, of(stmt)->row - 1, column); }

/* A text is read as a number as far as it is one. */
static int64_t number(const struct zc_stmt *stmt, int column)
{
    const struct pg_stmt *own = of(stmt);
    if (null(stmt, column))
        return 0;
    const char *value = PQgetvalue(own->rows, own->row - 1, column);
    uint64_t eight;
    uint32_t four;
    uint16_t two;
    switch (PQftype(own->rows, column)) {
    case OID_INT8: memcpy(&eight, value, sizeof eight); return (int64_t)be64toh(eight);
    case OID_INT4: memcpy(&four, value, sizeof four); return (int32_t)be32toh(four);
    case OID_INT2: memcpy(&two, value, sizeof two); return (int16_t)be16toh(two);
    case OID_BOOL: return *value != 0;
    default: return strtoll(value, NULL, 10);
    }
}

static const char *text(const struct zc_stmt *stmt, int column, size_t *size)
{
    struct pg_stmt *own = of(stmt);
    if (size)
        *size = 0;
    if (null(stmt, column))
        return NULL;
    const char *value = PQgetvalue(own->rows, own->row - 1, column);
    size_t length = (size_t)PQgetlength(own->rows, own->row - 1, column);
    Oid type = PQftype(own->rows, column);
    if (type == OID_INT8 || type == OID_INT4 || type == OID_INT2 || type == OID_BOOL) {
        length = (size_t)snprintf(own->shown, sizeof own->shown, "%lld", (long long)number(stmt, column));
        value = own->shown;
    }
    if (size)
        *size = length;
    return value;
}

static void rewind_stmt(struct zc_stmt *stmt)
{
    struct pg_stmt *own = of(stmt);
    close_cursor(own);
    if (!own->answers)
        drop_rows(own);
    own->ran = false;
}

static void clear(struct zc_stmt *stmt)
{
    struct pg_stmt *own = of(stmt);
    own->parts = false;
    for (int i = 0; i < own->places; i++) {
        own->values[i] = NULL;
        own->sizes[i] = own->formats[i] = 0;
        own->types[i] = 0;
    }
}

static const char *sql_of(const struct zc_stmt *stmt) { return of(stmt)->sql; }

/* The server's plan holds what was bound, so its lines are stripped as the statement is. */
static void explain(struct zc_buf *out, struct zc_stmt *stmt)
{
    struct pg_stmt *own = of(stmt);
    PGconn *conn = pg(stmt->store)->conn;
    struct zc_buf asked = {0};
    if (PQtransactionStatus(conn) != PQTRANS_IDLE && PQtransactionStatus(conn) != PQTRANS_INTRANS)
        return;
    zc_buf_printf(&asked, "EXPLAIN (COSTS OFF) %s", own->sql);
    PGresult *result = PQexecParams(conn, zc_buf_text(&asked), own->places, own->types, own->values, own->sizes, own->formats, 0);
    for (int i = 0; good(result) && i < PQntuples(result); i++) {
        zc_buf_str(out, i ? "\n" : "");
        zc_slow_strip(out, PQgetvalue(result, i, 0));
    }
    PQclear(result);
    zc_buf_free(&asked);
}

static void free_stmt(struct zc_stmt *stmt)
{
    struct pg_stmt *own = of(stmt);
    drop_rows(own);
    zc_buf_free(&own->asked);
    free(own->sql);
    free(own->values);
    free(own->numbers);
    free(own->sizes);
    free(own->types);
    free(own);
}

/* 5 */

static int tables(struct zc_map *out, struct zc_store *store, const char *first, struct zc_error *err)
{
    return zc_engine_names(out, store, zc_pg_tables_sql, first, err);
}

static int of_table(struct zc_map *out, struct zc_store *store, enum zc_pg_held_kind kind, const char *name, struct zc_error *err)
{
    struct zc_pg_held *held = &pg(store)->held[kind];
    int rc = held->known ? ZC_OK : ready(store, err);
    if (!rc && !held->known) {
        PGresult *rows = PQexec(pg(store)->conn, zc_pg_held_sql[kind]);
        if (good(rows))
            zc_pg_held_fill(held, rows);
        else
            rc = broken(store, rows, "读写", err);
        PQclear(rows);
    }
    if (!rc)
        zc_pg_held_of(out, held, name);
    return rc;
}

static int columns(struct zc_map *out, struct zc_store *store, const char *table, struct zc_error *err)
{
    return of_table(out, store, ZC_PG_COLUMNS, table, err);
}

static int indexes(struct zc_map *out, struct zc_store *store, const char *table, struct zc_error *err)
{
    return of_table(out, store, ZC_PG_INDEXES, table, err);
}

static const struct zc_engine engine = {
    .dialect = ZC_POSTGRES, .close = close_server, .run = run, .begin = begin, .commit = commit, .rollback = rollback, .version = version_of,
    .hold = hold, .let = let, .place = place, .fence = fence, .collided = collided, .parted = parted, .stands_by = stands_by,
    .tables = tables, .columns = columns, .indexes = indexes, .index = zc_pg_held_index, .make = make, .bind_int = bind_int, .bind_text = bind_text,
    .bind_null = bind_null, .by_part = by_part, .step = step, .null = null, .number = number, .text = text, .rewind = rewind_stmt, .clear = clear,
    .sql = sql_of, .explain = explain, .free = free_stmt,
};
