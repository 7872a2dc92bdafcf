/*
 * sign_in: entering by password and choosing another one, for the page and the API alike. To be called on a thread of the hash
 * pool (ZC_ROUTE_HASHES): two hashes of 64 MiB at a time at the most, 64 waiting, then 503.
 *
 * A try is counted before the password is looked at and cleared by the right one (record/session.h). An unknown name costs the
 * same hash and gets the same answer. A hash of weaker parameters than today's is replaced at the next sign-in.
 */
#ifndef ZC_HTTP_SIGN_IN_H
#define ZC_HTTP_SIGN_IN_H

#include "http/server.h"
#include "record/session.h"

enum zc_sign_in_end {
    ZC_ENTERED,
    ZC_PAUSED, /* wait for .seconds */
    ZC_REFUSED, /* wrong name, wrong password, account not active, post not held: never told apart */
    ZC_OVERDUE /* right, but the password is too old: no session before it is changed */
};
struct zc_sign_in {
    const char *login, *password;
    int64_t post; /* to act as; 0 = the first held */
    const char *new_password; /* NULL: just enter. Else it takes the place of the old one */
    bool end_others; /* with a new password: end all other sessions too */
    /* the result */
    enum zc_sign_in_end end;
    int seconds;
    int due; /* the day the password has to be changed; ZC_DATE_MAX when there is none */
    int64_t account;
    char token[ZC_TOKEN_TEXT];
};
/* A negative code: nothing was decided (the writer is busy, the new password cannot be used, …), and the answer is the error.
 * A new session takes the place of the one of the request, if it had one. */
int zc_sign_in(struct zc_sign_in *sign_in, struct zc_request *request, struct zc_error *err);

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
