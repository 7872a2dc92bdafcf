/*
 * load: module folders into one model. 1 files in order, and their digest; 2 files that nobody reads; 3 order of need; 4 the
 * passes.
 */
#include "base/digest.h"
#include "model/bind.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MOST_FILES = 512, MOST_MODULES = 64 };

/* 1 */

static int by_name(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

static const char **files_in(struct zc_arena *arena, const char *folder, const char *ending, bool folders, size_t *count)
{
    const char **names = zc_arena_array(arena, MOST_FILES, sizeof *names);
    DIR *open_folder = opendir(folder);
    struct dirent *entry;
    *count = 0;
    while (open_folder && (entry = readdir(open_folder)) && *count < MOST_FILES) {
        struct stat info;
        size_t length = strlen(entry->d_name), tail = strlen(ending);
        const char *path = zc_arena_printf(arena, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] == '.' || length < tail || strcmp(entry->d_name + length - tail, ending) != 0 || stat(path, &info) != 0 ||
            S_ISDIR(info.st_mode) != folders)
            continue;
        names[(*count)++] = zc_arena_str(arena, entry->d_name);
    }
    if (open_folder)
        closedir(open_folder);
    qsort(names, *count, sizeof *names, by_name);
    return names;
}

static struct zc_yaml *read_file(struct zc_loader *loader, const char *path, const char *shown)
{
    struct zc_yaml *yaml = NULL;
    struct zc_error err = {0};
    struct zc_place place = {shown, 1, 1};
    FILE *file = fopen(path, "rb");
    char *bytes = zc_malloc((1 << 20) + 1);
    size_t size = file ? fread(bytes, 1, (1 << 20) + 1, file) : 0;
    if (!file)
        zc_bind_fail(loader, &place, "读不到文件:%s", "cannot read the file: %s", strerror(errno));
    else
        fclose(file);
    if (file && zc_yaml_parse(&yaml, &loader->model->arena, shown, bytes, size, &err)) {
        if (!loader->errors++)
            loader->first = err;
        zc_buf_printf(&loader->report, "%s | %s\n", err.zh, err.en);
        yaml = NULL;
    }
    *(struct zc_loaded_file *)zc_arena_push(&loader->scratch, &loader->files, &loader->file_count, &loader->file_capacity,
                                            sizeof *loader->files) =
        (struct zc_loaded_file){shown, zc_arena_copy(&loader->scratch, bytes, size), size};
    free(bytes);
    return yaml;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct zc_loaded_file *)a)->path, ((const struct zc_loaded_file *)b)->path);
}

/* SM3 over path, NUL and bytes of every file, in bytewise order of the paths. */
static const char *digest_of_files(struct zc_loader *loader)
{
    unsigned char raw[ZC_DIGEST_SIZE];
    char hex[ZC_DIGEST_HEX];
    struct zc_sm3 *digest = zc_sm3_new();
    if (loader->file_count)
        qsort(loader->files, loader->file_count, sizeof *loader->files, by_path);
    for (size_t i = 0; i < loader->file_count; i++) {
        zc_sm3_add(digest, loader->files[i].path, strlen(loader->files[i].path) + 1);
        zc_sm3_add(digest, loader->files[i].bytes, loader->files[i].size);
    }
    zc_sm3_done(digest, raw);
    zc_sm3_free(digest);
    zc_hex(hex, raw, sizeof raw);
    return zc_arena_str(&loader->model->arena, hex);
}

void *zc_load_grow(struct zc_arena *arena, void *array, size_t count, size_t more, size_t size)
{
    void *grown = zc_arena_array(arena, count + more + 1, size);
    if (count)
        memcpy(grown, array, count * size);
    return grown;
}

/* 2 */

