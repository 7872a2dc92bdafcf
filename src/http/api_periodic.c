/*
 * Reports of periods, as entities declare them (model/periodic.h): 1 what the address asks; 2 the form of one unit; 3 who owes; 4 sending a whole
 * report; 5 closing a period.
 */
#include "http/api.h"
#include "query/access.h"
#include "query/eval.h"
#include "record/periodic.h"

#include <string.h>

/* 1 */

static int read_period(struct zc_period *out, struct zc_error *err, const char *text)
{
    enum zc_every every;
    if (text && zc_period_parse(out, text) && zc_every_of(&every, out))
        return ZC_OK;
    return zc_fail(err, ZC_EINPUT, "period 应写作 2017-05、2017Q2 或 2017，收到 %.20s", "period is written 2017-05, 2017Q2 or 2017; %.20s came", text ? text : "");
}

/* The period, which has to be of the kind that the entity reports on, and its plan. */
static int read_which(struct zc_period *period, int64_t *plan, struct zc_api *api, const struct zc_entity *periods, const struct zc_periodic *rule, const char *period_text,
                      const char *plan_text)
{
    enum zc_every every;
    struct zc_record record;
    int64_t given = 0;
    int rc = read_period(period, &api->err, period_text);
    if (!rc && zc_every_of(&every, period) && rule && every != rule->every)
        rc = zc_fail(&api->err, ZC_EINPUT, "%s 不是所报的那种报告期", "%s is not the kind of period that is reported on", period->name);
    if (!rc && plan_text && !zc_api_id(&given, plan_text))
        rc = zc_fail(&api->err, ZC_EINPUT, "plan 应为编号", "plan takes an id");
    if (!rc)
        rc = zc_periodic_plan(&record, api->arena, api->db, periods, period, given, &api->err);
    *plan = rc ? 0 : record.id;
    return rc;
}

/* The entity of the address, which declares reports or (closing) periods. NULL: answered. */
static const struct zc_entity *open_entity(struct zc_api *api, enum zc_api_verb verb, bool periods)
{
    const struct zc_entity *entity = zc_api_entity(api, api->request->params[0], verb);
    if (!entity || (periods ? entity->periods != NULL : entity->periodic != NULL))
        return entity;
    zc_api_missing(api);
    return NULL;
}

/* 2 */

static void put_record(struct zc_api *api, const char *name, bool there, const struct zc_record *record)
{
    zc_buf_printf(api->out, ",\"%s\":", name);
    /* Read anew with the reader's own rights: what he may not see is not there. */
    struct zc_record seen;
    if (there && zc_api_may_meet(api->reader, record->entity) &&
        !zc_rows_get(&seen, api->arena, api->db, record->entity, record->id, zc_times_now(api->db), api->reader, NULL))
        zc_api_record(api, &seen, zc_times_now(api->db), true);
    else
        zc_buf_str(api->out, "null");
}

static void put_due(struct zc_api *api, bool has, const struct zc_due *due)
{
    static const char *const states[] = {"running", "paused", "in_time", "late", "over", "opening"};
    if (!has) {
        zc_buf_str(api->out, ",\"due\":null");
        return;
    }
    zc_buf_str(api->out, ",\"due\":{\"on\":");
    zc_api_date(api->out, due->result.due_legal);
    zc_buf_printf(api->out, ",\"state\":\"%s\",\"workdays_left\":%d,\"provisional\":%s}", states[due->result.state], due->result.workdays_left,
                  due->result.provisional ? "true" : "false");
}

