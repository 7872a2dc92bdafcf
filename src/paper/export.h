/*
 * export: the rows of an entity at two times as a workbook or as CSV, in the form that `import --as ENTITY` reads back: the
 * same file brought in again changes nothing.
 *
 * The first column holds the row key (hidden in a workbook); headers are the titles of the fields with their units; cells keep
 * their types. Columns that the reader may not see are left out. Rows are read page by page from one snapshot: memory does
 * not grow with them. The file stands under its name only when it is whole.
 */
#ifndef ZC_PAPER_EXPORT_H
#define ZC_PAPER_EXPORT_H

#include "base/progress.h"
#include "query/rows.h"

enum zc_export_form { ZC_EXPORT_XLSX, ZC_EXPORT_CSV };

struct zc_export {
    const struct zc_entity *entity;
    struct zc_times times;
    const struct zc_reader *reader;
    const char *filter;      /* expression; NULL: all */
    const char **columns;    /* names of stored fields; NULL: all */
    size_t column_count;
    enum zc_lang lang;
    enum zc_export_form form;
    zc_tell *tell;           /* rows written; may stop it (ZC_ESTOPPED: no file is left); may be NULL */
    void *listener;
    bool bom;                /* CSV: a byte order mark in front, for programs that would take the file for GBK */
};
/* *rows: how many were written. ZC_EINPUT names a column or filter that is wrong; ZC_ELIMIT: more rows than a sheet holds. */
int zc_export_write(size_t *rows, struct zc_db *db, const struct zc_export *what, const char *path, struct zc_error *err);

/* One CSV cell, quoted. A text that a spreadsheet would take for a formula gets a no-break space in front, which import drops;
 * `typed`: a number or a date, written as it is. */
void zc_export_csv_cell(struct zc_buf *out, const char *text, bool typed);

#endif
