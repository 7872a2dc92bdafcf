/* The compound file of an old workbook: whatever the bytes, the merges that come out lie in order and inside the sheet. */
#include "paper/xls_merges.h"
#include "base/error.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct zc_arena arena = {0};
    const struct zc_xls_merges *sheets = zc_xls_merges_find(&arena, data, size, 4);
    for (size_t s = 0; s < 4; s++)
        for (size_t i = 0; i < sheets[s].count; i++) {
            const struct zc_xls_merge *merge = &sheets[s].items[i];
            if (merge->row < 0 || merge->last_row < merge->row || merge->column < 0 || merge->last_column < merge->column || merge->last_column > 255 ||
                (i && merge->row < sheets[s].items[i - 1].row))
                abort();
        }
    zc_arena_free(&arena);
    return 0;
}
