/*
 * annotate: a workbook given back with its findings. Collecting marks per sheet; the shared state that the parts write to;
 * styles; the result sheet; relations and content types; then the copy, in which every part that was not changed keeps
 * its packed bytes.
 */
#include "paper/annotate_parts.h"
#include "paper/repack.h"
#include "paper/rich.h"
#include "paper/sheet_write.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { FINDINGS_MOST = 1000000, NOTE_MOST = 6000, LINKS_MOST = 60000, RESULT_COLUMNS = 8, STYLES_MOST = 65000 };

static const char *const headings[RESULT_COLUMNS] = {"工作表", "行", "列", "级别", "代码", "说明", "原文", "读作"};
static const double widths[RESULT_COLUMNS] = {22, 7, 7, 9, 24, 60, 30, 24};

static const char *severity_word(enum zc_severity severity)
{
    return severity == ZC_SEV_ERROR ? "错误" : severity == ZC_SEV_WARNING ? "警告" : "待确认";
}

static const char *text_or_empty(const char *text)
{
    return text ? text : "";
}

/* The text of one column of the result sheet; `out` is used where one must be made. */
static const char *result_text(char out[16], const struct zc_finding *finding, int column)
{
    out[0] = 0;
    switch (column) {
    case 0: return text_or_empty(finding->sheet);
    case 1:
        if (finding->row > 0)
            snprintf(out, 16, "%d", finding->row);
        return out;
    case 2: zc_column_letter(out, finding->row > 0 ? finding->column : -1); return out;
    case 3: return severity_word(finding->severity);
    case 4: return text_or_empty(finding->code);
    case 5: return zc_pick(finding->message, ZC_ZH);
    case 6: return text_or_empty(finding->written);
    default: return text_or_empty(finding->read_as);
    }
}

/* ---- the shared state ---- */

long zc_annotation_style(struct zc_annotation *annotation, long base, enum zc_ink ink)
{
    for (size_t i = 0; i < annotation->inked_count; i++)
        if (annotation->inked[i].base == base && annotation->inked[i].ink == ink)
            return (long)(annotation->style_count + i);
    if (annotation->style_count + annotation->inked_count >= STYLES_MOST)
        return base; /* a spreadsheet takes no more styles: the note alone must do */
    struct zc_inked *inked = zc_arena_push(&annotation->arena, &annotation->inked, &annotation->inked_count,
                                           &annotation->inked_capacity, sizeof *inked);
    *inked = (struct zc_inked){base, ink};
    return (long)(annotation->style_count + annotation->inked_count - 1);
}

struct zc_buf *zc_annotation_change(struct zc_annotation *annotation, const char *name)
{
    struct zc_change *change = zc_arena_push(&annotation->arena, &annotation->changes, &annotation->change_count,
                                             &annotation->change_capacity, sizeof *change);
    *change = (struct zc_change){.name = zc_arena_str(&annotation->arena, name)};
    return &change->bytes;
}

const char *zc_annotation_part_name(struct zc_annotation *annotation, const char *before, const char *after)
{
    for (;;) {
        char *name = zc_arena_printf(&annotation->arena, "%s%d%s", before, ++annotation->names, after);
        if (!zc_package_find(annotation->xlsx->package, name))
            return name;
    }
}

const char *zc_annotation_relation_id(struct zc_annotation *annotation, const struct zc_relation *relations, size_t count,
                                      int serial)
{
    for (;; serial += 2) {
        char *id = zc_arena_printf(&annotation->arena, "rIdZc%d", serial);
        if (!zc_relation_by_id(relations, count, id))
            return id;
    }
}

const char *zc_annotation_main_namespace(const struct zc_annotation *annotation)
{
    return annotation->strict ? "http://purl.oclc.org/ooxml/spreadsheetml/main"
                              : "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
}

static const char *relation_namespace(const struct zc_annotation *annotation)
{
    return annotation->strict ? "http://purl.oclc.org/ooxml/officeDocument/relationships"
                              : "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
}

