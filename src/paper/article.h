/*
 * article: a report as a writer keeps it: Markdown with placeholders for figures and marks for wording.
 *
 *   {{reform_task_count}}                           the figure at the report's own period and times
 *   {{reform_task_count|asof=2017-03-31}}           at another day; period= and form=plain are possible too
 *   [[一批|习惯说法]]                               a phrase that is no figure, with the reason; printed on the list of marks
 *
 * Parsing finds the places; writing puts the figures in. Texts live in the arena. Errors name line and column.
 */
#ifndef ZC_PAPER_ARTICLE_H
#define ZC_PAPER_ARTICLE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

#include <stdbool.h>

enum zc_segment_kind { ZC_SEG_TEXT, ZC_SEG_FIGURE, ZC_SEG_MARK };

struct zc_segment {
    enum zc_segment_kind kind;
    const char *text;          /* TEXT: Markdown as it stands; FIGURE: the metric's id; MARK: the phrase */
    const char *reason;        /* MARK */
    const char *asof, *period; /* FIGURE: NULL = the report's own */
    bool plain;                /* FIGURE: without thousands separators */
    int line, column;
    size_t number;             /* FIGURE: its place among the figures, from 1 */
};
struct zc_article {
    struct zc_segment *items;
    size_t count, figures, marks;
    const char *title;         /* the first heading */
};

int zc_article_parse(struct zc_article *out, struct zc_arena *arena, const char *text, struct zc_error *err);

/* Appends what is shown for a figure. `user` is the caller's. */
typedef void zc_article_figure(struct zc_buf *out, const struct zc_segment *figure, void *user);

void zc_article_markdown(struct zc_buf *out, const struct zc_article *article, zc_article_figure *figure, void *user);
/* An HTML fragment (headings, paragraphs, tables). Raw HTML of the source is escaped; figures are what the callback writes. */
int zc_article_html(struct zc_buf *out, const struct zc_article *article, zc_article_figure *figure, void *user, struct zc_error *err);

#endif
