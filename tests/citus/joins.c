/*
 * joins: 1 the relations of a SELECT and the equalities between them; 2 what is judged of them, one query in another; 3 whole statements.
 */
#include "joins.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

/* 1 */

enum { MOST_RELATIONS = 64, MOST_EQUALITIES = 512 };

struct relation {
    const char *alias, *label;
    enum lies lies;
    const char *column; /* which holds the area; NULL: it has none */
    const char *area;   /* the place or constant to which that is equal */
    int group;          /* those of one group have the same area */
    bool lateral;       /* it is bound inside, where it is judged */
};
struct equality {
    struct relation *left, *right; /* right NULL: a constant */
    const char *left_column, *right_column;
    bool plain; /* in no function, so that the planner of shards sees it */
};
struct scope {
    struct relation relations[MOST_RELATIONS];
    size_t count;
    struct scope *outer;
    struct equality equalities[MOST_EQUALITIES];
    size_t equality_count;
    struct relation *from_outside[MOST_RELATIONS];
    size_t outside_count;
};

static struct relation query(struct look *look, size_t from, size_t to, struct scope *outer);

static const char *const ends_from[] = {"where", "group", "having", "order", "limit", "offset", "for", "window", "fetch", "returning", "set", "union", "intersect", "except", NULL};
static const char *const joining[] = {",", "join", "inner", "left", "right", "full", "cross", "outer", "natural", "lateral", NULL};
static const char *const no_alias[] = {"on", "using", "as", "tablesample", "values", "default", "select", "with", "do", NULL};

static struct relation *add_relation(struct scope *scope, struct relation relation)
{
    zc_assert(scope->count < MOST_RELATIONS);
    relation.group = (int)scope->count;
    scope->relations[scope->count] = relation;
    return &scope->relations[scope->count++];
}

static struct relation relation_of(struct look *look, const char *name)
{
    const struct table *table = table_of(look, name);
    const struct relation *with = zc_map_get(&look->named, name);
    if (with)
        return *with;
    return (struct relation){.alias = name, .label = label_of(look, name), .lies = table ? table->lies : LIES_UNKNOWN, .column = table ? table->column : NULL};
}

/* [AS] alias [(columns)] behind a source; returns the place behind. */
static size_t read_alias(const struct look *look, struct relation *relation, size_t place, size_t to)
{
    place += place < to && is(look, place, "as");
    if (place < to && token_names(at(look, place)) && !is_one(look, place, ends_from) && !is_one(look, place, joining) && !is_one(look, place, no_alias)) {
        relation->alias = at(look, place++)->text;
        if (place < to && is(look, place, "("))
            place = at(look, place)->partner + 1;
    }
    return place;
}

/* The sources between FROM and what ends it. Conditions behind ON are left to whoever reads the whole. */
static void read_sources(struct look *look, struct scope *scope, size_t from, size_t to)
{
    bool lateral = false, source = true;
    for (size_t i = from; i < to;) {
        bool function = (is(look, i, "left") || is(look, i, "right")) && is(look, i + 1, "("); /* of texts */
        lateral = (lateral && !is(look, i, ",")) || is(look, i, "lateral");
        if (is_one(look, i, joining) && !function) {
            source = true;
            i++;
        } else if (source && is(look, i, "(")) {
            size_t end = at(look, i)->partner;
            struct relation relation = {.alias = "", .label = ""};
            if (begins_query(look, i + 1)) {
                look->tokens.items[i].seen = true;
                relation = query(look, i + 1, end, lateral ? scope : scope->outer);
                i = read_alias(look, &relation, end + 1, to);
                relation.lateral = lateral;
                add_relation(scope, relation);
            } else { /* a join in brackets: its sources belong here */
                read_sources(look, scope, i + 1, end);
                i = end + 1;
            }
            source = false;
        } else if (source && token_names(at(look, i))) {
            size_t next;
            struct relation relation = relation_of(look, name_at(look, &next, i));
            if (is(look, next, "(")) { /* a function */
                relation = (struct relation){.alias = relation.alias, .label = ""};
                next = at(look, next)->partner + 1;
            }
            i = read_alias(look, &relation, next, to);
            add_relation(scope, relation);
            source = false;
        } else {
            i = is(look, i, "(") ? at(look, i)->partner + 1 : i + 1;
        }
    }
}

