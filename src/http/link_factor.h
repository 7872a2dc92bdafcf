/*
 * link_factor: the second factor where no script runs: its fields in forms, and what a one-time link, which stands for the password
 * alone, asks beside it. A wrong code with a link is counted like one at the door.
 */
#ifndef ZC_HTTP_LINK_FACTOR_H
#define ZC_HTTP_LINK_FACTOR_H

#include "http/page.h"
#include "http/sign_in.h"

/* The field for a code; `must`: one is needed, else who has none leaves it empty. */
void zc_factor_code_field(struct zc_page *page, bool must);
/* QR code, secret and the field for the first code. */
int zc_factor_offer_fields(struct zc_page *page, const struct zc_factor_offer *offer);
/* The ten recovery codes, shown once, and the way on. */
void zc_factor_recovery_page(struct zc_page *page, const struct zc_recovery_codes *codes, const char *onward);

struct zc_link_factor {
    struct zc_record account;
    bool there, unenrolled; /* a code is asked for; a device is to be enrolled */
    const char *offer;      /* as it came */
    int64_t step;           /* of the first code */
    struct zc_factor_code code;
    bool enrolled;
    struct zc_recovery_codes recovery;
};
int zc_link_factor_open(struct zc_link_factor *out, struct zc_page *page, int64_t account);
int zc_link_factor_fields(struct zc_page *page, const struct zc_link_factor *factor);
/* Judges what the form brought. ZC_ECHECK with the reason: show the form again. */
int zc_link_factor_check(struct zc_link_factor *factor, struct zc_page *page);
/* Uses the code up, or enrols the device, in the transaction that opens the link. */
int zc_link_factor_take(struct zc_link_factor *factor, struct zc_tx *tx, struct zc_error *err);

#endif
