/*
 * docx_write: a new document. Sizes and spaces follow GB/T 9704-2012 where the layout is ours to choose: A4, margins 37/35/28/26 mm,
 * 22 lines of 28 characters, page numbers alternating outside.
 */
#include "paper/docx.h"
#include "paper/repack.h"
#include "paper/xml.h"

#include <stdio.h>
#include <string.h>

struct zc_docx {
    struct zc_arena *arena;
    const char *title;
    struct zc_buf body;
    int next_id;
    size_t columns;
    bool in_header;
};

#define NAMESPACE "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"

static const char content_types[] =
    HEAD "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
         "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
         "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
         "<Override PartName=\"/word/document.xml\" "
         "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>"
         "<Override PartName=\"/word/styles.xml\" "
         "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>"
         "<Override PartName=\"/word/settings.xml\" "
         "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml\"/>"
         "<Override PartName=\"/word/footer1.xml\" "
         "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml\"/>"
         "<Override PartName=\"/word/footer2.xml\" "
         "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml\"/>"
         "<Override PartName=\"/docProps/core.xml\" "
         "ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>";

#define RELATIONSHIPS "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
static const char package_relations[] =
    HEAD RELATIONSHIPS "<Relationship Id=\"rId1\" Type=\"" OFFICE "officeDocument\" Target=\"word/document.xml\"/>"
                       "<Relationship Id=\"rId2\" "
                       "Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" "
                       "Target=\"docProps/core.xml\"/></Relationships>";
static const char document_relations[] =
    HEAD RELATIONSHIPS "<Relationship Id=\"rId1\" Type=\"" OFFICE "styles\" Target=\"styles.xml\"/>"
                       "<Relationship Id=\"rId2\" Type=\"" OFFICE "settings\" Target=\"settings.xml\"/>"
                       "<Relationship Id=\"rId3\" Type=\"" OFFICE "footer\" Target=\"footer1.xml\"/>"
                       "<Relationship Id=\"rId4\" Type=\"" OFFICE "footer\" Target=\"footer2.xml\"/></Relationships>";
static const char settings[] =
    HEAD "<w:settings " NAMESPACE "><w:evenAndOddHeaders/>"
         "<w:characterSpacingControl w:val=\"doNotCompress\"/>"
         "<w:compat><w:compatSetting w:name=\"compatibilityMode\" "
         "w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat></w:settings>";

#define FONTS(han, latin)                                                                                              \
    "<w:rFonts w:ascii=\"" latin "\" w:hAnsi=\"" latin "\" w:eastAsia=\"" han "\" w:cs=\"" latin "\"/>"
#define STYLE(id, name, paragraph, run)                                                                                \
    "<w:style w:type=\"paragraph\" w:customStyle=\"1\" w:styleId=\"" id "\"><w:name w:val=\"" name                     \
    "\"/><w:basedOn w:val=\"Normal\"/><w:qFormat/><w:pPr>" paragraph "</w:pPr><w:rPr>" run "</w:rPr></w:style>"
#define HEADING(level, id, run)                                                                                        \
    "<w:style w:type=\"paragraph\" w:styleId=\"" id "\"><w:name w:val=\"heading " level                                \
    "\"/><w:basedOn w:val=\"Normal\"/><w:next w:val=\"ZcBody\"/><w:qFormat/><w:pPr><w:keepNext/>"                      \
    "<w:ind w:firstLineChars=\"200\" w:firstLine=\"640\"/></w:pPr><w:rPr>" run "</w:rPr></w:style>"

