/* load_gantt: the key gantt of an entity. */
#include "model/gantt.h"
#include "model/bind.h"

static const struct zc_field *field_of(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *map, const char *key, const char *name)
{
    const struct zc_field *field = name ? zc_entity_field(entity, name) : NULL;
    if (field || !name)
        return field;
    struct zc_nearest nearest = zc_nearest_to(name);
    for (size_t i = 0; i < entity->field_count; i++)
        zc_nearest_see(&nearest, entity->fields[i].name);
    zc_bind_fail_near(loader, &zc_yaml_get(map, key)->place, &nearest, "gantt 的 %s:没有字段 %s", "gantt: %s names %s, which is no field", key, name);
    return NULL;
}

static const struct zc_field *date_of(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *map, const char *key, const char *name)
{
    const struct zc_field *field = field_of(loader, entity, map, key, name);
    if (!field || (field->type == ZC_DATE && !field->list))
        return field;
    zc_bind_fail(loader, &zc_yaml_get(map, key)->place, "gantt 的 %s 应为日期字段,%s 不是", "gantt: %s names a date field, %s is none", key, name);
    return NULL;
}

static const struct zc_field *progress_of(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *map)
{
    const char *name = zc_bind_text(loader, map, "progress", false);
    const struct zc_field *field = field_of(loader, entity, map, "progress", name);
    if (!field || field->type == ZC_INT || field->type == ZC_DECIMAL)
        return field;
    zc_bind_fail(loader, &zc_yaml_get(map, "progress")->place, "gantt 的 progress 应为整数(百分比)或小数(份额)字段,%s 不是",
                 "gantt: progress names a whole number (percent) or a decimal (a share), %s is neither", name);
    return NULL;
}

void zc_load_gantt(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    struct zc_arena *arena = &loader->model->arena;
    struct zc_yaml *map = zc_bind_map(loader, yaml, "gantt", false);
    if (!map)
        return;
    zc_bind_only(loader, map, "start due baseline progress done");
    struct zc_gantt *made = zc_arena_alloc(arena, sizeof *made);
    *made = (struct zc_gantt){.start = date_of(loader, entity, map, "start", zc_bind_text(loader, map, "start", true)),
                              .due = date_of(loader, entity, map, "due", zc_bind_text(loader, map, "due", true)),
                              .baseline = date_of(loader, entity, map, "baseline", zc_bind_text(loader, map, "baseline", false)),
                              .progress = progress_of(loader, entity, map)};
    if (!zc_yaml_get(map, "baseline") && made->due && made->due->baseline_at)
        made->baseline = zc_entity_field(entity, zc_arena_printf(arena, "%s_baseline", made->due->name));
    size_t count;
    const char **names = zc_bind_list(loader, map, "done", &count);
    made->done = zc_arena_array(arena, count + 1, sizeof *made->done);
    for (size_t i = 0; i < count; i++)
        if ((made->done[made->done_count] = date_of(loader, entity, map, "done", names[i])))
            made->done_count++;
    if (made->start && made->due)
        entity->gantt = made;
}
