/*
 * layout: 1 helpers over the tree; 2 columns and fields; 3 checks, controls, figures to compare; 4 sheets and the whole;
 * 5 what stayed unused; 6 words.
 */
#include "paper/layout.h"

#include "base/text.h"
#include "model/yaml.h"
#include "paper/reading.h"

#include <stdlib.h>
#include <string.h>

struct binder {
    struct zc_arena *arena;
    const struct zc_model *model;
    struct zc_layout *layout;
    struct zc_error *err;
};

/* 1 */

static int refuse(struct binder *binder, const struct zc_yaml *at, const char *zh, const char *en, const char *what)
{
    return zc_fail(binder->err, ZC_EINPUT, "%s:%d:%d: %s%.0s:%s", "%s:%d:%d: %.0s%s: %s", at->place.file ? at->place.file : "", at->place.line,
                   at->place.column, zh, en, what ? what : "");
}

static bool yes(struct zc_yaml *map, const char *key)
{
    const char *text = zc_yaml_text(map, key);
    return text && strcmp(text, "true") == 0;
}

/* A scalar or a list of scalars, squeezed. */
static int words_of(struct zc_layout_words *out, struct binder *binder, struct zc_yaml *node, bool squeeze)
{
    size_t capacity = 0;
    if (!node)
        return ZC_OK;
    node->used = true;
    if (node->kind == ZC_YAML_MAP)
        return refuse(binder, node, "应为一个词或词的列表", "a word or a list of words is expected", node->key);
    struct zc_yaml *item = node->kind == ZC_YAML_LIST ? node->child : node;
    for (; item; item = node->kind == ZC_YAML_LIST ? item->next : NULL) {
        item->used = true;
        if (item->kind != ZC_YAML_SCALAR)
            return refuse(binder, item, "应为一个词", "a word is expected", node->key);
        *(const char **)zc_arena_push(binder->arena, &out->items, &out->count, &capacity, sizeof *out->items) =
            squeeze ? zc_text_squeeze(binder->arena, item->text) : item->text;
    }
    return ZC_OK;
}

static int words(struct zc_layout_words *out, struct binder *binder, struct zc_yaml *map, const char *key)
{
    return words_of(out, binder, zc_yaml_get(map, key), true);
}

static int codes_of(struct zc_layout_code **out, size_t *count, struct binder *binder, struct zc_yaml *node)
{
    size_t capacity = 0;
    if (!node)
        return ZC_OK;
    if (node->kind != ZC_YAML_MAP)
        return refuse(binder, node, "应为 代码: 词", "CODE: WORDS is expected", node->key);
    for (struct zc_yaml *item = node->child; item; item = item->next) {
        struct zc_layout_words list = {0};
        int rc = words_of(&list, binder, item, true);
        if (rc)
            return rc;
        struct zc_layout_code *code = zc_arena_push(binder->arena, out, count, &capacity, sizeof **out);
        *code = (struct zc_layout_code){.code = item->key, .words = list.items, .count = list.count};
    }
    return ZC_OK;
}

/* `when: field` or `when: {field: [values]}`. */
static int when_of(struct zc_layout_when *out, struct binder *binder, struct zc_yaml *node)
{
    if (!node)
        return ZC_OK;
    node->used = true;
    if (node->kind == ZC_YAML_SCALAR) {
        out->field = node->text;
        return ZC_OK;
    }
    if (node->kind != ZC_YAML_MAP || node->count != 1)
        return refuse(binder, node, "应为 字段 或 字段: 值", "FIELD or FIELD: VALUES is expected", node->key);
    out->field = node->child->key;
    return words_of(&out->values, binder, node->child, false);
}

static int severity_of(enum zc_severity *out, struct binder *binder, struct zc_yaml *map, const char *key)
{
    const char *text = zc_yaml_text(map, key);
    *out = ZC_SEV_ERROR;
    if (!text || strcmp(text, "error") == 0)
        return ZC_OK;
    *out = strcmp(text, "warning") == 0 ? ZC_SEV_WARNING : ZC_SEV_CONFIRM;
    return *out == ZC_SEV_WARNING || strcmp(text, "confirm") == 0
               ? ZC_OK
               : refuse(binder, map, "级别应为 error、warning 或 confirm", "the severity is error, warning or confirm", text);
}

