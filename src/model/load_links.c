/* load_links: names of roles, and the key links of a module: who may hand out one-time links. */
#include "model/bind.h"
#include "model/model.h"

#include <string.h>

const char *zc_load_role(struct zc_loader *loader, const char *module, const char *role, const struct zc_place *place)
{
    struct zc_model *model = loader->model;
    const char *full = strchr(role, '.') ? role : zc_arena_printf(&model->arena, "%s.%s", module, role);
    for (size_t i = 0; i < model->role_count; i++)
        if (strcmp(model->roles[i].full_name, full) == 0)
            return model->roles[i].full_name;
    struct zc_nearest nearest = zc_nearest_to(full);
    for (size_t i = 0; i < model->role_count; i++)
        zc_nearest_see(&nearest, model->roles[i].full_name);
    zc_bind_fail_near(loader, place, &nearest, "没有角色 %s", "there is no role %s", role);
    return NULL;
}

static const char **roles_of(struct zc_loader *loader, const char *module, struct zc_yaml *map, const char *key, bool needed, size_t *count)
{
    const char **roles = zc_bind_list(loader, map, key, count);
    if (needed && !*count)
        zc_bind_fail(loader, &map->place, "links 缺少 %s", "links lacks %s", key);
    for (size_t i = 0; i < *count; i++)
        roles[i] = zc_load_role(loader, module, roles[i], &map->place);
    return roles;
}

void zc_load_links(struct zc_loader *loader, const char *module, struct zc_yaml *yaml)
{
    struct zc_model *model = loader->model;
    struct zc_yaml *items = zc_bind_items(loader, yaml, "links");
    if (!items)
        return;
    struct zc_link_rule *rules = zc_arena_array(&model->arena, model->link_count + items->count, sizeof *rules);
    if (model->link_count)
        memcpy(rules, model->links, model->link_count * sizeof *rules);
    model->links = rules;
    for (struct zc_yaml *child = items->child; child; child = child->next) {
        struct zc_link_rule *rule = &rules[model->link_count++];
        zc_bind_only(loader, child, "by to beside device");
        rule->by = roles_of(loader, module, child, "by", true, &rule->by_count);
        rule->to = roles_of(loader, module, child, "to", true, &rule->to_count);
        rule->beside = roles_of(loader, module, child, "beside", false, &rule->beside_count);
        rule->device = zc_bind_bool(loader, child, "device", false);
    }
}
