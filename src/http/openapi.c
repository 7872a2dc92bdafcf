/*
 * openapi: the description of this API in OpenAPI 3.1, written from the declarations and from the table of routes, so that it
 * cannot say anything else than what runs: 1 schemas of entities; 2 shared parts; 3 paths; 4 the document.
 *
 * It tells what this reader may meet: entities and fields withheld from him do not occur in it.
 */
#include "http/api.h"

#include <string.h>

/* 1 */

static const char *schema_of(const struct zc_field *field)
{
    switch (field->type) {
    case ZC_INT: return "{\"type\":[\"integer\",\"null\"]}";
    case ZC_BOOL: return "{\"type\":[\"boolean\",\"null\"]}";
    case ZC_DATE: return "{\"type\":[\"string\",\"null\"],\"format\":\"date\"}";
    case ZC_INSTANT: return "{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"}";
    case ZC_DECIMAL:
    case ZC_MONEY: return "{\"type\":[\"string\",\"null\"],\"pattern\":\"^-?[0-9]+(\\\\.[0-9]+)?$\"}";
    case ZC_REF: return "{\"type\":[\"string\",\"null\"],\"pattern\":\"^[0-9]{1,19}$\"}";
    default: return "{\"type\":[\"string\",\"null\"]}";
    }
}

static void put_field(struct zc_buf *out, const struct zc_field *field)
{
    const char *schema = schema_of(field);
    zc_buf_printf(out, "\"%s\":", field->name);
    if (field->list) {
        zc_buf_str(out, "{\"type\":[\"array\",\"null\"],\"items\":{\"type\":\"string\"}");
    } else {
        zc_buf_add(out, schema, strlen(schema) - 1);
        if (field->codelist && field->type == ZC_CODE) {
            zc_buf_str(out, ",\"enum\":[");
            for (size_t i = 0; i < field->codelist->count; i++) {
                zc_buf_json_str(out, field->codelist->codes[i].code);
                zc_buf_char(out, ',');
            }
            zc_buf_str(out, "null]");
        }
        if (field->type == ZC_TEXT)
            zc_buf_printf(out, ",\"maxLength\":%d", field->max ? field->max : 2000);
    }
    zc_buf_str(out, ",\"title\":");
    zc_buf_json_str(out, zc_pick(field->title, ZC_EN));
    zc_buf_str(out, ",\"x-title-zh\":");
    zc_buf_json_str(out, zc_pick(field->title, ZC_ZH));
    if (field->column < 0)
        zc_buf_str(out, ",\"readOnly\":true");
    if (field->to)
        zc_buf_printf(out, ",\"x-to\":\"%s\"", field->to->full_name);
    zc_buf_char(out, '}');
}

static void put_entity(struct zc_api *api, const struct zc_entity *entity)
{
    struct zc_buf *out = api->out;
    bool first = true;
    zc_buf_printf(out, "\"%s.fields\":{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{", entity->full_name);
    for (size_t i = 0; i < entity->field_count; i++) {
        if (!zc_rows_class_visible(&entity->fields[i], api->reader, entity))
            continue;
        zc_buf_str(out, first ? "" : ",");
        put_field(out, &entity->fields[i]);
        first = false;
    }
    zc_buf_str(out, "}},\n");
    zc_buf_printf(out,
                  "\"%s\":{\"title\":", entity->full_name);
    zc_buf_json_str(out, zc_pick(entity->title, ZC_EN));
    zc_buf_printf(out,
                  ",\"allOf\":[{\"$ref\":\"#/components/schemas/record\"},{\"type\":\"object\",\"properties\":{\"fields\":{\"$ref\":\"#/components/schemas/%s.fields\"}}}]},\n"
                  "\"%s.page\":{\"allOf\":[{\"$ref\":\"#/components/schemas/page\"},{\"type\":\"object\",\"properties\":{\"items\":{\"type\":\"array\","
                  "\"items\":{\"$ref\":\"#/components/schemas/%s\"}}}}]},\n"
                  "\"%s.create\":{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"fields\"],\"properties\":{\"fields\":{\"$ref\":\"#/components/schemas/%s.fields\"},"
                  "\"valid_from\":{\"type\":\"string\",\"format\":\"date\"},\"valid_to\":{\"type\":\"string\",\"format\":\"date\"},\"why\":{\"type\":\"string\"},"
                  "\"area\":{\"type\":\"string\"}}},\n"
                  "\"%s.change\":{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"fields\":{\"$ref\":\"#/components/schemas/%s.fields\"},"
                  "\"valid_from\":{\"type\":\"string\",\"format\":\"date\"},\"valid_to\":{\"type\":\"string\",\"format\":\"date\"},\"why\":{\"type\":\"string\"},"
                  "\"slice\":{\"type\":\"integer\",\"minimum\":1,\"description\":\"the slice that the writer saw; 409 with the present values if another stands there\"}}},\n",
                  entity->full_name, entity->full_name, entity->full_name, entity->full_name, entity->full_name, entity->full_name, entity->full_name);
}

