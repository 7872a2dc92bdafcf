/*
 * Writing records, on the writer's thread inside its transaction: 1 what a body says; 2 making and changing; 3 ending,
 * withdrawing, stepping; 4 comments; 5 what a write would do to published figures.
 *
 * Visibility is asked before anything else: whoever may not see a record learns nothing by trying to write it.
 */
#include "http/api.h"
#include "record/write.h"

#include <string.h>

/* 1 */

struct target {
    const struct zc_entity *entity;
    struct zc_record before;
    int64_t id;
};

/* The record of the address as it is now, seen by the reader. false: answered. */
static bool open_target(struct zc_api *api, struct target *out)
{
    out->entity = zc_api_entity(api, api->request->params[0], ZC_API_WRITE);
    if (!out->entity)
        return false;
    if (!zc_api_id(&out->id, api->request->params[1]) ||
        zc_rows_get(&out->before, api->arena, api->db, out->entity, out->id, zc_times_now(api->db), api->reader, NULL)) {
        zc_api_missing(api);
        return false;
    }
    return true;
}

/* A file's place and digest are facts of its upload, an account's secret is set by its owner: neither is written here. */
static bool writable(const struct zc_api *api, const struct zc_entity *entity, const struct zc_field *field)
{
    static const char *const of_upload[] = {"subject_entity", "subject_id", "digest", "bytes", "media_type", "added_at", "added_by"};
    if (field->column < 0 || !zc_rows_class_visible(field, api->reader, entity))
        return false;
    if (strcmp(entity->full_name, "core.attachment") == 0)
        for (size_t i = 0; i < sizeof of_upload / sizeof *of_upload; i++)
            if (strcmp(field->name, of_upload[i]) == 0)
                return false;
    return true;
}

bool zc_api_fields(struct zc_api *api, struct zc_patch *patch, const struct zc_json *body)
{
    const struct zc_json *fields = zc_json_get(body, "fields");
    if (fields && fields->kind != ZC_JSON_OBJECT) {
        zc_api_fail(api, zc_fail(&api->err, ZC_EINPUT, "fields 应为对象", "fields has to be an object"));
        return false;
    }
    for (const struct zc_json *member = fields ? fields->child : NULL; member; member = member->next) {
        const struct zc_field *field = zc_entity_field(patch->entity, member->key);
        int rc;
        if (!field || !writable(api, patch->entity, field))
            rc = zc_fail(&api->err, ZC_EINPUT, "%s没有可填的字段 %.60s", "%s has no field %.60s that can be written", zc_pick(patch->entity->title, ZC_ZH),
                         member->key);
        else
            rc = zc_field_from_json(&patch->values[field->column], field, member, api->arena, &api->err);
        if (rc) {
            zc_api_fail(api, rc);
            return false;
        }
        patch->set[field->column] = true;
    }
    return true;
}

const char *zc_api_why_text(const struct zc_json *body)
{
    const struct zc_json *why = zc_json_get(body, "why");
    return why && why->kind == ZC_JSON_TEXT && why->size <= 2000 ? why->text : NULL;
}

/* The record as it is after the write; only its id when the writer may not read what came of it. */
static void answer_record(struct zc_api *api, const struct zc_entity *entity, int64_t id, bool changed)
{
    struct zc_record record;
    struct zc_times now = zc_times_now(api->db);
    api->wrote = changed;
    zc_buf_printf(api->out, "{\"id\":\"%lld\",\"changed\":%s,\"tx\":\"%lld\",\"known\":", (long long)id, changed ? "true" : "false",
                  (long long)zc_tx_number(api->request->tx));
    zc_api_instant(api->out, changed ? zc_tx_known(api->request->tx) : ZC_INSTANT_MAX);
    zc_buf_str(api->out, ",\"record\":");
    if (zc_rows_get(&record, api->arena, api->db, entity, id, now, api->reader, NULL))
        zc_buf_str(api->out, "null");
    else
        zc_api_record(api, &record, now, true);
    zc_buf_str(api->out, "}\n");
}

/* 2 */

/* What hangs on a record is written by who may see the record, and signed by the post that writes it. */
static bool sign(struct zc_api *api, struct zc_patch *patch)
{
    const struct zc_entity *entity = patch->entity;
    const struct zc_field *name = zc_entity_field(entity, "subject_entity"), *number = zc_entity_field(entity, "subject_id");
    struct zc_record record;
    if (name && number && (patch->set[name->column] || patch->set[number->column])) {
        const struct zc_entity *subject = patch->values[name->column].kind ? zc_model_entity(api->model, patch->values[name->column].text) : NULL;
        if (!subject || !zc_api_may_meet(api->reader, subject) || strcmp(subject->full_name, patch->values[name->column].text) != 0 ||
            zc_rows_get(&record, api->arena, api->db, subject, patch->values[number->column].number, zc_times_now(api->db), api->reader, NULL)) {
            zc_api_missing(api);
            return false;
        }
    }
    if (strcmp(entity->full_name, "core.comment") == 0 && !patch->id) {
        const struct zc_field *post = zc_entity_field(entity, "post"), *when = zc_entity_field(entity, "written_at");
        patch->values[post->column] = zc_int(api->reader->post);
        patch->values[when->column] = zc_int(zc_db_now(api->db));
        patch->set[post->column] = patch->set[when->column] = true;
    }
    return true;
}

