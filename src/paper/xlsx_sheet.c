/*
 * xlsx_sheet: one sheet of an XLSX workbook. First the scan, which finds what stands outside the rows (hidden columns,
 * merges, comments); then the walk over the rows: cell values, merges spread over the cells they cover, rows given out.
 */
#include "paper/xlsx.h"
#include "base/date.h"
#include "paper/number_format.h"
#include "paper/rich.h"

#include <stdlib.h>
#include <string.h>

enum { MERGES_MOST = 100000, COVERED_MOST = 5000000, COMMENTS_MOST = 100000, HELD_MOST = 1 << 20, STOP = 1 };

/* ---- the scan ---- */

struct scan {
    struct zc_book *book;
    struct zc_xlsx_sheet *sheet;
    struct zc_xml *head; /* NULL once the rows have begun */
    struct zc_error *err;
    char tail[8];        /* end of the piece before, in which the word may have begun */
    size_t tail_size;
    bool has_merges, wide;
    int row, column;
    struct zc_rich rich; /* of a comment */
    int comment_row, comment_column;
    bool in_comment;
};

static int head_start(void *user, struct zc_xml *xml, const char *name, const char **attributes)
{
    struct scan *scan = user;
    if (strcmp(name, "sheetData") == 0)
        return STOP;
    if (strcmp(name, "col") != 0 || !zc_xml_flag(attributes, "hidden", false))
        return ZC_OK;
    const char *min = zc_xml_attribute(attributes, "min"), *max = zc_xml_attribute(attributes, "max");
    long first, last;
    if (!min || !max || !zc_parse_int(&first, min, 1, 1 << 30) || !zc_parse_int(&last, max, 1, 1 << 30) || first > last ||
        scan->sheet->hidden_count >= ZC_SHEET_COLUMNS)
        return zc_fail(zc_xml_error(xml), ZC_EINPUT, "%s:列定义损坏", "%s: broken column definition", scan->sheet->part);
    struct zc_xlsx_columns *columns = zc_arena_push(&scan->book->arena, &scan->sheet->hidden, &scan->sheet->hidden_count,
                                                    &scan->sheet->hidden_capacity, sizeof *columns);
    *columns = (struct zc_xlsx_columns){(int)first - 1, (int)last - 1};
    return ZC_OK;
}

/* Merges stand behind the rows. Most large sheets have none, and a search for the word is much cheaper than parsing. */
static void search_merges(struct scan *scan, const char *bytes, size_t size)
{
    static const char word[] = "mergeCell";
    char seam[2 * sizeof scan->tail];
    size_t head = size < sizeof scan->tail ? size : sizeof scan->tail;
    memcpy(seam, scan->tail, scan->tail_size);
    memcpy(seam + scan->tail_size, bytes, head);
    scan->has_merges = scan->has_merges || memmem(seam, scan->tail_size + head, word, sizeof word - 1) != NULL ||
                       memmem(bytes, size, word, sizeof word - 1) != NULL;
    if (size >= sizeof scan->tail) {
        memcpy(scan->tail, bytes + size - sizeof scan->tail, sizeof scan->tail);
        scan->tail_size = sizeof scan->tail;
    } else {
        size_t all = scan->tail_size + size, keep = all < sizeof scan->tail ? all : sizeof scan->tail;
        memmove(scan->tail, seam + all - keep, keep);
        scan->tail_size = keep;
    }
}

static int scan_chunk(void *user, const char *bytes, size_t size)
{
    struct scan *scan = user;
    if (scan->head && !scan->wide && size >= 2 && zc_xml_depth(scan->head) == 0)
        scan->wide = !bytes[0] || !bytes[1] || bytes[0] == '\xFE' || bytes[0] == '\xFF'; /* UTF-16 hides the word */
    search_merges(scan, bytes, size);
    if (!scan->head)
        return ZC_OK;
    int result = zc_xml_push(scan->head, bytes, size, scan->err);
    if (result != STOP)
        return result;
    zc_xml_free(scan->head);
    scan->head = NULL;
    return ZC_OK;
}

