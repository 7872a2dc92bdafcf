/* sign_in: 1 the account and its password; 2 what is written; 3 entering; 4 cookie and pause. */
#include "http/sign_in.h"
#include "base/secret.h"
#include "base/text.h"
#include "record/password.h"
#include "record/people.h"

#include <stdio.h>
#include <string.h>

/* 1 */

struct entering {
    struct zc_sign_in *sign_in;
    struct zc_attempt attempt;
    struct zc_record account;
    const char *before; /* the session that the request came with */
    int64_t post;
    char hash[ZC_PASSWORD_TEXT]; /* to be stored; "" = none */
    struct zc_factor_code code;
    bool code_taken;
    int64_t first_step; /* of the device that is enrolled, 0 = none */
};

/* *right: name, password, code and post are. A failure is one of the machine, found before the password is looked at. */
static int judge(bool *right, struct entering *entering, struct zc_request *request, struct zc_error *err)
{
    static const char nobody[] = "$argon2id$v=19$m=65536,t=2,p=1$AAECAwQFBgcICQoLDA0ODw$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    struct zc_sign_in *sign_in = entering->sign_in;
    struct zc_identity identity;
    const char *hash = "";
    bool right_code = false;
    int rc = ZC_OK;
    *right = false;
    if (!zc_people_find(&entering->account, request->arena, request->db, sign_in->login, NULL)) {
        hash = zc_record_text(&entering->account, "password_hash");
        rc = zc_factor_check(&right_code, &entering->code, request->db, entering->account.id, sign_in->code, err);
    }
    if (rc || !zc_password_verify(*hash ? hash : nobody, sign_in->password) || !*hash || !right_code ||
        zc_reader_of(&identity, request->arena, request->db, entering->account.id, sign_in->post, NULL) ||
        (sign_in->post && identity.reader.post != sign_in->post))
        return rc;
    sign_in->account = entering->account.id;
    entering->post = sign_in->post = identity.reader.post;
    *right = true;
    return ZC_OK;
}

/* 2 */

static int begin(void *user, struct zc_tx *tx, struct zc_error *err)
{
    struct entering *entering = user;
    return zc_attempt_begin(&entering->sign_in->seconds, tx, &entering->attempt, err);
}

static int note_failure(void *user, struct zc_tx *tx, struct zc_error *err)
{
    struct entering *entering = user;
    return zc_attempt_failed(tx, &entering->attempt, entering->account.id, err);
}

static int note_right(void *user, struct zc_tx *tx, struct zc_error *err)
{
    struct entering *entering = user;
    return zc_attempt_right(tx, &entering->attempt, err);
}

static int enter(void *user, struct zc_tx *tx, struct zc_error *err)
{
    struct entering *entering = user;
    struct zc_sign_in *sign_in = entering->sign_in;
    int64_t account = entering->account.id;
    char changed[80];
    const char *how = *entering->code.recovery ? "recovery" : entering->code.step || entering->first_step ? "code" : "password";
    int rc = zc_factor_use(&entering->code_taken, tx, account, &entering->code, err);
    if (!rc && entering->code_taken)
        rc = zc_fail(err, ZC_EDENIED, "动态码已用过", "the code was used already");
    if (!rc)
        rc = zc_attempt_right(tx, &entering->attempt, err);
    snprintf(changed, sizeof changed, "{\"account\":\"%lld\",\"password\":\"changed\"}", (long long)account);
    if (!rc && entering->first_step) {
        rc = zc_factor_enrol(&sign_in->recovery, tx, account, sign_in->offer, entering->first_step, err);
        sign_in->enrolled = !rc;
    }
    if (!rc && *entering->hash)
        rc = zc_password_store(tx, entering->account.entity, account, entering->hash, sign_in->new_password != NULL, err);
    if (!rc && sign_in->new_password)
        rc = zc_tx_note(tx, 0, "factor", changed, err);
    if (!rc && sign_in->new_password && sign_in->end_others)
        rc = zc_session_end_all(tx, account, NULL, err);
    else if (!rc && entering->before)
        rc = zc_session_end(tx, entering->before, err);
    return rc ? rc : zc_session_start(sign_in->token, tx, account, entering->post, how, err);
}

/* 3 */

static int run(struct entering *entering, struct zc_request *request, zc_write_work *work, bool known, struct zc_error *err)
{
    struct zc_server *server = request->server;
    struct zc_actor actor = {.account = known ? entering->sign_in->account : 0,
                             .post = known ? entering->post : 0,
                             .face = strncmp(request->path, "/api/", 5) == 0 ? "api" : "web",
                             .reader = &ZC_READER_CITY};
    return zc_writer_run(server->writer, &actor, work, entering, err);
}

/* The password was right: what is left to be hashed. */
static int prepare(struct entering *entering, struct zc_request *request, struct zc_error *err)
{
    struct zc_sign_in *sign_in = entering->sign_in;
    int rc = ZC_OK;
    const char *stored = zc_record_text(&entering->account, "password_hash");
    if (sign_in->offer && (rc = zc_factor_first(&entering->first_step, request->db, sign_in->account, sign_in->offer, sign_in->first, err)))
        return rc;
    if (sign_in->new_password) {
        rc = zc_password_check(request->db, &entering->account, sign_in->new_password, true, err);
        if (!rc)
            rc = zc_password_hash(entering->hash, sign_in->new_password, zc_password_usual, err);
    } else if (zc_password_needs_rehash(stored, zc_password_usual)) {
        rc = zc_password_hash(entering->hash, sign_in->password, zc_password_usual, err);
    }
    return rc;
}