static void put_form(struct zc_api *api, const struct zc_entity *entity, const struct zc_report_form *form)
{
    put_record(api, "report", form->has_report, &form->report);
    zc_buf_printf(api->out, ",\"closed\":%s,\"lines\":[", form->closed ? "true" : "false");
    for (size_t i = 0; i < form->line_count; i++) {
        const struct zc_form_line *line = &form->lines[i];
        zc_buf_printf(api->out, "%s{\"of\":\"%s\",\"required\":%s,\"id\":\"%lld\",\"name\":", i ? ",\n" : "\n", line->subject->ref->name, line->subject->due ? "false" : "true",
                      (long long)line->row.id);
        zc_buf_json_str(api->out, zc_record_name(api->arena, api->db, &line->row, api->request->lang));
        put_record(api, "row", true, &line->row);
        put_record(api, "line", line->has_line, &line->line);
        put_record(api, "last", line->has_last, &line->last);
        zc_buf_char(api->out, '}');
    }
    zc_buf_printf(api->out, "],\"line_entity\":\"%s\",\"parts\":[", entity->periodic->line->full_name);
    bool first = true;
    for (size_t i = 0; i < form->parts.count; i++) {
        struct zc_record seen;
        if (zc_rows_get(&seen, api->arena, api->db, form->parts.items[i].entity, form->parts.items[i].id, zc_times_now(api->db), api->reader, NULL))
            continue;
        zc_buf_str(api->out, first ? "\n" : ",\n");
        zc_api_record(api, &seen, zc_times_now(api->db), true);
        first = false;
    }
    zc_buf_str(api->out, "]}\n");
}

void zc_api_periodic(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_period period;
    struct zc_report_form form;
    struct zc_owed_list owed;
    int64_t plan, unit;
    zc_api_open(&api, response, request);
    const struct zc_entity *entity = open_entity(&api, ZC_API_READ, false);
    if (!entity)
        return;
    const char *given = zc_request_query(request, "unit");
    unit = api.reader->unit;
    int rc = read_which(&period, &plan, &api, entity->periodic->period->to, entity->periodic, zc_request_query(request, "period"), zc_request_query(request, "plan"));
    if (!rc && given && !zc_api_id(&unit, given))
        rc = zc_fail(&api.err, ZC_EINPUT, "unit 应为编号", "unit takes an id");
    if (!rc && !unit)
        rc = zc_fail(&api.err, ZC_EINPUT, "您的岗位不属于单位，请写明 unit", "your post belongs to no unit: say which unit");
    if (!rc)
        rc = zc_periodic_form(&form, api.arena, api.db, entity, plan, unit, &period, zc_times_now(api.db), &api.err);
    if (!rc)
        rc = zc_periodic_owed(&owed, api.arena, api.db, entity, plan, &period, zc_times_now(api.db), &api.err);
    if (rc) {
        zc_api_fail(&api, rc);
        return;
    }
    zc_buf_printf(api.out, "{\"period\":\"%s\",\"from\":", period.name);
    zc_api_date(api.out, period.from);
    zc_buf_str(api.out, ",\"to\":");
    zc_api_date(api.out, period.to);
    zc_buf_printf(api.out, ",\"plan\":\"%lld\",\"unit\":\"%lld\"", (long long)plan, (long long)unit);
    bool met = false;
    for (size_t i = 0; i < owed.count; i++)
        if (owed.items[i].unit == unit) {
            put_due(&api, owed.items[i].has_due, &owed.items[i].due);
            met = true;
        }
    zc_buf_printf(api.out, "%s,\"owed\":%s", met ? "" : ",\"due\":null", met ? "true" : "false");
    /* Only lines about rows that the reader may see: another unit's form is as empty as its rows are to him. */
    size_t shown = 0;
    for (size_t i = 0; i < form.line_count; i++) {
        struct zc_record seen;
        if (zc_api_may_meet(api.reader, form.lines[i].row.entity) &&
            !zc_rows_get(&seen, api.arena, api.db, form.lines[i].row.entity, form.lines[i].row.id, zc_times_now(api.db), api.reader, NULL))
            form.lines[shown++] = form.lines[i];
    }
    form.line_count = shown;
    put_form(&api, entity, &form);
}

/* 3 */

