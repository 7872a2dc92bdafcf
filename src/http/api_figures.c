/*
 * Figures and the journal: 1 which figures a reader may ask for; 2 values, trace, lines; 3 entries of the journal, whose content
 * is shown to whoever may see the record and every field in it, while place and digest are open to all: without them nobody
 * could check a chain.
 */
#include "http/api.h"
#include "query/duty.h"
#include "http/page.h"
#include "base/digest.h"
#include "query/basis_words.h"

#include <string.h>

/* 1 */

/* Figures over public records are public; others need somebody signed in. A figure of the city counts all rows. */
static bool may_ask(const struct zc_api *api, const struct zc_metric *metric)
{
    const struct zc_metric *parts[] = {metric->numerator ? zc_model_metric(api->model, metric->numerator) : NULL,
                                       metric->denominator ? zc_model_metric(api->model, metric->denominator) : NULL};
    if (api->reader->account)
        return true;
    if (metric->entity && !(metric->entity->public_ && metric->entity->secrecy == ZC_SECRECY_PUBLIC))
        return false;
    return (!parts[0] || may_ask(api, parts[0])) && (!parts[1] || may_ask(api, parts[1]));
}

static bool open_figures(struct zc_api *api, struct zc_metric_query *query)
{
    const char *period = zc_request_query(api->request, "period");
    if (!zc_api_scope(api->identity, "metrics", ZC_API_READ)) {
        zc_api_fail(api, zc_fail(&api->err, ZC_EDENIED, "令牌的范围不含 metrics:read", "the token's scopes do not hold metrics:read"));
        return false;
    }
    *query = (struct zc_metric_query){.reader = api->reader};
    if (!zc_api_times(api, &query->times))
        return false;
    if (query->times.known == ZC_INSTANT_MAX) /* an answer names the instant it is bound to */
        query->times = zc_times_at(api->db, query->times.asof, zc_db_watermark(api->db));
    if (!period) {
        zc_period_half_of(&query->period, query->times.asof);
    } else if (!zc_period_parse(&query->period, period)) {
        zc_api_fail(api, zc_fail(&api->err, ZC_EINPUT, "period 应为 2017、2017H1、2017Q2 或 2017-06,收到 %.40s",
                                 "period is 2017, 2017H1, 2017Q2 or 2017-06, %.40s came", period));
        return false;
    }
    return true;
}

/* A code of the metric's rows by which they are told apart: of an entity's own, single, and visible to the reader. */
static const struct zc_field *code_of(struct zc_api *api, const struct zc_metric *metric, const char *name, size_t length)
{
    const struct zc_field *field = metric->entity && metric->kind != ZC_METRIC_DECLARED ? zc_entity_field(metric->entity, zc_arena_copy(api->arena, name, length)) : NULL;
    if (field && field->type == ZC_CODE && !field->list && !field->derived && field->codelist && !field->erasable && zc_rows_class_visible(field, api->reader, metric->entity))
        return field;
    zc_api_fail(api, zc_fail(&api->err, ZC_EINPUT, "指标 %s 不能按 %.*s 分", "figure %s cannot be told apart by %.*s", metric->id, (int)(length < 60 ? length : 60), name));
    return NULL;
}

/* only=domain.01: of the rows that count, those of one code. */
static bool read_only(struct zc_api *api, struct zc_metric_query *query)
{
    const char *only = zc_request_query(api->request, "only"), *dot = only ? strchr(only, '.') : NULL;
    if (!only)
        return true;
    query->only = code_of(api, query->metric, only, dot ? (size_t)(dot - only) : strlen(only));
    if (!query->only)
        return false;
    query->code = dot ? dot + 1 : "";
    if (zc_codelist_find(query->only->codelist, query->code))
        return true;
    zc_api_fail(api, zc_fail(&api->err, ZC_EINPUT, "only 应为 字段.代码,如 domain.01,收到 %.60s", "only takes FIELD.CODE such as domain.01, %.60s came", only));
    return false;
}

