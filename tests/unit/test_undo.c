/* undo: a transaction that was taken back leaves no row, no number and no figure changed, at any day. */
#include "kit.h"

#include "query/journal.h"
#include "query/metric.h"

static struct kit kit;
static int64_t plans[2], tasks[12];
static int task_count;

static void found(void)
{
    kit_root(&kit);
    kit_declare(&kit);
    kit_found(&kit, "2018-06-30T01:00:00Z");
    for (int i = 0; i < 2; i++)
        plans[i] = kit_new(&kit, "core.plan", zc_arena_printf(&kit.arena, "title=示例计划\nyear=%d", 2017 - i), "2017-01-01");
    task_count = 0;
}

static int setup(void **state)
{
    (void)state;
    found();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    kit_close(&kit);
    return 0;
}

static int64_t new_task(const char *fields)
{
    return kit_new(&kit, "core.task", zc_arena_printf(&kit.arena, "plan=%lld\nname=任务%d\n%s", (long long)plans[task_count % 2], task_count, fields),
                   "2017-01-01");
}

static void add_rows(struct zc_buf *out, const char *entity_name, int64_t known)
{
    const struct zc_entity *entity = kit_entity(&kit, entity_name);
    struct zc_stmt *stmt;
    char sql[2000];
    snprintf(sql, sizeof sql,
             "SELECT 't', * FROM t_%1$s WHERE known_from <= ?1 UNION ALL SELECT 'h', * FROM h_%1$s WHERE known_from <= ?1 AND known_to > ?1 ORDER BY 2, 4",
             entity->table);
    KIT_OK(&kit, zc_stmt_prepare(&stmt, kit.db.store, sql, &kit.err));
    zc_stmt_bind_int(stmt, 1, known == ZC_INSTANT_MAX ? known - 1 : known);
    while (zc_stmt_step(stmt, &kit.err) > 0) {
        for (int column = 0; column < (int)entity->column_count + 7; column++) {
            bool place = column == 0 && known != ZC_INSTANT_MAX; /* of old, where a row lay is not asked */
            const char *text = zc_stmt_text(stmt, column, NULL);
            if (column != 5 && column != 6 && !place) /* since when it is known is another matter */
                zc_buf_printf(out, "%s|", text ? text : "");
        }
        zc_buf_char(out, '\n');
    }
    zc_stmt_done(stmt);
}

/* All that is known, and all figures with their digests on days over the whole time. */
static char *told(int64_t known)
{
    struct zc_buf out = {0};
    struct zc_arena arena = {0};
    static const char *const days[] = {"2017-01-01", "2017-02-15", "2017-04-01", "2017-06-30", "2017-09-30", "2018-01-31", "2018-06-30"};
    add_rows(&out, "core.plan", known);
    add_rows(&out, "core.task", known);
    for (size_t i = 0; i < kit.city->model->metric_count; i++)
        for (size_t d = 0; d < sizeof days / sizeof *days; d++) {
            if (!kit.city->model->metrics[i]->city) /* what a reader sees is asked of the present row */
                continue;
            struct zc_figure figure;
            struct zc_metric_query query = {.metric = kit.city->model->metrics[i], .times = zc_times_at(&kit.db, kit_day(days[d]), known),
                                            .reader = &ZC_READER_CITY};
            assert_true(zc_period_parse(&query.period, "2017"));
            KIT_OK(&kit, zc_metric_figure(&figure, &arena, &kit.db, &query, &kit.err));
            zc_buf_printf(&out, "%s %s %lld %s\n", query.metric->id, days[d], (long long)figure.value, figure.digest);
        }
    char *text = strdup(zc_buf_text(&out));
    zc_buf_free(&out);
    zc_arena_free(&arena);
    return text;
}

static int undo(int64_t number)
{
    kit_begin(&kit);
    int rc = zc_tx_undo(kit.tx, number, "导入有误", &kit.err);
    if (!rc) {
        kit_commit(&kit);
    } else {
        zc_tx_rollback(kit.tx);
        kit.tx = NULL;
    }
    return rc;
}

