/* fill: a superior's workbook, filled from records; the workbook stays as it was, but for the cells that were empty. */
#include "cli/verbs.h"
#include "paper/infill.h"

int zc_verb_fill(struct zc_args *args)
{
    struct zc_error err = {0};
    struct zc_session session;
    struct zc_infill_report report = {0};
    struct zc_infill what = {.reader = &ZC_READER_CITY, .filter = zc_args_option(args, "filter"), .lang = args->lang};
    if (zc_args_words(args, 4, 4, "城市文件夹、实体、表样和填好后的文件", "the city folder, the entity, the workbook and where the filled one goes", &err) ||
        zc_session_read(&session, &what.times, args, &err))
        return zc_args_fail(args, &err);
    what.entity = zc_model_entity(session.city->model, args->words[1]);
    int rc = what.entity ? zc_infill(&report, &args->arena, &session.db, &what, args->words[2], args->words[3], &err)
                         : zc_fail(&err, ZC_EUSAGE, "没有实体 %s", "there is no entity %s", args->words[1]);
    if (!rc)
        zc_say(args, "工作表“%s”第 %d 行是表头，填了 %zu 条", "the heads stand in row %2$d of the sheet \"%1$s\"; %3$zu records were filled in", report.sheet, report.head_row, report.rows);
    for (size_t i = 0; i < report.unknown_count && !rc; i++)
        zc_say(args, "不认识的表头：%s", "unknown head: %s", report.unknown[i]);
    zc_session_close(&session);
    return rc ? zc_args_fail(args, &err) : 0;
}
