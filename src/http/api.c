/*
 * api: 1 opening and refusing; 2 scopes and entities; 3 parameters of the address; 4 records as JSON; 5 journalled reads;
 * 6 bodies; 7 writing once; 8 the table of routes.
 */
#include "http/api.h"
#include "base/digest.h"
#include "base/text.h"
#include "query/client_key.h"
#include "query/compute.h"
#include "query/eval.h"
#include "record/client_key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 1 */

void zc_api_open(struct zc_api *api, struct zc_response *response, struct zc_request *request)
{
    struct zc_db *db = request->db;
    *api = (struct zc_api){.request = request,
                           .response = response,
                           .out = &response->body,
                           .arena = request->arena,
                           .db = db,
                           .city = db->city,
                           .model = db->city->model,
                           .server = request->server,
                           .reader = request->reader,
                           .identity = request->identity};
    response->type = "application/json; charset=utf-8";
}

void zc_api_fail(struct zc_api *api, int code) { zc_answer_error(api->response, api->request, code, &api->err); }

void zc_api_missing(struct zc_api *api)
{
    zc_api_fail(api, zc_fail(&api->err, ZC_ENOTFOUND, "没有这一条,或您无权查看", "there is no such thing, or you may not see it"));
}

/* 2 */

/* "reform.task:read|write core.unit:read *:read" */
bool zc_api_scope(const struct zc_identity *identity, const char *what, enum zc_api_verb verb)
{
    static const char *const words[] = {"read", "write"};
    if (!identity || !identity->token)
        return true;
    size_t length = strlen(what), word = strlen(words[verb]);
    for (const char *at = identity->scopes; *at;) {
        size_t size = strcspn(at, " ,");
        const char *colon = memchr(at, ':', size);
        if (colon && ((colon - at == 1 && *at == '*') || ((size_t)(colon - at) == length && strncmp(at, what, length) == 0)))
            for (const char *part = colon + 1; part < at + size;) {
                size_t most = (size_t)(at + size - part), part_size = strcspn(part, "| ,");
                part_size = part_size < most ? part_size : most;
                if (part_size == word && strncmp(part, words[verb], word) == 0)
                    return true;
                part += part_size + 1;
            }
        at += size;
        at += strspn(at, " ,");
    }
    return false;
}

/* A rule that is one role alone can be judged without a row; any other may hold for some row. */
static bool could_hold(const struct zc_reader *reader, const struct zc_entity *entity, const char *rule)
{
    if (strncmp(rule, "role ", 5) != 0 || strpbrk(rule + 5, " ()"))
        return true;
    const char *role = rule + 5;
    for (size_t i = 0; i < reader->role_count; i++) {
        size_t module = strlen(entity->module);
        const char *full = reader->roles[i];
        if (strcmp(full, role) == 0 || (strncmp(full, entity->module, module) == 0 && full[module] == '.' && strcmp(full + module + 1, role) == 0))
            return true;
    }
    return false;
}

bool zc_api_may_meet(const struct zc_reader *reader, const struct zc_entity *entity)
{
    bool may = entity->public_ && entity->secrecy == ZC_SECRECY_PUBLIC;
    for (size_t i = 0; reader->account && i < entity->read_count && !may; i++)
        may = could_hold(reader, entity, entity->read_text[i]);
    return may;
}

const struct zc_entity *zc_api_entity(struct zc_api *api, const char *name, enum zc_api_verb verb)
{
    const struct zc_entity *entity = zc_model_entity(api->model, name);
    if (!entity || !zc_api_may_meet(api->reader, entity)) {
        zc_api_missing(api);
        return NULL;
    }
    if (!zc_api_scope(api->identity, entity->full_name, verb)) {
        zc_api_fail(api, zc_fail(&api->err, ZC_EDENIED, "令牌的范围不含 %s:%s", "the token's scopes do not hold %s:%s", entity->full_name,
                                 verb == ZC_API_READ ? "read" : "write"));
        return NULL;
    }
    return entity;
}

/* 3 */

bool zc_api_id(int64_t *out, const char *text)
{
    char *end;
    if (!text || !*text || strlen(text) > 19 || strspn(text, "0123456789") != strlen(text))
        return false;
    unsigned long long number = strtoull(text, &end, 10);
    if (number > INT64_MAX)
        return false;
    *out = (int64_t)number;
    return true;
}

bool zc_api_times(struct zc_api *api, struct zc_times *out)
{
    const char *asof_text = zc_request_query(api->request, "asof"), *known_text = zc_request_query(api->request, "known");
    int asof = ZC_DATE_MAX;
    int64_t known = ZC_INSTANT_MAX;
    int rc = ZC_OK;
    if (asof_text && !zc_date_parse(&asof, asof_text))
        rc = zc_fail(&api->err, ZC_EINPUT, "asof 应为日期,如 2017-06-30,收到 %.40s", "asof takes a date such as 2017-06-30, %.40s came", asof_text);
    else if (known_text && !zc_instant_parse(&known, known_text))
        rc = zc_fail(&api->err, ZC_EINPUT, "known 应为时刻,如 2017-07-07T16:20:41+08:00,收到 %.60s",
                     "known takes an instant such as 2017-07-07T16:20:41+08:00, %.60s came", known_text);
    if (rc) {
        zc_api_fail(api, rc);
        return false;
    }
    *out = asof_text || known_text ? zc_times_at(api->db, asof, known) : zc_times_now(api->db);
    return true;
}

