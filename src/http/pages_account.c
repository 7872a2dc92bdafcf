/* What a person does with his own account: 1 the sessions; 2 the password. Both without a script. */
#include "base/text.h"
#include "http/link_factor.h"
#include "query/session.h"
#include "record/password.h"

#include <stdio.h>
#include <string.h>

/* 1 */

enum { SESSION_NAME = 16 }; /* as many digits of its digest name a session */

static const char *post_title(struct zc_page *page, int64_t id)
{
    const struct zc_entity *posts = zc_model_entity(page->model, "core.post");
    struct zc_record post;
    return posts && !zc_rows_get(&post, page->arena, page->db, posts, id, zc_times_now(page->db), &ZC_READER_CITY, NULL)
               ? zc_record_name(page->arena, page->db, &post, page->lang)
               : "";
}

static int own_sessions(struct zc_session_line **lines, size_t *count, struct zc_page *page)
{
    return zc_sessions_list(lines, count, page->arena, page->db, page->reader->account, zc_reader_administers(page->reader), &page->err);
}

static void session_row(struct zc_page *page, const struct zc_session_line *line)
{
    bool here = strcmp(line->digest, page->request->session) == 0;
    zc_page_put(page, "<tr><td>$</td><td>$</td><td>$</td><td>", post_title(page, line->row.post),
                zc_page_instant(page, line->row.started * 1000000), zc_page_instant(page, line->row.used * 1000000));
    if (here)
        zc_page_put(page, "$</td></tr>", ZC_T(page, "就是现在这个", "this one"));
    else
        zc_page_put(page,
                    "<form method=\"post\" action=\"/sessions/end\"><button class=\"link\" name=\"session\" value=\"$\">$</button></form></td></tr>",
                    zc_arena_copy(page->arena, line->digest, SESSION_NAME), ZC_T(page, "结束", "End"));
}

void zc_sessions_page(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_session_line *lines;
    size_t count;
    if (!zc_page_open(&page, response, request))
        return;
    int rc = own_sessions(&lines, &count, &page);
    if (rc) {
        zc_page_fail(&page, rc);
        return;
    }
    zc_page_head(&page, ZC_T(&page, "我的登录", "My sessions"));
    zc_page_put(&page, "<article class=\"narrow\"><h1>$</h1><p>$</p><table><thead><tr><th>$</th><th>$</th><th>$</th><th></th></tr></thead><tbody>",
                ZC_T(&page, "我的登录", "My sessions"),
                zc_reader_administers(page.reader)
                    ? ZC_T(&page, "管理岗位 15 分钟不用即退出，最长 8 小时。", "An administrator's session ends after 15 minutes without use, after 8 hours in any case.")
                    : ZC_T(&page, "30 分钟不用即退出，最长 12 小时。", "A session ends after 30 minutes without use, after 12 hours in any case."),
                ZC_T(&page, "岗位", "Post"), ZC_T(&page, "登录时间", "Signed in"), ZC_T(&page, "最近使用", "Last used"));
    for (size_t i = 0; i < count; i++)
        session_row(&page, &lines[i]);
    zc_page_put(&page, "</tbody></table>");
    if (count > 1)
        zc_page_put(&page, "<form method=\"post\" action=\"/sessions/end\"><button name=\"others\" value=\"yes\">$</button></form>",
                    ZC_T(&page, "结束其他全部登录", "End all others"));
    zc_page_put(&page, "<p><a href=\"/password\">$</a></p></article>", ZC_T(&page, "更换口令", "Change the password"));
    zc_page_foot(&page);
}

void zc_sessions_end(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_session_line *lines;
    size_t count = 0;
    if (!zc_page_open(&page, response, request))
        return;
    const char *name = zc_request_form(request, "session"), *digest = NULL;
    int rc = own_sessions(&lines, &count, &page);
    for (size_t i = 0; !rc && name && i < count; i++)
        if (strlen(name) == SESSION_NAME && strncmp(lines[i].digest, name, SESSION_NAME) == 0)
            digest = lines[i].digest;
    if (!rc && digest)
        rc = zc_session_end(request->tx, digest, &page.err);
    else if (!rc && zc_request_form(request, "others"))
        rc = zc_session_end_all(request->tx, page.reader->account, request->session, &page.err);
    else if (!rc)
        rc = zc_fail(&page.err, ZC_ENOTFOUND, "没有这个登录，或已结束", "there is no such session, or it is over");
    if (rc) {
        zc_page_fail(&page, rc);
        return;
    }
    zc_readers_forget(page.server->readers);
    zc_response_redirect(response, request, "/sessions");
}

/* 2 */

const char *zc_password_words(const struct zc_page *page)
{
    struct zc_password_profile profile = zc_password_profile(page->city);
    const char *rule = ZC_T(page, "12 至 128 个字，可以用空格和汉字，可以粘贴；常用的、好猜的不能用。",
                            "12 to 128 characters; blanks, Chinese and pasting are welcome; what is common or easily guessed is refused.");
    if (!profile.classes)
        return rule;
    return zc_arena_printf(page->arena,
                           ZC_T(page, "%s不满 20 个字时，大写、小写、数字、其他字符要有三种；每 %d 天更换（等保三级口径，待测评机构确认）。",
                                "%s Below 20 characters it needs three of capitals, small letters, digits and others; it is changed every %d days "
                                "(profile mlps3, to be confirmed by the assessor)."),
                           rule, profile.days);
}

static void field(struct zc_page *page, const char *title, const char *name, const char *kind)
{
    zc_page_put(page, "<label>$ <input name=\"$\" type=\"password\" autocomplete=\"$\" required maxlength=\"512\"></label>", title, name, kind);
}

