/*
 * schema: the tables that belong to no module: journal, chain heads, serials, settings, seals, idempotency keys, search, and how each would
 * lie on several servers. Tables of entities are computed from the declarations by query/tables.
 */
#ifndef ZC_STORE_SCHEMA_H
#define ZC_STORE_SCHEMA_H

#include "store/store.h"

int zc_schema_create(struct zc_store *store, struct zc_error *err); /* safe to run again */
bool zc_schema_has(const char *table);
/* Appends the statements that make them, in the words of a dialect. */
void zc_schema_text(struct zc_buf *out, enum zc_dialect dialect);

/* How a table lies when one database stands on several servers (Citus): whole on each of them; each area's rows on one of them, beside that
 * area's rows of all other tables; on the one that the program speaks to, and there alone. */
enum zc_spread { ZC_SPREAD_WHOLE, ZC_SPREAD_BY_AREA, ZC_SPREAD_HERE };
#define ZC_AREA_COLUMN "home_area" /* of a table whose column of it has no older name; a field `area` is another thing, which may change */
struct zc_spread_rule {
    const char *table;
    enum zc_spread spread;
    const char *column; /* BY_AREA: the one that holds the area, there or not; else NULL */
};
enum zc_dialect zc_schema_spread_dialect(void); /* of the engine that can lie so */
const struct zc_spread_rule *zc_schema_spread(size_t *count); /* every table of the kernel, and those of the store itself */

#endif
