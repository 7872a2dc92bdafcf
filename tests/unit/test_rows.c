/* rows: pages against a full sort, search against LIKE, and columns that are hidden in every way of asking. */
#include "kit.h"

enum { ROWS = 1000 };

static struct kit kit;
static int64_t plan;
static const char *staff_roles[] = {"core.staff"}, *leader_roles[] = {"core.leader"}, *office_roles[] = {"core.office"};

static int setup(void **state)
{
    (void)state;
    kit_root(&kit);
    kit_declare(&kit);
    kit_found(&kit, "2017-09-01T01:00:00Z");
    plan = kit_new(&kit, "core.plan", "title=计划\nyear=2017", "2017-01-01");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    kit_close(&kit);
    return 0;
}

static int64_t task(const char *name, const char *more)
{
    return kit_new(&kit, "core.task", zc_arena_printf(&kit.arena, "plan=%lld\nname=%s\n%s", (long long)plan, name, more), "2017-01-01");
}

/* 1: pages */

static const char *const *sort_names;
static size_t sort_count;

static int compare_values(const struct zc_value *a, const struct zc_value *b)
{
    if (!a->kind || !b->kind)
        return (a->kind != 0) - (b->kind != 0); /* empty stands first */
    if (a->kind == ZC_V_INT)
        return (a->number > b->number) - (a->number < b->number);
    return strcmp(a->text, b->text);
}

static int by_names(const void *left, const void *right)
{
    const struct zc_record *a = left, *b = right;
    for (size_t i = 0; i < sort_count; i++) {
        bool down = sort_names[i][0] == '-';
        struct zc_value x = zc_record_value(a, sort_names[i] + down), y = zc_record_value(b, sort_names[i] + down);
        int order = compare_values(&x, &y);
        if (order)
            return down ? -order : order;
    }
    bool down = sort_count && sort_names[0][0] == '-';
    int order = (a->id > b->id) - (a->id < b->id);
    return down ? -order : order;
}

static void pages_are_the_full_sort(void **state)
{
    (void)state;
    uint64_t seed = 1000;
    static const char *const names[] = {"甲", "乙", "丙", "a", "b", "Ab", "改革\x1f试点", "i5", "-"};
    kit_begin(&kit);
    for (int i = 0; i < ROWS; i++) {
        char due[ZC_DATE_TEXT];
        zc_date_format(due, kit_day("2017-02-01") + kit_below(&seed, 6));
        task(names[kit_below(&seed, 9)],
             zc_arena_printf(&kit.arena, "size=%s\ndue=%s\nsecret=%s\namount=%s", kit_below(&seed, 3) ? zc_arena_printf(&kit.arena, "%d", kit_below(&seed, 12)) : "",
                             kit_below(&seed, 4) ? due : "", kit_below(&seed, 2) ? names[kit_below(&seed, 9)] : "", kit_below(&seed, 3) ? "-1.25" : ""));
    }
    kit_commit(&kit);
    static const struct {
        const char *names[3];
        size_t count;
    } orders[] = {{{0}, 0}, {{"size"}, 1}, {{"-size"}, 1}, {{"name", "-due"}, 2}, {{"-name", "size", "-amount"}, 3}, {{"due", "-secret"}, 2}, {{"-due", "-size"}, 2}};
    static const size_t limits[] = {1, 7, 100, 333, ROWS, ROWS + 1};
    struct zc_rows all;
    struct zc_rows_query query = {.entity = kit_entity(&kit, "core.task"), .times = zc_times_now(&kit.db), .reader = &ZC_READER_CITY};
    KIT_OK(&kit, zc_rows_list(&all, &kit.arena, &kit.db, &query, &kit.err));
    assert_int_equal(all.count, ROWS);
    for (size_t o = 0; o < sizeof orders / sizeof *orders; o++) {
        sort_names = orders[o].names;
        sort_count = orders[o].count;
        qsort(all.items, all.count, sizeof *all.items, by_names);
        for (size_t l = 0; l < sizeof limits / sizeof *limits; l++) {
            if (limits[l] == 1 && o % 3)
                continue;
            query.order = (const char **)orders[o].names;
            query.order_count = orders[o].count;
            query.limit = limits[l];
            query.after = NULL;
            size_t at = 0;
            do {
                struct zc_rows page;
                KIT_OK(&kit, zc_rows_list(&page, &kit.arena, &kit.db, &query, &kit.err));
                assert_true(page.count <= limits[l]);
                for (size_t i = 0; i < page.count; i++, at++)
                    if (at >= ROWS || page.items[i].id != all.items[at].id)
                        fail_msg("order %zu, pages of %zu: row %zu is another", o, limits[l], at);
                query.after = page.next;
            } while (query.after);
            assert_int_equal(at, ROWS);
        }
        /* Some passed over: from the start, and from the page before on. */
        static const size_t skips[] = {0, 1, 6, ROWS - 3, ROWS, ROWS + 9};
        query.limit = 5;
        for (size_t s = 0; s < sizeof skips / sizeof *skips; s++) {
            struct zc_rows page;
            query.after = NULL;
            query.skip = skips[s];
            for (size_t at = skips[s], turn = 0; turn < 2; at += query.limit + query.skip, turn++) {
                KIT_OK(&kit, zc_rows_list(&page, &kit.arena, &kit.db, &query, &kit.err));
                assert_int_equal(page.count, at >= ROWS ? 0 : ROWS - at < query.limit ? ROWS - at : query.limit);
                for (size_t i = 0; i < page.count; i++)
                    assert_int_equal(page.items[i].id, all.items[at + i].id);
                if (!(query.after = page.next))
                    break;
            }
        }
        query.skip = 0;
    }
    int64_t count;
    query.limit = 10;
    KIT_OK(&kit, zc_rows_count(&count, &kit.db, &query, &kit.err));
    assert_int_equal(count, ROWS);
}

