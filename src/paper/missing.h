/*
 * missing: names in a workbook that no register knows, and what a person says about each. By default nothing is made up: they are
 * errors. With a person's consent units, posts and the record of the year (the plan that a ledger belongs to) are made by the import
 * itself, in its own transaction, marked provisional until somebody completes or confirms them; or a name is left out of its row, which
 * then waits for a person. Areas are never made. A name that is nearly one that is known is made only when it is consented to by name.
 *
 * The readers meet the names (pure); zc_missing_create writes. All texts live in the arena given at the start.
 */
#ifndef ZC_PAPER_MISSING_H
#define ZC_PAPER_MISSING_H

#include "paper/layout.h"
#include "paper/register.h"
#include "record/write.h"

enum zc_missing_kind { ZC_MISSING_UNIT, ZC_MISSING_AREA, ZC_MISSING_POST, ZC_MISSING_RECORD, ZC_MISSING_KINDS };
enum zc_missing_answer { ZC_MISSING_OPEN, ZC_MISSING_CREATE, ZC_MISSING_LEAVE_OUT };

struct zc_missing_item {
    enum zc_missing_kind kind;
    const char *name;                     /* as written, squeezed; of the record of the year: the year */
    size_t rows;                          /* lines of the workbook that need it */
    const char *sheet;                    /* where it stands first */
    int row, column, last_row;
    const struct zc_register_entry *near; /* the known one that it nearly is; NULL */
    enum zc_missing_answer answer;
    const char *code;                     /* of a unit that is to be made */
};

struct zc_missing {
    struct zc_arena *arena;
    const struct zc_register *reg;
    struct zc_missing_item **items;       /* in the order in which they were met */
    size_t count, capacity, open;         /* open: how many nobody has answered */
    struct zc_map known;                  /* "kind:name" → item */
    const char *sheet;                    /* the one being read */
    const char *create, *leave_out;       /* what the person said: kinds and kind:name, separated by , or ; */
    const char *given;                    /* FIELD=VALUE;… for the record of the year */
    const char *record;                   /* full name of its entity, NULL without */
    const char *needs;                    /* a field of it that neither workbook nor person has said; NULL when nothing lacks */
    int serial;                           /* of the last code that was made */
};

/* `create`, `leave_out` and `given` may be NULL. ZC_EUSAGE when one names a kind that cannot be made or left out. */
int zc_missing_init(struct zc_missing *missing, struct zc_arena *arena, const struct zc_register *reg, const char *create, const char *leave_out,
                    const char *given, struct zc_error *err);
/* A reader has met a name that is not in the register. */
struct zc_missing_item *zc_missing_meet(struct zc_missing *missing, enum zc_missing_kind kind, const char *name, int row, int column);
struct zc_import_result;
/* Meets the record of the year, an entity of this name, on which all rows of the result hang. */
void zc_missing_meet_record(struct zc_missing *missing, const char *entity, const struct zc_import_result *result);
/* unit, area, post, record: how a kind is written in an answer; and in words. */
const char *zc_missing_word(enum zc_missing_kind kind);
struct zc_pair zc_missing_title(enum zc_missing_kind kind);
/* First those that nearly are a known one, then the most needed. */
void zc_missing_sort(struct zc_missing *missing);
/* The answers that would settle what is open, for the command line: --create-missing=… --leave-out=…; "" when nothing is, or only what
 * must be consented to by name. */
const char *zc_missing_command(const struct zc_missing *missing, struct zc_arena *arena);

/* The names as JSON: {"names":[{way, rows, answered, kind, name, near, near_code, answer}…], "record", "needs", "given"}, the most needed
 * first, a thousand at the most; `answer` goes back as a part of what is created or left out. NULL: none. And back: what a form needs of
 * them; ZC_EINPUT when it is no such text. */
struct zc_buf;
void zc_missing_put(struct zc_buf *out, struct zc_arena *arena, struct zc_missing *missing);
int zc_missing_read(struct zc_missing *out, struct zc_arena *arena, const char *text, struct zc_error *err);

/* Makes what was consented to, inside the transaction: what cannot be made becomes a finding of the result. */
int zc_missing_create(struct zc_missing *missing, struct zc_tx *tx, struct zc_import_result *result, const char *file, struct zc_error *err);

#endif