void zc_api_periodic_owed(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_period period;
    struct zc_owed_list owed;
    int64_t plan;
    zc_api_open(&api, response, request);
    const struct zc_entity *entity = open_entity(&api, ZC_API_READ, false);
    if (!entity)
        return;
    int rc = read_which(&period, &plan, &api, entity->periodic->period->to, entity->periodic, zc_request_query(request, "period"), zc_request_query(request, "plan"));
    if (!rc)
        rc = zc_periodic_owed(&owed, api.arena, api.db, entity, plan, &period, zc_times_now(api.db), &api.err);
    if (rc) {
        zc_api_fail(&api, rc);
        return;
    }
    zc_buf_printf(api.out, "{\"period\":\"%s\",\"plan\":\"%lld\",\"units\":[", period.name, (long long)plan);
    bool first = true;
    struct zc_eval eval;
    zc_eval_init(&eval, api.arena, api.db, zc_times_now(api.db), api.reader);
    for (size_t i = 0; i < owed.count; i++) {
        const struct zc_owed *one = &owed.items[i];
        /* Who would see the report sees that it is missing: the read rules are asked of the report as it would be. */
        struct zc_record missing = {.entity = entity, .values = zc_arena_array(api.arena, entity->column_count + 1, sizeof(struct zc_value))};
        missing.values[entity->periodic->unit->column] = zc_int(one->unit);
        if (!zc_access_decide(&eval, ZC_ACCESS_READ, one->there ? &one->report : &missing).granted)
            continue;
        zc_buf_printf(api.out, "%s{\"unit\":\"%lld\",\"name\":", first ? "\n" : ",\n", (long long)one->unit);
        zc_buf_json_str(api.out, one->unit_name);
        zc_buf_printf(api.out, ",\"lines\":%zu,\"report\":", one->lines);
        if (one->there)
            zc_api_number(api.out, one->report.id);
        else
            zc_buf_str(api.out, "null");
        zc_buf_printf(api.out, ",\"state\":\"%s\",\"missing\":%s", one->there ? zc_record_text(&one->report, "state") : "",
                      one->has_due && one->due.result.state == ZC_CLOCK_OVER ? "true" : "false");
        put_due(&api, one->has_due, &one->due);
        zc_buf_char(api.out, '}');
        first = false;
    }
    zc_buf_str(api.out, "]}\n");
}

/* 4 */

static int read_line(struct zc_periodic_line *line, struct zc_api *api, const struct zc_periodic *rule, const struct zc_json *item)
{
    *line = (struct zc_periodic_line){.patch = zc_patch_new(api->arena, rule->line, 0)};
    if (item->kind != ZC_JSON_OBJECT)
        return zc_fail(&api->err, ZC_EINPUT, "lines 的每项应为对象", "each of lines is an object");
    for (const struct zc_json *member = item->child; member; member = member->next)
        for (size_t s = 0; s < rule->subject_count; s++) {
            if (strcmp(member->key, rule->subjects[s].ref->name) != 0)
                continue;
            if (line->subject && rule->subjects[s].with != line->subject->ref && line->subject->with != rule->subjects[s].ref)
                return zc_fail(&api->err, ZC_EINPUT, "一行只能关于一样：%s 或 %s", "a line is about one thing: %s or %s", line->subject->ref->name, member->key);
            if (line->subject && line->subject->with == rule->subjects[s].ref)
                continue; /* the narrower one stands already */
            line->subject = &rule->subjects[s];
            if (!zc_api_id(&line->row, zc_json_text(item, member->key)))
                return zc_fail(&api->err, ZC_EINPUT, "%s 应为编号", "%s takes an id", member->key);
        }
    int64_t slice = 0;
    const char *seen = zc_json_text(item, "slice");
    line->told = seen != NULL;
    if (seen && strcmp(seen, "0") != 0 && (!zc_api_id(&slice, seen) || slice > INT32_MAX))
        return zc_fail(&api->err, ZC_EINPUT, "slice 应为您看到的切片号，没有这一行时为 0", "slice takes the number of the slice you saw, 0 when the line was not there");
    line->slice = (int)slice;
    if (!line->subject)
        return zc_fail(&api->err, ZC_EINPUT, "这一行没有写关于什么", "the line does not say what it is about");
    return ZC_OK;
}

