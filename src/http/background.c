/* background: 1 who may; 2 orders; 3 a verification, and which work it is. */
#include "http/background.h"
#include "http/waiting.h"
#include "record/verify.h"

#include <stdio.h>
#include <string.h>

const char zc_job_import[] = "import", zc_job_verify[] = "verify", zc_job_export[] = "export", zc_job_backup[] = "backup";

/* 1 */

bool zc_may_import(const struct zc_reader *reader)
{
    return zc_reader_has_role(reader, "core.staff") || zc_reader_has_role(reader, "core.registrar");
}

bool zc_may_verify(const struct zc_reader *reader)
{
    return zc_reader_has_role(reader, "core.audit_admin") || zc_reader_has_role(reader, "core.system_admin");
}

int zc_acting_now(struct zc_identity *out, struct zc_arena *arena, struct zc_db *db, const struct zc_job_order *order,
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
        .path = path, .shown_name = order->file_name, .valid_from = order->valid_from, .stand = order->stand, .dry_run = order->trial, .why = order->why,
        .create_missing = order->create_missing, .leave_out = order->leave_out, .given = order->given};
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
        struct zc_job_text texts[ZC_JOB_TEXTS];
        was = look.order;
        zc_job_texts(texts, &was);
        for (size_t i = 0; i < ZC_JOB_TEXTS; i++)
            *texts[i].text = zc_arena_str(arena, *texts[i].text);
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
    if (!zc_job_ended(state))
        return zc_fail(err, ZC_ECONFLICT, "后台任务还没有结束", "the job has not ended yet");
    if (strcmp(was.kind, zc_job_import) != 0) {
        bool csv = was.file_name && strlen(was.file_name) > 4 && strcmp(was.file_name + strlen(was.file_name) - 4, ".csv") == 0;
        enum zc_lang lang = was.language && strcmp(was.language, "en") == 0 ? ZC_EN : ZC_ZH;
        const struct zc_model *model = server->city->model;
        int rc = strcmp(was.kind, zc_job_verify) == 0   ? zc_verify_order(&order, identity, face, err)
                 : strcmp(was.kind, zc_job_backup) == 0 ? zc_backup_order(&order, arena, identity, face, err)
                 : was.unit                             ? zc_form_order(&order, arena, model, identity, face, was.unit, was.read_as, lang, err)
                                                        : zc_export_order(&order, arena, model, identity, face, was.read_as, was.filter, csv, lang, err);
        return rc ? rc : zc_jobs_ask(token, arena, server->jobs, &order, err);
    }
    if (!zc_waiting_path(arena, server->city, was.upload, was.account, ""))
        return zc_fail(err, ZC_ENOTFOUND, "上传的文件已不在(最多留一天),请重新上传", "the uploaded file is gone (it waits a day at the most): send it again");
    int rc = zc_import_order(&order, arena, identity, face, was.file_name ? was.file_name : "", was.trial, err);
    order.digest = was.digest;
    order.upload = was.upload;
    order.read_as = was.read_as;
    order.why = was.why;
    order.create_missing = was.create_missing;
    order.leave_out = was.leave_out;
    order.given = was.given;
    order.stand = was.stand;
    order.valid_from = was.valid_from;
    return rc ? rc : zc_jobs_ask(token, arena, server->jobs, &order, err);
}

/* 3 */

static int run_verify(struct zc_server *server, struct zc_job *job, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_db db = {0};
    struct zc_verdict verdict = {0};
    struct zc_identity identity;
    int rc = zc_db_open(&db, server->city, ZC_STORE_READ, err);
    rc = rc ? rc : zc_acting_now(&identity, &arena, &db, zc_job_order_of(job), zc_may_verify, err);
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
    zc_waiting_tidy(zc_job_arena(job), server->city);
    const char *kind = zc_job_order_of(job)->kind;
    if (strcmp(kind, zc_job_import) == 0)
        return zc_job_run_import(server, job, err);
    if (strcmp(kind, zc_job_verify) == 0)
        return run_verify(server, job, err);
    if (strcmp(kind, zc_job_export) == 0 || strcmp(kind, zc_job_backup) == 0)
        return zc_job_run_export(server, job, err);
    return zc_fail(err, ZC_EINTERNAL, "没有这类后台任务 %s", "there is no job of kind %s", kind);
}