static struct relation *resolve(struct scope *scope, const char *alias, bool *outside)
{
    *outside = false;
    for (; scope; scope = scope->outer, *outside = true)
        for (size_t i = 0; i < scope->count; i++)
            if (strcmp(scope->relations[i].alias, alias) == 0)
                return &scope->relations[i];
    return NULL;
}

static void note_outside(struct scope *scope, struct relation *relation)
{
    for (size_t i = 0; i < scope->outside_count; i++)
        if (scope->from_outside[i] == relation)
            return;
    zc_assert(scope->outside_count < MOST_RELATIONS);
    scope->from_outside[scope->outside_count++] = relation;
}

/* alias.column at a place, or a column alone where only one relation has sources. The place behind it, or `place` where there is none. */
static size_t read_column(const struct look *look, struct scope *scope, size_t place, struct relation **relation, const char **column)
{
    bool outside;
    *relation = NULL;
    place += is(look, place, "+");
    if (!token_names(at(look, place)))
        return place;
    if (is(look, place + 1, ".") && token_names(at(look, place + 2))) {
        *relation = resolve(scope, at(look, place)->text, &outside);
        *column = at(look, place + 2)->text;
        return place + 3;
    }
    if (scope->count != 1 || is(look, place + 1, "("))
        return place;
    *relation = &scope->relations[0];
    *column = at(look, place)->text;
    return place + 1;
}

static void same_group(struct scope *scope, int kept, int gone)
{
    for (size_t i = 0; i < scope->count; i++)
        if (scope->relations[i].group == gone)
            scope->relations[i].group = kept;
}

static bool is_local(const struct scope *scope, const struct relation *relation) { return relation >= scope->relations && relation < scope->relations + scope->count; }

static bool by_area(const struct relation *relation, const char *column) { return relation->column && strcmp(relation->column, column) == 0; }

/* An equality at the place of its sign. */
static void read_equality(const struct look *look, struct scope *scope, size_t sign, size_t from, bool plain)
{
    struct equality equality = {.plain = plain};
    size_t left = sign >= from + 3 && is(look, sign - 2, ".") ? sign - 3 : sign - 1;
    if (left < from || read_column(look, scope, left, &equality.left, &equality.left_column) != sign || !equality.left)
        return;
    read_column(look, scope, sign + 1, &equality.right, &equality.right_column);
    const char *constant = equality.right ? NULL : constant_at(look, sign + 1);
    if (!equality.right && !constant)
        return;
    if (equality.right && scope->equality_count < MOST_EQUALITIES)
        scope->equalities[scope->equality_count++] = equality;
    if (!plain || !by_area(equality.left, equality.left_column))
        return;
    if (constant)
        equality.left->area = constant;
    else if (by_area(equality.right, equality.right_column) && is_local(scope, equality.left) && is_local(scope, equality.right))
        same_group(scope, equality.left->group, equality.right->group);
}

/* What stands in a SELECT itself, and not in a query inside it: equalities, and what is taken from outside. */
static void read_level(const struct look *look, struct scope *scope, size_t from, size_t to, bool plain)
{
    for (size_t i = from; i < to; i++) {
        if (is(look, i, "(")) {
            size_t end = at(look, i)->partner;
            static const char *const open[] = {"and", "or", "where", "on", "not", "in", "exists", "when", "then", "(", NULL};
            bool call = i > from && token_names(at(look, i - 1)) && !is_one(look, i - 1, open);
            if (end <= i)
                return;
            if (!begins_query(look, i + 1))
                read_level(look, scope, i + 1, end, plain && !call);
            i = end;
        } else if (is(look, i, "=")) {
            read_equality(look, scope, i, from, plain);
        } else if (token_names(at(look, i)) && is(look, i + 1, ".") && (i == from || !is(look, i - 1, "."))) {
            bool outside;
            struct relation *relation = resolve(scope, at(look, i)->text, &outside);
            if (relation && outside)
                note_outside(scope, relation);
        }
    }
}

static void read_inner(struct look *look, struct scope *scope, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (is(look, i, "(") && begins_query(look, i + 1)) {
            size_t end = at(look, i)->partner;
            if (end <= i)
                return;
            if (!look->tokens.items[i].seen)
                query(look, i + 1, end, scope);
            i = end;
        }
}

/* 2 */

