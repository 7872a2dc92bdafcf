/*
 * sheet: a workbook of items with twenty columns, read and checked as a plain import checks it before anything is stored, beside the
 * reader that only hands over the cells. Usage: bench_sheet WORK SIZE ROWS
 */
#include "bench.h"

#include "paper/import.h"
#include "paper/sheet_write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 20, RUNS = 5 };

static void write_book(const char *path, long rows)
{
    static const char *const heads[COLUMNS] = {"task", "seq", "name", "deliverable_type", "acceptance_standard", "weight", "due_on", "baseline_due_on",
                                               "quarter_target", "run_records", "proof", "started_on", "claimed_on", "claimed_by", "checked_on",
                                               "checked_by", "verified_on", "verified_by", "written_off_on", "reason"};
    static const enum zc_column_type types[COLUMNS] = {[1] = ZC_COLUMN_INTEGER, [5] = ZC_COLUMN_INTEGER, [6] = ZC_COLUMN_DATE, [7] = ZC_COLUMN_DATE,
                                                       [9] = ZC_COLUMN_INTEGER, [11] = ZC_COLUMN_DATE, [12] = ZC_COLUMN_DATE, [14] = ZC_COLUMN_DATE,
                                                       [16] = ZC_COLUMN_DATE, [18] = ZC_COLUMN_DATE};
    struct zc_column columns[COLUMNS];
    struct zc_sheet_writer *writer;
    struct zc_error err = {0};
    int day;
    zc_assert(zc_date_make(&day, 2017, 3, 1));
    for (int i = 0; i < COLUMNS; i++)
        columns[i] = (struct zc_column){.title = heads[i], .type = types[i]};
    bench_must(zc_sheet_writer_open(&writer, path, &err), &err, "writing the workbook");
    bench_must(zc_sheet_writer_sheet(writer, "事项", columns, COLUMNS, false, &err), &err, "writing the workbook");
    for (long n = 0; n < rows; n++) {
        for (int i = 0; i < COLUMNS; i++)
            if (types[i] == ZC_COLUMN_DATE)
                zc_sheet_writer_date(writer, i, day + (int)(n % 200) + i);
            else if (types[i] == ZC_COLUMN_INTEGER)
                zc_sheet_writer_integer(writer, i, i == 1 ? n % 98 + 1 : n % 9 + 1);
        zc_sheet_writer_text(writer, 0, bench_text("2017-%02ld-%03ld", n / 98 / 999 + 1, n / 98 % 999 + 1));
        zc_sheet_writer_text(writer, 2, bench_text("建立第%ld项改革事项的办理机制并形成可核验的成果", n + 1));
        zc_sheet_writer_text(writer, 3, n % 2 ? "MECH" : "DOC");
        zc_sheet_writer_text(writer, 4, "机制连续运行三个月，台账、会议纪要、办结记录齐全");
        zc_sheet_writer_text(writer, 8, "一季度完成方案，二季度启动运行");
        zc_sheet_writer_text(writer, 10, bench_text("示例发〔2017〕%ld号", n % 400 + 1));
        for (int i = 13; i <= 17; i += 2)
            zc_sheet_writer_text(writer, i, bench_text("示例岗位·%ld", n % 50 + i));
        zc_sheet_writer_text(writer, 19, bench_text("第%ld次核验后补正", n % 7 + 1));
        zc_sheet_writer_end_row(writer);
    }
    bench_must(zc_sheet_writer_close(writer, &err), &err, "writing the workbook");
}

static int count_cells(void *user, const struct zc_row *row)
{
    *(long *)user += (long)row->count;
    return 0;
}

static double read_cells(const char *path, long rows)
{
    struct zc_error err = {0};
    struct zc_book *book;
    long cells = 0;
    double start = bench_now();
    bench_must(zc_book_open(&book, path, &err), &err, "opening the workbook");
    bench_must(zc_book_read(book, 0, NULL, count_cells, &cells, &err), &err, "reading the workbook");
    zc_book_close(book);
    zc_assert(cells == (rows + 1) * COLUMNS);
    return bench_now() - start;
}

static double read_checked(const struct zc_entity *entity, const char *path, long rows)
{
    struct zc_error err = {0};
    struct zc_arena arena = {0};
    struct zc_import_result result;
    struct zc_book *book;
    double start = bench_now();
    bench_must(zc_book_open(&book, path, &err), &err, "opening the workbook");
    bench_must(zc_import_read_plain(&result, &arena, book, entity, NULL, NULL, &err), &err, "checking the workbook");
    zc_book_close(book);
    zc_assert(result.row_count == (size_t)rows && result.errors == 0);
    double seconds = bench_now() - start;
    zc_arena_free(&arena);
    return seconds;
}

int main(int argc, char **argv)
{
    char path[1024];
    double ours[RUNS], peer[RUNS];
    if (argc != 4) {
        fprintf(stderr, "usage: bench_sheet WORK SIZE ROWS\n");
        return 2;
    }
    long rows = strtol(argv[3], NULL, 10);
    struct zc_city *city = bench_city(argv[1], bench_text("sheet-%ld", rows));
    const struct zc_entity *entity = zc_model_entity(city->model, "reform.item");
    snprintf(path, sizeof path, "%s/sheet-%ld/items.xlsx", argv[1], rows);
    write_book(path, rows);
    for (int run = -1; run < RUNS; run++) { /* the first is for warming up */
        double bare = read_cells(path, rows), own = read_checked(entity, path, rows);
        if (run >= 0) {
            peer[run] = bare;
            ours[run] = own;
        }
    }
    double own = bench_median(ours, RUNS), bare = bench_median(peer, RUNS), ratio = bare / own;
    bench_result(&(struct bench_result){.work = "workbook import, 20 columns, checked before anything is stored", .size = argv[2], .rows = rows, .versions = 1,
                                        .bytes = 20 * 12, .ours = bench_text("%.0f rows/s", (double)rows / own),
                                        .peer = bench_text("cells alone %.0f rows/s", (double)rows / bare), .ratio = ratio, .bar = "≥ 0.5",
                                        .met = ratio >= 0.5, .units = (double)rows, .seconds = own});
    zc_city_close(city);
    return 0;
}
