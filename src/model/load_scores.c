/* load_scores: scores.yaml. */
#include "model/bind.h"
#include "model/expr.h"
#include "model/expr_tree.h"
#include "model/scores.h"

#include <string.h>

static const struct zc_field *field_of(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *map, const char *key, enum zc_type type, bool required)
{
    const char *name = zc_bind_text(loader, map, key, required);
    const struct zc_field *field = name && entity ? zc_entity_field(entity, name) : NULL;
    if (name && entity && (!field || field->column < 0 || field->type != type || field->list)) {
        zc_bind_fail(loader, &map->place, "%s 所写的字段 %s 不存在或类型不对", "%s names %s, which is no stored field of the right type", key, name);
        return NULL;
    }
    return field;
}

static const struct zc_expr *condition(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *map, const char *key, bool required)
{
    const struct zc_expr *out = NULL;
    struct zc_yaml *node = zc_yaml_get(map, key);
    if (node && entity)
        zc_load_condition(loader, &out, entity, node);
    else if (!node && required)
        zc_bind_fail(loader, &map->place, "缺少 %s", "%s is missing", key);
    return out;
}

static const struct zc_expr *unit_of(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *map)
{
    const struct zc_expr *out = NULL;
    struct zc_yaml *node = zc_yaml_get(map, "unit");
    if (node && entity && zc_load_expr(loader, &out, entity, node) && (zc_expr_type(out) != ZC_REF || strcmp(out->ref_to->full_name, "core.unit") != 0))
        zc_bind_fail(loader, &node->place, "unit 应通到单位", "unit leads to a unit");
    else if (!node)
        zc_bind_fail(loader, &map->place, "缺少 unit", "unit is missing");
    return out;
}

static const struct zc_entity *entity_of(struct zc_loader *loader, const char *module, struct zc_yaml *map, const char *key)
{
    const char *name = zc_bind_text(loader, map, key, true);
    return name ? zc_load_entity_of(loader, module, name, &map->place) : NULL;
}

static struct zc_score_excuse *excuse(struct zc_loader *loader, const struct zc_score_scheme *scheme, const struct zc_entity *rows, struct zc_yaml *map)
{
    struct zc_score_excuse *made = zc_arena_alloc(&loader->model->arena, sizeof *made);
    *made = (struct zc_score_excuse){0};
    zc_bind_only(loader, map, "of by raised answered due workdays unit");
    made->of = entity_of(loader, scheme->module, map, "of");
    made->by = field_of(loader, made->of, map, "by", ZC_REF, true);
    made->raised = field_of(loader, made->of, map, "raised", ZC_DATE, true);
    made->answered = field_of(loader, made->of, map, "answered", ZC_DATE, true);
    made->due = field_of(loader, rows, map, "due", ZC_DATE, true);
    made->workdays = field_of(loader, scheme->entity, map, "workdays", ZC_INT, true);
    made->unit = unit_of(loader, rows, map);
    if (made->by && made->by->to != rows)
        zc_bind_fail(loader, &map->place, "excused 的 by 应指向这些记录", "excused: by leads to the rows of the part");
    return made->by && made->raised && made->answered && made->due && made->workdays && made->unit ? made : NULL;
}

static void part(struct zc_loader *loader, struct zc_score_scheme *scheme, struct zc_yaml *map)
{
    struct zc_score_of *made = &scheme->parts[scheme->part_count];
    *made = (struct zc_score_of){.name = map->key};
    zc_bind_only(loader, map, "title kind points most of unit where that clocks excused");
    made->title = zc_bind_pair(loader, map, "title", true);
    made->kind = zc_bind_word(loader, map, "kind", "share adjusted up_to less", 0);
    made->points = field_of(loader, scheme->entity, map, "points", ZC_INT, true);
    made->most = field_of(loader, scheme->entity, map, "most", ZC_INT, made->kind != 0);
    made->of = entity_of(loader, scheme->module, map, "of");
    made->unit = unit_of(loader, made->of, map);
    made->where = condition(loader, made->of, map, "where", true);
    made->that = condition(loader, made->of, map, "that", false);
    size_t count;
    const char **clocks = zc_bind_list(loader, map, "clocks", &count);
    made->clocks = zc_arena_array(&loader->model->arena, count + 1, sizeof *made->clocks);
    for (size_t c = 0; c < count && made->of; c++) {
        size_t before = made->clock_count;
        for (size_t i = 0; i < made->of->clock_count; i++)
            if (strcmp(made->of->clocks[i].name, clocks[c]) == 0)
                made->clocks[made->clock_count++] = &made->of->clocks[i];
        if (made->clock_count == before)
            zc_bind_fail(loader, &map->place, "没有时限 %s", "there is no clock %s", clocks[c]);
    }
    if (made->kind <= 1 && !made->that && !made->clock_count)
        zc_bind_fail(loader, &map->place, "要写 that 或 clocks", "that or clocks is needed");
    struct zc_yaml *excused = zc_bind_map(loader, map, "excused", false);
    if (excused && made->of)
        made->excused = excuse(loader, scheme, made->of, excused);
    if (made->points && made->of && made->unit && made->where)
        scheme->part_count++;
}

