/*
 * What becomes of units, and proposed changes of areas, on a page without a script: 1 whose page; 2 the form; 3 what would happen, and
 * doing it; 4 what was done, and taking it back; 5 proposed changes of areas.
 */
#include "http/page.h"
#include "record/area_change.h"
#include "record/succession.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN = 100, MOST_PARTS = 3 };

/* 1 */

static bool open_page(struct zc_page *page, struct zc_response *response, struct zc_request *request)
{
    if (!zc_page_open(page, response, request))
        return false;
    page->times = zc_times_now(page->db);
    if (zc_reader_has_role(page->reader, "core.registrar") && zc_model_entity(page->model, "core.unit_event") && zc_model_entity(page->model, "core.area_event"))
        return true;
    zc_page_missing(page);
    return false;
}

static const char *given(const struct zc_page *page, const char *name)
{
    const char *text = zc_request_form(page->request, name);
    return text ? text : "";
}

static const char *kind_title(const struct zc_page *page, enum zc_succession_kind kind)
{
    static const struct zc_pair titles[] = {{"更名", "rename"}, {"合并", "merge"}, {"分设", "split"}, {"职能划转", "transfer"}, {"撤销", "abolish"}};
    return zc_pick(titles[kind], page->lang);
}

/* 2 */

static void field(struct zc_page *page, const char *name, const char *label, const char *type, const char *hint)
{
    zc_page_put(page, "<label>$ <input name=\"$\" type=\"$\" value=\"$\" maxlength=\"300\" placeholder=\"$\"></label>\n", label, name, type, given(page, name), hint);
}

static void ask_form(struct zc_page *page)
{
    zc_page_put(page, "<form class=\"find\" method=\"post\" action=\"/succession\"><label>$ <select name=\"kind\">", ZC_T(page, "种类", "Kind"));
    for (int i = 0; i < ZC_SUCCESSION_KINDS; i++) {
        if (strcmp(given(page, "kind"), zc_succession_words[i]) == 0)
            zc_page_put(page, "<option value=\"$\" selected>$</option>", zc_succession_words[i], kind_title(page, i));
        else
            zc_page_put(page, "<option value=\"$\">$</option>", zc_succession_words[i], kind_title(page, i));
    }
    zc_page_put(page, "</select></label>\n");
    field(page, "from", ZC_T(page, "原单位", "Former unit"), "text", ZC_T(page, "编码或名称，合并可写几个，用逗号隔开", "code or name; several for a merger, with commas"));
    field(page, "to", ZC_T(page, "后继单位", "Successor"), "text", ZC_T(page, "编码或名称；新组建的留空", "code or name; empty for a new one"));
    field(page, "on", ZC_T(page, "生效日期", "From"), "date", "");
    field(page, "basis", ZC_T(page, "依据文件", "By document"), "text", ZC_T(page, "文号", "number of the document"));
    field(page, "name", ZC_T(page, "新名称", "New name"), "text", ZC_T(page, "更名或新组建时写", "of a renamed or a new unit"));
    field(page, "short_name", ZC_T(page, "新简称", "New short name"), "text", "");
    field(page, "code", ZC_T(page, "新编码", "New code"), "text", ZC_T(page, "新组建时写", "of a new unit"));
    for (int i = 0; i < MOST_PARTS; i++)
        field(page, zc_arena_printf(page->arena, "part%d", i + 1), ZC_T(page, "划给", "Goes to"), "text", ZC_T(page, "分设、划转时写：单位:实体:条件", "of a split or a transfer: UNIT:ENTITY:CONDITION"));
    zc_page_put(page, "<label><input type=\"checkbox\" name=\"ends\" value=\"1\"> $</label><button name=\"do\" value=\"preview\">$</button></form>\n",
                ZC_T(page, "分设后撤销原单位", "the unit that is split ends"), ZC_T(page, "先看会怎样", "See what would happen"));
}

