/* load_steps: transitions between states and which states they reach; clocks; the transitions that freeze a baseline. */
#include "base/decimal.h"
#include "model/bind.h"
#include "model/expr.h"

#include <string.h>

enum { MOST_STATES = 64, LONGEST_CLOCK = 36500 };

static int state_index(const struct zc_entity *entity, const char *name)
{
    for (size_t i = 0; i < entity->state_count; i++)
        if (strcmp(entity->states[i].name, name) == 0)
            return (int)i;
    return -1;
}

static void known_state(struct zc_loader *loader, const struct zc_entity *entity, const char *name, const struct zc_place *place)
{
    if (state_index(entity, name) >= 0)
        return;
    struct zc_nearest nearest = zc_nearest_to(name);
    for (size_t i = 0; i < entity->state_count; i++)
        zc_nearest_see(&nearest, entity->states[i].name);
    zc_bind_unknown(loader, place, "状态", "state", &nearest);
}

/* A stored date field of the entity. */
static void known_date(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *map, const char *key, const char *name)
{
    if (!name)
        return;
    const struct zc_place *place = &zc_yaml_get(map, key)->place;
    const struct zc_field *field = zc_load_field_of(loader, entity, name, place);
    if (field && (field->type != ZC_DATE || field->column < 0))
        zc_bind_fail(loader, place, "%s 应为存储的日期字段", "%s names a stored date field", key);
}

static void one_step(struct zc_loader *loader, struct zc_entity *entity, struct zc_transition *step, struct zc_yaml *yaml)
{
    zc_bind_only(loader, yaml, "title from to on by when message");
    *step = (struct zc_transition){.name = yaml->key, .to = "", .place = yaml->key_place};
    if (!zc_bind_name(yaml->key, 40) || strcmp(yaml->key, "insert") == 0)
        zc_bind_fail(loader, &yaml->key_place, "步骤名 %s 不可用:小写字母、数字和下划线", "the transition's name %s cannot be used: lower-case letters, digits, underscores", yaml->key);
    if (yaml->kind != ZC_YAML_MAP)
        return;
    step->title = zc_bind_pair(loader, yaml, "title", true);
    step->from = zc_bind_list(loader, yaml, "from", &step->from_count);
    if (!step->from_count)
        zc_bind_fail(loader, &yaml->key_place, "缺少 from", "from is missing");
    for (size_t i = 0; i < step->from_count; i++)
        known_state(loader, entity, step->from[i], zc_bind_item(yaml, "from", i));
    const char *to = zc_bind_text(loader, yaml, "to", true);
    if (to) {
        step->to = to;
        known_state(loader, entity, to, &zc_yaml_get(yaml, "to")->place);
    }
    step->on_field = zc_bind_text(loader, yaml, "on", false);
    known_date(loader, entity, yaml, "on", step->on_field);
    step->by = zc_bind_list(loader, yaml, "by", &step->by_count);
    for (size_t i = 0; i < step->by_count; i++) {
        const char *role = zc_load_role(loader, entity->module, step->by[i], zc_bind_item(yaml, "by", i));
        if (role)
            step->by[i] = role;
    }
    step->message = zc_bind_pair(loader, yaml, "message", false);
    struct zc_yaml *when = zc_yaml_get(yaml, "when");
    if (when) {
        zc_load_condition(loader, &step->when, entity, when);
        if (!zc_yaml_get(yaml, "message"))
            zc_bind_fail(loader, &when->key_place, "有 when 就要有 message", "a guard needs a message");
    }
}

/* Spreads from the first state along the transitions until nothing new is reached. */
static void reachable(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *states)
{
    bool reached[MOST_STATES] = {true}, more = true;
    while (more) {
        more = false;
        for (size_t t = 0; t < entity->transition_count; t++) {
            const struct zc_transition *step = &entity->transitions[t];
            int to = state_index(entity, step->to);
            for (size_t i = 0; i < step->from_count && to >= 0 && !reached[to]; i++) {
                int from = state_index(entity, step->from[i]);
                more |= reached[to] = from >= 0 && reached[from];
            }
        }
    }
    size_t index = 0;
    for (struct zc_yaml *child = states->child; child; child = child->next, index++)
        if (!reached[index])
            zc_bind_fail(loader, &child->key_place, "从初始状态 %s 走不到状态 %s", "from the first state %s no transitions lead to the state %s",
                         entity->states[0].name, child->key);
}

static void transitions(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    struct zc_yaml *list = zc_bind_map(loader, yaml, "transitions", false), *states = zc_yaml_get(yaml, "states");
    if (list && !states)
        zc_bind_fail(loader, &list->key_place, "有 transitions 就要有 states", "transitions need states");
    if (entity->state_count > MOST_STATES) {
        zc_bind_fail(loader, &states->key_place, "状态多于 %d 个", "more than %d states", (int)MOST_STATES);
        return;
    }
    if (list) {
        entity->transitions = zc_arena_array(&loader->model->arena, list->count + 1, sizeof *entity->transitions);
        for (struct zc_yaml *child = list->child; child; child = child->next)
            one_step(loader, entity, &entity->transitions[entity->transition_count++], child);
    }
    if (entity->state_count)
        reachable(loader, entity, states);
}

static bool is_step(const struct zc_entity *entity, const char *name)
{
    for (size_t i = 0; i < entity->transition_count; i++)
        if (strcmp(entity->transitions[i].name, name) == 0)
            return true;
    return false;
}

