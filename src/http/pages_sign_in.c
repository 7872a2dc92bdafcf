/*
 * The sign-in page and what it posts to: 1 the promise; 2 the posts of a sample city; 3 the page; 4 entering; 5 by post; 6 by
 * password; 7 links that set a password; 8 leaving and changing the post; 9 the same for the workplace, as JSON.
 */
#include "http/api.h"
#include "http/page.h"
#include "http/static.h"
#include "base/text.h"
#include "http/link_factor.h"
#include "record/password.h"
#include "record/people.h"

#include <string.h>

/* 1: one number and a cell for each of its records: the first counted stock that is small enough to be counted by eye */

enum { CELLS_LEAST = 12, CELLS_MOST = 60, CELLS_ROW = 23 };

static bool newest_edition(struct zc_page *page, struct zc_times *times)
{
    const struct zc_entity *editions = zc_model_entity(page->model, "core.edition");
    struct zc_rows rows;
    const char *order[] = {"-published_on"};
    if (!editions)
        return false;
    struct zc_rows_query query = {.entity = editions,
                                  .times = zc_times_now(page->db),
                                  .reader = page->reader,
                                  .order = order,
                                  .order_count = 1,
                                  .limit = 1};
    if (zc_rows_list(&rows, page->arena, page->db, &query, NULL) || !rows.count)
        return false;
    *times = zc_times_at(page->db, (int)zc_record_value(&rows.items[0], "asof_on").number,
                         zc_record_value(&rows.items[0], "known_at").number);
    return true;
}

static bool countable(struct zc_figure *figure, struct zc_page *page)
{
    struct zc_times times = page->times;
    newest_edition(page, &times);
    for (size_t i = 0; i < page->model->metric_count; i++) {
        const struct zc_metric *metric = page->model->metrics[i];
        if (metric->kind != ZC_METRIC_COUNT || metric->flow || !metric->city || !metric->entity ||
            !metric->entity->public_)
            continue;
        struct zc_metric_query query = {metric, page->period, times, page->reader};
        zc_period_half_of(&query.period, times.asof);
        if (!zc_metric_figure(figure, page->arena, page->db, &query, NULL) && figure->known &&
            figure->value >= CELLS_LEAST && figure->value <= CELLS_MOST)
            return true;
    }
    return false;
}

static void promise(struct zc_page *page)
{
    struct zc_figure figure;
    zc_page_put(page, "<section class=\"promise\"><p class=\"brand\">筑城</p><h1>");
    zc_page_put(page, ZC_T(page, "印出来的每个数，<br>都能查到<br>当天的记录。",
                           "Every printed figure<br>leads to the records<br>of its day."));
    zc_page_put(page, "</h1>");
    if (countable(&figure, page)) {
        const char *id = zc_page_encode(page, figure.metric->id);
        const char *link =
            zc_page_link_at(page, zc_arena_printf(page->arena, "/figures/%s", id), zc_page_iso(page, figure.times.asof),
                            figure.times.present ? NULL : zc_page_known(page, figure.times.known), figure.period.name);
        const char *title = zc_page_pair(page, figure.metric->title);
        size_t length = strlen(title);
        if (!page->english && length > 3 && strcmp(title + length - 3, "数") == 0) /* 国家级改革试点 46 项 */
            title = zc_arena_copy(page->arena, title, length - 3);
        zc_page_put(page, "<div class=\"demo\"><p class=\"line\">$ <a class=\"fig\" href=\"$\">$</a> $</p>",
                    page->english ? "" : title, link, zc_page_value(page, &figure),
                    page->english ? title : zc_page_pair(page, figure.metric->unit));
        size_t rows = (figure.row_count + CELLS_ROW - 1) / CELLS_ROW;
        zc_page_put(page, "<svg class=\"cells\" viewBox=\"0 0 387 $\" role=\"img\" aria-label=\"$\">",
                    zc_page_number(page, (int64_t)rows * 17 + 22),
                    zc_arena_printf(page->arena, ZC_T(page, "%zu 条记录", "%zu records"), figure.row_count));
        zc_page_put(page, "<path class=\"arrow\" d=\"M178 0v14m-5-5l5 7 5-7z\"/>");
        for (size_t i = 0; i < figure.row_count; i++)
            zc_page_put(page, "<rect class=\"$\" x=\"$\" y=\"$\" width=\"13\" height=\"13\" rx=\"2\"/>",
                        i + 1 == figure.row_count ? "last" : "", zc_page_number(page, (int64_t)(i % CELLS_ROW) * 17),
                        zc_page_number(page, (int64_t)(i / CELLS_ROW) * 17 + 22));
        zc_page_put(
            page, "</svg><p class=\"meta\">$</p></div>",
            zc_arena_printf(
                page->arena,
                ZC_T(page, "%zu 条记录 · 事实截至 %s · 按%s所知", "%zu records · true on %s · as known on %s"),
                figure.row_count, zc_page_date(page, figure.times.asof),
                zc_page_date(page, zc_instant_date(figure.times.present ? zc_db_now(page->db) : figure.times.known))));
    }
    zc_page_put(page, "<p class=\"ways\">");
    if (zc_static_present())
        zc_page_put(page, "<a href=\"/app/\">$</a> · ", ZC_T(page, "工作台", "The workplace"));
    zc_page_put(page, "<a href=\"$\">$</a> · <a href=\"$\" lang=\"$\">$</a></p></section>\n",
                zc_page_link(page, "/reviews", NULL),
                ZC_T(page, "不登录，看公开的数", "Public figures, without signing in"),
                zc_page_here(page, "lang", page->english ? "zh" : "en"), page->english ? "zh-CN" : "en",
                page->english ? "中文" : "English");
}

