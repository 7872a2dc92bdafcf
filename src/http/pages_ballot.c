/*
 * Secret ballots without a script, on any telephone: 1 the voter's ballot, known by its code alone; 2 the office: a box, its codes on paper,
 * its sealing and result. The voter's pages know nobody, even when a session came with the request.
 */
#include "base/qr.h"
#include "http/ballot_office.h"
#include "http/page.h"
#include "http/sign_in.h"

#include <string.h>

/* 1 */

static bool open_voter(struct zc_page *page, struct zc_response *response, struct zc_request *request)
{
    request->identity = NULL;
    zc_response_header(response, "Cache-Control", "no-store");
    return zc_page_open(page, response, request);
}

static void voter_head(struct zc_page *page)
{
    zc_page_head(page, ZC_T(page, "秘密投票", "Secret ballot"));
    zc_page_put(page, "<article class=\"narrow ballot\">");
}

static void voter_foot(struct zc_page *page)
{
    zc_page_put(page, "<p class=\"meta\">$</p></article>", ZC_T(page, "这一页不记是谁、何时、从哪里投的票；投票码用后即失效。", "Nobody records who votes here, when, or from where; a code is worth nothing once it is used."));
    zc_page_foot(page);
}

/* Typing the code, for who has no camera. */
static void ask_code(struct zc_page *page, const char *complaint, const char *typed)
{
    voter_head(page);
    zc_page_put(page, "<h1>$</h1>", ZC_T(page, "请输入投票码", "Type your code"));
    if (complaint)
        zc_page_put(page, "<p class=\"wrong\" role=\"alert\">$</p>", complaint);
    zc_page_put(page, "<form class=\"login\" method=\"get\" action=\"/ballot\"><label>$ <input name=\"code\" value=\"$\" required maxlength=\"60\" autocomplete=\"off\" autocapitalize=\"characters\" "
                      "spellcheck=\"false\"></label><button class=\"main\">$</button></form>",
                ZC_T(page, "投票码", "Code"), typed ? typed : "", ZC_T(page, "打开选票", "Open the ballot"));
    voter_foot(page);
}

static const char *options_words(const struct zc_page *page, size_t most)
{
    return most == 1 ? ZC_T(page, "最多选 1 项；不选即为空白票。", "Mark at most one; with none it is a blank ballot.")
                     : zc_arena_printf(page->arena, ZC_T(page, "最多选 %zu 项；不选即为空白票。", "Mark at most %zu; with none it is a blank ballot."), most);
}

static void ballot(struct zc_page *page, const struct zc_ballot_paper *paper, const char *complaint)
{
    voter_head(page);
    zc_page_put(page, "<h1>$</h1><p>$</p>", paper->title, paper->question);
    if (complaint)
        zc_page_put(page, "<p class=\"wrong\" role=\"alert\">$</p>", complaint);
    zc_page_put(page, "<form class=\"ballot\" method=\"post\" action=\"$\"><fieldset><legend>$</legend>", page->request->path, options_words(page, paper->most));
    for (size_t i = 0; i < paper->option_count; i++)
        zc_page_put(page, paper->most == 1 ? "<label><input type=\"radio\" name=\"mark\" value=\"$\"> $</label>" : "<label><input type=\"checkbox\" name=\"mark\" value=\"$\"> $</label>",
                    zc_arena_printf(page->arena, "%zu", i + 1), paper->options[i]);
    if (paper->most == 1)
        zc_page_put(page, "<label><input type=\"radio\" name=\"mark\" value=\"0\"> $</label>", ZC_T(page, "都不选（空白票）", "None of them (a blank ballot)"));
    zc_page_put(page, "</fieldset><button class=\"main\">$</button></form>", ZC_T(page, "投票", "Cast the ballot"));
    voter_foot(page);
}

static void refuse(struct zc_page *page, int rc)
{
    if (rc != ZC_ENOTFOUND && rc != ZC_ECHECK) {
        zc_page_fail(page, rc);
        return;
    }
    page->response->status = rc == ZC_ENOTFOUND ? 404 : 409;
    ask_code(page, zc_error_text(&page->err, page->lang), NULL);
}

