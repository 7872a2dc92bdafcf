#include "record/link.h"
#include "base/digest.h"
#include "record/people.h"

#include <stdio.h>
#include <string.h>

static int note(struct zc_tx *tx, int64_t account, int64_t post, const char *what, struct zc_error *err)
{
    char payload[160];
    snprintf(payload, sizeof payload, "{\"account\":\"%lld\",\"link\":\"%s\",\"post\":\"%lld\"}", (long long)account, what, (long long)post);
    return zc_tx_note(tx, 0, "factor", payload, err);
}

/* Takes the post's link away; *account is whose it was, 0 when none waited. */
static int remove_of_post(int64_t *account, struct zc_tx *tx, int64_t post, struct zc_error *err)
{
    struct zc_stmt *stmt;
    *account = 0;
    int rc = zc_stmt_prepare(&stmt, zc_tx_db(tx)->store, "DELETE FROM link WHERE post = ?1 RETURNING CASE WHEN expires > ?2 THEN account ELSE 0 END", err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, post);
    zc_stmt_bind_int(stmt, 2, zc_instant_now() / 1000000);
    while ((rc = zc_stmt_step(stmt, err)) > 0)
        *account = zc_stmt_int(stmt, 0);
    zc_stmt_done(stmt);
    return rc;
}

int zc_link_make(char token[ZC_TOKEN_TEXT], struct zc_tx *tx, int64_t account, int64_t post, int hours, struct zc_error *err)
{
    char digest[ZC_DIGEST_HEX];
    struct zc_stmt *stmt;
    int64_t now = zc_instant_now() / 1000000, before;
    int rc = remove_of_post(&before, tx, post, err);
    if (!rc && before)
        rc = note(tx, before, post, "replaced", err);
    if (!rc)
        rc = zc_stmt_prepare(&stmt, zc_tx_db(tx)->store, "INSERT INTO link (token, account, post, made, expires) VALUES (?1, ?2, ?3, ?4, ?5)", err);
    if (rc)
        return rc;
    zc_token_128(token);
    zc_sm3_hex(digest, token, strlen(token));
    zc_stmt_bind_text(stmt, 1, digest, 64);
    zc_stmt_bind_int(stmt, 2, account);
    zc_stmt_bind_int(stmt, 3, post);
    zc_stmt_bind_int(stmt, 4, now);
    zc_stmt_bind_int(stmt, 5, now + (int64_t)hours * 3600);
    rc = zc_stmt_step(stmt, err);
    zc_stmt_done(stmt);
    return rc ? rc : note(tx, account, post, "made", err);
}

int zc_link_withdraw(struct zc_tx *tx, int64_t post, struct zc_error *err)
{
    int64_t account;
    int rc = remove_of_post(&account, tx, post, err);
    if (!rc && !account)
        rc = zc_fail(err, ZC_ENOTFOUND, "这个岗位没有待用的链接", "no link waits for this post");
    return rc ? rc : note(tx, account, post, "withdrawn", err);
}

int zc_link_open(char token[ZC_TOKEN_TEXT], struct zc_link *link, struct zc_arena *arena, struct zc_tx *tx, const char *text, const char *hash,
                 struct zc_error *err)
{
    struct zc_db *db = zc_tx_db(tx);
    const struct zc_entity *accounts = zc_model_entity(db->city->model, "core.account");
    struct zc_record account;
    int64_t owner;
    int rc = zc_link_find(link, arena, db, text, err);
    if (!rc)
        rc = remove_of_post(&owner, tx, link->post, err);
    if (!rc)
        rc = note(tx, link->account, link->post, "opened", err);
    if (!rc)
        rc = zc_rows_get(&account, arena, db, accounts, link->account, zc_times_now(db), &ZC_READER_CITY, err);
    if (!rc && !link->rule->device)
        rc = zc_people_password(tx, &account, hash, NULL, err);
    else if (!rc && strcmp(zc_record_text(&account, "state"), "invited") == 0)
        rc = zc_record_transition(tx, accounts, account.id, "redeem", NULL, err);
    if (rc)
        return rc;
    return link->rule->device ? zc_session_start_device(token, tx, link->account, link->post, zc_link_device_days(db), err)
                              : zc_session_start(token, tx, link->account, link->post, "link", err);
}
