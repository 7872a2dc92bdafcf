/*
 * POST /api/v1/fill: a superior's own workbook in, the same filled from records out (paper/infill.h). Nothing is stored.
 *
 * A form (multipart) with one .xlsx file and `entity`, and if wanted `filter`, `asof`, `known`. With `check=true` in the address the answer is a
 * report: sheet, row of heads, heads that are known and that are not, records. Else the filled file; the heads that nobody knows stand in
 * the header Zc-Unknown-Heads as a JSON list, percent-encoded.
 */
#include "http/api.h"
#include "http/download.h"
#include "base/text.h"
#include "paper/infill.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LARGEST_FILE = 16 << 20 };

static void put_heads(struct zc_buf *out, const char *const *heads, size_t count)
{
    zc_buf_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        zc_buf_str(out, i ? "," : "");
        zc_buf_json_str(out, heads[i]);
    }
    zc_buf_char(out, ']');
}

static void put_report(struct zc_buf *out, const struct zc_infill_report *report)
{
    zc_buf_str(out, "{\"sheet\":");
    zc_buf_json_str(out, report->sheet);
    zc_buf_printf(out, ",\"head_row\":%d,\"records\":%zu,\"known\":", report->head_row, report->rows);
    put_heads(out, report->known, report->known_count);
    zc_buf_str(out, ",\"unknown\":");
    put_heads(out, report->unknown, report->unknown_count);
    zc_buf_str(out, "}\n");
}

static const char *encoded(struct zc_arena *arena, const struct zc_infill_report *report)
{
    struct zc_buf list = {0}, out = {0};
    put_heads(&list, report->unknown, report->unknown_count);
    for (const char *at = zc_buf_text(&list); *at && out.size < 4000; at++)
        zc_buf_printf(&out, (unsigned char)*at > 0x20 && (unsigned char)*at < 0x7f && *at != '%' ? "%c" : "%%%02X", (unsigned char)*at);
    const char *kept = zc_arena_copy(arena, zc_buf_text(&out), out.size);
    zc_buf_free(&list);
    zc_buf_free(&out);
    return kept;
}

static int read_file(struct zc_buf *out, const char *path, struct zc_error *err)
{
    char piece[65536];
    size_t size;
    FILE *file = fopen(path, "rbe");
    if (!file)
        return zc_fail(err, ZC_EIO, "填好的表读不到", "the filled workbook cannot be read");
    while ((size = fread(piece, 1, sizeof piece, file)) > 0)
        zc_buf_add(out, piece, size);
    fclose(file);
    return ZC_OK;
}

/* Empty texts of a form are none. */
static const char *given(const struct zc_request *request, const char *name)
{
    const char *text = zc_request_form(request, name);
    return text && *text ? text : NULL;
}

static int read_times(struct zc_times *out, struct zc_api *api)
{
    const char *asof = given(api->request, "asof"), *known = given(api->request, "known");
    int day = ZC_DATE_MAX;
    int64_t instant = ZC_INSTANT_MAX;
    if (asof && !zc_date_parse(&day, asof))
        return zc_fail(&api->err, ZC_EINPUT, "asof 应为日期,如 2017-06-30,收到 %.40s", "asof takes a date such as 2017-06-30, %.40s came", asof);
    if (known && !zc_instant_parse(&instant, known))
        return zc_fail(&api->err, ZC_EINPUT, "known 应为时刻或日期,收到 %.40s", "known takes an instant or a date, %.40s came", known);
    *out = zc_times_at(api->db, day, instant);
    return ZC_OK;
}

void zc_api_fill(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct zc_infill_report report;
    zc_api_open(&api, response, request);
    struct zc_infill what = {.reader = api.reader, .filter = given(request, "filter"), .lang = request->lang};
    const struct zc_upload *upload = request->uploads;
    const char *entity = given(request, "entity"), *to = NULL;
    int rc = ZC_OK;
    if (request->upload_count != 1)
        rc = zc_fail(&api.err, ZC_EINPUT, "请以 multipart/form-data 上传一张 .xlsx 表,收到 %zu 个文件", "one .xlsx workbook as multipart/form-data is needed, %zu files came", request->upload_count);
    else if (upload->size > LARGEST_FILE)
        rc = zc_fail(&api.err, ZC_ELIMIT, "表超过 16 MiB", "the workbook is larger than 16 MiB");
    else if (!entity)
        rc = zc_fail(&api.err, ZC_EINPUT, "缺少 entity:用哪类记录填", "entity is missing: which records fill it");
    if (rc) {
        zc_api_fail(&api, rc);
        return;
    }
    what.entity = zc_api_entity(&api, entity, ZC_API_READ);
    if (!what.entity)
        return;
    bool check = zc_api_flag(&api, "check");
    if (!check)
        to = zc_arena_printf(api.arena, "%s.filled", upload->path);
    rc = read_times(&what.times, &api);
    if (!rc)
        rc = zc_api_note_aggregate(&api, what.entity);
    if (!rc)
        rc = zc_infill(&report, api.arena, api.db, &what, upload->path, to, &api.err);
    if (!rc && check)
        put_report(api.out, &report);
    else if (!rc)
        rc = read_file(api.out, to, &api.err);
    if (to)
        unlink(to);
    if (rc) {
        api.out->size = 0;
        zc_api_fail(&api, rc);
        return;
    }
    if (check)
        return;
    zc_response_download(response, api.arena, NULL, upload->file_name && zc_utf8_valid(upload->file_name, strlen(upload->file_name)) ? upload->file_name : "filled.xlsx");
    response->type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    zc_response_header(response, "Zc-Unknown-Heads", encoded(api.arena, &report));
}
