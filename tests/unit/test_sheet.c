/* sheet: the sample workbooks cell by cell, CSV and XLS, and files that are forged, cut or too large. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <zip.h>

#include "base/buf.h"
#include "base/date.h"
#include "paper/book.h"
#include "paper/number_format.h"
#include "paper/sheet.h"

static struct zc_arena arena;
static struct zc_book *book;
static struct zc_error err;

static int fresh(void **state)
{
    (void)state;
    err = (struct zc_error){0};
    return 0;
}

static int clean(void **state)
{
    (void)state;
    zc_book_close(book);
    book = NULL;
    zc_arena_free(&arena);
    return 0;
}

static void open_book(const char *path)
{
    int result = zc_book_open(&book, path, &err);
    if (result)
        fail_msg("%s: %s", path, err.en);
}

static struct zc_grid load(size_t sheet)
{
    struct zc_grid grid;
    int result = zc_grid_load(&grid, &arena, book, sheet, &err);
    if (result)
        fail_msg("sheet %zu: %s", sheet, err.en);
    return grid;
}

static const struct zc_row *row_of(const struct zc_grid *grid, int number)
{
    for (size_t i = 0; i < grid->count; i++)
        if (grid->rows[i].number == number)
            return &grid->rows[i];
    return NULL;
}

/* The cell at "N53"; fails the test when there is none. */
static const struct zc_cell *at(const struct zc_grid *grid, const char *reference)
{
    int row, column;
    assert_true(zc_cell_reference(&row, &column, reference));
    const struct zc_row *found = row_of(grid, row);
    const struct zc_cell *cell = found ? zc_row_cell(found, column) : NULL;
    if (!cell)
        fail_msg("no cell %s", reference);
    return cell;
}

static const char *day_of(const struct zc_cell *cell)
{
    static char day[ZC_DATE_TEXT];
    assert_int_equal(cell->kind, ZC_CELL_DATE);
    zc_date_format(day, cell->date);
    return day;
}

/* ---- the ledger ---- */

static void the_ledger_has_its_sheets_and_hides_what_is_hidden(void **state)
{
    (void)state;
    const struct zc_sheet_info *sheets;
    open_book("tests/fixtures/ledger-2017.xlsx");
    assert_int_equal(zc_book_sheets(book, &sheets), 3);
    assert_string_equal(sheets[0].name, "2017年改革任务台账");
    assert_false(sheets[0].hidden);
    assert_string_equal(sheets[2].name, "代码");
    assert_true(sheets[2].hidden);
    for (int column = 0; column < 30; column++)
        assert_int_equal(zc_book_column_hidden(book, 0, column), column == 15);
    struct zc_grid grid = load(0);
    size_t hidden = 0;
    for (size_t i = 0; i < grid.count; i++)
        hidden += grid.rows[i].hidden;
    assert_int_equal(hidden, 2);
    assert_true(row_of(&grid, 13)->hidden);
    assert_int_equal(grid.rows[grid.count - 1].number, 159);
    for (size_t i = 1; i < grid.count; i++)
        assert_true(grid.rows[i].number > grid.rows[i - 1].number);
}

static void struck_runs_and_phonetic_runs_are_no_text(void **state)
{
    (void)state;
    open_book("tests/fixtures/ledger-2017.xlsx");
    struct zc_grid grid = load(0);
    const struct zc_cell *due = at(&grid, "N138");
    assert_string_equal(due->text, "9月底前");
    assert_true(due->struck);
    assert_string_equal(due->struck_text, "5月底前");
    assert_false(at(&grid, "N139")->struck);
    size_t struck = 0, phonetic = 0;
    for (size_t i = 0; i < grid.count; i++)
        for (size_t j = 0; j < grid.rows[i].count; j++) {
            struck += grid.rows[i].cells[j].struck;
            phonetic += strstr(grid.rows[i].cells[j].text, "qi dong") != NULL;
        }
    assert_int_equal(struck, 1);
    assert_int_equal(phonetic, 0);
    const struct zc_cell *matter = NULL;
    for (size_t i = 0; i < grid.count && !matter; i++) {
        const struct zc_cell *cell = zc_row_cell(&grid.rows[i], 2);
        if (cell && strstr(cell->text, "一中心二平台"))
            matter = cell;
    }
    assert_non_null(matter);
    assert_string_equal(matter->text, "启动“文化+大数据”一中心二平台项目建设");
}

