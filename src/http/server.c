/*
 * server: 1 the life of a request's data; 2 reading it in (headers, form, body); 3 who asks; 4 running the handler on the
 * right thread; 5 sending; 6 errors; 7 starting and stopping.
 */
#include "http/server.h"
#include "http/background.h"
#include "http/events.h"
#include "http/pool.h"
#include "http/tls.h"
#include "http/watch.h"
#include "base/digest.h"
#include "base/log.h"
#include "base/text.h"
#include "record/ballot.h"
#include "record/session.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <netdb.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    HEADER_LIMIT = 16 * 1024,
    BODY_LIMIT = 1 << 20,
    UPLOAD_LIMIT = 64 << 20,
    FORM_FIELDS = 256,
    CONNECTIONS = 512,
    PER_ADDRESS = 64,
    SLOW_SECONDS = 30,
    HASH_THREADS = 2,
    DRAW_THREADS = 2 /* each waits for a process that draws */
};

/* 1 */

struct exchange {
    struct zc_server *server;
    struct MHD_Connection *connection;
    struct zc_arena arena;
    struct zc_request request;
    struct zc_response response;
    const struct zc_route *route;
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
    int refuse_status;
    int64_t drawer;      /* the account whose paper it draws, while `drawing` */
    bool rights_changed; /* by what this request wrote */
    bool started, handled, suspended, exporting, drawing, closes; /* closes: the line is not used again */
    bool refused; /* refused: the answer is ready before the body is read, which is dropped */
};

static void finish_part(struct exchange *exchange);
static bool behind_proxy(const struct zc_server *server) { return server->secure && !server->tls; }

static void close_exchange(void *user, struct MHD_Connection *connection, void **data, enum MHD_RequestTerminationCode why)
{
    struct exchange *exchange = *data;
    (void)user, (void)connection, (void)why;
    if (!exchange)
        return;
    zc_watch_rest(exchange->watched);
    if (exchange->exporting)
        zc_limit_export_end(exchange->server->limiter);
    if (exchange->drawing)
        zc_limit_draw_end(exchange->server->limiter, exchange->drawer);
    if (exchange->post)
        MHD_destroy_post_processor(exchange->post);
    finish_part(exchange);
    for (size_t i = 0; i < exchange->request.upload_count; i++)
        unlink(exchange->request.uploads[i].path);
    zc_buf_free(&exchange->part.value);
    zc_buf_free(&exchange->body);
    zc_buf_free(&exchange->response.body);
    zc_arena_free(&exchange->arena);
    free(exchange);
    *data = NULL;
}

static bool signed_in(const struct exchange *exchange) { return ((const struct zc_reader *)exchange->request.reader)->account != 0; }

/* 2 */

struct collected {
    struct exchange *exchange;
    struct zc_named **items;
    size_t *count;
    size_t capacity;
};

static enum MHD_Result collect(void *user, enum MHD_ValueKind kind, const char *key, const char *value)
{
    struct collected *collected = user;
    struct zc_arena *arena = &collected->exchange->arena;
    (void)kind;
    if (*collected->count >= FORM_FIELDS)
        return MHD_NO;
    struct zc_named *named = zc_arena_push(arena, collected->items, collected->count, &collected->capacity, sizeof *named);
    *named = (struct zc_named){zc_arena_str(arena, key), zc_arena_str(arena, value ? value : "")};
    return MHD_YES;
}

static void finish_part(struct exchange *exchange)
{
    struct zc_request *request = &exchange->request;
    if (!exchange->part.name)
        return;
    if (exchange->part.file >= 0 && exchange->part.file_name) {
        close(exchange->part.file);
        struct zc_upload *upload =
            zc_arena_push(&exchange->arena, &request->uploads, &request->upload_count, &exchange->upload_capacity, sizeof *upload);
        *upload = (struct zc_upload){exchange->part.name, exchange->part.file_name, zc_arena_str(&exchange->arena, exchange->part.path), exchange->part.size};
        if (!zc_utf8_valid(upload->file_name, strlen(upload->file_name)))
            exchange->refuse_status = 400;
    } else if (zc_utf8_valid(zc_buf_text(&exchange->part.value), exchange->part.value.size)) {
        if (exchange->part.value.size && memchr(exchange->part.value.bytes, 0, exchange->part.value.size))
            exchange->refuse_status = 400; /* what stands behind it would be lost */
        struct zc_named *named =
            zc_arena_push(&exchange->arena, &request->form, &request->form_count, &exchange->form_capacity, sizeof *named);
        *named = (struct zc_named){exchange->part.name, zc_arena_copy(&exchange->arena, zc_buf_text(&exchange->part.value), exchange->part.value.size)};
    }
    zc_buf_clear(&exchange->part.value);
    exchange->part.name = exchange->part.file_name = NULL;
    exchange->part.file = -1;
    exchange->part.size = 0;
}

