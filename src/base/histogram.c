#include "base/histogram.h"

#define MS INT64_C(1000000)
const struct zc_histogram_shape zc_histogram_seconds = {
    {1 * MS, 5 * MS / 2, 5 * MS, 10 * MS, 25 * MS, 50 * MS, 100 * MS, 250 * MS, 500 * MS, 1000 * MS, 2500 * MS, 5000 * MS, 10000 * MS}, 13, 1e9};

void zc_histogram_add(struct zc_histogram *histogram, int64_t value)
{
    size_t at = 0;
    while (at < histogram->shape->count && value > histogram->shape->bounds[at])
        at++;
    __atomic_add_fetch(&histogram->counts[at], 1, __ATOMIC_RELAXED);
    __atomic_add_fetch(&histogram->sum, (uint64_t)value, __ATOMIC_RELAXED);
}

void zc_histogram_put(struct zc_exposition *exposition, const struct zc_label *labels, size_t count, const struct zc_histogram *histogram)
{
    const struct zc_histogram_shape *shape = histogram->shape;
    double bounds[ZC_HISTOGRAM_BOUNDS];
    uint64_t counts[ZC_HISTOGRAM_BOUNDS + 1];
    for (size_t i = 0; i <= shape->count; i++)
        counts[i] = __atomic_load_n(&histogram->counts[i], __ATOMIC_RELAXED);
    for (size_t i = 0; i < shape->count; i++)
        bounds[i] = (double)shape->bounds[i] / shape->unit;
    zc_exposition_histogram(exposition, labels, count, bounds, counts, shape->count, (double)__atomic_load_n(&histogram->sum, __ATOMIC_RELAXED) / shape->unit);
}