void zc_annotation_relate(struct zc_annotation *annotation, const char *part, const char *id, const char *type,
                          const char *target)
{
    struct zc_related *related = zc_arena_push(&annotation->arena, &annotation->related, &annotation->related_count,
                                               &annotation->related_capacity, sizeof *related);
    *related = (struct zc_related){part, id, type, target};
}

void zc_annotation_declare(struct zc_annotation *annotation, const char *part, const char *content_type)
{
    struct zc_related *typed = zc_arena_push(&annotation->arena, &annotation->typed, &annotation->typed_count,
                                             &annotation->typed_capacity, sizeof *typed);
    *typed = (struct zc_related){.target = part, .type = content_type};
}

/* ---- marks ---- */

struct sheet_marks {
    struct zc_mark *items;
    size_t count, capacity;
};

static int compare_marks(const void *a, const void *b)
{
    const struct zc_mark *left = a, *right = b;
    if (left->row != right->row)
        return left->row < right->row ? -1 : 1;
    return (left->column > right->column) - (left->column < right->column);
}

/* Finds the first cell of each row that is found fault with as a whole. Also proves that the sheet reads well. */
struct row_search {
    struct zc_book *book;
    size_t sheet;
    struct zc_mark *marks;
    size_t count, next;
};

static int search_row(void *user, const struct zc_row *row)
{
    struct row_search *search = user;
    while (search->next < search->count && search->marks[search->next].row < row->number)
        search->next++;
    for (; search->next < search->count && search->marks[search->next].row == row->number; search->next++) {
        struct zc_mark *mark = &search->marks[search->next];
        if (!mark->whole_row)
            continue;
        for (size_t i = 0; i < row->count; i++)
            if (!row->cells[i].covered && !zc_book_column_hidden(search->book, search->sheet, row->cells[i].column)) {
                mark->column = row->cells[i].column;
                break;
            }
    }
    return ZC_OK;
}

/* A merge shows only its first cell. */
static void move_to_first_cell(const struct zc_xlsx_sheet *sheet, struct zc_mark *mark)
{
    for (size_t i = 0; i < sheet->merge_count && sheet->merges[i].row <= mark->row; i++) {
        const struct zc_xlsx_merge *merge = &sheet->merges[i];
        if (mark->row < merge->row + merge->rows && mark->column >= merge->column &&
            mark->column < merge->column + merge->columns) {
            mark->row = merge->row;
            mark->column = merge->column;
            return;
        }
    }
}

static void write_note(struct zc_buf *note, const struct zc_finding *finding)
{
    zc_buf_printf(note, "%s【%s】%s", note->size ? "\n" : "", severity_word(finding->severity), zc_pick(finding->message, ZC_ZH));
    if (finding->written && *finding->written)
        zc_buf_printf(note, "\n原文:%s", finding->written);
    if (finding->read_as && *finding->read_as)
        zc_buf_printf(note, "\n读作:%s", finding->read_as);
}

/* A note stays readable: beyond NOTE_MOST bytes it ends, and the result sheet tells the rest. */
static void join_notes(struct zc_buf *to, const struct zc_buf *from)
{
    static const char more[] = "\n……其余见“导入结果”";
    if (to->size > NOTE_MOST) {
        if (to->size < sizeof more || strcmp(to->bytes + to->size - (sizeof more - 1), more) != 0)
            zc_buf_str(to, more);
        return;
    }
    zc_buf_char(to, '\n');
    zc_buf_add(to, from->bytes, from->size);
}