static void merged_cells_stand_in_every_row_they_cover(void **state)
{
    (void)state;
    open_book("tests/fixtures/ledger-2017.xlsx");
    struct zc_grid grid = load(0);
    const struct zc_cell *lead = at(&grid, "G61");
    assert_int_equal(lead->merged_rows, 4);
    assert_int_equal(lead->merged_columns, 1);
    assert_false(lead->covered);
    assert_true(*lead->text);
    for (int row = 62; row <= 64; row++) {
        const struct zc_cell *below = zc_row_cell(row_of(&grid, row), 6);
        assert_true(below->covered);
        assert_int_equal(below->row, row);
        assert_int_equal(below->merged_rows, 1);
        assert_string_equal(below->text, lead->text);
    }
    assert_false(at(&grid, "G65")->covered);
    assert_int_equal(at(&grid, "A1")->merged_columns, 20);
    assert_string_equal(at(&grid, "T1")->text, at(&grid, "A1")->text);
}

static void formulas_percentages_and_comments_are_told(void **state)
{
    (void)state;
    open_book("tests/fixtures/ledger-2017.xlsx");
    struct zc_grid grid = load(0);
    const struct zc_cell *total = at(&grid, "C157");
    assert_true(total->formula);
    assert_int_equal(total->kind, ZC_CELL_NUMBER);
    assert_true(total->number == 144);
    assert_true(at(&grid, "C37")->formula);
    const struct zc_cell *done = at(&grid, "S156");
    assert_true(done->percent);
    assert_string_equal(done->format, "0%");
    assert_string_equal(done->text, "0.7");
    assert_false(at(&grid, "C157")->percent);
    assert_string_equal(at(&grid, "N53")->comment, "改革办:经领导小组第3次会议同意,由原定时限调整,原时限留存。");
    assert_null(at(&grid, "N54")->comment);
}

/* Line by line against the expected table: where a due date is exact and the cell is a date, the days agree. */
static void dates_agree_with_the_expected_table(void **state)
{
    (void)state;
    FILE *probe = fopen("tests/fixtures/ledger-2017.expected.csv", "rb");
    assert_non_null(probe);
    fclose(probe);
    open_book("tests/fixtures/ledger-2017.expected.csv");
    struct zc_grid expected = load(0);
    zc_book_close(book);
    open_book("tests/fixtures/ledger-2017.xlsx");
    struct zc_grid grid = load(0);
    assert_int_equal(expected.count, 145);
    int row_column = -1, due_column = -1, dates = 0;
    for (size_t i = 0; i < expected.rows[0].count; i++) {
        if (strcmp(expected.rows[0].cells[i].text, "row") == 0)
            row_column = expected.rows[0].cells[i].column;
        if (strcmp(expected.rows[0].cells[i].text, "due_on") == 0 || strcmp(expected.rows[0].cells[i].text, "due") == 0)
            due_column = expected.rows[0].cells[i].column;
    }
    assert_true(row_column >= 0 && due_column >= 0);
    for (size_t i = 1; i < expected.count; i++) {
        long number;
        assert_true(zc_parse_int(&number, zc_row_cell(&expected.rows[i], row_column)->text, 1, 1000));
        const struct zc_cell *cell = zc_row_cell(row_of(&grid, (int)number), 13);
        if (cell && cell->kind == ZC_CELL_DATE) {
            assert_string_equal(day_of(cell), zc_row_cell(&expected.rows[i], due_column)->text);
            dates++;
        }
    }
    assert_true(dates > 40);
}

