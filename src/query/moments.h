/*
 * moments: the story of a record in the order in which it was learned: each change with the day on which it was so, the instant
 * at which the ledger learned of it, the working days between the two, and what changed first.
 */
#ifndef ZC_QUERY_MOMENTS_H
#define ZC_QUERY_MOMENTS_H

#include "query/eval.h"

struct zc_moment {
    struct zc_record slice;
    int happened;
    int64_t known;
    int late;                       /* working days from the one to the other; 0 when it was entered beforehand */
    bool first;                     /* the record was entered */
    const struct zc_field *changed; /* the state when it changed, else the first field that did; NULL: none that the reader sees */
};
struct zc_moments {
    struct zc_moment *items; /* by known */
    size_t count, capacity;
};
/* Appends those of one record, as far as the reader may see it now and they were known by `known`; none when he may not. */
int zc_moments_add(struct zc_moments *out, struct zc_arena *arena, struct zc_db *db, const struct zc_entity *entity, int64_t id, int64_t known,
                   const struct zc_reader *reader, struct zc_error *err);
void zc_moments_sort(struct zc_moments *moments); /* after the last was added */

/* The transition that comes next on the ordinary way (`page: {next: …}`, else in order of declaration); NULL at the end of it. */
const struct zc_transition *zc_next_step(const struct zc_record *record);

#endif
