/*
 * ratio: exact fractions of int64, for shares and indexes that must not lose anything before they are shown.
 * A ratio with bottom 0 is empty ("–"): the result of a division by zero or of an overflow, and of any sum with an empty one.
 */
#ifndef ZC_BASE_RATIO_H
#define ZC_BASE_RATIO_H

#include <stdbool.h>
#include <stdint.h>

struct zc_ratio {
    int64_t top, bottom; /* lowest terms, bottom > 0; bottom = 0 is empty */
};

struct zc_ratio zc_ratio_make(int64_t top, int64_t bottom);
struct zc_ratio zc_ratio_add(struct zc_ratio a, struct zc_ratio b);
struct zc_ratio zc_ratio_subtract(struct zc_ratio a, struct zc_ratio b);
struct zc_ratio zc_ratio_divide(struct zc_ratio a, struct zc_ratio b);
bool zc_ratio_empty(struct zc_ratio ratio);
int zc_ratio_compare(struct zc_ratio a, struct zc_ratio b); /* -1, 0, 1; neither may be empty */
/* As a decimal of `scale` (0 to 18) digits, half away from zero; false when empty or beyond int64. */
bool zc_ratio_decimal(int64_t *out, struct zc_ratio ratio, int scale);

#endif
