/*
 * job_export: rows of an entity, the form of a unit, or a backup of the city, as a file that waits for whoever asked for it.
 * 1 who may, and orders; 2 writing; 3 the journal; 4 the file.
 *
 * The file lies beside the uploads (http/waiting.h) under the token of its job and stands there only when it is whole, synced and
 * journalled; it goes after a day, as they do.
 */
#include "http/background.h"
#include "http/waiting.h"
#include "base/buf.h"
#include "paper/export.h"
#include "paper/form.h"
#include "record/backup.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char ending[] = ".out";

/* 1 */

bool zc_may_backup(const struct zc_reader *reader) { return zc_reader_has_role(reader, "core.system_admin"); }
static bool anybody(const struct zc_reader *reader) { return reader->account != 0; }

static struct zc_job_order order_of(const char *kind, const struct zc_identity *identity, const char *face, enum zc_lang lang)
{
    return (struct zc_job_order){.kind = kind,
                                 .account = identity->reader.account,
                                 .post = identity->reader.post,
                                 .face = face,
                                 .language = lang == ZC_EN ? "en" : "zh",
                                 .stand = ZC_TODAY,
                                 .valid_from = ZC_TODAY};
}

int zc_export_order(struct zc_job_order *out, struct zc_arena *arena, const struct zc_model *model, const struct zc_identity *identity, const char *face,
                    const char *entity, const char *filter, bool csv, enum zc_lang lang, struct zc_error *err)
{
    const struct zc_entity *declared = entity ? zc_model_entity(model, entity) : NULL;
    if (!declared)
        return zc_fail(err, ZC_ENOTFOUND, "没有实体 %.100s", "there is no entity %.100s", entity ? entity : "");
    if (filter && strlen(filter) > 4000)
        return zc_fail(err, ZC_EINPUT, "筛选太长,最多 %d 个字节", "the filter is too long: %d bytes at the most", 4000);
    *out = order_of(zc_job_export, identity, face, lang);
    out->read_as = declared->full_name;
    out->filter = filter && *filter ? filter : NULL;
    out->title = zc_arena_printf(arena, "导出 %.120s", declared->title.zh);
    out->file_name = zc_arena_printf(arena, "%s.%s", declared->full_name, csv ? "csv" : "xlsx");
    return ZC_OK;
}

int zc_form_order(struct zc_job_order *out, struct zc_arena *arena, const struct zc_model *model, const struct zc_identity *identity, const char *face,
                  const char *unit, const char *form, enum zc_lang lang, struct zc_error *err)
{
    struct zc_form *declared;
    if (!zc_may_import(&identity->acting))
        return zc_fail(err, ZC_EDENIED, "发填报表要有工作人员角色", "sending forms takes the role of staff");
    if (!unit || !*unit || strlen(unit) > 200)
        return zc_fail(err, ZC_EINPUT, "请写明单位(编码或名称)", "say for which unit (code or name)");
    int rc = zc_form_find(&declared, arena, model, form && *form ? form : NULL, err);
    if (rc)
        return rc;
    *out = order_of(zc_job_export, identity, face, lang);
    out->read_as = declared->name;
    out->unit = unit;
    out->title = zc_arena_printf(arena, "填报表 %s", unit);
    out->file_name = "form.xlsx";
    return ZC_OK;
}

int zc_backup_order(struct zc_job_order *out, struct zc_arena *arena, const struct zc_identity *identity, const char *face, struct zc_error *err)
{
    if (!zc_may_backup(&identity->acting))
        return zc_fail(err, ZC_EDENIED, "备份要有系统管理员角色", "a backup takes the role of system administrator");
    *out = order_of(zc_job_backup, identity, face, ZC_ZH);
    out->title = "备份";
    out->file_name = zc_arena_str(arena, "backup.zip");
    return ZC_OK;
}

/* 2 */

struct writing {
    struct zc_server *server;
    struct zc_job *job;
    const struct zc_job_order *order;
    const char *path;
    struct zc_arena arena;
    struct zc_identity identity;
    size_t rows;
};

static enum zc_lang language(const struct zc_job_order *order) { return order->language && strcmp(order->language, "en") == 0 ? ZC_EN : ZC_ZH; }

