/*
 * Opening verification, one record after the other or many at once: 1 what awaits and what was verified; 2 verifying, as one
 * transaction; 3 taking one back as a whole. What is declared stands in model/opening.h.
 */
#include "http/api.h"
#include "model/opening.h"
#include "query/opening.h"
#include "record/bulk.h"

#include <string.h>

/* 1 */

static int put_entity(struct zc_api *api, const struct zc_entity *entity, bool first)
{
    struct zc_rows pending, done;
    int rc = zc_opening_rows(&pending, api->arena, api->db, api->reader, entity, NULL, ZC_OPENING_PENDING, &api->err);
    if (!rc)
        rc = zc_opening_rows(&done, api->arena, api->db, api->reader, entity, NULL, ZC_OPENING_VERIFIED, &api->err);
    if (!rc)
        rc = zc_api_note_read(api, entity, pending.items, pending.count);
    if (rc)
        return rc;
    zc_buf_printf(api->out, "%s\n{\"entity\":\"%s\",\"verified\":%zu,\"pending\":[", first ? "" : ",", entity->full_name, done.count);
    for (size_t i = 0; i < pending.count; i++) {
        zc_buf_str(api->out, i ? ",\n" : "\n");
        zc_api_record(api, &pending.items[i], zc_times_now(api->db), true);
    }
    zc_buf_str(api->out, "]}");
    return ZC_OK;
}

static int put_batches(struct zc_api *api)
{
    struct zc_opening_batch *list;
    size_t count;
    int rc = zc_opening_batches(&list, &count, api->arena, api->db, api->reader, &api->err);
    zc_buf_str(api->out, "],\"batches\":[");
    for (size_t i = 0; i < count && !rc; i++) {
        const struct zc_opening_rule *rule = list[i].first.entity->opening;
        struct zc_value by = zc_record_value(&list[i].first, rule->by);
        zc_buf_printf(api->out, "%s{\"tx\":\"%lld\",\"entity\":\"%s\",\"rows\":%zu,\"on\":", i ? "," : "", (long long)list[i].tx, list[i].first.entity->full_name, list[i].rows);
        zc_api_date(api->out, (int)zc_record_value(&list[i].first, rule->on).number);
        zc_buf_str(api->out, ",\"basis\":");
        zc_buf_json_str(api->out, zc_record_text(&list[i].first, rule->basis));
        zc_buf_str(api->out, ",\"by\":");
        zc_buf_json_str(api->out, by.kind ? zc_api_ref_name(api, zc_entity_field(list[i].first.entity, rule->by), by.number) : NULL);
        zc_buf_char(api->out, '}');
    }
    return rc;
}

void zc_api_opening(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    bool first = true;
    int rc = ZC_OK;
    zc_api_open(&api, response, request);
    zc_buf_str(api.out, "{\"entities\":[");
    for (size_t i = 0; i < api.model->entity_count && !rc; i++) {
        const struct zc_entity *entity = api.model->entities[i];
        if (!zc_opening_may(api.reader, entity) || !zc_api_scope(api.identity, entity->full_name, ZC_API_READ))
            continue;
        rc = put_entity(&api, entity, first);
        first = false;
    }
    if (!rc)
        rc = put_batches(&api);
    zc_buf_str(api.out, "]}\n");
    if (rc) {
        api.out->size = 0;
        zc_api_fail(&api, rc);
    }
}

/* 2 */

static int read_grounds(struct zc_patch *patch, struct zc_api *api, const struct zc_json *body)
{
    const struct zc_opening_rule *rule = patch->entity->opening;
    const char *basis = zc_json_text(body, "basis"), *by = zc_json_text(body, "by"), *on = zc_json_text(body, "on");
    int rc = ZC_OK;
    if (basis && *basis)
        rc = zc_patch_set(patch, api->arena, rule->basis, basis, &api->err);
    if (!rc && by && *by) {
        const struct zc_field *post = zc_entity_field(patch->entity, rule->by);
        int64_t id;
        if (!zc_api_id(&id, by) || !zc_api_ref_name(api, post, id))
            return zc_fail(&api->err, ZC_EINPUT, "没有岗位 %.40s", "there is no post %.40s", by);
        patch->values[post->column] = zc_int(id);
        patch->set[post->column] = true;
    }
    return rc ? rc : zc_patch_set(patch, api->arena, rule->on, on ? on : "", &api->err);
}

