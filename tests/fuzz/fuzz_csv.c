/* fuzz csv: any bytes that do not look like another kind of workbook. Rows ascend; both ways of reading agree. */
#include <stdint.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "paper/sheet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seen {
    int last;
    size_t cells, bytes;
};

static int see(void *user, const struct zc_row *row)
{
    struct seen *seen = user;
    zc_assert(row->number > seen->last && row->count);
    seen->last = row->number;
    for (size_t i = 0; i < row->count; i++) {
        const struct zc_cell *cell = &row->cells[i];
        zc_assert(cell->kind == ZC_CELL_TEXT && *cell->text && zc_utf8_valid(cell->text, strlen(cell->text)));
        zc_assert(!i || cell->column > row->cells[i - 1].column);
        seen->cells++;
        seen->bytes += strlen(cell->text);
    }
    return ZC_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct zc_book *book;
    struct zc_error err;
    struct zc_arena arena = {0};
    struct seen streamed = {0}, kept = {0};
    if (size >= 2 && memcmp(data, "PK", 2) == 0)
        return 0;
    if (zc_book_open_bytes(&book, data, size, &err))
        return 0;
    int first = zc_book_read(book, 0, NULL, see, &streamed, &err);
    int second = zc_book_read(book, 0, &arena, see, &kept, &err);
    zc_assert(first == second && streamed.last == kept.last && streamed.cells == kept.cells && streamed.bytes == kept.bytes);
    zc_arena_free(&arena);
    zc_book_close(book);
    return 0;
}
