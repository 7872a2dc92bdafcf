/* draw: 1 the frame; 2 the result. */
#include "query/draw.h"
#include "query/draw_kept.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 1 */

const struct zc_draw_frame *zc_draw_frame_of(const struct zc_record *record)
{
    const struct zc_draw_rule *rule = record->entity->draw;
    const char *code = zc_record_text(record, rule->among->name);
    for (size_t i = 0; i < rule->frame_count; i++)
        if (strcmp(rule->frames[i].name, code) == 0)
            return &rule->frames[i];
    return NULL;
}

int zc_draw_frame_rows(struct zc_rows *out, struct zc_arena *arena, struct zc_db *db, const struct zc_record *record, struct zc_times times, struct zc_error *err)
{
    const struct zc_draw_rule *rule = record->entity->draw;
    const struct zc_draw_frame *frame = zc_draw_frame_of(record);
    *out = (struct zc_rows){0};
    if (!frame)
        return zc_fail(err, ZC_EINPUT, "没有写明从哪里抽", "it does not say from what is drawn");
    struct zc_rows_query query = {.entity = frame->of, .times = times, .reader = &ZC_READER_CITY, .where = frame->where};
    query.params[ZC_P_FROM] = record->values[rule->from->column];
    query.params[ZC_P_TO] = record->values[rule->to->column];
    return zc_rows_list(out, arena, db, &query, err);
}

void zc_draw_order(struct zc_sample_entry **out, struct zc_arena *arena, const struct zc_rows *rows, const char *seed)
{
    *out = zc_arena_array(arena, rows->count + 1, sizeof **out);
    for (size_t i = 0; i < rows->count; i++)
        (*out)[i].id = zc_arena_printf(arena, "%lld", (long long)rows->items[i].id);
    zc_sample_order(*out, rows->count, seed);
}

/* 2 */

static int made_rows(struct zc_rows *out, struct zc_arena *arena, struct zc_db *db, const struct zc_record *record, struct zc_times times, struct zc_error *err)
{
    const struct zc_draw_rule *rule = record->entity->draw;
    struct zc_rows_query query = {.entity = rule->into, .times = times, .reader = &ZC_READER_CITY};
    query.filter = zc_arena_printf(arena, "%s = :post and not empty(%s)", rule->by->name, rule->rank->name);
    query.params[ZC_P_POST] = zc_int(record->id);
    return zc_rows_list(out, arena, db, &query, err);
}

/* Whether the rows made are the first of the order, each at its place. */
static bool first_of(const struct zc_draw_result *result, const struct zc_draw_rule *rule, const struct zc_rows *made)
{
    size_t expected = (size_t)result->size < result->count ? (size_t)result->size : result->count;
    if (made->count != expected)
        return false;
    for (size_t i = 0; i < made->count; i++) {
        int64_t rank = made->items[i].values[rule->rank->column].number;
        struct zc_value drawn = made->items[i].values[result->frame->as->column];
        if (rank < 1 || (size_t)rank > expected || !drawn.kind || strtoll(result->lines[rank - 1].id, NULL, 10) != drawn.number)
            return false;
    }
    return true;
}

static void decide(struct zc_draw_result *out, struct zc_arena *arena, struct zc_db *db, const struct zc_draw_rule *rule, const struct zc_rows *made, struct zc_times times)
{
    struct zc_eval eval;
    zc_eval_init(&eval, arena, db, times, &ZC_READER_CITY);
    for (size_t i = 0; i < made->count; i++) {
        if (!zc_eval_test(&eval, rule->checked, &made->items[i]))
            continue;
        out->checked++;
        out->false_ += zc_eval_test(&eval, rule->false_, &made->items[i]);
    }
    out->drawn = made->count;
    out->upheld = out->checked - out->false_;
    out->bound = out->checked && out->count <= ZC_SAMPLE_MOST ? zc_sample_bound((int)out->count, (int)out->checked, (int)out->false_) : -1;
}

