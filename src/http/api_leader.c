/* The leader's page: 1 matters and what was said; 2 an instruction. */
#include "http/api.h"
#include "query/leader.h"

#include <string.h>

/* 1 */

static void put_name(struct zc_api *api, const char *member, const char *entity, int64_t id)
{
    const struct zc_entity *of = zc_model_entity(api->model, entity);
    struct zc_record record;
    zc_buf_printf(api->out, ",\"%s\":", member);
    if (id && of && !zc_rows_get(&record, api->arena, api->db, of, id, zc_times_now(api->db), api->reader, NULL))
        zc_buf_json_str(api->out, zc_record_name(api->arena, api->db, &record, api->request->lang));
    else
        zc_buf_str(api->out, "null");
}

static void put_day(struct zc_api *api, const char *member, const struct zc_record *record)
{
    struct zc_value value = zc_record_value(record, member);
    zc_buf_printf(api->out, ",\"%s\":", member);
    zc_api_date(api->out, value.kind ? (int)value.number : ZC_DATE_MAX);
}

static void put_said(struct zc_api *api, const struct zc_record *said)
{
    static const char *const texts[] = {"title", "asked", "state", "result", "return_reason", "record_entity"}, *const days[] = {"dispatched_on", "due_on", "accepted_on", "done_on"};
    zc_buf_printf(api->out, "{\"id\":\"%lld\",\"record_id\":\"%lld\"", (long long)said->id, (long long)zc_record_value(said, "record_id").number);
    for (size_t i = 0; i < 6; i++) {
        zc_buf_printf(api->out, ",\"%s\":", texts[i]);
        zc_buf_json_str(api->out, zc_record_text(said, texts[i]));
    }
    for (size_t i = 0; i < 4; i++)
        put_day(api, days[i], said);
    int64_t post = zc_record_value(said, "to_post").number;
    put_name(api, "to", post ? "core.post" : "core.unit", post ? post : zc_record_value(said, "to_unit").number);
    zc_buf_char(api->out, '}');
}

static void put_matter(struct zc_api *api, const struct zc_matter *matter)
{
    const struct zc_record *record = &matter->record;
    const char *unit = record->entity->instruct->unit;
    zc_buf_printf(api->out, "{\"entity\":\"%s\",\"id\":\"%lld\",\"name\":", record->entity->full_name, (long long)record->id);
    zc_buf_json_str(api->out, zc_record_name(api->arena, api->db, record, api->request->lang));
    zc_buf_printf(api->out, ",\"workdays_left\":%d,\"may\":%s", matter->left, matter->may ? "true" : "false");
    put_name(api, "unit", "core.unit", zc_record_value(record, unit).number);
    put_name(api, "to", matter->to_post ? "core.post" : "core.unit", matter->to_post ? matter->to_post : matter->to_unit);
    zc_buf_str(api->out, ",\"answer_on\":");
    zc_api_date(api->out, matter->answer_on);
    zc_buf_str(api->out, ",\"why\":[");
    for (size_t i = 0; i < matter->why_count; i++) {
        zc_buf_str(api->out, i ? ",{\"clock\":" : "{\"clock\":");
        zc_api_pair(api->out, matter->why[i].clock->title);
        zc_buf_str(api->out, ",\"due\":");
        zc_api_date(api->out, matter->why[i].result.due_legal);
        zc_buf_printf(api->out, ",\"over\":%s}", matter->why[i].result.state == ZC_CLOCK_OVER ? "true" : "false");
    }
    zc_buf_str(api->out, "],\"said\":");
    if (matter->said)
        put_said(api, matter->said);
    else
        zc_buf_str(api->out, "null");
    zc_buf_char(api->out, '}');
}

void zc_api_leader(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_leader leader;
    zc_api_open(&api, response, request);
    if (!zc_api_entity(&api, "core.assignment", ZC_API_READ))
        return;
    int rc = api.identity->token ? zc_fail(&api.err, ZC_EDENIED, "令牌不能代人看这一页,请登录", "this page is for who signs in, not for a token")
                                 : zc_leader_of(&leader, api.arena, api.db, api.reader, &api.identity->acting, &api.err);
    for (size_t i = 0; i < leader.count && !rc; i++)
        rc = zc_api_note_read(&api, leader.matters[i].record.entity, &leader.matters[i].record, 1);
    if (rc) {
        zc_api_fail(&api, rc);
        return;
    }
    zc_buf_printf(api.out, "{\"left_off\":%zu,\"matters\":[", leader.left_off);
    for (size_t i = 0; i < leader.count; i++) {
        zc_buf_str(api.out, i ? ",\n" : "\n");
        put_matter(&api, &leader.matters[i]);
    }
    zc_buf_str(api.out, "],\"said\":[");
    for (size_t i = 0; i < leader.said_count; i++) {
        zc_buf_str(api.out, i ? ",\n" : "\n");
        put_said(&api, &leader.said[i]);
    }
    zc_buf_str(api.out, "]}\n");
}

/* 2 */

static void instruct(struct zc_api *api)
{
    static const char *const names[] = {"phrase", "text", "title", "due_on", "to_post", "to_unit"}, *const fields[] = {"phrase", "asked", "title", "due_on", "to_post", "to_unit"};
    const struct zc_entity *entity = zc_api_entity(api, api->request->params[0], ZC_API_READ), *assignments = zc_model_entity(api->model, "core.assignment");
    int64_t record, id = 0;
    bool changed;
    if (!entity || !zc_api_entity(api, "core.assignment", ZC_API_WRITE))
        return;
    const struct zc_json *body = zc_api_body(api);
    if (!body || !zc_api_members(api, body, "phrase text title due_on to_post to_unit"))
        return;
    if (!zc_api_id(&record, api->request->params[1])) {
        zc_api_missing(api);
        return;
    }
    struct zc_patch patch = zc_patch_new(api->arena, assignments, 0);
    int rc = zc_patch_set(&patch, api->arena, "record_entity", entity->full_name, &api->err);
    if (!rc)
        rc = zc_patch_set(&patch, api->arena, "kind", "instruction", &api->err);
    patch.values[zc_entity_field(assignments, "record_id")->column] = zc_int(record);
    patch.set[zc_entity_field(assignments, "record_id")->column] = true;
    for (size_t i = 0; i < 6 && !rc; i++) {
        const char *text = zc_json_text(body, names[i]);
        if (text && *text)
            rc = zc_patch_set(&patch, api->arena, fields[i], text, &api->err);
    }
    if (!rc)
        rc = zc_record_change(&id, &changed, api->request->tx, &patch, &api->err);
    if (rc) {
        zc_api_fail(api, rc);
        return;
    }
    api->response->status = 201;
    zc_buf_printf(api->out, "{\"id\":\"%lld\"}\n", (long long)id);
}

void zc_api_instruct(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    zc_api_open(&api, response, request);
    zc_api_once(&api, instruct);
}
