/* The meetings of the samples: meetings over merged rows, matters, briefings, a summary typed by hand; section 6. */
#include "import_fixture.h"

static struct zc_import_result meetings;

static int open_all(void **state)
{
    fixture_set_up(state);
    meetings = fixture_read(&fixture, "reform", "meetings", "meetings-2017.xlsx");
    return 0;
}

static void every_row(void **state)
{
    (void)state;
    struct table_csv expected = csv_read(&fixture.arena, FIXTURES "meetings-2017.expected.csv");
    assert_int_equal(meetings.row_count, expected.count - 1);
    for (size_t i = 1; i < expected.count; i++) {
        int number = (int)strtol(csv_cell(&expected, i, "row"), NULL, 10);
        const char *record = csv_cell(&expected, i, "record"), *held_on = csv_cell(&expected, i, "held_on");
        const char *meeting = csv_cell(&expected, i, "meeting_no"), *title = csv_cell(&expected, i, "title");
        const struct zc_import_row *row = row_at(&meetings, csv_cell(&expected, i, "sheet"), number, zc_arena_printf(&fixture.arena, "reform.%s", record));
        if (strcmp(record, "meeting") == 0) {
            same_text(zc_import_value(row, "no"), meeting, "no", number);
            same_text(zc_import_value(row, "held_on"), held_on, "held_on", number);
            same_text(zc_import_value(row, "year"), "2017", "year", number);
            same_text(zc_import_value(row, "chair"), "领导小组组长", "chair", number);
        } else if (strcmp(record, "document") == 0) {
            same_text(zc_import_value(row, "meeting"), zc_arena_printf(&fixture.arena, "2017/%s", meeting), "meeting", number);
            same_text(zc_import_value(row, "decided_on"), held_on, "decided_on", number);
            same_text(zc_import_value(row, "title"), title, "title", number);
            same_text(zc_import_value(row, "unit"), csv_cell(&expected, i, "unit"), "unit", number);
            same_text(zc_import_value(row, "result"), csv_cell(&expected, i, "result"), "result", number);
            same_text(zc_import_value(row, "number"), csv_cell(&expected, i, "number"), "number", number);
            same_text(zc_import_value(row, "issued_on"), csv_cell(&expected, i, "issued_on"), "issued_on", number);
            bool passed = strcmp(csv_cell(&expected, i, "result"), "passed") == 0;
            same_text(zc_import_value(row, "passed_on"), passed ? held_on : "", "passed_on", number);
        } else {
            same_text(zc_import_value(row, "heard_on"), held_on, "heard_on", number);
            same_text(zc_import_value(row, "topic"), title, "topic", number);
            same_text(zc_import_value(row, "unit"), csv_cell(&expected, i, "unit"), "unit", number);
        }
    }
}

static void periods(void **state)
{
    (void)state;
    static const struct {
        const char *period;
        size_t meetings, briefings, passed, matters;
    } table[] = {{"2017H1", 7, 11, 19, 21}, {"2017H2", 4, 4, 6, 8}, {"2017", 11, 15, 25, 29}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        assert_int_equal(count_in(&meetings, "reform.meeting", "held_on", table[i].period, NULL, NULL), table[i].meetings);
        assert_int_equal(count_in(&meetings, "reform.briefing", "heard_on", table[i].period, NULL, NULL), table[i].briefings);
        assert_int_equal(count_in(&meetings, "reform.document", "decided_on", table[i].period, "result", "passed"), table[i].passed);
        assert_int_equal(count_in(&meetings, "reform.document", "decided_on", table[i].period, NULL, NULL), table[i].matters);
    }
}

static void summary_is_compared(void **state)
{
    (void)state;
    assert_int_equal(meetings.findings.count, 0);
    assert_int_equal(meetings.control_count, 3);
    static const int64_t typed[] = {7, 11, 19};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(meetings.controls[i].written, typed[i]);
        assert_int_equal(meetings.controls[i].counted, typed[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_row), cmocka_unit_test(periods), cmocka_unit_test(summary_is_compared)};
    return cmocka_run_group_tests(tests, open_all, fixture_tear_down);
}