static enum MHD_Result form_part(void *user, enum MHD_ValueKind kind, const char *key, const char *file_name, const char *type,
                                 const char *encoding, const char *data, uint64_t offset, size_t size)
{
    struct exchange *exchange = user;
    (void)kind, (void)type, (void)encoding;
    if (offset == 0) {
        finish_part(exchange);
        if (exchange->request.form_count + exchange->request.upload_count >= FORM_FIELDS)
            return MHD_NO;
        if (!key || !zc_utf8_valid(key, strlen(key)))
            return MHD_NO;
        exchange->part.name = zc_arena_str(&exchange->arena, key);
        exchange->part.file = -1;
        if (file_name && *file_name) {
            if (!signed_in(exchange)) { /* a stranger fills no disk */
                exchange->refuse_status = 413;
                return MHD_NO;
            }
            const char *slash = strrchr(file_name, '/'), *back = strrchr(file_name, '\\');
            const char *base = slash > back ? slash + 1 : back ? back + 1 : file_name;
            exchange->part.file_name = zc_arena_str(&exchange->arena, base);
            snprintf(exchange->part.path, sizeof exchange->part.path, "/tmp/zhucheng-upload-XXXXXX");
            exchange->part.file = mkostemp(exchange->part.path, O_CLOEXEC);
            if (exchange->part.file < 0)
                return MHD_NO;
        }
    }
    if (exchange->part.file >= 0) {
        exchange->part.size += size;
        if (exchange->part.size > UPLOAD_LIMIT || (size && write(exchange->part.file, data, size) != (ssize_t)size)) {
            exchange->refuse_status = 413;
            return MHD_NO;
        }
    } else {
        if (exchange->part.value.size + size > BODY_LIMIT) {
            exchange->refuse_status = 413;
            return MHD_NO;
        }
        zc_buf_add(&exchange->part.value, data, size);
    }
    return MHD_YES;
}

static bool is_form(const struct zc_request *request)
{
    const char *type = zc_request_header(request, "Content-Type");
    return request->method != ZC_GET && type &&
           (strncasecmp(type, "multipart/form-data", 19) == 0 || strncasecmp(type, "application/x-www-form-urlencoded", 33) == 0);
}

static size_t most_body(const struct exchange *exchange)
{
    return is_form(&exchange->request) && signed_in(exchange) ? (size_t)UPLOAD_LIMIT + BODY_LIMIT : (size_t)BODY_LIMIT;
}

/* What is refused is read and dropped up to the limit, so that the answer arrives; beyond it the line is cut. */
static bool read_body(struct exchange *exchange, const char *data, size_t size)
{
    exchange->total += size;
    if (exchange->refused || exchange->refuse_status)
        return exchange->total <= 2 * (size_t)UPLOAD_LIMIT;
    if (exchange->total > most_body(exchange))
        exchange->refuse_status = 413;
    else if (!exchange->post)
        zc_buf_add(&exchange->body, data, size);
    else if (MHD_post_process(exchange->post, data, size) != MHD_YES && !exchange->refuse_status)
        exchange->refuse_status = 400;
    return true;
}

static enum zc_method method_of(const char *text)
{
    static const char *const words[] = {"GET", "POST", "PATCH", "PUT", "DELETE"};
    if (strcmp(text, "HEAD") == 0)
        return ZC_GET;
    for (int i = 0; i < 5; i++)
        if (strcmp(text, words[i]) == 0)
            return i;
    return ZC_OTHER_METHOD;
}

static enum zc_lang language(const struct zc_request *request)
{
    const char *asked = zc_request_query(request, "lang"), *cookie = zc_request_header(request, "Cookie"),
               *accept = zc_request_header(request, "Accept-Language");
    if (asked)
        return strcmp(asked, "en") == 0 ? ZC_EN : ZC_ZH;
    if (cookie && strstr(cookie, "zc-lang=en"))
        return ZC_EN;
    if (cookie && strstr(cookie, "zc-lang=zh"))
        return ZC_ZH;
    return accept && strncmp(accept, "en", 2) == 0 ? ZC_EN : ZC_ZH;
}

/* One in a list divided by blanks. */
static bool listed(const char *list, const char *word, size_t length)
{
    for (const char *at = list; at && *at;) {
        size_t size = strcspn(at, " ");
        if (size == length && size && strncasecmp(at, word, size) == 0)
            return true;
        at += size;
        at += strspn(at, " ");
    }
    return false;
}

