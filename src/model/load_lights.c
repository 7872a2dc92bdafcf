/* load_lights: the key lamp of an entity. */
#include "model/bind.h"
#include "model/lights.h"

#include <string.h>

static const struct zc_field *computed_code(struct zc_loader *loader, const struct zc_entity *entity, const struct zc_place *place, const char *name)
{
    const struct zc_field *field = name ? zc_entity_field(entity, name) : NULL;
    struct zc_nearest nearest = zc_nearest_to(name ? name : "");
    if (field && field->computed && field->type == ZC_CODE && !field->list && field->codelist)
        return field;
    for (size_t i = 0; i < entity->field_count && !field; i++)
        zc_nearest_see(&nearest, entity->fields[i].name);
    if (name && !field)
        zc_bind_fail_near(loader, place, &nearest, "lamp:没有字段 %s", "lamp: there is no field %s", name);
    else if (name)
        zc_bind_fail(loader, place, "lamp:%s 应为计算出来的单个代码", "lamp: %s is no computed code", name);
    return NULL;
}

void zc_load_lights(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    static const char shapes[] = "late warn opening ok none done";
    static const char *const shape_names[] = {"late", "warn", "opening", "ok", "none", "done"};
    struct zc_arena *arena = &loader->model->arena;
    struct zc_yaml *map = zc_bind_map(loader, yaml, "lamp", false);
    if (!map)
        return;
    zc_bind_only(loader, map, "field beside lights");
    struct zc_lights *made = zc_arena_alloc(arena, sizeof *made);
    *made = (struct zc_lights){.field = computed_code(loader, entity, &map->place, zc_bind_text(loader, map, "field", true))};
    size_t count;
    const char **names = zc_bind_list(loader, map, "beside", &count);
    made->beside = zc_arena_array(arena, count + 1, sizeof *made->beside);
    for (size_t i = 0; i < count; i++)
        if ((made->beside[made->beside_count] = computed_code(loader, entity, &zc_yaml_get(map, "beside")->place, names[i])))
            made->beside_count++;
    struct zc_yaml *lights = zc_bind_map(loader, map, "lights", true);
    if (!lights || !made->field)
        return;
    made->lights = zc_arena_array(arena, lights->count + 1, sizeof *made->lights);
    for (struct zc_yaml *child = lights->child; child; child = child->next) {
        if (!zc_codelist_find(made->field->codelist, child->key))
            zc_bind_fail(loader, &child->place, "代码表 %s 里没有 %s", "the code list %s has no %s", made->field->codelist->full_name, child->key);
        made->lights[made->count++] = (struct zc_light){child->key, shape_names[zc_bind_word(loader, lights, child->key, shapes, 0)]};
    }
    for (size_t i = 0; i < made->field->codelist->count; i++) { /* a code without a shape could not be shown */
        bool found = false;
        for (size_t l = 0; l < made->count && !found; l++)
            found = strcmp(made->lights[l].code, made->field->codelist->codes[i].code) == 0;
        if (!found)
            zc_bind_fail(loader, &lights->place, "lights 里缺 %s", "lights lacks %s", made->field->codelist->codes[i].code);
    }
    entity->lights = made;
}
