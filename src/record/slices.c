/* slices: 1 loading what is known; 2 planning the verbs; 3 storing a plan. */
#include "record/slices.h"
#include "base/buf.h"
#include "record/ahead.h"
#include "record/search_index.h"

#include <stdio.h>
#include <string.h>

/* 1 */

static void select_all(struct zc_buf *sql, const struct zc_entity *entity, char table)
{
    zc_buf_printf(sql, "SELECT %d, slice, valid_from, valid_to, known_from%s FROM \"%c_%s\" WHERE id = ?1", table == 't', entity->column_names,
                  table, entity->table);
    if (table == 'h')
        zc_buf_printf(sql, " AND known_to = %lld", (long long)ZC_INSTANT_MAX);
}

/* Statements that every change runs are prepared once a connection and found again by entity and use. */
static int prepare_load(struct zc_stmt **out, struct zc_store *store, const struct zc_entity *entity, struct zc_error *err)
{
    static const char use; /* its address */
    if ((*out = zc_stmt_again(store, entity, &use)))
        return ZC_OK;
    struct zc_buf sql = {0};
    select_all(&sql, entity, 't');
    zc_buf_str(&sql, " UNION ALL ");
    select_all(&sql, entity, 'h');
    zc_buf_str(&sql, " ORDER BY 3");
    int rc = zc_stmt_prepare(out, store, sql.bytes, err);
    zc_buf_free(&sql);
    if (!rc)
        zc_stmt_keep(*out, entity, &use);
    return rc;
}

/* The slices known at an instant whose known time has ended since. */
static int prepare_load_past(struct zc_stmt **out, struct zc_store *store, const struct zc_entity *entity, int64_t known, struct zc_error *err)
{
    static const char use; /* its address */
    int rc = ZC_OK;
    if (!(*out = zc_stmt_again(store, entity, &use))) {
        struct zc_buf sql = {0};
        zc_buf_printf(&sql,
                      "SELECT 0, slice, valid_from, valid_to, known_from%s FROM \"h_%s\" WHERE id = ?1 AND known_from <= ?2 AND known_to > ?2 "
                      "AND known_to < %lld ORDER BY 3",
                      entity->column_names, entity->table, (long long)ZC_INSTANT_MAX);
        rc = zc_stmt_prepare(out, store, sql.bytes, err);
        zc_buf_free(&sql);
        if (!rc)
            zc_stmt_keep(*out, entity, &use);
    }
    if (!rc)
        zc_stmt_bind_int(*out, 2, known);
    return rc;
}

static int load(struct zc_slices_plan *plan, struct zc_arena *arena, struct zc_stmt *stmt, struct zc_error *err)
{
    const struct zc_change *change = plan->change;
    const struct zc_entity *entity = change->entity;
    int rc;
    zc_stmt_bind_int(stmt, 1, change->id);
    while ((rc = zc_stmt_step(stmt, err)) > 0) {
        struct zc_piece *piece = zc_arena_push(arena, &plan->pieces, &plan->count, &plan->capacity, sizeof *piece);
        *piece = (struct zc_piece){.fate = ZC_PIECE_KEPT, .in_present = zc_stmt_int(stmt, 0) != 0};
        piece->record = (struct zc_record){entity, change->id, (int)zc_stmt_int(stmt, 1), (int)zc_stmt_int(stmt, 2),
                                           (int)zc_stmt_int(stmt, 3), zc_stmt_int(stmt, 4), ZC_INSTANT_MAX, NULL};
        piece->record.values = zc_arena_array(arena, entity->column_count + 1, sizeof(struct zc_value));
        for (size_t i = 0; i < entity->column_count; i++) {
            size_t size;
            if (zc_stmt_null(stmt, (int)i + 5))
                continue;
            if (zc_field_is_text(entity->columns[i])) {
                const char *text = zc_stmt_text(stmt, (int)i + 5, &size);
                piece->record.values[i] = zc_text(zc_arena_copy(arena, text, size));
            } else {
                piece->record.values[i] = zc_int(zc_stmt_int(stmt, (int)i + 5));
            }
        }
    }
    zc_stmt_done(stmt);
    return rc;
}

