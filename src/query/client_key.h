/* client_key: what was answered to a request that carried an Idempotency-Key. Kept for 30 days by record/client_key. */
#ifndef ZC_QUERY_CLIENT_KEY_H
#define ZC_QUERY_CLIENT_KEY_H

#include "query/city.h"

enum { ZC_CLIENT_KEY_MOST = 200, ZC_CLIENT_KEY_DAYS = 30 };

struct zc_client_key {
    int status;         /* of the answer; 0 = the key is unknown */
    const char *digest; /* SM3 of the request, hex */
    const char *reply;
};
/* Older than 30 days is unknown. Keys belong to an account: nobody meets another's. */
int zc_client_key_find(struct zc_client_key *out, struct zc_arena *arena, struct zc_db *db, int64_t account, const char *key, struct zc_error *err);

#endif
