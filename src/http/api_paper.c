/*
 * Official papers over HTTP: 1 what is asked; 2 what a record has; 3 files; 4 the page to which a paper's QR code leads.
 *
 *   GET /api/v1/{entity}/{id}/paper?brief=true           which papers the record has, and whether it was issued, without composing any
 *   GET /api/v1/{entity}/{id}/paper                      which papers the record has, and the state of the one that is chosen
 *   GET /api/v1/{entity}/{id}/paper?as=pdf|docx|xlsx|svg|html   the file; svg: page=
 *   GET /papers/{entity}/{id}                            the same as html: pages, text, figures, what the layout does not promise
 *
 * Parameters: paper=, asof=, known=, period=. Without times it is the paper as it was issued, where a step has issued it, else what is known
 * now, and the answer's digest says of what.
 */
#include "http/api.h"
#include "http/page.h"
#include "http/drawing.h"
#include "paper/issue.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* 1 */

struct asked {
    struct zc_compose what;
    struct zc_period period;
    struct zc_issued issued;
};

/* false: the answer is an error already. */
static bool read_request(struct asked *asked, struct zc_api *api)
{
    const char *name = zc_request_query(api->request, "paper"), *period = zc_request_query(api->request, "period");
    *asked = (struct asked){.what = {.reader = api->reader}};
    asked->what.entity = zc_api_entity(api, api->request->params[0], ZC_API_READ);
    if (!asked->what.entity)
        return false;
    if (!zc_api_id(&asked->what.id, api->request->params[1])) {
        zc_api_missing(api);
        return false;
    }
    if (!zc_api_times(api, &asked->what.times))
        return false;
    int rc = ZC_OK;
    if (name && !(asked->what.paper = zc_paper_named(api->model, asked->what.entity, name)))
        rc = zc_fail(&api->err, ZC_ENOTFOUND, "%s 没有公文 %.60s", "%s has no official paper %.60s", asked->what.entity->full_name, name);
    else if (period && !zc_period_parse(&asked->period, period))
        rc = zc_fail(&api->err, ZC_EINPUT, "period 应为 2017、2017H1、2017Q2 或 2017-06，收到 %.40s", "period is 2017, 2017H1, 2017Q2 or 2017-06, %.40s came", period);
    if (rc) {
        zc_api_fail(api, rc);
        return false;
    }
    asked->what.period = period ? &asked->period : NULL;
    return true;
}

/* Which paper and of which times; the reading is noted. */
static int choose(struct asked *asked, struct zc_api *api)
{
    struct zc_record record;
    bool times = zc_request_query(api->request, "asof") || zc_request_query(api->request, "known");
    int rc = zc_issue_choose(&asked->issued, &asked->what, times, api->arena, api->db, &api->err);
    if (!rc)
        rc = zc_rows_get(&record, api->arena, api->db, asked->what.entity, asked->what.id, asked->what.times, api->reader, &api->err);
    return rc ? rc : zc_api_note_read(api, asked->what.entity, &record, 1);
}

static int compose(struct zc_composed *out, struct zc_api *api, const struct asked *asked)
{
    return zc_compose(out, api->arena, api->db, &asked->what, &api->err);
}

/* 2 */

static void put_issued(struct zc_api *api, const struct zc_issued *issued)
{
    zc_buf_printf(api->out, ",\"issued\":{\"digest\":\"%s\",\"attachment\":\"%lld\",\"file_name\":", issued->digest, (long long)issued->attachment);
    zc_buf_json_str(api->out, issued->file_name);
    zc_buf_str(api->out, ",\"asof\":");
    zc_api_date(api->out, issued->times.asof);
    zc_buf_str(api->out, ",\"known\":");
    zc_api_instant(api->out, issued->times.known);
    zc_buf_printf(api->out, ",\"shown\":%s}", issued->meant ? "true" : "false");
}

