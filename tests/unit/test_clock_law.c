/* clock_law: the clock vectors of justice.md and governance.md, each with its section; stages of a whole; laws of extensions. */
#include "calendar_kit.h"

#include "model/clock.h"

enum { C = 1, D, R }; /* custody, duty, right */
#define DAYS ZC_CLOCK_DAYS
#define MONTHS ZC_CLOCK_MONTHS
#define WORKDAYS ZC_CLOCK_WORKDAYS

static const struct vector {
    const char *source;
    enum zc_clock_kind kind;
    int length, class_;
    const char *start;
    int more_months[3], more_days; /* extensions, each granted on the starting day */
    const char *paused_from, *resumed_on;
    const char *due, *alarm; /* alarm NULL: not stated */
} vectors[] = {
    {"justice.md A4.1 V1", DAYS, 3, C, "2017-04-01", {0}, 0, NULL, NULL, "2017-04-04", NULL},
    {"justice.md A4.1 V1", DAYS, 7, C, "2017-04-01", {0}, 0, NULL, NULL, "2017-04-08", NULL},
    {"justice.md A4.1 V1", DAYS, 30, C, "2017-04-01", {0}, 0, NULL, NULL, "2017-05-01", NULL},
    {"justice.md A4.1 V2", DAYS, 7, C, "2017-01-26", {0}, 0, NULL, NULL, "2017-02-02", "2017-02-01"},
    {"justice.md A4.1 V3", DAYS, 15, D, "2017-01-26", {0}, 0, NULL, NULL, "2017-02-10", NULL},
    {"justice.md A4.1 V3", DAYS, 20, D, "2017-01-26", {0}, 0, NULL, NULL, "2017-02-15", NULL},
    {"justice.md A4.1 V4", MONTHS, 2, C, "2016-12-30", {0}, 0, NULL, NULL, "2017-02-28", "2017-02-27"},
    {"justice.md A4.1 V4", MONTHS, 2, C, "2016-12-30", {1}, 0, NULL, NULL, "2017-03-30", NULL},
    {"justice.md A4.1 V4", MONTHS, 2, C, "2016-12-30", {1, 2}, 0, NULL, NULL, "2017-05-30", NULL},
    {"justice.md A4.1 V4", MONTHS, 2, C, "2016-12-30", {1, 2, 2}, 0, NULL, NULL, "2017-07-30", NULL},
    {"justice.md A4.1 V5", MONTHS, 2, C, "2016-12-31", {0}, 0, NULL, NULL, "2017-02-28", NULL},
    {"justice.md A4.1 V5", MONTHS, 3, C, "2016-12-31", {0}, 0, NULL, NULL, "2017-03-31", NULL},
    {"justice.md A4.1 rule 2: the last day stays last", MONTHS, 1, C, "2017-02-28", {0}, 0, NULL, NULL, "2017-03-31", NULL},
    {"justice.md A4.1 V6", MONTHS, 2, C, "2017-03-06", {0}, 0, NULL, NULL, "2017-05-06", NULL},
    {"justice.md A4.1 V6", MONTHS, 2, C, "2017-03-06", {0}, 0, "2017-04-10", "2017-04-25", "2017-05-21", NULL},
    {"justice.md A4.1 V7", MONTHS, 2, C, "2017-04-20", {0}, 0, NULL, NULL, "2017-06-20", NULL},
    {"justice.md A4.1 V8", MONTHS, 1, C, "2017-05-10", {0}, 0, NULL, NULL, "2017-06-10", NULL},
    {"justice.md A4.1 V8", MONTHS, 1, C, "2017-05-10", {0}, 15, NULL, NULL, "2017-06-25", NULL},
    {"justice.md A4.1 V9", MONTHS, 1, C, "2017-06-20", {0}, 0, NULL, NULL, "2017-07-20", NULL},
    {"justice.md A4.1 V9", MONTHS, 1, C, "2017-07-18", {0}, 0, NULL, NULL, "2017-08-18", NULL},
    {"justice.md A4.1 V9", MONTHS, 1, C, "2017-07-18", {0}, 15, NULL, NULL, "2017-09-02", NULL},
    {"justice.md A4.1 V10", MONTHS, 2, C, "2017-07-31", {0}, 0, NULL, NULL, "2017-09-30", NULL},
    {"justice.md A4.1 V10", MONTHS, 3, C, "2017-07-31", {0}, 0, NULL, NULL, "2017-10-31", NULL},
    {"justice.md A4.1 V10", MONTHS, 3, C, "2017-07-31", {3}, 0, NULL, NULL, "2018-01-31", NULL},
    {"justice.md A4.1 V11", DAYS, 20, C, "2017-09-15", {0}, 0, NULL, NULL, "2017-10-05", NULL},
    {"justice.md A4.1 V11", DAYS, 20, D, "2017-09-15", {0}, 0, NULL, NULL, "2017-10-09", "2017-10-05"},
    {"justice.md A4.1 V12", DAYS, 10, R, "2017-09-21", {0}, 0, NULL, NULL, "2017-10-09", NULL},
    {"justice.md B2 notary", WORKDAYS, 15, 0, "2017-01-20", {0}, 0, NULL, NULL, "2017-02-15", NULL},
    {"justice.md B2 notary", WORKDAYS, 15, 0, "2017-04-28", {0}, 0, NULL, NULL, "2017-05-22", NULL},
    {"justice.md B2 mediation", DAYS, 30, R, "2017-09-08", {0}, 0, NULL, NULL, "2017-10-09", NULL},
    {"justice.md C3 P01", DAYS, 15, D, "2017-01-13", {0}, 0, NULL, NULL, "2017-02-03", "2017-01-28"},
    {"justice.md C3 P03", DAYS, 60, D, "2017-01-20", {0}, 0, NULL, NULL, "2017-03-21", NULL},
    {"justice.md C3 P03", DAYS, 60, D, "2017-01-20", {0}, 30, NULL, NULL, "2017-04-20", NULL},
    {"justice.md C3 P04", DAYS, 30, R, "2017-03-21", {0}, 0, NULL, NULL, "2017-04-20", NULL},
    {"justice.md C3 P05", DAYS, 30, D, "2017-04-17", {0}, 0, NULL, NULL, "2017-05-17", NULL},
};

