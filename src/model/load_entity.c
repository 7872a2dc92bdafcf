/*
 * load_entity: an entity's file in three passes. 1 names and plain facts of fields; 2 what they point to: code lists, refs,
 * homes, inverses; 3 expressions, states, transitions, clocks, access, which need all entities to be there.
 */
#include "base/buf.h"
#include "base/decimal.h"
#include "model/act.h"
#include "model/apart.h"
#include "model/bind.h"
#include "model/carry.h"
#include "model/expr_tree.h"
#include "model/gantt.h"
#include "model/lights.h"
#include "model/opening.h"
#include "model/step.h"
#include "model/succession.h"
#include "model/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char entity_keys[] = "entity title help named_by key home spread valid_from history secrecy read_log public order list heads number fields "
                                  "states transitions clocks hold bind first_day opening succession carry draw vote letter burden tree lamp gantt periods periodic dispatch instruct desk file_digest page matrix access checks";
static const char field_keys[] = "title help type to from inverse max scale least most required search unique class erasable unit derived computed "
                                 "inputs reads check message baseline_at shared_needs valid";

enum { LONGEST_MAX = 100000, MOST_STATES = 64 };

/* 1 */

static bool good_name(const char *name)
{
    if (!name || !*name || !(name[0] >= 'a' && name[0] <= 'z') || strlen(name) > 60)
        return false;
    for (const char *c = name; *c; c++)
        if (!((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') || *c == '_'))
            return false;
    return true;
}

/* Words of the expression language: a field of such a name could not be read in one. */
static bool reserved(const char *name)
{
    static const char *const words[] = {"id", "slice", "state", "known_to", "and", "or", "not", "in", "has", "contains", "where", "true", "false", "empty", "self"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i], name) == 0)
            return true;
    return strncmp(name, "valid_", 6) == 0 || strncmp(name, "known_from", 10) == 0;
}

/* In the field's own decimals. */
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
            field->type = i;
            if (field->list && i != ZC_TEXT && i != ZC_CODE && i != ZC_REF)
                zc_bind_fail(loader, &yaml->place, "只有 text、code、ref 能成列表", "only text, code and ref make lists");
            return;
        }
    struct zc_nearest nearest = zc_nearest_to(text);
    for (int i = 0; i < 9; i++)
        zc_nearest_see(&nearest, words[i]);
    zc_bind_fail_near(loader, &zc_yaml_get(yaml, "type")->place, &nearest, "没有类型 %s", "there is no type %s", text);
}

static void split_inputs(struct zc_loader *loader, struct zc_field *field)
{
    static const char where[] = " where ";
    field->input_where = zc_arena_array(&loader->model->arena, field->input_count + 1, sizeof *field->input_where);
    field->input_reads = zc_arena_array(&loader->model->arena, field->input_count + 1, sizeof *field->input_reads);
    for (size_t i = 0; i < field->input_count; i++) {
        const char *at = strstr(field->inputs[i], where);
        if (!at)
            continue;
        field->input_where[i] = at + sizeof where - 1;
        field->inputs[i] = zc_arena_copy(&loader->model->arena, field->inputs[i], (size_t)(at - field->inputs[i]));
    }
}

static void one_field(struct zc_loader *loader, struct zc_field *field, struct zc_yaml *yaml)
{
    *field = (struct zc_field){.name = yaml->key, .least = INT64_MIN, .most = INT64_MAX, .column = -1, .place = yaml->place};
    if (!good_name(yaml->key) || reserved(yaml->key))
        zc_bind_fail(loader, &yaml->place, "字段名 %s 不可用:小写字母、数字和下划线,不能与系统列、表达式用词重名",
                     "the field name %s cannot be used: lower-case letters, digits, underscores, none of the program's own columns or words of expressions",
                     yaml->key);
    zc_bind_only(loader, yaml, field_keys);
    if (yaml->kind != ZC_YAML_MAP)
        return;
    field->title = zc_bind_pair(loader, yaml, "title", true);
    field->help = zc_bind_pair(loader, yaml, "help", false);
    field_type(loader, field, yaml);
    int64_t max = zc_bind_int(loader, yaml, "max", 0);
    if (max < 0 || max > LONGEST_MAX)
        zc_bind_fail(loader, &zc_yaml_get(yaml, "max")->place, "max 应在 1 至 %d 之间", "max is 1 to %d", (int)LONGEST_MAX);
    else
        field->max = (int)max;
    field->scale = field->type == ZC_MONEY ? 2 : (int)zc_bind_int(loader, yaml, "scale", 0);
    if (field->scale < 0 || field->scale > 9) {
        zc_bind_fail(loader, &yaml->place, "scale 应在 0 至 9 之间", "scale is 0 to 9");
        field->scale = 0;
    }
    field->least = bound(loader, field, yaml, "least", INT64_MIN);
    field->most = bound(loader, field, yaml, "most", INT64_MAX);
    if (field->least > field->most)
        zc_bind_fail(loader, &zc_yaml_get(yaml, "most")->place, "most 小于 least", "most is below least");
    field->required = zc_bind_bool(loader, yaml, "required", false);
    field->search = zc_bind_bool(loader, yaml, "search", false);
    field->unique = zc_bind_bool(loader, yaml, "unique", false);
    field->erasable = zc_bind_bool(loader, yaml, "erasable", false);
    field->class_ = zc_bind_word(loader, yaml, "class", "open internal personal sensitive secret_source", ZC_CLASS_OPEN);
    if (zc_yaml_get(yaml, "unit")) {
        field->unit_title = zc_bind_pair(loader, yaml, "unit", false);
        field->unit = field->unit_title.zh;
    }
    field->inverse = zc_bind_text(loader, yaml, "inverse", false);
    field->baseline_at = zc_bind_text(loader, yaml, "baseline_at", false);
    field->shared_needs = zc_bind_text(loader, yaml, "shared_needs", false);
    field->computed = zc_bind_text(loader, yaml, "computed", false);
    field->inputs = zc_bind_list(loader, yaml, "inputs", &field->input_count);
    split_inputs(loader, field);
    field->check_message = zc_bind_pair(loader, yaml, "message", false);
    if (field->search && field->type != ZC_TEXT && field->type != ZC_CODE)
        zc_bind_fail(loader, &yaml->place, "只有文字能检索", "only texts can be searched");
    if (field->erasable && (field->type != ZC_TEXT || field->list || field->unique || field->search || zc_yaml_get(yaml, "check")))
        zc_bind_fail(loader, &yaml->place, "erasable 只能用于单个文字字段,且不能 unique、search 或带 check", "erasable takes a single text without unique, search or check");
    if (field->computed && !field->input_count)
        zc_bind_fail(loader, &yaml->place, "计算字段须写明 inputs", "a computed field names its inputs");
    if (zc_yaml_get(yaml, "scale") && field->type != ZC_DECIMAL)
        zc_bind_fail(loader, &zc_yaml_get(yaml, "scale")->key_place, "scale 只用于小数", "scale goes with decimals only");
    if (zc_yaml_get(yaml, "max") && field->type != ZC_TEXT)
        zc_bind_fail(loader, &zc_yaml_get(yaml, "max")->key_place, "max 只用于文字", "max goes with texts only");
    bool derived = zc_yaml_get(yaml, "derived") != NULL;
    if (field->required && (derived || field->computed))
        zc_bind_fail(loader, &zc_yaml_get(yaml, "required")->key_place, "required 只用于存储的字段", "required goes with stored fields only");
    if (derived && field->computed)
        zc_bind_fail(loader, &yaml->place, "derived 与 computed 只能有一个", "derived and computed exclude each other");
    if (derived)
        field->column = -2; /* not stored; the expression comes in the third pass */
}

