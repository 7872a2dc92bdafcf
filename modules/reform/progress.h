/*
 * progress: what was reported, what was verified, and the gap between them (reform.md C2).
 *
 * reported = Σ w·c / Σ w with c the claimed share; verified = Σ w·[verified] / Σ w: a started item earns nothing. Cancelled
 * items leave both sums, suspended ones stay. Without any weight all three are empty.
 */
#ifndef ZC_REFORM_PROGRESS_H
#define ZC_REFORM_PROGRESS_H

#include "base/ratio.h"

#include <stddef.h>

enum { ZC_PROGRESS_WHOLE = 10000 };

struct zc_progress_item {
    int weight;   /* below 0 counts as 0 */
    int claimed;  /* share in ten-thousandths, cut to 0 … ZC_PROGRESS_WHOLE */
    bool verified; /* verified or written off */
    bool cancelled;
};
struct zc_progress {
    struct zc_ratio reported, verified, gap;
};

struct zc_progress zc_progress_compute(const struct zc_progress_item *items, size_t count);

#endif
