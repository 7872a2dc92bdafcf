/* Reading records: 1 lists; 2 one record, its history and its journal; 3 the inbox. */
#include "http/api.h"
#include "query/compute.h"
#include "query/journal.h"

#include <string.h>

enum { SORT_KEYS = 8, COUNT_CAP = 1000, SKIP_MOST = 10 * 1000 * 1000 };

/* 1 */

static bool read_order(struct zc_api *api, struct zc_rows_query *query)
{
    const char *sort = zc_request_query(api->request, "sort");
    if (!sort || !*sort)
        return true;
    query->order = zc_arena_array(api->arena, SORT_KEYS, sizeof *query->order);
    for (const char *at = sort; *at;) {
        size_t length = strcspn(at, ",");
        if (query->order_count == SORT_KEYS) {
            zc_api_fail(api, zc_fail(&api->err, ZC_EINPUT, "sort 最多 %d 个字段", "sort takes %d fields at the most", SORT_KEYS));
            return false;
        }
        query->order[query->order_count++] = zc_arena_copy(api->arena, at, length);
        at += length;
        at += *at == ',';
    }
    return true;
}

/* fields=code,due_on: those columns alone. */
static bool read_fields(struct zc_api *api, const struct zc_entity *entity)
{
    const char *fields = zc_request_query(api->request, "fields");
    if (!fields || !*fields)
        return true;
    bool *only = zc_arena_array(api->arena, entity->field_count + 1, sizeof *only);
    memset(only, 0, entity->field_count + 1);
    for (const char *at = fields; *at;) {
        size_t length = strcspn(at, ",");
        const char *name = zc_arena_copy(api->arena, at, length);
        const struct zc_field *field = zc_entity_field(entity, name);
        if (!field || !zc_rows_class_visible(field, api->reader, entity)) {
            zc_api_fail(api, zc_fail(&api->err, ZC_EINPUT, "%s没有字段 %.60s", "%s has no field %.60s", zc_pick(entity->title, ZC_ZH), name));
            return false;
        }
        only[field - entity->fields] = true;
        at += length;
        at += *at == ',';
    }
    api->only = only;
    return true;
}

/* skip=40000: so many rows are passed over, those behind `after` first among them. */
static bool read_skip(struct zc_api *api, struct zc_rows_query *query)
{
    const char *text = zc_request_query(api->request, "skip");
    int64_t skip = 0;
    if (text && *text && (!zc_api_id(&skip, text) || skip > SKIP_MOST)) {
        zc_api_fail(api, zc_fail(&api->err, ZC_EINPUT, "skip 应为 0 至 %d 的整数", "skip takes a whole number from 0 to %d", SKIP_MOST));
        return false;
    }
    query->skip = (size_t)skip;
    return true;
}

int zc_api_total(struct zc_api *api, const struct zc_rows_query *query, bool exact)
{
    int64_t count = 0;
    int rc = exact ? zc_rows_count(&count, api->db, query, &api->err) : zc_rows_count_to(&count, api->db, query, COUNT_CAP + 1, &api->err);
    if (rc)
        return rc;
    bool capped = !exact && count > COUNT_CAP;
    zc_buf_printf(api->out, ",\"total\":{\"count\":%lld,\"exact\":%s,\"text\":", (long long)(capped ? COUNT_CAP : count), capped ? "false" : "true");
    if (capped)
        zc_buf_str(api->out, "\"1,000+\"}");
    else
        zc_buf_printf(api->out, "\"%lld\"}", (long long)count);
    return ZC_OK;
}

static void put_list(struct zc_api *api, const struct zc_rows_query *query)
{
    struct zc_rows rows;
    bool labels = zc_api_flag(api, "labels");
    int rc = zc_rows_list(&rows, api->arena, api->db, query, &api->err);
    if (!rc)
        rc = zc_api_note_read(api, query->entity, rows.items, rows.count);
    if (rc) {
        zc_api_fail(api, rc);
        return;
    }
    zc_buf_str(api->out, "{\"items\":[");
    if (rows.count > 1) /* what is computed reads its inputs once for all rows */
        zc_compute_open(&api->many, api->arena, api->db, query->times, query->entity, &rows);
    for (size_t i = 0; i < rows.count; i++) {
        zc_buf_str(api->out, i ? ",\n" : "\n");
        zc_api_record(api, &rows.items[i], query->times, labels);
    }
    api->many = NULL;
    zc_buf_str(api->out, "],\"next\":");
    zc_buf_json_str(api->out, rows.next);
    zc_buf_str(api->out, ",\"asof\":");
    zc_api_date(api->out, query->times.asof);
    zc_buf_str(api->out, ",\"known\":");
    zc_api_instant(api->out, query->times.known);
    if (query->search && !query->times.present)
        zc_buf_str(api->out, ",\"scanned\":true");
    if (zc_api_flag(api, "count") && (rc = zc_api_total(api, query, zc_api_flag(api, "exact")))) {
        zc_api_fail(api, rc);
        return;
    }
    zc_buf_str(api->out, "}\n");
}