static int position(int *row, int *column, const struct scan *scan, const char **attributes, struct zc_xml *xml)
{
    const char *reference = zc_xml_attribute(attributes, "r");
    *row = scan->row;
    *column = scan->column + 1;
    if ((!reference || zc_cell_reference(row, column, reference)) && *column < ZC_SHEET_COLUMNS)
        return ZC_OK;
    return zc_fail(zc_xml_error(xml), ZC_EINPUT, "%s:单元格引用 %s 越界", "%s: cell reference %s is out of range",
                   scan->sheet->part, reference ? reference : "(空)");
}

static int add_merge(struct scan *scan, const char *reference, struct zc_error *err)
{
    struct zc_xlsx_sheet *sheet = scan->sheet;
    struct zc_xlsx_merge merge = {0};
    if (!reference || !zc_range_reference(&merge.row, &merge.column, &merge.rows, &merge.columns, reference))
        return zc_fail(err, ZC_EINPUT, "%s:合并区域 %s 越界", "%s: merged range %s is out of range", sheet->part,
                       reference ? reference : "(空)");
    if (merge.rows == 1 && merge.columns == 1)
        return ZC_OK;
    if (sheet->merge_count >= MERGES_MOST)
        return zc_fail(err, ZC_ELIMIT, "%s:合并区域超过 %d 个(上限:合并)", "%s: more than %d merges (limit: merges)",
                       sheet->part, MERGES_MOST);
    *(struct zc_xlsx_merge *)zc_arena_push(&scan->book->arena, &sheet->merges, &sheet->merge_count, &sheet->merge_capacity,
                                           sizeof merge) = merge;
    return ZC_OK;
}

static int merge_start(void *user, struct zc_xml *xml, const char *name, const char **attributes)
{
    struct scan *scan = user;
    if (strcmp(name, "row") == 0) {
        const char *number = zc_xml_attribute(attributes, "r");
        long row = scan->row + 1;
        if ((number && !zc_parse_int(&row, number, 1, ZC_SHEET_ROWS)) || row > ZC_SHEET_ROWS)
            return zc_fail(zc_xml_error(xml), ZC_ELIMIT, "%s:行号超过 %d(上限:行数)", "%s: a row beyond %d (limit: rows)",
                           scan->sheet->part, ZC_SHEET_ROWS);
        scan->row = (int)row;
        scan->column = -1;
        if (scan->row > scan->sheet->last_row)
            scan->sheet->last_row = scan->row;
    } else if (strcmp(name, "c") == 0) {
        int row, result = position(&row, &scan->column, scan, attributes, xml);
        if (scan->column > scan->sheet->last_column)
            scan->sheet->last_column = scan->column;
        return result;
    } else if (strcmp(name, "mergeCell") == 0) {
        return add_merge(scan, zc_xml_attribute(attributes, "ref"), zc_xml_error(xml));
    }
    return ZC_OK;
}

static int compare_merges(const void *a, const void *b)
{
    const struct zc_xlsx_merge *left = a, *right = b;
    if (left->row != right->row)
        return left->row < right->row ? -1 : 1;
    return (left->column > right->column) - (left->column < right->column);
}

/* Cuts the merges to the used part of the sheet and bounds the cells that they will be spread over. */
static int settle_merges(struct zc_xlsx_sheet *sheet, struct zc_error *err)
{
    uint64_t covered = 0;
    if (sheet->merge_count)
        qsort(sheet->merges, sheet->merge_count, sizeof *sheet->merges, compare_merges);
    for (size_t i = 0; i < sheet->merge_count; i++) {
        struct zc_xlsx_merge *merge = &sheet->merges[i];
        int row = merge->row + merge->rows - 1, column = merge->column + merge->columns - 1;
        merge->last_row = row < sheet->last_row ? row : sheet->last_row;
        merge->last_column = column < sheet->last_column ? column : sheet->last_column;
        if (merge->last_row >= merge->row && merge->last_column >= merge->column)
            covered += (uint64_t)(merge->last_row - merge->row + 1) * (uint64_t)(merge->last_column - merge->column + 1);
        if (covered > COVERED_MOST)
            return zc_fail(err, ZC_ELIMIT, "%s:合并区域盖住的单元格超过 %d 个(上限:合并)",
                           "%s: merges cover more than %d cells (limit: merges)", sheet->part, COVERED_MOST);
    }
    return ZC_OK;
}

