#include "store/postgres_outcome.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PAUSE_MS = 50 };

int64_t zc_pg_clock_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool good(const PGresult *result) { return PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK; }

PGresult *zc_pg_ask_until(PGconn *conn, const char *sql, int64_t until)
{
    PGresult *last = NULL, *next;
    if (!PQsendQuery(conn, sql))
        return NULL;
    for (;;) {
        while (PQisBusy(conn)) {
            struct pollfd answer = {.fd = PQsocket(conn), .events = POLLIN};
            int64_t left = until - zc_pg_clock_ms();
            if (left <= 0 || answer.fd < 0 || poll(&answer, 1, (int)left) <= 0 || !PQconsumeInput(conn)) {
                PQclear(last);
                return NULL;
            }
        }
        if (!(next = PQgetResult(conn)))
            return last;
        if (last && !good(last)) { /* the error is what counts */
            PQclear(next);
        } else {
            PQclear(last);
            last = next;
        }
    }
}

static void hear(void *heard, const PGresult *result)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE), *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    if (state && severity && strcmp(severity, "WARNING") == 0 && strcmp(state, "01000") == 0)
        *(bool *)heard = true; /* all else that matters comes as an error */
}

void zc_pg_hear_unconfirmed(PGconn *conn, bool *heard) { PQsetNoticeReceiver(conn, hear, heard); }

/* Where the mark stands, a commit after it is acknowledged by the standby, and with it all that is before. */
static enum zc_pg_outcome ask(PGconn *conn, const char *sql, int64_t until)
{
    bool unconfirmed = false, stands = false, told = false;
    zc_pg_hear_unconfirmed(conn, &unconfirmed);
    PGresult *found = zc_pg_ask_until(conn, sql, until), *end = NULL;
    if (good(found)) {
        stands = strcmp(PQcmdTuples(found), "1") == 0;
        end = zc_pg_ask_until(conn, "COMMIT", until);
        told = good(end) && !unconfirmed;
    }
    PQclear(end);
    PQclear(found);
    return !told ? ZC_PG_UNKNOWN : stands ? ZC_PG_STANDS : ZC_PG_GONE;
}

enum zc_pg_outcome zc_pg_outcome_ask(struct zc_pg_hosts *hosts, const struct zc_pg_mark *mark, int64_t until)
{
    enum zc_pg_outcome outcome = ZC_PG_UNKNOWN;
    char sql[400];
    snprintf(sql, sizeof sql, "SET client_min_messages = warning; SET synchronous_commit = %s; SET lock_timeout = '20s'; BEGIN; SELECT pg_advisory_xact_lock(%d); "
                              "UPDATE commit_mark SET mark = mark WHERE connection = %lld AND mark = %lld",
             zc_pg_hosts_several(hosts) ? "remote_apply" : "on", mark->lock, (long long)mark->connection, (long long)mark->mark);
    for (;;) {
        struct zc_pg_server server;
        if (!zc_pg_hosts_reach(&server, hosts, false, NULL)) {
            outcome = ask(server.conn, sql, until);
            PQfinish(server.conn);
        }
        if (outcome != ZC_PG_UNKNOWN || zc_pg_clock_ms() >= until)
            return outcome;
        usleep(PAUSE_MS * 1000);
    }
}
