/*
 * compose: the official paper of a record, filled at two times as its module declares it (model/paper.h).
 *
 * A paper is the same for everybody: it is filled with all that the city knows, and shown only to who may read the record and every
 * row and column that stands on it. Whoever may not read a part of it does not get the rest (ZC_EDENIED). The description lives in the
 * arena.
 */
#ifndef ZC_PAPER_COMPOSE_H
#define ZC_PAPER_COMPOSE_H

#include "model/paper.h"
#include "paper/official.h"
#include "paper/review.h"

struct zc_compose {
    const struct zc_paper *paper; /* NULL: the first that the record has */
    const struct zc_entity *entity;
    int64_t id;
    struct zc_times times;        /* for equal files: fixed times, not those of now */
    const struct zc_period *period; /* of flow figures; NULL: the half-year of the as-of day */
    const struct zc_reader *reader;
    const struct zc_record *written; /* one that is being written and not stored; NULL: the record `id` */
};
struct zc_composed {
    const struct zc_paper *paper;
    struct zc_official *official;
    struct zc_naked *naked;       /* numbers that nothing stands behind */
    size_t naked_count;
};
/* ZC_ENOTFOUND: no such record, it may not be seen, or it has no such paper. */
int zc_compose(struct zc_composed *out, struct zc_arena *arena, struct zc_db *db, const struct zc_compose *what, struct zc_error *err);

/* A record that is being written: `fields` (a JSON object, as the API takes it) over the record `id` of `what` as it stands at the times, or over a
 * new one in its first state when id is 0. Nothing is stored; the caller asks whether the reader may write it. */
struct zc_json;
int zc_compose_written(struct zc_record *out, struct zc_arena *arena, struct zc_db *db, const struct zc_compose *what, const struct zc_json *fields, struct zc_error *err);

/* The papers that a record has; their names for the messages and the addresses. */
int zc_compose_choices(const struct zc_paper **out, size_t most, size_t *count, struct zc_arena *arena, struct zc_db *db, const struct zc_compose *what, struct zc_error *err);

/* Where figures and trace of this city are reached: the line `address` of city.conf, else where `serve` listens unless told otherwise. */
const char *zc_compose_address(const struct zc_city *city);

#endif
