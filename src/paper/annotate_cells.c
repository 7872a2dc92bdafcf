/* annotate_cells: fills marked cells in a sheet's XML: existing cells, missing cells, missing rows; the link to the notes. */
#include "paper/annotate_parts.h"
#include "paper/rich.h"

#include <stdio.h>
#include <string.h>

struct column_style {
    long first, last, style;
};
struct cells {
    struct zc_annotation *annotation;
    struct zc_splice splice;
    const struct zc_mark *marks;
    size_t count, next, row_end; /* marks of the row under way: next … row_end */
    struct column_style *columns;
    size_t column_count, column_capacity;
    const char *drawing;
    bool drawing_done, in_data, in_row, fill_row;
    enum zc_ink fill_ink;
    int row, column;
    long row_style; /* -1: none of its own */
    const char *filled; /* what stands in place of the cell under way, which begins at filled_at; NULL: none */
    size_t filled_at;
};

static enum zc_ink ink_of(const struct zc_mark *mark)
{
    return mark->severity == ZC_SEV_ERROR ? ZC_INK_RED : ZC_INK_AMBER;
}

static long number_of(const char **attributes, const char *name, long absent)
{
    const char *text = zc_xml_attribute(attributes, name);
    long number;
    return text && zc_parse_int(&number, text, 0, 1 << 30) ? number : absent;
}

static long base_style(const struct cells *cells, int column)
{
    if (cells->row_style >= 0)
        return cells->row_style;
    for (size_t i = 0; i < cells->column_count; i++)
        if (column + 1 >= cells->columns[i].first && column + 1 <= cells->columns[i].last)
            return cells->columns[i].style;
    return 0;
}

/* A cell with what it is filled with, in the look that it has. */
static void write_filled(struct zc_buf *out, const struct cells *cells, const struct zc_mark *mark, long style)
{
    char letter[4];
    const char *prefix = cells->splice.prefix;
    zc_column_letter(letter, mark->column);
    zc_buf_printf(out, "<%sc r=\"%s%d\" s=\"%ld\" t=\"inlineStr\">", prefix, letter, mark->row, style);
    for (const char *at = mark->content; *at; at++) { /* its tags bear the prefix of the part */
        zc_buf_char(out, *at);
        if (*at == '<' && at[1] == '/')
            zc_buf_char(out, *++at);
        if (*at == '<' || (*at == '/' && at > mark->content && at[-1] == '<'))
            zc_buf_str(out, prefix);
    }
    zc_buf_printf(out, "</%sc>", prefix);
}

/* Writes the cells of the row that are marked left of `before` and do not exist. */
static void write_missing_cells(struct zc_buf *out, struct cells *cells, int before)
{
    for (; cells->next < cells->row_end && cells->marks[cells->next].column < before; cells->next++) {
        const struct zc_mark *mark = &cells->marks[cells->next];
        char letter[4];
        zc_column_letter(letter, mark->column);
        if (mark->content)
            write_filled(out, cells, mark, base_style(cells, mark->column));
        else
            zc_buf_printf(out, "<%sc r=\"%s%d\" s=\"%ld\"/>", cells->splice.prefix, letter, mark->row,
                      zc_annotation_style(cells->annotation, base_style(cells, mark->column), ink_of(mark)));
    }
}

static void begin_marks_of_row(struct cells *cells, int row)
{
    cells->fill_row = false;
    cells->row_end = cells->next;
    while (cells->row_end < cells->count && cells->marks[cells->row_end].row == row) {
        const struct zc_mark *mark = &cells->marks[cells->row_end++];
        if (!mark->whole_row)
            continue;
        cells->fill_ink = cells->fill_row && cells->fill_ink == ZC_INK_RED ? ZC_INK_RED : ink_of(mark);
        cells->fill_row = true;
    }
}

static void write_missing_rows(struct zc_buf *out, struct cells *cells, int before)
{
    while (cells->next < cells->count && cells->marks[cells->next].row < before) {
        int row = cells->marks[cells->next].row;
        begin_marks_of_row(cells, row);
        cells->row_style = -1;
        zc_buf_printf(out, "<%srow r=\"%d\">", cells->splice.prefix, row);
        write_missing_cells(out, cells, ZC_SHEET_COLUMNS);
        zc_buf_printf(out, "</%srow>", cells->splice.prefix);
    }
}

