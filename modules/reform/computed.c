/* computed: items from rows, then the pure computations beside this file. */
#include "computed.h"
#include "document_number.h"
#include "earned_schedule.h"
#include "planned_value.h"
#include "progress.h"

#include "base/date.h"

#include <stdlib.h>
#include <string.h>

static bool is_earned(const struct zc_record *item) { return zc_compute_state(item, "verified") || zc_compute_state(item, "written_off"); }

/* C2 */

/* A share is written with two decimals; without one, what is claimed counts whole and what has only started counts nothing. */
static int64_t share_of(const struct zc_record *line)
{
    if (!line)
        return 0;
    struct zc_value share = zc_record_value(line, "claimed_share");
    if (share.kind == ZC_V_INT)
        return share.number * (ZC_PROGRESS_WHOLE / 100);
    return strcmp(zc_record_text(line, "claimed_state"), "claimed") == 0 ? ZC_PROGRESS_WHOLE : 0;
}

/* All computations run on items: a task without any is its own one, once somebody has reported on it. */
static struct zc_progress_item alone(const struct zc_record *task, const struct zc_record *line)
{
    int64_t weight = zc_compute_number(task, "weight");
    bool earned = zc_compute_state(task, "written_off");
    return (struct zc_progress_item){weight > 0 ? (int)weight : 1, earned ? ZC_PROGRESS_WHOLE : (int)share_of(line), earned, zc_compute_state(task, "cancelled")};
}

/* One item of the sums: what its own newest line says, unless its state says that it was claimed. */
static struct zc_progress_item counted(const struct zc_record *row, const struct zc_record *line)
{
    bool earned = is_earned(row), claimed = earned || zc_compute_state(row, "claimed") || zc_compute_state(row, "unit_checked");
    return (struct zc_progress_item){(int)zc_compute_number(row, "weight"), claimed ? ZC_PROGRESS_WHOLE : (int)share_of(line), earned,
                                     zc_compute_state(row, "cancelled")};
}

/* The newest accepted line about each item, and about each task without one, found by id. */
struct newest {
    int64_t task, item;
    const struct zc_record *line;
};

static int by_subject(const void *a, const void *b)
{
    const struct newest *left = a, *right = b;
    if (left->task != right->task)
        return left->task < right->task ? -1 : 1;
    return left->item < right->item ? -1 : left->item > right->item;
}

static int column_of(const struct zc_rows *rows, const char *field) { return zc_entity_field(rows->items[0].entity, field)->column; }

static int64_t number_at(const struct zc_record *row, int column) { return row->values[column].kind ? row->values[column].number : 0; }

static const struct newest *newest_of(size_t *count, struct zc_arena *arena, const struct zc_rows *lines)
{
    struct newest *list = zc_arena_array(arena, lines->count + 1, sizeof *list);
    *count = 0;
    if (!lines->count)
        return list;
    int task = column_of(lines, "task"), item = column_of(lines, "item"), end = column_of(lines, "month_end");
    for (size_t i = 0; i < lines->count; i++)
        list[i] = (struct newest){number_at(&lines->items[i], task), number_at(&lines->items[i], item), &lines->items[i]};
    qsort(list, lines->count, sizeof *list, by_subject);
    for (size_t i = 0; i < lines->count; i++)
        if (!*count || by_subject(&list[*count - 1], &list[i]) != 0)
            list[(*count)++] = list[i];
        else if (number_at(list[i].line, end) > number_at(list[*count - 1].line, end))
            list[*count - 1] = list[i];
    return list;
}

static const struct zc_record *line_about(const struct newest *list, size_t count, int64_t task, int64_t item)
{
    struct newest key = {task, item, NULL};
    const struct newest *found = bsearch(&key, list, count, sizeof key, by_subject);
    return found ? found->line : NULL;
}

