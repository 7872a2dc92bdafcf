/* step: 1 clocks; 2 records of another home; 3 figures; 4 writing elsewhere. */
#include "record/step.h"
#include "base/date.h"
#include "model/act.h"
#include "query/due.h"
#include "query/metric.h"
#include "query/opening.h"
#include "query/rule.h"
#include "record/tx.h"

#include <string.h>

static void put(struct zc_patch *patch, const struct zc_field *field, struct zc_value value)
{
    patch->values[field->column] = value;
    patch->set[field->column] = true;
}

/* 1 */

static int ask_clock(struct zc_tx *tx, struct zc_eval *eval, const struct zc_record *record, const struct zc_clock *clock, struct zc_error *err)
{
    struct zc_due_reading reading;
    struct zc_first_days first;
    struct zc_due due;
    bool there = false;
    int rc = zc_due_open(&reading, eval->arena, tx->db, eval->times);
    if (!rc)
        rc = zc_first_days_open(&first, eval->arena, tx->db, record->entity, eval->times, err);
    if (!rc)
        rc = zc_due_of(&due, &there, &reading, record, clock, zc_first_day_of(&first, record), err);
    if (rc || (there && due.result.state == ZC_CLOCK_OVER))
        return rc;
    char until[ZC_INSTANT_TEXT] = "";
    if (there && clock->kind == ZC_CLOCK_MINUTES)
        zc_instant_local(until, due.result.due_at);
    else if (there)
        zc_date_format(until, due.result.due_legal);
    return there ? zc_fail(err, ZC_ECHECK, "“%s”到 %s 为止，还没有过%.0s", "%.0suntil %s the clock \"%s\" runs: it is not over yet", clock->title.zh, until, clock->title.en)
                 : zc_fail(err, ZC_ECHECK, "“%s”还没有起算%.0s", "%.0sthe clock \"%s\" has not started", clock->title.zh, clock->title.en);
}

/* 2 */

/* Asked of the record as it is, whoever may see it: the step is about what was proved, and says no more than its message. */
static int ask_elsewhere(struct zc_tx *tx, struct zc_eval *eval, const struct zc_record *record, const struct zc_step_elsewhere *asked, struct zc_error *err)
{
    struct zc_value to = record->values[asked->of->column];
    struct zc_record target;
    if (asked->where && !zc_eval_test(eval, asked->where, record))
        return ZC_OK;
    if (to.kind && zc_rows_get(&target, eval->arena, tx->db, asked->of->to, to.number, eval->times, &ZC_READER_CITY, NULL) == ZC_OK) {
        struct zc_eval there;
        zc_eval_init(&there, eval->arena, tx->db, eval->times, eval->reader);
        if (zc_eval_test(&there, asked->that, &target))
            return ZC_OK;
    }
    return zc_fail(err, ZC_ECHECK, "%s%.0s", "%.0s%s", zc_pick(asked->message, ZC_ZH), zc_pick(asked->message, ZC_EN));
}

/* 3 */

static int ask_figure(struct zc_patch *patch, struct zc_tx *tx, struct zc_eval *eval, const struct zc_record *record, const struct zc_step_measure *measure,
                      struct zc_error *err)
{
    const char *id = zc_record_text(record, measure->metric->name);
    const struct zc_metric *metric = zc_model_metric(tx->db->city->model, id);
    struct zc_figure figure;
    if (!metric)
        return zc_fail(err, ZC_ECHECK, "没有指标“%s”，量化结果要由指标算出", "there is no figure \"%s\": the result is counted and never typed", id);
    struct zc_metric_query query = {.metric = metric, .times = eval->times, .reader = &ZC_READER_CITY};
    zc_period_half_of(&query.period, eval->times.asof);
    if (measure->days) {
        int days = 0;
        bool there = false;
        struct zc_rules rules;
        zc_rules_open(&rules, eval->arena, tx->db, eval->times.known);
        int rc = zc_rules_number(&days, &there, &rules, measure->days, eval->times.asof, err);
        if (rc)
            return rc;
        if (there) {
            query.period.from = eval->times.asof - days;
            query.period.to = eval->times.asof;
        }
    }
    int rc = zc_metric_figure(&figure, eval->arena, tx->db, &query, err);
    if (rc)
        return rc;
    if (!figure.known)
        return zc_fail(err, ZC_ECHECK, "指标 %s 还没有数：由本系统算出，或有已核对的填报数", "the figure %s has no value yet: it is counted, or declared and checked", id);
    int64_t value = figure.value, target = 0;
    for (int scale = figure.scale; scale < measure->value->scale; scale++)
        if (__builtin_mul_overflow(value, 10, &value))
            return zc_fail(err, ZC_ECHECK, "指标 %s 的值太大", "the figure %s is too large", id);
    for (int scale = figure.scale; scale > measure->value->scale; scale--)
        value /= 10; /* towards zero: a target is not reached by rounding */
    bool has_target = measure->target && record->values[measure->target->column].kind == ZC_V_INT;
    if (has_target)
        target = record->values[measure->target->column].number;
    if (has_target ? value < target : value <= 0)
        return zc_fail(err, ZC_ECHECK, "指标 %s 现为 %s，没有达到目标", "the figure %s is %s and has not reached its target", id, zc_figure_text(&figure, false, eval->arena));
    put(patch, measure->value, zc_int(value));
    put(patch, measure->on, zc_int(eval->times.asof));
    put(patch, measure->basis, zc_text(zc_basis_word(figure.basis)));
    return ZC_OK;
}