static int highest_slice(int *out, struct zc_store *store, const struct zc_change *change, struct zc_error *err)
{
    char sql[512];
    struct zc_stmt *stmt;
    snprintf(sql, sizeof sql,
             "SELECT max(slice) FROM (SELECT max(slice) AS slice FROM \"t_%s\" WHERE id = ?1 UNION ALL "
             "SELECT max(slice) FROM \"h_%s\" WHERE id = ?1) AS both_tables",
             change->entity->table, change->entity->table);
    int rc = zc_stmt_prepare(&stmt, store, sql, err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, change->id);
    if ((rc = zc_stmt_step(stmt, err)) > 0) {
        *out = (int)zc_stmt_int(stmt, 0);
        rc = ZC_OK;
    }
    zc_stmt_done(stmt);
    return rc;
}

/* 2 */

struct builder {
    struct zc_slices_plan *plan;
    struct zc_arena *arena;
    struct zc_piece *pieces; /* the new list */
    size_t count, capacity;
    int number;              /* last slice number given */
};

static struct zc_piece *add(struct builder *builder, const struct zc_record *like, int from, int to, bool renumber)
{
    struct zc_piece *piece = zc_arena_push(builder->arena, &builder->pieces, &builder->count, &builder->capacity, sizeof *piece);
    *piece = (struct zc_piece){.fate = ZC_PIECE_NEW};
    piece->record = *like;
    piece->record.values = zc_arena_array(builder->arena, like->entity->column_count + 1, sizeof(struct zc_value));
    memcpy(piece->record.values, like->values, like->entity->column_count * sizeof(struct zc_value));
    piece->record.valid_from = from;
    piece->record.valid_to = to;
    piece->record.known_from = builder->plan->change->at;
    piece->record.known_to = ZC_INSTANT_MAX;
    if (renumber) {
        piece->record.slice = ++builder->number;
        if (!builder->plan->slice)
            builder->plan->slice = piece->record.slice;
    }
    return piece;
}

static void keep(struct builder *builder, const struct zc_piece *old)
{
    *(struct zc_piece *)zc_arena_push(builder->arena, &builder->pieces, &builder->count, &builder->capacity, sizeof *old) = *old;
}

static void replace(struct builder *builder, const struct zc_piece *old)
{
    struct zc_slices_plan *plan = builder->plan;
    *(struct zc_piece *)zc_arena_push(builder->arena, &plan->replaced, &plan->replaced_count, &plan->replaced_capacity,
                                      sizeof *old) = *old;
    plan->changed = true;
}

/* Up to which day each field keeps the new value: the first later boundary at which the field itself changes. */
static int *field_ends(struct zc_arena *arena, const struct zc_slices_plan *plan)
{
    const struct zc_change *change = plan->change;
    size_t columns = change->entity->column_count;
    int *ends = zc_arena_array(arena, columns + 1, sizeof *ends);
    for (size_t f = 0; f < columns; f++) {
        ends[f] = change->valid_to;
        if (!change->set[f])
            continue;
        for (size_t i = 1; i < plan->count; i++) {
            const struct zc_record *before = &plan->pieces[i - 1].record, *after = &plan->pieces[i].record;
            if (after->valid_from > change->valid_from && after->valid_from < ends[f] && before->valid_to == after->valid_from &&
                !zc_value_same(&before->values[f], &after->values[f])) {
                ends[f] = after->valid_from;
                break;
            }
        }
    }
    return ends;
}

static bool apply_fields(struct zc_value *values, const struct zc_change *change, const int *ends, int from)
{
    bool differs = false;
    for (size_t f = 0; f < change->entity->column_count; f++)
        if (change->set[f] && from < ends[f] && !zc_value_same(&values[f], &change->values[f])) {
            values[f] = change->values[f];
            differs = true;
        }
    return differs;
}

static bool would_change(const struct zc_record *record, const struct zc_change *change, const int *ends, int from)
{
    for (size_t f = 0; f < change->entity->column_count; f++)
        if (change->set[f] && from < ends[f] && !zc_value_same(&record->values[f], &change->values[f]))
            return true;
    return false;
}