static int comment_start(void *user, struct zc_xml *xml, const char *name, const char **attributes)
{
    struct scan *scan = user;
    if (strcmp(name, "comment") == 0) {
        const char *reference = zc_xml_attribute(attributes, "ref");
        if (!reference || !zc_cell_reference(&scan->comment_row, &scan->comment_column, reference))
            return zc_fail(zc_xml_error(xml), ZC_EINPUT, "%s:批注的单元格引用 %s 越界",
                           "%s: cell reference %s of a comment is out of range", scan->sheet->comments_part,
                           reference ? reference : "(空)");
        if (scan->sheet->comment_count >= COMMENTS_MOST)
            return zc_fail(zc_xml_error(xml), ZC_ELIMIT, "%s:批注超过 %d 条(上限:批注)",
                           "%s: more than %d comments (limit: comments)", scan->sheet->comments_part, COMMENTS_MOST);
        zc_rich_begin(&scan->rich);
        scan->in_comment = true;
    } else if (scan->in_comment) {
        zc_rich_start(&scan->rich, name, attributes);
    }
    return ZC_OK;
}

static int comment_end(void *user, struct zc_xml *xml, const char *name)
{
    struct scan *scan = user;
    struct zc_xlsx_sheet *sheet = scan->sheet;
    (void)xml;
    if (strcmp(name, "comment") != 0 || !scan->in_comment) {
        zc_rich_end(&scan->rich, name);
        return ZC_OK;
    }
    scan->in_comment = false;
    zc_rich_finish(&scan->rich);
    struct zc_xlsx_comment *comment = zc_arena_push(&scan->book->arena, &sheet->comments, &sheet->comment_count,
                                                    &sheet->comment_capacity, sizeof *comment);
    *comment = (struct zc_xlsx_comment){scan->comment_row, scan->comment_column,
                                        zc_arena_str(&scan->book->arena, zc_buf_text(&scan->rich.text))};
    return ZC_OK;
}

static int comment_text(void *user, struct zc_xml *xml, const char *bytes, size_t size)
{
    struct scan *scan = user;
    (void)xml;
    if (scan->in_comment)
        zc_rich_add(&scan->rich, bytes, size);
    return ZC_OK;
}

static int compare_comments(const void *a, const void *b)
{
    const struct zc_xlsx_comment *left = a, *right = b;
    if (left->row != right->row)
        return left->row < right->row ? -1 : 1;
    return (left->column > right->column) - (left->column < right->column);
}

static int scan_comments(struct scan *scan, struct zc_error *err)
{
    static const struct zc_xml_handlers handlers = {comment_start, comment_end, comment_text};
    struct zc_xlsx *xlsx = scan->book->state;
    struct zc_xlsx_sheet *sheet = scan->sheet;
    struct zc_relation *relations;
    size_t count;
    int result = zc_package_relations(&relations, &count, &scan->book->arena, xlsx->package, sheet->part, err);
    const struct zc_relation *relation = result ? NULL : zc_relation_by_type(relations, count, "comments");
    if (!relation)
        return result;
    sheet->comments_part = relation->target;
    result = zc_package_parse(xlsx->package, relation->target, &handlers, scan, err);
    zc_rich_free(&scan->rich);
    if (!result && sheet->comment_count)
        qsort(sheet->comments, sheet->comment_count, sizeof *sheet->comments, compare_comments);
    return result;
}

