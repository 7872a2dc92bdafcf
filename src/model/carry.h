/*
 * carry: how a module says what is carried from one year's plan into the next (结转).
 *
 *   carry: {along: plan, while: "state in ('active', 'suspended')", step: carry, origin: carried_from, serial: serial,
 *           due: due_on, set: {due_on: "plan.ends_on", approved_on: ":asof"}, clear: [code, written_off_on]}
 *
 * A row whose `along` ref leads to the plan that is closed, and for which `while` holds, gets a twin that leads to the next one; the twin
 * names it in `origin`, and it takes the `step` itself. Rows of other entities whose own `carry` goes along this one are carried with it.
 */
#ifndef ZC_MODEL_CARRY_H
#define ZC_MODEL_CARRY_H

#include "model/model.h"

struct zc_loader; /* model/bind.h */

struct zc_carry_set {
    const struct zc_field *field;
    const struct zc_expr *value;   /* of the twin as far as it is filled, in order; :asof is the day */
};
struct zc_carry_rule {
    const struct zc_field *along;  /* required single ref */
    const struct zc_expr *open;
    const struct zc_transition *step; /* NULL: the former row is left as it is */
    const struct zc_field *origin; /* ref to the entity itself; NULL: none */
    const struct zc_field *serial; /* int of the natural key: one more than the largest there; NULL: none */
    const struct zc_field *due;    /* the date that a person may give for all; NULL: none */
    struct zc_carry_set *sets;
    size_t set_count;
    const struct zc_field **clears;
    size_t clear_count;
};
/* Binds the key of an entity; after its transitions. */
void zc_load_carry(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml);

#endif
