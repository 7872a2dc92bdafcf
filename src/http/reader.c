/* reader: 1 the reader of an account from the records of today; 2 the cache. */
#include "http/reader.h"
#include "base/digest.h"
#include "query/rows.h"
#include "query/session.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CACHE = 1024 };
static const int64_t CACHE_NS = 1000000000, TOUCH_SECONDS = 60;

/* 1 */

static void add_roles(struct zc_reader *out, struct zc_arena *arena, const char *list, size_t *capacity)
{
    for (const char *at = list; *at == ';' && at[1];) {
        size_t length = strcspn(at + 1, ";");
        const char *role = zc_arena_copy(arena, at + 1, length);
        if (!zc_reader_has_role(out, role))
            *(const char **)zc_arena_push(arena, &out->roles, &out->role_count, capacity, sizeof role) = role;
        at += length + 1;
    }
}

int zc_reader_of(struct zc_identity *out, struct zc_arena *arena, struct zc_db *db, int64_t account, int64_t chosen, struct zc_error *err)
{
    const struct zc_model *model = db->city->model;
    const struct zc_entity *accounts = zc_model_entity(model, "core.account"), *holdings = zc_model_entity(model, "core.holding"),
                           *posts = zc_model_entity(model, "core.post"), *units = zc_model_entity(model, "core.unit"),
                           *persons = zc_model_entity(model, "core.person");
    struct zc_times now = zc_times_now(db);
    struct zc_record record, post, unit, person;
    struct zc_rows held;
    size_t capacity = 0;
    *out = (struct zc_identity){0};
    if (!accounts || !holdings || !posts || !units || !persons)
        return zc_fail(err, ZC_EINTERNAL, "缺少基础模块的声明", "the declarations of the core module are missing");
    int rc = zc_rows_get(&record, arena, db, accounts, account, now, &ZC_READER_CITY, err);
    if (rc)
        return rc;
    if (strcmp(zc_record_text(&record, "state"), "active") != 0)
        return zc_fail(err, ZC_EDENIED, "账号未启用或已停用", "the account is not active");
    out->reader.account = account;
    out->reader.person = zc_record_value(&record, "person").number;
    if (!zc_rows_get(&person, arena, db, persons, out->reader.person, now, &ZC_READER_CITY, NULL))
        out->person_name = zc_record_name(arena, db, &person, ZC_ZH);
    struct zc_rows_query query = {.entity = holdings, .times = now, .reader = &ZC_READER_CITY,
                                  .filter = "person = :person and from_on <= :today and (empty(to_on) or to_on >= :today) and not (rights = 'none')"};
    query.params[ZC_P_PERSON] = zc_int(out->reader.person);
    if ((rc = zc_rows_list(&held, arena, db, &query, err)))
        return rc;
    for (size_t i = 0; i < held.count; i++) { /* reading uses the roles of all posts held; acting is done as one of them */
        int64_t id = zc_record_value(&held.items[i], "post").number;
        if (zc_rows_get(&post, arena, db, posts, id, now, &ZC_READER_CITY, NULL))
            continue;
        add_roles(&out->reader, arena, zc_record_text(&post, "roles"), &capacity);
        if (out->reader.post && id != chosen)
            continue;
        size_t acting = 0;
        out->acting.roles = NULL;
        out->acting.role_count = 0;
        if (strcmp(zc_record_text(&held.items[i], "rights"), "full") == 0)
            add_roles(&out->acting, arena, zc_record_text(&post, "roles"), &acting);
        out->reader.post = id;
        out->post_title = zc_record_name(arena, db, &post, ZC_ZH);
        out->reader.unit = zc_record_value(&post, "unit").number;
        out->reader.area = zc_record_value(&post, "area").number;
        if (!zc_rows_get(&unit, arena, db, units, out->reader.unit, now, &ZC_READER_CITY, NULL)) {
            out->unit_name = zc_record_name(arena, db, &unit, ZC_ZH);
            if (!out->reader.area)
                out->reader.area = zc_record_value(&unit, "area").number;
        }
    }
    struct zc_reader rights = out->acting;
    out->acting = out->reader;
    out->acting.roles = rights.roles;
    out->acting.role_count = rights.role_count;
    if (!out->reader.post)
        return zc_fail(err, ZC_EDENIED, "名下没有在任岗位", "no post is held today");
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
    struct zc_arena arena;
    struct zc_identity identity;
};
struct zc_readers {
    pthread_mutex_t lock;
    struct slot slots[CACHE];
};

