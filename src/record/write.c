/* write: 1 numbers; 2 the verbs; 3 transitions. The transaction stands in tx, the checks in check, undoing in undo. */
#include "record/write.h"
#include "model/apart.h"
#include "model/draw.h"
#include "query/access.h"
#include "query/vote.h"
#include "record/act.h"
#include "record/ballot.h"
#include "record/basis.h"
#include "record/check.h"
#include "record/check_clock.h"
#include "record/draw.h"
#include "record/effect.h"
#include "record/erasable.h"
#include "record/follow.h"
#include "record/slices.h"
#include "record/step.h"
#include "record/tx.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 1 */

static int number_part(struct zc_buf *out, struct zc_eval *eval, const struct zc_record *record, const char *name, size_t length,
                       struct zc_error *err)
{
    char path[128];
    snprintf(path, sizeof path, "%.*s", (int)length, name);
    const struct zc_record *at = record;
    char *part = path, *dot;
    while ((dot = strchr(part, '.'))) {
        *dot = 0;
        const struct zc_field *ref = zc_entity_field(at->entity, part);
        struct zc_value id = ref ? zc_eval_field(eval, at, ref) : ZC_EMPTY;
        at = ref && ref->to && id.kind ? eval->context.follow(eval, ref->to, id.number) : NULL;
        if (!at)
            return zc_fail(err, ZC_EINPUT, "取号所需的 %s 为空", "%s is needed to take the number and is empty", part);
        part = dot + 1;
    }
    const struct zc_field *field = zc_entity_field(at->entity, part);
    struct zc_value value = field ? zc_eval_field(eval, at, field) : ZC_EMPTY;
    if (!value.kind)
        return zc_fail(err, ZC_EINPUT, "取号所需的 %s 为空", "%s is needed to take the number and is empty", part);
    if (value.kind == ZC_V_INT)
        zc_buf_int(out, value.number);
    else
        zc_buf_str(out, value.text);
    return ZC_OK;
}

/* A number is given back when the write that took it is refused, also if the transaction goes on. */
static int number_open(struct zc_tx *tx, struct zc_error *err) { return zc_store_run(tx->db->store, "SAVEPOINT number", err); }
static int number_close(struct zc_tx *tx, int rc, struct zc_error *err)
{
    if (!rc)
        return zc_store_run(tx->db->store, "RELEASE number", err);
    zc_store_run(tx->db->store, "ROLLBACK TO number; RELEASE number", NULL);
    return rc;
}

/* Fills the number form; the serial counts per text before it, inside this transaction, so it has no gaps. */
static int fill_number(struct zc_buf *out, struct zc_tx *tx, struct zc_eval *eval, const struct zc_record *record, struct zc_error *err)
{
    const struct zc_entity *entity = record->entity;
    int rc = ZC_OK;
    for (const char *at = entity->number_form; *at && !rc; at++) {
        const char *close = *at == '{' ? strchr(at, '}') : NULL;
        if (!close) {
            zc_buf_char(out, *at);
            continue;
        }
        if (strncmp(at, "{serial", 7) == 0) {
            int width = at[7] == ':' ? (int)strtol(at + 8, NULL, 10) : 0;
            char *name = zc_arena_printf(&tx->arena, "%s|%s", entity->full_name, zc_buf_text(out));
            struct zc_stmt *stmt;
            int64_t serial = 1;
            if (!(rc = zc_stmt_prepare(&stmt, tx->db->store, "SELECT next FROM counter WHERE name = ?1", err))) {
                zc_stmt_bind_text(stmt, 1, name, strlen(name));
                rc = zc_stmt_step(stmt, err);
                if (rc > 0)
                    serial = zc_stmt_int(stmt, 0);
                zc_stmt_done(stmt);
                rc = rc < 0 ? rc : ZC_OK;
            }
            if (!rc && !(rc = zc_stmt_prepare(&stmt, tx->db->store, "INSERT INTO counter (name, next) VALUES (?1, ?2) "
                                                                    "ON CONFLICT (name) DO UPDATE SET next = excluded.next", err))) {
                zc_stmt_bind_text(stmt, 1, name, strlen(name));
                zc_stmt_bind_int(stmt, 2, serial + 1);
                rc = zc_stmt_step(stmt, err);
                zc_stmt_done(stmt);
            }
            zc_buf_printf(out, "%0*lld", width > 0 && width < 12 ? width : 1, (long long)serial);
        } else if (strncmp(at, "{:year}", 7) == 0) {
            int year, month, day;
            zc_date_split(zc_instant_date(zc_tx_next_at(tx)), &year, &month, &day);
            zc_buf_int(out, year);
        } else if (strncmp(at, "{rule ", 6) == 0) {
            rc = zc_act_number_rule(out, tx, entity, zc_arena_copy(&tx->arena, at + 6, (size_t)(close - at - 6)), err);
        } else {
            rc = number_part(out, eval, record, at + 1, (size_t)(close - at - 1), err);
        }
        at = close;
    }
    return rc;
}

