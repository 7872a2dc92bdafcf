/* The year change on a page without a script: 1 the plan of the address; 2 the form; 3 what would happen, and doing it; 4 taking it back. */
#include "http/page.h"
#include "query/access.h"
#include "record/carry.h"

#include <string.h>

enum { SHOWN = 50 };

/* 1 */

static bool open_plan(struct zc_page *page, struct zc_record *plan, struct zc_response *response, struct zc_request *request)
{
    struct zc_eval eval;
    int64_t id;
    if (!zc_page_open(page, response, request))
        return false;
    page->times = zc_times_now(page->db);
    const struct zc_entity *entity = zc_model_entity(page->model, request->params[0]);
    zc_eval_init(&eval, page->arena, page->db, page->times, page->reader);
    if (entity && zc_carry_possible(page->model, entity) && zc_page_id(&id, request->params[1]) &&
        !zc_rows_get(plan, page->arena, page->db, entity, id, page->times, page->reader, NULL) && zc_access_decide(&eval, ZC_ACCESS_WRITE, plan).granted)
        return true;
    zc_page_missing(page);
    return false;
}

static const char *address(const struct zc_page *page, const struct zc_record *plan, const char *rest)
{
    return zc_arena_printf(page->arena, "/carry/%s/%lld%s", plan->entity->full_name, (long long)plan->id, rest);
}

static const char *given(const struct zc_page *page, const char *name)
{
    const char *text = zc_request_form(page->request, name);
    return text ? text : "";
}

/* 2 */

void zc_carry_page(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_record plan;
    struct zc_rows others;
    if (!open_plan(&page, &plan, response, request))
        return;
    struct zc_rows_query query = {.entity = plan.entity, .times = page.times, .reader = page.reader, .limit = SHOWN};
    int rc = zc_rows_list(&others, page.arena, page.db, &query, &page.err);
    if (rc) {
        zc_page_fail(&page, rc);
        return;
    }
    const char *name = zc_record_name(page.arena, page.db, &plan, page.lang);
    zc_page_head(&page, ZC_T(&page, "年度结转", "The year change"));
    zc_page_put(&page, "<h1>$</h1><p class=\"lead\">$</p><form class=\"find\" method=\"post\" action=\"$\"><label>$ <select name=\"to\">",
                zc_arena_printf(page.arena, ZC_T(&page, "结转：%s", "Carry over: %s"), name),
                ZC_T(&page, "未办结的在另一个计划里重新立项，注明来源；原来的记为已结转，以前的数不动；可以整批撤回。",
                     "What is open is entered in another plan with its origin; the former is marked as carried, figures of before stay. It can be taken back as a whole."),
                address(&page, &plan, ""), ZC_T(&page, "转入", "Into"));
    for (size_t i = 0; i < others.count; i++)
        if (others.items[i].id != plan.id)
            zc_page_put(&page, "<option value=\"$\">$</option>", zc_arena_printf(page.arena, "%lld", (long long)others.items[i].id),
                        zc_record_name(page.arena, page.db, &others.items[i], page.lang));
    zc_page_put(&page, "</select></label><label>$ <input type=\"date\" name=\"on\" value=\"$\"></label><label>$ <input type=\"date\" name=\"due\"></label><button "
                       "name=\"do\" value=\"preview\">$</button></form>\n",
                ZC_T(&page, "结转日期", "On"), zc_page_iso(&page, zc_db_today(page.db)), ZC_T(&page, "新时限（不写则到计划止期）", "New due day (else the end of the plan)"),
                ZC_T(&page, "先看会怎样", "See what would happen"));
    zc_page_put(&page, "<h2>$</h2><form class=\"withdraw\" method=\"post\" action=\"$\"><label>$ <input name=\"tx\" required inputmode=\"numeric\" maxlength=\"19\"></label>"
                       "<label>$ <input name=\"why\" required maxlength=\"300\"></label><button>$</button></form>\n",
                ZC_T(&page, "撤回转到这里的一次结转", "Take back what was carried into this one"), address(&page, &plan, "/withdraw"), ZC_T(&page, "事务号", "Transaction"),
                ZC_T(&page, "撤回原因", "Why"), ZC_T(&page, "整批撤回", "Withdraw"));
    zc_page_foot(&page);
}

