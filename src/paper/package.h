/*
 * package: the zip container of an Office file, read with minizip, and the parts and relations inside it.
 *
 * The container is hostile. At opening every entry of the directory is checked: number of parts, sizes, packing ratio,
 * names, encryption, packing method; the packed sizes together may not exceed the file, which also stops overlapping
 * entries. minizip never hands out more bytes of a part than the directory states, so these limits hold while reading.
 * A broken check is refused with the limit's name. One part is read at a time: reading a second one from inside the
 * first is answered with ZC_EBUSY. The package owns what it returns; not thread-safe.
 */
#ifndef ZC_PAPER_PACKAGE_H
#define ZC_PAPER_PACKAGE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "paper/xml.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ZC_PACKAGE_PARTS = 10000, ZC_PACKAGE_RATIO = 100 };
#define ZC_PACKAGE_UNPACKED (UINT64_C(1) << 30)
#define ZC_PACKAGE_RATIO_FROM (UINT64_C(1) << 20) /* smaller parts may be packed as tightly as they like */

struct zc_part {
    const char *name;  /* as the file spells it, without a leading slash */
    uint64_t size;     /* unpacked */
    size_t index;      /* place in the zip directory */
};
struct zc_package;

int zc_package_open(struct zc_package **out, const char *path, struct zc_error *err);
/* `bytes` must stay until the package is closed. */
int zc_package_open_bytes(struct zc_package **out, const void *bytes, size_t size, struct zc_error *err);
void zc_package_close(struct zc_package *package);

size_t zc_package_parts(const struct zc_package *package, const struct zc_part **out);
/* Part names are compared without regard to the case of ASCII letters, as OPC (ECMA-376-2, 9.1.1) demands. NULL: none. */
const struct zc_part *zc_package_find(const struct zc_package *package, const char *name);

/* Hands the unpacked bytes of a part to `chunk`, piece by piece; a non-zero return stops the reading and is returned. */
int zc_package_stream(struct zc_package *package, const char *name,
                      int (*chunk)(void *user, const char *bytes, size_t size), void *user, struct zc_error *err);
/* Appends a whole part of at most `most` bytes to `out`. */
int zc_package_load(struct zc_buf *out, struct zc_package *package, const char *name, size_t most, struct zc_error *err);
/* Streams a part through an XML reader. */
int zc_package_parse(struct zc_package *package, const char *name, const struct zc_xml_handlers *handlers, void *user,
                     struct zc_error *err);

struct zc_relation {
    const char *id;
    const char *type;   /* the last segment of the type's URI: worksheet, styles, comments … */
    const char *target; /* full part name; as written when external */
    bool external;
};
/* The relations of a part ("" for the package itself); none when it has no .rels part. */
int zc_package_relations(struct zc_relation **out, size_t *count, struct zc_arena *arena, struct zc_package *package,
                         const char *part, struct zc_error *err);
const struct zc_relation *zc_relation_by_type(const struct zc_relation *relations, size_t count, const char *type);
const struct zc_relation *zc_relation_by_id(const struct zc_relation *relations, size_t count, const char *id);
/* "xl/worksheets/sheet1.xml" → "xl/worksheets/_rels/sheet1.xml.rels" */
char *zc_package_relations_name(struct zc_arena *arena, const char *part);

#endif