static void insert(struct cells *cells, struct zc_xml *xml, struct zc_buf *text)
{
    if (text->size)
        zc_splice_replace(&cells->splice, zc_xml_offset(xml), 0, text->bytes);
    zc_buf_clear(text);
}

static void close_tag(struct zc_buf *out, const char *tag, size_t size)
{
    const char *name;
    size_t length = zc_tag_name(&name, tag, size);
    zc_buf_printf(out, "</%.*s>", (int)length, name);
}

static void begin_row(struct cells *cells, struct zc_xml *xml, const char **attributes)
{
    struct zc_buf text = {0};
    size_t size;
    bool empty;
    const char *tag = zc_splice_tag(&cells->splice, xml, &size, &empty);
    int row = (int)number_of(attributes, "r", cells->row + 1);
    write_missing_rows(&text, cells, row);
    insert(cells, xml, &text);
    cells->row = row;
    cells->column = -1;
    cells->in_row = true;
    cells->row_style = zc_xml_flag(attributes, "customFormat", false) ? number_of(attributes, "s", -1) : -1;
    begin_marks_of_row(cells, row);
    if (cells->next < cells->row_end) {
        zc_tag_set(&text, tag, size, "spans", NULL, empty); /* new cells may lie outside the old span */
        if (empty) {
            write_missing_cells(&text, cells, ZC_SHEET_COLUMNS);
            close_tag(&text, tag, size);
        }
        zc_splice_replace(&cells->splice, zc_xml_offset(xml), size, zc_buf_text(&text));
    }
    zc_buf_free(&text);
}

static void begin_cell(struct cells *cells, struct zc_xml *xml, const char **attributes)
{
    const char *reference = zc_xml_attribute(attributes, "r");
    int row;
    cells->column++;
    if (reference)
        zc_cell_reference(&row, &cells->column, reference);
    struct zc_buf text = {0};
    write_missing_cells(&text, cells, cells->column);
    insert(cells, xml, &text);
    bool marked = cells->next < cells->row_end && cells->marks[cells->next].column == cells->column;
    if (marked && cells->marks[cells->next].content) { /* the cell goes, its end too, and another stands there */
        size_t size;
        bool empty;
        zc_splice_tag(&cells->splice, xml, &size, &empty);
        write_filled(&text, cells, &cells->marks[cells->next++], number_of(attributes, "s", 0));
        cells->filled_at = zc_xml_offset(xml);
        cells->filled = zc_arena_copy(&cells->annotation->arena, text.bytes, text.size);
        if (empty) {
            zc_splice_replace(&cells->splice, cells->filled_at, size, cells->filled);
            cells->filled = NULL;
        }
        zc_buf_free(&text);
        return;
    }
    if (marked || cells->fill_row) {
        enum zc_ink ink = marked ? ink_of(&cells->marks[cells->next]) : cells->fill_ink;
        size_t size;
        bool empty;
        char number[24];
        const char *tag = zc_splice_tag(&cells->splice, xml, &size, &empty);
        snprintf(number, sizeof number, "%ld",
                 zc_annotation_style(cells->annotation, number_of(attributes, "s", 0), ink));
        zc_tag_set(&text, tag, size, "s", number, false);
        zc_splice_replace(&cells->splice, zc_xml_offset(xml), size, zc_buf_text(&text));
    }
    cells->next += marked;
    zc_buf_free(&text);
}

