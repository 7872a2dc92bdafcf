/* draw: 1 what does not change; 2 the step. */
#include "record/draw.h"
#include "base/json.h"
#include "query/draw.h"
#include "query/journal.h"
#include "record/tx.h"

#include <stdlib.h>
#include <string.h>

/* 1 */

static bool same(const struct zc_field *field, const struct zc_record *before, const struct zc_record *after)
{
    return zc_value_same(&before->values[field->column], &after->values[field->column]);
}

static bool given(const struct zc_field *field, const struct zc_record *record) { return record && record->values[field->column].kind != ZC_V_EMPTY; }

static int refuse(struct zc_error *err, const struct zc_entity *entity, const struct zc_field *field, const char *zh, const char *en)
{
    return zc_fail(err, ZC_ECHECK, "%s、%s:%s%.0s%.0s%.0s", "%.0s%.0s%.0s%s, %s: %s", zc_pick(entity->title, ZC_ZH), zc_pick(field->title, ZC_ZH), zh,
                   zc_pick(entity->title, ZC_EN), zc_pick(field->title, ZC_EN), en);
}

/* `before` NULL: the record is new; `after` NULL: it is no longer so from some day, or never was. */
static int check_drawer(struct zc_tx *tx, const struct zc_draw_rule *rule, const struct zc_record *before, const struct zc_record *after, struct zc_error *err)
{
    const struct zc_entity *entity = before ? before->entity : after->entity;
    const struct zc_field *published = zc_entity_field(entity, rule->publish->on_field), *drawn = zc_entity_field(entity, rule->step->on_field);
    const struct zc_field *fixed[] = {published, rule->seed, rule->size, rule->among, rule->from, rule->to}, *kept[] = {drawn, rule->count, rule->digest, rule->known, rule->position};
    if (given(published, before)) {
        if (!after)
            return refuse(err, entity, rule->seed, "种子已公布，不能撤销", "the seed is published and cannot be taken back");
        for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
            if (!same(fixed[i], before, after))
                return refuse(err, entity, fixed[i], "种子公布后不再改变", "it does not change once the seed is published");
    }
    for (size_t i = 0; i < sizeof kept / sizeof *kept && after && !tx->drawing; i++)
        if (before ? !same(kept[i], before, after) : given(kept[i], after))
            return refuse(err, entity, kept[i], "只由抽样步骤写入", "only the step that draws writes it");
    return ZC_OK;
}

static int check_drawn(struct zc_tx *tx, const struct zc_draw_rule *rule, const struct zc_record *before, const struct zc_record *after, struct zc_error *err)
{
    const struct zc_entity *entity = rule->into;
    if (tx->drawing)
        return ZC_OK;
    if (!given(rule->rank, before))
        return given(rule->rank, after) ? refuse(err, entity, rule->rank, "只由抽样步骤写入", "only the step that draws writes it") : ZC_OK;
    if (!after)
        return refuse(err, entity, rule->rank, "抽中的不能撤销", "what was drawn cannot be taken back");
    if (!same(rule->rank, before, after) || !same(rule->by, before, after))
        return refuse(err, entity, rule->rank, "抽中的不再改变", "what was drawn does not change");
    for (size_t i = 0; i < rule->frame_count; i++)
        if (!same(rule->frames[i].as, before, after))
            return refuse(err, entity, rule->frames[i].as, "抽中的不再改变", "what was drawn does not change");
    return ZC_OK;
}

int zc_draw_check(struct zc_tx *tx, const struct zc_slices_plan *plan, struct zc_error *err)
{
    const struct zc_entity *entity = plan->change->entity;
    const struct zc_draw_rule *into = zc_draw_into(tx->db->city->model, entity);
    const struct zc_record *before = NULL;
    int rc = ZC_OK;
    if (!entity->draw && !into)
        return ZC_OK;
    for (size_t i = 0; i < plan->replaced_count; i++)
        if (plan->replaced[i].in_present)
            before = &plan->replaced[i].record;
    bool gone = plan->change->op == ZC_OP_END || plan->change->op == ZC_OP_WITHDRAW;
    if (gone && !before && plan->replaced_count) /* it is over already; it was drawn all the same */
        before = &plan->replaced[plan->replaced_count - 1].record;
    if (gone && before && entity->draw)
        rc = check_drawer(tx, entity->draw, before, NULL, err);
    if (gone && before && !rc && into)
        rc = check_drawn(tx, into, before, NULL, err);
    for (size_t i = plan->present; i < plan->count && !gone && !rc; i++) {
        const struct zc_record *after = &plan->pieces[i].record;
        if (plan->pieces[i].fate != ZC_PIECE_NEW)
            continue;
        if (entity->draw)
            rc = check_drawer(tx, entity->draw, before, after, err);
        if (!rc && into)
            rc = check_drawn(tx, into, before, after, err);
    }
    return rc;
}

/* 2 */

static void put(struct zc_patch *patch, const struct zc_field *field, struct zc_value value)
{
    patch->values[field->column] = value;
    patch->set[field->column] = true;
}

