/*
 * definition: a metric as text that outlives its declaration. A published figure stores the definition by which it was counted;
 * replay reads it back, so that a later change of the declaration does not change an old figure. JSON, canonical.
 */
#ifndef ZC_QUERY_DEFINITION_H
#define ZC_QUERY_DEFINITION_H

#include "query/metric.h"

/* `rule`: the rule value in force, which a rule figure carries with it; else NULL. */
void zc_definition_write(struct zc_buf *out, const struct zc_model *model, const struct zc_metric *metric, const struct zc_rule_value *rule);
/* ZC_EINPUT when an entity or field it names is no longer declared (the figure is then `broken`). */
int zc_definition_read(struct zc_metric **out, struct zc_arena *arena, const struct zc_model *model, const char *text, struct zc_error *err);

#endif
