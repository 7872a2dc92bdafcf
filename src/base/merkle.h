/*
 * merkle: one digest over many texts, from which none can be taken and none added unseen. The tree of RFC 6962 section 2.1 with SM3:
 * a leaf is SM3(00 | text), a node SM3(01 | left | right), a list is split at the largest power of two below its length, and no text
 * at all is SM3 of nothing.
 */
#ifndef ZC_BASE_MERKLE_H
#define ZC_BASE_MERKLE_H

#include "base/digest.h"

void zc_merkle_root(char out[ZC_DIGEST_HEX], const char *const *texts, size_t count);

#endif