static int by_id(const void *a, const void *b)
{
    const int64_t *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

/* All items of the tasks, and those tasks that have none. */
static struct zc_progress progress_of(struct zc_arena *arena, const struct zc_rows *tasks, const struct zc_rows *rows, const struct zc_rows *lines)
{
    size_t line_count, count = 0;
    const struct newest *list = newest_of(&line_count, arena, lines);
    struct zc_progress_item *items = zc_arena_array(arena, tasks->count + rows->count + 1, sizeof *items);
    int64_t *wanted = zc_arena_array(arena, tasks->count + 1, sizeof *wanted), *parents = zc_arena_array(arena, rows->count + 1, sizeof *parents);
    for (size_t t = 0; t < tasks->count; t++)
        wanted[t] = tasks->items[t].id;
    if (tasks->count)
        qsort(wanted, tasks->count, sizeof *wanted, by_id);
    int column = rows->count ? column_of(rows, "task") : 0;
    for (size_t i = 0; i < rows->count; i++) {
        const struct zc_record *row = &rows->items[i];
        parents[i] = number_at(row, column);
        if (bsearch(&parents[i], wanted, tasks->count, sizeof *wanted, by_id))
            items[count++] = counted(row, line_about(list, line_count, parents[i], row->id));
    }
    if (rows->count)
        qsort(parents, rows->count, sizeof *parents, by_id);
    for (size_t t = 0; t < tasks->count; t++) {
        const struct zc_record *task = &tasks->items[t], *line = line_about(list, line_count, task->id, 0);
        if (line && !bsearch(&task->id, parents, rows->count, sizeof *parents, by_id))
            items[count++] = alone(task, line);
    }
    return zc_progress_compute(items, count);
}

static struct zc_progress progress(const struct zc_compute *compute)
{
    const struct zc_rows own = {(struct zc_record *)compute->record, 1, NULL};
    bool of_task = strcmp(compute->record->entity->name, "task") == 0;
    return progress_of(compute->arena, of_task ? &own : &compute->inputs[2], &compute->inputs[0], &compute->inputs[1]);
}

struct zc_value zc_fn_reform_gap_of_tasks(const struct zc_compute *compute)
{
    return zc_compute_ratio(compute, progress_of(compute->arena, &compute->inputs[0], &compute->inputs[1], &compute->inputs[2]).gap);
}

struct zc_value zc_fn_reform_progress_reported(const struct zc_compute *compute) { return zc_compute_ratio(compute, progress(compute).reported); }
struct zc_value zc_fn_reform_progress_verified(const struct zc_compute *compute) { return zc_compute_ratio(compute, progress(compute).verified); }
struct zc_value zc_fn_reform_progress_gap(const struct zc_compute *compute) { return zc_compute_ratio(compute, progress(compute).gap); }

/* C3 */

static struct zc_valued_item *valued(const struct zc_compute *compute, const struct zc_rows *rows)
{
    struct zc_valued_item *items = zc_arena_array(compute->arena, rows->count + 1, sizeof *items);
    for (size_t i = 0; i < rows->count; i++) {
        const struct zc_record *row = &rows->items[i];
        bool earned = is_earned(row);
        /* the state is that of the as-of day; an item verified without a date is earned by then */
        int64_t on = zc_compute_number(row, "verified_on");
        items[i] = (struct zc_valued_item){(int)zc_compute_number(row, "weight"), (int)zc_compute_number(row, "baseline_due_on"), earned, zc_compute_state(row, "cancelled"),
                                           on ? (int)on : compute->times.asof};
    }
    return items;
}

struct zc_value zc_fn_reform_planned_value(const struct zc_compute *compute)
{
    size_t count = compute->inputs[0].count;
    return count ? zc_int(zc_planned_value(valued(compute, &compute->inputs[0]), count, compute->times.asof)) : ZC_EMPTY;
}

struct zc_value zc_fn_reform_earned_value(const struct zc_compute *compute)
{
    size_t count = compute->inputs[0].count;
    return count ? zc_int(zc_earned_value(valued(compute, &compute->inputs[0]), count, compute->times.asof)) : ZC_EMPTY;
}

/* C4 */

/* Whole months from the first day of the plan to the end of a day. */
static int months_ended(int from, int on)
{
    int months = 0;
    while (zc_date_add_months(from, months + 1) - 1 <= on)
        months++;
    return months;
}

bool zc_schedule_of(struct zc_earned_schedule *out, const struct zc_compute *compute, const struct zc_rows *rows, int from, int to)
{
    enum { MOST_MONTHS = 120 };
    int asof = compute->times.asof;
    size_t count = rows->count;
    if (!count || to <= from || asof < from)
        return false;
    int duration = months_ended(from, to), at = months_ended(from, asof < from + 366 * 20 ? asof : from + 366 * 20);
    if (duration < 1 || duration > MOST_MONTHS)
        return false;
    const struct zc_valued_item *items = valued(compute, rows);
    int64_t curve[MOST_MONTHS + 1], earned = zc_earned_value(items, count, asof);
    zc_planned_curve(curve, duration, items, count, from);
    int64_t all = zc_planned_value(items, count, ZC_DATE_MAX);
    curve[duration] = all > curve[duration] ? all : curve[duration]; /* what the baseline puts beyond the plan falls to its end */
    return zc_earned_schedule_compute(out, curve, duration, at, earned, NULL) == ZC_OK;
}

static bool schedule(struct zc_earned_schedule *out, const struct zc_compute *compute)
{
    return zc_schedule_of(out, compute, &compute->inputs[0], (int)zc_compute_number(compute->record, "starts_on"), (int)zc_compute_number(compute->record, "ends_on"));
}

static struct zc_value part(const struct zc_compute *compute, struct zc_ratio (*of)(const struct zc_earned_schedule *))
{
    struct zc_earned_schedule all;
    return schedule(&all, compute) ? zc_compute_ratio(compute, of(&all)) : ZC_EMPTY;
}

static struct zc_ratio es(const struct zc_earned_schedule *all) { return all->es; }
static struct zc_ratio variance(const struct zc_earned_schedule *all) { return all->variance; }
static struct zc_ratio spi_time(const struct zc_earned_schedule *all) { return all->spi_time; }
static struct zc_ratio forecast(const struct zc_earned_schedule *all) { return all->forecast; }

struct zc_value zc_fn_reform_earned_schedule(const struct zc_compute *compute) { return part(compute, es); }
struct zc_value zc_fn_reform_schedule_variance(const struct zc_compute *compute) { return part(compute, variance); }
struct zc_value zc_fn_reform_schedule_index(const struct zc_compute *compute) { return part(compute, spi_time); }
struct zc_value zc_fn_reform_schedule_forecast(const struct zc_compute *compute) { return part(compute, forecast); }

/* What is past its day and verified by nobody; before the first day of the ledger nothing is. */
static bool is_open(const struct zc_record *row)
{
    static const char *const out[] = {"draft", "verified", "written_off", "cancelled", "carried", "suspended"};
    for (size_t i = 0; i < sizeof out / sizeof *out; i++)
        if (zc_compute_state(row, out[i]))
            return false;
    return true;
}

struct zc_value zc_fn_reform_overdue_items(const struct zc_compute *compute)
{
    const struct zc_rows *items = &compute->inputs[0], *tasks = &compute->inputs[1];
    int64_t count = 0, *parents = zc_arena_array(compute->arena, items->count + 1, sizeof *parents);
    int asof = compute->times.asof;
    if (asof < zc_compute_number(compute->record, "go_live_on"))
        return zc_int(0);
    for (size_t i = 0; i < items->count; i++) {
        parents[i] = zc_compute_number(&items->items[i], "task");
        count += is_open(&items->items[i]) && zc_compute_number(&items->items[i], "due_on") < asof;
    }
    if (items->count)
        qsort(parents, items->count, sizeof *parents, by_id);
    for (size_t t = 0; t < tasks->count; t++) {
        const struct zc_record *task = &tasks->items[t];
        count += is_open(task) && zc_compute_number(task, "due_on") < asof && !bsearch(&task->id, parents, items->count, sizeof *parents, by_id);
    }
    return zc_int(count);
}

/* C10 */

struct zc_value zc_fn_reform_document_number_valid(const struct zc_compute *compute)
{
    return zc_int(zc_document_number_parse(NULL, zc_record_text(compute->record, compute->field->name)));
}
