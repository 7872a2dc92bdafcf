/*
 * repack: packages written with libzip: new ones, and changed copies in which every part that is not put keeps its packed bytes.
 * Parts bear the first date that an archive can hold, so equal calls give equal bytes.
 * The caller ends each with zc_repack_finish or zc_repack_drop.
 */
#ifndef ZC_PAPER_REPACK_H
#define ZC_PAPER_REPACK_H

#include "base/buf.h"
#include "base/error.h"
#include "paper/package.h"

#include <stddef.h>

struct zc_repack;

/* A new package, or a copy of `from`, whose whole bytes (they must stay) are given beside it. NULL, NULL, 0: a new one. */
int zc_repack_open(struct zc_repack **out, const struct zc_package *from, const void *bytes, size_t size, struct zc_error *err);
/* Changes the file at `path`, a copy of the file that `from` reads, in place. */
int zc_repack_open_file(struct zc_repack **out, const struct zc_package *from, const char *path, struct zc_error *err);
/* Replaces the part of that name or adds one. `bytes` must stay until the end. */
int zc_repack_put(struct zc_repack *repack, const char *name, const void *bytes, size_t size, struct zc_error *err);
/* Writes and ends, whatever happened; what was opened from bytes is appended to `out`. */
int zc_repack_finish(struct zc_buf *out, struct zc_repack *repack, struct zc_error *err);
void zc_repack_drop(struct zc_repack *repack); /* NULL is none */

struct zc_repack_part {
    const char *name, *bytes;
    size_t size;
};
/* A new package of these parts in their order, appended to `out`. */
int zc_repack_new(struct zc_buf *out, const struct zc_repack_part *parts, size_t count, struct zc_error *err);

#endif