static const char *column_label(const char *label, const char *column)
{
    static const char *const kept[] = {"id", "area", "home_area", "slice", "valid_from", "valid_to", "known_from", "known_to"};
    if (!strchr(label, '*'))
        return column;
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (strcmp(kept[i], column) == 0)
            return column;
    return "ref";
}

static const char *side(struct look *look, const struct relation *relation, const char *column)
{
    return zc_arena_printf(&look->arena, "%s.%s", relation->label, column_label(relation->label, column));
}

/* How two relations that do not share their area are joined: by the first equality between them. */
static void tell_join(struct look *look, const struct scope *scope, const char *rule, const struct relation *one, const struct relation *other)
{
    const char *left = one->label, *right = other->label, *sign = "and";
    for (size_t i = 0; i < scope->equality_count; i++) {
        const struct equality *equality = &scope->equalities[i];
        if ((equality->left == one && equality->right == other) || (equality->left == other && equality->right == one)) {
            left = side(look, equality->left, equality->left_column);
            right = side(look, equality->right, equality->right_column);
            sign = "=";
            break;
        }
    }
    bool turned = strcmp(left, right) > 0;
    found(look, rule, zc_arena_printf(&look->arena, "%s %s %s", turned ? right : left, sign, turned ? left : right));
}

static bool same_area(const struct scope *scope, const struct relation *one, const struct relation *other)
{
    if (one->area && other->area && strcmp(one->area, other->area) == 0)
        return true;
    if (is_local(scope, one) && is_local(scope, other) && one->group == other->group)
        return true;
    for (size_t i = 0; i < scope->equality_count; i++) {
        const struct equality *equality = &scope->equalities[i];
        if (equality->plain && ((equality->left == one && equality->right == other) || (equality->left == other && equality->right == one)) &&
            by_area(equality->left, equality->left_column) && by_area(equality->right, equality->right_column))
            return true;
    }
    return false;
}

/* Of several that could be told, the one that an equality binds. */
static const struct relation *bound_to(const struct scope *scope, const struct relation *relation, const struct relation *else_)
{
    for (size_t i = 0; i < scope->equality_count; i++) {
        const struct equality *equality = &scope->equalities[i];
        const struct relation *other = equality->left == relation ? equality->right : equality->right == relation ? equality->left : NULL;
        if (other && other != relation && other->lies == LIES_BY_AREA && is_local(scope, other))
            return other;
    }
    return else_;
}

static void judge(struct look *look, const struct scope *scope)
{
    const struct relation *first = NULL;
    for (size_t i = 0; i < scope->count; i++) {
        const struct relation *relation = &scope->relations[i];
        if (relation->lies != LIES_BY_AREA || relation->lateral)
            continue;
        if (first && !same_area(scope, first, relation))
            tell_join(look, scope, "join", relation, bound_to(scope, relation, first));
        first = first ? first : relation;
    }
    for (size_t i = 0; first && i < scope->outside_count; i++) {
        const struct relation *outside = scope->from_outside[i];
        bool joined = false;
        for (size_t k = 0; k < scope->count && !joined; k++)
            joined = scope->relations[k].lies == LIES_BY_AREA && same_area(scope, &scope->relations[k], outside);
        if (outside->lies == LIES_BY_AREA && !joined)
            tell_join(look, scope, "inner", outside, bound_to(scope, outside, first));
        else if (outside->lies == LIES_WHOLE)
            tell_join(look, scope, "outer", outside, bound_to(scope, outside, first));
    }
}

/* The sources of several SELECTs, told together: "h_*+t_*". */
static void merge(struct look *look, struct relation *into, const struct relation *relation)
{
    if (relation->lies == LIES_BY_AREA && into->lies != LIES_BY_AREA) {
        *into = *relation;
    } else if (relation->lies == LIES_BY_AREA) {
        if (!strstr(into->label, relation->label)) {
            bool turned = strcmp(into->label, relation->label) > 0;
            into->label = zc_arena_printf(&look->arena, "%s+%s", turned ? relation->label : into->label, turned ? into->label : relation->label);
        }
        into->column = into->column && relation->column && strcmp(into->column, relation->column) == 0 ? into->column : NULL;
    } else if (relation->lies == LIES_WHOLE && into->lies == LIES_UNKNOWN) {
        *into = *relation;
    }
}