static int write_rows(struct writing *writing, struct zc_db *db, struct zc_error *err)
{
    const struct zc_job_order *order = writing->order;
    size_t length = strlen(order->file_name);
    struct zc_export what = {.entity = zc_model_entity(db->city->model, order->read_as),
                             .times = zc_times_now(db),
                             .reader = &writing->identity.reader,
                             .filter = order->filter,
                             .lang = language(order),
                             .form = length > 4 && strcmp(order->file_name + length - 4, ".csv") == 0 ? ZC_EXPORT_CSV : ZC_EXPORT_XLSX,
                             .tell = zc_job_tell,
                             .listener = writing->job};
    if (!what.entity)
        return zc_fail(err, ZC_ENOTFOUND, "没有实体 %s", "there is no entity %s", order->read_as);
    return zc_export_write(&writing->rows, db, &what, writing->path, err);
}

/* On the writer's thread: sending a form is a fact of the journal. It holds the rows of one unit. */
static int send_form(void *user, struct zc_db *db, struct zc_error *err)
{
    struct writing *writing = user;
    struct zc_form_sent sent;
    struct zc_form *form;
    struct zc_form_job job = {.unit = writing->order->unit, .stand = ZC_TODAY, .lang = language(writing->order)};
    int rc = zc_acting_now(&writing->identity, &writing->arena, db, writing->order, zc_may_import, err);
    rc = rc ? rc : zc_form_find(&form, &writing->arena, db->city->model, writing->order->read_as, err);
    if (rc)
        return rc;
    struct zc_actor actor = zc_actor_of(&writing->identity.acting, "job");
    job.form = form;
    rc = zc_form_send(&sent, &writing->arena, db, &actor, &job, writing->path, err);
    writing->rows = rc ? 0 : sent.rows;
    return rc;
}

static int sync_file(const char *path, struct zc_error *err)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    bool good = file >= 0 && fsync(file) == 0;
    if (file >= 0)
        close(file);
    return good ? ZC_OK : zc_fail(err, ZC_EIO, "文件没有存下,请再试", "the file could not be kept; try again");
}

/* 3 */

struct taking {
    const struct zc_job_order *order;
    const char *token, *step, *digest;
    size_t rows;
};

/* Who took what: when the file is made, and each time that it is fetched. */
static int note(void *user, struct zc_tx *tx, struct zc_error *err)
{
    const struct taking *taking = user;
    struct zc_buf out = {0};
    zc_buf_printf(&out, "{\"digest\":\"%s\",\"filter\":", taking->digest);
    zc_buf_json_str(&out, taking->order->filter);
    zc_buf_printf(&out, ",\"job\":\"%s\",\"rows\":\"%zu\",\"step\":\"%s\",\"unit\":", taking->token, taking->rows, taking->step);
    zc_buf_json_str(&out, taking->order->unit);
    zc_buf_str(&out, ",\"what\":");
    zc_buf_json_str(&out, taking->order->read_as ? taking->order->read_as : taking->order->kind);
    zc_buf_char(&out, '}');
    int rc = zc_tx_note(tx, zc_tx_db(tx)->city->area, "export", zc_buf_text(&out), err);
    zc_buf_free(&out);
    return rc;
}

static int tell_journal(struct writing *writing, struct zc_error *err)
{
    char digest[ZC_DIGEST_HEX];
    struct taking taking = {writing->order, zc_job_token(writing->job), "made", digest, writing->rows};
    struct zc_actor actor = zc_actor_of(&writing->identity.acting, "job");
    int rc = sync_file(writing->path, err);
    rc = rc ? rc : zc_waiting_digest(digest, writing->path, err);
    while (!rc && (rc = zc_writer_run(writing->server->writer, &actor, note, &taking, err)) == ZC_EBUSY) /* a long import passes */
        rc = zc_progress(zc_job_tell, writing->job, (struct zc_step){{"等待写入", "waiting to write"}, 0, 0, 0}, err);
    return rc;
}

