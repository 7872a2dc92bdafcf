/* link_factor: 1 fields and the page of recovery codes; 2 the factor beside a link. */
#include "http/link_factor.h"
#include "base/qr.h"

/* 1 */

void zc_factor_code_field(struct zc_page *page, bool must)
{
    zc_page_put(page, "<label>$ <input name=\"code\" autocomplete=\"one-time-code\" maxlength=\"24\"",
                must ? ZC_T(page, "动态码，或一个恢复码", "One-time code, or a recovery code")
                     : ZC_T(page, "动态码（设了才填）", "One-time code (if you have set one up)"));
    zc_page_put(page, must ? " required></label>" : "></label>");
}

int zc_factor_offer_fields(struct zc_page *page, const struct zc_factor_offer *offer)
{
    zc_page_put(page, "<p>$</p><div class=\"qr\">",
                ZC_T(page, "管理员登录须有动态码。请用手机上的验证器（支持 RFC 6238 的都可以）扫这个码，或手工输入密钥，再写它显示的 6 位数。",
                     "Administrators sign in with a one-time code. Scan this with an authenticator on your phone (any that knows RFC 6238), or type "
                     "the secret into it, and give the 6 digits that it shows."));
    int rc = zc_qr_svg(page->out, offer->address, &page->err);
    if (rc)
        return rc;
    zc_page_put(page, "</div><p class=\"meta\">$ <code>$</code></p><input type=\"hidden\" name=\"offer\" value=\"$\">", ZC_T(page, "密钥", "Secret"), offer->secret,
                offer->offer);
    zc_page_put(page, "<label>$ <input name=\"first\" inputmode=\"numeric\" autocomplete=\"one-time-code\" required maxlength=\"8\"></label>",
                ZC_T(page, "手机上的动态码", "Code on the phone"));
    return ZC_OK;
}

void zc_factor_recovery_page(struct zc_page *page, const struct zc_recovery_codes *codes, const char *onward)
{
    zc_page_head(page, ZC_T(page, "恢复码", "Recovery codes"));
    zc_page_put(page, "<article class=\"narrow\"><h1>$</h1><p>$</p><ul class=\"codes\">", ZC_T(page, "恢复码", "Recovery codes"),
                ZC_T(page, "手机不在身边时，用一个恢复码代替动态码；每个只能用一次。只显示这一次，请打印或抄下，锁好。",
                     "Without the phone, one of these stands for the code; each works once. They are shown this once: print or copy them and lock them away."));
    for (int i = 0; i < ZC_FACTOR_RECOVERIES; i++)
        zc_page_put(page, "<li><code>$</code></li>", codes->text[i]);
    zc_page_put(page, "</ul><p><a href=\"$\">$</a></p></article>", onward, ZC_T(page, "已收好，进入", "I have them; enter"));
    zc_page_foot(page);
}

/* 2 */

int zc_link_factor_open(struct zc_link_factor *out, struct zc_page *page, int64_t account)
{
    const struct zc_entity *accounts = zc_model_entity(page->model, "core.account");
    struct zc_factor factor;
    *out = (struct zc_link_factor){0};
    int rc = accounts ? zc_rows_get(&out->account, page->arena, page->db, accounts, account, zc_times_now(page->db), &ZC_READER_CITY, &page->err)
                      : zc_fail(&page->err, ZC_EINTERNAL, "缺少账号的声明", "accounts are not declared");
    if (!rc)
        rc = zc_factor_find(&factor, page->db, account, &page->err);
    out->there = !rc && factor.there;
    return rc || out->there ? rc : zc_sign_in_unenrolled(&out->unenrolled, page->request, &out->account, &page->err);
}

int zc_link_factor_fields(struct zc_page *page, const struct zc_link_factor *factor)
{
    struct zc_factor_offer offer;
    struct zc_error over = {0};
    if (factor->there)
        zc_factor_code_field(page, true);
    if (!factor->unenrolled) /* so it is too for a link that leads to no account */
        return ZC_OK;
    const char *login = zc_record_text(&factor->account, "login_name");
    /* The same secret again while it lasts: it may be on the phone already. */
    int rc = factor->offer ? zc_factor_offer(&offer, page->arena, page->db, factor->account.id, login, factor->offer, &over) : ZC_ECHECK;
    if (rc)
        rc = zc_factor_offer(&offer, page->arena, page->db, factor->account.id, login, NULL, &page->err);
    return rc ? rc : zc_factor_offer_fields(page, &offer);
}

struct trying {
    struct zc_attempt attempt;
    int64_t account;
    int seconds;
};
static int begin(void *user, struct zc_tx *tx, struct zc_error *err)
{
    struct trying *trying = user;
    return zc_attempt_begin(&trying->seconds, tx, &trying->attempt, err);
}
static int note_failure(void *user, struct zc_tx *tx, struct zc_error *err)
{
    struct trying *trying = user;
    return zc_attempt_failed(tx, &trying->attempt, trying->account, err);
}
static int note_right(void *user, struct zc_tx *tx, struct zc_error *err)
{
    struct trying *trying = user;
    return zc_attempt_right(tx, &trying->attempt, err);
}

int zc_link_factor_check(struct zc_link_factor *factor, struct zc_page *page)
{
    struct zc_request *request = page->request;
    struct zc_writer *writer = page->server->writer;
    struct trying trying = {.attempt = {.login = zc_record_text(&factor->account, "login_name"), .address = request->address}, .account = factor->account.id};
    struct zc_actor actor = {.face = "web", .reader = &ZC_READER_CITY};
    bool right;
    if (factor->unenrolled) {
        factor->offer = zc_request_form(request, "offer");
        return factor->offer ? zc_factor_first(&factor->step, page->db, factor->account.id, factor->offer, zc_request_form(request, "first"), &page->err)
                             : zc_fail(&page->err, ZC_ECHECK, "请扫二维码,再写手机上的动态码", "scan the QR code, then give the code of the device");
    }
    if (!factor->there)
        return ZC_OK;
    int rc = zc_writer_run(writer, &actor, begin, &trying, &page->err);
    if (!rc && trying.seconds) {
        zc_sign_in_pause(request, trying.seconds, &page->err);
        return ZC_ECHECK;
    }
    if (!rc)
        rc = zc_factor_check(&right, &factor->code, page->db, factor->account.id, zc_request_form(request, "code"), &page->err);
    if (!rc)
        rc = zc_writer_run(writer, &actor, right ? note_right : note_failure, &trying, &page->err);
    return rc || right ? rc : zc_fail(&page->err, ZC_ECHECK, "动态码不对，或已用过", "the one-time code is wrong, or was used already");
}

int zc_link_factor_take(struct zc_link_factor *factor, struct zc_tx *tx, struct zc_error *err)
{
    bool taken = false;
    int rc = factor->there ? zc_factor_use(&taken, tx, factor->account.id, &factor->code, err) : ZC_OK;
    if (!rc && taken)
        return zc_fail(err, ZC_EDENIED, "动态码已用过", "the one-time code was used already");
    if (!rc && factor->step) {
        rc = zc_factor_enrol(&factor->recovery, tx, factor->account.id, factor->offer, factor->step, err);
        factor->enrolled = !rc;
    }
    return rc;
}
