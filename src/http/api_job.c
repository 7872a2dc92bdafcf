/*
 * Long work over the API: 1 how an import came out; 2 importing a file; 3 a job as JSON; 4 jobs.
 *
 * A small table is imported before the answer leaves, on the writer's thread; a big one, or one asked with Prefer: respond-async,
 * becomes a job: 202 and its address.
 */
#include "http/api.h"
#include "http/background.h"
#include "http/waiting.h"

#include <string.h>

enum { TOLD_JOBS = 50 };

/* 1 */

static void put_findings(struct zc_buf *out, const struct zc_findings *findings)
{
    static const char *const severities[] = {"error", "warning", "confirm"};
    zc_buf_str(out, ",\"findings\":[");
    for (size_t i = 0; i < findings->count && i < 1000; i++) {
        const struct zc_finding *one = &findings->items[i];
        zc_buf_str(out, i ? ",\n{\"sheet\":" : "\n{\"sheet\":");
        zc_buf_json_str(out, one->sheet);
        zc_buf_printf(out, ",\"row\":%d,\"column\":%d,\"severity\":\"%s\",\"code\":", one->row, one->column, severities[one->severity]);
        zc_buf_json_str(out, one->code);
        zc_buf_str(out, ",\"message\":");
        zc_api_pair(out, one->message);
        zc_buf_str(out, ",\"written\":");
        zc_buf_json_str(out, one->written);
        zc_buf_char(out, '}');
    }
    zc_buf_char(out, ']');
}

/* The members of a report, without braces. */
static void put_report(struct zc_buf *out, const struct zc_import_report *report, bool trial)
{
    const struct zc_import_result *result = &report->result;
    zc_buf_str(out, "\"layout\":");
    zc_buf_json_str(out, report->layout);
    zc_buf_printf(out, ",\"dry_run\":%s,\"rows\":%zu,\"made\":%zu,\"changed\":%zu,\"same\":%zu,\"errors\":%zu,\"to_confirm\":%zu,\"import\":", trial ? "true" : "false",
                  result->row_count, report->made, report->changed, report->same, result->errors, result->confirm_rows);
    if (report->import_id)
        zc_api_number(out, report->import_id);
    else
        zc_buf_str(out, "null");
    put_findings(out, &result->findings);
}

/* 2 */

static bool wants_job(const struct zc_request *request)
{
    const char *prefer = zc_request_header(request, "Prefer");
    return prefer && strstr(prefer, "respond-async");
}

static int day_of(int *out, struct zc_api *api, const char *name)
{
    const char *text = zc_request_form(api->request, name);
    if (!text || !*text || zc_date_parse(out, text))
        return ZC_OK;
    return zc_fail(&api->err, ZC_EINPUT, "%s 应为日期,如 2017-06-30,收到 %.40s", "%s takes a date such as 2017-06-30, %.40s came", name, text);
}

static void answer_asked(struct zc_api *api, const char *token)
{
    const char *address = zc_arena_printf(api->arena, "/api/v1/jobs/%s", token);
    api->response->status = 202;
    zc_response_header(api->response, "Location", address);
    zc_buf_printf(api->out, "{\"id\":\"%s\",\"state\":\"queued\",\"job\":\"%s\"}\n", token, address);
}

static int read_order(struct zc_job_order *order, struct zc_api *api)
{
    struct zc_request *request = api->request;
    const char *as = zc_request_form(request, "as"), *trial = zc_request_form(request, "dry_run"), *why = zc_request_form(request, "why");
    static const char *const known[] = {"as", "dry_run", "stand", "valid", "why"};
    for (size_t i = 0; i < request->form_count; i++) {
        bool found = false;
        for (size_t j = 0; j < sizeof known / sizeof *known; j++)
            found = found || strcmp(request->form[i].name, known[j]) == 0;
        if (!found)
            return zc_fail(&api->err, ZC_EINPUT, "不认得 %.60s,可有:file as dry_run stand valid why", "there is an unknown field %.60s; known: file as dry_run stand valid why",
                           request->form[i].name);
    }
    if (request->upload_count != 1 || !request->uploads[0].size)
        return zc_fail(&api->err, ZC_EINPUT, "请以 multipart/form-data 上传一个文件,收到 %zu 个", "one file as multipart/form-data is needed, %zu came", request->upload_count);
    const char *name = request->uploads[0].file_name;
    if (!*name || strlen(name) > 200)
        return zc_fail(&api->err, ZC_EINPUT, "文件名应为 1 至 %d 个字节", "a file's name takes 1 to %d bytes", 200);
    if ((why && strlen(why) > 500) || (as && strlen(as) > 120))
        return zc_fail(&api->err, ZC_EINPUT, "as 或 why 太长", "as or why is too long");
    int rc = zc_import_order(order, api->arena, api->identity, "api", name, trial && strcmp(trial, "true") == 0, &api->err);
    rc = rc ? rc : day_of(&order->stand, api, "stand");
    rc = rc ? rc : day_of(&order->valid_from, api, "valid");
    order->read_as = as && *as ? as : NULL;
    order->why = why && *why ? why : NULL;
    return rc;
}

