/* buf: growth, plain appends, then the two escapers. */
#include "base/buf.h"
#include "base/arena.h"
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void reserve(struct zc_buf *buf, size_t more)
{
    zc_assert(more < SIZE_MAX - buf->size - 1);
    size_t need = buf->size + more + 1;
    if (need <= buf->capacity)
        return;
    size_t grown = buf->capacity ? buf->capacity : 256;
    while (grown < need)
        grown = grown > SIZE_MAX / 2 ? need : grown * 2;
    buf->bytes = zc_realloc(buf->bytes, grown);
    buf->capacity = grown;
}

void zc_buf_add(struct zc_buf *buf, const void *bytes, size_t size)
{
    reserve(buf, size);
    if (size)
        memcpy(buf->bytes + buf->size, bytes, size);
    buf->size += size;
    buf->bytes[buf->size] = 0;
}

void zc_buf_str(struct zc_buf *buf, const char *text)
{
    if (text)
        zc_buf_add(buf, text, strlen(text));
}

void zc_buf_char(struct zc_buf *buf, char c)
{
    reserve(buf, 1);
    buf->bytes[buf->size++] = c;
    buf->bytes[buf->size] = 0;
}

void zc_buf_int(struct zc_buf *buf, int64_t number)
{
    char digits[24];
    char *end = digits + sizeof digits, *at = end;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (number < 0)
        *--at = '-';
    zc_buf_add(buf, at, (size_t)(end - at));
}

void zc_buf_printf(struct zc_buf *buf, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    reserve(buf, 48); /* most pieces are short: one pass does */
    size_t room = buf->capacity - buf->size;
    int length = vsnprintf(buf->bytes + buf->size, room, format, args);
    zc_assert(length >= 0);
    if ((size_t)length >= room) {
        reserve(buf, (size_t)length);
        vsnprintf(buf->bytes + buf->size, (size_t)length + 1, format, again);
    }
    buf->size += (size_t)length;
    va_end(again);
    va_end(args);
}

void zc_buf_json(struct zc_buf *buf, const char *text, size_t size)
{
    reserve(buf, size + 2);
    zc_buf_char(buf, '"');
    size_t start = 0;
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        zc_buf_add(buf, text + start, i - start);
        start = i + 1;
        switch (c) {
        case '"': zc_buf_str(buf, "\\\""); break;
        case '\\': zc_buf_str(buf, "\\\\"); break;
        case '\b': zc_buf_str(buf, "\\b"); break;
        case '\f': zc_buf_str(buf, "\\f"); break;
        case '\n': zc_buf_str(buf, "\\n"); break;
        case '\r': zc_buf_str(buf, "\\r"); break;
        case '\t': zc_buf_str(buf, "\\t"); break;
        default: zc_buf_printf(buf, "\\u%04x", c);
        }
    }
    zc_buf_add(buf, text + start, size - start);
    zc_buf_char(buf, '"');
}

void zc_buf_json_str(struct zc_buf *buf, const char *text)
{
    if (text)
        zc_buf_json(buf, text, strlen(text));
    else
        zc_buf_str(buf, "null");
}

void zc_buf_html(struct zc_buf *buf, const char *text)
{
    for (const char *c = text ? text : ""; *c; c++) {
        switch (*c) {
        case '&': zc_buf_str(buf, "&amp;"); break;
        case '<': zc_buf_str(buf, "&lt;"); break;
        case '>': zc_buf_str(buf, "&gt;"); break;
        case '"': zc_buf_str(buf, "&quot;"); break;
        case '\'': zc_buf_str(buf, "&#39;"); break;
        default: zc_buf_char(buf, *c);
        }
    }
}

void zc_buf_clear(struct zc_buf *buf)
{
    buf->size = 0;
    if (buf->bytes)
        buf->bytes[0] = 0;
}

void zc_buf_free(struct zc_buf *buf)
{
    free(buf->bytes);
    *buf = (struct zc_buf){0};
}

const char *zc_buf_text(const struct zc_buf *buf)
{
    return buf->bytes ? buf->bytes : "";
}