/* 2 */

static const char shared_schemas[] =
    "\"record\":{\"type\":\"object\",\"required\":[\"entity\",\"id\",\"slice\",\"fields\"],\"properties\":{\"entity\":{\"type\":\"string\"},"
    "\"id\":{\"type\":\"string\",\"pattern\":\"^[0-9]{1,19}$\"},\"slice\":{\"type\":\"integer\"},\"valid_from\":{\"type\":\"string\",\"format\":\"date\"},"
    "\"valid_to\":{\"type\":[\"string\",\"null\"],\"format\":\"date\"},\"known_from\":{\"type\":\"string\",\"format\":\"date-time\"},"
    "\"known_to\":{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"},\"fields\":{\"type\":\"object\"},\"labels\":{\"type\":\"object\","
    "\"additionalProperties\":{\"type\":[\"string\",\"array\"]}}}},\n"
    "\"page\":{\"type\":\"object\",\"required\":[\"items\",\"next\"],\"properties\":{\"items\":{\"type\":\"array\"},\"next\":{\"type\":[\"string\",\"null\"]},"
    "\"asof\":{\"type\":\"string\",\"format\":\"date\"},\"known\":{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"},\"total\":{\"type\":\"object\","
    "\"properties\":{\"count\":{\"type\":\"integer\"},\"exact\":{\"type\":\"boolean\"},\"text\":{\"type\":\"string\"}}}}},\n"
    "\"written\":{\"type\":\"object\",\"required\":[\"id\",\"changed\"],\"properties\":{\"id\":{\"type\":\"string\"},\"changed\":{\"type\":\"boolean\"},"
    "\"tx\":{\"type\":\"string\"},\"known\":{\"type\":[\"string\",\"null\"]},\"record\":{}}},\n"
    "\"figure\":{\"type\":\"object\",\"required\":[\"id\",\"value\",\"basis\",\"digest\"],\"properties\":{\"id\":{\"type\":\"string\"},"
    "\"value\":{\"type\":[\"number\",\"string\",\"null\"]},\"unit\":{\"type\":[\"string\",\"null\"]},\"basis\":{\"enum\":[\"records\",\"rule\",\"declared\"]},"
    "\"period\":{\"type\":\"string\"},\"asof\":{\"type\":\"string\",\"format\":\"date\"},\"known\":{\"type\":[\"string\",\"null\"]},\"rows\":{\"type\":\"integer\"},"
    "\"edition\":{\"type\":[\"string\",\"null\"],\"format\":\"date\",\"description\":\"of the area register, by its closing date; only of figures that read areas\"},"
    "\"digest\":{\"type\":\"string\",\"pattern\":\"^[0-9a-f]{64}$\"}}},\n"
    "\"job\":{\"type\":\"object\",\"required\":[\"id\",\"state\"],\"properties\":{\"id\":{\"type\":\"string\"},\"kind\":{\"type\":\"string\"},"
    "\"title\":{\"type\":\"string\"},\"state\":{\"enum\":[\"queued\",\"running\",\"waiting\",\"done\",\"failed\",\"cancelled\",\"interrupted\"]},"
    "\"percent\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":100},\"step\":{},\"done\":{\"type\":\"integer\"},\"total\":{\"type\":[\"integer\",\"null\"]},"
    "\"seconds_left\":{\"type\":[\"integer\",\"null\"]},\"asked_at\":{\"type\":[\"string\",\"null\"]},\"started_at\":{\"type\":[\"string\",\"null\"]},"
    "\"finished_at\":{\"type\":[\"string\",\"null\"]},\"result\":{},\"file\":{\"type\":\"string\"},\"file_until\":{\"type\":[\"string\",\"null\"]},\"missing\":{\"$ref\":\"#/components/schemas/missing\"},\"report\":{\"$ref\":\"#/components/schemas/imported\"},\"record\":{\"type\":\"string\"}}},\n"
    "\"imported\":{\"type\":\"object\",\"required\":[\"rows\",\"findings\"],\"properties\":{\"layout\":{\"type\":[\"string\",\"null\"]},"
    "\"dry_run\":{\"type\":\"boolean\"},\"rows\":{\"type\":\"integer\"},\"made\":{\"type\":\"integer\"},\"changed\":{\"type\":\"integer\"},"
    "\"same\":{\"type\":\"integer\"},\"errors\":{\"type\":\"integer\"},\"to_confirm\":{\"type\":\"integer\"},\"import\":{\"type\":[\"string\",\"null\"]},"
    "\"file\":{\"type\":[\"string\",\"null\"]},\"upload\":{\"type\":[\"string\",\"null\"]},\"annotated\":{\"type\":[\"string\",\"null\"]},"
    "\"good\":{\"type\":\"boolean\"},\"refused\":{\"type\":\"boolean\"},\"message\":{\"type\":[\"string\",\"null\"]},"
    "\"missing\":{\"$ref\":\"#/components/schemas/missing\"},\"sheet\":{\"type\":[\"object\",\"null\"]},"
    "\"findings\":{\"type\":\"array\",\"items\":{\"type\":\"object\"}}}},\n"
    "\"missing\":{\"type\":\"object\",\"required\":[\"names\"],\"properties\":{\"names\":{\"type\":\"array\",\"items\":{\"type\":\"object\"}},"
    "\"record\":{\"type\":[\"string\",\"null\"]},\"needs\":{\"type\":[\"string\",\"null\"]},\"given\":{\"type\":[\"string\",\"null\"]}}},\n"
    "\"error\":{\"type\":\"object\",\"required\":[\"error\"],\"properties\":{\"error\":{\"type\":\"object\",\"required\":[\"status\",\"message\"],"
    "\"properties\":{\"status\":{\"type\":\"integer\"},\"message\":{\"type\":\"string\"},"
    "\"request\":{\"type\":\"string\",\"description\":\"the number of this request in the log\"}}},\"present\":{\"$ref\":\"#/components/schemas/record\"}}}";