static int read_part(struct zc_succession_part *out, struct zc_page *page, const char *text)
{
    const char *first = strchr(text, ':'), *second = first ? strchr(first + 1, ':') : NULL, *end = second ? second : text + strlen(text);
    out->entity = first ? zc_model_entity(page->model, zc_arena_copy(page->arena, first + 1, (size_t)(end - first - 1))) : NULL;
    out->filter = second ? second + 1 : NULL;
    if (!out->entity || !zc_page_may_list(page, out->entity))
        return zc_fail(&page->err, ZC_EINPUT, "“划给”应写作 单位:实体:条件，收到 %.80s", "written as UNIT:ENTITY:CONDITION; %.80s came", text);
    return zc_succession_unit(&out->to, page->db, zc_arena_copy(page->arena, text, (size_t)(first - text)), &page->err);
}

static int read_ask(struct zc_succession *ask, struct zc_page *page)
{
    struct zc_succession_part *parts = zc_arena_array(page->arena, MOST_PARTS, sizeof *parts);
    int64_t *from = NULL;
    size_t capacity = 0;
    int kind = 0, rc = ZC_OK;
    while (kind < ZC_SUCCESSION_KINDS && strcmp(given(page, "kind"), zc_succession_words[kind]) != 0)
        kind++;
    *ask = (struct zc_succession){.kind = kind, .basis = given(page, "basis"), .code = given(page, "code"), .name = given(page, "name"),
                                  .short_name = given(page, "short_name"), .ends = *given(page, "ends") != 0};
    if (kind == ZC_SUCCESSION_KINDS)
        return zc_fail(&page->err, ZC_EINPUT, "请选种类", "choose a kind");
    if (!zc_date_parse(&ask->on, given(page, "on")))
        return zc_fail(&page->err, ZC_EINPUT, "请写生效日期", "say from which day");
    for (const char *at = given(page, "from"); *at && !rc;) {
        const char *comma = strstr(at, "，");
        size_t size = strcspn(at, ",");
        size_t step = size + (at[size] == ',');
        if (comma && (size_t)(comma - at) < size)
            size = (size_t)(comma - at), step = size + strlen("，");
        rc = zc_succession_unit(zc_arena_push(page->arena, &from, &ask->from_count, &capacity, sizeof *from), page->db, zc_arena_copy(page->arena, at, size), &page->err);
        at += step;
    }
    if (!rc && *given(page, "to"))
        rc = zc_succession_unit(&ask->to, page->db, given(page, "to"), &page->err);
    for (int i = 0; i < MOST_PARTS && !rc; i++) {
        const char *text = given(page, zc_arena_printf(page->arena, "part%d", i + 1));
        if (*text)
            rc = read_part(&parts[ask->part_count++], page, text);
    }
    ask->from = from;
    ask->parts = parts;
    return rc;
}

/* 3 */

static void show_report(struct zc_page *page, const struct zc_succession_report *report)
{
    zc_page_put(page, "<div class=\"wide\"><table class=\"rows\"><thead><tr><th scope=\"col\">$</th><th scope=\"col\">$</th><th scope=\"col\" class=\"n\">$</th><th "
                      "scope=\"col\">$</th></tr></thead><tbody>\n",
                ZC_T(page, "记录", "Records"), ZC_T(page, "去向", "What becomes of them"), ZC_T(page, "条数", "Count"), ZC_T(page, "其中", "Among them"));
    for (size_t i = 0; i < report->line_count; i++) {
        const struct zc_succession_line *line = &report->lines[i];
        const char *names = "";
        for (size_t n = 0; n < line->name_count; n++)
            names = zc_arena_printf(page->arena, "%s%s%s", names, n ? "、" : "", line->names[n]);
        if (line->count > line->visible)
            names = zc_arena_printf(page->arena, ZC_T(page, "%s（另有 %zu 条您无权查看）", "%s (%zu more that you may not see)"), names, line->count - line->visible);
        zc_page_put(page, "<tr><th scope=\"row\">$</th><td>$</td><td class=\"n\">$</td><td>$</td></tr>\n", zc_page_pair(page, line->entity->title),
                    zc_pick(zc_fate_titles[line->fate], page->lang), zc_page_number(page, (int64_t)line->count), names);
    }
    zc_page_put(page, "</tbody></table></div>\n");
    if (report->due_count)
        zc_page_put(page, "<p>$</p>\n",
                    zc_arena_printf(page->arena, ZC_T(page, "时限 %zu 个照走，最早 %s 到期，一个也不改期。", "%zu clocks run on, the first is due %s, none is re-dated."), report->due_count,
                                    zc_page_date(page, report->due_first)));
    for (size_t i = 0; i < report->drift.count; i++) {
        const struct zc_replayed *item = &report->drift.items[i];
        zc_page_put(page, "<p>▲ $</p>\n",
                    zc_arena_printf(page->arena, ZC_T(page, "已印发的数会变动：%s，印出 %s，改后 %s", "a published figure changes: %s, printed %s, %s after this"),
                                    zc_page_pair(page, item->title), item->shown, item->now == ZC_REPLAY_BROKEN ? "?" : zc_figure_text(&item->figure_now, true, page->arena)));
    }
    if (!report->drift.count)
        zc_page_put(page, "<p>$</p>\n", ZC_T(page, "生效日期以前的数一个也不变。", "No figure of before that day changes."));
}

