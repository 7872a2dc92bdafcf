/* periodic_close: closing a period: 1 what keeps it open; 2 what is kept: figures, checks, computed values, reports; 3 the whole. */
#include "base/date.h"
#include "base/decimal.h"
#include "base/text.h"
#include "query/eval.h"
#include "query/promise.h"
#include "record/periodic.h"
#include "record/tx.h"

#include <stdio.h>
#include <string.h>

struct closing {
    struct zc_tx *tx;
    struct zc_db *db;
    struct zc_arena *arena;
    const struct zc_entity *entity;
    const struct zc_periods *rule;
    const struct zc_period *period;
    enum zc_every every;
    int64_t plan, id;
    struct zc_times then, now; /* then: the end of the period as known now */
    size_t kept;
    struct zc_error *err;
};

/* 1 */

static int finer_closed(struct closing *closing)
{
    struct zc_record plan, record;
    if (closing->every == ZC_EVERY_MONTH)
        return ZC_OK;
    int rc = zc_rows_get(&plan, closing->arena, closing->db, closing->rule->along->to, closing->plan, closing->now, &ZC_READER_CITY, closing->err);
    struct zc_value starts = rc ? ZC_EMPTY : zc_record_value(&plan, closing->rule->span_from->name);
    enum zc_every finer = closing->every == ZC_EVERY_YEAR ? ZC_EVERY_QUARTER : ZC_EVERY_MONTH;
    for (int day = closing->period->from; day <= closing->period->to && !rc;) {
        struct zc_period part;
        bool there;
        zc_every_period(&part, finer, day);
        day = part.to + 1;
        if (starts.kind == ZC_V_INT && part.to < starts.number)
            continue;
        rc = zc_periodic_period(&record, &there, closing->arena, closing->db, closing->entity, closing->plan, &part, closing->now, closing->err);
        if (!rc && (!there || strcmp(zc_record_text(&record, "state"), closing->rule->close->to) != 0))
            rc = zc_fail(closing->err, ZC_ECHECK, "先给 %s 结账", "close %s first", part.name);
    }
    return rc;
}

/* A report that may still come in time, and one that waits for its decision, keep the period open. */
static int reports_settled(struct closing *closing, const struct zc_entity *report)
{
    struct zc_owed_list owed;
    int rc = zc_periodic_owed(&owed, closing->arena, closing->db, report, closing->plan, closing->period, closing->now, closing->err);
    for (size_t i = 0; i < owed.count && !rc; i++) {
        const struct zc_owed *one = &owed.items[i];
        const char *state = one->there ? zc_record_text(&one->report, "state") : "";
        bool accepted = strcmp(state, report->periodic->accepted) == 0;
        if (one->has_due && (one->due.result.state == ZC_CLOCK_RUNNING || one->due.result.state == ZC_CLOCK_PAUSED) && !accepted) {
            char until[ZC_DATE_TEXT];
            zc_date_format(until, one->due.result.due_legal);
            rc = zc_fail(closing->err, ZC_ECHECK, "“%s”的%s%.0s还在时限内，到 %s 为止", "the%2$.0s %3$s of \"%1$s\" may still come in time, until %4$s", one->unit_name, zc_pick(report->title, ZC_ZH),
                         zc_pick(report->title, ZC_EN), until);
        } else if (one->there && !accepted && zc_record_value(&one->report, report->periodic->ends->name).kind) {
            const struct zc_transition *submit = NULL;
            for (size_t t = 0; t < report->transition_count; t++)
                if (strcmp(report->transitions[t].name, report->periodic->submit) == 0)
                    submit = &report->transitions[t];
            if (submit && strcmp(state, submit->to) == 0)
                rc = zc_fail(closing->err, ZC_ECHECK, "“%s”的%s%.0s还没有受理或退回", "the%2$.0s %3$s of \"%1$s\" is neither accepted nor returned", one->unit_name, zc_pick(report->title, ZC_ZH),
                             zc_pick(report->title, ZC_EN));
        }
    }
    return rc;
}

/* 2 */

/* The first `most` characters. */
static const char *cut(struct zc_arena *arena, const char *text, int most)
{
    const char *at = text, *end = text + strlen(text);
    for (int i = 0; i < most && at < end; i++)
        zc_utf8_next(&at, end);
    return zc_arena_copy(arena, text, (size_t)(at - text));
}

struct kept {
    const char *kind, *subject, *title, *value, *reason, *digest;
    int64_t rows; /* -1: no such number */
};

