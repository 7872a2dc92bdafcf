/* A draw through the API: what was published, the frame in its order, and what the decided findings prove. Made by its transition. */
#include "http/api.h"
#include "query/draw.h"

static void put_lines(struct zc_api *api, const struct zc_draw_result *result)
{
    for (size_t i = 0; i < result->count; i++) {
        const struct zc_draw_line *line = &result->lines[i];
        zc_buf_printf(api->out, "%s{\"place\":%zu,\"id\":\"%s\",\"digest\":\"%s\",\"drawn\":%s}", i ? ",\n" : "\n", i + 1, line->id, line->digest, line->drawn ? "true" : "false");
    }
}

static void put(struct zc_api *api, const struct zc_record *record, const struct zc_draw_result *result)
{
    struct zc_buf *out = api->out;
    struct zc_pair sentence = zc_draw_sentence(api->arena, result);
    zc_buf_str(out, "{\"seed\":");
    zc_buf_json_str(out, result->published_on ? result->seed : NULL);
    zc_buf_printf(out, ",\"size\":%lld,\"published_on\":", (long long)result->size);
    zc_api_date(out, result->published_on ? result->published_on : ZC_DATE_MAX);
    zc_buf_str(out, ",\"published_entry\":");
    zc_buf_json_str(out, *result->position ? result->position : NULL);
    zc_buf_str(out, ",\"frame\":{\"name\":");
    zc_buf_json_str(out, result->frame ? result->frame->name : NULL);
    if (result->frame) {
        zc_buf_printf(out, ",\"entity\":\"%s\",\"where\":", result->frame->of->full_name);
        zc_buf_json_str(out, result->frame->where_text);
        zc_buf_str(out, ",\"from\":");
        zc_api_date(out, (int)record->values[record->entity->draw->from->column].number);
        zc_buf_str(out, ",\"to\":");
        zc_api_date(out, (int)record->values[record->entity->draw->to->column].number);
    }
    if (result->drawn_on) {
        zc_buf_str(out, ",\"asof\":");
        zc_api_date(out, result->drawn_on);
        zc_buf_str(out, ",\"known\":");
        zc_api_instant(out, result->known);
    }
    zc_buf_printf(out, ",\"count\":%zu,\"digest\":", result->count);
    zc_buf_json_str(out, *result->digest ? result->digest : NULL);
    zc_buf_str(out, "},\"same\":");
    zc_buf_str(out, !result->drawn_on ? "null" : result->same ? "true" : "false");
    zc_buf_printf(out, ",\"result\":{\"all\":%zu,\"drawn\":%zu,\"checked\":%zu,\"upheld\":%zu,\"false\":%zu,\"k95\":", result->count, result->drawn, result->checked, result->upheld,
                  result->false_);
    if (result->bound < 0)
        zc_buf_str(out, "null");
    else
        zc_buf_int(out, result->bound);
    zc_buf_str(out, ",\"sentence\":");
    zc_api_pair(out, sentence);
    zc_buf_str(out, "},\"order\":[");
    put_lines(api, result);
    zc_buf_str(out, "]}\n");
}

void zc_api_draw(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_record record;
    struct zc_draw_result result;
    int64_t id;
    zc_api_open(&api, response, request);
    const struct zc_entity *entity = zc_api_entity(&api, request->params[0], ZC_API_READ);
    if (!entity)
        return;
    if (!entity->draw || !zc_api_id(&id, request->params[1]) || zc_rows_get(&record, api.arena, api.db, entity, id, zc_times_now(api.db), api.reader, NULL)) {
        zc_api_missing(&api);
        return;
    }
    int rc = zc_draw_again(&result, api.arena, api.db, &record, zc_times_now(api.db), &api.err);
    if (rc)
        zc_api_fail(&api, rc);
    else
        put(&api, &record, &result);
}