/* IPv4 as it is, IPv6 by its first 64 bits (what one subscriber gets), IPv4 inside IPv6 as IPv4. *here: this machine. */
static const char *address_text(bool *here, struct zc_arena *arena, int family, const void *bytes)
{
    char text[INET6_ADDRSTRLEN] = "";
    struct in6_addr six;
    if (family == AF_INET6) {
        memcpy(&six, bytes, sizeof six);
        *here = IN6_IS_ADDR_LOOPBACK(&six);
        if (!IN6_IS_ADDR_V4MAPPED(&six)) {
            if (!*here)
                memset(six.s6_addr + 8, 0, 8);
            inet_ntop(AF_INET6, &six, text, sizeof text);
            return zc_arena_str(arena, text);
        }
        bytes = six.s6_addr + 12;
    }
    *here = *(const unsigned char *)bytes == 127;
    inet_ntop(AF_INET, bytes, text, sizeof text);
    return zc_arena_str(arena, text);
}

/* The peer, or whom a proxy that is believed names last: that is what the proxy itself saw. */
static void find_client(struct exchange *exchange)
{
    struct zc_request *request = &exchange->request;
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(exchange->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const char *forwarded = NULL;
    bool here = false;
    if (!info || !info->client_addr)
        return;
    if (info->client_addr->sa_family == AF_INET)
        request->address = address_text(&here, &exchange->arena, AF_INET, &((const struct sockaddr_in *)(const void *)info->client_addr)->sin_addr);
    else
        request->address = address_text(&here, &exchange->arena, AF_INET6, &((const struct sockaddr_in6 *)(const void *)info->client_addr)->sin6_addr);
    for (size_t i = 0; i < request->header_count; i++)
        if (strcasecmp(request->headers[i].name, "X-Forwarded-For") == 0)
            forwarded = request->headers[i].value;
    /* a proxy on this machine does not make the world this machine */
    request->loopback = here && !behind_proxy(exchange->server) && !forwarded && !zc_request_header(request, "Forwarded") && !zc_request_header(request, "Via");
    if (forwarded && listed(exchange->server->proxies, request->address, strlen(request->address))) {
        const char *comma = strrchr(forwarded, ','), *last = zc_text_trim(&exchange->arena, comma ? comma + 1 : forwarded);
        unsigned char bytes[16];
        if (inet_pton(AF_INET, last, bytes) == 1)
            request->address = address_text(&here, &exchange->arena, AF_INET, bytes);
        else if (inet_pton(AF_INET6, last, bytes) == 1)
            request->address = address_text(&here, &exchange->arena, AF_INET6, bytes);
    }
    if (here)
        request->address = NULL;
}

/* A proxy before us and we must agree where a request ends, so whatever leaves a doubt is refused. */
static bool well_framed(const struct zc_request *request)
{
    size_t lengths = 0, codings = 0, hosts = 0;
    for (size_t i = 0; i < request->header_count; i++) {
        const char *name = request->headers[i].name, *value = request->headers[i].value;
        for (const char *at = name; *at; at++)
            if (!strchr("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", *at))
                return false;
        for (const char *at = value; *at; at++)
            if (((unsigned char)*at < 0x20 && *at != '\t') || *at == 0x7F)
                return false;
        if (strcasecmp(name, "Content-Length") == 0) {
            lengths++;
            if (!*value || value[strspn(value, "0123456789")] || strlen(value) > 18)
                return false;
        } else if (strcasecmp(name, "Transfer-Encoding") == 0) {
            codings++;
            if (strcasecmp(value, "chunked") != 0)
                return false;
        } else if (strcasecmp(name, "Host") == 0) {
            hosts++;
        }
    }
    return lengths + codings <= 1 && hosts <= 1;
}

/* A page of another name that was led to this machine (DNS rebinding) would pass for one of ours. */
static bool host_is_ours(const struct exchange *exchange)
{
    const char *host = zc_request_header(&exchange->request, "Host"), *names = exchange->server->names;
    if (!names || !host)
        return true;
    size_t length = *host == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":");
    return length <= strlen(host) && listed(names, host, length);
}

static void *log_uri(void *user, const char *uri, struct MHD_Connection *connection)
{
    (void)connection;
    struct exchange *exchange = zc_malloc(sizeof *exchange);
    *exchange = (struct exchange){.server = user, .part = {.file = -1}};
    exchange->request.url = zc_arena_str(&exchange->arena, uri);
    return exchange;
}