static void vectors_of_the_two_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        const struct vector *v = &vectors[i];
        struct zc_clock_more more[4];
        struct zc_clock_pause pause;
        struct zc_clock_result result;
        struct zc_clock_case one = {.kind = v->kind, .length = v->length, .custody = v->class_ == C, .duty = v->class_ == D, .roll = v->class_ == R,
                                    .month_end = true, .origin = day(v->start), .more = more, .pauses = &pause};
        for (size_t k = 0; k < 3 && v->more_months[k]; k++)
            more[one.more_count++] = (struct zc_clock_more){.day = one.origin, .months = v->more_months[k]};
        if (v->more_days)
            more[one.more_count++] = (struct zc_clock_more){.day = one.origin, .length = v->more_days};
        if (v->paused_from) {
            pause = (struct zc_clock_pause){day(v->paused_from), day(v->resumed_on) - 1};
            one.pause_count = 1;
        }
        zc_clock_compute(&result, &one, &all, day(v->resumed_on ? v->resumed_on : v->start));
        char came[ZC_DATE_TEXT];
        zc_date_format(came, result.due_legal);
        if (result.due_legal != day(v->due))
            fail_msg("%s, from %s: %s came, %s expected", v->source, v->start, came, v->due);
        if (v->alarm)
            assert_day(result.due_alarm, v->alarm);
        assert_int_equal(result.extended, one.more_count);
    }
}

/* justice.md A4.3: the first day of a term counts; days in custody before it are taken off. */
static void terms_of_a_sentence(void **state)
{
    (void)state;
    static const struct {
        const char *start;
        int months, credit;
        const char *end;
    } cases[] = {{"2017-03-06", 8, 0, "2017-11-05"}, {"2017-05-31", 6, 0, "2017-11-30"}, {"2017-08-01", 6, 35, "2017-12-27"}};
    for (size_t i = 0; i < 3; i++) {
        struct zc_clock_case one = {.kind = MONTHS, .length = cases[i].months, .origin = day(cases[i].start), .inclusive = true, .credit = cases[i].credit};
        struct zc_clock_result result;
        zc_clock_compute(&result, &one, &all, one.origin);
        assert_day(result.due_legal, cases[i].end);
    }
    /* the 35 days: from 6 March, the first day counted, to 10 April, the day of release not */
    assert_int_equal(day("2017-04-10") - day("2017-03-06"), 35);
}

