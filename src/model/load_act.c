/* load_act: 1 fields and steps by name; 2 keys of transitions; 3 hold; 4 bind; 5 papers. */
#include "model/act.h"
#include "model/bind.h"
#include "model/expr.h"
#include "model/paper.h"

#include <string.h>

/* 1 */

static const struct zc_field *stored(struct zc_loader *loader, const struct zc_entity *entity, const char *name, const struct zc_place *place)
{
    const struct zc_field *field = name && entity ? zc_entity_field(entity, name) : NULL;
    if (!name || !entity || (field && field->column >= 0))
        return field;
    struct zc_nearest nearest = zc_nearest_to(name);
    for (size_t i = 0; i < entity->column_count; i++)
        zc_nearest_see(&nearest, entity->columns[i]->name);
    zc_bind_fail_near(loader, place, &nearest, "%s 没有存储字段 %s", "%s has no stored field %s", entity->full_name, name);
    return NULL;
}

static const struct zc_field *named(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *map, const char *key, bool required)
{
    const char *name = zc_bind_text(loader, map, key, required);
    return name ? stored(loader, entity, name, &zc_yaml_get(map, key)->place) : NULL;
}

static bool leads_to(const struct zc_field *field, const char *entity) { return field->to && strcmp(field->to->full_name, entity) == 0; }

static bool plain(const struct zc_field *field, enum zc_type type) { return field->type == type && !field->list; }

static struct zc_transition *step_named(struct zc_entity *entity, const char *name)
{
    for (size_t i = 0; i < entity->transition_count; i++)
        if (strcmp(entity->transitions[i].name, name) == 0)
            return &entity->transitions[i];
    return NULL;
}

static const struct zc_field **fields_of(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *map, const char *key, size_t *count)
{
    size_t given;
    const char **names = zc_bind_list(loader, map, key, &given);
    const struct zc_field **fields = zc_arena_array(&loader->model->arena, given + 1, sizeof *fields);
    *count = 0;
    for (size_t i = 0; i < given; i++)
        if ((fields[*count] = stored(loader, entity, names[i], &map->place)))
            ++*count;
    return fields;
}

/* 2 */

static void tell(struct zc_loader *loader, const struct zc_entity *entity, struct zc_acts *acts, struct zc_yaml *map)
{
    struct zc_act_tell made = {0};
    zc_bind_only(loader, map, "to roles words due");
    made.to = named(loader, entity, map, "to", true);
    made.roles = zc_bind_list(loader, map, "roles", &made.role_count);
    made.words = zc_bind_pair(loader, map, "words", true);
    made.due = named(loader, entity, map, "due", false);
    for (size_t i = 0; i < made.role_count; i++)
        made.roles[i] = zc_load_role(loader, entity->module, made.roles[i], &map->place);
    if (made.to && !leads_to(made.to, "core.post") && !leads_to(made.to, "core.unit"))
        zc_bind_fail(loader, &map->place, "to 应为指向岗位或单位的字段", "to names a field that leads to posts or units");
    else if (made.to && made.role_count && !leads_to(made.to, "core.unit"))
        zc_bind_fail(loader, &map->place, "roles 用于单位", "roles go with units");
    if (made.due && !plain(made.due, ZC_DATE))
        zc_bind_fail(loader, &map->place, "due 应为日期字段", "due names a date field");
    if (made.to)
        acts->tell[acts->tell_count++] = made;
}

/* A list of the record, or `ref.list` of the one that it names. */
static void each_of(struct zc_loader *loader, const struct zc_entity *entity, struct zc_act_asks *made, struct zc_yaml *map)
{
    const char *text = zc_bind_text(loader, map, "each", true), *dot = text ? strchr(text, '.') : NULL;
    const struct zc_place *place = text ? &zc_yaml_get(map, "each")->place : NULL;
    if (dot && (made->whose = stored(loader, entity, zc_arena_copy(&loader->model->arena, text, (size_t)(dot - text)), place)) && !plain(made->whose, ZC_REF)) {
        zc_bind_fail(loader, place, "each 只能顺着单个引用走一步", "each follows one single ref at the most");
        made->whose = NULL;
        return;
    }
    made->each = !text || (dot && !made->whose) ? NULL : stored(loader, dot ? made->whose->to : entity, dot ? dot + 1 : text, place);
}

