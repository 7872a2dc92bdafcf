#include "maths/burden.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static int by_about(const void *a, const void *b)
{
    const struct zc_burden_ask *x = a, *y = b;
    int order = strcmp(x->about, y->about);
    if (order || x->on != y->on)
        return order ? order : x->on < y->on ? -1 : 1;
    return (x->from > y->from) - (x->from < y->from);
}

size_t zc_burden_repeated(struct zc_burden_ask *asks, size_t count, int days)
{
    size_t repeated = 0;
    if (count)
        qsort(asks, count, sizeof *asks, by_about);
    for (size_t i = 0; i < count; i++) {
        bool again = false;
        for (size_t k = i; k-- > 0 && !again && strcmp(asks[k].about, asks[i].about) == 0 && asks[i].on - asks[k].on <= days;)
            again = asks[i].from && asks[k].from && asks[k].from != asks[i].from;
        repeated += again;
    }
    return repeated;
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

int64_t zc_burden_median(int64_t *values, size_t count)
{
    if (!count)
        return -1;
    qsort(values, count, sizeof *values, by_value);
    return values[(count - 1) / 2];
}
