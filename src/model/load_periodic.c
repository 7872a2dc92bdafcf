/* load_periodic: 1 names; 2 the key periods; 3 the key periodic. */
#include "model/bind.h"
#include "model/expr_tree.h"
#include "model/periodic.h"

#include <string.h>

/* 1 */

enum { ANY = 1 << 0, OPTIONAL = 1 << 1 };

static const struct zc_field *field_of(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *map, const char *key, enum zc_type type, int how)
{
    const char *name = zc_bind_text(loader, map, key, !(how & OPTIONAL));
    const struct zc_field *field = name && entity ? zc_entity_field(entity, name) : NULL;
    if (!name || !entity || (field && field->column >= 0 && !field->list && ((how & ANY) || field->type == type)))
        return field;
    zc_bind_fail(loader, &zc_yaml_get(map, key)->place, "%s 所写的 %s 不是 %s 的合适的存储字段", "%s names %s, which is no stored field of the right type in %s", key, name,
                 entity->full_name);
    return NULL;
}

static const struct zc_transition *step_of(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *map, const char *key)
{
    const char *name = zc_bind_text(loader, map, key, true);
    for (size_t i = 0; name && entity && i < entity->transition_count; i++)
        if (strcmp(entity->transitions[i].name, name) == 0)
            return &entity->transitions[i];
    if (name && entity)
        zc_bind_fail(loader, &zc_yaml_get(map, key)->place, "%s 没有步骤 %s", "%s has no transition %s", entity->full_name, name);
    return NULL;
}

static const struct zc_clock *clock_of(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *map)
{
    const char *name = zc_bind_text(loader, map, "clock", true);
    for (size_t i = 0; name && entity && i < entity->clock_count; i++)
        if (strcmp(entity->clocks[i].name, name) == 0)
            return &entity->clocks[i];
    if (name && entity)
        zc_bind_fail(loader, &zc_yaml_get(map, "clock")->place, "%s 没有时钟 %s", "%s has no clock %s", entity->full_name, name);
    return NULL;
}

static const char *state_of(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *map, const char *key)
{
    const char *name = zc_bind_text(loader, map, key, true);
    for (size_t i = 0; name && entity && i < entity->state_count; i++)
        if (strcmp(entity->states[i].name, name) == 0)
            return name;
    if (name && entity)
        zc_bind_fail(loader, &zc_yaml_get(map, key)->place, "%s 没有状态 %s", "%s has no state %s", entity->full_name, name);
    return name;
}

/* 2 */

static void kept_fields(struct zc_loader *loader, struct zc_entity *entity, struct zc_periods *made, struct zc_yaml *map)
{
    size_t count;
    const char **names = zc_bind_list(loader, map, "fields", &count);
    made->fields = zc_arena_array(&loader->model->arena, count + 1, sizeof *made->fields);
    made->field_of = zc_arena_array(&loader->model->arena, count + 1, sizeof *made->field_of);
    for (size_t i = 0; i < count; i++) {
        const char *dot = strrchr(names[i], '.');
        const struct zc_entity *of = dot ? zc_load_entity_of(loader, entity->module, zc_arena_copy(&loader->model->arena, names[i], (size_t)(dot - names[i])), &map->place) : NULL;
        const struct zc_field *field = of ? zc_entity_field(of, dot + 1) : NULL;
        if (!field) {
            zc_bind_fail(loader, &map->place, "fields 应写 实体.字段，%s 不是", "fields takes ENTITY.FIELD, %s is none", names[i]);
            continue;
        }
        made->field_of[made->field_count] = of;
        made->fields[made->field_count++] = field;
    }
}

void zc_load_periods(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    struct zc_yaml *map = zc_bind_map(loader, yaml, "periods", false), *keep = map ? zc_bind_map(loader, map, "keep", true) : NULL;
    if (!map || !keep)
        return;
    struct zc_periods *made = zc_arena_alloc(&loader->model->arena, sizeof *made);
    size_t spans;
    zc_bind_only(loader, map, "along spans kind number name from to close at keep");
    zc_bind_only(loader, keep, "entity period kind subject title value reason row_count row_digest fields");
    *made = (struct zc_periods){.along = field_of(loader, entity, map, "along", ZC_REF, 0), .kind = field_of(loader, entity, map, "kind", ZC_CODE, 0),
                                .number = field_of(loader, entity, map, "number", ZC_INT, 0), .name = field_of(loader, entity, map, "name", ZC_TEXT, 0),
                                .from = field_of(loader, entity, map, "from", ZC_DATE, 0), .to = field_of(loader, entity, map, "to", ZC_DATE, 0),
                                .at = field_of(loader, entity, map, "at", ZC_INSTANT, 0), .close = step_of(loader, entity, map, "close")};
    const char **names = zc_bind_list(loader, map, "spans", &spans), *kept = zc_bind_text(loader, keep, "entity", true);
    if (spans == 2 && made->along) {
        made->span_from = zc_entity_field(made->along->to, names[0]);
        made->span_to = zc_entity_field(made->along->to, names[1]);
    }
    if (!made->span_from || !made->span_to || made->span_from->type != ZC_DATE || made->span_to->type != ZC_DATE)
        zc_bind_fail(loader, &map->place, "spans 应写 along 所指实体的两个日期字段", "spans names two date fields of the entity that along leads to");
    made->kept = kept ? zc_load_entity_of(loader, entity->module, kept, &keep->place) : NULL;
    made->kept_period = field_of(loader, made->kept, keep, "period", ZC_REF, 0);
    made->kept_kind = field_of(loader, made->kept, keep, "kind", ZC_CODE, 0);
    made->kept_subject = field_of(loader, made->kept, keep, "subject", ZC_TEXT, 0);
    made->kept_title = field_of(loader, made->kept, keep, "title", ZC_TEXT, 0);
    made->kept_value = field_of(loader, made->kept, keep, "value", ZC_TEXT, 0);
    made->kept_reason = field_of(loader, made->kept, keep, "reason", ZC_TEXT, 0);
    made->kept_count = field_of(loader, made->kept, keep, "row_count", ZC_INT, 0);
    made->kept_digest = field_of(loader, made->kept, keep, "row_digest", ZC_TEXT, 0);
    kept_fields(loader, entity, made, keep);
    entity->periods = made;
}