/* A number that came with a record from outside is passed over. */
static int take_number(struct zc_buf *out, struct zc_tx *tx, struct zc_eval *eval, const struct zc_record *record, struct zc_error *err)
{
    const struct zc_field *field = zc_entity_field(record->entity, record->entity->number_field);
    int64_t other = 1;
    int rc = ZC_OK, today = zc_instant_date(zc_tx_next_at(tx));
    while (!rc && other) {
        zc_buf_clear(out);
        other = 0;
        rc = fill_number(out, tx, eval, record, err);
        struct zc_value number = zc_text(zc_buf_text(out));
        if (!rc && field->unique)
            rc = zc_rows_find_but(&other, tx->db, record->entity, record->id, today, ZC_DATE_MAX, field->name, &number, err);
    }
    return rc ? rc : zc_act_check_number(tx, record, zc_buf_text(out), err);
}

/* 2 */

struct zc_patch zc_patch_new(struct zc_arena *arena, const struct zc_entity *entity, int64_t id)
{
    return (struct zc_patch){.entity = entity,
                             .id = id,
                             .values = zc_arena_array(arena, entity->column_count + 1, sizeof(struct zc_value)),
                             .set = zc_arena_array(arena, entity->column_count + 1, sizeof(bool)),
                             .valid_from = ZC_TODAY};
}

int zc_patch_set(struct zc_patch *patch, struct zc_arena *arena, const char *name, const char *text, struct zc_error *err)
{
    const struct zc_field *field = zc_entity_field(patch->entity, name);
    if (!field || field->column < 0)
        return zc_fail(err, ZC_EINPUT, "%s%.0s没有可填的字段 %s", "%.0s%s has no field %s that can be written",
                       zc_pick(patch->entity->title, ZC_ZH), zc_pick(patch->entity->title, ZC_EN), name);
    int rc = zc_field_parse(&patch->values[field->column], field, text, arena, err);
    if (!rc)
        patch->set[field->column] = true;
    return rc;
}

static int by_name(const void *a, const void *b)
{
    return strcmp((*(const struct zc_field *const *)a)->name, (*(const struct zc_field *const *)b)->name);
}

static const struct zc_field **sorted_fields(struct zc_tx *tx, const struct zc_entity *entity)
{
    const struct zc_field ***slot = &tx->sorted[entity->index];
    if (!*slot) {
        *slot = zc_arena_array(&tx->arena, entity->column_count + 1, sizeof **slot);
        memcpy(*slot, entity->columns, entity->column_count * sizeof **slot);
        qsort(*slot, entity->column_count, sizeof **slot, by_name);
    }
    return *slot;
}

static void add_date(struct zc_buf *out, int date)
{
    char text[ZC_DATE_TEXT];
    zc_date_format(text, date);
    zc_buf_json_str(out, *text ? text : NULL);
}

