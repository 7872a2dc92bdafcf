/*
 * act: what a transition does beside the state, and which fields are written when.
 *
 *   promote: {…, asks: {entity: adoption, of: experience, each: addressees, as: unit, copy: {asked_on: promoted_on}}}
 *   deliver: {…, code: receipt_code, tell: [{to: to_unit, roles: [liaison, lead], words: 待签收 | to be received, due: due_on}]}
 *   return:  {…, clear: [replied_again_on], tell: [{to: replied_by, words: 退回重报 | returned}]}
 *   issue:   {…, paper: {name: notice, digest: paper_digest}}
 *
 *   hold: [{fields: [facts, requirement], only: "state = 'draft'", message: …}, {fields: [due_on], once: true, only: "state = 'draft'", message: …}]
 *   bind: {texts: {facts: facts_shown}, asof: facts_on, tried_at: [check], at: sign}
 *
 * `hold`: a change of one of these fields needs `only` to hold of the row as it was (of a new row, as it will be), for whoever writes;
 * with `once` what is still empty may be filled. Steps, the city itself and undoing are not asked. `bind`: texts whose figures are placeholders (docs/reports.md): the steps `tried_at`
 * and `at` are refused while a figure is naked or wrong; `at` keeps the text with its figures filled in, and each figure in core.bound_figure.
 * `paper`: the official paper of that name is drawn as the record stands after the step, and stays as it was issued.
 */
#ifndef ZC_MODEL_ACT_H
#define ZC_MODEL_ACT_H

#include "model/model.h"

struct zc_loader; /* model/bind.h */

/* What waited about the record is done; then it waits anew at these. */
struct zc_act_tell {
    const struct zc_field *to;     /* refs to core.post or core.unit, one or many */
    const char **roles;            /* of a unit: its live posts with one of these; none: the head of the unit */
    size_t role_count;
    struct zc_pair words;          /* why it is on the desk */
    const struct zc_field *due;    /* date; NULL = none */
};
struct zc_act_copy {
    const struct zc_field *into, *from; /* of the record made, of the record that asks */
};
/* One record for each that a list names, made with the city's right; those that are there already stay. */
struct zc_act_asks {
    const struct zc_entity *entity;
    const struct zc_field *of, *each, *as;
    const struct zc_field *whose;  /* a ref of the asking record: the list is that record's; NULL: its own */
    struct zc_act_copy *copies;
    size_t copy_count;
};
struct zc_paper; /* model/paper.h */
struct zc_act_paper {
    const struct zc_paper *paper;
    const struct zc_field *digest; /* receives that of the file; then it never changes */
};
struct zc_acts {
    const struct zc_field **clear; /* emptied */
    size_t clear_count;
    const struct zc_field *code;   /* receives eight random letters, once */
    bool tells;                    /* tell stands there, perhaps empty */
    struct zc_act_tell *tell;
    size_t tell_count;
    struct zc_act_asks *asks;     /* NULL = none */
    struct zc_act_paper *paper;   /* NULL = none */
};
struct zc_hold {
    const struct zc_field **fields;
    size_t field_count;
    const struct zc_expr *only;
    bool once;                     /* filling what is empty is not asked about */
    struct zc_pair message;
};
struct zc_bind_text {
    const struct zc_field *source, *shown;
};
struct zc_bind_rule {
    struct zc_bind_text *texts;
    size_t text_count;
    const struct zc_field *asof;   /* date; NULL: the day of the step */
    const char **tried_at, *at;    /* transitions */
    size_t tried_count;
};
/* Binds these keys of an entity whose fields and transitions are known. */
void zc_load_acts(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml);
/* Binds `paper` of its transitions, once the papers of all modules are known. */
void zc_load_act_papers(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml);

#endif