static const char shared_parameters[] =
    "\"asof\":{\"name\":\"asof\",\"in\":\"query\",\"description\":\"as it stood at the end of this day in Shanghai\",\"schema\":{\"type\":\"string\",\"format\":\"date\"}},"
    "\"known\":{\"name\":\"known\",\"in\":\"query\",\"description\":\"as recorded by this instant\",\"schema\":{\"type\":\"string\"}},"
    "\"period\":{\"name\":\"period\",\"in\":\"query\",\"description\":\"2017, 2017H1, 2017Q2 or 2017-06\",\"schema\":{\"type\":\"string\"}},"
    "\"filter\":{\"name\":\"filter\",\"in\":\"query\",\"description\":\"an expression of the declaration language\",\"schema\":{\"type\":\"string\",\"maxLength\":4000}},"
    "\"search\":{\"name\":\"search\",\"in\":\"query\",\"schema\":{\"type\":\"string\"}},"
    "\"sort\":{\"name\":\"sort\",\"in\":\"query\",\"description\":\"fields, comma-separated, - in front for descending\",\"schema\":{\"type\":\"string\"}},"
    "\"limit\":{\"name\":\"limit\",\"in\":\"query\",\"schema\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":500,\"default\":50}},"
    "\"after\":{\"name\":\"after\",\"in\":\"query\",\"description\":\"next of the page before\",\"schema\":{\"type\":\"string\"}},"
    "\"skip\":{\"name\":\"skip\",\"in\":\"query\",\"description\":\"rows passed over, from there on\",\"schema\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":10000000}},"
    "\"count\":{\"name\":\"count\",\"in\":\"query\",\"description\":\"adds total, capped at 1,000+\",\"schema\":{\"type\":\"boolean\"}},"
    "\"exact\":{\"name\":\"exact\",\"in\":\"query\",\"description\":\"counts to the end\",\"schema\":{\"type\":\"boolean\"}},"
    "\"labels\":{\"name\":\"labels\",\"in\":\"query\",\"description\":\"adds the names of referenced records\",\"schema\":{\"type\":\"boolean\"}},"
    "\"fields\":{\"name\":\"fields\",\"in\":\"query\",\"description\":\"these fields alone, comma-separated\",\"schema\":{\"type\":\"string\"}},"
    "\"group\":{\"name\":\"group\",\"in\":\"query\",\"description\":\"up to three fields, comma-separated; a date with :year, :half, :quarter or :month\",\"schema\":{\"type\":\"string\"}},"
    "\"measure\":{\"name\":\"measure\",\"in\":\"query\",\"description\":\"count, or filled, distinct, sum, min, max with a colon and a field; up to eight\","
    "\"schema\":{\"type\":\"string\",\"default\":\"count\"}},"
    "\"key\":{\"name\":\"Idempotency-Key\",\"in\":\"header\",\"description\":\"the same key and request give the same answer for 30 days\","
    "\"schema\":{\"type\":\"string\",\"maxLength\":200}}";

