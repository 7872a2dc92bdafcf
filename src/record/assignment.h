/*
 * assignment: a record handed to several posts or units at once, each with its own due date (design/modules.md: parallel tasks under
 * one case). An entity takes assignments when it declares `dispatch`; who holds one of its roles hands out, and whoever an assignment
 * was handed to may hand it on. The steps are those of core.assignment; what follows from them stands here: notices, and what each
 * side may write. An assignment of the kind
 * `instruction` (批示) is a leader's: who may give it, who answers and by when unless he says otherwise is declared by `instruct`; its words
 * are a phrase, his own, or both.
 */
#ifndef ZC_RECORD_ASSIGNMENT_H
#define ZC_RECORD_ASSIGNMENT_H

#include "record/write.h"

/* Fills what the kernel knows of a new assignment: who hands it out, when, which record it is of; refuses whoever may not. */
int zc_assignment_complete(struct zc_tx *tx, struct zc_arena *arena, struct zc_patch *patch, struct zc_error *err);
/* What was asked and by when is the dispatcher's to change; result and reason are the other side's. */
int zc_assignment_check(struct zc_tx *tx, const struct zc_patch *patch, const struct zc_record *before, struct zc_error *err);
/* Notices of the state that it came into; `before` NULL when it is new. */
int zc_assignment_after(struct zc_tx *tx, const struct zc_entity *entity, int64_t id, const char *before, struct zc_error *err);

#endif