static void open_exchange(struct exchange *exchange, struct MHD_Connection *connection, const char *url, const char *method)
{
    struct zc_request *request = &exchange->request;
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    exchange->watched = info ? info->socket_context : NULL;
    exchange->connection = connection;
    exchange->started = true;
    request->arena = &exchange->arena;
    request->path = zc_arena_str(&exchange->arena, url);
    request->method = method_of(method);
    request->server = exchange->server;
    struct collected query = {exchange, &request->query, &request->query_count, 0};
    struct collected headers = {exchange, &request->headers, &request->header_count, 0};
    MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, collect, &query);
    MHD_get_connection_values(connection, MHD_HEADER_KIND, collect, &headers);
    size_t head = strlen(request->url);
    for (size_t i = 0; i < request->header_count; i++)
        head += strlen(request->headers[i].name) + strlen(request->headers[i].value) + 4;
    if (head > HEADER_LIMIT || request->header_count == FORM_FIELDS || request->query_count == FORM_FIELDS)
        exchange->refuse_status = 431;
    request->lang = language(request);
    find_client(exchange);
    if (!zc_utf8_valid(request->path, strlen(request->path)) || strstr(request->url, "%00")) /* libmicrohttpd would cut it off there */
        exchange->refuse_status = 400;
    for (size_t i = 0; i < request->query_count; i++)
        if (!zc_utf8_valid(request->query[i].value, strlen(request->query[i].value)) ||
            !zc_utf8_valid(request->query[i].name, strlen(request->query[i].name)))
            exchange->refuse_status = 400;
    if (!well_framed(request)) {
        exchange->refuse_status = 400;
        exchange->closes = true;
    } else if (!exchange->refuse_status && !host_is_ours(exchange)) {
        exchange->refuse_status = 421;
    }
}

/* 0 when none is announced; a body of a stated size that is too large is refused before it comes. */
static size_t announced(struct exchange *exchange)
{
    const char *text = zc_request_header(&exchange->request, "Content-Length");
    unsigned long long size = text ? strtoull(text, NULL, 10) : 0;
    size_t most = most_body(exchange);
    if (size > most && !exchange->refuse_status)
        exchange->refuse_status = 413;
    return size > most ? most : (size_t)size;
}

/* 3 */

static const struct zc_reader public_reader = {0};

static _Thread_local struct zc_db thread_db;
static pthread_key_t db_key;
static pthread_once_t db_once = PTHREAD_ONCE_INIT;

static void drop_db(void *db) { zc_db_close(db); }
static void make_key(void) { pthread_key_create(&db_key, drop_db); }

static struct zc_db *db_of_thread(const struct zc_city *city, struct zc_error *err)
{
    if (thread_db.store && thread_db.city != city)
        zc_db_close(&thread_db);
    if (!thread_db.store) {
        pthread_once(&db_once, make_key);
        if (zc_db_open(&thread_db, city, ZC_STORE_READ, err))
            return NULL;
        pthread_setspecific(db_key, &thread_db);
    }
    return &thread_db;
}

static const char *token_of(bool *bearer, struct exchange *exchange)
{
    struct zc_request *request = &exchange->request;
    const char *authorization = zc_request_header(request, "Authorization");
    *bearer = authorization && strncmp(authorization, "Bearer ", 7) == 0;
    if (*bearer)
        return authorization + 7;
    const char *name = exchange->server->secure ? "__Host-zc" : "zc";
    return MHD_lookup_connection_value(exchange->connection, MHD_COOKIE_KIND, name);
}

/* A changed page on another site must not act here: the Origin of every unsafe request is ours, or the caller is a token. */
static bool origin_is_ours(const struct zc_request *request)
{
    const char *origin = zc_request_header(request, "Origin"), *host = zc_request_header(request, "Host");
    const char *authorization = zc_request_header(request, "Authorization");
    if (authorization && strncmp(authorization, "Bearer ", 7) == 0)
        return true;
    if (!origin && !zc_request_header(request, "Cookie"))
        return true; /* no browser: it would send its cookie or, from another site, the Origin */
    if (!origin || !host)
        return false;
    const char *scheme = ((const struct zc_server *)request->server)->secure ? "https://" : "http://";
    return strncmp(origin, scheme, strlen(scheme)) == 0 && strcasecmp(origin + strlen(scheme), host) == 0;
}

static int touch_work(void *digest, struct zc_tx *tx, struct zc_error *err) { return zc_session_touch(tx, digest, err); }
static void touch_done(void *digest, int code, const struct zc_error *err)
{
    (void)code, (void)err;
    free(digest);
}

/* Keeps a session in use from falling idle: once a minute at the most, and not waited for. */
static void touch(struct zc_server *server, const char *digest)
{
    char *copy = zc_strdup(digest);
    struct zc_write_job job = {.actor = {.face = "web", .reader = &ZC_READER_CITY}, .work = touch_work, .done = touch_done, .user = copy};
    if (zc_writer_submit(server->writer, &job, NULL))
        free(copy);
}

static void identify(struct exchange *exchange)
{
    struct zc_db *db = exchange->refuse_status ? NULL : db_of_thread(exchange->server->city, NULL);
    struct zc_identity *identity;
    bool bearer;
    const char *token = token_of(&bearer, exchange);
    exchange->request.reader = &public_reader;
    if (db && token && zc_readers_find(&identity, exchange->server->readers, &exchange->arena, db, token, bearer)) {
        if (identity->token && strncmp(exchange->request.path, "/api/", 5) != 0)
            return; /* scopes are judged by the API alone */
        if (identity->touch && !zc_request_header(&exchange->request, "Zc-Unattended") && strcmp(exchange->request.path, "/api/v1/events") != 0)
            touch(exchange->server, identity->session);
        exchange->request.reader = &identity->reader;
        exchange->request.session = identity->session;
        exchange->request.identity = identity;
    }
}

