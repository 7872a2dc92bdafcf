/* load_wall: 1 figures; 2 rows; 3 panels. */
#include "model/bind.h"
#include "model/lights.h"
#include "model/wall.h"

#include <string.h>

const char *const zc_wall_kinds[] = {"bars", "promises", "cells", "lamps", "areas", "links"};
enum { MOST_PANELS = 8 };

/* 1 */

static const struct zc_metric *metric_of(struct zc_loader *loader, const struct zc_place *place, const char *id)
{
    const struct zc_metric *metric = zc_model_metric(loader->model, id);
    struct zc_nearest nearest = zc_nearest_to(id);
    for (size_t i = 0; i < loader->model->metric_count && !metric; i++)
        zc_nearest_see(&nearest, loader->model->metrics[i]->id);
    if (!metric)
        zc_bind_fail_near(loader, place, &nearest, "没有指标 %s", "there is no metric %s", id);
    return metric;
}

static const struct zc_metric *metric_at(struct zc_loader *loader, struct zc_yaml *map, const char *key, bool required)
{
    const char *id = zc_bind_text(loader, map, key, required);
    return id ? metric_of(loader, &zc_yaml_get(map, key)->place, id) : NULL;
}

/* Every {{figure}} of the message is one. */
static void look_at_message(struct zc_loader *loader, struct zc_yaml *map, const char *text)
{
    for (const char *at = text ? strstr(text, "{{") : NULL; at; at = strstr(at, "{{")) {
        const char *end = strstr(at += 2, "}}");
        if (!end) {
            zc_bind_fail(loader, &zc_yaml_get(map, "message")->place, "{{ 没有收尾", "{{ is not closed");
            return;
        }
        metric_of(loader, &zc_yaml_get(map, "message")->place, zc_arena_copy(&loader->model->arena, at, (size_t)(end - at)));
    }
}

/* 2 */

static const struct zc_field *field_at(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *map, const char *key)
{
    const char *name = zc_bind_text(loader, map, key, true);
    const struct zc_field *field = name && entity ? zc_entity_field(entity, name) : NULL;
    struct zc_nearest nearest = zc_nearest_to(name ? name : "");
    if (field && field->column >= 0)
        return field;
    for (size_t i = 0; entity && i < entity->field_count; i++)
        zc_nearest_see(&nearest, entity->fields[i].name);
    if (name && entity)
        zc_bind_fail_near(loader, &zc_yaml_get(map, key)->place, &nearest, "没有存储字段 %s", "there is no stored field %s", name);
    return NULL;
}

static const char *condition_at(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *map, const char *key)
{
    const struct zc_expr *where = NULL;
    struct zc_yaml *node = zc_yaml_get(map, key);
    return node && entity ? zc_load_rows_condition(loader, &where, entity, node) : NULL;
}

static const struct zc_place *place_of(struct zc_yaml *map, const char *key)
{
    struct zc_yaml *node = zc_yaml_get(map, key);
    return node ? &node->place : &map->place;
}

/* 3 */

