/*
 * readers_names: 1 splitting a list whose names may hold separators inside brackets; 2 units; 3 areas; 4 posts.
 */
#include "paper/reading.h"

#include "base/buf.h"
#include "base/text.h"
#include "paper/missing.h"

#include <string.h>

enum { MOST_PARTS = 400, MOST_CANDIDATES = 12 };

/* 1 */

struct parts {
    const char **items;
    size_t count, capacity;
};

/* The length of a separator at `at`, 0 when there is none. The text is NFKC, so , and ; are narrow. */
static size_t separator(const char *at)
{
    static const char *const wide = "、";
    if (*at == ',' || *at == ';' || *at == '\n' || *at == '\r')
        return 1;
    return strncmp(at, wide, strlen(wide)) == 0 ? strlen(wide) : 0;
}

static void split(struct parts *out, struct zc_arena *arena, const char *raw)
{
    const char *text = zc_text_nfkc(arena, raw), *from = text, *at = text;
    int depth = 0;
    for (;;) {
        size_t length = depth ? 0 : separator(at);
        if (!*at || length) {
            const char *item = zc_text_squeeze(arena, zc_arena_copy(arena, from, (size_t)(at - from)));
            if (*item && out->count < MOST_PARTS)
                *(const char **)zc_arena_push(arena, &out->items, &out->count, &out->capacity, sizeof *out->items) = item;
            if (!*at)
                return;
            from = at += length;
            continue;
        }
        if (*at == '(' && strchr(at, ')'))
            depth++;
        else if (*at == ')' && depth)
            depth--;
        at++;
    }
}

/* Adds a code unless it is in the list. */
static void add_code(struct zc_buf *out, const char *code)
{
    size_t length = strlen(code);
    for (const char *at = zc_buf_text(out); *at;) {
        size_t part = strcspn(at, ";");
        if (part == length && strncmp(at, code, length) == 0)
            return;
        at += part + (at[part] == ';');
    }
    if (out->size)
        zc_buf_char(out, ';');
    zc_buf_str(out, code);
}

static const char *shown(struct zc_arena *arena, const struct zc_register_entry *entry)
{
    return *entry->short_name && strcmp(entry->short_name, entry->name) != 0 ? zc_arena_printf(arena, "%s(%s)", entry->name, entry->short_name)
                                                                            : entry->name;
}

/* 2 */

static const char *unit_code(struct zc_reading *reading, const char *text)
{
    bool renamed;
    const struct zc_register_entry *entry = zc_register_find(reading->reg, ZC_REGISTER_UNIT, text), *now;
    if (!entry)
        return NULL;
    now = zc_register_current(reading->reg, ZC_REGISTER_UNIT, entry, reading->date, &renamed);
    if (renamed)
        zc_reading_say(reading, ZC_SEV_CONFIRM, "unit_renamed", now->code, "“%s”已更名,按后继单位“%s”读取,请确认",
                       "\"%s\" has been renamed and was read as its successor \"%s\": confirm", text, shown(reading->arena, now));
    return now->code;
}

/* What a person has said about a name that is not in the register: the code or title of the one that will be made, "" when it is left
 * out, NULL when nobody has said anything. */
static const char *answered(struct zc_reading *reading, enum zc_register_kind kind, const char *text)
{
    static const enum zc_missing_kind kinds[] = {
        [ZC_REGISTER_UNIT] = ZC_MISSING_UNIT, [ZC_REGISTER_AREA] = ZC_MISSING_AREA, [ZC_REGISTER_POST] = ZC_MISSING_POST};
    if (!reading->reg->missing || !reading->cell)
        return NULL;
    const struct zc_missing_item *item = zc_missing_meet(reading->reg->missing, kinds[kind], text, reading->cell->row, reading->cell->column);
    if (item->answer == ZC_MISSING_CREATE)
        return item->code ? item->code : item->name;
    if (item->answer == ZC_MISSING_OPEN)
        return NULL;
    zc_reading_say(reading, ZC_SEV_CONFIRM, "left_out", NULL, "%s中的“%s”不在名录,经同意留空,待核", "\"%2$s\" in %1$s is not in the register and was left out with consent",
                   reading->label, text);
    return "";
}

