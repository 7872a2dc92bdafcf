/* import_withdraw: taking a whole import back. */
#include "paper/import.h"

#include "query/rows.h"

#include <string.h>

int zc_import_withdraw(struct zc_db *db, const struct zc_actor *actor, int64_t import_id, const char *why, struct zc_error *err)
{
    const struct zc_entity *entity = zc_model_entity(db->city->model, "core.import");
    struct zc_arena arena = {0};
    struct zc_record record;
    struct zc_tx *tx = NULL;
    if (!entity)
        return zc_fail(err, ZC_ENOTFOUND, "没有导入记录%s", "there are no records of imports%s", "");
    int rc = zc_tx_begin(&tx, db, actor, err);
    if (rc)
        return rc;
    rc = zc_rows_get(&record, &arena, db, entity, import_id, zc_times_now(db), actor->reader, err);
    if (!rc && strcmp(zc_record_text(&record, "state"), "taken") != 0)
        rc = zc_fail(err, ZC_ECONFLICT, "这次导入已经撤回%s", "this import has been withdrawn already%s", "");
    if (!rc)
        rc = zc_tx_undo(tx, zc_record_value(&record, "tx").number, why, err);
    struct zc_patch patch = zc_patch_new(&arena, entity, import_id);
    bool changed;
    if (!rc && why && *why && !(rc = zc_patch_set(&patch, &arena, "withdrawn_reason", why, err)))
        rc = zc_record_change(&import_id, &changed, tx, &patch, err);
    if (!rc)
        rc = zc_record_transition(tx, entity, import_id, "withdraw", why, err);
    if (rc)
        zc_tx_rollback(tx);
    else
        rc = zc_tx_commit(tx, err);
    zc_arena_free(&arena);
    return rc;
}
