/* computed: items from rows, then the pure computations beside this file. */
#include "computed.h"
#include "document_number.h"
#include "earned_schedule.h"
#include "planned_value.h"
#include "progress.h"

#include "base/date.h"

#include <string.h>

static bool is_earned(const struct zc_record *item) { return zc_compute_state(item, "verified") || zc_compute_state(item, "written_off"); }

static int64_t number(const struct zc_record *record, const char *field)
{
    struct zc_value value = zc_record_value(record, field);
    return value.kind == ZC_V_INT ? value.number : 0;
}

/* C2 */

static struct zc_progress progress(const struct zc_compute *compute)
{
    const struct zc_rows *rows = &compute->inputs[0];
    struct zc_progress_item *items = zc_arena_array(compute->arena, rows->count + 1, sizeof *items);
    for (size_t i = 0; i < rows->count; i++) {
        const struct zc_record *row = &rows->items[i];
        bool earned = is_earned(row), claimed = earned || zc_compute_state(row, "claimed") || zc_compute_state(row, "unit_checked");
        items[i] = (struct zc_progress_item){(int)number(row, "weight"), claimed ? ZC_PROGRESS_WHOLE : 0, earned, zc_compute_state(row, "cancelled")};
    }
    return zc_progress_compute(items, rows->count);
}

struct zc_value zc_fn_reform_progress_reported(const struct zc_compute *compute) { return zc_compute_ratio(compute, progress(compute).reported); }
struct zc_value zc_fn_reform_progress_verified(const struct zc_compute *compute) { return zc_compute_ratio(compute, progress(compute).verified); }
struct zc_value zc_fn_reform_progress_gap(const struct zc_compute *compute) { return zc_compute_ratio(compute, progress(compute).gap); }

/* C3 */

static struct zc_valued_item *valued(const struct zc_compute *compute)
{
    const struct zc_rows *rows = &compute->inputs[0];
    struct zc_valued_item *items = zc_arena_array(compute->arena, rows->count + 1, sizeof *items);
    for (size_t i = 0; i < rows->count; i++) {
        const struct zc_record *row = &rows->items[i];
        bool earned = is_earned(row);
        /* the state is that of the as-of day; an item verified without a date is earned by then */
        int64_t on = number(row, "verified_on");
        items[i] = (struct zc_valued_item){(int)number(row, "weight"), (int)number(row, "baseline_due_on"), earned, zc_compute_state(row, "cancelled"),
                                           on ? (int)on : compute->times.asof};
    }
    return items;
}

struct zc_value zc_fn_reform_planned_value(const struct zc_compute *compute)
{
    size_t count = compute->inputs[0].count;
    return count ? zc_int(zc_planned_value(valued(compute), count, compute->times.asof)) : ZC_EMPTY;
}

struct zc_value zc_fn_reform_earned_value(const struct zc_compute *compute)
{
    size_t count = compute->inputs[0].count;
    return count ? zc_int(zc_earned_value(valued(compute), count, compute->times.asof)) : ZC_EMPTY;
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

static bool schedule(struct zc_earned_schedule *out, const struct zc_compute *compute)
{
    enum { MOST_MONTHS = 120 };
    int from = (int)number(compute->record, "starts_on"), to = (int)number(compute->record, "ends_on"), asof = compute->times.asof;
    size_t count = compute->inputs[0].count;
    if (!count || to <= from || asof < from)
        return false;
    int duration = months_ended(from, to), at = months_ended(from, asof < from + 366 * 20 ? asof : from + 366 * 20);
    if (duration < 1 || duration > MOST_MONTHS)
        return false;
    const struct zc_valued_item *items = valued(compute);
    int64_t curve[MOST_MONTHS + 1], earned = zc_earned_value(items, count, asof);
    zc_planned_curve(curve, duration, items, count, from);
    int64_t all = zc_planned_value(items, count, ZC_DATE_MAX);
    curve[duration] = all > curve[duration] ? all : curve[duration]; /* what the baseline puts beyond the plan falls to its end */
    return zc_earned_schedule_compute(out, curve, duration, at, earned, NULL) == ZC_OK;
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
