/* annotate: a workbook comes back with its findings and is otherwise the same; sheets written here read back as written. */
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
#include "paper/finding.h"
#include "paper/package.h"
#include "paper/sheet_write.h"

/* libxlsxwriter 1.1.4 copies the formula of a list validation twice and frees it once: some twenty bytes a list. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:lxw_strdup\n";
}

static struct zc_arena arena;
static struct zc_error err;

static int clean(void **state)
{
    (void)state;
    zc_arena_free(&arena);
    return 0;
}

static const char *scratch(const char *name)
{
    return zc_arena_printf(&arena, "/tmp/zc-test-annotate-%d-%s", (int)getpid(), name);
}

static struct zc_book *open_book(const char *path)
{
    struct zc_book *book;
    if (zc_book_open(&book, path, &err))
        fail_msg("%s: %s", path, err.en);
    return book;
}

static struct zc_grid load(struct zc_book *book, size_t sheet)
{
    struct zc_grid grid;
    if (zc_grid_load(&grid, &arena, book, sheet, &err))
        fail_msg("sheet %zu: %s", sheet, err.en);
    return grid;
}

static const struct zc_cell *at(const struct zc_grid *grid, const char *reference)
{
    int row, column;
    assert_true(zc_cell_reference(&row, &column, reference));
    for (size_t i = 0; i < grid->count; i++)
        if (grid->rows[i].number == row)
            return zc_row_cell(&grid->rows[i], column);
    return NULL;
}

static const char *text_at(const struct zc_grid *grid, const char *reference)
{
    const struct zc_cell *cell = at(grid, reference);
    return cell ? cell->text : "(none)";
}

/* Every cell of the original stands in the copy with the same value, format, span and so on. */
static void assert_same_values(struct zc_book *before, struct zc_book *after)
{
    const struct zc_sheet_info *old, *new;
    size_t count = zc_book_sheets(before, &old);
    assert_true(zc_book_sheets(after, &new) >= count);
    for (size_t s = 0; s < count; s++) {
        assert_string_equal(old[s].name, new[s].name);
        assert_int_equal(old[s].hidden, new[s].hidden);
        struct zc_grid a = load(before, s), b = load(after, s);
        for (size_t i = 0; i < a.count; i++) {
            for (size_t j = 0; j < a.rows[i].count; j++) {
                const struct zc_cell *x = &a.rows[i].cells[j];
                char reference[16], letter[4];
                zc_column_letter(letter, x->column);
                snprintf(reference, sizeof reference, "%s%d", letter, x->row);
                const struct zc_cell *y = at(&b, reference);
                assert_non_null(y);
                assert_int_equal(x->kind, y->kind);
                assert_string_equal(x->text, y->text);
                assert_string_equal(x->struck_text, y->struck_text);
                assert_string_equal(x->format, y->format);
                assert_int_equal(x->formula, y->formula);
                assert_int_equal(x->percent, y->percent);
                assert_int_equal(x->covered, y->covered);
                assert_int_equal(x->merged_rows, y->merged_rows);
                if (x->kind == ZC_CELL_DATE)
                    assert_int_equal(x->date, y->date);
                if (x->comment)
                    assert_memory_equal(x->comment, y->comment ? y->comment : "", strlen(x->comment));
            }
        }
    }
}

static zip_uint64_t packed_size(const char *path, const char *name, struct zc_buf *bytes)
{
    int code;
    zip_t *zip = zip_open(path, ZIP_RDONLY, &code);
    assert_non_null(zip);
    zip_stat_t about;
    assert_int_equal(zip_stat(zip, name, 0, &about), 0);
    zip_file_t *file = zip_fopen(zip, name, ZIP_FL_COMPRESSED);
    assert_non_null(file);
    char piece[4096];
    for (zip_int64_t got; (got = zip_fread(file, piece, sizeof piece)) > 0;)
        zc_buf_add(bytes, piece, (size_t)got);
    zip_fclose(file);
    zip_discard(zip);
    return about.comp_size;
}

