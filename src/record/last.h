/*
 * last: when a backup and a seal were last made, by the machine's clock. Each is a small file `last-backup`, `last-seal` in the city's
 * folder, so that a backup, which only reads the ledger, can say so too. They serve who watches over the city: nothing rests on them, and a
 * folder without them has told nobody yet.
 */
#ifndef ZC_RECORD_LAST_H
#define ZC_RECORD_LAST_H

#include <stdint.h>

enum zc_last { ZC_LAST_BACKUP, ZC_LAST_SEAL, ZC_LASTS };
/* Now. A folder that cannot be written keeps what it had: a backup of a full or read-only disk is a backup all the same. */
void zc_last_put(const char *folder, enum zc_last what);
int64_t zc_last_get(const char *folder, enum zc_last what); /* µs; 0 = not known */

#endif
