/*
 * import: workbooks into records, one after another: by the layout that fits, by --as LAYOUT, or as a plain table of an entity.
 * Everything is checked before anything is stored; with an error nothing of that file is. --annotate writes a copy of the user's
 * own workbook with what was found. --withdraw takes back a whole import.
 */
#include "cli/verbs.h"
#include "paper/import.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { SHOWN = 60, MOST_FILES = 1000 };

static int day_option(int *out, const struct zc_args *args, const char *name, struct zc_error *err)
{
    const char *text = zc_args_option(args, name);
    *out = ZC_TODAY;
    if (text && !zc_date_parse(out, text))
        return zc_fail(err, ZC_EUSAGE, "--%s 应为日期,如 2017-06-30,收到 %s", "--%s takes a date such as 2017-06-30, %s came", name, text);
    return ZC_OK;
}

/* Errors and warnings one a line; what only waits for a person is counted. */
static void print_findings(struct zc_args *args, const struct zc_import_result *result)
{
    size_t shown = 0, left = 0;
    for (size_t i = 0; i < result->findings.count; i++) {
        const struct zc_finding *finding = &result->findings.items[i];
        char letter[4] = "", place[32] = "";
        if (finding->severity == ZC_SEV_CONFIRM)
            continue;
        if (shown == SHOWN) {
            left++;
            continue;
        }
        shown++;
        if (finding->column >= 0)
            zc_column_letter(letter, finding->column);
        if (finding->row)
            snprintf(place, sizeof place, "%s%d", letter, finding->row);
        fprintf(args->out, "  %s %s %s  %s  [%s]\n", finding->severity == ZC_SEV_ERROR ? "■" : "▲", finding->sheet ? finding->sheet : "", place,
                zc_pick(finding->message, args->lang), finding->code);
    }
    if (left)
        zc_say(args, "  还有 %zu 条", "  and %zu more", left);
}

static int one_file(struct zc_args *args, struct zc_db *db, const struct zc_actor *actor, const char *path, struct zc_error *err)
{
    struct zc_import_report report = {0};
    struct zc_arena arena = {0};
    const char *annotate = zc_args_option(args, "annotate"), *as = zc_args_option(args, "as"), *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    struct zc_import_job job = {.path = path, .dry_run = zc_args_option(args, "dry-run") != NULL, .why = zc_args_option(args, "why")};
    for (size_t i = 0; as && i < db->city->model->layout_count; i++)
        if (strcmp(db->city->model->layout_names[i], as) == 0)
            job.layout = as;
    if (as && !job.layout)
        job.entity = as;
    int rc = day_option(&job.valid_from, args, "valid", err);
    rc = rc ? rc : day_option(&job.stand, args, "stand", err);
    rc = rc ? rc : zc_import_run(&report, &arena, db, actor, &job, err);
    print_findings(args, &report.result);
    if (annotate && report.result.findings.count) {
        struct zc_error why = {0};
        if (zc_annotate(path, annotate, &report.result.findings, &why))
            fprintf(args->err, "%s\n", zc_error_text(&why, args->lang));
        else
            zc_say(args, "  批注好的副本:%s", "  the annotated copy: %s", annotate);
    }
    if (!rc)
        zc_say(args, "%s %s(%s):收下 %zu 行(新增 %zu,改动 %zu,未变 %zu),待确认 %zu 行,未收 0 行",
               "%s %s (%s): %zu rows taken (%zu new, %zu changed, %zu the same), %zu rows to confirm, 0 refused",
               job.dry_run ? (args->lang == ZC_EN ? "tried" : "试导") : (args->lang == ZC_EN ? "imported" : "导入"), name, report.layout, report.result.row_count,
               report.made, report.changed, report.same, report.result.confirm_rows);
    else if (report.result.errors)
        zc_say(args, "%s:错误 %zu 处,提醒 %zu 处;改正前一行也不收,没有存入任何内容", "%s: %zu errors, %zu warnings; no row is taken before they are mended, nothing was stored",
               name, report.result.errors, report.result.warnings);
    if (!rc && report.import_id)
        zc_say(args, "  导入编号 %lld,可整批撤回", "  import %lld; it can be withdrawn as a whole", (long long)report.import_id);
    zc_arena_free(&arena);
    return rc;
}

static int by_name(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

/* A folder stands for the workbooks in it, by name. */
static const char **files_of(struct zc_args *args, size_t *count)
{
    const char **files = zc_arena_array(&args->arena, MOST_FILES, sizeof *files);
    *count = 0;
    for (size_t i = 1; i < args->word_count && *count < MOST_FILES; i++) {
        struct stat info;
        if (stat(args->words[i], &info) != 0 || !S_ISDIR(info.st_mode)) {
            files[(*count)++] = args->words[i];
            continue;
        }
        DIR *folder = opendir(args->words[i]);
        struct dirent *entry;
        size_t first = *count;
        while (folder && *count < MOST_FILES && (entry = readdir(folder))) {
            const char *dot = strrchr(entry->d_name, '.');
            if (entry->d_name[0] != '.' && entry->d_name[0] != '~' && dot && (!strcmp(dot, ".xlsx") || !strcmp(dot, ".xls") || !strcmp(dot, ".csv")))
                files[(*count)++] = zc_arena_printf(&args->arena, "%s/%s", args->words[i], entry->d_name);
        }
        if (folder)
            closedir(folder);
        qsort(files + first, *count - first, sizeof *files, by_name);
    }
    return files;
}

static int withdraw(struct zc_args *args, struct zc_db *db, const struct zc_actor *actor, const char *id, struct zc_error *err)
{
    char *end;
    int64_t import_id = strtoll(id, &end, 10);
    if (*end || !*id)
        return zc_fail(err, ZC_EUSAGE, "导入编号应为十进制数,收到 %s", "the id of an import is a decimal number, %s came", id);
    int rc = zc_import_withdraw(db, actor, import_id, zc_args_option(args, "why"), err);
    if (!rc)
        zc_say(args, "已整批撤回导入 %lld", "import %lld was withdrawn as a whole", (long long)import_id);
    return rc;
}

int zc_verb_import(struct zc_args *args)
{
    struct zc_error err = {0};
    struct zc_session session;
    size_t count;
    const char *undo = zc_args_option(args, "withdraw"), **files = files_of(args, &count);
    if (!args->word_count || (undo != NULL) != (count == 0) || (count > 1 && zc_args_option(args, "annotate"))) {
        zc_fail(&err, ZC_EUSAGE, "要有城市文件夹和文件;--annotate 一次只批注一个文件", "the city folder and files are needed; --annotate takes one file at a time");
        return zc_args_fail(args, &err);
    }
    if (zc_session_open(&session, args->words[0], ZC_STORE_WRITE, &err))
        return zc_args_fail(args, &err);
    struct zc_actor actor = {.face = zc_args_face(args), .reader = &ZC_READER_CITY};
    int status = 0;
    if (undo && withdraw(args, &session.db, &actor, undo, &err))
        status = zc_args_fail(args, &err);
    for (size_t i = 0; i < count; i++) { /* one bad file does not keep the others out */
        err = (struct zc_error){0};
        if (one_file(args, &session.db, &actor, files[i], &err))
            status = zc_args_fail(args, &err);
    }
    zc_session_close(&session);
    return status;
}
