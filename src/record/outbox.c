#include "record/outbox.h"
#include "base/date.h"
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_TRIES = 10, FIRST_WAIT = 60, LONGEST_WAIT = 6 * 3600, LEASE = 180 };

struct zc_outbox {
    struct zc_store *store;
};

static int64_t seconds_now(void) { return zc_instant_now() / 1000000; }

int zc_outbox_open(struct zc_outbox **out, const char *folder, struct zc_error *err)
{
    char path[4096];
    struct zc_outbox *outbox = calloc(1, sizeof *outbox);
    *out = NULL;
    if (!outbox)
        return zc_fail(err, ZC_ELIMIT, "内存不足", "out of memory");
    snprintf(path, sizeof path, "%s/outbox.db", folder);
    int file = open(path, O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600); /* what it holds is for nobody else */
    int rc = file >= 0 ? ZC_OK : zc_fail(err, ZC_EIO, "打不开 %s:%s", "cannot open %s: %s", path, strerror(errno));
    if (file >= 0)
        close(file);
    if (!rc)
        rc = zc_store_open(&outbox->store, path, ZC_STORE_WRITE, err);
    if (rc) {
        free(outbox);
        return rc;
    }
    rc = zc_store_run(outbox->store, "CREATE TABLE IF NOT EXISTS line (target INTEGER, mark TEXT, PRIMARY KEY (target, mark)) WITHOUT ROWID;"
                            "CREATE TABLE IF NOT EXISTS message (id INTEGER PRIMARY KEY, target INTEGER NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL,"
                            " state TEXT NOT NULL, tries INTEGER NOT NULL, next INTEGER NOT NULL, made INTEGER NOT NULL, sent INTEGER, problem TEXT);"
                            "CREATE INDEX IF NOT EXISTS message_state ON message (state)", err);
    if (rc)
        zc_outbox_close(outbox);
    else
        *out = outbox;
    return rc;
}

void zc_outbox_close(struct zc_outbox *outbox)
{
    if (!outbox)
        return;
    zc_store_close(outbox->store);
    free(outbox);
}

int zc_outbox_begin(struct zc_outbox *outbox, struct zc_error *err) { return zc_store_begin_write(outbox->store, err); }
int zc_outbox_commit(struct zc_outbox *outbox, struct zc_error *err) { return zc_store_commit(outbox->store, err); }
void zc_outbox_rollback(struct zc_outbox *outbox) { zc_store_rollback(outbox->store); }

int zc_outbox_note(bool *fresh, struct zc_outbox *outbox, int64_t target, const char *mark, struct zc_error *err)
{
    struct zc_stmt *stmt;
    *fresh = false;
    int rc = zc_stmt_prepare(&stmt, outbox->store, "INSERT INTO line (target, mark) VALUES (?1, ?2) ON CONFLICT DO NOTHING RETURNING 1", err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, target);
    zc_stmt_bind_text(stmt, 2, mark, strlen(mark));
    while ((rc = zc_stmt_step(stmt, err)) > 0)
        *fresh = true;
    zc_stmt_done(stmt);
    return rc;
}

int zc_outbox_add(struct zc_outbox *outbox, int64_t target, const char *subject, const char *body, struct zc_error *err)
{
    struct zc_stmt *stmt;
    int rc = zc_stmt_prepare(&stmt, outbox->store, "INSERT INTO message (target, subject, body, state, tries, next, made) VALUES (?1, ?2, ?3, 'waiting', 0, ?4, ?4)", err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, target);
    zc_stmt_bind_text(stmt, 2, subject, strlen(subject));
    zc_stmt_bind_text(stmt, 3, body, strlen(body));
    zc_stmt_bind_int(stmt, 4, seconds_now());
    rc = zc_stmt_step(stmt, err);
    zc_stmt_done(stmt);
    return rc < 0 ? rc : ZC_OK;
}

