/*
 * Importing a workbook by hand: 1 what waits between the check and the taking over; 2 the form; 3 the user's own sheet with
 * what was found; 4 the findings in words; 5 checking; 6 taking over; 7 the annotated copy; 8 past imports.
 *
 * A checked file waits in the city's folder under a random name that holds its owner's account, for an hour at the most. A
 * file that bears a secrecy marking is removed at once: nothing of it is kept.
 */
#include "http/page.h"
#include "base/secret.h"
#include "paper/form.h"
#include "paper/import.h"
#include "paper/missing.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    WAIT_SECONDS = 3600,
    SHOWN_ROWS = 18,
    SHOWN_COLUMNS = 9,
    SHOWN_ERRORS = 60,
    SHOWN_CONFIRM = 200,
    CELL_TEXT = 60
};

/* 1 */

static bool may_import(struct zc_page *page)
{
    if (zc_page_signed_in(page) &&
        (zc_reader_has_role(page->reader, "core.staff") || zc_reader_has_role(page->reader, "core.registrar")))
        return true;
    zc_fail(&page->err, ZC_EDENIED, "导入要有工作人员角色", "importing takes the role of staff");
    zc_page_fail(page, ZC_EDENIED);
    return false;
}

static const char *waiting_folder(const struct zc_page *page)
{
    return zc_arena_printf(page->arena, "%s/waiting", page->city->folder);
}

/* NULL when the name is not one that was given out to this account. */
static const char *waiting_file(const struct zc_page *page, const char *name, const char *ending)
{
    if (!name || strlen(name) != ZC_TOKEN_128 - 1 || strspn(name, "0123456789ABCDEFGHJKMNPQRSTVWXYZ") != ZC_TOKEN_128 - 1)
        return NULL;
    const char *path = zc_arena_printf(page->arena, "%s/%s-%lld%s", waiting_folder(page), name,
                                       (long long)page->reader->account, ending);
    return access(path, R_OK) == 0 ? path : NULL;
}

static void drop_old(const struct zc_page *page)
{
    DIR *folder = opendir(waiting_folder(page));
    struct dirent *item;
    time_t now = time(NULL);
    while (folder && (item = readdir(folder))) {
        struct stat info;
        const char *path = zc_arena_printf(page->arena, "%s/%s", waiting_folder(page), item->d_name);
        if (item->d_name[0] != '.' && stat(path, &info) == 0 && S_ISREG(info.st_mode) &&
            info.st_mtime + WAIT_SECONDS < now)
            unlink(path);
    }
    if (folder)
        closedir(folder);
}

static int keep(struct zc_page *page, const char *from, const char *to)
{
    char piece[65536];
    ssize_t size = 0;
    if (mkdir(waiting_folder(page), 0700) != 0 && errno != EEXIST)
        return zc_fail(&page->err, ZC_EIO, "不能建立暂存文件夹：%s", "cannot make the folder for waiting files: %s",
                       strerror(errno));
    int in = open(from, O_RDONLY | O_CLOEXEC), out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool good = in >= 0 && out >= 0;
    while (good && (size = read(in, piece, sizeof piece)) > 0)
        good = write(out, piece, (size_t)size) == size;
    good = good && size == 0;
    if (in >= 0)
        close(in);
    if (out >= 0 && close(out) != 0)
        good = false;
    if (good)
        return ZC_OK;
    unlink(to);
    return zc_fail(&page->err, ZC_EIO, "文件没有存下，请再试", "the file could not be kept; try again");
}

/* 2 */

static void steps(struct zc_page *page, int now)
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

