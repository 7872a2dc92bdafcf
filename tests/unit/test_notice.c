/* notice: the calendar as each State Council notice made it known: core.md 9 and reform.md C1. */
#include "calendar_kit.h"
#include "model/notice.h"

#include <stdlib.h>
#include <unistd.h>

static struct zc_notices notices;

static int open_notices(void **state)
{
    struct zc_error err = {0};
    int code = calendar_open(state);
    if (!code && (code = zc_notices_read(&notices, &arena, &all, "modules/core/data", &err)))
        fprintf(stderr, "%s\n", err.en);
    return code;
}

static void a_deadline_before_and_after_a_notice(void **state)
{
    (void)state;
    static const struct {
        const char *known, *start;
        int n;
        const char *result;
        bool provisional;
    } cases[] = {
        /* core.md 9: years that changed within the year */
        {"2015-05-12", "2015-08-28", 5, "2015-09-04", false}, {"2015-05-13", "2015-08-28", 5, "2015-09-07", false},
        {"2019-03-21", "2019-04-26", 3, "2019-05-02", false}, {"2019-03-22", "2019-04-26", 3, "2019-04-30", false},
        {"2020-01-25", "2020-01-20", 10, "2020-02-07", false}, {"2020-01-26", "2020-01-20", 10, "2020-02-11", false},
        /* C1: the calendar of 2017 alone; with that of 2018 the same day, and firm */
        {"2017-11-29", "2017-12-29", 1, "2018-01-02", true}, {"2017-11-30", "2017-12-29", 1, "2018-01-02", false},
        /* weekends and fixed days only, until the notice is out */
        {"2016-11-30", "2017-01-25", 5, "2017-02-01", true}, {"2016-12-01", "2017-01-25", 5, "2017-02-07", false},
        /* exchanged with New Year by the notice of the next year */
        {"2018-11-30", "2018-12-28", 1, "2018-12-31", false}, {"2018-12-01", "2018-12-28", 1, "2018-12-29", false},
        {"2003-01-01", "2003-01-30", 1, "2003-01-31", true}, /* before the first notice */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool provisional;
        assert_day(zc_workday_add(zc_calendar_known(&notices, day(cases[i].known)), day(cases[i].start), cases[i].n, &provisional), cases[i].result);
        assert_int_equal(provisional, cases[i].provisional);
    }
}

static void working_days_of_a_year_before_and_after(void **state)
{
    (void)state;
    static const struct {
        const char *known;
        int year, days;
    } cases[] = {{"2015-05-12", 2015, 250}, {"2015-05-13", 2015, 249}, {"2019-03-21", 2019, 250}, {"2019-03-22", 2019, 250},
                 {"2020-01-25", 2020, 251}, {"2020-01-26", 2020, 249}, {"2016-12-01", 2017, 249}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int from = 0;
        assert_true(zc_date_make(&from, cases[i].year, 1, 1));
        assert_int_equal(zc_workdays_in(zc_calendar_known(&notices, day(cases[i].known)), from, from + zc_days_in_month(cases[i].year, 2) + 336), cases[i].days);
    }
}

/* With all notices known it is the file, day by day. */
static void the_last_notice_knows_all(void **state)
{
    (void)state;
    const struct zc_calendar *last = zc_calendar_known(&notices, day("2026-12-31"));
    assert_int_equal(last->count, all.count);
    assert_int_equal(last->first_year, all.first_year);
    assert_int_equal(last->last_year, all.last_year);
    for (size_t i = 0; i < all.count; i++) {
        assert_int_equal(last->days[i].date, all.days[i].date);
        assert_int_equal(last->days[i].kind, all.days[i].kind);
    }
    assert_null(zc_notice_known(&notices, day("2003-12-14")));
    assert_string_equal(zc_notice_known(&notices, day("2017-06-01"))->number, "国办发明电〔2016〕17号");
    for (size_t i = 0; i < notices.count; i++) /* a year is arranged before it begins */
        if (!i || notices.items[i].year != notices.items[i - 1].year) {
            int first = 0;
            assert_true(zc_date_make(&first, notices.items[i].year, 1, 1));
            assert_true(notices.items[i].known_from < first);
        }
}

static void put(const char *folder, const char *name, const char *text)
{
    char path[300];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void what_is_wrong_is_named_with_its_row(void **state)
{
    (void)state;
    static const char head[] = "known_from,year,number,status\n", before_head[] = "known_to,date,kind,name\n";
    static const struct {
        const char *notices, *before, *error;
    } cases[] = {
        {"2016-12-01,2017,,law\n", "2016-12-01,2017-01-03,plain,\n", NULL},
        {"2016-12-32,2017,,law\n", "", "notices.csv:2: no such date"},
        {"2016-12-01,2017,,law\n2017-11-30,2019,,law\n", "", "notices.csv:3: the year \"2019\" does not follow"},
        {"2016-12-01,2017,,law\n2016-12-01,2017,,law\n", "", "notices.csv:3: the dates of notices must ascend"},
        {"2016-12-01,2017,,perhaps\n", "", "notices.csv:2: the status \"perhaps\""},
        {"2016-12-01,2017,law\n", "", "notices.csv:2: 4 columns wanted"},
        {"2016-12-01,2017,a,law,b\n", "", "notices.csv:2: 4 columns wanted"},
        {"2016-12-01,2017,,law\n", "2016-12-02,2017-01-03,plain,\n", "calendar-before.csv:2: there is no notice of 2016-12-02"},
        {"2016-12-01,2017,,law\n", "2016-12-01,2017-01-03,free,\n", "calendar-before.csv:2: the kind of 2017-01-03"},
        {"2015-12-10,2016,,law\n", "", "must name the notices of all years from 2017 to 2017"},
        {"", "", "must name the notices"},
    };
    struct zc_calendar only = zc_calendar_only(&all, 2017);
    char folder[] = "/tmp/zc-notice-XXXXXX";
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[400];
        struct zc_notices out;
        struct zc_error err = {0};
        snprintf(text, sizeof text, "%s%s", head, cases[i].notices);
        put(folder, "notices.csv", text);
        snprintf(text, sizeof text, "%s%s", before_head, cases[i].before);
        put(folder, "calendar-before.csv", text);
        int rc = zc_notices_read(&out, &arena, &only, folder, &err);
        if (!cases[i].error)
            assert_int_equal(rc, ZC_OK);
        else if (!rc || !strstr(err.en, cases[i].error))
            fail_msg("%s: %d %s", cases[i].error, rc, err.en);
    }
    put(folder, "notices.csv", "date\n");
    struct zc_error err = {0};
    assert_int_equal(zc_notices_read(&notices, &arena, &only, folder, &err), ZC_EINPUT);
    char command[64];
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_deadline_before_and_after_a_notice),
        cmocka_unit_test(working_days_of_a_year_before_and_after),
        cmocka_unit_test(the_last_notice_knows_all),
        cmocka_unit_test(what_is_wrong_is_named_with_its_row),
    };
    return cmocka_run_group_tests(tests, open_notices, calendar_close);
}
