/* What a one-time link opens, without a script: nothing is used up before its owner says so, so a preview of the link costs nothing. */
#include "http/link_factor.h"
#include "http/static.h"
#include "record/link.h"
#include "record/password.h"

#include <string.h>

static const char *name_of(struct zc_page *page, const char *entity, int64_t id)
{
    const struct zc_entity *of = zc_model_entity(page->model, entity);
    struct zc_record record;
    return of && !zc_rows_get(&record, page->arena, page->db, of, id, zc_times_now(page->db), &ZC_READER_CITY, NULL)
               ? zc_record_name(page->arena, page->db, &record, page->lang)
               : "";
}

static void secret_field(struct zc_page *page, const char *title, const char *name)
{
    zc_page_put(page, "<label>$ <input name=\"$\" type=\"password\" autocomplete=\"new-password\" required minlength=\"12\" maxlength=\"512\"></label>", title, name);
}

static void form(struct zc_page *page, const struct zc_link *link, const struct zc_link_factor *factor, const char *complaint)
{
    zc_page_head(page, ZC_T(page, "一次性链接", "One-time link"));
    zc_page_put(page, "<article class=\"narrow\"><h1>$</h1><p>$ · $</p>", zc_page_pair(page, page->city->name), name_of(page, "core.post", link->post),
                name_of(page, "core.person", link->person));
    if (complaint)
        zc_page_put(page, "<p class=\"wrong\" role=\"alert\">$</p>", complaint);
    zc_page_put(page, "<p class=\"meta\">$</p><form class=\"login\" method=\"post\" action=\"$\">",
                ZC_T(page, "不是您的岗位，请关掉这一页，并告诉发链接的单位。", "If this is not your post, close this page and tell whoever issued the link."), page->request->path);
    if (link->rule->device) {
        zc_page_put(page, "<p>$</p>",
                    zc_arena_printf(page->arena,
                                    ZC_T(page, "链接只能用一次。进入后，这台设备 %d 天内不用再登录；别人也用的设备，请不要在上面打开。",
                                         "The link works once. This device then stays signed in for %d days; do not open it on one that others use."),
                                    zc_link_device_days(page->db)));
    } else {
        zc_page_put(page, "<p>$</p><p class=\"meta\">$</p>", ZC_T(page, "链接只能用一次。请设一个口令，以后用它登录。", "The link works once. Set a password to sign in with from now on."),
                    zc_password_words(page));
        secret_field(page, ZC_T(page, "新口令", "New password"), "password");
        secret_field(page, ZC_T(page, "再写一遍", "Once more"), "again");
    }
    int rc = zc_link_factor_fields(page, factor);
    if (rc) {
        zc_page_fail(page, rc);
        return;
    }
    zc_page_put(page, "<button class=\"main\">$</button></form></article>", ZC_T(page, "进入", "Enter"));
    zc_page_foot(page);
}

void zc_link_page(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_link link;
    struct zc_link_factor factor;
    if (!zc_page_open(&page, response, request))
        return;
    int rc = zc_link_find(&link, page.arena, page.db, request->params[0], &page.err);
    if (!rc)
        rc = zc_link_factor_open(&factor, &page, link.account);
    if (rc)
        zc_page_fail(&page, rc);
    else
        form(&page, &link, &factor, NULL);
}

struct opening {
    struct zc_arena *arena;
    const char *text, *before;
    struct zc_link link;
    struct zc_link_factor factor;
    char hash[ZC_PASSWORD_TEXT], token[ZC_TOKEN_TEXT];
};

static int open_link(void *user, struct zc_tx *tx, struct zc_error *err)
{
    struct opening *opening = user;
    int rc = zc_link_factor_take(&opening->factor, tx, err);
    if (!rc)
        rc = zc_link_open(opening->token, &opening->link, opening->arena, tx, opening->text, opening->hash, err);
    return rc || !opening->before ? rc : zc_session_end(tx, opening->before, err);
}

void zc_link_accept(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    if (!zc_page_open(&page, response, request) || !zc_sign_in_from_page(response, request))
        return;
    struct opening opening = {.arena = page.arena, .text = request->params[0], .before = request->session};
    const struct zc_identity *identity = request->identity;
    struct zc_error reasons = {0}; /* a complaint lies in it */
    const char *complaint = NULL;
    if (identity && identity->token)
        opening.before = NULL;
    int rc = zc_link_find(&opening.link, page.arena, page.db, opening.text, &page.err);
    if (!rc)
        rc = zc_link_factor_open(&opening.factor, &page, opening.link.account);
    if (!rc && !opening.link.rule->device) {
        const char *password = zc_request_form(request, "password"), *again = zc_request_form(request, "again");
        if (!password || !again || strcmp(password, again) != 0)
            complaint = ZC_T(&page, "两遍写的不一样", "The two passwords differ");
        else if (zc_password_check(page.db, &opening.factor.account, password, true, &reasons))
            complaint = zc_error_text(&reasons, page.lang);
        else
            rc = zc_password_hash(opening.hash, password, zc_password_usual, &page.err);
    }
    if (!rc && !complaint && (rc = zc_link_factor_check(&opening.factor, &page)) == ZC_ECHECK) {
        complaint = zc_error_text(&page.err, page.lang);
        rc = ZC_OK;
    }
    if (complaint) {
        response->status = 422;
        form(&page, &opening.link, &opening.factor, complaint);
        return;
    }
    struct zc_actor actor = {.account = opening.link.account, .post = opening.link.post, .face = "web", .reader = &ZC_READER_CITY};
    if (!rc)
        rc = zc_writer_run(page.server->writer, &actor, open_link, &opening, &page.err);
    if (rc) {
        zc_page_fail(&page, rc);
        return;
    }
    zc_readers_forget(page.server->readers);
    if (opening.link.rule->device)
        zc_sign_in_device(response, request, opening.token, zc_link_device_days(page.db));
    else
        zc_sign_in_cookie(response, request, opening.token);
    const char *onward = zc_static_present() ? "/app/" : "/";
    if (opening.factor.enrolled)
        zc_factor_recovery_page(&page, &opening.factor.recovery, onward);
    else
        zc_response_redirect(response, request, onward);
}
