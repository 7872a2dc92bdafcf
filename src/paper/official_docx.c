/*
 * official_docx: 1 runs and paragraphs; 2 heads of the five forms; 3 body; 4 attachment note, signature, end block, check page; 5 what
 * stands across the page, footers, settings; 6 the package. Lengths are in twips (1/20 pt), as the format has them.
 */
#include "paper/official_docx.h"
#include "base/text.h"
#include "paper/breaking.h"
#include "paper/repack.h"
#include "paper/typeface.h"
#include "paper/xml.h"

#include <stdio.h>
#include <string.h>

enum { LINE = 579, LETTER = 315, BLOCK = 8845, ACROSS_BLOCK = 12756, MM = 57, SIZE = 32 /* half-points */ };

#define UPRIGHT "<w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1587\" w:header=\"851\" w:footer=\"1440\" w:gutter=\"0\"/>"
#define ACROSS "<w:pgSz w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\"/><w:pgMar w:top=\"1587\" w:right=\"2098\" w:bottom=\"1474\" w:left=\"1984\" w:header=\"851\" w:footer=\"1440\" w:gutter=\"0\"/>"
#define W_SPACE "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
#define R_SPACE "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""
#define V_SPACE "xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\""
#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"

/* 1 */

struct writer {
    struct zc_buf *out;
    const struct zc_official *paper;
    int id; /* of the next content control */
};
struct look {
    enum zc_face face;
    int size;   /* half-points */
    int spread; /* twips between letters */
    bool red;
};
static const struct look BODY = {ZC_FACE_FANGSONG, SIZE, -5, false};

static void run(struct writer *writer, const char *text, const struct look *look)
{
    struct zc_buf *out = writer->out;
    const char *han = zc_face_official(look->face), *latin = look->face == ZC_FACE_SONGTI ? han : "Times New Roman";
    if (!text || !*text)
        return;
    zc_buf_printf(out, "<w:r><w:rPr><w:rFonts w:ascii=\"%s\" w:hAnsi=\"%s\" w:eastAsia=\"%s\" w:cs=\"%s\"/>%s<w:spacing w:val=\"%d\"/><w:sz w:val=\"%d\"/><w:szCs w:val=\"%d\"/></w:rPr>",
                  latin, latin, han, latin, look->red ? "<w:color w:val=\"DB0D0F\"/>" : "", look->spread, look->size, look->size);
    zc_buf_str(out, "<w:t xml:space=\"preserve\">");
    zc_xml_escape(out, text, strlen(text));
    zc_buf_str(out, "</w:t></w:r>");
}

static void line_break(struct writer *writer) { zc_buf_str(writer->out, "<w:r><w:br/></w:r>"); }

static void attribute(struct zc_buf *out, const char *element, const char *value)
{
    if (!value || !*value)
        return;
    zc_buf_printf(out, "<w:%s w:val=\"", element);
    zc_xml_escape(out, value, strlen(value));
    zc_buf_str(out, "\"/>");
}

static void figure(struct writer *writer, const struct zc_official_span *span, const struct look *look)
{
    zc_buf_str(writer->out, "<w:sdt><w:sdtPr>");
    attribute(writer->out, "alias", span->title);
    attribute(writer->out, "tag", span->tag);
    zc_buf_printf(writer->out, "<w:id w:val=\"%d\"/><w:lock w:val=\"sdtContentLocked\"/><w:text/></w:sdtPr><w:sdtContent>", writer->id++);
    run(writer, span->text, look);
    zc_buf_str(writer->out, "</w:sdtContent></w:sdt>");
}

static void spans(struct writer *writer, const struct zc_official_spans *list, const struct look *look)
{
    for (size_t i = 0; i < list->count; i++) {
        struct look its = *look;
        if (list->items[i].strong && its.face == ZC_FACE_FANGSONG)
            its.face = ZC_FACE_KAITI;
        if (list->items[i].tag)
            figure(writer, &list->items[i], &its);
        else
            run(writer, list->items[i].text, &its);
    }
}

struct shape {
    const char *align;       /* both, left, center, right */
    int before, after, line; /* line: exact */
    int left, right, first;  /* first: negative hangs */
    const char *more;        /* borders, tabs, keepNext: XML */
};