static void assert_part_untouched(const char *before, const char *after, const char *name)
{
    struct zc_buf a = {0}, b = {0};
    assert_int_equal(packed_size(before, name, &a), packed_size(after, name, &b));
    assert_int_equal(a.size, b.size);
    assert_memory_equal(a.bytes, b.bytes, a.size);
    zc_buf_free(&a);
    zc_buf_free(&b);
}

static struct zc_findings ledger_findings(void)
{
    struct zc_findings findings = {.arena = &arena};
    const char *sheet = "2017年改革任务台账";
    struct zc_finding *finding = zc_finding_add(&findings, sheet, 138, 13, ZC_SEV_CONFIRM, "struck_text",
                                                "单元格内有删除线文字", "struck-out text");
    finding->written = "~~5月底前~~9月底前";
    finding->read_as = "2017-09-30";
    zc_finding_add(&findings, sheet, 53, 13, ZC_SEV_CONFIRM, "comment_due_changed", "批注称时限已调整 <&>", "due changed");
    zc_finding_add(&findings, sheet, 62, 6, ZC_SEV_ERROR, "unknown_unit", "合并单元格内的单位不明", "unknown unit");
    zc_finding_add(&findings, sheet, 61, 6, ZC_SEV_WARNING, "unit_renamed", "单位已更名", "renamed");
    zc_finding_add(&findings, sheet, 20, -1, ZC_SEV_ERROR, "duplicate_matter", "整行重复", "duplicate");
    zc_finding_add(&findings, sheet, 98, 25, ZC_SEV_ERROR, "odd", "不存在的单元格", "a cell that is not there");
    zc_finding_add(&findings, sheet, 200, 2, ZC_SEV_WARNING, "odd", "不存在的行", "a row that is not there");
    zc_finding_add(&findings, "填表说明", 1, 0, ZC_SEV_WARNING, "odd", "没有批注的工作表", "a sheet without notes");
    zc_finding_add(&findings, NULL, 0, -1, ZC_SEV_ERROR, "task_total_exceeded", "总数不符", "total");
    return findings;
}

static void the_ledger_comes_back_with_its_findings(void **state)
{
    (void)state;
    const char *from = "tests/fixtures/ledger-2017.xlsx", *to = scratch("ledger.xlsx");
    struct zc_findings findings = ledger_findings();
    if (zc_annotate(from, to, &findings, &err))
        fail_msg("%s", err.en);
    struct zc_book *before = open_book(from), *after = open_book(to);
    assert_same_values(before, after);
    const struct zc_sheet_info *sheets;
    assert_int_equal(zc_book_sheets(after, &sheets), 4);
    assert_string_equal(sheets[3].name, "导入结果");
    struct zc_grid ledger = load(after, 0), result = load(after, 3), rules = load(after, 1);
    assert_string_equal(at(&ledger, "N138")->comment,
                        "【待确认】单元格内有删除线文字\n原文:~~5月底前~~9月底前\n读作:2017-09-30");
    assert_string_equal(at(&ledger, "N53")->comment, "改革办:经领导小组第3次会议同意,由原定时限调整,原时限留存。\n"
                                                     "【待确认】批注称时限已调整 <&>");
    assert_non_null(strstr(at(&ledger, "G61")->comment, "单位已更名"));
    assert_non_null(strstr(at(&ledger, "G61")->comment, "单位不明"));
    assert_string_equal(at(&ledger, "A20")->comment, "【错误】整行重复");
    assert_string_equal(at(&ledger, "Z98")->comment, "【错误】不存在的单元格");
    assert_string_equal(at(&ledger, "C200")->comment, "【警告】不存在的行");
    assert_string_equal(at(&ledger, "C90")->comment, "本项与《条例》配套实施。");
    assert_string_equal(at(&rules, "A1")->comment, "【警告】没有批注的工作表");
    static const struct {
        const char *cell, *text;
    } expected[] = {{"A1", "工作表"}, {"H1", "读作"}, {"A2", "2017年改革任务台账"}, {"B2", "138"}, {"C2", "N"}, {"D2", "待确认"},
                    {"E2", "struck_text"}, {"G2", "~~5月底前~~9月底前"}, {"H2", "2017-09-30"}, {"F3", "批注称时限已调整 <&>"},
                    {"D4", "错误"}, {"D5", "警告"}, {"C6", "(none)"}, {"B10", "(none)"}, {"F10", "总数不符"}};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        assert_string_equal(text_at(&result, expected[i].cell), expected[i].text);
    zc_book_close(before);
    zc_book_close(after);
    static const char *const untouched[] = {"xl/sharedStrings.xml", "xl/theme/theme1.xml", "xl/worksheets/sheet3.xml",
                                            "docProps/core.xml", "_rels/.rels"};
    for (size_t i = 0; i < sizeof untouched / sizeof *untouched; i++)
        assert_part_untouched(from, to, untouched[i]);
    unlink(to);
}

