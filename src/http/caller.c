/* caller: 1 the connection of a thread; 2 tokens; 3 keeping a session awake; 4 who asks. */
#include "http/caller.h"
#include "record/session.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* 1 */

static _Thread_local struct zc_db thread_db;
static pthread_key_t db_key;
static pthread_once_t db_once = PTHREAD_ONCE_INIT;

static void drop_db(void *db) { zc_db_close(db); }
static void make_key(void) { pthread_key_create(&db_key, drop_db); }

struct zc_db *zc_caller_db(const struct zc_city *city, struct zc_error *err)
{
    if (thread_db.store && thread_db.city != city)
        zc_db_close(&thread_db);
    if (!thread_db.store) {
        pthread_once(&db_once, make_key);
        if (zc_db_open(&thread_db, city, ZC_STORE_READ, err))
            return NULL;
        pthread_setspecific(db_key, &thread_db);
    }
    return &thread_db;
}

/* 2 */

static const char *token_of(bool *bearer, struct zc_exchange *exchange)
{
    struct zc_request *request = &exchange->request;
    const char *authorization = zc_request_header(request, "Authorization");
    *bearer = authorization && strncmp(authorization, "Bearer ", 7) == 0;
    if (*bearer)
        return authorization + 7;
    const char *name = exchange->server->secure ? "__Host-zc" : "zc";
    return MHD_lookup_connection_value(exchange->connection, MHD_COOKIE_KIND, name);
}

bool zc_caller_origin_ours(const struct zc_request *request)
{
    const char *origin = zc_request_header(request, "Origin"), *host = zc_request_header(request, "Host");
    const char *authorization = zc_request_header(request, "Authorization");
    if (authorization && strncmp(authorization, "Bearer ", 7) == 0)
        return true;
    if (!origin && !zc_request_header(request, "Cookie"))
        return true; /* no browser: it would send its cookie or, from another site, the Origin */
    if (!origin || !host)
        return false;
    const char *scheme = ((const struct zc_server *)request->server)->secure ? "https://" : "http://";
    return strncmp(origin, scheme, strlen(scheme)) == 0 && strcasecmp(origin + strlen(scheme), host) == 0;
}

/* 3 */

static int touch_work(void *digest, struct zc_tx *tx, struct zc_error *err) { return zc_session_touch(tx, digest, err); }
static void touch_done(void *digest, int code, const struct zc_error *err)
{
    (void)code, (void)err;
    free(digest);
}

/* Keeps a session in use from falling idle: once a minute at the most, and not waited for. */
static void touch(struct zc_server *server, const char *digest)
{
    char *copy = zc_strdup(digest);
    struct zc_write_job job = {.actor = {.face = "web", .reader = &ZC_READER_CITY}, .work = touch_work, .done = touch_done, .user = copy};
    if (zc_writer_submit(server->writer, &job, NULL))
        free(copy);
}

/* 4 */

static const struct zc_reader public_reader = {0};

bool zc_caller_signed_in(const struct zc_exchange *exchange) { return ((const struct zc_reader *)exchange->request.reader)->account != 0; }

static bool judges_scopes(const char *path)
{
    return strncmp(path, "/api/", 5) == 0 || strcmp(path, "/metrics") == 0 || strcmp(path, "/health") == 0 || strncmp(path, "/health/", 8) == 0;
}

void zc_caller_find(struct zc_exchange *exchange)
{
    struct zc_db *db = exchange->refuse_status ? NULL : zc_caller_db(exchange->server->city, NULL);
    struct zc_identity *identity;
    bool bearer;
    const char *token = token_of(&bearer, exchange);
    exchange->request.reader = &public_reader;
    struct zc_error unread = {0};
    int rc = db && token ? zc_readers_find(&identity, exchange->server->readers, &exchange->arena, db, token, bearer, &unread) : ZC_EDENIED;
    if (rc && rc != ZC_EDENIED)
        exchange->unread = unread;
    if (!rc) {
        if (identity->token && !judges_scopes(exchange->request.path))
            return;
        if (identity->touch && !zc_request_header(&exchange->request, "Zc-Unattended") && strcmp(exchange->request.path, "/api/v1/events") != 0)
            touch(exchange->server, identity->session);
        exchange->request.reader = &identity->reader;
        exchange->request.session = identity->session;
        exchange->request.identity = identity;
    }
}