/* 三号 is 16 pt; 28 such letters are wider than the block, so each gives up 5 twips; 22 lines of 579 twips fill the page. */
static const char styles[] = HEAD "<w:styles " NAMESPACE "><w:docDefaults><w:rPrDefault><w:rPr>" FONTS(
    "仿宋_GB2312",
    "Times New Roman") "<w:spacing w:val=\"-5\"/><w:sz w:val=\"32\"/><w:szCs w:val=\"32\"/>"
                       "<w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>"
                       "<w:spacing w:before=\"0\" w:after=\"0\" w:line=\"579\" w:lineRule=\"exact\"/><w:jc "
                       "w:val=\"both\"/></w:pPr></w:pPrDefault>"
                       "</w:docDefaults>"
                       "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name "
                       "w:val=\"Normal\"/></w:style>"
                       "<w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal "
                       "Table\"/></w:style>"
                       "<w:style w:type=\"paragraph\" w:styleId=\"Title\"><w:name w:val=\"Title\"/><w:basedOn "
                       "w:val=\"Normal\"/>"
                       "<w:next w:val=\"ZcBody\"/><w:qFormat/><w:pPr><w:keepNext/><w:spacing w:after=\"579\" "
                       "w:line=\"700\" w:lineRule=\"exact\"/>"
                       "<w:jc w:val=\"center\"/></w:pPr><w:rPr>" FONTS(
                           "方正小标宋简体",
                           "Times New Roman") "<w:sz w:val=\"44\"/><w:szCs w:val=\"44\"/></w:rPr></w:style>" HEADING("1", "Heading1",
                                                                                                                     FONTS(
                                                                                                                         "黑体",
                                                                                                                         "Times New Roman"))
                           HEADING("2", "Heading2", FONTS("楷体_GB2312", "Times New Roman")) HEADING("3", "Heading3",
                                                                                                     "<w:b/>")
                               STYLE("ZcBody", "正文首行缩进", "<w:ind w:firstLineChars=\"200\" w:firstLine=\"640\"/>",
                                     "") STYLE("ZcFlush", "正文顶格", "<w:ind w:firstLine=\"0\"/>", "")
                                   STYLE("ZcRight", "落款", "<w:ind w:right=\"640\"/><w:jc w:val=\"right\"/>", "") STYLE(
                                       "ZcNote",
                                       "数字注", "<w:spacing w:line=\"360\" w:lineRule=\"exact\"/><w:ind w:left=\"480\" w:hanging=\"480\"/>",
                                       "<w:sz w:val=\"24\"/><w:szCs w:val=\"24\"/>")
                                       STYLE("ZcCell", "表格", "<w:spacing w:line=\"440\" w:lineRule=\"exact\"/>",
                                             "<w:sz w:val=\"24\"/><w:szCs w:val=\"24\"/>") "</w:styles>";

/* The page number: 4号 宋体 between dashes of one em, one character in from the outer edge. */
#define FOOTER(align, indent)                                                                                          \
    HEAD "<w:ftr " NAMESPACE "><w:p><w:pPr><w:ind " indent "=\"280\"/><w:jc w:val=\"" align "\"/></w:pPr>"             \
         "<w:r><w:rPr>" FONTS(                                                                                         \
             "宋体", "宋体") "<w:sz w:val=\"28\"/></w:rPr><w:t xml:space=\"preserve\">— </w:t></w:r>"                \
                             "<w:r><w:rPr>" FONTS(                                                                     \
                                 "宋体",                                                                               \
                                 "宋体") "<w:sz w:val=\"28\"/></w:rPr><w:fldChar w:fldCharType=\"begin\"/></w:r>"      \
                                         "<w:r><w:rPr>" FONTS(                                                         \
                                             "宋体",                                                                   \
                                             "宋体") "<w:sz w:val=\"28\"/></w:rPr>"                                    \
                                                     "<w:instrText xml:space=\"preserve\"> PAGE </w:instrText></w:r>"  \
                                                     "<w:r><w:rPr>" FONTS(                                             \
                                                         "宋体",                                                       \
                                                         "宋体") "<w:sz w:val=\"28\"/></w:rPr><w:fldChar "             \
                                                                 "w:fldCharType=\"end\"/></w:r>"                       \
                                                                 "<w:r><w:rPr>" FONTS(                                 \
                                                                     "宋体",                                           \
                                                                     "宋体") "<w:sz w:val=\"28\"/></w:rPr><w:t "       \
                                                                             "xml:space=\"preserve\"> —</w:t></w:r>" \
                                                                             "</w:p></w:ftr>"
