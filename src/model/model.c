/* model: lookups in what was loaded. */
#include "model/model.h"

#include <string.h>


const struct zc_entity *zc_model_entity(const struct zc_model *model, const char *name)
{
    const struct zc_entity *found = zc_map_get(&model->entity_by_name, name);
    if (found || strchr(name, '.'))
        return found;
    for (size_t i = 0; i < model->entity_count; i++) /* a short name counts where it is the only one */
        if (strcmp(model->entities[i]->name, name) == 0) {
            if (found)
                return NULL;
            found = model->entities[i];
        }
    return found;
}

const struct zc_metric *zc_model_metric(const struct zc_model *model, const char *id) { return zc_map_get(&model->metric_by_id, id); }

const struct zc_field *zc_entity_field(const struct zc_entity *entity, const char *name)
{
    for (size_t i = 0; i < entity->field_count; i++)
        if (strcmp(entity->fields[i].name, name) == 0)
            return &entity->fields[i];
    return NULL;
}

const struct zc_code *zc_codelist_find(const struct zc_codelist *list, const char *code)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->codes[i].code, code) == 0)
            return &list->codes[i];
    return NULL;
}

const struct zc_rule_value *zc_model_rule(const struct zc_model *model, const char *id, int date)
{
    const struct zc_rule_value *found = NULL;
    for (size_t i = 0; i < model->rule_count; i++) {
        const struct zc_rule_value *rule = &model->rules[i];
        if (strcmp(rule->id, id) == 0 && rule->from <= date && date < rule->to && (!found || rule->from > found->from))
            found = rule;
    }
    return found;
}
