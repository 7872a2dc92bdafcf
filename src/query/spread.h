/*
 * spread: how the tables of a city would lie on Citus, from the declarations alone: an entity that is everywhere is whole on each server (a
 * reference table), one with a home lies by its area, beside the journal of that area. What a table lacks for it is read off the
 * statement that makes it. Nothing here asks or changes a database.
 */
#ifndef ZC_QUERY_SPREAD_H
#define ZC_QUERY_SPREAD_H

#include "base/buf.h"
#include "model/model.h"
#include "store/schema.h"

struct zc_spread_table {
    struct zc_spread_rule rule;
    const struct zc_entity *entity; /* NULL: a table of the kernel */
    const char *with;               /* BY_AREA: the table beside which it lies; NULL for the first */
    struct zc_pair misfit;          /* BY_AREA: why it cannot lie so yet; NULLs: it can */
};
struct zc_spread_list {
    struct zc_spread_table *items; /* those of the kernel first, then by entity in the order of the model */
    size_t count, capacity;
};
/* Every table that the program makes on a server, once. All of it lives in the arena. ZC_ECHECK: a table of the kernel that no rule classes, or a
 * rule of a table that is not made. */
int zc_spread_of(struct zc_spread_list *out, struct zc_arena *arena, const struct zc_model *model, struct zc_error *err);
/* Appends it as statements for psql; what cannot be so yet stands behind "-- ", with the reason above. */
void zc_spread_put(struct zc_buf *out, const struct zc_spread_list *list, enum zc_lang lang);

#endif
