/* rows_order: 1 the keys and their order; 2 the cursor. */
#include "query/rows_order.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* 1 */

int zc_order_keys(struct zc_order_key **out, size_t *count, struct zc_arena *arena, const struct zc_rows_query *query, struct zc_error *err)
{
    /* A search without an order gives the newest first: the index yields its hits by id, and the first page need not wait
     * for all of them. */
    bool newest = !query->order && query->search && *query->search;
    const char **names = query->order ? query->order : query->entity->order;
    size_t given = query->order ? query->order_count : newest ? 0 : query->entity->order_count;
    struct zc_order_key *keys = zc_arena_array(arena, given + 1, sizeof *keys);
    for (size_t i = 0; i < given; i++) {
        keys[i].down = names[i][0] == '-';
        if (strcmp(names[i] + keys[i].down, "id") == 0) { /* unique: what follows would not matter */
            *out = keys;
            *count = i + 1;
            return ZC_OK;
        }
        keys[i].field = zc_entity_field(query->entity, names[i] + keys[i].down);
        if (!keys[i].field)
            return zc_fail(err, ZC_EINPUT, "排序字段 %s 不存在", "there is no field %s to sort by", names[i]);
        /* sorting by a hidden column would tell its order */
        if (keys[i].field->computed || keys[i].field->derived || keys[i].field->erasable || !zc_rows_class_visible(keys[i].field, query->reader, query->entity))
            return zc_fail(err, ZC_EINPUT, "不能按 %s 排序", "cannot sort by %s", names[i]);
    }
    keys[given] = (struct zc_order_key){NULL, newest || (given && keys[0].down)};
    *out = keys;
    *count = given + 1;
    return ZC_OK;
}

bool zc_order_indexed(const struct zc_order_key *keys, size_t count, const struct zc_entity *entity)
{
    if (count == 1)
        return !keys[0].field;
    bool own = count == entity->order_count + 1 && keys[count - 1].down == keys[0].down;
    for (size_t i = 0; own && i + 1 < count; i++) {
        bool down = entity->order[i][0] == '-';
        own = keys[i].field && keys[i].down == down && strcmp(keys[i].field->name, entity->order[i] + down) == 0;
    }
    return own;
}

static void name_key(struct zc_sql *sql, const struct zc_order_key *key, const char *id)
{
    if (key->field) {
        zc_buf_str(&sql->text, "r.\"");
        zc_buf_str(&sql->text, key->field->name);
        zc_buf_char(&sql->text, '"');
    } else {
        zc_buf_str(&sql->text, id);
    }
}

void zc_order_sql(struct zc_sql *sql, const struct zc_order_key *keys, size_t count, const char *id)
{
    const struct zc_sql_words *words = zc_sql_words(sql->dialect);
    zc_buf_str(&sql->text, " ORDER BY ");
    for (size_t i = 0; i < count; i++) {
        zc_buf_str(&sql->text, i ? ", " : "");
        name_key(sql, &keys[i], id);
        zc_buf_str(&sql->text, keys[i].down ? " DESC" : "");
        if (keys[i].field) /* an id is never empty */
            zc_buf_str(&sql->text, keys[i].down ? words->empty_last : words->empty_first);
    }
}

/* 2 */

enum { LONGEST_CURSOR = 256 << 10 };

const char *zc_cursor_make(struct zc_arena *arena, const struct zc_order_key *keys, size_t count, const struct zc_record *last)
{
    struct zc_buf out = {0};
    for (size_t i = 0; i < count; i++) {
        struct zc_value value = keys[i].field ? last->values[keys[i].field->column] : zc_int(last->id);
        zc_buf_str(&out, i ? "." : "");
        zc_buf_char(&out, value.kind == ZC_V_INT ? 'i' : value.kind == ZC_V_TEXT ? 't' : '-');
        if (value.kind == ZC_V_INT)
            zc_buf_int(&out, value.number);
        for (const char *c = value.kind == ZC_V_TEXT ? value.text : ""; *c; c++)
            zc_buf_printf(&out, "%02x", (unsigned char)*c);
    }
    const char *cursor = zc_arena_copy(arena, out.bytes, out.size);
    zc_buf_free(&out);
    return cursor;
}

