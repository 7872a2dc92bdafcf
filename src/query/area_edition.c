#include "query/area_edition.h"

#include <string.h>

static bool is_area(const struct zc_entity *entity) { return entity && strcmp(entity->full_name, "core.area") == 0; }

static void look(void *user, const struct zc_entity *entity, const struct zc_field *field)
{
    *(bool *)user |= is_area(entity) || is_area(field->to);
}

bool zc_metric_reads_areas(const struct zc_model *model, const struct zc_metric *metric)
{
    bool found = is_area(metric->entity);
    if (metric->kind == ZC_METRIC_RATIO) {
        const struct zc_metric *of = metric->parts[0] ? metric->parts[0] : zc_model_metric(model, metric->numerator);
        const struct zc_metric *over = metric->parts[1] ? metric->parts[1] : zc_model_metric(model, metric->denominator);
        return zc_metric_reads_areas(model, of) || zc_metric_reads_areas(model, over);
    }
    const struct zc_field *field = metric->entity && metric->field ? zc_entity_field(metric->entity, metric->field) : NULL;
    if (field)
        look(&found, metric->entity, field);
    if (metric->where)
        zc_expr_fields(metric->where, look, &found);
    return found;
}

int zc_area_edition_at(int *cut, int *published, struct zc_db *db, struct zc_times times, struct zc_error *err)
{
    const char *order[] = {"-cut_on"};
    const struct zc_entity *entity = zc_model_entity(db->city->model, "core.area_edition");
    struct zc_arena arena = {0};
    struct zc_rows rows = {0};
    struct zc_rows_query query = {.entity = entity, .times = times, .reader = &ZC_READER_CITY, .filter = "cut_on <= :asof and published_on <= :to",
                                  .order = order, .order_count = 1, .limit = 1};
    *cut = *published = 0;
    query.params[ZC_P_TO] = zc_int(times.known == ZC_INSTANT_MAX ? zc_db_today(db) : zc_instant_date(times.known));
    int rc = entity ? zc_rows_list(&rows, &arena, db, &query, err) : ZC_OK;
    if (!rc && rows.count) {
        *cut = (int)zc_record_value(&rows.items[0], "cut_on").number;
        *published = (int)zc_record_value(&rows.items[0], "published_on").number;
    }
    zc_arena_free(&arena);
    return rc;
}
