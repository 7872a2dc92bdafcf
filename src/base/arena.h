/*
 * arena: memory that is given out piece by piece and released all at once.
 *
 * Whoever makes the arena owns everything taken from it; its lifetime is stated where it is made (request, import batch,
 * process). Out of memory aborts: the journal is durable, so a restart loses nothing that was acknowledged.
 * Not thread-safe.
 */
#ifndef ZC_BASE_ARENA_H
#define ZC_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct zc_arena_block;
struct zc_arena {
    struct zc_arena_block *head;
    size_t total; /* bytes given out, for limits and statistics */
};

void *zc_arena_alloc(struct zc_arena *arena, size_t size); /* zeroed, aligned for any type; size 0 is allowed */
void *zc_arena_array(struct zc_arena *arena, size_t count, size_t size); /* checked multiplication */
char *zc_arena_copy(struct zc_arena *arena, const void *bytes, size_t size); /* adds a NUL */
char *zc_arena_str(struct zc_arena *arena, const char *text);                /* NULL stays NULL */
char *zc_arena_printf(struct zc_arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Grows an array kept in an arena: returns a place for one more element and counts it. */
void *zc_arena_push(struct zc_arena *arena, void *array_pointer, size_t *count, size_t *capacity, size_t size);

void zc_arena_free(struct zc_arena *arena); /* releases all; the arena may be used again */
/* Empties an arena that is filled again and again. Keeps its newest block, unless that is large: the next filling needs no memory. */
void zc_arena_clear(struct zc_arena *arena);

/* malloc family that aborts instead of returning NULL. */
void *zc_malloc(size_t size);
void *zc_realloc(void *memory, size_t size);
char *zc_strdup(const char *text);
size_t zc_mul_size(size_t a, size_t b); /* aborts on overflow */

#endif
