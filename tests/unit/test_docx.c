/* docx: what is written reads back, notes land on their words and leave all else alone, hostile files are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <zip.h>

#include "paper/docx.h"
#include "paper/package.h"
#include "paper/repack.h"

#define WORD "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""

static void text_of(struct zc_docx *docx, enum zc_docx_style style, const char *text)
{
    zc_docx_paragraph_begin(docx, style);
    zc_docx_text(docx, text, strlen(text), false);
    zc_docx_paragraph_end(docx);
}

static void write_sample(struct zc_buf *out)
{
    struct zc_arena arena = {0};
    struct zc_docx *docx = zc_docx_new(&arena, "综述<示例>");
    text_of(docx, ZC_DOCX_TITLE, "2017年上半年综述（示例）");
    text_of(docx, ZC_DOCX_HEADING1, "一、试点");
    zc_docx_paragraph_begin(docx, ZC_DOCX_BODY);
    zc_docx_text(docx, "承担国家级改革试点", strlen("承担国家级改革试点"), false);
    zc_docx_figure(docx, "46", "binding-17", "国家级改革试点数", false);
    zc_docx_text(docx, "项 & <更多>", strlen("项 & <更多>"), true);
    zc_docx_mark(docx, "1");
    zc_docx_paragraph_end(docx);
    zc_docx_table_begin(docx, 2);
    for (int row = 0; row < 2; row++) {
        zc_docx_row_begin(docx, row == 0);
        for (int column = 0; column < 2; column++) {
            zc_docx_cell_begin(docx, column ? ZC_DOCX_END : ZC_DOCX_LEFT);
            const char *text = row ? (column ? "12" : "国家级") : (column ? "完成" : "层级");
            zc_docx_text(docx, text, strlen(text), false);
            zc_docx_cell_end(docx);
        }
        zc_docx_row_end(docx);
    }
    zc_docx_table_end(docx);
    text_of(docx, ZC_DOCX_NOTE, "1. 国家级改革试点数");
    struct zc_error err;
    assert_int_equal(zc_docx_finish(out, docx, &err), ZC_OK);
    zc_arena_free(&arena);
}

static const char sample_text[] =
    "2017年上半年综述（示例）\n一、试点\n承担国家级改革试点46项 & <更多>\n层级\t完成\n国家级\t12\n"
    "1. 国家级改革试点数\n";

static char *part_of(struct zc_arena *arena, const struct zc_buf *file, const char *name)
{
    struct zc_package *package;
    struct zc_error err;
    struct zc_buf bytes = {0};
    assert_int_equal(zc_package_open_bytes(&package, file->bytes, file->size, &err), ZC_OK);
    bool found = zc_package_find(package, name) != NULL;
    if (found)
        assert_int_equal(zc_package_load(&bytes, package, name, 1 << 20, &err), ZC_OK);
    char *part = found ? zc_arena_copy(arena, zc_buf_text(&bytes), bytes.size) : NULL;
    zc_buf_free(&bytes);
    zc_package_close(package);
    return part;
}

static void what_is_written_reads_back(void **state)
{
    (void)state;
    struct zc_buf first = {0}, second = {0};
    struct zc_arena arena = {0};
    struct zc_docx_text text;
    struct zc_error err;
    write_sample(&first);
    write_sample(&second);
    assert_int_equal(first.size, second.size);
    assert_memory_equal(first.bytes, second.bytes, first.size);
    assert_int_equal(zc_docx_read(&text, &arena, first.bytes, first.size, &err), ZC_OK);
    assert_string_equal(text.text, sample_text);
    for (size_t i = 0; i < text.run_count; i++) {
        assert_true(text.runs[i].paragraph < text.paragraph_count);
        const struct zc_docx_paragraph *paragraph = &text.paragraphs[text.runs[i].paragraph];
        assert_true(paragraph->offset <= text.runs[i].offset);
        assert_true(text.runs[i].offset + text.runs[i].size <= paragraph->offset + paragraph->size);
    }
    assert_non_null(strstr(part_of(&arena, &first, "word/document.xml"), "<w:tag w:val=\"binding-17\"/>"));
    zc_buf_free(&first);
    zc_buf_free(&second);
    zc_arena_free(&arena);
}

/* ---- a package by hand, as other programs write them ---- */