/* The part [from, to) of an old slice that the change covers. Cut again where a field's reach ends inside it. */
static void covered(struct builder *builder, const struct zc_piece *old, const int *ends, int from, int to)
{
    while (from < to) {
        int stop = to;
        for (size_t f = 0; f < old->record.entity->column_count; f++)
            if (builder->plan->change->set[f] && ends[f] > from && ends[f] < stop)
                stop = ends[f];
        struct zc_piece *piece = add(builder, &old->record, from, stop, true);
        piece->content_changed = apply_fields(piece->record.values, builder->plan->change, ends, from);
        from = stop;
    }
}

static void plan_change(struct builder *builder)
{
    struct zc_slices_plan *plan = builder->plan;
    const struct zc_change *change = plan->change;
    int *ends = field_ends(builder->arena, plan);
    struct zc_value *blank = zc_arena_array(builder->arena, change->entity->column_count + 1, sizeof *blank);
    struct zc_record fresh = {.entity = change->entity, .id = change->id, .values = blank};
    int from = change->valid_from, to = change->valid_to;

    if (!plan->count || (plan->count && plan->pieces[plan->count - 1].record.valid_to <= from)) {
        /* new, or it had ended: it is so again from this day, with the last values known */
        for (size_t i = 0; i < plan->count; i++)
            keep(builder, &plan->pieces[i]);
        const struct zc_record *like = plan->count ? &plan->pieces[plan->count - 1].record : &fresh;
        struct zc_piece *piece = add(builder, like, from, to, true);
        apply_fields(piece->record.values, change, ends, from);
        piece->content_changed = plan->changed = true;
        return;
    }
    for (size_t i = 0; i < plan->count; i++) {
        const struct zc_piece *old = &plan->pieces[i];
        if (from < old->record.valid_from && (!i || plan->pieces[i - 1].record.valid_to <= from)) {
            /* it was so earlier than was known: before its first day, or in a gap after an end */
            struct zc_piece *piece = add(builder, &old->record, from, to < old->record.valid_from ? to : old->record.valid_from, true);
            apply_fields(piece->record.values, change, ends, from);
            piece->content_changed = plan->changed = true;
        }
        int low = old->record.valid_from > from ? old->record.valid_from : from;
        int high = old->record.valid_to < to ? old->record.valid_to : to;
        if (low >= high || !would_change(&old->record, change, ends, low)) {
            keep(builder, old);
            continue;
        }
        replace(builder, old);
        if (old->record.valid_from < low)
            add(builder, &old->record, old->record.valid_from, low, false);
        covered(builder, old, ends, low, high);
        if (high < old->record.valid_to)
            add(builder, &old->record, high, old->record.valid_to, true);
    }
}

static void plan_end(struct builder *builder)
{
    struct zc_slices_plan *plan = builder->plan;
    int from = plan->change->valid_from;
    for (size_t i = 0; i < plan->count; i++) {
        const struct zc_piece *old = &plan->pieces[i];
        if (old->record.valid_to <= from) {
            keep(builder, old);
            continue;
        }
        replace(builder, old);
        if (old->record.valid_from < from)
            add(builder, &old->record, old->record.valid_from, from, false);
        if (!plan->slice)
            plan->slice = old->record.slice;
    }
}

static void plan_withdraw(struct builder *builder)
{
    struct zc_slices_plan *plan = builder->plan;
    for (size_t i = 0; i < plan->count; i++)
        replace(builder, &plan->pieces[i]);
    if (plan->count)
        plan->slice = plan->pieces[plan->count - 1].record.slice;
}

/* What is still so stays as it is; what came since goes; what has ended since is known again from now, under its old number. */
static void plan_restore(struct builder *builder, const struct zc_slices_plan *past)
{
    struct zc_slices_plan *plan = builder->plan;
    size_t i = 0, p = 0;
    while (i < plan->count || p < past->count) {
        const struct zc_piece *now = i < plan->count ? &plan->pieces[i] : NULL, *then = p < past->count ? &past->pieces[p] : NULL;
        if (now && now->record.known_from > plan->change->known) {
            replace(builder, now);
            i++;
        } else if (now && (!then || now->record.valid_from < then->record.valid_from)) {
            keep(builder, now);
            i++;
        } else {
            add(builder, &then->record, then->record.valid_from, then->record.valid_to, false)->content_changed = plan->changed = true;
            p++;
        }
    }
    if (builder->count)
        plan->slice = builder->pieces[builder->count - 1].record.slice;
}

