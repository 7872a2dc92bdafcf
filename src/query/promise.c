/* promise: 1 rows; 2 series; 3 figures; 4 all. */
#include "query/promise_kinds.h"
#include "query/promise_more.h"
#include "model/check_kinds.h"
#include "model/check_watch.h"
#include "query/eval.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void zc_check_failed(struct zc_check_run *run, const struct zc_record *record, struct zc_pair message)
{
    struct zc_failing *failing = zc_arena_push(run->arena, &run->result->failing, &run->result->failing_count, &run->failing_capacity, sizeof *failing);
    *failing = (struct zc_failing){record->entity, record->id, zc_record_name(run->arena, run->db, record, ZC_ZH), message};
}

void zc_check_waits(struct zc_check_run *run, struct zc_pair needs)
{
    if (needs.zh)
        *(struct zc_pair *)zc_arena_push(run->arena, &run->result->needs, &run->result->need_count, &run->need_capacity, sizeof needs) = needs;
}

/* 1: the rows that apply are counted, the rows that fail are fetched. `not that` is exact: expressions are two-valued. */
static int check_rows(struct zc_check_run *run, const struct zc_check_rows *rows)
{
    struct zc_rows_query query = {.entity = rows->entity, .times = run->times, .reader = &ZC_READER_CITY, .where = rows->where};
    struct zc_rows failing;
    int64_t all;
    int rc = zc_rows_count(&all, run->db, &query, run->err);
    if (rc)
        return rc;
    if (!all)
        zc_check_waits(run, rows->needs);
    query.filter = zc_arena_printf(run->arena, "not (%s)", rows->that_text);
    if ((rc = zc_rows_list(&failing, run->arena, run->db, &query, run->err)))
        return rc;
    run->result->applicable += (size_t)all;
    run->result->passed += (size_t)all - failing.count;
    for (size_t i = 0; i < failing.count; i++)
        zc_check_failed(run, &failing.items[i], rows->message);
    return ZC_OK;
}

/* What must hold of another record, which may have another home: it is read by its id. A row that leads to none fails. */
static int check_elsewhere(struct zc_check_run *run, const struct zc_check_rows *rows)
{
    struct zc_rows_query query = {.entity = rows->entity, .times = run->times, .reader = &ZC_READER_CITY, .where = rows->where};
    struct zc_rows asked;
    struct zc_eval eval;
    int rc = zc_rows_list(&asked, run->arena, run->db, &query, run->err);
    zc_eval_init(&eval, run->arena, run->db, run->times, &ZC_READER_CITY);
    if (!rc && !asked.count)
        zc_check_waits(run, rows->needs);
    for (size_t i = 0; i < asked.count && !rc; i++) {
        struct zc_value to = asked.items[i].values[rows->of->column];
        struct zc_record target;
        bool holds = to.kind && zc_rows_get(&target, run->arena, run->db, rows->of->to, to.number, run->times, &ZC_READER_CITY, NULL) == ZC_OK &&
                     zc_eval_test(&eval, rows->that, &target);
        run->result->applicable++;
        run->result->passed += holds;
        if (!holds)
            zc_check_failed(run, &asked.items[i], rows->message);
    }
    return rc;
}

/* 2 */
static int check_series(struct zc_check_run *run, const struct zc_check_series *series)
{
    const char **order = zc_arena_array(run->arena, series->group_count + 1, sizeof *order);
    struct zc_rows rows;
    for (size_t i = 0; i < series->group_count; i++)
        order[i] = series->group[i];
    order[series->group_count] = series->serial;
    struct zc_rows_query query = {.entity = series->entity, .times = run->times, .reader = &ZC_READER_CITY, .order = order,
                                  .order_count = series->group_count + 1};
    int rc = zc_rows_list(&rows, run->arena, run->db, &query, run->err);
    int64_t expected = 1;
    for (size_t i = 0; i < rows.count && !rc; i++) {
        const struct zc_record *record = &rows.items[i];
        bool same = i > 0;
        for (size_t g = 0; g < series->group_count && same; g++) {
            struct zc_value a = zc_record_value(record, series->group[g]), b = zc_record_value(&rows.items[i - 1], series->group[g]);
            same = zc_value_same(&a, &b);
        }
        if (!same)
            expected = 1;
        int64_t serial = zc_record_value(record, series->serial).number;
        run->result->applicable++;
        if (serial == expected) {
            run->result->passed++;
            expected++;
            continue;
        }
        const char *zh = zc_arena_printf(run->arena, serial < expected ? "序号 %lld 重复" : "序号到 %lld,应为 %lld,中间缺号", (long long)serial, (long long)expected);
        const char *en = zc_arena_printf(run->arena, serial < expected ? "serial %lld stands twice" : "serial %lld came where %lld was expected", (long long)serial, (long long)expected);
        zc_check_failed(run, record, (struct zc_pair){zh, en});
        expected = serial + 1;
    }
    return rc;
}

