/* load_vote: the key `vote` of an entity. That its rule values say what a vote needs is asked by query/vote, which can read them. */
#include "model/bind.h"
#include "model/vote.h"

#include <string.h>

static const struct zc_field *stored(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *map, const char *key, enum zc_type type, bool required)
{
    const char *name = zc_bind_text(loader, map, key, required);
    const struct zc_field *field = name ? zc_entity_field(entity, name) : NULL;
    if (!name || (field && field->column >= 0 && !field->list && field->type == type))
        return field;
    zc_bind_fail(loader, &zc_yaml_get(map, key)->place, "vote 的 %s 所写的 %s 不是该类型的存入字段", "vote: %s names %s, which is no stored field of the right type", key, name);
    return NULL;
}

static void kind(struct zc_loader *loader, const struct zc_entity *entity, struct zc_vote *made, struct zc_yaml *map)
{
    struct zc_yaml *node = zc_yaml_get(map, "kind");
    if (!node) {
        zc_bind_fail(loader, &map->place, "vote 要写 kind：用哪条规则", "vote needs kind: which rule judges");
    } else if (node->kind == ZC_YAML_MAP) {
        zc_bind_only(loader, node, "field pack");
        made->kind = stored(loader, entity, node, "field", ZC_CODE, true);
        const char *pack = zc_bind_text(loader, node, "pack", true);
        made->pack = pack && !strchr(pack, '.') ? zc_arena_printf(&loader->model->arena, "%s.%s", entity->module, pack) : pack;
        for (size_t i = 0; made->kind && made->pack && made->kind->codelist && i < made->kind->codelist->count; i++)
            zc_load_rule_named(loader, entity, &node->place, zc_arena_printf(&loader->model->arena, "%s.%s", made->pack, made->kind->codelist->codes[i].code));
    } else {
        made->rule = zc_load_rule_named(loader, entity, &node->place, node->text);
    }
}

static void decides(struct zc_loader *loader, const struct zc_entity *entity, struct zc_vote *made, struct zc_yaml *map)
{
    size_t count;
    const char **names = zc_bind_list(loader, map, "decides", &count);
    made->decides = zc_arena_array(&loader->model->arena, count + 1, sizeof *made->decides);
    for (size_t i = 0; i < count; i++) {
        struct zc_nearest nearest = zc_nearest_to(names[i]);
        size_t before = made->decide_count;
        for (size_t t = 0; t < entity->transition_count; t++) {
            zc_nearest_see(&nearest, entity->transitions[t].name);
            if (strcmp(entity->transitions[t].name, names[i]) == 0)
                made->decides[made->decide_count++] = &entity->transitions[t];
        }
        if (before == made->decide_count)
            zc_bind_fail_near(loader, &zc_yaml_get(map, "decides")->place, &nearest, "decides 的步骤 %s 不存在", "decides names the transition %s, which does not exist", names[i]);
    }
}

void zc_load_vote(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    static const char *const keys[ZC_VOTE_NUMBERS] = {"due", "present", "yes", "no", "abstain", "written"};
    struct zc_yaml *map = zc_bind_map(loader, yaml, "vote", false);
    if (!map)
        return;
    struct zc_vote *made = zc_arena_alloc(&loader->model->arena, sizeof *made);
    size_t before = loader->errors;
    *made = (struct zc_vote){.place = map->place};
    zc_bind_only(loader, map, "kind on due present yes no abstain written decides optional");
    kind(loader, entity, made, map);
    made->on = stored(loader, entity, map, "on", ZC_DATE, true);
    for (int i = 0; i < ZC_VOTE_NUMBERS; i++)
        made->numbers[i] = stored(loader, entity, map, keys[i], ZC_INT, i != ZC_VOTE_WRITTEN_YES);
    decides(loader, entity, made, map);
    made->optional = zc_bind_bool(loader, map, "optional", false);
    if (loader->errors == before)
        entity->vote = made;
}
