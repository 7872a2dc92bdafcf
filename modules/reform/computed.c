/* computed: items from rows, then the pure computations beside this file. */
#include "computed.h"
#include "document_number.h"
#include "earned_schedule.h"
#include "planned_value.h"
#include "progress.h"

#include "base/date.h"

#include <string.h>

static bool is_earned(const struct zc_record *item) { return zc_compute_state(item, "verified") || zc_compute_state(item, "written_off"); }

/* C2 */

/* The newest of the accepted lines about an item; about the task itself when `item` is 0. */
static const struct zc_record *newest_line(const struct zc_rows *lines, int64_t item)
{
    const struct zc_record *newest = NULL;
    for (size_t i = 0; i < lines->count; i++)
        if (zc_compute_number(&lines->items[i], "item") == item && (!newest || zc_compute_number(&lines->items[i], "month_end") > zc_compute_number(newest, "month_end")))
            newest = &lines->items[i];
    return newest;
}

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
static struct zc_progress_item counted(const struct zc_record *row, const struct zc_rows *lines)
{
    bool earned = is_earned(row), claimed = earned || zc_compute_state(row, "claimed") || zc_compute_state(row, "unit_checked");
    return (struct zc_progress_item){(int)zc_compute_number(row, "weight"), claimed ? ZC_PROGRESS_WHOLE : (int)share_of(newest_line(lines, row->id)), earned,
                                     zc_compute_state(row, "cancelled")};
}

static struct zc_progress progress(const struct zc_compute *compute)
{
    static const struct zc_rows none;
    bool of_task = strcmp(compute->record->entity->name, "task") == 0;
    const struct zc_rows *rows = &compute->inputs[0], *lines = of_task ? &compute->inputs[1] : &none;
    struct zc_progress_item *items = zc_arena_array(compute->arena, rows->count + 1, sizeof *items);
    const struct zc_record *own = of_task && !rows->count ? newest_line(lines, 0) : NULL;
    if (own)
        items[0] = alone(compute->record, own);
    for (size_t i = 0; i < rows->count; i++)
        items[i] = counted(&rows->items[i], lines);
    return zc_progress_compute(items, own ? 1 : rows->count);
}

/* The lines of one task. */
static struct zc_rows lines_of(const struct zc_compute *compute, const struct zc_rows *all, int64_t task)
{
    struct zc_rows out = {zc_arena_array(compute->arena, all->count + 1, sizeof *out.items), 0, NULL};
    for (size_t i = 0; i < all->count; i++)
        if (zc_compute_number(&all->items[i], "task") == task)
            out.items[out.count++] = all->items[i];
    return out;
}

struct zc_value zc_fn_reform_gap_of_tasks(const struct zc_compute *compute)
{
    const struct zc_rows *tasks = &compute->inputs[0], *all = &compute->inputs[1];
    struct zc_progress_item *items = zc_arena_array(compute->arena, tasks->count + all->count + 1, sizeof *items);
    size_t count = 0;
    for (size_t t = 0; t < tasks->count; t++) {
        const struct zc_record *task = &tasks->items[t];
        struct zc_rows lines = lines_of(compute, &compute->inputs[2], task->id);
        size_t before = count;
        for (size_t i = 0; i < all->count; i++)
            if (zc_compute_number(&all->items[i], "task") == task->id)
                items[count++] = counted(&all->items[i], &lines);
        if (count == before && newest_line(&lines, 0))
            items[count++] = alone(task, newest_line(&lines, 0));
    }
    return zc_compute_ratio(compute, zc_progress_compute(items, count).gap);
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

/* C10 */

struct zc_value zc_fn_reform_notice_number_valid(const struct zc_compute *compute)
{
    return zc_int(zc_document_number_parse(NULL, zc_record_text(compute->record, compute->field->name)));
}
