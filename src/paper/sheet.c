/* sheet: opening by content, the calls passed on to the readers, a whole sheet in memory, then small shared tools. */
#include "paper/sheet.h"
#include "base/text.h"
#include "paper/book.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int open_by_content(struct zc_book *book, const char *head, size_t size, struct zc_error *err)
{
    if (size >= 4 && (memcmp(head, "PK\3\4", 4) == 0 || memcmp(head, "PK\5\6", 4) == 0))
        return zc_xlsx_open(book, err);
    if (size >= 8 && memcmp(head, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) == 0)
        return zc_xls_open(book, err);
    if (size >= 2 && (memcmp(head, "\xFF\xFE", 2) == 0 || memcmp(head, "\xFE\xFF", 2) == 0))
        return zc_fail(err, ZC_EINPUT, "文件是 UTF-16 文本,请另存为 XLSX 或 UTF-8 的 CSV",
                       "the file is UTF-16 text: save it as XLSX or as CSV in UTF-8");
    if (size && memchr(head, 0, size))
        return zc_fail(err, ZC_EINPUT, "不是 XLSX、XLS 或 CSV 文件", "not an XLSX, XLS or CSV file");
    return zc_csv_open(book, err);
}

static int finish_open(struct zc_book **out, struct zc_book *book, int result)
{
    if (result) {
        zc_book_close(book);
        book = NULL;
    }
    *out = book;
    return result;
}

int zc_book_open(struct zc_book **out, const char *path, struct zc_error *err)
{
    char head[4096];
    *out = NULL;
    FILE *file = fopen(path, "rb");
    size_t size = file ? fread(head, 1, sizeof head, file) : 0;
    bool failed = !file || ferror(file);
    if (file)
        fclose(file);
    if (failed)
        return zc_fail(err, ZC_EIO, "打不开文件 %s:%s", "cannot open file %s: %s", path, strerror(errno));
    struct zc_book *book = zc_malloc(sizeof *book);
    *book = (struct zc_book){0};
    book->path = zc_arena_str(&book->arena, path);
    return finish_open(out, book, open_by_content(book, head, size, err));
}

int zc_book_open_bytes(struct zc_book **out, const void *bytes, size_t size, struct zc_error *err)
{
    struct zc_book *book = zc_malloc(sizeof *book);
    *book = (struct zc_book){.bytes = size ? bytes : "", .size = size};
    return finish_open(out, book, open_by_content(book, book->bytes, size < 4096 ? size : 4096, err));
}

void zc_book_close(struct zc_book *book)
{
    if (!book)
        return;
    if (book->reader)
        book->reader->close(book);
    zc_arena_free(&book->arena);
    free(book);
}

size_t zc_book_sheets(const struct zc_book *book, const struct zc_sheet_info **out)
{
    *out = book->sheets;
    return book->sheet_count;
}

bool zc_book_column_hidden(struct zc_book *book, size_t sheet, int column)
{
    return sheet < book->sheet_count && book->reader->column_hidden && book->reader->column_hidden(book, sheet, column);
}

int zc_book_read(struct zc_book *book, size_t sheet, struct zc_arena *arena,
                 int (*row)(void *user, const struct zc_row *row), void *user, struct zc_error *err)
{
    if (sheet >= book->sheet_count)
        return zc_fail(err, ZC_ENOTFOUND, "没有第 %zu 张工作表", "there is no sheet %zu", sheet + 1);
    return book->reader->read(book, sheet, arena, row, user, err);
}

/* ---- a whole sheet ---- */

struct loading {
    struct zc_arena *arena;
    struct zc_grid *grid;
    size_t capacity;
};

static int keep_row(void *user, const struct zc_row *row)
{
    struct loading *loading = user;
    struct zc_row *kept = zc_arena_push(loading->arena, &loading->grid->rows, &loading->grid->count, &loading->capacity,
                                        sizeof *kept);
    *kept = *row;
    return ZC_OK;
}

int zc_grid_load(struct zc_grid *out, struct zc_arena *arena, struct zc_book *book, size_t sheet, struct zc_error *err)
{
    *out = (struct zc_grid){0};
    struct loading loading = {arena, out, 0};
    return zc_book_read(book, sheet, arena, keep_row, &loading, err);
}

const struct zc_cell *zc_row_cell(const struct zc_row *row, int column)
{
    size_t low = 0, high = row->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (row->cells[middle].column < column)
            low = middle + 1;
        else
            high = middle;
    }
    return low < row->count && row->cells[low].column == column ? &row->cells[low] : NULL;
}

