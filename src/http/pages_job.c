/*
 * Long work on the page, without a script: 1 one job, which looks again by itself while it runs and ends with how it came out;
 * 2 all jobs; 3 cancelling, answering, running again, asking for a verification.
 */
#include "http/background.h"
#include "http/download.h"
#include "http/page.h"
#include "http/pages_import.h"
#include "http/waiting.h"

#include <string.h>

enum { SHOWN_JOBS = 50, LOOK_SECONDS = 2 };

/* 1 */

static const char *state_words(const struct zc_page *page, const char *state)
{
    const struct zc_entity *entity = zc_model_entity(page->model, "core.job");
    for (size_t i = 0; entity && i < entity->state_count; i++)
        if (strcmp(entity->states[i].name, state) == 0)
            return zc_page_pair(page, entity->states[i].title);
    return state;
}

static const char *step_words(const struct zc_page *page, const struct zc_step *step)
{
    const char *name = step->name.zh ? zc_page_pair(page, step->name) : ZC_T(page, "准备", "getting ready");
    if (step->total)
        return zc_arena_printf(page->arena, ZC_T(page, "%s · 第 %s 行，共 %s 行", "%s · row %s of %s"), name, zc_page_number(page, step->done), zc_page_number(page, step->total));
    return step->done ? zc_arena_printf(page->arena, ZC_T(page, "%s · 已 %s 行", "%s · %s rows"), name, zc_page_number(page, step->done)) : name;
}

static void one_button(struct zc_page *page, const char *token, const char *verb, const char *words, const char *class_)
{
    zc_page_put(page, "<form method=\"post\" action=\"/jobs/$/$\"><button class=\"$\">$</button></form>", token, verb, class_, words);
}

static void head_of(struct zc_page *page, const char *title, const char *state)
{
    zc_page_head(page, title);
    zc_page_put(page, "<h1>$</h1><p class=\"tally\"><span><b>$</b></span></p>\n", title, state_words(page, state));
}

static void foot_of(struct zc_page *page)
{
    zc_page_put(page, "<p class=\"more\"><a href=\"/jobs\">$</a></p>\n", ZC_T(page, "后台任务", "Jobs"));
    zc_page_foot(page);
}

/* What has ended without more to show than its words, and the file that it left. */
static void ended(struct zc_page *page, const char *token, const char *state, struct zc_pair result, bool may_again)
{
    struct zc_job_output output;
    if (result.zh)
        zc_page_put(page, "<p class=\"lead\">$</p>\n", zc_page_pair(page, result));
    if (!zc_job_output_find(&output, page->arena, page->request->server, page->db, page->request->identity, token, NULL))
        zc_page_put(page, "<p><a class=\"button main\" href=\"/jobs/$/file\">$</a> <span class=\"meta\">$</span></p>\n", token, ZC_T(page, "下载", "Download"),
                    zc_arena_printf(page->arena, ZC_T(page, "%s，留到 %s，之后移除；谁下载了记入账本。", "%s, kept until %s and removed then; who takes it is journalled."), output.name,
                                    zc_page_instant(page, output.until)));
    zc_page_put(page, "<div class=\"actions\">");
    if (may_again)
        one_button(page, token, "again", ZC_T(page, "重新运行", "Run again"), strcmp(state, "done") == 0 ? "" : "main");
    zc_page_put(page, "</div>\n");
}

