/*
 * lamp_city: the lamp of tasks in the sample city, from rows. What is worked out for all rows at once is what each row says by itself, filters
 * and figures agree with it, and no write path sets it.
 */
#include "city_kit.h"

#include "query/aggregate.h"
#include "query/compute.h"
#include "query/metric.h"
#include "record/write.h"

static struct zc_rows tasks;
static struct zc_arena kept;

static const struct zc_entity *of(const char *name) { return zc_model_entity(city->model, name); }

static void put(struct zc_tx *tx, const char *entity, int64_t *id, const char *from, const char *const *pairs)
{
    struct zc_error err = {0};
    bool changed;
    struct zc_patch patch = zc_patch_new(&kept, of(entity), *id);
    for (; *pairs; pairs += 2)
        must(zc_patch_set(&patch, &kept, pairs[0], pairs[1], &err), &err);
    patch.valid_from = day_of(from);
    must(zc_record_change(id, &changed, tx, &patch, &err), &err);
}

static const char *text_of(int64_t id) { return zc_arena_printf(&kept, "%lld", (long long)id); }

/* Task 0 has an item far over; task 1 one that is done; the due date of task 2 moves three times; the others keep none. */
static int open(void **state)
{
    struct zc_error err = {0};
    struct zc_tx *tx;
    int64_t id = 0;
    city_open(state);
    clock_to("2017-12-29T09:00:00+08:00");
    struct zc_rows_query query = {.entity = of("reform.task"), .times = zc_times_now(&db), .reader = &ZC_READER_CITY,
                                  .filter = "due_on >= 2017-12-15 and reported_state = 'not_started'"};
    must(zc_rows_list(&tasks, &kept, &db, &query, &err), &err);
    if (tasks.count < 4)
        fail_msg("%zu tasks", tasks.count);
    must(zc_tx_begin(&tx, &db, &actor, &err), &err);
    put(tx, "reform.item", &id, "2017-01-20",
        (const char *const[]){"task", text_of(tasks.items[0].id), "seq", "1", "name", "示例甲", "deliverable_type", "DOC", "acceptance_standard", "有文件", "weight", "1",
                              "due_on", "2017-05-26", "baseline_due_on", "2017-05-26", NULL});
    id = 0;
    put(tx, "reform.item", &id, "2017-01-20",
        (const char *const[]){"task", text_of(tasks.items[1].id), "seq", "1", "name", "示例乙", "deliverable_type", "DOC", "acceptance_standard", "有文件", "weight", "1",
                              "due_on", "2017-05-26", "baseline_due_on", "2017-05-26", "state", "verified", "verified_on", "2017-05-20", NULL});
    for (int month = 3; month <= 5; month++) {
        int64_t moved = tasks.items[2].id;
        put(tx, "reform.task", &moved, zc_arena_printf(&kept, "2017-%02d-10", month),
            (const char *const[]){"due_on", zc_arena_printf(&kept, "2017-12-%02d", 30 - month), NULL});
    }
    must(zc_tx_commit(tx, &err), &err);
    return 0;
}

static int end(void **state)
{
    zc_arena_free(&kept);
    return city_close(state);
}

static const char *lamp_of(struct zc_reasons *reasons, int64_t id, const char *asof)
{
    struct zc_error err = {0};
    struct zc_record record;
    struct zc_times times = zc_times_at(&db, day_of(asof), ZC_INSTANT_MAX);
    must(zc_rows_get(&record, &kept, &db, of("reform.task"), id, times, &ZC_READER_CITY, &err), &err);
    struct zc_value value = zc_compute_value(&kept, &db, times, &record, zc_entity_field(record.entity, "lamp"), reasons);
    return value.kind == ZC_V_TEXT ? value.text : "";
}

