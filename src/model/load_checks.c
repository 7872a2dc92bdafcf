/* load_checks: checks.yaml and checks/: promises and the truth checks under them. */
#include "model/bind.h"
#include "model/check_kinds.h"
#include "model/check_more.h"
#include "model/check_watch.h"
#include "model/expr.h"

#include <string.h>

static void rows(struct zc_loader *loader, struct zc_truth_check *check, struct zc_yaml *list)
{
    struct zc_arena *arena = &loader->model->arena;
    if (list->kind != ZC_YAML_LIST) {
        zc_bind_fail(loader, &list->place, "rows 应为列表", "rows takes a list");
        return;
    }
    check->rows = zc_arena_array(arena, list->count + 1, sizeof *check->rows);
    for (struct zc_yaml *child = list->child; child; child = child->next) {
        struct zc_check_rows *one = &check->rows[check->row_count];
        zc_bind_only(loader, child, "entity where of that message needs");
        const char *entity = zc_bind_text(loader, child, "entity", true);
        struct zc_yaml *that = zc_yaml_get(child, "that"), *where = zc_yaml_get(child, "where");
        one->entity = entity ? zc_load_entity_of(loader, check->module, entity, &child->place) : NULL;
        one->message = zc_bind_pair(loader, child, "message", true);
        one->needs = zc_bind_pair(loader, child, "needs", false);
        if (!that)
            zc_bind_fail(loader, &child->place, "缺少 that", "that is missing");
        if (!one->entity || !that)
            continue;
        const char *of = zc_bind_text(loader, child, "of", false);
        one->of = of ? zc_entity_field(one->entity, of) : NULL;
        if (of && (!one->of || one->of->type != ZC_REF || one->of->list || one->of->column < 0)) {
            zc_bind_fail(loader, &child->place, "of 所写的 %s 不是存储的单值引用", "of names %s, which is no stored single ref", of);
            continue;
        }
        one->that_text = zc_load_rows_condition(loader, &one->that, one->of ? one->of->to : one->entity, that);
        if (where)
            zc_load_rows_condition(loader, &one->where, one->entity, where);
        if (one->that)
            check->row_count++;
    }
}

static void series(struct zc_loader *loader, struct zc_truth_check *check, struct zc_yaml *map)
{
    struct zc_check_series *made = zc_arena_alloc(&loader->model->arena, sizeof *made);
    zc_bind_only(loader, map, "entity group serial");
    const char *entity = zc_bind_text(loader, map, "entity", true);
    made->group = zc_bind_list(loader, map, "group", &made->group_count);
    made->serial = zc_bind_text(loader, map, "serial", true);
    made->entity = entity ? zc_load_entity_of(loader, check->module, entity, &map->place) : NULL;
    if (!made->entity || !made->serial)
        return;
    const struct zc_field *serial = zc_entity_field(made->entity, made->serial);
    if (!serial || serial->type != ZC_INT || serial->column < 0)
        zc_bind_fail(loader, &map->place, "serial 应为整数字段", "serial names a whole-number field");
    for (size_t i = 0; i < made->group_count; i++) {
        const struct zc_field *field = zc_entity_field(made->entity, made->group[i]);
        if (!field || field->column < 0)
            zc_bind_fail(loader, &map->place, "group 的字段 %s 不存在", "group names the field %s, which does not exist", made->group[i]);
    }
    check->series = made;
}

static const struct zc_metric *metric(struct zc_loader *loader, const struct zc_yaml *node)
{
    const struct zc_metric *found = node->kind == ZC_YAML_SCALAR ? zc_map_get(&loader->model->metric_by_id, node->text) : NULL;
    if (!found)
        zc_bind_fail(loader, &node->place, "没有指标 %s", "there is no metric %s", node->kind == ZC_YAML_SCALAR ? node->text : "");
    return found;
}

static void one_sum(struct zc_loader *loader, struct zc_check_sum *sum, struct zc_yaml *parts, const struct zc_yaml *is, bool at_most)
{
    sum->at_most = at_most;
    sum->is = metric(loader, is);
    sum->parts = zc_arena_array(&loader->model->arena, parts->count + 1, sizeof *sum->parts);
    for (struct zc_yaml *child = parts->child; child && child != is; child = child->next)
        sum->parts[sum->part_count++] = metric(loader, child);
}

