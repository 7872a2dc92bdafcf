/* docx_annotate: runs cut at the edges of notes, comments, relations and content types; all other parts stay as they are. */
#include "paper/docx_body.h"
#include "paper/repack.h"
#include "paper/splice.h"
#include "paper/xml.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct note {
    const struct zc_docx_note *note;
    size_t from, to; /* clipped to the text */
    size_t id;
    size_t first, last; /* spans that it touches */
};

struct writer {
    struct zc_docx_body *body;
    struct zc_buf out;
    struct note *notes;
    size_t count;
    char tag[20]; /* "w:" or "" */
};

static int by_place(const void *a, const void *b)
{
    const struct note *left = a, *right = b;
    if (left->from != right->from)
        return left->from < right->from ? -1 : 1;
    return left->id < right->id ? -1 : left->id > right->id;
}

static void put(struct writer *writer, size_t from, size_t to)
{
    zc_buf_add(&writer->out, writer->body->xml + from, to - from);
}

static void put_start(struct writer *writer, const struct note *note)
{
    zc_buf_printf(&writer->out, "<%scommentRangeStart %sid=\"%zu\"/>", writer->tag, writer->tag, note->id);
}

static void put_end(struct writer *writer, const struct note *note)
{
    zc_buf_printf(&writer->out, "<%scommentRangeEnd %sid=\"%zu\"/><%sr><%scommentReference %sid=\"%zu\"/></%sr>",
                  writer->tag, writer->tag, note->id, writer->tag, writer->tag, writer->tag, note->id, writer->tag);
}

static void put_props(struct writer *writer, const struct zc_docx_span *span, const char *highlight)
{
    const char *tag = writer->tag;
    if (!highlight) {
        put(writer, span->props_from, span->props_to);
        return;
    }
    if (!span->props_to) {
        zc_buf_printf(&writer->out, "<%srPr><%shighlight %sval=\"%s\"/></%srPr>", tag, tag, tag, highlight, tag);
        return;
    }
    /* An old highlight stands before or at the place of the new one, never behind it. */
    size_t at = span->highlight_at;
    if (span->old_to && span->old_to <= at) {
        put(writer, span->props_from, span->old_from);
        put(writer, span->old_to, at);
    } else {
        put(writer, span->props_from, at);
    }
    zc_buf_printf(&writer->out, "<%shighlight %sval=\"%s\"/>", tag, tag, highlight);
    if (span->old_to && span->old_from >= at) {
        put(writer, at, span->old_from);
        put(writer, span->old_to, span->props_to);
    } else {
        put(writer, at, span->props_to);
    }
}

/* The piece [from, to) of a run, offsets relative to it. */
static void put_piece(struct writer *writer, const struct zc_docx_span *span, size_t from, size_t to,
                      const char *highlight)
{
    put(writer, span->run.from, span->open_to);
    put_props(writer, span, highlight);
    const char *text = writer->body->text.text + span->run.offset;
    for (size_t i = 0; i < span->child_count; i++) {
        const struct zc_docx_child *child = &writer->body->children[span->first_child + i];
        size_t end = child->offset + child->size;
        if (child->is_text) {
            size_t start = child->offset > from ? child->offset : from, stop = end < to ? end : to;
            if (start >= stop)
                continue;
            zc_buf_printf(&writer->out, "<%st xml:space=\"preserve\">", writer->tag);
            zc_xml_escape(&writer->out, text + start, stop - start);
            zc_buf_printf(&writer->out, "</%st>", writer->tag);
        } else if ((child->offset >= from && child->offset < to) || (child->offset == to && to == span->run.size)) {
            put(writer, child->from, child->to);
        }
    }
    zc_buf_printf(&writer->out, "</%sr>", writer->tag);
}

/* A run that notes touch: cut at every edge, each piece highlighted by the first note over it. */
static void put_run(struct writer *writer, size_t index, size_t first_note)
{
    const struct zc_docx_span *span = &writer->body->spans[index];
    size_t start = span->run.offset, end = start + span->run.size;
    for (size_t at = start; at < end;) {
        size_t next = end;
        const char *highlight = NULL;
        for (size_t i = first_note; i < writer->count && writer->notes[i].from < end; i++) {
            struct note *note = &writer->notes[i];
            if (note->first == index && note->from <= at && (note->from == at || at == start))
                put_start(writer, note);
            if (note->from > at && note->from < next)
                next = note->from;
            if (note->to > at && note->to < next)
                next = note->to;
            if (!highlight && note->from <= at && note->to > at)
                highlight = note->note->highlight;
        }
        if (span->whole) {
            next = end; /* nested paragraphs inside: left as it is, the comment alone shows the place */
            for (size_t i = first_note; i < writer->count && writer->notes[i].from < end; i++)
                if (writer->notes[i].first == index && writer->notes[i].from > at)
                    put_start(writer, &writer->notes[i]);
            put(writer, span->run.from, span->run.to);
        } else {
            put_piece(writer, span, at - start, next - start, highlight);
        }
        for (size_t i = first_note; i < writer->count && writer->notes[i].from < end; i++) {
            struct note *note = &writer->notes[i];
            if (note->last == index && note->to > at && (note->to <= next || next == end))
                put_end(writer, note);
        }
        at = next;
    }
}

