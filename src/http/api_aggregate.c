/* Rows counted and measured by groups: group= and measure= beside the filter, search and times of a list. */
#include "http/api.h"
#include "query/aggregate.h"

#include <string.h>

static void put_keys(struct zc_api *api, const struct zc_aggregate_query *query, const struct zc_group *group)
{
    zc_buf_str(api->out, "{\"key\":{");
    for (size_t i = 0; i < query->key_count; i++) {
        const struct zc_group_key *key = &query->keys[i];
        struct zc_field one = *key->field; /* a group stands for one of several values */
        one.list = false;
        zc_buf_str(api->out, i ? "," : "");
        zc_buf_json_str(api->out, key->text);
        zc_buf_char(api->out, ':');
        if (key->step)
            zc_buf_json_str(api->out, group->keys[i].kind ? group->keys[i].text : NULL);
        else
            zc_api_value(api->out, &one, &group->keys[i]);
    }
    zc_buf_str(api->out, "},\"labels\":{");
    bool first = true;
    for (size_t i = 0; i < query->key_count; i++) {
        const struct zc_group_key *key = &query->keys[i];
        struct zc_field one = *key->field;
        one.list = false;
        if (!group->keys[i].kind || key->step)
            continue;
        const char *name = key->field->type == ZC_REF ? zc_api_ref_name(api, &one, group->keys[i].number)
                                                      : zc_field_show(&one, &group->keys[i], api->request->lang, api->arena);
        if (!name)
            continue;
        zc_buf_str(api->out, first ? "" : ",");
        zc_buf_json_str(api->out, key->text);
        zc_buf_char(api->out, ':');
        zc_buf_json_str(api->out, name);
        first = false;
    }
    zc_buf_str(api->out, "},\"values\":");
}

static void put_values(struct zc_api *api, const struct zc_aggregate_query *query, const struct zc_group *group)
{
    for (size_t i = 0; i < query->measure_count; i++) {
        const struct zc_measure *measure = &query->measures[i];
        zc_buf_char(api->out, i ? ',' : '{');
        zc_buf_json_str(api->out, measure->text);
        zc_buf_char(api->out, ':');
        if (measure->kind <= ZC_MEASURE_DISTINCT)
            zc_buf_int(api->out, group->measures[i].number);
        else
            zc_api_value(api->out, measure->field, &group->measures[i]);
    }
    zc_buf_char(api->out, '}');
}

void zc_api_aggregate(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_groups groups;
    zc_api_open(&api, response, request);
    const struct zc_entity *entity = zc_api_entity(&api, request->params[0], ZC_API_READ);
    if (!entity)
        return;
    struct zc_aggregate_query query = {
        .rows = {.entity = entity, .reader = api.reader, .filter = zc_request_query(request, "filter"), .search = zc_request_query(request, "search")}};
    if (!zc_api_times(&api, &query.rows.times) || !zc_api_limit(&api, &query.limit))
        return;
    int rc = zc_aggregate_read(&query, api.arena, zc_request_query(request, "group"), zc_request_query(request, "measure"), &api.err);
    if (!rc)
        rc = zc_aggregate(&groups, api.arena, api.db, &query, &api.err);
    if (!rc)
        rc = zc_api_note_aggregate(&api, entity);
    if (rc) {
        zc_api_fail(&api, rc);
        return;
    }
    zc_buf_str(api.out, "{\"groups\":[");
    for (size_t i = 0; i < groups.count; i++) {
        zc_buf_str(api.out, i ? ",\n" : "\n");
        put_keys(&api, &query, &groups.items[i]);
        put_values(&api, &query, &groups.items[i]);
        zc_buf_char(api.out, '}');
    }
    zc_buf_printf(api.out, "],\"more\":%s,\"total\":", groups.more ? "true" : "false");
    put_values(&api, &query, &groups.total);
    zc_buf_str(api.out, ",\"asof\":");
    zc_api_date(api.out, query.rows.times.asof);
    zc_buf_str(api.out, ",\"known\":");
    zc_api_instant(api.out, query.rows.times.known);
    zc_buf_str(api.out, "}\n");
}
