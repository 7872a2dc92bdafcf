/* Ranking and score through the API. What is a draft yet, and what is another unit's, is as if it were not there. */
#include "http/api.h"
#include "query/score.h"

static bool open_run(struct zc_api *api, struct zc_score_run *run, struct zc_times *times, enum zc_score_view view, int64_t unit)
{
    const struct zc_score_scheme *scheme = zc_model_score(api->model, api->request->params[0]);
    const char *text = zc_request_query(api->request, "scheme");
    struct zc_record record;
    int64_t id = 0;
    if (!scheme || !zc_api_may_meet(api->reader, scheme->entity) || (text && !zc_api_id(&id, text))) {
        zc_api_missing(api);
        return false;
    }
    if (!zc_api_scope(api->identity, scheme->entity->full_name, ZC_API_READ)) {
        zc_api_fail(api, zc_fail(&api->err, ZC_EDENIED, "令牌的范围不含 %s:read", "the token's scopes do not hold %s:read", scheme->entity->full_name));
        return false;
    }
    if (!zc_api_times(api, times))
        return false;
    int rc = zc_score_scheme_find(&record, api->arena, api->db, scheme, id, *times, api->reader, &api->err);
    if (rc == ZC_ENOTFOUND || (!rc && !zc_score_may(api->db, scheme, &record, view, unit, api->reader))) {
        zc_api_missing(api);
        return false;
    }
    if (!rc)
        rc = zc_score_run(run, api->arena, api->db, scheme, &record, *times, &api->err);
    if (rc)
        zc_api_fail(api, rc);
    return !rc;
}

static void put_head(struct zc_api *api, const struct zc_score_run *run, struct zc_times times)
{
    zc_buf_printf(api->out, "{\"scheme\":\"%lld\",\"slice\":%d,\"from\":", (long long)run->record.id, run->record.slice);
    zc_api_date(api->out, (int)run->record.values[run->scheme->from->column].number);
    zc_buf_str(api->out, ",\"to\":");
    zc_api_date(api->out, (int)run->record.values[run->scheme->to->column].number);
    zc_buf_str(api->out, ",\"asof\":");
    zc_api_date(api->out, times.asof);
    zc_buf_str(api->out, ",\"title\":");
    zc_api_pair(api->out, run->scheme->title);
}

static void put_unit(struct zc_api *api, const struct zc_score_unit *unit)
{
    zc_buf_printf(api->out, "{\"unit\":\"%lld\",\"name\":", (long long)unit->unit.id);
    zc_buf_json_str(api->out, zc_record_name(api->arena, api->db, &unit->unit, ZC_ZH));
    if (unit->standing.rank)
        zc_buf_printf(api->out, ",\"rank\":%d", unit->standing.rank);
    else
        zc_buf_str(api->out, ",\"rank\":null");
}

void zc_api_ranking(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_times times;
    struct zc_score_run run;
    zc_api_open(&api, response, request);
    if (!open_run(&api, &run, &times, ZC_SCORE_RANKING, 0))
        return;
    const struct zc_score_scheme *scheme = run.scheme;
    size_t ranked = (size_t)(scheme->rank - scheme->parts);
    put_head(&api, &run, times);
    zc_buf_str(api.out, ",\"lists\":[");
    for (size_t l = 0; l < scheme->list_count; l++) {
        bool first = true;
        zc_buf_printf(api.out, "%s{\"list\":\"%s\",\"title\":", l ? "," : "", scheme->lists[l].name);
        zc_api_pair(api.out, scheme->lists[l].title);
        zc_buf_str(api.out, ",\"units\":[");
        for (size_t i = 0; i < run.count; i++) {
            const struct zc_score_unit *unit = &run.units[i];
            const struct zc_score_part *part = &unit->parts[ranked];
            if (unit->list != &scheme->lists[l] || !part->applicable)
                continue;
            zc_buf_str(api.out, first ? "\n" : ",\n");
            first = false;
            put_unit(&api, unit);
            zc_buf_printf(api.out, ",\"passed\":%lld,\"due\":%lld,\"rate\":\"%s\"}", (long long)part->passed, (long long)part->applicable, zc_score_text(api.arena, part->value, 4));
        }
        zc_buf_str(api.out, "]}");
    }
    zc_buf_str(api.out, "]}\n");
}

static void put_lines(struct zc_api *api, const struct zc_score_of *part, const struct zc_score_cell *cell, struct zc_times times)
{
    for (size_t i = 0; i < cell->count; i++) {
        const struct zc_score_line *line = &cell->lines[i];
        struct zc_record record;
        bool seen = zc_rows_get(&record, api->arena, api->db, part->of, line->id, times, api->reader, NULL) == ZC_OK;
        zc_buf_printf(api->out, "%s{\"id\":\"%lld\",\"passed\":%s,\"name\":", i ? ",\n" : "\n", (long long)line->id, line->passed ? "true" : "false");
        zc_buf_json_str(api->out, seen ? zc_record_name(api->arena, api->db, &record, ZC_ZH) : NULL);
        if (line->instead_of)
            zc_buf_printf(api->out, ",\"instead_of\":\"%lld\"", (long long)line->instead_of);
        zc_buf_char(api->out, '}');
    }
}

void zc_api_score(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_times times;
    struct zc_score_run run;
    int64_t id;
    const struct zc_score_unit *unit = NULL;
    zc_api_open(&api, response, request);
    if (!zc_api_id(&id, request->params[1])) {
        zc_api_missing(&api);
        return;
    }
    if (!open_run(&api, &run, &times, ZC_SCORE_DETAIL, id))
        return;
    for (size_t i = 0; i < run.count && !unit; i++)
        if (run.units[i].unit.id == id)
            unit = &run.units[i];
    if (!unit) {
        zc_api_missing(&api);
        return;
    }
    put_head(&api, &run, times);
    zc_buf_str(api.out, ",\"score\":");
    put_unit(&api, unit);
    zc_buf_printf(api.out, ",\"list\":%s%s%s,\"total\":\"%s\",\"asked\":%lld,\"parts\":[", unit->list ? "\"" : "", unit->list ? unit->list->name : "null", unit->list ? "\"" : "",
                  zc_score_text(api.arena, unit->total, 2), (long long)unit->asked);
    for (size_t p = 0; p < run.scheme->part_count; p++) {
        const struct zc_score_of *part = &run.scheme->parts[p];
        const struct zc_score_part *got = &unit->parts[p];
        zc_buf_printf(api.out, "%s{\"part\":\"%s\",\"title\":", p ? "," : "", part->name);
        zc_api_pair(api.out, part->title);
        zc_buf_printf(api.out, ",\"entity\":\"%s\",\"points\":%lld,\"passed\":%lld,\"applicable\":%lld,\"value\":\"%s\",\"earned\":\"%s\",\"reasons\":[", part->of->full_name,
                      (long long)got->points, (long long)got->passed, (long long)got->applicable, zc_score_text(api.arena, got->value, 4), zc_score_text(api.arena, got->earned, 4));
        put_lines(&api, part, &unit->cells[p], times);
        zc_buf_str(api.out, "]}");
    }
    zc_buf_str(api.out, "]}}\n");
}
