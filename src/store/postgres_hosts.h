/*
 * postgres_hosts: which of the servers that the name of a database lists is taken. A name may list several (host=/a,/b or host1:5432,host2:5432): a primary
 * and its standbys. All of them are asked at once; taken is the primary of the newest timeline, for a server that was promoted counts one more than the
 * one that it followed. Who only reads is given the standby that is furthest where no primary answers.
 *
 * The fence is a file in the folder of the city that holds the newest timeline which any process saw, and of which cluster. A server of an older
 * timeline is an old primary that came back, and is refused. Another cluster (the city was moved) begins anew.
 */
#ifndef ZC_STORE_POSTGRES_HOSTS_H
#define ZC_STORE_POSTGRES_HOSTS_H

#include "base/error.h"

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>

struct zc_pg_hosts;
/* ZC_EINPUT: the name cannot be read, holds a password, or lists more than eight. Freed by zc_pg_hosts_free, which takes NULL. */
int zc_pg_hosts_read(struct zc_pg_hosts **out, const char *name, struct zc_error *err);
void zc_pg_hosts_free(struct zc_pg_hosts *hosts);
bool zc_pg_hosts_several(const struct zc_pg_hosts *hosts);
/* From now on `path` is the fence; it is made where it is missing. ZC_EIO: it cannot be. */
int zc_pg_hosts_fence(struct zc_pg_hosts *hosts, const char *path, struct zc_error *err);

struct zc_pg_server {
    PGconn *conn; /* the caller's, to be ended by PQfinish */
    bool standby; /* it takes no writes */
    uint64_t cluster;
    uint32_t timeline;
    int64_t replayed;  /* of a standby: how far it is */
    uint64_t primaries; /* how many had been found in this process when it was taken */
};
/* ZC_EAWAY: none of those that it may be can be reached, or it is behind the fence; the message says what each of them answered. */
int zc_pg_hosts_reach(struct zc_pg_server *out, struct zc_pg_hosts *hosts, bool reads, struct zc_error *err);
/* Notes the server's timeline at the fence; ZC_EAWAY where it is behind it: a newer one was seen, by this process or another. */
int zc_pg_hosts_pass(struct zc_pg_hosts *hosts, const struct zc_pg_server *server, struct zc_error *err);
/* Cheap, asked before each transaction: it is behind the fence by now. */
bool zc_pg_hosts_stale(const struct zc_pg_hosts *hosts, const struct zc_pg_server *server);
/* Who reads from a standby should look for a primary: another connection of this process found one, or none has looked for some seconds. */
bool zc_pg_hosts_look(const struct zc_pg_server *server);

#endif
