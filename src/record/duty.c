/* duty: 1 asking records; 2 seats; 3 deputyships; 4 sessions that end with a post. */
#include "record/duty.h"
#include "query/duty.h"
#include "record/session.h"
#include "record/tx.h"

#include <string.h>

/* 1 */

static bool is(const struct zc_entity *entity, const char *name)
{
    return strncmp(entity->full_name, "core.", 5) == 0 && strcmp(entity->full_name + 5, name) == 0;
}

static int64_t number(const struct zc_record *record, const char *field) { return zc_record_value(record, field).number; }

static int first_day(const struct zc_record *record) { return (int)number(record, "from_on"); }
static int last_day(const struct zc_record *record)
{
    struct zc_value to = zc_record_value(record, "to_on");
    return to.kind ? (int)to.number : ZC_DATE_MAX;
}
static bool overlap(const struct zc_record *a, const struct zc_record *b)
{
    return first_day(a) <= last_day(b) && first_day(b) <= last_day(a);
}

static int ask(struct zc_rows *out, struct zc_arena *arena, struct zc_db *db, const char *entity, const char *filter, int64_t bound, struct zc_error *err)
{
    struct zc_rows_query query = {.entity = zc_model_entity(db->city->model, entity), .times = zc_times_now(db), .reader = &ZC_READER_CITY, .filter = filter};
    query.params[ZC_P_POST] = zc_int(bound);
    query.params[ZC_P_PERSON] = zc_int(bound);
    *out = (struct zc_rows){0};
    return query.entity ? zc_rows_list(out, arena, db, &query, err) : ZC_OK;
}

static const char *name_of(struct zc_arena *arena, struct zc_db *db, const char *entity, int64_t id)
{
    const struct zc_entity *declared = zc_model_entity(db->city->model, entity);
    struct zc_record record;
    return declared && !zc_rows_get(&record, arena, db, declared, id, zc_times_now(db), &ZC_READER_CITY, NULL) ? zc_record_name(arena, db, &record, ZC_ZH)
                                                                                                                : "";
}

/* 2 */

static const char *span(struct zc_arena *arena, const struct zc_record *record, const char *open)
{
    char from[ZC_DATE_TEXT], to[ZC_DATE_TEXT];
    zc_date_format(from, first_day(record));
    zc_date_format(to, last_day(record));
    return zc_arena_printf(arena, "%s – %s", from, *to ? to : open);
}

static bool takes_a_seat(const struct zc_record *record)
{
    const char *kind = zc_record_text(record, "kind");
    return strcmp(kind, "full") == 0 || strcmp(kind, "concurrent") == 0;
}

/* How many of the others sit there on the day. */
static int64_t seated(const struct zc_rows *others, const struct zc_record *record, int day)
{
    int64_t count = 0;
    for (size_t i = 0; i < others->count; i++)
        count += others->items[i].id != record->id && first_day(&others->items[i]) <= day && day <= last_day(&others->items[i]);
    return count;
}

static int check_seats(struct zc_tx *tx, struct zc_arena *arena, const struct zc_record *record, struct zc_error *err)
{
    const struct zc_entity *posts = zc_model_entity(tx->db->city->model, "core.post");
    struct zc_record post;
    struct zc_rows others;
    int64_t post_id = number(record, "post"), seats = 1;
    if (!takes_a_seat(record) || !posts)
        return ZC_OK;
    if (!zc_rows_get(&post, arena, tx->db, posts, post_id, zc_times_now(tx->db), &ZC_READER_CITY, NULL) && zc_record_value(&post, "seats").kind)
        seats = number(&post, "seats");
    int rc = ask(&others, arena, tx->db, "core.holding", "post = :post and kind in ('full', 'concurrent')", post_id, err);
    for (size_t i = 0; i < others.count && !rc; i++) {
        const struct zc_record *other = &others.items[i];
        if (other->id == record->id || !overlap(record, other))
            continue;
        int day = first_day(other) > first_day(record) ? first_day(other) : first_day(record);
        if (seated(&others, record, day) < seats)
            continue;
        const char *title = name_of(arena, tx->db, "core.post", post_id), *first = name_of(arena, tx->db, "core.person", number(other, "person")),
                   *second = name_of(arena, tx->db, "core.person", number(record, "person"));
        rc = zc_fail(err, ZC_ECONFLICT, "%s 的职数为 %lld,已满:%s(%s)与 %s(%s)任期重叠,请先写明前者的离任日期",
                     "%s has %lld seat(s), which are taken: %s (%s) and %s (%s) overlap; enter first when the former leaves", title, (long long)seats, first,
                     span(arena, other, "…"), second, span(arena, record, "…"));
    }
    return rc;
}

/* 3 */

static int not_by_a_deputy(struct zc_tx *tx, struct zc_error *err)
{
    return tx->actor.reader->deputy ? zc_fail(err, ZC_EDENIED, "代理期间不能再指定代理人", "who acts as a deputy cannot appoint a deputy") : ZC_OK;
}

/* Whether the deputy of `row`, by post or in person, may stand in from this post. */
static bool stands_in_from(struct zc_arena *arena, struct zc_db *db, const struct zc_record *row, int64_t post)
{
    struct zc_rows holdings;
    if (number(row, "deputy_post"))
        return number(row, "deputy_post") == post;
    if (ask(&holdings, arena, db, "core.holding", "person = :person", number(row, "person"), NULL))
        return false;
    for (size_t i = 0; i < holdings.count; i++)
        if (number(&holdings.items[i], "post") == post && overlap(&holdings.items[i], row))
            return true;
    return false;
}

