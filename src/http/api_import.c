/*
 * Importing for the workplace, as JSON: 1 what was found; 2 the routes.
 */
#include "http/api.h"
#include "http/import_view.h"
#include "http/pages_import.h"

#include <string.h>

/* 1 */

enum { VIEW_ROWS = 400 };

static void put_sheet(struct zc_page *page, const struct zc_findings *findings, const char *path)
{
    struct zc_import_view view;
    size_t shown = 0;
    if (!zc_import_view_open(&view, page, findings, path)) {
        zc_buf_str(page->out, "null");
        return;
    }
    zc_buf_str(page->out, "{\"name\":");
    zc_buf_json_str(page->out, view.name);
    zc_buf_str(page->out, ",\"columns\":[");
    for (size_t c = 0; c < view.count; c++)
        zc_buf_printf(page->out, "%s%d", c ? "," : "", view.columns[c]);
    zc_buf_str(page->out, "],\"rows\":[");
    for (size_t r = 0; r < view.grid.count && shown < VIEW_ROWS; r++) {
        if (!zc_import_view_shows(&view, findings, view.grid.rows[r].number))
            continue;
        zc_buf_printf(page->out, "%s\n{\"row\":%d,\"cells\":[", shown++ ? "," : "", view.grid.rows[r].number);
        for (size_t c = 0; c < view.count; c++) {
            zc_buf_str(page->out, c ? "," : "");
            zc_buf_json_str(page->out, zc_import_cell_text(page, zc_row_cell(&view.grid.rows[r], view.columns[c])));
        }
        zc_buf_str(page->out, "]}");
    }
    zc_buf_str(page->out, "]}");
    zc_book_close(view.book);
}

static void put_finding(struct zc_page *page, const struct zc_finding *finding)
{
    static const char *const severities[] = {"error", "warning", "confirm"};
    zc_buf_str(page->out, "{\"sheet\":");
    zc_buf_json_str(page->out, finding->sheet);
    zc_buf_printf(page->out, ",\"row\":%d,\"column\":%d,\"severity\":\"%s\",\"code\":", finding->row, finding->column, severities[finding->severity]);
    zc_buf_json_str(page->out, finding->code);
    zc_buf_str(page->out, ",\"place\":");
    zc_buf_json_str(page->out, zc_import_place(page, finding));
    zc_buf_str(page->out, ",\"message\":");
    zc_api_pair(page->out, finding->message);
    zc_buf_str(page->out, ",\"written\":");
    zc_buf_json_str(page->out, finding->written);
    zc_buf_str(page->out, ",\"read_as\":");
    zc_buf_json_str(page->out, finding->read_as);
    zc_buf_char(page->out, '}');
}

/* The names that no register has, and what a person may consent to: `answer` goes back as a part of make or leave. */
static void put_missing(struct zc_page *page, struct zc_missing *missing)
{
    size_t count = missing && missing->count ? missing->count : 0;
    if (count)
        zc_missing_sort(missing);
    zc_buf_str(page->out, "{\"names\":[");
    for (size_t i = 0; i < count; i++) {
        const struct zc_missing_item *item = missing->items[i];
        zc_buf_printf(page->out, "%s\n{\"way\":\"%s\",\"rows\":%zu,\"kind\":", i ? "," : "", item->kind != ZC_MISSING_AREA ? "make" : "leave", item->rows);
        zc_api_pair(page->out, zc_missing_title(item->kind));
        zc_buf_str(page->out, ",\"name\":");
        zc_buf_json_str(page->out, item->name);
        zc_buf_str(page->out, ",\"near\":");
        zc_buf_json_str(page->out, item->near ? item->near->name : NULL);
        zc_buf_str(page->out, ",\"answer\":");
        zc_buf_json_str(page->out, zc_arena_printf(page->arena, "%s:%s", zc_missing_word(item->kind), item->name));
        zc_buf_char(page->out, '}');
    }
    zc_buf_str(page->out, "],\"needs\":");
    zc_buf_json_str(page->out, count && missing->record ? (missing->needs ? missing->needs : "approved_on") : NULL);
    zc_buf_char(page->out, '}');
}