static int number_of(int64_t *out, struct binder *binder, struct zc_yaml *map, const char *key, int64_t otherwise)
{
    const char *text = zc_yaml_text(map, key);
    char *end = NULL;
    *out = otherwise;
    if (!text)
        return ZC_OK;
    *out = strtoll(text, &end, 10);
    return *text && !*end ? ZC_OK : refuse(binder, map, "应为整数", "a whole number is expected", text);
}

/* 2 */

static int column_of(int *out, struct binder *binder, const struct zc_layout_sheet *sheet, const struct zc_yaml *at, const char *name)
{
    for (size_t i = 0; i < sheet->column_count; i++)
        if (strcmp(sheet->columns[i].name, name) == 0) {
            *out = (int)i;
            return ZC_OK;
        }
    return refuse(binder, at, "没有这一列", "there is no such column", name);
}

static int bind_columns(struct zc_layout_sheet *sheet, struct binder *binder, struct zc_yaml *map)
{
    size_t capacity = 0;
    if (!map || map->kind != ZC_YAML_MAP)
        return ZC_OK;
    for (struct zc_yaml *node = map->child; node; node = node->next) {
        struct zc_layout_words heads = {0};
        struct zc_layout_column column = {.name = node->key};
        int rc;
        node->used = true;
        if (node->kind == ZC_YAML_MAP) {
            rc = words(&heads, binder, node, "heads");
            column.fill_down = yes(node, "fill_down");
            column.required = yes(node, "required");
        } else {
            rc = words_of(&heads, binder, node, true);
        }
        if (rc)
            return rc;
        if (!heads.count || sheet->column_count >= ZC_LAYOUT_COLUMNS)
            return refuse(binder, node, "列没有表头,或列太多", "a column without header, or too many columns", node->key);
        column.heads = heads.items;
        column.head_count = heads.count;
        *(struct zc_layout_column *)zc_arena_push(binder->arena, &sheet->columns, &sheet->column_count, &capacity, sizeof column) = column;
    }
    return ZC_OK;
}

/* The titles of the field's code list count as words, after those that the layout gives. */
static void add_titles(struct zc_layout_field *field, struct binder *binder, const struct zc_codelist *list)
{
    size_t capacity = 0, count = 0;
    struct zc_layout_code *all = NULL;
    for (size_t i = 0; i < field->code_count; i++)
        *(struct zc_layout_code *)zc_arena_push(binder->arena, &all, &count, &capacity, sizeof *all) = field->codes[i];
    for (size_t i = 0; i < list->count; i++) {
        const char **title = zc_arena_array(binder->arena, 1, sizeof *title);
        *title = zc_text_squeeze(binder->arena, list->codes[i].title.zh ? list->codes[i].title.zh : list->codes[i].code);
        struct zc_layout_code code = {.code = list->codes[i].code, .words = title, .count = 1};
        *(struct zc_layout_code *)zc_arena_push(binder->arena, &all, &count, &capacity, sizeof *all) = code;
    }
    field->codes = all;
    field->code_count = count;
}

static int bind_choices(struct zc_layout_field *field, struct binder *binder, struct zc_yaml *list)
{
    size_t capacity = 0;
    for (struct zc_yaml *node = list ? list->child : NULL; node; node = node->next) {
        struct zc_layout_choice choice = {0};
        node->used = true;
        choice.value = zc_yaml_text(node, "value");
        int rc = when_of(&choice.when, binder, zc_yaml_get(node, "when"));
        if (rc || !choice.value)
            return rc ? rc : refuse(binder, node, "缺少 value", "value is missing", field->name);
        *(struct zc_layout_choice *)zc_arena_push(binder->arena, &field->choices, &field->choice_count, &capacity, sizeof choice) = choice;
    }
    return ZC_OK;
}

