/*
 * What a write would do to published figures: the write is made, the figures of all editions in force are counted again, and
 * nothing of it stays (docs/decisions/0032).
 */
#include "http/api.h"
#include "query/replay.h"

#include <string.h>

/* Whether the figure drifted before the trial just as it does now. */
static bool drifted_alike(const struct zc_drift *before, const struct zc_replayed *item)
{
    for (size_t i = 0; i < before->count; i++) {
        const struct zc_replayed *was = &before->items[i];
        if (was->binding.id == item->binding.id)
            return was->now == item->now && (was->now == ZC_REPLAY_BROKEN || strcmp(was->figure_now.digest, item->figure_now.digest) == 0);
    }
    return false;
}

static const char *value_before(const struct zc_api *api, const struct zc_drift *before, const struct zc_replayed *item)
{
    for (size_t i = 0; i < before->count; i++)
        if (before->items[i].binding.id == item->binding.id && before->items[i].now == ZC_REPLAY_DRIFTED)
            return zc_figure_text(&before->items[i].figure_now, true, api->arena);
    return zc_figure_text(&item->figure_then, true, api->arena);
}

static void put_drift(struct zc_api *api, const struct zc_drift *before, const struct zc_replayed *item, bool first)
{
    const struct zc_entity *editions = zc_model_entity(api->model, "core.edition");
    int64_t id = zc_record_value(&item->binding, "edition").number;
    struct zc_record edition;
    zc_buf_printf(api->out, "%s{\"edition\":\"%lld\",\"edition_title\":", first ? "\n" : ",\n", (long long)id);
    bool found = editions && !zc_rows_get(&edition, api->arena, api->db, editions, id, zc_times_now(api->db), api->reader, NULL);
    zc_buf_json_str(api->out, found ? zc_record_text(&edition, "title") : NULL);
    zc_buf_printf(api->out, ",\"number\":%lld,\"place\":%lld,\"metric\":", found ? (long long)zc_record_value(&edition, "number").number : 0LL,
                  (long long)zc_record_value(&item->binding, "place").number);
    zc_buf_json_str(api->out, item->metric);
    zc_buf_str(api->out, ",\"title\":");
    zc_api_pair(api->out, item->title);
    zc_buf_str(api->out, ",\"printed\":");
    zc_buf_json_str(api->out, item->shown);
    zc_buf_str(api->out, ",\"before\":");
    zc_buf_json_str(api->out, value_before(api, before, item));
    zc_buf_str(api->out, ",\"after\":");
    zc_buf_json_str(api->out, item->now == ZC_REPLAY_DRIFTED ? zc_figure_text(&item->figure_now, true, api->arena) : NULL);
    zc_buf_printf(api->out, ",\"records\":%zu}", item->change_count);
}

int zc_api_drift_before(struct zc_drift *out, struct zc_api *api)
{
    return zc_replay_drifts(out, api->arena, api->db, &api->err);
}

int zc_api_drift_put(struct zc_api *api, const struct zc_drift *before, bool wrote)
{
    struct zc_drift after = {0};
    bool first = true;
    int rc = wrote ? zc_replay_drifts(&after, api->arena, api->db, &api->err) : ZC_OK;
    zc_buf_str(api->out, "\"drift\":[");
    for (size_t i = 0; i < after.count && !rc; i++)
        if (!drifted_alike(before, &after.items[i])) {
            put_drift(api, before, &after.items[i], first);
            first = false;
        }
    zc_buf_char(api->out, ']');
    return rc;
}

void zc_api_try(struct zc_api *api, void (*write)(struct zc_api *api))
{
    struct zc_drift before;
    size_t headers = api->response->header_count;
    int rc = zc_api_drift_before(&before, api);
    if (!rc) {
        write(api);
        if (api->response->status >= 400) /* refused with the words of the write */
            return;
        api->response->status = 200;
        api->response->header_count = headers;
        api->out->size = 0;
        zc_buf_printf(api->out, "{\"changed\":%s,", api->wrote ? "true" : "false");
        rc = zc_api_drift_put(api, &before, api->wrote);
    }
    if (rc) {
        api->out->size = 0;
        zc_api_fail(api, rc);
        return;
    }
    api->response->preview = true;
    zc_buf_str(api->out, "}\n");
}
