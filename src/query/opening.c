/* opening: 1 first days; 2 one claim; 3 all claims of an entity; 4 a figure. */
#include "query/opening.h"
#include "base/buf.h"
#include "model/opening.h"
#include "query/eval.h"
#include "query/journal.h"

#include <string.h>

/* 1 */

int zc_first_days_open(struct zc_first_days *out, struct zc_arena *arena, struct zc_db *db, const struct zc_entity *entity, struct zc_times times,
                       struct zc_error *err)
{
    const struct zc_first_day *rule = entity->first_day;
    struct zc_rows rows = {0};
    *out = (struct zc_first_days){entity, db, arena, times, 0};
    if (!rule || rule->path)
        return ZC_OK;
    struct zc_rows_query query = {.entity = rule->of, .times = times, .reader = &ZC_READER_CITY};
    int rc = zc_rows_list(&rows, arena, db, &query, err);
    for (size_t i = 0; i < rows.count && !rc; i++) {
        struct zc_value day = zc_record_value(&rows.items[i], rule->field);
        if (day.kind == ZC_V_INT && (!out->earliest || day.number < out->earliest))
            out->earliest = (int)day.number;
    }
    return rc;
}

int zc_first_day_of(const struct zc_first_days *days, const struct zc_record *record)
{
    const struct zc_first_day *rule = days->entity->first_day;
    struct zc_eval eval;
    if (!rule || !rule->path)
        return days->earliest;
    zc_eval_init(&eval, days->arena, days->db, days->times, &ZC_READER_CITY);
    struct zc_value day = zc_expr_value(rule->path, &eval.context, record);
    return day.kind == ZC_V_INT ? (int)day.number : 0;
}

/* 2 */

/* The first day since when the claim holds without a break, up to the slice in hand. */
static int claimed_since(int *out, struct zc_eval *eval, const struct zc_record *record, struct zc_error *err)
{
    struct zc_rows history;
    int rc = zc_rows_history(&history, eval->arena, eval->db, record->entity, record->id, &ZC_READER_CITY, err);
    *out = record->valid_from;
    int64_t known = eval->times.present ? ZC_INSTANT_MAX - 1 : eval->times.known;
    for (size_t i = history.count; i-- > 0 && !rc;) {
        const struct zc_record *slice = &history.items[i];
        if (slice->known_from <= known && known < slice->known_to && slice->valid_to == *out && zc_eval_test(eval, record->entity->opening->claim, slice))
            *out = slice->valid_from;
    }
    return rc;
}

/* As by the known time; a record that is no more then is asked as it was. */
static const struct zc_record *newest(const struct zc_first_days *days, const struct zc_record *record)
{
    struct zc_record *found = zc_arena_alloc(days->arena, sizeof *found);
    struct zc_times times = days->times.present ? days->times : zc_times_at(days->db, ZC_DATE_MAX, days->times.known);
    return zc_rows_get(found, days->arena, days->db, record->entity, record->id, times, &ZC_READER_CITY, NULL) ? record : found;
}

int zc_opening_of(struct zc_opening *out, const struct zc_first_days *days, const struct zc_record *record, struct zc_error *err)
{
    const struct zc_opening_rule *rule = record->entity->opening;
    struct zc_eval eval;
    *out = (struct zc_opening){.basis = ""};
    if (!rule || !(out->first_day = zc_first_day_of(days, record)))
        return ZC_OK;
    zc_eval_init(&eval, days->arena, days->db, days->times, &ZC_READER_CITY);
    if (!zc_eval_test(&eval, rule->claim, record))
        return ZC_OK;
    struct zc_value claimed = rule->claimed_on ? zc_record_value(record, rule->claimed_on) : ZC_EMPTY;
    int rc = ZC_OK;
    if (claimed.kind == ZC_V_INT)
        out->claimed_on = (int)claimed.number;
    else
        rc = claimed_since(&out->claimed_on, &eval, record, err);
    if (rc || out->claimed_on >= out->first_day || out->claimed_on > days->times.asof)
        return rc;
    const struct zc_record *now = newest(days, record);
    struct zc_value by = zc_record_value(now, rule->by), on = zc_record_value(now, rule->on);
    out->basis = zc_record_text(now, rule->basis);
    out->by = by.kind == ZC_V_INT ? by.number : 0;
    out->on = on.kind == ZC_V_INT ? (int)on.number : 0;
    out->state = out->on && (*out->basis || out->by) ? ZC_OPENING_VERIFIED : ZC_OPENING_PENDING;
    return ZC_OK;
}

/* 3 */

bool zc_opening_may(const struct zc_reader *reader, const struct zc_entity *entity)
{
    return entity->opening && zc_reader_has_role(reader, entity->opening->role);
}

int zc_opening_rows(struct zc_rows *out, struct zc_arena *arena, struct zc_db *db, const struct zc_reader *reader, const struct zc_entity *entity,
                    const char *words, enum zc_opening_state state, struct zc_error *err)
{
    struct zc_rows rows;
    struct zc_first_days days;
    struct zc_rows_query query = {
        .entity = entity, .times = zc_times_now(db), .reader = reader, .where = entity->opening->claim, .search = words && *words ? words : NULL};
    *out = (struct zc_rows){0};
    int rc = zc_rows_list(&rows, arena, db, &query, err);
    if (!rc)
        rc = zc_first_days_open(&days, arena, db, entity, query.times, err);
    out->items = zc_arena_array(arena, rc ? 1 : rows.count + 1, sizeof *out->items);
    for (size_t i = 0; !rc && i < rows.count; i++) {
        struct zc_opening opening;
        rc = zc_opening_of(&opening, &days, &rows.items[i], err);
        if (!rc && opening.state == state)
            out->items[out->count++] = rows.items[i];
    }
    return rc;
}

