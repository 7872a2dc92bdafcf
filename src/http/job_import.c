/* job_import: a table taken in, or checked, as a job. */
#include "http/background.h"
#include "http/waiting.h"
#include "base/buf.h"
#include "paper/missing.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { KEPT_FINDINGS = 1000, PAUSE_MS = 200 };

struct importing {
    struct zc_server *server;
    const struct zc_job_order *order;
    struct zc_import_job import;
    struct zc_import_report report;
    struct zc_arena arena;       /* of the import: as big as its table, so it does not outlive it */
};

static int store(void *user, struct zc_db *db, struct zc_error *err)
{
    struct importing *importing = user;
    struct zc_identity identity;
    int rc = zc_acting_now(&identity, &importing->arena, db, importing->order, zc_may_import, err);
    if (rc)
        return rc;
    struct zc_actor actor = zc_actor_of(&identity.acting, "job");
    return zc_import_store(&importing->report, &importing->arena, db, &actor, &importing->import, err);
}

static int read_file(struct importing *importing, struct zc_error *err)
{
    struct zc_db db = {0};
    int rc = zc_db_open(&db, importing->server->city, ZC_STORE_READ, err);
    rc = rc ? rc : zc_store_begin(db.store, err);
    if (!rc)
        rc = zc_import_read_file(&importing->report, &importing->arena, &db, &importing->import, err);
    if (db.store)
        zc_store_rollback(db.store);
    zc_db_close(&db);
    return rc;
}

/* Keeps what is worth telling beyond the import. */
static void keep_outcome(struct zc_job *job, const struct zc_import_report *report, int code, const struct zc_error *err)
{
    struct zc_arena *arena = zc_job_arena(job);
    struct zc_import_outcome *outcome = zc_arena_alloc(arena, sizeof *outcome);
    const struct zc_findings *from = &report->result.findings;
    *outcome = (struct zc_import_outcome){.code = code, .err = *err, .report = *report};
    struct zc_import_result *result = &outcome->report.result;
    outcome->report.layout = zc_arena_str(arena, report->layout);
    outcome->report.missing = NULL; /* the question holds them, as long as there is one */
    result->layout = NULL;
    result->form = NULL;
    result->rows = NULL;
    result->controls = NULL;
    result->control_count = 0;
    result->findings = (struct zc_findings){.arena = arena};
    for (int errors = 1; errors >= 0; errors--) /* errors first: they decide */
        for (size_t i = 0; i < from->count && result->findings.count < KEPT_FINDINGS; i++) {
            const struct zc_finding *one = &from->items[i];
            if ((one->severity == ZC_SEV_ERROR) != errors)
                continue;
            struct zc_finding *copy = zc_finding_add(&result->findings, one->sheet, one->row, one->column, one->severity, one->code, one->message.zh, one->message.en);
            copy->written = zc_arena_str(arena, one->written);
            copy->read_as = zc_arena_str(arena, one->read_as);
        }
    zc_job_keep(job, outcome);
}

static void say_outcome(struct zc_job *job, const struct zc_import_report *report, bool trial, int rc)
{
    char zh[400], en[400];
    const struct zc_import_result *result = &report->result;
    if (rc) {
        snprintf(zh, sizeof zh, "须改 %zu 处,没有存入任何内容", result->errors);
        snprintf(en, sizeof en, "%zu to be corrected; nothing was stored", result->errors);
    } else if (trial) {
        snprintf(zh, sizeof zh, "检查过 %zu 行,没有错误,还没有存入任何内容", result->row_count);
        snprintf(en, sizeof en, "%zu rows checked without an error; nothing was stored yet", result->row_count);
    } else {
        snprintf(zh, sizeof zh, "收下 %zu 行:新增 %zu,改动 %zu,不变 %zu", result->row_count, report->made, report->changed, report->same);
        snprintf(en, sizeof en, "%zu rows taken: %zu new, %zu changed, %zu as before", result->row_count, report->made, report->changed, report->same);
    }
    zc_job_say(job, zh, en);
}

/* Names that no register has and of which nobody has spoken: a person is asked before anything is checked against the records. */
static bool ask_consent(struct zc_job *job, struct importing *importing)
{
    struct zc_missing *missing = importing->report.missing;
    struct zc_buf question = {0};
    if (!missing || !missing->count || importing->report.result.refused || (!missing->open && !missing->needs))
        return false;
    zc_missing_put(&question, &importing->arena, missing);
    zc_job_ask(job, zc_buf_text(&question));
    zc_buf_free(&question);
    return true;
}

static void annotate(const struct importing *importing, const char *path)
{
    const struct zc_job_order *order = importing->order;
    struct zc_arena arena = {0};
    if (importing->report.result.findings.count)
        zc_annotate(path, zc_waiting_place(&arena, importing->server->city, order->upload, order->account, ".xlsx"), &importing->report.result.findings, NULL);
    zc_arena_free(&arena);
}

int zc_job_run_import(struct zc_server *server, struct zc_job *job, struct zc_error *err)
{
    const struct zc_job_order *order = zc_job_order_of(job);
    struct importing importing = {.server = server, .order = order};
    struct zc_arena *arena = &importing.arena;
    char digest[ZC_DIGEST_HEX];
    const char *path = zc_waiting_path(arena, server->city, order->upload, order->account, "");
    int rc = path ? zc_waiting_digest(digest, path, err) : zc_fail(err, ZC_ENOTFOUND, "上传的文件已不在,请重新上传", "the uploaded file is gone: send it again");
    if (!rc && order->digest && strcmp(digest, order->digest) != 0)
        rc = zc_fail(err, ZC_EIO, "上传的文件与收下时不同,请重新上传", "the uploaded file is not as it came: send it again");
    if (rc) {
        zc_arena_free(arena);
        return rc;
    }
    importing.import = zc_import_job_of(server->city->model, order, path);
    importing.import.tell = zc_job_tell;
    importing.import.listener = job;
    rc = read_file(&importing, err);
    if ((!rc || rc == ZC_ECHECK) && ask_consent(job, &importing)) {
        keep_outcome(job, &importing.report, rc, err);
        annotate(&importing, path);
        zc_arena_free(arena);
        return ZC_OK;
    }
    while (!rc && (rc = zc_writer_alone(server->writer, store, &importing, err)) == ZC_EBUSY) { /* the queue of writes is full: it passes */
        usleep(PAUSE_MS * 1000);
        rc = zc_progress(zc_job_tell, job, (struct zc_step){{"等待写入", "waiting to write"}, 0, 0, 0}, err);
        if (rc)
            break;
    }
    const struct zc_import_result *result = &importing.report.result;
    bool checked = !rc || rc == ZC_ECHECK || result->refused;
    if (checked)
        keep_outcome(job, &importing.report, rc, err);
    if (result->refused) {
        zc_waiting_remove(arena, server->city, order->upload, order->account);
    } else if (checked) {
        say_outcome(job, &importing.report, order->trial, rc);
        annotate(&importing, path);
        if (!rc && !order->trial)
            zc_waiting_remove(arena, server->city, order->upload, order->account);
    }
    zc_arena_free(arena);
    return rc == ZC_ECHECK && order->trial ? ZC_OK : rc; /* a check that finds something has done its work */
}
