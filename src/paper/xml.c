/* xml: the reader's state, the expat handlers, pushing and finishing, what handlers may ask, then XML as bytes. */
#include "paper/xml.h"
#include "base/arena.h"
#include "base/text.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Expat reads an unfinished tag anew with every chunk; a bound on the tag keeps that work linear. */
enum { LONGEST_TOKEN = 1 << 20, LARGEST_PUSH = 1 << 16, NAMESPACE_END = '|' };

struct zc_xml {
    XML_Parser parser;
    struct zc_xml_handlers handlers;
    void *user;
    const char *what;
    struct zc_error *err; /* of the push under way */
    const char *name;     /* of the tag under way, as expat gives it */
    int depth, result;
    size_t pushed;
};

static void stop(struct zc_xml *xml, int result)
{
    if (!result || xml->result)
        return;
    xml->result = result;
    XML_StopParser(xml->parser, XML_FALSE);
}

/* Behind the prefix, or behind the namespace where expat resolves them. */
static const char *local(const char *name)
{
    const char *from = name;
    for (; *name; name++)
        if (*name == ':' || *name == NAMESPACE_END)
            from = name + 1;
    return from;
}

static void XMLCALL on_start(void *user, const XML_Char *name, const XML_Char **attributes)
{
    struct zc_xml *xml = user;
    if (xml->result)
        return;
    if (++xml->depth > ZC_XML_DEPTH) {
        stop(xml, zc_fail(xml->err, ZC_ELIMIT, "%s:XML 嵌套超过 %d 层", "%s: XML nested deeper than %d", xml->what,
                          ZC_XML_DEPTH));
        return;
    }
    xml->name = name;
    if (xml->handlers.start)
        stop(xml, xml->handlers.start(xml->user, xml, local(name), attributes));
}

static void XMLCALL on_end(void *user, const XML_Char *name)
{
    struct zc_xml *xml = user;
    if (xml->result)
        return;
    xml->name = name;
    if (xml->handlers.end)
        stop(xml, xml->handlers.end(xml->user, xml, local(name)));
    xml->depth--;
}

static void XMLCALL on_text(void *user, const XML_Char *bytes, int size)
{
    struct zc_xml *xml = user;
    if (!xml->result && xml->handlers.text)
        stop(xml, xml->handlers.text(xml->user, xml, bytes, (size_t)size));
}

static void XMLCALL on_doctype(void *user, const XML_Char *name, const XML_Char *system_id, const XML_Char *public_id,
                               int internal)
{
    (void)name, (void)system_id, (void)public_id, (void)internal;
    struct zc_xml *xml = user;
    stop(xml, zc_fail(xml->err, ZC_EINPUT, "%s:含有文档类型声明(DTD),不予读取",
                      "%s: holds a document type declaration (DTD), which is refused", xml->what));
}

static struct zc_xml *new_reader(XML_Parser parser, const struct zc_xml_handlers *handlers, void *user, const char *what)
{
    struct zc_xml *xml = zc_malloc(sizeof *xml);
    *xml = (struct zc_xml){.parser = parser, .handlers = *handlers, .user = user, .what = what};
    zc_assert(xml->parser != NULL);
    XML_SetUserData(xml->parser, xml);
    XML_SetElementHandler(xml->parser, on_start, on_end);
    if (handlers->text)
        XML_SetCharacterDataHandler(xml->parser, on_text);
    XML_SetStartDoctypeDeclHandler(xml->parser, on_doctype);
    return xml;
}

struct zc_xml *zc_xml_new(const struct zc_xml_handlers *handlers, void *user, const char *what)
{
    return new_reader(XML_ParserCreate(NULL), handlers, user, what);
}

struct zc_xml *zc_xml_new_spaces(const struct zc_xml_handlers *handlers, void *user, const char *what)
{
    return new_reader(XML_ParserCreateNS(NULL, NAMESPACE_END), handlers, user, what);
}

void zc_xml_free(struct zc_xml *xml)
{
    if (!xml)
        return;
    XML_ParserFree(xml->parser);
    free(xml);
}

static int parse(struct zc_xml *xml, const char *bytes, size_t size, int final, struct zc_error *err)
{
    if (xml->result)
        return xml->result;
    xml->err = err;
    enum XML_Status status = XML_Parse(xml->parser, bytes, (int)size, final);
    if (xml->result)
        return xml->result;
    if (status != XML_STATUS_OK)
        xml->result = zc_fail(err, ZC_EINPUT, "%s 第 %lu 行:XML 损坏(%s)", "%s line %lu: broken XML, not well-formed (%s)", xml->what,
                              (unsigned long)XML_GetCurrentLineNumber(xml->parser),
                              XML_ErrorString(XML_GetErrorCode(xml->parser)));
    return xml->result;
}

