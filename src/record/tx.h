/*
 * tx: the inside of a write transaction, for the files of record/ that write: chain heads and serials as they will be at the
 * commit, the known time, and appending to a chain. What others may ask of a transaction stands in record/write.h.
 */
#ifndef ZC_RECORD_TX_H
#define ZC_RECORD_TX_H

#include "base/buf.h"
#include "base/map.h"
#include "record/search_index.h"
#include "record/write.h"

struct zc_append;
struct zc_papers;
struct zc_tx_head {
    int64_t chain, seq, at;
    char digest[65];
    bool dirty;
    bool under_way; /* its latest entries are with zc_tx.append, which will know the digest */
};
struct zc_tx_serial {
    int64_t area, next;
    bool dirty;
};
struct zc_tx_state { /* what a mark must be able to restore */
    struct zc_tx_head *heads;
    size_t head_count, head_capacity;
    struct zc_tx_serial *serials;
    size_t serial_count, serial_capacity;
    int64_t at;              /* of the latest entry of any chain */
    int64_t last_chain, last_seq; /* of this transaction */
};
struct zc_tx {
    struct zc_db *db;
    struct zc_actor actor;
    struct zc_arena arena;   /* of the transaction */
    struct zc_arena record;  /* of the record that is being changed */
    bool record_busy;
    struct zc_tx_state state, marked;
    bool has_mark;
    struct zc_search_queue search; /* written at the commit */
    size_t marked_moves;
    struct zc_append *append; /* NULL until the transaction is a long one */
    size_t appended;          /* entries */
    int64_t number;
    const struct zc_rule_value *voted; /* the rule by which the step that writes was decided; NULL: no vote decided it */
    bool balloting;          /* record/ballot.h takes a step of a box */
    bool tried;              /* nothing of what this actor does will be kept */
    struct zc_papers *papers; /* drawn beside the writer (record/papers.h); NULL: what a step issues is drawn where it writes */
    bool drawing;            /* the step that draws a sample writes (record/draw.h) */
    bool rights_changed;     /* it wrote something by which somebody's rights may change */
    int64_t now;
    char actor_text[128];    /* as the entries name the actor */
    struct zc_buf scratch, payload;
    const struct zc_field ***sorted; /* by entity index: stored fields in bytewise order of name */
    struct zc_map codes;     /* "list;code" asked already: whether it is in force */
    int64_t *checked_refs;   /* small direct-mapped cache of ids known to exist */
};
enum { ZC_CHECKED_REFS = 4096 };

/* The next known time: max(now, last + 1 µs). Nobody can set it. */
int64_t zc_tx_next_at(struct zc_tx *tx);
/* The next id of an area. It is spent even if the write that asked fails; ids may have gaps. */
int zc_tx_fresh_id(int64_t *id, struct zc_tx *tx, int64_t area, struct zc_error *err);
/* Writes out what waits for the search indexes when it is much; never behind a mark, for a return would lose what came before it. */
int zc_tx_search_room(struct zc_tx *tx, struct zc_error *err);
/* Appends an entry to a chain; `record` = 0 when it is of no record. */
int zc_tx_append(struct zc_tx *tx, int64_t chain, const char *kind, int64_t at, int64_t record, const char *entity_name, const char *payload,
                 size_t payload_size, struct zc_error *err);
/* Stores the entries that are still under way to the journal: before anybody reads it inside the transaction. */
int zc_tx_settle(struct zc_tx *tx, struct zc_error *err);
/* The number that a question with one bound value answers; left as it was when there is no row. */
int zc_tx_one_int(int64_t *out, struct zc_store *store, const char *sql, int64_t bound, struct zc_error *err);

#endif
