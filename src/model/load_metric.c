/* load_metric: metrics.yaml, then rule packs, then what can be checked once all of both are known. */
#include "base/date.h"
#include "model/bind.h"
#include "model/expr.h"

#include <string.h>

/* "entity.field", or "module.entity.field" */
static void entity_and_field(struct zc_loader *loader, struct zc_metric *metric, const char *text, const struct zc_place *place)
{
    struct zc_arena *arena = &loader->model->arena;
    const char *dot = strrchr(text, '.');
    if (!dot || dot == text || !dot[1]) {
        zc_bind_fail(loader, place, "应写 实体.字段", "write ENTITY.FIELD");
        return;
    }
    metric->entity = zc_load_entity_of(loader, metric->module, zc_arena_copy(arena, text, (size_t)(dot - text)), place);
    metric->field = dot + 1;
    const struct zc_field *field = metric->entity ? zc_entity_field(metric->entity, metric->field) : NULL;
    if (metric->entity && !field)
        zc_load_field_of(loader, metric->entity, metric->field, place);
    else if (field && (field->column < 0 || field->list))
        zc_bind_fail(loader, place, "%s 的 %s 不是单个存储字段", "of %s, %s is no single stored field", metric->entity->full_name, metric->field);
    else if (field && metric->kind == ZC_METRIC_SUM && field->type != ZC_INT && field->type != ZC_DECIMAL && field->type != ZC_MONEY)
        zc_bind_fail(loader, place, "只有数能求和", "only numbers can be summed");
    else if (field && metric->kind == ZC_METRIC_SUM)
        metric->scale = field->scale;
}

static void one_metric(struct zc_loader *loader, const char *module, struct zc_yaml *yaml)
{
    static const char *const kinds[] = {"count", "distinct", "sum", "ratio", "rule", "declared"};
    struct zc_model *model = loader->model;
    struct zc_metric *metric = zc_arena_alloc(&model->arena, sizeof *metric);
    zc_bind_only(loader, yaml, "title explain unit count distinct sum ratio rule declared where flow scope scale words");
    if (yaml->kind != ZC_YAML_MAP)
        return;
    if (!zc_bind_name(yaml->key, 60))
        zc_bind_fail(loader, &yaml->key_place, "指标名 %s 不可用:小写字母、数字和下划线", "the metric's name %s cannot be used: lower-case letters, digits, underscores", yaml->key);
    *metric = (struct zc_metric){.id = yaml->key, .module = module, .place = yaml->key_place, .city = true};
    metric->title = zc_bind_pair(loader, yaml, "title", true);
    metric->explain = zc_bind_pair(loader, yaml, "explain", true);
    metric->unit = zc_bind_pair(loader, yaml, "unit", true);
    metric->scale = (int)zc_bind_int(loader, yaml, "scale", 0, 0, 9);
    metric->city = zc_bind_word(loader, yaml, "scope", "city reader", 0) == 0;
    metric->words = zc_bind_list(loader, yaml, "words", &metric->word_count);
    int given = 0;
    for (int i = 0; i < 6; i++) {
        struct zc_yaml *node = zc_yaml_get(yaml, kinds[i]);
        if (!node)
            continue;
        given++;
        metric->kind = (enum zc_metric_kind)i;
        if (i == ZC_METRIC_RATIO) {
            zc_bind_only(loader, node, "of over");
            metric->numerator = zc_bind_text(loader, node, "of", true);
            metric->denominator = zc_bind_text(loader, node, "over", true);
            continue;
        }
        if (i == ZC_METRIC_DECLARED) {
            if (!zc_bind_bool(loader, yaml, "declared", false) && node->kind == ZC_YAML_SCALAR && strcmp(node->text, "false") == 0)
                zc_bind_fail(loader, &node->place, "declared 只能是 true", "declared is true or left out");
            continue;
        }
        const char *text = zc_bind_text(loader, yaml, kinds[i], true);
        if (!text)
            continue;
        if (i == ZC_METRIC_COUNT)
            metric->entity = zc_load_entity_of(loader, module, text, &node->place);
        else if (i == ZC_METRIC_DISTINCT || i == ZC_METRIC_SUM)
            entity_and_field(loader, metric, text, &node->place);
        else if (i == ZC_METRIC_RULE) /* "pack.value" of this module, or the full id */
            metric->rule = strchr(text, '.') && strchr(strchr(text, '.') + 1, '.') ? text : zc_arena_printf(&model->arena, "%s.%s", module, text);
    }
    if (given != 1)
        zc_bind_fail(loader, &yaml->key_place, "须且只能写 count、distinct、sum、ratio、rule、declared 之一", "exactly one of count, distinct, sum, ratio, rule, declared is needed");
    bool counted = metric->kind == ZC_METRIC_COUNT || metric->kind == ZC_METRIC_DISTINCT || metric->kind == ZC_METRIC_SUM;
    struct zc_yaml *where = zc_yaml_get(yaml, "where"), *flow = zc_yaml_get(yaml, "flow");
    if (!counted && given == 1 && (where || flow))
        zc_bind_fail(loader, where ? &where->key_place : &flow->key_place, "where 与 flow 只用于 count、distinct、sum", "where and flow go with count, distinct, sum only");
    if (where && counted && metric->entity)
        metric->where_text = zc_load_condition(loader, &metric->where, metric->entity, where);
    metric->flow = zc_bind_text(loader, yaml, "flow", false);
    const struct zc_field *day = metric->flow && metric->entity ? zc_load_field_of(loader, metric->entity, metric->flow, &flow->place) : NULL;
    if (day && (day->type != ZC_DATE || day->column < 0))
        zc_bind_fail(loader, &flow->place, "flow 应为存储的日期字段", "flow names a stored date field");
    if (zc_map_get(&model->metric_by_id, metric->id)) {
        zc_bind_fail(loader, &yaml->key_place, "指标 %s 声明了两次", "the metric %s is declared twice", metric->id);
        return;
    }
    model->metrics[model->metric_count++] = metric;
    zc_map_put(&model->metric_by_id, metric->id, metric);
}

