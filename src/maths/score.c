/* score: 1 rates and ranks; 2 points. */
#include "maths/score.h"

#include <stdlib.h>

/* 1 */

struct zc_ratio zc_score_adjusted(int64_t x, int64_t n, struct zc_ratio p0, int64_t m)
{
    int64_t prior, top, bottom, all;
    if (m && zc_ratio_empty(p0))
        return (struct zc_ratio){0};
    if (!m)
        return zc_ratio_make(x, n);
    /* (x·b + m·a) / ((n + m)·b) for p0 = a / b */
    if (__builtin_mul_overflow(m, p0.top, &prior) || __builtin_mul_overflow(x, p0.bottom, &top) || __builtin_add_overflow(top, prior, &top) ||
        __builtin_add_overflow(n, m, &all) || __builtin_mul_overflow(all, p0.bottom, &bottom))
        return (struct zc_ratio){0};
    return zc_ratio_make(top, bottom);
}

static int better(const void *a, const void *b)
{
    const struct zc_standing *x = a, *y = b;
    bool none_x = zc_ratio_empty(x->rate), none_y = zc_ratio_empty(y->rate);
    int order = none_x || none_y ? none_x - none_y : zc_ratio_compare(y->rate, x->rate);
    return order ? order : (x->index > y->index) - (x->index < y->index);
}

void zc_score_rank(struct zc_standing *standings, size_t count, int64_t least)
{
    int place = 0;
    const struct zc_standing *before = NULL;
    if (count)
        qsort(standings, count, sizeof *standings, better);
    for (size_t i = 0; i < count; i++) {
        struct zc_standing *one = &standings[i];
        one->rank = 0;
        if (one->due < least || zc_ratio_empty(one->rate))
            continue;
        place++;
        one->rank = before && zc_ratio_compare(before->rate, one->rate) == 0 ? before->rank : place;
        before = one;
    }
}

/* 2 */

static int64_t capped(int64_t value, int64_t most) { return value < most ? value : most; }

static struct zc_ratio times(struct zc_ratio ratio, int64_t by)
{
    return by ? zc_ratio_divide(ratio, zc_ratio_make(1, by)) : zc_ratio_make(0, 1);
}

static void earn(struct zc_score_part *part)
{
    switch (part->kind) {
    case ZC_SCORE_SHARE: part->value = zc_ratio_make(part->passed, part->applicable); break;
    case ZC_SCORE_ADJUSTED: part->value = part->applicable ? zc_score_adjusted(part->passed, part->applicable, part->common, part->most) : (struct zc_ratio){0}; break;
    case ZC_SCORE_UP_TO: part->value = part->most > 0 ? zc_ratio_make(capped(part->passed, part->most), part->most) : (struct zc_ratio){0}; break;
    case ZC_SCORE_LESS: part->value = zc_ratio_make(-capped(part->passed, part->most), 1); break;
    }
    part->earned = zc_ratio_empty(part->value) ? part->value : times(part->value, part->points);
}

struct zc_ratio zc_score_total(int64_t *asked, struct zc_score_part *parts, size_t count)
{
    struct zc_ratio sum = zc_ratio_make(0, 1);
    *asked = 0;
    for (size_t i = 0; i < count; i++) {
        earn(&parts[i]);
        if (zc_ratio_empty(parts[i].earned))
            continue;
        sum = zc_ratio_add(sum, parts[i].earned);
        *asked += parts[i].kind == ZC_SCORE_LESS ? 0 : parts[i].points;
    }
    return sum;
}
