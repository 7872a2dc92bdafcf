/* periodic: 1 periods of the calendar; 2 plans and period records; 3 which rows are wanted; 4 who owes; 5 the form. */
#include "query/periodic.h"
#include "base/date.h"
#include "query/eval.h"
#include "query/opening.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 1 */

static const int months_of[] = {1, 3, 12};

void zc_every_period(struct zc_period *out, enum zc_every every, int day)
{
    int year, month, of_month;
    char name[16];
    zc_date_split(day, &year, &month, &of_month);
    if (every == ZC_EVERY_MONTH)
        snprintf(name, sizeof name, "%04d-%02d", year % 10000, month);
    else if (every == ZC_EVERY_QUARTER)
        snprintf(name, sizeof name, "%04dQ%d", year % 10000, (month + 2) / 3);
    else
        snprintf(name, sizeof name, "%04d", year % 10000);
    zc_period_parse(out, name);
}

int zc_every_number(enum zc_every every, int day)
{
    int year, month, of_month;
    zc_date_split(day, &year, &month, &of_month);
    return (month - 1) / months_of[every] + 1;
}

const char *zc_every_code(enum zc_every every)
{
    static const char *const codes[] = {"month", "quarter", "year"};
    return codes[every];
}

bool zc_every_of(enum zc_every *out, const struct zc_period *period)
{
    size_t length = strlen(period->name);
    *out = length == 7 ? ZC_EVERY_MONTH : length == 4 ? ZC_EVERY_YEAR : ZC_EVERY_QUARTER;
    return length != 6 || period->name[4] == 'Q';
}

/* 2 */

static int day_of(const struct zc_record *record, const struct zc_field *field)
{
    struct zc_value value = zc_record_value(record, field->name);
    return value.kind == ZC_V_INT ? (int)value.number : 0;
}

int zc_periodic_plan(struct zc_record *out, struct zc_arena *arena, struct zc_db *db, const struct zc_entity *periods, const struct zc_period *period, int64_t id,
                     struct zc_error *err)
{
    const struct zc_periods *rule = periods->periods;
    struct zc_rows rows;
    struct zc_rows_query query = {.entity = rule->along->to, .times = zc_times_now(db), .reader = &ZC_READER_CITY};
    int rc = zc_rows_list(&rows, arena, db, &query, err), found = 0;
    for (size_t i = 0; i < rows.count && !rc; i++)
        if (day_of(&rows.items[i], rule->span_from) <= period->to && day_of(&rows.items[i], rule->span_to) >= period->to && (!id || rows.items[i].id == id)) {
            *out = rows.items[i];
            found++;
        }
    if (rc || found == 1)
        return rc;
    return found ? zc_fail(err, ZC_EINPUT, "%s 属于 %d 个%s%.0s，请写明哪一个", "%s belongs to %d%.0s of %s: say which", period->name, found, zc_pick(rule->along->to->title, ZC_ZH),
                           zc_pick(rule->along->to->title, ZC_EN))
                 : zc_fail(err, ZC_ENOTFOUND, "%s 不在任何%s%.0s之内", "%s lies in no%.0s %s", period->name, zc_pick(rule->along->to->title, ZC_ZH),
                           zc_pick(rule->along->to->title, ZC_EN));
}

int zc_periodic_period(struct zc_record *out, bool *there, struct zc_arena *arena, struct zc_db *db, const struct zc_entity *periods, int64_t plan,
                       const struct zc_period *period, struct zc_times times, struct zc_error *err)
{
    const struct zc_periods *rule = periods->periods;
    enum zc_every every = ZC_EVERY_MONTH;
    struct zc_rows rows;
    zc_every_of(&every, period);
    struct zc_rows_query query = {.entity = periods, .times = times, .reader = &ZC_READER_CITY, .limit = 1};
    query.params[ZC_P_POST] = zc_int(plan); /* the binds only carry values */
    query.params[ZC_P_FROM] = zc_int(period->from);
    query.filter = zc_arena_printf(arena, "%s = :post and %s = :from and %s = '%s'", rule->along->name, rule->from->name, rule->kind->name, zc_every_code(every));
    int rc = zc_rows_list(&rows, arena, db, &query, err);
    *there = !rc && rows.count;
    if (*there)
        *out = rows.items[0];
    return rc;
}

