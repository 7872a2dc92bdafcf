/*
 * load_rules: an entity's expressions: 1 derived fields, which come first because others read them; 2 checks of fields and rows,
 * access; 3 the number's form.
 */
#include "model/bind.h"
#include "model/expr.h"
#include "model/expr_tree.h"

#include <string.h>

/* 1 */

const char *zc_load_expr(struct zc_loader *loader, const struct zc_expr **out, const struct zc_entity *entity, struct zc_yaml *node)
{
    struct zc_error err = {0};
    *out = NULL;
    if (node->kind != ZC_YAML_SCALAR) {
        zc_bind_fail(loader, &node->place, "此处应为表达式", "an expression is expected here");
        return NULL;
    }
    if (zc_expr_parse(out, &loader->model->arena, loader->model, entity, node->text, &err)) {
        zc_bind_fail_err(loader, &node->place, &err);
        *out = NULL;
        return NULL;
    }
    return node->text;
}

const char *zc_load_condition(struct zc_loader *loader, const struct zc_expr **out, const struct zc_entity *entity, struct zc_yaml *node)
{
    const char *text = zc_load_expr(loader, out, entity, node);
    if (!text || ((*out)->type == ZC_BOOL && !(*out)->list))
        return text;
    zc_bind_fail(loader, &node->place, "此处应为条件", "a condition is expected here");
    *out = NULL;
    return NULL;
}

/* The field's own YAML, when it is a map of keys. */
static struct zc_yaml *first_field(struct zc_yaml *yaml)
{
    struct zc_yaml *list = zc_yaml_get(yaml, "fields");
    return list && list->kind == ZC_YAML_MAP ? list->child : NULL;
}

void zc_load_entity_derived(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    for (struct zc_yaml *child = first_field(yaml); child; child = child->next) {
        struct zc_field *field = (struct zc_field *)zc_entity_field(entity, child->key);
        struct zc_yaml *node = zc_yaml_get(child, "derived");
        const struct zc_expr *derived;
        if (!field || !node || !zc_load_expr(loader, &derived, entity, node))
            continue;
        bool texts = (derived->type == ZC_TEXT || derived->type == ZC_CODE) && (field->type == ZC_TEXT || field->type == ZC_CODE);
        if (derived->list || field->list)
            zc_bind_fail(loader, &node->place, "推算字段不能是列表", "a derived field is no list");
        else if (derived->type != field->type && !texts)
            zc_bind_fail(loader, &node->place, "表达式的类型与字段 %s 不同", "the expression has another type than the field %s", field->name);
        else if (derived->scale != field->scale)
            zc_bind_fail(loader, &node->place, "表达式有 %d 位小数,字段 %s 有 %d 位", "the expression has %d decimals, the field %s has %d", derived->scale,
                         field->name, field->scale);
        else if (field->type == ZC_REF && derived->ref_to != field->to)
            zc_bind_fail(loader, &node->place, "表达式指向的实体与字段 %s 不同", "the expression points to another entity than the field %s", field->name);
        else
            field->derived = derived;
    }
}

void zc_load_entity_fits(struct zc_loader *loader, const struct zc_entity *entity)
{
    for (size_t i = 0; i < entity->field_count; i++) {
        struct zc_field *field = &entity->fields[i];
        if (!field->derived || zc_expr_fits(field->derived))
            continue;
        zc_bind_fail(loader, &field->place, "推算字段 %s 绕回自身,或展开后太大", "the derived field %s comes back to itself, or is too large when written out", field->name);
        field->derived = NULL; /* or reading it on would never end */
    }
}

/* 2 */

static void access(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *map, const char *key, const struct zc_expr ***out,
                   const char ***texts, size_t *count)
{
    struct zc_arena *arena = &loader->model->arena;
    struct zc_yaml *list = zc_bind_sequence(loader, map, key);
    *count = 0;
    if (!list)
        return;
    *out = zc_arena_array(arena, list->count + 1, sizeof **out);
    *texts = zc_arena_array(arena, list->count + 1, sizeof **texts);
    for (struct zc_yaml *child = list->child; child; child = child->next) {
        const struct zc_expr *rule;
        const char *text = zc_load_condition(loader, &rule, entity, child);
        if (text) {
            (*texts)[*count] = text;
            (*out)[(*count)++] = rule;
        }
    }
}

static void field_rules(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    for (struct zc_yaml *child = first_field(yaml); child; child = child->next) {
        struct zc_field *field = (struct zc_field *)zc_entity_field(entity, child->key);
        struct zc_yaml *check = zc_yaml_get(child, "check");
        if (!field)
            continue;
        if (check) {
            zc_load_condition(loader, &field->check, entity, check);
            if (!zc_yaml_get(child, "message"))
                zc_bind_fail(loader, &check->key_place, "有 check 就要有 message", "a check needs a message");
        }
        for (size_t i = 0; i < field->input_count; i++) {
            const char *input = field->inputs[i];
            if (!zc_entity_field(entity, input) && !zc_map_get(&loader->model->entity_by_name, input))
                zc_load_entity_of(loader, entity->module, input, zc_bind_item(child, "inputs", i));
        }
        if (field->computed && !strchr(field->computed, '.'))
            zc_bind_fail(loader, &zc_yaml_get(child, "computed")->place, "computed 应写 模块.函数", "computed is written MODULE.FUNCTION");
    }
}

