/* compute: fields worked out by C functions of a module, in the sample city: C2 for a task, C3 and C4 for the plan of reform.md. */
#include "city_kit.h"

#include "model/value.h"
#include "query/compute.h"
#include "query/eval.h"
#include "record/write.h"

/* PV of months 0 … 12 as reform.md C4 gives them; the steps are the weights of the items due in each month. */
static const int planned[] = {0, 4, 10, 20, 34, 50, 66, 80, 94, 108, 120, 134, 144};
static int64_t task, plan;

static void put(struct zc_tx *tx, struct zc_arena *arena, int64_t *id, const char *from, const char *const *pairs)
{
    struct zc_error err = {0};
    bool changed;
    struct zc_patch patch = zc_patch_new(arena, zc_model_entity(city->model, "reform.item"), *id);
    for (; *pairs; pairs += 2)
        must(zc_patch_set(&patch, arena, pairs[0], pairs[1], &err), &err);
    patch.valid_from = day_of(from);
    must(zc_record_change(id, &changed, tx, &patch, &err), &err);
}

/* An item of the task, due at the end of a month of 2017; verified on a day when one is given. */
static void item(struct zc_tx *tx, struct zc_arena *arena, int weight, int month, const char *verified)
{
    static int seq;
    char due[ZC_DATE_TEXT], number[16], size[16], of[32], date[ZC_DATE_TEXT];
    int64_t id = 0;
    snprintf(date, sizeof date, "2017-%02d-01", month);
    zc_date_format(due, zc_date_add_months(day_of(date), 1) - 1);
    snprintf(number, sizeof number, "%d", ++seq);
    snprintf(size, sizeof size, "%d", weight);
    snprintf(of, sizeof of, "%lld", (long long)task);
    put(tx, arena, &id, "2017-01-16",
        (const char *const[]){"task", of, "seq", number, "name", "示例事项", "deliverable_type", "DOC", "acceptance_standard", "有文件", "weight", size, "due_on", due,
                              "baseline_due_on", due, NULL});
    if (verified)
        put(tx, arena, &id, verified, (const char *const[]){"state", "verified", "verified_on", verified, NULL});
}

static int open(void **state)
{
    struct zc_error err = {0};
    struct zc_arena arena = {0};
    struct zc_rows tasks;
    struct zc_tx *tx;
    city_open(state);
    clock_to("2017-12-29T09:00:00+08:00");
    struct zc_rows_query query = {.entity = zc_model_entity(city->model, "reform.task"), .times = zc_times_now(&db), .reader = &ZC_READER_CITY,
                                  .filter = "due_on = 2017-12-31", .limit = 1};
    must(zc_rows_list(&tasks, &arena, &db, &query, &err), &err);
    assert_int_equal(tasks.count, 1);
    task = tasks.items[0].id;
    plan = zc_record_value(&tasks.items[0], "plan").number;
    must(zc_tx_begin(&tx, &db, &actor, &err), &err);
    for (int month = 1; month <= 12; month++) {
        int step = planned[month] - planned[month - 1];
        if (month == 6) { /* seven of the sixteen are done in time */
            item(tx, &arena, 7, month, "2017-06-20");
            item(tx, &arena, 9, month, NULL);
            continue;
        }
        const char *done = month == 1 ? "2017-03-20" : month < 6 ? "2017-05-10" : NULL;
        if (step > 10)
            item(tx, &arena, step - 10, month, done);
        item(tx, &arena, step > 10 ? 10 : step, month, done);
    }
    must(zc_tx_commit(tx, &err), &err);
    zc_arena_free(&arena);
    return 0;
}

static const char *worked_out(struct zc_arena *arena, const char *entity, int64_t id, const char *field, const char *asof)
{
    struct zc_error err = {0};
    struct zc_record record;
    struct zc_eval eval;
    const struct zc_entity *of = zc_model_entity(city->model, entity);
    struct zc_times times = zc_times_at(&db, day_of(asof), ZC_INSTANT_MAX);
    must(zc_rows_get(&record, arena, &db, of, id, times, &ZC_READER_CITY, &err), &err);
    zc_eval_init(&eval, arena, &db, times, &ZC_READER_CITY);
    struct zc_value value = zc_eval_field(&eval, &record, zc_entity_field(of, field));
    return value.kind ? zc_field_show(zc_entity_field(of, field), &value, ZC_EN, arena) : "–";
}