const char *const zc_outbox_states[ZC_OUTBOX_STATES] = {"waiting", "sending", "sent", "failed"};

int zc_outbox_count(int64_t out[ZC_OUTBOX_STATES], const char *folder, struct zc_error *err)
{
    struct zc_store *store = NULL;
    struct zc_stmt *stmt = NULL;
    char path[4096];
    memset(out, 0, ZC_OUTBOX_STATES * sizeof *out);
    snprintf(path, sizeof path, "%s/outbox.db", folder);
    if (access(path, F_OK) != 0)
        return ZC_OK;
    int rc = zc_store_open(&store, path, ZC_STORE_READ, err);
    if (!rc)
        rc = zc_stmt_prepare(&stmt, store, "SELECT state, count(*) FROM message GROUP BY state", err);
    while (!rc && (rc = zc_stmt_step(stmt, err)) > 0) {
        const char *state = zc_stmt_text(stmt, 0, NULL);
        for (size_t i = 0; i < ZC_OUTBOX_STATES; i++)
            if (strcmp(state, zc_outbox_states[i]) == 0)
                out[i] = zc_stmt_int(stmt, 1);
        rc = ZC_OK;
    }
    zc_stmt_done(stmt);
    zc_store_close(store);
    return rc;
}

int zc_outbox_claim(struct zc_letter *out, bool *there, struct zc_arena *arena, struct zc_outbox *outbox, struct zc_error *err)
{
    struct zc_stmt *stmt;
    *there = false;
    int rc = zc_stmt_prepare(&stmt, outbox->store,
                             "UPDATE message SET state = 'sending', tries = tries + 1, next = ?1 + ?2 WHERE id = (SELECT id FROM message WHERE state IN ('waiting', 'sending')"
                             " AND next <= ?1 ORDER BY id LIMIT 1) RETURNING id, target, subject, body, tries, made",
                             err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, seconds_now());
    zc_stmt_bind_int(stmt, 2, LEASE);
    while ((rc = zc_stmt_step(stmt, err)) > 0) {
        *out = (struct zc_letter){zc_stmt_int(stmt, 0), zc_stmt_int(stmt, 1), zc_stmt_int(stmt, 4), zc_stmt_int(stmt, 5), zc_arena_str(arena, zc_stmt_text(stmt, 2, NULL)),
                               zc_arena_str(arena, zc_stmt_text(stmt, 3, NULL))};
        *there = true;
    }
    zc_stmt_done(stmt);
    return rc;
}

int zc_outbox_settle(bool *gives_up, struct zc_outbox *outbox, const struct zc_letter *letter, bool sent, bool hopeless, const char *problem, struct zc_error *err)
{
    struct zc_stmt *stmt;
    int64_t wait = FIRST_WAIT;
    for (int64_t i = 1; i < letter->tries && wait < LONGEST_WAIT; i++)
        wait *= 2;
    *gives_up = !sent && (hopeless || letter->tries >= MOST_TRIES);
    const char *state = sent ? "sent" : *gives_up ? "failed" : "waiting";
    problem = sent ? "" : problem;
    int rc = zc_stmt_prepare(&stmt, outbox->store, "UPDATE message SET state = ?2, next = ?3, problem = ?4, sent = CASE WHEN ?2 = 'sent' THEN ?5 END WHERE id = ?1", err);
    if (rc)
        return rc;
    zc_stmt_bind_int(stmt, 1, letter->id);
    zc_stmt_bind_text(stmt, 2, state, strlen(state));
    zc_stmt_bind_int(stmt, 3, seconds_now() + (wait < LONGEST_WAIT ? wait : LONGEST_WAIT));
    zc_stmt_bind_text(stmt, 4, problem, strlen(problem));
    zc_stmt_bind_int(stmt, 5, seconds_now());
    rc = zc_stmt_step(stmt, err);
    zc_stmt_done(stmt);
    return rc < 0 ? rc : ZC_OK;
}
