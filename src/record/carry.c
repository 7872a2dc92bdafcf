/* carry: 1 the report; 2 a twin; 3 one row with what goes along it; 4 refs among those carried; 5 the whole, and taking it back. */
#include "record/carry.h"
#include "base/json.h"
#include "model/carry.h"
#include "query/eval.h"
#include "query/journal.h"
#include "record/bulk.h"
#include "record/tx.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEEPEST = 4 };

struct pair {
    const struct zc_entity *entity;
    int64_t old, twin;
};
struct run {
    struct zc_tx *tx;
    struct zc_db *db;
    struct zc_arena *arena;
    const struct zc_model *model;
    const struct zc_carry_ask *ask;
    int on;
    struct pair *pairs;
    size_t pair_count, pair_capacity, line_capacity;
    struct zc_carry_report *out;
    struct zc_error *err;
};

bool zc_carry_possible(const struct zc_model *model, const struct zc_entity *entity)
{
    for (size_t i = 0; i < model->entity_count; i++)
        if (model->entities[i]->carry && model->entities[i]->carry->along->to == entity)
            return true;
    return false;
}

/* 1 */

static struct zc_carry_line *line_of(struct run *run, const struct zc_entity *entity)
{
    for (size_t i = 0; i < run->out->line_count; i++)
        if (run->out->lines[i].entity == entity)
            return &run->out->lines[i];
    struct zc_carry_line *line = zc_arena_push(run->arena, &run->out->lines, &run->out->line_count, &run->line_capacity, sizeof *line);
    *line = (struct zc_carry_line){.entity = entity};
    return line;
}

static int write_row(struct run *run, struct zc_patch *patch, const char *name)
{
    struct zc_error one = {0};
    bool changed;
    patch->why = run->ask->why;
    patch->states = true;
    int rc = zc_record_change(&patch->id, &changed, run->tx, patch, &one);
    return rc ? zc_fail(run->err, rc, "%s“%s”:%s%.0s%.0s%.0s", "%.0s%.0s%.0s%s \"%s\": %s", zc_pick(patch->entity->title, ZC_ZH), name, one.zh,
                        zc_pick(patch->entity->title, ZC_EN), name, one.en)
              : ZC_OK;
}

/* 2 */

/* One more than the largest among the rows that share the rest of the natural key. */
static int next_serial(int64_t *out, struct run *run, const struct zc_patch *twin)
{
    const struct zc_field *serial = twin->entity->carry->serial, *along = twin->entity->carry->along;
    struct zc_rows rows;
    const char *filter = zc_arena_printf(run->arena, "%s = :post", along->name);
    struct zc_rows_query query = {.entity = twin->entity, .times = zc_times_now(run->db), .reader = &ZC_READER_CITY, .filter = filter};
    query.params[ZC_P_POST] = twin->values[along->column];
    int rc = zc_rows_list(&rows, run->arena, run->db, &query, run->err);
    *out = 1;
    for (size_t i = 0; i < rows.count && !rc; i++) {
        bool same = true;
        for (size_t k = 0; k < twin->entity->key_count; k++) {
            int column = zc_entity_field(twin->entity, twin->entity->key[k])->column;
            same = same && (column == serial->column || zc_value_same(&rows.items[i].values[column], &twin->values[column]));
        }
        if (same && rows.items[i].values[serial->column].number >= *out)
            *out = rows.items[i].values[serial->column].number + 1;
    }
    return rc;
}

static void put(struct zc_patch *patch, const struct zc_field *field, struct zc_value value)
{
    patch->values[field->column] = value;
    patch->set[field->column] = true;
}

static int fill_twin(struct zc_patch *twin, struct run *run, const struct zc_record *row, int64_t along, bool root)
{
    const struct zc_entity *entity = row->entity;
    const struct zc_carry_rule *rule = entity->carry;
    struct zc_eval eval;
    struct zc_record draft = {.entity = entity, .values = twin->values};
    for (size_t i = 0; i < entity->column_count; i++)
        put(twin, entity->columns[i], row->values[i]);
    for (size_t i = 0; i < rule->clear_count; i++)
        put(twin, rule->clears[i], ZC_EMPTY);
    if (entity->number_field)
        put(twin, zc_entity_field(entity, entity->number_field), ZC_EMPTY);
    put(twin, rule->along, zc_int(along));
    if (rule->origin)
        put(twin, rule->origin, zc_int(row->id));
    zc_eval_init(&eval, run->arena, run->db, zc_times_at(run->db, run->on, ZC_INSTANT_MAX), zc_tx_actor(run->tx)->reader);
    for (size_t i = 0; i < rule->set_count; i++) {
        bool given = root && run->ask->due && rule->sets[i].field == rule->due;
        put(twin, rule->sets[i].field, given ? zc_int(run->ask->due) : zc_expr_value(rule->sets[i].value, &eval.context, &draft));
    }
    int64_t serial;
    int rc = rule->serial ? next_serial(&serial, run, twin) : ZC_OK;
    if (!rc && rule->serial)
        put(twin, rule->serial, zc_int(serial));
    twin->valid_from = run->on;
    twin->home_area = entity->home == ZC_HOME_OWN ? zc_id_area(row->id) : 0;
    return rc;
}