/* The entry of the step that published: "chain/seq digest". */
static int publication(const char **out, struct zc_tx *tx, struct zc_arena *arena, const struct zc_record *record, struct zc_error *err)
{
    struct zc_journal entries;
    *out = NULL;
    int rc = zc_tx_settle(tx, err);
    if (!rc)
        rc = zc_journal_of(&entries, arena, tx->db, record->id, err);
    for (size_t i = 0; i < entries.count && !rc && !*out; i++) {
        struct zc_json *payload;
        const struct zc_journal_entry *entry = &entries.items[i];
        rc = zc_json_parse(&payload, arena, entry->payload, strlen(entry->payload), err);
        const struct zc_json *step = rc ? NULL : zc_json_get(payload, "step");
        const char *name = step ? zc_json_text(step, "act") : NULL;
        if (name && strcmp(name, record->entity->draw->publish->name) == 0 && entry->tx != tx->number)
            *out = zc_arena_printf(arena, "%lld/%lld %s", (long long)entry->chain, (long long)entry->seq, entry->digest);
    }
    if (!rc && !*out)
        rc = zc_fail(err, ZC_ECHECK, "种子还没有在账本里公布，不能抽样", "the journal holds no publication of the seed: nothing can be drawn");
    return rc;
}

int zc_draw_frame(struct zc_patch *patch, struct zc_tx *tx, struct zc_arena *arena, const struct zc_record *record, struct zc_error *err)
{
    const struct zc_draw_rule *rule = record->entity->draw;
    int64_t known = zc_tx_known(tx);
    int today = zc_instant_date(zc_tx_next_at(tx));
    struct zc_rows rows;
    const char *position;
    int rc = publication(&position, tx, arena, record, err);
    if (!rc)
        rc = zc_draw_frame_rows(&rows, arena, tx->db, record, zc_times_at(tx->db, today, known), err);
    if (rc)
        return rc;
    if (!rows.count)
        return zc_fail(err, ZC_ECHECK, "抽样范围是空的：没有可抽的", "the frame is empty: there is nothing to draw from");
    struct zc_sample_entry *entries;
    char digest[ZC_DIGEST_HEX];
    zc_draw_order(&entries, arena, &rows, zc_record_text(record, rule->seed->name));
    zc_sample_digest(digest, entries, rows.count);
    put(patch, rule->count, zc_int((int64_t)rows.count));
    put(patch, rule->digest, zc_text(zc_arena_str(arena, digest)));
    put(patch, rule->known, zc_int(known));
    put(patch, rule->position, zc_text(position));
    return ZC_OK;
}

static int make_row(struct zc_tx *tx, struct zc_arena *arena, const struct zc_record *drawer, const struct zc_record *drawn, int64_t rank, struct zc_times times,
                    struct zc_error *err)
{
    const struct zc_draw_rule *rule = drawer->entity->draw;
    const struct zc_draw_frame *frame = zc_draw_frame_of(drawer);
    struct zc_patch patch = zc_patch_new(arena, rule->into, 0);
    struct zc_eval eval;
    int64_t id = 0;
    bool changed;
    zc_eval_init(&eval, arena, tx->db, times, &ZC_READER_CITY);
    put(&patch, rule->by, zc_int(drawer->id));
    put(&patch, rule->rank, zc_int(rank));
    put(&patch, frame->as, zc_int(drawn->id));
    if (frame->unit)
        put(&patch, rule->unit, zc_expr_value(frame->unit, &eval.context, drawn));
    for (size_t i = 0; i < frame->set_count; i++)
        put(&patch, frame->sets[i].field, zc_expr_value(frame->sets[i].value, &eval.context, drawn));
    return zc_record_change(&id, &changed, tx, &patch, err);
}

int zc_draw_make(struct zc_tx *tx, struct zc_arena *arena, const struct zc_entity *entity, int64_t id, struct zc_error *err)
{
    struct zc_record drawer;
    struct zc_draw_result result;
    const struct zc_reader *reader = tx->actor.reader;
    int rc = zc_rows_get(&drawer, arena, tx->db, entity, id, zc_times_now(tx->db), &ZC_READER_CITY, err);
    if (!rc)
        rc = zc_draw_read(&result, arena, tx->db, &drawer, zc_times_now(tx->db), err);
    if (rc)
        return rc;
    tx->drawing = true; /* whom the draw meets was decided by who may draw: each row needs no right of its own */
    tx->actor.reader = &ZC_READER_CITY;
    for (size_t i = 0; i < result.count && result.lines[i].drawn && !rc; i++) {
        struct zc_record drawn;
        int64_t which;
        struct zc_times times = zc_times_at(tx->db, result.drawn_on, result.known);
        which = strtoll(result.lines[i].id, NULL, 10);
        rc = zc_rows_get(&drawn, arena, tx->db, result.frame->of, which, times, &ZC_READER_CITY, err);
        if (!rc)
            rc = make_row(tx, arena, &drawer, &drawn, (int64_t)i + 1, times, err);
    }
    tx->actor.reader = reader;
    tx->drawing = false;
    return rc;
}
