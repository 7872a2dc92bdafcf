/* sqlite: the engine of one file. Opening and pragmas, transactions, statements, what it holds, online backup. */
#include "store/engine.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct sqlite_store {
    struct zc_store store;
    sqlite3 *handle;
};
struct sqlite_stmt {
    struct zc_stmt stmt;
    sqlite3_stmt *handle;
};

static sqlite3 *handle_of(const struct zc_store *store) { return ((const struct sqlite_store *)store)->handle; }
static sqlite3_stmt *of(const struct zc_stmt *stmt) { return ((const struct sqlite_stmt *)stmt)->handle; }

static int broken(struct zc_store *store, const char *doing, struct zc_error *err)
{
    int code = sqlite3_errcode(handle_of(store));
    const char *text = sqlite3_errmsg(handle_of(store));
    switch (code & 0xff) {
    case SQLITE_FULL:
        return zc_fail(err, ZC_EIO, "磁盘已满,没有写入任何内容(%s:%s)", "the disk is full, nothing was written (%s: %s)", doing, text);
    case SQLITE_READONLY:
        return zc_fail(err, ZC_EIO, "数据库只读,没有写入任何内容(%s:%s)", "the database is read-only, nothing was written (%s: %s)",
                       doing, text);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return zc_fail(err, ZC_EBUSY, "数据库正忙,请稍后再试(%s:%s)", "the database is busy, try again (%s: %s)", doing, text);
    default:
        return zc_fail(err, ZC_EIO, "数据库出错(%s:%s)", "database error (%s: %s)", doing, text);
    }
}