static size_t count_of(const char *text, const char *word)
{
    size_t count = 0;
    for (; (text = strstr(text, word)) != NULL; text++)
        count++;
    return count;
}

/* Red for errors, amber for the rest; the cell keeps what else its style says. */
static void found_cells_are_filled_and_keep_their_style(void **state)
{
    (void)state;
    const char *to = scratch("styles.xlsx");
    struct zc_findings findings = ledger_findings();
    assert_int_equal(zc_annotate("tests/fixtures/ledger-2017.xlsx", to, &findings, &err), ZC_OK);
    struct zc_package *package;
    struct zc_buf styles = {0}, sheet = {0}, drawing = {0}, types = {0};
    assert_int_equal(zc_package_open(&package, to, &err), ZC_OK);
    assert_int_equal(zc_package_load(&styles, package, "xl/styles.xml", 1 << 20, &err), ZC_OK);
    assert_int_equal(zc_package_load(&sheet, package, "xl/worksheets/sheet1.xml", 1 << 20, &err), ZC_OK);
    assert_int_equal(zc_package_load(&drawing, package, "xl/drawings/commentsDrawing1.vml", 1 << 20, &err), ZC_OK);
    assert_int_equal(zc_package_load(&types, package, "[Content_Types].xml", 1 << 20, &err), ZC_OK);
    assert_non_null(strstr(styles.bytes, "<fills count=\"6\">"));
    assert_non_null(strstr(styles.bytes, "<fonts count=\"5\">"));
    /* N138 had style 8: fill 4 (amber, behind the three of the file and the red one), its font, border and alignment. */
    const char *cell = strstr(sheet.bytes, "r=\"N138\"");
    assert_non_null(cell);
    while (*cell != '<')
        cell--;
    const char *number = strstr(cell, "s=\"");
    long style = strtol(number + 3, NULL, 10);
    assert_true(style >= 24);
    const char *format = strstr(styles.bytes, "<cellXfs");
    for (long i = 0; i <= style; i++)
        format = strstr(format + 1, "<xf ");
    char head[400];
    snprintf(head, sizeof head, "%s", format);
    assert_non_null(strstr(head, "fillId=\"4\""));
    assert_non_null(strstr(head, "applyFill=\"1\""));
    assert_non_null(strstr(head, "fontId=\"2\""));
    assert_non_null(strstr(head, "borderId=\"1\""));
    assert_non_null(strstr(head, "<alignment horizontal=\"center\" vertical=\"center\" wrapText=\"1\"/></xf>"));
    /* Four shapes stood there, one of them on N53; five more cells of this sheet are found. */
    assert_int_equal(count_of(drawing.bytes, "ObjectType=\"Note\""), 4 + 5);
    assert_int_equal(count_of(types.bytes, "Extension=\"vml\""), 1);
    zc_buf_free(&styles);
    zc_buf_free(&sheet);
    zc_buf_free(&drawing);
    zc_buf_free(&types);
    zc_package_close(package);
    unlink(to);
}