static int write_payload(struct zc_tx *tx, const struct zc_change *change, int slice, const struct zc_transition *step, const char *why, struct zc_error *err)
{
    static const char *const words[] = {"change", "end", "withdraw", "restore"};
    struct zc_buf *out = &tx->payload;
    int rc = ZC_OK;
    zc_buf_clear(out);
    zc_buf_str(out, "{\"entity\":");
    zc_buf_json_str(out, change->entity->full_name);
    if (change->op == ZC_OP_CHANGE) {
        const struct zc_field **fields = sorted_fields(tx, change->entity);
        bool first = true;
        zc_buf_str(out, ",\"fields\":{");
        for (size_t i = 0; i < change->entity->column_count; i++) {
            if (!change->set[fields[i]->column])
                continue;
            zc_buf_str(out, first ? "\"" : ",\"");
            zc_buf_str(out, fields[i]->name);
            zc_buf_str(out, "\":");
            zc_field_json(out, fields[i], &change->values[fields[i]->column]);
            first = false;
        }
        zc_buf_char(out, '}');
    }
    zc_buf_str(out, ",\"id\":\"");
    zc_buf_int(out, change->id);
    if (change->op == ZC_OP_RESTORE) {
        char known[ZC_INSTANT_TEXT];
        zc_instant_format(known, change->known);
        zc_buf_str(out, "\",\"known\":\"");
        zc_buf_str(out, known);
    }
    zc_buf_str(out, "\",\"op\":\"");
    zc_buf_str(out, words[change->op]);
    zc_buf_str(out, "\",\"slice\":\"");
    zc_buf_int(out, slice);
    zc_buf_char(out, '"');
    if (step) {
        zc_buf_str(out, ",\"step\":");
        rc = zc_basis_json(out, tx, change->entity, step, err);
    }
    if (change->op == ZC_OP_CHANGE || change->op == ZC_OP_END) {
        zc_buf_str(out, ",\"valid_from\":");
        add_date(out, change->valid_from);
        zc_buf_str(out, ",\"valid_to\":");
        add_date(out, change->op == ZC_OP_END ? ZC_DATE_MAX : change->valid_to);
    }
    if (why && *why) {
        zc_buf_str(out, ",\"why\":");
        zc_buf_json_str(out, why);
    }
    zc_buf_char(out, '}');
    return rc;
}

/* `step`: the transition that writes, NULL for none. */
static int store_plan(struct zc_tx *tx, const struct zc_slices_plan *plan, const struct zc_transition *step, const char *why, struct zc_error *err)
{
    const struct zc_change *change = plan->change;
    if (strcmp(change->entity->full_name, "core.code_entry") == 0)
        zc_map_init(&tx->codes, &tx->arena);
    int rc = zc_draw_check(tx, plan, err);
    if (!rc)
        rc = zc_act_keep_given(tx, plan, step != NULL, err);
    if (!rc)
        rc = write_payload(tx, change, plan->slice, step, why, err);
    if (!rc)
        rc = zc_tx_search_room(tx, err);
    if (!rc)
        rc = zc_slices_store(tx->db->store, &tx->search, plan, err);
    return rc ? rc
              : zc_tx_append(tx, zc_id_area(change->id), "record", change->at, change->id, change->entity->full_name, tx->payload.bytes,
                       tx->payload.size, err);
}

static int home_of(int64_t *area, struct zc_tx *tx, const struct zc_patch *patch, struct zc_error *err)
{
    const struct zc_entity *entity = patch->entity;
    *area = 0;
    if (entity->home == ZC_HOME_OWN) {
        *area = patch->home_area ? patch->home_area : tx->db->city->area;
    } else if (entity->home == ZC_HOME_PARENT) {
        const struct zc_field *field = zc_entity_field(entity, entity->home_field);
        if (!patch->values[field->column].kind)
            return zc_check_fail(err, entity, field, "必须填写", "is required");
        *area = zc_id_area(patch->values[field->column].number);
    }
    return ZC_OK;
}

static int first_day(int *out, const struct zc_patch *patch, int today, struct zc_error *err)
{
    *out = patch->valid_from;
    if (*out == ZC_TODAY) {
        *out = today;
        const struct zc_field *field = !patch->id && patch->entity->valid_from ? zc_entity_field(patch->entity, patch->entity->valid_from) : NULL;
        if (field && patch->values[field->column].kind)
            *out = (int)patch->values[field->column].number;
    }
    if (*out > today) {
        char came[ZC_DATE_TEXT], now[ZC_DATE_TEXT];
        zc_date_format(came, *out);
        zc_date_format(now, today);
        return zc_fail(err, ZC_EINPUT, "生效日 %s 晚于今天 %s:计划请填在日期字段里", "valid from %s is after today %s: a plan belongs in a date field",
                       came, now);
    }
    return ZC_OK;
}

