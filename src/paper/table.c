/* table: 1 cells and their words; 2 the header; 3 the other kinds of lines; 4 the whole sheet. */
#include "paper/table.h"

#include "base/buf.h"
#include "base/text.h"

#include <string.h>

enum { WIDEST = 400 }; /* columns that a header may reach */

/* 1 */

static const char *word(struct zc_arena *arena, const struct zc_table *table, const struct zc_row *row, int column)
{
    const struct zc_cell *cell = column < table->width && !table->hidden[column] ? zc_row_cell(row, column) : NULL;
    return cell && cell->text && cell->kind != ZC_CELL_EMPTY ? zc_text_squeeze(arena, cell->text) : "";
}

/* 2 */

static bool is_head(const struct zc_layout_column *column, const char *upper, const char *lower, struct zc_arena *arena)
{
    for (size_t i = 0; i < column->head_count; i++) {
        const char *head = column->heads[i];
        if (strcmp(head, lower) == 0 || (*upper && strcmp(head, upper) == 0 && (!*lower || strcmp(upper, lower) == 0)))
            return true;
        if (strchr(head, '/') && *upper && strcmp(head, zc_arena_printf(arena, "%s/%s", upper, lower)) == 0)
            return true;
    }
    return false;
}

/* How many columns of the layout the row (with the next one when depth is 2) heads; 0 unless all required ones are there. */
static size_t match_header(int *columns, struct zc_arena *arena, struct zc_table *table, const struct zc_row *row,
                           const struct zc_row *next, bool say)
{
    const struct zc_layout_sheet *layout = table->layout;
    const char **upper = zc_arena_array(arena, (size_t)table->width + 1, sizeof *upper), **lower = upper;
    for (int at = 0; at < table->width; at++)
        upper[at] = word(arena, table, row, at);
    if (next) {
        lower = zc_arena_array(arena, (size_t)table->width + 1, sizeof *lower);
        for (int at = 0; at < table->width; at++)
            lower[at] = word(arena, table, next, at);
    }
    size_t matched = 0, from_upper = 0;
    bool complete = true, *taken = zc_arena_array(arena, (size_t)table->width + 1, sizeof *taken);
    struct zc_buf lacks = {0};
    for (size_t i = 0; i < layout->column_count; i++) {
        columns[i] = -1;
        for (int at = 0; at < table->width && columns[i] < 0; at++)
            if (!taken[at] && (*upper[at] || *lower[at]) && is_head(&layout->columns[i], upper[at], lower[at], arena))
                columns[i] = at;
        if (columns[i] >= 0) {
            taken[columns[i]] = true;
            matched++;
            from_upper += is_head(&layout->columns[i], upper[columns[i]], upper[columns[i]], arena);
        } else if (layout->columns[i].required) {
            complete = false;
            zc_buf_printf(&lacks, "%s%s", lacks.size ? "、" : "", layout->columns[i].heads[0]);
        }
    }
    if (say && matched > table->matched) {
        table->matched = matched;
        table->lacks = zc_arena_copy(arena, zc_buf_text(&lacks), lacks.size);
    }
    zc_buf_free(&lacks);
    /* a header of two rows has words in its first: a line above a header of one row must not be taken for its upper half */
    return complete && from_upper >= (next ? 2 : 0) ? matched : 0;
}

/* The depth of a header that begins at line `at`, 0 when none does. */
static int header_at(int **columns, struct zc_arena *arena, struct zc_table *table, const struct zc_grid *grid, size_t at, bool say)
{
    const struct zc_layout_sheet *layout = table->layout;
    int *one = zc_arena_array(arena, layout->column_count + 1, sizeof *one), *two = zc_arena_array(arena, layout->column_count + 1, sizeof *two);
    const struct zc_row *next = at + 1 < grid->count && grid->rows[at + 1].number == grid->rows[at].number + 1 ? &grid->rows[at + 1] : NULL;
    size_t with_one = match_header(one, arena, table, &grid->rows[at], NULL, say), with_two = 0;
    if (layout->header_rows == 2 && next)
        with_two = match_header(two, arena, table, &grid->rows[at], next, say);
    *columns = with_two > with_one ? two : one;
    return with_two > with_one ? 2 : with_one ? 1 : 0;
}

