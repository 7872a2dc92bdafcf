/* score: 1 the scheme; 2 rows of a part; 3 units, ranks and points; 4 who sees it. */
#include "query/score.h"
#include "base/decimal.h"
#include "query/due.h"
#include "query/opening.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct run {
    struct zc_score_run *out;
    struct zc_arena *arena;
    struct zc_db *db;
    struct zc_times times;
    struct zc_eval eval;
    struct zc_map units;           /* decimal id → its place + 1 */
    struct zc_error *err;
};

/* 1 */

int zc_score_scheme_find(struct zc_record *out, struct zc_arena *arena, struct zc_db *db, const struct zc_score_scheme *scheme, int64_t id, struct zc_times times,
                         const struct zc_reader *reader, struct zc_error *err)
{
    if (id)
        return zc_rows_get(out, arena, db, scheme->entity, id, times, reader, err);
    const char *order[] = {zc_arena_printf(arena, "-%s", scheme->from->name)};
    struct zc_rows rows;
    struct zc_rows_query query = {.entity = scheme->entity, .times = times, .reader = reader, .where = scheme->open, .order = order, .order_count = 1, .limit = 1};
    query.filter = zc_arena_printf(arena, "%s <= :asof", scheme->from->name);
    int rc = zc_rows_list(&rows, arena, db, &query, err);
    if (!rc && !rows.count)
        rc = zc_fail(err, ZC_ENOTFOUND, "没有施行中的%s%.0s", "there is no %.0s%s in force", zc_pick(scheme->entity->title, ZC_ZH), zc_pick(scheme->entity->title, ZC_EN));
    if (!rc)
        *out = rows.items[0];
    return rc;
}

static int64_t number_of(const struct run *run, const struct zc_field *field)
{
    return field && run->out->record.values[field->column].kind ? run->out->record.values[field->column].number : 0;
}

/* 2 */

static struct zc_score_unit *unit_of(struct run *run, int64_t id)
{
    size_t place = (size_t)(uintptr_t)zc_map_get(&run->units, zc_arena_printf(run->arena, "%lld", (long long)id));
    return place ? &run->out->units[place - 1] : NULL;
}

static void count(struct run *run, size_t part, int64_t unit, int64_t row, bool passed, int64_t instead_of)
{
    struct zc_score_unit *found = unit_of(run, unit);
    if (!found)
        return;
    struct zc_score_cell *cell = &found->cells[part];
    *(struct zc_score_line *)zc_arena_push(run->arena, &cell->lines, &cell->count, &cell->capacity, sizeof *cell->lines) = (struct zc_score_line){row, passed, instead_of};
    found->parts[part].applicable++;
    found->parts[part].passed += passed;
}

/* Rows of the excuse's entity that were raised in time and not answered by the due day. */
static bool excused(struct run *run, const struct zc_score_excuse *excuse, const struct zc_rows *raised, const struct zc_record *row)
{
    struct zc_value due = row->values[excuse->due->column];
    const struct zc_calendar *calendar = zc_calendar_known(&run->db->city->notices, zc_times_known_day(run->db, run->times));
    int64_t least = number_of(run, excuse->workdays);
    for (size_t i = 0; i < raised->count && due.kind; i++) {
        const struct zc_value *by = &raised->items[i].values[excuse->by->column], *on = &raised->items[i].values[excuse->raised->column],
                              *answered = &raised->items[i].values[excuse->answered->column];
        if (by->kind && by->number == row->id && on->kind && zc_workday_between(calendar, (int)on->number, (int)due.number) >= least &&
            (!answered->kind || answered->number > due.number))
            return true;
    }
    return false;
}

/* *applies false: a clock of the row still runs, or none started. */
static int in_time(bool *passed, bool *applies, struct run *run, struct zc_due_reading *reading, const struct zc_first_days *first, const struct zc_record *row,
                   const struct zc_score_of *part)
{
    size_t started = 0, running = 0;
    int rc = ZC_OK;
    for (size_t c = 0; c < part->clock_count && !rc; c++) {
        struct zc_due due;
        bool there;
        rc = zc_due_of(&due, &there, reading, row, part->clocks[c], zc_first_day_of(first, row), run->err);
        if (rc || !there)
            continue;
        bool over = due.result.state == ZC_CLOCK_OVER || due.result.state == ZC_CLOCK_STOPPED_LATE, stopped = due.result.state == ZC_CLOCK_STOPPED_IN_TIME;
        started++;
        running += !over && !stopped;
        *passed = *passed && stopped;
    }
    *applies = started && !running;
    return rc;
}

