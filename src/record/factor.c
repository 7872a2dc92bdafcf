/* factor: 1 notes and statements; 2 offers; 3 enrolling; 4 using up and resetting. */
#include "record/factor.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/secret.h"
#include "query/subject_key.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 1 */

static int note(struct zc_tx *tx, int64_t account, const char *what, struct zc_error *err)
{
    char payload[96];
    snprintf(payload, sizeof payload, "{\"account\":\"%lld\",\"code\":\"%s\"}", (long long)account, what);
    return zc_tx_note(tx, 0, "factor", payload, err);
}

/* *changed: rows that `sql` gave back. ?1 the account, ?2 `text` or `number`. */
static int run(int *changed, struct zc_tx *tx, const char *sql, int64_t account, const char *text, int64_t number, struct zc_error *err)
{
    struct zc_stmt *stmt;
    *changed = 0;
    int rc = zc_stmt_prepare(&stmt, zc_tx_db(tx)->store, sql, err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, account);
    if (text)
        zc_stmt_bind_text(stmt, 2, text, strlen(text));
    else if (number)
        zc_stmt_bind_int(stmt, 2, number);
    while ((rc = zc_stmt_step(stmt, err)) > 0)
        ++*changed;
    zc_stmt_done(stmt);
    return rc;
}

/* 2 */

enum { OFFER_SECONDS = 3600, SEALED = ZC_FACTOR_SECRET + ZC_ENVELOPE_EXTRA };

/* `field` holds when an offer ends, so that nobody can put it off. */
static int seal(char out[ZC_FACTOR_OFFER], const struct zc_city *city, int64_t account, const char *field, const unsigned char secret[ZC_FACTOR_SECRET],
                struct zc_error *err)
{
    unsigned char key[32], envelope[SEALED];
    _Static_assert((SEALED + 2) / 3 * 4 + 12 < ZC_FACTOR_OFFER, "with the end before it, it must fit");
    int rc = zc_city_key(key, city, "factor", err);
    if (!rc) {
        zc_envelope_seal(envelope, key, 1, (struct zc_envelope_place){"core.account", account, field}, NULL, secret, ZC_FACTOR_SECRET);
        EVP_EncodeBlock((unsigned char *)out, envelope, SEALED);
    }
    zc_wipe(key, sizeof key);
    return rc;
}

static void offer_field(char out[48], int64_t until)
{
    snprintf(out, 48, "code_offer until %lld", (long long)until);
}

/* An offer is "until.envelope". */
static int open_offer(unsigned char secret[ZC_FACTOR_SECRET], struct zc_db *db, int64_t account, const char *offer, struct zc_error *err)
{
    char field[48], *end = NULL;
    long long until = strtoll(offer, &end, 10);
    if (end == offer || *end != '.' || strlen(offer) >= ZC_FACTOR_OFFER)
        return zc_fail(err, ZC_EINPUT, "这不是动态码的设置", "this is no offer of a one-time code");
    offer_field(field, until);
    if (zc_factor_secret_open(secret, db->city, account, field, end + 1, NULL))
        return zc_fail(err, ZC_EINPUT, "这不是这个账号的动态码设置", "this is no offer of a one-time code for this account");
    return until > zc_instant_now() / 1000000
               ? ZC_OK
               : zc_fail(err, ZC_ECHECK, "二维码已过期,请重新扫", "the QR code is over; scan a new one");
}

static const char *encoded(struct zc_arena *arena, const char *text)
{
    struct zc_buf out = {0};
    for (const char *at = text; *at; at++) {
        bool plain = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9') || strchr("-._~", *at);
        if (plain)
            zc_buf_char(&out, *at);
        else
            zc_buf_printf(&out, "%%%02X", (unsigned)(unsigned char)*at);
    }
    const char *kept = zc_arena_str(arena, zc_buf_text(&out));
    zc_buf_free(&out);
    return kept;
}

int zc_factor_offer(struct zc_factor_offer *out, struct zc_arena *arena, struct zc_db *db, int64_t account, const char *login, const char *again,
                    struct zc_error *err)
{
    unsigned char secret[ZC_FACTOR_SECRET];
    char field[48];
    int64_t until = zc_instant_now() / 1000000 + OFFER_SECONDS;
    *out = (struct zc_factor_offer){0};
    int rc;
    if (again) {
        rc = open_offer(secret, db, account, again, err);
        snprintf(out->offer, sizeof out->offer, "%s", again);
    } else {
        zc_random(secret, sizeof secret);
        int size = snprintf(out->offer, sizeof out->offer, "%lld.", (long long)until);
        char sealed[ZC_FACTOR_OFFER];
        offer_field(field, until);
        if (!(rc = seal(sealed, db->city, account, field, secret, err)))
            snprintf(out->offer + size, sizeof out->offer - (size_t)size, "%s", sealed);
    }
    if (!rc) {
        const char *city = encoded(arena, zc_arena_printf(arena, "筑城 %s", db->city->name.zh));
        zc_base32_plain(out->secret, secret, sizeof secret);
        out->address = zc_arena_printf(arena, "otpauth://totp/%s:%s?secret=%s&issuer=%s", city, encoded(arena, login), out->secret, city);
    }
    zc_wipe(secret, sizeof secret);
    return rc;
}

