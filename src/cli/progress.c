#include "cli/progress.h"
#include "base/date.h"

#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

static const int64_t QUIET_US = 2000000, LINE_US = 3000000, REDRAW_US = 200000;

static volatile sig_atomic_t asked_to_stop;
static void on_interrupt(int signal_number)
{
    (void)signal_number;
    asked_to_stop = 1;
}

static bool stopped(void)
{
    const struct zc_host *host = zc_session_hosting();
    char byte;
    if (!host)
        return asked_to_stop;
    return recv(host->line, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

void zc_shown_begin(struct zc_shown *shown, struct zc_args *args, const char *what)
{
    const struct zc_host *host = zc_session_hosting();
    *shown = (struct zc_shown){.args = args, .what = what, .began = zc_instant_now(), .terminal = isatty(host ? host->problems : STDERR_FILENO)};
    if (!host) /* SA_RESETHAND: the second one ends the program */
        sigaction(SIGINT, &(struct sigaction){.sa_handler = on_interrupt, .sa_flags = (int)SA_RESETHAND | SA_RESTART}, NULL);
}

bool zc_shown_tell(void *user, const struct zc_step *step)
{
    struct zc_shown *shown = user;
    enum zc_lang lang = shown->args->lang;
    FILE *to = shown->args->err;
    int64_t now = zc_instant_now();
    char left[ZC_LEFT_TEXT], counts[64] = "", percent[16] = "";
    zc_pace_note(&shown->pace, now, step->permille);
    if (now - shown->began < QUIET_US || now - shown->said < (shown->terminal ? REDRAW_US : LINE_US))
        return !stopped();
    shown->said = now;
    zc_pace_text(left, zc_pace_left(&shown->pace, now), lang);
    if (step->total)
        snprintf(counts, sizeof counts, " %lld / %lld", (long long)step->done, (long long)step->total);
    else if (step->done)
        snprintf(counts, sizeof counts, " %lld", (long long)step->done);
    if (step->permille)
        snprintf(percent, sizeof percent, " %d%%", step->permille / 10);
    fprintf(to, "%s  %s %s%s%s%s%s%s", shown->terminal ? "\r" : "", shown->what, zc_pick(step->name, lang), counts, percent, *left ? (lang == ZC_EN ? ", " : ",") : "", left,
            shown->terminal ? "\033[K" : "\n");
    fflush(to);
    shown->open = shown->terminal;
    return !stopped();
}

void zc_shown_end(struct zc_shown *shown)
{
    if (shown->open)
        fputs("\r\033[K", shown->args->err);
    fflush(shown->args->err);
    if (!zc_session_hosting())
        signal(SIGINT, SIG_DFL);
}
