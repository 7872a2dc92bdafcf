/* load_check_more: similar; reported; history; grouped; formed. */
#include "model/bind.h"
#include "model/check_more.h"
#include "model/expr.h"
#include "model/periodic.h"

#include <string.h>

static const struct zc_field *stored(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *map, const char *key, enum zc_type type, bool required)
{
    const char *name = zc_bind_text(loader, map, key, required);
    const struct zc_field *field = name && entity ? zc_entity_field(entity, name) : NULL;
    if (field && field->column >= 0 && !field->list && (type == ZC_TEXT ? true : field->type == type))
        return field;
    if (name && entity)
        zc_bind_fail(loader, &map->place, "%s 所写的 %s 不是 %s 的合适字段", "%s names %s, which is no field of the right type in %s", key, name, entity->full_name);
    return NULL;
}

static const char *rule(struct zc_loader *loader, const struct zc_truth_check *check, struct zc_yaml *map, const char *key)
{
    const char *name = zc_bind_text(loader, map, key, true);
    bool full = name && strchr(name, '.') && strchr(strchr(name, '.') + 1, '.'), found = !name;
    const char *id = !name || full ? name : zc_arena_printf(&loader->model->arena, "%s.%s", check->module, name);
    for (size_t i = 0; i < loader->model->rule_count && !found; i++)
        found = strcmp(loader->model->rules[i].id, id) == 0;
    if (!found)
        zc_bind_fail(loader, &map->place, "没有规则值 %s", "there is no rule value %s", id);
    return id;
}

static void similar(struct zc_loader *loader, const struct zc_truth_check *check, struct zc_check_more *made, struct zc_yaml *map)
{
    zc_bind_only(loader, map, "entity where field same order most message needs");
    made->field = stored(loader, made->entity, map, "field", ZC_TEXT, true);
    made->order = stored(loader, made->entity, map, "order", ZC_DATE, true);
    made->most = rule(loader, check, map, "most");
    const char **names = zc_bind_list(loader, map, "same", &made->same_count);
    made->same = zc_arena_array(&loader->model->arena, made->same_count + 1, sizeof *made->same);
    for (size_t i = 0; i < made->same_count && made->entity; i++)
        if (!(made->same[i] = zc_entity_field(made->entity, names[i])) || made->same[i]->column < 0)
            zc_bind_fail(loader, &map->place, "same 的字段 %s 不存在", "same names the field %s, which does not exist", names[i]);
    if (made->field && !zc_field_is_text(made->field))
        zc_bind_fail(loader, &map->place, "field 应为文字", "field names a text");
}

static void reported(struct zc_loader *loader, const struct zc_truth_check *check, struct zc_check_more *made, struct zc_yaml *map)
{
    zc_bind_only(loader, map, "entity where report ref through message needs");
    const char *name = zc_bind_text(loader, map, "report", true);
    made->report = name ? zc_load_entity_of(loader, check->module, name, &map->place) : NULL;
    if (made->report && !made->report->periodic) {
        zc_bind_fail(loader, &map->place, "%s 没有写 periodic", "%s does not declare periodic", made->report->full_name);
        made->report = NULL;
    }
    made->field = made->report ? stored(loader, made->report->periodic->line, map, "ref", ZC_REF, true) : NULL;
    made->through = stored(loader, made->entity, map, "through", ZC_REF, false);
}

static void history(struct zc_loader *loader, const struct zc_truth_check *check, struct zc_check_more *made, struct zc_yaml *map)
{
    static const char *const kinds[] = {"kept", "moved", "entered", "bulk"};
    int given = 0;
    zc_bind_only(loader, map, "entity where kept moved entered bulk days most minutes message needs");
    for (int i = 0; i < 4; i++)
        if (zc_yaml_get(map, kinds[i])) {
            given++;
            made->history = (enum zc_history_kind)i;
            made->field = stored(loader, made->entity, map, kinds[i], i == ZC_HISTORY_KEPT ? ZC_TEXT : ZC_DATE, true);
        }
    if (given != 1)
        zc_bind_fail(loader, &map->place, "须且只能写 kept、moved、entered、bulk 之一", "exactly one of kept, moved, entered, bulk is needed");
    if (made->history == ZC_HISTORY_ENTERED)
        made->days = rule(loader, check, map, "days");
    if (made->history == ZC_HISTORY_BULK) {
        made->most = rule(loader, check, map, "most");
        made->minutes = rule(loader, check, map, "minutes");
    }
}

