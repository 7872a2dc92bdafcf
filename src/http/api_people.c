/*
 * Who asks, and what he may: 1 signing in by password; 2 the session; 3 tokens; 4 why.
 *
 * A password is hashed on a thread of the pool (two at a time); an unknown name costs the same and gets the same answer.
 * Failures are counted in a transaction of their own, so that a refusal does not undo them.
 */
#include "http/api.h"
#include "base/secret.h"
#include "base/text.h"
#include "query/session.h"
#include "query/why.h"
#include "record/session.h"

#include <string.h>

/* 1 */

struct attempt {
    const char *who;
    int64_t account, post;
    bool failed;
    char token[ZC_TOKEN_TEXT];
};

static int note_attempt(void *user, struct zc_tx *tx, struct zc_error *err)
{
    struct attempt *attempt = user;
    int rc = zc_attempt_note(tx, attempt->who, attempt->failed, err);
    return rc || attempt->failed ? rc : zc_session_start(attempt->token, tx, attempt->account, attempt->post, "password", err);
}

static bool right_password(struct attempt *attempt, struct zc_api *api, const char *login, const char *password)
{
    static const char nobody[] = "$argon2id$v=19$m=65536,t=2,p=1$AAECAwQFBgcICQoLDA0ODw$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    const struct zc_entity *accounts = zc_model_entity(api->model, "core.account");
    struct zc_value name = zc_text(login);
    struct zc_record record;
    struct zc_identity identity;
    const char *hash = "";
    int64_t id = 0;
    if (accounts && !zc_rows_find(&id, api->db, accounts, "login_name", &name, NULL) && id &&
        !zc_rows_get(&record, api->arena, api->db, accounts, id, zc_times_now(api->db), &ZC_READER_CITY, NULL))
        hash = zc_record_text(&record, "password_hash");
    bool right = zc_password_verify(*hash ? hash : nobody, password) && *hash;
    if (!right || zc_reader_of(&identity, api->arena, api->db, id, attempt->post, NULL))
        return false;
    attempt->account = id;
    attempt->post = identity.reader.post;
    return true;
}

static void set_cookie(struct zc_api *api, const char *token)
{
    const char *name = api->server->secure ? "__Host-zc" : "zc", *secure = api->server->secure ? "; Secure" : "";
    zc_response_header(api->response, "Set-Cookie",
                       zc_arena_printf(api->arena, "%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s", name, token, *token ? "" : "; Max-Age=0", secure));
}

void zc_api_session_start(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct attempt attempt = {0};
    int seconds = 0, rc = ZC_OK;
    zc_api_open(&api, response, request);
    const struct zc_json *body = zc_api_body(&api);
    if (!body || !zc_api_members(&api, body, "login password post"))
        return;
    const char *login = zc_json_text(body, "login"), *password = zc_json_text(body, "password"), *post = zc_json_text(body, "post");
    login = login ? zc_text_trim(api.arena, login) : "";
    if (!*login || !password || !*password || strlen(login) > 240 || strlen(password) > ZC_PASSWORD_MOST || (post && !zc_api_id(&attempt.post, post)))
        rc = zc_fail(&api.err, ZC_EINPUT, "请给出 login 和 password", "login and password are needed");
    if (!rc) {
        attempt.who = zc_arena_printf(api.arena, "login:%s", zc_text_fold(api.arena, login));
        rc = zc_attempt_wait(&seconds, api.db, attempt.who, &api.err);
    }
    if (!rc && seconds) {
        zc_fail(&api.err, ZC_EDENIED, "连续输错,请 %d 秒后再试", "too many wrong attempts; try again in %d seconds", seconds);
        zc_api_fail(&api, ZC_EDENIED);
        response->status = 429;
        zc_response_header(response, "Retry-After", zc_arena_printf(api.arena, "%d", seconds));
        return;
    }
    if (!rc) {
        attempt.failed = !right_password(&attempt, &api, login, password);
        struct zc_actor actor = {.account = attempt.account, .post = attempt.failed ? 0 : attempt.post, .face = "api", .reader = &ZC_READER_PUBLIC};
        rc = zc_writer_run(api.server->writer, &actor, note_attempt, &attempt, &api.err);
    }
    if (!rc && attempt.failed)
        rc = zc_fail(&api.err, ZC_EDENIED, "登录名或口令不对,或账号未启用", "the login name or the password is wrong, or the account is not active");
    if (rc) {
        zc_api_fail(&api, rc);
        if (attempt.failed && response->status == 403)
            response->status = 401;
        return;
    }
    set_cookie(&api, attempt.token);
    response->status = 201;
    zc_buf_printf(api.out, "{\"account\":\"%lld\",\"post\":\"%lld\"}\n", (long long)attempt.account, (long long)attempt.post);
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
    set_cookie(&api, "");
    zc_buf_str(api.out, "{}\n");
}

/* 3: a token makes no tokens, or one that leaked could outlive its end */

static bool by_session(struct zc_api *api)
{
    if (!api->identity->token)
        return true;
    zc_api_fail(api, zc_fail(&api->err, ZC_EDENIED, "令牌不能管理令牌,请登录后再办", "tokens are managed by who signs in, not by a token"));
    return false;
}

enum { TOKEN_NAME = 16 }; /* as many digits of its digest name a token */

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
    const char *digest = NULL;
    for (size_t i = 0; !rc && i < count; i++)
        if (strlen(request->params[0]) == TOKEN_NAME && strncmp(rows[i].digest, request->params[0], TOKEN_NAME) == 0)
            digest = rows[i].digest;
    if (!rc && !digest) {
        zc_api_missing(&api);
        return;
    }
    if (!rc)
        rc = zc_session_end(request->tx, digest, &api.err);
    if (rc) {
        zc_api_fail(&api, rc);
        return;
    }
    zc_readers_forget(api.server->readers);
    zc_buf_str(api.out, "{}\n");
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
