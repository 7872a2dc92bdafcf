/* session: 1 statements and notes; 2 sessions and tokens; 3 invites; 4 attempts. */
#include "record/session.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

/* 1 */

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
    int64_t now = zc_instant_now() / 1000000;
    zc_token_256(token);
    int rc = run(tx, "DELETE FROM session WHERE ?1 = 'over' AND expires <= ?2", "over", &now, 1, NULL, err);
    if (!rc)
        rc = insert(tx, token, account, post, "session", 12 * 3600, "", err);
    return rc ? rc : note(tx, "login", account, "how", how, err);
}

int zc_session_start_device(char token[ZC_TOKEN_TEXT], struct zc_tx *tx, int64_t account, int64_t post, int days, struct zc_error *err)
{
    zc_token_256(token);
    int rc = insert(tx, token, account, post, "device", (int64_t)days * 86400, "", err);
    return rc ? rc : note(tx, "login", account, "how", "device", err);
}

int zc_session_end(struct zc_tx *tx, const char *digest, struct zc_error *err)
{
    int rc = run(tx, "DELETE FROM session WHERE token = ?1", digest, NULL, 0, NULL, err);
    return rc ? rc : zc_tx_note(tx, 0, "logout", "{}", err);
}

int zc_session_end_all(struct zc_tx *tx, int64_t account, const char *but, struct zc_error *err)
{
    int rc = run(tx, "DELETE FROM session WHERE token <> ?1 AND kind <> 'token' AND account = ?2", but ? but : "", &account, 1, NULL, err);
    return rc ? rc : note(tx, "logout", account, "scope", but ? "others" : "all", err);
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
    zc_api_token(token);
    int rc = insert(tx, token, account, post, "token", (int64_t)days * 86400, scopes, err);
    return rc ? rc : note(tx, "factor", account, "token_scopes", scopes, err);
}

/* 3 */

int zc_invite_make(char token[ZC_TOKEN_TEXT], struct zc_tx *tx, int64_t account, int hours, struct zc_error *err)
{
    char digest[ZC_DIGEST_HEX];
    int64_t now = zc_instant_now() / 1000000, numbers[] = {account, now, now + (int64_t)hours * 3600};
    zc_token_128(token);
    zc_sm3_hex(digest, token, strlen(token));
    int rc = run(tx, "INSERT INTO invite (token, account, made, expires) VALUES (?1, ?2, ?3, ?4)", digest, numbers, 3, NULL, err);
    return rc ? rc : note(tx, "factor", account, "invite", "made", err);
}

static int dead_link(struct zc_error *err)
{
    return zc_fail(err, ZC_EDENIED, "链接无效、已用过或已过期,请向管理员另要一条", "the link is not valid, used or expired; ask for a new one");
}

/* `sql` takes the link's digest and the seconds now, and gives its account. */
static int account_of_link(int64_t *account, struct zc_store *store, const char *sql, const char *token, struct zc_error *err)
{
    char digest[ZC_DIGEST_HEX];
    struct zc_stmt *stmt;
    zc_sm3_hex(digest, token, strlen(token));
    *account = 0;
    int rc = zc_stmt_prepare(&stmt, store, sql, err);
    if (rc)
        return rc;
    zc_stmt_bind_text(stmt, 1, digest, 64);
    zc_stmt_bind_int(stmt, 2, zc_instant_now() / 1000000);
    rc = zc_stmt_step(stmt, err);
    if (rc > 0)
        *account = zc_stmt_int(stmt, 0);
    zc_stmt_done(stmt);
    return rc < 0 ? rc : *account ? ZC_OK : dead_link(err);
}

int zc_invite_find(int64_t *account, struct zc_db *db, const char *token, struct zc_error *err)
{
    return account_of_link(account, db->store, "SELECT account FROM invite WHERE token = ?1 AND used = 0 AND expires > ?2", token, err);
}

int zc_invite_redeem(int64_t *account, struct zc_tx *tx, const char *token, struct zc_error *err)
{
    int rc = account_of_link(account, zc_tx_db(tx)->store,
                             "UPDATE invite SET used = ?2 WHERE token = ?1 AND used = 0 AND expires > ?2 RETURNING account", token, err);
    return rc ? rc : note(tx, "factor", *account, "invite", "redeemed", err);
}

/* 4 */

enum { HOUR = 3600, LONG_PAUSE = 900, ACCOUNT_MOST = 20, ADDRESS_MOST = 60, FREE = 2, CLOSE = 5 };

int64_t zc_attempt_until(const struct zc_attempt_mark *marks, size_t count, bool address)
{
    int64_t failed[ADDRESS_MOST], until = 0; /* the newest failures, in a ring */
    size_t most = address ? ADDRESS_MOST : ACCOUNT_MOST, failures = 0, in_a_row = 0;
    for (size_t i = 0; i < count; i++) {
        if (!marks[i].failed) {
            in_a_row = 0;
            until = 0;
            continue;
        }
        failed[failures++ % most] = marks[i].at;
        if (address || ++in_a_row <= FREE)
            continue;
        int64_t pause = in_a_row - FREE - 1 < 10 ? 1 << (in_a_row - FREE - 1) : LONG_PAUSE;
        if (in_a_row >= CLOSE && marks[i].at - failed[(failures - CLOSE) % most] <= LONG_PAUSE)
            pause = LONG_PAUSE;
        if (marks[i].at + pause > until)
            until = marks[i].at + (pause < LONG_PAUSE ? pause : LONG_PAUSE);
    }
    if (failures >= most && failed[failures % most] + HOUR > until) /* the oldest of the newest `most` */
        until = failed[failures % most] + HOUR;
    return until;
}

