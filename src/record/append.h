/*
 * append: entries on their way into the journal: each is digested behind the one before it in its chain and stored, with the way from
 * its record to it. One at a time is done at once. A transaction that writes thousands hands them over in blocks instead: a second
 * thread digests a block while the caller checks and stores the next records, and the caller stores what comes back, in the order in
 * which it came, several rows a statement. The connection stays the caller's; the second thread touches no store.
 *
 * At most 4 blocks are under way, each of up to 128 entries or, where payloads are long, 256 KiB and one entry. What is under way is not
 * in the journal until zc_append_settle; dropped without it, nothing of it was ever written.
 */
#ifndef ZC_RECORD_APPEND_H
#define ZC_RECORD_APPEND_H

#include "record/entry.h"
#include "store/store.h"

struct zc_append_item {
    struct zc_entry entry; /* kind and city stay valid until the transaction ends; other texts are copied where they wait */
    int64_t record;        /* 0: of no record */
    const char *entity;    /* full name; stays valid as kind does */
};

/* Digests and stores one entry now. */
int zc_append_now(char digest[ZC_DIGEST_HEX], struct zc_store *store, const struct zc_append_item *item, struct zc_buf *scratch, struct zc_error *err);

struct zc_append; /* the blocks of one transaction and the thread that digests them */
struct zc_append *zc_append_start(struct zc_store *store);
/* Takes one entry. prev "" continues what was handed over before in the same chain. May store earlier ones, and fail in that. */
int zc_append_later(struct zc_append *append, const struct zc_append_item *item, struct zc_error *err);
/* Stores all that is under way. */
int zc_append_settle(struct zc_append *append, struct zc_error *err);
/* The digest of the last settled entry of a chain that was handed over. */
const char *zc_append_last(const struct zc_append *append, int64_t chain);
/* Ends the thread; what is under way is dropped. NULL is nothing to stop. */
void zc_append_stop(struct zc_append *append);

#endif
