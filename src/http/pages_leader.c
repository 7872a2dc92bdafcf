/* The leader's page, without a script: 1 one matter with its form; 2 what was said; 3 the page; 4 an instruction. */
#include "http/page.h"
#include "query/leader.h"

#include <string.h>

/* 1 */

static const char *id_text(struct zc_page *page, int64_t id) { return zc_arena_printf(page->arena, "%lld", (long long)id); }

static const char *name_of(struct zc_page *page, const char *entity, int64_t id)
{
    const struct zc_entity *of = zc_model_entity(page->model, entity);
    struct zc_record record;
    return id && of && !zc_rows_get(&record, page->arena, page->db, of, id, zc_times_now(page->db), page->reader, NULL)
               ? zc_record_name(page->arena, page->db, &record, page->lang)
               : "";
}

static const char *receiver(struct zc_page *page, int64_t post, int64_t unit) { return post ? name_of(page, "core.post", post) : name_of(page, "core.unit", unit); }

static const char *state_of(struct zc_page *page, const struct zc_record *said)
{
    for (size_t i = 0; i < said->entity->state_count; i++)
        if (strcmp(said->entity->states[i].name, zc_record_text(said, "state")) == 0)
            return zc_page_pair(page, said->entity->states[i].title);
    return "";
}

static void form(struct zc_page *page, const struct zc_matter *matter)
{
    const struct zc_field *phrase = zc_entity_field(zc_model_entity(page->model, "core.assignment"), "phrase");
    zc_page_put(page, "<form method=\"post\" action=\"/leader\"><input type=\"hidden\" name=\"entity\" value=\"$\"><input type=\"hidden\" name=\"id\" value=\"$\"><label>$ <select name=\"phrase\"><option value=\"\"></option>",
                matter->record.entity->full_name, id_text(page, matter->record.id), ZC_T(page, "批语", "Phrase"));
    for (size_t i = 0; i < phrase->codelist->count; i++)
        zc_page_put(page, "<option value=\"$\">$</option>", phrase->codelist->codes[i].code, zc_page_pair(page, phrase->codelist->codes[i].title));
    zc_page_put(page, "</select></label> <label>$ <input name=\"text\" maxlength=\"1900\"></label> <label>$ <input type=\"date\" name=\"due_on\" value=\"$\"></label> <button class=\"main\">$</button></form>",
                ZC_T(page, "另写", "Own words"), ZC_T(page, "回报时限", "Answer by"), zc_page_iso(page, matter->answer_on), ZC_T(page, "批示", "Instruct"));
}

static void put_matter(struct zc_page *page, const struct zc_matter *matter)
{
    const struct zc_record *record = &matter->record;
    zc_page_put(page, "<li><h2><a href=\"$\">$</a></h2><p class=\"meta\">$", zc_page_record(page, record->entity, record->id),
                zc_record_name(page->arena, page->db, record, page->lang), name_of(page, "core.unit", zc_record_value(record, record->entity->instruct->unit).number));
    for (size_t i = 0; i < matter->why_count; i++)
        zc_page_put(page, " · $ $", zc_page_pair(page, matter->why[i].clock->title),
                    matter->why[i].clock->kind == ZC_CLOCK_MINUTES ? zc_page_instant(page, matter->why[i].result.due_at)
                                                                   : zc_page_date(page, matter->why[i].result.due_legal));
    zc_page_put(page, "</p><p><span class=\"drift\">$</span></p>",
                matter->left < 0 ? zc_arena_printf(page->arena, ZC_T(page, "■ 逾期 %d 个工作日", "■ %d working days overdue"), -matter->left)
                                 : zc_arena_printf(page->arena, ZC_T(page, "▲ 还剩 %d 个工作日", "▲ %d working days left"), matter->left));
    if (matter->said)
        zc_page_put(page, "<p>$ $ · $</p>", zc_page_date(page, (int)zc_record_value(matter->said, "dispatched_on").number), zc_record_text(matter->said, "asked"),
                    state_of(page, matter->said));
    if (matter->may && (matter->to_post || matter->to_unit)) {
        zc_page_put(page, page->english ? "<p class=\"meta\">Goes to $.</p>" : "<p class=\"meta\">批给 $。</p>", receiver(page, matter->to_post, matter->to_unit));
        form(page, matter);
    }
    zc_page_put(page, "</li>\n");
}

/* 2 */

