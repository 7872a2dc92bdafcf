/*
 * drawing: makes the file of a paper in a process of its own. Fonts fill some 100 MB while a paper is drawn; they go with the process, and
 * the server at rest keeps what it had. What stands on the paper was composed here, for the reader and in the transaction that asks, and is
 * handed over as a description (paper/official_pack.h): the process reads no record.
 */
#ifndef ZC_HTTP_DRAWING_H
#define ZC_HTTP_DRAWING_H

#include "paper/official.h"
#include "query/city.h"

enum { ZC_DRAWING_SECONDS = 60, ZC_DRAWING_LARGEST = 64 << 20 };

/* `as`, and `more` with its value (NULL for none), are options of the verb `paper`. The file comes over the standard output; what the verb
 * complains of becomes the message. At most 64 MiB and 60 seconds (ZC_ELIMIT). */
int zc_drawing(struct zc_buf *out, const struct zc_city *city, const struct zc_official *paper, const char *as, const char *more, const char *value, struct zc_error *err);
/* The same as PDF: how the city draws while the server runs (query/city.h). */
int zc_drawing_pdf(struct zc_buf *out, const struct zc_city *city, const struct zc_official *paper, struct zc_error *err);

#endif
