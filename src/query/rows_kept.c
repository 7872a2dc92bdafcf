#include "query/rows_kept.h"

#include <stdlib.h>
#include <string.h>

enum { PLACES = 64 };

struct question {
    struct zc_arena arena; /* of all that follows */
    const struct zc_entity *entity; /* NULL: the place is free */
    struct zc_times times;
    int today; /* rules ask for it whatever the times are */
    struct zc_reader reader;
    const void *name; /* of its statement in the store, never given to another question of the connection */
    const char *text;
    struct zc_sql sql; /* its bound values */
};
struct zc_rows_kept {
    struct question places[PLACES];
    uintptr_t names;
};

static struct question *place_of(struct zc_rows_kept *kept, const struct zc_entity *entity, const struct zc_reader *reader)
{
    uint64_t mixed = ((uint64_t)reader->account * 31 + (uint64_t)reader->post * 7 + entity->index) * 0x9e3779b97f4a7c15u;
    return &kept->places[mixed >> 58];
}

/* Every member of a reader that a rule can look at. */
static bool same_reader(const struct zc_reader *a, const struct zc_reader *b)
{
    if (a->account != b->account || a->person != b->person || a->post != b->post || a->unit != b->unit || a->area != b->area || a->city != b->city ||
        a->read_only != b->read_only || a->deputy != b->deputy || a->own_post != b->own_post || a->role_count != b->role_count ||
        a->apart_count != b->apart_count || a->former_count != b->former_count)
        return false;
    for (size_t i = 0; i < a->role_count; i++)
        if (strcmp(a->roles[i], b->roles[i]) != 0)
            return false;
    for (size_t i = 0; i < a->apart_count; i++)
        if (a->apart[i].person != b->apart[i].person || a->apart[i].post != b->apart[i].post || a->apart[i].unit != b->apart[i].unit ||
            a->apart[i].area != b->apart[i].area)
            return false;
    for (size_t i = 0; i < a->former_count; i++)
        if (a->former[i] != b->former[i])
            return false;
    return true;
}

static bool same_times(struct zc_times a, struct zc_times b) { return a.asof == b.asof && a.known == b.known && a.present == b.present && a.latest == b.latest; }

int zc_rows_kept_ask(struct zc_stmt **stmt, struct zc_db *db, const struct zc_entity *entity, struct zc_times times, const struct zc_reader *reader,
                     int64_t id, struct zc_error *err)
{
    struct question *question = db->kept ? place_of(db->kept, entity, reader) : NULL;
    if (!question || question->entity != entity || !same_times(question->times, times) || question->today != zc_db_today(db) ||
        !same_reader(&question->reader, reader))
        return 0;
    if (!(*stmt = zc_stmt_again(db->store, db->kept, question->name))) {
        int rc = zc_stmt_prepare(stmt, db->store, question->text, err);
        if (rc)
            return rc;
        zc_stmt_keep(*stmt, db->kept, question->name);
    }
    question->sql.binds[question->sql.bind_count - 1] = zc_int(id);
    zc_rows_bind(*stmt, &question->sql);
    return 1;
}

void zc_rows_kept_put(struct zc_db *db, const struct zc_entity *entity, struct zc_times times, const struct zc_reader *reader, const struct zc_sql *sql,
                      struct zc_stmt *stmt)
{
    if (!db->kept) {
        db->kept = zc_malloc(sizeof *db->kept);
        memset(db->kept, 0, sizeof *db->kept);
    }
    struct question *question = place_of(db->kept, entity, reader);
    zc_arena_free(&question->arena);
    *question = (struct question){
        .entity = entity, .times = times, .today = zc_db_today(db), .reader = *reader, .name = (const void *)++db->kept->names};
    struct zc_arena *arena = &question->arena;
    const char **roles = zc_arena_array(arena, reader->role_count + 1, sizeof *roles);
    for (size_t i = 0; i < reader->role_count; i++)
        roles[i] = zc_arena_str(arena, reader->roles[i]);
    question->reader.roles = roles;
    struct zc_stand *apart = zc_arena_array(arena, reader->apart_count + 1, sizeof *apart);
    for (size_t i = 0; i < reader->apart_count; i++)
        apart[i] = reader->apart[i];
    question->reader.apart = apart;
    int64_t *former = zc_arena_array(arena, reader->former_count + 1, sizeof *former);
    for (size_t i = 0; i < reader->former_count; i++)
        former[i] = reader->former[i];
    question->reader.former = former;
    question->text = zc_arena_copy(arena, sql->text.bytes, sql->text.size);
    question->sql.bind_count = sql->bind_count;
    question->sql.binds = zc_arena_array(arena, sql->bind_count, sizeof *question->sql.binds);
    for (size_t i = 0; i < sql->bind_count; i++) {
        question->sql.binds[i] = sql->binds[i];
        if (sql->binds[i].kind == ZC_V_TEXT)
            question->sql.binds[i].text = zc_arena_str(arena, sql->binds[i].text);
    }
    zc_stmt_keep(stmt, db->kept, question->name);
}

void zc_rows_kept_free(struct zc_rows_kept *kept)
{
    for (size_t i = 0; kept && i < PLACES; i++)
        zc_arena_free(&kept->places[i].arena);
    free(kept);
}
