/* How much units are asked, for who is about to ask: GET /api/v1/burden?period=2017Q2&units=31,32&posts=… or &draw=ENTITY/ID. A unit sees its own. */
#include "http/api.h"
#include "query/burden.h"
#include "query/draw.h"

#include <string.h>

enum { MOST_UNITS = 200 };
struct units {
    int64_t items[MOST_UNITS];
    size_t count;
};

static void add(struct units *units, int64_t unit)
{
    for (size_t i = 0; i < units->count; i++)
        if (units->items[i] == unit)
            return;
    if (unit && units->count < MOST_UNITS)
        units->items[units->count++] = unit;
}

/* Ids divided by commas; of posts, their units. false: one is no id. */
static bool add_listed(struct units *units, struct zc_api *api, const char *text, bool posts)
{
    for (const char *at = text; at && *at;) {
        size_t size = strcspn(at, ",");
        int64_t id;
        struct zc_record post;
        if (!zc_api_id(&id, zc_arena_copy(api->arena, at, size)))
            return false;
        if (!posts)
            add(units, id);
        else if (!zc_rows_get(&post, api->arena, api->db, zc_model_entity(api->model, "core.post"), id, zc_times_now(api->db), api->reader, NULL))
            add(units, zc_record_value(&post, "unit").number);
        at += size + (at[size] == ',');
    }
    return true;
}

/* The units of all that a published draw may meet; the frame is not read before the seed is fixed. */
static int add_frame(struct units *units, struct zc_api *api, const char *text)
{
    const char *slash = strchr(text, '/');
    const struct zc_entity *entity = slash ? zc_model_entity(api->model, zc_arena_copy(api->arena, text, (size_t)(slash - text))) : NULL;
    struct zc_record record;
    struct zc_rows rows;
    struct zc_eval eval;
    int64_t id;
    if (!entity || !entity->draw || !zc_api_id(&id, slash + 1) || zc_rows_get(&record, api->arena, api->db, entity, id, zc_times_now(api->db), api->reader, NULL))
        return zc_fail(&api->err, ZC_ENOTFOUND, "没有这一条,或您无权查看", "there is no such thing, or you may not see it");
    if (!zc_record_value(&record, entity->draw->publish->on_field).kind)
        return zc_fail(&api->err, ZC_ECHECK, "种子还没有公布，不能读名单", "the seed is not published yet: the frame is not read before");
    int rc = zc_draw_frame_rows(&rows, api->arena, api->db, &record, zc_times_now(api->db), &api->err);
    const struct zc_draw_frame *frame = zc_draw_frame_of(&record);
    zc_eval_init(&eval, api->arena, api->db, zc_times_now(api->db), &ZC_READER_CITY);
    for (size_t i = 0; i < rows.count && !rc && frame->unit; i++) {
        struct zc_value unit = zc_expr_value(frame->unit, &eval.context, &rows.items[i]);
        if (unit.kind)
            add(units, unit.number);
    }
    return rc;
}

static void put(struct zc_api *api, const struct zc_burden_load *load)
{
    static const char *const kinds[] = {"requests", "forms", "visits", "notices"};
    struct zc_record unit;
    bool seen = zc_rows_get(&unit, api->arena, api->db, zc_model_entity(api->model, "core.unit"), load->unit, zc_times_now(api->db), api->reader, NULL) == ZC_OK;
    zc_buf_printf(api->out, "{\"unit\":\"%lld\",\"name\":", (long long)load->unit);
    zc_buf_json_str(api->out, seen ? zc_record_name(api->arena, api->db, &unit, ZC_ZH) : NULL);
    for (size_t i = 0; i < ZC_BURDEN_KINDS; i++)
        zc_buf_printf(api->out, ",\"%s\":%zu", kinds[i], load->counts[i]);
    zc_buf_printf(api->out, ",\"repeated\":%zu,\"submitted\":%zu,\"median_minutes\":", load->repeated, load->measured);
    if (load->median < 0)
        zc_buf_str(api->out, "null}");
    else
        zc_buf_printf(api->out, "%lld}", (long long)load->median);
}

void zc_api_burden(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_period period;
    struct zc_times times;
    struct units units = {.count = 0};
    struct zc_burden_load *loads;
    zc_api_open(&api, response, request);
    const char *text = zc_request_query(request, "period"), *listed = zc_request_query(request, "units"), *posts = zc_request_query(request, "posts"),
               *draw = zc_request_query(request, "draw");
    if (!zc_api_scope(api.identity, "core.unit", ZC_API_READ)) {
        zc_api_fail(&api, zc_fail(&api.err, ZC_EDENIED, "令牌的范围不含 core.unit:read", "the token's scopes do not hold core.unit:read"));
        return;
    }
    if (!zc_api_period(&api, &period, &times, text, NULL, NULL))
        return;
    bool may = zc_burden_may(api.model, api.reader);
    int rc = ZC_OK;
    if (!may || (!listed && !posts && !draw))
        add(&units, api.reader->unit);
    else if (!add_listed(&units, &api, listed, false) || !add_listed(&units, &api, posts, true))
        rc = zc_fail(&api.err, ZC_EINPUT, "units 和 posts 应为逗号分开的编号", "units and posts take ids divided by commas");
    if (!rc && may && draw)
        rc = add_frame(&units, &api, draw);
    if (!rc)
        rc = zc_burden_of(&loads, api.arena, api.db, units.items, units.count, &period, times, &api.err);
    if (rc) {
        zc_api_fail(&api, rc);
        return;
    }
    zc_buf_str(api.out, "{\"from\":");
    zc_api_date(api.out, period.from);
    zc_buf_str(api.out, ",\"to\":");
    zc_api_date(api.out, period.to);
    zc_buf_str(api.out, ",\"units\":[");
    for (size_t i = 0; i < units.count; i++) {
        zc_buf_str(api.out, i ? ",\n" : "\n");
        put(&api, &loads[i]);
    }
    zc_buf_str(api.out, "]}\n");
}