int zc_job_run_export(struct zc_server *server, struct zc_job *job, struct zc_error *err)
{
    const struct zc_job_order *order = zc_job_order_of(job);
    bool backup = strcmp(order->kind, zc_job_backup) == 0;
    struct writing writing = {.server = server, .job = job, .order = order};
    struct zc_db db = {0};
    writing.path = zc_waiting_place(&writing.arena, server->city, zc_job_token(job), order->account, ending);
    int rc = zc_db_open(&db, server->city, ZC_STORE_READ, err);
    rc = rc ? rc : zc_acting_now(&writing.identity, &writing.arena, &db, order, backup ? zc_may_backup : order->unit ? zc_may_import : anybody, err);
    if (!rc)
        rc = backup          ? zc_backup(&db, writing.path, zc_job_tell, job, err)
             : order->unit ? zc_writer_alone(server->writer, send_form, &writing, err)
                           : write_rows(&writing, &db, err);
    zc_db_close(&db);
    bool made = !rc;
    rc = rc ? rc : tell_journal(&writing, err);
    if (made && rc)
        unlink(writing.path);
    if (!rc && backup)
        zc_job_say(job, "已备份,keys/ 不在其中,请另行备份", "backed up; keys/ is not in it and needs a backup of its own");
    else if (!rc) {
        char zh[80], en[80];
        snprintf(zh, sizeof zh, "已导出 %zu 行", writing.rows);
        snprintf(en, sizeof en, "%zu rows exported", writing.rows);
        zc_job_say(job, zh, en);
    }
    zc_arena_free(&writing.arena);
    return rc;
}

/* 4 */

/* The order of an ended job of one's own. */
static int find_order(struct zc_job_order *out, struct zc_arena *arena, struct zc_db *db, const struct zc_identity *identity, const char *token,
                      struct zc_error *err)
{
    struct zc_record record;
    int rc = zc_job_find(&record, arena, db, token, &identity->reader, err);
    if (rc)
        return rc;
    zc_job_order_read(out, arena, &record);
    return out->account == identity->reader.account && out->file_name && out->kind && strcmp(zc_record_text(&record, "state"), "done") == 0
               ? ZC_OK
               : zc_fail(err, ZC_ENOTFOUND, "没有这个文件,或已经移除", "there is no such file, or it has been removed");
}

static int find_output(struct zc_job_output *out, struct zc_job_order *order, struct zc_arena *arena, struct zc_server *server, struct zc_db *db,
                       const struct zc_identity *identity, const char *token, struct zc_error *err)
{
    struct stat info;
    int rc = find_order(order, arena, db, identity, token, err);
    if (rc)
        return rc;
    const char *path = zc_waiting_path(arena, server->city, token, order->account, ending);
    if (!path || stat(path, &info) != 0 || info.st_mtime + ZC_WAITING_S < zc_instant_now() / 1000000)
        return zc_fail(err, ZC_ENOTFOUND, "没有这个文件,或已经移除", "there is no such file, or it has been removed");
    *out = (struct zc_job_output){path, order->file_name, (info.st_mtime + ZC_WAITING_S) * INT64_C(1000000)};
    return ZC_OK;
}

int zc_job_output_find(struct zc_job_output *out, struct zc_arena *arena, struct zc_server *server, struct zc_db *db, const struct zc_identity *identity,
                       const char *token, struct zc_error *err)
{
    struct zc_job_order order;
    return find_output(out, &order, arena, server, db, identity, token, err);
}

int zc_job_output_fetch(struct zc_job_output *out, struct zc_arena *arena, struct zc_server *server, struct zc_db *db, const struct zc_identity *identity,
                        const char *face, const char *token, struct zc_error *err)
{
    struct zc_job_order order;
    char digest[ZC_DIGEST_HEX];
    struct taking taking = {.order = &order, .token = token, .step = "taken", .digest = digest};
    int rc = find_output(out, &order, arena, server, db, identity, token, err);
    if (!rc && strcmp(order.kind, zc_job_backup) == 0 && !zc_may_backup(&identity->acting))
        rc = zc_fail(err, ZC_EDENIED, "备份要有系统管理员角色", "a backup takes the role of system administrator");
    rc = rc ? rc : zc_waiting_digest(digest, out->path, err);
    struct zc_actor actor = zc_actor_of(&identity->acting, face);
    return rc ? rc : zc_writer_run(server->writer, &actor, note, &taking, err);
}
