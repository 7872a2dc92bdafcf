/* planned_value: two sums and the monthly curve that earned schedule needs. */
#include "planned_value.h"

#include "base/date.h"

int64_t zc_planned_value(const struct zc_valued_item *items, size_t count, int on)
{
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        if (!items[i].cancelled && items[i].weight > 0 && items[i].baseline_due <= on)
            sum += items[i].weight;
    return sum;
}

int64_t zc_earned_value(const struct zc_valued_item *items, size_t count, int on)
{
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        if (!items[i].cancelled && items[i].weight > 0 && items[i].verified && items[i].verified_on <= on)
            sum += items[i].weight;
    return sum;
}

void zc_planned_curve(int64_t *out, int periods, const struct zc_valued_item *items, size_t count, int plan_from)
{
    for (int i = 0; i <= periods; i++)
        out[i] = zc_planned_value(items, count, zc_date_add_months(plan_from, i) - 1);
}
