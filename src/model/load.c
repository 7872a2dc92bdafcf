/*
 * load: module folders into one model. 1 files in order; 2 module.yaml: roles, code lists, wordings; 3 metrics and rule packs;
 * 4 order of need; 5 the passes; 6 lookups.
 */
#include "base/date.h"
#include "base/decimal.h"
#include "base/digest.h"
#include "base/hours.h"
#include "model/act.h"
#include "model/bind.h"
#include "model/burden.h"
#include "model/draw.h"
#include "model/effect.h"
#include "model/expr.h"
#include "model/letter.h"
#include "model/matrix.h"
#include "model/menu.h"
#include "model/paper.h"
#include "model/periodic.h"
#include "model/record_page.h"
#include "model/scores.h"
#include "model/vote.h"
#include "model/wall.h"

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

/* What stands in a file, in `scratch`, at most one byte more than a file may have; kept for the digest under the name `shown`. NULL when it
 * cannot be opened. */
static const char *read_whole(struct zc_loader *loader, size_t *size, const char *path, const char *shown)
{
    enum { LARGEST = 1 << 20 };
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;
    if (!loader->room)
        loader->room = zc_malloc(LARGEST + 1);
    *size = fread(loader->room, 1, LARGEST + 1, file);
    fclose(file);
    const char *bytes = zc_arena_copy(&loader->scratch, loader->room, *size);
    *(struct zc_loaded_file *)zc_arena_push(&loader->scratch, &loader->files, &loader->file_count, &loader->file_capacity, sizeof *loader->files) =
        (struct zc_loaded_file){shown, bytes, *size};
    return bytes;
}

static struct zc_yaml *read_file(struct zc_loader *loader, const char *path, const char *shown)
{
    struct zc_yaml *yaml = NULL;
    struct zc_error err = {0};
    struct zc_place place = {shown, 1, 1};
    size_t size = 0;
    const char *bytes = read_whole(loader, &size, path, shown);
    if (!bytes)
        zc_bind_fail(loader, &place, "读不到文件:%s", "cannot read the file: %s", strerror(errno));
    else if (zc_yaml_parse(&yaml, &loader->model->arena, shown, bytes, size, &err)) {
        if (!loader->errors++)
            loader->first = err;
        zc_buf_printf(&loader->report, "%s | %s\n", err.zh, err.en);
        yaml = NULL;
    }
    return yaml;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct zc_loaded_file *)a)->path, ((const struct zc_loaded_file *)b)->path);
}

/* SM3 over path, NUL and bytes of every file, in bytewise order of the paths: the order of need has no part in it. */
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

/* 2 */

static void *grow(struct zc_arena *arena, void *array, size_t count, size_t more, size_t size)
{
    void *grown = zc_arena_array(arena, count + more + 1, size);
    if (count)
        memcpy(grown, array, count * size);
    return grown;
}

static void load_codes(struct zc_loader *loader, const char *module, struct zc_yaml *yaml)
{
    struct zc_model *model = loader->model;
    struct zc_arena *arena = &model->arena;
    model->codelists = grow(arena, model->codelists, model->codelist_count, yaml->count, sizeof *model->codelists);
    for (struct zc_yaml *child = yaml->child; child; child = child->next) {
        zc_bind_only(loader, child, "title values");
        struct zc_codelist *list = zc_arena_alloc(arena, sizeof *list);
        list->module = module;
        list->full_name = zc_arena_printf(arena, "%s.%s", module, child->key);
        list->title = zc_bind_pair(loader, child, "title", true);
        if (zc_map_get(&model->codelist_by_name, list->full_name))
            zc_bind_fail(loader, &child->place, "代码表 %s 声明了两次", "the code list %s is declared twice", list->full_name);
        struct zc_yaml *values = zc_yaml_get(child, "values");
        if (!values || values->kind != ZC_YAML_MAP || !values->count) {
            zc_bind_fail(loader, &child->place, "代码表缺少 values", "the code list lacks values");
            continue;
        }
        list->codes = zc_arena_array(arena, values->count, sizeof *list->codes);
        for (struct zc_yaml *value = values->child; value; value = value->next) {
            if (strchr(value->key, ';'))
                zc_bind_fail(loader, &value->place, "代码里不能有分号", "a code holds no semicolon");
            struct zc_pair title = zc_bind_pair_of(loader, value);
            list->codes[list->count++] = (struct zc_code){value->key, title, title};
        }
        model->codelists[model->codelist_count++] = list;
        zc_map_put(&model->codelist_by_name, list->full_name, list);
    }
}

