/* session: 1 tokens; 2 sessions; 3 invites; 4 attempts. */
#include "record/session.h"
#include "base/buf.h"
#include "base/digest.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>

/* 1 */

static int random_token(char token[ZC_TOKEN_TEXT], const char *prefix, size_t bytes, struct zc_error *err)
{
    unsigned char raw[32];
    zc_assert(bytes <= sizeof raw);
    if (getrandom(raw, bytes, 0) != (ssize_t)bytes)
        return zc_fail(err, ZC_EIO, "取不到随机数", "no random bytes");
    size_t length = strlen(prefix);
    memcpy(token, prefix, length);
    zc_hex(token + length, raw, bytes);
    return ZC_OK;
}

static int run(struct zc_tx *tx, const char *sql, const char *text, const int64_t *numbers, int count, const char *last, struct zc_error *err)
{
    struct zc_stmt *stmt;
    int rc = zc_stmt_prepare(&stmt, zc_tx_db(tx)->store, sql, err);
    if (rc)
        return rc;
    zc_stmt_bind_text(stmt, 1, text, strlen(text));
    for (int i = 0; i < count; i++)
        zc_stmt_bind_int(stmt, i + 2, numbers[i]);
    if (last)
        zc_stmt_bind_text(stmt, count + 2, last, strlen(last));
    rc = zc_stmt_step(stmt, err);
    zc_stmt_done(stmt);
    return rc;
}

static int note(struct zc_tx *tx, const char *kind, int64_t account, const char *key, const char *value, struct zc_error *err)
{
    struct zc_buf payload = {0};
    zc_buf_printf(&payload, "{\"account\":\"%lld\",\"%s\":", (long long)account, key);
    zc_buf_json_str(&payload, value);
    zc_buf_char(&payload, '}');
    int rc = zc_tx_note(tx, 0, kind, payload.bytes, err);
    zc_buf_free(&payload);
    return rc;
}

/* 2 */

static int insert(struct zc_tx *tx, const char *token, int64_t account, int64_t post, const char *kind, int64_t seconds, const char *scopes,
                  struct zc_error *err)
{
    char digest[ZC_DIGEST_HEX], sql[256];
    int64_t now = zc_instant_now() / 1000000, numbers[] = {account, post, now, now, now + seconds};
    zc_sm3_hex(digest, token, strlen(token));
    snprintf(sql, sizeof sql,
             "INSERT INTO session (token, account, post, started, used, expires, scopes, kind) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, '%s')", kind);
    return run(tx, sql, digest, numbers, 5, scopes, err);
}

int zc_session_start(char token[ZC_TOKEN_TEXT], struct zc_tx *tx, int64_t account, int64_t post, const char *how, struct zc_error *err)
{
    int rc = random_token(token, "", 32, err);
    if (!rc)
        rc = insert(tx, token, account, post, "session", 12 * 3600, "", err);
    return rc ? rc : note(tx, "login", account, "how", how, err);
}

int zc_session_end(struct zc_tx *tx, const char *digest, struct zc_error *err)
{
    int rc = run(tx, "DELETE FROM session WHERE token = ?1", digest, NULL, 0, NULL, err);
    return rc ? rc : zc_tx_note(tx, 0, "logout", "{}", err);
}

int zc_session_end_all(struct zc_tx *tx, int64_t account, struct zc_error *err)
{
    int rc = run(tx, "DELETE FROM session WHERE ?1 = 'session' AND kind = 'session' AND account = ?2", "session", &account, 1, NULL, err);
    return rc ? rc : note(tx, "logout", account, "scope", "all", err);
}

int zc_session_end_post(struct zc_tx *tx, int64_t account, int64_t post, struct zc_error *err)
{
    struct zc_stmt *stmt;
    char ended[24];
    int count = 0;
    int rc = zc_stmt_prepare(&stmt, zc_tx_db(tx)->store, "DELETE FROM session WHERE account = ?1 AND post = ?2 RETURNING 1", err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, account);
    zc_stmt_bind_int(stmt, 2, post);
    while ((rc = zc_stmt_step(stmt, err)) > 0)
        count++;
    zc_stmt_done(stmt);
    snprintf(ended, sizeof ended, "%lld", (long long)post);
    return rc || !count ? rc : note(tx, "logout", account, "post", ended, err);
}

int zc_session_touch(struct zc_tx *tx, const char *digest, struct zc_error *err)
{
    int64_t now = zc_instant_now() / 1000000;
    return run(tx, "UPDATE session SET used = ?2 WHERE token = ?1", digest, &now, 1, NULL, err);
}

