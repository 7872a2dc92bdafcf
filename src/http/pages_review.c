/*
 * Published editions: 1 the list; 2 the stored text, with every figure made a door; 3 the list of figures, each counted again;
 * 4 the opened figure beside the text; 5 the page.
 *
 * The text of an edition is a fragment of our own making, kept under its digest among the city's files. It is shown only when
 * its bytes still have that digest. In it a figure is <a class="zc-door" id="f8" href="…"><data class="zc-figure" …>46</data>…</a>.
 */
#include "http/page.h"
#include "paper/edition.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DRAWER_ROWS = 8 };

/* 1 */

void zc_reviews_page(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_rows rows = {0};
    if (!zc_page_open(&page, response, request))
        return;
    const struct zc_entity *editions = zc_model_entity(page.model, "core.edition");
    if (editions) {
        struct zc_rows_query query = {.entity = editions, .times = page.times, .reader = page.reader, .limit = 200};
        int rc = zc_rows_list(&rows, page.arena, page.db, &query, &page.err);
        if (rc) {
            zc_page_fail(&page, rc);
            return;
        }
    }
    zc_page_head(&page, ZC_T(&page, "综述", "Reviews"));
    zc_page_put(&page, "<h1>$</h1><p class=\"lead\">$</p><ul class=\"editions\">",
                ZC_T(&page, "已印发的综述", "Published reviews"),
                ZC_T(&page, "一次印发一版，版版可读。更正另出新版，旧版不动。",
                     "Each publication is an edition that stays readable; a correction is a new edition."));
    for (size_t i = 0; i < rows.count; i++) {
        const struct zc_record *edition = &rows.items[i];
        zc_page_put(&page, "<li><h2><a href=\"$\">$</a></h2><p class=\"meta\">$</p></li>",
                    zc_page_link_at(&page, zc_arena_printf(page.arena, "/reviews/%lld", (long long)edition->id), NULL,
                                    NULL, NULL),
                    zc_record_text(edition, "title"),
                    zc_arena_printf(page.arena,
                                    ZC_T(&page, "第 %lld 版 · %s 印发 · 数据截至 %s，按%s所知 · %lld 个数",
                                         "Edition %lld · published %s · true on %s, as known at %s · %lld figures"),
                                    (long long)zc_record_value(edition, "number").number,
                                    zc_page_date(&page, (int)zc_record_value(edition, "published_on").number),
                                    zc_page_date(&page, (int)zc_record_value(edition, "asof_on").number),
                                    zc_page_instant(&page, zc_record_value(edition, "known_at").number),
                                    (long long)zc_record_value(edition, "figures").number));
    }
    zc_page_put(&page, "</ul>\n");
    if (!rows.count)
        zc_page_put(&page, "<p>$</p>\n", ZC_T(&page, "还没有印发过综述。", "No review was published yet."));
    zc_page_foot(&page);
}

/* 2 */

struct bound {
    const char *anchor, *metric;
    const struct zc_record *binding;
    struct zc_figure figure;
    bool counted, same;
};
struct edition {
    struct zc_record record;
    struct zc_times times;
    const char *asof, *known, *period, *path;
    struct bound *figures;
    size_t count, same;
    const struct bound *chosen;
};

static const struct bound *find_bound(const struct edition *edition, const char *anchor, const char *metric)
{
    for (size_t i = 0; anchor && i < edition->count; i++)
        if (strcmp(edition->figures[i].anchor, anchor) == 0)
            return &edition->figures[i];
    for (size_t i = 0; metric && i < edition->count; i++)
        if (strcmp(edition->figures[i].metric, metric) == 0)
            return &edition->figures[i];
    return NULL;
}

static const char *door(const struct zc_page *page, const struct edition *edition, const struct bound *bound)
{
    return zc_page_link_at(
        page, zc_arena_printf(page->arena, "%s?figure=%s", edition->path, zc_page_encode(page, bound->anchor)), NULL,
        NULL, NULL);
}

