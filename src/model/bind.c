#include "model/bind.h"
#include "base/date.h"
#include "base/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void zc_bind_fail(struct zc_loader *loader, const struct zc_place *place, const char *zh, const char *en, ...)
{
    char zh_text[900], en_text[900];
    va_list args, again;
    va_start(args, en);
    va_copy(again, args);
    vsnprintf(zh_text, sizeof zh_text, zh, args);
    vsnprintf(en_text, sizeof en_text, en, again);
    va_end(again);
    va_end(args);
    struct zc_error err;
    zc_fail(&err, ZC_ECHECK, "%s%.0s", "%.0s%s", zh_text, en_text);
    zc_bind_fail_err(loader, place, &err);
}

struct zc_nearest zc_nearest_to(const char *word)
{
    size_t length = zc_utf8_length(word); /* two characters of a short word may be wrong, a third of a long one */
    return (struct zc_nearest){word, NULL, length < 6 ? 3 : (int)(length / 3) + 2};
}

void zc_nearest_see(struct zc_nearest *nearest, const char *candidate)
{
    int distance = zc_text_distance(candidate, nearest->word, nearest->distance);
    if (distance < nearest->distance) {
        nearest->distance = distance;
        nearest->best = candidate;
    }
}

void zc_bind_fail_near(struct zc_loader *loader, const struct zc_place *place, const struct zc_nearest *nearest, const char *zh, const char *en, ...)
{
    char zh_text[900], en_text[900];
    va_list args, again;
    va_start(args, en);
    va_copy(again, args);
    vsnprintf(zh_text, sizeof zh_text, zh, args);
    vsnprintf(en_text, sizeof en_text, en, again);
    va_end(again);
    va_end(args);
    if (nearest->best)
        zc_bind_fail(loader, place, "%s,最接近的是 %s%.0s%.0s", "%.0s%.0s%s; the nearest is %s", zh_text, nearest->best, en_text, nearest->best);
    else
        zc_bind_fail(loader, place, "%s%.0s", "%.0s%s", zh_text, en_text);
}

void zc_bind_fail_err(struct zc_loader *loader, const struct zc_place *place, const struct zc_error *err)
{
    if (!loader->errors++)
        zc_fail(&loader->first, ZC_ECHECK, "%s:%d:%d: %s%.0s", "%s:%d:%d: %.0s%s", place->file, place->line, place->column, err->zh, err->en);
    zc_buf_printf(&loader->report, "%s:%d:%d: %s | %s\n", place->file, place->line, place->column, err->zh, err->en);
}

static bool listed(const char *words, const char *word, size_t length)
{
    for (const char *at = words; *at;) {
        size_t size = strcspn(at, " ");
        if (size == length && memcmp(at, word, length) == 0)
            return true;
        at += size;
        at += strspn(at, " ");
    }
    return false;
}

static void nearest(char out[64], const char *words, const char *word)
{
    int best = 1000;
    out[0] = 0;
    for (const char *at = words; *at;) {
        size_t size = strcspn(at, " ");
        char candidate[64];
        snprintf(candidate, sizeof candidate, "%.*s", (int)size, at);
        int distance = zc_text_distance(candidate, word, 30);
        if (distance < best) {
            best = distance;
            memcpy(out, candidate, sizeof candidate);
        }
        at += size;
        at += strspn(at, " ");
    }
}

void zc_bind_only(struct zc_loader *loader, struct zc_yaml *map, const char *keys)
{
    if (map->kind != ZC_YAML_MAP) {
        zc_bind_fail(loader, &map->place, "此处应为键值", "a map of keys is expected here");
        return;
    }
    for (struct zc_yaml *child = map->child; child; child = child->next) {
        char close[64];
        if (listed(keys, child->key, strlen(child->key)))
            continue;
        nearest(close, keys, child->key);
        zc_bind_fail(loader, &child->key_place, "不认识的键 %s,最接近的是 %s", "unknown key %s; the nearest is %s", child->key, close);
    }
}

const char *zc_bind_text(struct zc_loader *loader, struct zc_yaml *map, const char *key, bool required)
{
    struct zc_yaml *node = zc_yaml_get(map, key);
    if (!node) {
        if (required)
            zc_bind_fail(loader, &map->place, "缺少 %s", "%s is missing", key);
        return NULL;
    }
    if (node->kind != ZC_YAML_SCALAR) {
        zc_bind_fail(loader, &node->place, "%s 应为一个值", "%s takes one value", key);
        return NULL;
    }
    return node->text;
}

struct zc_pair zc_bind_pair_of(struct zc_loader *loader, struct zc_yaml *node)
{
    struct zc_arena *arena = &loader->model->arena;
    struct zc_pair pair = {0};
    const char *bar = node->kind == ZC_YAML_SCALAR ? strstr(node->text, " | ") : NULL;
    if (!bar) {
        zc_bind_fail(loader, &node->place, "应写成“题名 | title”,中英文都要有", "write \"题名 | title\": both languages are needed");
        pair.zh = pair.en = node->kind == ZC_YAML_SCALAR ? node->text : "";
        return pair;
    }
    pair.zh = zc_text_trim(arena, zc_arena_copy(arena, node->text, (size_t)(bar - node->text)));
    pair.en = zc_text_trim(arena, bar + 3);
    if (!*pair.zh || !*pair.en)
        zc_bind_fail(loader, &node->place, "中英文都要有", "both languages are needed");
    return pair;
}

