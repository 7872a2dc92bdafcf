#include "http/ballot_office.h"
#include "http/reader.h"
#include "http/writer.h"

struct office {
    struct zc_arena *arena;
    struct zc_ballot_sheet *sheet; /* NULL: sealing */
    int64_t box;
};

static int work(void *user, struct zc_tx *tx, struct zc_error *err)
{
    struct office *office = user;
    return office->sheet ? zc_ballot_open(office->sheet, tx, office->arena, office->box, err) : zc_ballot_seal(tx, office->arena, office->box, err);
}

static int run(struct office *office, struct zc_request *request, const char *face, struct zc_error *err)
{
    const struct zc_identity *identity = request->identity;
    const struct zc_server *server = request->server;
    if (!identity || identity->token)
        return zc_fail(err, ZC_EDENIED, "票箱由登录的人开启和封存，令牌不行", "a box is opened and sealed by who signs in, not by a token");
    struct zc_actor actor = zc_actor_of(&identity->acting, face);
    office->arena = request->arena;
    return zc_writer_run(server->writer, &actor, work, office, err);
}

static int sweep(void *user, struct zc_db *db, struct zc_error *err)
{
    (void)user, (void)err;
    zc_ballot_sweep(db);
    return ZC_OK;
}

void zc_ballot_office_sweep(struct zc_request *request)
{
    const struct zc_server *server = request->server;
    zc_writer_alone_soon(server->writer, sweep, NULL, NULL);
}

int zc_ballot_office_open(struct zc_ballot_sheet *out, struct zc_request *request, int64_t box, const char *face, struct zc_error *err)
{
    struct office office = {.sheet = out, .box = box};
    return run(&office, request, face, err);
}

int zc_ballot_office_seal(struct zc_request *request, int64_t box, const char *face, struct zc_error *err)
{
    struct office office = {.box = box};
    int rc = run(&office, request, face, err);
    if (!rc)
        zc_ballot_office_sweep(request);
    return rc;
}

const char *zc_ballot_office_address(struct zc_request *request, const char *code)
{
    const struct zc_server *server = request->server;
    const char *host = zc_request_header(request, "Host");
    return zc_arena_printf(request->arena, "%s://%s/ballot/%s", server->secure ? "https" : "http", host ? host : server->host, code);
}