static void grouped(struct zc_loader *loader, const struct zc_truth_check *check, struct zc_check_more *made, struct zc_yaml *map)
{
    struct zc_arena *arena = &loader->model->arena;
    zc_bind_only(loader, map, "entity where by function inputs scale most message needs");
    made->field = stored(loader, made->entity, map, "by", ZC_REF, true);
    made->function = zc_bind_text(loader, map, "function", true);
    made->scale = (int)zc_bind_int(loader, map, "scale", 4);
    made->most = rule(loader, check, map, "most");
    const char **names = zc_bind_list(loader, map, "inputs", &made->input_count);
    made->inputs = zc_arena_array(arena, made->input_count + 1, sizeof *made->inputs);
    made->input_where = zc_arena_array(arena, made->input_count + 1, sizeof *made->input_where);
    for (size_t i = 0; i < made->input_count; i++) {
        const char *at = strstr(names[i], " where "), *name = at ? zc_arena_copy(arena, names[i], (size_t)(at - names[i])) : names[i];
        const struct zc_expr *condition_of;
        struct zc_yaml node = *map;
        made->inputs[i] = zc_load_entity_of(loader, check->module, name, &map->place);
        made->input_where[i] = at ? at + strlen(" where ") : NULL;
        node.kind = ZC_YAML_SCALAR;
        node.text = made->input_where[i];
        if (at && made->inputs[i])
            zc_load_condition(loader, &condition_of, made->inputs[i], &node);
    }
}

static void formed(struct zc_loader *loader, struct zc_check_more *made, struct zc_yaml *map)
{
    zc_bind_only(loader, map, "entity where field message needs");
    made->field = stored(loader, made->entity, map, "field", ZC_TEXT, true);
    if (made->field && !zc_yaml_get(zc_yaml_get(zc_yaml_get(zc_map_get(&loader->yaml_of_entity, made->entity->full_name), "fields"), made->field->name), "valid"))
        zc_bind_fail(loader, &map->place, "字段 %s 没有声明 valid", "the field %s does not declare valid", made->field->name);
}

void zc_load_check_more(struct zc_loader *loader, struct zc_truth_check *check, struct zc_yaml *yaml)
{
    static const char *const keys[] = {"similar", "reported", "history", "grouped", "formed"};
    size_t most = 0;
    for (int k = 0; k < 5; k++) {
        struct zc_yaml *list = zc_bind_items(loader, yaml, keys[k]);
        most += list ? list->count : 0;
    }
    check->more = zc_arena_array(&loader->model->arena, most + 1, sizeof *check->more);
    for (int k = 0; k < 5; k++) {
        struct zc_yaml *list = zc_yaml_get(yaml, keys[k]);
        for (struct zc_yaml *child = list && list->kind == ZC_YAML_LIST ? list->child : NULL; child; child = child->next) {
            struct zc_check_more *made = &check->more[check->more_count];
            struct zc_yaml *where = zc_yaml_get(child, "where");
            const char *name = zc_bind_text(loader, child, "entity", true);
            *made = (struct zc_check_more){.kind = (enum zc_more_kind)k, .entity = name ? zc_load_entity_of(loader, check->module, name, &child->place) : NULL,
                                           .message = zc_bind_pair(loader, child, "message", true), .needs = zc_bind_pair(loader, child, "needs", false)};
            if (where && made->entity)
                zc_load_condition(loader, &made->where, made->entity, where);
            if (k == ZC_MORE_SIMILAR)
                similar(loader, check, made, child);
            else if (k == ZC_MORE_REPORTED)
                reported(loader, check, made, child);
            else if (k == ZC_MORE_HISTORY)
                history(loader, check, made, child);
            else if (k == ZC_MORE_FORMED)
                formed(loader, made, child);
            else
                grouped(loader, check, made, child);
            check->more_count += made->entity != NULL;
        }
    }
}
