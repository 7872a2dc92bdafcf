/*
 * map: text key to pointer, insertion order kept. Keys and nodes live in the arena given at the first put; values are the
 * caller's. Lookups are O(1); there is no removal. Hash: FNV-1a seeded per process, so hostile keys cannot plan collisions.
 */
#ifndef ZC_BASE_MAP_H
#define ZC_BASE_MAP_H

#include "base/arena.h"

#include <stddef.h>

struct zc_map_entry {
    const char *key;
    void *value;
};
struct zc_map {
    struct zc_arena *arena;
    struct zc_map_entry *entries; /* in order of insertion */
    size_t count, capacity;
    unsigned *slots;
    size_t slot_count;
};

void zc_map_init(struct zc_map *map, struct zc_arena *arena);
void *zc_map_get(const struct zc_map *map, const char *key); /* NULL when absent */
void zc_map_put(struct zc_map *map, const char *key, void *value); /* replaces; the key is copied */

#endif
