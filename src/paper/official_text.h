/*
 * official_text: the stored text of an edition (the fragment that review writes, kept under its digest) read back into an official
 * paper: its title, paragraphs, tables, figures with their addresses, the list of figures and the wordings. So an edition is printed as it
 * was published, whatever became of template and records.
 */
#ifndef ZC_PAPER_OFFICIAL_TEXT_H
#define ZC_PAPER_OFFICIAL_TEXT_H

#include "paper/official.h"

/* Appends to the paper; its title is set where it has none. ZC_EINPUT when the text is no such fragment. */
int zc_official_read(struct zc_official *paper, const char *html, size_t size, struct zc_error *err);

#endif
