/* fill: 1 reading; 2 names; 3 directives; 4 the text. */
#include "model/fill.h"
#include "base/text.h"
#include "model/expr.h"

#include <stdio.h>
#include <string.h>

enum { DEEPEST = 3, MOST_PIECES = 4000, LARGEST = 1 << 20 };

/* 1 */

struct reader {
    struct zc_arena *arena;
    const struct zc_model *model;
    const char *module, *text, *end, *at;
    struct zc_error *err;
    size_t pieces;
    int rc;
};

/* The message says line and letter, counted from 1. */
static void refuse(struct reader *reader, const char *at, const char *zh, const char *en, const char *what)
{
    int line = 1, column = 1;
    char where_zh[300], where_en[300];
    for (const char *p = reader->text; p < at;) {
        column++;
        if (zc_utf8_next(&p, at) == '\n') {
            line++;
            column = 1;
        }
    }
    snprintf(where_zh, sizeof where_zh, zh, what);
    snprintf(where_en, sizeof where_en, en, what);
    reader->rc = zc_fail(reader->err, ZC_EINPUT, "第 %d 行第 %d 个字：%s", "line %d, letter %d: %s", line, column, where_zh);
    if (reader->err)
        snprintf(reader->err->en, sizeof reader->err->en, "line %d, letter %d: %s", line, column, where_en);
}

/* The same with a message that was made elsewhere. */
static void refuse_why(struct reader *reader, const char *at, const struct zc_error *why)
{
    refuse(reader, at, "%s", "%s", "");
    if (reader->err) {
        size_t zh = strlen(reader->err->zh), en = strlen(reader->err->en);
        snprintf(reader->err->zh + zh, sizeof reader->err->zh - zh, "%s", why->zh);
        snprintf(reader->err->en + en, sizeof reader->err->en - en, "%s", why->en);
    }
}

static struct zc_fill *push(struct reader *reader, struct zc_fills *list, struct zc_fill fill)
{
    if (++reader->pieces > MOST_PIECES && !reader->rc)
        refuse(reader, reader->at, "太长%s", "it is too long%s", "");
    struct zc_fill *put = zc_arena_push(reader->arena, &list->items, &list->count, &list->capacity, sizeof *put);
    *put = fill;
    return put;
}

/* 2 */

static const struct zc_field *inverse(const struct zc_model *model, const struct zc_entity *entity, const char *name, const struct zc_entity **of)
{
    for (size_t e = 0; e < model->entity_count; e++)
        for (size_t f = 0; f < model->entities[e]->field_count; f++) {
            const struct zc_field *field = &model->entities[e]->fields[f];
            if (field->to == entity && field->inverse && !field->list && field->column >= 0 && strcmp(field->inverse, name) == 0) {
                *of = model->entities[e];
                return field;
            }
        }
    return NULL;
}

static const char *rule_id(struct reader *reader, const char *name)
{
    const char *dot = strchr(name, '.');
    const char *full = dot && strchr(dot + 1, '.') ? name : zc_arena_printf(reader->arena, "%s.%s", reader->module, name);
    for (size_t i = 0; i < reader->model->rule_count; i++)
        if (strcmp(reader->model->rules[i].id, full) == 0)
            return full;
    return NULL;
}

/* "chair.title": single refs and a last field; false when the words are no such path. */
static bool path(struct zc_fill *fill, const struct zc_entity *entity, const char *words, struct zc_arena *arena)
{
    if (strspn(words, "abcdefghijklmnopqrstuvwxyz0123456789_.") != strlen(words))
        return false;
    for (const char *at = words; entity; at++) {
        size_t size = strcspn(at, ".");
        const struct zc_field *field = zc_entity_field(entity, zc_arena_copy(arena, at, size));
        if (!field || fill->step_count == ZC_FILL_STEPS)
            return false;
        fill->steps[fill->step_count++] = field;
        at += size;
        if (!*at)
            return true;
        entity = field->type == ZC_REF && !field->list && field->column >= 0 ? field->to : NULL;
    }
    return false;
}

/* 3 */

static void value(struct reader *reader, struct zc_fills *list, const struct zc_entity *entity, const char *words, const char *at)
{
    struct zc_fill fill = {.kind = ZC_FILL_FIELD};
    struct zc_error why = {0};
    if (path(&fill, entity, words, reader->arena)) {
        push(reader, list, fill);
        return;
    }
    fill = (struct zc_fill){.kind = ZC_FILL_VALUE};
    if (zc_expr_parse(&fill.expr, reader->arena, reader->model, entity, words, &why)) {
        refuse_why(reader, at, &why);
    } else if (zc_expr_type(fill.expr) != ZC_INT && zc_expr_type(fill.expr) != ZC_DATE && zc_expr_type(fill.expr) != ZC_TEXT) {
        refuse(reader, at, "这里应为数、日期或文字：%s", "a whole number, a date or a text is expected: %s", words);
    } else {
        push(reader, list, fill);
    }
}

