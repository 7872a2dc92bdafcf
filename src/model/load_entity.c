/*
 * load_entity: an entity's file, its first two passes: 1 names and plain facts of fields; 2 what they point to: code lists,
 * refs, homes, inverses. What needs expressions stands in load_rules and load_steps.
 */
#include "base/decimal.h"
#include "model/bind.h"

#include <stdio.h>
#include <string.h>

enum { MOST_FIELDS = 200, MOST_HOMES = 8 };

static const char entity_keys[] = "entity title help named_by key home spread valid_from history secrecy read_log public order list number fields "
                                  "states transitions clocks access checks";
static const char field_keys[] = "title help type to from inverse max scale least most required search unique class erasable unit derived computed "
                                 "inputs check message baseline_at";

/* 1 */

/* Words of the expression language, columns that every table has, and names that SQLite gives to its own. */
static bool reserved(const char *name)
{
    static const char *const words[] = {"and", "or", "not", "in", "has", "contains", "where", "true", "false", "none", "every", "id", "slice",
                                        "state", "known_to", "rowid", "oid"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i], name) == 0)
            return true;
    return strncmp(name, "valid_", 6) == 0 || strncmp(name, "known_from", 10) == 0;
}

static void field_type(struct zc_loader *loader, struct zc_field *field, struct zc_yaml *yaml)
{
    static const char *const words[] = {"text", "code", "int", "bool", "date", "instant", "decimal", "money", "ref"};
    const char *text = zc_bind_text(loader, yaml, "type", true);
    if (!text)
        return;
    size_t length = strlen(text);
    field->list = length > 2 && strcmp(text + length - 2, "[]") == 0;
    if (field->list)
        length -= 2;
    for (int i = 0; i < 9; i++)
        if (strlen(words[i]) == length && memcmp(words[i], text, length) == 0) {
            field->type = (enum zc_type)i;
            if (field->list && i != ZC_TEXT && i != ZC_CODE && i != ZC_REF)
                zc_bind_fail(loader, &zc_yaml_get(yaml, "type")->place, "只有 text、code、ref 能成列表", "only text, code and ref make lists");
            return;
        }
    struct zc_nearest nearest = zc_nearest_to(text);
    for (int i = 0; i < 9; i++)
        zc_nearest_see(&nearest, words[i]);
    zc_bind_unknown(loader, &zc_yaml_get(yaml, "type")->place, "类型", "type", &nearest);
}

/* A key that says nothing for this type of field would only mislead. */
static void only_for(struct zc_loader *loader, struct zc_yaml *yaml, const char *key, bool allowed, const char *zh, const char *en)
{
    struct zc_yaml *node = zc_yaml_get(yaml, key);
    if (node && !allowed)
        zc_bind_fail(loader, &node->key_place, "%s 只用于%s%.0s", "%s goes with %.0s%s only", key, zh, en);
}

static int64_t bound(struct zc_loader *loader, const struct zc_field *field, struct zc_yaml *yaml, const char *key, int64_t otherwise)
{
    struct zc_yaml *node = zc_yaml_get(yaml, key);
    int64_t value;
    if (!node)
        return otherwise;
    if (node->kind == ZC_YAML_SCALAR && zc_decimal_parse(&value, node->text, field->scale))
        return value;
    zc_bind_fail(loader, &node->place, "%s 应为数,小数至多 %d 位", "%s takes a number of at most %d decimals", key, field->scale);
    return otherwise;
}

