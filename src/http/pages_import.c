/*
 * Importing a workbook by hand: 1 who may; 2 the form; 3 checking; 4 taking over; 5 the annotated copy.
 *
 * A checked file waits (http/waiting.h) until it is taken over. A small table is checked and taken before the answer leaves; a
 * big one becomes a job, whose page (pages_job.c) ends with what is shown here.
 */
#include "http/pages_import.h"

#include <string.h>

/* 1 */

bool zc_import_page_may(struct zc_page *page)
{
    if (zc_page_signed_in(page) && zc_may_import(page->reader))
        return true;
    zc_fail(&page->err, ZC_EDENIED, "导入要有工作人员角色", "importing takes the role of staff");
    zc_page_fail(page, ZC_EDENIED);
    return false;
}

/* NULL when the name is not one that was given out to this account. */
const char *zc_import_waiting(const struct zc_page *page, const char *name, const char *ending)
{
    return zc_waiting_path(page->arena, page->city, name, page->reader->account, ending);
}

/* 2 */

void zc_page_import(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    if (!zc_page_open(&page, response, request) || !zc_import_page_may(&page))
        return;
    zc_page_head(&page, ZC_T(&page, "导入", "Import"));
    zc_page_put(&page, "<div class=\"title\"><h1>$</h1>", ZC_T(&page, "导入台账", "Import a workbook"));
    zc_import_steps(&page, 1);
    zc_page_put(
        &page,
        "</div><form class=\"drop\" method=\"post\" action=\"/import\" enctype=\"multipart/form-data\"><label>$ <input "
        "type=\"file\" name=\"file\" required accept=\".xlsx,.xls,.csv\"></label>",
        ZC_T(&page, "Excel 或 CSV，就用现在的表，不必改版式", "Excel or CSV: the sheet as you keep it, no new layout"));
    zc_page_put(&page, "<label>$ <select name=\"layout\"><option value=\"\">$</option>", ZC_T(&page, "表样", "Layout"),
                ZC_T(&page, "自动认", "Find it out"));
    for (size_t i = 0; i < page.model->layout_count; i++)
        if (!zc_form_declared(page.model->layouts[i])) /* a returned form says itself what it is */
            zc_page_put(&page, "<option>$</option>", page.model->layout_names[i]);
    zc_page_put(&page, "</select></label><button class=\"main\">$</button><p class=\"meta\">$</p></form>\n",
                ZC_T(&page, "检查", "Check"),
                ZC_T(&page, "先整表检查一遍，一次说完所有问题。您点收下之前，不会存入任何内容。",
                     "The whole is checked first and everything found is said at once. Nothing is stored before you "
                     "take it over."));
    zc_page_put(&page, "<p class=\"more\"><a href=\"/imports\">$</a></p>", ZC_T(&page, "导入记录", "Past imports"));
    zc_page_foot(&page);
}

/* 3 */

const char *zc_import_shown_name(const struct zc_page *page, const char *name)
{
    return name && *name && strlen(name) <= 200 ? name : ZC_T(page, "工作簿", "workbook");
}

/* Writing is done with the rights of the chosen post, not of all posts held. */
struct zc_actor zc_import_actor(const struct zc_page *page)
{
    return zc_actor_of(&((const struct zc_identity *)page->request->identity)->acting, "web");
}

static const char *chosen_layout(const struct zc_page *page)
{
    const char *layout = zc_request_form(page->request, "layout");
    return layout && *layout ? layout : NULL;
}

/* Answers with the page of a job when the table is a big one; else the handler goes on on the writer's thread. `upload`: the name
 * under which the file waits already, or NULL. */
static void hand_over(struct zc_page *page, const char *path, const char *name, const char *upload, bool trial)
{
    struct zc_job_order order;
    const char *token, *kept = NULL;
    char digest[ZC_DIGEST_HEX];
    size_t rows = 0;
    int rc = zc_import_size(&rows, path, ZC_BIG_ROWS, NULL);
    if (rc || rows < ZC_BIG_ROWS) { /* what is wrong with the file is said where it is read */
        page->request->go_on = ZC_ROUTE_ALONE;
        return;
    }
    rc = zc_import_order(&order, page->arena, page->request->identity, "web", name, trial, &page->err);
    if (!rc)
        rc = upload ? zc_waiting_digest(digest, path, &page->err)
                    : zc_waiting_keep(&kept, digest, page->arena, page->city, page->reader->account, path, &page->err);
    order.upload = upload ? upload : kept;
    order.digest = digest;
    order.read_as = chosen_layout(page);
    rc = rc ? rc : zc_jobs_ask(&token, page->arena, page->server->jobs, &order, &page->err);
    if (rc && kept)
        zc_waiting_remove(page->arena, page->city, kept, page->reader->account);
    if (rc)
        zc_page_fail(page, rc);
    else
        zc_response_redirect(page->response, page->request, zc_arena_printf(page->arena, "/jobs/%s", token));
}

