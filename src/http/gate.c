/* gate: 1 the route; 2 limits; 3 the order of the questions. */
#include "http/gate.h"
#include "http/caller.h"

#include <string.h>
#include <strings.h>

/* 1 */

static bool find_route(struct zc_exchange *exchange, bool *path_known)
{
    struct zc_request *request = &exchange->request;
    size_t place = 0;
    *path_known = false;
    for (const struct zc_route *const *table = exchange->server->tables; *table; table++)
        for (const struct zc_route *route = *table; route->pattern; route++, place++) {
            const char *params[8] = {0};
            if (!zc_route_match(route, request->path, params, request->arena))
                continue;
            *path_known = true;
            if (route->method != request->method)
                continue;
            memcpy(request->params, params, sizeof params);
            exchange->route = route;
            exchange->place = place;
            return true;
        }
    return false;
}

/* 2 */

static void answer_too_many(struct zc_exchange *exchange, int seconds)
{
    struct zc_request *request = &exchange->request;
    struct zc_error err = {0};
    zc_fail(&err, ZC_ELIMIT, "请求太密,请 %d 秒后再试", "too many requests; try again in %d s", seconds);
    zc_answer_status(&exchange->response, request, 429, &err);
    zc_response_header(&exchange->response, "Retry-After", zc_arena_printf(request->arena, "%d", seconds));
}

/* Seconds until this caller may ask again, 0 = now. This machine itself, signed out, is not counted. */
static int rate_wait(struct zc_exchange *exchange, bool search)
{
    const struct zc_request *request = &exchange->request;
    const char *caller = request->session ? request->session : request->address;
    if (!caller)
        return 0;
    return zc_limit_take(exchange->server->limiter, search ? ZC_LIMIT_SEARCH : request->session ? ZC_LIMIT_SESSION : ZC_LIMIT_PUBLIC, caller);
}

/* Words are looked for: on the search page, or in a list. */
static bool is_search(const struct zc_exchange *exchange)
{
    const char *words = zc_request_query(&exchange->request, "search"), *typed = zc_request_query(&exchange->request, "q");
    return exchange->route->flags & ZC_ROUTE_SEARCHES || (words && *words) || (typed && *typed);
}

static bool is_export(const struct zc_exchange *exchange)
{
    static const char *const endings[] = {".csv", ".xlsx", ".docx"};
    const char *path = exchange->request.path;
    size_t length = strlen(path);
    bool export = (exchange->route->flags & ZC_ROUTE_EXPORTS) != 0;
    for (size_t i = 0; i < 3 && !export; i++)
        export = length > strlen(endings[i]) && strcasecmp(path + length - strlen(endings[i]), endings[i]) == 0;
    return export;
}

static bool begin_drawing(struct zc_exchange *exchange)
{
    const struct zc_identity *identity = exchange->request.identity;
    exchange->drawer = identity ? identity->reader.account : 0;
    return (exchange->drawing = zc_limit_draw_begin(exchange->server->limiter, exchange->drawer));
}

/* 3 */

bool zc_gate_refuse(struct zc_exchange *exchange)
{
    struct zc_request *request = &exchange->request;
    struct zc_response *response = &exchange->response;
    struct zc_error err = {0};
    bool path_known;
    int wait;
    struct zc_db *db = zc_caller_db(exchange->server->city, &err);
    if (db)
        err = exchange->unread; /* it is not known who asks, which is not that it is nobody */
    if (err.code && !(find_route(exchange, &path_known) && exchange->route->flags & ZC_ROUTE_BARE)) {
        zc_answer_error(response, request, err.code == ZC_EAWAY || err.code == ZC_EBUSY ? err.code : ZC_EIO, &err);
    } else if (exchange->refuse_status) {
        zc_fail(&err, ZC_ELIMIT, "请求太大或无法读取(HTTP %d)", "the request is too large or unreadable (HTTP %d)", exchange->refuse_status);
        zc_answer_status(response, request, exchange->refuse_status, &err);
    } else if ((wait = rate_wait(exchange, false)) > 0) {
        answer_too_many(exchange, wait);
    } else if (!find_route(exchange, &path_known)) {
        zc_fail(&err, ZC_ENOTFOUND, "没有这个地址", "there is no such address");
        zc_answer_status(response, request, path_known ? 405 : 404, &err);
    } else if (!(exchange->route->flags & ZC_ROUTE_PUBLIC) && !zc_caller_signed_in(exchange)) {
        zc_fail(&err, ZC_EDENIED, "请先登录", "sign in first");
        zc_answer_status(response, request, 401, &err);
    } else if (request->method != ZC_GET && !zc_caller_origin_ours(request)) {
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