static void pack(struct zc_buf *out, const char *document, const char *more_name, const char *more)
{
    struct zc_repack *package;
    struct zc_error err;
    assert_int_equal(zc_repack_open(&package, NULL, NULL, 0, &err), ZC_OK);
    static const char types[] = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
                                "<Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>";
    static const char relations[] =
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"a\" "
        "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" "
        "Target=\"word/main.xml\"/></Relationships>";
    assert_int_equal(zc_repack_put(package, "[Content_Types].xml", types, sizeof types - 1, &err), ZC_OK);
    assert_int_equal(zc_repack_put(package, "_rels/.rels", relations, sizeof relations - 1, &err), ZC_OK);
    assert_int_equal(zc_repack_put(package, "word/main.xml", document, strlen(document), &err), ZC_OK);
    if (more_name)
        assert_int_equal(zc_repack_put(package, more_name, more, strlen(more), &err), ZC_OK);
    assert_int_equal(zc_repack_finish(out, package, &err), ZC_OK);
}

static void notes_cut_runs_and_leave_the_rest_alone(void **state)
{
    (void)state;
    static const char document[] =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document " WORD "><w:body><w:p><w:r w:rsidR=\"1\"><w:rPr><w:b/>"
        "<w:highlight w:val=\"green\"/><w:lang w:val=\"zh-CN\"/></w:rPr><w:t>水库14</w:t></w:r><w:r><w:t>6座 &amp; "
        "河</w:t></w:r>"
        "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:r><w:tab/><w:t>98条</w:t></w:r></w:p></w:body></"
        "w:document>";
    struct zc_buf file = {0}, noted = {0}, again = {0};
    struct zc_arena arena = {0};
    struct zc_error err;
    struct zc_docx_text text;
    pack(&file, document, "word/media/x.bin", "unchanged");
    assert_int_equal(zc_docx_read(&text, &arena, file.bytes, file.size, &err), ZC_OK);
    assert_string_equal(text.text, "水库146座 & 河\t98条\n");
    struct zc_docx_note notes[] = {
        {6, 6, "账本为164\n请核对 <水库>", "yellow"}, {19, 2, "相符", "green"}, {900, 3, "beyond", NULL}};
    assert_int_equal(zc_docx_annotate(&noted, file.bytes, file.size, notes, 3, "示例", &err), ZC_OK);
    struct zc_docx_text after;
    assert_int_equal(zc_docx_read(&after, &arena, noted.bytes, noted.size, &err), ZC_OK);
    assert_string_equal(after.text, text.text);
    const char *xml = part_of(&arena, &noted, "word/main.xml");
    assert_non_null(
        strstr(xml, "<w:r w:rsidR=\"1\"><w:rPr><w:b/><w:highlight w:val=\"green\"/><w:lang w:val=\"zh-CN\"/></w:rPr>"
                    "<w:t xml:space=\"preserve\">水库</w:t></w:r><w:commentRangeStart w:id=\"0\"/>"
                    "<w:r w:rsidR=\"1\"><w:rPr><w:b/><w:highlight w:val=\"yellow\"/><w:lang w:val=\"zh-CN\"/></w:rPr>"
                    "<w:t xml:space=\"preserve\">14</w:t></w:r>"));
    assert_non_null(strstr(xml, "<w:highlight w:val=\"yellow\"/></w:rPr><w:t xml:space=\"preserve\">6座</w:t></w:r>"
                                "<w:commentRangeEnd w:id=\"0\"/>"));
    assert_non_null(strstr(xml, "<w:t xml:space=\"preserve\"> &amp; 河</w:t>"));
    assert_non_null(strstr(xml, "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"));
    assert_string_equal(part_of(&arena, &noted, "word/media/x.bin"), "unchanged");
    assert_string_equal(part_of(&arena, &noted, "_rels/.rels"), part_of(&arena, &file, "_rels/.rels"));
    assert_non_null(strstr(part_of(&arena, &noted, "word/comments.xml"), "请核对 &lt;水库&gt;"));
    assert_non_null(strstr(part_of(&arena, &noted, "[Content_Types].xml"), "/word/comments.xml"));
    /* A second round keeps the first comments and takes new numbers. */
    assert_int_equal(zc_docx_annotate(&again, noted.bytes, noted.size, notes, 1, "示例", &err), ZC_OK);
    const char *comments = part_of(&arena, &again, "word/comments.xml");
    assert_non_null(strstr(comments, "w:id=\"0\""));
    assert_non_null(strstr(comments, "w:id=\"2\""));
    assert_null(strstr(comments, "w:id=\"3\""));
    assert_int_equal(zc_docx_read(&after, &arena, again.bytes, again.size, &err), ZC_OK);
    assert_string_equal(after.text, text.text);
    zc_buf_free(&file);
    zc_buf_free(&noted);
    zc_buf_free(&again);
    zc_arena_free(&arena);
}

