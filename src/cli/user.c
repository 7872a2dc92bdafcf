/*
 * user: accounts by the hand of who runs the machine: 1 reading a password; 2 listing; 3 the acts. Links and tokens are written
 * to files of mode 0600 and only their paths are printed: a terminal may be shared or recorded.
 */
#include "cli/verbs.h"
#include "base/secret.h"
#include "base/text.h"
#include "record/factor.h"
#include "record/password.h"
#include "record/people.h"
#include "record/session.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* 1 */

static void read_line(char *out, size_t size, int file)
{
    size_t length = 0;
    char c;
    while (read(file, &c, 1) == 1 && c != '\n')
        if (length + 1 < size)
            out[length++] = c;
    out[length] = 0;
}

static int ask_password(char out[ZC_PASSWORD_MOST], struct zc_args *args, struct zc_error *err)
{
    struct termios before, quiet;
    bool terminal = tcgetattr(STDIN_FILENO, &before) == 0;
    if (terminal) {
        fputs(args->lang == ZC_EN ? "New password (12 to 128 characters, not shown): " : "新口令(12 至 128 个字,不显示):", args->err);
        fflush(args->err);
        quiet = before;
        quiet.c_lflag &= ~(tcflag_t)ECHO;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    }
    read_line(out, ZC_PASSWORD_MOST, STDIN_FILENO);
    if (terminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        fputc('\n', args->err);
    }
    return *out ? ZC_OK : zc_fail(err, ZC_EINPUT, "没有收到口令", "no password came");
}

/* Read beside whoever writes: nothing is locked while argon2id runs. */
static int may_be_used(const char *folder, const char *login, const char *password, struct zc_error *err)
{
    struct zc_session session;
    struct zc_arena arena = {0};
    struct zc_record account;
    int rc = zc_session_open(&session, folder, ZC_STORE_READ, err);
    if (rc)
        return rc;
    rc = zc_people_find(&account, &arena, &session.db, login, err);
    if (!rc)
        rc = zc_password_check(&session.db, &account, password, true, err);
    zc_session_close(&session);
    zc_arena_free(&arena);
    return rc;
}

/* Asked and hashed before the city is opened: a person types slowly, and a forwarded verb runs on the thread that writes for all.
 * The hash then stands on standard input, where a forwarded verb finds it. */
static int new_hash(char hash[ZC_PASSWORD_TEXT], struct zc_args *args, const char *login, struct zc_error *err)
{
    char password[ZC_PASSWORD_MOST];
    int ends[2];
    if (zc_session_hosted()) {
        struct pollfd ready = {.fd = zc_session_input(), .events = POLLIN};
        if (poll(&ready, 1, 0) == 1)
            read_line(hash, ZC_PASSWORD_TEXT, zc_session_input());
        return strncmp(hash, "$argon2id$", 10) == 0 ? ZC_OK : zc_fail(err, ZC_EINPUT, "没有收到口令", "no password came");
    }
    int rc = ask_password(password, args, err);
    if (!rc)
        rc = may_be_used(args->words[0], login, password, err);
    if (!rc)
        rc = zc_password_hash(hash, password, zc_password_usual, err);
    zc_wipe(password, sizeof password);
    if (!rc && pipe2(ends, O_CLOEXEC) == 0) {
        if (dprintf(ends[1], "%s\n", hash) < 0 || dup2(ends[0], STDIN_FILENO) < 0)
            rc = zc_fail(err, ZC_EIO, "口令没有传到", "the password could not be passed on");
        close(ends[0]);
        close(ends[1]);
    }
    return rc;
}

/* 2 */

static int list(struct zc_args *args, struct zc_db *db, struct zc_error *err)
{
    const struct zc_entity *accounts = zc_model_entity(db->city->model, "core.account");
    struct zc_rows rows;
    if (!accounts)
        return zc_fail(err, ZC_EINTERNAL, "缺少账号的声明", "accounts are not declared");
    struct zc_rows_query query = {.entity = accounts, .times = zc_times_now(db), .reader = &ZC_READER_CITY};
    int rc = zc_rows_list(&rows, &args->arena, db, &query, err);
    for (size_t i = 0; !rc && i < rows.count; i++) {
        struct zc_factor factor;
        if (zc_factor_find(&factor, db, rows.items[i].id, NULL)) /* a city made before, not served since */
            factor.there = false;
        zc_say(args, factor.there ? "%s\t%s\t%s\t有动态码" : "%s\t%s\t%s", factor.there ? "%s\t%s\t%s\tone-time code" : "%s\t%s\t%s", zc_record_text(&rows.items[i], "login_name"),
               zc_record_show(&args->arena, db, &rows.items[i], zc_entity_field(accounts, "state"), args->lang),
               zc_record_show(&args->arena, db, &rows.items[i], zc_entity_field(accounts, "person"), args->lang));
    }
    return rc;
}

/* 3 */

