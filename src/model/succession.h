/*
 * succession: how a module says what goes over to another unit when one is merged, split or abolished.
 *
 *   succession: {fields: [lead_unit, co_units], while: "state in ('active', 'suspended')"}
 *   succession: {…, emptied: {field: no_co_unit_reason, text: 配合单位已并入牵头单位}}
 *
 * Rows for which `while` holds are open: from the day on they name the successor. All others are history and keep the unit that
 * they name, as do all refs to units that no succession lists. `emptied` says what to write where the successor was the last of a
 * list that already names it in another field of the row.
 */
#ifndef ZC_MODEL_SUCCESSION_H
#define ZC_MODEL_SUCCESSION_H

#include "model/model.h"

struct zc_loader; /* model/bind.h */

struct zc_succession_rule {
    const struct zc_field **fields; /* stored refs to core.unit, single or lists */
    size_t field_count;
    const struct zc_expr *open;
    const struct zc_field *emptied_field; /* NULL: nothing is written */
    const char *emptied_text;
};
/* Binds the key of an entity; after the derived fields of all entities are known. */
void zc_load_succession(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml);

#endif