static int bind_options(struct zc_layout_field *field, struct binder *binder, struct zc_yaml *node)
{
    int rc = codes_of(&field->codes, &field->code_count, binder, zc_yaml_get(node, "codes"));
    rc = rc ? rc : codes_of(&field->comments, &field->comment_count, binder, zc_yaml_get(node, "comments"));
    rc = rc ? rc : words(&field->empties, binder, node, "empties");
    rc = rc ? rc : words(&field->marks, binder, node, "marks");
    rc = rc ? rc : words(&field->placeholders, binder, node, "placeholders");
    rc = rc ? rc : words(&field->words, binder, node, "words");
    rc = rc ? rc : words(&field->only, binder, node, "only");
    rc = rc ? rc : words(&field->keep, binder, node, "keep");
    rc = rc ? rc : severity_of(&field->missing_severity, binder, node, "missing_severity");
    rc = rc ? rc : number_of(&field->least, binder, node, "least", INT64_MIN);
    rc = rc ? rc : number_of(&field->most, binder, node, "most", INT64_MAX);
    rc = rc ? rc : when_of(&field->when, binder, zc_yaml_get(node, "when"));
    rc = rc ? rc : bind_choices(field, binder, zc_yaml_get(node, "choose"));
    const char *after = zc_yaml_text(node, "after"), *within = zc_yaml_text(node, "within");
    field->after = after ? zc_text_squeeze(binder->arena, after) : NULL;
    field->within = within ? zc_text_squeeze(binder->arena, within) : NULL;
    field->part = zc_yaml_text(node, "part");
    field->value = zc_yaml_text(node, "value");
    field->from = zc_yaml_text(node, "from");
    field->missing = zc_yaml_text(node, "missing");
    field->unknown = zc_yaml_text(node, "unknown");
    field->two = zc_yaml_text(node, "two");
    field->unreadable = zc_yaml_text(node, "unreadable");
    field->month_code = zc_yaml_text(node, "month_code");
    field->malformed = zc_yaml_text(node, "malformed");
    field->out_of_range = zc_yaml_text(node, "out_of_range");
    field->lines = yes(node, "lines");
    field->plus = yes(node, "plus");
    field->as_text_is_said = yes(node, "number_as_text");
    field->ignore_unknown = yes(node, "ignore_unknown");
    return rc;
}

static int bind_field(struct zc_layout_field *field, struct binder *binder, struct zc_layout_sheet *sheet, const struct zc_entity *entity,
                      struct zc_yaml *node)
{
    *field = (struct zc_layout_field){.name = node->key, .column = -1, .least = INT64_MIN, .most = INT64_MAX};
    node->used = true;
    int rc = ZC_OK;
    if (node->kind == ZC_YAML_SCALAR) { /* a constant */
        field->value = node->text;
    } else if (node->kind != ZC_YAML_MAP) {
        return refuse(binder, node, "字段应为值或选项", "a field is a value or options", node->key);
    } else {
        const char *column = zc_yaml_text(node, "column"), *reader = zc_yaml_text(node, "reader");
        rc = column ? column_of(&field->column, binder, sheet, node, column) : ZC_OK;
        rc = rc ? rc : bind_options(field, binder, node);
        field->on_insert = yes(node, "on_insert");
        if (!rc && column) {
            field->reader_name = reader ? reader : "text";
            field->reader = zc_reading_find(field->reader_name);
            if (!field->reader)
                rc = refuse(binder, node, "没有这个读法", "there is no such reader", field->reader_name);
        } else if (!rc && reader) {
            rc = refuse(binder, node, "有读法而没有列", "a reader without a column", reader);
        }
        if (!rc && !column && !field->value && !field->from && !field->choice_count)
            rc = refuse(binder, node, "字段没有来源", "the field has no source", node->key);
    }
    if (rc || !entity)
        return rc;
    const struct zc_field *declared = zc_entity_field(entity, field->name);
    if (!declared || declared->column < 0)
        return refuse(binder, node, "实体没有这个可填的字段", "the entity has no such field to write", field->name);
    if (declared->type == ZC_CODE && declared->codelist && field->reader)
        add_titles(field, binder, declared->codelist);
    return ZC_OK;
}

static const char *full_name(struct binder *binder, const char *entity)
{
    return strchr(entity, '.') ? entity : zc_arena_printf(binder->arena, "%s.%s", binder->layout->module, entity);
}

static int bind_records(struct zc_layout_sheet *sheet, struct binder *binder, struct zc_yaml *list)
{
    size_t capacity = 0;
    for (struct zc_yaml *node = list ? list->child : NULL; node; node = node->next) {
        struct zc_layout_record record = {0};
        node->used = true;
        const char *name = zc_yaml_text(node, "entity");
        struct zc_yaml *fields = zc_yaml_get(node, "fields");
        if (!name || !fields || fields->kind != ZC_YAML_MAP)
            return refuse(binder, node, "记录要有 entity 和 fields", "a record needs entity and fields", name);
        record.entity = full_name(binder, name);
        record.comments_into = zc_yaml_text(node, "comments_into");
        const struct zc_entity *entity = binder->model ? zc_model_entity(binder->model, record.entity) : NULL;
        if (binder->model && !entity)
            return refuse(binder, node, "没有这个实体", "there is no such entity", record.entity);
        int rc = words_of(&record.once, binder, zc_yaml_get(node, "once"), false);
        record.fields = zc_arena_array(binder->arena, fields->count, sizeof *record.fields);
        for (struct zc_yaml *field = fields->child; field && !rc; field = field->next)
            rc = bind_field(&record.fields[record.field_count++], binder, sheet, entity, field);
        if (rc)
            return rc;
        *(struct zc_layout_record *)zc_arena_push(binder->arena, &sheet->records, &sheet->record_count, &capacity, sizeof record) = record;
    }
    return ZC_OK;
}

