/*
 * face: what a request and an answer are, and how a face (the own API, the public pages, later CKAN or OGC) lists its routes.
 * No sockets here: a face fills in a response from a request, the server in http/ does the rest. Request and response live in
 * the request's arena.
 */
#ifndef ZC_FACE_FACE_H
#define ZC_FACE_FACE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum zc_method { ZC_GET, ZC_POST, ZC_PATCH, ZC_PUT, ZC_DELETE, ZC_OTHER_METHOD };

struct zc_named { /* a query parameter, header or form field */
    const char *name, *value;
};
struct zc_upload { /* one file of a multipart form, on disk until the request ends */
    const char *field, *file_name, *path;
    size_t size;
};

struct zc_request {
    enum zc_method method;
    const char *path;             /* decoded, begins with / */
    const char *url;              /* path and query as sent, for links back */
    const char *id;               /* what the log, the answer and a reader who complains call it: 8 to 64 letters, digits, - _ . */
    struct zc_named *query, *form, *headers;
    size_t query_count, form_count, header_count;
    struct zc_upload *uploads;
    size_t upload_count;
    const char *body;             /* raw body of non-form requests */
    size_t body_size;
    const char *params[8];        /* what the route's {…} matched, in order */
    enum zc_lang lang;            /* ?lang=, cookie, Accept-Language, in this order */
    bool loopback;                /* the client is this machine: no proxy stands between */
    const char *address;          /* of the client (IPv6: its network of 64 bits); NULL when it is this machine or not known */
    struct zc_arena *arena;
    const void *reader;           /* struct zc_reader of query/city.h: who asks; never NULL */
    void *db;                     /* struct zc_db: this thread's connection */
    void *tx;                     /* struct zc_tx of a route that writes */
    const void *identity;         /* struct zc_identity of http/reader.h, NULL when signed out */
    const char *session;          /* SM3 of the session token, NULL when signed out */
    void *server;                 /* struct zc_server, for faces inside http/ */
};

struct zc_response {
    int status;                   /* 200 unless set */
    const char *type;             /* content type, "text/html; charset=utf-8" unless set */
    struct zc_buf body;           /* freed by the server */
    struct zc_named headers[12];
    size_t header_count;
    const char *file;             /* send this file instead of the body */
    bool preview;                 /* of a route that writes: nothing of what it wrote is kept, and the answer stands */
    void *stream;                 /* struct zc_stream of http/events.h: a line that stays open, instead of the body */
};

typedef void zc_handler(struct zc_response *response, struct zc_request *request);

/* flags: who may call, and on which thread it runs */
enum {
    ZC_ROUTE_PUBLIC = 1,          /* no session needed */
    ZC_ROUTE_WRITES = 2,          /* runs on the writer's thread inside a transaction; a status of 400 or more undoes it; may run twice */
    ZC_ROUTE_ALONE = 4,           /* runs on the writer's thread and opens its own transactions on request->db */
    ZC_ROUTE_SLOW = 8,            /* reads for longer: runs in the worker pool */
    ZC_ROUTE_HASHES = 16,         /* hashes a password: runs in a pool of its own, and may write through the writer */
    ZC_ROUTE_SEARCHES = 32,       /* counts as a search; so does every address with search= or q= */
    ZC_ROUTE_DRAWS = 128,         /* draws a paper: runs in a pool of its own, so that long reads go on; so many at once of one account */
    ZC_ROUTE_UNTOLD = 256,        /* when it was asked would tell something: no line in the log, and no count of its own */
    ZC_ROUTE_BARE = 512,          /* asks no records: answers on a loop thread also when the store cannot be read, and then request->db is NULL */
    ZC_ROUTE_EXPORTS = 64         /* counts as an export; so does every address that ends in .csv, .xlsx or .docx */
};
struct zc_route {
    enum zc_method method;
    const char *pattern;          /* /api/v1/{entity}/{id}; a last {rest*} matches all that follows */
    zc_handler *handler;
    int flags;
    struct zc_pair title;         /* for OpenAPI and the leak list */
};

const char *zc_request_query(const struct zc_request *request, const char *name); /* NULL when absent */
const char *zc_request_form(const struct zc_request *request, const char *name);
const char *zc_request_header(const struct zc_request *request, const char *name); /* case-insensitive */
void zc_response_header(struct zc_response *response, const char *name, const char *value); /* value must outlive the response */
void zc_response_redirect(struct zc_response *response, struct zc_request *request, const char *to); /* 303 */
bool zc_route_match(const struct zc_route *route, const char *path, const char **params, struct zc_arena *arena);

#endif