static void lists(struct zc_loader *loader, struct zc_score_scheme *scheme, struct zc_yaml *map, const struct zc_place *place)
{
    const struct zc_entity *unit = zc_load_entity_of(loader, "core", "unit", place);
    scheme->lists = zc_arena_array(&loader->model->arena, (map ? map->count : 0) + 1, sizeof *scheme->lists);
    for (struct zc_yaml *child = map ? map->child : NULL; child; child = child->next) {
        struct zc_score_list *made = &scheme->lists[scheme->list_count++];
        zc_bind_only(loader, child, "title where");
        *made = (struct zc_score_list){child->key, zc_bind_pair(loader, child, "title", true), condition(loader, unit, child, "where", true)};
    }
}

static void scheme(struct zc_loader *loader, const char *module, struct zc_yaml *map)
{
    struct zc_model *model = loader->model;
    struct zc_score_scheme *made = &model->scores[model->score_count];
    size_t before = loader->errors;
    *made = (struct zc_score_scheme){.name = map->key, .module = module};
    zc_bind_only(loader, map, "title scheme rank least lists parts");
    made->title = zc_bind_pair(loader, map, "title", true);
    struct zc_yaml *kept = zc_bind_map(loader, map, "scheme", true), *parts = zc_bind_map(loader, map, "parts", true);
    if (!kept || !parts)
        return;
    zc_bind_only(loader, kept, "entity from to open signed drafts readers");
    if (!(made->entity = entity_of(loader, module, kept, "entity")))
        return;
    made->from = field_of(loader, made->entity, kept, "from", ZC_DATE, true);
    made->to = field_of(loader, made->entity, kept, "to", ZC_DATE, true);
    made->open = condition(loader, made->entity, kept, "open", true);
    made->signed_ = condition(loader, made->entity, kept, "signed", true);
    made->drafts = zc_bind_list(loader, kept, "drafts", &made->draft_count);
    for (size_t i = 0; i < made->draft_count; i++)
        made->drafts[i] = zc_load_role(loader, module, made->drafts[i], &kept->place);
    made->readers = zc_bind_list(loader, kept, "readers", &made->reader_count);
    for (size_t i = 0; i < made->reader_count; i++)
        made->readers[i] = zc_load_role(loader, module, made->readers[i], &kept->place);
    made->least = field_of(loader, made->entity, map, "least", ZC_INT, true);
    lists(loader, made, zc_bind_map(loader, map, "lists", true), &map->place);
    made->parts = zc_arena_array(&model->arena, parts->count + 1, sizeof *made->parts);
    for (struct zc_yaml *child = parts->child; child; child = child->next)
        if (child->kind == ZC_YAML_MAP)
            part(loader, made, child);
    const char *rank = zc_bind_text(loader, map, "rank", true);
    for (size_t i = 0; rank && i < made->part_count; i++)
        if (strcmp(made->parts[i].name, rank) == 0)
            made->rank = &made->parts[i];
    if (rank && !made->rank)
        zc_bind_fail(loader, &map->place, "rank 所写的 %s 不在 parts 里", "rank names %s, which is no part", rank);
    if (loader->errors == before)
        model->score_count++;
}

void zc_load_scores(struct zc_loader *loader, const char *module, struct zc_yaml *yaml)
{
    struct zc_model *model = loader->model;
    zc_bind_only(loader, yaml, "scores");
    struct zc_yaml *list = zc_bind_map(loader, yaml, "scores", true);
    if (!list)
        return;
    struct zc_score_scheme *grown = zc_arena_array(&model->arena, model->score_count + list->count + 1, sizeof *grown);
    if (model->score_count)
        memcpy(grown, model->scores, model->score_count * sizeof *grown);
    model->scores = grown;
    for (struct zc_yaml *child = list->child; child; child = child->next) {
        if (zc_model_score(model, child->key))
            zc_bind_fail(loader, &child->place, "考核 %s 声明了两次", "the score %s is declared twice", child->key);
        else if (child->kind == ZC_YAML_MAP)
            scheme(loader, module, child);
    }
}

const struct zc_score_scheme *zc_model_score(const struct zc_model *model, const char *name)
{
    for (size_t i = 0; i < model->score_count; i++)
        if (strcmp(model->scores[i].name, name) == 0)
            return &model->scores[i];
    return NULL;
}