static bool open_figure(struct zc_api *api, struct zc_metric_query *query)
{
    if (!open_figures(api, query))
        return false;
    query->metric = zc_model_metric(api->model, api->request->params[0]);
    if (query->metric && may_ask(api, query->metric))
        return true;
    zc_api_missing(api);
    return false;
}

static bool one_figure(struct zc_api *api, struct zc_figure *figure)
{
    struct zc_metric_query query;
    if (!open_figure(api, &query) || !read_only(api, &query))
        return false;
    int rc = zc_metric_figure(figure, api->arena, api->db, &query, &api->err);
    if (rc)
        zc_api_fail(api, rc);
    return rc == ZC_OK;
}

/* 2 */

static void put_figure(struct zc_api *api, const struct zc_figure *figure)
{
    zc_figure_json(api->out, figure);
    if (api->out->size && api->out->bytes[api->out->size - 1] == '}')
        api->out->size--;
    zc_buf_str(api->out, ",\"title\":");
    zc_api_pair(api->out, figure->metric->title);
    zc_buf_str(api->out, ",\"unit_title\":");
    zc_api_pair(api->out, figure->metric->unit);
    zc_buf_str(api->out, ",\"explain\":");
    zc_api_pair(api->out, figure->metric->explain);
    zc_buf_str(api->out, ",\"module\":");
    zc_buf_json_str(api->out, figure->metric->module);
    zc_buf_str(api->out, ",\"definition\":");
    zc_buf_json_str(api->out, zc_page_rule(api->arena, figure->metric));
    zc_buf_printf(api->out, ",\"flow\":%s,\"before_start\":%s}", figure->metric->flow ? "true" : "false", figure->before_start ? "true" : "false");
}

void zc_api_metrics(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_metric_query query;
    bool first = true;
    zc_api_open(&api, response, request);
    if (!open_figures(&api, &query))
        return;
    zc_buf_str(api.out, "{\"figures\":[");
    for (size_t i = 0; i < api.model->metric_count; i++) {
        struct zc_figure figure;
        query.metric = api.model->metrics[i];
        if (!may_ask(&api, query.metric))
            continue;
        int rc = zc_metric_figure(&figure, api.arena, api.db, &query, &api.err);
        if (rc) {
            zc_api_fail(&api, rc);
            return;
        }
        zc_buf_str(api.out, first ? "\n" : ",\n");
        put_figure(&api, &figure);
        first = false;
    }
    zc_buf_str(api.out, "]}\n");
}

/* by=domain: the figure for each code of the list, in its order. Each is a figure like any other: ?only=domain.01 traces it. */
void zc_api_metric_groups(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_metric_query query;
    const char *by = zc_request_query(request, "by");
    zc_api_open(&api, response, request);
    if (!open_figure(&api, &query) || !(query.only = code_of(&api, query.metric, by ? by : "", by ? strlen(by) : 0)))
        return;
    zc_buf_str(api.out, "{\"groups\":[");
    for (size_t i = 0; i < query.only->codelist->count; i++) {
        struct zc_figure figure;
        query.code = query.only->codelist->codes[i].code;
        int rc = zc_metric_figure(&figure, api.arena, api.db, &query, &api.err);
        if (rc) {
            api.out->size = 0;
            zc_api_fail(&api, rc);
            return;
        }
        zc_buf_str(api.out, i ? ",\n{\"code\":" : "\n{\"code\":");
        zc_buf_json_str(api.out, query.code);
        zc_buf_str(api.out, ",\"title\":");
        zc_api_pair(api.out, query.only->codelist->codes[i].title);
        zc_buf_str(api.out, ",\"figure\":");
        put_figure(&api, &figure);
        zc_buf_char(api.out, '}');
    }
    zc_buf_str(api.out, "]}\n");
}

void zc_api_metric(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_figure figure;
    zc_api_open(&api, response, request);
    if (one_figure(&api, &figure))
        put_figure(&api, &figure);
}