static const char *trace(const struct zc_page *page, const struct edition *edition, const struct bound *bound)
{
    return zc_page_link_at(page, zc_arena_printf(page->arena, "/figures/%s", zc_page_encode(page, bound->metric)),
                           edition->asof, edition->known, edition->period);
}

static void figure_list(struct zc_page *page, const struct edition *edition);

/* Copies the fragment. Its doors open beside the text; its head and its list of figures give way to ours, which count again. */
static void put_text(struct zc_page *page, const struct edition *edition, const char *text)
{
    static const char door_tag[] = "<a class=\"zc-door\" id=\"", head[] = "<p class=\"zc-count\">",
                      list[] = "<h2 id=\"figures\">";
    bool listed = false;
    for (const char *at = text; *at;) {
        size_t plain = strcspn(at, "<");
        zc_buf_add(page->out, at, plain);
        at += plain;
        const char *end;
        if (strncmp(at, head, strlen(head)) == 0 && (end = strstr(at, "</p>"))) {
            at = end + strlen("</p>");
        } else if (!listed && strncmp(at, list, strlen(list)) == 0 && (end = strstr(at, "</table>"))) {
            figure_list(page, edition);
            listed = true;
            at = end + strlen("</table>");
        } else if (strncmp(at, door_tag, strlen(door_tag)) == 0 && (end = strchr(at, '>'))) {
            const char *anchor = at + strlen(door_tag);
            const struct bound *bound =
                find_bound(edition, zc_arena_copy(page->arena, anchor, strcspn(anchor, "\"")), NULL);
            if (bound)
                zc_page_put(page, "<a class=\"zc-door fig $ $\" id=\"$\" href=\"$#$\">",
                            zc_basis_word(bound->figure.basis), bound == edition->chosen ? "chosen" : "", bound->anchor,
                            door(page, edition, bound), bound->anchor);
            else
                zc_buf_add(page->out, at, (size_t)(end + 1 - at));
            at = end + 1;
        } else if (*at) {
            zc_buf_char(page->out, *at++);
        }
    }
    if (!listed)
        figure_list(page, edition);
}

/* 3 */

static void count_again(struct zc_page *page, struct edition *edition)
{
    const struct zc_entity *bindings = zc_model_entity(page->model, "core.figure_binding");
    struct zc_rows rows = {0};
    const char *order[] = {"place"};
    if (!bindings)
        return;
    struct zc_rows_query query = {.entity = bindings,
                                  .times = zc_times_now(page->db),
                                  .reader = page->reader,
                                  .order = order,
                                  .order_count = 1,
                                  .filter =
                                      zc_arena_printf(page->arena, "edition = %lld", (long long)edition->record.id)};
    if (zc_rows_list(&rows, page->arena, page->db, &query, &page->err))
        return;
    edition->figures = zc_arena_array(page->arena, rows.count + 1, sizeof *edition->figures);
    for (size_t i = 0; i < rows.count; i++) {
        struct bound *bound = &edition->figures[edition->count++];
        *bound = (struct bound){.anchor = zc_record_text(&rows.items[i], "anchor"),
                                .metric = zc_record_text(&rows.items[i], "metric"),
                                .binding = &rows.items[i]};
        const char *basis = zc_record_text(bound->binding, "basis");
        bound->figure.basis = strcmp(basis, "rule") == 0       ? ZC_BASIS_RULE
                              : strcmp(basis, "declared") == 0 ? ZC_BASIS_DECLARED
                                                               : ZC_BASIS_RECORDS;
        const struct zc_metric *metric = zc_model_metric(page->model, bound->metric);
        struct zc_metric_query again = {.metric = metric, .times = edition->times, .reader = page->reader};
        if (!metric || !edition->period || !zc_period_parse(&again.period, edition->period) ||
            zc_metric_figure(&bound->figure, page->arena, page->db, &again, &page->err))
            continue;
        bound->counted = true;
        bound->same = strcmp(bound->figure.digest, zc_record_text(bound->binding, "row_digest")) == 0;
        edition->same += bound->same;
    }
}

