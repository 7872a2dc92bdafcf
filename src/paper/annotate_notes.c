/* annotate_notes: notes beside found cells: the comments part, then the VML drawing that shows them. */
#include "paper/annotate_parts.h"
#include "paper/rich.h"

#include <stdlib.h>
#include <string.h>

struct notes {
    struct zc_splice splice;
    struct zc_mark *marks;
    size_t count, authors;
    const char *author_xml;
    struct zc_mark *here;   /* the mark of the comment under way */
    bool in_text, text_done, list_done;
    size_t text_end;        /* behind the last run of the comment under way; 0: none yet */
    const char *prefix;
};

static struct zc_mark *mark_at(struct notes *notes, const char *reference)
{
    int row, column;
    if (!reference || !zc_cell_reference(&row, &column, reference))
        return NULL;
    for (size_t low = 0, high = notes->count; low < high;) {
        size_t middle = low + (high - low) / 2;
        struct zc_mark *mark = &notes->marks[middle];
        if (mark->row == row && mark->column == column)
            return mark;
        if (mark->row < row || (mark->row == row && mark->column < column))
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static void write_run(struct zc_buf *out, const char *prefix, const char *before, const char *note)
{
    zc_buf_printf(out, "<%sr><%st xml:space=\"preserve\">%s", prefix, prefix, before);
    zc_rich_escape(out, note);
    zc_buf_printf(out, "</%st></%sr>", prefix, prefix);
}

/* All notes on cells that had no comment. */
static void write_new_comments(struct zc_buf *out, struct notes *notes)
{
    const char *p = notes->prefix;
    for (size_t i = 0; i < notes->count; i++) {
        struct zc_mark *mark = &notes->marks[i];
        char letter[4];
        if (mark->noted)
            continue;
        zc_column_letter(letter, mark->column);
        zc_buf_printf(out, "<%scomment ref=\"%s%d\" authorId=\"%zu\"><%stext>", p, letter, mark->row, notes->authors, p);
        write_run(out, p, "", zc_buf_text(&mark->note));
        zc_buf_printf(out, "</%stext></%scomment>", p, p);
    }
}

static int notes_start(void *user, struct zc_xml *xml, const char *name, const char **attributes)
{
    struct notes *notes = user;
    int depth = zc_xml_depth(xml);
    size_t size;
    bool empty;
    const char *tag = zc_splice_tag(&notes->splice, xml, &size, &empty), *raw;
    struct zc_buf text = {0};
    if (depth == 2 && empty && (strcmp(name, "authors") == 0 || strcmp(name, "commentList") == 0)) {
        zc_tag_set(&text, tag, size, "", NULL, true);
        if (*name == 'a')
            zc_buf_str(&text, notes->author_xml);
        else
            write_new_comments(&text, notes);
        notes->list_done = notes->list_done || *name == 'c';
        size_t length = zc_tag_name(&raw, tag, size);
        zc_buf_printf(&text, "</%.*s>", (int)length, raw);
        zc_splice_replace(&notes->splice, zc_xml_offset(xml), size, zc_buf_text(&text));
    } else if (depth == 3 && strcmp(name, "author") == 0) {
        notes->authors++;
    } else if (depth == 3 && strcmp(name, "comment") == 0) {
        notes->here = mark_at(notes, zc_xml_attribute(attributes, "ref"));
        if (notes->here && notes->here->noted)
            notes->here = NULL;
        notes->text_end = 0;
        notes->in_text = notes->text_done = false;
    } else if (depth == 4 && notes->here && strcmp(name, "text") == 0 && !notes->text_done) {
        notes->in_text = !empty;
        if (empty) {
            zc_tag_set(&text, tag, size, "", NULL, true);
            write_run(&text, notes->prefix, "", zc_buf_text(&notes->here->note));
            zc_buf_printf(&text, "</%stext>", notes->prefix);
            zc_splice_replace(&notes->splice, zc_xml_offset(xml), size, zc_buf_text(&text));
            notes->here->noted = notes->text_done = true;
        }
    } else if (depth == 5 && notes->in_text && strcmp(name, "t") == 0) {
        /* Text without runs becomes a run, so that another may follow. */
        zc_buf_printf(&text, "<%sr>", notes->prefix);
        zc_splice_replace(&notes->splice, zc_xml_offset(xml), 0, zc_buf_text(&text));
    }
    zc_buf_free(&text);
    return ZC_OK;
}

static int notes_end(void *user, struct zc_xml *xml, const char *name)
{
    struct notes *notes = user;
    int depth = zc_xml_depth(xml);
    size_t end = zc_xml_offset(xml) + zc_xml_length(xml);
    struct zc_buf text = {0};
    if (depth == 5 && notes->in_text && (strcmp(name, "t") == 0 || strcmp(name, "r") == 0)) {
        if (*name == 't') {
            zc_buf_printf(&text, "</%sr>", notes->prefix);
            zc_splice_replace(&notes->splice, end, 0, zc_buf_text(&text));
        }
        notes->text_end = end;
    } else if (depth == 4 && notes->in_text && strcmp(name, "text") == 0) {
        write_run(&text, notes->prefix, "\n", zc_buf_text(&notes->here->note));
        zc_splice_replace(&notes->splice, notes->text_end ? notes->text_end : zc_xml_offset(xml), 0, zc_buf_text(&text));
        notes->here->noted = notes->text_done = true;
        notes->in_text = false;
    } else if (depth == 3 && strcmp(name, "comment") == 0) {
        notes->here = NULL;
    } else if (depth == 2 && zc_xml_length(xml) && strcmp(name, "authors") == 0) {
        zc_splice_replace(&notes->splice, zc_xml_offset(xml), 0, notes->author_xml);
    } else if (depth == 2 && zc_xml_length(xml) && strcmp(name, "commentList") == 0) {
        write_new_comments(&text, notes);
        zc_splice_replace(&notes->splice, zc_xml_offset(xml), 0, zc_buf_text(&text));
        notes->list_done = true;
    }
    zc_buf_free(&text);
    return ZC_OK;
}

static int write_comments(struct zc_annotation *annotation, const char *part, struct zc_mark *marks, size_t count,
                          struct zc_error *err)
{
    static const struct zc_xml_handlers handlers = {notes_start, notes_end, NULL};
    struct notes notes = {.marks = marks, .count = count};
    const char *empty = zc_arena_printf(&annotation->arena, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
                                        "<comments xmlns=\"%s\"><authors></authors><commentList></commentList></comments>",
                                        zc_annotation_main_namespace(annotation));
    int result = zc_splice_load(&notes.splice, annotation->xlsx->package, part, empty, err);
    notes.prefix = notes.splice.prefix;
    notes.author_xml = zc_arena_printf(&annotation->arena, "<%sauthor>筑城</%sauthor>", notes.prefix, notes.prefix);
    if (!result)
        result = zc_splice_parse(&notes.splice, &handlers, &notes, err);
    if (!result && !notes.list_done)
        result = zc_fail(err, ZC_EINPUT, "批注部件 %s 中没有 commentList", "comments part %s has no commentList", part);
    if (!result)
        result = zc_splice_apply(zc_annotation_change(annotation, part), &notes.splice, err);
    zc_splice_free(&notes.splice);
    return result;
}

/* ---- the drawing ---- */

static const char shape_type[] =
    "<v:shapetype xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" "
    "id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\">"
    "<v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>";

static void write_shape(struct zc_buf *out, const struct zc_mark *mark, unsigned long id)
{
    zc_buf_printf(out, "<v:shape xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" "
                       "xmlns:x=\"urn:schemas-microsoft-com:office:excel\" id=\"_x0000_s%lu\" type=\"#_x0000_t202\" "
                       "style=\"position:absolute;margin-left:60pt;margin-top:2pt;width:220pt;height:90pt;z-index:1;"
                       "visibility:hidden\" fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/>"
                       "<v:shadow on=\"t\" color=\"black\" obscured=\"t\"/><v:path o:connecttype=\"none\"/>"
                       "<v:textbox style=\"mso-direction-alt:auto\"><div style=\"text-align:left\"></div></v:textbox>"
                       "<x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/>"
                       "<x:Anchor>%d, 15, %d, 2, %d, 15, %d, 4</x:Anchor><x:AutoFill>False</x:AutoFill>"
                       "<x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>",
                  id, mark->column + 1, mark->row - 1, mark->column + 4, mark->row + 4, mark->row - 1, mark->column);
}

/* The largest number of a shape in the drawing. Drawings by Excel need not be well-formed XML, so they are searched as text. */
static unsigned long last_shape(const char *drawing)
{
    static const char mark[] = "_x0000_s";
    unsigned long last = 0;
    for (const char *at = drawing; (at = strstr(at, mark)) != NULL;) {
        at += sizeof mark - 1;
        unsigned long number = strtoul(at, NULL, 10);
        if (number > last && number < 1UL << 30)
            last = number;
    }
    return last;
}

static int write_drawing(struct zc_annotation *annotation, const char *part, bool exists, size_t sheet,
                         const struct zc_mark *marks, size_t count, const bool *drawn, struct zc_error *err)
{
    struct zc_buf old = {0}, *out;
    if (exists) {
        int result = zc_package_load(&old, annotation->xlsx->package, part, 256 << 20, err);
        if (result)
            return result;
    } else {
        zc_buf_printf(&old, "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" "
                            "xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><o:shapelayout v:ext=\"edit\">"
                            "<o:idmap v:ext=\"edit\" data=\"%zu\"/></o:shapelayout></xml>", sheet + 1);
    }
    const char *text = zc_buf_text(&old), *end = NULL;
    for (const char *at = text; (at = strstr(at, "</xml")) != NULL; at++)
        end = at;
    if (!end) {
        zc_buf_free(&old);
        return zc_fail(err, ZC_EINPUT, "批注图形部件 %s 损坏", "drawing part %s is broken", part);
    }
    unsigned long id = last_shape(text);
    if (!id)
        id = (unsigned long)(sheet + 1) * 1024;
    out = zc_annotation_change(annotation, part);
    zc_buf_add(out, text, (size_t)(end - text));
    if (!strstr(text, "id=\"_x0000_t202\""))
        zc_buf_str(out, shape_type);
    for (size_t i = 0; i < count; i++)
        if (!drawn[i])
            write_shape(out, &marks[i], ++id);
    zc_buf_str(out, end);
    zc_buf_free(&old);
    return ZC_OK;
}

/* Headers and footers may have a drawing too; the one for notes is the one that the sheet calls legacyDrawing. */
struct legacy_search {
    struct zc_arena *arena;
    const char **id;
};

static int find_legacy(void *user, struct zc_xml *xml, const char *name, const char **attributes)
{
    struct legacy_search *search = user;
    if (zc_xml_depth(xml) == 2 && strcmp(name, "legacyDrawing") == 0)
        *search->id = zc_arena_str(search->arena, zc_xml_attribute(attributes, "id"));
    return ZC_OK;
}

int zc_annotate_notes(const char **drawing, struct zc_annotation *annotation, size_t sheet, struct zc_mark *marks,
                      size_t count, struct zc_error *err)
{
    static const struct zc_xml_handlers legacy_handlers = {find_legacy, NULL, NULL};
    const struct zc_xlsx_sheet *which = &annotation->xlsx->sheets[sheet];
    struct zc_relation *relations;
    size_t relation_count;
    *drawing = NULL;
    int result = zc_package_relations(&relations, &relation_count, &annotation->arena, annotation->xlsx->package, which->part, err);
    if (result || !count)
        return result;
    const char *legacy = NULL;
    struct legacy_search search = {&annotation->arena, &legacy};
    if ((result = zc_package_parse(annotation->xlsx->package, which->part, &legacy_handlers, &search, err)))
        return result;
    const struct zc_relation *vml = legacy ? zc_relation_by_id(relations, relation_count, legacy) : NULL;
    if (vml && (vml->external || !zc_package_find(annotation->xlsx->package, vml->target)))
        return zc_fail(err, ZC_EINPUT, "缺少部件 %s", "part %s is missing", vml->target);
    const char *comments = which->comments_part;
    const char *ids[2] = {NULL, NULL};
    if (!comments) {
        comments = zc_annotation_part_name(annotation, "xl/comments_zc", ".xml");
        ids[0] = zc_annotation_relation_id(annotation, relations, relation_count, 1);
        zc_annotation_declare(annotation, comments, "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml");
    }
    /* A cell that has a comment has its shape. */
    bool *drawn = zc_arena_array(&annotation->arena, count, sizeof *drawn);
    if ((result = write_comments(annotation, comments, marks, count, err)))
        return result;
    for (size_t i = 0; i < count; i++)
        drawn[i] = marks[i].noted;
    const char *vml_part = vml ? vml->target : zc_annotation_part_name(annotation, "xl/drawings/vmlDrawing_zc", ".vml");
    if (!vml) {
        *drawing = ids[1] = zc_annotation_relation_id(annotation, relations, relation_count, 2);
        annotation->needs_vml_type = true;
    }
    if ((result = write_drawing(annotation, vml_part, vml != NULL, sheet, marks, count, drawn, err)))
        return result;
    if (ids[0])
        zc_annotation_relate(annotation, which->part, ids[0], "comments", comments);
    if (ids[1])
        zc_annotation_relate(annotation, which->part, ids[1], "vmlDrawing", vml_part);
    return ZC_OK;
}
