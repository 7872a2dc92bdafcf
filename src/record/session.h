/*
 * session: starting and ending sessions and API tokens, one-time links, and counting tries at a password; all inside a write
 * transaction and journalled (login, logout, factor). The clear token is handed out once and never stored.
 */
#ifndef ZC_RECORD_SESSION_H
#define ZC_RECORD_SESSION_H

#include "base/secret.h"
#include "record/write.h"

enum { ZC_TOKEN_TEXT = ZC_API_TOKEN }; /* room for any of the tokens below */

/* A new session of an account acting as `post`; `token` receives the cookie's value. `how`: password, sample, invite, link, switch. */
int zc_session_start(char token[ZC_TOKEN_TEXT], struct zc_tx *tx, int64_t account, int64_t post, const char *how, struct zc_error *err);
/* The same for a device that stays signed in for `days`. */
int zc_session_start_device(char token[ZC_TOKEN_TEXT], struct zc_tx *tx, int64_t account, int64_t post, int days, struct zc_error *err);
int zc_session_end(struct zc_tx *tx, const char *digest, struct zc_error *err); /* or a token */
/* Ends the account's sessions and tokens that are bound to a post. Journalled when there were any. */
int zc_session_end_post(struct zc_tx *tx, int64_t account, int64_t post, struct zc_error *err);
/* All sessions of the account but the one of that digest (NULL: all). Its API tokens stay. */
int zc_session_end_all(struct zc_tx *tx, int64_t account, const char *but, struct zc_error *err);
/* Marks it used: called at most once a minute. */
int zc_session_touch(struct zc_tx *tx, const char *digest, struct zc_error *err);
/* An API token for `days` (≤ 365) with scopes "entity:read|write …". Shown once. */
int zc_token_make(char token[ZC_TOKEN_TEXT], struct zc_tx *tx, int64_t account, int64_t post, const char *scopes, int days, struct zc_error *err);

/* One-time links: 128 random bits, kept as SM3, single use, 72 hours (24 for the first three administrators). */
int zc_invite_make(char token[ZC_TOKEN_TEXT], struct zc_tx *tx, int64_t account, int hours, struct zc_error *err);
/* Whose link it is, left unused; ZC_EDENIED when it is unknown, used or over. */
int zc_invite_find(int64_t *account, struct zc_db *db, const char *token, struct zc_error *err);
int zc_invite_redeem(int64_t *account, struct zc_tx *tx, const char *token, struct zc_error *err);

/*
 * Lock-out (core.md 5.3). A try is counted as a failure before the password is looked at, under the one writer, so that tries
 * sent at the same moment cannot overtake the count; the right password then clears it. What is kept is a login name (as typed,
 * in small letters), an address and an instant, for one hour; never the password.
 */
struct zc_attempt {
    const char *login;   /* as typed */
    const char *address; /* of the client; NULL when it is this machine or unknown */
    int64_t at;          /* set by zc_attempt_begin */
};
/* *seconds = 0: go on; else so many until the next try counts for anything, and nothing was counted. */
int zc_attempt_begin(int *seconds, struct zc_tx *tx, struct zc_attempt *attempt, struct zc_error *err);
/* Journals the failure of an account (0 = the name is nobody's), with the pause that follows. */
int zc_attempt_failed(struct zc_tx *tx, const struct zc_attempt *attempt, int64_t account, struct zc_error *err);
int zc_attempt_right(struct zc_tx *tx, const struct zc_attempt *attempt, struct zc_error *err);
/* How long, in seconds, the next try at this login name has to wait, whatever address it comes from; 0 = it need not. */
int zc_attempt_pause(int *seconds, struct zc_db *db, const char *login, struct zc_error *err);
/* Forgets the tries at a login name, so that its owner need not wait. Those of addresses stay. Journalled. */
int zc_attempt_forget(struct zc_tx *tx, const char *login, int64_t account, struct zc_error *err);

/* Until when (seconds) the next try has to wait after these tries of the last hour, oldest first; 0 = it need not. An account:
 * from the third failure in a row on 1, 2, 4 … s; 15 minutes after 5 failures within 15 minutes; at most 20 an hour. An address
 * (`address`): at most 60 an hour. */
struct zc_attempt_mark {
    int64_t at; /* seconds */
    bool failed;
};
int64_t zc_attempt_until(const struct zc_attempt_mark *marks, size_t count, bool address);

#endif
