/*
 * form_fill: stands in for the person who fills a form in. Usage: form_fill FROM.xlsx TO.xlsx [SHEET:CELL=VALUE…]
 *
 * Copies a workbook cell by cell and puts values into cells (1:L2=50 is row 2, column L of the second sheet; an empty value
 * empties the cell; -1:3 drops row 3 of the second sheet). Whole numbers are written as numbers, all else as text.
 */
#include "base/date.h"
#include "paper/sheet.h"
#include "paper/sheet_write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_COLUMNS = 64 };

struct edit {
    size_t sheet;
    int row, column; /* column -1: the row goes */
    const char *value;
};

static int fail(const struct zc_error *err)
{
    fprintf(stderr, "form_fill: %s\n", err->en);
    return 1;
}

static int read_edit(struct edit *edit, const char *word)
{
    char *end;
    int drop = *word == '-';
    edit->sheet = strtoul(word + drop, &end, 10);
    if (*end++ != ':')
        return 0;
    edit->column = -1;
    for (; *end >= 'A' && *end <= 'Z'; end++)
        edit->column = (edit->column + 1) * 26 + (*end - 'A');
    edit->row = (int)strtol(end, &end, 10);
    edit->value = *end == '=' ? end + 1 : NULL;
    return edit->row > 0 && (drop ? edit->column < 0 : edit->column >= 0 && edit->value != NULL);
}

static void put(struct zc_sheet_writer *writer, int column, const char *text)
{
    char *end;
    long long number = strtoll(text, &end, 10);
    if (*text && !*end && text[0] != '0' && strlen(text) < 10)
        zc_sheet_writer_number(writer, column, (double)number);
    else
        zc_sheet_writer_text(writer, column, text);
}

static const char *text_of(struct zc_arena *arena, const struct zc_cell *cell)
{
    char date[ZC_DATE_TEXT];
    if (!cell || !cell->text)
        return "";
    if (cell->kind != ZC_CELL_DATE)
        return cell->text;
    zc_date_format(date, cell->date);
    return zc_arena_str(arena, date);
}

static int copy_sheet(struct zc_sheet_writer *writer, struct zc_book *book, size_t index, const struct zc_sheet_info *info, const struct edit *edits, size_t count,
                      struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_grid grid;
    struct zc_column columns[MOST_COLUMNS] = {{0}};
    size_t width = 1;
    int rc = zc_grid_load(&grid, &arena, book, index, err);
    for (size_t i = 0; !rc && i < grid.count && i < 1; i++)
        for (size_t j = 0; j < grid.rows[i].count; j++)
            if (grid.rows[i].cells[j].column < MOST_COLUMNS)
                width = (size_t)grid.rows[i].cells[j].column + 1;
    for (size_t i = 0; i < width; i++) {
        columns[i].title = rc ? "" : text_of(&arena, zc_row_cell(&grid.rows[0], (int)i));
        for (size_t e = 0; e < count; e++)
            if (edits[e].sheet == index && edits[e].row == 1 && edits[e].column == (int)i)
                columns[i].title = edits[e].value;
    }
    rc = rc ? rc : zc_sheet_writer_sheet(writer, info->name, columns, width, false, err);
    if (!rc && info->hidden)
        zc_sheet_writer_hide(writer);
    for (size_t i = 1; !rc && i < grid.count; i++) {
        int dropped = 0;
        for (size_t e = 0; e < count; e++)
            dropped = dropped || (edits[e].sheet == index && edits[e].row == grid.rows[i].number && edits[e].column < 0);
        if (dropped)
            continue;
        for (size_t column = 0; column < width; column++) {
            const struct zc_cell *cell = zc_row_cell(&grid.rows[i], (int)column);
            const char *text = text_of(&arena, cell);
            int edited = 0;
            for (size_t e = 0; e < count; e++)
                if (edits[e].sheet == index && edits[e].row == grid.rows[i].number && edits[e].column == (int)column) {
                    text = edits[e].value;
                    edited = 1;
                }
            if (edited || (cell && cell->kind == ZC_CELL_NUMBER))
                put(writer, (int)column, text);
            else
                zc_sheet_writer_text(writer, (int)column, text);
        }
        zc_sheet_writer_end_row(writer);
    }
    zc_arena_free(&arena);
    return rc;
}

int main(int argc, char **argv)
{
    struct zc_error err = {0};
    struct zc_book *book;
    struct zc_sheet_writer *writer;
    const struct zc_sheet_info *info;
    struct edit edits[64];
    size_t count = 0;
    for (int i = 3; i < argc && count < 64; i++)
        if (!read_edit(&edits[count++], argv[i])) {
            fprintf(stderr, "form_fill: not an edit: %s\n", argv[i]);
            return 2;
        }
    if (argc < 3 || zc_book_open(&book, argv[1], &err))
        return fail(&err);
    int rc = zc_sheet_writer_open(&writer, argv[2], &err);
    if (!rc) {
        size_t sheets = zc_book_sheets(book, &info);
        for (size_t i = 0; i < sheets && !rc; i++)
            rc = copy_sheet(writer, book, i, &info[i], edits, count, &err);
        rc = zc_sheet_writer_close(writer, rc ? NULL : &err) || rc;
    }
    zc_book_close(book);
    return rc ? fail(&err) : 0;
}
