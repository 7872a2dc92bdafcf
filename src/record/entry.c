/* entry: 1 writing; 2 parsing; 3 the canonical payload. */
#include "record/entry.h"
#include "base/date.h"
#include "base/text.h"

#include <string.h>

/* 1 */

static void line(struct zc_buf *out, const char *key, const char *value)
{
    zc_buf_str(out, key);
    zc_buf_str(out, value);
    zc_buf_char(out, '\n');
}

static void number_line(struct zc_buf *out, const char *key, int64_t value)
{
    zc_buf_str(out, key);
    zc_buf_int(out, value);
    zc_buf_char(out, '\n');
}

void zc_entry_write(struct zc_buf *out, const struct zc_entry *entry)
{
    char at[ZC_INSTANT_TEXT], wall[ZC_INSTANT_TEXT];
    zc_instant_format(at, entry->at);
    if (entry->wall == entry->at)
        memcpy(wall, at, sizeof wall);
    else
        zc_instant_format(wall, entry->wall);
    zc_buf_str(out, "zcj1\n");
    line(out, "city=", entry->city);
    number_line(out, "chain=", entry->chain);
    number_line(out, "seq=", entry->seq);
    line(out, "prev=", entry->prev);
    line(out, "at=", at);
    line(out, "wall=", wall);
    number_line(out, "tx=", entry->tx);
    line(out, "kind=", entry->kind);
    line(out, "actor=", entry->actor);
    line(out, "links=", entry->links);
    number_line(out, "len=", (int64_t)entry->payload_size);
    zc_buf_char(out, '\n');
    zc_buf_add(out, entry->payload, entry->payload_size);
    zc_buf_char(out, '\n');
}

void zc_entry_digest(char out[ZC_DIGEST_HEX], const struct zc_entry *entry, struct zc_buf *scratch)
{
    zc_buf_clear(scratch);
    zc_entry_write(scratch, entry);
    zc_sm3_hex(out, scratch->bytes, scratch->size);
}

/* 2 */

struct reader {
    struct zc_arena *arena;
    const char *at, *end;
    struct zc_error *err;
};

static int text_line(const char **out, struct reader *reader, const char *key)
{
    size_t length = strlen(key);
    const char *stop = memchr(reader->at, '\n', (size_t)(reader->end - reader->at));
    if (!stop || (size_t)(stop - reader->at) < length || memcmp(reader->at, key, length) != 0 || stop - reader->at > 4096)
        return zc_fail(reader->err, ZC_EINPUT, "流水条目缺少 %s 行", "the entry lacks its line %s", key);
    *out = zc_arena_copy(reader->arena, reader->at + length, (size_t)(stop - reader->at) - length);
    reader->at = stop + 1;
    return ZC_OK;
}

static int number(int64_t *out, struct reader *reader, const char *key)
{
    const char *text;
    int rc = text_line(&text, reader, key);
    if (rc)
        return rc;
    int64_t value = 0;
    bool good = *text != 0 && (text[0] != '0' || !text[1]);
    for (const char *c = text; *c && good; c++)
        good = *c >= '0' && *c <= '9' && !__builtin_mul_overflow(value, 10, &value) && !__builtin_add_overflow(value, *c - '0', &value);
    *out = value;
    return good ? ZC_OK : zc_fail(reader->err, ZC_EINPUT, "%s 后应为数,收到 %s", "%s takes a number, %s came", key, text);
}

static int instant(int64_t *out, struct reader *reader, const char *key)
{
    const char *text;
    int rc = text_line(&text, reader, key);
    if (rc)
        return rc;
    if (strlen(text) != 27 || !zc_instant_parse(out, text))
        return zc_fail(reader->err, ZC_EINPUT, "%s 后应为时刻,收到 %s", "%s takes an instant, %s came", key, text);
    return ZC_OK;
}

static int take(const char *word, struct reader *reader)
{
    size_t length = strlen(word);
    if ((size_t)(reader->end - reader->at) < length || memcmp(reader->at, word, length) != 0)
        return zc_fail(reader->err, ZC_EINPUT, "不是 zcj1 条目", "this is no zcj1 entry");
    reader->at += length;
    return ZC_OK;
}