static void load_codes_file(struct zc_loader *loader, const char *module, struct zc_yaml *yaml)
{
    zc_bind_only(loader, yaml, "codes");
    struct zc_yaml *codes = zc_bind_map(loader, yaml, "codes", true);
    if (codes)
        load_codes(loader, module, codes);
}

static void load_module_file(struct zc_loader *loader, struct zc_module *module, struct zc_yaml *yaml)
{
    struct zc_model *model = loader->model;
    struct zc_arena *arena = &model->arena;
    zc_bind_only(loader, yaml, "module title needs roles codes wordings links menu");
    const char *name = zc_bind_text(loader, yaml, "module", true);
    if (name && strcmp(name, module->name) != 0)
        zc_bind_fail(loader, &yaml->place, "模块名 %s 与文件夹 %s 不同", "the module is called %s, its folder %s", name, module->name);
    module->title = zc_bind_pair(loader, yaml, "title", true);
    module->needs = zc_bind_list(loader, yaml, "needs", &module->need_count);
    struct zc_yaml *needs = zc_yaml_get(yaml, "needs");
    module->needs_place = needs ? needs->place : yaml->place;
    struct zc_yaml *roles = zc_bind_map(loader, yaml, "roles", false), *codes = zc_bind_map(loader, yaml, "codes", false),
                   *wordings = zc_bind_items(loader, yaml, "wordings");
    if (roles) {
        model->roles = grow(arena, model->roles, model->role_count, roles->count, sizeof *model->roles);
        for (struct zc_yaml *child = roles->child; child; child = child->next)
            model->roles[model->role_count++] =
                (struct zc_role){zc_arena_printf(arena, "%s.%s", module->name, child->key), zc_bind_pair_of(loader, child)};
    }
    if (codes)
        load_codes(loader, module->name, codes);
    if (wordings) {
        model->wordings = grow(arena, model->wordings, model->wording_count, wordings->count, sizeof *model->wordings);
        for (struct zc_yaml *child = wordings->child; child; child = child->next) {
            static const char *const kinds[] = {"wording", "name_number", "claim"};
            zc_bind_only(loader, child, "phrase kind reason");
            struct zc_wording *wording = &model->wordings[model->wording_count++];
            wording->phrase = zc_bind_text(loader, child, "phrase", true);
            wording->kind = kinds[zc_bind_word(loader, child, "kind", "wording name_number claim", 0)];
            wording->reason = zc_bind_pair(loader, child, "reason", true);
        }
    }
}

/* 3 */

const struct zc_entity *zc_load_entity_of(struct zc_loader *loader, const char *module, const char *name, const struct zc_place *place)
{
    const struct zc_model *model = loader->model;
    const char *full = strchr(name, '.') ? name : zc_arena_printf(&loader->model->arena, "%s.%s", module, name);
    const struct zc_entity *entity = zc_map_get(&model->entity_by_name, full);
    if (entity)
        return entity;
    struct zc_nearest nearest = zc_nearest_to(full);
    for (size_t i = 0; i < model->entity_count; i++)
        zc_nearest_see(&nearest, model->entities[i]->full_name);
    for (size_t i = 0; i < model->entity_count && !nearest.best; i++)
        if (strcmp(model->entities[i]->name, name) == 0) /* the module was left out */
            nearest.best = model->entities[i]->full_name;
    zc_bind_fail_near(loader, place, &nearest, "没有实体 %s", "there is no entity %s", full);
    return NULL;
}

