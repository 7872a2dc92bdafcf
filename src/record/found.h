/* found: making a city folder: settings, an empty database with the tables of the declarations, the first journal entry. */
#ifndef ZC_RECORD_FOUND_H
#define ZC_RECORD_FOUND_H

#include "query/city.h"

struct zc_founding {
    const char *folder;
    struct zc_pair name;
    int64_t area;
    const char *database; /* postgresql://… of an empty database; NULL: a file in the folder */
    bool sample;
    int64_t clock; /* sample: where its clock starts */
};
/* The folder must not exist or be empty. */
int zc_city_found(const struct zc_founding *founding, struct zc_error *err);

/* Brings an older city to this program and its declarations: new tables, columns and indexes, and the edition of rules
 * and codes that the declarations ship; refuses what would lose something.
 * Does nothing to a city that is up to date. The caller holds the folder's lock. */
int zc_city_upgrade(struct zc_db *db, struct zc_error *err);

/* Moves a sample city's clock forward and journals it. A real city has no such verb. */
int zc_clock_move(struct zc_db *db, int64_t to, const char *face, struct zc_error *err);

#endif