void zc_load_metrics(struct zc_loader *loader, const char *module, struct zc_yaml *yaml)
{
    struct zc_model *model = loader->model;
    zc_bind_only(loader, yaml, "metrics");
    struct zc_yaml *list = zc_bind_map(loader, yaml, "metrics", true);
    if (!list)
        return;
    model->metrics = zc_load_grow(&model->arena, model->metrics, model->metric_count, list->count, sizeof *model->metrics);
    for (struct zc_yaml *child = list->child; child; child = child->next)
        one_metric(loader, module, child);
}

void zc_load_rules(struct zc_loader *loader, const char *module, struct zc_yaml *yaml)
{
    struct zc_model *model = loader->model;
    struct zc_arena *arena = &model->arena;
    static const char *const statuses[] = {"law", "local", "assumption", "to_confirm"};
    zc_bind_only(loader, yaml, "pack title values");
    const char *pack = zc_bind_text(loader, yaml, "pack", true);
    zc_bind_pair(loader, yaml, "title", true);
    if (pack && !zc_bind_name(pack, 40))
        zc_bind_fail(loader, &zc_yaml_get(yaml, "pack")->place, "规则包名 %s 不可用:小写字母、数字和下划线", "the pack's name %s cannot be used: lower-case letters, digits, underscores", pack);
    struct zc_yaml *values = zc_bind_map(loader, yaml, "values", true);
    if (!pack || !values)
        return;
    model->rules = zc_load_grow(arena, model->rules, model->rule_count, values->count, sizeof *model->rules);
    for (struct zc_yaml *child = values->child; child; child = child->next) {
        zc_bind_only(loader, child, "title value from to basis status");
        if (child->kind != ZC_YAML_MAP)
            continue;
        struct zc_rule_value *rule = &model->rules[model->rule_count++];
        *rule = (struct zc_rule_value){.pack = zc_arena_printf(arena, "%s.%s", module, pack), .name = child->key, .place = child->key_place};
        rule->id = zc_arena_printf(arena, "%s.%s", rule->pack, child->key);
        rule->title = zc_bind_pair(loader, child, "title", true);
        rule->value = zc_bind_text(loader, child, "value", true);
        if (!rule->value)
            rule->value = "";
        if (!zc_yaml_get(child, "from"))
            zc_bind_fail(loader, &child->key_place, "缺少 from", "from is missing");
        rule->from = zc_bind_date(loader, child, "from", 0);
        rule->to = zc_bind_date(loader, child, "to", ZC_DATE_MAX);
        rule->basis = zc_bind_text(loader, child, "basis", true);
        if (rule->from >= rule->to)
            zc_bind_fail(loader, &zc_yaml_get(child, "to")->place, "to 应晚于 from", "to lies after from");
        for (size_t i = 0; i + 1 < model->rule_count; i++) /* another file may hold an earlier or later value of the same name */
            if (strcmp(model->rules[i].id, rule->id) == 0 && model->rules[i].from < rule->to && rule->from < model->rules[i].to)
                zc_bind_fail(loader, &child->key_place, "规则值 %s 与 %s:%d 的有效期重叠", "the rule value %s is in force at the same time as in %s:%d",
                             rule->id, model->rules[i].place.file, model->rules[i].place.line);
        if (!zc_yaml_get(child, "status"))
            zc_bind_fail(loader, &child->key_place, "缺少 status", "status is missing");
        rule->status = statuses[zc_bind_word(loader, child, "status", "law local assumption to_confirm", 3)];
    }
}

