/* pages_monitor: 1 who may see more; 2 health; 3 the families of /metrics; 4 the page. Described in docs/operations/monitoring.md. */
#include "base/exposition.h"
#include "base/log.h"
#include "base/process.h"
#include "http/events.h"
#include "http/health.h"
#include "http/api.h"
#include "http/meter.h"
#include "http/pages_monitor.h"
#include "http/pool.h"
#include "record/last.h"
#include "record/outbox.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

/* 1 */

/* This machine itself with no proxy between; or who runs the system or audits it, by a session or by a token made for this. */
static bool may_watch(const struct zc_request *request)
{
    const struct zc_identity *identity = request->identity;
    const struct zc_reader *reader = request->reader;
    if (request->loopback)
        return true;
    return (zc_reader_has_role(reader, "core.system_admin") || zc_reader_has_role(reader, "core.audit_admin")) &&
           zc_api_scope(identity, "monitor", ZC_API_READ);
}

/* 2 */

/* Others learn from the status alone, and nothing at all where city.conf says health = closed. */
static bool may_ask(struct zc_response *response, struct zc_request *request)
{
    const struct zc_server *server = request->server;
    const char *setting = zc_city_setting(server->city, "health");
    struct zc_error err = {0};
    if (!setting || strcmp(setting, "closed") != 0 || may_watch(request))
        return true;
    zc_fail(&err, ZC_ENOTFOUND, "没有这个地址", "there is no such address");
    zc_answer_status(response, request, 404, &err);
    return false;
}

static void put_answers(struct zc_buf *out, const struct zc_health_answer *answers)
{
    zc_buf_str(out, ",\"checks\":[");
    for (size_t i = 0; i < ZC_HEALTH_QUESTIONS; i++) {
        zc_buf_printf(out, "%s{\"name\":\"%s\",\"good\":%s", i ? "," : "", answers[i].name, answers[i].good ? "true" : "false");
        if (!answers[i].good) {
            zc_buf_str(out, ",\"why\":");
            zc_api_pair(out, (struct zc_pair){answers[i].why.zh, answers[i].why.en});
        }
        zc_buf_char(out, '}');
    }
    zc_buf_char(out, ']');
}

static void answer(struct zc_response *response, struct zc_request *request, bool alive_asked, bool ready_asked)
{
    const struct zc_server *server = request->server;
    struct zc_health_answer answers[ZC_HEALTH_QUESTIONS];
    struct zc_buf *out = &response->body;
    if (!may_ask(response, request))
        return;
    bool ready = !ready_asked || zc_health_look(answers, server->health, request->db);
    response->type = "application/json; charset=utf-8";
    response->status = ready ? 200 : 503;
    zc_buf_printf(out, "{\"status\":\"%s\"", ready ? "ok" : "not ready");
    if (alive_asked)
        zc_buf_str(out, ",\"alive\":true"); /* who answers is alive */
    if (ready_asked)
        zc_buf_printf(out, ",\"ready\":%s", ready ? "true" : "false");
    if (alive_asked && ready_asked)
        zc_buf_printf(out, ",\"sample\":%s", server->city->sample ? "true" : "false");
    if (ready_asked && may_watch(request))
        put_answers(out, answers);
    zc_buf_str(out, "}\n");
}

void zc_health_alive_page(struct zc_response *response, struct zc_request *request) { answer(response, request, true, false); }
void zc_health_ready_page(struct zc_response *response, struct zc_request *request) { answer(response, request, false, true); }
void zc_health_page(struct zc_response *response, struct zc_request *request) { answer(response, request, true, true); }

/* 3 */

static void gauge(struct zc_exposition *exposition, const char *name, const char *help, int64_t value)
{
    zc_exposition_family(exposition, ZC_GAUGE, name, help);
    zc_exposition_int(exposition, NULL, 0, value);
}

static void counter(struct zc_exposition *exposition, const char *name, const char *help, uint64_t value)
{
    zc_exposition_family(exposition, ZC_COUNTER, name, help);
    zc_exposition_int(exposition, NULL, 0, (int64_t)value);
}

