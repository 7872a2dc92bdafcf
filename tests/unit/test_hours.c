/* hours: texts, vectors of governance.md A4 and A5, and the laws of counting with pauses. */
#include "calendar_kit.h"

#include "base/hours.h"

static struct zc_hours_since office_since[2], duty_since[1];
static struct zc_timetable office = {&all, office_since, 1}, duty = {&all, duty_since, 1};

static int64_t at(const char *text)
{
    char full[40];
    int64_t instant = 0;
    snprintf(full, sizeof full, "%.10sT%.5s:00+08:00", text, text + 11);
    assert_true(zc_instant_parse(&instant, full));
    return instant;
}

static void assert_at(int64_t got, const char *expected)
{
    if (got != at(expected))
        fail_msg("expected %s, got %+lld minutes beside it", expected, (long long)((got - at(expected)) / ZC_MINUTE_US));
}

static int64_t draw(uint64_t *seed, int limit)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (int64_t)((*seed >> 33) % (uint64_t)limit);
}

static int open_tables(void **state)
{
    calendar_open(state);
    assert_true(zc_hours_parse(&office_since[0].hours, "workdays 09:00-12:00 13:00-17:00"));
    assert_true(zc_hours_parse(&duty_since[0].hours, "daily 08:00-20:00"));
    return 0;
}

static void texts(void **state)
{
    (void)state;
    static const char *const good[] = {"workdays 09:00-12:00 13:00-17:00", "daily 00:00-24:00", "workdays 08:30-12:00; offdays 10:00-16:00", "  offdays 10:00-16:00",
                                       "daily 00:00-01:00 01:00-02:00 03:00-04:00 05:00-06:00"};
    static const char *const bad[] = {"", "workdays", "workdays 9:00-12:00", "workdays 12:00-12:00", "workdays 09:00-24:01", "workdays 09:00-12:60", "workdays 09:00-12:00 11:00-13:00",
                                      "daily 00:00-24:00; workdays 08:00-09:00", "sundays 09:00-12:00", "workdays 09:00-12:00,13:00-17:00", "workdays 13:00-17:00 09:00-12:00",
                                      "workdays 09:00-12:00; workdays 13:00-17:00", "workdays ; daily 08:00-09:00", "daily 00:00-01:00 01:00-02:00 03:00-04:00 05:00-06:00 07:00-08:00",
                                      "workdays 09:00-12:0", "40", "workdays 09:00-12:00x"};
    struct zc_hours hours;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!zc_hours_parse(&hours, good[i]))
            fail_msg("refused: %s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (zc_hours_parse(&hours, bad[i]))
            fail_msg("taken: %s", bad[i]);
}