bool zc_api_period(struct zc_api *api, struct zc_period *period, struct zc_times *times, const char *period_text, const char *asof_text, const char *known_text)
{
    int asof = ZC_DATE_MAX, rc = ZC_OK;
    int64_t known = zc_db_watermark(api->db);
    if (asof_text && *asof_text && !zc_date_parse(&asof, asof_text))
        rc = zc_fail(&api->err, ZC_EINPUT, "asof 应为日期,如 2017-06-30,收到 %.40s", "asof takes a date such as 2017-06-30, %.40s came", asof_text);
    else if (known_text && *known_text && !zc_instant_parse(&known, known_text))
        rc = zc_fail(&api->err, ZC_EINPUT, "known 应为时刻,如 2017-07-07T16:20:41+08:00,收到 %.60s",
                     "known takes an instant such as 2017-07-07T16:20:41+08:00, %.60s came", known_text);
    *times = zc_times_at(api->db, asof, known);
    if (!rc && !(period_text && *period_text))
        zc_period_half_of(period, times->asof);
    else if (!rc && !zc_period_parse(period, period_text))
        rc = zc_fail(&api->err, ZC_EINPUT, "period 应为 2017、2017H1、2017Q2 或 2017-06,收到 %.40s", "period is 2017, 2017H1, 2017Q2 or 2017-06, %.40s came",
                     period_text);
    if (rc) {
        zc_api_fail(api, rc);
        return false;
    }
    if (asof == ZC_DATE_MAX && times->asof > period->to)
        *times = zc_times_at(api->db, period->to, known);
    return true;
}

bool zc_api_flag(const struct zc_api *api, const char *name)
{
    const char *value = zc_request_query(api->request, name);
    return value && (strcmp(value, "true") == 0 || strcmp(value, "1") == 0);
}

bool zc_api_limit(struct zc_api *api, size_t *out)
{
    const char *text = zc_request_query(api->request, "limit");
    int64_t limit = 50;
    if (text && (!zc_api_id(&limit, text) || limit < 1 || limit > 500)) {
        zc_api_fail(api, zc_fail(&api->err, ZC_EINPUT, "limit 应为 1 至 500,收到 %.40s", "limit takes 1 to 500, %.40s came", text));
        return false;
    }
    *out = (size_t)limit;
    return true;
}

/* 4 */

void zc_api_pair(struct zc_buf *out, struct zc_pair pair)
{
    zc_buf_str(out, "{\"zh\":");
    zc_buf_json_str(out, pair.zh);
    zc_buf_str(out, ",\"en\":");
    zc_buf_json_str(out, pair.en);
    zc_buf_char(out, '}');
}

void zc_api_date(struct zc_buf *out, int date)
{
    char text[ZC_DATE_TEXT];
    zc_date_format(text, date);
    zc_buf_json_str(out, *text ? text : NULL);
}

void zc_api_instant(struct zc_buf *out, int64_t instant)
{
    char text[ZC_INSTANT_TEXT];
    if (instant == ZC_INSTANT_MAX) {
        zc_buf_str(out, "null");
        return;
    }
    zc_instant_format(text, instant);
    zc_buf_json_str(out, text);
}

void zc_api_number(struct zc_buf *out, int64_t id) { zc_buf_printf(out, "\"%lld\"", (long long)id); }

void zc_api_value(struct zc_buf *out, const struct zc_field *field, const struct zc_value *value)
{
    static const int64_t exact = (int64_t)1 << 53; /* the integers that every reader of JSON keeps */
    if (field->type == ZC_INT && !field->list && value->kind == ZC_V_INT && value->number > -exact && value->number < exact)
        zc_buf_int(out, value->number);
    else
        zc_field_json(out, field, value);
}

const char *zc_api_ref_name(struct zc_api *api, const struct zc_field *field, int64_t id)
{
    struct zc_record target;
    if (!zc_api_may_meet(api->reader, field->to) || zc_rows_get(&target, api->arena, api->db, field->to, id, zc_times_now(api->db), api->reader, NULL))
        return NULL; /* the name of a row that the reader may not see stays hidden */
    return zc_record_name(api->arena, api->db, &target, api->request->lang);
}

