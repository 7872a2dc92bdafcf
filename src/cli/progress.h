/*
 * progress: long verbs on the command line say how far they are, on standard error: on a terminal one line that is written over,
 * elsewhere a line every few seconds; nothing at all when they are done within two. Ctrl-C asks the work to stop; a second one
 * ends the program at once. A forwarded verb shows the same and is stopped by the same key (cli/forward.h).
 */
#ifndef ZC_CLI_PROGRESS_H
#define ZC_CLI_PROGRESS_H

#include "base/progress.h"
#include "cli/args.h"

struct zc_shown {
    struct zc_args *args;
    const char *what;        /* the file or verb, before the step */
    struct zc_pace pace;
    int64_t began, said;     /* µs */
    bool terminal, open;     /* open: a line stands that is not ended */
};
void zc_shown_begin(struct zc_shown *shown, struct zc_args *args, const char *what);
zc_tell zc_shown_tell;       /* user: struct zc_shown */
void zc_shown_end(struct zc_shown *shown);

#endif
