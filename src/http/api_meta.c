/* The declarations as a client needs them to draw forms and lists: 1 fields, steps and clocks; 2 entities; 3 the whole. */
#include "http/api.h"
#include "model/carry.h"
#include "model/gantt.h"
#include "model/lights.h"
#include "query/rule.h"
#include "model/matrix.h"
#include "model/menu.h"
#include "model/opening.h"
#include "model/periodic.h"
#include "model/wall.h"

#include <string.h>

static const char *const types[] = {"text", "code", "int", "bool", "date", "instant", "decimal", "money", "ref"};
static const char *const classes[] = {"open", "internal", "personal", "sensitive", "secret_source"};
static const char *const secrecies[] = {"public", "internal", "work_secret"};

/* 1 */

static void put_names(struct zc_buf *out, const char *name, const char *const *items, size_t count)
{
    zc_buf_printf(out, ",\"%s\":[", name);
    for (size_t i = 0; i < count; i++) {
        zc_buf_str(out, i ? "," : "");
        zc_buf_json_str(out, items[i]);
    }
    zc_buf_char(out, ']');
}

static void put_field(struct zc_buf *out, const struct zc_field *field)
{
    zc_buf_printf(out, "{\"name\":\"%s\",\"title\":", field->name);
    zc_api_pair(out, field->title);
    if (field->help.zh || field->help.en) {
        zc_buf_str(out, ",\"help\":");
        zc_api_pair(out, field->help);
    }
    zc_buf_printf(out, ",\"type\":\"%s\",\"many\":%s,\"class\":\"%s\",\"required\":%s,\"search\":%s,\"unique\":%s,\"erasable\":%s", types[field->type],
                  field->list ? "true" : "false", classes[field->class_], field->required ? "true" : "false", field->search ? "true" : "false",
                  field->unique ? "true" : "false", field->erasable ? "true" : "false");
    if (field->scale)
        zc_buf_printf(out, ",\"scale\":%d", field->scale);
    if (field->type == ZC_TEXT)
        zc_buf_printf(out, ",\"max\":%d", field->max ? field->max : 2000);
    if (field->unit) {
        zc_buf_str(out, ",\"unit\":");
        zc_api_pair(out, field->unit_title.zh ? field->unit_title : (struct zc_pair){field->unit, field->unit});
    }
    if (field->to)
        zc_buf_printf(out, ",\"to\":\"%s\"", field->to->full_name);
    if (field->inverse)
        zc_buf_printf(out, ",\"inverse\":\"%s\"", field->inverse);
    if (field->codelist)
        zc_buf_printf(out, ",\"from\":\"%s\"", field->codelist->full_name);
    zc_buf_printf(out, ",\"stored\":%s}", field->column >= 0 ? "true" : "false");
}

static void put_transition(struct zc_buf *out, const struct zc_transition *step)
{
    zc_buf_printf(out, "{\"name\":\"%s\",\"title\":", step->name);
    zc_api_pair(out, step->title);
    put_names(out, "from", step->from, step->from_count);
    zc_buf_printf(out, ",\"to\":\"%s\"", step->to);
    put_names(out, "by", step->by, step->by_count);
    zc_buf_char(out, '}');
}

/* Its warnings as the rule values of today say. */
static void put_clock(struct zc_api *api, const struct zc_clock *clock)
{
    struct zc_buf *out = api->out;
    struct zc_rules rules;
    bool first = true;
    zc_rules_open(&rules, api->arena, api->db, ZC_INSTANT_MAX);
    zc_buf_printf(out, "{\"name\":\"%s\",\"title\":", clock->name);
    zc_api_pair(out, clock->title);
    zc_buf_str(out, ",\"ends_on\":");
    zc_buf_json_str(out, clock->ends_on);
    put_names(out, "stops", clock->stops, clock->stop_count);
    zc_buf_str(out, ",\"warn_workdays\":[");
    for (size_t i = 0; i < clock->warn_count; i++) {
        const struct zc_clock_warn *warn = &clock->warns[i];
        int days = warn->length;
        bool there = true;
        if (warn->unit != ZC_WARN_WORKDAYS || (warn->rule && zc_rules_number(&days, &there, &rules, warn->rule, zc_db_today(api->db), NULL)))
            continue;
        if (there)
            zc_buf_printf(out, "%s%d", first ? "" : ",", days);
        first = first && !there;
    }
    zc_buf_str(out, "]}");
}

/* 2 */

