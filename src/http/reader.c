/* reader: 1 the reader of an account from the records of today; 2 the cache. */
#include "http/reader.h"
#include "base/digest.h"
#include "query/duty.h"
#include "query/link.h"
#include "query/session.h"
#include "record/rights_mark.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CACHE = 1024 };
static const int64_t CACHE_NS = 1000000000, TOUCH_SECONDS = 60;

/* 1 */

/* `listed`: only these, as ";a;b;"; NULL = all. */
static void add_roles(struct zc_reader *out, struct zc_arena *arena, const char *list, const char *listed, size_t *capacity)
{
    for (const char *at = list; *at == ';' && at[1];) {
        size_t length = strcspn(at + 1, ";");
        const char *role = zc_arena_copy(arena, at + 1, length);
        if (!zc_reader_has_role(out, role) && (!listed || strstr(listed, zc_arena_printf(arena, ";%s;", role))))
            *(const char **)zc_arena_push(arena, &out->roles, &out->role_count, capacity, sizeof role) = role;
        at += length + 1;
    }
}

static bool get(struct zc_record *out, struct zc_arena *arena, struct zc_db *db, const char *entity, int64_t id)
{
    const struct zc_entity *declared = zc_model_entity(db->city->model, entity);
    return id && declared && !zc_rows_get(out, arena, db, declared, id, zc_times_now(db), &ZC_READER_CITY, NULL);
}

/* Post, unit and area of a post, with the unit's area where the post names none. */
static struct zc_stand stand_in(struct zc_arena *arena, struct zc_db *db, int64_t person, const struct zc_record *post)
{
    struct zc_stand stand = {person, post->id, zc_record_value(post, "unit").number, zc_record_value(post, "area").number};
    struct zc_record unit;
    if (!stand.area && get(&unit, arena, db, "core.unit", stand.unit))
        stand.area = zc_record_value(&unit, "area").number;
    return stand;
}

/* Units that ended in this one, also by way of others. */
static const int64_t *former_units(size_t *count, struct zc_arena *arena, struct zc_db *db, int64_t unit)
{
    const struct zc_entity *units = zc_model_entity(db->city->model, "core.unit");
    int64_t *former = zc_arena_array(arena, ZC_FORMER_MOST, sizeof *former);
    *count = 0;
    for (size_t next = 0; units && unit && next <= *count && *count < ZC_FORMER_MOST; next++) {
        struct zc_rows rows;
        struct zc_rows_query query = {.entity = units, .times = zc_times_now(db), .reader = &ZC_READER_CITY, .limit = ZC_FORMER_MOST,
                                      .filter = "successor = :unit and state in ('renamed', 'abolished')"};
        query.params[ZC_P_UNIT] = zc_int(next ? former[next - 1] : unit);
        if (zc_rows_list(&rows, arena, db, &query, NULL))
            break;
        for (size_t i = 0; i < rows.count && *count < ZC_FORMER_MOST; i++) {
            bool known = rows.items[i].id == unit;
            for (size_t k = 0; k < *count && !known; k++)
                known = former[k] == rows.items[i].id;
            if (!known)
                former[(*count)++] = rows.items[i].id;
        }
    }
    return former;
}

/* The chosen post; without a choice the first one held. */
static const struct zc_duty *choose(const struct zc_duties *duties, int64_t chosen)
{
    return chosen ? zc_duty_for(duties, chosen) : duties->count ? &duties->items[0] : NULL;
}

static void name_post(struct zc_identity *out, struct zc_arena *arena, struct zc_db *db, const struct zc_duty *duty, const struct zc_record *post)
{
    struct zc_record unit;
    out->post_title = zc_record_name(arena, db, post, ZC_ZH);
    if (duty->deputy)
        out->post_title = zc_arena_printf(arena, "代 %s", out->post_title);
    if (get(&unit, arena, db, "core.unit", zc_record_value(post, "unit").number))
        out->unit_name = zc_record_name(arena, db, &unit, ZC_ZH);
}

