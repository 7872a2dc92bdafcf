/*
 * bulk: the same change to many records at once, in one transaction, so that zc_tx_undo takes all of it back.
 */
#ifndef ZC_RECORD_BULK_H
#define ZC_RECORD_BULK_H

#include "record/write.h"

enum { ZC_BULK_MOST = 10000 }; /* records that one request changes or takes back */

struct zc_bulk {
    const struct zc_patch *patch; /* its entity, fields, days and reason; not its id */
    const char *filter;           /* which records, as they are now; NULL: all */
    const int64_t *ids;           /* and these only; NULL: all */
    const int *slices;            /* the slice that the writer saw of each of `ids`, 0 not to ask; NULL: none is asked */
    size_t id_count;
    size_t most;                  /* ZC_ELIMIT when more records are meant; 0: as many as there are */
};
/* *seen: the records that were meant and that the writer sees; *changed: those that differ now. One refused record refuses the whole;
 * the message names it. ZC_ENOTFOUND when no record is meant. `each`, when given, hears of every record as it was before. */
int zc_bulk_change(size_t *seen, size_t *changed, struct zc_tx *tx, const struct zc_bulk *bulk, struct zc_error *err);
typedef void zc_bulk_each(void *user, const struct zc_record *before, bool differs);
int zc_bulk_change_each(size_t *seen, size_t *changed, struct zc_tx *tx, const struct zc_bulk *bulk, zc_bulk_each *each, void *user,
                        struct zc_error *err);
/* Takes transaction `number` back as a whole, unless it was an import: that one is withdrawn by its own record. Asks no rights. */
int zc_bulk_withdraw(struct zc_tx *tx, int64_t number, const char *why, struct zc_error *err);
/* The same for a person: only what his own account wrote, only changes of fields (no steps, no new or ended records), and only of
 * records that he may still write. ZC_ENOTFOUND for a transaction that is not his, as for one that never was; ZC_ELIMIT
 * beyond ZC_BULK_MOST. */
int zc_bulk_take_back(struct zc_tx *tx, int64_t number, const char *why, struct zc_error *err);

#endif
