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

/* A length that a field of the row, a rule value of the day of judging, or the declaration says; in that order. */
static int length_of(int *out, bool *there, struct zc_due_reading *reading, const struct zc_record *record, const char *field, const char *rule, int length, int day,
                     struct zc_error *err)
{
    struct zc_value stated = field ? zc_record_value(record, field) : ZC_EMPTY;
    *out = stated.kind == ZC_V_INT ? (int)stated.number : length;
    *there = stated.kind == ZC_V_INT || rule || !field;
    return rule && stated.kind != ZC_V_INT ? zc_rules_number(out, there, &reading->rules, rule, day, err) : ZC_OK;
}

/* The numbers that rule values say on the day of judging. */
static int read_rules(struct zc_clock_case *one, int *days, int *minutes, bool *there, struct zc_due_reading *reading, const struct zc_record *record,
                      const struct zc_clock *clock, struct zc_error *err)
{
    int day = one->stopped && one->stopped_on < reading->on ? one->stopped_on : reading->on, rc = ZC_OK;
    rc = length_of(&one->length, there, reading, record, clock->length_field, clock->length_rule, clock->length, day, err);
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
    if (out->result.never || (one->kind == ZC_CLOCK_MINUTES ? !timetable : one->kind != ZC_CLOCK_WORKDAYS && !one->roll && !one->duty))
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

/* What one clock of one record is computed from. */
struct facts {
    struct zc_clock_case one;
    struct zc_clock_pause pauses[ZC_CLOCK_PAUSES];
    struct zc_interval intervals[ZC_CLOCK_PAUSES];
    struct zc_clock_more more[ZC_CLOCK_EXTENSIONS];
    int days[4], minutes[4];
};

/* The latest restart that has happened is the origin. */
static bool origin(struct facts *facts, const struct zc_due_reading *reading, const struct zc_record *record, const struct zc_clock *clock)
{
    struct event event, again;
    if (!happened(&event, reading, record, clock->starts))
        return false;
    for (size_t i = 0; i < clock->restart_count; i++)
        if (happened(&again, reading, record, clock->restarts[i]) && again.at > event.at)
            event = again;
    facts->one.origin = event.day;
    facts->one.origin_at = event.at;
    return true;
}

static void pauses(struct facts *facts, const struct zc_due_reading *reading, const struct zc_record *record, const struct zc_clock *clock)
{
    struct event from, to;
    for (size_t i = 0; i < clock->paused_count; i++) {
        if (!happened(&from, reading, record, clock->paused[i].from))
            continue;
        bool ended = happened(&to, reading, record, clock->paused[i].to);
        facts->pauses[facts->one.pause_count++] = (struct zc_clock_pause){from.day, ended ? to.day - clock->paused[i].resumes : ZC_DATE_MAX};
        facts->intervals[facts->one.interval_count++] = (struct zc_interval){from.at, ended ? to.at : ZC_INSTANT_MAX};
    }
    facts->one.pauses = facts->pauses;
    facts->one.intervals = facts->intervals;
}

/* Those that were granted, in order, with their ground, since the clock last started. */
static int extensions(struct facts *facts, struct zc_due_reading *reading, const struct zc_record *record, const struct zc_clock *clock, struct zc_error *err)
{
    int rc = ZC_OK;
    for (size_t i = 0; i < clock->extended_count && !rc; i++) {
        const struct zc_clock_extended *declared = &clock->extended[i];
        struct event event;
        int length;
        bool there;
        if (!happened(&event, reading, record, declared->on) || event.at < facts->one.origin_at || (declared->ground && !zc_record_value(record, declared->ground).kind))
            break;
        rc = length_of(&length, &there, reading, record, declared->length_field, declared->length_rule, declared->length, event.day, err);
        if (rc || !there)
            break;
        bool months = declared->kind == ZC_CLOCK_MONTHS;
        facts->more[facts->one.more_count++] =
            (struct zc_clock_more){.day = event.day, .at = event.at, .months = months ? length * declared->times : 0, .length = months ? 0 : length * declared->times};
    }
    facts->one.more = facts->more;
    return rc;
}

static void stop(struct facts *facts, const struct zc_due_reading *reading, const struct zc_record *record, const struct zc_clock *clock)
{
    struct event event;
    for (size_t i = 0; i < clock->stop_count; i++)
        if (happened(&event, reading, record, clock->stops[i]) && event.at >= facts->one.origin_at && (!facts->one.stopped || event.at < facts->one.stopped_at)) {
            facts->one.stopped = true;
            facts->one.stopped_on = event.day;
            facts->one.stopped_at = event.at;
        }
}

int zc_due_of(struct zc_due *out, bool *there, struct zc_due_reading *reading, const struct zc_record *record, const struct zc_clock *clock, int first_day,
              struct zc_error *err)
{
    struct facts facts = {.one = {.kind = clock->kind, .roll = clock->roll || clock->class_ == ZC_CLOCK_RIGHT, .custody = clock->class_ == ZC_CLOCK_CUSTODY,
                                  .duty = clock->class_ == ZC_CLOCK_DUTY, .month_end = clock->month_end, .inclusive = clock->inclusive, .first_day = first_day}};
    struct zc_clock_case *one = &facts.one;
    struct zc_timetable *timetable = NULL;
    bool none = false;
    int rc = ZC_OK;
    *there = false;
    if (!origin(&facts, reading, record, clock) || (clock->of_ledger && first_day && one->origin < first_day))
        return ZC_OK;
    if (clock->kind == ZC_CLOCK_UNTIL_DATE) {
        struct zc_value until = zc_record_value(record, clock->ends_on);
        if (until.kind != ZC_V_INT)
            return ZC_OK;
        one->until = (int)until.number;
    }
    out->whole_there = false;
    if (clock->within) {
        struct zc_due whole;
        if ((rc = zc_due_of(&whole, &out->whole_there, reading, record, clock->within, first_day, err)))
            return rc;
        out->whole = whole.result;
        one->capped = out->whole_there;
        one->cap_day = whole.result.due_legal;
        one->cap_at = whole.result.due_at;
    }
    one->credit = clock->credit ? (int)zc_record_value(record, clock->credit).number : 0;
    pauses(&facts, reading, record, clock);
    stop(&facts, reading, record, clock);
    rc = extensions(&facts, reading, record, clock, err);
    if (!rc)
        rc = read_rules(one, facts.days, facts.minutes, there, reading, record, clock, err);
    if (!rc && *there)
        rc = read_hours(&timetable, &none, reading, clock->hours_rule, err);
    if (rc || !*there || none)
        return *there = false, rc;
    out->record = *record;
    out->clock = clock;
    out->since = one->origin;
    out->granted = one->more_count;
    compute(out, one, timetable, reading);
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
