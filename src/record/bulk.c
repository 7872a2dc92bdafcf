#include "record/bulk.h"

static bool wanted(const struct zc_bulk *bulk, int64_t id)
{
    for (size_t i = 0; i < bulk->id_count; i++)
        if (bulk->ids[i] == id)
            return true;
    return bulk->ids == NULL;
}

int zc_bulk_change(size_t *seen, size_t *changed, struct zc_tx *tx, const struct zc_bulk *bulk, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_rows rows;
    struct zc_db *db = zc_tx_db(tx);
    struct zc_rows_query query = {.entity = bulk->patch->entity, .times = zc_times_now(db), .reader = zc_tx_actor(tx)->reader, .filter = bulk->filter};
    *seen = *changed = 0;
    int rc = zc_rows_list(&rows, &arena, db, &query, err);
    for (size_t i = 0; i < rows.count && !rc; i++) {
        struct zc_patch patch = *bulk->patch;
        struct zc_error one = {0};
        bool differs;
        if (!wanted(bulk, rows.items[i].id))
            continue;
        patch.id = rows.items[i].id;
        rc = zc_record_change(&patch.id, &differs, tx, &patch, &one);
        if (rc)
            zc_fail(err, rc, "“%s”：%s%.0s%.0s", "%.0s%.0s\"%s\": %s", zc_record_name(&arena, db, &rows.items[i], ZC_ZH), one.zh,
                    zc_record_name(&arena, db, &rows.items[i], ZC_EN), one.en);
        ++*seen;
        *changed += !rc && differs;
    }
    zc_arena_free(&arena);
    return rc || *seen ? rc : zc_fail(err, ZC_ENOTFOUND, "没有符合条件的记录", "no record meets the condition");
}

int zc_bulk_withdraw(struct zc_tx *tx, int64_t number, const char *why, struct zc_error *err)
{
    struct zc_db *db = zc_tx_db(tx);
    const struct zc_entity *imports = zc_model_entity(db->city->model, "core.import");
    int64_t imported = 0;
    if (imports) {
        struct zc_value wanted_tx = zc_int(number);
        int rc = zc_rows_find(&imported, db, imports, "tx", &wanted_tx, err);
        if (rc)
            return rc;
    }
    if (imported)
        return zc_fail(err, ZC_EINPUT, "第 %lld 号事务是一次导入,请按导入记录 %lld 整批撤回", "transaction %lld was an import; withdraw import %lld",
                       (long long)number, (long long)imported);
    return zc_tx_undo(tx, number, why, err);
}
