/*
 * check: what a row must be before it is stored: values within their declared bounds, refs that lead somewhere, keys and
 * unique fields, checks of fields and of the whole row, and the writer's right. Values from JSON or from code have not met
 * zc_field_parse, so all bounds are asked here. Messages name the entity and the field.
 */
#ifndef ZC_RECORD_CHECK_H
#define ZC_RECORD_CHECK_H

#include "query/eval.h"
#include "record/write.h"

/* ZC_EINPUT with "entity, field: …" before the texts. */
int zc_check_fail(struct zc_error *err, const struct zc_entity *entity, const struct zc_field *field, const char *zh, const char *en);
int zc_check_value(struct zc_tx *tx, const struct zc_entity *entity, const struct zc_field *field, const struct zc_value *value,
                   struct zc_error *err);
/* The fields that are set, those that are required, and the checks of the whole row. */
int zc_check_row(struct zc_tx *tx, struct zc_eval *eval, const struct zc_record *record, const struct zc_patch *patch, struct zc_error *err);
/* Among the records that are so now: no other with this natural key or this unique value. */
int zc_check_unique(struct zc_tx *tx, const struct zc_record *record, struct zc_error *err);
/* ZC_EDENIED unless a write rule grants and no deny rule refuses; asked of the row as it was and as it will be. */
int zc_check_right(struct zc_tx *tx, struct zc_eval *eval, const struct zc_record *record, struct zc_error *err);
/* Who took a step is kept by the step and written by nobody's hand; `before` NULL: a new record. */
int zc_check_actors(struct zc_tx *tx, const struct zc_patch *patch, const struct zc_record *before, struct zc_error *err);
/* Whether a role that the writer holds gives the right to this step alone, whatever the write rules say. */
bool zc_check_step_right(struct zc_tx *tx, const struct zc_entity *entity, const struct zc_transition *step);

#endif