static int put_row(struct zc_api *api, const struct zc_row_ref *row, struct zc_times times, bool *first)
{
    struct zc_record record;
    struct zc_journal journal;
    int rc = zc_rows_get(&record, api->arena, api->db, row->entity, row->id, times, api->reader, &api->err);
    if (rc == ZC_ENOTFOUND)
        return ZC_OK; /* counted, but not for these eyes */
    if (!rc)
        rc = zc_journal_of(&journal, api->arena, api->db, row->id, &api->err);
    if (!rc)
        rc = zc_api_note_read(api, row->entity, &record, 1);
    if (rc)
        return rc;
    zc_buf_printf(api->out, "%s{\"entity\":\"%s\",\"id\":\"%lld\",\"slice\":%d,\"name\":", *first ? "\n" : ",\n", row->entity->full_name, (long long)row->id,
                  row->slice);
    zc_buf_json_str(api->out, zc_record_name(api->arena, api->db, &record, api->request->lang));
    zc_buf_str(api->out, ",\"valid_from\":");
    zc_api_date(api->out, record.valid_from);
    zc_buf_str(api->out, ",\"valid_to\":");
    zc_api_date(api->out, record.valid_to);
    zc_buf_str(api->out, ",\"known_from\":");
    zc_api_instant(api->out, record.known_from);
    zc_buf_str(api->out, ",\"entries\":[");
    for (size_t i = 0; i < journal.count; i++) {
        zc_buf_printf(api->out, "%s{\"chain\":\"%lld\",\"seq\":\"%lld\",\"at\":", i ? "," : "", (long long)journal.items[i].chain,
                      (long long)journal.items[i].seq);
        zc_api_instant(api->out, journal.items[i].at);
        zc_buf_printf(api->out, ",\"digest\":\"%s\"", journal.items[i].digest);
        zc_basis_key(api->out, api->arena, &journal.items[i]);
        zc_buf_char(api->out, '}');
    }
    zc_buf_str(api->out, "]}");
    *first = false;
    return ZC_OK;
}

void zc_api_metric_trace(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_figure figure;
    bool first = true;
    zc_api_open(&api, response, request);
    if (!one_figure(&api, &figure))
        return;
    zc_buf_str(api.out, "{\"figure\":");
    put_figure(&api, &figure);
    zc_buf_str(api.out, ",\"explain\":");
    zc_api_pair(api.out, figure.metric->explain);
    zc_buf_str(api.out, ",\"rule\":");
    zc_buf_json_str(api.out, figure.metric->where_text);
    if (figure.rule) {
        zc_buf_str(api.out, ",\"rule_value\":{\"id\":");
        zc_buf_json_str(api.out, figure.rule->id);
        zc_buf_str(api.out, ",\"value\":");
        zc_buf_json_str(api.out, figure.rule->value);
        zc_buf_str(api.out, ",\"basis\":");
        zc_buf_json_str(api.out, figure.rule->basis);
        zc_buf_str(api.out, ",\"status\":");
        zc_buf_json_str(api.out, figure.rule->status);
        zc_buf_char(api.out, '}');
    }
    if (figure.declared_by) {
        zc_buf_str(api.out, ",\"declared_by\":");
        zc_buf_json_str(api.out, figure.declared_by);
        zc_buf_str(api.out, ",\"declared_source\":");
        zc_buf_json_str(api.out, figure.declared_source);
    }
    zc_buf_printf(api.out, ",\"rows\":%zu,\"visible\":%zu,\"records\":[", figure.row_count, figure.visible_count);
    for (size_t i = 0; i < figure.row_count; i++) {
        int rc = put_row(&api, &figure.rows[i], figure.times, &first);
        if (rc) {
            zc_api_fail(&api, rc);
            return;
        }
    }
    zc_buf_str(api.out, "]}\n");
}

void zc_api_metric_lines(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_figure figure;
    zc_api_open(&api, response, request);
    if (!one_figure(&api, &figure))
        return;
    if (figure.visible_count < figure.row_count) { /* the lines name every row */
        zc_api_fail(&api, zc_fail(&api.err, ZC_EDENIED, "您可看 %zu 条中的 %zu 条,各行只交给能看全部的人", "of %zu rows you may see %zu; the lines go to who may see all",
                                  figure.row_count, figure.visible_count));
        return;
    }
    response->type = "text/plain; charset=utf-8";
    int rc = zc_metric_lines(api.out, api.db, &figure, &api.err);
    if (rc)
        zc_api_fail(&api, rc);
}

