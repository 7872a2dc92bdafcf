/*
 * ical: days of deadlines as a calendar that telephones subscribe to (RFC 5545). Lines end in CRLF and are folded at 75 octets, never
 * inside a character; texts are escaped (3.3.11). Pure.
 */
#ifndef ZC_HTTP_ICAL_H
#define ZC_HTTP_ICAL_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

struct zc_ical_event {
    const char *uid;                /* the same for the same matter, so that a moved day moves the entry */
    int day;
    const char *summary, *description, *url; /* the last two may be NULL */
    bool over;                      /* it is marked as such, and as important */
};
void zc_ical_begin(struct zc_buf *out, const char *name);
/* `stamp`: µs UTC, when it was made. */
void zc_ical_event(struct zc_buf *out, const struct zc_ical_event *event, int64_t stamp);
void zc_ical_end(struct zc_buf *out);

#endif
