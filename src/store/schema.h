/*
 * schema: the tables that belong to no module: journal, chain heads, serials, settings, seals, idempotency keys, search.
 * Tables of entities are computed from the declarations by query/tables.
 */
#ifndef ZC_STORE_SCHEMA_H
#define ZC_STORE_SCHEMA_H

#include "store/store.h"

int zc_schema_create(struct zc_store *store, struct zc_error *err); /* safe to run again */
bool zc_schema_has(const char *table);

#endif
