/* digest: one reusable context; a thread-local one serves the one-shot calls. */
#include "base/digest.h"
#include "base/arena.h"
#include "base/error.h"

#include <openssl/evp.h>
#include <stdlib.h>

struct zc_sm3 {
    EVP_MD_CTX *context;
};

/* Fetching the algorithm takes a lock and a search; once per process is enough. */
static const EVP_MD *algorithm(void)
{
    static EVP_MD *fetched;
    EVP_MD *md = __atomic_load_n(&fetched, __ATOMIC_ACQUIRE);
    if (md)
        return md;
    md = EVP_MD_fetch(NULL, "SM3", NULL);
    zc_assert(md != NULL);
    EVP_MD *none = NULL;
    if (!__atomic_compare_exchange_n(&fetched, &none, md, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
        EVP_MD_free(md);
        md = none;
    }
    return md;
}

struct zc_sm3 *zc_sm3_new(void)
{
    struct zc_sm3 *sm3 = zc_malloc(sizeof *sm3);
    sm3->context = EVP_MD_CTX_new();
    zc_assert(sm3->context && EVP_DigestInit_ex(sm3->context, algorithm(), NULL) == 1);
    return sm3;
}

void zc_sm3_add(struct zc_sm3 *sm3, const void *bytes, size_t size)
{
    zc_assert(EVP_DigestUpdate(sm3->context, bytes, size) == 1);
}

void zc_sm3_done(struct zc_sm3 *sm3, unsigned char out[ZC_DIGEST_SIZE])
{
    unsigned size = ZC_DIGEST_SIZE;
    zc_assert(EVP_DigestFinal_ex(sm3->context, out, &size) == 1 && size == ZC_DIGEST_SIZE);
    zc_assert(EVP_DigestInit_ex(sm3->context, algorithm(), NULL) == 1);
}

void zc_sm3_free(struct zc_sm3 *sm3)
{
    if (!sm3)
        return;
    EVP_MD_CTX_free(sm3->context);
    free(sm3);
}

void zc_hex(char *out, const unsigned char *bytes, size_t size)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < size; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * size] = 0;
}

void zc_sm3_hex(char out[ZC_DIGEST_HEX], const void *bytes, size_t size)
{
    unsigned char raw[ZC_DIGEST_SIZE];
    unsigned length = sizeof raw;
    zc_assert(EVP_Digest(bytes, size, raw, &length, algorithm(), NULL) == 1 && length == sizeof raw);
    zc_hex(out, raw, sizeof raw);
}