void zc_ballot_ask_page(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    const char *code = zc_request_query(request, "code");
    if (!open_voter(&page, response, request))
        return;
    if (code && *code)
        zc_response_redirect(response, request, zc_arena_printf(page.arena, "/ballot/%s", zc_page_encode(&page, code)));
    else
        ask_code(&page, NULL, NULL);
}

void zc_ballot_page(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_ballot_paper paper;
    if (!open_voter(&page, response, request))
        return;
    int rc = zc_ballot_paper(&paper, page.arena, page.db, request->params[0], &page.err);
    if (rc)
        refuse(&page, rc);
    else
        ballot(&page, &paper, NULL);
}

/* Which options were marked; false when something else came. */
static bool read_marks(char *marks, const struct zc_request *request, size_t options)
{
    memset(marks, '0', options);
    for (size_t i = 0; i < request->form_count; i++) {
        const char *value = request->form[i].value;
        int64_t place;
        if (strcmp(request->form[i].name, "mark") != 0 || strcmp(value, "0") == 0)
            continue;
        if (!zc_page_id(&place, value) || place < 1 || place > (int64_t)options)
            return false;
        marks[place - 1] = '1';
    }
    return true;
}

void zc_ballot_cast_page(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_ballot_paper paper;
    if (!open_voter(&page, response, request))
        return;
    int rc = zc_ballot_paper(&paper, page.arena, page.db, request->params[0], &page.err);
    if (rc) {
        refuse(&page, rc);
        return;
    }
    char *marks = zc_arena_alloc(page.arena, paper.option_count + 1);
    rc = read_marks(marks, request, paper.option_count) ? zc_ballot_cast(page.arena, page.db, request->params[0], marks, &page.err)
                                                        : zc_fail(&page.err, ZC_EINPUT, "选项不对", "these are not the options of the ballot");
    if (rc == ZC_EINPUT) {
        response->status = 422;
        ballot(&page, &paper, zc_error_text(&page.err, page.lang));
    } else if (rc) {
        refuse(&page, rc);
    } else {
        voter_head(&page);
        zc_page_put(&page, "<h1>$</h1><p>$</p>", ZC_T(&page, "已投票", "The ballot is cast"),
                    ZC_T(&page, "选票已放进票箱。投票码已失效，可以销毁。没有回执：谁也不能要您证明投了什么。",
                         "It lies in the box. The code is worth nothing any more and may be destroyed. There is no receipt, so that nobody can make you prove what you chose."));
        voter_foot(&page);
    }
}

/* 2 */

static bool open_box(struct zc_page *page, struct zc_record *box, struct zc_response *response, struct zc_request *request)
{
    const struct zc_entity *entity;
    int64_t id;
    if (!zc_page_open(page, response, request))
        return false;
    page->times = zc_times_now(page->db);
    entity = zc_model_entity(page->model, "core.ballot_box");
    if (entity && zc_page_id(&id, request->params[0]) && !zc_rows_get(box, page->arena, page->db, entity, id, page->times, page->reader, NULL))
        return true;
    zc_page_missing(page);
    return false;
}

static int children(struct zc_rows *out, struct zc_page *page, const struct zc_record *box, const char *name)
{
    struct zc_rows_query query = {.entity = zc_model_entity(page->model, name), .times = page->times, .reader = page->reader};
    query.filter = zc_arena_printf(page->arena, "box = %lld", (long long)box->id);
    query.order = query.entity->order;
    query.order_count = query.entity->order_count;
    return zc_rows_list(out, page->arena, page->db, &query, &page->err);
}

static const char *number_of(const struct zc_page *page, const struct zc_record *record, const char *field)
{
    struct zc_value value = zc_record_value(record, field);
    return value.kind == ZC_V_INT ? zc_page_number(page, value.number) : "–";
}

static void put_classes(struct zc_page *page, const struct zc_rows *classes)
{
    zc_page_put(page, "<h2>$</h2><table><thead><tr><th scope=\"col\">$</th><th scope=\"col\" class=\"n\">$</th><th scope=\"col\" class=\"n\">$</th></tr></thead><tbody>",
                ZC_T(page, "投票人类别", "Classes of voters"), ZC_T(page, "类别", "Class"), ZC_T(page, "应发投票码", "Codes"), ZC_T(page, "收到选票", "Ballots cast"));
    for (size_t i = 0; i < classes->count; i++)
        zc_page_put(page, "<tr><td>$</td><td class=\"n\">$</td><td class=\"n\">$</td></tr>", zc_record_text(&classes->items[i], "name"), number_of(page, &classes->items[i], "codes"),
                    number_of(page, &classes->items[i], "cast"));
    if (!classes->count)
        zc_page_put(page, "<tr><td colspan=\"3\">$</td></tr>", ZC_T(page, "还没有类别：先写明投票人类别和各发多少投票码。", "None yet: say first which classes of voters there are and how many codes each gets."));
    zc_page_put(page, "</tbody></table>");
}