static const struct zc_expr *condition(struct reader *reader, const struct zc_entity *entity, const char *words, const char *at)
{
    const struct zc_expr *expr = NULL;
    struct zc_error why = {0};
    if (zc_expr_parse(&expr, reader->arena, reader->model, entity, words, &why))
        refuse_why(reader, at, &why);
    else if (zc_expr_type(expr) != ZC_BOOL)
        refuse(reader, at, "这里应为条件：%s", "a condition is expected: %s", words);
    return reader->rc ? NULL : expr;
}

static void read_list(struct reader *reader, struct zc_fills *list, const struct zc_entity *entity, int loops, bool inside, bool *otherwise);

static void branch(struct reader *reader, struct zc_fills *list, const struct zc_entity *entity, const char *words, int loops, const char *at)
{
    bool otherwise = false;
    struct zc_fill fill = {.kind = ZC_FILL_IF, .expr = condition(reader, entity, words, at)};
    if (!reader->rc)
        read_list(reader, &fill.yes, entity, loops, true, &otherwise);
    if (!reader->rc && otherwise) {
        read_list(reader, &fill.no, entity, loops, true, &otherwise);
        if (!reader->rc && otherwise)
            refuse(reader, at, "一个 if 有两个 else%s", "an if with two elses%s", "");
    }
    if (!reader->rc)
        push(reader, list, fill);
}

static void loop(struct reader *reader, struct zc_fills *list, const struct zc_entity *entity, const char *words, int loops, const char *at)
{
    size_t size = strcspn(words, " ");
    const char *name = zc_arena_copy(reader->arena, words, size), *rest = words + size + strspn(words + size, " ");
    struct zc_fill fill = {.kind = ZC_FILL_EACH};
    bool otherwise = false;
    const char *last = strrchr(name, '.');
    if (last) { /* the rows that point to where refs lead */
        entity = path(&fill, entity, zc_arena_copy(reader->arena, name, (size_t)(last - name)), reader->arena) ? fill.steps[fill.step_count - 1]->to : NULL;
        for (size_t i = 0; i < fill.step_count; i++)
            entity = fill.steps[i]->type == ZC_REF && !fill.steps[i]->list && fill.steps[i]->column >= 0 ? entity : NULL;
    }
    fill.by = entity ? inverse(reader->model, entity, last ? last + 1 : name, &fill.of) : NULL;
    if (loops >= DEEPEST)
        refuse(reader, at, "each 套得太深%s", "each stands too deep%s", "");
    else if (!fill.by)
        refuse(reader, at, "没有指过来的记录叫 %s", "no rows that point here are called %s", name);
    else if (*rest && strncmp(rest, "where ", 6) != 0)
        refuse(reader, at, "each 后面应为 where 条件，收到 %s", "each takes where and a condition, %s came", rest);
    else if (*rest)
        fill.expr = condition(reader, fill.of, rest + 6, at);
    if (!reader->rc)
        read_list(reader, &fill.yes, fill.of, loops + 1, true, &otherwise);
    if (!reader->rc && otherwise)
        refuse(reader, at, "each 没有 else%s", "an each has no else%s", "");
    if (!reader->rc)
        push(reader, list, fill);
}

/* "if x" is the directive "if": its words behind the blank. */
static const char *after(const char *inner, const char *word)
{
    size_t size = strlen(word);
    return strncmp(inner, word, size) == 0 && (inner[size] == ' ' || !inner[size]) ? inner + size + strspn(inner + size, " ") : NULL;
}

/* 4 */

static void words(struct reader *reader, struct zc_fills *list, const char *from, const char *to)
{
    if (to > from)
        push(reader, list, (struct zc_fill){.kind = ZC_FILL_WORDS, .text = zc_arena_copy(reader->arena, from, (size_t)(to - from))});
}

/* A block directive that stands alone on its line takes the line's end, too. */
static const char *alone(const struct reader *reader, const char *open, const char *close)
{
    const char *before = open;
    while (before > reader->text && before[-1] == ' ')
        before--;
    const char *next = close;
    while (next < reader->end && *next == ' ')
        next++;
    if ((before > reader->text && before[-1] != '\n') || (next < reader->end && *next != '\n'))
        return close;
    return next < reader->end ? next + 1 : next;
}

