/*
 * sheet: workbooks as offices keep them, read row by row: XLSX (own streaming reader on minizip and expat), CSV (UTF-8 or
 * GB18030, comma, semicolon or tab), XLS (freexl). Row numbers are Excel's (from 1), columns 0 = A.
 *
 * The file is hostile: parts ≤ 10,000, unpacked ≤ 1 GiB, ratio ≤ 100 for parts over 1 MiB, no DTD, no entities, depth ≤ 256, no "..", no encryption,
 * rows ≤ 1,048,576, columns ≤ 16,384, cell text ≤ 32,767 characters. What breaks a limit is refused with its name.
 * Also: shared strings ≤ 10,000,000, cell styles ≤ 65,536, merges ≤ 100,000 covering ≤ 5,000,000 cells, comments ≤ 100,000
 * a sheet, XLS ≤ 64 MiB.
 * Text is the sum of the runs of a cell; phonetic runs (rPh) never count, struck-out runs are left out and the cell says so.
 * A cell struck out as a whole by its style is empty and keeps what stood there in struck_text.
 * CSV cells are always TEXT: 007 keeps its zeros. XLS tells neither hidden rows nor comments or runs.
 */
#ifndef ZC_PAPER_SHEET_H
#define ZC_PAPER_SHEET_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum zc_cell_kind {
    ZC_CELL_EMPTY,
    ZC_CELL_TEXT,
    ZC_CELL_NUMBER,
    ZC_CELL_DATE,  /* a number whose style is a date (or an ISO date cell); `date` holds the day, 1904 epoch honoured */
    ZC_CELL_BOOL,
    ZC_CELL_ERROR  /* #REF! and friends; text holds the word */
};
struct zc_cell {
    int row, column;
    enum zc_cell_kind kind;
    const char *text;      /* TEXT, ERROR as they stand (line breaks kept); NUMBER, DATE: the number as stored in the file */
    double number;         /* NUMBER, DATE, BOOL */
    int date;              /* DATE: days since 1970-01-01, time of day dropped */
    bool struck;           /* some runs were struck out and left out */
    const char *struck_text; /* those runs */
    bool formula;          /* the value is a formula's stored result */
    bool percent;          /* the style shows a percentage */
    const char *format;    /* number format code, "" for General; e.g. "000" */
    const char *comment;   /* cell comment, NULL when none */
    int merged_rows;       /* top-left cell of a merge: rows it spans (≥ 1) */
    int merged_columns;
    bool covered;          /* lies inside a merge but is not its top-left; the value is the top-left's (copied) */
};
struct zc_row {
    int number;
    bool hidden;
    struct zc_cell *cells; /* only cells that exist or are covered by a merge, ascending column */
    size_t count;
};
struct zc_sheet_info {
    const char *name;
    bool hidden;           /* hidden or very hidden */
};

struct zc_book;
/* Opens by content, not by name. `path` is read on demand and must stay. */
int zc_book_open(struct zc_book **out, const char *path, struct zc_error *err);
/* The same for a file in memory (XLSX and CSV only); `bytes` must stay until the book is closed. */
int zc_book_open_bytes(struct zc_book **out, const void *bytes, size_t size, struct zc_error *err);
void zc_book_close(struct zc_book *book);
size_t zc_book_sheets(const struct zc_book *book, const struct zc_sheet_info **out);
bool zc_book_column_hidden(struct zc_book *book, size_t sheet, int column);

/* Calls `row` for every row that has a cell, ascending. One read at a time per book: `row` must not read the same book. The row and all it points to live in `arena` until the call returns
 * when `arena` is NULL (a scratch arena per row: memory stays flat), else as long as that arena. A non-zero return stops the
 * walk and is returned. */
int zc_book_read(struct zc_book *book, size_t sheet, struct zc_arena *arena,
                 int (*row)(void *user, const struct zc_row *row), void *user, struct zc_error *err);

/* The whole sheet in memory. */
struct zc_grid {
    struct zc_row *rows;
    size_t count;
};
int zc_grid_load(struct zc_grid *out, struct zc_arena *arena, struct zc_book *book, size_t sheet, struct zc_error *err);
const struct zc_cell *zc_row_cell(const struct zc_row *row, int column); /* NULL when none */

void zc_column_letter(char out[4], int column); /* 0 → A, 27 → AB */

#endif