static void every_sample_reads_the_same_with_and_without_an_arena(void **state)
{
    (void)state;
    open_book("tests/fixtures/pilots-2017.xlsx");
    const struct zc_sheet_info *sheets;
    assert_int_equal(zc_book_sheets(book, &sheets), 3);
    zc_book_close(book);
    open_book("tests/fixtures/meetings-2017.xlsx");
    struct zc_grid grid = load(0);
    assert_true(grid.count > 29);
    zc_book_close(book);
    open_book("tests/fixtures/units-2017.xlsx");
    grid = load(0);
    assert_true(grid.count > 68);
    /* Codes are text but for two numbers that are shown as 007 and 055. */
    size_t shown = 0;
    for (size_t i = 0; i < grid.count; i++)
        for (size_t j = 0; j < grid.rows[i].count; j++)
            shown += strcmp(grid.rows[i].cells[j].format, "000") == 0 && grid.rows[i].cells[j].kind == ZC_CELL_NUMBER;
    assert_int_equal(shown, 2);
    zc_book_close(book);
    open_book("tests/fixtures/ledger-2017-bad.xlsx");
    grid = load(0);
    size_t errors = 0;
    for (size_t i = 0; i < grid.count; i++)
        for (size_t j = 0; j < grid.rows[i].count; j++)
            errors += grid.rows[i].cells[j].kind == ZC_CELL_ERROR;
    assert_int_equal(errors, 1);
}

struct compared {
    const struct zc_grid *grid;
    size_t next;
};

static int compare_row(void *user, const struct zc_row *row)
{
    struct compared *compared = user;
    const struct zc_row *kept = &compared->grid->rows[compared->next++];
    assert_int_equal(kept->number, row->number);
    assert_int_equal(kept->count, row->count);
    for (size_t i = 0; i < row->count; i++) {
        assert_int_equal(kept->cells[i].column, row->cells[i].column);
        assert_int_equal(kept->cells[i].kind, row->cells[i].kind);
        assert_int_equal(kept->cells[i].covered, row->cells[i].covered);
        assert_string_equal(kept->cells[i].text, row->cells[i].text);
        assert_string_equal(kept->cells[i].struck_text, row->cells[i].struck_text);
        assert_string_equal(kept->cells[i].format, row->cells[i].format);
    }
    return ZC_OK;
}

static int stop_at_ten(void *user, const struct zc_row *row)
{
    *(int *)user = row->number;
    return row->number >= 10 ? 77 : 0;
}

static void streaming_gives_the_rows_of_the_grid_and_stops_when_told(void **state)
{
    (void)state;
    open_book("tests/fixtures/ledger-2017.xlsx");
    struct zc_grid grid = load(0);
    struct compared compared = {&grid, 0};
    assert_int_equal(zc_book_read(book, 0, NULL, compare_row, &compared, &err), ZC_OK);
    assert_int_equal(compared.next, grid.count);
    int last = 0;
    assert_int_equal(zc_book_read(book, 0, NULL, stop_at_ten, &last, &err), 77);
    assert_int_equal(last, 10);
    assert_int_equal(zc_book_read(book, 9, NULL, stop_at_ten, &last, &err), ZC_ENOTFOUND);
}

/* ---- formats and serial numbers ---- */

