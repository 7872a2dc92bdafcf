/* json: recursive descent; strings are decoded into the arena. */
#include "base/json.h"
#include "base/buf.h"
#include "base/text.h"

#include <string.h>

enum { DEEPEST = 64 };

struct reader {
    struct zc_arena *arena;
    const char *start, *at, *end;
    struct zc_error *err;
};

static int refuse(struct reader *reader, const char *zh, const char *en)
{
    return zc_fail(reader->err, ZC_EINPUT, "JSON 第 %zu 字节:%s(%s)", "JSON byte %zu: %s (%s)",
                   (size_t)(reader->at - reader->start), zh, en);
}

static void blanks(struct reader *reader)
{
    while (reader->at < reader->end && (*reader->at == ' ' || *reader->at == '\t' || *reader->at == '\n' || *reader->at == '\r'))
        reader->at++;
}

static int hex4(struct reader *reader, uint32_t *out)
{
    if (reader->end - reader->at < 4)
        return refuse(reader, "\\u 后须有四位十六进制数", "\\u needs four hex digits");
    uint32_t number = 0;
    for (int i = 0; i < 4; i++) {
        char c = *reader->at++;
        uint32_t digit = c >= '0' && c <= '9'   ? (uint32_t)(c - '0')
                         : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
                         : c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A' + 10)
                                                : 99;
        if (digit == 99)
            return refuse(reader, "\\u 后须有四位十六进制数", "\\u needs four hex digits");
        number = number * 16 + digit;
    }
    *out = number;
    return ZC_OK;
}

static void put_utf8(struct zc_buf *buf, uint32_t c)
{
    if (c < 0x80) {
        zc_buf_char(buf, (char)c);
    } else if (c < 0x800) {
        zc_buf_char(buf, (char)(0xC0 | c >> 6));
        zc_buf_char(buf, (char)(0x80 | (c & 63)));
    } else if (c < 0x10000) {
        zc_buf_char(buf, (char)(0xE0 | c >> 12));
        zc_buf_char(buf, (char)(0x80 | (c >> 6 & 63)));
        zc_buf_char(buf, (char)(0x80 | (c & 63)));
    } else {
        zc_buf_char(buf, (char)(0xF0 | c >> 18));
        zc_buf_char(buf, (char)(0x80 | (c >> 12 & 63)));
        zc_buf_char(buf, (char)(0x80 | (c >> 6 & 63)));
        zc_buf_char(buf, (char)(0x80 | (c & 63)));
    }
}

static int escape(struct reader *reader, struct zc_buf *buf)
{
    if (reader->at == reader->end)
        return refuse(reader, "转义不完整", "unfinished escape");
    char c = *reader->at++;
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    const char *found = c ? strchr(from, c) : NULL;
    if (found) {
        zc_buf_char(buf, to[found - from]);
        return ZC_OK;
    }
    if (c != 'u')
        return refuse(reader, "未知转义", "unknown escape");
    uint32_t unit, low;
    int rc = hex4(reader, &unit);
    if (rc)
        return rc;
    if (unit >= 0xD800 && unit < 0xDC00) {
        if (reader->end - reader->at < 2 || reader->at[0] != '\\' || reader->at[1] != 'u')
            return refuse(reader, "代理对不完整", "lone surrogate");
        reader->at += 2;
        if ((rc = hex4(reader, &low)))
            return rc;
        if (low < 0xDC00 || low > 0xDFFF)
            return refuse(reader, "代理对不完整", "lone surrogate");
        unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
    } else if (unit >= 0xDC00 && unit <= 0xDFFF) {
        return refuse(reader, "代理对不完整", "lone surrogate");
    }
    if (!unit)
        return refuse(reader, "不接受空字符", "a NUL character is not accepted");
    put_utf8(buf, unit);
    return ZC_OK;
}

static int string(struct reader *reader, const char **text, size_t *size)
{
    struct zc_buf buf = {0};
    int rc = ZC_OK;
    reader->at++;
    for (;;) {
        const char *run = reader->at;
        while (reader->at < reader->end && (unsigned char)*reader->at >= 0x20 && *reader->at != '"' && *reader->at != '\\')
            reader->at++;
        zc_buf_add(&buf, run, (size_t)(reader->at - run));
        if (reader->at == reader->end || (unsigned char)*reader->at < 0x20) {
            rc = refuse(reader, "字符串没有结束或含控制符", "unfinished text or control character");
            break;
        }
        if (*reader->at++ == '"')
            break;
        if ((rc = escape(reader, &buf)))
            break;
    }
    if (!rc && !zc_utf8_valid(zc_buf_text(&buf), buf.size))
        rc = refuse(reader, "不是 UTF-8", "not UTF-8");
    if (!rc) {
        *text = zc_arena_copy(reader->arena, zc_buf_text(&buf), buf.size);
        *size = buf.size;
    }
    zc_buf_free(&buf);
    return rc;
}

