/*
 * fuzz xlsx: workbooks in memory. What begins like a zip goes in as a package; anything else becomes the parts of one:
 * three texts parted by zero bytes are the sheet, the shared strings and the styles, so that the search reaches the XML
 * without having to learn deflate and checksums first.
 */
#include <stdint.h>
#include <string.h>
#include <zip.h>

#include "base/buf.h"
#include "base/error.h"
#include "paper/sheet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define RELATION "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
static const char workbook[] = "<workbook><sheets><sheet name='a' r:id='s'/></sheets></workbook>";
static const char relations[] =
    "<Relationships><Relationship Id='s' Type='" RELATION "worksheet' Target='s.xml'/>"
    "<Relationship Id='t' Type='" RELATION "sharedStrings' Target='t.xml'/>"
    "<Relationship Id='u' Type='" RELATION "styles' Target='u.xml'/></Relationships>";
static const char sheet_relations[] =
    "<Relationships><Relationship Id='c' Type='" RELATION "comments' Target='t.xml'/></Relationships>";

static void add(zip_t *zip, const char *name, const void *bytes, size_t size)
{
    zip_int64_t index = zip_file_add(zip, name, zip_source_buffer(zip, bytes, size, 0), 0);
    zc_assert(index >= 0 && zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_STORE, 0) == 0);
}

static void pack(struct zc_buf *out, const uint8_t *data, size_t size)
{
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, NULL);
    zip_source_keep(source);
    add(zip, "xl/workbook.xml", workbook, sizeof workbook - 1);
    add(zip, "xl/_rels/workbook.xml.rels", relations, sizeof relations - 1);
    add(zip, "xl/_rels/s.xml.rels", sheet_relations, sizeof sheet_relations - 1);
    static const char *const names[] = {"xl/s.xml", "xl/t.xml", "xl/u.xml"};
    for (size_t i = 0; i < 3; i++) {
        const uint8_t *end = i < 2 && size ? memchr(data, 0, size) : NULL;
        size_t length = end ? (size_t)(end - data) : size;
        add(zip, names[i], data, length);
        data += length + (end != NULL);
        size -= length + (end != NULL);
    }
    zc_assert(zip_close(zip) == 0 && zip_source_open(source) == 0);
    char piece[4096];
    for (zip_int64_t got; (got = zip_source_read(source, piece, sizeof piece)) > 0;)
        zc_buf_add(out, piece, (size_t)got);
    zip_source_close(source);
    zip_source_free(source);
}

/* What the header promises of a row. */
static int check_row(void *user, const struct zc_row *row)
{
    int *last = user;
    zc_assert(row->number > *last && row->count);
    *last = row->number;
    for (size_t i = 0; i < row->count; i++) {
        const struct zc_cell *cell = &row->cells[i];
        zc_assert(cell->row == row->number && cell->column >= 0 && cell->column < 16384);
        zc_assert(!i || cell->column > row->cells[i - 1].column);
        zc_assert(strlen(cell->text) <= 4 * 32767 && strlen(cell->struck_text) <= 4 * 32767 && strlen(cell->format) < SIZE_MAX);
        zc_assert(cell->merged_rows >= 1 && cell->merged_columns >= 1);
        zc_assert(!cell->comment || strlen(cell->comment) < SIZE_MAX);
        zc_assert((cell->kind == ZC_CELL_TEXT || cell->kind == ZC_CELL_NUMBER) == (*cell->text != 0) ||
                  cell->kind >= ZC_CELL_DATE);
    }
    return ZC_OK;
}

static void read_all(const void *bytes, size_t size)
{
    struct zc_book *book;
    struct zc_error err;
    const struct zc_sheet_info *sheets;
    if (zc_book_open_bytes(&book, bytes, size, &err))
        return;
    size_t count = zc_book_sheets(book, &sheets);
    for (size_t i = 0; i < count && i < 4; i++) {
        struct zc_arena arena = {0};
        int streamed = 0, kept = 0;
        int first = zc_book_read(book, i, NULL, check_row, &streamed, &err);
        int second = zc_book_read(book, i, &arena, check_row, &kept, &err);
        zc_assert(first == second && streamed == kept);
        zc_arena_free(&arena);
    }
    zc_book_close(book);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size >= 4 && memcmp(data, "PK", 2) == 0) {
        read_all(data, size);
        return 0;
    }
    struct zc_buf packed = {0};
    pack(&packed, data, size);
    read_all(packed.bytes, packed.size);
    zc_buf_free(&packed);
    return 0;
}