/* 3 */

static const char *const methods[] = {"get", "post", "patch", "put", "delete"};

static void put_parameters(struct zc_buf *out, const char *const *refs, const char *pattern, bool entity_bound)
{
    bool first = true;
    zc_buf_str(out, "\"parameters\":[");
    for (const char *at = pattern; (at = strchr(at, '{')); at++) {
        size_t size = strcspn(at + 1, "}");
        if (entity_bound && strncmp(at, "{entity}", 8) == 0)
            continue;
        zc_buf_printf(out, "%s{\"name\":\"%.*s\",\"in\":\"path\",\"required\":true,\"schema\":{\"type\":\"string\"}}", first ? "" : ",", (int)size, at + 1);
        first = false;
    }
    for (size_t i = 0; refs[i]; i++) {
        zc_buf_printf(out, "%s{\"$ref\":\"#/components/parameters/%s\"}", first ? "" : ",", refs[i]);
        first = false;
    }
    zc_buf_str(out, "]");
}

static void put_responses(struct zc_buf *out, const char *status, const char *schema, bool writes, bool may_be_job)
{
    static const char *const errors[] = {"400", "401", "403", "404", "429", "503"}, *const of_writes[] = {"409", "413", "422"};
    zc_buf_printf(out, ",\"responses\":{\"%s\":{\"description\":\"done\",\"content\":{\"application/json\":{\"schema\":", status);
    if (schema)
        zc_buf_printf(out, "{\"$ref\":\"#/components/schemas/%s\"}", schema);
    else
        zc_buf_str(out, "{\"type\":\"object\"}");
    zc_buf_str(out, "}}}");
    if (may_be_job)
        zc_buf_str(out, ",\"202\":{\"description\":\"a big table, or Prefer: respond-async: a job, at Location\",\"content\":{\"application/json\":{\"schema\":"
                        "{\"$ref\":\"#/components/schemas/job\"}}}}");
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        zc_buf_printf(out, ",\"%s\":{\"$ref\":\"#/components/responses/%s\"}", errors[i], errors[i]);
    for (size_t i = 0; writes && i < sizeof of_writes / sizeof *of_writes; i++)
        zc_buf_printf(out, ",\"%s\":{\"$ref\":\"#/components/responses/%s\"}", of_writes[i], of_writes[i]);
    zc_buf_char(out, '}');
}

static void put_body(struct zc_buf *out, const char *schema)
{
    zc_buf_str(out, ",\"requestBody\":{\"content\":{\"application/json\":{\"schema\":");
    if (schema)
        zc_buf_printf(out, "{\"$ref\":\"#/components/schemas/%s\"}", schema);
    else
        zc_buf_str(out, "{\"type\":\"object\"}");
    zc_buf_str(out, "}}}");
}

static const char *named(struct zc_api *api, const struct zc_entity *entity, const char *suffix)
{
    return entity ? zc_arena_printf(api->arena, "%s%s", entity->full_name, suffix) : NULL;
}

