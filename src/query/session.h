/*
 * session: looking up who a token belongs to. Tokens are stored as their SM3 only. Sessions live by the machine's clock, also
 * in a sample city: idle 30 minutes, 12 hours at the longest; 15 minutes and 8 hours for an administrator (core.md 5.4). API
 * tokens and devices signed in by a link live until they expire.
 */
#ifndef ZC_QUERY_SESSION_H
#define ZC_QUERY_SESSION_H

#include "query/city.h"

struct zc_session_row {
    int64_t account, post, started, used, expires; /* seconds */
    bool token;
    bool device; /* opened by a link that keeps the device signed in: no idling, but for administrators */
    const char *scopes; /* of an API token: "module:entity:read …", "" = none */
};
/* false when unknown or over. `digest`: 64 hex digits. */
bool zc_session_find(struct zc_session_row *out, struct zc_arena *arena, struct zc_db *db, const char *digest);
/* Whether it still lives for an account that is an administrator's or not. */
bool zc_session_lives(const struct zc_session_row *row, bool administrator);

/* The sessions of an account that still live, the last used first. */
struct zc_session_line {
    const char *digest;
    struct zc_session_row row;
};
int zc_sessions_list(struct zc_session_line **out, size_t *count, struct zc_arena *arena, struct zc_db *db, int64_t account, bool administrator,
                     struct zc_error *err);
/* The API tokens of an account that still live, newest first. */
struct zc_token_row {
    const char *digest, *scopes;
    int64_t made, used, expires; /* seconds */
};
int zc_tokens_list(struct zc_token_row **out, size_t *count, struct zc_arena *arena, struct zc_db *db, int64_t account, struct zc_error *err);

#endif
