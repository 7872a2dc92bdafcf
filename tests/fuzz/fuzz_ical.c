/*
 * fuzz ical: a feed with one event of any texts. Every line is at most 75 bytes of valid UTF-8 and ends with CRLF; unfolded, nothing that the texts
 * hold begins a property or a second event (RFC 5545, 3.1 and 3.3.11). The input is three texts with a NUL between.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "http/ical.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t count_of(const char *text, const char *word)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, word)); at += strlen(word))
        count++;
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct zc_arena arena = {0};
    struct zc_buf out = {0}, plain = {0};
    const char *texts[3];
    for (size_t i = 0; i < 3; i++) {
        const uint8_t *end = size ? memchr(data, 0, size) : NULL;
        size_t length = end ? (size_t)(end - data) : size;
        texts[i] = zc_arena_copy(&arena, size ? (const char *)data : "", length);
        data += length + (end != NULL);
        size -= length + (end != NULL);
    }
    if (zc_utf8_valid(texts[0], strlen(texts[0])) && zc_utf8_valid(texts[1], strlen(texts[1])) && zc_utf8_valid(texts[2], strlen(texts[2]))) {
        zc_ical_begin(&out, texts[0]);
        zc_ical_event(&out, &(struct zc_ical_event){.uid = "1", .day = 17500, .summary = texts[1], .description = texts[2], .over = true}, 1500000000000000);
        zc_ical_end(&out);
        for (const char *at = zc_buf_text(&out), *end; *at; at = end + 2) {
            if (!(end = strstr(at, "\r\n")) || end - at > 75 || !zc_utf8_valid(at, (size_t)(end - at)))
                abort();
            for (const char *letter = at; letter < end; letter++)
                if ((unsigned char)*letter < ' ' && *letter != '\t')
                    abort();
            if (at > out.bytes && *at != ' ' && *at != '\t')
                zc_buf_char(&plain, '\n');
            zc_buf_add(&plain, at + (*at == ' ' || *at == '\t'), (size_t)(end - at) - (*at == ' ' || *at == '\t'));
        }
        zc_buf_char(&plain, '\n');
        static const char *const once[] = {"\nBEGIN:VEVENT\n", "\nEND:VEVENT\n", "\nSUMMARY", "\nUID:", "\nEND:VCALENDAR\n"};
        for (size_t i = 0; i < sizeof once / sizeof *once; i++)
            if (count_of(zc_buf_text(&plain), once[i]) != 1)
                abort();
    }
    zc_buf_free(&plain);
    zc_buf_free(&out);
    zc_arena_free(&arena);
    return 0;
}
