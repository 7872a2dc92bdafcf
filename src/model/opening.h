/*
 * opening: how a module says from when its ledger counts, and which claims are older than that.
 *
 *   first_day: plan.go_live_on                  a date reached from the row
 *   first_day: {earliest: plan.go_live_on}      for rows of no plan: the earliest among the rows of that entity
 *   opening: {claim: "not empty(accepted_on)", claimed_on: accepted_on, basis: opening_basis, by: opening_by, on: opening_on, role: office}
 *
 * Before the first day nothing is late. A row for which `claim` holds since an earlier day was claimed before anybody could
 * check it here: it awaits opening verification until the three fields say which document (`basis`) or which post (`by`)
 * stands for it, and since when (`on`). Only who has the role writes these three.
 */
#ifndef ZC_MODEL_OPENING_H
#define ZC_MODEL_OPENING_H

#include "model/model.h"

struct zc_loader; /* model/bind.h */

struct zc_first_day {
    const struct zc_expr *path;    /* of the row; NULL: the earliest `field` of `of` */
    const struct zc_entity *of;
    const char *field;
};
struct zc_opening_rule {
    const struct zc_expr *claim;
    const char *claim_text;
    const char *claimed_on;        /* date field; NULL: the day since when the claim holds */
    const char *basis, *by, *on;   /* text, ref, date */
    const char *role;              /* full name of the role that may write them */
};
/* Binds both keys of an entity; after the derived fields of all entities are known. */
void zc_load_opening(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml);

#endif