/* 2 */

static bool posts_offered(const struct zc_page *page)
{
    return page->city->sample && page->request->loopback && page->server->loopback_only;
}

static bool holder_of(int64_t *person, struct zc_arena *arena, struct zc_db *db, int64_t post)
{
    const struct zc_entity *holdings = zc_model_entity(db->city->model, "core.holding");
    struct zc_rows rows;
    if (!holdings)
        return false;
    struct zc_rows_query query = {
        .entity = holdings,
        .times = zc_times_now(db),
        .reader = &ZC_READER_CITY,
        .limit = 1,
        .filter = "post = :area and from_on <= :today and (empty(to_on) or to_on >= :today) and not (rights = 'none')"};
    query.params[ZC_P_AREA] = zc_int(post);
    if (zc_rows_list(&rows, arena, db, &query, NULL) || !rows.count)
        return false;
    *person = zc_record_value(&rows.items[0], "person").number;
    return true;
}

static bool administrative(const struct zc_record *post) /* the three separated administration posts */
{
    const char *roles = zc_record_text(post, "roles");
    return strstr(roles, "_admin") && !strstr(roles, "core.staff;");
}

static void post_card(struct zc_page *page, const struct zc_record *post, int key)
{
    int64_t person = 0;
    struct zc_record holder;
    const char *name = "", *digit = key >= 1 && key <= 9 ? zc_page_number(page, key) : "";
    const struct zc_entity *persons = zc_model_entity(page->model, "core.person");
    if (holder_of(&person, page->arena, page->db, post->id) && persons &&
        !zc_rows_get(&holder, page->arena, page->db, persons, person, zc_times_now(page->db), &ZC_READER_CITY, NULL))
        name = zc_record_name(page->arena, page->db, &holder, page->lang);
    zc_page_put(page, "<li><button name=\"post\" value=\"$\" accesskey=\"$\"><b>$</b><span class=\"who\">$</span>",
                zc_arena_printf(page->arena, "%lld", (long long)post->id), digit, zc_record_text(post, "title"), name);
    if (*digit)
        zc_page_put(page, "<span class=\"does\">$</span><kbd aria-hidden=\"true\">$</kbd>",
                    zc_record_show(page->arena, page->db, post, zc_entity_field(post->entity, "duties"), page->lang),
                    digit);
    zc_page_put(page, "</button></li>");
}

static int offered_posts(struct zc_rows *out, struct zc_page *page)
{
    const struct zc_entity *entity = zc_model_entity(page->model, "core.post");
    const char *order[] = {"sign_in_order"};
    *out = (struct zc_rows){0};
    if (!entity)
        return ZC_OK;
    struct zc_rows_query query = {.entity = entity,
                                  .times = zc_times_now(page->db),
                                  .reader = &ZC_READER_CITY,
                                  .filter = "not empty(sign_in_order)",
                                  .order = order,
                                  .order_count = 1};
    return zc_rows_list(out, page->arena, page->db, &query, &page->err);
}

