#include "record/setting.h"

#include <stdio.h>
#include <string.h>

int zc_setting_get(char *value, size_t size, struct zc_store *store, const char *name, struct zc_error *err)
{
    struct zc_stmt *stmt;
    *value = 0;
    int rc = zc_stmt_prepare(&stmt, store, "SELECT value FROM setting WHERE name = ?1", err);
    if (rc)
        return rc;
    zc_stmt_bind_text(stmt, 1, name, strlen(name));
    if ((rc = zc_stmt_step(stmt, err)) > 0)
        snprintf(value, size, "%s", zc_stmt_text(stmt, 0, NULL));
    zc_stmt_done(stmt);
    return rc < 0 ? rc : ZC_OK;
}

int zc_setting_put(struct zc_store *store, const char *name, const char *value, struct zc_error *err)
{
    struct zc_stmt *stmt;
    int rc = zc_stmt_prepare(&stmt, store, "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value", err);
    if (rc)
        return rc;
    zc_stmt_bind_text(stmt, 1, name, strlen(name));
    zc_stmt_bind_text(stmt, 2, value, strlen(value));
    rc = zc_stmt_step(stmt, err);
    zc_stmt_done(stmt);
    return rc;
}
