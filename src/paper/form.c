/* form: 1 binding the declaration; 2 finding one; 3 the mark: what _form says, and its digest. */
#include "paper/form.h"

#include "base/buf.h"
#include "base/date.h"
#include "base/text.h"
#include "model/expr.h"
#include "model/yaml.h"
#include "paper/plain.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_FIELDS = 100, MOST_SHEETS = 20, MOST_NOTES = 50 };

/* 1 */

struct binder {
    struct zc_arena *arena;
    const struct zc_model *model;
    const char *module;
    struct zc_error *err;
};

static int refuse(struct binder *binder, const struct zc_yaml *at, const char *zh, const char *en, const char *what)
{
    return zc_fail(binder->err, ZC_EINPUT, "%s:%d:%d: %s%.0s:%s", "%s:%d:%d: %.0s%s: %s", at->place.file ? at->place.file : "", at->place.line,
                   at->place.column, zh, en, what ? what : "");
}

static struct zc_pair pair_of(struct zc_arena *arena, const char *text)
{
    const char *bar = text ? strstr(text, " | ") : NULL;
    return (struct zc_pair){bar ? zc_arena_copy(arena, text, (size_t)(bar - text)) : text, bar ? bar + 3 : text};
}

static const struct zc_field *stored_field(const struct zc_entity *entity, const char *name)
{
    const struct zc_field *field = name ? zc_entity_field(entity, name) : NULL;
    return field && field->column >= 0 ? field : NULL;
}

static int bind_shown(struct zc_form_sheet *sheet, struct binder *binder, struct zc_yaml *node)
{
    if (!node || node->kind != ZC_YAML_LIST || !node->count || node->count > MOST_FIELDS)
        return refuse(binder, node, "shown 应为字段的列表", "shown is a list of fields", node ? node->key : NULL);
    sheet->shown = zc_arena_array(binder->arena, node->count, sizeof *sheet->shown);
    for (struct zc_yaml *item = node->child; item; item = item->next) {
        const struct zc_field *field = stored_field(sheet->entity, item->text);
        if (!field)
            return refuse(binder, item, "没有这个字段", "there is no such field", item->text);
        item->used = true;
        sheet->shown[sheet->shown_count++].field = field;
    }
    return ZC_OK;
}

static int bind_fill(struct zc_form_sheet *sheet, struct binder *binder, struct zc_yaml *node)
{
    if (!node)
        return ZC_OK;
    if (node->kind != ZC_YAML_MAP || node->count > MOST_FIELDS)
        return refuse(binder, node, "fill 应为 字段: {hint}", "fill is field: {hint}", node->key);
    sheet->fill = zc_arena_array(binder->arena, node->count + 1, sizeof *sheet->fill);
    for (struct zc_yaml *item = node->child; item; item = item->next) {
        const struct zc_field *field = stored_field(sheet->entity, item->key);
        if (!field)
            return refuse(binder, item, "没有这个字段", "there is no such field", item->key);
        item->used = true;
        sheet->fill[sheet->fill_count++] = (struct zc_form_field){field, item->kind == ZC_YAML_MAP ? pair_of(binder->arena, zc_yaml_text(item, "hint")) : (struct zc_pair){0}};
        for (size_t i = 0; i < sheet->shown_count; i++)
            if (sheet->shown[i].field == field)
                return refuse(binder, item, "一个字段不能既受保护又要填", "a field is either shown or filled in", item->key);
        for (struct zc_yaml *key = item->kind == ZC_YAML_MAP ? item->child : NULL; key; key = key->next)
            if (!key->used)
                return refuse(binder, key, "不认识的键", "an unknown key", key->key);
    }
    return ZC_OK;
}

static int bind_sheet(struct zc_form_sheet *sheet, struct binder *binder, struct zc_yaml *node)
{
    if (node->kind != ZC_YAML_MAP)
        return refuse(binder, node, "表应为键和值", "a sheet is a map", NULL);
    const char *entity = zc_yaml_text(node, "entity"), *name = zc_yaml_text(node, "name");
    sheet->entity = entity ? zc_model_entity(binder->model, strchr(entity, '.') ? entity : zc_arena_printf(binder->arena, "%s.%s", binder->module, entity)) : NULL;
    if (!sheet->entity || !name)
        return refuse(binder, node, "表要有 name 和已声明的 entity", "a sheet needs a name and a declared entity", entity);
    sheet->name = pair_of(binder->arena, name);
    sheet->where = zc_yaml_text(node, "where");
    const struct zc_expr *where;
    struct zc_error why = {0};
    if (!sheet->where || !strstr(sheet->where, ":unit"))
        return refuse(binder, node, "where 要写明哪些行属于 :unit", "where says which rows are those of :unit", sheet->where);
    if (zc_expr_parse(&where, binder->arena, binder->model, sheet->entity, sheet->where, &why))
        return refuse(binder, node, why.zh, why.en, sheet->where);
    struct zc_yaml *shown = zc_yaml_get(node, "shown");
    int rc = shown ? bind_shown(sheet, binder, shown) : refuse(binder, node, "缺少 shown", "shown is missing", name);
    rc = rc ? rc : bind_fill(sheet, binder, zc_yaml_get(node, "fill"));
    for (struct zc_yaml *key = node->child; key && !rc; key = key->next)
        if (!key->used)
            rc = refuse(binder, key, "不认识的键", "an unknown key", key->key);
    return rc;
}

