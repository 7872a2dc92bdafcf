/*
 * desk: what a person must do, by clock (core.md 3): what waits at the posts he holds, at those he represents today, and at vacant
 * posts whose matters come to him. Each item says for which post it is; nothing is shown that its reader could not open as that post,
 * but for vacant posts, whose items are named only.
 */
#ifndef ZC_QUERY_DESK_H
#define ZC_QUERY_DESK_H

#include "query/due.h"

enum zc_desk_kind {
    ZC_DESK_ASSIGNMENT, /* record: core.assignment that waits or is taken on */
    ZC_DESK_INBOX,      /* record: core.inbox that is not done */
    ZC_DESK_CLOCK,      /* record: one whose clock warns or is over */
    ZC_DESK_SIGN,       /* record: core.handover that waits for this signature */
    ZC_DESK_UNHANDED,   /* record: core.holding that ended and was not handed over */
    ZC_DESK_VACANT      /* record: core.post that is vacant */
};
struct zc_desk_item {
    enum zc_desk_kind kind;
    struct zc_record record;
    const struct zc_clock *clock; /* of a clock, with how it stands */
    struct zc_clock_result result;
    int since;                    /* since when it waits or its clock runs; 0 = not known */
    int due;                      /* 0 = none */
    bool over;                    /* the day is past */
    int64_t post;                 /* at which post it waits */
    bool represented;             /* held by another, whom the reader represents */
    bool vacant;                  /* nobody holds the post */
    int vacant_since;             /* 0 = not known */
};
struct zc_desk {
    struct zc_desk_item *items; /* by due day, those without one last */
    size_t count;
};
int zc_desk_of(struct zc_desk *out, struct zc_arena *arena, struct zc_db *db, const struct zc_reader *reader, struct zc_error *err);

#endif
