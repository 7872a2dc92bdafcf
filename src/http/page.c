/* page: 1 output; 2 what an address carries; 3 the frame; 4 dates, numbers, marks; 5 tables of records; 6 CSV. */
#include "http/page.h"
#include "http/static.h"
#include "model/opening.h"
#include "base/decimal.h"
#include "base/log.h"
#include "query/eval.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 1 */

void zc_page_write(struct zc_page *page, const char *html, const char *const *arguments, size_t count)
{
    size_t used = 0;
    for (const char *at = html; *at;) {
        size_t plain = strcspn(at, "$");
        zc_buf_add(page->out, at, plain);
        at += plain;
        if (*at == '$') {
            if (used < count && arguments[1 + used])
                zc_buf_html(page->out, arguments[1 + used]);
            used++;
            at++;
        }
    }
    if (used != count) /* a mistake of ours, but no reason to bring the city down */
        zc_log("error", "a page asks for %zu values and gets %zu: %.60s", used, count, html);
}

const char *zc_page_encode(const struct zc_page *page, const char *text)
{
    char *out = zc_arena_alloc(page->arena, strlen(text) * 3 + 1), *to = out;
    for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
        if ((*at >= '0' && *at <= '9') || (*at >= 'A' && *at <= 'Z') || (*at >= 'a' && *at <= 'z') ||
            strchr("-_.~", *at)) {
            *to++ = (char)*at;
        } else {
            snprintf(to, 4, "%%%02X", *at);
            to += 3;
        }
    }
    *to = 0;
    return out;
}

/* 2 */

static bool read_times(struct zc_page *page)
{
    int asof = ZC_DATE_MAX, today = zc_db_today(page->db);
    int64_t known = ZC_INSTANT_MAX;
    if (page->asof && !zc_date_parse(&asof, page->asof)) {
        zc_fail(&page->err, ZC_EINPUT, "所看之日应写作 2017-06-30，收到“%.40s”",
                "the as-of day is written 2017-06-30; \"%.40s\" came", page->asof);
        return false;
    }
    if (page->asof && asof > today) {
        zc_fail(&page->err, ZC_EINPUT, "所看之日 %.40s 还没有到", "the as-of day %.40s is still to come", page->asof);
        return false;
    }
    if (page->known && !zc_instant_parse(&known, page->known)) {
        zc_fail(&page->err, ZC_EINPUT, "所知时间应写作 2017-07-07 或 2017-07-07T16:20:41+08:00，收到“%.40s”",
                "the known time is written 2017-07-07 or 2017-07-07T16:20:41+08:00; \"%.40s\" came", page->known);
        return false;
    }
    page->times = zc_times_at(page->db, asof, known);
    if (!page->period_given) {
        zc_period_half_of(&page->period, page->times.asof);
    } else if (!zc_period_parse(&page->period, page->period_given)) {
        zc_fail(&page->err, ZC_EINPUT, "期间应写作 2017、2017H1、2017Q2 或 2017-06，收到“%.40s”",
                "a period is written 2017, 2017H1, 2017Q2 or 2017-06; \"%.40s\" came", page->period_given);
        return false;
    }
    return true;
}

static const char *given(const struct zc_request *request, const char *name)
{
    const char *value = zc_request_query(request, name);
    return value && *value ? value : NULL;
}

bool zc_page_open(struct zc_page *page, struct zc_response *response, struct zc_request *request)
{
    const struct zc_server *server = request->server;
    *page = (struct zc_page){.request = request,
                             .response = response,
                             .out = &response->body,
                             .arena = request->arena,
                             .db = request->db,
                             .city = server->city,
                             .model = server->city->model,
                             .server = server,
                             .reader = request->reader,
                             .lang = request->lang,
                             .english = request->lang == ZC_EN};
    page->asof = given(request, "asof");
    page->known = given(request, "known");
    page->period_given = given(request, "period");
    if (!read_times(page)) {
        zc_page_fail(page, page->err.code);
        return false;
    }
    const char *lang = given(request, "lang");
    if (lang)
        zc_response_header(response, "Set-Cookie",
                           page->english ? "zc-lang=en; Path=/; Max-Age=31536000; SameSite=Lax"
                                         : "zc-lang=zh; Path=/; Max-Age=31536000; SameSite=Lax");
    return true;
}

