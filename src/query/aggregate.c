/* aggregate: 1 what is asked; 2 by the engine; 3 row by row, where a field is derived or holds several
 * values; 4 both. */
#include "query/aggregate.h"
#include "base/map.h"
#include "query/compute.h"
#include "query/eval.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 1 */

static const char *const measure_names[] = {"count", "filled", "distinct", "sum", "min", "max"};
static const char *const step_names[] = {"", "year", "half", "quarter", "month"};

static int index_of(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return (int)i;
    return -1;
}

struct sight {
    const struct zc_reader *reader;
    bool hidden;
};
static void look(void *user, const struct zc_entity *entity, const struct zc_field *field)
{
    struct sight *sight = user;
    sight->hidden |= field->erasable || !zc_rows_class_visible(field, sight->reader, entity);
}

/* The field, if its values may be told apart by this reader. */
static int readable(const struct zc_field **out, const struct zc_aggregate_query *query, const char *name, struct zc_error *err)
{
    const struct zc_entity *entity = query->rows.entity;
    const struct zc_field *field = zc_entity_field(entity, name);
    struct sight sight = {query->rows.reader, false};
    if (!field)
        return zc_fail(err, ZC_EINPUT, "%s没有字段 %s", "%s has no field %s", zc_pick(entity->title, ZC_ZH), name);
    look(&sight, entity, field);
    if (field->derived)
        zc_expr_fields(field->derived, look, &sight);
    if (sight.hidden || (field->computed && (field->type != ZC_CODE || field->list)))
        return zc_fail(err, ZC_EINPUT, "不能按 %s 汇总", "cannot group or measure by %s", name);
    *out = field;
    return ZC_OK;
}

static int read_key(struct zc_aggregate_query *query, char *text, struct zc_error *err)
{
    struct zc_group_key *key = &query->keys[query->key_count];
    char *colon = strchr(text, ':');
    int step = 0, rc;
    if (colon) {
        step = index_of(step_names, sizeof step_names / sizeof *step_names, colon + 1);
        *colon = 0;
    }
    if ((rc = readable(&key->field, query, text, err)))
        return rc;
    for (size_t i = 0; key->field->list && i < query->key_count; i++)
        if (query->keys[i].field->list)
            return zc_fail(err, ZC_EINPUT, "%s 之前已有一个一格多值的分组", "%s: only one key may hold several values", text);
    if (step < 0 || (colon && (!step || key->field->type != ZC_DATE)))
        return zc_fail(err, ZC_EINPUT, "%s 后的分段应为 year、half、quarter 或 month,且只用于日期", "the step after %s has to be year, half, quarter or month, on a date", text);
    key->step = (enum zc_group_step)step;
    if (colon)
        *colon = ':';
    key->text = text;
    query->key_count++;
    return ZC_OK;
}

static int read_measure(struct zc_aggregate_query *query, char *text, struct zc_error *err)
{
    struct zc_measure *measure = &query->measures[query->measure_count];
    char *colon = strchr(text, ':');
    if (colon)
        *colon = 0;
    int kind = index_of(measure_names, sizeof measure_names / sizeof *measure_names, text), rc;
    if (kind < 0 || (kind == ZC_MEASURE_COUNT) != !colon)
        return zc_fail(err, ZC_EINPUT, "不认识的度量 %s:应为 count 或 filled、distinct、sum、min、max 加冒号和字段", "unknown measure %s: count, or filled, distinct, sum, min, max with a colon and a field",
                       text);
    measure->kind = (enum zc_measure_kind)kind;
    if (colon) {
        if ((rc = readable(&measure->field, query, colon + 1, err)))
            return rc;
        if (measure->field->computed)
            return zc_fail(err, ZC_EINPUT, "不能按 %s 汇总", "cannot group or measure by %s", measure->field->name);
        enum zc_type type = measure->field->type;
        bool amount = type == ZC_INT || type == ZC_DECIMAL || type == ZC_MONEY;
        bool ordered = amount || type == ZC_DATE || type == ZC_INSTANT;
        if (measure->field->list || (kind == ZC_MEASURE_SUM && !amount) || ((kind == ZC_MEASURE_MIN || kind == ZC_MEASURE_MAX) && !ordered))
            return zc_fail(err, ZC_EINPUT, "%2$s 不能求 %1$s", "%1$s cannot be taken of %2$s", text, colon + 1);
        *colon = ':';
    }
    measure->text = text;
    query->measure_count++;
    return ZC_OK;
}