static void put_writer(struct zc_exposition *exposition, struct zc_writer *writer)
{
    struct zc_writer_look stand;
    zc_writer_stand(&stand, writer);
    gauge(exposition, "zhucheng_writer_queue_length", "Writes that wait for their turn.", (int64_t)stand.waiting);
    gauge(exposition, "zhucheng_writer_queue_capacity", "Writes that may wait; more are answered by 503.", ZC_WRITER_QUEUE);
    zc_exposition_family(exposition, ZC_GAUGE, "zhucheng_writer_busy_seconds", "How long what is being written has taken so far; 0 when nothing is.");
    zc_exposition_real(exposition, &(struct zc_label){"work", "batch"}, 1, stand.alone ? 0 : (double)stand.busy_ns / 1e9);
    zc_exposition_real(exposition, &(struct zc_label){"work", "alone"}, 1, stand.alone ? (double)stand.busy_ns / 1e9 : 0);
    counter(exposition, "zhucheng_writer_commits_total", "Durable commits of batches.", stand.commits);
    zc_exposition_family(exposition, ZC_COUNTER, "zhucheng_writer_works_total",
                         "Works of the writer: kept, refused by a rule (or a mere preview), failed as the store did.");
    zc_exposition_int(exposition, &(struct zc_label){"result", "kept"}, 1, (int64_t)stand.kept);
    zc_exposition_int(exposition, &(struct zc_label){"result", "refused"}, 1, (int64_t)stand.refused);
    zc_exposition_int(exposition, &(struct zc_label){"result", "failed"}, 1, (int64_t)stand.failed);
    counter(exposition, "zhucheng_writer_full_total", "Writes sent away as the queue was full or the server stopped.", stand.full);
    zc_exposition_family(exposition, ZC_HISTOGRAM, "zhucheng_writer_batch_size", "Works that shared one commit.");
    zc_histogram_put(exposition, NULL, 0, &stand.sizes);
    zc_exposition_family(exposition, ZC_HISTOGRAM, "zhucheng_writer_batch_duration_seconds", "From the start of a batch to its durable end.");
    zc_histogram_put(exposition, NULL, 0, &stand.took);
}

static void put_work(struct zc_exposition *exposition, const struct zc_server *server)
{
    void *const pools[] = {server->pool, server->hashing, server->drawing};
    static const char *const names[] = {"long", "password", "drawing"};
    uint64_t jobs[ZC_JOB_STATES];
    int64_t messages[ZC_OUTBOX_STATES];
    zc_exposition_family(exposition, ZC_GAUGE, "zhucheng_pool_queue_length", "Requests that wait for a thread of their pool.");
    for (size_t i = 0; i < 3; i++)
        zc_exposition_int(exposition, &(struct zc_label){"work", names[i]}, 1, (int64_t)zc_pool_waiting(pools[i]));
    zc_jobs_count(jobs, server->jobs);
    zc_exposition_family(exposition, ZC_GAUGE, "zhucheng_jobs", "Jobs that have not ended, by state.");
    for (size_t i = 0; i < ZC_JOB_STATES; i++)
        if (!zc_job_ended(i))
            zc_exposition_int(exposition, &(struct zc_label){"state", zc_job_states[i]}, 1, (int64_t)jobs[i]);
    zc_exposition_family(exposition, ZC_COUNTER, "zhucheng_jobs_ended_total", "Jobs that ended since the start, by how.");
    for (size_t i = 0; i < ZC_JOB_STATES; i++)
        if (zc_job_ended(i))
            zc_exposition_int(exposition, &(struct zc_label){"state", zc_job_states[i]}, 1, (int64_t)jobs[i]);
    gauge(exposition, "zhucheng_event_streams", "Pages that are told of changes over a line of their own.", (int64_t)zc_events_streams(server->events));
    if (zc_outbox_count(messages, server->city->folder, NULL) == ZC_OK) {
        zc_exposition_family(exposition, ZC_GAUGE, "zhucheng_outbox_messages", "Reminders in the outbox, by state.");
        for (size_t i = 0; i < ZC_OUTBOX_STATES; i++)
            zc_exposition_int(exposition, &(struct zc_label){"state", zc_outbox_states[i]}, 1, messages[i]);
    }
}

static int64_t size_of(const char *folder, const char *name)
{
    char path[4200];
    struct stat info;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return stat(path, &info) == 0 ? (int64_t)info.st_size : 0;
}

