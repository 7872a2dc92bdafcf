/* server: 1 the stations of a request; 2 starting; 3 stopping. */
#include "http/server.h"
#include "http/answer.h"
#include "http/background.h"
#include "http/body.h"
#include "http/caller.h"
#include "http/dispatch.h"
#include "http/events.h"
#include "http/gate.h"
#include "http/head.h"
#include "http/health.h"
#include "http/pool.h"
#include "http/tls.h"
#include "http/watch.h"
#include "record/ballot.h"

#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    CONNECTIONS = 512,
    PER_ADDRESS = 64,
    SLOW_SECONDS = 30,
    HASH_THREADS = 2,
    DRAW_THREADS = 2 /* each waits for a process that draws */
};

/* 1 */

static enum MHD_Result handle(void *user, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
                              const char *data, size_t *size, void **state)
{
    struct zc_exchange *exchange = *state;
    (void)user, (void)version;
    if (!exchange)
        return MHD_NO;
    if (!exchange->started) {
        zc_head_read(exchange, connection, url, method);
        zc_caller_find(exchange);
        zc_watch_expect(exchange->watched, zc_body_announced(exchange));
        exchange->refused = zc_gate_refuse(exchange);
        if (exchange->refused && (exchange->closes || zc_request_header(&exchange->request, "Expect")))
            return zc_answer_send(exchange); /* the client asked before sending, or nobody knows where the body ends */
        if (!exchange->refused)
            zc_body_open(exchange);
        return MHD_YES;
    }
    if (*size) {
        bool more = zc_body_read(exchange, data, *size);
        *size = 0;
        return more ? MHD_YES : MHD_NO;
    }
    if (exchange->handled || exchange->refused)
        return zc_answer_send(exchange);
    if (exchange->suspended)
        return MHD_YES;
    zc_watch_work(exchange->watched);
    exchange->began = zc_exchange_clock();
    zc_body_finish(exchange);
    return zc_dispatch(exchange) ? zc_answer_send(exchange) : MHD_YES;
}

static void notice_connection(void *user, struct MHD_Connection *connection, void **context, enum MHD_ConnectionNotificationCode what)
{
    struct zc_server *server = user;
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        *context = info ? zc_watch_add(server->watch, info->connect_fd) : NULL;
    } else if (*context) {
        zc_watch_remove(*context);
        *context = NULL;
    }
}

/* 2 */

/* TLS 1.2 and newer (core.md 8.1, V9), forward secret, authenticated ciphers only. */
static const char tls_priorities[] = "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-RSA:-CIPHER-ALL:+AES-256-GCM:+CHACHA20-POLY1305:+AES-128-GCM";

static int write_fact(void *user, const struct zc_actor *actor, zc_tx_work *work, void *data, struct zc_error *err)
{
    return zc_writer_run(((struct zc_server *)user)->writer, actor, work, data, err);
}

static int run_job(void *user, struct zc_job *job, struct zc_error *err) { return zc_background_run(user, job, err); }

/* Of boxes that were sealed just before the program was killed. */
static int sweep_boxes(void *user, struct zc_db *db, struct zc_error *err)
{
    (void)user, (void)err;
    zc_ballot_sweep(db);
    return ZC_OK;
}

