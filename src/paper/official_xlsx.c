/* official_xlsx: 1 the list; 2 tables; 3 the file. */
#include "paper/official_xlsx.h"
#include "paper/sheet_write.h"

#include <xlsxwriter.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char LIST[] = "数据清单";

struct book {
    lxw_workbook *workbook;
    lxw_format *head, *text, *link;
    lxw_format *numbers[10]; /* by decimals */
    const struct zc_official *paper;
    const char *address;
};

/* 1 */

static const struct zc_official_figure *figure_of(const struct zc_official *paper, const struct zc_official_spans *cell, size_t *index)
{
    const char *tag = NULL;
    for (size_t i = 0; i < cell->count; i++) {
        if (cell->items[i].tag && tag)
            return NULL; /* two figures in one cell are words */
        tag = cell->items[i].tag ? cell->items[i].tag : tag;
    }
    for (size_t i = 0; tag && i < paper->figure_count; i++)
        if (paper->figures[i].tag && strcmp(paper->figures[i].tag, tag) == 0) {
            *index = i;
            return &paper->figures[i];
        }
    return NULL;
}

static double value_of(const struct zc_official_figure *figure) { return figure->value ? strtod(figure->value, NULL) : 0; }

static void put_list(struct book *book)
{
    static const char *const heads[] = {"序", "指标", "数值", "单位", "依据", "口径", "事实截至", "当时所知", "查询", "记录摘要（SM3）"};
    static const double widths[] = {6, 36, 16, 10, 10, 60, 12, 28, 36, 68};
    lxw_worksheet *sheet = workbook_add_worksheet(book->workbook, LIST);
    for (uint16_t c = 0; c < 10; c++) {
        worksheet_set_column(sheet, c, c, widths[c], NULL);
        worksheet_write_string(sheet, 0, c, heads[c], book->head);
    }
    worksheet_freeze_panes(sheet, 1, 0);
    for (size_t i = 0; i < book->paper->figure_count; i++) {
        const struct zc_official_figure *figure = &book->paper->figures[i];
        lxw_row_t row = (lxw_row_t)(i + 1);
        const char *texts[] = {figure->unit, figure->basis, figure->explain, figure->asof, figure->known, figure->metric, figure->digest};
        worksheet_write_number(sheet, row, 0, (double)(i + 1), book->text);
        if (book->address && figure->href) {
            const char *url = zc_arena_printf(book->paper->arena, "%s%s", book->address, figure->href);
            worksheet_write_url(sheet, row, 1, url, book->link);
        }
        worksheet_write_string(sheet, row, 1, figure->title, book->address && figure->href ? book->link : book->text);
        worksheet_write_number(sheet, row, 2, value_of(figure), book->numbers[figure->scale >= 0 && figure->scale < 10 ? figure->scale : 0]);
        for (uint16_t c = 0; c < 7; c++)
            if (texts[c] && *texts[c])
                worksheet_write_string(sheet, row, (lxw_col_t)(c + 3), texts[c], book->text);
    }
    if (book->paper->sample)
        worksheet_set_header(sheet, "&C&\"宋体\"&24示例");
}

/* 2 */

