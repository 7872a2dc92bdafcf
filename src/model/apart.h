/*
 * apart: how a module says that steps need different hands (回避, 职责分离; core.md 6.3).
 *
 *   claim:      {…, actor: claimed_person, post: claimed_by}
 *   unit_check: {…, actor: checked_person, apart: {steps: [claim], kin: affinity, message: …}}
 *
 * A step with `actor` keeps who took it last in the row; `apart` refuses a step to whoever took one of the others, and with `kin` to
 * the kin of theirs up to that degree; `of` names further persons that the actor must neither be nor be kin of. It becomes one condition
 * of the expression language, so that the evaluator and SQL answer the same, and is asked of every stand of the person.
 */
#ifndef ZC_MODEL_APART_H
#define ZC_MODEL_APART_H

#include "model/model.h"

struct zc_loader; /* model/bind.h */

struct zc_apart_rule {
    const struct zc_field *actor, *post; /* receive the person and the post that take the step; NULL: kept in the journal alone */
    const struct zc_expr *refused; /* the step is not for whom this holds; NULL: for anybody */
    const char *refused_text;
    struct zc_pair message;        /* the same whichever part refuses: it must not tell who is kin of whom */
};
/* Binds the keys actor, post and apart of all transitions of an entity. */
void zc_load_apart(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml);

#endif