/* 4 */

static void reset_response(struct zc_response *response)
{
    zc_buf_free(&response->body);
    *response = (struct zc_response){0};
}

static void call(struct exchange *exchange)
{
    reset_response(&exchange->response);
    exchange->route->handler(&exchange->response, &exchange->request);
}

/* A reading handler sees one snapshot. */
static void call_reading(struct exchange *exchange, struct zc_db *db)
{
    struct zc_error err = {0};
    exchange->request.db = db;
    if (zc_store_begin(db->store, &err))
        zc_answer_error(&exchange->response, &exchange->request, err.code, &err);
    else
        call(exchange);
    zc_store_rollback(db->store);
}

static int write_work(void *user, struct zc_tx *tx, struct zc_error *err)
{
    struct exchange *exchange = user;
    exchange->request.tx = tx;
    exchange->request.db = zc_tx_db(tx);
    call(exchange);
    exchange->rights_changed = zc_tx_rights_changed(tx);
    if (exchange->response.status >= 500) /* the storage may have lost the transaction: the writer starts a new one */
        return zc_fail(err, ZC_EIO, "没有写入", "nothing was written");
    if (exchange->response.status >= 400)
        return zc_fail(err, ZC_ECHECK, "已拒绝", "refused");
    if (exchange->response.preview) {
        exchange->rights_changed = false;
        return zc_fail(err, ZC_ECHECK, "只是预览", "a preview");
    }
    return ZC_OK;
}

static void resume(struct exchange *exchange)
{
    exchange->handled = true;
    MHD_resume_connection(exchange->connection);
}

static void write_done(void *user, int code, const struct zc_error *err)
{
    struct exchange *exchange = user;
    bool preview = exchange->response.preview && code == ZC_ECHECK;
    if (code && !preview && exchange->response.status < 400) { /* the handler was content, the disk was not */
        reset_response(&exchange->response);
        zc_answer_error(&exchange->response, &exchange->request, code, err);
    }
    if (!code && exchange->rights_changed)
        zc_readers_forget(exchange->server->readers);
    if (!code)
        zc_events_poke(exchange->server->events);
    resume(exchange);
}

static int alone_work(void *user, struct zc_db *db, struct zc_error *err)
{
    struct exchange *exchange = user;
    (void)err;
    exchange->request.db = db;
    call(exchange);
    return ZC_OK;
}

static void slow_work(void *user, struct zc_db *db)
{
    struct exchange *exchange = user;
    struct zc_error err = {0};
    if (db) {
        call_reading(exchange, db);
    } else {
        zc_fail(&err, ZC_EBUSY, "暂时读不了,请稍候再试", "reading is not possible just now, try again shortly");
        zc_answer_error(&exchange->response, &exchange->request, ZC_EBUSY, &err);
    }
    resume(exchange);
}

static bool find_route(struct exchange *exchange, bool *path_known)
{
    struct zc_request *request = &exchange->request;
    *path_known = false;
    for (const struct zc_route *const *table = exchange->server->tables; *table; table++)
        for (const struct zc_route *route = *table; route->pattern; route++) {
            const char *params[8] = {0};
            if (!zc_route_match(route, request->path, params, request->arena))
                continue;
            *path_known = true;
            if (route->method != request->method)
                continue;
            memcpy(request->params, params, sizeof params);
            exchange->route = route;
            return true;
        }
    return false;
}

static void answer_too_many(struct exchange *exchange, int seconds)
{
    struct zc_request *request = &exchange->request;
    struct zc_error err = {0};
    zc_fail(&err, ZC_ELIMIT, "请求太密,请 %d 秒后再试", "too many requests; try again in %d s", seconds);
    zc_answer_status(&exchange->response, request, 429, &err);
    zc_response_header(&exchange->response, "Retry-After", zc_arena_printf(request->arena, "%d", seconds));
}

/* Seconds until this caller may ask again, 0 = now. This machine itself, signed out, is not counted. */
static int rate_wait(struct exchange *exchange, bool search)
{
    const struct zc_request *request = &exchange->request;
    const char *caller = request->session ? request->session : request->address;
    if (!caller)
        return 0;
    return zc_limit_take(exchange->server->limiter, search ? ZC_LIMIT_SEARCH : request->session ? ZC_LIMIT_SESSION : ZC_LIMIT_PUBLIC, caller);
}