/* The transaction that wrote the day of verification last. */
static int64_t tx_of(struct zc_arena *arena, struct zc_db *db, const struct zc_record *record)
{
    struct zc_journal journal;
    const char *mark = zc_arena_printf(arena, "\"%s\":", record->entity->opening->on);
    if (zc_journal_of(&journal, arena, db, record->id, NULL))
        return 0;
    for (size_t i = journal.count; i-- > 0;)
        if (strstr(journal.items[i].payload, mark))
            return journal.items[i].tx;
    return 0;
}

int zc_opening_batches(struct zc_opening_batch **out, size_t *count, struct zc_arena *arena, struct zc_db *db, const struct zc_reader *reader,
                       struct zc_error *err)
{
    const struct zc_model *model = db->city->model;
    size_t capacity = 0;
    int rc = ZC_OK;
    *out = NULL;
    *count = 0;
    for (size_t e = 0; e < model->entity_count && !rc; e++) {
        struct zc_rows rows;
        if (!zc_opening_may(reader, model->entities[e]))
            continue;
        rc = zc_opening_rows(&rows, arena, db, reader, model->entities[e], NULL, ZC_OPENING_VERIFIED, err);
        for (size_t i = 0; i < rows.count && !rc; i++) {
            int64_t tx = tx_of(arena, db, &rows.items[i]);
            size_t b = 0;
            while (b < *count && (*out)[b].tx != tx)
                b++;
            if (b == *count)
                *(struct zc_opening_batch *)zc_arena_push(arena, out, count, &capacity, sizeof **out) = (struct zc_opening_batch){tx, 0, rows.items[i]};
            (*out)[b].rows++;
        }
    }
    return rc;
}

/* 4 */

static const char *post_name(struct zc_arena *arena, struct zc_db *db, const struct zc_field *field, int64_t id)
{
    struct zc_record post;
    if (!id || zc_rows_get(&post, arena, db, field->to, id, zc_times_now(db), &ZC_READER_CITY, NULL))
        return "";
    return zc_record_name(arena, db, &post, ZC_ZH);
}

int zc_opening_of_figure(struct zc_opening_sum *out, struct zc_arena *arena, struct zc_db *db, const struct zc_figure *figure, struct zc_error *err)
{
    struct zc_first_days days = {0};
    size_t capacity = 0;
    int rc = ZC_OK;
    *out = (struct zc_opening_sum){0};
    for (size_t i = 0; i < figure->row_count && !rc; i++) {
        const struct zc_entity *entity = figure->rows[i].entity;
        struct zc_record record;
        struct zc_opening opening;
        if (!entity->opening)
            continue;
        if (days.entity != entity)
            rc = zc_first_days_open(&days, arena, db, entity, figure->times, err);
        if (!rc)
            rc = zc_rows_get(&record, arena, db, entity, figure->rows[i].id, figure->times, &ZC_READER_CITY, err);
        if (!rc)
            rc = zc_opening_of(&opening, &days, &record, err);
        if (rc || opening.state == ZC_OPENING_NONE)
            continue;
        if (opening.state == ZC_OPENING_PENDING) {
            out->pending++;
            continue;
        }
        const char *by = post_name(arena, db, zc_entity_field(entity, entity->opening->by), opening.by);
        size_t g = 0;
        while (g < out->ground_count && (strcmp(out->grounds[g].basis, opening.basis) != 0 || strcmp(out->grounds[g].by, by) != 0))
            g++;
        if (g == out->ground_count)
            *(struct zc_opening_ground *)zc_arena_push(arena, &out->grounds, &out->ground_count, &capacity, sizeof *out->grounds) =
                (struct zc_opening_ground){opening.basis, by, 0};
        out->grounds[g].rows++;
        out->verified++;
    }
    return rc;
}

const char *zc_opening_words(const struct zc_opening_sum *sum, struct zc_arena *arena, enum zc_lang lang)
{
    bool en = lang == ZC_EN;
    const char *text = "";
    if (!sum->verified && !sum->pending)
        return NULL;
    if (sum->verified)
        text = zc_arena_printf(arena, en ? "◇ %zu rows rest on opening verification" : "◇ 其中 %zu 条按期初核实计", sum->verified);
    for (size_t i = 0; i < sum->ground_count; i++) {
        const struct zc_opening_ground *ground = &sum->grounds[i];
        text = zc_arena_printf(arena, en ? "%s%s%s%s%s (%zu)" : "%s%s%s%s%s（%zu 条）", text, i ? (en ? ", " : "、") : (en ? ": " : "："), ground->basis,
                               *ground->basis && *ground->by ? (en ? " / " : "，") : "", ground->by, ground->rows);
    }
    if (sum->pending)
        text = zc_arena_printf(arena, en ? "%s%s◇ %zu rows await opening verification" : "%s%s◇ 期初待核 %zu 条", text, *text ? (en ? "; " : "；") : "", sum->pending);
    return text;
}

void zc_opening_json(struct zc_buf *out, const struct zc_opening_sum *sum)
{
    zc_buf_printf(out, "{\"verified\":%zu,\"pending\":%zu,\"grounds\":[", sum->verified, sum->pending);
    for (size_t i = 0; i < sum->ground_count; i++) {
        zc_buf_str(out, i ? ",{\"basis\":" : "{\"basis\":");
        zc_buf_json_str(out, sum->grounds[i].basis);
        zc_buf_str(out, ",\"by\":");
        zc_buf_json_str(out, sum->grounds[i].by);
        zc_buf_printf(out, ",\"rows\":%zu}", sum->grounds[i].rows);
    }
    zc_buf_str(out, "]}");
}
