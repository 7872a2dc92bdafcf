/* import_view: 1 findings and their places; 2 the sheet. */
#include "http/import_view.h"

#include <string.h>

enum { CELL_TEXT = 60 };

/* 1 */

const struct zc_finding *zc_import_found_at(const struct zc_findings *findings, const char *sheet, int row, int column)
{
    const struct zc_finding *best = NULL;
    for (size_t i = 0; i < findings->count; i++) {
        const struct zc_finding *finding = &findings->items[i];
        if (finding->row == row && (finding->column == column || (column < 0 && row > 0)) && finding->sheet &&
            strcmp(finding->sheet, sheet) == 0 && (!best || finding->severity < best->severity))
            best = finding;
    }
    return best;
}

/* 2 */

static const char *busiest_sheet(const struct zc_findings *findings)
{
    const char *best = NULL;
    size_t most = 0;
    for (size_t i = 0; i < findings->count; i++) {
        size_t count = 0;
        for (size_t j = 0; j < findings->count && findings->items[i].sheet; j++)
            count += findings->items[j].sheet && findings->items[j].row > 0 &&
                     strcmp(findings->items[i].sheet, findings->items[j].sheet) == 0;
        if (count > most) {
            most = count;
            best = findings->items[i].sheet;
        }
    }
    return best;
}

static void add_column(int *columns, size_t *count, int column)
{
    size_t at = 0;
    if (column < 0 || *count == ZC_VIEW_COLUMNS)
        return;
    while (at < *count && columns[at] < column)
        at++;
    if (at < *count && columns[at] == column)
        return;
    memmove(&columns[at + 1], &columns[at], (*count - at) * sizeof *columns);
    columns[at] = column;
    (*count)++;
}

const char *zc_import_cell_text(struct zc_arena *arena, const struct zc_cell *cell)
{
    if (!cell || cell->kind == ZC_CELL_EMPTY)
        return "";
    if (cell->kind == ZC_CELL_DATE)
        {
        char day[ZC_DATE_TEXT];
        zc_date_format(day, cell->date);
        return zc_arena_str(arena, day);
    }
    const char *text = cell->text                   ? cell->text
                       : cell->kind == ZC_CELL_BOOL ? (cell->number != 0 ? "TRUE" : "FALSE")
                                                    : "";
    size_t size = strlen(text), cut = size;
    if (size > CELL_TEXT)
        for (cut = CELL_TEXT; cut > 0 && ((unsigned char)text[cut] & 0xC0) == 0x80;)
            cut--;
    return cut < size ? zc_arena_printf(arena, "%.*s…", (int)cut, text) : text;
}

/* A row that bears a secrecy marking is not shown again. */
static bool marked_secret(const struct zc_findings *findings, const char *sheet, int row)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct zc_finding *finding = &findings->items[i];
        if (finding->row == row && finding->sheet && strcmp(finding->sheet, sheet) == 0 &&
            strcmp(finding->code, "classified_marking") == 0)
            return true;
    }
    return false;
}

bool zc_import_view_open(struct zc_import_view *view, struct zc_arena *arena, const struct zc_findings *findings, const char *path)
{
    const struct zc_sheet_info *sheets;
    size_t sheet = 0;
    *view = (struct zc_import_view){.name = busiest_sheet(findings)};
    if (!view->name || zc_book_open(&view->book, path, NULL))
        return false;
    size_t sheet_count = zc_book_sheets(view->book, &sheets);
    while (sheet < sheet_count && strcmp(sheets[sheet].name, view->name) != 0)
        sheet++;
    if (sheet == sheet_count || zc_grid_load(&view->grid, arena, view->book, sheet, NULL)) {
        zc_book_close(view->book);
        return false;
    }
    add_column(view->columns, &view->count, 0);
    for (size_t i = 0; i < findings->count; i++)
        if (findings->items[i].row > 0 && findings->items[i].sheet && strcmp(findings->items[i].sheet, view->name) == 0)
            add_column(view->columns, &view->count, findings->items[i].column);
    return true;
}

bool zc_import_view_shows(const struct zc_import_view *view, const struct zc_findings *findings, int row)
{
    return zc_import_found_at(findings, view->name, row, -1) && !marked_secret(findings, view->name, row);
}

const char *zc_import_place(struct zc_arena *arena, enum zc_lang lang, const struct zc_finding *finding)
{
    char letter[4];
    if (!finding->row)
        return finding->sheet ? finding->sheet : lang == ZC_EN ? "The whole file" : "整个文件";
    if (finding->column < 0)
        return zc_arena_printf(arena, lang == ZC_EN ? "Row %d" : "第 %d 行", finding->row);
    zc_column_letter(letter, finding->column);
    return zc_arena_printf(arena, lang == ZC_EN ? "Row %d, column %s" : "第 %d 行 %s 列", finding->row, letter);
}