static int present_slice(int *slice, struct zc_tx *tx, const struct zc_entity *entity, int64_t id, struct zc_error *err)
{
    char sql[256];
    int64_t found = 0;
    snprintf(sql, sizeof sql, "SELECT slice FROM \"t_%s\" WHERE id = ?1", entity->table);
    int rc = zc_tx_one_int(&found, tx->db->store, sql, id, err);
    *slice = (int)found;
    if (!rc && !found)
        rc = zc_fail(err, ZC_ENOTFOUND, "没有%s%.0s %lld,或您无权查看", "there is no%.0s %s %lld, or you may not see it", zc_pick(entity->title, ZC_ZH),
                     zc_pick(entity->title, ZC_EN), (long long)id);
    return rc;
}

/* Erasable values are stored and journalled as ciphertext only. An unchanged value keeps the ciphertext it has, so that writing the
 * same again changes nothing. */
static int seal_erasable(struct zc_tx *tx, struct zc_arena *arena, struct zc_patch *patch, int64_t id, int from, struct zc_error *err)
{
    const struct zc_entity *entity = patch->entity;
    for (size_t i = 0; i < entity->column_count; i++) {
        const struct zc_field *field = entity->columns[i];
        if (!field->erasable || !patch->set[i] || patch->values[i].kind != ZC_V_TEXT)
            continue;
        int rc = zc_check_value(tx, entity, field, &patch->values[i], err);
        if (rc)
            return rc;
        const char *stored = NULL, *sealed;
        char sql[300];
        struct zc_stmt *stmt;
        snprintf(sql, sizeof sql, "SELECT \"%s\" FROM \"t_%s\" WHERE id = ?1 AND valid_from <= ?2", field->name, entity->table);
        rc = zc_stmt_prepare(&stmt, tx->db->store, sql, err);
        if (rc)
            return rc;
        zc_stmt_bind_int(stmt, 1, id);
        zc_stmt_bind_int(stmt, 2, from);
        if (zc_stmt_step(stmt, err) > 0)
            stored = zc_arena_str(arena, zc_stmt_text(stmt, 0, NULL));
        zc_stmt_done(stmt);
        if (stored && strcmp(zc_erasable_open(arena, tx->db, entity, id, field->name, stored), patch->values[i].text) == 0)
            sealed = stored;
        else if ((rc = zc_erasable_seal(&sealed, arena, tx->db, entity, id, field->name, patch->values[i].text, err)))
            return rc;
        patch->values[i] = zc_text(sealed);
    }
    return ZC_OK;
}

