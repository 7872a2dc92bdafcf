/* docx_read: the main part as text, with for each run the bytes it came from. */
#include "base/text.h"
#include "paper/docx_part.h"

#include <stdlib.h>
#include <string.h>

enum { NESTED_MAX = 16, TEXT_MAX = 4 * 1024 * 1024 };

/* A paragraph being read. Text boxes nest: a paragraph inside a run of another. */
struct open_paragraph {
    struct zc_buf text;
    size_t index; /* of the paragraph */
    bool in_run;
    struct zc_docx_span run; /* offset relative to the paragraph */
    struct zc_docx_child *children;
    size_t child_count, child_capacity;
    int run_depth;
    bool in_props, in_text, in_child;
    struct zc_docx_child child;
    bool raised;          /* the run in hand is superscript */
};

struct reader {
    struct zc_arena *arena;
    struct zc_docx_xml xml;
    struct zc_docx_body *body;
    struct zc_buf text;
    struct open_paragraph open[NESTED_MAX];
    int depth; /* open paragraphs */
    int skip;  /* depth of the element that is being left out, 0 = none */
    int tables;
    size_t paragraph_capacity, span_capacity, child_count, child_capacity;
    struct zc_docx_span *spans;
    size_t span_count;
};

static bool is_word(const struct zc_docx_name *name)
{
    return zc_docx_space_ends(name, "/wordprocessingml/2006/main") ||
           zc_docx_space_ends(name, "/wordprocessingml/main");
}

