/* The year's ledger of the samples, 144 tasks: every column of every row, then the counts of sections 2 to 4 of its README. */
#include "import_fixture.h"

static struct zc_import_result ledger;
static struct table_csv expected;

static int open_all(void **state)
{
    fixture_set_up(state);
    ledger = fixture_read(&fixture, "reform", "ledger", "ledger-2017.xlsx");
    expected = csv_read(&fixture.arena, FIXTURES "ledger-2017.expected.csv");
    return 0;
}

static const struct {
    const char *column, *field;
} columns[] = {{"code", "code"},
               {"domain", "domain"},
               {"serial", "serial"},
               {"matter", "matter"},
               {"kind", "kind"},
               {"origin_level", "origin_level"},
               {"origin_doc", "origin_doc"},
               {"lead_leader", "lead_leader"},
               {"lead_unit", "lead_unit"},
               {"co_units", "co_units"},
               {"areas", "area_scope"},
               {"deliverable", "deliverable_form"},
               {"due", "due_on"},
               {"due_kind", "due_kind"},
               {"weight", "weight"},
               {"reported_state", "reported_state"},
               {"reported_percent", "reported_percent"},
               {"blocked_by", "blocked_by"}};

static void every_row(void **state)
{
    (void)state;
    assert_int_equal(ledger.row_count, 144);
    assert_int_equal(expected.count, 145);
    for (size_t i = 1; i < expected.count; i++) {
        int number = (int)strtol(csv_cell(&expected, i, "row"), NULL, 10), lines = 0;
        const struct zc_import_row *row = row_at(&ledger, csv_cell(&expected, i, "sheet"), number, "reform.task");
        for (size_t j = 0; j < sizeof columns / sizeof *columns; j++)
            same_text(zc_import_value(row, columns[j].field), csv_cell(&expected, i, columns[j].column), columns[j].column, number);
        same_confirm(row, csv_cell(&expected, i, "confirm"), number);
        for (const char *at = zc_import_value(row, "measures"); at; at = strchr(at, '\n'))
            at += lines++ > 0;
        assert_int_equal(lines, strtol(csv_cell(&expected, i, "measures"), NULL, 10));
        bool marked = strstr(csv_cell(&expected, i, "trap"), "title_marker_carried_over") != NULL;
        same_text(zc_import_value(row, "carried_over"), marked ? "true" : "", "carried_over", number);
        same_text(zc_import_value(row, "plan"), "2017", "plan", number);
    }
}

static void counts(void **state)
{
    (void)state;
    static const struct {
        const char *field, *value;
        size_t count;
    } table[] = {{"domain", "01", 32},          {"domain", "02", 20},        {"domain", "03", 18},
                 {"domain", "04", 10},          {"domain", "05", 18},        {"domain", "06", 16},
                 {"domain", "07", 20},          {"domain", "08", 10},        {"due_kind", "exact", 93},
                 {"due_kind", "parsed", 51},    {"kind", "prescribed", 121}, {"kind", "own", 23},
                 {"origin_level", "municipal", 73}, {"origin_level", "central", 37}, {"origin_level", "provincial", 34},
                 {"reported_state", "started", 71}, {"reported_state", "claimed", 62}, {"reported_state", "not_started", 11},
                 {"deliverable_form", "DOC", 53}, {"deliverable_form", "MECH", 34}, {"deliverable_form", "SYS", 19},
                 {"deliverable_form", "FIG", 13}, {"deliverable_form", "ORG", 11}, {"deliverable_form", "PILOT", 9},
                 {"deliverable_form", "PROJ", 3}, {"deliverable_form", "LAW", 2}, {"area_scope", "", 72},
                 {"co_units", "", 2},           {"blocked_by", "", 144 - 6}, {"lead_unit", "002", 13},
                 {"lead_unit", "030", 8},       {"lead_unit", "019", 7},     {"lead_unit", "038", 7},
                 {"lead_unit", "008", 6},       {"lead_unit", "043", 1},     {"lead_unit", "068", 0},
                 {"lead_unit", "Z03", 1},       {"state", "active", 144}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (count_where(&ledger, "reform.task", table[i].field, table[i].value) != table[i].count)
            fail_msg("%s = %s: %zu, expected %zu", table[i].field, table[i].value,
                     count_where(&ledger, "reform.task", table[i].field, table[i].value), table[i].count);
    size_t weights = 0, places = 0, units = 0;
    struct zc_map lead;
    zc_map_init(&lead, &fixture.arena);
    for (size_t i = 0; i < ledger.row_count; i++) {
        const struct zc_import_row *row = &ledger.rows[i];
        weights += strtoul(zc_import_value(row, "weight"), NULL, 10);
        for (const char *at = zc_import_value(row, "co_units"); *at; at++)
            places += *at == ';' || !at[1];
        units += !zc_map_get(&lead, zc_import_value(row, "lead_unit"));
        zc_map_put(&lead, zc_import_value(row, "lead_unit"), &lead);
        if (!*zc_import_value(row, "co_units"))
            assert_true(*zc_import_value(row, "no_co_unit_reason"));
    }
    assert_int_equal(weights, 191);
    assert_int_equal(places, 318);
    assert_int_equal(units, 51);
}

/* The planned-value vector: tasks due by month. */
static void due_months(void **state)
{
    (void)state;
    static const size_t due[] = {4, 6, 10, 14, 16, 16, 14, 14, 14, 12, 14, 10};
    for (size_t month = 0; month < 12; month++)
        assert_int_equal(count_in(&ledger, "reform.task", "due_on", zc_arena_printf(&fixture.arena, "2017-%02zu", month + 1), NULL, NULL), due[month]);
}

static size_t with_code(const char *code)
{
    size_t count = 0;
    for (size_t i = 0; i < ledger.findings.count; i++)
        count += strcmp(ledger.findings.items[i].code, code) == 0;
    return count;
}

static void confirmations(void **state)
{
    (void)state;
    static const struct {
        const char *code;
        size_t count;
    } table[] = {{"unit_renamed", 1},   {"unit_group_unresolved", 2}, {"list_open_ended", 1},     {"percent_scale", 3},
                 {"struck_text", 1},    {"docno_brackets", 2},        {"comment_due_changed", 1}, {"due_parsed", 51},
                 {"number_as_text", 1}};
    size_t total = 0;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        assert_int_equal(with_code(table[i].code), table[i].count);
        total += table[i].count;
    }
    assert_int_equal(ledger.findings.count, total);
    assert_int_equal(ledger.confirm_rows, 56);
    assert_int_equal(ledger.errors, 0);
    assert_int_equal(ledger.warnings, 1); /* the weight stored as text in row 6 */
    assert_false(ledger.refused);
}