/* The legacy drawing stands before these (ECMA-376-1, 18.3.1.99, CT_Worksheet). */
static bool follows_drawing(const char *name)
{
    static const char *const names[] = {"legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls",
                                        "AlternateContent", "webPublishItems", "tableParts", "extLst"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static void link_drawing(struct cells *cells, struct zc_xml *xml)
{
    const char *base = cells->annotation->strict ? "http://purl.oclc.org/ooxml/officeDocument/relationships"
                                                 : "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    if (!cells->drawing || cells->drawing_done)
        return;
    char *text = zc_arena_printf(&cells->annotation->arena, "<%slegacyDrawing xmlns:zcr=\"%s\" zcr:id=\"%s\"/>",
                                 cells->splice.prefix, base, cells->drawing);
    zc_splice_replace(&cells->splice, zc_xml_offset(xml), 0, text);
    cells->drawing_done = true;
}

static int cells_start(void *user, struct zc_xml *xml, const char *name, const char **attributes)
{
    struct cells *cells = user;
    int depth = zc_xml_depth(xml);
    if (depth == 2) {
        cells->in_data = strcmp(name, "sheetData") == 0;
        if (follows_drawing(name))
            link_drawing(cells, xml);
        size_t size;
        bool empty;
        const char *tag = zc_splice_tag(&cells->splice, xml, &size, &empty);
        if (cells->in_data && empty && cells->count) {
            struct zc_buf text = {0};
            zc_tag_set(&text, tag, size, "", NULL, true);
            write_missing_rows(&text, cells, ZC_SHEET_ROWS + 1);
            close_tag(&text, tag, size);
            zc_splice_replace(&cells->splice, zc_xml_offset(xml), size, zc_buf_text(&text));
            zc_buf_free(&text);
        }
    } else if (depth == 3 && strcmp(name, "col") == 0 && cells->column_count < ZC_SHEET_COLUMNS) {
        struct column_style *column = zc_arena_push(&cells->annotation->arena, &cells->columns, &cells->column_count,
                                                    &cells->column_capacity, sizeof *column);
        *column = (struct column_style){number_of(attributes, "min", 0), number_of(attributes, "max", 0),
                                        number_of(attributes, "style", 0)};
    } else if (depth == 3 && cells->in_data && strcmp(name, "row") == 0) {
        begin_row(cells, xml, attributes);
    } else if (depth == 4 && cells->in_row && strcmp(name, "c") == 0) {
        begin_cell(cells, xml, attributes);
    }
    return ZC_OK;
}

static int cells_end(void *user, struct zc_xml *xml, const char *name)
{
    struct cells *cells = user;
    struct zc_buf text = {0};
    int depth = zc_xml_depth(xml);
    if (depth == 4 && cells->filled && strcmp(name, "c") == 0) {
        const char *tag = cells->splice.source.bytes + zc_xml_offset(xml);
        const char *close = memchr(tag, '>', cells->splice.source.size - zc_xml_offset(xml));
        size_t end = close ? (size_t)(close - cells->splice.source.bytes) + 1 : zc_xml_offset(xml);
        zc_splice_replace(&cells->splice, cells->filled_at, end - cells->filled_at, cells->filled);
        cells->filled = NULL;
    } else if (depth == 3 && cells->in_row && strcmp(name, "row") == 0) {
        write_missing_cells(&text, cells, ZC_SHEET_COLUMNS);
        cells->in_row = false;
    } else if (depth == 2 && cells->in_data && strcmp(name, "sheetData") == 0) {
        write_missing_rows(&text, cells, ZC_SHEET_ROWS + 1);
        cells->in_data = false;
    }
    insert(cells, xml, &text);
    if (depth == 1)
        link_drawing(cells, xml);
    zc_buf_free(&text);
    return ZC_OK;
}

int zc_annotate_cells(struct zc_annotation *annotation, const char *part, const struct zc_mark *marks, size_t count,
                      const char *drawing, struct zc_error *err)
{
    static const struct zc_xml_handlers handlers = {cells_start, cells_end, NULL};
    struct cells cells = {.annotation = annotation, .marks = marks, .count = count, .drawing = drawing, .row_style = -1};
    int result = zc_splice_load(&cells.splice, annotation->xlsx->package, part, NULL, err);
    if (!result)
        result = zc_splice_parse(&cells.splice, &handlers, &cells, err);
    if (!result)
        result = zc_splice_apply(zc_annotation_change(annotation, part), &cells.splice, err);
    zc_splice_free(&cells.splice);
    return result;
}
