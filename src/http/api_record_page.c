/*
 * The page of one record, composed as its entity declares it (model/record_page.h): 1 what the reader may be told; 2 its lines; 3 the
 * records that belong to it; 4 clocks; 5 the next step; 6 the days of its story; 7 the answer.
 */
#include "http/api.h"
#include "model/record_page.h"
#include "query/access.h"
#include "query/due.h"
#include "query/moments.h"
#include "query/opening.h"
#include "query/vote.h"

#include <string.h>

enum { ROWS = 200, ROWS_BESIDE = 8, STEPPED = 60 };

struct story {
    struct zc_api api;
    struct zc_times times;
    const struct zc_entity *entity;
    struct zc_record record;
    struct zc_eval eval;
    struct zc_due_reading reading;
    struct zc_rows *rows;               /* by list */
    const struct zc_page_list **lists;
    size_t list_count;
};

/* 1 */

struct sight {
    struct zc_api *api;
    bool hidden;
};
static void look(void *user, const struct zc_entity *entity, const struct zc_field *field)
{
    struct sight *sight = user;
    sight->hidden |= !zc_api_may_meet(sight->api->reader, entity) || !zc_rows_class_visible(field, sight->api->reader, entity);
}

static bool may_take(const struct zc_reader *reader, const struct zc_transition *step)
{
    for (size_t i = 0; i < step->by_count; i++)
        if (zc_reader_has_role(reader, step->by[i]))
            return true;
    return false;
}

static bool sees(struct story *story, const struct zc_entity *entity, const char *name)
{
    const struct zc_field *field = zc_entity_field(entity, name);
    return field && zc_eval_visible(story->api.reader, entity, field);
}

static void put_names(struct story *story, const char *key, const struct zc_entity *entity, const char **names, size_t count)
{
    bool first = true;
    zc_buf_printf(story->api.out, ",\"%s\":[", key);
    for (size_t i = 0; i < count; i++) {
        if (!sees(story, entity, names[i]))
            continue;
        zc_buf_printf(story->api.out, "%s\"%s\"", first ? "" : ",", names[i]);
        first = false;
    }
    zc_buf_char(story->api.out, ']');
}

/* 2 */

static void put_group(struct story *story, const struct zc_page_group *group)
{
    struct zc_buf *out = story->api.out;
    size_t filled = 0, told = 0;
    zc_buf_str(out, "{\"title\":");
    zc_api_pair(out, group->title);
    zc_buf_printf(out, ",\"numbered\":%s,\"elements\":[", group->numbered ? "true" : "false");
    for (size_t i = 0; i < group->count; i++) {
        const struct zc_page_element *element = &group->elements[i];
        bool full = false, seen = false;
        for (size_t f = 0; f < element->count; f++) {
            if (!zc_eval_visible(story->api.reader, story->entity, element->fields[f]))
                continue;
            zc_buf_printf(out, "%s\"%s\"", seen ? "," : told ? ",{\"fields\":[" : "{\"fields\":[", element->fields[f]->name);
            seen = true;
            full |= zc_eval_field(&story->eval, &story->record, element->fields[f]).kind != ZC_V_EMPTY;
        }
        if (!seen)
            continue;
        zc_buf_printf(out, "],\"filled\":%s}", full ? "true" : "false");
        told++;
        filled += full;
    }
    zc_buf_printf(out, "],\"filled\":%zu,\"count\":%zu}", filled, told);
}

/* Without a declaration: where the record lives and what leads to it, then its fields as they were declared. */
static void put_plain(struct story *story)
{
    struct zc_buf *out = story->api.out;
    const struct zc_entity *entity = story->entity;
    bool first = true;
    zc_buf_str(out, "\"origin\":[");
    if (entity->home == ZC_HOME_PARENT && sees(story, entity, entity->home_field))
        zc_buf_printf(out, "\"%s\"", entity->home_field);
    zc_buf_str(out, "],\"groups\":[{\"title\":null,\"numbered\":false,\"elements\":[");
    for (size_t i = 0; i < entity->field_count; i++) {
        const struct zc_field *field = &entity->fields[i];
        if (strcmp(field->name, "state") == 0 || (entity->named_by && strcmp(field->name, entity->named_by) == 0) || !zc_eval_visible(story->api.reader, entity, field))
            continue;
        bool full = zc_eval_field(&story->eval, &story->record, field).kind != ZC_V_EMPTY;
        zc_buf_printf(out, "%s{\"fields\":[\"%s\"],\"filled\":%s}", first ? "" : ",", field->name, full ? "true" : "false");
        first = false;
    }
    zc_buf_str(out, "],\"filled\":0,\"count\":0}]");
}

