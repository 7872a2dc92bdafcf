#include "query/client_key.h"

#include <string.h>

int zc_client_key_find(struct zc_client_key *out, struct zc_arena *arena, struct zc_db *db, int64_t account, const char *key, struct zc_error *err)
{
    struct zc_stmt *stmt;
    *out = (struct zc_client_key){0};
    int rc = zc_stmt_prepare(&stmt, db->store, "SELECT status, digest, reply FROM client_key WHERE account = ?1 AND client_key = ?2 AND at > ?3", err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, account);
    zc_stmt_bind_text(stmt, 2, key, strlen(key));
    zc_stmt_bind_int(stmt, 3, zc_instant_now() - (int64_t)ZC_CLIENT_KEY_DAYS * 86400 * 1000000);
    rc = zc_stmt_step(stmt, err);
    if (rc > 0) {
        out->status = (int)zc_stmt_int(stmt, 0);
        out->digest = zc_arena_str(arena, zc_stmt_text(stmt, 1, NULL));
        out->reply = zc_arena_str(arena, zc_stmt_text(stmt, 2, NULL));
        rc = ZC_OK;
    }
    zc_stmt_done(stmt);
    return rc;
}