/* The names in the order of the ids; null for a row that the reader may not see. */
static void put_list_labels(struct zc_api *api, const struct zc_field *field, const struct zc_value *list)
{
    const char *at = list->text;
    bool first = true;
    zc_buf_char(api->out, '[');
    while (*(at += strspn(at, ";"))) {
        size_t length = strcspn(at, ";");
        int64_t id;
        zc_buf_str(api->out, first ? "" : ",");
        zc_buf_json_str(api->out, zc_api_id(&id, zc_arena_copy(api->arena, at, length)) ? zc_api_ref_name(api, field, id) : NULL);
        first = false;
        at += length;
    }
    zc_buf_char(api->out, ']');
}

static void put_labels(struct zc_api *api, const struct zc_record *record)
{
    bool first = true;
    zc_buf_str(api->out, ",\"labels\":{");
    for (size_t i = 0; i < record->entity->column_count; i++) {
        const struct zc_field *field = record->entity->columns[i];
        struct zc_value value = record->values[i];
        if (api->only && !api->only[field - record->entity->fields])
            continue;
        if (field->type == ZC_REF && field->list && value.kind) {
            zc_buf_printf(api->out, "%s\"%s\":", first ? "" : ",", field->name);
            put_list_labels(api, field, &value);
            first = false;
            continue;
        }
        const char *name = field->type == ZC_REF && !field->list && value.kind ? zc_api_ref_name(api, field, value.number) : NULL;
        if (!name)
            continue;
        zc_buf_printf(api->out, "%s\"%s\":", first ? "" : ",", field->name);
        zc_buf_json_str(api->out, name);
        first = false;
    }
    zc_buf_char(api->out, '}');
}

/* Why a computed field says what it says. Of a record that the reader may not see only the words are told, which hold nothing but its
 * name and days; where it is found is not. */
static void put_reasons(struct zc_api *api, struct zc_buf *out, const struct zc_field *field, const struct zc_reasons *reasons)
{
    zc_buf_printf(out, "%s\"%s\":[", out->size ? "," : "", field->name);
    for (size_t i = 0; i < reasons->count; i++) {
        const struct zc_reason *reason = &reasons->items[i];
        struct zc_record seen;
        bool found = reason->entity && !zc_rows_get(&seen, api->arena, api->db, reason->entity, reason->id, zc_times_now(api->db), api->reader, NULL);
        zc_buf_str(out, i ? ",{\"mark\":" : "{\"mark\":");
        zc_buf_json_str(out, reason->mark);
        zc_buf_str(out, ",\"rule\":");
        zc_buf_json_str(out, reason->rule);
        zc_buf_str(out, ",\"words\":");
        zc_api_pair(out, reason->words);
        if (reason->unit.zh) {
            zc_buf_printf(out, ",\"number\":%lld,\"unit\":", (long long)reason->number);
            zc_api_pair(out, reason->unit);
        }
        if (found)
            zc_buf_printf(out, ",\"entity\":\"%s\",\"id\":\"%lld\"", reason->entity->full_name, (long long)reason->id);
        zc_buf_char(out, '}');
    }
    zc_buf_char(out, ']');
}

void zc_api_record(struct zc_api *api, const struct zc_record *record, struct zc_times times, bool labels)
{
    const struct zc_entity *entity = record->entity;
    struct zc_eval eval;
    struct zc_buf reasons = {0};
    bool first = true;
    zc_eval_init(&eval, api->arena, api->db, times, api->reader);
    eval.many = api->many;
    zc_buf_printf(api->out, "{\"entity\":\"%s\",\"id\":\"%lld\",\"slice\":%d,\"valid_from\":", entity->full_name, (long long)record->id, record->slice);
    zc_api_date(api->out, record->valid_from);
    zc_buf_str(api->out, ",\"valid_to\":");
    zc_api_date(api->out, record->valid_to);
    zc_buf_str(api->out, ",\"known_from\":");
    zc_api_instant(api->out, record->known_from);
    zc_buf_str(api->out, ",\"known_to\":");
    zc_api_instant(api->out, record->known_to);
    zc_buf_str(api->out, ",\"fields\":{");
    for (size_t i = 0; i < entity->field_count; i++) {
        const struct zc_field *field = &entity->fields[i];
        if ((api->only && !api->only[i]) || !zc_eval_visible(api->reader, entity, field))
            continue;
        struct zc_reasons why = {0};
        struct zc_value value = field->computed ? zc_eval_reasoned(&eval, record, field, &why) : zc_eval_field(&eval, record, field);
        zc_buf_printf(api->out, "%s\"%s\":", first ? "" : ",", field->name);
        zc_api_value(api->out, field, &value);
        first = false;
        if (why.count)
            put_reasons(api, &reasons, field, &why);
    }
    zc_buf_char(api->out, '}');
    if (reasons.size)
        zc_buf_printf(api->out, ",\"reasons\":{%s}", zc_buf_text(&reasons));
    zc_buf_free(&reasons);
    if (labels)
        put_labels(api, record);
    zc_buf_char(api->out, '}');
}

/* 5 */

