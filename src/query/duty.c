/* duty: 1 asking records; 2 vacancy; 3 the posts of a person; 4 the way of what waits; 5 who acted, in words. */
#include "query/duty.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 1 */

#define LIVE "from_on <= :today and (empty(to_on) or to_on >= :today)"
/* Kinds that fill a post; acting holders and appointed deputies stand in for it. */
#define FILLS "kind in ('full', 'concurrent', 'attached', 'seconded_in') and rights = 'full'"

static int ask(struct zc_rows *out, struct zc_arena *arena, struct zc_db *db, const char *entity, const char *filter, int64_t person, int64_t post,
               struct zc_error *err)
{
    struct zc_rows_query query = {.entity = zc_model_entity(db->city->model, entity), .times = zc_times_now(db), .reader = &ZC_READER_CITY, .filter = filter};
    query.params[ZC_P_PERSON] = zc_int(person);
    query.params[ZC_P_POST] = zc_int(post);
    *out = (struct zc_rows){0};
    return query.entity ? zc_rows_list(out, arena, db, &query, err) : ZC_OK;
}

static bool get(struct zc_record *out, struct zc_arena *arena, struct zc_db *db, const char *entity, int64_t id)
{
    const struct zc_entity *declared = zc_model_entity(db->city->model, entity);
    return id && declared && !zc_rows_get(out, arena, db, declared, id, zc_times_now(db), &ZC_READER_CITY, NULL);
}

static int64_t ref(const struct zc_record *record, const char *field) { return zc_record_value(record, field).number; }

/* 2 */

bool zc_post_vacant(int *since, struct zc_db *db, int64_t post, int on)
{
    struct zc_arena arena = {0};
    struct zc_rows rows;
    bool vacant = true;
    *since = 0;
    if (ask(&rows, &arena, db, "core.holding", "post = :post and " FILLS, 0, post, NULL))
        rows.count = 0;
    for (size_t i = 0; i < rows.count && vacant; i++) {
        struct zc_value to = zc_record_value(&rows.items[i], "to_on");
        if (zc_record_value(&rows.items[i], "from_on").number > on)
            continue;
        vacant = to.kind && to.number < on;
        if (vacant && to.number >= *since)
            *since = (int)to.number + 1;
    }
    zc_arena_free(&arena);
    return vacant;
}

/* 3 */

static struct zc_duty *add(struct zc_duties *out, size_t *capacity, struct zc_arena *arena, struct zc_db *db, int64_t post)
{
    struct zc_record record;
    if (zc_duty_for(out, post) || !get(&record, arena, db, "core.post", post) || strcmp(zc_record_text(&record, "state"), "abolished") == 0)
        return NULL;
    struct zc_duty *duty = zc_arena_push(arena, &out->items, &out->count, capacity, sizeof *duty);
    *duty = (struct zc_duty){.post = post};
    return duty;
}

const struct zc_duty *zc_duty_for(const struct zc_duties *duties, int64_t post)
{
    for (size_t i = 0; i < duties->count; i++)
        if (duties->items[i].post == post)
            return &duties->items[i];
    return NULL;
}

/* A post from which somebody may stand in for another: held, with its rights. */
static const struct zc_duty *held(const struct zc_duties *duties, int64_t post)
{
    for (size_t i = 0; i < duties->count; i++)
        if (!duties->items[i].deputy && !duties->items[i].read_only && (!post || duties->items[i].post == post))
            return &duties->items[i];
    return NULL;
}

/* Whether the condition of a deputyship holds today; *person: whom it represents. */
static bool condition_holds(int64_t *person, struct zc_arena *arena, struct zc_db *db, int64_t post, const char *condition)
{
    struct zc_rows holders, leaves;
    int since;
    *person = 0;
    if (strcmp(condition, "vacant") == 0)
        return zc_post_vacant(&since, db, post, zc_db_today(db));
    if (ask(&holders, arena, db, "core.holding", "post = :post and " LIVE " and " FILLS, 0, post, NULL))
        return false;
    if (strcmp(condition, "always") == 0) {
        *person = holders.count ? ref(&holders.items[0], "person") : 0;
        return true;
    }
    for (size_t i = 0; i < holders.count && strcmp(condition, "on_leave") == 0; i++) {
        *person = ref(&holders.items[i], "person");
        if (!ask(&leaves, arena, db, "core.leave", "person = :person and " LIVE, *person, 0, NULL) && leaves.count)
            return true;
    }
    return false;
}