/* 3 */

static bool may_see_record(struct zc_api *api, const struct zc_json *payload)
{
    const char *name = zc_json_text(payload, "entity");
    const struct zc_entity *entity = name ? zc_model_entity(api->model, name) : NULL;
    const struct zc_json *fields = zc_json_get(payload, "fields");
    struct zc_record record;
    int64_t id;
    if (!entity || !zc_api_may_meet(api->reader, entity) || !zc_api_scope(api->identity, entity->full_name, ZC_API_READ) ||
        !zc_api_id(&id, zc_json_text(payload, "id")) ||
        zc_rows_get(&record, api->arena, api->db, entity, id, zc_times_now(api->db), api->reader, NULL))
        return false;
    for (const struct zc_json *field = fields ? fields->child : NULL; field; field = field->next) {
        const struct zc_field *declared = zc_entity_field(entity, field->key);
        if (!declared || !zc_rows_class_visible(declared, api->reader, entity))
            return false;
    }
    return true;
}

static bool may_see(struct zc_api *api, const struct zc_journal_entry *entry)
{
    struct zc_json *payload;
    if (strcmp(entry->kind, "publish") == 0 || strcmp(entry->kind, "seal") == 0)
        return true;
    if (strcmp(entry->kind, "record") != 0)
        return zc_reader_has_role(api->reader, "core.audit_admin");
    return !zc_json_parse(&payload, api->arena, entry->payload, strlen(entry->payload), NULL) && may_see_record(api, payload);
}

static void put_entry(struct zc_api *api, const struct zc_journal_entry *entry, bool open)
{
    zc_buf_printf(api->out, "{\"chain\":\"%lld\",\"seq\":\"%lld\",\"at\":", (long long)entry->chain, (long long)entry->seq);
    zc_api_instant(api->out, entry->at);
    zc_buf_printf(api->out, ",\"prev\":\"%s\",\"digest\":\"%s\"", entry->prev, entry->digest);
    if (!open) {
        zc_buf_str(api->out, ",\"withheld\":true}");
        return;
    }
    zc_buf_printf(api->out, ",\"tx\":\"%lld\",\"kind\":\"%s\",\"links\":\"%s\",\"wall\":", (long long)entry->tx, entry->kind, entry->links);
    zc_api_instant(api->out, entry->wall);
    if (api->reader->account) { /* who wrote it is no business of the public */
        zc_buf_str(api->out, ",\"actor\":");
        zc_buf_json_str(api->out, entry->actor);
        zc_buf_str(api->out, ",\"acted\":");
        zc_api_pair(api->out, (struct zc_pair){zc_actor_words(api->arena, api->db, entry->actor, ZC_ZH), zc_actor_words(api->arena, api->db, entry->actor, ZC_EN)});
    }
    zc_buf_str(api->out, ",\"payload\":");
    zc_buf_str(api->out, entry->payload); /* canonical JSON already */
    zc_buf_char(api->out, '}');
}

void zc_api_entry(struct zc_api *api, const struct zc_journal_entry *entry)
{
    put_entry(api, entry, may_see(api, entry));
}

static bool open_journal(struct zc_api *api, struct zc_response *response, struct zc_request *request)
{
    zc_api_open(api, response, request);
    if (zc_api_scope(api->identity, "journal", ZC_API_READ))
        return true;
    zc_api_fail(api, zc_fail(&api->err, ZC_EDENIED, "令牌的范围不含 journal:read", "the token's scopes do not hold journal:read"));
    return false;
}

void zc_api_chains(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_journal heads;
    if (!open_journal(&api, response, request))
        return;
    int rc = zc_journal_heads(&heads, api.arena, api.db, &api.err);
    if (rc) {
        zc_api_fail(&api, rc);
        return;
    }
    zc_buf_str(api.out, "{\"city\":");
    zc_buf_json_str(api.out, api.city->id);
    zc_buf_str(api.out, ",\"chains\":[");
    for (size_t i = 0; i < heads.count; i++) {
        zc_buf_printf(api.out, "%s{\"chain\":\"%lld\",\"seq\":\"%lld\",\"at\":", i ? "," : "", (long long)heads.items[i].chain, (long long)heads.items[i].seq);
        zc_api_instant(api.out, heads.items[i].at);
        zc_buf_printf(api.out, ",\"digest\":\"%s\"}", heads.items[i].digest);
    }
    zc_buf_str(api.out, "]}\n");
}