static void put_said(struct zc_page *page, const struct zc_record *said)
{
    const char *answer = zc_record_text(said, "result");
    if (!*answer)
        answer = zc_record_text(said, "return_reason");
    zc_page_put(page, "<tr><td class=\"date\">$</td><td><a href=\"$\">$</a><br><small>$</small></td><td>$</td><td class=\"date\">$</td><td>$</td><td>$</td></tr>\n",
                zc_page_date(page, (int)zc_record_value(said, "dispatched_on").number), zc_page_record(page, said->entity, said->id), zc_record_text(said, "title"),
                zc_record_text(said, "asked"), receiver(page, zc_record_value(said, "to_post").number, zc_record_value(said, "to_unit").number),
                zc_page_date(page, (int)zc_record_value(said, "due_on").number), state_of(page, said), answer);
}

/* 3 */

void zc_leader_page(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    struct zc_leader leader;
    if (!zc_page_open(&page, response, request))
        return;
    const struct zc_identity *identity = request->identity;
    int rc = zc_leader_of(&leader, page.arena, page.db, page.reader, &identity->acting, &page.err);
    if (rc) {
        zc_page_fail(&page, rc);
        return;
    }
    zc_page_head(&page, ZC_T(&page, "领导页", "Leader's page"));
    zc_page_put(&page, "<h1>$</h1><p class=\"meta\">$ · $ · <a href=\"/desk\">$</a></p>", ZC_T(&page, "请您过问的事", "Matters that need you"), identity->post_title,
                zc_page_date(&page, zc_db_today(page.db)), ZC_T(&page, "我的收件", "My desk"));
    if (!leader.count)
        zc_page_put(&page, "<p>$</p>", ZC_T(&page, "没有临近时限或逾期的事。", "Nothing is near its time limit or past it."));
    zc_page_put(&page, leader.count ? "<ol class=\"matters\">" : "");
    for (size_t i = 0; i < leader.count; i++)
        put_matter(&page, &leader.matters[i]);
    zc_page_put(&page, leader.count ? "</ol>\n" : "");
    if (leader.left_off)
        zc_page_put(&page, page.english ? "<p class=\"meta\">$ more are less pressing.</p>" : "<p class=\"meta\">另有 $ 件没有这些急。</p>", id_text(&page, (int64_t)leader.left_off));
    if (leader.said_count)
        zc_page_put(&page, "<h2>$</h2><div class=\"wide\"><table class=\"rows\"><thead><tr><th scope=\"col\">$</th><th scope=\"col\">$</th><th scope=\"col\">$</th><th scope=\"col\">$</th><th scope=\"col\">$</th><th scope=\"col\">$</th></tr></thead><tbody>\n",
                    ZC_T(&page, "我的批示", "My instructions"), ZC_T(&page, "日期", "On"), ZC_T(&page, "批示", "Instruction"), ZC_T(&page, "批给", "To"), ZC_T(&page, "时限", "Due"),
                    ZC_T(&page, "状态", "State"), ZC_T(&page, "回报", "Answer"));
    for (size_t i = 0; i < leader.said_count; i++)
        put_said(&page, &leader.said[i]);
    zc_page_put(&page, leader.said_count ? "</tbody></table></div>\n" : "");
    zc_page_foot(&page);
}

/* 4 */

void zc_leader_instruct(struct zc_response *response, struct zc_request *request)
{
    static const char *const names[] = {"phrase", "text", "due_on"}, *const fields[] = {"phrase", "asked", "due_on"};
    struct zc_page page;
    int64_t record, id = 0;
    bool changed;
    if (!zc_page_open(&page, response, request))
        return;
    const char *name = zc_request_form(request, "entity");
    const struct zc_entity *entity = name ? zc_model_entity(page.model, name) : NULL, *assignments = zc_model_entity(page.model, "core.assignment");
    if (!entity || strcmp(entity->full_name, name) != 0 || !assignments || !zc_page_id(&record, zc_request_form(request, "id"))) {
        zc_page_missing(&page);
        return;
    }
    struct zc_patch patch = zc_patch_new(page.arena, assignments, 0);
    int rc = zc_patch_set(&patch, page.arena, "record_entity", entity->full_name, &page.err);
    if (!rc)
        rc = zc_patch_set(&patch, page.arena, "kind", "instruction", &page.err);
    patch.values[zc_entity_field(assignments, "record_id")->column] = zc_int(record);
    patch.set[zc_entity_field(assignments, "record_id")->column] = true;
    for (size_t i = 0; i < 3 && !rc; i++) {
        const char *text = zc_request_form(request, names[i]);
        if (text && *text)
            rc = zc_patch_set(&patch, page.arena, fields[i], text, &page.err);
    }
    if (!rc)
        rc = zc_record_change(&id, &changed, request->tx, &patch, &page.err);
    if (rc)
        zc_page_fail(&page, rc);
    else
        zc_response_redirect(response, request, "/leader");
}