static int number(struct reader *reader, struct zc_json *value)
{
    const char *start = reader->at;
    if (*reader->at == '-')
        reader->at++;
    const char *first = reader->at;
    while (reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9')
        reader->at++;
    if (reader->at == first || (*first == '0' && reader->at - first > 1))
        return refuse(reader, "数字写法不对", "malformed number");
    if (reader->at < reader->end && *reader->at == '.') {
        const char *fraction = ++reader->at;
        while (reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9')
            reader->at++;
        if (reader->at == fraction)
            return refuse(reader, "数字写法不对", "malformed number");
    }
    if (reader->at < reader->end && (*reader->at == 'e' || *reader->at == 'E'))
        return refuse(reader, "不接受指数记法", "exponents are not accepted");
    value->kind = ZC_JSON_NUMBER;
    value->size = (size_t)(reader->at - start);
    value->text = zc_arena_copy(reader->arena, start, value->size);
    return ZC_OK;
}

static int parse(struct reader *reader, struct zc_json **out, int depth);

static int members(struct reader *reader, struct zc_json *value, char close, int depth)
{
    struct zc_json **tail = &value->child;
    bool object = close == '}';
    reader->at++;
    blanks(reader);
    if (reader->at < reader->end && *reader->at == close) {
        reader->at++;
        return ZC_OK;
    }
    for (;;) {
        const char *key = NULL;
        size_t size;
        int rc;
        blanks(reader);
        if (object) {
            if (reader->at == reader->end || *reader->at != '"')
                return refuse(reader, "此处应为键名", "a key is expected here");
            if ((rc = string(reader, &key, &size)))
                return rc;
            for (struct zc_json *other = value->child; other; other = other->next)
                if (strcmp(other->key, key) == 0)
                    return refuse(reader, "键名重复", "duplicate key");
            blanks(reader);
            if (reader->at == reader->end || *reader->at != ':')
                return refuse(reader, "此处应为冒号", "a colon is expected here");
            reader->at++;
        }
        if ((rc = parse(reader, tail, depth)))
            return rc;
        (*tail)->key = key;
        tail = &(*tail)->next;
        value->count++;
        blanks(reader);
        if (reader->at < reader->end && *reader->at == ',') {
            reader->at++;
            continue;
        }
        if (reader->at < reader->end && *reader->at == close) {
            reader->at++;
            return ZC_OK;
        }
        return refuse(reader, "此处应为逗号或结束括号", "a comma or the closing bracket is expected here");
    }
}

static int parse(struct reader *reader, struct zc_json **out, int depth)
{
    blanks(reader);
    if (reader->at == reader->end)
        return refuse(reader, "内容不完整", "unexpected end");
    if (depth >= DEEPEST)
        return refuse(reader, "嵌套太深", "nested too deeply");
    struct zc_json *value = zc_arena_alloc(reader->arena, sizeof *value);
    *out = value;
    size_t left = (size_t)(reader->end - reader->at);
    switch (*reader->at) {
    case '{': value->kind = ZC_JSON_OBJECT; return members(reader, value, '}', depth + 1);
    case '[': value->kind = ZC_JSON_ARRAY; return members(reader, value, ']', depth + 1);
    case '"': value->kind = ZC_JSON_TEXT; return string(reader, &value->text, &value->size);
    default: break;
    }
    static const struct {
        const char *word;
        enum zc_json_kind kind;
        bool boolean;
    } words[] = {{"null", ZC_JSON_NULL, false}, {"true", ZC_JSON_BOOL, true}, {"false", ZC_JSON_BOOL, false}};
    for (size_t i = 0; i < 3; i++) {
        size_t length = strlen(words[i].word);
        if (left >= length && memcmp(reader->at, words[i].word, length) == 0) {
            value->kind = words[i].kind;
            value->boolean = words[i].boolean;
            reader->at += length;
            return ZC_OK;
        }
    }
    if (*reader->at == '-' || (*reader->at >= '0' && *reader->at <= '9'))
        return number(reader, value);
    return refuse(reader, "看不懂的值", "unreadable value");
}

int zc_json_parse(struct zc_json **out, struct zc_arena *arena, const char *bytes, size_t size, struct zc_error *err)
{
    struct reader reader = {arena, bytes, bytes, bytes + size, err};
    int rc = parse(&reader, out, 0);
    if (rc)
        return rc;
    blanks(&reader);
    return reader.at == reader.end ? ZC_OK : refuse(&reader, "值之后还有内容", "something follows the value");
}

const struct zc_json *zc_json_get(const struct zc_json *object, const char *key)
{
    if (!object || object->kind != ZC_JSON_OBJECT)
        return NULL;
    for (const struct zc_json *child = object->child; child; child = child->next)
        if (strcmp(child->key, key) == 0)
            return child;
    return NULL;
}

const char *zc_json_text(const struct zc_json *object, const char *key)
{
    const struct zc_json *child = zc_json_get(object, key);
    return child && (child->kind == ZC_JSON_TEXT || child->kind == ZC_JSON_NUMBER) ? child->text : NULL;
}
