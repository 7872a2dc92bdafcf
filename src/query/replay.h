/*
 * replay: counting the figures of a published edition again, by the definitions stored with them: at the edition's own known
 * time (must be `same`, or the past was touched) and as known now (`drifted` lists what changed since).
 */
#ifndef ZC_QUERY_REPLAY_H
#define ZC_QUERY_REPLAY_H

#include "query/metric.h"

enum zc_replay { ZC_REPLAY_SAME, ZC_REPLAY_DRIFTED, ZC_REPLAY_BROKEN };

struct zc_row_change {
    const struct zc_entity *entity;
    int64_t id;
    int slice_then, slice_now; /* 0 = it did not count */
};
struct zc_replayed {
    struct zc_record binding;      /* core.figure_binding */
    const char *metric, *shown;
    struct zc_pair title;
    int64_t value;                 /* published, at scale */
    int scale;
    enum zc_replay then;           /* at the edition's known time */
    enum zc_replay now;            /* as known now */
    struct zc_figure figure_then, figure_now;
    struct zc_row_change *changes; /* between then and now */
    size_t change_count;
    struct zc_error why;           /* broken */
};
struct zc_replay_list {
    struct zc_record edition;
    struct zc_replayed *items;
    size_t count, same_then, same_now;
};
/* One record of core.figure_binding, counted again as known at a time: same, drifted, or broken where its definition cannot be counted any more. */
enum zc_replay zc_replay_binding(struct zc_arena *arena, struct zc_db *db, const struct zc_record *binding, int64_t known);

/* `edition`: a record of core.edition. */
int zc_replay_edition(struct zc_replay_list *out, struct zc_arena *arena, struct zc_db *db, int64_t edition, struct zc_error *err);

/* Finds an edition by its decimal id or by "report/period/number" or "period/number"; 0 when none. */
int zc_edition_find(int64_t *id, struct zc_db *db, const char *name, struct zc_error *err);

/* All published figures that no longer come out as printed, over all editions in force. */
struct zc_drift {
    struct zc_replayed *items;
    size_t count;
};
int zc_replay_drifts(struct zc_drift *out, struct zc_arena *arena, struct zc_db *db, struct zc_error *err);

#endif