static void send(struct zc_api *api)
{
    struct zc_periodic_ask ask = {0};
    int64_t id;
    const struct zc_entity *entity = open_entity(api, ZC_API_WRITE, false);
    const struct zc_json *body = entity ? zc_api_body(api) : NULL, *lines;
    if (!body || !zc_api_members(api, body, "period plan unit lines submit amendment why"))
        return;
    ask.report = entity;
    ask.unit = api->reader->unit;
    ask.amendment = zc_json_text(body, "amendment");
    ask.why = zc_api_why_text(body);
    lines = zc_json_get(body, "lines");
    const struct zc_json *submit = zc_json_get(body, "submit");
    ask.submit = submit && submit->kind == ZC_JSON_BOOL && submit->boolean;
    int rc = read_which(&ask.period, &ask.plan, api, entity->periodic->period->to, entity->periodic, zc_json_text(body, "period"), zc_json_text(body, "plan"));
    if (!rc && zc_json_get(body, "unit") && !zc_api_id(&ask.unit, zc_json_text(body, "unit")))
        rc = zc_fail(&api->err, ZC_EINPUT, "unit 应为编号", "unit takes an id");
    if (!rc && !ask.unit)
        rc = zc_fail(&api->err, ZC_EINPUT, "您的岗位不属于单位，请写明 unit", "your post belongs to no unit: say which unit");
    if (!rc && lines && lines->kind != ZC_JSON_ARRAY)
        rc = zc_fail(&api->err, ZC_EINPUT, "lines 应为列表", "lines is a list");
    ask.lines = zc_arena_array(api->arena, (lines ? lines->count : 0) + 1, sizeof *ask.lines);
    for (const struct zc_json *item = lines && !rc ? lines->child : NULL; item && !rc; item = item->next) {
        if ((rc = read_line(&ask.lines[ask.line_count], api, entity->periodic, item)))
            break;
        if (!zc_api_fields(api, &ask.lines[ask.line_count++].patch, item))
            return;
    }
    if (!rc)
        rc = zc_periodic_send(&id, api->request->tx, &ask, &api->err);
    if (rc) {
        zc_api_fail(api, rc);
        return;
    }
    api->response->status = 201;
    zc_buf_printf(api->out, "{\"report\":\"%lld\",\"tx\":\"%lld\",\"record\":", (long long)id, (long long)zc_tx_number(api->request->tx));
    struct zc_record record;
    if (zc_rows_get(&record, api->arena, api->db, entity, id, zc_times_now(api->db), api->reader, NULL))
        zc_buf_str(api->out, "null");
    else
        zc_api_record(api, &record, zc_times_now(api->db), true);
    zc_buf_str(api->out, "}\n");
}

void zc_api_periodic_send(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    zc_api_open(&api, response, request);
    zc_api_once(&api, send);
}

/* 5 */

static void close_period(struct zc_api *api)
{
    struct zc_period period;
    int64_t plan, id;
    size_t kept;
    const struct zc_entity *entity = open_entity(api, ZC_API_WRITE, true);
    const struct zc_json *body = entity ? zc_api_body(api) : NULL;
    if (!body || !zc_api_members(api, body, "period plan why"))
        return;
    int rc = read_which(&period, &plan, api, entity, NULL, zc_json_text(body, "period"), zc_json_text(body, "plan"));
    if (!rc)
        rc = zc_periods_close(&id, &kept, api->request->tx, entity, plan, &period, zc_api_why_text(body), &api->err);
    if (rc) {
        zc_api_fail(api, rc);
        return;
    }
    api->response->status = 201;
    zc_buf_printf(api->out, "{\"period\":\"%s\",\"id\":\"%lld\",\"kept\":%zu,\"tx\":\"%lld\"}\n", period.name, (long long)id, kept, (long long)zc_tx_number(api->request->tx));
}

void zc_api_period_close(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    zc_api_open(&api, response, request);
    zc_api_once(&api, close_period);
}
