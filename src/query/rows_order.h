/*
 * rows_order: the order of a list and the cursor that goes on behind its last row. An order is the fields asked for (or the
 * entity's own, or the newest first for a search), then the id; an empty value stands before all others. A cursor is one part a sort
 * key, joined by dots: "-" empty, "i12" a number, "t" and a text in hex.
 */
#ifndef ZC_QUERY_ROWS_ORDER_H
#define ZC_QUERY_ROWS_ORDER_H

#include "query/rows.h"

struct zc_order_key {
    const struct zc_field *field; /* NULL = the id itself */
    bool down;
};

/* The keys of a query, in the arena. ZC_EINPUT: no such field, or one whose order would tell what the reader may not see. */
int zc_order_keys(struct zc_order_key **out, size_t *count, struct zc_arena *arena, const struct zc_rows_query *query, struct zc_error *err);

/* Whether the order is one that the entity's tables are indexed by: its own, or the id. */
bool zc_order_indexed(const struct zc_order_key *keys, size_t count, const struct zc_entity *entity);

/* Appends " ORDER BY …" over the columns of alias r; `id` is how the id is called. */
void zc_order_sql(struct zc_sql *sql, const struct zc_order_key *keys, size_t count, const char *id);

const char *zc_cursor_make(struct zc_arena *arena, const struct zc_order_key *keys, size_t count, const struct zc_record *last);
/* One value a key. ZC_EINPUT: not a cursor of this order. */
int zc_cursor_read(struct zc_value *values, const struct zc_order_key *keys, size_t count, struct zc_arena *arena, const char *cursor,
                   struct zc_error *err);
/* Appends " AND …", the condition of rows behind the cursor. */
void zc_cursor_sql(struct zc_sql *sql, const struct zc_order_key *keys, const struct zc_value *values, size_t count, const char *id);

#endif
