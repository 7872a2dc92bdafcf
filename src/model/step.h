/*
 * step: what a transition asks and does beyond its guard.
 *
 *   over: reply               only when that clock of the record is over
 *   since: month_end          the step is so from the day of that field, if that lies before today: a report of a month is accepted for that month
 *   elsewhere: [{of: pilot, where: "…", that: "…", message: …}]
 *                             asks a condition of the record that the ref `of` leads to, whatever its home; refused where it leads to none
 *   measures: [{where: "…", metric: metric, target: target, days: pack.value, value: measured, on: measured_on, basis: measured_by}]
 *                             counts the figure whose id the text field `metric` holds, stores it, and refuses below the target (without a
 *                             target: at zero); a declared figure counts once it is checked. `days`: a flow of so many days up to today
 *   writes: [{to: item, where: "…", field: due_on, value: new_due_on, kept: old_due_on}]
 *                             writes a value of this record into the one that `to` leads to, and what stood there into `kept`
 *
 * What a step keeps (value, on, basis, kept) is written by nobody's hand.
 */
#ifndef ZC_MODEL_STEP_H
#define ZC_MODEL_STEP_H

#include "model/model.h"

struct zc_loader; /* model/bind.h */

struct zc_step_elsewhere {
    const struct zc_field *of;     /* ref of the record */
    const struct zc_expr *where;   /* of the record; NULL: always */
    const struct zc_expr *that;    /* of the one that `of` leads to */
    struct zc_pair message;
};
struct zc_step_measure {
    const struct zc_expr *where;   /* NULL: always */
    const struct zc_field *metric, *target, *value, *on, *basis; /* target may be NULL; value is a decimal */
    const char *days;              /* full id of a rule value; NULL: the half-year */
};
struct zc_step_write {
    const struct zc_field *to;     /* ref of the record */
    const struct zc_expr *where;
    const struct zc_field *field;  /* of the entity that `to` leads to */
    const struct zc_field *value;  /* of the record, of the same type */
    const struct zc_field *kept;   /* NULL: what stood there is in the history alone */
};
struct zc_step_rule {
    const struct zc_clock *over;
    const struct zc_field *since;
    struct zc_step_elsewhere *elsewhere;
    size_t elsewhere_count;
    struct zc_step_measure *measures;
    size_t measure_count;
    struct zc_step_write *writes;
    size_t write_count;
};
/* Binds the keys of every transition; after the clocks. */
void zc_load_steps(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml);

#endif
