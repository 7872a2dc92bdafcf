/*
 * official_docx: an official paper for a word processor. The numbers of the grid are those of reform.md C11: 三号 as 16 pt with −5 twips, so
 * that 28 letters fill a line; lines of exactly 579 twips, so that 22 fill a page; the official fonts by name, so that an office that owns
 * them gets its own; odd and even footers. Figures are locked content controls tagged with their binding; across the page stands what
 * stands across the PDF. The same paper gives the same bytes.
 */
#ifndef ZC_PAPER_OFFICIAL_DOCX_H
#define ZC_PAPER_OFFICIAL_DOCX_H

#include "paper/official.h"

int zc_official_docx(struct zc_buf *out, const struct zc_official *paper, struct zc_error *err);

#endif