static void the_vectors_of_c3_and_c4(void **state)
{
    (void)state;
    static const struct {
        const char *asof, *field, *value;
    } cases[] = {
        {"2017-06-30", "planned_value", "66"},      {"2017-06-30", "earned_value", "57"},        {"2017-06-30", "earned_schedule", "5.4375"},
        {"2017-06-30", "schedule_index", "0.9063"}, {"2017-06-30", "schedule_forecast", "13.241"}, {"2017-06-30", "schedule_variance", "-0.5625"},
        {"2017-03-31", "planned_value", "20"},      {"2017-03-31", "earned_value", "4"},         {"2017-03-31", "earned_schedule", "1"},
        {"2017-03-31", "schedule_index", "0.3333"}, {"2017-03-31", "schedule_forecast", "36"},
        {"2017-01-30", "planned_value", "0"},       {"2017-01-30", "schedule_index", "–"},         {"2017-01-30", "schedule_forecast", "–"}};
    struct zc_arena arena = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *value = worked_out(&arena, "reform.plan", plan, cases[i].field, cases[i].asof);
        if (strtod(value, NULL) != strtod(cases[i].value, NULL) || (*value >= '0') != (*cases[i].value >= '0'))
            fail_msg("%s as of %s: %s, expected %s", cases[i].field, cases[i].asof, value, cases[i].value);
    }
    zc_arena_free(&arena);
}

static void progress_of_a_task(void **state)
{
    (void)state;
    struct zc_error err = {0};
    struct zc_arena arena = {0};
    struct zc_rows items;
    struct zc_tx *tx;
    struct zc_rows_query query = {.entity = zc_model_entity(city->model, "reform.item"), .times = zc_times_now(&db), .reader = &ZC_READER_CITY,
                                  .filter = "seq = 20"};
    must(zc_rows_list(&items, &arena, &db, &query, &err), &err);
    assert_int_equal(items.count, 1);
    int64_t id = items.items[0].id;
    assert_int_equal(zc_record_value(&items.items[0], "weight").number, 10); /* due in November */
    assert_true(strtod(worked_out(&arena, "reform.task", task, "progress_verified", "2017-06-30"), NULL) == 0.3958); /* 57/144 */
    assert_true(strtod(worked_out(&arena, "reform.task", task, "progress_gap", "2017-06-30"), NULL) == 0);
    must(zc_tx_begin(&tx, &db, &actor, &err), &err);
    put(tx, &arena, &id, "2017-06-25", (const char *const[]){"state", "claimed", "claimed_on", "2017-06-25", "proof", "示例", NULL});
    must(zc_tx_commit(tx, &err), &err);
    assert_true(strtod(worked_out(&arena, "reform.task", task, "progress_reported", "2017-06-30"), NULL) == 0.4653); /* 67/144 */
    assert_true(strtod(worked_out(&arena, "reform.task", task, "progress_gap", "2017-06-30"), NULL) == 0.0694);
    assert_true(strtod(worked_out(&arena, "reform.task", task, "progress_gap", "2017-06-24"), NULL) == 0);
    must(zc_tx_begin(&tx, &db, &actor, &err), &err); /* a cancelled item leaves both sums */
    put(tx, &arena, &id, "2017-06-28", (const char *const[]){"state", "cancelled", NULL});
    must(zc_tx_commit(tx, &err), &err);
    assert_true(strtod(worked_out(&arena, "reform.task", task, "progress_verified", "2017-06-30"), NULL) == 0.4254); /* 57/134 */
    zc_arena_free(&arena);
}

static void without_items_there_is_no_answer(void **state)
{
    (void)state;
    struct zc_error err = {0};
    struct zc_arena arena = {0};
    struct zc_rows tasks;
    struct zc_rows_query query = {.entity = zc_model_entity(city->model, "reform.task"), .times = zc_times_now(&db), .reader = &ZC_READER_CITY, .limit = 5};
    must(zc_rows_list(&tasks, &arena, &db, &query, &err), &err);
    for (size_t i = 0; i < tasks.count; i++)
        if (tasks.items[i].id != task)
            assert_string_equal(worked_out(&arena, "reform.task", tasks.items[i].id, "progress_verified", "2017-06-30"), "–");
    zc_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_vectors_of_c3_and_c4), cmocka_unit_test(progress_of_a_task), cmocka_unit_test(without_items_there_is_no_answer)};
    return cmocka_run_group_tests(tests, open, city_close);
}
