/*
 * xlsx: the state of an opened XLSX workbook, shared by the reader (xlsx.c, xlsx_sheet.c) and the annotator.
 * All of it lives in the book's arena, but for the shared strings and the package, which close with the book.
 * Internal to paper/.
 */
#ifndef ZC_PAPER_XLSX_H
#define ZC_PAPER_XLSX_H

#include "paper/book.h"
#include "paper/package.h"

struct zc_xlsx_style {
    int format_id;
    const char *format;
    int font;
    bool date, percent, struck;
};
struct zc_xlsx_merge {
    int row, column, rows, columns; /* as written */
    int last_row, last_column;      /* cut to the part of the sheet that holds cells */
};
struct zc_xlsx_comment {
    int row, column;
    const char *text;
};
struct zc_xlsx_columns {
    int first, last;
};
struct zc_xlsx_sheet {
    const char *part;
    const char *comments_part; /* NULL when none */
    bool scanned;
    struct zc_xlsx_columns *hidden;
    size_t hidden_count, hidden_capacity;
    struct zc_xlsx_merge *merges; /* by row, then column; single cells left out */
    size_t merge_count, merge_capacity;
    int last_row, last_column;    /* known only when there are merges */
    struct zc_xlsx_comment *comments; /* by row, then column */
    size_t comment_count, comment_capacity;
};
/* Offsets into `bytes`; `struck` knows only strings whose runs have properties of their own. */
struct zc_xlsx_strings {
    struct zc_buf bytes;
    size_t *offsets;
    size_t count, capacity;
    struct {
        size_t string, offset;
    } *struck; /* by string */
    size_t struck_count, struck_capacity;
};
struct zc_xlsx {
    struct zc_package *package;
    const char *workbook_part;
    const char *styles_part; /* NULL when none */
    bool epoch_1904;
    struct zc_xlsx_strings strings;
    struct zc_xlsx_style *styles;
    size_t style_count, style_capacity;
    struct zc_xlsx_sheet *sheets; /* beside zc_book.sheets */
    size_t sheet_capacity;
};

/* Finds hidden columns, merges and comments of a sheet, once. */
int zc_xlsx_scan(struct zc_book *book, size_t sheet, struct zc_error *err);
const char *zc_xlsx_struck(const struct zc_xlsx_strings *strings, size_t string); /* "" when no run is struck out; NULL when no run is styled */
int zc_xlsx_read(struct zc_book *book, size_t sheet, struct zc_arena *arena, zc_row_function row, void *user,
                 struct zc_error *err);

#endif