/* Words are looked for: on the search page, or in a list. */
static bool is_search(const struct exchange *exchange)
{
    const char *words = zc_request_query(&exchange->request, "search"), *typed = zc_request_query(&exchange->request, "q");
    return exchange->route->flags & ZC_ROUTE_SEARCHES || (words && *words) || (typed && *typed);
}

static bool is_export(const struct exchange *exchange)
{
    static const char *const endings[] = {".csv", ".xlsx", ".docx"};
    const char *path = exchange->request.path;
    size_t length = strlen(path);
    bool export = (exchange->route->flags & ZC_ROUTE_EXPORTS) != 0;
    for (size_t i = 0; i < 3 && !export; i++)
        export = length > strlen(endings[i]) && strcasecmp(path + length - strlen(endings[i]), endings[i]) == 0;
    return export;
}

static bool begin_drawing(struct exchange *exchange)
{
    const struct zc_identity *identity = exchange->request.identity;
    exchange->drawer = identity ? identity->reader.account : 0;
    return (exchange->drawing = zc_limit_draw_begin(exchange->server->limiter, exchange->drawer));
}

/* Everything that the head alone decides, before a body is taken: true when the request is refused and the answer ready. */
static bool refuse_early(struct exchange *exchange)
{
    struct zc_request *request = &exchange->request;
    struct zc_response *response = &exchange->response;
    struct zc_error err = {0};
    bool path_known;
    int wait;
    struct zc_db *db = db_of_thread(exchange->server->city, &err);
    if (!db) {
        zc_answer_error(response, request, ZC_EIO, &err);
    } else if (exchange->refuse_status) {
        zc_fail(&err, ZC_ELIMIT, "请求太大或无法读取(HTTP %d)", "the request is too large or unreadable (HTTP %d)", exchange->refuse_status);
        zc_answer_status(response, request, exchange->refuse_status, &err);
    } else if ((wait = rate_wait(exchange, false)) > 0) {
        answer_too_many(exchange, wait);
    } else if (!find_route(exchange, &path_known)) {
        zc_fail(&err, ZC_ENOTFOUND, "没有这个地址", "there is no such address");
        zc_answer_status(response, request, path_known ? 405 : 404, &err);
    } else if (!(exchange->route->flags & ZC_ROUTE_PUBLIC) && !signed_in(exchange)) {
        zc_fail(&err, ZC_EDENIED, "请先登录", "sign in first");
        zc_answer_status(response, request, 401, &err);
    } else if (request->method != ZC_GET && !origin_is_ours(request)) {
        zc_fail(&err, ZC_EDENIED, "来源不符,未执行", "the request does not come from this site; nothing was done");
        zc_answer_error(response, request, ZC_EDENIED, &err);
    } else if (is_search(exchange) && (wait = rate_wait(exchange, true)) > 0) {
        answer_too_many(exchange, wait);
    } else if (is_export(exchange) && !(exchange->exporting = zc_limit_export_begin(exchange->server->limiter))) {
        answer_too_many(exchange, 2);
    } else if (exchange->route->flags & ZC_ROUTE_DRAWS && !begin_drawing(exchange)) {
        answer_too_many(exchange, 2);
    } else {
        return false;
    }
    return true;
}

/* Returns true when the answer is ready, false when the connection waits for another thread. */
static bool dispatch(struct exchange *exchange)
{
    struct zc_request *request = &exchange->request;
    struct zc_response *response = &exchange->response;
    struct zc_error err = {0};
    struct zc_db *db = db_of_thread(exchange->server->city, &err);
    request->body = zc_buf_text(&exchange->body);
    request->body_size = exchange->body.size;
    request->db = db;
    if (!db || exchange->refuse_status)
        return refuse_early(exchange);
    const struct zc_reader *reader = request->reader;
    const struct zc_identity *identity = request->identity;
    int flags = exchange->route->flags;
    if (!(flags & (ZC_ROUTE_WRITES | ZC_ROUTE_ALONE | ZC_ROUTE_SLOW | ZC_ROUTE_HASHES | ZC_ROUTE_DRAWS))) {
        call_reading(exchange, db);
        return true;
    }
    int rc;
    exchange->suspended = true;
    MHD_suspend_connection(exchange->connection);
    if (flags & ZC_ROUTE_WRITES) {
        struct zc_write_job job = {.actor = zc_actor_of(identity ? &identity->acting : reader, strncmp(request->path, "/api/", 5) == 0 ? "api" : "web"),
                                   .work = write_work,
                                   .done = write_done,
                                   .user = exchange};
        rc = zc_writer_submit(exchange->server->writer, &job, &err);
    } else if (flags & ZC_ROUTE_ALONE) {
        rc = zc_writer_submit_alone(exchange->server->writer, alone_work, write_done, exchange, &err);
    } else {
        void *pool = flags & ZC_ROUTE_HASHES ? exchange->server->hashing : flags & ZC_ROUTE_DRAWS ? exchange->server->drawing : exchange->server->pool;
        rc = zc_pool_submit(pool, slow_work, exchange, &err);
    }
    if (rc) {
        zc_answer_error(response, request, rc, &err);
        resume(exchange);
    }
    return false;
}

