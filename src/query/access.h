/*
 * access: the decision for one row in hand, steps 3 to 6 of core.md 6.1. Its SQL form is zc_rows_access (query/rows.h), which a
 * property test holds equal. Refusals are asked of every stand of the person: the chosen post, all others held, and whoever is
 * represented; one that holds is enough, and no grant re-opens it.
 */
#ifndef ZC_QUERY_ACCESS_H
#define ZC_QUERY_ACCESS_H

#include "query/eval.h"

enum zc_access_verb { ZC_ACCESS_READ, ZC_ACCESS_WRITE };
struct zc_decision {
    bool granted, denied; /* denied: a refusal holds, whatever was granted */
    const char *rule;     /* as declared: which granted; "public" when the row is; NULL when none did */
};
/* Whether a read rule of the entity asks for the reader's unit: then it is asked for the units that ended in his, too. */
bool zc_access_asks_unit(const struct zc_entity *entity, size_t rule);
/* The reader is that of the evaluation. */
struct zc_decision zc_access_decide(struct zc_eval *eval, enum zc_access_verb verb, const struct zc_record *record);
/* Whether the condition holds for any stand of the reader. */
bool zc_access_any_stand(struct zc_eval *eval, const struct zc_expr *expr, const struct zc_record *record);
/* Whether it holds for the reader, and for the person he represents too. */
bool zc_access_each_person(struct zc_eval *eval, const struct zc_expr *expr, const struct zc_record *record);

#endif
