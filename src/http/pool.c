#include "http/pool.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { QUEUE = 64, MOST_THREADS = 8 };

struct zc_pool {
    const struct zc_city *city;
    pthread_t threads[MOST_THREADS];
    int thread_count;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct {
        void (*work)(void *user, struct zc_db *db);
        void *user;
    } queue[QUEUE];
    size_t first, count;
    bool stopping;
};

static void *loop(void *data)
{
    struct zc_pool *pool = data;
    struct zc_db db = {0};
    bool open = zc_db_open(&db, pool->city, ZC_STORE_READ, NULL) == ZC_OK;
    pthread_mutex_lock(&pool->lock);
    for (;;) {
        while (!pool->count && !pool->stopping)
            pthread_cond_wait(&pool->wake, &pool->lock);
        if (!pool->count)
            break;
        void (*work)(void *, struct zc_db *) = pool->queue[pool->first].work;
        void *user = pool->queue[pool->first].user;
        pool->first = (pool->first + 1) % QUEUE;
        pool->count--;
        pthread_mutex_unlock(&pool->lock);
        work(user, open ? &db : NULL);
        pthread_mutex_lock(&pool->lock);
    }
    pthread_mutex_unlock(&pool->lock);
    if (open)
        zc_db_close(&db);
    return NULL;
}

int zc_pool_start(struct zc_pool **out, const struct zc_city *city, int threads, struct zc_error *err)
{
    struct zc_pool *pool = zc_malloc(sizeof *pool);
    memset(pool, 0, sizeof *pool);
    pool->city = city;
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->wake, NULL);
    while (pool->thread_count < threads && pool->thread_count < MOST_THREADS)
        if (pthread_create(&pool->threads[pool->thread_count], NULL, loop, pool) != 0) {
            zc_pool_stop(pool);
            return zc_fail(err, ZC_EIO, "无法启动工作线程", "cannot start a worker thread");
        } else {
            pool->thread_count++;
        }
    *out = pool;
    return ZC_OK;
}

int zc_pool_submit(struct zc_pool *pool, void (*work)(void *user, struct zc_db *db), void *user, struct zc_error *err)
{
    int rc = ZC_OK;
    pthread_mutex_lock(&pool->lock);
    if (pool->stopping || pool->count == QUEUE) {
        rc = zc_fail(err, ZC_EBUSY, "正忙,请稍候再试", "busy, try again shortly");
    } else {
        size_t at = (pool->first + pool->count++) % QUEUE;
        pool->queue[at].work = work;
        pool->queue[at].user = user;
        pthread_cond_signal(&pool->wake);
    }
    pthread_mutex_unlock(&pool->lock);
    return rc;
}

size_t zc_pool_waiting(struct zc_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    size_t waiting = pool->count;
    pthread_mutex_unlock(&pool->lock);
    return waiting;
}

void zc_pool_finish(struct zc_pool *pool)
{
    if (!pool)
        return;
    pthread_mutex_lock(&pool->lock);
    pool->stopping = true;
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->lock);
    while (pool->thread_count)
        pthread_join(pool->threads[--pool->thread_count], NULL);
}

void zc_pool_stop(struct zc_pool *pool)
{
    if (!pool)
        return;
    zc_pool_finish(pool);
    pthread_cond_destroy(&pool->wake);
    pthread_mutex_destroy(&pool->lock);
    free(pool);
}
