/*
 * backup: one ZIP file: city.conf, city.db (copied while in use: first), files/ (attachments: after, so that every digest the
 * database names is there), and MANIFEST with the SM3 of each part. keys/ is never in it: keys have a backup of their own.
 */
#ifndef ZC_RECORD_BACKUP_H
#define ZC_RECORD_BACKUP_H

#include "base/progress.h"
#include "query/city.h"

/* `tell` may be NULL; it may stop the backup (ZC_ESTOPPED: no file is left). */
int zc_backup(struct zc_db *db, const char *file, zc_tell *tell, void *user, struct zc_error *err);
/* Into a folder that must not exist; every part is checked against MANIFEST before it counts. */
int zc_restore(const char *file, const char *folder, struct zc_error *err);

#endif
