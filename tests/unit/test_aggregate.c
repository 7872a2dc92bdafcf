/* aggregate: groups against rows added up by hand, at two times and for two readers; hidden columns; what cannot be grouped. */
#include "kit.h"

#include "query/aggregate.h"

enum { ROWS = 400 };

static struct kit kit;
static int64_t plan, units[3];
static const char *staff_roles[] = {"core.staff"}, *leader_roles[] = {"core.leader"};

static int setup(void **state)
{
    (void)state;
    uint64_t seed = 20170630;
    static const char *const topics[] = {"", "01", "02", "03"};
    kit_root(&kit);
    kit_declare(&kit);
    kit_found(&kit, "2017-09-01T01:00:00Z");
    plan = kit_new(&kit, "core.plan", "title=计划\nyear=2017", "2017-01-01");
    for (int i = 0; i < 3; i++)
        units[i] = kit_new(&kit, "core.unit", zc_arena_printf(&kit.arena, "code=U%d\nname=单位%d", i, i), "2017-01-01");
    kit_begin(&kit);
    for (int i = 0; i < ROWS; i++) {
        char due[ZC_DATE_TEXT], amount[32] = "", size[16] = "";
        zc_date_format(due, kit_day("2017-01-01") + kit_below(&seed, 700));
        if (kit_below(&seed, 4))
            snprintf(amount, sizeof amount, "%d.%02d", kit_below(&seed, 2000) - 1000, kit_below(&seed, 100));
        if (kit_below(&seed, 3))
            snprintf(size, sizeof size, "%d", kit_below(&seed, 12));
        int64_t id = kit_new(&kit, "core.task",
                             zc_arena_printf(&kit.arena, "plan=%lld\nname=任务\ntopic=%s\nlead=%lld\ndue=%s\namount=%s\nsize=%s", (long long)plan,
                                             topics[kit_below(&seed, 4)], (long long)units[kit_below(&seed, 3)], kit_below(&seed, 5) ? due : "", amount, size),
                             "2017-01-01");
        if (!kit_below(&seed, 3)) /* the past differs from the present */
            kit_set(&kit, "core.task", id, zc_arena_printf(&kit.arena, "topic=%s\nsize=%d", topics[kit_below(&seed, 4)], kit_below(&seed, 12)), "2017-07-01", NULL);
    }
    kit_commit(&kit);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    kit_close(&kit);
    return 0;
}

static struct zc_aggregate_query asked(const char *keys, const char *measures, struct zc_times times, const struct zc_reader *reader)
{
    struct zc_aggregate_query query = {.rows = {.entity = kit_entity(&kit, "core.task"), .times = times, .reader = reader}, .limit = ZC_AGGREGATE_GROUPS};
    KIT_OK(&kit, zc_aggregate_read(&query, &kit.arena, keys, measures, &kit.err));
    return query;
}

/* What one row says under a key, written out here anew. */
static const char *written(const struct zc_record *record, const char *key)
{
    char date[ZC_DATE_TEXT];
    struct zc_value due = zc_record_value(record, "due"), size = zc_record_value(record, "size");
    if (strncmp(key, "due", 3) == 0 && due.kind) {
        zc_date_format(date, (int)due.number);
        int month = atoi(date + 5);
        if (strcmp(key, "due:year") == 0)
            return zc_arena_printf(&kit.arena, "%.4s", date);
        if (strcmp(key, "due:half") == 0)
            return zc_arena_printf(&kit.arena, "%.4sH%d", date, month > 6 ? 2 : 1);
        if (strcmp(key, "due:quarter") == 0)
            return zc_arena_printf(&kit.arena, "%.4sQ%d", date, 1 + (month - 1) / 3);
        return zc_arena_printf(&kit.arena, "%.7s", date);
    }
    if (strcmp(key, "twice") == 0)
        return size.kind ? zc_arena_printf(&kit.arena, "%lld", 2 * (long long)size.number) : "";
    struct zc_value value = zc_record_value(record, key);
    return value.kind == ZC_V_TEXT ? value.text : value.kind ? zc_arena_printf(&kit.arena, "%lld", (long long)value.number) : "";
}

static const char *shown(struct zc_value value)
{
    return value.kind == ZC_V_TEXT ? value.text : value.kind ? zc_arena_printf(&kit.arena, "%lld", (long long)value.number) : "";
}

