/*
 * burden: how much each unit is asked in a period, counted from the records that are declared as asking (model/burden.h) and from the
 * forms that the journal says were sent.
 */
#ifndef ZC_QUERY_BURDEN_H
#define ZC_QUERY_BURDEN_H

#include "model/burden.h"
#include "query/metric.h"

enum { ZC_BURDEN_REPEAT_DAYS = 30 };
struct zc_burden_load {
    int64_t unit;
    size_t counts[ZC_BURDEN_KINDS], repeated;
    int64_t median;                /* minutes from opening to submitting, -1 when nothing was submitted */
    size_t measured;
};
/* One line for each of the units, in their order. Asks of the 30 days before the period are looked at for repeats. */
int zc_burden_of(struct zc_burden_load **out, struct zc_arena *arena, struct zc_db *db, const int64_t *units, size_t count, const struct zc_period *period,
                 struct zc_times times, struct zc_error *err);
/* Whether the reader asks others: by some declared right to hand out, to instruct or to draw. */
bool zc_burden_may(const struct zc_model *model, const struct zc_reader *reader);

#endif
