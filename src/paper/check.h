/*
 * check: what only shows when a whole workbook has been read. Pure: rows and lines in, findings out.
 *   check_text.c    every cell: secrecy markings, garbled text
 *   check_rows.c    rows against each other and against themselves, as the layout declares
 *   check_totals.c  totals, subtotals, numbers in brackets, figures typed by hand
 */
#ifndef ZC_PAPER_CHECK_H
#define ZC_PAPER_CHECK_H

#include "paper/import.h"
#include "paper/table.h"

/* A marking 绝密, 机密 or 秘密 as the rules for classified papers put it; 商业秘密 is none. */
bool zc_check_is_marking(const char *squeezed);
bool zc_check_marked(struct zc_arena *arena, const char *text); /* the same of a text as it stands in its cell */
/* The garbled stretch of a text, NULL when none: U+FFFD, 锟斤拷, UTF-8 read as Latin. */
const char *zc_check_garbled(const char *text);

void zc_check_cells(struct zc_import_result *result, const struct zc_table *table);
/* `from`: the first row of this sheet in the result. */
void zc_check_rows(struct zc_import_result *result, const struct zc_layout_sheet *layout, size_t from);
void zc_check_totals(struct zc_import_result *result, const struct zc_table *table, size_t from);
void zc_check_compare(struct zc_import_result *result, const struct zc_layout_sheet *layout, const char *sheet, const struct zc_grid *grid);

#endif
