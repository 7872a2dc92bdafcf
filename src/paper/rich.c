/* rich: events in, then the two directions of the _xHHHH_ escape. */
#include "paper/rich.h"
#include "base/text.h"
#include "paper/xml.h"

#include <string.h>

void zc_rich_begin(struct zc_rich *rich)
{
    struct zc_buf text = rich->text, struck = rich->struck;
    zc_buf_clear(&text);
    zc_buf_clear(&struck);
    *rich = (struct zc_rich){.text = text, .struck = struck};
}

void zc_rich_start(struct zc_rich *rich, const char *name, const char **attributes)
{
    if (strcmp(name, "t") == 0)
        rich->in_text = !rich->in_phonetic;
    else if (strcmp(name, "r") == 0)
        rich->in_run = true, rich->run_struck = false;
    else if (strcmp(name, "rPh") == 0)
        rich->in_phonetic = true;
    else if (strcmp(name, "rPr") == 0)
        rich->in_properties = rich->styled = true;
    else if (rich->in_run && rich->in_properties && strcmp(name, "strike") == 0)
        rich->run_struck = zc_xml_flag(attributes, "val", true);
}

void zc_rich_end(struct zc_rich *rich, const char *name)
{
    if (strcmp(name, "t") == 0)
        rich->in_text = false;
    else if (strcmp(name, "r") == 0)
        rich->in_run = rich->run_struck = false;
    else if (strcmp(name, "rPh") == 0)
        rich->in_phonetic = false;
    else if (strcmp(name, "rPr") == 0)
        rich->in_properties = false;
}

void zc_rich_add(struct zc_rich *rich, const char *bytes, size_t size)
{
    if (rich->in_text)
        zc_buf_add(rich->run_struck ? &rich->struck : &rich->text, bytes, size);
}

void zc_rich_finish(struct zc_rich *rich)
{
    zc_rich_unescape(&rich->text);
    zc_rich_unescape(&rich->struck);
}

void zc_rich_free(struct zc_rich *rich)
{
    zc_buf_free(&rich->text);
    zc_buf_free(&rich->struck);
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The code of an escape that starts at `at`, or -1. */
static int escape_at(const char *at, size_t left)
{
    if (left < 7 || at[0] != '_' || at[1] != 'x' || at[6] != '_')
        return -1;
    int code = 0;
    for (int i = 2; i < 6; i++) {
        int digit = hex_digit(at[i]);
        if (digit < 0)
            return -1;
        code = code * 16 + digit;
    }
    return code;
}

void zc_rich_unescape(struct zc_buf *text)
{
    if (!text->size || !memmem(text->bytes, text->size, "_x", 2))
        return;
    char *to = text->bytes;
    const char *from = text->bytes, *end = text->bytes + text->size;
    while (from < end) {
        int code = escape_at(from, (size_t)(end - from));
        if (code <= 0 || (code >= 0xD800 && code <= 0xDFFF)) {
            *to++ = *from++;
            continue;
        }
        from += 7; /* seven bytes make at most three, so `to` never passes `from` */
        if (code < 0x80) {
            *to++ = (char)code;
        } else if (code < 0x800) {
            *to++ = (char)(0xC0 | code >> 6);
            *to++ = (char)(0x80 | (code & 0x3F));
        } else {
            *to++ = (char)(0xE0 | code >> 12);
            *to++ = (char)(0x80 | (code >> 6 & 0x3F));
            *to++ = (char)(0x80 | (code & 0x3F));
        }
    }
    text->size = (size_t)(to - text->bytes);
    text->bytes[text->size] = 0;
}

void zc_rich_escape(struct zc_buf *out, const char *text)
{
    const char *end = text + strlen(text), *kept = text;
    while (text < end) {
        const char *at = text;
        uint32_t c = zc_utf8_next(&text, end);
        bool control = c < 0x20 && c != '\n' && c != '\t';
        if (!control && !(c == '_' && escape_at(at, (size_t)(end - at)) >= 0))
            continue;
        zc_xml_escape(out, kept, (size_t)(at - kept));
        zc_buf_printf(out, "_x%04X_", (unsigned)c);
        kept = text;
    }
    zc_xml_escape(out, kept, (size_t)(end - kept));
}