struct note {
    int64_t chain;
    char payload[512];
};
static int note_work(void *user, struct zc_tx *tx, struct zc_error *err)
{
    struct note *note = user;
    return zc_tx_note(tx, note->chain, "read", note->payload, err);
}
static void note_done(void *user, int code, const struct zc_error *err)
{
    (void)code, (void)err;
    free(user);
}

static bool read_is_noted(const struct zc_api *api, const struct zc_entity *entity)
{
    bool asked = entity->read_log;
    for (size_t i = 0; i < entity->column_count && !asked; i++)
        asked = entity->columns[i]->class_ == ZC_CLASS_SENSITIVE && zc_rows_class_visible(entity->columns[i], api->reader, entity);
    return asked;
}

static int submit_note(struct zc_api *api, struct note *note)
{
    struct zc_write_job job = {.actor = zc_actor_of(api->reader, "api"),
                               .work = note_work,
                               .done = note_done,
                               .user = note};
    job.actor.reader = &ZC_READER_CITY; /* it outlives the request */
    int rc = zc_writer_submit(api->server->writer, &job, &api->err);
    if (rc)
        free(note);
    return rc;
}

int zc_api_note_read(struct zc_api *api, const struct zc_entity *entity, const struct zc_record *records, size_t count)
{
    if (!count || !read_is_noted(api, entity))
        return ZC_OK;
    struct note *note = zc_malloc(sizeof *note);
    note->chain = count == 1 ? zc_id_area(records[0].id) : api->city->area;
    if (count == 1) {
        snprintf(note->payload, sizeof note->payload, "{\"entity\":\"%s\",\"id\":\"%lld\",\"rows\":\"1\",\"slice\":\"%d\"}", entity->full_name,
                 (long long)records[0].id, records[0].slice);
    } else { /* a list is one entry with the digest of its ids */
        char digest[ZC_DIGEST_HEX];
        struct zc_buf ids = {0};
        for (size_t i = 0; i < count; i++)
            zc_buf_printf(&ids, "%lld\n", (long long)records[i].id);
        zc_sm3_hex(digest, ids.bytes, ids.size);
        zc_buf_free(&ids);
        snprintf(note->payload, sizeof note->payload, "{\"digest\":\"%s\",\"entity\":\"%s\",\"rows\":\"%zu\"}", digest, entity->full_name, count);
    }
    return submit_note(api, note);
}

int zc_api_note_aggregate(struct zc_api *api, const struct zc_entity *entity)
{
    if (!read_is_noted(api, entity))
        return ZC_OK;
    char digest[ZC_DIGEST_HEX];
    struct note *note = zc_malloc(sizeof *note);
    note->chain = api->city->area;
    zc_sm3_hex(digest, api->request->url, strlen(api->request->url));
    snprintf(note->payload, sizeof note->payload, "{\"aggregate\":\"%s\",\"entity\":\"%s\"}", digest, entity->full_name);
    return submit_note(api, note);
}

/* 6 */

const struct zc_json *zc_api_body(struct zc_api *api)
{
    static const struct zc_json nothing = {.kind = ZC_JSON_OBJECT};
    struct zc_json *json;
    const char *type = zc_request_header(api->request, "Content-Type");
    bool other = api->request->body_size && (!type || strncasecmp(type, "application/json", 16) != 0);
    if (api->request->form_count || other) { /* a form or plain text of another site can be sent without asking, JSON cannot */
        zc_api_fail(api, zc_fail(&api->err, ZC_EINPUT, "请求体应为 JSON(Content-Type: application/json)",
                                 "the body has to be JSON (Content-Type: application/json)"));
        return NULL;
    }
    if (!api->request->body_size)
        return &nothing;
    int rc = zc_json_parse(&json, api->arena, api->request->body, api->request->body_size, &api->err);
    if (!rc && json->kind != ZC_JSON_OBJECT)
        rc = zc_fail(&api->err, ZC_EINPUT, "请求体应为 JSON 对象", "the body has to be a JSON object");
    if (rc)
        zc_api_fail(api, rc);
    return rc ? NULL : json;
}

bool zc_api_members(struct zc_api *api, const struct zc_json *object, const char *known)
{
    for (const struct zc_json *member = object->child; member; member = member->next) {
        size_t length = strlen(member->key);
        bool found = false;
        for (const char *at = known; *at && !found;) {
            size_t size = strcspn(at, " ");
            found = size == length && strncmp(at, member->key, size) == 0;
            at += size;
            at += strspn(at, " ");
        }
        if (!found) {
            zc_api_fail(api, zc_fail(&api->err, ZC_EINPUT, "请求体中不认得 %.60s,可有:%s", "the body holds an unknown member %.60s; known: %s", member->key, known));
            return false;
        }
    }
    return true;
}

bool zc_api_day(struct zc_api *api, const struct zc_json *object, const char *name, int *out)
{
    const struct zc_json *member = zc_json_get(object, name);
    if (!member || member->kind == ZC_JSON_NULL || (member->kind == ZC_JSON_TEXT && zc_date_parse(out, member->text)))
        return true;
    zc_api_fail(api, zc_fail(&api->err, ZC_EINPUT, "%s 应为日期,如 2017-06-30", "%s takes a date such as 2017-06-30", name));
    return false;
}

