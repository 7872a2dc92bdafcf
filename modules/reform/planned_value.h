/*
 * planned_value: what should be done by a day and what is (reform.md C3).
 * PV(t) counts weights by the baseline due date, never the current one, or every delay would disappear; EV(t) counts weights
 * of items verified by t. Cancelled items count in neither.
 */
#ifndef ZC_REFORM_PLANNED_VALUE_H
#define ZC_REFORM_PLANNED_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct zc_valued_item {
    int weight;
    int baseline_due;
    bool verified, cancelled;
    int verified_on; /* only when verified */
};

int64_t zc_planned_value(const struct zc_valued_item *items, size_t count, int on);
int64_t zc_earned_value(const struct zc_valued_item *items, size_t count, int on);
/* PV at the end of each of `periods` months counted from the first day of the plan; out holds periods + 1 values, out[0] is
 * the day before the plan begins. */
void zc_planned_curve(int64_t *out, int periods, const struct zc_valued_item *items, size_t count, int plan_from);

#endif
