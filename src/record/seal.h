/*
 * seal: a signed list of chain heads, zcs1 (core.md 7.4). A seal leaves the machine; without one kept elsewhere a cut tail does
 * not show. Signature: SM2 with SM3, distinguished id 1234567812345678, DER. A file may hold several seals: each is its text,
 * then a line "sig=" with the signature in base64.
 */
#ifndef ZC_RECORD_SEAL_H
#define ZC_RECORD_SEAL_H

#include "base/buf.h"
#include "query/city.h"

struct zc_seal_head {
    int64_t chain, seq;
    const char *digest;
};
struct zc_seal {
    const char *city;
    int64_t serial, at, watermark;
    struct zc_seal_head *heads; /* ascending chain */
    size_t head_count;
    const char *text;           /* the signed bytes */
    size_t text_size;
    const unsigned char *signature;
    size_t signature_size;
};

/* The text that is signed; seal->text need not be set. */
void zc_seal_text(struct zc_buf *out, const struct zc_seal *seal);
/* Makes keys/seal.key (0600) and keys/seal.pub when they are not there. */
int zc_seal_key(const char *keys_folder, struct zc_error *err);
int zc_seal_sign(struct zc_buf *out_signature, const char *key_path, const char *text, size_t size, struct zc_error *err);
int zc_seal_verify(const struct zc_seal *seal, const char *public_key_path, struct zc_error *err);
/* All seals of a file, oldest first. */
int zc_seal_read(struct zc_seal **out, size_t *count, struct zc_arena *arena, const char *path, struct zc_error *err);

/* Seals all heads of the city and appends the seal to `path`; the sealing itself is journalled after. */
int zc_seal_city(int64_t *serial, int64_t *entries, struct zc_db *db, const char *path, const char *face, struct zc_error *err);

#endif
