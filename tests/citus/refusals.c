/* refusals: 1 statements that change; 2 definitions; 3 words that are refused wherever they stand, and the whole. */
#include "refusals.h"
#include "base/buf.h"
#include "joins.h"

#include <string.h>

/* 1 */

static bool names_spread(const struct look *look, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        const struct table *table = token_names(at(look, i)) ? table_of(look, at(look, i)->text) : NULL;
        if (table && table->lies == LIES_BY_AREA)
            return true;
    }
    return false;
}

/* Whether the area of some table is said: column = $1. */
static bool names_area(const struct look *look, size_t from, size_t to)
{
    for (size_t t = from; t < to; t++) {
        const struct table *table = token_names(at(look, t)) ? table_of(look, at(look, t)->text) : NULL;
        if (!table || table->lies != LIES_BY_AREA)
            continue;
        for (size_t i = from; i + 2 < to; i++)
            if (token_names(at(look, i)) && strcmp(at(look, i)->text, table->column) == 0 && is(look, i + 1, "=") && constant_at(look, i + 2))
                return true;
    }
    return false;
}

static bool holds(const struct look *look, size_t open, const char *column)
{
    for (size_t i = open + 1; i < at(look, open)->partner; i++)
        if (token_names(at(look, i)) && strcmp(at(look, i)->text, column) == 0)
            return true;
    return false;
}

/* SET a = …, (b, c) = …: a row never goes to another server. */
static void judge_set(struct look *look, size_t from, size_t to, const char *name, const struct table *table)
{
    for (size_t i = from; i < to && !is(look, i, "where") && !is(look, i, "returning"); i++) {
        if (is(look, i, "("))
            i = at(look, i)->partner;
        else if (token_names(at(look, i)) && is(look, i + 1, "=") && (i == from || is(look, i - 1, ",")) && strcmp(at(look, i)->text, table->column) == 0)
            found(look, "moved", zc_arena_printf(&look->arena, "%s.%s", label_of(look, name), table->column));
    }
}

static void judge_volatile(struct look *look, size_t from, size_t to, const char *name)
{
    static const char *const functions[] = {"random", "clock_timestamp", "timeofday", "gen_random_uuid", "nextval", "setval", "pg_sleep", NULL};
    for (size_t i = from; i < to; i++)
        if (is_one(look, i, functions) && is(look, i + 1, "("))
            found(look, "volatile", zc_arena_printf(&look->arena, "%s %s()", label_of(look, name), at(look, i)->text));
}

/* The area of a row that comes stands in it, where the columns are not listed or list it. */
static bool inserts_area(const struct look *look, size_t place)
{
    size_t next;
    const struct table *table = table_of(look, name_at(look, &next, place));
    return table && table->lies == LIES_BY_AREA && (!is(look, next, "(") || begins_query(look, next + 1) || holds(look, next, table->column));
}

/* UPDATE t …, DELETE FROM t …, INSERT INTO t …: `place` is that of the table. */
static void judge_change(struct look *look, size_t place, size_t to, bool inserts, bool updates)
{
    size_t next;
    const char *name = name_at(look, &next, place);
    const struct table *table = table_of(look, name);
    bool spread = table && table->lies == LIES_BY_AREA;
    if (inserts && spread && !inserts_area(look, place))
        found(look, "insert", label_of(look, name));
    next = inserts && is(look, next, "(") && !begins_query(look, next + 1) ? at(look, next)->partner + 1 : next;
    for (size_t i = next; i < to; i++) {
        if (is(look, i, "set") && spread)
            judge_set(look, i + 1, to, name, table);
        updates |= is(look, i, "set") && is(look, i - 1, "update");
    }
    if (updates && table && table->lies != LIES_HERE)
        judge_volatile(look, next, to, name);
    if (inserts && (is(look, next, "select") || is(look, next, "with"))) {
        size_t end = next;
        while (end < to && !is(look, end, "returning") && !(is(look, end, "on") && is(look, end + 1, "conflict")))
            end = is(look, end, "(") ? at(look, end)->partner + 1 : end + 1;
        joins_of_query(look, next, end);
    } else {
        joins_of_change(look, name, next, to, inserts);
    }
}

/* MERGE INTO t USING (VALUES … or SELECT without FROM) */
static void judge_merge(struct look *look, size_t from, size_t to)
{
    size_t next;
    const char *name = name_at(look, &next, from + 2);
    const struct table *table = table_of(look, name);
    for (size_t i = next; i < to && table && table->lies == LIES_BY_AREA; i++)
        if (is(look, i, "using") && is(look, i + 1, "(")) {
            size_t end = at(look, i + 1)->partner;
            if (is(look, i + 2, "values") || find_from(look, i + 2, end) == end)
                found(look, "merge", label_of(look, name));
            break;
        }
}

/* 2 */

static const char *list_at(struct look *look, size_t open)
{
    struct zc_buf out = {0};
    for (size_t i = open + 1; i < at(look, open)->partner; i++)
        zc_buf_printf(&out, "%s%s", at(look, i)->text, is(look, i, ",") ? " " : "");
    const char *copy = zc_arena_str(&look->arena, zc_buf_text(&out));
    zc_buf_free(&out);
    return copy;
}

static void judge_key(struct look *look, const char *name, const struct table *table, const char *columns, bool has)
{
    if (!has && table->lies == LIES_BY_AREA)
        found(look, "key", zc_arena_printf(&look->arena, "%s (%s)", label_of(look, name), columns));
}