static void rules_speak_from_rows(void **state)
{
    (void)state;
    struct zc_reasons reasons = {0};
    assert_string_equal(lamp_of(&reasons, tasks.items[0].id, "2017-06-30"), "red");
    assert_string_equal(reasons.items[0].rule, "overdue");
    assert_int_equal(reasons.items[0].number, 24);
    assert_string_equal(reasons.items[0].entity->full_name, "reform.item");
    assert_string_equal(lamp_of(NULL, tasks.items[0].id, "2017-06-02"), "yellow"); /* 4 workdays over: 31 May to 2 June, and 27 May */
    assert_string_equal(lamp_of(NULL, tasks.items[0].id, "2017-05-02"), "green");
    assert_string_equal(lamp_of(NULL, tasks.items[1].id, "2017-06-30"), "green");
    reasons = (struct zc_reasons){0};
    assert_string_equal(lamp_of(&reasons, tasks.items[2].id, "2017-06-30"), "yellow");
    assert_string_equal(reasons.items[0].rule, "moved");
    assert_int_equal(reasons.items[0].number, 3);
    assert_string_equal(lamp_of(NULL, tasks.items[2].id, "2017-04-30"), "grey"); /* twice is not more than twice */
}

/* What was known then: before the item was entered nobody could see it late. */
static void known_time_counts(void **state)
{
    (void)state;
    struct zc_error err = {0};
    struct zc_record record;
    int64_t known;
    assert_true(zc_instant_parse(&known, "2017-12-01"));
    struct zc_times times = zc_times_at(&db, day_of("2017-06-30"), known);
    must(zc_rows_get(&record, &kept, &db, of("reform.task"), tasks.items[0].id, times, &ZC_READER_CITY, &err), &err);
    struct zc_value value = zc_compute_value(&kept, &db, times, &record, zc_entity_field(record.entity, "lamp"), NULL);
    assert_string_equal(value.text, "grey");
}

static void many_rows_say_what_each_says(void **state)
{
    (void)state;
    static const char *const days[] = {"2017-01-16", "2017-02-10", "2017-06-30", "2017-12-29"};
    static const char *const codes[] = {"red", "yellow", "opening", "green", "grey", "done"};
    struct zc_error err = {0};
    for (size_t d = 0; d < sizeof days / sizeof *days; d++) {
        struct zc_rows all;
        struct zc_compute_set *set;
        struct zc_rows_query query = {.entity = of("reform.task"), .times = zc_times_at(&db, day_of(days[d]), ZC_INSTANT_MAX), .reader = &ZC_READER_CITY};
        must(zc_rows_list(&all, &kept, &db, &query, &err), &err);
        zc_compute_open(&set, &kept, &db, query.times, query.entity, NULL);
        size_t by_code[6] = {0};
        for (size_t i = 0; i < all.count; i++) {
            struct zc_reasons together = {0}, alone = {0};
            struct zc_value value = zc_compute_of(set, &all.items[i], zc_entity_field(query.entity, "lamp"), &together);
            const char *text = lamp_of(&alone, all.items[i].id, days[d]);
            assert_string_equal(value.kind ? value.text : "", text);
            assert_int_equal(together.count, alone.count);
            assert_true(together.count > 0);
            assert_string_equal(together.items[0].mark, text); /* the first reason gave the light */
            for (size_t c = 0; c < 6; c++)
                by_code[c] += strcmp(codes[c], text) == 0;
        }
        for (size_t c = 0; c < 6; c++) {
            assert_int_equal(count_at("reform.task", zc_arena_printf(&kept, "lamp = '%s'", codes[c]), days[d]), by_code[c]);
            assert_int_equal(count_at("reform.task", zc_arena_printf(&kept, "not (lamp in ('%s'))", codes[c]), days[d]), all.count - by_code[c]);
        }
        assert_int_equal(count_at("reform.task", "empty(lamp)", days[d]), 0);
    }
    assert_int_equal(count_at("reform.item", "task.lamp = 'red'", "2017-06-30"), 1); /* over a ref */
    assert_int_equal(count_at("reform.plan", "count tasks where (lamp = 'red') >= 1", "2017-06-30"), 1);
    assert_true(count_at("reform.task", "true", "2017-01-14") > 0); /* before the first day nothing is late, and what would be waits */
    assert_int_equal(count_at("reform.task", "lamp in ('red', 'yellow')", "2017-01-14"), 0);
}