static size_t so_on(const struct zc_piece *pieces, size_t count, int day)
{
    size_t present = 0;
    for (size_t i = 1; i < count && pieces[i].record.valid_from <= day; i++)
        present = i;
    return present;
}

int zc_slices_plan(struct zc_slices_plan *out, struct zc_arena *arena, struct zc_store *store, const struct zc_change *change,
                   struct zc_error *err)
{
    *out = (struct zc_slices_plan){.change = change};
    struct builder builder = {.plan = out, .arena = arena};
    if (!change->fresh) {
        struct zc_stmt *stmt;
        int rc = prepare_load(&stmt, store, change->entity, err);
        if (!rc)
            rc = load(out, arena, stmt, err);
        if (!rc)
            rc = highest_slice(&builder.number, store, change, err);
        if (rc)
            return rc;
    }
    out->existed = out->count > 0;
    if (change->op == ZC_OP_RESTORE) {
        struct zc_slices_plan past = {.change = change};
        struct zc_stmt *stmt;
        int rc = prepare_load_past(&stmt, store, change->entity, change->known, err);
        if (!rc)
            rc = load(&past, arena, stmt, err);
        if (rc)
            return rc;
        plan_restore(&builder, &past);
    }
    if (change->op == ZC_OP_CHANGE)
        plan_change(&builder);
    else if (change->op == ZC_OP_END)
        plan_end(&builder);
    else if (change->op == ZC_OP_WITHDRAW)
        plan_withdraw(&builder);
    out->pieces = builder.pieces;
    out->count = builder.count;
    out->day = zc_instant_date(change->at);
    out->present = so_on(out->pieces, out->count, out->day);
    return ZC_OK;
}

/* 3 */

/* Columns are named: a column added by a later declaration stands at the end of the table, not where it was declared. */
static int prepare_insert(struct zc_stmt **out, struct zc_store *store, const struct zc_entity *entity, char table, struct zc_error *err)
{
    static const char uses[2]; /* their addresses: present, past */
    const void *use = &uses[table == 'h'];
    if ((*out = zc_stmt_again(store, entity, use)))
        return ZC_OK;
    struct zc_buf sql = {0};
    zc_buf_printf(&sql, "INSERT INTO \"%c_%s\" (id, slice, valid_from, valid_to, known_from, known_to%s) VALUES (?1, ?2, ?3, ?4, ?5, ?6", table,
                  entity->table, entity->column_names);
    for (size_t i = 0; i < entity->column_count; i++)
        zc_buf_printf(&sql, ", ?%zu", i + 7);
    zc_buf_char(&sql, ')');
    int rc = zc_stmt_prepare(out, store, sql.bytes, err);
    zc_buf_free(&sql);
    if (!rc)
        zc_stmt_keep(*out, entity, use);
    return rc;
}

static int insert(struct zc_store *store, char table, const struct zc_record *record, int64_t known_to, struct zc_error *err)
{
    const struct zc_entity *entity = record->entity;
    struct zc_stmt *stmt;
    int rc = prepare_insert(&stmt, store, entity, table, err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, record->id);
    zc_stmt_bind_int(stmt, 2, record->slice);
    zc_stmt_bind_int(stmt, 3, record->valid_from);
    zc_stmt_bind_int(stmt, 4, record->valid_to);
    zc_stmt_bind_int(stmt, 5, record->known_from);
    zc_stmt_bind_int(stmt, 6, known_to);
    for (size_t i = 0; i < entity->column_count; i++) {
        const struct zc_value *value = &record->values[i];
        if (value->kind == ZC_V_INT)
            zc_stmt_bind_int(stmt, (int)i + 7, value->number);
        else if (value->kind == ZC_V_TEXT)
            zc_stmt_bind_text(stmt, (int)i + 7, value->text, strlen(value->text));
        else
            zc_stmt_bind_null(stmt, (int)i + 7);
    }
    rc = zc_stmt_step(stmt, err);
    zc_stmt_done(stmt);
    return rc;
}

static int run_for(struct zc_store *store, const char *format, const struct zc_entity *entity, const int64_t *numbers, int count,
                   struct zc_error *err)
{
    char sql[512];
    struct zc_stmt *stmt;
    snprintf(sql, sizeof sql, format, entity->table);
    int rc = zc_stmt_prepare(&stmt, store, sql, err);
    if (rc)
        return rc;
    for (int i = 0; i < count; i++)
        zc_stmt_bind_int(stmt, i + 1, numbers[i]);
    rc = zc_stmt_step(stmt, err);
    zc_stmt_done(stmt);
    return rc;
}

