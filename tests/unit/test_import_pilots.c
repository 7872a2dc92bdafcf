/* The pilots of the samples: three sheets in three layouts, every row, and the table of section 5 of their README. */
#include "import_fixture.h"

static struct zc_import_result pilots;

static int open_all(void **state)
{
    fixture_set_up(state);
    pilots = fixture_read(&fixture, "reform", "pilots", "pilots-2017.xlsx");
    return 0;
}

/* The expected table writes months where the workbook does. */
static void same_day(const char *got, const char *expected, const char *column, int row)
{
    same_text(zc_arena_copy(&fixture.arena, got, strlen(expected) < strlen(got) ? strlen(expected) : strlen(got)), expected, column, row);
}

static void every_row(void **state)
{
    (void)state;
    static const char *const columns[] = {"level", "name", "domain", "lead_unit", "granting_doc", "granted_on", "programme", "accepted_on", "outcome", "stopped_on"};
    struct table_csv expected = csv_read(&fixture.arena, FIXTURES "pilots-2017.expected.csv");
    assert_int_equal(expected.count, 1 + 105);
    assert_int_equal(pilots.row_count, 105);
    for (size_t i = 1; i < expected.count; i++) {
        int number = (int)strtol(csv_cell(&expected, i, "row"), NULL, 10);
        const struct zc_import_row *row = row_at(&pilots, csv_cell(&expected, i, "sheet"), number, "reform.pilot");
        for (size_t j = 0; j < sizeof columns / sizeof *columns; j++)
            same_text(zc_import_value(row, columns[j]), csv_cell(&expected, i, columns[j]), columns[j], number);
        same_day(zc_import_value(row, "period_from"), csv_cell(&expected, i, "period_from"), "period_from", number);
        same_day(zc_import_value(row, "period_to"), csv_cell(&expected, i, "period_to"), "period_to", number);
        same_text(strcmp(zc_import_value(row, "kind"), "own") == 0 ? "自选" : "规定", csv_cell(&expected, i, "kind"), "kind", number);
        same_confirm(row, csv_cell(&expected, i, "confirm"), number);
    }
}

static void done_of_granted(void **state)
{
    (void)state;
    static const struct {
        const char *day;
        int counts[6]; /* national, provincial, municipal: done, granted */
    } table[] = {{"2016-12-31", {2, 41, 3, 52, 0, 4}},  {"2017-03-31", {6, 45, 8, 55, 1, 4}},   {"2017-06-29", {11, 46, 16, 55, 3, 4}},
                 {"2017-06-30", {12, 46, 18, 55, 3, 4}}, {"2017-07-01", {13, 46, 18, 55, 3, 4}}, {"2017-09-30", {15, 46, 21, 55, 3, 4}},
                 {"2017-12-31", {17, 46, 23, 55, 4, 4}}};
    static const char *const levels[] = {"national", "provincial", "municipal"};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        for (size_t level = 0; level < 3; level++) {
            int done = 0, granted = 0;
            for (size_t j = 0; j < pilots.row_count; j++) {
                const struct zc_import_row *row = &pilots.rows[j];
                const char *accepted = zc_import_value(row, "accepted_on");
                if (strcmp(zc_import_value(row, "level"), levels[level]) != 0)
                    continue;
                granted += strcmp(zc_import_value(row, "granted_on"), table[i].day) <= 0;
                done += *accepted && strcmp(accepted, table[i].day) <= 0 && strcmp(zc_import_value(row, "outcome"), "stopped") != 0;
            }
            assert_int_equal(done, table[i].counts[2 * level]);
            assert_int_equal(granted, table[i].counts[2 * level + 1]);
        }
}

static void findings(void **state)
{
    (void)state;
    assert_int_equal(pilots.findings.count, 1);
    assert_string_equal(pilots.findings.items[0].code, "accepted_month_only");
    assert_int_equal(pilots.findings.items[0].row, 59);
    assert_int_equal(pilots.control_count, 2); /* 46 pilots, 17 done in the whole year */
    assert_int_equal(pilots.controls[1].written, 17);
    assert_int_equal(pilots.controls[1].counted, 17);
    assert_int_equal(count_where(&pilots, "reform.pilot", "state", "stopped"), 1);
    assert_int_equal(count_where(&pilots, "reform.pilot", "state", "accepted"), 17 + 23 + 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_row), cmocka_unit_test(done_of_granted), cmocka_unit_test(findings)};
    return cmocka_run_group_tests(tests, open_all, fixture_tear_down);
}
