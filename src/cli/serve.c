/* serve: the server on one city, until SIGINT or SIGTERM. It holds the folder's lock; verbs of the command line reach it through run.sock. Of a city whose
 * database is on a server several may run, and verbs beside them. */
#include "cli/forward.h"
#include "cli/verbs.h"
#include "base/log.h"
#include "http/drawing.h"
#include "http/health.h"
#include "http/remind.h"
#include "http/server.h"
#include "http/tls.h"
#include "store/slow.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SLOW_MS = 500 };
static const struct zc_route *const tables[] = {zc_sign_in_routes, zc_api_routes, zc_page_routes, NULL};

/* HOST:PORT, [::1]:PORT or :PORT; the last colon divides. */
static int read_address(struct zc_server *server, struct zc_args *args, const char *text, struct zc_error *err)
{
    const char *colon = strrchr(text, ':');
    char *end = NULL;
    long port = colon ? strtol(colon + 1, &end, 10) : -1;
    if (!colon || !colon[1] || *end || port < 0 || port > 65535)
        return zc_fail(err, ZC_EUSAGE, "--listen 应为 主机:端口,如 127.0.0.1:8520,收到 %s", "--listen takes HOST:PORT such as 127.0.0.1:8520, %s came", text);
    size_t length = (size_t)(colon - text);
    if (length >= 2 && text[0] == '[' && text[length - 1] == ']')
        server->host = zc_arena_copy(&args->arena, text + 1, length - 2);
    else
        server->host = length ? zc_arena_copy(&args->arena, text, length) : "127.0.0.1";
    server->port = (int)port;
    return ZC_OK;
}

static int check_keys(const char *folder, struct zc_error *err)
{
    char path[4096];
    struct stat info;
    snprintf(path, sizeof path, "%s/keys", folder);
    if (stat(path, &info) == 0 && (info.st_mode & 077))
        return zc_fail(err, ZC_EDENIED, "%s 对其他用户开放,请先 chmod 700", "%s is open to other users: chmod 700 it first", path);
    return ZC_OK;
}

