/*
 * splice: changes an XML part in places and leaves every other byte as it was. Edits are collected by offset and applied
 * in one go; edits at one offset keep the order in which they were made. Only UTF-8 parts can be spliced.
 * The splice owns its bytes and edits; free it with zc_splice_free.
 */
#ifndef ZC_PAPER_SPLICE_H
#define ZC_PAPER_SPLICE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "paper/package.h"
#include "paper/xml.h"

#include <stdbool.h>

struct zc_splice_edit {
    size_t offset, removed, sequence;
    const char *text;
};
struct zc_splice {
    struct zc_arena arena;
    struct zc_buf source;
    const char *name;
    const char *prefix; /* of the root element with its colon, or "" */
    struct zc_splice_edit *edits;
    size_t count, capacity;
};

/* Loads the part `name`, or takes `text` when the package has no such part. */
int zc_splice_load(struct zc_splice *splice, struct zc_package *package, const char *name, const char *text,
                   struct zc_error *err);
void zc_splice_free(struct zc_splice *splice);
int zc_splice_parse(struct zc_splice *splice, const struct zc_xml_handlers *handlers, void *user, struct zc_error *err);

void zc_splice_replace(struct zc_splice *splice, size_t offset, size_t removed, const char *text); /* copied */
/* Appends `xml` to the first element `parent` at this depth and adds `more` to its count attribute, if it has one.
 * ZC_ENOTFOUND when there is no such element. */
int zc_splice_append(struct zc_splice *splice, const char *parent, int depth, const char *xml, size_t more,
                     struct zc_error *err);
int zc_splice_apply(struct zc_buf *out, struct zc_splice *splice, struct zc_error *err);

/* The tag under way inside a handler, as it stands in the source, and whether it is an empty-element tag. */
const char *zc_splice_tag(const struct zc_splice *splice, struct zc_xml *xml, size_t *size, bool *empty);
/* Appends the start tag with one attribute set anew; NULL removes it. An empty-element tag is opened when `open`. */
void zc_tag_set(struct zc_buf *out, const char *tag, size_t size, const char *name, const char *value, bool open);
/* The tag's name with its prefix. */
size_t zc_tag_name(const char **name, const char *tag, size_t size);

#endif
