/* What the words mean: 1 the definition of every metric; 2 the values that law or local decision fixes. */
#include "http/page.h"

#include <string.h>

/* 1 */

static const char *kind_word(const struct zc_page *page, enum zc_metric_kind kind)
{
    switch (kind) {
    case ZC_METRIC_COUNT: return ZC_T(page, "数记录", "records counted");
    case ZC_METRIC_DISTINCT: return ZC_T(page, "数不同的值", "distinct values counted");
    case ZC_METRIC_SUM: return ZC_T(page, "求和", "sum");
    case ZC_METRIC_RATIO: return ZC_T(page, "两数之比", "ratio of two figures");
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

void zc_rules_page(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    if (!zc_page_open(&page, response, request))
        return;
    zc_page_head(&page, ZC_T(&page, "规则", "Rules"));
    zc_page_put(&page,
                "<h1>$</h1><p class=\"lead\">$</p><div class=\"wide\"><table class=\"rows\"><thead><tr><th "
                "scope=\"col\">$</th><th scope=\"col\" class=\"n\">$</th><th scope=\"col\">$</th><th "
                "scope=\"col\">$</th><th scope=\"col\">$</th></tr></thead><tbody>\n",
                ZC_T(&page, "规则", "Rules"),
                ZC_T(&page, "法律或本地决定定下的数，各有依据和起止日期。",
                     "Values fixed by law or local decision, each with its basis and its dates."),
                ZC_T(&page, "规则", "Rule"), ZC_T(&page, "值", "Value"), ZC_T(&page, "施行期间", "In force"),
                ZC_T(&page, "依据", "Basis"), ZC_T(&page, "性质", "Status"));
    for (size_t i = 0; i < page.model->rule_count; i++) {
        const struct zc_rule_value *rule = &page.model->rules[i];
        zc_page_put(
            &page,
            "<tr id=\"$\"><th scope=\"row\">$<br><code>$</code></th><td class=\"n\">$</td><td>$ – $</td><td>$</td>",
            rule->id, zc_page_pair(&page, rule->title), rule->id, rule->value, zc_page_date(&page, rule->from),
            rule->to == ZC_DATE_MAX ? ZC_T(&page, "至今", "now") : zc_page_date(&page, rule->to - 1), rule->basis);
        status_cell(&page, rule->status);
        zc_page_put(&page, "</tr>\n");
    }
    zc_page_put(&page, "</tbody></table></div>\n");
    zc_page_foot(&page);
}
