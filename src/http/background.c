/* background: 1 who may; 2 orders; 3 an import; 4 a verification. */
#include "http/background.h"
#include "http/waiting.h"
#include "record/verify.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { KEPT_FINDINGS = 1000, PAUSE_MS = 200 };

const char zc_job_import[] = "import", zc_job_verify[] = "verify";

/* 1 */

bool zc_may_import(const struct zc_reader *reader)
{
    return zc_reader_has_role(reader, "core.staff") || zc_reader_has_role(reader, "core.registrar");
}

bool zc_may_verify(const struct zc_reader *reader)
{
    return zc_reader_has_role(reader, "core.audit_admin") || zc_reader_has_role(reader, "core.system_admin");
}

/* The rights of now of whoever asked; the post must still be held. */
static int acting_now(struct zc_identity *out, struct zc_arena *arena, struct zc_db *db, const struct zc_job_order *order,
                      bool (*may)(const struct zc_reader *reader), struct zc_error *err)
{
    int rc = zc_reader_of(out, arena, db, order->account, order->post, err);
    if (rc)
        return rc;
    if (out->acting.post != order->post || !may(&out->acting))
        return zc_fail(err, ZC_EDENIED, "发起人已不在该岗位,或岗位已无权这样做", "whoever asked no longer holds the post, or the post may no longer do this");
    return ZC_OK;
}

/* 2 */

struct zc_import_job zc_import_job_of(const struct zc_model *model, const struct zc_job_order *order, const char *path)
{
    struct zc_import_job job = {
        .path = path, .shown_name = order->file_name, .valid_from = order->valid_from, .stand = order->stand, .dry_run = order->trial, .why = order->why};
    for (size_t i = 0; order->read_as && i < model->layout_count; i++)
        if (strcmp(model->layout_names[i], order->read_as) == 0)
            job.layout = order->read_as;
    if (order->read_as && !job.layout)
        job.entity = order->read_as;
    return job;
}

int zc_import_order(struct zc_job_order *out, struct zc_arena *arena, const struct zc_identity *identity, const char *face, const char *name, bool trial,
                    struct zc_error *err)
{
    if (!zc_may_import(&identity->acting))
        return zc_fail(err, ZC_EDENIED, "导入要有工作人员角色", "importing takes the role of staff");
    size_t size = strlen(name);
    for (size = size < 120 ? size : 120; size && ((unsigned char)name[size] & 0xC0) == 0x80;)
        size--;
    *out = (struct zc_job_order){.kind = zc_job_import,
                                 .title = zc_arena_printf(arena, trial ? "检查 %.*s" : "导入 %.*s", (int)size, name),
                                 .account = identity->reader.account,
                                 .post = identity->reader.post,
                                 .face = face,
                                 .file_name = name,
                                 .trial = trial,
                                 .stand = ZC_TODAY,
                                 .valid_from = ZC_TODAY};
    return ZC_OK;
}

int zc_verify_order(struct zc_job_order *out, const struct zc_identity *identity, const char *face, struct zc_error *err)
{
    if (!zc_may_verify(&identity->acting))
        return zc_fail(err, ZC_EDENIED, "账本校验要有系统管理员或审计管理员角色", "verifying takes the role of system or audit administrator");
    *out = (struct zc_job_order){.kind = zc_job_verify,
                                 .title = "账本校验",
                                 .account = identity->reader.account,
                                 .post = identity->reader.post,
                                 .face = face,
                                 .stand = ZC_TODAY,
                                 .valid_from = ZC_TODAY};
    return ZC_OK;
}

int zc_job_find(struct zc_record *out, struct zc_arena *arena, struct zc_db *db, const char *token, const struct zc_reader *reader, struct zc_error *err)
{
    const struct zc_entity *entity = zc_model_entity(db->city->model, "core.job");
    struct zc_value value = zc_text(token);
    int64_t id = 0;
    int rc = entity ? zc_rows_find(&id, db, entity, "token", &value, err) : ZC_OK;
    if (!rc && !id)
        rc = zc_fail(err, ZC_ENOTFOUND, "没有这个后台任务,或您无权查看", "there is no such job, or you may not see it");
    return rc ? rc : zc_rows_get(out, arena, db, entity, id, zc_times_now(db), reader, err);
}

