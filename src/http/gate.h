/*
 * gate: everything that the head of a request alone decides, before its body is taken: how it is framed, how often its sender asks, the
 * route, who must be signed in, exports and drawings under way.
 */
#ifndef ZC_HTTP_GATE_H
#define ZC_HTTP_GATE_H

#include "http/exchange.h"

/* true: the request is refused, and the answer is ready. */
bool zc_gate_refuse(struct zc_exchange *exchange);

#endif