/* `entity`: the one that stands in the place of {entity}, NULL for routes without. */
static void put_operation(struct zc_api *api, const struct zc_route *route, const struct zc_entity *entity)
{
    static const char *const list[] = {"filter", "search", "sort", "limit", "after", "skip", "asof", "known", "count", "exact", "labels", "fields", NULL},
                             *const point[] = {"asof", "known", NULL}, *const figure[] = {"period", "asof", "known", NULL}, *const page[] = {"limit", "after", NULL},
                             *const key[] = {"key", NULL}, *const group[] = {"group", "measure", "filter", "search", "limit", "asof", "known", NULL},
                             *const none[] = {NULL};
    struct zc_buf *out = api->out;
    bool writes = route->method != ZC_GET;
    const char *const *refs = none, *schema = NULL, *body = NULL, *status = "200";
    if (route->handler == zc_api_list)
        refs = list, schema = named(api, entity, ".page");
    else if (route->handler == zc_api_aggregate)
        refs = group;
    else if (route->handler == zc_api_record_page)
        refs = point;
    else if (route->handler == zc_api_get)
        refs = point, schema = named(api, entity, "");
    else if (route->handler == zc_api_create)
        refs = key, schema = "written", body = named(api, entity, ".create"), status = "201";
    else if (route->handler == zc_api_change)
        refs = key, schema = "written", body = named(api, entity, ".change");
    else if (route->handler == zc_api_carry || route->handler == zc_api_carry_withdraw)
        refs = key, status = route->handler == zc_api_carry ? "201" : "200";
    else if (route->handler == zc_api_carry_preview)
        refs = none;
    else if (strstr(route->pattern, "{entity}") && writes)
        refs = key, schema = "written";
    else if (route->handler == zc_api_departure || route->handler == zc_api_departure_withdraw)
        refs = key, status = route->handler == zc_api_departure ? "201" : "200";
    else if (route->handler == zc_api_succession || route->handler == zc_api_succession_withdraw)
        refs = key, status = route->handler == zc_api_succession ? "201" : "200";
    else if (strncmp(route->pattern, "/api/v1/metrics", 15) == 0)
        refs = figure, schema = route->handler == zc_api_metric ? "figure" : NULL;
    else if (route->handler == zc_api_chain || route->handler == zc_api_inbox || route->handler == zc_api_history)
        refs = page;
    zc_buf_printf(out, "\"%s\":{\"summary\":", methods[route->method]);
    zc_buf_json_str(out, zc_pick(route->title, ZC_EN));
    zc_buf_str(out, ",\"x-summary-zh\":");
    zc_buf_json_str(out, zc_pick(route->title, ZC_ZH));
    if (entity)
        zc_buf_printf(out, ",\"tags\":[\"%s\"]", entity->full_name);
    zc_buf_char(out, ',');
    put_parameters(out, refs, route->pattern, entity != NULL);
    bool upload = route->handler == zc_api_attach;
    if (writes && !upload && route->handler != zc_api_import && route->method != ZC_DELETE)
        put_body(out, body);
    if (upload)
        zc_buf_str(out, ",\"requestBody\":{\"content\":{\"multipart/form-data\":{\"schema\":{\"type\":\"object\",\"properties\":{\"file\":{\"type\":\"string\",\"format\":\"binary\"}}}}}}");
    if (route->handler == zc_api_attach || route->handler == zc_api_comment || route->handler == zc_api_dispatch || route->handler == zc_api_instruct || route->handler == zc_api_token_make || route->handler == zc_api_link_make ||
        route->handler == zc_api_session_start || route->handler == zc_api_session_by_post || route->handler == zc_api_session_switch || route->handler == zc_api_password)
        status = "201";
    if (route->handler == zc_api_import)
        zc_buf_str(out, ",\"requestBody\":{\"content\":{\"multipart/form-data\":{\"schema\":{\"type\":\"object\",\"properties\":{"
                        "\"file\":{\"type\":\"string\",\"format\":\"binary\"},\"upload\":{\"type\":\"string\",\"description\":\"a file that waits, in place of file\"},"
                        "\"name\":{\"type\":\"string\",\"description\":\"its name for people\"},\"as\":{\"type\":\"string\",\"description\":\"a layout or an entity\"},"
                        "\"dry_run\":{\"type\":\"boolean\"},\"stand\":{\"type\":\"string\",\"format\":\"date\"},\"valid\":{\"type\":\"string\",\"format\":\"date\"},"
                        "\"why\":{\"type\":\"string\"},\"make\":{\"type\":\"string\"},\"leave\":{\"type\":\"string\"},\"given\":{\"type\":\"string\"}}}}}}");
    if (route->handler == zc_api_job_ask || route->handler == zc_api_job_cancel || route->handler == zc_api_job_answer || route->handler == zc_api_job_again)
        status = "202";
    if (route->handler == zc_api_job || route->handler == zc_api_job_ask)
        schema = "job";
    if (route->handler == zc_api_import)
        schema = "imported";
    put_responses(out, status, schema, writes, route->handler == zc_api_import);
    zc_buf_char(out, '}');
}

