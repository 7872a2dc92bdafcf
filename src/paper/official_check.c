/*
 * official_check: the check page behind a paper. It is no part of the paper and bears no page number: the list of its figures with
 * what they count, the numbers that are words, and what the layout cannot promise.
 */
#include "paper/official_parts.h"

#include <stdio.h>

#define SMALL 10.5
#define SMALL_LINE 16.0
#define BOTTOM (ZC_BLOCK_TOP + ZC_BLOCK_HEIGHT)

static void begin_page(struct zc_lay *lay)
{
    zc_lay_page(lay);
    if (!lay->rc)
        zc_lay_leaf(lay)->check = true;
}

static void put_text(struct zc_lay *lay, const char *text, enum zc_face face, double hang, const char *href)
{
    struct zc_line line = {0};
    struct zc_look look = {face, SMALL, ZC_INK_BLACK, href};
    zc_lay_letters(lay, &line, text, face, SMALL, SMALL, 0);
    for (size_t from = 0; from < line.count && !lay->rc;) {
        double in = from ? hang * SMALL : 0;
        size_t to = zc_break_line(line.letters, line.count, from, ZC_BLOCK_WIDTH - in);
        if (lay->y + SMALL_LINE > BOTTOM)
            begin_page(lay);
        if (lay->rc)
            return;
        zc_lay_set(lay, &line, from, to, ZC_BLOCK_LEFT + in, zc_lay_baseline(lay->y, SMALL_LINE, SMALL), ZC_BLOCK_WIDTH - in, false, &look);
        lay->y += SMALL_LINE;
        lay->filled = true;
        from = to;
    }
}

static void put_head(struct zc_lay *lay, const char *text)
{
    lay->y += SMALL_LINE / 2;
    put_text(lay, text, ZC_FACE_HEITI, 0, NULL);
}

void zc_lay_check_page(struct zc_lay *lay, const char *const *remarks, size_t remark_count)
{
    const struct zc_official *paper = lay->paper;
    char digest[ZC_DIGEST_HEX];
    begin_page(lay);
    if (lay->rc)
        return;
    zc_official_digest(digest, paper);
    put_text(lay, "核对页（不属公文正文）", ZC_FACE_HEITI, 0, NULL);
    put_text(lay, zc_arena_printf(lay->arena, "正文内容摘要（SM3）：%s", digest), ZC_FACE_FANGSONG, 0, NULL);
    if (paper->figure_count)
        put_head(lay, zc_arena_printf(lay->arena, "数据清单（%zu 个）", paper->figure_count));
    for (size_t i = 0; i < paper->figure_count && !lay->rc; i++) {
        const struct zc_official_figure *figure = &paper->figures[i];
        const char *text = zc_arena_printf(lay->arena, "%zu. %s：%s%s%s。%s%s%s；截至%s；查询 %s", i + 1, figure->title, figure->shown, figure->unit ? figure->unit : "",
                                           figure->basis ? figure->basis : "", figure->explain ? figure->explain : "", figure->explain ? "" : "口径见出处",
                                           "", figure->asof ? figure->asof : "", figure->metric);
        put_text(lay, text, ZC_FACE_FANGSONG, 1.5, figure->href);
    }
    if (paper->wording_count)
        put_head(lay, "含数字而不是数的表述");
    for (size_t i = 0; i < paper->wording_count && !lay->rc; i++)
        put_text(lay, paper->wordings[i], ZC_FACE_FANGSONG, 1.5, NULL);
    if (remark_count)
        put_head(lay, "版式说明");
    for (size_t i = 0; i < remark_count && !lay->rc; i++)
        put_text(lay, remarks[i], ZC_FACE_FANGSONG, 1.5, NULL);
}
