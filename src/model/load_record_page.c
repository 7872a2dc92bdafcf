/* load_record_page: the key page of an entity. */
#include "model/record_page.h"
#include "model/bind.h"

#include <string.h>

/* The field of that name, or NULL and an error that offers the nearest. */
static const struct zc_field *named(struct zc_loader *loader, const struct zc_entity *entity, const char *name, const struct zc_place *place)
{
    const struct zc_field *field = zc_entity_field(entity, name);
    struct zc_nearest nearest = zc_nearest_to(name);
    if (field)
        return field;
    for (size_t i = 0; i < entity->field_count; i++)
        zc_nearest_see(&nearest, entity->fields[i].name);
    zc_bind_fail_near(loader, place, &nearest, "%s 没有字段 %s", "%s has no field %s", entity->full_name, name);
    return NULL;
}

static const char **fields_of(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *map, const char *key, size_t *count)
{
    const char **names = zc_bind_list(loader, map, key, count);
    size_t good = 0;
    for (size_t i = 0; i < *count; i++)
        if (named(loader, entity, names[i], &zc_yaml_get(map, key)->place))
            names[good++] = names[i];
    *count = good;
    return names;
}

static void element(struct zc_loader *loader, struct zc_page_element *out, const struct zc_entity *entity, const char *text, const struct zc_place *place)
{
    *out = (struct zc_page_element){.count = 0};
    for (const char *at = text; at;) {
        const char *or = strstr(at, " or ");
        const char *name = zc_arena_copy(&loader->model->arena, at, or ? (size_t)(or - at) : strlen(at));
        const struct zc_field *field = named(loader, entity, name, place);
        if (field && out->count == ZC_PAGE_CHOICES)
            zc_bind_fail(loader, place, "一行至多 %d 个字段", "a line holds at most %d fields", (int)ZC_PAGE_CHOICES);
        else if (field)
            out->fields[out->count++] = field;
        at = or ? or + 4 : NULL;
    }
}

static struct zc_page_element *elements(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *map, const char *key, size_t *count)
{
    size_t texts_count;
    const char **texts = zc_bind_list(loader, map, key, &texts_count);
    struct zc_page_element *out = zc_arena_array(&loader->model->arena, texts_count + 1, sizeof *out);
    *count = 0;
    for (size_t i = 0; i < texts_count; i++) {
        element(loader, &out[*count], entity, texts[i], &zc_yaml_get(map, key)->place);
        *count += out[*count].count > 0;
    }
    return out;
}

static void group(struct zc_loader *loader, struct zc_page_group *out, const struct zc_entity *entity, struct zc_yaml *map)
{
    *out = (struct zc_page_group){.numbered = zc_bind_bool(loader, map, "numbered", false)};
    zc_bind_only(loader, map, "title numbered fields");
    out->title = zc_bind_pair(loader, map, "title", true);
    out->elements = elements(loader, entity, map, "fields", &out->count);
    if (!zc_yaml_get(map, "fields"))
        zc_bind_fail(loader, &map->place, "缺少 fields", "fields is missing");
}

/* The ref of the list's rows that points at the entity. */
static const struct zc_field *pointing(struct zc_loader *loader, const struct zc_page_list *list, const struct zc_entity *entity, struct zc_yaml *map)
{
    const char *by = zc_bind_text(loader, map, "by", false);
    const struct zc_field *found = by ? named(loader, list->of, by, &zc_yaml_get(map, "by")->place) : NULL;
    size_t refs = 0;
    for (size_t i = 0; !by && i < list->of->field_count; i++)
        if (list->of->fields[i].to == entity && list->of->fields[i].column >= 0) {
            found = &list->of->fields[i];
            refs++;
        }
    if (by && found && (found->to != entity || found->column < 0))
        zc_bind_fail(loader, &zc_yaml_get(map, "by")->place, "%s 不指向 %s", "%s does not point to %s", by, entity->full_name);
    else if (!by && refs != 1)
        zc_bind_fail(loader, &map->place, "%s 有 %zu 个字段指向 %s,请用 by 写明", "%s has %zu fields that point to %s: name one with by", list->of->full_name, refs, entity->full_name);
    return found;
}

