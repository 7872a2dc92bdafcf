/*
 * docx_part: the inside of docx.h: the package with its limits, XML without DTD, the parsed text with all that a copy needs.
 * Only the docx_*.c files include this.
 */
#ifndef ZC_PAPER_DOCX_PART_H
#define ZC_PAPER_DOCX_PART_H

#include "paper/docx.h"

#include <zip.h>

/* ---- package ---- */

struct zc_docx_package {
    zip_t *zip;
    zip_source_t *source; /* kept, so that a changed package can be read back */
};
int zc_docx_open(struct zc_docx_package *out, const void *bytes, size_t size, struct zc_error *err);
int zc_docx_create(struct zc_docx_package *out, struct zc_error *err);
void zc_docx_close(struct zc_docx_package *package); /* drops changes; safe when never opened */
bool zc_docx_has(const struct zc_docx_package *package, const char *name);
int zc_docx_part(char **out, size_t *size, struct zc_arena *arena, const struct zc_docx_package *package,
                 const char *name, struct zc_error *err);
int zc_docx_put(struct zc_docx_package *package, const char *name, const void *bytes, size_t size, struct zc_error *err);
/* Writes the changes; the package is closed afterwards, whatever happened. */
int zc_docx_take(struct zc_buf *out, struct zc_docx_package *package, struct zc_error *err);

/* The target of the relation whose type ends with `type`, as a part name; NULL when there is none. `from`: the part whose
 * relations are meant, "" for the package. */
int zc_docx_relation(char **out, struct zc_arena *arena, const struct zc_docx_package *package, const char *from,
                     const char *type, struct zc_error *err);
char *zc_docx_relations_of(struct zc_arena *arena, const char *part); /* word/document.xml → word/_rels/document.xml.rels */

/* ---- XML ---- */

struct zc_docx_name {
    const char *space, *local, *prefix; /* not terminated */
    size_t space_size, local_size, prefix_size;
};
struct zc_docx_xml {
    void *user;
    void (*start)(void *user, const struct zc_docx_name *name, const char **attributes); /* names "space|local|prefix" */
    void (*end)(void *user, const struct zc_docx_name *name);
    void (*text)(void *user, const char *bytes, int size); /* may be NULL */
    size_t at, length; /* during a call: the bytes of this tag in the part; an empty element ends with length 0 */
    int depth;
    void *parser;
    const char *refused_zh, *refused_en;
};
int zc_docx_xml_parse(struct zc_docx_xml *xml, const char *bytes, size_t size, const char *part, struct zc_error *err);
void zc_docx_xml_refuse(struct zc_docx_xml *xml, const char *zh, const char *en); /* from within a call */
bool zc_docx_local_is(const struct zc_docx_name *name, const char *local);
bool zc_docx_space_ends(const struct zc_docx_name *name, const char *end);
/* The value of the attribute with this local name, in any namespace; NULL when absent. */
const char *zc_docx_attribute(const char **attributes, const char *local);

/* Text as XML: escaped; what XML 1.0 forbids becomes U+FFFD. */
void zc_docx_escape(struct zc_buf *out, const char *text, size_t size);

/* ---- the text and its runs ---- */

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
    char *part; /* name of the main part */
    char *xml;
    size_t xml_size;
    char prefix[16]; /* of WordprocessingML, "" for the default namespace */
    bool strict;
    struct zc_docx_text text;
    struct zc_docx_span *spans; /* as text.runs */
    struct zc_docx_child *children;
};
int zc_docx_body(struct zc_docx_body *out, struct zc_arena *arena, const struct zc_docx_package *package,
                 struct zc_error *err);

/* Reads a file of at most 256 MiB. */
int zc_docx_load(char **out, size_t *size, struct zc_arena *arena, const char *path, struct zc_error *err);

#endif