/* Whether a SELECT gives a column on: by its name, or with all. */
static bool gives(const struct look *look, size_t from, size_t to, const char *column)
{
    for (size_t i = from; i < to && !is(look, i, "from"); i++) {
        if (is(look, i, "(")) {
            i = at(look, i)->partner;
            continue;
        }
        if (is(look, i, "*") || (token_names(at(look, i)) && strcmp(at(look, i)->text, column) == 0))
            return true;
    }
    return false;
}

static struct relation leg(struct look *look, size_t from, size_t to, struct scope *outer)
{
    struct scope *scope = calloc(1, sizeof *scope);
    struct relation sum = {.alias = "", .label = ""};
    zc_assert(scope != NULL);
    scope->outer = outer;
    size_t sources = find_from(look, from, to), end = sources + 1;
    while (end < to && !is_one(look, end, ends_from))
        end = is(look, end, "(") && at(look, end)->partner > end ? at(look, end)->partner + 1 : end + 1;
    if (sources < to)
        read_sources(look, scope, sources + 1, end);
    read_level(look, scope, from, to, true);
    judge(look, scope);
    read_inner(look, scope, from, to);
    for (size_t i = 0; i < scope->count; i++) {
        struct relation given = scope->relations[i];
        if (given.column && !gives(look, from, to, given.column))
            given.column = NULL;
        merge(look, &sum, &given);
    }
    free(scope);
    return sum;
}

/* WITH name AS (query), …: returns the place behind. */
static size_t read_with(struct look *look, size_t from, size_t to, struct scope *outer)
{
    size_t i = from + 1;
    i += is(look, i, "recursive");
    while (i < to && token_names(at(look, i))) {
        const char *name = at(look, i++)->text;
        if (is(look, i, "("))
            i = at(look, i)->partner + 1;
        while (i < to && !is(look, i, "("))
            i++;
        size_t end = at(look, i)->partner;
        look->tokens.items[i].seen = true;
        struct relation *relation = zc_arena_alloc(&look->arena, sizeof *relation);
        zc_map_put(&look->named, name, NULL); /* it may name itself */
        *relation = query(look, i + 1, end, outer);
        relation->alias = name;
        zc_map_put(&look->named, name, relation);
        i = end + 1;
        if (!is(look, i, ","))
            break;
        i++;
    }
    return i;
}

static struct relation query(struct look *look, size_t from, size_t to, struct scope *outer)
{
    static const char *const sets[] = {"union", "intersect", "except", NULL};
    struct relation sum = {.alias = "", .label = ""};
    while (is(look, from, "(") && at(look, from)->partner + 1 == to) {
        from++;
        to--;
    }
    if (is(look, from, "with"))
        from = read_with(look, from, to, outer);
    for (size_t start = from, i = from; i <= to; i++) {
        if (i < to && is(look, i, "(") && at(look, i)->partner > i) {
            i = at(look, i)->partner;
            continue;
        }
        if (i < to && !is_one(look, i, sets))
            continue;
        bool bracketed = is(look, start, "(") && at(look, start)->partner + 1 == i;
        struct relation one = bracketed ? query(look, start, i, outer) : leg(look, start, i, outer);
        merge(look, &sum, &one);
        start = i + 1;
        if (is(look, start, "all") || is(look, start, "distinct"))
            start++;
    }
    return sum;
}

/* 3 */

void joins_of_query(struct look *look, size_t from, size_t to) { query(look, from, to, NULL); }

void joins_of_change(struct look *look, const char *name, size_t next, size_t to, bool inserts)
{
    struct scope *scope = calloc(1, sizeof *scope);
    struct relation relation = relation_of(look, name);
    zc_assert(scope != NULL);
    next = inserts ? next : read_alias(look, &relation, next, to);
    add_relation(scope, relation);
    for (size_t i = next; i < to && !inserts; i++)
        if (is(look, i, "from") || is(look, i, "using")) { /* UPDATE … FROM, DELETE … USING */
            size_t end = i + 1;
            while (end < to && !is_one(look, end, ends_from))
                end = is(look, end, "(") ? at(look, end)->partner + 1 : end + 1;
            read_sources(look, scope, i + 1, end);
            break;
        } else if (is(look, i, "(")) {
            i = at(look, i)->partner;
        }
    read_level(look, scope, next, to, true);
    judge(look, scope);
    read_inner(look, scope, next, to);
    free(scope);
}