int zc_server_start(struct zc_server *server, struct zc_error *err)
{
    struct addrinfo hints = {.ai_flags = AI_PASSIVE | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM}, *found;
    char port[16];
    snprintf(port, sizeof port, "%d", server->port);
    if (getaddrinfo(server->host, port, &hints, &found) != 0)
        return zc_fail(err, ZC_EUSAGE, "地址 %s:%s 不可用", "the address %s:%s cannot be used", server->host, port);
    const struct sockaddr *address = found->ai_addr;
    bool six = address->sa_family == AF_INET6;
    server->loopback_only = six ? IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)(const void *)address)->sin6_addr)
                                : (ntohl(((const struct sockaddr_in *)(const void *)address)->sin_addr.s_addr) >> 24) == 127;
    int rc = zc_writer_start(&server->writer, server->city, err);
    struct zc_pool *pool = NULL;
    if (!rc)
        rc = zc_pool_start(&pool, server->city, 2, err);
    server->pool = pool;
    pool = NULL;
    if (!rc)
        rc = zc_pool_start(&pool, server->city, HASH_THREADS, err);
    server->hashing = pool;
    pool = NULL;
    if (!rc)
        rc = zc_pool_start(&pool, server->city, DRAW_THREADS, err);
    server->drawing = pool;
    server->started_at = zc_instant_now();
    server->meter = zc_meter_new(server->tables);
    server->limiter = zc_limiter_new(server->limits);
    server->readers = zc_readers_new(server->city);
    if (!rc)
        rc = zc_writer_alone(server->writer, sweep_boxes, NULL, err);
    if (!rc)
        rc = zc_jobs_start(&server->jobs, server->city, &(struct zc_job_host){write_fact, run_job, server}, err);
    if (!rc)
        rc = zc_events_start(&server->events, server->city, err);
    if (!rc)
        rc = zc_watch_start(&server->watch, server->slow_seconds ? server->slow_seconds : SLOW_SECONDS, err);
    if (!rc)
        rc = zc_health_start(&server->health, server->city, server->writer, err);
    if (!rc && !server->loopback_only && !server->secure)
        rc = zc_fail(err, ZC_EDENIED, "%s 不是本机地址,而这里只说明文 HTTP:请加 --tls,或放在说 TLS 的代理之后并加 --behind-proxy",
                     "%s is not an address of this machine alone, and this speaks plain HTTP: add --tls, or put it behind a proxy that speaks TLS and add --behind-proxy",
                     server->host);
    if (!rc && server->tls && MHD_is_feature_supported(MHD_FEATURE_TLS) != MHD_YES)
        rc = zc_fail(err, ZC_EUSAGE, "这里的 libmicrohttpd 不会说 TLS", "the libmicrohttpd of this machine speaks no TLS");
    if (!rc) {
        struct MHD_OptionItem tls[] = {{MHD_OPTION_END, 0, NULL}, {MHD_OPTION_HTTPS_MEM_CERT, 0, NULL},
                                       {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)tls_priorities}, {MHD_OPTION_END, 0, NULL}};
        if (server->tls) {
            tls[0] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)server->tls->key};
            tls[1].ptr_value = (void *)(uintptr_t)server->tls->certificate;
        }
        server->daemon = MHD_start_daemon(
            MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | (six ? MHD_USE_IPv6 : 0) | (server->tls ? MHD_USE_TLS : 0), (uint16_t)server->port, NULL,
            NULL, handle, server, MHD_OPTION_SOCK_ADDR, address, MHD_OPTION_NOTIFY_COMPLETED, zc_exchange_close, NULL,
            MHD_OPTION_NOTIFY_CONNECTION, notice_connection, server, MHD_OPTION_URI_LOG_CALLBACK,
            zc_exchange_begin, server, MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
            (unsigned)(server->loopback_only || zc_server_behind_proxy(server) ? CONNECTIONS : PER_ADDRESS), MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)SLOW_SECONDS,
            MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)(ZC_HEADER_LIMIT * 4), MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_THREAD_POOL_SIZE,
            (unsigned)(server->threads > 1 ? server->threads : 2), MHD_OPTION_ARRAY, tls, MHD_OPTION_END);
        if (!server->daemon)
            rc = zc_fail(err, ZC_EIO, "无法在 %s:%s 上监听,端口可能已被占用", "cannot listen on %s:%s; the port may be taken", server->host, port);
    }
    freeaddrinfo(found);
    if (rc) {
        zc_server_stop(server);
        return rc;
    }
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
    if (info && info->port)
        server->port = info->port;
    return ZC_OK;
}

/* 3 */

void zc_server_stop(struct zc_server *server)
{
    if (server->health)
        zc_health_phase(server->health, ZC_STOPPING);
    int listening = server->daemon ? MHD_quiesce_daemon(server->daemon) : -1;
    if (listening >= 0)
        close(listening);
    /* What waits is finished: long reads first, for they may write. Each resumes its connection, and none is suspended when the
     * daemon ends; requests that still come are told that the queue is closed. A running job is stopped: it may take minutes. */
    zc_health_finish(server->health);
    zc_pool_finish(server->hashing);
    zc_jobs_finish(server->jobs);
    zc_pool_finish(server->pool);
    zc_pool_finish(server->drawing);
    zc_writer_finish(server->writer);
    zc_events_finish(server->events);
    if (server->daemon)
        MHD_stop_daemon(server->daemon);
    zc_health_free(server->health);
    zc_meter_free(server->meter);
    zc_events_free(server->events);
    zc_watch_stop(server->watch);
    zc_pool_stop(server->hashing);
    zc_pool_stop(server->pool);
    zc_pool_stop(server->drawing);
    zc_limiter_free(server->limiter);
    zc_writer_stop(server->writer);
    zc_jobs_free(server->jobs);
    zc_readers_free(server->readers);
    server->health = NULL;
    server->meter = NULL;
    server->jobs = NULL;
    server->watch = NULL;
    server->events = NULL;
    server->pool = server->hashing = server->drawing = NULL;
    server->limiter = NULL;
    server->writer = NULL;
    server->daemon = NULL;
    server->readers = NULL;
}
