/* Leaving a post through the API: 1 what a body asks; 2 what came of it; 3 preview and doing it; 4 taking it back. A preview does it and keeps nothing. */
#include "http/api.h"
#include "query/replay.h"
#include "record/departure.h"

#include <string.h>

/* 1 */

static bool truth_of(const struct zc_json *body, const char *name)
{
    const struct zc_json *member = zc_json_get(body, name);
    return member && member->kind == ZC_JSON_BOOL && member->boolean;
}

static int read_id(int64_t *out, struct zc_api *api, const struct zc_json *body, const char *name)
{
    const struct zc_json *member = zc_json_get(body, name);
    *out = 0;
    if (!member || member->kind == ZC_JSON_NULL)
        return ZC_OK;
    return zc_api_id(out, zc_json_text(body, name)) ? ZC_OK : zc_fail(&api->err, ZC_EINPUT, "%s 应为编号", "%s takes an id", name);
}

static bool read_ask(struct zc_departure_ask *ask, struct zc_api *api, const struct zc_json *body)
{
    int64_t slice;
    *ask = (struct zc_departure_ask){.kind = zc_json_text(body, "kind"), .basis = zc_json_text(body, "basis"), .ends_named = truth_of(body, "ends_named"),
                                     .why = zc_api_why_text(body)};
    if (!zc_api_members(api, body, "holding slice to_on person from_on until_on kind deputy_post basis ends_named why") ||
        !zc_api_day(api, body, "to_on", &ask->to_on) || !zc_api_day(api, body, "from_on", &ask->from_on) || !zc_api_day(api, body, "until_on", &ask->until_on))
        return false;
    int rc = read_id(&ask->holding, api, body, "holding");
    if (!rc && !ask->holding)
        rc = zc_fail(&api->err, ZC_EINPUT, "holding 应为离任的任职的编号", "holding takes the id of the holding that ends");
    if (!rc)
        rc = read_id(&ask->person, api, body, "person");
    if (!rc)
        rc = read_id(&ask->deputy_post, api, body, "deputy_post");
    if (!rc)
        rc = read_id(&slice, api, body, "slice");
    if (rc) {
        zc_api_fail(api, rc);
        return false;
    }
    ask->slice = (int)slice;
    return true;
}

/* 2 */

static void put_text(struct zc_api *api, const char *member, const char *text)
{
    zc_buf_printf(api->out, ",\"%s\":", member);
    zc_buf_json_str(api->out, text && *text ? text : NULL);
}

static void put_id(struct zc_api *api, const char *member, int64_t id)
{
    zc_buf_printf(api->out, ",\"%s\":", member);
    if (id)
        zc_api_number(api->out, id);
    else
        zc_buf_str(api->out, "null");
}

static void put_day(struct zc_api *api, const char *member, int day)
{
    zc_buf_printf(api->out, ",\"%s\":", member);
    zc_api_date(api->out, day ? day : ZC_DATE_MAX);
}

static const char *name_of(struct zc_api *api, const char *entity_name, int64_t id)
{
    const struct zc_entity *entity = zc_model_entity(api->model, entity_name);
    struct zc_record record;
    return id && entity && !zc_rows_get(&record, api->arena, api->db, entity, id, zc_times_now(api->db), api->reader, NULL)
               ? zc_record_name(api->arena, api->db, &record, api->request->lang)
               : NULL;
}

static bool seen(struct zc_api *api, const struct zc_handed *one)
{
    struct zc_record record;
    return !one->record.entity || !zc_rows_get(&record, api->arena, api->db, one->record.entity, one->record.id, zc_times_now(api->db), api->reader, NULL);
}

enum { NAMED = 20 }; /* of each kind */

/* Counted for the city; named only what this reader may open. */
static void put_goes(struct zc_api *api, const struct zc_handed_list *goes)
{
    static const char *const words[ZC_HANDED_KINDS] = {"duty", "assignment", "inbox", "clock", "sign", "job", "draft"};
    size_t told = 0;
    zc_buf_str(api->out, ",\"goes\":[");
    for (size_t i = 0; i < goes->count;) {
        enum zc_handed_kind kind = goes->items[i].kind;
        size_t count = 0, named = 0;
        zc_buf_printf(api->out, "%s{\"kind\":\"%s\",\"items\":[", told++ ? ",\n" : "\n", words[kind]);
        for (; i < goes->count && goes->items[i].kind == kind; i++, count++) {
            const struct zc_handed *one = &goes->items[i];
            if (named == NAMED || !seen(api, one))
                continue;
            zc_buf_str(api->out, named++ ? ",{\"name\":" : "{\"name\":");
            zc_buf_json_str(api->out, one->name);
            put_text(api, "entity", one->record.entity ? one->record.entity->full_name : NULL);
            put_id(api, "id", one->record.entity ? one->record.id : 0);
            put_day(api, "due", one->due);
            zc_buf_char(api->out, '}');
        }
        zc_buf_printf(api->out, "],\"count\":%zu}", count);
    }
    zc_buf_char(api->out, ']');
}

