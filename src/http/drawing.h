/*
 * drawing: makes the file of a paper in a process of its own, the program's verb `paper` on the same city. Fonts fill some 100 MB while a
 * paper is drawn; they go with the process, and the server at rest keeps what it had. Whoever calls has composed the paper for the reader
 * already, so that he may see it; the verb fills it again at the same two times.
 */
#ifndef ZC_HTTP_DRAWING_H
#define ZC_HTTP_DRAWING_H

#include "base/buf.h"
#include "base/error.h"

#include <stddef.h>

enum { ZC_DRAWING_SECONDS = 60, ZC_DRAWING_LARGEST = 64 << 20 };

/* `words`: what stands behind the program's name on the command line, NULL at the end. The file comes over the standard output; what the verb
 * complains of becomes the message. At most 64 MiB and 60 seconds (ZC_ELIMIT). */
int zc_drawing(struct zc_buf *out, const char *const *words, struct zc_error *err);
/* The same with bytes on the verb's standard input. */
int zc_drawing_of(struct zc_buf *out, const char *const *words, const char *input, size_t size, struct zc_error *err);

#endif