static void compare(const char *keys, struct zc_times times, const struct zc_reader *reader)
{
    struct zc_groups groups;
    struct zc_rows rows;
    struct zc_aggregate_query query = asked(keys, "count,filled:size,distinct:size,sum:amount,min:due,max:due", times, reader);
    KIT_OK(&kit, zc_aggregate(&groups, &kit.arena, &kit.db, &query, &kit.err));
    KIT_OK(&kit, zc_rows_list(&rows, &kit.arena, &kit.db, &query.rows, &kit.err));
    int64_t counted = 0;
    assert_true(rows.count > 20);
    for (size_t g = 0; g <= groups.count; g++) { /* the last round is the total */
        const struct zc_group *group = g < groups.count ? &groups.items[g] : &groups.total;
        int64_t count = 0, filled = 0, distinct = 0, sum = 0, least = INT64_MAX, most = INT64_MIN;
        bool seen[16] = {false}, summed = false;
        for (size_t r = 0; r < rows.count; r++) {
            bool mine = true;
            for (size_t k = 0; k < query.key_count && g < groups.count; k++)
                mine = mine && strcmp(written(&rows.items[r], query.keys[k].text), shown(group->keys[k])) == 0;
            if (!mine)
                continue;
            struct zc_value size = zc_record_value(&rows.items[r], "size"), amount = zc_record_value(&rows.items[r], "amount"),
                            due = zc_record_value(&rows.items[r], "due");
            count++;
            filled += size.kind != 0;
            distinct += size.kind && !seen[size.number];
            if (size.kind)
                seen[size.number] = true;
            summed |= amount.kind != 0;
            sum += amount.kind ? amount.number : 0;
            least = due.kind && due.number < least ? due.number : least;
            most = due.kind && due.number > most ? due.number : most;
        }
        const struct zc_value *m = group->measures;
        if (!count || m[0].number != count || m[1].number != filled || m[2].number != distinct || (m[3].kind != 0) != summed || (summed && m[3].number != sum) ||
            (m[4].kind != 0) != (least != INT64_MAX) || (m[4].kind && (m[4].number != least || m[5].number != most)))
            fail_msg("%s, group %zu of %zu: %lld rows here, %lld there", keys, g, groups.count, (long long)count, (long long)m[0].number);
        counted += g < groups.count ? count : 0;
        for (size_t k = 0, equal = g && g < groups.count; k < query.key_count && equal; k++) { /* ascending, empty first */
            const char *a = shown(groups.items[g - 1].keys[k]), *b = shown(group->keys[k]);
            bool number = group->keys[k].kind == ZC_V_INT && *a;
            int order = number ? (atoll(a) > atoll(b)) - (atoll(a) < atoll(b)) : strcmp(a, b);
            assert_true(order <= 0);
            equal = order == 0;
        }
    }
    assert_false(groups.more);
    assert_int_equal(counted, rows.count); /* every row stands in one group */
}

static void groups_are_the_rows_added_up(void **state)
{
    (void)state;
    static const char *const keys[] = {"topic", "lead", "due:year", "due:half", "due:quarter", "due:month", "topic,due:quarter", "lead,topic,size", "twice", "twice,topic", "due:half,twice"};
    struct zc_reader staff = {.account = 1, .person = 3, .unit = units[1], .roles = staff_roles, .role_count = 1};
    const struct zc_times times[] = {zc_times_now(&kit.db), zc_times_at(&kit.db, kit_day("2017-05-01"), ZC_INSTANT_MAX)};
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
        for (int t = 0; t < 2; t++) {
            compare(keys[k], times[t], &ZC_READER_CITY);
            compare(keys[k], times[t], &staff); /* one unit's rows alone */
        }
}

static void nothing_counts_as_zero(void **state)
{
    (void)state;
    static const char *const keys[] = {NULL, "topic", "late"};
    for (int i = 0; i < 3; i++) {
        struct zc_groups groups;
        struct zc_aggregate_query query = asked(keys[i], "count,sum:amount", zc_times_now(&kit.db), &ZC_READER_CITY);
        query.rows.filter = "name = '没有'";
        KIT_OK(&kit, zc_aggregate(&groups, &kit.arena, &kit.db, &query, &kit.err));
        assert_int_equal(groups.count, 0);
        assert_int_equal(groups.total.measures[0].kind, ZC_V_INT);
        assert_int_equal(groups.total.measures[0].number, 0);
        assert_int_equal(groups.total.measures[1].kind, ZC_V_EMPTY);
    }
}

