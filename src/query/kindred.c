/* kindred: 1 the links around a person; 2 the set. */
#include "query/kindred.h"
#include "base/kin.h"

#include <string.h>

enum { FARTHEST = 6, MOST_PEOPLE = 1000 };

/* 1 */

struct gathered {
    int64_t *people;
    size_t people_count, people_capacity;
    int64_t *records;
    size_t record_count, record_capacity;
    struct zc_kin_link *links;
    size_t link_count, link_capacity;
};

static bool among(const int64_t *ids, size_t count, int64_t id)
{
    for (size_t i = 0; i < count; i++)
        if (ids[i] == id)
            return true;
    return false;
}

static void add_person(struct gathered *out, struct zc_arena *arena, int64_t id)
{
    if (out->people_count < MOST_PEOPLE && !among(out->people, out->people_count, id))
        *(int64_t *)zc_arena_push(arena, &out->people, &out->people_count, &out->people_capacity, sizeof id) = id;
}

static void add_link(struct gathered *out, struct zc_arena *arena, const struct zc_record *record)
{
    static const char *const words[] = {"parent", "spouse", "sibling"};
    const char *relation = zc_record_text(record, "relation");
    struct zc_value from = zc_record_value(record, "from_on"), to = zc_record_value(record, "to_on");
    size_t kind = 0;
    while (kind < 3 && strcmp(words[kind], relation) != 0)
        kind++;
    if (kind == 3 || among(out->records, out->record_count, record->id))
        return;
    *(int64_t *)zc_arena_push(arena, &out->records, &out->record_count, &out->record_capacity, sizeof record->id) = record->id;
    struct zc_kin_link *link = zc_arena_push(arena, &out->links, &out->link_count, &out->link_capacity, sizeof *link);
    *link = (struct zc_kin_link){.person = zc_record_value(record, "person").number, .other = zc_record_value(record, "other").number,
                                 .relation = (enum zc_kin_relation)kind, .from = from.kind ? (int)from.number : 0, .to = to.kind ? (int)to.number : ZC_DATE_MAX};
    add_person(out, arena, link->person);
    add_person(out, arena, link->other);
}

/* Link by link outwards: no class reaches farther than three steps from the person or his spouse. */
static int gather(struct gathered *out, struct zc_arena *arena, struct zc_db *db, const struct zc_entity *entity, int64_t person, struct zc_error *err)
{
    size_t done = 0;
    int rc = ZC_OK;
    add_person(out, arena, person);
    for (int step = 0; step < FARTHEST && !rc; step++) {
        size_t until = out->people_count;
        for (; done < until && !rc; done++) {
            struct zc_rows rows;
            struct zc_rows_query query = {.entity = entity, .times = zc_times_now(db), .reader = &ZC_READER_CITY, .filter = "person = :person or other = :person"};
            query.params[ZC_P_PERSON] = zc_int(out->people[done]);
            rc = zc_rows_list(&rows, arena, db, &query, err);
            for (size_t i = 0; i < rows.count && !rc; i++)
                add_link(out, arena, &rows.items[i]);
        }
    }
    return rc;
}

/* 2 */

int zc_kindred_of(int64_t **out, size_t *count, struct zc_arena *arena, struct zc_db *db, int64_t person, enum zc_kin_degree degree, struct zc_error *err)
{
    const struct zc_entity *entity = zc_model_entity(db->city->model, "core.kin_link");
    struct zc_arena scratch = {0};
    struct gathered links = {0};
    struct zc_kin *kin;
    size_t all, capacity = 0;
    *out = NULL;
    *count = 0;
    if (!entity)
        return ZC_OK;
    int rc = gather(&links, &scratch, db, entity, person, err);
    if (!rc) {
        zc_kin_set(&kin, &all, &scratch, links.links, links.link_count, person, zc_db_today(db));
        for (size_t i = 0; i < all; i++)
            if ((int)kin[i].class <= (int)degree)
                *(int64_t *)zc_arena_push(arena, out, count, &capacity, sizeof **out) = kin[i].person;
    }
    zc_arena_free(&scratch);
    return rc;
}

bool zc_kindred_is(struct zc_db *db, int64_t person, int64_t other, enum zc_kin_degree degree)
{
    struct zc_arena arena = {0};
    int64_t *kin;
    size_t count;
    bool is = zc_kindred_of(&kin, &count, &arena, db, person, degree, NULL) || among(kin, count, other);
    zc_arena_free(&arena);
    return is;
}