/* 3 */

static const struct zc_expr *path_of(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *map, const char *key, const struct zc_entity *to)
{
    struct zc_yaml *node = zc_yaml_get(map, key);
    const struct zc_expr *expr = NULL;
    if (!node)
        zc_bind_fail(loader, &map->place, "缺少 %s", "%s is missing", key);
    else if (zc_load_expr(loader, &expr, entity, node) && (expr->type != ZC_REF || (to && expr->ref_to != to)))
        zc_bind_fail(loader, &node->place, "%s 应指向 %s", "%s leads to %s", key, to ? to->full_name : "…");
    return expr;
}

static const struct zc_expr *condition(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *map, const char *key)
{
    struct zc_yaml *node = zc_yaml_get(map, key);
    const struct zc_expr *expr = NULL;
    if (node && entity)
        zc_load_condition(loader, &expr, entity, node);
    return expr;
}

static void subject(struct zc_loader *loader, struct zc_periodic *made, struct zc_yaml *map)
{
    struct zc_periodic_subject *one = &made->subjects[made->subject_count];
    const struct zc_periods *periods = made->period ? made->period->to->periods : NULL;
    zc_bind_only(loader, map, "ref where along unit with while due within");
    one->ref = field_of(loader, made->line, map, "ref", ZC_REF, 0);
    if (!one->ref)
        return;
    const struct zc_entity *of = one->ref->to;
    one->where = condition(loader, of, map, "where");
    one->open = condition(loader, of, map, "while");
    one->along = path_of(loader, of, map, "along", periods && periods->along ? periods->along->to : NULL);
    one->unit = path_of(loader, of, map, "unit", made->unit ? made->unit->to : NULL);
    one->with = field_of(loader, made->line, map, "with", ZC_REF, OPTIONAL);
    if (one->with && !zc_entity_field(of, one->with->name))
        zc_bind_fail(loader, &map->place, "%s 没有字段 %s", "%s has no field %s", of->full_name, one->with->name);
    one->due = field_of(loader, of, map, "due", ZC_DATE, OPTIONAL);
    one->within = (enum zc_every)zc_bind_word(loader, map, "within", "month quarter year", ZC_EVERY_MONTH);
    made->subject_count++;
}

static void ask(struct zc_loader *loader, struct zc_periodic *made, struct zc_yaml *map)
{
    struct zc_arena *arena = &loader->model->arena;
    struct zc_periodic_ask_of *one = &made->ask;
    zc_bind_only(loader, map, "state shares share text none reason more help since");
    one->state = field_of(loader, made->line, map, "state", ZC_CODE, OPTIONAL);
    one->share = field_of(loader, made->line, map, "share", ZC_DECIMAL, OPTIONAL);
    one->text = field_of(loader, made->line, map, "text", ZC_TEXT, 0);
    one->none = field_of(loader, made->line, map, "none", ZC_BOOL, OPTIONAL);
    one->reason = field_of(loader, made->line, map, "reason", ZC_TEXT, OPTIONAL);
    one->help = field_of(loader, made->line, map, "help", ZC_TEXT, OPTIONAL);
    one->since = field_of(loader, made->line, map, "since", ZC_DATE, OPTIONAL);
    if (!one->none != !one->reason || !one->help != !one->since)
        zc_bind_fail(loader, &map->place, "none 和 reason、help 和 since 要一起写", "none goes with reason, and help with since");
    size_t count;
    const char **names = zc_bind_list(loader, map, "more", &count);
    one->more = zc_arena_array(arena, count + 1, sizeof *one->more);
    for (size_t i = 0; i < count && made->line; i++) {
        const struct zc_field *field = zc_entity_field(made->line, names[i]);
        if (field && field->column >= 0 && !field->list && field->type == ZC_TEXT)
            one->more[one->more_count++] = field;
        else
            zc_bind_fail(loader, &map->place, "more 应写文本字段，%s 不是", "more takes text fields, %s is none", names[i]);
    }
    struct zc_yaml *fixed = zc_bind_map(loader, map, "shares", false);
    one->fixed_code = zc_arena_array(arena, fixed ? fixed->count + 1 : 1, sizeof *one->fixed_code);
    one->fixed_share = zc_arena_array(arena, fixed ? fixed->count + 1 : 1, sizeof *one->fixed_share);
    for (struct zc_yaml *child = fixed ? fixed->child : NULL; child; child = child->next) {
        one->fixed_code[one->fixed_count] = child->key;
        if (!one->state || !one->share || !zc_codelist_find(one->state->codelist, child->key))
            zc_bind_fail(loader, &child->place, "shares 写 state 的代码和它的份额，%s 不是", "shares takes codes of state with their share, %s is none", child->key);
        else
            one->fixed_share[one->fixed_count++] = zc_bind_text(loader, fixed, child->key, true);
    }
}