/* Up to the matching {{end}} or {{else}} when `inside`, else to the end of the text. */
static void read_list(struct reader *reader, struct zc_fills *list, const struct zc_entity *entity, int loops, bool inside, bool *otherwise)
{
    const char *began = reader->at;
    *otherwise = false;
    while (!reader->rc) {
        const char *open = reader->at < reader->end ? memmem(reader->at, (size_t)(reader->end - reader->at), "{{", 2) : NULL;
        const char *close = open ? memmem(open, (size_t)(reader->end - open), "}}", 2) : NULL;
        if (!open || !close) {
            words(reader, list, reader->at, reader->end);
            reader->at = reader->end;
            if (inside)
                refuse(reader, began, "缺少 {{end}}%s", "{{end}} is missing%s", "");
            return;
        }
        const char *inner = zc_text_trim(reader->arena, zc_arena_copy(reader->arena, open + 2, (size_t)(close - open - 2))), *rest;
        close += 2;
        bool escaped = open > reader->text && open[-1] == '\\';
        bool block = !escaped && ((rest = after(inner, "if")) || (rest = after(inner, "each")) || after(inner, "else") || after(inner, "end"));
        const char *next = block ? alone(reader, open, close) : close;
        words(reader, list, reader->at, block || *inner == '=' || *inner == '#' || after(inner, "text") || after(inner, "rule") || after(inner, "sep") || after(inner, "first") || after(inner, "city") ? open : close);
        reader->at = next;
        if (escaped)
            words(reader, list, close, close);
        else if ((rest = after(inner, "end")) || (rest = after(inner, "else"))) {
            if (!inside)
                refuse(reader, open, "多出的 {{%s}}", "a surplus {{%s}}", inner);
            *otherwise = *inner == 'e' && inner[1] == 'l';
            return;
        } else if ((rest = after(inner, "if"))) {
            branch(reader, list, entity, rest, loops, open);
        } else if ((rest = after(inner, "each"))) {
            loop(reader, list, entity, rest, loops, open);
        } else if (*inner == '=') {
            value(reader, list, entity, inner + 1 + strspn(inner + 1, " "), open);
        } else if (strcmp(inner, "#") == 0) {
            push(reader, list, (struct zc_fill){.kind = ZC_FILL_PLACE});
        } else if ((rest = after(inner, "sep"))) {
            push(reader, list, (struct zc_fill){.kind = ZC_FILL_BETWEEN, .text = rest});
        } else if ((rest = after(inner, "first"))) {
            push(reader, list, (struct zc_fill){.kind = ZC_FILL_FIRST, .text = rest});
        } else if (strcmp(inner, "city") == 0) {
            push(reader, list, (struct zc_fill){.kind = ZC_FILL_CITY});
        } else if ((rest = after(inner, "rule"))) {
            const char *id = rule_id(reader, rest);
            if (!id)
                refuse(reader, open, "没有规则值 %s", "there is no rule value %s", rest);
            else
                push(reader, list, (struct zc_fill){.kind = ZC_FILL_RULE, .text = id});
        } else if ((rest = after(inner, "text"))) {
            struct zc_fill fill = {.kind = ZC_FILL_PROSE, .step_count = 1};
            fill.steps[0] = zc_entity_field(entity, rest);
            if (!fill.steps[0] || fill.steps[0]->type != ZC_TEXT || fill.steps[0]->list || fill.steps[0]->column < 0)
                refuse(reader, open, "text 应为一个文字字段，收到 %s", "text takes a stored text, %s came", rest);
            else
                push(reader, list, fill);
        }
    }
}

int zc_fill_parse(struct zc_fills *out, struct zc_arena *arena, const struct zc_model *model, const struct zc_entity *entity, const char *module, const char *text,
                  size_t size, struct zc_error *err)
{
    struct reader reader = {.arena = arena, .model = model, .module = module, .text = text, .at = text, .end = text + size, .err = err};
    bool otherwise;
    *out = (struct zc_fills){0};
    if (!text)
        return ZC_OK;
    if (size > LARGEST || !zc_utf8_valid(text, size) || memchr(text, 0, size))
        return zc_fail(err, ZC_EINPUT, "应为至多 1 MiB 的 UTF-8 文字", "it is to be UTF-8 text of at most 1 MiB");
    read_list(&reader, out, entity, 0, false, &otherwise);
    return reader.rc;
}