static int collect_marks(struct sheet_marks *out, struct zc_annotation *annotation, size_t sheet,
                         const struct zc_findings *findings, struct zc_error *err)
{
    struct zc_book *book = annotation->book;
    for (size_t i = 0; i < findings->count; i++) {
        const struct zc_finding *finding = &findings->items[i];
        if (!finding->sheet || strcmp(finding->sheet, book->sheets[sheet].name) != 0 || finding->row < 1 ||
            finding->row > ZC_SHEET_ROWS || finding->column < -1 || finding->column >= ZC_SHEET_COLUMNS)
            continue;
        struct zc_mark *mark =
            zc_arena_push(&annotation->arena, &out->items, &out->count, &out->capacity, sizeof *mark);
        *mark = (struct zc_mark){.row = finding->row, .column = finding->column < 0 ? 0 : finding->column,
                                 .severity = finding->severity, .whole_row = finding->column < 0};
        write_note(&mark->note, finding);
    }
    if (!out->count)
        return ZC_OK;
    qsort(out->items, out->count, sizeof *out->items, compare_marks);
    struct row_search search = {book, sheet, out->items, out->count, 0};
    int result = zc_book_read(book, sheet, NULL, search_row, &search, err);
    if (result)
        return result;
    for (size_t i = 0; i < out->count; i++)
        if (!out->items[i].whole_row)
            move_to_first_cell(&annotation->xlsx->sheets[sheet], &out->items[i]);
    qsort(out->items, out->count, sizeof *out->items, compare_marks);
    size_t kept = 0;
    for (size_t i = 1; i < out->count; i++) {
        struct zc_mark *last = &out->items[kept], *mark = &out->items[i];
        if (compare_marks(last, mark) != 0) {
            out->items[++kept] = *mark;
            continue;
        }
        last->severity = mark->severity < last->severity ? mark->severity : last->severity;
        last->whole_row = last->whole_row || mark->whole_row;
        join_notes(&last->note, &mark->note);
        zc_buf_free(&mark->note);
    }
    out->count = kept + 1;
    return ZC_OK;
}

static int annotate_sheets(struct zc_annotation *annotation, const struct zc_findings *findings, struct zc_error *err)
{
    int result = ZC_OK;
    for (size_t sheet = 0; sheet < annotation->book->sheet_count && !result; sheet++) {
        struct sheet_marks marks = {0};
        const char *drawing, *part = annotation->xlsx->sheets[sheet].part;
        result = collect_marks(&marks, annotation, sheet, findings, err);
        if (!result && marks.count)
            result = zc_annotate_notes(&drawing, annotation, sheet, marks.items, marks.count, err);
        if (!result && marks.count)
            result = zc_annotate_cells(annotation, part, marks.items, marks.count, drawing, err);
        for (size_t i = 0; i < marks.count; i++)
            zc_buf_free(&marks.items[i].note);
    }
    return result;
}

/* ---- styles ---- */

struct styles {
    struct zc_annotation *annotation;
    struct zc_splice splice;
    size_t fonts, fills;
    bool in_fonts, in_fills, in_cells;
    struct {
        size_t offset, size; /* of the start tag */
        size_t end;          /* behind the whole element */
    } *formats;
    size_t format_count, format_capacity;
};

