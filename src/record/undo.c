/*
 * undo: taking back what one transaction wrote, record by record, by writing against it; nothing is removed. 1 what it wrote;
 * 2 what stands of it; 3 a record it made, a record it changed that nobody wrote since, and fields of one that somebody did.
 */
#include "base/json.h"
#include "query/journal.h"
#include "record/tx.h"

#include <stdlib.h>
#include <string.h>

/* 1 */

struct written { /* one record that the transaction wrote */
    int64_t id, first, last; /* known times of its first and last entry there */
    const struct zc_entity *entity;
    bool restored; /* its former slices are back */
};

struct entry {
    int64_t at;
    const char *payload;
    size_t size;
};

static int newest_first(const void *left, const void *right)
{
    int64_t a = ((const struct written *)left)->last, b = ((const struct written *)right)->last;
    return (a < b) - (a > b);
}

static int load_chain(struct written **out, size_t *count, size_t *capacity, struct zc_arena *arena, struct zc_db *db, int64_t chain, int64_t number,
                      struct zc_error *err)
{
    struct zc_stmt *stmt;
    int64_t first, after;
    int rc = zc_journal_span(&first, &after, db, chain, number, err);
    if (rc || first == after)
        return rc;
    rc = zc_stmt_prepare(&stmt, db->store,
                         "SELECT r.record, r.entity, min(j.at), max(j.at) FROM journal AS j JOIN journal_record AS r ON r.chain = j.chain "
                         "AND r.seq = j.seq WHERE j.chain = ?1 AND j.seq >= ?2 AND j.seq < ?3 AND j.kind = 'record' GROUP BY r.record, r.entity",
                         err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, chain);
    zc_stmt_bind_int(stmt, 2, first);
    zc_stmt_bind_int(stmt, 3, after);
    while ((rc = zc_stmt_step(stmt, err)) > 0) {
        struct written *one = zc_arena_push(arena, out, count, capacity, sizeof *one);
        *one = (struct written){zc_stmt_int(stmt, 0), zc_stmt_int(stmt, 2), zc_stmt_int(stmt, 3),
                                zc_model_entity(db->city->model, zc_stmt_text(stmt, 1, NULL)), false};
        if (!one->entity) {
            rc = zc_fail(err, ZC_EINTERNAL, "流水条目无法读取", "a journal entry cannot be read");
            break;
        }
    }
    zc_stmt_done(stmt);
    return rc;
}

/* Newest first, so that a record goes after those that were pointed at it. */
static int load_written(struct written **out, size_t *count, struct zc_arena *arena, struct zc_tx *tx, int64_t number, struct zc_error *err)
{
    struct zc_journal chains;
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    int rc = zc_tx_settle(tx, err);
    if (!rc)
        rc = zc_journal_heads(&chains, arena, tx->db, err);
    for (size_t i = 0; !rc && i < chains.count; i++)
        rc = load_chain(out, count, &capacity, arena, tx->db, chains.items[i].chain, number, err);
    if (!rc && *count)
        qsort(*out, *count, sizeof **out, newest_first);
    return rc;
}

/* The entries of the transaction on one record, newest first. */
static int load_entries(struct entry **out, size_t *count, struct zc_arena *arena, struct zc_tx *tx, int64_t number, int64_t id, struct zc_error *err)
{
    struct zc_stmt *stmt;
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    int rc = zc_stmt_prepare(&stmt, zc_tx_db(tx)->store,
                             "SELECT j.at, j.payload FROM journal_record AS r JOIN journal AS j ON j.chain = r.chain AND j.seq = r.seq "
                             "WHERE r.record = ?1 AND j.tx = ?2 AND j.kind = 'record' ORDER BY j.at DESC",
                             err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, id);
    zc_stmt_bind_int(stmt, 2, number);
    while ((rc = zc_stmt_step(stmt, err)) > 0) {
        struct entry *entry = zc_arena_push(arena, out, count, &capacity, sizeof *entry);
        const char *payload = zc_stmt_text(stmt, 1, &entry->size);
        entry->at = zc_stmt_int(stmt, 0);
        entry->payload = zc_arena_copy(arena, payload, entry->size);
    }
    zc_stmt_done(stmt);
    return rc;
}

/* 2 */

static const struct zc_record *slice_at(const struct zc_rows *history, int day, int64_t known)
{
    for (size_t i = 0; i < history->count; i++) {
        const struct zc_record *slice = &history->items[i];
        if (slice->valid_from <= day && day < slice->valid_to && slice->known_from <= known && known < slice->known_to)
            return slice;
    }
    return NULL;
}

static bool known_at(const struct zc_record *slice, int64_t known) { return slice->known_from <= known && known < slice->known_to; }

/* Whether what is known now is what was known when the transaction had written the record: then nothing was built on it. */
static bool stands_as_left(const struct zc_rows *history, int64_t last)
{
    for (size_t i = 0; i < history->count; i++) {
        const struct zc_record *slice = &history->items[i];
        bool left = known_at(slice, last), now = slice->known_to == ZC_INSTANT_MAX, found = left == now;
        for (size_t k = 0; k < history->count && !found; k++) { /* it may have gone and come back */
            const struct zc_record *twin = &history->items[k];
            found = (left ? twin->known_to == ZC_INSTANT_MAX : known_at(twin, last)) && twin->slice == slice->slice &&
                    twin->valid_from == slice->valid_from && twin->valid_to == slice->valid_to;
        }
        if (!found)
            return false;
    }
    return true;
}

