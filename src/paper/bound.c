/* bound: the texts of a record whose figures are counted by the ledger (model/act.h, `bind`): tried, filled in, and kept with their digests. */
#include "base/decimal.h"
#include "paper/review.h"
#include "query/definition.h"
#include "record/act.h"

#include <string.h>

struct zc_bound { /* of one text */
    const struct zc_bind_text *text;
    struct zc_review review;
};
struct zc_bounds {
    struct zc_bound *items;
    size_t count;
};

static bool named(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static int naked(const struct zc_review *review, const struct zc_field *field, struct zc_error *err)
{
    enum { MOST = 8 };
    struct zc_buf list = {0};
    for (size_t i = 0; i < review->naked_count && i < MOST; i++)
        zc_buf_printf(&list, "%s%s(%d:%d)", i ? "、" : "", review->naked[i].text, review->naked[i].line, review->naked[i].column);
    int rc = zc_fail(err, ZC_ECHECK, "“%s”有 %zu 个裸数:%s;写成 {{指标}},不是数的写成 [[原文|原因]]%.0s%.0zu%.0s", "%.0s%.0zu%.0s\"%s\" holds %zu naked figures: %s; write {{metric}}, or [[words|why]] for what is no figure",
                     zc_pick(field->title, ZC_ZH), review->naked_count, zc_buf_text(&list), zc_pick(field->title, ZC_EN), review->naked_count, zc_buf_text(&list));
    zc_buf_free(&list);
    return rc;
}

static int bind_text(struct zc_bound *out, struct zc_tx *tx, struct zc_arena *arena, const struct zc_bind_text *text, const struct zc_record *record, int asof,
                     struct zc_error *err)
{
    struct zc_db *db = zc_tx_db(tx);
    struct zc_period period;
    *out = (struct zc_bound){.text = text};
    zc_period_half_of(&period, asof);
    int rc = zc_review_bind(&out->review, arena, db, record->entity->name, zc_record_text(record, text->source->name), ZC_ZH, &period,
                            zc_times_at(db, asof, zc_tx_known(tx)), err);
    if (rc)
        return zc_fail_within(err, zc_pick(text->source->title, ZC_ZH));
    return out->review.naked_count ? naked(&out->review, text->source, err) : ZC_OK;
}

static int fill(struct zc_patch *patch, struct zc_arena *arena, struct zc_bound *bound, struct zc_error *err)
{
    struct zc_buf text = {0};
    int rc = zc_review_markdown(&text, &bound->review, err);
    while (text.size && text.bytes[text.size - 1] == '\n')
        text.size--;
    patch->values[bound->text->shown->column] = zc_text(zc_arena_copy(arena, text.size ? text.bytes : "", text.size));
    patch->set[bound->text->shown->column] = true;
    zc_buf_free(&text);
    return rc;
}

int zc_act_bind(struct zc_bounds **out, struct zc_tx *tx, struct zc_arena *arena, struct zc_patch *patch, const struct zc_transition *step,
                 const struct zc_record *before, struct zc_error *err)
{
    const struct zc_bind_rule *rule = patch->entity->bind;
    bool keeps = strcmp(rule->at, step->name) == 0;
    int today = zc_db_today(zc_tx_db(tx)), rc = ZC_OK;
    *out = NULL;
    if (!keeps && !named(rule->tried_at, rule->tried_count, step->name))
        return ZC_OK;
    struct zc_value asof = rule->asof ? before->values[rule->asof->column] : ZC_EMPTY;
    if (asof.kind && asof.number > today) {
        char came[ZC_DATE_TEXT];
        zc_date_format(came, (int)asof.number);
        return zc_fail(err, ZC_ECHECK, "“%s”%.0s是 %s,还没有到", "%.0s\"%s\" is %s, which has not come yet", zc_pick(rule->asof->title, ZC_ZH), zc_pick(rule->asof->title, ZC_EN), came);
    }
    struct zc_bounds *bounds = zc_arena_alloc(arena, sizeof *bounds);
    *bounds = (struct zc_bounds){.items = zc_arena_array(arena, rule->text_count + 1, sizeof *bounds->items)};
    for (size_t i = 0; i < rule->text_count && !rc; i++) {
        struct zc_bound *bound = &bounds->items[bounds->count++];
        rc = bind_text(bound, tx, arena, &rule->texts[i], before, asof.kind ? (int)asof.number : today, err);
        if (!rc && keeps)
            rc = fill(patch, arena, bound, err);
    }
    if (!rc && keeps)
        *out = bounds;
    return rc;
}

static void put(struct zc_patch *patch, const char *name, struct zc_value value)
{
    const struct zc_field *field = zc_entity_field(patch->entity, name);
    patch->values[field->column] = value;
    patch->set[field->column] = true;
}

static int keep_figure(struct zc_tx *tx, struct zc_arena *arena, const struct zc_entity *kept, const struct zc_record *record, const struct zc_bound *bound,
                       size_t index, struct zc_error *err)
{
    const struct zc_figure *figure = &bound->review.figures[index];
    struct zc_patch patch = zc_patch_new(arena, kept, 0);
    struct zc_buf definition = {0};
    const char *shown;
    int64_t value, id;
    bool changed;
    int rc = zc_review_shown(&shown, &bound->review, index, err);
    if (!rc && !zc_decimal_rescale(&value, figure->value, figure->scale, zc_entity_field(kept, "value")->scale))
        rc = zc_fail(err, ZC_ELIMIT, "指标 %s 的值超出绑定的精度", "the value of %s does not fit a binding", figure->metric->id);
    if (rc)
        return rc;
    zc_definition_write(&definition, zc_tx_db(tx)->city->model, figure->metric, figure->rule);
    patch.home_area = zc_id_area(record->id) ? zc_id_area(record->id) : zc_tx_db(tx)->city->area;
    const struct {
        const char *name;
        struct zc_value value;
    } facts[] = {{"subject_entity", zc_text(record->entity->full_name)}, {"subject_id", zc_int(record->id)}, {"field", zc_text(bound->text->source->name)},
                 {"place", zc_int((int64_t)index + 1)}, {"metric", zc_text(figure->metric->id)}, {"definition", zc_text(zc_buf_text(&definition))},
                 {"period", zc_text(figure->period.name)}, {"basis", zc_text(zc_basis_word(figure->basis))}, {"asof_on", zc_int(figure->times.asof)},
                 {"from_on", zc_int(figure->period.from)}, {"to_on", zc_int(figure->period.to)}, {"known_at", zc_int(figure->times.known)},
                 {"value", zc_int(value)}, {"unit", zc_text(figure->metric->unit.zh)}, {"shown", zc_text(shown)}, {"row_count", zc_int((int64_t)figure->row_count)},
                 {"row_digest", zc_text(figure->digest)}};
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
        put(&patch, facts[i].name, facts[i].value);
    rc = zc_record_change(&id, &changed, tx, &patch, err);
    zc_buf_free(&definition);
    return rc;
}

int zc_act_keep_bound(struct zc_tx *tx, struct zc_arena *arena, const struct zc_record *record, const struct zc_bounds *bounds, struct zc_error *err)
{
    const struct zc_entity *kept = zc_model_entity(zc_tx_db(tx)->city->model, "core.bound_figure");
    int rc = kept ? ZC_OK : zc_fail(err, ZC_EINTERNAL, "缺少 core.bound_figure 的声明", "core.bound_figure is not declared");
    for (size_t i = 0; i < bounds->count && !rc; i++)
        for (size_t f = 0; f < bounds->items[i].review.text.figure_count && !rc; f++)
            rc = keep_figure(tx, arena, kept, record, &bounds->items[i], f, err);
    return rc;
}