static const char footer_odd[] = FOOTER("right", "w:right");
static const char footer_even[] = FOOTER("left", "w:left");

static const char section[] =
    "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId3\"/><w:footerReference w:type=\"even\" r:id=\"rId4\"/>"
    "<w:pgSz w:w=\"11906\" w:h=\"16838\"/>"
    "<w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1587\" w:header=\"851\" w:footer=\"1400\" "
    "w:gutter=\"0\"/><w:docGrid w:type=\"lines\" w:linePitch=\"579\"/></w:sectPr>";

struct zc_docx *zc_docx_new(struct zc_arena *arena, const char *title)
{
    struct zc_docx *docx = zc_arena_alloc(arena, sizeof *docx);
    docx->arena = arena;
    docx->title = zc_arena_str(arena, title ? title : "");
    docx->next_id = 1;
    return docx;
}

void zc_docx_paragraph_begin(struct zc_docx *docx, enum zc_docx_style style)
{
    static const char *const ids[] = {"Title",  "Heading1", "Heading2", "Heading3",
                                      "ZcBody", "ZcFlush",  "ZcRight",  "ZcNote"};
    zc_buf_printf(&docx->body, "<w:p><w:pPr><w:pStyle w:val=\"%s\"/></w:pPr>", ids[style]);
}

void zc_docx_paragraph_end(struct zc_docx *docx) { zc_buf_str(&docx->body, "</w:p>"); }

static void put_run(struct zc_docx *docx, const char *text, size_t size, bool bold, const char *more)
{
    bold = bold || docx->in_header;
    zc_buf_str(&docx->body, "<w:r>");
    if (bold || *more)
        zc_buf_printf(&docx->body, "<w:rPr>%s%s</w:rPr>", bold ? "<w:b/>" : "", more);
    for (size_t at = 0;;) {
        size_t next = at;
        while (next < size && text[next] != '\n')
            next++;
        if (next > at) {
            zc_buf_str(&docx->body, "<w:t xml:space=\"preserve\">");
            zc_xml_escape(&docx->body, text + at, next - at);
            zc_buf_str(&docx->body, "</w:t>");
        }
        if (next >= size)
            break;
        zc_buf_str(&docx->body, "<w:br/>");
        at = next + 1;
    }
    zc_buf_str(&docx->body, "</w:r>");
}

void zc_docx_text(struct zc_docx *docx, const char *text, size_t size, bool bold)
{
    if (size)
        put_run(docx, text, size, bold, "");
}

void zc_docx_figure(struct zc_docx *docx, const char *text, const char *tag, const char *title, bool bold)
{
    zc_buf_str(&docx->body, "<w:sdt><w:sdtPr>");
    if (title && *title) {
        zc_buf_str(&docx->body, "<w:alias w:val=\"");
        zc_xml_escape(&docx->body, title, strlen(title));
        zc_buf_str(&docx->body, "\"/>");
    }
    if (tag && *tag) {
        zc_buf_str(&docx->body, "<w:tag w:val=\"");
        zc_xml_escape(&docx->body, tag, strlen(tag));
        zc_buf_str(&docx->body, "\"/>");
    }
    zc_buf_printf(&docx->body,
                  "<w:id w:val=\"%d\"/><w:lock w:val=\"sdtContentLocked\"/><w:text/></w:sdtPr><w:sdtContent>",
                  docx->next_id++);
    put_run(docx, text, strlen(text), bold, "");
    zc_buf_str(&docx->body, "</w:sdtContent></w:sdt>");
}

void zc_docx_mark(struct zc_docx *docx, const char *text)
{
    put_run(docx, text, strlen(text), false, "<w:vertAlign w:val=\"superscript\"/>");
}

