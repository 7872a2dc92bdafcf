#include "base/merkle.h"

#include <string.h>

static void root(unsigned char out[ZC_DIGEST_SIZE], struct zc_sm3 *sm3, const char *const *texts, size_t count)
{
    unsigned char halves[1 + 2 * ZC_DIGEST_SIZE] = {1};
    if (count <= 1) {
        if (count) {
            zc_sm3_add(sm3, "", 1);
            zc_sm3_add(sm3, texts[0], strlen(texts[0]));
        }
        zc_sm3_done(sm3, out);
        return;
    }
    size_t left = 1;
    while (left * 2 < count)
        left *= 2;
    root(halves + 1, sm3, texts, left);
    root(halves + 1 + ZC_DIGEST_SIZE, sm3, texts + left, count - left);
    zc_sm3_add(sm3, halves, sizeof halves);
    zc_sm3_done(sm3, out);
}

void zc_merkle_root(char out[ZC_DIGEST_HEX], const char *const *texts, size_t count)
{
    unsigned char digest[ZC_DIGEST_SIZE];
    struct zc_sm3 *sm3 = zc_sm3_new();
    root(digest, sm3, texts, count);
    zc_sm3_free(sm3);
    zc_hex(out, digest, sizeof digest);
}
