/*
 * follow: what the kernel's own entities do beyond their declarations when they are written: holdings and deputyships (record/duty),
 * assignments, comments. The one write path calls it at three places: before a new record is planned, before its row is stored, and
 * after.
 */
#ifndef ZC_RECORD_FOLLOW_H
#define ZC_RECORD_FOLLOW_H

#include "record/duty.h"

struct zc_following {
    struct zc_duty_before duty;
    const char *state; /* of an assignment before the write, NULL when it is new */
};
/* Fills fields of a new record that the kernel knows. */
int zc_follow_complete(struct zc_tx *tx, struct zc_arena *arena, struct zc_patch *patch, struct zc_error *err);
/* `patch` NULL: the record ends or is withdrawn. `step`: a declared transition writes. */
int zc_follow_before(struct zc_following *out, struct zc_tx *tx, struct zc_arena *arena, const struct zc_entity *entity, int64_t id,
                     const struct zc_patch *patch, bool step, struct zc_error *err);
int zc_follow_after(const struct zc_following *following, struct zc_tx *tx, const struct zc_entity *entity, int64_t id, const struct zc_patch *patch,
                    struct zc_error *err);

#endif