static void formats_tell_dates_from_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *code;
        bool date, percent;
    } cases[] = {
        {"yyyy\"年\"m\"月\"d\"日\"", true, false}, {"[$-804]yyyy\"年\"m\"月\"d\"日\";@", true, false},
        {"m\"月\"d\"日\"", true, false}, {"yyyy/m/d h:mm", true, false}, {"[h]:mm:ss", true, false}, {"[mm]", true, false},
        {"General", false, false}, {"", false, false}, {"0%", false, true}, {"0.0\\%", false, false},
        {"0\"天 day\"", false, false}, {"[Red]0.00", false, false}, {"[$¥-804]#,##0.00", false, false},
        {"0.00E+00", false, false}, {"000", false, false}, {"@", false, false}, {"0;d", false, false}, {"\"", false, false},
        {"[", false, false}, {"\\", false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (zc_number_format_is_date(cases[i].code) != cases[i].date)
            fail_msg("date: %s", cases[i].code);
        if (zc_number_format_is_percent(cases[i].code) != cases[i].percent)
            fail_msg("percent: %s", cases[i].code);
    }
    for (int id = 0; id < 200; id++) {
        bool date = (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
        if (zc_number_format_is_date(zc_number_format_builtin(id)) != date)
            fail_msg("format %d", id);
    }
}

/* ECMA-376-1, 18.17.4.1: 1 January 1900 is 1 (1900 system); 1 January 1904 is 0 and 31 December 9999 is 2957003 (1904);
 * 31 December 9999 is 2958465 (1900). */
static void serial_numbers_become_days(void **state)
{
    (void)state;
    static const struct {
        double serial;
        bool epoch_1904;
        const char *day; /* NULL: none */
    } cases[] = {
        {1, false, "1900-01-01"}, {59, false, "1900-02-28"}, {60, false, NULL}, {61, false, "1900-03-01"},
        {25569, false, "1970-01-01"}, {42916, false, "2017-06-30"}, {42916.99999, false, "2017-06-30"},
        {42915.9999999999, false, "2017-06-30"}, {2958465, false, "9999-12-31"}, {2958466, false, NULL}, {0.5, false, NULL},
        {-1, false, NULL}, {0, true, "1904-01-01"}, {2957003, true, "9999-12-31"}, {2957004, true, NULL},
        {41454, true, "2017-06-30"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int date;
        char day[ZC_DATE_TEXT] = "";
        bool known = zc_serial_date(&date, cases[i].serial, cases[i].epoch_1904);
        if (known)
            zc_date_format(day, date);
        assert_int_equal(known, cases[i].day != NULL);
        assert_string_equal(day, cases[i].day ? cases[i].day : "");
    }
}

static void columns_have_letters(void **state)
{
    (void)state;
    static const struct {
        int column;
        const char *letter;
    } cases[] = {{0, "A"}, {25, "Z"}, {26, "AA"}, {27, "AB"}, {701, "ZZ"}, {702, "AAA"}, {16383, "XFD"}, {16384, ""}, {-1, ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char letter[4];
        int row, column;
        zc_column_letter(letter, cases[i].column);
        assert_string_equal(letter, cases[i].letter);
        if (*letter) {
            char reference[16];
            snprintf(reference, sizeof reference, "%s7", letter);
            assert_true(zc_cell_reference(&row, &column, reference));
            assert_int_equal(column, cases[i].column);
        }
    }
    int row, column;
    static const char *const wrong[] = {"", "A", "1", "A0", "XFE1", "A1048577", "AAAA1", "A1B", "A99999999", "A-1", "1A"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(zc_cell_reference(&row, &column, wrong[i]));
}

/* ---- workbooks made here ---- */

#define WORKBOOK_REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
static const char root_rels[] =
    "<Relationships><Relationship Id='a' Type='" WORKBOOK_REL "/officeDocument' Target='xl/workbook.xml'/></Relationships>";
static const char workbook_rels[] =
    "<Relationships><Relationship Id='r1' Type='" WORKBOOK_REL "/worksheet' Target='worksheets/sheet1.xml'/>"
    "<Relationship Id='r2' Type='" WORKBOOK_REL "/styles' Target='/xl/styles.xml'/></Relationships>";
static const char workbook_xml[] = "<workbook><workbookPr date1904='%d'/><sheets><sheet name='表' id='r1'/></sheets></workbook>";
static const char styles_xml[] =
    "<styleSheet><fonts><font/><font><strike/></font></fonts><cellXfs><xf/><xf numFmtId='31'/><xf fontId='1'/></cellXfs></styleSheet>";

struct part {
    const char *name;
    const char *text;
    size_t size; /* 0: a text */
};

static void write_zip(const char *path, const struct part *parts, size_t count)
{
    unlink(path);
    zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
    assert_non_null(zip);
    for (size_t i = 0; i < count; i++) {
        if (!parts[i].text)
            continue;
        zip_source_t *source = zip_source_buffer(zip, parts[i].text, parts[i].size ? parts[i].size : strlen(parts[i].text), 0);
        assert_true(zip_file_add(zip, parts[i].name, source, 0) >= 0);
    }
    assert_int_equal(zip_close(zip), 0);
}

static const char *made_path(void)
{
    static char path[64];
    snprintf(path, sizeof path, "/tmp/zc-test-sheet-%d.xlsx", (int)getpid());
    return path;
}

/* A workbook of one sheet with this XML. */
static int open_made(const char *sheet, size_t size, int epoch_1904, const char *extra_name, const char *extra)
{
    char workbook[512];
    snprintf(workbook, sizeof workbook, workbook_xml, epoch_1904);
    struct part parts[] = {{"_rels/.rels", root_rels}, {"xl/workbook.xml", workbook}, {"xl/_rels/workbook.xml.rels", workbook_rels},
                           {"xl/styles.xml", styles_xml}, {"xl/worksheets/sheet1.xml", sheet, size}, {extra_name, extra}};
    write_zip(made_path(), parts, sizeof parts / sizeof *parts);
    int result = zc_book_open(&book, made_path(), &err);
    return result;
}

static void cells_of_every_kind_are_read(void **state)
{
    (void)state;
    assert_int_equal(open_made(
        "<x:worksheet xmlns:x='u'><x:sheetData><x:row r='2'><x:c r='A2' t='inlineStr'><x:is><x:r><x:t>甲_x000D_</x:t></x:r>"
        "<x:r><x:rPr><x:strike val='0'/></x:rPr><x:t>乙</x:t></x:r></x:is></x:c><x:c t='b'><x:v>1</x:v></x:c>"
        "<x:c t='e'><x:f>1/0</x:f><x:v>#DIV/0!</x:v></x:c><x:c r='E2' t='d'><x:v>2017-06-30T09:00:00</x:v></x:c>"
        "<x:c s='1'><x:v>41454</x:v></x:c><x:c s='2' t='str'><x:v>废止</x:v></x:c><x:c s='99'><x:v>-1.5e3</x:v></x:c></x:row>"
        "<x:row><x:c><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>", 0, 1, NULL, NULL), ZC_OK);
    struct zc_grid grid = load(0);
    assert_int_equal(grid.count, 2);
    assert_string_equal(at(&grid, "A2")->text, "甲\r乙");
    assert_int_equal(at(&grid, "B2")->kind, ZC_CELL_BOOL);
    assert_int_equal(at(&grid, "C2")->kind, ZC_CELL_ERROR);
    assert_true(at(&grid, "C2")->formula);
    assert_string_equal(at(&grid, "C2")->text, "#DIV/0!");
    assert_string_equal(day_of(at(&grid, "E2")), "2017-06-30");
    assert_string_equal(day_of(at(&grid, "F2")), "2017-06-30");
    assert_int_equal(at(&grid, "G2")->kind, ZC_CELL_EMPTY);
    assert_string_equal(at(&grid, "G2")->struck_text, "废止");
    assert_true(at(&grid, "H2")->number == -1500);
    assert_string_equal(at(&grid, "A3")->text, "7");
}

static void merges_reach_over_rows_that_the_file_leaves_out(void **state)
{
    (void)state;
    assert_int_equal(open_made("<worksheet><sheetData><row r='1'><c r='A1' t='str'><v>甲</v></c><c r='B1'/></row><row r='4'>"
                               "<c r='C4'><v>1</v></c></row></sheetData><mergeCells><mergeCell ref='A1:B3'/>"
                               "<mergeCell ref='C4:XFD1048576'/></mergeCells></worksheet>", 0, 0, NULL, NULL), ZC_OK);
    struct zc_grid grid = load(0);
    assert_int_equal(grid.count, 4);
    assert_string_equal(at(&grid, "B3")->text, "甲");
    assert_int_equal(grid.rows[2].count, 2);
    assert_int_equal(row_of(&grid, 4)->count, 1);
    assert_int_equal(at(&grid, "C4")->merged_columns, 16382);
}

/* What was opened with `result` fails, there or at reading, with this code and these words. */
static void refused(size_t number, int result, int code, const char *says)
{
    struct zc_grid grid;
    if (!result)
        result = zc_grid_load(&grid, &arena, book, 0, &err);
    if (result != code || !strstr(err.en, says))
        fail_msg("case %zu: %d %s", number, result, err.en);
    zc_book_close(book);
    book = NULL;
}

static void hostile_sheets_are_refused_with_the_reason(void **state)
{
    (void)state;
    struct zc_buf deep = {0}, tall = {0}, name = {0}, wide = {0};
    zc_buf_str(&deep, "<worksheet><sheetData>");
    for (int i = 0; i < 300; i++)
        zc_buf_str(&deep, "<a>");
    zc_buf_str(&tall, "<worksheet><sheetData><row><c t='str'><v>");
    for (int i = 0; i < 32768; i++)
        zc_buf_str(&tall, "高");
    zc_buf_str(&tall, "</v></c></row></sheetData></worksheet>");
    zc_buf_str(&name, "<worksheet><sheetData><row><c r='");
    uint32_t mixed = 1;
    for (int i = 0; i < 1200000; i++, mixed = mixed * 1664525u + 1013904223u)
        zc_buf_char(&name, (char)('a' + (mixed >> 16) % 26)); /* not so even that the packing ratio would speak first */
    zc_buf_str(&name, "'/></row></sheetData></worksheet>");
    zc_buf_str(&wide, "<worksheet><sheetData><row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'/></row>"
                      "</sheetData><mergeCells><mergeCell ref='A1:XFD1048576'/></mergeCells></worksheet>");
    const struct {
        const char *xml;
        int code;
        const char *says;
    } cases[] = {
        {"<!DOCTYPE x [<!ENTITY e 'eeee'>]><worksheet><sheetData>&e;</sheetData></worksheet>", ZC_EINPUT, "DTD"},
        {"<worksheet><sheetData>&e;</sheetData></worksheet>", ZC_EINPUT, "broken XML"},
        {"<worksheet><sheetData><row><c><v>1</v></c></row>", ZC_EINPUT, "broken XML"},
        {zc_buf_text(&deep), ZC_ELIMIT, "nested deeper than 256"},
        {zc_buf_text(&tall), ZC_ELIMIT, "limit: cell text"},
        {zc_buf_text(&name), ZC_ELIMIT, "tag is longer"},
        {zc_buf_text(&wide), ZC_ELIMIT, "limit: merges"},
        {"<worksheet><sheetData><row r='1048577'><c/></row></sheetData></worksheet>", ZC_ELIMIT, "limit: rows"},
        {"<worksheet><sheetData><row r='1'><c r='XFE1'/></row></sheetData></worksheet>", ZC_EINPUT, "XFE1 is out of range"},
        {"<worksheet><sheetData><row r='1'><c r='XFD1'/><c/></row></sheetData></worksheet>", ZC_ELIMIT, "limit: columns"},
        {"<worksheet><sheetData><row r='1'><c r='A2'/></row></sheetData></worksheet>", ZC_EINPUT, "another row"},
        {"<worksheet><sheetData><row r='2'/><row r='1'/></sheetData></worksheet>", ZC_EINPUT, "stands behind"},
        {"<worksheet><sheetData><row r='1'><c r='B1'/><c r='A1'/></row></sheetData></worksheet>", ZC_EINPUT, "wrong order"},
        {"<worksheet><sheetData><row><c t='s'><v>0</v></c></row></sheetData></worksheet>", ZC_EINPUT, "does not exist"},
        {"<worksheet><sheetData><row><c><v>0x10</v></c></row></sheetData></worksheet>", ZC_EINPUT, "is no number"},
        {"<worksheet><sheetData><row><c><v>nan</v></c></row></sheetData></worksheet>", ZC_EINPUT, "is no number"},
        {"<worksheet><sheetData/><mergeCells><mergeCell ref='A1:XFE2'/></mergeCells></worksheet>", ZC_EINPUT, "out of range"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        refused(i, open_made(cases[i].xml, 0, 0, NULL, NULL), cases[i].code, cases[i].says);
    }
    zc_buf_free(&deep);
    zc_buf_free(&tall);
    zc_buf_free(&name);
    zc_buf_free(&wide);
    unlink(made_path());
}

static void hostile_packages_are_refused_with_the_reason(void **state)
{
    (void)state;
    static char zeros[4 << 20];
    memset(zeros, ' ', sizeof zeros - 1);
    assert_int_equal(open_made("<worksheet/>", 0, 0, "xl/media/big", zeros), ZC_ELIMIT);
    assert_non_null(strstr(err.en, "limit: packing ratio"));
    static const char *const names[] = {"../evil", "xl/../../evil", "/evil", "xl\\evil", "c:evil"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_int_equal(open_made("<worksheet/>", 0, 0, names[i], "x"), ZC_EINPUT);
        assert_non_null(strstr(err.en, "not allowed"));
    }
    assert_int_equal(open_made("<worksheet/>", 0, 0, "XL/Styles.xml", "x"), ZC_EINPUT);
    assert_non_null(strstr(err.en, "twice"));
    assert_int_equal(open_made(NULL, 0, 0, NULL, NULL), ZC_EINPUT);
    assert_non_null(strstr(err.en, "xl/worksheets/sheet1.xml is missing"));
    struct part lone = {"hello.txt", "x"};
    write_zip(made_path(), &lone, 1);
    assert_int_equal(zc_book_open(&book, made_path(), &err), ZC_EINPUT);
    assert_non_null(strstr(err.en, "xl/workbook.xml is missing"));
    struct part *many = calloc(10001, sizeof *many);
    char (*labels)[16] = calloc(10001, sizeof *labels);
    for (int i = 0; i < 10001; i++) {
        snprintf(labels[i], sizeof *labels, "p%d", i);
        many[i] = (struct part){labels[i], "x"};
    }
    write_zip(made_path(), many, 10001);
    assert_int_equal(zc_book_open(&book, made_path(), &err), ZC_ELIMIT);
    assert_non_null(strstr(err.en, "limit: parts"));
    free(many);
    free(labels);
    unlink(made_path());
}

/* Cut or changed anywhere, the ledger is refused or read; it never brings the program down. */
static void a_damaged_ledger_is_refused_or_read(void **state)
{
    (void)state;
    FILE *file = fopen("tests/fixtures/ledger-2017.xlsx", "rb");
    static char whole[65536], damaged[65536];
    size_t size = fread(whole, 1, sizeof whole, file);
    fclose(file);
    size_t refused = 0;
    for (size_t cut = 4; cut < size; cut += 331) {
        assert_int_not_equal(zc_book_open_bytes(&book, whole, cut, &err), ZC_OK);
        assert_null(book);
    }
    for (size_t place = 30; place < size; place += 97) {
        memcpy(damaged, whole, size);
        damaged[place] = (char)(damaged[place] ^ 0x55);
        int result = zc_book_open_bytes(&book, damaged, size, &err);
        struct zc_grid grid;
        if (!result)
            result = zc_grid_load(&grid, &arena, book, 0, &err);
        refused += result != ZC_OK;
        zc_book_close(book);
        book = NULL;
        zc_arena_free(&arena);
    }
    assert_true(refused > 100);
}

/* ---- CSV and XLS ---- */

static void open_csv(const char *bytes, size_t size)
{
    int result = zc_book_open_bytes(&book, bytes, size, &err);
    if (result)
        fail_msg("%s", err.en);
}

static void csv_is_read_in_every_dress(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        const char *cells; /* row:column=text| … */
    } cases[] = {
        {"编号,名称\n007,甲\n", "1:0=编号|1:1=名称|2:0=007|2:1=甲|"},
        {"\xEF\xBB\xBF" "a;b\r\n\"x;y\";\r\n\r\nlast;end", "1:0=a|1:1=b|2:0=x;y|4:0=last|4:1=end|"},
        {"a\tb\n1\t2", "1:0=a|1:1=b|2:0=1|2:1=2|"},
        {"a,\"one\nline \"\"two\"\"\"\n,z\n", "1:0=a|1:1=one\nline \"two\"|2:1=z|"},
        {"a\"b,c\r\"\",\"q\"x\r", "1:0=a\"b|1:1=c|2:1=qx|"},
        /* 编号,名称 / 01,试点 in GBK; then U+3400 as the four bytes 81 39 EE 39 (GB 18030-2022, table of the BMP) */
        {"\xB1\xE0\xBA\xC5,\xC3\xFB\xB3\xC6\r\n01,\xCA\xD4\xB5\xE3\r\n\x81\x39\xEE\x39", "1:0=编号|1:1=名称|2:0=01|2:1=试点|3:0=㐀|"},
        {"", ""},
        {"\n\n", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        open_csv(cases[i].bytes, strlen(cases[i].bytes));
        struct zc_grid grid = load(0);
        struct zc_buf out = {0};
        for (size_t r = 0; r < grid.count; r++)
            for (size_t c = 0; c < grid.rows[r].count; c++)
                zc_buf_printf(&out, "%d:%d=%s|", grid.rows[r].cells[c].row, grid.rows[r].cells[c].column,
                              grid.rows[r].cells[c].text);
        assert_string_equal(zc_buf_text(&out), cases[i].cells);
        zc_buf_free(&out);
        zc_book_close(book);
    }
    book = NULL;
}

static void bad_csv_is_refused_with_the_reason(void **state)
{
    (void)state;
    struct zc_buf wide = {0}, tall = {0};
    for (int i = 0; i < 16384; i++)
        zc_buf_char(&wide, ',');
    zc_buf_char(&tall, '"');
    for (int i = 0; i < 200000; i++)
        zc_buf_char(&tall, 'x');
    const struct {
        const char *bytes;
        size_t size;
        int code;
        const char *says;
    } cases[] = {
        {"a,\"b\nc", 0, ZC_EINPUT, "row 1 is never closed"},
        {"ab,\xFF\xFF\n", 0, ZC_EINPUT, "neither UTF-8 nor GB18030"},
        {"\xEF\xBB\xBF\xB1\xE0", 0, ZC_EINPUT, "marked as UTF-8"},
        {"\xFF\xFE" "a", 0, ZC_EINPUT, "UTF-16"},
        {"a\0b", 3, ZC_EINPUT, "not an XLSX"},
        {wide.bytes, wide.size, ZC_ELIMIT, "limit: columns"},
        {tall.bytes, tall.size, ZC_ELIMIT, "limit: cell text"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t size = cases[i].size ? cases[i].size : strlen(cases[i].bytes);
        refused(i, zc_book_open_bytes(&book, cases[i].bytes, size, &err), cases[i].code, cases[i].says);
    }
    zc_buf_free(&wide);
    zc_buf_free(&tall);
}

/* The XLS is the XLSX of the same name, saved in the older format. */
static void xls_gives_the_texts_of_its_xlsx_twin(void **state)
{
    (void)state;
    open_book("tests/fixtures/meetings-2017.xlsx");
    struct zc_grid twin = load(0);
    const struct zc_sheet_info *sheets;
    const char *name = zc_arena_str(&arena, (zc_book_sheets(book, &sheets), sheets[0].name));
    zc_book_close(book);
    open_book("tests/fixtures/meetings-2017.xls");
    assert_int_equal(zc_book_sheets(book, &sheets), 3);
    assert_string_equal(sheets[0].name, name);
    struct zc_grid grid = load(0);
    size_t texts = 0;
    for (size_t i = 0; i < twin.count; i++)
        for (size_t j = 0; j < twin.rows[i].count; j++) {
            const struct zc_cell *cell = &twin.rows[i].cells[j];
            if (cell->kind != ZC_CELL_TEXT || cell->covered)
                continue;
            const struct zc_row *row = row_of(&grid, cell->row);
            const struct zc_cell *other = row ? zc_row_cell(row, cell->column) : NULL;
            assert_non_null(other);
            assert_string_equal(other->text, cell->text);
            texts++;
        }
    assert_true(texts > 100);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, fresh, clean)
    const struct CMUnitTest tests[] = {
        TEST(the_ledger_has_its_sheets_and_hides_what_is_hidden),
        TEST(struck_runs_and_phonetic_runs_are_no_text),
        TEST(merged_cells_stand_in_every_row_they_cover),
        TEST(formulas_percentages_and_comments_are_told),
        TEST(dates_agree_with_the_expected_table),
        TEST(every_sample_reads_the_same_with_and_without_an_arena),
        TEST(streaming_gives_the_rows_of_the_grid_and_stops_when_told),
        TEST(formats_tell_dates_from_numbers),
        TEST(serial_numbers_become_days),
        TEST(columns_have_letters),
        TEST(cells_of_every_kind_are_read),
        TEST(merges_reach_over_rows_that_the_file_leaves_out),
        TEST(hostile_sheets_are_refused_with_the_reason),
        TEST(hostile_packages_are_refused_with_the_reason),
        TEST(a_damaged_ledger_is_refused_or_read),
        TEST(csv_is_read_in_every_dress),
        TEST(bad_csv_is_refused_with_the_reason),
        TEST(xls_gives_the_texts_of_its_xlsx_twin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
