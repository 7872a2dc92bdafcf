/*
 * ballot: secret ballots beside a journal that knows everything else (people.md 0.4, architecture 3.12, docs/decisions/0068).
 *
 * While a box is open, boxes/<id>.box in the city's folder holds its one-time codes and its ballots, and nothing else does. It is a database
 * of its own without a log, never in city.db and never in a backup; if it is lost, the vote is repeated. All rows stand there from the
 * opening on: a code only turns from unused to used, and a ballot fills one of the empty ones of its class that chance takes, in place.
 * So neither rows nor pages are in the order of casting, no time is kept, and nothing joins a ballot to a code. A code is known by its
 * SM3 alone; its text is returned once by the opening.
 *
 * Sealing takes the ballots out in an order of chance, writes counts, Merkle root and the ballots themselves (an attachment of the box) in
 * one transaction, and destroys the file. The journal learns that the box was opened, how many codes were issued, and the result.
 */
#ifndef ZC_RECORD_BALLOT_H
#define ZC_RECORD_BALLOT_H

#include "query/city.h"
#include "record/write.h"

enum { ZC_BALLOT_OPTIONS = 50, ZC_BALLOT_CODES = 20000, ZC_BALLOT_CODE = 48, ZC_BALLOT_LEAST = 5 };

struct zc_ballot_class {
    int64_t id;             /* of core.ballot_class */
    const char *name;
    size_t count;
    char (*codes)[ZC_BALLOT_CODE]; /* <id of the box>-XXXX-XXXX-XXXX-XXXX: 80 bits */
};
struct zc_ballot_sheet {
    struct zc_ballot_class *classes;
    size_t class_count, codes;
};
/* Takes the step `open` of a box, with the actor's right, and makes its file. The sheet lives in the arena and is kept nowhere: only
 * after the commit may it be shown. If the transaction is refused, the file that was made means nothing and is made anew. */
int zc_ballot_open(struct zc_ballot_sheet *out, struct zc_tx *tx, struct zc_arena *arena, int64_t box, struct zc_error *err);
/* Takes the step `seal`. From here on the file takes no ballot; if the transaction is refused, sealing is tried again. */
int zc_ballot_seal(struct zc_tx *tx, struct zc_arena *arena, int64_t box, struct zc_error *err);
/* Destroys the file of a box that is sealed or void, after the commit, and those that a crash left behind. */
void zc_ballot_sweep(struct zc_db *db);
/* Whether the box's file is there. */
bool zc_ballot_there(const struct zc_city *city, int64_t box);
/* ZC_ECHECK for the steps that these functions alone take. */
int zc_ballot_check_step(const struct zc_tx *tx, const struct zc_entity *entity, int64_t id, const struct zc_transition *step, struct zc_error *err);

struct zc_ballot_paper {
    const char *title, *question;
    const char **options;
    size_t option_count, most; /* how many may be marked; none is a blank ballot */
};
/* What a code opens. ZC_ENOTFOUND: there is no such code, or its box is gone. ZC_ECHECK: it is used, or the box is not open yet, sealed or
 * void; the error says which. */
int zc_ballot_paper(struct zc_ballot_paper *out, struct zc_arena *arena, struct zc_db *db, const char *code, struct zc_error *err);
/* Casts, durable when it returns ZC_OK, once: ZC_ECHECK the second time. `marks`: one 0 or 1 for each option. ZC_EINPUT when too many are
 * marked. */
int zc_ballot_cast(struct zc_arena *arena, struct zc_db *db, const char *code, const char *marks, struct zc_error *err);

#endif
