/* burden: what a unit is asked, in numbers (reform.md C13): questions asked twice, and how long answering takes. */
#ifndef ZC_MATHS_BURDEN_H
#define ZC_MATHS_BURDEN_H

#include <stddef.h>
#include <stdint.h>

struct zc_burden_ask {
    const char *about;             /* what is asked: equal texts are one question */
    int64_t from;                  /* who asks; 0 = not known, which repeats nobody */
    int on;
};
/* How many asks repeat one of another asker about the same thing, at most `days` calendar days before. Reorders. */
size_t zc_burden_repeated(struct zc_burden_ask *asks, size_t count, int days);
/* The middle one, of two the lower; -1 of none. Reorders. */
int64_t zc_burden_median(int64_t *values, size_t count);

#endif
