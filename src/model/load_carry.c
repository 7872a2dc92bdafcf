/* load_carry: the key carry of an entity. */
#include "model/bind.h"
#include "model/carry.h"
#include "model/expr.h"

#include <string.h>

static const struct zc_field *stored(struct zc_loader *loader, const struct zc_entity *entity, const char *name, enum zc_type type, bool any, const struct zc_place *place)
{
    const struct zc_field *field = name ? zc_entity_field(entity, name) : NULL;
    if (!name || (field && field->column >= 0 && (any || (field->type == type && !field->list))))
        return field;
    zc_bind_fail(loader, place, "carry 所写的字段 %s 不存在或类型不对", "carry names %s, which is no stored field of the right type", name);
    return NULL;
}

static void read_sets(struct zc_loader *loader, struct zc_carry_rule *rule, const struct zc_entity *entity, struct zc_yaml *map)
{
    rule->sets = zc_arena_array(&loader->model->arena, map->count + 1, sizeof *rule->sets);
    for (struct zc_yaml *child = map->child; child; child = child->next) {
        struct zc_carry_set set = {stored(loader, entity, child->key, ZC_TEXT, true, &child->place), NULL};
        if (!set.field || !zc_load_expr(loader, &set.value, entity, child))
            continue;
        if (zc_expr_type(set.value) != set.field->type)
            zc_bind_fail(loader, &child->place, "表达式的类型与字段 %s 不同", "the expression has another type than the field %s", set.field->name);
        else
            rule->sets[rule->set_count++] = set;
    }
}

void zc_load_carry(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    struct zc_yaml *map = zc_bind_map(loader, yaml, "carry", false);
    if (!map)
        return;
    struct zc_carry_rule *rule = zc_arena_alloc(&loader->model->arena, sizeof *rule);
    struct zc_yaml *open = zc_yaml_get(map, "while"), *sets = zc_bind_map(loader, map, "set", false);
    size_t count;
    *rule = (struct zc_carry_rule){0};
    zc_bind_only(loader, map, "along while step origin serial due set clear");
    rule->along = stored(loader, entity, zc_bind_text(loader, map, "along", true), ZC_REF, false, &map->place);
    if (open)
        zc_load_condition(loader, &rule->open, entity, open);
    else
        zc_bind_fail(loader, &map->place, "carry 缺少 while", "carry lacks while");
    const char *step = zc_bind_text(loader, map, "step", false);
    for (size_t i = 0; step && i < entity->transition_count; i++)
        if (strcmp(entity->transitions[i].name, step) == 0)
            rule->step = &entity->transitions[i];
    if (step && !rule->step)
        zc_bind_fail(loader, &map->place, "carry 的步骤 %s 不存在", "carry names the transition %s, which does not exist", step);
    rule->origin = stored(loader, entity, zc_bind_text(loader, map, "origin", false), ZC_REF, false, &map->place);
    if (rule->origin && rule->origin->to != entity)
        zc_bind_fail(loader, &map->place, "origin 应指向本实体", "origin is a ref to the entity itself");
    rule->serial = stored(loader, entity, zc_bind_text(loader, map, "serial", false), ZC_INT, false, &map->place);
    rule->due = stored(loader, entity, zc_bind_text(loader, map, "due", false), ZC_DATE, false, &map->place);
    if (sets)
        read_sets(loader, rule, entity, sets);
    const char **clears = zc_bind_list(loader, map, "clear", &count);
    rule->clears = zc_arena_array(&loader->model->arena, count + 1, sizeof *rule->clears);
    for (size_t i = 0; i < count; i++) {
        const struct zc_field *field = stored(loader, entity, clears[i], ZC_TEXT, true, &map->place);
        if (field)
            rule->clears[rule->clear_count++] = field;
    }
    if (rule->along && rule->open)
        entity->carry = rule;
}
