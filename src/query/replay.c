/* replay: 1 one figure at two known times; 2 an edition; 3 all drifts. */
#include "query/replay.h"
#include "base/decimal.h"
#include "query/definition.h"

#include <stdlib.h>
#include <string.h>

/* 1 */

static int date_of(const struct zc_record *record, const char *field, int otherwise)
{
    struct zc_value value = zc_record_value(record, field);
    return value.kind == ZC_V_INT ? (int)value.number : otherwise;
}

static int figure_at(struct zc_figure *out, struct zc_arena *arena, struct zc_db *db, const struct zc_metric *metric,
                     const struct zc_record *binding, int64_t known, struct zc_error *err)
{
    struct zc_period period = {0};
    zc_period_parse(&period, zc_record_text(binding, "params"));
    period.from = date_of(binding, "from_on", period.from);
    period.to = date_of(binding, "to_on", period.to);
    struct zc_metric_query query = {metric, period, {date_of(binding, "asof_on", 0), known, false}, &ZC_READER_CITY};
    return zc_metric_figure(out, arena, db, &query, err);
}

static void open_item(struct zc_replayed *item, const struct zc_record *binding)
{
    item->binding = *binding;
    item->metric = zc_record_text(binding, "metric");
    item->shown = zc_record_text(binding, "shown");
    item->value = zc_record_value(binding, "value").number;
    item->scale = zc_entity_field(binding->entity, "value")->scale;
    item->title = (struct zc_pair){item->metric, item->metric};
    item->then = item->now = ZC_REPLAY_BROKEN;
}

static bool equal(const struct zc_figure *figure, const struct zc_replayed *item)
{
    int64_t value = figure->value;
    if (!figure->known || strcmp(figure->digest, zc_record_text(&item->binding, "row_digest")) != 0)
        return false;
    return (figure->scale == item->scale || zc_decimal_rescale(&value, figure->value, figure->scale, item->scale)) && value == item->value;
}

/* Both lists ascend by id; ids are unique over all entities. */
static void compare_rows(struct zc_replayed *item, struct zc_arena *arena)
{
    const struct zc_figure *then = &item->figure_then, *now = &item->figure_now;
    size_t a = 0, b = 0, capacity = 0;
    while (a < then->row_count || b < now->row_count) {
        const struct zc_row_ref *left = a < then->row_count ? &then->rows[a] : NULL, *right = b < now->row_count ? &now->rows[b] : NULL;
        if (left && right && left->id == right->id) {
            a++, b++;
            if (left->slice == right->slice)
                continue;
        } else if (left && (!right || left->id < right->id)) {
            a++;
            right = NULL;
        } else {
            b++;
            left = NULL;
        }
        struct zc_row_change *change = zc_arena_push(arena, &item->changes, &item->change_count, &capacity, sizeof *change);
        *change = (struct zc_row_change){left ? left->entity : right->entity, left ? left->id : right->id, left ? left->slice : 0,
                                         right ? right->slice : 0};
    }
}

static void replay_one(struct zc_replayed *item, struct zc_arena *arena, struct zc_db *db)
{
    struct zc_metric *metric;
    const struct zc_record *binding = &item->binding;
    if (zc_definition_read(&metric, arena, db->city->model, zc_record_text(binding, "definition"), &item->why) ||
        figure_at(&item->figure_then, arena, db, metric, binding, zc_record_value(binding, "known_at").number, &item->why))
        return;
    if (metric->title.zh)
        item->title = metric->title;
    item->then = equal(&item->figure_then, item) ? ZC_REPLAY_SAME : ZC_REPLAY_BROKEN;
    metric->stored_rule = NULL; /* now is judged by the rule as it stands now */
    if (figure_at(&item->figure_now, arena, db, metric, binding, ZC_INSTANT_MAX, &item->why))
        return;
    item->now = equal(&item->figure_now, item) ? ZC_REPLAY_SAME : ZC_REPLAY_DRIFTED;
    if (item->now == ZC_REPLAY_DRIFTED)
        compare_rows(item, arena);
}

enum zc_replay zc_replay_binding(struct zc_arena *arena, struct zc_db *db, const struct zc_record *binding, int64_t known)
{
    struct zc_replayed item = {0};
    struct zc_metric *metric;
    open_item(&item, binding);
    if (zc_definition_read(&metric, arena, db->city->model, zc_record_text(binding, "definition"), &item.why))
        return ZC_REPLAY_BROKEN;
    metric->stored_rule = NULL; /* judged by the rule as known then */
    if (figure_at(&item.figure_now, arena, db, metric, binding, known, &item.why))
        return ZC_REPLAY_BROKEN;
    return equal(&item.figure_now, &item) ? ZC_REPLAY_SAME : ZC_REPLAY_DRIFTED;
}