void zc_page_fail(struct zc_page *page, int code) { zc_answer_error(page->response, page->request, code, &page->err); }

void zc_page_missing(struct zc_page *page)
{
    zc_fail(&page->err, ZC_ENOTFOUND, "没有这一页，或您无权查看", "there is no such page, or you may not see it");
    zc_page_fail(page, ZC_ENOTFOUND);
}

static void add_parameter(const struct zc_page *page, struct zc_buf *url, const char *name, const char *value)
{
    if (value)
        zc_buf_printf(url, "%s%s=%s", url->size && strchr(url->bytes, '?') ? "&" : "?", name,
                      zc_page_encode(page, value));
}

static const char *finish(const struct zc_page *page, struct zc_buf *url)
{
    const char *text = zc_arena_copy(page->arena, zc_buf_text(url), url->size);
    zc_buf_free(url);
    return text;
}

const char *zc_page_link_at(const struct zc_page *page, const char *path, const char *asof, const char *known,
                            const char *period)
{
    struct zc_buf url = {0};
    zc_buf_str(&url, path);
    add_parameter(page, &url, "asof", asof);
    add_parameter(page, &url, "known", known);
    add_parameter(page, &url, "period", period);
    add_parameter(page, &url, "lang", given(page->request, "lang"));
    return finish(page, &url);
}

const char *zc_page_link(const struct zc_page *page, const char *path, const char *extra)
{
    const char *link = zc_page_link_at(page, path, page->asof, page->known, page->period_given);
    return extra ? zc_arena_printf(page->arena, "%s%c%s", link, strchr(link, '?') ? '&' : '?', extra) : link;
}

const char *zc_page_here(const struct zc_page *page, const char *name, const char *value)
{
    const struct zc_request *request = page->request;
    struct zc_buf url = {0};
    for (const char *at = request->path; *at; at++) /* the path came decoded */
        if (*at == '/')
            zc_buf_char(&url, '/');
        else
            zc_buf_str(&url, zc_page_encode(page, (char[]){*at, 0}));
    for (size_t i = 0; i < request->query_count; i++)
        if (strcmp(request->query[i].name, name) != 0)
            add_parameter(page, &url, zc_page_encode(page, request->query[i].name), request->query[i].value);
    add_parameter(page, &url, name, value);
    return finish(page, &url);
}

const char *zc_page_entry(const struct zc_page *page, int64_t chain, int64_t seq)
{
    return zc_page_link_at(page, zc_arena_printf(page->arena, "/journal/%lld/%lld", (long long)chain, (long long)seq),
                           NULL, NULL, NULL);
}

const char *zc_page_record(const struct zc_page *page, const struct zc_entity *entity, int64_t id)
{
    return zc_page_link_at(page, zc_arena_printf(page->arena, "/records/%s/%lld", entity->full_name, (long long)id),
                           page->asof, page->known, NULL);
}

bool zc_page_id(int64_t *out, const char *text)
{
    char *end;
    size_t length = text ? strlen(text) : 0;
    if (!length || length > 19 || strspn(text, "0123456789") != length)
        return false;
    errno = 0;
    *out = strtoll(text, &end, 10);
    return errno == 0 && *end == 0;
}

/* 3 */

bool zc_page_signed_in(const struct zc_page *page)
{
    return page->request->identity && !((const struct zc_identity *)page->request->identity)->token;
}

/* Work secrets are not even named to whoever has no role that their declaration names. */
static bool named_role(const struct zc_page *page, const struct zc_entity *entity)
{
    for (size_t i = 0; i < entity->read_count; i++) {
        const char *text = entity->read_text[i];
        if (strncmp(text, "role ", 5) == 0 &&
            zc_reader_has_role(page->reader, strchr(text, '.')
                                                 ? text + 5
                                                 : zc_arena_printf(page->arena, "%s.%s", entity->module, text + 5)))
            return true;
    }
    return false;
}

bool zc_page_may_list(const struct zc_page *page, const struct zc_entity *entity)
{
    return entity->public_ ||
           (page->reader->account && (entity->secrecy != ZC_SECRECY_WORK_SECRET || named_role(page, entity)));
}