void zc_page_import(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    if (!zc_page_open(&page, response, request) || !may_import(&page))
        return;
    zc_page_head(&page, ZC_T(&page, "导入", "Import"));
    zc_page_put(&page, "<div class=\"title\"><h1>$</h1>", ZC_T(&page, "导入台账", "Import a workbook"));
    steps(&page, 1);
    zc_page_put(
        &page,
        "</div><form class=\"drop\" method=\"post\" action=\"/import\" enctype=\"multipart/form-data\"><label>$ <input "
        "type=\"file\" name=\"file\" required accept=\".xlsx,.xls,.csv\"></label>",
        ZC_T(&page, "Excel 或 CSV，就用现在的表，不必改版式", "Excel or CSV: the sheet as you keep it, no new layout"));
    zc_page_put(&page, "<label>$ <select name=\"layout\"><option value=\"\">$</option>", ZC_T(&page, "表样", "Layout"),
                ZC_T(&page, "自动认", "Find it out"));
    for (size_t i = 0; i < page.model->layout_count; i++)
        if (!zc_form_declared(page.model->layouts[i])) /* a returned form says itself what it is */
            zc_page_put(&page, "<option>$</option>", page.model->layout_names[i]);
    zc_page_put(&page, "</select></label><button class=\"main\">$</button><p class=\"meta\">$</p></form>\n",
                ZC_T(&page, "检查", "Check"),
                ZC_T(&page, "先整表检查一遍，一次说完所有问题。您点收下之前，不会存入任何内容。",
                     "The whole is checked first and everything found is said at once. Nothing is stored before you "
                     "take it over."));
    zc_page_put(&page, "<p class=\"more\"><a href=\"/imports\">$</a></p>", ZC_T(&page, "导入记录", "Past imports"));
    zc_page_foot(&page);
}

/* 3 */

static const char *severity_class(enum zc_severity severity) { return severity == ZC_SEV_ERROR ? "late" : "warn"; }
static const char *severity_mark(enum zc_severity severity) { return severity == ZC_SEV_ERROR ? "■" : "▲"; }

static const struct zc_finding *found_at(const struct zc_findings *findings, const char *sheet, int row, int column)
{
    const struct zc_finding *best = NULL;
    for (size_t i = 0; i < findings->count; i++) {
        const struct zc_finding *finding = &findings->items[i];
        if (finding->row == row && (finding->column == column || (column < 0 && row > 0)) && finding->sheet &&
            strcmp(finding->sheet, sheet) == 0 && (!best || finding->severity < best->severity))
            best = finding;
    }
    return best;
}

static const char *busiest_sheet(const struct zc_findings *findings)
{
    const char *best = NULL;
    size_t most = 0;
    for (size_t i = 0; i < findings->count; i++) {
        size_t count = 0;
        for (size_t j = 0; j < findings->count && findings->items[i].sheet; j++)
            count += findings->items[j].sheet && findings->items[j].row > 0 &&
                     strcmp(findings->items[i].sheet, findings->items[j].sheet) == 0;
        if (count > most) {
            most = count;
            best = findings->items[i].sheet;
        }
    }
    return best;
}

static void add_column(int *columns, size_t *count, int column)
{
    size_t at = 0;
    if (column < 0 || *count == SHOWN_COLUMNS)
        return;
    while (at < *count && columns[at] < column)
        at++;
    if (at < *count && columns[at] == column)
        return;
    memmove(&columns[at + 1], &columns[at], (*count - at) * sizeof *columns);
    columns[at] = column;
    (*count)++;
}

static const char *cell_text(const struct zc_page *page, const struct zc_cell *cell)
{
    if (!cell || cell->kind == ZC_CELL_EMPTY)
        return "";
    if (cell->kind == ZC_CELL_DATE)
        return zc_page_iso(page, cell->date);
    const char *text = cell->text                   ? cell->text
                       : cell->kind == ZC_CELL_BOOL ? (cell->number != 0 ? "TRUE" : "FALSE")
                                                    : "";
    size_t size = strlen(text), cut = size;
    if (size > CELL_TEXT)
        for (cut = CELL_TEXT; cut > 0 && ((unsigned char)text[cut] & 0xC0) == 0x80;)
            cut--;
    return cut < size ? zc_arena_printf(page->arena, "%.*s…", (int)cut, text) : text;
}

/* A row that bears a secrecy marking is not shown again. */
static bool marked_secret(const struct zc_findings *findings, const char *sheet, int row)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct zc_finding *finding = &findings->items[i];
        if (finding->row == row && finding->sheet && strcmp(finding->sheet, sheet) == 0 &&
            strcmp(finding->code, "classified_marking") == 0)
            return true;
    }
    return false;
}

