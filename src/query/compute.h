/*
 * compute: computed fields. A module offers a pure C function by a line ZC_FUNCTION(module, name); in one of its headers; the
 * build gathers them in one table, and a field declared `computed: module.name` is the function's value for a record at two
 * times. Its `inputs` are fields of the record, or entities: those whose rows point at the record over up to three refs (the
 * items of the tasks of a plan), or the one that the record itself points at.
 *
 * A computation sees all rows of its inputs, whoever asks: the progress of a task is one number. Nothing of it is stored.
 */
#ifndef ZC_QUERY_COMPUTE_H
#define ZC_QUERY_COMPUTE_H

#include "base/ratio.h"
#include "query/rows.h"

struct zc_compute {
    struct zc_arena *arena;
    struct zc_times times;
    const struct zc_field *field;   /* what is computed: its type and decimals */
    const struct zc_record *record;
    const struct zc_rows *inputs;   /* in the order of the declaration; of a field of the record, no rows */
};
typedef struct zc_value zc_compute_fn(const struct zc_compute *compute); /* ZC_EMPTY when there is no answer */

struct zc_function {
    const char *name; /* module.name */
    zc_compute_fn *compute;
};
#define ZC_FUNCTION(module, name) zc_compute_fn zc_fn_##module##_##name
extern const struct zc_function zc_functions[]; /* the end has no name */

/* Every computed field names a function that is there, and inputs that can be reached. The error says where the field stands. */
int zc_compute_check(const struct zc_model *model, struct zc_error *err);

/* A computed field of a record at the two times. ZC_EMPTY where the inputs cannot be read. */
struct zc_value zc_compute_value(struct zc_arena *arena, struct zc_db *db, struct zc_times times, const struct zc_record *record, const struct zc_field *field);

/* For the functions: a ratio in the decimals of the field; a whole number; a row's state. */
struct zc_value zc_compute_ratio(const struct zc_compute *compute, struct zc_ratio ratio);
bool zc_compute_state(const struct zc_record *record, const char *state);

#endif
