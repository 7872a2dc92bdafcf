/* lamp: the table of reform.md C5, each further rule by itself, the order of lights, and the first day. */
#include "calendar_kit.h"
#include "../../modules/reform/lamp.h"

static const struct zc_lamp_rules rules = {.red_overdue = 5, .due_soon = 10, .red_unreported = 2, .yellow_moved = 2, .red_index = {3, 4}, .yellow_index = {9, 10}};

static enum zc_lamp lamp(struct zc_lamp_reason *reasons, size_t *count, const struct zc_lamp_case *facts)
{
    return zc_lamp_compute(reasons, count, facts, &rules, &all);
}

/* As of 2017-06-30, by the day on which the one item is due. */
static void the_vector_of_c5(void **state)
{
    (void)state;
    static const struct {
        const char *due;
        bool claimed;
        enum zc_lamp light;
        enum zc_lamp_rule rule;
        int number;
    } cases[] = {
        {"2017-05-26", false, ZC_LAMP_RED, ZC_LAMP_OVERDUE, 24},   {"2017-05-26", true, ZC_LAMP_RED, ZC_LAMP_OVERDUE, 24},
        {"2017-06-16", false, ZC_LAMP_RED, ZC_LAMP_OVERDUE, 10},   {"2017-06-23", false, ZC_LAMP_YELLOW, ZC_LAMP_OVERDUE, 5},
        {"2017-06-22", false, ZC_LAMP_RED, ZC_LAMP_OVERDUE, 6},    {"2017-06-29", true, ZC_LAMP_YELLOW, ZC_LAMP_OVERDUE, 1},
        {"2017-06-30", false, ZC_LAMP_YELLOW, ZC_LAMP_DUE_SOON, 0}, {"2017-06-30", true, ZC_LAMP_GREEN, ZC_LAMP_ON_TRACK, 0},
        {"2017-07-14", false, ZC_LAMP_YELLOW, ZC_LAMP_DUE_SOON, 10}, {"2017-07-14", true, ZC_LAMP_GREEN, ZC_LAMP_ON_TRACK, 0},
        {"2017-07-17", false, ZC_LAMP_GREEN, ZC_LAMP_ON_TRACK, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zc_lamp_item item = {.due = day(cases[i].due), .started = true, .claimed = cases[i].claimed};
        struct zc_lamp_case facts = {.asof = day("2017-06-30"), .items = &item, .item_count = 1};
        struct zc_lamp_reason reasons[ZC_LAMP_RULES + 2];
        size_t count;
        enum zc_lamp light = lamp(reasons, &count, &facts);
        if (light != cases[i].light || count != 1 || reasons[0].rule != cases[i].rule || reasons[0].number != cases[i].number)
            fail_msg("due %s: light %d by rule %d (%d), %zu reasons", cases[i].due, light, reasons[0].rule, reasons[0].number, count);
    }
}

static void every_rule_by_itself(void **state)
{
    (void)state;
    struct zc_lamp_item later = {.due = day("2017-12-29"), .started = true}, untouched = {.due = day("2017-07-17")}, quarter = {.due = day("2017-09-29")};
    const struct zc_lamp_case on = {.asof = day("2017-06-30"), .items = &later, .item_count = 1};
    struct {
        struct zc_lamp_case facts;
        enum zc_lamp light;
        enum zc_lamp_rule rule;
    } cases[] = {{on, ZC_LAMP_GREEN, ZC_LAMP_ON_TRACK}, {on, ZC_LAMP_RED, ZC_LAMP_INDEX},          {on, ZC_LAMP_YELLOW, ZC_LAMP_INDEX},     {on, ZC_LAMP_GREEN, ZC_LAMP_ON_TRACK},
                 {on, ZC_LAMP_GREEN, ZC_LAMP_ON_TRACK}, {on, ZC_LAMP_RED, ZC_LAMP_UNREPORTED},     {on, ZC_LAMP_RED, ZC_LAMP_CONTRADICTED}, {on, ZC_LAMP_RED, ZC_LAMP_NOTICE},
                 {on, ZC_LAMP_YELLOW, ZC_LAMP_REPORT_LATE}, {on, ZC_LAMP_GREEN, ZC_LAMP_ON_TRACK}, {on, ZC_LAMP_YELLOW, ZC_LAMP_MOVED},     {on, ZC_LAMP_DONE, ZC_LAMP_WRITTEN_OFF},
                 {on, ZC_LAMP_GREY, ZC_LAMP_NOTHING_YET}, {on, ZC_LAMP_YELLOW, ZC_LAMP_DUE_SOON}};
    cases[1].facts.index = zc_ratio_make(7499, 10000);
    cases[2].facts.index = zc_ratio_make(3, 4); /* not below it */
    cases[3].facts.index = zc_ratio_make(9, 10);
    cases[4].facts.unreported = 1;
    cases[5].facts.unreported = 2;
    cases[6].facts.contradicted = 1;
    cases[7].facts.notice_over = 1;
    cases[8].facts.report_late = 1;
    cases[9].facts.moved = 2;
    cases[10].facts.moved = 3;
    cases[11].facts.written_off = true;
    cases[11].facts.unreported = 6;
    cases[12].facts.items = &untouched;
    cases[13].facts.items = &quarter;
    cases[13].facts.asof = day("2017-09-15"); /* the warning speaks before nothing-yet could */
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zc_lamp_reason reasons[ZC_LAMP_RULES + 2];
        size_t count;
        enum zc_lamp light = lamp(reasons, &count, &cases[i].facts);
        if (light != cases[i].light || count != 1 || reasons[0].rule != cases[i].rule)
            fail_msg("case %zu: light %d by rule %d, %zu reasons", i, light, reasons[0].rule, count);
    }
}

