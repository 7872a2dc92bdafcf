/*
 * scores: how a module says what units are ranked and scored by (scores.yaml or scores/<name>.yaml; reform.md C7, C8).
 *
 *   scores:
 *     annual:
 *       title: 年考核 | annual score
 *       scheme: {entity: assessment_scheme, from: from_on, to: to_on, open: "state in ('frozen', 'signed')", signed: "state = 'signed'", drafts: [office], readers: [leader]}
 *       rank: on_time                           the part that the ranking uses
 *       least: least_due                        a field of the scheme: fewer applicable are listed and not ranked
 *       lists:
 *         departments: {title: …, where: "…"}   of core.unit; a unit stands in the first list whose condition holds
 *       parts:
 *         on_time: {title: …, kind: adjusted, points: points_on_time, most: prior_weight, of: item, unit: task.lead_unit,
 *                   where: "due_on >= :from and due_on <= :to and due_on <= :asof", that: "verified_on <= due_on",
 *                   excused: {of: report_line, by: item, raised: help_since, answered: help_answered_on, due: due_on, workdays: excuse_workdays, unit: task.lead_leader.unit}}
 *
 * `kind`: share, adjusted, up_to, less (maths/score). `points` and `most` are whole-number fields of the scheme, so that weights are records
 * with their history. `that` may be left out with up_to and less; `clocks` ask that those
 * of the row that started stopped in time; a row of which one still runs, or none started, does not apply. A row that is `excused` counts for another unit: some row of `of` points at it by `by`, was
 * raised so many working days before `due`, and was not answered by then.
 */
#ifndef ZC_MODEL_SCORES_H
#define ZC_MODEL_SCORES_H

#include "model/model.h"

struct zc_loader; /* model/bind.h */

struct zc_score_excuse {
    const struct zc_entity *of;
    const struct zc_field *by, *raised, *answered;
    const struct zc_field *due;      /* of the part's rows */
    const struct zc_field *workdays; /* of the scheme */
    const struct zc_expr *unit;      /* of the part's rows: for whom it counts instead */
};
struct zc_score_of { /* a part as declared */
    const char *name;
    struct zc_pair title;
    int kind;                      /* enum zc_score_kind of maths/score.h, in the order of the words */
    const struct zc_field *points, *most; /* of the scheme; most NULL with SHARE */
    const struct zc_entity *of;
    const struct zc_expr *unit, *where, *that; /* that NULL: every row counts, or the clocks say */
    const struct zc_clock **clocks;
    size_t clock_count;
    struct zc_score_excuse *excused;
};
struct zc_score_list {
    const char *name;
    struct zc_pair title;
    const struct zc_expr *where;     /* of core.unit */
};
struct zc_score_scheme {
    const char *name, *module;
    struct zc_pair title;
    const struct zc_entity *entity;
    const struct zc_field *from, *to, *least;
    const struct zc_expr *open, *signed_; /* of the scheme: in force; its scores are no drafts any more */
    const char **drafts;             /* roles that see scores before */
    size_t draft_count;
    const char **readers;            /* roles that see every unit's score once it is signed; a unit sees its own */
    size_t reader_count;
    struct zc_score_of *parts;
    size_t part_count;
    const struct zc_score_of *rank;
    struct zc_score_list *lists;
    size_t list_count;
};
/* Binds one file; after all entities are known. */
void zc_load_scores(struct zc_loader *loader, const char *module, struct zc_yaml *yaml);
const struct zc_score_scheme *zc_model_score(const struct zc_model *model, const char *name);

#endif
