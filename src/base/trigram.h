/*
 * trigram: how alike two texts are, by the Jaccard measure over their sets of three characters in a row (reform.md C9 Q2): 0 for nothing in common, 1
 * for the same set. Blanks are left out. Texts of fewer than three characters are one piece.
 */
#ifndef ZC_BASE_TRIGRAM_H
#define ZC_BASE_TRIGRAM_H

#include "base/arena.h"

/* Common pieces over all pieces, not reduced; 0/0 when both texts are empty. The texts are UTF-8. */
void zc_trigram_compare(int *common, int *all, struct zc_arena *arena, const char *a, const char *b);

#endif
