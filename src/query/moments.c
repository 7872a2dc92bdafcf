#include "query/moments.h"
#include "model/record_page.h"

#include <stdlib.h>
#include <string.h>

static bool same_slice(const struct zc_record *a, const struct zc_record *b)
{
    if (a->slice != b->slice || a->valid_from != b->valid_from)
        return false;
    for (size_t i = 0; i < a->entity->column_count; i++)
        if (!zc_value_same(&a->values[i], &b->values[i]))
            return false;
    return true;
}

static bool listed(const char **names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

/* A change of state happened on the day that its step keeps, when it keeps one. */
static int day_of(const struct zc_record *before, const struct zc_record *slice)
{
    const struct zc_entity *entity = slice->entity;
    const char *from = before ? zc_record_text(before, "state") : "", *to = zc_record_text(slice, "state");
    for (size_t i = 0; before && i < entity->transition_count && strcmp(from, to) != 0; i++) {
        const struct zc_transition *step = &entity->transitions[i];
        if (!step->on_field || strcmp(step->to, to) != 0 || !listed(step->from, step->from_count, from))
            continue;
        struct zc_value day = zc_record_value(slice, step->on_field);
        if (day.kind == ZC_V_INT)
            return (int)day.number;
    }
    return slice->valid_from;
}

static const struct zc_field *changed_field(const struct zc_reader *reader, const struct zc_record *before, const struct zc_record *slice)
{
    const struct zc_entity *entity = slice->entity;
    const struct zc_field *found = NULL;
    for (size_t i = entity->column_count; before && i-- > 0;) {
        const struct zc_field *field = entity->columns[i];
        if (zc_value_same(&before->values[i], &slice->values[i]) || !zc_eval_visible(reader, entity, field))
            continue;
        if (strcmp(field->name, "state") == 0)
            return field;
        found = field;
    }
    return found;
}

static int as_learned(const void *a, const void *b)
{
    const struct zc_record *left = a, *right = b;
    if (left->known_from != right->known_from)
        return left->known_from < right->known_from ? -1 : 1;
    return (left->valid_from > right->valid_from) - (left->valid_from < right->valid_from);
}

int zc_moments_add(struct zc_moments *out, struct zc_arena *arena, struct zc_db *db, const struct zc_entity *entity, int64_t id, int64_t known,
                   const struct zc_reader *reader, struct zc_error *err)
{
    struct zc_rows rows;
    const struct zc_record *before = NULL;
    int rc = zc_rows_history(&rows, arena, db, entity, id, reader, err);
    if (rc)
        return rc == ZC_ENOTFOUND ? ZC_OK : rc;
    qsort(rows.items, rows.count, sizeof *rows.items, as_learned);
    for (size_t i = 0; i < rows.count; i++) {
        const struct zc_record *slice = &rows.items[i];
        bool told = slice->known_from > known;
        for (size_t j = 0; j < i && !told; j++) /* a slice that only closes an earlier one is no news */
            told = same_slice(&rows.items[j], slice);
        if (told)
            continue;
        struct zc_moment *moment = zc_arena_push(arena, &out->items, &out->count, &out->capacity, sizeof *moment);
        *moment = (struct zc_moment){*slice, day_of(before, slice), slice->known_from, 0, !before, changed_field(reader, before, slice)};
        moment->late = zc_workday_between(zc_db_calendar(db), moment->happened, zc_instant_date(moment->known));
        if (moment->late < 0)
            moment->late = 0;
        before = slice;
    }
    return ZC_OK;
}

static int by_known(const void *a, const void *b)
{
    const struct zc_moment *left = a, *right = b;
    if (left->known != right->known)
        return left->known < right->known ? -1 : 1;
    return (left->slice.id > right->slice.id) - (left->slice.id < right->slice.id);
}

void zc_moments_sort(struct zc_moments *moments)
{
    if (moments->count)
        qsort(moments->items, moments->count, sizeof *moments->items, by_known);
}

const struct zc_transition *zc_next_step(const struct zc_record *record)
{
    const struct zc_entity *entity = record->entity;
    const struct zc_record_page *page = entity->page;
    const char *state = entity->state_count ? zc_record_text(record, "state") : "";
    bool ordered = page && page->next_count;
    for (size_t n = 0; n < (ordered ? page->next_count : entity->transition_count); n++)
        for (size_t i = 0; i < entity->transition_count; i++) {
            const struct zc_transition *step = &entity->transitions[i];
            if ((ordered ? strcmp(step->name, page->next[n]) == 0 : i == n) && step->by_count && listed(step->from, step->from_count, state))
                return step;
        }
    return NULL;
}
