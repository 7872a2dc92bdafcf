/*
 * draw: the frame of a declared draw (model/draw.h) as it stood when it was drawn from, in the order of its digests, and what the
 * decided ones among those drawn prove about the rest. Everything is computed again from records; nothing of it is stored but the
 * number, the digest and the known time of the frame, with which it is compared.
 */
#ifndef ZC_QUERY_DRAW_H
#define ZC_QUERY_DRAW_H

#include "maths/sample.h"
#include "model/draw.h"
#include "query/eval.h"

/* The frame that the record names; NULL when its code has none. */
const struct zc_draw_frame *zc_draw_frame_of(const struct zc_record *record);
/* Rows of the frame at these times, by id, whoever may see them. */
int zc_draw_frame_rows(struct zc_rows *out, struct zc_arena *arena, struct zc_db *db, const struct zc_record *record, struct zc_times times, struct zc_error *err);
/* The same in the order of the draw; `ids` are decimal. */
void zc_draw_order(struct zc_sample_entry **out, struct zc_arena *arena, const struct zc_rows *rows, const char *seed);

struct zc_draw_line {
    const char *id, *digest;
    bool drawn;                    /* among the first `size` */
};
struct zc_draw_result {
    const struct zc_draw_frame *frame;
    const char *seed, *position;   /* position: chain/seq of the entry that published the seed */
    int64_t size, known;
    int published_on, drawn_on;    /* 0: not yet */
    struct zc_draw_line *lines;    /* the frame in the order of the draw; none before it */
    size_t count;
    bool same;                     /* number and digest of the frame are those kept, and the rows made are the first of it */
    size_t drawn, checked, false_, upheld; /* rows made; of these decided, proved false, and the rest of the decided */
    int bound;                     /* K95; -1 when nothing is decided or the numbers are beyond zc_sample_bound */
    const char *digest;
};
/* `record` as it is at `times` and may be seen by whoever asks; the verdicts are those of then. The list is read from the ledger unless the connection
 * keeps it (query/draw_kept.h); the second reads it in any case: to draw again. */
int zc_draw_read(struct zc_draw_result *out, struct zc_arena *arena, struct zc_db *db, const struct zc_record *record, struct zc_times times,
                 struct zc_error *err);
int zc_draw_again(struct zc_draw_result *out, struct zc_arena *arena, struct zc_db *db, const struct zc_record *record, struct zc_times times,
                  struct zc_error *err);
/* "33 项自报完成，抽查 12 项，12 项属实；最多 5 项可能不实（95%）" */
struct zc_pair zc_draw_sentence(struct zc_arena *arena, const struct zc_draw_result *result);

#endif
