#include "record/shipped.h"
#include "base/buf.h"
#include "query/shipped.h"
#include "record/setting.h"
#include "record/write.h"

#include <stdio.h>
#include <string.h>

static void set(struct zc_patch *patch, int column, struct zc_value value)
{
    patch->values[column] = value;
    patch->set[column] = true;
}

/* What the declarations say, and beside each field that the city may change the copy of it. `own`: the city's own stays. */
static void fill(struct zc_patch *patch, const struct zc_shipped *item, bool own)
{
    const struct zc_entity *entity = item->entity;
    for (size_t i = 0; i < entity->column_count; i++)
        if (item->given[i])
            set(patch, (int)i, item->values[i]);
    for (size_t i = 0; i < entity->column_count; i++) {
        const struct zc_field *original = zc_shipped_original(entity, entity->columns[i]);
        if (!original)
            continue;
        set(patch, (int)i, item->values[original->column]);
        if (own)
            patch->set[original->column] = false;
    }
}

static int make(struct zc_tx *tx, struct zc_arena *arena, const struct zc_shipped *item, struct zc_error *err)
{
    struct zc_patch patch = zc_patch_new(arena, item->entity, 0);
    int today = zc_db_today(zc_tx_db(tx));
    int64_t id;
    bool changed;
    fill(&patch, item, false);
    patch.home_area = ZC_AREA_PROGRAM;
    patch.valid_from = item->from < today ? item->from : today;
    return zc_record_change(&id, &changed, tx, &patch, err);
}

static int follow(struct zc_tx *tx, struct zc_arena *arena, const struct zc_shipped *item, struct zc_error *err)
{
    const struct zc_field *conflict = zc_entity_field(item->entity, "conflict");
    int rc = ZC_OK;
    for (size_t i = 0; i < item->known.count && !rc; i++) {
        const struct zc_record *slice = &item->known.items[i];
        struct zc_patch patch = zc_patch_new(arena, item->entity, item->id);
        int64_t id;
        bool changed, own = zc_shipped_own(slice);
        fill(&patch, item, own);
        if (item->fate == ZC_SHIPPED_CONFLICT) /* told of the whole record: what is so now shows it */
            set(&patch, conflict->column, zc_int(1));
        patch.valid_from = slice->valid_from;
        patch.valid_to = slice->valid_to == ZC_DATE_MAX ? 0 : slice->valid_to;
        rc = zc_record_change(&id, &changed, tx, &patch, err);
    }
    return rc;
}

static int note(struct zc_tx *tx, const struct zc_shipped_list *list, struct zc_error *err)
{
    char payload[400];
    snprintf(payload, sizeof payload, "{\"changed\":\"%zu\",\"conflicts\":\"%zu\",\"declarations\":\"%s\",\"new\":\"%zu\",\"program\":\"%s\"}",
             list->follows, list->conflicts, zc_tx_db(tx)->city->model->language_digest, list->news, ZC_VERSION);
    return zc_tx_note(tx, ZC_AREA_PROGRAM, "rule", payload, err);
}

static int load(struct zc_tx *tx, struct zc_arena *arena, struct zc_error *err)
{
    struct zc_shipped_list list;
    struct zc_db *db = zc_tx_db(tx);
    int rc = zc_shipped_plan(&list, arena, db, err);
    if (!rc && list.count)
        rc = note(tx, &list, err);
    for (size_t i = 0; i < list.count && !rc; i++) {
        struct zc_arena one = {0};
        const struct zc_shipped *item = &list.items[i];
        rc = item->fate == ZC_SHIPPED_NEW ? make(tx, &one, item, err) : item->fate == ZC_SHIPPED_SAME ? ZC_OK : follow(tx, &one, item, err);
        zc_arena_free(&one);
    }
    if (!rc)
        rc = zc_setting_put(db->store, "program", ZC_VERSION, err);
    return rc ? rc : zc_setting_put(db->store, "declarations", db->city->model->language_digest, err);
}

int zc_shipped_behind(bool *behind, struct zc_db *db, struct zc_error *err)
{
    char program[64], declarations[80];
    int rc = zc_setting_get(program, sizeof program, db->store, "program", err);
    if (!rc)
        rc = zc_setting_get(declarations, sizeof declarations, db->store, "declarations", err);
    *behind = !rc && (strcmp(program, ZC_VERSION) != 0 || strcmp(declarations, db->city->model->language_digest) != 0);
    return rc;
}

int zc_shipped_settle(struct zc_db *db, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_actor actor = {.face = "program", .reader = &ZC_READER_CITY};
    struct zc_tx *tx;
    bool behind;
    int rc = zc_shipped_behind(&behind, db, err);
    if (rc || !behind || (rc = zc_tx_begin(&tx, db, &actor, err)))
        return rc;
    rc = load(tx, &arena, err);
    zc_arena_free(&arena);
    if (!rc)
        return zc_tx_commit(tx, err);
    zc_tx_rollback(tx);
    return rc;
}
