/* load_menu: the key menu of a module. */
#include "model/bind.h"
#include "model/menu.h"

#include <string.h>

static bool is_named(const struct zc_menu *menu, const struct zc_entity *entity)
{
    for (size_t g = 0; g < menu->count; g++)
        for (size_t i = 0; i < menu->groups[g].count; i++)
            if (menu->groups[g].entities[i] == entity)
                return true;
    return false;
}

static void load_group(struct zc_loader *loader, const struct zc_module *module, struct zc_menu *menu, struct zc_yaml *yaml)
{
    struct zc_menu_group *group = &menu->groups[menu->count++];
    size_t count;
    zc_bind_only(loader, yaml, "title of");
    group->title = zc_bind_pair(loader, yaml, "title", true);
    const char **names = zc_bind_list(loader, yaml, "of", &count);
    if (!count)
        zc_bind_fail(loader, &yaml->place, "这一组缺少 of:实体", "the group lacks of: its entities");
    group->entities = zc_arena_array(&loader->model->arena, count + 1, sizeof *group->entities);
    for (size_t i = 0; i < count; i++) {
        const struct zc_entity *entity = zc_load_entity_of(loader, module->name, names[i], &yaml->place);
        if (!entity)
            continue;
        if (strcmp(entity->module, module->name) != 0)
            zc_bind_fail(loader, &yaml->place, "%s 不是本模块的实体", "%s is no entity of this module", names[i]);
        else if (is_named(menu, entity))
            zc_bind_fail(loader, &yaml->place, "%s 在菜单里写了两次", "%s stands in the menu twice", names[i]);
        else
            group->entities[group->count++] = entity;
    }
}

void zc_load_menu(struct zc_loader *loader, struct zc_module *module, struct zc_yaml *yaml)
{
    struct zc_arena *arena = &loader->model->arena;
    struct zc_yaml *items = zc_bind_items(loader, yaml, "menu");
    if (!items)
        return;
    struct zc_menu *menu = zc_arena_array(arena, 1, sizeof *menu);
    *menu = (struct zc_menu){.groups = zc_arena_array(arena, items->count + 1, sizeof *menu->groups)};
    for (struct zc_yaml *child = items->child; child; child = child->next)
        load_group(loader, module, menu, child);
    module->menu = menu;
}