void zc_page_html_open(struct zc_page *page, const char *title, const char *class_)
{
    zc_page_put(page,
                "<!doctype html>\n<html lang=\"$\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
                "content=\"width=device-width, initial-scale=1\">"
                "<title>$ · $</title><link rel=\"stylesheet\" href=\"/style.css?$\"><link rel=\"icon\" "
                "href=\"/favicon.svg\" type=\"image/svg+xml\">"
                "</head>\n<body class=\"$\"><a class=\"skip\" href=\"#main\">$</a>\n",
                page->english ? "en" : "zh-CN", title, ZC_T(page, "筑城", "Zhucheng"), zc_style_tag, class_,
                ZC_T(page, "跳到正文", "Skip to the text"));
}

void zc_page_html_close(struct zc_page *page) { zc_page_put(page, "</body></html>\n"); }

static void language_switch(struct zc_page *page)
{
    zc_page_put(page, "<a href=\"$\" lang=\"$\" hreflang=\"$\">$</a>",
                zc_page_here(page, "lang", page->english ? "zh" : "en"), page->english ? "zh-CN" : "en",
                page->english ? "zh-CN" : "en", page->english ? "中文" : "English");
}

/* The same thing in the workplace, at the same times: most screens have the same address there. */
static const char *workplace_here(const struct zc_page *page)
{
    static const char *const same[] = {"/reviews", "/figures", "/records", "/journal", "/import", "/leader", "/opening"};
    const char *path = page->request->path;
    size_t length = 0;
    for (size_t i = 0; i < sizeof same / sizeof *same && !length; i++) {
        size_t size = strlen(same[i]);
        length = strncmp(path, same[i], size) == 0 && (path[size] == 0 || path[size] == '/') ? size : 0;
    }
    if (!length)
        return zc_page_link_at(page, strcmp(path, "/succession") == 0 ? "/app/office/units" : strncmp(path, "/jobs", 5) == 0 ? "/app/jobs" : "/app/", NULL, NULL, NULL);
    if (strncmp(path, "/figures/", 9) == 0 && path[9] && !strchr(path + 9, '/'))
        return zc_page_link(page, "/app/figures", zc_arena_printf(page->arena, "figure=%s", zc_page_encode(page, path + 9)));
    const char *tail = strrchr(path, '.'); /* of an entity the dot belongs to its name */
    bool file = tail && (strcmp(tail, ".csv") == 0 || strcmp(tail, ".xlsx") == 0);
    return zc_page_link(page, zc_arena_printf(page->arena, "/app%.*s", file ? (int)(tail - path) : (int)strlen(path), path), NULL);
}

static void workplace_link(struct zc_page *page)
{
    if (zc_static_present())
        zc_page_put(page, "<a class=\"full\" href=\"$\">$</a>", workplace_here(page), ZC_T(page, "在工作台打开", "Open in the workplace"));
}

static void nav_item(struct zc_page *page, const char *path, const char *title)
{
    size_t length = strlen(path);
    const char *here = page->request->path;
    bool inside = strncmp(here, path, length) == 0 && (here[length] == 0 || here[length] == '/');
    zc_page_put(page, "<li><a href=\"$\"", zc_page_link_at(page, path, NULL, NULL, NULL));
    zc_page_put(page, inside ? " aria-current=\"page\">$</a></li>" : ">$</a></li>", title);
}