static void what_comes_too_late_does_not_count(void **state)
{
    (void)state;
    struct zc_clock_more more[] = {{.day = day("2017-05-06"), .months = 1}, {.day = day("2017-06-07"), .months = 2}};
    struct zc_clock_case one = {.kind = MONTHS, .length = 2, .custody = true, .origin = day("2017-03-06"), .more = more, .more_count = 2};
    struct zc_clock_result result;
    zc_clock_compute(&result, &one, &all, day("2017-06-10"));
    assert_day(result.due_legal, "2017-06-06"); /* the second was granted a day late */
    assert_int_equal(result.extended, 1);
    assert_int_equal(result.state, ZC_CLOCK_OVER);
    more[1].day = day("2017-06-06");
    zc_clock_compute(&result, &one, &all, day("2017-06-10"));
    assert_day(result.due_legal, "2017-08-06");
    assert_int_equal(result.extended, 2);
}

/* justice.md A4.2, K04 and K05: request within 30 days, review within 7, both within 37. */
static void a_stage_ends_with_the_whole(void **state)
{
    (void)state;
    struct zc_clock_case whole = {.kind = DAYS, .length = 37, .custody = true, .origin = day("2017-04-01")};
    struct zc_clock_result all_of_it, result;
    zc_clock_compute(&all_of_it, &whole, &all, day("2017-05-02"));
    assert_day(all_of_it.due_legal, "2017-05-08");
    struct zc_clock_case review = {.kind = DAYS, .length = 7, .custody = true, .origin = day("2017-05-01"), .capped = true, .cap_day = all_of_it.due_legal, .cap_at = all_of_it.due_at};
    zc_clock_compute(&result, &review, &all, day("2017-05-02"));
    assert_day(result.due_legal, "2017-05-08");
    assert_false(result.cut);
    review.origin = day("2017-05-03");
    zc_clock_compute(&result, &review, &all, day("2017-05-09"));
    assert_day(result.due_legal, "2017-05-08");
    assert_true(result.cut);
    assert_int_equal(result.state, ZC_CLOCK_OVER);
}

/* Months are counted from the origin, so that the steps in which they were granted do not matter; an extension or a pause never makes it earlier;
 * custody never lies after the same clock that rolls. */
static void laws(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (int round = 0; round < 20000; round++) {
        int draws[8];
        for (size_t i = 0; i < 8; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            draws[i] = (int)(seed >> 40);
        }
        struct zc_clock_more parts[2] = {{.months = draws[0] % 4}, {.months = draws[1] % 4}}, once = {.months = parts[0].months + parts[1].months};
        struct zc_clock_pause pause = {day("2016-01-01") + draws[2] % 900, 0};
        pause.to = pause.from + draws[3] % 60;
        struct zc_clock_case one = {.kind = draws[4] % 2 ? MONTHS : DAYS, .length = 1 + draws[5] % 20, .month_end = draws[6] % 2, .origin = day("2016-01-01") + draws[7] % 700, .custody = true};
        struct zc_clock_result plain, split, joined, paused, rolled;
        int on = one.origin;
        parts[0].day = parts[1].day = once.day = on;
        zc_clock_compute(&plain, &one, &all, on);
        one.more = parts, one.more_count = 2;
        zc_clock_compute(&split, &one, &all, on);
        one.more = &once, one.more_count = 1;
        zc_clock_compute(&joined, &one, &all, on);
        assert_int_equal(split.due_legal, joined.due_legal);
        assert_true(joined.due_legal >= plain.due_legal);
        one.pauses = &pause, one.pause_count = 1;
        zc_clock_compute(&paused, &one, &all, on);
        assert_true(paused.due_legal >= joined.due_legal);
        /* paused days are given back, no more and no less */
        int within = 0;
        for (int date = one.origin + 1; date <= paused.due_legal; date++)
            within += pause.from <= date && date <= pause.to;
        assert_int_equal(paused.due_legal - within, joined.due_legal);
        one.custody = false, one.roll = true;
        zc_clock_compute(&rolled, &one, &all, on);
        assert_true(rolled.due_legal >= paused.due_legal && rolled.unrolled == paused.due_legal);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vectors_of_the_two_files), cmocka_unit_test(terms_of_a_sentence), cmocka_unit_test(what_comes_too_late_does_not_count),
        cmocka_unit_test(a_stage_ends_with_the_whole), cmocka_unit_test(laws),
    };
    return cmocka_run_group_tests(tests, calendar_open, calendar_close);
}
