#include "query/eval.h"
#include "query/compute.h"
#include "query/kindred.h"
#include "query/rule.h"

#include <stdio.h>

static bool role(void *user, const char *full_role) { return zc_reader_has_role(((struct zc_eval *)user)->reader, full_role); }

static struct zc_value rule(void *user, const char *id)
{
    const struct zc_eval *eval = user;
    return zc_rule_number(eval->db, id, eval->times);
}

static bool kin(void *user, int64_t person, int64_t other, enum zc_kin_degree degree) { return zc_kindred_is(((struct zc_eval *)user)->db, person, other, degree); }

static struct zc_value field_of(void *user, const void *row, const struct zc_field *field)
{
    return zc_eval_field(user, row, field);
}

static const void *follow(void *user, const struct zc_entity *to, int64_t id)
{
    struct zc_eval *eval = user;
    struct zc_record *record = zc_arena_alloc(eval->arena, sizeof *record);
    return zc_rows_get(record, eval->arena, eval->db, to, id, eval->times, &ZC_READER_CITY, NULL) ? NULL : record;
}

static size_t children(void *user, const void *row, const struct zc_entity *child, const struct zc_field *via, const void *const **out)
{
    struct zc_eval *eval = user;
    struct zc_rows rows;
    struct zc_rows_query query = {.entity = child, .times = eval->times, .reader = &ZC_READER_CITY};
    query.params[ZC_P_POST] = zc_int(((const struct zc_record *)row)->id);
    char filter[256];
    snprintf(filter, sizeof filter, "%s = :post", via->name); /* the bind only carries the id */
    query.filter = filter;
    if (zc_rows_list(&rows, eval->arena, eval->db, &query, NULL))
        return 0;
    const void **list = zc_arena_array(eval->arena, rows.count + 1, sizeof *list);
    for (size_t i = 0; i < rows.count; i++)
        list[i] = &rows.items[i];
    *out = list;
    return rows.count;
}

static struct zc_value id_or_empty(int64_t id) { return id ? zc_int(id) : ZC_EMPTY; }

void zc_eval_init(struct zc_eval *eval, struct zc_arena *arena, struct zc_db *db, struct zc_times times, const struct zc_reader *reader)
{
    *eval = (struct zc_eval){.db = db, .arena = arena, .times = times, .reader = reader};
    eval->context = (struct zc_expr_context){.user = eval, .role = role, .rule = rule, .kin = kin, .field = field_of, .follow = follow, .children = children};
    eval->context.params[ZC_P_TODAY] = zc_int(zc_db_today(db));
    eval->context.params[ZC_P_ASOF] = zc_int(times.asof);
    eval->context.params[ZC_P_UNIT] = id_or_empty(reader->unit);
    eval->context.params[ZC_P_POST] = id_or_empty(reader->post);
    eval->context.params[ZC_P_PERSON] = id_or_empty(reader->person);
    eval->context.params[ZC_P_AREA] = id_or_empty(reader->area);
}

bool zc_eval_test(struct zc_eval *eval, const struct zc_expr *expr, const struct zc_record *record)
{
    return zc_expr_test(expr, &eval->context, record);
}

struct zc_value zc_eval_field(struct zc_eval *eval, const struct zc_record *record, const struct zc_field *field)
{
    if (field->column >= 0)
        return record->values[field->column];
    return zc_eval_reasoned(eval, record, field, NULL);
}

struct zc_value zc_eval_reasoned(struct zc_eval *eval, const struct zc_record *record, const struct zc_field *field, struct zc_reasons *reasons)
{
    if (field->derived)
        return zc_expr_value(field->derived, &eval->context, record);
    if (eval->many)
        return zc_compute_of(eval->many, record, field, reasons);
    return zc_compute_value(eval->arena, eval->db, eval->times, record, field, reasons);
}

struct sight {
    const struct zc_reader *reader;
    bool hidden;
};
static void look_at_input(void *user, const struct zc_entity *entity, const struct zc_field *field)
{
    struct sight *sight = user;
    sight->hidden |= !zc_rows_class_visible(field, sight->reader, entity);
}

bool zc_eval_visible(const struct zc_reader *reader, const struct zc_entity *entity, const struct zc_field *field)
{
    struct sight sight = {reader, !zc_rows_class_visible(field, reader, entity)};
    if (field->derived)
        zc_expr_fields(field->derived, look_at_input, &sight);
    return !sight.hidden;
}
