/* load_circles: derived fields that need each other in a circle, ratios that count themselves, homes that lead nowhere. */
#include "model/bind.h"
#include "model/expr_tree.h"

#include <string.h>

enum { DEEPEST = 64, MOST_HOMES = 8 };

struct walk {
    const struct zc_field *way[DEEPEST]; /* the derived fields on the way */
    const struct zc_field *start, *last;
    int depth;
    bool circle;
};

static void step(void *user, const struct zc_entity *entity, const struct zc_field *field)
{
    struct walk *walk = user;
    (void)entity;
    if (!field->derived || walk->circle)
        return;
    for (int i = 0; i < walk->depth; i++)
        if (walk->way[i] == field) {
            walk->circle = field == walk->start; /* another one's circle is told where it stands */
            walk->last = walk->way[walk->depth - 1];
            return;
        }
    if (walk->depth == DEEPEST)
        return;
    walk->way[walk->depth++] = field;
    zc_expr_reads(field->derived, step, walk);
    walk->depth--;
}

static const struct zc_metric *part(const struct zc_model *model, const char *id) { return id ? zc_map_get(&model->metric_by_id, id) : NULL; }

static bool counts(const struct zc_model *model, const struct zc_metric *metric, const struct zc_metric *sought, int depth)
{
    if (!metric || metric->kind != ZC_METRIC_RATIO || depth > DEEPEST)
        return false;
    const struct zc_metric *parts[] = {part(model, metric->numerator), part(model, metric->denominator)};
    for (int i = 0; i < 2; i++)
        if (parts[i] == sought || counts(model, parts[i], sought, depth + 1))
            return true;
    return false;
}

void zc_load_circles(struct zc_loader *loader)
{
    const struct zc_model *model = loader->model;
    for (size_t e = 0; e < model->entity_count; e++)
        for (size_t f = 0; f < model->entities[e]->field_count; f++) {
            const struct zc_field *field = &model->entities[e]->fields[f];
            struct walk walk = {.start = field};
            step(&walk, model->entities[e], field);
            if (!walk.circle && field->derived && !zc_expr_fits(field->derived))
                zc_bind_fail(loader, &field->place, "派生字段 %s 展开后太大", "the derived field %s is too large when written out", field->name);
            if (walk.circle)
                zc_bind_fail(loader, &field->place, "派生字段 %s 与 %s 互相需要,成环", "the derived fields %s and %s need each other in a circle", field->name,
                             walk.last->name);
        }
    for (size_t m = 0; m < model->metric_count; m++)
        if (counts(model, model->metrics[m], model->metrics[m], 0))
            zc_bind_fail(loader, &model->metrics[m]->place, "指标 %s 以自己为分子或分母,成环", "the metric %s counts itself in a circle", model->metrics[m]->id);
}

void zc_load_homes(struct zc_loader *loader)
{
    const struct zc_model *model = loader->model;
    for (size_t i = 0; i < model->entity_count; i++) {
        const struct zc_entity *entity = model->entities[i], *root = entity;
        int steps = 0;
        while (root && root->home == ZC_HOME_PARENT && steps++ <= MOST_HOMES) {
            const struct zc_field *field = zc_entity_field(root, root->home_field);
            root = field ? field->to : NULL;
        }
        if (root && root != entity && (root->home == ZC_HOME_EVERYWHERE || steps > MOST_HOMES))
            zc_bind_fail(loader, &zc_yaml_get(zc_map_get(&loader->yaml_of_entity, entity->full_name), "home")->place,
                         "home 应通到一个 home: own 的实体", "home leads to an entity with `home: own`");
        else if (root == entity && steps)
            zc_bind_fail(loader, &zc_yaml_get(zc_map_get(&loader->yaml_of_entity, entity->full_name), "home")->place,
                         "home 绕回自身", "home comes back to the entity itself");
    }
}