static int read_parts(struct zc_aggregate_query *query, struct zc_arena *arena, const char *parts, size_t most,
                      int (*read)(struct zc_aggregate_query *, char *, struct zc_error *), struct zc_error *err)
{
    size_t count = 0;
    int rc = ZC_OK;
    for (const char *at = parts ? parts : ""; *at && !rc;) {
        size_t length = strcspn(at, ",");
        if (count++ == most)
            return zc_fail(err, ZC_EINPUT, "最多 %zu 项:%s", "at most %zu parts: %s", most, parts);
        rc = read(query, zc_arena_copy(arena, at, length), err);
        at += length;
        at += *at == ',';
    }
    return rc;
}

int zc_aggregate_read(struct zc_aggregate_query *query, struct zc_arena *arena, const char *keys, const char *measures, struct zc_error *err)
{
    query->key_count = query->measure_count = 0;
    int rc = read_parts(query, arena, keys, ZC_AGGREGATE_KEYS, read_key, err);
    return rc ? rc : read_parts(query, arena, measures && *measures ? measures : "count", ZC_AGGREGATE_MEASURES, read_measure, err);
}

/* 2 */

static void put_key(struct zc_sql *sql, struct zc_db *db, struct zc_times times, const struct zc_group_key *key)
{
    if (key->field->computed) {
        zc_compute_sql(sql, db, times, key->field, "r");
        return;
    }
    const struct zc_sql_words *words = zc_sql_words(sql->dialect);
    struct zc_buf *out = &sql->text;
    char day[200];
    snprintf(day, sizeof day, "r.\"%s\"", key->field->name);
    switch (key->step) { /* an empty date stays empty: || with NULL is NULL */
    case ZC_STEP_NONE:
        zc_buf_str(out, day);
        break;
    case ZC_STEP_YEAR:
        zc_buf_printf(out, words->year, day);
        break;
    case ZC_STEP_HALF:
    case ZC_STEP_QUARTER:
        zc_buf_printf(out, words->year, day);
        zc_buf_str(out, key->step == ZC_STEP_HALF ? " || 'H' || ((" : " || 'Q' || ((");
        zc_buf_printf(out, words->month_of_year, day);
        zc_buf_str(out, key->step == ZC_STEP_HALF ? " + 5) / 6)" : " + 2) / 3)");
        break;
    case ZC_STEP_MONTH:
        zc_buf_printf(out, words->month, day);
        break;
    }
}

static void put_measure(struct zc_sql *sql, const struct zc_measure *measure)
{
    static const char *const forms[] = {"count(*)", "count(r.\"%s\")", "count(DISTINCT r.\"%s\")", "CAST(sum(r.\"%s\") AS bigint)", "min(r.\"%s\")", "max(r.\"%s\")"};
    char text[200];
    snprintf(text, sizeof text, forms[measure->kind], measure->field ? measure->field->name : "");
    zc_buf_str(&sql->text, text);
}

static struct zc_value column(struct zc_stmt *stmt, struct zc_arena *arena, int at, bool text)
{
    if (zc_stmt_null(stmt, at))
        return ZC_EMPTY;
    return text ? zc_text(zc_arena_str(arena, zc_stmt_text(stmt, at, NULL))) : zc_int(zc_stmt_int(stmt, at));
}

/* One statement: with the keys for the groups, without them for the total. */
static int by_engine(struct zc_groups *out, bool total, struct zc_arena *arena, struct zc_db *db, const struct zc_aggregate_query *query,
                     struct zc_error *err)
{
    struct zc_sql sql = {.dialect = zc_store_dialect(db->store), .arena = arena};
    struct zc_stmt *stmt = NULL;
    size_t keys = total ? 0 : query->key_count, capacity = 0;
    zc_buf_str(&sql.text, "SELECT ");
    for (size_t i = 0; i < keys; i++) {
        put_key(&sql, db, query->rows.times, &query->keys[i]);
        zc_buf_str(&sql.text, ", ");
    }
    for (size_t i = 0; i < query->measure_count; i++) {
        zc_buf_str(&sql.text, i ? ", " : "");
        put_measure(&sql, &query->measures[i]);
    }
    int rc = zc_rows_from(&sql, db, &query->rows, err);
    for (size_t i = 0; i < keys; i++)
        zc_buf_printf(&sql.text, "%s%zu", i ? ", " : " GROUP BY ", i + 1);
    for (size_t i = 0; i < keys; i++)
        zc_buf_printf(&sql.text, "%s%zu%s", i ? ", " : " ORDER BY ", i + 1, zc_sql_words(sql.dialect)->empty_first);
    if (keys)
        zc_buf_printf(&sql.text, " LIMIT %zu", query->limit + 1);
    if (!rc)
        rc = zc_stmt_prepare(&stmt, db->store, zc_buf_text(&sql.text), err);
    if (!rc)
        zc_rows_bind(stmt, &sql);
    while (!rc && (rc = zc_stmt_step(stmt, err)) > 0) {
        rc = ZC_OK;
        if (keys && out->count == query->limit) {
            out->more = true;
            break;
        }
        struct zc_group *group = total ? &out->total : zc_arena_push(arena, &out->items, &out->count, &capacity, sizeof *group);
        *group = (struct zc_group){0};
        for (size_t i = 0; i < keys; i++)
            group->keys[i] = column(stmt, arena, (int)i, query->keys[i].step || zc_field_is_text(query->keys[i].field));
        for (size_t i = 0; i < query->measure_count; i++)
            group->measures[i] = column(stmt, arena, (int)(keys + i), false);
    }
    zc_stmt_done(stmt);
    zc_buf_free(&sql.text);
    return rc < 0 ? rc : ZC_OK;
}