static int describe(struct zc_api *api, const struct asked *asked)
{
    enum { MOST = 32 };
    const struct zc_paper *papers[MOST];
    struct zc_composed composed;
    size_t count;
    int rc = zc_compose_choices(papers, MOST, &count, api->arena, api->db, &asked->what, &api->err);
    if (rc)
        return rc;
    zc_buf_str(api->out, "{\"papers\":[");
    for (size_t i = 0; i < count; i++) {
        zc_buf_printf(api->out, "%s{\"paper\":\"%s\",\"title\":", i ? "," : "", papers[i]->name);
        zc_api_pair(api->out, papers[i]->title);
        zc_buf_char(api->out, '}');
    }
    zc_buf_char(api->out, ']');
    if (count && zc_api_flag(api, "brief")) { /* which there are: nothing is composed or drawn for that */
        if (asked->issued.rule)
            put_issued(api, &asked->issued);
    } else if (count) {
        rc = compose(&composed, api, asked);
        if (rc)
            return rc;
        zc_buf_printf(api->out, ",\"paper\":\"%s\",\"naked\":[", composed.paper->name);
        for (size_t i = 0; i < composed.naked_count; i++) {
            zc_buf_str(api->out, i ? "," : "");
            zc_buf_json_str(api->out, composed.naked[i].text);
        }
        zc_buf_char(api->out, ']');
        if (asked->issued.rule)
            put_issued(api, &asked->issued);
        zc_buf_str(api->out, ",\"layout\":");
        rc = zc_drawing(api->out, api->city, composed.official, "json", NULL, NULL, &api->err);
    }
    zc_buf_str(api->out, "}\n");
    return rc;
}

/* 3 */

