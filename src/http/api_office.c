/*
 * What the administration of a city asks about others: 1 whose accounts one may administer; 2 the sessions of an account, the pause after
 * wrong passwords and the second factor, ending each; 3 all that one transaction wrote.
 */
#include "http/api.h"
#include "query/access.h"
#include "query/factor.h"
#include "query/journal.h"
#include "query/session.h"
#include "record/factor.h"
#include "record/session.h"

#include <string.h>

/* 1 */

/* The account of the address, if this reader may write accounts and is signed in by a session. false: answered. */
static bool open_account(struct zc_api *api, struct zc_record *account)
{
    const struct zc_entity *entity = zc_api_entity(api, "core.account", ZC_API_WRITE);
    struct zc_eval eval;
    int64_t id;
    if (!entity)
        return false;
    if (api->identity->token) { /* a token that leaked must not manage how others sign in */
        zc_api_fail(api, zc_fail(&api->err, ZC_EDENIED, "令牌不能管理登录,请登录后再办", "sessions are managed by who signs in, not by a token"));
        return false;
    }
    struct zc_times now = zc_times_now(api->db);
    if (!zc_api_id(&id, api->request->params[0]) || zc_rows_get(account, api->arena, api->db, entity, id, now, api->reader, NULL)) {
        zc_api_missing(api);
        return false;
    }
    zc_eval_init(&eval, api->arena, api->db, now, api->reader);
    if (zc_access_decide(&eval, ZC_ACCESS_WRITE, account).granted)
        return true;
    zc_api_fail(api, zc_fail(&api->err, ZC_EDENIED, "您的岗位无权管理账号", "your post may not administer accounts"));
    return false;
}

/* 2 */

/* Administrators' sessions live less long. */
static bool post_administers(struct zc_api *api, int64_t post)
{
    const struct zc_entity *posts = zc_model_entity(api->model, "core.post");
    struct zc_record record;
    if (!posts || zc_rows_get(&record, api->arena, api->db, posts, post, zc_times_now(api->db), &ZC_READER_CITY, NULL))
        return false;
    return zc_factor_administers(zc_record_text(&record, "roles"));
}

void zc_api_account_access(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_record account;
    struct zc_session_line *lines;
    struct zc_factor factor = {0};
    size_t count, told = 0;
    int pause;
    zc_api_open(&api, response, request);
    if (!open_account(&api, &account))
        return;
    int rc = zc_sessions_list(&lines, &count, api.arena, api.db, account.id, false, &api.err);
    if (!rc)
        rc = zc_attempt_pause(&pause, api.db, zc_record_text(&account, "login_name"), &api.err);
    if (!rc)
        rc = zc_factor_find(&factor, api.db, account.id, &api.err);
    if (rc) {
        zc_api_fail(&api, rc);
        return;
    }
    zc_buf_printf(api.out, "{\"pause_seconds\":%d,\"factor\":", pause);
    if (factor.there) {
        zc_buf_str(api.out, "{\"since\":");
        zc_api_instant(api.out, factor.since * 1000000);
        zc_buf_printf(api.out, ",\"recovery_left\":%d}", factor.recovery);
    } else {
        zc_buf_str(api.out, "null");
    }
    zc_buf_str(api.out, ",\"sessions\":[");
    for (size_t i = 0; i < count; i++) {
        if (!zc_session_lives(&lines[i].row, post_administers(&api, lines[i].row.post)))
            continue;
        zc_buf_printf(api.out, "%s{\"post\":\"%lld\",\"started\":", told++ ? "," : "", (long long)lines[i].row.post);
        zc_api_instant(api.out, lines[i].row.started * 1000000);
        zc_buf_str(api.out, ",\"used\":");
        zc_api_instant(api.out, lines[i].row.used * 1000000);
        zc_buf_char(api.out, '}');
    }
    zc_buf_str(api.out, "]}\n");
}

void zc_api_account_sessions_end(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_record account;
    zc_api_open(&api, response, request);
    if (!open_account(&api, &account))
        return;
    int rc = zc_session_end_all(request->tx, account.id, account.id == api.reader->account ? request->session : NULL, &api.err);
    if (rc) {
        zc_api_fail(&api, rc);
        return;
    }
    zc_readers_forget(api.server->readers);
    zc_buf_str(api.out, "{}\n");
}

void zc_api_account_unlock(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_record account;
    zc_api_open(&api, response, request);
    if (!open_account(&api, &account))
        return;
    int rc = zc_attempt_forget(request->tx, zc_record_text(&account, "login_name"), account.id, &api.err);
    if (rc)
        zc_api_fail(&api, rc);
    else
        zc_buf_str(api.out, "{}\n");
}

/* What was opened with the lost device ends too. Nobody resets his own: a stolen session could enrol another device. */
void zc_api_account_factor_reset(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_record account;
    zc_api_open(&api, response, request);
    if (!open_account(&api, &account))
        return;
    int rc = account.id == api.reader->account
                 ? zc_fail(&api.err, ZC_EDENIED, "自己的动态码不能自己重置:换手机请在账户页重新设置,手机丢了请另一位安全管理员,或由机器管理者运行 zhucheng user",
                           "nobody resets his own: set another device up on the account page, or, when it is lost, ask another security administrator or who runs the machine (zhucheng user)")
                 : zc_factor_reset(request->tx, account.id, &api.err);
    if (!rc)
        rc = zc_session_end_all(request->tx, account.id, NULL, &api.err);
    if (rc) {
        zc_api_fail(&api, rc);
        return;
    }
    zc_readers_forget(api.server->readers);
    zc_buf_str(api.out, "{}\n");
}

/* 3 */

void zc_api_transaction(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_journal journal;
    int64_t tx;
    size_t limit;
    zc_api_open(&api, response, request);
    if (!zc_api_scope(api.identity, "journal", ZC_API_READ)) {
        zc_api_fail(&api, zc_fail(&api.err, ZC_EDENIED, "令牌的范围不含 journal:read", "the token's scopes do not hold journal:read"));
        return;
    }
    if (!zc_api_limit(&api, &limit))
        return;
    if (!zc_api_id(&tx, request->params[0]) || tx < 1) {
        zc_api_missing(&api);
        return;
    }
    int rc = zc_journal_since(&journal, api.arena, api.db, tx - 1, tx, limit + 1, &api.err);
    if (rc) {
        zc_api_fail(&api, rc);
        return;
    }
    if (!journal.count) {
        zc_api_missing(&api);
        return;
    }
    size_t count = journal.count > limit ? limit : journal.count;
    zc_buf_printf(api.out, "{\"tx\":\"%lld\",\"more\":%s,\"entries\":[", (long long)tx, journal.count > limit ? "true" : "false");
    for (size_t i = 0; i < count; i++) {
        zc_buf_str(api.out, i ? ",\n" : "\n");
        zc_api_entry(&api, &journal.items[i]);
    }
    zc_buf_str(api.out, "]}\n");
}