static void all_reasons_are_kept_the_strongest_first(void **state)
{
    (void)state;
    struct zc_lamp_item items[] = {{.due = day("2017-06-28"), .started = true}, {.due = day("2017-03-20"), .started = true}, {.due = day("2017-07-07")},
                                   {.due = day("2017-01-31"), .earned = true},   {.due = day("2017-01-31"), .out = true}};
    struct zc_lamp_case facts = {.asof = day("2017-06-30"), .items = items, .item_count = 5, .report_late = 2, .contradicted = 1};
    struct zc_lamp_reason reasons[ZC_LAMP_RULES + 10];
    size_t count;
    assert_int_equal(lamp(reasons, &count, &facts), ZC_LAMP_RED);
    assert_int_equal(count, 5);
    static const enum zc_lamp_rule order[] = {ZC_LAMP_OVERDUE, ZC_LAMP_CONTRADICTED, ZC_LAMP_OVERDUE, ZC_LAMP_DUE_SOON, ZC_LAMP_REPORT_LATE};
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(reasons[i].rule, order[i]);
    assert_int_equal(reasons[0].item, 1);
    assert_int_equal(reasons[2].item, 0);
    assert_int_equal(reasons[2].light, ZC_LAMP_YELLOW);
}

static void before_the_first_day_nothing_is_late(void **state)
{
    (void)state;
    struct zc_lamp_item items[] = {{.due = day("2017-03-20"), .started = true}, {.due = day("2017-12-29"), .claimed = true, .started = true, .opening = true}};
    struct zc_lamp_case facts = {.asof = day("2017-06-30"), .first_day = day("2017-07-01"), .items = items, .item_count = 1, .unreported = 5};
    struct zc_lamp_reason reasons[ZC_LAMP_RULES + 4];
    size_t count;
    assert_int_equal(lamp(reasons, &count, &facts), ZC_LAMP_OPENING);
    assert_int_equal(count, 2);
    facts.asof = day("2017-07-03"); /* from the first day on it is as late as it is */
    assert_int_equal(lamp(reasons, &count, &facts), ZC_LAMP_RED);
    facts = (struct zc_lamp_case){.asof = day("2017-07-03"), .first_day = day("2017-07-01"), .items = &items[1], .item_count = 1};
    assert_int_equal(lamp(reasons, &count, &facts), ZC_LAMP_OPENING);
    items[1].opening = false;
    items[1].earned = true; /* somebody stood for it */
    assert_int_equal(lamp(reasons, &count, &facts), ZC_LAMP_GREEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_vector_of_c5), cmocka_unit_test(every_rule_by_itself),
                                       cmocka_unit_test(all_reasons_are_kept_the_strongest_first), cmocka_unit_test(before_the_first_day_nothing_is_late)};
    return cmocka_run_group_tests(tests, calendar_open, calendar_close);
}
