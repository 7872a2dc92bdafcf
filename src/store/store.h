/*
 * store: one connection to the database of a city, and prepared statements on it, on one of two engines: a file of SQLite, or a
 * PostgreSQL server, where the name is postgresql://…  Places are ?1, ?2 …, integers are of 64 bits, texts are UTF-8 and stand in the order
 * of their bytes. A connection belongs to one thread. Statements are cached by their text in the connection, so preparing
 * the same text again is cheap; a statement is returned with zc_stmt_done, which resets it.
 */
#ifndef ZC_STORE_STORE_H
#define ZC_STORE_STORE_H

#include "base/error.h"
#include "base/map.h"
#include "store/words.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct zc_store;
struct zc_stmt;

/* BOX: a file of its own whose order of writing must not be found in it: no log beside it, and what is removed is overwritten.
 * SCRATCH: no file at all, without a path; it is gone with the connection. */
enum zc_store_mode { ZC_STORE_READ, ZC_STORE_WRITE, ZC_STORE_CREATE, ZC_STORE_BOX, ZC_STORE_SCRATCH };
/* From any of the functions below, ZC_EBUSY: another holds what is needed for longer than ten seconds; ZC_EAWAY: the server cannot be reached, or none that
 * takes writes where that is needed. Of several servers (postgresql://…?host=/a,/b) who reads is content with a standby while there is no primary. */
int zc_store_open(struct zc_store **out, const char *name, enum zc_store_mode mode, struct zc_error *err);
bool zc_store_is_server(const char *name);
void zc_store_close(struct zc_store *store);
enum zc_dialect zc_store_dialect(const struct zc_store *store);

int zc_store_run(struct zc_store *store, const char *sql, struct zc_error *err); /* statements without results */
int zc_store_again(struct zc_store *store, const char *sql, struct zc_error *err); /* as run, for one statement that comes often */
bool zc_store_still(const struct zc_store *store); /* in a transaction that never writes: what was seen is seen until its end */
int zc_store_begin(struct zc_store *store, struct zc_error *err);      /* a snapshot for reading */
int zc_store_begin_write(struct zc_store *store, struct zc_error *err); /* takes the write lock */
int zc_store_commit(struct zc_store *store, struct zc_error *err);     /* durable when it returns ZC_OK; ZC_EUNKNOWN: the answer was lost */
void zc_store_rollback(struct zc_store *store);
uint64_t zc_store_transaction(const struct zc_store *store); /* a number that no other transaction of the connection has; 0 outside */

/*
 * Of a server, where several processes write to one database; a file has one writer, and there nothing is done by these.
 *
 * The write lock outside a transaction, for work that reads, then writes in transactions of its own: nobody else writes until it is let go,
 * or the connection ends. A connection lost meanwhile is not made anew before that.
 */
int zc_store_hold(struct zc_store *store, struct zc_error *err);
void zc_store_let(struct zc_store *store);
/* This connection belongs to `place`, a number above 0. ZC_EDENIED while a connection of another place is there. It is said again by itself
 * whenever the connection is made anew. */
int zc_store_place(struct zc_store *store, int place, struct zc_error *err);
/* Of a server with standbys: the file `path` keeps the newest timeline that was seen by any who named it. ZC_EAWAY when none but an older one is there, an
 * old primary that came back. It, too, is said again by itself; a connection that falls behind it is made anew before its next transaction. */
int zc_store_fence(struct zc_store *store, const char *path, struct zc_error *err);
bool zc_store_stands_by(const struct zc_store *store); /* it reads from a standby, since no primary was found */
/* Since this was last asked, the connection was lost (ZC_EAWAY) and nothing of its transaction stands: when it is back, the same can be done again. It is not
 * said of a commit whose answer was lost for good (ZC_EUNKNOWN). */
bool zc_store_parted(struct zc_store *store);
/* Since this was last asked, a statement failed only because two transactions got in each other's way: rolled back, the same can be done again. */
bool zc_store_collided(struct zc_store *store);

/* What a connection sees, as a number: the same number, the same data. Of one that reads it changes with every commit of another and stays within a
 * snapshot; of one that writes it changes with each statement that is no question, and it is 0 outside a transaction, where others may write. */
int64_t zc_store_version(struct zc_store *store);

int zc_stmt_prepare(struct zc_stmt **out, struct zc_store *store, const char *sql, struct zc_error *err);
/* The statement kept under `owner` and `use` (both compared by address), taken; NULL when there is none or it is busy. Spares
 * the text of statements that run for every record. */
struct zc_stmt *zc_stmt_again(struct zc_store *store, const void *owner, const void *use);
/* Keeps a prepared statement under a name for zc_stmt_again. It stays until the connection closes. */
void zc_stmt_keep(struct zc_stmt *stmt, const void *owner, const void *use);
void zc_stmt_bind_int(struct zc_stmt *stmt, int place, int64_t value); /* places count from 1 */
void zc_stmt_bind_text(struct zc_stmt *stmt, int place, const char *text, size_t size); /* must stay valid until done */
void zc_stmt_bind_null(struct zc_stmt *stmt, int place);
/* Many rows may come, and the reader may stop before the last: a server then sends them in parts. Said before the first step, inside a
 * transaction; holds until done. */
void zc_stmt_by_part(struct zc_stmt *stmt);
/* 1: a row is there; 0: no more; negative: failed. */
int zc_stmt_step(struct zc_stmt *stmt, struct zc_error *err);
bool zc_stmt_null(const struct zc_stmt *stmt, int column); /* columns count from 0 */
int64_t zc_stmt_int(const struct zc_stmt *stmt, int column);
const char *zc_stmt_text(const struct zc_stmt *stmt, int column, size_t *size); /* valid until the next step; NULL for null */
void zc_stmt_rewind(struct zc_stmt *stmt); /* to run once more, with what is bound and not bound anew */
void zc_stmt_done(struct zc_stmt *stmt);

/*
 * What the engine holds, into a map that lives in its arena: the names of tables that begin so, in order (values are empty); the columns of a
 * table, as names with their types, none when there is no such table; the indexes declared on it, as names with the statements that
 * zc_store_index wrote for them.
 */
int zc_store_tables(struct zc_map *out, struct zc_store *store, const char *begin, struct zc_error *err);
int zc_store_columns(struct zc_map *out, struct zc_store *store, const char *table, struct zc_error *err);
int zc_store_indexes(struct zc_map *out, struct zc_store *store, const char *table, struct zc_error *err);
/* Appends what makes the index `name` by `statement`, so that zc_store_indexes gives the statement back. */
void zc_store_index(struct zc_buf *out, const struct zc_store *store, const char *name, const char *statement);

/* Copies the whole database to a file while it is in use. A file alone can; of a server the rows are copied (record/move). */
int zc_store_backup(struct zc_store *store, const char *path, struct zc_error *err);

#endif