int zc_xlsx_scan(struct zc_book *book, size_t sheet, struct zc_error *err)
{
    static const struct zc_xml_handlers head_handlers = {head_start, NULL, NULL};
    static const struct zc_xml_handlers merge_handlers = {merge_start, NULL, NULL};
    struct zc_xlsx *xlsx = book->state;
    struct zc_xlsx_sheet *which = &xlsx->sheets[sheet];
    if (which->scanned)
        return ZC_OK;
    *which = (struct zc_xlsx_sheet){.part = which->part};
    struct scan scan = {.book = book, .sheet = which, .err = err};
    scan.head = zc_xml_new(&head_handlers, &scan, which->part);
    int result = zc_package_stream(xlsx->package, which->part, scan_chunk, &scan, err);
    zc_xml_free(scan.head);
    if (!result && (scan.has_merges || scan.wide)) {
        result = zc_package_parse(xlsx->package, which->part, &merge_handlers, &scan, err);
        if (!result)
            result = settle_merges(which, err);
    }
    if (!result)
        result = scan_comments(&scan, err);
    which->scanned = !result;
    return result;
}

/* ---- the walk ---- */

struct active_merge {
    const struct zc_xlsx_merge *merge;
    struct zc_cell value;
};
struct walk {
    struct zc_xlsx *xlsx;
    const struct zc_xlsx_sheet *sheet;
    const char *name;
    struct zc_arena *arena; /* where rows must live, or NULL */
    struct zc_arena scratch, held;
    const char **formats;   /* copies in `arena`, by style */
    zc_row_function row;
    void *user;
    struct zc_row_buffer cells, spread;
    struct zc_buf value;
    struct zc_rich rich;
    bool in_data, in_row, in_cell, in_value, in_inline, hidden;
    int number, column; /* of the row and the cell under way */
    char type;
    long style;
    bool formula, styled_runs;
    size_t next_merge;
    struct active_merge *active; /* by column */
    size_t active_count, active_capacity;
};

static struct zc_arena *row_arena(struct walk *walk)
{
    return walk->arena ? walk->arena : &walk->scratch;
}

static int bad_cell(struct walk *walk, struct zc_xml *xml, const char *zh, const char *en)
{
    char letter[4];
    zc_column_letter(letter, walk->column);
    zc_fail(zc_xml_error(xml), ZC_EINPUT, "单元格 %s%d:", "cell %s%d: ", letter, walk->number);
    struct zc_error *err = zc_xml_error(xml);
    if (err) {
        strncat(err->zh, zh, sizeof err->zh - strlen(err->zh) - 1);
        strncat(err->en, en, sizeof err->en - strlen(err->en) - 1);
        return zc_fail_within(err, walk->name);
    }
    return ZC_EINPUT;
}

static const char *comment_at(struct walk *walk, int row, int column)
{
    if (!walk->sheet->comment_count)
        return NULL;
    struct zc_xlsx_comment key = {row, column, NULL};
    const struct zc_xlsx_comment *found = bsearch(&key, walk->sheet->comments, walk->sheet->comment_count, sizeof key,
                                                  compare_comments);
    return !found ? NULL : walk->arena ? zc_arena_str(walk->arena, found->text) : found->text;
}

static const char *format_of(struct walk *walk, size_t style)
{
    const char *format = walk->xlsx->styles[style].format;
    if (!walk->arena)
        return format;
    if (!walk->formats)
        walk->formats = zc_arena_array(walk->arena, walk->xlsx->style_count, sizeof *walk->formats);
    if (!walk->formats[style])
        walk->formats[style] = zc_arena_str(walk->arena, format);
    return walk->formats[style];
}

