/* load_draw: the key `draw` of an entity. */
#include "model/bind.h"
#include "model/draw.h"
#include "model/expr.h"
#include "model/expr_tree.h"

#include <string.h>

static const struct zc_field *stored(struct zc_loader *loader, const struct zc_entity *entity, const char *name, enum zc_type type, const struct zc_entity *to,
                                     const char *key, const struct zc_place *place)
{
    const struct zc_field *field = name ? zc_entity_field(entity, name) : NULL;
    if (name && field && field->column >= 0 && field->type == type && !field->list && (!to || field->to == to))
        return field;
    if (name)
        zc_bind_fail(loader, place, "draw 的 %s 写的 %s 不是该类型的存入字段", "draw: %s names %s, which is no stored field of the right type", key, name);
    return NULL;
}

static const struct zc_transition *step(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *map, const char *key)
{
    const char *name = zc_bind_text(loader, map, key, true);
    for (size_t i = 0; name && i < entity->transition_count; i++)
        if (strcmp(entity->transitions[i].name, name) == 0 && entity->transitions[i].on_field)
            return &entity->transitions[i];
    if (name)
        zc_bind_fail(loader, &map->place, "draw 的 %s 应为有 on 的步骤，%s 不是", "draw: %s names a transition that keeps its day, %s is none", key, name);
    return NULL;
}

static bool compatible(const struct zc_field *field, const struct zc_expr *value)
{
    enum zc_type type = zc_expr_type(value);
    bool texts = (type == ZC_TEXT || type == ZC_CODE) && (field->type == ZC_TEXT || field->type == ZC_CODE);
    return (type == field->type || texts) && (type != ZC_REF || value->ref_to == field->to);
}

static void frame(struct zc_loader *loader, struct zc_draw_rule *rule, const struct zc_entity *entity, struct zc_yaml *map)
{
    struct zc_draw_frame *made = &rule->frames[rule->frame_count];
    zc_bind_only(loader, map, "of where as unit claim set");
    *made = (struct zc_draw_frame){.name = map->key};
    const char *of = zc_bind_text(loader, map, "of", true);
    made->of = of ? zc_load_entity_of(loader, entity->module, of, &map->place) : NULL;
    made->claim = zc_bind_pair(loader, map, "claim", true);
    struct zc_yaml *where = zc_yaml_get(map, "where"), *unit = zc_yaml_get(map, "unit"), *set = zc_bind_map(loader, map, "set", false);
    if (!made->of || !rule->into)
        return;
    made->as = stored(loader, rule->into, zc_bind_text(loader, map, "as", true), ZC_REF, made->of, "as", &map->place);
    if (where)
        made->where_text = zc_load_condition(loader, &made->where, made->of, where);
    else
        zc_bind_fail(loader, &map->place, "frames 的每项要写 where", "each of frames needs where");
    if (unit && zc_load_expr(loader, &made->unit, made->of, unit) && (zc_expr_type(made->unit) != ZC_REF || !rule->unit || made->unit->ref_to != rule->unit->to))
        zc_bind_fail(loader, &unit->place, "unit 应通到单位", "unit leads to a unit");
    made->sets = zc_arena_array(&loader->model->arena, (set ? set->count : 0) + 1, sizeof *made->sets);
    for (struct zc_yaml *child = set ? set->child : NULL; child; child = child->next) {
        struct zc_draw_set one = {zc_entity_field(rule->into, child->key), NULL};
        if (!one.field || one.field->column < 0)
            zc_bind_fail(loader, &child->place, "set 的字段 %s 不存在", "set names %s, which is no stored field", child->key);
        else if (zc_load_expr(loader, &one.value, made->of, child) && !compatible(one.field, one.value))
            zc_bind_fail(loader, &child->place, "表达式的类型与字段 %s 不同", "the expression has another type than the field %s", one.field->name);
        else if (one.value)
            made->sets[made->set_count++] = one;
    }
    bool known = false;
    for (size_t i = 0; rule->among && i < rule->among->codelist->count; i++)
        known |= strcmp(rule->among->codelist->codes[i].code, made->name) == 0;
    if (!known)
        zc_bind_fail(loader, &map->place, "frames 的 %s 不在 among 的代码表里", "frames: %s is no code of the field among", made->name);
    else if (made->as && made->where)
        rule->frame_count++;
}

static void keep(struct zc_loader *loader, struct zc_draw_rule *rule, const struct zc_entity *entity, struct zc_yaml *map)
{
    zc_bind_only(loader, map, "count digest known position");
    rule->count = stored(loader, entity, zc_bind_text(loader, map, "count", true), ZC_INT, NULL, "count", &map->place);
    rule->digest = stored(loader, entity, zc_bind_text(loader, map, "digest", true), ZC_TEXT, NULL, "digest", &map->place);
    rule->known = stored(loader, entity, zc_bind_text(loader, map, "known", true), ZC_INSTANT, NULL, "known", &map->place);
    rule->position = stored(loader, entity, zc_bind_text(loader, map, "position", true), ZC_TEXT, NULL, "position", &map->place);
}

