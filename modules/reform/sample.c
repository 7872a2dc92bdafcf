/* sample: the draw, then the hypergeometric tail and the two searches over it. */
#include "sample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_CLAIMS = 1000000 };

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

/* ln C(n, k) as a sum, since lgamma keeps its sign in a global and is not safe between threads. */
static long double log_choose(int n, int k)
{
    long double sum = 0;
    if (k > n - k)
        k = n - k;
    for (int i = 1; i <= k; i++)
        sum += logl((long double)(n - k + i)) - logl((long double)i);
    return sum;
}

/* P(X ≤ x): X false ones among n drawn from N with K false. */
static long double tail(int N, int n, int K, int x)
{
    int least = n - (N - K) > 0 ? n - (N - K) : 0, most = n < K ? n : K;
    if (x < least)
        return 0;
    if (x >= most)
        return 1;
    long double term = expl(log_choose(K, least) + log_choose(N - K, n - least) - log_choose(N, n)), sum = term;
    for (int i = least; i < x; i++) {
        term *= (long double)(K - i) / (i + 1) * (long double)(n - i) / (N - K - n + i + 1);
        sum += term;
    }
    return sum;
}

int zc_sample_bound(int all, int drawn, int false_ones)
{
    if (all < 0 || all > MOST_CLAIMS || drawn < 0 || drawn > all || false_ones < 0 || false_ones > drawn)
        return -1;
    /* The tail falls as K grows; K = false_ones always holds (its tail is 1), and beyond all − unseen it cannot go. */
    int low = false_ones, high = all - drawn + false_ones;
    while (low < high) {
        int middle = low + (high - low + 1) / 2;
        if (tail(all, drawn, middle, false_ones) > 0.05L)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

int zc_sample_size(int all, int bound)
{
    if (all < 0 || all > MOST_CLAIMS || bound < 0)
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