static void key_facts(struct zc_loader *loader, struct zc_field *field, struct zc_yaml *yaml)
{
    bool number = !field->list && (field->type == ZC_INT || field->type == ZC_DECIMAL || field->type == ZC_MONEY);
    bool derived = zc_yaml_get(yaml, "derived") != NULL, stored = !derived && !field->computed;
    only_for(loader, yaml, "max", field->type == ZC_TEXT, "文字", "texts");
    only_for(loader, yaml, "scale", field->type == ZC_DECIMAL, "小数", "decimals");
    only_for(loader, yaml, "least", number, "数", "numbers");
    only_for(loader, yaml, "most", number, "数", "numbers");
    only_for(loader, yaml, "to", field->type == ZC_REF, "引用", "refs");
    only_for(loader, yaml, "from", field->type == ZC_CODE, "代码", "codes");
    only_for(loader, yaml, "inverse", field->type == ZC_REF && !field->list && stored, "存储的单个引用", "stored single refs");
    only_for(loader, yaml, "search", (field->type == ZC_TEXT || field->type == ZC_CODE) && stored, "存储的文字", "stored texts");
    only_for(loader, yaml, "unique", !field->list && stored, "存储的单个值", "stored single values");
    only_for(loader, yaml, "required", stored, "存储的字段", "stored fields");
    only_for(loader, yaml, "baseline_at", stored, "存储的字段", "stored fields");
    only_for(loader, yaml, "check", stored, "存储的字段", "stored fields");
    only_for(loader, yaml, "message", zc_yaml_get(yaml, "check") != NULL, "带 check 的字段", "fields with a check");
    only_for(loader, yaml, "inputs", field->computed != NULL, "计算字段", "computed fields");
    only_for(loader, yaml, "erasable", field->type == ZC_TEXT && stored && !field->list && !field->unique && !field->search && !zc_yaml_get(yaml, "check"),
             "单个文字字段,且不能 unique、search 或带 check", "single texts without unique, search or check");
    if (field->least > field->most)
        zc_bind_fail(loader, &zc_yaml_get(yaml, "most")->place, "most 小于 least", "most is below least");
    if (field->computed && !field->input_count)
        zc_bind_fail(loader, &yaml->key_place, "计算字段须写明 inputs", "a computed field names its inputs");
    if (derived && field->computed)
        zc_bind_fail(loader, &zc_yaml_get(yaml, "computed")->key_place, "derived 与 computed 只能有一个", "derived and computed exclude each other");
    if (derived)
        field->column = -2; /* not stored; the expression comes later */
}

static void one_field(struct zc_loader *loader, struct zc_field *field, struct zc_yaml *yaml)
{
    *field = (struct zc_field){.name = yaml->key, .least = INT64_MIN, .most = INT64_MAX, .column = -1, .place = yaml->key_place};
    if (!zc_bind_name(yaml->key, 50) || reserved(yaml->key))
        zc_bind_fail(loader, &yaml->key_place, "字段名 %s 不可用:小写字母、数字和下划线,至多 50 个,不能是保留词", "the field name %s cannot be used: at most 50 lower-case letters, digits, underscores, and no reserved word",
                     yaml->key);
    zc_bind_only(loader, yaml, field_keys);
    if (yaml->kind != ZC_YAML_MAP)
        return;
    field->title = zc_bind_pair(loader, yaml, "title", true);
    field->help = zc_bind_pair(loader, yaml, "help", false);
    field_type(loader, field, yaml);
    field->max = (int)zc_bind_int(loader, yaml, "max", 0, 1, 100000);
    field->scale = field->type == ZC_MONEY ? 2 : (int)zc_bind_int(loader, yaml, "scale", 0, 0, 9);
    field->least = bound(loader, field, yaml, "least", INT64_MIN);
    field->most = bound(loader, field, yaml, "most", INT64_MAX);
    field->required = zc_bind_bool(loader, yaml, "required", false);
    field->search = zc_bind_bool(loader, yaml, "search", false);
    field->unique = zc_bind_bool(loader, yaml, "unique", false);
    field->erasable = zc_bind_bool(loader, yaml, "erasable", false);
    field->class_ = (enum zc_column_class)zc_bind_word(loader, yaml, "class", "open internal personal sensitive secret_source", ZC_CLASS_OPEN);
    if (zc_yaml_get(yaml, "unit")) {
        field->unit_title = zc_bind_pair(loader, yaml, "unit", false);
        field->unit = field->unit_title.zh;
    }
    field->inverse = zc_bind_text(loader, yaml, "inverse", false);
    field->baseline_at = zc_bind_text(loader, yaml, "baseline_at", false);
    field->computed = zc_bind_text(loader, yaml, "computed", false);
    field->inputs = zc_bind_list(loader, yaml, "inputs", &field->input_count);
    field->check_message = zc_bind_pair(loader, yaml, "message", false);
    key_facts(loader, field, yaml);
}