/* A misspelt folder or file would be passed over in silence, and its rules with it. */
static void strangers(struct zc_loader *loader, const struct zc_module *module)
{
    static const char *const files[] = {"module.yaml", "metrics.yaml", "checks.yaml"};
    static const char *const folders[] = {"entities", "rules", "imports", "reports", "data"};
    struct zc_arena *arena = &loader->scratch;
    size_t count;
    const char **names = files_in(arena, module->folder, "", true, &count);
    for (size_t i = 0; i < count; i++) {
        struct zc_nearest nearest = {names[i], NULL, 3};
        for (size_t f = 0; f < sizeof folders / sizeof *folders; f++)
            zc_nearest_see(&nearest, folders[f]);
        struct zc_place place = {zc_arena_printf(&loader->model->arena, "%s/%s", module->name, names[i]), 1, 1};
        if (nearest.best && nearest.distance)
            zc_bind_fail(loader, &place, "没人读这个文件夹,是否应为 %s", "nobody reads this folder; did you mean %s", nearest.best);
    }
    static const char *const endings[] = {".yaml", ".yml"};
    static const char *const below[] = {"", "/entities", "/rules", "/imports"};
    for (size_t b = 0; b < sizeof below / sizeof *below; b++)
        for (int e = b ? 1 : 0; e < 2; e++) {
            names = files_in(arena, zc_arena_printf(arena, "%s%s", module->folder, below[b]), endings[e], false, &count);
            for (size_t i = 0; i < count; i++) {
                bool known = false;
                for (size_t f = 0; f < sizeof files / sizeof *files && !e; f++)
                    known |= strcmp(names[i], files[f]) == 0;
                struct zc_place place = {zc_arena_printf(&loader->model->arena, "%s%s/%s", module->name, below[b], names[i]), 1, 1};
                if (!known)
                    zc_bind_fail(loader, &place, "没人读这个文件:应为 module.yaml、metrics.yaml、checks.yaml,或 entities、rules、imports 下的 .yaml",
                                 "nobody reads this file: module.yaml, metrics.yaml, checks.yaml and .yaml below entities, rules, imports are read");
            }
        }
}

/* 3 */

static size_t module_index(const struct zc_model *model, const char *name)
{
    for (size_t i = 0; i < model->module_count; i++)
        if (strcmp(model->modules[i].name, name) == 0)
            return i;
    return SIZE_MAX;
}

/* mark: 0 new, 1 on the way, 2 done. `place` is where the need is written. */
static void visit(struct zc_loader *loader, size_t index, const struct zc_place *place, int *marks, size_t *order, size_t *count)
{
    const struct zc_model *model = loader->model;
    const struct zc_module *module = &model->modules[index];
    if (marks[index] == 1)
        zc_bind_fail(loader, place, "模块互相需要,成环:%s", "the modules need each other in a circle: %s", module->name);
    if (marks[index])
        return;
    marks[index] = 1;
    for (size_t i = 0; i < module->need_count; i++) {
        size_t need = module_index(model, module->needs[i]);
        const struct zc_place *item = zc_bind_item(zc_map_get(&loader->yaml_of_module, module->name), "needs", i);
        if (need != SIZE_MAX) {
            visit(loader, need, item, marks, order, count);
            continue;
        }
        struct zc_nearest nearest = zc_nearest_to(module->needs[i]);
        for (size_t m = 0; m < model->module_count; m++)
            zc_nearest_see(&nearest, model->modules[m].name);
        zc_bind_unknown(loader, item, "模块", "module", &nearest);
    }
    marks[index] = 2;
    order[(*count)++] = index;
}

/* 4 */

static void load_entities(struct zc_loader *loader, const struct zc_module *module)
{
    struct zc_arena *arena = &loader->model->arena;
    const char *folder = zc_arena_printf(arena, "%s/entities", module->folder);
    size_t count;
    const char **names = files_in(arena, folder, ".yaml", false, &count);
    for (size_t i = 0; i < count; i++) {
        struct zc_yaml *yaml = read_file(loader, zc_arena_printf(arena, "%s/%s", folder, names[i]),
                                         zc_arena_printf(arena, "%s/entities/%s", module->name, names[i]));
        if (yaml)
            zc_load_entity(loader, module->name, yaml);
    }
}

static void load_rest(struct zc_loader *loader, const struct zc_module *module)
{
    struct zc_model *model = loader->model;
    struct zc_arena *arena = &model->arena;
    size_t count;
    const char *folder = zc_arena_printf(arena, "%s/rules", module->folder);
    const char **names = files_in(arena, folder, ".yaml", false, &count);
    for (size_t i = 0; i < count; i++) {
        struct zc_yaml *yaml = read_file(loader, zc_arena_printf(arena, "%s/%s", folder, names[i]),
                                         zc_arena_printf(arena, "%s/rules/%s", module->name, names[i]));
        if (yaml)
            zc_load_rules(loader, module->name, yaml);
    }
    struct stat info;
    const char *metrics = zc_arena_printf(arena, "%s/metrics.yaml", module->folder);
    if (stat(metrics, &info) == 0) {
        struct zc_yaml *yaml = read_file(loader, metrics, zc_arena_printf(arena, "%s/metrics.yaml", module->name));
        if (yaml)
            zc_load_metrics(loader, module->name, yaml);
    }
    const char *checks = zc_arena_printf(arena, "%s/checks.yaml", module->folder);
    if (stat(checks, &info) == 0) {
        struct zc_yaml *yaml = read_file(loader, checks, zc_arena_printf(arena, "%s/checks.yaml", module->name));
        if (yaml)
            zc_load_checks(loader, module->name, yaml);
    }
    folder = zc_arena_printf(arena, "%s/imports", module->folder);
    names = files_in(arena, folder, ".yaml", false, &count);
    model->layouts = zc_load_grow(arena, model->layouts, model->layout_count, count, sizeof *model->layouts);
    model->layout_names = zc_load_grow(arena, model->layout_names, model->layout_count, count, sizeof *model->layout_names);
    for (size_t i = 0; i < count; i++) {
        struct zc_yaml *yaml = read_file(loader, zc_arena_printf(arena, "%s/%s", folder, names[i]),
                                         zc_arena_printf(arena, "%s/imports/%s", module->name, names[i]));
        if (!yaml)
            continue;
        model->layouts[model->layout_count] = yaml;
        model->layout_names[model->layout_count++] = zc_arena_printf(arena, "%s.%.*s", module->name, (int)(strlen(names[i]) - 5), names[i]);
    }
}