/* 5 */

static enum MHD_Result send_response(struct exchange *exchange)
{
    struct zc_response *response = &exchange->response;
    struct MHD_Response *out = NULL;
    if (response->stream) {
        out = zc_stream_response(response->stream, exchange->connection, exchange->watched);
        response->stream = NULL;
        if (!out)
            return MHD_NO;
    } else if (response->file) {
        int file = open(response->file, O_RDONLY | O_CLOEXEC);
        struct stat info;
        if (file >= 0 && fstat(file, &info) == 0)
            out = MHD_create_response_from_fd((uint64_t)info.st_size, file);
        else if (file >= 0)
            close(file);
    }
    if (!out) {
        static char nothing[1];
        out = MHD_create_response_from_buffer(response->body.size, response->body.bytes ? response->body.bytes : nothing, MHD_RESPMEM_MUST_COPY);
        if (!out)
            return MHD_NO;
    }
    MHD_add_response_header(out, "Content-Type", response->type ? response->type : "text/html; charset=utf-8");
    MHD_add_response_header(out, "X-Content-Type-Options", "nosniff");
    MHD_add_response_header(out, "Referrer-Policy", "same-origin"); /* not no-referrer: browsers would send Origin: null with our own forms */
    MHD_add_response_header(out, "Permissions-Policy", "camera=(self), geolocation=(self), microphone=(), payment=(), usb=(), browsing-topics=()");
    MHD_add_response_header(out, "Cross-Origin-Opener-Policy", "same-origin");
    MHD_add_response_header(out, "Cross-Origin-Resource-Policy", "same-origin");
    if (exchange->server->secure && !(exchange->server->tls && exchange->server->tls->self_signed))
        MHD_add_response_header(out, "Strict-Transport-Security", "max-age=31536000");
    if (exchange->closes)
        MHD_add_response_header(out, "Connection", "close");
    bool cached = false, policy = false;
    for (size_t i = 0; i < response->header_count; i++) {
        policy |= strcasecmp(response->headers[i].name, "Content-Security-Policy") == 0;
        cached |= strcasecmp(response->headers[i].name, "Cache-Control") == 0;
        MHD_add_response_header(out, response->headers[i].name, response->headers[i].value);
    }
    if (!policy)
        MHD_add_response_header(out, "Content-Security-Policy",
                                "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; frame-ancestors 'none'; "
                                "base-uri 'none'; form-action 'self'");
    if (!cached)
        MHD_add_response_header(out, "Cache-Control", "no-store");
    zc_watch_answer(exchange->watched);
    enum MHD_Result rc = MHD_queue_response(exchange->connection, (unsigned)(response->status ? response->status : 200), out);
    MHD_destroy_response(out);
    return rc;
}

