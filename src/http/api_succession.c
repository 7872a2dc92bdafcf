/*
 * What becomes of units, and proposed changes of areas, through the API: 1 what a body asks; 2 what came of it; 3 preview, doing it, taking
 * it back. A preview does it and keeps nothing.
 */
#include "http/api.h"
#include "record/area_change.h"
#include "record/succession.h"

#include <string.h>

/* 1 */

static int index_of(const char *word, const char *const *words, size_t count)
{
    for (size_t i = 0; word && i < count; i++)
        if (strcmp(words[i], word) == 0)
            return (int)i;
    return -1;
}

typedef int find_by_name(int64_t *id, struct zc_db *db, const char *text, struct zc_error *err);

/* One name, or a list of them; nothing when the member is absent. */
static int read_ids(int64_t **out, size_t *count, struct zc_api *api, const struct zc_json *member, const char *name, find_by_name *find)
{
    size_t capacity = 0;
    int rc = ZC_OK;
    bool list = member && member->kind == ZC_JSON_ARRAY;
    *out = NULL;
    *count = 0;
    for (const struct zc_json *item = list ? member->child : member; item && !rc; item = list ? item->next : NULL) {
        if (item->kind != ZC_JSON_TEXT && item->kind != ZC_JSON_NUMBER)
            return zc_fail(&api->err, ZC_EINPUT, "%s 应为编码、名称或编号,或其列表", "%s takes a code, a name or an id, or a list of them", name);
        rc = find(zc_arena_push(api->arena, out, count, &capacity, sizeof **out), api->db, item->text, &api->err);
    }
    return rc;
}

static int read_parts(struct zc_succession *ask, struct zc_api *api, const struct zc_json *list)
{
    size_t capacity = 0;
    struct zc_succession_part *parts = NULL;
    int rc = list && list->kind != ZC_JSON_ARRAY ? zc_fail(&api->err, ZC_EINPUT, "parts 应为列表", "parts is a list") : ZC_OK;
    for (const struct zc_json *item = list ? list->child : NULL; item && !rc; item = item->next) {
        struct zc_succession_part *part = zc_arena_push(api->arena, &parts, &ask->part_count, &capacity, sizeof *parts);
        const char *entity = zc_json_text(item, "entity"), *to = zc_json_text(item, "to");
        *part = (struct zc_succession_part){.entity = entity ? zc_model_entity(api->model, entity) : NULL, .filter = zc_json_text(item, "filter")};
        if (!part->entity || !zc_api_may_meet(api->reader, part->entity))
            rc = zc_fail(&api->err, ZC_EINPUT, "parts 里没有实体 %.60s", "parts names no entity %.60s", entity ? entity : "");
        else
            rc = zc_succession_unit(&part->to, api->db, to ? to : "", &api->err);
    }
    ask->parts = parts;
    return rc;
}

static bool read_ask(struct zc_succession *ask, struct zc_api *api, const struct zc_json *body, int kind)
{
    int64_t *from, *to;
    size_t to_count;
    const struct zc_json *ends = zc_json_get(body, "ends");
    *ask = (struct zc_succession){.kind = kind, .on = ZC_TODAY, .basis = zc_json_text(body, "basis"), .code = zc_json_text(body, "code"),
                                  .name = zc_json_text(body, "name"), .short_name = zc_json_text(body, "short_name"),
                                  .function = zc_json_text(body, "function"), .note = zc_json_text(body, "note"),
                                  .ends = ends && ends->kind == ZC_JSON_BOOL && ends->boolean};
    if (!zc_api_members(api, body, "kind from to on basis code name short_name function note ends parts") || !zc_api_day(api, body, "on", &ask->on))
        return false;
    int rc = ask->on == ZC_TODAY ? zc_fail(&api->err, ZC_EINPUT, "on 应为生效日期", "on takes the day from which it holds") : ZC_OK;
    if (!rc)
        rc = read_ids(&from, &ask->from_count, api, zc_json_get(body, "from"), "from", zc_succession_unit);
    if (!rc)
        rc = read_ids(&to, &to_count, api, zc_json_get(body, "to"), "to", zc_succession_unit);
    if (!rc && to_count > 1)
        rc = zc_fail(&api->err, ZC_EINPUT, "to 只写一个单位;分给几个单位请写 parts", "to takes one unit; several are written in parts");
    if (!rc)
        rc = read_parts(ask, api, zc_json_get(body, "parts"));
    if (rc) {
        zc_api_fail(api, rc);
        return false;
    }
    ask->from = from;
    ask->to = to_count ? to[0] : 0;
    return true;
}

static bool read_settling(struct zc_area_ask *ask, struct zc_api *api, const struct zc_json *body, int verdict)
{
    int64_t *events, *to;
    *ask = (struct zc_area_ask){.verdict = verdict, .basis = zc_json_text(body, "basis")};
    if (!zc_api_members(api, body, "kind events to basis"))
        return false;
    int rc = read_ids(&events, &ask->event_count, api, zc_json_get(body, "events"), "events", zc_area_event_find);
    if (!rc)
        rc = read_ids(&to, &ask->to_count, api, zc_json_get(body, "to"), "to", zc_area_find);
    if (rc) {
        zc_api_fail(api, rc);
        return false;
    }
    ask->events = events;
    ask->to = to;
    return true;
}

/* 2 */

static void put_texts(struct zc_buf *out, const char *const *texts, size_t count)
{
    zc_buf_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        zc_buf_str(out, i ? "," : "");
        zc_buf_json_str(out, texts[i]);
    }
    zc_buf_char(out, ']');
}

