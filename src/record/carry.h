/*
 * carry: the year change (结转): what is open of one plan is carried into the next, as the entities declare it (model/carry.h). Each row
 * gets a twin that names it as its origin; the row itself takes its declared step from the day. Figures of days before are untouched.
 * One transaction under the writer's own rights; zc_bulk_withdraw takes it back. To learn what would happen, run it and roll back.
 */
#ifndef ZC_RECORD_CARRY_H
#define ZC_RECORD_CARRY_H

#include "record/write.h"

struct zc_carry_ask {
    const struct zc_entity *entity; /* of the two plans: one that some `carry` goes along */
    int64_t from, to;
    int on;                  /* from this day, not after today; ZC_TODAY */
    int due;                 /* the due day of all that is carried; 0 = as declared */
    const char *why;
};
enum { ZC_CARRY_NAMES = 12 };
struct zc_carry_line {
    const struct zc_entity *entity;
    size_t carried, stays;   /* stays: not open, left where it is */
    const char *names[ZC_CARRY_NAMES]; /* of the first that are carried: what it was → what it is */
    size_t name_count;
};
struct zc_carry_report {
    struct zc_carry_line *lines;
    size_t line_count;
};
/* Whether anything is carried along records of this entity. */
bool zc_carry_possible(const struct zc_model *model, const struct zc_entity *entity);
/* ZC_EINPUT, ZC_EDENIED …: then nothing may stay, the caller rolls back. ZC_ENOTFOUND: nothing is open. */
int zc_carry_run(struct zc_carry_report *out, struct zc_arena *arena, struct zc_tx *tx, const struct zc_carry_ask *ask, struct zc_error *err);
/* Takes back a transaction that carried rows into the plan `to`; another is refused (ZC_ENOTFOUND). */
int zc_carry_withdraw(struct zc_tx *tx, const struct zc_entity *entity, int64_t to, int64_t number, const char *why, struct zc_error *err);

#endif
