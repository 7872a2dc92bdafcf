/*
 * histogram: how many of what was measured lay at or below each of a few bounds, and their sum. Adding costs two atomic additions and takes
 * no lock; any thread may add or read.
 */
#ifndef ZC_BASE_HISTOGRAM_H
#define ZC_BASE_HISTOGRAM_H

#include "base/exposition.h"

enum { ZC_HISTOGRAM_BOUNDS = 14 };
struct zc_histogram_shape {
    int64_t bounds[ZC_HISTOGRAM_BOUNDS]; /* ascending, in the unit in which it is measured */
    size_t count;
    double unit; /* so many of it are one of the unit that is shown: 1e9 for nanoseconds that are shown as seconds */
};
struct zc_histogram {
    const struct zc_histogram_shape *shape;
    uint64_t counts[ZC_HISTOGRAM_BOUNDS + 1], sum;
};
/* Seconds, measured in nanoseconds: from a millisecond to ten seconds. */
extern const struct zc_histogram_shape zc_histogram_seconds;

void zc_histogram_add(struct zc_histogram *histogram, int64_t value); /* not below 0 */
void zc_histogram_put(struct zc_exposition *exposition, const struct zc_label *labels, size_t count, const struct zc_histogram *histogram);

#endif
