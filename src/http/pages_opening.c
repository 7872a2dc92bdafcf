/*
 * The claims of before the first day and the truth checks: 1 whose page; 2 what awaits; 3 what was verified, by transaction; 4 the page;
 * 5 verifying; 6 taking a verification back; 7 the four promises.
 */
#include "http/page.h"
#include "model/opening.h"
#include "query/opening.h"
#include "query/promise.h"
#include "record/bulk.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN = 200, FAILING_SHOWN = 20 };

/* 1 */

static bool open_page(struct zc_page *page, struct zc_response *response, struct zc_request *request)
{
    bool may = false;
    if (!zc_page_open(page, response, request))
        return false;
    page->times = zc_times_now(page->db); /* what is verified is verified now */
    for (size_t i = 0; i < page->model->entity_count && !may; i++)
        may = zc_opening_may(page->reader, page->model->entities[i]);
    if (!may)
        zc_page_missing(page);
    return may;
}

/* 2 */

static void pending(struct zc_page *page, const struct zc_entity *entity, const struct zc_rows *rows, const char *words)
{
    const struct zc_field *columns[4];
    size_t count = zc_page_columns(page, columns, 4, entity, rows->items, rows->count);
    zc_page_put(page, "<h2>$ <small>◇ $</small></h2>\n", zc_page_pair(page, entity->title),
                zc_arena_printf(page->arena, ZC_T(page, "期初待核 %zu 条", "%zu await verification"), rows->count));
    if (!rows->count)
        return;
    zc_page_put(page,
                "<form class=\"opening\" method=\"post\" action=\"/opening\"><input type=\"hidden\" name=\"entity\" value=\"$\"><input type=\"hidden\" "
                "name=\"q\" value=\"$\"><div class=\"wide\"><table class=\"rows\"><thead><tr><th scope=\"col\">$</th><th scope=\"col\">$</th>",
                entity->full_name, words, ZC_T(page, "勾选", "Tick"), zc_page_pair(page, entity->title));
    for (size_t c = 0; c < count; c++)
        zc_page_put(page, "<th scope=\"col\">$</th>", zc_page_pair(page, columns[c]->title));
    zc_page_put(page, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < rows->count && i < SHOWN; i++) {
        const struct zc_record *record = &rows->items[i];
        const char *name = zc_record_name(page->arena, page->db, record, page->lang);
        zc_page_put(page, "<tr><td><input type=\"checkbox\" name=\"row\" value=\"$\" aria-label=\"$\"></td><th scope=\"row\"><a href=\"$\">$</a></th>",
                    zc_arena_printf(page->arena, "%lld", (long long)record->id), name, zc_page_record(page, entity, record->id), name);
        for (size_t c = 0; c < count; c++)
            zc_page_put(page, "<td>$</td>", zc_record_show(page->arena, page->db, record, columns[c], page->lang));
        zc_page_put(page, "</tr>\n");
    }
    zc_page_put(page, "</tbody></table></div>\n<div class=\"actions\"><label>$ <input name=\"basis\" maxlength=\"120\"></label><label>$ <input "
                      "name=\"by\" maxlength=\"100\"></label><label>$ <input type=\"date\" name=\"on\" value=\"$\"></label>",
                ZC_T(page, "依据文号", "By document"), ZC_T(page, "或核实岗位", "or by post"), ZC_T(page, "核实日期", "On"),
                zc_page_iso(page, zc_db_today(page->db)));
    zc_page_put(page, "<button name=\"which\" value=\"ticked\">$</button><button name=\"which\" value=\"all\">$</button></div></form>\n",
                ZC_T(page, "核实勾选的", "Verify those ticked"),
                zc_arena_printf(page->arena, ZC_T(page, "核实所列全部 %zu 条", "Verify all %zu listed"), rows->count));
}

/* 3 */

static void verified(struct zc_page *page, const struct zc_opening_batch *list, size_t count)
{
    if (!count)
        return;
    zc_page_put(page, "<h2>$</h2><div class=\"wide\"><table class=\"rows\"><thead><tr><th scope=\"col\">$</th><th scope=\"col\">$</th><th "
                      "scope=\"col\">$</th><th scope=\"col\" class=\"n\">$</th><th scope=\"col\"></th></tr></thead><tbody>\n",
                ZC_T(page, "已核实", "Verified"), ZC_T(page, "核实日期", "On"), ZC_T(page, "依据文号", "By document"), ZC_T(page, "核实岗位", "By post"),
                ZC_T(page, "条数", "Rows"));
    for (size_t i = 0; i < count; i++) {
        const struct zc_entity *entity = list[i].first.entity;
        const struct zc_opening_rule *rule = entity->opening;
        zc_page_put(page, "<tr><th scope=\"row\">$</th><td>$</td><td>$</td><td class=\"n\">$</td><td>",
                    zc_page_date(page, (int)zc_record_value(&list[i].first, rule->on).number), zc_record_text(&list[i].first, rule->basis),
                    zc_record_show(page->arena, page->db, &list[i].first, zc_entity_field(entity, rule->by), page->lang),
                    zc_page_number(page, (int64_t)list[i].rows));
        zc_page_put(page, "<form class=\"withdraw\" method=\"post\" action=\"/opening/withdraw\"><input type=\"hidden\" name=\"tx\" value=\"$\"><label><span "
                          "class=\"off\">$</span><input name=\"why\" required maxlength=\"300\" placeholder=\"$\"></label> <button>$</button></form></td></tr>\n",
                    zc_arena_printf(page->arena, "%lld", (long long)list[i].tx), ZC_T(page, "撤回原因", "Why it is withdrawn"),
                    ZC_T(page, "撤回原因", "Why"), ZC_T(page, "整批撤回", "Withdraw"));
    }
    zc_page_put(page, "</tbody></table></div>\n");
}