static void figure_list(struct zc_page *page, const struct edition *edition)
{
    zc_page_put(
        page,
        "<h2 id=\"figures\">$ <small>$</small></h2><div class=\"wide\"><table class=\"rows\"><thead><tr><th "
        "scope=\"col\" class=\"n\">$</th><th scope=\"col\">$</th>"
        "<th scope=\"col\" class=\"n\">$</th><th scope=\"col\">$</th><th scope=\"col\">$</th><th "
        "scope=\"col\">$</th><th scope=\"col\" class=\"n\">$</th><th scope=\"col\">$</th></tr></thead><tbody>\n",
        ZC_T(page, "数据清单", "Figures"),
        zc_arena_printf(page->arena,
                        ZC_T(page, "共 %zu 个数，按在文中出现的先后排列", "%zu figures in the order of the text"),
                        edition->count),
        ZC_T(page, "序", "No."), ZC_T(page, "指标", "Figure"), ZC_T(page, "数值", "Value"), ZC_T(page, "单位", "Unit"),
        ZC_T(page, "依据", "Basis"), ZC_T(page, "口径或填报单位", "Definition or declaring unit"),
        ZC_T(page, "记录", "Records"), ZC_T(page, "重放", "Replay"));
    for (size_t i = 0; i < edition->count; i++) {
        const struct bound *bound = &edition->figures[i];
        const struct zc_metric *metric = zc_model_metric(page->model, bound->metric);
        zc_page_put(page, bound == edition->chosen ? "<tr class=\"chosen\">" : "<tr>");
        zc_page_put(page,
                    "<td class=\"n\">$</td><th scope=\"row\"><a href=\"$\">$</a></th><td class=\"n\"><a class=\"fig\" "
                    "href=\"$#$\">$</a></td><td class=\"unit\">$</td><td class=\"basis\"><span class=\"mark "
                    "$\">$</span> $</td>",
                    zc_page_number(page, (int64_t)i + 1), trace(page, edition, bound),
                    metric ? zc_page_pair(page, metric->title) : bound->metric, door(page, edition, bound),
                    bound->anchor, zc_record_text(bound->binding, "shown"),
                    metric ? zc_page_pair(page, metric->unit) : zc_record_text(bound->binding, "unit"),
                    zc_basis_word(bound->figure.basis), zc_basis_mark(bound->figure.basis),
                    zc_page_basis(page, bound->figure.basis));
        zc_page_put(page, "<td class=\"meta\">$</td><td class=\"n\">$</td>",
                    bound->figure.declared_by ? bound->figure.declared_by
                    : metric                  ? zc_page_pair(page, metric->explain)
                                              : "",
                    bound->figure.basis == ZC_BASIS_RECORDS
                        ? zc_page_number(page, zc_record_value(bound->binding, "row_count").number)
                        : "—");
        zc_page_put(page,
                    !bound->counted ? "<td class=\"drift\">$</td></tr>\n"
                    : bound->same   ? "<td class=\"same\">$</td></tr>\n"
                                    : "<td class=\"drift\">▲ $</td></tr>\n",
                    !bound->counted ? ZC_T(page, "无法重放", "broken")
                    : bound->same   ? ZC_T(page, "一致", "same")
                                    : ZC_T(page, "有变动", "drifted"));
    }
    zc_page_put(page, "</tbody></table></div>\n");
}

/* 4 */

