/* verbs: one function a verb of the command line. Each prints to args->out and returns the exit status (0, 1, 2). */
#ifndef ZC_CLI_VERBS_H
#define ZC_CLI_VERBS_H

#include "cli/args.h"

#define ZC_VERB(name, function, options, line, zh, en) int function(struct zc_args *args);
#include "cli/verbs.inc"
#undef ZC_VERB

#endif
