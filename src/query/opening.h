/*
 * opening: the first day of a record's ledger, and which claims older than that day somebody has stood for since (期初核实).
 * What is declared stands in model/opening.h; nothing is stored but the three fields of the record. Whether a claim was
 * verified is asked of the record as it is by the known time, whatever day of the past a figure speaks of.
 */
#ifndef ZC_QUERY_OPENING_H
#define ZC_QUERY_OPENING_H

#include "query/metric.h"

/* The first days of the rows of one entity at two times; lives in the arena. */
struct zc_first_days {
    const struct zc_entity *entity;
    struct zc_db *db;
    struct zc_arena *arena;
    struct zc_times times;
    int earliest; /* where it is one day for all rows; 0 = none */
};
int zc_first_days_open(struct zc_first_days *out, struct zc_arena *arena, struct zc_db *db, const struct zc_entity *entity, struct zc_times times,
                       struct zc_error *err);
/* 0 when nothing says from when the row's ledger counts. */
int zc_first_day_of(const struct zc_first_days *days, const struct zc_record *record);

enum zc_opening_state { ZC_OPENING_NONE, ZC_OPENING_PENDING, ZC_OPENING_VERIFIED };
struct zc_opening {
    enum zc_opening_state state;
    int first_day, claimed_on;
    const char *basis; /* the document, "" for none */
    int64_t by;        /* the post, 0 for none */
    int on;            /* verified on */
};
/* `days` of the record's entity, opened at the same times. */
int zc_opening_of(struct zc_opening *out, const struct zc_first_days *days, const struct zc_record *record, struct zc_error *err);

/* Whether the reader may say of the entity's claims who stands for them. */
bool zc_opening_may(const struct zc_reader *reader, const struct zc_entity *entity);
/* The rows of the entity in that state now which the reader sees, narrowed by words (NULL or "": all). */
int zc_opening_rows(struct zc_rows *out, struct zc_arena *arena, struct zc_db *db, const struct zc_reader *reader, const struct zc_entity *entity,
                    const char *words, enum zc_opening_state state, struct zc_error *err);
/* What was verified together, over all entities that the reader may verify: a transaction that can be taken back as a whole. */
struct zc_opening_batch {
    int64_t tx;
    size_t rows;
    struct zc_record first;
};
int zc_opening_batches(struct zc_opening_batch **out, size_t *count, struct zc_arena *arena, struct zc_db *db, const struct zc_reader *reader,
                       struct zc_error *err);

/* Over the rows of a figure. */
struct zc_opening_ground {
    const char *basis, *by; /* the document; the name of the post; "" for none */
    size_t rows;
};
struct zc_opening_sum {
    size_t verified, pending;
    struct zc_opening_ground *grounds;
    size_t ground_count;
};
int zc_opening_of_figure(struct zc_opening_sum *out, struct zc_arena *arena, struct zc_db *db, const struct zc_figure *figure, struct zc_error *err);
/* In words: what rests on whom, and how many wait. NULL when no row of the figure is an opening claim. */
const char *zc_opening_words(const struct zc_opening_sum *sum, struct zc_arena *arena, enum zc_lang lang);
/* {"verified":2,"pending":1,"grounds":[{"basis":"…","by":"…","rows":2}]} */
void zc_opening_json(struct zc_buf *out, const struct zc_opening_sum *sum);

#endif