/* "entity.field", or "module.entity.field" */
static void entity_and_field(struct zc_loader *loader, struct zc_metric *metric, const char *text, const struct zc_place *place)
{
    struct zc_arena *arena = &loader->model->arena;
    const char *dot = strrchr(text, '.');
    if (!dot) {
        zc_bind_fail(loader, place, "应写 实体.字段", "write ENTITY.FIELD");
        return;
    }
    metric->entity = zc_load_entity_of(loader, metric->module, zc_arena_copy(arena, text, (size_t)(dot - text)), place);
    metric->field = dot + 1;
    const struct zc_field *field = metric->entity ? zc_entity_field(metric->entity, metric->field) : NULL;
    bool worked_out = field && field->computed && metric->kind == ZC_METRIC_SUM;
    if (metric->entity && (!field || (field->column < 0 && !worked_out)))
        zc_bind_fail(loader, place, "%s 没有存储字段 %s", "%s has no stored field %s", metric->entity->full_name, metric->field);
    else if (field && metric->kind == ZC_METRIC_SUM && (zc_field_is_text(field) || field->type == ZC_DATE || field->type == ZC_REF))
        zc_bind_fail(loader, place, "只有数能求和", "only numbers can be summed");
    else if (field && metric->kind == ZC_METRIC_SUM)
        metric->scale = field->scale;
}

/* The two dates between which a median counts days. */
static void between(struct zc_loader *loader, struct zc_metric *metric, struct zc_yaml *yaml)
{
    size_t count;
    const char **dates = zc_bind_list(loader, yaml, "between", &count);
    if (metric->kind != ZC_METRIC_MEDIAN) {
        if (count)
            zc_bind_fail(loader, &yaml->place, "between 与 median 同用", "between goes with median");
        return;
    }
    bool good = count == 2;
    for (size_t i = 0; i < count && metric->entity; i++) {
        const struct zc_field *field = zc_entity_field(metric->entity, dates[i]);
        good &= field && field->type == ZC_DATE && field->column >= 0;
    }
    if (!good) {
        zc_bind_fail(loader, &yaml->place, "median 要写 between: [起, 止],两个日期字段", "a median needs between: [FROM, TO], two date fields");
        return;
    }
    metric->since = dates[0];
    metric->field = dates[1];
}

static void one_metric(struct zc_loader *loader, const char *module, struct zc_yaml *yaml)
{
    static const char *const kinds[] = {"count", "distinct", "sum", "ratio", "rule", "declared", "median"};
    struct zc_model *model = loader->model;
    struct zc_metric *metric = zc_arena_alloc(&model->arena, sizeof *metric);
    zc_bind_only(loader, yaml, "title explain unit count distinct sum ratio rule declared median between where flow scope scale words");
    if (yaml->kind != ZC_YAML_MAP)
        return;
    *metric = (struct zc_metric){.id = yaml->key, .module = module, .place = yaml->place, .city = true};
    metric->title = zc_bind_pair(loader, yaml, "title", true);
    metric->explain = zc_bind_pair(loader, yaml, "explain", true);
    metric->unit = zc_bind_pair(loader, yaml, "unit", true);
    metric->scale = (int)zc_bind_int(loader, yaml, "scale", 0);
    if (metric->scale < 0 || metric->scale > 9) {
        zc_bind_fail(loader, &zc_yaml_get(yaml, "scale")->place, "scale 应在 0 至 9 之间", "scale is 0 to 9");
        metric->scale = 0;
    }
    metric->city = zc_bind_word(loader, yaml, "scope", "city reader", 0) == 0;
    metric->words = zc_bind_list(loader, yaml, "words", &metric->word_count);
    int given = 0;
    for (int i = 0; i < 7; i++) {
        struct zc_yaml *node = zc_yaml_get(yaml, kinds[i]);
        if (!node)
            continue;
        given++;
        metric->kind = i;
        if (i == ZC_METRIC_RATIO) {
            zc_bind_only(loader, node, "of over");
            metric->numerator = zc_bind_text(loader, node, "of", true);
            metric->denominator = zc_bind_text(loader, node, "over", true);
            continue;
        }
        const char *text = zc_bind_text(loader, yaml, kinds[i], true);
        if (!text)
            continue;
        if (i == ZC_METRIC_COUNT || i == ZC_METRIC_MEDIAN)
            metric->entity = zc_load_entity_of(loader, module, text, &node->place);
        else if (i == ZC_METRIC_DISTINCT || i == ZC_METRIC_SUM)
            entity_and_field(loader, metric, text, &node->place);
        else if (i == ZC_METRIC_RULE) /* "pack.value" of this module, or the full id */
            metric->rule = strchr(text, '.') && strchr(strchr(text, '.') + 1, '.') ? text : zc_arena_printf(&model->arena, "%s.%s", module, text);
    }
    if (given != 1)
        zc_bind_fail(loader, &yaml->place, "须且只能写 count、distinct、sum、ratio、rule、declared、median 之一",
                     "exactly one of count, distinct, sum, ratio, rule, declared, median is needed");
    between(loader, metric, yaml);
    struct zc_yaml *where = zc_yaml_get(yaml, "where");
    if (where && metric->entity)
        metric->where_text = zc_load_rows_condition(loader, &metric->where, metric->entity, where);
    metric->flow = zc_bind_text(loader, yaml, "flow", false);
    const struct zc_field *flow = metric->flow && metric->entity ? zc_entity_field(metric->entity, metric->flow) : NULL;
    if (metric->flow && (!flow || flow->type != ZC_DATE || flow->column < 0))
        zc_bind_fail(loader, &zc_yaml_get(yaml, "flow")->place, "flow 应为日期字段", "flow names a date field");
    if (zc_map_get(&model->metric_by_id, metric->id)) {
        zc_bind_fail(loader, &yaml->place, "指标 %s 声明了两次", "the metric %s is declared twice", metric->id);
        return;
    }
    model->metrics[model->metric_count++] = metric;
    zc_map_put(&model->metric_by_id, metric->id, metric);
}

