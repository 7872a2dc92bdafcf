/* load_apart: the keys actor, post and apart of transitions: first who is kept where, then who is kept apart from whom. */
#include "model/apart.h"
#include "model/bind.h"
#include "model/expr.h"

#include <string.h>

static const struct zc_field *ref_to(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *node, const char *key, const char *target)
{
    const char *name = zc_bind_text(loader, node, key, false);
    const struct zc_field *field = name ? zc_entity_field(entity, name) : NULL;
    if (name && (!field || field->column < 0 || field->list || !field->to || strcmp(field->to->full_name, target) != 0))
        zc_bind_fail(loader, &node->place, "%s 应为存入的、指向 %s 的字段", "%s names a stored ref to %s", key, target);
    return field;
}

static struct zc_transition *step_named(struct zc_entity *entity, const char *name)
{
    for (size_t i = 0; i < entity->transition_count; i++)
        if (strcmp(entity->transitions[i].name, name) == 0)
            return &entity->transitions[i];
    return NULL;
}

static void refuse_whom(struct zc_buf *text, const char *path, const char *degree)
{
    zc_buf_printf(text, "%s%s = :person", text->size ? " or " : "", path);
    if (degree)
        zc_buf_printf(text, " or kin(%s, %s)", path, degree);
}

static void apart(struct zc_loader *loader, struct zc_entity *entity, struct zc_apart_rule *rule, struct zc_yaml *map)
{
    static const char *const degrees[] = {"spouse", "lineal", "collateral", "affinity"};
    struct zc_buf text = {0};
    size_t step_count, of_count;
    zc_bind_only(loader, map, "steps of kin message");
    const char **steps = zc_bind_list(loader, map, "steps", &step_count), **of = zc_bind_list(loader, map, "of", &of_count);
    int degree = zc_bind_word(loader, map, "kin", "spouse lineal collateral affinity", -1);
    rule->message = zc_bind_pair(loader, map, "message", true);
    for (size_t i = 0; i < step_count; i++) {
        const struct zc_transition *step = step_named(entity, steps[i]);
        if (!step || !step->apart || !step->apart->actor)
            zc_bind_fail(loader, &map->place, "apart 的步骤 %s 不存在,或没有写 actor", "apart names the step %s, which does not exist or keeps no actor", steps[i]);
        else
            refuse_whom(&text, step->apart->actor->name, degree < 0 ? NULL : degrees[degree]);
    }
    for (size_t i = 0; i < of_count; i++)
        refuse_whom(&text, of[i], degree < 0 ? NULL : degrees[degree]);
    if (!step_count && !of_count)
        zc_bind_fail(loader, &map->place, "apart 要写 steps 或 of", "apart needs steps or of");
    if (text.size) {
        struct zc_yaml node = *map;
        node.kind = ZC_YAML_SCALAR;
        node.text = zc_arena_copy(&loader->model->arena, zc_buf_text(&text), text.size);
        rule->refused_text = zc_load_condition(loader, &rule->refused, entity, &node);
    }
    zc_buf_free(&text);
}

void zc_load_apart(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    struct zc_yaml *list = zc_yaml_get(yaml, "transitions");
    for (int pass = 0; pass < 2; pass++)
        for (struct zc_yaml *child = list && list->kind == ZC_YAML_MAP ? list->child : NULL; child; child = child->next) {
            struct zc_transition *step = child->kind == ZC_YAML_MAP ? step_named(entity, child->key) : NULL;
            bool keeps = step && (zc_yaml_get(child, "actor") || zc_yaml_get(child, "post") || zc_yaml_get(child, "apart"));
            if (keeps && pass == 0) {
                step->apart = zc_arena_alloc(&loader->model->arena, sizeof *step->apart);
                *step->apart = (struct zc_apart_rule){.actor = ref_to(loader, entity, child, "actor", "core.person"),
                                                      .post = ref_to(loader, entity, child, "post", "core.post")};
            } else if (keeps && zc_bind_map(loader, child, "apart", false)) {
                apart(loader, entity, step->apart, zc_yaml_get(child, "apart"));
            }
        }
}
