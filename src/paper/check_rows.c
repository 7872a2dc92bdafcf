/*
 * check_rows: 1 places and messages; 2 rows against each other: unique, gapless, same text; 3 the graph of what waits for what;
 * 4 a row against itself: list, reason, progress, year; 5 the approved total; 6 all of them.
 *
 * A row whose group could not be read is placed by its nearest likeness, so that one wrong word does not look like a gap or a
 * double elsewhere.
 */
#include "paper/check.h"

#include "base/buf.h"
#include "base/date.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

struct scope {
    struct zc_import_result *result;
    const struct zc_layout_check *check;
    size_t from;
    struct zc_arena arena; /* of one check */
};

/* 1 */

static bool applies(const struct scope *scope, const struct zc_import_row *row) { return strcmp(row->entity, scope->check->entity) == 0; }

static int column_of(const struct zc_import_row *row, const char *field)
{
    const struct zc_import_value *value = zc_import_find(row, field);
    return value ? value->column : -1;
}

static const char *placed(const struct zc_import_row *row, const char *field)
{
    const struct zc_import_value *value = zc_import_find(row, field);
    return !value ? "" : *value->text ? value->text : value->guess ? value->guess : "";
}

#define SAY(scope, at, column, which, ...)                                                                                             \
    do {                                                                                                                               \
        zc_import_say((scope)->result, (at)->sheet, (at)->row, column, (scope)->check->severity, which, __VA_ARGS__);                  \
        if ((scope)->check->severity == ZC_SEV_ERROR)                                                                                  \
            (at)->error = true;                                                                                                        \
        else                                                                                                                           \
            zc_import_confirm((scope)->result, at, which);                                                                             \
    } while (0)

/* 2 */

static void check_unique(struct scope *scope)
{
    const struct zc_layout_check *check = scope->check;
    struct zc_map seen;
    zc_map_init(&seen, &scope->arena);
    for (size_t i = scope->from; i < scope->result->row_count; i++) {
        struct zc_import_row *row = &scope->result->rows[i];
        struct zc_buf key = {0};
        bool whole = applies(scope, row);
        for (size_t j = 0; j < check->fields.count; j++) {
            const char *part = placed(row, check->fields.items[j]);
            whole = whole && *part;
            zc_buf_printf(&key, "%s|", part);
        }
        const struct zc_import_row *first = whole ? zc_map_get(&seen, zc_buf_text(&key)) : NULL;
        if (first)
            SAY(scope, row, column_of(row, check->at), check->code, "%s出现两次(另一处在第%d行),请改正", "%s stands twice (also in row %d): correct it",
                zc_import_find(row, check->at)->written, first->row);
        else if (whole)
            zc_map_put(&seen, zc_buf_text(&key), row);
        zc_buf_free(&key);
    }
}

struct last {
    int64_t number;
};

static void check_gapless(struct scope *scope)
{
    const struct zc_layout_check *check = scope->check;
    struct zc_map groups;
    zc_map_init(&groups, &scope->arena);
    for (size_t i = scope->from; i < scope->result->row_count; i++) {
        struct zc_import_row *row = &scope->result->rows[i];
        const char *text = zc_import_value(row, check->field), *group = check->per ? placed(row, check->per) : "";
        if (!applies(scope, row) || !*text)
            continue;
        int64_t number = strtoll(text, NULL, 10);
        struct last *last = zc_map_get(&groups, group);
        if (!last) {
            last = zc_arena_alloc(&scope->arena, sizeof *last);
            zc_map_put(&groups, group, last);
        }
        if (number > last->number + 1) {
            struct zc_buf missing = {0};
            for (int64_t n = last->number + 1; n < number && n < last->number + 12; n++)
                zc_buf_printf(&missing, "%s%lld", missing.size ? "、" : "", (long long)n);
            if (number > last->number + 12)
                zc_buf_str(&missing, "…");
            SAY(scope, row, column_of(row, check->field), check->code, "序号由%lld跳到%lld,缺%s:请确认是漏行还是编号错误",
                "the serial jumps from %lld to %lld, %s missing: a lost row or a wrong number?", (long long)last->number, (long long)number,
                zc_buf_text(&missing));
            zc_buf_free(&missing);
        }
        if (number > last->number)
            last->number = number;
    }
}

