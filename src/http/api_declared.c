/*
 * What an entity declares beside its fields, for the screens that are drawn from it: papers, texts bound to figures, the number that a step
 * gives, what a new record takes from this reader, draws, trees, and what its rows ask of units. Only what the reader may meet is told.
 */
#include "http/api.h"
#include "model/act.h"
#include "model/apart.h"
#include "model/burden.h"
#include "model/draw.h"
#include "model/paper.h"
#include "model/scores.h"
#include "model/tree.h"
#include "query/eval.h"

#include <string.h>

static bool seen(const struct zc_api *api, const struct zc_entity *entity, const struct zc_field *field) { return zc_rows_class_visible(field, api->reader, entity); }

static void put_name(struct zc_buf *out, const char *key, const char *name)
{
    zc_buf_printf(out, "\"%s\":", key);
    zc_buf_json_str(out, name);
}

static void put_papers(struct zc_api *api, const struct zc_entity *entity)
{
    enum { MOST = 32 };
    const struct zc_paper *papers[MOST];
    size_t count = zc_papers_of(papers, MOST, api->model, entity);
    for (size_t i = 0; i < count; i++) {
        zc_buf_printf(api->out, "%s{\"name\":\"%s\",\"title\":", i ? "," : ",\"papers\":[", papers[i]->name);
        zc_api_pair(api->out, papers[i]->title);
        zc_buf_char(api->out, '}');
    }
    if (count)
        zc_buf_char(api->out, ']');
}

static void put_bind(struct zc_api *api, const struct zc_entity *entity)
{
    const struct zc_bind_rule *rule = entity->bind;
    bool first = true;
    if (!rule)
        return;
    zc_buf_str(api->out, ",\"bind\":{\"texts\":{");
    for (size_t i = 0; i < rule->text_count; i++) {
        if (!seen(api, entity, rule->texts[i].source) || !seen(api, entity, rule->texts[i].shown))
            continue;
        zc_buf_printf(api->out, "%s\"%s\":\"%s\"", first ? "" : ",", rule->texts[i].source->name, rule->texts[i].shown->name);
        first = false;
    }
    zc_buf_str(api->out, "},");
    put_name(api->out, "asof", rule->asof ? rule->asof->name : NULL);
    zc_buf_char(api->out, '}');
}

/* Kept by a step: its day, its moment, who took it and as which post; or the state and the number, which come of themselves. */
static bool kept(const struct zc_entity *entity, const struct zc_field *field)
{
    if (strcmp(field->name, "state") == 0 || (entity->number_field && strcmp(field->name, entity->number_field) == 0))
        return true;
    for (size_t i = 0; i < entity->transition_count; i++) {
        const struct zc_transition *step = &entity->transitions[i];
        if ((step->on_field && strcmp(step->on_field, field->name) == 0) || (step->at_field && strcmp(step->at_field, field->name) == 0) ||
            (step->apart && (step->apart->actor == field || step->apart->post == field)))
            return true;
    }
    return false;
}

/* The fields that nothing forbids to be written in a new record by this reader. Without conditions on fields nothing is told: all are. */
static void put_takes(struct zc_api *api, const struct zc_entity *entity)
{
    struct zc_eval eval;
    struct zc_value *values;
    bool first = true;
    if (!entity->hold_count)
        return;
    values = zc_arena_array(api->arena, entity->column_count + 1, sizeof *values);
    for (size_t i = 0; i <= entity->column_count; i++)
        values[i] = ZC_EMPTY;
    if (entity->state_count)
        values[zc_entity_field(entity, "state")->column] = zc_text(entity->states[0].name);
    const struct zc_record fresh = {.entity = entity, .values = values};
    zc_eval_init(&eval, api->arena, api->db, zc_times_now(api->db), &api->identity->acting);
    zc_buf_str(api->out, ",\"takes\":[");
    for (size_t c = 0; c < entity->column_count; c++) {
        const struct zc_field *field = entity->columns[c];
        bool held = kept(entity, field);
        for (size_t h = 0; h < entity->hold_count && !held; h++)
            for (size_t i = 0; i < entity->holds[h].field_count && !held; i++)
                held = entity->holds[h].fields[i] == field && !zc_eval_test(&eval, entity->holds[h].only, &fresh);
        if (held || !seen(api, entity, field))
            continue;
        zc_buf_printf(api->out, "%s\"%s\"", first ? "" : ",", field->name);
        first = false;
    }
    zc_buf_char(api->out, ']');
}