static void put_composed(struct story *story, const struct zc_record_page *page)
{
    struct zc_buf *out = story->api.out;
    bool first = true;
    zc_buf_str(out, "\"origin\":[");
    for (size_t i = 0; i < page->origin_count; i++)
        if (sees(story, story->entity, page->origin[i])) {
            zc_buf_printf(out, "%s\"%s\"", first ? "" : ",", page->origin[i]);
            first = false;
        }
    zc_buf_str(out, "],\"groups\":[");
    for (size_t i = 0; i < page->group_count; i++) {
        zc_buf_str(out, i ? "," : "");
        put_group(story, &page->groups[i]);
    }
    zc_buf_char(out, ']');
}

/* 3 */

/* The condition under which a row belongs to the record: what a reader may also ask of the list itself. NULL: none can. */
static const char *belonging(struct story *story, const struct zc_page_list *list)
{
    struct zc_arena *arena = story->api.arena;
    const char *text = NULL;
    if (list->by)
        return zc_arena_printf(arena, "%s %s %lld", list->by->name, list->by->list ? "has" : "=", (long long)story->record.id);
    for (size_t i = 0; i < list->match_count; i++) {
        const char *value = zc_record_text(&story->record, list->match[i]);
        struct zc_buf quoted = {0};
        if (!*value || !sees(story, list->of, list->match[i]) || !sees(story, story->entity, list->match[i]))
            return NULL;
        for (const char *c = value; *c; c++) {
            zc_buf_char(&quoted, *c);
            if (*c == '\'')
                zc_buf_char(&quoted, '\'');
        }
        text = zc_arena_printf(arena, "%s%s%s = '%s'", text ? text : "", text ? " and " : "", list->match[i], zc_buf_text(&quoted));
        zc_buf_free(&quoted);
    }
    return text;
}

static int put_counts(struct story *story, const struct zc_page_list *list, struct zc_rows_query query)
{
    struct zc_buf *out = story->api.out;
    bool first = true;
    zc_buf_str(out, ",\"counts\":[");
    query.limit = 0;
    for (size_t i = 0; i < list->count_count; i++) {
        struct sight sight = {&story->api, false};
        int64_t count = 0;
        zc_expr_fields(list->counts[i].where, look, &sight);
        if (sight.hidden)
            continue;
        query.where = list->counts[i].where;
        int rc = zc_rows_count(&count, story->api.db, &query, &story->api.err);
        if (rc)
            return rc;
        zc_buf_str(out, first ? "{\"title\":" : ",{\"title\":");
        zc_api_pair(out, list->counts[i].title);
        zc_buf_str(out, ",\"where\":");
        zc_buf_json_str(out, list->counts[i].where_text);
        zc_buf_printf(out, ",\"count\":%lld}", (long long)count);
        first = false;
    }
    zc_buf_char(out, ']');
    return ZC_OK;
}

static void put_wanted(struct story *story, const struct zc_page_list *list)
{
    struct zc_buf *out = story->api.out;
    size_t told = 0;
    zc_buf_str(out, ",\"wanted\":[");
    for (size_t i = 0; i < list->wanted_count; i++) {
        bool all = true;
        for (size_t f = 0; f < list->wanted[i].count; f++)
            all &= zc_eval_visible(story->api.reader, list->of, list->wanted[i].fields[f]);
        if (!all) /* what the reader does not see may well be there */
            continue;
        zc_buf_str(out, told++ ? ",[" : "[");
        for (size_t f = 0; f < list->wanted[i].count; f++)
            zc_buf_printf(out, "%s\"%s\"", f ? "," : "", list->wanted[i].fields[f]->name);
        zc_buf_char(out, ']');
    }
    zc_buf_char(out, ']');
}

