/* effect: doing what a step declares for other records (model/effect.h), inside the transaction of the step. */
#ifndef ZC_RECORD_EFFECT_H
#define ZC_RECORD_EFFECT_H

#include "record/write.h"

/* After the step was stored. The entries name the person who took it; the other record's `why` names the step. */
int zc_effects_follow(struct zc_tx *tx, const struct zc_entity *entity, int64_t id, const struct zc_transition *step, struct zc_error *err);

#endif