static void one_act(uint64_t *seed)
{
    static const char *const fields[] = {"size=1", "size=2", "size=", "level=national", "level=municipal", "level=", "amount=3.10", "done=2017-05-05",
                                         "done=2017-08-01\nsize=4", "secret=甲\nlevel=provincial"};
    char day[ZC_DATE_TEXT], end[ZC_DATE_TEXT];
    int from = kit_below(seed, 400), verb = kit_below(seed, 16);
    zc_date_format(day, kit_day("2016-12-20") + from);
    zc_date_format(end, kit_day("2016-12-20") + from + 1 + kit_below(seed, 150));
    const char *what = fields[kit_below(seed, 10)];
    if (!task_count || (verb < 3 && task_count < 12)) {
        tasks[task_count] = new_task(what);
        task_count++;
        return;
    }
    int64_t id = tasks[kit_below(seed, task_count)];
    const struct zc_entity *entity = kit_entity(&kit, "core.task");
    struct zc_record record;
    if (zc_rows_get(&record, &kit.arena, &kit.db, entity, id, zc_times_at(&kit.db, kit_day("2018-06-30"), ZC_INSTANT_MAX), &ZC_READER_CITY, NULL))
        return; /* ended or gone */
    if (verb == 3)
        KIT_OK(&kit, zc_record_withdraw(kit.tx, entity, id, NULL, &kit.err));
    else if (verb == 4)
        KIT_OK(&kit, zc_record_end(kit.tx, entity, id, kit_day(day), NULL, &kit.err));
    else
        kit_set(&kit, "core.task", id, what, day, verb < 9 ? end : NULL);
}

static int64_t transaction(uint64_t *seed, int most)
{
    kit_begin(&kit);
    int64_t number = zc_tx_number(kit.tx);
    for (int acts = 1 + kit_below(seed, most); acts; acts--)
        one_act(seed);
    kit_commit(&kit);
    return number;
}

static void expect_same(const char *got, const char *expected, uint64_t seed, const char *where)
{
    size_t at = 0;
    while (got[at] && got[at] == expected[at])
        at++;
    if (got[at] || expected[at])
        fail_msg("seed %llu, %s: expected …%.200s\ngot …%.200s", (unsigned long long)seed, where, expected + (at > 60 ? at - 60 : 0),
                 got + (at > 60 ? at - 60 : 0));
}

/* Transactions are taken back newest first; each time everything is what it was before it, and what was known in between stays. */
static void taken_back_at_random_all_is_as_before(void **state)
{
    (void)state;
    uint64_t seed = 20171105;
    for (int city = 0; city < 9; city++) {
        const uint64_t start = seed;
        enum { DEEP = 3 };
        int64_t number[DEEP], known[DEEP + 1];
        char *before[DEEP + 1];
        found();
        for (int i = 0; i < 4; i++)
            transaction(&seed, 6);
        int written = 0;
        while (written < DEEP) {
            before[written] = told(ZC_INSTANT_MAX);
            int64_t watermark = zc_db_watermark(&kit.db);
            number[written] = transaction(&seed, 8);
            if (zc_db_watermark(&kit.db) == watermark)
                free(before[written]); /* nothing changed: there is no such transaction */
            else
                known[written++] = watermark;
        }
        int64_t last = zc_db_watermark(&kit.db);
        char *between = told(last);
        for (int i = DEEP - 1; i >= 0; i--) {
            if (undo(number[i]))
                fail_msg("seed %llu: %s", (unsigned long long)start, kit.err.en);
            char *now = told(ZC_INSTANT_MAX), *past = told(last), *older = told(known[i]), *again;
            expect_same(now, before[i], start, "now");
            expect_same(past, between, start, "as known in between");
            free(now);
            free(past);
            /* and so for who asks as of the moment before it */
            int64_t moment = zc_db_watermark(&kit.db);
            again = told(moment);
            expect_same(again, older, start, "as known before");
            free(again);
            free(older);
            free(before[i]);
        }
        free(between);
        kit_verify(&kit); /* and the journal alone says the same */
        kit_close(&kit);
    }
}

/* The slice that a person saw in between has gone; its number is never used again, so her form meets a conflict. */
static void a_form_opened_in_between_meets_a_conflict(void **state)
{
    (void)state;
    int64_t id = new_task("size=1");
    kit_begin(&kit);
    int64_t number = zc_tx_number(kit.tx);
    kit_set(&kit, "core.task", id, "size=2", "2017-03-01", NULL);
    kit_commit(&kit);
    KIT_OK(&kit, undo(number));
    struct zc_patch patch = kit_patch(&kit, "core.task", id, "size=5", "2017-03-01", NULL);
    bool changed;
    patch.expect_slice = 2;
    kit_begin(&kit);
    kit_expect_refused(&kit, zc_record_change(&id, &changed, kit.tx, &patch, &kit.err), ZC_ECONFLICT, "you saw slice 2, it is now 1");
    patch.expect_slice = 1; /* the form of before it shows what is so */
    KIT_OK(&kit, zc_record_change(&id, &changed, kit.tx, &patch, &kit.err));
    kit_commit(&kit);
    struct zc_record record;
    KIT_OK(&kit, zc_rows_get(&record, &kit.arena, &kit.db, kit_entity(&kit, "core.task"), id, zc_times_now(&kit.db), &ZC_READER_CITY, &kit.err));
    assert_int_equal(record.slice, 3);
    kit_verify(&kit);
}

