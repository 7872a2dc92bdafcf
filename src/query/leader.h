/*
 * leader: the matters that need one person, why, and what he said about them. A matter is a record of an entity that declares `instruct`,
 * with a clock that warns or is over today. Who is named by such records (a ref to his post) sees those alone; who is named by none, such as
 * the leader of the whole group, sees the worst of all he may read. Access is compiled as everywhere.
 */
#ifndef ZC_QUERY_LEADER_H
#define ZC_QUERY_LEADER_H

#include "query/due.h"

enum { ZC_MATTERS = 10, ZC_INSTRUCTIONS = 20 };

struct zc_matter {
    struct zc_record record;
    struct zc_due *why; /* its clocks that warn or are over, the worst first */
    size_t why_count, why_capacity;
    int left;           /* working days until the worst is due; negative: over for so many */
    int64_t to_post, to_unit; /* who would answer an instruction: one of the two; both 0 when the record names no unit */
    int answer_on;      /* by when, unless said otherwise */
    bool may;           /* this reader may give one */
    const struct zc_record *said; /* his newest instruction on it; NULL: none */
};
struct zc_leader {
    struct zc_matter *matters; /* at most ZC_MATTERS, the worst first */
    size_t count, left_off;
    struct zc_record *said;    /* core.assignment of the kind instruction by this post, newest first, at most ZC_INSTRUCTIONS */
    size_t said_count;
};
/* `reader` reads, `acting` would give instructions. Arena memory. */
int zc_leader_of(struct zc_leader *out, struct zc_arena *arena, struct zc_db *db, const struct zc_reader *reader, const struct zc_reader *acting, struct zc_error *err);
/* Whether some entity lets this reader give instructions. */
bool zc_leader_is(const struct zc_model *model, const struct zc_reader *acting);
/* Who answers an instruction on the record: the first post of its unit that holds the declared role and is not vacant, else the unit. */
int zc_leader_receiver(int64_t *post, int64_t *unit, struct zc_arena *arena, struct zc_db *db, const struct zc_record *record, struct zc_error *err);

#endif