/* Written once here, because every statement over the entity's rows needs them. */
static void column_names(struct zc_arena *arena, struct zc_entity *entity)
{
    struct zc_buf plain = {0}, row = {0};
    for (size_t i = 0; i < entity->column_count; i++) {
        zc_buf_printf(&plain, ", \"%s\"", entity->columns[i]->name);
        zc_buf_printf(&row, ", r.\"%s\"", entity->columns[i]->name);
    }
    entity->column_names = zc_arena_copy(arena, zc_buf_text(&plain), plain.size);
    entity->row_column_names = zc_arena_copy(arena, zc_buf_text(&row), row.size);
    zc_buf_free(&plain);
    zc_buf_free(&row);
}

static void fields(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    struct zc_arena *arena = &loader->model->arena;
    struct zc_yaml *list = zc_yaml_get(yaml, "fields");
    if (!list || list->kind != ZC_YAML_MAP || !list->count) {
        zc_bind_fail(loader, &yaml->place, "缺少 fields", "fields is missing");
        entity->fields = zc_arena_array(arena, 1, sizeof *entity->fields);
        entity->columns = zc_arena_array(arena, 1, sizeof *entity->columns);
        return;
    }
    struct zc_yaml *states = zc_yaml_get(yaml, "states");
    entity->fields = zc_arena_array(arena, list->count * 2 + 1, sizeof *entity->fields);
    for (struct zc_yaml *child = list->child; child; child = child->next)
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
        twin->required = twin->search = twin->unique = false;
        twin->inverse = NULL;
    }
    if (states) {
        struct zc_field *state = &entity->fields[entity->field_count++];
        *state = (struct zc_field){.name = "state", .title = {"状态", "state"}, .type = ZC_CODE, .required = true, .least = INT64_MIN,
                                   .most = INT64_MAX, .column = -1, .place = states->place};
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
    column_names(arena, entity);
}

static void states(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    struct zc_arena *arena = &loader->model->arena;
    struct zc_yaml *list = zc_yaml_get(yaml, "states");
    if (!list)
        return;
    struct zc_field *field = (struct zc_field *)zc_entity_field(entity, "state");
    if (list->kind != ZC_YAML_MAP || !list->count || !field) {
        if (field)
            zc_bind_fail(loader, &list->place, "states 应为 状态: 题名", "states takes STATE: title");
        return;
    }
    struct zc_codelist *codes = zc_arena_alloc(arena, sizeof *codes);
    entity->states = zc_arena_array(arena, list->count, sizeof *entity->states);
    *codes = (struct zc_codelist){zc_arena_printf(arena, "%s.state", entity->full_name), entity->module, {"状态", "state"},
                                  zc_arena_array(arena, list->count, sizeof(struct zc_code)), 0};
    for (struct zc_yaml *child = list->child; child; child = child->next) {
        struct zc_pair title = zc_bind_pair_of(loader, child);
        entity->states[entity->state_count++] = (struct zc_state){child->key, title};
        codes->codes[codes->count++] = (struct zc_code){child->key, title};
    }
    field->codelist = codes;
}