/* The ids that were named, each of which has to await verification. */
static int read_ids(struct zc_bulk *bulk, struct zc_api *api, const struct zc_entity *entity, const struct zc_json *body)
{
    const struct zc_json *list = zc_json_get(body, "ids");
    struct zc_rows pending;
    size_t count = 0;
    for (const struct zc_json *item = list && list->kind == ZC_JSON_ARRAY ? list->child : NULL; item; item = item->next)
        count++;
    if (!count)
        return zc_fail(&api->err, ZC_EINPUT, "ids 应为要核实的记录编号的列表", "ids is a list of the records to verify");
    int64_t *ids = zc_arena_array(api->arena, count, sizeof *ids);
    int rc = zc_opening_rows(&pending, api->arena, api->db, api->reader, entity, NULL, ZC_OPENING_PENDING, &api->err);
    for (const struct zc_json *item = list->child; item && !rc; item = item->next) {
        size_t at = 0;
        int64_t id = 0;
        if (item->kind == ZC_JSON_TEXT && zc_api_id(&id, item->text))
            while (at < pending.count && pending.items[at].id != id)
                at++;
        if (!id || at == pending.count)
            return zc_fail(&api->err, ZC_EINPUT, "%.40s 不在待核之列", "%.40s does not await verification", item->kind == ZC_JSON_TEXT ? item->text : "?");
        ids[bulk->id_count++] = id;
    }
    bulk->ids = ids;
    return rc;
}

static void verify(struct zc_api *api)
{
    const struct zc_json *body = zc_api_body(api);
    if (!body || !zc_api_members(api, body, "entity ids basis by on"))
        return;
    const struct zc_entity *entity = zc_api_entity(api, zc_json_text(body, "entity") ? zc_json_text(body, "entity") : "", ZC_API_WRITE);
    if (!entity)
        return;
    if (!zc_opening_may(api->reader, entity)) {
        zc_api_missing(api);
        return;
    }
    struct zc_patch patch = zc_patch_new(api->arena, entity, 0);
    struct zc_bulk bulk = {.patch = &patch};
    size_t seen = 0, changed = 0;
    patch.valid_from = ZC_TODAY;
    patch.why = "期初核实";
    int rc = read_ids(&bulk, api, entity, body);
    if (!rc)
        rc = read_grounds(&patch, api, body);
    if (!rc)
        rc = zc_bulk_change(&seen, &changed, api->request->tx, &bulk, &api->err);
    if (rc)
        zc_api_fail(api, rc);
    else
        zc_buf_printf(api->out, "{\"changed\":%zu,\"tx\":\"%lld\"}\n", changed, (long long)zc_tx_number(api->request->tx));
}

void zc_api_opening_verify(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    zc_api_open(&api, response, request);
    zc_api_once(&api, verify);
}

/* 3 */

static void withdraw(struct zc_api *api)
{
    struct zc_opening_batch *list = NULL;
    size_t count = 0, at = 0;
    int64_t tx;
    const struct zc_json *body = zc_api_body(api);
    if (!body || !zc_api_members(api, body, "tx why"))
        return;
    const char *why = zc_json_text(body, "why");
    int rc = zc_opening_batches(&list, &count, api->arena, api->db, api->reader, &api->err);
    if (!rc && !zc_api_id(&tx, zc_json_text(body, "tx")))
        tx = -1;
    while (!rc && at < count && list[at].tx != tx)
        at++;
    if (!rc && (at == count || !zc_api_scope(api->identity, list[at].first.entity->full_name, ZC_API_WRITE))) { /* only verifications are taken back here */
        zc_api_missing(api);
        return;
    }
    if (!rc)
        rc = why && *why ? zc_bulk_withdraw(api->request->tx, tx, why, &api->err) : zc_fail(&api->err, ZC_EINPUT, "请写明撤回原因", "say why it is withdrawn");
    if (rc)
        zc_api_fail(api, rc);
    else
        zc_buf_printf(api->out, "{\"rows\":%zu}\n", list[at].rows);
}

void zc_api_opening_withdraw(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    zc_api_open(&api, response, request);
    zc_api_once(&api, withdraw);
}
