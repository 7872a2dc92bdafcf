/*
 * link: handing out, taking back and opening one-time links (query/link.h says for whom). Journalled as `factor`: that one was
 * made, for which account and post, and by the entry's actor by whom; the link itself stands nowhere but with who received it.
 */
#ifndef ZC_RECORD_LINK_H
#define ZC_RECORD_LINK_H

#include "query/link.h"
#include "record/session.h"

/* For the account's owner as holder of the post; the post's link before dies. The rights to do so are the caller's to check. */
int zc_link_make(char token[ZC_TOKEN_TEXT], struct zc_tx *tx, int64_t account, int64_t post, int hours, struct zc_error *err);
/* Takes the post's waiting link back; ZC_ENOTFOUND when none waits. */
int zc_link_withdraw(struct zc_tx *tx, int64_t post, struct zc_error *err);
/* Uses the link up and opens a session as its post. By its declaration the device stays signed in, or `hash` becomes the password and
 * ends what was opened under the one before. An invited account becomes active. */
int zc_link_open(char token[ZC_TOKEN_TEXT], struct zc_link *link, struct zc_arena *arena, struct zc_tx *tx, const char *text, const char *hash,
                 struct zc_error *err);

#endif