/* The fields of the chart that this reader may see; no chart without both its ends. */
static void put_gantt(struct zc_api *api, const struct zc_entity *entity)
{
    const struct zc_gantt *gantt = entity->gantt;
    if (!gantt || !zc_rows_class_visible(gantt->start, api->reader, entity) || !zc_rows_class_visible(gantt->due, api->reader, entity))
        return;
    zc_buf_printf(api->out, ",\"gantt\":{\"start\":\"%s\",\"due\":\"%s\"", gantt->start->name, gantt->due->name);
    if (gantt->baseline && zc_rows_class_visible(gantt->baseline, api->reader, entity))
        zc_buf_printf(api->out, ",\"baseline\":\"%s\"", gantt->baseline->name);
    if (gantt->progress && zc_rows_class_visible(gantt->progress, api->reader, entity))
        zc_buf_printf(api->out, ",\"progress\":\"%s\"", gantt->progress->name);
    zc_buf_str(api->out, ",\"done\":[");
    bool first = true;
    for (size_t i = 0; i < gantt->done_count; i++) {
        if (!zc_rows_class_visible(gantt->done[i], api->reader, entity))
            continue;
        zc_buf_printf(api->out, "%s\"%s\"", first ? "" : ",", gantt->done[i]->name);
        first = false;
    }
    zc_buf_str(api->out, "]}");
}

/* The lamp, its shapes in their order, and what is said beside it, as far as this reader may see it. */
static void put_lights(struct zc_api *api, const struct zc_entity *entity)
{
    const struct zc_lights *lights = entity->lights;
    if (!lights || !zc_rows_class_visible(lights->field, api->reader, entity))
        return;
    zc_buf_printf(api->out, ",\"lamp\":{\"field\":\"%s\",\"beside\":[", lights->field->name);
    bool first = true;
    for (size_t i = 0; i < lights->beside_count; i++) {
        if (!zc_rows_class_visible(lights->beside[i], api->reader, entity))
            continue;
        zc_buf_printf(api->out, "%s\"%s\"", first ? "" : ",", lights->beside[i]->name);
        first = false;
    }
    zc_buf_str(api->out, "],\"lights\":[");
    for (size_t i = 0; i < lights->count; i++) {
        zc_buf_printf(api->out, "%s{\"code\":", i ? "," : "");
        zc_buf_json_str(api->out, lights->lights[i].code);
        zc_buf_printf(api->out, ",\"shape\":\"%s\"}", lights->lights[i].shape);
    }
    zc_buf_str(api->out, "]}");
}

static void put_matrix(struct zc_api *api, const struct zc_entity *entity)
{
    const struct zc_matrix *matrix = entity->matrix;
    struct zc_buf *out = api->out;
    bool first = true;
    zc_buf_str(out, ",\"matrix\":{\"title\":");
    zc_api_pair(out, matrix->title);
    zc_buf_str(out, ",\"group\":");
    zc_buf_json_str(out, matrix->group && zc_rows_class_visible(matrix->group, api->reader, entity) ? matrix->group->name : NULL);
    zc_buf_str(out, ",\"parts\":[");
    for (size_t i = 0; i < matrix->count; i++) {
        if (!zc_rows_class_visible(matrix->parts[i].field, api->reader, entity))
            continue;
        zc_buf_printf(out, "%s{\"field\":\"%s\",\"title\":", first ? "" : ",", matrix->parts[i].field->name);
        zc_api_pair(out, matrix->parts[i].title);
        zc_buf_str(out, ",\"mark\":");
        zc_api_pair(out, matrix->parts[i].mark);
        zc_buf_char(out, '}');
        first = false;
    }
    zc_buf_str(out, "]}");
}

/* What the year change goes along, and where a twin names what it came from. */
static void put_carry(struct zc_api *api, const struct zc_entity *entity)
{
    const struct zc_carry_rule *rule = entity->carry;
    if (!rule || !zc_rows_class_visible(rule->along, api->reader, entity))
        return;
    bool told = rule->origin && zc_rows_class_visible(rule->origin, api->reader, entity);
    zc_buf_printf(api->out, ",\"carry\":{\"along\":\"%s\",\"origin\":", rule->along->name);
    zc_buf_json_str(api->out, told ? rule->origin->name : NULL);
    zc_buf_char(api->out, '}');
}

