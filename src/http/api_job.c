/*
 * Long work over the API: 1 a job as JSON; 2 jobs: listing, asking, answering, cancelling, running again.
 */
#include "http/api.h"
#include "http/background.h"
#include "http/download.h"
#include "http/waiting.h"

#include <string.h>

enum { TOLD_JOBS = 50 };

/* 1 */

void zc_api_job_asked(struct zc_api *api, const char *token)
{
    const char *address = zc_arena_printf(api->arena, "/api/v1/jobs/%s", token);
    api->response->status = 202;
    zc_response_header(api->response, "Location", address);
    zc_buf_printf(api->out, "{\"id\":\"%s\",\"state\":\"queued\",\"job\":\"%s\"}\n", token, address);
}

static void put_instant(struct zc_buf *out, const char *name, int64_t instant)
{
    zc_buf_printf(out, ",\"%s\":", name);
    zc_api_instant(out, instant ? instant : ZC_INSTANT_MAX);
}

/* Where the file of the job is, and until when. */
static void put_output(struct zc_api *api, const char *token)
{
    struct zc_job_output output;
    if (zc_job_output_find(&output, api->arena, api->server, api->db, api->identity, token, NULL))
        return;
    zc_buf_printf(api->out, ",\"file\":\"/api/v1/jobs/%s/file\"", token);
    put_instant(api->out, "file_until", output.until);
}

static void put_look(struct zc_api *api, const struct zc_job_look *look, bool with_report)
{
    struct zc_buf *out = api->out;
    zc_buf_printf(out, "{\"id\":\"%s\",\"kind\":\"%s\",\"title\":", look->token, look->order.kind);
    zc_buf_json_str(out, look->order.title);
    zc_buf_printf(out, ",\"state\":\"%s\",\"percent\":%d,\"step\":", zc_job_states[look->state], look->step.permille / 10);
    if (look->step.name.zh)
        zc_api_pair(out, look->step.name);
    else
        zc_buf_str(out, "null");
    zc_buf_printf(out, ",\"done\":%lld,\"total\":", (long long)look->step.done);
    if (look->step.total)
        zc_buf_printf(out, "%lld", (long long)look->step.total);
    else
        zc_buf_str(out, "null");
    zc_buf_str(out, ",\"seconds_left\":");
    if (look->left_s >= 0)
        zc_buf_printf(out, "%lld", (long long)look->left_s);
    else
        zc_buf_str(out, "null");
    put_instant(out, "asked_at", look->asked_at);
    put_instant(out, "started_at", look->started_at);
    put_instant(out, "finished_at", look->finished_at);
    zc_buf_str(out, ",\"result\":");
    if (look->result.zh)
        zc_api_pair(out, look->result);
    else
        zc_buf_str(out, "null");
    if (look->state == ZC_JOB_DONE)
        put_output(api, look->token);
    if (look->question)
        zc_buf_printf(out, ",\"missing\":%s", look->question);
    const struct zc_import_outcome *outcome = with_report && strcmp(look->order.kind, zc_job_import) == 0 ? look->outcome : NULL;
    if (outcome) {
        zc_buf_str(out, ",\"report\":{");
        zc_api_import_report(api, &outcome->report, &look->order, look->order.upload,
                             zc_waiting_path(api->arena, api->city, look->order.upload, look->order.account, ""), outcome->code, &outcome->err);
        zc_buf_char(out, '}');
    }
    zc_buf_char(out, '}');
}

static void put_recorded(struct zc_api *api, const struct zc_record *record)
{
    struct zc_buf *out = api->out;
    struct zc_pair result = zc_job_result(api->arena, zc_record_text(record, "result"));
    zc_buf_printf(out, "{\"id\":\"%s\",\"kind\":\"%s\",\"title\":", zc_record_text(record, "token"), zc_record_text(record, "kind"));
    zc_buf_json_str(out, zc_record_text(record, "title"));
    zc_buf_printf(out, ",\"state\":\"%s\",\"percent\":%lld", zc_record_text(record, "state"), (long long)zc_record_value(record, "progress").number);
    put_instant(out, "started_at", zc_record_value(record, "started_at").number);
    put_instant(out, "finished_at", zc_record_value(record, "finished_at").number);
    zc_buf_str(out, ",\"result\":");
    if (result.zh)
        zc_api_pair(out, result);
    else
        zc_buf_str(out, "null");
    put_output(api, zc_record_text(record, "token"));
    zc_buf_printf(out, ",\"record\":\"%lld\"}", (long long)record->id);
}

