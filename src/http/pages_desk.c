/*
 * My desk, without a script: 1 one row; 2 the page, what must be done first on top; 3 taking a step; 4 handing a record out.
 *
 * A deputy sees what waits for whom he represents, marked so, and changes to that post before he acts.
 */
#include "http/page.h"
#include "query/desk.h"
#include "query/duty.h"

#include <string.h>

/* 1 */

static const char *id_text(struct zc_page *page, int64_t id) { return zc_arena_printf(page->arena, "%lld", (long long)id); }

static const char *post_name(struct zc_page *page, int64_t id)
{
    const struct zc_entity *posts = zc_model_entity(page->model, "core.post");
    struct zc_record post;
    return posts && !zc_rows_get(&post, page->arena, page->db, posts, id, zc_times_now(page->db), &ZC_READER_CITY, NULL)
               ? zc_record_name(page->arena, page->db, &post, page->lang)
               : "";
}

static const char *kind_words(struct zc_page *page, const struct zc_desk_item *item)
{
    switch (item->kind) {
    case ZC_DESK_ASSIGNMENT: return ZC_T(page, "交办件", "assignment");
    case ZC_DESK_INBOX: return zc_record_text(&item->record, "reason");
    case ZC_DESK_CLOCK: return zc_page_pair(page, item->clock->title);
    case ZC_DESK_SIGN: return ZC_T(page, "交接待签字", "handover to sign");
    case ZC_DESK_UNHANDED: return ZC_T(page, "离任未交接", "left without handover");
    case ZC_DESK_VACANT: return ZC_T(page, "岗位空缺", "vacant post");
    }
    return "";
}

static void name_cell(struct zc_page *page, const struct zc_desk_item *item)
{
    const struct zc_record *record = &item->record;
    const struct zc_entity *entity = record->entity;
    int64_t id = record->id;
    if (item->kind == ZC_DESK_INBOX && zc_record_value(record, "subject_id").kind) {
        const struct zc_entity *subject = zc_model_entity(page->model, zc_record_text(record, "subject_entity"));
        entity = subject ? subject : entity;
        id = subject ? zc_record_value(record, "subject_id").number : id;
    }
    const char *name = zc_record_name(page->arena, page->db, record, page->lang);
    if (item->vacant && !item->represented) /* named only */
        zc_page_put(page, "<td>$", name);
    else
        zc_page_put(page, "<td><a href=\"$\">$</a>", zc_page_record(page, entity, id), name);
    if (item->kind == ZC_DESK_ASSIGNMENT)
        zc_page_put(page, "<br><small>$</small>", zc_record_text(record, "record_name"));
    zc_page_put(page, "</td>");
}

/* For which post it waits, and why it lies here. */
static void post_cell(struct zc_page *page, const struct zc_desk_item *item)
{
    const char *post = post_name(page, item->post);
    zc_page_put(page, "<td>");
    if (item->represented)
        zc_page_put(page, page->english ? "<span class=\"pill drift\">acting for $</span>" : "<span class=\"pill drift\">代 $ 办理</span>", post);
    else
        zc_page_put(page, "$", post);
    if (item->vacant)
        zc_page_put(page, "<br><small>$</small>",
                    item->vacant_since ? zc_arena_printf(page->arena, ZC_T(page, "岗位空缺，自 %s", "vacant since %s"), zc_page_date(page, item->vacant_since))
                                       : ZC_T(page, "岗位空缺", "vacant"));
    zc_page_put(page, "</td>");
}

static void button(struct zc_page *page, const char *step, const char *words)
{
    zc_page_put(page, "<button name=\"step\" value=\"$\">$</button> ", step, words);
}

static void actions(struct zc_page *page, const struct zc_desk_item *item)
{
    const char *state = zc_record_text(&item->record, "state");
    if (item->post != page->reader->post && !item->vacant && item->kind <= ZC_DESK_INBOX) {
        zc_page_put(page, "<form method=\"post\" action=\"/signin/switch\"><button name=\"post\" value=\"$\">$</button></form>", id_text(page, item->post),
                    item->represented ? ZC_T(page, "换到代理岗位", "Act for it") : ZC_T(page, "换到该岗位", "Change to it"));
        return;
    }
    if (item->kind > ZC_DESK_INBOX && item->kind != ZC_DESK_SIGN)
        return;
    if (item->post != page->reader->post)
        return;
    zc_page_put(page, "<form method=\"post\" action=\"/desk/step\"><input type=\"hidden\" name=\"entity\" value=\"$\"><input type=\"hidden\" name=\"id\" value=\"$\">",
                item->record.entity->full_name, id_text(page, item->record.id));
    if (item->kind == ZC_DESK_SIGN) {
        bool open = strcmp(state, "open") == 0, given = strcmp(state, "given") == 0;
        button(page, open ? "give" : given ? "receive" : "confirm", ZC_T(page, "签字", "Sign"));
    } else if (item->kind == ZC_DESK_INBOX) {
        button(page, "finish", ZC_T(page, "办结", "Done"));
    } else {
        zc_page_put(page, "<label>$ <input name=\"text\" maxlength=\"500\"></label> ", ZC_T(page, "结果或理由", "Result or reason"));
        if (strcmp(state, "waiting") == 0)
            button(page, "accept", ZC_T(page, "接办", "Take on"));
        button(page, "finish", ZC_T(page, "办结", "Report done"));
        button(page, "return", ZC_T(page, "退回", "Return"));
    }
    zc_page_put(page, "</form>");
}