/* The value that stands for the name, or NULL after saying that there is none. */
static const char *unknown_name(struct zc_reading *reading, enum zc_register_kind kind, const char *otherwise, const char *text)
{
    const char *answer = answered(reading, kind, text);
    if (answer)
        return answer;
    const char *code = reading->field->unknown ? reading->field->unknown : otherwise;
    const struct zc_register_entry *nearest = zc_register_nearest(reading->reg, kind, text);
    if (nearest)
        zc_reading_say(reading, ZC_SEV_ERROR, code, NULL, "%s中的“%s”不在名录,最接近的是“%s”,请选择,不会自动新建",
                       "\"%2$s\" in %1$s is not in the register; the nearest is \"%3$s\": choose, nothing is made up", reading->label, text,
                       shown(reading->arena, nearest));
    else
        zc_reading_say(reading, ZC_SEV_ERROR, code, NULL, "%s中的“%s”不在名录,不会自动新建", "\"%2$s\" in %1$s is not in the register; nothing is made up",
                       reading->label, text);
    return NULL;
}

static void put_unknown(struct zc_reading *reading, enum zc_register_kind kind, const char *otherwise, const char *text)
{
    const char *value = unknown_name(reading, kind, otherwise, text);
    if (value)
        reading->value = value;
}

void zc_read_unit(struct zc_reading *reading)
{
    const char *text = zc_reading_squeezed(reading), *code;
    if (!*text)
        return;
    if ((code = unit_code(reading, text))) {
        reading->value = code;
        return;
    }
    struct parts parts = {0};
    split(&parts, reading->arena, zc_reading_raw(reading));
    if (parts.count > 1) {
        zc_reading_say(reading, ZC_SEV_ERROR, reading->field->two ? reading->field->two : "two_units", NULL, "%s填了%zu个(%s):只能有一个,其余另列",
                       "%s names %zu units (%s): one is wanted, the others stand elsewhere", reading->label, parts.count, text);
        return;
    }
    put_unknown(reading, ZC_REGISTER_UNIT, "unknown_unit", text);
}

/* 等 behind the last name of a list: there are more. */
static const char *without_and_more(struct zc_reading *reading, const char *item)
{
    static const char *const more = "等";
    size_t size = strlen(item), length = strlen(more);
    return size > length && strcmp(item + size - length, more) == 0 ? zc_arena_copy(reading->arena, item, size - length) : NULL;
}

/* Collective names that no register resolves: all or the concerned departments. */
static bool names_a_group(const struct zc_reading *reading, const char *item) { return zc_words_have(&reading->field->words, item); }

/* The one area that is meant, or NULL; *said when several could be and the finding lists them. */
static const char *area_code(bool *said, struct zc_reading *reading, const char *text)
{
    struct zc_register_areas areas = zc_register_areas(reading->reg, reading->arena, text);
    struct zc_buf paths = {0};
    *said = areas.count > 1;
    if (areas.count < 2)
        return areas.count ? areas.items[0]->code : NULL;
    for (size_t i = 0; i < areas.count && i < MOST_CANDIDATES; i++)
        zc_buf_printf(&paths, "%s%s(%s)", i ? ";" : "", zc_register_area_path(reading->reg, reading->arena, areas.items[i]), areas.items[i]->code);
    zc_reading_say(reading, ZC_SEV_ERROR, "area_ambiguous", NULL, "%s中的“%s”有%zu个:%s。请写上级区域加名称(如“清镇市红枫湖镇”)或代码,不会猜",
                   "\"%2$s\" in %1$s names %3$zu areas: %4$s. Write the area above in front of it, or the code; nothing is guessed", reading->label, text,
                   areas.count, zc_buf_text(&paths));
    zc_buf_free(&paths);
    return NULL;
}

