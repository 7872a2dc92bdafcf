/* metric: 1 the rows that count; 2 rows reached through refs; 3 the digest; 4 rule and declared figures; 5 texts and JSON. */
#include "query/metric.h"
#include "query/area_edition.h"
#include "query/compute.h"
#include "query/journal.h"
#include "base/buf.h"
#include "base/decimal.h"
#include "base/digest.h"
#include "base/ratio.h"
#include "query/rule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 1 */

struct counting {
    struct zc_db *db;
    struct zc_times times;
};
static bool no_role(void *user, const char *role)
{
    (void)user, (void)role;
    return false;
}
static void source(void *user, struct zc_sql *sql, const struct zc_entity *entity)
{
    zc_rows_source(sql, entity, ((struct counting *)user)->times);
}

static void computed(void *user, struct zc_sql *sql, const struct zc_field *field, const char *alias)
{
    const struct counting *counting = user;
    zc_compute_sql(sql, counting->db, counting->times, field, alias);
}

static struct zc_value rule(void *user, const char *id) { return zc_rule_number(((struct counting *)user)->db, id, ((struct counting *)user)->times); }

static void fill_params(struct zc_value *params, const struct zc_metric_query *query, struct zc_db *db)
{
    int to = query->period.to < query->times.asof ? query->period.to : query->times.asof;
    params[ZC_P_TODAY] = zc_int(zc_db_today(db));
    params[ZC_P_ASOF] = zc_int(query->times.asof);
    params[ZC_P_FROM] = zc_int(query->period.from);
    params[ZC_P_TO] = zc_int(to);
}

/* "id, slice[, value]" of every row that counts, at the figure's two times, ascending id. */
static void select_counted(struct zc_sql *sql, struct counting *user, const struct zc_metric_query *query, const char *what)
{
    const struct zc_metric *metric = query->metric;
    struct zc_sql_context context = {.role = no_role, .rule = rule, .source = source, .computed = computed, .user = user};
    fill_params(context.params, query, user->db);
    zc_buf_printf(&sql->text, "SELECT %s FROM ", what);
    zc_rows_source(sql, metric->entity, query->times);
    zc_buf_str(&sql->text, " AS r WHERE 1 = 1");
    if (metric->where) {
        zc_buf_str(&sql->text, " AND ");
        zc_expr_sql(sql, metric->where, &context, "r");
    }
    if (query->only) {
        zc_buf_str(&sql->text, " AND ");
        if (query->only->computed)
            computed(user, sql, query->only, "r");
        else
            zc_buf_printf(&sql->text, "r.\"%s\"", query->only->name);
        zc_buf_str(&sql->text, " = ");
        zc_sql_bind(sql, zc_text(query->code));
    }
    if (metric->flow) { /* a flow over the period, cut at the as-of day */
        zc_buf_printf(&sql->text, " AND r.\"%s\" >= ", metric->flow);
        zc_sql_bind(sql, context.params[ZC_P_FROM]);
        zc_buf_printf(&sql->text, " AND r.\"%s\" <= ", metric->flow);
        zc_sql_bind(sql, context.params[ZC_P_TO]);
    }
    if (query->reader && !metric->city && query->times.present) {
        zc_buf_str(&sql->text, " AND ");
        zc_rows_access(sql, user->db, metric->entity, query->reader, "r");
    } else if (query->reader && !metric->city) { /* access never time-travels: the present row decides */
        zc_buf_printf(&sql->text, " AND r.id IN (SELECT p.id FROM \"t_%s\" AS p WHERE ", metric->entity->table);
        zc_rows_access(sql, user->db, metric->entity, query->reader, "p");
        zc_buf_char(&sql->text, ')');
    }
}

static int run(struct zc_stmt **out, struct zc_db *db, const struct zc_sql *sql, struct zc_error *err)
{
    int rc = zc_stmt_prepare(out, db->store, zc_buf_text(&sql->text), err);
    for (size_t i = 0; i < sql->bind_count && !rc; i++) {
        const struct zc_value *value = &sql->binds[i];
        if (value->kind == ZC_V_INT)
            zc_stmt_bind_int(*out, (int)i + 1, value->number);
        else if (value->kind == ZC_V_TEXT)
            zc_stmt_bind_text(*out, (int)i + 1, value->text, strlen(value->text));
        else
            zc_stmt_bind_null(*out, (int)i + 1);
    }
    return rc;
}

