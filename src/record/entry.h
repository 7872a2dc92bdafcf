/*
 * entry: one entry of the journal in its byte-exact form, zcj1, and the digest that the next entry of its chain carries.
 *
 * The form is a block of text: the line `zcj1`, eleven lines `key=value`, an empty line, the payload, a line feed; UTF-8,
 * LF, no byte order mark. The digest is SM3 over all these bytes. A take-out (.zcj) is such blocks one after another.
 *
 *     zcj1                        the form's name
 *     city=…                      32 lower-case hex digits
 *     chain=520100                the area whose chain it is, 0 = everywhere
 *     seq=1                       from 1 without gap
 *     prev=…                      digest of the entry before it, 64 zeros at seq 1
 *     at=…                        city clock, YYYY-MM-DDTHH:MM:SS.ffffffZ
 *     wall=…                      machine clock, likewise
 *     tx=41                       transaction
 *     kind=record                 lower-case letters and _
 *     actor=7/12/-/web            account / post / represented post / face, - for none
 *     links=520115:3              chain:seq, comma-joined, or -
 *     len=196                     bytes of the payload
 *
 * Writing cannot fail and never looks into the payload. Reading is strict: what it accepts, writing gives back byte for
 * byte. Nothing here touches a store.
 */
#ifndef ZC_RECORD_ENTRY_H
#define ZC_RECORD_ENTRY_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

enum {
    ZC_PAYLOAD_MAX = 64 << 20, /* bytes that the reader accepts */
    ZC_LINKS_MAX = 64 << 10,
    ZC_PAYLOAD_DEEPEST = 64
};

struct zc_entry {
    const char *city;
    int64_t chain, seq;
    char prev[ZC_DIGEST_HEX];
    int64_t at, wall; /* microseconds UTC */
    int64_t tx;
    const char *kind;
    const char *actor; /* NULL writes - */
    const char *links; /* NULL writes - */
    const char *payload;
    size_t payload_size;
};

/* Appends the canonical bytes. */
void zc_entry_write(struct zc_buf *out, const struct zc_entry *entry);

/* The digest of the canonical bytes; `scratch` is overwritten with them and may be used again and again. */
void zc_entry_digest(char out[ZC_DIGEST_HEX], const struct zc_entry *entry, struct zc_buf *scratch);

/* Reads the entry at the start of `bytes`; `used` is its size. The texts of `out` live in the arena. ZC_EINPUT names the line
 * and the byte; ZC_ELIMIT: payload or links too long. The payload is taken as it stands: zc_payload_check judges it. */
int zc_entry_parse(struct zc_entry *out, struct zc_arena *arena, const char *bytes, size_t size, size_t *used, struct zc_error *err);

/* Is this JSON in the one form that a payload may have? No numbers, no blanks; keys [a-z0-9_.], ascending bytewise, unique;
 * escapes only \" \\ \b \f \n \r \t and \u00xx in lower case for the other controls (not NUL); UTF-8 in NFC; depth ≤ 64. */
int zc_payload_check(const char *payload, size_t size, struct zc_error *err);

#endif
