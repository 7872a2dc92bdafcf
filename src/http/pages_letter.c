/* A letter that anybody sends without an account and without a script. What is written is text; the answer is a number. */
#include "http/limit.h"
#include "http/page.h"
#include "http/sign_in.h"
#include "model/letter.h"
#include "record/write.h"

#include <string.h>

enum { LONG_TEXT = 300 };

static const struct zc_entity *letter_of(struct zc_page *page)
{
    const struct zc_entity *entity = zc_model_entity(page->model, page->request->params[0]);
    if (entity && entity->letter)
        return entity;
    zc_page_missing(page);
    return NULL;
}

static void put_field(struct zc_page *page, const struct zc_field *field, const char *prefix)
{
    const char *name = zc_arena_printf(page->arena, "%s%s", prefix, field->name), *typed = zc_request_form(page->request, name);
    const char *most = zc_arena_printf(page->arena, "%d", field->max ? field->max : 2000), *needed = field->required ? " required" : "";
    zc_page_put(page, "<label>$ ", zc_page_pair(page, field->title));
    if ((field->max ? field->max : 2000) > LONG_TEXT)
        zc_page_put(page, *needed ? "<textarea name=\"$\" rows=\"8\" maxlength=\"$\" required>$</textarea>" : "<textarea name=\"$\" rows=\"8\" maxlength=\"$\">$</textarea>", name, most,
                    typed ? typed : "");
    else
        zc_page_put(page, *needed ? "<input name=\"$\" maxlength=\"$\" value=\"$\" required>" : "<input name=\"$\" maxlength=\"$\" value=\"$\">", name, most, typed ? typed : "");
    zc_page_put(page, "</label>");
}

static void form(struct zc_page *page, const struct zc_entity *entity, const char *complaint)
{
    const struct zc_letter *letter = entity->letter;
    zc_page_head(page, zc_page_pair(page, entity->title));
    zc_page_put(page, "<article class=\"narrow\"><h1>$</h1><p class=\"meta\">$</p>", zc_page_pair(page, entity->title), zc_page_pair(page, entity->help));
    if (complaint)
        zc_page_put(page, "<p class=\"wrong\" role=\"alert\">$</p>", complaint);
    zc_page_put(page, "<form class=\"login\" method=\"post\" action=\"$\">", page->request->path);
    for (size_t i = 0; i < letter->field_count; i++)
        put_field(page, letter->fields[i], "");
    for (size_t i = 0; i < letter->sender_count; i++)
        put_field(page, letter->sender_fields[i], "sender_");
    if (letter->sender_count)
        zc_page_put(page, "<p class=\"meta\">$</p>", ZC_T(page, "怎样称呼和联系您，可以不写；写了也只有经办人看得到。", "You need not say who you are; if you do, only the officer who handles it sees it."));
    zc_page_put(page, "<button class=\"main\">$</button></form></article>", ZC_T(page, "提交", "Send"));
    zc_page_foot(page);
}

void zc_letter_page(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    const struct zc_entity *entity;
    if (zc_page_open(&page, response, request) && (entity = letter_of(&page)))
        form(&page, entity, NULL);
}

struct sending {
    struct zc_arena *arena;
    const struct zc_entity *entity;
    const struct zc_request *request;
    const char *number; /* filled: the receipt */
};

static int fill(struct zc_patch *patch, bool *any, struct sending *sending, const struct zc_field *const *fields, size_t count, const char *prefix, struct zc_error *err)
{
    int rc = ZC_OK;
    *any = false;
    for (size_t i = 0; i < count && !rc; i++) {
        const char *text = zc_request_form(sending->request, zc_arena_printf(sending->arena, "%s%s", prefix, fields[i]->name));
        if (!text || !*text)
            continue;
        *any = true;
        rc = zc_patch_set(patch, sending->arena, fields[i]->name, text, err);
    }
    return rc;
}

static int store(void *user, struct zc_tx *tx, struct zc_error *err)
{
    struct sending *sending = user;
    const struct zc_letter *letter = sending->entity->letter;
    struct zc_patch patch = zc_patch_new(sending->arena, sending->entity, 0);
    bool any, changed;
    struct zc_record made;
    int64_t id = 0, same = 0;
    int rc = fill(&patch, &any, sending, letter->fields, letter->field_count, "", err);
    patch.values[letter->on->column] = zc_int(zc_db_today(zc_tx_db(tx)));
    patch.set[letter->on->column] = true;
    if (!rc)
        rc = zc_record_change(&id, &changed, tx, &patch, err);
    if (!rc && !(rc = zc_rows_get(&made, sending->arena, zc_tx_db(tx), sending->entity, id, zc_times_now(zc_tx_db(tx)), &ZC_READER_CITY, err)))
        sending->number = zc_record_text(&made, sending->entity->number_field);
    if (rc || !letter->sender)
        return rc;
    struct zc_patch sender = zc_patch_new(sending->arena, letter->sender, 0);
    rc = fill(&sender, &any, sending, letter->sender_fields, letter->sender_count, "sender_", err);
    sender.values[letter->by->column] = zc_int(id);
    sender.set[letter->by->column] = true;
    return rc || !any ? rc : zc_record_change(&same, &changed, tx, &sender, err);
}

void zc_letter_send(struct zc_response *response, struct zc_request *request)
{
    struct zc_page page;
    const struct zc_entity *entity;
    if (!zc_page_open(&page, response, request) || !zc_sign_in_from_page(response, request) || !(entity = letter_of(&page)))
        return;
    const char *caller = request->address ? request->address : request->session; /* this machine itself, signed out, is not counted */
    int wait = caller ? zc_limit_take(page.server->limiter, ZC_LIMIT_LETTER, caller) : 0;
    if (wait) {
        response->status = 429;
        zc_response_header(response, "Retry-After", zc_arena_printf(page.arena, "%d", wait));
        form(&page, entity, zc_arena_printf(page.arena, ZC_T(&page, "从这里来的太多了，请 %d 分钟后再提交", "too many came from here; send it again in %d minutes"), wait / 60 + 1));
        return;
    }
    struct sending sending = {.arena = page.arena, .entity = entity, .request = request};
    struct zc_actor actor = {.face = "web", .reader = &ZC_READER_CITY};
    int rc = zc_writer_run(page.server->writer, &actor, store, &sending, &page.err);
    if (rc == ZC_EINPUT || rc == ZC_ECHECK) {
        response->status = 422;
        form(&page, entity, zc_error_text(&page.err, page.lang));
        return;
    }
    if (rc) {
        zc_page_fail(&page, rc);
        return;
    }
    response->status = 201;
    zc_page_head(&page, zc_page_pair(&page, entity->title));
    zc_page_put(&page, "<article class=\"narrow\"><h1>$</h1><p>$</p><p class=\"number\">$</p></article>", ZC_T(&page, "已收到", "Received"),
                ZC_T(&page, "请记下编号：", "Please keep this number:"), sending.number);
    zc_page_foot(&page);
}
