/* args: parsing words, saying things, opening the city, the two times. */
#include "cli/args.h"
#include "cli/forward.h"
#include "query/code.h"
#include "query/tables.h"
#include "record/ahead.h"
#include "record/found.h"
#include "record/rights_mark.h"
#include "record/shipped.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* What follows the name of a known option: " " or "" for a flag, "=" and its choices for one with a value; NULL when unknown. */
static const char *known_option(const char *known, const char *name, size_t length)
{
    if (length == 4 && strncmp(name, "lang", 4) == 0)
        return "=zh|en";
    for (const char *at = known; *at;) {
        size_t word = strcspn(at, " =");
        if (word == length && strncmp(at, name, length) == 0)
            return at + word;
        at += strcspn(at, " ");
        at += strspn(at, " ");
    }
    return NULL;
}

/* Whether `value` is among "a|b|c" (up to a blank); without choices everything is. */
static bool is_choice(const char *choices, size_t size, const char *value)
{
    for (size_t at = 0, length; at < size; at += length + 1) {
        length = strcspn(choices + at, "| ");
        if (strlen(value) == length && memcmp(choices + at, value, length) == 0)
            return true;
    }
    return !size;
}

int zc_args_parse(struct zc_args *args, int argc, char **argv, const char *known, struct zc_error *err)
{
    size_t capacity = 0;
    for (int i = 0; i < argc; i++) {
        const char *word = argv[i];
        if (strncmp(word, "--", 2) != 0 || !word[2]) {
            *(const char **)zc_arena_push(&args->arena, &args->words, &args->word_count, &capacity, sizeof word) = word;
            continue;
        }
        const char *name = word + 2, *equal = strchr(name, '=');
        size_t length = equal ? (size_t)(equal - name) : strlen(name);
        const char *option = known_option(known, name, length);
        if (!option)
            return zc_fail(err, ZC_EUSAGE, "没有选项 %s", "there is no option %s", word);
        const char *value = equal ? equal + 1 : NULL;
        bool takes = *option == '=';
        if (takes && !value) {
            if (i + 1 >= argc)
                return zc_fail(err, ZC_EUSAGE, "选项 %s 后面缺少内容", "option %s needs a value", word);
            value = argv[++i];
        }
        size_t choices = takes ? strcspn(option + 1, " ") : 0;
        if (choices && !is_choice(option + 1, choices, value))
            return zc_fail(err, ZC_EUSAGE, "--%.*s 只能是 %.*s,收到 %s", "--%.*s is one of %.*s, %s came", (int)length, name, (int)choices, option + 1, value);
        if (args->option_count == sizeof args->options / sizeof *args->options)
            return zc_fail(err, ZC_EUSAGE, "选项太多", "too many options");
        args->options[args->option_count].name = zc_arena_copy(&args->arena, name, length);
        args->options[args->option_count++].value = takes ? value : "";
    }
    const char *lang = zc_args_option(args, "lang");
    if (lang)
        args->lang = strcmp(lang, "en") == 0 ? ZC_EN : ZC_ZH;
    return ZC_OK;
}

const char *zc_args_option(const struct zc_args *args, const char *name)
{
    for (size_t i = args->option_count; i-- > 0;)
        if (strcmp(args->options[i].name, name) == 0)
            return args->options[i].value;
    return NULL;
}

bool zc_args_is(const struct zc_args *args, const char *name, const char *value)
{
    const char *given = zc_args_option(args, name);
    return given && strcmp(given, value) == 0;
}

int zc_args_words(const struct zc_args *args, size_t least, size_t most, const char *zh, const char *en, struct zc_error *err)
{
    if (args->word_count >= least && args->word_count <= most)
        return ZC_OK;
    return zc_fail(err, ZC_EUSAGE, "要有%s%.0s", "%.0sneeded: %s", zh, en);
}

void zc_args_free(struct zc_args *args) { zc_arena_free(&args->arena); }

int zc_args_fail(struct zc_args *args, const struct zc_error *err)
{
    fprintf(args->err, "zhucheng %s: %s\n", args->verb, zc_error_text(err, args->lang));
    return err->code == ZC_EUSAGE ? 2 : 1;
}

void zc_say(struct zc_args *args, const char *zh, const char *en, ...)
{
    va_list list;
    va_start(list, en);
    vfprintf(args->out, args->lang == ZC_EN ? en : zh, list);
    va_end(list);
    fputc('\n', args->out);
    fflush(args->out);
}

static _Thread_local const struct zc_host *current_host;

void zc_session_host(const struct zc_host *host) { current_host = host; }
const struct zc_host *zc_session_hosting(void) { return current_host; }
bool zc_session_hosted(void) { return current_host != NULL; }
int zc_session_input(void) { return current_host ? current_host->input : STDIN_FILENO; }

