/*
 * import: workbooks into records, one after another: by the layout that fits, by --as LAYOUT, or as a plain table of an entity.
 * Everything is checked before anything is stored; with an error nothing of that file is. --annotate writes a copy of the user's
 * own workbook with what was found, --annotate-folder one for each file in which something was. --withdraw takes back a whole
 * import. Among the files, returned forms are known by what they say of themselves; two files of one unit are told, and so are
 * the units that were sent the form and did not return it.
 */
#include "cli/verbs.h"
#include "base/digest.h"
#include "paper/form.h"
#include "paper/import.h"
#include "paper/missing.h"

#include <dirent.h>
#include <errno.h>
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

/* What the registers lack, once each: the most needed first, with the known name that each nearly is. */
static void print_missing(struct zc_args *args, struct zc_missing *missing)
{
    static const struct zc_pair answers[] = {[ZC_MISSING_OPEN] = {"待定", "open"}, [ZC_MISSING_CREATE] = {"新建待核", "made, provisional"}, [ZC_MISSING_LEAVE_OUT] = {"留空待核", "left out"}};
    if (!missing || !missing->count)
        return;
    zc_missing_sort(missing);
    zc_say(args, "  名录里没有的 %zu 个,要由人决定(不会自动新建):", "  %zu names that no register has; a person decides (nothing is made up):", missing->count);
    for (size_t i = 0; i < missing->count; i++) {
        const struct zc_missing_item *item = missing->items[i];
        fprintf(args->out, "    %s %s  ×%zu  %s", zc_pick(zc_missing_title(item->kind), args->lang), item->name, item->rows, zc_pick(answers[item->answer], args->lang));
        if (item->near)
            fprintf(args->out, args->lang == ZC_EN ? "  ≈ %s (%s)" : "  ≈ %s(%s)", item->near->name, item->near->code);
        if (item->near && item->kind != ZC_MISSING_AREA && item->answer == ZC_MISSING_OPEN)
            fprintf(args->out, args->lang == ZC_EN ? "; to make another, consent by name: --create-missing=%s:%s" : ";确是另一个,须点名同意:--create-missing=%s:%s",
                    zc_missing_word(item->kind), item->name);
        fputc('\n', args->out);
    }
    if (missing->needs)
        zc_say(args, "  年度记录还缺“%s”,表里没有写明,由人给出", "  the record of the year takes \"%s\", which the workbook does not say: a person gives it", missing->needs);
    if (missing->open || missing->needs)
        zc_say(args, "  同意后加上:%s", "  to consent, add: %s", zc_missing_command(missing, missing->arena));
}

/* Where the annotated copy goes; NULL: nowhere. Copies of tables that are not XLSX become XLSX. */
static const char *copy_path(struct zc_args *args, struct zc_arena *arena, const char *name)
{
    const char *file = zc_args_option(args, "annotate"), *folder = zc_args_option(args, "annotate-folder"), *dot = strrchr(name, '.');
    if (file || !folder)
        return file;
    return zc_arena_printf(arena, "%s/%s%s", folder, name, dot && strcasecmp(dot, ".xlsx") == 0 ? "" : ".xlsx");
}