void zc_load_metrics(struct zc_loader *loader, const char *module, struct zc_yaml *yaml)
{
    struct zc_model *model = loader->model;
    zc_bind_only(loader, yaml, "metrics");
    struct zc_yaml *list = zc_bind_map(loader, yaml, "metrics", true);
    if (!list)
        return;
    model->metrics = grow(&model->arena, model->metrics, model->metric_count, list->count, sizeof *model->metrics);
    for (struct zc_yaml *child = list->child; child; child = child->next)
        one_metric(loader, module, child);
}

void zc_load_rules(struct zc_loader *loader, const char *module, struct zc_yaml *yaml)
{
    struct zc_model *model = loader->model;
    struct zc_arena *arena = &model->arena;
    static const char *const statuses[] = {"law", "local", "assumption", "to_confirm"};
    zc_bind_only(loader, yaml, "pack title values");
    const char *pack = zc_bind_text(loader, yaml, "pack", true);
    zc_bind_pair(loader, yaml, "title", true);
    struct zc_yaml *values = zc_bind_map(loader, yaml, "values", true);
    if (!pack || !values)
        return;
    model->rules = grow(arena, model->rules, model->rule_count, values->count, sizeof *model->rules);
    for (struct zc_yaml *child = values->child; child; child = child->next) {
        zc_bind_only(loader, child, "title value from to basis status");
        struct zc_rule_value *rule = &model->rules[model->rule_count++];
        *rule = (struct zc_rule_value){.pack = zc_arena_printf(arena, "%s.%s", module, pack), .name = child->key, .place = child->place};
        rule->id = zc_arena_printf(arena, "%s.%s", rule->pack, child->key);
        rule->title = zc_bind_pair(loader, child, "title", true);
        rule->value = zc_bind_text(loader, child, "value", true);
        if (!rule->value)
            rule->value = "";
        rule->from = zc_bind_date(loader, child, "from", 0);
        rule->to = zc_bind_date(loader, child, "to", ZC_DATE_MAX);
        rule->basis = zc_bind_text(loader, child, "basis", true);
        rule->status = statuses[zc_bind_word(loader, child, "status", "law local assumption to_confirm", 3)];
        if (rule->from >= rule->to)
            zc_bind_fail(loader, &child->place, "to 应晚于 from", "to lies after from");
        for (size_t i = 0; i + 1 < model->rule_count; i++) /* another file may hold an earlier or later value of the same name */
            if (strcmp(model->rules[i].id, rule->id) == 0 && model->rules[i].from < rule->to && rule->from < model->rules[i].to)
                zc_bind_fail(loader, &child->place, "规则值 %s 与 %s:%d 的有效期重叠", "the rule value %s is in force at the same time as in %s:%d",
                             rule->id, model->rules[i].place.file, model->rules[i].place.line);
    }
}

