/* map: open addressing over an index of the insertion-ordered entries. */
#include "base/map.h"
#include "base/error.h"

#include <stdint.h>
#include <string.h>
#include <sys/random.h>

static uint64_t seed;

static uint64_t hash(const char *key)
{
    if (!seed) {
        uint64_t fresh = 0;
        if (getrandom(&fresh, sizeof fresh, 0) != (ssize_t)sizeof fresh || !fresh)
            fresh = 0x9e3779b97f4a7c15u;
        __atomic_store_n(&seed, fresh, __ATOMIC_RELAXED);
    }
    /* Keys may be whole SQL statements: eight bytes a step, both halves of the product mixed. */
    static const uint64_t odd = 0x9e3779b97f4a7c15u;
    uint64_t h = __atomic_load_n(&seed, __ATOMIC_RELAXED);
    size_t left = strlen(key);
    for (h ^= left; left; ) {
        uint64_t word = 0;
        size_t step = left < 8 ? left : 8;
        memcpy(&word, key, step);
        __uint128_t product = (__uint128_t)(h ^ word) * odd;
        h = (uint64_t)product ^ (uint64_t)(product >> 64);
        key += step;
        left -= step;
    }
    return (h ^ h >> 29) * odd ^ h >> 32;
}

void zc_map_init(struct zc_map *map, struct zc_arena *arena)
{
    *map = (struct zc_map){.arena = arena};
}

static size_t find(const struct zc_map *map, const char *key)
{
    size_t mask = map->slot_count - 1;
    for (size_t at = hash(key) & mask;; at = (at + 1) & mask) {
        unsigned slot = map->slots[at];
        if (!slot || strcmp(map->entries[slot - 1].key, key) == 0)
            return at;
    }
}

void *zc_map_get(const struct zc_map *map, const char *key)
{
    if (!map->count)
        return NULL;
    unsigned slot = map->slots[find(map, key)];
    return slot ? map->entries[slot - 1].value : NULL;
}

void zc_map_put(struct zc_map *map, const char *key, void *value)
{
    if ((map->count + 1) * 2 > map->slot_count) {
        map->slot_count = map->slot_count ? map->slot_count * 2 : 16;
        map->slots = zc_arena_array(map->arena, map->slot_count, sizeof *map->slots);
        for (size_t i = 0; i < map->count; i++)
            map->slots[find(map, map->entries[i].key)] = (unsigned)i + 1;
    }
    size_t at = find(map, key);
    if (map->slots[at]) {
        map->entries[map->slots[at] - 1].value = value;
        return;
    }
    struct zc_map_entry *entry =
        zc_arena_push(map->arena, &map->entries, &map->count, &map->capacity, sizeof *map->entries);
    *entry = (struct zc_map_entry){zc_arena_str(map->arena, key), value};
    map->slots[at] = (unsigned)map->count;
}
