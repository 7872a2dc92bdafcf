/*
 * act: what a write and a transition owe to the declarations of model/act.h: fields that only some may write at some time, what a
 * step empties, makes, asks for and tells, and that a number once taken is never lost.
 */
#ifndef ZC_RECORD_ACT_H
#define ZC_RECORD_ACT_H

#include "model/act.h"
#include "query/eval.h"
#include "record/slices.h"
#include "record/write.h"

/* ZC_EDENIED when a changed field is held. `before` NULL: a new record. Of the city itself, of steps and of undoing nothing is asked. */
int zc_act_check_hold(struct zc_tx *tx, struct zc_eval *eval, const struct zc_patch *patch, const struct zc_record *before, struct zc_error *err);
struct zc_bounds;
/* Adds to the patch of a transition what it empties and makes, and binds its texts. *bounds lives in the arena; NULL: nothing to keep. */
int zc_act_prepare(struct zc_bounds **bounds, struct zc_tx *tx, struct zc_arena *arena, struct zc_patch *patch, const struct zc_transition *step, const struct zc_record *before,
                    struct zc_error *err);
/* After it was stored: keeps what was bound, asks and tells, with the city's right, in the same transaction. */
int zc_act_after(struct zc_tx *tx, const struct zc_entity *entity, int64_t id, const struct zc_transition *step, const struct zc_bounds *bounds,
                  struct zc_error *err);
/* ZC_ECONFLICT when a gapless number that was given would be lost, changed, or set by anything but its step, or a paper that was issued be lost
 * or exchanged. */
int zc_act_keep_given(struct zc_tx *tx, const struct zc_slices_plan *plan, bool by_step, struct zc_error *err);
/* Appends the value of a rule to a number. A real city does not print one that is still to be confirmed. */
int zc_act_number_rule(struct zc_buf *out, struct zc_tx *tx, const struct zc_entity *entity, const char *name, struct zc_error *err);
/* Whether the declared function finds the number well-formed. */
int zc_act_check_number(struct zc_tx *tx, const struct zc_record *record, const char *number, struct zc_error *err);

/* These two stand in paper/bound.c, where prose is understood. The first tries the texts that `bind` names, or fills in their figures;
 * ZC_ECHECK where one is naked or cannot be counted. The second keeps them in core.bound_figure. */
int zc_act_bind(struct zc_bounds **out, struct zc_tx *tx, struct zc_arena *arena, struct zc_patch *patch, const struct zc_transition *step,
                 const struct zc_record *before, struct zc_error *err);
int zc_act_keep_bound(struct zc_tx *tx, struct zc_arena *arena, const struct zc_record *record, const struct zc_bounds *bounds, struct zc_error *err);
/* This one in paper/issue.c, where papers are drawn: the paper of the record as it stands after its step becomes a file of the record, and the
 * digest of the file a field of it. ZC_ECHECK where a number on it has nothing behind it. */
int zc_act_issue(struct zc_tx *tx, struct zc_arena *arena, const struct zc_record *record, const struct zc_act_paper *paper, struct zc_error *err);

#endif