int zc_xml_push(struct zc_xml *xml, const char *bytes, size_t size, struct zc_error *err)
{
    while (size) {
        size_t piece = size < LARGEST_PUSH ? size : LARGEST_PUSH;
        int result = parse(xml, bytes, piece, 0, err);
        if (result)
            return result;
        xml->pushed += piece;
        XML_Index reached = XML_GetCurrentByteIndex(xml->parser);
        if (xml->pushed - (reached < 0 ? 0 : (size_t)reached) > LONGEST_TOKEN)
            return xml->result = zc_fail(err, ZC_ELIMIT, "%s:单个 XML 标签超过 %d 字节",
                                         "%s: one XML tag is longer than %d bytes", xml->what, LONGEST_TOKEN);
        bytes += piece;
        size -= piece;
    }
    return ZC_OK;
}

int zc_xml_finish(struct zc_xml *xml, struct zc_error *err)
{
    return parse(xml, "", 0, 1, err);
}

int zc_xml_run(struct zc_xml *xml, const char *bytes, size_t size, struct zc_error *err)
{
    int result = zc_xml_push(xml, bytes, size, err);
    if (!result)
        result = zc_xml_finish(xml, err);
    zc_xml_free(xml);
    return result;
}

/* ---- inside a handler ---- */

struct zc_error *zc_xml_error(struct zc_xml *xml)
{
    return xml->err;
}

int zc_xml_depth(const struct zc_xml *xml)
{
    return xml->depth;
}

size_t zc_xml_offset(const struct zc_xml *xml)
{
    XML_Index index = XML_GetCurrentByteIndex(xml->parser);
    return index < 0 ? 0 : (size_t)index;
}

size_t zc_xml_length(const struct zc_xml *xml)
{
    int count = XML_GetCurrentByteCount(xml->parser);
    return count < 0 ? 0 : (size_t)count;
}

bool zc_xml_space_ends(const struct zc_xml *xml, const char *end)
{
    const char *stop = strrchr(xml->name, NAMESPACE_END);
    size_t space = stop ? (size_t)(stop - xml->name) : 0, size = strlen(end);
    return size <= space && memcmp(stop - size, end, size) == 0;
}

const char *zc_xml_attribute(const char **attributes, const char *name)
{
    for (; *attributes; attributes += 2)
        if (strcmp(local(attributes[0]), name) == 0)
            return attributes[1];
    return NULL;
}

int zc_xml_flag(const char **attributes, const char *name, int absent)
{
    const char *value = zc_xml_attribute(attributes, name);
    return value ? strcmp(value, "1") == 0 || strcmp(value, "true") == 0 || strcmp(value, "on") == 0 : absent;
}

/* ---- XML as bytes ---- */

void zc_xml_escape(struct zc_buf *out, const char *text, size_t size)
{
    const char *end = text + size;
    while (text < end) {
        const char *from = text;
        uint32_t c = zc_utf8_next(&text, end);
        switch (c) {
        case '&': zc_buf_str(out, "&amp;"); break;
        case '<': zc_buf_str(out, "&lt;"); break;
        case '>': zc_buf_str(out, "&gt;"); break;
        case '"': zc_buf_str(out, "&quot;"); break;
        default:
            if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0xFFFD || c == 0xFFFE || c == 0xFFFF)
                zc_buf_str(out, "\xEF\xBF\xBD");
            else
                zc_buf_add(out, from, (size_t)(text - from));
        }
    }
}

bool zc_xml_is_utf8(const char *bytes, size_t size)
{
    if (size >= 2 && (!bytes[0] || !bytes[1] || bytes[0] == '\xFE' || bytes[0] == '\xFF'))
        return false;
    if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
        bytes += 3, size -= 3;
    if (size < 5 || memcmp(bytes, "<?xml", 5) != 0)
        return true;
    const char *end = memmem(bytes, size, "?>", 2);
    const char *encoding = end ? memmem(bytes, (size_t)(end - bytes), "encoding", 8) : NULL;
    if (!encoding)
        return true;
    while (encoding < end && *encoding != '"' && *encoding != '\'')
        encoding++;
    static const char *const names[] = {"utf-8", "utf8", "us-ascii"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t length = strlen(names[i]);
        if ((size_t)(end - encoding) >= length + 2 && strncasecmp(encoding + 1, names[i], length) == 0 &&
            encoding[length + 1] == *encoding)
            return true;
    }
    return false;
}