/* After all metrics and rules are known. */
static void check_metrics(struct zc_loader *loader)
{
    struct zc_model *model = loader->model;
    for (size_t i = 0; i < model->metric_count; i++) {
        struct zc_metric *metric = model->metrics[i];
        const char *ids[] = {metric->numerator, metric->denominator};
        for (int part = 0; part < 2; part++)
            if (ids[part] && !zc_map_get(&model->metric_by_id, ids[part])) {
                struct zc_nearest nearest = zc_nearest_to(ids[part]);
                for (size_t m = 0; m < model->metric_count; m++)
                    zc_nearest_see(&nearest, model->metrics[m]->id);
                zc_bind_fail_near(loader, &metric->place, &nearest, "没有指标 %s", "there is no metric %s", ids[part]);
            }
        bool found = metric->kind != ZC_METRIC_RULE;
        for (size_t r = 0; r < model->rule_count && !found; r++)
            found = metric->rule && strcmp(model->rules[r].id, metric->rule) == 0;
        if (!found) {
            struct zc_nearest nearest = zc_nearest_to(metric->rule ? metric->rule : "");
            for (size_t r = 0; r < model->rule_count; r++)
                zc_nearest_see(&nearest, model->rules[r].id);
            zc_bind_fail_near(loader, &metric->place, &nearest, "没有规则值 %s", "there is no rule value %s", nearest.word);
        }
        if (metric->kind == ZC_METRIC_DECLARED) { /* the entity that holds declared figures: one by that name in any module */
            for (size_t e = 0; e < model->entity_count && !metric->entity; e++)
                if (strcmp(model->entities[e]->name, "declared_figure") == 0)
                    metric->entity = model->entities[e];
            if (!metric->entity)
                zc_bind_fail(loader, &metric->place, "没有 declared_figure 实体,填报数无处存放", "no entity declared_figure holds declared figures");
        }
    }
}

/* 4 */

static size_t module_index(const struct zc_model *model, const char *name)
{
    for (size_t i = 0; i < model->module_count; i++)
        if (strcmp(model->modules[i].name, name) == 0)
            return i;
    return SIZE_MAX;
}

/* mark: 0 new, 1 on the way, 2 done */
static void visit(struct zc_loader *loader, size_t index, int *marks, size_t *order, size_t *count)
{
    struct zc_module *module = &loader->model->modules[index];
    if (marks[index] == 1)
        zc_bind_fail(loader, &module->needs_place, "模块互相需要,成环:%s", "the modules need each other in a circle: %s", module->name);
    if (marks[index])
        return;
    marks[index] = 1;
    for (size_t i = 0; i < module->need_count; i++) {
        size_t need = module_index(loader->model, module->needs[i]);
        if (need == SIZE_MAX)
            zc_bind_fail(loader, &module->needs_place, "需要的模块 %s 不存在", "needs the module %s, which does not exist", module->needs[i]);
        else
            visit(loader, need, marks, order, count);
    }
    marks[index] = 2;
    order[(*count)++] = index;
}

/* 5 */

/* What one kind of declaration of a module is read from: the single file, where there is one, then those of the folder by name. */
struct sources {
    struct zc_yaml **files;
    const char **names; /* without .yaml */
    size_t count;
};

static void read_source(struct sources *sources, struct zc_loader *loader, const struct zc_module *module, const char *path, const char *name)
{
    struct zc_arena *arena = &loader->model->arena;
    struct zc_yaml *yaml = read_file(loader, zc_arena_printf(arena, "%s/%s", module->folder, path), zc_arena_printf(arena, "%s/%s", module->name, path));
    if (!yaml)
        return;
    sources->files[sources->count] = yaml;
    sources->names[sources->count++] = zc_arena_copy(arena, name, strlen(name) - strlen(".yaml"));
}

static struct sources read_sources(struct zc_loader *loader, const struct zc_module *module, const char *single, const char *folder)
{
    struct zc_arena *arena = &loader->model->arena;
    struct stat info;
    size_t count;
    const char **names = files_in(arena, zc_arena_printf(arena, "%s/%s", module->folder, folder), ".yaml", false, &count);
    struct sources sources = {zc_arena_array(arena, count + 2, sizeof(struct zc_yaml *)), zc_arena_array(arena, count + 2, sizeof(char *)), 0};
    if (single && stat(zc_arena_printf(arena, "%s/%s", module->folder, single), &info) == 0)
        read_source(&sources, loader, module, single, single);
    for (size_t i = 0; i < count; i++)
        read_source(&sources, loader, module, zc_arena_printf(arena, "%s/%s", folder, names[i]), names[i]);
    return sources;
}

