/* burden: 1 asks of records; 2 forms of the journal; 3 all. */
#include "query/burden.h"
#include "base/json.h"
#include "maths/burden.h"
#include "model/draw.h"
#include "query/eval.h"
#include "query/journal.h"

#include <stdlib.h>
#include <string.h>

struct meter {
    struct zc_burden_load *load;
    const char *code;              /* of the unit, as forms name it */
    struct zc_burden_ask *asks;
    size_t ask_count, ask_capacity;
    int64_t *minutes;
    size_t minute_count, minute_capacity;
};
struct run {
    struct zc_arena *arena;
    struct zc_db *db;
    struct zc_times times;
    const struct zc_period *period;
    struct meter *meters;
    size_t count;
    struct zc_eval eval;
    struct zc_error *err;
};

static struct meter *meter_of(struct run *run, int64_t unit)
{
    for (size_t i = 0; i < run->count; i++)
        if (run->meters[i].load->unit == unit)
            return &run->meters[i];
    return NULL;
}

/* 1 */

static const char *about(struct run *run, const struct zc_burden *burden, const struct zc_record *row)
{
    struct zc_buf text = {0};
    for (size_t i = 0; i < burden->about_count; i++) {
        const struct zc_value *value = &row->values[burden->about[i]->column];
        if (value->kind == ZC_V_TEXT)
            zc_buf_str(&text, value->text);
        else if (value->kind)
            zc_buf_int(&text, value->number);
        zc_buf_char(&text, '|');
    }
    const char *made = zc_arena_copy(run->arena, zc_buf_text(&text), text.size);
    zc_buf_free(&text);
    return made;
}

/* From the first entry of the record to the first slice that has the field. */
static int measure(struct run *run, struct meter *meter, const struct zc_burden *burden, const struct zc_record *row)
{
    struct zc_rows slices;
    int64_t opened = INT64_MAX, done = INT64_MAX;
    int rc = zc_rows_history(&slices, run->arena, run->db, row->entity, row->id, &ZC_READER_CITY, run->err);
    for (size_t i = 0; i < slices.count && !rc; i++) {
        const struct zc_record *slice = &slices.items[i];
        if (slice->known_from > run->times.known)
            continue;
        opened = slice->known_from < opened ? slice->known_from : opened;
        if (slice->values[burden->done->column].kind && slice->known_from < done)
            done = slice->known_from;
    }
    if (!rc && done != INT64_MAX)
        *(int64_t *)zc_arena_push(run->arena, &meter->minutes, &meter->minute_count, &meter->minute_capacity, sizeof(int64_t)) = (done - opened) / 60000000;
    return rc;
}

static int count_rows(struct run *run, const struct zc_entity *entity, const struct zc_burden *burden)
{
    struct zc_rows rows;
    struct zc_rows_query query = {.entity = entity, .times = run->times, .reader = &ZC_READER_CITY};
    query.filter = zc_arena_printf(run->arena, "%s >= :from and %s <= :to", burden->on->name, burden->on->name);
    query.params[ZC_P_FROM] = zc_int(run->period->from - ZC_BURDEN_REPEAT_DAYS);
    query.params[ZC_P_TO] = zc_int(run->period->to);
    int rc = zc_rows_list(&rows, run->arena, run->db, &query, run->err);
    for (size_t i = 0; i < rows.count && !rc; i++) {
        const struct zc_record *row = &rows.items[i];
        struct zc_value unit = zc_expr_value(burden->unit, &run->eval.context, row);
        struct meter *meter = unit.kind ? meter_of(run, unit.number) : NULL;
        int on = (int)row->values[burden->on->column].number;
        if (!meter)
            continue;
        struct zc_value from = burden->from ? zc_expr_value(burden->from, &run->eval.context, row) : ZC_EMPTY;
        if (burden->about_count)
            *(struct zc_burden_ask *)zc_arena_push(run->arena, &meter->asks, &meter->ask_count, &meter->ask_capacity, sizeof *meter->asks) =
                (struct zc_burden_ask){about(run, burden, row), from.kind ? from.number : 0, on};
        if (on < run->period->from)
            continue;
        meter->load->counts[burden->kind]++;
        if (burden->done && row->values[burden->done->column].kind)
            rc = measure(run, meter, burden, row);
    }
    return rc;
}

/* 2 */

static int count_forms(struct run *run)
{
    struct zc_journal entries;
    int rc = zc_journal_of_kind(&entries, run->arena, run->db, run->db->city->area, "export", run->err);
    for (size_t i = 0; i < entries.count && !rc; i++) {
        struct zc_json *payload;
        int on = zc_instant_date(entries.items[i].at);
        if (on < run->period->from || on > run->period->to || entries.items[i].at > run->times.known)
            continue;
        if ((rc = zc_json_parse(&payload, run->arena, entries.items[i].payload, strlen(entries.items[i].payload), run->err)))
            break;
        const char *unit = zc_json_text(payload, "form") ? zc_json_text(payload, "unit") : NULL;
        for (size_t m = 0; m < run->count && unit; m++)
            run->meters[m].load->counts[ZC_BURDEN_FORM] += strcmp(run->meters[m].code, unit) == 0;
    }
    return rc;
}

/* 3 */

int zc_burden_of(struct zc_burden_load **out, struct zc_arena *arena, struct zc_db *db, const int64_t *units, size_t count, const struct zc_period *period,
                 struct zc_times times, struct zc_error *err)
{
    const struct zc_model *model = db->city->model;
    struct run run = {.arena = arena, .db = db, .times = times, .period = period, .count = count, .err = err};
    int rc = ZC_OK;
    *out = zc_arena_array(arena, count + 1, sizeof **out);
    run.meters = zc_arena_array(arena, count + 1, sizeof *run.meters);
    zc_eval_init(&run.eval, arena, db, times, &ZC_READER_CITY);
    for (size_t i = 0; i < count; i++) {
        struct zc_record unit;
        (*out)[i] = (struct zc_burden_load){.unit = units[i], .median = -1};
        run.meters[i] = (struct meter){.load = &(*out)[i], .code = ""};
        if (!zc_rows_get(&unit, arena, db, zc_model_entity(model, "core.unit"), units[i], times, &ZC_READER_CITY, NULL))
            run.meters[i].code = zc_record_text(&unit, "code");
    }
    for (size_t e = 0; e < model->entity_count && !rc; e++)
        for (size_t b = 0; model->entities[e]->burden && b < model->entities[e]->burden->count && !rc; b++)
            rc = count_rows(&run, model->entities[e], &model->entities[e]->burden->items[b]);
    if (!rc)
        rc = count_forms(&run);
    for (size_t i = 0; i < count && !rc; i++) {
        struct meter *meter = &run.meters[i];
        meter->load->repeated = zc_burden_repeated(meter->asks, meter->ask_count, ZC_BURDEN_REPEAT_DAYS);
        meter->load->measured = meter->minute_count;
        meter->load->median = zc_burden_median(meter->minutes, meter->minute_count);
    }
    return rc;
}

static bool any(const struct zc_reader *reader, const char **roles, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (zc_reader_has_role(reader, roles[i]))
            return true;
    return false;
}

bool zc_burden_may(const struct zc_model *model, const struct zc_reader *reader)
{
    bool may = reader->city;
    for (size_t e = 0; e < model->entity_count && !may; e++) {
        const struct zc_entity *entity = model->entities[e];
        may = any(reader, entity->dispatch, entity->dispatch_count) || (entity->instruct && any(reader, entity->instruct->by, entity->instruct->by_count)) ||
              (entity->draw && any(reader, entity->draw->step->by, entity->draw->step->by_count));
    }
    return may;
}
