/* Who asks, and what he may: 1 signing in by password, changing it, the second factor; 2 the sessions; 3 tokens; 4 why. */
#include "http/api.h"
#include "base/qr.h"
#include "base/text.h"
#include "http/sign_in.h"
#include "query/duty.h"
#include "query/session.h"
#include "query/why.h"

#include <string.h>

/* 1 */

static void put_offer(struct zc_api *api, const struct zc_factor_offer *offer)
{
    struct zc_buf svg = {0};
    int rc = zc_qr_svg(&svg, offer->address, &api->err);
    if (rc) {
        zc_buf_free(&svg);
        zc_api_fail(api, rc);
        return;
    }
    zc_buf_str(api->out, "{\"offer\":");
    zc_buf_json_str(api->out, offer->offer);
    zc_buf_str(api->out, ",\"secret\":");
    zc_buf_json_str(api->out, offer->secret);
    zc_buf_str(api->out, ",\"address\":");
    zc_buf_json_str(api->out, offer->address);
    zc_buf_str(api->out, ",\"qr\":");
    zc_buf_json_str(api->out, zc_buf_text(&svg));
    zc_buf_str(api->out, "}\n");
    zc_buf_free(&svg);
}

static void answer_sign_in(struct zc_api *api, struct zc_sign_in *sign_in)
{
    int rc = zc_sign_in(sign_in, api->request, &api->err);
    if (!rc && sign_in->end == ZC_UNENROLLED) {
        api->response->status = 202;
        put_offer(api, &sign_in->offered);
        return;
    }
    if (!rc && sign_in->end == ZC_REFUSED)
        rc = zc_fail(&api->err, ZC_EDENIED, "登录名、口令或动态码不对,或账号未启用", "the login name, the password or the one-time code is wrong, or the account is not active");
    else if (!rc && sign_in->end == ZC_OVERDUE)
        rc = zc_fail(&api->err, ZC_EDENIED, "口令已到更换期限:POST /api/v1/password", "the password has reached its age: POST /api/v1/password");
    else if (!rc && sign_in->end == ZC_PAUSED) {
        const char *wait = zc_sign_in_pause(api->request, sign_in->seconds, &api->err);
        zc_answer_status(api->response, api->request, 429, &api->err);
        zc_response_header(api->response, "Retry-After", wait);
        return;
    }
    if (rc) {
        zc_answer_status(api->response, api->request, rc == ZC_EDENIED && sign_in->end == ZC_REFUSED ? 401 : zc_status_of(rc), &api->err);
        return;
    }
    zc_sign_in_cookie(api->response, api->request, sign_in->token);
    api->response->status = 201;
    zc_buf_printf(api->out, "{\"account\":\"%lld\",\"post\":\"%lld\",\"password_due\":", (long long)sign_in->account, (long long)sign_in->post);
    zc_api_date(api->out, sign_in->due);
    for (int i = 0; sign_in->enrolled && i < ZC_FACTOR_RECOVERIES; i++) {
        zc_buf_str(api->out, i ? "," : ",\"recovery\":[");
        zc_buf_json_str(api->out, sign_in->recovery.text[i]);
    }
    zc_buf_str(api->out, sign_in->enrolled ? "]}\n" : "}\n");
}

/* The members about the second factor, which every sign-in may carry. */
static void read_factor(struct zc_sign_in *out, const struct zc_json *body)
{
    out->code = zc_json_text(body, "code");
    out->offer = zc_json_text(body, "offer");
    out->first = zc_json_text(body, "first");
}

static bool good_words(const char *login, const char *password)
{
    return login && *login && strlen(login) <= 240 && password && *password && strlen(password) <= ZC_PASSWORD_MOST;
}