static void check_same_text(struct scope *scope)
{
    const struct zc_layout_check *check = scope->check;
    struct zc_map seen;
    zc_map_init(&seen, &scope->arena);
    for (size_t i = scope->from; i < scope->result->row_count; i++) {
        struct zc_import_row *row = &scope->result->rows[i];
        const char *text = applies(scope, row) ? zc_text_squeeze(&scope->arena, zc_import_value(row, check->field)) : "";
        if (!*text)
            continue;
        const struct zc_import_row *first = zc_map_get(&seen, text);
        if (first)
            SAY(scope, row, column_of(row, check->field), check->code, "与第%d行的“%s”相同(空格和全半角不计),请确认是否重复",
                "the same as in row %d, \"%s\" (blanks and widths apart): entered twice?", first->row, text);
        else
            zc_map_put(&seen, text, row);
    }
}

/* 3 */

struct node {
    struct zc_import_row *row;
    struct node **waits; /* for these */
    size_t count;
    int state;           /* 0 new, 1 on the path, 2 done */
    bool said;
};

static const char *list_next(const char **at, struct zc_arena *arena)
{
    size_t length = strcspn(*at, ";");
    if (!length)
        return NULL;
    const char *item = zc_arena_copy(arena, *at, length);
    *at += length + ((*at)[length] == ';');
    return item;
}

static void say_cycle(struct scope *scope, struct node **path, size_t length)
{
    const struct zc_layout_check *check = scope->check;
    for (size_t i = 0; i < length; i++) {
        struct zc_buf chain = {0};
        if (path[i]->said)
            continue;
        for (size_t j = 0; j <= length; j++)
            zc_buf_printf(&chain, "%s%s", j ? "→" : "", zc_import_value(path[(i + j) % length]->row, check->field));
        path[i]->said = true;
        SAY(scope, path[i]->row, column_of(path[i]->row, check->list), check->second, "%s成环:%s,互相等待,谁也无法先完成",
            "%s goes round in a circle: %s; none can be done first", zc_import_find(path[i]->row, check->list)->label, zc_buf_text(&chain));
        zc_buf_free(&chain);
    }
}

/* Depth first without recursion: the path is as long as the longest chain of rows. */
static void find_cycles(struct scope *scope, struct node *nodes, size_t count)
{
    struct node **path = zc_arena_array(&scope->arena, count + 1, sizeof *path);
    size_t *turn = zc_arena_array(&scope->arena, count + 1, sizeof *turn);
    for (size_t i = 0; i < count; i++) {
        size_t depth = 0;
        if (nodes[i].state)
            continue;
        path[0] = &nodes[i];
        turn[0] = 0;
        nodes[i].state = 1;
        while (depth != (size_t)-1) {
            struct node *node = path[depth];
            if (turn[depth] == node->count) {
                node->state = 2;
                depth--;
                continue;
            }
            struct node *next = node->waits[turn[depth]++];
            if (next->state == 0) {
                next->state = 1;
                path[++depth] = next;
                turn[depth] = 0;
            } else if (next->state == 1) {
                size_t start = depth;
                while (path[start] != next)
                    start--;
                say_cycle(scope, path + start, depth - start + 1);
            }
        }
    }
}

static void check_graph(struct scope *scope)
{
    const struct zc_layout_check *check = scope->check;
    size_t count = 0, total = scope->result->row_count - scope->from;
    struct node *nodes = zc_arena_array(&scope->arena, total + 1, sizeof *nodes);
    struct zc_map by_key;
    zc_map_init(&by_key, &scope->arena);
    for (size_t i = scope->from; i < scope->result->row_count; i++) {
        struct zc_import_row *row = &scope->result->rows[i];
        const char *key = zc_import_value(row, check->field);
        if (!applies(scope, row) || !*key)
            continue;
        nodes[count].row = row;
        if (!zc_map_get(&by_key, key))
            zc_map_put(&by_key, key, &nodes[count]);
        count++;
    }
    for (size_t i = 0; i < count; i++) {
        size_t capacity = 0;
        const char *at = zc_import_value(nodes[i].row, check->list), *item;
        while ((item = list_next(&at, &scope->arena))) {
            struct node *other = zc_map_get(&by_key, item);
            if (other)
                *(struct node **)zc_arena_push(&scope->arena, &nodes[i].waits, &nodes[i].count, &capacity, sizeof *nodes[i].waits) = other;
            else
                SAY(scope, nodes[i].row, column_of(nodes[i].row, check->list), check->code, "%s%s在表中不存在", "%s %s is not in this table",
                    zc_import_find(nodes[i].row, check->list)->label, item);
        }
    }
    find_cycles(scope, nodes, count);
}

/* 4 */

static bool in_list(const char *list, const char *item)
{
    size_t length = strlen(item);
    for (const char *at = list; *at;) {
        size_t part = strcspn(at, ";");
        if (part == length && strncmp(at, item, length) == 0)
            return true;
        at += part + (at[part] == ';');
    }
    return false;
}