static void put_store(struct zc_exposition *exposition, const struct zc_city *city)
{
    static const char *const lasts[ZC_LASTS][2] = {
        {"zhucheng_last_backup_timestamp_seconds", "When the last backup was made by the program, since 1970; 0: not known."},
        {"zhucheng_last_seal_timestamp_seconds", "When the ledger was last sealed, since 1970; 0: not known."}};
    struct statvfs disk;
    if (!zc_city_setting(city, "database")) { /* a server tells its own sizes */
        zc_exposition_family(exposition, ZC_GAUGE, "zhucheng_store_size_bytes", "Files of the store.");
        zc_exposition_int(exposition, &(struct zc_label){"file", "city.db"}, 1, size_of(city->folder, "city.db"));
        zc_exposition_int(exposition, &(struct zc_label){"file", "city.db-wal"}, 1, size_of(city->folder, "city.db-wal"));
    }
    if (statvfs(city->folder, &disk) == 0)
        gauge(exposition, "zhucheng_disk_free_bytes", "Room on the disk of the city's folder.", (int64_t)(disk.f_bavail * disk.f_frsize));
    for (size_t i = 0; i < ZC_LASTS; i++) {
        zc_exposition_family(exposition, ZC_GAUGE, lasts[i][0], lasts[i][1]);
        zc_exposition_real(exposition, NULL, 0, (double)zc_last_get(city->folder, i) / 1e6);
    }
}

static void put_process(struct zc_exposition *exposition, const struct zc_server *server)
{
    struct zc_process process;
    struct zc_log_counts lines = zc_log_count();
    zc_process_look(&process);
    gauge(exposition, "process_resident_memory_bytes", "Memory that is in use.", process.resident);
    gauge(exposition, "process_virtual_memory_bytes", "Memory that is reserved.", process.virtual_);
    gauge(exposition, "process_open_fds", "Open files and connections.", process.files);
    gauge(exposition, "process_max_fds", "Files and connections that may be open.", process.most_files);
    gauge(exposition, "process_threads", "Threads.", process.threads);
    zc_exposition_family(exposition, ZC_COUNTER, "process_cpu_seconds_total", "Processor time of all threads, user and system.");
    zc_exposition_real(exposition, NULL, 0, process.cpu_seconds);
    zc_exposition_family(exposition, ZC_GAUGE, "process_start_time_seconds", "When the server started, since 1970.");
    zc_exposition_real(exposition, NULL, 0, (double)server->started_at / 1e6);
    counter(exposition, "zhucheng_log_lines_total", "Lines written to the log.", lines.written);
    counter(exposition, "zhucheng_log_lines_dropped_total", "Lines left out as too many came at once.", lines.dropped);
    zc_exposition_family(exposition, ZC_GAUGE, "zhucheng_build_info", "1, with the version of the program.");
    zc_exposition_int(exposition, &(struct zc_label){"version", ZC_VERSION}, 1, 1);
}

/* 4 */

void zc_meter_page(struct zc_response *response, struct zc_request *request)
{
    const struct zc_server *server = request->server;
    struct zc_health_answer answers[ZC_HEALTH_QUESTIONS];
    struct zc_exposition exposition = {.out = &response->body};
    struct zc_error err = {0};
    if (!may_watch(request)) {
        bool known = ((const struct zc_reader *)request->reader)->account != 0;
        zc_fail(&err, ZC_EDENIED, "要系统管理员或审计管理员的角色,令牌还要 monitor:read", "this takes the role of system or audit administrator, and of a token monitor:read");
        zc_answer_status(response, request, known ? 403 : 401, &err);
        return;
    }
    response->type = ZC_EXPOSITION_TYPE;
    bool ready = zc_health_look(answers, server->health, request->db);
    gauge(&exposition, "zhucheng_ready", "1 while the server can do all of its work.", ready);
    zc_exposition_family(&exposition, ZC_GAUGE, "zhucheng_health", "1 where the check is good.");
    for (size_t i = 0; i < ZC_HEALTH_QUESTIONS; i++)
        zc_exposition_int(&exposition, &(struct zc_label){"check", answers[i].name}, 1, answers[i].good);
    zc_meter_put(&exposition, server->meter);
    put_writer(&exposition, server->writer);
    put_work(&exposition, server);
    put_store(&exposition, server->city);
    put_process(&exposition, server);
}
