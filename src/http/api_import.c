/*
 * Importing over the API, for the workplace and for programs outside: 1 how an import came out; 2 importing a file; 3 layouts,
 * withdrawing. How it is done stands in http/import_ask.h.
 */
#include "http/api.h"
#include "http/import_ask.h"
#include "http/import_view.h"
#include "http/waiting.h"
#include "paper/form.h"
#include "paper/missing.h"

#include <string.h>

/* 1 */

enum { VIEW_ROWS = 400, VIEWED_ROWS = 50000, MOST_FINDINGS = 1000 };

static void put_sheet(struct zc_api *api, const struct zc_findings *findings, const char *path)
{
    struct zc_import_view view;
    size_t shown = 0;
    if (!zc_import_view_open(&view, api->arena, findings, path)) {
        zc_buf_str(api->out, "null");
        return;
    }
    zc_buf_str(api->out, "{\"name\":");
    zc_buf_json_str(api->out, view.name);
    zc_buf_str(api->out, ",\"columns\":[");
    for (size_t c = 0; c < view.count; c++)
        zc_buf_printf(api->out, "%s%d", c ? "," : "", view.columns[c]);
    zc_buf_str(api->out, "],\"rows\":[");
    for (size_t r = 0; r < view.grid.count && shown < VIEW_ROWS; r++) {
        if (!zc_import_view_shows(&view, findings, view.grid.rows[r].number))
            continue;
        zc_buf_printf(api->out, "%s\n{\"row\":%d,\"cells\":[", shown++ ? "," : "", view.grid.rows[r].number);
        for (size_t c = 0; c < view.count; c++) {
            zc_buf_str(api->out, c ? "," : "");
            zc_buf_json_str(api->out, zc_import_cell_text(api->arena, zc_row_cell(&view.grid.rows[r], view.columns[c])));
        }
        zc_buf_str(api->out, "]}");
    }
    zc_buf_str(api->out, "]}");
    zc_book_close(view.book);
}

static void put_finding(struct zc_api *api, const struct zc_finding *finding)
{
    static const char *const severities[] = {"error", "warning", "confirm"};
    zc_buf_str(api->out, "{\"sheet\":");
    zc_buf_json_str(api->out, finding->sheet);
    zc_buf_printf(api->out, ",\"row\":%d,\"column\":%d,\"severity\":\"%s\",\"code\":", finding->row, finding->column, severities[finding->severity]);
    zc_buf_json_str(api->out, finding->code);
    zc_buf_str(api->out, ",\"place\":");
    zc_buf_json_str(api->out, zc_import_place(api->arena, api->request->lang, finding));
    zc_buf_str(api->out, ",\"message\":");
    zc_api_pair(api->out, finding->message);
    zc_buf_str(api->out, ",\"written\":");
    zc_buf_json_str(api->out, finding->written);
    zc_buf_str(api->out, ",\"read_as\":");
    zc_buf_json_str(api->out, finding->read_as);
    zc_buf_char(api->out, '}');
}

