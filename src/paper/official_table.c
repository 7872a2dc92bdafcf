/*
 * official_table: a table inside the body. 小四号, ruled, as wide as the block; it breaks between rows and repeats its head. One that does not
 * fit stands across pages of its own (8), its head towards the left edge: that is the binding of odd pages and the open side of even ones. The
 * page number stays where it is.
 */
#include "paper/official_parts.h"

#include <math.h>

#define CELL_PT 12.0
#define CELL_LINE 18.0
#define PAD 4.0
#define BOTTOM (ZC_BLOCK_TOP + ZC_BLOCK_HEIGHT)

/* Where a table stands: on the page, or across it, where x counts upwards from the lower left corner of the block and y to the right. */
struct frame {
    double left, width, bottom;
    bool across;
};

struct cell {
    struct zc_line line;
    struct zc_look *looks;
    size_t *ends, lines, capacity;
};

static void fill_cell(struct zc_lay *lay, struct cell *cell, const struct zc_official_spans *spans, bool head)
{
    cell->looks = zc_arena_array(lay->arena, spans->count + 1, sizeof *cell->looks);
    for (size_t i = 0; i < spans->count; i++) {
        cell->looks[i] = (struct zc_look){head ? ZC_FACE_HEITI : ZC_FACE_FANGSONG, CELL_PT, ZC_INK_BLACK, spans->items[i].href};
        zc_lay_letters(lay, &cell->line, spans->items[i].text, cell->looks[i].face, CELL_PT, CELL_PT, i);
    }
}

/* Columns share the block by what their longest cell needs, none less than a fifth of an even share. */
static void share_width(double *widths, const struct cell *cells, size_t rows, size_t columns)
{
    double sum = 0, least = ZC_BLOCK_WIDTH / (double)columns / 5;
    for (size_t c = 0; c < columns; c++) {
        widths[c] = least;
        for (size_t r = 0; r < rows; r++) {
            double needs = 2 * PAD;
            for (size_t i = 0; i < cells[r * columns + c].line.count; i++)
                needs += cells[r * columns + c].line.letters[i].width;
            widths[c] = fmax(widths[c], fmin(needs, ZC_BLOCK_WIDTH));
        }
        sum += widths[c];
    }
    for (size_t c = 0; c < columns; c++)
        widths[c] *= ZC_BLOCK_WIDTH / sum;
}

static double height_of(const struct cell *row, size_t columns)
{
    size_t most = 1;
    for (size_t c = 0; c < columns; c++)
        most = row[c].lines > most ? row[c].lines : most;
    return (double)most * CELL_LINE + 2 * PAD;
}

static void put_row(struct zc_lay *lay, const struct frame *frame, struct cell *row, const double *widths, size_t columns, const enum zc_docx_align *aligns, bool head)
{
    double x = frame->left, height = height_of(row, columns);
    for (size_t c = 0; c < columns; x += widths[c++]) {
        double top = lay->y + PAD + ((height - 2 * PAD) - (double)row[c].lines * CELL_LINE) / 2, room = widths[c] - 2 * PAD;
        for (size_t l = 0, from = 0; l < row[c].lines; from = row[c].ends[l++], top += CELL_LINE) {
            double used = 0, free;
            for (size_t i = from; i < row[c].ends[l]; i++)
                used += row[c].line.letters[i].width;
            free = fmax(0, room - used);
            enum zc_docx_align align = head ? ZC_DOCX_CENTRE : aligns ? aligns[c] : ZC_DOCX_LEFT;
            double in = align == ZC_DOCX_END ? free : align == ZC_DOCX_CENTRE ? free / 2 : 0;
            zc_lay_set(lay, &row[c].line, from, row[c].ends[l], x + PAD + in, zc_lay_baseline(top, CELL_LINE, CELL_PT), room, false, row[c].looks);
        }
        zc_lay_put(lay, (struct zc_mark){.kind = ZC_MARK_RULE, .x = x, .y = lay->y, .width = height, .thickness = 0.5, .upright = true});
    }
    zc_lay_put(lay, (struct zc_mark){.kind = ZC_MARK_RULE, .x = x, .y = lay->y, .width = height, .thickness = 0.5, .upright = true});
    zc_lay_rule(lay, frame->left, lay->y + height, frame->width, 0.5, ZC_INK_BLACK);
    lay->y += height;
    lay->filled = true;
}

