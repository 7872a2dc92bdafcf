/* xls_merges: 1 the compound file ([MS-CFB]); 2 the workbook stream ([MS-XLS] 2.4.28 BoundSheet8, 2.4.168 MergeCells). */
#include "paper/xls_merges.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { MERGES_MOST = 100000, COVERED_MOST = 5000000, SECTOR_LAST = 0xFFFFFFF9, HEAD = 512, ENTRY = 128 };

/* 1 */

struct compound {
    const unsigned char *bytes;
    size_t size, sector;
    uint32_t *fat; /* which sector follows which */
    size_t fat_count;
};

static uint32_t number16(const unsigned char *at) { return (uint32_t)at[0] | (uint32_t)at[1] << 8; }
static uint32_t number32(const unsigned char *at) { return number16(at) | number16(at + 2) << 16; }

static const unsigned char *sector_at(const struct compound *file, uint32_t number)
{
    uint64_t from = ((uint64_t)number + 1) * file->sector;
    return number < SECTOR_LAST && from + file->sector <= file->size ? file->bytes + from : NULL;
}

/* The table of followers lies in sectors of its own, listed in the head and in further lists behind it. */
static void load_fat(struct compound *file, struct zc_arena *arena)
{
    size_t each = file->sector / 4, most = file->size / file->sector + 1, lists = 0;
    file->fat = zc_arena_array(arena, most + each, sizeof *file->fat);
    const unsigned char *list = file->bytes + 76;
    size_t listed = 109;
    uint32_t next = number32(file->bytes + 68);
    while (list) {
        for (size_t i = 0; i < listed && file->fat_count < most; i++) {
            const unsigned char *sector = sector_at(file, number32(list + i * 4));
            for (size_t k = 0; sector && k < each && file->fat_count < most; k++)
                file->fat[file->fat_count++] = number32(sector + k * 4);
        }
        list = lists++ < most ? sector_at(file, next) : NULL;
        listed = each - 1;
        if (list)
            next = number32(list + listed * 4);
    }
}

/* The bytes of a chain of sectors, at most `size`. */
static unsigned char *read_chain(const struct compound *file, struct zc_arena *arena, uint32_t first, size_t size, size_t *got)
{
    size_t most = size < file->size ? size : file->size;
    unsigned char *out = zc_arena_alloc(arena, most + 1);
    *got = 0;
    for (uint32_t at = first; *got < most;) {
        const unsigned char *sector = sector_at(file, at);
        if (!sector)
            break;
        size_t part = most - *got < file->sector ? most - *got : file->sector;
        memcpy(out + *got, sector, part);
        *got += part;
        at = at < file->fat_count ? file->fat[at] : SECTOR_LAST;
    }
    return out;
}

static bool named(const unsigned char *entry, const char *name)
{
    size_t length = strlen(name);
    if (number16(entry + 64) != (length + 1) * 2)
        return false;
    for (size_t i = 0; i < length; i++)
        if (entry[i * 2] != (unsigned char)name[i] || entry[i * 2 + 1])
            return false;
    return true;
}

static unsigned char *workbook_stream(const struct compound *file, struct zc_arena *arena, size_t *size)
{
    size_t room;
    unsigned char *directory = read_chain(file, arena, number32(file->bytes + 48), file->size, &room);
    for (size_t at = 0; at + ENTRY <= room; at += ENTRY) {
        const unsigned char *entry = directory + at;
        if (!named(entry, "Workbook"))
            continue;
        size_t length = number32(entry + 120);
        if (length < number32(file->bytes + 56))
            return NULL; /* in the small sectors */
        return read_chain(file, arena, number32(entry + 116), length, size);
    }
    return NULL;
}

/* 2 */

enum { RECORD_EOF = 0x0A, RECORD_SHEET = 0x85, RECORD_MERGES = 0xE5, RECORD_BOF = 0x809 };

static int by_row(const void *a, const void *b)
{
    const struct zc_xls_merge *left = a, *right = b;
    return left->row != right->row ? (left->row < right->row ? -1 : 1) : left->column < right->column ? -1 : left->column > right->column;
}

static void read_sheet(struct zc_xls_merges *out, struct zc_arena *arena, const unsigned char *stream, size_t size, size_t at)
{
    size_t capacity = 0, covered = 0;
    int depth = 0;
    while (at + 4 <= size) {
        uint32_t kind = number16(stream + at), length = number16(stream + at + 2);
        const unsigned char *data = stream + at + 4;
        at += 4 + (size_t)length;
        if (at > size)
            break;
        depth += kind == RECORD_BOF;
        if (kind == RECORD_EOF && --depth <= 0)
            break;
        if (kind != RECORD_MERGES || depth != 1 || length < 2)
            continue;
        for (uint32_t i = 0, count = number16(data); i < count && 2 + (i + 1) * 8 <= length; i++) {
            const unsigned char *range = data + 2 + i * 8;
            struct zc_xls_merge merge = {(int)number16(range), (int)number16(range + 2), (int)number16(range + 4), (int)number16(range + 6)};
            if (merge.last_row < merge.row || merge.last_column < merge.column || merge.last_column > 255)
                continue;
            covered += (size_t)(merge.last_row - merge.row + 1) * (size_t)(merge.last_column - merge.column + 1);
            if (covered > COVERED_MOST || out->count >= MERGES_MOST)
                return;
            *(struct zc_xls_merge *)zc_arena_push(arena, &out->items, &out->count, &capacity, sizeof merge) = merge;
        }
    }
}

struct zc_xls_merges *zc_xls_merges_find(struct zc_arena *arena, const void *bytes, size_t size, size_t sheets)
{
    static const unsigned char magic[] = {0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1};
    struct zc_xls_merges *out = zc_arena_array(arena, sheets + 1, sizeof *out);
    struct compound file = {.bytes = bytes, .size = size};
    struct zc_arena scratch = {0};
    memset(out, 0, (sheets + 1) * sizeof *out);
    if (size < HEAD || memcmp(bytes, magic, sizeof magic) != 0 || (number16(file.bytes + 30) != 9 && number16(file.bytes + 30) != 12))
        return out;
    file.sector = (size_t)1 << number16(file.bytes + 30);
    load_fat(&file, &scratch);
    size_t length = 0, sheet = 0;
    unsigned char *stream = workbook_stream(&file, &scratch, &length);
    for (size_t at = 0; stream && at + 4 <= length && sheet < sheets;) {
        uint32_t kind = number16(stream + at), held = number16(stream + at + 2);
        if (kind == RECORD_EOF)
            break;
        if (kind == RECORD_SHEET && held >= 4 && at + 8 <= length)
            read_sheet(&out[sheet++], arena, stream, length, number32(stream + at + 4));
        at += 4 + (size_t)held;
    }
    for (size_t i = 0; i < sheet; i++)
        if (out[i].count)
            qsort(out[i].items, out[i].count, sizeof *out[i].items, by_row);
    zc_arena_free(&scratch);
    return out;
}
