/*
 * 1 the first page: who is signed out chooses how to enter, who is signed in sees the modules with what they hold; 2 one
 * search over everything the reader may see.
 */
#include "http/page.h"
#include "query/duty.h"
#include "http/static.h"

#include <string.h>

enum { FOUND_ROWS = 8 };

/* 1 */

static void module_block(struct zc_page *page, const struct zc_module *module)
{
    zc_page_put(page, "<section class=\"card\"><h2>$</h2><ul class=\"counts\">", zc_page_pair(page, module->title));
    for (size_t i = 0; i < page->model->entity_count; i++) {
        const struct zc_entity *entity = page->model->entities[i];
        int64_t count = 0;
        if (strcmp(entity->module, module->name) != 0 || !zc_page_may_list(page, entity))
            continue;
        struct zc_rows_query query = {.entity = entity, .times = page->times, .reader = page->reader};
        if (zc_rows_count(&count, page->db, &query, NULL))
            continue;
        zc_page_put(page, "<li><a href=\"$\">$</a> <span class=\"n\">$</span></li>",
                    zc_page_link(page, zc_arena_printf(page->arena, "/records/%s", entity->full_name), NULL),
                    zc_page_pair(page, entity->title), zc_page_number(page, count));
    }
    zc_page_put(page, "</ul></section>\n");
}

/* The other posts as which the reader may act: those he holds, and those he represents today. */
static void held_posts(struct zc_page *page)
{
    const struct zc_entity *posts = zc_model_entity(page->model, "core.post");
    struct zc_duties duties;
    struct zc_record post;
    if (!posts || zc_duties_of(&duties, page->arena, page->db, page->reader->person, NULL) || duties.count < 2)
        return;
    zc_page_put(page, "<section><h2>$</h2><form class=\"times\" method=\"post\" action=\"/signin/switch\">",
                ZC_T(page, "换岗位", "Change post"));
    for (size_t i = 0; i < duties.count; i++) {
        const struct zc_duty *duty = &duties.items[i];
        if (zc_rows_get(&post, page->arena, page->db, posts, duty->post, zc_times_now(page->db), &ZC_READER_CITY, NULL))
            continue;
        zc_page_put(page, "<button name=\"post\" value=\"$\">$$</button> ",
                    zc_arena_printf(page->arena, "%lld", (long long)duty->post), duty->deputy ? ZC_T(page, "代 ", "for ") : "",
                    zc_record_name(page->arena, page->db, &post, page->lang));
    }
    zc_page_put(page, "</form></section>\n");
}

void zc_start_page(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    if (!zc_page_open(&page, response, request))
        return;
    if (!zc_page_signed_in(&page)) {
        zc_sign_in_page(&page, NULL);
        return;
    }
    const struct zc_identity *identity = request->identity;
    zc_page_head(&page, ZC_T(&page, "首页", "Start"));
    zc_page_put(&page, "<h1>$</h1><p class=\"meta\">$ · $</p>", identity->post_title, identity->unit_name,
                identity->person_name);
    zc_page_put(
        &page, "<p class=\"lead\"><a href=\"/desk\">$</a> · <a href=\"/reviews\">$</a> · <a href=\"/figures\">$</a> · <a href=\"/import\">$</a></p>",
        ZC_T(&page, "我的收件", "My desk"), ZC_T(&page, "读综述", "Read the review"), ZC_T(&page, "看全部指标", "See all figures"),
        ZC_T(&page, "导入工作簿", "Import a workbook"));
    if (zc_static_present())
        zc_page_put(&page, "<p><a href=\"/app/\">$</a></p>",
                    ZC_T(&page, "打开工作台（用脚本的同一套台账）", "Open the workplace (the same ledger, with scripts)"));
    zc_page_put(&page, "<div class=\"cards\">");
    for (size_t m = page.model->module_count; m-- > 0;)
        module_block(&page, &page.model->modules[m]);
    zc_page_put(&page, "</div>");
    held_posts(&page);
    zc_page_foot(&page);
}

/* 2 */

static size_t found_figures(struct zc_page *page, const char *words)
{
    size_t found = 0;
    for (size_t i = 0; i < page->model->metric_count; i++) {
        const struct zc_metric *metric = page->model->metrics[i];
        const char *title = zc_page_pair(page, metric->title);
        if ((!metric->city && !page->reader->account) || !strcasestr(title, words))
            continue;
        if (!found++)
            zc_page_put(page, "<h2>$</h2><ul class=\"entries\">", ZC_T(page, "指标", "Figures"));
        zc_page_put(
            page, "<li><a href=\"$\">$</a></li>",
            zc_page_link(page, zc_arena_printf(page->arena, "/figures/%s", zc_page_encode(page, metric->id)), NULL),
            title);
    }
    if (found)
        zc_page_put(page, "</ul>");
    return found;
}

static size_t found_records(struct zc_page *page, const struct zc_entity *entity, const char *words)
{
    struct zc_rows rows;
    struct zc_rows_query query = {
        .entity = entity, .times = page->times, .reader = page->reader, .search = words, .limit = FOUND_ROWS};
    if (!zc_page_may_list(page, entity) || zc_rows_list(&rows, page->arena, page->db, &query, NULL) || !rows.count)
        return 0;
    zc_page_put(page, "<h2>$</h2><ul class=\"entries\">", zc_page_pair(page, entity->title));
    for (size_t i = 0; i < rows.count; i++)
        zc_page_put(page, "<li><a href=\"$\">$</a></li>", zc_page_record(page, entity, rows.items[i].id),
                    zc_record_name(page->arena, page->db, &rows.items[i], page->lang));
    if (rows.next)
        zc_page_put(page, "<li><a href=\"$\">$</a></li>",
                    zc_page_link(page, zc_arena_printf(page->arena, "/records/%s", entity->full_name),
                                 zc_arena_printf(page->arena, "q=%s", zc_page_encode(page, words))),
                    ZC_T(page, "看全部", "See all"));
    zc_page_put(page, "</ul>\n");
    return rows.count;
}

void zc_search_page(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    size_t found = 0;
    if (!zc_page_open(&page, response, request))
        return;
    const char *words = zc_request_query(request, "q");
    bool asked = words && *words && strlen(words) <= 800;
    zc_page_head(&page, ZC_T(&page, "查找", "Search"));
    zc_page_put(&page,
                "<h1>$</h1><form class=\"find\" method=\"get\" action=\"/search\"><input type=\"search\" name=\"q\" "
                "value=\"$\" maxlength=\"200\"><button>$</button></form>\n",
                ZC_T(&page, "查找", "Search"), words, ZC_T(&page, "查", "Find"));
    if (asked) {
        found = found_figures(&page, words);
        for (size_t i = page.model->entity_count; i-- > 0;)
            found += found_records(&page, page.model->entities[i], words);
        if (!found)
            zc_page_put(&page, "<p>$</p>", ZC_T(&page, "没有查到。", "Nothing was found."));
    }
    zc_page_foot(&page);
}
