/* answer: 1 what is counted and logged of it; 2 sending; 3 errors. */
#include "http/answer.h"
#include "base/log.h"
#include "http/events.h"
#include "http/tls.h"
#include "http/watch.h"

#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

/* 1 */

/* The account's post, by its id, is all that it says of a person, and that only where one has to be signed in. */
static void note(const struct zc_exchange *exchange, uint64_t size)
{
    const struct zc_request *request = &exchange->request;
    const struct zc_route *route = exchange->route;
    const struct zc_identity *identity = request->identity;
    int status = exchange->response.status ? exchange->response.status : 200;
    int64_t ns = zc_exchange_clock() - exchange->began;
    zc_meter_add(exchange->server->meter, &(struct zc_answered){route, exchange->place, request->method, exchange->work, status, ns, (int64_t)size});
    if (route && route->flags & ZC_ROUTE_UNTOLD)
        return;
    const char *post = route && !(route->flags & ZC_ROUTE_PUBLIC) && identity && identity->acting.post
                           ? zc_arena_printf(request->arena, "%lld", (long long)identity->acting.post) : NULL;
    const struct zc_log_field fields[] = {{"request", request->id, 0, 0}, {"method", zc_method_names[request->method], 0, 0},
                                          {"route", route ? route->pattern : "none", 0, 0}, {"status", NULL, status, 0},
                                          {"ms", NULL, ns / 1000, 3}, {"bytes", NULL, (int64_t)size, 0}, {"post", post, 0, 0}};
    zc_log_event(ZC_LOG_REQUEST, status == 503 || status == 429 ? "warn" : status >= 500 ? "error" : "info", "request", fields,
                 sizeof fields / sizeof *fields - !post);
}

/* 2 */

void zc_answer_reset(struct zc_response *response)
{
    zc_buf_free(&response->body);
    *response = (struct zc_response){0};
}

enum MHD_Result zc_answer_send(struct zc_exchange *exchange)
{
    struct zc_response *response = &exchange->response;
    struct MHD_Response *out = NULL;
    uint64_t size = response->body.size; /* of a stream nobody knows it */
    if (response->stream) {
        out = zc_stream_response(response->stream, exchange->connection, exchange->watched);
        response->stream = NULL;
        if (!out)
            return MHD_NO;
    } else if (response->file) {
        int file = open(response->file, O_RDONLY | O_CLOEXEC);
        struct stat info;
        if (file >= 0 && fstat(file, &info) == 0)
            out = MHD_create_response_from_fd(size = (uint64_t)info.st_size, file);
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
    if (exchange->request.id) /* the line may be cut before its head was read */
        MHD_add_response_header(out, "X-Request-Id", exchange->request.id);
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
    note(exchange, size);
    enum MHD_Result rc = MHD_queue_response(exchange->connection, (unsigned)(response->status ? response->status : 200), out);
    MHD_destroy_response(out);
    return rc;
}

/* 3 */

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
    case ZC_EBUSY: case ZC_EAWAY: return 503;
    case ZC_EUNKNOWN: return 504;
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
    bool api = strncmp(request->path ? request->path : "", "/api/", 5) == 0;
    zc_answer_reset(response);
    response->status = status;
    if (response->status == 503)
        zc_response_header(response, "Retry-After", retry_after(request));
    if (response->status == 500) { /* what went wrong inside is for the log, under the number that the reader can name */
        const char *before = zc_log_works_for();
        zc_log_work_for(request->id);
        zc_log("error", "%s", err->en);
        zc_log_work_for(before);
        text = request->lang == ZC_EN ? "something went wrong here; nothing was half stored" : "系统出错,没有存下半截内容";
        if (api) /* whose reader sees the message alone */
            text = zc_arena_printf(request->arena, request->lang == ZC_EN ? "%s (request %s)" : "%s(编号 %s)", text, request->id);
    }
    if (api) {
        response->type = "application/json; charset=utf-8";
        zc_buf_printf(&response->body, "{\"error\":{\"status\":%d,\"message\":", response->status);
        zc_buf_json_str(&response->body, text);
        zc_buf_str(&response->body, ",\"request\":");
        zc_buf_json_str(&response->body, request->id);
        zc_buf_str(&response->body, "}}");
        return;
    }
    zc_buf_printf(&response->body, "<!doctype html><html lang=\"%s\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
                  "<title>%d</title><link rel=\"stylesheet\" href=\"/style.css\"></head><body class=\"plain\"><main><h1>%s</h1><p>",
                  request->lang == ZC_EN ? "en" : "zh-CN", response->status, request->lang == ZC_EN ? "Not done" : "没有完成");
    zc_buf_html(&response->body, text);
    zc_buf_printf(&response->body, "</p><p><a href=\"/\">%s</a></p><p><small>%s ", request->lang == ZC_EN ? "Start page" : "回首页",
                  request->lang == ZC_EN ? "Number of this request:" : "这次请求的编号:");
    zc_buf_html(&response->body, request->id);
    zc_buf_str(&response->body, "</small></p></main></body></html>");
}
