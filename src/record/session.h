/*
 * session: starting and ending sessions and API tokens, inside a write transaction and journalled (login, logout, factor).
 * The clear token is handed out once and never stored.
 */
#ifndef ZC_RECORD_SESSION_H
#define ZC_RECORD_SESSION_H

#include "record/write.h"

enum { ZC_TOKEN_TEXT = 96 };

/* A new session of an account acting as `post`; `token` receives the cookie's value. `how`: password, sample, invite. */
int zc_session_start(char token[ZC_TOKEN_TEXT], struct zc_tx *tx, int64_t account, int64_t post, const char *how, struct zc_error *err);
int zc_session_end(struct zc_tx *tx, const char *digest, struct zc_error *err);
/* Ends the account's sessions and tokens that are bound to a post. Journalled when there were any. */
int zc_session_end_post(struct zc_tx *tx, int64_t account, int64_t post, struct zc_error *err);
int zc_session_end_all(struct zc_tx *tx, int64_t account, struct zc_error *err);
/* Marks it used: called at most once a minute. */
int zc_session_touch(struct zc_tx *tx, const char *digest, struct zc_error *err);
/* An API token for `days` (≤ 365) with scopes "entity:read|write …". Shown once. */
int zc_token_make(char token[ZC_TOKEN_TEXT], struct zc_tx *tx, int64_t account, int64_t post, const char *scopes, int days, struct zc_error *err);

/* One-time links: 128 random bits, kept as SM3, single use, 72 hours (24 for the first three administrators). */
int zc_invite_make(char token[ZC_TOKEN_TEXT], struct zc_tx *tx, int64_t account, int hours, struct zc_error *err);
int zc_invite_redeem(int64_t *account, struct zc_tx *tx, const char *token, struct zc_error *err);

/* Lock-out (core.md 5.3): counts failures of an account and of an address; tells how many seconds to wait, 0 = go on. */
int zc_attempt_wait(int *seconds, struct zc_db *db, const char *who, struct zc_error *err);
int zc_attempt_note(struct zc_tx *tx, const char *who, bool failed, struct zc_error *err);

#endif
