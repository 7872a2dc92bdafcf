#include "record/client_key.h"
#include "query/client_key.h"

#include <string.h>

int zc_client_key_keep(struct zc_tx *tx, int64_t account, const char *key, const char *digest, int status, const char *reply, struct zc_error *err)
{
    struct zc_store *store = zc_tx_db(tx)->store;
    struct zc_stmt *stmt;
    int64_t now = zc_instant_now();
    int rc = zc_stmt_prepare(&stmt, store,
                             "DELETE FROM client_key WHERE (account, client_key) IN (SELECT account, client_key FROM client_key WHERE at <= ?1 LIMIT 20)", err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, now - (int64_t)ZC_CLIENT_KEY_DAYS * 86400 * 1000000);
    rc = zc_stmt_step(stmt, err);
    zc_stmt_done(stmt);
    if (!rc)
        rc = zc_stmt_prepare(&stmt, store,
                             "INSERT INTO client_key (account, client_key, digest, status, reply, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6) "
                             "ON CONFLICT (account, client_key) DO UPDATE SET digest = excluded.digest, status = excluded.status, reply = excluded.reply, at = excluded.at", err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, account);
    zc_stmt_bind_text(stmt, 2, key, strlen(key));
    zc_stmt_bind_text(stmt, 3, digest, strlen(digest));
    zc_stmt_bind_int(stmt, 4, status);
    zc_stmt_bind_text(stmt, 5, reply, strlen(reply));
    zc_stmt_bind_int(stmt, 6, now);
    rc = zc_stmt_step(stmt, err);
    zc_stmt_done(stmt);
    return rc;
}
