/*
 * fuzz mail: a message as it goes over the wire. Whatever subject and text hold, nothing of them begins a header line, every line is
 * ASCII of at most 998 bytes and ends with CRLF, and the body begins behind the first empty line. The input is a subject and a text with a NUL between.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "http/send.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *next(struct zc_arena *arena, const uint8_t **data, size_t *size)
{
    const uint8_t *end = *size ? memchr(*data, 0, *size) : NULL;
    size_t length = end ? (size_t)(end - *data) : *size;
    const char *text = zc_arena_copy(arena, *size ? (const char *)*data : "", length);
    *data += length + (end != NULL);
    *size -= length + (end != NULL);
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const heads[] = {"From: ", "To: ", "Subject: ", "Date: ", "Message-ID: ", "MIME-Version: ", "Content-Type: ", "Content-Transfer-Encoding: ", "Auto-Submitted: ",
                                        " ", "\t"};
    struct zc_arena arena = {0};
    struct zc_buf out = {0};
    const char *subject = next(&arena, &data, &size), *body = next(&arena, &data, &size);
    if (size < 100000 && zc_utf8_valid(subject, strlen(subject)) && zc_utf8_valid(body, strlen(body))) {
        bool head = true;
        zc_mail_compose(&out, "office@city.example", "unit@city.example", subject, body, "1@city", 1500000000000000);
        for (const char *at = zc_buf_text(&out), *end; *at; at = end + 2) {
            if (!(end = strstr(at, "\r\n")) || end - at > 998)
                abort();
            bool known = !head || end == at;
            for (size_t i = 0; i < sizeof heads / sizeof *heads && !known; i++)
                known = strncmp(at, heads[i], strlen(heads[i])) == 0;
            for (const char *letter = at; letter < end; letter++)
                if ((unsigned char)*letter > 126 || *letter == '\r' || *letter == '\n')
                    abort();
            if (!known)
                abort();
            head = head && end > at;
        }
        if (head)
            abort();
    }
    zc_buf_free(&out);
    zc_arena_free(&arena);
    return 0;
}