static void an_annotated_workbook_can_be_annotated_again(void **state)
{
    (void)state;
    const char *once = scratch("once.xlsx"), *twice = scratch("twice.xlsx");
    struct zc_findings findings = ledger_findings();
    assert_int_equal(zc_annotate("tests/fixtures/ledger-2017.xlsx", once, &findings, &err), ZC_OK);
    assert_int_equal(zc_annotate(once, twice, &findings, &err), ZC_OK);
    struct zc_book *before = open_book(once), *after = open_book(twice);
    assert_same_values(before, after);
    const struct zc_sheet_info *sheets;
    assert_int_equal(zc_book_sheets(after, &sheets), 5);
    assert_string_equal(sheets[4].name, "导入结果(2)");
    zc_book_close(before);
    zc_book_close(after);
    unlink(once);
    unlink(twice);
}

static void every_sample_survives_a_finding_in_every_cell(void **state)
{
    (void)state;
    static const char *const names[] = {"ledger-2017", "ledger-2017-bad", "pilots-2017", "meetings-2017", "units-2017"};
    for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
        const char *from = zc_arena_printf(&arena, "tests/fixtures/%s.xlsx", names[n]), *to = scratch("all.xlsx");
        struct zc_findings findings = {.arena = &arena};
        struct zc_book *before = open_book(from);
        const struct zc_sheet_info *sheets;
        for (size_t s = 0; s < zc_book_sheets(before, &sheets); s++) {
            struct zc_grid grid = load(before, s);
            for (size_t i = 0; i < grid.count; i++)
                for (size_t j = 0; j < grid.rows[i].count; j++)
                    zc_finding_add(&findings, sheets[s].name, grid.rows[i].number, grid.rows[i].cells[j].column,
                                   (enum zc_severity)(j % 3), "all", "逐格标注", "each cell");
        }
        if (zc_annotate(from, to, &findings, &err))
            fail_msg("%s: %s", from, err.en);
        struct zc_book *after = open_book(to);
        assert_same_values(before, after);
        struct zc_grid result = load(after, zc_book_sheets(after, &sheets) - 1);
        assert_int_equal(result.count, findings.count + 1);
        zc_book_close(before);
        zc_book_close(after);
        unlink(to);
    }
}

/* A workbook by a frugal writer: prefixed names, no styles, no comments, empty elements. */
static void a_bare_workbook_is_annotated_too(void **state)
{
    (void)state;
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define RELS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    static const char *const parts[][2] = {
        {"[Content_Types].xml", "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'><Default Extension='rels' "
         "ContentType='application/vnd.openxmlformats-package.relationships+xml'/><Override PartName='/xl/workbook.xml' "
         "ContentType='application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml'/><Override "
         "PartName='/xl/worksheets/a.xml' ContentType='application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml'/></Types>"},
        {"_rels/.rels", "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Id='a' "
         "Type='" RELS "/officeDocument' Target='xl/workbook.xml'/></Relationships>"},
        {"xl/workbook.xml", "<x:workbook xmlns:x='" MAIN "' xmlns:r='" RELS "'><x:sheets><x:sheet name='导入结果' sheetId='7' "
         "r:id='r1'/></x:sheets></x:workbook>"},
        {"xl/_rels/workbook.xml.rels", "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
         "<Relationship Id='r1' Type='" RELS "/worksheet' Target='worksheets/a.xml'/></Relationships>"},
        {"xl/worksheets/a.xml", "<x:worksheet xmlns:x='" MAIN "'><x:sheetData><x:row r='2'/><x:row r='4' spans='2:2'><x:c r='B4' "
         "t='str' ><x:v>乙</x:v></x:c></x:row></x:sheetData><x:extLst/></x:worksheet>"},
    };
    const char *from = scratch("bare.xlsx"), *to = scratch("bare-out.xlsx");
    zip_t *zip = zip_open(from, ZIP_CREATE | ZIP_TRUNCATE, NULL);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        zip_file_add(zip, parts[i][0], zip_source_buffer(zip, parts[i][1], strlen(parts[i][1]), 0), 0);
    assert_int_equal(zip_close(zip), 0);
    struct zc_findings findings = {.arena = &arena};
    static const struct {
        int row, column;
    } places[] = {{1, 0}, {2, 2}, {4, 0}, {4, 1}, {4, 2}, {9, 3}, {3, -1}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        zc_finding_add(&findings, "导入结果", places[i].row, places[i].column, ZC_SEV_ERROR, "x", "有误", "wrong");
    if (zc_annotate(from, to, &findings, &err))
        fail_msg("%s", err.en);
    struct zc_book *book = open_book(to);
    const struct zc_sheet_info *sheets;
    assert_int_equal(zc_book_sheets(book, &sheets), 2);
    assert_string_equal(sheets[1].name, "导入结果(2)");
    struct zc_grid grid = load(book, 0);
    static const char *const cells[] = {"A1", "C2", "A3", "A4", "B4", "C4", "D9"};
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        assert_non_null(at(&grid, cells[i]));
        assert_string_equal(at(&grid, cells[i])->comment, "【错误】有误");
    }
    assert_string_equal(text_at(&grid, "B4"), "乙");
    zc_book_close(book);
    unlink(from);
    unlink(to);
}