static bool is_left_out(const struct zc_docx_name *name, bool word)
{
    if (!word)
        return zc_docx_local_is(name, "Fallback");
    static const char *const names[] = {"del",       "moveFrom",  "instrText", "delText",
                                        "pPrChange", "rPrChange", "sectPr",    "rt"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (zc_docx_local_is(name, names[i]))
            return true;
    return false;
}

static void begin_paragraph(struct reader *reader)
{
    if (reader->depth >= NESTED_MAX) {
        zc_docx_xml_refuse(&reader->xml, "文本框嵌套超过 16 层", "text boxes are nested deeper than 16");
        return;
    }
    if (reader->depth)
        reader->open[reader->depth - 1].run.whole = true;
    struct open_paragraph *paragraph = &reader->open[reader->depth++];
    *paragraph = (struct open_paragraph){.index = reader->body->text.paragraph_count};
    struct zc_docx_paragraph *item =
        zc_arena_push(reader->arena, &reader->body->text.paragraphs, &reader->body->text.paragraph_count,
                      &reader->paragraph_capacity, sizeof *item);
    *item = (struct zc_docx_paragraph){.cell = reader->tables > 0};
}

static void end_paragraph(struct reader *reader)
{
    struct open_paragraph *paragraph = &reader->open[--reader->depth];
    struct zc_docx_paragraph *item = &reader->body->text.paragraphs[paragraph->index];
    item->offset = reader->text.size;
    item->size = paragraph->text.size;
    zc_buf_add(&reader->text, zc_buf_text(&paragraph->text), paragraph->text.size);
    zc_buf_char(&reader->text, item->cell ? '\t' : '\n');
    zc_buf_free(&paragraph->text);
    if (reader->text.size > TEXT_MAX)
        zc_docx_xml_refuse(&reader->xml, "文本超过 4 MiB", "the text is longer than 4 MiB");
}

static void begin_run(struct reader *reader, struct open_paragraph *paragraph)
{
    paragraph->in_run = true;
    paragraph->run_depth = reader->xml.depth;
    paragraph->run = (struct zc_docx_span){.open_to = reader->xml.at + reader->xml.length};
    paragraph->run.run =
        (struct zc_docx_run){.offset = paragraph->text.size, .paragraph = paragraph->index, .from = reader->xml.at};
    paragraph->child_count = 0;
}

static void end_run(struct reader *reader, struct open_paragraph *paragraph)
{
    paragraph->in_run = false;
    paragraph->run.run.to = reader->xml.at + reader->xml.length;
    paragraph->run.run.size = paragraph->text.size - paragraph->run.run.offset;
    bool note = paragraph->raised && strspn(zc_buf_text(&paragraph->text) + paragraph->run.run.offset, "0123456789") == paragraph->run.run.size;
    paragraph->raised = false;
    if (note && paragraph->run.run.size) { /* the raised number of a note belongs to no figure */
        paragraph->text.size = paragraph->run.run.offset;
        paragraph->text.bytes[paragraph->text.size] = 0;
        return;
    }
    if (!paragraph->run.run.size)
        return;
    paragraph->run.first_child = reader->child_count;
    paragraph->run.child_count = paragraph->child_count;
    for (size_t i = 0; i < paragraph->child_count; i++) {
        struct zc_docx_child *child = zc_arena_push(reader->arena, &reader->body->children, &reader->child_count,
                                                    &reader->child_capacity, sizeof *child);
        *child = paragraph->children[i];
    }
    struct zc_docx_span *span =
        zc_arena_push(reader->arena, &reader->spans, &reader->span_count, &reader->span_capacity, sizeof *span);
    *span = paragraph->run;
}

/* The elements of w:rPr that stand behind a highlight (ISO/IEC 29500-1, 17.3.2.28). */
static bool stands_behind_highlight(const struct zc_docx_name *name)
{
    static const char *const names[] = {"u",     "effect",   "bdr", "shd",  "fitText",         "vertAlign",
                                        "rtl",   "cs",       "em",  "lang", "eastAsianLayout", "specVanish",
                                        "oMath", "rPrChange"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (zc_docx_local_is(name, names[i]))
            return true;
    return false;
}

static void in_run_start(struct reader *reader, struct open_paragraph *paragraph, const struct zc_docx_name *name,
                         bool word)
{
    struct zc_docx_span *run = &paragraph->run;
    size_t from = reader->xml.at;
    int depth = reader->xml.depth - paragraph->run_depth;
    if (paragraph->in_props) {
        if (depth == 2 && word && zc_docx_local_is(name, "highlight"))
            run->old_from = from;
        if (depth == 2 && !run->highlight_at && stands_behind_highlight(name))
            run->highlight_at = from;
        return;
    }
    if (depth == 1) {
        if (word && zc_docx_local_is(name, "rPr")) {
            paragraph->in_props = true;
            run->props_from = from;
            return;
        }
        paragraph->in_child = true;
        paragraph->child = (struct zc_docx_child){.from = from, .offset = paragraph->text.size - run->run.offset};
    }
    if (!word)
        return;
    if (zc_docx_local_is(name, "t")) {
        paragraph->in_text = true;
        paragraph->child.is_text = depth == 1;
    } else if (zc_docx_local_is(name, "tab") || zc_docx_local_is(name, "ptab")) {
        zc_buf_char(&paragraph->text, '\t');
    } else if (zc_docx_local_is(name, "br") || zc_docx_local_is(name, "cr")) {
        zc_buf_char(&paragraph->text, '\n');
    } else if (zc_docx_local_is(name, "noBreakHyphen")) {
        zc_buf_char(&paragraph->text, '-');
    }
}

static void in_run_end(struct reader *reader, struct open_paragraph *paragraph, const struct zc_docx_name *name, bool word)
{
    struct zc_docx_span *run = &paragraph->run;
    size_t to = reader->xml.at + reader->xml.length;
    int depth = reader->xml.depth - paragraph->run_depth;
    if (paragraph->in_props) {
        if (depth == 2 && word && zc_docx_local_is(name, "highlight"))
            run->old_to = to;
        if (depth == 1) {
            paragraph->in_props = false;
            run->props_to = to;
            if (!run->highlight_at)
                run->highlight_at = reader->xml.at;
            if (!reader->xml.length) /* <w:rPr/> is as good as none */
                run->props_from = run->props_to = run->highlight_at = run->old_from = run->old_to = 0;
        }
        return;
    }
    if (word && zc_docx_local_is(name, "t"))
        paragraph->in_text = false;
    if (depth == 1 && paragraph->in_child) {
        paragraph->in_child = false;
        paragraph->child.to = to;
        paragraph->child.size = paragraph->text.size - run->run.offset - paragraph->child.offset;
        struct zc_docx_child *child = zc_arena_push(reader->arena, &paragraph->children, &paragraph->child_count,
                                                    &paragraph->child_capacity, sizeof *child);
        *child = paragraph->child;
    }
}

static void on_start(void *user, const struct zc_docx_name *name, const char **attributes)
{
    struct reader *reader = user;
    bool word = is_word(name);
    if (reader->xml.depth == 1) {
        if (!word || !zc_docx_local_is(name, "document") || name->prefix_size >= sizeof reader->body->prefix) {
            zc_docx_xml_refuse(&reader->xml, "主部件不是 WordprocessingML 文档",
                               "the main part is no WordprocessingML document");
            return;
        }
        memcpy(reader->body->prefix, name->prefix, name->prefix_size);
        reader->body->strict = zc_docx_space_ends(name, "/ooxml/wordprocessingml/main");
    }
    struct open_paragraph *paragraph = reader->depth ? &reader->open[reader->depth - 1] : NULL;
    if (reader->skip)
        return;
    if (paragraph && paragraph->in_run && paragraph->in_props) {
        for (size_t i = 0; word && zc_docx_local_is(name, "vertAlign") && attributes[i]; i += 2)
            paragraph->raised |= strcmp(attributes[i + 1], "superscript") == 0;
        in_run_start(reader, paragraph, name, word);
        return;
    }
    if (is_left_out(name, word)) {
        reader->skip = reader->xml.depth;
        if (paragraph && paragraph->in_run)
            in_run_start(reader, paragraph, name, false);
        return;
    }
    if (word && zc_docx_local_is(name, "p")) {
        begin_paragraph(reader);
    } else if (word && zc_docx_local_is(name, "tbl")) {
        reader->tables++;
    } else if (paragraph && !paragraph->in_run && word && zc_docx_local_is(name, "r")) {
        begin_run(reader, paragraph);
    } else if (paragraph && paragraph->in_run) {
        in_run_start(reader, paragraph, name, word);
    }
}

static void on_end(void *user, const struct zc_docx_name *name)
{
    struct reader *reader = user;
    bool word = is_word(name);
    struct open_paragraph *paragraph = reader->depth ? &reader->open[reader->depth - 1] : NULL;
    if (reader->skip) {
        if (reader->xml.depth != reader->skip)
            return;
        reader->skip = 0;
        if (paragraph && paragraph->in_run)
            in_run_end(reader, paragraph, name, false);
        return;
    }
    if (paragraph && paragraph->in_run && reader->xml.depth == paragraph->run_depth) {
        end_run(reader, paragraph);
    } else if (paragraph && word && zc_docx_local_is(name, "p")) {
        end_paragraph(reader);
    } else if (word && zc_docx_local_is(name, "tbl")) {
        reader->tables--;
    } else if (word && zc_docx_local_is(name, "tr")) {
        if (reader->text.size && reader->text.bytes[reader->text.size - 1] == '\t')
            reader->text.bytes[reader->text.size - 1] = '\n';
    } else if (paragraph && paragraph->in_run) {
        in_run_end(reader, paragraph, name, word);
    }
}

static void on_text(void *user, const char *bytes, int size)
{
    struct reader *reader = user;
    struct open_paragraph *paragraph = reader->depth ? &reader->open[reader->depth - 1] : NULL;
    if (!reader->skip && paragraph && paragraph->in_run && paragraph->in_text)
        zc_buf_add(&paragraph->text, bytes, (size_t)size);
}

static int by_offset(const void *a, const void *b)
{
    const struct zc_docx_span *left = a, *right = b;
    if (left->run.offset != right->run.offset)
        return left->run.offset < right->run.offset ? -1 : 1;
    return left->run.from < right->run.from ? -1 : left->run.from > right->run.from;
}

/* Paragraphs are counted when they open but stand in the text in the order in which they close. */
static void order_paragraphs(struct zc_docx_body *body, struct zc_arena *arena)
{
    struct zc_docx_text *text = &body->text;
    size_t *place = zc_arena_array(arena, text->paragraph_count + 1, sizeof *place);
    struct zc_docx_paragraph *sorted = zc_arena_array(arena, text->paragraph_count + 1, sizeof *sorted);
    /* Offsets grow with each closed paragraph, by at least the line end: count how many stand before through a stack walk. */
    size_t *stack = zc_arena_array(arena, text->paragraph_count + 1, sizeof *stack), depth = 0, next = 0;
    for (size_t i = 0; i < text->paragraph_count; i++) {
        while (depth && text->paragraphs[stack[depth - 1]].offset < text->paragraphs[i].offset)
            place[stack[--depth]] = next++;
        stack[depth++] = i;
    }
    while (depth)
        place[stack[--depth]] = next++;
    for (size_t i = 0; i < text->paragraph_count; i++)
        sorted[place[i]] = text->paragraphs[i];
    for (size_t i = 0; i < text->run_count; i++)
        body->spans[i].run.paragraph = place[body->spans[i].run.paragraph];
    text->paragraphs = sorted;
}

int zc_docx_body(struct zc_docx_body *out, struct zc_arena *arena, const struct zc_docx_package *package,
                 struct zc_error *err)
{
    *out = (struct zc_docx_body){0};
    int rc = zc_docx_relation(&out->part, arena, package, "", "/officeDocument", err);
    if (rc)
        return rc;
    if (!out->part)
        out->part = zc_arena_str(arena, "word/document.xml");
    if ((rc = zc_docx_part(&out->xml, &out->xml_size, arena, package, out->part, err)))
        return rc;
    struct reader reader = {.arena = arena, .body = out};
    reader.xml = (struct zc_docx_xml){.user = &reader, .start = on_start, .end = on_end, .text = on_text};
    rc = zc_docx_xml_parse(&reader.xml, out->xml, out->xml_size, out->part, err);
    for (int i = 0; i < reader.depth; i++)
        zc_buf_free(&reader.open[i].text);
    if (!rc) {
        struct zc_docx_text *text = &out->text;
        text->text = zc_arena_copy(arena, zc_buf_text(&reader.text), reader.text.size);
        text->size = reader.text.size;
        text->run_count = reader.span_count;
        out->spans = reader.spans;
        for (size_t i = 0; i < reader.span_count; i++)
            out->spans[i].run.offset += text->paragraphs[out->spans[i].run.paragraph].offset;
        if (reader.span_count)
            qsort(out->spans, reader.span_count, sizeof *out->spans, by_offset);
        order_paragraphs(out, arena);
        text->runs = zc_arena_array(arena, text->run_count + 1, sizeof *text->runs);
        for (size_t i = 0; i < text->run_count; i++)
            text->runs[i] = out->spans[i].run;
    }
    zc_buf_free(&reader.text);
    return rc;
}

int zc_docx_read(struct zc_docx_text *out, struct zc_arena *arena, const void *bytes, size_t size, struct zc_error *err)
{
    *out = (struct zc_docx_text){.text = ""};
    struct zc_docx_package package;
    int rc = zc_docx_open(&package, bytes, size, err);
    if (rc)
        return rc;
    struct zc_docx_body body;
    if (!(rc = zc_docx_body(&body, arena, &package, err)))
        *out = body.text;
    zc_docx_close(&package);
    return rc;
}

int zc_docx_read_file(struct zc_docx_text *out, struct zc_arena *arena, const char *path, struct zc_error *err)
{
    char *bytes;
    size_t size;
    *out = (struct zc_docx_text){.text = ""};
    int rc = zc_docx_load(&bytes, &size, arena, path, err);
    return rc ? rc : zc_docx_read(out, arena, bytes, size, err);
}