struct zc_readers *zc_readers_new(void)
{
    struct zc_readers *readers = zc_malloc(sizeof *readers);
    memset(readers, 0, sizeof *readers);
    pthread_mutex_init(&readers->lock, NULL);
    return readers;
}

void zc_readers_free(struct zc_readers *readers)
{
    if (!readers)
        return;
    for (size_t i = 0; i < CACHE; i++)
        zc_arena_free(&readers->slots[i].arena);
    pthread_mutex_destroy(&readers->lock);
    free(readers);
}

void zc_readers_forget(struct zc_readers *readers)
{
    pthread_mutex_lock(&readers->lock);
    for (size_t i = 0; i < CACHE; i++)
        readers->slots[i].looked_at = 0;
    pthread_mutex_unlock(&readers->lock);
}

static void copy_roles(struct zc_reader *to, struct zc_arena *arena, const struct zc_reader *from)
{
    to->roles = zc_arena_array(arena, from->role_count + 1, sizeof *to->roles);
    for (size_t i = 0; i < from->role_count; i++)
        to->roles[i] = zc_arena_str(arena, from->roles[i]);
}

static struct zc_identity *copy_identity(struct zc_arena *arena, const struct zc_identity *from)
{
    struct zc_identity *to = zc_arena_alloc(arena, sizeof *to);
    *to = *from;
    copy_roles(&to->reader, arena, &from->reader);
    copy_roles(&to->acting, arena, &from->acting);
    to->post_title = zc_arena_str(arena, from->post_title);
    to->person_name = zc_arena_str(arena, from->person_name);
    to->unit_name = zc_arena_str(arena, from->unit_name);
    to->scopes = zc_arena_str(arena, from->scopes);
    return to;
}

static int64_t monotonic(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

bool zc_readers_find(struct zc_identity **out, struct zc_readers *readers, struct zc_arena *arena, struct zc_db *db, const char *token, bool bearer)
{
    char digest[ZC_DIGEST_HEX];
    size_t length = strlen(token);
    if (length < 16 || length > 200)
        return false;
    zc_sm3_hex(digest, token, length);
    struct slot *slot = &readers->slots[strtoul((char[]){digest[0], digest[1], digest[2], digest[3], 0}, NULL, 16) % CACHE];
    int64_t now = monotonic();
    pthread_mutex_lock(&readers->lock);
    if (slot->looked_at && now - slot->looked_at < CACHE_NS && strcmp(slot->digest, digest) == 0 && slot->identity.token == bearer) {
        *out = copy_identity(arena, &slot->identity);
        pthread_mutex_unlock(&readers->lock);
        return true;
    }
    pthread_mutex_unlock(&readers->lock);

    struct zc_session_row row;
    struct zc_identity fresh;
    if (!zc_session_find(&row, arena, db, digest) || row.token != bearer || zc_reader_of(&fresh, arena, db, row.account, row.post, NULL) ||
        !zc_session_lives(&row, zc_reader_administers(&fresh.reader)))
        return false;
    fresh.token = row.token;
    fresh.scopes = row.scopes;
    memcpy(fresh.session, digest, sizeof fresh.session);
    *out = copy_identity(arena, &fresh);
    pthread_mutex_lock(&readers->lock);
    (*out)->touch = zc_instant_now() / 1000000 - row.used >= TOUCH_SECONDS;
    zc_arena_free(&slot->arena);
    slot->identity = *copy_identity(&slot->arena, &fresh);
    memcpy(slot->digest, digest, sizeof slot->digest);
    slot->looked_at = now;
    pthread_mutex_unlock(&readers->lock);
    return true;
}
