/* promise_watch: the checks of model/check_watch.h. */
#include "query/draw.h"
#include "query/due.h"
#include "query/opening.h"
#include "model/check_watch.h"
#include "query/promise_kinds.h"

int zc_check_clock_run(struct zc_check_run *run, const struct zc_check_clock *check)
{
    struct zc_rows rows;
    struct zc_first_days first;
    struct zc_due_reading reading;
    size_t before = run->result->applicable;
    struct zc_rows_query query = {.entity = check->entity, .times = run->times, .reader = &ZC_READER_CITY, .where = check->where};
    int rc = zc_rows_list(&rows, run->arena, run->db, &query, run->err);
    if (!rc)
        rc = zc_first_days_open(&first, run->arena, run->db, check->entity, run->times, run->err);
    if (!rc)
        rc = zc_due_open(&reading, run->arena, run->db, run->times);
    for (size_t i = 0; i < rows.count && !rc; i++) {
        struct zc_due due;
        bool there;
        rc = zc_due_of(&due, &there, &reading, &rows.items[i], check->clock, zc_first_day_of(&first, &rows.items[i]), run->err);
        bool over = !rc && there && (due.result.state == ZC_CLOCK_OVER || due.result.state == ZC_CLOCK_STOPPED_LATE);
        if (rc || !there || (!over && due.result.state != ZC_CLOCK_STOPPED_IN_TIME))
            continue;
        run->result->applicable++;
        run->result->passed += !over;
        if (!over)
            continue;
        char day[ZC_DATE_TEXT];
        zc_date_format(day, due.result.due_legal);
        zc_check_failed(run, &rows.items[i], (struct zc_pair){zc_arena_printf(run->arena, "%s：应在 %s 前", zc_pick(check->message, ZC_ZH), day),
                                                              zc_arena_printf(run->arena, "%s: due by %s", zc_pick(check->message, ZC_EN), day)});
    }
    if (!rc && run->result->applicable == before)
        zc_check_waits(run, check->needs);
    return rc;
}

int zc_check_draws_run(struct zc_check_run *run, const struct zc_check_draws *draws)
{
    struct zc_rows rows;
    size_t capacity = 0;
    struct zc_rows_query query = {.entity = draws->entity, .times = run->times, .reader = &ZC_READER_CITY, .where = draws->where};
    int rc = zc_rows_list(&rows, run->arena, run->db, &query, run->err);
    for (size_t i = 0; i < rows.count && !rc; i++) {
        struct zc_draw_result result;
        rc = zc_draw_read(&result, run->arena, run->db, &rows.items[i], run->times, run->err);
        if (rc || !result.drawn_on)
            continue;
        struct zc_pair sentence = zc_draw_sentence(run->arena, &result);
        const char *zh = zc_record_name(run->arena, run->db, &rows.items[i], ZC_ZH), *en = zc_record_name(run->arena, run->db, &rows.items[i], ZC_EN);
        *(struct zc_pair *)zc_arena_push(run->arena, &run->result->notes, &run->result->note_count, &capacity, sizeof(struct zc_pair)) =
            (struct zc_pair){zc_arena_printf(run->arena, "%s：%s", zh, sentence.zh), zc_arena_printf(run->arena, "%s: %s", en, sentence.en)};
    }
    return rc;
}
