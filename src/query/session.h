/*
 * session: looking up who a token belongs to. Tokens are stored as their SM3 only. Sessions live by the machine's clock, also
 * in a sample city: idle 30 minutes, 12 hours at the longest (core.md 5.4). API tokens live until they expire.
 */
#ifndef ZC_QUERY_SESSION_H
#define ZC_QUERY_SESSION_H

#include "query/city.h"

struct zc_session_row {
    int64_t account, post;
    bool token;
    const char *scopes; /* of an API token: "module:entity:read …", "" = none */
};
/* false when unknown or over. `digest`: 64 hex digits. */
bool zc_session_find(struct zc_session_row *out, struct zc_arena *arena, struct zc_db *db, const char *digest);

/* The API tokens of an account that still live, newest first. */
struct zc_token_row {
    const char *digest, *scopes;
    int64_t made, used, expires; /* seconds */
};
int zc_tokens_list(struct zc_token_row **out, size_t *count, struct zc_arena *arena, struct zc_db *db, int64_t account, struct zc_error *err);

#endif