static void row_checks(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    struct zc_arena *arena = &loader->model->arena;
    struct zc_yaml *checks = zc_bind_sequence(loader, yaml, "checks");
    if (!checks)
        return;
    entity->checks = zc_arena_array(arena, checks->count + 1, sizeof *entity->checks);
    entity->check_messages = zc_arena_array(arena, checks->count + 1, sizeof *entity->check_messages);
    for (struct zc_yaml *child = checks->child; child; child = child->next) {
        zc_bind_only(loader, child, "that message");
        if (child->kind != ZC_YAML_MAP)
            continue;
        struct zc_yaml *that = zc_yaml_get(child, "that");
        entity->check_messages[entity->check_count] = zc_bind_pair(loader, child, "message", true);
        if (!that)
            zc_bind_fail(loader, &child->place, "缺少 that", "that is missing");
        else if (zc_load_condition(loader, &entity->checks[entity->check_count], entity, that))
            entity->check_count++;
    }
}

/* 3 */

static bool serial(const char *part)
{
    if (strcmp(part, "serial") == 0)
        return true;
    return strncmp(part, "serial:0", 8) == 0 && part[8] >= '1' && part[8] <= '9' && !part[9];
}

static void form(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *node)
{
    int serials = 0;
    for (const char *at = node->text; *at; at++) {
        const char *close = *at == '{' ? strchr(at, '}') : at;
        if (*at == '}' || !close) {
            zc_bind_fail(loader, &node->place, "form 里的花括号不成对", "the braces of form do not pair");
            return;
        }
        if (*at != '{')
            continue;
        const char *part = zc_arena_copy(&loader->scratch, at + 1, (size_t)(close - at - 1));
        struct zc_yaml text = *node;
        const struct zc_expr *expr;
        text.text = part;
        if (strncmp(part, "serial", 6) == 0 && !zc_entity_field(entity, part)) {
            serials++;
            if (!serial(part))
                zc_bind_fail(loader, &node->place, "流水号应写 {serial} 或 {serial:03}", "the serial is written {serial} or {serial:03}");
        } else if (zc_load_expr(loader, &expr, entity, &text) && (expr->kind != ZC_N_PATH || expr->list)) {
            zc_bind_fail(loader, &node->place, "form 的花括号里应为单个值的字段", "the braces of form hold fields of one value");
        }
        at = close;
    }
    if (serials > 1)
        zc_bind_fail(loader, &node->place, "form 里流水号只能有一个", "a form has one serial at most");
}

static void number(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    struct zc_yaml *map = zc_bind_map(loader, yaml, "number", false);
    if (!map)
        return;
    zc_bind_only(loader, map, "form field taken_at gapless");
    entity->number_form = zc_bind_text(loader, map, "form", true);
    entity->number_field = zc_bind_text(loader, map, "field", true);
    entity->number_at = zc_bind_text(loader, map, "taken_at", true);
    entity->number_gapless = zc_bind_bool(loader, map, "gapless", false);
    if (entity->number_form)
        form(loader, entity, zc_yaml_get(map, "form"));
    if (entity->number_field) {
        const struct zc_place *place = &zc_yaml_get(map, "field")->place;
        const struct zc_field *field = zc_load_field_of(loader, entity, entity->number_field, place);
        if (field && (field->type != ZC_TEXT || field->list || field->column < 0))
            zc_bind_fail(loader, place, "field 应为存储的文字字段", "field names a stored text field");
    }
    if (!entity->number_at || strcmp(entity->number_at, "insert") == 0)
        return;
    struct zc_nearest nearest = zc_nearest_to(entity->number_at);
    zc_nearest_see(&nearest, "insert");
    for (size_t i = 0; i < entity->transition_count; i++) {
        if (strcmp(entity->transitions[i].name, entity->number_at) == 0)
            return;
        zc_nearest_see(&nearest, entity->transitions[i].name);
    }
    zc_bind_unknown(loader, &zc_yaml_get(map, "taken_at")->place, "步骤", "transition", &nearest);
}

void zc_load_entity_rules(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    field_rules(loader, entity, yaml);
    number(loader, entity, yaml);
    struct zc_yaml *rules = zc_bind_map(loader, yaml, "access", false), *read = rules ? zc_yaml_get(rules, "read") : NULL;
    if (rules)
        zc_bind_only(loader, rules, "read deny write");
    access(loader, entity, rules, "read", &entity->read, &entity->read_text, &entity->read_count);
    access(loader, entity, rules, "deny", &entity->deny, &entity->deny_text, &entity->deny_count);
    access(loader, entity, rules, "write", &entity->write, &entity->write_text, &entity->write_count);
    if (!read || (read->kind == ZC_YAML_LIST && !read->count))
        zc_bind_fail(loader, rules ? &rules->key_place : &yaml->place, "%s 没有 access.read:每个实体都要写明谁能看", "%s lacks access.read: every entity says who may see it",
                     entity->full_name);
    row_checks(loader, entity, yaml);
}