static void a_limit_is_said(void **state)
{
    (void)state;
    static const char *const keys[] = {"size", "twice"};
    for (int i = 0; i < 2; i++) {
        struct zc_groups few, all;
        struct zc_aggregate_query query = asked(keys[i], NULL, zc_times_now(&kit.db), &ZC_READER_CITY);
        KIT_OK(&kit, zc_aggregate(&all, &kit.arena, &kit.db, &query, &kit.err));
        query.limit = 2;
        KIT_OK(&kit, zc_aggregate(&few, &kit.arena, &kit.db, &query, &kit.err));
        assert_true(few.more && few.count == 2);
        assert_int_equal(few.items[1].measures[0].number, all.items[1].measures[0].number);
        assert_int_equal(few.total.measures[0].number, ROWS); /* the total is over all groups */
    }
}

static void what_is_wrong_or_hidden_is_refused(void **state)
{
    (void)state;
    struct zc_reader leader = {.account = 1, .person = 3, .roles = leader_roles, .role_count = 1};
    static const struct {
        const char *keys, *measures, *en;
    } cases[] = {{"nonsense", NULL, "no field nonsense"},
                 {"topics,topics", NULL, "only one key may hold several values"},
                 {"topic:year", NULL, "on a date"},
                 {"due:week", NULL, "on a date"},
                 {"due:", NULL, "on a date"},
                 {"topic,lead,size,level", NULL, "at most 3"},
                 {"secret", NULL, "cannot group or measure by secret"},
                 {NULL, "distinct:secret", "cannot group or measure by secret"},
                 {NULL, "filled:secret", "cannot group or measure by secret"},
                 {NULL, "sum:name", "sum cannot be taken of name"},
                 {NULL, "max:topic", "max cannot be taken of topic"},
                 {NULL, "count:size", "unknown measure count"},
                 {NULL, "sum", "unknown measure sum"},
                 {NULL, "average:size", "unknown measure average"},
                 {NULL, "count,count,count,count,count,count,count,count,count", "at most 8"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zc_aggregate_query query = {.rows = {.entity = kit_entity(&kit, "core.task"), .times = zc_times_now(&kit.db), .reader = &leader}, .limit = 10};
        kit.err = (struct zc_error){0};
        kit_expect_refused(&kit, zc_aggregate_read(&query, &kit.arena, cases[i].keys, cases[i].measures, &kit.err), ZC_EINPUT, cases[i].en);
    }
}

/* The values are those of the row counted by hand: 5 rows of two topics, 3 of one, the rest of none. */
static void a_row_counts_in_the_group_of_each_of_its_values(void **state)
{
    (void)state;
    struct zc_rows rows;
    struct zc_groups groups;
    struct zc_aggregate_query query = asked("topics", "count", zc_times_now(&kit.db), &ZC_READER_CITY);
    KIT_OK(&kit, zc_rows_list(&rows, &kit.arena, &kit.db, &query.rows, &kit.err));
    kit_begin(&kit);
    for (size_t i = 0; i < 8; i++)
        kit_set(&kit, "core.task", rows.items[i].id, i < 5 ? "topics=01;02" : "topics=02", "2017-08-01", NULL);
    kit_commit(&kit);
    KIT_OK(&kit, zc_aggregate(&groups, &kit.arena, &kit.db, &query, &kit.err));
    static const struct {
        const char *topic;
        int64_t count;
    } expected[] = {{"", ROWS - 8}, {"01", 5}, {"02", 8}};
    assert_int_equal(groups.count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(shown(groups.items[i].keys[0]), expected[i].topic);
        assert_int_equal(groups.items[i].measures[0].number, expected[i].count);
    }
    assert_int_equal(groups.total.measures[0].number, ROWS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_are_the_rows_added_up),
        cmocka_unit_test(nothing_counts_as_zero),
        cmocka_unit_test(a_limit_is_said),
        cmocka_unit_test(what_is_wrong_or_hidden_is_refused),
        cmocka_unit_test(a_row_counts_in_the_group_of_each_of_its_values),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
