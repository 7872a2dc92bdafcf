/*
 * check_kinds: the truth checks that look beyond one row's own condition.
 *
 *   phrases: {entity, where?, fields: [a, b], rule: module.pack.name, message}
 *       a field that says nothing but phrases of the rule value (a list with 、 between) fails
 *   match: {entity, where?, fields: [a, b], list: entity, list_where?, by: [c, d], message, missing, needs}
 *       each row stands in the list and each line of the list has a row, matched by those fields; a group (equal first field)
 *       of which the list has no line at all is not asked
 *   chains: [{entity, where?, through?: ref, links: [{role, title, field, holds?}], records: {entity, of}, message}]
 *       every row has somebody for each link, so that nobody need type responsibilities. `field` names a live unit or post; with
 *       `holds` some live post of that unit has the role; of a list of areas, some live post that serves each area or sits in a
 *       unit there. A unit without posts answers through its parent, an area without such a post through the area above.
 *       A record for the role (its fields role, unit, post, area) stands in place of the link.
 *   trees: [{entity, unreached, silent, needs?}]
 *       of an entity with `tree` (model/tree.h): who must be reached is, and every link that is judged is live
 */
#ifndef ZC_MODEL_CHECK_KINDS_H
#define ZC_MODEL_CHECK_KINDS_H

#include "model/model.h"

struct zc_loader; /* model/bind.h */

struct zc_check_phrases {
    const struct zc_entity *entity;
    const struct zc_expr *where;
    const char **fields;
    size_t field_count;
    const char *rule;
    struct zc_pair message;
};

struct zc_check_match {
    const struct zc_entity *entity, *list;
    const struct zc_expr *where, *list_where;
    const char **fields, **by; /* of equal length; the first one is the group */
    size_t field_count;
    struct zc_pair message, missing, needs;
};

struct zc_check_link {
    const char *role;              /* L1P: as the records write it, too */
    struct zc_pair title;
    const struct zc_field *field;  /* ref to core.unit or core.post, or refs to core.area */
    bool held;                     /* and somebody holds that post now */
    const char *holds;             /* full name of the role that a live post must have; NULL: the field alone */
};
struct zc_check_chain {
    const struct zc_entity *entity;
    const struct zc_expr *where;
    const char *through;             /* ref of the entity to the row with the fields; NULL: the row itself */
    const struct zc_entity *source;  /* the entity with the fields */
    struct zc_check_link *links;
    size_t link_count;
    const struct zc_entity *records; /* with role, unit, post and area; NULL without */
    const char *of;                  /* their ref to the row with the fields */
    struct zc_pair message, needs;
};
struct zc_check_tree {
    const struct zc_entity *entity;
    struct zc_pair unreached, silent, needs;
};
void zc_load_check_kinds(struct zc_loader *loader, struct zc_truth_check *check, struct zc_yaml *yaml);

#endif
