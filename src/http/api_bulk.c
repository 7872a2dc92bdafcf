/* Changing many records at once, on the writer's thread: 1 what is meant; 2 the change, or what it would do; 3 taking it back. */
#include "http/api.h"
#include "query/replay.h"
#include "record/bulk.h"

#include <string.h>

enum { SHOWN = 200 };

/* 1 */

static int read_records(struct zc_bulk *bulk, struct zc_api *api, const struct zc_json *list)
{
    size_t count = 0;
    for (const struct zc_json *item = list->child; item; item = item->next)
        count++;
    int64_t *ids = zc_arena_array(api->arena, count + 1, sizeof *ids);
    int *slices = zc_arena_array(api->arena, count + 1, sizeof *slices);
    for (const struct zc_json *item = list->child; item; item = item->next) {
        int64_t slice = 0;
        const char *given = item->kind == ZC_JSON_OBJECT ? zc_json_text(item, "slice") : NULL;
        if (item->kind != ZC_JSON_OBJECT || !zc_api_id(&ids[bulk->id_count], zc_json_text(item, "id")) || (given && !zc_api_id(&slice, given)) ||
            slice > INT32_MAX)
            return zc_fail(&api->err, ZC_EINPUT, "records 应为列表,每项写 id 和所见的 slice", "records is a list of {id, slice seen}");
        slices[bulk->id_count++] = (int)slice;
    }
    bulk->ids = ids;
    bulk->slices = slices;
    return ZC_OK;
}

static int read_which(struct zc_bulk *bulk, struct zc_api *api, const struct zc_json *body)
{
    const struct zc_json *records = zc_json_get(body, "records");
    bulk->filter = zc_json_text(body, "where");
    if ((records != NULL) == (bulk->filter != NULL))
        return zc_fail(&api->err, ZC_EINPUT, "records 与 where 写且只写一个", "give exactly one of records and where");
    if (bulk->filter && !*bulk->filter)
        bulk->filter = "true";
    if (!records)
        return ZC_OK;
    if (records->kind != ZC_JSON_ARRAY || !records->child)
        return zc_fail(&api->err, ZC_EINPUT, "records 应为列表,至少一项", "records is a list of at least one");
    return read_records(bulk, api, records);
}

/* 2 */

struct shown {
    struct zc_api *api;
    const struct zc_patch *patch;
    size_t count;
};

static void show(void *user, const struct zc_record *before, bool differs)
{
    struct shown *shown = user;
    struct zc_api *api = shown->api;
    bool first = true;
    if (!differs || shown->count == SHOWN)
        return;
    zc_buf_printf(api->out, "%s\n{\"id\":\"%lld\",\"name\":", shown->count++ ? "," : "", (long long)before->id);
    zc_buf_json_str(api->out, zc_record_name(api->arena, api->db, before, api->request->lang));
    zc_buf_str(api->out, ",\"before\":{");
    for (size_t i = 0; i < before->entity->column_count; i++) {
        if (!shown->patch->set[i])
            continue;
        zc_buf_printf(api->out, "%s\"%s\":", first ? "" : ",", before->entity->columns[i]->name);
        zc_api_value(api->out, before->entity->columns[i], &before->values[i]);
        first = false;
    }
    zc_buf_str(api->out, "}}");
}

static bool any_set(const struct zc_patch *patch)
{
    for (size_t i = 0; i < patch->entity->column_count; i++)
        if (patch->set[i])
            return true;
    return false;
}

static void bulk(struct zc_api *api)
{
    const struct zc_entity *entity = zc_api_entity(api, api->request->params[0], ZC_API_WRITE);
    const struct zc_json *body = entity ? zc_api_body(api) : NULL;
    if (!body || !zc_api_members(api, body, "fields records where valid_from why preview"))
        return;
    struct zc_patch patch = zc_patch_new(api->arena, entity, 0);
    struct zc_bulk bulk = {.patch = &patch, .most = ZC_BULK_MOST};
    struct shown shown = {api, &patch, 0};
    const struct zc_json *preview = zc_json_get(body, "preview");
    struct zc_drift before = {0};
    size_t seen, changed;
    patch.why = zc_api_why_text(body);
    if (!zc_api_fields(api, &patch, body) || !zc_api_day(api, body, "valid_from", &patch.valid_from))
        return;
    int rc = read_which(&bulk, api, body);
    if (!rc && !any_set(&patch))
        rc = zc_fail(&api->err, ZC_EINPUT, "fields 至少写一个字段", "fields holds at least one field");
    if (!rc && zc_entity_field(entity, "subject_entity")) /* whether the writer may see what it hangs on is asked one by one */
        rc = zc_fail(&api->err, ZC_EINPUT, "挂在别的记录上的内容请逐条修改", "what hangs on other records is changed one by one");
    api->response->preview = preview && preview->boolean;
    zc_buf_str(api->out, "{\"rows\":[");
    if (!rc && api->response->preview)
        rc = zc_api_drift_before(&before, api);
    if (!rc)
        rc = zc_bulk_change_each(&seen, &changed, api->request->tx, &bulk, show, &shown, &api->err);
    if (!rc && api->response->preview) {
        zc_buf_str(api->out, "],");
        rc = zc_api_drift_put(api, &before, changed > 0);
    } else if (!rc) {
        zc_buf_char(api->out, ']');
    }
    if (rc) {
        api->out->size = 0;
        api->response->preview = false;
        zc_api_fail(api, rc);
        return;
    }
    zc_buf_printf(api->out, ",\"seen\":%zu,\"changed\":%zu,\"tx\":", seen, changed);
    if (api->response->preview || !changed)
        zc_buf_str(api->out, "null");
    else
        zc_api_number(api->out, zc_tx_number(api->request->tx));
    zc_buf_str(api->out, "}\n");
}

void zc_api_bulk(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    zc_api_open(&api, response, request);
    zc_api_once(&api, bulk);
}

/* 3 */

static void take_back(struct zc_api *api)
{
    int64_t number;
    const struct zc_json *body = zc_api_body(api);
    if (!body || !zc_api_members(api, body, "why"))
        return;
    if (!zc_api_id(&number, api->request->params[0])) {
        zc_api_missing(api);
        return;
    }
    int rc = zc_api_scope(api->identity, "*", ZC_API_WRITE)
                 ? zc_bulk_take_back(api->request->tx, number, zc_api_why_text(body), &api->err)
                 : zc_fail(&api->err, ZC_EDENIED, "令牌的范围不含 *:write", "the token's scopes do not hold *:write");
    if (rc) {
        zc_api_fail(api, rc);
        return;
    }
    zc_buf_str(api->out, "{\"tx\":");
    zc_api_number(api->out, zc_tx_number(api->request->tx));
    zc_buf_str(api->out, "}\n");
}

void zc_api_bulk_withdraw(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    zc_api_open(&api, response, request);
    zc_api_once(&api, take_back);
}