/* A ratio of ratios ends at counted figures; the depth tells a circle. */
static bool ends(const struct zc_model *model, const struct zc_metric *metric, int depth)
{
    if (!metric || metric->kind != ZC_METRIC_RATIO || !metric->numerator || !metric->denominator)
        return true;
    return depth < 8 && ends(model, zc_map_get(&model->metric_by_id, metric->numerator), depth + 1) &&
           ends(model, zc_map_get(&model->metric_by_id, metric->denominator), depth + 1);
}

void zc_load_metrics_checked(struct zc_loader *loader)
{
    struct zc_model *model = loader->model;
    for (size_t i = 0; i < model->metric_count; i++) {
        struct zc_metric *metric = model->metrics[i];
        const char *ids[] = {metric->numerator, metric->denominator};
        for (int part = 0; part < 2; part++) {
            if (!ids[part] || zc_map_get(&model->metric_by_id, ids[part]))
                continue;
            struct zc_nearest nearest = zc_nearest_to(ids[part]);
            for (size_t m = 0; m < model->metric_count; m++)
                zc_nearest_see(&nearest, model->metrics[m]->id);
            zc_bind_unknown(loader, &metric->place, "指标", "metric", &nearest);
        }
        if (!ends(model, metric, 0))
            zc_bind_fail(loader, &metric->place, "比率 %s 绕回自身", "the ratio %s comes back to itself", metric->id);
        bool found = metric->kind != ZC_METRIC_RULE;
        for (size_t r = 0; r < model->rule_count && !found; r++)
            found = metric->rule && strcmp(model->rules[r].id, metric->rule) == 0;
        if (!found && metric->rule) {
            struct zc_nearest nearest = zc_nearest_to(metric->rule);
            for (size_t r = 0; r < model->rule_count; r++)
                zc_nearest_see(&nearest, model->rules[r].id);
            zc_bind_unknown(loader, &metric->place, "规则值", "rule value", &nearest);
        }
        if (metric->kind == ZC_METRIC_DECLARED) { /* the entity that holds declared figures: one by that name in any module */
            for (size_t e = 0; e < model->entity_count && !metric->entity; e++)
                if (strcmp(model->entities[e]->name, "declared_figure") == 0)
                    metric->entity = model->entities[e];
            if (!metric->entity)
                zc_bind_fail(loader, &metric->place, "没有 declared_figure 实体,填报数无处存放", "no entity declared_figure holds declared figures");
        }
    }
}
