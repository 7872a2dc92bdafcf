/*
 * rights_mark: by which the processes of one city hear that somebody's rights changed. Each keeps for a second who is behind a session; a number in the
 * file `rights.mark` of the folder, in memory that they share, grows with each change of rights and each sign-out, and what was looked up before no
 * longer counts. The file holds nothing else and may be removed while nothing runs. Of a city in a file there is none: it has one process.
 */
#ifndef ZC_RECORD_RIGHTS_MARK_H
#define ZC_RECORD_RIGHTS_MARK_H

#include "query/city.h"

/* The number, shared with the other processes until unmapped; NULL where there is none. Read with zc_rights_mark_read. */
uint64_t *zc_rights_mark_map(const struct zc_city *city);
void zc_rights_mark_unmap(uint64_t *mark);                 /* NULL is fine */
uint64_t zc_rights_mark_read(const uint64_t *mark);        /* of NULL: 0 */
void zc_rights_mark_move(const struct zc_city *city);      /* after the commit; a failure leaves the others with what they knew for a second */

#endif