static int by_xml(const void *a, const void *b)
{
    const size_t *left = a, *right = b;
    return *left < *right ? -1 : *left > *right;
}

static void put_body(struct writer *writer, struct zc_arena *arena)
{
    struct zc_docx_body *body = writer->body;
    size_t spans = body->text.run_count;
    /* Runs in the order of the XML; those inside another run (text boxes) are reached through their own bytes only when the outer
     * one is left as it is. */
    struct {
        size_t from, index;
    } *order = zc_arena_array(arena, spans + 1, sizeof *order);
    size_t count = 0, low = 0;
    size_t *first_note = zc_arena_array(arena, spans + 1, sizeof *first_note);
    for (size_t i = 0; i < spans; i++) {
        size_t end = body->spans[i].run.offset + body->spans[i].run.size;
        while (low < writer->count && writer->notes[low].last < i)
            low++;
        first_note[i] = low;
        bool touched = false;
        for (size_t k = low; k < writer->count && writer->notes[k].from < end; k++)
            touched = touched || (writer->notes[k].first <= i && writer->notes[k].last >= i);
        if (touched) {
            order[count].from = body->spans[i].run.from;
            order[count++].index = i;
        }
    }
    if (count)
        qsort(order, count, sizeof *order, by_xml);
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        const struct zc_docx_span *span = &body->spans[order[i].index];
        if (span->run.from < at)
            continue; /* inside a run that was written whole */
        put(writer, at, span->run.from);
        put_run(writer, order[i].index, first_note[order[i].index]);
        at = span->run.to;
    }
    put(writer, at, body->xml_size);
}

/* ---- the comments ---- */

/* The parts that are read, the copy that is written; what is put must stay until then, so it lies in the arena. */
struct copy {
    struct zc_package *package;
    struct zc_repack *repack;
    struct zc_arena arena;
};

static int comment_start(void *user, struct zc_xml *xml, const char *name, const char **attributes)
{
    size_t *next_id = user;
    (void)xml;
    const char *id = strcmp(name, "comment") == 0 ? zc_xml_attribute(attributes, "id") : NULL;
    unsigned long number = id ? strtoul(id, NULL, 10) : 0;
    if (id && number < 1000000000 && number + 1 > *next_id)
        *next_id = number + 1;
    return ZC_OK;
}

static void put_comment(struct zc_buf *out, const struct note *note, const char *tag, const char *author)
{
    zc_buf_printf(out, "<%scomment %sid=\"%zu\" %sauthor=\"", tag, tag, note->id, tag);
    zc_xml_escape(out, author, strlen(author));
    zc_buf_printf(out, "\" %sinitials=\"\">", tag);
    const char *text = note->note->comment ? note->note->comment : "";
    for (;;) {
        size_t size = strcspn(text, "\n");
        zc_buf_printf(out, "<%sp><%sr><%st xml:space=\"preserve\">", tag, tag, tag);
        zc_xml_escape(out, text, size);
        zc_buf_printf(out, "</%st></%sr></%sp>", tag, tag, tag);
        if (!text[size])
            break;
        text += size + 1;
    }
    zc_buf_printf(out, "</%scomment>", tag);
}

#define TRANSITIONAL "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#define STRICT "http://purl.oclc.org/ooxml/wordprocessingml/main"
#define RELATION "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
#define STRICT_RELATION "http://purl.oclc.org/ooxml/officeDocument/relationships/comments"

/* Puts `addition` before the end tag of the root of a small XML part, which begins as `empty` where there is none. */
static int put_changed(struct copy *copy, const char *part, const char *root, const char *addition, const char *empty,
                       struct zc_error *err)
{
    struct zc_splice splice;
    struct zc_buf out = {0};
    int rc = zc_splice_load(&splice, copy->package, part, empty, err);
    if (!rc && !(rc = zc_splice_append(&splice, root, 1, addition, 0, err)) && !(rc = zc_splice_apply(&out, &splice, err)))
        rc = zc_repack_put(copy->repack, part, zc_arena_copy(&copy->arena, out.bytes, out.size), out.size, err);
    zc_buf_free(&out);
    zc_splice_free(&splice);
    return rc;
}