static bool same_folder(const char *a, const char *b)
{
    struct stat one, other;
    return stat(a, &one) == 0 && stat(b, &other) == 0 && one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

/* Brings the tables to the declarations: a module or a field may have been added since the city was last opened. A reading verb
 * does it through a connection of its own and only when there is something to do, so that a city that may not be written to
 * can be read. */
static int settle_tables(struct zc_session *session, enum zc_store_mode mode, struct zc_error *err)
{
    int rc = zc_tables_guard(&session->db, err);
    if (rc || mode != ZC_STORE_READ)
        return rc ? rc : zc_city_upgrade(&session->db, err);
    struct zc_buf plan = {0};
    rc = zc_tables_plan(&plan, &session->db, err);
    bool behind = plan.size > 0, edition = false, ahead = false;
    zc_buf_free(&plan);
    if (!rc)
        rc = zc_shipped_behind(&edition, &session->db, err);
    if (!rc)
        rc = zc_ahead_settled(&ahead, &session->db, err);
    ahead = !ahead || zc_db_behind(&session->db, zc_db_today(&session->db));
    if (rc || (!behind && !edition && !ahead))
        return rc;
    const char *folder = session->city->folder, *path = zc_arena_printf(&session->city->arena, "%s/lock", folder);
    struct zc_db writer = {0};
    int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0)
        rc = zc_fail(err, ZC_EIO, "声明有新增,而城市文件夹 %s 不可写,表结构无法跟上", "the declarations have grown, and the city folder %s cannot be written", folder);
    else if (flock(lock, LOCK_EX | LOCK_NB) != 0)
        rc = zc_fail(err, ZC_EBUSY, "声明有新增,请先重启正在运行的 serve:%s", "the declarations have grown: restart the server of %s first", folder);
    if (!rc)
        rc = zc_db_open(&writer, session->city, ZC_STORE_WRITE, err);
    if (!rc)
        rc = zc_city_upgrade(&writer, err);
    zc_db_close(&writer);
    if (lock >= 0)
        close(lock);
    if (rc && !behind && rc != ZC_ECHECK) /* rules, codes and what turns today are read as they stand; the next who writes brings the rest */
        rc = ZC_OK;
    return rc;
}

enum opening { LOOKS, READS, WRITES, SERVES, ALONE };
enum { OPENING_MS = 10000, OPENING_LOOK_MS = 100 };

/* A city in a file is written by the one that has its lock. On a server whoever comes first brings the tables up to date alone, then shares. */
static int lock_folder(bool *first, struct zc_session *session, const char *folder, enum opening how, struct zc_error *err)
{
    const char *path = zc_arena_printf(&session->city->arena, "%s/lock", folder);
    session->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (session->lock < 0)
        return zc_fail(err, ZC_EIO, "城市文件夹 %s 不可写", "the city folder %s cannot be written", folder);
    if ((*first = flock(session->lock, LOCK_EX | LOCK_NB) == 0))
        return ZC_OK;
    bool shared = zc_city_on_server(session->city) && how != ALONE;
    for (int waited = 0; shared && waited < OPENING_MS; waited += OPENING_LOOK_MS) { /* the first may still be bringing the tables up to date */
        if (flock(session->lock, LOCK_SH | LOCK_NB) == 0)
            return ZC_OK;
        usleep(OPENING_LOOK_MS * 1000);
    }
    int status;
    if (!zc_city_on_server(session->city) && !current_host && zc_forward_run(&status, folder))
        exit(status);
    if (how == ALONE)
        return zc_fail(err, ZC_EBUSY, "请先停下这个城市的 serve", "stop the server of this city first");
    return zc_fail(err, ZC_EBUSY, "城市 %s 正被另一个进程写入", "another process is writing to the city %s", folder);
}

/* Beside others nothing is brought up to date: they would go on with the declarations that they read. */
static int settle_beside(struct zc_session *session, struct zc_error *err)
{
    struct zc_buf plan = {0};
    bool edition = false;
    int rc = zc_tables_guard(&session->db, err);
    rc = rc ? rc : zc_tables_plan(&plan, &session->db, err);
    rc = rc ? rc : zc_shipped_behind(&edition, &session->db, err);
    if (!rc && (plan.size || edition))
        rc = zc_fail(err, ZC_EBUSY, "声明或程序有新版,请先停下这个城市的其他进程:%s", "the declarations or the program are newer: stop the other processes of %s first",
                     session->city->folder);
    zc_buf_free(&plan);
    return rc;
}