static void vectors(void **state)
{
    (void)state;
    static const struct {
        const char *source;
        const struct zc_timetable *table;
        const char *start;
        int minutes;
        const char *paused_from, *paused_to, *due;
    } cases[] = {
        {"governance.md A4 vector A1", &office, "2017-06-16 16:30", 240, NULL, NULL, "2017-06-19 13:30"},
        {"governance.md A4 vector A1", &duty, "2017-06-16 16:30", 240, NULL, NULL, "2017-06-17 08:30"},
        {"governance.md A4 vector A1", &office, "2017-09-29 15:10", 600, NULL, NULL, "2017-10-09 10:10"},
        {"governance.md A4 vector A1", &office, "2017-06-19 12:20", 120, NULL, NULL, "2017-06-19 15:00"},
        {"governance.md A4 vector A1", &office, "2017-06-19 17:00", 60, NULL, NULL, "2017-06-20 10:00"},
        {"governance.md A4 vector A1", &office, "2017-06-19 09:30", 420, "2017-06-19 10:15", "2017-06-19 14:40", "2017-06-20 13:55"},
        {"justice.md A4.1 rule 6: hours are exact", NULL, "2017-05-02 10:00", 1440, NULL, NULL, "2017-05-03 10:00"},
        {"a pause over the night costs nothing", &office, "2017-06-19 16:00", 120, "2017-06-19 17:00", "2017-06-20 09:00", "2017-06-20 10:00"},
        {"a pause that begins at the start", &office, "2017-06-19 09:00", 60, "2017-06-19 09:00", "2017-06-19 11:00", "2017-06-19 12:00"},
        {"the last minute before noon", &office, "2017-06-19 09:00", 180, NULL, NULL, "2017-06-19 12:00"},
        {"nothing to work", &office, "2017-06-18 09:00", 0, NULL, NULL, "2017-06-18 09:00"},
        {"a Sunday of a long holiday", &office, "2017-10-01 10:00", 1, NULL, NULL, "2017-10-09 09:01"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zc_interval pause = {0};
        bool provisional;
        if (cases[i].paused_from)
            pause = (struct zc_interval){at(cases[i].paused_from), at(cases[i].paused_to)};
        int64_t due = zc_hours_after(&provisional, cases[i].table, at(cases[i].start), cases[i].minutes * ZC_MINUTE_US, &pause, cases[i].paused_from != NULL);
        if (due != at(cases[i].due))
            fail_msg("%s: %s + %d min: %+lld minutes beside %s", cases[i].source, cases[i].start, cases[i].minutes, (long long)((due - at(cases[i].due)) / ZC_MINUTE_US),
                     cases[i].due);
        assert_false(provisional);
        assert_int_equal(zc_hours_between(cases[i].table, at(cases[i].start), due, &pause, cases[i].paused_from != NULL), cases[i].minutes * ZC_MINUTE_US);
    }
    /* governance.md A5 vector A4: the links of a published case, 1, 4 and 63 minutes, 68 in all. */
    static const char *const links[] = {"2017-06-19 13:20", "2017-06-19 13:21", "2017-06-19 13:25", "2017-06-19 14:28"};
    static const int minutes[] = {1, 4, 63};
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(zc_hours_between(NULL, at(links[i]), at(links[i + 1]), NULL, 0), minutes[i] * ZC_MINUTE_US);
    assert_int_equal(zc_hours_between(NULL, at(links[0]), at(links[3]), NULL, 0), 68 * ZC_MINUTE_US);
}

static void hours_of_each_day_count(void **state)
{
    (void)state;
    office.count = 2;
    office_since[1].from = day("2017-06-20"); /* summer hours from that day on */
    assert_true(zc_hours_parse(&office_since[1].hours, "workdays 09:00-12:00 14:00-18:00"));
    assert_at(zc_hours_after(NULL, &office, at("2017-06-19 16:00"), 300 * ZC_MINUTE_US, NULL, 0), "2017-06-20 15:00");
    office_since[1].hours = (struct zc_hours){0}; /* nothing says the hours any more */
    assert_true(zc_hours_after(NULL, &office, at("2017-06-19 16:00"), 300 * ZC_MINUTE_US, NULL, 0) == INT64_MAX);
    assert_at(zc_hours_after(NULL, &office, at("2017-06-19 16:00"), 60 * ZC_MINUTE_US, NULL, 0), "2017-06-19 17:00");
    office.count = 1;
    assert_at(zc_hours_before(&office, at("2017-10-09 10:00"), 120 * ZC_MINUTE_US), "2017-09-30 16:00");
    assert_at(zc_hours_before(&office, at("2017-10-09 00:00"), 240 * ZC_MINUTE_US), "2017-09-30 13:00");
}

static void a_year_without_a_notice(void **state)
{
    (void)state;
    bool provisional;
    zc_hours_after(&provisional, &office, at("2026-12-31 16:30"), 60 * ZC_MINUTE_US, NULL, 0);
    assert_true(provisional);
    zc_hours_after(&provisional, &office, at("2026-12-31 16:00"), 60 * ZC_MINUTE_US, NULL, 0);
    assert_false(provisional);
    zc_hours_after(&provisional, &duty, at("2026-12-31 19:30"), 60 * ZC_MINUTE_US, NULL, 0);
    assert_false(provisional); /* every day is alike */
}

/* What is worked between start and end is the length, however it is paused; the order of pauses does not matter; forth and back meet. */
static void laws(void **state)
{
    (void)state;
    uint64_t seed = 20170101;
    const struct zc_timetable *tables[] = {&office, &duty, NULL};
    for (int round = 0; round < 20000; round++) {
        const struct zc_timetable *table = tables[round % 3];
        int64_t start = at("2017-01-02 00:00") + draw(&seed, 400 * 1440) * ZC_MINUTE_US, length = (1 + draw(&seed, 6000)) * ZC_MINUTE_US;
        struct zc_interval pauses[4], turned[4];
        size_t count = (size_t)draw(&seed, 5);
        for (size_t i = 0; i < count; i++) {
            pauses[i].from = start + (draw(&seed, 9000) - 1000) * ZC_MINUTE_US;
            pauses[i].to = pauses[i].from + draw(&seed, 4000) * ZC_MINUTE_US;
        }
        for (size_t i = 0; i < count; i++)
            turned[i] = pauses[count - 1 - i];
        int64_t due = zc_hours_after(NULL, table, start, length, pauses, count);
        assert_true(due == zc_hours_after(NULL, table, start, length, turned, count));
        assert_true(zc_hours_between(table, start, due, pauses, count) == length);
        assert_true(zc_hours_between(table, start, due - 1, pauses, count) < length);
        assert_true(due >= zc_hours_after(NULL, table, start, length, NULL, 0)); /* a pause never makes it earlier */
        int64_t plain = zc_hours_after(NULL, table, start, length, NULL, 0), back = zc_hours_before(table, plain, length);
        assert_true(back >= start && zc_hours_between(table, back, plain, NULL, 0) == length);
        assert_true(zc_hours_between(table, plain, start, NULL, 0) == -length);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts),
        cmocka_unit_test(vectors),
        cmocka_unit_test(hours_of_each_day_count),
        cmocka_unit_test(a_year_without_a_notice),
        cmocka_unit_test(laws),
    };
    return cmocka_run_group_tests(tests, open_tables, calendar_close);
}
