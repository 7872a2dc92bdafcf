/*
 * xls_merges: the merged cells of a workbook of Excel 97 to 2003, which freexl does not tell. Reads the compound file's
 * directory and the workbook stream just far enough to find the MERGEDCELLS records of each sheet.
 *
 * Pure: bytes in, merges out, in the arena. Whatever is broken, or stored in a way that only tiny files use, has no merges; a
 * damaged workbook is for freexl to refuse. At most 100,000 merges covering 5,000,000 cells a sheet; the rest is left out.
 */
#ifndef ZC_PAPER_XLS_MERGES_H
#define ZC_PAPER_XLS_MERGES_H

#include "base/arena.h"

#include <stddef.h>

struct zc_xls_merge {
    int row, last_row, column, last_column; /* from 0 */
};
struct zc_xls_merges {
    struct zc_xls_merge *items; /* ascending row */
    size_t count;
};
/* The merges of the sheets in their order; `sheets` is how many the caller knows. */
struct zc_xls_merges *zc_xls_merges_find(struct zc_arena *arena, const void *bytes, size_t size, size_t sheets);

#endif