/* Every place of the sample may be marked: the text stays, the file stays readable. */
static void a_note_may_stand_anywhere(void **state)
{
    (void)state;
    struct zc_buf file = {0};
    write_sample(&file);
    for (size_t from = 0; from < sizeof sample_text; from += 3)
        for (size_t size = 1; size < 40; size += 13) {
            struct zc_docx_note notes[] = {
                {from, size, "甲", "yellow"}, {from + 2, size, "乙", "red"}, {from, 3, "丙", NULL}};
            struct zc_buf noted = {0};
            struct zc_arena arena = {0};
            struct zc_error err;
            struct zc_docx_text text;
            assert_int_equal(zc_docx_annotate(&noted, file.bytes, file.size, notes, 3, "示例", &err), ZC_OK);
            assert_int_equal(zc_docx_read(&text, &arena, noted.bytes, noted.size, &err), ZC_OK);
            assert_string_equal(text.text, sample_text); /* an edge inside a letter moves outwards */
            zc_buf_free(&noted);
            zc_arena_free(&arena);
        }
    zc_buf_free(&file);
}

static void text_boxes_and_tables_are_read(void **state)
{
    (void)state;
    static const char document[] = "<d:document xmlns:d=\"http://purl.oclc.org/ooxml/wordprocessingml/main\" "
                                   "xmlns:mc=\"http://schemas.openxmlformats.org/"
                                   "markup-compatibility/2006\"><d:body><d:p><d:r><d:t>外</"
                                   "d:t><mc:AlternateContent><mc:Choice><d:txbxContent><d:p><d:r>"
                                   "<d:t>框</d:t></d:r></d:p></d:txbxContent></"
                                   "mc:Choice><mc:Fallback><d:p><d:r><d:t>框</d:t></d:r></d:p></mc:Fallback>"
                                   "</mc:AlternateContent></d:r></d:p><d:tbl><d:tr><d:tc><d:p><d:r><d:t>甲</d:t></"
                                   "d:r></d:p></d:tc><d:tc><d:p/></d:tc></d:tr>"
                                   "</d:tbl></d:body></d:document>";
    struct zc_buf file = {0}, noted = {0};
    struct zc_arena arena = {0};
    struct zc_error err;
    struct zc_docx_text text;
    pack(&file, document, NULL, NULL);
    assert_int_equal(zc_docx_read(&text, &arena, file.bytes, file.size, &err), ZC_OK);
    assert_string_equal(text.text, "框\n外\n甲\t\n");
    assert_true(text.paragraphs[2].cell);
    struct zc_docx_note notes[] = {{0, 3, "一", "red"}, {4, 3, "二", "red"}};
    assert_int_equal(zc_docx_annotate(&noted, file.bytes, file.size, notes, 2, "示例", &err), ZC_OK);
    assert_int_equal(zc_docx_read(&text, &arena, noted.bytes, noted.size, &err), ZC_OK);
    assert_string_equal(text.text, "框\n外\n甲\t\n");
    assert_non_null(strstr(part_of(&arena, &noted, "word/comments.xml"), "purl.oclc.org"));
    zc_buf_free(&file);
    zc_buf_free(&noted);
    zc_arena_free(&arena);
}

