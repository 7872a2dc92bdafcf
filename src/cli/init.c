/*
 * init: a new city. With --sample the loader walks through the sample's dated events: each line of events.txt is a day, a time
 * and a verb of this command line, run with the sample clock standing there, so that known times lie where they belong.
 */
#include "cli/verbs.h"
#include "record/found.h"
#include "record/people.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LONGEST_LINE = 4096, MOST_WORDS = 64 };

static const char *sample_folder(struct zc_args *args, const char *name)
{
    const char *modules = zc_modules_folder(&args->arena);
    const char *slash = strrchr(modules, '/');
    return zc_arena_printf(&args->arena, "%.*s/examples/%s", slash ? (int)(slash - modules) : 1, slash ? modules : ".", name);
}

/* Splits a line at blanks; a word may stand in double quotes. */
static int words_of(char **words, char *line)
{
    int count = 0;
    char *at = line;
    while (*at && count < MOST_WORDS) {
        at += strspn(at, " \t");
        if (!*at || *at == '#')
            break;
        char *to = at;
        words[count++] = to;
        bool quoted = false;
        for (; *at && (quoted || (*at != ' ' && *at != '\t')); at++) {
            if (*at == '"')
                quoted = !quoted;
            else
                *to++ = *at;
        }
        bool more = *at != 0;
        *to = 0;
        at += more;
    }
    return count;
}

static int move_clock(const char *city, int64_t to, struct zc_args *args, struct zc_error *err)
{
    struct zc_session session;
    int rc = zc_session_open(&session, city, ZC_STORE_WRITE, err);
    if (rc)
        return rc;
    if (zc_db_now(&session.db) != to)
        rc = zc_clock_move(&session.db, to, zc_args_face(args), err);
    zc_session_close(&session);
    return rc;
}

static int run_event(struct zc_args *args, const char *city, const char *folder, int line_number, char **words, int count, struct zc_error *err)
{
    char stamp[64];
    int64_t at;
    char *argv[MOST_WORDS + 4];
    int argc = 0;
    snprintf(stamp, sizeof stamp, "%.10sT%.5s:00+08:00", words[0], count > 1 ? words[1] : "");
    if (count < 3 || !zc_instant_parse(&at, stamp))
        return zc_fail(err, ZC_EINPUT, "events.txt 第 %d 行应为:日期 时间 动词 …", "events.txt line %d: expected DATE TIME VERB …", line_number);
    int rc = move_clock(city, at, args, err);
    if (rc || strcmp(words[2], "clock") == 0)
        return rc;
    argv[argc++] = words[2];
    argv[argc++] = (char *)city;
    for (int i = 3; i < count; i++) { /* files of the sample are named relative to it */
        const char *inside = zc_arena_printf(&args->arena, "%s/%s", folder, words[i]);
        argv[argc++] = strchr(words[i], '.') && words[i][0] != '-' && access(inside, R_OK) == 0 ? (char *)inside : words[i];
    }
    char lang[] = "--lang=zh";
    if (args->lang == ZC_EN)
        memcpy(lang + 7, "en", 2);
    argv[argc++] = lang;
    fprintf(args->out, "%s %s  ", words[0], words[1]);
    fflush(args->out);
    if (zc_run_verb(argc, argv, args->out, args->err) != 0)
        return zc_fail(err, ZC_ECHECK, "events.txt 第 %d 行没有成功:%s", "events.txt line %d failed: %s", line_number, words[2]);
    return ZC_OK;
}

static int load_sample(struct zc_args *args, const char *city, const char *folder, struct zc_error *err)
{
    char path[4096], line[LONGEST_LINE], *words[MOST_WORDS];
    snprintf(path, sizeof path, "%s/events.txt", folder);
    FILE *file = fopen(path, "r");
    if (!file)
        return zc_fail(err, ZC_EIO, "读不到 %s", "cannot read %s", path);
    int rc = ZC_OK;
    for (int number = 1; !rc && fgets(line, sizeof line, file); number++) {
        line[strcspn(line, "\r\n")] = 0;
        int count = words_of(words, line);
        if (count)
            rc = run_event(args, city, folder, number, words, count, err);
    }
    fclose(file);
    return rc;
}

