/* arena: blocks of growing size in a list; then the checked malloc family. */
#include "base/arena.h"
#include "base/error.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct zc_arena_block {
    struct zc_arena_block *next;
    size_t used, size;
    alignas(max_align_t) unsigned char bytes[];
};

enum { FIRST_BLOCK = 4096, KEPT_BLOCK = 64 << 10, LARGEST_BLOCK = 1 << 20 };

void *zc_malloc(size_t size)
{
    void *memory = malloc(size ? size : 1);
    zc_assert(memory != NULL);
    return memory;
}

void *zc_realloc(void *memory, size_t size)
{
    void *grown = realloc(memory, size ? size : 1);
    zc_assert(grown != NULL);
    return grown;
}

char *zc_strdup(const char *text)
{
    size_t size = strlen(text) + 1;
    return memcpy(zc_malloc(size), text, size);
}

size_t zc_mul_size(size_t a, size_t b)
{
    size_t product;
    zc_assert(!__builtin_mul_overflow(a, b, &product));
    return product;
}

/* An arena that has come to its largest blocks will fill them: their pages are asked for at once, not by a fault each. Where the system
 * cannot do so they come as ever. */
static void make_ready(void *memory, size_t size)
{
#ifdef MADV_POPULATE_WRITE
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), from = ((uintptr_t)memory + page - 1) & ~(page - 1), to = ((uintptr_t)memory + size) & ~(page - 1);
    if (from < to)
        madvise((void *)from, to - from, MADV_POPULATE_WRITE);
#else
    (void)memory, (void)size;
#endif
}

void *zc_arena_alloc(struct zc_arena *arena, size_t size)
{
    size_t need = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    zc_assert(need >= size);
    struct zc_arena_block *block = arena->head;
    if (!block || block->size - block->used < need) {
        size_t next = block ? block->size * 2 : FIRST_BLOCK;
        if (next > LARGEST_BLOCK)
            next = LARGEST_BLOCK;
        if (next < need)
            next = need;
        zc_assert(next <= SIZE_MAX - sizeof *block);
        block = zc_malloc(sizeof *block + next);
        if (next == LARGEST_BLOCK)
            make_ready(block, sizeof *block + next);
        block->next = arena->head;
        block->used = 0;
        block->size = next;
        arena->head = block;
    }
    void *memory = block->bytes + block->used;
    block->used += need;
    arena->total += need;
    return memset(memory, 0, need);
}

void *zc_arena_array(struct zc_arena *arena, size_t count, size_t size)
{
    return zc_arena_alloc(arena, zc_mul_size(count, size));
}

char *zc_arena_copy(struct zc_arena *arena, const void *bytes, size_t size)
{
    char *copy = zc_arena_alloc(arena, size + 1);
    if (size)
        memcpy(copy, bytes, size);
    return copy;
}

char *zc_arena_str(struct zc_arena *arena, const char *text)
{
    return text ? zc_arena_copy(arena, text, strlen(text)) : NULL;
}

char *zc_arena_printf(struct zc_arena *arena, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    zc_assert(length >= 0);
    char *text = zc_arena_alloc(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    va_end(args);
    return text;
}

void *zc_arena_push(struct zc_arena *arena, void *array_pointer, size_t *count, size_t *capacity, size_t size)
{
    unsigned char *array;
    memcpy(&array, array_pointer, sizeof array);
    if (*count == *capacity) {
        size_t grown = *capacity ? *capacity * 2 : 8;
        unsigned char *bigger = zc_arena_array(arena, grown, size);
        if (*count)
            memcpy(bigger, array, *count * size);
        array = bigger;
        *capacity = grown;
        memcpy(array_pointer, &array, sizeof array);
    }
    return array + size * (*count)++;
}

void zc_arena_free(struct zc_arena *arena)
{
    struct zc_arena_block *block = arena->head;
    while (block) {
        struct zc_arena_block *next = block->next;
        free(block);
        block = next;
    }
    arena->head = NULL;
    arena->total = 0;
}

void zc_arena_clear(struct zc_arena *arena)
{
    struct zc_arena_block *newest = arena->head;
    if (!newest || newest->size > KEPT_BLOCK) {
        zc_arena_free(arena);
        return;
    }
    arena->head = newest->next;
    zc_arena_free(arena);
    newest->next = NULL;
    newest->used = 0;
    arena->head = newest;
}
