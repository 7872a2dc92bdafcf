/*
 * What was found in a workbook, on the page: 1 the steps; 2 the user's own sheet; 3 the findings in words; 4 names that no register
 * has; 5 the whole; 6 what was taken.
 */
#include "http/import_view.h"
#include "http/pages_import.h"

#include <string.h>

enum { SHOWN_ROWS = 18, SHOWN_ERRORS = 60, SHOWN_CONFIRM = 200, MOST_ANSWERS = 240, VIEWED_ROWS = 50000 }; /* a form has 256 fields at the most */

/* 1 */

void zc_import_steps(struct zc_page *page, int now)
{
    const char *const names[] = {ZC_T(page, "选文件", "Choose"), ZC_T(page, "检查", "Check"),
                                 ZC_T(page, "请人确认", "Confirm"), ZC_T(page, "收下", "Take over")};
    zc_page_put(page, "<ol class=\"steps\">");
    for (int i = 0; i < 4; i++)
        zc_page_put(page, "<li class=\"$\"><b>$</b>$</li>",
                    i + 1 < now    ? "done"
                    : i + 1 == now ? "now"
                                   : "",
                    i + 1 < now ? "✓" : zc_page_number(page, i + 1), names[i]);
    zc_page_put(page, "</ol>");
}

/* 2 */

static const char *severity_class(enum zc_severity severity) { return severity == ZC_SEV_ERROR ? "late" : "warn"; }
static const char *severity_mark(enum zc_severity severity) { return severity == ZC_SEV_ERROR ? "■" : "▲"; }

/* The rows of the user's own sheet in which something was found, with Excel's letters and numbers. */
static void sheet_view(struct zc_page *page, const struct zc_findings *findings, const char *path)
{
    struct zc_import_view view;
    size_t shown = 0;
    if (!zc_import_view_open(&view, page->arena, findings, path))
        return;
    zc_page_put(page, "<div class=\"wide\"><table class=\"sheetview\"><caption>$</caption><thead><tr><th></th>",
                zc_arena_printf(page->arena, ZC_T(page, "工作表 %s", "Sheet %s"), view.name));
    for (size_t c = 0; c < view.count; c++) {
        char letter[4];
        zc_column_letter(letter, view.columns[c]);
        zc_page_put(page, "<th scope=\"col\">$</th>", letter);
    }
    zc_page_put(page, "</tr></thead><tbody>");
    for (size_t r = 0; r < view.grid.count && shown < SHOWN_ROWS; r++) {
        int number = view.grid.rows[r].number;
        if (!zc_import_view_shows(&view, findings, number))
            continue;
        shown++;
        zc_page_put(page, "<tr><th scope=\"row\">$</th>", zc_page_number(page, number));
        for (size_t c = 0; c < view.count; c++) {
            const struct zc_finding *finding = zc_import_found_at(findings, view.name, number, view.columns[c]);
            const char *text = zc_import_cell_text(page->arena, zc_row_cell(&view.grid.rows[r], view.columns[c]));
            if (finding)
                zc_page_put(page, "<td class=\"hit $\">$ $</td>", severity_class(finding->severity),
                            severity_mark(finding->severity), *text ? text : ZC_T(page, "空", "empty"));
            else
                zc_page_put(page, "<td>$</td>", text);
        }
        zc_page_put(page, "</tr>");
    }
    zc_page_put(page, "</tbody></table></div>\n");
    zc_book_close(view.book);
}

/* 3 */

static void errors(struct zc_page *page, const struct zc_import_result *result)
{
    size_t shown = 0;
    zc_page_put(page, "<section class=\"findings must\"><h2>$</h2><ul>",
                zc_arena_printf(page->arena, ZC_T(page, "必须改 %zu 处", "%zu to be corrected"), result->errors));
    for (size_t i = 0; i < result->findings.count; i++) {
        const struct zc_finding *finding = &result->findings.items[i];
        if (finding->severity != ZC_SEV_ERROR || ++shown > SHOWN_ERRORS)
            continue;
        zc_page_put(page, "<li><b class=\"late\">■ $</b> <span class=\"meta\">$</span><br>", zc_import_place(page->arena, page->lang, finding),
                    finding->sheet);
        if (finding->written && *finding->written)
            zc_page_put(page, "$ <q>$</q> ", ZC_T(page, "写的是", "Written:"), finding->written);
        zc_page_put(page, "$</li>", zc_page_pair(page, finding->message));
    }
    if (shown > SHOWN_ERRORS)
        zc_page_put(page, "<li>$</li>",
                    zc_arena_printf(page->arena, ZC_T(page, "还有 %zu 处，见标好的表", "%zu more in the annotated copy"),
                                    shown - SHOWN_ERRORS));
    zc_page_put(page, "</ul></section>\n");
}