/* `step`: the transition that writes, NULL for a plain change. */
static int change(int64_t *id, bool *changed, struct zc_tx *tx, struct zc_arena *arena, struct zc_patch *patch,
                  const struct zc_transition *step, struct zc_error *err)
{
    const struct zc_entity *entity = patch->entity;
    struct zc_eval eval;
    int today = zc_instant_date(zc_tx_next_at(tx)), from, rc;
    bool by_step = step && zc_check_step_right(tx, entity, step);
    *changed = false;
    zc_eval_init(&eval, arena, tx->db, (struct zc_times){today, ZC_INSTANT_MAX, true}, tx->actor.reader);

    const struct zc_field *state = entity->state_count ? zc_entity_field(entity, "state") : NULL;
    if (state && !patch->id && !patch->set[state->column]) {
        patch->values[state->column] = zc_text(entity->states[0].name);
        patch->set[state->column] = true;
    } else if (state && patch->set[state->column] && !step && !patch->states && !tx->actor.reader->city) {
        return zc_check_fail(err, entity, state, "只能通过办理步骤改变", "changes only through a transition");
    }
    if ((!patch->id && (rc = zc_follow_complete(tx, arena, patch, err))) || (rc = first_day(&from, patch, today, err)))
        return rc;
    int64_t target = patch->id;
    if (!target) {
        int64_t area;
        if ((rc = zc_check_actors(tx, patch, NULL, err)) || (rc = zc_act_check_hold(tx, &eval, patch, NULL, err)) || (rc = home_of(&area, tx, patch, err)) || (rc = zc_tx_fresh_id(&target, tx, area, err)))
            return rc;
    } else {
        int slice;
        if ((rc = present_slice(&slice, tx, entity, target, err)))
            return rc;
        if (patch->expect_slice && patch->expect_slice != slice)
            return zc_fail(err, ZC_ECONFLICT, "别人已先修改(您看到的是第 %d 片,现为第 %d 片),请比对后再存",
                           "somebody changed it first (you saw slice %d, it is now %d); compare and save again", patch->expect_slice, slice);
        struct zc_record before;
        if (!tx->actor.reader->city) {
            rc = zc_rows_get(&before, arena, tx->db, entity, target, zc_times_now(tx->db), tx->actor.reader, err);
            if (!rc && !step)
                rc = zc_check_actors(tx, patch, &before, err);
            if (!rc && !step)
                rc = zc_act_check_hold(tx, &eval, patch, &before, err);
            if (!rc && !by_step)
                rc = zc_check_right(tx, &eval, &before, err);
            if (rc)
                return rc;
        }
    }
    struct zc_change what = {.entity = entity,
                             .id = target,
                             .fresh = patch->id == 0,
                             .op = ZC_OP_CHANGE,
                             .values = patch->values,
                             .set = patch->set,
                             .valid_from = from,
                             .valid_to = patch->valid_to ? patch->valid_to : ZC_DATE_MAX,
                             .at = zc_tx_next_at(tx)};
    if (what.valid_to <= from)
        return zc_fail(err, ZC_EINPUT, "截止日必须晚于生效日", "the end must come after the start");
    if (!patch->id && entity->number_form && entity->number_field) {
        const struct zc_field *number = zc_entity_field(entity, entity->number_field);
        if ((!entity->number_at || strcmp(entity->number_at, "insert") == 0) && !patch->values[number->column].kind) {
            struct zc_buf text = {0};
            struct zc_record draft = {.entity = entity, .id = target, .values = patch->values};
            rc = take_number(&text, tx, &eval, &draft, err);
            patch->values[number->column] = zc_text(zc_arena_copy(arena, zc_buf_text(&text), text.size));
            patch->set[number->column] = true;
            zc_buf_free(&text);
            if (rc)
                return rc;
        }
    }
    if ((rc = seal_erasable(tx, arena, patch, target, from, err)))
        return rc;
    struct zc_slices_plan plan;
    if ((rc = zc_slices_plan(&plan, arena, tx->db->store, &what, err)))
        return rc;
    *id = target;
    if (!plan.changed)
        return ZC_OK;
    for (size_t i = 0; i < plan.count && !rc; i++)
        if (plan.pieces[i].fate == ZC_PIECE_NEW && plan.pieces[i].content_changed) {
            const struct zc_record *piece = &plan.pieces[i].record;
            rc = zc_check_row(tx, &eval, piece, patch, err);
            if (!rc && i == plan.present)
                rc = zc_check_clocks(tx, &eval, piece, patch, err);
            if (i < plan.present) /* it was so: only what is so, and what will be, must suit the rest */
                continue;
            if (!rc)
                rc = zc_check_unique(tx, piece, err);
            if (!rc && !by_step)
                rc = zc_check_right(tx, &eval, piece, err);
            if (!rc)
                rc = zc_duty_check(tx, piece, err);
        }
    struct zc_following following;
    if (!rc)
        rc = zc_follow_before(&following, tx, arena, entity, patch->id, patch, step != NULL, err);
    if (!rc)
        rc = store_plan(tx, &plan, step, patch->why, err);
    if (!rc)
        rc = zc_follow_after(&following, tx, entity, target, patch, err);
    *changed = rc == ZC_OK;
    return rc;
}

int zc_record_change(int64_t *id, bool *changed, struct zc_tx *tx, const struct zc_patch *patch, struct zc_error *err)
{
    struct zc_arena own = {0}, *arena = tx->record_busy ? &own : &tx->record; /* one change may lead to others */
    bool inner = tx->record_busy;
    struct zc_patch copy = *patch;
    size_t columns = patch->entity->column_count;
    tx->record_busy = true;
    copy.values = zc_arena_array(arena, columns + 1, sizeof *copy.values);
    copy.set = zc_arena_array(arena, columns + 1, sizeof *copy.set);
    memcpy(copy.values, patch->values, columns * sizeof *copy.values);
    memcpy(copy.set, patch->set, columns * sizeof *copy.set);
    bool numbered = !patch->id && patch->entity->number_form;
    int rc = numbered ? number_open(tx, err) : ZC_OK;
    if (!rc)
        rc = change(id, changed, tx, arena, &copy, NULL, err);
    if (numbered)
        rc = number_close(tx, rc, err);
    zc_arena_free(&own);
    if (!inner)
        zc_arena_clear(&tx->record);
    tx->record_busy = inner;
    return rc;
}