static int delete_present(struct zc_store *store, const struct zc_entity *entity, int64_t id, struct zc_error *err)
{
    return run_for(store, "DELETE FROM \"t_%s\" WHERE id = ?1", entity, &id, 1, err);
}

int zc_slices_store_tables(struct zc_store *store, const struct zc_slices_plan *plan, struct zc_error *err)
{
    const struct zc_change *change = plan->change;
    const struct zc_entity *entity = change->entity;
    int rc = ZC_OK;
    for (size_t i = 0; i < plan->replaced_count && !rc; i++) {
        const struct zc_piece *old = &plan->replaced[i];
        if (old->in_present) {
            rc = insert(store, 'h', &old->record, change->at, err);
        } else {
            int64_t numbers[] = {change->id, old->record.known_from, old->record.valid_from, change->at};
            rc = run_for(store, "UPDATE \"h_%s\" SET known_to = ?4 WHERE id = ?1 AND known_from = ?2 AND valid_from = ?3", entity,
                         numbers, 4, err);
        }
    }
    for (size_t i = 0; i < plan->count && !rc; i++) {
        const struct zc_piece *piece = &plan->pieces[i];
        if (piece->fate == ZC_PIECE_NEW && piece->record.valid_from > plan->day)
            rc = zc_ahead_note(store, entity, change->id, piece->record.valid_from, err);
        if (i != plan->present && !rc && (piece->fate == ZC_PIECE_NEW || piece->in_present))
            rc = insert(store, 'h', &piece->record, ZC_INSTANT_MAX, err);
    }
    if (rc)
        return rc;
    const struct zc_piece *present = plan->count ? &plan->pieces[plan->present] : NULL;
    if (present && present->fate == ZC_PIECE_KEPT && present->in_present)
        return ZC_OK;
    if (present && present->fate == ZC_PIECE_KEPT) { /* it lay beside */
        int64_t numbers[] = {change->id, present->record.known_from, present->record.valid_from};
        rc = run_for(store, "DELETE FROM \"h_%s\" WHERE id = ?1 AND known_from = ?2 AND valid_from = ?3", entity, numbers, 3, err);
    }
    if (!rc && plan->existed) /* OR REPLACE would open a savepoint for every row */
        rc = delete_present(store, entity, change->id, err);
    return rc || !present ? rc : insert(store, 't', &present->record, ZC_INSTANT_MAX, err);
}

int zc_slices_store(struct zc_store *store, struct zc_search_queue *search, const struct zc_slices_plan *plan, struct zc_error *err)
{
    int rc = zc_slices_store_tables(store, plan, err);
    const struct zc_value *before = NULL; /* of the slice that stood in the present table */
    for (size_t i = 0; i < plan->replaced_count; i++)
        if (plan->replaced[i].in_present)
            before = plan->replaced[i].record.values;
    for (size_t i = 0; i < plan->count; i++)
        if (plan->pieces[i].fate == ZC_PIECE_KEPT && plan->pieces[i].in_present)
            before = plan->pieces[i].record.values;
    const struct zc_value *after = plan->count ? plan->pieces[plan->present].record.values : NULL;
    if (!rc)
        zc_search_move(search, plan->change->entity, plan->change->id, before, after);
    return rc;
}

int zc_slices_turn(struct zc_store *store, struct zc_search_queue *search, const struct zc_entity *entity, int64_t id, int day, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_change nothing = {.entity = entity, .id = id};
    struct zc_slices_plan plan = {.change = &nothing, .existed = true, .day = day};
    struct zc_stmt *stmt;
    int rc = prepare_load(&stmt, store, entity, err);
    if (!rc)
        rc = load(&plan, &arena, stmt, err);
    plan.present = so_on(plan.pieces, plan.count, day);
    if (!rc && plan.count && !plan.pieces[plan.present].in_present)
        rc = search ? zc_slices_store(store, search, &plan, err) : zc_slices_store_tables(store, &plan, err);
    zc_arena_free(&arena);
    return rc;
}
