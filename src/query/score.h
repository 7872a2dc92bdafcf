/*
 * score: ranking and scoring units as declared (model/scores.h), counted from records at two times, with a reason for every point: the
 * rows that counted and those that did not. Nothing is stored.
 */
#ifndef ZC_QUERY_SCORE_H
#define ZC_QUERY_SCORE_H

#include "maths/score.h"
#include "model/scores.h"
#include "query/eval.h"

struct zc_score_line { /* a reason: one row that a part asked */
    int64_t id;
    bool passed;
    int64_t instead_of;            /* it counts for this unit in place of that one; 0 = it is its own */
};
struct zc_score_cell {
    struct zc_score_line *lines;
    size_t count, capacity;
};
struct zc_score_unit {
    struct zc_record unit;
    const struct zc_score_list *list; /* NULL: in none, so it is not ranked */
    struct zc_score_part *parts;   /* as many as the scheme has */
    struct zc_score_cell *cells;   /* by part */
    struct zc_ratio total;
    int64_t asked;                 /* points that its parts could give */
    struct zc_standing standing;
};
struct zc_score_run {
    const struct zc_score_scheme *scheme;
    struct zc_record record;       /* the scheme with its weights */
    struct zc_score_unit *units;   /* by list, then by standing */
    size_t count;
};
/* The scheme with this id, or with id 0 the latest in force that begins by the as-of day, as the reader may see it. ZC_ENOTFOUND. */
int zc_score_scheme_find(struct zc_record *out, struct zc_arena *arena, struct zc_db *db, const struct zc_score_scheme *scheme, int64_t id, struct zc_times times,
                         const struct zc_reader *reader, struct zc_error *err);
/* All units of which some part asks something. */
int zc_score_run(struct zc_score_run *out, struct zc_arena *arena, struct zc_db *db, const struct zc_score_scheme *scheme, const struct zc_record *record,
                 struct zc_times times, struct zc_error *err);

enum zc_score_view { ZC_SCORE_RANKING, ZC_SCORE_DETAIL };
/* Whether the reader may see the ranking, or the score of `unit` with its reasons. */
bool zc_score_may(struct zc_db *db, const struct zc_score_scheme *scheme, const struct zc_record *record, enum zc_score_view view, int64_t unit,
                  const struct zc_reader *reader);
/* "0.8992", "–" when empty; in the arena. */
const char *zc_score_text(struct zc_arena *arena, struct zc_ratio ratio, int scale);

#endif