/* *shown: whether there is anything to show. Its rows are kept for the clocks, the next step and the days. */
static int put_list(bool *shown, struct story *story, const struct zc_page_list *list, bool declared, bool first)
{
    struct zc_api *api = &story->api;
    struct zc_buf *out = api->out;
    struct zc_rows rows;
    int64_t total = 0;
    const char *filter = NULL;
    *shown = false;
    if (!zc_api_may_meet(api->reader, list->of) || !zc_api_scope(api->identity, list->of->full_name, ZC_API_READ) ||
        (list->by && !zc_eval_visible(api->reader, list->of, list->by)) || !(filter = belonging(story, list)))
        return ZC_OK;
    struct zc_rows_query query = {.entity = list->of, .times = story->times, .reader = api->reader, .filter = filter, .limit = declared ? ROWS : ROWS_BESIDE};
    int rc = zc_rows_list(&rows, api->arena, api->db, &query, &api->err);
    if (!rc && (rows.count || declared))
        rc = zc_api_note_read(api, list->of, rows.items, rows.count);
    if (!rc && rows.count)
        rc = zc_rows_count(&total, api->db, &query, &api->err);
    if (rc || (!rows.count && !declared))
        return rc;
    *shown = true;
    story->rows[story->list_count] = rows;
    story->lists[story->list_count++] = list;
    zc_buf_printf(out, "%s\n{\"entity\":\"%s\",\"by\":", first ? "" : ",", list->of->full_name);
    zc_buf_json_str(out, list->by ? list->by->name : NULL);
    zc_buf_str(out, ",\"filter\":");
    zc_buf_json_str(out, filter);
    zc_buf_str(out, ",\"title\":");
    zc_api_pair(out, list->title);
    zc_buf_printf(out, ",\"declared\":%s,\"steps\":%s,\"group\":", declared ? "true" : "false", list->steps ? "true" : "false");
    zc_buf_json_str(out, list->group && zc_eval_visible(api->reader, list->of, list->group) ? list->group->name : NULL);
    put_names(story, "columns", list->of, list->columns, list->column_count);
    put_wanted(story, list);
    zc_buf_printf(out, ",\"total\":%lld", (long long)total);
    rc = put_counts(story, list, query);
    zc_buf_str(out, ",\"items\":[");
    for (size_t i = 0; i < rows.count && !rc; i++) {
        zc_buf_str(out, i ? ",\n" : "\n");
        zc_api_record(api, &rows.items[i], story->times, true);
    }
    zc_buf_str(out, "]}");
    return rc;
}

static bool is_declared(const struct zc_record_page *page, const struct zc_entity *of, const struct zc_field *by)
{
    for (size_t i = 0; page && i < page->list_count; i++)
        if (page->lists[i].of == of && page->lists[i].by == by)
            return true;
    return false;
}

static int put_lists(struct story *story)
{
    const struct zc_model *model = story->api.model;
    const struct zc_record_page *page = story->entity->page;
    bool shown, first = true;
    size_t most = page ? page->list_count : 0;
    int rc = ZC_OK;
    for (size_t e = 0; e < model->entity_count; e++)
        for (size_t f = 0; f < model->entities[e]->field_count; f++)
            most += model->entities[e]->fields[f].to == story->entity;
    story->rows = zc_arena_array(story->api.arena, most + 1, sizeof *story->rows);
    story->lists = zc_arena_array(story->api.arena, most + 1, sizeof *story->lists);
    zc_buf_str(story->api.out, ",\"lists\":[");
    for (size_t i = 0; page && i < page->list_count && !rc; i++, first &= !shown)
        rc = put_list(&shown, story, &page->lists[i], true, first);
    for (size_t e = 0; e < model->entity_count && !rc; e++)
        for (size_t f = 0; f < model->entities[e]->field_count && !rc; f++) { /* whatever else points here */
            const struct zc_entity *of = model->entities[e];
            const struct zc_field *by = &of->fields[f];
            if (by->to != story->entity || by->column < 0 || !of->list_count || is_declared(page, of, by))
                continue;
            struct zc_page_list *list = zc_arena_alloc(story->api.arena, sizeof *list);
            *list = (struct zc_page_list){.of = of, .by = by, .title = of->title, .columns = of->list_fields, .column_count = of->list_count};
            rc = put_list(&shown, story, list, false, first);
            first &= !shown;
        }
    zc_buf_char(story->api.out, ']');
    return rc;
}

/* 4 */

static const char *lamp_of(const struct zc_clock_result *result)
{
    switch (result->state) {
    case ZC_CLOCK_OVER: return "late";
    case ZC_CLOCK_OPENING: return "opening";
    case ZC_CLOCK_STOPPED_IN_TIME: return "done";
    case ZC_CLOCK_STOPPED_LATE: return "done_late";
    case ZC_CLOCK_PAUSED: return "paused";
    default: return result->warns ? "warn" : "ok";
    }
}

