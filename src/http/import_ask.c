/* import_ask: 1 the file; 2 at once; 3 as a job. */
#include "http/import_ask.h"

#include "base/text.h"
#include "http/waiting.h"

#include <string.h>

enum { NAME_MOST = 200 };

/* 1 */

int zc_import_ask_file(struct zc_import_ask *ask, struct zc_request *request, const char *upload, const char *name, bool trial, const char *face,
                       struct zc_error *err)
{
    const struct zc_server *server = request->server;
    const struct zc_identity *identity = request->identity;
    *ask = (struct zc_import_ask){0};
    if (!identity || !zc_may_import(&identity->acting))
        return zc_fail(err, ZC_EDENIED, "导入要有工作人员角色", "importing takes the role of staff");
    if (upload && *upload) {
        if (request->upload_count)
            return zc_fail(err, ZC_EINPUT, "file 和 upload 只能给一个", "file and upload exclude each other");
        ask->path = zc_waiting_path(request->arena, server->city, upload, identity->reader.account, "");
        if (!ask->path)
            return zc_fail(err, ZC_ENOTFOUND, "上传的文件已不在(最多留一天),请重新上传", "the uploaded file is gone (it waits a day at the most): send it again");
    } else if (request->upload_count != 1 || !request->uploads[0].size) {
        return zc_fail(err, ZC_EINPUT, "请以 multipart/form-data 上传一个文件,收到 %zu 个", "one file as multipart/form-data is needed, %zu came", request->upload_count);
    } else {
        ask->path = request->uploads[0].path;
        name = request->uploads[0].file_name;
        upload = NULL;
    }
    if (!name || !*name || strlen(name) > NAME_MOST || !zc_utf8_valid(name, strlen(name)))
        return zc_fail(err, ZC_EINPUT, "文件名应为 1 至 %d 个字节", "a file's name takes 1 to %d bytes", NAME_MOST);
    int rc = zc_import_order(&ask->order, request->arena, identity, face, name, trial, err);
    ask->order.upload = upload && *upload ? upload : NULL;
    return rc;
}

/* 2 */

struct storing {
    struct zc_import_report *report;
    struct zc_arena *arena;
    struct zc_import_job job;
    struct zc_actor actor;
};

static int store(void *user, struct zc_db *db, struct zc_error *err)
{
    struct storing *storing = user;
    return zc_import_store(storing->report, storing->arena, db, &storing->actor, &storing->job, err);
}

static int at_once(struct zc_import_report *report, const struct zc_import_ask *ask, struct zc_request *request, struct zc_error *err)
{
    struct zc_server *server = request->server;
    const struct zc_identity *identity = request->identity;
    struct storing storing = {.report = report,
                              .arena = request->arena,
                              .job = zc_import_job_of(server->city->model, &ask->order, ask->path),
                              .actor = zc_actor_of(&identity->acting, ask->order.face)};
    int rc = zc_import_read_file(report, request->arena, request->db, &storing.job, err);
    return rc ? rc : zc_writer_alone_soon(server->writer, store, &storing, err);
}

/* What becomes of the file. */
static int settle(struct zc_import_answer *out, const struct zc_import_ask *ask, const struct zc_request *request, struct zc_error *err)
{
    const struct zc_server *server = request->server;
    const struct zc_job_order *order = &ask->order;
    const struct zc_import_result *result = &out->report.result;
    char digest[ZC_DIGEST_HEX];
    int rc = ZC_OK;
    out->upload = order->upload;
    out->path = ask->path;
    if (order->upload && (result->refused || (!out->code && !order->trial))) {
        zc_waiting_remove(request->arena, server->city, order->upload, order->account);
        out->upload = NULL;
    } else if (order->trial && !result->refused && !order->upload) {
        rc = zc_waiting_keep(&out->upload, digest, request->arena, server->city, order->account, ask->path, err);
    }
    if (!rc && out->upload && result->findings.count)
        zc_annotate(ask->path, zc_waiting_place(request->arena, server->city, out->upload, order->account, ".xlsx"), &result->findings, NULL);
    return rc;
}

/* 3 */

static int become_job(struct zc_import_answer *out, const struct zc_import_ask *ask, const struct zc_request *request, struct zc_error *err)
{
    struct zc_server *server = request->server;
    struct zc_job_order order = ask->order;
    char digest[ZC_DIGEST_HEX];
    int rc = order.upload ? zc_waiting_digest(digest, ask->path, err)
                          : zc_waiting_keep(&order.upload, digest, request->arena, server->city, order.account, ask->path, err);
    order.digest = digest;
    if (!rc && (rc = zc_jobs_ask(&out->job, request->arena, server->jobs, &order, err)) && !ask->order.upload)
        zc_waiting_remove(request->arena, server->city, order.upload, order.account);
    return rc;
}

int zc_import_carry_out(struct zc_import_answer *out, const struct zc_import_ask *ask, struct zc_request *request, struct zc_error *err)
{
    const struct zc_server *server = request->server;
    size_t rows = 0;
    *out = (struct zc_import_answer){0};
    zc_waiting_tidy(request->arena, server->city);
    bool big = ask->as_job || (!zc_import_size(&rows, ask->path, ZC_BIG_ROWS, NULL) && rows >= ZC_BIG_ROWS); /* a file that cannot be read says so below */
    if (!big) {
        out->code = at_once(&out->report, ask, request, err);
        if (out->code != ZC_EBUSY)
            return out->code && !out->report.result.findings.count ? out->code : settle(out, ask, request, err);
    }
    return become_job(out, ask, request, err);
}