static void running(struct zc_page *page, const struct zc_job_look *look)
{
    char left[ZC_LEFT_TEXT];
    zc_response_header(page->response, "Refresh", zc_arena_printf(page->arena, "%d", LOOK_SECONDS));
    head_of(page, look->order.title, zc_job_states[look->state]);
    zc_pace_text(left, look->left_s, page->lang);
    if (look->state == ZC_JOB_QUEUED) {
        zc_page_put(page, "<p class=\"lead\">$</p>", ZC_T(page, "前面还有任务，轮到就开始。", "Others are before it; it starts when its turn comes."));
    } else {
        zc_page_put(page, "<p class=\"lead\">$</p><p><progress max=\"1000\" value=\"$\">$</progress> <b>$</b> <span class=\"meta\">$</span></p>\n", step_words(page, &look->step),
                    zc_arena_printf(page->arena, "%d", look->step.permille), zc_arena_printf(page->arena, "%d%%", look->step.permille / 10),
                    zc_arena_printf(page->arena, "%d%%", look->step.permille / 10), left);
    }
    zc_page_put(page, "<div class=\"actions\">");
    one_button(page, look->token, "cancel", ZC_T(page, "取消", "Cancel"), "");
    zc_page_put(page, "<span class=\"meta\">$</span></div><p class=\"meta\">$</p>\n", ZC_T(page, "取消后不留下任何内容", "cancelling leaves nothing of it"),
                ZC_T(page, "本页每两秒自己更新；可以离开，任务照常进行。", "This page renews itself every two seconds; you may leave it, the work goes on."));
    foot_of(page);
}

static bool may_again(const struct zc_page *page, const struct zc_job_order *order)
{
    return order->account == page->reader->account &&
           (strcmp(order->kind, zc_job_import) != 0 || zc_waiting_path(page->arena, page->city, order->upload, order->account, ""));
}

void zc_page_job(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_job_look look;
    struct zc_job_order order;
    struct zc_record record;
    const char *token = request->params[0];
    if (!zc_page_open(&page, response, request))
        return;
    if (zc_jobs_look(&look, page.server->jobs, token, page.reader->account)) {
        bool import = strcmp(look.order.kind, zc_job_import) == 0;
        if (look.state == ZC_JOB_WAITING && look.question) {
            zc_page_import_question(&page, &look);
        } else if (!zc_job_ended(look.state)) {
            running(&page, &look);
        } else if (import && look.outcome) {
            zc_page_import_outcome(&page, look.outcome, &look.order);
        } else {
            head_of(&page, look.order.title, zc_job_states[look.state]);
            ended(&page, token, zc_job_states[look.state], look.result, may_again(&page, &look.order));
            foot_of(&page);
        }
        zc_jobs_let_go(page.server->jobs, &look);
        return;
    }
    if (zc_job_find(&record, page.arena, page.db, token, page.reader, NULL)) {
        zc_page_missing(&page);
        return;
    }
    zc_job_order_read(&order, page.arena, &record);
    head_of(&page, zc_record_text(&record, "title"), zc_record_text(&record, "state"));
    ended(&page, token, zc_record_text(&record, "state"), zc_job_result(page.arena, zc_record_text(&record, "result")), may_again(&page, &order));
    foot_of(&page);
}

/* 2 */

static void list_row(struct zc_page *page, const char *token, const char *title, const char *state, const char *share, const char *result)
{
    zc_page_put(page, "<tr><th scope=\"row\"><a href=\"/jobs/$\">$</a></th><td>$</td><td class=\"n\">$</td><td>$</td></tr>\n", token, title, state_words(page, state), share, result);
}