static void put_subject(struct story *story, const struct zc_record *record)
{
    zc_buf_printf(story->api.out, "{\"entity\":\"%s\",\"id\":\"%lld\",\"name\":", record->entity->full_name, (long long)record->id);
    zc_buf_json_str(story->api.out, zc_record_name(story->api.arena, story->api.db, record, story->api.request->lang));
}

/* A clock tells dates of fields: who may not see one of them is not told of the clock. */
static bool clock_seen(struct story *story, const struct zc_entity *entity, const struct zc_clock *clock)
{
    bool seen = !zc_entity_field(entity, clock->starts) || sees(story, entity, clock->starts);
    seen &= !clock->ends_on || sees(story, entity, clock->ends_on);
    for (size_t i = 0; i < clock->stop_count; i++)
        seen &= !zc_entity_field(entity, clock->stops[i]) || sees(story, entity, clock->stops[i]);
    for (size_t i = 0; i < clock->restart_count; i++)
        seen &= !zc_entity_field(entity, clock->restarts[i]) || sees(story, entity, clock->restarts[i]);
    for (size_t i = 0; i < clock->paused_count; i++)
        seen &= sees(story, entity, clock->paused[i].from) && sees(story, entity, clock->paused[i].to);
    for (size_t i = 0; i < clock->extended_count; i++)
        seen &= sees(story, entity, clock->extended[i].on);
    return seen && (!clock->credit || sees(story, entity, clock->credit)) && (!clock->within || clock_seen(story, entity, clock->within));
}

static int put_clocks(struct story *story, const struct zc_record *record, bool *first)
{
    struct zc_buf *out = story->api.out;
    struct zc_first_days days;
    int rc = record->entity->clock_count ? zc_first_days_open(&days, story->api.arena, story->api.db, record->entity, story->times, &story->api.err) : ZC_OK;
    for (size_t c = 0; c < record->entity->clock_count && !rc; c++) {
        const struct zc_clock *clock = &record->entity->clocks[c];
        struct zc_due due;
        bool started;
        if (!clock_seen(story, record->entity, clock))
            continue;
        if ((rc = zc_due_of(&due, &started, &story->reading, record, clock, zc_first_day_of(&days, record), &story->api.err)))
            break;
        zc_buf_str(out, *first ? "\n" : ",\n");
        put_subject(story, record);
        zc_buf_str(out, ",\"clock\":");
        zc_api_pair(out, clock->title);
        zc_api_clock(&story->api, clock, started ? &due.result : NULL);
        zc_api_clock_stages(&story->api, clock, started ? &due : NULL);
        zc_buf_printf(out, ",\"lamp\":\"%s\",\"due\":", started ? lamp_of(&due.result) : "none");
        zc_api_date(out, started ? due.result.due_legal : ZC_DATE_MAX);
        zc_buf_str(out, ",\"alarm\":");
        zc_api_date(out, started ? due.result.due_alarm : ZC_DATE_MAX);
        zc_buf_printf(out, ",\"workdays_left\":%d,\"provisional\":%s}", started ? due.result.workdays_left : 0, started && due.result.provisional ? "true" : "false");
        *first = false;
    }
    return rc;
}

/* 5 */

static void put_step(struct story *story, const struct zc_record *record, bool *first)
{
    struct zc_buf *out = story->api.out;
    const struct zc_transition *step = zc_next_step(record);
    struct sight sight = {&story->api, false};
    struct zc_pair held_back;
    struct zc_vote_reading vote;
    if (!step)
        return;
    bool may = may_take(story->api.reader, step);
    if (step->when && !may)
        zc_expr_fields(step->when, look, &sight);
    zc_buf_str(out, *first ? "\n" : ",\n");
    put_subject(story, record);
    zc_buf_printf(out, ",\"step\":\"%s\",\"title\":", step->name);
    zc_api_pair(out, step->title);
    zc_buf_str(out, ",\"by\":[");
    for (size_t i = 0; i < step->by_count; i++)
        zc_buf_printf(out, "%s\"%s\"", i ? "," : "", step->by[i]);
    zc_buf_printf(out, "],\"may\":%s,\"missing\":", may ? "true" : "false");
    if (step->when && !sight.hidden && !zc_access_each_person(&story->eval, step->when, record))
        zc_api_pair(out, step->message);
    else if (!zc_vote_holds_back(&held_back, &vote, &story->eval, record, step, NULL) && held_back.zh)
        zc_api_pair(out, held_back);
    else
        zc_buf_str(out, "null");
    zc_buf_char(out, '}');
    *first = false;
}