static enum MHD_Result handle(void *user, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
                              const char *data, size_t *size, void **state)
{
    struct exchange *exchange = *state;
    (void)user, (void)version;
    if (!exchange)
        return MHD_NO;
    if (!exchange->started) {
        open_exchange(exchange, connection, url, method);
        identify(exchange);
        zc_watch_expect(exchange->watched, announced(exchange));
        exchange->refused = refuse_early(exchange);
        if (exchange->refused && (exchange->closes || zc_request_header(&exchange->request, "Expect")))
            return send_response(exchange); /* the client asked before sending, or nobody knows where the body ends */
        if (!exchange->refused && is_form(&exchange->request))
            exchange->post = MHD_create_post_processor(connection, 64 * 1024, form_part, exchange);
        return MHD_YES;
    }
    if (*size) {
        bool more = read_body(exchange, data, *size);
        *size = 0;
        return more ? MHD_YES : MHD_NO;
    }
    if (exchange->handled || exchange->refused)
        return send_response(exchange);
    if (exchange->suspended)
        return MHD_YES;
    zc_watch_work(exchange->watched);
    if (exchange->post) {
        MHD_destroy_post_processor(exchange->post);
        exchange->post = NULL;
        finish_part(exchange);
    }
    return dispatch(exchange) ? send_response(exchange) : MHD_YES;
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

/* 6 */

int zc_status_of(int code)
{
    switch (code) {
    case ZC_OK: return 200;
    case ZC_EINPUT: case ZC_EUSAGE: return 400;
    case ZC_EDENIED: return 403;
    case ZC_ENOTFOUND: return 404;
    case ZC_ECONFLICT: return 409;
    case ZC_ECHECK: return 422;
    case ZC_ELIMIT: return 413;
    case ZC_EBUSY: return 503;
    default: return 500;
    }
}

/* Seconds: while a job runs, until it ends (at most a minute ahead). */
static const char *retry_after(const struct zc_request *request)
{
    const struct zc_server *server = request->server;
    int64_t left = server && server->jobs ? zc_jobs_left(server->jobs) : 0;
    return zc_arena_printf(request->arena, "%lld", (long long)(left < 0 ? 10 : left < 2 ? 2 : left > 60 ? 60 : left));
}

void zc_answer_error(struct zc_response *response, struct zc_request *request, int code, const struct zc_error *err)
{
    zc_answer_status(response, request, zc_status_of(code), err);
}

void zc_answer_status(struct zc_response *response, struct zc_request *request, int status, const struct zc_error *err)
{
    const char *text = zc_error_text(err, request->lang);
    reset_response(response);
    response->status = status;
    if (response->status == 503)
        zc_response_header(response, "Retry-After", retry_after(request));
    if (response->status == 500) { /* what went wrong inside is for the log, under a number that the reader can name */
        static unsigned counter;
        unsigned number = __atomic_add_fetch(&counter, 1, __ATOMIC_RELAXED);
        zc_log("error", "request %u: %s", number, err->en);
        text = zc_arena_printf(request->arena, request->lang == ZC_EN ? "something went wrong here (number %u); nothing was half stored" : "系统出错(第 %u 号),没有存下半截内容",
                               number);
    }
    if (strncmp(request->path ? request->path : "", "/api/", 5) == 0) {
        response->type = "application/json; charset=utf-8";
        zc_buf_printf(&response->body, "{\"error\":{\"status\":%d,\"message\":", response->status);
        zc_buf_json_str(&response->body, text);
        zc_buf_str(&response->body, "}}");
        return;
    }
    zc_buf_printf(&response->body, "<!doctype html><html lang=\"%s\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
                  "<title>%d</title><link rel=\"stylesheet\" href=\"/style.css\"></head><body class=\"plain\"><main><h1>%s</h1><p>",
                  request->lang == ZC_EN ? "en" : "zh-CN", response->status, request->lang == ZC_EN ? "Not done" : "没有完成");
    zc_buf_html(&response->body, text);
    zc_buf_printf(&response->body, "</p><p><a href=\"/\">%s</a></p></main></body></html>", request->lang == ZC_EN ? "Start page" : "回首页");
}

/* 7 */

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
    server->limiter = zc_limiter_new(server->limits);
    server->readers = zc_readers_new();
    if (!rc)
        rc = zc_writer_alone(server->writer, sweep_boxes, NULL, err);
    if (!rc)
        rc = zc_jobs_start(&server->jobs, server->city, &(struct zc_job_host){write_fact, run_job, server}, err);
    if (!rc)
        rc = zc_events_start(&server->events, server->city, err);
    if (!rc)
        rc = zc_watch_start(&server->watch, server->slow_seconds ? server->slow_seconds : SLOW_SECONDS, err);
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
            NULL, handle, server, MHD_OPTION_SOCK_ADDR, address, MHD_OPTION_NOTIFY_COMPLETED, close_exchange, NULL,
            MHD_OPTION_NOTIFY_CONNECTION, notice_connection, server, MHD_OPTION_URI_LOG_CALLBACK,
            log_uri, server, MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
            (unsigned)(server->loopback_only || behind_proxy(server) ? CONNECTIONS : PER_ADDRESS), MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)SLOW_SECONDS,
            MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)(HEADER_LIMIT * 4), MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_THREAD_POOL_SIZE,
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

void zc_server_stop(struct zc_server *server)
{
    int listening = server->daemon ? MHD_quiesce_daemon(server->daemon) : -1;
    if (listening >= 0)
        close(listening);
    /* What waits is finished: long reads first, for they may write. Each resumes its connection, and none is suspended when the
     * daemon ends; requests that still come are told that the queue is closed. A running job is stopped: it may take minutes. */
    zc_pool_finish(server->hashing);
    zc_jobs_finish(server->jobs);
    zc_pool_finish(server->pool);
    zc_pool_finish(server->drawing);
    zc_writer_finish(server->writer);
    zc_events_finish(server->events);
    if (server->daemon)
        MHD_stop_daemon(server->daemon);
    zc_events_free(server->events);
    zc_watch_stop(server->watch);
    zc_pool_stop(server->hashing);
    zc_pool_stop(server->pool);
    zc_pool_stop(server->drawing);
    zc_limiter_free(server->limiter);
    zc_writer_stop(server->writer);
    zc_jobs_free(server->jobs);
    zc_readers_free(server->readers);
    server->jobs = NULL;
    server->watch = NULL;
    server->events = NULL;
    server->pool = server->hashing = server->drawing = NULL;
    server->limiter = NULL;
    server->writer = NULL;
    server->daemon = NULL;
    server->readers = NULL;
}
