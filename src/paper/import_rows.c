/* import_rows: the rows become records: 1 one row into a patch; 2 which record it is, and what of it differs; 3 all rows, in two rounds. */
#include "paper/import_stages.h"

#include "base/buf.h"
#include "base/text.h"
#include "paper/form.h"
#include "paper/plain.h"
#include "paper/stand.h"
#include "query/rows.h"

#include <stdio.h>
#include <string.h>

enum { MOST_FINDINGS = 1000, TOLD_ROWS = 64 };

/* 1 */

static void refuse_row(struct zc_import_store *store, struct zc_import_row *row, int column, const struct zc_error *err)
{
    row->error = true;
    if (store->report->result.findings.count < MOST_FINDINGS)
        zc_import_say(&store->report->result, row->sheet, row->row, column, ZC_SEV_ERROR, "record_refused", "%s%.0s", "%.0s%s", err->zh, err->en);
}

/* `from: plan.approved_on`: what the record behind a reference of this row says. */
static int value_from(struct zc_value *out, struct zc_import_store *store, const struct zc_patch *patch, const char *path, struct zc_error *err)
{
    const char *dot = strchr(path, '.');
    const struct zc_field *ref = dot ? zc_entity_field(patch->entity, zc_arena_copy(store->arena, path, (size_t)(dot - path))) : NULL;
    struct zc_record record;
    *out = ZC_EMPTY;
    if (!ref || ref->column < 0 || !ref->to || patch->values[ref->column].kind != ZC_V_INT)
        return ZC_OK;
    int rc = zc_rows_get(&record, store->arena, store->db, ref->to, patch->values[ref->column].number, zc_times_now(store->db), &ZC_READER_CITY, err);
    if (!rc)
        *out = zc_record_value(&record, dot + 1);
    return rc == ZC_ENOTFOUND ? ZC_OK : rc;
}

static int fill_patch(struct zc_patch *patch, struct zc_import_store *store, struct zc_import_row *row, bool *waits, bool second_round, struct zc_error *err)
{
    for (size_t i = 0; i < row->count; i++) {
        const struct zc_import_value *value = &row->values[i];
        const struct zc_field *field = zc_entity_field(patch->entity, value->field);
        if (!field || field->column < 0)
            continue;
        struct zc_value *slot = &patch->values[field->column];
        int rc = ZC_OK;
        if (value->declared && value->declared->from) {
            rc = value_from(slot, store, patch, value->declared->from, err);
        } else if (field->type == ZC_REF) {
            bool waiting = false;
            rc = zc_import_resolve(slot, &waiting, store, row, value, field, second_round, err);
            *waits = *waits || waiting;
            if (waiting) /* it is set in the second round, together with the rest of its list */
                continue;
        } else {
            struct zc_error why = {0};
            if (zc_field_parse(slot, field, value->text, store->arena, &why))
                refuse_row(store, row, value->column, &why);
        }
        if (rc)
            return rc;
        patch->set[field->column] = true;
    }
    const struct zc_field *confirm = zc_entity_field(patch->entity, "confirm");
    if (confirm && confirm->column >= 0 && confirm->list && row->record) {
        struct zc_buf codes = {0};
        for (size_t i = 0; i < row->confirm_count; i++)
            zc_buf_printf(&codes, "%s%s;", codes.size ? "" : ";", row->confirm[i]);
        patch->values[confirm->column] = zc_text(zc_arena_copy(store->arena, zc_buf_text(&codes), codes.size));
        patch->set[confirm->column] = true;
        zc_buf_free(&codes);
    }
    return ZC_OK;
}

/* 2 */

static int existing(int64_t *id, struct zc_import_store *store, const struct zc_patch *patch, struct zc_error *err)
{
    struct zc_value keys[8];
    *id = 0;
    if (!patch->entity->key_count || patch->entity->key_count > 8)
        return ZC_OK;
    for (size_t i = 0; i < patch->entity->key_count; i++) {
        const struct zc_field *field = zc_entity_field(patch->entity, patch->entity->key[i]);
        keys[i] = patch->values[field->column];
        if (!keys[i].kind)
            return ZC_OK;
    }
    return zc_rows_by_key(id, store->db, patch->entity, keys, err);
}

static const struct zc_field *provisional_field(const struct zc_entity *entity)
{
    const struct zc_field *field = zc_entity_field(entity, "provisional");
    return field && field->column >= 0 && field->type == ZC_BOOL ? field : NULL;
}

