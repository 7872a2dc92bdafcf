/*
 * record_page: how the page of one record is composed, as its entity declares it. Nothing is required: without `page:` a record
 * shows where it comes from, its fields in order of declaration, and the records that point at it.
 *
 *   page:
 *     origin: [plan, domain]                     refs and codes, the widest first: where the record comes from
 *     groups:
 *       - {title: 八要素 | eight elements, numbered: true, fields: [matter, "co_units or no_co_unit_reason"]}
 *     lists:
 *       - of: item                               rows whose ref `by` points here (needed only where several do)
 *         title: 具体事项 | items
 *         columns: [seq, name, proof]
 *         wanted: [proof]                        an empty cell says that something is missing; "a or b": when both are
 *         counts: [{title: 核实 | verified, where: "state = 'verified'"}]
 *         steps: true                            their next steps and their days belong to this record's story
 *       - {of: pilot_listing, match: [level, granting_doc]}    rows that bear the same values
 *       - {of: task, by: plan, group: domain}    counted by a code
 *     next: [approve, write_off]                 the ordinary way through the transitions
 *
 * Read-only after loading, in the model's arena.
 */
#ifndef ZC_MODEL_RECORD_PAGE_H
#define ZC_MODEL_RECORD_PAGE_H

#include "model/model.h"

struct zc_loader; /* model/bind.h */

enum { ZC_PAGE_CHOICES = 4 };
struct zc_page_element { /* one line of a group: any of the fields fills it */
    const struct zc_field *fields[ZC_PAGE_CHOICES];
    size_t count;
};
struct zc_page_group {
    struct zc_pair title;          /* without one, of the first group alone: NULL */
    bool numbered;                 /* each element is wanted: the page says which is missing */
    struct zc_page_element *elements;
    size_t count;
};
struct zc_page_count {
    struct zc_pair title;
    const struct zc_expr *where;
    const char *where_text;
};
struct zc_page_list {
    const struct zc_entity *of;
    const struct zc_field *by;     /* ref that points here; NULL: match */
    const char **match;            /* fields of both entities whose values are the same */
    size_t match_count;
    struct zc_pair title;          /* the entity's when not given */
    const char **columns;          /* those of its list when not given */
    size_t column_count;
    struct zc_page_element *wanted; /* empty when none of its fields is filled */
    size_t wanted_count;
    const struct zc_field *group;  /* code field, NULL for none */
    struct zc_page_count *counts;
    size_t count_count;
    bool steps;
};
struct zc_record_page {
    const char **origin;
    size_t origin_count;
    struct zc_page_group *groups;
    size_t group_count;
    struct zc_page_list *lists;
    size_t list_count;
    const char **next;
    size_t next_count;
};
/* Binds the key `page` of an entity, after the fields and transitions of all entities are known. */
void zc_load_record_page(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml);

#endif