/* REFERENCES u (…) in the definition of t. */
static void judge_foreign(struct look *look, size_t place, size_t from, const char *name, const struct table *table)
{
    size_t next;
    const char *to_name = name_at(look, &next, place + 1);
    const struct table *to = table_of(look, to_name);
    bool with_area = false;
    for (size_t i = place; i > from && table->column && !with_area; i--) /* FOREIGN KEY (…) before it */
        if (is(look, i, "foreign")) {
            with_area = holds(look, i + 2, table->column);
            break;
        }
    if (to && to->lies == LIES_BY_AREA && (table->lies == LIES_WHOLE || (table->lies == LIES_BY_AREA && !with_area)))
        found(look, "foreign", zc_arena_printf(&look->arena, "%s to %s", label_of(look, name), label_of(look, to_name)));
}

/* CREATE TABLE and ALTER TABLE: keys and references. `place` is that of the name. */
static void judge_table(struct look *look, size_t place, size_t to, bool made)
{
    size_t next;
    const char *name = name_at(look, &next, place);
    const struct table *table = table_of(look, name);
    if (!table) {
        if (made && !of_entity(name)) /* a story may bring a module of its own */
            found(look, "unclassed", name);
        return;
    }
    size_t part = next + 1; /* where the definition of this column begins */
    for (size_t i = next; i < to; i++) {
        bool primary = is(look, i, "primary") && is(look, i + 1, "key"), unique = is(look, i, "unique");
        size_t list = i + (primary ? 2 : 1);
        if (is(look, i, ","))
            part = i + 1;
        else if (is(look, i, "references"))
            judge_foreign(look, i, next, name, table);
        else if ((primary || unique) && is(look, list, "("))
            judge_key(look, name, table, list_at(look, list), table->column && holds(look, list, table->column));
        else if (primary || unique)
            judge_key(look, name, table, at(look, part)->text, table->column && strcmp(at(look, part)->text, table->column) == 0);
        if (is(look, i, "(") && i > next && (is(look, i - 1, "key") || is(look, i - 1, "unique")))
            i = at(look, i)->partner;
    }
}

static size_t skip_words(const struct look *look, size_t place, const char *const *words)
{
    while (is_one(look, place, words))
        place++;
    return place;
}

static void judge_create(struct look *look, size_t from, size_t to)
{
    static const char *const before[] = {"or", "replace", "temp", "temporary", "unlogged", "global", "local", "constraint", NULL};
    static const char *const there[] = {"if", "not", "exists", "only", "concurrently", NULL};
    size_t what = skip_words(look, from + 1, before), next;
    bool unique = is(look, what, "unique");
    if (is(look, what, "table")) {
        judge_table(look, skip_words(look, what + 1, there), to, is(look, from, "create"));
        return;
    }
    if (!unique && !is(look, what, "trigger"))
        return;
    for (size_t i = what; i < to; i++)
        if (is(look, i, "on")) {
            const char *name = name_at(look, &next, skip_words(look, i + 1, there));
            const struct table *table = table_of(look, name);
            if (table && !unique && table->lies != LIES_HERE)
                found(look, "trigger", label_of(look, name));
            while (next < to && !is(look, next, "("))
                next++;
            if (table && unique && next < to)
                judge_key(look, name, table, list_at(look, next), table->column && holds(look, next, table->column));
            return;
        }
}

/* 3 */

/* Without the area they would be carried out over all shards at once, which Citus refuses. */
static void judge_words(struct look *look, size_t from, size_t to)
{
    static const char *const strengths[] = {"no", "key", "update", "share", NULL};
    static const char *const groupings[] = {"rollup", "cube", NULL};
    const char *first = "";
    for (size_t i = from; i < to && !*first; i++) {
        const struct table *table = token_names(at(look, i)) ? table_of(look, at(look, i)->text) : NULL;
        first = table && table->lies == LIES_BY_AREA ? label_of(look, at(look, i)->text) : "";
    }
    if (!*first || names_area(look, from, to))
        return;
    for (size_t i = from; i < to; i++) {
        if (is(look, i, "with") && is(look, i + 1, "recursive"))
            found(look, "recursive", first);
        else if (is(look, i, "for") && is_one(look, i + 1, strengths))
            found(look, "lock", first);
        else if ((is_one(look, i, groupings) && is(look, i + 1, "(")) || (is(look, i, "grouping") && is(look, i + 1, "sets")))
            found(look, "rollup", first);
    }
}

static void judge_statement(struct look *look, size_t from, size_t to)
{
    if (is(look, from, "declare") || is(look, from, "explain")) {
        const char *before = is(look, from, "declare") ? "for" : ")";
        while (from < to && !is(look, from, before))
            from++;
        from++;
    }
    if (from >= to)
        return;
    look->from = from;
    look->to = to;
    look->into->statements++;
    bool asks = begins_query(look, from), inserts = is(look, from, "insert"), updates = is(look, from, "update"), deletes = is(look, from, "delete");
    if (asks)
        joins_of_query(look, from, to);
    else if (inserts || updates || deletes)
        judge_change(look, from + (updates ? 1 : 2), to, inserts, updates);
    else if (is(look, from, "merge"))
        judge_merge(look, from, to);
    else if (is(look, from, "create") || is(look, from, "alter"))
        judge_create(look, from, to);
    if (!asks && !inserts && !updates && !deletes)
        return;
    judge_words(look, from, to);
    if (names_spread(look, from, to)) {
        look->into->spread++;
        look->into->routed += inserts ? inserts_area(look, from + 2) : names_area(look, from, to);
    }
}

void refusals_look(struct looked *looked, const char *sql)
{
    struct look look = {.into = looked};
    zc_map_init(&look.named, &look.arena);
    tokens_read(&look.tokens, &look.arena, sql);
    for (size_t from = 0, i = 0; i <= look.tokens.count; i++)
        if (i == look.tokens.count || is(&look, i, ";")) {
            if (i > from)
                judge_statement(&look, from, i);
            from = i + 1;
        }
    zc_arena_free(&look.arena);
}