static const char minimal_styles[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<styleSheet xmlns=\"%s\"><fonts count=\"1\"><font>"
    "<sz val=\"11\"/><name val=\"Calibri\"/></font></fonts><fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
    "<fill><patternFill patternType=\"gray125\"/></fill></fills><borders count=\"1\"><border><left/><right/><top/><bottom/>"
    "<diagonal/></border></borders><cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>"
    "</cellStyleXfs><cellXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/></cellXfs>"
    "</styleSheet>";

static int styles_start(void *user, struct zc_xml *xml, const char *name, const char **attributes)
{
    struct styles *styles = user;
    int depth = zc_xml_depth(xml);
    (void)attributes;
    if (depth == 2) {
        styles->in_fonts = strcmp(name, "fonts") == 0;
        styles->in_fills = strcmp(name, "fills") == 0;
        styles->in_cells = strcmp(name, "cellXfs") == 0;
    } else if (depth == 3) {
        styles->fonts += styles->in_fonts && strcmp(name, "font") == 0;
        styles->fills += styles->in_fills && strcmp(name, "fill") == 0;
        if (styles->in_cells && strcmp(name, "xf") == 0) {
            zc_arena_push(&styles->splice.arena, &styles->formats, &styles->format_count, &styles->format_capacity,
                          sizeof *styles->formats);
            styles->formats[styles->format_count - 1].offset = zc_xml_offset(xml);
            styles->formats[styles->format_count - 1].size = zc_xml_length(xml);
        }
    }
    return ZC_OK;
}

static int styles_end(void *user, struct zc_xml *xml, const char *name)
{
    struct styles *styles = user;
    if (zc_xml_depth(xml) == 3 && styles->in_cells && styles->format_count && strcmp(name, "xf") == 0)
        styles->formats[styles->format_count - 1].end = zc_xml_offset(xml) + zc_xml_length(xml);
    return ZC_OK;
}

/* The base style with another fill; all else stays, number format, border and alignment too. */
static void clone_format(struct zc_buf *out, const struct styles *styles, const struct zc_inked *inked)
{
    const char *p = styles->splice.prefix;
    if (inked->ink == ZC_INK_HEADER || inked->ink == ZC_INK_PLAIN) {
        bool header = inked->ink == ZC_INK_HEADER;
        zc_buf_printf(out, "<%sxf numFmtId=\"%d\" fontId=\"%zu\" fillId=\"%zu\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\" "
                           "applyFont=\"1\" applyFill=\"1\" applyAlignment=\"1\"><%salignment vertical=\"%s\" wrapText=\"1\"/></%sxf>",
                      p, header ? 0 : 49, header ? styles->fonts : 0, header ? styles->fills + ZC_INK_HEADER : 0, p,
                      header ? "center" : "top", p);
        return;
    }
    char fill[24];
    struct zc_buf tag = {0}, applied = {0};
    snprintf(fill, sizeof fill, "%zu", styles->fills + inked->ink);
    size_t base = inked->base >= 0 && (size_t)inked->base < styles->format_count ? (size_t)inked->base : 0;
    const char *source = styles->splice.source.bytes;
    zc_tag_set(&tag, source + styles->formats[base].offset, styles->formats[base].size, "fillId", fill, false);
    zc_tag_set(&applied, tag.bytes, tag.size, "applyFill", "1", false);
    zc_buf_add(out, applied.bytes, applied.size);
    size_t inner = styles->formats[base].offset + styles->formats[base].size;
    zc_buf_add(out, source + inner, styles->formats[base].end - inner);
    zc_buf_free(&tag);
    zc_buf_free(&applied);
}

static int write_styles(struct zc_annotation *annotation, const char *part, struct zc_error *err)
{
    static const struct zc_xml_handlers handlers = {styles_start, styles_end, NULL};
    static const char *const inks[] = {"FFFFC7CE", "FFFFEB9C", "FFD9E2EC"};
    struct styles styles = {.annotation = annotation};
    struct zc_buf text = {0};
    const char *minimal = zc_arena_printf(&annotation->arena, minimal_styles, zc_annotation_main_namespace(annotation));
    int result = zc_splice_load(&styles.splice, annotation->xlsx->package, part, minimal, err);
    if (!result)
        result = zc_splice_parse(&styles.splice, &handlers, &styles, err);
    if (!result && !styles.format_count)
        result = zc_fail(err, ZC_EINPUT, "样式表 %s 没有单元格样式", "styles %s hold no cell style", part);
    if (result)
        goto done;
    const char *p = styles.splice.prefix;
    zc_buf_printf(&text, "<%sfont><%sb/><%ssz val=\"11\"/><%sname val=\"宋体\"/></%sfont>", p, p, p, p, p);
    if ((result = zc_splice_append(&styles.splice, "fonts", 2, text.bytes, 1, err)))
        goto done;
    zc_buf_clear(&text);
    for (size_t i = 0; i < sizeof inks / sizeof *inks; i++)
        zc_buf_printf(&text, "<%sfill><%spatternFill patternType=\"solid\"><%sfgColor rgb=\"%s\"/><%sbgColor indexed=\"64\"/>"
                             "</%spatternFill></%sfill>", p, p, p, inks[i], p, p, p);
    if ((result = zc_splice_append(&styles.splice, "fills", 2, text.bytes, sizeof inks / sizeof *inks, err)))
        goto done;
    zc_buf_clear(&text);
    for (size_t i = 0; i < annotation->inked_count; i++)
        clone_format(&text, &styles, &annotation->inked[i]);
    if (!(result = zc_splice_append(&styles.splice, "cellXfs", 2, zc_buf_text(&text), annotation->inked_count, err)))
        result = zc_splice_apply(zc_annotation_change(annotation, part), &styles.splice, err);
done:
    zc_buf_free(&text);
    zc_splice_free(&styles.splice);
    return result;
}

/* ---- the result sheet ---- */

static void write_text_cell(struct zc_buf *out, int row, int column, long style, const char *text)
{
    char letter[4];
    zc_column_letter(letter, column);
    zc_buf_printf(out, "<c r=\"%s%d\" s=\"%ld\" t=\"inlineStr\"><is><t xml:space=\"preserve\">", letter, row, style);
    zc_rich_escape(out, text);
    zc_buf_str(out, "</t></is></c>");
}

static void write_link(struct zc_buf *out, const struct zc_finding *finding, int row)
{
    struct zc_buf place = {0};
    char letter[4];
    zc_column_letter(letter, finding->column < 0 ? 0 : finding->column);
    zc_buf_char(&place, '\'');
    for (const char *c = finding->sheet; *c; c++)
        zc_buf_str(&place, *c == '\'' ? "''" : (char[]){*c, 0});
    zc_buf_printf(&place, "'!%s%d", letter, finding->row);
    zc_buf_printf(out, "<hyperlink ref=\"B%d\" location=\"", row);
    zc_rich_escape(out, place.bytes);
    zc_buf_str(out, "\"/>");
    zc_buf_free(&place);
}

static bool has_sheet(const struct zc_book *book, const char *name)
{
    for (size_t i = 0; name && i < book->sheet_count; i++)
        if (strcmp(book->sheets[i].name, name) == 0)
            return true;
    return false;
}

static void write_result_sheet(struct zc_annotation *annotation, const char *part, const struct zc_findings *findings)
{
    long header = zc_annotation_style(annotation, 0, ZC_INK_HEADER), plain = zc_annotation_style(annotation, 0, ZC_INK_PLAIN);
    long inks[2] = {zc_annotation_style(annotation, 0, ZC_INK_RED), zc_annotation_style(annotation, 0, ZC_INK_AMBER)};
    struct zc_buf *out = zc_annotation_change(annotation, part), links = {0};
    zc_buf_printf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"%s\"><sheetViews>"
                       "<sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" "
                       "state=\"frozen\"/></sheetView></sheetViews><cols>", zc_annotation_main_namespace(annotation));
    for (int i = 0; i < RESULT_COLUMNS; i++)
        zc_buf_printf(out, "<col min=\"%d\" max=\"%d\" width=\"%g\" customWidth=\"1\"/>", i + 1, i + 1, widths[i]);
    zc_buf_str(out, "</cols><sheetData><row r=\"1\">");
    for (int i = 0; i < RESULT_COLUMNS; i++)
        write_text_cell(out, 1, i, header, headings[i]);
    zc_buf_str(out, "</row>");
    size_t link_count = 0;
    for (size_t i = 0; i < findings->count; i++) {
        const struct zc_finding *finding = &findings->items[i];
        int row = (int)i + 2;
        zc_buf_printf(out, "<row r=\"%d\">", row);
        for (int column = 0; column < RESULT_COLUMNS; column++) {
            char made[16];
            const char *text = result_text(made, finding, column);
            long style = column == 3 ? inks[finding->severity != ZC_SEV_ERROR] : plain;
            if (column == 1 && *text)
                zc_buf_printf(out, "<c r=\"B%d\" s=\"%ld\"><v>%s</v></c>", row, plain, text);
            else if (*text)
                write_text_cell(out, row, column, style, text);
        }
        zc_buf_str(out, "</row>");
        if (finding->row > 0 && has_sheet(annotation->book, finding->sheet) && link_count++ < LINKS_MOST)
            write_link(&links, finding, row);
    }
    zc_buf_printf(out, "</sheetData><autoFilter ref=\"A1:H%zu\"/>", findings->count + 1);
    if (links.size)
        zc_buf_printf(out, "<hyperlinks>%s</hyperlinks>", links.bytes);
    zc_buf_str(out, "</worksheet>");
    zc_buf_free(&links);
}