static void side(struct zc_page *page)
{
    zc_page_put(
        page, "<nav class=\"side\" id=\"menu\" aria-label=\"$\"><p class=\"brand\"><a href=\"/\">筑城</a> <span>$</span></p><ul>",
        ZC_T(page, "功能", "screens"), ZC_T(page, "改革台账", "Reform ledger"));
    nav_item(page, "/reviews", ZC_T(page, "综述", "Reviews"));
    nav_item(page, "/figures", ZC_T(page, "指标", "Figures"));
    zc_page_put(page, "</ul>");
    for (size_t m = page->model->module_count; m-- > 0;) { /* the city's own systems before the vocabulary they share */
        const struct zc_module *module = &page->model->modules[m];
        bool folded = module->need_count == 0 && page->model->module_count > 1;
        zc_page_put(page, folded ? "<details><summary>$</summary><ul>" : "<h2>$</h2><ul>",
                    zc_page_pair(page, module->title));
        for (size_t i = 0; i < page->model->entity_count; i++) {
            const struct zc_entity *entity = page->model->entities[i];
            if (strcmp(entity->module, module->name) == 0 && zc_page_may_list(page, entity))
                nav_item(page, zc_arena_printf(page->arena, "/records/%s", entity->full_name),
                         zc_page_pair(page, entity->title));
        }
        zc_page_put(page, folded ? "</ul></details>" : "</ul>");
    }
    zc_page_put(page, "<h2>$</h2><ul>", ZC_T(page, "工具", "Tools"));
    if (zc_page_signed_in(page))
        nav_item(page, "/promises", ZC_T(page, "四个承诺", "Four promises"));
    bool verifies = false;
    for (size_t i = 0; i < page->model->entity_count && !verifies; i++) {
        const struct zc_opening_rule *rule = page->model->entities[i]->opening;
        verifies = rule && zc_reader_has_role(page->reader, rule->role);
    }
    if (verifies)
        nav_item(page, "/opening", ZC_T(page, "期初核实", "Opening verification"));
    if (zc_reader_has_role(page->reader, "core.registrar"))
        nav_item(page, "/succession", ZC_T(page, "单位和区划变动", "Units and areas"));
    nav_item(page, "/import", ZC_T(page, "导入", "Import"));
    nav_item(page, "/imports", ZC_T(page, "导入记录", "Past imports"));
    nav_item(page, "/jobs", ZC_T(page, "后台任务", "Jobs"));
    nav_item(page, "/definitions", ZC_T(page, "口径", "Definitions"));
    nav_item(page, "/rules", ZC_T(page, "规则", "Rules"));
    nav_item(page, "/journal", ZC_T(page, "账本", "Journal"));
    zc_page_put(page, "</ul></nav>\n");
}

static void sample_words(struct zc_page *page, bool strip)
{
    if (!page->city->sample)
        return;
    zc_page_put(page,
                strip ? "<p class=\"sample\" role=\"note\"><b>$ · $</b> $</p>\n"
                      : "<span class=\"badge\"><b>$ · $</b><span class=\"print\"> $</span></span>",
                ZC_T(page, "示例城市", "Sample city"), zc_page_date(page, zc_db_today(page->db)),
                ZC_T(page, "本页记录均为示例，与真实工作无关。本页不用脚本。",
                     "Every record on this page is a made-up sample. This page works without scripts."));
}

static void head_app(struct zc_page *page)
{
    const struct zc_identity *identity = page->request->identity;
    side(page);
    zc_page_put(page, "<header class=\"bar\"><a class=\"menu\" href=\"#menu\">$</a>", ZC_T(page, "菜单", "Menu"));
    zc_page_put(page,
                "<form class=\"seek\" method=\"get\" action=\"/search\" role=\"search\"><input type=\"search\" "
                "name=\"q\" accesskey=\"k\" value=\"$\" placeholder=\"$\" aria-label=\"$\" maxlength=\"200\"></form>",
                strcmp(page->request->path, "/search") == 0 ? zc_request_query(page->request, "q") : NULL,
                ZC_T(page, "查记录、指标", "Find records, figures"), ZC_T(page, "查找", "Search"));
    sample_words(page, false);
    zc_page_put(page, "<form class=\"clock\" method=\"get\" action=\"$\"><a href=\"$\"", page->request->path,
                zc_page_link_at(page, page->request->path, NULL, NULL, NULL));
    zc_page_put(page, page->times.present ? " class=\"on\">$</a>" : ">$</a>", ZC_T(page, "现在", "Now"));
    zc_page_put(
        page, "<label><span class=\"off\">$</span><input type=\"date\" name=\"asof\" value=\"$\"></label><button>$</button></form>",
        ZC_T(page, "所看之日", "as of"), zc_page_iso(page, page->times.asof), ZC_T(page, "看这一天", "Go"));
    zc_page_put(page, "<a class=\"who\" href=\"/sessions\">$ <small>$</small></a>", identity->post_title, identity->person_name);
    zc_page_put(page, "<form method=\"post\" action=\"/signout\"><button class=\"link\">$</button></form>",
                ZC_T(page, "退出", "Sign out"));
    workplace_link(page);
    language_switch(page);
    zc_page_put(page, "</header>\n");
    if (!page->times.present && (page->asof || page->known))
        zc_page_put(page, "<p class=\"pastbar\">$ <b>$</b> · $ <a href=\"$\">$</a></p>",
                    ZC_T(page, "正在看", "You see"), zc_page_date(page, page->times.asof),
                    page->times.known == ZC_INSTANT_MAX
                        ? ZC_T(page, "按现在所知", "as known now")
                        : zc_arena_printf(page->arena, ZC_T(page, "按 %s 当时所知", "as known at %s"),
                                          zc_page_instant(page, page->times.known)),
                    zc_page_link_at(page, page->request->path, NULL, NULL, NULL), ZC_T(page, "回到现在", "Back to now"));
}