static int one_file(struct zc_args *args, struct zc_db *db, const struct zc_actor *actor, const char *path, struct zc_error *err)
{
    struct zc_import_report report = {0};
    struct zc_arena arena = {0};
    const char *as = zc_args_option(args, "as"), *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    struct zc_import_job job = {.path = path, .dry_run = zc_args_option(args, "dry-run") != NULL, .create_missing = zc_args_option(args, "create-missing"), .leave_out = zc_args_option(args, "leave-out"),
                                .given = zc_args_option(args, "given"), .why = zc_args_option(args, "why")};
    for (size_t i = 0; as && i < db->city->model->layout_count; i++)
        if (strcmp(db->city->model->layout_names[i], as) == 0)
            job.layout = as;
    if (as && !job.layout)
        job.entity = as;
    int rc = day_option(&job.valid_from, args, "valid", err);
    rc = rc ? rc : day_option(&job.stand, args, "stand", err);
    rc = rc ? rc : zc_import_run(&report, &arena, db, actor, &job, err);
    print_findings(args, &report.result);
    print_missing(args, report.missing);
    const char *annotate = copy_path(args, &arena, name);
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

/* ---- returned forms ---- */

struct returned {
    struct zc_form_mark *marks; /* by file; id NULL: no form */
    char (*digests)[ZC_DIGEST_HEX];
    bool *left_out;             /* a second file of the same unit */
    bool *refused;              /* it came, and was not taken */
    size_t forms;
};

static int digest_of(char out[ZC_DIGEST_HEX], const char *path)
{
    unsigned char bytes[65536], digest[ZC_DIGEST_SIZE];
    FILE *file = fopen(path, "rb");
    if (!file)
        return ZC_EIO;
    struct zc_sm3 *sm3 = zc_sm3_new();
    for (size_t size; (size = fread(bytes, 1, sizeof bytes, file));)
        zc_sm3_add(sm3, bytes, size);
    zc_sm3_done(sm3, digest);
    zc_sm3_free(sm3);
    fclose(file);
    zc_hex(out, digest, sizeof digest);
    return ZC_OK;
}

static struct returned look_at(struct zc_args *args, const char **files, size_t count)
{
    struct returned returned = {.marks = zc_arena_array(&args->arena, count + 1, sizeof *returned.marks),
                                .digests = zc_arena_array(&args->arena, count + 1, sizeof *returned.digests),
                                .left_out = zc_arena_array(&args->arena, count + 1, sizeof *returned.left_out),
                                .refused = zc_arena_array(&args->arena, count + 1, sizeof *returned.refused)};
    for (size_t i = 0; i < count; i++) {
        struct zc_book *book;
        returned.marks[i].id = NULL;
        if (zc_args_option(args, "as") || zc_book_open(&book, files[i], NULL))
            continue; /* what is wrong with it is said when it is read */
        if (zc_form_mark_read(&returned.marks[i], &args->arena, book, NULL) || digest_of(returned.digests[i], files[i]))
            returned.marks[i].id = NULL;
        else
            returned.forms++;
        zc_book_close(book);
    }
    return returned;
}

static bool same_round(const struct zc_form_mark *a, const struct zc_form_mark *b)
{
    return a->id && b->id && a->stand == b->stand && strcmp(a->layout, b->layout) == 0;
}

static bool same_unit(const struct zc_form_mark *a, const struct zc_form_mark *b) { return same_round(a, b) && strcmp(a->unit, b->unit) == 0; }

/* The same file twice is taken once. Two that differ are both left out: which one counts is for people to say. */
static bool find_duplicates(struct zc_args *args, struct returned *returned, const char **files, size_t count)
{
    bool differ = false;
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count; j++) {
            if (!same_unit(&returned->marks[i], &returned->marks[j]))
                continue;
            bool same = strcmp(returned->digests[i], returned->digests[j]) == 0;
            returned->left_out[j] = true;
            returned->left_out[i] = returned->left_out[i] || !same;
            returned->refused[i] = returned->refused[j] = returned->refused[i] || !same;
            differ = differ || !same;
            zc_say(args, same ? "重复:%s(%s)交了两份相同的文件,只收一份:%s、%s" : "重复:%s(%s)交了两份不同的文件,都没有收,请留下一份:%s、%s",
                   same ? "duplicate: %s (%s) returned the same file twice, it is taken once: %s, %s"
                        : "duplicate: %s (%s) returned two different files, neither is taken; keep one: %s, %s",
                   returned->marks[i].unit_name, returned->marks[i].unit, files[i], files[j]);
        }
    return differ;
}

/* Once for each layout and stand among the files. */
static int say_missing(struct zc_args *args, struct zc_db *db, const struct returned *returned, const char **files, size_t count, struct zc_error *err)
{
    struct zc_form_mark *marks = zc_arena_array(&args->arena, count + 1, sizeof *marks);
    char day[ZC_DATE_TEXT];
    size_t known = 0;
    for (size_t i = 0; i < count; i++)
        if (returned->marks[i].id && returned->marks[i].whole)
            marks[known++] = returned->marks[i];
    for (size_t i = 0; i < known; i++) {
        bool said = false;
        for (size_t j = 0; j < i; j++)
            said = said || same_round(&marks[j], &marks[i]);
        if (said)
            continue;
        struct zc_form_round round;
        int rc = zc_form_missing_of(&round, &args->arena, db, marks[i].layout, marks[i].stand, marks, known, err);
        if (rc)
            return rc;
        zc_date_format(day, marks[i].stand);
        zc_say(args, "填报表 %s(截至 %s):发出 %zu 个单位,交回 %zu 个,未交 %zu 个", "form %s (stand %s): sent to %zu units, returned by %zu, missing %zu", marks[i].layout, day,
               round.sent, round.came, round.missing_count);
        for (size_t m = 0; m < count; m++)
            if (returned->refused[m] && same_round(&returned->marks[m], &marks[i]))
                zc_say(args, "  交回未收:%s(%s),%s", "  returned and not taken: %s (%s), %s", returned->marks[m].unit_name, returned->marks[m].unit, files[m]);
        for (size_t m = 0; m < round.missing_count; m++)
            zc_say(args, "  未交:%s(%s)", "  missing: %s (%s)", round.missing[m].unit_name, round.missing[m].unit);
    }
    return ZC_OK;
}

static int make_folder(const char *path, struct zc_error *err)
{
    return !path || mkdir(path, 0700) == 0 || errno == EEXIST ? ZC_OK
                                                              : zc_fail(err, ZC_EIO, "不能建立文件夹 %s:%s", "cannot make the folder %s: %s", path, strerror(errno));
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
    if ((undo && withdraw(args, &session.db, &actor, undo, &err)) || make_folder(zc_args_option(args, "annotate-folder"), &err)) {
        status = zc_args_fail(args, &err);
        count = 0;
    }
    struct returned returned = look_at(args, files, count);
    if (find_duplicates(args, &returned, files, count))
        status = 1;
    for (size_t i = 0; i < count; i++) { /* one bad file does not keep the others out */
        err = (struct zc_error){0};
        if (returned.left_out[i] || !one_file(args, &session.db, &actor, files[i], &err))
            continue;
        returned.refused[i] = true;
        status = zc_args_fail(args, &err);
    }
    if (returned.forms && say_missing(args, &session.db, &returned, files, count, &err))
        status = zc_args_fail(args, &err);
    zc_session_close(&session);
    return status;
}