/* Ends the merges above this row and begins those that start in it. */
static void turn_merges(struct walk *walk, int row)
{
    size_t kept = 0;
    for (size_t i = 0; i < walk->active_count; i++)
        if (walk->active[i].merge->last_row >= row)
            walk->active[kept++] = walk->active[i];
    walk->active_count = kept;
    if (!kept && walk->held.total > HELD_MOST)
        zc_arena_free(&walk->held);
    struct zc_row now = {.cells = walk->cells.cells, .count = walk->cells.count};
    for (; walk->next_merge < walk->sheet->merge_count; walk->next_merge++) {
        const struct zc_xlsx_merge *merge = &walk->sheet->merges[walk->next_merge];
        if (merge->row > row)
            break;
        if (merge->last_row < row)
            continue;
        struct zc_cell *origin = merge->row == row ? (struct zc_cell *)zc_row_cell(&now, merge->column) : NULL;
        if (walk->active_count == walk->active_capacity) {
            walk->active_capacity = walk->active_capacity ? walk->active_capacity * 2 : 16;
            walk->active = zc_realloc(walk->active, zc_mul_size(walk->active_capacity, sizeof *walk->active));
        }
        size_t place = walk->active_count++;
        for (; place && walk->active[place - 1].merge->column > merge->column; place--)
            walk->active[place] = walk->active[place - 1];
        struct active_merge *active = &walk->active[place];
        *active = (struct active_merge){merge, {.text = "", .struck_text = "", .format = ""}};
        if (!origin)
            continue;
        origin->merged_rows = merge->rows;
        origin->merged_columns = merge->columns;
        active->value = *origin;
        if (!walk->arena) {
            active->value.text = zc_arena_str(&walk->held, origin->text);
            active->value.struck_text = zc_arena_str(&walk->held, origin->struck_text);
        }
    }
}

static void spread_cell(struct walk *walk, const struct active_merge *active, int row, int column)
{
    struct zc_cell *cell = zc_row_buffer_add(&walk->spread, row, column);
    *cell = active->value;
    cell->row = row;
    cell->column = column;
    cell->covered = true;
    cell->merged_rows = cell->merged_columns = 1;
    cell->comment = comment_at(walk, row, column);
}

/* The cells of this row with those that merges cover, in `spread`. Merges of one row lie side by side; where a forged
 * file lets them overlap, the left one wins. */
static void spread_merges(struct walk *walk, int row)
{
    size_t from = 0;
    int reached = -1;
    walk->spread.count = 0;
    for (size_t i = 0; i < walk->active_count; i++) {
        const struct active_merge *active = &walk->active[i];
        for (int column = active->merge->column; column <= active->merge->last_column; column++) {
            if (column <= reached)
                continue;
            bool top_left = row == active->merge->row && column == active->merge->column;
            while (from < walk->cells.count && walk->cells.cells[from].column < column)
                *zc_row_buffer_add(&walk->spread, row, 0) = walk->cells.cells[from++];
            if (!top_left) {
                spread_cell(walk, active, row, column);
                from += from < walk->cells.count && walk->cells.cells[from].column == column;
            } else if (from < walk->cells.count && walk->cells.cells[from].column == column) {
                *zc_row_buffer_add(&walk->spread, row, 0) = walk->cells.cells[from++];
            }
            reached = column;
        }
    }
    while (from < walk->cells.count)
        *zc_row_buffer_add(&walk->spread, row, 0) = walk->cells.cells[from++];
}

static int give_row(struct walk *walk, int number, bool hidden)
{
    struct zc_row row = {number, hidden, walk->cells.cells, walk->cells.count};
    turn_merges(walk, number);
    if (walk->active_count) {
        spread_merges(walk, number);
        row.cells = walk->spread.cells;
        row.count = walk->spread.count;
    }
    int result = ZC_OK;
    if (row.count) {
        if (walk->arena) {
            struct zc_cell *kept = zc_arena_array(walk->arena, row.count, sizeof *kept);
            memcpy(kept, row.cells, row.count * sizeof *kept);
            row.cells = kept;
        }
        result = walk->row(walk->user, &row);
    }
    walk->cells.count = 0;
    zc_arena_free(&walk->scratch);
    return result;
}

