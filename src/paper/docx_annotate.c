/* docx_annotate: runs cut at the edges of notes, comments, relations and content types; all other parts stay as they are. */
#include "paper/docx_part.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
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
            zc_docx_escape(&writer->out, text + start, stop - start);
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

struct comments {
    struct zc_docx_xml xml;
    size_t highest;  /* id + 1 */
    size_t close_at; /* where the root's end tag begins, or behind its only tag */
    bool empty_root;
    char prefix[16];
};

static void comments_start(void *user, const struct zc_docx_name *name, const char **attributes)
{
    struct comments *comments = user;
    if (comments->xml.depth == 1 && name->prefix_size < sizeof comments->prefix) {
        memcpy(comments->prefix, name->prefix, name->prefix_size);
        return;
    }
    const char *id = zc_docx_local_is(name, "comment") ? zc_docx_attribute(attributes, "id") : NULL;
    unsigned long number = id ? strtoul(id, NULL, 10) : 0;
    if (id && number < 1000000000 && number + 1 > comments->highest)
        comments->highest = number + 1;
}

static void comments_end(void *user, const struct zc_docx_name *name)
{
    (void)name;
    struct comments *comments = user;
    if (comments->xml.depth == 1) {
        comments->close_at = comments->xml.at;
        comments->empty_root = comments->xml.length == 0;
    }
}

