/*
 * shipped: rule values and code lists as the declarations ship them, held against the records of the city. A declared value is
 * one record of core.rule_value or core.code_entry. Beside each field X that the city may change stands shipped_X, what the
 * program says; where the two differ, the city's own value stands and outranks. A later edition moves shipped_X, and X with it
 * only where the city had not changed it; where it had, the record is marked as a conflict for a person.
 */
#ifndef ZC_QUERY_SHIPPED_H
#define ZC_QUERY_SHIPPED_H

#include "query/rows.h"

enum zc_shipped_fate { ZC_SHIPPED_SAME, ZC_SHIPPED_NEW, ZC_SHIPPED_FOLLOWS, ZC_SHIPPED_CONFLICT };
struct zc_shipped {
    const struct zc_entity *entity;
    const char *name;           /* reform.clocks.item_warn_workdays, core.unit_kind 11: for messages */
    struct zc_value *values;    /* by column: keys and fields as shipped; columns shipped_X are left empty */
    bool *given;                /* by column: what the declarations say something about */
    int from;                   /* day from which a new record is so */
    enum zc_shipped_fate fate;
    int64_t id;                 /* 0: a new record */
    struct zc_rows known;       /* its slices as known now, by valid_from */
};
struct zc_shipped_list {
    struct zc_shipped *items;
    size_t count, news, follows, conflicts;
};
/* What loading today's declarations would do to the city's records. A record that the city ended or withdrew stays as it is. */
int zc_shipped_plan(struct zc_shipped_list *out, struct zc_arena *arena, struct zc_db *db, struct zc_error *err);

/* The field X of a column shipped_X; NULL for any other column. */
const struct zc_field *zc_shipped_original(const struct zc_entity *entity, const struct zc_field *copy);
/* Whether a slice holds something of the city's own. */
bool zc_shipped_own(const struct zc_record *slice);

/* The records marked as conflicts, both entities. */
int zc_shipped_conflicts(struct zc_rows *out, struct zc_arena *arena, struct zc_db *db, struct zc_error *err);

#endif