static void groups_and_figures_agree(void **state)
{
    (void)state;
    struct zc_error err = {0};
    struct zc_aggregate_query query = {.rows = {.entity = of("reform.task"), .times = zc_times_at(&db, day_of("2017-06-30"), ZC_INSTANT_MAX), .reader = &ZC_READER_CITY}, .limit = 50};
    struct zc_groups groups = {0};
    struct zc_figure figure;
    must(zc_aggregate_read(&query, &kept, "lamp", "count", &err), &err);
    must(zc_aggregate(&groups, &kept, &db, &query, &err), &err);
    int64_t sum = 0, red = 0;
    for (size_t i = 0; i < groups.count; i++) {
        sum += groups.items[i].measures[0].number;
        if (strcmp(groups.items[i].keys[0].text, "red") == 0)
            red = groups.items[i].measures[0].number;
    }
    assert_int_equal(sum, groups.total.measures[0].number);
    struct zc_metric_query asked = {.metric = zc_model_metric(city->model, "reform_lamp_red"), .times = query.rows.times, .reader = &ZC_READER_CITY};
    zc_period_half_of(&asked.period, asked.times.asof);
    must(zc_metric_figure(&figure, &kept, &db, &asked, &err), &err);
    assert_int_equal(figure.value, red);
    struct zc_buf lines = {0};
    must(zc_metric_lines(&lines, &db, &figure, &err), &err);
    assert_non_null(strstr(zc_buf_text(&lines), "reform.item|")); /* what the lamp was worked out from is in the digest */
    assert_non_null(strstr(zc_buf_text(&lines), "reform.plan|"));
    zc_buf_free(&lines);
}

/* What is stated last counts, with its sentence; red with high and green with low confidence are listed. */
static void confidence_stands_beside(void **state)
{
    (void)state;
    struct zc_error err = {0};
    struct zc_tx *tx;
    struct zc_reasons reasons = {0};
    struct zc_record record;
    const char *task = text_of(tasks.items[0].id), *leader = text_of(zc_record_value(&tasks.items[0], "lead_leader").number);
    must(zc_tx_begin(&tx, &db, &actor, &err), &err);
    for (int i = 0; i < 2; i++) {
        int64_t id = 0;
        const char *day = i ? "2017-06-20" : "2017-05-20";
        put(tx, "reform.confidence", &id, day,
            (const char *const[]){"task", task, "level", i ? "high" : "low", "sentence", i ? "材料已齐" : "卡住了", "stated_by", leader, "stated_on", day, NULL});
    }
    must(zc_tx_commit(tx, &err), &err);
    struct zc_times times = zc_times_at(&db, day_of("2017-06-30"), ZC_INSTANT_MAX);
    must(zc_rows_get(&record, &kept, &db, of("reform.task"), tasks.items[0].id, times, &ZC_READER_CITY, &err), &err);
    struct zc_value value = zc_compute_value(&kept, &db, times, &record, zc_entity_field(record.entity, "confidence"), &reasons);
    assert_string_equal(value.text, "high");
    assert_string_equal(reasons.items[0].words.zh, "材料已齐");
    assert_string_equal(lamp_of(NULL, tasks.items[0].id, "2017-06-30"), "red"); /* neither changes the other */
    struct zc_figure figure;
    struct zc_metric_query asked = {.metric = zc_model_metric(city->model, "reform_lamp_mismatch"), .times = times, .reader = &ZC_READER_CITY};
    zc_period_half_of(&asked.period, times.asof);
    must(zc_metric_figure(&figure, &kept, &db, &asked, &err), &err);
    assert_int_equal(figure.value, 1);
    asked.times = zc_times_at(&db, day_of("2017-05-25"), ZC_INSTANT_MAX); /* then it was low, and the lamp not green */
    must(zc_metric_figure(&figure, &kept, &db, &asked, &err), &err);
    assert_int_equal(figure.value, 0);
}

static int64_t counted(struct zc_db *reading, const char *filter, const char *asof)
{
    struct zc_error err = {0};
    int64_t number = -1;
    struct zc_rows_query query = {.entity = of("reform.task"), .times = zc_times_at(reading, day_of(asof), ZC_INSTANT_MAX), .reader = &ZC_READER_CITY, .filter = filter};
    must(zc_rows_count(&number, reading, &query, &err), &err);
    return number;
}