/* 4 */

void zc_opening_page(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_opening_batch *list;
    size_t count;
    const char *words = zc_request_query(request, "q");
    if (!open_page(&page, response, request))
        return;
    zc_page_head(&page, ZC_T(&page, "期初核实", "Opening verification"));
    zc_page_put(&page, "<h1>$</h1><p class=\"lead\">$</p><form class=\"find\" method=\"get\" action=\"/opening\"><label>$ <input name=\"q\" value=\"$\"></label>"
                       "<button>$</button></form>\n",
                ZC_T(&page, "期初核实", "Opening verification"),
                ZC_T(&page, "启用日期之前已报完成的，按文号或由指定岗位成批核实；核实记入账本，可以整批撤回。",
                     "Claims older than the first day are verified in bulk, by document or by a named post. It is journalled and can be taken back as a whole."),
                ZC_T(&page, "只看文号或名称含", "Only those with document or name"), words, ZC_T(&page, "查", "Find"));
    int rc = ZC_OK;
    for (size_t i = 0; i < page.model->entity_count && !rc; i++) {
        struct zc_rows rows;
        if (!zc_opening_may(page.reader, page.model->entities[i]))
            continue;
        rc = zc_opening_rows(&rows, page.arena, page.db, page.reader, page.model->entities[i], words, ZC_OPENING_PENDING, &page.err);
        if (!rc)
            pending(&page, page.model->entities[i], &rows, words ? words : "");
    }
    if (!rc)
        rc = zc_opening_batches(&list, &count, page.arena, page.db, page.reader, &page.err);
    if (rc) {
        zc_page_fail(&page, rc);
        return;
    }
    verified(&page, list, count);
    zc_page_foot(&page);
}

/* 5 */

static bool ticked(const struct zc_request *request, int64_t id)
{
    for (size_t i = 0; i < request->form_count; i++) {
        int64_t one;
        if (strcmp(request->form[i].name, "row") == 0 && zc_page_id(&one, request->form[i].value) && one == id)
            return true;
    }
    return false;
}

static int read_grounds(struct zc_patch *patch, struct zc_page *page, const struct zc_opening_rule *rule)
{
    const char *basis = zc_request_form(page->request, "basis"), *by = zc_request_form(page->request, "by"), *on = zc_request_form(page->request, "on");
    const struct zc_field *post = zc_entity_field(patch->entity, rule->by);
    int rc = ZC_OK;
    if (basis && *basis)
        rc = zc_patch_set(patch, page->arena, rule->basis, basis, &page->err);
    if (!rc && by && *by) {
        struct zc_value title = {.kind = ZC_V_TEXT, .text = by};
        int64_t id = 0;
        rc = zc_rows_find(&id, page->db, post->to, post->to->named_by, &title, &page->err);
        if (!rc && !id)
            rc = zc_fail(&page->err, ZC_EINPUT, "没有岗位“%.60s”", "there is no post \"%.60s\"", by);
        patch->values[post->column] = zc_int(id);
        patch->set[post->column] = true;
    }
    return rc ? rc : zc_patch_set(patch, page->arena, rule->on, on ? on : "", &page->err);
}

void zc_opening_verify(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_rows rows = {0};
    size_t seen, changed;
    const char *name = zc_request_form(request, "entity"), *which = zc_request_form(request, "which");
    if (!open_page(&page, response, request))
        return;
    const struct zc_entity *entity = name ? zc_model_entity(page.model, name) : NULL;
    if (!entity || !zc_opening_may(page.reader, entity)) {
        zc_page_missing(&page);
        return;
    }
    struct zc_patch patch = zc_patch_new(page.arena, entity, 0);
    struct zc_bulk bulk = {.patch = &patch};
    patch.valid_from = ZC_TODAY;
    patch.why = ZC_T(&page, "期初核实", "opening verification");
    int rc = zc_opening_rows(&rows, page.arena, page.db, page.reader, entity, zc_request_form(request, "q"), ZC_OPENING_PENDING, &page.err);
    int64_t *ids = zc_arena_array(page.arena, rows.count + 1, sizeof *ids);
    for (size_t i = 0; i < rows.count; i++)
        if ((which && strcmp(which, "all") == 0) || ticked(request, rows.items[i].id))
            ids[bulk.id_count++] = rows.items[i].id;
    bulk.ids = ids;
    if (!rc && !bulk.id_count)
        rc = zc_fail(&page.err, ZC_EINPUT, "一条也没有勾选", "nothing is ticked");
    if (!rc)
        rc = read_grounds(&patch, &page, entity->opening);
    if (!rc)
        rc = zc_bulk_change(&seen, &changed, request->tx, &bulk, &page.err);
    if (rc)
        zc_page_fail(&page, rc);
    else
        zc_response_redirect(response, request, "/opening");
}