static void confirmations(struct zc_page *page, const struct zc_import_result *result)
{
    size_t shown = 0, all = 0;
    for (size_t i = 0; i < result->findings.count; i++)
        all += result->findings.items[i].severity != ZC_SEV_ERROR;
    if (!all)
        return;
    zc_page_put(page,
                "<section class=\"findings\"><h2><span class=\"warn\">▲ $</span> <small>$</small></h2><div "
                "class=\"wide\"><table class=\"rows\"><thead><tr><th scope=\"col\">$</th><th scope=\"col\">$</th><th "
                "scope=\"col\">$</th><th scope=\"col\">$</th></tr></thead><tbody>",
                zc_arena_printf(page->arena, ZC_T(page, "请人确认 %zu 处", "%zu to be confirmed"), all),
                ZC_T(page, "不挡收下，但每处要有人点头", "they do not stop the import, but a person must look at each"),
                ZC_T(page, "位置", "Place"), ZC_T(page, "写的是", "Written"), ZC_T(page, "读作", "Read as"),
                ZC_T(page, "为什么", "Why"));
    for (size_t i = 0; i < result->findings.count && shown < SHOWN_CONFIRM; i++) {
        const struct zc_finding *finding = &result->findings.items[i];
        if (finding->severity == ZC_SEV_ERROR)
            continue;
        shown++;
        zc_page_put(page, "<tr><th scope=\"row\">$</th><td>$</td><td><b>$</b></td><td>$</td></tr>",
                    zc_import_place(page->arena, page->lang, finding),
                    finding->written && *finding->written ? finding->written : ZC_T(page, "空", "empty"),
                    finding->read_as ? finding->read_as : "—", zc_page_pair(page, finding->message));
    }
    zc_page_put(page, "</tbody></table></div></section>\n");
}

/* 4 */

static void hidden(struct zc_page *page, const char *name, const char *value)
{
    if (value && *value)
        zc_page_put(page, "<input type=\"hidden\" name=\"$\" value=\"$\">", name, value);
}

static void missing_row(struct zc_page *page, const struct zc_missing_item *item, size_t number)
{
    bool made = item->kind != ZC_MISSING_AREA;
    zc_page_put(page,
                "<tr><td>$</td><th scope=\"row\">$</th><td class=\"n\">$</td><td>$</td><td><label><input type=\"checkbox\" name=\"$\" "
                "value=\"$\"$> $</label></td></tr>",
                zc_page_pair(page, zc_missing_title(item->kind)), item->name, zc_page_number(page, (int64_t)item->rows),
                item->near ? zc_arena_printf(page->arena, "%s(%s)", item->near->name, item->near->code) : "—",
                zc_arena_printf(page->arena, "%s%zu", made ? "make" : "leave", number), zc_arena_printf(page->arena, "%s:%s", zc_missing_word(item->kind), item->name),
                item->answer != ZC_MISSING_OPEN ? " checked" : "", made ? ZC_T(page, "新建，待核", "make, provisional") : ZC_T(page, "留空，待核", "leave out"));
}

/* Those nobody has answered come first; an answer for which there is no room is carried along unseen. */
static void missing_rows(struct zc_page *page, const struct zc_missing *missing)
{
    struct zc_buf made = {0}, left = {0};
    size_t shown = 0;
    for (int answered = 0; answered <= 1; answered++)
        for (size_t i = 0; i < missing->count; i++) {
            const struct zc_missing_item *item = missing->items[i];
            struct zc_buf *rest = item->kind != ZC_MISSING_AREA ? &made : &left;
            if ((item->answer != ZC_MISSING_OPEN) != answered)
                continue;
            if (shown < MOST_ANSWERS)
                missing_row(page, item, shown++);
            else if (answered)
                zc_buf_printf(rest, "%s%s:%s", rest->size ? ";" : "", zc_missing_word(item->kind), item->name);
        }
    zc_page_put(page, "</tbody></table></div>");
    hidden(page, "make_before", zc_buf_text(&made));
    hidden(page, "leave_before", zc_buf_text(&left));
    zc_buf_free(&made);
    zc_buf_free(&left);
    if (missing->count > shown)
        zc_page_put(page, "<p class=\"meta\">$</p>", ZC_T(page, "其余的在答复之后再问。", "The rest is asked after the answer."));
}

