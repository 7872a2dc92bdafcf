/* watch: a list of connections with their deadlines, and a thread that looks at it once a second. */
#include "http/watch.h"
#include "base/arena.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

enum { BYTES_A_SECOND = 16 * 1024, ANSWER_SECONDS = 300 };

struct zc_watched {
    struct zc_watch *watch;
    struct zc_watched *before, *after;
    int socket;
    int64_t deadline; /* seconds of the monotonic clock; 0 = none */
};
struct zc_watch {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    pthread_t thread;
    struct zc_watched *first;
    int seconds;
    int stopping;
};

static int64_t seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

static void *loop(void *data)
{
    struct zc_watch *watch = data;
    pthread_mutex_lock(&watch->lock);
    while (!watch->stopping) {
        struct timespec next;
        clock_gettime(CLOCK_MONOTONIC, &next);
        next.tv_sec++;
        pthread_cond_timedwait(&watch->wake, &watch->lock, &next);
        int64_t now = seconds_now();
        for (struct zc_watched *at = watch->first; at; at = at->after)
            if (at->deadline && now > at->deadline) { /* the loop that owns the socket sees its end and cleans up */
                shutdown(at->socket, SHUT_RDWR);
                at->deadline = 0;
            }
    }
    pthread_mutex_unlock(&watch->lock);
    return NULL;
}

int zc_watch_start(struct zc_watch **out, int seconds, struct zc_error *err)
{
    struct zc_watch *watch = zc_malloc(sizeof *watch);
    pthread_condattr_t monotonic;
    *watch = (struct zc_watch){.seconds = seconds};
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&watch->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&watch->lock, NULL);
    if (pthread_create(&watch->thread, NULL, loop, watch) != 0) {
        free(watch);
        return zc_fail(err, ZC_EIO, "无法启动守望线程", "cannot start the watching thread");
    }
    *out = watch;
    return ZC_OK;
}

void zc_watch_stop(struct zc_watch *watch)
{
    if (!watch)
        return;
    pthread_mutex_lock(&watch->lock);
    watch->stopping = 1;
    pthread_cond_signal(&watch->wake);
    pthread_mutex_unlock(&watch->lock);
    pthread_join(watch->thread, NULL);
    zc_assert(!watch->first);
    pthread_cond_destroy(&watch->wake);
    pthread_mutex_destroy(&watch->lock);
    free(watch);
}

static void set_deadline(struct zc_watched *watched, int64_t seconds)
{
    if (!watched)
        return;
    pthread_mutex_lock(&watched->watch->lock);
    watched->deadline = seconds ? seconds_now() + seconds : 0;
    pthread_mutex_unlock(&watched->watch->lock);
}

struct zc_watched *zc_watch_add(struct zc_watch *watch, int socket)
{
    struct zc_watched *watched = zc_malloc(sizeof *watched);
    *watched = (struct zc_watched){.watch = watch, .socket = socket, .deadline = seconds_now() + watch->seconds};
    pthread_mutex_lock(&watch->lock);
    watched->after = watch->first;
    if (watch->first)
        watch->first->before = watched;
    watch->first = watched;
    pthread_mutex_unlock(&watch->lock);
    return watched;
}

void zc_watch_remove(struct zc_watched *watched)
{
    struct zc_watch *watch = watched->watch;
    pthread_mutex_lock(&watch->lock);
    if (watched->before)
        watched->before->after = watched->after;
    else
        watch->first = watched->after;
    if (watched->after)
        watched->after->before = watched->before;
    pthread_mutex_unlock(&watch->lock);
    free(watched);
}

void zc_watch_expect(struct zc_watched *watched, size_t body)
{
    if (watched)
        set_deadline(watched, watched->watch->seconds + (int64_t)(body / BYTES_A_SECOND));
}
void zc_watch_within(struct zc_watched *watched, int seconds) { set_deadline(watched, seconds); }
void zc_watch_work(struct zc_watched *watched) { set_deadline(watched, 0); }
void zc_watch_answer(struct zc_watched *watched) { set_deadline(watched, ANSWER_SECONDS); }
void zc_watch_rest(struct zc_watched *watched)
{
    if (watched)
        set_deadline(watched, watched->watch->seconds);
}
