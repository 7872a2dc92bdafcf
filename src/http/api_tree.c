/* A tree of links: who answers to whom on each line, what was last done, since when a link is silent, and whom no line reaches. */
#include "http/api.h"
#include "query/eval.h"
#include "query/tree.h"

#include <string.h>

static bool seen(struct zc_api *api, const struct zc_entity *entity, int64_t id)
{
    struct zc_record record;
    return zc_api_may_meet(api->reader, entity) && !zc_rows_get(&record, api->arena, api->db, entity, id, zc_times_now(api->db), api->reader, NULL);
}

static void put_end(struct zc_api *api, const char *member, const struct zc_record *link, const struct zc_field *field)
{
    zc_buf_printf(api->out, ",\"%s\":{\"id\":\"%lld\",\"name\":", member, (long long)link->values[field->column].number);
    zc_buf_json_str(api->out, zc_record_show(api->arena, api->db, link, field, api->request->lang));
    zc_buf_char(api->out, '}');
}

/* What was done is told to who may see the act; that something was done is a fact of the link. */
static void put_act(struct zc_api *api, const struct zc_tree_link *link)
{
    zc_buf_str(api->out, ",\"last\":");
    if (!link->last_on || !seen(api, link->act.entity, link->act.id)) {
        zc_buf_str(api->out, "null");
        return;
    }
    zc_buf_printf(api->out, "{\"entity\":\"%s\",\"id\":\"%lld\"", link->act.entity->full_name, (long long)link->act.id);
    for (size_t i = 0; i < link->act.entity->list_count; i++) {
        const struct zc_field *field = zc_entity_field(link->act.entity, link->act.entity->list_fields[i]);
        if (!field || !zc_eval_visible(api->reader, link->act.entity, field))
            continue;
        zc_buf_printf(api->out, ",\"%s\":", field->name);
        zc_buf_json_str(api->out, zc_record_show(api->arena, api->db, &link->act, field, api->request->lang));
    }
    zc_buf_char(api->out, '}');
}

void zc_api_tree(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_tree_state state;
    struct zc_times times;
    zc_api_open(&api, response, request);
    const struct zc_entity *entity = zc_api_entity(&api, api.request->params[0], ZC_API_READ);
    if (!entity)
        return;
    if (!entity->tree) {
        zc_api_missing(&api);
        return;
    }
    if (!zc_api_times(&api, &times))
        return;
    const struct zc_tree *tree = entity->tree;
    int rc = zc_tree_read(&state, api.arena, api.db, entity, times, &api.err);
    if (rc) {
        zc_api_fail(&api, rc);
        return;
    }
    zc_buf_printf(api.out, "{\"entity\":\"%s\",\"days\":%d,\"judged\":%zu,\"live\":%zu,\"wanted\":%zu,\"links\":[", entity->full_name, state.days, state.judged, state.live,
                  state.wanted);
    bool first = true;
    for (size_t i = 0; i < state.count; i++) {
        const struct zc_tree_link *link = &state.links[i];
        if (!seen(&api, entity, link->record.id))
            continue;
        zc_buf_printf(api.out, "%s{\"id\":\"%lld\",\"line\":", first ? "\n" : ",\n", (long long)link->record.id);
        zc_buf_json_str(api.out, zc_record_text(&link->record, tree->line->name));
        put_end(&api, "over", &link->record, tree->over);
        put_end(&api, "under", &link->record, tree->under);
        zc_buf_printf(api.out, ",\"reached\":%s,\"judged\":%s,\"live\":%s,\"last_on\":", link->reached ? "true" : "false", link->judged ? "true" : "false",
                      link->live ? "true" : "false");
        zc_api_date(api.out, link->last_on ? link->last_on : ZC_DATE_MAX);
        zc_buf_str(api.out, ",\"silent_since\":");
        zc_api_date(api.out, link->live ? ZC_DATE_MAX : link->silent_since);
        put_act(&api, link);
        zc_buf_char(api.out, '}');
        first = false;
    }
    zc_buf_str(api.out, "],\"unreached\":[");
    first = true;
    for (size_t i = 0; i < state.unreached_count; i++) {
        if (!seen(&api, state.unreached[i].entity, state.unreached[i].id))
            continue;
        zc_buf_printf(api.out, "%s{\"entity\":\"%s\",\"id\":\"%lld\",\"name\":", first ? "" : ",", state.unreached[i].entity->full_name, (long long)state.unreached[i].id);
        zc_buf_json_str(api.out, zc_record_name(api.arena, api.db, &state.unreached[i], request->lang));
        zc_buf_char(api.out, '}');
        first = false;
    }
    zc_buf_str(api.out, "]}\n");
}
