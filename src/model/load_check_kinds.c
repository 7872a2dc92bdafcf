/* load_check_kinds: phrases; match; chains; trees. */
#include "model/check_kinds.h"
#include "model/bind.h"
#include "model/expr.h"

#include <string.h>

static const struct zc_expr *condition(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *map, const char *key)
{
    const struct zc_expr *where = NULL;
    struct zc_yaml *node = zc_yaml_get(map, key);
    if (node && entity)
        zc_load_condition(loader, &where, entity, node);
    return where;
}

static const struct zc_entity *entity_of(struct zc_loader *loader, const char *module, struct zc_yaml *map, const char *key)
{
    const char *name = zc_bind_text(loader, map, key, true);
    return name ? zc_load_entity_of(loader, module, name, &map->place) : NULL;
}

/* Stored fields that are no lists. */
static const char **names(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *map, const char *key, size_t *count)
{
    const char **list = zc_bind_list(loader, map, key, count);
    for (size_t i = 0; i < *count && entity; i++) {
        const struct zc_field *field = zc_entity_field(entity, list[i]);
        if (!field || field->column < 0 || field->list)
            zc_bind_fail(loader, &map->place, "%s 的字段 %s 不存在或不是单值", "%s names the field %s, which does not exist or is a list", key, list[i]);
    }
    return list;
}

static void phrases(struct zc_loader *loader, struct zc_truth_check *check, struct zc_yaml *map)
{
    struct zc_model *model = loader->model;
    struct zc_check_phrases *made = zc_arena_alloc(&model->arena, sizeof *made);
    zc_bind_only(loader, map, "entity where fields rule message");
    made->entity = entity_of(loader, check->module, map, "entity");
    made->where = condition(loader, made->entity, map, "where");
    made->fields = names(loader, made->entity, map, "fields", &made->field_count);
    made->rule = zc_bind_text(loader, map, "rule", true);
    made->message = zc_bind_pair(loader, map, "message", true);
    bool found = !made->rule;
    for (size_t i = 0; i < model->rule_count && !found; i++)
        found = strcmp(model->rules[i].id, made->rule) == 0;
    if (!found)
        zc_bind_fail(loader, &map->place, "没有规则值 %s", "there is no rule value %s", made->rule);
    if (made->entity && made->rule)
        check->phrases = made;
}

static void match(struct zc_loader *loader, struct zc_truth_check *check, struct zc_yaml *map)
{
    struct zc_check_match *made = zc_arena_alloc(&loader->model->arena, sizeof *made);
    size_t by_count;
    zc_bind_only(loader, map, "entity where fields list list_where by message missing needs");
    made->entity = entity_of(loader, check->module, map, "entity");
    made->list = entity_of(loader, check->module, map, "list");
    made->where = condition(loader, made->entity, map, "where");
    made->list_where = condition(loader, made->list, map, "list_where");
    made->fields = names(loader, made->entity, map, "fields", &made->field_count);
    made->by = names(loader, made->list, map, "by", &by_count);
    made->message = zc_bind_pair(loader, map, "message", true);
    made->missing = zc_bind_pair(loader, map, "missing", true);
    made->needs = zc_bind_pair(loader, map, "needs", true);
    if (!made->field_count || by_count != made->field_count)
        zc_bind_fail(loader, &map->place, "fields 与 by 应一样多", "fields and by are of equal length");
    else if (made->entity && made->list)
        check->match = made;
}

static void link(struct zc_loader *loader, struct zc_check_chain *chain, struct zc_yaml *map)
{
    struct zc_check_link *made = &chain->links[chain->link_count];
    zc_bind_only(loader, map, "role title field holds held");
    made->role = zc_bind_text(loader, map, "role", true);
    made->title = zc_bind_pair(loader, map, "title", true);
    made->holds = zc_bind_text(loader, map, "holds", false);
    made->held = zc_bind_bool(loader, map, "held", false);
    const char *name = zc_bind_text(loader, map, "field", true);
    made->field = name ? zc_entity_field(chain->source, name) : NULL;
    const char *to = made->field && made->field->column >= 0 && made->field->to ? made->field->to->full_name : "";
    bool areas = strcmp(to, "core.area") == 0, unit = strcmp(to, "core.unit") == 0;
    if (name && !areas && !unit && strcmp(to, "core.post") != 0)
        zc_bind_fail(loader, &map->place, "field 应指向单位、岗位或区域", "field leads to units, posts or areas");
    else if (name && (areas ? !made->holds : made->holds && !unit))
        zc_bind_fail(loader, &map->place, "holds 用于单位,区域必须写", "holds goes with a unit, and areas need it");
    bool found = !made->holds;
    for (size_t i = 0; i < loader->model->role_count && !found; i++)
        found = strcmp(loader->model->roles[i].full_name, made->holds) == 0;
    if (!found)
        zc_bind_fail(loader, &map->place, "没有角色 %s", "there is no role %s", made->holds);
    if (made->role && made->field && made->field->to)
        chain->link_count++;
}

