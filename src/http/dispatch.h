/*
 * dispatch: running the handler on the thread that its route asks for: short reads here, on a loop, each in one snapshot; writes on the
 * writer's thread; long reads, passwords and drawings in their pools.
 */
#ifndef ZC_HTTP_DISPATCH_H
#define ZC_HTTP_DISPATCH_H

#include "http/exchange.h"

/* true: the answer is ready; false: the connection is suspended, and is resumed with `handled` set when it is. */
bool zc_dispatch(struct zc_exchange *exchange);

#endif