/* 2 */

static bool may(struct zc_api *api, enum zc_api_verb verb)
{
    if (zc_api_scope(api->identity, "core.job", verb))
        return true;
    zc_api_fail(api, zc_fail(&api->err, ZC_EDENIED, "令牌没有 core.job 的权限", "the token has no scope of core.job for this"));
    return false;
}

void zc_api_jobs(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_job_look looks[TOLD_JOBS];
    struct zc_rows rows = {0};
    static const char *newest[] = {"-id"};
    zc_api_open(&api, response, request);
    if (!may(&api, ZC_API_READ))
        return;
    const struct zc_entity *entity = zc_model_entity(api.model, "core.job");
    struct zc_rows_query query = {.entity = entity, .times = zc_times_now(api.db), .reader = api.reader, .order = newest, .order_count = 1, .limit = TOLD_JOBS};
    int rc = entity ? zc_rows_list(&rows, api.arena, api.db, &query, &api.err) : ZC_OK;
    if (rc) {
        zc_api_fail(&api, rc);
        return;
    }
    size_t count = zc_jobs_list(looks, TOLD_JOBS, api.server->jobs, api.reader->account), written = 0;
    zc_buf_str(api.out, "{\"items\":[");
    for (size_t i = 0; i < count; i++) {
        zc_buf_str(api.out, written++ ? ",\n" : "\n");
        put_look(&api, &looks[i], false);
    }
    for (size_t i = 0; i < rows.count; i++) { /* those of others that the reader may see, and older ones */
        bool told = false;
        for (size_t j = 0; j < count && !told; j++)
            told = strcmp(looks[j].token, zc_record_text(&rows.items[i], "token")) == 0;
        if (told)
            continue;
        zc_buf_str(api.out, written++ ? ",\n" : "\n");
        put_recorded(&api, &rows.items[i]);
    }
    zc_buf_str(api.out, "]}\n");
    for (size_t i = 0; i < count; i++)
        zc_jobs_let_go(api.server->jobs, &looks[i]);
}

void zc_api_job(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_job_look look;
    struct zc_record record;
    zc_api_open(&api, response, request);
    if (!may(&api, ZC_API_READ))
        return;
    if (zc_jobs_look(&look, api.server->jobs, request->params[0], api.reader->account)) {
        put_look(&api, &look, true);
        zc_jobs_let_go(api.server->jobs, &look);
    } else if (zc_job_find(&record, api.arena, api.db, request->params[0], api.reader, NULL)) {
        zc_api_missing(&api);
        return;
    } else {
        put_recorded(&api, &record);
    }
    zc_buf_char(api.out, '\n');
}

/* A backup holds everything: a token needs the right to read everything. */
static int backup_order(struct zc_job_order *order, struct zc_api *api)
{
    if (!zc_api_scope(api->identity, "core.backup", ZC_API_READ))
        return zc_fail(&api->err, ZC_EDENIED, "令牌没有读取全部内容的权限", "the token may not read everything");
    return zc_backup_order(order, api->arena, api->identity, "api", &api->err);
}

static int export_order(struct zc_job_order *order, struct zc_api *api, const struct zc_json *body)
{
    const char *name = zc_json_text(body, "entity"), *unit = zc_json_text(body, "for"), *format = zc_json_text(body, "format");
    enum zc_lang lang = api->request->lang;
    bool csv = format && strcmp(format, "csv") == 0;
    if (format && !csv && strcmp(format, "xlsx") != 0)
        return zc_fail(&api->err, ZC_EINPUT, "format 应为 xlsx 或 csv,收到 %.20s", "format is xlsx or csv, %.20s came", format);
    if (unit) {
        if (!zc_api_scope(api->identity, "core.import", ZC_API_WRITE))
            return zc_fail(&api->err, ZC_EDENIED, "令牌没有 core.import:write", "the token lacks core.import:write");
        return zc_form_order(order, api->arena, api->model, api->identity, "api", unit, zc_json_text(body, "form"), lang, &api->err);
    }
    const struct zc_entity *entity = name ? zc_model_entity(api->model, name) : NULL;
    if (!entity || !zc_api_may_meet(api->reader, entity))
        return ZC_ENOTFOUND;
    if (!zc_api_scope(api->identity, name, ZC_API_READ))
        return zc_fail(&api->err, ZC_EDENIED, "令牌没有 %.100s:read", "the token lacks %.100s:read", name);
    return zc_export_order(order, api->arena, api->model, api->identity, "api", name, zc_json_text(body, "filter"), csv, lang, &api->err);
}

