/* The bad ledger of the samples: 41 findings, each at its place with its code, and nothing else. */
#include "import_fixture.h"

static struct zc_import_result ledger;

static int open_all(void **state)
{
    fixture_set_up(state);
    ledger = fixture_read(&fixture, "reform", "ledger", "ledger-2017-bad.xlsx");
    return 0;
}

static bool is_at(const struct zc_finding *finding, const char *sheet, int row, const char *column, const char *severity, const char *code)
{
    static const char *const severities[] = {"error", "warning", "confirm"};
    char letter[4] = "";
    if (finding->column >= 0)
        zc_column_letter(letter, finding->column);
    return strcmp(finding->sheet, sheet) == 0 && finding->row == row && strcmp(letter, column) == 0 &&
           strcmp(severities[finding->severity], severity) == 0 && strcmp(finding->code, code) == 0;
}

static void every_finding(void **state)
{
    (void)state;
    struct table_csv expected = csv_read(&fixture.arena, FIXTURES "ledger-2017-bad.expected.csv");
    assert_int_equal(expected.count, 1 + 41);
    for (size_t i = 1; i < expected.count; i++) {
        int row = (int)strtol(csv_cell(&expected, i, "row"), NULL, 10), found = 0;
        const char *column = csv_cell(&expected, i, "column"), *code = csv_cell(&expected, i, "code");
        for (size_t j = 0; j < ledger.findings.count; j++)
            found += is_at(&ledger.findings.items[j], csv_cell(&expected, i, "sheet"), row, column, csv_cell(&expected, i, "severity"), code);
        if (found != 1)
            fail_msg("row %d, column %s: %s was found %d times", row, column, code, found);
    }
    assert_int_equal(ledger.findings.count, 41);
    assert_int_equal(ledger.errors, 31);
    assert_int_equal(ledger.warnings, 10);
}

static const struct zc_finding *finding_at(int row, const char *code)
{
    for (size_t i = 0; i < ledger.findings.count; i++)
        if (ledger.findings.items[i].row == row && strcmp(ledger.findings.items[i].code, code) == 0)
            return &ledger.findings.items[i];
    fail_msg("row %d has no %s", row, code);
    return NULL;
}

/* What the user needs to know stands in the message, in both languages. */
static void messages(void **state)
{
    (void)state;
    static const struct {
        int row;
        const char *code, *zh[3];
    } table[] = {{14, "percent_out_of_range", {"120%", "100%"}},
                 {23, "unknown_unit", {"市发该委", "贵阳市发展和改革委员会(市发改委)"}},
                 {28, "unknown_unit", {"贵阳市大数据发展管理委员会(市大数据委)"}},
                 {36, "duplicate_serial", {"31", "第35行"}},
                 {41, "dependency_cycle", {"02-005→2017-02-008→2017-02-003→2017-02-005"}},
                 {57, "lost_plus_sign", {"1 3", "1+3"}},
                 {65, "date_impossible", {"2017年2月30日", "28天"}},
                 {98, "date_impossible", {"2017.6.31", "30天"}},
                 {105, "date_serial_number", {"42886", "2017-05-31"}},
                 {117, "unknown_unit", {"市水利局", "贵阳市水务管理局(市水务局)"}},
                 {138, "serial_gap", {"19", "22", "20、21"}},
                 {142, "unknown_deliverable", {"红头文件", "出台文件"}},
                 {145, "unknown_domain", {"文化体质改革", "文化体制改革"}},
                 {146, "duplicate_matter", {"第134行", "深化户籍制度改革"}},
                 {149, "task_total_exceeded", {"第145项", "144项"}},
                 {150, "total_row_mismatch", {"144", "145"}}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const struct zc_finding *finding = finding_at(table[i].row, table[i].code);
        for (size_t j = 0; j < 3 && table[i].zh[j]; j++)
            if (!strstr(finding->message.zh, table[i].zh[j]))
                fail_msg("row %d: \"%s\" does not name %s", table[i].row, finding->message.zh, table[i].zh[j]);
    }
    for (size_t i = 0; i < ledger.findings.count; i++)
        assert_true(*ledger.findings.items[i].message.zh && *ledger.findings.items[i].message.en);
}

static void whole_file(void **state)
{
    (void)state;
    assert_true(ledger.refused); /* 机密★3年 in a note */
    assert_int_equal(ledger.row_count, 145);
    assert_int_equal(ledger.approved_total, 144);
    const struct zc_import_row *row = row_at(&ledger, "2017年改革任务台账", 57, "reform.task");
    assert_true(row->error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_finding), cmocka_unit_test(messages), cmocka_unit_test(whole_file)};
    return cmocka_run_group_tests(tests, open_all, fixture_tear_down);
}
