/* The desk and what is handed out: 1 what the reader must do, with its clock and what a row needs to be acted on, and how much there is; 2 handing a record out to several at once. */
#include "http/api.h"
#include "query/desk.h"

#include <string.h>

/* 1 */

static void put_text(struct zc_api *api, const char *member, const char *text)
{
    zc_buf_printf(api->out, ",\"%s\":", member);
    zc_buf_json_str(api->out, text && *text ? text : NULL);
}

static const char *post_name(struct zc_api *api, int64_t id)
{
    const struct zc_entity *posts = zc_model_entity(api->model, "core.post");
    struct zc_record post;
    return id && posts && !zc_rows_get(&post, api->arena, api->db, posts, id, zc_times_now(api->db), api->reader, NULL)
               ? zc_record_name(api->arena, api->db, &post, api->request->lang)
               : NULL;
}

/* Working days of the clock: all of them, those used by today, those left (below 0: over by so many). */
static void put_days(struct zc_api *api, const struct zc_desk_item *item)
{
    const struct zc_calendar *calendar = zc_db_calendar(api->db);
    int today = zc_db_today(api->db);
    if (!item->due)
        return;
    zc_buf_printf(api->out, ",\"left\":%d", item->due >= today ? zc_workday_between(calendar, today, item->due) : -zc_workday_between(calendar, item->due, today));
    if (!item->since || item->since > item->due)
        return;
    int total = zc_workday_between(calendar, item->since, item->due), used = item->since < today ? zc_workday_between(calendar, item->since, today) : 0;
    zc_buf_printf(api->out, ",\"total\":%d,\"used\":%d", total, used < total ? used : total);
}

/* What a row says beyond its name. Of a vacant post nothing: it is named only. */
static void put_row(struct zc_api *api, const struct zc_desk_item *item)
{
    const struct zc_record *record = &item->record;
    put_text(api, "state", zc_record_text(record, "state"));
    if (item->clock) {
        zc_buf_str(api->out, ",\"clock\":");
        zc_api_pair(api->out, item->clock->title);
        zc_api_clock(api, item->clock, &item->result);
    }
    if (item->kind == ZC_DESK_INBOX) {
        put_text(api, "reason", zc_record_text(record, "reason"));
        put_text(api, "subject_entity", zc_record_text(record, "subject_entity"));
        zc_buf_printf(api->out, ",\"subject_id\":\"%lld\"", (long long)zc_record_value(record, "subject_id").number);
    } else if (item->kind == ZC_DESK_ASSIGNMENT) {
        put_text(api, "instruction", strcmp(zc_record_text(record, "kind"), "instruction") == 0 ? "yes" : NULL);
        put_text(api, "asked", zc_record_text(record, "asked"));
        put_text(api, "about", zc_record_text(record, "record_name"));
        put_text(api, "from", post_name(api, zc_record_value(record, "from_post").number));
    }
}

/* How many records of each kind there are to see; of the kernel's own none. */
static int put_ledger(struct zc_api *api)
{
    size_t told = 0;
    int rc = ZC_OK;
    zc_buf_str(api->out, ",\"ledger\":[");
    for (size_t i = 0; i < api->model->entity_count && !rc; i++) {
        const struct zc_entity *entity = api->model->entities[i];
        struct zc_rows_query query = {.entity = entity, .times = zc_times_now(api->db), .reader = api->reader};
        if (strcmp(entity->module, "core") == 0 || !entity->list_count || !zc_api_may_meet(api->reader, entity) || !zc_api_scope(api->identity, entity->full_name, ZC_API_READ))
            continue;
        zc_buf_printf(api->out, "%s{\"entity\":\"%s\"", told++ ? ",\n" : "\n", entity->full_name);
        rc = zc_api_note_aggregate(api, entity);
        if (!rc)
            rc = zc_api_total(api, &query, false);
        zc_buf_char(api->out, '}');
    }
    zc_buf_char(api->out, ']');
    return rc;
}

