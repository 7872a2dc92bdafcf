#include "http/download.h"
#include "base/buf.h"

#include <string.h>

void zc_response_download(struct zc_response *response, struct zc_arena *arena, const char *path, const char *name)
{
    struct zc_buf encoded = {0};
    for (const char *at = name; *at; at++) {
        if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-", *at))
            zc_buf_char(&encoded, *at);
        else
            zc_buf_printf(&encoded, "%%%02X", (unsigned char)*at);
    }
    response->file = path;
    response->type = "application/octet-stream";
    zc_response_header(response, "Content-Disposition", zc_arena_printf(arena, "attachment; filename*=UTF-8''%s", zc_buf_text(&encoded)));
    zc_response_header(response, "Content-Security-Policy", "sandbox; default-src 'none'");
    zc_buf_free(&encoded);
}