static void begin(struct writer *writer, struct shape shape)
{
    zc_buf_printf(writer->out, "<w:p><w:pPr>%s<w:autoSpaceDE w:val=\"0\"/><w:autoSpaceDN w:val=\"0\"/><w:spacing w:before=\"%d\" w:after=\"%d\" w:line=\"%d\" w:lineRule=\"exact\"/><w:ind w:left=\"%d\" w:right=\"%d\" ",
                  shape.more ? shape.more : "", shape.before, shape.after, shape.line ? shape.line : LINE, shape.left, shape.right);
    zc_buf_printf(writer->out, shape.first < 0 ? "w:hanging=\"%d\"/>" : "w:firstLine=\"%d\"/>", shape.first < 0 ? -shape.first : shape.first);
    zc_buf_printf(writer->out, "<w:jc w:val=\"%s\"/></w:pPr>", shape.align ? shape.align : "both");
}

static void end(struct writer *writer) { zc_buf_str(writer->out, "</w:p>"); }

static void paragraph(struct writer *writer, const char *text, const struct look *look, struct shape shape)
{
    begin(writer, shape);
    run(writer, text, look);
    end(writer);
}

static bool has(const char *text) { return text && *text; }

/* Width of a text in body type, as far as a word processor's own fonts can be foretold. */
static int width_of(const char *text)
{
    int width = 0;
    for (const char *at = text ? text : "", *stop = at + strlen(at); at < stop;) {
        uint32_t code = zc_utf8_next(&at, stop);
        width += zc_break_is_word(code) || code == ' ' ? LETTER / 2 : LETTER;
    }
    return width;
}

/* 2 */

/* The ink of type of `size` half-points begins an eighth of its height below the top of a line of 1.2 of it. */
static void mark(struct writer *writer, int ink_top, int largest, const char *more)
{
    const char *text = writer->paper->mark ? writer->paper->mark : "";
    int letters = (int)zc_utf8_length(text), size = largest * 2;
    while (letters && size > 20 && letters * (size * 10 + size * 10 * 6 / 100) > BLOCK)
        size--;
    struct look look = {ZC_FACE_BIAOSONG, size, size * 10 * 6 / 100, true};
    int before = ink_top - size * 10 * 12 / 100;
    paragraph(writer, text, &look, (struct shape){.align = "center", .line = size * 12, .before = before > 0 ? before : 0, .left = more ? -8 * MM : 0, .right = more ? -6 * MM : 0, .more = more});
}

#define RED_LINE "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"12\" w:space=\"7\" w:color=\"DB0D0F\"/></w:pBdr>"
#define RIGHT_TAB "<w:tabs><w:tab w:val=\"right\" w:pos=\"8530\"/></w:tabs>"

/* left, tab, right; either may be empty */
static void left_and_right(struct writer *writer, const char *left, const char *label, const char *right, int before, bool line)
{
    struct look name = BODY;
    name.face = label ? ZC_FACE_KAITI : ZC_FACE_FANGSONG;
    /* A line below would begin at the indent: a blank letter takes its place. */
    begin(writer, (struct shape){.align = "left", .before = before, .more = line ? RED_LINE RIGHT_TAB : RIGHT_TAB});
    run(writer, "　", &BODY);
    run(writer, left, &BODY);
    zc_buf_str(writer->out, "<w:r><w:tab/></w:r>");
    run(writer, label, &BODY);
    run(writer, right, &name);
    end(writer);
}

static void corner(struct writer *writer, int *used)
{
    const struct zc_official *paper = writer->paper;
    struct look black = BODY;
    black.face = ZC_FACE_HEITI;
    const struct {
        const char *text;
        const struct look *look;
    } lines[] = {{paper->copy_number, &BODY}, {paper->secrecy, &black}, {paper->urgency, &black}};
    for (size_t i = 0; i < 3; i++)
        if (has(lines[i].text)) {
            paragraph(writer, lines[i].text, lines[i].look, (struct shape){.align = "left"});
            *used += LINE;
        }
}

