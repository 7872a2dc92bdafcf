#include "cli/verbs.h"
#include "record/move.h"

#include <string.h>

/* The whole city stands still meanwhile: the verb holds the folder's lock, so it is not run inside a server. */
int zc_verb_move(struct zc_args *args)
{
    struct zc_error err = {0};
    struct zc_session session;
    if (args->word_count != 2 || (strcmp(args->words[1], "file") != 0 && !zc_store_is_server(args->words[1]))) {
        zc_fail(&err, ZC_EUSAGE, "要有城市文件夹,和 postgresql://… 或 file", "needed: the city folder, and postgresql://… or file");
        return zc_args_fail(args, &err);
    }
    if (zc_session_hosted()) {
        zc_fail(&err, ZC_EBUSY, "请先停下这个城市的 serve", "stop the server of this city first");
        return zc_args_fail(args, &err);
    }
    const char *database = strcmp(args->words[1], "file") == 0 ? NULL : args->words[1];
    if (zc_session_alone(&session, args->words[0], &err))
        return zc_args_fail(args, &err);
    int rc = zc_move(&session.db, database, &err);
    zc_session_close(&session);
    if (rc)
        return zc_args_fail(args, &err);
    if (database)
        zc_say(args, "数据库已移到服务器;原来的文件是 %s/city.db.moved,核对(verify)后请删去", "the database is on the server now; the former file is %s/city.db.moved: remove it after verify",
               args->words[0]);
    else
        zc_say(args, "数据库已移回 %s/city.db;服务器上的表还在,核对(verify)后请删去", "the database is in %s/city.db again; the tables on the server are still there: drop them after verify",
               args->words[0]);
    return 0;
}
