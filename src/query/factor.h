/*
 * factor: the second factor of an account, a one-time code of RFC 6238 or one of ten recovery codes. The secret is sealed by a key
 * derived from keys/root.key, recovery codes are kept as HMAC-SM3 under another: the database alone gives neither.
 */
#ifndef ZC_QUERY_FACTOR_H
#define ZC_QUERY_FACTOR_H

#include "query/city.h"

enum { ZC_FACTOR_SECRET = 20 }; /* bytes: RFC 4226 4 recommends 160 bits */

struct zc_factor {
    bool there;
    int64_t since; /* seconds */
    int recovery;  /* codes that are left */
};
int zc_factor_find(struct zc_factor *out, struct zc_db *db, int64_t account, struct zc_error *err);
/* Whether these roles of a post (";a;b;") hold one of administration. */
bool zc_factor_administers(const char *roles);
/* Whether a person has to have one: in a real city, who holds or represents a post of administration, as long as the rule
 * core.sign_in.administrator_code says so. */
int zc_factor_required(bool *out, struct zc_arena *arena, struct zc_db *db, int64_t person, struct zc_error *err);

/* What a code was found to be: to be used up by zc_factor_use in the transaction that relies on it. */
struct zc_factor_code {
    int64_t step;      /* of a one-time code, 0 = none */
    char recovery[65]; /* digest of a recovery code, "" = none */
};
/* *right: the account has no second factor, or `code` (NULL and "" = none came) is one that may be used now. Blanks and hyphens
 * do not count. */
int zc_factor_check(bool *right, struct zc_factor_code *found, struct zc_db *db, int64_t account, const char *code, struct zc_error *err);

/* How a recovery code of the account is kept. Letters that look like digits count as them. */
int zc_factor_recovery_digest(char out[65], const struct zc_city *city, int64_t account, const char *code, struct zc_error *err);
/* The secret in an envelope as base64, sealed as `field` of the account. */
int zc_factor_secret_open(unsigned char secret[ZC_FACTOR_SECRET], const struct zc_city *city, int64_t account, const char *field, const char *sealed,
                          struct zc_error *err);

#endif
