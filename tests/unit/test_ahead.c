/* ahead: changes with an end after today. Now always equals "as of today", in the tables, keys, search and access, today and on every day that comes. */
#include "kit.h"

#include "record/ahead.h"
#include "record/slices.h"

enum { RECORDS = 12, DAYS = 40, WRITES = 6 };

static struct kit kit;

static void show(struct zc_buf *out, const struct zc_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        const struct zc_record *row = &rows->items[i];
        zc_buf_printf(out, "%lld.%d %s/%s/", (long long)row->id, row->slice, zc_record_text(row, "code"), zc_record_text(row, "name"));
        zc_buf_int(out, zc_record_value(row, "rank").number);
        zc_buf_str(out, "; ");
    }
}

static void list(struct zc_buf *out, struct zc_times times, const char *search)
{
    struct zc_rows rows;
    struct zc_rows_query query = {.entity = kit_entity(&kit, "core.unit"), .times = times, .reader = &ZC_READER_CITY, .search = search};
    static const char *by_id[] = {"id"};
    query.order = by_id;
    query.order_count = 1;
    KIT_OK(&kit, zc_rows_list(&rows, &kit.arena, &kit.db, &query, &kit.err));
    zc_buf_clear(out);
    show(out, &rows);
}

/* What is true on a day as known now, from both tables whatever stands where. */
static void list_at(struct zc_buf *out, const char *search)
{
    list(out, (struct zc_times){zc_db_today(&kit.db), ZC_INSTANT_MAX, false}, search);
}

static void now_is_as_of_today(const char *when)
{
    struct zc_buf now = {0}, at = {0};
    static const char *const searches[] = {NULL, "甲", "乙局"};
    for (size_t i = 0; i < 3; i++) {
        list(&now, zc_times_now(&kit.db), searches[i]);
        list_at(&at, searches[i]);
        if (strcmp(zc_buf_text(&now), zc_buf_text(&at)) != 0)
            fail_msg("%s, on %lld: now %s, as of today %s", when, (long long)zc_db_today(&kit.db), zc_buf_text(&now), zc_buf_text(&at));
    }
    /* every key of today is found, and no other */
    struct zc_rows rows;
    struct zc_rows_query query = {.entity = kit_entity(&kit, "core.unit"), .times = {zc_db_today(&kit.db), ZC_INSTANT_MAX, false}, .reader = &ZC_READER_CITY};
    KIT_OK(&kit, zc_rows_list(&rows, &kit.arena, &kit.db, &query, &kit.err));
    for (size_t i = 0; i < rows.count; i++) {
        struct zc_value code = zc_record_value(&rows.items[i], "code");
        int64_t id;
        KIT_OK(&kit, zc_rows_by_key(&id, &kit.db, query.entity, &code, &kit.err));
        assert_int_equal(id, rows.items[i].id);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(code.text, zc_record_text(&rows.items[k], "code"));
    }
    zc_buf_free(&now);
    zc_buf_free(&at);
}

static void clock_at(int day)
{
    char date[ZC_DATE_TEXT], text[64];
    zc_date_format(date, day);
    snprintf(text, sizeof text, "%sT01:00:00Z", date);
    kit_clock(&kit, text);
}

static const char *date_of(int day)
{
    char text[ZC_DATE_TEXT];
    zc_date_format(text, day);
    return zc_arena_str(&kit.arena, text);
}

static const char *fields(uint64_t *seed, bool fresh)
{
    static const char *const names[] = {"甲局", "乙局", "丙办"};
    const char *name = zc_arena_printf(&kit.arena, "name=%s", names[kit_below(seed, 3)]), *code = zc_arena_printf(&kit.arena, "code=%d", kit_below(seed, 30));
    const char *rank = zc_arena_printf(&kit.arena, "rank=%d", kit_below(seed, 5));
    if (fresh)
        return zc_arena_printf(&kit.arena, "%s\n%s\n%s", code, name, rank);
    int which = kit_below(seed, 4);
    return which == 0 ? code : which == 1 ? rank : which == 2 ? name : zc_arena_printf(&kit.arena, "%s\n%s", name, rank);
}