static void import_now(struct zc_api *api, const struct zc_job_order *order)
{
    struct zc_import_report report;
    struct zc_import_job job = zc_import_job_of(api->model, order, api->request->uploads[0].path);
    struct zc_actor actor = {.account = api->reader->account, .post = api->reader->post, .face = "api", .reader = &api->identity->acting};
    int rc = zc_import_run(&report, api->arena, api->db, &actor, &job, &api->err);
    if (rc && (rc != ZC_ECHECK || !report.result.findings.count)) {
        zc_api_fail(api, rc);
        return;
    }
    zc_buf_char(api->out, '{');
    if (rc) {
        api->response->status = zc_status_of(rc);
        zc_buf_printf(api->out, "\"error\":{\"status\":%d,\"message\":", api->response->status);
        zc_buf_json_str(api->out, zc_error_text(&api->err, api->request->lang));
        zc_buf_str(api->out, "},");
    }
    put_report(api->out, &report, order->trial);
    zc_buf_str(api->out, "}\n");
}

void zc_api_import(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_job_order order;
    size_t rows = 0;
    char digest[ZC_DIGEST_HEX];
    const char *token;
    zc_api_open(&api, response, request);
    int rc = zc_api_scope(api.identity, "core.import", ZC_API_WRITE) ? read_order(&order, &api)
                                                                     : zc_fail(&api.err, ZC_EDENIED, "令牌没有 core.import:write", "the token lacks core.import:write");
    if (!rc && !request->go_on && !wants_job(request)) {
        rc = zc_import_size(&rows, request->uploads[0].path, ZC_BIG_ROWS, &api.err);
        if (!rc && rows < ZC_BIG_ROWS) {
            request->go_on = ZC_ROUTE_ALONE;
            return;
        }
    }
    if (!rc && request->go_on) {
        import_now(&api, &order);
        return;
    }
    zc_waiting_tidy(api.arena, api.city);
    if (!rc)
        rc = zc_waiting_keep(&order.upload, digest, api.arena, api.city, order.account, request->uploads[0].path, &api.err);
    if (!rc) {
        order.digest = digest;
        if ((rc = zc_jobs_ask(&token, api.arena, api.server->jobs, &order, &api.err)))
            zc_waiting_remove(api.arena, api.city, order.upload, order.account);
    }
    if (rc)
        zc_api_fail(&api, rc);
    else
        answer_asked(&api, token);
}

/* 3 */

static void put_instant(struct zc_buf *out, const char *name, int64_t instant)
{
    zc_buf_printf(out, ",\"%s\":", name);
    zc_api_instant(out, instant ? instant : ZC_INSTANT_MAX);
}

static void put_look(struct zc_api *api, const struct zc_job_look *look)
{
    struct zc_buf *out = api->out;
    zc_buf_printf(out, "{\"id\":\"%s\",\"kind\":\"%s\",\"title\":", look->token, look->order->kind);
    zc_buf_json_str(out, look->order->title);
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
    const struct zc_import_outcome *outcome = strcmp(look->order->kind, zc_job_import) == 0 ? look->outcome : NULL;
    if (outcome) {
        zc_buf_str(out, ",\"report\":{");
        put_report(out, &outcome->report, look->order->trial);
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
    zc_buf_printf(out, ",\"record\":\"%lld\"}", (long long)record->id);
}

/* 4 */

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
        put_look(&api, &looks[i]);
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
        put_look(&api, &look);
        zc_jobs_let_go(api.server->jobs, &look);
    } else if (zc_job_find(&record, api.arena, api.db, request->params[0], api.reader, NULL)) {
        zc_api_missing(&api);
        return;
    } else {
        put_recorded(&api, &record);
    }
    zc_buf_char(api.out, '\n');
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
    if (!body || !zc_api_members(&api, body, "kind"))
        return;
    const char *kind = zc_json_text(body, "kind");
    int rc = kind && strcmp(kind, zc_job_verify) == 0 ? zc_verify_order(&order, api.identity, "api", &api.err)
                                                      : zc_fail(&api.err, ZC_EINPUT, "kind 应为 verify(导入请用 /api/v1/imports)", "kind is verify (imports go to /api/v1/imports)");
    rc = rc ? rc : zc_jobs_ask(&token, api.arena, api.server->jobs, &order, &api.err);
    if (rc)
        zc_api_fail(&api, rc);
    else
        answer_asked(&api, token);
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
        answer_asked(&api, token);
}