void zc_api_session_start(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_sign_in sign_in = {0};
    zc_api_open(&api, response, request);
    const struct zc_json *body = zc_api_body(&api);
    if (!body || !zc_api_members(&api, body, "login password post code offer first"))
        return;
    const char *login = zc_json_text(body, "login"), *post = zc_json_text(body, "post");
    sign_in.login = login ? zc_text_trim(api.arena, login) : "";
    sign_in.password = zc_json_text(body, "password");
    read_factor(&sign_in, body);
    if (!good_words(sign_in.login, sign_in.password) || (post && !zc_api_id(&sign_in.post, post)))
        zc_api_fail(&api, zc_fail(&api.err, ZC_EINPUT, "请给出 login 和 password", "login and password are needed"));
    else
        answer_sign_in(&api, &sign_in);
}

void zc_api_password(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    zc_api_open(&api, response, request);
    const struct zc_json *body = zc_api_body(&api), *others;
    if (!body || !zc_api_members(&api, body, "login password new end_others code offer first"))
        return;
    const char *own = api.identity && !api.identity->token ? zc_sign_in_name(request) : NULL, *login = own ? own : zc_json_text(body, "login");
    others = zc_json_get(body, "end_others");
    struct zc_sign_in sign_in = {.login = login ? zc_text_trim(api.arena, login) : "",
                                 .password = zc_json_text(body, "password"),
                                 .new_password = zc_json_text(body, "new"),
                                 .post = own ? api.reader->post : 0,
                                 .end_others = others && others->kind == ZC_JSON_BOOL && others->boolean};
    read_factor(&sign_in, body);
    if (!good_words(sign_in.login, sign_in.password) || !sign_in.new_password || strlen(sign_in.new_password) > ZC_PASSWORD_MOST)
        zc_api_fail(&api, zc_fail(&api.err, ZC_EINPUT, "请给出 login、password 和 new", "login, password and new are needed"));
    else
        answer_sign_in(&api, &sign_in);
}

static bool own_account(struct zc_record *out, struct zc_api *api)
{
    const struct zc_entity *accounts = zc_model_entity(api->model, "core.account");
    if (api->identity->token)
        zc_api_fail(api, zc_fail(&api->err, ZC_EDENIED, "令牌不能管理动态码,请登录后再办", "one-time codes are managed by who signs in, not by a token"));
    else if (!accounts || zc_rows_get(out, api->arena, api->db, accounts, api->reader->account, zc_times_now(api->db), &ZC_READER_CITY, NULL))
        zc_api_missing(api);
    else
        return true;
    return false;
}

void zc_api_factor(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_record account;
    struct zc_factor factor;
    bool required;
    zc_api_open(&api, response, request);
    if (!own_account(&account, &api))
        return;
    int rc = zc_factor_find(&factor, api.db, account.id, &api.err);
    if (!rc)
        rc = zc_factor_required(&required, api.arena, api.db, api.reader->person, &api.err);
    if (rc) {
        zc_api_fail(&api, rc);
        return;
    }
    zc_buf_printf(api.out, "{\"on\":%s,\"required\":%s,\"since\":", factor.there ? "true" : "false", required ? "true" : "false");
    zc_api_instant(api.out, factor.there ? factor.since * 1000000 : ZC_INSTANT_MAX);
    zc_buf_printf(api.out, ",\"recovery_left\":%d}\n", factor.recovery);
}

void zc_api_factor_offer(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_record account;
    struct zc_factor_offer offer;
    zc_api_open(&api, response, request);
    if (!own_account(&account, &api))
        return;
    int rc = zc_factor_offer(&offer, api.arena, api.db, account.id, zc_record_text(&account, "login_name"), NULL, &api.err);
    if (rc)
        zc_api_fail(&api, rc);
    else
        put_offer(&api, &offer);
}

/* Signing in again, so that neither an open screen nor a stolen cookie is enough. */
void zc_api_factor_enrol(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_record account;
    zc_api_open(&api, response, request);
    const struct zc_json *body = own_account(&account, &api) ? zc_api_body(&api) : NULL;
    if (!body || !zc_api_members(&api, body, "password code offer first"))
        return;
    struct zc_sign_in sign_in = {.login = zc_record_text(&account, "login_name"), .password = zc_json_text(body, "password"), .post = api.reader->post};
    read_factor(&sign_in, body);
    if (!good_words(sign_in.login, sign_in.password) || !sign_in.offer || !sign_in.first)
        zc_api_fail(&api, zc_fail(&api.err, ZC_EINPUT, "请给出 password、offer 和 first;已有动态码的还要 code", "password, offer and first are needed, and code where there is a factor already"));
    else
        answer_sign_in(&api, &sign_in);
}

