/*
 * log: one line an event on standard error, as text or as one JSON object. Never secrets, never values of rows. Thread-safe.
 *
 * Lines are bounded so that nobody fills a disk by asking: lines of requests to 100 a second after 1,000 at once, all others to 20 a second
 * after 200. What is left out is counted, and the next line that is written is preceded by one that says how many.
 */
#ifndef ZC_BASE_LOG_H
#define ZC_BASE_LOG_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum zc_log_style { ZC_LOG_TEXT, ZC_LOG_JSON, ZC_LOG_OFF }; /* OFF: requests leave no line; what goes wrong is still said, as text */
void zc_log_set(enum zc_log_style style); /* before threads start; OFF without it */

void zc_log(const char *level, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* One member of a structured line: a text, or a number with so many of its digits behind the point. */
struct zc_log_field {
    const char *name, *text; /* text NULL: the number */
    int64_t number;
    int decimals;            /* 3: 1234 stands as 1.234 */
};
enum zc_log_kind { ZC_LOG_REQUEST, ZC_LOG_OTHER }; /* which of the two bounds counts it */
void zc_log_event(enum zc_log_kind kind, const char *level, const char *event, const struct zc_log_field *fields, size_t count);

/* The request for which this thread works: its id stands in every line that it writes. NULL: none. The text must outlive the work. */
void zc_log_work_for(const char *request);
const char *zc_log_works_for(void);

/* Lines since the start, and how many were left out. */
struct zc_log_counts {
    uint64_t written, dropped;
};
struct zc_log_counts zc_log_count(void);

/* For tests: the line as it would be written, without its end; and whether one more may be written at an instant in nanoseconds, where
 * `*full_at` is the state of a bound. */
void zc_log_render(struct zc_buf *out, enum zc_log_style style, const char *at, const char *level, const char *event, const struct zc_log_field *fields,
                   size_t count);
bool zc_log_room(int64_t *full_at, int64_t now, int64_t a_second, int64_t at_once);

#endif
