/* Exports: what goes out comes in without a change, keeps its types, and carries what a returned form must carry. */
#include "city_kit.h"

#include "paper/export.h"
#include "paper/form.h"
#include "paper/package.h"
#include "paper/plain.h"

static void guards_formulas(void **state)
{
    (void)state;
    static const struct {
        const char *text, *cell;
        bool typed;
    } cases[] = {{"改革", "\"改革\"", false},
                 {"", "\"\"", false},
                 {"a\"b", "\"a\"\"b\"", false},
                 {"=1+1", "\"\xc2\xa0=1+1\"", false},
                 {"+86", "\"\xc2\xa0+86\"", false},
                 {"-1", "\"\xc2\xa0-1\"", false},
                 {"-1", "\"-1\"", true},
                 {"@SUM(A1)", "\"\xc2\xa0@SUM(A1)\"", false},
                 {"\t=1", "\"\xc2\xa0\t=1\"", false},
                 {"a=1", "\"a=1\"", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct zc_buf out = {0};
        zc_export_csv_cell(&out, cases[i].text, cases[i].typed);
        assert_string_equal(zc_buf_text(&out), cases[i].cell);
        zc_buf_free(&out);
    }
}

static void reads_row_keys(void **state)
{
    (void)state;
    static const struct {
        const char *text, *rest;
        int64_t id;
        int slice;
    } cases[] = {{"4574847980850380847|2", "", INT64_C(4574847980850380847), 2},
                 {"12|3|abc", "abc", 12, 3},
                 {"12", NULL, 0, 0},
                 {"12|", NULL, 0, 0},
                 {"|3", NULL, 0, 0},
                 {"-1|3", NULL, 0, 0},
                 {"012|3", NULL, 0, 0},
                 {"12|3x", NULL, 0, 0},
                 {"99999999999999999999|1", NULL, 0, 0},
                 {"12|99999999999", NULL, 0, 0},
                 {"", NULL, 0, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t id = 0;
        int slice = 0;
        const char *rest = "";
        bool read = zc_plain_read_key(&id, &slice, &rest, cases[i].text);
        if (read != (cases[i].rest != NULL))
            fail_msg("%s", cases[i].text);
        if (!read)
            continue;
        assert_int_equal(id, cases[i].id);
        assert_int_equal(slice, cases[i].slice);
        assert_string_equal(rest, cases[i].rest);
    }
}

static const char *send(struct zc_arena *arena, const char *entity, const char *name, enum zc_export_form form, enum zc_lang lang, size_t expected)
{
    struct zc_error err = {0};
    size_t rows = 0;
    const char *path = city_path(arena, name);
    struct zc_export what = {.entity = zc_model_entity(city->model, entity), .times = zc_times_now(&db), .reader = &ZC_READER_CITY, .form = form, .lang = lang};
    must(zc_export_write(&rows, &db, &what, path, &err), &err);
    assert_int_equal(rows, expected);
    return path;
}

static void comes_back_unchanged(void **state)
{
    (void)state;
    static const struct {
        const char *entity;
        size_t rows;
    } cases[] = {{"reform.task", 144}, {"reform.plan", 1}, {"core.unit", 81}, {"core.post", 214}, {"core.area", 0}};
    struct zc_arena arena = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int form = 0; form < 4; form++) {
            size_t rows = cases[i].rows ? cases[i].rows : (size_t)count_at(cases[i].entity, NULL, NULL);
            const char *path = send(&arena, cases[i].entity, form & 1 ? "out.csv" : "out.xlsx", form & 1 ? ZC_EXPORT_CSV : ZC_EXPORT_XLSX, form & 2 ? ZC_EN : ZC_ZH, rows);
            int64_t mark = zc_db_watermark(&db);
            struct zc_import_job job = {.path = path, .entity = cases[i].entity, .valid_from = ZC_TODAY, .stand = ZC_TODAY};
            struct zc_import_report report = import_job(&arena, &job, ZC_OK);
            assert_int_equal(report.same, rows);
            assert_int_equal(report.made + report.changed, 0);
            assert_int_equal(zc_db_watermark(&db), mark);
        }
    zc_arena_free(&arena);
}

static int column_of(const struct zc_grid *grid, const char *head)
{
    for (size_t i = 0; i < grid->rows[0].count; i++)
        if (strcmp(grid->rows[0].cells[i].text, head) == 0)
            return grid->rows[0].cells[i].column;
    fail_msg("no column %s", head);
    return -1;
}

static void keeps_types(void **state)
{
    (void)state;
    struct zc_error err = {0};
    struct zc_arena arena = {0};
    struct zc_book *book;
    struct zc_grid grid;
    const struct zc_sheet_info *info;
    must(zc_book_open(&book, send(&arena, "reform.task", "types.xlsx", ZC_EXPORT_XLSX, ZC_ZH, 144), &err), &err);
    assert_int_equal(zc_book_sheets(book, &info), 1);
    assert_string_equal(info[0].name, "示例·改革任务");
    assert_true(zc_book_column_hidden(book, 0, 0));
    assert_false(zc_book_column_hidden(book, 0, 1));
    must(zc_grid_load(&grid, &arena, book, 0, &err), &err);
    assert_int_equal(grid.count, 145);
    const struct zc_row *first = &grid.rows[1];
    assert_int_equal(zc_row_cell(first, column_of(&grid, "完成时限"))->kind, ZC_CELL_DATE);
    assert_int_equal(zc_row_cell(first, column_of(&grid, "领域内序号"))->kind, ZC_CELL_NUMBER);
    assert_int_equal(zc_row_cell(first, column_of(&grid, "自报比例(%)"))->kind, ZC_CELL_NUMBER);
    assert_string_equal(zc_row_cell(first, column_of(&grid, "改革领域"))->text, "经济体制改革");
    const struct zc_cell *code = zc_row_cell(first, column_of(&grid, "牵头单位·单位编码"));
    assert_int_equal(code->kind, ZC_CELL_TEXT); /* leading zeros count */
    assert_int_equal(strlen(code->text), 3);
    zc_book_close(book);
    zc_arena_free(&arena);
}

static void filters_and_columns(void **state)
{
    (void)state;
    struct zc_error err = {0};
    struct zc_arena arena = {0};
    size_t rows = 0;
    const char *columns[] = {"code", "lead_unit"}, *wrong[] = {"code", "colour"}, *path = city_path(&arena, "some.csv");
    struct zc_export what = {.entity = zc_model_entity(city->model, "reform.task"), .times = zc_times_now(&db), .reader = &ZC_READER_CITY,
                             .form = ZC_EXPORT_CSV, .bom = true, .columns = columns, .column_count = 2, .filter = "code = '2017-01-001'"};
    must(zc_export_write(&rows, &db, &what, path, &err), &err);
    assert_int_equal(rows, 1);
    char bytes[400] = {0};
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_true(fread(bytes, 1, sizeof bytes - 1, file) > 0);
    fclose(file);
    assert_memory_equal(bytes, "\xef\xbb\xbf\"id|slice 示例\",\"任务编号\",\"牵头单位\",\"牵头单位·单位编码\"\r\n\"", 78);
    what.times = zc_times_at(&db, day_of("2017-01-10"), ZC_INSTANT_MAX); /* before the plan was approved */
    what.filter = NULL;
    must(zc_export_write(&rows, &db, &what, path, &err), &err);
    assert_int_equal(rows, 0);
    unlink(path);
    what.columns = wrong;
    assert_int_equal(zc_export_write(&rows, &db, &what, path, &err), ZC_EINPUT);
    what.columns = NULL;
    what.filter = "colour = 1";
    assert_int_equal(zc_export_write(&rows, &db, &what, path, &err), ZC_EINPUT);
    assert_int_not_equal(access(path, F_OK), 0); /* nothing half-written */
    zc_arena_free(&arena);
}

/* A line with a row key changes the record it names, and only while that is what was exported. */
static void row_keys_guard(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    struct zc_rows rows;
    struct zc_error err = {0};
    struct zc_rows_query query = {.entity = zc_model_entity(city->model, "reform.task"), .times = zc_times_now(&db), .reader = &ZC_READER_CITY, .filter = "code = '2017-01-005'"};
    must(zc_rows_list(&rows, &arena, &db, &query, &err), &err);
    const char *key = zc_plain_key(&arena, &rows.items[0]);
    struct zc_import_job job = {.entity = "reform.task", .valid_from = ZC_TODAY, .stand = ZC_TODAY};
    job.path = write_file(&arena, "keyed.csv", zc_arena_printf(&arena, "id|slice,自报比例(%%)\n%s,11\n", key));
    assert_int_equal(import_job(&arena, &job, ZC_OK).changed, 1);
    assert_int_equal(import_job(&arena, &job, ZC_OK).same, 1); /* the same again: nothing would be overwritten */
    job.path = write_file(&arena, "keyed.csv", zc_arena_printf(&arena, "id|slice,自报比例(%%)\n%s,12\n", key));
    struct zc_import_report report = import_job(&arena, &job, ZC_ECHECK);
    assert_true(was_said(&report, "stale_row"));
    assert_int_equal(count_at("reform.task", "code = '2017-01-005' and reported_percent = 11", NULL), 1);
    job.path = write_file(&arena, "keyed.csv", "id|slice,自报比例(%)\n17|1,12\n");
    report = import_job(&arena, &job, ZC_ECHECK);
    assert_true(was_said(&report, "record_refused"));
    must(zc_rows_list(&rows, &arena, &db, &query, &err), &err);
    key = zc_plain_key(&arena, &rows.items[0]);
    job.path = write_file(&arena, "keyed.csv", zc_arena_printf(&arena, "id|slice,牵头单位,牵头单位·单位编码\n%s,贵阳市财政局,019\n", key));
    report = import_job(&arena, &job, ZC_ECHECK); /* name and code must mean the same */
    assert_true(was_said(&report, "name_and_code"));
    zc_arena_free(&arena);
}

static void forms_of_modules_bind(void **state)
{
    (void)state;
    struct zc_error err = {0};
    struct zc_arena arena = {0};
    struct zc_form *form;
    size_t forms = 0;
    for (size_t i = 0; i < city->model->layout_count; i++) {
        if (!zc_form_declared(city->model->layouts[i]))
            continue;
        must(zc_form_bind(&form, &arena, city->model, city->model->layouts[i], city->model->layout_names[i], &err), &err);
        forms++;
    }
    assert_true(forms > 0);
    assert_int_equal(zc_form_find(&form, &arena, city->model, "no.such", &err), ZC_ENOTFOUND);
    zc_arena_free(&arena);
}

static void form_has_its_parts(void **state)
{
    (void)state;
    struct zc_error err = {0};
    struct zc_arena arena = {0};
    struct zc_form_sent sent;
    struct zc_form_mark mark;
    struct zc_form *form;
    struct zc_book *book;
    struct zc_package *package;
    struct zc_buf part = {0};
    const struct zc_sheet_info *info;
    const char *path = city_path(&arena, "form.xlsx");
    must(zc_form_find(&form, &arena, city->model, "reform.returns", &err), &err);
    struct zc_form_job job = {.form = form, .unit = "市发改委", .stand = day_of("2017-01-15")};
    must(zc_form_send(&sent, &arena, &db, &actor, &job, path, &err), &err);
    assert_string_equal(sent.unit, "019");
    struct zc_value code = zc_text("019");
    int64_t unit = 0, led = 0, shared = 0;
    must(zc_rows_find(&unit, &db, zc_model_entity(city->model, "core.unit"), "code", &code, &err), &err);
    struct zc_rows_query query = {.entity = zc_model_entity(city->model, "reform.task"), .times = zc_times_now(&db), .reader = &ZC_READER_CITY, .filter = "lead_unit = :unit"};
    query.params[ZC_P_UNIT] = zc_int(unit);
    must(zc_rows_count(&led, &db, &query, &err), &err);
    query.filter = "co_units has :unit";
    must(zc_rows_count(&shared, &db, &query, &err), &err);
    assert_true(led > 0 && shared > 0);
    assert_int_equal(sent.rows, led + shared); /* no pilots yet */

    must(zc_book_open(&book, path, &err), &err);
    size_t sheets = zc_book_sheets(book, &info);
    assert_int_equal(sheets, 6); /* instructions, three sheets, the mark, the lists */
    assert_string_equal(info[0].name, "填报说明");
    for (size_t i = 0; i < sheets; i++)
        assert_int_equal(info[i].hidden, i >= 4);
    for (size_t i = 1; i < 4; i++)
        assert_true(zc_book_column_hidden(book, i, 0));
    must(zc_form_mark_read(&mark, &arena, book, &err), &err);
    assert_true(mark.whole);
    assert_string_equal(mark.id, sent.id);
    assert_string_equal(mark.layout, "reform.returns");
    assert_int_equal(mark.stand, day_of("2017-01-15"));
    zc_book_close(book);

    must(zc_package_open(&package, path, &err), &err);
    must(zc_package_load(&part, package, "xl/worksheets/sheet2.xml", 1 << 20, &err), &err);
    assert_non_null(strstr(part.bytes, "<sheetProtection"));
    assert_non_null(strstr(part.bytes, "type=\"list\""));
    assert_non_null(strstr(part.bytes, "type=\"whole\""));
    assert_non_null(strstr(part.bytes, "type=\"date\""));
    zc_buf_free(&part);
    zc_package_close(package);

    struct zc_form_round round; /* it was sent and has not come back */
    must(zc_form_missing_of(&round, &arena, &db, "reform.returns", day_of("2017-01-15"), NULL, 0, &err), &err);
    assert_int_equal(round.missing_count, 1);
    assert_string_equal(round.missing[0].unit, "019");
    struct zc_import_report report = import_file(&arena, path);
    assert_int_equal(report.made + report.changed, 0);
    assert_string_equal(report.layout, "reform.returns");
    must(zc_form_missing_of(&round, &arena, &db, "reform.returns", day_of("2017-01-15"), NULL, 0, &err), &err);
    assert_int_equal(round.missing_count, 0);
    assert_int_equal(round.came, 1);
    int64_t known = zc_db_watermark(&db);
    import_file(&arena, path);
    assert_int_equal(zc_db_watermark(&db), known);

    job.unit = "没有这个单位";
    assert_int_equal(zc_form_send(&sent, &arena, &db, &actor, &job, city_path(&arena, "none.xlsx"), &err), ZC_ENOTFOUND);
    job.unit = "019";
    job.stand = day_of("2017-01-17");
    assert_int_equal(zc_form_send(&sent, &arena, &db, &actor, &job, city_path(&arena, "none.xlsx"), &err), ZC_EINPUT);
    zc_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(guards_formulas),     cmocka_unit_test(reads_row_keys),      cmocka_unit_test(comes_back_unchanged),
                                       cmocka_unit_test(keeps_types),         cmocka_unit_test(filters_and_columns), cmocka_unit_test(forms_of_modules_bind),
                                       cmocka_unit_test(form_has_its_parts), cmocka_unit_test(row_keys_guard)};
    return cmocka_run_group_tests(tests, city_open, city_close);
}