struct sheet_list {
    long highest_id;
    struct zc_arena *arena;
    const char **names; /* of every sheet, charts too */
    size_t count, capacity;
};

static int sheet_list_start(void *user, struct zc_xml *xml, const char *name, const char **attributes)
{
    struct sheet_list *list = user;
    if (zc_xml_depth(xml) != 3 || strcmp(name, "sheet") != 0)
        return ZC_OK;
    const char *id = zc_xml_attribute(attributes, "sheetId"), *title = zc_xml_attribute(attributes, "name");
    long number;
    if (id && zc_parse_int(&number, id, 0, 1 << 30) && number > list->highest_id)
        list->highest_id = number;
    *(const char **)zc_arena_push(list->arena, &list->names, &list->count, &list->capacity, sizeof *list->names) =
        zc_arena_str(list->arena, title ? title : "");
    return ZC_OK;
}

static const char *free_sheet_name(struct zc_arena *arena, const struct sheet_list *list)
{
    const char *name = "导入结果";
    for (int serial = 2;; serial++) {
        bool taken = false;
        for (size_t i = 0; i < list->count; i++)
            taken = taken || strcasecmp(list->names[i], name) == 0;
        if (!taken)
            return name;
        name = zc_arena_printf(arena, "导入结果(%d)", serial);
    }
}