/* What was typed, once more, so that doing it needs one press. */
static void keep_fields(struct zc_page *page)
{
    for (size_t i = 0; i < page->request->form_count; i++)
        if (strcmp(page->request->form[i].name, "do") != 0)
            zc_page_put(page, "<input type=\"hidden\" name=\"$\" value=\"$\">", page->request->form[i].name, page->request->form[i].value);
}

void zc_succession_take(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_succession ask;
    struct zc_succession_report report;
    if (!open_page(&page, response, request))
        return;
    bool keep = strcmp(given(&page, "do"), "take") == 0;
    int rc = read_ask(&ask, &page);
    if (!rc)
        rc = zc_succession_run(&report, page.arena, request->tx, &ask, &page.err);
    if (rc) {
        zc_page_fail(&page, rc);
        return;
    }
    if (keep) {
        zc_response_redirect(response, request, "/succession");
        return;
    }
    response->preview = true;
    zc_page_head(&page, ZC_T(&page, "单位变动", "Changes of units"));
    zc_page_put(&page, "<h1>$</h1><p class=\"lead\">$</p>\n",
                zc_arena_printf(page.arena, ZC_T(&page, "%s会怎样", "What the %s would do"), kind_title(&page, ask.kind)),
                zc_arena_printf(page.arena, ZC_T(&page, "自%s起，依据%s。还没有存入。", "From %s, by %s. Nothing is stored yet."), zc_page_date(&page, ask.on), ask.basis));
    show_report(&page, &report);
    zc_page_put(&page, "<form class=\"actions\" method=\"post\" action=\"/succession\">");
    keep_fields(&page);
    zc_page_put(&page, "<button name=\"do\" value=\"take\">$</button> <a href=\"/succession\">$</a></form>\n", ZC_T(&page, "照此办理", "Do it"),
                ZC_T(&page, "不办", "Leave it"));
    zc_page_foot(&page);
}

/* 4 */

static int64_t tx_of(struct zc_page *page, int64_t record, bool last)
{
    struct zc_journal journal;
    if (zc_journal_of(&journal, page->arena, page->db, record, NULL) || !journal.count)
        return 0;
    return journal.items[last ? journal.count - 1 : 0].tx;
}

static void withdraw_form(struct zc_page *page, int64_t tx)
{
    zc_page_put(page, "<form class=\"withdraw\" method=\"post\" action=\"/succession/withdraw\"><input type=\"hidden\" name=\"tx\" value=\"$\"><label><span "
                      "class=\"off\">$</span><input name=\"why\" required maxlength=\"300\" placeholder=\"$\"></label> <button>$</button></form>",
                zc_arena_printf(page->arena, "%lld", (long long)tx), ZC_T(page, "撤回原因", "Why it is withdrawn"), ZC_T(page, "撤回原因", "Why"), ZC_T(page, "整批撤回", "Withdraw"));
}

