/*
 * register: the names under which offices write units, areas and posts, and what they mean on a day. It is filled from the
 * records of a city or from rows that an import has just read; it never makes up an entry. Names are compared by reading
 * rule 7: after NFKC, without white space. All texts live in the arena given at the start.
 */
#ifndef ZC_PAPER_REGISTER_H
#define ZC_PAPER_REGISTER_H

#include "base/arena.h"
#include "base/map.h"

#include <stdbool.h>
#include <stddef.h>

enum zc_register_kind { ZC_REGISTER_UNIT, ZC_REGISTER_AREA, ZC_REGISTER_POST, ZC_REGISTER_KINDS };

struct zc_register_entry {
    const char *code;       /* what a field of this kind holds: unit or area code, title of a post */
    const char *name;
    const char *short_name; /* may be empty */
    const char *successor;  /* code of the unit that took its place, NULL while in use */
    int until;              /* the first day of the successor; ZC_DATE_MAX when in use, INT32_MIN when it was always so */
    const char *parent;     /* of an area: code of the area above, NULL without */
};
struct zc_register_areas {
    const struct zc_register_entry **items;
    size_t count, capacity;
};
struct zc_register_names {
    struct zc_map by_name, by_code; /* squeezed name → entry */
    struct zc_map shared;           /* of areas: squeezed name → all that bear it, when there are several */
    const char **names;             /* every squeezed name, with its entry, in order of entry: for the nearest one */
    struct zc_register_entry **owners;
    size_t count, capacity, owner_capacity;
};
struct zc_register_group {
    const char *name;
    const char **codes;
    size_t count;
};
struct zc_missing;
struct zc_register {
    struct zc_arena *arena;
    struct zc_missing *missing; /* takes the names that are not in it (paper/missing.h); NULL: nobody asks for them */
    struct zc_register_names kinds[ZC_REGISTER_KINDS];
    struct zc_map groups; /* squeezed collective name → zc_register_group */
};

void zc_register_init(struct zc_register *reg, struct zc_arena *arena);
/* Adds an entry, or completes the one with this code. `aliases` is a list separated by ";". The entry may be changed. */
struct zc_register_entry *zc_register_add(struct zc_register *reg, enum zc_register_kind kind, const char *code, const char *name,
                                          const char *short_name, const char *aliases);
/* A collective name that stands for the codes of the list. */
void zc_register_add_group(struct zc_register *reg, const char *name, const char *codes);

/* By any name or by code; NULL when there is none. */
const struct zc_register_entry *zc_register_find(const struct zc_register *reg, enum zc_register_kind kind, const char *text);
/* The one in office on `date`: follows successors; *renamed tells that it did. At most 16 steps. */
const struct zc_register_entry *zc_register_current(const struct zc_register *reg, enum zc_register_kind kind,
                                                    const struct zc_register_entry *entry, int date, bool *renamed);
/* All areas that a text may mean: the one with this code; else those with this name; else, along a path such as 清镇市红枫湖镇 or
 * 清镇市/红枫湖镇, those of the last name that lie in an area of the names before it. Several: nobody can tell which. */
struct zc_register_areas zc_register_areas(const struct zc_register *reg, struct zc_arena *arena, const char *text);
/* 贵州省/贵阳市/清镇市/红枫湖镇; "/" between the names. */
const char *zc_register_area_path(const struct zc_register *reg, struct zc_arena *arena, const struct zc_register_entry *area);
const struct zc_register_group *zc_register_group(const struct zc_register *reg, const char *text);
/* The entry whose name is nearest to a text that was not found; NULL when none is near. */
const struct zc_register_entry *zc_register_nearest(const struct zc_register *reg, enum zc_register_kind kind, const char *text);
bool zc_register_has(const struct zc_register *reg, enum zc_register_kind kind); /* whether any entry of the kind is known */

#endif
