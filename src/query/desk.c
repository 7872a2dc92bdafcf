/* desk: 1 a post's reader; 2 what waits at one post; 3 clocks; 4 posts that are vacant or were left; 5 the whole. */
#include "query/desk.h"
#include "query/duty.h"

#include <stdlib.h>
#include <string.h>

struct making {
    struct zc_desk *out;
    size_t capacity;
    struct zc_arena *arena;
    struct zc_db *db;
    const struct zc_reader *reader;
    struct zc_duties duties;
    struct zc_rules rules;
    int today;
};

/* 1 */

static int64_t ref(const struct zc_record *record, const char *field) { return zc_record_value(record, field).number; }

static int ask(struct zc_rows *out, struct making *making, const struct zc_reader *reader, const char *entity, const char *filter, struct zc_error *err)
{
    struct zc_rows_query query = {.entity = zc_model_entity(making->db->city->model, entity), .times = zc_times_now(making->db), .reader = reader, .filter = filter};
    query.params[ZC_P_POST] = zc_int(reader->post); /* the city stands in for the reader of a vacant post */
    query.params[ZC_P_UNIT] = zc_int(reader->unit);
    *out = (struct zc_rows){0};
    return query.entity ? zc_rows_list(out, making->arena, making->db, &query, err) : ZC_OK;
}

static bool get_post(struct zc_record *out, struct making *making, int64_t id)
{
    const struct zc_entity *posts = zc_model_entity(making->db->city->model, "core.post");
    return posts && !zc_rows_get(out, making->arena, making->db, posts, id, zc_times_now(making->db), &ZC_READER_CITY, NULL);
}

/* The reader as this post: his own person and refusals and those of whom he represents, the post's roles beside those he has. */
static struct zc_reader reader_as(struct making *making, const struct zc_record *post, const struct zc_duty *duty)
{
    struct zc_reader as = *making->reader;
    const char *list = zc_record_text(post, "roles");
    struct zc_stand *apart = zc_arena_array(making->arena, as.apart_count + 1, sizeof *apart);
    for (size_t i = 0; i < as.apart_count; i++)
        apart[i] = as.apart[i];
    if (duty->represented)
        apart[as.apart_count++] = (struct zc_stand){duty->represented, post->id, ref(post, "unit"), as.area};
    as.apart = apart;
    const char **roles = zc_arena_array(making->arena, as.role_count + strlen(list) / 2 + 1, sizeof *roles);
    for (size_t i = 0; i < as.role_count; i++)
        roles[i] = as.roles[i];
    for (const char *at = list; *at == ';' && at[1]; at += strcspn(at + 1, ";") + 1) {
        const char *role = zc_arena_copy(making->arena, at + 1, strcspn(at + 1, ";"));
        if (!duty->listed || strstr(duty->listed, zc_arena_printf(making->arena, ";%s;", role)))
            roles[as.role_count++] = role;
    }
    as.roles = roles;
    as.post = post->id;
    as.unit = ref(post, "unit");
    return as;
}

/* What waits for a unit is seen from each of its posts, and shown once. */
static bool there(const struct making *making, enum zc_desk_kind kind, int64_t id, const struct zc_clock *clock)
{
    for (size_t i = 0; i < making->out->count; i++) {
        const struct zc_desk_item *item = &making->out->items[i];
        if (item->kind == kind && item->record.id == id && item->clock == clock)
            return true;
    }
    return false;
}

static struct zc_desk_item *add(struct making *making, enum zc_desk_kind kind, const struct zc_record *record, int64_t post, int due)
{
    struct zc_desk_item *item = zc_arena_push(making->arena, &making->out->items, &making->out->count, &making->capacity, sizeof *item);
    int64_t raised = kind == ZC_DESK_INBOX ? ref(record, "raised_at") : 0;
    *item = (struct zc_desk_item){.kind = kind, .record = *record, .post = post, .due = due, .since = raised ? zc_instant_date(raised) : kind == ZC_DESK_ASSIGNMENT ? (int)ref(record, "dispatched_on") : 0, .over = due && due < making->today};
    return item;
}

/* 2 */

