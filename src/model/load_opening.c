/* load_opening: the keys first_day and opening of an entity. */
#include "model/opening.h"
#include "model/bind.h"
#include "model/expr.h"

#include <string.h>

static void first_day(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *node)
{
    struct zc_arena *arena = &loader->model->arena;
    struct zc_first_day *made = zc_arena_alloc(arena, sizeof *made);
    *made = (struct zc_first_day){0};
    if (node->kind != ZC_YAML_MAP) {
        if (!zc_load_expr(loader, &made->path, entity, node))
            return;
        if (zc_expr_type(made->path) != ZC_DATE) {
            zc_bind_fail(loader, &node->place, "first_day 应为日期", "first_day leads to a date");
            return;
        }
        entity->first_day = made;
        return;
    }
    zc_bind_only(loader, node, "earliest");
    const char *text = zc_bind_text(loader, node, "earliest", true), *dot = text ? strrchr(text, '.') : NULL;
    if (!dot) {
        zc_bind_fail(loader, &node->place, "earliest 应为 实体.日期字段", "earliest is ENTITY.DATE-FIELD");
        return;
    }
    made->of = zc_load_entity_of(loader, entity->module, zc_arena_copy(arena, text, (size_t)(dot - text)), &node->place);
    made->field = dot + 1;
    const struct zc_field *field = made->of ? zc_entity_field(made->of, made->field) : NULL;
    if (made->of && (!field || field->type != ZC_DATE || field->column < 0))
        zc_bind_fail(loader, &node->place, "earliest 应指向存入的日期字段", "earliest names a stored date field");
    else if (made->of)
        entity->first_day = made;
}

static const char *stored(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *map, const char *key, enum zc_type type, bool required)
{
    const char *name = zc_bind_text(loader, map, key, required);
    const struct zc_field *field = name ? zc_entity_field(entity, name) : NULL;
    if (name && (!field || field->type != type || field->list || field->column < 0))
        zc_bind_fail(loader, &map->place, "opening 的 %s 所写的字段 %s 不存在或类型不对", "opening: %s names %s, which is no field of the right type", key, name);
    return name;
}

void zc_load_opening(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    struct zc_yaml *day = zc_yaml_get(yaml, "first_day"), *map = zc_bind_map(loader, yaml, "opening", false);
    if (day)
        first_day(loader, entity, day);
    if (!map)
        return;
    struct zc_opening_rule *rule = zc_arena_alloc(&loader->model->arena, sizeof *rule);
    struct zc_yaml *claim = zc_yaml_get(map, "claim");
    *rule = (struct zc_opening_rule){0};
    zc_bind_only(loader, map, "claim claimed_on basis by on role");
    if (claim)
        rule->claim_text = zc_load_condition(loader, &rule->claim, entity, claim);
    else
        zc_bind_fail(loader, &map->place, "opening 缺少 claim", "opening lacks claim");
    rule->claimed_on = stored(loader, entity, map, "claimed_on", ZC_DATE, false);
    rule->basis = stored(loader, entity, map, "basis", ZC_TEXT, true);
    rule->by = stored(loader, entity, map, "by", ZC_REF, true);
    rule->on = stored(loader, entity, map, "on", ZC_DATE, true);
    const char *role = zc_bind_text(loader, map, "role", true);
    if (role)
        rule->role = strchr(role, '.') ? role : zc_arena_printf(&loader->model->arena, "%s.%s", entity->module, role);
    bool found = !role;
    for (size_t i = 0; i < loader->model->role_count && !found; i++)
        found = strcmp(loader->model->roles[i].full_name, rule->role) == 0;
    if (!found)
        zc_bind_fail(loader, &map->place, "没有角色 %s", "there is no role %s", rule->role);
    if (!day)
        zc_bind_fail(loader, &map->place, "有 opening 就要有 first_day", "opening needs first_day");
    if (rule->claim)
        entity->opening = rule;
}
