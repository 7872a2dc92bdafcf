/* One-time links of posts: 1 who may; 2 the posts; 3 handing one out and taking it back. */
#include "http/api.h"
#include "base/qr.h"
#include "record/link.h"

#include <string.h>

/* 1 */

/* A token hands out no way to sign in, or one that leaked could become others; a deputy neither, the link would outlive the leave. */
static bool may(struct zc_api *api)
{
    int rc = ZC_OK;
    if (api->identity->token)
        rc = zc_fail(&api->err, ZC_EDENIED, "令牌不能发一次性链接,请登录后再办", "links are issued by who signs in, not by a token");
    else if (!zc_link_issuer(api->model, &api->identity->acting))
        rc = zc_fail(&api->err, ZC_EDENIED, "您的岗位无权发一次性链接", "your post may not issue one-time links");
    else if (api->reader->deputy)
        rc = zc_fail(&api->err, ZC_EDENIED, "代理期间不能发一次性链接,请先换回自己的岗位", "no link is issued while acting as a deputy; change to your own post first");
    if (rc)
        zc_api_fail(api, rc);
    return !rc;
}

/* 2 */

static void put_name(struct zc_api *api, const char *member, const char *entity, int64_t id)
{
    const struct zc_entity *of = zc_model_entity(api->model, entity);
    struct zc_record record;
    zc_buf_printf(api->out, ",\"%s\":", member);
    zc_buf_json_str(api->out, id && of && !zc_rows_get(&record, api->arena, api->db, of, id, zc_times_now(api->db), &ZC_READER_CITY, NULL)
                                  ? zc_record_name(api->arena, api->db, &record, api->request->lang)
                                  : NULL);
}

static void put_line(struct zc_api *api, const struct zc_link_line *line)
{
    zc_buf_printf(api->out, "{\"post\":\"%lld\",\"title\":", (long long)line->post.id);
    zc_buf_json_str(api->out, zc_record_text(&line->post, "title"));
    put_name(api, "unit", "core.unit", zc_record_value(&line->post, "unit").number);
    put_name(api, "holder", "core.person", line->person);
    zc_buf_str(api->out, ",\"account\":");
    if (line->account)
        zc_api_number(api->out, line->account);
    else
        zc_buf_str(api->out, "null");
    zc_buf_str(api->out, ",\"state\":");
    zc_buf_json_str(api->out, line->state);
    zc_buf_printf(api->out, ",\"device\":%s,\"waits_until\":", line->rule->device ? "true" : "false");
    zc_api_instant(api->out, line->expires ? line->expires * 1000000 : ZC_INSTANT_MAX);
    zc_buf_char(api->out, '}');
}

void zc_api_links(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_link_line *lines;
    size_t count;
    zc_api_open(&api, response, request);
    if (!may(&api))
        return;
    int rc = zc_link_lines(&lines, &count, api.arena, api.db, &api.identity->acting, &api.err);
    if (rc) {
        zc_api_fail(&api, rc);
        return;
    }
    zc_buf_printf(api.out, "{\"hours\":%d,\"device_days\":%d,\"posts\":[", zc_link_hours(api.db), zc_link_device_days(api.db));
    for (size_t i = 0; i < count; i++) {
        zc_buf_str(api.out, i ? ",\n" : "\n");
        put_line(&api, &lines[i]);
    }
    zc_buf_str(api.out, "]}\n");
}

/* 3 */

