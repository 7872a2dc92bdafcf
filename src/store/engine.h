/*
 * engine: what is behind store/store.h: the functions that an engine gives, and what every connection and statement has whatever its engine.
 * Included by the store alone. An engine's own struct begins with the one here.
 */
#ifndef ZC_STORE_ENGINE_H
#define ZC_STORE_ENGINE_H

#include "store/slow.h"
#include "store/store.h"

struct zc_engine {
    enum zc_dialect dialect;
    void (*close)(struct zc_store *store); /* when all statements are gone; frees the store */
    int (*run)(struct zc_store *store, const char *sql, struct zc_error *err);
    int (*begin)(struct zc_store *store, bool writing, struct zc_error *err);
    int (*commit)(struct zc_store *store, struct zc_error *err);
    void (*rollback)(struct zc_store *store);
    int64_t (*version)(struct zc_store *store);
    int (*hold)(struct zc_store *store, struct zc_error *err);
    void (*let)(struct zc_store *store);
    int (*place)(struct zc_store *store, int place, struct zc_error *err);
    int (*fence)(struct zc_store *store, const char *path, struct zc_error *err);
    bool (*collided)(struct zc_store *store);
    bool (*parted)(struct zc_store *store);
    bool (*stands_by)(const struct zc_store *store);
    int (*tables)(struct zc_map *out, struct zc_store *store, const char *begin, struct zc_error *err);
    int (*columns)(struct zc_map *out, struct zc_store *store, const char *table, struct zc_error *err);
    int (*indexes)(struct zc_map *out, struct zc_store *store, const char *table, struct zc_error *err);
    void (*index)(struct zc_buf *out, const char *name, const char *statement);

    int (*make)(struct zc_stmt **out, struct zc_store *store, const char *sql, bool keep, struct zc_error *err); /* `keep`: it will run often */
    void (*bind_int)(struct zc_stmt *stmt, int place, int64_t value);
    void (*bind_text)(struct zc_stmt *stmt, int place, const char *text, size_t size);
    void (*bind_null)(struct zc_stmt *stmt, int place);
    void (*by_part)(struct zc_stmt *stmt);
    int (*step)(struct zc_stmt *stmt, struct zc_error *err);
    bool (*null)(const struct zc_stmt *stmt, int column);
    int64_t (*number)(const struct zc_stmt *stmt, int column);
    const char *(*text)(const struct zc_stmt *stmt, int column, size_t *size);
    void (*rewind)(struct zc_stmt *stmt); /* nothing running */
    void (*clear)(struct zc_stmt *stmt);  /* of one that does not run: nothing bound */
    const char *(*sql)(const struct zc_stmt *stmt);
    void (*explain)(struct zc_buf *out, struct zc_stmt *stmt); /* how it is carried out, a step a line, without values */
    void (*free)(struct zc_stmt *stmt);
};

enum { ZC_KEPT_SLOTS = 512, ZC_BUSY_MS = 10000 };

struct zc_kept {
    const void *owner, *use;
    struct zc_stmt *stmt;
};
struct zc_store {
    const struct zc_engine *engine;
    bool reads; /* and never writes */
    uint64_t begun; /* transactions */
    bool inside;    /* one of them */
    int64_t changes; /* how often what it sees may have changed by what it did itself */
    bool untold; /* how long its statements take must not be told */
    struct zc_kept kept[ZC_KEPT_SLOTS]; /* by hash of owner and use; a later one replaces an earlier one in its slot */
    struct zc_arena arena; /* texts and nodes of the statement cache */
    struct zc_map cache;
    size_t cached;
};
struct zc_stmt {
    const struct zc_engine *engine;
    struct zc_store *store;
    bool busy, cached;
    bool asks; /* and changes nothing */
    struct zc_spent spent;
};

int zc_sqlite_open(struct zc_store **out, const char *path, enum zc_store_mode mode, struct zc_error *err);
int zc_postgres_open(struct zc_store **out, const char *name, enum zc_store_mode mode, struct zc_error *err);
/* Runs a question of one place that gives a name, and with it a text or none. */
int zc_engine_names(struct zc_map *out, struct zc_store *store, const char *sql, const char *asked, struct zc_error *err);

#endif