/* 3 */
static int check_sum(struct zc_check_run *run, const struct zc_check_sum *sum)
{
    struct zc_figure whole, part;
    struct zc_period period;
    int64_t total = 0;
    zc_period_half_of(&period, run->times.asof);
    struct zc_metric_query query = {sum->is, period, run->times, &ZC_READER_CITY};
    int rc = zc_metric_figure(&whole, run->arena, run->db, &query, run->err);
    bool known = !rc && whole.known;
    for (size_t i = 0; i < sum->part_count && !rc; i++) {
        query.metric = sum->parts[i];
        rc = zc_metric_figure(&part, run->arena, run->db, &query, run->err);
        known &= !rc && part.known;
        total += part.value;
    }
    if (rc || !known)
        return rc;
    run->result->applicable++;
    if (sum->at_most ? total <= whole.value : total == whole.value) {
        run->result->passed++;
        return ZC_OK;
    }
    struct zc_failing *failing = zc_arena_push(run->arena, &run->result->failing, &run->result->failing_count, &run->failing_capacity, sizeof *failing);
    *failing = (struct zc_failing){.name = sum->is->id};
    failing->message.zh = zc_arena_printf(run->arena, sum->at_most ? "%lld 大于总数 %lld" : "分项之和 %lld 不等于总数 %lld", (long long)total, (long long)whole.value);
    failing->message.en = zc_arena_printf(run->arena, sum->at_most ? "%lld exceeds the total %lld" : "the parts add up to %lld, the total is %lld", (long long)total,
                                          (long long)whole.value);
    return ZC_OK;
}

/* 4 */
int zc_promises_run(struct zc_check_result **out, size_t *count, struct zc_arena *arena, struct zc_db *db, struct zc_times times, struct zc_error *err)
{
    const struct zc_model *model = db->city->model;
    int rc = ZC_OK;
    *out = zc_arena_array(arena, model->check_count + 1, sizeof **out);
    *count = model->check_count;
    for (size_t i = 0; i < model->check_count && !rc; i++) {
        const struct zc_truth_check *check = &model->checks[i];
        struct zc_check_run run = {arena, db, times, &(*out)[i], 0, 0, err};
        run.result->check = check;
        for (size_t r = 0; r < check->row_count && !rc; r++)
            rc = check->rows[r].of ? check_elsewhere(&run, &check->rows[r]) : check_rows(&run, &check->rows[r]);
        if (!rc && check->series)
            rc = check_series(&run, check->series);
        for (size_t s = 0; s < check->sum_count && !rc; s++)
            rc = check_sum(&run, &check->sums[s]);
        if (!rc && check->phrases)
            rc = zc_check_phrases_run(&run, check->phrases);
        if (!rc && check->match)
            rc = zc_check_match_run(&run, check->match);
        for (size_t c = 0; c < check->chain_count && !rc; c++)
            rc = zc_check_chain_run(&run, &check->chains[c]);
        for (size_t c = 0; c < check->clock_count && !rc; c++)
            rc = zc_check_clock_run(&run, &check->clocks[c]);
        if (!rc && check->draws)
            rc = zc_check_draws_run(&run, check->draws);
        for (size_t t = 0; t < check->tree_count && !rc; t++)
            rc = zc_check_tree_run(&run, &check->trees[t]);
        for (size_t m = 0; m < check->more_count && !rc; m++)
            rc = zc_check_more_run(&run, &check->more[m]);
    }
    return rc;
}
