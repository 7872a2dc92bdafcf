/*
 * move: the rows of one moment of a city's database, written into another on whichever engine: journal, slices of all times, settings and
 * sessions as they are; the search index is made anew. A table with rows that nobody knows refuses it (ZC_ECHECK): nothing is left behind. So a city goes to a server and back, and so a server is backed up: into a file.
 */
#ifndef ZC_RECORD_MOVE_H
#define ZC_RECORD_MOVE_H

#include "query/city.h"

/* Whether a city may be put there: ZC_EINPUT unless the named database is on a server and holds no table. */
int zc_move_may(const char *database, struct zc_error *err);
/* Copies the database, while it is in use, into a file that is made anew. What fails leaves no whole file. */
int zc_move_copy(struct zc_db *db, const char *path, struct zc_error *err);
/* Moves the city to the named database, or into its folder where `database` is NULL. The caller holds the folder's lock. Nothing is changed
 * before the copy is whole: then city.conf names it. A file that was left behind is called city.db.moved; tables on a server stay. */
int zc_move(struct zc_db *db, const char *database, struct zc_error *err);
/* Writes the settings of a folder to `path`, with that line `database`, or without one where it is NULL. */
int zc_move_settings(const char *path, const char *folder, const char *database, struct zc_error *err);

#endif