int zc_token_make(char token[ZC_TOKEN_TEXT], struct zc_tx *tx, int64_t account, int64_t post, const char *scopes, int days, struct zc_error *err)
{
    if (days < 1 || days > 365)
        return zc_fail(err, ZC_EINPUT, "令牌有效期应为 1 至 365 天,收到 %d", "a token lives 1 to 365 days, %d came", days);
    char check[ZC_DIGEST_HEX];
    int rc = random_token(token, "zct_", 32, err);
    if (rc)
        return rc;
    zc_sm3_hex(check, token, strlen(token)); /* a secret scanner can tell a token by its checksum */
    size_t length = strlen(token);
    memcpy(token + length, check, 8);
    token[length + 8] = 0;
    rc = insert(tx, token, account, post, "token", (int64_t)days * 86400, scopes, err);
    return rc ? rc : note(tx, "factor", account, "token_scopes", scopes, err);
}

/* 3 */

int zc_invite_make(char token[ZC_TOKEN_TEXT], struct zc_tx *tx, int64_t account, int hours, struct zc_error *err)
{
    char digest[ZC_DIGEST_HEX];
    int64_t now = zc_instant_now() / 1000000, numbers[] = {account, now, now + (int64_t)hours * 3600};
    int rc = random_token(token, "", 16, err);
    if (rc)
        return rc;
    zc_sm3_hex(digest, token, strlen(token));
    rc = run(tx, "INSERT INTO invite (token, account, made, expires) VALUES (?1, ?2, ?3, ?4)", digest, numbers, 3, NULL, err);
    return rc ? rc : note(tx, "factor", account, "invite", "made", err);
}

int zc_invite_redeem(int64_t *account, struct zc_tx *tx, const char *token, struct zc_error *err)
{
    char digest[ZC_DIGEST_HEX];
    struct zc_stmt *stmt;
    int64_t now = zc_instant_now() / 1000000;
    zc_sm3_hex(digest, token, strlen(token));
    *account = 0;
    int rc = zc_stmt_prepare(&stmt, zc_tx_db(tx)->store,
                             "UPDATE invite SET used = ?2 WHERE token = ?1 AND used = 0 AND expires > ?2 RETURNING account", err);
    if (rc)
        return rc;
    zc_stmt_bind_text(stmt, 1, digest, 64);
    zc_stmt_bind_int(stmt, 2, now);
    rc = zc_stmt_step(stmt, err);
    if (rc > 0)
        *account = zc_stmt_int(stmt, 0);
    zc_stmt_done(stmt);
    if (rc < 0)
        return rc;
    if (!*account)
        return zc_fail(err, ZC_EDENIED, "链接无效、已用过或已过期,请向管理员另要一条", "the link is not valid, used or expired; ask for a new one");
    return note(tx, "factor", *account, "invite", "redeemed", err);
}

/* 4: pauses of 1, 2, 4 … seconds after 3 failures, 15 minutes after 5 within 15 minutes, at most 20 an hour. */

int zc_attempt_wait(int *seconds, struct zc_db *db, const char *who, struct zc_error *err)
{
    struct zc_stmt *stmt;
    int64_t now = zc_instant_now() / 1000000, last = 0;
    int recent = 0, hour = 0;
    *seconds = 0;
    int rc = zc_stmt_prepare(&stmt, db->store, "SELECT at, failed FROM attempt WHERE who = ?1 AND at > ?2 ORDER BY at", err);
    if (rc)
        return rc;
    zc_stmt_bind_text(stmt, 1, who, strlen(who));
    zc_stmt_bind_int(stmt, 2, (now - 3600) * 1000000);
    while ((rc = zc_stmt_step(stmt, err)) > 0) {
        int64_t at = zc_stmt_int(stmt, 0) / 1000000;
        if (!zc_stmt_int(stmt, 1)) {
            recent = 0;
            continue;
        }
        hour++;
        if (at > now - 900)
            recent++;
        last = at;
    }
    zc_stmt_done(stmt);
    if (rc)
        return rc;
    int64_t until = 0;
    if (hour >= 20)
        until = last + 3600;
    else if (recent >= 5)
        until = last + 900;
    else if (recent >= 3)
        until = last + (1 << (recent - 3));
    if (until > now)
        *seconds = (int)(until - now);
    return ZC_OK;
}

int zc_attempt_note(struct zc_tx *tx, const char *who, bool failed, struct zc_error *err)
{
    int64_t numbers[] = {zc_instant_now(), failed};
    return run(tx, "INSERT OR REPLACE INTO attempt (who, at, failed) VALUES (?1, ?2, ?3)", who, numbers, 2, NULL, err);
}
