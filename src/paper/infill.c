/* infill: 1 heads; 2 where the rows go; 3 what stands in a cell; 4 the copy. */
#include "paper/infill.h"
#include "base/text.h"
#include "paper/annotate_parts.h"
#include "paper/book.h"
#include "query/eval.h"

#include <stdio.h>
#include <string.h>

enum { MOST_ROWS = 50000, COUNTED = -2 };

struct column {
    int at;
    const struct zc_field *field; /* NULL: the place of the row, 序号 */
};
struct filling {
    struct zc_arena *arena;
    const struct zc_infill *what;
    struct zc_infill_report *report;
    struct zc_grid grid;
    struct column columns[ZC_SHEET_COLUMNS > 512 ? 512 : ZC_SHEET_COLUMNS];
    size_t column_count;
    int first_row; /* of the data, as the workbook counts */
};

/* 1 */

static bool same_words(struct zc_arena *arena, const char *squeezed, const char *word) { return word && strcmp(squeezed, zc_text_squeeze(arena, word)) == 0; }

/* Which field a head means. *counts: the place of the row. */
static const struct zc_field *field_of(struct filling *filling, const char *head, bool *counts)
{
    static const char *const places[] = {"序号", "编号次序", "No.", "No"};
    const struct zc_entity *entity = filling->what->entity;
    const char *squeezed = zc_text_squeeze(filling->arena, head);
    *counts = false;
    for (size_t i = 0; i < entity->head_count; i++)
        if (same_words(filling->arena, squeezed, entity->heads[i].word))
            return entity->heads[i].field;
    for (size_t i = 0; i < entity->field_count; i++) {
        const struct zc_field *field = &entity->fields[i];
        if ((same_words(filling->arena, squeezed, field->title.zh) || same_words(filling->arena, squeezed, field->title.en)) &&
            zc_eval_visible(filling->what->reader, entity, field))
            return field;
    }
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        *counts |= same_words(filling->arena, squeezed, places[i]);
    return NULL;
}

static bool says(const struct zc_cell *cell) { return cell->kind != ZC_CELL_EMPTY && !cell->covered && cell->text && *cell->text; }

static size_t heads_known(struct filling *filling, const struct zc_row *row)
{
    size_t known = 0;
    for (size_t i = 0; i < row->count; i++) {
        bool counts;
        known += row->cells[i].kind == ZC_CELL_TEXT && says(&row->cells[i]) && field_of(filling, row->cells[i].text, &counts);
    }
    return known;
}

static bool visible_head(const struct zc_infill *what, const struct zc_field *field) { return zc_eval_visible(what->reader, what->entity, field); }

static int read_heads(struct filling *filling, const struct zc_row *row, struct zc_error *err)
{
    struct zc_infill_report *report = filling->report;
    const char ***lists[] = {&report->known, &report->unknown};
    size_t *counts_of[] = {&report->known_count, &report->unknown_count}, capacities[2] = {0};
    int last = row->number;
    report->head_row = row->number;
    for (size_t i = 0; i < row->count; i++) {
        const struct zc_cell *cell = &row->cells[i];
        bool counts = false;
        if (!says(cell))
            continue;
        if (cell->merged_rows > 1 && row->number + cell->merged_rows - 1 > last)
            last = row->number + cell->merged_rows - 1;
        const struct zc_field *field = field_of(filling, cell->text, &counts);
        if (field && !visible_head(filling->what, field))
            field = NULL;
        bool known = field || counts;
        if (known && filling->column_count == sizeof filling->columns / sizeof *filling->columns)
            return zc_fail(err, ZC_ELIMIT, "表头太多", "too many heads");
        if (known)
            filling->columns[filling->column_count++] = (struct column){cell->column, field};
        *(const char **)zc_arena_push(filling->arena, lists[!known], counts_of[!known], &capacities[!known], sizeof(char *)) = zc_arena_str(filling->arena, cell->text);
    }
    filling->first_row = last + 1;
    return ZC_OK;
}

/* 2 */

static int check_rows(const struct filling *filling, size_t records, struct zc_error *err)
{
    for (size_t r = 0; r < filling->grid.count; r++) {
        const struct zc_row *row = &filling->grid.rows[r];
        if (row->number < filling->first_row || (size_t)(row->number - filling->first_row) >= records)
            continue;
        for (size_t c = 0; c < filling->column_count; c++) {
            const struct zc_cell *cell = zc_row_cell(row, filling->columns[c].at);
            char letter[4];
            if (!cell || (cell->kind == ZC_CELL_EMPTY && !cell->covered && cell->merged_rows <= 1 && !cell->formula))
                continue;
            zc_column_letter(letter, filling->columns[c].at);
            return zc_fail(err, ZC_ECHECK, "%s%d 已有内容“%.60s”,%zu 条记录要从第 %d 行起逐行填入空行;请先留出空行", "%s%d holds \"%.60s\" already: %zu records need empty rows from row %d on", letter,
                           row->number, cell->text ? cell->text : "", records, filling->first_row);
        }
    }
    return ZC_OK;
}