/* The one that an earlier import made provisionally under any of the names of this row: the row is what it was waiting for. */
static int find_provisional(int64_t *id, struct zc_import_store *store, struct zc_import_row *row, const struct zc_patch *patch, struct zc_error *err)
{
    const struct zc_entity *entity = patch->entity;
    const char *fields[] = {entity->named_by, "short_name", "aliases"};
    int rc = ZC_OK;
    bool several = false;
    if (!provisional_field(entity) || !entity->named_by)
        return ZC_OK;
    for (size_t i = 0; i < sizeof fields / sizeof *fields && !rc; i++)
        for (const char *at = zc_import_value(row, fields[i]); *at && !rc;) {
            size_t length = strcspn(at, ";");
            struct zc_rows named = {0};
            if (length)
                rc = zc_import_list_named(&named, store, entity, zc_text_squeeze(store->arena, zc_arena_copy(store->arena, at, length)), " and provisional", err);
            several = several || named.count > 1 || (named.count && *id && *id != named.items[0].id);
            if (named.count == 1 && !*id)
                *id = named.items[0].id;
            at += length + (at[length] == ';');
        }
    if (!several)
        return rc;
    *id = 0;
    zc_import_say(&store->report->result, row->sheet, row->row, -1, ZC_SEV_WARNING, "several_provisional", "待核的%s里有几个叫这些名称,没有并入任何一个,请由人合并%.0s",
                  "%.0sseveral provisional records of %s bear these names: none was taken for this one, a person must join them",
                  zc_pick(entity->title, ZC_ZH), zc_pick(entity->title, ZC_EN));
    return rc;
}

/* A row of the register itself confirms what was provisional. */
static bool settle(struct zc_patch *patch, const struct zc_record *record)
{
    const struct zc_field *field = provisional_field(patch->entity);
    if (!field || patch->set[field->column] || record->values[field->column].kind != ZC_V_INT || !record->values[field->column].number)
        return false;
    patch->values[field->column] = ZC_EMPTY;
    return patch->set[field->column] = true;
}

static const struct zc_layout_field *declared_of(const struct zc_import_row *row, const struct zc_field *field)
{
    const struct zc_import_value *value = zc_import_find(row, field->name);
    return value ? value->declared : NULL;
}

/* Drops what does not concern a record that exists already; true when something is left that differs. */
static bool trim_patch(struct zc_patch *patch, const struct zc_import_row *row, const struct zc_record *record)
{
    bool differs = false;
    const struct zc_field *confirm = zc_entity_field(patch->entity, "confirm");
    for (size_t i = 0; i < patch->entity->column_count; i++) {
        if (!patch->set[i])
            continue;
        const struct zc_field *field = patch->entity->columns[i];
        const struct zc_layout_field *declared = declared_of(row, field);
        const char *stored = record->values[i].kind == ZC_V_TEXT ? record->values[i].text : "";
        bool keep = declared && (declared->on_insert || zc_words_have(&declared->keep, stored));
        if (keep || zc_value_same(&patch->values[i], &record->values[i]))
            patch->set[i] = false;
        else if (field != confirm) /* what a person has confirmed does not come back by itself */
            differs = true;
    }
    return differs;
}

/* The day from which a change of an existing record holds. */
static int change_day(int *out, struct zc_import_store *store, const struct zc_record *record, const struct zc_patch *patch, struct zc_error *err)
{
    const struct zc_layout *layout = store->report->result.layout;
    int stand = store->job->stand != ZC_TODAY ? store->job->stand : store->report->result.stand, today = zc_db_today(store->db);
    enum zc_layout_changes changes = layout ? layout->changes : store->report->result.form ? ZC_CHANGES_STAND : ZC_CHANGES_TODAY;
    *out = store->job->valid_from;
    if (*out != ZC_TODAY)
        return ZC_OK;
    for (size_t i = 0; layout && i < layout->change_date_count; i++) { /* an acceptance date says itself since when the row is so */
        const struct zc_field *field = zc_entity_field(record->entity, layout->change_dates[i]);
        if (!field || field->type != ZC_DATE || field->column < 0 || !patch->set[field->column] ||
            patch->values[field->column].kind != ZC_V_INT || patch->values[field->column].number > today)
            continue;
        *out = (int)patch->values[field->column].number;
        return ZC_OK;
    }
    if (changes == ZC_CHANGES_TODAY)
        return ZC_OK;
    struct zc_rows history;
    int rc = zc_rows_history(&history, store->arena, store->db, record->entity, record->id, &ZC_READER_CITY, err), first = today;
    for (size_t i = 0; !rc && i < history.count; i++)
        if (history.items[i].known_to == ZC_INSTANT_MAX && history.items[i].valid_from < first)
            first = history.items[i].valid_from;
    *out = changes == ZC_CHANGES_START ? first : stand == INT32_MIN || stand > today ? ZC_TODAY : stand < first ? first : stand;
    return rc;
}