static void head(struct writer *writer)
{
    const struct zc_official *paper = writer->paper;
    int used = 0, before = 2 * LINE;
    switch (paper->form) {
    case ZC_OFFICIAL_DOCUMENT:
        corner(writer, &used);
        mark(writer, 35 * MM - used, 62, NULL);
        for (size_t i = 0; i + 1 < paper->signer_count; i++, before = 0)
            left_and_right(writer, "", i ? "　　　　" : "签发人：", paper->signers[i], before, false);
        if (paper->signer_count)
            left_and_right(writer, paper->number, paper->signer_count > 1 ? "　　　　" : "签发人：", paper->signers[paper->signer_count - 1], before, true);
        else
            paragraph(writer, paper->number, &BODY, (struct shape){.align = "center", .before = before, .more = RED_LINE});
        break;
    case ZC_OFFICIAL_LETTER: /* the mark stands above the block, in the header of the first page */
        paragraph(writer, paper->number, &BODY, (struct shape){.align = "right"});
        corner(writer, &used);
        break;
    case ZC_OFFICIAL_MINUTES:
    case ZC_OFFICIAL_BULLETIN:
        corner(writer, &used);
        mark(writer, 35 * MM - used, 52, NULL);
        if (has(paper->compiler) || has(paper->compiled_on)) {
            paragraph(writer, paper->number, &BODY, (struct shape){.align = "center", .before = LINE});
            left_and_right(writer, paper->compiler, NULL, paper->compiled_on, 0, true);
        } else {
            paragraph(writer, paper->number, &BODY, (struct shape){.align = "center", .before = LINE, .more = RED_LINE});
        }
        break;
    case ZC_OFFICIAL_PRESS: break;
    }
}

static void title(struct writer *writer)
{
    const struct zc_official *paper = writer->paper;
    struct look look = {ZC_FACE_BIAOSONG, 44, 0, false};
    size_t ends[ZC_TITLE_LINES], count = 0, from = 0;
    if (!has(paper->title))
        return;
    size_t size = strlen(paper->title);
    uint32_t *letters = zc_arena_array(paper->arena, size + 1, sizeof *letters);
    size_t *offsets = zc_arena_array(paper->arena, size + 2, sizeof *offsets);
    for (const char *at = paper->title; *at;) {
        offsets[count] = (size_t)(at - paper->title);
        letters[count++] = zc_utf8_next(&at, paper->title + size);
    }
    offsets[count] = size;
    size_t lines = zc_break_title(ends, letters, count, 20);
    begin(writer, (struct shape){.align = "center", .before = paper->form == ZC_OFFICIAL_PRESS || paper->form >= ZC_OFFICIAL_MINUTES ? LINE : 2 * LINE, .after = LINE});
    for (size_t i = 0; i < lines; from = ends[i++]) {
        if (i)
            line_break(writer);
        run(writer, zc_arena_copy(paper->arena, paper->title + offsets[from], offsets[ends[i]] - offsets[from]), &look);
    }
    end(writer);
}

/* 3 */

/* A letter's mark stands 30 mm from the edge: its first page begins there, and bears no number. */
static const char section[] =
    "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId6\"/><w:headerReference w:type=\"even\" r:id=\"rId6\"/><w:headerReference w:type=\"first\" r:id=\"rId7\"/>"
    "<w:footerReference w:type=\"default\" r:id=\"rId3\"/><w:footerReference w:type=\"even\" r:id=\"rId4\"/><w:footerReference w:type=\"first\" r:id=\"rId5\"/>"
    "%s%s"
    "<w:docGrid w:type=\"lines\" w:linePitch=\"579\"/></w:sectPr>";

/* The page as it lies for a table across it: the head towards what is the binding of odd pages. The breaks are paragraphs without height. */
static void section_ends(struct writer *writer, bool across)
{
    zc_buf_str(writer->out, "<w:p><w:pPr><w:spacing w:before=\"0\" w:after=\"0\" w:line=\"20\" w:lineRule=\"exact\"/>");
    zc_buf_printf(writer->out, section, across ? ACROSS : UPRIGHT, !across && writer->paper->form == ZC_OFFICIAL_LETTER ? "<w:titlePg/>" : "");
    zc_buf_str(writer->out, "</w:pPr></w:p>");
}

