/* docx_read: the main part as text, with for each run the bytes it came from. */
#include "paper/docx_body.h"
#include "paper/splice.h"
#include "paper/xml.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NESTED_MAX = 16, TEXT_MAX = 4 << 20, FILE_MAX = 256 << 20 };

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
    struct zc_xml *xml;
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

static bool is_one_of(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static bool is_word(const struct zc_xml *xml)
{
    return zc_xml_space_ends(xml, "/wordprocessingml/2006/main") || zc_xml_space_ends(xml, "/wordprocessingml/main");
}

static bool is_left_out(const char *name, bool word)
{
    static const char *const names[] = {"del",       "moveFrom",  "instrText", "delText",
                                        "pPrChange", "rPrChange", "sectPr",    "rt"};
    return word ? is_one_of(name, names, sizeof names / sizeof *names) : strcmp(name, "Fallback") == 0;
}

static size_t tag_at(const struct reader *reader) { return zc_xml_offset(reader->xml); }
static size_t tag_end(const struct reader *reader) { return zc_xml_offset(reader->xml) + zc_xml_length(reader->xml); }

static int begin_paragraph(struct reader *reader)
{
    if (reader->depth >= NESTED_MAX)
        return zc_fail(zc_xml_error(reader->xml), ZC_ELIMIT, "文本框嵌套超过 %d 层", "text boxes are nested deeper than %d",
                       NESTED_MAX);
    if (reader->depth)
        reader->open[reader->depth - 1].run.whole = true;
    struct open_paragraph *paragraph = &reader->open[reader->depth++];
    *paragraph = (struct open_paragraph){.index = reader->body->text.paragraph_count};
    struct zc_docx_paragraph *item =
        zc_arena_push(reader->arena, &reader->body->text.paragraphs, &reader->body->text.paragraph_count,
                      &reader->paragraph_capacity, sizeof *item);
    *item = (struct zc_docx_paragraph){.cell = reader->tables > 0};
    return ZC_OK;
}

static int end_paragraph(struct reader *reader)
{
    struct open_paragraph *paragraph = &reader->open[--reader->depth];
    struct zc_docx_paragraph *item = &reader->body->text.paragraphs[paragraph->index];
    item->offset = reader->text.size;
    item->size = paragraph->text.size;
    zc_buf_add(&reader->text, zc_buf_text(&paragraph->text), paragraph->text.size);
    zc_buf_char(&reader->text, item->cell ? '\t' : '\n');
    zc_buf_free(&paragraph->text);
    return reader->text.size > TEXT_MAX
               ? zc_fail(zc_xml_error(reader->xml), ZC_ELIMIT, "文本超过 %d MiB", "the text is longer than %d MiB", TEXT_MAX >> 20)
               : ZC_OK;
}

static void begin_run(struct reader *reader, struct open_paragraph *paragraph)
{
    paragraph->in_run = true;
    paragraph->run_depth = zc_xml_depth(reader->xml);
    paragraph->run = (struct zc_docx_span){.open_to = tag_end(reader)};
    paragraph->run.run =
        (struct zc_docx_run){.offset = paragraph->text.size, .paragraph = paragraph->index, .from = tag_at(reader)};
    paragraph->child_count = 0;
}

static void end_run(struct reader *reader, struct open_paragraph *paragraph)
{
    paragraph->in_run = false;
    paragraph->run.run.to = tag_end(reader);
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
static bool stands_behind_highlight(const char *name)
{
    static const char *const names[] = {"u",     "effect",   "bdr", "shd",  "fitText",         "vertAlign",
                                        "rtl",   "cs",       "em",  "lang", "eastAsianLayout", "specVanish",
                                        "oMath", "rPrChange"};
    return is_one_of(name, names, sizeof names / sizeof *names);
}

static void in_run_start(struct reader *reader, struct open_paragraph *paragraph, const char *name,
                         bool word)
{
    struct zc_docx_span *run = &paragraph->run;
    size_t from = tag_at(reader);
    int depth = zc_xml_depth(reader->xml) - paragraph->run_depth;
    if (paragraph->in_props) {
        if (depth == 2 && word && strcmp(name, "highlight") == 0)
            run->old_from = from;
        if (depth == 2 && !run->highlight_at && stands_behind_highlight(name))
            run->highlight_at = from;
        return;
    }
    if (depth == 1) {
        if (word && strcmp(name, "rPr") == 0) {
            paragraph->in_props = true;
            run->props_from = from;
            return;
        }
        paragraph->in_child = true;
        paragraph->child = (struct zc_docx_child){.from = from, .offset = paragraph->text.size - run->run.offset};
    }
    if (!word)
        return;
    if (strcmp(name, "t") == 0) {
        paragraph->in_text = true;
        paragraph->child.is_text = depth == 1;
    } else if (strcmp(name, "tab") == 0 || strcmp(name, "ptab") == 0) {
        zc_buf_char(&paragraph->text, '\t');
    } else if (strcmp(name, "br") == 0 || strcmp(name, "cr") == 0) {
        zc_buf_char(&paragraph->text, '\n');
    } else if (strcmp(name, "noBreakHyphen") == 0) {
        zc_buf_char(&paragraph->text, '-');
    }
}

static void in_run_end(struct reader *reader, struct open_paragraph *paragraph, const char *name, bool word)
{
    struct zc_docx_span *run = &paragraph->run;
    size_t to = tag_end(reader);
    int depth = zc_xml_depth(reader->xml) - paragraph->run_depth;
    if (paragraph->in_props) {
        if (depth == 2 && word && strcmp(name, "highlight") == 0)
            run->old_to = to;
        if (depth == 1) {
            paragraph->in_props = false;
            run->props_to = to;
            if (!run->highlight_at)
                run->highlight_at = tag_at(reader);
            if (!zc_xml_length(reader->xml)) /* <w:rPr/> is as good as none */
                run->props_from = run->props_to = run->highlight_at = run->old_from = run->old_to = 0;
        }
        return;
    }
    if (word && strcmp(name, "t") == 0)
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

/* The root says under which prefix and in which dialect the text is written. */
static int read_root(struct reader *reader, const char *name, bool word)
{
    struct zc_docx_body *body = reader->body;
    const char *raw;
    size_t size = zc_tag_name(&raw, body->xml + tag_at(reader), zc_xml_length(reader->xml));
    const char *colon = memchr(raw, ':', size);
    size_t prefix = colon ? (size_t)(colon - raw) : 0;
    if (!word || strcmp(name, "document") != 0 || prefix >= sizeof body->prefix)
        return zc_fail(zc_xml_error(reader->xml), ZC_EINPUT, "主部件不是 WordprocessingML 文档",
                       "the main part is no WordprocessingML document");
    memcpy(body->prefix, raw, prefix);
    body->strict = zc_xml_space_ends(reader->xml, "/ooxml/wordprocessingml/main");
    return ZC_OK;
}

static int on_start(void *user, struct zc_xml *xml, const char *name, const char **attributes)
{
    struct reader *reader = user;
    bool word = is_word(xml);
    if (zc_xml_depth(xml) == 1) {
        int refused = read_root(reader, name, word);
        if (refused)
            return refused;
    }
    struct open_paragraph *paragraph = reader->depth ? &reader->open[reader->depth - 1] : NULL;
    if (reader->skip)
        return ZC_OK;
    if (paragraph && paragraph->in_run && paragraph->in_props) {
        for (size_t i = 0; word && strcmp(name, "vertAlign") == 0 && attributes[i]; i += 2)
            paragraph->raised |= strcmp(attributes[i + 1], "superscript") == 0;
        in_run_start(reader, paragraph, name, word);
    } else if (is_left_out(name, word)) {
        reader->skip = zc_xml_depth(xml);
        if (paragraph && paragraph->in_run)
            in_run_start(reader, paragraph, name, false);
    } else if (word && strcmp(name, "p") == 0) {
        return begin_paragraph(reader);
    } else if (word && strcmp(name, "tbl") == 0) {
        reader->tables++;
    } else if (paragraph && !paragraph->in_run && word && strcmp(name, "r") == 0) {
        begin_run(reader, paragraph);
    } else if (paragraph && paragraph->in_run) {
        in_run_start(reader, paragraph, name, word);
    }
    return ZC_OK;
}

static int on_end(void *user, struct zc_xml *xml, const char *name)
{
    struct reader *reader = user;
    bool word = is_word(xml);
    struct open_paragraph *paragraph = reader->depth ? &reader->open[reader->depth - 1] : NULL;
    if (reader->skip) {
        if (zc_xml_depth(xml) != reader->skip)
            return ZC_OK;
        reader->skip = 0;
        if (paragraph && paragraph->in_run)
            in_run_end(reader, paragraph, name, false);
    } else if (paragraph && paragraph->in_run && zc_xml_depth(xml) == paragraph->run_depth) {
        end_run(reader, paragraph);
    } else if (paragraph && word && strcmp(name, "p") == 0) {
        return end_paragraph(reader);
    } else if (word && strcmp(name, "tbl") == 0) {
        reader->tables--;
    } else if (word && strcmp(name, "tr") == 0) {
        if (reader->text.size && reader->text.bytes[reader->text.size - 1] == '\t')
            reader->text.bytes[reader->text.size - 1] = '\n';
    } else if (paragraph && paragraph->in_run) {
        in_run_end(reader, paragraph, name, word);
    }
    return ZC_OK;
}

static int on_text(void *user, struct zc_xml *xml, const char *bytes, size_t size)
{
    struct reader *reader = user;
    struct open_paragraph *paragraph = reader->depth ? &reader->open[reader->depth - 1] : NULL;
    (void)xml;
    if (!reader->skip && paragraph && paragraph->in_run && paragraph->in_text)
        zc_buf_add(&paragraph->text, bytes, size);
    return ZC_OK;
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

int zc_docx_related(const char **out, struct zc_arena *arena, struct zc_package *package, const char *from, const char *type,
                    struct zc_error *err)
{
    struct zc_relation *relations;
    size_t count;
    int rc = zc_package_relations(&relations, &count, arena, package, from, err);
    const struct zc_relation *relation = rc ? NULL : zc_relation_by_type(relations, count, type);
    *out = relation ? relation->target : NULL;
    return rc;
}

int zc_docx_body(struct zc_docx_body *out, struct zc_arena *arena, struct zc_package *package, struct zc_error *err)
{
    static const struct zc_xml_handlers handlers = {on_start, on_end, on_text};
    *out = (struct zc_docx_body){0};
    struct zc_buf xml = {0};
    int rc = zc_docx_related(&out->part, arena, package, "", "officeDocument", err);
    if (!rc && !out->part)
        out->part = "word/document.xml";
    if (!rc && !(rc = zc_package_load(&xml, package, out->part, ZC_DOCX_PART, err))) {
        out->xml = zc_arena_copy(arena, zc_buf_text(&xml), xml.size);
        out->xml_size = xml.size;
    }
    zc_buf_free(&xml);
    if (rc)
        return rc;
    struct reader reader = {.arena = arena, .body = out};
    reader.xml = zc_xml_new_spaces(&handlers, &reader, out->part);
    rc = zc_xml_run(reader.xml, out->xml, out->xml_size, err);
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
    struct zc_package *package;
    int rc = zc_package_open_bytes(&package, bytes, size, err);
    if (rc)
        return rc;
    struct zc_docx_body body;
    if (!(rc = zc_docx_body(&body, arena, package, err)))
        *out = body.text;
    zc_package_close(package);
    return rc;
}

int zc_docx_load(char **out, size_t *size, struct zc_arena *arena, const char *path, struct zc_error *err)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return zc_fail(err, ZC_EIO, "打不开文件“%s”：%s", "cannot open \"%s\": %s", path, strerror(errno));
    int rc = ZC_OK;
    long length = fseek(file, 0, SEEK_END) ? -1 : ftell(file);
    if (length < 0 || fseek(file, 0, SEEK_SET)) {
        rc = zc_fail(err, ZC_EIO, "读不了文件“%s”", "cannot read \"%s\"", path);
    } else if (length > FILE_MAX) {
        rc = zc_fail(err, ZC_ELIMIT, "文件“%s”超过 256 MiB", "\"%s\" is larger than 256 MiB", path);
    } else {
        *out = zc_arena_alloc(arena, (size_t)length + 1);
        *size = fread(*out, 1, (size_t)length, file);
        if (*size != (size_t)length)
            rc = zc_fail(err, ZC_EIO, "读不了文件“%s”", "cannot read \"%s\"", path);
    }
    fclose(file);
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