static int keep(struct closing *closing, const struct kept *kept)
{
    const struct zc_periods *rule = closing->rule;
    struct zc_patch patch = zc_patch_new(closing->arena, rule->kept, 0);
    const struct {
        const struct zc_field *field;
        const char *text;
    } texts[] = {{rule->kept_kind, kept->kind}, {rule->kept_subject, kept->subject}, {rule->kept_title, kept->title}, {rule->kept_value, kept->value},
                 {rule->kept_reason, kept->reason}, {rule->kept_digest, kept->digest}};
    int64_t id;
    bool changed;
    patch.values[rule->kept_period->column] = zc_int(closing->id);
    patch.set[rule->kept_period->column] = true;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i].text && *texts[i].text) {
            int most = texts[i].field->max ? texts[i].field->max : 2000;
            patch.values[texts[i].field->column] = zc_text(cut(closing->arena, texts[i].text, most));
            patch.set[texts[i].field->column] = true;
        }
    if (kept->rows >= 0) {
        patch.values[rule->kept_count->column] = zc_int(kept->rows);
        patch.set[rule->kept_count->column] = true;
    }
    patch.valid_from = closing->period->to; /* it is so of the period, whenever it was closed */
    closing->kept++;
    return zc_record_change(&id, &changed, closing->tx, &patch, closing->err);
}

static int keep_figures(struct closing *closing)
{
    const struct zc_model *model = closing->db->city->model;
    int rc = ZC_OK;
    for (size_t i = 0; i < model->metric_count && !rc; i++) {
        const struct zc_metric *metric = model->metrics[i];
        struct zc_figure figure;
        struct zc_metric_query query = {metric, *closing->period, closing->then, &ZC_READER_CITY};
        if (!metric->city || strcmp(metric->module, closing->entity->module) != 0)
            continue;
        if ((rc = zc_metric_figure(&figure, closing->arena, closing->db, &query, closing->err)))
            break;
        const char *reason = zc_arena_printf(closing->arena, "%s %s", zc_basis_mark(figure.basis), figure.known ? metric->explain.zh : "没有记录");
        struct kept kept = {"metric", metric->id, metric->title.zh, figure.known ? zc_figure_text(&figure, false, closing->arena) : NULL, reason, figure.digest, (int64_t)figure.row_count};
        rc = keep(closing, &kept);
    }
    return rc;
}

static int keep_checks(struct closing *closing)
{
    struct zc_check_result *results;
    size_t count;
    int rc = zc_promises_run(&results, &count, closing->arena, closing->db, closing->now, closing->err);
    for (size_t i = 0; i < count && !rc; i++) {
        const struct zc_check_result *result = &results[i];
        struct zc_buf why = {0};
        if (strcmp(result->check->module, closing->entity->module) != 0)
            continue;
        for (size_t f = 0; f < result->failing_count; f++)
            zc_buf_printf(&why, "%s%s：%s", f ? "；" : "", result->failing[f].name, result->failing[f].message.zh);
        struct kept kept = {"check", result->check->id, result->check->title.zh, zc_arena_printf(closing->arena, "%zu/%zu", result->passed, result->applicable),
                            zc_arena_copy(closing->arena, zc_buf_text(&why), why.size), NULL, (int64_t)result->applicable};
        zc_buf_free(&why);
        rc = keep(closing, &kept);
    }
    return rc;
}

/* Rows of this plan alone: the plan itself, or what has a ref to it. */
static const char *of_plan(struct closing *closing, const struct zc_entity *entity)
{
    if (entity == closing->rule->along->to)
        return "id = :post";
    for (size_t i = 0; i < entity->column_count; i++)
        if (entity->columns[i]->type == ZC_REF && !entity->columns[i]->list && entity->columns[i]->to == closing->rule->along->to)
            return zc_arena_printf(closing->arena, "%s = :post", entity->columns[i]->name);
    return NULL;
}

static int keep_values(struct closing *closing)
{
    int rc = ZC_OK;
    struct zc_eval eval;
    zc_eval_init(&eval, closing->arena, closing->db, closing->then, &ZC_READER_CITY);
    for (size_t f = 0; f < closing->rule->field_count && !rc; f++) {
        const struct zc_entity *entity = closing->rule->field_of[f];
        const struct zc_field *field = closing->rule->fields[f];
        struct zc_rows rows;
        struct zc_rows_query query = {.entity = entity, .times = closing->then, .reader = &ZC_READER_CITY, .filter = of_plan(closing, entity)};
        query.params[ZC_P_POST] = zc_int(closing->plan);
        rc = zc_rows_list(&rows, closing->arena, closing->db, &query, closing->err);
        for (size_t i = 0; i < rows.count && !rc; i++) {
            struct zc_value value = zc_eval_field(&eval, &rows.items[i], field);
            char text[64];
            if (!value.kind)
                continue;
            if (value.kind == ZC_V_INT && field->scale)
                zc_decimal_format(text, value.number, field->scale);
            else
                snprintf(text, sizeof text, "%lld", (long long)value.number);
            struct kept kept = {"field", zc_arena_printf(closing->arena, "%s|%lld|%s", entity->full_name, (long long)rows.items[i].id, field->name),
                                zc_arena_printf(closing->arena, "%s %s", zc_record_name(closing->arena, closing->db, &rows.items[i], ZC_ZH), field->title.zh),
                                value.kind == ZC_V_TEXT ? value.text : text, field->help.zh, NULL, -1};
            rc = keep(closing, &kept);
        }
    }
    return rc;
}