void zc_api_desk(struct zc_response *response, struct zc_request *request)
{
    static const char *const kinds[] = {"assignment", "inbox", "clock", "sign", "unhanded", "vacant"};
    struct zc_api api;
    struct zc_desk desk;
    zc_api_open(&api, response, request);
    if (!zc_api_entity(&api, "core.inbox", ZC_API_READ) || !zc_api_entity(&api, "core.assignment", ZC_API_READ))
        return;
    int rc = zc_desk_of(&desk, api.arena, api.db, api.reader, &api.err);
    if (rc) {
        zc_api_fail(&api, rc);
        return;
    }
    zc_buf_str(api.out, "{\"items\":[");
    for (size_t i = 0; i < desk.count; i++) {
        const struct zc_desk_item *item = &desk.items[i];
        zc_buf_printf(api.out, "%s{\"kind\":\"%s\",\"entity\":\"%s\",\"id\":\"%lld\",\"name\":", i ? ",\n" : "\n", kinds[item->kind],
                      item->record.entity->full_name, (long long)item->record.id);
        zc_buf_json_str(api.out, zc_record_name(api.arena, api.db, &item->record, ZC_ZH));
        zc_buf_str(api.out, ",\"due\":");
        zc_api_date(api.out, item->due ? item->due : ZC_DATE_MAX);
        zc_buf_printf(api.out, ",\"over\":%s,\"post\":\"%lld\",\"represented\":%s,\"vacant\":%s,\"vacant_since\":", item->over ? "true" : "false",
                      (long long)item->post, item->represented ? "true" : "false", item->vacant ? "true" : "false");
        zc_api_date(api.out, item->vacant_since ? item->vacant_since : ZC_DATE_MAX);
        put_text(&api, "post_title", post_name(&api, item->post));
        put_days(&api, item);
        if (!item->vacant || item->represented)
            put_row(&api, item);
        zc_buf_char(api.out, '}');
    }
    zc_buf_char(api.out, ']');
    if (zc_api_flag(&api, "ledger") && (rc = put_ledger(&api))) {
        api.out->size = 0;
        zc_api_fail(&api, rc);
        return;
    }
    zc_buf_str(api.out, "}\n");
}

/* 2 */

static int one(int64_t *id, struct zc_api *api, const struct zc_entity *entity, int64_t record, const struct zc_json *body, const struct zc_json *to)
{
    const struct zc_entity *assignments = zc_model_entity(api->model, "core.assignment");
    struct zc_patch patch = zc_patch_new(api->arena, assignments, 0);
    const char *names[] = {"title", "asked", "to_post", "to_unit", "due_on"};
    const char *texts[] = {zc_json_text(body, "title"), zc_json_text(body, "asked"), zc_json_text(to, "post"), zc_json_text(to, "unit"), zc_json_text(to, "due_on")};
    bool changed;
    int rc = zc_patch_set(&patch, api->arena, "record_entity", entity->full_name, &api->err);
    patch.values[zc_entity_field(assignments, "record_id")->column] = zc_int(record);
    patch.set[zc_entity_field(assignments, "record_id")->column] = true;
    for (size_t i = 0; i < 5 && !rc; i++)
        if (texts[i])
            rc = zc_patch_set(&patch, api->arena, names[i], texts[i], &api->err);
    *id = 0;
    return rc ? rc : zc_record_change(id, &changed, api->request->tx, &patch, &api->err);
}

static void dispatch(struct zc_api *api)
{
    int64_t record, id;
    const struct zc_entity *entity = zc_api_entity(api, api->request->params[0], ZC_API_READ);
    if (!entity || !zc_api_entity(api, "core.assignment", ZC_API_WRITE))
        return;
    const struct zc_json *body = zc_api_body(api);
    if (!body || !zc_api_members(api, body, "title asked to"))
        return;
    const struct zc_json *to = zc_json_get(body, "to");
    if (!zc_api_id(&record, api->request->params[1])) {
        zc_api_missing(api);
        return;
    }
    int rc = to && to->kind == ZC_JSON_ARRAY && to->child ? ZC_OK
                                                         : zc_fail(&api->err, ZC_EINPUT, "to 应为列表,每项写 post 或 unit 和 due_on", "to is a list of {post or unit, due_on}");
    zc_buf_str(api->out, rc ? "" : "{\"ids\":[");
    for (const struct zc_json *item = rc ? NULL : to->child; item && !rc; item = item->next) {
        if (!zc_api_members(api, item, "post unit due_on"))
            return;
        rc = one(&id, api, entity, record, body, item);
        zc_buf_str(api->out, item == to->child ? "" : ",");
        zc_buf_printf(api->out, "\"%lld\"", (long long)id);
    }
    if (rc) {
        api->out->size = 0;
        zc_api_fail(api, rc);
        return;
    }
    api->response->status = 201;
    zc_buf_str(api->out, "]}\n");
}

void zc_api_dispatch(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    zc_api_open(&api, response, request);
    zc_api_once(&api, dispatch);
}