/* --tls CERTIFICATE [--tls-key KEY], or --tls self for a trial. */
static int read_tls(struct zc_tls *tls, struct zc_server *server, struct zc_args *args, struct zc_error *err)
{
    const char *certificate = zc_args_option(args, "tls"), *key = zc_args_option(args, "tls-key"), *names = zc_city_setting(server->city, "host");
    char machine[256] = "";
    int rc;
    if (!certificate)
        return key ? zc_fail(err, ZC_EUSAGE, "--tls-key 要与 --tls 同用", "--tls-key goes with --tls") : ZC_OK;
    if (strcmp(certificate, "self") != 0) {
        rc = zc_tls_read(tls, &args->arena, certificate, key, err);
        if (!rc && tls->days_left < 30)
            zc_say(args, "证书还有 %d 天到期", "the certificate is over in %d days", tls->days_left);
    } else if (key) {
        rc = zc_fail(err, ZC_EUSAGE, "自签证书不用 --tls-key", "a self-signed certificate takes no --tls-key");
    } else {
        bool every = strcmp(server->host, "0.0.0.0") == 0 || strcmp(server->host, "::") == 0;
        if (gethostname(machine, sizeof machine - 1) != 0 || machine[strspn(machine, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.")])
            *machine = 0;
        rc = zc_tls_self(tls, &args->arena, zc_arena_printf(&args->arena, "%s/keys", server->city->folder),
                         zc_arena_printf(&args->arena, "localhost 127.0.0.1 ::1 %s %s %s", every ? "" : server->host, machine, names ? names : ""), err);
        if (!rc)
            zc_say(args, "自签证书,只供试用;浏览器会警告,请核对 SHA-256 指纹 %s", "self-signed, for trials: browsers warn; compare the SHA-256 fingerprint %s", tls->fingerprint);
    }
    server->tls = tls;
    return rc;
}

/* What city.conf says of the server: limits, the names it answers for, the proxies it believes. */
static int read_settings(struct zc_server *server, struct zc_limits *limits, struct zc_args *args, struct zc_error *err)
{
    const char *profile = zc_city_setting(server->city, "password_profile");
    int64_t days;
    int rc = zc_limits_read(limits, server->city, err);
    if (!rc)
        rc = zc_city_number(&days, server->city, "password_days", 0, 3650, err);
    if (!rc && profile && strcmp(profile, "mlps3") != 0 && strcmp(profile, "nist") != 0)
        rc = zc_fail(err, ZC_EINPUT, "city.conf 的 password_profile 应为 mlps3 或 nist,现为 %.40s", "password_profile in city.conf takes mlps3 or nist, not %.40s", profile);
    const char *health = zc_city_setting(server->city, "health");
    if (!rc && health && strcmp(health, "open") != 0 && strcmp(health, "closed") != 0)
        rc = zc_fail(err, ZC_EINPUT, "city.conf 的 health 应为 open 或 closed,现为 %.40s", "health in city.conf takes open or closed, not %.40s", health);
    server->limits = limits;
    server->names = zc_city_setting(server->city, "host");
    server->proxies = server->secure && !server->tls ? zc_city_setting(server->city, "trusted_proxy") : NULL;
    if (!server->names && !server->secure) /* then it is this machine alone, or it will not start */
        server->names = zc_arena_printf(&args->arena, "localhost 127.0.0.1 [::1] %s", server->host);
    if (!rc && server->secure && !server->tls && !server->proxies)
        zc_say(args, "city.conf 没有 trusted_proxy:来源地址不可知,按地址的限制不起作用",
               "city.conf has no trusted_proxy: where requests come from is not known, and limits by address do not work");
    return rc;
}

static void tell_slow(const struct zc_slow *slow)
{
    const char *request = zc_log_works_for();
    const struct zc_log_field fields[] = {{"sql", slow->sql, 0, 0}, {"ms", NULL, slow->ms, 0}, {"rows", NULL, slow->rows, 0}, {"plan", slow->plan, 0, 0},
                                          {"request", request, 0, 0}};
    zc_log_event(ZC_LOG_OTHER, "warn", "slow", fields, request ? 5 : 4);
}

/* --log json|text|off, by default JSON unless a person looks at it; --slow MS, by default 500, 0: statements are not watched. */
static int read_watching(struct zc_args *args, struct zc_error *err)
{
    const char *style = zc_args_option(args, "log"), *slow = zc_args_option(args, "slow");
    char *end = NULL;
    long ms = slow ? strtol(slow, &end, 10) : SLOW_MS;
    if (slow && (*end || !*slow || ms < 0 || ms > 3600000))
        return zc_fail(err, ZC_EUSAGE, "--slow 应为 0 至 3600000 毫秒,收到 %s", "--slow takes 0 to 3600000 milliseconds, %s came", slow);
    bool json = style ? strcmp(style, "json") == 0 : !isatty(STDERR_FILENO);
    zc_log_set(json ? ZC_LOG_JSON : style && strcmp(style, "off") == 0 ? ZC_LOG_OFF : ZC_LOG_TEXT);
    zc_slow_watch((int)ms, tell_slow);
    return ZC_OK;
}

static int serve_until_told(struct zc_args *args, struct zc_server *server, const sigset_t *ends, struct zc_error *err)
{
    struct zc_forward *forward = NULL;
    int which, rc = zc_server_start(server, err);
    if (rc)
        return rc;
    struct zc_reminder *reminder = NULL;
    if (!zc_city_on_server(server->city)) /* there a verb is one more process */
        rc = zc_forward_listen(&forward, server, err);
    if (!rc)
        rc = zc_remind_start(&reminder, server->city, err);
    if (!rc) {
        bool six = strchr(server->host, ':') != NULL;
        if (server->city->sample)
            zc_say(args, "示例城市:每条记录都是示例", "Sample city: every record is a made-up sample");
        zc_say(args, "%s 已就绪:http%s://%s%s%s:%d/  (Ctrl-C 停止)", "%s is served at http%s://%s%s%s:%d/  (Ctrl-C stops it)",
               zc_pick(server->city->name, args->lang), server->tls ? "s" : "", six ? "[" : "", server->host, six ? "]" : "", server->port);
        zc_health_phase(server->health, ZC_SERVING);
        while (sigwait(ends, &which) != 0 && errno == EINTR)
            continue;
        zc_say(args, "正在停止,先写完已收下的", "stopping; what was taken is written first");
    }
    zc_remind_stop(reminder);
    zc_forward_stop(forward);
    zc_server_stop(server);
    return rc;
}

int zc_verb_serve(struct zc_args *args)
{
    struct zc_error err = {0};
    struct zc_session session;
    struct zc_limits limits;
    struct zc_tls tls;
    struct zc_server server = {.tables = tables, .secure = zc_args_option(args, "behind-proxy") || zc_args_option(args, "tls")};
    const char *listen = zc_args_option(args, "listen"), *threads = zc_args_option(args, "threads");
    char *end = NULL, *folder;
    server.threads = threads ? (int)strtol(threads, &end, 10) : 2;
    int rc = ZC_OK;
    if (args->word_count != 1)
        rc = zc_fail(&err, ZC_EUSAGE, "缺少城市文件夹", "the city folder is missing");
    else if (zc_args_option(args, "behind-proxy") && zc_args_option(args, "tls"))
        rc = zc_fail(&err, ZC_EUSAGE, "--tls 与 --behind-proxy 二者择一", "--tls or --behind-proxy, one of the two");
    else if ((end && *end) || server.threads < 1 || server.threads > 64)
        rc = zc_fail(&err, ZC_EUSAGE, "--threads 应为 1 至 64,收到 %s", "--threads takes 1 to 64, %s came", threads);
    if (!rc)
        rc = read_watching(args, &err);
    if (!rc)
        rc = read_address(&server, args, listen ? listen : "127.0.0.1:8520", &err);
    if (rc)
        return zc_args_fail(args, &err);

    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ends, NULL); /* before any thread starts: only sigwait sees them */
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0}); /* memory holds secrets */

    folder = realpath(args->words[0], NULL); /* a forwarded verb may run in another folder */
    rc = zc_session_serve(&session, folder ? folder : args->words[0], &err);
    if (!rc) {
        session.city->drawer = zc_drawing_pdf;
        server.city = session.city;
        rc = check_keys(session.city->folder, &err);
        if (!rc)
            rc = read_tls(&tls, &server, args, &err);
        if (!rc)
            rc = read_settings(&server, &limits, args, &err);
        if (!rc)
            rc = serve_until_told(args, &server, &ends, &err);
        zc_session_close(&session);
    }
    free(folder);
    return rc ? zc_args_fail(args, &err) : 0;
}
