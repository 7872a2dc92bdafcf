/* compute: 1 how an input is reached; 2 the rows and the call; 3 small change for the functions. */
#include "query/compute.h"

#include <stdio.h>
#include <string.h>

enum { MOST_STEPS = 3, MOST_INPUTS = 8 };

/* 1 */

static const struct zc_function *function(const char *name)
{
    const struct zc_function *found = zc_functions;
    while (found->name && strcmp(found->name, name) != 0)
        found++;
    return found->name ? found : NULL;
}

static const struct zc_entity *input_entity(const struct zc_model *model, const struct zc_field *field, size_t input)
{
    const char *name = field->inputs[input];
    const struct zc_entity *entity = zc_model_entity(model, name);
    for (size_t i = 0; i < model->entity_count && !entity; i++) { /* the name alone: within the field's own module */
        const struct zc_entity *other = model->entities[i];
        const char *end = strchr(field->computed, '.');
        if (strcmp(other->name, name) == 0 && end && strlen(other->module) == (size_t)(end - field->computed) &&
            strncmp(other->module, field->computed, strlen(other->module)) == 0)
            entity = other;
    }
    return entity;
}

/* The refs that lead from `from` up to `to`, nearest first, as a dotted path; false when none does within the steps left. */
static bool climb(char *path, size_t size, const struct zc_entity *from, const struct zc_entity *to, int steps)
{
    for (size_t i = 0; i < from->column_count; i++) {
        const struct zc_field *ref = from->columns[i];
        if (ref->type == ZC_REF && !ref->list && ref->to == to) {
            snprintf(path, size, "%s", ref->name);
            return true;
        }
    }
    for (size_t i = 0; i < from->column_count && steps > 1; i++) {
        const struct zc_field *ref = from->columns[i];
        char rest[256];
        if (ref->type == ZC_REF && !ref->list && ref->required && ref->to != from && climb(rest, sizeof rest, ref->to, to, steps - 1)) {
            snprintf(path, size, "%s.%s", ref->name, rest);
            return true;
        }
    }
    return false;
}

static const struct zc_field *own_ref(const struct zc_entity *from, const struct zc_entity *to)
{
    for (size_t i = 0; i < from->column_count; i++)
        if (from->columns[i]->type == ZC_REF && !from->columns[i]->list && from->columns[i]->to == to)
            return from->columns[i];
    return NULL;
}

int zc_compute_check(const struct zc_model *model, struct zc_error *err)
{
    for (size_t e = 0; e < model->entity_count; e++) {
        const struct zc_entity *owner = model->entities[e];
        if (owner->number_valid && !function(owner->number_valid))
            return zc_fail(err, ZC_EINPUT, "%s:%d:%d: 程序里没有计算函数 %s", "%s:%d:%d: the program has no function %s", owner->place.file, owner->place.line,
                           owner->place.column, owner->number_valid);
        for (size_t f = 0; f < owner->field_count; f++) {
            const struct zc_entity *entity = model->entities[e];
            const struct zc_field *field = &entity->fields[f];
            char path[300];
            if (!field->computed)
                continue;
            if (!function(field->computed))
                return zc_fail(err, ZC_EINPUT, "%s:%d:%d: 程序里没有计算函数 %s", "%s:%d:%d: the program has no function %s", field->place.file, field->place.line,
                               field->place.column, field->computed);
            if (field->input_count > MOST_INPUTS)
                return zc_fail(err, ZC_EINPUT, "%s:%d:%d: inputs 最多 %d 项", "%s:%d:%d: inputs takes %d at the most", field->place.file, field->place.line,
                               field->place.column, MOST_INPUTS);
            for (size_t i = 0; i < field->input_count; i++) {
                const struct zc_entity *input = input_entity(model, field, i);
                if (!zc_entity_field(entity, field->inputs[i]) && (!input || (!climb(path, sizeof path, input, entity, MOST_STEPS) && !own_ref(entity, input))))
                    return zc_fail(err, ZC_EINPUT, "%s:%d:%d: %s 与 %s 之间没有引用相连", "%s:%d:%d: no ref joins %s to %s", field->place.file, field->place.line,
                                   field->place.column, field->inputs[i], entity->full_name);
            }
        }
    }
    return ZC_OK;
}

/* 2 */

static int read_input(struct zc_rows *out, struct zc_arena *arena, struct zc_db *db, struct zc_times times, const struct zc_record *record,
                      const struct zc_entity *input)
{
    char path[256], filter[300];
    static const char *by_id[] = {"id"};
    const struct zc_field *ref = own_ref(record->entity, input);
    if (climb(path, sizeof path, input, record->entity, MOST_STEPS)) {
        struct zc_rows_query query = {.entity = input, .times = times, .reader = &ZC_READER_CITY, .filter = filter, .order = by_id, .order_count = 1};
        query.params[ZC_P_POST] = zc_int(record->id); /* the bind only carries the id */
        snprintf(filter, sizeof filter, "%s = :post", path);
        return zc_rows_list(out, arena, db, &query, NULL);
    }
    struct zc_value id = ref ? record->values[ref->column] : ZC_EMPTY;
    if (!id.kind)
        return ZC_OK;
    out->items = zc_arena_alloc(arena, sizeof *out->items);
    int rc = zc_rows_get(out->items, arena, db, input, id.number, times, &ZC_READER_CITY, NULL);
    out->count = rc == ZC_OK;
    return rc == ZC_ENOTFOUND ? ZC_OK : rc;
}

struct zc_value zc_compute_value(struct zc_arena *arena, struct zc_db *db, struct zc_times times, const struct zc_record *record, const struct zc_field *field)
{
    struct zc_rows inputs[MOST_INPUTS] = {0};
    const struct zc_function *found = function(field->computed);
    if (!found || field->input_count > MOST_INPUTS)
        return ZC_EMPTY;
    for (size_t i = 0; i < field->input_count; i++)
        if (!zc_entity_field(record->entity, field->inputs[i]) &&
            read_input(&inputs[i], arena, db, times, record, input_entity(db->city->model, field, i)))
            return ZC_EMPTY;
    struct zc_compute compute = {arena, times, field, record, inputs};
    return found->compute(&compute);
}

/* 3 */

struct zc_value zc_compute_ratio(const struct zc_compute *compute, struct zc_ratio ratio)
{
    int64_t scaled;
    return zc_ratio_decimal(&scaled, ratio, compute->field->scale) ? zc_int(scaled) : ZC_EMPTY;
}

bool zc_compute_state(const struct zc_record *record, const char *state) { return strcmp(zc_record_text(record, "state"), state) == 0; }