static int deputyships(struct zc_duties *out, size_t *capacity, struct zc_arena *arena, struct zc_db *db, int64_t person, struct zc_error *err)
{
    struct zc_rows rows;
    int rc = ask(&rows, arena, db, "core.deputy", LIVE, 0, 0, err);
    for (size_t i = 0; i < rows.count && !rc; i++) {
        const struct zc_record *row = &rows.items[i];
        int64_t own = ref(row, "deputy_post"), post = ref(row, "post"), represented;
        const struct zc_duty *from = held(out, own);
        const char *condition = zc_record_text(row, "condition");
        if ((own ? !from : ref(row, "person") != person) || !condition_holds(&represented, arena, db, post, condition) || represented == person)
            continue;
        int64_t own_post = from ? from->post : 0;
        struct zc_duty *duty = add(out, capacity, arena, db, post);
        if (!duty)
            continue;
        duty->deputy = true;
        duty->own_post = own_post;
        duty->represented = represented;
        duty->condition = zc_arena_str(arena, condition);
        if (strcmp(zc_record_text(row, "scope"), "listed") == 0)
            duty->listed = zc_record_text(row, "listed_duties");
    }
    return rc;
}

/* Leave and deputyship are one form: for its days, whoever is named stands in for all that the absent person holds. */
static int handed_over(struct zc_duties *out, size_t *capacity, struct zc_arena *arena, struct zc_db *db, int64_t person, struct zc_error *err)
{
    struct zc_rows leaves, holdings;
    int rc = ask(&leaves, arena, db, "core.leave", "handed_to = :person and " LIVE, person, 0, err);
    for (size_t i = 0; i < leaves.count && !rc; i++) {
        int64_t absent = ref(&leaves.items[i], "person");
        rc = absent == person ? ZC_OK : ask(&holdings, arena, db, "core.holding", "person = :person and " LIVE " and rights = 'full'", absent, 0, err);
        for (size_t h = 0; h < holdings.count && !rc && absent != person; h++) {
            const struct zc_duty *from = held(out, 0);
            int64_t own_post = from ? from->post : 0;
            struct zc_duty *duty = add(out, capacity, arena, db, ref(&holdings.items[h], "post"));
            if (!duty)
                continue;
            duty->deputy = true;
            duty->own_post = own_post;
            duty->represented = absent;
            duty->condition = "on_leave";
        }
    }
    return rc;
}

int zc_duties_of(struct zc_duties *out, struct zc_arena *arena, struct zc_db *db, int64_t person, struct zc_error *err)
{
    struct zc_rows rows;
    size_t capacity = 0;
    *out = (struct zc_duties){0};
    int rc = ask(&rows, arena, db, "core.holding", "person = :person and " LIVE " and not (rights = 'none')", person, 0, err);
    for (size_t i = 0; i < rows.count && !rc; i++) { /* of two holdings of one post the one with more rights counts */
        int64_t post = ref(&rows.items[i], "post");
        bool full = strcmp(zc_record_text(&rows.items[i], "rights"), "full") == 0;
        struct zc_duty *duty = (struct zc_duty *)zc_duty_for(out, post);
        if (duty)
            duty->read_only &= !full;
        else if ((duty = add(out, &capacity, arena, db, post)))
            duty->read_only = !full;
    }
    if (!rc)
        rc = deputyships(out, &capacity, arena, db, person, err);
    if (!rc)
        rc = handed_over(out, &capacity, arena, db, person, err);
    return rc;
}

/* 4 */

static int64_t post_of_unit(struct zc_arena *arena, struct zc_db *db, int64_t unit, const char *position)
{
    const struct zc_entity *posts = zc_model_entity(db->city->model, "core.post");
    struct zc_rows rows;
    struct zc_rows_query query = {.entity = posts, .times = zc_times_now(db), .reader = &ZC_READER_CITY,
                                  .filter = strcmp(position, "head") == 0 ? "unit = :unit and position = 'head' and state = 'active'"
                                                                          : "unit = :unit and position = 'office' and state = 'active'"};
    query.params[ZC_P_UNIT] = zc_int(unit);
    if (!posts || !zc_entity_field(posts, "position") || zc_rows_list(&rows, arena, db, &query, NULL) || !rows.count)
        return 0;
    return rows.items[0].id;
}

int64_t zc_unit_head(struct zc_arena *arena, struct zc_db *db, int64_t unit) { return unit ? post_of_unit(arena, db, unit, "head") : 0; }

