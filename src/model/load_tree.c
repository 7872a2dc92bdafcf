/* load_tree: the key tree of an entity. */
#include "model/tree.h"
#include "model/bind.h"
#include "model/expr.h"

#include <string.h>

static const struct zc_field *single(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *map, const char *key, enum zc_type type)
{
    const char *name = zc_bind_text(loader, map, key, true);
    const struct zc_field *field = name && entity ? zc_entity_field(entity, name) : NULL;
    if (name && entity && (!field || field->column < 0 || field->list || field->type != type)) {
        zc_bind_fail(loader, &map->place, "%s 所写的 %s 不是应有类型的存储字段", "%s names %s, which is no stored field of the type that is wanted", key, name);
        return NULL;
    }
    return field;
}

static void condition(struct zc_loader *loader, const struct zc_expr **out, const struct zc_entity *entity, struct zc_yaml *map, const char *key)
{
    struct zc_yaml *node = zc_yaml_get(map, key);
    if (!node)
        zc_bind_fail(loader, &map->place, "缺少 %s", "%s is missing", key);
    else if (entity)
        zc_load_condition(loader, out, entity, node);
}

void zc_load_tree(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    struct zc_yaml *map = zc_bind_map(loader, yaml, "tree", false), *acts = map ? zc_bind_map(loader, map, "acts", true) : NULL;
    if (!acts)
        return;
    struct zc_tree *made = zc_arena_alloc(&loader->model->arena, sizeof *made);
    *made = (struct zc_tree){0};
    zc_bind_only(loader, map, "line over under in_force since roots reach acts");
    zc_bind_only(loader, acts, "entity of on days");
    made->line = single(loader, entity, map, "line", ZC_CODE);
    made->over = single(loader, entity, map, "over", ZC_REF);
    made->under = single(loader, entity, map, "under", ZC_REF);
    made->since = single(loader, entity, map, "since", ZC_DATE);
    condition(loader, &made->in_force, entity, map, "in_force");
    condition(loader, &made->roots, made->over ? made->over->to : NULL, map, "roots");
    condition(loader, &made->reach, made->under ? made->under->to : NULL, map, "reach");
    const char *name = zc_bind_text(loader, acts, "entity", true), *days = zc_bind_text(loader, acts, "days", true);
    made->acts = name ? zc_load_entity_of(loader, entity->module, name, &acts->place) : NULL;
    made->of = single(loader, made->acts, acts, "of", ZC_REF);
    made->on = single(loader, made->acts, acts, "on", ZC_DATE);
    if (made->over && made->under && made->over->to != made->under->to)
        zc_bind_fail(loader, &map->place, "over 与 under 应指向同一实体", "over and under lead to one entity");
    if (made->of && made->of->to != entity)
        zc_bind_fail(loader, &acts->place, "of 应指回 %s", "of leads back to %s", entity->full_name);
    if (days) {
        made->days = strchr(days, '.') && strchr(strchr(days, '.') + 1, '.') ? days : zc_arena_printf(&loader->model->arena, "%s.%s", entity->module, days);
        if (!zc_model_rule_counts(loader->model, made->days))
            zc_bind_fail(loader, &acts->place, "没有整数规则值 %s", "there is no rule value %s that is a whole number", made->days);
    }
    if (made->line && made->over && made->under && made->since && made->in_force && made->roots && made->reach && made->of && made->on && made->days)
        entity->tree = made;
}