void zc_api_list(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    zc_api_open(&api, response, request);
    const struct zc_entity *entity = zc_api_entity(&api, request->params[0], ZC_API_READ);
    if (!entity)
        return;
    struct zc_rows_query query = {.entity = entity,
                                  .reader = api.reader,
                                  .filter = zc_request_query(request, "filter"),
                                  .search = zc_request_query(request, "search"),
                                  .after = zc_request_query(request, "after")};
    if (zc_api_times(&api, &query.times) && zc_api_limit(&api, &query.limit) && read_order(&api, &query) && read_skip(&api, &query) && read_fields(&api, entity))
        put_list(&api, &query);
}

/* 2 */

/* The entity and id of the address. false: answered. */
static bool subject(struct zc_api *api, const struct zc_entity **entity, int64_t *id)
{
    *entity = zc_api_entity(api, api->request->params[0], ZC_API_READ);
    if (*entity && zc_api_id(id, api->request->params[1]))
        return true;
    if (*entity)
        zc_api_missing(api);
    return false;
}

void zc_api_get(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    const struct zc_entity *entity;
    struct zc_record record;
    struct zc_times times;
    int64_t id;
    zc_api_open(&api, response, request);
    if (!subject(&api, &entity, &id) || !zc_api_times(&api, &times))
        return;
    int rc = zc_rows_get(&record, api.arena, api.db, entity, id, times, api.reader, &api.err);
    if (rc == ZC_ENOTFOUND)
        zc_api_missing(&api);
    else if (rc || (rc = zc_api_note_read(&api, entity, &record, 1)))
        zc_api_fail(&api, rc);
    else
        zc_api_record(&api, &record, times, true);
}

void zc_api_history(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    const struct zc_entity *entity;
    struct zc_rows rows;
    struct zc_history_page page = {.after = zc_request_query(request, "after")};
    int64_t id;
    zc_api_open(&api, response, request);
    if (!subject(&api, &entity, &id) || !zc_api_limit(&api, &page.limit))
        return;
    int rc = zc_rows_history_page(&rows, api.arena, api.db, entity, id, api.reader, &page, &api.err);
    if (rc == ZC_ENOTFOUND) {
        zc_api_missing(&api);
        return;
    }
    if (rc || (rc = zc_api_note_read(&api, entity, rows.items, rows.count))) {
        zc_api_fail(&api, rc);
        return;
    }
    zc_buf_str(api.out, "{\"slices\":[");
    for (size_t i = 0; i < rows.count; i++) { /* each as it stood on its first day */
        struct zc_times times = {rows.items[i].valid_from, rows.items[i].known_from, false};
        zc_buf_str(api.out, i ? ",\n" : "\n");
        zc_api_record(&api, &rows.items[i], times, false);
    }
    zc_buf_str(api.out, "],\"next\":");
    zc_buf_json_str(api.out, page.next);
    zc_buf_str(api.out, "}\n");
}

void zc_api_record_journal(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    const struct zc_entity *entity;
    struct zc_journal journal;
    struct zc_record record;
    int64_t id;
    zc_api_open(&api, response, request);
    if (!subject(&api, &entity, &id))
        return;
    int rc = zc_rows_get(&record, api.arena, api.db, entity, id, zc_times_now(api.db), api.reader, &api.err);
    if (rc == ZC_ENOTFOUND) {
        zc_api_missing(&api);
        return;
    }
    if (!rc)
        rc = zc_journal_of(&journal, api.arena, api.db, id, &api.err);
    if (rc || (rc = zc_api_note_read(&api, entity, &record, 1))) {
        zc_api_fail(&api, rc);
        return;
    }
    zc_buf_str(api.out, "{\"entries\":[");
    for (size_t i = 0; i < journal.count; i++) {
        zc_buf_str(api.out, i ? ",\n" : "\n");
        zc_api_entry(&api, &journal.items[i]);
    }
    zc_buf_str(api.out, "]}\n");
}

/* 3 */

void zc_api_inbox(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    zc_api_open(&api, response, request);
    const struct zc_entity *entity = zc_api_entity(&api, "core.inbox", ZC_API_READ);
    if (!entity)
        return;
    struct zc_rows_query query = {.entity = entity,
                                  .times = zc_times_now(api.db),
                                  .reader = api.reader,
                                  .filter = "post = :post and not (state = 'done')",
                                  .after = zc_request_query(request, "after")};
    if (zc_api_limit(&api, &query.limit))
        put_list(&api, &query);
}