static void head_public(struct zc_page *page)
{
    sample_words(page, true);
    zc_page_put(
        page, "<header class=\"top\"><a class=\"brand\" href=\"/\">筑城</a> <span class=\"what\">$ · $</span><nav aria-label=\"$\">",
        zc_pick(page->city->name, page->lang), ZC_T(page, "改革台账，公开记录", "Reform ledger, public record"),
        ZC_T(page, "公开页面", "public pages"));
    language_switch(page);
    zc_page_put(page, "<a href=\"$\">$</a><a href=\"$\">$</a><a href=\"$\">$</a><a href=\"$\">$</a><a href=\"$\">$</a></nav></header>\n",
                zc_page_link_at(page, "/reviews", NULL, NULL, NULL), ZC_T(page, "综述", "Reviews"),
                zc_page_link_at(page, "/figures", NULL, NULL, NULL), ZC_T(page, "全部公开的数", "All published figures"),
                zc_page_link_at(page, "/definitions", NULL, NULL, NULL), ZC_T(page, "口径", "Definitions"),
                zc_page_link_at(page, "/draws", NULL, NULL, NULL), ZC_T(page, "抽样", "Draws"),
                zc_page_link_at(page, "/", NULL, NULL, NULL), ZC_T(page, "登录", "Sign in"));
}

void zc_page_head(struct zc_page *page, const char *title)
{
    bool app = zc_page_signed_in(page);
    bool past = app && !page->times.present && (page->asof || page->known);
    zc_page_html_open(page, title, app ? past ? "app past" : "app" : "public");
    if (app)
        head_app(page);
    else
        head_public(page);
    zc_page_put(page, "<main id=\"main\">\n");
}

void zc_page_foot(struct zc_page *page)
{
    zc_page_put(
        page, "</main>\n<footer><p>$ · <a href=\"/rules\">$</a> · <a href=\"/journal\">$</a>",
        ZC_T(page, "印出来的每个数，都能查到当天的记录。", "Every figure in print leads to the records of its day."),
        ZC_T(page, "规则", "Rules"), ZC_T(page, "账本", "Journal"));
    if (!zc_page_signed_in(page) && zc_static_present()) {
        zc_page_put(page, " · ");
        workplace_link(page);
    }
    zc_page_put(page, "</p></footer>\n");
    zc_page_html_close(page);
}

void zc_page_times(struct zc_page *page, const char *action, bool with_period)
{
    zc_page_put(page, "<form class=\"times\" method=\"get\" action=\"$\">", action);
    if (with_period) {
        int year, month, day, this_year;
        zc_date_split(page->times.asof, &year, &month, &day);
        zc_date_split(zc_db_today(page->db), &this_year, &month, &day);
        zc_page_put(page, "<label>$ <select name=\"period\">", ZC_T(page, "期间", "Period"));
        static const char *const parts[] = {"", "H1", "H2", "Q1", "Q2", "Q3", "Q4"};
        bool found = false;
        for (int y = this_year; y >= this_year - 2; y--)
            for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
                const char *name = zc_arena_printf(page->arena, "%d%s", y, parts[i]);
                bool chosen = strcmp(name, page->period.name) == 0;
                found |= chosen;
                zc_page_put(page, chosen ? "<option selected>$</option>" : "<option>$</option>", name);
            }
        if (!found)
            zc_page_put(page, "<option selected>$</option>", page->period.name);
        zc_page_put(page, "</select></label>");
    }
    zc_page_put(page, "<label>$ <input type=\"date\" name=\"asof\" value=\"$\"></label>",
                ZC_T(page, "事实截至", "True on"), zc_page_iso(page, page->times.asof));
    zc_page_put(
        page,
        "<label>$ <input name=\"known\" value=\"$\" placeholder=\"2017-07-07\" size=\"18\" maxlength=\"40\"></label>",
        ZC_T(page, "按何时所知", "Known at"), page->known);
    const char *lang = given(page->request, "lang");
    if (lang)
        zc_page_put(page, "<input type=\"hidden\" name=\"lang\" value=\"$\">", lang);
    zc_page_put(page, "<button>$</button></form>\n", ZC_T(page, "看", "Show"));
}