/* 3 */

static bool is_page(const char *text)
{
    const char *nth = "第", *page = "页";
    const char *at = strstr(text, nth), *end = at ? strstr(at, page) : NULL;
    if (at && end && end - at < 16)
        return true;
    size_t dashes = strspn(text, "-"), digits = strspn(text + dashes, "0123456789"); /* - 3 - */
    return dashes && digits && strspn(text + dashes + digits, "-") && !text[dashes + digits + strspn(text + dashes + digits, "-")];
}

static bool begins(const char *text, const char *word) { return strncmp(text, word, strlen(word)) == 0; }

static enum zc_line_kind kind_of(struct zc_arena *arena, const struct zc_table *table, const struct zc_row *row, const int *columns)
{
    static const char *const notes[] = {"注:", "注1", "说明:", "备注:", "制表", "填表", "审核", "填报", "*", "※"};
    const char *first = "";
    int own = 0, mapped = 0; /* texts of the row's own, and how many of them stand in columns of the layout */
    for (int at = 0; at < table->width; at++) {
        const struct zc_cell *cell = zc_row_cell(row, at);
        const char *text = word(arena, table, row, at);
        if (!*text || cell->covered)
            continue;
        if (!own++)
            first = text;
        for (size_t i = 0; i < table->layout->column_count; i++)
            mapped += columns[i] == at;
    }
    if (!own)
        return ZC_LINE_BLANK;
    if (begins(first, "小计"))
        return ZC_LINE_SUBTOTAL;
    if (begins(first, "合计") || begins(first, "总计"))
        return ZC_LINE_TOTAL;
    if (own == 1 && is_page(first))
        return ZC_LINE_PAGE;
    if (own <= 2)
        for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
            if (begins(first, notes[i]))
                return ZC_LINE_NOTE;
    return mapped == 0 || (own == 1 && table->layout->column_count > 1) ? ZC_LINE_NOTE : ZC_LINE_DATA;
}

/* 4 */

static int width_of(const struct zc_grid *grid)
{
    int width = 0;
    for (size_t i = 0; i < grid->count; i++)
        if (grid->rows[i].count && grid->rows[i].cells[grid->rows[i].count - 1].column >= width)
            width = grid->rows[i].cells[grid->rows[i].count - 1].column + 1;
    return width < WIDEST ? width : WIDEST;
}

bool zc_table_find(struct zc_table *out, struct zc_arena *arena, struct zc_book *book, size_t sheet, const struct zc_grid *grid,
                   const char *sheet_name, const struct zc_layout_sheet *layout)
{
    *out = (struct zc_table){.name = sheet_name, .sheet = sheet, .layout = layout, .width = width_of(grid), .lacks = ""};
    out->hidden = zc_arena_array(arena, (size_t)out->width + 1, sizeof *out->hidden);
    for (int at = 0; at < out->width; at++)
        out->hidden[at] = zc_book_column_hidden(book, sheet, at);
    out->lines = zc_arena_array(arena, grid->count + 1, sizeof *out->lines);
    const int *columns = NULL;
    struct zc_arena scratch = {0}; /* what is only compared is not kept */
    for (size_t i = 0; i < grid->count; i++) {
        int *found = NULL, depth = header_at(&found, &scratch, out, grid, i, !columns);
        struct zc_line *line = &out->lines[out->count++];
        *line = (struct zc_line){.row = &grid->rows[i], .kind = ZC_LINE_TITLE, .columns = columns};
        if (depth) {
            int *kept = zc_arena_array(arena, layout->column_count, sizeof *kept);
            memcpy(kept, found, layout->column_count * sizeof *kept);
            columns = kept;
            line->kind = ZC_LINE_HEADER;
            if (depth == 2)
                out->lines[out->count++] = (struct zc_line){.row = &grid->rows[++i], .kind = ZC_LINE_HEADER, .columns = columns};
        } else if (columns) {
            line->kind = kind_of(&scratch, out, &grid->rows[i], columns);
        }
        if (!columns)
            out->lacks = *out->lacks ? zc_arena_str(arena, out->lacks) : "";
        zc_arena_free(&scratch);
    }
    return columns != NULL;
}
