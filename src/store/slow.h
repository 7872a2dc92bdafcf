/*
 * slow: statements that take long are told, with what they did and how the engine carries them out, never with a value. The time is that
 * of the engine alone, not what the caller does between two rows, to a few milliseconds (a coarse clock: it is read for every row).
 */
#ifndef ZC_STORE_SLOW_H
#define ZC_STORE_SLOW_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct zc_slow {
    const char *sql;  /* literals replaced by ? */
    int64_t ms, rows; /* given, or met, by the engine */
    const char *plan; /* a step a line, indented; "" when there is none (a commit, say) */
};
/* Called on the thread of the statement, which has ended; the texts stay until it returns. */
typedef void zc_slow_tell(const struct zc_slow *slow);
/* From then on in every store of the process, but in boxes of ballots, whose times tell something. 0 ms: never. Before threads start. */
void zc_slow_watch(int ms, zc_slow_tell *tell);

/* For engines: what is spent on one statement. */
struct zc_spent {
    int64_t ns, rows;
};
int64_t zc_slow_clock(void);                      /* 0 while nothing is watched */
void zc_slow_add(struct zc_spent *spent, int64_t since, bool row);
bool zc_slow_passed(const struct zc_spent *spent);
void zc_slow_say(const struct zc_spent *spent, const char *sql, const char *plan);
/* Whether an engine can be asked how it carries the statement out. */
bool zc_slow_has_plan(const char *sql);
/* Appends the text without its values: 'texts' and numbers become ?; names, places and comments stay. */
void zc_slow_strip(struct zc_buf *out, const char *sql);

#endif
