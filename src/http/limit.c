/* limit: 1 settings; 2 the table of buckets; 3 exports. */
#include "http/limit.h"
#include "base/secret.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* 1 */

const struct zc_limits zc_limits_usual = {50, 200, 10, 5, 20, 60, 6};

int zc_limits_read(struct zc_limits *out, const struct zc_city *city, struct zc_error *err)
{
    *out = zc_limits_usual;
    const struct {
        const char *name;
        int *value;
    } settings[] = {{"limit_session", &out->session}, {"limit_session_burst", &out->session_burst}, {"limit_search", &out->search},
                    {"limit_exports", &out->exports}, {"limit_public", &out->public_},               {"limit_public_burst", &out->public_burst},
                    {"limit_letters", &out->letters}};
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        int64_t number = *settings[i].value;
        int rc = zc_city_number(&number, city, settings[i].name, 0, 100000, err);
        if (rc)
            return rc;
        *settings[i].value = (int)number;
    }
    return ZC_OK;
}

/* 2 */

enum { WAYS = 4, SETS = ZC_LIMIT_BUCKETS / WAYS };
static const int64_t SECOND = 1000000000;

struct bucket {
    uint64_t caller;   /* 0 = free */
    int64_t met;       /* when it was last looked at */
    int64_t left;      /* in nanoseconds of filling: one request is SECOND / rate, one letter an hour / rate */
};
_Static_assert(sizeof(struct bucket) == ZC_LIMIT_BUCKET_SIZE, "the header states the memory");

struct zc_limiter {
    struct zc_limits limits;
    unsigned char seed[32];
    pthread_mutex_t lock;
    int exports;
    struct bucket buckets[SETS][WAYS];
    struct {
        int64_t account;
        int count; /* 0: the place is free */
    } drawers[ZC_LIMIT_DRAWERS];
};

struct zc_limiter *zc_limiter_new(const struct zc_limits *limits)
{
    if (!limits)
        return NULL;
    struct zc_limiter *limiter = zc_malloc(sizeof *limiter);
    memset(limiter, 0, sizeof *limiter);
    limiter->limits = *limits;
    zc_random(limiter->seed, sizeof limiter->seed);
    pthread_mutex_init(&limiter->lock, NULL);
    return limiter;
}

void zc_limiter_free(struct zc_limiter *limiter)
{
    if (!limiter)
        return;
    pthread_mutex_destroy(&limiter->lock);
    free(limiter);
}

/* Keyed, so that nobody can choose addresses that push others out of their set. */
static uint64_t name_of(const struct zc_limiter *limiter, enum zc_limit_kind kind, const char *caller)
{
    unsigned char mac[32];
    char text[128] = {(char)('0' + kind)};
    uint64_t name;
    size_t size = strnlen(caller, sizeof text - 1);
    memcpy(text + 1, caller, size);
    zc_hmac_sm3(mac, limiter->seed, sizeof limiter->seed, text, size + 1);
    memcpy(&name, mac, sizeof name);
    return name ? name : 1;
}

static struct bucket *bucket_of(struct zc_limiter *limiter, uint64_t name, int64_t full)
{
    struct bucket *set = limiter->buckets[name % SETS], *oldest = set;
    for (int i = 0; i < WAYS; i++) {
        if (set[i].caller == name)
            return &set[i];
        if (!set[i].caller || set[i].met < oldest->met)
            oldest = &set[i];
        if (!set[i].caller)
            break;
    }
    *oldest = (struct bucket){.caller = name, .left = full};
    return oldest;
}

int zc_limit_take_at(struct zc_limiter *limiter, enum zc_limit_kind kind, const char *caller, int64_t now)
{
    if (!limiter)
        return 0;
    const struct zc_limits *limits = &limiter->limits;
    const int rates[] = {limits->session, limits->public_, limits->search, limits->letters},
              bursts[] = {limits->session_burst, limits->public_burst, limits->search, limits->letters};
    if (!rates[kind])
        return 0;
    int64_t one = (kind == ZC_LIMIT_LETTER ? 3600 * SECOND : SECOND) / rates[kind], full = one * (bursts[kind] > 1 ? bursts[kind] : 1);
    uint64_t name = name_of(limiter, kind, caller);
    int seconds = 0;
    pthread_mutex_lock(&limiter->lock);
    struct bucket *bucket = bucket_of(limiter, name, full);
    if (bucket->met && now > bucket->met)
        bucket->left = now - bucket->met > full - bucket->left ? full : bucket->left + (now - bucket->met);
    bucket->met = now;
    if (bucket->left >= one)
        bucket->left -= one;
    else
        seconds = (int)((one - bucket->left + SECOND - 1) / SECOND);
    pthread_mutex_unlock(&limiter->lock);
    return seconds;
}

int zc_limit_take(struct zc_limiter *limiter, enum zc_limit_kind kind, const char *caller)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return zc_limit_take_at(limiter, kind, caller, (int64_t)now.tv_sec * SECOND + now.tv_nsec);
}

/* 3 */

bool zc_limit_export_begin(struct zc_limiter *limiter)
{
    if (!limiter || !limiter->limits.exports)
        return true;
    pthread_mutex_lock(&limiter->lock);
    bool room = limiter->exports < limiter->limits.exports;
    limiter->exports += room;
    pthread_mutex_unlock(&limiter->lock);
    return room;
}

void zc_limit_export_end(struct zc_limiter *limiter)
{
    if (!limiter || !limiter->limits.exports)
        return;
    pthread_mutex_lock(&limiter->lock);
    limiter->exports--;
    pthread_mutex_unlock(&limiter->lock);
}

bool zc_limit_draw_begin(struct zc_limiter *limiter, int64_t account)
{
    size_t at = ZC_LIMIT_DRAWERS;
    if (!limiter)
        return true;
    pthread_mutex_lock(&limiter->lock);
    for (size_t i = ZC_LIMIT_DRAWERS; i-- > 0;)
        at = limiter->drawers[i].count ? at : i; /* a free place */
    for (size_t i = 0; i < ZC_LIMIT_DRAWERS; i++)
        if (limiter->drawers[i].count && limiter->drawers[i].account == account)
            at = i;
    bool room = at < ZC_LIMIT_DRAWERS && limiter->drawers[at].count < ZC_LIMIT_DRAWINGS;
    if (room) {
        limiter->drawers[at].account = account;
        limiter->drawers[at].count++;
    }
    pthread_mutex_unlock(&limiter->lock);
    return room;
}

void zc_limit_draw_end(struct zc_limiter *limiter, int64_t account)
{
    if (!limiter)
        return;
    pthread_mutex_lock(&limiter->lock);
    for (size_t i = 0; i < ZC_LIMIT_DRAWERS; i++)
        if (limiter->drawers[i].count && limiter->drawers[i].account == account) {
            limiter->drawers[i].count--;
            break;
        }
    pthread_mutex_unlock(&limiter->lock);
}