struct refs {
    struct zc_row_ref *items;
    size_t count, capacity;
};
struct texts {
    const char **items;
    size_t count, capacity;
};

/* A computed field has no answer for a row whose inputs give none; where no row has one, neither has the figure. */
static int sum_computed(struct zc_figure *out, const struct refs *rows, const struct zc_field *field, struct zc_arena *arena, struct zc_db *db,
                        const struct zc_metric_query *query, struct zc_error *err)
{
    struct zc_compute_set *set;
    int rc = ZC_OK;
    out->known = false;
    zc_compute_open(&set, arena, db, query->times, query->metric->entity, NULL);
    for (size_t i = 0; i < rows->count && !rc; i++) {
        struct zc_record record;
        if ((rc = zc_rows_get(&record, arena, db, rows->items[i].entity, rows->items[i].id, query->times, &ZC_READER_CITY, err)))
            break;
        struct zc_value value = zc_compute_of(set, &record, field, NULL);
        out->known |= value.kind == ZC_V_INT;
        if (value.kind == ZC_V_INT && __builtin_add_overflow(out->value, value.number, &out->value))
            rc = zc_fail(err, ZC_ELIMIT, "指标 %s 的合计超出范围", "the sum of metric %s overflows", query->metric->id);
    }
    return rc;
}

static int count_rows(struct zc_figure *out, struct refs *rows, struct zc_arena *arena, struct zc_db *db,
                      const struct zc_metric_query *query, struct zc_error *err)
{
    const struct zc_metric *metric = query->metric;
    struct counting user = {db, query->times};
    struct zc_sql sql = {.dialect = zc_store_dialect(db->store), .arena = arena};
    struct zc_stmt *stmt = NULL;
    char what[256] = "r.id, r.slice";
    const struct zc_field *worked_out = metric->field ? zc_entity_field(metric->entity, metric->field) : NULL;
    if (worked_out && !worked_out->computed)
        worked_out = NULL;
    if (metric->field && !worked_out)
        snprintf(what, sizeof what, "r.id, r.slice, r.\"%s\"", metric->field);
    if (metric->kind == ZC_METRIC_MEDIAN) /* the days between: empty where one of the dates is */
        snprintf(what, sizeof what, "r.id, r.slice, r.\"%s\" - r.\"%s\"", metric->field, metric->since);
    select_counted(&sql, &user, query, what);
    zc_buf_str(&sql.text, metric->kind == ZC_METRIC_DISTINCT || metric->kind == ZC_METRIC_MEDIAN ? " ORDER BY 3, 1" : " ORDER BY 1");
    int rc = run(&stmt, db, &sql, err);
    const char *previous = NULL;
    int64_t previous_number = 0;
    struct {
        int64_t *items;
        size_t count, capacity;
    } days = {0}; /* ascending */
    out->value = 0;
    while (!rc && (rc = zc_stmt_step(stmt, err)) > 0) {
        rc = ZC_OK;
        if (metric->kind == ZC_METRIC_MEDIAN && zc_stmt_null(stmt, 2))
            continue;
        if (metric->kind == ZC_METRIC_MEDIAN)
            *(int64_t *)zc_arena_push(arena, &days.items, &days.count, &days.capacity, sizeof *days.items) = zc_stmt_int(stmt, 2);
        *(struct zc_row_ref *)zc_arena_push(arena, &rows->items, &rows->count, &rows->capacity, sizeof *rows->items) =
            (struct zc_row_ref){metric->entity, zc_stmt_int(stmt, 0), (int)zc_stmt_int(stmt, 1)};
        if (metric->kind == ZC_METRIC_MEDIAN) {
            continue;
        } else if (metric->kind == ZC_METRIC_COUNT) {
            out->value++;
        } else if (worked_out) {
            continue; /* after the statement: the computation reads others */
        } else if (metric->kind == ZC_METRIC_SUM) {
            if (__builtin_add_overflow(out->value, zc_stmt_int(stmt, 2), &out->value))
                rc = zc_fail(err, ZC_ELIMIT, "指标 %s 的合计超出范围", "the sum of metric %s overflows", metric->id);
        } else if (!zc_stmt_null(stmt, 2)) {
            const struct zc_field *field = zc_entity_field(metric->entity, metric->field);
            if (zc_field_is_text(field)) {
                const char *text = zc_stmt_text(stmt, 2, NULL);
                if (!previous || strcmp(previous, text) != 0) {
                    out->value++;
                    previous = zc_arena_str(arena, text);
                }
            } else if (!out->value || previous_number != zc_stmt_int(stmt, 2)) {
                out->value++;
                previous_number = zc_stmt_int(stmt, 2);
            }
        }
    }
    zc_stmt_done(stmt);
    zc_buf_free(&sql.text);
    if (rc >= 0 && worked_out)
        return sum_computed(out, rows, worked_out, arena, db, query, err);
    if (rc < 0 || metric->kind != ZC_METRIC_MEDIAN)
        return rc < 0 ? rc : ZC_OK;
    out->known = days.count > 0;
    if (days.count) {
        struct zc_ratio middle = {days.items[(days.count - 1) / 2] + days.items[days.count / 2], 2};
        if (!zc_ratio_decimal(&out->value, middle, metric->scale))
            return zc_fail(err, ZC_ELIMIT, "指标 %s 超出范围", "the metric %s overflows", metric->id);
    }
    return ZC_OK;
}