/* The rows of the user's own sheet in which something was found, with Excel's letters and numbers. */
static void sheet_view(struct zc_page *page, const struct zc_findings *findings, const char *path)
{
    const char *name = busiest_sheet(findings);
    const struct zc_sheet_info *sheets;
    struct zc_book *book;
    struct zc_grid grid = {0};
    int columns[SHOWN_COLUMNS];
    size_t count = 0, sheet = 0, shown = 0;
    if (!name || zc_book_open(&book, path, NULL))
        return;
    size_t sheet_count = zc_book_sheets(book, &sheets);
    while (sheet < sheet_count && strcmp(sheets[sheet].name, name) != 0)
        sheet++;
    if (sheet < sheet_count && zc_grid_load(&grid, page->arena, book, sheet, NULL) == ZC_OK) {
        add_column(columns, &count, 0);
        for (size_t i = 0; i < findings->count; i++)
            if (findings->items[i].row > 0 && findings->items[i].sheet && strcmp(findings->items[i].sheet, name) == 0)
                add_column(columns, &count, findings->items[i].column);
        zc_page_put(page, "<div class=\"wide\"><table class=\"sheetview\"><caption>$</caption><thead><tr><th></th>",
                    zc_arena_printf(page->arena, ZC_T(page, "工作表 %s", "Sheet %s"), name));
        for (size_t c = 0; c < count; c++) {
            char letter[4];
            zc_column_letter(letter, columns[c]);
            zc_page_put(page, "<th scope=\"col\">$</th>", letter);
        }
        zc_page_put(page, "</tr></thead><tbody>");
        for (size_t r = 0; r < grid.count && shown < SHOWN_ROWS; r++) {
            int number = grid.rows[r].number;
            if (!found_at(findings, name, number, -1) || marked_secret(findings, name, number))
                continue;
            shown++;
            zc_page_put(page, "<tr><th scope=\"row\">$</th>", zc_page_number(page, number));
            for (size_t c = 0; c < count; c++) {
                const struct zc_finding *finding = found_at(findings, name, number, columns[c]);
                const char *text = cell_text(page, zc_row_cell(&grid.rows[r], columns[c]));
                if (finding)
                    zc_page_put(page, "<td class=\"hit $\">$ $</td>", severity_class(finding->severity),
                                severity_mark(finding->severity), *text ? text : ZC_T(page, "空", "empty"));
                else
                    zc_page_put(page, "<td>$</td>", text);
            }
            zc_page_put(page, "</tr>");
        }
        zc_page_put(page, "</tbody></table></div>\n");
    }
    zc_book_close(book);
}

/* 4 */

static const char *place_words(const struct zc_page *page, const struct zc_finding *finding)
{
    char letter[4];
    if (!finding->row)
        return finding->sheet ? finding->sheet : ZC_T(page, "整个文件", "The whole file");
    if (finding->column < 0)
        return zc_arena_printf(page->arena, ZC_T(page, "第 %d 行", "Row %d"), finding->row);
    zc_column_letter(letter, finding->column);
    return zc_arena_printf(page->arena, ZC_T(page, "第 %d 行 %s 列", "Row %d, column %s"), finding->row, letter);
}

static void errors(struct zc_page *page, const struct zc_import_result *result)
{
    size_t shown = 0;
    zc_page_put(page, "<section class=\"findings must\"><h2>$</h2><ul>",
                zc_arena_printf(page->arena, ZC_T(page, "必须改 %zu 处", "%zu to be corrected"), result->errors));
    for (size_t i = 0; i < result->findings.count; i++) {
        const struct zc_finding *finding = &result->findings.items[i];
        if (finding->severity != ZC_SEV_ERROR || ++shown > SHOWN_ERRORS)
            continue;
        zc_page_put(page, "<li><b class=\"late\">■ $</b> <span class=\"meta\">$</span><br>", place_words(page, finding),
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
                    place_words(page, finding),
                    finding->written && *finding->written ? finding->written : ZC_T(page, "空", "empty"),
                    finding->read_as ? finding->read_as : "—", zc_page_pair(page, finding->message));
    }
    zc_page_put(page, "</tbody></table></div></section>\n");
}

