/* undo: taking back what one transaction wrote, newest entry first, by writing against it; nothing is removed. */
#include "base/json.h"
#include "record/write.h"

#include <stdlib.h>
#include <string.h>

struct entry {
    int64_t at;
    const char *payload;
    size_t size;
};

static int load_entries(struct entry **out, size_t *count, struct zc_arena *arena, struct zc_tx *tx, int64_t number, struct zc_error *err)
{
    struct zc_stmt *stmt;
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    int rc = zc_stmt_prepare(&stmt, zc_tx_db(tx)->store,
                             "SELECT at, payload FROM journal WHERE tx = ?1 AND kind = 'record' ORDER BY at DESC", err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, number);
    while ((rc = zc_stmt_step(stmt, err)) > 0) {
        struct entry *entry = zc_arena_push(arena, out, count, &capacity, sizeof *entry);
        const char *payload = zc_stmt_text(stmt, 1, &entry->size);
        entry->at = zc_stmt_int(stmt, 0);
        entry->payload = zc_arena_copy(arena, payload, entry->size);
    }
    zc_stmt_done(stmt);
    return rc;
}

static const struct zc_record *slice_at(const struct zc_rows *history, int day, int64_t known)
{
    for (size_t i = 0; i < history->count; i++) {
        const struct zc_record *slice = &history->items[i];
        if (slice->valid_from <= day && day < slice->valid_to && slice->known_from <= known && known < slice->known_to)
            return slice;
    }
    return NULL;
}

static int take_back_fields(struct zc_tx *tx, struct zc_arena *arena, const struct zc_entity *entity, int64_t id, const struct zc_json *payload,
                            int64_t at, const char *why, struct zc_error *err)
{
    struct zc_rows history;
    int rc = zc_rows_history(&history, arena, zc_tx_db(tx), entity, id, &ZC_READER_CITY, err);
    if (rc)
        return rc;
    const char *from_text = zc_json_text(payload, "valid_from"), *to_text = zc_json_text(payload, "valid_to");
    int from, to = ZC_DATE_MAX;
    if (!from_text || !zc_date_parse(&from, from_text) || (to_text && !zc_date_parse(&to, to_text)))
        return zc_fail(err, ZC_EINTERNAL, "流水中的日期无法读取", "a date in the journal cannot be read");
    const struct zc_record *before = slice_at(&history, from, at - 1), *now = slice_at(&history, from, ZC_INSTANT_MAX - 1);
    if (!now)
        return ZC_OK; /* withdrawn since */
    struct zc_patch patch = zc_patch_new(arena, entity, id);
    const struct zc_json *fields = zc_json_get(payload, "fields");
    for (const struct zc_json *member = fields ? fields->child : NULL; member; member = member->next) {
        const struct zc_field *field = zc_entity_field(entity, member->key);
        struct zc_value written;
        if (!field || field->column < 0)
            continue;
        if ((rc = zc_field_from_json(&written, field, member, arena, err)))
            return rc;
        if (!zc_value_same(&written, &now->values[field->column]))
            return zc_fail(err, ZC_ECONFLICT, "%s %lld 的“%s”之后又被改过,不能整体撤回;请先处理这一条%.0s",
                           "%s %lld:%.0s field \"%s\" was changed again later, so the whole cannot be withdrawn; settle this one first",
                           entity->full_name, (long long)id, zc_pick(field->title, ZC_ZH), zc_pick(field->title, ZC_EN));
        patch.values[field->column] = before ? before->values[field->column] : ZC_EMPTY;
        patch.set[field->column] = true;
    }
    patch.valid_from = from;
    patch.valid_to = to == ZC_DATE_MAX ? 0 : to;
    patch.why = why;
    int64_t same;
    bool changed;
    return zc_record_change(&same, &changed, tx, &patch, err);
}

/* A record that the transaction made goes as a whole, unless something was written on it since that still stands. */
static int take_back_record(struct zc_tx *tx, struct zc_arena *arena, const struct zc_entity *entity, int64_t id, int64_t at, const char *why,
                            struct zc_error *err)
{
    struct zc_rows history;
    int rc = zc_rows_history(&history, arena, zc_tx_db(tx), entity, id, &ZC_READER_CITY, err);
    if (rc)
        return rc;
    for (size_t i = 0; i < history.count; i++) {
        const struct zc_record *now = &history.items[i];
        const struct zc_record *made = now->known_to == ZC_INSTANT_MAX ? slice_at(&history, now->valid_from, at) : now;
        for (size_t f = 0; f < entity->column_count; f++)
            if (!made || !zc_value_same(&made->values[f], &now->values[f]))
                return zc_fail(err, ZC_ECONFLICT, "%s %lld 的“%s”之后又被改过,不能整体撤回;请先处理这一条%.0s",
                               "%s %lld:%.0s field \"%s\" was changed again later, so the whole cannot be withdrawn; settle this one first",
                               entity->full_name, (long long)id, zc_pick(entity->columns[f]->title, ZC_ZH), zc_pick(entity->columns[f]->title, ZC_EN));
    }
    rc = zc_record_withdraw(tx, entity, id, why, err);
    return rc == ZC_ENOTFOUND ? ZC_OK : rc; /* withdrawn one by one already */
}

int zc_tx_undo(struct zc_tx *tx, int64_t number, const char *why, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct entry *entries;
    size_t count;
    int rc = load_entries(&entries, &count, &arena, tx, number, err);
    if (!rc && !count)
        rc = zc_fail(err, ZC_ENOTFOUND, "没有第 %lld 号事务", "there is no transaction %lld", (long long)number);
    for (size_t i = 0; i < count && !rc; i++) {
        struct zc_json *payload;
        if ((rc = zc_json_parse(&payload, &arena, entries[i].payload, entries[i].size, err)))
            break;
        const char *name = zc_json_text(payload, "entity"), *id = zc_json_text(payload, "id"), *op = zc_json_text(payload, "op"),
                   *slice = zc_json_text(payload, "slice");
        const struct zc_entity *entity = name ? zc_model_entity(zc_tx_db(tx)->city->model, name) : NULL;
        if (!entity || !id || !op || !slice) {
            rc = zc_fail(err, ZC_EINTERNAL, "流水条目无法读取", "a journal entry cannot be read");
        } else if (strcmp(op, "change") == 0 && strcmp(slice, "1") == 0) {
            rc = take_back_record(tx, &arena, entity, strtoll(id, NULL, 10), entries[i].at, why, err);
        } else if (strcmp(op, "change") == 0) {
            rc = take_back_fields(tx, &arena, entity, strtoll(id, NULL, 10), payload, entries[i].at, why, err);
        } else {
            rc = zc_fail(err, ZC_EINPUT, "第 %lld 号事务含有终止或撤回,不能自动撤回", "transaction %lld holds an end or a withdrawal and cannot be undone by itself",
                         (long long)number);
        }
    }
    zc_arena_free(&arena);
    return rc;
}