static void table(struct writer *writer, const struct zc_official_block *block)
{
    size_t width = zc_official_is_wide(block) ? ACROSS_BLOCK : BLOCK;
    double *widths = zc_arena_array(writer->paper->arena, block->columns + 1, sizeof *widths);
    zc_official_columns(widths, block, (double)width / 20);
    for (size_t c = 0; c < block->columns; c++)
        widths[c] = width == BLOCK ? (double)(width / block->columns) : widths[c] * 20;
    static const char *const aligns[] = {"left", "center", "right"}, *const sides[] = {"top", "left", "bottom", "right", "insideH", "insideV"};
    struct zc_buf *out = writer->out;
    zc_buf_str(out, "<w:tbl><w:tblPr>");
    zc_buf_printf(out, "<w:tblW w:w=\"%zu\" w:type=\"dxa\"/><w:tblBorders>", width);
    for (size_t i = 0; i < 6; i++)
        zc_buf_printf(out, "<w:%s w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>", sides[i]);
    zc_buf_str(out, "</w:tblBorders></w:tblPr><w:tblGrid>");
    for (size_t c = 0; c < block->columns; c++)
        zc_buf_printf(out, "<w:gridCol w:w=\"%zu\"/>", (size_t)widths[c]);
    zc_buf_str(out, "</w:tblGrid>");
    for (size_t r = 0; r < block->rows; r++) {
        struct look look = {r ? ZC_FACE_FANGSONG : ZC_FACE_HEITI, 24, 0, false};
        zc_buf_printf(out, "<w:tr><w:trPr><w:cantSplit/>%s</w:trPr>", r ? "" : "<w:tblHeader/>");
        for (size_t c = 0; c < block->columns; c++) {
            zc_buf_printf(out, "<w:tc><w:tcPr><w:tcW w:w=\"%zu\" w:type=\"dxa\"/><w:vAlign w:val=\"center\"/></w:tcPr>", (size_t)widths[c]);
            begin(writer, (struct shape){.align = r ? aligns[block->aligns ? block->aligns[c] : 0] : "center", .line = 440});
            spans(writer, &block->cells[r * block->columns + c], &look);
            end(writer);
            zc_buf_str(out, "</w:tc>");
        }
        zc_buf_str(out, "</w:tr>");
    }
    zc_buf_str(out, "</w:tbl>");
}

/* 7.3.7; the title stands on the third line. */
static void annex(struct writer *writer, const struct zc_official_block *block, bool fresh)
{
    struct look black = BODY, title = {ZC_FACE_BIAOSONG, 44, 0, false};
    black.face = ZC_FACE_HEITI;
    paragraph(writer, block->label, &black, (struct shape){.align = "left", .more = fresh ? NULL : "<w:pageBreakBefore/>"});
    paragraph(writer, zc_official_plain(writer->paper->arena, &block->spans), &title, (struct shape){.align = "center", .before = LINE, .after = LINE});
}

/* The blocks from `from` to the next attachment, or all attachments. */
static void blocks(struct writer *writer, size_t from, size_t to)
{
    const struct zc_official *paper = writer->paper;
    bool across = false;
    for (size_t i = from; i < to; i++) {
        const struct zc_official_block *block = &paper->blocks[i];
        struct look look = BODY;
        bool titled = block->kind == ZC_OFFICIAL_ANNEX && i + 1 < to && zc_official_is_wide(&block[1]), wide = titled || zc_official_is_wide(block);
        bool turns = wide != across || (titled && i > from);
        if (turns) {
            section_ends(writer, across);
            across = wide;
        }
        if (block->kind == ZC_OFFICIAL_ANNEX) {
            annex(writer, block, turns);
            continue;
        }
        if (block->kind == ZC_OFFICIAL_TABLE) {
            table(writer, block);
            continue;
        }
        if (block->kind == ZC_OFFICIAL_ROSTER) {
            int hang = width_of(block->label) + LETTER;
            look.face = ZC_FACE_HEITI;
            begin(writer, (struct shape){.left = 2 * LETTER + hang, .first = -hang, .before = i && block[-1].kind != ZC_OFFICIAL_ROSTER ? LINE : 0});
            run(writer, zc_arena_printf(paper->arena, "%s：", block->label), &look);
            spans(writer, &block->spans, &BODY);
            end(writer);
            continue;
        }
        if (block->kind == ZC_OFFICIAL_HEAD)
            look.face = block->level <= 1 ? ZC_FACE_HEITI : block->level == 2 ? ZC_FACE_KAITI : ZC_FACE_FANGSONG;
        begin(writer, (struct shape){.first = 2 * LETTER, .more = block->kind == ZC_OFFICIAL_HEAD ? "<w:keepNext/>" : NULL});
        spans(writer, &block->spans, &look);
        end(writer);
    }
    if (across)
        section_ends(writer, true);
}

