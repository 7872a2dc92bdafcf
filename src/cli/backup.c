#include "cli/progress.h"
#include "cli/verbs.h"
#include "record/backup.h"

int zc_verb_backup(struct zc_args *args)
{
    struct zc_error err = {0};
    struct zc_session session;
    if (args->word_count != 2) {
        zc_fail(&err, ZC_EUSAGE, "缺少城市文件夹或备份文件名", "the city folder or the backup's name is missing");
        return zc_args_fail(args, &err);
    }
    if (zc_session_open(&session, args->words[0], ZC_STORE_READ, &err))
        return zc_args_fail(args, &err);
    struct zc_shown shown;
    zc_shown_begin(&shown, args, "backup");
    int rc = zc_backup(&session.db, args->words[1], zc_shown_tell, &shown, &err);
    zc_shown_end(&shown);
    zc_session_close(&session);
    if (rc)
        return zc_args_fail(args, &err);
    zc_say(args, "已备份到 %s;keys/ 不在其中,请另行备份", "backed up to %s; keys/ is not in it and needs a backup of its own", args->words[1]);
    return 0;
}

int zc_verb_restore(struct zc_args *args)
{
    struct zc_error err = {0};
    if (args->word_count != 2) {
        zc_fail(&err, ZC_EUSAGE, "缺少备份文件或新文件夹", "the backup or the new folder is missing");
        return zc_args_fail(args, &err);
    }
    if (zc_restore(args->words[0], args->words[1], &err))
        return zc_args_fail(args, &err);
    zc_say(args, "已恢复到 %s,各部分摘要相符;请放回 keys/ 并运行 verify", "restored into %s, all digests match; put keys/ back and run verify", args->words[1]);
    return 0;
}
