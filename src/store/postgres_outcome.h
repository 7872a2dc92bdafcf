/*
 * postgres_outcome: what became of a commit whose answer did not come. Each writing transaction leaves its mark, a rising number of its connection in the table
 * commit_mark, and holds the lock of writers to its end. So under that lock the mark stands or does not, on whichever server is primary by then.
 */
#ifndef ZC_STORE_POSTGRES_OUTCOME_H
#define ZC_STORE_POSTGRES_OUTCOME_H

#include "store/postgres_hosts.h"

int64_t zc_pg_clock_ms(void); /* monotonic */
/* The last answer, NULL where it has not come at `until`, or never will; then the connection is of no use any more. */
PGresult *zc_pg_ask_until(PGconn *conn, const char *sql, int64_t until);
/* Has *heard set, which must outlive the connection, when a commit stands on the primary but the wait for the standby was ended there by hand: the server
 * gives a warning and says COMMIT all the same. */
void zc_pg_hear_unconfirmed(PGconn *conn, bool *heard);

struct zc_pg_mark {
    int64_t connection, mark;
    int lock; /* of writers */
};
enum zc_pg_outcome { ZC_PG_UNKNOWN, ZC_PG_STANDS, ZC_PG_GONE };
/* On a connection of its own, again and again until that time. STANDS: also on the standby, where there are several servers. */
enum zc_pg_outcome zc_pg_outcome_ask(struct zc_pg_hosts *hosts, const struct zc_pg_mark *mark, int64_t until);

#endif
