/* register: entries and their names; collective names; finding; areas by path; the nearest name. */
#include "paper/register.h"

#include "base/date.h"
#include "base/error.h"
#include "base/text.h"

#include <stdint.h>
#include <string.h>

enum { FARTHEST_SUCCESSOR = 16, DEEPEST_AREA = 8 };

void zc_register_init(struct zc_register *reg, struct zc_arena *arena)
{
    *reg = (struct zc_register){.arena = arena};
    for (int kind = 0; kind < ZC_REGISTER_KINDS; kind++) {
        zc_map_init(&reg->kinds[kind].by_name, arena);
        zc_map_init(&reg->kinds[kind].by_code, arena);
        zc_map_init(&reg->kinds[kind].shared, arena);
    }
    zc_map_init(&reg->groups, arena);
}

static void add_area(struct zc_register_areas *areas, struct zc_arena *arena, const struct zc_register_entry *entry)
{
    for (size_t i = 0; i < areas->count; i++)
        if (areas->items[i] == entry)
            return;
    *(const struct zc_register_entry **)zc_arena_push(arena, &areas->items, &areas->count, &areas->capacity, sizeof *areas->items) = entry;
}

/* Villages of one name are many: all are kept, and which is meant is for the workbook to say. */
static void share(struct zc_register *reg, struct zc_register_names *names, const char *key, const struct zc_register_entry *first,
                  const struct zc_register_entry *entry)
{
    struct zc_register_areas *shared = zc_map_get(&names->shared, key);
    if (!shared) {
        shared = zc_arena_alloc(reg->arena, sizeof *shared);
        *shared = (struct zc_register_areas){0};
        add_area(shared, reg->arena, first);
        zc_map_put(&names->shared, key, shared);
    }
    add_area(shared, reg->arena, entry);
}

/* The first owner of a name keeps it: a later unit does not take over the alias of an earlier one. Areas share it. */
static void add_name(struct zc_register *reg, enum zc_register_kind kind, struct zc_register_entry *entry, const char *name)
{
    struct zc_register_names *names = &reg->kinds[kind];
    const char *key = zc_text_squeeze(reg->arena, name);
    const struct zc_register_entry *first = *key ? zc_map_get(&names->by_name, key) : NULL;
    if (first && first != entry && kind == ZC_REGISTER_AREA)
        share(reg, names, key, first, entry);
    if (!*key || first)
        return;
    zc_map_put(&names->by_name, key, entry);
    size_t owners = names->count;
    *(const char **)zc_arena_push(reg->arena, &names->names, &names->count, &names->capacity, sizeof *names->names) = key;
    *(struct zc_register_entry **)zc_arena_push(reg->arena, &names->owners, &owners, &names->owner_capacity, sizeof *names->owners) = entry;
}

struct zc_register_entry *zc_register_add(struct zc_register *reg, enum zc_register_kind kind, const char *code, const char *name,
                                          const char *short_name, const char *aliases)
{
    struct zc_register_names *names = &reg->kinds[kind];
    const char *key = zc_text_squeeze(reg->arena, code);
    struct zc_register_entry *entry = zc_map_get(&names->by_code, key);
    if (!entry) {
        entry = zc_arena_alloc(reg->arena, sizeof *entry);
        *entry = (struct zc_register_entry){.code = key, .name = "", .short_name = "", .until = ZC_DATE_MAX};
        zc_map_put(&names->by_code, key, entry);
    }
    if (name && *name)
        entry->name = zc_arena_str(reg->arena, name);
    if (short_name && *short_name)
        entry->short_name = zc_arena_str(reg->arena, short_name);
    add_name(reg, kind, entry, entry->name);
    add_name(reg, kind, entry, entry->short_name);
    for (const char *at = aliases; at && *at;) {
        size_t length = strcspn(at, ";");
        add_name(reg, kind, entry, zc_arena_copy(reg->arena, at, length));
        at += length + (at[length] == ';');
    }
    return entry;
}

void zc_register_add_group(struct zc_register *reg, const char *name, const char *codes)
{
    struct zc_register_group *group = zc_arena_alloc(reg->arena, sizeof *group);
    size_t capacity = 0;
    group->name = zc_arena_str(reg->arena, name);
    for (const char *at = codes; *at;) {
        size_t length = strcspn(at, ";");
        if (length)
            *(const char **)zc_arena_push(reg->arena, &group->codes, &group->count, &capacity, sizeof *group->codes) =
                zc_arena_copy(reg->arena, at, length);
        at += length + (at[length] == ';');
    }
    zc_map_put(&reg->groups, zc_text_squeeze(reg->arena, name), group);
}