static void each_entity(struct zc_loader *loader, void (*pass)(struct zc_loader *, struct zc_entity *, struct zc_yaml *))
{
    for (size_t i = 0; i < loader->model->entity_count; i++)
        pass(loader, loader->model->entities[i], zc_map_get(&loader->yaml_of_entity, loader->model->entities[i]->full_name));
}

static void load_all(struct zc_loader *loader, const char *folder)
{
    struct zc_model *model = loader->model;
    struct zc_arena *arena = &model->arena;
    size_t count, ordered = 0;
    const char **names = files_in(arena, folder, "", true, &count);
    struct zc_place place = {folder, 1, 1};
    model->modules = zc_arena_array(arena, count + 1, sizeof *model->modules);
    for (size_t i = 0; i < count; i++) {
        struct stat info;
        const char *path = zc_arena_printf(arena, "%s/%s/module.yaml", folder, names[i]);
        if (stat(path, &info) != 0)
            continue;
        struct zc_module *module = &model->modules[model->module_count++];
        *module = (struct zc_module){.name = names[i], .folder = zc_arena_printf(arena, "%s/%s", folder, names[i])};
        struct zc_yaml *yaml = read_file(loader, path, zc_arena_printf(arena, "%s/module.yaml", names[i]));
        if (yaml) {
            zc_map_put(&loader->yaml_of_module, module->name, yaml);
            zc_load_module(loader, module, yaml);
        }
        strangers(loader, module);
    }
    if (!model->module_count || model->module_count > MOST_MODULES)
        zc_bind_fail(loader, &place, "文件夹里没有模块(或多于 %d 个)", "the folder holds no modules (or more than %d)", (int)MOST_MODULES);
    int *marks = zc_arena_array(arena, model->module_count + 1, sizeof *marks);
    size_t *order = zc_arena_array(arena, model->module_count + 1, sizeof *order);
    for (size_t i = 0; i < model->module_count; i++)
        visit(loader, i, &place, marks, order, &ordered);
    for (size_t i = 0; i < ordered; i++)
        load_entities(loader, &model->modules[order[i]]);
    each_entity(loader, zc_load_entity_links);
    zc_load_entity_together(loader);
    each_entity(loader, zc_load_entity_derived);
    for (size_t i = 0; i < model->entity_count; i++)
        zc_load_entity_fits(loader, model->entities[i]);
    each_entity(loader, zc_load_entity_steps);
    each_entity(loader, zc_load_entity_rules);
    for (size_t i = 0; i < ordered; i++)
        load_rest(loader, &model->modules[order[i]]);
    zc_load_metrics_checked(loader);
    model->language_digest = digest_of_files(loader);
}

int zc_model_load(struct zc_model **out, const char *folder, char **report, struct zc_error *err)
{
    struct zc_model *model = zc_malloc(sizeof *model);
    *model = (struct zc_model){0};
    struct zc_loader loader = {.model = model};
    zc_map_init(&model->entity_by_name, &model->arena);
    zc_map_init(&model->metric_by_id, &model->arena);
    zc_map_init(&model->codelist_by_name, &model->arena);
    zc_map_init(&loader.yaml_of_entity, &loader.scratch);
    zc_map_init(&loader.yaml_of_module, &loader.scratch);
    zc_map_init(&loader.inverses, &loader.scratch);
    load_all(&loader, folder);
    if (report)
        *report = loader.errors ? zc_strdup(zc_buf_text(&loader.report)) : NULL;
    zc_buf_free(&loader.report);
    zc_arena_free(&loader.scratch);
    if (loader.errors) {
        if (err)
            *err = loader.first;
        if (err)
            err->code = ZC_ECHECK;
        zc_model_free(model);
        return ZC_ECHECK;
    }
    *out = model;
    return ZC_OK;
}

void zc_model_free(struct zc_model *model)
{
    if (!model)
        return;
    zc_arena_free(&model->arena);
    free(model);
}