/* 3 */

static void put_text(struct zc_buf *out, const char *text)
{
    zc_buf_str(out, "<is><t xml:space=\"preserve\">");
    for (const char *at = text; *at; at++) {
        if (*at == '&')
            zc_buf_str(out, "&amp;");
        else if (*at == '<')
            zc_buf_str(out, "&lt;");
        else if (*at == '>')
            zc_buf_str(out, "&gt;");
        else if ((unsigned char)*at >= 0x20 || *at == '\n' || *at == '\t')
            zc_buf_char(out, *at);
    }
    zc_buf_str(out, "</t></is>");
}

static const char *shown(struct filling *filling, struct zc_db *db, const struct zc_record *record, const struct zc_field *field)
{
    const char *text = zc_record_show(filling->arena, db, record, field, filling->what->lang);
    return text ? text : "";
}

static int marks_of(struct zc_mark **out, size_t *count, struct filling *filling, struct zc_db *db, const struct zc_rows *rows)
{
    struct column sorted[sizeof filling->columns / sizeof *filling->columns];
    memcpy(sorted, filling->columns, filling->column_count * sizeof *sorted); /* ascending by column, as the row gave them */
    *out = zc_arena_array(filling->arena, rows->count * filling->column_count + 1, sizeof **out);
    *count = 0;
    for (size_t r = 0; r < rows->count; r++)
        for (size_t c = 0; c < filling->column_count; c++) {
            const char *text = sorted[c].field ? shown(filling, db, &rows->items[r], sorted[c].field) : zc_arena_printf(filling->arena, "%zu", r + 1);
            struct zc_buf content = {0};
            if (!*text)
                continue;
            put_text(&content, text);
            (*out)[(*count)++] = (struct zc_mark){.row = filling->first_row + (int)r, .column = sorted[c].at, .content = zc_arena_copy(filling->arena, content.bytes, content.size)};
            zc_buf_free(&content);
        }
    return ZC_OK;
}

/* 4 */

static int find_heads(size_t *sheet, struct filling *filling, struct zc_book *book, struct zc_error *err)
{
    const struct zc_sheet_info *sheets;
    size_t count = zc_book_sheets(book, &sheets);
    for (size_t s = 0; s < count; s++) {
        int rc = sheets[s].hidden ? ZC_OK : zc_grid_load(&filling->grid, filling->arena, book, s, err);
        if (rc)
            return rc;
        for (size_t r = 0; r < filling->grid.count && !sheets[s].hidden; r++)
            if (heads_known(filling, &filling->grid.rows[r]) >= 2) {
                *sheet = s;
                filling->report->sheet = zc_arena_str(filling->arena, sheets[s].name);
                return read_heads(filling, &filling->grid.rows[r], err);
            }
    }
    return zc_fail(err, ZC_EINPUT, "没有一行表头认得出两个以上:认得的是%s各字段的名称,和模块声明的说法%.0s", "%.0sno row holds two heads that are known: known are the titles of the fields of %s and the words that its module declares",
                   zc_pick(filling->what->entity->title, ZC_ZH), zc_pick(filling->what->entity->title, ZC_EN));
}

int zc_infill(struct zc_infill_report *out, struct zc_arena *arena, struct zc_db *db, const struct zc_infill *what, const char *from, const char *to, struct zc_error *err)
{
    struct zc_book *book;
    struct zc_rows rows = {0};
    struct zc_mark *marks;
    size_t sheet = 0, count;
    struct filling *filling = zc_arena_alloc(arena, sizeof *filling);
    struct zc_rows_query query = {.entity = what->entity, .times = what->times, .reader = what->reader, .filter = what->filter, .limit = MOST_ROWS + 1};
    *out = (struct zc_infill_report){0};
    *filling = (struct filling){.arena = arena, .what = what, .report = out};
    int rc = zc_book_open(&book, from, err);
    if (rc)
        return rc;
    if (book->reader->read != zc_xlsx_read)
        rc = zc_fail(err, ZC_EINPUT, "只填 .xlsx 工作簿", "only .xlsx workbooks are filled");
    if (!rc)
        rc = find_heads(&sheet, filling, book, err);
    if (!rc)
        rc = zc_rows_list(&rows, arena, db, &query, err);
    if (!rc && rows.count > MOST_ROWS)
        rc = zc_fail(err, ZC_ELIMIT, "超过 %d 条记录,请用条件缩小范围", "more than %d records: narrow them by a condition", MOST_ROWS);
    if (!rc)
        rc = check_rows(filling, rows.count, err);
    out->rows = rows.count;
    if (!rc && to && !(rc = marks_of(&marks, &count, filling, db, &rows)))
        rc = zc_annotate_fill(book, from, to, sheet, marks, count, err);
    zc_book_close(book);
    return rc;
}
