/* yaml: libyaml events into nodes; everything surprising is refused with its place. */
#include "model/yaml.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

enum { DEEPEST = 32, LARGEST_FILE = 1 << 20 };

struct reader {
    struct zc_arena *arena;
    const char *file;
    yaml_parser_t parser;
    yaml_event_t event;
    bool has_event;
    struct zc_error *err;
};

static int refuse(struct reader *reader, yaml_mark_t mark, const char *zh, const char *en)
{
    return zc_fail(reader->err, ZC_EINPUT, "%s:%zu:%zu: %s%.0s", "%s:%zu:%zu: %.0s%s", reader->file, mark.line + 1, mark.column + 1, zh, en);
}

static int next(struct reader *reader)
{
    if (reader->has_event)
        yaml_event_delete(&reader->event);
    reader->has_event = false;
    if (!yaml_parser_parse(&reader->parser, &reader->event)) {
        const char *problem = reader->parser.problem ? reader->parser.problem : "unreadable";
        yaml_mark_t mark = reader->parser.problem_mark;
        return zc_fail(reader->err, ZC_EINPUT, "%s:%zu:%zu: YAML 写法不对:%s", "%s:%zu:%zu: malformed YAML: %s", reader->file, mark.line + 1,
                       mark.column + 1, problem);
    }
    reader->has_event = true;
    return ZC_OK;
}

static int check_plain(struct reader *reader, const yaml_char_t *anchor, const yaml_char_t *tag)
{
    if (anchor)
        return refuse(reader, reader->event.start_mark, "不接受锚点", "anchors are not accepted");
    if (tag)
        return refuse(reader, reader->event.start_mark, "不接受标签", "tags are not accepted");
    return ZC_OK;
}

static int scalar_text(const char **out, struct reader *reader)
{
    size_t size = reader->event.data.scalar.length;
    if (memchr(reader->event.data.scalar.value, 0, size))
        return refuse(reader, reader->event.start_mark, "不接受空字符", "a NUL character is not accepted");
    *out = zc_arena_copy(reader->arena, reader->event.data.scalar.value, size);
    return ZC_OK;
}

static int node(struct zc_yaml **out, struct reader *reader, int depth);

static int members(struct zc_yaml *parent, struct reader *reader, int depth)
{
    struct zc_yaml **tail = &parent->child;
    bool map = parent->kind == ZC_YAML_MAP;
    for (;;) {
        int rc = next(reader);
        if (rc)
            return rc;
        if (reader->event.type == (map ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT))
            return ZC_OK;
        const char *key = NULL;
        yaml_mark_t mark = reader->event.start_mark;
        if (map) {
            if (reader->event.type != YAML_SCALAR_EVENT)
                return refuse(reader, mark, "键应为单个词", "a key is a single word");
            if ((rc = check_plain(reader, reader->event.data.scalar.anchor, reader->event.data.scalar.tag)) || (rc = scalar_text(&key, reader)))
                return rc;
            if (strcmp(key, "<<") == 0)
                return refuse(reader, mark, "不接受合并键", "merge keys are not accepted");
            for (const struct zc_yaml *other = parent->child; other; other = other->next)
                if (strcmp(other->key, key) == 0)
                    return zc_fail(reader->err, ZC_EINPUT, "%s:%zu:%zu: 键 %s 重复(另一处在第 %d 行)",
                                   "%s:%zu:%zu: key %s stands twice (also in line %d)", reader->file, mark.line + 1, mark.column + 1, key,
                                   other->place.line);
            if ((rc = next(reader)))
                return rc;
        }
        if ((rc = node(tail, reader, depth + 1)))
            return rc;
        (*tail)->key = key;
        (*tail)->key_place = (struct zc_place){reader->file, (int)mark.line + 1, (int)mark.column + 1};
        tail = &(*tail)->next;
        parent->count++;
    }
}

