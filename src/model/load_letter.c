/* load_letter: the key `letter` of an entity. */
#include "model/bind.h"
#include "model/letter.h"

static const struct zc_field **texts(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *map, size_t *count)
{
    size_t named;
    const char **names = zc_bind_list(loader, map, "fields", &named);
    const struct zc_field **fields = zc_arena_array(&loader->model->arena, named + 1, sizeof *fields);
    *count = 0;
    for (size_t i = 0; i < named; i++) {
        const struct zc_field *field = zc_entity_field(entity, names[i]);
        if (!field || field->column < 0 || field->list || field->type != ZC_TEXT)
            zc_bind_fail(loader, &map->place, "letter 的字段 %s 应为存入的文字", "letter: %s is no stored text", names[i]);
        else
            fields[(*count)++] = field;
    }
    if (!named)
        zc_bind_fail(loader, &map->place, "letter 要写 fields", "letter needs fields");
    return fields;
}

void zc_load_letter(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    struct zc_yaml *map = zc_bind_map(loader, yaml, "letter", false);
    if (!map)
        return;
    struct zc_letter *made = zc_arena_alloc(&loader->model->arena, sizeof *made);
    size_t before = loader->errors;
    *made = (struct zc_letter){0};
    zc_bind_only(loader, map, "fields on sender");
    made->fields = texts(loader, entity, map, &made->field_count);
    const char *on = zc_bind_text(loader, map, "on", true);
    made->on = on ? zc_entity_field(entity, on) : NULL;
    if (on && (!made->on || made->on->column < 0 || made->on->type != ZC_DATE))
        zc_bind_fail(loader, &map->place, "letter 的 on 应为存入的日期", "letter: on names a stored date");
    if (!entity->number_field || entity->home != ZC_HOME_OWN)
        zc_bind_fail(loader, &map->place, "letter 要有 number 和 home: own", "letter needs a number and home: own");
    struct zc_yaml *sender = zc_bind_map(loader, map, "sender", false);
    const char *name = sender ? zc_bind_text(loader, sender, "entity", true) : NULL;
    if (sender)
        zc_bind_only(loader, sender, "entity by fields");
    if (name && (made->sender = zc_load_entity_of(loader, entity->module, name, &sender->place))) {
        const char *by = zc_bind_text(loader, sender, "by", true);
        made->by = by ? zc_entity_field(made->sender, by) : NULL;
        if (by && (!made->by || made->by->column < 0 || made->by->to != entity))
            zc_bind_fail(loader, &sender->place, "by 应指向来信", "by leads to the letter");
        made->sender_fields = texts(loader, made->sender, sender, &made->sender_count);
    }
    if (loader->errors == before)
        entity->letter = made;
}