static bool shown_as_assignment(const struct zc_record *item)
{
    return strcmp(zc_record_text(item, "subject_entity"), "core.assignment") == 0 &&
           (strstr(zc_record_text(item, "reason"), "交办") || strstr(zc_record_text(item, "reason"), "批示"));
}

static int waiting_at(struct making *making, const struct zc_reader *as, struct zc_error *err)
{
    struct zc_rows rows;
    int rc = ask(&rows, making, as, "core.assignment", "(to_post = :post or to_unit = :unit) and state in ('waiting', 'accepted')", err);
    for (size_t i = 0; i < rows.count && !rc; i++)
        if (!there(making, ZC_DESK_ASSIGNMENT, rows.items[i].id, NULL))
            add(making, ZC_DESK_ASSIGNMENT, &rows.items[i], as->post, (int)ref(&rows.items[i], "due_on"));
    if (!rc)
        rc = ask(&rows, making, as, "core.inbox", "post = :post and state != 'done'", err);
    for (size_t i = 0; i < rows.count && !rc; i++)
        if (!shown_as_assignment(&rows.items[i]))
            add(making, ZC_DESK_INBOX, &rows.items[i], as->post, (int)ref(&rows.items[i], "due_on"));
    return rc;
}

static int to_sign(struct making *making, const struct zc_reader *as, struct zc_error *err)
{
    struct zc_rows rows;
    int rc = ask(&rows, making, as, "core.handover",
                 "(state = 'open' and from_holding.person = :person) or "
                 "(state = 'given' and (to_holding.person = :person or (empty(to_holding) and head_post = :post))) or (state = 'received' and head_post = :post)",
                 err);
    for (size_t i = 0; i < rows.count && !rc; i++)
        if (!there(making, ZC_DESK_SIGN, rows.items[i].id, NULL))
            add(making, ZC_DESK_SIGN, &rows.items[i], as->post, 0);
    return rc;
}

/* 3 */

static int clocks(struct making *making, const struct zc_reader *as, struct zc_error *err)
{
    struct zc_due_list due;
    int rc = zc_due_all(&due, making->arena, making->db, as, zc_times_now(making->db), ZC_DATE_MAX, err);
    for (size_t i = 0; i < due.count && !rc; i++) {
        const struct zc_due *one = &due.items[i];
        const char *desk = one->record.entity->desk;
        int64_t whose = desk ? ref(&one->record, desk) : 0;
        if (!whose || (whose != as->post && whose != as->unit) || !one->result.warns ||
            there(making, ZC_DESK_CLOCK, one->record.id, one->clock))
            continue;
        struct zc_desk_item *item = add(making, ZC_DESK_CLOCK, &one->record, as->post, one->result.due_legal);
        item->clock = one->clock;
        item->result = one->result;
        item->since = one->since;
        item->over = one->result.state == ZC_CLOCK_OVER;
    }
    return rc;
}

/* 4 */

/* A number of working days that a rule says today; no such duty where none is in force. */
static int rule(int *out, struct making *making, const char *id, struct zc_error *err)
{
    bool there;
    int rc = zc_rules_number(out, &there, &making->rules, id, making->today, err);
    if (!there)
        *out = INT32_MAX;
    return rc;
}

static const struct zc_duty *held(const struct making *making, int64_t post)
{
    const struct zc_duty *duty = post ? zc_duty_for(&making->duties, post) : NULL;
    return duty && !duty->deputy ? duty : NULL;
}

static int vacant_post(struct making *making, const struct zc_record *post, struct zc_error *err)
{
    struct zc_duty_route route;
    size_t first = making->out->count;
    int rc = zc_duty_route(&route, making->arena, making->db, post->id, err);
    if (rc || !route.vacant)
        return rc;
    int days = route.vacant_since ? zc_workday_between(zc_db_calendar(making->db), route.vacant_since - 1, making->today) : 0;
    bool mine = (route.by == ZC_GOES_HEAD || route.by == ZC_GOES_SUPERIOR) && held(making, route.post);
    if (mine) {
        struct zc_reader named = ZC_READER_CITY;
        named.post = post->id;
        named.unit = -1; /* the unit's own matters lie on its desk already */
        rc = waiting_at(making, &named, err);
    }
    int head_days = 0, superior_days = 0;
    if (!rc)
        rc = rule(&head_days, making, "core.duty.vacancy_head_workdays", err);
    if (!rc)
        rc = rule(&superior_days, making, "core.duty.vacancy_superior_workdays", err);
    if (!rc && route.vacant_since &&
        ((days > head_days && held(making, zc_post_head(making->arena, making->db, post->id))) ||
         (days > superior_days && held(making, zc_post_superior(making->arena, making->db, post->id)))))
        add(making, ZC_DESK_VACANT, post, post->id, 0);
    for (size_t i = first; i < making->out->count; i++) {
        making->out->items[i].vacant = true;
        making->out->items[i].vacant_since = route.vacant_since;
    }
    return rc;
}

