/* import_total: the approved total of a plan, which holds for the records too. */
#include "paper/import_stages.h"

#include "query/rows.h"

#include <string.h>

int64_t zc_import_approved_total(void *user, const struct zc_layout *layout, int year)
{
    struct zc_db *db = user;
    struct zc_arena arena = {0};
    const struct zc_entity *entity = layout->total_entity ? zc_model_entity(db->city->model, layout->total_entity) : NULL;
    struct zc_value key = zc_int(year), total = ZC_EMPTY;
    struct zc_record record;
    int64_t id = 0;
    if (entity && !zc_rows_find(&id, db, entity, layout->total_key, &key, NULL) && id &&
        !zc_rows_get(&record, &arena, db, entity, id, zc_times_now(db), &ZC_READER_CITY, NULL))
        total = zc_record_value(&record, layout->total_field);
    zc_arena_free(&arena);
    return total.kind == ZC_V_INT ? total.number : 0;
}

/* The approved total holds for the records too, not only for the lines of one workbook. */
int zc_import_check_approved(struct zc_import_store *store, struct zc_error *err)
{
    const struct zc_import_result *result = &store->report->result;
    const struct zc_layout *layout = result->layout;
    const struct zc_layout_check *check = NULL;
    const struct zc_field *ref = NULL;
    int64_t count = 0;
    for (size_t i = 0; layout && layout->total_entity && i < layout->sheet_count; i++)
        for (size_t j = 0; j < layout->sheets[i].check_count; j++)
            if (layout->sheets[i].checks[j].kind == ZC_CHECK_TOTAL)
                check = &layout->sheets[i].checks[j];
    int64_t approved = check && result->year ? zc_import_approved_total(store->db, layout, result->year) : 0;
    const struct zc_entity *entity = approved && store->report->made ? zc_model_entity(store->db->city->model, check->entity) : NULL;
    for (size_t i = 0; entity && i < entity->column_count && !ref; i++)
        if (entity->columns[i]->to && !entity->columns[i]->list && strcmp(entity->columns[i]->to->full_name, layout->total_entity) == 0)
            ref = entity->columns[i];
    if (!ref)
        return ZC_OK;
    struct zc_rows_query query = {.entity = entity,
                                  .times = zc_times_now(store->db),
                                  .reader = &ZC_READER_CITY,
                                  .filter = zc_arena_printf(store->arena, "%s.%s = %d", ref->name, layout->total_key, result->year)};
    int rc = zc_rows_count(&count, store->db, &query, err);
    for (size_t i = result->row_count; !rc && count > approved && i-- > 0;)
        if (store->fates[i] == ZC_FATE_MADE && strcmp(result->rows[i].entity, check->entity) == 0) {
            zc_import_say(&store->report->result, result->rows[i].sheet, result->rows[i].row, -1, ZC_SEV_ERROR, check->code,
                          "导入后共%lld项,计划核定%lld项:须先由会议决议调整计划总数",
                          "with this import there are %lld, the plan was approved with %lld: amend the plan by resolution first", (long long)count,
                          (long long)approved);
            break;
        }
    return rc;
}