static void body(struct writer *writer)
{
    const struct zc_official *paper = writer->paper;
    if (has(paper->addressee))
        paragraph(writer, zc_arena_printf(paper->arena, "%s：", paper->addressee), &BODY, (struct shape){.align = "both"});
    blocks(writer, 0, zc_official_annex(paper, 0));
}

/* 4 */

static void foot(struct writer *writer)
{
    const struct zc_official *paper = writer->paper;
    for (size_t i = 0; i < paper->attachment_count; i++) {
        const char *number = paper->attachment_count > 1 ? zc_arena_printf(paper->arena, "%zu.", i + 1) : "";
        int hang = width_of(number) + (i ? 0 : 3 * LETTER);
        paragraph(writer, zc_arena_printf(paper->arena, "%s%s%s", i ? "" : "附件：", number, paper->attachments[i]), &BODY,
                  (struct shape){.before = i ? 0 : LINE, .left = 5 * LETTER + width_of(number), .first = -hang});
    }
    if (has(paper->signature) || has(paper->date)) {
        int agency = width_of(paper->signature), day = width_of(paper->date), agency_x, date_x;
        if (paper->seal) {
            date_x = BLOCK - 4 * LETTER - day;
            agency_x = date_x + day / 2 - agency / 2;
            agency_x = agency_x + agency > BLOCK ? BLOCK - agency : agency_x;
        } else {
            agency_x = BLOCK - 2 * LETTER - agency;
            date_x = agency_x + 2 * LETTER;
            if (date_x + day > BLOCK - 2 * LETTER) {
                date_x = BLOCK - 2 * LETTER - day;
                agency_x = date_x - 2 * LETTER;
            }
        }
        paragraph(writer, paper->signature, &BODY, (struct shape){.align = "left", .before = paper->seal ? 2 * LINE : LINE, .left = agency_x > 0 ? agency_x : 0, .more = "<w:keepNext/>"});
        paragraph(writer, paper->date, &BODY, (struct shape){.align = "left", .left = date_x > 0 ? date_x : 0});
    }
    if (has(paper->note))
        paragraph(writer, zc_arena_printf(paper->arena, "（%s）", paper->note), &BODY, (struct shape){.left = 2 * LETTER});
}

/* 7.4: at the foot of the last page: paragraphs in a frame that hangs on the lower edge of the block; blank letters stand
 * in the place of indents, and the lines are broken here. */
#define FRAME "<w:framePr w:w=\"8845\" w:hSpace=\"0\" w:vSpace=\"0\" w:wrap=\"notBeside\" w:vAnchor=\"margin\" w:hAnchor=\"margin\" w:xAlign=\"left\" w:yAlign=\"bottom\"/>"
/* A rule across the block, as a thin rectangle on a line of its own: LibreOffice takes no frame whose paragraphs have borders. */
static void end_rule(struct writer *writer, double mm)
{
    zc_buf_printf(writer->out,
                  "<w:p><w:pPr>" FRAME "<w:spacing w:before=\"0\" w:after=\"0\" w:line=\"240\" w:lineRule=\"auto\"/><w:rPr><w:sz w:val=\"2\"/></w:rPr></w:pPr><w:r><w:rPr>"
                  "<w:sz w:val=\"2\"/></w:rPr><w:pict><v:rect style=\"width:442.2pt;height:%.2fpt;mso-wrap-distance-left:0;mso-wrap-distance-top:0;mso-wrap-distance-right:0;mso-wrap-distance-bottom:0\" fillcolor=\"#000000\" stroked=\"f\"/></w:pict></w:r></w:p>",
                  mm * 72 / 25.4);
}

