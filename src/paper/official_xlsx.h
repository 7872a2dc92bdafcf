/*
 * official_xlsx: the annex of a paper as a workbook. The first sheet lists the figures with value, unit, basis, definition and the way to
 * their trace; each table of the paper has a sheet in which a figure is a formula that points into the list, and a column of whole figures
 * of one unit gets its sum. Nothing is typed twice, so nothing can disagree.
 */
#ifndef ZC_PAPER_OFFICIAL_XLSX_H
#define ZC_PAPER_OFFICIAL_XLSX_H

#include "paper/official.h"

/* `address`: where the city is reached; NULL: no links. The same paper gives the same bytes. */
int zc_official_xlsx(struct zc_buf *out, const struct zc_official *paper, const char *address, struct zc_error *err);

#endif
