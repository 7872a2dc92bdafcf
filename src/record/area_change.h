/*
 * area_change: what a later edition of the area register proposed (docs/areas.md) is settled by a person: confirmed with its document,
 * confirmed with other successors, or refused. No record is re-pointed: tasks, posts and units keep the area that they named, and only
 * the successors of the area that ended follow. One transaction; zc_succession_withdraw takes it back.
 */
#ifndef ZC_RECORD_AREA_CHANGE_H
#define ZC_RECORD_AREA_CHANGE_H

#include "record/write.h"

enum zc_area_verdict { ZC_AREA_CONFIRM, ZC_AREA_CHANGE, ZC_AREA_REFUSE, ZC_AREA_VERDICTS };
extern const char *const zc_area_verdict_words[ZC_AREA_VERDICTS]; /* confirm, change, refuse */

struct zc_area_ask {
    enum zc_area_verdict verdict;
    const int64_t *events;   /* core.area_event, all proposed; one only for CHANGE */
    size_t event_count;
    const int64_t *to;       /* CHANGE: the successors instead; none: it ended without one */
    size_t to_count;
    const char *basis;       /* CONFIRM and CHANGE: the document; REFUSE: why */
};
struct zc_area_line {
    int64_t event;
    const char *title, *kind;
    const char *from, *to, *to_before; /* names, divided by 、 */
    size_t kept;             /* records that name the areas that ended, and go on doing so */
};
struct zc_area_report {
    struct zc_area_line *lines;
    size_t count;
};
/* The area with this code, or decimal id. */
int zc_area_find(int64_t *id, struct zc_db *db, const char *text, struct zc_error *err);
/* The event with this title, or decimal id. */
int zc_area_event_find(int64_t *id, struct zc_db *db, const char *text, struct zc_error *err);
/* ZC_EINPUT, ZC_EDENIED, ZC_ECONFLICT when it cannot be; the caller rolls back. The writer's own rights count. */
int zc_area_settle(struct zc_area_report *out, struct zc_arena *arena, struct zc_tx *tx, const struct zc_area_ask *ask, struct zc_error *err);

#endif
