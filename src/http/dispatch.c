/* dispatch: 1 calling; 2 writing; 3 long reads; 4 the choice. */
#include "http/dispatch.h"
#include "base/log.h"
#include "http/answer.h"
#include "http/caller.h"
#include "http/events.h"
#include "http/gate.h"
#include "http/pool.h"

#include <string.h>

/* 1 */

static void call(struct zc_exchange *exchange)
{
    const char *before = zc_log_works_for();
    zc_answer_reset(&exchange->response);
    zc_log_work_for(exchange->request.id);
    exchange->route->handler(&exchange->response, &exchange->request);
    zc_log_work_for(before);
}

/* A reading handler sees one snapshot. */
static void call_reading(struct zc_exchange *exchange, struct zc_db *db)
{
    struct zc_error err = {0};
    exchange->request.db = db;
    if (zc_store_begin(db->store, &err))
        zc_answer_error(&exchange->response, &exchange->request, err.code, &err);
    else
        call(exchange);
    zc_store_rollback(db->store);
}

static void resume(struct zc_exchange *exchange)
{
    exchange->handled = true;
    MHD_resume_connection(exchange->connection);
}

/* 2 */

static int write_work(void *user, struct zc_tx *tx, struct zc_error *err)
{
    struct zc_exchange *exchange = user;
    exchange->request.tx = tx;
    exchange->request.db = zc_tx_db(tx);
    call(exchange);
    exchange->rights_changed = zc_tx_rights_changed(tx);
    if (exchange->response.status >= 500) /* the storage may have lost the transaction: the writer starts a new one */
        return zc_fail(err, ZC_EIO, "没有写入", "nothing was written");
    if (exchange->response.status >= 400)
        return zc_fail(err, ZC_ECHECK, "已拒绝", "refused");
    if (exchange->response.preview) {
        exchange->rights_changed = false;
        return zc_fail(err, ZC_ECHECK, "只是预览", "a preview");
    }
    return ZC_OK;
}

static void write_done(void *user, int code, const struct zc_error *err)
{
    struct zc_exchange *exchange = user;
    bool preview = exchange->response.preview && code == ZC_ECHECK;
    bool away = code == ZC_EAWAY || code == ZC_EUNKNOWN; /* whatever an earlier run of the handler said */
    if (code && !preview && (exchange->response.status < 400 || away)) { /* the handler was content, the disk was not */
        zc_answer_reset(&exchange->response);
        zc_answer_error(&exchange->response, &exchange->request, code, err);
    }
    if (!code && exchange->rights_changed)
        zc_readers_forget(exchange->server->readers);
    if (!code)
        zc_events_poke(exchange->server->events);
    resume(exchange);
}

static int alone_work(void *user, struct zc_db *db, struct zc_error *err)
{
    struct zc_exchange *exchange = user;
    (void)err;
    exchange->request.db = db;
    call(exchange);
    return ZC_OK;
}

/* 3 */

static void slow_work(void *user, struct zc_db *db)
{
    struct zc_exchange *exchange = user;
    struct zc_error err = {0};
    if (db) {
        call_reading(exchange, db);
    } else {
        zc_fail(&err, ZC_EBUSY, "暂时读不了,请稍候再试", "reading is not possible just now, try again shortly");
        zc_answer_error(&exchange->response, &exchange->request, ZC_EBUSY, &err);
    }
    zc_exchange_drawn(exchange); /* before the answer goes out: who has it may ask for the next */
    resume(exchange);
}

/* 4 */

static enum zc_work work_of(int flags)
{
    return flags & ZC_ROUTE_WRITES   ? ZC_WORK_WRITE
           : flags & ZC_ROUTE_ALONE  ? ZC_WORK_ALONE
           : flags & ZC_ROUTE_HASHES ? ZC_WORK_PASSWORD
           : flags & ZC_ROUTE_DRAWS  ? ZC_WORK_DRAWING
           : flags & ZC_ROUTE_SLOW   ? ZC_WORK_LONG
                                     : ZC_WORK_READ;
}

bool zc_dispatch(struct zc_exchange *exchange)
{
    struct zc_request *request = &exchange->request;
    struct zc_response *response = &exchange->response;
    struct zc_error err = {0};
    struct zc_db *db = zc_caller_db(exchange->server->city, &err);
    request->body = zc_buf_text(&exchange->body);
    request->body_size = exchange->body.size;
    request->db = db;
    int flags = exchange->route->flags;
    if ((!db && !(flags & ZC_ROUTE_BARE)) || exchange->refuse_status)
        return zc_gate_refuse(exchange);
    const struct zc_reader *reader = request->reader;
    const struct zc_identity *identity = request->identity;
    exchange->work = work_of(flags);
    if (flags & ZC_ROUTE_BARE) {
        call(exchange);
        return true;
    }
    if (!(flags & (ZC_ROUTE_WRITES | ZC_ROUTE_ALONE | ZC_ROUTE_SLOW | ZC_ROUTE_HASHES | ZC_ROUTE_DRAWS))) {
        call_reading(exchange, db);
        return true;
    }
    int rc;
    exchange->suspended = true;
    MHD_suspend_connection(exchange->connection);
    if (flags & ZC_ROUTE_WRITES) {
        struct zc_write_job job = {.actor = zc_actor_of(identity ? &identity->acting : reader, strncmp(request->path, "/api/", 5) == 0 ? "api" : "web"),
                                   .work = write_work,
                                   .done = write_done,
                                   .user = exchange};
        rc = zc_writer_submit(exchange->server->writer, &job, &err);
    } else if (flags & ZC_ROUTE_ALONE) {
        rc = zc_writer_submit_alone(exchange->server->writer, alone_work, write_done, exchange, &err);
    } else {
        void *pool = flags & ZC_ROUTE_HASHES ? exchange->server->hashing : flags & ZC_ROUTE_DRAWS ? exchange->server->drawing : exchange->server->pool;
        rc = zc_pool_submit(pool, slow_work, exchange, &err);
    }
    if (rc) {
        zc_answer_error(response, request, rc, &err);
        resume(exchange);
    }
    return false;
}