static void posts(struct zc_page *page)
{
    struct zc_rows rows;
    zc_page_put(page, "<h2>$</h2><p class=\"meta\">$</p>", ZC_T(page, "选一个岗位进入", "Choose a post to enter"),
                ZC_T(page, "示例城市，不用密码。进去后随时可以换岗位。",
                     "A sample city: no password. You can change the post at any time."));
    if (offered_posts(&rows, page))
        rows.count = 0;
    if (!rows.count) {
        zc_page_put(page, "<p>$</p>", ZC_T(page, "登录页上还没有岗位。", "No post stands on the sign-in page yet."));
        return;
    }
    zc_page_put(page, "<form method=\"post\" action=\"/signin/post\"><ul class=\"posts\">");
    int key = 0;
    for (size_t i = 0; i < rows.count; i++)
        if (!administrative(&rows.items[i]))
            post_card(page, &rows.items[i], ++key);
    zc_page_put(page, "</ul><h3>$ <small>$</small></h3><ul class=\"posts apart\">",
                ZC_T(page, "三员分立", "Three administrators"),
                ZC_T(page, "三个岗位互不相通，都看不到无权看的记录",
                     "three separate posts; none sees what its rights withhold"));
    for (size_t i = 0; i < rows.count; i++)
        if (administrative(&rows.items[i]))
            post_card(page, &rows.items[i], 0);
    zc_page_put(page, "</ul></form>\n");
}

/* 3 */

static void login_form(struct zc_page *page, const char *complaint)
{
    zc_page_put(page, "<h2>$</h2>", ZC_T(page, "登录", "Sign in"));
    if (complaint)
        zc_page_put(page, "<p class=\"wrong\" role=\"alert\" id=\"wrong\">$</p>", complaint);
    zc_page_put(page,
                "<form class=\"login\" method=\"post\" action=\"/signin\"><label>$ <input name=\"login\" "
                "autocomplete=\"username\" required maxlength=\"60\" value=\"$\"></label>",
                ZC_T(page, "登录名", "Login name"), zc_request_form(page->request, "login"));
    zc_page_put(page,
                "<label>$ <input name=\"password\" type=\"password\" autocomplete=\"current-password\" required "
                "maxlength=\"512\"></label>",
                ZC_T(page, "口令", "Password"));
    zc_factor_code_field(page, false);
    zc_page_put(page, "<button class=\"main\">$</button></form>", ZC_T(page, "登录", "Sign in"));
    zc_page_put(page, "<p class=\"meta\">$</p>",
                ZC_T(page, "没有账号，或忘了口令？请向安全管理员要一条一次性链接。",
                     "No account, or password forgotten? Ask the security administrator for a one-time link."));
}

void zc_sign_in_page(struct zc_page *page, const char *complaint)
{
    char words[64];
    zc_page_html_open(page, ZC_T(page, "登录", "Sign in"), "signin");
    promise(page);
    zc_page_put(page, "<main id=\"main\">");
    if (page->city->sample)
        zc_page_put(page, "<p class=\"badge\">$ · $</p>", ZC_T(page, "示例城市", "Sample city"),
                    zc_page_date(page, zc_db_today(page->db)));
    if (posts_offered(page) && !complaint)
        posts(page);
    else
        login_form(page, complaint);
    if (page->city->sample) {
        zc_date_words(words, sizeof words, zc_db_today(page->db), page->english);
        zc_page_put(page, "<footer><p>$</p><p>$</p></footer>",
                    zc_arena_printf(page->arena,
                                    ZC_T(page, "示例时钟现为 %s，只往前走。装载时逐日写入，得知时间落在当时。",
                                         "The sample clock stands at %s and only moves forward. Records were entered "
                                         "day by day, so they were known in their time."),
                                    words),
                    ZC_T(page, "人、文号、日期、百分比均为示例，与真实工作无关。示例标记不能关闭。",
                         "Persons, document numbers, dates and percentages are made up. The sample mark cannot be "
                         "switched off."));
    }
    zc_page_put(page, "</main>");
    zc_page_html_close(page);
}

/* 4 */

static void entered(struct zc_page *page, const char *token)
{
    zc_sign_in_cookie(page->response, page->request, token);
    zc_response_redirect(page->response, page->request, "/");
}