/* 2 */

void zc_api_session(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    zc_api_open(&api, response, request);
    zc_buf_printf(api.out, "{\"account\":\"%lld\",\"person\":\"%lld\",\"post\":\"%lld\",\"unit\":\"%lld\",\"area\":\"%lld\",\"person_name\":",
                  (long long)api.reader->account, (long long)api.reader->person, (long long)api.reader->post, (long long)api.reader->unit,
                  (long long)api.reader->area);
    zc_buf_json_str(api.out, api.identity->person_name);
    zc_buf_str(api.out, ",\"post_title\":");
    zc_buf_json_str(api.out, api.identity->post_title);
    zc_buf_str(api.out, ",\"unit_name\":");
    zc_buf_json_str(api.out, api.identity->unit_name);
    zc_buf_printf(api.out, ",\"deputy\":%s,\"own_post\":\"%lld\"", api.reader->deputy ? "true" : "false",
                  (long long)(api.reader->deputy ? api.reader->own_post : api.reader->post));
    struct zc_duties duties;
    if (!api.identity->token && !zc_duties_of(&duties, api.arena, api.db, api.reader->person, &api.err)) {
        const struct zc_entity *posts = zc_model_entity(api.model, "core.post");
        size_t told = 0;
        zc_buf_str(api.out, ",\"posts\":[");
        for (size_t i = 0; i < duties.count; i++) {
            struct zc_record post;
            if (zc_rows_get(&post, api.arena, api.db, posts, duties.items[i].post, zc_times_now(api.db), &ZC_READER_CITY, NULL))
                continue;
            const char *title = zc_record_name(api.arena, api.db, &post, request->lang);
            zc_buf_printf(api.out, "%s{\"post\":\"%lld\",\"title\":", told++ ? "," : "", (long long)post.id);
            zc_buf_json_str(api.out, duties.items[i].deputy ? zc_arena_printf(api.arena, request->lang == ZC_EN ? "acting for %s" : "代 %s", title) : title);
            zc_buf_char(api.out, '}');
        }
        zc_buf_char(api.out, ']');
    }
    zc_buf_str(api.out, ",\"roles\":[");
    for (size_t i = 0; i < api.reader->role_count; i++) {
        zc_buf_str(api.out, i ? "," : "");
        zc_buf_json_str(api.out, api.reader->roles[i]);
    }
    zc_buf_printf(api.out, "],\"token\":%s,\"scopes\":", api.identity->token ? "true" : "false");
    zc_buf_json_str(api.out, api.identity->token ? api.identity->scopes : NULL);
    zc_buf_str(api.out, "}\n");
}

void zc_api_session_end(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    zc_api_open(&api, response, request);
    int rc = zc_session_end(request->tx, request->session, &api.err);
    if (rc) {
        zc_api_fail(&api, rc);
        return;
    }
    zc_readers_forget(api.server->readers);
    zc_sign_in_cookie(response, request, "");
    zc_buf_str(api.out, "{}\n");
}

/* A token manages neither sessions nor tokens, or one that leaked could outlive its end. */
static bool by_session(struct zc_api *api)
{
    if (!api->identity->token)
        return true;
    zc_api_fail(api, zc_fail(&api->err, ZC_EDENIED, "令牌不能管理令牌和登录,请登录后再办", "tokens and sessions are managed by who signs in, not by a token"));
    return false;
}

enum { TOKEN_NAME = 16 }; /* as many digits of its digest name a token or a session */

static void end_and_answer(struct zc_api *api, const char *digest)
{
    if (!digest) {
        zc_api_missing(api);
        return;
    }
    int rc = zc_session_end(api->request->tx, digest, &api->err);
    if (rc) {
        zc_api_fail(api, rc);
        return;
    }
    zc_readers_forget(api->server->readers);
    zc_buf_str(api->out, "{}\n");
}

