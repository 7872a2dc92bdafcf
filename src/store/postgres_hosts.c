/* postgres_hosts: 1 the name, taken apart; 2 the fence; 3 reaching all of them at once; 4 the choice. */
#include "store/postgres_hosts.h"
#include "base/arena.h"
#include "store/postgres_outcome.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MOST = 8, MOST_WORDS = 64 };
enum { CONNECT_MS = 3000, GRACE_MS = 500, LOOK_MS = 3000 }; /* to reach one; for the others once a primary is there; between two looks for a primary */

struct zc_pg_hosts {
    char *hosts[MOST], *addresses[MOST], *ports[MOST]; /* as the name lists them; NULL: as libpq sees fit */
    size_t count;
    PQconninfoOption *options;
    int connect_ms;
    uint64_t *fence; /* shared by the processes: the cluster in the upper half, its timeline in the lower; NULL: none */
};

/* Of this process, whatever the connection: when a primary is next looked for by who reads from a standby, and how many were found. */
static int64_t next_look;
static uint64_t primaries;

/* 1 */

static const char *option_of(const struct zc_pg_hosts *hosts, const char *keyword)
{
    for (const PQconninfoOption *option = hosts->options; option->keyword; option++)
        if (strcmp(option->keyword, keyword) == 0)
            return option->val && *option->val ? option->val : NULL;
    return NULL;
}

static size_t listed(const char *list)
{
    size_t count = list != NULL;
    for (; list && *list; list++)
        count += *list == ',';
    return count;
}

static void split(char *out[MOST], const char *list)
{
    for (size_t i = 0; list && i < MOST; i++) {
        size_t length = strcspn(list, ",");
        out[i] = length ? zc_malloc(length + 1) : NULL;
        if (length) {
            memcpy(out[i], list, length);
            out[i][length] = 0;
        }
        list = list[length] ? list + length + 1 : NULL;
    }
}

int zc_pg_hosts_read(struct zc_pg_hosts **out, const char *name, struct zc_error *err)
{
    struct zc_pg_hosts *hosts = zc_malloc(sizeof *hosts);
    *hosts = (struct zc_pg_hosts){.options = PQconninfoParse(name, NULL), .connect_ms = CONNECT_MS};
    int rc = hosts->options ? ZC_OK : zc_fail(err, ZC_EINPUT, "数据库的名字看不懂,应如 postgresql://用户@主机/库", "the name of the database is not readable: postgresql://user@host/database");
    /* city.conf is read by many and copied into backups. */
    if (!rc && option_of(hosts, "password"))
        rc = zc_fail(err, ZC_EINPUT, "数据库的名字里不能有口令:请放进 ~/.pgpass 或 PGPASSFILE", "the name of the database must not hold a password: put it into ~/.pgpass or PGPASSFILE");
    const char *addresses = rc ? NULL : option_of(hosts, "hostaddr"), *named = rc ? NULL : option_of(hosts, "host"), *ports = rc ? NULL : option_of(hosts, "port");
    const char *timeout = rc ? NULL : option_of(hosts, "connect_timeout");
    hosts->count = listed(addresses ? addresses : named);
    hosts->count = hosts->count ? hosts->count : 1;
    if (!rc && (hosts->count > MOST || (addresses && named && listed(named) != hosts->count) || (listed(ports) > 1 && listed(ports) != hosts->count)))
        rc = zc_fail(err, ZC_EINPUT, "数据库的名字最多列 %d 个主机,端口写一个或每个主机一个", "the name of a database lists up to %d hosts, and one port or one for each", MOST);
    if (!rc) {
        split(hosts->hosts, named);
        split(hosts->addresses, addresses);
        split(hosts->ports, ports);
        for (size_t i = 1; i < hosts->count && listed(ports) == 1; i++)
            hosts->ports[i] = zc_strdup(hosts->ports[0]);
        long seconds = timeout ? strtol(timeout, NULL, 10) : 0;
        if (seconds > 0 && seconds < 600)
            hosts->connect_ms = (int)seconds * 1000;
    }
    if (rc) {
        zc_pg_hosts_free(hosts);
        return rc;
    }
    *out = hosts;
    return ZC_OK;
}

void zc_pg_hosts_free(struct zc_pg_hosts *hosts)
{
    if (!hosts)
        return;
    for (size_t i = 0; i < MOST; i++) {
        free(hosts->hosts[i]);
        free(hosts->addresses[i]);
        free(hosts->ports[i]);
    }
    if (hosts->fence)
        munmap(hosts->fence, sizeof *hosts->fence);
    PQconninfoFree(hosts->options);
    free(hosts);
}