/* 3 */

static struct zc_value stepped(struct zc_arena *arena, enum zc_group_step step, struct zc_value value)
{
    int year, month, day;
    if (!step || !value.kind)
        return value;
    zc_date_split((int)value.number, &year, &month, &day);
    switch (step) {
    case ZC_STEP_HALF:
        return zc_text(zc_arena_printf(arena, "%04dH%d", year, (month + 5) / 6));
    case ZC_STEP_QUARTER:
        return zc_text(zc_arena_printf(arena, "%04dQ%d", year, (month + 2) / 3));
    case ZC_STEP_MONTH:
        return zc_text(zc_arena_printf(arena, "%04d-%02d", year, month));
    default:
        return zc_text(zc_arena_printf(arena, "%04d", year));
    }
}

static void put_value(struct zc_buf *out, struct zc_value value)
{
    if (value.kind == ZC_V_INT)
        zc_buf_printf(out, "i%lld", (long long)value.number);
    else if (value.kind == ZC_V_TEXT)
        zc_buf_printf(out, "t%zu:%s", strlen(value.text), value.text);
    zc_buf_char(out, ';');
}

static int add(struct zc_value *sum, struct zc_value value, const struct zc_measure *measure, struct zc_error *err)
{
    if (!sum->kind)
        *sum = zc_int(0);
    if (__builtin_add_overflow(sum->number, value.number, &sum->number))
        return zc_fail(err, ZC_ELIMIT, "%s 超出范围", "%s is out of range", measure->text);
    return ZC_OK;
}

/* Takes one row into a group. `seen` holds which values of which group were met already. */
static int take(struct zc_group *group, const char *name, const struct zc_aggregate_query *query, const struct zc_value *values, struct zc_map *seen,
                struct zc_error *err)
{
    struct zc_buf text = {0};
    int rc = ZC_OK;
    for (size_t i = 0; i < query->measure_count && !rc; i++) {
        struct zc_value *kept = &group->measures[i];
        enum zc_measure_kind kind = query->measures[i].kind;
        if (kind <= ZC_MEASURE_DISTINCT && !kept->kind)
            *kept = zc_int(0);
        if (kind != ZC_MEASURE_COUNT && !values[i].kind)
            continue;
        if (kind == ZC_MEASURE_COUNT || kind == ZC_MEASURE_FILLED) {
            kept->number++;
        } else if (kind == ZC_MEASURE_SUM) {
            rc = add(kept, values[i], &query->measures[i], err);
        } else if (kind == ZC_MEASURE_DISTINCT) {
            zc_buf_clear(&text);
            zc_buf_printf(&text, "%zu;%s", i, name);
            put_value(&text, values[i]);
            if (!zc_map_get(seen, zc_buf_text(&text))) {
                zc_map_put(seen, zc_buf_text(&text), group);
                kept->number++;
            }
        } else if (!kept->kind || (kind == ZC_MEASURE_MIN ? values[i].number < kept->number : values[i].number > kept->number)) {
            *kept = values[i];
        }
    }
    zc_buf_free(&text);
    return rc;
}

static int compare(const struct zc_value *a, const struct zc_value *b)
{
    if (!a->kind || !b->kind)
        return (a->kind != 0) - (b->kind != 0);
    return a->kind == ZC_V_TEXT ? strcmp(a->text, b->text) : (a->number > b->number) - (a->number < b->number);
}

static int by_keys(const void *left, const void *right)
{
    const struct zc_group *a = left, *b = right;
    int order = 0;
    for (size_t i = 0; i < ZC_AGGREGATE_KEYS && !order; i++)
        order = compare(&a->keys[i], &b->keys[i]);
    return order;
}

/* Takes the next member of ";a;b;" into *key; the place behind it, NULL when there is none. */
static const char *next_member(struct zc_value *key, struct zc_arena *arena, const char *at, const struct zc_field *field)
{
    at += *at == ';';
    size_t size = strcspn(at, ";");
    if (!size)
        return NULL;
    const char *text = zc_arena_copy(arena, at, size);
    *key = field->type == ZC_REF ? zc_int(strtoll(text, NULL, 10)) : zc_text(text);
    return at + size;
}

