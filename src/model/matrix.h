/*
 * matrix: who has which part in the rows of an entity, told as a table of units (or whatever the fields lead to) against rows.
 *
 *   matrix:
 *     title: 责任矩阵 | responsibilities
 *     group: domain                                       a code under which the rows stand together
 *     parts:
 *       - {title: 牵头 | lead, mark: 牵 | L, field: lead_unit}
 *       - {title: 配合 | assist, mark: 配 | A, field: co_units}
 *
 * All fields lead to one entity. Read-only after loading, in the model's arena.
 */
#ifndef ZC_MODEL_MATRIX_H
#define ZC_MODEL_MATRIX_H

#include "model/model.h"

struct zc_loader; /* model/bind.h */

struct zc_matrix_part {
    struct zc_pair title, mark;
    const struct zc_field *field;
};
struct zc_matrix {
    struct zc_pair title;
    const struct zc_field *group; /* NULL for none */
    struct zc_matrix_part *parts;
    size_t count;
};
/* Binds the key `matrix` of an entity, after the fields of all entities are known. */
void zc_load_matrix(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml);

#endif
