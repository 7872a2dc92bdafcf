/* digest: SM3 (GB/T 32905) through OpenSSL. A digest is 32 bytes; in text 64 lower-case hex digits. */
#ifndef ZC_BASE_DIGEST_H
#define ZC_BASE_DIGEST_H

#include <stddef.h>

enum { ZC_DIGEST_SIZE = 32, ZC_DIGEST_HEX = 65 };

struct zc_sm3; /* a running digest */
struct zc_sm3 *zc_sm3_new(void);
void zc_sm3_add(struct zc_sm3 *sm3, const void *bytes, size_t size);
void zc_sm3_done(struct zc_sm3 *sm3, unsigned char out[ZC_DIGEST_SIZE]); /* and starts over */
void zc_sm3_free(struct zc_sm3 *sm3);

void zc_sm3_hex(char out[ZC_DIGEST_HEX], const void *bytes, size_t size); /* one shot, thread-safe */
void zc_hex(char *out, const unsigned char *bytes, size_t size);          /* writes 2*size+1 characters */

#endif