enum { MOST_ANSWERS = 240 }; /* a form has 256 fields at the most */

/* The names that no register has, each with a box: what is ticked is made or left out when the file is taken over. */
static void missing_form(struct zc_page *page, struct zc_missing *missing, const char *name, const char *token)
{
    if (!missing || !missing->count || !token)
        return;
    zc_missing_sort(missing);
    zc_page_put(page,
                "<section class=\"findings\"><h2>$ <small>$</small></h2><form method=\"post\" action=\"/import/take\"><input type=\"hidden\" "
                "name=\"name\" value=\"$\"><input type=\"hidden\" name=\"shown\" value=\"$\"><input type=\"hidden\" name=\"layout\" "
                "value=\"$\"><div class=\"wide\"><table class=\"rows\"><thead><tr><th scope=\"col\">$</th><th scope=\"col\">$</th><th "
                "scope=\"col\" class=\"n\">$</th><th scope=\"col\">$</th><th scope=\"col\">$</th></tr></thead><tbody>",
                zc_arena_printf(page->arena, ZC_T(page, "名录里没有的 %zu 个", "%zu names that no register has"), missing->count),
                ZC_T(page, "不会自动新建；勾选的由您同意，新建后标为待核，随这次导入一起撤回",
                     "nothing is made up; what you tick is made with your consent, marked provisional, and withdrawn with this import"),
                token, name, zc_request_form(page->request, "layout"), ZC_T(page, "类别", "Kind"), ZC_T(page, "写的是", "Written"),
                ZC_T(page, "用到的行", "Rows"), ZC_T(page, "最接近的", "Nearly"), ZC_T(page, "同意", "Consent"));
    for (size_t i = 0; i < missing->count && i < MOST_ANSWERS; i++) {
        const struct zc_missing_item *item = missing->items[i];
        bool made = item->kind != ZC_MISSING_AREA;
        zc_page_put(page,
                    "<tr><td>$</td><th scope=\"row\">$</th><td class=\"n\">$</td><td>$</td><td><label><input type=\"checkbox\" name=\"$\" "
                    "value=\"$\"$> $</label></td></tr>",
                    zc_page_pair(page, zc_missing_title(item->kind)), item->name, zc_page_number(page, (int64_t)item->rows),
                    item->near ? zc_arena_printf(page->arena, "%s(%s)", item->near->name, item->near->code) : "—",
                    zc_arena_printf(page->arena, "%s%zu", made ? "make" : "leave", i),
                    zc_arena_printf(page->arena, "%s:%s", zc_missing_word(item->kind), item->name), item->answer != ZC_MISSING_OPEN ? " checked" : "",
                    made ? ZC_T(page, "新建，待核", "make, provisional") : ZC_T(page, "留空，待核", "leave out"));
    }
    zc_page_put(page, "</tbody></table></div>");
    if (missing->record)
        zc_page_put(page, "<p><label>$ <input name=\"given\" maxlength=\"300\" value=\"$\" placeholder=\"$\"></label></p>",
                    ZC_T(page, "年度记录中表里没有写明的", "What the workbook does not say of the record of the year"),
                    missing->given ? missing->given : "", zc_arena_printf(page->arena, "%s=", missing->needs ? missing->needs : "approved_on"));
    zc_page_put(page, "<div class=\"actions\"><button class=\"main\">$</button></div></form></section>\n",
                ZC_T(page, "同意勾选的，收下", "Consent to what is ticked and take over"));
}

