/*
 * menu: how the entities of a module are grouped in a menu, in module.yaml:
 *
 *   menu:
 *     - {title: 计划和任务 | plans and tasks, of: [plan, task, item]}
 *
 * Entities that no group names stand below the groups.
 */
#ifndef ZC_MODEL_MENU_H
#define ZC_MODEL_MENU_H

#include "model/model.h"

struct zc_loader; /* model/bind.h */

struct zc_menu_group {
    struct zc_pair title;
    const struct zc_entity **entities; /* of the module itself, each in one group */
    size_t count;
};
struct zc_menu {
    struct zc_menu_group *groups;
    size_t count;
};

/* After the entities of all modules. */
void zc_load_menu(struct zc_loader *loader, struct zc_module *module, struct zc_yaml *yaml);

#endif
