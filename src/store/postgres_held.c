#include "store/postgres_held.h"

const char zc_pg_tables_sql[] = "SELECT CAST(c.relname AS text), '' FROM pg_class AS c WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace "
                                "AND c.relname <> 'commit_mark' AND starts_with(CAST(c.relname AS text), ?1) ORDER BY 1";

/* The server gives an index back in other words than it was declared in, so the statement is kept as its comment. */
const char *const zc_pg_held_sql[ZC_PG_HELD] = {
    [ZC_PG_COLUMNS] = "SELECT c.relname, a.attname, format_type(a.atttypid, NULL) FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid "
                     "WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND a.attnum > 0 AND NOT a.attisdropped "
                     "ORDER BY c.oid, a.attnum",
    [ZC_PG_INDEXES] = "SELECT c.relname, i.relname, obj_description(i.oid, 'pg_class') FROM pg_index AS x JOIN pg_class AS i ON i.oid = x.indexrelid "
                     "JOIN pg_class AS c ON c.oid = x.indrelid WHERE c.relnamespace = current_schema()::regnamespace AND NOT x.indisprimary "
                     "ORDER BY c.oid, i.relname",
};

void zc_pg_held_fill(struct zc_pg_held *held, const PGresult *rows)
{
    zc_arena_clear(&held->arena);
    zc_map_init(&held->tables, &held->arena);
    for (int i = 0; i < PQntuples(rows); i++) {
        struct zc_map *table = zc_map_get(&held->tables, PQgetvalue(rows, i, 0));
        if (!table) {
            table = zc_arena_alloc(&held->arena, sizeof *table);
            zc_map_init(table, &held->arena);
            zc_map_put(&held->tables, PQgetvalue(rows, i, 0), table);
        }
        zc_map_put(table, PQgetvalue(rows, i, 1), zc_arena_str(&held->arena, PQgetvalue(rows, i, 2)));
    }
    held->known = true;
}

void zc_pg_held_of(struct zc_map *out, const struct zc_pg_held *held, const char *name)
{
    const struct zc_map *table = zc_map_get(&held->tables, name);
    for (size_t i = 0; table && i < table->count; i++)
        zc_map_put(out, table->entries[i].key, zc_arena_str(out->arena, table->entries[i].value));
}

void zc_pg_held_index(struct zc_buf *out, const char *name, const char *statement)
{
    zc_buf_printf(out, "%s;\nCOMMENT ON INDEX \"%s\" IS '", statement, name);
    for (; *statement; statement++)
        zc_buf_str(out, *statement == '\'' ? "''" : (char[]){*statement, 0});
    zc_buf_str(out, "';\n");
}