static void fields(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    struct zc_arena *arena = &loader->model->arena;
    struct zc_yaml *list = zc_bind_map(loader, yaml, "fields", true), *states = zc_bind_map(loader, yaml, "states", false);
    size_t count = list ? list->count : 0;
    if (list && !count)
        zc_bind_fail(loader, &list->place, "fields 里没有字段", "fields holds no field");
    if (count > MOST_FIELDS) {
        zc_bind_fail(loader, &list->place, "字段多于 %d 个", "more than %d fields", (int)MOST_FIELDS);
        count = 0;
    }
    entity->fields = zc_arena_array(arena, count * 2 + 1, sizeof *entity->fields);
    for (struct zc_yaml *child = count ? list->child : NULL; child; child = child->next)
        one_field(loader, &entity->fields[entity->field_count++], child);
    size_t declared = entity->field_count;
    for (size_t i = 0; i < declared; i++) { /* a baseline is a stored twin */
        const struct zc_field *kept = &entity->fields[i];
        if (!kept->baseline_at)
            continue;
        const char *name = zc_arena_printf(arena, "%s_baseline", kept->name);
        if (zc_entity_field(entity, name))
            zc_bind_fail(loader, &kept->place, "已有字段 %s,基线放不下", "the field %s is declared, so the baseline has no place", name);
        struct zc_field *twin = &entity->fields[entity->field_count++];
        *twin = *kept;
        twin->name = name;
        twin->title = (struct zc_pair){zc_arena_printf(arena, "%s(基线)", kept->title.zh), zc_arena_printf(arena, "%s (baseline)", kept->title.en)};
        twin->baseline_at = NULL;
        twin->check = NULL;
        twin->required = twin->search = twin->unique = false;
        twin->inverse = NULL;
    }
    if (states) {
        struct zc_field *state = &entity->fields[entity->field_count++];
        *state = (struct zc_field){.name = "state", .title = {"状态", "state"}, .type = ZC_CODE, .required = true, .least = INT64_MIN,
                                   .most = INT64_MAX, .column = -1, .place = states->key_place};
    }
    entity->columns = zc_arena_array(arena, entity->field_count + 1, sizeof *entity->columns);
    for (size_t i = 0; i < entity->field_count; i++) {
        struct zc_field *field = &entity->fields[i];
        if (field->computed || field->column == -2) {
            field->column = -1;
            continue;
        }
        field->column = (int)entity->column_count;
        entity->columns[entity->column_count++] = field;
    }
}

static void states(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    struct zc_arena *arena = &loader->model->arena;
    struct zc_yaml *list = zc_yaml_get(yaml, "states");
    if (!list || list->kind != ZC_YAML_MAP)
        return; /* said already */
    if (!list->count)
        zc_bind_fail(loader, &list->place, "states 里没有状态", "states holds no state");
    struct zc_codelist *codes = zc_arena_alloc(arena, sizeof *codes);
    entity->states = zc_arena_array(arena, list->count + 1, sizeof *entity->states);
    *codes = (struct zc_codelist){zc_arena_printf(arena, "%s.state", entity->full_name), entity->module, {"状态", "state"},
                                  zc_arena_array(arena, list->count + 1, sizeof(struct zc_code)), 0};
    for (struct zc_yaml *child = list->child; child; child = child->next) {
        if (!zc_bind_name(child->key, 40))
            zc_bind_fail(loader, &child->key_place, "状态名 %s 不可用:小写字母、数字和下划线", "the state's name %s cannot be used: lower-case letters, digits, underscores", child->key);
        struct zc_pair title = zc_bind_pair_of(loader, child);
        entity->states[entity->state_count++] = (struct zc_state){child->key, title};
        codes->codes[codes->count++] = (struct zc_code){child->key, title};
    }
    entity->fields[entity->field_count - 1].codelist = codes; /* `state` comes last */
}