/* What a report of periods asks, line by line; without `ask` it is filled in elsewhere. A field that this reader does not see is not asked. */
static void put_periodic(struct zc_api *api, const struct zc_entity *entity)
{
    static const char *const every[] = {"month", "quarter", "year"};
    const struct zc_periodic *rule = entity->periodic;
    struct zc_buf *out = api->out;
    if (!rule || !api->reader->account || !zc_api_may_meet(api->reader, rule->line))
        return;
    zc_buf_printf(out, ",\"periodic\":{\"every\":\"%s\",\"submit\":\"%s\",\"again\":\"%s\",\"accepted\":\"%s\",\"line\":\"%s\",\"of\":[", every[rule->every], rule->submit,
                  rule->again, rule->accepted, rule->line->full_name);
    for (size_t i = 0; i < rule->subject_count; i++) {
        const struct zc_periodic_subject *one = &rule->subjects[i];
        zc_buf_printf(out, "%s{\"ref\":\"%s\",\"with\":", i ? "," : "", one->ref->name);
        zc_buf_json_str(out, one->with ? one->with->name : NULL);
        zc_buf_str(out, ",\"due\":");
        zc_buf_json_str(out, one->due ? one->due->name : NULL);
        zc_buf_char(out, '}');
    }
    zc_buf_char(out, ']');
    const struct zc_periodic_ask_of *ask = &rule->ask;
    const struct {
        const char *name;
        const struct zc_field *field;
    } asked[] = {{"state", ask->state}, {"share", ask->share}, {"none", ask->none}, {"reason", ask->reason}, {"help", ask->help}, {"since", ask->since}};
    if (ask->text && zc_rows_class_visible(ask->text, api->reader, rule->line)) {
        zc_buf_printf(out, ",\"ask\":{\"text\":\"%s\"", ask->text->name);
        for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
            if (asked[i].field && zc_rows_class_visible(asked[i].field, api->reader, rule->line))
                zc_buf_printf(out, ",\"%s\":\"%s\"", asked[i].name, asked[i].field->name);
        zc_buf_str(out, ",\"shares\":{");
        for (size_t i = 0; i < ask->fixed_count; i++) {
            zc_buf_printf(out, "%s\"%s\":", i ? "," : "", ask->fixed_code[i]);
            zc_buf_json_str(out, ask->fixed_share[i]);
        }
        zc_buf_str(out, "},\"more\":[");
        bool first = true;
        for (size_t i = 0; i < ask->more_count; i++) {
            if (!zc_rows_class_visible(ask->more[i], api->reader, rule->line))
                continue;
            zc_buf_printf(out, "%s\"%s\"", first ? "" : ",", ask->more[i]->name);
            first = false;
        }
        zc_buf_str(out, "]}");
    }
    zc_buf_char(out, '}');
}

static void put_entity(struct zc_api *api, const struct zc_entity *entity)
{
    struct zc_buf *out = api->out;
    bool first = true;
    zc_buf_printf(out, "{\"entity\":\"%s\",\"module\":\"%s\",\"title\":", entity->full_name, entity->module);
    zc_api_pair(out, entity->title);
    if (entity->help.zh || entity->help.en) {
        zc_buf_str(out, ",\"help\":");
        zc_api_pair(out, entity->help);
    }
    zc_buf_str(out, ",\"named_by\":");
    zc_buf_json_str(out, entity->named_by);
    zc_buf_printf(out, ",\"secrecy\":\"%s\",\"history\":\"%s\",\"public\":%s", secrecies[entity->secrecy], entity->two_time ? "two_time" : "journal_only",
                  entity->public_ ? "true" : "false");
    put_names(out, "key", entity->key, entity->key_count);
    put_names(out, "order", entity->order, entity->order_count);
    zc_buf_str(out, ",\"list\":[");
    for (size_t i = 0; i < entity->list_count; i++) {
        const struct zc_field *field = zc_entity_field(entity, entity->list_fields[i]);
        if (!field || !zc_rows_class_visible(field, api->reader, entity))
            continue;
        zc_buf_printf(out, "%s\"%s\"", first ? "" : ",", field->name);
        first = false;
    }
    zc_buf_char(out, ']');
    if (api->reader->account) { /* how rights are given out is told to who holds some */
        put_names(out, "read", entity->read_text, entity->read_count);
        put_names(out, "deny", entity->deny_text, entity->deny_count);
        put_names(out, "write", entity->write_text, entity->write_count);
    }
    if (api->reader->account && entity->instruct)
        put_names(out, "instruct", entity->instruct->by, entity->instruct->by_count);
    zc_buf_str(out, ",\"fields\":[");
    first = true;
    for (size_t i = 0; i < entity->field_count; i++) {
        if (!zc_rows_class_visible(&entity->fields[i], api->reader, entity))
            continue;
        zc_buf_str(out, first ? "\n" : ",\n");
        put_field(out, &entity->fields[i]);
        first = false;
    }
    zc_buf_str(out, "],\"states\":[");
    for (size_t i = 0; i < entity->state_count; i++) {
        zc_buf_printf(out, "%s{\"name\":\"%s\",\"title\":", i ? "," : "", entity->states[i].name);
        zc_api_pair(out, entity->states[i].title);
        zc_buf_char(out, '}');
    }
    zc_buf_str(out, "],\"transitions\":[");
    for (size_t i = 0; i < entity->transition_count; i++) {
        zc_buf_str(out, i ? "," : "");
        put_transition(out, &entity->transitions[i]);
    }
    zc_buf_str(out, "],\"clocks\":[");
    for (size_t i = 0; i < entity->clock_count; i++) {
        zc_buf_str(out, i ? "," : "");
        put_clock(api, &entity->clocks[i]);
    }
    zc_buf_char(out, ']');
    put_lights(api, entity);
    put_gantt(api, entity);
    if (entity->matrix)
        put_matrix(api, entity);
    if (api->reader->account && entity->opening)
        zc_buf_printf(out, ",\"opening\":{\"role\":\"%s\",\"basis\":\"%s\",\"by\":\"%s\",\"on\":\"%s\"}", entity->opening->role, entity->opening->basis,
                      entity->opening->by, entity->opening->on);
    put_periodic(api, entity);
    if (entity->succession)
        zc_buf_str(out, ",\"succession\":true");
    put_carry(api, entity);
    zc_api_declared(api, entity);
    zc_buf_char(out, '}');
}