static void wrong_cursors_are_refused(void **state)
{
    (void)state;
    static const char *const cursors[] = {"x", "i", "i5", "i5.", "i5.i6.i7", "i5x.i6", "i5.-", "t61.i6", "i5.t61", "-.t6", "i 5.i6", "tzz.i6", "t.i6", "i5,i6"};
    task("甲", "size=1");
    for (size_t i = 0; i < sizeof cursors / sizeof *cursors; i++) {
        struct zc_rows rows;
        const char *order[] = {"size"};
        struct zc_rows_query query = {.entity = kit_entity(&kit, "core.task"), .times = zc_times_now(&kit.db), .reader = &ZC_READER_CITY, .order = order,
                                      .order_count = 1, .after = cursors[i], .limit = 5};
        kit.err = (struct zc_error){0};
        kit_expect_refused(&kit, zc_rows_list(&rows, &kit.arena, &kit.db, &query, &kit.err), ZC_EINPUT, "cursor is not valid");
    }
}

/* 2: search */

static int64_t found(const char *words, struct zc_times times, const struct zc_reader *reader)
{
    int64_t count;
    struct zc_rows_query query = {.entity = kit_entity(&kit, "core.task"), .times = times, .reader = reader, .search = words};
    KIT_OK(&kit, zc_rows_count(&count, &kit.db, &query, &kit.err));
    return count;
}

