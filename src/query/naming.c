#include "query/naming.h"

#include <stdio.h>
#include <string.h>

bool zc_naming_holds(const struct zc_field *field, const struct zc_value *value, int64_t id)
{
    char part[32];
    if (!field->list)
        return value->kind == ZC_V_INT && value->number == id;
    snprintf(part, sizeof part, ";%lld;", (long long)id);
    return value->kind == ZC_V_TEXT && strstr(value->text, part);
}

static void half(struct zc_sql *sql, const struct zc_entity *entity, const struct zc_field *field, bool past, int64_t id, int since)
{
    zc_buf_printf(&sql->text, "SELECT id FROM \"%s_%s\" WHERE ", past ? "h" : "t", entity->table);
    if (field->list) {
        zc_buf_printf(&sql->text, "%s(\"%s\", ", zc_sql_words(sql->dialect)->find, field->name);
        zc_sql_bind(sql, zc_text(zc_arena_printf(sql->arena, ";%lld;", (long long)id)));
        zc_buf_str(&sql->text, ") > 0");
    } else {
        zc_buf_printf(&sql->text, "\"%s\" = ", field->name);
        zc_sql_bind(sql, zc_int(id));
    }
    zc_buf_str(&sql->text, " AND known_to = ");
    zc_sql_bind(sql, zc_int(ZC_INSTANT_MAX));
    zc_buf_str(&sql->text, " AND valid_to > ");
    zc_sql_bind(sql, zc_int(since));
}

int zc_naming_records(int64_t **out, size_t *count, struct zc_arena *arena, struct zc_db *db, const struct zc_field *field,
                      const struct zc_entity *entity, int64_t id, int since, struct zc_error *err)
{
    struct zc_sql sql = {.dialect = zc_store_dialect(db->store), .arena = arena};
    struct zc_stmt *stmt = NULL;
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    half(&sql, entity, field, false, id, since);
    zc_buf_str(&sql.text, " UNION ");
    half(&sql, entity, field, true, id, since);
    zc_buf_str(&sql.text, " ORDER BY 1");
    int rc = zc_stmt_prepare(&stmt, db->store, zc_buf_text(&sql.text), err);
    if (!rc) {
        zc_rows_bind(stmt, &sql);
        while ((rc = zc_stmt_step(stmt, err)) > 0)
            *(int64_t *)zc_arena_push(arena, out, count, &capacity, sizeof **out) = zc_stmt_int(stmt, 0);
    }
    zc_stmt_done(stmt);
    zc_buf_free(&sql.text);
    return rc;
}
