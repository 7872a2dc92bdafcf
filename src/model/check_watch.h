/*
 * check_watch: truth checks over clocks and draws.
 *
 *   clocks: [{entity, where?, clock, message, needs?}]
 *       a clock of the rows that is over, or stopped: it stopped in time, else the row fails. A clock that runs is not asked yet
 *   draws: {entity, where?}
 *       the rows that drew a sample: what each proves is printed beside the check (query/draw)
 */
#ifndef ZC_MODEL_CHECK_WATCH_H
#define ZC_MODEL_CHECK_WATCH_H

#include "model/model.h"

struct zc_loader; /* model/bind.h */

struct zc_check_clock {
    const struct zc_entity *entity;
    const struct zc_expr *where;
    const struct zc_clock *clock;
    struct zc_pair message, needs;
};
struct zc_check_draws {
    const struct zc_entity *entity;
    const struct zc_expr *where;
};
void zc_load_check_watch(struct zc_loader *loader, struct zc_truth_check *check, struct zc_yaml *yaml);

#endif
