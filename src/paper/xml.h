/*
 * xml: a pushed XML reader on expat for parts of Office files, with what a hostile file could use shut off: no document
 * type, so no entities of its own; elements nested at most 256 deep; no single tag or comment beyond 1 MiB.
 *
 * Element and attribute names are given without their namespace prefix: writers choose prefixes freely and the strict
 * and the transitional dialect differ only in the namespace. A reader made by zc_xml_new_spaces resolves namespaces, for
 * parts that mix elements of several. The caller owns the reader and frees it.
 */
#ifndef ZC_PAPER_XML_H
#define ZC_PAPER_XML_H

#include "base/buf.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum { ZC_XML_DEPTH = 256 };

struct zc_xml;
/* A non-zero return stops the reading and becomes the result of zc_xml_push. Any handler may be NULL. */
struct zc_xml_handlers {
    int (*start)(void *user, struct zc_xml *xml, const char *name, const char **attributes);
    int (*end)(void *user, struct zc_xml *xml, const char *name);
    int (*text)(void *user, struct zc_xml *xml, const char *bytes, size_t size);
};

/* `what` names the part in messages and must stay. */
struct zc_xml *zc_xml_new(const struct zc_xml_handlers *handlers, void *user, const char *what);
struct zc_xml *zc_xml_new_spaces(const struct zc_xml_handlers *handlers, void *user, const char *what);
void zc_xml_free(struct zc_xml *xml);
int zc_xml_push(struct zc_xml *xml, const char *bytes, size_t size, struct zc_error *err);
int zc_xml_finish(struct zc_xml *xml, struct zc_error *err); /* refuses what ended too early */
/* A whole part at once; frees the reader. */
int zc_xml_run(struct zc_xml *xml, const char *bytes, size_t size, struct zc_error *err);

/* Inside a handler: */
struct zc_error *zc_xml_error(struct zc_xml *xml); /* where a handler that fails writes its message */
int zc_xml_depth(const struct zc_xml *xml);        /* 1 inside the root's start handler, also in its end handler */
size_t zc_xml_offset(const struct zc_xml *xml);    /* first byte of the tag, counted from the part's start */
size_t zc_xml_length(const struct zc_xml *xml);    /* bytes of the tag; 0 at the end of an empty-element tag */
/* Whether the namespace of this tag ends with `end`; false in a reader that resolves none. */
bool zc_xml_space_ends(const struct zc_xml *xml, const char *end);

/* Value of an attribute by its name without prefix; NULL when absent. */
const char *zc_xml_attribute(const char **attributes, const char *name);
/* xsd:boolean: 1 and true are true; absent gives `absent`. */
int zc_xml_flag(const char **attributes, const char *name, int absent);

/* Appends text as XML: escaped; what XML 1.0 forbids becomes U+FFFD. */
void zc_xml_escape(struct zc_buf *out, const char *text, size_t size);
/* By byte order mark and declaration. Only then do byte offsets of tags stand for places in UTF-8 text. */
bool zc_xml_is_utf8(const char *bytes, size_t size);

#endif
