/*
 * remind: what is new on a person's desk is sent to where he said (core.reminder), once.
 *
 * outbox.db in the city's folder, apart from the ledger: `line` holds what was told to whom already, `message` what has to be sent. New lines
 * and their message are written in one transaction before anything is sent. A message is claimed by a lease (state `sending`, the time
 * of the next attempt), so two programs never send the same at once, and one that was killed while sending tries again when its lease is over,
 * under the same Message-ID. A failure waits a minute, then twice as long each time, at most six hours; after ten it is `failed`.
 */
#ifndef ZC_HTTP_REMIND_H
#define ZC_HTTP_REMIND_H

#include "query/desk.h"

struct zc_remind_report {
    size_t targets, lines, made, sent, put_off, failed; /* failed: given up */
};
/* One pass: collects, then sends what is due. ZC_ENOTFOUND without keys/reminders.conf. */
int zc_remind_pass(struct zc_remind_report *out, struct zc_db *db, struct zc_error *err);

/* A thread that passes every so many minutes (remind_minutes in city.conf, 5). NULL when the city sends no reminders. */
struct zc_reminder;
int zc_remind_start(struct zc_reminder **out, const struct zc_city *city, struct zc_error *err);
void zc_remind_stop(struct zc_reminder *reminder);

#endif