/* Behind the other sheets: in front, every defined name that is bound to a sheet would point to its neighbour. */
static int list_result_sheet(struct zc_annotation *annotation, const char *id, struct zc_error *err)
{
    static const struct zc_xml_handlers handlers = {sheet_list_start, NULL, NULL};
    struct sheet_list list = {.arena = &annotation->arena};
    struct zc_splice splice;
    const char *part = annotation->xlsx->workbook_part;
    int result = zc_splice_load(&splice, annotation->xlsx->package, part, NULL, err);
    if (!result)
        result = zc_splice_parse(&splice, &handlers, &list, err);
    if (!result) {
        char *sheet = zc_arena_printf(&annotation->arena, "<%ssheet xmlns:zcr=\"%s\" name=\"%s\" sheetId=\"%ld\" zcr:id=\"%s\"/>",
                                      splice.prefix, relation_namespace(annotation), free_sheet_name(&annotation->arena, &list),
                                      list.highest_id + 1, id);
        result = zc_splice_append(&splice, "sheets", 2, sheet, 1, err);
    }
    if (!result)
        result = zc_splice_apply(zc_annotation_change(annotation, part), &splice, err);
    zc_splice_free(&splice);
    return result;
}

static int add_result(struct zc_annotation *annotation, const struct zc_findings *findings, struct zc_error *err)
{
    const char *workbook = annotation->xlsx->workbook_part, *styles = annotation->xlsx->styles_part;
    struct zc_relation *relations;
    size_t count;
    int result = zc_package_relations(&relations, &count, &annotation->arena, annotation->xlsx->package, workbook, err);
    if (result)
        return result;
    const char *part = zc_annotation_part_name(annotation, "xl/worksheets/sheet_zc", ".xml");
    const char *id = zc_annotation_relation_id(annotation, relations, count, 1);
    write_result_sheet(annotation, part, findings);
    zc_annotation_relate(annotation, workbook, id, "worksheet", part);
    zc_annotation_declare(annotation, part, "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml");
    if (!styles) {
        styles = zc_annotation_part_name(annotation, "xl/styles_zc", ".xml");
        zc_annotation_relate(annotation, workbook, zc_annotation_relation_id(annotation, relations, count, 2), "styles", styles);
        zc_annotation_declare(annotation, styles, "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml");
    }
    result = list_result_sheet(annotation, id, err);
    return result ? result : write_styles(annotation, styles, err);
}

/* ---- relations and content types ---- */

static int write_relations(struct zc_annotation *annotation, const char *part, struct zc_error *err)
{
    struct zc_splice splice;
    struct zc_buf text = {0};
    const char *name = zc_package_relations_name(&annotation->arena, part);
    int result = zc_splice_load(&splice, annotation->xlsx->package, name,
                                "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships "
                                "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>", err);
    for (size_t i = 0; i < annotation->related_count; i++) {
        const struct zc_related *related = &annotation->related[i];
        if (strcmp(related->part, part) != 0)
            continue;
        zc_buf_printf(&text, "<%sRelationship Id=\"%s\" Type=\"%s/%s\" Target=\"/", splice.prefix, related->id,
                      relation_namespace(annotation), related->type);
        zc_rich_escape(&text, related->target);
        zc_buf_str(&text, "\"/>");
    }
    if (!result)
        result = zc_splice_append(&splice, "Relationships", 1, zc_buf_text(&text), 0, err);
    if (!result)
        result = zc_splice_apply(zc_annotation_change(annotation, name), &splice, err);
    zc_buf_free(&text);
    zc_splice_free(&splice);
    return result;
}

