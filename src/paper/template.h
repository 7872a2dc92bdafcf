/*
 * template: reports in Markdown whose figures are placeholders. Syntax in docs/reports.md:
 *   {{metric_id}}  {{metric_id|asof=2017-06-30|period=2017H1|known=…|form=words|decimals=1|unit=亿元}}
 *   [[一批|why it is no figure]]  [[全国首部|evidence|claim]]  [[三年千院|a name|name_number]]
 * Markdown read: headings # to ######, paragraphs, lists (- * 1.), tables with a rule of dashes, **bold**, --- as a rule, a backslash
 * before a mark. Nothing else: HTML is text.
 *
 * Everything lives in the arena. Errors name line and column (counted in letters from 1). Limits: 1 MiB, 20,000 lines, 63 columns.
 */
#ifndef ZC_PAPER_TEMPLATE_H
#define ZC_PAPER_TEMPLATE_H

#include "base/buf.h"
#include "paper/docx.h"
#include "paper/figure.h"
#include "paper/prose.h"

enum zc_segment_kind { ZC_SEGMENT_TEXT, ZC_SEGMENT_FIGURE, ZC_SEGMENT_MARK };
struct zc_segment {
    enum zc_segment_kind kind;
    bool bold;
    int line, column;                  /* where it begins */
    const char *text;                  /* TEXT, MARK: what is shown, without Markdown; TEXT may hold \n */
    const char *metric;                /* FIGURE */
    const char *asof, *period, *known; /* as written; NULL when not given */
    struct zc_figure_style style;
    bool has_form;             /* a form was written */
    const char *reason;        /* MARK */
    enum zc_proof_status mark; /* MARK: WORDING, NAME_NUMBER or CLAIM */
};
struct zc_segments {
    struct zc_segment *items;
    size_t count, capacity;
};

enum zc_block_kind { ZC_BLOCK_HEADING, ZC_BLOCK_PARAGRAPH, ZC_BLOCK_ITEM, ZC_BLOCK_TABLE, ZC_BLOCK_RULE };
struct zc_block {
    enum zc_block_kind kind;
    int line;
    int level;                   /* HEADING 1 to 6; ITEM: depth from 1 */
    int number;                  /* ITEM: its number, 0 = a bullet */
    struct zc_segments segments; /* HEADING, PARAGRAPH, ITEM */
    struct zc_segments *cells;   /* TABLE: rows × columns, the first row is the header */
    enum zc_docx_align *aligns;  /* by column */
    size_t rows, columns;
};
struct zc_template {
    struct zc_block *blocks;
    size_t count, capacity;
    struct zc_segment **figures; /* in order; all figures of the report */
    size_t figure_count, figure_capacity;
    struct zc_segment **marks;
    size_t mark_count, mark_capacity;
    const char *title; /* text of the first heading of level 1, or "" */
};

int zc_template_parse(struct zc_template *out, struct zc_arena *arena, const char *text, size_t size,
                      struct zc_error *err);

struct zc_naked {
    int line, column;
    const char *text; /* the number with its measure word */
    struct zc_pair reason;
    size_t letters;     /* how long it is in the text */
    const char *likely; /* the metric that the words around seem to speak of; NULL when none, or nobody asked */
    struct zc_pair likely_title;
    bool likely_equal;  /* and its value is the number */
};
/* Every number that is neither placeholder nor mark nor allowed (date, document number, article, ordinal) nor inside a wording or
 * name. A report is fit for signature only when there is none. */
int zc_template_naked(struct zc_naked **out, size_t *count, struct zc_arena *arena, const struct zc_template *report,
                      const struct zc_wording *wordings, size_t wording_count, struct zc_error *err);
/* The same numbers, each with the figure that it seems to be among those of `tables`. */
int zc_template_suggest(struct zc_naked **out, size_t *count, struct zc_arena *arena, const struct zc_template *report,
                        const struct zc_prose_tables *tables, struct zc_error *err);

/* ---- rendering ---- */

struct zc_shown {
    const char *text;                 /* as printed: 46 */
    const char *value;                /* exact: 46 */
    const char *title;                /* what a reader sees on it; may be NULL */
    const char *tag;                  /* binding id for DOCX; may be NULL */
    const char *href;                 /* page of the trace; may be NULL */
    const char *mark;                 /* raised behind the figure in HTML: ● ◇ ○; may be NULL */
    const char *names[8], *values[8]; /* further HTML attributes: data-asof, data-known, data-digest; [a-z-] names only */
    size_t count;
};
/* Fills `out` for one figure; a negative return stops the rendering. Texts must live until the rendering ends. */
typedef int zc_template_figure(void *user, struct zc_shown *out, const struct zc_segment *figure, struct zc_error *err);

/* A fragment: <h1>…, <p>…, <data class="zc-figure" value="46" data-metric="…" …>46</data>, marks as <span class="zc-mark">. */
int zc_template_html(struct zc_buf *out, const struct zc_template *report, zc_template_figure *figure, void *user,
                     struct zc_error *err);
int zc_template_markdown(struct zc_buf *out, const struct zc_template *report, zc_template_figure *figure, void *user,
                         struct zc_error *err);
/* With a numbered list of the figures behind the text when `list_title` is given. */
int zc_template_docx(struct zc_buf *out, const struct zc_template *report, const char *list_title,
                     zc_template_figure *figure, void *user, struct zc_error *err);

#endif
