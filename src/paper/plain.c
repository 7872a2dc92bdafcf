/* plain: 1 row keys; 2 headers; 3 values as text; 4 cells as text. */
#include "paper/plain.h"

#include "base/buf.h"
#include "base/date.h"
#include "base/decimal.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 1 */

static const char key_head[] = "id|slice";

const char *zc_plain_key_head(const struct zc_city *city) { return city->sample ? "id|slice 示例" : key_head; }

bool zc_plain_is_key_head(const char *head)
{
    size_t size = sizeof key_head - 1;
    return strncmp(head, key_head, size) == 0 && (!head[size] || head[size] == ' ');
}

const char *zc_plain_key(struct zc_arena *arena, const struct zc_record *record)
{
    return zc_arena_printf(arena, "%lld|%d", (long long)record->id, record->slice);
}

bool zc_plain_read_key(int64_t *id, int *slice, const char **rest, const char *text)
{
    char *end;
    if (*text < '1' || *text > '9' || strlen(text) > 120)
        return false;
    *id = strtoll(text, &end, 10);
    if (*end != '|' || end[1] < '1' || end[1] > '9' || *id == INT64_MAX)
        return false;
    long number = strtol(end + 1, &end, 10);
    if ((*end && *end != '|') || number > INT32_MAX)
        return false;
    *slice = (int)number;
    *rest = *end ? end + 1 : end;
    return true;
}

/* 2 */

const char *zc_plain_head(struct zc_arena *arena, const struct zc_field *field, enum zc_lang lang)
{
    const char *unit = field->unit_title.zh || field->unit_title.en ? zc_pick(field->unit_title, lang) : field->unit;
    const char *title = zc_pick(field->title, lang);
    return unit && *unit ? zc_arena_printf(arena, "%s(%s)", title, unit) : title;
}

/* Its key when that is one field, else a unique text. None when the name itself does it. */
static const struct zc_field *code_field(const struct zc_entity *to)
{
    const struct zc_field *found = to->key_count == 1 ? zc_entity_field(to, to->key[0]) : NULL;
    if (found && (found->type == ZC_REF || found->list || found->column < 0))
        found = NULL;
    for (size_t i = 0; i < to->column_count && !found; i++)
        if (to->columns[i]->unique && to->columns[i]->type == ZC_TEXT && !to->columns[i]->list)
            found = to->columns[i];
    return found && !found->erasable && found->class_ <= ZC_CLASS_INTERNAL && (!to->named_by || strcmp(found->name, to->named_by) != 0) ? found : NULL;
}

const char *zc_plain_code_head(struct zc_arena *arena, const struct zc_field *field, enum zc_lang lang)
{
    const struct zc_field *code = field->type == ZC_REF && field->to ? code_field(field->to) : NULL;
    return code ? zc_arena_printf(arena, "%s·%s", zc_pick(field->title, lang), zc_pick(code->title, lang)) : NULL;
}

static bool same_head(struct zc_arena *arena, const char *squeezed, const char *head)
{
    return head && strcasecmp(zc_text_squeeze(arena, head), squeezed) == 0;
}

const struct zc_field *zc_plain_field(bool *code, struct zc_arena *arena, const struct zc_entity *entity, const char *head)
{
    const char *key = zc_text_squeeze(arena, head);
    *code = false;
    for (size_t i = 0; i < entity->column_count; i++) /* its own name, and titles, before what is put together */
        if (strcmp(entity->columns[i]->name, key) == 0 || same_head(arena, key, entity->columns[i]->title.zh) ||
            same_head(arena, key, entity->columns[i]->title.en))
            return entity->columns[i];
    for (size_t i = 0; i < entity->column_count; i++)
        for (enum zc_lang lang = ZC_ZH; lang <= ZC_EN; lang++) {
            if (same_head(arena, key, zc_plain_head(arena, entity->columns[i], lang)))
                return entity->columns[i];
            if (same_head(arena, key, zc_plain_code_head(arena, entity->columns[i], lang))) {
                *code = true;
                return entity->columns[i];
            }
        }
    return NULL;
}

/* 3 */

