/*
 * promise: running the truth checks at two times. Each gives how many rows it applies to, how many pass, and the failing
 * records with what is wrong; nothing applicable is said as such, never as a pass.
 */
#ifndef ZC_QUERY_PROMISE_H
#define ZC_QUERY_PROMISE_H

#include "query/metric.h"

struct zc_failing {
    const struct zc_entity *entity; /* NULL for figures that disagree */
    int64_t id;
    const char *name;
    struct zc_pair message;
};
struct zc_check_result {
    const struct zc_truth_check *check;
    size_t applicable, passed;
    struct zc_failing *failing;
    size_t failing_count;
    struct zc_pair *needs; /* what to bring so that the parts apply which have nothing to apply to yet */
    size_t need_count;
    struct zc_pair *notes; /* what drawn samples prove */
    size_t note_count;
};
int zc_promises_run(struct zc_check_result **out, size_t *count, struct zc_arena *arena, struct zc_db *db, struct zc_times times, struct zc_error *err);

#endif
