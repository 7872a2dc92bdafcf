/*
 * sample: which records are drawn for a check, and what the drawn ones prove about the rest (reform.md C6).
 * The draw is reproducible by anybody: order the frame by SM3(seed | id) and take the first n.
 */
#ifndef ZC_REFORM_SAMPLE_H
#define ZC_REFORM_SAMPLE_H

#include "base/digest.h"

#include <stddef.h>

struct zc_sample_entry {
    const char *id;
    char digest[ZC_DIGEST_HEX]; /* filled by the draw */
};

/* Computes each digest and sorts; equal digests (the same id twice) keep the order of their ids. */
void zc_sample_order(struct zc_sample_entry *entries, size_t count, const char *seed);

/* K95: of `all` claims `drawn` were checked and `false_ones` proved false; the largest number of false claims in all that 95%
 * certainty does not exclude (hypergeometric). -1 when the numbers do not fit together or `all` exceeds 1,000,000. */
int zc_sample_bound(int all, int drawn, int false_ones);
/* The smallest sample that, without a false claim found, bounds the false ones to `bound`; -1 as above. */
int zc_sample_size(int all, int bound);

#endif