/* 2: the rows that the where-clause reads beside the counted ones (the plan of a task, its unit, its steps), at the same two
 * times, over as many refs and child lists as the clause goes. */

struct reach {
    struct zc_arena *arena;
    struct zc_db *db;
    const struct zc_metric_query *query;
    struct refs *rows;
    struct zc_error *err;
    int rc;
};

/* "SELECT what" of the rows at the end of the hops; without a hop, of the counted rows. */
static void select_reached(struct zc_sql *sql, struct counting *user, const struct zc_metric_query *query, const struct zc_hop *hops,
                           size_t count, const char *what)
{
    char before[160] = "r.id";
    if (!count) {
        select_counted(sql, user, query, what);
        return;
    }
    const struct zc_hop *hop = &hops[count - 1];
    zc_buf_printf(&sql->text, "SELECT %s FROM ", what);
    zc_rows_source(sql, hop->to, query->times);
    zc_buf_printf(&sql->text, " AS r WHERE r.\"%s\" IN (", hop->via ? hop->via->name : "id");
    if (hop->ref)
        snprintf(before, sizeof before, "r.\"%s\"", hop->ref->name);
    select_reached(sql, user, query, hops, count - 1, before);
    zc_buf_char(&sql->text, ')');
}

static void reach_rows(void *data, const struct zc_hop *hops, size_t count)
{
    struct reach *reach = data;
    struct counting user = {reach->db, reach->query->times};
    struct zc_sql sql = {.dialect = zc_store_dialect(reach->db->store), .arena = reach->arena};
    struct zc_stmt *stmt = NULL;
    if (reach->rc)
        return;
    select_reached(&sql, &user, reach->query, hops, count, "r.id, r.slice");
    int rc = run(&stmt, reach->db, &sql, reach->err);
    while (!rc && (rc = zc_stmt_step(stmt, reach->err)) > 0) {
        rc = ZC_OK;
        *(struct zc_row_ref *)zc_arena_push(reach->arena, &reach->rows->items, &reach->rows->count, &reach->rows->capacity,
                                            sizeof *reach->rows->items) =
            (struct zc_row_ref){hops[count - 1].to, zc_stmt_int(stmt, 0), (int)zc_stmt_int(stmt, 1)};
    }
    zc_stmt_done(stmt);
    zc_buf_free(&sql.text);
    reach->rc = rc < 0 ? rc : ZC_OK;
}