static void parts(struct zc_loader *loader, struct zc_entity *entity, struct zc_periodic *made, struct zc_yaml *map)
{
    const char *name = zc_bind_text(loader, map, "entity", true);
    zc_bind_only(loader, map, "entity of unit ends clock silence open");
    made->part = name ? zc_load_entity_of(loader, entity->module, name, &map->place) : NULL;
    made->part_of = field_of(loader, made->part, map, "of", ZC_REF, 0);
    made->part_unit = field_of(loader, made->part, map, "unit", ZC_REF, 0);
    made->part_ends = field_of(loader, made->part, map, "ends", ZC_DATE, 0);
    made->part_clock = clock_of(loader, made->part, map);
    const struct zc_transition *silence = step_of(loader, made->part, map, "silence");
    made->part_silence = silence ? silence->name : NULL;
    made->part_open = state_of(loader, made->part, map, "open");
}

void zc_load_periodic(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    struct zc_yaml *map = zc_bind_map(loader, yaml, "periodic", false), *lines = map ? zc_bind_map(loader, map, "lines", true) : NULL,
                   *of = lines ? zc_bind_items(loader, lines, "of") : NULL;
    if (!map || !lines)
        return;
    zc_bind_only(loader, map, "every period unit ends clock submit again amend accepted amended reason lines parts");
    zc_bind_only(loader, lines, "entity report of ask");
    struct zc_periodic *made = zc_arena_alloc(&loader->model->arena, sizeof *made);
    *made = (struct zc_periodic){.every = (enum zc_every)zc_bind_word(loader, map, "every", "month quarter year", ZC_EVERY_MONTH),
                                 .period = field_of(loader, entity, map, "period", ZC_REF, 0), .unit = field_of(loader, entity, map, "unit", ZC_REF, 0),
                                 .ends = field_of(loader, entity, map, "ends", ZC_DATE, 0), .clock = clock_of(loader, entity, map),
                                 .amended = field_of(loader, entity, map, "amended", ZC_DATE, 0), .reason = field_of(loader, entity, map, "reason", ZC_TEXT, 0),
                                 .accepted = state_of(loader, entity, map, "accepted")};
    const struct zc_transition *submit = step_of(loader, entity, map, "submit"), *again = step_of(loader, entity, map, "again"), *amend = step_of(loader, entity, map, "amend");
    made->submit = submit ? submit->name : NULL;
    made->again = again ? again->name : NULL;
    made->amend = amend ? amend->name : NULL;
    if (made->period && !made->period->to->periods)
        zc_bind_fail(loader, &map->place, "%s 没有写 periods", "%s does not declare periods", made->period->to->full_name);
    const char *name = zc_bind_text(loader, lines, "entity", true);
    made->line = name ? zc_load_entity_of(loader, entity->module, name, &lines->place) : NULL;
    made->report = field_of(loader, made->line, lines, "report", ZC_REF, 0);
    made->line_ends = made->line && made->ends ? zc_entity_field(made->line, made->ends->name) : NULL;
    if (made->line && made->ends && (!made->line_ends || made->line_ends->type != ZC_DATE))
        zc_bind_fail(loader, &lines->place, "%s 也要有日期字段 %s", "%s needs the date field %s, too", made->line->full_name, made->ends->name);
    made->subjects = zc_arena_array(&loader->model->arena, of ? of->count + 1 : 1, sizeof *made->subjects);
    for (struct zc_yaml *child = of ? of->child : NULL; child; child = child->next)
        subject(loader, made, child);
    if (!made->subject_count)
        zc_bind_fail(loader, &lines->place, "lines 缺少 of：每一行关于什么", "lines lacks of: what each line is about");
    struct zc_yaml *asks = zc_bind_map(loader, lines, "ask", false);
    if (asks)
        ask(loader, made, asks);
    struct zc_yaml *asked = zc_bind_map(loader, map, "parts", false);
    if (asked)
        parts(loader, entity, made, asked);
    entity->periodic = made;
}