static int active_account(int64_t *account, struct zc_arena *arena, struct zc_db *db, int64_t person, struct zc_error *err)
{
    const struct zc_entity *accounts = zc_model_entity(db->city->model, "core.account");
    struct zc_rows rows = {0};
    if (accounts) {
        struct zc_rows_query query = {.entity = accounts,
                                      .times = zc_times_now(db),
                                      .reader = &ZC_READER_CITY,
                                      .filter = "person = :person and state = 'active'",
                                      .limit = 1};
        query.params[ZC_P_PERSON] = zc_int(person);
        int rc = zc_rows_list(&rows, arena, db, &query, err);
        if (rc)
            return rc;
    }
    if (!rows.count)
        return zc_fail(err, ZC_EDENIED, "这个岗位没有在用的账号", "the post has no active account");
    *account = rows.items[0].id;
    return ZC_OK;
}

/* 5 */

static int session_of_post(char token[ZC_TOKEN_TEXT], struct zc_page *page, const char *chosen)
{
    struct zc_record post;
    int64_t id = 0, person = 0, account = 0;
    const struct zc_entity *entity = zc_model_entity(page->model, "core.post");
    int rc = ZC_OK;
    if (!posts_offered(page))
        rc = zc_fail(&page->err, ZC_EDENIED, "只有示例城市在本机上可以这样进入",
                     "only a sample city on this machine is entered this way");
    else if (!entity || !zc_page_id(&id, chosen) ||
             zc_rows_get(&post, page->arena, page->db, entity, id, zc_times_now(page->db), &ZC_READER_CITY, NULL) ||
             zc_record_value(&post, "sign_in_order").kind == ZC_V_EMPTY)
        rc = zc_fail(&page->err, ZC_EINPUT, "登录页上没有这个岗位", "the sign-in page has no such post");
    else if (!holder_of(&person, page->arena, page->db, id))
        rc = zc_fail(&page->err, ZC_EDENIED, "这个岗位现在没有人", "nobody holds the post today");
    if (!rc)
        rc = active_account(&account, page->arena, page->db, person, &page->err);
    if (!rc && page->request->session)
        rc = zc_session_end(page->request->tx, page->request->session, &page->err);
    return rc ? rc : zc_session_start(token, page->request->tx, account, id, "sample", &page->err);
}

void zc_sign_in_post(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    char token[ZC_TOKEN_TEXT];
    if (!zc_page_open(&page, response, request) || !zc_sign_in_from_page(response, request))
        return;
    int rc = session_of_post(token, &page, zc_request_form(request, "post"));
    if (rc)
        zc_page_fail(&page, rc);
    else
        entered(&page, token);
}

/* 6 */

/* The name and the password are given again: neither has been kept. */
static void enrol_form(struct zc_page *page, const char *login, const struct zc_factor_offer *offer, const char *complaint)
{
    zc_page_head(page, ZC_T(page, "设置动态码", "Set up one-time codes"));
    zc_page_put(page, "<article class=\"narrow\"><h1>$</h1>", ZC_T(page, "设置动态码", "Set up one-time codes"));
    if (complaint)
        zc_page_put(page, "<p class=\"wrong\" role=\"alert\">$</p>", complaint);
    zc_page_put(page, "<form class=\"login\" method=\"post\" action=\"/signin\"><input type=\"hidden\" name=\"login\" value=\"$\">", login);
    int rc = zc_factor_offer_fields(page, offer);
    if (rc) {
        zc_page_fail(page, rc);
        return;
    }
    zc_page_put(page, "<label>$ <input name=\"password\" type=\"password\" autocomplete=\"current-password\" required maxlength=\"512\"></label>",
                ZC_T(page, "口令（再写一次）", "Password (once more)"));
    zc_page_put(page, "<button class=\"main\">$</button></form></article>", ZC_T(page, "设置并进入", "Set up and enter"));
    zc_page_foot(page);
}

