/* due: what is due, by clock: the same list the desk shows. */
#include "cli/verbs.h"
#include "query/due.h"

#include <stdio.h>
#include <string.h>

int zc_verb_due(struct zc_args *args)
{
    static const char *const states_zh[] = {"在走", "暂停", "按时停", "逾期停", "已逾期", "◇ 期初待核"}, *const states_en[] = {"running", "paused", "stopped in time", "stopped late", "over", "◇ awaits opening verification"};
    struct zc_error err = {0};
    struct zc_session session;
    struct zc_times times;
    struct zc_due_list list = {0};
    if (zc_args_words(args, 1, 1, "城市文件夹", "the city folder", &err) || zc_session_read(&session, &times, args, &err))
        return zc_args_fail(args, &err);
    const char *text = zc_args_option(args, "until");
    int rc = ZC_OK, until = zc_workday_add(zc_calendar_known(&session.city->notices, zc_times_known_day(&session.db, times)), times.asof, 10, NULL);
    if (text && !zc_date_parse(&until, text))
        rc = zc_fail(&err, ZC_EUSAGE, "--until 应为日期,收到 %s", "--until takes a date, %s came", text);
    if (!rc)
        rc = zc_due_all(&list, &args->arena, &session.db, &ZC_READER_CITY, times, until, &err);
    for (size_t i = 0; i < list.count && !rc; i++) {
        const struct zc_due *due = &list.items[i];
        bool timed = due->clock->kind == ZC_CLOCK_MINUTES;
        char date[ZC_INSTANT_TEXT];
        const char *status = !due->clock->status ? "" : strcmp(due->clock->status, "to_confirm") == 0 ? (args->lang == ZC_EN ? " (to be confirmed)" : "(待确认)")
                             : strcmp(due->clock->status, "assumption") == 0                        ? (args->lang == ZC_EN ? " (assumed)" : "(假定)")
                                                                                                    : "";
        char whole[ZC_INSTANT_TEXT] = "", stage[80] = "";
        if (due->whole_there) {
            zc_date_format(whole, due->whole.due_legal);
            snprintf(stage, sizeof stage, args->lang == ZC_EN ? " (whole until %s)" : "(全程至 %s)", whole);
        }
        if (timed)
            zc_instant_local(date, due->result.due_at);
        else
            zc_date_format(date, due->result.due_legal);
        const char *kept = !due->kept ? "" : args->lang == ZC_EN ? " (the later day of an earlier calendar stays)" : "(日历改后本应提前,仍按原定的后一日)";
        zc_say(args, "%s  %s  %s%s%s%s%s  %+lld %s%.0s  %s %s", "%s  %s  %s%s%s%s%s  %+lld %.0s%s  %s %s", date, args->lang == ZC_EN ? states_en[due->result.state] : states_zh[due->result.state],
               zc_pick(due->clock->title, args->lang), due->result.provisional ? (args->lang == ZC_EN ? " (provisional)" : "(暂定)") : "", kept, stage, status,
               timed ? (long long)due->result.minutes_left : (long long)due->result.workdays_left, timed ? "分钟" : "工作日", timed ? "minutes" : "workdays",
               due->record.entity->full_name, zc_record_name(&args->arena, &session.db, &due->record, args->lang));
    }
    if (!rc)
        zc_say(args, "共 %zu 件", "%zu in all", list.count);
    zc_session_close(&session);
    return rc ? zc_args_fail(args, &err) : 0;
}
