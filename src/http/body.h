/*
 * body: taking in what follows the head: a raw body of at most 1 MiB, or a form whose values are as small and whose files, 64 MiB at the
 * most and only of who is signed in, lie on the disk until the request ends.
 */
#ifndef ZC_HTTP_BODY_H
#define ZC_HTTP_BODY_H

#include "http/exchange.h"

/* The size that is announced, 0 when none is; one that is too large is refused before it comes. */
size_t zc_body_announced(struct zc_exchange *exchange);
void zc_body_open(struct zc_exchange *exchange);
/* false: cut the line. */
bool zc_body_read(struct zc_exchange *exchange, const char *data, size_t size);
void zc_body_finish(struct zc_exchange *exchange); /* the last part is whole; harmless when there is none */

#endif