/* 3 */

static int bind_checks(struct zc_layout_sheet *sheet, struct binder *binder, struct zc_yaml *list)
{
    static const struct {
        const char *name;
        enum zc_check_kind kind;
        const char *code, *second;
    } kinds[] = {{"unique", ZC_CHECK_UNIQUE, "duplicate_row", NULL},
                 {"gapless", ZC_CHECK_GAPLESS, "serial_gap", NULL},
                 {"same_text", ZC_CHECK_SAME_TEXT, "duplicate_text", NULL},
                 {"graph", ZC_CHECK_GRAPH, "dependency_unknown", "dependency_cycle"},
                 {"approved_total", ZC_CHECK_TOTAL, "total_exceeded", NULL},
                 {"not_in", ZC_CHECK_NOT_IN, "also_in_list", NULL},
                 {"reason", ZC_CHECK_REASON, "empty_without_reason", NULL},
                 {"progress", ZC_CHECK_PROGRESS, "state_percent_mismatch", NULL},
                 {"within_year", ZC_CHECK_YEAR, "before_plan_year", "after_plan_year"}};
    size_t capacity = 0;
    for (struct zc_yaml *node = list ? list->child : NULL; node; node = node->next) {
        struct zc_layout_check check = {0};
        node->used = true;
        const char *kind = zc_yaml_text(node, "check"), *entity = zc_yaml_text(node, "entity");
        size_t i = 0;
        while (i < sizeof kinds / sizeof *kinds && (!kind || strcmp(kinds[i].name, kind) != 0))
            i++;
        if (i == sizeof kinds / sizeof *kinds)
            return refuse(binder, node, "没有这种检查", "there is no such check", kind);
        check.kind = kinds[i].kind;
        check.entity = entity ? full_name(binder, entity) : sheet->record_count ? sheet->records[0].entity : NULL;
        int rc = words_of(&check.fields, binder, zc_yaml_get(node, "fields"), false);
        rc = rc ? rc : words_of(&check.full, binder, zc_yaml_get(node, "full"), false);
        rc = rc ? rc : words_of(&check.none, binder, zc_yaml_get(node, "none"), false);
        rc = rc ? rc : severity_of(&check.severity, binder, node, "severity");
        if (rc)
            return rc;
        check.field = zc_yaml_text(node, "field");
        check.list = zc_yaml_text(node, "list");
        check.per = zc_yaml_text(node, "per");
        check.into = zc_yaml_text(node, "into");
        check.at = zc_yaml_text(node, "at");
        check.code = zc_yaml_text(node, "code");
        check.second = zc_yaml_text(node, "second");
        check.code = check.code ? check.code : kinds[i].code;
        check.second = check.second ? check.second : kinds[i].second;
        bool lists = check.kind == ZC_CHECK_GRAPH || check.kind == ZC_CHECK_NOT_IN || check.kind == ZC_CHECK_REASON || check.kind == ZC_CHECK_PROGRESS;
        if ((check.kind == ZC_CHECK_UNIQUE ? !check.fields.count || !check.at : check.kind != ZC_CHECK_TOTAL && !check.field) ||
            (lists && !check.list) || !check.entity)
            return refuse(binder, node, "检查缺少字段", "the check lacks a field", kind);
        *(struct zc_layout_check *)zc_arena_push(binder->arena, &sheet->checks, &sheet->check_count, &capacity, sizeof check) = check;
    }
    return ZC_OK;
}

static int bind_controls(struct zc_layout_sheet *sheet, struct binder *binder, struct zc_yaml *map)
{
    static const char *const kinds[] = {"rows", "filled", "sum", "bracket"};
    size_t capacity = 0;
    for (struct zc_yaml *node = map ? map->child : NULL; node; node = node->next) {
        struct zc_layout_control control = {0};
        size_t kind = 0;
        node->used = true;
        while (kind < 4 && (node->kind != ZC_YAML_SCALAR || strcmp(kinds[kind], node->text) != 0))
            kind++;
        if (kind == 4)
            return refuse(binder, node, "应为 rows、filled、sum 或 bracket", "rows, filled, sum or bracket is expected", node->key);
        control.kind = (enum zc_control_kind)kind;
        int rc = column_of(&control.column, binder, sheet, node, node->key);
        if (rc)
            return rc;
        *(struct zc_layout_control *)zc_arena_push(binder->arena, &sheet->controls, &sheet->control_count, &capacity, sizeof control) = control;
    }
    return ZC_OK;
}

