/*
 * import: a workbook into records: by its layout, by --layout, or as a plain table of an entity (--as). Findings are printed;
 * with an error nothing is stored. --withdraw takes back a whole import.
 */
#include "base/date.h"
#include "cli/verbs.h"
#include "paper/import.h"

#include <stdlib.h>
#include <string.h>

static int day_option(int *out, const struct zc_args *args, const char *name, struct zc_error *err)
{
    const char *text = zc_args_option(args, name);
    *out = ZC_TODAY;
    if (text && !zc_date_parse(out, text))
        return zc_fail(err, ZC_EUSAGE, "--%s 应为日期,如 2017-06-30,收到 %s", "--%s takes a date such as 2017-06-30, %s came", name, text);
    return ZC_OK;
}

/* `all`: also what was taken over and only waits to be confirmed. */
static void print_findings(struct zc_args *args, const struct zc_import_result *result, bool all)
{
    static const struct zc_pair words[] = {{"错误", "error"}, {"提醒", "warning"}, {"待确认", "confirm"}};
    for (size_t i = 0; i < result->findings.count; i++) {
        const struct zc_finding *finding = &result->findings.items[i];
        char place[32] = "", letter[4] = "";
        if (finding->severity == ZC_SEV_CONFIRM && !all)
            continue;
        if (finding->column >= 0)
            zc_column_letter(letter, finding->column);
        if (finding->row)
            snprintf(place, sizeof place, "%s%d", letter, finding->row);
        fprintf(args->out, "%s!%s\t%s\t%s\t%s\n", finding->sheet, place, zc_pick(words[finding->severity], args->lang), finding->code,
                zc_pick(finding->message, args->lang));
    }
}

static int withdraw(struct zc_args *args, struct zc_session *session, const struct zc_actor *actor, const char *id, struct zc_error *err)
{
    char *end;
    int64_t import_id = strtoll(id, &end, 10);
    if (*end || !*id)
        return zc_fail(err, ZC_EUSAGE, "导入编号应为十进制数,收到 %s", "the id of an import is a decimal number, %s came", id);
    int rc = zc_import_withdraw(&session->db, actor, import_id, zc_args_option(args, "why"), err);
    if (!rc)
        zc_say(args, "已整批撤回导入 %lld", "import %lld was withdrawn as a whole", (long long)import_id);
    return rc;
}

static int run(struct zc_args *args, struct zc_session *session, const struct zc_actor *actor, struct zc_error *err)
{
    struct zc_import_report report = {0};
    const char *annotate = zc_args_option(args, "annotate");
    struct zc_import_job job = {.path = args->words[1],
                                .layout = zc_args_option(args, "layout"),
                                .entity = zc_args_option(args, "as"),
                                .dry_run = zc_args_option(args, "dry-run") != NULL,
                                .why = zc_args_option(args, "why")};
    int rc = day_option(&job.valid_from, args, "valid", err);
    rc = rc ? rc : day_option(&job.stand, args, "stand", err);
    rc = rc ? rc : zc_import_run(&report, &args->arena, &session->db, actor, &job, err);
    print_findings(args, &report.result, rc || job.dry_run);
    if (annotate && report.result.findings.count) {
        struct zc_error why = {0};
        if (zc_annotate(job.path, annotate, &report.result.findings, &why) && !rc)
            rc = zc_fail(err, why.code, "%s%.0s", "%.0s%s", why.zh, why.en);
    }
    if (!rc)
        zc_say(args, job.dry_run ? "试导入(%s):新增 %zu,改动 %zu,未变 %zu,待确认 %zu 行" : "已导入(%s):新增 %zu,改动 %zu,未变 %zu,待确认 %zu 行",
               job.dry_run ? "tried (%s): %zu new, %zu changed, %zu the same, %zu rows to confirm"
                           : "imported (%s): %zu new, %zu changed, %zu the same, %zu rows to confirm",
               report.layout, report.made, report.changed, report.same, report.result.confirm_rows);
    if (!rc && report.import_id)
        zc_say(args, "导入编号 %lld,事务 %lld", "import %lld, transaction %lld", (long long)report.import_id, (long long)report.tx);
    return rc;
}

int zc_verb_import(struct zc_args *args)
{
    struct zc_error err = {0};
    struct zc_session session;
    const char *undo = zc_args_option(args, "withdraw");
    if (args->word_count != (undo ? 1 : 2)) {
        zc_fail(&err, ZC_EUSAGE, "要有城市文件夹和一个文件", "the city folder and one file are needed");
        return zc_args_fail(args, &err);
    }
    if (zc_session_open(&session, args->words[0], ZC_STORE_WRITE, &err))
        return zc_args_fail(args, &err);
    struct zc_actor actor = {.face = zc_args_face(args), .reader = &ZC_READER_CITY};
    int rc = undo ? withdraw(args, &session, &actor, undo, &err) : run(args, &session, &actor, &err);
    zc_session_close(&session);
    return rc ? zc_args_fail(args, &err) : 0;
}
