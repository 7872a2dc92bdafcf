/*
 * official_draw: an official paper as files that are looked at: PDF, one page as SVG, a page of HTML. The same paper with the same fonts
 * and address gives the same bytes: no date or name of the making is in them, so that a digest can be frozen when the paper is signed.
 */
#ifndef ZC_PAPER_OFFICIAL_DRAW_H
#define ZC_PAPER_OFFICIAL_DRAW_H

#include "paper/official.h"

struct zc_official_place {
    const char *folder;  /* the city's, for its fonts; NULL: installed fonts alone */
    const char *address; /* where the city is reached, without a slash behind; NULL: figures bear no links, the margin no QR code */
};
/* What the layout of a paper with these fonts cannot promise: faces that are not the standard's, letters that no font has, clauses that
 * nobody compared. For the trace page; the check page of the PDF prints the same. */
struct zc_official_state {
    bool conforms;          /* every face is a configured or an official font */
    const char **remarks;   /* Chinese sentences, in the arena of the paper */
    size_t remark_count;
    size_t pages;           /* of the paper itself */
    size_t leaves;          /* with its check pages */
};

int zc_official_pdf(struct zc_buf *out, struct zc_official_state *state, const struct zc_official *paper, const struct zc_official_place *place, struct zc_error *err);
/* Page `number` from 1, check pages included. ZC_ENOTFOUND when there are fewer. */
int zc_official_svg(struct zc_buf *out, struct zc_official_state *state, const struct zc_official *paper, const struct zc_official_place *place, size_t number,
                    struct zc_error *err);
/* A fragment of HTML: the pages as pictures, then the text for who cannot see them, the figures with the way to their trace, and the
 * state of the layout. `pages`: address to which a page number is added; NULL puts the pictures into the text. `address` stands in front
 * of the links. */
int zc_official_html_body(struct zc_buf *out, const struct zc_official *paper, const struct zc_official_place *place, const char *pages, const char *address, struct zc_error *err);
/* The same as a whole document with its pictures inside. */
int zc_official_html(struct zc_buf *out, const struct zc_official *paper, const struct zc_official_place *place, struct zc_error *err);

#endif