static int bind_compares(struct zc_layout_sheet *sheet, struct binder *binder, struct zc_yaml *list)
{
    size_t capacity = 0;
    for (struct zc_yaml *node = list ? list->child : NULL; node; node = node->next) {
        struct zc_layout_compare compare = {0};
        node->used = true;
        const char *label = zc_yaml_text(node, "label"), *entity = zc_yaml_text(node, "entity");
        compare.date = zc_yaml_text(node, "date");
        compare.period = zc_yaml_text(node, "period");
        if (!label || !entity || !compare.date || !compare.period)
            return refuse(binder, node, "要有 label、entity、date 和 period", "label, entity, date and period are needed", label);
        compare.label = zc_text_squeeze(binder->arena, label);
        compare.entity = full_name(binder, entity);
        int rc = when_of(&compare.where, binder, zc_yaml_get(node, "where"));
        if (rc)
            return rc;
        *(struct zc_layout_compare *)zc_arena_push(binder->arena, &sheet->compares, &sheet->compare_count, &capacity, sizeof compare) = compare;
    }
    return ZC_OK;
}

/* 4 */

static int bind_sheet(struct zc_layout_sheet *sheet, struct binder *binder, struct zc_yaml *node)
{
    int64_t header_rows = 1;
    node->used = true;
    int rc = words(&sheet->names, binder, node, "name");
    rc = rc ? rc : number_of(&header_rows, binder, node, "header_rows", 1);
    rc = rc ? rc : bind_columns(sheet, binder, zc_yaml_get(node, "columns"));
    rc = rc ? rc : bind_records(sheet, binder, zc_yaml_get(node, "records"));
    rc = rc ? rc : bind_checks(sheet, binder, zc_yaml_get(node, "checks"));
    rc = rc ? rc : bind_controls(sheet, binder, zc_yaml_get(node, "controls"));
    rc = rc ? rc : bind_compares(sheet, binder, zc_yaml_get(node, "compare"));
    sheet->header_rows = (int)header_rows;
    sheet->compared = sheet->compare_count > 0;
    if (!rc && (header_rows < 1 || header_rows > 2))
        rc = refuse(binder, node, "表头为一行或两行", "a header has one or two rows", NULL);
    if (!rc && !sheet->compared && (!sheet->column_count || !sheet->record_count))
        rc = refuse(binder, node, "工作表要有 columns 和 records", "a sheet needs columns and records", NULL);
    return rc;
}

/* 5: the first key that nobody asked for */

static const struct zc_yaml *unused(const struct zc_yaml *node)
{
    for (const struct zc_yaml *child = node->child; child; child = child->next) {
        if (node->kind == ZC_YAML_MAP && !child->used)
            return child;
        const struct zc_yaml *found = unused(child);
        if (found)
            return found;
    }
    return NULL;
}

