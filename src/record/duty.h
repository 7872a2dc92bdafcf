/*
 * duty: what the write path asks of holdings, deputyships and leaves beyond their declarations (core.md 3): seats are respected, a
 * deputy appoints no deputy, no deputyship hangs on another, and what was bound to a post that a person leaves ends with it.
 * Declarations without these entities lose nothing.
 */
#ifndef ZC_RECORD_DUTY_H
#define ZC_RECORD_DUTY_H

#include "record/write.h"

/* ZC_ECONFLICT or ZC_EINPUT with names and dates when the row, as it will be, must not stand. */
int zc_duty_check(struct zc_tx *tx, const struct zc_record *record, struct zc_error *err);

/* Around a write of a holding: sessions and tokens of the person that are bound to the post end unless he holds it before and
 * after. `before` is filled by the first call and read by the second; both do nothing for other entities. */
struct zc_duty_before {
    int64_t person, post;
    bool held;
};
int zc_duty_before(struct zc_duty_before *before, struct zc_tx *tx, const struct zc_entity *entity, int64_t id, struct zc_error *err);
int zc_duty_after(const struct zc_duty_before *before, struct zc_tx *tx, const struct zc_entity *entity, int64_t id, struct zc_error *err);

#endif