static bool day_asked(int *out, struct zc_api *api, const char *name)
{
    const char *text = zc_request_query(api->request, name);
    *out = 0;
    if (!text || zc_date_parse(out, text))
        return true;
    zc_api_fail(api, zc_fail(&api->err, ZC_EINPUT, "%s 应为日期 YYYY-MM-DD,收到 %.40s", "%s takes a date YYYY-MM-DD, %.40s came", name, text));
    return false;
}

/* Newest first. Where the kind or the post chooses, what may not be seen is left out: that it was chosen would tell of it. */
static void find_entries(struct zc_api *api, int64_t chain, size_t limit)
{
    struct zc_journal_search search = {.chain = chain, .kind = zc_request_query(api->request, "kind")};
    const char *before = zc_request_query(api->request, "before"), *post = zc_request_query(api->request, "post");
    struct zc_journal journal;
    int64_t next;
    size_t told = 0;
    if (!day_asked(&search.from, api, "from") || !day_asked(&search.to, api, "to"))
        return;
    int rc = ZC_OK;
    if ((before && !zc_api_id(&search.before, before)) || (post && !zc_api_id(&search.post, post)))
        rc = zc_fail(&api->err, ZC_EINPUT, "before 与 post 应为编号", "before and post take numbers");
    else if (post && !api->reader->account)
        rc = zc_fail(&api->err, ZC_EDENIED, "登录后才能按岗位查账本", "sign in to search the journal by post");
    if (!rc)
        rc = zc_journal_find(&journal, &next, api->arena, api->db, &search, &api->err);
    if (rc) {
        zc_api_fail(api, rc);
        return;
    }
    zc_buf_str(api->out, "{\"entries\":[");
    for (size_t i = 0; i < journal.count; i++) {
        bool open = may_see(api, &journal.items[i]);
        if (!open && (search.kind || search.post))
            continue;
        if (told == limit) {
            next = journal.items[i].seq + 1;
            break;
        }
        zc_buf_str(api->out, told++ ? ",\n" : "\n");
        put_entry(api, &journal.items[i], open);
    }
    zc_buf_str(api->out, "],\"next\":");
    if (next)
        zc_api_number(api->out, next);
    else
        zc_buf_str(api->out, "null");
    zc_buf_str(api->out, "}\n");
}

static bool searched(struct zc_request *request)
{
    static const char *const names[] = {"from", "to", "kind", "post", "before"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (zc_request_query(request, names[i]))
            return true;
    return false;
}

void zc_api_chain(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_journal journal;
    int64_t chain, after = 0;
    size_t limit;
    const char *given = zc_request_query(request, "after");
    if (!open_journal(&api, response, request) || !zc_api_limit(&api, &limit))
        return;
    if (!zc_api_id(&chain, request->params[0]) || (given && !zc_api_id(&after, given))) {
        zc_api_missing(&api);
        return;
    }
    if (searched(request)) {
        find_entries(&api, chain, limit);
        return;
    }
    int rc = zc_journal_page(&journal, api.arena, api.db, chain, after, limit + 1, &api.err);
    if (rc) {
        zc_api_fail(&api, rc);
        return;
    }
    size_t count = journal.count > limit ? limit : journal.count;
    zc_buf_str(api.out, "{\"entries\":[");
    for (size_t i = 0; i < count; i++) {
        zc_buf_str(api.out, i ? ",\n" : "\n");
        zc_api_entry(&api, &journal.items[i]);
    }
    zc_buf_str(api.out, "],\"next\":");
    if (journal.count > limit)
        zc_api_number(api.out, journal.items[count - 1].seq);
    else
        zc_buf_str(api.out, "null");
    zc_buf_str(api.out, "}\n");
}
