/*
 * inbox: what lands on a post's desk by another's act. Items are written with the city's rights inside the transaction of that act and
 * are taken back with it; each is told apart by post, record and reason, so the same act twice leaves one item.
 */
#ifndef ZC_RECORD_INBOX_H
#define ZC_RECORD_INBOX_H

#include "record/write.h"

/* `due_on` 0 = none. An item that is done waits again. Without the entity core.inbox nothing happens. */
int zc_inbox_raise(struct zc_tx *tx, int64_t post, const char *title, const char *reason, const struct zc_entity *entity, int64_t id, int due_on,
                   struct zc_error *err);
/* What waits about this record at a post is done; `post` 0 = at all posts. */
int zc_inbox_settle(struct zc_tx *tx, int64_t post, const struct zc_entity *entity, int64_t id, struct zc_error *err);
/* A comment that names posts with @ lands on their desks. */
int zc_inbox_mention(struct zc_tx *tx, const struct zc_record *comment, struct zc_error *err);

#endif