/* 7 */

void zc_api_once(struct zc_api *api, void (*write)(struct zc_api *api))
{
    static const char *const methods[] = {"GET", "POST", "PATCH", "PUT", "DELETE", ""};
    const char *key = zc_request_header(api->request, "Idempotency-Key");
    struct zc_client_key kept;
    char digest[ZC_DIGEST_HEX];
    if (!key) {
        write(api);
        return;
    }
    if (strlen(key) < 1 || strlen(key) > ZC_CLIENT_KEY_MOST || !zc_utf8_valid(key, strlen(key))) {
        zc_api_fail(api, zc_fail(&api->err, ZC_EINPUT, "Idempotency-Key 应为 1 至 %d 个字节", "Idempotency-Key takes 1 to %d bytes", ZC_CLIENT_KEY_MOST));
        return;
    }
    struct zc_buf whole = {0};
    zc_buf_printf(&whole, "%s %s\n", methods[api->request->method], api->request->path);
    zc_buf_add(&whole, api->request->body, api->request->body_size);
    zc_sm3_hex(digest, whole.bytes, whole.size);
    zc_buf_free(&whole);
    int rc = zc_client_key_find(&kept, api->arena, api->db, api->reader->account, key, &api->err);
    if (!rc && kept.status && strcmp(kept.digest, digest) != 0)
        rc = zc_fail(&api->err, ZC_ECONFLICT, "这个 Idempotency-Key 已用于另一个请求", "this Idempotency-Key was used for another request");
    if (rc) {
        zc_api_fail(api, rc);
    } else if (kept.status) {
        api->response->status = kept.status;
        zc_response_header(api->response, "Idempotent-Replay", "true");
        zc_buf_str(api->out, kept.reply);
    } else {
        write(api);
        int status = api->response->status ? api->response->status : 200;
        if (status < 400 && (rc = zc_client_key_keep(api->request->tx, api->reader->account, key, digest, status, zc_buf_text(api->out), &api->err)))
            zc_api_fail(api, rc);
    }
}

/* 8 */

enum {
    OPEN = ZC_ROUTE_PUBLIC,
    LONG = ZC_ROUTE_PUBLIC | ZC_ROUTE_SLOW,
    OWN = ZC_ROUTE_SLOW, /* for who is signed in; reads, and writes through the writer where it has to */
    WRITE = ZC_ROUTE_WRITES
};