static int open_session(struct zc_session *out, const char *folder, enum opening how, struct zc_error *err)
{
    enum zc_store_mode mode = how >= WRITES ? ZC_STORE_WRITE : ZC_STORE_READ;
    bool first = true;
    *out = (struct zc_session){.lock = -1};
    if (current_host && same_folder(folder, current_host->city->folder)) {
        out->city = (struct zc_city *)current_host->city;
        out->db = *current_host->db;
        out->borrowed = true;
        return ZC_OK;
    }
    int rc = zc_city_open(&out->city, folder, err);
    bool on_server = !rc && zc_city_on_server(out->city);
    if (!rc && how >= WRITES)
        rc = lock_folder(&first, out, folder, how, err);
    if (!rc)
        rc = zc_db_open(&out->db, out->city, mode, err);
    if (!rc && how != LOOKS)
        rc = first ? settle_tables(out, mode, err) : settle_beside(out, err);
    if (!rc && how != LOOKS)
        rc = zc_code_extend(out->city, &out->db, err);
    if (!rc && on_server && first && (how == WRITES || how == SERVES) && flock(out->lock, LOCK_SH) != 0)
        rc = zc_fail(err, ZC_EIO, "城市文件夹 %s 的锁不能共用", "the lock of the city folder %s cannot be shared", folder);
    if (!rc && on_server && how == WRITES)
        rc = zc_store_hold(out->db.store, err);
    if (rc)
        zc_session_close(out);
    return rc;
}

int zc_session_open(struct zc_session *out, const char *folder, enum zc_store_mode mode, struct zc_error *err)
{
    return open_session(out, folder, mode == ZC_STORE_READ ? READS : WRITES, err);
}

int zc_session_look(struct zc_session *out, const char *folder, struct zc_error *err) { return open_session(out, folder, LOOKS, err); }
int zc_session_serve(struct zc_session *out, const char *folder, struct zc_error *err) { return open_session(out, folder, SERVES, err); }
int zc_session_alone(struct zc_session *out, const char *folder, struct zc_error *err) { return open_session(out, folder, ALONE, err); }

int zc_session_read(struct zc_session *out, struct zc_times *times, struct zc_args *args, struct zc_error *err)
{
    int rc = zc_session_open(out, args->words[0], ZC_STORE_READ, err);
    if (rc)
        return rc;
    rc = zc_store_begin(out->db.store, err);
    if (!rc)
        rc = zc_args_times(times, args, &out->db, err);
    if (rc)
        zc_session_close(out);
    return rc;
}

void zc_session_close(struct zc_session *session)
{
    if (session->borrowed) {
        zc_store_rollback(session->db.store); /* a reading verb leaves its snapshot to the end */
        *current_host->db = session->db;      /* what the connection opened or kept meanwhile stays its own */
        *session = (struct zc_session){.lock = -1};
        return;
    }
    zc_db_close(&session->db);
    if (session->lock >= 0) {
        zc_rights_mark_move(session->city); /* a verb may have changed somebody's rights, and servers run beside it */
        close(session->lock);
    }
    zc_city_close(session->city);
    *session = (struct zc_session){.lock = -1};
}

int zc_args_times(struct zc_times *out, struct zc_args *args, struct zc_db *db, struct zc_error *err)
{
    const char *asof_text = zc_args_option(args, "asof"), *known_text = zc_args_option(args, "known");
    int asof = ZC_DATE_MAX;
    int64_t known = zc_db_watermark(db);
    if (asof_text && !zc_date_parse(&asof, asof_text))
        return zc_fail(err, ZC_EUSAGE, "--asof 应为日期,如 2017-06-30,收到 %s", "--asof takes a date such as 2017-06-30, %s came", asof_text);
    if (known_text && !zc_instant_parse(&known, known_text))
        return zc_fail(err, ZC_EUSAGE, "--known 应为时刻,如 2017-07-07T16:20:41+08:00 或日期,收到 %s",
                       "--known takes an instant such as 2017-07-07T16:20:41+08:00 or a date, %s came", known_text);
    *out = zc_times_at(db, asof, known);
    return ZC_OK;
}

int zc_args_period(struct zc_period *out, struct zc_args *args, const struct zc_times *times, struct zc_error *err)
{
    const char *text = zc_args_option(args, "period");
    if (!text) {
        zc_period_half_of(out, times->asof);
        return ZC_OK;
    }
    return zc_period_parse(out, text) ? ZC_OK
                                      : zc_fail(err, ZC_EUSAGE, "--period 应为 2017、2017H1、2017Q2 或 2017-06,收到 %s",
                                                "--period is 2017, 2017H1, 2017Q2 or 2017-06, %s came", text);
}

const char *zc_args_face(struct zc_args *args)
{
    struct passwd *user = getpwuid(geteuid());
    return zc_arena_printf(&args->arena, "cli:%.40s", user ? user->pw_name : "unknown");
}