/* What the body of a new record asks for. false: answered. */
static bool read_new(struct zc_api *api, struct zc_patch *patch)
{
    const struct zc_entity *entity = zc_api_entity(api, api->request->params[0], ZC_API_WRITE);
    const struct zc_json *body = entity ? zc_api_body(api) : NULL;
    if (!body || !zc_api_members(api, body, "fields valid_from valid_to why area"))
        return false;
    int rc = ZC_OK;
    if (strcmp(entity->full_name, "core.attachment") == 0)
        rc = zc_fail(&api->err, ZC_EINPUT, "附件请上传到它所属的记录:POST …/attachments", "attach a file to its record: POST …/attachments");
    if (rc) {
        zc_api_fail(api, rc);
        return false;
    }
    const char *area = zc_json_text(body, "area"), *state = entity->state_count ? entity->states[0].name : "";
    const struct zc_json *given = zc_json_get(zc_json_get(body, "fields"), "state");
    *patch = zc_patch_new(api->arena, entity, 0);
    patch->why = zc_api_why_text(body);
    if (!zc_api_fields(api, patch, body) || !zc_api_day(api, body, "valid_from", &patch->valid_from) || !zc_api_day(api, body, "valid_to", &patch->valid_to) ||
        !sign(api, patch))
        return false;
    if (area && (!zc_api_id(&patch->home_area, area) || patch->home_area < 1 || patch->home_area >= 1 << 20))
        rc = zc_fail(&api->err, ZC_EINPUT, "area 应为区划编号,如 520100", "area takes an area number such as 520100");
    else if (given && entity->state_count && (given->kind != ZC_JSON_TEXT || strcmp(given->text, state) != 0))
        rc = zc_fail(&api->err, ZC_EINPUT, "新记录从 %s 开始,之后只能通过办理步骤改变", "a new record begins as %s and changes only through transitions", state);
    if (rc)
        zc_api_fail(api, rc);
    return !rc;
}

static void create(struct zc_api *api)
{
    struct zc_patch patch;
    bool changed = false;
    int64_t id = 0;
    if (!read_new(api, &patch))
        return;
    int rc = zc_record_change(&id, &changed, api->request->tx, &patch, &api->err);
    if (rc) {
        zc_api_fail(api, rc);
        return;
    }
    api->response->status = 201;
    zc_response_header(api->response, "Location", zc_arena_printf(api->arena, "/api/v1/%s/%lld", patch.entity->full_name, (long long)id));
    answer_record(api, patch.entity, id, changed);
}

/* 409 with what stands there now, so that the two can be compared. */
static void answer_conflict(struct zc_api *api, const struct target *target)
{
    zc_api_fail(api, ZC_ECONFLICT);
    api->out->size -= api->out->size && api->out->bytes[api->out->size - 1] == '}';
    zc_buf_str(api->out, ",\"present\":");
    zc_api_record(api, &target->before, zc_times_now(api->db), true);
    zc_buf_str(api->out, "}\n");
}

/* What the body of a change asks for. false: answered. */
static bool read_change(struct zc_api *api, struct zc_patch *patch, struct target *target)
{
    const struct zc_json *body;
    if (!open_target(api, target) || !(body = zc_api_body(api)) || !zc_api_members(api, body, "fields valid_from valid_to slice why"))
        return false;
    const char *slice = zc_json_text(body, "slice");
    int64_t expected = 0;
    *patch = zc_patch_new(api->arena, target->entity, target->id);
    patch->why = zc_api_why_text(body);
    if (!zc_api_fields(api, patch, body) || !zc_api_day(api, body, "valid_from", &patch->valid_from) || !zc_api_day(api, body, "valid_to", &patch->valid_to) ||
        !sign(api, patch))
        return false;
    if (slice && (!zc_api_id(&expected, slice) || expected < 1 || expected > INT32_MAX)) {
        zc_api_fail(api, zc_fail(&api->err, ZC_EINPUT, "slice 应为您看到的切片号", "slice takes the number of the slice you saw"));
        return false;
    }
    patch->expect_slice = (int)expected;
    return true;
}

static void change(struct zc_api *api)
{
    struct target target;
    struct zc_patch patch;
    bool changed = false;
    if (!read_change(api, &patch, &target))
        return;
    int rc = zc_record_change(&target.id, &changed, api->request->tx, &patch, &api->err);
    if (rc == ZC_ECONFLICT && patch.expect_slice && target.before.slice != patch.expect_slice)
        answer_conflict(api, &target);
    else if (rc)
        zc_api_fail(api, rc);
    else
        answer_record(api, target.entity, target.id, changed);
}

