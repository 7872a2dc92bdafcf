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

#endif