static void put_visit(struct zc_api *api, const struct zc_draw_rule *rule)
{
    bool first = true;
    if (!rule->asked_count || !seen(api, rule->into, rule->claim) || !seen(api, rule->into, rule->visited))
        return;
    zc_buf_printf(api->out, ",\"visit\":{\"claim\":\"%s\",\"on\":\"%s\",\"send\":\"%s\",\"ask\":[", rule->claim->name, rule->visited->name, rule->send->name);
    for (size_t i = 0; i < rule->asked_count; i++) {
        if (!seen(api, rule->into, rule->asked[i]))
            continue;
        zc_buf_printf(api->out, "%s\"%s\"", first ? "" : ",", rule->asked[i]->name);
        first = false;
    }
    zc_buf_str(api->out, "]}");
}

static void put_draw(struct zc_api *api, const struct zc_entity *entity)
{
    const struct zc_draw_rule *rule = entity->draw;
    if (!rule || !zc_api_may_meet(api->reader, rule->into))
        return;
    zc_buf_printf(api->out, ",\"draw\":{\"publish\":\"%s\",\"step\":\"%s\",\"seed\":\"%s\",\"size\":\"%s\",\"among\":\"%s\",\"into\":\"%s\",\"by\":\"%s\",\"rank\":\"%s\",\"unit\":\"%s\","
                            "\"frames\":[",
                  rule->publish->name, rule->step->name, rule->seed->name, rule->size->name, rule->among->name, rule->into->full_name, rule->by->name, rule->rank->name, rule->unit->name);
    for (size_t i = 0; i < rule->frame_count; i++) {
        zc_buf_printf(api->out, "%s{\"name\":\"%s\",\"of\":\"%s\",\"as\":\"%s\",\"claim\":", i ? "," : "", rule->frames[i].name, rule->frames[i].of->full_name, rule->frames[i].as->name);
        zc_api_pair(api->out, rule->frames[i].claim);
        zc_buf_char(api->out, '}');
    }
    zc_buf_char(api->out, ']');
    put_visit(api, rule);
    zc_buf_char(api->out, '}');
}

static void put_tree(struct zc_api *api, const struct zc_entity *entity)
{
    const struct zc_tree *tree = entity->tree;
    if (!tree)
        return;
    zc_buf_printf(api->out, ",\"tree\":{\"line\":\"%s\",\"over\":\"%s\",\"under\":\"%s\",\"acts\":", tree->line->name, tree->over->name, tree->under->name);
    if (zc_api_may_meet(api->reader, tree->acts))
        zc_buf_printf(api->out, "{\"entity\":\"%s\",\"of\":\"%s\",\"on\":\"%s\"}}", tree->acts->full_name, tree->of->name, tree->on->name);
    else
        zc_buf_str(api->out, "null}");
}

static void put_burden(struct zc_api *api, const struct zc_entity *entity)
{
    static const char *const kinds[] = {"request", "form", "visit", "notice"};
    for (size_t i = 0; entity->burden && i < entity->burden->count; i++) {
        struct zc_buf unit = {0};
        zc_expr_print(&unit, entity->burden->items[i].unit);
        zc_buf_printf(api->out, "%s{\"kind\":\"%s\",", i ? "," : ",\"burden\":[", kinds[entity->burden->items[i].kind]);
        put_name(api->out, "unit", zc_buf_text(&unit));
        zc_buf_char(api->out, '}');
        zc_buf_free(&unit);
    }
    if (entity->burden && entity->burden->count)
        zc_buf_char(api->out, ']');
}

void zc_api_declared(struct zc_api *api, const struct zc_entity *entity)
{
    put_tree(api, entity);
    if (!api->reader->account)
        return;
    put_papers(api, entity);
    put_bind(api, entity);
    put_takes(api, entity);
    if (entity->number_field)
        zc_buf_printf(api->out, ",\"number\":{\"field\":\"%s\",\"at\":\"%s\"}", entity->number_field, entity->number_at ? entity->number_at : "insert");
    put_draw(api, entity);
    put_burden(api, entity);
}

void zc_api_declared_scores(struct zc_api *api)
{
    bool first = true;
    zc_buf_str(api->out, ",\"scores\":[");
    for (size_t i = 0; api->reader->account && i < api->model->score_count; i++) {
        const struct zc_score_scheme *scheme = &api->model->scores[i];
        if (!zc_api_may_meet(api->reader, scheme->entity))
            continue;
        zc_buf_printf(api->out, "%s{\"name\":\"%s\",\"entity\":\"%s\",\"title\":", first ? "" : ",", scheme->name, scheme->entity->full_name);
        zc_api_pair(api->out, scheme->title);
        zc_buf_char(api->out, '}');
        first = false;
    }
    zc_buf_char(api->out, ']');
}
