/* kin: sets of persons, one step along the links, then the four classes. */
#include "base/kin.h"

#include <stdbool.h>
#include <stdlib.h>

struct people {
    int64_t *ids;
    size_t count, capacity;
};

struct kindred {
    struct zc_arena *arena;
    const struct zc_kin_link *links;
    size_t link_count;
    int asof;
};

enum step { TO_PARENTS, TO_CHILDREN, TO_SPOUSES, TO_SIBLINGS_KNOWN };

static bool has(const struct people *people, int64_t id)
{
    for (size_t i = 0; i < people->count; i++)
        if (people->ids[i] == id)
            return true;
    return false;
}

static void add(const struct kindred *kindred, struct people *people, int64_t id)
{
    if (!has(people, id))
        *(int64_t *)zc_arena_push(kindred->arena, &people->ids, &people->count, &people->capacity, sizeof id) = id;
}

/* Adds to `out` everybody one step away from `id`. Blood does not end; only marriages are asked for the day. */
static void go(const struct kindred *kindred, struct people *out, int64_t id, enum step step)
{
    for (size_t i = 0; i < kindred->link_count; i++) {
        const struct zc_kin_link *link = &kindred->links[i];
        bool forth = link->person == id, back = link->other == id;
        if (link->person == link->other || (!forth && !back))
            continue;
        int64_t far = forth ? link->other : link->person;
        switch (link->relation) {
        case ZC_KIN_PARENT:
            if ((step == TO_PARENTS && forth) || (step == TO_CHILDREN && back))
                add(kindred, out, far);
            break;
        case ZC_KIN_SPOUSE:
            if (step == TO_SPOUSES && link->from <= kindred->asof && kindred->asof < link->to)
                add(kindred, out, far);
            break;
        case ZC_KIN_SIBLING:
            if (step == TO_SIBLINGS_KNOWN)
                add(kindred, out, far);
            break;
        }
    }
}

/* All ancestors or all descendants; a set, so that a wrong register with a circle ends too. */
static struct people line(const struct kindred *kindred, int64_t id, enum step step)
{
    struct people people = {0};
    add(kindred, &people, id);
    for (size_t i = 0; i < people.count; i++)
        go(kindred, &people, people.ids[i], step);
    return people;
}

static struct people siblings(const struct kindred *kindred, int64_t id)
{
    struct people parents = {0}, children = {0}, others = {0};
    go(kindred, &parents, id, TO_PARENTS);
    for (size_t i = 0; i < parents.count; i++)
        go(kindred, &children, parents.ids[i], TO_CHILDREN);
    go(kindred, &children, id, TO_SIBLINGS_KNOWN);
    for (size_t i = 0; i < children.count; i++)
        if (children.ids[i] != id)
            add(kindred, &others, children.ids[i]);
    return others;
}

static void add_all(const struct kindred *kindred, struct people *people, struct people more)
{
    for (size_t i = 0; i < more.count; i++)
        add(kindred, people, more.ids[i]);
}

static struct people lineal(const struct kindred *kindred, int64_t id)
{
    struct people people = line(kindred, id, TO_PARENTS);
    add_all(kindred, &people, line(kindred, id, TO_CHILDREN));
    return people;
}

static struct people collateral(const struct kindred *kindred, int64_t id)
{
    struct people people = siblings(kindred, id), parents = {0};
    go(kindred, &parents, id, TO_PARENTS);
    for (size_t i = 0; i < parents.count; i++)
        add_all(kindred, &people, siblings(kindred, parents.ids[i]));
    /* One step down from brothers, sisters, uncles and aunts: nephews, nieces, cousins. Their own children are outside. */
    for (size_t i = 0, upper = people.count; i < upper; i++)
        go(kindred, &people, people.ids[i], TO_CHILDREN);
    return people;
}

static struct people affinity(const struct kindred *kindred, int64_t id, const struct people *spouses)
{
    struct people people = {0}, blood = siblings(kindred, id);
    for (size_t i = 0; i < spouses->count; i++) {
        add_all(kindred, &people, lineal(kindred, spouses->ids[i]));
        add_all(kindred, &people, siblings(kindred, spouses->ids[i]));
    }
    go(kindred, &blood, id, TO_CHILDREN);
    for (size_t i = 0; i < blood.count; i++)
        go(kindred, &people, blood.ids[i], TO_SPOUSES);
    return people;
}

static int by_person(const void *a, const void *b)
{
    const struct zc_kin *x = a, *y = b;
    return (x->person > y->person) - (x->person < y->person);
}

void zc_kin_set(struct zc_kin **out, size_t *count, struct zc_arena *arena, const struct zc_kin_link *links, size_t link_count,
                int64_t person, int asof)
{
    struct kindred kindred = {arena, links, link_count, asof};
    struct people seen = {0}, classes[4] = {{0}};
    size_t capacity = 0;
    go(&kindred, &classes[ZC_KIN_OF_SPOUSE], person, TO_SPOUSES);
    classes[ZC_KIN_LINEAL] = lineal(&kindred, person);
    classes[ZC_KIN_COLLATERAL] = collateral(&kindred, person);
    classes[ZC_KIN_AFFINITY] = affinity(&kindred, person, &classes[ZC_KIN_OF_SPOUSE]);
    *out = NULL;
    *count = 0;
    add(&kindred, &seen, person);
    for (int class = ZC_KIN_OF_SPOUSE; class <= ZC_KIN_AFFINITY; class++)
        for (size_t i = 0; i < classes[class].count; i++) {
            int64_t id = classes[class].ids[i];
            if (has(&seen, id))
                continue;
            add(&kindred, &seen, id);
            *(struct zc_kin *)zc_arena_push(arena, out, count, &capacity, sizeof **out) = (struct zc_kin){id, class};
        }
    if (*count)
        qsort(*out, *count, sizeof **out, by_person);
}
