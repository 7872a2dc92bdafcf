/* leader: 1 who may and who answers; 2 matters; 3 what was said; 4 the whole. */
#include "query/leader.h"
#include "query/duty.h"

#include <stdlib.h>
#include <string.h>

/* 1 */

static bool may_instruct(const struct zc_entity *entity, const struct zc_reader *acting)
{
    bool may = false;
    for (size_t i = 0; entity->instruct && i < entity->instruct->by_count && !may; i++)
        may = zc_reader_has_role(acting, entity->instruct->by[i]);
    return may;
}

bool zc_leader_is(const struct zc_model *model, const struct zc_reader *acting)
{
    bool is = false;
    for (size_t i = 0; i < model->entity_count && !is; i++)
        is = may_instruct(model->entities[i], acting);
    return is;
}

int zc_leader_receiver(int64_t *post, int64_t *unit, struct zc_arena *arena, struct zc_db *db, const struct zc_record *record, struct zc_error *err)
{
    const struct zc_instruct *instruct = record->entity->instruct;
    const struct zc_entity *posts = zc_model_entity(db->city->model, "core.post");
    struct zc_rows rows = {0};
    int since;
    *post = 0;
    *unit = zc_record_value(record, instruct->unit).number;
    if (!*unit || !posts)
        return ZC_OK;
    struct zc_rows_query query = {.entity = posts, .times = zc_times_now(db), .reader = &ZC_READER_CITY, .filter = "unit = :unit and state = 'active'"};
    query.params[ZC_P_UNIT] = zc_int(*unit);
    int rc = zc_rows_list(&rows, arena, db, &query, err);
    const char *role = zc_arena_printf(arena, ";%s;", instruct->to);
    for (size_t i = 0; i < rows.count && !rc && !*post; i++)
        if (strstr(zc_record_text(&rows.items[i], "roles"), role) && !zc_post_vacant(&since, db, rows.items[i].id, zc_db_today(db)))
            *post = rows.items[i].id;
    if (*post)
        *unit = 0;
    return rc;
}

/* 2 */

static bool names_post(const struct zc_record *record, int64_t post)
{
    const struct zc_entity *entity = record->entity;
    for (size_t i = 0; i < entity->column_count; i++) {
        const struct zc_field *field = entity->columns[i];
        if (!field->list && field->to && strcmp(field->to->full_name, "core.post") == 0 && record->values[i].kind && record->values[i].number == post)
            return true;
    }
    return false;
}

static int worst_first(const void *a, const void *b)
{
    const struct zc_matter *left = a, *right = b;
    if (left->left != right->left)
        return left->left < right->left ? -1 : 1;
    return (left->record.id > right->record.id) - (left->record.id < right->record.id);
}

static int days_left(struct zc_db *db, const struct zc_due *due, int today)
{
    int day = due->result.due_legal;
    return day >= today ? zc_workday_between(zc_db_calendar(db), today, day) : -zc_workday_between(zc_db_calendar(db), day, today);
}

static int matters(struct zc_leader *out, struct zc_arena *arena, struct zc_db *db, const struct zc_reader *reader, const struct zc_reader *acting,
                   struct zc_error *err)
{
    struct zc_due_list due;
    int today = zc_db_today(db), rc = zc_due_all(&due, arena, db, reader, zc_times_now(db), ZC_DATE_MAX, err);
    size_t capacity = 0, count = 0;
    struct zc_matter *found = NULL;
    bool named = false;
    for (size_t i = 0; i < due.count && !rc && !named; i++)
        named = due.items[i].record.entity->instruct && names_post(&due.items[i].record, reader->post);
    for (size_t i = 0; i < due.count && !rc; i++) {
        const struct zc_due *one = &due.items[i];
        struct zc_matter *matter = NULL;
        if (!one->record.entity->instruct || !one->result.warns ||
            (named && !names_post(&one->record, reader->post)))
            continue;
        for (size_t k = 0; k < count && !matter; k++)
            if (found[k].record.id == one->record.id && found[k].record.entity == one->record.entity)
                matter = &found[k];
        if (!matter) {
            matter = zc_arena_push(arena, &found, &count, &capacity, sizeof *matter);
            *matter = (struct zc_matter){.record = one->record, .left = days_left(db, one, today), .may = may_instruct(one->record.entity, acting)};
        }
        *(struct zc_due *)zc_arena_push(arena, &matter->why, &matter->why_count, &matter->why_capacity, sizeof *one) = *one; /* by due day: the worst first */
    }
    if (count)
        qsort(found, count, sizeof *found, worst_first);
    out->matters = found;
    out->count = count < ZC_MATTERS ? count : ZC_MATTERS;
    out->left_off = count - out->count;
    for (size_t i = 0; i < out->count && !rc; i++) {
        rc = zc_leader_receiver(&found[i].to_post, &found[i].to_unit, arena, db, &found[i].record, err);
        found[i].answer_on = zc_workday_add(zc_db_calendar(db), today, found[i].record.entity->instruct->workdays, NULL);
    }
    return rc;
}

/* 3 */

static int said(struct zc_leader *out, struct zc_arena *arena, struct zc_db *db, const struct zc_reader *reader, struct zc_error *err)
{
    static const char *order[] = {"-dispatched_on", "-code"};
    struct zc_rows_query query = {.entity = zc_model_entity(db->city->model, "core.assignment"), .times = zc_times_now(db), .reader = reader,
                                  .filter = "kind = 'instruction' and from_post = :post", .order = order, .order_count = 2};
    struct zc_rows rows = {0};
    int rc = query.entity ? zc_rows_list(&rows, arena, db, &query, err) : ZC_OK;
    for (size_t m = 0; m < out->count && !rc; m++)
        for (size_t i = 0; i < rows.count && !out->matters[m].said; i++)
            if (zc_record_value(&rows.items[i], "record_id").number == out->matters[m].record.id &&
                strcmp(zc_record_text(&rows.items[i], "record_entity"), out->matters[m].record.entity->full_name) == 0)
                out->matters[m].said = &rows.items[i];
    out->said = rows.items;
    out->said_count = rows.count < ZC_INSTRUCTIONS ? rows.count : ZC_INSTRUCTIONS;
    return rc;
}

/* 4 */

int zc_leader_of(struct zc_leader *out, struct zc_arena *arena, struct zc_db *db, const struct zc_reader *reader, const struct zc_reader *acting, struct zc_error *err)
{
    *out = (struct zc_leader){0};
    int rc = matters(out, arena, db, reader, acting, err);
    return rc ? rc : said(out, arena, db, reader, err);
}