const struct zc_route zc_api_routes[] = {
    {ZC_GET, "/api/v1/openapi.json", zc_api_openapi, OPEN, {"接口说明", "description of this API"}},
    {ZC_GET, "/api/v1/meta", zc_api_meta, OPEN, {"模块和实体的声明", "declarations of modules and entities"}},
    {ZC_GET, "/api/v1/metrics", zc_api_metrics, LONG, {"指标", "figures"}},
    {ZC_GET, "/api/v1/metrics/{id}", zc_api_metric, LONG, {"一个指标", "one figure"}},
    {ZC_GET, "/api/v1/metrics/{id}/trace", zc_api_metric_trace, LONG, {"一个指标的来历", "trace of a figure"}},
    {ZC_GET, "/api/v1/metrics/{id}/groups", zc_api_metric_groups, LONG, {"一个指标按代码分", "one figure by code"}},
    {ZC_GET, "/api/v1/promises", zc_api_promises, OWN, {"真实性检查", "the truth checks"}},
    {ZC_GET, "/api/v1/metrics/{id}/lines", zc_api_metric_lines, LONG, {"摘要所据各行", "the lines behind a digest"}},
    {ZC_GET, "/api/v1/journal", zc_api_chains, OPEN, {"账本各链", "chains of the journal"}},
    {ZC_GET, "/api/v1/journal/{chain}", zc_api_chain, LONG, {"一条链", "one chain"}},
    {ZC_GET, "/api/v1/why", zc_api_why, 0, {"为什么能或不能", "why something is allowed or not"}},
    {ZC_GET, "/api/v1/session", zc_api_session, 0, {"当前登录", "who is signed in"}},
    {ZC_POST, "/api/v1/session", zc_api_session_start, OPEN | ZC_ROUTE_HASHES, {"登录", "sign in"}},
    {ZC_PATCH, "/api/v1/session", zc_api_session_switch, WRITE, {"换岗位", "change the post"}},
    {ZC_DELETE, "/api/v1/session", zc_api_session_end, WRITE, {"退出", "sign out"}},
    {ZC_GET, "/api/v1/entrance", zc_api_entrance, LONG, {"登录页:可选的岗位", "the sign-in page: posts to choose from"}},
    {ZC_POST, "/api/v1/session/post", zc_api_session_by_post, ZC_ROUTE_PUBLIC | ZC_ROUTE_WRITES, {"选岗位进入示例城市", "enter the sample city by a post"}},
    {ZC_GET, "/api/v1/search", zc_api_search, LONG, {"查找", "search"}},
    {ZC_POST, "/api/v1/password", zc_api_password, OPEN | ZC_ROUTE_HASHES, {"更换口令", "change the password"}},
    {ZC_GET, "/api/v1/factor", zc_api_factor, 0, {"自己的动态码", "one's own second factor"}},
    {ZC_POST, "/api/v1/factor", zc_api_factor_offer, 0, {"一个新的动态码密钥", "a new secret for one-time codes"}},
    {ZC_PUT, "/api/v1/factor", zc_api_factor_enrol, ZC_ROUTE_HASHES, {"启用动态码", "enrol the device that has the secret"}},
    {ZC_GET, "/api/v1/sessions", zc_api_sessions, 0, {"自己的登录", "one's own sessions"}},
    {ZC_DELETE, "/api/v1/sessions/{session}", zc_api_sessions_end, WRITE, {"结束登录", "end a session"}},
    {ZC_GET, "/api/v1/links", zc_api_links, OWN, {"可以发一次性链接的岗位", "posts for which one may issue one-time links"}},
    {ZC_POST, "/api/v1/links/{post}", zc_api_link_make, WRITE, {"发一次性链接", "issue a one-time link"}},
    {ZC_DELETE, "/api/v1/links/{post}", zc_api_link_withdraw, WRITE, {"收回一次性链接", "take a one-time link back"}},
    {ZC_GET, "/api/v1/accounts/{id}/access", zc_api_account_access, OWN, {"一个账号的登录和锁定", "sessions and pause of an account"}},
    {ZC_POST, "/api/v1/accounts/{id}/sessions/end", zc_api_account_sessions_end, WRITE, {"结束一个账号的全部登录", "end all sessions of an account"}},
    {ZC_POST, "/api/v1/accounts/{id}/unlock", zc_api_account_unlock, WRITE, {"解除输错口令后的等待", "end the pause after wrong passwords"}},
    {ZC_DELETE, "/api/v1/accounts/{id}/factor", zc_api_account_factor_reset, WRITE, {"重置一个账号的动态码", "reset the second factor of an account"}},
    {ZC_GET, "/api/v1/tokens", zc_api_tokens, 0, {"自己的令牌", "one's own tokens"}},
    {ZC_POST, "/api/v1/tokens", zc_api_token_make, WRITE, {"新令牌", "make a token"}},
    {ZC_DELETE, "/api/v1/tokens/{token}", zc_api_token_end, WRITE, {"废止令牌", "end a token"}},
    {ZC_GET, "/api/v1/due", zc_api_due, OWN, {"到期,按时钟", "what is due, by clock"}},
    {ZC_GET, "/api/v1/calendar", zc_api_calendar, OPEN, {"工作日和放假", "working days and days off"}},
    {ZC_GET, "/api/v1/calendar/{token}", zc_api_calendar_feed, LONG, {"本人时限的日历，凭地址订阅（iCalendar）", "one's deadlines as a calendar to subscribe to by its address (iCalendar)"}},
    {ZC_GET, "/api/v1/inbox", zc_api_inbox, OWN, {"收件", "inbox of the post"}},
    {ZC_GET, "/api/v1/events", zc_api_events, 0, {"变动通知（事件流）", "what changed (a stream of events)"}},
    {ZC_GET, "/api/v1/leader", zc_api_leader, OWN, {"请领导过问的事", "the matters that need a leader"}},
    {ZC_GET, "/api/v1/desk", zc_api_desk, OWN, {"我的收件", "what the reader must do"}},
    {ZC_POST, "/api/v1/imports", zc_api_import, OWN, {"导入一个文件", "import a file"}},
    {ZC_GET, "/api/v1/jobs", zc_api_jobs, OWN, {"自己的后台任务", "one's own jobs"}},
    {ZC_POST, "/api/v1/jobs", zc_api_job_ask, OWN, {"发起后台任务", "ask for a job"}},
    {ZC_GET, "/api/v1/jobs/{token}", zc_api_job, OWN, {"一个后台任务", "one job"}},
    {ZC_POST, "/api/v1/jobs/{token}/cancel", zc_api_job_cancel, 0, {"取消后台任务", "cancel a job"}},
    {ZC_POST, "/api/v1/jobs/{token}/answer", zc_api_job_answer, OWN, {"答复后台任务", "answer a job"}},
    {ZC_GET, "/api/v1/jobs/{token}/file", zc_api_job_file, OWN | ZC_ROUTE_EXPORTS, {"后台任务的文件", "the file of a job"}},
    {ZC_POST, "/api/v1/jobs/{token}/again", zc_api_job_again, OWN, {"重新运行后台任务", "run a job again"}},
    {ZC_GET, "/api/v1/opening", zc_api_opening, OWN, {"期初核实:待核的", "opening verification: what awaits"}},
    {ZC_POST, "/api/v1/opening", zc_api_opening_verify, WRITE, {"期初核实", "verify opening claims"}},
    {ZC_POST, "/api/v1/opening/withdraw", zc_api_opening_withdraw, WRITE, {"撤回一次期初核实", "take a verification back"}},
    {ZC_POST, "/api/v1/core.ballot_box/{id}/open", zc_api_ballot_open, OWN, {"开启票箱并发码，只此一次", "open a box of ballots; its codes, this once"}},
    {ZC_POST, "/api/v1/core.ballot_box/{id}/seal", zc_api_ballot_seal, OWN, {"封存票箱并计票", "seal a box of ballots and count"}},
    {ZC_GET, "/api/v1/core.attachment/{id}/file", zc_api_file, OPEN, {"下载附件", "download an attachment"}},
    {ZC_GET, "/api/v1/core.edition/{id}/text", zc_api_edition_text, OPEN, {"一版综述的正文", "text of an edition"}},
    {ZC_GET, "/api/v1/imports/layouts", zc_api_import_layouts, 0, {"表样", "layouts of workbooks"}},
    {ZC_POST, "/api/v1/imports/{id}/withdraw", zc_api_import_withdraw, ZC_ROUTE_ALONE, {"整批撤回", "withdraw an import"}},
    {ZC_POST, "/api/v1/departure", zc_api_departure, WRITE, {"离任和交接：末日、后任、代理、交接单", "leaving a post: last day, who follows, deputies, the handover"}},
    {ZC_POST, "/api/v1/departure/preview", zc_api_departure_preview, WRITE, {"离任会怎样", "what leaving a post would do"}},
    {ZC_GET, "/api/v1/departure/{holding}", zc_api_departure_last, 0, {"最近一次还没有撤回的离任", "the newest departure that stands"}},
    {ZC_POST, "/api/v1/departure/{holding}/{tx}/withdraw", zc_api_departure_withdraw, WRITE, {"整批撤回一次离任", "take a departure back as a whole"}},
    {ZC_POST, "/api/v1/succession", zc_api_succession, WRITE, {"单位更名、合并、分设、划转、撤销,或定区划变动", "change a unit, or settle a change of areas"}},
    {ZC_POST, "/api/v1/succession/preview", zc_api_succession_preview, WRITE, {"单位变动会怎样", "what such a change would do"}},
    {ZC_POST, "/api/v1/succession/{tx}/withdraw", zc_api_succession_withdraw, WRITE, {"整批撤回单位变动", "take such a change back"}},
    {ZC_GET, "/api/v1/core.edition/{id}/replay", zc_api_replay, LONG, {"一版综述的数重算", "figures of an edition counted again"}},
    {ZC_GET, "/api/v1/burden", zc_api_burden, OWN, {"单位现有的负担", "how much units are asked"}},
    {ZC_GET, "/api/v1/scores/{name}", zc_api_ranking, OWN, {"排名", "the ranking of a score"}},
    {ZC_GET, "/api/v1/scores/{name}/{unit}", zc_api_score, OWN, {"一个单位的得分和每一分的理由", "points of a unit with their reasons"}},
    {ZC_GET, "/api/v1/reviews/templates", zc_api_templates, OWN, {"综述模板", "templates of reviews"}},
    {ZC_POST, "/api/v1/reviews/bind", zc_api_bind, OWN, {"给正文里的占位取数", "count the placeholders of a text"}},
    {ZC_POST, "/api/v1/core.draft/{id}/publish", zc_api_publish, WRITE, {"印发草稿", "publish a draft"}},
    {ZC_POST, "/api/v1/fill", zc_api_fill, OWN | ZC_ROUTE_EXPORTS, {"用记录填一张上级的表", "fill a superior's workbook from records"}},
    {ZC_POST, "/api/v1/proof", zc_api_proof, OWN, {"校核文稿里的数", "proof the numbers of a text"}},
    {ZC_POST, "/api/v1/proof/docx", zc_api_proof_copy, OWN | ZC_ROUTE_EXPORTS, {"校核后的 Word 副本", "a proofed copy of a word-processor file"}},
    {ZC_GET, "/api/v1/{entity}", zc_api_list, LONG, {"记录列表", "list records"}},
    {ZC_POST, "/api/v1/{entity}", zc_api_create, WRITE, {"新增记录", "make a record"}},
    {ZC_POST, "/api/v1/{entity}/paper", zc_api_paper_preview, ZC_ROUTE_DRAWS, {"正在写的记录的公文，不存", "the official paper of a record that is being written; nothing is stored"}},
    {ZC_POST, "/api/v1/{entity}/bulk", zc_api_bulk, WRITE, {"成批修改", "change many records at once"}},
    {ZC_GET, "/api/v1/transactions/{tx}", zc_api_transaction, LONG, {"一次事务写了什么", "all that one transaction wrote"}},
    {ZC_POST, "/api/v1/transactions/{tx}/withdraw", zc_api_bulk_withdraw, WRITE, {"整批撤回", "take a change of many records back"}},
    {ZC_GET, "/api/v1/{entity}/tree", zc_api_tree, LONG, {"一棵责任链", "a tree of links"}},
    {ZC_GET, "/api/v1/{entity}/aggregate", zc_api_aggregate, LONG, {"分组汇总", "count and measure by groups"}},
    {ZC_GET, "/api/v1/{entity}/periodic", zc_api_periodic, OWN, {"本单位一期的报告：要填的各行，连同上期所写", "the report of a unit and period: lines wanted, with what the one before said"}},
    {ZC_GET, "/api/v1/{entity}/periodic/owed", zc_api_periodic_owed, OWN, {"一期里谁该报、谁没报", "who owes the report of a period, and who is missing"}},
    {ZC_POST, "/api/v1/{entity}/periodic", zc_api_periodic_send, WRITE, {"一次交齐一期的报告", "send the whole report of a period"}},
    {ZC_POST, "/api/v1/{entity}/close", zc_api_period_close, WRITE, {"给一月、一季或一年结账", "close a month, quarter or year"}},
    {ZC_GET, "/api/v1/{entity}/{id}", zc_api_get, OPEN, {"一条记录", "one record"}},
    {ZC_PATCH, "/api/v1/{entity}/{id}", zc_api_change, WRITE, {"修改记录", "change a record"}},
    {ZC_GET, "/api/v1/{entity}/{id}/page", zc_api_record_page, LONG, {"一条记录的页面", "the page of a record, as declared"}},
    {ZC_GET, "/api/v1/{entity}/{id}/draw", zc_api_draw, LONG, {"抽样:种子、名单次序和结果", "a draw: seed, order of the frame, result"}},
    {ZC_GET, "/api/v1/{entity}/{id}/paper", zc_api_paper, ZC_ROUTE_PUBLIC | ZC_ROUTE_DRAWS, {"一条记录的公文", "the official paper of a record"}},
    {ZC_GET, "/api/v1/{entity}/{id}/history", zc_api_history, OPEN, {"一条记录的各切片", "slices of a record"}},
    {ZC_GET, "/api/v1/{entity}/{id}/journal", zc_api_record_journal, OPEN, {"写过一条记录的流水", "entries that wrote a record"}},
    {ZC_POST, "/api/v1/{entity}/{id}/end", zc_api_end, WRITE, {"从某日起不再如此", "no longer so from a day"}},
    {ZC_POST, "/api/v1/{entity}/{id}/withdraw", zc_api_withdraw, WRITE, {"从未如此", "never was so"}},
    {ZC_POST, "/api/v1/{entity}/{id}/transition/{name}", zc_api_transition, WRITE, {"办理步骤", "run a transition"}},
    {ZC_POST, "/api/v1/{entity}/{id}/carry", zc_api_carry, WRITE, {"年度结转", "carry what is open into another plan"}},
    {ZC_POST, "/api/v1/{entity}/{id}/carry/preview", zc_api_carry_preview, WRITE, {"结转会怎样", "what carrying would do"}},
    {ZC_POST, "/api/v1/{entity}/{id}/carry/{tx}/withdraw", zc_api_carry_withdraw, WRITE, {"整批撤回结转", "take it back"}},
    {ZC_POST, "/api/v1/core.draft/{id}/publish/drift", zc_api_drift_publish, WRITE, {"印发后哪些印出的数会变", "published figures that a publication would change"}},
    {ZC_POST, "/api/v1/{entity}/drift", zc_api_drift_new, WRITE, {"新增后哪些印出的数会变", "published figures that a new record would change"}},
    {ZC_POST, "/api/v1/{entity}/{id}/drift", zc_api_drift, WRITE, {"改后哪些印出的数会变", "published figures that a change would change"}},
    {ZC_POST, "/api/v1/{entity}/{id}/end/drift", zc_api_drift_end, WRITE, {"终止后哪些印出的数会变", "published figures that an end would change"}},
    {ZC_POST, "/api/v1/{entity}/{id}/withdraw/drift", zc_api_drift_withdraw, WRITE, {"撤回后哪些印出的数会变", "published figures that a withdrawal would change"}},
    {ZC_POST, "/api/v1/{entity}/{id}/transition/{name}/drift", zc_api_drift_transition, WRITE, {"办理后哪些印出的数会变", "published figures that a transition would change"}},
    {ZC_POST, "/api/v1/{entity}/{id}/comments", zc_api_comment, WRITE, {"写批注", "write a comment"}},
    {ZC_POST, "/api/v1/{entity}/{id}/instructions", zc_api_instruct, WRITE, {"批示", "give an instruction"}},
    {ZC_POST, "/api/v1/{entity}/{id}/assignments", zc_api_dispatch, WRITE, {"交办", "hand out to posts and units"}},
    {ZC_POST, "/api/v1/{entity}/{id}/attachments", zc_api_attach, OWN, {"上传附件", "attach a file"}},
    {0},
};
