/*
 * bulk: the same change to many records at once, in one transaction, so that zc_tx_undo takes all of it back.
 */
#ifndef ZC_RECORD_BULK_H
#define ZC_RECORD_BULK_H

#include "record/write.h"

struct zc_bulk {
    const struct zc_patch *patch; /* its entity, fields, days and reason; not its id */
    const char *filter;           /* which records, as they are now; NULL: all */
    const int64_t *ids;           /* and these only; NULL: all */
    size_t id_count;
};
/* *seen: the records that were meant and that the writer sees; *changed: those that differ now. One refused record refuses the whole;
 * the message names it. ZC_ENOTFOUND when no record is meant. */
int zc_bulk_change(size_t *seen, size_t *changed, struct zc_tx *tx, const struct zc_bulk *bulk, struct zc_error *err);
/* Takes transaction `number` back as a whole, unless it was an import: that one is withdrawn by its own record. */
int zc_bulk_withdraw(struct zc_tx *tx, int64_t number, const char *why, struct zc_error *err);

#endif