int zc_factor_first(int64_t *step, struct zc_db *db, int64_t account, const char *offer, const char *code, struct zc_error *err)
{
    unsigned char secret[ZC_FACTOR_SECRET];
    char digits[ZC_TOTP_DIGITS + 1] = "";
    size_t size = 0;
    for (const char *at = code ? code : ""; *at && size < ZC_TOTP_DIGITS; at++)
        if (*at != ' ')
            digits[size++] = *at;
    digits[size] = 0;
    int rc = open_offer(secret, db, account, offer, err);
    if (!rc) {
        *step = zc_totp_accept(digits, secret, sizeof secret, zc_instant_now() / 1000000, 0);
        if (*step < 0)
            rc = zc_fail(err, ZC_ECHECK, "手机上的动态码不对,请核对手机的时间再写当前的 6 位数", "the code of the device is not right; check its clock and give the 6 digits of the moment");
    }
    zc_wipe(secret, sizeof secret);
    return rc;
}

/* 3 */

static int keep_recoveries(struct zc_recovery_codes *out, struct zc_tx *tx, int64_t account, struct zc_error *err)
{
    char digest[65];
    int changed, rc = run(&changed, tx, "DELETE FROM recovery WHERE account = ?1", account, NULL, 0, err);
    for (int i = 0; i < ZC_FACTOR_RECOVERIES && !rc; i++) {
        zc_recovery_code(out->text[i]);
        rc = zc_factor_recovery_digest(digest, zc_tx_db(tx)->city, account, out->text[i], err);
        if (!rc)
            rc = run(&changed, tx, "INSERT INTO recovery (account, digest) VALUES (?1, ?2)", account, digest, 0, err);
    }
    return rc;
}

int zc_factor_enrol(struct zc_recovery_codes *out, struct zc_tx *tx, int64_t account, const char *offer, int64_t step, struct zc_error *err)
{
    unsigned char secret[ZC_FACTOR_SECRET];
    char sealed[ZC_FACTOR_OFFER];
    struct zc_stmt *stmt;
    struct zc_db *db = zc_tx_db(tx);
    int rc = open_offer(secret, db, account, offer, err);
    if (!rc)
        rc = seal(sealed, db->city, account, "code_secret", secret, err);
    zc_wipe(secret, sizeof secret);
    if (!rc)
        rc = zc_stmt_prepare(&stmt, db->store, "INSERT INTO factor (account, sealed, since, step) VALUES (?1, ?2, ?3, ?4) "
                                               "ON CONFLICT (account) DO UPDATE SET sealed = excluded.sealed, since = excluded.since, step = excluded.step", err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, account);
    zc_stmt_bind_text(stmt, 2, sealed, strlen(sealed));
    zc_stmt_bind_int(stmt, 3, zc_instant_now() / 1000000);
    zc_stmt_bind_int(stmt, 4, step);
    rc = zc_stmt_step(stmt, err);
    zc_stmt_done(stmt);
    if (!rc)
        rc = keep_recoveries(out, tx, account, err);
    return rc ? rc : note(tx, account, "enrolled", err);
}

/* 4 */

int zc_factor_use(bool *taken, struct zc_tx *tx, int64_t account, const struct zc_factor_code *code, struct zc_error *err)
{
    int changed = 1, rc = ZC_OK;
    if (code->step)
        rc = run(&changed, tx, "UPDATE factor SET step = ?2 WHERE account = ?1 AND step < ?2 RETURNING 1", account, NULL, code->step, err);
    else if (*code->recovery)
        rc = run(&changed, tx, "DELETE FROM recovery WHERE account = ?1 AND digest = ?2 RETURNING 1", account, code->recovery, 0, err);
    *taken = !changed;
    return rc || *taken || !*code->recovery ? rc : note(tx, account, "recovery_used", err);
}

int zc_factor_reset(struct zc_tx *tx, int64_t account, struct zc_error *err)
{
    int changed, ignored;
    int rc = run(&changed, tx, "DELETE FROM factor WHERE account = ?1 RETURNING 1", account, NULL, 0, err);
    if (!rc && !changed)
        rc = zc_fail(err, ZC_ENOTFOUND, "这个账号没有设动态码", "this account has no one-time code");
    if (!rc)
        rc = run(&ignored, tx, "DELETE FROM recovery WHERE account = ?1", account, NULL, 0, err);
    return rc ? rc : note(tx, account, "reset", err);
}
