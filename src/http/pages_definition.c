/*
 * What the words mean: 1 the definition of every metric; 2 the values that law or local decision fixes, and
 * 3 the code lists, both at the page's two times.
 */
#include "http/page.h"
#include "query/shipped.h"

#include <string.h>

/* 1 */

static const char *kind_word(const struct zc_page *page, enum zc_metric_kind kind)
{
    switch (kind) {
    case ZC_METRIC_COUNT: return ZC_T(page, "数记录", "records counted");
    case ZC_METRIC_DISTINCT: return ZC_T(page, "数不同的值", "distinct values counted");
    case ZC_METRIC_SUM: return ZC_T(page, "求和", "sum");
    case ZC_METRIC_RATIO: return ZC_T(page, "两数之比", "ratio of two figures");
    case ZC_METRIC_MEDIAN: return ZC_T(page, "天数的中位数", "median of days");
    case ZC_METRIC_RULE: return ZC_T(page, "规则值", "value of a rule");
    default: return ZC_T(page, "单位填报", "declared by a unit");
    }
}

void zc_definitions_page(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    const char *module = "";
    if (!zc_page_open(&page, response, request))
        return;
    zc_page_head(&page, ZC_T(&page, "口径", "Definitions"));
    zc_page_put(&page, "<h1>$ <small>$</small></h1><p class=\"meta\">$</p>", ZC_T(&page, "口径", "Definitions"),
                zc_arena_printf(page.arena, ZC_T(&page, "%zu 个指标", "%zu figures"), page.model->metric_count),
                zc_arena_printf(page.arena, ZC_T(&page, "声明文件的 SM3:%s", "SM3 of the declarations: %s"),
                                page.model->language_digest ? page.model->language_digest : ""));
    for (size_t i = 0; i < page.model->metric_count; i++) {
        const struct zc_metric *metric = page.model->metrics[i];
        if (strcmp(module, metric->module) != 0) {
            for (size_t m = 0; m < page.model->module_count; m++)
                if (strcmp(page.model->modules[m].name, metric->module) == 0)
                    zc_page_put(&page, "<h2>$</h2>", zc_page_pair(&page, page.model->modules[m].title));
            module = metric->module;
        }
        zc_page_put(
            &page, "<section class=\"definition\" id=\"$\"><h3><a href=\"$\">$</a> <small>$ · $$</small></h3><p>$</p>",
            metric->id,
            zc_page_link(&page, zc_arena_printf(page.arena, "/figures/%s", zc_page_encode(&page, metric->id)), NULL),
            zc_page_pair(&page, metric->title), zc_page_pair(&page, metric->unit), kind_word(&page, metric->kind),
            metric->flow ? ZC_T(&page, "，期内发生", ", over the period") : "", zc_page_pair(&page, metric->explain));
        if (metric->where_text)
            zc_page_put(&page, "<pre class=\"rule\">$ $</pre>", metric->entity ? metric->entity->full_name : "",
                        metric->where_text);
        zc_page_put(&page, "</section>\n");
    }
    zc_page_foot(&page);
}

/* 2 */

static void status_cell(struct zc_page *page, const char *status)
{
    if (status && strcmp(status, "law") == 0)
        zc_page_put(page, "<td>$</td>", ZC_T(page, "法定", "law"));
    else if (status && strcmp(status, "local") == 0)
        zc_page_put(page, "<td>$</td>", ZC_T(page, "本地决定", "local decision"));
    else if (status && strcmp(status, "assumption") == 0)
        zc_page_put(page, "<td>○ $</td>", ZC_T(page, "假定", "assumption"));
    else
        zc_page_put(page, "<td class=\"unsure\">▲ $</td>", ZC_T(page, "未确认", "not confirmed"));
}

static const char *text_of(const struct zc_page *page, const struct zc_record *row, const char *name)
{
    struct zc_value value = zc_record_value(row, name);
    if (value.kind == ZC_V_INT)
        return zc_page_date(page, (int)value.number);
    return value.kind == ZC_V_TEXT ? value.text : "";
}

static const char *title_of(const struct zc_page *page, const struct zc_record *row)
{
    return zc_page_pair(page, (struct zc_pair){zc_record_text(row, "title_zh"), zc_record_text(row, "title_en")});
}

/* What differs from the program's: 本市自定 and what was shipped, so that nobody takes the one for the other. */
static void own_mark(struct zc_page *page, const struct zc_record *row, const char *shipped)
{
    struct zc_value conflict = zc_record_value(row, "conflict");
    if (zc_shipped_own(row))
        zc_page_put(page, "<br><strong>$</strong> <small>$ $</small>", ZC_T(page, "本市自定", "the city's own"),
                    *shipped ? ZC_T(page, "出厂：", "shipped:") : "", shipped);
    if (conflict.kind && conflict.number)
        zc_page_put(page, "<br><span class=\"unsure\">▲ $</span>",
                    ZC_T(page, "出厂值后来又变，待人决定", "the shipped one changed later: to be decided"));
}

