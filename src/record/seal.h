/*
 * seal: the heads of all chains at one moment, signed, and made to leave the machine. Whoever holds a seal elsewhere can later
 * prove that no entry under it was changed, removed or added.
 *
 * The signed text, zcs1 (LF, no blanks but those shown):
 *
 *     zcs1
 *     city=…                       32 lower-case hex digits
 *     serial=1
 *     at=2019-01-25T16:00:00.000000Z
 *     watermark=98                 the newest transaction in it
 *     heads=1
 *     520100 3 2050c7fc…           chain, seq, digest; chains ascending; `heads` such lines
 *
 * Signature: SM2 with SM3, distinguished id 1234567812345678, DER. A file of seals is each text followed by a line
 * `sig=` and the signature in base64; seals are only ever appended.
 * Keys: seal.key (PKCS#8 PEM, mode 0600) and seal.pub (PEM) in the city's keys folder.
 */
#ifndef ZC_RECORD_SEAL_H
#define ZC_RECORD_SEAL_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

struct zc_db;

enum { ZC_SIGNATURE_MAX = 80, ZC_SEAL_FILE_MAX = 256 << 20 };

struct zc_seal_head {
    int64_t chain, seq;
    char digest[ZC_DIGEST_HEX];
};

struct zc_seal {
    char city[33];
    int64_t serial, at, watermark;
    struct zc_seal_head *heads; /* chains ascending */
    size_t head_count;
    unsigned char signature[ZC_SIGNATURE_MAX]; /* DER */
    size_t signature_size;                     /* 0 = not signed */
};

void zc_seal_write(struct zc_buf *out, const struct zc_seal *seal); /* appends the signed text, without the signature */

/* A new key pair in `folder`, which must exist. Never replaces a file: ZC_ECONFLICT. */
int zc_seal_keys_make(const char *folder, struct zc_error *err);
/* Signs; the key file must be readable by its owner alone (ZC_EDENIED otherwise). */
int zc_seal_sign(struct zc_seal *seal, const char *key_path, struct zc_error *err);
/* ZC_ECHECK: the signature is not of this text or not by this key. ZC_EIO: the key cannot be read. */
int zc_seal_verify(const struct zc_seal *seal, const char *public_path, struct zc_error *err);

/* All seals of a file or of bytes, in their order; signatures are read, not judged. ZC_EINPUT names the byte. */
int zc_seal_parse(struct zc_seal **out, size_t *count, struct zc_arena *arena, const char *bytes, size_t size, struct zc_error *err);
int zc_seal_read(struct zc_seal **out, size_t *count, struct zc_arena *arena, const char *path, struct zc_error *err);
/* Appends a signed seal; on the disk when it returns ZC_OK. */
int zc_seal_append(const char *path, const struct zc_seal *seal, struct zc_error *err);

/* Seals the city as it stands: signs all heads with keys/seal.key (made at the first seal), appends to `path`, and journals the
 * seal. `serial` and `entries` covered are told. The city must be open for writing. */
int zc_seal_city(int64_t *serial, int64_t *entries, struct zc_db *db, const char *path, const char *face, struct zc_error *err);

#endif
