/* load_matrix: the key matrix of an entity. */
#include "model/matrix.h"
#include "model/bind.h"

static const struct zc_field *named(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *map, const char *key, bool required)
{
    const char *name = zc_bind_text(loader, map, key, required);
    const struct zc_field *field = name ? zc_entity_field(entity, name) : NULL;
    if (!name || (field && field->column >= 0))
        return field;
    struct zc_nearest nearest = zc_nearest_to(name);
    for (size_t i = 0; i < entity->column_count; i++)
        zc_nearest_see(&nearest, entity->columns[i]->name);
    zc_bind_fail_near(loader, &zc_yaml_get(map, key)->place, &nearest, "%s 没有存储字段 %s", "%s has no stored field %s", entity->full_name, name);
    return NULL;
}

void zc_load_matrix(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    struct zc_arena *arena = &loader->model->arena;
    struct zc_yaml *map = zc_bind_map(loader, yaml, "matrix", false);
    if (!map)
        return;
    struct zc_matrix *matrix = zc_arena_alloc(arena, sizeof *matrix);
    zc_bind_only(loader, map, "title group parts");
    *matrix = (struct zc_matrix){.title = zc_bind_pair(loader, map, "title", true), .group = named(loader, entity, map, "group", false)};
    if (matrix->group && (matrix->group->type != ZC_CODE || matrix->group->list))
        zc_bind_fail(loader, &zc_yaml_get(map, "group")->place, "group 应为单个代码字段", "group names a single stored code");
    struct zc_yaml *parts = zc_bind_items(loader, map, "parts");
    if (!parts || !parts->count) {
        zc_bind_fail(loader, &map->place, "缺少 parts", "parts is missing");
        return;
    }
    matrix->parts = zc_arena_array(arena, parts->count, sizeof *matrix->parts);
    for (struct zc_yaml *child = parts->child; child; child = child->next) {
        zc_bind_only(loader, child, "title mark field");
        struct zc_matrix_part part = {zc_bind_pair(loader, child, "title", true), zc_bind_pair(loader, child, "mark", true), named(loader, entity, child, "field", true)};
        if (part.field && (part.field->type != ZC_REF || (matrix->count && part.field->to != matrix->parts[0].field->to)))
            zc_bind_fail(loader, &child->place, "parts 的字段应为引用,且都指向同一实体", "the fields of parts are refs that lead to one entity");
        else if (part.field)
            matrix->parts[matrix->count++] = part;
    }
    if (matrix->count)
        entity->matrix = matrix;
}