/* 3 */

static int carry_along(struct run *run, const struct zc_entity *parent, int64_t from, int64_t to, int depth);

static int take_step(struct run *run, const struct zc_record *row, const char *name)
{
    const struct zc_transition *step = row->entity->carry->step;
    const struct zc_reader *reader = zc_tx_actor(run->tx)->reader;
    bool may = reader->city;
    for (size_t i = 0; i < step->by_count && !may; i++)
        may = zc_reader_has_role(reader, step->by[i]);
    if (!may)
        return zc_fail(run->err, ZC_EDENIED, "您的岗位无权%s%.0s", "your post may not%.0s %s", zc_pick(step->title, ZC_ZH), zc_pick(step->title, ZC_EN));
    struct zc_patch patch = zc_patch_new(run->arena, row->entity, row->id);
    put(&patch, zc_entity_field(row->entity, "state"), zc_text(step->to));
    if (step->on_field)
        put(&patch, zc_entity_field(row->entity, step->on_field), zc_int(run->on));
    if (step->at_field)
        put(&patch, zc_entity_field(row->entity, step->at_field), zc_int(zc_date_instant(run->on)));
    patch.valid_from = run->on;
    return write_row(run, &patch, name);
}

static int carry_row(struct run *run, const struct zc_record *row, int64_t along, int depth)
{
    const struct zc_entity *entity = row->entity;
    const char *name = zc_record_name(run->arena, run->db, row, ZC_ZH);
    struct zc_patch twin = zc_patch_new(run->arena, entity, 0);
    int rc = fill_twin(&twin, run, row, along, depth == 0);
    if (!rc)
        rc = write_row(run, &twin, name);
    if (rc)
        return rc;
    *(struct pair *)zc_arena_push(run->arena, &run->pairs, &run->pair_count, &run->pair_capacity, sizeof *run->pairs) = (struct pair){entity, row->id, twin.id};
    rc = carry_along(run, entity, row->id, twin.id, depth + 1);
    if (!rc && entity->carry->step)
        rc = take_step(run, row, name);
    struct zc_carry_line *line = line_of(run, entity);
    struct zc_record made;
    line->carried++;
    if (!rc && line->name_count < ZC_CARRY_NAMES &&
        !zc_rows_get(&made, run->arena, run->db, entity, twin.id, zc_times_now(run->db), zc_tx_actor(run->tx)->reader, NULL)) {
        const char *number = entity->number_field;
        line->names[line->name_count++] = number ? zc_arena_printf(run->arena, "%s → %s %s", zc_record_text(row, number), zc_record_text(&made, number), name) : name;
    }
    return rc;
}

static int carry_along(struct run *run, const struct zc_entity *parent, int64_t from, int64_t to, int depth)
{
    int rc = ZC_OK;
    for (size_t e = 0; e < run->model->entity_count && depth < DEEPEST && !rc; e++) {
        const struct zc_entity *entity = run->model->entities[e];
        struct zc_rows rows;
        struct zc_eval eval;
        if (!entity->carry || entity->carry->along->to != parent)
            continue;
        struct zc_rows_query query = {.entity = entity, .times = zc_times_at(run->db, run->on, ZC_INSTANT_MAX), .reader = &ZC_READER_CITY,
                                      .filter = zc_arena_printf(run->arena, "%s = :post", entity->carry->along->name)};
        query.params[ZC_P_POST] = zc_int(from);
        zc_eval_init(&eval, run->arena, run->db, query.times, &ZC_READER_CITY);
        rc = zc_rows_list(&rows, run->arena, run->db, &query, run->err);
        for (size_t i = 0; i < rows.count && !rc; i++) {
            if (zc_eval_test(&eval, entity->carry->open, &rows.items[i]))
                rc = carry_row(run, &rows.items[i], to, depth);
            else
                line_of(run, entity)->stays++;
        }
    }
    return rc;
}

/* 4 */

static int64_t twin_of(const struct run *run, const struct zc_entity *entity, int64_t old)
{
    for (size_t i = 0; i < run->pair_count; i++)
        if (run->pairs[i].entity == entity && run->pairs[i].old == old)
            return run->pairs[i].twin;
    return old;
}