/* 6 */

static void put_moment(struct story *story, const struct zc_moment *moment)
{
    struct zc_buf *out = story->api.out;
    put_subject(story, &moment->slice);
    zc_buf_str(out, ",\"happened\":");
    zc_api_date(out, moment->happened);
    zc_buf_str(out, ",\"known\":");
    zc_api_instant(out, moment->known);
    zc_buf_printf(out, ",\"late\":%d,\"first\":%s,\"changed\":", moment->late, moment->first ? "true" : "false");
    zc_buf_json_str(out, moment->changed ? moment->changed->name : NULL);
    zc_buf_str(out, ",\"shown\":");
    zc_buf_json_str(out, moment->changed ? zc_record_show(story->api.arena, story->api.db, &moment->slice, moment->changed, story->api.request->lang) : NULL);
    zc_buf_char(out, '}');
}

static int put_moments(struct story *story)
{
    struct zc_api *api = &story->api;
    struct zc_moments moments = {0};
    int64_t known = story->times.present ? ZC_INSTANT_MAX : story->times.known;
    int rc = zc_moments_add(&moments, api->arena, api->db, story->entity, story->record.id, known, api->reader, &api->err);
    for (size_t l = 0; l < story->list_count; l++)
        for (size_t i = 0; story->lists[l]->steps && i < story->rows[l].count && i < STEPPED && !rc; i++)
            rc = zc_moments_add(&moments, api->arena, api->db, story->lists[l]->of, story->rows[l].items[i].id, known, api->reader, &api->err);
    zc_moments_sort(&moments);
    zc_buf_str(api->out, ",\"moments\":[");
    for (size_t i = 0; i < moments.count && !rc; i++) {
        zc_buf_str(api->out, i ? ",\n" : "\n");
        put_moment(story, &moments.items[i]);
    }
    zc_buf_char(api->out, ']');
    return rc;
}

/* 7 */

static int put_what_runs(struct story *story)
{
    bool first = true;
    int rc = zc_due_open(&story->reading, story->api.arena, story->api.db, story->times);
    zc_buf_str(story->api.out, ",\"clocks\":[");
    if (!rc)
        rc = put_clocks(story, &story->record, &first);
    for (size_t l = 0; l < story->list_count; l++)
        for (size_t i = 0; story->lists[l]->steps && i < story->rows[l].count && !rc; i++)
            rc = put_clocks(story, &story->rows[l].items[i], &first);
    first = true;
    zc_buf_str(story->api.out, "],\"next\":[");
    put_step(story, &story->record, &first);
    for (size_t l = 0; l < story->list_count; l++)
        for (size_t i = 0; story->lists[l]->steps && i < story->rows[l].count && i < STEPPED; i++)
            put_step(story, &story->rows[l].items[i], &first);
    zc_buf_char(story->api.out, ']');
    return rc;
}

void zc_api_record_page(struct zc_response *response, struct zc_request *request)
{
    struct story story = {0};
    struct zc_api *api = &story.api;
    int64_t id;
    zc_api_open(api, response, request);
    story.entity = zc_api_entity(api, request->params[0], ZC_API_READ);
    if (!story.entity)
        return;
    if (!zc_api_id(&id, request->params[1])) {
        zc_api_missing(api);
        return;
    }
    if (!zc_api_times(api, &story.times))
        return;
    int rc = zc_rows_get(&story.record, api->arena, api->db, story.entity, id, story.times, api->reader, &api->err);
    if (rc == ZC_ENOTFOUND) {
        zc_api_missing(api);
        return;
    }
    if (!rc)
        rc = zc_api_note_read(api, story.entity, &story.record, 1);
    zc_eval_init(&story.eval, api->arena, api->db, story.times, api->reader);
    zc_buf_str(api->out, "{\"number\":");
    zc_buf_json_str(api->out, story.entity->number_field && sees(&story, story.entity, story.entity->number_field) ? story.entity->number_field : NULL);
    zc_buf_char(api->out, ',');
    if (story.entity->page)
        put_composed(&story, story.entity->page);
    else
        put_plain(&story);
    if (!rc)
        rc = put_lists(&story);
    if (!rc)
        rc = put_what_runs(&story);
    if (!rc)
        rc = put_moments(&story);
    if (rc) {
        api->out->size = 0;
        zc_api_fail(api, rc);
        return;
    }
    zc_buf_str(api->out, "}\n");
}
