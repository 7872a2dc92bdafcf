/*
 * expr: the one expression language of checks, access rules, metrics, filters and derived fields.
 *
 *   level = 'national' and granted_on <= :asof
 *   empty(done_on) and due_on < :asof
 *   plan.year = 2017 and lead_unit = :unit
 *   some responsibilities where party = :post       every items where state = 'verified'     count items where not empty(done_on) > 2
 *   role office and co_units has :unit              self(:person)    matter contains '改革'    kind in ('own', 'prescribed')
 *
 * Two-valued: a comparison with an empty value is false; `empty(x)` tests. `not`, `and`, `or`, parentheses. Comparisons
 * = != < <= > >= between values of one type; text is compared bytewise. + - on numbers; a date plus or minus a number of
 * days. Literals: 'text' ('' for a quote), 12, -3.5, true, false, 2017-06-30 (a date). `field.field` follows refs. `has`
 * tests a list. Quantifiers over an inverse; `every` over none is false unless written `every or none X where …`.
 * Parameters: :today :asof :from :to (period) :unit :post :person :area; `role X` tests the reader's roles;
 * `rule clocks.red_overdue_workdays` is the rule value in force on the as-of day, a whole number, empty where none is;
 * `self(:person)` is true when a person field of the row is the reader, or the row is the reader's own person; `kin(claimant)` when the
 * person that the path leads to is kin of the reader (core.md 4.5), `kin(claimant, lineal)` no further than spouse and lineal blood.
 * Parsed once against an entity into one tree; run by one evaluator in C and two SQL emitters, held equal by a test.
 */
#ifndef ZC_MODEL_EXPR_H
#define ZC_MODEL_EXPR_H

#include "base/buf.h"
#include "model/model.h"
#include "store/words.h"

enum zc_param { ZC_P_TODAY, ZC_P_ASOF, ZC_P_FROM, ZC_P_TO, ZC_P_UNIT, ZC_P_POST, ZC_P_PERSON, ZC_P_AREA, ZC_PARAM_COUNT };

/* `entity` gives the fields; the error says at which character and what was expected. Text ≤ 4000 bytes; depth and size such
 * that SQLite takes what is emitted: ≤ 4 steps along refs, ≤ 4 quantifiers inside each other, ≤ 64 terms in a sum. */
int zc_expr_parse(const struct zc_expr **out, struct zc_arena *arena, const struct zc_model *model,
                  const struct zc_entity *entity, const char *text, struct zc_error *err);
/* The expression written back in canonical form: same tree, same text. */
void zc_expr_print(struct zc_buf *out, const struct zc_expr *expr);

/* How far kin(…) reaches; each takes in those before it. */
enum zc_kin_degree { ZC_KIN_TO_SPOUSE, ZC_KIN_TO_LINEAL, ZC_KIN_TO_COLLATERAL, ZC_KIN_TO_AFFINITY };

/* What an evaluation may ask. `field` gives a stored value of the row in hand, its id when `field` is NULL; `follow` opens the row a ref
 * points to (NULL when none); `children` opens the rows whose `via` field points at the row. All at the same two times. */
struct zc_expr_context {
    void *user;
    struct zc_value params[ZC_PARAM_COUNT];
    bool (*role)(void *user, const char *full_role);
    struct zc_value (*rule)(void *user, const char *id); /* NULL: no rule value is in force */
    bool (*kin)(void *user, int64_t person, int64_t other, enum zc_kin_degree degree); /* NULL: nobody is */
    struct zc_value (*field)(void *user, const void *row, const struct zc_field *field);
    const void *(*follow)(void *user, const struct zc_entity *to, int64_t id);
    size_t (*children)(void *user, const void *row, const struct zc_entity *child, const struct zc_field *via,
                       const void *const **rows);
};
bool zc_expr_test(const struct zc_expr *expr, const struct zc_expr_context *context, const void *row);
struct zc_value zc_expr_value(const struct zc_expr *expr, const struct zc_expr_context *context, const void *row);
enum zc_type zc_expr_type(const struct zc_expr *expr); /* of its value */


/* SQL out: text with numbered places (?1 … or $1 …) and the values to bind. Text from outside only ever becomes a bind. */
struct zc_sql {
    enum zc_dialect dialect;
    struct zc_buf text;
    struct zc_value *binds;
    size_t bind_count, bind_capacity;
    struct zc_arena *arena;
    bool of_the_day; /* rule values or kin were read from the store for it: it holds only as long as they do not change */
};
void zc_sql_bind(struct zc_sql *sql, struct zc_value value); /* appends a place and its value */

/* How the emitter names things: `alias` of the row; `source` writes the FROM source of another entity at the same two
 * times (a table or subquery with the stored columns by field name plus `id`). */
struct zc_sql_context {
    struct zc_value params[ZC_PARAM_COUNT];
    bool (*role)(void *user, const char *full_role);
    struct zc_value (*rule)(void *user, const char *id); /* NULL: no rule value is in force */
    void (*kin)(void *user, struct zc_sql *sql, int64_t person, enum zc_kin_degree degree); /* appends "1, 2, 3", "NULL" for none; no function: nobody is */
    void (*source)(void *user, struct zc_sql *sql, const struct zc_entity *entity);
    void (*computed)(void *user, struct zc_sql *sql, const struct zc_field *field, const char *alias); /* appends its value of the row; NULL: it is empty */
    void *user;
};
/* Appends a boolean SQL expression that is never NULL. */
void zc_expr_sql(struct zc_sql *sql, const struct zc_expr *expr, const struct zc_sql_context *context, const char *alias);
/* Appends a value expression (for derived fields, sort keys). */
void zc_expr_value_sql(struct zc_sql *sql, const struct zc_expr *expr, const struct zc_sql_context *context, const char *alias);

/* Calls `visit` for every field that the expression reads, with the entity that owns it. */
void zc_expr_fields(const struct zc_expr *expr, void (*visit)(void *user, const struct zc_entity *entity, const struct zc_field *field),
                    void *user);
/* The same without looking into derived fields. */
void zc_expr_reads(const struct zc_expr *expr, void (*visit)(void *user, const struct zc_entity *entity, const struct zc_field *field), void *user);
/* Calls `visit` for every rule value that the expression reads. */
void zc_expr_rules(const struct zc_expr *expr, void (*visit)(void *user, const char *rule), void *user);
/* Whether the expression can hold only for a reader with some role, and whether it speaks of this role. */
bool zc_expr_needs_role(const struct zc_expr *expr);
bool zc_expr_names_role(const struct zc_expr *expr, const char *full_role);

/* One step from a row to others: along a ref (via == NULL) or down to the rows of `to` whose `via` points at it. */
struct zc_hop {
    const struct zc_entity *to;
    const struct zc_field *ref, *via;
};
/* Calls `visit` for every chain of steps, from the row in hand, over which the expression reads other rows (for digests and
 * locks). A longer chain comes after the shorter one that it begins with. The hops live only during the call. */
void zc_expr_reaches(const struct zc_expr *expr, void (*visit)(void *user, const struct zc_hop *hops, size_t count), void *user);

#endif