static int list_events(struct zc_rows *out, struct zc_page *page, const char *entity, const char *filter)
{
    struct zc_rows_query query = {.entity = zc_model_entity(page->model, entity), .times = page->times, .reader = page->reader, .filter = filter, .limit = SHOWN};
    return zc_rows_list(out, page->arena, page->db, &query, &page->err);
}

static void show_done(struct zc_page *page, const struct zc_rows *events, const char *const *names, size_t count, const char *title, bool last)
{
    if (!events->count)
        return;
    zc_page_put(page, "<h2>$</h2><div class=\"wide\"><table class=\"rows\"><thead><tr>", title);
    for (size_t c = 0; c < count; c++)
        zc_page_put(page, "<th scope=\"col\">$</th>", zc_page_pair(page, zc_entity_field(events->items[0].entity, names[c])->title));
    zc_page_put(page, "<th scope=\"col\"></th></tr></thead><tbody>\n");
    for (size_t i = 0; i < events->count; i++) {
        const struct zc_record *event = &events->items[i];
        zc_page_put(page, "<tr>");
        for (size_t c = 0; c < count; c++)
            zc_page_put(page, "<td>$</td>", zc_record_show(page->arena, page->db, event, zc_entity_field(event->entity, names[c]), page->lang));
        zc_page_put(page, "<td>");
        withdraw_form(page, tx_of(page, event->id, last));
        zc_page_put(page, "</td></tr>\n");
    }
    zc_page_put(page, "</tbody></table></div>\n");
}

void zc_succession_take_back(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    int64_t tx;
    if (!open_page(&page, response, request))
        return;
    if (!zc_page_id(&tx, zc_request_form(request, "tx")))
        tx = 0;
    int rc = *given(&page, "why") ? zc_succession_withdraw(request->tx, tx, given(&page, "why"), &page.err)
                                  : zc_fail(&page.err, ZC_EINPUT, "请写明撤回原因", "say why it is withdrawn");
    if (rc)
        zc_page_fail(&page, rc);
    else
        zc_response_redirect(response, request, "/succession");
}

/* 5 */

static void show_proposed(struct zc_page *page, const struct zc_rows *events)
{
    static const char *const names[] = {"kind", "on_date", "from_areas", "to_areas", "note"};
    zc_page_put(page, "<h2>$ <small>$</small></h2>\n", ZC_T(page, "待确认的区划变动", "Proposed changes of areas"),
                zc_arena_printf(page->arena, events->count == SHOWN ? ZC_T(page, "先列 %zu 条", "the first %zu") : ZC_T(page, "%zu 条", "%zu"), events->count));
    if (!events->count)
        return;
    const struct zc_entity *entity = events->items[0].entity;
    zc_page_put(page, "<form method=\"post\" action=\"/succession/areas\"><div class=\"wide\"><table class=\"rows\"><thead><tr><th scope=\"col\">$</th>", ZC_T(page, "勾选", "Tick"));
    for (size_t c = 0; c < 5; c++)
        zc_page_put(page, "<th scope=\"col\">$</th>", zc_page_pair(page, zc_entity_field(entity, names[c])->title));
    zc_page_put(page, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < events->count; i++) {
        const struct zc_record *event = &events->items[i];
        zc_page_put(page, "<tr><td><input type=\"checkbox\" name=\"row\" value=\"$\" aria-label=\"$\"></td>", zc_arena_printf(page->arena, "%lld", (long long)event->id),
                    zc_record_text(event, "title"));
        for (size_t c = 0; c < 5; c++)
            zc_page_put(page, "<td>$</td>", zc_record_show(page->arena, page->db, event, zc_entity_field(entity, names[c]), page->lang));
        zc_page_put(page, "</tr>\n");
    }
    zc_page_put(page, "</tbody></table></div>\n<div class=\"actions\"><label>$ <input name=\"basis\" maxlength=\"200\"></label><label>$ <input name=\"to\" maxlength=\"300\" "
                      "placeholder=\"$\"></label><button name=\"do\" value=\"confirm\">$</button><button name=\"do\" value=\"change\">$</button><button name=\"do\" "
                      "value=\"refuse\">$</button></div></form>\n",
                ZC_T(page, "依据文件，或否定的理由", "By document, or why it is refused"), ZC_T(page, "改后继为", "Successors instead"),
                ZC_T(page, "区划代码，逗号隔开", "area codes, with commas"), ZC_T(page, "确认勾选的", "Confirm those ticked"), ZC_T(page, "改后继并确认", "Change and confirm"),
                ZC_T(page, "否定勾选的", "Refuse those ticked"));
}

