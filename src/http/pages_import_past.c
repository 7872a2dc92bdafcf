/* Past imports, and withdrawing one. */
#include "http/pages_import.h"

#include <string.h>

void zc_page_imports(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_rows rows = {0};
    if (!zc_page_open(&page, response, request) || !zc_import_page_may(&page))
        return;
    const struct zc_entity *imports = zc_model_entity(page.model, "core.import");
    if (imports) {
        struct zc_rows_query query = {.entity = imports,
                                      .times = zc_times_now(page.db),
                                      .reader = page.reader,
                                      .after = zc_request_query(request, "after"),
                                      .limit = 50};
        const char *newest[] = {"-id"};
        query.order = newest;
        query.order_count = 1;
        int rc = zc_rows_list(&rows, page.arena, page.db, &query, &page.err);
        if (rc) {
            zc_page_fail(&page, rc);
            return;
        }
    }
    zc_page_head(&page, ZC_T(&page, "导入记录", "Past imports"));
    zc_page_put(&page,
                "<h1>$</h1><p class=\"meta\">$</p><div class=\"wide\"><table class=\"rows\"><thead><tr><th "
                "scope=\"col\">$</th><th scope=\"col\">$</th><th scope=\"col\" class=\"n\">$</th><th scope=\"col\" "
                "class=\"n\">$</th><th scope=\"col\">$</th><th scope=\"col\"></th></tr></thead><tbody>\n",
                ZC_T(&page, "导入记录", "Past imports"),
                ZC_T(&page, "一次导入一条；整批可以撤回，撤回后没有一个数会变。",
                     "One record an import; the whole can be withdrawn, and then no figure has changed."),
                ZC_T(&page, "文件", "File"), ZC_T(&page, "表样", "Layout"), ZC_T(&page, "已入账", "Taken"),
                ZC_T(&page, "待确认", "To confirm"), ZC_T(&page, "状态", "State"));
    for (size_t i = 0; i < rows.count; i++) {
        const struct zc_record *import = &rows.items[i];
        const struct zc_field *state = zc_entity_field(imports, "state");
        zc_page_put(
            &page, "<tr><th scope=\"row\"><a href=\"$\">$</a></th><td>$</td><td class=\"n\">$</td><td class=\"n\">$</td><td>$</td><td>",
            zc_page_record(&page, imports, import->id), zc_record_text(import, "file_name"),
            zc_record_text(import, "layout"), zc_page_number(&page, zc_record_value(import, "rows_taken").number),
            zc_page_number(&page, zc_record_value(import, "rows_to_confirm").number),
            state ? zc_record_show(page.arena, page.db, import, state, page.lang) : "");
        if (strcmp(zc_record_text(import, "state"), "taken") == 0)
            zc_page_put(&page,
                        "<form class=\"withdraw\" method=\"post\" action=\"/imports/$/withdraw\"><label><span "
                        "class=\"off\">$</span><input name=\"why\" required maxlength=\"300\" "
                        "placeholder=\"$\"></label> <button>$</button></form>",
                        zc_arena_printf(page.arena, "%lld", (long long)import->id),
                        ZC_T(&page, "撤回原因", "Why it is withdrawn"), ZC_T(&page, "撤回原因", "Why"),
                        ZC_T(&page, "整批撤回", "Withdraw"));
        zc_page_put(&page, "</td></tr>\n");
    }
    zc_page_put(&page, "</tbody></table></div>\n");
    if (rows.next)
        zc_page_put(&page, "<p class=\"more\"><a rel=\"next\" href=\"$\">$</a></p>",
                    zc_page_here(&page, "after", rows.next), ZC_T(&page, "后 50 条", "Next 50"));
    zc_page_foot(&page);
}

static void withdraw(struct zc_page *page, const char *why)
{
    struct zc_record import;
    int64_t id;
    const struct zc_entity *imports = zc_model_entity(page->model, "core.import");
    struct zc_actor actor = zc_import_actor(page);
    if (!imports || !zc_page_id(&id, page->request->params[0]) ||
        zc_rows_get(&import, page->arena, page->db, imports, id, zc_times_now(page->db), page->reader, NULL)) {
        zc_page_missing(page);
        return;
    }
    int rc = why && *why ? zc_import_withdraw(page->db, &actor, id, why, &page->err)
                         : zc_fail(&page->err, ZC_EINPUT, "请写明撤回原因", "say why it is withdrawn");
    if (rc)
        zc_page_fail(page, rc);
}

void zc_page_import_withdraw(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    if (!zc_page_open(&page, response, request) || !zc_import_page_may(&page))
        return;
    withdraw(&page, zc_request_form(request, "why"));
    if (!response->status)
        zc_response_redirect(response, request, "/imports");
}