/* A step that is so since a day of the past goes back over what was written meanwhile, but never before the record began. */
static int goes_back(struct zc_patch *patch, struct zc_tx *tx, struct zc_eval *eval, const struct zc_record *record, int since, struct zc_error *err)
{
    struct zc_rows slices;
    int rc = since < record->valid_from ? zc_rows_slices(&slices, eval->arena, tx->db, record->entity, eval->times, (struct zc_rows_among){.ids = &record->id, .count = 1}, err) : ZC_OK;
    if (rc)
        return rc;
    int began = since < record->valid_from && slices.count ? slices.items[0].valid_from : record->valid_from;
    patch->valid_from = since > began ? since : began;
    return ZC_OK;
}

int zc_step_ask(struct zc_patch *patch, struct zc_tx *tx, struct zc_eval *eval, const struct zc_record *record, const struct zc_transition *step,
                struct zc_error *err)
{
    const struct zc_step_rule *rule = step->rule;
    struct zc_value since = rule && rule->since ? record->values[rule->since->column] : ZC_EMPTY;
    int rc = since.kind == ZC_V_INT && since.number < eval->times.asof ? goes_back(patch, tx, eval, record, (int)since.number, err) : ZC_OK;
    if (!rc)
        rc = rule && rule->over ? ask_clock(tx, eval, record, rule->over, err) : ZC_OK;
    for (size_t i = 0; rule && i < rule->elsewhere_count && !rc; i++)
        rc = ask_elsewhere(tx, eval, record, &rule->elsewhere[i], err);
    for (size_t i = 0; rule && i < rule->measure_count && !rc; i++)
        if (!rule->measures[i].where || zc_eval_test(eval, rule->measures[i].where, record))
            rc = ask_figure(patch, tx, eval, record, &rule->measures[i], err);
    return rc;
}

/* 4 */

int zc_step_write(struct zc_patch *patch, struct zc_tx *tx, struct zc_eval *eval, const struct zc_record *record, const struct zc_transition *step,
                  const char *why, struct zc_error *err)
{
    const struct zc_step_rule *rule = step->rule;
    const struct zc_reader *reader = tx->actor.reader;
    int rc = ZC_OK;
    for (size_t i = 0; rule && i < rule->write_count && !rc; i++) {
        const struct zc_step_write *write = &rule->writes[i];
        struct zc_value to = record->values[write->to->column];
        struct zc_record target;
        int64_t same;
        bool changed;
        if (!to.kind || (write->where && !zc_eval_test(eval, write->where, record)))
            continue;
        if ((rc = zc_rows_get(&target, eval->arena, tx->db, write->to->to, to.number, eval->times, &ZC_READER_CITY, err)))
            return rc;
        if (write->kept)
            put(patch, write->kept, target.values[write->field->column]);
        struct zc_patch other = zc_patch_new(eval->arena, write->to->to, to.number);
        put(&other, write->field, record->values[write->value->column]);
        other.why = why;
        tx->actor.reader = &ZC_READER_CITY; /* who takes the step has this right and no other over that record */
        rc = zc_record_change(&same, &changed, tx, &other, err);
        tx->actor.reader = reader;
    }
    return rc;
}

bool zc_step_keeps(const struct zc_entity *entity, const struct zc_field *field)
{
    for (size_t t = 0; t < entity->transition_count; t++) {
        const struct zc_step_rule *rule = entity->transitions[t].rule;
        for (size_t i = 0; rule && i < rule->measure_count; i++)
            if (field == rule->measures[i].value || field == rule->measures[i].on || field == rule->measures[i].basis)
                return true;
        for (size_t i = 0; rule && i < rule->write_count; i++)
            if (field == rule->writes[i].kept)
                return true;
        if (entity->transitions[t].acts && entity->transitions[t].acts->paper && field == entity->transitions[t].acts->paper->digest)
            return true;
    }
    return false;
}