/* NULL: answered. */
const struct zc_upload *zc_import_upload(struct zc_page *page)
{
    const struct zc_request *request = page->request;
    if (request->upload_count == 1 && request->uploads[0].size)
        return &request->uploads[0];
    zc_fail(&page->err, ZC_EINPUT, "请选一个文件", "choose one file");
    zc_page_fail(page, ZC_EINPUT);
    return NULL;
}

/* Checks an upload and keeps it waiting. false: answered. */
bool zc_import_check_upload(struct zc_import_checked *out, struct zc_page *page, const struct zc_upload *upload)
{
    char digest[ZC_DIGEST_HEX];
    *out = (struct zc_import_checked){.path = upload->path, .name = zc_import_shown_name(page, upload->file_name)};
    zc_waiting_tidy(page->arena, page->city);
    struct zc_import_job job = {.path = out->path,
                                .shown_name = out->name,
                                .layout = chosen_layout(page),
                                .valid_from = ZC_TODAY,
                                .stand = ZC_TODAY,
                                .dry_run = true};
    struct zc_actor actor = zc_import_actor(page);
    out->rc = zc_import_run(&out->report, page->arena, page->db, &actor, &job, &page->err);
    if (out->rc && out->rc != ZC_ECHECK && !out->report.result.findings.count) {
        zc_page_fail(page, out->rc);
        return false;
    }
    if (!out->report.result.refused) {
        int kept = zc_waiting_keep(&out->token, digest, page->arena, page->city, page->reader->account, out->path, &page->err);
        if (kept) {
            zc_page_fail(page, kept);
            return false;
        }
        if (out->report.result.findings.count)
            zc_annotate(out->path, zc_waiting_place(page->arena, page->city, out->token, page->reader->account, ".xlsx"), &out->report.result.findings, NULL);
    }
    return true;
}

void zc_page_import_check(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_import_checked checked;
    const struct zc_upload *upload;
    if (!zc_page_open(&page, response, request) || !zc_import_page_may(&page) || !(upload = zc_import_upload(&page)))
        return;
    if (!request->go_on)
        hand_over(&page, upload->path, zc_import_shown_name(&page, upload->file_name), NULL, true);
    else if (zc_import_check_upload(&checked, &page, upload))
        zc_import_found_page(&page, &checked.report, checked.name, checked.token, checked.path, chosen_layout(&page), checked.rc);
}

/* 4 */

/* Takes a waiting file over, by the answers in the job. ZC_ECHECK: it cannot be yet, the report says why. Another code: page->err. */
int zc_import_take_waiting(struct zc_import_report *report, struct zc_page *page, struct zc_import_job *job, const char *token, const char **path)
{
    *path = zc_import_waiting(page, token, "");
    if (!*path)
        return zc_fail(&page->err, ZC_ENOTFOUND, "检查过的文件已不在（最多留一天），请重新检查",
                       "the checked file is gone (it waits a day at the most); check it again");
    job->path = *path;
    job->valid_from = job->stand = ZC_TODAY;
    struct zc_actor actor = zc_import_actor(page);
    int rc = zc_import_run(report, page->arena, page->db, &actor, job, &page->err); /* checked again: the ledger may have moved since */
    if (!rc)
        zc_waiting_remove(page->arena, page->city, token, page->reader->account);
    return rc;
}

void zc_page_import_take(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_import_report report = {0};
    if (!zc_page_open(&page, response, request) || !zc_import_page_may(&page))
        return;
    const char *token = zc_request_form(request, "name"), *name = zc_import_shown_name(&page, zc_request_form(request, "shown")), *path;
    if (!request->go_on && (path = zc_import_waiting(&page, token, ""))) {
        hand_over(&page, path, name, token, false);
        return;
    }
    struct zc_import_job job = {.shown_name = name, .layout = chosen_layout(&page), .create_missing = zc_import_answers(&page, "make"),
                                .leave_out = zc_import_answers(&page, "leave"), .given = zc_request_form(request, "given")};
    int rc = zc_import_take_waiting(&report, &page, &job, token, &path);
    if (rc == ZC_ECHECK) {
        zc_import_found_page(&page, &report, name, token, path, chosen_layout(&page), rc);
        return;
    }
    if (rc) {
        zc_page_fail(&page, rc);
        return;
    }
    zc_import_taken_page(&page, &report, name);
}

void zc_page_import_outcome(struct zc_page *page, const struct zc_import_outcome *outcome, const struct zc_job_order *order)
{
    const char *name = zc_import_shown_name(page, order->file_name), *path = zc_import_waiting(page, order->upload, "");
    page->err = outcome->err;
    if (!outcome->code && !order->trial)
        zc_import_taken_page(page, &outcome->report, name);
    else
        zc_import_found_page(page, &outcome->report, name, path ? order->upload : NULL, path ? path : "", order->read_as, outcome->code);
}

/* 5 */

void zc_page_import_copy(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    if (!zc_page_open(&page, response, request) || !zc_import_page_may(&page))
        return;
    const char *path = zc_import_waiting(&page, request->params[0], ".xlsx");
    if (!path) {
        zc_page_missing(&page);
        return;
    }
    response->file = path;
    response->type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    zc_response_header(response, "Content-Disposition", "attachment; filename=\"annotated.xlsx\"");
}