/* What is asked on the spot. */
static void visit(struct zc_loader *loader, struct zc_draw_rule *rule, struct zc_yaml *map)
{
    size_t count;
    zc_bind_only(loader, map, "claim on ask send");
    rule->claim = stored(loader, rule->into, zc_bind_text(loader, map, "claim", true), ZC_TEXT, NULL, "claim", &map->place);
    rule->visited = stored(loader, rule->into, zc_bind_text(loader, map, "on", true), ZC_DATE, NULL, "on", &map->place);
    rule->send = step(loader, rule->into, map, "send");
    const char **names = zc_bind_list(loader, map, "ask", &count);
    rule->asked = zc_arena_array(&loader->model->arena, count + 1, sizeof(const struct zc_field *));
    for (size_t i = 0; i < count; i++) {
        const struct zc_field *field = zc_entity_field(rule->into, names[i]);
        if (field && field->column >= 0 && !field->list && (field->type == ZC_TEXT || field->type == ZC_CODE))
            rule->asked[rule->asked_count++] = field;
        else
            zc_bind_fail(loader, &map->place, "visit 的 ask 只写文字和代码字段，%s 不是", "visit: ask names texts and codes, %s is none", names[i]);
    }
    if (!count)
        zc_bind_fail(loader, &map->place, "visit 要写 ask", "visit needs ask");
}

void zc_load_draw(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    struct zc_yaml *map = zc_bind_map(loader, yaml, "draw", false);
    if (!map)
        return;
    struct zc_arena *arena = &loader->model->arena;
    struct zc_draw_rule *rule = zc_arena_alloc(arena, sizeof *rule);
    size_t before = loader->errors, count;
    *rule = (struct zc_draw_rule){0};
    zc_bind_only(loader, map, "publish step seed size period among frames into by rank unit keep checked false visit public");
    rule->public_ = zc_bind_bool(loader, map, "public", false);
    rule->publish = step(loader, entity, map, "publish");
    rule->step = step(loader, entity, map, "step");
    rule->seed = stored(loader, entity, zc_bind_text(loader, map, "seed", true), ZC_TEXT, NULL, "seed", &map->place);
    rule->size = stored(loader, entity, zc_bind_text(loader, map, "size", true), ZC_INT, NULL, "size", &map->place);
    rule->among = stored(loader, entity, zc_bind_text(loader, map, "among", true), ZC_CODE, NULL, "among", &map->place);
    const char **period = zc_bind_list(loader, map, "period", &count);
    if (count == 2) {
        rule->from = stored(loader, entity, period[0], ZC_DATE, NULL, "period", &map->place);
        rule->to = stored(loader, entity, period[1], ZC_DATE, NULL, "period", &map->place);
    } else {
        zc_bind_fail(loader, &map->place, "period 应为两个日期字段", "period names two date fields");
    }
    const char *into = zc_bind_text(loader, map, "into", true);
    rule->into = into ? zc_load_entity_of(loader, entity->module, into, &map->place) : NULL;
    if (rule->into) {
        rule->by = stored(loader, rule->into, zc_bind_text(loader, map, "by", true), ZC_REF, entity, "by", &map->place);
        rule->rank = stored(loader, rule->into, zc_bind_text(loader, map, "rank", true), ZC_INT, NULL, "rank", &map->place);
        rule->unit = stored(loader, rule->into, zc_bind_text(loader, map, "unit", true), ZC_REF, NULL, "unit", &map->place);
        struct zc_yaml *checked = zc_yaml_get(map, "checked"), *false_ = zc_yaml_get(map, "false");
        if (checked && false_) {
            zc_load_condition(loader, &rule->checked, rule->into, checked);
            zc_load_condition(loader, &rule->false_, rule->into, false_);
        } else {
            zc_bind_fail(loader, &map->place, "draw 要写 checked 和 false", "draw needs checked and false");
        }
    }
    struct zc_yaml *frames = zc_bind_map(loader, map, "frames", true), *kept = zc_bind_map(loader, map, "keep", true);
    rule->frames = zc_arena_array(arena, (frames ? frames->count : 0) + 1, sizeof *rule->frames);
    for (struct zc_yaml *child = frames ? frames->child : NULL; child; child = child->next)
        if (child->kind == ZC_YAML_MAP)
            frame(loader, rule, entity, child);
        else
            zc_bind_fail(loader, &child->place, "frames 的每项应为 {…}", "each of frames is {…}");
    if (kept)
        keep(loader, rule, entity, kept);
    struct zc_yaml *visited = zc_bind_map(loader, map, "visit", false);
    if (visited && rule->into)
        visit(loader, rule, visited);
    if (loader->errors == before)
        entity->draw = rule;
}

const struct zc_draw_rule *zc_draw_into(const struct zc_model *model, const struct zc_entity *entity)
{
    for (size_t i = 0; i < model->entity_count; i++)
        if (model->entities[i]->draw && model->entities[i]->draw->into == entity)
            return model->entities[i]->draw;
    return NULL;
}