void zc_sign_in_password(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    if (!zc_page_open(&page, response, request) || !zc_sign_in_from_page(response, request))
        return;
    const char *login = zc_request_form(request, "login"), *password = zc_request_form(request, "password");
    login = login ? zc_text_trim(page.arena, login) : "";
    if (!*login || !password || !*password || strlen(login) > 240 || strlen(password) > ZC_PASSWORD_MOST) {
        response->status = 400;
        zc_sign_in_page(&page, ZC_T(&page, "请填登录名和口令", "Give a login name and a password"));
        return;
    }
    struct zc_sign_in sign_in = {.login = login, .password = password, .code = zc_request_form(request, "code"), .offer = zc_request_form(request, "offer"),
                                 .first = zc_request_form(request, "first")};
    int rc = zc_sign_in(&sign_in, request, &page.err);
    if (rc == ZC_ECHECK && sign_in.offer) { /* the password was right: the same device once more, or another while that offer is over */
        struct zc_error ignored = {0};
        if (!zc_factor_offer(&sign_in.offered, page.arena, page.db, sign_in.account, login, sign_in.offer, &ignored) ||
            !zc_factor_offer(&sign_in.offered, page.arena, page.db, sign_in.account, login, NULL, &ignored)) {
            response->status = 422;
            enrol_form(&page, login, &sign_in.offered, zc_error_text(&page.err, page.lang));
            return;
        }
    }
    if (rc) {
        zc_page_fail(&page, rc);
    } else if (sign_in.end == ZC_PAUSED) {
        zc_response_header(response, "Retry-After", zc_sign_in_pause(request, sign_in.seconds, &page.err));
        response->status = 429;
        zc_sign_in_page(&page, zc_error_text(&page.err, page.lang));
    } else if (sign_in.end == ZC_REFUSED) {
        response->status = 403;
        zc_sign_in_page(&page, ZC_T(&page, "登录名、口令或动态码不对，或账号未启用",
                                    "The login name, the password or the one-time code is wrong, or the account is not active"));
    } else if (sign_in.end == ZC_OVERDUE) {
        response->status = 403;
        zc_password_form(&page, login, NULL, ZC_T(&page, "口令已到更换期限，请设一个新的再进入", "The password has reached its age; set a new one to enter"));
    } else if (sign_in.end == ZC_UNENROLLED) {
        response->status = 403;
        enrol_form(&page, login, &sign_in.offered, NULL);
    } else if (sign_in.enrolled) {
        zc_sign_in_cookie(response, request, sign_in.token);
        zc_factor_recovery_page(&page, &sign_in.recovery, "/");
    } else {
        zc_sign_in_cookie(response, request, sign_in.token);
        bool soon = sign_in.due != ZC_DATE_MAX && sign_in.due - zc_db_today(page.db) <= ZC_PASSWORD_REMIND;
        zc_response_redirect(response, request, soon ? "/password" : "/");
    }
}

/* 7 */

static void invite_form(struct zc_page *page, const struct zc_link_factor *factor, const char *complaint)
{
    zc_page_head(page, ZC_T(page, "设置口令", "Set a password"));
    zc_page_put(page, "<article class=\"narrow\"><h1>$</h1>", ZC_T(page, "设置口令", "Set a password"));
    if (complaint)
        zc_page_put(page, "<p class=\"wrong\" role=\"alert\">$</p>", complaint);
    zc_page_put(page, "<p>$</p><p class=\"meta\">$</p><form class=\"login\" method=\"post\" action=\"$\">",
                ZC_T(page, "这条链接只能用一次。", "This link works once."), zc_password_words(page), page->request->path);
    zc_page_put(
        page, "<label>$ <input name=\"password\" type=\"password\" autocomplete=\"new-password\" required minlength=\"12\" maxlength=\"512\"></label>",
        ZC_T(page, "新口令", "New password"));
    zc_page_put(page,
                "<label>$ <input name=\"again\" type=\"password\" autocomplete=\"new-password\" required "
                "minlength=\"12\" maxlength=\"512\"></label>",
                ZC_T(page, "再写一遍", "Once more"));
    int rc = zc_link_factor_fields(page, factor);
    if (rc) {
        zc_page_fail(page, rc);
        return;
    }
    zc_page_put(page, "<button class=\"main\">$</button></form></article>", ZC_T(page, "设置并进入", "Set and enter"));
    zc_page_foot(page);
}

/* A link that is not valid has a form too, without a factor: what is wrong with it is said when it is sent. */
static int factor_of_invite(struct zc_link_factor *out, struct zc_page *page)
{
    int64_t id;
    *out = (struct zc_link_factor){0};
    int rc = zc_invite_find(&id, page->db, page->request->params[0], &page->err);
    return rc ? rc : zc_link_factor_open(out, page, id);
}

