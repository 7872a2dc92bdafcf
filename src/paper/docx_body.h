/*
 * docx_body: the inside of docx.h: the text of the main part with all that a copy needs. Only the docx_*.c files include this.
 */
#ifndef ZC_PAPER_DOCX_BODY_H
#define ZC_PAPER_DOCX_BODY_H

#include "paper/docx.h"
#include "paper/package.h"

enum { ZC_DOCX_PART = 64 << 20 }; /* no part that is read may be larger */

struct zc_docx_child {
    size_t from, to;     /* bytes of the element */
    size_t offset, size; /* text, relative to the run */
    bool is_text;        /* a w:t that may be cut */
};
struct zc_docx_span {
    struct zc_docx_run run;
    size_t open_to;              /* end of the start tag */
    size_t props_from, props_to; /* w:rPr; 0, 0 when absent or empty */
    size_t highlight_at;         /* where a highlight belongs inside it */
    size_t old_from, old_to;     /* a highlight that stands there */
    size_t first_child, child_count;
    bool whole; /* holds nested paragraphs: must not be cut */
};
struct zc_docx_body {
    const char *part; /* name of the main part */
    char *xml;
    size_t xml_size;
    char prefix[16]; /* of WordprocessingML, "" for the default namespace */
    bool strict;
    struct zc_docx_text text;
    struct zc_docx_span *spans; /* as text.runs */
    struct zc_docx_child *children;
};
int zc_docx_body(struct zc_docx_body *out, struct zc_arena *arena, struct zc_package *package,
                 struct zc_error *err);

/* The part that `from` ("" for the package) is related to by this type; NULL when there is none. */
int zc_docx_related(const char **out, struct zc_arena *arena, struct zc_package *package, const char *from, const char *type,
                    struct zc_error *err);
/* Reads a file of at most 256 MiB. */
int zc_docx_load(char **out, size_t *size, struct zc_arena *arena, const char *path, struct zc_error *err);

#endif
