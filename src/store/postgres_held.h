/*
 * postgres_held: what a database on a server holds: its tables, their columns and their indexes. The columns and the indexes of all tables are asked at once, since an
 * opened city asks for those of each, and hold until a definition may have changed them.
 */
#ifndef ZC_STORE_POSTGRES_HELD_H
#define ZC_STORE_POSTGRES_HELD_H

#include "base/buf.h"
#include "base/map.h"

#include <libpq-fe.h>
#include <stdbool.h>

enum zc_pg_held_kind { ZC_PG_COLUMNS, ZC_PG_INDEXES, ZC_PG_HELD };
struct zc_pg_held {
    struct zc_arena arena; /* freed by who has it */
    struct zc_map tables;  /* by name, each a map: columns with their types, or indexes with the statements that they were declared in */
    bool known;            /* set to false to have it asked again */
};
extern const char *const zc_pg_held_sql[ZC_PG_HELD]; /* what is asked for it */
extern const char zc_pg_tables_sql[];                /* names of tables that begin with ?1, in order, but for those of the store alone */
void zc_pg_held_fill(struct zc_pg_held *held, const PGresult *rows);
void zc_pg_held_of(struct zc_map *out, const struct zc_pg_held *held, const char *table);
void zc_pg_held_index(struct zc_buf *out, const char *name, const char *statement); /* what makes the index, so that its statement is found again */

#endif
