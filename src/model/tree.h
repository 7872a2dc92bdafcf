/*
 * tree: links from a superior to a subordinate record, by lines: each line is a tree of its own.
 *
 *   tree: {line: line, over: superior, under: subordinate, in_force: "from_on <= :asof and …", since: from_on, roots: "…", reach: "…",
 *          acts: {entity: action, of: link, on: done_on, days: pack.value}}
 *
 * `roots` and `reach` are conditions over the records that `over` and `under` lead to: from where a line begins, and who must be reached.
 * A link is live when it had an act in the last `days` days; one younger than that, without an act, is not judged yet.
 */
#ifndef ZC_MODEL_TREE_H
#define ZC_MODEL_TREE_H

#include "model/model.h"

struct zc_loader; /* model/bind.h */

struct zc_tree {
    const struct zc_field *line, *over, *under, *since; /* a code; refs to one entity; a date */
    const struct zc_expr *in_force, *roots, *reach;
    const struct zc_entity *acts;
    const struct zc_field *of, *on;
    const char *days;              /* full id of a rule value */
};
/* After all entities have their fields. */
void zc_load_tree(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml);

#endif
