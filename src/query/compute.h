/*
 * compute: computed fields. A module offers a pure C function by a line ZC_FUNCTION(module, name); in one of its headers; the
 * build gathers them in one table, and a field declared `computed: module.name` is the function's value for a record at two
 * times. Its `inputs` are
 *
 *     fields of the record;
 *     entities: those whose rows point at the record over up to three refs (the items of the tasks of a plan), or the one that
 *         the record itself points at;
 *     `ENTITY.REF.REF`, where another way up than the shortest is meant;
 *     `ENTITY.REF = OWN_REF`: the rows that name what the record names, as the reports of its unit;
 *     `slices`, the record's own past, or `ENTITY.slices`, that of the rows of an entity that points at the record: every slice
 *         valid by the as-of day as known at the known time, by record and day.
 *
 * A computation sees all rows of its inputs, whoever asks: the progress of a task is one number. It also reads rule values and the
 * calendar, as of the two times. Nothing of it is stored. Besides its value it may give reasons: which rules spoke, in words,
 * each with the record that it rests on.
 *
 * Rows are worked out through a set, which reads each input once for all of them, and of a named few only what belongs to these.
 */
#ifndef ZC_QUERY_COMPUTE_H
#define ZC_QUERY_COMPUTE_H

#include "base/ratio.h"
#include "query/due.h"
#include "query/rows.h"
#include "query/rule.h"

struct zc_reason {
    const char *mark;              /* the code that this rule alone would give */
    const char *rule;              /* its name, the same at every time: overdue */
    struct zc_pair words;
    int64_t number;                /* how far, for order: larger is worse; 0 when the rule measures nothing */
    struct zc_pair unit;           /* of the number; zh NULL when there is none */
    const struct zc_entity *entity; /* the record it rests on; NULL: the row itself */
    int64_t id;
};
struct zc_reasons {
    struct zc_reason *items; /* in the order in which the function gave them */
    size_t count, capacity;
};

struct zc_compute_set;
struct zc_compute {
    struct zc_arena *arena;
    struct zc_times times;
    const struct zc_field *field;   /* what is computed: its type and decimals */
    const struct zc_record *record;
    const struct zc_rows *inputs;   /* in the order of the declaration; of a field of the record, no rows */
    struct zc_reasons *reasons;
    struct zc_compute_set *set;     /* rule values and calendar */
};
typedef struct zc_value zc_compute_fn(const struct zc_compute *compute); /* ZC_EMPTY when there is no answer */

struct zc_function {
    const char *name; /* module.name */
    zc_compute_fn *compute;
};
#define ZC_FUNCTION(module, name) zc_compute_fn zc_fn_##module##_##name
extern const struct zc_function zc_functions[]; /* the end has no name */

zc_compute_fn *zc_compute_function(const char *name); /* NULL when the program has none of that name */
/* Whether the function finds the text in that field of the row well-formed (`valid` of fields and numbers). */
bool zc_compute_valid(const char *function, struct zc_arena *arena, struct zc_times times, const struct zc_record *record, const struct zc_field *field);

/* Every computed field names a function that is there, and inputs that can be reached. The error says where the field stands. */
int zc_compute_check(const struct zc_model *model, struct zc_error *err);

/* For rows of one entity at two times; lives in the arena. Inputs are read when they are first asked for: of `rows` what belongs to them, where rows
 * is NULL all. Any other row of the entity may be asked, too; it is worked out alone. */
void zc_compute_open(struct zc_compute_set **out, struct zc_arena *arena, struct zc_db *db, struct zc_times times, const struct zc_entity *entity,
                     const struct zc_rows *rows);
/* A computed field of a row of the set's entity, with its reasons when `reasons` is given. ZC_EMPTY where an input cannot be read. */
struct zc_value zc_compute_of(struct zc_compute_set *set, const struct zc_record *record, const struct zc_field *field, struct zc_reasons *reasons);
/* The same for one row alone. */
struct zc_value zc_compute_value(struct zc_arena *arena, struct zc_db *db, struct zc_times times, const struct zc_record *record, const struct zc_field *field,
                                 struct zc_reasons *reasons);

/* The field for expressions: appends its value of the row under `alias`. Only codes come here (model/expr_parse). */
void zc_compute_sql(struct zc_sql *sql, struct zc_db *db, struct zc_times times, const struct zc_field *field, const char *alias);
/* Calls `visit` with the chain of steps that leads from a row to the rows of each input, for the digest of a figure that rests on the field. */
void zc_compute_reaches(const struct zc_model *model, const struct zc_entity *entity, const struct zc_field *field,
                        void (*visit)(void *user, const struct zc_hop *hops, size_t count), void *user);

/* The entities among the field's inputs that hold no row yet: what the computation cannot see. */
int zc_compute_lacks(const struct zc_entity ***out, size_t *count, struct zc_arena *arena, struct zc_db *db, struct zc_times times, const struct zc_entity *entity,
                     const struct zc_field *field, struct zc_error *err);

/* For the functions: a ratio in the decimals of the field; a whole number; a row's state. */
struct zc_value zc_compute_ratio(const struct zc_compute *compute, struct zc_ratio ratio);
bool zc_compute_state(const struct zc_record *record, const char *state);
int64_t zc_compute_number(const struct zc_record *record, const char *field); /* 0 when it is empty */
/* The rule value in force on the as-of day, as known then, as a decimal of `scale`; false where none is or it is no number. */
bool zc_compute_rule(int64_t *out, const struct zc_compute *compute, const char *id, int scale);
struct zc_rules *zc_compute_rules(const struct zc_compute *compute); /* of any day, as known then */
const struct zc_entity *zc_compute_entity(const struct zc_compute *compute, const char *name); /* for a reason that rests on no row of an input */
struct zc_db *zc_compute_db(const struct zc_compute *compute); /* for the kernel's own functions, which know what they read */
const struct zc_calendar *zc_compute_calendar(const struct zc_compute *compute);
/* A clock of the record as it stands on the as-of day; false when it has none of that name or it has not started. */
bool zc_compute_clock(struct zc_due *out, const struct zc_compute *compute, const char *name);
struct zc_reason *zc_compute_reason(const struct zc_compute *compute, const char *mark, const char *rule, struct zc_pair words, const struct zc_record *of);

#endif