static bool named(const char *digest, const char *name) { return strlen(name) == TOKEN_NAME && strncmp(digest, name, TOKEN_NAME) == 0; }

static bool own_sessions(struct zc_session_line **lines, size_t *count, struct zc_api *api)
{
    int rc = zc_sessions_list(lines, count, api->arena, api->db, api->reader->account, zc_reader_administers(api->reader), &api->err);
    if (rc)
        zc_api_fail(api, rc);
    return !rc;
}

void zc_api_sessions(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_session_line *lines;
    size_t count;
    zc_api_open(&api, response, request);
    if (!by_session(&api) || !own_sessions(&lines, &count, &api))
        return;
    zc_buf_str(api.out, "{\"sessions\":[");
    for (size_t i = 0; i < count; i++) {
        zc_buf_printf(api.out, "%s{\"session\":\"%.*s\",\"post\":\"%lld\",\"this\":%s,\"device\":%s,\"started\":", i ? "," : "", TOKEN_NAME, lines[i].digest,
                      (long long)lines[i].row.post, strcmp(lines[i].digest, request->session) == 0 ? "true" : "false", lines[i].row.device ? "true" : "false");
        zc_api_instant(api.out, lines[i].row.started * 1000000);
        zc_buf_str(api.out, ",\"used\":");
        zc_api_instant(api.out, lines[i].row.used * 1000000);
        zc_buf_char(api.out, '}');
    }
    zc_buf_str(api.out, "]}\n");
}

void zc_api_sessions_end(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_session_line *lines;
    size_t count;
    const char *digest = NULL;
    zc_api_open(&api, response, request);
    if (!by_session(&api) || !own_sessions(&lines, &count, &api))
        return;
    for (size_t i = 0; i < count; i++)
        if (named(lines[i].digest, request->params[0]))
            digest = lines[i].digest;
    end_and_answer(&api, digest);
}

/* 3 */

void zc_api_tokens(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_token_row *rows;
    size_t count;
    zc_api_open(&api, response, request);
    if (!by_session(&api))
        return;
    int rc = zc_tokens_list(&rows, &count, api.arena, api.db, api.reader->account, &api.err);
    if (rc) {
        zc_api_fail(&api, rc);
        return;
    }
    zc_buf_str(api.out, "{\"tokens\":[");
    for (size_t i = 0; i < count; i++) {
        zc_buf_printf(api.out, "%s{\"token\":\"%.*s\",\"scopes\":", i ? "," : "", TOKEN_NAME, rows[i].digest);
        zc_buf_json_str(api.out, rows[i].scopes);
        zc_buf_str(api.out, ",\"made\":");
        zc_api_instant(api.out, rows[i].made * 1000000);
        zc_buf_str(api.out, ",\"used\":");
        zc_api_instant(api.out, rows[i].used * 1000000);
        zc_buf_str(api.out, ",\"expires\":");
        zc_api_instant(api.out, rows[i].expires * 1000000);
        zc_buf_char(api.out, '}');
    }
    zc_buf_str(api.out, "]}\n");
}

static bool scopes_well_formed(const char *scopes)
{
    if (!*scopes || strlen(scopes) > 2000)
        return false;
    for (const char *at = scopes; *at;) {
        size_t size = strcspn(at, " ");
        const char *colon = memchr(at, ':', size);
        size_t verbs = colon ? (size_t)(at + size - colon - 1) : 0;
        if (!colon || colon == at ||
            !((verbs == 4 && strncmp(colon + 1, "read", 4) == 0) || (verbs == 5 && strncmp(colon + 1, "write", 5) == 0) ||
              (verbs == 10 && strncmp(colon + 1, "read|write", 10) == 0)))
            return false;
        at += size;
        at += *at == ' ';
    }
    return true;
}

