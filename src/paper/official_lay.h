/*
 * official_lay: an official paper on its pages, GB/T 9704-2012 (clauses in the code). A4, block 156 × 225 mm at 28 mm from the left and
 * 37 mm from the top, 22 lines of 28 letters. Everything is in points (1/72 inch) from the upper left corner of the page.
 *
 * Widths of letters are asked from a measure, so that the layout itself knows no font. Pages live in the arena. At most 500 pages
 * (ZC_ELIMIT).
 */
#ifndef ZC_PAPER_OFFICIAL_LAY_H
#define ZC_PAPER_OFFICIAL_LAY_H

#include "paper/official.h"
#include "paper/typeface.h"

#define ZC_MM (72.0 / 25.4)
#define ZC_PAGE_WIDTH (210 * ZC_MM)
#define ZC_PAGE_HEIGHT (297 * ZC_MM)
#define ZC_BLOCK_LEFT (28 * ZC_MM)
#define ZC_BLOCK_TOP (37 * ZC_MM)
#define ZC_BLOCK_WIDTH (156 * ZC_MM)
#define ZC_BLOCK_HEIGHT (225 * ZC_MM)
#define ZC_LINE_PITCH (ZC_BLOCK_HEIGHT / ZC_OFFICIAL_LINES)
#define ZC_LETTER_PITCH (ZC_BLOCK_WIDTH / ZC_OFFICIAL_LETTERS)

enum zc_ink { ZC_INK_BLACK, ZC_INK_RED, ZC_INK_GREY, ZC_INK_PALE }; /* PALE: 示例 across the page, under everything else */
enum zc_mark_kind { ZC_MARK_TEXT, ZC_MARK_RULE, ZC_MARK_QR };
struct zc_mark { /* what is put on a page */
    enum zc_mark_kind kind;
    enum zc_ink ink;
    double x, y;            /* TEXT: on the base line; RULE: its left end, in the middle of its thickness; QR: upper left corner */
    enum zc_face face;      /* TEXT */
    double size;            /* TEXT: points; QR: side */
    double turn;            /* TEXT: degrees, anticlockwise around x, y */
    const uint32_t *letters; /* TEXT */
    const double *at;       /* of each letter from x */
    size_t count;
    double width;           /* TEXT, RULE */
    double thickness;       /* RULE */
    bool upright;           /* RULE: downwards instead of to the right; width is its length */
    const char *href;       /* TEXT of a figure; QR: where it leads */
};
struct zc_leaf {
    struct zc_mark *marks;
    size_t count, capacity;
    int number;             /* 0: bears none */
    bool check;             /* the check page behind the paper, no part of it */
};
struct zc_leaves {
    struct zc_leaf *items;
    size_t count, capacity;
};

struct zc_measure {
    void *user;
    double (*advance)(void *user, enum zc_face face, uint32_t letter); /* ems */
    void (*ink)(void *user, enum zc_face face, uint32_t letter, double *above, double *below);
};

/* `remarks` are lines for the check page beside those of the paper itself: fonts that were missing and the like. `address` is where the
 * city is reached ("https://…", no slash behind); NULL leaves out the QR code. */
int zc_official_lay(struct zc_leaves *out, struct zc_arena *arena, const struct zc_official *paper, const struct zc_measure *measure, const char *const *remarks,
                    size_t remark_count, const char *address, struct zc_error *err);

#endif