static int free_id(char **out, struct copy *copy, const char *part, struct zc_error *err)
{
    struct zc_relation *relations;
    size_t count;
    int rc = zc_package_relations(&relations, &count, &copy->arena, copy->package, part, err);
    for (int i = 1; !rc; i++) {
        *out = zc_arena_printf(&copy->arena, "rIdProof%d", i);
        if (!zc_relation_by_id(relations, count, *out))
            break;
    }
    return rc;
}

#define XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define RELATIONSHIPS_SPACE "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\""
#define TYPES_SPACE "xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\""

/* Links a new comments part to the text and declares its type. */
static int link_comments(struct copy *copy, const struct zc_docx_body *body, const char *part, struct zc_error *err)
{
    char *id;
    int rc = free_id(&id, copy, body->part, err);
    if (rc)
        return rc;
    char *relation = zc_arena_printf(&copy->arena, "<Relationship " RELATIONSHIPS_SPACE " Id=\"%s\" Type=\"%s\" Target=\"/%s\"/>", id,
                                     body->strict ? STRICT_RELATION : RELATION, part);
    char *type = zc_arena_printf(
        &copy->arena,
        "<Override " TYPES_SPACE " PartName=\"/%s\" "
        "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml\"/>",
        part);
    if ((rc = put_changed(copy, zc_package_relations_name(&copy->arena, body->part), "Relationships", relation,
                          XML_HEAD "<Relationships " RELATIONSHIPS_SPACE "></Relationships>", err)))
        return rc;
    return put_changed(copy, "[Content_Types].xml", "Types", type, XML_HEAD "<Types " TYPES_SPACE "></Types>", err);
}

static bool is_colour(const char *name)
{
    static const char *const colours[] = {"yellow",  "red",  "green",     "cyan",
                                          "magenta", "blue", "lightGray", "darkYellow"};
    for (size_t i = 0; i < sizeof colours / sizeof *colours; i++)
        if (strcmp(colours[i], name) == 0)
            return true;
    return false;
}

/* Notes in order of place with their ids and the runs they touch; those that touch none are dropped. */
static void take_notes(struct writer *writer, struct zc_arena *arena, const struct zc_docx_note *notes, size_t count)
{
    const struct zc_docx_text *text = &writer->body->text;
    writer->notes = zc_arena_array(arena, count + 1, sizeof *writer->notes);
    for (size_t i = 0; i < count; i++) {
        if (!notes[i].size || notes[i].offset >= text->size)
            continue;
        size_t left = text->size - notes[i].offset;
        struct note *note = &writer->notes[writer->count];
        *note = (struct note){.note = &notes[i], .from = notes[i].offset, .id = writer->count};
        note->to = note->from + (notes[i].size < left ? notes[i].size : left);
        /* An edge inside a letter moves outwards: a run is cut between letters only. */
        while (note->from > 0 && ((unsigned char)text->text[note->from] & 0xC0) == 0x80)
            note->from--;
        while (note->to < text->size && ((unsigned char)text->text[note->to] & 0xC0) == 0x80)
            note->to++;
        writer->count++;
    }
    if (writer->count)
        qsort(writer->notes, writer->count, sizeof *writer->notes, by_place);
    size_t kept = 0, low = 0;
    for (size_t i = 0; i < writer->count; i++) {
        struct note note = writer->notes[i];
        while (low < text->run_count && text->runs[low].offset + text->runs[low].size <= note.from)
            low++;
        if (low >= text->run_count || text->runs[low].offset >= note.to)
            continue;
        note.first = note.last = low;
        /* A comment ends in the paragraph in which it begins: ranges over text boxes and cells would not nest. */
        while (note.last + 1 < text->run_count && text->runs[note.last + 1].offset < note.to &&
               text->runs[note.last + 1].paragraph == text->runs[low].paragraph)
            note.last++;
        size_t end = text->runs[note.last].offset + text->runs[note.last].size;
        if (note.to > end)
            note.to = end;
        writer->notes[kept++] = note;
    }
    writer->count = kept;
}