static int count_part(struct run *run, size_t index)
{
    const struct zc_score_of *part = &run->out->scheme->parts[index];
    struct zc_rows rows, raised = {0};
    struct zc_due_reading reading;
    struct zc_first_days first;
    struct zc_rows_query query = {.entity = part->of, .times = run->times, .reader = &ZC_READER_CITY, .where = part->where};
    query.params[ZC_P_FROM] = run->eval.context.params[ZC_P_FROM];
    query.params[ZC_P_TO] = run->eval.context.params[ZC_P_TO];
    int rc = zc_rows_list(&rows, run->arena, run->db, &query, run->err);
    if (!rc && part->excused) {
        struct zc_rows_query asked = {.entity = part->excused->of, .times = run->times, .reader = &ZC_READER_CITY};
        asked.filter = zc_arena_printf(run->arena, "not empty(%s)", part->excused->raised->name);
        rc = zc_rows_list(&raised, run->arena, run->db, &asked, run->err);
    }
    if (!rc)
        rc = zc_due_open(&reading, run->arena, run->db, run->times);
    if (!rc)
        rc = zc_first_days_open(&first, run->arena, run->db, part->of, run->times, run->err);
    for (size_t i = 0; i < rows.count && !rc; i++) {
        const struct zc_record *row = &rows.items[i];
        bool applies = true, passed = true;
        if (part->clock_count)
            rc = in_time(&passed, &applies, run, &reading, &first, row, part);
        if (rc || !applies)
            continue;
        if (part->that)
            passed = passed && zc_eval_test(&run->eval, part->that, row);
        struct zc_value unit = zc_expr_value(part->unit, &run->eval.context, row);
        if (!unit.kind)
            continue;
        struct zc_value other = part->excused && !passed && excused(run, part->excused, &raised, row) ? zc_expr_value(part->excused->unit, &run->eval.context, row) : ZC_EMPTY;
        count(run, index, other.kind ? other.number : unit.number, row->id, passed, other.kind && other.number != unit.number ? unit.number : 0);
    }
    return rc;
}

/* 3 */

static int open_units(struct run *run)
{
    struct zc_rows rows;
    struct zc_rows_query query = {.entity = zc_model_entity(run->db->city->model, "core.unit"), .times = run->times, .reader = &ZC_READER_CITY};
    const struct zc_score_scheme *scheme = run->out->scheme;
    int rc = zc_rows_list(&rows, run->arena, run->db, &query, run->err);
    zc_map_init(&run->units, run->arena);
    run->out->units = zc_arena_array(run->arena, rows.count + 1, sizeof *run->out->units);
    run->out->count = rc ? 0 : rows.count;
    for (size_t i = 0; i < rows.count && !rc; i++) {
        struct zc_score_unit *unit = &run->out->units[i];
        *unit = (struct zc_score_unit){.unit = rows.items[i], .parts = zc_arena_array(run->arena, scheme->part_count + 1, sizeof *unit->parts),
                                       .cells = zc_arena_array(run->arena, scheme->part_count + 1, sizeof *unit->cells)};
        for (size_t l = 0; l < scheme->list_count && !unit->list; l++)
            if (zc_eval_test(&run->eval, scheme->lists[l].where, &unit->unit))
                unit->list = &scheme->lists[l];
        zc_map_put(&run->units, zc_arena_printf(run->arena, "%lld", (long long)unit->unit.id), (void *)(uintptr_t)(i + 1));
    }
    return rc;
}

