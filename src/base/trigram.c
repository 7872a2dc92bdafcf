/* trigram: pieces of three characters, sorted, each once; then both sets side by side. */
#include "base/trigram.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

struct piece {
    uint32_t c[3];
};

static int order(const void *a, const void *b)
{
    const struct piece *left = a, *right = b;
    for (int i = 0; i < 3; i++)
        if (left->c[i] != right->c[i])
            return left->c[i] < right->c[i] ? -1 : 1;
    return 0;
}

static bool is_blank(uint32_t c) { return c <= ' ' || c == 0xA0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200B); }

static struct piece *pieces_of(size_t *count, struct zc_arena *arena, const char *text)
{
    const char *end = text + strlen(text);
    struct piece *pieces = zc_arena_array(arena, strlen(text) + 1, sizeof *pieces), last = {{0}};
    size_t seen = 0, kept = 0;
    while (text < end) {
        uint32_t c = zc_utf8_next(&text, end);
        if (is_blank(c))
            continue;
        last = (struct piece){{last.c[1], last.c[2], c}};
        if (++seen >= 3)
            pieces[kept++] = last;
    }
    if (seen && seen < 3)
        pieces[kept++] = last;
    *count = 0;
    if (kept)
        qsort(pieces, kept, sizeof *pieces, order);
    for (size_t i = 0; i < kept; i++)
        if (!i || order(&pieces[i], &pieces[*count - 1]) != 0)
            pieces[(*count)++] = pieces[i];
    return pieces;
}

void zc_trigram_compare(int *common, int *all, struct zc_arena *arena, const char *a, const char *b)
{
    size_t left_count, right_count, i = 0, j = 0;
    const struct piece *left = pieces_of(&left_count, arena, a), *right = pieces_of(&right_count, arena, b);
    *common = 0;
    while (i < left_count && j < right_count) {
        int which = order(&left[i], &right[j]);
        *common += which == 0;
        i += which <= 0;
        j += which >= 0;
    }
    *all = (int)(left_count + right_count) - *common;
}
