/*
 * outbox: what was told to whom, and what has still to be sent, in outbox.db beside the ledger (docs/decisions/0053). Lines and the message that
 * tells them are written in one transaction. A message is claimed by a lease before it is sent; a failure waits a minute, then twice as long each
 * time, at most six hours; after ten it is given up. Times are seconds of the machine's clock.
 */
#ifndef ZC_RECORD_OUTBOX_H
#define ZC_RECORD_OUTBOX_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

struct zc_outbox;
/* Makes the file (mode 600) where there is none. */
int zc_outbox_open(struct zc_outbox **out, const char *folder, struct zc_error *err);
void zc_outbox_close(struct zc_outbox *outbox);

int zc_outbox_begin(struct zc_outbox *outbox, struct zc_error *err);
int zc_outbox_commit(struct zc_outbox *outbox, struct zc_error *err);
void zc_outbox_rollback(struct zc_outbox *outbox);
/* *fresh: it was not told to the target before; now it counts as told. */
int zc_outbox_note(bool *fresh, struct zc_outbox *outbox, int64_t target, const char *mark, struct zc_error *err);
int zc_outbox_add(struct zc_outbox *outbox, int64_t target, const char *subject, const char *body, struct zc_error *err);

/* How many messages are in each state; all 0 where the folder has no outbox, which is not made. */
enum zc_outbox_state { ZC_OUTBOX_WAITING, ZC_OUTBOX_SENDING, ZC_OUTBOX_SENT, ZC_OUTBOX_FAILED, ZC_OUTBOX_STATES };
extern const char *const zc_outbox_states[ZC_OUTBOX_STATES];
int zc_outbox_count(int64_t out[ZC_OUTBOX_STATES], const char *folder, struct zc_error *err);

struct zc_letter {
    int64_t id, target, tries, made;
    const char *subject, *body;
};
/* The next one that is due, for three minutes nobody else's; *there false when there is none. */
int zc_outbox_claim(struct zc_letter *out, bool *there, struct zc_arena *arena, struct zc_outbox *outbox, struct zc_error *err);
/* How it went; `hopeless`: no other try. */
int zc_outbox_settle(bool *gives_up, struct zc_outbox *outbox, const struct zc_letter *letter, bool sent, bool hopeless, const char *problem, struct zc_error *err);

#endif