/* 3 */

/* The record that a line with a row key was made from has changed since: what it was, is, and would become. */
static int say_stale(struct zc_import_store *store, struct zc_import_row *row, const struct zc_patch *patch, const struct zc_record *now, struct zc_error *err)
{
    struct zc_buf zh = {0}, en = {0};
    struct zc_rows history;
    const struct zc_record *then = NULL;
    int rc = zc_rows_history(&history, store->arena, store->db, patch->entity, patch->id, &ZC_READER_CITY, err), column = -1;
    for (size_t i = 0; !rc && i < history.count && !then; i++)
        if (history.items[i].slice == row->slice)
            then = &history.items[i];
    for (size_t i = 0; !rc && i < patch->entity->column_count; i++) {
        const struct zc_field *field = patch->entity->columns[i];
        const struct zc_import_value *value = patch->set[i] ? zc_import_find(row, field->name) : NULL;
        if (!value)
            continue;
        const char *was = then ? zc_plain_text(store->arena, store->db, field, &then->values[i], ZC_ZH) : "?";
        const char *is = zc_plain_text(store->arena, store->db, field, &now->values[i], ZC_ZH);
        column = column < 0 ? value->column : column;
        zc_buf_printf(&zh, ";%s:导出时“%.60s”,现为“%.60s”,本表填“%.60s”", zc_pick(field->title, ZC_ZH), was, is, value->text);
        zc_buf_printf(&en, "; %s: \"%.60s\" when exported, \"%.60s\" now, \"%.60s\" here", zc_pick(field->title, ZC_EN), was, is, value->text);
    }
    row->error = true;
    if (!rc && store->report->result.findings.count < MOST_FINDINGS)
        zc_import_say(&store->report->result, row->sheet, row->row, column, ZC_SEV_ERROR, "stale_row",
                      "导出之后记录已变(导出时 v%d,现为 v%d),没有覆盖%.600s%.0s",
                      "the record has changed since it was exported (v%d then, v%d now); nothing is overwritten%.0s%.600s", row->slice, now->slice, zc_buf_text(&zh),
                      zc_buf_text(&en));
    zc_buf_free(&zh);
    zc_buf_free(&en);
    return rc;
}

static void keep_fate(struct zc_import_store *store, size_t index, enum zc_import_fate fate)
{
    if (fate > store->fates[index])
        store->fates[index] = fate;
}

/* Writes one patch; a refusal of the record's own rules is a finding. */
static int write_patch(struct zc_import_store *store, size_t index, const struct zc_patch *patch, struct zc_error *err)
{
    struct zc_error why = {0};
    bool changed = false;
    int64_t id = 0;
    int rc = zc_record_change(&id, &changed, store->tx, patch, &why);
    if (rc == ZC_EINPUT || rc == ZC_ECHECK || rc == ZC_ECONFLICT || rc == ZC_EDENIED) {
        refuse_row(store, &store->report->result.rows[index], -1, &why);
        return ZC_OK;
    }
    if (rc)
        *err = why;
    else
        keep_fate(store, index, !patch->id ? ZC_FATE_MADE : changed ? ZC_FATE_CHANGED : ZC_FATE_SAME);
    return rc;
}

/* An old copy: its values hold from the stand until something later is known, field by field. */
static int store_at_stand(struct zc_import_store *store, size_t index, struct zc_patch *patch, struct zc_error *err)
{
    struct zc_import_row *row = &store->report->result.rows[index];
    struct zc_rows history;
    size_t columns = patch->entity->column_count;
    bool *wanted = zc_arena_array(store->arena, columns + 1, sizeof *wanted);
    int rc = zc_rows_history(&history, store->arena, store->db, patch->entity, patch->id, &ZC_READER_CITY, err);
    if (rc)
        return rc;
    const struct zc_record *slice = zc_stand_slice(&history, store->job->stand);
    for (size_t i = 0; i < columns && !slice; i++) { /* it began earlier than was known: as the copy says, until its first day */
        const struct zc_layout_field *declared = declared_of(row, patch->entity->columns[i]);
        patch->set[i] = patch->set[i] && !(declared && declared->on_insert);
    }
    if (slice && !trim_patch(patch, row, slice))
        return ZC_OK;
    memcpy(wanted, patch->set, columns * sizeof *wanted);
    patch->valid_from = store->job->stand;
    for (size_t first = 0; first < columns && !rc && !row->error; first++) {
        if (!wanted[first])
            continue;
        patch->valid_to = zc_stand_until(&history, first, store->job->stand);
        for (size_t i = 0; i < columns; i++) {
            patch->set[i] = i >= first && wanted[i] && zc_stand_until(&history, i, store->job->stand) == patch->valid_to;
            wanted[i] = wanted[i] && !patch->set[i];
        }
        rc = write_patch(store, index, patch, err);
    }
    return rc;
}