void zc_api_import_report(struct zc_api *api, const struct zc_import_report *report, const struct zc_job_order *order, const char *upload,
                          const char *path, int code, const struct zc_error *err)
{
    const struct zc_import_result *result = &report->result;
    struct zc_buf *out = api->out;
    bool waits = zc_waiting_path(api->arena, api->city, upload, order->account, "") != NULL;
    bool good = !code && !result->errors && !result->refused, annotated = waits && zc_waiting_path(api->arena, api->city, upload, order->account, ".xlsx");
    zc_buf_str(out, "\"file\":");
    zc_buf_json_str(out, order->file_name);
    zc_buf_str(out, ",\"upload\":");
    zc_buf_json_str(out, waits ? upload : NULL);
    zc_buf_str(out, ",\"annotated\":");
    zc_buf_json_str(out, annotated ? zc_arena_printf(api->arena, "/import/%s/annotated.xlsx", upload) : NULL);
    zc_buf_str(out, ",\"layout\":");
    zc_buf_json_str(out, report->layout);
    zc_buf_printf(out, ",\"dry_run\":%s,\"good\":%s,\"refused\":%s,\"rows\":%zu,\"made\":%zu,\"changed\":%zu,\"same\":%zu,\"errors\":%zu,\"to_confirm\":%zu,\"import\":",
                  order->trial ? "true" : "false", good ? "true" : "false", result->refused ? "true" : "false", result->row_count, report->made, report->changed,
                  report->same, result->errors, result->confirm_rows);
    if (report->import_id)
        zc_api_number(out, report->import_id);
    else
        zc_buf_str(out, "null");
    zc_buf_str(out, ",\"message\":");
    zc_buf_json_str(out, code ? zc_error_text(err, api->request->lang) : NULL);
    zc_buf_str(out, ",\"missing\":");
    zc_missing_put(out, api->arena, good || result->refused ? NULL : report->missing);
    zc_buf_str(out, ",\"sheet\":");
    if (path && result->row_count < VIEWED_ROWS)
        put_sheet(api, &result->findings, path);
    else
        zc_buf_str(out, "null");
    zc_buf_str(out, ",\"findings\":[");
    for (size_t i = 0; i < result->findings.count && i < MOST_FINDINGS; i++) {
        zc_buf_str(out, i ? ",\n" : "\n");
        put_finding(api, &result->findings.items[i]);
    }
    zc_buf_char(out, ']');
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

/* A field of the form; NULL when it is empty. */
static const char *field(const struct zc_api *api, const char *name)
{
    const char *text = zc_request_form(api->request, name);
    return text && *text ? text : NULL;
}

static int read_order(struct zc_import_ask *ask, struct zc_api *api)
{
    struct zc_request *request = api->request;
    static const struct {
        const char *name;
        size_t most;
    } known[] = {{"as", 120}, {"dry_run", 5}, {"stand", 10}, {"valid", 10}, {"why", 500}, {"upload", 26}, {"name", 200},
                 {"make", ZC_JOB_ANSWER_MOST}, {"leave", ZC_JOB_ANSWER_MOST}, {"given", ZC_JOB_ANSWER_MOST}};
    for (size_t i = 0; i < request->form_count; i++) {
        size_t j = 0;
        while (j < sizeof known / sizeof *known && strcmp(request->form[i].name, known[j].name) != 0)
            j++;
        if (j == sizeof known / sizeof *known)
            return zc_fail(&api->err, ZC_EINPUT, "不认得 %.60s,可有:file upload name as dry_run stand valid why make leave given",
                           "there is an unknown field %.60s; known: file upload name as dry_run stand valid why make leave given", request->form[i].name);
        if (strlen(request->form[i].value) > known[j].most)
            return zc_fail(&api->err, ZC_EINPUT, "%s 太长,最多 %zu 个字节", "%s is too long: %zu bytes at the most", known[j].name, known[j].most);
    }
    const char *trial = field(api, "dry_run");
    if (trial && strcmp(trial, "true") != 0 && strcmp(trial, "false") != 0)
        return zc_fail(&api->err, ZC_EINPUT, "dry_run 应为 true 或 false,收到 %.20s", "dry_run is true or false, %.20s came", trial);
    int rc = zc_import_ask_file(ask, request, field(api, "upload"), field(api, "name"), trial && strcmp(trial, "true") == 0, "api", &api->err);
    rc = rc ? rc : day_of(&ask->order.stand, api, "stand");
    rc = rc ? rc : day_of(&ask->order.valid_from, api, "valid");
    ask->order.read_as = field(api, "as");
    ask->order.why = field(api, "why");
    ask->order.create_missing = field(api, "make");
    ask->order.leave_out = field(api, "leave");
    ask->order.given = field(api, "given");
    ask->as_job = wants_job(request);
    return rc;
}

/* A check that finds something has done its work; what was to be taken and could not be is refused. */
void zc_api_import(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_import_ask ask;
    struct zc_import_answer answer;
    zc_api_open(&api, response, request);
    int rc = zc_api_scope(api.identity, "core.import", ZC_API_WRITE) ? read_order(&ask, &api)
                                                                     : zc_fail(&api.err, ZC_EDENIED, "令牌没有 core.import:write", "the token lacks core.import:write");
    rc = rc ? rc : zc_import_carry_out(&answer, &ask, request, &api.err);
    if (rc) {
        zc_api_fail(&api, rc);
        return;
    }
    if (answer.job) {
        zc_api_job_asked(&api, answer.job);
        return;
    }
    bool refused = answer.code && !ask.order.trial;
    zc_buf_char(api.out, '{');
    if (refused) {
        response->status = zc_status_of(answer.code);
        zc_buf_printf(api.out, "\"error\":{\"status\":%d,\"message\":", response->status);
        zc_buf_json_str(api.out, zc_error_text(&api.err, request->lang));
        zc_buf_str(api.out, ",\"request\":");
        zc_buf_json_str(api.out, request->id);
        zc_buf_str(api.out, "},");
    }
    zc_api_import_report(&api, &answer.report, &ask.order, answer.upload, answer.path, answer.code, &api.err);
    zc_buf_str(api.out, "}\n");
}

/* 3 */

void zc_api_import_layouts(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    bool first = true;
    zc_api_open(&api, response, request);
    if (!zc_may_import(&api.identity->acting)) {
        zc_api_fail(&api, zc_fail(&api.err, ZC_EDENIED, "导入要有工作人员角色", "importing takes the role of staff"));
        return;
    }
    zc_buf_str(api.out, "{\"layouts\":[");
    for (size_t i = 0; i < api.model->layout_count; i++) {
        if (zc_form_declared(api.model->layouts[i])) /* a returned form says itself what it is */
            continue;
        zc_buf_str(api.out, first ? "" : ",");
        zc_buf_json_str(api.out, api.model->layout_names[i]);
        first = false;
    }
    zc_buf_str(api.out, "]}\n");
}

void zc_api_import_withdraw(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_record import;
    int64_t id;
    zc_api_open(&api, response, request);
    const struct zc_json *body = zc_api_body(&api);
    if (!body || !zc_api_members(&api, body, "why"))
        return;
    const char *why = zc_json_text(body, "why");
    const struct zc_entity *imports = zc_api_entity(&api, "core.import", ZC_API_WRITE);
    if (!imports)
        return;
    if (!zc_may_import(&api.identity->acting)) {
        zc_api_fail(&api, zc_fail(&api.err, ZC_EDENIED, "导入要有工作人员角色", "importing takes the role of staff"));
        return;
    }
    if (!zc_api_id(&id, request->params[0]) || zc_rows_get(&import, api.arena, api.db, imports, id, zc_times_now(api.db), api.reader, NULL)) {
        zc_api_missing(&api);
        return;
    }
    struct zc_actor actor = zc_actor_of(&api.identity->acting, "api");
    int rc = why && *why ? zc_import_withdraw(api.db, &actor, id, why, &api.err) : zc_fail(&api.err, ZC_EINPUT, "请写明撤回原因", "say why it is withdrawn");
    if (rc)
        zc_api_fail(&api, rc);
    else
        zc_buf_str(api.out, "{}\n");
}
