/*
 * eval: expressions over records in memory, read at two times: guards, checks, write rules, derived fields. An evaluation
 * reads through one connection and keeps the rows it opened in its arena; it lives as long as that arena.
 */
#ifndef ZC_QUERY_EVAL_H
#define ZC_QUERY_EVAL_H

#include "query/rows.h"

struct zc_compute_set; /* query/compute.h */
struct zc_eval {
    struct zc_db *db;
    struct zc_arena *arena;
    struct zc_times times;
    const struct zc_reader *reader;
    struct zc_compute_set *many;    /* the caller's, where many rows of one entity are worked out; NULL: each row reads its own inputs */
    struct zc_expr_context context; /* set by zc_eval_init; params may be overwritten after */
};
void zc_eval_init(struct zc_eval *eval, struct zc_arena *arena, struct zc_db *db, struct zc_times times,
                  const struct zc_reader *reader);
bool zc_eval_test(struct zc_eval *eval, const struct zc_expr *expr, const struct zc_record *record);
/* A stored, derived or computed value. */
struct zc_value zc_eval_field(struct zc_eval *eval, const struct zc_record *record, const struct zc_field *field);
/* The same of a field that is not stored, with the reasons of a computed one when they are asked for. */
struct zc_reasons;
struct zc_value zc_eval_reasoned(struct zc_eval *eval, const struct zc_record *record, const struct zc_field *field, struct zc_reasons *reasons);
/* Whether the reader may see the field. A derived value shows only to who may see all it is derived from; a computed one by its
 * own class. */
bool zc_eval_visible(const struct zc_reader *reader, const struct zc_entity *entity, const struct zc_field *field);

#endif
