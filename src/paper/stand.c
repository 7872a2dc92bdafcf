/* stand: the slice at a day; until when an old value may hold. */
#include "paper/stand.h"

static bool holds(const struct zc_record *slice, int day) { return slice->valid_from <= day && slice->valid_to > day; }

const struct zc_record *zc_stand_slice(const struct zc_rows *history, int stand)
{
    for (size_t i = 0; i < history->count; i++)
        if (history->items[i].known_to == ZC_INSTANT_MAX && holds(&history->items[i], stand))
            return &history->items[i];
    return NULL;
}

/* The slice at that day which this one replaced. */
static const struct zc_record *before(const struct zc_rows *history, const struct zc_record *slice, int day)
{
    for (size_t i = 0; i < history->count; i++)
        if (history->items[i].known_to == slice->known_from && holds(&history->items[i], day))
            return &history->items[i];
    return NULL;
}

int zc_stand_until(const struct zc_rows *history, size_t column, int stand)
{
    const struct zc_record *slice = zc_stand_slice(history, stand), *older;
    int next = 0;
    if (!slice) { /* before its first day, or in a gap */
        for (size_t i = 0; i < history->count; i++) {
            const struct zc_record *item = &history->items[i];
            if (item->known_to == ZC_INSTANT_MAX && item->valid_from > stand && (!next || item->valid_from < next))
                next = item->valid_from;
        }
        return next;
    }
    int64_t entered = slice->known_from;
    for (const struct zc_record *at = slice; (older = before(history, at, stand)) && zc_value_same(&older->values[column], &slice->values[column]) && older->known_from < entered; at = older)
        entered = older->known_from;
    int day = zc_instant_date(entered);
    return day > stand ? day : 0;
}
