/*
 * factor: offering, enrolling, using up and resetting the second factor of an account (query/factor.h). An offer is a secret sealed
 * for the account and an hour: nothing is stored before its owner shows by a first code that his device has it. Journalled as
 * `factor`: that it was enrolled, that a recovery code served, that it was reset, by the entry's actor; no code and no secret.
 */
#ifndef ZC_RECORD_FACTOR_H
#define ZC_RECORD_FACTOR_H

#include "query/factor.h"
#include "record/write.h"

enum { ZC_FACTOR_OFFER = 128, ZC_FACTOR_RECOVERIES = 10, ZC_FACTOR_RECOVERY_TEXT = 20 };

struct zc_factor_offer {
    char offer[ZC_FACTOR_OFFER]; /* the sealed secret, to come back with the first code */
    char secret[36];             /* base 32, to be typed into an app */
    const char *address;         /* otpauth://, for a QR code; in the arena */
};
/* A new secret; with `again` (an offer made before) that one once more. ZC_ECHECK when it is over, ZC_EINPUT when it is none. */
int zc_factor_offer(struct zc_factor_offer *out, struct zc_arena *arena, struct zc_db *db, int64_t account, const char *login, const char *again,
                    struct zc_error *err);
/* The step of the first code under the offer, to be enrolled; ZC_ECHECK when the code is not right. */
int zc_factor_first(int64_t *step, struct zc_db *db, int64_t account, const char *offer, const char *code, struct zc_error *err);

/* Ten recovery codes, shown once: nothing but their digests is kept. */
struct zc_recovery_codes {
    char text[ZC_FACTOR_RECOVERIES][ZC_FACTOR_RECOVERY_TEXT];
};
/* Takes the place of the factor and the recovery codes before, if there were any. `step`: of the first code, which is used up. */
int zc_factor_enrol(struct zc_recovery_codes *out, struct zc_tx *tx, int64_t account, const char *offer, int64_t step, struct zc_error *err);
/* Uses a code up. *taken: another sign-in was faster, or the factor changed meanwhile; the transaction must not go on. */
int zc_factor_use(bool *taken, struct zc_tx *tx, int64_t account, const struct zc_factor_code *code, struct zc_error *err);
/* Takes the factor of a lost device away; its owner then enrols again by his password. ZC_ENOTFOUND when there is none. */
int zc_factor_reset(struct zc_tx *tx, int64_t account, struct zc_error *err);

#endif