/* What hangs on a wall: a panel whose rows or figures the reader does not meet is left out. */
static void put_metric_id(struct zc_buf *out, const char *key, const struct zc_metric *metric)
{
    if (metric)
        zc_buf_printf(out, ",\"%s\":\"%s\"", key, metric->id);
}

static void put_panel(struct zc_buf *out, const struct zc_wall_panel *panel)
{
    zc_buf_printf(out, "{\"kind\":\"%s\",\"large\":%s", zc_wall_kinds[panel->kind], panel->large ? "true" : "false");
    if (panel->message.zh) {
        zc_buf_str(out, ",\"message\":");
        zc_api_pair(out, panel->message);
    }
    if (panel->of)
        zc_buf_printf(out, ",\"of\":\"%s\"", panel->of->full_name);
    if (panel->field)
        zc_buf_printf(out, ",\"field\":\"%s\"", panel->field->name);
    if (panel->from && panel->to)
        zc_buf_printf(out, ",\"from\":\"%s\",\"to\":\"%s\"", panel->from->name, panel->to->name);
    zc_buf_str(out, ",\"where\":");
    zc_buf_json_str(out, panel->where_text);
    zc_buf_str(out, ",\"live\":");
    zc_buf_json_str(out, panel->live_text);
    put_metric_id(out, "whole", panel->whole);
    put_metric_id(out, "solid", panel->solid);
    put_metric_id(out, "outline", panel->outline);
    put_metric_id(out, "tick", panel->tick);
    zc_buf_str(out, ",\"rows\":[");
    for (size_t i = 0; i < panel->row_count; i++) {
        zc_buf_str(out, i ? ",{\"title\":" : "{\"title\":");
        zc_api_pair(out, panel->rows[i].title);
        put_metric_id(out, "done", panel->rows[i].done);
        put_metric_id(out, "whole", panel->rows[i].whole);
        zc_buf_char(out, '}');
    }
    zc_buf_str(out, "]}");
}

static void put_wall(struct zc_api *api, const struct zc_wall *wall)
{
    bool first = true;
    zc_buf_printf(api->out, "{\"module\":\"%s\",\"title\":", wall->module);
    zc_api_pair(api->out, wall->title);
    zc_buf_str(api->out, ",\"panels\":[");
    for (size_t i = 0; i < wall->count; i++) {
        const struct zc_wall_panel *panel = &wall->panels[i];
        bool field = !panel->of || !panel->field || zc_rows_class_visible(panel->field, api->reader, panel->of);
        if ((panel->of && !zc_api_may_meet(api->reader, panel->of)) || !field)
            continue;
        zc_buf_str(api->out, first ? "\n" : ",\n");
        put_panel(api->out, panel);
        first = false;
    }
    zc_buf_str(api->out, "]}");
}

/* 3 */

static bool list_used(const struct zc_api *api, const struct zc_codelist *list)
{
    for (size_t i = 0; i < api->model->entity_count; i++) {
        const struct zc_entity *entity = api->model->entities[i];
        if (!zc_api_may_meet(api->reader, entity))
            continue;
        for (size_t f = 0; f < entity->field_count; f++)
            if (entity->fields[f].codelist == list && zc_rows_class_visible(&entity->fields[f], api->reader, entity))
                return true;
    }
    return false;
}

