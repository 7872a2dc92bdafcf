/* workday and calendar: the vectors of the reform and core specifications over the shipped calendar. */
#include "calendar_kit.h"

/* reform.md 4: notice 国办发明电〔2016〕17号. */
static void the_year_2017_is_the_notice(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
        enum zc_day_kind kind;
    } notice[] = {
        {"2017-01-01", "2017-01-02", ZC_DAY_OFF}, {"2017-01-22", "2017-01-22", ZC_DAY_MAKEUP}, {"2017-01-27", "2017-02-02", ZC_DAY_OFF},
        {"2017-02-04", "2017-02-04", ZC_DAY_MAKEUP}, {"2017-04-01", "2017-04-01", ZC_DAY_MAKEUP}, {"2017-04-02", "2017-04-04", ZC_DAY_OFF},
        {"2017-05-01", "2017-05-01", ZC_DAY_OFF}, {"2017-05-27", "2017-05-27", ZC_DAY_MAKEUP}, {"2017-05-28", "2017-05-30", ZC_DAY_OFF},
        {"2017-09-30", "2017-09-30", ZC_DAY_MAKEUP}, {"2017-10-01", "2017-10-08", ZC_DAY_OFF},
    };
    struct zc_calendar year = zc_calendar_only(&all, 2017);
    size_t at = 0;
    for (size_t i = 0; i < sizeof notice / sizeof *notice; i++)
        for (int date = day(notice[i].from); date <= day(notice[i].to); date++, at++) {
            assert_true(at < year.count);
            assert_int_equal(year.days[at].date, date);
            assert_int_equal(year.days[at].kind, notice[i].kind);
        }
    assert_int_equal(at, year.count);
}

/* reform.md C1. */
static void months_of_2017(void **state)
{
    (void)state;
    static const int expected[] = {19, 19, 23, 19, 21, 22, 21, 23, 22, 17, 22, 21};
    for (int month = 1; month <= 12; month++) {
        int from = 0;
        assert_true(zc_date_make(&from, 2017, month, 1));
        assert_int_equal(zc_workdays_in(&all, from, from + zc_days_in_month(2017, month) - 1), expected[month - 1]);
    }
    assert_int_equal(zc_workdays_in(&all, day("2017-01-01"), day("2017-06-30")), 123);
    assert_int_equal(zc_workdays_in(&all, day("2017-07-01"), day("2017-12-31")), 126);
}

