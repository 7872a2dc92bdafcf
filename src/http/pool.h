/* pool: a few threads for reads that take longer than a loop thread may spend; each has its own connection. Queue of 64. */
#ifndef ZC_HTTP_POOL_H
#define ZC_HTTP_POOL_H

#include "query/city.h"

struct zc_pool;
int zc_pool_start(struct zc_pool **out, const struct zc_city *city, int threads, struct zc_error *err);
/* db is NULL when the thread could not open the city. */
int zc_pool_submit(struct zc_pool *pool, void (*work)(void *user, struct zc_db *db), void *user, struct zc_error *err);
size_t zc_pool_waiting(struct zc_pool *pool);
void zc_pool_finish(struct zc_pool *pool); /* finishes what waits and takes nothing more */
void zc_pool_stop(struct zc_pool *pool);   /* finishes and frees */

#endif
