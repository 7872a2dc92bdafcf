/* caller: who asks: the session or token of a request, and whether an unsafe one comes from a page of our own. */
#ifndef ZC_HTTP_CALLER_H
#define ZC_HTTP_CALLER_H

#include "http/exchange.h"

/* The reading connection of this thread, opened when first asked for and closed with the thread. NULL with err: it cannot be opened. */
struct zc_db *zc_caller_db(const struct zc_city *city, struct zc_error *err);
void zc_caller_find(struct zc_exchange *exchange);
bool zc_caller_signed_in(const struct zc_exchange *exchange);
/* A changed page on another site must not act here: the Origin of every unsafe request is ours, or the caller is a token. */
bool zc_caller_origin_ours(const struct zc_request *request);

#endif