static void load_entities(struct zc_loader *loader, const struct zc_module *module)
{
    struct sources entities = read_sources(loader, module, NULL, "entities");
    for (size_t i = 0; i < entities.count; i++)
        zc_load_entity(loader, module->name, entities.files[i]);
}

/* Before all that counts with them. */
static void load_rules(struct zc_loader *loader, const struct zc_module *module)
{
    struct sources rules = read_sources(loader, module, NULL, "rules");
    for (size_t i = 0; i < rules.count; i++)
        zc_load_rules(loader, module->name, rules.files[i]);
}

static void load_rest(struct zc_loader *loader, const struct zc_module *module)
{
    struct zc_model *model = loader->model;
    struct zc_arena *arena = &model->arena;
    struct sources metrics = read_sources(loader, module, "metrics.yaml", "metrics");
    for (size_t i = 0; i < metrics.count; i++)
        zc_load_metrics(loader, module->name, metrics.files[i]);
    struct sources checks = read_sources(loader, module, "checks.yaml", "checks");
    zc_load_checks(loader, module->name, checks.files, checks.count);
    struct sources scores = read_sources(loader, module, "scores.yaml", "scores");
    for (size_t i = 0; i < scores.count; i++)
        zc_load_scores(loader, module->name, scores.files[i]);
    struct sources wall = read_sources(loader, module, "wall.yaml", "wall");
    if (wall.count)
        zc_load_wall(loader, module->name, wall.files[0]);
    struct sources imports = read_sources(loader, module, NULL, "imports");
    model->layouts = grow(arena, model->layouts, model->layout_count, imports.count, sizeof *model->layouts);
    model->layout_names = grow(arena, model->layout_names, model->layout_count, imports.count, sizeof *model->layout_names);
    for (size_t i = 0; i < imports.count; i++) {
        model->layouts[model->layout_count] = imports.files[i];
        model->layout_names[model->layout_count++] = zc_arena_printf(arena, "%s.%s", module->name, imports.names[i]);
    }
}

struct beside {
    struct zc_loader *loader;
    const char *folder, *shown;
};

/* A file beside a paper's declaration. Like the declarations it is a part of what the digest says. */
static const char *read_beside(void *user, const char *name, size_t *size)
{
    const struct beside *beside = user;
    struct zc_loader *loader = beside->loader;
    return read_whole(loader, size, zc_arena_printf(&loader->scratch, "%s/%s", beside->folder, name),
                      zc_arena_printf(&loader->model->arena, "%s/%s", beside->shown, name));
}

/* After all that their texts may name. */
static void load_papers(struct zc_loader *loader, const struct zc_module *module)
{
    struct zc_arena *arena = &loader->model->arena;
    size_t count;
    struct beside beside = {loader, zc_arena_printf(arena, "%s/papers", module->folder), zc_arena_printf(arena, "%s/papers", module->name)};
    const char **names = files_in(arena, beside.folder, ".yaml", false, &count);
    for (size_t i = 0; i < count; i++) {
        struct zc_yaml *yaml = read_file(loader, zc_arena_printf(arena, "%s/%s", beside.folder, names[i]), zc_arena_printf(arena, "%s/%s", beside.shown, names[i]));
        if (yaml)
            zc_load_paper(loader, module->name, yaml, read_beside, &beside);
    }
}