static void put_report(struct zc_page *page, const struct zc_import_report *report, const char *name, const char *token,
                       const char *path, int rc)
{
    const struct zc_import_result *result = &report->result;
    bool good = !rc && !result->errors && !result->refused, annotated = result->findings.count && !result->refused && zc_import_waiting(page, token, ".xlsx");
    zc_buf_printf(page->out, "{\"taken\":false,\"good\":%s,\"refused\":%s,\"annotated\":%s,\"name\":", good ? "true" : "false",
                  result->refused ? "true" : "false", annotated ? "true" : "false");
    zc_buf_json_str(page->out, result->refused ? NULL : token);
    zc_buf_str(page->out, ",\"file\":");
    zc_buf_json_str(page->out, name);
    zc_buf_str(page->out, ",\"layout\":");
    zc_buf_json_str(page->out, report->layout);
    zc_buf_printf(page->out, ",\"rows\":%zu,\"errors\":%zu,\"message\":", result->row_count, result->errors);
    zc_buf_json_str(page->out, rc && !result->errors ? zc_error_text(&page->err, page->lang) : NULL);
    zc_buf_str(page->out, ",\"missing\":");
    put_missing(page, good || result->refused ? NULL : report->missing);
    zc_buf_str(page->out, ",\"sheet\":");
    put_sheet(page, &result->findings, path);
    zc_buf_str(page->out, ",\"findings\":[");
    for (size_t i = 0; i < result->findings.count; i++) {
        zc_buf_str(page->out, i ? ",\n" : "\n");
        put_finding(page, &result->findings.items[i]);
    }
    zc_buf_str(page->out, "]}\n");
}

/* 2 */

static bool open_json(struct zc_page *page, struct zc_response *response, struct zc_request *request)
{
    if (!zc_page_open(page, response, request) || !zc_import_page_may(page))
        return false;
    response->type = "application/json; charset=utf-8";
    return true;
}

void zc_api_import_layouts(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    bool first = true;
    if (!open_json(&page, response, request))
        return;
    zc_buf_str(page.out, "{\"layouts\":[");
    for (size_t i = 0; i < page.model->layout_count; i++) {
        if (zc_form_declared(page.model->layouts[i]))
            continue;
        zc_buf_str(page.out, first ? "" : ",");
        zc_buf_json_str(page.out, page.model->layout_names[i]);
        first = false;
    }
    zc_buf_str(page.out, "]}\n");
}

void zc_api_import_check(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_import_checked checked;
    const struct zc_upload *upload;
    if (!open_json(&page, response, request) || !(upload = zc_import_upload(&page)) || !zc_import_check_upload(&checked, &page, upload))
        return;
    put_report(&page, &checked.report, checked.name, checked.token, checked.path, checked.rc);
}

void zc_api_import_take(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_api api;
    struct zc_import_report report = {0};
    const char *path;
    if (!open_json(&page, response, request))
        return;
    zc_api_open(&api, response, request);
    const struct zc_json *body = zc_api_body(&api);
    if (!body || !zc_api_members(&api, body, "name file layout make leave given"))
        return;
    const char *token = zc_json_text(body, "name"), *name = zc_import_shown_name(&page, zc_json_text(body, "file")), *layout = zc_json_text(body, "layout");
    struct zc_import_job job = {.shown_name = name, .layout = layout && *layout ? layout : NULL, .create_missing = zc_json_text(body, "make"),
                                .leave_out = zc_json_text(body, "leave"), .given = zc_json_text(body, "given")};
    int rc = zc_import_take_waiting(&report, &page, &job, token, &path);
    if (rc == ZC_ECHECK)
        put_report(&page, &report, name, token, path, rc);
    else if (rc)
        zc_page_fail(&page, rc);
    else
        zc_buf_printf(page.out, "{\"taken\":true,\"import\":\"%lld\",\"made\":%zu,\"changed\":%zu,\"same\":%zu,\"confirm_rows\":%zu}\n",
                      (long long)report.import_id, report.made, report.changed, report.same, report.result.confirm_rows);
}

void zc_api_import_withdraw(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_api api;
    if (!open_json(&page, response, request))
        return;
    zc_api_open(&api, response, request);
    const struct zc_json *body = zc_api_body(&api);
    if (!body || !zc_api_members(&api, body, "why"))
        return;
    zc_import_page_withdraw(&page, zc_json_text(body, "why"));
    if (!response->status)
        zc_buf_str(page.out, "{}\n");
}
