#include "query/session.h"

#include <string.h>

static const struct {
    int idle, longest; /* seconds */
} limits[] = {{1800, 12 * 3600}, {900, 8 * 3600}};

bool zc_session_lives(const struct zc_session_row *row, bool administrator)
{
    int64_t now = zc_instant_now() / 1000000;
    return row->expires > now &&
           (row->token || (row->device && !administrator) || (now - row->started < limits[administrator].longest && now - row->used < limits[administrator].idle));
}

static void read_row(struct zc_session_row *out, struct zc_arena *arena, struct zc_stmt *stmt)
{
    *out = (struct zc_session_row){.account = zc_stmt_int(stmt, 0),
                                   .post = zc_stmt_int(stmt, 1),
                                   .started = zc_stmt_int(stmt, 2),
                                   .used = zc_stmt_int(stmt, 3),
                                   .token = strcmp(zc_stmt_text(stmt, 4, NULL), "token") == 0,
                                   .device = strcmp(zc_stmt_text(stmt, 4, NULL), "device") == 0,
                                   .expires = zc_stmt_int(stmt, 5),
                                   .scopes = zc_arena_str(arena, zc_stmt_text(stmt, 6, NULL))};
}

bool zc_session_find(struct zc_session_row *out, struct zc_arena *arena, struct zc_db *db, const char *digest)
{
    struct zc_stmt *stmt;
    if (zc_stmt_prepare(&stmt, db->store, "SELECT account, post, started, used, kind, expires, scopes FROM session WHERE token = ?1", NULL))
        return false;
    zc_stmt_bind_text(stmt, 1, digest, strlen(digest));
    bool found = zc_stmt_step(stmt, NULL) > 0;
    if (found)
        read_row(out, arena, stmt);
    zc_stmt_done(stmt);
    return found && zc_session_lives(out, false);
}

int zc_sessions_list(struct zc_session_line **out, size_t *count, struct zc_arena *arena, struct zc_db *db, int64_t account, bool administrator,
                     struct zc_error *err)
{
    struct zc_stmt *stmt;
    struct zc_session_row row;
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    int rc = zc_stmt_prepare(&stmt, db->store,
                             "SELECT account, post, started, used, kind, expires, scopes, token FROM session WHERE account = ?1 AND kind <> 'token' "
                             "ORDER BY used DESC, token",
                             err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, account);
    while ((rc = zc_stmt_step(stmt, err)) > 0) {
        read_row(&row, arena, stmt);
        if (zc_session_lives(&row, administrator))
            *(struct zc_session_line *)zc_arena_push(arena, out, count, &capacity, sizeof **out) =
                (struct zc_session_line){zc_arena_str(arena, zc_stmt_text(stmt, 7, NULL)), row};
    }
    zc_stmt_done(stmt);
    return rc;
}

int zc_tokens_list(struct zc_token_row **out, size_t *count, struct zc_arena *arena, struct zc_db *db, int64_t account, struct zc_error *err)
{
    struct zc_stmt *stmt;
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    int rc = zc_stmt_prepare(&stmt, db->store,
                             "SELECT token, scopes, started, used, expires FROM session WHERE account = ?1 AND kind = 'token' AND expires > ?2 ORDER BY started DESC, token",
                             err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, account);
    zc_stmt_bind_int(stmt, 2, zc_instant_now() / 1000000);
    while ((rc = zc_stmt_step(stmt, err)) > 0) {
        struct zc_token_row *row = zc_arena_push(arena, out, count, &capacity, sizeof *row);
        row->digest = zc_arena_str(arena, zc_stmt_text(stmt, 0, NULL));
        row->scopes = zc_arena_str(arena, zc_stmt_text(stmt, 1, NULL));
        row->made = zc_stmt_int(stmt, 2);
        row->used = zc_stmt_int(stmt, 3);
        row->expires = zc_stmt_int(stmt, 4);
    }
    zc_stmt_done(stmt);
    return rc;
}
