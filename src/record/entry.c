/*
 * entry: 1 writing (header lines are put together in a block on the stack, so that one entry costs few appends beside its
 * SM3); 2 the strict reader; 3 the payload's form.
 */
#include "record/entry.h"
#include "base/date.h"
#include "base/text.h"

#include <string.h>

enum { HEX_CITY = 32, HEX_DIGEST = 64, KIND_MAX = 32, ACTOR_MAX = 200, INSTANT_SIZE = 27 };
static const int64_t DAY_US = INT64_C(86400000000);

/* 1 */

static char *put(char *at, const char *text, size_t size)
{
    memcpy(at, text, size);
    return at + size;
}
#define PUT(at, literal) put(at, literal, sizeof literal - 1)

static char *put_int(char *at, int64_t number)
{
    char digits[20], *end = digits + sizeof digits, *from = end;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do {
        *--from = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (number < 0)
        *at++ = '-';
    return put(at, from, (size_t)(end - from));
}

static char *put_digits(char *at, int number, int width)
{
    for (int i = width; i-- > 0; number /= 10)
        at[i] = (char)('0' + number % 10);
    return at + width;
}

/* A damaged store may hold any int64. Years beyond 0–9999 are written as they are: longer, but never equal to another. */
static char *put_instant(char *at, int64_t instant)
{
    int64_t day = instant / DAY_US, rest = instant % DAY_US;
    if (rest < 0) {
        rest += DAY_US;
        day--;
    }
    int year, month, date;
    zc_date_split((int)day, &year, &month, &date);
    at = year < 0 || year > 9999 ? put_int(at, year) : put_digits(at, year, 4);
    int second = (int)(rest / 1000000);
    *at++ = '-';
    at = put_digits(at, month, 2);
    *at++ = '-';
    at = put_digits(at, date, 2);
    *at++ = 'T';
    at = put_digits(at, second / 3600, 2);
    *at++ = ':';
    at = put_digits(at, second / 60 % 60, 2);
    *at++ = ':';
    at = put_digits(at, second % 60, 2);
    *at++ = '.';
    at = put_digits(at, (int)(rest % 1000000), 6);
    *at++ = 'Z';
    return at;
}

void zc_entry_write(struct zc_buf *out, const struct zc_entry *entry)
{
    char block[320], *at = block;
    zc_buf_add(out, "zcj1\ncity=", 10);
    zc_buf_str(out, entry->city);
    at = PUT(at, "\nchain=");
    at = put_int(at, entry->chain);
    at = PUT(at, "\nseq=");
    at = put_int(at, entry->seq);
    at = PUT(at, "\nprev=");
    at = put(at, entry->prev, strnlen(entry->prev, HEX_DIGEST));
    at = PUT(at, "\nat=");
    at = put_instant(at, entry->at);
    at = PUT(at, "\nwall=");
    at = put_instant(at, entry->wall);
    at = PUT(at, "\ntx=");
    at = put_int(at, entry->tx);
    at = PUT(at, "\nkind=");
    zc_buf_add(out, block, (size_t)(at - block));
    zc_buf_str(out, entry->kind);
    zc_buf_add(out, "\nactor=", 7);
    zc_buf_str(out, entry->actor ? entry->actor : "-");
    zc_buf_add(out, "\nlinks=", 7);
    zc_buf_str(out, entry->links ? entry->links : "-");
    at = PUT(block, "\nlen=");
    zc_assert(entry->payload_size <= INT64_MAX);
    at = put_int(at, (int64_t)entry->payload_size);
    at = PUT(at, "\n\n");
    zc_buf_add(out, block, (size_t)(at - block));
    zc_buf_add(out, entry->payload, entry->payload_size);
    zc_buf_add(out, "\n", 1);
}

void zc_entry_digest(char out[ZC_DIGEST_HEX], const struct zc_entry *entry, struct zc_buf *scratch)
{
    zc_buf_clear(scratch);
    zc_entry_write(scratch, entry);
    zc_sm3_hex(out, scratch->bytes, scratch->size);
}

/* 2 */

struct lines {
    const char *start, *at, *end;
    struct zc_error *err;
};

static int refuse(struct lines *lines, const char *place, const char *zh, const char *en)
{
    return zc_fail(lines->err, ZC_EINPUT, "条目第 %zu 字节(%s 行):%s(%s)", "entry byte %zu (line %s): %s (%s)",
                   (size_t)(lines->at - lines->start), place, zh, en);
}

/* The value of the line `key=`, which must come next. */
static int value_of(const char **value, size_t *size, struct lines *lines, const char *key, size_t most)
{
    size_t length = strlen(key), left = (size_t)(lines->end - lines->at);
    if (left <= length || memcmp(lines->at, key, length) != 0 || lines->at[length] != '=')
        return refuse(lines, key, "此处应为这一行", "this line is expected here");
    lines->at += length + 1;
    left -= length + 1;
    const char *stop = memchr(lines->at, '\n', left <= most ? left : most + 1);
    if (!stop)
        return refuse(lines, key, "行没有结束或太长", "the line does not end or is too long");
    *value = lines->at;
    *size = (size_t)(stop - lines->at);
    return ZC_OK;
}

/* Moves behind a value that was found good. */
static void pass(struct lines *lines, size_t size) { lines->at += size + 1; }

static bool is_hex(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (!((text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'f')))
            return false;
    return true;
}

/* Decimal without sign and leading zeros, within int64. */
static bool read_int(int64_t *out, const char *text, size_t size)
{
    if (!size || size > 19 || (text[0] == '0' && size > 1))
        return false;
    uint64_t number = 0;
    for (size_t i = 0; i < size; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        number = number * 10 + (uint64_t)(text[i] - '0');
    }
    *out = (int64_t)number;
    return number <= INT64_MAX;
}

static int int_line(int64_t *out, struct lines *lines, const char *key, int64_t least)
{
    const char *value;
    size_t size;
    int rc = value_of(&value, &size, lines, key, 19);
    if (rc)
        return rc;
    if (!read_int(out, value, size) || *out < least)
        return refuse(lines, key, "应为不带前导零的整数", "a whole number without leading zeros is expected");
    pass(lines, size);
    return ZC_OK;
}

static int hex_line(char *out, struct lines *lines, const char *key, size_t digits)
{
    const char *value;
    size_t size;
    int rc = value_of(&value, &size, lines, key, digits);
    if (rc)
        return rc;
    if (size != digits || !is_hex(value, size))
        return refuse(lines, key, "应为小写十六进制数,位数固定", "lower-case hex digits of the fixed length are expected");
    memcpy(out, value, size);
    out[size] = 0;
    pass(lines, size);
    return ZC_OK;
}

/* zc_instant_parse takes several notations; only the one that is written counts here. */
static int instant_line(int64_t *out, struct lines *lines, const char *key)
{
    const char *value;
    size_t size;
    char text[INSTANT_SIZE + 1], again[ZC_INSTANT_TEXT];
    int rc = value_of(&value, &size, lines, key, INSTANT_SIZE);
    if (rc)
        return rc;
    if (size == INSTANT_SIZE) {
        memcpy(text, value, size);
        text[size] = 0;
        if (zc_instant_parse(out, text)) {
            *put_instant(again, *out) = 0;
            if (strcmp(again, text) == 0) {
                pass(lines, size);
                return ZC_OK;
            }
        }
    }
    return refuse(lines, key, "应为 YYYY-MM-DDTHH:MM:SS.ffffffZ", "YYYY-MM-DDTHH:MM:SS.ffffffZ is expected");
}

static bool is_kind(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (!((text[i] >= 'a' && text[i] <= 'z') || text[i] == '_'))
            return false;
    return size > 0;
}

/* Four parts, none empty, printable ASCII without blanks. */
static bool is_actor(const char *text, size_t size)
{
    int slashes = 0;
    for (size_t i = 0; i < size; i++) {
        if (text[i] <= ' ' || text[i] > '~')
            return false;
        if (text[i] != '/')
            continue;
        if (i == 0 || i + 1 == size || text[i - 1] == '/')
            return false;
        slashes++;
    }
    return slashes == 3;
}

static bool is_links(const char *text, size_t size)
{
    if (size == 1 && text[0] == '-')
        return true;
    for (const char *end = text + size;;) {
        int64_t number;
        const char *colon = memchr(text, ':', (size_t)(end - text));
        if (!colon || !read_int(&number, text, (size_t)(colon - text)))
            return false;
        const char *comma = memchr(colon, ',', (size_t)(end - colon));
        const char *stop = comma ? comma : end;
        if (!read_int(&number, colon + 1, (size_t)(stop - colon - 1)) || number < 1)
            return false;
        if (!comma)
            return true;
        text = comma + 1;
    }
}

static int text_line(const char **out, struct zc_arena *arena, struct lines *lines, const char *key, size_t most,
                     bool (*good)(const char *text, size_t size))
{
    const char *value;
    size_t size;
    int rc = value_of(&value, &size, lines, key, most);
    if (rc)
        return rc;
    if (!good(value, size))
        return refuse(lines, key, "写法不对", "malformed value");
    *out = zc_arena_copy(arena, value, size);
    pass(lines, size);
    return ZC_OK;
}

static int payload_of(struct zc_entry *out, struct zc_arena *arena, struct lines *lines)
{
    int64_t length;
    int rc = int_line(&length, lines, "len", 0);
    if (rc)
        return rc;
    if (length > ZC_PAYLOAD_MAX)
        return zc_fail(lines->err, ZC_ELIMIT, "条目内容 %lld 字节,上限 %d", "the payload has %lld bytes, at most %d are read",
                       (long long)length, ZC_PAYLOAD_MAX);
    size_t left = (size_t)(lines->end - lines->at);
    if (left < 1 || *lines->at != '\n')
        return refuse(lines, "len", "其后应为空行", "an empty line is expected after it");
    lines->at++;
    if (left - 1 < (size_t)length + 1)
        return refuse(lines, "payload", "内容不完整", "the payload is cut short");
    if (lines->at[length] != '\n')
        return refuse(lines, "payload", "内容之后应换行,长度不符", "no line feed after the payload: its length does not fit");
    out->payload = zc_arena_copy(arena, lines->at, (size_t)length);
    out->payload_size = (size_t)length;
    lines->at += length + 1;
    return ZC_OK;
}

int zc_entry_parse(struct zc_entry *out, struct zc_arena *arena, const char *bytes, size_t size, size_t *used, struct zc_error *err)
{
    struct lines lines = {bytes, bytes, bytes + size, err};
    char city[HEX_CITY + 1];
    *out = (struct zc_entry){0};
    *used = 0;
    if (size < 5 || memcmp(bytes, "zcj1\n", 5) != 0)
        return refuse(&lines, "zcj1", "此处应为条目开头", "an entry is expected here");
    lines.at += 5;
    int rc;
    if ((rc = hex_line(city, &lines, "city", HEX_CITY)) || (rc = int_line(&out->chain, &lines, "chain", 0)) ||
        (rc = int_line(&out->seq, &lines, "seq", 1)) || (rc = hex_line(out->prev, &lines, "prev", HEX_DIGEST)) ||
        (rc = instant_line(&out->at, &lines, "at")) || (rc = instant_line(&out->wall, &lines, "wall")) ||
        (rc = int_line(&out->tx, &lines, "tx", 0)) || (rc = text_line(&out->kind, arena, &lines, "kind", KIND_MAX, is_kind)) ||
        (rc = text_line(&out->actor, arena, &lines, "actor", ACTOR_MAX, is_actor)) ||
        (rc = text_line(&out->links, arena, &lines, "links", ZC_LINKS_MAX, is_links)) || (rc = payload_of(out, arena, &lines)))
        return rc;
    out->city = zc_arena_copy(arena, city, HEX_CITY);
    *used = (size_t)(lines.at - bytes);
    return ZC_OK;
}

/* 3 */

struct form {
    const char *start, *at, *end;
    bool plain; /* so far only characters that are in NFC wherever they stand */
    struct zc_error *err;
};

static int wrong(struct form *form, const char *zh, const char *en)
{
    return zc_fail(form->err, ZC_EINPUT, "内容第 %zu 字节:%s(%s)", "payload byte %zu: %s (%s)",
                   (size_t)(form->at - form->start), zh, en);
}

static bool next_is(struct form *form, char c)
{
    if (form->at == form->end || *form->at != c)
        return false;
    form->at++;
    return true;
}

static int check_escape(struct form *form)
{
    static const char others[] = "\"\\bfnrt";
    if (form->at == form->end)
        return wrong(form, "转义不完整", "unfinished escape");
    char c = *form->at++;
    if (c && strchr(others, c))
        return ZC_OK;
    const char *hex = form->at;
    if (c != 'u' || form->end - hex < 4 || hex[0] != '0' || hex[1] != '0' || (hex[2] != '0' && hex[2] != '1') || !is_hex(hex + 3, 1))
        return wrong(form, "不允许的转义", "an escape that is not allowed");
    if (hex[2] == '0' && strchr("089acd", hex[3]))
        return wrong(form, hex[3] == '0' ? "不接受空字符" : "有短写法的转义须用短写法",
                     hex[3] == '0' ? "a NUL character is not accepted" : "the short escape exists and must be used");
    form->at += 4;
    return ZC_OK;
}

/* Characters that neither change under NFC nor combine with a neighbour: Latin below the combining marks, CJK ideographs and
 * punctuation, full-width forms. The rest is left to ICU. */
static bool surely_nfc(uint32_t c)
{
    return c < 0x300 || (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3001 && c <= 0x3029) || (c >= 0xFF00 && c <= 0xFFEF) ||
           (c >= 0x2010 && c <= 0x2027);
}

static int check_string(struct form *form)
{
    if (!next_is(form, '"'))
        return wrong(form, "此处应为字符串", "a text is expected here");
    while (form->at < form->end) {
        unsigned char c = (unsigned char)*form->at;
        if (c == '"') {
            form->at++;
            return ZC_OK;
        }
        if (c < 0x20)
            return wrong(form, "控制符须转义", "a control character must be escaped");
        if (c == '\\') {
            form->at++;
            int rc = check_escape(form);
            if (rc)
                return rc;
        } else if (c < 0x80) {
            form->at++;
        } else if (!surely_nfc(zc_utf8_next(&form->at, form->end))) {
            form->plain = false;
        }
    }
    return wrong(form, "字符串没有结束", "unfinished text");
}

static int compare_keys(const char *a, size_t a_size, const char *b, size_t b_size)
{
    int order = memcmp(a, b, a_size < b_size ? a_size : b_size);
    return order ? order : (a_size > b_size) - (a_size < b_size);
}

static int check_key(struct form *form, const char **last, size_t *last_size)
{
    if (!next_is(form, '"'))
        return wrong(form, "此处应为键名", "a key is expected here");
    const char *key = form->at;
    while (form->at < form->end && ((*form->at >= 'a' && *form->at <= 'z') || (*form->at >= '0' && *form->at <= '9') ||
                                    *form->at == '_' || *form->at == '.'))
        form->at++;
    size_t size = (size_t)(form->at - key);
    if (!size || !next_is(form, '"'))
        return wrong(form, "键名只能用 a-z 0-9 _ .", "a key holds only a-z 0-9 _ .");
    if (*last && compare_keys(*last, *last_size, key, size) >= 0)
        return wrong(form, "键名须按字节升序且不重复", "keys must ascend bytewise and be unique");
    *last = key;
    *last_size = size;
    return next_is(form, ':') ? ZC_OK : wrong(form, "此处应为冒号", "a colon is expected here");
}

static int check_value(struct form *form, int depth);

static int check_members(struct form *form, char close, int depth)
{
    const char *last = NULL;
    size_t last_size = 0;
    form->at++;
    if (next_is(form, close))
        return ZC_OK;
    do {
        int rc = close == '}' ? check_key(form, &last, &last_size) : ZC_OK;
        if (!rc)
            rc = check_value(form, depth);
        if (rc)
            return rc;
    } while (next_is(form, ','));
    return next_is(form, close) ? ZC_OK : wrong(form, "此处应为逗号或结束括号", "a comma or the closing bracket is expected here");
}

static int check_value(struct form *form, int depth)
{
    static const char *const words[] = {"null", "true", "false"};
    if (depth >= ZC_PAYLOAD_DEEPEST)
        return wrong(form, "嵌套太深", "nested too deeply");
    if (form->at == form->end)
        return wrong(form, "内容不完整", "unexpected end");
    switch (*form->at) {
    case '{': return check_members(form, '}', depth + 1);
    case '[': return check_members(form, ']', depth + 1);
    case '"': return check_string(form);
    default: break;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t size = strlen(words[i]);
        if ((size_t)(form->end - form->at) >= size && memcmp(form->at, words[i], size) == 0) {
            form->at += size;
            return ZC_OK;
        }
    }
    return wrong(form, "此处应为对象、数组、字符串、true、false 或 null", "object, array, text, true, false or null is expected here");
}

int zc_payload_check(const char *payload, size_t size, struct zc_error *err)
{
    struct form form = {payload, payload, payload + size, true, err};
    if (size > ZC_PAYLOAD_MAX)
        return zc_fail(err, ZC_ELIMIT, "条目内容 %zu 字节,上限 %d", "the payload has %zu bytes, at most %d are read", size, ZC_PAYLOAD_MAX);
    if (!zc_utf8_valid(payload, size))
        return wrong(&form, "不是 UTF-8", "not UTF-8");
    int rc = check_value(&form, 0);
    if (rc)
        return rc;
    if (form.at != form.end)
        return wrong(&form, "值之后还有内容", "something follows the value");
    if (form.plain)
        return ZC_OK;
    /* Quotation marks never combine, so the payload is in NFC exactly when each of its texts is. */
    struct zc_arena arena = {0};
    const char *normal = zc_text_nfc(&arena, zc_arena_copy(&arena, payload, size));
    if (strlen(normal) != size || memcmp(normal, payload, size) != 0)
        rc = zc_fail(err, ZC_EINPUT, "内容不是 NFC 规范形式", "the payload is not in Unicode form NFC");
    zc_arena_free(&arena);
    return rc;
}