const struct zc_register_entry *zc_register_find(const struct zc_register *reg, enum zc_register_kind kind, const char *text)
{
    const struct zc_register_names *names = &reg->kinds[kind];
    const char *key = zc_text_squeeze(reg->arena, text);
    const struct zc_register_entry *entry = zc_map_get(&names->by_name, key);
    return entry ? entry : zc_map_get(&names->by_code, key);
}

const struct zc_register_entry *zc_register_current(const struct zc_register *reg, enum zc_register_kind kind,
                                                    const struct zc_register_entry *entry, int date, bool *renamed)
{
    *renamed = false;
    for (int step = 0; entry && entry->successor && date >= entry->until && step < FARTHEST_SUCCESSOR; step++) {
        const struct zc_register_entry *next = zc_map_get(&reg->kinds[kind].by_code, entry->successor);
        if (!next)
            break;
        *renamed = true;
        entry = next;
    }
    return entry;
}

/* Whether the area lies in one of these, at any level. */
static bool lies_in(const struct zc_register *reg, const struct zc_register_entry *area, const struct zc_register_areas *above)
{
    for (int level = 0; area && area->parent && level < DEEPEST_AREA; level++) {
        area = zc_map_get(&reg->kinds[ZC_REGISTER_AREA].by_code, area->parent);
        for (size_t i = 0; area && i < above->count; i++)
            if (above->items[i] == area)
                return true;
    }
    return false;
}

static struct zc_register_areas areas_of_path(const struct zc_register *reg, struct zc_arena *arena, const char *key, int depth)
{
    const struct zc_register_names *names = &reg->kinds[ZC_REGISTER_AREA];
    struct zc_register_areas out = {0};
    const struct zc_register_areas *shared = zc_map_get(&names->shared, key);
    const struct zc_register_entry *one = zc_map_get(&names->by_code, key);
    if (!one && !shared)
        one = zc_map_get(&names->by_name, key);
    if (one)
        add_area(&out, arena, one);
    for (size_t i = 0; !one && shared && i < shared->count; i++)
        add_area(&out, arena, shared->items[i]);
    /* A name that several bear alone cannot be cut further: its head would be empty. */
    for (const char *at = key; !out.count && *at && depth < DEEPEST_AREA;) {
        zc_utf8_next(&at, key + strlen(key));
        size_t head = (size_t)(at - key);
        const char *tail = at + (*at == '/');
        if (!zc_map_get(&names->by_name, tail))
            continue;
        struct zc_register_areas above = areas_of_path(reg, arena, zc_arena_copy(arena, key, head), depth + 1);
        const struct zc_register_areas below = areas_of_path(reg, arena, tail, DEEPEST_AREA);
        for (size_t i = 0; i < below.count; i++)
            if (lies_in(reg, below.items[i], &above))
                add_area(&out, arena, below.items[i]);
    }
    return out;
}

struct zc_register_areas zc_register_areas(const struct zc_register *reg, struct zc_arena *arena, const char *text)
{
    return areas_of_path(reg, arena, zc_text_squeeze(arena, text), 0);
}

const char *zc_register_area_path(const struct zc_register *reg, struct zc_arena *arena, const struct zc_register_entry *area)
{
    const char *path = area->name;
    for (int level = 0; area->parent && level < DEEPEST_AREA; level++) {
        if (!(area = zc_map_get(&reg->kinds[ZC_REGISTER_AREA].by_code, area->parent)))
            break;
        path = zc_arena_printf(arena, "%s/%s", area->name, path);
    }
    return path;
}

const struct zc_register_group *zc_register_group(const struct zc_register *reg, const char *text)
{
    return zc_map_get(&reg->groups, zc_text_squeeze(reg->arena, text));
}

const struct zc_register_entry *zc_register_nearest(const struct zc_register *reg, enum zc_register_kind kind, const char *text)
{
    const struct zc_register_names *names = &reg->kinds[kind];
    const char *key = zc_text_squeeze(reg->arena, text);
    int most = (int)(zc_utf8_length(key) + 2) / 3; /* more than a third of the name changed is no likeness */
    const struct zc_register_entry *best = NULL;
    int best_distance = most + 1, best_shared = 0, best_all = 1;
    for (size_t i = 0; i < names->count; i++) {
        int distance = zc_text_distance(key, names->names[i], most), shared = 0, all = 0;
        if (distance > most || distance > best_distance)
            continue;
        zc_text_trigrams(&shared, &all, key, names->names[i]);
        if (!all)
            all = 1;
        if (distance < best_distance || (int64_t)shared * best_all > (int64_t)best_shared * all) {
            best = names->owners[i];
            best_distance = distance;
            best_shared = shared;
            best_all = all;
        }
    }
    return best;
}

bool zc_register_has(const struct zc_register *reg, enum zc_register_kind kind) { return reg && reg->kinds[kind].by_code.count > 0; }
