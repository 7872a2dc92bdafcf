/* The stream of changes: who may open one, and of which record. */
#include "http/api.h"
#include "http/events.h"

#include <stdlib.h>
#include <string.h>

void zc_api_events(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    const struct zc_entity *entity = NULL;
    struct zc_record seen;
    int64_t record = 0, after = -1;
    zc_api_open(&api, response, request);
    const char *open = zc_request_query(request, "record"), *slash = open ? strchr(open, '/') : NULL, *last = zc_request_header(request, "Last-Event-ID");
    if (!last)
        last = zc_request_query(request, "after");
    if (last && (!*last || strlen(last) > 18 || last[strspn(last, "0123456789")])) {
        zc_api_fail(&api, zc_fail(&api.err, ZC_EINPUT, "Last-Event-ID 应为数字", "Last-Event-ID is a number"));
        return;
    }
    after = last ? strtoll(last, NULL, 10) : -1;
    if (api.identity->token) {
        zc_api_fail(&api, zc_fail(&api.err, ZC_EDENIED, "事件流供登录的人使用,令牌请按需查询", "the stream is for who signs in; a token asks when it needs to"));
        return;
    }
    if (open) {
        entity = slash && zc_api_id(&record, slash + 1) ? zc_api_entity(&api, zc_arena_copy(api.arena, open, (size_t)(slash - open)), ZC_API_READ) : NULL;
        if (!entity) {
            if (!response->status)
                zc_api_missing(&api);
            return;
        }
        if (zc_rows_get(&seen, api.arena, api.db, entity, record, zc_times_now(api.db), api.reader, NULL)) {
            zc_api_missing(&api);
            return;
        }
    }
    struct zc_stream *stream;
    int rc = zc_stream_open(&stream, api.server->events, api.db, api.identity, request->address, entity, record, zc_api_flag(&api, "ledger"), after, &api.err);
    if (rc == ZC_ELIMIT) {
        zc_answer_status(response, request, 429, &api.err);
        zc_response_header(response, "Retry-After", "60");
        return;
    }
    if (rc) {
        zc_api_fail(&api, rc);
        return;
    }
    response->type = "text/event-stream; charset=utf-8";
    zc_response_header(response, "X-Accel-Buffering", "no"); /* a proxy hands each event on at once */
    response->stream = stream;
}