/* Where the record was written again since, only the fields go back, and what came since stays. */
static void later_work_on_the_record_stays(void **state)
{
    (void)state;
    int64_t id = new_task("size=1");
    kit_begin(&kit);
    int64_t number = zc_tx_number(kit.tx);
    kit_set(&kit, "core.task", id, "size=2", "2017-03-01", NULL);
    kit_commit(&kit);
    kit_set(&kit, "core.task", id, "level=national", "2017-09-01", NULL);
    KIT_OK(&kit, undo(number));
    struct zc_record record;
    KIT_OK(&kit, zc_rows_get(&record, &kit.arena, &kit.db, kit_entity(&kit, "core.task"), id, zc_times_now(&kit.db), &ZC_READER_CITY, &kit.err));
    assert_int_equal(zc_record_value(&record, "size").number, 1);
    assert_string_equal(zc_record_text(&record, "level"), "national");
    kit_verify(&kit);

    int64_t late = kit_new(&kit, "core.task", zc_arena_printf(&kit.arena, "plan=%lld\nname=晚\nsize=1", (long long)plans[0]), "2017-06-01");
    kit_begin(&kit);
    number = zc_tx_number(kit.tx);
    kit_set(&kit, "core.task", late, "size=2", "2017-02-01", NULL); /* so it began earlier */
    kit_commit(&kit);
    kit_set(&kit, "core.task", late, "level=national", NULL, NULL);
    kit_expect_refused(&kit, undo(number), ZC_ECONFLICT, "began with it and was changed again later");
}

/* What is given back must hold beside what is so now. */
static void a_key_taken_since_is_not_given_back(void **state)
{
    (void)state;
    int64_t first = kit_new(&kit, "core.unit", "code=A\nname=甲", "2017-01-01");
    kit_begin(&kit);
    int64_t number = zc_tx_number(kit.tx);
    kit_set(&kit, "core.unit", first, "code=B", "2017-01-01", NULL);
    kit_commit(&kit);
    kit_new(&kit, "core.unit", "code=A\nname=乙", "2017-01-01");
    kit_expect_refused(&kit, undo(number), ZC_ECONFLICT, "key fields are equal");
    kit_verify(&kit);
}

struct walked {
    int count, most;
    int64_t tx, chain, seq;
};

static int count_entry(void *user, struct zc_arena *arena, const struct zc_journal_entry *entry, struct zc_error *err)
{
    (void)arena, (void)err;
    struct walked *walked = user;
    assert_int_equal(entry->tx, walked->tx);
    assert_true(entry->chain > walked->chain || (entry->chain == walked->chain && entry->seq > walked->seq));
    assert_string_equal(entry->kind, "record");
    walked->chain = entry->chain;
    walked->seq = entry->seq;
    return ++walked->count == walked->most;
}

/* Whoever looks into a transaction sees its own entries alone, and reads no further than he must. */
static void a_walk_ends_where_the_visitor_says(void **state)
{
    (void)state;
    new_task("size=1");
    kit_begin(&kit);
    int64_t number = zc_tx_number(kit.tx);
    for (int i = 0; i < 5; i++)
        new_task("size=1");
    kit_commit(&kit);
    new_task("size=2");
    struct walked all = {.tx = number}, some = {.tx = number, .most = 2}, none = {.tx = number + 1000};
    assert_int_equal(zc_journal_walk(&kit.db, number, count_entry, &all, &kit.err), 0);
    assert_int_equal(all.count, 5);
    assert_int_equal(zc_journal_walk(&kit.db, number, count_entry, &some, &kit.err), 1);
    assert_int_equal(some.count, 2);
    assert_int_equal(zc_journal_walk(&kit.db, number + 1000, count_entry, &none, &kit.err), 0);
    assert_int_equal(none.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(taken_back_at_random_all_is_as_before),
        cmocka_unit_test_setup_teardown(a_form_opened_in_between_meets_a_conflict, setup, teardown),
        cmocka_unit_test_setup_teardown(later_work_on_the_record_stays, setup, teardown),
        cmocka_unit_test_setup_teardown(a_key_taken_since_is_not_given_back, setup, teardown),
        cmocka_unit_test_setup_teardown(a_walk_ends_where_the_visitor_says, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
