/* promise_more: running the checks of model/check_more.h. Inside query/promise; the result is what promise.h says. */
#ifndef ZC_QUERY_PROMISE_MORE_H
#define ZC_QUERY_PROMISE_MORE_H

#include "model/check_more.h"
#include "query/promise_kinds.h"

int zc_check_more_run(struct zc_check_run *run, const struct zc_check_more *check);

#endif
