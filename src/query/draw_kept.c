#include "query/draw_kept.h"

#include <stdlib.h>
#include <string.h>

struct one {
    struct zc_arena arena; /* of all below */
    int64_t id, size, known;
    int drawn_on;
    const char *seed, *frame;
    int64_t from, to;      /* the period of the frame */
    struct zc_draw_line *lines;
    size_t count;
    char digest[ZC_DIGEST_HEX];
};
struct zc_draw_kept {
    struct one items[ZC_DRAW_KEPT]; /* oldest first */
    size_t count, lines;
};

/* All that the list follows from. */
static struct one key_of(const struct zc_record *record, const struct zc_draw_result *result)
{
    const struct zc_draw_rule *rule = record->entity->draw;
    return (struct one){.id = record->id, .size = result->size, .known = result->known, .drawn_on = result->drawn_on, .seed = result->seed, .frame = result->frame->name,
                        .from = record->values[rule->from->column].number, .to = record->values[rule->to->column].number};
}

static bool same(const struct one *a, const struct one *b)
{
    return a->id == b->id && a->size == b->size && a->known == b->known && a->drawn_on == b->drawn_on && a->from == b->from && a->to == b->to &&
           strcmp(a->seed, b->seed) == 0 && strcmp(a->frame, b->frame) == 0;
}

bool zc_draw_kept_find(struct zc_draw_result *out, const char **digest, struct zc_db *db, const struct zc_record *record)
{
    struct zc_draw_kept *kept = db->draws;
    struct one key = key_of(record, out);
    for (size_t i = 0; kept && i < kept->count; i++)
        if (same(&kept->items[i], &key)) {
            out->lines = kept->items[i].lines;
            out->count = kept->items[i].count;
            *digest = kept->items[i].digest;
            return true;
        }
    return false;
}

static void drop(struct zc_draw_kept *kept, size_t place)
{
    kept->lines -= kept->items[place].count;
    zc_arena_free(&kept->items[place].arena);
    kept->count--;
    memmove(&kept->items[place], &kept->items[place + 1], (kept->count - place) * sizeof *kept->items);
}

void zc_draw_kept_put(struct zc_db *db, const struct zc_record *record, const struct zc_draw_result *result, const char *digest)
{
    struct zc_draw_kept *kept = db->draws;
    struct one one = key_of(record, result);
    if (!zc_store_version(db->store) || result->count > ZC_DRAW_KEPT_LINES)
        return;
    if (!kept) {
        kept = db->draws = zc_malloc(sizeof *kept);
        *kept = (struct zc_draw_kept){0};
    }
    for (size_t i = kept->count; i-- > 0;)
        if (same(&kept->items[i], &one))
            drop(kept, i);
    while (kept->count == ZC_DRAW_KEPT || (kept->count && kept->lines + result->count > ZC_DRAW_KEPT_LINES))
        drop(kept, 0);
    one.seed = zc_arena_str(&one.arena, one.seed);
    one.frame = zc_arena_str(&one.arena, one.frame);
    one.count = result->count;
    one.lines = zc_arena_array(&one.arena, result->count + 1, sizeof *one.lines);
    memcpy(one.digest, digest, sizeof one.digest);
    for (size_t i = 0; i < result->count; i++)
        one.lines[i] = (struct zc_draw_line){zc_arena_str(&one.arena, result->lines[i].id), zc_arena_str(&one.arena, result->lines[i].digest), result->lines[i].drawn};
    kept->items[kept->count++] = one;
    kept->lines += one.count;
}

void zc_draw_kept_free(struct zc_draw_kept *kept)
{
    while (kept && kept->count)
        drop(kept, kept->count - 1);
    free(kept);
}