bool zc_pg_hosts_several(const struct zc_pg_hosts *hosts) { return hosts->count > 1; }

/* 2 */

int zc_pg_hosts_fence(struct zc_pg_hosts *hosts, const char *path, struct zc_error *err)
{
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file >= 0) /* with room of its own: on a full disk writing into a hole would end the program */
        errno = posix_fallocate(file, 0, sizeof *hosts->fence);
    void *mark = file >= 0 && !errno ? mmap(NULL, sizeof *hosts->fence, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0) : MAP_FAILED;
    int problem = errno;
    if (file >= 0)
        close(file);
    if (mark == MAP_FAILED)
        return zc_fail(err, ZC_EIO, "无法写入 %s:%s", "cannot write %s: %s", path, strerror(problem));
    hosts->fence = mark;
    return ZC_OK;
}

static uint64_t mark_of(const struct zc_pg_server *server) { return (server->cluster ^ server->cluster >> 32) << 32 | server->timeline; }

static bool behind(uint64_t fence, uint64_t mark) { return fence >> 32 == mark >> 32 && (uint32_t)mark < (uint32_t)fence; }

bool zc_pg_hosts_stale(const struct zc_pg_hosts *hosts, const struct zc_pg_server *server)
{
    return hosts->fence && behind(__atomic_load_n(hosts->fence, __ATOMIC_ACQUIRE), mark_of(server));
}

static int refuse_old(const struct zc_pg_server *server, uint32_t newest, struct zc_error *err)
{
    const char *host = PQhost(server->conn);
    if (server->standby)
        return zc_fail(err, ZC_EAWAY, "数据库服务器 %s 是旧时间线的备库:它在时间线 %u,而本城市已见过时间线 %u;没有读它",
                       "the database server %s is a standby of an old timeline: it is on timeline %u, and this city has seen timeline %u; it was not read",
                       host ? host : "?", (unsigned)server->timeline, (unsigned)newest);
    return zc_fail(err, ZC_EAWAY, "数据库服务器 %s 是从前的主库:它在时间线 %u,而本城市已见过时间线 %u;没有读写它,请把它重做成备库",
                   "the database server %s is an old primary: it is on timeline %u, and this city has seen timeline %u; it was not used: make it a standby anew",
                   host ? host : "?", (unsigned)server->timeline, (unsigned)newest);
}