struct zc_pair zc_bind_pair(struct zc_loader *loader, struct zc_yaml *map, const char *key, bool required)
{
    struct zc_yaml *node = zc_yaml_get(map, key);
    if (node)
        return zc_bind_pair_of(loader, node);
    if (required)
        zc_bind_fail(loader, &map->place, "缺少 %s", "%s is missing", key);
    return (struct zc_pair){0};
}

bool zc_bind_bool(struct zc_loader *loader, struct zc_yaml *map, const char *key, bool otherwise)
{
    struct zc_yaml *node = zc_yaml_get(map, key);
    if (!node)
        return otherwise;
    if (node->kind == ZC_YAML_SCALAR && !node->quoted && strcmp(node->text, "true") == 0)
        return true;
    if (node->kind != ZC_YAML_SCALAR || node->quoted || strcmp(node->text, "false") != 0)
        zc_bind_fail(loader, &node->place, "%s 应为 true 或 false", "%s is true or false", key);
    return false;
}

int64_t zc_bind_int(struct zc_loader *loader, struct zc_yaml *map, const char *key, int64_t otherwise)
{
    struct zc_yaml *node = zc_yaml_get(map, key);
    if (!node)
        return otherwise;
    char *end = NULL;
    errno = 0;
    int64_t number = node->kind == ZC_YAML_SCALAR && *node->text ? strtoll(node->text, &end, 10) : 0;
    if (!end || *end || errno == ERANGE || (node->text[0] == '0' && node->text[1])) {
        zc_bind_fail(loader, &node->place, "%s 应为整数", "%s takes a whole number", key);
        return otherwise;
    }
    return number;
}

int zc_bind_date(struct zc_loader *loader, struct zc_yaml *map, const char *key, int otherwise)
{
    struct zc_yaml *node = zc_yaml_get(map, key);
    int date = otherwise;
    if (node && (node->kind != ZC_YAML_SCALAR || !zc_date_parse(&date, node->text)))
        zc_bind_fail(loader, &node->place, "%s 应为日期,如 2017-01-01", "%s takes a date such as 2017-01-01", key);
    return date;
}

const char **zc_bind_list(struct zc_loader *loader, struct zc_yaml *map, const char *key, size_t *count)
{
    struct zc_arena *arena = &loader->model->arena;
    struct zc_yaml *node = zc_yaml_get(map, key);
    *count = 0;
    if (!node)
        return NULL;
    const char **items = zc_arena_array(arena, node->count + 1, sizeof *items);
    if (node->kind == ZC_YAML_SCALAR) {
        items[(*count)++] = node->text;
        return items;
    }
    if (node->kind != ZC_YAML_LIST) {
        zc_bind_fail(loader, &node->place, "%s 应为列表", "%s takes a list", key);
        return NULL;
    }
    for (struct zc_yaml *child = node->child; child; child = child->next) {
        if (child->kind != ZC_YAML_SCALAR)
            zc_bind_fail(loader, &child->place, "%s 的列表里应为单个词", "the list %s holds single words", key);
        else
            items[(*count)++] = child->text;
    }
    return items;
}

static struct zc_yaml *of_kind(struct zc_loader *loader, struct zc_yaml *map, const char *key, enum zc_yaml_kind kind, const char *zh, const char *en)
{
    struct zc_yaml *node = zc_yaml_get(map, key);
    if (!node || node->kind == kind)
        return node;
    char zh_text[120], en_text[120];
    snprintf(zh_text, sizeof zh_text, "%s %s", key, zh);
    snprintf(en_text, sizeof en_text, "%s %s", key, en);
    zc_bind_fail(loader, &node->place, "%s%.0s", "%.0s%s", zh_text, en_text);
    return NULL;
}

struct zc_yaml *zc_bind_map(struct zc_loader *loader, struct zc_yaml *map, const char *key, bool required)
{
    if (required && !zc_yaml_get(map, key))
        zc_bind_fail(loader, &map->place, "缺少 %s", "%s is missing", key);
    return of_kind(loader, map, key, ZC_YAML_MAP, "应为 键: 值", "takes KEY: value");
}

struct zc_yaml *zc_bind_items(struct zc_loader *loader, struct zc_yaml *map, const char *key)
{
    return of_kind(loader, map, key, ZC_YAML_LIST, "应为列表", "takes a list");
}

int zc_bind_word(struct zc_loader *loader, struct zc_yaml *map, const char *key, const char *words, int otherwise)
{
    struct zc_yaml *node = zc_yaml_get(map, key);
    if (!node)
        return otherwise;
    int index = 0;
    for (const char *at = words; node->kind == ZC_YAML_SCALAR && *at; index++) {
        size_t size = strcspn(at, " ");
        if (strlen(node->text) == size && memcmp(at, node->text, size) == 0)
            return index;
        at += size;
        at += strspn(at, " ");
    }
    zc_bind_fail(loader, &node->place, "%s 应为以下之一:%s，写的是 %s", "%s is one of: %s, %s came", key, words, node->kind == ZC_YAML_SCALAR ? node->text : "…");
    return otherwise;
}
