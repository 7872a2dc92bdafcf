/*
 * succession: what becomes of a unit (机构改革): renamed, merged into another, split, part of its work transferred, abolished; from a
 * day, by a document. What is open on that day and later names the successor from then on, as the entities declare it
 * (model/succession.h); what was closed keeps the unit it names, and so does every day before. One transaction: zc_bulk_withdraw takes
 * it back as a whole, and every slice has its number again.
 *
 * The registrar's right to write units decides. Rows of other modules go over with the city's rights, since whoever reorganises a
 * unit need not see its tasks; the report names a row only to who may see it. To learn what would happen, run it and roll back.
 */
#ifndef ZC_RECORD_SUCCESSION_H
#define ZC_RECORD_SUCCESSION_H

#include "query/replay.h"
#include "record/write.h"

enum zc_succession_kind { ZC_SUCCESSION_RENAME, ZC_SUCCESSION_MERGE, ZC_SUCCESSION_SPLIT, ZC_SUCCESSION_TRANSFER, ZC_SUCCESSION_ABOLISH, ZC_SUCCESSION_KINDS };

struct zc_succession_part { /* which rows of a unit that is split go where */
    int64_t to;
    const struct zc_entity *entity;
    const char *filter;      /* as the reader may filter; NULL or "": all of them that he sees */
};
struct zc_succession {
    enum zc_succession_kind kind;
    const int64_t *from;     /* one unit; several only when they are merged */
    size_t from_count;
    int64_t to;              /* MERGE: who takes over, 0 = a new unit of `code` and `name`. ABOLISH: who does, 0 = the unit above */
    const char *code, *name, *short_name; /* RENAME: the new names. MERGE into a new unit: its code and names */
    const struct zc_succession_part *parts; /* SPLIT and TRANSFER */
    size_t part_count;
    bool ends;               /* SPLIT: the unit that is split is no more */
    int on;                  /* from this day, not after today */
    const char *basis, *function, *note; /* basis: the document; required */
};

enum zc_succession_fate {
    ZC_FATE_MOVES,   /* names the successor from the day */
    ZC_FATE_FOLLOWS, /* hangs on a post that moves: holdings, accounts */
    ZC_FATE_STAYS,   /* keeps the unit that it names */
    ZC_FATE_JOINS,   /* the successor has the same row already: this one is so no longer */
    ZC_FATE_WAITS    /* open, of a unit that ends, and nobody receives it */
};
enum { ZC_SUCCESSION_NAMES = 12 };
struct zc_succession_line {
    const struct zc_entity *entity;
    enum zc_succession_fate fate;
    size_t count, visible;
    const char *names[ZC_SUCCESSION_NAMES]; /* the first of those that the reader may see */
    size_t name_count;
};
struct zc_succession_report {
    struct zc_succession_line *lines; /* entities in their order; only fates that occur */
    size_t line_count;
    size_t due_count;        /* clocks that run on, on the desk of the successor; none is re-dated */
    int due_first;
    struct zc_drift drift;   /* published figures that this changes */
    int64_t event, to;       /* the core.unit_event; the successor, 0 when there is none or several */
};
/* The words of the kinds: rename, merge, split, transfer, abolish. */
extern const char *const zc_succession_words[ZC_SUCCESSION_KINDS];
extern const char *const zc_fate_words[]; /* moves, follows, stays, joins, waits */
extern const struct zc_pair zc_fate_titles[];

/* The unit with this code, name, short name or decimal id. */
int zc_succession_unit(int64_t *id, struct zc_db *db, const char *text, struct zc_error *err);
/* ZC_EINPUT, ZC_EDENIED or ZC_ECONFLICT when it cannot be; then nothing of it may stay: the caller rolls back. */
int zc_succession_run(struct zc_succession_report *out, struct zc_arena *arena, struct zc_tx *tx, const struct zc_succession *ask, struct zc_error *err);
/* Takes back the transaction that wrote a unit event or settled an area event; another is refused (ZC_ENOTFOUND). */
int zc_succession_withdraw(struct zc_tx *tx, int64_t number, const char *why, struct zc_error *err);

#endif