/* The rows from which a computed field of the counted rows was worked out. */
static void reach_computed(void *data, const struct zc_entity *entity, const struct zc_field *field)
{
    struct reach *reach = data;
    if (field->computed && entity == reach->query->metric->entity)
        zc_compute_reaches(reach->db->city->model, entity, field, reach_rows, data);
}

static const struct zc_metric *part_of(const struct zc_db *db, const struct zc_metric *ratio, int which)
{
    const struct zc_metric *part = ratio->parts[which] ? ratio->parts[which] : zc_model_metric(db->city->model, which ? ratio->denominator : ratio->numerator);
    zc_assert(part != NULL);
    return part;
}

static const char *rule_line(struct zc_arena *arena, const struct zc_rule_value *rule)
{
    char from[ZC_DATE_TEXT];
    zc_date_format(from, rule->from);
    return zc_arena_printf(arena, "rule|%s|%s|%s\n", rule->id, rule->value, from);
}

/* What the definition reads beside the rows that count; of a ratio, what its two parts read. */
static int reach(struct refs *rows, struct texts *rules, struct zc_arena *arena, struct zc_db *db, const struct zc_metric_query *query, struct zc_error *err)
{
    const struct zc_metric *metric = query->metric;
    struct reach reach_of = {arena, db, query, rows, err, ZC_OK};
    int rc = ZC_OK;
    for (int i = 0; i < 2 && metric->kind == ZC_METRIC_RATIO && !rc; i++) {
        struct zc_metric_query part = *query;
        const struct zc_rule_value *rule;
        part.metric = part_of(db, metric, i);
        rc = reach(rows, rules, arena, db, &part, err);
        if (rc || part.metric->kind != ZC_METRIC_RULE)
            continue;
        rule = part.metric->stored_rule;
        if (!rule)
            rc = zc_rule_at(&rule, arena, db, part.metric->rule, query->times, err);
        if (!rc && rule)
            *(const char **)zc_arena_push(arena, &rules->items, &rules->count, &rules->capacity, sizeof *rules->items) = rule_line(arena, rule);
    }
    if (metric->where && metric->kind != ZC_METRIC_RATIO) {
        zc_expr_reaches(metric->where, reach_rows, &reach_of);
        zc_expr_fields(metric->where, reach_computed, &reach_of);
    }
    const struct zc_field *summed = metric->field ? zc_entity_field(metric->entity, metric->field) : NULL;
    if (summed)
        reach_computed(&reach_of, metric->entity, summed);
    return rc ? rc : reach_of.rc;
}

/* 3 */

