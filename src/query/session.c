#include "query/session.h"

#include <string.h>

enum { IDLE_SECONDS = 1800, LONGEST_SECONDS = 12 * 3600 };

bool zc_session_find(struct zc_session_row *out, struct zc_arena *arena, struct zc_db *db, const char *digest)
{
    struct zc_stmt *stmt;
    int64_t now = zc_instant_now() / 1000000;
    bool good = false;
    if (zc_stmt_prepare(&stmt, db->store, "SELECT account, post, started, used, kind, expires, scopes FROM session WHERE token = ?1", NULL))
        return false;
    zc_stmt_bind_text(stmt, 1, digest, strlen(digest));
    if (zc_stmt_step(stmt, NULL) > 0) {
        out->account = zc_stmt_int(stmt, 0);
        out->post = zc_stmt_int(stmt, 1);
        out->token = strcmp(zc_stmt_text(stmt, 4, NULL), "token") == 0;
        out->scopes = zc_arena_str(arena, zc_stmt_text(stmt, 6, NULL));
        good = zc_stmt_int(stmt, 5) > now &&
               (out->token || (now - zc_stmt_int(stmt, 2) < LONGEST_SECONDS && now - zc_stmt_int(stmt, 3) < IDLE_SECONDS));
    }
    zc_stmt_done(stmt);
    return good;
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