/* A figure is a formula into the list; its value stands beside it for who shows the sheet without counting. */
static void put_table(struct book *book, const struct zc_official_block *table, size_t number)
{
    const struct zc_official *paper = book->paper;
    lxw_worksheet *sheet = workbook_add_worksheet(book->workbook, zc_arena_printf(paper->arena, "表%zu", number));
    char formula[128];
    bool any = false;
    for (size_t r = 0; r < table->rows; r++)
        for (size_t c = 0; c < table->columns; c++) {
            const struct zc_official_spans *cell = &table->cells[r * table->columns + c];
            size_t index;
            const struct zc_official_figure *figure = figure_of(paper, cell, &index);
            if (figure) {
                snprintf(formula, sizeof formula, "='%s'!C%zu", LIST, index + 2);
                worksheet_write_formula_num(sheet, (lxw_row_t)r, (lxw_col_t)c, formula, book->numbers[figure->scale >= 0 && figure->scale < 10 ? figure->scale : 0],
                                            value_of(figure));
            } else {
                worksheet_write_string(sheet, (lxw_row_t)r, (lxw_col_t)c, zc_official_plain(paper->arena, cell), r ? book->text : book->head);
            }
        }
    worksheet_set_column(sheet, 0, (lxw_col_t)(table->columns - 1), 22, NULL);
    worksheet_freeze_panes(sheet, 1, 0);
    for (size_t c = 1; c < table->columns; c++) { /* what is of one unit all the way down has a sum */
        const char *unit = NULL;
        double sum = 0;
        size_t r = 1, index;
        for (; r < table->rows; r++) {
            const struct zc_official_figure *figure = figure_of(paper, &table->cells[r * table->columns + c], &index);
            if (!figure || figure->scale || !figure->unit || (unit && strcmp(unit, figure->unit) != 0))
                break;
            unit = figure->unit;
            sum += value_of(figure);
        }
        if (table->rows < 3 || r < table->rows || !unit || strchr(unit, '%'))
            continue;
        char column[8];
        lxw_col_to_name(column, (lxw_col_t)c, 0);
        snprintf(formula, sizeof formula, "=SUM(%s2:%s%zu)", column, column, table->rows);
        worksheet_write_formula_num(sheet, (lxw_row_t)table->rows, (lxw_col_t)c, formula, book->numbers[0], sum);
        if (!any)
            worksheet_write_string(sheet, (lxw_row_t)table->rows, 0, "合计", book->head);
        any = true;
    }
    if (paper->sample)
        worksheet_set_header(sheet, "&C&\"宋体\"&24示例");
}

/* 3 */

static int read_back(struct zc_buf *out, const char *path, struct zc_error *err)
{
    char piece[8192];
    size_t size;
    FILE *file = fopen(path, "rb");
    if (!file)
        return zc_fail(err, ZC_EIO, "读不回工作簿", "the workbook cannot be read back");
    while ((size = fread(piece, 1, sizeof piece, file)) > 0)
        zc_buf_add(out, piece, size);
    fclose(file);
    return ZC_OK;
}

int zc_official_xlsx(struct zc_buf *out, const struct zc_official *paper, const char *address, struct zc_error *err)
{
    char path[] = "/tmp/zhucheng-annex-XXXXXX";
    int file = mkstemp(path);
    if (file < 0)
        return zc_fail(err, ZC_EIO, "不能建临时文件", "cannot make a temporary file");
    close(file);
    struct book book = {.workbook = workbook_new(path), .paper = paper, .address = address};
    /* The first day that the format can hold stands for the day of the making. */
    lxw_doc_properties properties = {.title = zc_arena_str(paper->arena, paper->title ? paper->title : ""), .created = 315532800};
    workbook_set_properties(book.workbook, &properties);
    book.head = workbook_add_format(book.workbook);
    format_set_bold(book.head);
    format_set_bottom(book.head, LXW_BORDER_THIN);
    book.text = workbook_add_format(book.workbook);
    format_set_text_wrap(book.text);
    format_set_align(book.text, LXW_ALIGN_VERTICAL_TOP);
    book.link = workbook_get_default_url_format(book.workbook);
    for (int i = 0; i < 10; i++) {
        char shape[24] = "#,##0";
        if (i)
            snprintf(shape, sizeof shape, "#,##0.%.*s", i, "000000000");
        book.numbers[i] = workbook_add_format(book.workbook);
        format_set_num_format(book.numbers[i], shape);
    }
    put_list(&book);
    size_t tables = 0;
    for (size_t i = 0; i < paper->block_count && tables < 200; i++)
        if (paper->blocks[i].kind == ZC_OFFICIAL_TABLE)
            put_table(&book, &paper->blocks[i], ++tables);
    lxw_error failed = workbook_close(book.workbook);
    int rc = failed ? zc_fail(err, ZC_EIO, "工作簿写不成：%s", "the workbook cannot be written: %s", lxw_strerror(failed)) : read_back(out, path, err);
    unlink(path);
    return rc;
}
