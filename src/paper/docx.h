/*
 * docx: word-processor files. Reads the text of one with a map back into its XML, writes new ones in the plain layout of Chinese
 * offices, and writes an annotated copy in which each finding is a comment and a highlight.
 *
 * The file is hostile: the limits of package.h and xml.h hold, a part that is read is at most 64 MiB, the text 4 MiB, text boxes
 * nest at most 16 deep. What breaks a limit is refused with its name.
 * Fonts are named (方正小标宋简体, 仿宋_GB2312, 楷体_GB2312, 黑体), never embedded.
 */
#ifndef ZC_PAPER_DOCX_H
#define ZC_PAPER_DOCX_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/* ---- reading ---- */

struct zc_docx_paragraph {
    size_t offset, size; /* in the text, without the line end */
    bool cell;           /* stands in a table */
};
struct zc_docx_run {
    size_t offset, size;
    size_t paragraph;  /* index */
    size_t from, to;   /* bytes of the run's element in the main part's XML */
};
struct zc_docx_text {
    const char *text; /* paragraphs end with \n, table cells with \t, rows with \n; NUL-terminated */
    size_t size;
    struct zc_docx_paragraph *paragraphs; /* in order of offset */
    size_t paragraph_count;
    struct zc_docx_run *runs; /* in order of offset */
    size_t run_count;
};
/* Deleted revisions, field codes and fallback copies are left out; text boxes follow before the paragraph that holds them. */
int zc_docx_read(struct zc_docx_text *out, struct zc_arena *arena, const void *bytes, size_t size, struct zc_error *err);
int zc_docx_read_file(struct zc_docx_text *out, struct zc_arena *arena, const char *path, struct zc_error *err);

/* ---- annotating ---- */

struct zc_docx_note {
    size_t offset, size;   /* in the text as read; size 0 or beyond the end: left out */
    const char *comment;   /* line breaks make paragraphs */
    const char *highlight; /* yellow, red, green, cyan, …; NULL leaves the text as it looks */
};
/* A copy with the notes as comments by `author`. Every part other than the text, the comments, the relations of the text and the
 * list of content types stays byte-identical. */
int zc_docx_annotate(struct zc_buf *out, const void *bytes, size_t size, const struct zc_docx_note *notes, size_t count,
                     const char *author, struct zc_error *err);
/* From file to file; `to` appears whole or not at all. */
int zc_docx_annotate_file(const char *from, const char *to, const struct zc_docx_note *notes, size_t count,
                          const char *author, struct zc_error *err);

/* ---- writing ---- */

struct zc_docx; /* lives in the arena of zc_docx_new; zc_docx_finish releases the buffers */
enum zc_docx_style {
    ZC_DOCX_TITLE,    /* 2号小标宋, centred */
    ZC_DOCX_HEADING1, /* 3号黑体 */
    ZC_DOCX_HEADING2, /* 3号楷体 */
    ZC_DOCX_HEADING3, /* 3号仿宋 bold */
    ZC_DOCX_BODY,     /* 3号仿宋, indent 2 characters */
    ZC_DOCX_FLUSH,    /* body without indent: addressee, lists */
    ZC_DOCX_RIGHT,    /* signature, date */
    ZC_DOCX_NOTE      /* the list of figures behind the text, 小四号 */
};
enum zc_docx_align { ZC_DOCX_LEFT, ZC_DOCX_CENTRE, ZC_DOCX_END };

struct zc_docx *zc_docx_new(struct zc_arena *arena, const char *title);
void zc_docx_paragraph_begin(struct zc_docx *docx, enum zc_docx_style style);
void zc_docx_text(struct zc_docx *docx, const char *text, size_t size, bool bold); /* \n is a line break */
/* A figure as a locked content control: `tag` is the binding id, `title` what a reader sees on it. */
void zc_docx_figure(struct zc_docx *docx, const char *text, const char *tag, const char *title, bool bold);
void zc_docx_mark(struct zc_docx *docx, const char *text); /* raised, as the number of a note */
void zc_docx_paragraph_end(struct zc_docx *docx);
void zc_docx_table_begin(struct zc_docx *docx, size_t columns); /* 1 to 63; full width */
void zc_docx_row_begin(struct zc_docx *docx, bool header);
void zc_docx_cell_begin(struct zc_docx *docx, enum zc_docx_align align); /* text and figures follow */
void zc_docx_cell_end(struct zc_docx *docx);
void zc_docx_row_end(struct zc_docx *docx);
void zc_docx_table_end(struct zc_docx *docx);
/* The finished file; the same calls give the same bytes. */
int zc_docx_finish(struct zc_buf *out, struct zc_docx *docx, struct zc_error *err);

#endif