/* 4 */

const char *zc_page_pair(const struct zc_page *page, struct zc_pair pair)
{
    const char *text = zc_pick(pair, page->lang);
    return text ? text : "";
}

const char *zc_page_date(const struct zc_page *page, int date)
{
    if (date == ZC_DATE_MAX)
        return ZC_T(page, "至今", "open");
    static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
                                         "July",    "August",   "September", "October", "November", "December"};
    int year, month, day;
    zc_date_split(date, &year, &month, &day);
    if (page->english)
        return zc_arena_printf(page->arena, "%d %s %d", day, months[month - 1], year);
    return zc_arena_printf(page->arena, "%d年%d月%d日", year, month, day);
}

const char *zc_page_iso(const struct zc_page *page, int date)
{
    char *text = zc_arena_alloc(page->arena, ZC_DATE_TEXT);
    zc_date_format(text, date);
    return text;
}

const char *zc_page_instant(const struct zc_page *page, int64_t instant)
{
    if (instant == ZC_INSTANT_MAX)
        return ZC_T(page, "现在", "now");
    int date = zc_instant_date(instant);
    int64_t second = (instant - zc_date_instant(date)) / 1000000;
    return zc_arena_printf(page->arena, ZC_T(page, "%s %02d:%02d:%02d", "%s, %02d:%02d:%02d"), zc_page_date(page, date),
                           (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60));
}

const char *zc_page_known(const struct zc_page *page, int64_t instant)
{
    char *text = zc_arena_alloc(page->arena, ZC_INSTANT_TEXT);
    zc_instant_format(text, instant);
    return text;
}

const char *zc_page_number(const struct zc_page *page, int64_t number)
{
    char *text = zc_arena_alloc(page->arena, 48);
    zc_decimal_format_grouped(text, number, 0);
    return text;
}

const char *zc_page_basis(const struct zc_page *page, enum zc_basis basis)
{
    switch (basis) {
    case ZC_BASIS_RECORDS: return ZC_T(page, "计数", "Counted from records");
    case ZC_BASIS_RULE: return ZC_T(page, "规则", "Set by a rule");
    default: return ZC_T(page, "填报", "Declared by a unit");
    }
}

const char *zc_page_value(const struct zc_page *page, const struct zc_figure *figure)
{
    if (figure->before_start)
        return ZC_T(page, "启用前无记录", "no records before the start");
    return figure->known ? zc_figure_text(figure, true, page->arena) : ZC_T(page, "无数据", "no data");
}

const char *zc_page_rule(struct zc_arena *arena, const struct zc_metric *metric)
{
    struct zc_buf text = {0};
    switch (metric->kind) {
    case ZC_METRIC_COUNT: zc_buf_printf(&text, "count %s", metric->entity->name); break;
    case ZC_METRIC_DISTINCT: zc_buf_printf(&text, "distinct %s.%s", metric->entity->name, metric->field); break;
    case ZC_METRIC_SUM: zc_buf_printf(&text, "sum %s.%s", metric->entity->name, metric->field); break;
    case ZC_METRIC_RATIO: zc_buf_printf(&text, "ratio %s / %s", metric->numerator, metric->denominator); break;
    case ZC_METRIC_MEDIAN: zc_buf_printf(&text, "median %s: days from %s to %s", metric->entity->name, metric->since, metric->field); break;
    case ZC_METRIC_RULE: zc_buf_printf(&text, "rule %s", metric->rule); break;
    case ZC_METRIC_DECLARED: zc_buf_str(&text, "declared"); break;
    }
    if (metric->where_text)
        zc_buf_printf(&text, " where %s", metric->where_text);
    if (metric->flow)
        zc_buf_printf(&text, " during :from … :to by %s", metric->flow);
    const char *copy = zc_arena_copy(arena, zc_buf_text(&text), text.size);
    zc_buf_free(&text);
    return copy;
}