static void end_row(struct writer *writer, const char *left, const char *right, size_t hang)
{
    enum { CELL = 280 };
    struct look look = {ZC_FACE_FANGSONG, 28, 0, false};
    struct zc_arena *arena = writer->paper->arena;
    size_t size = strlen(left), count = 0;
    struct zc_letter *letters = zc_arena_array(arena, size + 1, sizeof *letters);
    for (const char *at = left, *stop = left + size; at < stop;) {
        size_t from = (size_t)(at - left);
        uint32_t code = zc_utf8_next(&at, stop);
        letters[count++] = (struct zc_letter){code, zc_break_is_word(code) || code == ' ' ? CELL / 2 : CELL, from};
    }
    begin(writer, (struct shape){.align = "left", .line = 420, .more = FRAME "<w:tabs><w:tab w:val=\"right\" w:pos=\"8565\"/></w:tabs>"});
    for (size_t from = 0; from < count;) {
        size_t blanks = 1 + (from ? hang : 0), to = zc_break_line(letters, count, from, BLOCK - CELL * (double)(blanks + 1));
        if (from)
            line_break(writer);
        for (size_t i = 0; i < blanks; i++)
            run(writer, "　", &look);
        run(writer, zc_arena_copy(arena, left + letters[from].span, (to < count ? letters[to].span : size) - letters[from].span), &look);
        from = to;
    }
    if (has(right)) {
        zc_buf_str(writer->out, "<w:r><w:tab/></w:r>");
        run(writer, right, &look);
    }
    end(writer);
}

static void end_block(struct writer *writer)
{
    const struct zc_official *paper = writer->paper;
    bool printer = has(paper->printer);
    if (!printer && !has(paper->copies))
        return;
    end_rule(writer, 0.35);
    if (has(paper->copies))
        end_row(writer, zc_arena_printf(paper->arena, "抄送：%s。", paper->copies), NULL, 3);
    if (printer && has(paper->copies))
        end_rule(writer, 0.25);
    if (printer)
        end_row(writer, paper->printer, has(paper->printed_on) ? zc_arena_printf(paper->arena, "%s印发", paper->printed_on) : NULL, 0);
    end_rule(writer, 0.35);
    /* A frame needs text that it stands beside; this paragraph takes no room. */
    zc_buf_str(writer->out, "<w:p><w:pPr><w:spacing w:before=\"0\" w:after=\"0\" w:line=\"20\" w:lineRule=\"exact\"/></w:pPr></w:p>");
}

static void check_page(struct writer *writer)
{
    const struct zc_official *paper = writer->paper;
    struct look small = {ZC_FACE_FANGSONG, 21, 0, false}, black = {ZC_FACE_HEITI, 21, 0, false};
    char digest[ZC_DIGEST_HEX];
    if (!paper->figure_count && !paper->wording_count)
        return;
    zc_official_digest(digest, paper);
    zc_buf_str(writer->out, "<w:p><w:pPr><w:pageBreakBefore/><w:spacing w:before=\"0\" w:after=\"0\" w:line=\"320\" w:lineRule=\"exact\"/></w:pPr>");
    run(writer, "核对页（不属公文正文）", &black);
    end(writer);
    paragraph(writer, zc_arena_printf(paper->arena, "正文内容摘要（SM3）：%s", digest), &small, (struct shape){.line = 320});
    for (size_t i = 0; i < paper->figure_count; i++) {
        const struct zc_official_figure *its = &paper->figures[i];
        paragraph(writer,
                  zc_arena_printf(paper->arena, "%zu. %s：%s%s。%s。%s；截至%s；查询 %s", i + 1, its->title, its->shown, has(its->unit) ? its->unit : "", has(its->basis) ? its->basis : "",
                                  has(its->explain) ? its->explain : "", has(its->asof) ? its->asof : "", its->metric),
                  &small, (struct shape){.line = 320, .left = 420, .first = -420});
    }
    for (size_t i = 0; i < paper->wording_count; i++)
        paragraph(writer, paper->wordings[i], &small, (struct shape){.line = 320, .left = 420, .first = -420});
}

/* 5 */