int zc_job_again(const char **token, struct zc_arena *arena, struct zc_server *server, struct zc_db *db, const struct zc_identity *identity,
                 const char *face, const char *former, struct zc_error *err)
{
    struct zc_job_order was = {0}, order;
    struct zc_job_look look;
    struct zc_record record;
    enum zc_job_state state = ZC_JOB_STATES;
    if (zc_jobs_look(&look, server->jobs, former, identity->reader.account)) {
        was = *look.order;
        was.file_name = zc_arena_str(arena, was.file_name);
        was.digest = zc_arena_str(arena, was.digest);
        was.upload = zc_arena_str(arena, was.upload);
        was.read_as = zc_arena_str(arena, was.read_as);
        was.why = zc_arena_str(arena, was.why);
        was.kind = strcmp(was.kind, zc_job_verify) == 0 ? zc_job_verify : zc_job_import;
        state = look.state;
        zc_jobs_let_go(server->jobs, &look);
    } else if (!zc_job_find(&record, arena, db, former, &identity->reader, NULL)) {
        zc_job_order_read(&was, arena, &record);
        for (int i = 0; i < ZC_JOB_STATES; i++)
            if (strcmp(zc_record_text(&record, "state"), zc_job_states[i]) == 0)
                state = (enum zc_job_state)i;
    }
    if (was.account != identity->reader.account || !was.kind)
        return zc_fail(err, ZC_ENOTFOUND, "没有这个后台任务,或您无权查看", "there is no such job, or you may not see it");
    if (state <= ZC_JOB_RUNNING)
        return zc_fail(err, ZC_ECONFLICT, "后台任务还没有结束", "the job has not ended yet");
    if (strcmp(was.kind, zc_job_verify) == 0) {
        int rc = zc_verify_order(&order, identity, face, err);
        return rc ? rc : zc_jobs_ask(token, arena, server->jobs, &order, err);
    }
    if (!zc_waiting_path(arena, server->city, was.upload, was.account, ""))
        return zc_fail(err, ZC_ENOTFOUND, "上传的文件已不在(最多留一天),请重新上传", "the uploaded file is gone (it waits a day at the most): send it again");
    int rc = zc_import_order(&order, arena, identity, face, was.file_name ? was.file_name : "", was.trial, err);
    order.digest = was.digest;
    order.upload = was.upload;
    order.read_as = was.read_as;
    order.why = was.why;
    order.stand = was.stand;
    order.valid_from = was.valid_from;
    return rc ? rc : zc_jobs_ask(token, arena, server->jobs, &order, err);
}

/* 3 */

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
    int rc = acting_now(&identity, &importing->arena, db, importing->order, zc_may_import, err);
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
    outcome->report.missing = NULL; /* consent is given where the workbook is checked at once */
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

static int run_import(struct zc_server *server, struct zc_job *job, struct zc_error *err)
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
        if (result->findings.count)
            zc_annotate(path, zc_waiting_place(arena, server->city, order->upload, order->account, ".xlsx"), &result->findings, NULL);
        if (!rc && !order->trial)
            zc_waiting_remove(arena, server->city, order->upload, order->account);
    }
    zc_arena_free(arena);
    return rc == ZC_ECHECK && order->trial ? ZC_OK : rc; /* a check that finds something has done its work */
}

/* 4 */

static int run_verify(struct zc_server *server, struct zc_job *job, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_db db = {0};
    struct zc_verdict verdict = {0};
    struct zc_identity identity;
    int rc = zc_db_open(&db, server->city, ZC_STORE_READ, err);
    rc = rc ? rc : acting_now(&identity, &arena, &db, zc_job_order_of(job), zc_may_verify, err);
    rc = rc ? rc : zc_verify(&verdict, &arena, &db, NULL, zc_job_tell, job, err);
    zc_db_close(&db);
    if (!rc && verdict.fault_count) {
        const struct zc_pair first = verdict.named ? verdict.faults[0].text : (struct zc_pair){"", ""};
        rc = zc_fail(err, ZC_ECHECK, "校验未通过:%zu 处;第一处:%.400s%.0s", "verification failed: %zu faults; the first: %.0s%.400s", verdict.fault_count, first.zh, first.en);
    } else if (!rc) {
        char zh[200], en[200];
        snprintf(zh, sizeof zh, "校验通过:链 %lld 条,条目 %lld 条,切片 %lld 片,附件 %lld 个", (long long)verdict.chains, (long long)verdict.entries,
                 (long long)verdict.slices, (long long)verdict.files);
        snprintf(en, sizeof en, "verified: %lld chains, %lld entries, %lld slices, %lld attachments", (long long)verdict.chains, (long long)verdict.entries,
                 (long long)verdict.slices, (long long)verdict.files);
        zc_job_say(job, zh, en);
    }
    zc_arena_free(&arena);
    return rc;
}

int zc_background_run(struct zc_server *server, struct zc_job *job, struct zc_error *err)
{
    const char *kind = zc_job_order_of(job)->kind;
    if (strcmp(kind, zc_job_import) == 0)
        return run_import(server, job, err);
    if (strcmp(kind, zc_job_verify) == 0)
        return run_verify(server, job, err);
    return zc_fail(err, ZC_EINTERNAL, "没有这类后台任务 %s", "there is no job of kind %s", kind);
}
