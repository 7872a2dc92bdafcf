/*
 * basis: what allowed a step and what timed it, as its entry says. `"step":{"act","calendar"?,"declarations","rules"?}`: the transition,
 * the date of the State Council notice by which a clock of working days counts, the digest of the declarations whose guard was asked, and of
 * each rule value that guard or clock read: its id, its value, and the record and slice that say it (none: the declaration). For people:
 * query/basis_words.
 */
#ifndef ZC_RECORD_BASIS_H
#define ZC_RECORD_BASIS_H

#include "base/buf.h"
#include "record/tx.h"

/* Appends the object. Rules are those in force on the day of the transaction. */
int zc_basis_json(struct zc_buf *out, struct zc_tx *tx, const struct zc_entity *entity, const struct zc_transition *step, struct zc_error *err);

#endif
