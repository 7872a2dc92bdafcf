/* bulk: 1 changing many; 2 taking a transaction back. */
#include "record/bulk.h"
#include "base/json.h"
#include "query/journal.h"
#include "record/check.h"

#include <stdlib.h>
#include <string.h>

/* 1 */

struct place {
    int64_t id;
    int slice;
};

static int by_id(const void *left, const void *right)
{
    const struct place *a = left, *b = right;
    return (a->id > b->id) - (a->id < b->id);
}

static struct place *sorted_places(struct zc_arena *arena, const struct zc_bulk *bulk)
{
    struct place *places = zc_arena_array(arena, bulk->id_count + 1, sizeof *places);
    for (size_t i = 0; i < bulk->id_count; i++)
        places[i] = (struct place){bulk->ids[i], bulk->slices ? bulk->slices[i] : 0};
    qsort(places, bulk->id_count, sizeof *places, by_id);
    return places;
}

static int change_one(bool *differs, struct zc_tx *tx, struct zc_arena *arena, const struct zc_bulk *bulk, const struct zc_record *record, int slice,
                      struct zc_error *err)
{
    struct zc_patch patch = *bulk->patch;
    struct zc_error one = {0};
    struct zc_db *db = zc_tx_db(tx);
    patch.id = record->id;
    patch.expect_slice = slice;
    int rc = zc_record_change(&patch.id, differs, tx, &patch, &one);
    return rc ? zc_fail(err, rc, "“%s”：%s%.0s%.0s", "%.0s%.0s\"%s\": %s", zc_record_name(arena, db, record, ZC_ZH), one.zh,
                        zc_record_name(arena, db, record, ZC_EN), one.en)
              : ZC_OK;
}

int zc_bulk_change_each(size_t *seen, size_t *changed, struct zc_tx *tx, const struct zc_bulk *bulk, zc_bulk_each *each, void *user,
                        struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_rows rows;
    struct zc_db *db = zc_tx_db(tx);
    struct zc_rows_query query = {.entity = bulk->patch->entity, .times = zc_times_now(db), .reader = zc_tx_actor(tx)->reader, .filter = bulk->filter};
    *seen = *changed = 0;
    struct place *places = bulk->ids ? sorted_places(&arena, bulk) : NULL;
    int rc = zc_rows_list(&rows, &arena, db, &query, err);
    if (!rc && bulk->most && (places ? bulk->id_count : rows.count) > bulk->most)
        rc = zc_fail(err, ZC_ELIMIT, "一次最多改 %zu 条,请先筛选", "at most %zu records are changed at once: filter first", bulk->most);
    for (size_t i = 0; i < rows.count && !rc; i++) {
        bool differs = false;
        struct place key = {rows.items[i].id, 0};
        const struct place *place = places ? bsearch(&key, places, bulk->id_count, sizeof *places, by_id) : &key;
        if (!place)
            continue;
        if ((rc = change_one(&differs, tx, &arena, bulk, &rows.items[i], place->slice, err)))
            break;
        ++*seen;
        *changed += differs;
        if (each)
            each(user, &rows.items[i], differs);
    }
    zc_arena_free(&arena);
    return rc || *seen ? rc : zc_fail(err, ZC_ENOTFOUND, "没有符合条件的记录", "no record meets the condition");
}

int zc_bulk_change(size_t *seen, size_t *changed, struct zc_tx *tx, const struct zc_bulk *bulk, struct zc_error *err)
{
    return zc_bulk_change_each(seen, changed, tx, bulk, NULL, NULL, err);
}

/* 2 */

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

/* What a transaction that is to be taken back wrote. */
struct wrote {
    struct zc_arena *arena;
    const struct zc_model *model;
    int64_t account; /* who asks */
    struct change {
        int64_t id;
        const struct zc_entity *entity;
    } *items;
    size_t count, capacity;
};

static int add_wrote(void *user, struct zc_arena *arena, const struct zc_journal_entry *entry, struct zc_error *err)
{
    struct wrote *wrote = user;
    struct zc_json *payload;
    if (strtoll(entry->actor, NULL, 10) != wrote->account) /* account/post/represented/face */
        return zc_fail(err, ZC_ENOTFOUND, "没有您写入的第 %lld 号事务", "you wrote no transaction %lld", (long long)entry->tx);
    int rc = zc_json_parse(&payload, arena, entry->payload, strlen(entry->payload), err);
    if (rc)
        return rc;
    const char *id = zc_json_text(payload, "id"), *name = zc_json_text(payload, "entity"), *op = zc_json_text(payload, "op");
    const struct zc_entity *entity = name ? zc_model_entity(wrote->model, name) : NULL;
    if (!entity || !id || !op || strcmp(op, "change") != 0 || zc_json_get(zc_json_get(payload, "fields"), "state"))
        return zc_fail(err, ZC_EINPUT, "这次写入含有新增、终止或办理步骤,不能这样撤回", "this transaction holds a new record, an end or a step and is not taken back this way");
    if (wrote->count == ZC_BULK_MOST)
        return zc_fail(err, ZC_ELIMIT, "一次最多撤回 %d 条", "at most %d records are taken back at once", ZC_BULK_MOST);
    struct change *one = zc_arena_push(wrote->arena, &wrote->items, &wrote->count, &wrote->capacity, sizeof *one);
    *one = (struct change){strtoll(id, NULL, 10), entity};
    return ZC_OK;
}

static int may_take_back(struct zc_tx *tx, const struct change *one, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_db *db = zc_tx_db(tx);
    struct zc_record record;
    struct zc_eval eval;
    const struct zc_reader *reader = zc_tx_actor(tx)->reader;
    zc_eval_init(&eval, &arena, db, zc_times_now(db), reader);
    int rc = zc_rows_get(&record, &arena, db, one->entity, one->id, zc_times_now(db), reader, err);
    rc = rc ? rc : zc_check_right(tx, &eval, &record, err);
    zc_arena_free(&arena);
    return rc;
}

int zc_bulk_take_back(struct zc_tx *tx, int64_t number, const char *why, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_db *db = zc_tx_db(tx);
    struct wrote wrote = {.arena = &arena, .model = db->city->model, .account = zc_tx_actor(tx)->account};
    int rc = wrote.account ? zc_journal_walk(db, number, add_wrote, &wrote, err) : ZC_OK;
    if (!rc && !wrote.count)
        rc = zc_fail(err, ZC_ENOTFOUND, "没有您写入的第 %lld 号事务", "you wrote no transaction %lld", (long long)number);
    for (size_t i = 0; i < wrote.count && !rc; i++)
        rc = may_take_back(tx, &wrote.items[i], err);
    zc_arena_free(&arena);
    return rc ? rc : zc_bulk_withdraw(tx, number, why, err);
}