/* The holder of the post with an account that a link can open; `account` 0 = the only one. */
static int receiver(struct zc_link_line *out, struct zc_api *api, int64_t post, int64_t account)
{
    struct zc_link_line *lines;
    size_t count, holders = 0, usable = 0;
    bool there = false;
    int rc = zc_link_lines(&lines, &count, api->arena, api->db, &api->identity->acting, &api->err);
    for (size_t i = 0; i < count && !rc; i++) {
        if (lines[i].post.id != post)
            continue;
        there = true;
        holders += lines[i].person != 0;
        if (!lines[i].account || (account && lines[i].account != account))
            continue;
        *out = lines[i];
        usable++;
    }
    if (rc)
        return rc;
    if (!there)
        return zc_fail(&api->err, ZC_EDENIED, "不能给这个岗位发一次性链接", "no one-time link can be issued for this post");
    if (!holders)
        return zc_fail(&api->err, ZC_ECHECK, "这个岗位现在没有人,请登记员先登记任职", "nobody holds this post now; the registrar enters the holder first");
    if (!usable)
        return zc_fail(&api->err, ZC_ECHECK, "任职的人还没有账号,请安全管理员先开账号", "the holder has no account; the security administrator makes one first");
    if (usable > 1)
        return zc_fail(&api->err, ZC_EINPUT, "这个岗位有 %zu 个人,请用 account 指明是哪一个", "%zu persons hold this post; name one by account", usable);
    if (strcmp(out->state, "active") != 0 && strcmp(out->state, "invited") != 0)
        return zc_fail(&api->err, ZC_ECHECK, "账号已停用或锁定,请安全管理员先恢复", "the account is suspended or locked; the security administrator restores it first");
    return zc_link_rule_of(&out->rule, api->arena, api->db, out->person, post, &api->identity->acting, &api->err);
}

static const char *place(struct zc_api *api, const char *token)
{
    const char *host = zc_request_header(api->request, "Host");
    return zc_arena_printf(api->arena, "%s://%s/enter/%s", api->server->secure ? "https" : "http", host ? host : api->server->host, token);
}

void zc_api_link_make(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_link_line line;
    char token[ZC_TOKEN_TEXT];
    int64_t post, account = 0;
    zc_api_open(&api, response, request);
    const struct zc_json *body = may(&api) ? zc_api_body(&api) : NULL;
    if (!body || !zc_api_members(&api, body, "account"))
        return;
    const char *named = zc_json_text(body, "account");
    if (!zc_api_id(&post, request->params[0])) {
        zc_api_missing(&api);
        return;
    }
    int rc = ZC_OK, hours = zc_link_hours(api.db);
    if (named && !zc_api_id(&account, named))
        rc = zc_fail(&api.err, ZC_EINPUT, "account 应为账号的编号,收到 %.40s", "account takes the id of an account, %.40s came", named);
    if (!rc)
        rc = receiver(&line, &api, post, account);
    if (!rc)
        rc = zc_link_make(token, request->tx, line.account, post, hours, &api.err);
    struct zc_buf svg = {0};
    const char *link = rc ? NULL : place(&api, token);
    if (!rc)
        rc = zc_qr_svg(&svg, link, &api.err);
    if (rc) {
        zc_api_fail(&api, rc);
        return;
    }
    response->status = 201;
    zc_buf_str(api.out, "{\"link\":");
    zc_buf_json_str(api.out, link);
    zc_buf_str(api.out, ",\"qr\":");
    zc_buf_json_str(api.out, zc_buf_text(&svg));
    zc_buf_free(&svg);
    zc_buf_str(api.out, ",\"title\":");
    zc_buf_json_str(api.out, zc_record_text(&line.post, "title"));
    put_name(&api, "holder", "core.person", line.person);
    zc_buf_str(api.out, ",\"expires\":");
    zc_api_instant(api.out, (zc_instant_now() / 1000000 + (int64_t)hours * 3600) * 1000000);
    zc_buf_printf(api.out, ",\"device_days\":%d}\n", line.rule->device ? zc_link_device_days(api.db) : 0);
}

void zc_api_link_withdraw(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_link_line *lines;
    size_t count;
    int64_t post;
    bool there = false;
    zc_api_open(&api, response, request);
    if (!may(&api))
        return;
    int rc = zc_link_lines(&lines, &count, api.arena, api.db, &api.identity->acting, &api.err);
    for (size_t i = 0; i < count && !rc && zc_api_id(&post, request->params[0]); i++)
        there |= lines[i].post.id == post;
    if (!rc && !there) {
        zc_api_missing(&api);
        return;
    }
    if (!rc)
        rc = zc_link_withdraw(request->tx, post, &api.err);
    if (rc)
        zc_api_fail(&api, rc);
    else
        zc_buf_str(api.out, "{}\n");
}