/* Section 4: what was written and how it was read. */
static void due_table(void **state)
{
    (void)state;
    static const struct {
        int row;
        const char *written, *read_as;
    } table[] = {
        {5, "全年", "2017-12-29"},           {6, "2017年6月底前", "2017-06-30"},   {10, "10月底前", "2017-10-31"},
        {13, "2017年4月", "2017-04-28"},     {17, "12月底前完成", "2017-12-29"},   {20, "11月中旬", "2017-11-20"},
        {23, "8月上旬", "2017-08-10"},       {25, "三季度末", "2017-09-30"},       {29, "1月底前", "2017-01-26"},
        {32, "2017年5月", "2017-05-31"},     {36, "3月底前完成", "2017-03-31"},    {39, "6月底前", "2017-06-30"},
        {40, "2017年6月底前", "2017-06-30"}, {43, "7月上旬", "2017-07-10"},        {45, "2017年7月底前", "2017-07-31"},
        {46, "2017年底前", "2017-12-29"},    {49, "8月底前", "2017-08-31"},        {54, "2017年4月", "2017-04-28"},
        {58, "6月底前完成", "2017-06-30"},   {61, "11月中旬", "2017-11-20"},       {64, "4月上旬", "2017-04-10"},
        {66, "2017年11月底前", "2017-11-30"}, {70, "11月底前", "2017-11-30"},      {73, "2017年10月", "2017-10-31"},
        {77, "6月底前完成", "2017-06-30"},   {79, "上半年", "2017-06-30"},         {81, "4月中旬", "2017-04-20"},
        {84, "第三季度", "2017-09-30"},      {86, "2017年8月底前", "2017-08-31"},  {90, "10月底前", "2017-10-31"},
        {93, "2017年9月", "2017-09-30"},     {97, "4月底前完成", "2017-04-28"},    {103, "3月中旬", "2017-03-20"},
        {106, "5月上旬", "2017-05-10"},      {108, "2017年3月底前", "2017-03-31"}, {112, "5月底前", "2017-05-31"},
        {115, "2017年7月", "2017-07-31"},    {119, "10月底前完成", "2017-10-31"},  {122, "7月中旬", "2017-07-20"},
        {125, "9月上旬", "2017-09-08"},      {127, "2017年2月底前", "2017-02-28"}, {131, "全年", "2017-12-29"},
        {132, "上半年", "2017-06-30"},       {134, "2017年12月", "2017-12-29"},    {138, "9月底前", "2017-09-30"},
        {139, "3月底前完成", "2017-03-31"},  {142, "10月中旬", "2017-10-20"},      {145, "7月上旬", "2017-07-10"},
        {147, "2017年9月", "2017-09-30"},    {151, "9月底前", "2017-09-30"},       {154, "2017年10月", "2017-10-31"}};
    size_t at = 0;
    for (size_t i = 0; i < ledger.findings.count; i++) {
        const struct zc_finding *finding = &ledger.findings.items[i];
        if (strcmp(finding->code, "due_parsed") != 0)
            continue;
        assert_true(at < sizeof table / sizeof *table);
        assert_int_equal(finding->row, table[at].row);
        assert_int_equal(finding->column, 13); /* N */
        same_text(zc_text_squeeze(&fixture.arena, finding->written), table[at].written, "written", finding->row);
        same_text(finding->read_as, table[at].read_as, "read as", finding->row);
        at++;
    }
    assert_int_equal(at, 51);
}

static void control_figures(void **state)
{
    (void)state;
    assert_int_equal(ledger.control_count, 2 + 2 + 8); /* subtotal and total of rows and weights, a number behind each domain */
    for (size_t i = 0; i < ledger.control_count; i++)
        assert_int_equal(ledger.controls[i].written, ledger.controls[i].counted);
    assert_int_equal(ledger.year, 2017);
    char stand[ZC_DATE_TEXT];
    zc_date_format(stand, ledger.stand);
    assert_string_equal(stand, "2017-06-30");
}

static void comments_are_kept(void **state)
{
    (void)state;
    const struct zc_import_row *row = row_at(&ledger, "2017年改革任务台账", 53, "reform.task");
    assert_non_null(strstr(zc_import_value(row, "note"), "原时限留存"));
    row = row_at(&ledger, "2017年改革任务台账", 62, "reform.task");
    assert_non_null(strstr(zc_import_value(row, "note"), "每月对账一次"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_row),     cmocka_unit_test(counts),    cmocka_unit_test(due_months),
                                       cmocka_unit_test(confirmations), cmocka_unit_test(due_table), cmocka_unit_test(control_figures),
                                       cmocka_unit_test(comments_are_kept)};
    return cmocka_run_group_tests(tests, open_all, fixture_tear_down);
}