static int into_group(struct zc_map *groups, struct zc_buf *name, struct zc_arena *arena, const struct zc_aggregate_query *query,
                      const struct zc_value *keys, const struct zc_value *values, struct zc_map *seen, struct zc_error *err)
{
    if (!query->key_count)
        return ZC_OK;
    zc_buf_clear(name);
    for (size_t i = 0; i < query->key_count; i++)
        put_value(name, keys[i]);
    struct zc_group *group = zc_map_get(groups, zc_buf_text(name));
    if (!group) {
        group = zc_arena_alloc(arena, sizeof *group);
        *group = (struct zc_group){0};
        memcpy(group->keys, keys, sizeof group->keys);
        zc_map_put(groups, zc_buf_text(name), group);
    }
    return take(group, zc_buf_text(name), query, values, seen, err);
}

static int row_by_row(struct zc_groups *out, struct zc_arena *arena, struct zc_db *db, const struct zc_aggregate_query *query, struct zc_error *err)
{
    struct zc_rows rows;
    struct zc_map groups, seen;
    struct zc_eval eval;
    struct zc_buf name = {0};
    int64_t count;
    int rc = zc_rows_count_to(&count, db, &query->rows, ZC_AGGREGATE_ROWS + 1, err);
    if (!rc && count > ZC_AGGREGATE_ROWS)
        rc = zc_fail(err, ZC_ELIMIT, "推算字段最多汇总 %d 行,请先筛选", "a derived field is grouped over %d rows at the most: filter first", ZC_AGGREGATE_ROWS);
    if (!rc)
        rc = zc_rows_list(&rows, arena, db, &query->rows, err);
    if (rc)
        return rc;
    zc_map_init(&groups, arena);
    zc_map_init(&seen, arena);
    zc_eval_init(&eval, arena, db, query->rows.times, query->rows.reader);
    zc_compute_open(&eval.many, arena, db, query->rows.times, query->rows.entity, NULL);
    for (size_t r = 0; r < rows.count && !rc; r++) {
        struct zc_value keys[ZC_AGGREGATE_KEYS] = {0}, values[ZC_AGGREGATE_MEASURES] = {0};
        const char *several = NULL; /* the members that are left of a key that holds several */
        size_t split = 0;
        for (size_t i = 0; i < query->key_count; i++) {
            keys[i] = stepped(arena, query->keys[i].step, zc_eval_field(&eval, &rows.items[r], query->keys[i].field));
            if (query->keys[i].field->list && keys[i].kind) {
                several = keys[i].text;
                split = i;
            }
        }
        for (size_t i = 0; i < query->measure_count; i++)
            if (query->measures[i].field)
                values[i] = zc_eval_field(&eval, &rows.items[r], query->measures[i].field);
        do { /* such a row counts once in the group of each member */
            if (several && !(several = next_member(&keys[split], arena, several, query->keys[split].field)))
                break;
            rc = into_group(&groups, &name, arena, query, keys, values, &seen, err);
        } while (several && !rc);
        if (!rc)
            rc = take(&out->total, "total", query, values, &seen, err);
    }
    zc_buf_free(&name);
    for (size_t i = 0; i < query->measure_count; i++) /* nothing counted is zero, not unknown */
        if (!rows.count && query->measures[i].kind <= ZC_MEASURE_DISTINCT)
            out->total.measures[i] = zc_int(0);
    out->items = zc_arena_array(arena, groups.count + 1, sizeof *out->items);
    for (size_t i = 0; i < groups.count; i++)
        out->items[out->count++] = *(struct zc_group *)groups.entries[i].value;
    qsort(out->items, out->count, sizeof *out->items, by_keys);
    out->more = out->count > query->limit;
    out->count = out->more ? query->limit : out->count;
    return rc;
}

/* 4 */

int zc_aggregate(struct zc_groups *out, struct zc_arena *arena, struct zc_db *db, const struct zc_aggregate_query *query, struct zc_error *err)
{
    bool derived = false;
    *out = (struct zc_groups){0};
    zc_assert(query->limit > 0 && query->limit <= ZC_AGGREGATE_GROUPS && query->measure_count > 0);
    for (size_t i = 0; i < query->key_count; i++)
        derived |= query->keys[i].field->derived || query->keys[i].field->list;
    for (size_t i = 0; i < query->measure_count; i++)
        derived |= query->measures[i].field && query->measures[i].field->derived;
    if (derived)
        return row_by_row(out, arena, db, query, err);
    int rc = query->key_count ? by_engine(out, false, arena, db, query, err) : ZC_OK;
    return rc ? rc : by_engine(out, true, arena, db, query, err);
}
