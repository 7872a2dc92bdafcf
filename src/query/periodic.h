/*
 * periodic: which reports are owed for a period, and what the form of one asks. Everything is computed from the ledger as declared
 * (model/periodic.h): a report that nobody wrote is missing without a record saying so.
 */
#ifndef ZC_QUERY_PERIODIC_H
#define ZC_QUERY_PERIODIC_H

#include "model/periodic.h"
#include "query/due.h"

/* The period that holds a day, by kind; and the number of a period within its year, from 1. */
void zc_every_period(struct zc_period *out, enum zc_every every, int day);
int zc_every_number(enum zc_every every, int day);
const char *zc_every_code(enum zc_every every); /* month, quarter, year */
/* Of which kind a period is; false for half-years. */
bool zc_every_of(enum zc_every *out, const struct zc_period *period);

/* The plan whose days hold the end of the period. `id` 0: the only one; ZC_EINPUT says so when there are several, ZC_ENOTFOUND when there is none. */
int zc_periodic_plan(struct zc_record *out, struct zc_arena *arena, struct zc_db *db, const struct zc_entity *periods, const struct zc_period *period, int64_t id,
                     struct zc_error *err);
/* The record of a period; *there is false when nobody has needed it yet. */
int zc_periodic_period(struct zc_record *out, bool *there, struct zc_arena *arena, struct zc_db *db, const struct zc_entity *periods, int64_t plan,
                       const struct zc_period *period, struct zc_times times, struct zc_error *err);

struct zc_owed {
    int64_t unit;
    const char *unit_name;
    size_t lines;               /* wanted */
    bool there;                 /* a report record exists */
    struct zc_record report;
    struct zc_due due;          /* of the report, or of the one that is missing */
    bool has_due;
};
struct zc_owed_list {
    struct zc_owed *items;      /* by unit */
    size_t count;
};
/* Who owes a report of this entity for the period. As the ledger stood at its end (or stands today, before that), as known by `times.known`; the
 * clocks are read on `times.asof`. Before the first day of a row's ledger nothing is owed for it. */
int zc_periodic_owed(struct zc_owed_list *out, struct zc_arena *arena, struct zc_db *db, const struct zc_entity *report, int64_t plan, const struct zc_period *period,
                     struct zc_times times, struct zc_error *err);

struct zc_form_line {
    const struct zc_periodic_subject *subject;
    struct zc_record row;       /* what the line is about */
    bool has_line, has_last;
    struct zc_record line;      /* as it stands in the report */
    struct zc_record last;      /* the newest line about the same row of an earlier period */
};
struct zc_report_form {
    bool has_period, has_report, closed;
    struct zc_record period, report;
    struct zc_form_line *lines;
    size_t line_count;
    struct zc_rows parts;       /* asked of others for this period, or of this unit */
};
/* The form of one unit: the lines wanted, each with what it says now and what the one before said. */
int zc_periodic_form(struct zc_report_form *out, struct zc_arena *arena, struct zc_db *db, const struct zc_entity *report, int64_t plan, int64_t unit,
                     const struct zc_period *period, struct zc_times times, struct zc_error *err);
/* The line of a report that is about this row; false when there is none. */
bool zc_periodic_line(const struct zc_record **out, const struct zc_rows *lines, const struct zc_periodic *rule, const struct zc_periodic_subject *subject, int64_t row);

#endif