static int keep_reports(struct closing *closing, const struct zc_entity *report)
{
    struct zc_owed_list owed;
    int rc = zc_periodic_owed(&owed, closing->arena, closing->db, report, closing->plan, closing->period, closing->now, closing->err);
    for (size_t i = 0; i < owed.count && !rc; i++) {
        const struct zc_owed *one = &owed.items[i];
        char due[ZC_DATE_TEXT] = "";
        bool in_time = one->has_due && one->due.result.state == ZC_CLOCK_STOPPED_IN_TIME, late = one->has_due && one->due.result.state == ZC_CLOCK_STOPPED_LATE;
        if (one->has_due)
            zc_date_format(due, one->due.result.due_legal);
        struct kept kept = {"report", zc_arena_printf(closing->arena, "%s|%lld", report->full_name, (long long)one->unit), one->unit_name, in_time ? "in_time" : late ? "late" : "missing",
                            zc_arena_printf(closing->arena, "%s，时限 %s，应报 %zu 行，状态 %s", in_time ? "按时" : late ? "迟报" : "未报", due, one->lines,
                                            one->there ? zc_record_text(&one->report, "state") : "无"), NULL, (int64_t)one->lines};
        rc = keep(closing, &kept);
    }
    return rc;
}

/* 3 */

static bool reports_of(const struct closing *closing, const struct zc_entity *entity)
{
    return entity->periodic && entity->periodic->period->to == closing->entity && entity->periodic->every == closing->every;
}

int zc_periods_close(int64_t *id, size_t *kept, struct zc_tx *tx, const struct zc_entity *periods, int64_t plan, const struct zc_period *period, const char *why,
                     struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct closing closing = {.tx = tx, .db = zc_tx_db(tx), .arena = &arena, .entity = periods, .rule = periods->periods, .period = period, .plan = plan, .err = err};
    const struct zc_model *model = closing.db->city->model;
    const struct zc_reader *reader = tx->actor.reader;
    struct zc_record record;
    closing.now = zc_times_now(closing.db);
    closing.then = zc_times_at(closing.db, period->to < closing.now.asof ? period->to : closing.now.asof, ZC_INSTANT_MAX);
    int rc = zc_every_of(&closing.every, period) ? ZC_OK : zc_fail(err, ZC_EINPUT, "%s 不是一个月、一季或一年", "%s is no month, quarter or year", period->name);
    if (!rc && period->to >= closing.now.asof)
        rc = zc_fail(err, ZC_ECHECK, "%s 还没有过完", "%s is not over yet", period->name);
    if (!rc)
        rc = zc_periods_record(&record, &arena, tx, periods, plan, period, err);
    if (!rc)
        rc = finer_closed(&closing);
    for (size_t e = 0; e < model->entity_count && !rc; e++)
        if (reports_of(&closing, model->entities[e]))
            rc = reports_settled(&closing, model->entities[e]);
    if (!rc) { /* first, so that who may not close it writes nothing */
        closing.id = record.id;
        rc = zc_record_transition(tx, periods, record.id, periods->periods->close->name, why, err);
    }
    tx->actor.reader = &ZC_READER_CITY; /* nobody else writes what is kept */
    if (!rc)
        rc = keep_figures(&closing);
    if (!rc)
        rc = keep_checks(&closing);
    if (!rc)
        rc = keep_values(&closing);
    for (size_t e = 0; e < model->entity_count && !rc; e++)
        if (reports_of(&closing, model->entities[e]))
            rc = keep_reports(&closing, model->entities[e]);
    if (!rc) { /* last, so that what was kept is known by then, too */
        bool changed;
        struct zc_patch patch = zc_patch_new(&arena, periods, record.id);
        patch.values[closing.rule->at->column] = zc_int(zc_tx_next_at(tx));
        patch.set[closing.rule->at->column] = true;
        rc = zc_record_change(&patch.id, &changed, tx, &patch, err);
    }
    tx->actor.reader = reader;
    *id = closing.id;
    *kept = closing.kept;
    zc_arena_free(&arena);
    return rc;
}
