/*
 * effect: what follows for other records when a step is taken.
 *
 *   conclude: {…, then: [{of: item, step: reopen, when: "verdict = 'contradicted'", set: {reason: facts}}, {of: rectification, set: {checked_on: done_on}}]}
 *
 * `of` is a single ref of the row: the record to which something happens. With `step` it takes that step, if its state allows it (else
 * nothing follows); `set` fills its fields with expressions of the row whose step it was, `clear` empties some, `raise` counts an int one up. Both in the same transaction, refused together.
 * What follows was decided by who may take the first step: it is not asked again whether he may do the second.
 */
#ifndef ZC_MODEL_EFFECT_H
#define ZC_MODEL_EFFECT_H

#include "model/model.h"

struct zc_loader; /* model/bind.h */

struct zc_effect_set {
    const struct zc_field *field;  /* of the other record */
    const struct zc_expr *value;   /* of the row */
};
struct zc_effect {
    const struct zc_field *of;
    const struct zc_transition *step; /* NULL: only fields are filled */
    const struct zc_expr *when;    /* of the row after its step; NULL: always */
    struct zc_effect_set *sets;
    size_t set_count;
    const struct zc_field *raises; /* an int that becomes one more; NULL: none */
    const struct zc_field **clears; /* emptied */
    size_t clear_count;
};
struct zc_effects {
    struct zc_effect *items;
    size_t count;
};
/* Binds the key `then` of the transitions of an entity; after the transitions of all entities are known. */
void zc_load_effects(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml);

#endif