static void drawer_records(struct zc_page *page, const struct edition *edition, const struct zc_figure *figure)
{
    zc_page_put(page, "<section><h2>$</h2><table class=\"rows\"><tbody>",
                zc_arena_printf(page->arena, ZC_T(page, "记录 %zu 条，您可见 %zu 条", "%zu records, %zu to be seen"),
                                figure->row_count, figure->visible_count));
    for (size_t shown = 0, i = figure->row_count; i-- > 0 && shown < DRAWER_ROWS;) {
        struct zc_record record;
        if (zc_rows_get(&record, page->arena, page->db, figure->rows[i].entity, figure->rows[i].id, edition->times,
                        page->reader, NULL))
            continue;
        const char *day = figure->metric->flow ? figure->metric->flow : record.entity->valid_from;
        struct zc_value value = day ? zc_record_value(&record, day) : ZC_EMPTY;
        zc_page_put(
            page, "<tr><th scope=\"row\"><a href=\"$\">$</a></th><td class=\"n\">$</td><td>v$</td></tr>",
            zc_page_link_at(
                page, zc_arena_printf(page->arena, "/records/%s/%lld", record.entity->full_name, (long long)record.id),
                edition->asof, edition->known, NULL),
            zc_record_name(page->arena, page->db, &record, page->lang),
            value.kind == ZC_V_INT ? zc_page_iso(page, (int)value.number) : "", zc_page_number(page, record.slice));
        shown++;
    }
    zc_page_put(page, "</tbody></table></section>");
}

static void drawer(struct zc_page *page, const struct edition *edition)
{
    const struct bound *bound = edition->chosen;
    const struct zc_figure *figure = &bound->figure;
    const struct zc_metric *metric = zc_model_metric(page->model, bound->metric);
    zc_page_put(page,
                "<aside class=\"drawer\" aria-label=\"$\"><p class=\"meta\">$ <a class=\"close\" "
                "href=\"$\">$</a></p><p class=\"name\">$</p><p class=\"value\"><span class=\"big\">$</span> $ <span "
                "class=\"pill\"><span class=\"mark\">$</span> $</span>",
                ZC_T(page, "追溯", "Trace"),
                zc_arena_printf(page->arena, ZC_T(page, "追溯 · 第 %zu 个数", "Trace · figure %zu"),
                                (size_t)(bound - edition->figures) + 1),
                edition->path, ZC_T(page, "关闭", "Close"), metric ? zc_page_pair(page, metric->title) : bound->metric,
                zc_record_text(bound->binding, "shown"), metric ? zc_page_pair(page, metric->unit) : "",
                zc_basis_mark(figure->basis), zc_page_basis(page, figure->basis));
    zc_page_put(page,
                bound->same ? " <span class=\"pill same\">$</span></p>" : " <span class=\"pill drift\">▲ $</span></p>",
                bound->same ? ZC_T(page, "重放一致", "Replay: same") : ZC_T(page, "重放有变动", "Replay: drifted"));
    if (metric)
        zc_page_put(page, "<section><h2>$</h2><p>$</p>", ZC_T(page, "数的是什么", "What is counted"),
                    zc_page_pair(page, metric->explain));
    if (metric && metric->where_text)
        zc_page_put(page, "<pre class=\"rule\">$</pre>", metric->where_text);
    if (figure->declared_by)
        zc_page_put(page, "<p class=\"meta\">$ · $</p>", figure->declared_by, figure->declared_source);
    zc_page_put(
        page, "</section><section class=\"two\"><div><h2>$</h2><b>$</b><br><span class=\"meta\">$</span></div><div><h2>$</h2><b>$</b></div></section>",
        ZC_T(page, "事实截至", "True on"), zc_page_date(page, edition->times.asof), ZC_T(page, "当日24时", "end of day"),
        ZC_T(page, "当时所知", "Known at"), zc_page_instant(page, edition->times.known));
    if (figure->row_count)
        drawer_records(page, edition, figure);
    zc_page_put(page, "<section><h2>$</h2>", ZC_T(page, "账本证明 · 记录摘要 SM3", "Proof · SM3 digest of the rows"));
    zc_page_digest(page, zc_record_text(bound->binding, "row_digest"));
    zc_page_put(page, "</section><p class=\"foot\"><a class=\"button\" href=\"$\">$</a></p></aside>\n",
                trace(page, edition, bound), ZC_T(page, "打开追溯页", "Open the trace page"));
}

/* 5 */

