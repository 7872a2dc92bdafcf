/*
 * write: the one path on which anything is stored (architecture 3.13). A transaction takes the write lock, assigns its known
 * time, checks fields, states, row checks and the writer's right, splits slices, writes the chain, and commits durably.
 *
 * A patch sets some fields of one record from a day on: each field takes the new value until the next later-valid change of
 * that same field. Slices that are crossed are split and renumbered; the part before the day keeps its number.
 */
#ifndef ZC_RECORD_WRITE_H
#define ZC_RECORD_WRITE_H

#include "query/rows.h"

#define ZC_TODAY INT32_MIN /* valid_from: today in the city's clock, or the entity's valid_from field on a new record */

struct zc_actor {
    int64_t account, post, represented; /* 0 = none */
    const char *face;                   /* cli, web, api, import, job */
    const struct zc_reader *reader;     /* whose rights count; ZC_READER_CITY for the loader and the command line */
};

/* The actor of a signed-in reader: a deputy is journalled as his own post for the post that he represents. */
struct zc_actor zc_actor_of(const struct zc_reader *acting, const char *face);

struct zc_tx;
/* Opens the write transaction; everything until commit has one transaction number and known times in order. */
int zc_tx_begin(struct zc_tx **out, struct zc_db *db, const struct zc_actor *actor, struct zc_error *err);
int zc_tx_commit(struct zc_tx *tx, struct zc_error *err); /* frees tx; on failure nothing was stored */
void zc_tx_rollback(struct zc_tx *tx);                    /* frees tx */
/* Starts the next transaction inside the same durable commit: the server groups waiting writes this way. */
int zc_tx_next(struct zc_tx *tx, const struct zc_actor *actor, struct zc_error *err);
int64_t zc_tx_number(const struct zc_tx *tx);
bool zc_tx_rights_changed(const struct zc_tx *tx); /* somebody may do more or less than before it */
int64_t zc_tx_known(const struct zc_tx *tx); /* the known time of its latest entry */
/* What the actor does is only tried and undone: no file is made that nothing would name. */
void zc_tx_try(struct zc_tx *tx);
const struct zc_actor *zc_tx_actor(const struct zc_tx *tx);
struct zc_db *zc_tx_db(struct zc_tx *tx);    /* for reading inside the transaction: sees its own writes */
/* A point to return to inside the transaction: nothing after it stays, chain heads and serials included. */
int zc_tx_mark(struct zc_tx *tx, struct zc_error *err);
void zc_tx_return(struct zc_tx *tx);  /* back to the mark and drop it */
void zc_tx_release(struct zc_tx *tx); /* keep what was done since the mark */

struct zc_patch {
    const struct zc_entity *entity;
    int64_t id;                     /* 0 = a new record */
    struct zc_value *values;        /* by column index */
    bool *set;                      /* by column index: which of them are given (an empty value empties the field) */
    int valid_from;                 /* ZC_TODAY or a day, not in the future */
    int valid_to;                   /* 0 = open */
    int expect_slice;               /* 0 = do not check; else the present slice number the writer saw: ZC_ECONFLICT if another */
    int64_t home_area;              /* new record of `home: own`: its area; 0 = the city's */
    const char *why;                /* kept in the journal; NULL allowed */
    bool states;                    /* a declared layout reads the state, or an undo gives it back: it is taken without a step */
};
/* A patch with room for all columns of the entity, nothing set. */
struct zc_patch zc_patch_new(struct zc_arena *arena, const struct zc_entity *entity, int64_t id);
/* Sets a field from text (as zc_field_parse reads it; refs as decimal ids). */
int zc_patch_set(struct zc_patch *patch, struct zc_arena *arena, const char *field, const char *text, struct zc_error *err);

/* *id: the record; *changed: false when every field already had the value (then nothing is written). */
int zc_record_change(int64_t *id, bool *changed, struct zc_tx *tx, const struct zc_patch *patch, struct zc_error *err);
int zc_record_end(struct zc_tx *tx, const struct zc_entity *entity, int64_t id, int from, const char *why, struct zc_error *err);
int zc_record_withdraw(struct zc_tx *tx, const struct zc_entity *entity, int64_t id, const char *why, struct zc_error *err);
/* The record is again as it was known at `known`: slices that came since are known no longer, those that ended since are known
 * anew under the numbers they had. Only for a record that was known then, and for undoing: whoever calls answers for what lies between. */
int zc_record_restore(struct zc_tx *tx, const struct zc_entity *entity, int64_t id, int64_t known, const char *why, struct zc_error *err);
/* After all records of an undo are back: the restored one keeps to keys, references and checks as any row does. */
int zc_record_check_restored(struct zc_tx *tx, const struct zc_entity *entity, int64_t id, struct zc_error *err);
/* Runs a declared transition: checks state, role, guard; sets state and its date. */
int zc_record_transition(struct zc_tx *tx, const struct zc_entity *entity, int64_t id, const char *transition, const char *why,
                         struct zc_error *err);

/* An entry that is no record: import, publish, seal, login, error … payload is canonical JSON (core.md 7.2). Chain = area. */
int zc_tx_note(struct zc_tx *tx, int64_t chain, const char *kind, const char *payload, struct zc_error *err);

/* Withdraws all that transaction `number` wrote: records it made are withdrawn, records it changed get back the slices they had,
 * under the same numbers, so that every figure is what it was. Where a record was written again since, only the fields that the
 * transaction set get their former value from the same day on; refused when one of them was changed again from that day. */
int zc_tx_undo(struct zc_tx *tx, int64_t number, const char *why, struct zc_error *err);

#endif