void zc_docx_table_begin(struct zc_docx *docx, size_t columns)
{
    static const char *const sides[] = {"top", "left", "bottom", "right", "insideH", "insideV"};
    zc_assert(columns >= 1 && columns <= 63);
    docx->columns = columns;
    zc_buf_str(&docx->body, "<w:tbl><w:tblPr><w:tblW w:w=\"5000\" w:type=\"pct\"/><w:tblBorders>");
    for (size_t i = 0; i < 6; i++)
        zc_buf_printf(&docx->body, "<w:%s w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>", sides[i]);
    zc_buf_str(&docx->body, "</w:tblBorders></w:tblPr><w:tblGrid>");
    for (size_t i = 0; i < columns; i++)
        zc_buf_printf(&docx->body, "<w:gridCol w:w=\"%zu\"/>", 8845 / columns);
    zc_buf_str(&docx->body, "</w:tblGrid>");
}

void zc_docx_row_begin(struct zc_docx *docx, bool header)
{
    docx->in_header = header;
    zc_buf_str(&docx->body, "<w:tr><w:trPr><w:cantSplit/>");
    zc_buf_str(&docx->body, header ? "<w:tblHeader/></w:trPr>" : "</w:trPr>");
}

void zc_docx_cell_begin(struct zc_docx *docx, enum zc_docx_align align)
{
    static const char *const names[] = {"left", "center", "right"};
    zc_buf_printf(&docx->body,
                  "<w:tc><w:tcPr><w:tcW w:w=\"%zu\" w:type=\"dxa\"/></w:tcPr>"
                  "<w:p><w:pPr><w:pStyle w:val=\"ZcCell\"/><w:jc w:val=\"%s\"/></w:pPr>",
                  8845 / docx->columns, names[align]);
}

void zc_docx_cell_end(struct zc_docx *docx) { zc_buf_str(&docx->body, "</w:p></w:tc>"); }

void zc_docx_row_end(struct zc_docx *docx)
{
    docx->in_header = false;
    zc_buf_str(&docx->body, "</w:tr>");
}

void zc_docx_table_end(struct zc_docx *docx) { zc_buf_str(&docx->body, "</w:tbl>"); }

static int write_parts(struct zc_buf *out, struct zc_docx *docx, struct zc_error *err)
{
    struct zc_buf document = {0}, core = {0};
    zc_buf_str(&document,
               HEAD "<w:document " NAMESPACE " xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/"
                    "relationships\"><w:body>");
    zc_buf_add(&document, zc_buf_text(&docx->body), docx->body.size);
    zc_buf_str(&document, section);
    zc_buf_str(&document, "</w:body></w:document>");
    zc_buf_str(&core, HEAD "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/"
                           "core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>");
    zc_xml_escape(&core, docx->title, strlen(docx->title));
    zc_buf_str(&core, "</dc:title></cp:coreProperties>");
    const struct zc_repack_part parts[] = {
        {"[Content_Types].xml", content_types, sizeof content_types - 1},
        {"_rels/.rels", package_relations, sizeof package_relations - 1},
        {"word/document.xml", document.bytes, document.size},
        {"word/_rels/document.xml.rels", document_relations, sizeof document_relations - 1},
        {"word/styles.xml", styles, sizeof styles - 1},
        {"word/settings.xml", settings, sizeof settings - 1},
        {"word/footer1.xml", footer_odd, sizeof footer_odd - 1},
        {"word/footer2.xml", footer_even, sizeof footer_even - 1},
        {"docProps/core.xml", core.bytes, core.size},
    };
    int rc = zc_repack_new(out, parts, sizeof parts / sizeof *parts, err);
    zc_buf_free(&document);
    zc_buf_free(&core);
    return rc;
}

int zc_docx_finish(struct zc_buf *out, struct zc_docx *docx, struct zc_error *err)
{
    int rc = write_parts(out, docx, err);
    zc_buf_free(&docx->body);
    return rc;
}
