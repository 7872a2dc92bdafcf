/*
 * csv: a comma-, semicolon- or tab-separated file as a book of one sheet. First the first pass, which tells UTF-8 from
 * GB18030 and finds the separator; then the reading. Every byte that steers the reading (separator, quote, line end) is
 * below 0x30 or the semicolon, and no such byte is ever the second or later byte of a GB18030 character: so fields are cut
 * as bytes and decoded one by one.
 */
#include "base/buf.h"
#include "base/text.h"
#include "paper/book.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 1 << 16, SNIFF_LINES = 10 };

struct csv {
    bool gb18030;
    char separator;
    size_t skip; /* bytes of a byte order mark */
};

/* ---- bytes, from a file or from memory ---- */

struct source {
    FILE *file;
    const char *bytes;
    size_t left;
};

static int source_open(struct source *source, const struct zc_book *book, struct zc_error *err)
{
    *source = (struct source){.bytes = book->bytes, .left = book->size};
    if (!book->path)
        return ZC_OK;
    source->file = fopen(book->path, "rb");
    return source->file ? ZC_OK : zc_fail(err, ZC_EIO, "打不开文件 %s:%s", "cannot open file %s: %s", book->path, strerror(errno));
}

static size_t source_read(struct source *source, char *out, size_t size)
{
    if (source->file)
        return fread(out, 1, size, source->file);
    size_t take = size < source->left ? size : source->left;
    memcpy(out, source->bytes, take);
    source->bytes += take;
    source->left -= take;
    return take;
}

static int source_close(struct source *source, struct zc_error *err)
{
    bool failed = source->file && ferror(source->file);
    if (source->file)
        fclose(source->file);
    return failed ? zc_fail(err, ZC_EIO, "文件读取失败", "reading the file failed") : ZC_OK;
}

/* ---- the first pass ---- */

struct sniff {
    size_t commas, semicolons, tabs;
    int lines;
    bool quoted;
};

static void sniff_bytes(struct sniff *sniff, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size && sniff->lines < SNIFF_LINES; i++) {
        char c = bytes[i];
        if (c == '"')
            sniff->quoted = !sniff->quoted;
        else if (!sniff->quoted && c == '\n')
            sniff->lines++;
        else if (!sniff->quoted)
            sniff->commas += c == ',', sniff->semicolons += c == ';', sniff->tabs += c == '\t';
    }
}

/* Bytes at the end that may be the beginning of a character cut by the chunk. */
static size_t unfinished(const char *bytes, size_t size)
{
    for (size_t back = 1; back <= 3 && back <= size; back++) {
        unsigned char c = (unsigned char)bytes[size - back];
        if (c >= 0xC0)
            return (c >= 0xF0 ? 4u : c >= 0xE0 ? 3u : 2u) > back ? back : 0;
        if (c < 0x80)
            return 0;
    }
    return 0;
}