static void a_csv_gives_a_workbook_of_results(void **state)
{
    (void)state;
    const char *to = scratch("csv.xlsx");
    struct zc_findings findings = ledger_findings();
    assert_int_equal(zc_annotate("tests/fixtures/pilots-2017.expected.csv", to, &findings, &err), ZC_OK);
    struct zc_book *book = open_book(to);
    const struct zc_sheet_info *sheets;
    assert_int_equal(zc_book_sheets(book, &sheets), 1);
    assert_string_equal(sheets[0].name, "导入结果");
    struct zc_grid grid = load(book, 0);
    assert_int_equal(grid.count, findings.count + 1);
    assert_string_equal(text_at(&grid, "F2"), "单元格内有删除线文字");
    assert_string_equal(text_at(&grid, "B2"), "138");
    zc_book_close(book);
    unlink(to);
    assert_int_equal(zc_annotate("tests/fixtures/none.xlsx", to, &findings, &err), ZC_EIO);
    assert_int_not_equal(access(to, F_OK), 0);
}

/* ---- the writer ---- */

static void a_written_sheet_reads_back(void **state)
{
    (void)state;
    const char *path = scratch("written.xlsx");
    static const char *const states[] = {"推进中", "已完成,待验收"};
    const struct zc_column columns[] = {
        {.title = "键", .type = ZC_COLUMN_TEXT, .hidden = true},
        {.title = "事项", .type = ZC_COLUMN_TEXT, .width = 40},
        {.title = "件数", .type = ZC_COLUMN_INTEGER},
        {.title = "时限", .type = ZC_COLUMN_DATE, .editable = true},
        {.title = "面积", .type = ZC_COLUMN_DECIMAL, .scale = 4},
        {.title = "金额", .type = ZC_COLUMN_MONEY},
        {.title = "状态", .type = ZC_COLUMN_TEXT, .choices = states, .choice_count = 2, .editable = true},
        {.title = "进度", .type = ZC_COLUMN_PERCENT},
    };
    struct zc_sheet_writer *writer;
    int day;
    assert_true(zc_date_make(&day, 2017, 6, 30));
    assert_int_equal(zc_sheet_writer_open(&writer, path, &err), ZC_OK);
    assert_int_equal(zc_sheet_writer_sheet(writer, "台账", columns, 8, true, &err), ZC_OK);
    zc_sheet_writer_text(writer, 1, "甲\n<乙> & \"丙\"");
    zc_sheet_writer_text(writer, 0, "007");
    zc_sheet_writer_integer(writer, 2, 144);
    zc_sheet_writer_date(writer, 3, day);
    zc_sheet_writer_integer(writer, 4, 28814300);
    zc_sheet_writer_integer(writer, 5, 1234567);
    zc_sheet_writer_text(writer, 6, states[0]);
    zc_sheet_writer_number(writer, 7, 0.6);
    zc_sheet_writer_end_row(writer);
    zc_sheet_writer_integer(writer, 2, INT64_MAX);
    zc_sheet_writer_date(writer, 3, -40000);
    zc_sheet_writer_end_row(writer);
    assert_int_equal(zc_sheet_writer_close(writer, &err), ZC_OK);
    struct zc_book *book = open_book(path);
    const struct zc_sheet_info *sheets;
    assert_int_equal(zc_book_sheets(book, &sheets), 2);
    assert_true(sheets[1].hidden);
    assert_true(zc_book_column_hidden(book, 0, 0));
    assert_false(zc_book_column_hidden(book, 0, 1));
    struct zc_grid grid = load(book, 0), choices = load(book, 1);
    assert_string_equal(text_at(&grid, "B1"), "事项");
    assert_string_equal(text_at(&grid, "A2"), "007");
    assert_string_equal(text_at(&grid, "B2"), "甲\n<乙> & \"丙\"");
    assert_true(at(&grid, "C2")->number == 144);
    assert_int_equal(at(&grid, "D2")->kind, ZC_CELL_DATE);
    assert_int_equal(at(&grid, "D2")->date, day);
    assert_string_equal(text_at(&grid, "E2"), "2881.43");
    assert_string_equal(text_at(&grid, "F2"), "12345.67");
    assert_true(at(&grid, "H2")->percent);
    assert_string_equal(text_at(&grid, "C3"), "9223372036854775807");
    assert_string_equal(text_at(&grid, "D3"), "1860-06-26");
    assert_string_equal(text_at(&choices, "A2"), states[1]);
    zc_book_close(book);
    struct zc_package *package;
    struct zc_buf sheet = {0};
    assert_int_equal(zc_package_open(&package, path, &err), ZC_OK);
    assert_int_equal(zc_package_load(&sheet, package, "xl/worksheets/sheet1.xml", 1 << 20, &err), ZC_OK);
    assert_non_null(strstr(sheet.bytes, "<sheetProtection"));
    assert_non_null(strstr(sheet.bytes, "state=\"frozen\""));
    assert_non_null(strstr(sheet.bytes, "'选项'!$A$1:$A$2"));
    zc_buf_free(&sheet);
    zc_package_close(package);
    unlink(path);
}

