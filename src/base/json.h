/*
 * json: a small reader for JSON from outside (request bodies, journal payloads), into an arena tree. Depth ≤ 64, size as the
 * caller limits it. Numbers are kept as their text. Output is written with zc_buf_json.
 */
#ifndef ZC_BASE_JSON_H
#define ZC_BASE_JSON_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum zc_json_kind { ZC_JSON_NULL, ZC_JSON_BOOL, ZC_JSON_NUMBER, ZC_JSON_TEXT, ZC_JSON_ARRAY, ZC_JSON_OBJECT };

struct zc_json {
    enum zc_json_kind kind;
    bool boolean;
    const char *text;    /* TEXT: decoded, NUL-terminated; NUMBER: as written */
    size_t size;         /* bytes of text; a text with an embedded NUL is refused */
    const char *key;     /* inside an object */
    struct zc_json *child, *next; /* ARRAY and OBJECT: first child; siblings in order */
    size_t count;
};

/* The whole input must be one value. Duplicate keys are refused. UTF-8 is checked. */
int zc_json_parse(struct zc_json **out, struct zc_arena *arena, const char *bytes, size_t size, struct zc_error *err);
const struct zc_json *zc_json_get(const struct zc_json *object, const char *key); /* NULL when absent or not an object */
const char *zc_json_text(const struct zc_json *object, const char *key);          /* NULL unless TEXT or NUMBER */

#endif