static void two_characters_find_all_that_like_finds(void **state)
{
    (void)state;
    static const char *const signs[] = {"改", "革", "生", "态", "文", "化", "经", "济", "市", "场"};
    uint64_t seed = 77;
    char name[64];
    kit_begin(&kit);
    for (int i = 0; i < 600; i++) {
        name[0] = 0;
        for (int length = 1 + kit_below(&seed, 8); length > 0; length--)
            strcat(name, signs[kit_below(&seed, 10)]);
        task(name, i % 50 ? "" : "secret=改革");
    }
    kit_commit(&kit);
    struct zc_times now = zc_times_now(&kit.db), past = zc_times_at(&kit.db, kit_day("2017-05-01"), ZC_INSTANT_MAX);
    struct zc_reader leader = {.account = 1, .person = 3, .roles = leader_roles, .role_count = 1}; /* sees rows, not the personal column */
    for (int a = 0; a < 10; a++)
        for (int b = 0; b < 10; b++) {
            char sql[200];
            snprintf(name, sizeof name, "%s%s", signs[a], signs[b]);
            snprintf(sql, sizeof sql, "SELECT count(*) FROM t_core_task WHERE name LIKE '%%%s%%'", name);
            int64_t truth = kit_number(&kit, sql);
            if (found(name, now, &leader) != truth || found(name, past, &leader) != truth)
                fail_msg("%s: LIKE finds %lld, search %lld, in the past %lld", name, (long long)truth, (long long)found(name, now, &leader),
                         (long long)found(name, past, &leader));
        }
    for (int a = 0; a < 10; a++) { /* one character stands at the front of a pair, or alone */
        char sql[200];
        snprintf(sql, sizeof sql, "SELECT count(*) FROM t_core_task WHERE name LIKE '%%%s%%'", signs[a]);
        if (found(signs[a], now, &leader) != kit_number(&kit, sql))
            fail_msg("%s: LIKE finds %lld, search %lld", signs[a], (long long)kit_number(&kit, sql), (long long)found(signs[a], now, &leader));
    }
}