static void row(struct zc_page *page, const struct zc_desk_item *item)
{
    bool timed = item->clock && item->clock->kind == ZC_CLOCK_MINUTES;
    zc_page_put(page, "<tr><td class=\"date\">$", timed ? zc_page_instant(page, item->result.due_at) : item->due ? zc_page_date(page, item->due) : "");
    if (item->over)
        zc_page_put(page, " <span class=\"drift\">■ $</span>", ZC_T(page, "已超期", "overdue"));
    zc_page_put(page, "</td><td>$</td>", kind_words(page, item));
    name_cell(page, item);
    post_cell(page, item);
    zc_page_put(page, "<td>");
    if (page->times.present)
        actions(page, item);
    zc_page_put(page, "</td></tr>\n");
}

/* 2 */

void zc_desk_page(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_desk desk;
    if (!zc_page_open(&page, response, request))
        return;
    int rc = zc_desk_of(&desk, page.arena, page.db, page.reader, &page.err);
    if (rc) {
        zc_page_fail(&page, rc);
        return;
    }
    const struct zc_identity *identity = request->identity;
    zc_page_head(&page, ZC_T(&page, "我的收件", "My desk"));
    zc_page_put(&page, "<h1>$</h1><p class=\"meta\">$ · $</p>", ZC_T(&page, "我的收件", "My desk"), identity ? identity->post_title : "",
                zc_page_date(&page, zc_db_today(page.db)));
    if (!desk.count)
        zc_page_put(&page, "<p>$</p>", ZC_T(&page, "现在没有要办的事。", "Nothing waits to be done."));
    else
        zc_page_put(&page,
                    "<div class=\"wide\"><table class=\"rows\"><thead><tr><th scope=\"col\">$</th><th scope=\"col\">$</th><th scope=\"col\">$</th>"
                    "<th scope=\"col\">$</th><th scope=\"col\">$</th></tr></thead><tbody>\n",
                    ZC_T(&page, "到期", "Due"), ZC_T(&page, "类别", "Kind"), ZC_T(&page, "事项", "Matter"), ZC_T(&page, "岗位", "Post"),
                    ZC_T(&page, "办理", "Act"));
    for (size_t i = 0; i < desk.count; i++)
        row(&page, &desk.items[i]);
    zc_page_put(&page, desk.count ? "</tbody></table></div>\n" : "");
    zc_page_foot(&page);
}

/* 3 */

static int write_text(struct zc_page *page, const struct zc_entity *entity, int64_t id, const char *field, const char *text)
{
    struct zc_patch patch = zc_patch_new(page->arena, entity, id);
    bool changed;
    int rc = zc_patch_set(&patch, page->arena, field, text, &page->err);
    return rc ? rc : zc_record_change(&id, &changed, page->request->tx, &patch, &page->err);
}

void zc_desk_step(struct zc_response *response, struct zc_request *request)
{
    static const char *const here[] = {"core.assignment", "core.inbox", "core.handover"};
    struct zc_page page;
    int64_t id;
    if (!zc_page_open(&page, response, request))
        return;
    const char *name = zc_request_form(request, "entity"), *step = zc_request_form(request, "step"), *text = zc_request_form(request, "text");
    const struct zc_entity *entity = NULL;
    for (size_t i = 0; name && i < 3; i++)
        if (strcmp(name, here[i]) == 0)
            entity = zc_model_entity(page.model, name);
    if (!entity || !step || !zc_page_id(&id, zc_request_form(request, "id"))) {
        zc_page_missing(&page);
        return;
    }
    int rc = ZC_OK;
    if (strcmp(name, here[0]) == 0 && text && *text && (strcmp(step, "finish") == 0 || strcmp(step, "return") == 0))
        rc = write_text(&page, entity, id, *step == 'f' ? "result" : "return_reason", text);
    if (!rc)
        rc = zc_record_transition(request->tx, entity, id, step, NULL, &page.err);
    if (rc)
        zc_page_fail(&page, rc);
    else
        zc_response_redirect(response, request, "/desk");
}

/* 4 */