static bool part_read(struct zc_value *out, struct zc_arena *arena, const char *part, size_t length)
{
    char *end, *text = zc_arena_copy(arena, part + 1, length - 1);
    *out = ZC_EMPTY;
    if (*part == '-')
        return length == 1;
    if (*part == 'i') {
        *out = zc_int(strtoll(text, &end, 10));
        return length > 1 && *end == 0 && text[0] != ' ' && text[0] != '+';
    }
    if (*part != 't' || length % 2 == 0)
        return false;
    for (size_t i = 0; i < length / 2; i++) {
        const char pair[3] = {text[2 * i], text[2 * i + 1], 0};
        if (strspn(pair, "0123456789abcdef") != 2 || strcmp(pair, "00") == 0)
            return false;
        text[i] = (char)strtol(pair, NULL, 16);
    }
    text[length / 2] = 0;
    *out = zc_text(text);
    return length > 1 && zc_utf8_valid(text, length / 2);
}

int zc_cursor_read(struct zc_value *values, const struct zc_order_key *keys, size_t count, struct zc_arena *arena, const char *cursor,
                       struct zc_error *err)
{
    bool good = strlen(cursor) <= LONGEST_CURSOR;
    const char *at = cursor;
    for (size_t i = 0; good && i < count; i++) {
        size_t length = strcspn(at, ".");
        good = length && part_read(&values[i], arena, at, length) && (at[length] == '.') == (i + 1 < count);
        if (good && values[i].kind) /* a number for a number, a text for a text; the id is never empty */
            good = (values[i].kind == ZC_V_TEXT) == (keys[i].field && zc_field_is_text(keys[i].field));
        good = good && (keys[i].field || values[i].kind);
        at += length + 1;
    }
    return good ? ZC_OK : zc_fail(err, ZC_EINPUT, "翻页标记无效", "the page cursor is not valid");
}

/* Where every key ascends and has a value, the row of values is one bound, by which an index is entered; else each key after equal ones
 * before it. An empty value stands before all others. */
static void after_row(struct zc_sql *sql, const struct zc_order_key *keys, const struct zc_value *values, size_t count, const char *id)
{
    zc_buf_char(&sql->text, '(');
    for (size_t i = 0; i < count; i++) {
        zc_buf_str(&sql->text, i ? ", " : "");
        name_key(sql, &keys[i], id);
    }
    zc_buf_str(&sql->text, keys[0].down ? ") < (" : ") > (");
    for (size_t i = 0; i < count; i++) {
        zc_buf_str(&sql->text, i ? ", " : "");
        zc_sql_bind(sql, values[i]);
    }
    zc_buf_char(&sql->text, ')');
}

static void after_key(struct zc_sql *sql, const struct zc_order_key *key, struct zc_value value, const char *id)
{
    if (!value.kind) {
        if (key->down) {
            zc_buf_str(&sql->text, "1 = 0");
        } else {
            name_key(sql, key, id);
            zc_buf_str(&sql->text, " IS NOT NULL");
        }
        return;
    }
    zc_buf_char(&sql->text, '(');
    name_key(sql, key, id);
    zc_buf_str(&sql->text, key->down ? " < " : " > ");
    zc_sql_bind(sql, value);
    if (key->down && key->field) {
        zc_buf_str(&sql->text, " OR ");
        name_key(sql, key, id);
        zc_buf_str(&sql->text, " IS NULL");
    }
    zc_buf_char(&sql->text, ')');
}

void zc_cursor_sql(struct zc_sql *sql, const struct zc_order_key *keys, const struct zc_value *values, size_t count, const char *id)
{
    bool one_bound = true;
    for (size_t i = 0; i < count; i++)
        one_bound = one_bound && values[i].kind && (count == 1 ? !keys[i].field : !keys[i].down);
    zc_buf_str(&sql->text, " AND (");
    if (one_bound) {
        after_row(sql, keys, values, count, id);
        count = 0;
    }
    for (size_t i = 0; i < count; i++) {
        zc_buf_str(&sql->text, i ? " OR (" : "(");
        for (size_t j = 0; j < i; j++) {
            name_key(sql, &keys[j], id);
            zc_buf_str(&sql->text, values[j].kind ? " = " : " IS NULL");
            if (values[j].kind)
                zc_sql_bind(sql, values[j]);
            zc_buf_str(&sql->text, " AND ");
        }
        after_key(sql, &keys[i], values[i], id);
        zc_buf_char(&sql->text, ')');
    }
    zc_buf_char(&sql->text, ')');
}
