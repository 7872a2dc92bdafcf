#include "query/due.h"
#include "query/opening.h"
#include "query/timetable.h"

#include <stdlib.h>
#include <string.h>

static const struct zc_transition *transition(const struct zc_entity *entity, const char *name)
{
    for (size_t i = 0; i < entity->transition_count; i++)
        if (strcmp(entity->transitions[i].name, name) == 0)
            return &entity->transitions[i];
    return NULL;
}

/* When something happened: the value of a date or an instant field, or when a transition was made; a day is the instant at which it
 * begins. False when it has not happened by the reading. */
struct event {
    int day;
    int64_t at;
};
static bool happened(struct event *out, const struct zc_due_reading *reading, const struct zc_record *record, const char *name)
{
    const struct zc_transition *step = transition(record->entity, name);
    const char *names[] = {step ? step->at_field : name, step ? step->on_field : NULL};
    for (size_t i = 0; i < 2; i++) {
        const struct zc_field *field = names[i] ? zc_entity_field(record->entity, names[i]) : NULL;
        struct zc_value value = field && field->column >= 0 ? record->values[field->column] : ZC_EMPTY;
        if (value.kind != ZC_V_INT)
            continue;
        bool instant = field->type == ZC_INSTANT;
        *out = instant ? (struct event){zc_instant_date(value.number), value.number} : (struct event){(int)value.number, zc_date_instant((int)value.number)};
        return instant ? value.number <= reading->at : value.number <= reading->on;
    }
    if (!step || strcmp(zc_record_text(record, "state"), step->to) != 0)
        return false;
    *out = (struct event){record->valid_from, zc_date_instant(record->valid_from)}; /* the state is there, its own date is not kept: the slice began with it */
    return out->day <= reading->on;
}

int zc_due_open(struct zc_due_reading *out, struct zc_arena *arena, struct zc_db *db, struct zc_times times)
{
    *out = (struct zc_due_reading){.notices = &db->city->notices, .on = times.asof, .known_day = zc_times_known_day(db, times), .at = zc_date_instant(times.asof + 1) - 1};
    int64_t now = zc_db_now(db), written = zc_db_watermark(db);
    if (zc_instant_date(now) == times.asof)
        out->at = written > now && zc_instant_date(written) == times.asof ? written : now; /* a sample city's clock stands while it is written */
    zc_rules_open(&out->rules, arena, db, times.known);
    zc_map_init(&out->timetables, arena);
    return ZC_OK;
}

/* The numbers that rule values say on the day of judging. */
static int read_rules(struct zc_clock_case *one, int *days, int *minutes, bool *there, struct zc_due_reading *reading, const struct zc_record *record,
                      const struct zc_clock *clock, struct zc_error *err)
{
    int day = one->stopped && one->stopped_on < reading->on ? one->stopped_on : reading->on, rc = ZC_OK;
    *there = true;
    one->length = clock->length;
    struct zc_value stated = clock->length_field ? zc_record_value(record, clock->length_field) : ZC_EMPTY;
    if (stated.kind == ZC_V_INT)
        one->length = (int)stated.number;
    else if (clock->length_rule)
        rc = zc_rules_number(&one->length, there, &reading->rules, clock->length_rule, day, err);
    one->length *= clock->times;
    for (size_t i = 0; i < clock->warn_count && !rc; i++) {
        const struct zc_clock_warn *warn = &clock->warns[i];
        bool warned = true;
        int length = warn->length;
        if (warn->rule)
            rc = zc_rules_number(&length, &warned, &reading->rules, warn->rule, day, err);
        if (!warned)
            continue;
        if (warn->unit == ZC_WARN_WORKDAYS)
            days[one->warn_count++] = length;
        else
            minutes[one->warn_minute_count++] = warn->unit == ZC_WARN_MINUTES ? length * warn->times : (int)((int64_t)one->length * length / 100);
    }
    one->warn_workdays = days;
    one->warn_minutes = minutes;
    return rc;
}

/* *none: nothing says the hours that count on the day of judging. */
static int read_hours(struct zc_timetable **out, bool *none, struct zc_due_reading *reading, const char *rule, struct zc_error *err)
{
    *none = false;
    *out = NULL;
    if (!rule)
        return ZC_OK;
    struct zc_timetable *found = zc_map_get(&reading->timetables, rule);
    if (!found) {
        found = zc_arena_alloc(reading->rules.arena, sizeof *found);
        int rc = zc_timetable_read(found, &reading->rules, rule, err);
        if (rc)
            return rc;
        zc_map_put(&reading->timetables, rule, found);
    }
    *out = found;
    *none = !found->count;
    return ZC_OK;
}

static void compute_by(struct zc_clock_result *out, struct zc_clock_case *one, struct zc_timetable *timetable, const struct zc_calendar *calendar, int64_t at)
{
    struct zc_timetable by;
    if (timetable) {
        by = *timetable;
        by.calendar = calendar;
        one->timetable = &by;
    }
    zc_clock_compute_at(out, one, calendar, at);
    one->timetable = NULL;
}

