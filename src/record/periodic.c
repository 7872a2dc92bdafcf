/* periodic: 1 the record of a period; 2 the report; 3 its lines; 4 what was asked of co-units; 5 the whole. */
#include "record/periodic.h"
#include "base/date.h"
#include "base/json.h"
#include "query/opening.h"
#include "record/tx.h"

#include <stdio.h>
#include <string.h>

static void put(struct zc_patch *patch, const struct zc_field *field, struct zc_value value)
{
    patch->values[field->column] = value;
    patch->set[field->column] = true;
}

/* 1 */

int zc_periods_record(struct zc_record *out, struct zc_arena *arena, struct zc_tx *tx, const struct zc_entity *periods, int64_t plan, const struct zc_period *period,
                      struct zc_error *err)
{
    const struct zc_periods *rule = periods->periods;
    struct zc_db *db = zc_tx_db(tx);
    const struct zc_reader *reader = tx->actor.reader;
    enum zc_every every;
    bool there, changed;
    int64_t id;
    if (!zc_every_of(&every, period))
        return zc_fail(err, ZC_EINPUT, "%s 不是一个月、一季或一年", "%s is no month, quarter or year", period->name);
    int rc = zc_periodic_period(out, &there, arena, db, periods, plan, period, zc_times_now(db), err);
    if (rc || there)
        return rc;
    struct zc_patch patch = zc_patch_new(arena, periods, 0);
    put(&patch, rule->along, zc_int(plan));
    put(&patch, rule->kind, zc_text(zc_every_code(every)));
    put(&patch, rule->number, zc_int(zc_every_number(every, period->from)));
    put(&patch, rule->name, zc_text(zc_arena_str(arena, period->name)));
    put(&patch, rule->from, zc_int(period->from));
    put(&patch, rule->to, zc_int(period->to));
    tx->actor.reader = &ZC_READER_CITY;
    rc = zc_record_change(&id, &changed, tx, &patch, err);
    tx->actor.reader = reader;
    return rc ? rc : zc_rows_get(out, arena, db, periods, id, zc_times_now(db), &ZC_READER_CITY, err);
}

/* 2 */

struct sending {
    struct zc_tx *tx;
    struct zc_db *db;
    struct zc_arena *arena;
    const struct zc_periodic_ask *ask;
    const struct zc_periodic *rule;
    struct zc_report_form form;
    int today, since;           /* since: from when what is written is so */
    int64_t report;
    struct zc_error *err;
};

static const char *state(const struct zc_record *record) { return zc_record_text(record, "state"); }

static const struct zc_transition *step_of(const struct zc_entity *entity, const char *name)
{
    for (size_t i = 0; i < entity->transition_count; i++)
        if (strcmp(entity->transitions[i].name, name) == 0)
            return &entity->transitions[i];
    return NULL;
}

static bool may_step(const struct zc_record *report, const char *name)
{
    const struct zc_transition *step = step_of(report->entity, name);
    for (size_t i = 0; step && i < step->from_count; i++)
        if (strcmp(step->from[i], state(report)) == 0)
            return true;
    return false;
}

static int open_report(struct sending *send)
{
    const struct zc_periodic_ask *ask = send->ask;
    struct zc_record period;
    bool changed;
    if (send->form.closed && !ask->amendment)
        return zc_fail(send->err, ZC_ECONFLICT, "%s 已经结账。可以更正：写明更正原因（amendment）再提交，更正会注明日期", "%s is closed. It can be amended: give a reason (amendment) and send again; an amendment bears its date",
                       ask->period.name);
    if (!send->form.closed && ask->amendment)
        return zc_fail(send->err, ZC_EINPUT, "%s 还没有结账，直接改就行，不必更正", "%s is not closed: change the report, no amendment is needed", ask->period.name);
    int rc = zc_periods_record(&period, send->arena, send->tx, send->rule->period->to, ask->plan, &ask->period, send->err);
    if (rc)
        return rc;
    struct zc_patch patch = zc_patch_new(send->arena, ask->report, send->form.has_report ? send->form.report.id : 0);
    patch.why = ask->why;
    patch.valid_from = ask->period.to < send->today ? ask->period.to : send->today;
    if (!patch.id) {
        put(&patch, send->rule->period, zc_int(period.id));
        put(&patch, send->rule->unit, zc_int(ask->unit));
        put(&patch, send->rule->ends, zc_int(ask->period.to));
    }
    if (ask->amendment) {
        put(&patch, send->rule->amended, zc_int(send->today));
        put(&patch, send->rule->reason, zc_text(ask->amendment));
    }
    if (!patch.id || ask->amendment)
        rc = zc_record_change(&patch.id, &changed, send->tx, &patch, send->err);
    send->report = patch.id;
    if (!rc && send->form.has_report && may_step(&send->form.report, send->rule->amend)) {
        if (!ask->amendment)
            return zc_fail(send->err, ZC_ECONFLICT, "%s 的报告已经受理；要改，请受理的单位先退回", "the report of %s was accepted; to change it, have it returned first", ask->period.name);
        rc = zc_record_transition(send->tx, ask->report, send->report, send->rule->amend, ask->why, send->err);
    }
    return rc;
}

/* 3 */

static const char *name_of(struct sending *send, const struct zc_record *row) { return zc_record_name(send->arena, send->db, row, ZC_ZH); }

