#include "query/due.h"
#include "query/opening.h"

#include <stdlib.h>
#include <string.h>

static const struct zc_transition *transition(const struct zc_entity *entity, const char *name)
{
    for (size_t i = 0; i < entity->transition_count; i++)
        if (strcmp(entity->transitions[i].name, name) == 0)
            return &entity->transitions[i];
    return NULL;
}

/* The day of an event: a date field, or the day on which a transition was made. 0 = it has not happened by `on`. */
static bool event_day(int *out, const struct zc_record *record, const char *name, int on)
{
    const struct zc_transition *step = transition(record->entity, name);
    const char *field = step ? step->on_field : name;
    struct zc_value value = field ? zc_record_value(record, field) : ZC_EMPTY;
    if (value.kind != ZC_V_INT) {
        if (!step || strcmp(zc_record_text(record, "state"), step->to) != 0)
            return false;
        *out = record->valid_from; /* the state is there, its own date is not kept: the slice began with it */
        return *out <= on;
    }
    *out = (int)value.number;
    return *out <= on;
}

int zc_due_open(struct zc_due_reading *out, struct zc_arena *arena, struct zc_db *db, struct zc_times times)
{
    *out = (struct zc_due_reading){.notices = &db->city->notices, .on = times.asof, .known_day = zc_times_known_day(db, times)};
    zc_rules_open(&out->rules, arena, db, times.known);
    return ZC_OK;
}

/* The numbers that rule values say on the day of judging. */
static int read_rules(struct zc_clock_case *one, int *warn, bool *there, struct zc_due_reading *reading, const struct zc_record *record,
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
    for (size_t i = 0; i < clock->warn_count && !rc; i++) {
        bool warned = true;
        warn[one->warn_count] = clock->warn_workdays[i];
        if (clock->warn_rules[i])
            rc = zc_rules_number(&warn[one->warn_count], &warned, &reading->rules, clock->warn_rules[i], day, err);
        one->warn_count += warned;
    }
    one->warn_workdays = warn;
    return rc;
}

/* A day once firm is not made earlier by a later notice (reform.md 4): of the calendars known since the start the latest due date counts. */
static void compute(struct zc_due *out, struct zc_clock_case *one, const struct zc_due_reading *reading)
{
    const struct zc_notices *notices = reading->notices;
    out->notice = zc_notice_known(notices, reading->known_day);
    out->kept = false;
    zc_clock_compute(&out->result, one, zc_calendar_known(notices, reading->known_day), reading->on);
    if (one->kind != ZC_CLOCK_WORKDAYS && !one->roll)
        return;
    for (size_t i = 0; i < notices->count && &notices->items[i] != out->notice && out->notice; i++) {
        struct zc_clock_result then;
        if (i + 1 < notices->count && notices->items[i + 1].known_from <= one->origin) /* another one was known when it started */
            continue;
        zc_clock_compute(&then, one, &notices->items[i].calendar, reading->on);
        if (then.provisional || then.due_legal <= out->result.due_legal)
            continue;
        one->notified = out->kept = true;
        one->notified_due = then.due_legal;
        zc_clock_compute(&out->result, one, &out->notice->calendar, reading->on);
    }
}

int zc_due_of(struct zc_due *out, bool *there, struct zc_due_reading *reading, const struct zc_record *record, const struct zc_clock *clock, int first_day,
              struct zc_error *err)
{
    int on = reading->on, warn[sizeof clock->warn_workdays / sizeof *clock->warn_workdays];
    struct zc_clock_case one = {.kind = clock->kind, .roll = clock->roll, .first_day = first_day};
    struct zc_clock_pause pause = {0, ZC_DATE_MAX};
    *there = false;
    if (!event_day(&one.origin, record, clock->starts, on) || (clock->of_ledger && first_day && one.origin < first_day))
        return ZC_OK;
    if (clock->kind == ZC_CLOCK_UNTIL_DATE) {
        struct zc_value until = zc_record_value(record, clock->ends_on);
        if (until.kind != ZC_V_INT)
            return ZC_OK;
        one.until = (int)until.number;
    }
    if (clock->paused_from && event_day(&pause.from, record, clock->paused_from, on)) {
        event_day(&pause.to, record, clock->paused_to, on);
        one.pauses = &pause;
        one.pause_count = 1;
    }
    for (size_t i = 0; i < clock->stop_count; i++) {
        int day;
        if (event_day(&day, record, clock->stops[i], on) && (!one.stopped || day < one.stopped_on)) {
            one.stopped = true;
            one.stopped_on = day;
        }
    }
    int rc = read_rules(&one, warn, there, reading, record, clock, err);
    if (rc || !*there)
        return rc;
    out->record = *record;
    out->clock = clock;
    out->since = one.origin;
    compute(out, &one, reading);
    return ZC_OK;
}

static int by_due(const void *a, const void *b)
{
    const struct zc_due *left = a, *right = b;
    if (left->result.due_legal != right->result.due_legal)
        return left->result.due_legal < right->result.due_legal ? -1 : 1;
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
