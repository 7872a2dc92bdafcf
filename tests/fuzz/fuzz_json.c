/* fuzz json: request bodies and payloads. What the payload check lets through must be what the reader reads. */
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/text.h"
#include "record/entry.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write(struct zc_buf *out, const struct zc_json *json)
{
    bool first = true;
    switch (json->kind) {
    case ZC_JSON_NULL: zc_buf_str(out, "null"); break;
    case ZC_JSON_BOOL: zc_buf_str(out, json->boolean ? "true" : "false"); break;
    case ZC_JSON_NUMBER: zc_buf_str(out, json->text); break;
    case ZC_JSON_TEXT:
        zc_assert(zc_utf8_valid(json->text, strlen(json->text)));
        zc_buf_json_str(out, json->text);
        break;
    default:
        zc_buf_char(out, json->kind == ZC_JSON_ARRAY ? '[' : '{');
        for (const struct zc_json *child = json->child; child; child = child->next) {
            zc_buf_str(out, first ? "" : ",");
            first = false;
            if (json->kind == ZC_JSON_OBJECT) {
                zc_buf_json_str(out, child->key);
                zc_buf_char(out, ':');
            }
            write(out, child);
        }
        zc_buf_char(out, json->kind == ZC_JSON_ARRAY ? ']' : '}');
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct zc_arena arena = {0};
    struct zc_json *json, *again;
    struct zc_buf text = {0}, twice = {0};
    bool canonical = zc_payload_check((const char *)data, size, NULL) == ZC_OK;
    if (zc_json_parse(&json, &arena, (const char *)data, size, NULL) == ZC_OK) {
        write(&text, json); /* written back it reads the same; a canonical payload byte for byte */
        zc_assert(zc_json_parse(&again, &arena, zc_buf_text(&text), text.size, NULL) == ZC_OK);
        write(&twice, again);
        zc_assert(text.size == twice.size && memcmp(zc_buf_text(&text), zc_buf_text(&twice), text.size) == 0);
        zc_assert(!canonical || (text.size == size && memcmp(text.bytes, data, size) == 0));
    } else {
        zc_assert(!canonical);
    }
    zc_buf_free(&text);
    zc_buf_free(&twice);
    zc_arena_free(&arena);
    return 0;
}
