/* load_burden: the key `burden` of an entity. */
#include "model/bind.h"
#include "model/burden.h"
#include "model/expr.h"
#include "model/expr_tree.h"

#include <string.h>

static const struct zc_expr *unit_of(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *map, const char *key, bool required)
{
    const struct zc_expr *out = NULL;
    struct zc_yaml *node = zc_yaml_get(map, key);
    if (!node && required)
        zc_bind_fail(loader, &map->place, "缺少 %s", "%s is missing", key);
    if (node && zc_load_expr(loader, &out, entity, node) && (zc_expr_type(out) != ZC_REF || strcmp(out->ref_to->full_name, "core.unit") != 0))
        zc_bind_fail(loader, &node->place, "%s 应通到单位", "%s leads to a unit", key);
    return out;
}

static const struct zc_field *date_of(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *map, const char *key, bool required)
{
    const char *name = zc_bind_text(loader, map, key, required);
    const struct zc_field *field = name ? zc_entity_field(entity, name) : NULL;
    if (name && (!field || field->column < 0 || field->type != ZC_DATE))
        zc_bind_fail(loader, &map->place, "%s 应为存入的日期,没有 %s", "%s names a stored date, %s is none", key, name);
    return field;
}

void zc_load_burden(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    struct zc_yaml *list = zc_bind_items(loader, yaml, "burden");
    if (!list)
        return;
    struct zc_arena *arena = &loader->model->arena;
    struct zc_burdens *made = zc_arena_alloc(arena, sizeof *made);
    size_t before = loader->errors;
    *made = (struct zc_burdens){zc_arena_array(arena, list->count + 1, sizeof *made->items), 0};
    for (struct zc_yaml *child = list->child; child; child = child->next) {
        struct zc_burden *one = &made->items[made->count++];
        size_t count;
        zc_bind_only(loader, child, "kind unit on from about done");
        *one = (struct zc_burden){.kind = (enum zc_burden_kind)zc_bind_word(loader, child, "kind", "request form visit notice", 0)};
        one->unit = unit_of(loader, entity, child, "unit", true);
        one->from = unit_of(loader, entity, child, "from", false);
        one->on = date_of(loader, entity, child, "on", true);
        one->done = date_of(loader, entity, child, "done", false);
        const char **about = zc_bind_list(loader, child, "about", &count);
        one->about = zc_arena_array(arena, count + 1, sizeof *one->about);
        for (size_t i = 0; i < count; i++) {
            const struct zc_field *field = zc_entity_field(entity, about[i]);
            if (!field || field->column < 0)
                zc_bind_fail(loader, &child->place, "about 的字段 %s 不存在", "about names %s, which is no stored field", about[i]);
            else
                one->about[one->about_count++] = field;
        }
    }
    if (loader->errors == before)
        entity->burden = made;
}