static int by_line(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

static char *put_number(char *out, int64_t number)
{
    char digits[20];
    size_t count = 0;
    for (uint64_t left = (uint64_t)number; left || !count; left /= 10)
        digits[count++] = (char)('0' + left % 10);
    while (count)
        *out++ = digits[--count];
    return out;
}

/* "entity|id|vN\n". Ids and slices are positive. */
static const char *row_line(struct zc_arena *arena, const struct zc_row_ref *row)
{
    zc_assert(row->id >= 0 && row->slice >= 0);
    size_t name = strlen(row->entity->full_name);
    char *line = zc_arena_alloc(arena, name + 48), *end = line + name;
    memcpy(line, row->entity->full_name, name);
    *end++ = '|';
    end = put_number(end, row->id);
    *end++ = '|';
    *end++ = 'v';
    *put_number(end, row->slice) = '\n';
    return line;
}

static void row_lines(struct zc_buf *out, struct zc_arena *arena, const struct refs *all, const struct texts *rules)
{
    const struct zc_row_ref *rows = all->items;
    size_t count = all->count;
    const char **lines = zc_arena_array(arena, count + rules->count + 1, sizeof *lines);
    for (size_t i = 0; i < count; i++)
        lines[i] = row_line(arena, &rows[i]);
    for (size_t i = 0; i < rules->count; i++)
        lines[count++] = rules->items[i];
    qsort(lines, count, sizeof *lines, by_line);
    for (size_t i = 0; i < count; i++)
        if (!i || strcmp(lines[i - 1], lines[i]) != 0)
            zc_buf_str(out, lines[i]);
}

static void digest_rows(struct zc_figure *out, struct zc_arena *arena, const struct refs *rows, const struct texts *rules)
{
    struct zc_buf lines = {0};
    row_lines(&lines, arena, rows, rules);
    zc_sm3_hex(out->digest, zc_buf_text(&lines), lines.size);
    zc_buf_free(&lines);
}

/* 4 */

static int rule_figure(struct zc_figure *out, struct zc_arena *arena, struct zc_db *db, const struct zc_metric_query *query, struct zc_error *err)
{
    out->basis = ZC_BASIS_RULE;
    out->rule = query->metric->stored_rule;
    int rc = out->rule ? ZC_OK : zc_rule_at(&out->rule, arena, db, query->metric->rule, query->times, err);
    if (rc)
        return rc;
    const char *line = "";
    if (out->rule) {
        if (!zc_decimal_parse(&out->value, out->rule->value, query->metric->scale))
            return zc_fail(err, ZC_EINPUT, "规则值 %s 不是数:%s", "rule value %s is no number: %s", out->rule->id, out->rule->value);
        out->known = true;
        line = rule_line(arena, out->rule);
    }
    zc_sm3_hex(out->digest, line, strlen(line));
    return ZC_OK;
}

/* A declared figure is the newest record of the entity marked as holding them, for this metric and period. */
static int declared_figure(struct zc_figure *out, struct refs *rows, struct zc_arena *arena, struct zc_db *db,
                           const struct zc_metric_query *query, struct zc_error *err)
{
    out->basis = ZC_BASIS_DECLARED;
    const struct zc_entity *entity = query->metric->entity;
    if (!entity)
        return ZC_OK;
    struct zc_rows found;
    const char *by_entry_alone[1] = {NULL};
    struct zc_rows_query list = {.entity = entity, .times = query->times, .reader = &ZC_READER_CITY, .order = by_entry_alone};
    char filter[300];
    /* metric ids and period names hold no quotes: both were parsed */
    snprintf(filter, sizeof filter, "metric = '%s' and period = '%s'", query->metric->id, query->period.name);
    list.filter = filter;
    int rc = zc_rows_list(&found, arena, db, &list, err);
    if (rc || !found.count)
        return rc;
    const struct zc_record *record = &found.items[found.count - 1];
    const struct zc_field *value = zc_entity_field(entity, "value");
    struct zc_value stored = record->values[value->column];
    out->known = stored.kind == ZC_V_INT;
    out->value = stored.number;
    out->scale = value->scale;
    const struct zc_field *unit = zc_entity_field(entity, "unit"), *document = zc_entity_field(entity, "document");
    out->declared_by = unit ? zc_record_show(arena, db, record, unit, ZC_ZH) : NULL;
    out->declared_source = document ? zc_record_show(arena, db, record, document, ZC_ZH) : NULL;
    *(struct zc_row_ref *)zc_arena_push(arena, &rows->items, &rows->count, &rows->capacity, sizeof *rows->items) =
        (struct zc_row_ref){entity, record->id, record->slice};
    return ZC_OK;
}

/* How many of the rows the reader may see, entity by entity (a ratio counts two). Rows stand by entity and id. */
static int visible(struct zc_figure *out, struct zc_arena *arena, struct zc_db *db, const struct zc_reader *reader, struct zc_error *err)
{
    int rc = ZC_OK;
    if (reader->city)
        out->visible_count = out->row_count;
    for (size_t from = 0, to; from < out->row_count && !reader->city && !rc; from = to) {
        const struct zc_entity *entity = out->rows[from].entity;
        struct zc_sql sql = {.dialect = zc_store_dialect(db->store), .arena = arena};
        struct zc_stmt *stmt = NULL;
        for (to = from; to < out->row_count && out->rows[to].entity == entity;)
            to++;
        zc_buf_printf(&sql.text, "SELECT r.id FROM \"t_%s\" AS r WHERE ", entity->table);
        zc_rows_access(&sql, db, entity, reader, "r");
        zc_buf_str(&sql.text, " ORDER BY r.id");
        rc = run(&stmt, db, &sql, err);
        size_t at = from;
        while (!rc && (rc = zc_stmt_step(stmt, err)) > 0) { /* both ascend: one merge */
            rc = ZC_OK;
            int64_t id = zc_stmt_int(stmt, 0);
            while (at < to && out->rows[at].id < id)
                at++;
            if (at < to && out->rows[at].id == id)
                out->visible_count++;
        }
        zc_stmt_done(stmt);
        zc_buf_free(&sql.text);
        rc = rc < 0 ? rc : ZC_OK;
    }
    return rc;
}

static int by_id(const void *a, const void *b)
{
    const struct zc_row_ref *left = a, *right = b;
    if (left->entity != right->entity)
        return left->entity->index < right->entity->index ? -1 : 1;
    return (left->id > right->id) - (left->id < right->id);
}

/* A row that counts in both parts of a ratio stands there once. */
static size_t without_repeats(struct zc_row_ref *rows, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (!kept || by_id(&rows[kept - 1], &rows[i]) != 0)
            rows[kept++] = rows[i];
    return kept;
}

static int ratio_figure(struct zc_figure *out, struct refs *rows, struct zc_arena *arena, struct zc_db *db,
                        const struct zc_metric_query *query, struct zc_error *err)
{
    struct zc_figure part[2];
    for (int i = 0; i < 2; i++) {
        struct zc_metric_query sub = *query;
        sub.metric = part_of(db, query->metric, i);
        int rc = zc_metric_figure(&part[i], arena, db, &sub, err);
        if (rc)
            return rc;
        for (size_t r = 0; r < part[i].row_count; r++)
            *(struct zc_row_ref *)zc_arena_push(arena, &rows->items, &rows->count, &rows->capacity, sizeof *rows->items) = part[i].rows[r];
    }
    out->known = part[0].known && part[1].known && part[1].value != 0;
    if (out->known) { /* percent, half away from zero */
        __int128 scaled = (__int128)part[0].value * 100;
        for (int i = 0; i < query->metric->scale; i++)
            scaled *= 10;
        __int128 half = part[1].value / 2;
        out->value = (int64_t)((scaled + (scaled < 0 ? -half : half)) / part[1].value);
    }
    return ZC_OK;
}

int zc_metric_figure(struct zc_figure *out, struct zc_arena *arena, struct zc_db *db, const struct zc_metric_query *query,
                     struct zc_error *err)
{
    const struct zc_metric *metric = query->metric;
    struct refs rows = {0};
    struct zc_reader nobody = ZC_READER_CITY;
    const struct zc_reader *reader = query->reader ? query->reader : &nobody;
    *out = (struct zc_figure){.metric = metric, .period = query->period, .times = query->times, .scale = metric->scale, .basis = ZC_BASIS_RECORDS,
                              .reader = query->reader, .only = query->only, .code = query->code};
    if (metric->kind == ZC_METRIC_RULE)
        return rule_figure(out, arena, db, query, err);
    int rc = ZC_OK;
    if ((out->by_area = zc_metric_reads_areas(db->city->model, metric)))
        rc = zc_area_edition_at(&out->edition, &out->edition_published, db, query->times, err);
    if (rc)
        return rc;

    int64_t first; /* before the first entry of the city there is no answer, and zero would be a lie */
    rc = zc_journal_first(&first, db, err);
    if (rc)
        return rc;
    if (first > query->times.known || first == INT64_MAX) {
        out->before_start = true;
        zc_sm3_hex(out->digest, "", 0);
        return ZC_OK;
    }
    if (metric->kind == ZC_METRIC_DECLARED) {
        rc = declared_figure(out, &rows, arena, db, query, err);
    } else if (metric->kind == ZC_METRIC_RATIO) {
        rc = ratio_figure(out, &rows, arena, db, query, err);
    } else {
        out->known = true;
        rc = count_rows(out, &rows, arena, db, query, err);
    }
    if (rc)
        return rc;
    if (rows.count)
        qsort(rows.items, rows.count, sizeof *rows.items, by_id);
    rows.count = without_repeats(rows.items, rows.count);
    out->rows = rows.items;
    out->row_count = rows.count;
    if ((rc = visible(out, arena, db, reader, err)))
        return rc;
    struct refs all = {0};
    struct texts rules = {0};
    for (size_t i = 0; i < rows.count; i++)
        *(struct zc_row_ref *)zc_arena_push(arena, &all.items, &all.count, &all.capacity, sizeof *all.items) = rows.items[i];
    if ((rc = reach(&all, &rules, arena, db, query, err)))
        return rc;
    digest_rows(out, arena, &all, &rules);
    return ZC_OK;
}

int zc_metric_lines(struct zc_buf *out, struct zc_db *db, const struct zc_figure *figure, struct zc_error *err)
{
    struct zc_arena arena = {0};
    int rc = ZC_OK;
    if (figure->rule) {
        zc_buf_str(out, rule_line(&arena, figure->rule));
    } else {
        struct zc_metric_query query = {figure->metric, figure->period, figure->times, figure->reader, figure->only, figure->code};
        struct refs all = {0};
        struct texts rules = {0};
        for (size_t i = 0; i < figure->row_count; i++)
            *(struct zc_row_ref *)zc_arena_push(&arena, &all.items, &all.count, &all.capacity, sizeof *all.items) = figure->rows[i];
        if (!figure->before_start)
            rc = reach(&all, &rules, &arena, db, &query, err);
        if (!rc)
            row_lines(out, &arena, &all, &rules);
    }
    zc_arena_free(&arena);
    return rc;
}

/* 5 */

const char *zc_basis_mark(enum zc_basis basis)
{
    static const char *const marks[] = {"●", "◇", "○"};
    return marks[basis];
}

const char *zc_basis_word(enum zc_basis basis)
{
    static const char *const words[] = {"records", "rule", "declared"};
    return words[basis];
}

const char *zc_figure_text(const struct zc_figure *figure, bool grouped, struct zc_arena *arena)
{
    char text[48];
    if (!figure->known)
        return "–";
    if (grouped)
        zc_decimal_format_grouped(text, figure->value, figure->scale);
    else
        zc_decimal_format(text, figure->value, figure->scale);
    return zc_arena_str(arena, text);
}

void zc_figure_json(struct zc_buf *out, const struct zc_figure *figure)
{
    char text[32], date[ZC_DATE_TEXT], known[ZC_INSTANT_TEXT];
    zc_buf_str(out, "{\"id\":");
    zc_buf_json_str(out, figure->metric->id);
    zc_buf_str(out, ",\"value\":");
    if (!figure->known) {
        zc_buf_str(out, "null");
    } else {
        zc_decimal_format(text, figure->value, figure->scale);
        bool whole = !strchr(text, '.');
        zc_buf_printf(out, whole ? "%s" : "\"%s\"", text);
    }
    zc_buf_str(out, ",\"unit\":");
    zc_buf_json_str(out, figure->metric->unit.zh);
    zc_buf_printf(out, ",\"basis\":\"%s\",\"period\":", zc_basis_word(figure->basis));
    zc_buf_json_str(out, figure->period.name);
    zc_date_format(date, figure->times.asof);
    zc_buf_printf(out, ",\"asof\":\"%s\",\"known\":", date);
    if (figure->times.known == ZC_INSTANT_MAX) {
        zc_buf_str(out, "null");
    } else {
        zc_instant_format(known, figure->times.known);
        zc_buf_json_str(out, known);
    }
    if (figure->by_area) {
        zc_date_format(date, figure->edition ? figure->edition : ZC_DATE_MAX);
        zc_buf_str(out, ",\"edition\":");
        zc_buf_json_str(out, figure->edition ? date : NULL);
    }
    zc_buf_printf(out, ",\"rows\":%zu,\"digest\":\"%s\"}", figure->row_count, figure->digest);
}