void zc_api_token_make(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    char token[ZC_TOKEN_TEXT];
    int64_t days = 90;
    zc_api_open(&api, response, request);
    if (api.reader->deputy) { /* a token outlives the leave */
        zc_api_fail(&api, zc_fail(&api.err, ZC_EDENIED, "代理期间不能制作令牌,请先换回自己的岗位", "no token is made while acting as a deputy; change to your own post first"));
        return;
    }
    const struct zc_json *body = by_session(&api) ? zc_api_body(&api) : NULL;
    if (!body || !zc_api_members(&api, body, "scopes days"))
        return;
    const char *scopes = zc_json_text(body, "scopes"), *asked = zc_json_text(body, "days");
    int rc = ZC_OK;
    if (!scopes || !scopes_well_formed(scopes))
        rc = zc_fail(&api.err, ZC_EINPUT, "scopes 应如 \"core.post:read|write core.unit:read\",* 为全部", "scopes look like \"core.post:read|write core.unit:read\"; * is all");
    else if (asked && (!zc_api_id(&days, asked) || days > 365))
        rc = zc_fail(&api.err, ZC_EINPUT, "days 应为 1 至 365", "days takes 1 to 365");
    if (!rc)
        rc = zc_token_make(token, request->tx, api.reader->account, api.reader->post, scopes, (int)days, &api.err);
    if (rc) {
        zc_api_fail(&api, rc);
        return;
    }
    response->status = 201;
    zc_buf_str(api.out, "{\"secret\":");
    zc_buf_json_str(api.out, token);
    zc_buf_str(api.out, ",\"scopes\":");
    zc_buf_json_str(api.out, scopes);
    zc_buf_printf(api.out, ",\"days\":%d}\n", (int)days);
}

void zc_api_token_end(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_token_row *rows;
    size_t count;
    zc_api_open(&api, response, request);
    if (!by_session(&api))
        return;
    int rc = zc_tokens_list(&rows, &count, api.arena, api.db, api.reader->account, &api.err);
    if (rc) {
        zc_api_fail(&api, rc);
        return;
    }
    const char *digest = NULL;
    for (size_t i = 0; i < count; i++)
        if (named(rows[i].digest, request->params[0]))
            digest = rows[i].digest;
    end_and_answer(&api, digest);
}

/* 4 */

void zc_api_why(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_why why;
    int64_t id;
    zc_api_open(&api, response, request);
    const char *name = zc_request_query(request, "entity"), *id_text = zc_request_query(request, "id"), *verb = zc_request_query(request, "verb");
    const struct zc_entity *entity = name ? zc_model_entity(api.model, name) : NULL;
    int rc = ZC_OK;
    if (!name || !zc_api_id(&id, id_text) || !verb)
        rc = zc_fail(&api.err, ZC_EINPUT, "请给出 entity、id 和 verb", "entity, id and verb are needed");
    else if (!entity)
        rc = zc_fail(&api.err, ZC_ENOTFOUND, "没有实体 %.60s", "there is no entity %.60s", name);
    else if (!zc_api_scope(api.identity, entity->full_name, ZC_API_READ))
        rc = zc_fail(&api.err, ZC_EDENIED, "令牌的范围不含 %s:read", "the token's scopes do not hold %s:read", entity->full_name);
    if (!rc)
        rc = zc_why(&why, api.arena, api.db, entity, id, verb, api.reader, &api.identity->acting, &api.err);
    if (rc) {
        zc_api_fail(&api, rc);
        return;
    }
    zc_buf_printf(api.out, "{\"allowed\":%s,\"step\":%d,\"rule\":", why.allowed ? "true" : "false", why.step);
    zc_buf_json_str(api.out, why.rule);
    zc_buf_str(api.out, ",\"words\":");
    zc_api_pair(api.out, why.words);
    zc_buf_str(api.out, ",\"roles\":[");
    for (size_t i = 0; i < why.role_count; i++) {
        zc_buf_str(api.out, i ? "," : "");
        zc_buf_json_str(api.out, why.roles[i]);
    }
    zc_buf_str(api.out, "],\"post\":");
    zc_buf_json_str(api.out, api.identity->post_title);
    zc_buf_str(api.out, "}\n");
}