static const char *votes_of(struct zc_page *page, const struct zc_rows *counts, int64_t class_, int64_t seq)
{
    for (size_t i = 0; i < counts->count; i++) {
        struct zc_value of = zc_record_value(&counts->items[i], "class");
        if ((of.kind ? of.number : 0) == class_ && zc_record_value(&counts->items[i], "seq").number == seq)
            return number_of(page, &counts->items[i], "votes");
    }
    return "–";
}

static bool told(const struct zc_record *class_)
{
    struct zc_value value = zc_record_value(class_, "told");
    return value.kind == ZC_V_INT && value.number;
}

static void put_result(struct zc_page *page, const struct zc_record *box, const struct zc_rows *classes, const struct zc_rows *counts)
{
    zc_page_put(page, "<h2>$</h2><table><thead><tr><th scope=\"col\">$</th><th scope=\"col\" class=\"n\">$</th>", ZC_T(page, "结果", "Result"), ZC_T(page, "选项", "Option"),
                ZC_T(page, "全体", "All"));
    for (size_t i = 0; i < classes->count; i++)
        if (told(&classes->items[i]))
            zc_page_put(page, "<th scope=\"col\" class=\"n\">$</th>", zc_record_text(&classes->items[i], "name"));
    zc_page_put(page, "</tr></thead><tbody>");
    for (size_t i = 0; i < counts->count; i++) {
        const struct zc_record *row = &counts->items[i];
        int64_t seq = zc_record_value(row, "seq").number;
        if (zc_record_value(row, "class").kind)
            continue;
        zc_page_put(page, "<tr><td>$</td><td class=\"n\">$</td>", zc_record_text(row, "option"), number_of(page, row, "votes"));
        for (size_t c = 0; c < classes->count; c++)
            if (told(&classes->items[c]))
                zc_page_put(page, "<td class=\"n\">$</td>", votes_of(page, counts, classes->items[c].id, seq));
        zc_page_put(page, "</tr>");
    }
    zc_page_put(page, "</tbody></table><p class=\"meta\">$</p><p>$ ", ZC_T(page, "票数少的类别不单列，也不能由合计减出来。", "Classes with few ballots are not told apart, nor can they be worked out from the whole."),
                ZC_T(page, "选票总摘要", "Root over the ballots"));
    zc_page_digest(page, zc_record_text(box, "root"));
    zc_page_put(page, "</p>");
}

static void put_step(struct zc_page *page, const struct zc_record *box, const char *step, const char *words, const char *warning)
{
    zc_page_put(page, "<form class=\"actions\" method=\"post\" action=\"/ballots/$/$\"><p>$</p><button class=\"main\">$</button></form>", zc_arena_printf(page->arena, "%lld", (long long)box->id),
                step, warning, words);
}

