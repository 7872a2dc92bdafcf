/*
 * step: what a transition asks and does as model/step.h declares it, inside zc_record_transition.
 */
#ifndef ZC_RECORD_STEP_H
#define ZC_RECORD_STEP_H

#include "model/step.h"
#include "query/eval.h"
#include "record/write.h"

/* The clock that must be over, what must hold of other records, and the figures that must be reached; what was measured goes into the patch of the step. ZC_ECHECK. */
int zc_step_ask(struct zc_patch *patch, struct zc_tx *tx, struct zc_eval *eval, const struct zc_record *record, const struct zc_transition *step,
                struct zc_error *err);
/* Before the record itself takes the step: writes what it settles into other records, as the city, and keeps in the patch what stood there. */
int zc_step_write(struct zc_patch *patch, struct zc_tx *tx, struct zc_eval *eval, const struct zc_record *record, const struct zc_transition *step,
                  const char *why, struct zc_error *err);
/* A field that a step of the entity keeps: nobody's hand writes it. */
bool zc_step_keeps(const struct zc_entity *entity, const struct zc_field *field);

#endif
