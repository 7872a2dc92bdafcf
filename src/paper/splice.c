/* splice: loading, tags, edits, the append, then applying. */
#include "paper/splice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST_PART = 512 << 20 };

static int root_start(void *user, struct zc_xml *xml, const char *name, const char **attributes)
{
    struct zc_splice *splice = user;
    (void)name, (void)attributes;
    if (zc_xml_depth(xml) != 1)
        return ZC_OK;
    size_t size;
    bool empty;
    const char *raw, *tag = zc_splice_tag(splice, xml, &size, &empty);
    size_t length = zc_tag_name(&raw, tag, size);
    const char *colon = memchr(raw, ':', length);
    splice->prefix = colon ? zc_arena_copy(&splice->arena, raw, (size_t)(colon - raw) + 1) : "";
    return ZC_OK;
}

int zc_splice_load(struct zc_splice *splice, struct zc_package *package, const char *name, const char *text,
                   struct zc_error *err)
{
    static const struct zc_xml_handlers handlers = {root_start, NULL, NULL};
    *splice = (struct zc_splice){.name = name, .prefix = ""};
    if (text && !zc_package_find(package, name)) {
        zc_buf_str(&splice->source, text);
    } else {
        int result = zc_package_load(&splice->source, package, name, LARGEST_PART, err);
        if (result)
            return result;
    }
    if (!zc_xml_is_utf8(zc_buf_text(&splice->source), splice->source.size))
        return zc_fail(err, ZC_EINPUT, "部件 %s 不是 UTF-8 编码,不能在其中标注", "part %s is not UTF-8 and cannot be annotated", name);
    return zc_splice_parse(splice, &handlers, splice, err);
}

void zc_splice_free(struct zc_splice *splice)
{
    zc_buf_free(&splice->source);
    zc_arena_free(&splice->arena);
}

int zc_splice_parse(struct zc_splice *splice, const struct zc_xml_handlers *handlers, void *user, struct zc_error *err)
{
    struct zc_xml *xml = zc_xml_new(handlers, user, splice->name);
    return zc_xml_run(xml, zc_buf_text(&splice->source), splice->source.size, err);
}

/* ---- tags ---- */

const char *zc_splice_tag(const struct zc_splice *splice, struct zc_xml *xml, size_t *size, bool *empty)
{
    size_t offset = zc_xml_offset(xml);
    *size = zc_xml_length(xml);
    zc_assert(offset <= splice->source.size && *size <= splice->source.size - offset);
    const char *tag = splice->source.bytes + offset;
    *empty = *size >= 2 && tag[*size - 2] == '/';
    return tag;
}

size_t zc_tag_name(const char **name, const char *tag, size_t size)
{
    size_t at = 1;
    while (at < size && !strchr(" \t\r\n/>", tag[at]))
        at++;
    *name = tag + 1;
    return at - 1;
}

static size_t skip_space(const char *tag, size_t size, size_t at)
{
    while (at < size && strchr(" \t\r\n", tag[at]))
        at++;
    return at;
}

void zc_tag_set(struct zc_buf *out, const char *tag, size_t size, const char *name, const char *value, bool open)
{
    const char *raw;
    size_t at = zc_tag_name(&raw, tag, size) + 1, wanted = strlen(name);
    bool empty = size >= 2 && tag[size - 2] == '/';
    size_t end = size - (empty ? 2 : 1);
    zc_buf_add(out, tag, at);
    if (value)
        zc_buf_printf(out, " %s=\"%s\"", name, value);
    /* The XML is well-formed: expat has read it. */
    while ((at = skip_space(tag, end, at)) < end) {
        size_t start = at;
        while (at < end && tag[at] != '=' && !strchr(" \t\r\n", tag[at]))
            at++;
        bool same = at - start == wanted && memcmp(tag + start, name, wanted) == 0;
        at = skip_space(tag, end, at);
        at = skip_space(tag, end, at < end ? at + 1 : at);
        char quote = at < end ? tag[at++] : '"';
        while (at < end && tag[at] != quote)
            at++;
        at = at < end ? at + 1 : end;
        if (!same) {
            zc_buf_char(out, ' ');
            zc_buf_add(out, tag + start, at - start);
        }
    }
    zc_buf_str(out, empty && !open ? "/>" : ">");
}

