/* load_check_watch: the keys clocks and draws of a truth check. */
#include "model/bind.h"
#include "model/check_watch.h"
#include "model/expr.h"

#include <string.h>

static const struct zc_entity *rows_of(struct zc_loader *loader, const struct zc_truth_check *check, struct zc_yaml *map, const struct zc_expr **where)
{
    const char *name = zc_bind_text(loader, map, "entity", true);
    const struct zc_entity *entity = name ? zc_load_entity_of(loader, check->module, name, &map->place) : NULL;
    struct zc_yaml *node = zc_yaml_get(map, "where");
    if (entity && node)
        zc_load_condition(loader, where, entity, node);
    return entity;
}

static void clock(struct zc_loader *loader, struct zc_truth_check *check, struct zc_yaml *map)
{
    struct zc_check_clock *made = &check->clocks[check->clock_count];
    zc_bind_only(loader, map, "entity where clock message needs");
    *made = (struct zc_check_clock){0};
    made->entity = rows_of(loader, check, map, &made->where);
    made->message = zc_bind_pair(loader, map, "message", true);
    made->needs = zc_bind_pair(loader, map, "needs", false);
    const char *name = zc_bind_text(loader, map, "clock", true);
    for (size_t i = 0; made->entity && name && i < made->entity->clock_count; i++)
        if (strcmp(made->entity->clocks[i].name, name) == 0)
            made->clock = &made->entity->clocks[i];
    if (made->clock)
        check->clock_count++;
    else if (made->entity && name)
        zc_bind_fail(loader, &map->place, "没有时限 %s", "there is no clock %s", name);
}

void zc_load_check_watch(struct zc_loader *loader, struct zc_truth_check *check, struct zc_yaml *yaml)
{
    struct zc_yaml *list = zc_bind_items(loader, yaml, "clocks"), *draws = zc_bind_map(loader, yaml, "draws", false);
    check->clocks = zc_arena_array(&loader->model->arena, (list ? list->count : 0) + 1, sizeof *check->clocks);
    for (struct zc_yaml *child = list ? list->child : NULL; child; child = child->next)
        clock(loader, check, child);
    if (!draws)
        return;
    struct zc_check_draws *made = zc_arena_alloc(&loader->model->arena, sizeof *made);
    *made = (struct zc_check_draws){0};
    zc_bind_only(loader, draws, "entity where");
    made->entity = rows_of(loader, check, draws, &made->where);
    if (made->entity && made->entity->draw)
        check->draws = made;
    else if (made->entity)
        zc_bind_fail(loader, &draws->place, "%s 没有声明抽样", "%s declares no draw", made->entity->full_name);
}