/* Counting SQLite's memory takes a lock on every allocation, over all threads, and nobody reads the count. */
static void configure(void) { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

/* A database on a read-only disk cannot have the files that WAL needs beside it. Nothing can write to it either, so it is read
 * as it lies, provided that no commit waits in a WAL file. */
static bool lies_still(const char *path)
{
    char wal[4200];
    struct stat info;
    snprintf(wal, sizeof wal, "%s-wal", path);
    return *path && access(path, R_OK) == 0 && access(path, W_OK) != 0 && (stat(wal, &info) != 0 || info.st_size == 0);
}

static int open_still(sqlite3 **handle, const char *path)
{
    struct zc_buf uri = {0};
    zc_buf_str(&uri, "file:");
    for (; *path; path++)
        if (*path == '%' || *path == '?' || *path == '#')
            zc_buf_printf(&uri, "%%%02X", (unsigned char)*path);
        else
            zc_buf_char(&uri, *path);
    zc_buf_str(&uri, "?immutable=1");
    int rc = sqlite3_open_v2(zc_buf_text(&uri), handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
    zc_buf_free(&uri);
    return rc;
}

static void close_file(struct zc_store *store)
{
    sqlite3_close_v2(handle_of(store));
    free(store);
}

static int run(struct zc_store *store, const char *sql, struct zc_error *err)
{
    return sqlite3_exec(handle_of(store), sql, NULL, NULL, NULL) == SQLITE_OK ? ZC_OK : broken(store, "执行", err);
}

static int begin(struct zc_store *store, bool writing, struct zc_error *err)
{
    return zc_store_again(store, writing ? "BEGIN IMMEDIATE" : "BEGIN", err);
}

static int commit(struct zc_store *store, struct zc_error *err) { return zc_store_again(store, "COMMIT", err); }

static void rollback(struct zc_store *store)
{
    struct zc_error err;
    if (!sqlite3_get_autocommit(handle_of(store)) && zc_store_again(store, "ROLLBACK", &err) && !sqlite3_get_autocommit(handle_of(store)))
        sqlite3_exec(handle_of(store), "ROLLBACK", NULL, NULL, NULL);
}

static int64_t version_of(struct zc_store *store)
{
    static const char use; /* its address: asked for every computed field */
    int64_t version = 0;
    struct zc_stmt *stmt = zc_stmt_again(store, store, &use);
    if (!stmt && !zc_stmt_prepare(&stmt, store, "PRAGMA data_version", NULL))
        zc_stmt_keep(stmt, store, &use);
    if (stmt && zc_stmt_step(stmt, NULL) > 0)
        version = zc_stmt_int(stmt, 0);
    zc_stmt_done(stmt);
    return version;
}

static int make(struct zc_stmt **out, struct zc_store *store, const char *sql, bool keep, struct zc_error *err)
{
    sqlite3_stmt *handle;
    if (sqlite3_prepare_v3(handle_of(store), sql, -1, keep ? SQLITE_PREPARE_PERSISTENT : 0, &handle, NULL) != SQLITE_OK)
        return broken(store, "准备语句", err);
    struct sqlite_stmt *stmt = zc_malloc(sizeof *stmt);
    *stmt = (struct sqlite_stmt){.handle = handle};
    *out = &stmt->stmt;
    return ZC_OK;
}

static void bind_int(struct zc_stmt *stmt, int place, int64_t value) { sqlite3_bind_int64(of(stmt), place, value); }
static void bind_null(struct zc_stmt *stmt, int place) { sqlite3_bind_null(of(stmt), place); }

static void bind_text(struct zc_stmt *stmt, int place, const char *text, size_t size)
{
    sqlite3_bind_text64(of(stmt), place, text, size, SQLITE_STATIC, SQLITE_UTF8);
}

static void by_part(struct zc_stmt *stmt) { (void)stmt; } /* rows come one by one anyway */

static int step(struct zc_stmt *stmt, struct zc_error *err)
{
    int rc = sqlite3_step(of(stmt));
    if (rc == SQLITE_ROW)
        return 1;
    return rc == SQLITE_DONE ? 0 : broken(stmt->store, "读写", err);
}

static bool null(const struct zc_stmt *stmt, int column) { return sqlite3_column_type(of(stmt), column) == SQLITE_NULL; }
static int64_t number(const struct zc_stmt *stmt, int column) { return sqlite3_column_int64(of(stmt), column); }

static const char *text(const struct zc_stmt *stmt, int column, size_t *size)
{
    const char *found = (const char *)sqlite3_column_text(of(stmt), column);
    if (size)
        *size = found ? (size_t)sqlite3_column_bytes(of(stmt), column) : 0;
    return found;
}

static void rewind_stmt(struct zc_stmt *stmt) { sqlite3_reset(of(stmt)); }

static void clear(struct zc_stmt *stmt) { sqlite3_clear_bindings(of(stmt)); }
static const char *sql_of(const struct zc_stmt *stmt) { return sqlite3_sql(of(stmt)); }

/* How SQLite would carry the statement out: a step a line, a step of another below it and indented. */
static void explain(struct zc_buf *out, struct zc_stmt *stmt)
{
    enum { DEEPEST = 16 };
    int parents[DEEPEST] = {0}, depth = 0;
    struct zc_buf asked = {0};
    sqlite3_stmt *plan = NULL;
    zc_buf_printf(&asked, "EXPLAIN QUERY PLAN %s", sqlite3_sql(of(stmt)));
    if (sqlite3_prepare_v2(handle_of(stmt->store), zc_buf_text(&asked), -1, &plan, NULL) == SQLITE_OK)
        while (sqlite3_step(plan) == SQLITE_ROW) {
            int id = sqlite3_column_int(plan, 0), parent = sqlite3_column_int(plan, 1);
            while (depth && parents[depth - 1] != parent)
                depth--;
            zc_buf_printf(out, "%s%*s%s", out->size ? "\n" : "", 2 * depth, "", (const char *)sqlite3_column_text(plan, 3));
            if (depth < DEEPEST)
                parents[depth++] = id;
        }
    sqlite3_finalize(plan);
    zc_buf_free(&asked);
}

static void free_stmt(struct zc_stmt *stmt)
{
    sqlite3_finalize(of(stmt));
    free(stmt);
}

static int tables(struct zc_map *out, struct zc_store *store, const char *first, struct zc_error *err)
{
    return zc_engine_names(out, store, "SELECT name, '' FROM sqlite_master WHERE type = 'table' AND substr(name, 1, length(?1)) = ?1 ORDER BY name", first, err);
}

static int columns(struct zc_map *out, struct zc_store *store, const char *table, struct zc_error *err)
{
    return zc_engine_names(out, store, "SELECT name, type FROM pragma_table_info(?1)", table, err);
}

static int indexes(struct zc_map *out, struct zc_store *store, const char *table, struct zc_error *err)
{
    return zc_engine_names(out, store, "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ?1 AND sql IS NOT NULL ORDER BY name", table, err);
}

static void put_index(struct zc_buf *out, const char *name, const char *statement)
{
    (void)name; /* the engine keeps the statement as it was written */
    zc_buf_printf(out, "%s;\n", statement);
}

static const struct zc_engine engine = {
    .dialect = ZC_SQLITE, .close = close_file, .run = run, .begin = begin, .commit = commit, .rollback = rollback, .version = version_of,
    .tables = tables, .columns = columns, .indexes = indexes, .index = put_index, .make = make, .bind_int = bind_int, .bind_text = bind_text,
    .bind_null = bind_null, .by_part = by_part, .step = step, .null = null, .number = number, .text = text, .rewind = rewind_stmt, .clear = clear,
    .sql = sql_of, .explain = explain, .free = free_stmt,
};

int zc_sqlite_open(struct zc_store **out, const char *path, enum zc_store_mode mode, struct zc_error *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, configure);
    struct sqlite_store *made = zc_malloc(sizeof *made);
    *made = (struct sqlite_store){.store = {.engine = &engine, .reads = mode == ZC_STORE_READ, .untold = mode == ZC_STORE_BOX}};
    struct zc_store *store = &made->store;
    int flags = mode == ZC_STORE_READ ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READWRITE | (mode == ZC_STORE_CREATE || mode == ZC_STORE_SCRATCH ? SQLITE_OPEN_CREATE : 0);
    bool still = mode == ZC_STORE_READ && lies_still(path);
    int rc = still ? open_still(&made->handle, path) : sqlite3_open_v2(path, &made->handle, flags | SQLITE_OPEN_NOMUTEX, NULL);
    if (rc != SQLITE_OK) {
        rc = zc_fail(err, ZC_EIO, "打不开数据库 %s:%s", "cannot open the database %s: %s", path,
                     made->handle ? sqlite3_errmsg(made->handle) : "out of memory");
        close_file(store);
        return rc;
    }
    sqlite3_busy_timeout(handle_of(store), ZC_BUSY_MS);
    sqlite3_extended_result_codes(handle_of(store), 1);
    sqlite3_db_config(handle_of(store), SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    bool box = mode == ZC_STORE_BOX;
    rc = still ? ZC_OK : run(store, box ? "PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA;" : "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;", err);
    if (!rc)
        rc = run(store,
                          "PRAGMA foreign_keys=OFF; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000; PRAGMA secure_delete=OFF; "
                          "PRAGMA trusted_schema=OFF;",
                          err);
    if (!rc && mode == ZC_STORE_SCRATCH)
        rc = run(store, "PRAGMA synchronous=OFF", err);
    if (!rc && box)
        rc = run(store, "PRAGMA secure_delete=ON;", err);
    if (!rc && mode == ZC_STORE_READ)
        rc = run(store, "PRAGMA query_only=ON;", err);
    if (rc) {
        close_file(store);
        return rc;
    }
    *out = store;
    return ZC_OK;
}

int zc_store_backup(struct zc_store *store, const char *path, struct zc_error *err)
{
    sqlite3 *target;
    if (sqlite3_open(path, &target) != SQLITE_OK) {
        sqlite3_close(target);
        return zc_fail(err, ZC_EIO, "无法写入 %s", "cannot write %s", path);
    }
    sqlite3_backup *copy = sqlite3_backup_init(target, "main", handle_of(store), "main");
    int rc = copy ? sqlite3_backup_step(copy, -1) : SQLITE_ERROR;
    if (copy)
        sqlite3_backup_finish(copy);
    if (rc == SQLITE_DONE) /* one file, without a log beside it */
        sqlite3_exec(target, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL);
    int closed = sqlite3_close(target);
    if (rc != SQLITE_DONE || closed != SQLITE_OK)
        return zc_fail(err, ZC_EIO, "备份到 %s 失败", "the backup to %s failed", path);
    return ZC_OK;
}
