/*
 * tls: the certificate and key with which the server itself speaks TLS. Either given as files, or self-signed for trials: then
 * both lie in one file, keys/tls-self.pem of the city's folder (mode 0600), made on the first use and again when it is about to
 * expire or does not hold every name that is asked for. OpenSSL makes and judges them; libmicrohttpd (GnuTLS) speaks.
 */
#ifndef ZC_HTTP_TLS_H
#define ZC_HTTP_TLS_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>

enum { ZC_FINGERPRINT = 32 * 3 }; /* "AB:CD:…" of SHA-256, with its end */
struct zc_tls {
    const char *certificate, *key; /* PEM, in the arena; the key is never printed */
    bool self_signed;              /* by us: no reason to bind browsers to TLS for a year */
    int days_left;
    char fingerprint[ZC_FINGERPRINT]; /* what a browser shows of the certificate */
};

/* Reads both files (the key may stand in the certificate's: then `key_path` is NULL). ZC_EINPUT: no PEM, the key does not belong to
 * the certificate, it is over or not yet valid. ZC_EDENIED: others may read the key. ZC_EIO: cannot be read. */
int zc_tls_read(struct zc_tls *out, struct zc_arena *arena, const char *certificate_path, const char *key_path, struct zc_error *err);
/* The self-signed one of the folder `keys` for the names and addresses, divided by blanks; made if need be, good for 365 days. */
int zc_tls_self(struct zc_tls *out, struct zc_arena *arena, const char *keys, const char *names, struct zc_error *err);

#endif