/* ---- edits ---- */

void zc_splice_replace(struct zc_splice *splice, size_t offset, size_t removed, const char *text)
{
    size_t sequence = splice->count;
    struct zc_splice_edit *edit =
        zc_arena_push(&splice->arena, &splice->edits, &splice->count, &splice->capacity, sizeof *edit);
    *edit = (struct zc_splice_edit){offset, removed, sequence, zc_arena_str(&splice->arena, text)};
}

struct append {
    struct zc_splice *splice;
    const char *parent, *xml;
    int depth;
    size_t more;
    bool inside, done;
};

static int append_start(void *user, struct zc_xml *xml, const char *name, const char **attributes)
{
    struct append *append = user;
    if (append->done || append->inside || zc_xml_depth(xml) != append->depth || strcmp(name, append->parent) != 0)
        return ZC_OK;
    size_t size;
    bool empty;
    const char *raw, *tag = zc_splice_tag(append->splice, xml, &size, &empty);
    const char *count = zc_xml_attribute(attributes, "count");
    struct zc_buf text = {0};
    char number[24] = "";
    if (count)
        snprintf(number, sizeof number, "%lu", strtoul(count, NULL, 10) + (unsigned long)append->more);
    zc_tag_set(&text, tag, size, "count", count ? number : NULL, true);
    append->inside = !empty;
    if (empty) {
        zc_buf_str(&text, append->xml);
        size_t length = zc_tag_name(&raw, tag, size);
        zc_buf_printf(&text, "</%.*s>", (int)length, raw);
        append->done = true;
    }
    if (empty || count)
        zc_splice_replace(append->splice, zc_xml_offset(xml), size, zc_buf_text(&text));
    zc_buf_free(&text);
    return ZC_OK;
}

static int append_end(void *user, struct zc_xml *xml, const char *name)
{
    struct append *append = user;
    if (append->inside && zc_xml_depth(xml) == append->depth && strcmp(name, append->parent) == 0) {
        zc_splice_replace(append->splice, zc_xml_offset(xml), 0, append->xml);
        append->inside = false;
        append->done = true;
    }
    return ZC_OK;
}

int zc_splice_append(struct zc_splice *splice, const char *parent, int depth, const char *xml, size_t more,
                     struct zc_error *err)
{
    static const struct zc_xml_handlers handlers = {append_start, append_end, NULL};
    struct append append = {splice, parent, xml, depth, more, false, false};
    int result = zc_splice_parse(splice, &handlers, &append, err);
    if (!result && !append.done)
        return zc_fail(err, ZC_ENOTFOUND, "部件 %s 中没有 <%s>", "part %s has no <%s>", splice->name, parent);
    return result;
}

static int compare_edits(const void *a, const void *b)
{
    const struct zc_splice_edit *left = a, *right = b;
    if (left->offset != right->offset)
        return left->offset < right->offset ? -1 : 1;
    return (left->sequence > right->sequence) - (left->sequence < right->sequence);
}

int zc_splice_apply(struct zc_buf *out, struct zc_splice *splice, struct zc_error *err)
{
    size_t at = 0;
    if (splice->count)
        qsort(splice->edits, splice->count, sizeof *splice->edits, compare_edits);
    for (size_t i = 0; i < splice->count; i++) {
        const struct zc_splice_edit *edit = &splice->edits[i];
        if (edit->offset < at || edit->removed > splice->source.size - edit->offset)
            return zc_fail(err, ZC_EINTERNAL, "部件 %s 的修改互相重叠", "edits of part %s overlap", splice->name);
        zc_buf_add(out, splice->source.bytes + at, edit->offset - at);
        zc_buf_str(out, edit->text);
        at = edit->offset + edit->removed;
    }
    zc_buf_add(out, splice->source.bytes + at, splice->source.size - at);
    return ZC_OK;
}
