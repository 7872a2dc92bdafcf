/*
 * The official paper of a record that is being written: POST /api/v1/{entity}/paper. Nothing is stored. Whoever may write the record sees
 * what would be printed of it, as with any paper: whole, or not at all.
 *
 *   {"fields": {…}, "id": "17", "paper": "notice", "as": "pdf", "page": 2, "asof", "known"}
 *
 * Without `id` it is a new record. Without `as` the answer is JSON: pages, naked numbers, remarks, and the page asked for as SVG.
 */
#include "http/api.h"
#include "http/drawing.h"
#include "paper/compose.h"
#include "query/access.h"
#include "record/write.h"

#include <string.h>

struct preview {
    struct zc_compose what;
    struct zc_record written;
    const char *as, *page;
};

/* ZC_EDENIED unless the reader may write the record as it stands, and a new one as it would be. */
static int may_write(struct zc_api *api, const struct preview *preview)
{
    struct zc_eval eval;
    struct zc_record standing = preview->written;
    int rc = preview->what.id ? zc_rows_get(&standing, api->arena, api->db, preview->what.entity, preview->what.id, preview->what.times, api->reader, &api->err) : ZC_OK;
    if (rc)
        return rc;
    zc_eval_init(&eval, api->arena, api->db, preview->what.times, &api->identity->acting);
    struct zc_decision decision = zc_access_decide(&eval, ZC_ACCESS_WRITE, &standing);
    if (!decision.granted || decision.denied)
        return zc_fail(&api->err, ZC_EDENIED, "您的岗位不能写这条记录，所以没有预览", "your post may not write this record, so there is no preview");
    return preview->what.id ? zc_api_note_read(api, preview->what.entity, &standing, 1) : ZC_OK;
}

/* false: answered. */
static bool read_preview(struct preview *preview, struct zc_api *api)
{
    struct zc_patch patch;
    int rc = ZC_OK;
    *preview = (struct preview){.what = {.reader = api->reader}};
    struct zc_compose *what = &preview->what;
    const struct zc_json *body;
    what->entity = zc_api_entity(api, api->request->params[0], ZC_API_WRITE);
    if (!what->entity || !(body = zc_api_body(api)) || !zc_api_members(api, body, "fields id paper as page"))
        return false;
    const char *id = zc_json_text(body, "id"), *paper = zc_json_text(body, "paper"), *page = zc_json_text(body, "page");
    int64_t number = 1;
    preview->as = zc_json_text(body, "as");
    what->times = zc_times_at(api->db, ZC_DATE_MAX, zc_db_watermark(api->db));
    patch = zc_patch_new(api->arena, what->entity, 0);
    if (id && (!zc_api_id(&what->id, id) || what->id <= 0))
        rc = zc_fail(&api->err, ZC_EINPUT, "id 应为记录的编号", "id takes the number of the record");
    else if (paper && !(what->paper = zc_paper_named(api->model, what->entity, paper)))
        rc = zc_fail(&api->err, ZC_ENOTFOUND, "%s 没有公文 %.60s", "%s has no official paper %.60s", what->entity->full_name, paper);
    else if (preview->as && strcmp(preview->as, "pdf") != 0 && strcmp(preview->as, "docx") != 0)
        rc = zc_fail(&api->err, ZC_EINPUT, "as 应为 pdf 或 docx，收到 %.40s", "as is pdf or docx, %.40s came", preview->as);
    else if (page && (!zc_api_id(&number, page) || number < 1 || number > 500))
        rc = zc_fail(&api->err, ZC_EINPUT, "page 应为 1 至 500，收到 %.40s", "page takes 1 to 500, %.40s came", page);
    if (rc) {
        zc_api_fail(api, rc);
        return false;
    }
    preview->page = zc_arena_printf(api->arena, "%lld", (long long)number);
    if (!zc_api_fields(api, &patch, body)) /* what this reader may write, and no more */
        return false;
    rc = zc_compose_written(&preview->written, api->arena, api->db, what, zc_json_get(body, "fields"), &api->err);
    what->written = &preview->written;
    if (!rc)
        rc = may_write(api, preview);
    if (rc == ZC_ENOTFOUND)
        zc_api_missing(api);
    else if (rc)
        zc_api_fail(api, rc);
    return !rc;
}

void zc_api_paper_preview(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct preview preview;
    struct zc_composed composed;
    zc_api_open(&api, response, request);
    if (!read_preview(&preview, &api))
        return;
    int rc = zc_compose(&composed, api.arena, api.db, &preview.what, &api.err);
    if (!rc && !preview.as) {
        zc_buf_printf(api.out, "{\"paper\":\"%s\",\"naked\":[", composed.paper->name);
        for (size_t i = 0; i < composed.naked_count; i++) {
            zc_buf_str(api.out, i ? "," : "");
            zc_buf_json_str(api.out, composed.naked[i].text);
        }
        zc_buf_str(api.out, "],\"layout\":");
    }
    if (!rc)
        rc = zc_drawing(api.out, api.city, composed.official, preview.as ? preview.as : "json", preview.as ? NULL : "--page", preview.as ? NULL : preview.page, &api.err);
    if (rc) {
        api.out->size = 0;
        zc_api_fail(&api, rc);
        return;
    }
    if (!preview.as) {
        zc_buf_str(api.out, "}\n");
        return;
    }
    bool pdf = strcmp(preview.as, "pdf") == 0;
    response->type = pdf ? "application/pdf" : "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    zc_response_header(response, "Content-Disposition", zc_arena_printf(api.arena, "%s; filename=\"%s.%s\"", pdf ? "inline" : "attachment", composed.paper->name, preview.as));
    zc_response_header(response, "Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
}
