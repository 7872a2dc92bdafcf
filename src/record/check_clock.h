/*
 * check_clock: what the clocks of a row ask of a write. An extension has its ground, follows the one before it, and was granted before the
 * time ran out; an excluded period (`until`) begins before it. What was never in force is not written down as if it were.
 */
#ifndef ZC_RECORD_CHECK_CLOCK_H
#define ZC_RECORD_CHECK_CLOCK_H

#include "query/eval.h"
#include "record/write.h"

/* ZC_EINPUT names the clock and when it ran out. Asked of the row as it will be. */
int zc_check_clocks(struct zc_tx *tx, struct zc_eval *eval, const struct zc_record *record, const struct zc_patch *patch, struct zc_error *err);

#endif