static int write_comments(struct copy *copy, struct writer *writer, const char *author, struct zc_error *err)
{
    static const struct zc_xml_handlers handlers = {comment_start, NULL, NULL};
    struct zc_docx_body *body = writer->body;
    const char *part, *tag = "w:";
    size_t next_id = 0;
    int rc = zc_docx_related(&part, &copy->arena, copy->package, body->part, "comments", err);
    bool linked = !rc && part && zc_package_find(copy->package, part);
    if (linked) {
        struct zc_splice old;
        if (!(rc = zc_splice_load(&old, copy->package, part, NULL, err)))
            rc = zc_splice_parse(&old, &handlers, &next_id, err);
        tag = zc_arena_str(&copy->arena, old.prefix);
        zc_splice_free(&old);
    }
    if (rc)
        return rc;
    struct zc_buf list = {0};
    for (size_t i = 0; i < writer->count; i++) {
        writer->notes[i].id = next_id + i;
        put_comment(&list, &writer->notes[i], tag, author);
    }
    const char *empty = NULL;
    if (!linked) {
        part = "word/comments.xml";
        for (int i = 1; zc_package_find(copy->package, part); i++)
            part = zc_arena_printf(&copy->arena, "word/comments%d.xml", i);
        empty = zc_arena_printf(&copy->arena, XML_HEAD "<w:comments xmlns:w=\"%s\"></w:comments>", body->strict ? STRICT : TRANSITIONAL);
        rc = link_comments(copy, body, part, err);
    }
    if (!rc)
        rc = put_changed(copy, part, "comments", zc_buf_text(&list), empty, err);
    zc_buf_free(&list);
    return rc;
}

/* Whether the notes can stand in the text as it is written. */
static int check_writable(const struct zc_docx_body *body, struct zc_error *err)
{
    /* Byte places hold only where the parser read the bytes as they are. */
    if (!zc_xml_is_utf8(body->xml, body->xml_size))
        return zc_fail(err, ZC_EINPUT, "主部件不是 UTF-8 编码，无法批注",
                       "the main part is not UTF-8 and cannot be annotated");
    if (!*body->prefix)
        return zc_fail(err, ZC_EINPUT, "主部件没有为 WordprocessingML 指定前缀，无法批注",
                       "the main part gives WordprocessingML no prefix and cannot be annotated");
    return ZC_OK;
}

int zc_docx_annotate(struct zc_buf *out, const void *bytes, size_t size, const struct zc_docx_note *notes, size_t count,
                     const char *author, struct zc_error *err)
{
    for (size_t i = 0; i < count; i++)
        if (notes[i].highlight && !is_colour(notes[i].highlight))
            return zc_fail(err, ZC_EINPUT, "突出显示颜色“%s”不在 Word 的颜色之列",
                           "\"%s\" is no highlight colour of Word", notes[i].highlight);
    struct copy copy = {0};
    int rc = zc_package_open_bytes(&copy.package, bytes, size, err);
    if (rc)
        return rc;
    struct zc_docx_body body;
    struct writer writer = {.body = &body};
    if ((rc = zc_docx_body(&body, &copy.arena, copy.package, err)))
        goto done;
    snprintf(writer.tag, sizeof writer.tag, "%s%s", body.prefix, *body.prefix ? ":" : "");
    take_notes(&writer, &copy.arena, notes, count);
    if (!writer.count) {
        zc_buf_add(out, bytes, size);
        goto done;
    }
    if ((rc = check_writable(&body, err)) || (rc = zc_repack_open(&copy.repack, copy.package, bytes, size, err)) ||
        (rc = write_comments(&copy, &writer, author ? author : "", err)))
        goto done;
    put_body(&writer, &copy.arena);
    if ((rc = zc_repack_put(copy.repack, body.part, writer.out.bytes, writer.out.size, err)))
        goto done;
    rc = zc_repack_finish(out, copy.repack, err);
    copy.repack = NULL;
done:
    zc_repack_drop(copy.repack);
    zc_buf_free(&writer.out);
    zc_package_close(copy.package);
    zc_arena_free(&copy.arena);
    return rc;
}

int zc_docx_annotate_file(const char *from, const char *to, const struct zc_docx_note *notes, size_t count,
                          const char *author, struct zc_error *err)
{
    struct zc_arena arena = {0};
    struct zc_buf out = {0};
    char *bytes, *beside = NULL;
    size_t size;
    int rc = zc_docx_load(&bytes, &size, &arena, from, err);
    if (rc || (rc = zc_docx_annotate(&out, bytes, size, notes, count, author, err)))
        goto done;
    beside = zc_arena_printf(&arena, "%s.part", to);
    FILE *file = fopen(beside, "wb");
    bool written = file && fwrite(out.bytes, 1, out.size, file) == out.size;
    if (file && (fclose(file) || !written)) {
        unlink(beside);
        written = false;
    }
    if (!written || rename(beside, to))
        rc = zc_fail(err, ZC_EIO, "写不了文件“%s”：%s", "cannot write \"%s\": %s", to, strerror(errno));
done:
    zc_buf_free(&out);
    zc_arena_free(&arena);
    return rc;
}