int zc_entry_parse(struct zc_entry *out, struct zc_arena *arena, const char *bytes, size_t size, size_t *used, struct zc_error *err)
{
    struct reader reader = {arena, bytes, bytes + size, err};
    const char *prev;
    int64_t length = 0;
    int rc;
    *out = (struct zc_entry){0};
    if ((rc = take("zcj1\n", &reader)) || (rc = text_line(&out->city, &reader, "city=")) || (rc = number(&out->chain, &reader, "chain=")) ||
        (rc = number(&out->seq, &reader, "seq=")) || (rc = text_line(&prev, &reader, "prev=")) || (rc = instant(&out->at, &reader, "at=")) ||
        (rc = instant(&out->wall, &reader, "wall=")) || (rc = number(&out->tx, &reader, "tx=")) || (rc = text_line(&out->kind, &reader, "kind=")) ||
        (rc = text_line(&out->actor, &reader, "actor=")) || (rc = text_line(&out->links, &reader, "links=")) ||
        (rc = number(&length, &reader, "len=")) || (rc = take("\n", &reader)))
        return rc;
    if (strlen(prev) != 64 || strspn(prev, "0123456789abcdef") != 64)
        return zc_fail(err, ZC_EINPUT, "prev 应为 64 位十六进制", "prev takes 64 hex digits");
    memcpy(out->prev, prev, sizeof out->prev);
    if (length >= reader.end - reader.at || reader.at[length] != '\n')
        return zc_fail(err, ZC_EINPUT, "内容长度与 len 不符", "the payload is not as long as len says");
    out->payload = zc_arena_copy(arena, reader.at, (size_t)length);
    out->payload_size = (size_t)length;
    *used = (size_t)(reader.at + length + 1 - bytes);
    return ZC_OK;
}

/* 3 */

static int odd(struct reader *reader, const char *start, const char *what)
{
    return zc_fail(reader->err, ZC_EINPUT, "内容第 %zu 字节不合规范:%s", "payload byte %zu is not canonical: %s", (size_t)(reader->at - start), what);
}

static int check_text(struct reader *reader, const char *start, bool key)
{
    const char *first = ++reader->at;
    for (; reader->at < reader->end && *reader->at != '"'; reader->at++) {
        unsigned char c = (unsigned char)*reader->at;
        if (c < 0x20)
            return odd(reader, start, "control character");
        if (key && !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.'))
            return odd(reader, start, "key");
        if (c != '\\')
            continue;
        if (++reader->at == reader->end)
            return odd(reader, start, "escape");
        if (*reader->at == 'u') { /* only the controls that have no short form, lower case */
            if (reader->end - reader->at < 5 || memcmp(reader->at, "u00", 3) != 0 || !strchr("01", reader->at[3]) ||
                !memchr("0123456789abcdef", reader->at[4], 16) || (reader->at[3] == '0' && memchr("89acd", reader->at[4], 5)))
                return odd(reader, start, "escape");
            reader->at += 4;
        } else if (!memchr("\"\\bfnrt", *reader->at, 7)) {
            return odd(reader, start, "escape");
        }
    }
    if (reader->at >= reader->end || (key && reader->at == first))
        return odd(reader, start, "text");
    if (!zc_utf8_valid(first, (size_t)(reader->at - first)))
        return odd(reader, start, "UTF-8");
    reader->at++;
    return ZC_OK;
}

static int check_value(struct reader *reader, const char *start, int depth)
{
    static const char *const words[] = {"true", "false", "null"};
    if (depth > 64 || reader->at >= reader->end)
        return odd(reader, start, "value");
    char open = *reader->at;
    if (open == '"')
        return check_text(reader, start, false);
    if (open != '{' && open != '[') {
        for (int i = 0; i < 3; i++) {
            size_t length = strlen(words[i]);
            if ((size_t)(reader->end - reader->at) >= length && memcmp(reader->at, words[i], length) == 0) {
                reader->at += length;
                return ZC_OK;
            }
        }
        return odd(reader, start, "value");
    }
    char close = open == '{' ? '}' : ']';
    const char *last = NULL;
    size_t last_size = 0;
    reader->at++;
    if (reader->at < reader->end && *reader->at == close) {
        reader->at++;
        return ZC_OK;
    }
    for (;;) {
        int rc;
        if (open == '{') {
            const char *key = reader->at + 1;
            if (reader->at >= reader->end || *reader->at != '"')
                return odd(reader, start, "key");
            if ((rc = check_text(reader, start, true)))
                return rc;
            size_t size = (size_t)(reader->at - 1 - key), common = size < last_size ? size : last_size;
            int order = last ? memcmp(last, key, common) : -1;
            if (order > 0 || (order == 0 && last_size >= size))
                return odd(reader, start, "key order");
            last = key;
            last_size = size;
            if (reader->at >= reader->end || *reader->at++ != ':')
                return odd(reader, start, "colon");
        }
        if ((rc = check_value(reader, start, depth + 1)))
            return rc;
        if (reader->at >= reader->end)
            return odd(reader, start, "end");
        char next = *reader->at++;
        if (next == close)
            return ZC_OK;
        if (next != ',')
            return odd(reader, start, "comma");
    }
}

int zc_payload_check(const char *payload, size_t size, struct zc_error *err)
{
    struct reader reader = {NULL, payload, payload + size, err};
    int rc = check_value(&reader, payload, 0);
    return rc ? rc : reader.at == reader.end ? ZC_OK : odd(&reader, payload, "something follows");
}