static int make_token(const char **path, struct zc_args *args, struct zc_tx *tx, const char *login, const char *scopes, const char *days, struct zc_error *err)
{
    struct zc_record account;
    char token[ZC_TOKEN_TEXT], *end = NULL;
    long count = days ? strtol(days, &end, 10) : 90;
    struct zc_db *db = zc_tx_db(tx);
    const struct zc_entity *holdings = zc_model_entity(db->city->model, "core.holding");
    struct zc_rows rows;
    if ((end && *end) || count < 1 || count > 365)
        return zc_fail(err, ZC_EUSAGE, "--days 应为 1 至 365,收到 %s", "--days takes 1 to 365, %s came", days);
    int rc = zc_people_find(&account, &args->arena, db, login, err);
    if (rc)
        return rc;
    struct zc_rows_query query = {.entity = holdings, .times = zc_times_now(db), .reader = &ZC_READER_CITY, .limit = 1,
                                  .filter = "person = :person and from_on <= :today and (empty(to_on) or to_on >= :today) and not (rights = 'none')"};
    query.params[ZC_P_PERSON] = zc_record_value(&account, "person");
    if ((rc = zc_rows_list(&rows, &args->arena, db, &query, err)))
        return rc;
    if (!rows.count)
        return zc_fail(err, ZC_EDENIED, "账号 %s 名下没有在任岗位", "the account %s holds no post today", login);
    rc = zc_token_make(token, tx, account.id, zc_record_value(&rows.items[0], "post").number, scopes, (int)count, err);
    if (rc)
        return rc;
    *path = zc_arena_printf(&args->arena, "%s/keys/token-%s.txt", db->city->folder, login);
    unlink(*path);
    int file = open(*path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    bool good = file >= 0 && dprintf(file, "%s\n", token) > 0 && fsync(file) == 0;
    if (file >= 0)
        close(file);
    return good ? ZC_OK : zc_fail(err, ZC_EIO, "无法写入 %s", "cannot write %s", *path);
}

static int set_password(struct zc_args *args, struct zc_tx *tx, const char *login, const char *hash, struct zc_error *err)
{
    struct zc_record account;
    int rc = zc_people_find(&account, &args->arena, zc_tx_db(tx), login, err);
    return rc ? rc : zc_people_password(tx, &account, hash, NULL, err);
}

/* What was opened with the lost device ends too. */
static int reset_factor(struct zc_args *args, struct zc_tx *tx, const char *login, struct zc_error *err)
{
    struct zc_record account;
    int rc = zc_people_find(&account, &args->arena, zc_tx_db(tx), login, err);
    if (!rc)
        rc = zc_factor_reset(tx, account.id, err);
    return rc ? rc : zc_session_end_all(tx, account.id, NULL, err);
}

static int act(const char **path, struct zc_args *args, struct zc_tx *tx, const char *what, const char *login, const char *hash, struct zc_error *err)
{
    const char *person = zc_args_option(args, "person"), *post = zc_args_option(args, "post"), *scopes = zc_args_option(args, "scopes");
    if (strcmp(what, "add") == 0)
        return person && post ? zc_people_add(path, &args->arena, tx, login, person, post, err)
                              : zc_fail(err, ZC_EUSAGE, "add 需要 --person 和 --post", "add needs --person and --post");
    if (strcmp(what, "invite") == 0)
        return zc_people_invite(path, &args->arena, tx, login, 72, err);
    if (strcmp(what, "suspend") == 0)
        return zc_people_suspend(tx, login, err);
    if (strcmp(what, "password") == 0)
        return set_password(args, tx, login, hash, err);
    if (strcmp(what, "reset-code") == 0)
        return reset_factor(args, tx, login, err);
    return scopes ? make_token(path, args, tx, login, scopes, zc_args_option(args, "days"), err)
                  : zc_fail(err, ZC_EUSAGE, "token 需要 --scopes", "token needs --scopes");
}

int zc_verb_user(struct zc_args *args)
{
    static const char *const acts[] = {"add", "invite", "suspend", "password", "reset-code", "token"};
    struct zc_error err = {0};
    struct zc_session session;
    struct zc_tx *tx = NULL;
    const char *what = args->word_count > 1 ? args->words[1] : "", *login = args->word_count > 2 ? args->words[2] : NULL, *path = NULL;
    char hash[ZC_PASSWORD_TEXT] = "";
    bool known = strcmp(what, "list") == 0 && args->word_count == 2, reads = known;
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
        known |= strcmp(what, acts[i]) == 0 && login && args->word_count == 3;
    if (!known) {
        zc_fail(&err, ZC_EUSAGE, "要有城市文件夹和 add、invite、suspend、password、reset-code、token 之一及登录名,或 list", "needed: the city folder and list, or one of add, invite, suspend, password, reset-code, token and a login");
        return zc_args_fail(args, &err);
    }
    int rc = strcmp(what, "password") == 0 ? new_hash(hash, args, login, &err) : ZC_OK;
    if (rc || zc_session_open(&session, args->words[0], reads ? ZC_STORE_READ : ZC_STORE_WRITE, &err))
        return zc_args_fail(args, &err);
    if (!rc && reads) {
        rc = list(args, &session.db, &err);
    } else if (!rc) {
        struct zc_actor actor = {.face = zc_args_face(args), .reader = &ZC_READER_CITY};
        rc = zc_tx_begin(&tx, &session.db, &actor, &err);
        if (!rc && (rc = act(&path, args, tx, what, login, hash, &err)))
            zc_tx_rollback(tx);
        else if (!rc)
            rc = zc_tx_commit(tx, &err);
    }
    zc_session_close(&session);
    if (rc)
        return zc_args_fail(args, &err);
    if (path)
        zc_say(args, "已写入 %s(0600,只交给本人)", "written to %s (mode 0600; hand it to its owner only)", path);
    else if (!reads)
        zc_say(args, "已办", "done");
    return 0;
}
