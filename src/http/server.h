/*
 * server: sockets, limits, threads and routing on libmicrohttpd. Knows no module by name: it serves the routes that faces
 * list. Reads are answered on the loop threads, writes go to the writer, long reads to a pool, passwords to another.
 *
 * Limits: header 16 KiB, body 1 MiB (uploads 64 MiB, of who is signed in), 512 connections, 64 an address, 30 s for a slow
 * client; requests a second as limit.h says, if limits are given.
 */
#ifndef ZC_HTTP_SERVER_H
#define ZC_HTTP_SERVER_H

#include "face/face.h"
#include "http/limit.h"
#include "http/reader.h"
#include "record/job.h"
#include "http/writer.h"

struct zc_events;
struct zc_health;
struct zc_meter;
struct zc_tls;
struct zc_watch;
struct zc_server {
    const struct zc_city *city;
    struct zc_writer *writer;
    struct zc_readers *readers;
    struct zc_jobs *jobs;
    const char *host;
    int port;                      /* 0 at the start = any free port; then the real one */
    int threads;
    bool loopback_only;            /* the listening address is this machine's own */
    bool secure;                   /* readers come over TLS: a proxy's, or the server's own */
    const struct zc_tls *tls;      /* the server speaks it itself; NULL: it speaks plain HTTP, behind a proxy if `secure` */
    const struct zc_route *const *tables; /* NULL-terminated list of route tables, each ended by an empty pattern */
    int slow_seconds;              /* a slow client is cut after so many; 0 = 30 */
    const struct zc_limits *limits; /* NULL: none */
    const char *names;             /* hosts that it answers for, divided by blanks, without ports; NULL: any */
    const char *proxies;           /* addresses, divided by blanks, whose X-Forwarded-For is believed; NULL: none */
    void *daemon, *pool, *hashing, *drawing;
    struct zc_limiter *limiter;
    struct zc_watch *watch;
    struct zc_events *events;
    struct zc_health *health;
    struct zc_meter *meter;
    int64_t started_at;            /* µs of the machine's clock */
};

/* A proxy speaks TLS for it: every connection is the proxy's. */
static inline bool zc_server_behind_proxy(const struct zc_server *server) { return server->secure && !server->tls; }

/* It begins in the phase of starting: whoever starts it says when all around it stands (http/health.h). */
int zc_server_start(struct zc_server *server, struct zc_error *err);
void zc_server_stop(struct zc_server *server);

/* Every answer of an error goes through here: JSON for /api, a page otherwise. Status from the code. */
void zc_answer_error(struct zc_response *response, struct zc_request *request, int code, const struct zc_error *err);
/* The same with a status that no code stands for (401, 405, 421, 429 …). */
void zc_answer_status(struct zc_response *response, struct zc_request *request, int status, const struct zc_error *err);
int zc_status_of(int code);

extern const struct zc_route zc_api_routes[], zc_page_routes[], zc_sign_in_routes[];

#endif
