/* official_parts: what the files of the layout of official papers share; nobody else includes it. */
#ifndef ZC_PAPER_OFFICIAL_PARTS_H
#define ZC_PAPER_OFFICIAL_PARTS_H

#include "paper/breaking.h"
#include "paper/official_lay.h"

struct zc_lay {
    struct zc_arena *arena;
    struct zc_leaves *out;
    const struct zc_official *paper;
    const struct zc_measure *measure;
    struct zc_error *err;
    int rc;
    double y;               /* top of the next free line of the last page */
    bool filled;            /* something stands on it already */
    bool first_bare;        /* the first page bears no number */
    bool addressee_below;   /* the addressees stand in the end block */
    bool turned;            /* the page was begun for a table across: from its left lower corner, y is the distance from the left edge of the block */
};
struct zc_line {
    struct zc_letter *letters;
    size_t count, capacity;
};
struct zc_look {
    enum zc_face face;
    double size; /* points */
    enum zc_ink ink;
    const char *href;
};

struct zc_leaf *zc_lay_leaf(struct zc_lay *lay); /* the last page: marks go there */
void zc_lay_page(struct zc_lay *lay);            /* begins a page */
struct zc_mark *zc_lay_put(struct zc_lay *lay, struct zc_mark mark);
void zc_lay_rule(struct zc_lay *lay, double x, double y, double width, double thickness, enum zc_ink ink);
void zc_lay_letters(struct zc_lay *lay, struct zc_line *line, const char *text, enum zc_face face, double size, double cell, size_t span);
void zc_lay_set(struct zc_lay *lay, const struct zc_line *line, size_t from, size_t to, double x, double baseline, double width, bool justify, const struct zc_look *looks);
double zc_lay_baseline(double top, double pitch, double size);
double zc_lay_piece(struct zc_lay *lay, const char *text, const struct zc_look *look, double cell, double x, int side, double baseline);
void zc_lay_need(struct zc_lay *lay, size_t lines);
void zc_lay_advance(struct zc_lay *lay, double lines);
void zc_lay_paragraph(struct zc_lay *lay, const struct zc_line *line, const struct zc_look *looks, double first, double rest, size_t spare);

void zc_lay_table(struct zc_lay *lay, const struct zc_official_block *table);                       /* official_table */
void zc_lay_check_page(struct zc_lay *lay, const char *const *remarks, size_t remark_count);         /* official_check */

#endif
