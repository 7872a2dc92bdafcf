/*
 * tables: the tables of entities, computed from the declarations. Present slices in t_<table> clustered by id (home area
 * first), the others in h_<table>; one search index a column class. A change that would lose something is refused.
 */
#ifndef ZC_QUERY_TABLES_H
#define ZC_QUERY_TABLES_H

#include "base/buf.h"
#include "query/city.h"

/* Appends the statements that bring the database to the declarations, one a line; "" when nothing is to do. */
int zc_tables_plan(struct zc_buf *out, struct zc_db *db, struct zc_error *err);
int zc_tables_apply(struct zc_db *db, struct zc_error *err);
/* Appends the statements that make the tables of one entity, in the words of a dialect: present, past, search indexes. */
void zc_tables_text(struct zc_buf *out, enum zc_dialect dialect, const struct zc_entity *entity);
/* Refuses (ZC_ECHECK) a city that a newer program has opened for writing, or whose tables hold an entity or a field that these
 * declarations do not know: a write would leave it out. */
int zc_tables_guard(struct zc_db *db, struct zc_error *err);
/* Refuses (ZC_ECHECK) a database with rows in a table that neither the kernel nor the declarations know: who copies what is known would leave them
 * behind. */
int zc_tables_all_known(struct zc_db *db, struct zc_error *err);

#endif