static int vacancies(struct making *making, struct zc_error *err)
{
    struct zc_rows rows;
    int rc = ask(&rows, making, &ZC_READER_CITY, "core.post",
                 "state = 'active' and not (some holdings where (from_on <= :today and (empty(to_on) or to_on >= :today) and rights = 'full' and "
                 "kind in ('full', 'concurrent', 'attached', 'seconded_in')))",
                 err);
    for (size_t i = 0; i < rows.count && !rc; i++)
        rc = vacant_post(making, &rows.items[i], err);
    return rc;
}

static int unhanded(struct making *making, struct zc_error *err)
{
    struct zc_rows rows;
    int days, rc = rule(&days, making, "core.duty.handover_workdays", err);
    if (rc || days == INT32_MAX)
        return rc;
    rc = ask(&rows, making, &ZC_READER_CITY, "core.holding", "not empty(to_on) and to_on < :today and not (some handovers where (state = 'closed'))", err);
    for (size_t i = 0; i < rows.count && !rc; i++) {
        int64_t post = ref(&rows.items[i], "post");
        int due = zc_workday_add(zc_db_calendar(making->db), (int)ref(&rows.items[i], "to_on"), days, NULL);
        if (due < making->today && held(making, zc_post_head(making->arena, making->db, post)))
            add(making, ZC_DESK_UNHANDED, &rows.items[i], post, due);
    }
    return rc;
}

/* 5 */

static int by_due(const void *a, const void *b)
{
    const struct zc_desk_item *left = a, *right = b;
    int first = left->due ? left->due : ZC_DATE_MAX, second = right->due ? right->due : ZC_DATE_MAX;
    if (first != second)
        return first < second ? -1 : 1;
    if (left->clock && right->clock && left->result.due_at != right->result.due_at)
        return left->result.due_at < right->result.due_at ? -1 : 1;
    return (left->record.id > right->record.id) - (left->record.id < right->record.id);
}

int zc_desk_of(struct zc_desk *out, struct zc_arena *arena, struct zc_db *db, const struct zc_reader *reader, struct zc_error *err)
{
    struct making making = {.out = out, .arena = arena, .db = db, .reader = reader, .today = zc_db_today(db)};
    struct zc_record post;
    *out = (struct zc_desk){0};
    zc_rules_open(&making.rules, arena, db, ZC_INSTANT_MAX);
    int rc = zc_duties_of(&making.duties, arena, db, reader->person, err);
    for (size_t i = 0; i < making.duties.count && !rc; i++) {
        const struct zc_duty *duty = &making.duties.items[i];
        size_t first = out->count;
        int since;
        if (!get_post(&post, &making, duty->post))
            continue;
        struct zc_reader as = reader_as(&making, &post, duty);
        rc = waiting_at(&making, &as, err);
        if (!rc)
            rc = clocks(&making, &as, err);
        if (!rc && !duty->deputy)
            rc = to_sign(&making, &as, err);
        bool vacant = duty->deputy && zc_post_vacant(&since, db, duty->post, making.today);
        for (size_t k = first; k < out->count; k++) {
            out->items[k].represented = duty->deputy;
            out->items[k].vacant = vacant;
            out->items[k].vacant_since = vacant ? since : 0;
        }
    }
    if (!rc)
        rc = vacancies(&making, err);
    if (!rc)
        rc = unhanded(&making, err);
    if (out->count)
        qsort(out->items, out->count, sizeof *out->items, by_due);
    return rc;
}
