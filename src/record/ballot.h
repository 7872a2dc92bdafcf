/*
 * ballot: secret ballots beside a journal that knows everything else (people.md 0.4, architecture 3.12, docs/decisions/0068). While a box
 * (core.ballot_box) is open, its codes and ballots lie in a file of its own (record/ballot_file.h), never in city.db and never in a
 * backup; if it is lost, the vote is repeated. Sealing takes the ballots out in an order of chance, writes counts, Merkle root and
 * the ballots themselves (an attachment of the box) in one transaction, and then the file is destroyed. The journal learns that the box was
 * opened, how many codes were issued, and the result.
 */
#ifndef ZC_RECORD_BALLOT_H
#define ZC_RECORD_BALLOT_H

#include "record/ballot_file.h"
#include "record/write.h"

enum { ZC_BALLOT_LEAST = 5 }; /* a class with fewer ballots is never told apart */

/* Takes the step `open` of a box, with the actor's right, and makes its file. The sheet lives in the arena and is kept nowhere: only
 * after the commit may it be shown. If the transaction is refused, the file that was made means nothing and is made anew. */
int zc_ballot_open(struct zc_ballot_sheet *out, struct zc_tx *tx, struct zc_arena *arena, int64_t box, struct zc_error *err);
/* Takes the step `seal`. From here on the file takes no ballot; if the transaction is refused, sealing is tried again. */
int zc_ballot_seal(struct zc_tx *tx, struct zc_arena *arena, int64_t box, struct zc_error *err);
/* Destroys the files of boxes that are sealed or void: after the commit, and those that a crash left behind. */
void zc_ballot_sweep(struct zc_db *db);
/* ZC_ECHECK for the steps that these functions alone take. */
int zc_ballot_check_step(const struct zc_tx *tx, const struct zc_entity *entity, int64_t id, const struct zc_transition *step, struct zc_error *err);

/* What a code opens. ZC_ENOTFOUND: there is no such code, or its box is gone. ZC_ECHECK: it is used, or the box is not open yet, sealed or
 * void; the error says which. */
int zc_ballot_paper(struct zc_ballot_paper *out, struct zc_arena *arena, struct zc_db *db, const char *code, struct zc_error *err);
/* Casts, durable when it returns ZC_OK, once: ZC_ECHECK the second time. `marks`: one 0 or 1 for each option. ZC_EINPUT when too many are
 * marked. */
int zc_ballot_cast(struct zc_arena *arena, struct zc_db *db, const char *code, const char *marks, struct zc_error *err);

#endif