/* The names that no register has, each with a box: what is ticked is made or left out when the file is taken over. */
static void missing_form(struct zc_page *page, const struct zc_import_found *found)
{
    struct zc_missing *missing = found->missing;
    if (!missing || !missing->count || !found->upload)
        return;
    if (!found->job)
        zc_missing_sort(missing);
    zc_page_put(page, "<section class=\"findings\"><h2>$ <small>$</small></h2><form method=\"post\" action=\"$\">",
                zc_arena_printf(page->arena, ZC_T(page, "名录里没有的 %zu 个", "%zu names that no register has"), missing->count),
                ZC_T(page, "不会自动新建；勾选的由您同意，新建后标为待核，随这次导入一起撤回",
                     "nothing is made up; what you tick is made with your consent, marked provisional, and withdrawn with this import"),
                found->job ? zc_arena_printf(page->arena, "/jobs/%s/answer", found->job) : "/import/take");
    if (!found->job) {
        hidden(page, "name", found->upload);
        hidden(page, "shown", found->order->file_name);
        hidden(page, "layout", found->order->read_as);
    }
    zc_page_put(page,
                "<div class=\"wide\"><table class=\"rows\"><thead><tr><th scope=\"col\">$</th><th scope=\"col\">$</th><th "
                "scope=\"col\" class=\"n\">$</th><th scope=\"col\">$</th><th scope=\"col\">$</th></tr></thead><tbody>",
                ZC_T(page, "类别", "Kind"), ZC_T(page, "写的是", "Written"), ZC_T(page, "用到的行", "Rows"), ZC_T(page, "最接近的", "Nearly"),
                ZC_T(page, "同意", "Consent"));
    missing_rows(page, missing);
    if (missing->record)
        zc_page_put(page, "<p><label>$ <input name=\"given\" maxlength=\"300\" value=\"$\" placeholder=\"$\"></label></p>",
                    ZC_T(page, "年度记录中表里没有写明的", "What the workbook does not say of the record of the year"),
                    missing->given ? missing->given : "", missing->needs ? zc_arena_printf(page->arena, "%s=", missing->needs) : "");
    zc_page_put(page, "<div class=\"actions\"><button class=\"main\">$</button></div></form></section>\n",
                found->job && found->order->trial ? ZC_T(page, "同意勾选的，继续检查", "Consent to what is ticked and go on checking")
                                                  : ZC_T(page, "同意勾选的，收下", "Consent to what is ticked and take over"));
}

/* make0, make1, … or leave0, …: the answers as the command line would give them; NULL without any. */
const char *zc_import_answers(const struct zc_page *page, const char *prefix)
{
    struct zc_buf out = {0};
    const char *before = zc_request_form(page->request, zc_arena_printf(page->arena, "%s_before", prefix));
    zc_buf_str(&out, before ? before : "");
    for (size_t i = 0; i < MOST_ANSWERS; i++) {
        const char *value = zc_request_form(page->request, zc_arena_printf(page->arena, "%s%zu", prefix, i));
        if (value && *value && strlen(value) < 400)
            zc_buf_printf(&out, "%s%s", out.size ? ";" : "", value);
    }
    const char *text = out.size ? zc_arena_copy(page->arena, zc_buf_text(&out), out.size) : NULL;
    zc_buf_free(&out);
    return text;
}

/* 5 */

static void take_form(struct zc_page *page, const struct zc_import_found *found)
{
    const struct zc_job_order *order = found->order;
    zc_page_put(page, "<form method=\"post\" action=\"/import/take\">");
    hidden(page, "name", found->upload);
    hidden(page, "shown", order->file_name);
    hidden(page, "layout", order->read_as);
    hidden(page, "make_before", order->create_missing); /* what was consented to while it was checked */
    hidden(page, "leave_before", order->leave_out);
    hidden(page, "given", order->given);
    zc_page_put(page, "<button class=\"main\">$</button></form>",
                zc_arena_printf(page->arena, ZC_T(page, "收下 %zu 行记录", "Take over %zu rows"), found->report->result.row_count));
}