static void sums(struct zc_loader *loader, struct zc_truth_check *check, struct zc_yaml *pairs, struct zc_yaml *list)
{
    size_t most = (pairs ? pairs->count : 0) + (list ? list->count : 0);
    check->sums = zc_arena_array(&loader->model->arena, most + 1, sizeof *check->sums);
    for (struct zc_yaml *pair = pairs ? pairs->child : NULL; pair; pair = pair->next) {
        if (pair->kind != ZC_YAML_LIST || pair->count != 2)
            zc_bind_fail(loader, &pair->place, "at_most 的每项应为 [小, 大]", "each of at_most is [part, whole]");
        else
            one_sum(loader, &check->sums[check->sum_count++], pair, pair->child->next, true);
    }
    for (struct zc_yaml *child = list ? list->child : NULL; child; child = child->next) {
        zc_bind_only(loader, child, "of is");
        struct zc_yaml *of = zc_yaml_get(child, "of"), *is = zc_yaml_get(child, "is");
        if (!of || of->kind != ZC_YAML_LIST || !is)
            zc_bind_fail(loader, &child->place, "sums 的每项应为 {of: […], is: …}", "each of sums is {of: […], is: …}");
        else
            one_sum(loader, &check->sums[check->sum_count++], of, is, false);
    }
}

/* A promise may stand in another file of the module than its checks. */
static struct zc_yaml *promise_of(struct zc_yaml *const *files, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        struct zc_yaml *promises = zc_yaml_get(files[i], "promises"), *found = promises ? zc_yaml_get(promises, name) : NULL;
        if (found)
            return found;
    }
    return NULL;
}

static void one_check(struct zc_loader *loader, struct zc_truth_check *check, struct zc_yaml *yaml)
{
    zc_bind_only(loader, yaml, "promise title rows series at_most sums phrases match chains clocks draws trees similar reported history grouped formed");
    if (yaml->kind != ZC_YAML_MAP)
        return;
    check->title = zc_bind_pair(loader, yaml, "title", true);
    struct zc_yaml *part = zc_yaml_get(yaml, "rows");
    if (part)
        rows(loader, check, part);
    if ((part = zc_yaml_get(yaml, "series")))
        series(loader, check, part);
    sums(loader, check, zc_yaml_get(yaml, "at_most"), zc_yaml_get(yaml, "sums"));
    zc_load_check_kinds(loader, check, yaml);
    zc_load_check_watch(loader, check, yaml);
    zc_load_check_more(loader, check, yaml);
}

static void one_file(struct zc_loader *loader, const char *module, struct zc_yaml *const *files, size_t count, struct zc_yaml *yaml)
{
    struct zc_model *model = loader->model;
    zc_bind_only(loader, yaml, "promises checks");
    struct zc_yaml *promises = zc_bind_map(loader, yaml, "promises", false), *list = zc_bind_map(loader, yaml, "checks", !promises);
    for (struct zc_yaml *child = promises ? promises->child : NULL; child; child = child->next)
        if (promise_of(files, count, child->key) != child)
            zc_bind_fail(loader, &child->place, "承诺 %s 声明了两次", "the promise %s is declared twice", child->key);
    if (!list)
        return;
    struct zc_truth_check *grown = zc_arena_array(&model->arena, model->check_count + list->count + 1, sizeof *grown);
    if (model->check_count)
        memcpy(grown, model->checks, model->check_count * sizeof *grown);
    model->checks = grown;
    for (struct zc_yaml *child = list->child; child; child = child->next) {
        for (size_t i = 0; i < model->check_count; i++)
            if (strcmp(model->checks[i].module, module) == 0 && strcmp(model->checks[i].id, child->key) == 0)
                zc_bind_fail(loader, &child->place, "检查 %s 声明了两次", "the check %s is declared twice", child->key);
        struct zc_truth_check *check = &model->checks[model->check_count++];
        *check = (struct zc_truth_check){.id = child->key, .module = module, .place = child->place};
        one_check(loader, check, child);
        check->promise = child->kind == ZC_YAML_MAP ? zc_bind_text(loader, child, "promise", true) : NULL;
        struct zc_yaml *promise = check->promise ? promise_of(files, count, check->promise) : NULL;
        if (promise)
            check->promise_title = zc_bind_pair_of(loader, promise);
        else if (check->promise)
            zc_bind_fail(loader, &child->place, "没有承诺 %s", "there is no promise %s", check->promise);
    }
}

void zc_load_checks(struct zc_loader *loader, const char *module, struct zc_yaml *const *files, size_t count)
{
    for (size_t i = 0; i < count; i++)
        one_file(loader, module, files, count, files[i]);
}