static int find_vml_type(void *user, struct zc_xml *xml, const char *name, const char **attributes)
{
    bool *found = user;
    const char *extension = zc_xml_attribute(attributes, "Extension");
    (void)xml;
    *found = *found || (strcmp(name, "Default") == 0 && extension && strcasecmp(extension, "vml") == 0);
    return ZC_OK;
}

static int write_types(struct zc_annotation *annotation, struct zc_error *err)
{
    static const struct zc_xml_handlers handlers = {find_vml_type, NULL, NULL};
    struct zc_splice splice;
    struct zc_buf text = {0};
    bool has_vml = false;
    int result = zc_splice_load(&splice, annotation->xlsx->package, "[Content_Types].xml", NULL, err);
    if (!result)
        result = zc_splice_parse(&splice, &handlers, &has_vml, err);
    if (annotation->needs_vml_type && !has_vml)
        zc_buf_printf(&text, "<%sDefault Extension=\"vml\" ContentType=\"application/vnd.openxmlformats-officedocument.vmlDrawing\"/>",
                      splice.prefix);
    for (size_t i = 0; i < annotation->typed_count; i++)
        zc_buf_printf(&text, "<%sOverride PartName=\"/%s\" ContentType=\"%s\"/>", splice.prefix, annotation->typed[i].target,
                      annotation->typed[i].type);
    if (!result)
        result = zc_splice_append(&splice, "Types", 1, zc_buf_text(&text), 0, err);
    if (!result)
        result = zc_splice_apply(zc_annotation_change(annotation, "[Content_Types].xml"), &splice, err);
    zc_buf_free(&text);
    zc_splice_free(&splice);
    return result;
}

static int link_parts(struct zc_annotation *annotation, struct zc_error *err)
{
    int result = ZC_OK;
    for (size_t i = 0; i < annotation->related_count && !result; i++) {
        bool first = true;
        for (size_t j = 0; j < i; j++)
            first = first && strcmp(annotation->related[j].part, annotation->related[i].part) != 0;
        if (first)
            result = write_relations(annotation, annotation->related[i].part, err);
    }
    return result ? result : write_types(annotation, err);
}

/* ---- the copy ---- */

static int copy_file(const char *from, const char *to, struct zc_error *err)
{
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    char bytes[65536];
    size_t got;
    bool good = in && out;
    while (good && (got = fread(bytes, 1, sizeof bytes, in)) > 0)
        good = fwrite(bytes, 1, got, out) == got;
    good = good && !ferror(in);
    if (in)
        fclose(in);
    if (out && fclose(out) != 0)
        good = false;
    return good ? ZC_OK : zc_fail(err, ZC_EIO, "不能把 %s 复制到 %s:%s", "cannot copy %s to %s: %s", from, to, strerror(errno));
}

static int write_copy(struct zc_annotation *annotation, const char *from, const char *to, struct zc_error *err)
{
    char *temporary = zc_arena_printf(&annotation->arena, "%s.%ld.part", to, (long)getpid());
    struct zc_repack *repack = NULL;
    int result = copy_file(from, temporary, err);
    if (!result)
        result = zc_repack_open_file(&repack, annotation->xlsx->package, temporary, err);
    for (size_t i = 0; i < annotation->change_count && !result; i++) {
        const struct zc_change *change = &annotation->changes[i];
        result = zc_repack_put(repack, change->name, zc_buf_text(&change->bytes), change->bytes.size, err);
    }
    if (result)
        zc_repack_drop(repack);
    else
        result = zc_repack_finish(NULL, repack, err);
    if (!result && rename(temporary, to) != 0)
        result = zc_fail(err, ZC_EIO, "写 %s 失败:%s", "writing %s failed: %s", to, strerror(errno));
    if (result)
        unlink(temporary);
    return result;
}