static bool open_record(struct zc_record *out, struct zc_page *page)
{
    const struct zc_entity *entity = zc_model_entity(page->model, page->request->params[0]);
    int64_t id;
    if (entity && strcmp(entity->full_name, page->request->params[0]) == 0 && entity->dispatch_count && zc_page_may_list(page, entity) &&
        zc_page_id(&id, page->request->params[1]) &&
        !zc_rows_get(out, page->arena, page->db, entity, id, zc_times_now(page->db), page->reader, NULL))
        return true;
    zc_page_missing(page);
    return false;
}

void zc_dispatch_page(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_record record;
    if (!zc_page_open(&page, response, request) || !open_record(&record, &page))
        return;
    const char *name = zc_record_name(page.arena, page.db, &record, page.lang);
    zc_page_head(&page, ZC_T(&page, "交办", "Hand out"));
    zc_page_put(&page, "<article class=\"narrow\"><h1>$</h1><p><a href=\"$\">$</a></p><form class=\"login\" method=\"post\" action=\"$\">",
                ZC_T(&page, "交办", "Hand out"), zc_page_record(&page, record.entity, record.id), name, request->path);
    zc_page_put(&page, "<label>$ <input name=\"title\" required maxlength=\"200\" value=\"$\"></label><label>$ <textarea name=\"asked\" rows=\"3\" maxlength=\"2000\"></textarea></label>",
                ZC_T(&page, "事由", "Subject"), name, ZC_T(&page, "办理要求", "What is asked"));
    zc_page_put(&page, "<label>$ <textarea name=\"to\" rows=\"5\" required></textarea></label><p class=\"meta\">$</p><button class=\"main\">$</button></form></article>",
                ZC_T(&page, "交给谁", "To whom"),
                ZC_T(&page, "一行一个：岗位或单位名称，空一格，办理时限，如“市住建局联络员 2018-01-19”。", "One a line: the post or unit, a blank, the due date, as in \"NAME 2018-01-19\"."),
                ZC_T(&page, "交办", "Hand out"));
    zc_page_foot(&page);
}

/* "NAME DATE": a post by its title, a unit by name, short name or code. */
static int one_line(struct zc_page *page, const struct zc_record *record, char *line)
{
    static const char *const ways[][3] = {{"core.post", "title", "to_post"}, {"core.unit", "name", "to_unit"}, {"core.unit", "short_name", "to_unit"}, {"core.unit", "code", "to_unit"}};
    const struct zc_entity *assignments = zc_model_entity(page->model, "core.assignment");
    struct zc_patch patch = zc_patch_new(page->arena, assignments, 0);
    char *due = strrchr(line, ' ');
    const char *asked = zc_request_form(page->request, "asked"), *title = zc_request_form(page->request, "title"), *to = NULL;
    int64_t id = 0;
    bool changed;
    int rc = ZC_OK;
    if (!due)
        return zc_fail(&page->err, ZC_EINPUT, "“%s”这一行缺少办理时限", "the line \"%s\" lacks its due date", line);
    *due++ = 0;
    struct zc_value name = zc_text(line);
    for (size_t i = 0; i < 4 && !id && !rc; i++) {
        const struct zc_entity *entity = zc_model_entity(page->model, ways[i][0]);
        to = ways[i][2];
        rc = entity ? zc_rows_find(&id, page->db, entity, ways[i][1], &name, &page->err) : ZC_OK;
    }
    if (!rc && !id)
        rc = zc_fail(&page->err, ZC_EINPUT, "没有岗位或单位叫“%s”", "no post or unit is called \"%s\"", line);
    const char *pairs[][2] = {{"record_entity", record->entity->full_name}, {"title", title ? title : ""}, {"asked", asked ? asked : ""}, {"due_on", due},
                              {to, id_text(page, id)}};
    for (size_t i = 0; i < 5 && !rc; i++)
        if (*pairs[i][1])
            rc = zc_patch_set(&patch, page->arena, pairs[i][0], pairs[i][1], &page->err);
    patch.values[zc_entity_field(assignments, "record_id")->column] = zc_int(record->id);
    patch.set[zc_entity_field(assignments, "record_id")->column] = true;
    id = 0;
    return rc ? rc : zc_record_change(&id, &changed, page->request->tx, &patch, &page->err);
}

void zc_dispatch_take(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_record record;
    char *save = NULL;
    if (!zc_page_open(&page, response, request) || !open_record(&record, &page))
        return;
    const char *to = zc_request_form(request, "to");
    int rc = to && *to ? ZC_OK : zc_fail(&page.err, ZC_EINPUT, "没有写交给谁", "nobody is named to whom it goes");
    char *lines = zc_arena_str(page.arena, to ? to : "");
    for (char *line = strtok_r(lines, "\r\n", &save); line && !rc; line = strtok_r(NULL, "\r\n", &save))
        rc = one_line(&page, &record, line);
    if (rc)
        zc_page_fail(&page, rc);
    else
        zc_response_redirect(response, request, zc_page_record(&page, record.entity, record.id));
}