int zc_sign_in_unenrolled(bool *out, struct zc_request *request, const struct zc_record *account, struct zc_error *err)
{
    struct zc_factor factor;
    *out = false;
    int rc = zc_factor_find(&factor, request->db, account->id, err);
    return rc || factor.there ? rc : zc_factor_required(out, request->arena, request->db, zc_record_value(account, "person").number, err);
}

int zc_sign_in(struct zc_sign_in *sign_in, struct zc_request *request, struct zc_error *err)
{
    struct zc_server *server = request->server;
    struct entering entering = {.sign_in = sign_in, .attempt = {.login = sign_in->login, .address = request->address}, .before = request->session};
    const struct zc_identity *identity = request->identity;
    sign_in->end = ZC_REFUSED;
    sign_in->due = ZC_DATE_MAX;
    if (identity && identity->token)
        entering.before = NULL;
    int rc = run(&entering, request, begin, false, err);
    if (rc || sign_in->seconds) {
        sign_in->end = ZC_PAUSED;
        return rc;
    }
    bool right;
    if ((rc = judge(&right, &entering, request, err)))
        return rc;
    if (!right)
        return run(&entering, request, note_failure, false, err);
    sign_in->due = zc_password_due(request->db, &entering.account);
    if (!sign_in->new_password && sign_in->due <= zc_db_today(request->db)) {
        sign_in->end = ZC_OVERDUE;
        return run(&entering, request, note_right, true, err);
    }
    bool unenrolled = false;
    rc = sign_in->offer ? ZC_OK : zc_sign_in_unenrolled(&unenrolled, request, &entering.account, err);
    if (!rc && unenrolled) {
        sign_in->end = ZC_UNENROLLED;
        rc = zc_factor_offer(&sign_in->offered, request->arena, request->db, sign_in->account, zc_record_text(&entering.account, "login_name"), NULL, err);
        return rc ? rc : run(&entering, request, note_right, true, err);
    }
    if (!rc)
        rc = prepare(&entering, request, err);
    if (rc) {
        struct zc_error ignored; /* the reason why not is the answer */
        run(&entering, request, note_right, true, &ignored);
        return rc;
    }
    rc = run(&entering, request, enter, true, err);
    if (entering.code_taken) /* the same code came twice at once: the second is a wrong try */
        return run(&entering, request, note_failure, false, err);
    if (rc)
        return rc;
    sign_in->end = ZC_ENTERED;
    if (sign_in->new_password) {
        int days = zc_password_profile(server->city).days;
        sign_in->due = days ? zc_db_today(request->db) + days : ZC_DATE_MAX;
    }
    zc_readers_forget(server->readers);
    return ZC_OK;
}

/* 4 */

static void put_cookie(struct zc_response *response, struct zc_request *request, const char *token, const char *lives)
{
    const struct zc_server *server = request->server;
    const char *name = server->secure ? "__Host-zc" : "zc", *secure = server->secure ? "; Secure" : "";
    zc_response_header(response, "Set-Cookie",
                       zc_arena_printf(request->arena, "%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s", name, token, lives, secure));
}

void zc_sign_in_cookie(struct zc_response *response, struct zc_request *request, const char *token)
{
    put_cookie(response, request, token, *token ? "" : "; Max-Age=0");
}

void zc_sign_in_device(struct zc_response *response, struct zc_request *request, const char *token, int days)
{
    put_cookie(response, request, token, zc_arena_printf(request->arena, "; Max-Age=%d", days * 86400));
}

bool zc_sign_in_from_page(struct zc_response *response, struct zc_request *request)
{
    struct zc_error err = {0};
    if (zc_request_header(request, "Origin"))
        return true;
    zc_answer_error(response, request, zc_fail(&err, ZC_EDENIED, "来源不符,未执行", "the request does not come from this site; nothing was done"), &err);
    return false;
}

const char *zc_sign_in_name(struct zc_request *request)
{
    const struct zc_reader *reader = request->reader;
    struct zc_db *db = request->db;
    const struct zc_entity *accounts = zc_model_entity(db->city->model, "core.account");
    struct zc_record account;
    if (!reader->account || !accounts ||
        zc_rows_get(&account, request->arena, db, accounts, reader->account, zc_times_now(db), &ZC_READER_CITY, NULL))
        return NULL;
    return zc_record_text(&account, "login_name");
}

const char *zc_sign_in_pause(struct zc_request *request, int seconds, struct zc_error *err)
{
    char zh[64], en[64];
    if (seconds < 120) {
        snprintf(zh, sizeof zh, "%d 秒", seconds);
        snprintf(en, sizeof en, "%d seconds", seconds);
    } else {
        snprintf(zh, sizeof zh, "%d 分钟", (seconds + 59) / 60);
        snprintf(en, sizeof en, "%d minutes", (seconds + 59) / 60);
    }
    zc_fail(err, ZC_EDENIED, "连续输错,请 %1$s后再试%2$.0s", "too many wrong attempts; try again in %2$s%1$.0s", zh, en);
    return zc_arena_printf(request->arena, "%d", seconds);
}
