/* The year change through the API. A preview does it and keeps nothing. */
#include "http/api.h"
#include "record/carry.h"

/* The plan of the address, seen by the reader. false: answered. */
static bool open_plan(struct zc_api *api, const struct zc_entity **entity, int64_t *id)
{
    struct zc_record plan;
    if (!(*entity = zc_api_entity(api, api->request->params[0], ZC_API_WRITE)))
        return false;
    if (zc_api_id(id, api->request->params[1]) && zc_carry_possible(api->model, *entity) &&
        !zc_rows_get(&plan, api->arena, api->db, *entity, *id, zc_times_now(api->db), api->reader, NULL))
        return true;
    zc_api_missing(api);
    return false;
}

static void carry_out(struct zc_api *api, bool keep)
{
    struct zc_carry_ask ask = {.on = ZC_TODAY};
    struct zc_carry_report report;
    const struct zc_json *body;
    if (!open_plan(api, &ask.entity, &ask.from) || !(body = zc_api_body(api)) || !zc_api_members(api, body, "to on due why") ||
        !zc_api_day(api, body, "on", &ask.on) || !zc_api_day(api, body, "due", &ask.due))
        return;
    ask.why = zc_json_text(body, "why");
    int rc = zc_api_id(&ask.to, zc_json_text(body, "to")) ? ZC_OK : zc_fail(&api->err, ZC_EINPUT, "to 应为要转入的编号", "to takes the id to carry into");
    if (!rc)
        rc = zc_carry_run(&report, api->arena, api->request->tx, &ask, &api->err);
    if (rc) {
        zc_api_fail(api, rc);
        return;
    }
    api->response->preview = !keep;
    api->response->status = keep ? 201 : 200;
    zc_buf_printf(api->out, "{\"tx\":\"%lld\",\"lines\":[", (long long)zc_tx_number(api->request->tx));
    for (size_t i = 0; i < report.line_count; i++) {
        const struct zc_carry_line *line = &report.lines[i];
        zc_buf_printf(api->out, "%s{\"entity\":\"%s\",\"carried\":%zu,\"stays\":%zu,\"names\":[", i ? ",\n" : "\n", line->entity->full_name, line->carried, line->stays);
        for (size_t n = 0; n < line->name_count; n++) {
            zc_buf_str(api->out, n ? "," : "");
            zc_buf_json_str(api->out, line->names[n]);
        }
        zc_buf_str(api->out, "]}");
    }
    zc_buf_str(api->out, "]}\n");
}

static void keep(struct zc_api *api) { carry_out(api, true); }

static void take_back(struct zc_api *api)
{
    const struct zc_entity *entity;
    const struct zc_json *body;
    int64_t plan, tx;
    if (!open_plan(api, &entity, &plan) || !(body = zc_api_body(api)) || !zc_api_members(api, body, "why"))
        return;
    if (!zc_api_id(&tx, api->request->params[2])) {
        zc_api_missing(api);
        return;
    }
    int rc = zc_carry_withdraw(api->request->tx, entity, plan, tx, zc_json_text(body, "why"), &api->err);
    if (rc)
        zc_api_fail(api, rc);
    else
        zc_buf_printf(api->out, "{\"withdrawn\":\"%lld\",\"tx\":\"%lld\"}\n", (long long)tx, (long long)zc_tx_number(api->request->tx));
}

void zc_api_carry_preview(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    zc_api_open(&api, response, request);
    carry_out(&api, false);
}

void zc_api_carry(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    zc_api_open(&api, response, request);
    zc_api_once(&api, keep);
}

void zc_api_carry_withdraw(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    zc_api_open(&api, response, request);
    zc_api_once(&api, take_back);
}