/* 3 */

struct wanted {
    struct zc_eval eval;
    struct zc_first_days first;
    struct zc_rows rows;
};

/* The ledger as it stood on the last day of the period, or stands today when that is still to come. */
static struct zc_times ledger_times(struct zc_db *db, const struct zc_period *period, struct zc_times times)
{
    return zc_times_at(db, period->to < times.asof ? period->to : times.asof, times.known);
}

static int open_subject(struct wanted *out, struct zc_arena *arena, struct zc_db *db, const struct zc_periodic_subject *subject, const struct zc_period *period,
                        struct zc_times times, struct zc_error *err)
{
    struct zc_times ledger = ledger_times(db, period, times);
    struct zc_rows_query query = {.entity = subject->ref->to, .times = ledger, .reader = &ZC_READER_CITY, .where = subject->where};
    query.params[ZC_P_FROM] = zc_int(period->from);
    query.params[ZC_P_TO] = zc_int(period->to);
    zc_eval_init(&out->eval, arena, db, ledger, &ZC_READER_CITY);
    out->eval.context.params[ZC_P_FROM] = zc_int(period->from);
    out->eval.context.params[ZC_P_TO] = zc_int(period->to);
    int rc = zc_rows_list(&out->rows, arena, db, &query, err);
    return rc ? rc : zc_first_days_open(&out->first, arena, db, subject->ref->to, times, err);
}

static int64_t id_of(struct wanted *wanted, const struct zc_expr *path, const struct zc_record *row)
{
    struct zc_value value = zc_expr_value(path, &wanted->eval.context, row);
    return value.kind == ZC_V_INT ? value.number : 0;
}

static bool is_wanted(struct wanted *wanted, const struct zc_periodic_subject *subject, const struct zc_period *period, int64_t plan, const struct zc_record *row)
{
    int first = zc_first_day_of(&wanted->first, row);
    if ((first && period->to < first) || id_of(wanted, subject->along, row) != plan)
        return false;
    if (!subject->due)
        return true;
    struct zc_period horizon;
    struct zc_value due = row->values[subject->due->column];
    zc_every_period(&horizon, subject->within, period->to);
    bool open = !subject->open || zc_eval_test(&wanted->eval, subject->open, row);
    return (open && due.kind == ZC_V_INT && due.number <= horizon.to) || (row->valid_from >= period->from && row->valid_from <= period->to);
}

/* 4 */

static struct zc_owed *owed_by(struct zc_owed_list *list, struct zc_arena *arena, size_t *capacity, int64_t unit)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].unit == unit)
            return &list->items[i];
    struct zc_owed *owed = zc_arena_push(arena, &list->items, &list->count, capacity, sizeof *owed);
    *owed = (struct zc_owed){.unit = unit};
    return owed;
}

static int by_unit(const void *a, const void *b)
{
    const struct zc_owed *left = a, *right = b;
    return (left->unit > right->unit) - (left->unit < right->unit);
}

/* The clock of a report, and of one that nobody wrote: it starts with the end of the period all the same. */
static int clock_owed(struct zc_owed *owed, struct zc_arena *arena, struct zc_due_reading *reading, const struct zc_entity *report, const struct zc_period *period,
                      struct zc_error *err)
{
    struct zc_record missing = {.entity = report, .values = zc_arena_array(arena, report->column_count + 1, sizeof(struct zc_value)), .valid_from = period->to};
    missing.values[report->periodic->ends->column] = zc_int(period->to);
    return zc_due_of(&owed->due, &owed->has_due, reading, owed->there ? &owed->report : &missing, report->periodic->clock, 0, err);
}