static void names(struct zc_reading *reading, enum zc_register_kind kind, const char *unknown)
{
    struct parts parts = {0};
    struct zc_buf out = {0};
    const struct zc_register_group *group;
    if (!*zc_reading_squeezed(reading))
        return;
    split(&parts, reading->arena, zc_reading_raw(reading));
    for (size_t i = 0; i < parts.count; i++) {
        const char *item = parts.items[i], *open = NULL, *code = NULL;
        bool said = false;
        for (int turn = 0; turn < 2; turn++) {
            if (kind == ZC_REGISTER_UNIT)
                code = unit_code(reading, item);
            else
                code = area_code(&said, reading, item);
            if (code || said || zc_register_group(reading->reg, item) || names_a_group(reading, item) || turn || i + 1 < parts.count ||
                !(open = without_and_more(reading, item)))
                break;
            item = open;
        }
        if (open && (code || zc_register_group(reading->reg, item)))
            zc_reading_say(reading, ZC_SEV_CONFIRM, "list_open_ended", NULL, "%s以“等”结尾,可能还有别的单位,请补全", "%s ends with \"and others\": complete it",
                           reading->label);
        if (said)
            continue;
        if (code)
            add_code(&out, code);
        else if ((group = zc_register_group(reading->reg, item)))
            for (size_t j = 0; j < group->count; j++)
                add_code(&out, group->codes[j]);
        else if (names_a_group(reading, item))
            zc_reading_say(reading, ZC_SEV_CONFIRM, "unit_group_unresolved", NULL, "“%s”没有写明是哪些单位,请指定", "\"%s\" does not say which units: name them",
                           item);
        else if ((code = unknown_name(reading, kind, unknown, item)) && *code)
            add_code(&out, code);
    }
    reading->value = zc_arena_copy(reading->arena, zc_buf_text(&out), out.size);
    zc_buf_free(&out);
}

void zc_read_units(struct zc_reading *reading) { names(reading, ZC_REGISTER_UNIT, "unknown_unit"); }

/* 3 */

void zc_read_area(struct zc_reading *reading)
{
    const char *text = zc_reading_squeezed(reading);
    if (!*text)
        return;
    bool said;
    const char *code = area_code(&said, reading, text);
    if (code)
        reading->value = code;
    else if (!said)
        put_unknown(reading, ZC_REGISTER_AREA, "unknown_area", text);
}

void zc_read_areas(struct zc_reading *reading) { names(reading, ZC_REGISTER_AREA, "unknown_area"); }

/* 4 */

/* A duty stands with a post: 市委常委、市委组织部部长 is one. Without posts in the register the words of the layout decide. */
void zc_read_post(struct zc_reading *reading)
{
    const struct zc_layout_field *field = reading->field;
    const char *text = zc_reading_squeezed(reading);
    bool known = zc_register_has(reading->reg, ZC_REGISTER_POST), post = !field->words.count;
    if (!*text)
        return;
    const struct zc_register_entry *entry = zc_register_find(reading->reg, ZC_REGISTER_POST, text);
    if (entry) {
        reading->value = entry->name;
        return;
    }
    for (size_t i = 0; i < field->words.count && !post; i++)
        post = strstr(text, field->words.items[i]) != NULL;
    if (!post)
        zc_reading_say(reading, ZC_SEV_ERROR, field->malformed ? field->malformed : "not_a_post", NULL, "%s须填岗位(如“市委常委、常务副市长”),不填姓名:“%s”",
                       "%s takes a post, never a name: \"%s\"", reading->label, text);
    else if (known || reading->reg->missing)
        put_unknown(reading, ZC_REGISTER_POST, "unknown_post", text);
    else
        reading->value = text;
}