/* What was put on the page as if it lay on its side goes to its place. */
static void turn(struct zc_lay *lay)
{
    struct zc_leaf *leaf = zc_lay_leaf(lay);
    for (size_t i = 0; i < leaf->count; i++) {
        struct zc_mark *mark = &leaf->marks[i];
        double x = mark->x, y = mark->y;
        mark->x = ZC_BLOCK_LEFT + y;
        mark->y = BOTTOM - x;
        if (mark->kind == ZC_MARK_TEXT) {
            mark->turn = 90;
        } else {
            mark->upright = !mark->upright;
            mark->y -= mark->upright ? mark->width : 0;
        }
    }
}

static void next_page(struct zc_lay *lay, const struct frame *frame)
{
    if (frame->across)
        turn(lay);
    zc_lay_page(lay);
    if (frame->across)
        lay->y = 0;
}

void zc_lay_table(struct zc_lay *lay, const struct zc_official_block *table)
{
    size_t count = table->rows * table->columns;
    struct frame frame = {ZC_BLOCK_LEFT, ZC_BLOCK_WIDTH, BOTTOM, zc_official_is_wide(table)};
    if (!count)
        return;
    if (frame.across)
        frame = (struct frame){0, ZC_BLOCK_HEIGHT, ZC_BLOCK_WIDTH, true};
    if (frame.across && !lay->turned) {
        if (lay->filled)
            zc_lay_page(lay);
        lay->y = 0;
    }
    lay->turned = false;
    struct cell *cells = zc_arena_array(lay->arena, count, sizeof *cells);
    double *widths = zc_arena_array(lay->arena, table->columns, sizeof *widths);
    for (size_t i = 0; i < count; i++)
        fill_cell(lay, &cells[i], &table->cells[i], i < table->columns);
    if (frame.across)
        zc_official_columns(widths, table, frame.width);
    else
        share_width(widths, cells, table->rows, table->columns);
    for (size_t i = 0; i < count; i++)
        for (size_t from = 0; from < cells[i].line.count;) {
            from = zc_break_line(cells[i].line.letters, cells[i].line.count, from, widths[i % table->columns] - 2 * PAD);
            *(size_t *)zc_arena_push(lay->arena, &cells[i].ends, &cells[i].lines, &cells[i].capacity, sizeof(size_t)) = from;
        }
    double first = height_of(cells, table->columns) + (table->rows > 1 ? height_of(cells + table->columns, table->columns) : 0);
    if (lay->y + PAD + first > frame.bottom && lay->filled)
        next_page(lay, &frame);
    lay->y += PAD;
    for (size_t r = 0; r < table->rows && !lay->rc; r++) {
        struct cell *row = cells + r * table->columns;
        bool over = lay->y + height_of(row, table->columns) > frame.bottom && lay->filled;
        if (over)
            next_page(lay, &frame);
        if (lay->rc)
            return;
        if (over || r == 0)
            zc_lay_rule(lay, frame.left, lay->y, frame.width, 0.5, ZC_INK_BLACK);
        if (over && r)
            put_row(lay, &frame, cells, widths, table->columns, table->aligns, true);
        put_row(lay, &frame, row, widths, table->columns, table->aligns, r == 0);
    }
    if (frame.across) { /* text behind it begins a page */
        turn(lay);
        lay->y = BOTTOM;
        return;
    }
    /* The text goes on upon the lines that it had before the table. */
    lay->y += PAD;
    double down = (BOTTOM - lay->y) / ZC_LINE_PITCH;
    lay->y = BOTTOM - floor(down + 0.001) * ZC_LINE_PITCH;
}
