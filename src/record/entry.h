/*
 * entry: the byte-exact canonical form of one journal entry, zcj1 (core.md 7.2). Header lines in fixed order, an empty line,
 * the payload, a line feed; the digest is SM3 over all these bytes and is the next entry's prev. The payload is JSON after
 * RFC 8785, narrowed: objects, arrays, strings, true, false, null; keys sorted bytewise; no blanks.
 * Everything here is pure; texts belong to whoever made them.
 */
#ifndef ZC_RECORD_ENTRY_H
#define ZC_RECORD_ENTRY_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/error.h"

#include <stdint.h>

struct zc_entry {
    const char *city;      /* 32 hex digits */
    int64_t chain, seq;    /* area number (0 = everywhere); from 1 without a gap */
    char prev[65];         /* digest of the entry before; 64 zeros at seq 1 */
    int64_t at, wall;      /* µs UTC: the city's clock, the machine's clock */
    int64_t tx;
    const char *kind;
    const char *actor;     /* account/post/represented/face, "-" for none */
    const char *links;     /* chain:seq, comma-joined, or "-" */
    const char *payload;
    size_t payload_size;
};

void zc_entry_write(struct zc_buf *out, const struct zc_entry *entry);
void zc_entry_digest(char out[ZC_DIGEST_HEX], const struct zc_entry *entry, struct zc_buf *scratch);
/* Reads one entry at `bytes`; *used: how many bytes it took. */
int zc_entry_parse(struct zc_entry *out, struct zc_arena *arena, const char *bytes, size_t size, size_t *used, struct zc_error *err);
/* Whether a payload is canonical. Depth ≤ 64. */
int zc_payload_check(const char *payload, size_t size, struct zc_error *err);

#endif