/* 3 */

static void show(struct zc_page *page, const struct zc_carry_report *report)
{
    for (size_t i = 0; i < report->line_count; i++) {
        const struct zc_carry_line *line = &report->lines[i];
        zc_page_put(page, "<h2>$ <small>$</small></h2><ul>", zc_page_pair(page, line->entity->title),
                    zc_arena_printf(page->arena, ZC_T(page, "结转 %zu 条，留下 %zu 条", "%zu carried, %zu stay"), line->carried, line->stays));
        for (size_t n = 0; n < line->name_count; n++)
            zc_page_put(page, "<li>$</li>", line->names[n]);
        zc_page_put(page, line->carried > line->name_count ? "<li>…</li></ul>\n" : "</ul>\n");
    }
}

void zc_carry_take(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_record plan;
    struct zc_carry_report report;
    if (!open_plan(&page, &plan, response, request))
        return;
    bool keep = strcmp(given(&page, "do"), "take") == 0;
    struct zc_carry_ask ask = {.entity = plan.entity, .from = plan.id, .on = ZC_TODAY, .why = ZC_T(&page, "年度结转", "the year change")};
    int rc = zc_page_id(&ask.to, zc_request_form(request, "to")) ? ZC_OK : zc_fail(&page.err, ZC_EINPUT, "请选转入哪个计划", "choose the plan to carry into");
    if (!rc && *given(&page, "on") && !zc_date_parse(&ask.on, given(&page, "on")))
        rc = zc_fail(&page.err, ZC_EINPUT, "结转日期应为日期", "the day has to be a date");
    if (!rc && *given(&page, "due") && !zc_date_parse(&ask.due, given(&page, "due")))
        rc = zc_fail(&page.err, ZC_EINPUT, "新时限应为日期", "the due day has to be a date");
    if (!rc)
        rc = zc_carry_run(&report, page.arena, request->tx, &ask, &page.err);
    if (rc) {
        zc_page_fail(&page, rc);
        return;
    }
    response->preview = !keep;
    zc_page_head(&page, ZC_T(&page, "年度结转", "The year change"));
    zc_page_put(&page, "<h1>$</h1><p class=\"lead\">$</p>\n", ZC_T(&page, "年度结转", "The year change"),
                keep ? zc_arena_printf(page.arena, ZC_T(&page, "已记入，事务 %lld；可以凭事务号整批撤回。", "Written, transaction %lld; it can be taken back by that number."),
                                       (long long)zc_tx_number(request->tx))
                     : ZC_T(&page, "还没有存入。", "Nothing is stored yet."));
    show(&page, &report);
    if (!keep)
        zc_page_put(&page, "<form class=\"actions\" method=\"post\" action=\"$\"><input type=\"hidden\" name=\"to\" value=\"$\"><input type=\"hidden\" name=\"on\" value=\"$\"><input "
                           "type=\"hidden\" name=\"due\" value=\"$\"><button name=\"do\" value=\"take\">$</button> <a href=\"$\">$</a></form>\n",
                    address(&page, &plan, ""), given(&page, "to"), given(&page, "on"), given(&page, "due"), ZC_T(&page, "照此办理", "Do it"), address(&page, &plan, ""),
                    ZC_T(&page, "不办", "Leave it"));
    zc_page_foot(&page);
}

/* 4 */

void zc_carry_take_back(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_record plan;
    int64_t tx;
    if (!open_plan(&page, &plan, response, request))
        return;
    if (!zc_page_id(&tx, zc_request_form(request, "tx")))
        tx = 0;
    int rc = *given(&page, "why") ? zc_carry_withdraw(request->tx, plan.entity, plan.id, tx, given(&page, "why"), &page.err)
                                  : zc_fail(&page.err, ZC_EINPUT, "请写明撤回原因", "say why it is withdrawn");
    if (rc)
        zc_page_fail(&page, rc);
    else
        zc_response_redirect(response, request, address(&page, &plan, ""));
}