int64_t zc_post_head(struct zc_arena *arena, struct zc_db *db, int64_t post)
{
    struct zc_record record, superior;
    if (!get(&record, arena, db, "core.post", post))
        return 0;
    if (get(&superior, arena, db, "core.post", ref(&record, "superior")) && ref(&superior, "unit") == ref(&record, "unit"))
        return superior.id;
    int64_t head = post_of_unit(arena, db, ref(&record, "unit"), "head");
    return head == post ? 0 : head;
}

static bool filled(struct zc_db *db, int64_t post)
{
    int since;
    return post && !zc_post_vacant(&since, db, post, zc_db_today(db));
}

int64_t zc_post_superior(struct zc_arena *arena, struct zc_db *db, int64_t post)
{
    struct zc_record record, unit;
    if (!get(&record, arena, db, "core.post", post) || !get(&unit, arena, db, "core.unit", ref(&record, "unit")) || !ref(&unit, "parent"))
        return 0;
    int64_t office = post_of_unit(arena, db, ref(&unit, "parent"), "office");
    return filled(db, office) ? office : post_of_unit(arena, db, ref(&unit, "parent"), "head");
}

static int by_deputy(struct zc_duty_route *out, struct zc_arena *arena, struct zc_db *db, int64_t post, struct zc_error *err)
{
    struct zc_rows rows;
    int rc = ask(&rows, arena, db, "core.deputy", "post = :post and " LIVE, 0, post, err); /* in the order of their rank */
    for (size_t i = 0; i < rows.count && !rc; i++) {
        int64_t nobody, own = ref(&rows.items[i], "deputy_post");
        if (!condition_holds(&nobody, arena, db, post, zc_record_text(&rows.items[i], "condition")) || (own && !filled(db, own)))
            continue;
        out->by = ZC_GOES_DEPUTY;
        out->post = own;
        out->person = ref(&rows.items[i], "person");
        return ZC_OK;
    }
    return rc;
}

int zc_duty_route(struct zc_duty_route *out, struct zc_arena *arena, struct zc_db *db, int64_t post, struct zc_error *err)
{
    struct zc_rows rows;
    *out = (struct zc_duty_route){.by = ZC_GOES_NOBODY};
    out->vacant = zc_post_vacant(&out->vacant_since, db, post, zc_db_today(db));
    if (!out->vacant) {
        *out = (struct zc_duty_route){.by = ZC_GOES_HOLDER, .post = post};
        return ZC_OK;
    }
    int rc = by_deputy(out, arena, db, post, err);
    if (rc || out->by != ZC_GOES_NOBODY)
        return rc;
    if ((rc = ask(&rows, arena, db, "core.holding", "post = :post and kind in ('acting', 'deputy_appointed') and rights = 'full' and " LIVE, 0, post, err)))
        return rc;
    if (rows.count) {
        out->by = ZC_GOES_ACTING;
        out->post = post;
        out->person = ref(&rows.items[0], "person");
        return ZC_OK;
    }
    int64_t to = zc_post_head(arena, db, post);
    if (filled(db, to)) {
        out->by = ZC_GOES_HEAD;
        out->post = to;
        return ZC_OK;
    }
    to = zc_post_superior(arena, db, post);
    if (filled(db, to)) {
        out->by = ZC_GOES_SUPERIOR;
        out->post = to;
    }
    return ZC_OK;
}

/* 5 */

static const char *post_title(struct zc_arena *arena, struct zc_db *db, const char *id, enum zc_lang lang)
{
    struct zc_record post;
    return get(&post, arena, db, "core.post", strtoll(id, NULL, 10)) ? zc_record_name(arena, db, &post, lang) : "";
}

/* The holder of an account, for a deputy who was named in person. */
static const char *person_of(struct zc_arena *arena, struct zc_db *db, const char *account, enum zc_lang lang)
{
    struct zc_record record, person;
    return get(&record, arena, db, "core.account", strtoll(account, NULL, 10)) && get(&person, arena, db, "core.person", ref(&record, "person"))
               ? zc_record_name(arena, db, &person, lang)
               : "";
}

const char *zc_actor_words(struct zc_arena *arena, struct zc_db *db, const char *actor, enum zc_lang lang)
{
    char account[24], post[24], represented[24];
    if (sscanf(actor, "%23[^/]/%23[^/]/%23[^/]", account, post, represented) != 3)
        return "";
    const char *own = post_title(arena, db, post, lang), *whose = post_title(arena, db, represented, lang);
    if (!*whose)
        return own;
    if (!*own)
        own = person_of(arena, db, account, lang);
    return zc_arena_printf(arena, lang == ZC_ZH ? "%s 代 %s 办理" : "%s, acting for %s", own, whose);
}
