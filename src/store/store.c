/* store: 1 the engine by what the city names; 2 the statements of a connection, kept by text and by use; 3 what is left to the engine. */
#include "store/engine.h"

#include <string.h>

enum { CACHED_STATEMENTS = 512 };

/* 1 */

bool zc_store_is_server(const char *name) { return strncmp(name, "postgresql://", 13) == 0 || strncmp(name, "postgres://", 11) == 0; }

int zc_store_open(struct zc_store **out, const char *name, enum zc_store_mode mode, struct zc_error *err)
{
    int rc = zc_store_is_server(name) ? zc_postgres_open(out, name, mode, err) : zc_sqlite_open(out, name, mode, err);
    if (!rc)
        zc_map_init(&(*out)->cache, &(*out)->arena);
    return rc;
}

void zc_store_close(struct zc_store *store)
{
    if (!store)
        return;
    for (size_t i = 0; i < store->cache.count; i++) {
        struct zc_stmt *stmt = store->cache.entries[i].value;
        stmt->engine->free(stmt);
    }
    zc_arena_free(&store->arena);
    store->engine->close(store);
}

enum zc_dialect zc_store_dialect(const struct zc_store *store) { return store->engine->dialect; }

/* 2 */

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

static struct zc_kept *slot_of(struct zc_store *store, const void *owner, const void *use)
{
    uint64_t mixed = ((uintptr_t)owner * 31 + (uintptr_t)use) * 0x9e3779b97f4a7c15u;
    return &store->kept[mixed >> 48 & (ZC_KEPT_SLOTS - 1)];
}

struct zc_stmt *zc_stmt_again(struct zc_store *store, const void *owner, const void *use)
{
    struct zc_kept *slot = slot_of(store, owner, use);
    if (!slot->stmt || slot->owner != owner || slot->use != use || slot->stmt->busy)
        return NULL;
    slot->stmt->busy = true;
    return slot->stmt;
}

void zc_stmt_keep(struct zc_stmt *stmt, const void *owner, const void *use)
{
    if (stmt->cached) /* one that is dropped when done cannot be kept */
        *slot_of(stmt->store, owner, use) = (struct zc_kept){owner, use, stmt};
}

int zc_stmt_prepare(struct zc_stmt **out, struct zc_store *store, const char *sql, struct zc_error *err)
{
    struct zc_stmt *stmt = zc_map_get(&store->cache, sql);
    if (stmt && !stmt->busy) {
        stmt->busy = true;
        *out = stmt;
        return ZC_OK;
    }
    bool keep = !stmt && store->cached < CACHED_STATEMENTS;
    int rc = store->engine->make(&stmt, store, sql, keep, err);
    if (rc)
        return rc;
    stmt->engine = store->engine;
    stmt->store = store;
    stmt->busy = true;
    stmt->cached = keep;
    stmt->asks = strncmp(sql, "SELECT ", 7) == 0;
    if (keep) {
        zc_map_put(&store->cache, sql, stmt);
        store->cached++;
    }
    *out = stmt;
    return ZC_OK;
}

/* The run of a statement is over: what it took is told if it took long, and forgotten. */
static void end_run(struct zc_stmt *stmt)
{
    if (zc_slow_passed(&stmt->spent) && !stmt->store->untold) {
        struct zc_buf plan = {0};
        const char *sql = stmt->engine->sql(stmt);
        if (zc_slow_has_plan(sql))
            stmt->engine->explain(&plan, stmt);
        zc_slow_say(&stmt->spent, sql, zc_buf_text(&plan));
        zc_buf_free(&plan);
    }
    stmt->spent = (struct zc_spent){0};
}

int zc_stmt_step(struct zc_stmt *stmt, struct zc_error *err)
{
    int64_t since = zc_slow_clock();
    stmt->store->changes += !stmt->asks;
    int rc = stmt->engine->step(stmt, err);
    zc_slow_add(&stmt->spent, since, rc > 0);
    return rc;
}

void zc_stmt_rewind(struct zc_stmt *stmt)
{
    stmt->engine->rewind(stmt);
    end_run(stmt);
}

void zc_stmt_done(struct zc_stmt *stmt)
{
    if (!stmt)
        return;
    stmt->engine->rewind(stmt);
    end_run(stmt);
    stmt->engine->clear(stmt);
    stmt->busy = false;
    if (!stmt->cached)
        stmt->engine->free(stmt);
}