static int write_line(struct sending *send, const struct zc_periodic_line *given)
{
    const struct zc_form_line *wanted = NULL;
    struct zc_error one = {0};
    bool changed;
    for (size_t i = 0; i < send->form.line_count && !wanted; i++)
        if (send->form.lines[i].subject == given->subject && send->form.lines[i].row.id == given->row)
            wanted = &send->form.lines[i];
    if (!wanted)
        return zc_fail(send->err, ZC_EINPUT, "%s%.0s %lld 不在这个单位这一期要报的各行里", "%.0s%s %lld is not among the lines that this unit reports for the period",
                       zc_pick(given->subject->ref->title, ZC_ZH), zc_pick(given->subject->ref->title, ZC_EN), (long long)given->row);
    if (given->told && given->slice != (wanted->has_line ? wanted->line.slice : 0))
        return zc_fail(send->err, ZC_ECONFLICT, "“%s”这一行，别人在您之后改过；看过再交", "somebody changed the line \"%s\" after you saw it: read it and send again", name_of(send, &wanted->row));
    struct zc_patch patch = given->patch;
    patch.why = send->ask->why;
    patch.valid_from = send->since;
    if (wanted->has_line) {
        patch.id = wanted->line.id;
        if (wanted->line.valid_from > patch.valid_from)
            patch.valid_from = wanted->line.valid_from;
    } else {
        put(&patch, send->rule->report, zc_int(send->report));
        put(&patch, given->subject->ref, zc_int(given->row));
        put(&patch, send->rule->line_ends, zc_int(send->ask->period.to));
        if (given->subject->with)
            put(&patch, given->subject->with, zc_record_value(&wanted->row, given->subject->with->name));
    }
    int rc = zc_record_change(&patch.id, &changed, send->tx, &patch, &one);
    return rc ? zc_fail(send->err, rc, "“%s”这一行：%s%.0s%.0s", "%.0s%.0sthe line \"%s\": %s", name_of(send, &wanted->row), one.zh, name_of(send, &wanted->row), one.en) : ZC_OK;
}

static int all_there(struct sending *send)
{
    for (size_t i = 0; i < send->form.line_count; i++) {
        const struct zc_form_line *wanted = &send->form.lines[i];
        bool there = wanted->has_line || wanted->subject->due; /* rows wanted for their due date or change do not hold a report up */
        for (size_t g = 0; g < send->ask->line_count && !there; g++)
            there = send->ask->lines[g].subject == wanted->subject && send->ask->lines[g].row == wanted->row.id;
        if (!there)
            return zc_fail(send->err, ZC_ECHECK, "还缺“%s”这一行：没有进展也请写明", "the line \"%s\" is missing: no progress is said, too", name_of(send, &wanted->row));
    }
    return ZC_OK;
}

/* 4 */

static int settle_parts(struct sending *send)
{
    struct zc_due_reading reading;
    struct zc_first_days first;
    const struct zc_periodic *rule = send->rule;
    int rc = zc_due_open(&reading, send->arena, send->db, zc_times_now(send->db));
    if (!rc && rule->part)
        rc = zc_first_days_open(&first, send->arena, send->db, rule->part, zc_times_now(send->db), send->err);
    for (size_t i = 0; i < send->form.parts.count && !rc; i++) {
        const struct zc_record *part = &send->form.parts.items[i];
        struct zc_record unit;
        struct zc_due due;
        bool there;
        if (strcmp(state(part), rule->part_open) != 0 || part->values[rule->part_unit->column].number == send->ask->unit)
            continue;
        if ((rc = zc_due_of(&due, &there, &reading, part, rule->part_clock, zc_first_day_of(&first, part), send->err)))
            break;
        if (there && due.result.state == ZC_CLOCK_OVER) {
            rc = zc_record_transition(send->tx, rule->part, part->id, rule->part_silence, send->ask->why, send->err);
            continue;
        }
        char until[ZC_DATE_TEXT] = "";
        if (there)
            zc_date_format(until, due.result.due_legal);
        if (!(rc = zc_rows_get(&unit, send->arena, send->db, rule->part_unit->to, part->values[rule->part_unit->column].number, zc_times_now(send->db), &ZC_READER_CITY, send->err)))
            rc = zc_fail(send->err, ZC_ECHECK, "配合单位“%s”还没有回应，到 %s 为止；过了这天记为未回应，不再等", "the co-unit \"%s\" has not answered, until %s; after that its silence is recorded and blocks no longer",
                         name_of(send, &unit), until);
    }
    return rc;
}

/* 5 */

int zc_periodic_send(int64_t *id, struct zc_tx *tx, const struct zc_periodic_ask *ask, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct sending send = {.tx = tx, .db = zc_tx_db(tx), .arena = &arena, .ask = ask, .rule = ask->report->periodic, .err = err};
    struct zc_record report;
    send.today = zc_db_today(send.db);
    int rc = zc_periodic_form(&send.form, &arena, send.db, ask->report, ask->plan, ask->unit, &ask->period, zc_times_now(send.db), err);
    send.since = send.form.closed || ask->period.to > send.today ? send.today : ask->period.to;
    if (!rc && ask->period.from > send.today)
        rc = zc_fail(err, ZC_EINPUT, "%s 还没有开始", "%s has not begun", ask->period.name);
    if (!rc && !send.form.line_count)
        rc = zc_fail(err, ZC_EINPUT, "这个单位 %s 没有要报的事项", "this unit has nothing to report for %s", ask->period.name);
    if (!rc)
        rc = open_report(&send);
    for (size_t i = 0; i < ask->line_count && !rc; i++)
        rc = write_line(&send, &ask->lines[i]);
    if (!rc && ask->submit)
        rc = all_there(&send);
    if (!rc && ask->submit)
        rc = settle_parts(&send);
    if (!rc && ask->submit && !(rc = zc_rows_get(&report, &arena, send.db, ask->report, send.report, zc_times_now(send.db), tx->actor.reader, err)))
        rc = zc_record_transition(tx, ask->report, send.report, may_step(&report, send.rule->submit) ? send.rule->submit : send.rule->again, ask->why, err);
    *id = send.report;
    zc_arena_free(&arena);
    return rc;
}