void zc_load_entity(struct zc_loader *loader, const char *module, struct zc_yaml *yaml)
{
    struct zc_model *model = loader->model;
    struct zc_arena *arena = &model->arena;
    zc_bind_only(loader, yaml, entity_keys);
    const char *name = zc_bind_text(loader, yaml, "entity", true);
    if (!name)
        return;
    if (!good_name(name)) {
        zc_bind_fail(loader, &yaml->place, "实体名 %s 不可用", "the entity name %s cannot be used", name);
        return;
    }
    struct zc_entity *entity = zc_arena_alloc(arena, sizeof *entity);
    entity->module = module;
    entity->name = name;
    entity->full_name = zc_arena_printf(arena, "%s.%s", module, name);
    entity->table = zc_arena_printf(arena, "%s_%s", module, name);
    entity->place = yaml->place;
    for (size_t i = 0; i < model->entity_count; i++)
        if (strcmp(model->entities[i]->table, entity->table) == 0 && strcmp(model->entities[i]->full_name, entity->full_name) != 0)
            zc_bind_fail(loader, &yaml->place, "%s 与 %s 会共用一个表名", "%s would share its table's name with %s", entity->full_name, model->entities[i]->full_name);
    if (zc_map_get(&model->entity_by_name, entity->full_name)) {
        zc_bind_fail(loader, &yaml->place, "实体 %s 声明了两次", "the entity %s is declared twice", entity->full_name);
        return;
    }
    entity->title = zc_bind_pair(loader, yaml, "title", true);
    entity->help = zc_bind_pair(loader, yaml, "help", false);
    entity->named_by = zc_bind_text(loader, yaml, "named_by", false);
    entity->key = zc_bind_list(loader, yaml, "key", &entity->key_count);
    entity->valid_from = zc_bind_text(loader, yaml, "valid_from", false);
    entity->two_time = zc_bind_word(loader, yaml, "history", "two_time journal_only", 0) == 0;
    entity->secrecy = zc_bind_word(loader, yaml, "secrecy", "public internal work_secret", ZC_SECRECY_INTERNAL);
    entity->read_log = zc_bind_bool(loader, yaml, "read_log", false);
    entity->public_ = zc_bind_bool(loader, yaml, "public", false);
    entity->order = zc_bind_list(loader, yaml, "order", &entity->order_count);
    entity->list_fields = zc_bind_list(loader, yaml, "list", &entity->list_count);
    entity->dispatch = zc_bind_list(loader, yaml, "dispatch", &entity->dispatch_count); /* its roles are looked up in pass 3 */
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

static const struct zc_entity *entity_named(struct zc_loader *loader, const char *module, const char *name)
{
    if (strchr(name, '.'))
        return zc_map_get(&loader->model->entity_by_name, name);
    char full[160];
    snprintf(full, sizeof full, "%s.%s", module, name);
    return zc_map_get(&loader->model->entity_by_name, full);
}

static const struct zc_codelist *codelist_named(struct zc_loader *loader, const char *module, const char *name)
{
    if (strchr(name, '.'))
        return zc_map_get(&loader->model->codelist_by_name, name);
    char full[160];
    snprintf(full, sizeof full, "%s.%s", module, name);
    return zc_map_get(&loader->model->codelist_by_name, full);
}

static struct zc_nearest nearest_field(const struct zc_entity *entity, const char *name)
{
    struct zc_nearest nearest = zc_nearest_to(name);
    for (size_t i = 0; i < entity->field_count; i++)
        zc_nearest_see(&nearest, entity->fields[i].name);
    return nearest;
}

static void known_fields(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *yaml, const char *key, const char **names, size_t count)
{
    bool stored = strcmp(key, "list") != 0; /* keys and orders get an index */
    for (size_t i = 0; i < count; i++) {
        const char *name = names[i] + (names[i][0] == '-');
        const struct zc_field *field = zc_entity_field(entity, name);
        struct zc_nearest nearest = nearest_field(entity, name);
        if (!field && strcmp(name, "id") != 0)
            zc_bind_fail_near(loader, &zc_yaml_get(yaml, key)->place, &nearest, "%s 里的字段 %s 不存在", "%s names the field %s, which does not exist", key, names[i]);
        else if (field && stored && field->column < 0)
            zc_bind_fail(loader, &zc_yaml_get(yaml, key)->place, "%s 里的 %s 不是存储字段", "%s names %s, which is not stored", key, names[i]);
    }
}

/* A target sees each list of children under a name of its own; entities are linked in order, so the later one is told. */
static void inverse_alone(struct zc_loader *loader, const struct zc_entity *entity, const struct zc_field *field)
{
    if (!field->inverse || !field->to)
        return;
    for (size_t e = 0; e < loader->model->entity_count; e++) {
        const struct zc_entity *other = loader->model->entities[e];
        for (size_t f = 0; f < other->field_count; f++) {
            const struct zc_field *twin = &other->fields[f];
            if (twin == field)
                return;
            if (twin->to == field->to && twin->inverse && strcmp(twin->inverse, field->inverse) == 0)
                zc_bind_fail(loader, &field->place, "%s 已有下级列表 %s,来自 %s", "%s has a list %s already, from %s", field->to->full_name, field->inverse,
                             other->full_name);
        }
        if (other == entity)
            return;
    }
}

void zc_load_entity_links(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    struct zc_yaml *list = zc_yaml_get(yaml, "fields");
    for (struct zc_yaml *child = list && list->kind == ZC_YAML_MAP ? list->child : NULL; child; child = child->next) {
        struct zc_field *field = (struct zc_field *)zc_entity_field(entity, child->key);
        if (child->kind != ZC_YAML_MAP)
            continue;
        const char *to = zc_bind_text(loader, child, "to", false), *from = zc_bind_text(loader, child, "from", false);
        if (field->type == ZC_REF) {
            field->to = to ? zc_load_entity_of(loader, entity->module, to, &zc_yaml_get(child, "to")->place) : NULL;
            if (!to)
                zc_bind_fail(loader, &child->place, "引用字段缺少 to", "a ref needs `to`");
        } else if (to) {
            zc_bind_fail(loader, &child->place, "只有引用字段能写 to", "only a ref takes `to`");
        }
        if (field->type == ZC_CODE) {
            field->codelist = from ? codelist_named(loader, entity->module, from) : NULL;
            if (!from)
                zc_bind_fail(loader, &child->place, "代码字段缺少 from", "a code needs `from`");
            else if (!field->codelist) {
                struct zc_nearest nearest = zc_nearest_to(strchr(from, '.') ? from : zc_arena_printf(&loader->scratch, "%s.%s", entity->module, from));
                for (size_t i = 0; i < loader->model->codelist_count; i++)
                    zc_nearest_see(&nearest, loader->model->codelists[i]->full_name);
                zc_bind_fail_near(loader, &zc_yaml_get(child, "from")->place, &nearest, "没有代码表 %s", "there is no code list %s", from);
            }
        } else if (from) {
            zc_bind_fail(loader, &child->place, "只有代码字段能写 from", "only a code takes `from`");
        }
        if (field->baseline_at) {
            char twin[128];
            snprintf(twin, sizeof twin, "%s_baseline", field->name);
            struct zc_field *copy = (struct zc_field *)zc_entity_field(entity, twin);
            copy->to = field->to;
            copy->codelist = field->codelist;
        }
    }
    for (size_t i = 0; i < entity->field_count; i++)
        inverse_alone(loader, entity, &entity->fields[i]);
    const char *home = zc_bind_text(loader, yaml, "home", false);
    int spread = zc_bind_word(loader, yaml, "spread", "everywhere", -1);
    if ((home != NULL) == (spread == 0)) {
        zc_bind_fail(loader, &yaml->place, "home 与 spread 须且只能写一个", "exactly one of home and spread is needed");
    } else if (!home) {
        entity->home = ZC_HOME_EVERYWHERE;
    } else if (strcmp(home, "own") == 0) {
        entity->home = ZC_HOME_OWN;
    } else {
        const struct zc_field *field = zc_entity_field(entity, home);
        entity->home = ZC_HOME_PARENT;
        entity->home_field = home;
        if (!field || field->type != ZC_REF || field->list || !field->required)
            zc_bind_fail(loader, &zc_yaml_get(yaml, "home")->place, "home 应为 own 或一个必填的单个引用字段", "home is `own` or a required single ref of this entity");
    }
    known_fields(loader, entity, yaml, "key", entity->key, entity->key_count);
    known_fields(loader, entity, yaml, "order", entity->order, entity->order_count);
    known_fields(loader, entity, yaml, "list", entity->list_fields, entity->list_count);
    if (entity->key_count > 8)
        zc_bind_fail(loader, &yaml->place, "key 最多八个字段", "a key has at most eight fields");
    struct zc_nearest near_name = nearest_field(entity, entity->named_by ? entity->named_by : "");
    if (entity->named_by && !zc_entity_field(entity, entity->named_by))
        zc_bind_fail_near(loader, &zc_yaml_get(yaml, "named_by")->place, &near_name, "named_by 的字段 %s 不存在", "named_by names the field %s, which does not exist", entity->named_by);
    const struct zc_field *valid = entity->valid_from ? zc_entity_field(entity, entity->valid_from) : NULL;
    if (entity->valid_from && (!valid || valid->type != ZC_DATE || valid->list))
        zc_bind_fail(loader, &zc_yaml_get(yaml, "valid_from")->place, "valid_from 应为日期字段", "valid_from names a date field");
}

/* 3 */

static const char *any_expr(struct zc_loader *loader, const struct zc_expr **out, const struct zc_entity *entity, struct zc_yaml *node)
{
    struct zc_error err = {0};
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

static void look_computed(void *user, const struct zc_entity *entity, const struct zc_field *field)
{
    (void)entity;
    if (field->computed)
        *(const struct zc_field **)user = field;
}

/* What decides about a row cannot wait for a computation over others. */
const char *zc_load_expr(struct zc_loader *loader, const struct zc_expr **out, const struct zc_entity *entity, struct zc_yaml *node)
{
    const struct zc_field *computed = NULL;
    const char *text = any_expr(loader, out, entity, node);
    if (text)
        zc_expr_reads(*out, look_computed, &computed);
    if (!computed)
        return text;
    zc_bind_fail(loader, &node->place, "计算字段 %s 只能用于筛选、指标、检查和清单里的计数", "the computed field %s can be asked only by filters, figures, checks and counts of a list",
                 computed->name);
    *out = NULL;
    return NULL;
}

static const char *is_condition(struct zc_loader *loader, const struct zc_expr **out, struct zc_yaml *node, const char *text)
{
    if (!text || zc_expr_type(*out) == ZC_BOOL)
        return text;
    zc_bind_fail(loader, &node->place, "此处应为条件", "a condition is expected here");
    *out = NULL;
    return NULL;
}

const char *zc_load_condition(struct zc_loader *loader, const struct zc_expr **out, const struct zc_entity *entity, struct zc_yaml *node)
{
    return is_condition(loader, out, node, zc_load_expr(loader, out, entity, node));
}

const char *zc_load_rows_condition(struct zc_loader *loader, const struct zc_expr **out, const struct zc_entity *entity, struct zc_yaml *node)
{
    return is_condition(loader, out, node, any_expr(loader, out, entity, node));
}

static void access(struct zc_loader *loader, const struct zc_entity *entity, struct zc_yaml *map, const char *key, const struct zc_expr ***out,
                   const char ***texts, size_t *count)
{
    struct zc_arena *arena = &loader->model->arena;
    struct zc_yaml *list = zc_yaml_get(map, key);
    *count = 0;
    if (!list)
        return;
    if (list->kind != ZC_YAML_LIST) {
        zc_bind_fail(loader, &list->place, "%s 应为规则列表", "%s takes a list of rules", key);
        return;
    }
    *out = zc_arena_array(arena, list->count + 1, sizeof **out);
    *texts = zc_arena_array(arena, list->count + 1, sizeof **texts);
    for (struct zc_yaml *child = list->child; child; child = child->next) {
        const struct zc_expr *rule = NULL;
        zc_load_condition(loader, &rule, entity, child);
        if (rule) {
            (*texts)[*count] = child->text;
            (*out)[(*count)++] = rule;
        }
    }
}

static void known_state(struct zc_loader *loader, const struct zc_entity *entity, const char *name, const struct zc_place *place)
{
    for (size_t i = 0; i < entity->state_count; i++)
        if (strcmp(entity->states[i].name, name) == 0)
            return;
    struct zc_nearest nearest = zc_nearest_to(name);
    for (size_t i = 0; i < entity->state_count; i++)
        zc_nearest_see(&nearest, entity->states[i].name);
    zc_bind_fail_near(loader, place, &nearest, "没有状态 %s", "there is no state %s", name);
}

static size_t state_index(const struct zc_entity *entity, const char *name)
{
    size_t i = 0;
    while (i < entity->state_count && strcmp(entity->states[i].name, name) != 0)
        i++;
    return i;
}

/* Every state can be come to from the first one. */
static void reachable(struct zc_loader *loader, const struct zc_entity *entity, const struct zc_place *place)
{
    bool reached[MOST_STATES + 1] = {true};
    for (bool more = true; more;) {
        more = false;
        for (size_t t = 0; t < entity->transition_count; t++) {
            const struct zc_transition *step = &entity->transitions[t];
            size_t to = step->to ? state_index(entity, step->to) : entity->state_count;
            for (size_t f = 0; f < step->from_count && to < entity->state_count && !reached[to]; f++) {
                size_t from = state_index(entity, step->from[f]);
                reached[to] = from < entity->state_count && reached[from];
                more |= reached[to];
            }
        }
    }
    for (size_t i = 0; i < entity->state_count; i++)
        if (!reached[i])
            zc_bind_fail(loader, place, "状态 %s 没有步骤能到", "no transition leads to the state %s", entity->states[i].name);
}

static void transitions(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    struct zc_yaml *list = zc_bind_map(loader, yaml, "transitions", false), *states_node = zc_yaml_get(yaml, "states");
    if (entity->state_count > MOST_STATES)
        zc_bind_fail(loader, &states_node->place, "状态至多 %d 个", "at most %d states", (int)MOST_STATES);
    if (list && !entity->state_count)
        zc_bind_fail(loader, &list->place, "有 transitions 就要有 states", "transitions need states");
    if (entity->state_count > MOST_STATES || !entity->state_count)
        return;
    if (!list) {
        reachable(loader, entity, &states_node->place);
        return;
    }
    entity->transitions = zc_arena_array(&loader->model->arena, list->count + 1, sizeof *entity->transitions);
    for (struct zc_yaml *child = list->child; child; child = child->next) {
        struct zc_transition *step = &entity->transitions[entity->transition_count++];
        zc_bind_only(loader, child, "title from to on at by when message then actor post apart over since elsewhere measures writes clear code tell asks paper");
        *step = (struct zc_transition){.name = child->key, .place = child->place};
        if (child->kind != ZC_YAML_MAP)
            continue;
        step->title = zc_bind_pair(loader, child, "title", true);
        step->from = zc_bind_list(loader, child, "from", &step->from_count);
        step->to = zc_bind_text(loader, child, "to", true);
        step->on_field = zc_bind_text(loader, child, "on", false);
        step->at_field = zc_bind_text(loader, child, "at", false);
        step->by = zc_bind_list(loader, child, "by", &step->by_count);
        step->message = zc_bind_pair(loader, child, "message", false);
        for (size_t i = 0; i < step->from_count; i++)
            known_state(loader, entity, step->from[i], &child->place);
        if (!step->from_count)
            zc_bind_fail(loader, &child->place, "缺少 from", "from is missing");
        if (step->to)
            known_state(loader, entity, step->to, &child->place);
        for (size_t i = 0; i < step->by_count; i++) {
            const char *role = zc_load_role(loader, entity->module, step->by[i], &child->place);
            if (role)
                step->by[i] = role;
        }
        const struct zc_field *on = step->on_field ? zc_entity_field(entity, step->on_field) : NULL;
        if (step->on_field && (!on || on->type != ZC_DATE))
            zc_bind_fail(loader, &child->place, "on 应为日期字段", "on names a date field");
        const struct zc_field *at = step->at_field ? zc_entity_field(entity, step->at_field) : NULL;
        if (step->at_field && (!at || at->type != ZC_INSTANT || at->column < 0))
            zc_bind_fail(loader, &child->place, "at 应为存入的时刻字段", "at names a stored instant field");
        struct zc_yaml *when = zc_yaml_get(child, "when");
        if (when) {
            zc_load_condition(loader, &step->when, entity, when);
            if (!step->message.zh)
                zc_bind_fail(loader, &when->place, "有 when 就要有 message", "a guard needs a message");
        }
    }
    reachable(loader, entity, &list->place);
}

static bool step_named(const struct zc_entity *entity, const char *name)
{
    for (size_t i = 0; i < entity->transition_count; i++)
        if (strcmp(entity->transitions[i].name, name) == 0)
            return true;
    return false;
}

static void number(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    struct zc_yaml *map = zc_yaml_get(yaml, "number");
    if (!map)
        return;
    zc_bind_only(loader, map, "form field taken_at gapless valid");
    entity->number_form = zc_bind_text(loader, map, "form", true);
    entity->number_field = zc_bind_text(loader, map, "field", true);
    entity->number_at = zc_bind_text(loader, map, "taken_at", false);
    entity->number_gapless = zc_bind_bool(loader, map, "gapless", false);
    const char *valid = zc_bind_text(loader, map, "valid", false);
    entity->number_valid = !valid || strchr(valid, '.') ? valid : zc_arena_printf(&loader->model->arena, "%s.%s", entity->module, valid);
    const struct zc_field *field = entity->number_field ? zc_entity_field(entity, entity->number_field) : NULL;
    if (entity->number_field && (!field || field->type != ZC_TEXT || field->list))
        zc_bind_fail(loader, &map->place, "field 应为文字字段", "field names a text field");
    if (entity->number_at && strcmp(entity->number_at, "insert") != 0 && !step_named(entity, entity->number_at))
        zc_bind_fail(loader, &map->place, "taken_at 应为 insert 或一个步骤", "taken_at is insert or a transition");
    bool serial = false;
    struct zc_yaml *form = zc_yaml_get(map, "form");
    for (const char *at = entity->number_form; at && (at = strchr(at, '{'));) {
        const char *close = strchr(at, '}');
        if (!close) {
            zc_bind_fail(loader, &map->place, "form 里的花括号没有结束", "a brace of form is not closed");
            return;
        }
        const char *name = zc_arena_copy(&loader->model->arena, at + 1, (size_t)(close - at - 1));
        if (strncmp(name, "serial", 6) == 0 && (!name[6] || name[6] == ':' || !zc_entity_field(entity, name))) {
            serial = true;
            char *end = NULL;
            long width = name[6] == ':' && name[7] ? strtol(name + 7, &end, 10) : 0;
            if (name[6] && (!end || *end || width < 1 || width > 11))
                zc_bind_fail(loader, &form->place, "流水号写作 {serial} 或 {serial:1} 至 {serial:11}", "a serial is {serial} or {serial:1} to {serial:11}");
        } else {
            struct zc_yaml part = *form;
            const struct zc_expr *expr;
            part.text = name;
            if (strcmp(name, ":year") == 0)
                ;
            else if (strncmp(name, "rule ", 5) == 0)
                zc_load_rule_named(loader, entity, &form->place, name + 5);
            else if (strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_.") != strlen(name))
                zc_bind_fail(loader, &form->place, "{%s} 不是字段", "{%s} names no field", name);
            else
                zc_load_expr(loader, &expr, entity, &part);
        }
        at = close;
    }
    if (entity->number_form && !serial)
        zc_bind_fail(loader, &form->place, "form 里要有 {serial}", "form needs {serial}");
}

/* A derived field has the same value for everybody. */
static bool asks_kin(const struct zc_expr *expr)
{
    return expr && (expr->kind == ZC_N_KIN || asks_kin(expr->left) || asks_kin(expr->right));
}

void zc_load_entity_derived(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    struct zc_yaml *list = zc_yaml_get(yaml, "fields");
    for (struct zc_yaml *child = list && list->kind == ZC_YAML_MAP ? list->child : NULL; child; child = child->next) {
        struct zc_field *field = (struct zc_field *)zc_entity_field(entity, child->key);
        struct zc_yaml *node = zc_yaml_get(child, "derived");
        const struct zc_expr *derived;
        if (!node || !zc_load_expr(loader, &derived, entity, node))
            continue;
        if (asks_kin(derived))
            zc_bind_fail(loader, &node->place, "派生字段不能用 kin", "a derived field cannot ask kin");
        bool texts = (derived->type == ZC_TEXT || derived->type == ZC_CODE) && (field->type == ZC_TEXT || field->type == ZC_CODE);
        if ((derived->type != field->type && !texts) || derived->list != field->list)
            zc_bind_fail(loader, &node->place, "表达式的类型与字段 %s 不同", "the expression has another type than the field %s", field->name);
        else if (derived->scale != field->scale)
            zc_bind_fail(loader, &node->place, "表达式的小数位数与字段 %s 不同", "the expression has other decimals than the field %s", field->name);
        else if (field->type == ZC_REF && derived->ref_to != field->to)
            zc_bind_fail(loader, &node->place, "表达式指向的实体与字段 %s 不同", "the expression points to another entity than the field %s", field->name);
        else
            field->derived = derived;
    }
}

static void instruct(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    struct zc_yaml *map = zc_bind_map(loader, yaml, "instruct", false);
    if (!map)
        return;
    struct zc_instruct *made = zc_arena_alloc(&loader->model->arena, sizeof *made);
    zc_bind_only(loader, map, "by unit to workdays");
    made->by = zc_bind_list(loader, map, "by", &made->by_count);
    if (!made->by_count)
        zc_bind_fail(loader, &map->place, "instruct 缺少 by:谁能批示", "instruct lacks by: who may give an instruction");
    for (size_t i = 0; i < made->by_count; i++)
        made->by[i] = zc_load_role(loader, entity->module, made->by[i], &map->place);
    made->unit = zc_bind_text(loader, map, "unit", true);
    const struct zc_field *unit = made->unit ? zc_entity_field(entity, made->unit) : NULL;
    if (made->unit && (!unit || unit->list || !unit->to || unit->column < 0 || strcmp(unit->to->full_name, "core.unit") != 0))
        zc_bind_fail(loader, &map->place, "instruct 的 unit 应为指向单位的字段", "instruct: unit names a stored field that leads to a unit");
    const char *to = zc_bind_text(loader, map, "to", true);
    made->to = to ? zc_load_role(loader, entity->module, to, &map->place) : NULL;
    made->workdays = (int)zc_bind_int(loader, map, "workdays", 3);
    if (made->workdays < 1 || made->workdays > 250)
        zc_bind_fail(loader, &map->place, "instruct 的 workdays 应为 1 至 250", "instruct: workdays takes 1 to 250");
    entity->instruct = made;
}

/* `report_line where report.state = 'accepted'`: which rows of an input count. */
static void input_conditions(struct zc_loader *loader, const struct zc_entity *entity, const struct zc_field *field, struct zc_yaml *yaml)
{
    for (size_t i = 0; i < field->input_count; i++) {
        const struct zc_expr *condition;
        const struct zc_entity *input = field->input_where[i] ? entity_named(loader, entity->module, field->inputs[i]) : NULL;
        struct zc_yaml node = *yaml;
        node.kind = ZC_YAML_SCALAR;
        node.text = field->input_where[i];
        if (input)
            zc_load_condition(loader, &condition, input, &node);
        else if (node.text)
            zc_bind_fail(loader, &yaml->place, "where 只用于实体：%s", "where goes with an entity: %s", field->inputs[i]);
    }
}

/* reads: {ENTITY: [field…]}: of the rows of that input these fields alone. */
static void input_reads(struct zc_loader *loader, const struct zc_entity *entity, struct zc_field *field, struct zc_yaml *yaml)
{
    struct zc_yaml *map = zc_bind_map(loader, yaml, "reads", false);
    for (struct zc_yaml *child = map ? map->child : NULL; child; child = child->next) {
        const struct zc_entity *input = entity_named(loader, entity->module, child->key);
        size_t at = 0, count;
        while (at < field->input_count && strcmp(field->inputs[at], child->key) != 0)
            at++;
        const char **names = zc_bind_list(loader, map, child->key, &count);
        if (!input || at == field->input_count) {
            zc_bind_fail(loader, &child->place, "reads 所写的 %s 不是 inputs 里的实体", "reads names %s, which is no entity among the inputs", child->key);
            continue;
        }
        bool *reads = zc_arena_array(&loader->model->arena, input->column_count + 1, sizeof *reads);
        for (size_t i = 0; i < count; i++) {
            const struct zc_field *of = zc_entity_field(input, names[i]);
            if (of && of->column >= 0)
                reads[of->column] = true;
            else
                zc_bind_fail(loader, &child->place, "%s 没有存储字段 %s", "%s has no stored field %s", input->full_name, names[i]);
        }
        field->input_reads[at] = reads;
    }
}

/* heads: {WORD: field}, by which workbooks of others name it. */
static void heads(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    struct zc_yaml *map = zc_bind_map(loader, yaml, "heads", false);
    if (!map)
        return;
    entity->heads = zc_arena_array(&loader->model->arena, map->count + 1, sizeof *entity->heads);
    for (struct zc_yaml *child = map->child; child; child = child->next) {
        const struct zc_field *field = child->kind == ZC_YAML_SCALAR ? zc_entity_field(entity, child->text) : NULL;
        if (field)
            entity->heads[entity->head_count++] = (struct zc_head){child->key, field};
        else
            zc_bind_fail(loader, &child->place, "heads 应为 表头: 字段", "heads takes HEAD: FIELD");
    }
}

/* file_digest: the field that a file's digest goes into; shared_needs of its fields. */
static void file_and_shared(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    const char *name = zc_bind_text(loader, yaml, "file_digest", false);
    entity->file_digest = name ? zc_entity_field(entity, name) : NULL;
    if (name && (!entity->file_digest || entity->file_digest->column < 0 || entity->file_digest->type != ZC_TEXT || entity->file_digest->list))
        zc_bind_fail(loader, &zc_yaml_get(yaml, "file_digest")->place, "file_digest 应为存储的文字字段", "file_digest names a stored text field");
    for (size_t i = 0; i < entity->field_count; i++) {
        const struct zc_field *field = &entity->fields[i], *reason = field->shared_needs ? zc_entity_field(entity, field->shared_needs) : NULL;
        if (field->shared_needs && (field->type != ZC_TEXT || field->list || field->column < 0 || !reason || reason->column < 0))
            zc_bind_fail(loader, &field->place, "shared_needs 用于存储的文字字段，写另一个存储的字段", "shared_needs goes with a stored text and names another stored field");
    }
}

/* {by, where}, or the function alone. */
static void valid(struct zc_loader *loader, const struct zc_entity *entity, struct zc_field *field, struct zc_yaml *yaml)
{
    struct zc_yaml *node = zc_yaml_get(yaml, "valid"), *where = node ? zc_yaml_get(node, "where") : NULL;
    if (!node)
        return;
    if (node->kind == ZC_YAML_MAP)
        zc_bind_only(loader, node, "by where");
    const char *name = node->kind == ZC_YAML_MAP ? zc_bind_text(loader, node, "by", true) : zc_bind_text(loader, yaml, "valid", true);
    field->valid = !name || strchr(name, '.') ? name : zc_arena_printf(&loader->model->arena, "%s.%s", entity->module, name);
    if (where)
        zc_load_condition(loader, &field->valid_where, entity, where);
    if (field->type != ZC_TEXT || field->list || field->column < 0 || field->erasable)
        zc_bind_fail(loader, &node->place, "valid 用于存储的单值文字字段", "valid goes with a stored single text");
    if (!field->check_message.zh)
        zc_bind_fail(loader, &node->place, "有 valid 就要有 message", "valid needs a message");
}

void zc_load_entity_rules(struct zc_loader *loader, struct zc_entity *entity, struct zc_yaml *yaml)
{
    struct zc_arena *arena = &loader->model->arena;
    struct zc_yaml *list = zc_yaml_get(yaml, "fields");
    for (struct zc_yaml *child = list && list->kind == ZC_YAML_MAP ? list->child : NULL; child; child = child->next) {
        struct zc_field *field = (struct zc_field *)zc_entity_field(entity, child->key);
        struct zc_yaml *check = zc_yaml_get(child, "check");
        if (check) {
            zc_load_condition(loader, &field->check, entity, check);
            if (!field->check_message.zh)
                zc_bind_fail(loader, &check->place, "有 check 就要有 message", "a check needs a message");
        }
        valid(loader, entity, field, child);
        for (size_t i = 0; i < field->input_count; i++) /* a path, a match or the past: zc_compute_check follows them */
            if (!strpbrk(field->inputs[i], ". ") && strcmp(field->inputs[i], "slices") != 0 && !zc_map_get(&loader->model->entity_by_name, field->inputs[i]) && !entity_named(loader, entity->module, field->inputs[i]) &&
                !zc_entity_field(entity, field->inputs[i]))
                zc_bind_fail(loader, &child->place, "inputs 里的 %s 不是实体或字段", "inputs names %s, which is no entity or field", field->inputs[i]);
        input_conditions(loader, entity, field, child);
        input_reads(loader, entity, field, child);
    }
    transitions(loader, entity, yaml);
    zc_load_apart(loader, entity, yaml);
    zc_load_acts(loader, entity, yaml);
    zc_load_clocks(loader, entity, yaml);
    zc_load_steps(loader, entity, yaml);
    file_and_shared(loader, entity, yaml);
    heads(loader, entity, yaml);
    zc_load_opening(loader, entity, yaml);
    zc_load_succession(loader, entity, yaml);
    zc_load_carry(loader, entity, yaml);
    zc_load_tree(loader, entity, yaml);
    zc_load_lights(loader, entity, yaml);
    zc_load_gantt(loader, entity, yaml);
    number(loader, entity, yaml);
    for (size_t i = 0; i < entity->field_count; i++) {
        const char *at = entity->fields[i].baseline_at;
        bool found = !at;
        for (size_t t = 0; t < entity->transition_count && !found; t++)
            found = strcmp(entity->transitions[t].name, at) == 0;
        if (found)
            continue;
        struct zc_nearest nearest = zc_nearest_to(at);
        for (size_t t = 0; t < entity->transition_count; t++)
            zc_nearest_see(&nearest, entity->transitions[t].name);
        zc_bind_fail_near(loader, &entity->fields[i].place, &nearest, "baseline_at 的步骤 %s 不存在", "baseline_at names the transition %s, which does not exist", at);
    }
    instruct(loader, entity, yaml);
    for (size_t i = 0; i < entity->dispatch_count; i++) {
        const char *role = zc_load_role(loader, entity->module, entity->dispatch[i], &zc_yaml_get(yaml, "dispatch")->place);
        if (role)
            entity->dispatch[i] = role;
    }
    entity->desk = zc_bind_text(loader, yaml, "desk", false);
    const struct zc_field *desk = entity->desk ? zc_entity_field(entity, entity->desk) : NULL;
    if (entity->desk && (!desk || desk->list || !desk->to ||
                         (strcmp(desk->to->full_name, "core.post") != 0 && strcmp(desk->to->full_name, "core.unit") != 0)))
        zc_bind_fail(loader, &zc_yaml_get(yaml, "desk")->place, "desk 应为指向岗位或单位的字段", "desk names a field that leads to a post or a unit");
    struct zc_yaml *rules = zc_yaml_get(yaml, "access");
    if (rules)
        zc_bind_only(loader, rules, "read deny write");
    access(loader, entity, rules, "read", &entity->read, &entity->read_text, &entity->read_count);
    access(loader, entity, rules, "deny", &entity->deny, &entity->deny_text, &entity->deny_count);
    access(loader, entity, rules, "write", &entity->write, &entity->write_text, &entity->write_count);
    const struct zc_yaml *read = rules ? zc_yaml_get(rules, "read") : NULL;
    if (!read || (read->kind == ZC_YAML_LIST && !read->count))
        zc_bind_fail(loader, &yaml->place, "%s 没有 access.read:每个实体都要写明谁能看", "%s lacks access.read: every entity says who may see it", entity->full_name);
    struct zc_yaml *checks = zc_bind_items(loader, yaml, "checks");
    if (!checks)
        return;
    entity->checks = zc_arena_array(arena, checks->count + 1, sizeof *entity->checks);
    entity->check_messages = zc_arena_array(arena, checks->count + 1, sizeof *entity->check_messages);
    for (struct zc_yaml *child = checks->child; child; child = child->next) {
        zc_bind_only(loader, child, "that message");
        struct zc_yaml *that = zc_yaml_get(child, "that");
        if (!that) {
            zc_bind_fail(loader, &child->place, "缺少 that", "that is missing");
            continue;
        }
        zc_load_condition(loader, &entity->checks[entity->check_count], entity, that);
        entity->check_messages[entity->check_count] = zc_bind_pair(loader, child, "message", true);
        if (entity->checks[entity->check_count])
            entity->check_count++;
    }
}