/* A misspelt folder or file would be passed over in silence, and its rules with it. */
static void strangers(struct zc_loader *loader, const struct zc_module *module)
{
    static const char *const files[] = {"module.yaml", "metrics.yaml", "checks.yaml", "scores.yaml", "wall.yaml"};
    static const char *const folders[] = {"entities", "codes", "metrics", "checks", "scores", "rules", "imports", "papers", "reports", "data"};
    struct zc_arena *arena = &loader->model->arena;
    size_t count;
    const char **names = files_in(arena, module->folder, "", true, &count);
    for (size_t i = 0; i < count; i++) {
        struct zc_nearest nearest = {names[i], NULL, 3};
        for (size_t f = 0; f < sizeof folders / sizeof *folders; f++)
            zc_nearest_see(&nearest, folders[f]);
        struct zc_place place = {zc_arena_printf(arena, "%s/%s", module->name, names[i]), 1, 1};
        if (nearest.best && nearest.distance)
            zc_bind_fail_near(loader, &place, &nearest, "没人读这个文件夹", "nobody reads this folder");
    }
    names = files_in(arena, module->folder, ".yaml", false, &count);
    for (size_t i = 0; i < count; i++) {
        struct zc_nearest nearest = {names[i], NULL, 40};
        for (size_t f = 0; f < sizeof files / sizeof *files; f++)
            zc_nearest_see(&nearest, files[f]);
        struct zc_place place = {zc_arena_printf(arena, "%s/%s", module->name, names[i]), 1, 1};
        if (nearest.distance)
            zc_bind_fail_near(loader, &place, &nearest, "没人读这个文件", "nobody reads this file");
    }
    static const char *const below[] = {"", "/entities", "/codes", "/metrics", "/checks", "/scores", "/rules", "/imports", "/papers"};
    for (size_t b = 0; b < sizeof below / sizeof *below; b++) {
        names = files_in(arena, zc_arena_printf(arena, "%s%s", module->folder, below[b]), ".yml", false, &count);
        for (size_t i = 0; i < count; i++) {
            struct zc_place place = {zc_arena_printf(arena, "%s%s/%s", module->name, below[b], names[i]), 1, 1};
            zc_bind_fail(loader, &place, "没人读这个文件:应以 .yaml 结尾", "nobody reads this file: its name ends in .yaml");
        }
    }
}