void zc_page_digest(struct zc_page *page, const char *digest)
{
    zc_page_put(page, "<code class=\"digest\">");
    for (size_t i = 0; i < strlen(digest); i += 8)
        zc_page_put(page, i ? i % 32 ? " $" : "<br>$" : "$",
                    zc_arena_copy(page->arena, digest + i, strnlen(digest + i, 8)));
    zc_page_put(page, "</code>");
}

/* 5 */

bool zc_page_right(const struct zc_field *field)
{
    return !field->list &&
           (field->type == ZC_INT || field->type == ZC_DECIMAL || field->type == ZC_MONEY || field->type == ZC_DATE);
}

static bool same_everywhere(const struct zc_field *field, const struct zc_record *rows, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (!zc_value_same(&rows[0].values[field->column], &rows[i].values[field->column]))
            return false;
    return count > 1 || rows[0].values[field->column].kind == ZC_V_EMPTY;
}

size_t zc_page_columns(const struct zc_page *page, const struct zc_field **out, size_t most,
                       const struct zc_entity *entity, const struct zc_record *rows, size_t count)
{
    size_t found = 0;
    for (size_t i = 0; i < entity->list_count && found < most; i++) {
        const struct zc_field *field = zc_entity_field(entity, entity->list_fields[i]);
        if (!field || (entity->named_by && strcmp(field->name, entity->named_by) == 0) ||
            !zc_eval_visible(page->reader, entity, field))
            continue;
        if (count && field->column >= 0 && same_everywhere(field, rows, count))
            continue;
        out[found++] = field;
    }
    return found;
}

void zc_page_table_head(struct zc_page *page, const struct zc_entity *entity, const struct zc_field *const *columns,
                        size_t count)
{
    zc_page_put(page, "<thead><tr><th scope=\"col\">$</th>", zc_page_pair(page, entity->title));
    for (size_t i = 0; i < count; i++)
        zc_page_put(page, zc_page_right(columns[i]) ? "<th scope=\"col\" class=\"n\">$</th>" : "<th scope=\"col\">$</th>",
                    zc_page_pair(page, columns[i]->title));
    zc_page_put(page, "</tr></thead>\n");
}

void zc_page_table_row(struct zc_page *page, const struct zc_record *record, const struct zc_field *const *columns,
                       size_t count)
{
    zc_page_put(page, "<tr><th scope=\"row\"><a href=\"$\">$</a></th>", zc_page_record(page, record->entity, record->id),
                zc_record_name(page->arena, page->db, record, page->lang));
    struct zc_eval eval;
    zc_eval_init(&eval, page->arena, page->db, page->times, page->reader);
    for (size_t i = 0; i < count; i++) {
        struct zc_value value = zc_eval_field(&eval, record, columns[i]);
        const char *text = columns[i]->type == ZC_DATE && !columns[i]->list && value.kind == ZC_V_INT ? zc_page_date(page, (int)value.number)
                           : columns[i]->column < 0 ? zc_field_show(columns[i], &value, page->lang, page->arena)
                               : zc_record_show(page->arena, page->db, record, columns[i], page->lang);
        zc_page_put(page, zc_page_right(columns[i]) ? "<td class=\"n\">$</td>" : "<td>$</td>", text);
    }
    zc_page_put(page, "</tr>\n");
}

/* 6 */

void zc_page_csv(struct zc_buf *out, const char *text)
{
    zc_buf_char(out, '"');
    bool number = *text == '-' && text[1] && strspn(text + 1, "0123456789.,") == strlen(text + 1);
    if (strchr("=+-@\t\r", *text) && *text && !number)
        zc_buf_char(out, '\'');
    for (const char *at = text; *at; at++) {
        if (*at == '"')
            zc_buf_char(out, '"');
        zc_buf_char(out, *at);
    }
    zc_buf_char(out, '"');
}
