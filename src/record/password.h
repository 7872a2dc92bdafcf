/*
 * password: whether an account may take a password: the profile of its city, the common words, the words of the city, of its
 * unit, its owner and its login name, and not the one it has. Setting it.
 *
 * city.conf: `password_profile = mlps3` or `nist`; without it mlps3 in a real city and nist in a sample. `password_days` sets
 * another number of days until a password has to be changed (mlps3: 180).
 */
#ifndef ZC_RECORD_PASSWORD_H
#define ZC_RECORD_PASSWORD_H

#include "base/password.h"
#include "record/write.h"

struct zc_password_profile zc_password_profile(const struct zc_city *city);

/* ZC_ECHECK with all reasons at once. `account` as stored now, NULL when it is not known. `compare`: also against the present password, which costs one
 * hash; not for the writer's thread. */
int zc_password_check(struct zc_db *db, const struct zc_record *account, const char *password, bool compare, struct zc_error *err);
/* The day from which the password has to be changed; ZC_DATE_MAX when there is none. */
int zc_password_due(struct zc_db *db, const struct zc_record *account);
/* Stores the hash. `set`: it is a new password, not a stronger hash of the old one. */
int zc_password_store(struct zc_tx *tx, const struct zc_entity *accounts, int64_t account, const char *hash, bool set, struct zc_error *err);

#endif