static void check_not_in(struct scope *scope, struct zc_import_row *row)
{
    const struct zc_layout_check *check = scope->check;
    const struct zc_import_value *value = zc_import_find(row, check->field), *list = zc_import_find(row, check->list);
    if (value && list && *value->text && in_list(list->text, value->text))
        SAY(scope, row, list->column, check->code, "%s“%s”同时列在%s中,已保留,请确认", "%s \"%s\" also stands in %s; kept, confirm", value->label,
            value->written, list->label);
}

static void check_reason(struct scope *scope, struct zc_import_row *row)
{
    const struct zc_layout_check *check = scope->check;
    const struct zc_import_value *list = zc_import_find(row, check->list);
    if (!list || *list->text || (list->declared && row->error && *list->written))
        return;
    const struct zc_import_value *reason = zc_import_find(row, check->field);
    if (!reason || !*reason->text)
        SAY(scope, row, list->column, check->code, "未填%s,也未在%s说明理由", "%s is empty, and %s gives no reason", list->label,
            reason ? reason->label : check->field);
    else if (check->into)
        zc_import_put(scope->result, row, check->into, reason->text);
}

static void check_progress(struct scope *scope, struct zc_import_row *row)
{
    const struct zc_layout_check *check = scope->check;
    const struct zc_import_value *state = zc_import_find(row, check->field), *percent = zc_import_find(row, check->list);
    if (!state || !percent || !*state->text || !*percent->text)
        return;
    long number = strtol(percent->text, NULL, 10);
    bool full = zc_words_have(&check->full, state->text), none = zc_words_have(&check->none, state->text);
    if ((full && number != 100) || (none && number != 0))
        SAY(scope, row, state->column, check->code, "%s为“%s”而%s为%ld%%,两者矛盾,请核对",
            "%s is \"%s\" but %s is %ld%%: they contradict each other", state->label, state->written, percent->label, number);
}

static void check_year(struct scope *scope, struct zc_import_row *row)
{
    const struct zc_layout_check *check = scope->check;
    int date, year, month, day;
    const struct zc_import_value *value = zc_import_find(row, check->field);
    if (!scope->result->year || !value || !zc_date_parse(&date, value->text))
        return;
    zc_date_split(date, &year, &month, &day);
    if (year < scope->result->year)
        SAY(scope, row, value->column, check->code, "%s%s早于计划年度%d年,疑为年份填错", "%s %s lies before the year of the plan, %d",
            value->label, value->text, scope->result->year);
    else if (year > scope->result->year)
        SAY(scope, row, value->column, check->second, "完成时限%s晚于计划年度%d年,请核对或转入下一年度计划",
            "the due date %s lies after the year of the plan, %d", value->text, scope->result->year);
}

/* 5 */

static void check_total(struct scope *scope)
{
    int64_t count = 0, approved = scope->result->approved_total;
    for (size_t i = scope->from; i < scope->result->row_count && approved; i++) {
        struct zc_import_row *row = &scope->result->rows[i];
        if (applies(scope, row) && ++count == approved + 1)
            SAY(scope, row, -1, scope->check->code, "这是第%lld项,计划核定%lld项:须先由会议决议调整计划总数",
                "this is number %lld, the plan was approved with %lld: amend the plan by resolution first", (long long)count, (long long)approved);
    }
}

/* 6 */

void zc_check_rows(struct zc_import_result *result, const struct zc_layout_sheet *layout, size_t from)
{
    for (size_t i = 0; i < layout->check_count; i++) {
        struct scope scope = {.result = result, .check = &layout->checks[i], .from = from};
        void (*each)(struct scope *, struct zc_import_row *) = NULL;
        switch (scope.check->kind) {
        case ZC_CHECK_UNIQUE: check_unique(&scope); break;
        case ZC_CHECK_GAPLESS: check_gapless(&scope); break;
        case ZC_CHECK_SAME_TEXT: check_same_text(&scope); break;
        case ZC_CHECK_GRAPH: check_graph(&scope); break;
        case ZC_CHECK_TOTAL: check_total(&scope); break;
        case ZC_CHECK_NOT_IN: each = check_not_in; break;
        case ZC_CHECK_REASON: each = check_reason; break;
        case ZC_CHECK_PROGRESS: each = check_progress; break;
        case ZC_CHECK_YEAR: each = check_year; break;
        }
        for (size_t j = from; each && j < result->row_count; j++)
            if (applies(&scope, &result->rows[j]))
                each(&scope, &result->rows[j]);
        zc_arena_free(&scope.arena);
    }
}