static void put_deputies(struct zc_api *api, const struct zc_departure_report *report)
{
    zc_buf_str(api->out, ",\"deputies\":[");
    for (size_t i = 0; i < report->deputy_count; i++) {
        const struct zc_record *record = &report->deputies[i].record;
        struct zc_value from = zc_record_value(record, "from_on"), to = zc_record_value(record, "to_on");
        zc_buf_printf(api->out, "%s{\"id\":\"%lld\",\"fate\":\"%s\"", i ? ",\n" : "\n", (long long)record->id, zc_departure_fates[report->deputies[i].fate]);
        put_text(api, "post", name_of(api, "core.post", zc_record_value(record, "post").number));
        put_text(api, "deputy", zc_record_value(record, "deputy_post").kind ? name_of(api, "core.post", zc_record_value(record, "deputy_post").number)
                                                                             : name_of(api, "core.person", zc_record_value(record, "person").number));
        put_text(api, "condition", zc_record_text(record, "condition"));
        put_day(api, "from_on", (int)from.number);
        put_day(api, "to_on", to.kind ? (int)to.number : 0);
        zc_buf_char(api->out, '}');
    }
    zc_buf_char(api->out, ']');
}

static int answer(struct zc_api *api, const struct zc_departure_report *report, const struct zc_drift *before)
{
    const struct zc_record *holding = &report->holding;
    struct zc_value to = zc_record_value(holding, "to_on");
    zc_buf_printf(api->out, "{\"tx\":\"%lld\",\"holding\":\"%lld\",\"slice\":\"%d\"", (long long)zc_tx_number(api->request->tx), (long long)holding->id, holding->slice);
    put_text(api, "post_title", zc_record_name(api->arena, api->db, &report->post, api->request->lang));
    put_text(api, "person_name", name_of(api, "core.person", zc_record_value(holding, "person").number));
    put_day(api, "to_on", to.kind ? (int)to.number : 0);
    put_day(api, "from_on", report->from_on);
    put_id(api, "next", report->next);
    put_id(api, "handover", report->handover);
    zc_buf_printf(api->out, ",\"handover_made\":%s", report->handover_made ? "true" : "false");
    put_day(api, "handover_by", report->handover_by);
    put_goes(api, &report->goes);
    put_deputies(api, report);
    zc_buf_char(api->out, ',');
    int rc = zc_api_drift_put(api, before, true);
    zc_buf_str(api->out, "}\n");
    return rc;
}

/* 3 */

static void carry_out(struct zc_api *api, bool keep)
{
    const struct zc_json *body;
    struct zc_departure_ask ask;
    struct zc_departure_report report;
    struct zc_drift before;
    if (!zc_api_entity(api, "core.holding", ZC_API_WRITE) || !zc_api_entity(api, "core.handover", ZC_API_WRITE) || !(body = zc_api_body(api)) ||
        !read_ask(&ask, api, body))
        return;
    int rc = zc_api_drift_before(&before, api);
    if (!rc)
        rc = zc_departure_run(&report, api->arena, api->request->tx, &ask, &api->err);
    if (!rc)
        rc = answer(api, &report, &before);
    if (rc) {
        api->out->size = 0;
        zc_api_fail(api, rc);
        return;
    }
    api->response->preview = !keep;
    api->response->status = keep ? 201 : 200;
}

static void keep(struct zc_api *api) { carry_out(api, true); }

void zc_api_departure_preview(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    zc_api_open(&api, response, request);
    carry_out(&api, false);
}

void zc_api_departure(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    zc_api_open(&api, response, request);
    zc_api_once(&api, keep);
}

/* 4 */

/* The holding of the address, which the reader may see. */
static bool holding_of(int64_t *out, struct zc_api *api)
{
    const struct zc_entity *holdings = zc_model_entity(api->model, "core.holding");
    struct zc_record record;
    if (holdings && zc_api_id(out, api->request->params[0]) && !zc_rows_get(&record, api->arena, api->db, holdings, *out, zc_times_now(api->db), api->reader, NULL))
        return true;
    zc_api_missing(api);
    return false;
}

void zc_api_departure_last(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    int64_t holding, number, at;
    zc_api_open(&api, response, request);
    if (!zc_api_entity(&api, "core.holding", ZC_API_READ) || !holding_of(&holding, &api))
        return;
    int rc = zc_departure_last(&number, &at, api.arena, api.db, holding, &api.err);
    if (rc) {
        zc_api_fail(&api, rc);
        return;
    }
    zc_buf_printf(api.out, "{\"holding\":\"%lld\"", (long long)holding);
    put_id(&api, "tx", number);
    zc_buf_str(api.out, ",\"known\":");
    if (number)
        zc_api_instant(api.out, at);
    else
        zc_buf_str(api.out, "null");
    zc_buf_str(api.out, "}\n");
}

static void take_back(struct zc_api *api)
{
    const struct zc_json *body;
    int64_t holding, number;
    if (!zc_api_entity(api, "core.holding", ZC_API_WRITE) || !zc_api_entity(api, "core.handover", ZC_API_WRITE) || !(body = zc_api_body(api)) ||
        !zc_api_members(api, body, "why") || !holding_of(&holding, api))
        return;
    if (!zc_api_id(&number, api->request->params[1])) {
        zc_api_missing(api);
        return;
    }
    int rc = zc_departure_withdraw(api->request->tx, holding, number, zc_api_why_text(body), &api->err);
    if (rc)
        zc_api_fail(api, rc);
    else
        zc_buf_printf(api->out, "{\"withdrawn\":\"%lld\",\"tx\":\"%lld\"}\n", (long long)number, (long long)zc_tx_number(api->request->tx));
}

void zc_api_departure_withdraw(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    zc_api_open(&api, response, request);
    zc_api_once(&api, take_back);
}
