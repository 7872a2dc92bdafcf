/*
 * limit: how fast one caller may ask (core.md 8.5). A caller is a session, or an address when nobody is signed in; each has a
 * bucket of requests that fills at a rate up to a burst. Buckets stand in a table of fixed size (16,384 of 24 bytes, 384 KiB in
 * all); a caller not met for longest makes room for a new one, and would find a full bucket when he comes back.
 * Thread-safe.
 */
#ifndef ZC_HTTP_LIMIT_H
#define ZC_HTTP_LIMIT_H

#include "query/city.h"

#include <stdbool.h>

struct zc_limits { /* requests a second; 0 = no limit */
    int session, session_burst;
    int search;  /* searches of one caller, a burst of the same number */
    int exports; /* at once, of all callers together */
    int public_, public_burst; /* of one address that is not signed in */
    int letters; /* an hour of one address, and at once: what anybody may send without an account */
};
/* 50 with a burst of 200; 10; 5; 20 with a burst of 60; 6. */
extern const struct zc_limits zc_limits_usual;
/* The usual ones with what city.conf says otherwise: limit_session, limit_session_burst, limit_search, limit_exports,
 * limit_public, limit_public_burst, limit_letters. */
int zc_limits_read(struct zc_limits *out, const struct zc_city *city, struct zc_error *err);

enum { ZC_LIMIT_BUCKETS = 16384, ZC_LIMIT_BUCKET_SIZE = 24 };
enum zc_limit_kind { ZC_LIMIT_SESSION, ZC_LIMIT_PUBLIC, ZC_LIMIT_SEARCH, ZC_LIMIT_LETTER };
struct zc_limiter;
struct zc_limiter *zc_limiter_new(const struct zc_limits *limits); /* NULL: nothing is limited */
void zc_limiter_free(struct zc_limiter *limiter);
/* Takes one from the caller's bucket: 0, or the whole seconds until there is one again. */
int zc_limit_take(struct zc_limiter *limiter, enum zc_limit_kind kind, const char *caller);
/* The same at an instant of a clock in nanoseconds that the caller keeps. */
int zc_limit_take_at(struct zc_limiter *limiter, enum zc_limit_kind kind, const char *caller, int64_t now);
/* Papers that are drawn or wait to be, of one account (0: of all who have none): false when there are ZC_LIMIT_DRAWINGS of them, or ZC_LIMIT_DRAWERS
 * accounts. */
enum { ZC_LIMIT_DRAWINGS = 8, ZC_LIMIT_DRAWERS = 32 };
bool zc_limit_draw_begin(struct zc_limiter *limiter, int64_t account);
void zc_limit_draw_end(struct zc_limiter *limiter, int64_t account);
bool zc_limit_export_begin(struct zc_limiter *limiter); /* false: too many are under way */
void zc_limit_export_end(struct zc_limiter *limiter);

#endif