/* 3 */

static void end(struct zc_api *api)
{
    struct target target;
    const struct zc_json *body;
    int from = ZC_TODAY;
    if (!open_target(api, &target) || !(body = zc_api_body(api)) || !zc_api_members(api, body, "from why") || !zc_api_day(api, body, "from", &from))
        return;
    int rc = zc_record_end(api->request->tx, target.entity, target.id, from, zc_api_why_text(body), &api->err);
    if (rc)
        zc_api_fail(api, rc);
    else
        answer_record(api, target.entity, target.id, true);
}

static void withdraw(struct zc_api *api)
{
    struct target target;
    const struct zc_json *body;
    if (!open_target(api, &target) || !(body = zc_api_body(api)) || !zc_api_members(api, body, "why"))
        return;
    int rc = zc_record_withdraw(api->request->tx, target.entity, target.id, zc_api_why_text(body), &api->err);
    if (rc)
        zc_api_fail(api, rc);
    else
        answer_record(api, target.entity, target.id, true);
}

static void transition(struct zc_api *api)
{
    struct target target;
    const struct zc_json *body;
    if (!open_target(api, &target) || !(body = zc_api_body(api)) || !zc_api_members(api, body, "fields why"))
        return;
    struct zc_patch patch = zc_patch_new(api->arena, target.entity, target.id);
    bool changed;
    if (!zc_api_fields(api, &patch, body) || !sign(api, &patch))
        return;
    patch.why = zc_api_why_text(body);
    int rc = zc_json_get(body, "fields") ? zc_record_change(&target.id, &changed, api->request->tx, &patch, &api->err) : ZC_OK;
    if (!rc)
        rc = zc_record_transition(api->request->tx, target.entity, target.id, api->request->params[2], zc_api_why_text(body), &api->err);
    if (rc)
        zc_api_fail(api, rc);
    else
        answer_record(api, target.entity, target.id, true);
}

/* 4 */

static void comment(struct zc_api *api)
{
    struct target target;
    const struct zc_json *body;
    const struct zc_entity *comments = zc_model_entity(api->model, "core.comment");
    int64_t id = 0;
    bool changed = false;
    target.entity = zc_api_entity(api, api->request->params[0], ZC_API_READ);
    if (!target.entity)
        return;
    if (!comments || !zc_api_id(&target.id, api->request->params[1]) ||
        zc_rows_get(&target.before, api->arena, api->db, target.entity, target.id, zc_times_now(api->db), api->reader, NULL)) {
        zc_api_missing(api);
        return;
    }
    if (!zc_api_entity(api, comments->full_name, ZC_API_WRITE) || !(body = zc_api_body(api)) || !zc_api_members(api, body, "text"))
        return;
    struct zc_patch patch = zc_patch_new(api->arena, comments, 0);
    const char *text = zc_json_text(body, "text");
    int rc = text ? zc_patch_set(&patch, api->arena, "text", text, &api->err) : zc_fail(&api->err, ZC_EINPUT, "缺少 text", "text is missing");
    patch.values[zc_entity_field(comments, "subject_entity")->column] = zc_text(target.entity->full_name);
    patch.values[zc_entity_field(comments, "subject_id")->column] = zc_int(target.id);
    patch.set[zc_entity_field(comments, "subject_entity")->column] = patch.set[zc_entity_field(comments, "subject_id")->column] = true;
    patch.home_area = zc_id_area(target.id) ? zc_id_area(target.id) : api->city->area;
    if (!rc && !sign(api, &patch))
        return;
    if (!rc)
        rc = zc_record_change(&id, &changed, api->request->tx, &patch, &api->err);
    if (rc) {
        zc_api_fail(api, rc);
        return;
    }
    api->response->status = 201;
    answer_record(api, comments, id, changed);
}

/* 5: as they are, and as trials that say what they would do to published figures (api_drift.c). */

#define TRIAL(name, write)                                                    \
    void name(struct zc_response *response, struct zc_request *request)       \
    {                                                                         \
        struct zc_api api;                                                    \
        zc_api_open(&api, response, request);                                 \
        zc_api_try(&api, write);                                              \
    }
TRIAL(zc_api_drift_new, create)
TRIAL(zc_api_drift, change)
TRIAL(zc_api_drift_end, end)
TRIAL(zc_api_drift_withdraw, withdraw)
TRIAL(zc_api_drift_transition, transition)
#define HANDLER(name, write)                                                  \
    void name(struct zc_response *response, struct zc_request *request)       \
    {                                                                         \
        struct zc_api api;                                                    \
        zc_api_open(&api, response, request);                                 \
        zc_api_once(&api, write);                                             \
    }
HANDLER(zc_api_create, create)
HANDLER(zc_api_change, change)
HANDLER(zc_api_end, end)
HANDLER(zc_api_withdraw, withdraw)
HANDLER(zc_api_transition, transition)
HANDLER(zc_api_comment, comment)
