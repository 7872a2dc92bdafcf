/* missing_text: the names as JSON, for whoever is asked about them, and back. */
#include "paper/missing.h"

#include "base/buf.h"
#include "base/json.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_NAMES = 1000 };

static void put(struct zc_buf *out, const char *name, const char *text)
{
    zc_buf_printf(out, ",\"%s\":", name);
    zc_buf_json_str(out, text);
}

static void put_item(struct zc_buf *out, struct zc_arena *arena, const struct zc_missing_item *item)
{
    struct zc_pair title = zc_missing_title(item->kind);
    zc_buf_printf(out, "{\"way\":\"%s\",\"rows\":%zu,\"answered\":%s,\"kind\":{\"zh\":", item->kind != ZC_MISSING_AREA ? "make" : "leave", item->rows,
                  item->answer != ZC_MISSING_OPEN ? "true" : "false");
    zc_buf_json_str(out, title.zh);
    put(out, "en", title.en);
    zc_buf_char(out, '}');
    put(out, "name", item->name);
    put(out, "near", item->near ? item->near->name : NULL);
    put(out, "near_code", item->near ? item->near->code : NULL);
    put(out, "answer", zc_arena_printf(arena, "%s:%s", zc_missing_word(item->kind), item->name));
    zc_buf_char(out, '}');
}

void zc_missing_put(struct zc_buf *out, struct zc_arena *arena, struct zc_missing *missing)
{
    size_t count = missing ? missing->count : 0;
    if (count)
        zc_missing_sort(missing);
    zc_buf_str(out, "{\"names\":[");
    for (size_t i = 0; i < count && i < MOST_NAMES; i++) {
        zc_buf_str(out, i ? ",\n" : "\n");
        put_item(out, arena, missing->items[i]);
    }
    zc_buf_char(out, ']');
    put(out, "record", missing ? missing->record : NULL);
    put(out, "needs", missing ? missing->needs : NULL);
    put(out, "given", missing ? missing->given : NULL);
    zc_buf_char(out, '}');
}

/* The kind before the colon of an answer; ZC_MISSING_KINDS: none. */
static enum zc_missing_kind kind_of(const char *answer)
{
    enum zc_missing_kind kind = ZC_MISSING_UNIT;
    size_t length = answer ? strcspn(answer, ":") : 0;
    while (kind < ZC_MISSING_KINDS && (strlen(zc_missing_word(kind)) != length || strncmp(zc_missing_word(kind), answer, length) != 0))
        kind++;
    return kind;
}

int zc_missing_read(struct zc_missing *out, struct zc_arena *arena, const char *text, struct zc_error *err)
{
    struct zc_json *json;
    *out = (struct zc_missing){.arena = arena};
    int rc = zc_json_parse(&json, arena, text, strlen(text), err);
    const struct zc_json *names = rc ? NULL : zc_json_get(json, "names");
    for (const struct zc_json *one = names ? names->child : NULL; one; one = one->next) {
        const char *near = zc_json_text(one, "near"), *name = zc_json_text(one, "name"), *rows = zc_json_text(one, "rows");
        const struct zc_json *answered = zc_json_get(one, "answered");
        enum zc_missing_kind kind = kind_of(zc_json_text(one, "answer"));
        if (kind == ZC_MISSING_KINDS || !name)
            return zc_fail(err, ZC_EINPUT, "待确认的名单读不出", "the list of names cannot be read");
        struct zc_missing_item *item = zc_arena_alloc(arena, sizeof *item);
        *item = (struct zc_missing_item){.kind = kind, .name = name, .rows = rows ? strtoul(rows, NULL, 10) : 0};
        item->answer = !answered || !answered->boolean ? ZC_MISSING_OPEN : kind == ZC_MISSING_AREA ? ZC_MISSING_LEAVE_OUT : ZC_MISSING_CREATE;
        out->open += item->answer == ZC_MISSING_OPEN;
        if (near) {
            struct zc_register_entry *entry = zc_arena_alloc(arena, sizeof *entry);
            const char *code = zc_json_text(one, "near_code");
            *entry = (struct zc_register_entry){.name = near, .code = code ? code : ""};
            item->near = entry;
        }
        *(struct zc_missing_item **)zc_arena_push(arena, &out->items, &out->count, &out->capacity, sizeof item) = item;
    }
    out->record = rc ? NULL : zc_json_text(json, "record");
    out->needs = rc ? NULL : zc_json_text(json, "needs");
    out->given = rc ? NULL : zc_json_text(json, "given");
    return rc;
}