/* A day once firm is not made earlier by a later notice (reform.md 4): of the calendars known since the start the latest due date counts. */
static void compute(struct zc_due *out, struct zc_clock_case *one, struct zc_timetable *timetable, const struct zc_due_reading *reading)
{
    const struct zc_notices *notices = reading->notices;
    out->notice = zc_notice_known(notices, reading->known_day);
    out->kept = false;
    compute_by(&out->result, one, timetable, zc_calendar_known(notices, reading->known_day), reading->at);
    if (out->result.never || (one->kind == ZC_CLOCK_MINUTES ? !timetable : one->kind != ZC_CLOCK_WORKDAYS && !one->roll))
        return;
    for (size_t i = 0; i < notices->count && &notices->items[i] != out->notice && out->notice; i++) {
        struct zc_clock_result then;
        if (i + 1 < notices->count && notices->items[i + 1].known_from <= one->origin) /* another one was known when it started */
            continue;
        compute_by(&then, one, timetable, &notices->items[i].calendar, reading->at);
        if (then.provisional || then.never || then.due_at <= out->result.due_at)
            continue;
        one->notified = out->kept = true;
        one->notified_due = then.due_legal;
        one->notified_due_at = then.due_at;
        compute_by(&out->result, one, timetable, &out->notice->calendar, reading->at);
    }
}

int zc_due_of(struct zc_due *out, bool *there, struct zc_due_reading *reading, const struct zc_record *record, const struct zc_clock *clock, int first_day,
              struct zc_error *err)
{
    int days[sizeof clock->warns / sizeof *clock->warns], minutes[sizeof clock->warns / sizeof *clock->warns];
    struct zc_clock_case one = {.kind = clock->kind, .roll = clock->roll, .first_day = first_day};
    struct zc_clock_pause pause = {0, ZC_DATE_MAX};
    struct zc_interval interval = {0, ZC_INSTANT_MAX};
    struct zc_timetable *timetable;
    struct event event;
    bool none;
    *there = false;
    if (!happened(&event, reading, record, clock->starts) || (clock->of_ledger && first_day && event.day < first_day))
        return ZC_OK;
    one.origin = event.day;
    one.origin_at = event.at;
    if (clock->kind == ZC_CLOCK_UNTIL_DATE) {
        struct zc_value until = zc_record_value(record, clock->ends_on);
        if (until.kind != ZC_V_INT)
            return ZC_OK;
        one.until = (int)until.number;
    }
    if (clock->paused_from && happened(&event, reading, record, clock->paused_from)) {
        pause.from = event.day;
        interval.from = event.at;
        if (happened(&event, reading, record, clock->paused_to)) {
            pause.to = event.day;
            interval.to = event.at;
        }
        one.pauses = &pause;
        one.intervals = &interval;
        one.pause_count = one.interval_count = 1;
    }
    for (size_t i = 0; i < clock->stop_count; i++)
        if (happened(&event, reading, record, clock->stops[i]) && (!one.stopped || event.at < one.stopped_at)) {
            one.stopped = true;
            one.stopped_on = event.day;
            one.stopped_at = event.at;
        }
    int rc = read_rules(&one, days, minutes, there, reading, record, clock, err);
    if (!rc && *there)
        rc = read_hours(&timetable, &none, reading, clock->hours_rule, err);
    if (rc || !*there || none)
        return *there = false, rc;
    out->record = *record;
    out->clock = clock;
    out->since = one.origin;
    compute(out, &one, timetable, reading);
    *there = !out->result.never;
    return ZC_OK;
}

static int by_due(const void *a, const void *b)
{
    const struct zc_due *left = a, *right = b;
    if (left->result.due_at != right->result.due_at)
        return left->result.due_at < right->result.due_at ? -1 : 1;
    return (left->record.id > right->record.id) - (left->record.id < right->record.id);
}

int zc_due_all(struct zc_due_list *out, struct zc_arena *arena, struct zc_db *db, const struct zc_reader *reader, struct zc_times times, int until,
               struct zc_error *err)
{
    const struct zc_model *model = db->city->model;
    size_t capacity = 0;
    struct zc_due_reading reading;
    int rc = zc_due_open(&reading, arena, db, times);
    *out = (struct zc_due_list){0};
    for (size_t e = 0; e < model->entity_count && !rc; e++) {
        const struct zc_entity *entity = model->entities[e];
        struct zc_rows rows;
        struct zc_rows_query query = {.entity = entity, .times = times, .reader = reader};
        if (!entity->clock_count)
            continue;
        rc = zc_rows_list(&rows, arena, db, &query, err);
        struct zc_first_days first;
        if (!rc)
            rc = zc_first_days_open(&first, arena, db, entity, query.times, err);
        for (size_t i = 0; i < rows.count && !rc; i++)
            for (size_t c = 0; c < entity->clock_count && !rc; c++) {
                struct zc_due due;
                bool there;
                rc = zc_due_of(&due, &there, &reading, &rows.items[i], &entity->clocks[c], zc_first_day_of(&first, &rows.items[i]), err);
                if (rc || !there || due.result.state == ZC_CLOCK_STOPPED_IN_TIME || due.result.state == ZC_CLOCK_STOPPED_LATE || due.result.due_legal > until)
                    continue;
                *(struct zc_due *)zc_arena_push(arena, &out->items, &out->count, &capacity, sizeof due) = due;
            }
    }
    if (out->count)
        qsort(out->items, out->count, sizeof *out->items, by_due);
    return rc;
}