/* The list at its two times, in its order; its digest in the arena. */
static int order_list(struct zc_draw_result *out, const char **digest, struct zc_arena *arena, struct zc_db *db, const struct zc_record *record, struct zc_error *err)
{
    struct zc_rows rows;
    struct zc_sample_entry *entries;
    char *hex = zc_arena_alloc(arena, ZC_DIGEST_HEX);
    int rc = zc_draw_frame_rows(&rows, arena, db, record, zc_times_at(db, out->drawn_on, out->known), err);
    if (rc)
        return rc;
    zc_draw_order(&entries, arena, &rows, out->seed);
    zc_sample_digest(hex, entries, rows.count);
    *digest = hex;
    out->count = rows.count;
    out->lines = zc_arena_array(arena, rows.count + 1, sizeof *out->lines);
    for (size_t i = 0; i < rows.count; i++)
        out->lines[i] = (struct zc_draw_line){entries[i].id, entries[i].digest, (int64_t)i < out->size};
    zc_draw_kept_put(db, record, out, hex);
    return ZC_OK;
}

static int read_draw(struct zc_draw_result *out, struct zc_arena *arena, struct zc_db *db, const struct zc_record *record, struct zc_times times, bool again,
                     struct zc_error *err)
{
    const struct zc_draw_rule *rule = record->entity->draw;
    struct zc_value published = zc_record_value(record, rule->publish->on_field), drawn = zc_record_value(record, rule->step->on_field);
    struct zc_rows made;
    const char *digest;
    *out = (struct zc_draw_result){.frame = zc_draw_frame_of(record), .bound = -1};
    out->seed = zc_record_text(record, rule->seed->name);
    out->size = record->values[rule->size->column].number;
    out->position = zc_record_text(record, rule->position->name);
    out->published_on = published.kind ? (int)published.number : 0;
    out->digest = zc_record_text(record, rule->digest->name);
    if (!drawn.kind || !record->values[rule->known->column].kind || !out->frame)
        return ZC_OK;
    out->drawn_on = (int)drawn.number;
    out->known = record->values[rule->known->column].number;
    int rc = !again && zc_draw_kept_find(out, &digest, db, record) ? ZC_OK : order_list(out, &digest, arena, db, record, err);
    if (!rc)
        rc = made_rows(&made, arena, db, record, times, err);
    if (rc)
        return rc;
    out->same = strcmp(digest, out->digest) == 0 && record->values[rule->count->column].number == (int64_t)out->count && first_of(out, rule, &made);
    decide(out, arena, db, rule, &made, times);
    return ZC_OK;
}

int zc_draw_read(struct zc_draw_result *out, struct zc_arena *arena, struct zc_db *db, const struct zc_record *record, struct zc_times times,
                 struct zc_error *err)
{
    return read_draw(out, arena, db, record, times, false, err);
}

int zc_draw_again(struct zc_draw_result *out, struct zc_arena *arena, struct zc_db *db, const struct zc_record *record, struct zc_times times,
                  struct zc_error *err)
{
    return read_draw(out, arena, db, record, times, true, err);
}

struct zc_pair zc_draw_sentence(struct zc_arena *arena, const struct zc_draw_result *result)
{
    if (!result->drawn_on || !result->frame)
        return (struct zc_pair){"尚未抽样", "nothing is drawn yet"};
    const char *zh = zc_pick(result->frame->claim, ZC_ZH), *en = zc_pick(result->frame->claim, ZC_EN);
    if (result->bound < 0)
        return (struct zc_pair){zc_arena_printf(arena, "%zu 项%s，抽查 %zu 项，尚无最终结论", result->count, zh, result->drawn),
                                zc_arena_printf(arena, "%zu %s; %zu drawn, none decided finally yet", result->count, en, result->drawn)};
    size_t open = result->drawn - result->checked;
    const char *open_zh = open ? zc_arena_printf(arena, "（%zu 项未定）", open) : "", *open_en = open ? zc_arena_printf(arena, " (%zu undecided)", open) : "";
    return (struct zc_pair){
        zc_arena_printf(arena, "%zu 项%s，抽查 %zu 项，%zu 项属实%s；最多 %d 项可能不实（95%%）", result->count, zh, result->drawn, result->upheld, open_zh, result->bound),
        zc_arena_printf(arena, "%zu %s; %zu drawn, %zu upheld%s; at most %d could be false (95%%)", result->count, en, result->drawn, result->upheld, open_en, result->bound)};
}
