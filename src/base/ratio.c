/* ratio: lowest terms through 128 bits, then sums, order and the decimal shown. */
#include "base/ratio.h"

#include "base/error.h"

static struct zc_ratio reduce(__int128 top, __int128 bottom)
{
    const struct zc_ratio empty = {0};
    if (bottom == 0)
        return empty;
    if (bottom < 0) {
        top = -top;
        bottom = -bottom;
    }
    __int128 a = top < 0 ? -top : top, b = bottom;
    while (b) {
        __int128 rest = a % b;
        a = b;
        b = rest;
    }
    top /= a;
    bottom /= a;
    if (top > INT64_MAX || top < INT64_MIN || bottom > INT64_MAX)
        return empty;
    return (struct zc_ratio){(int64_t)top, (int64_t)bottom};
}

struct zc_ratio zc_ratio_make(int64_t top, int64_t bottom)
{
    return reduce(top, bottom);
}

bool zc_ratio_empty(struct zc_ratio ratio)
{
    return ratio.bottom == 0;
}

struct zc_ratio zc_ratio_add(struct zc_ratio a, struct zc_ratio b)
{
    /* Two products of 63 and 64 bits and their sum fit in 128 bits. */
    return reduce((__int128)a.top * b.bottom + (__int128)b.top * a.bottom, (__int128)a.bottom * b.bottom);
}

struct zc_ratio zc_ratio_subtract(struct zc_ratio a, struct zc_ratio b)
{
    return reduce((__int128)a.top * b.bottom - (__int128)b.top * a.bottom, (__int128)a.bottom * b.bottom);
}

struct zc_ratio zc_ratio_divide(struct zc_ratio a, struct zc_ratio b)
{
    if (zc_ratio_empty(a) || zc_ratio_empty(b))
        return (struct zc_ratio){0};
    return reduce((__int128)a.top * b.bottom, (__int128)a.bottom * b.top);
}

int zc_ratio_compare(struct zc_ratio a, struct zc_ratio b)
{
    zc_assert(a.bottom > 0 && b.bottom > 0);
    __int128 left = (__int128)a.top * b.bottom, right = (__int128)b.top * a.bottom;
    return (left > right) - (left < right);
}

bool zc_ratio_decimal(int64_t *out, struct zc_ratio ratio, int scale)
{
    __int128 value = ratio.top;
    if (!ratio.bottom || scale < 0 || scale > 18)
        return false;
    for (int i = 0; i < scale; i++)
        value *= 10; /* 63 + 60 bits */
    __int128 whole = value / ratio.bottom, rest = value % ratio.bottom;
    if (2 * rest >= ratio.bottom)
        whole++;
    else if (-2 * rest >= ratio.bottom)
        whole--;
    if (whole > INT64_MAX || whole < INT64_MIN)
        return false;
    *out = (int64_t)whole;
    return true;
}