int zc_engine_names(struct zc_map *out, struct zc_store *store, const char *sql, const char *asked, struct zc_error *err)
{
    struct zc_stmt *stmt;
    int rc = zc_stmt_prepare(&stmt, store, sql, err);
    if (rc)
        return rc;
    zc_stmt_bind_text(stmt, 1, asked, strlen(asked));
    while ((rc = zc_stmt_step(stmt, err)) > 0) {
        const char *text = zc_stmt_text(stmt, 1, NULL);
        zc_map_put(out, zc_stmt_text(stmt, 0, NULL), zc_arena_str(out->arena, text ? text : ""));
    }
    zc_stmt_done(stmt);
    return rc;
}

/* 3 */

int zc_store_run(struct zc_store *store, const char *sql, struct zc_error *err)
{
    store->changes++;
    return store->engine->run(store, sql, err);
}

static int begin(struct zc_store *store, bool writing, struct zc_error *err)
{
    int rc = store->engine->begin(store, writing, err);
    store->changes++;
    if (!rc) { /* one that stood already stands on */
        store->begun++;
        store->inside = true;
    }
    return rc;
}

int zc_store_begin(struct zc_store *store, struct zc_error *err) { return begin(store, false, err); }
int zc_store_begin_write(struct zc_store *store, struct zc_error *err) { return begin(store, true, err); }

int zc_store_commit(struct zc_store *store, struct zc_error *err)
{
    int rc = store->engine->commit(store, err);
    store->inside = store->inside && rc; /* what could not be committed is still to be rolled back */
    return rc;
}

void zc_store_rollback(struct zc_store *store)
{
    store->engine->rollback(store);
    store->inside = false;
}

uint64_t zc_store_transaction(const struct zc_store *store) { return store->inside ? store->begun : 0; }

int zc_store_hold(struct zc_store *store, struct zc_error *err) { return store->engine->hold ? store->engine->hold(store, err) : ZC_OK; }
int zc_store_place(struct zc_store *store, int place, struct zc_error *err) { return store->engine->place ? store->engine->place(store, place, err) : ZC_OK; }
int zc_store_fence(struct zc_store *store, const char *path, struct zc_error *err) { return store->engine->fence ? store->engine->fence(store, path, err) : ZC_OK; }
bool zc_store_stands_by(const struct zc_store *store) { return store->engine->stands_by && store->engine->stands_by(store); }
bool zc_store_still(const struct zc_store *store) { return store->reads && store->inside; }
bool zc_store_parted(struct zc_store *store) { return store->engine->parted && store->engine->parted(store); }
bool zc_store_collided(struct zc_store *store) { return store->engine->collided && store->engine->collided(store); }

void zc_store_let(struct zc_store *store)
{
    if (store->engine->let)
        store->engine->let(store);
}

int64_t zc_store_version(struct zc_store *store) { return store->reads ? store->engine->version(store) : store->inside ? store->changes : 0; }

int zc_store_tables(struct zc_map *out, struct zc_store *store, const char *begin, struct zc_error *err)
{
    return store->engine->tables(out, store, begin, err);
}

int zc_store_columns(struct zc_map *out, struct zc_store *store, const char *table, struct zc_error *err)
{
    return store->engine->columns(out, store, table, err);
}

int zc_store_indexes(struct zc_map *out, struct zc_store *store, const char *table, struct zc_error *err)
{
    return store->engine->indexes(out, store, table, err);
}

void zc_store_index(struct zc_buf *out, const struct zc_store *store, const char *name, const char *statement)
{
    store->engine->index(out, name, statement);
}

void zc_stmt_bind_int(struct zc_stmt *stmt, int place, int64_t value) { stmt->engine->bind_int(stmt, place, value); }
void zc_stmt_bind_null(struct zc_stmt *stmt, int place) { stmt->engine->bind_null(stmt, place); }
void zc_stmt_bind_text(struct zc_stmt *stmt, int place, const char *text, size_t size) { stmt->engine->bind_text(stmt, place, text, size); }
void zc_stmt_by_part(struct zc_stmt *stmt) { stmt->engine->by_part(stmt); }
bool zc_stmt_null(const struct zc_stmt *stmt, int column) { return stmt->engine->null(stmt, column); }
int64_t zc_stmt_int(const struct zc_stmt *stmt, int column) { return stmt->engine->number(stmt, column); }
const char *zc_stmt_text(const struct zc_stmt *stmt, int column, size_t *size) { return stmt->engine->text(stmt, column, size); }