static void asks(struct zc_loader *loader, const struct zc_entity *entity, struct zc_acts *acts, struct zc_yaml *map)
{
    struct zc_arena *arena = &loader->model->arena;
    struct zc_act_asks *made = zc_arena_alloc(arena, sizeof *made);
    *made = (struct zc_act_asks){0};
    zc_bind_only(loader, map, "entity of each as copy");
    const char *name = zc_bind_text(loader, map, "entity", true);
    made->entity = name ? zc_load_entity_of(loader, entity->module, name, &map->place) : NULL;
    made->of = named(loader, made->entity, map, "of", true);
    made->as = named(loader, made->entity, map, "as", true);
    each_of(loader, entity, made, map);
    struct zc_yaml *copy = zc_bind_map(loader, map, "copy", false);
    made->copies = zc_arena_array(arena, (copy ? copy->count : 0) + 1, sizeof *made->copies);
    for (struct zc_yaml *child = copy ? copy->child : NULL; child; child = child->next) {
        struct zc_act_copy pair = {stored(loader, made->entity, child->key, &child->place), NULL};
        pair.from = child->kind == ZC_YAML_SCALAR ? stored(loader, entity, child->text, &child->place) : NULL;
        if (pair.into && pair.from && (pair.into->type != pair.from->type || pair.into->list != pair.from->list || pair.into->scale != pair.from->scale))
            zc_bind_fail(loader, &child->place, "copy 的两个字段类型不同", "the two fields of copy are of different types");
        else if (pair.into && pair.from)
            made->copies[made->copy_count++] = pair;
    }
    if (!made->entity || !made->of || !made->as || !made->each)
        return;
    if (!plain(made->of, ZC_REF) || made->of->to != entity || !plain(made->as, ZC_REF) || made->each->type != ZC_REF || !made->each->list ||
        made->as->to != made->each->to)
        zc_bind_fail(loader, &map->place, "asks:of 指回本记录,as 与 each 指向同一实体", "asks: `of` leads back, and `as` leads to what `each` lists");
    else
        acts->asks = made;
}

static void transition(struct zc_loader *loader, struct zc_entity *entity, struct zc_transition *step, struct zc_yaml *map)
{
    struct zc_arena *arena = &loader->model->arena;
    struct zc_yaml *list = zc_yaml_get(map, "tell"), *children = zc_bind_map(loader, map, "asks", false);
    if (!list && !children && !zc_yaml_get(map, "clear") && !zc_yaml_get(map, "code") && !zc_yaml_get(map, "paper"))
        return;
    struct zc_acts *acts = zc_arena_alloc(arena, sizeof *acts);
    *acts = (struct zc_acts){.tells = list != NULL};
    acts->clear = fields_of(loader, entity, map, "clear", &acts->clear_count);
    for (size_t i = 0; i < acts->clear_count; i++)
        if (acts->clear[i]->required)
            zc_bind_fail(loader, &map->place, "clear 的字段 %s 必填", "clear names the field %s, which is required", acts->clear[i]->name);
    acts->code = named(loader, entity, map, "code", false);
    if (acts->code && !plain(acts->code, ZC_TEXT))
        zc_bind_fail(loader, &map->place, "code 应为文字字段", "code names a text field");
    if (list && (list = zc_bind_items(loader, map, "tell"))) {
        acts->tell = zc_arena_array(arena, list->count + 1, sizeof *acts->tell);
        for (struct zc_yaml *child = list->child; child; child = child->next)
            tell(loader, entity, acts, child);
    }
    if (children)
        asks(loader, entity, acts, children);
    step->acts = acts;
}

/* 3 */

static void holds(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    struct zc_yaml *list = zc_bind_items(loader, yaml, "hold");
    if (!list)
        return;
    struct zc_hold *made = zc_arena_array(&loader->model->arena, list->count + 1, sizeof *made);
    for (struct zc_yaml *child = list->child; child; child = child->next) {
        struct zc_hold *hold = &made[entity->hold_count];
        struct zc_yaml *only = zc_yaml_get(child, "only");
        zc_bind_only(loader, child, "fields once only message");
        hold->once = zc_bind_bool(loader, child, "once", false);
        hold->fields = fields_of(loader, entity, child, "fields", &hold->field_count);
        hold->message = zc_bind_pair(loader, child, "message", true);
        if (!only)
            zc_bind_fail(loader, &child->place, "缺少 only", "only is missing");
        else
            zc_load_condition(loader, &hold->only, entity, only);
        if (hold->only && hold->field_count)
            entity->hold_count++;
    }
    entity->holds = made;
}

