/*
 * gantt: which fields of an entity stand for time on a chart of bars.
 *
 *   gantt: {start: approved_on, due: due_on, baseline: first_due_on, progress: reported_percent, done: [written_off_on]}
 *
 * `baseline` is the due date that never moves: unless named, the copy that `baseline_at` of the due date freezes, else none.
 * `progress` is a whole number in percent, or a decimal that is a share of one. `done`: the row is finished when one is filled.
 * The program gives these names out and nothing is counted from them.
 */
#ifndef ZC_MODEL_GANTT_H
#define ZC_MODEL_GANTT_H

#include "model/model.h"

struct zc_loader; /* model/bind.h */

struct zc_gantt {
    const struct zc_field *start, *due, *baseline, *progress; /* the last two may be NULL */
    const struct zc_field **done;
    size_t done_count;
};
/* Binds the key of an entity whose fields are known. */
void zc_load_gantt(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml);

#endif