void zc_load_entity(struct zc_loader *loader, const char *module, struct zc_yaml *yaml)
{
    struct zc_model *model = loader->model;
    struct zc_arena *arena = &model->arena;
    zc_bind_only(loader, yaml, entity_keys);
    const char *name = zc_bind_text(loader, yaml, "entity", true);
    if (!name)
        return;
    if (!zc_bind_name(name, 30)) {
        zc_bind_fail(loader, &zc_yaml_get(yaml, "entity")->place, "实体名 %s 不可用:小写字母、数字和下划线,至多 30 个",
                     "the entity's name %s cannot be used: at most 30 lower-case letters, digits, underscores", name);
        return;
    }
    struct zc_entity *entity = zc_arena_alloc(arena, sizeof *entity);
    entity->module = module;
    entity->name = name;
    entity->full_name = zc_arena_printf(arena, "%s.%s", module, name);
    entity->table = zc_arena_printf(arena, "%s_%s", module, name);
    entity->place = yaml->place;
    for (size_t i = 0; i < model->entity_count; i++) {
        const struct zc_entity *other = model->entities[i];
        if (strcmp(other->table, entity->table) != 0)
            continue;
        zc_bind_fail(loader, &zc_yaml_get(yaml, "entity")->place, "实体 %s 与 %s(%s)重名或共用一个表名", "the entity %s has the name, or the table's name, of %s (%s)",
                     entity->full_name, other->full_name, other->place.file);
        return;
    }
    entity->title = zc_bind_pair(loader, yaml, "title", true);
    entity->help = zc_bind_pair(loader, yaml, "help", false);
    entity->named_by = zc_bind_text(loader, yaml, "named_by", false);
    entity->key = zc_bind_list(loader, yaml, "key", &entity->key_count);
    entity->valid_from = zc_bind_text(loader, yaml, "valid_from", false);
    entity->two_time = zc_bind_word(loader, yaml, "history", "two_time journal_only", 0) == 0;
    entity->secrecy = (enum zc_secrecy)zc_bind_word(loader, yaml, "secrecy", "public internal work_secret", ZC_SECRECY_INTERNAL);
    entity->read_log = zc_bind_bool(loader, yaml, "read_log", false);
    entity->public_ = zc_bind_bool(loader, yaml, "public", false);
    entity->order = zc_bind_list(loader, yaml, "order", &entity->order_count);
    entity->list_fields = zc_bind_list(loader, yaml, "list", &entity->list_count);
    fields(loader, entity, yaml);
    states(loader, entity, yaml);
    entity->index = (int)model->entity_count;
    /* the array grows by doubling: `entity_count` is also its capacity's measure */
    if ((model->entity_count & (model->entity_count - 1)) == 0) {
        struct zc_entity **grown = zc_arena_array(arena, model->entity_count ? model->entity_count * 2 : 1, sizeof *grown);
        if (model->entity_count)
            memcpy(grown, model->entities, model->entity_count * sizeof *grown);
        model->entities = grown;
    }
    model->entities[model->entity_count++] = entity;
    zc_map_put(&model->entity_by_name, entity->full_name, entity);
    zc_map_put(&loader->yaml_of_entity, entity->full_name, yaml);
}

/* 2 */