bool zc_form_declared(struct zc_yaml *tree)
{
    for (const struct zc_yaml *key = tree->kind == ZC_YAML_MAP ? tree->child : NULL; key; key = key->next)
        if (strcmp(key->key, "returns") == 0)
            return true;
    return false;
}

int zc_form_bind(struct zc_form **out, struct zc_arena *arena, const struct zc_model *model, struct zc_yaml *tree, const char *name,
                 struct zc_error *err)
{
    struct zc_form *form = zc_arena_alloc(arena, sizeof *form);
    const char *dot = strchr(name, '.');
    struct binder binder = {arena, model, dot ? zc_arena_copy(arena, name, (size_t)(dot - name)) : "", err};
    form->name = zc_arena_str(arena, name);
    zc_yaml_get(tree, "returns");
    form->title = pair_of(arena, zc_yaml_text(tree, "title"));
    struct zc_yaml *notes = zc_yaml_get(tree, "notes"), *sheets = zc_yaml_get(tree, "sheets");
    if (!form->title.zh || !sheets || sheets->kind != ZC_YAML_LIST || !sheets->count || sheets->count > MOST_SHEETS)
        return refuse(&binder, tree, "填报表要有 title 和 sheets", "a form needs title and sheets", name);
    if (notes && (notes->kind != ZC_YAML_LIST || notes->count > MOST_NOTES))
        return refuse(&binder, notes, "notes 应为说明的列表", "notes is a list of lines", name);
    form->notes = zc_arena_array(arena, (notes ? notes->count : 0) + 1, sizeof *form->notes);
    for (struct zc_yaml *note = notes ? notes->child : NULL; note; note = note->next)
        form->notes[form->note_count++] = pair_of(arena, note->text ? note->text : "");
    form->sheets = zc_arena_array(arena, sheets->count, sizeof *form->sheets);
    for (struct zc_yaml *node = sheets->child; node; node = node->next) {
        int rc = bind_sheet(&form->sheets[form->sheet_count++], &binder, node);
        if (rc)
            return rc;
    }
    for (struct zc_yaml *key = tree->child; key; key = key->next)
        if (!key->used)
            return refuse(&binder, key, "不认识的键", "an unknown key", key->key);
    *out = form;
    return ZC_OK;
}

/* 2 */

int zc_form_find(struct zc_form **out, struct zc_arena *arena, const struct zc_model *model, const char *name, struct zc_error *err)
{
    size_t found = model->layout_count, forms = 0;
    for (size_t i = 0; i < model->layout_count; i++)
        if (zc_form_declared(model->layouts[i]) && (!name || strcmp(name, model->layout_names[i]) == 0)) {
            found = i;
            forms++;
        }
    if (!forms)
        return name ? zc_fail(err, ZC_ENOTFOUND, "没有填报表 %s", "there is no form %s", name)
                    : zc_fail(err, ZC_ENOTFOUND, "没有声明填报表%s", "no form is declared%s", "");
    if (forms > 1)
        return zc_fail(err, ZC_EUSAGE, "有 %zu 种填报表,请用 --form 指明一种", "%zu forms are declared: name one with --form", forms);
    return zc_form_bind(out, arena, model, model->layouts[found], model->layout_names[found], err);
}

/* 3 */

static void join(struct zc_buf *out, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        zc_buf_printf(out, "%s%s", i ? "," : "", names[i]);
}

const char *zc_form_part_text(struct zc_arena *arena, const struct zc_form_part *part)
{
    struct zc_buf text = {0};
    zc_buf_printf(&text, "%s|%s|%zu|", part->sheet, part->entity, part->rows);
    join(&text, part->shown, part->shown_count);
    zc_buf_char(&text, '|');
    join(&text, part->fill, part->fill_count);
    const char *copy = zc_arena_copy(arena, text.bytes, text.size);
    zc_buf_free(&text);
    return copy;
}

static const char **split(size_t *count, struct zc_arena *arena, const char *text, size_t size, char by)
{
    const char **parts = zc_arena_array(arena, MOST_FIELDS + 1, sizeof *parts);
    *count = 0;
    for (size_t at = 0; at < size && *count < MOST_FIELDS;) {
        const char *stop = memchr(text + at, by, size - at);
        size_t length = stop ? (size_t)(stop - text) - at : size - at;
        parts[(*count)++] = zc_arena_copy(arena, text + at, length);
        at += length + 1;
    }
    return parts;
}