void zc_import_found_page(struct zc_page *page, const struct zc_import_found *found)
{
    const struct zc_import_report *report = found->report;
    const char *name = found->order->file_name, *token = found->upload;
    int rc = found->code;
    const struct zc_import_result *result = &report->result;
    size_t confirm = 0;
    for (size_t i = 0; i < result->findings.count; i++)
        confirm += result->findings.items[i].severity != ZC_SEV_ERROR;
    bool good = !rc && !result->errors && !result->refused && !found->job;
    zc_page_head(page, ZC_T(page, "检查结果", "What was found"));
    zc_page_put(page, "<div class=\"title\"><h1>$</h1>", ZC_T(page, "导入台账", "Import a workbook"));
    zc_import_steps(page, good || found->job ? 3 : 2);
    zc_page_put(page,
                "</div><p class=\"tally\"><span><b>$</b> <span class=\"meta\">$</span></span><span class=\"late\">■ "
                "$</span><span class=\"warn\">▲ $</span><span>$</span></p>\n",
                name,
                zc_arena_printf(
                    page->arena,
                    ZC_T(page, "表样 %s · 读到 %zu 行记录，一次查完", "layout %s · %zu rows read, all checked at once"),
                    report->layout ? report->layout : "—", result->row_count),
                zc_arena_printf(page->arena, ZC_T(page, "必须改 %zu 处", "%zu to be corrected"), result->errors),
                zc_arena_printf(page->arena, ZC_T(page, "请人确认 %zu 处", "%zu to be confirmed"), confirm),
                ZC_T(page, "还没有存入任何内容", "Nothing was stored yet"));
    if (result->refused)
        zc_page_put(page, "<p class=\"refused\"><b>■ $</b>$</p>",
                    ZC_T(page, "整个文件不能收下", "The whole file cannot be taken"),
                    ZC_T(page, "表里带有密级标志。本平台只接收非涉密材料，未留副本。请按保密规定处理，另传一份。",
                         "It bears a secrecy marking. Only material that is not secret is taken here; no copy was "
                         "kept. Handle it by the secrecy rules and send another file."));
    else if (found->job)
        zc_page_put(page, "<p class=\"lead\">$</p>",
                    ZC_T(page, "待确认：任务停在这里，等您答复（最多等一天），答复之后接着做。",
                         "Waiting for consent: the job stands still until you answer, for a day at the most, and goes on then."));
    else if (rc && !result->errors)
        zc_page_put(page, "<p class=\"refused\"><b>■ $</b>$</p>",
                    ZC_T(page, "整个文件不能收下", "The whole file cannot be taken"),
                    zc_error_text(&page->err, page->lang));
    zc_page_put(page, result->errors ? "<div class=\"checked\"><div>" : "<div>");
    if (result->row_count < VIEWED_ROWS)
        sheet_view(page, &result->findings, found->path);
    confirmations(page, result);
    zc_page_put(page, "</div>");
    if (result->errors)
        errors(page, result);
    zc_page_put(page, "</div>");
    if (!good && !result->refused)
        missing_form(page, found);
    zc_page_put(page, "<div class=\"actions\">");
    if (good && token)
        take_form(page, found);
    if (token && result->findings.count && !result->refused && zc_import_waiting(page, token, ".xlsx"))
        zc_page_put(page, "<a class=\"button$\" href=\"/import/$/annotated.xlsx\">$</a>", good ? "" : " main", token,
                    ZC_T(page, "导出标好的 Excel", "Annotated copy in Excel"));
    if (found->job)
        zc_page_put(page, "<form method=\"post\" action=\"/jobs/$/cancel\"><button>$</button></form>", found->job, ZC_T(page, "取消", "Cancel"));
    zc_page_put(page, "<a class=\"button\" href=\"/import\">$</a><span class=\"meta\">$</span></div>\n",
                ZC_T(page, "换文件再查", "Check another file"),
                ZC_T(page, "标好的表与您的原表同一版式，问题写成批注。",
                     "The annotated copy has the layout of your own sheet; each finding is a comment."));
    zc_page_foot(page);
}

/* 6 */

void zc_import_taken_page(struct zc_page *page, const struct zc_import_report *report, const char *name)
{
    zc_page_head(page, ZC_T(page, "已收下", "Taken over"));
    zc_page_put(page, "<div class=\"title\"><h1>$</h1>", ZC_T(page, "导入台账", "Import a workbook"));
    zc_import_steps(page, 5);
    zc_page_put(page, "</div><p class=\"lead\">$</p><p>$</p>",
                zc_arena_printf(page->arena,
                                ZC_T(page, "%s 已收下：新增 %zu 条，改动 %zu 条，不变 %zu 条。",
                                     "%s was taken over: %zu records made, %zu changed, %zu as before."),
                                name, report->made, report->changed, report->same),
                zc_arena_printf(page->arena,
                                ZC_T(page, "待人确认 %zu 行。整批可以在导入记录里撤回。",
                                     "%zu rows wait for a person. The whole can be withdrawn under past imports."),
                                report->result.confirm_rows));
    zc_page_put(
        page, "<div class=\"actions\"><a class=\"button\" href=\"/imports\">$</a><a class=\"button\" href=\"/figures\">$</a></div>\n",
        ZC_T(page, "导入记录", "Past imports"), ZC_T(page, "看指标", "See the figures"));
    zc_page_foot(page);
}