/* make0, make1, … or leave0, …: the answers as the command line would give them; NULL without any. */
static const char *answers_of(const struct zc_page *page, const char *prefix)
{
    struct zc_buf out = {0};
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

static const char *shown_name(const struct zc_page *page, const char *name)
{
    return name && *name && strlen(name) <= 200 ? name : ZC_T(page, "工作簿", "workbook");
}

static void findings_page(struct zc_page *page, const struct zc_import_report *report, const char *name,
                          const char *token, const char *path, int rc)
{
    const struct zc_import_result *result = &report->result;
    size_t confirm = 0;
    for (size_t i = 0; i < result->findings.count; i++)
        confirm += result->findings.items[i].severity != ZC_SEV_ERROR;
    bool good = !rc && !result->errors && !result->refused;
    zc_page_head(page, ZC_T(page, "检查结果", "What was found"));
    zc_page_put(page, "<div class=\"title\"><h1>$</h1>", ZC_T(page, "导入台账", "Import a workbook"));
    steps(page, good ? 3 : 2);
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
    else if (rc && !result->errors)
        zc_page_put(page, "<p class=\"refused\"><b>■ $</b>$</p>",
                    ZC_T(page, "整个文件不能收下", "The whole file cannot be taken"),
                    zc_error_text(&page->err, page->lang));
    zc_page_put(page, result->errors ? "<div class=\"checked\"><div>" : "<div>");
    sheet_view(page, &result->findings, path);
    confirmations(page, result);
    zc_page_put(page, "</div>");
    if (result->errors)
        errors(page, result);
    zc_page_put(page, "</div>");
    if (!good && !result->refused)
        missing_form(page, report->missing, name, token);
    zc_page_put(page, "<div class=\"actions\">");
    if (good)
        zc_page_put(page,
                    "<form method=\"post\" action=\"/import/take\"><input type=\"hidden\" name=\"name\" "
                    "value=\"$\"><input type=\"hidden\" name=\"shown\" value=\"$\"><input type=\"hidden\" "
                    "name=\"layout\" value=\"$\"><button class=\"main\">$</button></form>",
                    token, name, zc_request_form(page->request, "layout"),
                    zc_arena_printf(page->arena, ZC_T(page, "收下 %zu 行记录", "Take over %zu rows"), result->row_count));
    if (token && result->findings.count && !result->refused && waiting_file(page, token, ".xlsx"))
        zc_page_put(page, "<a class=\"button$\" href=\"/import/$/annotated.xlsx\">$</a>", good ? "" : " main", token,
                    ZC_T(page, "导出标好的 Excel", "Annotated copy in Excel"));
    zc_page_put(page, "<a class=\"button\" href=\"/import\">$</a><span class=\"meta\">$</span></div>\n",
                ZC_T(page, "换文件再查", "Check another file"),
                ZC_T(page, "标好的表与您的原表同一版式，问题写成批注。",
                     "The annotated copy has the layout of your own sheet; each finding is a comment."));
    zc_page_foot(page);
}

/* Writing is done with the rights of the chosen post, not of all posts held. */
static struct zc_actor actor_of(const struct zc_page *page)
{
    const struct zc_identity *identity = page->request->identity;
    return (struct zc_actor){
        .account = page->reader->account, .post = page->reader->post, .face = "web", .reader = &identity->acting};
}

static const char *chosen_layout(const struct zc_page *page)
{
    const char *layout = zc_request_form(page->request, "layout");
    return layout && *layout ? layout : NULL;
}

void zc_page_import_check(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_import_report report = {0};
    char token[ZC_TOKEN_128];
    if (!zc_page_open(&page, response, request) || !may_import(&page))
        return;
    drop_old(&page);
    if (request->upload_count != 1 || !request->uploads[0].size) {
        zc_fail(&page.err, ZC_EINPUT, "请选一个文件", "choose one file");
        zc_page_fail(&page, ZC_EINPUT);
        return;
    }
    const struct zc_upload *upload = &request->uploads[0];
    const char *name = shown_name(&page, upload->file_name);
    struct zc_import_job job = {.path = upload->path,
                                .shown_name = name,
                                .layout = chosen_layout(&page),
                                .valid_from = ZC_TODAY,
                                .stand = ZC_TODAY,
                                .dry_run = true};
    struct zc_actor actor = actor_of(&page);
    int rc = zc_import_run(&report, page.arena, page.db, &actor, &job, &page.err);
    if (rc && rc != ZC_ECHECK && !report.result.findings.count) {
        zc_page_fail(&page, rc);
        return;
    }
    zc_token_128(token);
    if (!report.result.refused) {
        const char *stem =
            zc_arena_printf(page.arena, "%s/%s-%lld", waiting_folder(&page), token, (long long)page.reader->account);
        int kept = keep(&page, upload->path, stem);
        if (kept) {
            zc_page_fail(&page, kept);
            return;
        }
        if (report.result.findings.count)
            zc_annotate(upload->path, zc_arena_printf(page.arena, "%s.xlsx", stem), &report.result.findings, NULL);
    }
    findings_page(&page, &report, name, token, upload->path, rc);
}

/* 6 */

void zc_page_import_take(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_import_report report = {0};
    if (!zc_page_open(&page, response, request) || !may_import(&page))
        return;
    const char *token = zc_request_form(request, "name"), *path = waiting_file(&page, token, "");
    if (!path) {
        zc_fail(&page.err, ZC_ENOTFOUND, "检查过的文件已不在（最多留一小时），请重新检查",
                "the checked file is gone (it waits an hour at the most); check it again");
        zc_page_fail(&page, ZC_ENOTFOUND);
        return;
    }
    const char *name = shown_name(&page, zc_request_form(request, "shown"));
    struct zc_import_job job = {
        .path = path, .shown_name = name, .layout = chosen_layout(&page), .valid_from = ZC_TODAY, .stand = ZC_TODAY,
        .create_missing = answers_of(&page, "make"), .leave_out = answers_of(&page, "leave"), .given = zc_request_form(request, "given")};
    struct zc_actor actor = actor_of(&page);
    int rc = zc_import_run(&report, page.arena, page.db, &actor, &job,
                           &page.err); /* checked again: the ledger may have moved since */
    if (rc == ZC_ECHECK) {
        findings_page(&page, &report, name, token, path, rc);
        return;
    }
    if (rc) {
        zc_page_fail(&page, rc);
        return;
    }
    const char *copy = waiting_file(&page, token, ".xlsx");
    unlink(path);
    if (copy)
        unlink(copy);
    zc_page_head(&page, ZC_T(&page, "已收下", "Taken over"));
    zc_page_put(&page, "<div class=\"title\"><h1>$</h1>", ZC_T(&page, "导入台账", "Import a workbook"));
    steps(&page, 5);
    zc_page_put(&page, "</div><p class=\"lead\">$</p><p>$</p>",
                zc_arena_printf(page.arena,
                                ZC_T(&page, "%s 已收下：新增 %zu 条，改动 %zu 条，不变 %zu 条。",
                                     "%s was taken over: %zu records made, %zu changed, %zu as before."),
                                name, report.made, report.changed, report.same),
                zc_arena_printf(page.arena,
                                ZC_T(&page, "待人确认 %zu 行。整批可以在导入记录里撤回。",
                                     "%zu rows wait for a person. The whole can be withdrawn under past imports."),
                                report.result.confirm_rows));
    zc_page_put(
        &page, "<div class=\"actions\"><a class=\"button\" href=\"/imports\">$</a><a class=\"button\" href=\"/figures\">$</a></div>\n",
        ZC_T(&page, "导入记录", "Past imports"), ZC_T(&page, "看指标", "See the figures"));
    zc_page_foot(&page);
}

/* 7 */

void zc_page_import_copy(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    if (!zc_page_open(&page, response, request) || !may_import(&page))
        return;
    const char *path = waiting_file(&page, request->params[0], ".xlsx");
    if (!path) {
        zc_page_missing(&page);
        return;
    }
    response->file = path;
    response->type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    zc_response_header(response, "Content-Disposition", "attachment; filename=\"annotated.xlsx\"");
}

/* 8 */

void zc_page_imports(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_rows rows = {0};
    if (!zc_page_open(&page, response, request) || !may_import(&page))
        return;
    const struct zc_entity *imports = zc_model_entity(page.model, "core.import");
    if (imports) {
        struct zc_rows_query query = {.entity = imports,
                                      .times = zc_times_now(page.db),
                                      .reader = page.reader,
                                      .after = zc_request_query(request, "after"),
                                      .limit = 50};
        const char *newest[] = {"-id"};
        query.order = newest;
        query.order_count = 1;
        int rc = zc_rows_list(&rows, page.arena, page.db, &query, &page.err);
        if (rc) {
            zc_page_fail(&page, rc);
            return;
        }
    }
    zc_page_head(&page, ZC_T(&page, "导入记录", "Past imports"));
    zc_page_put(&page,
                "<h1>$</h1><p class=\"meta\">$</p><div class=\"wide\"><table class=\"rows\"><thead><tr><th "
                "scope=\"col\">$</th><th scope=\"col\">$</th><th scope=\"col\" class=\"n\">$</th><th scope=\"col\" "
                "class=\"n\">$</th><th scope=\"col\">$</th><th scope=\"col\"></th></tr></thead><tbody>\n",
                ZC_T(&page, "导入记录", "Past imports"),
                ZC_T(&page, "一次导入一条；整批可以撤回，撤回后没有一个数会变。",
                     "One record an import; the whole can be withdrawn, and then no figure has changed."),
                ZC_T(&page, "文件", "File"), ZC_T(&page, "表样", "Layout"), ZC_T(&page, "已入账", "Taken"),
                ZC_T(&page, "待确认", "To confirm"), ZC_T(&page, "状态", "State"));
    for (size_t i = 0; i < rows.count; i++) {
        const struct zc_record *import = &rows.items[i];
        const struct zc_field *state = zc_entity_field(imports, "state");
        zc_page_put(
            &page, "<tr><th scope=\"row\"><a href=\"$\">$</a></th><td>$</td><td class=\"n\">$</td><td class=\"n\">$</td><td>$</td><td>",
            zc_page_record(&page, imports, import->id), zc_record_text(import, "file_name"),
            zc_record_text(import, "layout"), zc_page_number(&page, zc_record_value(import, "rows_taken").number),
            zc_page_number(&page, zc_record_value(import, "rows_to_confirm").number),
            state ? zc_record_show(page.arena, page.db, import, state, page.lang) : "");
        if (strcmp(zc_record_text(import, "state"), "taken") == 0)
            zc_page_put(&page,
                        "<form class=\"withdraw\" method=\"post\" action=\"/imports/$/withdraw\"><label><span "
                        "class=\"off\">$</span><input name=\"why\" required maxlength=\"300\" "
                        "placeholder=\"$\"></label> <button>$</button></form>",
                        zc_arena_printf(page.arena, "%lld", (long long)import->id),
                        ZC_T(&page, "撤回原因", "Why it is withdrawn"), ZC_T(&page, "撤回原因", "Why"),
                        ZC_T(&page, "整批撤回", "Withdraw"));
        zc_page_put(&page, "</td></tr>\n");
    }
    zc_page_put(&page, "</tbody></table></div>\n");
    if (rows.next)
        zc_page_put(&page, "<p class=\"more\"><a rel=\"next\" href=\"$\">$</a></p>",
                    zc_page_here(&page, "after", rows.next), ZC_T(&page, "后 50 条", "Next 50"));
    zc_page_foot(&page);
}

void zc_page_import_withdraw(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_record import;
    int64_t id;
    if (!zc_page_open(&page, response, request) || !may_import(&page))
        return;
    const struct zc_entity *imports = zc_model_entity(page.model, "core.import");
    const char *why = zc_request_form(request, "why");
    struct zc_actor actor = actor_of(&page);
    if (!imports || !zc_page_id(&id, request->params[0]) ||
        zc_rows_get(&import, page.arena, page.db, imports, id, zc_times_now(page.db), page.reader, NULL)) {
        zc_page_missing(&page);
        return;
    }
    int rc = why && *why ? zc_import_withdraw(page.db, &actor, id, why, &page.err)
                         : zc_fail(&page.err, ZC_EINPUT, "请写明撤回原因", "say why it is withdrawn");
    if (rc)
        zc_page_fail(&page, rc);
    else
        zc_response_redirect(response, request, "/imports");
}
