/*
 * burden: which records are something that a unit is asked (reform.md C13).
 *
 *   burden: [{kind: request, unit: to_unit, on: dispatched_on, from: from_post.unit, about: [record_entity, record_id], done: submitted_on}]
 *
 * `kind`: request, form, visit, notice. `unit` leads to who is asked; `on` is the day (a row without it does not count yet); `from` leads to the
 * unit that asks and `about` names the fields that say what is asked: without both nothing repeats. `done` is the field with whose
 * filling it is answered: the minutes are those from the making of the record to then, by their known times.
 */
#ifndef ZC_MODEL_BURDEN_H
#define ZC_MODEL_BURDEN_H

#include "model/model.h"

struct zc_loader; /* model/bind.h */

enum zc_burden_kind { ZC_BURDEN_REQUEST, ZC_BURDEN_FORM, ZC_BURDEN_VISIT, ZC_BURDEN_NOTICE, ZC_BURDEN_KINDS };
struct zc_burden {
    enum zc_burden_kind kind;
    const struct zc_expr *unit, *from; /* from NULL: not said */
    const struct zc_field *on, *done;  /* done NULL: nothing is measured */
    const struct zc_field **about;
    size_t about_count;
};
struct zc_burdens {
    struct zc_burden *items;
    size_t count;
};
/* Binds the key of an entity; after the derived fields of all entities. */
void zc_load_burden(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml);

#endif