const struct zc_entity *zc_load_entity_of(struct zc_loader *loader, const char *module, const char *name, const struct zc_place *place)
{
    const struct zc_model *model = loader->model;
    const char *full = strchr(name, '.') ? name : zc_arena_printf(&loader->model->arena, "%s.%s", module, name);
    const struct zc_entity *entity = zc_map_get(&model->entity_by_name, full);
    if (entity)
        return entity;
    struct zc_nearest nearest = zc_nearest_to(full);
    for (size_t i = 0; i < model->entity_count; i++)
        zc_nearest_see(&nearest, model->entities[i]->full_name);
    for (size_t i = 0; i < model->entity_count && !nearest.best; i++)
        if (strcmp(model->entities[i]->name, name) == 0) /* the module was left out */
            nearest.best = model->entities[i]->full_name;
    zc_bind_unknown(loader, place, "实体", "entity", &nearest);
    return NULL;
}

static const struct zc_codelist *codelist_of(struct zc_loader *loader, const char *module, const char *name, const struct zc_place *place)
{
    const struct zc_model *model = loader->model;
    const char *full = strchr(name, '.') ? name : zc_arena_printf(&loader->model->arena, "%s.%s", module, name);
    const struct zc_codelist *list = zc_map_get(&model->codelist_by_name, full);
    if (list)
        return list;
    struct zc_nearest nearest = zc_nearest_to(full);
    for (size_t i = 0; i < model->codelist_count; i++)
        zc_nearest_see(&nearest, model->codelists[i]->full_name);
    zc_bind_unknown(loader, place, "代码表", "code list", &nearest);
    return NULL;
}

const struct zc_field *zc_load_field_of(struct zc_loader *loader, const struct zc_entity *entity, const char *name, const struct zc_place *place)
{
    const struct zc_field *field = zc_entity_field(entity, name);
    if (field)
        return field;
    struct zc_nearest nearest = zc_nearest_to(name);
    for (size_t i = 0; i < entity->field_count; i++)
        zc_nearest_see(&nearest, entity->fields[i].name);
    zc_bind_unknown(loader, place, "字段", "field", &nearest);
    return NULL;
}

static void known_fields(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *yaml, const char *key, const char **names, size_t count,
                         bool stored)
{
    for (size_t i = 0; i < count; i++) {
        const char *name = names[i] + (names[i][0] == '-' && strcmp(key, "order") == 0);
        if (strcmp(name, "id") == 0 && strcmp(key, "key") != 0)
            continue;
        const struct zc_place *place = zc_bind_item(yaml, key, i);
        const struct zc_field *field = zc_load_field_of(loader, entity, name, place);
        if (field && stored && (field->column < 0 || field->list))
            zc_bind_fail(loader, place, "%s 里的 %s 应为存储的单个值", "%s takes stored single values, which %s is not", key, name);
    }
}

static void home(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    const char *text = zc_bind_text(loader, yaml, "home", false);
    int spread = zc_bind_word(loader, yaml, "spread", "everywhere", -1);
    if ((zc_yaml_get(yaml, "home") != NULL) == (zc_yaml_get(yaml, "spread") != NULL)) {
        zc_bind_fail(loader, &yaml->place, "home 与 spread 须且只能写一个", "exactly one of home and spread is needed");
    } else if (!text) {
        entity->home = spread == 0 ? ZC_HOME_EVERYWHERE : ZC_HOME_OWN;
    } else if (strcmp(text, "own") == 0) {
        entity->home = ZC_HOME_OWN;
    } else {
        const struct zc_place *place = &zc_yaml_get(yaml, "home")->place;
        const struct zc_field *field = zc_load_field_of(loader, entity, text, place);
        entity->home = ZC_HOME_PARENT;
        entity->home_field = text;
        if (field && (field->type != ZC_REF || field->list || !field->required))
            zc_bind_fail(loader, place, "home 应为 own 或一个必填的单个引用字段", "home is `own` or a required single ref of this entity");
    }
}