void zc_invite_page(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_link_factor factor;
    if (!zc_page_open(&page, response, request))
        return;
    factor_of_invite(&factor, &page);
    invite_form(&page, &factor, NULL);
}

struct acceptance {
    struct zc_arena *arena;
    const char *link;
    struct zc_link_factor factor;
    char hash[ZC_PASSWORD_TEXT], token[ZC_TOKEN_TEXT];
};

static int accept_invite(void *user, struct zc_tx *tx, struct zc_error *err)
{
    struct acceptance *acceptance = user;
    struct zc_db *db = zc_tx_db(tx);
    struct zc_identity identity;
    struct zc_record record;
    int64_t id;
    int rc = zc_invite_redeem(&id, tx, acceptance->link, err);
    if (!rc)
        rc = zc_rows_get(&record, acceptance->arena, db, acceptance->factor.account.entity, id, zc_times_now(db), &ZC_READER_CITY, err);
    if (!rc)
        rc = zc_link_factor_take(&acceptance->factor, tx, err);
    if (!rc)
        rc = zc_people_password(tx, &record, acceptance->hash, NULL, err);
    if (!rc)
        rc = zc_reader_of(&identity, acceptance->arena, db, id, 0, err);
    return rc ? rc : zc_session_start(acceptance->token, tx, id, identity.reader.post, "invite", err);
}

void zc_invite_accept(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    if (!zc_page_open(&page, response, request) || !zc_sign_in_from_page(response, request))
        return;
    const char *password = zc_request_form(request, "password"), *again = zc_request_form(request, "again"), *complaint = NULL;
    struct acceptance acceptance = {.arena = page.arena, .link = request->params[0]};
    struct zc_actor actor = {.face = "web", .reader = &ZC_READER_CITY};
    struct zc_error reasons = {0};
    int rc = factor_of_invite(&acceptance.factor, &page);
    if (!password || !again || strcmp(password, again) != 0)
        complaint = ZC_T(&page, "两遍写的不一样", "The two passwords differ");
    else if (zc_password_check(page.db, rc ? NULL : &acceptance.factor.account, password, true, &reasons))
        complaint = zc_error_text(&reasons, page.lang);
    if (rc && !complaint) { /* who has no link is not worth a hash */
        zc_page_fail(&page, rc);
        return;
    }
    if (!complaint && (rc = zc_link_factor_check(&acceptance.factor, &page)) == ZC_ECHECK)
        complaint = zc_error_text(&page.err, page.lang);
    if (complaint) {
        response->status = 422;
        invite_form(&page, &acceptance.factor, complaint);
        return;
    }
    if (!rc)
        rc = zc_password_hash(acceptance.hash, password, zc_password_usual, &page.err);
    if (!rc)
        rc = zc_writer_run(page.server->writer, &actor, accept_invite, &acceptance, &page.err);
    if (rc) {
        zc_page_fail(&page, rc);
        return;
    }
    zc_readers_forget(page.server->readers);
    if (acceptance.factor.enrolled) {
        zc_sign_in_cookie(response, request, acceptance.token);
        zc_factor_recovery_page(&page, &acceptance.factor.recovery, "/");
    } else {
        entered(&page, acceptance.token);
    }
}

/* 8 */

void zc_sign_out(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    if (!zc_page_open(&page, response, request))
        return;
    int rc = request->session ? zc_session_end(request->tx, request->session, &page.err) : ZC_OK;
    if (rc) {
        zc_page_fail(&page, rc);
        return;
    }
    zc_readers_forget(page.server->readers);
    zc_sign_in_cookie(response, request, "");
    zc_response_redirect(response, request, "/");
}

