/*
 * export: the rows of an entity at two times as a workbook or CSV, or a prefilled workbook for one unit to fill in and return.
 */
#include "cli/verbs.h"
#include "paper/export.h"
#include "paper/form.h"

#include <string.h>
#include <strings.h>

static bool ends_with(const char *path, const char *ending)
{
    size_t size = strlen(path), length = strlen(ending);
    return size > length && strcasecmp(path + size - length, ending) == 0;
}

/* "a,b" */
static const char **column_list(size_t *count, struct zc_arena *arena, const char *text)
{
    const char **columns = zc_arena_array(arena, strlen(text) + 1, sizeof *columns);
    *count = 0;
    for (const char *at = text; *at;) {
        size_t length = strcspn(at, ",");
        if (length)
            columns[(*count)++] = zc_arena_copy(arena, at, length);
        at += length + (at[length] == ',');
    }
    return columns;
}

static int export_rows(struct zc_args *args, struct zc_error *err)
{
    const char *path = args->words[2], *columns = zc_args_option(args, "columns");
    bool csv = ends_with(path, ".csv");
    struct zc_session session;
    size_t rows = 0;
    if (!csv && !ends_with(path, ".xlsx"))
        return zc_fail(err, ZC_EUSAGE, "导出的文件应以 .xlsx 或 .csv 结尾,收到 %s", "the file ends in .xlsx or .csv, %s came", path);
    if (zc_args_option(args, "stand") || zc_args_option(args, "form"))
        return zc_fail(err, ZC_EUSAGE, "--stand 和 --form 只用于 --for%s", "--stand and --form go with --for%s", "");
    int rc = zc_session_open(&session, args->words[0], ZC_STORE_READ, err);
    if (rc)
        return rc;
    struct zc_export what = {.entity = zc_model_entity(session.city->model, args->words[1]),
                             .reader = &ZC_READER_CITY,
                             .filter = zc_args_option(args, "filter"),
                             .lang = args->lang,
                             .form = csv ? ZC_EXPORT_CSV : ZC_EXPORT_XLSX,
                             .bom = zc_args_option(args, "bom") != NULL};
    if (columns)
        what.columns = column_list(&what.column_count, &args->arena, columns);
    if (!what.entity)
        rc = zc_fail(err, ZC_EUSAGE, "没有实体 %s", "there is no entity %s", args->words[1]);
    else if (columns && !what.column_count)
        rc = zc_fail(err, ZC_EUSAGE, "--columns 应为用逗号隔开的字段名%s", "--columns takes field names with commas between%s", "");
    rc = rc ? rc : zc_args_times(&what.times, args, &session.db, err);
    if (!rc && !zc_args_option(args, "asof") && !zc_args_option(args, "known"))
        what.times = zc_times_now(&session.db); /* the present tables alone answer */
    rc = rc ? rc : zc_export_write(&rows, &session.db, &what, path, err);
    if (!rc)
        zc_say(args, "%s:已导出 %zu 行到 %s", "%s: %zu rows exported to %s", zc_pick(what.entity->title, args->lang), rows, path);
    zc_session_close(&session);
    return rc;
}

static int export_form(struct zc_args *args, struct zc_error *err)
{
    const char *path = args->words[1], *stand = zc_args_option(args, "stand");
    struct zc_form_job job = {.unit = zc_args_option(args, "for"), .stand = ZC_TODAY, .lang = args->lang};
    struct zc_form_sent sent;
    struct zc_session session;
    struct zc_form *form;
    if (!ends_with(path, ".xlsx"))
        return zc_fail(err, ZC_EUSAGE, "填报表应以 .xlsx 结尾,收到 %s", "a form ends in .xlsx, %s came", path);
    if (zc_args_option(args, "asof") || zc_args_option(args, "known") || zc_args_option(args, "filter") || zc_args_option(args, "columns") || zc_args_option(args, "bom"))
        return zc_fail(err, ZC_EUSAGE, "填报表取现在的行,截至日期用 --stand%s", "a form takes the rows of now; its day is given by --stand%s", "");
    if (stand && !zc_date_parse(&job.stand, stand))
        return zc_fail(err, ZC_EUSAGE, "--stand 应为日期,如 2017-06-30,收到 %s", "--stand takes a date such as 2017-06-30, %s came", stand);
    int rc = zc_session_open(&session, args->words[0], ZC_STORE_WRITE, err);
    if (rc)
        return rc;
    struct zc_actor actor = {.face = zc_args_face(args), .reader = &ZC_READER_CITY};
    rc = zc_form_find(&form, &args->arena, session.city->model, zc_args_option(args, "form"), err);
    job.form = form;
    rc = rc ? rc : zc_form_send(&sent, &args->arena, &session.db, &actor, &job, path, err);
    if (!rc)
        zc_say(args, "已为%s(%s)导出填报表 %zu 行:%s\n  表号 %s,已记入账本", "exported the form of %s (%s) with %zu rows: %s\n  form %s, journalled", sent.unit_name,
               sent.unit, sent.rows, path, sent.id);
    zc_session_close(&session);
    return rc;
}

int zc_verb_export(struct zc_args *args)
{
    struct zc_error err = {0};
    bool form = zc_args_option(args, "for") != NULL;
    int rc = args->word_count == (form ? 2 : 3) ? form ? export_form(args, &err) : export_rows(args, &err)
                                                : zc_fail(&err, ZC_EUSAGE, "要有城市文件夹、实体(或 --for 单位)和一个文件", "the city folder, an entity (or --for UNIT) and one file are needed");
    return rc ? zc_args_fail(args, &err) : 0;
}