static void hostile_files_are_refused(void **state)
{
    (void)state;
    struct zc_arena arena = {0};
    struct zc_docx_text text;
    struct zc_error err;
    assert_int_equal(zc_docx_read(&text, &arena, "", 0, &err), ZC_EINPUT);
    assert_int_equal(zc_docx_read(&text, &arena, "not a zip", 9, &err), ZC_EINPUT);
    struct zc_buf deep = {0}, file = {0}, big = {0};
    zc_buf_str(&deep, "<w:document " WORD ">");
    for (int i = 0; i < 300; i++)
        zc_buf_str(&deep, "<w:p>");
    const struct {
        const char *document, *name, *says;
    } cases[] = {
        {"<!DOCTYPE x [<!ENTITY a \"b\">]><w:document " WORD "/>", NULL, "DTD"},
        {"<html/>", NULL, "WordprocessingML"},
        {"<w:document " WORD "><w:body>", NULL, "well-formed"},
        {zc_buf_text(&deep), NULL, "deeper"},
        {"<w:document " WORD "/>", "../evil.xml", "name"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        pack(&file, cases[i].document, cases[i].name, "x");
        assert_true(zc_docx_read(&text, &arena, file.bytes, file.size, &err) < 0);
        assert_non_null(strstr(err.en, cases[i].says));
        zc_buf_clear(&file);
    }
    for (int i = 0; i < 2 * 1024 * 1024; i++)
        zc_buf_char(&big, ' ');
    pack(&file, "<w:document " WORD "/>", "word/bomb.xml", zc_buf_text(&big));
    assert_int_equal(zc_docx_read(&text, &arena, file.bytes, file.size, &err), ZC_ELIMIT);
    struct zc_docx_note note = {0, 1, "x", "nocolour"};
    assert_int_equal(zc_docx_annotate(&deep, file.bytes, file.size, &note, 1, "x", &err), ZC_EINPUT);
    zc_buf_free(&deep);
    zc_buf_free(&file);
    zc_buf_free(&big);
    zc_arena_free(&arena);
}

static void files_are_annotated_on_disk(void **state)
{
    (void)state;
    char folder[] = "/tmp/zc-docx-XXXXXX", from[64], to[64];
    assert_non_null(mkdtemp(folder));
    snprintf(from, sizeof from, "%s/from.docx", folder);
    snprintf(to, sizeof to, "%s/to.docx", folder);
    struct zc_buf file = {0};
    write_sample(&file);
    FILE *out = fopen(from, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(file.bytes, 1, file.size, out), file.size);
    fclose(out);
    struct zc_error err;
    struct zc_docx_note note = {strstr(sample_text, "46") - sample_text, 2, "相符", "green"};
    assert_int_equal(zc_docx_annotate_file(from, to, &note, 1, "示例", &err), ZC_OK);
    struct zc_arena arena = {0};
    struct zc_docx_text text;
    assert_int_equal(zc_docx_read_file(&text, &arena, to, &err), ZC_OK);
    assert_string_equal(text.text, sample_text);
    assert_int_equal(zc_docx_annotate_file("/nonexistent/x", to, &note, 1, "示例", &err), ZC_EIO);
    unlink(from);
    unlink(to);
    rmdir(folder);
    zc_arena_free(&arena);
    zc_buf_free(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_reads_back), cmocka_unit_test(notes_cut_runs_and_leave_the_rest_alone),
        cmocka_unit_test(a_note_may_stand_anywhere),  cmocka_unit_test(text_boxes_and_tables_are_read),
        cmocka_unit_test(hostile_files_are_refused),  cmocka_unit_test(files_are_annotated_on_disk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
