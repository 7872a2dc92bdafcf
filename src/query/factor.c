/* factor: 1 keys and digests; 2 what an account has; 3 judging a code. */
#include "query/factor.h"
#include "base/digest.h"
#include "base/secret.h"
#include "query/duty.h"
#include "query/rule.h"
#include "query/subject_key.h"

#include <ctype.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

/* 1 */

int zc_factor_recovery_digest(char out[65], const struct zc_city *city, int64_t account, const char *code, struct zc_error *err)
{
    unsigned char key[32], mac[32];
    char text[64];
    size_t size = (size_t)snprintf(text, sizeof text, "%lld ", (long long)account);
    for (const char *at = code; *at && size < sizeof text; at++) {
        int c = toupper((unsigned char)*at);
        if (c != '-' && c != ' ')
            text[size++] = (char)(c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c);
    }
    int rc = zc_city_key(key, city, "recovery", err);
    if (!rc) {
        zc_hmac_sm3(mac, key, sizeof key, text, size);
        zc_hex(out, mac, sizeof mac);
    }
    zc_wipe(key, sizeof key);
    zc_wipe(text, sizeof text);
    return rc;
}

int zc_factor_secret_open(unsigned char secret[ZC_FACTOR_SECRET], const struct zc_city *city, int64_t account, const char *field, const char *sealed,
                          struct zc_error *err)
{
    unsigned char key[32], envelope[256];
    struct zc_arena arena = {0};
    size_t length = strlen(sealed), plain_size = 0;
    char *plain = NULL;
    int size = length && length % 4 == 0 && length / 4 * 3 <= sizeof envelope ? EVP_DecodeBlock(envelope, (const unsigned char *)sealed, (int)length) : -1;
    for (const char *tail = sealed + length; size > 0 && tail[-1] == '='; tail--)
        size--;
    int rc = zc_city_key(key, city, "factor", err);
    if (!rc)
        rc = zc_envelope_open(&plain, &plain_size, &arena, key, (struct zc_envelope_place){"core.account", account, field}, envelope,
                              (size_t)(size > 0 ? size : 0), err);
    if (!rc && plain_size != ZC_FACTOR_SECRET)
        rc = zc_fail(err, ZC_EIO, "动态码的密钥已损坏", "the secret of the one-time code is damaged");
    if (!rc)
        memcpy(secret, plain, ZC_FACTOR_SECRET);
    if (plain)
        zc_wipe(plain, plain_size);
    zc_wipe(key, sizeof key);
    zc_arena_free(&arena);
    return rc;
}

/* 2 */

static int ask(struct zc_stmt **out, struct zc_db *db, const char *sql, int64_t account, struct zc_error *err)
{
    int rc = zc_stmt_prepare(out, db->store, sql, err);
    if (!rc)
        zc_stmt_bind_int(*out, 1, account);
    return rc;
}

int zc_factor_find(struct zc_factor *out, struct zc_db *db, int64_t account, struct zc_error *err)
{
    struct zc_stmt *stmt;
    *out = (struct zc_factor){0};
    int rc = ask(&stmt, db, "SELECT since, (SELECT count(*) FROM recovery WHERE account = ?1) FROM factor WHERE account = ?1", account, err);
    if (rc)
        return rc;
    if ((rc = zc_stmt_step(stmt, err)) > 0)
        *out = (struct zc_factor){true, zc_stmt_int(stmt, 0), (int)zc_stmt_int(stmt, 1)};
    zc_stmt_done(stmt);
    return rc < 0 ? rc : ZC_OK;
}

bool zc_factor_administers(const char *roles)
{
    static const char *const three[] = {";core.system_admin;", ";core.security_admin;", ";core.audit_admin;"};
    for (size_t i = 0; i < sizeof three / sizeof *three; i++)
        if (strstr(roles, three[i]))
            return true;
    return false;
}

int zc_factor_required(bool *out, struct zc_arena *arena, struct zc_db *db, int64_t person, struct zc_error *err)
{
    const struct zc_entity *posts = zc_model_entity(db->city->model, "core.post");
    struct zc_value value = zc_rule_number(db, "core.sign_in.administrator_code", zc_times_now(db));
    struct zc_duties duties;
    *out = false;
    if (db->city->sample || value.kind != ZC_V_INT || value.number < 1 || !posts)
        return ZC_OK;
    int rc = zc_duties_of(&duties, arena, db, person, err);
    for (size_t i = 0; i < duties.count && !rc && !*out; i++) {
        struct zc_record post;
        *out = !zc_rows_get(&post, arena, db, posts, duties.items[i].post, zc_times_now(db), &ZC_READER_CITY, NULL) &&
               zc_factor_administers(zc_record_text(&post, "roles"));
    }
    return rc;
}

/* 3 */

static int recovery_there(bool *out, struct zc_db *db, int64_t account, const char *digest, struct zc_error *err)
{
    struct zc_stmt *stmt;
    int rc = ask(&stmt, db, "SELECT 1 FROM recovery WHERE account = ?1 AND digest = ?2", account, err);
    if (rc)
        return rc;
    zc_stmt_bind_text(stmt, 2, digest, strlen(digest));
    rc = zc_stmt_step(stmt, err);
    *out = rc > 0;
    zc_stmt_done(stmt);
    return rc < 0 ? rc : ZC_OK;
}

/* The digits of a code, "" when it is none of six. */
static void digits_of(char out[ZC_TOTP_DIGITS + 1], const char *code)
{
    size_t size = 0;
    for (; *code; code++) {
        if (*code == ' ' || *code == '-')
            continue;
        if (*code < '0' || *code > '9' || size == ZC_TOTP_DIGITS) {
            size = 0;
            break;
        }
        out[size++] = *code;
    }
    out[size == ZC_TOTP_DIGITS ? size : 0] = 0;
}

int zc_factor_check(bool *right, struct zc_factor_code *found, struct zc_db *db, int64_t account, const char *code, struct zc_error *err)
{
    unsigned char secret[ZC_FACTOR_SECRET];
    char sealed[256] = "", digits[ZC_TOTP_DIGITS + 1];
    int64_t last = 0;
    struct zc_stmt *stmt;
    *found = (struct zc_factor_code){0};
    int rc = ask(&stmt, db, "SELECT sealed, step FROM factor WHERE account = ?1", account, err);
    if (rc)
        return rc;
    if ((rc = zc_stmt_step(stmt, err)) > 0) {
        snprintf(sealed, sizeof sealed, "%s", zc_stmt_text(stmt, 0, NULL));
        last = zc_stmt_int(stmt, 1);
    }
    zc_stmt_done(stmt);
    *right = rc == 0;
    if (rc <= 0 || !code || !*code)
        return rc < 0 ? rc : ZC_OK;
    digits_of(digits, code);
    if (*digits) {
        rc = zc_factor_secret_open(secret, db->city, account, "code_secret", sealed, err);
        int64_t step = rc ? -1 : zc_totp_accept(digits, secret, sizeof secret, zc_instant_now() / 1000000, last);
        zc_wipe(secret, sizeof secret);
        *right = step > 0;
        found->step = step > 0 ? step : 0;
        return rc;
    }
    rc = zc_factor_recovery_digest(found->recovery, db->city, account, code, err);
    return rc ? rc : recovery_there(right, db, account, found->recovery, err);
}