static void load_all(struct zc_loader *loader, const char *folder)
{
    struct zc_model *model = loader->model;
    struct zc_arena *arena = &model->arena;
    size_t count, ordered = 0;
    const char **names = files_in(arena, folder, "", true, &count);
    struct zc_place place = {folder, 1, 1};
    model->modules = zc_arena_array(arena, count + 1, sizeof *model->modules);
    struct zc_yaml **files = zc_arena_array(arena, count + 1, sizeof(struct zc_yaml *));
    for (size_t i = 0; i < count; i++) {
        struct stat info;
        const char *path = zc_arena_printf(arena, "%s/%s/module.yaml", folder, names[i]);
        if (stat(path, &info) != 0)
            continue;
        struct zc_module *module = &model->modules[model->module_count++];
        *module = (struct zc_module){.name = names[i], .folder = zc_arena_printf(arena, "%s/%s", folder, names[i])};
        struct zc_yaml *yaml = read_file(loader, path, zc_arena_printf(arena, "%s/module.yaml", names[i]));
        if (yaml)
            load_module_file(loader, module, yaml);
        struct sources codes = read_sources(loader, module, NULL, "codes");
        for (size_t c = 0; c < codes.count; c++)
            load_codes_file(loader, module->name, codes.files[c]);
        files[model->module_count - 1] = yaml;
        strangers(loader, module);
    }
    if (!model->module_count || model->module_count > MOST_MODULES)
        zc_bind_fail(loader, &place, "文件夹里没有模块(或多于 %d 个)", "the folder holds no modules (or more than %d)", (int)MOST_MODULES);
    /* Links name roles of any module: all roles have to be there, in whatever order the folders were read. */
    for (size_t i = 0; i < model->module_count; i++)
        if (files[i])
            zc_load_links(loader, model->modules[i].name, files[i]);
    int *marks = zc_arena_array(arena, model->module_count + 1, sizeof *marks);
    size_t *order = zc_arena_array(arena, model->module_count + 1, sizeof *order);
    for (size_t i = 0; i < model->module_count; i++)
        visit(loader, i, marks, order, &ordered);
    for (size_t i = 0; i < ordered; i++)
        load_rules(loader, &model->modules[order[i]]);
    for (size_t i = 0; i < ordered; i++)
        load_entities(loader, &model->modules[order[i]]);
    for (size_t i = 0; i < model->entity_count; i++)
        zc_load_entity_links(loader, model->entities[i], zc_map_get(&loader->yaml_of_entity, model->entities[i]->full_name));
    zc_load_homes(loader);
    for (size_t i = 0; i < model->entity_count; i++)
        zc_load_entity_derived(loader, model->entities[i], zc_map_get(&loader->yaml_of_entity, model->entities[i]->full_name));
    for (size_t i = 0; i < model->entity_count; i++)
        zc_load_entity_rules(loader, model->entities[i], zc_map_get(&loader->yaml_of_entity, model->entities[i]->full_name));
    for (size_t i = 0; i < model->entity_count; i++) {
        struct zc_yaml *yaml = zc_map_get(&loader->yaml_of_entity, model->entities[i]->full_name);
        zc_load_effects(loader, model->entities[i], yaml);
        zc_load_draw(loader, model->entities[i], yaml);
        zc_load_vote(loader, model->entities[i], yaml);
        zc_load_letter(loader, model->entities[i], yaml);
        zc_load_burden(loader, model->entities[i], yaml);
        zc_load_record_page(loader, model->entities[i], yaml);
        zc_load_periods(loader, model->entities[i], yaml);
        zc_load_matrix(loader, model->entities[i], yaml);
    }
    for (size_t i = 0; i < model->entity_count; i++)
        zc_load_periodic(loader, model->entities[i], zc_map_get(&loader->yaml_of_entity, model->entities[i]->full_name));
    for (size_t i = 0; i < ordered; i++)
        load_rest(loader, &model->modules[order[i]]);
    for (size_t i = 0; i < ordered; i++)
        load_papers(loader, &model->modules[order[i]]);
    for (size_t i = 0; i < model->entity_count; i++)
        zc_load_act_papers(loader, model->entities[i], zc_map_get(&loader->yaml_of_entity, model->entities[i]->full_name));
    for (size_t i = 0; i < model->module_count; i++)
        if (files[i])
            zc_load_menu(loader, &model->modules[i], files[i]);
    check_metrics(loader);
    zc_load_circles(loader);
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
    zc_map_init(&loader.yaml_of_entity, &model->arena);
    load_all(&loader, folder);
    if (report)
        *report = loader.errors ? zc_strdup(zc_buf_text(&loader.report)) : NULL;
    zc_buf_free(&loader.report);
    zc_arena_free(&loader.scratch);
    free(loader.room);
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

/* 6 */

const struct zc_entity *zc_model_entity(const struct zc_model *model, const char *name)
{
    const struct zc_entity *found = zc_map_get(&model->entity_by_name, name);
    if (found || strchr(name, '.'))
        return found;
    for (size_t i = 0; i < model->entity_count; i++) /* a short name counts where it is the only one */
        if (strcmp(model->entities[i]->name, name) == 0) {
            if (found)
                return NULL;
            found = model->entities[i];
        }
    return found;
}

const struct zc_metric *zc_model_metric(const struct zc_model *model, const char *id) { return zc_map_get(&model->metric_by_id, id); }

const struct zc_field *zc_entity_field(const struct zc_entity *entity, const char *name)
{
    for (size_t i = 0; i < entity->field_count; i++)
        if (strcmp(entity->fields[i].name, name) == 0)
            return &entity->fields[i];
    return NULL;
}

const struct zc_code *zc_codelist_find(const struct zc_codelist *list, const char *code)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->codes[i].code, code) == 0)
            return &list->codes[i];
    return NULL;
}

bool zc_rule_is_whole(const char *value)
{
    size_t digits = strspn(value, "0123456789");
    return digits && !value[digits] && digits <= 7 && (digits == 1 || *value != '0') && strtol(value, NULL, 10) <= 1000000;
}

bool zc_model_rule_counts(const struct zc_model *model, const char *id)
{
    for (size_t i = 0; i < model->rule_count; i++)
        if (strcmp(model->rules[i].id, id) == 0 && zc_rule_is_whole(model->rules[i].value))
            return true;
    return false;
}

bool zc_model_rule_tells_hours(const struct zc_model *model, const char *id)
{
    struct zc_hours hours;
    for (size_t i = 0; i < model->rule_count; i++)
        if (strcmp(model->rules[i].id, id) == 0 && zc_hours_parse(&hours, model->rules[i].value))
            return true;
    return false;
}

const struct zc_rule_value *zc_model_rule(const struct zc_model *model, const char *id, int date)
{
    const struct zc_rule_value *found = NULL;
    for (size_t i = 0; i < model->rule_count; i++) {
        const struct zc_rule_value *rule = &model->rules[i];
        if (strcmp(rule->id, id) == 0 && rule->from <= date && date < rule->to && (!found || rule->from > found->from))
            found = rule;
    }
    return found;
}
