/*
 * official: what stands in an official paper (党政机关公文, GB/T 9704-2012), before anybody asked where on the page. A description in
 * texts alone: no sizes, no fonts, no times of making. official_lay places it on pages, official_pdf and official_svg draw the pages,
 * official_docx writes it for a word processor, official_xlsx its figures and tables.
 *
 * Everything lives in the arena of zc_official_new. Limits: 20,000 blocks, 1 MiB of text, 63 columns; beyond them ZC_ELIMIT.
 */
#ifndef ZC_PAPER_OFFICIAL_H
#define ZC_PAPER_OFFICIAL_H

#include "base/buf.h"
#include "base/digest.h"
#include "base/error.h"
#include "paper/docx.h"

enum zc_official_form {
    ZC_OFFICIAL_DOCUMENT, /* 文件式: mark, number, red line (7.2); with signers: upward (上行文) */
    ZC_OFFICIAL_LETTER,   /* 信函式 (10.1) */
    ZC_OFFICIAL_MINUTES,  /* 纪要 (10.3) */
    ZC_OFFICIAL_BULLETIN, /* 简报, 月报: by local custom, not in the standard */
    ZC_OFFICIAL_PRESS     /* 通稿: title and text */
};

/* A piece of a paragraph. A figure is bound: href leads to its trace, tag names its binding. */
struct zc_official_span {
    const char *text;
    bool strong;             /* the run-in head of a paragraph: 楷体 */
    const char *href;        /* address below the city's own, "/figures/…"; NULL for words */
    const char *tag, *title; /* of a figure */
};
struct zc_official_spans {
    struct zc_official_span *items;
    size_t count, capacity;
};

enum zc_official_kind {
    ZC_OFFICIAL_TEXT,  /* indent two characters */
    ZC_OFFICIAL_HEAD,  /* level 1 to 4: 一、 黑体; (一) 楷体; 1. and (1) 仿宋 */
    ZC_OFFICIAL_ROSTER, /* 出席： in 黑体, names hanging behind it (10.3) */
    ZC_OFFICIAL_TABLE,
    ZC_OFFICIAL_ANNEX  /* what follows is an attachment, behind signature and note (7.3.7): `label` is 附件1, the spans its title */
};
enum { ZC_OFFICIAL_KINDS = ZC_OFFICIAL_ANNEX + 1 };
struct zc_official_block {
    enum zc_official_kind kind;
    int level;
    const char *label;              /* ROSTER, ANNEX */
    struct zc_official_spans spans; /* all but TABLE */
    struct zc_official_spans *cells; /* TABLE: rows × columns, the first row is the head */
    enum zc_docx_align *aligns;
    size_t rows, columns;
};

/* A line of the check page behind the paper: one figure and what it counts. */
struct zc_official_figure {
    const char *tag, *metric, *title, *shown, *value, *unit, *basis, *explain, *asof, *known, *href, *digest;
    int scale; /* decimals of value */
};

struct zc_official {
    struct zc_arena *arena;
    enum zc_official_form form;
    const char *copy_number, *secrecy, *urgency; /* 7.2.1 to 7.2.3; each may be NULL, as all that follows */
    const char *mark;                            /* issuer mark, or the name of the bulletin */
    const char *number;                          /* 文号; of bulletin and minutes: 第3期 */
    const char **signers;                        /* upward papers only */
    size_t signer_count;
    const char *compiler, *compiled_on;          /* bulletin, minutes: left and right above the red line */
    const char *title, *addressee;
    struct zc_official_block *blocks;
    size_t block_count, block_capacity;
    const char **attachments;                    /* names in the attachment note */
    size_t attachment_count;
    const char *signature, *date;
    bool seal;                                   /* leaves the place of a seal that somebody sets by hand; none is ever painted */
    const char *note;                            /* 附注, without its brackets */
    const char *copies, *printer, *printed_on;   /* 抄送, 印发机关, 印发日期 */
    struct zc_official_figure *figures;
    size_t figure_count, figure_capacity;
    const char **wordings;                       /* numbers that are words, each with its reason: printed on the check page */
    size_t wording_count, wording_capacity;
    const char *trace;                           /* address of the paper's own trace below the city's */
    bool sample;                                 /* of a sample city: 示例 stands across every page, in issuer and number */
    const char *state;                           /* what the paper is while it is none yet: 草稿; NULL when it is one */
    size_t text_bytes;
};

struct zc_official *zc_official_new(struct zc_arena *arena);
/* A new block at the end; NULL and an error beyond the limits. */
struct zc_official_block *zc_official_add(struct zc_official *paper, enum zc_official_kind kind, int level, struct zc_error *err);
int zc_official_span(struct zc_official *paper, struct zc_official_spans *spans, struct zc_official_span span, struct zc_error *err);
/* The text of spans without their figures' addresses. */
const char *zc_official_plain(struct zc_arena *arena, const struct zc_official_spans *spans);

/* The first block of an attachment at or behind `from`; block_count when there is none. */
size_t zc_official_annex(const struct zc_official *paper, size_t from);
/* Whether a table is set across the page (8): its columns do not fit the block even if no cell gets more than five letters a line. */
bool zc_official_is_wide(const struct zc_official_block *table);
/* The widths of its columns, `width` altogether: each what up to six and a half letters need, the rest to those that need more. */
void zc_official_columns(double *out, const struct zc_official_block *table, double width);

/* To be called once when all is filled in: heads get the numbers of their level where they bear none, and in a sample city 示例 goes in
 * front of the issuer's mark, the signature, the printer and the number that lack it. */
void zc_official_finish(struct zc_official *paper);

/* SM3 over every text of the description in a fixed order, so independent of fonts, of the maker of the file and of the address at
 * which the city is reached. Printed in the end margin. */
void zc_official_digest(char out[ZC_DIGEST_HEX], const struct zc_official *paper);

/* The clauses that this program follows without having compared them with the printed standard: clause, Chinese, English. */
struct zc_official_clause {
    const char *clause;
    struct zc_pair what;
};
extern const struct zc_official_clause zc_official_unconfirmed[];
extern const size_t zc_official_unconfirmed_count;

/* 4号 and so on in points. The body is 15.75 pt, 三号 of traditional sizes: 28 × 16 pt would be wider than the block (C11). */
#define ZC_OFFICIAL_BODY_PT 15.75
#define ZC_OFFICIAL_TITLE_PT 22.0
#define ZC_OFFICIAL_SMALL_PT 14.0
enum { ZC_OFFICIAL_LINES = 22, ZC_OFFICIAL_LETTERS = 28 };

#endif
