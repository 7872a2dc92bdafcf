/*
 * periodic: writing a whole report of a period, and closing a period (model/periodic.h). One transaction each, under the writer's own rights;
 * only the record of a period, which nobody need make by hand, is written by the city.
 */
#ifndef ZC_RECORD_PERIODIC_H
#define ZC_RECORD_PERIODIC_H

#include "query/periodic.h"
#include "record/write.h"

struct zc_periodic_line {
    const struct zc_periodic_subject *subject;
    int64_t row;                /* what it is about */
    struct zc_patch patch;      /* of the line entity, id 0: its own fields alone */
    bool told;                  /* the writer says which slice of the line he saw, 0 for none: ZC_ECONFLICT when another one stands */
    int slice;
};
struct zc_periodic_ask {
    const struct zc_entity *report;
    int64_t plan, unit;
    struct zc_period period;
    struct zc_periodic_line *lines;
    size_t line_count;
    bool submit;                /* else it stays a draft */
    const char *amendment;      /* the reason, where the period is closed; NULL */
    const char *why;
};
/* Makes or changes the report of the unit with these lines, the others stay, and submits it. A line is so from the end of the period, of an amendment
 * from today on. Refused: a period that has not begun; a closed period without a reason (ZC_ECONFLICT: offer an amendment); a line that is
 * not wanted; submitting while a wanted line is missing or a co-unit that was asked may still answer. A co-unit whose time is over is recorded
 * as silent. *id: the report. */
int zc_periodic_send(int64_t *id, struct zc_tx *tx, const struct zc_periodic_ask *ask, struct zc_error *err);

/* The record of a period, which the city makes where nobody has needed it yet. */
int zc_periods_record(struct zc_record *out, struct zc_arena *arena, struct zc_tx *tx, const struct zc_entity *periods, int64_t plan, const struct zc_period *period,
                      struct zc_error *err);

/* Closes the period: its figures are kept with values and reasons as known now. Refused before its end, before the finer periods within it are closed, while
 * a missing report may still come in time, and while a submitted one awaits its decision. *id: the record of the period. */
int zc_periods_close(int64_t *id, size_t *kept, struct zc_tx *tx, const struct zc_entity *periods, int64_t plan, const struct zc_period *period, const char *why,
                     struct zc_error *err);

#endif