static void write_one(uint64_t *seed, int64_t *ids, int today)
{
    int64_t *id = &ids[kit_below(seed, RECORDS)];
    const struct zc_entity *entity = kit_entity(&kit, "core.unit");
    int from = today - kit_below(seed, 15), verb = *id ? kit_below(seed, 12) : 0;
    if (verb < 10) {
        int to = from + 1 + kit_below(seed, 25);
        int64_t same = *id;
        int rc = kit_try(&kit, &same, "core.unit", fields(seed, !*id), date_of(from), kit_below(seed, 3) ? date_of(to) : NULL);
        if (!rc)
            *id = same;
        else if (rc != ZC_ECONFLICT && rc != ZC_ENOTFOUND)
            fail_msg("%d %s", rc, kit.err.en);
    } else {
        kit_begin(&kit);
        int rc = verb == 10 ? zc_record_end(kit.tx, entity, *id, from, NULL, &kit.err)
                            : zc_tx_undo(kit.tx, zc_tx_number(kit.tx) - 1 - kit_below(seed, 4), NULL, &kit.err);
        if (rc) {
            zc_tx_rollback(kit.tx);
            kit.tx = NULL;
        } else {
            kit_commit(&kit);
        }
    }
}

static void now_equals_as_of_today_on_every_day(void **state)
{
    (void)state;
    uint64_t seed = 20170613;
    int64_t ids[RECORDS] = {0};
    size_t ahead = 0, turned = 0;
    kit_root(&kit);
    kit_declare(&kit);
    kit_found(&kit, "2017-05-01T01:00:00Z");
    for (int d = 0; d < DAYS; d++) {
        int today = kit_day("2017-05-01") + d * (1 + kit_below(&seed, 2));
        if (today < zc_db_today(&kit.db))
            today = zc_db_today(&kit.db);
        clock_at(today);
        turned += zc_db_behind(&kit.db, today);
        now_is_as_of_today("a day came");                 /* nothing has turned yet */
        if (d % 3 == 0) {
            KIT_OK(&kit, zc_ahead_come(&kit.db, &kit.err)); /* as the waiting server does */
            assert_false(zc_db_behind(&kit.db, today));
            assert_true(zc_times_now(&kit.db).present);
            now_is_as_of_today("it turned");
        }
        if (d % 4 == 0)
            kit_verify(&kit);
        for (int w = 0; w < WRITES; w++)
            write_one(&seed, ids, today);
        assert_true(zc_times_now(&kit.db).present);
        now_is_as_of_today("written");
        ahead += kit_number(&kit, "SELECT count(*) FROM ahead") > 0;
        assert_int_equal(kit_number(&kit, zc_arena_printf(&kit.arena, "SELECT count(*) FROM t_core_unit WHERE valid_from > %d", today)), 0);
    }
    kit_verify(&kit);
    assert_true(ahead > DAYS / 2 && turned > 5); /* or the test shows nothing */
    kit_close(&kit);
}

/* The value of one day comes back the day after by itself, also for a reader between midnight and the first write. */
static void a_record_with_an_end_ahead_is_not_missed(void **state)
{
    (void)state;
    struct zc_record record;
    kit_root(&kit);
    kit_declare(&kit);
    kit_found(&kit, "2017-05-10T01:00:00Z");
    int64_t id = kit_new(&kit, "core.unit", "code=1\nname=甲局", "2017-01-01");
    kit_set(&kit, "core.unit", id, "name=乙局", "2017-05-01", "2017-05-20");
    const struct zc_entity *entity = kit_entity(&kit, "core.unit");
    KIT_OK(&kit, zc_rows_get(&record, &kit.arena, &kit.db, entity, id, zc_times_now(&kit.db), &ZC_READER_PUBLIC, &kit.err));
    assert_string_equal(zc_record_text(&record, "name"), "乙局");
    assert_int_equal(record.slice, 2);
    kit_verify(&kit);
    kit_clock(&kit, "2017-05-19T16:00:00Z"); /* midnight in Shanghai */
    KIT_OK(&kit, zc_rows_get(&record, &kit.arena, &kit.db, entity, id, zc_times_now(&kit.db), &ZC_READER_PUBLIC, &kit.err));
    assert_string_equal(zc_record_text(&record, "name"), "甲局");
    kit_verify(&kit);
    struct zc_patch patch = kit_patch(&kit, "core.unit", id, "rank=3", NULL, NULL);
    bool changed;
    patch.expect_slice = 3;
    kit_begin(&kit);
    KIT_OK(&kit, zc_record_change(&id, &changed, kit.tx, &patch, &kit.err));
    kit_commit(&kit);
    kit_verify(&kit);
    kit_close(&kit);
}

