/* sample: 1 the draw; 2 whole numbers of any length; 3 the hypergeometric tail and the two searches over it. */
#include "maths/sample.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* 1 */

static int by_digest(const void *a, const void *b)
{
    const struct zc_sample_entry *x = a, *y = b;
    int order = strcmp(x->digest, y->digest);
    return order ? order : strcmp(x->id, y->id);
}

void zc_sample_order(struct zc_sample_entry *entries, size_t count, const char *seed)
{
    struct zc_sm3 *sm3 = zc_sm3_new();
    for (size_t i = 0; i < count; i++) {
        unsigned char digest[ZC_DIGEST_SIZE];
        zc_sm3_add(sm3, seed, strlen(seed));
        zc_sm3_add(sm3, "|", 1);
        zc_sm3_add(sm3, entries[i].id, strlen(entries[i].id));
        zc_sm3_done(sm3, digest);
        zc_hex(entries[i].digest, digest, sizeof digest);
    }
    zc_sm3_free(sm3);
    if (count)
        qsort(entries, count, sizeof *entries, by_digest);
}

void zc_sample_digest(char out[ZC_DIGEST_HEX], const struct zc_sample_entry *entries, size_t count)
{
    struct zc_sm3 *sm3 = zc_sm3_new();
    unsigned char digest[ZC_DIGEST_SIZE];
    for (size_t i = 0; i < count; i++) {
        zc_sm3_add(sm3, entries[i].digest, strlen(entries[i].digest));
        zc_sm3_add(sm3, " ", 1);
        zc_sm3_add(sm3, entries[i].id, strlen(entries[i].id));
        zc_sm3_add(sm3, "\n", 1);
    }
    zc_sm3_done(sm3, digest);
    zc_hex(out, digest, sizeof digest);
    zc_sm3_free(sm3);
}

/* 2: no product of this file reaches 2^(ZC_SAMPLE_MOST + 48), for C(N, n) < 2^N. */

enum { LIMBS = (ZC_SAMPLE_MOST + 64) / 32 + 1 };
struct whole {
    uint32_t limb[LIMBS];
    int used;
};

static void set(struct whole *out, uint32_t value)
{
    out->limb[0] = value;
    out->used = value != 0;
}

static void multiply(struct whole *out, uint32_t by)
{
    uint64_t carry = 0;
    for (int i = 0; i < out->used; i++) {
        carry += (uint64_t)out->limb[i] * by;
        out->limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry)
        out->limb[out->used++] = (uint32_t)carry;
    while (out->used && !out->limb[out->used - 1])
        out->used--;
}

/* The division leaves no rest: its callers divide binomial coefficients by what they hold. */
static void divide(struct whole *out, uint32_t by)
{
    uint64_t rest = 0;
    for (int i = out->used; i-- > 0;) {
        rest = rest << 32 | out->limb[i];
        out->limb[i] = (uint32_t)(rest / by);
        rest %= by;
    }
    while (out->used && !out->limb[out->used - 1])
        out->used--;
}

static void add(struct whole *out, const struct whole *other)
{
    uint64_t carry = 0;
    for (int i = 0; i < other->used || carry; i++) {
        if (i >= out->used) {
            out->limb[i] = 0;
            out->used = i + 1;
        }
        carry += (uint64_t)out->limb[i] + (i < other->used ? other->limb[i] : 0);
        out->limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
}

static int compare(const struct whole *a, const struct whole *b)
{
    if (a->used != b->used)
        return a->used < b->used ? -1 : 1;
    for (int i = a->used; i-- > 0;)
        if (a->limb[i] != b->limb[i])
            return a->limb[i] < b->limb[i] ? -1 : 1;
    return 0;
}

/* out *= C(n, k); each step is a binomial coefficient again, so every division comes out even. */
static void choose(struct whole *out, int n, int k)
{
    if (k > n - k)
        k = n - k;
    for (int i = 1; i <= k; i++) {
        multiply(out, (uint32_t)(n - k + i));
        divide(out, (uint32_t)i);
    }
}

/* 3 */

/* P(X <= x) > 1/20, X the false ones among n drawn from N with K false: 20 Σ C(K, i) C(N - K, n - i) > C(N, n). */
static bool likely(int N, int n, int K, int x)
{
    int least = n - (N - K) > 0 ? n - (N - K) : 0, most = n < K ? n : K;
    if (x < least)
        return false;
    if (x >= most)
        return true;
    struct whole term, sum, all;
    set(&all, 1);
    choose(&all, N, n);
    set(&term, 1);
    choose(&term, K, least); /* one factor is 1: either least is 0, or the other takes all n - least of N - K */
    choose(&term, N - K, n - least);
    sum = term;
    for (int i = least; i < x; i++) {
        multiply(&term, (uint32_t)(K - i));
        divide(&term, (uint32_t)(i + 1));
        multiply(&term, (uint32_t)(n - i));
        divide(&term, (uint32_t)(N - K - n + i + 1));
        add(&sum, &term);
    }
    multiply(&sum, 20);
    return compare(&sum, &all) > 0;
}

int zc_sample_bound(int all, int drawn, int false_ones)
{
    if (all < 0 || all > ZC_SAMPLE_MOST || drawn < 0 || drawn > all || false_ones < 0 || false_ones > drawn)
        return -1;
    /* The tail falls as K grows; K = false_ones always holds (its tail is 1), and beyond all − unseen it cannot go. */
    int low = false_ones, high = all - drawn + false_ones;
    while (low < high) {
        int middle = low + (high - low + 1) / 2;
        if (likely(all, drawn, middle, false_ones))
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

int zc_sample_size(int all, int bound)
{
    if (all < 0 || all > ZC_SAMPLE_MOST || bound < 0)
        return -1;
    int low = 0, high = all;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (zc_sample_bound(all, middle, 0) <= bound)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}