static void words_are_folded_and_all_must_match(void **state)
{
    (void)state;
    task("深化改革 Pilot", "secret=隐私");
    task("改革方案", "");
    task("方案", "");
    struct zc_times now = zc_times_now(&kit.db), past = zc_times_at(&kit.db, kit_day("2017-05-01"), ZC_INSTANT_MAX);
    static const struct {
        const char *words;
        int64_t now;
    } cases[] = {{"改革", 2}, {"改革 方案", 1}, {"方案 改革", 1}, {"pilot", 1}, {"PILOT", 1}, {"Pilot 改革", 1}, {"革方", 1}, {"化改革方", 0},
                 {"\"改革", 2}, {"改革*", 2}, {"OR", 0}, {"  ", 3}, {"%", 0}, {"'", 0}, {"隐私", 1}, {"革P", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (strspn(cases[i].words, " ") == strlen(cases[i].words))
            continue;
        if (found(cases[i].words, now, &ZC_READER_CITY) != cases[i].now || found(cases[i].words, past, &ZC_READER_CITY) != cases[i].now)
            fail_msg("{%s}: %lld, in the past %lld, expected %lld", cases[i].words, (long long)found(cases[i].words, now, &ZC_READER_CITY),
                     (long long)found(cases[i].words, past, &ZC_READER_CITY), (long long)cases[i].now);
    }
    /* what is no longer so is no longer found */
    int64_t id = task("独有词语", "");
    assert_int_equal(found("独有词语", now, &ZC_READER_CITY), 1);
    kit_set(&kit, "core.task", id, "name=改了名字", NULL, NULL);
    assert_int_equal(found("独有词语", now, &ZC_READER_CITY), 0);
    assert_int_equal(found("改了名字", now, &ZC_READER_CITY), 1);
    kit_begin(&kit);
    KIT_OK(&kit, zc_record_withdraw(kit.tx, kit_entity(&kit, "core.task"), id, NULL, &kit.err));
    kit_commit(&kit);
    assert_int_equal(found("改了名字", now, &ZC_READER_CITY), 0);
}

/* 3: hidden columns */

static void a_hidden_column_stays_hidden(void **state)
{
    (void)state;
    struct zc_reader leader = {.account = 1, .person = 3, .roles = leader_roles, .role_count = 1};
    struct zc_reader office = {.account = 2, .person = 4, .roles = office_roles, .role_count = 1};
    int64_t id = task("公开名称", "secret=隐私内容");
    struct zc_times now = zc_times_now(&kit.db), past = zc_times_at(&kit.db, kit_day("2017-05-01"), ZC_INSTANT_MAX);
    const struct zc_times both[] = {now, past};
    for (int t = 0; t < 2; t++) {
        struct zc_record record;
        struct zc_rows rows;
        assert_int_equal(found("隐私", both[t], &leader), 0);
        assert_int_equal(found("隐私", both[t], &office), 1);
        KIT_OK(&kit, zc_rows_get(&record, &kit.arena, &kit.db, kit_entity(&kit, "core.task"), id, both[t], &leader, &kit.err));
        assert_string_equal(zc_record_text(&record, "secret"), "");
        assert_string_equal(zc_record_text(&record, "name"), "公开名称");
        static const char *const filters[] = {"secret = '隐私内容'", "empty(secret)", "not empty(secret)", "secret contains '隐'", "name = secret",
                                              "some steps where task.secret = '隐私内容'"};
        for (size_t f = 0; f < sizeof filters / sizeof *filters; f++) {
            struct zc_rows_query query = {.entity = kit_entity(&kit, "core.task"), .times = both[t], .reader = &leader, .filter = filters[f]};
            kit.err = (struct zc_error){0};
            kit_expect_refused(&kit, zc_rows_list(&rows, &kit.arena, &kit.db, &query, &kit.err), ZC_EINPUT, "cannot filter by secret");
            int64_t count;
            kit_expect_refused(&kit, zc_rows_count(&count, &kit.db, &query, &kit.err), ZC_EINPUT, "cannot filter by secret");
        }
        const char *order[] = {"-secret"};
        struct zc_rows_query query = {.entity = kit_entity(&kit, "core.task"), .times = both[t], .reader = &leader, .order = order, .order_count = 1};
        kit_expect_refused(&kit, zc_rows_list(&rows, &kit.arena, &kit.db, &query, &kit.err), ZC_EINPUT, "cannot sort by -secret");
        query.reader = &office;
        KIT_OK(&kit, zc_rows_list(&rows, &kit.arena, &kit.db, &query, &kit.err));
        assert_string_equal(zc_record_text(&rows.items[0], "secret"), "隐私内容");
    }
    struct zc_rows history;
    KIT_OK(&kit, zc_rows_history(&history, &kit.arena, &kit.db, kit_entity(&kit, "core.task"), id, &leader, &kit.err));
    assert_string_equal(zc_record_text(&history.items[0], "secret"), "");
}

/* The question that reads one record is kept by its reader: another unit, another role or another person gets another answer at once. */
static void a_kept_question_is_of_one_reader(void **state)
{
    (void)state;
    int64_t units[2];
    for (int i = 0; i < 2; i++)
        units[i] = kit_new(&kit, "core.unit", zc_arena_printf(&kit.arena, "code=K%d\nname=单位", i), "2017-01-01");
    int64_t id = task("看得见", zc_arena_printf(&kit.arena, "lead=%lld", (long long)units[0]));
    const struct zc_entity *entity = kit_entity(&kit, "core.task");
    struct zc_record record;
    struct zc_reader staff = {.account = 1, .person = 3, .post = 9, .unit = units[0], .roles = staff_roles, .role_count = 1};
    for (int round = 0; round < 3; round++) { /* the second time the question is kept */
        staff.unit = units[0];
        KIT_OK(&kit, zc_rows_get(&record, &kit.arena, &kit.db, entity, id, zc_times_now(&kit.db), &staff, &kit.err));
        KIT_OK(&kit, zc_rows_get(&record, &kit.arena, &kit.db, entity, id, zc_times_now(&kit.db), &staff, &kit.err));
        assert_string_equal(zc_record_text(&record, "name"), "看得见");
        assert_string_equal(zc_record_text(&record, "secret"), "");
        staff.unit = units[1];
        assert_int_equal(zc_rows_get(&record, &kit.arena, &kit.db, entity, id, zc_times_now(&kit.db), &staff, NULL), ZC_ENOTFOUND);
        staff.roles = office_roles;
        KIT_OK(&kit, zc_rows_get(&record, &kit.arena, &kit.db, entity, id, zc_times_now(&kit.db), &staff, &kit.err));
        staff.roles = staff_roles;
        assert_int_equal(zc_rows_get(&record, &kit.arena, &kit.db, entity, id, zc_times_now(&kit.db), &staff, NULL), ZC_ENOTFOUND);
    }
    staff.unit = units[0]; /* what is stored is read each time */
    kit_set(&kit, "core.task", id, "name=改过了", "2017-06-01", NULL);
    KIT_OK(&kit, zc_rows_get(&record, &kit.arena, &kit.db, entity, id, zc_times_now(&kit.db), &staff, &kit.err));
    assert_string_equal(zc_record_text(&record, "name"), "改过了");
    kit_set(&kit, "core.task", id, zc_arena_printf(&kit.arena, "lead=%lld", (long long)units[1]), "2017-06-01", NULL);
    assert_int_equal(zc_rows_get(&record, &kit.arena, &kit.db, entity, id, zc_times_now(&kit.db), &staff, NULL), ZC_ENOTFOUND);
}

static void who_may_not_see_a_row_is_not_told_of_it(void **state)
{
    (void)state;
    int64_t units[2], mine, theirs;
    for (int i = 0; i < 2; i++)
        units[i] = kit_new(&kit, "core.unit", zc_arena_printf(&kit.arena, "code=U%d\nname=单位", i), "2017-01-01");
    mine = task("我的", zc_arena_printf(&kit.arena, "lead=%lld", (long long)units[0]));
    theirs = task("别人的", zc_arena_printf(&kit.arena, "lead=%lld", (long long)units[1]));
    struct zc_reader staff = {.account = 1, .person = 3, .unit = units[0], .roles = staff_roles, .role_count = 1};
    struct zc_times past = zc_times_at(&kit.db, kit_day("2017-05-01"), ZC_INSTANT_MAX);
    struct zc_record record;
    struct zc_rows rows;
    const struct zc_entity *entity = kit_entity(&kit, "core.task");
    char hidden[1200];
    kit_expect_refused(&kit, zc_rows_get(&record, &kit.arena, &kit.db, entity, theirs, zc_times_now(&kit.db), &staff, &kit.err), ZC_ENOTFOUND, "may not see it");
    snprintf(hidden, sizeof hidden, "%s", kit.err.zh);
    kit_expect_refused(&kit, zc_rows_get(&record, &kit.arena, &kit.db, entity, theirs + 1000, zc_times_now(&kit.db), &staff, &kit.err), ZC_ENOTFOUND, "may not see it");
    assert_int_equal(strcspn(hidden, "0123456789"), strcspn(kit.err.zh, "0123456789")); /* the same words for what is not there */
    assert_int_equal(zc_rows_history(&rows, &kit.arena, &kit.db, entity, theirs, &staff, NULL), ZC_ENOTFOUND);
    KIT_OK(&kit, zc_rows_get(&record, &kit.arena, &kit.db, entity, mine, past, &staff, &kit.err));
    /* handed over since: the past is hidden with the present */
    kit_set(&kit, "core.task", mine, zc_arena_printf(&kit.arena, "lead=%lld", (long long)units[1]), "2017-08-01", NULL);
    assert_int_equal(zc_rows_get(&record, &kit.arena, &kit.db, entity, mine, past, &staff, NULL), ZC_ENOTFOUND);
    assert_int_equal(zc_rows_get(&record, &kit.arena, &kit.db, entity, mine, past, &ZC_READER_PUBLIC, NULL), ZC_ENOTFOUND);
    struct zc_rows_query query = {.entity = entity, .times = past, .reader = &staff};
    KIT_OK(&kit, zc_rows_list(&rows, &kit.arena, &kit.db, &query, &kit.err));
    assert_int_equal(rows.count, 0);
    query.entity = kit_entity(&kit, "core.unit");
    query.reader = &ZC_READER_PUBLIC;
    KIT_OK(&kit, zc_rows_list(&rows, &kit.arena, &kit.db, &query, &kit.err));
    assert_int_equal(rows.count, 2); /* public declares itself */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(pages_are_the_full_sort, setup, teardown),
        cmocka_unit_test_setup_teardown(wrong_cursors_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(two_characters_find_all_that_like_finds, setup, teardown),
        cmocka_unit_test_setup_teardown(words_are_folded_and_all_must_match, setup, teardown),
        cmocka_unit_test_setup_teardown(a_hidden_column_stays_hidden, setup, teardown),
        cmocka_unit_test_setup_teardown(a_kept_question_is_of_one_reader, setup, teardown),
        cmocka_unit_test_setup_teardown(who_may_not_see_a_row_is_not_told_of_it, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
