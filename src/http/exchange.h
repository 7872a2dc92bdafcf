/*
 * exchange: the data of one request from its first line to the end of its answer: what came (face/face.h), the route, the answer, the
 * limits that it holds. libmicrohttpd makes it with the first line and ends it when the answer is taken or the line is cut; in between
 * one thread at a time has it, a loop or the one that runs the handler.
 */
#ifndef ZC_HTTP_EXCHANGE_H
#define ZC_HTTP_EXCHANGE_H

#include "http/meter.h"
#include "http/server.h"

#include <microhttpd.h>

enum { ZC_HEADER_LIMIT = 16 * 1024, ZC_FORM_FIELDS = 256 };

struct zc_exchange {
    struct zc_server *server;
    struct MHD_Connection *connection;
    struct zc_arena arena;
    struct zc_request request;
    struct zc_response response;
    const struct zc_route *route; /* NULL until one is found */
    size_t place;                 /* of the route, through all tables */
    enum zc_work work;
    struct MHD_PostProcessor *post;
    struct zc_buf body;
    struct { /* the form value being read */
        const char *name, *file_name;
        struct zc_buf value;
        int file;
        char path[64];
        size_t size;
    } part;
    size_t form_capacity, upload_capacity, total;
    struct zc_watched *watched;
    int64_t began;       /* nanoseconds of the monotonic clock: its head was read, then: it is whole */
    int refuse_status;
    struct zc_error unread; /* the store could not be asked who is behind the token; code ZC_OK where it could */
    int64_t drawer;      /* the account whose paper it draws, while `drawing` */
    bool rights_changed; /* by what this request wrote */
    bool started, handled, suspended, exporting, drawing, closes; /* closes: the line is not used again */
    bool refused; /* refused: the answer is ready before the body is read, which is dropped */
};

int64_t zc_exchange_clock(void); /* nanoseconds of the monotonic clock */
void zc_exchange_drawn(struct zc_exchange *exchange); /* the drawing that it counts for, if any, is over */
/* Called by libmicrohttpd with the first line of a request, and when it is over. */
void *zc_exchange_begin(void *user, const char *uri, struct MHD_Connection *connection);
void zc_exchange_close(void *user, struct MHD_Connection *connection, void **data, enum MHD_RequestTerminationCode why);

#endif