void zc_ballot_box_page(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_record box;
    struct zc_rows classes, counts;
    if (!open_box(&page, &box, response, request))
        return;
    int rc = children(&classes, &page, &box, "core.ballot_class");
    if (!rc)
        rc = children(&counts, &page, &box, "core.ballot_count");
    if (rc) {
        zc_page_fail(&page, rc);
        return;
    }
    const char *state = zc_record_text(&box, "state");
    bool there = zc_ballot_file_there(page.city, box.id), open = strcmp(state, "open") == 0, over = strcmp(state, "sealed") == 0 || strcmp(state, "void") == 0;
    if (over && there)
        zc_ballot_office_sweep(request);
    zc_page_head(&page, ZC_T(&page, "秘密投票", "Secret ballot"));
    zc_page_put(&page, "<h1>$</h1><p class=\"lead\">$</p><p><a href=\"$\">$</a></p>", zc_record_text(&box, "title"), zc_record_text(&box, "question"), zc_page_record(&page, box.entity, box.id),
                ZC_T(&page, "记录、步骤和附件", "The record with its steps and files"));
    put_classes(&page, &classes);
    if (strcmp(state, "draft") == 0)
        put_step(&page, &box, "open", ZC_T(&page, "开启票箱，打印投票码", "Open the box and print the codes"),
                 ZC_T(&page, "投票码只在下一页显示一次，请接好打印机；票面和类别从此不再改动。", "The codes are shown once, on the next page: have a printer ready. Ballot and classes do not change any more."));
    else if (open && there)
        put_step(&page, &box, "seal", ZC_T(&page, "封存并计票", "Seal and count"),
                 ZC_T(&page, "由监票人封存。封存后不再收票，不能重开。", "The teller seals it. After that it takes no ballots and is never opened again."));
    else if (open)
        zc_page_put(&page, "<p class=\"wrong\" role=\"alert\">$</p>",
                    ZC_T(&page, "票箱文件不在了：没有封存的票已经丢失。请在记录里写明原因作废，另开票箱重投。", "The file of the box is gone: what was not sealed is lost. Void the box with a reason in its record, and vote again."));
    else if (strcmp(state, "sealed") == 0)
        put_result(&page, &box, &classes, &counts);
    else
        zc_page_put(&page, "<p>$</p>", zc_arena_printf(page.arena, ZC_T(&page, "已作废：%s", "Void: %s"), zc_record_text(&box, "void_reason")));
    zc_page_foot(&page);
}

static int put_slips(struct zc_page *page, const struct zc_record *box, const struct zc_ballot_class *class_)
{
    zc_page_put(page, "<h2>$</h2><ul class=\"slips\">", class_->name);
    for (size_t i = 0; i < class_->count; i++) {
        zc_page_put(page, "<li>");
        int rc = zc_qr_svg(page->out, zc_ballot_office_address(page->request, class_->codes[i]), &page->err);
        if (rc)
            return rc;
        zc_page_put(page, "<div><b>$</b><br>$<br><code>$</code><br><small>$</small></div></li>\n", zc_record_text(box, "title"), class_->name, class_->codes[i],
                    ZC_T(page, "扫码投票，每码一票；也可在 /ballot 页输入", "Scan it to vote, once; or type it at /ballot"));
    }
    zc_page_put(page, "</ul>");
    return ZC_OK;
}

void zc_ballot_box_open(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_record box;
    struct zc_ballot_sheet sheet;
    if (!open_box(&page, &box, response, request))
        return;
    zc_response_header(response, "Cache-Control", "no-store");
    int rc = zc_ballot_office_open(&sheet, request, box.id, "web", &page.err);
    if (rc) {
        zc_page_fail(&page, rc);
        return;
    }
    zc_page_head(&page, ZC_T(&page, "投票码", "Codes"));
    zc_page_put(&page, "<h1>$</h1><p class=\"lead\">$</p>", zc_arena_printf(page.arena, ZC_T(&page, "投票码 %zu 个", "%zu codes"), sheet.codes),
                ZC_T(&page, "只显示这一次：现在打印，裁开后按类别混放，由投票人自取。系统里只留摘要，不能再印；没有印成的，作废后另开。",
                     "Shown this once: print now, cut, mix within each class, and let the voters draw. Only digests are kept, so nothing can be printed again; if it went wrong, void the box and open another."));
    for (size_t i = 0; i < sheet.class_count && !rc; i++)
        rc = put_slips(&page, &box, &sheet.classes[i]);
    if (rc) {
        response->body.size = 0;
        zc_page_fail(&page, rc);
        return;
    }
    zc_page_put(&page, "<p><a href=\"/ballots/$\">$</a></p>", zc_arena_printf(page.arena, "%lld", (long long)box.id), ZC_T(&page, "印好了，回到票箱", "Printed: back to the box"));
    zc_page_foot(&page);
}

void zc_ballot_box_seal(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_record box;
    if (!open_box(&page, &box, response, request))
        return;
    int rc = zc_ballot_office_seal(request, box.id, "web", &page.err);
    if (rc)
        zc_page_fail(&page, rc);
    else
        zc_response_redirect(response, request, zc_arena_printf(page.arena, "/ballots/%lld", (long long)box.id));
}
