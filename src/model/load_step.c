/* load_step: the keys over, since, elsewhere, measures and writes of transitions. */
#include "model/bind.h"
#include "model/expr.h"
#include "model/step.h"

#include <string.h>

static const struct zc_field *stored(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *map, const char *key, bool required)
{
    const char *name = zc_bind_text(loader, map, key, required);
    const struct zc_field *field = name && entity ? zc_entity_field(entity, name) : NULL;
    if (field && field->column >= 0 && !field->list)
        return field;
    if (name && entity)
        zc_bind_fail(loader, &map->place, "%s 所写的 %s 不是存储的单值字段", "%s names %s, which is no stored single field", key, name);
    return NULL;
}

static const struct zc_field *of_type(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *map, const char *key, enum zc_type type, bool required)
{
    const struct zc_field *field = stored(loader, entity, map, key, required);
    if (!field || field->type == type)
        return field;
    zc_bind_fail(loader, &map->place, "%s 的字段 %s 类型不对", "%s names %s, which is of another type", key, field->name);
    return NULL;
}

static void elsewhere(struct zc_loader *loader, struct zc_entity *entity, struct zc_step_rule *rule, struct zc_yaml *map)
{
    struct zc_step_elsewhere *made = &rule->elsewhere[rule->elsewhere_count];
    struct zc_yaml *where = zc_yaml_get(map, "where"), *that = zc_yaml_get(map, "that");
    zc_bind_only(loader, map, "of where that message");
    made->of = of_type(loader, entity, map, "of", ZC_REF, true);
    made->message = zc_bind_pair(loader, map, "message", true);
    if (where)
        zc_load_condition(loader, &made->where, entity, where);
    if (!that)
        zc_bind_fail(loader, &map->place, "缺少 that", "that is missing");
    else if (made->of)
        zc_load_condition(loader, &made->that, made->of->to, that);
    rule->elsewhere_count += made->that != NULL;
}

static void measure(struct zc_loader *loader, struct zc_entity *entity, struct zc_step_rule *rule, struct zc_yaml *map)
{
    struct zc_step_measure *made = &rule->measures[rule->measure_count];
    struct zc_yaml *where = zc_yaml_get(map, "where");
    zc_bind_only(loader, map, "where metric target days value on basis");
    if (where)
        zc_load_condition(loader, &made->where, entity, where);
    made->metric = of_type(loader, entity, map, "metric", ZC_TEXT, true);
    made->target = of_type(loader, entity, map, "target", ZC_DECIMAL, false);
    made->value = of_type(loader, entity, map, "value", ZC_DECIMAL, true);
    made->on = of_type(loader, entity, map, "on", ZC_DATE, true);
    made->basis = of_type(loader, entity, map, "basis", ZC_TEXT, true);
    const char *days = zc_bind_text(loader, map, "days", false);
    if (days) {
        made->days = strchr(days, '.') && strchr(strchr(days, '.') + 1, '.') ? days : zc_arena_printf(&loader->model->arena, "%s.%s", entity->module, days);
        if (!zc_model_rule_counts(loader->model, made->days))
            zc_bind_fail(loader, &map->place, "没有整数规则值 %s", "there is no rule value %s that is a whole number", made->days);
    }
    if (made->target && made->value && made->target->scale != made->value->scale)
        zc_bind_fail(loader, &map->place, "target 与 value 的小数位数不同", "target and value have other decimals");
    rule->measure_count += made->metric && made->value && made->on && made->basis;
}

static void write(struct zc_loader *loader, struct zc_entity *entity, struct zc_step_rule *rule, struct zc_yaml *map)
{
    struct zc_step_write *made = &rule->writes[rule->write_count];
    struct zc_yaml *where = zc_yaml_get(map, "where");
    zc_bind_only(loader, map, "to where field value kept");
    made->to = of_type(loader, entity, map, "to", ZC_REF, true);
    if (where)
        zc_load_condition(loader, &made->where, entity, where);
    made->field = stored(loader, made->to ? made->to->to : NULL, map, "field", true);
    made->value = stored(loader, entity, map, "value", true);
    made->kept = stored(loader, entity, map, "kept", false);
    if (!made->to || !made->field || !made->value)
        return;
    const struct zc_field *twins[] = {made->value, made->kept};
    for (size_t i = 0; i < 2; i++)
        if (twins[i] && (twins[i]->type != made->field->type || twins[i]->to != made->field->to || twins[i]->scale != made->field->scale))
            zc_bind_fail(loader, &map->place, "%s 与 %s 的类型不同", "%s and %s are of different types", twins[i]->name, made->field->name);
    rule->write_count++;
}

static void one_step(struct zc_loader *loader, struct zc_entity *entity, struct zc_transition *step, struct zc_yaml *map)
{
    const char *over = zc_bind_text(loader, map, "over", false);
    struct zc_yaml *beyond = zc_bind_items(loader, map, "elsewhere"), *measures = zc_bind_items(loader, map, "measures"), *writes = zc_bind_items(loader, map, "writes");
    const struct zc_field *since = of_type(loader, entity, map, "since", ZC_DATE, false);
    if (!over && !beyond && !measures && !writes && !since)
        return;
    struct zc_arena *arena = &loader->model->arena;
    struct zc_step_rule *rule = zc_arena_alloc(arena, sizeof *rule);
    *rule = (struct zc_step_rule){.elsewhere = zc_arena_array(arena, beyond ? beyond->count + 1 : 1, sizeof *rule->elsewhere),
                                  .measures = zc_arena_array(arena, measures ? measures->count + 1 : 1, sizeof *rule->measures),
                                  .writes = zc_arena_array(arena, writes ? writes->count + 1 : 1, sizeof *rule->writes)};
    for (size_t i = 0; over && i < entity->clock_count; i++)
        if (strcmp(entity->clocks[i].name, over) == 0)
            rule->over = &entity->clocks[i];
    if (over && !rule->over)
        zc_bind_fail(loader, &map->place, "over 所写的时钟 %s 不存在", "over names the clock %s, which does not exist", over);
    for (struct zc_yaml *child = beyond ? beyond->child : NULL; child; child = child->next)
        elsewhere(loader, entity, rule, child);
    for (struct zc_yaml *child = measures ? measures->child : NULL; child; child = child->next)
        measure(loader, entity, rule, child);
    for (struct zc_yaml *child = writes ? writes->child : NULL; child; child = child->next)
        write(loader, entity, rule, child);
    rule->since = since;
    step->rule = rule;
}

void zc_load_steps(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    struct zc_yaml *list = zc_yaml_get(yaml, "transitions");
    for (struct zc_yaml *child = list && list->kind == ZC_YAML_MAP ? list->child : NULL; child; child = child->next)
        for (size_t i = 0; i < entity->transition_count && child->kind == ZC_YAML_MAP; i++)
            if (strcmp(entity->transitions[i].name, child->key) == 0)
                one_step(loader, entity, &entity->transitions[i], child);
}
