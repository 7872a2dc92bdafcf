/*
 * aggregate: rows counted and measured by groups, at two times, with the same filter, search and rights as a list: the groups
 * of a reader add up to the rows that he may see. A column that is hidden from the reader can be neither grouped nor measured.
 *
 * Stored columns are grouped by the engine. Derived fields are evaluated row by row at the two times and grouped here, for up
 * to ZC_AGGREGATE_ROWS rows. So are fields that hold several values, of which one key may be: a row counts in the group of each of
 * its values, and once in the total.
 */
#ifndef ZC_QUERY_AGGREGATE_H
#define ZC_QUERY_AGGREGATE_H

#include "query/rows.h"

enum { ZC_AGGREGATE_KEYS = 3, ZC_AGGREGATE_MEASURES = 8, ZC_AGGREGATE_GROUPS = 1000, ZC_AGGREGATE_ROWS = 100000 };

enum zc_measure_kind {
    ZC_MEASURE_COUNT,    /* rows */
    ZC_MEASURE_FILLED,   /* rows whose field is not empty */
    ZC_MEASURE_DISTINCT, /* different values that are not empty */
    ZC_MEASURE_SUM,      /* of an int, decimal or money, in units of its last decimal; empty when no row has a value */
    ZC_MEASURE_MIN, ZC_MEASURE_MAX
};
enum zc_group_step { ZC_STEP_NONE, ZC_STEP_YEAR, ZC_STEP_HALF, ZC_STEP_QUARTER, ZC_STEP_MONTH };

struct zc_group_key {
    const char *text;             /* as asked: due_on:quarter */
    const struct zc_field *field;
    enum zc_group_step step;      /* of a date: the value is the period's name, 2017H1 */
};
struct zc_measure {
    const char *text;             /* as asked: sum:budget */
    enum zc_measure_kind kind;
    const struct zc_field *field; /* NULL for the count */
};
struct zc_aggregate_query {
    struct zc_rows_query rows;    /* without order, cursor and limit */
    struct zc_group_key keys[ZC_AGGREGATE_KEYS];
    struct zc_measure measures[ZC_AGGREGATE_MEASURES];
    size_t key_count, measure_count;
    size_t limit;                 /* groups, at most ZC_AGGREGATE_GROUPS */
};
struct zc_group {
    struct zc_value keys[ZC_AGGREGATE_KEYS];
    struct zc_value measures[ZC_AGGREGATE_MEASURES]; /* of the field's own type for sum, min and max; whole numbers for the others */
};
struct zc_groups {
    struct zc_group *items;       /* by key values ascending, empty first */
    size_t count;
    bool more;                    /* there are groups beyond the limit */
    struct zc_group total;        /* over all rows; its keys are empty */
};

/* Reads "domain,due_on:quarter" and "count,sum:budget" into the query (both may be NULL: no key; the count). The texts live in
 * the arena. ZC_EINPUT names the part that is wrong. */
int zc_aggregate_read(struct zc_aggregate_query *query, struct zc_arena *arena, const char *keys, const char *measures, struct zc_error *err);
/* The answer lives in the arena. ZC_ELIMIT when a sum overflows or a derived field is asked of too many rows. */
int zc_aggregate(struct zc_groups *out, struct zc_arena *arena, struct zc_db *db, const struct zc_aggregate_query *query, struct zc_error *err);

#endif
