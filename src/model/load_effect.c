/* load_effect: the key `then` of transitions. */
#include "model/bind.h"
#include "model/effect.h"
#include "model/expr.h"

#include <string.h>

static bool text_like(enum zc_type type) { return type == ZC_TEXT || type == ZC_CODE; }

static void sets(struct zc_loader *loader, struct zc_effect *effect, const struct zc_entity *entity, struct zc_yaml *map)
{
    effect->sets = zc_arena_array(&loader->model->arena, map->count + 1, sizeof *effect->sets);
    for (struct zc_yaml *child = map->child; child; child = child->next) {
        struct zc_effect_set set = {zc_entity_field(effect->of->to, child->key), NULL};
        if (!set.field || set.field->column < 0 || set.field->list || strcmp(set.field->name, "state") == 0) {
            zc_bind_fail(loader, &child->place, "then 所写的字段 %s 不存在或不能这样填", "then fills %s, which is no stored single field", child->key);
            continue;
        }
        if (!zc_load_expr(loader, &set.value, entity, child))
            continue;
        enum zc_type type = zc_expr_type(set.value);
        if (type != set.field->type && !(text_like(type) && text_like(set.field->type)))
            zc_bind_fail(loader, &child->place, "表达式的类型与字段 %s 不同", "the expression has another type than the field %s", set.field->name);
        else
            effect->sets[effect->set_count++] = set;
    }
}

static void one(struct zc_loader *loader, struct zc_effects *effects, const struct zc_entity *entity, struct zc_yaml *map)
{
    struct zc_effect *effect = &effects->items[effects->count];
    *effect = (struct zc_effect){0};
    zc_bind_only(loader, map, "of step when set clear raise");
    const char *of = zc_bind_text(loader, map, "of", true), *step = zc_bind_text(loader, map, "step", false);
    effect->of = of ? zc_entity_field(entity, of) : NULL;
    if (!effect->of || effect->of->column < 0 || effect->of->list || !effect->of->to) {
        if (of)
            zc_bind_fail(loader, &map->place, "then 的 of 应为存入的单个引用字段,没有 %s", "then: of names a stored single ref, %s is none", of);
        return;
    }
    for (size_t i = 0; step && i < effect->of->to->transition_count; i++)
        if (strcmp(effect->of->to->transitions[i].name, step) == 0)
            effect->step = &effect->of->to->transitions[i];
    if (step && !effect->step)
        zc_bind_fail(loader, &map->place, "then 的步骤 %s 不存在", "then names the transition %s, which does not exist", step);
    struct zc_yaml *when = zc_yaml_get(map, "when"), *set = zc_bind_map(loader, map, "set", false);
    if (when)
        zc_load_condition(loader, &effect->when, entity, when);
    if (set)
        sets(loader, effect, entity, set);
    size_t count;
    const char **clears = zc_bind_list(loader, map, "clear", &count);
    effect->clears = zc_arena_array(&loader->model->arena, count + 1, sizeof *effect->clears);
    for (size_t i = 0; i < count; i++) {
        const struct zc_field *field = zc_entity_field(effect->of->to, clears[i]);
        if (!field || field->column < 0 || field->required)
            zc_bind_fail(loader, &map->place, "then 的 clear 所写的字段 %s 不存在或必填", "then: clear names %s, which is no stored field that may be empty", clears[i]);
        else
            effect->clears[effect->clear_count++] = field;
    }
    const char *raises = zc_bind_text(loader, map, "raise", false);
    effect->raises = raises ? zc_entity_field(effect->of->to, raises) : NULL;
    if (raises && (!effect->raises || effect->raises->column < 0 || effect->raises->type != ZC_INT)) {
        zc_bind_fail(loader, &map->place, "then 的 raise 应为存入的整数字段", "then: raise names a stored whole-number field");
        return;
    }
    if (!step && !set && !count && !raises)
        zc_bind_fail(loader, &map->place, "then 要写 step、set、clear 或 raise", "then needs step, set, clear or raise");
    else
        effects->count++;
}

void zc_load_effects(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    struct zc_yaml *list = zc_yaml_get(yaml, "transitions");
    for (struct zc_yaml *child = list && list->kind == ZC_YAML_MAP ? list->child : NULL; child; child = child->next) {
        struct zc_yaml *then = child->kind == ZC_YAML_MAP ? zc_bind_items(loader, child, "then") : NULL;
        for (size_t i = 0; then && i < entity->transition_count; i++) {
            struct zc_transition *step = &entity->transitions[i];
            if (strcmp(step->name, child->key) != 0)
                continue;
            struct zc_effects *effects = zc_arena_alloc(&loader->model->arena, sizeof *effects);
            *effects = (struct zc_effects){zc_arena_array(&loader->model->arena, then->count + 1, sizeof *effects->items), 0};
            for (struct zc_yaml *item = then->child; item; item = item->next)
                one(loader, effects, entity, item);
            step->then = effects;
        }
    }
}