/* 4 */

static void binds(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    struct zc_yaml *map = zc_bind_map(loader, yaml, "bind", false), *texts = map ? zc_bind_map(loader, map, "texts", true) : NULL;
    if (!texts)
        return;
    struct zc_bind_rule *made = zc_arena_alloc(&loader->model->arena, sizeof *made);
    *made = (struct zc_bind_rule){.texts = zc_arena_array(&loader->model->arena, texts->count + 1, sizeof *made->texts)};
    zc_bind_only(loader, map, "texts asof tried_at at");
    for (struct zc_yaml *child = texts->child; child; child = child->next) {
        struct zc_bind_text pair = {stored(loader, entity, child->key, &child->place), NULL};
        pair.shown = child->kind == ZC_YAML_SCALAR ? stored(loader, entity, child->text, &child->place) : NULL;
        if (!pair.source || !pair.shown)
            continue;
        if (!plain(pair.source, ZC_TEXT) || !plain(pair.shown, ZC_TEXT))
            zc_bind_fail(loader, &child->place, "texts 应为 文字字段: 文字字段", "texts takes TEXT FIELD: TEXT FIELD");
        else
            made->texts[made->text_count++] = pair;
    }
    made->asof = named(loader, entity, map, "asof", false);
    if (made->asof && !plain(made->asof, ZC_DATE))
        zc_bind_fail(loader, &map->place, "asof 应为日期字段", "asof names a date field");
    made->tried_at = zc_bind_list(loader, map, "tried_at", &made->tried_count);
    made->at = zc_bind_text(loader, map, "at", true);
    for (size_t i = 0; i <= made->tried_count; i++) {
        const char *name = i < made->tried_count ? made->tried_at[i] : made->at;
        if (name && !step_named(entity, name))
            zc_bind_fail(loader, &map->place, "bind 的步骤 %s 不存在", "bind names the step %s, which does not exist", name);
    }
    if (made->at && made->text_count)
        entity->bind = made;
}

void zc_load_acts(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    struct zc_yaml *list = zc_yaml_get(yaml, "transitions");
    for (struct zc_yaml *child = list && list->kind == ZC_YAML_MAP ? list->child : NULL; child; child = child->next) {
        struct zc_transition *step = child->kind == ZC_YAML_MAP ? step_named(entity, child->key) : NULL;
        if (step)
            transition(loader, entity, step, child);
    }
    holds(loader, entity, yaml);
    binds(loader, entity, yaml);
}

/* 5 */

static void issues(struct zc_loader *loader, struct zc_entity *entity, struct zc_transition *step, struct zc_yaml *map)
{
    struct zc_act_paper *made = zc_arena_alloc(&loader->model->arena, sizeof *made);
    zc_bind_only(loader, map, "name digest");
    const char *name = zc_bind_text(loader, map, "name", true);
    *made = (struct zc_act_paper){.paper = name ? zc_paper_named(loader->model, entity, name) : NULL, .digest = named(loader, entity, map, "digest", true)};
    if (name && !made->paper) {
        const struct zc_paper *papers[16];
        struct zc_nearest nearest = zc_nearest_to(name);
        for (size_t i = 0, count = zc_papers_of(papers, 16, loader->model, entity); i < count; i++)
            zc_nearest_see(&nearest, papers[i]->name);
        zc_bind_fail_near(loader, &zc_yaml_get(map, "name")->place, &nearest, "%s 没有公文 %s", "%s has no official paper %s", entity->full_name, name);
    }
    if (made->digest && (!plain(made->digest, ZC_TEXT) || (made->digest->max && made->digest->max < 64)))
        zc_bind_fail(loader, &zc_yaml_get(map, "digest")->place, "digest 应为能放 64 个字的文字字段", "digest names a text field that holds 64 characters");
    if (made->paper && made->digest)
        step->acts->paper = made;
}

void zc_load_act_papers(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    struct zc_yaml *list = zc_yaml_get(yaml, "transitions");
    for (struct zc_yaml *child = list && list->kind == ZC_YAML_MAP ? list->child : NULL; child; child = child->next) {
        struct zc_transition *step = child->kind == ZC_YAML_MAP ? step_named(entity, child->key) : NULL;
        struct zc_yaml *map = step && step->acts ? zc_bind_map(loader, child, "paper", false) : NULL;
        if (map)
            issues(loader, entity, step, map);
    }
}