static void keys_are_unique_on_the_days_ahead_too(void **state)
{
    (void)state;
    kit_root(&kit);
    kit_declare(&kit);
    kit_found(&kit, "2017-05-10T01:00:00Z");
    int64_t one = kit_new(&kit, "core.unit", "code=1\nname=甲局\nshort=甲", "2017-01-01"), other = 0, none[3] = {0};
    kit_set(&kit, "core.unit", one, "code=2\nshort=乙", "2017-05-01", "2017-05-20");
    kit_expect_refused(&kit, kit_try(&kit, &none[0], "core.unit", "code=1\nname=丙局", "2017-05-02", NULL), ZC_ECONFLICT, "exists already");
    kit_expect_refused(&kit, kit_try(&kit, &none[1], "core.unit", "code=3\nname=丙局\nshort=甲", "2017-05-02", NULL), ZC_EINPUT, "used by another");
    kit_expect_refused(&kit, kit_try(&kit, &none[2], "core.unit", "code=2\nname=丙局", "2017-05-02", "2017-05-15"), ZC_ECONFLICT, "exists already");
    assert_int_equal(kit_try(&kit, &other, "core.unit", "code=1\nname=丙局", "2017-05-02", "2017-05-20"), ZC_OK); /* gone when it comes back */
    kit_verify(&kit);
    kit_close(&kit);
}

/* A city that an older program left: the last slice in the present table, no notes. */
static void an_older_city_is_brought_to_it(void **state)
{
    (void)state;
    kit_root(&kit);
    kit_declare(&kit);
    kit_found(&kit, "2017-05-10T01:00:00Z");
    int64_t id = kit_new(&kit, "core.unit", "code=1\nname=甲局", "2017-01-01");
    kit_set(&kit, "core.unit", id, "name=乙局", "2017-05-01", "2017-05-20");
    KIT_OK(&kit, zc_store_begin_write(kit.db.store, &kit.err));
    KIT_OK(&kit, zc_slices_turn(kit.db.store, NULL, kit_entity(&kit, "core.unit"), id, ZC_DATE_MAX - 1, &kit.err));
    KIT_OK(&kit, zc_store_commit(kit.db.store, &kit.err));
    kit_run(&kit, "DELETE FROM ahead; DELETE FROM setting WHERE name = 'ahead'; DELETE FROM setting WHERE name = 'search:core.unit'");
    KIT_OK(&kit, zc_city_upgrade(&kit.db, &kit.err));
    now_is_as_of_today("settled");
    kit_verify(&kit);
    kit_clock(&kit, "2017-05-20T01:00:00Z");
    KIT_OK(&kit, zc_ahead_come(&kit.db, &kit.err));
    now_is_as_of_today("later");
    kit_verify(&kit);
    kit_close(&kit);
}

static void a_lost_note_and_a_row_left_behind_are_found(void **state)
{
    (void)state;
    struct zc_verdict verdict;
    kit_root(&kit);
    kit_declare(&kit);
    kit_found(&kit, "2017-05-10T01:00:00Z");
    int64_t id = kit_new(&kit, "core.unit", "code=1\nname=甲局", "2017-01-01");
    kit_set(&kit, "core.unit", id, "name=乙局", "2017-05-01", "2017-05-20");
    kit_run(&kit, "DELETE FROM ahead");
    KIT_OK(&kit, zc_verify(&verdict, &kit.arena, &kit.db, NULL, NULL, NULL, &kit.err));
    assert_int_equal(verdict.fault_count, 1);
    assert_non_null(strstr(verdict.faults[0].text.en, "not noted"));
    kit_clock(&kit, "2017-05-20T01:00:00Z");
    KIT_OK(&kit, zc_verify(&verdict, &kit.arena, &kit.db, NULL, NULL, NULL, &kit.err));
    assert_true(verdict.fault_count > 0);
    kit_close(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(now_equals_as_of_today_on_every_day),
        cmocka_unit_test(a_record_with_an_end_ahead_is_not_missed),
        cmocka_unit_test(keys_are_unique_on_the_days_ahead_too),
        cmocka_unit_test(an_older_city_is_brought_to_it),
        cmocka_unit_test(a_lost_note_and_a_row_left_behind_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