/* A reading connection keeps what it worked out; it follows the other times and every commit, and keeps to its snapshot. */
static void what_is_kept_follows_the_data(void **state)
{
    (void)state;
    struct zc_error err = {0};
    struct zc_tx *tx;
    struct zc_db reading;
    int64_t id = 0;
    must(zc_db_open(&reading, city, ZC_STORE_READ, &err), &err);
    int64_t red = counted(&reading, "lamp = 'red'", "2017-06-30");
    assert_int_equal(counted(&reading, "lamp = 'red'", "2017-06-30"), red);
    assert_int_equal(counted(&reading, "lamp = 'red'", "2017-05-26"), counted(&db, "lamp = 'red'", "2017-05-26"));
    assert_int_equal(counted(&reading, "lamp = 'red'", "2017-06-30"), red);
    must(zc_store_begin(reading.store, &err), &err);
    assert_int_equal(counted(&reading, "lamp = 'red'", "2017-06-30"), red);
    must(zc_tx_begin(&tx, &db, &actor, &err), &err);
    put(tx, "reform.item", &id, "2017-01-20",
        (const char *const[]){"task", text_of(tasks.items[3].id), "seq", "1", "name", "示例丙", "deliverable_type", "DOC", "acceptance_standard", "有文件", "weight", "1",
                              "due_on", "2017-05-26", "baseline_due_on", "2017-05-26", NULL});
    assert_int_equal(counted(&db, "lamp = 'red'", "2017-06-30"), red + 1); /* the writer sees its own */
    must(zc_tx_commit(tx, &err), &err);
    assert_int_equal(counted(&reading, "lamp = 'red'", "2017-06-30"), red);
    must(zc_store_commit(reading.store, &err), &err);
    assert_int_equal(counted(&reading, "lamp = 'red'", "2017-06-30"), red + 1);
    must(zc_tx_begin(&tx, &db, &actor, &err), &err); /* what is taken back was never kept */
    put(tx, "reform.item", &id, "2017-01-20", (const char *const[]){"state", "verified", "verified_on", "2017-05-20", NULL});
    assert_int_equal(counted(&db, "lamp = 'red'", "2017-06-30"), red);
    zc_tx_rollback(tx);
    assert_int_equal(counted(&db, "lamp = 'red'", "2017-06-30"), red + 1);
    assert_int_equal(counted(&reading, "lamp = 'red'", "2017-06-30"), red + 1);
    zc_db_close(&reading);
}

static void nobody_sets_a_lamp(void **state)
{
    (void)state;
    static const char *const codes[] = {"red", "yellow", "opening", "green", "grey", "done", ""};
    static const char *const fields[] = {"lamp", "confidence"};
    for (size_t f = 0; f < 2; f++)
        for (size_t c = 0; c < sizeof codes / sizeof *codes; c++)
            for (int64_t id = 0; id <= 1; id++) {
                struct zc_error err = {0};
                struct zc_patch patch = zc_patch_new(&kept, of("reform.task"), id ? tasks.items[3].id : 0);
                assert_int_not_equal(zc_patch_set(&patch, &kept, fields[f], codes[c], &err), ZC_OK);
                assert_non_null(err.en);
            }
    const struct zc_field *lamp = zc_entity_field(of("reform.task"), "lamp");
    assert_int_equal(lamp->column, -1); /* there is no place to store it */
    for (size_t i = 0; i < of("reform.task")->column_count; i++)
        assert_ptr_not_equal(of("reform.task")->columns[i], lamp);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rules_speak_from_rows), cmocka_unit_test(known_time_counts), cmocka_unit_test(many_rows_say_what_each_says),
                                       cmocka_unit_test(groups_and_figures_agree), cmocka_unit_test(confidence_stands_beside), cmocka_unit_test(what_is_kept_follows_the_data),
                                       cmocka_unit_test(nobody_sets_a_lamp)};
    return cmocka_run_group_tests(tests, open, end);
}
