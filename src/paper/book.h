/*
 * book: what the readers of the three kinds of workbook share behind sheet.h. A reader owns its state through
 * `zc_book.reader`; names of sheets and the like live in the book's arena. Internal to paper/.
 */
#ifndef ZC_PAPER_BOOK_H
#define ZC_PAPER_BOOK_H

#include "paper/sheet.h"

enum {
    ZC_SHEET_ROWS = 1048576,
    ZC_SHEET_COLUMNS = 16384,
    ZC_SHEET_TEXT = 32767,     /* characters of a cell */
    ZC_SHEET_SHEETS = 1000,
};

typedef int (*zc_row_function)(void *user, const struct zc_row *row);

struct zc_book_reader {
    void (*close)(struct zc_book *book);
    bool (*column_hidden)(struct zc_book *book, size_t sheet, int column); /* NULL: the format cannot say */
    int (*read)(struct zc_book *book, size_t sheet, struct zc_arena *arena, zc_row_function row, void *user,
                struct zc_error *err);
};
struct zc_book {
    struct zc_arena arena;
    const char *path;          /* NULL when read from memory */
    const char *bytes;         /* the file in memory, or NULL */
    size_t size;
    struct zc_sheet_info *sheets;
    size_t sheet_count;
    const struct zc_book_reader *reader;
    void *state;
};

/* Each fills a book whose path or bytes are set; on failure zc_book_close still works. */
int zc_xlsx_open(struct zc_book *book, struct zc_error *err);
int zc_csv_open(struct zc_book *book, struct zc_error *err);
int zc_xls_open(struct zc_book *book, struct zc_error *err);

/* Gathers the cells of one row; the array is kept from row to row. */
struct zc_row_buffer {
    struct zc_cell *cells;
    size_t count, capacity;
};
struct zc_cell *zc_row_buffer_add(struct zc_row_buffer *buffer, int row, int column); /* an empty cell, texts "" */
void zc_row_buffer_free(struct zc_row_buffer *buffer);

/* Refuses a text beyond the cell limit, naming the place. */
int zc_check_cell_text(const char *text, size_t size, const char *sheet, int row, int column, struct zc_error *err);

/* "BC12" → row 12, column 54. False when it is no reference or out of range. */
bool zc_cell_reference(int *row, int *column, const char *text);
/* "A1:C3" or "B2"; corners in any order. */
bool zc_range_reference(int *row, int *column, int *rows, int *columns, const char *text);
bool zc_parse_int(long *out, const char *text, long least, long most);
bool zc_parse_double(double *out, const char *text); /* decimal digits, sign, point, exponent; finite */

#endif
