/* load_succession: the key succession of an entity. */
#include "model/bind.h"
#include "model/succession.h"

#include <string.h>

static const struct zc_field *unit_ref(struct zc_loader *loader, const struct zc_entity *entity, const char *name, const struct zc_place *place)
{
    const struct zc_field *field = zc_entity_field(entity, name);
    if (field && field->column >= 0 && field->to && strcmp(field->to->full_name, "core.unit") == 0)
        return field;
    zc_bind_fail(loader, place, "succession 的 %s 应为存入的、指向单位的字段", "succession: %s is no stored field that leads to a unit", name);
    return NULL;
}

void zc_load_succession(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    struct zc_yaml *map = zc_bind_map(loader, yaml, "succession", false);
    if (!map)
        return;
    struct zc_arena *arena = &loader->model->arena;
    struct zc_succession_rule *rule = zc_arena_alloc(arena, sizeof *rule);
    struct zc_yaml *open = zc_yaml_get(map, "while"), *emptied = zc_bind_map(loader, map, "emptied", false);
    size_t count;
    *rule = (struct zc_succession_rule){0};
    zc_bind_only(loader, map, "fields while emptied");
    const char **names = zc_bind_list(loader, map, "fields", &count);
    rule->fields = zc_arena_array(arena, count + 1, sizeof *rule->fields);
    for (size_t i = 0; i < count; i++) {
        const struct zc_field *field = unit_ref(loader, entity, names[i], &map->place);
        if (field)
            rule->fields[rule->field_count++] = field;
    }
    if (!count)
        zc_bind_fail(loader, &map->place, "succession 缺少 fields", "succession lacks fields");
    if (!open)
        zc_bind_fail(loader, &map->place, "succession 缺少 while", "succession lacks while");
    else
        zc_load_condition(loader, &rule->open, entity, open);
    if (emptied) {
        zc_bind_only(loader, emptied, "field text");
        const char *name = zc_bind_text(loader, emptied, "field", true);
        rule->emptied_text = zc_bind_text(loader, emptied, "text", true);
        rule->emptied_field = name ? zc_entity_field(entity, name) : NULL;
        if (name && (!rule->emptied_field || rule->emptied_field->column < 0 || rule->emptied_field->type != ZC_TEXT || rule->emptied_field->list))
            zc_bind_fail(loader, &emptied->place, "emptied 的 %s 应为存入的文字字段", "emptied: %s is no stored text field", name);
    }
    if (rule->open && rule->field_count)
        entity->succession = rule;
}
