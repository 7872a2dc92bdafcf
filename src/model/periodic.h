/*
 * periodic: reports that are owed for each month, quarter or year, and the periods that are closed.
 *
 * On the entity of periods:
 *   periods: {along: plan, spans: [starts_on, ends_on], kind: kind, number: seq, name: name, from: starts_on, to: ends_on,
 *             close: close, at: closed_at, keep: {entity: period_figure, period: period, kind: kind, subject: subject, title: title, value: value,
 *             reason: reason, row_count: row_count, row_digest: row_digest, fields: [task.progress_reported]}}
 * On the entity of reports:
 *   periodic: {every: month, period: period, unit: unit, ends: month_end, clock: due, submit: submit, again: resubmit, amend: amend, accepted: accepted,
 *              amended: amended_on, reason: amendment,
 *              lines: {entity: report_line, report: report, of: [{ref: task, where: "…", along: plan, unit: lead_unit},
 *                      {ref: item, where: "…", along: task.plan, unit: task.lead_unit, with: task, while: "…", due: due_on, within: quarter}],
 *                      ask: {state: claimed_state, shares: {not_started: 0, claimed: 1}, share: claimed_share, text: what, none: no_progress,
 *                      reason: no_progress_reason, more: [problem, next_step], help: help, since: help_since}},
 *              parts: {entity: co_part, of: task, unit: unit, ends: month_end, clock: reply, silence: silence, open: asked}}
 *
 * A unit owes a report of a period when a row that a line is about is its own on the last day of the period: so who owes what is computed, and
 * what is missing is known without a record. No record of a period is needed before somebody reports or closes it.
 */
#ifndef ZC_MODEL_PERIODIC_H
#define ZC_MODEL_PERIODIC_H

#include "model/model.h"

struct zc_loader; /* model/bind.h */

enum zc_every { ZC_EVERY_MONTH, ZC_EVERY_QUARTER, ZC_EVERY_YEAR }; /* the codes of the kind: month, quarter, year */

struct zc_periods {
    const struct zc_field *along;       /* required ref: the year's plan, of whose days the periods are */
    const struct zc_field *span_from, *span_to; /* of that plan */
    const struct zc_field *kind, *number, *name, *from, *to, *at;
    const struct zc_transition *close;
    const struct zc_entity *kept;       /* where the figures of the closing go */
    const struct zc_field *kept_period, *kept_kind, *kept_subject, *kept_title, *kept_value, *kept_reason, *kept_count, *kept_digest;
    const struct zc_field **fields;     /* computed fields whose values are kept, row by row */
    const struct zc_entity **field_of;
    size_t field_count;
};

struct zc_periodic_subject {
    const struct zc_field *ref;         /* of the line: to the row that it is about */
    const struct zc_expr *where, *open; /* open: rows that are wanted for their due date; NULL without `due` */
    const struct zc_expr *along, *unit; /* which plan, which unit */
    const struct zc_field *with;        /* a further ref of the line that is filled from the field of the same name of the row; NULL */
    const struct zc_field *due;         /* wanted when due by the end of `within`, or changed in the period; NULL: always */
    enum zc_every within;
};
/* What a form asks of a line, one question after the other. Each but `text` may be NULL. */
struct zc_periodic_ask_of {
    const struct zc_field *state, *share; /* a code; a decimal from 0 to 1 */
    const struct zc_field *text;          /* what happened */
    const struct zc_field *none, *reason; /* nothing did, and why: only together */
    const struct zc_field *help, *since;  /* what is asked for, and the day from which: only together */
    const struct zc_field **more;         /* texts that few lines have */
    size_t more_count;
    const char **fixed_code, **fixed_share; /* states whose share is no question */
    size_t fixed_count;
};
struct zc_periodic {
    enum zc_every every;
    const struct zc_field *period, *unit, *ends, *amended, *reason;
    const struct zc_clock *clock;
    const char *submit, *again, *amend; /* transitions */
    const char *accepted;               /* state */
    const struct zc_entity *line;
    const struct zc_field *report, *line_ends; /* of the line */
    struct zc_periodic_subject *subjects;
    size_t subject_count;
    struct zc_periodic_ask_of ask;      /* text NULL: not declared */
    const struct zc_entity *part;       /* what co-units are asked for; NULL without */
    const struct zc_field *part_of, *part_unit, *part_ends;
    const struct zc_clock *part_clock;
    const char *part_silence, *part_open; /* the step that records silence; the state that blocks */
};
/* Binds both keys; after the rules of all entities. */
void zc_load_periods(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml);
void zc_load_periodic(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml);

#endif
