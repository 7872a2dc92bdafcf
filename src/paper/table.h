/*
 * table: finds the table on a sheet that people laid out for people. Titles above, headers of one or two rows printed again
 * anywhere, blank rows, page numbers, totals, notes and signatures are told apart from data; nothing is dropped unnamed.
 */
#ifndef ZC_PAPER_TABLE_H
#define ZC_PAPER_TABLE_H

#include "paper/layout.h"
#include "paper/sheet.h"

enum zc_line_kind {
    ZC_LINE_TITLE,    /* above the first header */
    ZC_LINE_HEADER,
    ZC_LINE_DATA,
    ZC_LINE_BLANK,
    ZC_LINE_PAGE,     /* a page number */
    ZC_LINE_SUBTOTAL, /* 小计 */
    ZC_LINE_TOTAL,    /* 合计, 总计 */
    ZC_LINE_NOTE      /* footnotes and signatures: one text alone */
};
struct zc_line {
    const struct zc_row *row;
    enum zc_line_kind kind;
    const int *columns; /* sheet column of each column of the layout, -1 where the header lacks it */
};
struct zc_table {
    const char *name;   /* of the sheet */
    size_t sheet;
    const struct zc_layout_sheet *layout;
    bool *hidden;       /* by sheet column */
    int width;
    struct zc_line *lines;
    size_t count;
    size_t matched;     /* columns of the layout that the first header has */
    const char *lacks;  /* when there is no header: the required columns that the best row lacked */
};

/* True when the sheet has a header of this layout. All lives in `arena`. */
bool zc_table_find(struct zc_table *out, struct zc_arena *arena, struct zc_book *book, size_t sheet, const struct zc_grid *grid,
                   const char *sheet_name, const struct zc_layout_sheet *layout);

#endif