static bool part_read(struct zc_form_part *part, struct zc_arena *arena, const char *text)
{
    const char *bars[4], *at = text;
    for (int i = 0; i < 4; i++, at++) {
        if (!(at = strchr(at, '|')))
            return false;
        bars[i] = at;
    }
    part->sheet = zc_arena_copy(arena, text, (size_t)(bars[0] - text));
    part->entity = zc_arena_copy(arena, bars[0] + 1, (size_t)(bars[1] - bars[0] - 1));
    part->rows = strtoul(bars[1] + 1, NULL, 10);
    part->shown = split(&part->shown_count, arena, bars[2] + 1, (size_t)(bars[3] - bars[2] - 1), ',');
    part->fill = split(&part->fill_count, arena, bars[3] + 1, strlen(bars[3] + 1), ',');
    return true;
}

void zc_form_mark_digest(char out[ZC_DIGEST_HEX], const struct zc_form_mark *mark)
{
    struct zc_arena arena = {0};
    struct zc_buf text = {0};
    char stand[ZC_DATE_TEXT];
    zc_date_format(stand, mark->stand);
    zc_buf_printf(&text, "zcform1\ncity=%s\nlayout=%s\nunit=%s\nunit_name=%s\nexported=%s\nstand=%s\nlang=%s\n", mark->city, mark->layout, mark->unit,
                  mark->unit_name, mark->exported, stand, mark->lang == ZC_EN ? "en" : "zh");
    for (size_t i = 0; i < mark->part_count; i++)
        zc_buf_printf(&text, "sheet=%s\n", zc_form_part_text(&arena, &mark->parts[i]));
    zc_sm3_hex(out, text.bytes, text.size);
    zc_buf_free(&text);
    zc_arena_free(&arena);
}

int zc_form_mark_read(struct zc_form_mark *out, struct zc_arena *arena, struct zc_book *book, struct zc_error *err)
{
    const struct zc_sheet_info *info;
    size_t sheets = zc_book_sheets(book, &info), found = sheets;
    struct zc_grid grid;
    char digest[ZC_DIGEST_HEX];
    *out = (struct zc_form_mark){.id = "", .city = "", .layout = "", .unit = "", .unit_name = "", .exported = "", .stand = INT32_MIN};
    for (size_t i = 0; i < sheets && found == sheets; i++)
        if (strcmp(info[i].name, ZC_FORM_SHEET) == 0)
            found = i;
    if (found == sheets)
        return zc_fail(err, ZC_ENOTFOUND, "不是填报表%s", "no form%s", "");
    int rc = zc_grid_load(&grid, arena, book, found, err);
    if (rc)
        return rc;
    out->parts = zc_arena_array(arena, MOST_SHEETS, sizeof *out->parts);
    for (size_t i = 0; i < grid.count; i++) {
        const struct zc_cell *name = zc_row_cell(&grid.rows[i], 0), *said = zc_row_cell(&grid.rows[i], 1);
        const char *key = name ? zc_plain_cell(name, arena, NULL) : "", *value = said ? zc_plain_cell(said, arena, NULL) : "";
        const struct {
            const char *key, **to;
        } texts[] = {{"form", &out->id}, {"city", &out->city}, {"layout", &out->layout}, {"unit", &out->unit}, {"unit_name", &out->unit_name}, {"exported", &out->exported}};
        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
            if (strcmp(key, texts[k].key) == 0)
                *texts[k].to = value;
        if (strcmp(key, "stand") == 0 && !zc_date_parse(&out->stand, value))
            out->stand = INT32_MIN;
        if (strcmp(key, "lang") == 0)
            out->lang = strcmp(value, "en") == 0 ? ZC_EN : ZC_ZH;
        if (strcmp(key, "sheet") == 0 && out->part_count < MOST_SHEETS && part_read(&out->parts[out->part_count], arena, value))
            out->part_count++;
    }
    zc_form_mark_digest(digest, out);
    out->whole = strcmp(digest, out->id) == 0 && out->stand != INT32_MIN;
    return ZC_OK;
}

void zc_form_row_digest(char out[ZC_DIGEST_HEX], struct zc_arena *arena, const char *key, const char *const *cells, size_t count)
{
    struct zc_buf text = {0};
    zc_buf_str(&text, key);
    for (size_t i = 0; i < count; i++) {
        zc_buf_char(&text, '\n');
        zc_buf_str(&text, zc_text_squeeze(arena, cells[i])); /* a spreadsheet may rewrite line breaks */
    }
    zc_sm3_hex(out, text.bytes, text.size);
    zc_buf_free(&text);
}