static void across(struct zc_buf *out, const char *word, const struct zc_official *letter)
{
    zc_buf_str(out, XML "<w:hdr " W_SPACE " " R_SPACE " " V_SPACE ">");
    if (letter) { /* 10.1: mark 30 mm from the edge, the double line 4 mm below it and 170 mm long */
        struct writer writer = {.out = out, .paper = letter};
        mark(&writer, 30 * MM - 851, 42, "<w:pBdr><w:bottom w:val=\"thickThinSmallGap\" w:sz=\"18\" w:space=\"8\" w:color=\"DB0D0F\"/></w:pBdr>");
    }
    zc_buf_str(out, "<w:p><w:pPr><w:spacing w:before=\"0\" w:after=\"0\" w:line=\"20\" w:lineRule=\"exact\"/></w:pPr>");
    if (word) {
        zc_buf_str(out, "<w:r><w:pict><v:shapetype id=\"_x0000_t136\" coordsize=\"21600,21600\" o:spt=\"136\" adj=\"10800\" path=\"m@7,l@8,m@5,21600l@6,21600e\">"
                        "<v:textpath on=\"t\" fitshape=\"t\"/></v:shapetype><v:shape id=\"PowerPlusWaterMarkObject1\" o:spid=\"_x0000_s2049\" type=\"#_x0000_t136\" "
                        "style=\"position:absolute;margin-left:0;margin-top:0;width:400pt;height:200pt;rotation:315;z-index:-251658752;"
                        "mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;mso-position-vertical-relative:margin\" "
                        "fillcolor=\"#f6e9e7\" stroked=\"f\"><v:textpath style=\"font-family:&quot;宋体&quot;;font-size:1pt\" string=\"");
        zc_xml_escape(out, word, strlen(word));
        zc_buf_str(out, "\"/></v:shape></w:pict></w:r>");
    }
    zc_buf_str(out, "</w:p></w:hdr>");
}

static void footer(struct zc_buf *out, const char *align, const char *side)
{
    struct writer writer = {.out = out};
    struct look look = {ZC_FACE_SONGTI, 28, 0, false};
    zc_buf_printf(out, XML "<w:ftr " W_SPACE "><w:p><w:pPr><w:spacing w:before=\"0\" w:after=\"0\" w:line=\"280\" w:lineRule=\"exact\"/><w:ind w:%s=\"280\"/><w:jc w:val=\"%s\"/></w:pPr>",
                  side, align);
    run(&writer, "— ", &look);
    static const char font[] = "<w:rPr><w:rFonts w:ascii=\"宋体\" w:hAnsi=\"宋体\" w:eastAsia=\"宋体\"/><w:sz w:val=\"28\"/></w:rPr>";
    zc_buf_printf(out, "<w:r>%s<w:fldChar w:fldCharType=\"begin\"/></w:r><w:r>%s<w:instrText xml:space=\"preserve\"> PAGE </w:instrText></w:r><w:r>%s<w:fldChar w:fldCharType=\"end\"/></w:r>",
                  font, font, font);
    run(&writer, " —", &look);
    zc_buf_str(out, "</w:p></w:ftr>");
}

#define OVERRIDE(part, kind) "<Override PartName=\"/word/" part "\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml." kind "+xml\"/>"
static const char content_types[] =
    XML "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" "
        "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>" OVERRIDE("document.xml", "document.main")
            OVERRIDE("styles.xml", "styles") OVERRIDE("settings.xml", "settings") OVERRIDE("footer1.xml", "footer") OVERRIDE("footer2.xml", "footer") OVERRIDE("footer3.xml", "footer")
                OVERRIDE("header1.xml", "header") OVERRIDE("header2.xml", "header") "<Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>";
#define RELATIONS "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
static const char package_relations[] =
    XML RELATIONS "<Relationship Id=\"rId1\" Type=\"" OFFICE "officeDocument\" Target=\"word/document.xml\"/><Relationship Id=\"rId2\" "
                  "Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/></Relationships>";
static const char document_relations[] =
    XML RELATIONS "<Relationship Id=\"rId1\" Type=\"" OFFICE "styles\" Target=\"styles.xml\"/><Relationship Id=\"rId2\" Type=\"" OFFICE "settings\" Target=\"settings.xml\"/>"
                  "<Relationship Id=\"rId3\" Type=\"" OFFICE "footer\" Target=\"footer1.xml\"/><Relationship Id=\"rId4\" Type=\"" OFFICE "footer\" Target=\"footer2.xml\"/>"
                  "<Relationship Id=\"rId5\" Type=\"" OFFICE "footer\" Target=\"footer3.xml\"/><Relationship Id=\"rId6\" Type=\"" OFFICE "header\" Target=\"header1.xml\"/><Relationship Id=\"rId7\" Type=\"" OFFICE "header\" Target=\"header2.xml\"/></Relationships>";