static const char *key_of(struct zc_arena *arena, const struct zc_attempt *attempt, bool address)
{
    return address ? zc_arena_printf(arena, "address:%s", attempt->address) : zc_arena_printf(arena, "login:%s", zc_text_fold(arena, attempt->login));
}

static int seconds_left(int *seconds, struct zc_arena *arena, struct zc_db *db, const char *who, bool address, struct zc_error *err)
{
    struct zc_attempt_mark *marks = NULL;
    size_t count = 0, capacity = 0;
    struct zc_stmt *stmt;
    int64_t now = zc_instant_now();
    int rc = zc_stmt_prepare(&stmt, db->store, "SELECT at, failed FROM attempt WHERE who = ?1 AND at > ?2 ORDER BY at", err);
    if (rc)
        return rc;
    zc_stmt_bind_text(stmt, 1, who, strlen(who));
    zc_stmt_bind_int(stmt, 2, now - (int64_t)HOUR * 1000000);
    while ((rc = zc_stmt_step(stmt, err)) > 0)
        *(struct zc_attempt_mark *)zc_arena_push(arena, &marks, &count, &capacity, sizeof *marks) =
            (struct zc_attempt_mark){(zc_stmt_int(stmt, 0) + 999999) / 1000000, zc_stmt_int(stmt, 1) != 0}; /* no pause is shorter than stated */
    zc_stmt_done(stmt);
    int64_t left = rc ? 0 : zc_attempt_until(marks, count, address) - now / 1000000;
    if (left > *seconds)
        *seconds = (int)left;
    return rc;
}

static int pause_of(int *seconds, struct zc_arena *arena, struct zc_db *db, const struct zc_attempt *attempt, struct zc_error *err)
{
    *seconds = 0;
    int rc = seconds_left(seconds, arena, db, key_of(arena, attempt, false), false, err);
    return rc || !attempt->address ? rc : seconds_left(seconds, arena, db, key_of(arena, attempt, true), true, err);
}

static int mark(struct zc_tx *tx, struct zc_arena *arena, const struct zc_attempt *attempt, bool failed, struct zc_error *err)
{
    static const char sql[] = "INSERT INTO attempt (who, at, failed) VALUES (?1, ?2, ?3) ON CONFLICT (who, at) DO UPDATE SET failed = excluded.failed";
    int64_t numbers[] = {attempt->at, failed};
    int rc = run(tx, sql, key_of(arena, attempt, false), numbers, 2, NULL, err);
    return rc || !attempt->address ? rc : run(tx, sql, key_of(arena, attempt, true), numbers, 2, NULL, err);
}

int zc_attempt_begin(int *seconds, struct zc_tx *tx, struct zc_attempt *attempt, struct zc_error *err)
{
    struct zc_arena arena = {0};
    int64_t forgotten = zc_instant_now() - (int64_t)HOUR * 1000000;
    attempt->at = zc_instant_now();
    int rc = pause_of(seconds, &arena, zc_tx_db(tx), attempt, err);
    if (!rc && !*seconds)
        rc = run(tx, "DELETE FROM attempt WHERE ?1 = 'old' AND at < ?2", "old", &forgotten, 1, NULL, err);
    if (!rc && !*seconds)
        rc = mark(tx, &arena, attempt, true, err);
    zc_arena_free(&arena);
    return rc;
}

int zc_attempt_failed(struct zc_tx *tx, const struct zc_attempt *attempt, int64_t account, struct zc_error *err)
{
    struct zc_arena arena = {0};
    char pause[16];
    int seconds, rc = pause_of(&seconds, &arena, zc_tx_db(tx), attempt, err);
    snprintf(pause, sizeof pause, "%d", seconds);
    zc_arena_free(&arena);
    return rc ? rc : note(tx, "login", account, "refused_pause", pause, err);
}

int zc_attempt_right(struct zc_tx *tx, const struct zc_attempt *attempt, struct zc_error *err)
{
    struct zc_arena arena = {0};
    int rc = mark(tx, &arena, attempt, false, err);
    zc_arena_free(&arena);
    return rc;
}

int zc_attempt_pause(int *seconds, struct zc_db *db, const char *login, struct zc_error *err)
{
    struct zc_arena arena = {0};
    const struct zc_attempt attempt = {.login = login};
    int rc = pause_of(seconds, &arena, db, &attempt, err);
    zc_arena_free(&arena);
    return rc;
}

int zc_attempt_forget(struct zc_tx *tx, const char *login, int64_t account, struct zc_error *err)
{
    struct zc_arena arena = {0};
    const struct zc_attempt attempt = {.login = login};
    int rc = run(tx, "DELETE FROM attempt WHERE who = ?1", key_of(&arena, &attempt, false), NULL, 0, NULL, err);
    zc_arena_free(&arena);
    return rc ? rc : note(tx, "login", account, "pause", "ended", err);
}
