/*
 * slices: what a change does to the slices of one record. A record known now is a row of slices over valid time. A change
 * from day V sets fields from V on, each until the next later-valid change of that same field; slices that this crosses are
 * split, the part before V keeps its number, every other new piece gets the next number. Replaced slices stay, with the end
 * of their known time. A restore gives back the slices that were known at an instant, with the numbers they had. The same code writes and,
 * from the journal alone, rebuilds: `verify` compares the two.
 *
 * The present table holds, of each record, the slice that is so on the day of the change (or was so last); what begins later, behind a
 * change with an end after today, lies beside it until its day comes (record/ahead.h).
 */
#ifndef ZC_RECORD_SLICES_H
#define ZC_RECORD_SLICES_H

#include "query/rows.h"

enum zc_op { ZC_OP_CHANGE, ZC_OP_END, ZC_OP_WITHDRAW, ZC_OP_RESTORE };

struct zc_change {
    const struct zc_entity *entity;
    int64_t id;
    bool fresh;                     /* the record is new: nothing is read */
    enum zc_op op;
    const struct zc_value *values;  /* by column; CHANGE only */
    const bool *set;
    int valid_from, valid_to;       /* valid_to = ZC_DATE_MAX: open */
    int64_t known;                  /* RESTORE only: as it was known then */
    int64_t at;                     /* known time of the change */
};

struct zc_piece {
    struct zc_record record;
    enum { ZC_PIECE_KEPT, ZC_PIECE_NEW } fate;
    bool in_present;                /* KEPT: where it lies */
    bool content_changed;           /* NEW: some field differs from what was known before */
};
struct zc_slices_plan {
    const struct zc_change *change;
    struct zc_piece *pieces;        /* what is known afterwards, ascending valid_from */
    size_t count, capacity;
    int day;                        /* of the change */
    size_t present;                 /* the piece that is so on that day, or was so last */
    struct zc_piece *replaced;      /* slices whose known time ends */
    size_t replaced_count, replaced_capacity;
    bool changed;                   /* false: nothing to write */
    bool existed;                   /* the record was known before */
    int slice;                      /* for the journal: first new number, the number that was cut or withdrawn, or the last of those restored */
};

int zc_slices_plan(struct zc_slices_plan *out, struct zc_arena *arena, struct zc_store *store, const struct zc_change *change,
                   struct zc_error *err);
struct zc_search_queue;
/* Writes a plan with changes into past and present tables; the search index follows by the queue. */
int zc_slices_store(struct zc_store *store, struct zc_search_queue *search, const struct zc_slices_plan *plan, struct zc_error *err);
/* Brings into the present table of a record what is so on `day`. `search` NULL: as below. */
int zc_slices_turn(struct zc_store *store, struct zc_search_queue *search, const struct zc_entity *entity, int64_t id, int day, struct zc_error *err);
/* Without the search index: for a rebuilt copy that is only compared. */
int zc_slices_store_tables(struct zc_store *store, const struct zc_slices_plan *plan, struct zc_error *err);

#endif