static int end_or_withdraw(struct zc_tx *tx, const struct zc_entity *entity, int64_t id, enum zc_op op, int from, const char *why,
                           struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_eval eval;
    struct zc_record before;
    int slice, today = zc_instant_date(zc_tx_next_at(tx));
    zc_eval_init(&eval, &arena, tx->db, (struct zc_times){today, ZC_INSTANT_MAX, true}, tx->actor.reader);
    int rc = present_slice(&slice, tx, entity, id, err);
    if (!rc && !tx->actor.reader->city) {
        rc = zc_rows_get(&before, &arena, tx->db, entity, id, zc_times_now(tx->db), tx->actor.reader, err);
        if (!rc)
            rc = zc_check_right(tx, &eval, &before, err);
    }
    if (!rc && op == ZC_OP_END && from == ZC_TODAY)
        from = today;
    if (!rc && op == ZC_OP_END && from > today)
        rc = zc_fail(err, ZC_EINPUT, "终止日不能晚于今天", "the end cannot lie after today");
    if (!rc) {
        struct zc_change what = {.entity = entity, .id = id, .op = op, .valid_from = from, .valid_to = ZC_DATE_MAX, .at = zc_tx_next_at(tx)};
        struct zc_slices_plan plan;
        struct zc_following following;
        rc = zc_slices_plan(&plan, &arena, tx->db->store, &what, err);
        if (!rc)
            rc = zc_follow_before(&following, tx, &arena, entity, id, NULL, false, err);
        if (!rc && plan.changed)
            rc = store_plan(tx, &plan, NULL, why, err);
        if (!rc)
            rc = zc_follow_after(&following, tx, entity, id, NULL, err);
        memset(tx->checked_refs, 0, ZC_CHECKED_REFS * sizeof *tx->checked_refs);
    }
    zc_arena_free(&arena);
    return rc;
}

int zc_record_end(struct zc_tx *tx, const struct zc_entity *entity, int64_t id, int from, const char *why, struct zc_error *err)
{
    return end_or_withdraw(tx, entity, id, ZC_OP_END, from, why, err);
}

int zc_record_withdraw(struct zc_tx *tx, const struct zc_entity *entity, int64_t id, const char *why, struct zc_error *err)
{
    return end_or_withdraw(tx, entity, id, ZC_OP_WITHDRAW, 0, why, err);
}

/* The writer's right is asked of the row as it is, where it is, and as it will be; the row must hold as any other that is written. */
static int restore(struct zc_tx *tx, struct zc_arena *arena, const struct zc_entity *entity, int64_t id, int64_t known, const char *why,
                   struct zc_error *err)
{
    struct zc_eval eval;
    struct zc_slices_plan plan;
    struct zc_change what = {.entity = entity, .id = id, .op = ZC_OP_RESTORE, .known = known, .at = zc_tx_next_at(tx)};
    zc_eval_init(&eval, arena, tx->db, (struct zc_times){zc_instant_date(what.at), ZC_INSTANT_MAX, true}, tx->actor.reader);
    int rc = zc_slices_plan(&plan, arena, tx->db->store, &what, err);
    if (rc || !plan.changed)
        return rc;
    zc_assert(plan.count > 0);
    const struct zc_record *before = NULL, *after = &plan.pieces[plan.present].record;
    for (size_t i = 0; i < plan.replaced_count; i++)
        if (plan.replaced[i].in_present)
            before = &plan.replaced[i].record;
    if (before)
        rc = zc_check_right(tx, &eval, before, err);
    if (!rc)
        rc = zc_check_right(tx, &eval, after, err);
    return rc ? rc : store_plan(tx, &plan, NULL, why, err);
}

