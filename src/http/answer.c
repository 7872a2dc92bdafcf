/* answer: 1 sending; 2 errors. */
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

void zc_answer_reset(struct zc_response *response)
{
    zc_buf_free(&response->body);
    *response = (struct zc_response){0};
}

enum MHD_Result zc_answer_send(struct zc_exchange *exchange)
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

/* 2 */

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
    zc_answer_reset(response);
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