void zc_column_letter(char out[4], int column)
{
    char letters[4];
    int count = 0;
    if (column < 0 || column >= ZC_SHEET_COLUMNS) {
        out[0] = 0;
        return;
    }
    for (int rest = column + 1; rest; rest = (rest - 1) / 26)
        letters[count++] = (char)('A' + (rest - 1) % 26);
    for (int i = 0; i < count; i++)
        out[i] = letters[count - 1 - i];
    out[count] = 0;
}

/* ---- shared by the readers ---- */

struct zc_cell *zc_row_buffer_add(struct zc_row_buffer *buffer, int row, int column)
{
    if (buffer->count == buffer->capacity) {
        buffer->capacity = buffer->capacity ? buffer->capacity * 2 : 64;
        buffer->cells = zc_realloc(buffer->cells, zc_mul_size(buffer->capacity, sizeof *buffer->cells));
    }
    struct zc_cell *cell = &buffer->cells[buffer->count++];
    *cell = (struct zc_cell){.row = row, .column = column, .text = "", .struck_text = "", .format = "", .merged_rows = 1,
                             .merged_columns = 1};
    return cell;
}

void zc_row_buffer_free(struct zc_row_buffer *buffer)
{
    free(buffer->cells);
    *buffer = (struct zc_row_buffer){0};
}

int zc_check_cell_text(const char *text, size_t size, const char *sheet, int row, int column, struct zc_error *err)
{
    if (size <= ZC_SHEET_TEXT)
        return ZC_OK;
    size_t characters = 0;
    for (size_t i = 0; i < size; i++)
        characters += ((unsigned char)text[i] & 0xC0) != 0x80;
    if (characters <= ZC_SHEET_TEXT)
        return ZC_OK;
    char letter[4];
    zc_column_letter(letter, column);
    return zc_fail(err, ZC_ELIMIT, "%s 单元格 %s%d 的文字超过 %d 个字符(上限:单元格文字)",
                   "%s cell %s%d holds more than %d characters (limit: cell text)", sheet, letter, row, ZC_SHEET_TEXT);
}

bool zc_parse_int(long *out, const char *text, long least, long most)
{
    bool minus = *text == '-';
    const char *digit = text + minus;
    long value = 0;
    if (!*digit || strlen(digit) > 18)
        return false;
    for (; *digit; digit++) {
        if (*digit < '0' || *digit > '9')
            return false;
        value = value * 10 + (*digit - '0');
    }
    *out = minus ? -value : value;
    return *out >= least && *out <= most;
}

bool zc_parse_double(double *out, const char *text)
{
    char *end;
    if (!*text || text[strspn(text, "0123456789+-.eE")])
        return false;
    *out = strtod(text, &end);
    return !*end && isfinite(*out);
}

static bool reference(const char **at, int *row, int *column)
{
    const char *text = *at;
    int letters = 0, digits = 0;
    long c = 0, r = 0;
    text += *text == '$';
    for (; (*text >= 'A' && *text <= 'Z') || (*text >= 'a' && *text <= 'z'); text++) {
        if (++letters > 3)
            return false;
        c = c * 26 + ((*text | 0x20) - 'a' + 1);
    }
    text += *text == '$';
    for (; *text >= '0' && *text <= '9'; text++) {
        if (++digits > 7)
            return false;
        r = r * 10 + (*text - '0');
    }
    *at = text;
    *row = (int)r;
    *column = (int)c - 1;
    return c >= 1 && c <= ZC_SHEET_COLUMNS && r >= 1 && r <= ZC_SHEET_ROWS;
}

bool zc_cell_reference(int *row, int *column, const char *text)
{
    return reference(&text, row, column) && !*text;
}

bool zc_range_reference(int *row, int *column, int *rows, int *columns, const char *text)
{
    int last_row, last_column;
    if (!reference(&text, row, column))
        return false;
    last_row = *row;
    last_column = *column;
    if (*text == ':') {
        text++;
        if (!reference(&text, &last_row, &last_column))
            return false;
    }
    if (*text)
        return false;
    *rows = abs(last_row - *row) + 1;
    *columns = abs(last_column - *column) + 1;
    *row = last_row < *row ? last_row : *row;
    *column = last_column < *column ? last_column : *column;
    return true;
}
