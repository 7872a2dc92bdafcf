/* The truth checks of the city for who is signed in: each with what it applies to, what passes, the failing rows that he sees, and what to bring. */
#include "http/api.h"
#include "model/lights.h"
#include "query/compute.h"
#include "query/promise.h"

enum { FAILING = 20 };

static bool sees(struct zc_api *api, const struct zc_failing *failing, struct zc_times times)
{
    struct zc_record record;
    return !failing->entity || !zc_rows_get(&record, api->arena, api->db, failing->entity, failing->id, times, api->reader, NULL);
}

static void put_check(struct zc_api *api, const struct zc_check_result *result, struct zc_times times)
{
    struct zc_buf *out = api->out;
    size_t shown = 0;
    zc_buf_str(out, "{\"id\":");
    zc_buf_json_str(out, result->check->id);
    zc_buf_str(out, ",\"promise\":");
    zc_buf_json_str(out, result->check->promise);
    zc_buf_str(out, ",\"promise_title\":");
    zc_api_pair(out, result->check->promise_title);
    zc_buf_str(out, ",\"title\":");
    zc_api_pair(out, result->check->title);
    zc_buf_printf(out, ",\"applicable\":%zu,\"passed\":%zu,\"failing_count\":%zu,\"failing\":[", result->applicable, result->passed, result->failing_count);
    for (size_t i = 0; i < result->failing_count && shown < FAILING; i++) {
        const struct zc_failing *failing = &result->failing[i];
        if (!sees(api, failing, times))
            continue;
        zc_buf_str(out, shown++ ? ",{\"entity\":" : "{\"entity\":");
        zc_buf_json_str(out, failing->entity ? failing->entity->full_name : NULL);
        zc_buf_printf(out, ",\"id\":\"%lld\",\"name\":", (long long)failing->id);
        zc_buf_json_str(out, failing->name);
        zc_buf_str(out, ",\"message\":");
        zc_api_pair(out, failing->message);
        zc_buf_char(out, '}');
    }
    zc_buf_str(out, "],\"needs\":[");
    for (size_t i = 0; i < result->need_count; i++) {
        zc_buf_str(out, i ? "," : "");
        zc_api_pair(out, result->needs[i]);
    }
    zc_buf_str(out, "]}");
}

/* What lamps cannot see yet, because no record of it is there. */
static int put_lacks(struct zc_api *api, struct zc_times times)
{
    bool first = true;
    int rc = ZC_OK;
    for (size_t e = 0; e < api->model->entity_count && !rc; e++) {
        const struct zc_entity *entity = api->model->entities[e], **lacks;
        size_t count = 0;
        if (!entity->lights || !zc_api_may_meet(api->reader, entity))
            continue;
        rc = zc_compute_lacks(&lacks, &count, api->arena, api->db, times, entity, entity->lights->field, &api->err);
        for (size_t i = 0; i < count && !rc; i++) {
            if (!zc_api_may_meet(api->reader, lacks[i]))
                continue;
            zc_buf_printf(api->out, "%s{\"entity\":\"%s\",\"title\":", first ? "" : ",", lacks[i]->full_name);
            zc_api_pair(api->out, lacks[i]->title);
            zc_buf_str(api->out, ",\"field\":");
            zc_api_pair(api->out, entity->lights->field->title);
            zc_buf_char(api->out, '}');
            first = false;
        }
    }
    return rc;
}

void zc_api_promises(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_times times;
    struct zc_check_result *results;
    size_t count;
    zc_api_open(&api, response, request);
    if (!zc_api_scope(api.identity, "metrics", ZC_API_READ)) {
        zc_api_fail(&api, zc_fail(&api.err, ZC_EDENIED, "令牌的范围不含 metrics:read", "the token's scopes do not hold metrics:read"));
        return;
    }
    if (!zc_api_times(&api, &times))
        return;
    int rc = zc_promises_run(&results, &count, api.arena, api.db, times, &api.err);
    if (rc) {
        zc_api_fail(&api, rc);
        return;
    }
    zc_buf_str(api.out, "{\"asof\":");
    zc_api_date(api.out, times.asof);
    zc_buf_str(api.out, ",\"checks\":[");
    for (size_t i = 0; i < count; i++) {
        zc_buf_str(api.out, i ? ",\n" : "\n");
        put_check(&api, &results[i], times);
    }
    zc_buf_str(api.out, "],\"inputs\":[");
    if ((rc = put_lacks(&api, times))) {
        api.out->size = 0;
        zc_api_fail(&api, rc);
        return;
    }
    zc_buf_str(api.out, "]}\n");
}
