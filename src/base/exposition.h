/*
 * exposition: what a program counts of itself, in the text format 0.0.4 of Prometheus: a family (HELP, TYPE) and then its samples, each with
 * its labels. Names of counters end in _total; times are seconds, sizes bytes. Samples of one family stand together, so a family is opened
 * once. Source: Prometheus documentation, "Exposition formats", text-based format.
 */
#ifndef ZC_BASE_EXPOSITION_H
#define ZC_BASE_EXPOSITION_H

#include "base/buf.h"

#include <stddef.h>
#include <stdint.h>

#define ZC_EXPOSITION_TYPE "text/plain; version=0.0.4; charset=utf-8"

enum zc_exposition_kind { ZC_COUNTER, ZC_GAUGE, ZC_HISTOGRAM };
struct zc_exposition {
    struct zc_buf *out;
    const char *name; /* of the family that is open */
    enum zc_exposition_kind kind;
};
struct zc_label {
    const char *name, *value; /* any UTF-8 text */
};
enum { ZC_LABELS_MOST = 4 };

/* `name` and `help` are constants of the program. */
void zc_exposition_family(struct zc_exposition *exposition, enum zc_exposition_kind kind, const char *name, const char *help);
void zc_exposition_int(struct zc_exposition *exposition, const struct zc_label *labels, size_t count, int64_t value);
void zc_exposition_real(struct zc_exposition *exposition, const struct zc_label *labels, size_t count, double value);
/* A histogram: of each bound how many lay above the one before and not above it; one more count than bounds, for what lay above all. */
void zc_exposition_histogram(struct zc_exposition *exposition, const struct zc_label *labels, size_t count, const double *bounds, const uint64_t *counts,
                             size_t bound_count, double sum);

#endif