/* What waited for a row that was carried waits for its twin. */
static int point_to_twins(struct run *run, const struct pair *pair)
{
    struct zc_record row;
    struct zc_patch patch = zc_patch_new(run->arena, pair->entity, pair->twin);
    bool any = false;
    int rc = zc_rows_get(&row, run->arena, run->db, pair->entity, pair->twin, zc_times_now(run->db), &ZC_READER_CITY, run->err);
    for (size_t i = 0; i < pair->entity->column_count && !rc; i++) {
        const struct zc_field *field = pair->entity->columns[i];
        struct zc_value value = row.values[i];
        if (!field->to || !value.kind || field == pair->entity->carry->origin)
            continue;
        if (field->list) {
            const char *text = "";
            for (const char *at = value.text; *at == ';' && at[1];) {
                char *end;
                int64_t id = strtoll(at + 1, &end, 10);
                text = zc_arena_printf(run->arena, "%s%lld;", *text ? text : ";", (long long)twin_of(run, field->to, id));
                at = end;
            }
            value = zc_text(text);
        } else {
            value = zc_int(twin_of(run, field->to, value.number));
        }
        if (!zc_value_same(&value, &row.values[i])) {
            put(&patch, field, value);
            any = true;
        }
    }
    patch.valid_from = run->on;
    return rc || !any ? rc : write_row(run, &patch, zc_record_name(run->arena, run->db, &row, ZC_ZH));
}

/* 5 */

static int check_ask(struct run *run)
{
    const struct zc_carry_ask *ask = run->ask;
    const struct zc_reader *reader = zc_tx_actor(run->tx)->reader;
    struct zc_record plan;
    int today = zc_db_today(run->db);
    char on[ZC_DATE_TEXT], now[ZC_DATE_TEXT];
    zc_date_format(on, run->on);
    zc_date_format(now, today);
    if (!zc_carry_possible(run->model, ask->entity))
        return zc_fail(run->err, ZC_EINPUT, "没有什么随%s%.0s结转", "nothing is carried along%.0s %s", zc_pick(ask->entity->title, ZC_ZH), ask->entity->full_name);
    if (ask->from == ask->to)
        return zc_fail(run->err, ZC_EINPUT, "不能结转到自己", "it cannot be carried into itself");
    if (run->on > today)
        return zc_fail(run->err, ZC_EINPUT, "结转日期 %s 晚于今天 %s", "the day %s lies after today %s", on, now);
    struct zc_times times = zc_times_at(run->db, run->on, ZC_INSTANT_MAX);
    int rc = zc_rows_get(&plan, run->arena, run->db, ask->entity, ask->from, times, reader, run->err);
    if (!rc && zc_rows_get(&plan, run->arena, run->db, ask->entity, ask->to, times, reader, NULL))
        rc = zc_fail(run->err, ZC_EINPUT, "结转日期 %s 还没有要转入的%s%.0s", "on %1$s there is no%2$.0s %3$s to carry into yet", on, zc_pick(ask->entity->title, ZC_ZH),
                     zc_pick(ask->entity->title, ZC_EN));
    return rc;
}

int zc_carry_run(struct zc_carry_report *out, struct zc_arena *arena, struct zc_tx *tx, const struct zc_carry_ask *ask, struct zc_error *err)
{
    struct run run = {.tx = tx, .db = zc_tx_db(tx), .arena = arena, .ask = ask, .out = out, .err = err};
    *out = (struct zc_carry_report){0};
    run.model = run.db->city->model;
    run.on = ask->on == ZC_TODAY ? zc_db_today(run.db) : ask->on;
    int rc = check_ask(&run);
    if (!rc)
        rc = carry_along(&run, ask->entity, ask->from, ask->to, 0);
    for (size_t i = 0; i < run.pair_count && !rc; i++)
        rc = point_to_twins(&run, &run.pairs[i]);
    if (!rc && !run.pair_count)
        rc = zc_fail(err, ZC_ENOTFOUND, "没有要结转的:没有未办结的记录", "there is nothing to carry: nothing is open");
    return rc;
}

struct carried {
    const struct zc_model *model;
    const struct zc_entity *entity; /* of what was carried into */
    char to[24];                    /* its id */
};

/* 1 at the first entry that made a twin there. */
static int made_twin(void *user, struct zc_arena *arena, const struct zc_journal_entry *entry, struct zc_error *err)
{
    const struct carried *carried = user;
    struct zc_json *payload;
    int rc = zc_json_parse(&payload, arena, entry->payload, strlen(entry->payload), err);
    if (rc)
        return rc;
    const char *name = zc_json_text(payload, "entity");
    const struct zc_entity *made = name ? zc_model_entity(carried->model, name) : NULL;
    const struct zc_json *fields = zc_json_get(payload, "fields");
    if (!made || !made->carry || !made->carry->origin || made->carry->along->to != carried->entity)
        return 0;
    const char *along = zc_json_text(fields, made->carry->along->name);
    return zc_json_text(fields, made->carry->origin->name) && along && strcmp(along, carried->to) == 0;
}

int zc_carry_withdraw(struct zc_tx *tx, const struct zc_entity *entity, int64_t to, int64_t number, const char *why, struct zc_error *err)
{
    struct carried carried = {.model = zc_tx_db(tx)->city->model, .entity = entity};
    snprintf(carried.to, sizeof carried.to, "%lld", (long long)to);
    int rc = zc_journal_walk(zc_tx_db(tx), number, made_twin, &carried, err);
    if (rc < 0)
        return rc;
    return rc ? zc_bulk_withdraw(tx, number, why, err)
              : zc_fail(err, ZC_ENOTFOUND, "第 %lld 号事务没有结转到这里", "transaction %lld carried nothing into this", (long long)number);
}
