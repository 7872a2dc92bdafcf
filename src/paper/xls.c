/*
 * xls: workbooks of Excel 97 to 2003, read whole by freexl; merges come from xls_merges. Dates arrive as YYYY-MM-DD and become
 * days again. freexl tells neither what is hidden nor comments, runs or number formats.
 */
#include "base/date.h"
#include "base/text.h"
#include "paper/book.h"
#include "paper/xls_merges.h"

#include <freexl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { XLS_MOST = 64 << 20, XLS_COLUMNS = 256 };

struct xls {
    const void *handle;
    struct zc_row_buffer cells;
    struct zc_xls_merges *merges; /* by sheet */
};

/* A merge that covers a column of the row being read, and the value of its first cell. */
struct span {
    const struct zc_xls_merge *merge;
    struct zc_cell first;
};

static void xls_close(struct zc_book *book)
{
    struct xls *xls = book->state;
    if (xls->handle)
        freexl_close(xls->handle);
    zc_row_buffer_free(&xls->cells);
}

/* An XLSX with a password is a compound file too, with a stream of this name in UTF-16. */
static bool holds_encrypted_package(const char *path)
{
    static const char name[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
    FILE *file = fopen(path, "rb");
    bool found = false;
    char bytes[65536];
    size_t kept = 0, got;
    while (file && !found && (got = fread(bytes + kept, 1, sizeof bytes - kept, file)) > 0) {
        size_t size = kept + got;
        found = memmem(bytes, size, name, sizeof name - 1) != NULL;
        kept = size < sizeof name ? size : sizeof name;
        memmove(bytes, bytes + size - kept, kept);
    }
    if (file)
        fclose(file);
    return found;
}

static bool set_date(struct zc_cell *cell, const char *text)
{
    char day[11];
    if (strlen(text) < 10)
        return false;
    memcpy(day, text, 10);
    day[10] = 0;
    if (!zc_date_parse(&cell->date, day))
        return false;
    cell->kind = ZC_CELL_DATE;
    cell->number = cell->date + 25569;
    return true;
}

static int set_value(struct zc_cell *cell, struct zc_arena *arena, const FreeXL_CellValue *value, const char *sheet,
                     struct zc_error *err)
{
    switch (value->type) {
    case FREEXL_CELL_INT:
        cell->kind = ZC_CELL_NUMBER;
        cell->number = value->value.int_value;
        cell->text = zc_arena_printf(arena, "%d", value->value.int_value);
        return ZC_OK;
    case FREEXL_CELL_DOUBLE:
        cell->kind = ZC_CELL_NUMBER;
        cell->number = value->value.double_value;
        cell->text = zc_arena_printf(arena, "%.17g", value->value.double_value);
        return ZC_OK;
    case FREEXL_CELL_TEXT:
    case FREEXL_CELL_SST_TEXT:
    case FREEXL_CELL_DATE:
    case FREEXL_CELL_DATETIME:
    case FREEXL_CELL_TIME: {
        const char *text = value->value.text_value;
        size_t size = text ? strlen(text) : 0;
        int result = zc_check_cell_text(text, size, sheet, cell->row, cell->column, err);
        if (result || !size)
            return result;
        if (!zc_utf8_valid(text, size))
            return zc_fail(err, ZC_EINPUT, "%s 第 %d 行:文字编码损坏", "%s row %d: broken text", sheet, cell->row);
        cell->kind = ZC_CELL_TEXT;
        cell->text = zc_arena_copy(arena, text, size);
        if (value->type == FREEXL_CELL_DATE || value->type == FREEXL_CELL_DATETIME)
            set_date(cell, text);
        return ZC_OK;
    }
    default: return ZC_OK;
    }
}

/* Merges that begin in this row come in, those that ended before it go. */
static void enter_merges(struct span *spans[XLS_COLUMNS], struct zc_arena *kept, const struct zc_xls_merges *merges, size_t *next, int row)
{
    for (int column = 0; column < XLS_COLUMNS; column++)
        if (spans[column] && spans[column]->merge->last_row < row)
            spans[column] = NULL;
    for (; *next < merges->count && merges->items[*next].row <= row; (*next)++) {
        struct span *span = zc_arena_alloc(kept, sizeof *span);
        *span = (struct span){.merge = &merges->items[*next]};
        for (int column = span->merge->column; column <= span->merge->last_column; column++)
            spans[column] = span;
    }
}

static int read_row(struct xls *xls, struct zc_arena *arena, struct zc_arena *kept, struct span *const *spans, unsigned row, unsigned columns,
                    const char *sheet, struct zc_error *err)
{
    xls->cells.count = 0;
    for (unsigned column = 0; column < columns; column++) {
        struct span *span = column < XLS_COLUMNS ? spans[column] : NULL;
        bool first = span && span->merge->row == (int)row && span->merge->column == (int)column;
        FreeXL_CellValue value;
        if (span && !first) {
            if (span->first.kind == ZC_CELL_EMPTY)
                continue;
            struct zc_cell *cell = zc_row_buffer_add(&xls->cells, (int)row + 1, (int)column);
            *cell = span->first;
            cell->row = (int)row + 1;
            cell->column = (int)column;
            cell->covered = true;
            continue;
        }
        if (freexl_get_cell_value(xls->handle, row, (unsigned short)column, &value) != FREEXL_OK ||
            value.type == FREEXL_CELL_NULL)
            continue;
        struct zc_cell *cell = zc_row_buffer_add(&xls->cells, (int)row + 1, (int)column);
        int result = set_value(cell, first ? kept : arena, &value, sheet, err);
        if (result)
            return result;
        if (first) {
            span->first = *cell;
            cell->merged_rows = span->merge->last_row - span->merge->row + 1;
            cell->merged_columns = span->merge->last_column - span->merge->column + 1;
        }
    }
    return ZC_OK;
}

static int xls_read(struct zc_book *book, size_t sheet, struct zc_arena *arena, zc_row_function row, void *user,
                    struct zc_error *err)
{
    struct xls *xls = book->state;
    const char *name = book->sheets[sheet].name;
    struct zc_arena scratch = {0}, own = {0};
    struct zc_arena *kept = arena ? arena : &own;
    struct span *spans[XLS_COLUMNS] = {0};
    size_t next = 0;
    unsigned rows;
    unsigned short columns;
    int result = ZC_OK;
    if (freexl_select_active_worksheet(xls->handle, (unsigned short)sheet) != FREEXL_OK ||
        freexl_worksheet_dimensions(xls->handle, &rows, &columns) != FREEXL_OK)
        return zc_fail(err, ZC_EINPUT, "工作表“%s”打不开", "sheet \"%s\" cannot be opened", name);
    if (rows > ZC_SHEET_ROWS || columns > ZC_SHEET_COLUMNS)
        return zc_fail(err, ZC_ELIMIT, "工作表“%s”超过 %d 行(上限:行数)", "sheet \"%s\" has more than %d rows (limit: rows)", name,
                       ZC_SHEET_ROWS);
    for (unsigned i = 0; i < rows && !result; i++) {
        enter_merges(spans, kept, &xls->merges[sheet], &next, (int)i);
        result = read_row(xls, arena ? arena : &scratch, kept, spans, i, columns, name, err);
        if (!result && xls->cells.count) {
            struct zc_row out = {(int)i + 1, false, xls->cells.cells, xls->cells.count};
            if (arena) {
                out.cells = zc_arena_array(arena, out.count, sizeof *out.cells);
                memcpy(out.cells, xls->cells.cells, out.count * sizeof *out.cells);
            }
            result = row(user, &out);
        }
        zc_arena_free(&scratch);
    }
    zc_arena_free(&own);
    return result;
}

static void find_merges(struct zc_book *book, size_t size)
{
    struct xls *xls = book->state;
    char *bytes = zc_malloc(size + 1);
    FILE *file = fopen(book->path, "rb");
    size_t got = file ? fread(bytes, 1, size, file) : 0;
    if (file)
        fclose(file);
    xls->merges = zc_xls_merges_find(&book->arena, bytes, got, book->sheet_count);
    free(bytes);
}

int zc_xls_open(struct zc_book *book, struct zc_error *err)
{
    static const struct zc_book_reader reader = {xls_close, NULL, xls_read};
    struct xls *xls = zc_arena_alloc(&book->arena, sizeof *xls);
    struct stat about;
    unsigned count, password;
    book->reader = &reader;
    book->state = xls;
    if (!book->path)
        return zc_fail(err, ZC_EINPUT, "XLS 文件只能从磁盘读取", "an XLS file can be read from disk only");
    if (stat(book->path, &about) != 0 || about.st_size > XLS_MOST)
        return zc_fail(err, ZC_ELIMIT, "XLS 文件超过 %d MiB(上限:XLS 大小),请另存为 XLSX",
                       "the XLS file is larger than %d MiB (limit: XLS size): save it as XLSX", XLS_MOST >> 20);
    if (holds_encrypted_package(book->path))
        return zc_fail(err, ZC_EINPUT, "工作簿设有打开密码,请去掉密码后再导入", "the workbook is encrypted: remove the password first");
    if (freexl_open(book->path, &xls->handle) != FREEXL_OK)
        return zc_fail(err, ZC_EINPUT, "XLS 文件损坏或不受支持,请另存为 XLSX", "the XLS file is broken or not supported: save it as XLSX");
    if (freexl_get_info(xls->handle, FREEXL_BIFF_PASSWORD, &password) == FREEXL_OK && password == FREEXL_BIFF_OBFUSCATED)
        return zc_fail(err, ZC_EINPUT, "工作簿设有打开密码,请去掉密码后再导入", "the workbook is encrypted: remove the password first");
    if (freexl_get_info(xls->handle, FREEXL_BIFF_SHEET_COUNT, &count) != FREEXL_OK || !count || count > ZC_SHEET_SHEETS)
        return zc_fail(err, ZC_EINPUT, "工作簿里没有可读的工作表", "the workbook has no sheet that can be read");
    book->sheets = zc_arena_array(&book->arena, count, sizeof *book->sheets);
    for (unsigned i = 0; i < count; i++) {
        const char *name;
        if (freexl_get_worksheet_name(xls->handle, (unsigned short)i, &name) != FREEXL_OK || !name)
            return zc_fail(err, ZC_EINPUT, "第 %u 张工作表没有名称", "sheet %u has no name", i + 1);
        book->sheets[i] = (struct zc_sheet_info){zc_arena_str(&book->arena, name), false};
    }
    book->sheet_count = count;
    find_merges(book, (size_t)about.st_size);
    return ZC_OK;
}