static int begin_row(struct walk *walk, struct zc_xml *xml, const char **attributes)
{
    const char *text = zc_xml_attribute(attributes, "r");
    long number = walk->number + 1;
    if (text && !zc_parse_int(&number, text, 1, 1L << 40))
        return zc_fail(zc_xml_error(xml), ZC_EINPUT, "工作表“%s”:行号 %.20s 无效", "sheet \"%s\": row number %.20s is invalid",
                       walk->name, text);
    if (number > ZC_SHEET_ROWS)
        return zc_fail(zc_xml_error(xml), ZC_ELIMIT, "工作表“%s”:第 %ld 行超过 %d 行(上限:行数)",
                       "sheet \"%s\": row %ld is beyond %d (limit: rows)", walk->name, number, ZC_SHEET_ROWS);
    if (number <= walk->number)
        return zc_fail(zc_xml_error(xml), ZC_EINPUT, "工作表“%s”:第 %ld 行排在第 %d 行之后", "sheet \"%s\": row %ld stands behind row %d",
                       walk->name, number, walk->number);
    /* Rows that the file leaves out may still be covered by a merge. */
    for (int gap = walk->number + 1; gap < number && walk->active_count; gap++) {
        int result = give_row(walk, gap, false);
        if (result)
            return result;
    }
    walk->number = (int)number;
    walk->column = -1;
    walk->hidden = zc_xml_flag(attributes, "hidden", false);
    walk->in_row = true;
    return ZC_OK;
}

static int begin_cell(struct walk *walk, struct zc_xml *xml, const char **attributes)
{
    const char *reference = NULL, *style = NULL, *type = NULL;
    for (const char **at = attributes; *at; at += 2) {
        if (strcmp(at[0], "r") == 0)
            reference = at[1];
        else if (strcmp(at[0], "s") == 0)
            style = at[1];
        else if (strcmp(at[0], "t") == 0)
            type = at[1];
    }
    int row = walk->number, column = walk->column + 1, before = walk->column;
    if (reference && (!zc_cell_reference(&row, &column, reference) || row != walk->number))
        return zc_fail(zc_xml_error(xml), ZC_EINPUT, "工作表“%s”第 %d 行:单元格引用 %.20s 越界或不在本行",
                       "sheet \"%s\" row %d: cell reference %.20s is out of range or of another row", walk->name, walk->number,
                       reference);
    if (column >= ZC_SHEET_COLUMNS)
        return zc_fail(zc_xml_error(xml), ZC_ELIMIT, "工作表“%s”第 %d 行超过 %d 列(上限:列数)",
                       "sheet \"%s\" row %d has more than %d columns (limit: columns)", walk->name, walk->number,
                       ZC_SHEET_COLUMNS);
    walk->column = column;
    if (column <= before)
        return bad_cell(walk, xml, "单元格顺序错乱", "cells stand in the wrong order");
    walk->style = 0;
    if (style && !zc_parse_int(&walk->style, style, 0, 1 << 30))
        return bad_cell(walk, xml, "样式号不是数字", "the style is no number");
    /* s, str, inlineStr, b, e, d, n */
    walk->type = !type ? 'n' : strcmp(type, "str") == 0 ? 'f' : strcmp(type, "inlineStr") == 0 ? 'i' : type[0];
    walk->formula = walk->styled_runs = false;
    walk->in_cell = true;
    zc_buf_clear(&walk->value);
    if (walk->type == 'i')
        zc_rich_begin(&walk->rich);
    return ZC_OK;
}

static int set_text(struct walk *walk, struct zc_cell *cell, const char *text, size_t size, bool copy, struct zc_error *err)
{
    int result = zc_check_cell_text(text, size, walk->name, walk->number, walk->column, err);
    if (result || !size)
        return result;
    cell->kind = ZC_CELL_TEXT;
    cell->text = copy ? zc_arena_copy(row_arena(walk), text, size) : text;
    return ZC_OK;
}

static int set_struck(struct walk *walk, struct zc_cell *cell, const char *text, bool copy, struct zc_error *err)
{
    int result = zc_check_cell_text(text, strlen(text), walk->name, walk->number, walk->column, err);
    if (result || !*text)
        return result;
    cell->struck = true;
    cell->struck_text = copy ? zc_arena_str(row_arena(walk), text) : text;
    return ZC_OK;
}