void zc_review_page(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct edition edition = {0};
    int64_t id;
    if (!zc_page_open(&page, response, request))
        return;
    const struct zc_entity *entity = zc_model_entity(page.model, "core.edition");
    if (!entity || !zc_page_id(&id, request->params[0]) ||
        zc_rows_get(&edition.record, page.arena, page.db, entity, id, zc_times_now(page.db), page.reader, &page.err)) {
        zc_page_missing(&page);
        return;
    }
    const struct zc_record *record = &edition.record;
    edition.times =
        zc_times_at(page.db, (int)zc_record_value(record, "asof_on").number, zc_record_value(record, "known_at").number);
    edition.asof = zc_page_iso(&page, edition.times.asof);
    edition.known = zc_page_known(&page, zc_record_value(record, "known_at").number);
    edition.period = zc_record_text(record, "period");
    edition.path = request->path;
    count_again(&page, &edition);
    const char *asked = zc_request_query(request, "figure");
    edition.chosen = asked ? find_bound(&edition, asked, asked) : NULL;
    size_t marks[3] = {0};
    for (size_t i = 0; i < edition.count; i++)
        marks[edition.figures[i].figure.basis]++;

    struct zc_buf text = {0};
    bool whole = zc_edition_text(&text, page.arena, page.city, zc_record_text(record, "html_digest"));
    zc_page_head(&page, zc_record_text(record, "title"));
    zc_page_put(&page, edition.chosen ? "<div class=\"review open\"><article>" : "<div class=\"review\"><article>");
    zc_page_put(&page, "<header><h1>$</h1><p class=\"meta\">$</p></header>", zc_record_text(record, "title"),
                zc_arena_printf(page.arena,
                                ZC_T(&page, "%s 印发 · 第 %lld 版 · 数据截至 %s，按%s所知%s",
                                     "published %s · edition %lld · true on %s, as known at %s%s"),
                                zc_page_date(&page, (int)zc_record_value(record, "published_on").number),
                                (long long)zc_record_value(record, "number").number,
                                zc_page_date(&page, edition.times.asof), zc_page_instant(&page, edition.times.known),
                                page.city->sample ? ZC_T(&page, " · 示例", " · sample") : ""));
    if (strcmp(zc_record_text(record, "state"), "corrected") == 0)
        zc_page_put(&page, "<p class=\"drift\">▲ $</p>",
                    ZC_T(&page, "这一版已有更正，请看新版。", "This edition was corrected; see the newer one."));
    zc_page_put(
        &page, "<p class=\"marks\"><b>$</b> <span>● $ $</span> <span>◇ $ $</span> <span>○ $ $</span> <span>$ $</span> <span class=\"$\">$</span></p>",
        ZC_T(&page, "本文无裸数。", "No naked figure."), zc_page_basis(&page, ZC_BASIS_RECORDS),
        zc_page_number(&page, (int64_t)marks[0]), zc_page_basis(&page, ZC_BASIS_RULE),
        zc_page_number(&page, (int64_t)marks[1]), zc_page_basis(&page, ZC_BASIS_DECLARED),
        zc_page_number(&page, (int64_t)marks[2]), ZC_T(&page, "表述", "Wordings"),
        zc_page_number(&page, zc_record_value(record, "wordings").number),
        edition.same == edition.count ? "same" : "drift",
        zc_arena_printf(page.arena, ZC_T(&page, "重放一致 %zu / %zu", "replay: same %zu / %zu"), edition.same,
                        edition.count));
    if (whole) {
        zc_page_put(&page, "<div class=\"prose\">");
        put_text(&page, &edition, zc_buf_text(&text));
        zc_page_put(&page, "</div>\n");
    } else {
        zc_page_put(&page, "<p class=\"wrong\">$</p>",
                    ZC_T(&page, "正文文件不在，或与记下的摘要不符，所以不显示。下面的数仍可追溯。",
                         "The file of the text is missing or does not have the digest on record, so it is not shown. "
                         "The figures below can still be traced."));
    }
    if (!whole)
        figure_list(&page, &edition);
    zc_page_put(&page, "</article>");
    if (edition.chosen)
        drawer(&page, &edition);
    zc_page_put(&page, "</div>\n");
    zc_page_foot(&page);
    zc_buf_free(&text);
}