/* The first event tells where the clock starts. */
static int64_t first_instant(const char *folder)
{
    char path[4096], line[LONGEST_LINE], stamp[64];
    int64_t at = 0;
    snprintf(path, sizeof path, "%s/events.txt", folder);
    FILE *file = fopen(path, "r");
    while (file && !at && fgets(line, sizeof line, file)) {
        snprintf(stamp, sizeof stamp, "%.10sT%.5s:00+08:00", line, strlen(line) > 16 ? line + 11 : "");
        zc_instant_parse(&at, stamp);
    }
    if (file)
        fclose(file);
    return at;
}

/* A real city has no default password: its three administrators get one-time links, each in a file of its own. */
static int invite_administrators(struct zc_args *args, const char *folder, struct zc_error *err)
{
    struct zc_session session;
    int rc = zc_session_open(&session, folder, ZC_STORE_WRITE, err);
    if (rc)
        return rc;
    if (!(rc = zc_people_found(&session.db, folder, err)))
        zc_say(args, "三员的一次性链接在 %s/keys/invites/(24 小时内有效,分别交给本人)",
               "one-time links of the three administrators are in %s/keys/invites/ (good for 24 hours; hand each to its owner)", folder);
    zc_session_close(&session);
    return rc;
}

int zc_verb_init(struct zc_args *args)
{
    struct zc_error err = {0};
    const char *sample = zc_args_option(args, "sample"), *area = zc_args_option(args, "area");
    struct zc_founding founding = {.folder = args->word_count == 1 ? args->words[0] : NULL,
                                   .name = {zc_args_option(args, "name"), zc_args_option(args, "name-en")},
                                   .database = zc_args_option(args, "database"),
                                   .area = area ? strtoll(area, NULL, 10) : 520100,
                                   .sample = sample != NULL};
    const char *folder = sample ? sample_folder(args, sample) : NULL;
    if (!founding.folder || (sample && strchr(sample, '/'))) {
        zc_fail(&err, ZC_EUSAGE, "缺少城市文件夹", "the city folder is missing");
        return zc_args_fail(args, &err);
    }
    if (sample) {
        founding.name = (struct zc_pair){"示例城市", "Sample city"};
        founding.clock = first_instant(folder);
        if (!founding.clock) {
            zc_fail(&err, ZC_EINPUT, "没有示例 %s(找不到 %s/events.txt)", "there is no sample %s (%s/events.txt is missing)", sample, folder);
            return zc_args_fail(args, &err);
        }
    }
    if (!founding.name.zh)
        founding.name.zh = "本市";
    if (!founding.name.en)
        founding.name.en = "The city";
    if (founding.area < 1 || founding.area > 1048575) {
        zc_fail(&err, ZC_EUSAGE, "--area 应为区划编号,如 520100", "--area takes an area number such as 520100");
        return zc_args_fail(args, &err);
    }
    if (zc_city_found(&founding, &err))
        return zc_args_fail(args, &err);
    zc_say(args, "已新建城市 %s", "made the city %s", founding.folder);
    if (!sample && invite_administrators(args, founding.folder, &err))
        return zc_args_fail(args, &err);
    if (sample && load_sample(args, founding.folder, folder, &err))
        return zc_args_fail(args, &err);
    return 0;
}

int zc_verb_clock(struct zc_args *args)
{
    struct zc_error err = {0};
    struct zc_session session;
    int64_t at;
    char stamp[64];
    if (args->word_count < 2) {
        zc_fail(&err, ZC_EUSAGE, "缺少日期", "the date is missing");
        return zc_args_fail(args, &err);
    }
    snprintf(stamp, sizeof stamp, "%.10sT%.5s:00+08:00", args->words[1], args->word_count > 2 ? args->words[2] : "09:00");
    if (!zc_instant_parse(&at, stamp)) {
        zc_fail(&err, ZC_EUSAGE, "日期时间看不懂:%s", "unreadable date and time: %s", stamp);
        return zc_args_fail(args, &err);
    }
    if (zc_session_open(&session, args->words[0], ZC_STORE_WRITE, &err))
        return zc_args_fail(args, &err);
    int rc = zc_clock_move(&session.db, at, zc_args_face(args), &err);
    zc_session_close(&session);
    return rc ? zc_args_fail(args, &err) : 0;
}