static bool rows_of(struct zc_rows *out, struct zc_page *page, const char *entity_name)
{
    *out = (struct zc_rows){0};
    struct zc_rows_query query = {.entity = zc_model_entity(page->model, entity_name), .times = page->times, .reader = page->reader};
    int rc = query.entity ? zc_rows_list(out, page->arena, page->db, &query, &page->err)
                          : zc_fail(&page->err, ZC_ENOTFOUND, "没有 %s", "there is no %s", entity_name);
    if (rc)
        zc_page_fail(page, rc);
    return rc == ZC_OK;
}

static void conflicts_note(struct zc_page *page, const struct zc_rows *rows)
{
    size_t count = 0;
    for (size_t i = 0; i < rows->count; i++) {
        struct zc_value conflict = zc_record_value(&rows->items[i], "conflict");
        count += conflict.kind && conflict.number;
    }
    if (count)
        zc_page_put(page, "<p class=\"unsure\">▲ $</p>",
                    zc_arena_printf(page->arena,
                                    ZC_T(page, "有 %zu 条本市改过、出厂值后来又变，待人决定：定下后把“待人决定”改为否。",
                                         "%zu changed as shipped after the city had changed its own: decide, then set \"for a person to decide\" to no."),
                                    count));
    if (!rows->count)
        zc_page_put(page, "<p>$</p>", ZC_T(page, "此时还没有记录。", "Nothing was recorded then."));
}

static void rule_row(struct zc_page *page, const struct zc_record *row)
{
    struct zc_value from = zc_record_value(row, "from_on"), to = zc_record_value(row, "to_on");
    bool in_force = from.number <= page->times.asof && (!to.kind || page->times.asof < to.number);
    zc_page_put(page, "<tr id=\"$\"><th scope=\"row\">$<br><code><a href=\"$\">$</a></code></th><td class=\"n\">$", zc_record_text(row, "rule"),
                title_of(page, row), zc_page_record(page, row->entity, row->id), zc_record_text(row, "rule"), zc_record_text(row, "value"));
    own_mark(page, row, zc_record_text(row, "shipped_value"));
    zc_page_put(page, "</td><td>$ – $$</td><td>$</td>", text_of(page, row, "from_on"),
                to.kind ? zc_page_date(page, (int)to.number - 1) : ZC_T(page, "至今", "now"),
                in_force ? "" : ZC_T(page, "（此日不施行）", " (not in force that day)"), zc_record_text(row, "basis"));
    status_cell(page, zc_record_text(row, "status"));
    zc_page_put(page, "</tr>\n");
}

void zc_rules_page(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_rows rows;
    if (!zc_page_open(&page, response, request) || !rows_of(&rows, &page, "core.rule_value"))
        return;
    zc_page_head(&page, ZC_T(&page, "规则", "Rules"));
    zc_page_put(&page, "<h1>$</h1><p class=\"lead\">$ <a href=\"$\">$</a></p>", ZC_T(&page, "规则", "Rules"),
                ZC_T(&page, "法律或本地决定定下的数，各有依据和起止日期。",
                     "Values fixed by law or local decision, each with its basis and its dates."),
                zc_page_link(&page, "/codes", NULL), ZC_T(&page, "代码表", "Code lists"));
    zc_page_times(&page, request->path, false);
    conflicts_note(&page, &rows);
    zc_page_put(&page,
                "<div class=\"wide\"><table class=\"rows\"><thead><tr><th scope=\"col\">$</th><th scope=\"col\" class=\"n\">$</th><th "
                "scope=\"col\">$</th><th scope=\"col\">$</th><th scope=\"col\">$</th></tr></thead><tbody>\n",
                ZC_T(&page, "规则", "Rule"), ZC_T(&page, "值", "Value"), ZC_T(&page, "施行期间", "In force"),
                ZC_T(&page, "依据", "Basis"), ZC_T(&page, "性质", "Status"));
    for (size_t i = 0; i < rows.count; i++)
        rule_row(&page, &rows.items[i]);
    zc_page_put(&page, "</tbody></table></div>\n");
    zc_page_foot(&page);
}

/* 3 */

void zc_codes_page(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_rows rows;
    const char *list = "";
    if (!zc_page_open(&page, response, request) || !rows_of(&rows, &page, "core.code_entry"))
        return;
    zc_page_head(&page, ZC_T(&page, "代码表", "Code lists"));
    zc_page_put(&page, "<h1>$</h1>", ZC_T(&page, "代码表", "Code lists"));
    zc_page_times(&page, request->path, false);
    conflicts_note(&page, &rows);
    for (size_t i = 0; i < rows.count; i++) {
        const struct zc_record *row = &rows.items[i];
        const char *name = zc_record_text(row, "list"), *shipped = zc_record_text(row, page.english ? "shipped_title_en" : "shipped_title_zh");
        if (strcmp(name, list) != 0) {
            const struct zc_codelist *declared = zc_map_get(&page.model->codelist_by_name, name);
            zc_page_put(&page, "<h2 id=\"$\">$ <small><code>$</code></small></h2>\n", name,
                        declared ? zc_page_pair(&page, declared->title) : name, name);
            list = name;
        }
        zc_page_put(&page, "<p><code><a href=\"$\">$</a></code> $", zc_page_record(&page, row->entity, row->id),
                    zc_record_text(row, "code"), title_of(&page, row));
        own_mark(&page, row, shipped);
        zc_page_put(&page, "</p>\n");
    }
    zc_page_foot(&page);
}
