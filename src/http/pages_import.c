/*
 * Importing a workbook by hand: 1 who may; 2 the form; 3 checking; 4 taking over; 5 how a job came out, and what it asks;
 * 6 the annotated copy.
 *
 * A checked file waits (http/waiting.h) until it is taken over. How it is done stands in http/import_ask.h; a table that becomes a job
 * has a page (pages_job.c) that ends with what is shown here.
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

/* Writing is done with the rights of the chosen post, not of all posts held. */
struct zc_actor zc_import_actor(const struct zc_page *page)
{
    return zc_actor_of(&((const struct zc_identity *)page->request->identity)->acting, "web");
}

/* Asks, and answers what is the same for checking and taking. false: answered. */
static bool ask(struct zc_import_answer *out, struct zc_import_ask *what, struct zc_page *page, bool trial)
{
    struct zc_request *request = page->request;
    const char *layout = zc_request_form(request, "layout");
    int rc = zc_import_ask_file(what, request, trial ? NULL : zc_request_form(request, "name"), zc_request_form(request, "shown"), trial, "web", &page->err);
    if (!rc) {
        what->order.read_as = layout && *layout ? layout : NULL;
        what->order.create_missing = trial ? NULL : zc_import_answers(page, "make");
        what->order.leave_out = trial ? NULL : zc_import_answers(page, "leave");
        what->order.given = trial ? NULL : zc_request_form(request, "given");
        rc = zc_import_carry_out(out, what, request, &page->err);
    }
    if (rc)
        zc_page_fail(page, rc);
    else if (out->job)
        zc_response_redirect(page->response, request, zc_arena_printf(page->arena, "/jobs/%s", out->job));
    return !rc && !out->job;
}

static void found_page(struct zc_page *page, const struct zc_import_answer *answer, const struct zc_import_ask *what)
{
    struct zc_import_found found = {&answer->report, &what->order, answer->upload, answer->path, answer->report.missing, NULL, answer->code};
    zc_import_found_page(page, &found);
}

void zc_page_import_check(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_import_ask what;
    struct zc_import_answer answer;
    if (zc_page_open(&page, response, request) && zc_import_page_may(&page) && ask(&answer, &what, &page, true))
        found_page(&page, &answer, &what);
}

/* 4 */

void zc_page_import_take(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_import_ask what;
    struct zc_import_answer answer;
    if (!zc_page_open(&page, response, request) || !zc_import_page_may(&page) || !ask(&answer, &what, &page, false))
        return;
    if (answer.code)
        found_page(&page, &answer, &what);
    else
        zc_import_taken_page(&page, &answer.report, what.order.file_name);
}

/* 5 */

void zc_page_import_outcome(struct zc_page *page, const struct zc_import_outcome *outcome, const struct zc_job_order *order)
{
    const char *path = zc_import_waiting(page, order->upload, "");
    struct zc_import_found found = {&outcome->report, order, path ? order->upload : NULL, path ? path : "", NULL, NULL, outcome->code};
    page->err = outcome->err;
    if (!outcome->code && !order->trial)
        zc_import_taken_page(page, &outcome->report, order->file_name);
    else
        zc_import_found_page(page, &found);
}

void zc_page_import_question(struct zc_page *page, const struct zc_job_look *look)
{
    const struct zc_import_outcome *outcome = look->outcome; /* gone when the process that asked is */
    const struct zc_import_report none = {0};
    const char *path = zc_import_waiting(page, look->order.upload, "");
    struct zc_missing missing;
    struct zc_import_found found = {outcome ? &outcome->report : &none, &look->order, path ? look->order.upload : NULL, path ? path : "", &missing, look->token, 0};
    int rc = path ? zc_missing_read(&missing, page->arena, look->question, &page->err)
                  : zc_fail(&page->err, ZC_ENOTFOUND, "上传的文件已不在（最多留一天），请重新上传", "the uploaded file is gone (it waits a day at the most): send it again");
    if (rc)
        zc_page_fail(page, rc);
    else
        zc_import_found_page(page, &found);
}

/* 6 */

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