static void put_comment(struct zc_buf *out, const struct note *note, const char *tag, const char *author)
{
    zc_buf_printf(out, "<%scomment %sid=\"%zu\" %sauthor=\"", tag, tag, note->id, tag);
    zc_docx_escape(out, author, strlen(author));
    zc_buf_printf(out, "\" %sinitials=\"\">", tag);
    const char *text = note->note->comment ? note->note->comment : "";
    for (;;) {
        size_t size = strcspn(text, "\n");
        zc_buf_printf(out, "<%sp><%sr><%st xml:space=\"preserve\">", tag, tag, tag);
        zc_docx_escape(out, text, size);
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

/* Puts `addition` before the end tag of the root of a small XML part. */
static int insert_last(struct zc_buf *out, const char *bytes, size_t size, const char *root, const char *addition,
                       const char *part, struct zc_error *err)
{
    struct comments end = {0};
    end.xml = (struct zc_docx_xml){.user = &end, .start = comments_start, .end = comments_end};
    int rc = zc_docx_xml_parse(&end.xml, bytes, size, part, err);
    if (rc)
        return rc;
    if (end.empty_root) { /* <Types …/> */
        zc_buf_add(out, bytes, end.close_at - 2);
        zc_buf_printf(out, ">%s</%s%s%s>", addition, end.prefix, *end.prefix ? ":" : "", root);
    } else {
        zc_buf_add(out, bytes, end.close_at);
        zc_buf_str(out, addition);
    }
    zc_buf_add(out, bytes + end.close_at, size - end.close_at);
    return ZC_OK;
}

static int put_changed(struct zc_docx_package *package, struct zc_arena *arena, const char *part, const char *root,
                       const char *addition, const char *empty, struct zc_error *err)
{
    char *bytes = NULL;
    size_t size = 0;
    int rc = ZC_OK;
    if (zc_docx_has(package, part)) {
        rc = zc_docx_part(&bytes, &size, arena, package, part, err);
    } else {
        bytes = zc_arena_str(arena, empty);
        size = strlen(empty);
    }
    struct zc_buf out = {0};
    if (!rc && !(rc = insert_last(&out, bytes, size, root, addition, part, err)))
        rc = zc_docx_put(package, part, out.bytes, out.size, err);
    zc_buf_free(&out);
    return rc;
}

static char *free_id(struct zc_arena *arena, const struct zc_docx_package *package, const char *relations)
{
    char *bytes = NULL;
    size_t size;
    if (zc_docx_has(package, relations) && zc_docx_part(&bytes, &size, arena, package, relations, NULL))
        bytes = NULL;
    for (int i = 1;; i++) {
        char *id = zc_arena_printf(arena, "rIdProof%d", i);
        if (!bytes || !strstr(bytes, id))
            return id;
    }
}

/* Links a new comments part to the text and declares its type. */
static int link_comments(struct zc_docx_package *package, struct zc_arena *arena, const struct zc_docx_body *body,
                         const char *part, struct zc_error *err)
{
    char *relations = zc_docx_relations_of(arena, body->part);
    char *relation =
        zc_arena_printf(arena,
                        "<Relationship xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\" "
                        "Id=\"%s\" Type=\"%s\" Target=\"/%s\"/>",
                        free_id(arena, package, relations), body->strict ? STRICT_RELATION : RELATION, part);
    int rc = put_changed(package, arena, relations, "Relationships", relation,
                         "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships "
                         "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>",
                         err);
    if (rc)
        return rc;
    char *type = zc_arena_printf(
        arena,
        "<Override xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\" PartName=\"/%s\" "
        "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml\"/>",
        part);
    return put_changed(package, arena, "[Content_Types].xml", "Types", type,
                       "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Types "
                       "xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"></Types>",
                       err);
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

static bool is_utf8(const char *xml, size_t size)
{
    if (size < 2 || (unsigned char)xml[0] >= 0xFE || !xml[0] || !xml[1])
        return false;
    const char *close = strstr(xml, "?>"), *encoding = strncmp(xml, "<?xml", 5) == 0 ? strstr(xml, "encoding") : NULL;
    if (!close || !encoding || encoding > close)
        return true;
    encoding += strcspn(encoding, "\"'");
    return strncasecmp(encoding + 1, "utf-8", 5) == 0;
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

static int write_comments(struct zc_docx_package *package, struct zc_arena *arena, struct writer *writer,
                          const char *author, struct zc_error *err)
{
    struct zc_docx_body *body = writer->body;
    char *part, *bytes = NULL;
    size_t size = 0;
    int rc = zc_docx_relation(&part, arena, package, body->part, "/comments", err);
    if (rc)
        return rc;
    struct comments old = {0};
    old.xml = (struct zc_docx_xml){.user = &old, .start = comments_start, .end = comments_end};
    bool linked = part && zc_docx_has(package, part);
    if (linked && ((rc = zc_docx_part(&bytes, &size, arena, package, part, err)) ||
                   (rc = zc_docx_xml_parse(&old.xml, bytes, size, part, err))))
        return rc;
    const char *tag = linked ? (*old.prefix ? zc_arena_printf(arena, "%s:", old.prefix) : "") : "w:";
    struct zc_buf list = {0}, out = {0};
    for (size_t i = 0; i < writer->count; i++) {
        writer->notes[i].id = old.highest + i;
        put_comment(&list, &writer->notes[i], tag, author);
    }
    if (linked) {
        rc = insert_last(&out, bytes, size, "comments", zc_buf_text(&list), part, err);
    } else {
        part = zc_arena_str(arena, "word/comments.xml");
        for (int i = 1; zc_docx_has(package, part); i++)
            part = zc_arena_printf(arena, "word/comments%d.xml", i);
        zc_buf_printf(&out, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:comments xmlns:w=\"%s\">",
                      body->strict ? STRICT : TRANSITIONAL);
        zc_buf_add(&out, zc_buf_text(&list), list.size);
        zc_buf_str(&out, "</w:comments>");
        rc = link_comments(package, arena, body, part, err);
    }
    if (!rc)
        rc = zc_docx_put(package, part, out.bytes, out.size, err);
    zc_buf_free(&list);
    zc_buf_free(&out);
    return rc;
}

int zc_docx_annotate(struct zc_buf *out, const void *bytes, size_t size, const struct zc_docx_note *notes, size_t count,
                     const char *author, struct zc_error *err)
{
    for (size_t i = 0; i < count; i++)
        if (notes[i].highlight && !is_colour(notes[i].highlight))
            return zc_fail(err, ZC_EINPUT, "突出显示颜色“%s”不在 Word 的颜色之列",
                           "\"%s\" is no highlight colour of Word", notes[i].highlight);
    struct zc_docx_package package;
    int rc = zc_docx_open(&package, bytes, size, err);
    if (rc)
        return rc;
    struct zc_arena arena = {0};
    struct zc_docx_body body;
    struct writer writer = {.body = &body};
    if ((rc = zc_docx_body(&body, &arena, &package, err)))
        goto done;
    /* Byte places hold only where the parser read the bytes as they are. */
    if (!is_utf8(body.xml, body.xml_size)) {
        rc = zc_fail(err, ZC_EINPUT, "主部件不是 UTF-8 编码，无法批注",
                     "the main part is not UTF-8 and cannot be annotated");
        goto done;
    }
    snprintf(writer.tag, sizeof writer.tag, "%s%s", body.prefix, *body.prefix ? ":" : "");
    take_notes(&writer, &arena, notes, count);
    if (!writer.count) {
        zc_buf_add(out, bytes, size);
        goto done;
    }
    if (!*body.prefix) {
        rc = zc_fail(err, ZC_EINPUT, "主部件没有为 WordprocessingML 指定前缀，无法批注",
                     "the main part gives WordprocessingML no prefix and cannot be annotated");
        goto done;
    }
    if ((rc = write_comments(&package, &arena, &writer, author ? author : "", err)))
        goto done;
    put_body(&writer, &arena);
    if (!(rc = zc_docx_put(&package, body.part, writer.out.bytes, writer.out.size, err)))
        rc = zc_docx_take(out, &package, err);
done:
    zc_buf_free(&writer.out);
    zc_docx_close(&package);
    zc_arena_free(&arena);
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
