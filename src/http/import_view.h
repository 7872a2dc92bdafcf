/*
 * import_view: findings beside the user's own sheet: the rows and columns in which something was found, with Excel's letters and
 * numbers. A row that bears a secrecy marking is never shown again. Texts lie in the arena.
 */
#ifndef ZC_HTTP_IMPORT_VIEW_H
#define ZC_HTTP_IMPORT_VIEW_H

#include "base/date.h"
#include "paper/import.h"

enum { ZC_VIEW_COLUMNS = 9 };

/* The sheet in which most was found, with the columns that are worth showing. */
struct zc_import_view {
    const char *name;
    struct zc_book *book;
    struct zc_grid grid;
    int columns[ZC_VIEW_COLUMNS];
    size_t count;
};
/* false: there is nothing to show. Otherwise the caller closes the book. */
bool zc_import_view_open(struct zc_import_view *view, struct zc_arena *arena, const struct zc_findings *findings, const char *path);
bool zc_import_view_shows(const struct zc_import_view *view, const struct zc_findings *findings, int row);

/* The gravest finding of a cell; of the row with column -1. NULL: none. */
const struct zc_finding *zc_import_found_at(const struct zc_findings *findings, const char *sheet, int row, int column);
const char *zc_import_cell_text(struct zc_arena *arena, const struct zc_cell *cell); /* shortened */
const char *zc_import_place(struct zc_arena *arena, enum zc_lang lang, const struct zc_finding *finding); /* 第 3 行 B 列 */

#endif