static void adding_working_days(void **state)
{
    (void)state;
    static const struct {
        const char *start;
        int n;
        const char *result;
    } cases[] = {
        /* reform.md C1 */
        {"2017-01-25", 5, "2017-02-07"}, {"2017-01-26", 1, "2017-02-03"}, {"2017-03-31", 1, "2017-04-01"}, {"2017-03-31", 3, "2017-04-06"},
        {"2017-05-26", 3, "2017-06-01"}, {"2017-09-29", 2, "2017-10-09"}, {"2017-12-29", 1, "2018-01-02"},
        {"2017-05-22", 10, "2017-06-06"},
        /* core.md 9 */
        {"2013-06-07", 1, "2013-06-08"}, {"2018-12-28", 1, "2018-12-29"}, {"2018-12-28", 2, "2019-01-02"}, {"2024-02-09", 1, "2024-02-18"},
        {"2024-02-08", 5, "2024-02-21"}, {"2025-01-26", 3, "2025-02-06"}, {"2026-02-13", 5, "2026-02-27"}, {"2026-09-24", 3, "2026-09-30"},
        {"2015-08-28", 5, "2015-09-07"}, {"2019-04-26", 3, "2019-04-30"}, {"2020-01-20", 10, "2020-02-11"},
        /* no step keeps the day, also a day off; backwards from a day off */
        {"2017-10-01", 0, "2017-10-01"}, {"2017-10-09", -1, "2017-09-30"}, {"2017-10-05", -2, "2017-09-29"}, {"2017-02-07", -5, "2017-01-25"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool provisional = true;
        assert_day(zc_workday_add(&all, day(cases[i].start), cases[i].n, &provisional), cases[i].result);
        assert_false(provisional);
    }
}

/* reform.md 4: the starting day is not counted, the last day rolls on, a make-up Saturday does not. */
static void calendar_days_roll(void **state)
{
    (void)state;
    static const struct {
        const char *start;
        int days;
        const char *result;
    } cases[] = {
        {"2017-09-20", 15, "2017-10-09"}, {"2017-05-20", 10, "2017-05-31"}, {"2017-03-22", 10, "2017-04-01"}, {"2017-01-20", 10, "2017-02-03"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_day(zc_workday_roll(&all, day(cases[i].start) + cases[i].days), cases[i].result);
    assert_day(zc_workday_roll_back(&all, day("2017-10-08")), "2017-09-30");
    assert_day(zc_workday_roll_back(&all, day("2017-09-30")), "2017-09-30");
}

static void between_is_half_open_and_signed(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
        int days;
    } cases[] = {
        {"2017-05-26", "2017-05-31", 2}, {"2017-09-29", "2017-10-09", 2}, {"2017-06-30", "2017-06-30", 0}, {"2017-10-09", "2017-09-29", -2},
        {"2017-10-01", "2017-10-08", 0}, {"2016-12-31", "2017-12-31", 249}, {"2017-12-31", "2016-12-31", -249},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(zc_workday_between(&all, day(cases[i].from), day(cases[i].to)), cases[i].days);
}

/* reform.md C1: the monthly report on the 5th working day; draw and report of a quarter on the 10th and 20th. */
static void dues_of_2017(void **state)
{
    (void)state;
    static const char *monthly[] = {"2017-02-08", "2017-03-07", "2017-04-10", "2017-05-08", "2017-06-07", "2017-07-07",
                                    "2017-08-07", "2017-09-07", "2017-10-13", "2017-11-07", "2017-12-07"};
    for (int month = 1; month <= 11; month++) {
        int end = 0;
        assert_true(zc_date_make(&end, 2017, month, zc_days_in_month(2017, month)));
        assert_day(zc_workday_add(&all, end, 5, NULL), monthly[month - 1]);
    }
    static const struct {
        const char *end, *draw, *report;
    } quarters[] = {{"2017-03-31", "2017-04-17", "2017-05-02"}, {"2017-06-30", "2017-07-14", "2017-07-28"},
                    {"2017-09-30", "2017-10-20", "2017-11-03"}};
    for (size_t i = 0; i < sizeof quarters / sizeof *quarters; i++) {
        assert_day(zc_workday_add(&all, day(quarters[i].end), 10, NULL), quarters[i].draw);
        assert_day(zc_workday_add(&all, day(quarters[i].end), 20, NULL), quarters[i].report);
    }
}

/* core.md 9, the table of years. */
static void years_and_quarters(void **state)
{
    (void)state;
    static const struct {
        int year, days, quarters[4], makeup;
    } years[] = {
        {2013, 250, {60, 62, 66, 62}, 12}, {2014, 250, {60, 62, 66, 62}, 5}, {2015, 249, {60, 62, 65, 62}, 5},
        {2016, 250, {61, 62, 65, 62}, 6},  {2017, 249, {61, 62, 66, 60}, 5}, {2018, 250, {61, 62, 66, 61}, 7},
        {2019, 250, {60, 62, 66, 62}, 6},  {2020, 249, {59, 62, 67, 61}, 6}, {2021, 250, {60, 62, 66, 62}, 7},
        {2022, 249, {60, 62, 65, 62}, 7},  {2023, 249, {61, 62, 64, 62}, 7}, {2024, 251, {61, 62, 66, 62}, 8},
        {2025, 248, {59, 61, 67, 61}, 5},  {2026, 248, {59, 61, 66, 62}, 6},
    };
    for (size_t i = 0; i < sizeof years / sizeof *years; i++) {
        int year = years[i].year, sum = 0, makeup = 0;
        for (int quarter = 0; quarter < 4; quarter++) {
            int from = 0, to = 0;
            assert_true(zc_date_make(&from, year, quarter * 3 + 1, 1));
            assert_true(zc_date_make(&to, year, quarter * 3 + 3, zc_days_in_month(year, quarter * 3 + 3)));
            int days = zc_workdays_in(&all, from, to);
            assert_int_equal(days, years[i].quarters[quarter]);
            sum += days;
        }
        assert_int_equal(sum, years[i].days);
        struct zc_calendar only = zc_calendar_only(&all, year);
        for (size_t j = 0; j < only.count; j++)
            makeup += only.days[j].kind == ZC_DAY_MAKEUP;
        assert_int_equal(makeup, years[i].makeup);
    }
    assert_int_equal(all.first_year, 2004);
    assert_int_equal(all.last_year, 2026);
    for (int year = 2004; year <= 2026; year++)
        assert_int_equal(zc_calendar_statutory(&all, year), zc_calendar_expected(year));
}

/* The span count and the day-by-day rule must agree, inside the notices and on both sides of them. */
static void spans_equal_the_sum_of_their_days(void **state)
{
    (void)state;
    int first = day("2002-11-01"), last = day("2028-03-01"), count = 0;
    for (int date = first; date <= last; date++) {
        count += zc_workday_is(&all, date);
        assert_int_equal(zc_workdays_in(&all, first, date), count);
    }
}

/* reform.md 0: with 2017 alone the day after 29 December is provisional, with 2018 it is firm. */
static void beyond_the_last_notice_all_is_provisional(void **state)
{
    (void)state;
    struct zc_calendar only = zc_calendar_only(&all, 2017), none = {0};
    bool provisional = false;
    assert_day(zc_workday_add(&only, day("2017-12-29"), 1, &provisional), "2018-01-02");
    assert_true(provisional);
    zc_workday_add(&only, day("2017-12-28"), 1, &provisional);
    assert_false(provisional);
    zc_workday_add(&only, day("2017-01-03"), -1, &provisional);
    assert_true(provisional);
    assert_day(zc_workday_add(&none, day("2018-09-30"), 1, &provisional), "2018-10-04");
    assert_true(provisional);
    assert_false(zc_workday_is(&none, day("2018-05-01")));
    assert_true(zc_workday_is(&none, day("2018-02-16")));
    assert_int_equal(zc_workdays_in(&all, day("2017-01-01"), ZC_DATE_MAX), zc_workdays_in(&all, day("2017-01-01"), day("9999-12-31")));
    assert_int_equal(zc_calendar_only(&all, 2003).count, 0);
}

/* core.md 9: editions that changed within the year; the days of the earlier edition are an assumption there. */
static void an_earlier_edition_counts_otherwise(void **state)
{
    (void)state;
    static const struct {
        int year;
        const char *undone[10]; /* listed only by the later notice */
        const char *makeup;     /* listed only by the earlier one, a make-up workday */
        const char *start;
        int n;
        const char *before, *after;
        int year_before, year_after;
    } cases[] = {
        {2015, {"2015-09-03", "2015-09-04", "2015-09-06"}, NULL, "2015-08-28", 5, "2015-09-04", "2015-09-07", 250, 249},
        {2019, {"2019-04-28", "2019-05-02", "2019-05-03", "2019-05-04", "2019-05-05"}, NULL, "2019-04-26", 3, "2019-05-02", "2019-04-30", 250, 250},
        {2020, {"2020-01-31", "2020-02-01", "2020-02-02"}, "2020-02-01", "2020-01-20", 10, "2020-02-07", "2020-02-11", 251, 249},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zc_calendar later = zc_calendar_only(&all, cases[i].year);
        struct zc_calendar_day days[80];
        size_t count = 0;
        for (size_t j = 0; j < later.count; j++) {
            bool undone = false, makeup = cases[i].makeup && day(cases[i].makeup) == later.days[j].date;
            for (size_t k = 0; k < 10 && cases[i].undone[k]; k++)
                undone |= day(cases[i].undone[k]) == later.days[j].date;
            if (undone && !makeup)
                continue;
            days[count] = later.days[j];
            if (makeup)
                days[count].kind = ZC_DAY_MAKEUP;
            count++;
        }
        struct zc_calendar earlier = {days, count, cases[i].year, cases[i].year};
        int first = 0, last = 0;
        assert_true(zc_date_make(&first, cases[i].year, 1, 1) && zc_date_make(&last, cases[i].year, 12, 31));
        assert_day(zc_workday_add(&earlier, day(cases[i].start), cases[i].n, NULL), cases[i].before);
        assert_day(zc_workday_add(&later, day(cases[i].start), cases[i].n, NULL), cases[i].after);
        assert_int_equal(zc_workdays_in(&earlier, first, last), cases[i].year_before);
        assert_int_equal(zc_workdays_in(&later, first, last), cases[i].year_after);
    }
}

static void a_wrong_calendar_is_refused_with_its_place(void **state)
{
    (void)state;
#define HEAD "date,kind,name,statutory\n"
    static const struct {
        const char *text, *part;
        int code;
    } cases[] = {
        {"", "holds no day", ZC_EINPUT},
        {"date,kind\n", "x.csv:1", ZC_EINPUT},
        {HEAD "2017-01-01,off,元旦\n", "x.csv:2", ZC_EINPUT},
        {HEAD "2017-01-01,off,元旦,1,\n", "4 columns", ZC_EINPUT},
        {HEAD "2017-02-30,off,元旦,1\n", "2017-02-30", ZC_EINPUT},
        {HEAD "2017-01-01,free,元旦,1\n", "off or makeup", ZC_EINPUT},
        {HEAD "2017-01-01,off,,1\n", "name", ZC_EINPUT},
        {HEAD "2017-01-01,off,元旦,2\n", "0 or 1", ZC_EINPUT},
        {HEAD "2017-01-03,makeup,元旦,0\n", "make-up", ZC_EINPUT},
        {HEAD "2017-01-02,off,元旦,0\n2017-01-01,off,元旦,1\n", "x.csv:3", ZC_EINPUT},
        {HEAD "2017-01-01,off,元旦,1\n2017-01-02,off,元旦,0\n", "of 2017 is wrong", ZC_ECHECK},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zc_calendar calendar;
        struct zc_error err = {0};
        assert_int_equal(zc_calendar_parse(&calendar, &arena, "x.csv", cases[i].text, strlen(cases[i].text), &err), cases[i].code);
        assert_non_null(strstr(err.en, cases[i].part));
        assert_int_equal(zc_calendar_parse(&calendar, &arena, "x.csv", cases[i].text, strlen(cases[i].text), NULL), cases[i].code);
    }
    struct zc_error err = {0};
    struct zc_calendar calendar;
    assert_int_equal(zc_calendar_read(&calendar, &arena, "modules/core/data/absent.csv", &err), ZC_EIO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_year_2017_is_the_notice),
        cmocka_unit_test(months_of_2017),
        cmocka_unit_test(adding_working_days),
        cmocka_unit_test(calendar_days_roll),
        cmocka_unit_test(between_is_half_open_and_signed),
        cmocka_unit_test(dues_of_2017),
        cmocka_unit_test(years_and_quarters),
        cmocka_unit_test(spans_equal_the_sum_of_their_days),
        cmocka_unit_test(beyond_the_last_notice_all_is_provisional),
        cmocka_unit_test(an_earlier_edition_counts_otherwise),
        cmocka_unit_test(a_wrong_calendar_is_refused_with_its_place),
    };
    return cmocka_run_group_tests(tests, calendar_open, calendar_close);
}