static void a_bad_cell_or_name_leaves_no_file(void **state)
{
    (void)state;
    const char *path = scratch("bad.xlsx");
    const struct zc_column column = {.title = "列"};
    static const char *const names[] = {"", "一[二", "三:四", "name that is much too long for a sheet", "\xFF"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct zc_sheet_writer *writer;
        assert_int_equal(zc_sheet_writer_open(&writer, path, &err), ZC_OK);
        assert_int_equal(zc_sheet_writer_sheet(writer, names[i], &column, 1, false, &err), ZC_EINPUT);
        assert_int_equal(zc_sheet_writer_close(writer, &err), ZC_EINPUT);
        assert_int_not_equal(access(path, F_OK), 0);
    }
    struct zc_sheet_writer *writer;
    assert_int_equal(zc_sheet_writer_open(&writer, path, &err), ZC_OK);
    assert_int_equal(zc_sheet_writer_sheet(writer, "表", &column, 1, false, &err), ZC_OK);
    assert_int_equal(zc_sheet_writer_text(writer, 0, "\xC3"), ZC_EINPUT);
    assert_int_equal(zc_sheet_writer_close(writer, &err), ZC_EINPUT);
    assert_non_null(strstr(err.en, "row 2 column 1"));
    assert_int_not_equal(access(path, F_OK), 0);
    assert_int_equal(zc_sheet_writer_open(&writer, path, &err), ZC_OK);
    zc_sheet_writer_abandon(writer);
    assert_int_not_equal(access(path, F_OK), 0);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_teardown(f, clean)
    const struct CMUnitTest tests[] = {
        TEST(the_ledger_comes_back_with_its_findings),
        TEST(found_cells_are_filled_and_keep_their_style),
        TEST(an_annotated_workbook_can_be_annotated_again),
        TEST(every_sample_survives_a_finding_in_every_cell),
        TEST(a_bare_workbook_is_annotated_too),
        TEST(a_csv_gives_a_workbook_of_results),
        TEST(a_written_sheet_reads_back),
        TEST(a_bad_cell_or_name_leaves_no_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
