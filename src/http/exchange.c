/* exchange: its beginning and its end. */
#include "http/exchange.h"
#include "http/body.h"
#include "http/watch.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

int64_t zc_exchange_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

void *zc_exchange_begin(void *user, const char *uri, struct MHD_Connection *connection)
{
    (void)connection;
    struct zc_exchange *exchange = zc_malloc(sizeof *exchange);
    *exchange = (struct zc_exchange){.server = user, .began = zc_exchange_clock(), .part = {.file = -1}};
    exchange->request.url = zc_arena_str(&exchange->arena, uri);
    return exchange;
}

void zc_exchange_drawn(struct zc_exchange *exchange)
{
    if (exchange->drawing)
        zc_limit_draw_end(exchange->server->limiter, exchange->drawer);
    exchange->drawing = false;
}

void zc_exchange_close(void *user, struct MHD_Connection *connection, void **data, enum MHD_RequestTerminationCode why)
{
    struct zc_exchange *exchange = *data;
    (void)user, (void)connection, (void)why;
    if (!exchange)
        return;
    zc_watch_rest(exchange->watched);
    if (exchange->exporting)
        zc_limit_export_end(exchange->server->limiter);
    zc_exchange_drawn(exchange);
    zc_body_finish(exchange);
    for (size_t i = 0; i < exchange->request.upload_count; i++)
        unlink(exchange->request.uploads[i].path);
    zc_buf_free(&exchange->part.value);
    zc_buf_free(&exchange->body);
    zc_buf_free(&exchange->response.body);
    zc_arena_free(&exchange->arena);
    free(exchange);
    *data = NULL;
}