static void counts(struct zc_loader *loader, struct zc_page_list *list, struct zc_yaml *map)
{
    struct zc_yaml *items = zc_bind_items(loader, map, "counts");
    if (!items)
        return;
    list->counts = zc_arena_array(&loader->model->arena, items->count + 1, sizeof *list->counts);
    for (struct zc_yaml *child = items->child; child; child = child->next) {
        struct zc_page_count *count = &list->counts[list->count_count];
        struct zc_yaml *where = zc_yaml_get(child, "where");
        zc_bind_only(loader, child, "title where");
        *count = (struct zc_page_count){.title = zc_bind_pair(loader, child, "title", true)};
        if (!where)
            zc_bind_fail(loader, &child->place, "缺少 where", "where is missing");
        else if ((count->where_text = zc_load_rows_condition(loader, &count->where, list->of, where)) && count->where)
            list->count_count++;
    }
}

static void list(struct zc_loader *loader, struct zc_page_list *out, const struct zc_entity *entity, struct zc_yaml *map)
{
    *out = (struct zc_page_list){0};
    zc_bind_only(loader, map, "of by match title columns wanted group counts steps");
    const char *of = zc_bind_text(loader, map, "of", true);
    out->of = of ? zc_load_entity_of(loader, entity->module, of, &zc_yaml_get(map, "of")->place) : NULL;
    if (!out->of)
        return;
    out->match = fields_of(loader, out->of, map, "match", &out->match_count);
    for (size_t i = 0; i < out->match_count; i++) {
        const struct zc_field *own = named(loader, entity, out->match[i], &zc_yaml_get(map, "match")->place), *other = zc_entity_field(out->of, out->match[i]);
        if (own && (own->type != other->type || own->codelist != other->codelist || own->list || other->list || other->column < 0 || own->column < 0 ||
                    (own->type != ZC_TEXT && own->type != ZC_CODE)))
            zc_bind_fail(loader, &zc_yaml_get(map, "match")->place, "match 的 %s 应在两边都是同样的单个文字或代码", "match takes single texts or codes of both entities; %s is none",
                         out->match[i]);
    }
    if (!out->match_count)
        out->by = pointing(loader, out, entity, map);
    out->title = zc_yaml_get(map, "title") ? zc_bind_pair(loader, map, "title", true) : out->of->title;
    out->columns = fields_of(loader, out->of, map, "columns", &out->column_count);
    if (!out->column_count) {
        out->columns = out->of->list_fields;
        out->column_count = out->of->list_count;
    }
    out->wanted = elements(loader, out->of, map, "wanted", &out->wanted_count);
    out->steps = zc_bind_bool(loader, map, "steps", false);
    const char *by_code = zc_bind_text(loader, map, "group", false);
    out->group = by_code ? named(loader, out->of, by_code, &zc_yaml_get(map, "group")->place) : NULL;
    if (out->group && (out->group->type != ZC_CODE || out->group->list || out->group->column < 0))
        zc_bind_fail(loader, &zc_yaml_get(map, "group")->place, "group 应为单个代码字段", "group names a single stored code");
    counts(loader, out, map);
}

void zc_load_record_page(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    struct zc_arena *arena = &loader->model->arena;
    struct zc_yaml *map = zc_bind_map(loader, yaml, "page", false);
    if (!map)
        return;
    struct zc_record_page *page = zc_arena_alloc(arena, sizeof *page);
    *page = (struct zc_record_page){0};
    zc_bind_only(loader, map, "origin groups lists next");
    page->origin = fields_of(loader, entity, map, "origin", &page->origin_count);
    struct zc_yaml *groups = zc_bind_items(loader, map, "groups"), *lists = zc_bind_items(loader, map, "lists");
    page->groups = zc_arena_array(arena, groups ? groups->count + 1 : 1, sizeof *page->groups);
    for (struct zc_yaml *child = groups ? groups->child : NULL; child; child = child->next)
        group(loader, &page->groups[page->group_count++], entity, child);
    page->lists = zc_arena_array(arena, lists ? lists->count + 1 : 1, sizeof *page->lists);
    for (struct zc_yaml *child = lists ? lists->child : NULL; child; child = child->next) {
        list(loader, &page->lists[page->list_count], entity, child);
        const struct zc_page_list *made = &page->lists[page->list_count];
        page->list_count += made->of && (made->by || made->match_count);
    }
    page->next = zc_bind_list(loader, map, "next", &page->next_count);
    for (size_t i = 0; i < page->next_count; i++) {
        struct zc_nearest nearest = zc_nearest_to(page->next[i]);
        bool found = false;
        for (size_t t = 0; t < entity->transition_count; t++) {
            found |= strcmp(entity->transitions[t].name, page->next[i]) == 0;
            zc_nearest_see(&nearest, entity->transitions[t].name);
        }
        if (!found)
            zc_bind_fail_near(loader, &zc_yaml_get(map, "next")->place, &nearest, "没有步骤 %s", "there is no transition %s", page->next[i]);
    }
    entity->page = page;
}