int zc_reader_of(struct zc_identity *out, struct zc_arena *arena, struct zc_db *db, int64_t account, int64_t chosen, struct zc_error *err)
{
    const struct zc_entity *accounts = zc_model_entity(db->city->model, "core.account");
    struct zc_reader *reader = &out->reader;
    struct zc_record record, post, person;
    struct zc_duties duties;
    struct zc_stand *apart = NULL;
    size_t capacity = 0, acting = 0, room = 0;
    *out = (struct zc_identity){0};
    if (!accounts || !zc_model_entity(db->city->model, "core.holding") || !zc_model_entity(db->city->model, "core.post"))
        return zc_fail(err, ZC_EINTERNAL, "缺少基础模块的声明", "the declarations of the core module are missing");
    int rc = zc_rows_get(&record, arena, db, accounts, account, zc_times_now(db), &ZC_READER_CITY, err);
    if (rc)
        return rc;
    if (strcmp(zc_record_text(&record, "state"), "active") != 0)
        return zc_fail(err, ZC_EDENIED, "账号未启用或已停用", "the account is not active");
    reader->account = account;
    reader->person = zc_record_value(&record, "person").number;
    if (get(&person, arena, db, "core.person", reader->person))
        out->person_name = zc_record_name(arena, db, &person, ZC_ZH);
    if ((rc = zc_duties_of(&duties, arena, db, reader->person, err)))
        return rc;
    const struct zc_duty *as = choose(&duties, chosen);
    if (!as)
        return chosen ? zc_fail(err, ZC_EDENIED, "名下没有这个岗位,或代理条件不成立", "this post is not held, or the condition of the deputyship does not hold")
                      : zc_fail(err, ZC_EDENIED, "名下没有在任岗位", "no post is held today");
    /* Reading uses the roles of all posts held, and of the post represented while it is chosen; acting is done as one post. */
    for (size_t i = 0; i < duties.count; i++) {
        const struct zc_duty *duty = &duties.items[i];
        if ((duty->deputy && duty != as) || !get(&post, arena, db, "core.post", duty->post))
            continue;
        struct zc_stand stand = stand_in(arena, db, reader->person, &post);
        add_roles(reader, arena, zc_record_text(&post, "roles"), duty->listed, &capacity);
        size_t former_count;
        const int64_t *former = former_units(&former_count, arena, db, stand.unit);
        for (size_t k = 0; k < former_count; k++) /* what was refused to a unit is refused to its successor */
            *(struct zc_stand *)zc_arena_push(arena, &apart, &reader->apart_count, &room, sizeof stand) =
                (struct zc_stand){stand.person, stand.post, former[k], stand.area};
        if (duty != as) {
            *(struct zc_stand *)zc_arena_push(arena, &apart, &reader->apart_count, &room, sizeof stand) = stand;
            continue;
        }
        reader->post = stand.post;
        reader->unit = stand.unit;
        reader->area = stand.area;
        reader->former = former;
        reader->former_count = former_count;
        reader->read_only = duty->read_only;
        reader->deputy = duty->deputy;
        reader->own_post = duty->own_post;
        name_post(out, arena, db, duty, &post);
        if (!duty->read_only)
            add_roles(&out->acting, arena, zc_record_text(&post, "roles"), duty->listed, &acting);
        if (duty->represented) {
            stand.person = duty->represented;
            *(struct zc_stand *)zc_arena_push(arena, &apart, &reader->apart_count, &room, sizeof stand) = stand;
        }
    }
    reader->apart = apart;
    struct zc_reader rights = out->acting;
    out->acting = *reader;
    out->acting.roles = rights.roles;
    out->acting.role_count = rights.role_count;
    return ZC_OK;
}

bool zc_reader_administers(const struct zc_reader *reader)
{
    return zc_reader_has_role(reader, "core.system_admin") || zc_reader_has_role(reader, "core.security_admin") ||
           zc_reader_has_role(reader, "core.audit_admin");
}

/* 2 */

struct slot {
    char digest[65];
    int64_t looked_at;
    uint64_t mark; /* before it was looked up */
    struct zc_arena arena;
    struct zc_identity identity;
};
struct zc_readers {
    const struct zc_city *city;
    uint64_t *mark;
    pthread_mutex_t lock;
    struct slot slots[CACHE];
};

struct zc_readers *zc_readers_new(const struct zc_city *city)
{
    struct zc_readers *readers = zc_malloc(sizeof *readers);
    memset(readers, 0, sizeof *readers);
    readers->city = city;
    readers->mark = zc_rights_mark_map(city);
    pthread_mutex_init(&readers->lock, NULL);
    return readers;
}

void zc_readers_free(struct zc_readers *readers)
{
    if (!readers)
        return;
    for (size_t i = 0; i < CACHE; i++)
        zc_arena_free(&readers->slots[i].arena);
    zc_rights_mark_unmap(readers->mark);
    pthread_mutex_destroy(&readers->lock);
    free(readers);
}

void zc_readers_forget(struct zc_readers *readers)
{
    pthread_mutex_lock(&readers->lock);
    for (size_t i = 0; i < CACHE; i++)
        readers->slots[i].looked_at = 0;
    pthread_mutex_unlock(&readers->lock);
    zc_rights_mark_move(readers->city);
}