static const char styles[] =
    XML "<w:styles " W_SPACE "><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:eastAsia=\"仿宋_GB2312\" w:cs=\"Times New Roman\"/>"
        "<w:sz w:val=\"32\"/><w:szCs w:val=\"32\"/><w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:widowControl w:val=\"0\"/></w:pPr></w:pPrDefault></w:docDefaults>"
        "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/></w:style>"
        "<w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/></w:style></w:styles>";
static const char settings[] = XML "<w:settings " W_SPACE "><w:evenAndOddHeaders/><w:characterSpacingControl w:val=\"doNotCompress\"/><w:compat><w:compatSetting w:name=\"compatibilityMode\" "
                                   "w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat></w:settings>";
/* 6 */

int zc_official_docx(struct zc_buf *out, const struct zc_official *paper, struct zc_error *err)
{
    struct zc_buf document = {0}, core = {0}, head_part = {0}, first_part = {0}, odd = {0}, even = {0};
    struct writer writer = {.out = &document, .paper = paper, .id = 1};
    char digest[ZC_DIGEST_HEX];
    const char *word = paper->sample && has(paper->state) ? zc_arena_printf(paper->arena, "示例%s", paper->state) : paper->sample ? "示例" : has(paper->state) ? paper->state : NULL;
    zc_buf_str(&document, XML "<w:document " W_SPACE " " R_SPACE " " V_SPACE "><w:body>");
    head(&writer);
    title(&writer);
    body(&writer);
    foot(&writer);
    blocks(&writer, zc_official_annex(paper, 0), paper->block_count);
    end_block(&writer);
    check_page(&writer);
    zc_buf_printf(&document, section, UPRIGHT, paper->form == ZC_OFFICIAL_LETTER ? "<w:titlePg/>" : "");
    zc_buf_str(&document, "</w:body></w:document>");
    across(&head_part, word, NULL);
    across(&first_part, word, paper->form == ZC_OFFICIAL_LETTER ? paper : NULL);
    footer(&odd, "right", "right");
    footer(&even, "left", "left");
    zc_official_digest(digest, paper);
    zc_buf_str(&core, XML "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" "
                          "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>");
    if (paper->title)
        zc_xml_escape(&core, paper->title, strlen(paper->title));
    zc_buf_printf(&core, "</dc:title><dc:description>SM3 %s</dc:description></cp:coreProperties>", digest);
    /* the first page of a letter: no number, a double line 20 mm from the edge */
    static const char bare[] = XML "<w:ftr " W_SPACE "><w:p><w:pPr><w:framePr w:w=\"9638\" w:hSpace=\"0\" w:vSpace=\"0\" w:wrap=\"notBeside\" w:vAnchor=\"page\" "
                                   "w:hAnchor=\"page\" w:x=\"1134\" w:y=\"15684\"/><w:pBdr><w:bottom w:val=\"thinThickSmallGap\" w:sz=\"18\" w:space=\"0\" w:color=\"DB0D0F\"/></w:pBdr>"
                                   "<w:spacing w:before=\"0\" w:after=\"0\" w:line=\"20\" w:lineRule=\"exact\"/></w:pPr></w:p><w:p/></w:ftr>";
    const struct zc_repack_part parts[] = {
        {"[Content_Types].xml", content_types, sizeof content_types - 1},
        {"_rels/.rels", package_relations, sizeof package_relations - 1},
        {"word/document.xml", document.bytes, document.size},
        {"word/_rels/document.xml.rels", document_relations, sizeof document_relations - 1},
        {"word/styles.xml", styles, sizeof styles - 1},
        {"word/settings.xml", settings, sizeof settings - 1},
        {"word/header1.xml", head_part.bytes, head_part.size},
        {"word/header2.xml", first_part.bytes, first_part.size},
        {"word/footer1.xml", odd.bytes, odd.size},
        {"word/footer2.xml", even.bytes, even.size},
        {"word/footer3.xml", bare, sizeof bare - 1},
        {"docProps/core.xml", core.bytes, core.size},
    };
    int rc = zc_repack_new(out, parts, sizeof parts / sizeof *parts, err);
    zc_buf_free(&document);
    zc_buf_free(&core);
    zc_buf_free(&head_part);
    zc_buf_free(&first_part);
    zc_buf_free(&odd);
    zc_buf_free(&even);
    return rc;
}