static int session_of_other_post(char token[ZC_TOKEN_TEXT], struct zc_page *page, const char *chosen)
{
    struct zc_identity identity;
    int64_t post = 0;
    int rc = ZC_OK;
    if (!zc_page_signed_in(page) || !zc_page_id(&post, chosen))
        rc = zc_fail(&page->err, ZC_EINPUT, "没有选岗位", "no post was chosen");
    else if (((const struct zc_identity *)page->request->identity)->device)
        rc = zc_fail(&page->err, ZC_EDENIED, "用链接登录的设备只办这一个岗位的事", "a device signed in by a link serves its one post only");
    if (!rc)
        rc = zc_reader_of(&identity, page->arena, page->db, page->reader->account, post, &page->err);
    if (!rc && identity.reader.post != post)
        rc = zc_fail(&page->err, ZC_EDENIED, "名下没有这个岗位", "you do not hold this post");
    if (!rc)
        rc = zc_session_end(page->request->tx, page->request->session, &page->err);
    if (!rc)
        rc = zc_session_start(token, page->request->tx, page->reader->account, post, "switch", &page->err);
    if (!rc)
        zc_readers_forget(page->server->readers);
    return rc;
}

void zc_sign_switch(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    char token[ZC_TOKEN_TEXT];
    if (!zc_page_open(&page, response, request))
        return;
    int rc = session_of_other_post(token, &page, zc_request_form(request, "post"));
    if (rc)
        zc_page_fail(&page, rc);
    else
        entered(&page, token);
}

/* 9 */

static void put_post(struct zc_page *page, const struct zc_record *post, bool first)
{
    const struct zc_entity *persons = zc_model_entity(page->model, "core.person");
    struct zc_record holder;
    int64_t person = 0;
    const char *name = NULL;
    if (holder_of(&person, page->arena, page->db, post->id) && persons &&
        !zc_rows_get(&holder, page->arena, page->db, persons, person, zc_times_now(page->db), &ZC_READER_CITY, NULL))
        name = zc_record_name(page->arena, page->db, &holder, page->lang);
    zc_buf_printf(page->out, "%s\n{\"post\":\"%lld\",\"apart\":%s,\"title\":", first ? "" : ",", (long long)post->id,
                  administrative(post) ? "true" : "false");
    zc_buf_json_str(page->out, zc_record_text(post, "title"));
    zc_buf_str(page->out, ",\"holder\":");
    zc_buf_json_str(page->out, name);
    zc_buf_str(page->out, ",\"duties\":");
    zc_buf_json_str(page->out, zc_record_show(page->arena, page->db, post, zc_entity_field(post->entity, "duties"), page->lang));
    zc_buf_char(page->out, '}');
}

/* The promise and, in a sample city on this machine, the posts by which it is entered. */
void zc_api_entrance(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_figure figure;
    struct zc_rows rows = {0};
    if (!zc_page_open(&page, response, request))
        return;
    response->type = "application/json; charset=utf-8";
    zc_buf_printf(page.out, "{\"by_post\":%s,\"posts\":[", posts_offered(&page) ? "true" : "false");
    if (posts_offered(&page) && !offered_posts(&rows, &page))
        for (size_t i = 0; i < rows.count; i++)
            put_post(&page, &rows.items[i], i == 0);
    zc_buf_str(page.out, "],\"promise\":");
    if (countable(&figure, &page)) {
        zc_figure_json(page.out, &figure);
        page.out->size--;
        zc_buf_str(page.out, ",\"title\":");
        zc_api_pair(page.out, figure.metric->title);
        zc_buf_char(page.out, '}');
    } else {
        zc_buf_str(page.out, "null");
    }
    zc_buf_str(page.out, "}\n");
}

/* Both take {"post":"…"} and answer with the cookie of the new session. */
static void by_body(struct zc_response *response, struct zc_request *request,
                    int (*start)(char token[ZC_TOKEN_TEXT], struct zc_page *page, const char *chosen))
{
    struct zc_page page;
    struct zc_api api;
    char token[ZC_TOKEN_TEXT];
    if (!zc_page_open(&page, response, request) || !zc_sign_in_from_page(response, request))
        return;
    zc_api_open(&api, response, request);
    const struct zc_json *body = zc_api_body(&api);
    if (!body || !zc_api_members(&api, body, "post"))
        return;
    int rc = start(token, &page, zc_json_text(body, "post"));
    if (rc) {
        zc_page_fail(&page, rc);
        return;
    }
    zc_sign_in_cookie(response, request, token);
    response->status = 201;
    zc_buf_str(api.out, "{}\n");
}
void zc_api_session_by_post(struct zc_response *response, struct zc_request *request) { by_body(response, request, session_of_post); }
void zc_api_session_switch(struct zc_response *response, struct zc_request *request) { by_body(response, request, session_of_other_post); }