static void chain(struct zc_loader *loader, struct zc_truth_check *check, struct zc_yaml *map)
{
    struct zc_check_chain *made = &check->chains[check->chain_count];
    zc_bind_only(loader, map, "entity where through links records message needs");
    made->entity = made->source = entity_of(loader, check->module, map, "entity");
    made->where = condition(loader, made->entity, map, "where");
    made->through = zc_bind_text(loader, map, "through", false);
    made->message = zc_bind_pair(loader, map, "message", true);
    made->needs = zc_bind_pair(loader, map, "needs", false);
    if (made->entity && made->through) {
        const struct zc_field *field = zc_entity_field(made->entity, made->through);
        if (!field || field->type != ZC_REF || field->list || field->column < 0) {
            zc_bind_fail(loader, &map->place, "through 应为引用字段", "through names a ref");
            return;
        }
        made->source = field->to;
    }
    struct zc_yaml *links = zc_bind_items(loader, map, "links"), *records = zc_bind_map(loader, map, "records", false);
    if (!made->source || !links) {
        zc_bind_fail(loader, &map->place, "缺少 links", "links is missing");
        return;
    }
    made->links = zc_arena_array(&loader->model->arena, links->count + 1, sizeof *made->links);
    for (struct zc_yaml *child = links->child; child; child = child->next)
        link(loader, made, child);
    if (records) {
        static const char *const wanted[] = {"role", "unit", "post", "area"};
        zc_bind_only(loader, records, "entity of");
        made->records = entity_of(loader, check->module, records, "entity");
        made->of = zc_bind_text(loader, records, "of", true);
        const struct zc_field *of = made->records && made->of ? zc_entity_field(made->records, made->of) : NULL;
        if (made->records && (!of || of->type != ZC_REF || of->list || of->column < 0 || of->to != made->source))
            zc_bind_fail(loader, &records->place, "of 应指向有这些字段的记录", "of leads to the row with the fields");
        for (size_t i = 0; made->records && i < 4; i++)
            if (!zc_entity_field(made->records, wanted[i]))
                zc_bind_fail(loader, &records->place, "%s 缺少字段 %s", "%s lacks the field %s", made->records->full_name, wanted[i]);
    }
    check->chain_count++;
}

static void tree(struct zc_loader *loader, struct zc_truth_check *check, struct zc_yaml *map)
{
    struct zc_check_tree *made = &check->trees[check->tree_count];
    zc_bind_only(loader, map, "entity unreached silent needs");
    made->entity = entity_of(loader, check->module, map, "entity");
    made->unreached = zc_bind_pair(loader, map, "unreached", true);
    made->silent = zc_bind_pair(loader, map, "silent", true);
    made->needs = zc_bind_pair(loader, map, "needs", false);
    if (made->entity && !made->entity->tree)
        zc_bind_fail(loader, &map->place, "%s 没有写 tree", "%s declares no tree", made->entity->full_name);
    else if (made->entity)
        check->tree_count++;
}

void zc_load_check_kinds(struct zc_loader *loader, struct zc_truth_check *check, struct zc_yaml *yaml)
{
    struct zc_yaml *part = zc_bind_map(loader, yaml, "phrases", false);
    if (part)
        phrases(loader, check, part);
    if ((part = zc_bind_map(loader, yaml, "match", false)))
        match(loader, check, part);
    if ((part = zc_bind_items(loader, yaml, "trees"))) {
        check->trees = zc_arena_array(&loader->model->arena, part->count + 1, sizeof *check->trees);
        for (struct zc_yaml *child = part->child; child; child = child->next)
            tree(loader, check, child);
    }
    if (!(part = zc_bind_items(loader, yaml, "chains")))
        return;
    check->chains = zc_arena_array(&loader->model->arena, part->count + 1, sizeof *check->chains);
    for (struct zc_yaml *child = part->child; child; child = child->next)
        chain(loader, check, child);
}