int zc_periodic_owed(struct zc_owed_list *out, struct zc_arena *arena, struct zc_db *db, const struct zc_entity *report, int64_t plan, const struct zc_period *period,
                     struct zc_times times, struct zc_error *err)
{
    const struct zc_periodic *rule = report->periodic;
    struct zc_due_reading reading;
    struct zc_rows reports = {0};
    struct zc_record record;
    size_t capacity = 0;
    bool there = false;
    *out = (struct zc_owed_list){0};
    int rc = zc_due_open(&reading, arena, db, times);
    for (size_t s = 0; s < rule->subject_count && !rc; s++) {
        struct wanted wanted;
        rc = open_subject(&wanted, arena, db, &rule->subjects[s], period, times, err);
        for (size_t i = 0; i < wanted.rows.count && !rc; i++) {
            const struct zc_record *row = &wanted.rows.items[i];
            int64_t unit = id_of(&wanted, rule->subjects[s].unit, row);
            if (unit && is_wanted(&wanted, &rule->subjects[s], period, plan, row))
                owed_by(out, arena, &capacity, unit)->lines++;
        }
    }
    if (!rc)
        rc = zc_periodic_period(&record, &there, arena, db, rule->period->to, plan, period, times, err);
    if (!rc && there) {
        struct zc_rows_query query = {.entity = report, .times = times, .reader = &ZC_READER_CITY, .filter = zc_arena_printf(arena, "%s = :post", rule->period->name)};
        query.params[ZC_P_POST] = zc_int(record.id);
        rc = zc_rows_list(&reports, arena, db, &query, err);
    }
    for (size_t i = 0; i < reports.count && !rc; i++) {
        struct zc_owed *owed = owed_by(out, arena, &capacity, reports.items[i].values[rule->unit->column].number);
        owed->there = true;
        owed->report = reports.items[i];
    }
    for (size_t i = 0; i < out->count && !rc; i++) {
        struct zc_record unit;
        rc = clock_owed(&out->items[i], arena, &reading, report, period, err);
        out->items[i].unit_name = !rc && !zc_rows_get(&unit, arena, db, rule->unit->to, out->items[i].unit, zc_times_now(db), &ZC_READER_CITY, NULL)
                                      ? zc_record_name(arena, db, &unit, ZC_ZH)
                                      : "";
    }
    if (out->count)
        qsort(out->items, out->count, sizeof *out->items, by_unit);
    return rc;
}

/* 5 */

bool zc_periodic_line(const struct zc_record **out, const struct zc_rows *lines, const struct zc_periodic *rule, const struct zc_periodic_subject *subject, int64_t row)
{
    for (size_t i = 0; i < lines->count; i++) {
        const struct zc_record *line = &lines->items[i];
        bool about = line->values[subject->ref->column].number == row && line->values[subject->ref->column].kind == ZC_V_INT;
        for (size_t s = 0; s < rule->subject_count && about; s++) { /* the line of an item names its task, too: the narrower ref decides */
            const struct zc_periodic_subject *other = &rule->subjects[s];
            about = other == subject || other->ref == subject->with || line->values[other->ref->column].kind != ZC_V_INT;
        }
        if (about) {
            *out = line;
            return true;
        }
    }
    return false;
}

static int lines_of(struct zc_rows *out, struct zc_arena *arena, struct zc_db *db, const struct zc_periodic *rule, const char *filter, struct zc_value at, int day,
                    struct zc_times times, struct zc_error *err)
{
    const char *newest[] = {zc_arena_printf(arena, "-%s", rule->line_ends->name)};
    struct zc_rows_query query = {.entity = rule->line, .times = times, .reader = &ZC_READER_CITY, .filter = filter, .order = newest, .order_count = 1};
    query.params[ZC_P_UNIT] = at;
    query.params[ZC_P_TO] = zc_int(day);
    return zc_rows_list(out, arena, db, &query, err);
}