static void put_codelist(struct zc_buf *out, const struct zc_codelist *list)
{
    zc_buf_printf(out, "{\"name\":\"%s\",\"title\":", list->full_name);
    zc_api_pair(out, list->title);
    zc_buf_str(out, ",\"codes\":[");
    for (size_t i = 0; i < list->count; i++) {
        zc_buf_str(out, i ? ",{\"code\":" : "{\"code\":");
        zc_buf_json_str(out, list->codes[i].code);
        zc_buf_str(out, ",\"title\":");
        zc_api_pair(out, list->codes[i].title);
        zc_buf_char(out, '}');
    }
    zc_buf_str(out, "]}");
}

/* The groups of a menu with what the reader may meet of them. */
static void put_menu(struct zc_api *api, const struct zc_menu *menu)
{
    zc_buf_str(api->out, ",\"menu\":[");
    for (size_t g = 0, told = 0; menu && g < menu->count; g++) {
        const struct zc_menu_group *group = &menu->groups[g];
        size_t met = 0;
        for (size_t i = 0; i < group->count; i++) {
            if (!zc_api_may_meet(api->reader, group->entities[i]))
                continue;
            if (!met++) {
                zc_buf_str(api->out, told++ ? ",{\"title\":" : "{\"title\":");
                zc_api_pair(api->out, group->title);
                zc_buf_str(api->out, ",\"of\":[");
            }
            zc_buf_printf(api->out, "%s\"%s\"", met > 1 ? "," : "", group->entities[i]->full_name);
        }
        zc_buf_str(api->out, met ? "]}" : "");
    }
    zc_buf_char(api->out, ']');
}

void zc_api_meta(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    bool first = true;
    zc_api_open(&api, response, request);
    const struct zc_model *model = api.model;
    zc_buf_str(api.out, "{\"city\":{\"name\":");
    zc_api_pair(api.out, api.city->name);
    zc_buf_printf(api.out, ",\"sample\":%s,\"today\":", api.city->sample ? "true" : "false");
    zc_api_date(api.out, zc_db_today(api.db));
    zc_buf_str(api.out, "},\"links\":[");
    for (size_t i = 0; api.reader->account && i < model->link_count; i++)
        for (size_t r = 0; r < model->links[i].by_count; r++)
            zc_buf_printf(api.out, "%s\"%s\"", i || r ? "," : "", model->links[i].by[r]);
    zc_buf_str(api.out, "],\"walls\":[");
    for (size_t i = 0; api.reader->account && i < model->wall_count; i++) {
        zc_buf_str(api.out, i ? ",\n" : "\n");
        put_wall(&api, model->walls[i]);
    }
    zc_buf_char(api.out, ']');
    zc_api_declared_scores(&api);
    zc_buf_str(api.out, ",\"declarations\":");
    zc_buf_json_str(api.out, model->language_digest);
    zc_buf_str(api.out, ",\"modules\":[");
    for (size_t i = 0; i < model->module_count; i++) {
        zc_buf_printf(api.out, "%s{\"name\":\"%s\",\"title\":", i ? "," : "", model->modules[i].name);
        zc_api_pair(api.out, model->modules[i].title);
        put_menu(&api, model->modules[i].menu);
        zc_buf_char(api.out, '}');
    }
    zc_buf_str(api.out, "],\"entities\":[");
    for (size_t i = 0; i < model->entity_count; i++) {
        if (!zc_api_may_meet(api.reader, model->entities[i]))
            continue;
        zc_buf_str(api.out, first ? "\n" : ",\n");
        put_entity(&api, model->entities[i]);
        first = false;
    }
    zc_buf_str(api.out, "],\"codelists\":[");
    first = true;
    for (size_t i = 0; i < model->codelist_count; i++) {
        if (!list_used(&api, model->codelists[i]))
            continue;
        zc_buf_str(api.out, first ? "\n" : ",\n");
        put_codelist(api.out, model->codelists[i]);
        first = false;
    }
    zc_buf_str(api.out, "],\"roles\":[");
    for (size_t i = 0; i < model->role_count; i++) {
        zc_buf_printf(api.out, "%s{\"name\":\"%s\",\"title\":", i ? "," : "", model->roles[i].full_name);
        zc_api_pair(api.out, model->roles[i].title);
        zc_buf_char(api.out, '}');
    }
    zc_buf_str(api.out, "]}\n");
}