/* What may be asked for here. */
static void ask_forms(struct zc_page *page)
{
    struct zc_form *form;
    zc_page_put(page, "<form class=\"actions\" method=\"post\" action=\"/jobs/export\"><label>$ <select name=\"entity\">", ZC_T(page, "导出", "Export"));
    for (size_t i = 0; i < page->model->entity_count; i++)
        if (zc_page_may_list(page, page->model->entities[i]))
            zc_page_put(page, "<option value=\"$\">$</option>", page->model->entities[i]->full_name, zc_page_pair(page, page->model->entities[i]->title));
    zc_page_put(page, "</select></label> <label>$ <select name=\"format\"><option>xlsx</option><option>csv</option></select></label> <button>$</button></form>\n",
                ZC_T(page, "格式", "as"), ZC_T(page, "导出", "Export"));
    if (zc_may_import(page->reader) && !zc_form_find(&form, page->arena, page->model, NULL, NULL))
        zc_page_put(page, "<form class=\"actions\" method=\"post\" action=\"/jobs/form\"><label>$ <input name=\"unit\" required maxlength=\"200\" placeholder=\"$\"></label> <button>$</button></form>\n",
                    ZC_T(page, "给单位的填报表", "Form for a unit"), ZC_T(page, "单位编码或名称", "its code or name"), ZC_T(page, "导出填报表", "Export the form"));
    if (zc_may_backup(page->reader))
        zc_page_put(page, "<form class=\"actions\" method=\"post\" action=\"/jobs/backup\"><button>$</button> <span class=\"meta\">$</span></form>\n",
                    ZC_T(page, "备份", "Back up"), ZC_T(page, "keys/ 不在备份中", "keys/ is not in it"));
}

void zc_page_jobs(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_job_look looks[SHOWN_JOBS];
    struct zc_rows rows = {0};
    static const char *newest[] = {"-id"};
    if (!zc_page_open(&page, response, request))
        return;
    const struct zc_entity *entity = zc_model_entity(page.model, "core.job");
    struct zc_rows_query query = {.entity = entity, .times = zc_times_now(page.db), .reader = page.reader, .order = newest, .order_count = 1, .limit = SHOWN_JOBS};
    int rc = entity ? zc_rows_list(&rows, page.arena, page.db, &query, &page.err) : ZC_OK;
    if (rc) {
        zc_page_fail(&page, rc);
        return;
    }
    size_t count = zc_jobs_list(looks, SHOWN_JOBS, page.server->jobs, page.reader->account);
    zc_page_head(&page, ZC_T(&page, "后台任务", "Jobs"));
    zc_page_put(&page, "<h1>$</h1><p class=\"meta\">$</p>", ZC_T(&page, "后台任务", "Jobs"),
                ZC_T(&page, "大表的检查和导入、导出、备份和账本校验在后台进行，一次一个，看得到进度，也可以取消。",
                     "Big tables are checked and imported, files exported, backups made and the ledger verified in the background: one at a time, with their progress, and they can be cancelled."));
    if (zc_may_verify(page.reader))
        zc_page_put(&page, "<form method=\"post\" action=\"/jobs/verify\"><button>$</button></form>", ZC_T(&page, "校验账本", "Verify the ledger"));
    ask_forms(&page);
    zc_page_put(&page,
                "<div class=\"wide\"><table class=\"rows\"><thead><tr><th scope=\"col\">$</th><th scope=\"col\">$</th><th scope=\"col\" class=\"n\">$</th><th "
                "scope=\"col\">$</th></tr></thead><tbody>\n",
                ZC_T(&page, "任务", "Job"), ZC_T(&page, "状态", "State"), ZC_T(&page, "进度", "Progress"), ZC_T(&page, "结果", "Result"));
    for (size_t i = 0; i < count; i++)
        list_row(&page, looks[i].token, looks[i].order.title, zc_job_states[looks[i].state], zc_arena_printf(page.arena, "%d%%", looks[i].step.permille / 10),
                 looks[i].result.zh ? zc_page_pair(&page, looks[i].result) : "");
    for (size_t i = 0; i < rows.count; i++) {
        const struct zc_record *record = &rows.items[i];
        struct zc_pair result = zc_job_result(page.arena, zc_record_text(record, "result"));
        bool shown = false;
        for (size_t j = 0; j < count && !shown; j++)
            shown = strcmp(looks[j].token, zc_record_text(record, "token")) == 0;
        if (!shown)
            list_row(&page, zc_record_text(record, "token"), zc_record_text(record, "title"), zc_record_text(record, "state"),
                     zc_arena_printf(page.arena, "%lld%%", (long long)zc_record_value(record, "progress").number), result.zh ? zc_page_pair(&page, result) : "");
    }
    zc_page_put(&page, "</tbody></table></div>\n");
    for (size_t i = 0; i < count; i++)
        zc_jobs_let_go(page.server->jobs, &looks[i]);
    zc_page_foot(&page);
}