enum as { AS_NOTHING, AS_PDF, AS_DOCX, AS_XLSX, AS_SVG, AS_HTML, AS_UNKNOWN };
static const struct {
    const char *name, *type, *ending;
} kinds[] = {{"", "application/json; charset=utf-8", ""},
             {"pdf", "application/pdf", "pdf"},
             {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"},
             {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"},
             {"svg", "image/svg+xml", "svg"},
             {"html", "text/html; charset=utf-8", "html"}};

static enum as as_of(const struct zc_request *request)
{
    const char *text = zc_request_query(request, "as");
    enum as as = AS_NOTHING;
    while (text && as < AS_UNKNOWN && strcmp(kinds[as].name, text) != 0)
        as++;
    return as;
}

static int make(struct zc_api *api, const struct zc_composed *composed, enum as as)
{
    int64_t page = 1;
    const char *number = zc_request_query(api->request, "page");
    if (number && (!zc_api_id(&page, number) || page < 1 || page > 500))
        return zc_fail(&api->err, ZC_EINPUT, "page 应为 1 至 500，收到 %.40s", "page takes 1 to 500, %.40s came", number);
    return zc_drawing(api->out, api->city, composed->official, kinds[as].name, number ? "--page" : NULL, number, &api->err);
}

void zc_api_paper(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct asked asked;
    struct zc_composed composed;
    enum as as = as_of(request);
    if (as == AS_HTML) {
        zc_paper_page(response, request);
        return;
    }
    zc_api_open(&api, response, request);
    if (!read_request(&asked, &api))
        return;
    int rc = as == AS_UNKNOWN ? zc_fail(&api.err, ZC_EINPUT, "as 应为 pdf、docx、xlsx、svg 或 html，收到 %.40s", "as is pdf, docx, xlsx, svg or html, %.40s came",
                                        zc_request_query(request, "as"))
                              : choose(&asked, &api);
    bool as_issued = !rc && as == AS_PDF && asked.issued.meant;
    if (!rc && as == AS_NOTHING)
        rc = describe(&api, &asked);
    else if (!rc)
        rc = compose(&composed, &api, &asked); /* for who may read all that stands on it */
    if (!rc && as != AS_NOTHING && !as_issued)
        rc = make(&api, &composed, as);
    if (!rc && as_issued && access(asked.issued.path, R_OK) != 0)
        rc = zc_fail(&api.err, ZC_EIO, "成文的公文 %s 不在", "the file of the paper %s is missing", asked.issued.digest);
    if (rc) {
        api.out->size = 0;
        if (rc == ZC_ENOTFOUND && !api.err.code)
            zc_api_missing(&api);
        else
            zc_api_fail(&api, rc);
        return;
    }
    response->type = kinds[as].type;
    if (as == AS_NOTHING)
        return;
    if (as_issued)
        response->file = asked.issued.path;
    zc_response_header(response, "Content-Disposition",
                       zc_arena_printf(api.arena, "%s; filename=\"%s-%lld.%s\"", as == AS_PDF || as == AS_SVG ? "inline" : "attachment", composed.paper->name,
                                       (long long)asked.what.id, kinds[as].ending));
    zc_response_header(response, "Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
}

/* 4 */

/* What became of the record since: a notice that is void keeps its paper. */
static const char *state_now(struct zc_api *api, const struct zc_compose *what)
{
    struct zc_record record;
    if (zc_rows_get(&record, api->arena, api->db, what->entity, what->id, zc_times_now(api->db), api->reader, NULL))
        return "";
    const struct zc_field *state = zc_entity_field(what->entity, "state");
    return state ? zc_record_show(api->arena, api->db, &record, state, api->request->lang) : "";
}

void zc_paper_page(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct asked asked;
    struct zc_composed composed;
    struct zc_page page;
    struct zc_buf body = {0};
    zc_api_open(&api, response, request);
    if (!read_request(&asked, &api))
        return;
    int rc = choose(&asked, &api);
    if (!rc)
        rc = compose(&composed, &api, &asked);
    const char *file = NULL;
    if (!rc) {
        char asof[ZC_DATE_TEXT], known[ZC_INSTANT_TEXT];
        const char *period = asked.what.period ? zc_arena_printf(api.arena, "&period=%s", asked.period.name) : "";
        zc_date_format(asof, asked.what.times.asof);
        zc_instant_format(known, asked.what.times.known);
        file = zc_arena_printf(api.arena, "/api/v1/%s/%lld/paper?paper=%s&asof=%s&known=%s%s&as=", asked.what.entity->full_name, (long long)asked.what.id, composed.paper->name,
                               asof, known, period);
        rc = zc_drawing(&body, api.city, composed.official, "html", "--pages", zc_arena_printf(api.arena, "%ssvg&page=", file), &api.err);
    }
    if (rc) {
        zc_buf_free(&body);
        zc_api_fail(&api, rc);
        return;
    }
    if (!zc_page_open(&page, response, request)) {
        zc_buf_free(&body);
        return;
    }
    const char *title = composed.official->title ? composed.official->title : composed.paper->title.zh;
    response->type = "text/html; charset=utf-8";
    zc_page_head(&page, title);
    zc_page_put(&page, "<h1>$</h1><p class=\"lead\">$ · <a href=\"$\">PDF</a> · <a href=\"$\">DOCX</a> · <a href=\"$\">XLSX</a></p>\n", title, zc_page_pair(&page, composed.paper->title),
                zc_arena_printf(api.arena, "%spdf", file), zc_arena_printf(api.arena, "%sdocx", file), zc_arena_printf(api.arena, "%sxlsx", file));
    if (asked.issued.meant)
        zc_page_put(&page, "<p>$ $ · SM3 <code>$</code> · $ $</p>\n", ZC_T(&page, "成文", "issued"), zc_page_date(&page, asked.issued.times.asof), asked.issued.digest,
                    ZC_T(&page, "记录现为", "the record now"), state_now(&api, &asked.what));
    for (size_t i = 0; i < composed.naked_count; i++)
        zc_page_put(&page, "<p>■ $ $</p>\n", ZC_T(&page, "裸数", "naked figure"), composed.naked[i].text);
    zc_buf_add(page.out, zc_buf_text(&body), body.size);
    zc_buf_free(&body);
    zc_page_foot(&page);
}
