/* progress: the sums of C2. */
#include "progress.h"

struct zc_progress zc_progress_compute(const struct zc_progress_item *items, size_t count)
{
    int64_t all = 0, claimed = 0, verified = 0;
    bool overflow = false;
    for (size_t i = 0; i < count; i++) {
        int64_t weight = items[i].weight > 0 ? items[i].weight : 0, share = items[i].claimed;
        if (items[i].cancelled)
            continue;
        if (share < 0)
            share = 0;
        if (share > ZC_PROGRESS_WHOLE)
            share = ZC_PROGRESS_WHOLE;
        overflow |= __builtin_add_overflow(all, weight * ZC_PROGRESS_WHOLE, &all);
        overflow |= __builtin_add_overflow(claimed, weight * share, &claimed);
        if (items[i].verified)
            verified += weight * ZC_PROGRESS_WHOLE;
    }
    if (overflow)
        return (struct zc_progress){0};
    struct zc_progress progress = {zc_ratio_make(claimed, all), zc_ratio_make(verified, all), {0}};
    progress.gap = zc_ratio_subtract(progress.reported, progress.verified);
    return progress;
}