/* All methods of one pattern stand under one path. */
static bool first_of_pattern(const struct zc_route *route)
{
    for (const struct zc_route *before = zc_api_routes; before < route; before++)
        if (strcmp(before->pattern, route->pattern) == 0)
            return false;
    return true;
}

static void put_path(struct zc_api *api, const struct zc_route *route, const struct zc_entity *entity, bool *first)
{
    const char *at = strstr(route->pattern, "{entity}");
    bool one = true;
    zc_buf_str(api->out, *first ? "\n\"" : ",\n\"");
    if (entity && at)
        zc_buf_printf(api->out, "%.*s%s%s\":{", (int)(at - route->pattern), route->pattern, entity->full_name, at + 8);
    else
        zc_buf_printf(api->out, "%s\":{", route->pattern);
    for (const struct zc_route *same = route; same->pattern; same++)
        if (strcmp(same->pattern, route->pattern) == 0) {
            zc_buf_str(api->out, one ? "" : ",");
            put_operation(api, same, entity);
            one = false;
        }
    zc_buf_char(api->out, '}');
    *first = false;
}

/* 4 */

void zc_api_openapi(struct zc_response *response, struct zc_request *request)
{
    static const char *const errors[][2] = {{"400", "the request is wrong; the message names the place"}, {"401", "sign in first"},
                                            {"403", "the rules refuse it"}, {"404", "no such thing, or none that this reader may see"},
                                            {"409", "somebody else was first, or the Idempotency-Key was used for another request"},
                                            {"413", "too large"}, {"422", "a condition does not hold"}, {"429", "too many requests or wrong passwords: come again after Retry-After"}, {"503", "busy: come again after Retry-After"}};
    struct zc_api api;
    bool first = true;
    zc_api_open(&api, response, request);
    zc_buf_str(api.out, "{\"openapi\":\"3.1.0\",\"info\":{\"title\":");
    zc_buf_json_str(api.out, zc_arena_printf(api.arena, "Zhucheng: %s", zc_pick(api.city->name, ZC_EN)));
    zc_buf_str(api.out, ",\"version\":\"1\",\"license\":{\"name\":\"Mulan PSL v2\",\"identifier\":\"MulanPSL-2.0\"},\"x-declarations\":");
    zc_buf_json_str(api.out, api.model->language_digest);
    zc_buf_str(api.out, "},\"servers\":[{\"url\":\"/\"}],\"security\":[{\"session\":[]},{\"token\":[]},{}],\"paths\":{");
    for (const struct zc_route *route = zc_api_routes; route->pattern; route++) {
        if (!first_of_pattern(route))
            continue;
        if (!strstr(route->pattern, "{entity}"))
            put_path(&api, route, NULL, &first);
        for (size_t i = 0; strstr(route->pattern, "{entity}") && i < api.model->entity_count; i++)
            if (zc_api_may_meet(api.reader, api.model->entities[i]))
                put_path(&api, route, api.model->entities[i], &first);
    }
    zc_buf_str(api.out, "},\n\"components\":{\"securitySchemes\":{\"session\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":");
    zc_buf_json_str(api.out, api.server->secure ? "__Host-zc" : "zc");
    zc_buf_str(api.out, "},\"token\":{\"type\":\"http\",\"scheme\":\"bearer\"}},\n\"parameters\":{");
    zc_buf_str(api.out, shared_parameters);
    zc_buf_str(api.out, "},\n\"responses\":{");
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        zc_buf_printf(api.out, "%s\"%s\":{\"description\":\"%s\",\"content\":{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/error\"}}}}", i ? "," : "",
                      errors[i][0], errors[i][1]);
    zc_buf_str(api.out, "},\n\"schemas\":{\n");
    for (size_t i = 0; i < api.model->entity_count; i++)
        if (zc_api_may_meet(api.reader, api.model->entities[i]))
            put_entity(&api, api.model->entities[i]);
    zc_buf_str(api.out, shared_schemas);
    zc_buf_str(api.out, "}}}\n");
}
