/* load_module: module.yaml: roles, code lists, wordings. */
#include "model/bind.h"

#include <string.h>

static void load_codes(struct zc_loader *loader, const char *module, struct zc_yaml *codes)
{
    struct zc_model *model = loader->model;
    struct zc_arena *arena = &model->arena;
    model->codelists = zc_load_grow(arena, model->codelists, model->codelist_count, codes->count, sizeof *model->codelists);
    for (struct zc_yaml *child = codes->child; child; child = child->next) {
        zc_bind_only(loader, child, "title values");
        if (!zc_bind_name(child->key, 40))
            zc_bind_fail(loader, &child->key_place, "代码表名 %s 不可用:小写字母、数字和下划线", "the code list's name %s cannot be used: lower-case letters, digits, underscores", child->key);
        struct zc_codelist *list = zc_arena_alloc(arena, sizeof *list);
        list->module = module;
        list->full_name = zc_arena_printf(arena, "%s.%s", module, child->key);
        model->codelists[model->codelist_count++] = list;
        zc_map_put(&model->codelist_by_name, list->full_name, list);
        if (child->kind != ZC_YAML_MAP)
            continue;
        list->title = zc_bind_pair(loader, child, "title", true);
        struct zc_yaml *values = zc_bind_map(loader, child, "values", true);
        if (values && !values->count)
            zc_bind_fail(loader, &values->place, "代码表至少要有一个值", "a code list has at least one value");
        if (!values)
            continue;
        list->codes = zc_arena_array(arena, values->count + 1, sizeof *list->codes);
        for (struct zc_yaml *value = values->child; value; value = value->next) {
            if (!*value->key || strchr(value->key, ';') || strlen(value->key) > 60)
                zc_bind_fail(loader, &value->key_place, "代码不能为空、含分号或超过 60 字节", "a code is not empty, holds no semicolon and at most 60 bytes");
            list->codes[list->count++] = (struct zc_code){value->key, zc_bind_pair_of(loader, value)};
        }
    }
}

static void load_wordings(struct zc_loader *loader, struct zc_yaml *wordings)
{
    static const char *const kinds[] = {"wording", "name_number", "claim"};
    struct zc_model *model = loader->model;
    model->wordings = zc_load_grow(&model->arena, model->wordings, model->wording_count, wordings->count, sizeof *model->wordings);
    for (struct zc_yaml *child = wordings->child; child; child = child->next) {
        zc_bind_only(loader, child, "phrase kind reason");
        if (child->kind != ZC_YAML_MAP)
            continue;
        struct zc_wording *wording = &model->wordings[model->wording_count++];
        wording->phrase = zc_bind_text(loader, child, "phrase", true);
        wording->kind = kinds[zc_bind_word(loader, child, "kind", "wording name_number claim", 0)];
        wording->reason = zc_bind_pair(loader, child, "reason", true);
    }
}

void zc_load_module(struct zc_loader *loader, struct zc_module *module, struct zc_yaml *yaml)
{
    struct zc_model *model = loader->model;
    struct zc_arena *arena = &model->arena;
    zc_bind_only(loader, yaml, "module title needs roles codes wordings menu");
    const char *name = zc_bind_text(loader, yaml, "module", true);
    if (name && strcmp(name, module->name) != 0)
        zc_bind_fail(loader, &zc_yaml_get(yaml, "module")->place, "模块名 %s 与文件夹 %s 不同", "the module is called %s, its folder %s", name, module->name);
    if (!zc_bind_name(module->name, 20))
        zc_bind_fail(loader, &yaml->place, "模块名 %s 不可用:小写字母、数字和下划线,至多 20 个", "the module's name %s cannot be used: at most 20 lower-case letters, digits, underscores", module->name);
    module->title = zc_bind_pair(loader, yaml, "title", true);
    module->needs = zc_bind_list(loader, yaml, "needs", &module->need_count);
    struct zc_yaml *roles = zc_bind_map(loader, yaml, "roles", false), *codes = zc_bind_map(loader, yaml, "codes", false),
                   *wordings = zc_bind_sequence(loader, yaml, "wordings");
    if (roles) {
        model->roles = zc_load_grow(arena, model->roles, model->role_count, roles->count, sizeof *model->roles);
        for (struct zc_yaml *child = roles->child; child; child = child->next) {
            if (!zc_bind_name(child->key, 40))
                zc_bind_fail(loader, &child->key_place, "角色名 %s 不可用:小写字母、数字和下划线", "the role's name %s cannot be used: lower-case letters, digits, underscores", child->key);
            model->roles[model->role_count++] =
                (struct zc_role){zc_arena_printf(arena, "%s.%s", module->name, child->key), zc_bind_pair_of(loader, child)};
        }
    }
    if (codes)
        load_codes(loader, module->name, codes);
    if (wordings)
        load_wordings(loader, wordings);
}

const char *zc_load_role(struct zc_loader *loader, const char *module, const char *role, const struct zc_place *place)
{
    struct zc_model *model = loader->model;
    const char *full = strchr(role, '.') ? role : zc_arena_printf(&model->arena, "%s.%s", module, role);
    struct zc_nearest nearest = zc_nearest_to(full);
    for (size_t i = 0; i < model->role_count; i++) {
        if (strcmp(model->roles[i].full_name, full) == 0)
            return model->roles[i].full_name;
        zc_nearest_see(&nearest, model->roles[i].full_name);
    }
    zc_bind_unknown(loader, place, "角色", "role", &nearest);
    return NULL;
}