static int shared_text(struct walk *walk, struct zc_cell *cell, struct zc_xml *xml)
{
    const struct zc_xlsx_strings *strings = &walk->xlsx->strings;
    long index;
    if (!zc_parse_int(&index, walk->value.bytes, 0, 1 << 30) || (size_t)index >= strings->count)
        return bad_cell(walk, xml, "引用的共享字符串不存在", "refers to a shared string that does not exist");
    const char *text = strings->bytes.bytes + strings->offsets[index];
    bool copy = walk->arena != NULL; /* else the table outlives the row */
    const char *struck = zc_xlsx_struck(strings, (size_t)index);
    walk->styled_runs = struck != NULL;
    int result = set_text(walk, cell, text, strlen(text), copy, zc_xml_error(xml));
    return result || !struck ? result : set_struck(walk, cell, struck, copy, zc_xml_error(xml));
}

static int number_value(struct walk *walk, struct zc_cell *cell, const struct zc_xlsx_style *style, struct zc_xml *xml)
{
    if (!zc_parse_double(&cell->number, walk->value.bytes))
        return bad_cell(walk, xml, "不是数字", "is no number");
    cell->kind = ZC_CELL_NUMBER;
    if (style && style->date && zc_serial_date(&cell->date, cell->number, walk->xlsx->epoch_1904))
        cell->kind = ZC_CELL_DATE;
    return ZC_OK;
}

/* An ISO date cell: 2017-06-30 or 2017-06-30T09:30:00. */
static void iso_date(struct zc_cell *cell)
{
    char day[11];
    size_t size = strlen(cell->text);
    cell->kind = ZC_CELL_TEXT;
    if (size < 10 || (size > 10 && cell->text[10] != 'T'))
        return;
    memcpy(day, cell->text, 10);
    day[10] = 0;
    if (!zc_date_parse(&cell->date, day))
        return;
    cell->kind = ZC_CELL_DATE;
    cell->number = cell->date + 25569;
}

static int cell_value(struct walk *walk, struct zc_cell *cell, const struct zc_xlsx_style *style, struct zc_xml *xml)
{
    struct zc_error *err = zc_xml_error(xml);
    int result;
    if (walk->type == 'i') {
        zc_rich_finish(&walk->rich);
        walk->styled_runs = walk->rich.styled;
        result = set_text(walk, cell, zc_buf_text(&walk->rich.text), walk->rich.text.size, true, err);
        return result ? result : set_struck(walk, cell, zc_buf_text(&walk->rich.struck), true, err);
    }
    if (!walk->value.size)
        return ZC_OK;
    if (walk->type == 's')
        return shared_text(walk, cell, xml);
    if (walk->type == 'f')
        zc_rich_unescape(&walk->value);
    if ((result = set_text(walk, cell, walk->value.bytes, walk->value.size, true, err)))
        return result;
    switch (walk->type) {
    case 'f': return ZC_OK;
    case 'n': return number_value(walk, cell, style, xml);
    case 'd': iso_date(cell); return ZC_OK;
    case 'e': cell->kind = ZC_CELL_ERROR; return ZC_OK;
    case 'b':
        cell->kind = ZC_CELL_BOOL;
        cell->number = strcmp(cell->text, "1") == 0 || strcmp(cell->text, "true") == 0;
        return ZC_OK;
    default: return bad_cell(walk, xml, "单元格类型不明", "cell type is unknown");
    }
}

static int end_cell(struct walk *walk, struct zc_xml *xml)
{
    walk->in_cell = false;
    size_t index = (size_t)walk->style;
    const struct zc_xlsx_style *style = index < walk->xlsx->style_count ? &walk->xlsx->styles[index] : NULL;
    struct zc_cell *cell = zc_row_buffer_add(&walk->cells, walk->number, walk->column);
    cell->formula = walk->formula;
    cell->comment = comment_at(walk, walk->number, walk->column);
    if (style) {
        cell->format = format_of(walk, index);
        cell->percent = style->percent;
    }
    int result = cell_value(walk, cell, style, xml);
    /* Struck out as a whole by the cell's style; runs with properties of their own do not take its font. */
    if (!result && style && style->struck && cell->kind != ZC_CELL_EMPTY && !walk->styled_runs) {
        cell->struck = true;
        cell->struck_text = cell->text;
        cell->text = "";
        cell->kind = ZC_CELL_EMPTY;
    }
    return result;
}

