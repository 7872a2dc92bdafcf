/* remind: one pass of reminders, as `serve` does every few minutes. */
#include "cli/verbs.h"
#include "http/remind.h"

int zc_verb_remind(struct zc_args *args)
{
    struct zc_error err = {0};
    struct zc_session session;
    struct zc_times times;
    struct zc_remind_report report;
    if (zc_args_words(args, 1, 1, "城市文件夹", "the city folder", &err) || zc_session_read(&session, &times, args, &err))
        return zc_args_fail(args, &err);
    int rc = zc_remind_pass(&report, &session.db, &err);
    if (!rc)
        zc_say(args, "提醒方式 %zu 个，新事项 %zu 件，新消息 %zu 条；发出 %zu，待重试 %zu，放弃 %zu", "%zu reminders, %zu new matters in %zu messages; %zu sent, %zu to be tried again, %zu given up",
               report.targets, report.lines, report.made, report.sent, report.put_off, report.failed);
    zc_session_close(&session);
    return rc ? zc_args_fail(args, &err) : 0;
}