/* A record as its reader knows it, with the number by which a verb names it. */
static const char *called(struct zc_tx *tx, struct zc_arena *arena, const struct zc_record *record, enum zc_lang lang)
{
    return zc_arena_printf(arena, lang == ZC_ZH ? "%s“%s”(%lld)" : "%s \"%s\" (%lld)", zc_pick(record->entity->title, lang), zc_record_name(arena, tx->db, record, lang), (long long)record->id);
}

static int changed_later(struct zc_tx *tx, struct zc_arena *arena, const struct zc_record *now, const struct zc_field *field, struct zc_error *err)
{
    return zc_fail(err, ZC_ECONFLICT, "%s的“%s”之后又被改过,不能整体撤回;请先处理这一条%.0s%.0s", "%.0s%.0s%s: field \"%s\" was changed again later, so the whole cannot be withdrawn; settle this one first",
                   called(tx, arena, now, ZC_ZH), zc_pick(field->title, ZC_ZH), called(tx, arena, now, ZC_EN), zc_pick(field->title, ZC_EN));
}

/* 3 */

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
    if (!before)
        return zc_fail(err, ZC_ECONFLICT, "%s%.0s由它开始存续,之后又被改过,不能整体撤回;请先处理这一条",
                       "%.0s%s began with it and was changed again later, so the whole cannot be withdrawn; settle this one first",
                       called(tx, arena, now, ZC_ZH), called(tx, arena, now, ZC_EN));
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
            return changed_later(tx, arena, now, field, err);
        patch.values[field->column] = before->values[field->column];
        patch.set[field->column] = true;
    }
    patch.valid_from = from;
    patch.valid_to = to == ZC_DATE_MAX ? 0 : to;
    patch.why = why;
    patch.states = true;
    int64_t same;
    bool changed;
    return zc_record_change(&same, &changed, tx, &patch, err);
}

/* A record that the transaction made goes as a whole, unless something was written on it since that still stands. */
static int take_back_record(struct zc_tx *tx, const struct written *one, const struct zc_rows *history, const char *why, struct zc_error *err)
{
    const struct zc_entity *entity = one->entity;
    for (size_t i = 0; i < history->count; i++) {
        const struct zc_record *now = &history->items[i];
        const struct zc_record *made = now->known_to == ZC_INSTANT_MAX ? slice_at(history, now->valid_from, one->last) : now;
        for (size_t f = 0; f < entity->column_count; f++)
            if (!made || !zc_value_same(&made->values[f], &now->values[f]))
                return changed_later(tx, &tx->arena, now, entity->columns[f], err);
    }
    int rc = zc_record_withdraw(tx, entity, one->id, why, err);
    return rc == ZC_ENOTFOUND ? ZC_OK : rc; /* withdrawn one by one already */
}

static int take_back(struct zc_tx *tx, struct zc_arena *arena, struct written *one, int64_t number, const char *why, struct zc_error *err)
{
    struct zc_rows history;
    bool existed = false;
    int rc = zc_rows_history(&history, arena, zc_tx_db(tx), one->entity, one->id, &ZC_READER_CITY, err);
    for (size_t i = 0; i < history.count && !rc; i++)
        existed = existed || known_at(&history.items[i], one->first - 1);
    if (rc)
        return rc;
    if (!existed)
        return take_back_record(tx, one, &history, why, err);
    if ((one->restored = stands_as_left(&history, one->last)))
        return zc_record_restore(tx, one->entity, one->id, one->first - 1, why, err);
    struct entry *entries;
    size_t count;
    rc = load_entries(&entries, &count, arena, tx, number, one->id, err);
    for (size_t i = 0; i < count && !rc; i++) {
        struct zc_json *payload;
        if ((rc = zc_json_parse(&payload, arena, entries[i].payload, entries[i].size, err)))
            break;
        const char *op = zc_json_text(payload, "op");
        rc = op && strcmp(op, "change") == 0
                 ? take_back_fields(tx, arena, one->entity, one->id, payload, entries[i].at, why, err)
                 : zc_fail(err, ZC_EINPUT, "第 %lld 号事务含有终止或撤回,之后又有改动,不能自动撤回",
                           "transaction %lld holds an end or a withdrawal that was built on since and cannot be undone by itself", (long long)number);
    }
    return rc;
}

int zc_tx_undo(struct zc_tx *tx, int64_t number, const char *why, struct zc_error *err)
{
    struct zc_arena list = {0};
    struct written *written;
    size_t count;
    int rc = load_written(&written, &count, &list, tx, number, err);
    if (!rc && !count)
        rc = zc_fail(err, ZC_ENOTFOUND, "没有第 %lld 号事务", "there is no transaction %lld", (long long)number);
    for (size_t i = 0; i < count && !rc; i++) {
        struct zc_arena arena = {0};
        rc = take_back(tx, &arena, &written[i], number, why, err);
        zc_arena_free(&arena);
    }
    /* Keys and references are asked when all is back: while it goes on, two records may bear what one gives to the other. */
    for (size_t i = 0; i < count && !rc; i++)
        if (written[i].restored)
            rc = zc_record_check_restored(tx, written[i].entity, written[i].id, err);
    zc_arena_free(&list);
    return rc;
}
