/*
 * sheet_write: XLSX out, row by row in constant memory (libxlsxwriter): exports, lists to fill in, result sheets.
 *
 *   zc_sheet_writer_open → zc_sheet_writer_sheet → (cells, zc_sheet_writer_end_row)* → the next sheet … → zc_sheet_writer_close
 *
 * A sheet begins with its header row, which stays in view. Cells of the row under way are set in any order; what is not set
 * stays empty. The file appears under its name only when close succeeds; until then, and after a failure, nothing stands
 * there. The first failure is kept and returned by every later call, so a caller may look at the result of close alone.
 */
#ifndef ZC_PAPER_SHEET_WRITE_H
#define ZC_PAPER_SHEET_WRITE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum zc_column_type {
    ZC_COLUMN_TEXT,
    ZC_COLUMN_INTEGER,
    ZC_COLUMN_NUMBER,
    ZC_COLUMN_DATE,    /* shown as yyyy-mm-dd */
    ZC_COLUMN_DECIMAL, /* int64 scaled by `scale` */
    ZC_COLUMN_MONEY,   /* int64 fen, shown in yuan with thousands and two places */
    ZC_COLUMN_PERCENT  /* a number, 0.6 shown as 60% */
};
struct zc_column {
    const char *title;
    enum zc_column_type type;
    int scale;                  /* DECIMAL: 0 to 9 */
    double width;               /* in characters; 0 takes one from the type */
    bool hidden;                /* such as the row key in the first column of a list to fill in */
    bool editable;              /* stays open when the sheet is protected */
    const char *const *choices; /* a list to choose from, NULL when none; other entries are refused by the spreadsheet */
    size_t choice_count;
    const char *hint;           /* shown beside the cell while it is filled in; NULL when none */
    bool checked;               /* INTEGER: only from least to most; DATE: only a day; the spreadsheet refuses others */
    int64_t least, most;
};
struct zc_sheet_writer;

int zc_sheet_writer_open(struct zc_sheet_writer **out, const char *path, struct zc_error *err);
/* Begins a sheet. Everything passed is copied. `protect` locks all columns that are not editable, without a password: it
 * guards against slips, not against intent. A name too long or with []:*?/\ is refused. */
int zc_sheet_writer_sheet(struct zc_sheet_writer *writer, const char *name, const struct zc_column *columns, size_t count,
                          bool protect, struct zc_error *err);

/* Hides the sheet under way; never the first one. */
void zc_sheet_writer_hide(struct zc_sheet_writer *writer);
/* A word for the head of every printed page of the sheets that follow: 示例. */
void zc_sheet_writer_mark(struct zc_sheet_writer *writer, const char *word);
/* prefix + title, cut and cleaned so that it can name a sheet. */
struct zc_arena;
const char *zc_sheet_name(struct zc_arena *arena, const char *prefix, const char *title);

/* A cell of the row under way; `column` counts from 0. Text longer than 32,767 characters or not UTF-8 is refused. NULL or ""
 * leaves the cell empty. Numbers beyond 2^53, which a spreadsheet cannot hold, are written as text. */
int zc_sheet_writer_text(struct zc_sheet_writer *writer, int column, const char *text);
int zc_sheet_writer_integer(struct zc_sheet_writer *writer, int column, int64_t number); /* INTEGER, DECIMAL, MONEY: as stored */
int zc_sheet_writer_number(struct zc_sheet_writer *writer, int column, double number);
int zc_sheet_writer_date(struct zc_sheet_writer *writer, int column, int date); /* before 1900-03-01: as text */
int zc_sheet_writer_end_row(struct zc_sheet_writer *writer);
bool zc_sheet_writer_failed(const struct zc_sheet_writer *writer); /* close will say why */

/* Writes the file and frees the writer, whatever happens. */
int zc_sheet_writer_close(struct zc_sheet_writer *writer, struct zc_error *err);
void zc_sheet_writer_abandon(struct zc_sheet_writer *writer); /* frees it without a file; NULL is allowed */

#endif