/* 3 */

static void to_job(struct zc_page *page, int rc, const char *token)
{
    if (rc == ZC_ENOTFOUND && !token)
        zc_page_missing(page);
    else if (rc)
        zc_page_fail(page, rc);
    else
        zc_response_redirect(page->response, page->request, zc_arena_printf(page->arena, "/jobs/%s", token));
}

void zc_page_job_cancel(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    if (!zc_page_open(&page, response, request))
        return;
    int rc = zc_jobs_cancel(page.server->jobs, request->params[0], page.reader->account, &page.err);
    to_job(&page, rc == ZC_ECONFLICT ? ZC_OK : rc, rc == ZC_ENOTFOUND ? NULL : request->params[0]); /* one that has ended says how */
}

void zc_page_job_answer(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    if (!zc_page_open(&page, response, request))
        return;
    int rc = zc_jobs_answer(page.server->jobs, request->params[0], page.reader->account, zc_import_answers(&page, "make"), zc_import_answers(&page, "leave"),
                            zc_request_form(request, "given"), &page.err);
    to_job(&page, rc == ZC_ECONFLICT ? ZC_OK : rc, rc == ZC_ENOTFOUND ? NULL : request->params[0]); /* one that goes on already shows how */
}

void zc_page_job_again(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    const char *token = "";
    if (!zc_page_open(&page, response, request))
        return;
    int rc = zc_job_again(&token, page.arena, request->server, page.db, request->identity, "web", request->params[0], &page.err);
    to_job(&page, rc, token);
}

void zc_page_job_verify(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_job_order order;
    const char *token = "";
    if (!zc_page_open(&page, response, request))
        return;
    int rc = zc_verify_order(&order, request->identity, "web", &page.err);
    rc = rc ? rc : zc_jobs_ask(&token, page.arena, page.server->jobs, &order, &page.err);
    to_job(&page, rc, token);
}

static void ask(struct zc_page *page, int rc, const struct zc_job_order *order)
{
    const char *token = "";
    rc = rc ? rc : zc_jobs_ask(&token, page->arena, page->server->jobs, order, &page->err);
    to_job(page, rc, token);
}

void zc_page_job_export(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_job_order order;
    if (!zc_page_open(&page, response, request))
        return;
    const char *name = zc_request_form(request, "entity"), *format = zc_request_form(request, "format");
    const struct zc_entity *entity = name ? zc_model_entity(page.model, name) : NULL;
    if (!entity || !zc_page_may_list(&page, entity)) {
        zc_page_missing(&page);
        return;
    }
    ask(&page, zc_export_order(&order, page.arena, page.model, request->identity, "web", name, zc_request_form(request, "filter"), format && strcmp(format, "csv") == 0, page.lang, &page.err), &order);
}

void zc_page_job_form(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_job_order order;
    if (zc_page_open(&page, response, request))
        ask(&page, zc_form_order(&order, page.arena, page.model, request->identity, "web", zc_request_form(request, "unit"), NULL, page.lang, &page.err), &order);
}

void zc_page_job_backup(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_job_order order;
    if (zc_page_open(&page, response, request))
        ask(&page, zc_backup_order(&order, page.arena, request->identity, "web", &page.err), &order);
}

void zc_page_job_file(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_job_output output;
    if (!zc_page_open(&page, response, request))
        return;
    int rc = zc_job_output_fetch(&output, page.arena, request->server, page.db, request->identity, "web", request->params[0], &page.err);
    if (rc == ZC_ENOTFOUND)
        zc_page_missing(&page);
    else if (rc)
        zc_page_fail(&page, rc);
    else
        zc_response_download(response, page.arena, output.path, output.name);
}