void zc_password_form(struct zc_page *page, const char *login, const struct zc_factor_offer *offer, const char *complaint)
{
    zc_page_head(page, ZC_T(page, "更换口令", "Change the password"));
    zc_page_put(page, "<article class=\"narrow\"><h1>$</h1>", ZC_T(page, "更换口令", "Change the password"));
    if (complaint)
        zc_page_put(page, "<p class=\"wrong\" role=\"alert\">$</p>", complaint);
    zc_page_put(page, "<p class=\"meta\">$</p><form class=\"login\" method=\"post\" action=\"/password\">", zc_password_words(page));
    if (!zc_page_signed_in(page))
        zc_page_put(page, "<label>$ <input name=\"login\" autocomplete=\"username\" required maxlength=\"60\" value=\"$\"></label>",
                    ZC_T(page, "登录名", "Login name"), login);
    field(page, ZC_T(page, "现在的口令", "Present password"), "password", "current-password");
    field(page, ZC_T(page, "新口令", "New password"), "new", "new-password");
    field(page, ZC_T(page, "再写一遍", "Once more"), "again", "new-password");
    int rc = ZC_OK;
    if (offer)
        rc = zc_factor_offer_fields(page, offer);
    else
        zc_factor_code_field(page, false);
    if (rc) {
        zc_page_fail(page, rc);
        return;
    }
    zc_page_put(page, "<label><span><input type=\"checkbox\" name=\"others\" value=\"yes\" checked> $</span></label>",
                ZC_T(page, "同时结束其他全部登录", "End all other sessions too"));
    zc_page_put(page, "<button class=\"main\">$</button></form>", ZC_T(page, "更换", "Change"));
    if (zc_page_signed_in(page))
        zc_page_put(page, "<p><a href=\"/\">$</a></p>", ZC_T(page, "先不换", "Not now"));
    zc_page_put(page, "</article>");
    zc_page_foot(page);
}

/* NULL: no change is near. */
static const char *reminder(struct zc_page *page)
{
    const struct zc_entity *accounts = zc_model_entity(page->model, "core.account");
    struct zc_record account;
    if (!zc_page_signed_in(page) || !accounts ||
        zc_rows_get(&account, page->arena, page->db, accounts, page->reader->account, zc_times_now(page->db), &ZC_READER_CITY, NULL))
        return NULL;
    int due = zc_password_due(page->db, &account);
    if (due == ZC_DATE_MAX || due - zc_db_today(page->db) > ZC_PASSWORD_REMIND)
        return NULL;
    return zc_arena_printf(page->arena, ZC_T(page, "口令到 %s 必须更换", "The password has to be changed by %s"), zc_page_date(page, due));
}

void zc_password_page(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    if (zc_page_open(&page, response, request))
        zc_password_form(&page, NULL, NULL, reminder(&page));
}

void zc_password_post(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    if (!zc_page_open(&page, response, request) || !zc_sign_in_from_page(response, request))
        return;
    const char *own = zc_sign_in_name(request), *login = own ? own : zc_request_form(request, "login"), *old = zc_request_form(request, "password"),
               *fresh = zc_request_form(request, "new"), *again = zc_request_form(request, "again"), *complaint = NULL;
    login = login ? zc_text_trim(page.arena, login) : "";
    response->status = 422;
    if (!*login || strlen(login) > 240 || !old || !*old || strlen(old) > ZC_PASSWORD_MOST || !fresh || strlen(fresh) > ZC_PASSWORD_MOST)
        complaint = ZC_T(&page, "请填现在的口令和新口令", "Give the present and the new password");
    else if (!again || strcmp(fresh, again) != 0)
        complaint = ZC_T(&page, "两遍写的不一样", "The two passwords differ");
    if (complaint) {
        zc_password_form(&page, login, NULL, complaint);
        return;
    }
    struct zc_sign_in sign_in = {.login = login, .password = old, .new_password = fresh, .end_others = zc_request_form(request, "others") != NULL,
                                 .post = page.reader->post, .code = zc_request_form(request, "code"),
                                 .offer = zc_request_form(request, "offer"), .first = zc_request_form(request, "first")};
    int rc = zc_sign_in(&sign_in, request, &page.err);
    if (rc == ZC_ECHECK) {
        struct zc_error over = {0};
        bool offered = sign_in.offer && !zc_factor_offer(&sign_in.offered, page.arena, page.db, sign_in.account, login, sign_in.offer, &over);
        zc_password_form(&page, login, offered ? &sign_in.offered : NULL, zc_error_text(&page.err, page.lang));
    } else if (rc) {
        zc_page_fail(&page, rc);
    } else if (sign_in.end == ZC_PAUSED) {
        response->status = 429;
        zc_response_header(response, "Retry-After", zc_sign_in_pause(request, sign_in.seconds, &page.err));
        zc_password_form(&page, login, NULL, zc_error_text(&page.err, page.lang));
    } else if (sign_in.end == ZC_REFUSED) {
        response->status = 403;
        zc_password_form(&page, login, NULL, ZC_T(&page, "登录名、口令或动态码不对，或账号未启用", "The login name, the password or the one-time code is wrong, or the account is not active"));
    } else if (sign_in.end == ZC_UNENROLLED) {
        response->status = 403;
        zc_password_form(&page, login, &sign_in.offered, NULL);
    } else if (sign_in.enrolled) {
        zc_sign_in_cookie(response, request, sign_in.token);
        zc_factor_recovery_page(&page, &sign_in.recovery, own ? "/sessions" : "/");
    } else {
        zc_sign_in_cookie(response, request, sign_in.token);
        zc_response_redirect(response, request, own ? "/sessions" : "/");
    }
}