static void put_drift(struct zc_api *api, const struct zc_drift *drift)
{
    zc_buf_str(api->out, ",\"published\":[");
    for (size_t i = 0; i < drift->count; i++) {
        zc_buf_str(api->out, i ? ",{\"metric\":" : "{\"metric\":");
        zc_buf_json_str(api->out, drift->items[i].metric);
        zc_buf_str(api->out, ",\"printed\":");
        zc_buf_json_str(api->out, drift->items[i].shown);
        zc_buf_str(api->out, ",\"now\":");
        zc_buf_json_str(api->out, drift->items[i].now == ZC_REPLAY_BROKEN ? NULL : zc_figure_text(&drift->items[i].figure_now, false, api->arena));
        zc_buf_char(api->out, '}');
    }
    zc_buf_char(api->out, ']');
}

static void answer(struct zc_api *api, const struct zc_succession_report *report)
{
    struct zc_buf *out = api->out;
    zc_buf_printf(out, "{\"tx\":\"%lld\",\"event\":\"%lld\",\"to\":", (long long)zc_tx_number(api->request->tx), (long long)report->event);
    if (report->to)
        zc_api_number(out, report->to);
    else
        zc_buf_str(out, "null");
    zc_buf_str(out, ",\"lines\":[");
    for (size_t i = 0; i < report->line_count; i++) {
        const struct zc_succession_line *line = &report->lines[i];
        zc_buf_printf(out, "%s{\"entity\":\"%s\",\"fate\":\"%s\",\"count\":%zu,\"visible\":%zu,\"names\":", i ? ",\n" : "\n", line->entity->full_name,
                      zc_fate_words[line->fate], line->count, line->visible);
        put_texts(out, line->names, line->name_count);
        zc_buf_char(out, '}');
    }
    zc_buf_printf(out, "],\"clocks\":{\"count\":%zu,\"first\":", report->due_count);
    zc_api_date(out, report->due_count ? report->due_first : ZC_DATE_MAX);
    zc_buf_char(out, '}');
    put_drift(api, &report->drift);
    zc_buf_str(out, "}\n");
}

static void answer_areas(struct zc_api *api, const struct zc_area_report *report)
{
    struct zc_buf *out = api->out;
    zc_buf_printf(out, "{\"tx\":\"%lld\",\"events\":[", (long long)zc_tx_number(api->request->tx));
    for (size_t i = 0; i < report->count; i++) {
        const struct zc_area_line *line = &report->lines[i];
        const char *const texts[] = {line->title, line->kind, line->from, line->to, line->to_before}, *const names[] = {"title", "kind", "from", "to", "proposed"};
        zc_buf_printf(out, "%s{\"event\":\"%lld\"", i ? ",\n" : "\n", (long long)line->event);
        for (size_t t = 0; t < 5; t++) {
            zc_buf_printf(out, ",\"%s\":", names[t]);
            zc_buf_json_str(out, texts[t]);
        }
        zc_buf_printf(out, ",\"kept\":%zu}", line->kept);
    }
    zc_buf_str(out, "]}\n");
}

/* 3 */

static void carry_out(struct zc_api *api, bool keep)
{
    const struct zc_json *body;
    if (!zc_api_entity(api, "core.unit_event", ZC_API_WRITE) || !(body = zc_api_body(api)))
        return;
    const char *word = zc_json_text(body, "kind");
    int kind = index_of(word, zc_succession_words, ZC_SUCCESSION_KINDS), verdict = index_of(word, zc_area_verdict_words, ZC_AREA_VERDICTS), rc;
    struct zc_succession ask;
    struct zc_succession_report report;
    struct zc_area_ask settling;
    struct zc_area_report areas;
    if (kind >= 0) {
        if (!read_ask(&ask, api, body, kind))
            return;
        rc = zc_succession_run(&report, api->arena, api->request->tx, &ask, &api->err);
    } else if (verdict >= 0) {
        if (!zc_api_entity(api, "core.area_event", ZC_API_WRITE) || !read_settling(&settling, api, body, verdict))
            return;
        rc = zc_area_settle(&areas, api->arena, api->request->tx, &settling, &api->err);
    } else {
        rc = zc_fail(&api->err, ZC_EINPUT, "kind 应为 rename、merge、split、transfer、abolish,或 confirm、change、refuse",
                     "kind is rename, merge, split, transfer, abolish, or confirm, change, refuse");
    }
    if (rc) {
        zc_api_fail(api, rc);
        return;
    }
    api->response->preview = !keep;
    api->response->status = keep ? 201 : 200;
    if (kind >= 0)
        answer(api, &report);
    else
        answer_areas(api, &areas);
}

static void keep(struct zc_api *api) { carry_out(api, true); }

static void take_back(struct zc_api *api)
{
    const struct zc_json *body;
    int64_t tx;
    if (!zc_api_entity(api, "core.unit_event", ZC_API_WRITE) || !(body = zc_api_body(api)) || !zc_api_members(api, body, "why"))
        return;
    if (!zc_api_id(&tx, api->request->params[0])) {
        zc_api_missing(api);
        return;
    }
    int rc = zc_succession_withdraw(api->request->tx, tx, zc_json_text(body, "why"), &api->err);
    if (rc)
        zc_api_fail(api, rc);
    else
        zc_buf_printf(api->out, "{\"withdrawn\":\"%lld\",\"tx\":\"%lld\"}\n", (long long)tx, (long long)zc_tx_number(api->request->tx));
}

void zc_api_succession_preview(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    zc_api_open(&api, response, request);
    carry_out(&api, false);
}

void zc_api_succession(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    zc_api_open(&api, response, request);
    zc_api_once(&api, keep);
}

void zc_api_succession_withdraw(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    zc_api_open(&api, response, request);
    zc_api_once(&api, take_back);
}