static void one_panel(struct zc_loader *loader, const char *module, struct zc_wall_panel *panel, struct zc_yaml *map)
{
    static const char *const keys[] = {"kind large message group whole solid outline tick", "kind large message", "kind large message rows", "kind large message of where",
                                       "kind large message of field where", "kind large message of from to where live"};
    panel->kind = (enum zc_wall_kind)zc_bind_word(loader, map, "kind", "bars promises cells lamps areas links", 0);
    zc_bind_only(loader, map, keys[panel->kind]);
    panel->large = zc_bind_bool(loader, map, "large", false);
    panel->message = zc_bind_pair(loader, map, "message", false);
    look_at_message(loader, map, panel->message.zh);
    look_at_message(loader, map, panel->message.en);
    const char *of = panel->kind >= ZC_WALL_LAMPS ? zc_bind_text(loader, map, "of", true) : NULL;
    panel->of = of ? zc_load_entity_of(loader, module, of, &zc_yaml_get(map, "of")->place) : NULL;
    if (panel->of)
        panel->where_text = condition_at(loader, panel->of, map, "where");
    if (panel->kind == ZC_WALL_BARS) {
        panel->whole = metric_at(loader, map, "whole", true);
        panel->solid = metric_at(loader, map, "solid", true);
        panel->outline = metric_at(loader, map, "outline", false);
        panel->tick = metric_at(loader, map, "tick", false);
        const struct zc_metric *all[] = {panel->whole, panel->solid, panel->outline, panel->tick};
        panel->field = panel->whole ? field_at(loader, panel->whole->entity, map, "group") : NULL;
        for (size_t i = 0; i < 4; i++)
            if (all[i] && (all[i]->kind != ZC_METRIC_COUNT || all[i]->entity != (panel->whole ? panel->whole->entity : NULL)))
                zc_bind_fail(loader, place_of(map, "solid"), "bars 的指标都应数同一种记录", "the figures of bars count rows of one entity");
        if (panel->field && !(panel->field->type == ZC_CODE && !panel->field->list))
            zc_bind_fail(loader, place_of(map, "group"), "group 应为单个代码", "group names a single code");
    } else if (panel->kind == ZC_WALL_CELLS) {
        struct zc_yaml *rows = zc_bind_items(loader, map, "rows");
        panel->rows = zc_arena_array(&loader->model->arena, (rows ? rows->count : 0) + 1, sizeof *panel->rows);
        for (struct zc_yaml *child = rows ? rows->child : NULL; child; child = child->next) {
            zc_bind_only(loader, child, "title done whole");
            panel->rows[panel->row_count++] = (struct zc_wall_row){zc_bind_pair(loader, child, "title", true), metric_at(loader, child, "done", true),
                                                                   metric_at(loader, child, "whole", true)};
        }
    } else if (panel->kind == ZC_WALL_LAMPS) {
        if (panel->of && !panel->of->lights)
            zc_bind_fail(loader, place_of(map, "of"), "这个实体没有 lamp", "the entity has no lamp");
    } else if (panel->kind == ZC_WALL_AREAS) {
        panel->field = field_at(loader, panel->of, map, "field");
        if (panel->field && !(panel->field->type == ZC_REF && panel->field->to && strcmp(panel->field->to->full_name, "core.area") == 0))
            zc_bind_fail(loader, place_of(map, "field"), "field 应指向区划", "field leads to areas");
    } else if (panel->kind == ZC_WALL_LINKS) {
        panel->from = field_at(loader, panel->of, map, "from");
        panel->to = field_at(loader, panel->of, map, "to");
        panel->live_text = condition_at(loader, panel->of, map, "live");
        if (panel->from && panel->to && (panel->from->type != ZC_REF || panel->to->type != ZC_REF || panel->from->to != panel->to->to))
            zc_bind_fail(loader, place_of(map, "to"), "from 与 to 应指向同一种记录", "from and to lead to rows of one entity");
    }
}

void zc_load_wall(struct zc_loader *loader, const char *module, struct zc_yaml *yaml)
{
    struct zc_model *model = loader->model;
    zc_bind_only(loader, yaml, "title panels");
    struct zc_wall *wall = zc_arena_alloc(&model->arena, sizeof *wall);
    struct zc_yaml *panels = zc_bind_items(loader, yaml, "panels");
    *wall = (struct zc_wall){.module = module, .title = zc_bind_pair(loader, yaml, "title", true)};
    if (!panels || !panels->count || panels->count > MOST_PANELS) {
        zc_bind_fail(loader, &yaml->place, "panels 应有 1 至 %d 块", "panels holds 1 to %d of them", (int)MOST_PANELS);
        return;
    }
    wall->panels = zc_arena_array(&model->arena, panels->count, sizeof *wall->panels);
    for (struct zc_yaml *child = panels->child; child; child = child->next)
        one_panel(loader, module, &wall->panels[wall->count++], child);
    struct zc_wall **grown = zc_arena_array(&model->arena, model->wall_count + 1, sizeof *grown);
    if (model->wall_count)
        memcpy(grown, model->walls, model->wall_count * sizeof *grown);
    grown[model->wall_count++] = wall;
    model->walls = grown;
}