static int walk_start(void *user, struct zc_xml *xml, const char *name, const char **attributes)
{
    struct walk *walk = user;
    if (walk->in_cell) {
        if (walk->in_inline)
            zc_rich_start(&walk->rich, name, attributes);
        else if (strcmp(name, "v") == 0)
            walk->in_value = true;
        else if (strcmp(name, "f") == 0)
            walk->formula = true;
        else if (strcmp(name, "is") == 0 && walk->type == 'i')
            walk->in_inline = true;
        return ZC_OK;
    }
    if (walk->in_row)
        return strcmp(name, "c") == 0 ? begin_cell(walk, xml, attributes) : ZC_OK;
    if (walk->in_data)
        return strcmp(name, "row") == 0 ? begin_row(walk, xml, attributes) : ZC_OK;
    walk->in_data = strcmp(name, "sheetData") == 0 && zc_xml_depth(xml) == 2;
    return ZC_OK;
}

static int walk_end(void *user, struct zc_xml *xml, const char *name)
{
    struct walk *walk = user;
    if (walk->in_cell) {
        if (strcmp(name, "c") == 0)
            return end_cell(walk, xml);
        if (strcmp(name, "is") == 0)
            walk->in_inline = false;
        else if (walk->in_inline)
            zc_rich_end(&walk->rich, name);
        else if (strcmp(name, "v") == 0)
            walk->in_value = false;
        return ZC_OK;
    }
    if (walk->in_row && strcmp(name, "row") == 0) {
        walk->in_row = false;
        return give_row(walk, walk->number, walk->hidden);
    }
    if (walk->in_data && strcmp(name, "sheetData") == 0)
        walk->in_data = false;
    return ZC_OK;
}

static int walk_text(void *user, struct zc_xml *xml, const char *bytes, size_t size)
{
    struct walk *walk = user;
    if (walk->in_inline)
        zc_rich_add(&walk->rich, bytes, size);
    else if (walk->in_value)
        zc_buf_add(&walk->value, bytes, size);
    else
        return ZC_OK;
    /* A character takes at most four bytes, an escaped one seven: beyond that the cell is too long whatever follows. */
    const size_t most = 7 * ZC_SHEET_TEXT;
    if (walk->value.size > most || walk->rich.text.size > most || walk->rich.struck.size > most)
        return zc_check_cell_text(walk->value.size > most ? walk->value.bytes : walk->rich.text.size > most
                                      ? walk->rich.text.bytes : walk->rich.struck.bytes,
                                  most, walk->name, walk->number, walk->column, zc_xml_error(xml));
    return ZC_OK;
}

int zc_xlsx_read(struct zc_book *book, size_t sheet, struct zc_arena *arena, zc_row_function row, void *user,
                 struct zc_error *err)
{
    static const struct zc_xml_handlers handlers = {walk_start, walk_end, walk_text};
    struct zc_xlsx *xlsx = book->state;
    int result = zc_xlsx_scan(book, sheet, err);
    if (result)
        return result;
    struct walk walk = {.xlsx = xlsx, .sheet = &xlsx->sheets[sheet], .name = book->sheets[sheet].name, .arena = arena,
                        .row = row, .user = user};
    result = zc_package_parse(xlsx->package, walk.sheet->part, &handlers, &walk, err);
    zc_row_buffer_free(&walk.cells);
    zc_row_buffer_free(&walk.spread);
    zc_buf_free(&walk.value);
    zc_rich_free(&walk.rich);
    zc_arena_free(&walk.scratch);
    zc_arena_free(&walk.held);
    free(walk.active);
    return result;
}