int zc_layout_bind(struct zc_layout **out, struct zc_arena *arena, const struct zc_model *model, struct zc_yaml *tree,
                   const char *name, struct zc_error *err)
{
    struct zc_layout *layout = zc_arena_alloc(arena, sizeof *layout);
    struct binder binder = {arena, model, layout, err};
    layout->name = zc_arena_str(arena, name);
    const char *dot = strchr(name, '.');
    layout->module = dot ? zc_arena_copy(arena, name, (size_t)(dot - name)) : "";
    if (tree->kind != ZC_YAML_MAP)
        return refuse(&binder, tree, "表样应为键和值", "a layout is a map", name);
    zc_yaml_get(tree, "layout");
    const char *title = zc_yaml_text(tree, "title"), *bar = title ? strstr(title, " | ") : NULL;
    layout->title.zh = bar ? zc_arena_copy(arena, title, (size_t)(bar - title)) : title;
    layout->title.en = bar ? bar + 3 : title;
    layout->has_year = yes(tree, "year");
    const char *stand = zc_yaml_text(tree, "stand"), *total = zc_yaml_text(tree, "approved_total"), *changes = zc_yaml_text(tree, "changes");
    struct zc_yaml *record = zc_yaml_get(tree, "approved_in");
    layout->stand_after = stand ? zc_text_squeeze(arena, stand) : NULL;
    layout->total_after = total ? zc_text_squeeze(arena, total) : NULL;
    if (record && record->kind == ZC_YAML_MAP) {
        const char *entity = zc_yaml_text(record, "entity");
        layout->total_entity = entity ? full_name(&binder, entity) : NULL;
        layout->total_key = zc_yaml_text(record, "key");
        layout->total_field = zc_yaml_text(record, "field");
        if (!layout->total_entity || !layout->total_key || !layout->total_field)
            return refuse(&binder, record, "approved_in 要有 entity、key 和 field", "approved_in needs entity, key and field", name);
        struct zc_yaml *create = zc_yaml_get(record, "create");
        const struct zc_entity *made = create && model ? zc_model_entity(model, layout->total_entity) : NULL;
        layout->creates = zc_arena_array(arena, (create ? create->count : 0) + 1, sizeof *layout->creates);
        for (struct zc_yaml *field = create ? create->child : NULL; field; field = field->next) {
            field->used = true;
            if (create->kind != ZC_YAML_MAP || field->kind != ZC_YAML_SCALAR || (made && !zc_entity_field(made, field->key)))
                return refuse(&binder, field, "create 应为字段和它的值", "create holds fields and their values", field->key);
            layout->creates[layout->create_count++] = (struct zc_layout_create){field->key, field->text};
        }
    }
    layout->changes = !changes || strcmp(changes, "today") == 0   ? ZC_CHANGES_TODAY
                      : strcmp(changes, "stand") == 0             ? ZC_CHANGES_STAND
                                                                  : ZC_CHANGES_START;
    if (layout->changes == ZC_CHANGES_START && strcmp(changes, "start") != 0)
        return refuse(&binder, tree, "changes 应为 today、stand 或 start", "changes is today, stand or start", changes);
    struct zc_yaml *dates = zc_yaml_get(tree, "changes_from");
    if (dates && dates->kind != ZC_YAML_LIST)
        return refuse(&binder, dates, "changes_from 应为日期字段的列表", "changes_from is a list of date fields", name);
    layout->change_dates = zc_arena_array(arena, (dates ? dates->count : 0) + 1, sizeof *layout->change_dates);
    for (struct zc_yaml *date = dates ? dates->child : NULL; date; date = date->next)
        layout->change_dates[layout->change_date_count++] = date->text ? date->text : "";
    struct zc_yaml *sheets = zc_yaml_get(tree, "sheets");
    if (!sheets || sheets->kind != ZC_YAML_LIST || !sheets->count)
        return refuse(&binder, tree, "缺少 sheets", "sheets is missing", name);
    layout->sheets = zc_arena_array(arena, sheets->count, sizeof *layout->sheets);
    for (struct zc_yaml *node = sheets->child; node; node = node->next) {
        int rc = bind_sheet(&layout->sheets[layout->sheet_count++], &binder, node);
        if (rc)
            return rc;
    }
    const struct zc_yaml *left = unused(tree);
    if (left)
        return refuse(&binder, left, "不认识的键", "an unknown key", left->key);
    *out = layout;
    return ZC_OK;
}

int zc_layout_read(struct zc_layout **out, struct zc_arena *arena, const struct zc_model *model, const char *path, const char *name,
                   struct zc_error *err)
{
    struct zc_yaml *tree;
    int rc = zc_yaml_read(&tree, arena, path, err);
    return rc ? rc : zc_layout_bind(out, arena, model, tree, name, err);
}

/* 6 */

bool zc_words_have(const struct zc_layout_words *words, const char *squeezed)
{
    for (size_t i = 0; i < words->count; i++)
        if (strcmp(words->items[i], squeezed) == 0)
            return true;
    return false;
}

static bool matches(const char *pattern, const char *text)
{
    const char *star = NULL, *resume = NULL; /* the last star and where its run may grow */
    while (*text) {
        if (*pattern == '*') {
            star = ++pattern;
            resume = text;
        } else if (*pattern == *text) {
            pattern++;
            text++;
        } else if (star) {
            pattern = star;
            text = ++resume;
        } else {
            return false;
        }
    }
    while (*pattern == '*')
        pattern++;
    return !*pattern;
}

bool zc_words_match(const struct zc_layout_words *patterns, const char *squeezed)
{
    for (size_t i = 0; i < patterns->count; i++)
        if (matches(patterns->items[i], squeezed))
            return true;
    return !patterns->count;
}
