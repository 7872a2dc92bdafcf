/* main: the table of verbs. One file a verb; each verb's usage stands in the table. */
#include "cli/args.h"
#include "cli/forward.h"
#include "cli/verbs.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

struct verb {
    const char *name;
    int (*run)(struct zc_args *args);
    const char *options;
    const char *line;
    struct zc_pair what;
};

static const struct verb verbs[] = {
#define ZC_VERB(name, function, options, line, zh, en) {name, function, options, line, {zh, en}},
#include "cli/verbs.inc"
#undef ZC_VERB
};

static const struct verb *find_verb(const char *name)
{
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(verbs[i].name, name) == 0)
            return &verbs[i];
    return NULL;
}

static enum zc_lang default_lang(void)
{
    const char *lang = getenv("ZHUCHENG_LANG");
    return lang && strcmp(lang, "en") == 0 ? ZC_EN : ZC_ZH;
}

static void usage(FILE *out, enum zc_lang lang)
{
    fputs(lang == ZC_EN ? "zhucheng VERB CITY-FOLDER …\n\n" : "zhucheng 动词 城市文件夹 …\n\n", out);
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        fprintf(out, "  %s %s\n      %s\n", verbs[i].name, verbs[i].line, zc_pick(verbs[i].what, lang));
}

static bool asks_for_help(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0)
            return true;
    return false;
}

int zc_run_verb(int argc, char **argv, FILE *out, FILE *err_out)
{
    struct zc_error err = {0};
    struct zc_args args = {.lang = default_lang(), .out = out, .err = err_out, .verb = argc ? argv[0] : ""};
    const struct verb *verb = argc ? find_verb(argv[0]) : NULL;
    if (!verb) {
        bool help = argc && (strcmp(argv[0], "help") == 0 || strcmp(argv[0], "--help") == 0);
        usage(help ? out : err_out, args.lang);
        return help ? 0 : 2;
    }
    if (asks_for_help(argc, argv)) {
        fprintf(out, "zhucheng %s %s\n    %s\n", verb->name, verb->line, zc_pick(verb->what, args.lang));
        return 0;
    }
    int status;
    if (zc_args_parse(&args, argc - 1, argv + 1, verb->options, &err)) {
        status = zc_args_fail(&args, &err);
        fprintf(err_out, "  zhucheng %s %s\n", verb->name, verb->line);
    } else {
        status = verb->run(&args);
        if (status == 2)
            fprintf(err_out, "  zhucheng %s %s\n", verb->name, verb->line);
    }
    zc_args_free(&args);
    return status;
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    zc_forward_remember(argc - 1, argv + 1);
    return zc_run_verb(argc - 1, argv + 1, stdout, stderr);
}