/* What was seen outlives a power failure before anything is written because of it. */
int zc_pg_hosts_pass(struct zc_pg_hosts *hosts, const struct zc_pg_server *server, struct zc_error *err)
{
    uint64_t mark = mark_of(server), fence = hosts->fence ? __atomic_load_n(hosts->fence, __ATOMIC_ACQUIRE) : mark;
    while (fence != mark) {
        if (behind(fence, mark))
            return refuse_old(server, (uint32_t)fence, err);
        if (!__atomic_compare_exchange_n(hosts->fence, &fence, mark, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
            continue;
        if (msync(hosts->fence, sizeof *hosts->fence, MS_SYNC) != 0)
            return zc_fail(err, ZC_EIO, "无法写入时间线的记录:%s", "cannot write down the timeline: %s", strerror(errno));
        break;
    }
    return ZC_OK;
}

bool zc_pg_hosts_look(const struct zc_pg_server *server)
{
    int64_t now = zc_pg_clock_ms(), next = __atomic_load_n(&next_look, __ATOMIC_RELAXED);
    if (!server->standby)
        return false;
    return server->primaries != __atomic_load_n(&primaries, __ATOMIC_RELAXED) ||
           (now >= next && __atomic_compare_exchange_n(&next_look, &next, now + LOOK_MS, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
}

/* 3 */

struct attempt {
    struct zc_pg_server server;
    PostgresPollingStatusType wants;
    bool there; /* it said what it is */
    char why[400]; /* not */
};

static void word(const char *keywords[MOST_WORDS], const char *values[MOST_WORDS], size_t *count, const char *keyword, const char *value)
{
    if (!value || *count == MOST_WORDS - 1)
        return;
    keywords[*count] = keyword;
    values[(*count)++] = value;
}

/* A machine that went away says nothing: with several to choose from, it is not waited for as long as the system would. */
static const char *const lively[][2] = {{"keepalives_idle", "5"}, {"keepalives_interval", "3"}, {"keepalives_count", "3"}, {"tcp_user_timeout", "15000"}};

static PGconn *start(const struct zc_pg_hosts *hosts, size_t at)
{
    const char *keywords[MOST_WORDS], *values[MOST_WORDS];
    size_t count = 0;
    for (const PQconninfoOption *option = hosts->options; option->keyword; option++)
        if (strcmp(option->keyword, "host") != 0 && strcmp(option->keyword, "hostaddr") != 0 && strcmp(option->keyword, "port") != 0)
            word(keywords, values, &count, option->keyword, option->val);
    word(keywords, values, &count, "host", hosts->hosts[at]);
    word(keywords, values, &count, "hostaddr", hosts->addresses[at]);
    word(keywords, values, &count, "port", hosts->ports[at]);
    for (size_t i = 0; i < sizeof lively / sizeof *lively && hosts->count > 1; i++)
        if (!option_of(hosts, lively[i][0]))
            word(keywords, values, &count, lively[i][0], lively[i][1]);
    keywords[count] = values[count] = NULL;
    return hosts->count > 1 ? PQconnectStartParams(keywords, values, 0) : PQconnectdbParams(keywords, values, 0);
}

static void give_up(struct attempt *attempt, const char *why)
{
    snprintf(attempt->why, sizeof attempt->why, "%s", why ? why : PQerrorMessage(attempt->server.conn));
    attempt->why[strcspn(attempt->why, "\n")] = 0;
    attempt->wants = PGRES_POLLING_FAILED;
    PQfinish(attempt->server.conn);
    attempt->server.conn = NULL;
}

static void keep_quiet(void *user, const char *message) { (void)user, (void)message; } /* what matters comes as an error */

/* What an ordinary user may ask. The name of the log that a primary writes begins with its timeline; a standby knows the one of its last restart point, which
 * may be older than what it follows, never newer. */
static void ask_what_it_is(struct attempt *attempt)
{
    PQsetNoticeProcessor(attempt->server.conn, keep_quiet, NULL);
    PGresult *result = PQexec(attempt->server.conn,
        "SELECT (SELECT system_identifier FROM pg_control_system()), CASE WHEN pg_is_in_recovery() THEN 1 ELSE 0 END, "
        "CASE WHEN pg_is_in_recovery() THEN (SELECT greatest(c.timeline_id, r.min_recovery_end_timeline) FROM pg_control_checkpoint() AS c, pg_control_recovery() AS r) "
        "ELSE CAST(CAST('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) AS bit(32)) AS integer) END, "
        "CAST(coalesce(pg_last_wal_replay_lsn() - '0/0', 0) AS bigint)");
    attempt->there = PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1;
    if (attempt->there) {
        attempt->server.cluster = strtoull(PQgetvalue(result, 0, 0), NULL, 10);
        attempt->server.standby = *PQgetvalue(result, 0, 1) == '1';
        attempt->server.timeline = (uint32_t)strtoul(PQgetvalue(result, 0, 2), NULL, 10);
        attempt->server.replayed = attempt->server.standby ? strtoll(PQgetvalue(result, 0, 3), NULL, 10) : 0;
    }
    PQclear(result);
    if (!attempt->there)
        give_up(attempt, NULL);
}

static void settle(struct attempt *attempt)
{
    if (PQstatus(attempt->server.conn) == CONNECTION_OK && attempt->wants == PGRES_POLLING_OK)
        ask_what_it_is(attempt);
    else if (attempt->wants == PGRES_POLLING_FAILED || attempt->wants == PGRES_POLLING_OK)
        give_up(attempt, NULL);
}

static bool pending(const struct attempt *attempt) { return attempt->server.conn && !attempt->there; }

/* Until all have answered, or the time is over. A primary alone does not end it: another may be a newer one. */
static void wait_for_all(struct attempt *attempts, const struct zc_pg_hosts *hosts)
{
    const size_t count = hosts->count;
    int64_t until = zc_pg_clock_ms() + hosts->connect_ms;
    bool found = false;
    for (;;) {
        struct pollfd polled[MOST];
        size_t which[MOST], waiting = 0;
        for (size_t i = 0; i < count; i++) {
            if (!found && attempts[i].there && !attempts[i].server.standby && !zc_pg_hosts_stale(hosts, &attempts[i].server)) {
                found = true;
                until = zc_pg_clock_ms() + GRACE_MS < until ? zc_pg_clock_ms() + GRACE_MS : until;
            }
            if (!pending(&attempts[i]))
                continue;
            which[waiting] = i;
            polled[waiting++] = (struct pollfd){.fd = PQsocket(attempts[i].server.conn), .events = attempts[i].wants == PGRES_POLLING_READING ? POLLIN : POLLOUT};
        }
        int64_t left = until - zc_pg_clock_ms();
        if (!waiting || left <= 0)
            break;
        if (poll(polled, (nfds_t)waiting, (int)left) < 0 && errno != EINTR)
            break;
        for (size_t i = 0; i < waiting; i++)
            if (polled[i].revents) {
                attempts[which[i]].wants = PQconnectPoll(attempts[which[i]].server.conn);
                settle(&attempts[which[i]]);
            }
    }
    for (size_t i = 0; i < count; i++)
        if (pending(&attempts[i]))
            give_up(&attempts[i], "no answer in time");
}

/* 4 */

/* The newest timeline; of two standbys of one, the one that is further; else the first that is named. */
static bool better(const struct zc_pg_server *one, const struct zc_pg_server *other)
{
    return !other || one->timeline > other->timeline || (one->timeline == other->timeline && one->replayed > other->replayed);
}

static bool are_copies(const struct attempt *attempts, size_t count)
{
    uint64_t cluster = 0;
    bool same = true;
    for (size_t i = 0; i < count; i++)
        if (attempts[i].there) {
            same &= !cluster || cluster == attempts[i].server.cluster;
            cluster = attempts[i].server.cluster;
        }
    return same;
}

static int none_found(const struct zc_pg_hosts *hosts, const struct attempt *attempts, const struct attempt *standby, struct zc_error *err)
{
    char said[700] = "";
    size_t size = 0;
    for (size_t i = 0; i < hosts->count && size < sizeof said; i++)
        if (attempts[i].why[0])
            size += (size_t)snprintf(said + size, sizeof said - size, "%s%s", size ? "; " : "", attempts[i].why);
    if (standby)
        return zc_fail(err, ZC_EAWAY, "目前只能读,不能写:%s 是备库,没有主库应答,请稍后再试(%s)", "only reading just now: %s is a standby and no primary answers, try again shortly (%s)",
                       PQhost(standby->server.conn), size ? said : "-");
    return zc_fail(err, ZC_EAWAY, "连不上数据库服务器:%s", "cannot reach the database server: %s", said);
}

int zc_pg_hosts_reach(struct zc_pg_server *out, struct zc_pg_hosts *hosts, bool reads, struct zc_error *err)
{
    struct attempt attempts[MOST] = {0}, *primary = NULL, *standby = NULL, *old = NULL;
    struct zc_error why = {0};
    int rc = ZC_OK;
    for (size_t i = 0; i < hosts->count; i++) {
        attempts[i].server.conn = start(hosts, i);
        attempts[i].wants = hosts->count == 1 ? PGRES_POLLING_OK : PQstatus(attempts[i].server.conn) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
        settle(&attempts[i]);
    }
    wait_for_all(attempts, hosts);
    if (!are_copies(attempts, hosts->count))
        rc = zc_fail(&why, ZC_EINPUT, "数据库的名字所列的主机不是同一个库的主库与备库:没有读写它们", "the hosts that the name of the database lists are no copies of each other: none was used");
    for (size_t i = 0; i < hosts->count && !rc; i++) /* what any of them says of a newer timeline holds for all */
        if (attempts[i].there && (rc = zc_pg_hosts_pass(hosts, &attempts[i].server, &why)) == ZC_EAWAY)
            rc = ZC_OK;
    for (size_t i = 0; i < hosts->count && !rc; i++) {
        struct attempt *one = &attempts[i], **best = one->server.standby ? &standby : &primary;
        if (!one->there)
            continue;
        if (zc_pg_hosts_pass(hosts, &one->server, &why) == ZC_EAWAY) {
            snprintf(one->why, sizeof one->why, "%s", why.en);
            old = one;
        } else if (better(&one->server, *best ? &(*best)->server : NULL)) {
            *best = one;
        }
    }
    struct attempt *taken = primary ? primary : reads ? standby : NULL;
    if (primary)
        __atomic_add_fetch(&primaries, 1, __ATOMIC_RELAXED);
    if (rc) {
        if (err)
            *err = why;
    } else if (!taken) {
        rc = old && !standby ? zc_pg_hosts_pass(hosts, &old->server, err) : none_found(hosts, attempts, standby, err);
    } else {
        taken->server.primaries = __atomic_load_n(&primaries, __ATOMIC_RELAXED);
        *out = taken->server;
    }
    for (size_t i = 0; i < hosts->count; i++)
        if (&attempts[i] != taken || rc)
            PQfinish(attempts[i].server.conn);
    return rc;
}