static int look_through(struct csv *csv, struct source *source, struct zc_error *err)
{
    char *bytes = zc_malloc(CHUNK + 4);
    struct sniff sniff = {0};
    size_t carried = 0, got;
    bool first = true, utf8 = true, zeros = false;
    while ((got = source_read(source, bytes + carried, CHUNK)) > 0) {
        size_t size = carried + got;
        if (first && size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
            csv->skip = 3;
        first = false;
        sniff_bytes(&sniff, bytes + carried, got);
        zeros = zeros || memchr(bytes, 0, size) != NULL;
        size_t rest = unfinished(bytes, size);
        utf8 = utf8 && zc_utf8_valid(bytes, size - rest);
        memmove(bytes, bytes + size - rest, rest);
        carried = rest;
    }
    csv->gb18030 = !utf8 || carried;
    csv->separator = ',';
    if (sniff.semicolons > sniff.commas && sniff.semicolons >= sniff.tabs)
        csv->separator = ';';
    else if (sniff.tabs > sniff.commas)
        csv->separator = '\t';
    free(bytes);
    if (zeros)
        return zc_fail(err, ZC_EINPUT, "不是文本文件:含有空字节", "not a text file: it holds zero bytes");
    if (csv->gb18030 && csv->skip)
        return zc_fail(err, ZC_EINPUT, "文件标明为 UTF-8,但含有无效字节", "the file is marked as UTF-8 but holds invalid bytes");
    return ZC_OK;
}

/* ---- the reading ---- */

enum csv_state { FIELD_START, PLAIN, QUOTED, QUOTE_IN_QUOTED, AFTER_RETURN };

struct walk {
    const struct csv *csv;
    struct zc_arena *arena, scratch;
    zc_row_function row;
    void *user;
    struct zc_error *err;
    struct zc_row_buffer cells;
    struct zc_buf field;
    enum csv_state state;
    int number, column, quote_row;
};

static int end_field(struct walk *walk)
{
    struct zc_arena *arena = walk->arena ? walk->arena : &walk->scratch;
    if (walk->column >= ZC_SHEET_COLUMNS)
        return zc_fail(walk->err, ZC_ELIMIT, "第 %d 行超过 %d 列(上限:列数)", "row %d has more than %d columns (limit: columns)",
                       walk->number, ZC_SHEET_COLUMNS);
    if (walk->field.size) {
        const char *bytes = walk->field.bytes;
        char *text = walk->csv->gb18030 ? zc_text_from_gb18030(arena, bytes, walk->field.size)
                                        : zc_arena_copy(arena, bytes, walk->field.size);
        char letter[4];
        zc_column_letter(letter, walk->column);
        if (!text)
            return zc_fail(walk->err, ZC_EINPUT, "单元格 %s%d:既不是 UTF-8 也不是 GB18030 编码",
                           "cell %s%d: neither UTF-8 nor GB18030", letter, walk->number);
        int result = zc_check_cell_text(text, strlen(text), "CSV", walk->number, walk->column, walk->err);
        if (result)
            return result;
        struct zc_cell *cell = zc_row_buffer_add(&walk->cells, walk->number, walk->column);
        cell->kind = ZC_CELL_TEXT;
        cell->text = text;
    }
    zc_buf_clear(&walk->field);
    walk->column++;
    return ZC_OK;
}

static int end_row(struct walk *walk)
{
    int result = end_field(walk);
    if (!result && walk->number > ZC_SHEET_ROWS)
        result = zc_fail(walk->err, ZC_ELIMIT, "超过 %d 行(上限:行数)", "more than %d rows (limit: rows)", ZC_SHEET_ROWS);
    if (!result && walk->cells.count) {
        struct zc_row row = {walk->number, false, walk->cells.cells, walk->cells.count};
        if (walk->arena) {
            row.cells = zc_arena_array(walk->arena, row.count, sizeof *row.cells);
            memcpy(row.cells, walk->cells.cells, row.count * sizeof *row.cells);
        }
        result = walk->row(walk->user, &row);
    }
    walk->cells.count = 0;
    walk->column = 0;
    walk->number++;
    zc_arena_free(&walk->scratch);
    return result;
}

static int take_byte(struct walk *walk, char c)
{
    if (walk->state == AFTER_RETURN) {
        walk->state = FIELD_START;
        if (c == '\n')
            return ZC_OK;
    }
    if (walk->state == QUOTED) {
        if (c == '"')
            walk->state = QUOTE_IN_QUOTED;
        else
            zc_buf_char(&walk->field, c);
    } else if (walk->state == QUOTE_IN_QUOTED && c == '"') {
        zc_buf_char(&walk->field, c);
        walk->state = QUOTED;
    } else if (walk->state == FIELD_START && c == '"') {
        walk->state = QUOTED;
        walk->quote_row = walk->number;
    } else if (c == walk->csv->separator) {
        walk->state = FIELD_START;
        return end_field(walk);
    } else if (c == '\n' || c == '\r') {
        walk->state = c == '\r' ? AFTER_RETURN : FIELD_START;
        return end_row(walk);
    } else {
        zc_buf_char(&walk->field, c);
        walk->state = PLAIN;
    }
    /* Four bytes a character at most: what is longer than that is too long, however it ends. */
    if (walk->field.size > 4 * ZC_SHEET_TEXT)
        return zc_fail(walk->err, ZC_ELIMIT, "第 %d 行的一个单元格超过 %d 个字符(上限:单元格文字),可能缺少右引号",
                       "a cell of row %d holds more than %d characters (limit: cell text), perhaps a closing quote is missing",
                       walk->number, ZC_SHEET_TEXT);
    return ZC_OK;
}

static int walk_source(struct walk *walk, struct source *source)
{
    char *bytes = zc_malloc(CHUNK);
    size_t got, skip = walk->csv->skip;
    int result = ZC_OK;
    while (!result && (got = source_read(source, bytes, CHUNK)) > 0) {
        for (size_t i = skip; i < got && !result; i++)
            result = take_byte(walk, bytes[i]);
        skip = 0;
    }
    free(bytes);
    if (!result && walk->state == QUOTED)
        return zc_fail(walk->err, ZC_EINPUT, "第 %d 行的引号没有结束", "the quote opened in row %d is never closed", walk->quote_row);
    bool pending = walk->column || walk->field.size || walk->state == QUOTE_IN_QUOTED;
    return result || !pending ? result : end_row(walk);
}

static int csv_read(struct zc_book *book, size_t sheet, struct zc_arena *arena, zc_row_function row, void *user,
                    struct zc_error *err)
{
    (void)sheet;
    struct source source;
    struct walk walk = {.csv = book->state, .arena = arena, .row = row, .user = user, .err = err, .number = 1};
    int result = source_open(&source, book, err);
    if (result)
        return result;
    result = walk_source(&walk, &source);
    int closed = source_close(&source, result ? NULL : err);
    zc_row_buffer_free(&walk.cells);
    zc_buf_free(&walk.field);
    zc_arena_free(&walk.scratch);
    return result ? result : closed;
}

static void csv_close(struct zc_book *book)
{
    (void)book;
}

int zc_csv_open(struct zc_book *book, struct zc_error *err)
{
    static const struct zc_book_reader reader = {csv_close, NULL, csv_read};
    struct csv *csv = zc_arena_alloc(&book->arena, sizeof *csv);
    struct source source;
    book->reader = &reader;
    book->state = csv;
    book->sheets = zc_arena_alloc(&book->arena, sizeof *book->sheets);
    book->sheets[0] = (struct zc_sheet_info){"CSV", false};
    book->sheet_count = 1;
    int result = source_open(&source, book, err);
    if (result)
        return result;
    result = look_through(csv, &source, err);
    int closed = source_close(&source, result ? NULL : err);
    return result ? result : closed;
}