/* The current event begins the node. */
static int node(struct zc_yaml **out, struct reader *reader, int depth)
{
    const yaml_event_t *event = &reader->event;
    if (depth > DEEPEST)
        return refuse(reader, event->start_mark, "嵌套太深", "nested too deeply");
    struct zc_yaml *made = zc_arena_alloc(reader->arena, sizeof *made);
    made->place = (struct zc_place){reader->file, (int)event->start_mark.line + 1, (int)event->start_mark.column + 1};
    *out = made;
    int rc;
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        made->kind = ZC_YAML_SCALAR;
        made->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
        rc = check_plain(reader, event->data.scalar.anchor, event->data.scalar.tag);
        return rc ? rc : scalar_text(&made->text, reader);
    case YAML_SEQUENCE_START_EVENT:
        made->kind = ZC_YAML_LIST;
        rc = check_plain(reader, event->data.sequence_start.anchor, event->data.sequence_start.tag);
        return rc ? rc : members(made, reader, depth);
    case YAML_MAPPING_START_EVENT:
        made->kind = ZC_YAML_MAP;
        rc = check_plain(reader, event->data.mapping_start.anchor, event->data.mapping_start.tag);
        return rc ? rc : members(made, reader, depth);
    case YAML_ALIAS_EVENT: return refuse(reader, event->start_mark, "不接受别名", "aliases are not accepted");
    default: return refuse(reader, event->start_mark, "此处应有内容", "something is expected here");
    }
}

int zc_yaml_parse(struct zc_yaml **out, struct zc_arena *arena, const char *file, const char *bytes, size_t size, struct zc_error *err)
{
    struct reader reader = {.arena = arena, .file = zc_arena_str(arena, file), .err = err};
    if (size > LARGEST_FILE)
        return zc_fail(err, ZC_ELIMIT, "%s: 文件超过 1 MiB", "%s: the file is larger than 1 MiB", file);
    if (!yaml_parser_initialize(&reader.parser))
        return zc_fail(err, ZC_EINTERNAL, "YAML 解析器无法启动", "the YAML parser did not start");
    yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader.parser, (const unsigned char *)bytes, size);
    int rc = next(&reader); /* stream start */
    if (!rc)
        rc = next(&reader);
    if (!rc && reader.event.type != YAML_DOCUMENT_START_EVENT)
        rc = refuse(&reader, reader.event.start_mark, "文件是空的", "the file is empty");
    if (!rc)
        rc = next(&reader);
    if (!rc)
        rc = node(out, &reader, 0);
    if (!rc)
        rc = next(&reader); /* document end */
    if (!rc)
        rc = next(&reader);
    if (!rc && reader.event.type != YAML_STREAM_END_EVENT)
        rc = refuse(&reader, reader.event.start_mark, "只能有一个文档", "one document only");
    if (reader.has_event)
        yaml_event_delete(&reader.event);
    yaml_parser_delete(&reader.parser);
    return rc;
}

int zc_yaml_read(struct zc_yaml **out, struct zc_arena *arena, const char *path, struct zc_error *err)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return zc_fail(err, ZC_EIO, "读不到 %s:%s", "cannot read %s: %s", path, strerror(errno));
    char *bytes = zc_malloc(LARGEST_FILE + 1);
    size_t size = fread(bytes, 1, LARGEST_FILE + 1, file);
    fclose(file);
    int rc = zc_yaml_parse(out, arena, path, bytes, size, err);
    free(bytes);
    return rc;
}

struct zc_yaml *zc_yaml_get(struct zc_yaml *map, const char *key)
{
    if (!map || map->kind != ZC_YAML_MAP)
        return NULL;
    for (struct zc_yaml *child = map->child; child; child = child->next)
        if (strcmp(child->key, key) == 0) {
            child->used = true;
            return child;
        }
    return NULL;
}

const char *zc_yaml_text(struct zc_yaml *map, const char *key)
{
    struct zc_yaml *child = zc_yaml_get(map, key);
    return child && child->kind == ZC_YAML_SCALAR ? child->text : NULL;
}