/* The title, unless another code has the same one: then it could not be read back. */
static const char *code_text(const struct zc_field *field, const char *code, enum zc_lang lang)
{
    const struct zc_code *found = field->codelist ? zc_codelist_find(field->codelist, code) : NULL;
    const char *title = found ? zc_pick(found->title, lang) : NULL;
    if (!title || !*title || strchr(title, ';'))
        return code;
    for (size_t i = 0; i < field->codelist->count; i++) {
        const struct zc_code *other = &field->codelist->codes[i];
        if (other != found && (strcmp(other->code, title) == 0 || (other->title.zh && strcmp(other->title.zh, title) == 0) ||
                               (other->title.en && strcmp(other->title.en, title) == 0)))
            return code;
    }
    return title;
}

static const char *one_ref(struct zc_arena *arena, struct zc_db *db, const struct zc_field *field, int64_t id, bool by_code, enum zc_lang lang)
{
    struct zc_record record;
    const struct zc_field *code = by_code ? code_field(field->to) : NULL;
    if (zc_rows_get(&record, arena, db, field->to, id, zc_times_now(db), &ZC_READER_CITY, NULL))
        return by_code ? "" : zc_arena_printf(arena, "#%lld", (long long)id);
    if (!by_code)
        return zc_record_name(arena, db, &record, lang);
    return code ? zc_plain_text(arena, db, code, &record.values[code->column], lang) : "";
}

static const char *list_text(struct zc_arena *arena, struct zc_db *db, const struct zc_field *field, const char *list, bool by_code, enum zc_lang lang)
{
    struct zc_buf out = {0};
    for (const char *at = list; *at == ';' && at[1];) {
        size_t length = strcspn(at + 1, ";");
        const char *part = zc_arena_copy(arena, at + 1, length);
        const char *text = field->type == ZC_REF    ? one_ref(arena, db, field, strtoll(part, NULL, 10), by_code, lang)
                           : field->type == ZC_CODE ? code_text(field, part, lang)
                                                    : part;
        zc_buf_str(&out, out.size ? ";" : "");
        zc_buf_str(&out, text);
        at += length + 1;
    }
    const char *text = zc_arena_copy(arena, zc_buf_text(&out), out.size);
    zc_buf_free(&out);
    return text;
}

const char *zc_plain_text(struct zc_arena *arena, struct zc_db *db, const struct zc_field *field, const struct zc_value *value, enum zc_lang lang)
{
    char text[64];
    if (!value->kind)
        return "";
    if (field->list)
        return list_text(arena, db, field, value->text, false, lang);
    switch (field->type) {
    case ZC_TEXT: return value->text;
    case ZC_CODE: return code_text(field, value->text, lang);
    case ZC_REF: return one_ref(arena, db, field, value->number, false, lang);
    case ZC_BOOL: return lang == ZC_EN ? (value->number ? "true" : "false") : (value->number ? "是" : "否");
    case ZC_DATE: zc_date_format(text, (int)value->number); break;
    case ZC_INSTANT: zc_instant_format(text, value->number); break;
    case ZC_DECIMAL: zc_decimal_format(text, value->number, field->scale); break;
    case ZC_MONEY: zc_money_format(text, value->number); break;
    default: return zc_arena_printf(arena, "%lld", (long long)value->number);
    }
    return zc_arena_str(arena, text);
}

const char *zc_plain_code(struct zc_arena *arena, struct zc_db *db, const struct zc_field *field, const struct zc_value *value)
{
    if (!value->kind)
        return "";
    return field->list ? list_text(arena, db, field, value->text, true, ZC_ZH) : one_ref(arena, db, field, value->number, true, ZC_ZH);
}

/* 4 */

const char *zc_plain_cell(const struct zc_cell *cell, struct zc_arena *arena, const struct zc_field *field)
{
    char date[ZC_DATE_TEXT];
    if (cell->kind == ZC_CELL_EMPTY || cell->kind == ZC_CELL_ERROR || !cell->text)
        return "";
    if (cell->kind == ZC_CELL_BOOL)
        return cell->number != 0 ? "true" : "false";
    if (cell->kind == ZC_CELL_NUMBER && field && (strpbrk(cell->text, "eE") || strlen(cell->text) > 16)) {
        /* 1E-05, or the nearest double to what was typed: 0.28999999999999998 */
        int scale = field->type == ZC_MONEY ? 2 : field->type == ZC_DECIMAL ? field->scale : -1;
        if (scale >= 0 && cell->number > -9e15 && cell->number < 9e15)
            return zc_arena_printf(arena, "%.*f", scale, cell->number);
    }
    if (cell->kind != ZC_CELL_DATE)
        return zc_text_trim(arena, cell->text);
    zc_date_format(date, cell->date);
    return zc_arena_str(arena, date);
}
