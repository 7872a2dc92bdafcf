#include "record/effect.h"
#include "model/effect.h"
#include "query/eval.h"
#include "record/tx.h"

#include <string.h>

static int fill(struct zc_tx *tx, struct zc_eval *eval, const struct zc_record *record, const struct zc_effect *effect, const struct zc_record *other, const char *why, struct zc_error *err)
{
    struct zc_patch patch = zc_patch_new(eval->arena, effect->of->to, other->id);
    int64_t id = other->id;
    bool changed;
    patch.why = why;
    for (size_t i = 0; i < effect->set_count; i++) {
        const struct zc_field *field = effect->sets[i].field;
        patch.values[field->column] = zc_expr_value(effect->sets[i].value, &eval->context, record);
        patch.set[field->column] = true;
    }
    if (effect->raises) {
        patch.values[effect->raises->column] = zc_int(other->values[effect->raises->column].number + 1);
        patch.set[effect->raises->column] = true;
    }
    for (size_t i = 0; i < effect->clear_count; i++) {
        patch.values[effect->clears[i]->column] = ZC_EMPTY;
        patch.set[effect->clears[i]->column] = true;
    }
    return zc_record_change(&id, &changed, tx, &patch, err);
}

static int follow(struct zc_tx *tx, struct zc_eval *eval, const struct zc_record *record, const struct zc_effect *effect, const char *why, struct zc_error *err)
{
    struct zc_value target = record->values[effect->of->column];
    struct zc_record other;
    bool takes = effect->step == NULL;
    if (!target.kind || (effect->when && !zc_eval_test(eval, effect->when, record)))
        return ZC_OK;
    int rc = zc_rows_get(&other, eval->arena, tx->db, effect->of->to, target.number, eval->times, &ZC_READER_CITY, err);
    for (size_t i = 0; !rc && effect->step && i < effect->step->from_count; i++)
        takes |= strcmp(effect->step->from[i], zc_record_text(&other, "state")) == 0;
    if (rc || !takes)
        return rc;
    if (effect->set_count || effect->clear_count || effect->raises)
        rc = fill(tx, eval, record, effect, &other, why, err);
    return !rc && effect->step ? zc_record_transition(tx, effect->of->to, target.number, effect->step->name, why, err) : rc;
}

int zc_effects_follow(struct zc_tx *tx, const struct zc_entity *entity, int64_t id, const struct zc_transition *step, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_record record;
    struct zc_eval eval;
    const struct zc_reader *reader = tx->actor.reader;
    zc_eval_init(&eval, &arena, tx->db, zc_times_now(tx->db), &ZC_READER_CITY);
    int rc = zc_rows_get(&record, &arena, tx->db, entity, id, eval.times, &ZC_READER_CITY, err);
    const char *name = rc ? "" : zc_record_name(&arena, tx->db, &record, ZC_ZH);
    const char *why = zc_arena_printf(&arena, "%s“%s”：%s", zc_pick(entity->title, ZC_ZH), name, zc_pick(step->title, ZC_ZH));
    tx->actor.reader = &ZC_READER_CITY;
    for (size_t i = 0; i < step->then->count && !rc; i++)
        rc = follow(tx, &eval, &record, &step->then->items[i], why, err);
    tx->actor.reader = reader;
    zc_arena_free(&arena);
    return rc;
}