/* Two posts may stand in for each other; a third may not hang on either (decision 0013). */
static int check_deputy(struct zc_tx *tx, struct zc_arena *arena, const struct zc_record *record, struct zc_error *err)
{
    struct zc_rows rows;
    int64_t post = number(record, "post");
    int rc = not_by_a_deputy(tx, err);
    if (!rc && number(record, "deputy_post") == post)
        rc = zc_fail(err, ZC_EINPUT, "岗位不能代理自己", "a post cannot be its own deputy");
    if (!rc)
        rc = ask(&rows, arena, tx->db, "core.deputy", NULL, 0, err);
    for (size_t i = 0; !rc && i < rows.count; i++) {
        const struct zc_record *other = &rows.items[i];
        int64_t whose = number(other, "post");
        if (other->id == record->id || whose == post || !overlap(record, other))
            continue;
        bool above = stands_in_from(arena, tx->db, record, whose), below = stands_in_from(arena, tx->db, other, post);
        if (above == below)
            continue; /* nothing to do with each other, or each for the other */
        const char *middle = name_of(arena, tx->db, "core.post", above ? whose : post), *first = name_of(arena, tx->db, "core.post", above ? post : whose);
        rc = zc_fail(err, ZC_EINPUT, "代理只有一级:%s 已代理 %s,本身不能再由第三个岗位代理,请另选代理岗位",
                     "a deputyship has one step: %s stands in for %s and cannot itself have a third post for its deputy; choose another", middle, first);
    }
    return rc;
}

static int check_leave(struct zc_tx *tx, struct zc_arena *arena, const struct zc_record *record, struct zc_error *err)
{
    int64_t to = number(record, "handed_to");
    struct zc_rows leaves;
    if (!to)
        return ZC_OK;
    int rc = not_by_a_deputy(tx, err);
    if (!rc && to == number(record, "person"))
        rc = zc_fail(err, ZC_EINPUT, "不能交给请假的本人", "the leave cannot be handed to the absent person");
    if (!rc)
        rc = ask(&leaves, arena, tx->db, "core.leave", "person = :person", to, err);
    for (size_t i = 0; !rc && i < leaves.count; i++)
        if (overlap(record, &leaves.items[i]))
            rc = zc_fail(err, ZC_ECONFLICT, "%s 这段时间也请假(%s),请另选代理人", "%s is on leave in that time too (%s); choose another deputy",
                         name_of(arena, tx->db, "core.person", to), span(arena, &leaves.items[i], "…"));
    return rc;
}

int zc_duty_check(struct zc_tx *tx, const struct zc_record *record, struct zc_error *err)
{
    struct zc_arena arena = {0};
    int rc = ZC_OK;
    if (is(record->entity, "holding"))
        rc = check_seats(tx, &arena, record, err);
    else if (is(record->entity, "deputy"))
        rc = check_deputy(tx, &arena, record, err);
    else if (is(record->entity, "leave"))
        rc = check_leave(tx, &arena, record, err);
    zc_arena_free(&arena);
    return rc;
}

/* 4 */

static int holds(struct zc_duty_before *out, struct zc_arena *arena, struct zc_tx *tx, const struct zc_entity *entity, int64_t id, struct zc_error *err)
{
    struct zc_record record;
    struct zc_duties duties;
    if (!zc_rows_get(&record, arena, tx->db, entity, id, zc_times_now(tx->db), &ZC_READER_CITY, NULL)) {
        out->person = number(&record, "person");
        out->post = number(&record, "post");
    }
    if (!out->person)
        return ZC_OK;
    int rc = zc_duties_of(&duties, arena, tx->db, out->person, err);
    const struct zc_duty *duty = rc ? NULL : zc_duty_for(&duties, out->post);
    out->held = duty && !duty->deputy;
    return rc;
}

int zc_duty_before(struct zc_duty_before *before, struct zc_tx *tx, const struct zc_entity *entity, int64_t id, struct zc_error *err)
{
    struct zc_arena arena = {0};
    *before = (struct zc_duty_before){0};
    int rc = is(entity, "holding") && id ? holds(before, &arena, tx, entity, id, err) : ZC_OK;
    zc_arena_free(&arena);
    return rc;
}

static int end_sessions(struct zc_tx *tx, struct zc_arena *arena, int64_t person, int64_t post, struct zc_error *err)
{
    struct zc_rows accounts;
    int rc = ask(&accounts, arena, tx->db, "core.account", "person = :person", person, err);
    for (size_t i = 0; i < accounts.count && !rc; i++)
        rc = zc_session_end_post(tx, accounts.items[i].id, post, err);
    return rc;
}

int zc_duty_after(const struct zc_duty_before *before, struct zc_tx *tx, const struct zc_entity *entity, int64_t id, struct zc_error *err)
{
    static const char *const entities[] = {"holding", "deputy", "leave", "post", "account"};
    struct zc_arena arena = {0};
    struct zc_duty_before after = {.person = before->person, .post = before->post};
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
        tx->rights_changed |= is(entity, entities[i]);
    if (!is(entity, "holding"))
        return ZC_OK;
    int rc = holds(&after, &arena, tx, entity, id, err);
    bool same = before->person == after.person && before->post == after.post;
    if (!rc && before->person && !(before->held && after.held && same))
        rc = end_sessions(tx, &arena, before->person, before->post, err);
    if (!rc && after.person && !same)
        rc = end_sessions(tx, &arena, after.person, after.post, err);
    zc_arena_free(&arena);
    return rc;
}
