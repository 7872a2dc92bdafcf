/* earned_schedule: the place of EV on the planned curve, then the indexes. */
#include "earned_schedule.h"

enum { MOST_PERIODS = 1200 };

/* Where the curve meets EV. On a plateau every period meets it; the one nearest to today is meant. */
static struct zc_ratio meet(const int64_t *pv, int duration, int at, int64_t ev)
{
    if (at <= duration && pv[at] == ev)
        return zc_ratio_make(at, 1);
    if (ev < pv[0])
        return zc_ratio_make(0, 1);
    int last = 0;
    while (last < duration && pv[last + 1] <= ev)
        last++;
    if (pv[last] == ev) {
        int first = last;
        while (first > 0 && pv[first - 1] == ev)
            first--;
        return zc_ratio_make(first > at || ev == pv[duration] ? first : last, 1);
    }
    return zc_ratio_add(zc_ratio_make(last, 1), zc_ratio_make(ev - pv[last], pv[last + 1] - pv[last]));
}

int zc_earned_schedule_compute(struct zc_earned_schedule *out, const int64_t *pv, int duration, int at, int64_t ev,
                               struct zc_error *err)
{
    if (duration < 1 || duration > MOST_PERIODS || at < 0 || pv[0] < 0)
        return zc_fail(err, ZC_EINPUT, "计划期数应为 1 至 %d,已过期数不小于 0", "the plan must have 1 to %d periods, none negative",
                       MOST_PERIODS);
    for (int i = 1; i <= duration; i++)
        if (pv[i] < pv[i - 1])
            return zc_fail(err, ZC_EINPUT, "计划值在第 %d 期下降", "planned value falls in period %d", i);
    if (ev < 0 || ev > pv[duration])
        return zc_fail(err, ZC_EINPUT, "挣值 %lld 超出计划总值 %lld", "earned value %lld is beyond the planned total %lld",
                       (long long)ev, (long long)pv[duration]);
    struct zc_ratio es = meet(pv, duration, at, ev);
    out->es = es;
    out->variance = zc_ratio_subtract(es, zc_ratio_make(at, 1));
    out->spi_time = zc_ratio_divide(es, zc_ratio_make(at, 1));
    out->spi = zc_ratio_make(ev, pv[at <= duration ? at : duration]);
    out->forecast = zc_ratio_divide(zc_ratio_make(duration, 1), out->spi_time);
    return ZC_OK;
}
