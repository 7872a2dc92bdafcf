/*
 * sign_in: entering by password and choosing another one, for the page and the API alike. To be called on a thread of the hash
 * pool (ZC_ROUTE_HASHES): two hashes of 64 MiB at a time at the most, 64 waiting, then 503.
 *
 * A try is counted before the password is looked at and cleared by the right one (record/session.h). An unknown name costs the
 * same hash and gets the same answer. A hash of weaker parameters than today's is replaced at the next sign-in.
 *
 * The second factor (query/factor.h) comes with the password, in one request: a right password with a wrong code, or with none
 * where there is a factor, is a wrong try like any other. Enrolling a device is signing in again, with what it was offered and a
 * first code from it.
 */
#ifndef ZC_HTTP_SIGN_IN_H
#define ZC_HTTP_SIGN_IN_H

#include "http/server.h"
#include "record/factor.h"
#include "record/session.h"

enum zc_sign_in_end {
    ZC_ENTERED,
    ZC_PAUSED, /* wait for .seconds */
    ZC_REFUSED, /* wrong name, password or code, account not active, post not held: never told apart */
    ZC_OVERDUE, /* right, but the password is too old: no session before it is changed */
    ZC_UNENROLLED /* right, but an administrator needs a second factor: no session before it is set up by .offered */
};
struct zc_sign_in {
    const char *login, *password;
    const char *code; /* of the second factor; NULL = none came */
    const char *offer, *first; /* a device to be enrolled: its offer, and a code that it shows; NULL = none */
    int64_t post; /* to act as; 0 = the first held */
    const char *new_password; /* NULL: just enter. Else it takes the place of the old one */
    bool end_others; /* with a new password: end all other sessions too */
    /* the result */
    enum zc_sign_in_end end;
    int seconds;
    int due; /* the day the password has to be changed; ZC_DATE_MAX when there is none */
    int64_t account;
    struct zc_factor_offer offered;
    bool enrolled; /* .recovery is to be shown, this once */
    struct zc_recovery_codes recovery;
    char token[ZC_TOKEN_TEXT];
};
/* A negative code: nothing was decided (the writer is busy, the new password cannot be used, …), and the answer is the error.
 * A new session takes the place of the one of the request, if it had one. */
int zc_sign_in(struct zc_sign_in *sign_in, struct zc_request *request, struct zc_error *err);

/* Whether the owner of an account has to set up a second factor before he may enter. */
int zc_sign_in_unenrolled(bool *out, struct zc_request *request, const struct zc_record *account, struct zc_error *err);

/* Sets the cookie of a session; "" takes it away. */
void zc_sign_in_cookie(struct zc_response *response, struct zc_request *request, const char *token);
/* The same for a device that stays signed in for so many days. */
void zc_sign_in_device(struct zc_response *response, struct zc_request *request, const char *token, int days);
/* The server lets programs without a cookie in; what makes one must come from a page of this site, or another site could sign
 * a person in as somebody else. false: answered. */
bool zc_sign_in_from_page(struct zc_response *response, struct zc_request *request);
/* The login name of who is signed in, NULL when nobody is. */
const char *zc_sign_in_name(struct zc_request *request);
/* The words "try again in …" in both languages; returns the value of Retry-After. */
const char *zc_sign_in_pause(struct zc_request *request, int seconds, struct zc_error *err);

#endif