/* A new record of an old copy begins on its own first day where it names one, else with the stand. */
static int first_day(const struct zc_import_store *store, const struct zc_patch *patch)
{
    const struct zc_field *field = patch->entity->valid_from ? zc_entity_field(patch->entity, patch->entity->valid_from) : NULL;
    if (store->job->valid_from != ZC_TODAY || store->job->stand == ZC_TODAY)
        return store->job->valid_from;
    return field && field->column >= 0 && patch->values[field->column].kind ? ZC_TODAY : store->job->stand;
}

static int store_row(struct zc_import_store *store, size_t index, bool second_round, struct zc_error *err)
{
    struct zc_import_row *row = &store->report->result.rows[index];
    const struct zc_entity *entity = zc_model_entity(store->db->city->model, row->entity);
    struct zc_patch patch = zc_patch_new(store->arena, entity, row->id);
    struct zc_record record;
    bool waits = false;
    int rc = fill_patch(&patch, store, row, &waits, second_round, err);
    if (rc || row->error)
        return rc;
    if (!patch.id && ((rc = existing(&patch.id, store, &patch, err)) || (!patch.id && (rc = find_provisional(&patch.id, store, row, &patch, err)))))
        return rc;
    patch.why = store->job->why;
    patch.states = row->record != NULL; /* a plain table takes no steps */
    store->deferred[index] = waits;
    if (!patch.id) {
        patch.valid_from = first_day(store, &patch);
        return write_patch(store, index, &patch, err);
    }
    if (store->job->stand != ZC_TODAY && store->job->valid_from == ZC_TODAY && !row->id)
        return store_at_stand(store, index, &patch, err);
    struct zc_error why = {0};
    rc = zc_rows_get(&record, store->arena, store->db, entity, patch.id, zc_times_now(store->db), &ZC_READER_CITY, &why);
    if (rc == ZC_ENOTFOUND && row->id) {
        refuse_row(store, row, -1, &why);
        return ZC_OK;
    }
    if (rc) {
        *err = why;
        return rc;
    }
    bool settled = settle(&patch, &record);
    if (!trim_patch(&patch, row, &record))
        return ZC_OK;
    if (row->slice && row->slice != record.slice)
        return say_stale(store, row, &patch, &record, err);
    rc = change_day(&patch.valid_from, store, &record, &patch, err);
    if (settled && store->job->valid_from == ZC_TODAY) /* it was so all the time */
        patch.valid_from = record.valid_from;
    return rc ? rc : write_patch(store, index, &patch, err);
}

/* The first round is nearly all of the work; the commit is the last hundredth. */
static int tell_rows(struct zc_import_store *store, size_t done, size_t count, bool second, struct zc_error *err)
{
    struct zc_step step = {second ? (struct zc_pair){"补连互相引用的行", "joining rows that name each other"} : (struct zc_pair){"核对并写入", "checking and storing"},
                           (int64_t)done, (int64_t)count, second ? 950 + (int)(40 * done / count) : (int)(950 * done / count)};
    return zc_progress(store->job->tell, store->job->listener, step, err);
}

int zc_import_store_rows(struct zc_import_store *store, struct zc_error *err)
{
    size_t count = store->report->result.row_count;
    struct zc_arena row = {0};
    store->deferred = zc_arena_array(store->kept, count + 1, sizeof *store->deferred);
    store->fates = zc_arena_array(store->kept, count + 1, sizeof *store->fates);
    int rc = ZC_OK;
    store->arena = &row;
    for (size_t i = 0; i < 2 * count && !rc; i++) { /* the second round: what waited for rows of the first */
        bool second = i >= count;
        size_t at = second ? i - count : i;
        if (at % TOLD_ROWS == 0 && (rc = tell_rows(store, at, count, second, err)))
            break;
        if (!second || store->deferred[at])
            rc = store_row(store, at, second, err);
        zc_arena_free(&row);
    }
    store->arena = store->kept;
    for (size_t i = 0; i < count; i++) {
        store->report->made += store->fates[i] == ZC_FATE_MADE;
        store->report->changed += store->fates[i] == ZC_FATE_CHANGED;
        store->report->same += store->fates[i] == ZC_FATE_SAME;
    }
    return rc;
}
