/*
 * Proof of a finished text over the network: 1 the text, the period and the times of a request, as JSON or as an uploaded file; 2 the
 * numbers with what each is; 3 the writer's own word-processor file with notes. Nothing of the text is kept.
 */
#include "http/api.h"
#include "base/decimal.h"
#include "base/text.h"
#include "paper/proof.h"

#include <stdio.h>
#include <string.h>

/* 1 */

struct proofed {
    const char *bytes, *text, *name;
    size_t bytes_size, size;
    bool docx;
    struct zc_period period;
    struct zc_times times;
    struct zc_proofs proofs;
};

enum { LARGEST_FILE = 16 << 20 };

static int read_upload(struct proofed *out, struct zc_api *api, const struct zc_upload *upload)
{
    if (upload->size > LARGEST_FILE)
        return zc_fail(&api->err, ZC_ELIMIT, "文稿超过 16 MiB", "the file is larger than 16 MiB");
    FILE *file = fopen(upload->path, "rb");
    char *bytes = zc_arena_alloc(api->arena, upload->size + 1);
    size_t size = file ? fread(bytes, 1, upload->size, file) : 0;
    if (file)
        fclose(file);
    if (!file || size != upload->size)
        return zc_fail(&api->err, ZC_EIO, "没有读到上传的文件", "the uploaded file could not be read");
    bytes[size] = 0;
    out->bytes = bytes;
    out->bytes_size = size;
    out->name = upload->file_name;
    return ZC_OK;
}

/* false: answered. */
static bool proof_of(struct proofed *out, struct zc_api *api)
{
    const struct zc_request *request = api->request;
    const char *words[3] = {0};
    static const char *const names[] = {"period", "asof", "known"};
    int rc = ZC_OK;
    *out = (struct proofed){0};
    if (!zc_api_scope(api->identity, "metrics", ZC_API_READ)) {
        zc_api_fail(api, zc_fail(&api->err, ZC_EDENIED, "令牌的范围不含 metrics:read", "the token's scopes do not hold metrics:read"));
        return false;
    }
    if (request->upload_count) {
        for (size_t i = 0; i < 3; i++)
            words[i] = zc_request_form(request, names[i]);
        rc = request->upload_count == 1 ? read_upload(out, api, request->uploads) : zc_fail(&api->err, ZC_EINPUT, "每次校核一个文件", "one file at a time");
    } else {
        const struct zc_json *body = zc_api_body(api);
        if (!body || !zc_api_members(api, body, "text period asof known"))
            return false;
        for (size_t i = 0; i < 3; i++)
            words[i] = zc_json_text(body, names[i]);
        out->bytes = zc_json_text(body, "text");
        out->bytes_size = out->bytes ? strlen(out->bytes) : 0;
        if (!out->bytes)
            rc = zc_fail(&api->err, ZC_EINPUT, "缺少 text", "text is missing");
    }
    if (!rc)
        rc = zc_proof_read(&out->text, &out->size, &out->docx, api->arena, out->bytes, out->bytes_size, &api->err);
    if (!rc && !zc_utf8_valid(out->text, out->size))
        rc = zc_fail(&api->err, ZC_EINPUT, "文稿应为 UTF-8 编码的文本或 Word 文件(.docx)", "the text is to be UTF-8 or a word-processor file (.docx)");
    if (rc) {
        zc_api_fail(api, rc);
        return false;
    }
    if (!zc_api_period(api, &out->period, &out->times, words[0], words[1], words[2]))
        return false;
    struct zc_known *known;
    struct zc_prose_tables tables = {.wordings = api->model->wordings, .wording_count = api->model->wording_count};
    rc = zc_proof_known(&known, &tables.known_count, api->arena, api->db, &out->period, out->times, &api->err);
    tables.known = known;
    if (!rc)
        rc = zc_prose_check(&out->proofs, api->arena, out->text, out->size, &tables, &api->err);
    if (rc)
        zc_api_fail(api, rc);
    return !rc;
}

/* 2 */

static void put_text_number(struct zc_api *api, const char *name, int64_t value, int scale)
{
    char text[48];
    zc_decimal_format_grouped(text, value, scale);
    zc_buf_printf(api->out, ",\"%s\":\"%s\"", name, text);
}

static void put_proof(struct zc_api *api, const struct zc_proof *proof, size_t letter)
{
    zc_buf_printf(api->out, "{\"offset\":%zu,\"letters\":%zu,\"text\":", letter, zc_utf8_length(proof->text));
    zc_buf_json_str(api->out, proof->text);
    zc_buf_printf(api->out, ",\"status\":\"%s\",\"metric\":", zc_proof_status_name(proof->status));
    zc_buf_json_str(api->out, proof->metric);
    if (proof->metric) {
        zc_buf_str(api->out, ",\"title\":");
        zc_api_pair(api->out, proof->title);
        zc_buf_str(api->out, ",\"unit\":");
        zc_api_pair(api->out, proof->known_unit);
        put_text_number(api, "known", proof->known_value, proof->known_scale);
    } else if (proof->likely) {
        zc_buf_str(api->out, ",\"likely\":");
        zc_buf_json_str(api->out, proof->likely);
        zc_buf_str(api->out, ",\"title\":");
        zc_api_pair(api->out, proof->likely_title);
    }
    if (proof->has_value && proof->over == 1)
        put_text_number(api, "value", proof->value, proof->scale);
    if (proof->reason.zh) {
        zc_buf_str(api->out, ",\"reason\":");
        zc_api_pair(api->out, proof->reason);
    }
    zc_buf_char(api->out, '}');
}

void zc_api_proof(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct proofed proofed;
    zc_api_open(&api, response, request);
    if (!proof_of(&proofed, &api))
        return;
    zc_buf_printf(api.out, "{\"period\":\"%s\",\"docx\":%s,\"text\":", proofed.period.name, proofed.docx ? "true" : "false");
    zc_buf_json_str(api.out, proofed.text);
    zc_buf_str(api.out, ",\"numbers\":[");
    const char *at = proofed.text, *end = proofed.text + proofed.size;
    size_t letter = 0;
    bool first = true;
    for (size_t i = 0; i < proofed.proofs.count; i++) {
        const struct zc_proof *proof = &proofed.proofs.items[i];
        for (; at < proofed.text + proof->offset; letter++)
            zc_utf8_next(&at, end);
        if (proof->status == ZC_PROOF_ALLOWED)
            continue;
        zc_buf_str(api.out, first ? "\n" : ",\n");
        put_proof(&api, proof, letter);
        first = false;
    }
    zc_buf_str(api.out, "]}\n");
}

/* 3 */

void zc_api_proof_copy(struct zc_response *response, struct zc_request *request)
{
    struct zc_api api;
    struct proofed proofed;
    size_t count;
    zc_api_open(&api, response, request);
    if (!proof_of(&proofed, &api))
        return;
    int rc = proofed.docx ? ZC_OK : zc_fail(&api.err, ZC_EINPUT, "只有 Word 文件(.docx)有带批注的副本", "only a word-processor file (.docx) has an annotated copy");
    struct zc_docx_note *notes = zc_proof_notes(&count, api.arena, &proofed.proofs, request->lang);
    if (!rc)
        rc = zc_docx_annotate(api.out, proofed.bytes, proofed.bytes_size, notes, count, "筑城", &api.err);
    if (rc) {
        zc_api_fail(&api, rc);
        return;
    }
    response->type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    zc_response_header(response, "Content-Disposition", "attachment; filename=\"proof.docx\"");
}
