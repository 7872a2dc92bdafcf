/* log: 1 one line; 2 bounds; 3 writing. */
#include "base/log.h"
#include "base/date.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { TEXT_MOST = 1200, REQUESTS_A_SECOND = 100, REQUESTS_AT_ONCE = 1000, OTHERS_A_SECOND = 20, OTHERS_AT_ONCE = 200 };

static enum zc_log_style style_now = ZC_LOG_OFF;
static _Thread_local const char *works_for;
static struct zc_log_counts counts;

void zc_log_set(enum zc_log_style style) { style_now = style; }
void zc_log_work_for(const char *request) { works_for = request; }
const char *zc_log_works_for(void) { return works_for; }

/* 1 */

/* A hostile value must not forge a second line, nor cut the first in the middle of a character. */
static size_t shown_size(const char *text)
{
    size_t size = strlen(text);
    if (size <= TEXT_MOST)
        return size;
    for (size = TEXT_MOST; size && ((unsigned char)text[size] & 0xC0) == 0x80;)
        size--;
    return size;
}

static const char *readable(const char *text, size_t *size)
{
    *size = shown_size(text);
    if (zc_utf8_valid(text, *size))
        return text;
    text = "(not UTF-8)"; /* it would make the line no JSON */
    *size = strlen(text);
    return text;
}

static void put_plain(struct zc_buf *out, const char *text)
{
    size_t size;
    text = readable(text, &size);
    for (size_t i = 0; i < size; i++)
        zc_buf_char(out, (unsigned char)text[i] < 0x20 || text[i] == 0x7F ? ' ' : text[i]);
    if (text[size])
        zc_buf_str(out, "…");
}

static void put_json(struct zc_buf *out, const char *text)
{
    size_t size;
    text = readable(text, &size);
    zc_buf_json(out, text, size);
    if (text[size]) {
        out->size--; /* before the closing quote */
        zc_buf_str(out, "…\"");
    }
}

static void put_number(struct zc_buf *out, int64_t number, int decimals)
{
    int64_t scale = 1;
    for (int i = 0; i < decimals; i++)
        scale *= 10;
    if (number < 0) {
        zc_buf_char(out, '-');
        number = -number;
    }
    zc_buf_int(out, number / scale);
    if (decimals)
        zc_buf_printf(out, ".%0*lld", decimals, (long long)(number % scale));
}

void zc_log_render(struct zc_buf *out, enum zc_log_style style, const char *at, const char *level, const char *event, const struct zc_log_field *fields,
                   size_t count)
{
    bool json = style == ZC_LOG_JSON, plain = !json && strcmp(event, "message") == 0; /* plain: a sentence for people stands without its name */
    if (json)
        zc_buf_printf(out, "{\"ts\":\"%s\",\"level\":\"%s\",\"event\":\"%s\"", at, level, event);
    else
        zc_buf_printf(out, "%s %s%s%s", at, level, plain ? "" : " ", plain ? "" : event);
    for (size_t i = 0; i < count; i++) {
        const struct zc_log_field *field = &fields[i];
        if (plain && i == 0)
            zc_buf_char(out, ' ');
        else
            zc_buf_printf(out, json ? ",\"%s\":" : " %s=", field->name);
        if (!field->text)
            put_number(out, field->number, field->decimals);
        else if (json)
            put_json(out, field->text);
        else
            put_plain(out, field->text);
    }
    if (json)
        zc_buf_char(out, '}');
}

/* 2 */

/* `full_at` is the instant at which all that was let through would have come at the even rate; it may lie `at_once` lines ahead. */
bool zc_log_room(int64_t *full_at, int64_t now, int64_t a_second, int64_t at_once)
{
    const int64_t gap = 1000000000 / a_second;
    int64_t before = __atomic_load_n(full_at, __ATOMIC_RELAXED), after;
    do {
        after = (before > now ? before : now) + gap;
        if (after - now > gap * at_once)
            return false;
    } while (!__atomic_compare_exchange_n(full_at, &before, after, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
    return true;
}

struct zc_log_counts zc_log_count(void)
{
    return (struct zc_log_counts){__atomic_load_n(&counts.written, __ATOMIC_RELAXED), __atomic_load_n(&counts.dropped, __ATOMIC_RELAXED)};
}

/* 3 */

/* A line goes out in one call, so that lines of several threads do not mix. */
static void write_line(struct zc_buf *line)
{
    zc_buf_char(line, '\n');
    ssize_t ignored = write(STDERR_FILENO, line->bytes, line->size);
    (void)ignored;
    __atomic_add_fetch(&counts.written, 1, __ATOMIC_RELAXED);
}

static bool let_through(enum zc_log_kind kind)
{
    static int64_t full_at[2];
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    int64_t ns = now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
    bool request = kind == ZC_LOG_REQUEST;
    if (zc_log_room(&full_at[request], ns, request ? REQUESTS_A_SECOND : OTHERS_A_SECOND, request ? REQUESTS_AT_ONCE : OTHERS_AT_ONCE))
        return true;
    __atomic_add_fetch(&counts.dropped, 1, __ATOMIC_RELAXED);
    return false;
}

void zc_log_event(enum zc_log_kind kind, const char *level, const char *event, const struct zc_log_field *fields, size_t count)
{
    static uint64_t told;
    char at[ZC_INSTANT_TEXT];
    struct zc_buf line = {0};
    if ((kind == ZC_LOG_REQUEST && style_now == ZC_LOG_OFF) || !let_through(kind))
        return;
    zc_instant_format(at, zc_instant_now());
    uint64_t dropped = __atomic_load_n(&counts.dropped, __ATOMIC_RELAXED), before = __atomic_exchange_n(&told, dropped, __ATOMIC_RELAXED);
    if (dropped > before) {
        const struct zc_log_field field = {"lines", NULL, (int64_t)(dropped - before), 0};
        zc_log_render(&line, style_now, at, "warn", "dropped", &field, 1);
        write_line(&line);
        zc_buf_clear(&line);
    }
    zc_log_render(&line, style_now, at, level, event, fields, count);
    write_line(&line);
    zc_buf_free(&line);
}

void zc_log(const char *level, const char *format, ...)
{
    char text[2048];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    const struct zc_log_field fields[] = {{"text", text, 0, 0}, {"request", works_for, 0, 0}};
    zc_log_event(ZC_LOG_OTHER, level, "message", fields, works_for ? 2 : 1);
}