/* 6 */

void zc_opening_withdraw(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_opening_batch *list;
    size_t count, at = 0;
    int64_t tx;
    const char *why = zc_request_form(request, "why");
    if (!open_page(&page, response, request))
        return;
    int rc = zc_opening_batches(&list, &count, page.arena, page.db, page.reader, &page.err);
    if (!rc && !zc_page_id(&tx, zc_request_form(request, "tx")))
        tx = -1;
    while (!rc && at < count && list[at].tx != tx)
        at++;
    if (!rc && at == count) { /* only verifications are taken back here */
        zc_page_missing(&page);
        return;
    }
    if (!rc)
        rc = why && *why ? zc_bulk_withdraw(request->tx, tx, why, &page.err) : zc_fail(&page.err, ZC_EINPUT, "请写明撤回原因", "say why it is withdrawn");
    if (rc)
        zc_page_fail(&page, rc);
    else
        zc_response_redirect(response, request, "/opening");
}

/* 7 */

static void failing(struct zc_page *page, const struct zc_check_result *result)
{
    size_t shown = 0, hidden = 0;
    zc_page_put(page, "<ul>");
    for (size_t i = 0; i < result->failing_count; i++) {
        const struct zc_failing *one = &result->failing[i];
        struct zc_record record;
        if (one->entity && zc_rows_get(&record, page->arena, page->db, one->entity, one->id, page->times, page->reader, NULL)) {
            hidden++;
            continue;
        }
        if (++shown > FAILING_SHOWN)
            continue;
        if (one->entity)
            zc_page_put(page, "<li>■ <a href=\"$\">$</a> $</li>", zc_page_record(page, one->entity, one->id), one->name, zc_page_pair(page, one->message));
        else
            zc_page_put(page, "<li>■ $ $</li>", one->name, zc_page_pair(page, one->message));
    }
    if (shown > FAILING_SHOWN)
        zc_page_put(page, "<li>$</li>", zc_arena_printf(page->arena, ZC_T(page, "还有 %zu 条", "%zu more"), shown - FAILING_SHOWN));
    if (hidden)
        zc_page_put(page, "<li>$</li>", zc_arena_printf(page->arena, ZC_T(page, "其中 %zu 条您无权查看", "%zu of them you may not see"), hidden));
    for (size_t i = 0; i < result->note_count; i++)
        zc_page_put(page, "<li>● $</li>", zc_page_pair(page, result->notes[i]));
    for (size_t i = 0; i < result->need_count; i++)
        zc_page_put(page, "<li class=\"meta\">○ $$</li>", ZC_T(page, "尚未启用，需要：", "not yet switched on; needs: "), zc_page_pair(page, result->needs[i]));
    zc_page_put(page, "</ul>\n");
}

void zc_promises_page(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_check_result *results;
    size_t count;
    const char *promise = "";
    if (!zc_page_open(&page, response, request))
        return;
    int rc = zc_promises_run(&results, &count, page.arena, page.db, page.times, &page.err);
    if (rc) {
        zc_page_fail(&page, rc);
        return;
    }
    zc_page_head(&page, ZC_T(&page, "四个承诺", "Four promises"));
    zc_page_put(&page, "<h1>$</h1><p class=\"lead\">$</p>\n", ZC_T(&page, "四个承诺", "Four promises"),
                ZC_T(&page, "每项检查只数适用的记录，写明通过几条、适用几条；还没有适用记录的，写明补交哪个文件就会启用。",
                     "Each check counts the rows it applies to and says how many pass. Where none applies yet, it says which file would switch it on."));
    for (size_t i = 0; i < count; i++) {
        const struct zc_check_result *result = &results[i];
        if (strcmp(promise, result->check->promise) != 0)
            zc_page_put(&page, "<h2>$</h2>\n", zc_page_pair(&page, result->check->promise_title));
        promise = result->check->promise;
        zc_page_put(&page, "<h3>$ $ <small>$</small></h3>", result->check->id, zc_page_pair(&page, result->check->title),
                    result->applicable ? zc_arena_printf(page.arena, "%s %zu / %zu", result->passed == result->applicable ? "✓" : "■", result->passed, result->applicable)
                                       : ZC_T(&page, "○ 没有适用的记录", "○ no record applies yet"));
        failing(&page, result);
    }
    zc_page_foot(&page);
}
