#include "query/definition.h"
#include "base/buf.h"
#include "base/json.h"

#include <stdio.h>
#include <string.h>

static const char *const kinds[] = {"count", "distinct", "sum", "ratio", "rule", "declared", "median"};

static void member(struct zc_buf *out, const char *key, const char *value)
{
    zc_buf_printf(out, ",\"%s\":", key);
    zc_buf_json_str(out, value);
}

void zc_definition_write(struct zc_buf *out, const struct zc_model *model, const struct zc_metric *metric, const struct zc_rule_value *rule)
{
    char scale[8];
    zc_buf_str(out, "{\"entity\":");
    zc_buf_json_str(out, metric->entity ? metric->entity->full_name : NULL);
    if (metric->field)
        member(out, "field", metric->field);
    if (metric->flow)
        member(out, "flow", metric->flow);
    member(out, "id", metric->id);
    member(out, "kind", kinds[metric->kind]);
    if (metric->kind == ZC_METRIC_RATIO) {
        zc_buf_str(out, ",\"of\":");
        zc_definition_write(out, model, zc_model_metric(model, metric->numerator), NULL);
        zc_buf_str(out, ",\"over\":");
        zc_definition_write(out, model, zc_model_metric(model, metric->denominator), NULL);
    }
    if (metric->rule)
        member(out, "rule", metric->rule);
    if (rule) {
        char from[ZC_DATE_TEXT];
        zc_date_format(from, rule->from);
        member(out, "rule_from", from);
        member(out, "rule_value", rule->value);
    }
    snprintf(scale, sizeof scale, "%d", metric->scale);
    member(out, "scale", scale);
    if (metric->since)
        member(out, "since", metric->since);
    if (metric->where_text)
        member(out, "where", metric->where_text);
    zc_buf_char(out, '}');
}

static int gone(struct zc_error *err, const char *what)
{
    return zc_fail(err, ZC_EINPUT, "口径所用的 %s 已不再声明", "%s, which the definition uses, is no longer declared", what ? what : "?");
}

static int from_json(struct zc_metric **out, struct zc_arena *arena, const struct zc_model *model, const struct zc_json *json, struct zc_error *err)
{
    struct zc_metric *metric = zc_arena_alloc(arena, sizeof *metric);
    const char *kind = zc_json_text(json, "kind"), *entity = zc_json_text(json, "entity"), *id = zc_json_text(json, "id"),
               *scale = zc_json_text(json, "scale");
    int found = -1;
    for (int i = 0; kind && i < 7; i++)
        if (strcmp(kinds[i], kind) == 0)
            found = i;
    if (found < 0 || !id || !scale)
        return zc_fail(err, ZC_EINPUT, "口径读不懂", "the definition is unreadable");
    metric->kind = found;
    metric->id = id;
    metric->city = true;
    metric->scale = scale[0] - '0';
    metric->field = zc_json_text(json, "field");
    metric->flow = zc_json_text(json, "flow");
    metric->since = zc_json_text(json, "since");
    metric->rule = zc_json_text(json, "rule");
    const char *rule_from = zc_json_text(json, "rule_from"), *rule_value = zc_json_text(json, "rule_value");
    if (metric->rule && rule_from && rule_value) {
        struct zc_rule_value *rule = zc_arena_alloc(arena, sizeof *rule);
        *rule = (struct zc_rule_value){.id = metric->rule, .value = rule_value, .to = ZC_DATE_MAX};
        if (!zc_date_parse(&rule->from, rule_from))
            return zc_fail(err, ZC_EINPUT, "口径里的规则日期读不懂", "the rule's date in the definition is unreadable");
        metric->stored_rule = rule;
    }
    metric->where_text = zc_json_text(json, "where");
    const struct zc_metric *today = zc_model_metric(model, id); /* for its titles only */
    if (today) {
        metric->title = today->title;
        metric->explain = today->explain;
        metric->unit = today->unit;
    }
    if (entity && !(metric->entity = zc_model_entity(model, entity)))
        return gone(err, entity);
    if (metric->field && (!metric->entity || !zc_entity_field(metric->entity, metric->field)))
        return gone(err, metric->field);
    if (metric->since && (!metric->entity || !zc_entity_field(metric->entity, metric->since)))
        return gone(err, metric->since);
    if (metric->kind == ZC_METRIC_MEDIAN && (!metric->since || !metric->field))
        return zc_fail(err, ZC_EINPUT, "口径读不懂", "the definition is unreadable");
    if (metric->flow && (!metric->entity || !zc_entity_field(metric->entity, metric->flow)))
        return gone(err, metric->flow);
    if (metric->where_text) {
        int rc = metric->entity ? zc_expr_parse(&metric->where, arena, model, metric->entity, metric->where_text, err) : gone(err, entity);
        if (rc)
            return rc;
    }
    *out = metric;
    return ZC_OK;
}

int zc_definition_read(struct zc_metric **out, struct zc_arena *arena, const struct zc_model *model, const char *text, struct zc_error *err)
{
    struct zc_json *json;
    int rc = zc_json_parse(&json, arena, text, strlen(text), err);
    if (!rc)
        rc = from_json(out, arena, model, json, err);
    if (rc || (*out)->kind != ZC_METRIC_RATIO)
        return rc;
    const struct zc_json *parts[] = {zc_json_get(json, "of"), zc_json_get(json, "over")};
    for (int i = 0; i < 2 && !rc; i++) {
        struct zc_metric *part;
        rc = parts[i] ? from_json(&part, arena, model, parts[i], err) : gone(err, "of/over");
        if (!rc)
            (*out)->parts[i] = part;
    }
    return rc;
}