static void copy_rights(struct zc_reader *to, struct zc_arena *arena, const struct zc_reader *from)
{
    struct zc_stand *apart = zc_arena_array(arena, from->apart_count + 1, sizeof *apart);
    for (size_t i = 0; i < from->apart_count; i++)
        apart[i] = from->apart[i];
    to->apart = apart;
    int64_t *former = zc_arena_array(arena, from->former_count + 1, sizeof *former);
    for (size_t i = 0; i < from->former_count; i++)
        former[i] = from->former[i];
    to->former = former;
    to->roles = zc_arena_array(arena, from->role_count + 1, sizeof *to->roles);
    for (size_t i = 0; i < from->role_count; i++)
        to->roles[i] = zc_arena_str(arena, from->roles[i]);
}

static struct zc_identity *copy_identity(struct zc_arena *arena, const struct zc_identity *from)
{
    struct zc_identity *to = zc_arena_alloc(arena, sizeof *to);
    *to = *from;
    copy_rights(&to->reader, arena, &from->reader);
    copy_rights(&to->acting, arena, &from->acting);
    to->post_title = zc_arena_str(arena, from->post_title);
    to->person_name = zc_arena_str(arena, from->person_name);
    to->unit_name = zc_arena_str(arena, from->unit_name);
    to->scopes = zc_arena_str(arena, from->scopes);
    return to;
}

/* A device lives while a link could still be handed to its owner: rights that came later are not opened by a phone left signed in. */
static bool device_serves(struct zc_arena *arena, struct zc_db *db, const struct zc_reader *reader)
{
    const struct zc_link_rule *rule;
    return !zc_link_rule_of(&rule, arena, db, reader->person, reader->post, NULL, NULL) && rule->device;
}

static int64_t monotonic(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static bool is_known(struct zc_session_row *row, struct zc_identity *fresh, struct zc_arena *arena, struct zc_db *db, const char *digest, bool bearer)
{
    return zc_session_find(row, arena, db, digest) && row->token == bearer && !zc_reader_of(fresh, arena, db, row->account, row->post, NULL) &&
           zc_session_lives(row, zc_reader_administers(&fresh->reader)) && (!row->device || device_serves(arena, db, &fresh->reader));
}

static int unknown(struct zc_error *err) { return zc_fail(err, ZC_EDENIED, "请先登录", "sign in first"); }

int zc_readers_find(struct zc_identity **out, struct zc_readers *readers, struct zc_arena *arena, struct zc_db *db, const char *token, bool bearer, struct zc_error *err)
{
    char digest[ZC_DIGEST_HEX];
    size_t length = strlen(token);
    if (length < 16 || length > 200)
        return unknown(err);
    zc_sm3_hex(digest, token, length);
    struct slot *slot = &readers->slots[strtoul((char[]){digest[0], digest[1], digest[2], digest[3], 0}, NULL, 16) % CACHE];
    int64_t now = monotonic();
    uint64_t mark = zc_rights_mark_read(readers->mark);
    pthread_mutex_lock(&readers->lock);
    if (slot->looked_at && slot->mark == mark && now - slot->looked_at < CACHE_NS && strcmp(slot->digest, digest) == 0 && slot->identity.token == bearer) {
        *out = copy_identity(arena, &slot->identity);
        pthread_mutex_unlock(&readers->lock);
        return ZC_OK;
    }
    pthread_mutex_unlock(&readers->lock);

    struct zc_session_row row;
    struct zc_identity fresh;
    int rc = zc_store_begin(db->store, err); /* one state for all that it takes; a server answers what was asked before but once */
    if (rc)
        return rc;
    bool known = is_known(&row, &fresh, arena, db, digest, bearer);
    zc_store_rollback(db->store);
    if (!known)
        return zc_store_parted(db->store) ? zc_fail(err, ZC_EAWAY, "数据库的连接中断了,请稍后再试", "the connection to the database was lost, try again shortly") : unknown(err);
    fresh.token = row.token;
    fresh.device = row.device;
    fresh.scopes = row.scopes;
    memcpy(fresh.session, digest, sizeof fresh.session);
    *out = copy_identity(arena, &fresh);
    pthread_mutex_lock(&readers->lock);
    (*out)->touch = zc_instant_now() / 1000000 - row.used >= TOUCH_SECONDS;
    zc_arena_free(&slot->arena);
    slot->identity = *copy_identity(&slot->arena, &fresh);
    memcpy(slot->digest, digest, sizeof slot->digest);
    slot->looked_at = now;
    slot->mark = mark;
    pthread_mutex_unlock(&readers->lock);
    return ZC_OK;
}