void zc_succession_areas(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_area_report report;
    struct zc_area_ask ask = {0};
    int64_t *events = NULL, *to = NULL;
    size_t capacity = 0, to_capacity = 0;
    int rc = ZC_OK, verdict = 0;
    if (!open_page(&page, response, request))
        return;
    while (verdict < ZC_AREA_VERDICTS && strcmp(given(&page, "do"), zc_area_verdict_words[verdict]) != 0)
        verdict++;
    for (size_t i = 0; i < request->form_count && !rc; i++)
        if (strcmp(request->form[i].name, "row") == 0)
            rc = zc_area_event_find(zc_arena_push(page.arena, &events, &ask.event_count, &capacity, sizeof *events), page.db, request->form[i].value, &page.err);
    for (const char *at = given(&page, "to"); *at && !rc;) {
        size_t size = strcspn(at, ",");
        rc = zc_area_find(zc_arena_push(page.arena, &to, &ask.to_count, &to_capacity, sizeof *to), page.db, zc_arena_copy(page.arena, at, size), &page.err);
        at += size + (at[size] == ',');
    }
    ask.verdict = verdict;
    ask.events = events;
    ask.to = to;
    ask.basis = given(&page, "basis");
    if (!rc && verdict == ZC_AREA_VERDICTS)
        rc = zc_fail(&page.err, ZC_EINPUT, "请选确认、改后继或否定", "confirm, change or refuse");
    if (!rc)
        rc = ask.event_count ? zc_area_settle(&report, page.arena, request->tx, &ask, &page.err) : zc_fail(&page.err, ZC_EINPUT, "一条也没有勾选", "nothing is ticked");
    if (rc)
        zc_page_fail(&page, rc);
    else
        zc_response_redirect(response, request, "/succession");
}

void zc_succession_page(struct zc_response *response, struct zc_request *request)
{
    static const char *const of_units[] = {"on_date", "kind", "from_units", "to_units", "basis_doc"}, *const of_areas[] = {"on_date", "kind", "from_areas", "to_areas", "state"};
    struct zc_page page;
    struct zc_rows units, proposed, settled;
    if (!open_page(&page, response, request))
        return;
    int rc = list_events(&units, &page, "core.unit_event", NULL);
    if (!rc)
        rc = list_events(&proposed, &page, "core.area_event", "state = 'proposed'");
    if (!rc)
        rc = list_events(&settled, &page, "core.area_event", "state != 'proposed'");
    if (rc) {
        zc_page_fail(&page, rc);
        return;
    }
    zc_page_head(&page, ZC_T(&page, "单位和区划变动", "Changes of units and areas"));
    zc_page_put(&page, "<h1>$</h1><p class=\"lead\">$</p>\n", ZC_T(&page, "单位和区划变动", "Changes of units and areas"),
                ZC_T(&page, "更名、合并、分设、划转、撤销，自某日起，依据文件。未办结的转到后继单位，办结的和以前的数不动；可以整批撤回。",
                     "Renamed, merged, split, transferred or abolished, from a day and by a document. What is open goes to the successor; what is closed, and every figure of before, stays. It can be "
                     "taken back as a whole."));
    ask_form(&page);
    show_done(&page, &units, of_units, 5, ZC_T(&page, "已办的单位变动", "Changes of units so far"), false);
    show_proposed(&page, &proposed);
    show_done(&page, &settled, of_areas, 5, ZC_T(&page, "已定的区划变动", "Changes of areas so far"), true);
    zc_page_foot(&page);
}