void zc_api_job_ask(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_job_order order;
    const char *token;
    zc_api_open(&api, response, request);
    if (!may(&api, ZC_API_WRITE))
        return;
    const struct zc_json *body = zc_api_body(&api);
    if (!body || !zc_api_members(&api, body, "kind entity filter format for form"))
        return;
    const char *kind = zc_json_text(body, "kind");
    int rc = kind && strcmp(kind, zc_job_verify) == 0   ? zc_verify_order(&order, api.identity, "api", &api.err)
             : kind && strcmp(kind, zc_job_backup) == 0 ? backup_order(&order, &api)
             : kind && strcmp(kind, zc_job_export) == 0 ? export_order(&order, &api, body)
                                                        : zc_fail(&api.err, ZC_EINPUT, "kind 应为 verify、export 或 backup(导入请用 /api/v1/imports)",
                                                                  "kind is verify, export or backup (imports go to /api/v1/imports)");
    if (rc == ZC_ENOTFOUND && kind && strcmp(kind, zc_job_export) == 0 && !zc_json_text(body, "for")) {
        zc_api_missing(&api);
        return;
    }
    rc = rc ? rc : zc_jobs_ask(&token, api.arena, api.server->jobs, &order, &api.err);
    if (rc)
        zc_api_fail(&api, rc);
    else
        zc_api_job_asked(&api, token);
}

void zc_api_job_cancel(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    zc_api_open(&api, response, request);
    if (!may(&api, ZC_API_WRITE))
        return;
    int rc = zc_jobs_cancel(api.server->jobs, request->params[0], api.reader->account, &api.err);
    if (rc == ZC_ENOTFOUND) {
        zc_api_missing(&api);
    } else if (rc) {
        zc_api_fail(&api, rc);
    } else {
        response->status = 202;
        zc_buf_printf(api.out, "{\"id\":\"%s\",\"asked\":\"cancel\"}\n", request->params[0]);
    }
}

void zc_api_job_answer(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    zc_api_open(&api, response, request);
    if (!may(&api, ZC_API_WRITE))
        return;
    const struct zc_json *body = zc_api_body(&api);
    if (!body || !zc_api_members(&api, body, "make leave given"))
        return;
    int rc = zc_jobs_answer(api.server->jobs, request->params[0], api.reader->account, zc_json_text(body, "make"), zc_json_text(body, "leave"),
                            zc_json_text(body, "given"), &api.err);
    if (rc == ZC_ENOTFOUND)
        zc_api_missing(&api);
    else if (rc)
        zc_api_fail(&api, rc);
    else
        zc_api_job_asked(&api, request->params[0]);
}

void zc_api_job_again(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    const char *token;
    zc_api_open(&api, response, request);
    if (!may(&api, ZC_API_WRITE))
        return;
    int rc = zc_job_again(&token, api.arena, api.server, api.db, api.identity, "api", request->params[0], &api.err);
    if (rc)
        zc_api_fail(&api, rc);
    else
        zc_api_job_asked(&api, token);
}

void zc_api_job_file(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_job_output output;
    zc_api_open(&api, response, request);
    if (!may(&api, ZC_API_READ))
        return;
    int rc = zc_job_output_fetch(&output, api.arena, api.server, api.db, api.identity, "api", request->params[0], &api.err);
    if (rc == ZC_ENOTFOUND)
        zc_api_missing(&api);
    else if (rc)
        zc_api_fail(&api, rc);
    else
        zc_response_download(response, api.arena, output.path, output.name);
}