static int find_strict(void *user, struct zc_xml *xml, const char *name, const char **attributes)
{
    (void)name;
    if (zc_xml_depth(xml) == 1)
        for (; *attributes; attributes += 2)
            if (strcmp(attributes[1], "http://purl.oclc.org/ooxml/spreadsheetml/main") == 0)
                *(bool *)user = true;
    return ZC_OK;
}

static int annotate_xlsx(struct zc_book *book, const char *from, const char *to, const struct zc_findings *findings,
                         struct zc_error *err)
{
    static const struct zc_xml_handlers handlers = {find_strict, NULL, NULL};
    struct zc_annotation annotation = {.book = book, .xlsx = book->state};
    annotation.style_count = annotation.xlsx->style_count ? annotation.xlsx->style_count : 1;
    int result = zc_package_parse(annotation.xlsx->package, annotation.xlsx->workbook_part, &handlers, &annotation.strict, err);
    if (!result && !(result = annotate_sheets(&annotation, findings, err)) &&
        !(result = add_result(&annotation, findings, err)) && !(result = link_parts(&annotation, err)))
        result = write_copy(&annotation, from, to, err);
    for (size_t i = 0; i < annotation.change_count; i++)
        zc_buf_free(&annotation.changes[i].bytes);
    zc_arena_free(&annotation.arena);
    return result;
}

int zc_annotate_fill(struct zc_book *book, const char *from, const char *to, size_t sheet, const struct zc_mark *marks, size_t count, struct zc_error *err)
{
    struct zc_annotation annotation = {.book = book, .xlsx = book->state};
    annotation.style_count = annotation.xlsx->style_count ? annotation.xlsx->style_count : 1;
    int result = zc_annotate_cells(&annotation, annotation.xlsx->sheets[sheet].part, marks, count, NULL, err);
    if (!result)
        result = write_copy(&annotation, from, to, err);
    for (size_t i = 0; i < annotation.change_count; i++)
        zc_buf_free(&annotation.changes[i].bytes);
    zc_arena_free(&annotation.arena);
    return result;
}

/* For sources that are no XLSX. */
static int write_result_book(const char *to, const struct zc_findings *findings, struct zc_error *err)
{
    struct zc_column columns[RESULT_COLUMNS] = {0};
    struct zc_sheet_writer *writer;
    for (int i = 0; i < RESULT_COLUMNS; i++)
        columns[i] = (struct zc_column){.title = headings[i], .width = widths[i], .type = i == 1 ? ZC_COLUMN_INTEGER : ZC_COLUMN_TEXT};
    int result = zc_sheet_writer_open(&writer, to, err);
    if (result)
        return result;
    zc_sheet_writer_sheet(writer, "导入结果", columns, RESULT_COLUMNS, false, NULL);
    for (size_t i = 0; i < findings->count; i++) {
        for (int column = 0; column < RESULT_COLUMNS; column++) {
            char made[16];
            if (column != 1)
                zc_sheet_writer_text(writer, column, result_text(made, &findings->items[i], column));
            else if (findings->items[i].row > 0)
                zc_sheet_writer_integer(writer, column, findings->items[i].row);
        }
        zc_sheet_writer_end_row(writer);
    }
    return zc_sheet_writer_close(writer, err);
}

int zc_annotate(const char *from, const char *to, const struct zc_findings *findings, struct zc_error *err)
{
    struct zc_book *book;
    if (findings->count > FINDINGS_MOST)
        return zc_fail(err, ZC_ELIMIT, "发现的问题超过 %d 条(上限:结果行数)", "more than %d findings (limit: result rows)",
                       FINDINGS_MOST);
    int result = zc_book_open(&book, from, err);
    if (result)
        return result;
    bool xlsx = book->reader->read == zc_xlsx_read;
    if (xlsx)
        result = annotate_xlsx(book, from, to, findings, err);
    zc_book_close(book);
    return result || xlsx ? result : write_result_book(to, findings, err);
}