static void step_or_date(struct zc_loader *loader, const struct zc_entity *entity, const char *name, const char *key, const struct zc_place *place)
{
    const struct zc_field *field = zc_entity_field(entity, name);
    if (is_step(entity, name) || (field && field->type == ZC_DATE && field->column >= 0))
        return;
    if (field) {
        zc_bind_fail(loader, place, "%s 应为步骤或存储的日期字段", "%s names a transition or a stored date field", key);
        return;
    }
    struct zc_nearest nearest = zc_nearest_to(name);
    for (size_t i = 0; i < entity->transition_count; i++)
        zc_nearest_see(&nearest, entity->transitions[i].name);
    for (size_t i = 0; i < entity->field_count; i++)
        zc_nearest_see(&nearest, entity->fields[i].name);
    zc_bind_unknown(loader, place, "步骤或日期字段", "transition or date field", &nearest);
}

static void warnings(struct zc_loader *loader, struct zc_clock *clock, struct zc_yaml *yaml)
{
    size_t count;
    const char **warn = zc_bind_list(loader, yaml, "warn", &count);
    if (count > sizeof clock->warn_workdays / sizeof *clock->warn_workdays) {
        zc_bind_fail(loader, &zc_yaml_get(yaml, "warn")->place, "warn 最多四个", "warn takes at most four");
        return;
    }
    for (size_t i = 0; i < count; i++) {
        size_t digits = strspn(warn[i], "0123456789");
        int64_t days;
        if (!digits || digits > 4 || strcmp(warn[i] + digits, " workdays") != 0 ||
            !zc_decimal_parse(&days, zc_arena_copy(&loader->scratch, warn[i], digits), 0))
            zc_bind_fail(loader, zc_bind_item(yaml, "warn", i), "warn 应写作 10 workdays", "warn is written as 10 workdays");
        else
            clock->warn_workdays[clock->warn_count++] = (int)days;
    }
}

static void one_clock(struct zc_loader *loader, struct zc_entity *entity, struct zc_clock *clock, struct zc_yaml *yaml)
{
    static const char *const lengths[] = {"workdays", "days", "months"}, *const statuses[] = {"assumption", "to_confirm"};
    zc_bind_only(loader, yaml, "title starts ends_on workdays days months roll stops paused warn basis status");
    *clock = (struct zc_clock){.name = yaml->key, .place = yaml->key_place};
    if (!zc_bind_name(yaml->key, 40))
        zc_bind_fail(loader, &yaml->key_place, "时限名 %s 不可用:小写字母、数字和下划线", "the clock's name %s cannot be used: lower-case letters, digits, underscores", yaml->key);
    if (yaml->kind != ZC_YAML_MAP)
        return;
    clock->title = zc_bind_pair(loader, yaml, "title", true);
    clock->starts = zc_bind_text(loader, yaml, "starts", true);
    clock->ends_on = zc_bind_text(loader, yaml, "ends_on", false);
    int given = clock->ends_on != NULL;
    for (int i = 0; i < 3; i++)
        if (zc_yaml_get(yaml, lengths[i])) {
            given++;
            clock->kind = (enum zc_clock_kind)(ZC_CLOCK_WORKDAYS + i);
            clock->length = (int)zc_bind_int(loader, yaml, lengths[i], 0, 1, LONGEST_CLOCK);
        }
    if (given != 1)
        zc_bind_fail(loader, &yaml->key_place, "须且只能写 ends_on、workdays、days、months 之一", "exactly one of ends_on, workdays, days, months is needed");
    clock->roll = zc_bind_bool(loader, yaml, "roll", false);
    clock->stops = zc_bind_list(loader, yaml, "stops", &clock->stop_count);
    clock->basis = zc_bind_text(loader, yaml, "basis", false);
    int status = zc_bind_word(loader, yaml, "status", "assumption to_confirm", -1);
    clock->status = status < 0 ? NULL : statuses[status];
    struct zc_yaml *paused = zc_bind_map(loader, yaml, "paused", false);
    if (paused) {
        zc_bind_only(loader, paused, "from to");
        clock->paused_from = zc_bind_text(loader, paused, "from", true);
        clock->paused_to = zc_bind_text(loader, paused, "to", true);
        known_date(loader, entity, paused, "from", clock->paused_from);
        known_date(loader, entity, paused, "to", clock->paused_to);
    }
    warnings(loader, clock, yaml);
    if (clock->starts)
        step_or_date(loader, entity, clock->starts, "starts", &zc_yaml_get(yaml, "starts")->place);
    known_date(loader, entity, yaml, "ends_on", clock->ends_on);
    for (size_t i = 0; i < clock->stop_count; i++)
        step_or_date(loader, entity, clock->stops[i], "stops", zc_bind_item(yaml, "stops", i));
}

void zc_load_entity_steps(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    transitions(loader, entity, yaml);
    struct zc_yaml *clocks = zc_bind_map(loader, yaml, "clocks", false);
    if (clocks) {
        entity->clocks = zc_arena_array(&loader->model->arena, clocks->count + 1, sizeof *entity->clocks);
        for (struct zc_yaml *child = clocks->child; child; child = child->next)
            one_clock(loader, entity, &entity->clocks[entity->clock_count++], child);
    }
    struct zc_yaml *fields = zc_yaml_get(yaml, "fields");
    for (size_t i = 0; i < entity->field_count; i++) {
        const char *at = entity->fields[i].baseline_at;
        if (!at || is_step(entity, at))
            continue;
        struct zc_nearest nearest = zc_nearest_to(at);
        for (size_t t = 0; t < entity->transition_count; t++)
            zc_nearest_see(&nearest, entity->transitions[t].name);
        zc_bind_unknown(loader, &zc_yaml_get(zc_yaml_get(fields, entity->fields[i].name), "baseline_at")->place, "步骤", "transition", &nearest);
    }
}