/* 2 */

static const struct zc_entity *entity_of(struct zc_db *db, const char *name, struct zc_error *err)
{
    const struct zc_entity *entity = zc_model_entity(db->city->model, name);
    if (!entity)
        zc_fail(err, ZC_EINTERNAL, "缺少实体 %s", "the entity %s is missing", name);
    return entity;
}

int zc_replay_edition(struct zc_replay_list *out, struct zc_arena *arena, struct zc_db *db, int64_t edition, struct zc_error *err)
{
    const struct zc_entity *editions = entity_of(db, "core.edition", err), *bindings = entity_of(db, "core.figure_binding", err);
    struct zc_rows rows;
    static const char *order[] = {"place"};
    *out = (struct zc_replay_list){0};
    if (!editions || !bindings)
        return ZC_EINTERNAL;
    int rc = zc_rows_get(&out->edition, arena, db, editions, edition, zc_times_now(db), &ZC_READER_CITY, err);
    struct zc_rows_query query = {.entity = bindings, .times = zc_times_now(db), .reader = &ZC_READER_CITY, .filter = "edition = :post",
                                  .order = order, .order_count = 1};
    query.params[ZC_P_POST] = zc_int(edition);
    if (!rc)
        rc = zc_rows_list(&rows, arena, db, &query, err);
    if (rc)
        return rc;
    out->items = zc_arena_array(arena, rows.count + 1, sizeof *out->items);
    for (size_t i = 0; i < rows.count; i++) {
        struct zc_replayed *item = &out->items[out->count++];
        open_item(item, &rows.items[i]);
        replay_one(item, arena, db);
        out->same_then += item->then == ZC_REPLAY_SAME;
        out->same_now += item->now == ZC_REPLAY_SAME;
    }
    return ZC_OK;
}

int zc_edition_find(int64_t *id, struct zc_db *db, const char *name, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_rows rows;
    const struct zc_entity *editions = entity_of(db, "core.edition", err);
    char *end;
    *id = strtoll(name, &end, 10);
    if (*id && !*end && *id > 1000000)
        return ZC_OK;
    *id = 0;
    if (!editions)
        return ZC_EINTERNAL;
    struct zc_rows_query query = {.entity = editions, .times = zc_times_now(db), .reader = &ZC_READER_CITY};
    int rc = zc_rows_list(&rows, &arena, db, &query, err);
    for (size_t i = 0; i < rows.count && !rc; i++) {
        const char *report = zc_record_text(&rows.items[i], "report"), *period = zc_record_text(&rows.items[i], "period");
        long long number = zc_record_value(&rows.items[i], "number").number;
        const char *whole = zc_arena_printf(&arena, "%s/%s/%lld", report, period, number), *shorter = zc_arena_printf(&arena, "%s/%lld", period, number);
        if (strcmp(name, whole) == 0 || strcmp(name, shorter) == 0)
            *id = rows.items[i].id;
    }
    zc_arena_free(&arena);
    if (!rc && !*id)
        rc = zc_fail(err, ZC_ENOTFOUND, "没有版本 %s(写编号,或 期间/版次,如 2017H1/1)", "there is no edition %s (give its id, or PERIOD/NUMBER such as 2017H1/1)", name);
    return rc;
}

/* 3 */

int zc_replay_drifts(struct zc_drift *out, struct zc_arena *arena, struct zc_db *db, struct zc_error *err)
{
    const struct zc_entity *editions = zc_model_entity(db->city->model, "core.edition");
    struct zc_rows rows;
    size_t capacity = 0;
    *out = (struct zc_drift){0};
    if (!editions)
        return ZC_OK;
    struct zc_rows_query query = {.entity = editions, .times = zc_times_now(db), .reader = &ZC_READER_CITY, .filter = "state = 'published'"};
    int rc = zc_rows_list(&rows, arena, db, &query, err);
    for (size_t i = 0; i < rows.count && !rc; i++) {
        struct zc_replay_list list;
        rc = zc_replay_edition(&list, arena, db, rows.items[i].id, err);
        for (size_t k = 0; k < list.count && !rc; k++)
            if (list.items[k].now != ZC_REPLAY_SAME)
                *(struct zc_replayed *)zc_arena_push(arena, &out->items, &out->count, &capacity, sizeof *out->items) = list.items[k];
    }
    return rc;
}