static void weigh(struct run *run)
{
    const struct zc_score_scheme *scheme = run->out->scheme;
    for (size_t p = 0; p < scheme->part_count; p++) {
        int64_t passed = 0, applicable = 0;
        for (size_t i = 0; i < run->out->count; i++) {
            passed += run->out->units[i].parts[p].passed;
            applicable += run->out->units[i].parts[p].applicable;
        }
        for (size_t i = 0; i < run->out->count; i++) {
            struct zc_score_part *part = &run->out->units[i].parts[p];
            part->kind = (enum zc_score_kind)scheme->parts[p].kind;
            part->points = number_of(run, scheme->parts[p].points);
            part->most = number_of(run, scheme->parts[p].most);
            part->common = zc_ratio_make(passed, applicable);
        }
    }
    for (size_t i = 0; i < run->out->count; i++) {
        struct zc_score_unit *unit = &run->out->units[i];
        const struct zc_score_part *rank = &unit->parts[scheme->rank - scheme->parts];
        unit->total = zc_score_total(&unit->asked, unit->parts, scheme->part_count);
        unit->standing = (struct zc_standing){rank->value, rank->applicable, 0, i};
    }
}

static int by_list(const void *a, const void *b)
{
    const struct zc_score_unit *x = a, *y = b;
    if (x->list != y->list)
        return !x->list - !y->list ? !x->list - !y->list : (x->list > y->list) - (x->list < y->list);
    return (x->standing.index > y->standing.index) - (x->standing.index < y->standing.index);
}

/* Keeps the units of which something was asked, and ranks each list for itself. */
static void rank(struct run *run)
{
    struct zc_score_run *out = run->out;
    size_t kept = 0;
    for (size_t i = 0; i < out->count; i++) {
        size_t asked = 0;
        for (size_t p = 0; p < out->scheme->part_count; p++)
            asked += out->units[i].cells[p].count;
        if (asked)
            out->units[kept++] = out->units[i];
    }
    out->count = kept;
    for (size_t l = 0; l < out->scheme->list_count; l++) {
        struct zc_standing *standings = zc_arena_array(run->arena, kept + 1, sizeof *standings);
        size_t count = 0;
        for (size_t i = 0; i < kept; i++)
            if (out->units[i].list == &out->scheme->lists[l]) {
                standings[count] = out->units[i].standing;
                standings[count++].index = i;
            }
        zc_score_rank(standings, count, number_of(run, out->scheme->least));
        for (size_t i = 0; i < count; i++) {
            out->units[standings[i].index].standing.rank = standings[i].rank;
            out->units[standings[i].index].standing.index = i;
        }
    }
    if (kept)
        qsort(out->units, kept, sizeof *out->units, by_list);
}

int zc_score_run(struct zc_score_run *out, struct zc_arena *arena, struct zc_db *db, const struct zc_score_scheme *scheme, const struct zc_record *record,
                 struct zc_times times, struct zc_error *err)
{
    struct run run = {.out = out, .arena = arena, .db = db, .times = times, .err = err};
    *out = (struct zc_score_run){.scheme = scheme, .record = *record};
    zc_eval_init(&run.eval, arena, db, times, &ZC_READER_CITY);
    run.eval.context.params[ZC_P_FROM] = record->values[scheme->from->column];
    run.eval.context.params[ZC_P_TO] = record->values[scheme->to->column];
    int rc = open_units(&run);
    for (size_t p = 0; p < scheme->part_count && !rc; p++)
        rc = count_part(&run, p);
    if (rc)
        return rc;
    weigh(&run);
    rank(&run);
    return ZC_OK;
}

/* 4 */

static bool any_role(const struct zc_reader *reader, const char **roles, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (zc_reader_has_role(reader, roles[i]))
            return true;
    return reader->city;
}

bool zc_score_may(struct zc_db *db, const struct zc_score_scheme *scheme, const struct zc_record *record, enum zc_score_view view, int64_t unit,
                  const struct zc_reader *reader)
{
    struct zc_arena arena = {0};
    struct zc_eval eval;
    bool may = any_role(reader, scheme->drafts, scheme->draft_count);
    zc_eval_init(&eval, &arena, db, zc_times_now(db), reader);
    if (!may && reader->account && view == ZC_SCORE_RANKING)
        may = zc_eval_test(&eval, scheme->open, record);
    else if (!may && reader->account)
        may = zc_eval_test(&eval, scheme->signed_, record) && (any_role(reader, scheme->readers, scheme->reader_count) || (unit && unit == reader->unit));
    zc_arena_free(&arena);
    return may;
}

const char *zc_score_text(struct zc_arena *arena, struct zc_ratio ratio, int scale)
{
    int64_t value;
    char text[32];
    if (!zc_ratio_decimal(&value, ratio, scale))
        return "–";
    zc_decimal_format(text, value, scale);
    return zc_arena_str(arena, text);
}