int zc_record_check_restored(struct zc_tx *tx, const struct zc_entity *entity, int64_t id, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_record record;
    struct zc_eval eval;
    struct zc_patch patch = zc_patch_new(&arena, entity, id);
    zc_eval_init(&eval, &arena, tx->db, zc_times_now(tx->db), tx->actor.reader);
    int rc = zc_rows_get(&record, &arena, tx->db, entity, id, eval.times, &ZC_READER_CITY, err);
    for (size_t i = 0; i < entity->column_count; i++) /* the values were good; what they refer to may be gone since */
        patch.set[i] = entity->columns[i]->type == ZC_REF;
    if (!rc)
        rc = zc_check_row(tx, &eval, &record, &patch, err);
    if (!rc)
        rc = zc_check_unique(tx, &record, err);
    zc_arena_free(&arena);
    return rc == ZC_ENOTFOUND ? ZC_OK : rc; /* not so today: nothing to compare with */
}

int zc_record_restore(struct zc_tx *tx, const struct zc_entity *entity, int64_t id, int64_t known, const char *why, struct zc_error *err)
{
    struct zc_arena arena = {0};
    int rc = restore(tx, &arena, entity, id, known, why, err);
    zc_arena_free(&arena);
    return rc;
}

/* 3 */

static bool listed(const char **names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static const char *state_title(const struct zc_entity *entity, const char *name, enum zc_lang lang)
{
    for (size_t i = 0; i < entity->state_count; i++)
        if (strcmp(entity->states[i].name, name) == 0)
            return zc_pick(entity->states[i].title, lang);
    return name;
}

int zc_record_transition(struct zc_tx *tx, const struct zc_entity *entity, int64_t id, const char *name, const char *why,
                         struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_record record;
    struct zc_eval eval;
    const struct zc_transition *step = NULL;
    const struct zc_reader *reader = tx->actor.reader;
    for (size_t i = 0; i < entity->transition_count; i++)
        if (strcmp(entity->transitions[i].name, name) == 0)
            step = &entity->transitions[i];
    if (!step)
        return zc_fail(err, ZC_EINPUT, "%s%.0s没有步骤 %s", "%.0s%s has no transition %s", zc_pick(entity->title, ZC_ZH), zc_pick(entity->title, ZC_EN), name);
    int rc = zc_rows_get(&record, &arena, tx->db, entity, id, zc_times_now(tx->db), reader, err);
    if (rc)
        goto done;
    const char *state = zc_record_text(&record, "state");
    if (!listed(step->from, step->from_count, state)) {
        rc = zc_fail(err, ZC_EINPUT, "现在是%s%.0s,不能%s%.0s", "it is in state%.0s %s: cannot%.0s %s", state_title(entity, state, ZC_ZH),
                     state_title(entity, state, ZC_EN), zc_pick(step->title, ZC_ZH), zc_pick(step->title, ZC_EN));
        goto done;
    }
    bool may = reader->city;
    for (size_t i = 0; i < step->by_count && !may; i++)
        may = zc_reader_has_role(reader, step->by[i]);
    if (!may) {
        rc = zc_fail(err, ZC_EDENIED, "您的岗位无权%s%.0s", "your post may not%.0s %s", zc_pick(step->title, ZC_ZH), zc_pick(step->title, ZC_EN));
        goto done;
    }
    zc_eval_init(&eval, &arena, tx->db, zc_times_now(tx->db), reader);
    if (step->when && !zc_access_each_person(&eval, step->when, &record)) {
        rc = zc_fail(err, ZC_ECHECK, "还不能%s:%s%.0s%.0s", "%.0s%.0scannot %s yet: %s", zc_pick(step->title, ZC_ZH),
                     zc_pick(step->message, ZC_ZH), zc_pick(step->title, ZC_EN), zc_pick(step->message, ZC_EN));
        goto done;
    }
    if (step->apart && step->apart->refused && zc_access_any_stand(&eval, step->apart->refused, &record)) {
        rc = zc_fail(err, ZC_EDENIED, "不能%s:%s%.0s%.0s", "%.0s%.0scannot %s: %s", zc_pick(step->title, ZC_ZH), zc_pick(step->apart->message, ZC_ZH),
                     zc_pick(step->title, ZC_EN), zc_pick(step->apart->message, ZC_EN));
        goto done;
    }
    struct zc_pair held_back;
    struct zc_vote_reading vote;
    if ((rc = zc_ballot_check_step(tx, entity, id, step, err)))
        goto done;
    if ((rc = zc_vote_holds_back(&held_back, &vote, &eval, &record, step, err)))
        goto done;
    if (held_back.zh) {
        rc = zc_fail(err, ZC_ECHECK, "还不能%s：%s%.0s%.0s", "%.0s%.0scannot %s yet: %s", zc_pick(step->title, ZC_ZH), held_back.zh, zc_pick(step->title, ZC_EN), held_back.en);
        goto done;
    }
    tx->voted = vote.counted ? vote.basis : NULL;
    struct zc_patch patch = zc_patch_new(&arena, entity, id);
    if ((rc = zc_step_ask(&patch, tx, &eval, &record, step, err)) || (rc = zc_step_write(&patch, tx, &eval, &record, step, why, err)))
        goto done;
    bool numbered = entity->number_form && entity->number_at && strcmp(entity->number_at, name) == 0;
    if (numbered && (rc = number_open(tx, err)))
        goto done;
    patch.why = why;
    const struct zc_field *field = zc_entity_field(entity, "state");
    patch.values[field->column] = zc_text(step->to);
    patch.set[field->column] = true;
    if (step->on_field && (field = zc_entity_field(entity, step->on_field))) {
        patch.values[field->column] = zc_int(zc_instant_date(zc_tx_next_at(tx)));
        patch.set[field->column] = true;
    }
    if (step->at_field && (field = zc_entity_field(entity, step->at_field))) {
        patch.values[field->column] = zc_int(zc_tx_next_at(tx));
        patch.set[field->column] = true;
    }
    if (step->apart && (field = step->apart->actor)) { /* who took it last; nobody when the city itself did */
        patch.values[field->column] = reader->person ? zc_int(reader->person) : ZC_EMPTY;
        patch.set[field->column] = true;
    }
    if (step->apart && (field = step->apart->post)) {
        patch.values[field->column] = reader->post ? zc_int(reader->post) : ZC_EMPTY;
        patch.set[field->column] = true;
    }
    for (size_t i = 0; i < entity->field_count; i++) { /* the baseline keeps the value of this moment */
        const struct zc_field *kept = &entity->fields[i];
        if (!kept->baseline_at || strcmp(kept->baseline_at, name) != 0)
            continue;
        char twin[128];
        snprintf(twin, sizeof twin, "%s_baseline", kept->name);
        if ((field = zc_entity_field(entity, twin)) && !zc_eval_field(&eval, &record, field).kind) {
            patch.values[field->column] = zc_eval_field(&eval, &record, kept);
            patch.set[field->column] = true;
        }
    }
    struct zc_bounds *bounds;
    rc = zc_act_prepare(&bounds, tx, &arena, &patch, step, &record, err);
    if (numbered && !rc) {
        const struct zc_field *number = zc_entity_field(entity, entity->number_field);
        struct zc_buf text = {0};
        if (!zc_eval_field(&eval, &record, number).kind && !(rc = take_number(&text, tx, &eval, &record, err))) {
            patch.values[number->column] = zc_text(zc_arena_copy(&arena, zc_buf_text(&text), text.size));
            patch.set[number->column] = true;
        }
        zc_buf_free(&text);
    }
    bool draws = entity->draw && entity->draw->step == step;
    if (!rc && draws)
        rc = zc_draw_frame(&patch, tx, &arena, &record, err);
    if (!rc) {
        int64_t same;
        bool changed;
        tx->drawing = draws;
        rc = change(&same, &changed, tx, &arena, &patch, step, err);
        tx->drawing = false;
    }
    if (!rc && draws)
        rc = zc_draw_make(tx, &arena, entity, id, err);
    if (!rc && step->then)
        rc = zc_effects_follow(tx, entity, id, step, err);
    if (numbered)
        rc = number_close(tx, rc, err);
    if (!rc)
        rc = zc_act_after(tx, entity, id, step, bounds, err);
done:
    tx->voted = NULL;
    zc_arena_free(&arena);
    return rc;
}