void zc_load_entity_links(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    struct zc_yaml *list = zc_yaml_get(yaml, "fields");
    struct zc_yaml *child = list && list->kind == ZC_YAML_MAP ? list->child : NULL;
    for (; child; child = child->next) {
        struct zc_field *field = (struct zc_field *)zc_entity_field(entity, child->key);
        if (!field || child->kind != ZC_YAML_MAP)
            continue;
        const char *to = zc_bind_text(loader, child, "to", false), *from = zc_bind_text(loader, child, "from", false);
        if (field->type == ZC_REF && to)
            field->to = zc_load_entity_of(loader, entity->module, to, &zc_yaml_get(child, "to")->place);
        else if (field->type == ZC_REF && !zc_yaml_get(child, "to"))
            zc_bind_fail(loader, &child->key_place, "引用字段缺少 to", "a ref needs `to`");
        if (field->type == ZC_CODE && from)
            field->codelist = codelist_of(loader, entity->module, from, &zc_yaml_get(child, "from")->place);
        else if (field->type == ZC_CODE && !zc_yaml_get(child, "from"))
            zc_bind_fail(loader, &child->key_place, "代码字段缺少 from", "a code needs `from`");
        if (field->baseline_at) {
            char twin[128];
            snprintf(twin, sizeof twin, "%s_baseline", field->name);
            struct zc_field *copy = (struct zc_field *)zc_entity_field(entity, twin);
            if (!copy)
                continue;
            copy->to = field->to;
            copy->codelist = field->codelist;
        }
    }
    home(loader, entity, yaml);
    known_fields(loader, entity, yaml, "key", entity->key, entity->key_count, true);
    known_fields(loader, entity, yaml, "order", entity->order, entity->order_count, true);
    known_fields(loader, entity, yaml, "list", entity->list_fields, entity->list_count, false);
    if (entity->key_count > 8)
        zc_bind_fail(loader, &zc_yaml_get(yaml, "key")->place, "key 最多八个字段", "a key has at most eight fields");
    if (entity->named_by)
        zc_load_field_of(loader, entity, entity->named_by, &zc_yaml_get(yaml, "named_by")->place);
    struct zc_yaml *valid = zc_yaml_get(yaml, "valid_from");
    const struct zc_field *from = entity->valid_from ? zc_load_field_of(loader, entity, entity->valid_from, &valid->place) : NULL;
    if (from && (from->type != ZC_DATE || from->list || from->column < 0))
        zc_bind_fail(loader, &valid->place, "valid_from 应为存储的日期字段", "valid_from names a stored date field");
}

/* Homes must end at an entity with a home of its own; an inverse names one list of one entity. */
void zc_load_entity_together(struct zc_loader *loader)
{
    struct zc_model *model = loader->model;
    for (size_t i = 0; i < model->entity_count; i++) {
        struct zc_entity *entity = model->entities[i];
        struct zc_yaml *yaml = zc_map_get(&loader->yaml_of_entity, entity->full_name);
        const struct zc_entity *root = entity;
        int steps = 0;
        while (root && root->home == ZC_HOME_PARENT && steps++ <= MOST_HOMES) {
            const struct zc_field *field = zc_entity_field(root, root->home_field);
            root = field ? field->to : NULL;
        }
        if (root && (steps > MOST_HOMES || (root != entity && root->home == ZC_HOME_EVERYWHERE)))
            zc_bind_fail(loader, &zc_yaml_get(yaml, "home")->place, "home 应通到一个 home: own 的实体", "home leads to an entity with `home: own`");
        for (size_t f = 0; f < entity->field_count; f++) {
            const struct zc_field *field = &entity->fields[f];
            const char *key = field->to && field->inverse ? zc_arena_printf(&loader->scratch, "%s %s", field->to->full_name, field->inverse) : NULL;
            if (!key)
                continue;
            const struct zc_field *other = zc_map_get(&loader->inverses, key);
            if (other)
                zc_bind_fail(loader, &field->place, "%s 已有下级列表 %s(%s:%d)", "%s already has a list %s (%s:%d)", field->to->full_name, field->inverse,
                             other->place.file, other->place.line);
            else if (!zc_bind_name(field->inverse, 50))
                zc_bind_fail(loader, &field->place, "inverse 应为小写字母、数字和下划线", "inverse takes lower-case letters, digits, underscores");
            zc_map_put(&loader->inverses, key, (void *)field);
        }
    }
}
