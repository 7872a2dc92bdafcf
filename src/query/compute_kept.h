/*
 * compute_kept: what a computed field came to for every row, kept with a connection as long as it sees the same data at the same two
 * times (zc_store_version). A figure that filters by a lamp asks for it once for its rows and again for each ref that its digest
 * follows, and the figures of a review all ask for the same one. A connection that writes keeps it from one change to the next.
 */
#ifndef ZC_QUERY_COMPUTE_KEPT_H
#define ZC_QUERY_COMPUTE_KEPT_H

#include "model/model.h"
#include "query/city.h"

struct zc_codes { /* ids ascending; a code is NULL where there is no answer */
    const int64_t *ids;
    const char *const *codes;
    size_t count;
};
struct zc_compute_kept; /* of one connection, made when first needed and freed with zc_db_close */

/* NULL when nothing is kept of the field. */
const struct zc_codes *zc_compute_kept_find(struct zc_db *db, struct zc_times times, const struct zc_field *field);
/* Copies the codes. */
void zc_compute_kept_put(struct zc_db *db, struct zc_times times, const struct zc_field *field, const struct zc_codes *codes);
void zc_compute_kept_free(struct zc_compute_kept *kept);

#endif
