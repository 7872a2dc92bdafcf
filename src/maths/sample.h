/*
 * sample: which records are drawn for a check, and what the drawn ones prove about the rest (reform.md C6).
 * The draw is reproducible by anybody: order the frame by SM3(seed | id) and take the first n. The bound is computed with whole
 * numbers of any length, so that no rounding decides a case at the edge.
 */
#ifndef ZC_MATHS_SAMPLE_H
#define ZC_MATHS_SAMPLE_H

#include "base/digest.h"

#include <stddef.h>

struct zc_sample_entry {
    const char *id;
    char digest[ZC_DIGEST_HEX]; /* filled by the draw */
};

/* Computes each digest and sorts; equal digests (the same id twice) keep the order of their ids. */
void zc_sample_order(struct zc_sample_entry *entries, size_t count, const char *seed);
/* SM3 over the lines "digest id\n" in their order: what a frame was, in one word. */
void zc_sample_digest(char out[ZC_DIGEST_HEX], const struct zc_sample_entry *entries, size_t count);

enum { ZC_SAMPLE_MOST = 20000 };
/* K95: of `all` claims `drawn` were checked and `false_ones` proved false; the largest number of false claims in all that 95%
 * certainty does not exclude: the largest K with P(X <= false_ones | hypergeometric all, K, drawn) > 0.05. -1 when the numbers do
 * not fit together or `all` exceeds ZC_SAMPLE_MOST. */
int zc_sample_bound(int all, int drawn, int false_ones);
/* The smallest sample that, without a false claim found, bounds the false ones to `bound`; -1 as above. */
int zc_sample_size(int all, int bound);

#endif