static int parts_of(struct zc_rows *out, struct zc_arena *arena, struct zc_db *db, const struct zc_periodic *rule, const struct zc_report_form *form, int64_t unit, int day,
                    struct zc_times times, struct zc_error *err)
{
    struct zc_rows all;
    struct zc_rows_query query = {.entity = rule->part, .times = times, .reader = &ZC_READER_CITY, .filter = zc_arena_printf(arena, "%s = :to", rule->part_ends->name)};
    query.params[ZC_P_TO] = zc_int(day);
    int rc = zc_rows_list(&all, arena, db, &query, err);
    out->items = zc_arena_array(arena, all.count + 1, sizeof *out->items);
    for (size_t i = 0; i < all.count && !rc; i++) {
        const struct zc_record *part = &all.items[i];
        bool ours = part->values[rule->part_unit->column].number == unit;
        for (size_t l = 0; l < form->line_count && !ours; l++)
            ours = form->lines[l].row.entity == rule->part_of->to && form->lines[l].row.id == part->values[rule->part_of->column].number;
        if (ours)
            out->items[out->count++] = *part;
    }
    return rc;
}

int zc_periodic_form(struct zc_report_form *out, struct zc_arena *arena, struct zc_db *db, const struct zc_entity *report, int64_t plan, int64_t unit,
                     const struct zc_period *period, struct zc_times times, struct zc_error *err)
{
    const struct zc_periodic *rule = report->periodic;
    const struct zc_periods *periods = rule->period->to->periods;
    struct zc_rows lines = {0}, earlier = {0};
    size_t capacity = 0;
    *out = (struct zc_report_form){0};
    int rc = zc_periodic_period(&out->period, &out->has_period, arena, db, rule->period->to, plan, period, times, err);
    if (!rc && out->has_period) {
        struct zc_rows reports;
        struct zc_rows_query query = {.entity = report, .times = times, .reader = &ZC_READER_CITY, .limit = 1,
                                      .filter = zc_arena_printf(arena, "%s = :post and %s = :unit", rule->period->name, rule->unit->name)};
        query.params[ZC_P_POST] = zc_int(out->period.id);
        query.params[ZC_P_UNIT] = zc_int(unit);
        out->closed = strcmp(zc_record_text(&out->period, "state"), periods->close->to) == 0;
        rc = zc_rows_list(&reports, arena, db, &query, err);
        out->has_report = !rc && reports.count;
        if (out->has_report)
            out->report = reports.items[0];
    }
    if (!rc && out->has_report)
        rc = lines_of(&lines, arena, db, rule, zc_arena_printf(arena, "%s = :unit", rule->report->name), zc_int(out->report.id), period->to, times, err);
    if (!rc)
        rc = lines_of(&earlier, arena, db, rule, zc_arena_printf(arena, "%s.%s = :unit and %s < :to", rule->report->name, rule->unit->name, rule->line_ends->name),
                      zc_int(unit), period->to, times, err);
    for (size_t s = 0; s < rule->subject_count && !rc; s++) {
        const struct zc_periodic_subject *subject = &rule->subjects[s];
        struct wanted wanted;
        rc = open_subject(&wanted, arena, db, subject, period, times, err);
        for (size_t i = 0; i < wanted.rows.count && !rc; i++) {
            const struct zc_record *row = &wanted.rows.items[i], *found;
            if (id_of(&wanted, subject->unit, row) != unit || !is_wanted(&wanted, subject, period, plan, row))
                continue;
            struct zc_form_line *line = zc_arena_push(arena, &out->lines, &out->line_count, &capacity, sizeof *line);
            *line = (struct zc_form_line){.subject = subject, .row = *row};
            if ((line->has_line = zc_periodic_line(&found, &lines, rule, subject, row->id)))
                line->line = *found;
            if ((line->has_last = zc_periodic_line(&found, &earlier, rule, subject, row->id)))
                line->last = *found;
        }
    }
    return !rc && rule->part ? parts_of(&out->parts, arena, db, rule, out, unit, period->to, times, err) : rc;
}
