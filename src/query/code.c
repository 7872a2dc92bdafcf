#include "query/code.h"
#include "query/rows.h"

#include <string.h>

static void extend(struct zc_city *city, struct zc_codelist *list, const struct zc_record *row)
{
    struct zc_arena *arena = &city->model->arena;
    const char *code = zc_record_text(row, "code");
    struct zc_pair title = {zc_arena_str(arena, zc_record_text(row, "title_zh")), zc_arena_str(arena, zc_record_text(row, "title_en"))};
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->codes[i].code, code) == 0) {
            list->codes[i].title = title;
            return;
        }
    struct zc_code *grown = zc_arena_array(arena, list->count + 1, sizeof *grown);
    if (list->count)
        memcpy(grown, list->codes, list->count * sizeof *grown);
    grown[list->count++] = (struct zc_code){.code = zc_arena_str(arena, code), .title = title};
    list->codes = grown;
}

int zc_code_extend(struct zc_city *city, struct zc_db *db, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_rows rows = {0};
    struct zc_rows_query query = {.entity = zc_model_entity(city->model, "core.code_entry"), .times = zc_times_now(db), .reader = &ZC_READER_CITY};
    int rc = query.entity ? zc_rows_list(&rows, &arena, db, &query, err) : ZC_OK;
    for (size_t i = 0; i < rows.count && !rc; i++) {
        struct zc_codelist *list = zc_map_get(&city->model->codelist_by_name, zc_record_text(&rows.items[i], "list"));
        if (list)
            extend(city, list, &rows.items[i]);
    }
    zc_arena_free(&arena);
    return rc;
}

int zc_code_in_force(bool *out, struct zc_db *db, const struct zc_codelist *list, const char *code, int day, struct zc_error *err)
{
    struct zc_stmt *stmt;
    *out = true;
    if (!zc_model_entity(db->city->model, "core.code_entry"))
        return ZC_OK;
    int rc = zc_stmt_prepare(&stmt, db->store,
                             "SELECT valid_to, (SELECT 1 FROM h_core_code_entry WHERE list = ?1 AND code = ?2 LIMIT 1) FROM (SELECT "
                             "(SELECT max(valid_to) FROM t_core_code_entry WHERE list = ?1 AND code = ?2) AS valid_to) AS present",
                             err);
    if (rc)
        return rc;
    zc_stmt_bind_text(stmt, 1, list->full_name, strlen(list->full_name));
    zc_stmt_bind_text(stmt, 2, code, strlen(code));
    if ((rc = zc_stmt_step(stmt, err)) > 0) /* no record now but one of old: withdrawn */
        *out = zc_stmt_null(stmt, 0) ? zc_stmt_null(stmt, 1) : zc_stmt_int(stmt, 0) > day;
    zc_stmt_done(stmt);
    return rc < 0 ? rc : ZC_OK;
}
