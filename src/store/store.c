/* store: the SQLite engine. Opening and pragmas, transactions, statements with a cache, online backup. */
#include "store/store.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "store/slow.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CACHED_STATEMENTS = 512, KEPT_SLOTS = 512, BUSY_MS = 10000 };

struct zc_stmt {
    sqlite3_stmt *handle;
    struct zc_store *store;
    struct zc_spent spent;
    bool busy, cached;
};
struct kept {
    const void *owner, *use;
    struct zc_stmt *stmt;
};
struct zc_store {
    sqlite3 *handle;
    bool reads; /* and never writes */
    bool box;
    struct kept kept[KEPT_SLOTS]; /* by hash of owner and use; a later one replaces an earlier one in its slot */
    struct zc_arena arena; /* texts and nodes of the statement cache */
    struct zc_map cache;
    size_t cached;
};

static int broken(struct zc_store *store, const char *doing, struct zc_error *err)
{
    int code = sqlite3_errcode(store->handle);
    const char *text = sqlite3_errmsg(store->handle);
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

static int open_still(struct zc_store *store, const char *path)
{
    struct zc_buf uri = {0};
    zc_buf_str(&uri, "file:");
    for (; *path; path++)
        if (*path == '%' || *path == '?' || *path == '#')
            zc_buf_printf(&uri, "%%%02X", (unsigned char)*path);
        else
            zc_buf_char(&uri, *path);
    zc_buf_str(&uri, "?immutable=1");
    int rc = sqlite3_open_v2(zc_buf_text(&uri), &store->handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
    zc_buf_free(&uri);
    return rc;
}

int zc_store_open(struct zc_store **out, const char *path, enum zc_store_mode mode, struct zc_error *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, configure);
    struct zc_store *store = zc_malloc(sizeof *store);
    *store = (struct zc_store){.reads = mode == ZC_STORE_READ, .box = mode == ZC_STORE_BOX};
    zc_map_init(&store->cache, &store->arena);
    int flags = mode == ZC_STORE_READ ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READWRITE | (mode == ZC_STORE_CREATE || mode == ZC_STORE_SCRATCH ? SQLITE_OPEN_CREATE : 0);
    bool still = mode == ZC_STORE_READ && lies_still(path);
    int rc = still ? open_still(store, path) : sqlite3_open_v2(path, &store->handle, flags | SQLITE_OPEN_NOMUTEX, NULL);
    if (rc != SQLITE_OK) {
        rc = zc_fail(err, ZC_EIO, "打不开数据库 %s:%s", "cannot open the database %s: %s", path,
                     store->handle ? sqlite3_errmsg(store->handle) : "out of memory");
        zc_store_close(store);
        return rc;
    }
    sqlite3_busy_timeout(store->handle, BUSY_MS);
    sqlite3_extended_result_codes(store->handle, 1);
    sqlite3_db_config(store->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    bool box = mode == ZC_STORE_BOX;
    rc = still ? ZC_OK : zc_store_run(store, box ? "PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA;" : "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;", err);
    if (!rc)
        rc = zc_store_run(store,
                          "PRAGMA foreign_keys=OFF; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000; PRAGMA secure_delete=OFF; "
                          "PRAGMA trusted_schema=OFF;",
                          err);
    if (!rc && mode == ZC_STORE_SCRATCH)
        rc = zc_store_run(store, "PRAGMA synchronous=OFF", err);
    if (!rc && box)
        rc = zc_store_run(store, "PRAGMA secure_delete=ON;", err);
    if (!rc && mode == ZC_STORE_READ)
        rc = zc_store_run(store, "PRAGMA query_only=ON;", err);
    if (rc) {
        zc_store_close(store);
        return rc;
    }
    *out = store;
    return ZC_OK;
}

void zc_store_close(struct zc_store *store)
{
    if (!store)
        return;
    for (size_t i = 0; i < store->cache.count; i++) {
        struct zc_stmt *stmt = store->cache.entries[i].value;
        sqlite3_finalize(stmt->handle);
        free(stmt);
    }
    sqlite3_close_v2(store->handle);
    zc_arena_free(&store->arena);
    free(store);
}

enum zc_dialect zc_store_dialect(const struct zc_store *store)
{
    (void)store;
    return ZC_SQLITE;
}

int zc_store_run(struct zc_store *store, const char *sql, struct zc_error *err)
{
    return sqlite3_exec(store->handle, sql, NULL, NULL, NULL) == SQLITE_OK ? ZC_OK : broken(store, "执行", err);
}

int zc_store_again(struct zc_store *store, const char *sql, struct zc_error *err)
{
    struct zc_stmt *stmt;
    int rc = zc_stmt_prepare(&stmt, store, sql, err);
    if (rc)
        return rc;
    rc = zc_stmt_step(stmt, err);
    zc_stmt_done(stmt);
    return rc;
}

int zc_store_begin(struct zc_store *store, struct zc_error *err) { return zc_store_again(store, "BEGIN", err); }
int zc_store_begin_write(struct zc_store *store, struct zc_error *err) { return zc_store_again(store, "BEGIN IMMEDIATE", err); }
int zc_store_commit(struct zc_store *store, struct zc_error *err) { return zc_store_again(store, "COMMIT", err); }

void zc_store_rollback(struct zc_store *store)
{
    struct zc_error err;
    if (!sqlite3_get_autocommit(store->handle) && zc_store_again(store, "ROLLBACK", &err) && !sqlite3_get_autocommit(store->handle))
        sqlite3_exec(store->handle, "ROLLBACK", NULL, NULL, NULL);
}

static struct kept *slot_of(struct zc_store *store, const void *owner, const void *use)
{
    uint64_t mixed = ((uintptr_t)owner * 31 + (uintptr_t)use) * 0x9e3779b97f4a7c15u;
    return &store->kept[mixed >> 48 & (KEPT_SLOTS - 1)];
}

struct zc_stmt *zc_stmt_again(struct zc_store *store, const void *owner, const void *use)
{
    struct kept *slot = slot_of(store, owner, use);
    if (!slot->stmt || slot->owner != owner || slot->use != use || slot->stmt->busy)
        return NULL;
    slot->stmt->busy = true;
    return slot->stmt;
}

void zc_stmt_keep(struct zc_stmt *stmt, const void *owner, const void *use)
{
    if (stmt->cached) /* one that is dropped when done cannot be kept */
        *slot_of(stmt->store, owner, use) = (struct kept){owner, use, stmt};
}

int64_t zc_store_version(struct zc_store *store)
{
    static const char use; /* its address: asked for every computed field */
    int64_t version = 0;
    if (!store->reads)
        return 0;
    struct zc_stmt *stmt = zc_stmt_again(store, store, &use);
    if (!stmt && !zc_stmt_prepare(&stmt, store, "PRAGMA data_version", NULL))
        zc_stmt_keep(stmt, store, &use);
    if (stmt && zc_stmt_step(stmt, NULL) > 0)
        version = zc_stmt_int(stmt, 0);
    zc_stmt_done(stmt);
    return version;
}

int zc_stmt_prepare(struct zc_stmt **out, struct zc_store *store, const char *sql, struct zc_error *err)
{
    struct zc_stmt *stmt = zc_map_get(&store->cache, sql);
    if (stmt && !stmt->busy) {
        stmt->busy = true;
        *out = stmt;
        return ZC_OK;
    }
    sqlite3_stmt *handle;
    bool keep = !stmt && store->cached < CACHED_STATEMENTS;
    if (sqlite3_prepare_v3(store->handle, sql, -1, keep ? SQLITE_PREPARE_PERSISTENT : 0, &handle, NULL) != SQLITE_OK)
        return broken(store, "准备语句", err);
    stmt = zc_malloc(sizeof *stmt);
    *stmt = (struct zc_stmt){.handle = handle, .store = store, .busy = true, .cached = keep};
    if (keep) {
        zc_map_put(&store->cache, sql, stmt);
        store->cached++;
    }
    *out = stmt;
    return ZC_OK;
}

void zc_stmt_bind_int(struct zc_stmt *stmt, int place, int64_t value) { sqlite3_bind_int64(stmt->handle, place, value); }
void zc_stmt_bind_null(struct zc_stmt *stmt, int place) { sqlite3_bind_null(stmt->handle, place); }

void zc_stmt_bind_text(struct zc_stmt *stmt, int place, const char *text, size_t size)
{
    sqlite3_bind_text64(stmt->handle, place, text, size, SQLITE_STATIC, SQLITE_UTF8);
}

/* How SQLite would carry the statement out: a step a line, a step of another below it and indented. */
static void explain(struct zc_buf *out, struct zc_store *store, const char *sql)
{
    enum { DEEPEST = 16 };
    int parents[DEEPEST] = {0}, depth = 0;
    struct zc_buf asked = {0};
    sqlite3_stmt *plan = NULL;
    zc_buf_printf(&asked, "EXPLAIN QUERY PLAN %s", sql);
    if (sqlite3_prepare_v2(store->handle, zc_buf_text(&asked), -1, &plan, NULL) == SQLITE_OK)
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

/* The run of a statement is over: what it took is told if it took long, and forgotten. */
static void end_run(struct zc_stmt *stmt)
{
    const char *sql = sqlite3_sql(stmt->handle);
    if (zc_slow_passed(&stmt->spent) && sql && !stmt->store->box) {
        struct zc_buf plan = {0};
        if (zc_slow_has_plan(sql))
            explain(&plan, stmt->store, sql);
        zc_slow_say(&stmt->spent, sql, zc_buf_text(&plan));
        zc_buf_free(&plan);
    }
    stmt->spent = (struct zc_spent){0};
}

int zc_stmt_step(struct zc_stmt *stmt, struct zc_error *err)
{
    int64_t since = zc_slow_clock();
    int rc = sqlite3_step(stmt->handle);
    zc_slow_add(&stmt->spent, since, rc == SQLITE_ROW);
    if (rc == SQLITE_ROW)
        return 1;
    return rc == SQLITE_DONE ? 0 : broken(stmt->store, "读写", err);
}

bool zc_stmt_null(const struct zc_stmt *stmt, int column) { return sqlite3_column_type(stmt->handle, column) == SQLITE_NULL; }
int64_t zc_stmt_int(const struct zc_stmt *stmt, int column) { return sqlite3_column_int64(stmt->handle, column); }

const char *zc_stmt_text(const struct zc_stmt *stmt, int column, size_t *size)
{
    const char *text = (const char *)sqlite3_column_text(stmt->handle, column);
    if (size)
        *size = text ? (size_t)sqlite3_column_bytes(stmt->handle, column) : 0;
    return text;
}

void zc_stmt_rewind(struct zc_stmt *stmt)
{
    sqlite3_reset(stmt->handle);
    end_run(stmt);
}

void zc_stmt_done(struct zc_stmt *stmt)
{
    if (!stmt)
        return;
    sqlite3_reset(stmt->handle);
    end_run(stmt);
    sqlite3_clear_bindings(stmt->handle);
    stmt->busy = false;
    if (!stmt->cached) {
        sqlite3_finalize(stmt->handle);
        free(stmt);
    }
}

/* Runs a question of one place that gives a name, and with it a text or none. */
static int names(struct zc_map *out, struct zc_store *store, const char *sql, const char *asked, struct zc_error *err)
{
    struct zc_stmt *stmt;
    int rc = zc_stmt_prepare(&stmt, store, sql, err);
    if (rc)
        return rc;
    zc_stmt_bind_text(stmt, 1, asked, strlen(asked));
    while ((rc = zc_stmt_step(stmt, err)) > 0)
        zc_map_put(out, zc_stmt_text(stmt, 0, NULL), zc_arena_str(out->arena, zc_stmt_text(stmt, 1, NULL)));
    zc_stmt_done(stmt);
    return rc;
}

int zc_store_tables(struct zc_map *out, struct zc_store *store, const char *begin, struct zc_error *err)
{
    return names(out, store, "SELECT name, '' FROM sqlite_master WHERE type = 'table' AND substr(name, 1, length(?1)) = ?1 ORDER BY name", begin, err);
}

int zc_store_columns(struct zc_map *out, struct zc_store *store, const char *table, struct zc_error *err)
{
    return names(out, store, "SELECT name, type FROM pragma_table_info(?1)", table, err);
}

int zc_store_indexes(struct zc_map *out, struct zc_store *store, const char *table, struct zc_error *err)
{
    return names(out, store, "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ?1 AND sql IS NOT NULL ORDER BY name", table, err);
}

void zc_store_index(struct zc_buf *out, const struct zc_store *store, const char *name, const char *statement)
{
    (void)store, (void)name;
    zc_buf_printf(out, "%s;\n", statement);
}

int zc_store_backup(struct zc_store *store, const char *path, struct zc_error *err)
{
    sqlite3 *target;
    if (sqlite3_open(path, &target) != SQLITE_OK) {
        sqlite3_close(target);
        return zc_fail(err, ZC_EIO, "无法写入 %s", "cannot write %s", path);
    }
    sqlite3_backup *copy = sqlite3_backup_init(target, "main", store->handle, "main");
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
