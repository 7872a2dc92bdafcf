/*
 * cycle: a year of supervision in a city of 150 tasks, 1,500 items and 20,000 report lines, and what its screens ask for: 1 the city; 2 the
 * addresses and their bars, each asked of the real server one after the other; 3 the review of its half-year, as it is published. Usage: bench_cycle WORK SIZE TASKS ITEMS LINES [ADDRESS]; an
 * ADDRESS of the API is asked alone, a hundred times over, for whoever looks where its time goes
 */
#include "bench.h"

#include "base/date.h"
#include "http/api.h"
#include "http/server.h"
#include "paper/review.h"
#include "record/session.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { RUNS = 9, MONTHS = 12, UNITS = 40 };

/* 1: the twelve months before this one */

#define ID(id) bench_text("%lld", (long long)(id))

struct year {
    struct bench_town *town;
    int starts, first[MONTHS + 1]; /* days: of the plan, of each month and of the one after the last */
};

static const char *day(int date)
{
    char text[ZC_DATE_TEXT];
    zc_date_format(text, date);
    return bench_text("%s", text);
}

static void add_plan(struct zc_db *db, struct year *year, size_t tasks, size_t items)
{
    struct bench_town *town = year->town;
    struct zc_tx *tx = bench_begin(db);
    size_t each = items / tasks;
    int number, month, unused;
    zc_date_split(zc_db_today(db), &number, &month, &unused);
    zc_date_make(&year->first[MONTHS], number, month, 1);
    for (int i = 0; i < MONTHS; i++)
        year->first[i] = zc_date_add_months(year->first[MONTHS], i - MONTHS);
    year->starts = year->first[0];
    town->task = zc_malloc(tasks * sizeof *town->task);
    town->item = zc_malloc(items * sizeof *town->item);
    town->plan = bench_record(tx, "reform.plan", year->starts, "year", bench_text("%d", number), "title", "示例市改革工作要点", "approved_task_total", bench_text("%zu", tasks), "starts_on", day(year->starts),
                              "ends_on", day(year->first[MONTHS] + 60), "approved_on", day(year->starts), NULL);
    for (size_t t = 0; t < tasks; t++) {
        town->task[town->tasks++] = bench_record(
            tx, "reform.task", year->starts, "plan", ID(town->plan), "domain", bench_text("%02zu", t % 8 + 1), "serial", bench_text("%zu", t / 8 + 1), "matter", bench_text("第%zu项改革任务", t + 1), "kind", "own",
            "origin_level", "municipal", "origin_doc", "示例市改革工作要点", "lead_leader", ID(town->leader), "lead_unit", ID(town->unit[t % UNITS]), "no_co_unit_reason", "一家承担", "measures", "分季度办理", "due_on",
            day(year->first[MONTHS] + 30), "deliverable_form", "MECH", "acceptance_standard", "运行三个月", "weight", "1", "approved_on", day(year->starts), "state", "active", NULL);
        for (size_t n = 0; n < each; n++) {
            const char *due = day(year->first[n % MONTHS] + 20 + (int)(t % 8));
            bool claimed = (t + n) % 3 != 0, verified = (t + n) % 3 == 1;
            town->item[town->items++] = bench_record(
                tx, "reform.item", year->starts, "task", ID(town->task[t]), "seq", bench_text("%zu", n + 1), "name", bench_text("建立第%zu项改革事项的办理机制并形成可核验的成果", t * each + n + 1), "deliverable_type",
                n % 2 ? "MECH" : "DOC", "acceptance_standard", "台账、会议纪要、办结记录齐全", "weight", "3", "due_on", due, "baseline_due_on", due, "state", verified ? "verified" : claimed ? "claimed" : "started",
                "claimed_on", claimed ? day(year->first[n % MONTHS] + 10) : "", "verified_on", verified ? day(year->first[n % MONTHS] + 15) : "", NULL);
        }
        if (t % 50 == 49) {
            bench_commit(tx);
            tx = bench_begin(db);
        }
    }
    bench_commit(tx);
}

/* Each month every unit reports its tasks and items, until there are as many lines as were asked for. */
static void add_reports(struct zc_db *db, const struct year *year, size_t lines)
{
    const struct bench_town *town = year->town;
    size_t per_task = town->items / town->tasks, made = 0;
    for (int month = 0; month < MONTHS; month++) {
        struct zc_tx *tx = bench_begin(db);
        int64_t report[UNITS];
        int from = year->first[month], last = year->first[month + 1] - 1, number, of_year, unused;
        char end[ZC_DATE_TEXT];
        zc_date_format(end, last);
        zc_date_split(last, &number, &of_year, &unused);
        int64_t of = bench_record(tx, "reform.period", from, "plan", ID(town->plan), "kind", "month", "seq", bench_text("%d", of_year), "name", bench_text("%d-%02d", number, of_year), "starts_on", day(from), "ends_on",
                                  end, "state", "closed", NULL);
        for (int unit = 0; unit < UNITS; unit++) {
            report[unit] = bench_record(tx, "reform.monthly_report", last, "period", ID(of), "unit", ID(town->unit[unit]), "month_end", end, "state", "accepted", "submitted_on", day(last + 1 + unit % 9), NULL);
            bench_record(tx, "reform.period_figure", ZC_TODAY, "period", ID(of), "kind", "report", "subject", bench_text("reform.monthly_report|%d", unit), "value", unit % 9 < 7 ? "in_time" : "late", NULL);
        }
        for (size_t task = 0; task < town->tasks; task++)
            for (size_t n = 0; n <= per_task && made < lines; n++, made++)
                bench_record(tx, "reform.report_line", last, "report", ID(report[task % UNITS]), "task", ID(town->task[task]), "item", n ? ID(town->item[task * per_task + n - 1]) : "", "month_end", end, "claimed_state",
                             "started", "claimed_share", bench_text("0.%02d", month * 8), "what", bench_text("第%d月完成第%zu批办理，形成台账%zu份并逐项核对", month + 1, task + n, made), NULL);
        bench_commit(tx);
    }
}

/* Rounds with their findings, notices, changes, rectifications, answers to experiences, and how the items came on. */
static void add_supervision(struct zc_db *db, const struct year *year)
{
    const struct bench_town *town = year->town;
    struct zc_tx *tx = bench_begin(db);
    for (int quarter = 0; quarter < 4; quarter++) {
        const int *months = year->first + 3 * quarter;
        int64_t round = bench_record(tx, "reform.inspection_round", months[0], "plan", ID(town->plan), "quarter", bench_text("2017Q%d", quarter + 1), "from_on", day(months[0]), "to_on", day(months[3] - 1), "theme",
                                     "示例季督察", "frame", "claims", "size", "75", "seed", bench_text("种子%d", quarter), "team", bench_text(";%lld;", (long long)town->office_post), "opens_on", day(months[0]),
                                     "closes_on", day(months[3]), "state", "reported", NULL);
        for (size_t n = 0; n < 75; n++) {
            size_t item = (n * 20 + (size_t)quarter * 5) % town->items;
            bench_record(tx, "reform.inspection_finding", months[1], "round", ID(round), "item", ID(town->item[item]), "unit", ID(town->unit[item / (town->items / town->tasks) % UNITS]), "verdict",
                         n % 10 ? "upheld" : "contradicted", "facts", "示例", "final_verdict", n % 10 ? "upheld" : "contradicted", "final_on", day(months[2]), "state", "final", NULL);
        }
    }
    for (size_t i = 0; i < 120; i++)
        bench_record(tx, "reform.supervision_notice", year->first[6], "title", bench_text("示例督办%zu", i), "kind", i % 4 ? "yellow" : "red", "to_unit", ID(town->unit[i % UNITS]), "task",
                     ID(town->task[i % town->tasks]), "facts", "示例", "facts_on", day(year->first[6]), "requirement", "示例", "due_on", day(year->first[9]), "state", i % 3 ? "closed" : "received", "signed_on",
                     day(year->first[6]), "accepted_on", i % 3 ? day(year->first[6] + (int)(i % 20)) : "", NULL);
    for (size_t i = 0; i < 150; i++)
        bench_record(tx, "reform.rectification", year->first[4], "source", "lookback", "problem", bench_text("示例问题%zu", i), "unit", ID(town->unit[i % UNITS]), "item", ID(town->item[i * 7 % town->items]), "opened_on",
                     day(year->first[4]), "verified_on", i % 5 ? day(year->first[4] + 18) : "", "closed_on", i % 5 ? day(year->first[4] + 20) : "", "state", i % 5 ? "closed" : "in_hand", NULL);
    bench_record(tx, "reform.assessment_scheme", year->starts, "year", "2017", "version", "1", "title", "示例办法", "from_on", day(year->starts), "to_on", day(year->first[MONTHS] + 60), "points_on_time", "50",
                 "points_upheld", "15", "points_reports", "10", "points_rectified", "15", "points_adopted", "10", "adopted_most", "3", "points_red", "2", "red_most", "5", "prior_weight", "5", "least_due", "3",
                 "excuse_workdays", "15", "state", "frozen", NULL);
    bench_commit(tx);
}

/* What the review counts beside the work: pilots, meetings, and what units declare. */
static void add_review(struct zc_db *db, const struct year *year, const char *period)
{
    static const char *const levels[] = {"national", "provincial", "municipal"};
    const struct bench_town *town = year->town;
    struct zc_tx *tx = bench_begin(db);
    struct zc_period half;
    zc_assert(zc_period_parse(&half, period));
    for (size_t i = 0; i < 120; i++)
        bench_record(tx, "reform.pilot", half.from, "name", bench_text("第%zu项改革试点", i + 1), "level", levels[i % 3], "domain", bench_text("%02zu", i % 8 + 1), "lead_unit", ID(town->unit[i % UNITS]),
                     "granting_doc", "示例发〔2016〕1号", "granted_on", day(half.from), "accepted_on", i % 4 ? day(half.from + 60) : "", NULL);
    for (int i = 0; i < 8; i++)
        bench_record(tx, "reform.meeting", half.from, "year", bench_text("%.4s", period), "no", bench_text("%d", i + 1), "held_on", day(half.from + 10 * i), NULL);
    for (size_t i = 0; i < db->city->model->metric_count; i++) {
        const struct zc_metric *metric = db->city->model->metrics[i];
        if (metric->kind == ZC_METRIC_DECLARED)
            bench_record(tx, "core.declared_figure", half.from, "metric", metric->id, "value", "5", "measure", "项", "period", period, "period_kind", metric->flow ? "flow" : "stock", "asof_on", day(half.to),
                         "unit", ID(town->unit[0]), "document", "示例发〔2017〕1号", "checked_by", ID(town->office_post), NULL);
    }
    bench_commit(tx);
}

/* 2 */

struct address {
    const char *work, *path;
    double most; /* seconds; 0: not bound alone */
};

static size_t fetch(int port, const char *path, const char *token)
{
    static char block[1 << 16];
    char head[200] = "", request[600];
    snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: zc=%s\r\nConnection: close\r\n\r\n", path, token);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    size_t size = 0;
    zc_assert(fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to) == 0 && write(fd, request, strlen(request)) == (ssize_t)strlen(request));
    for (ssize_t got; (got = read(fd, block, sizeof block)) > 0; size += (size_t)got)
        if (!size)
            snprintf(head, sizeof head, "%.*s", (int)(got < 190 ? got : 190), block);
    close(fd);
    if (strncmp(head, "HTTP/1.1 200", 12) != 0) {
        fprintf(stderr, "no good answer: %s\n%s\n", path, head);
        exit(1);
    }
    return size;
}

/* The server's threads are this program's, and other work shares the machine: what counts is the processor time of all of them. */
static double processor(void)
{
    struct timespec at;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
    return (double)at.tv_sec + (double)at.tv_nsec * 1e-9;
}

static double ask(int port, const char *path, const char *token, double *bytes)
{
    double seconds[RUNS];
    for (int run = -2; run < RUNS; run++) {
        double start = processor();
        *bytes = (double)fetch(port, path, token);
        if (run >= 0)
            seconds[run] = processor() - start;
    }
    return bench_median(seconds, RUNS);
}

static void row(const char *work, const char *size, long rows, double seconds, double most, double bytes)
{
    bench_result(&(struct bench_result){.work = work, .size = size, .rows = rows, .versions = 2, .bytes = bytes, .ours = bench_text("%.1f ms", seconds * 1e3),
                                        .bar = most > 0 ? bench_text("< %.0f ms", most * 1e3) : NULL, .met = most > 0 ? seconds < most : -1, .units = (double)rows, .seconds = seconds});
}

/* Every figure, check and list that the wall asks for, one after the other, as the page does. */
static double ask_wall(int port, const char *token)
{
    static const char *const asks[] = {"/api/v1/promises", "/api/v1/reform.task/aggregate?group=lamp", "/api/v1/reform.task?limit=12&filter=lamp%20%3D%20%27red%27",
                                       "/api/v1/reform.accountability_link/tree", "/api/v1/metrics/reform_task_count/groups?by=domain", "/api/v1/metrics/reform_tasks_verified/groups?by=domain",
                                       "/api/v1/metrics/reform_tasks_reported/groups?by=domain", "/api/v1/metrics/reform_tasks_due/groups?by=domain"};
    double sum = 0, bytes;
    for (size_t i = 0; i < sizeof asks / sizeof *asks; i++)
        sum += ask(port, asks[i], token, &bytes);
    return sum;
}

static void measure(const struct zc_server *server, struct zc_db *db, const struct bench_town *town, size_t lines, const char *size, double scale, const char *alone)
{
    static const struct address list[] = {
        {"tasks, 50 with lamps and reasons", "/api/v1/reform.task?limit=50", 0.05},
        {"tasks that are late, by filter", "/api/v1/reform.task?limit=50&filter=lamp%20%3D%20%27red%27", 0.05},
        {"all lamps, counted by light", "/api/v1/reform.task/aggregate?group=lamp", 0.05},
        {"items, 50", "/api/v1/reform.item?limit=50", 0.05},
        {"report lines, 50", "/api/v1/reform.report_line?limit=50", 0.05},
        {"monthly reports, 50, in time or late", "/api/v1/reform.monthly_report?limit=50", 0.05},
        {"rectifications, 50", "/api/v1/reform.rectification?limit=50", 0.05},
        {"notices, 50", "/api/v1/reform.supervision_notice?limit=50", 0.05},
        {"findings, 50", "/api/v1/reform.inspection_finding?limit=50", 0.05},
        {"what is due", "/api/v1/due", 0.2},
        {"all truth checks", "/api/v1/promises", 1},
        {"ranking", "/api/v1/scores/annual", 0.2},
        {"burden of a quarter", "/api/v1/burden", 0.2},
        {"late tasks, with digest", "/api/v1/metrics/reform_lamp_red", 0.05},
        {"reported progress of the plan", "/api/v1/metrics/reform_reported_progress", 0.05},
        {"reports in time", "/api/v1/metrics/reform_reports_on_time", 0.05},
        {"page of a task", NULL, 0.05},
    };
    struct zc_error err = {0};
    char token[ZC_TOKEN_TEXT];
    double bytes;
    long rows = (long)(town->tasks + town->items + lines);
    struct zc_tx *tx = bench_begin(db);
    bench_must(zc_session_start(token, tx, town->office_account, town->office_post, "sample", &err), &err, "starting a session");
    bench_commit(tx);
    if (alone) {
        for (int i = 0; i < 100; i++)
            fetch(server->port, alone, token);
        row(alone, size, rows, ask(server->port, alone, token, &bytes), 0, bytes);
        return;
    }
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        char page[100];
        snprintf(page, sizeof page, "/api/v1/reform.task/%lld/page", (long long)town->task[0]);
        double seconds = ask(server->port, list[i].path ? list[i].path : page, token, &bytes);
        row(zc_arena_printf(&(struct zc_arena){0}, "supervision over HTTP: %s", list[i].work), size, rows, seconds, list[i].most * scale, bytes);
    }
    row("supervision over HTTP: all that a wall asks for", size, rows, ask_wall(server->port, token), scale, 0);
    double all = 0;
    for (size_t i = 0; i < db->city->model->metric_count; i++)
        if (strcmp(db->city->model->metrics[i]->module, "reform") == 0)
            all += ask(server->port, bench_text("/api/v1/metrics/%s", db->city->model->metrics[i]->id), token, &bytes);
    row("supervision over HTTP: every figure of the reform, one request each", size, rows, all, scale, 0);
}

/* 3 */

/* On the connection that writes, where a review is published. */
static void measure_review(struct zc_db *db, const struct bench_town *town, size_t lines, const char *size, double scale, const char *period)
{
    double bound[RUNS], all[RUNS];
    size_t figures = 0, bound_rows = 0, rows = 0;
    struct zc_period half;
    struct zc_error err = {0};
    struct zc_arena kept = {0};
    char *text;
    zc_assert(zc_period_parse(&half, period));
    bench_must(zc_review_template(&text, &kept, db->city, "review", ZC_ZH, &err), &err, "reading the text of the review");
    for (int run = -1; run < RUNS; run++) {
        struct zc_arena arena = {0};
        struct zc_review review;
        bound_rows = rows = 0;
        double start = bench_now();
        bench_must(zc_store_begin(db->store, &err), &err, "beginning");
        bench_must(zc_review_bind(&review, &arena, db, "review", text, ZC_ZH, &half, zc_times_now(db), &err), &err, "binding the review");
        zc_store_rollback(db->store);
        if (run >= 0)
            bound[run] = bench_now() - start;
        figures = review.text.figure_count;
        for (size_t i = 0; i < figures; i++)
            bound_rows += review.figures[i].row_count;
        zc_arena_free(&arena);
        start = bench_now();
        bench_must(zc_store_begin(db->store, &err), &err, "beginning");
        const struct zc_times times = zc_times_now(db); /* one for all, as a review has */
        for (size_t i = 0; i < db->city->model->metric_count; i++) {
            struct zc_figure figure;
            struct zc_metric_query query = {.metric = db->city->model->metrics[i], .times = times, .reader = &ZC_READER_CITY, .period = half};
            bench_must(zc_metric_figure(&figure, &arena, db, &query, &err), &err, db->city->model->metrics[i]->id);
            rows += figure.row_count;
        }
        zc_store_rollback(db->store);
        if (run >= 0)
            all[run] = bench_now() - start;
        zc_arena_free(&arena);
    }
    long records = (long)(town->tasks + town->items + lines);
    double seconds = bench_median(bound, RUNS), most = 0.05 * scale;
    bench_result(&(struct bench_result){.work = "review of a half-year bound to its figures, with their digests", .size = size, .rows = records, .versions = 2,
                                        .ours = bench_text("%.1f ms, %zu figures over %zu rows", seconds * 1e3, figures, bound_rows), .bar = bench_text("< %.0f ms", most * 1e3), .met = seconds < most,
                                        .units = (double)records, .seconds = seconds});
    seconds = bench_median(all, RUNS);
    bench_result(&(struct bench_result){.work = "every figure there is at one known time, with its digest", .size = size, .rows = records, .versions = 2,
                                        .ours = bench_text("%.1f ms, %zu figures over %zu rows", seconds * 1e3, db->city->model->metric_count, rows), .met = -1, .units = (double)records, .seconds = seconds});
    zc_arena_free(&kept);
}

int main(int argc, char **argv)
{
    static const struct zc_route *const tables[] = {zc_api_routes, NULL};
    struct bench_town town;
    struct zc_db db;
    struct zc_error err = {0};
    if (argc != 6 && argc != 7) {
        fprintf(stderr, "usage: bench_cycle WORK SIZE TASKS ITEMS LINES [ADDRESS]\n");
        return 2;
    }
    size_t tasks = strtoul(argv[3], NULL, 10), items = strtoul(argv[4], NULL, 10), lines = strtoul(argv[5], NULL, 10);
    struct zc_city *city = bench_city(argv[1], bench_text("cycle-%zu", lines));
    bench_must(zc_db_open(&db, city, ZC_STORE_WRITE, &err), &err, "opening");
    bench_town_people(&town, &db);
    struct year year = {.town = &town};
    add_plan(&db, &year, tasks, items);
    add_reports(&db, &year, lines);
    add_supervision(&db, &year);
    int number, month, unused;
    zc_date_split(zc_db_today(&db), &number, &month, &unused);
    char half[16];
    snprintf(half, sizeof half, "%04dH%d", (month > 6 ? number : number - 1) % 10000, month > 6 ? 1 : 2); /* the one that has ended */
    add_review(&db, &year, half);
    measure_review(&db, &town, lines, argv[2], lines > 20000 ? (double)lines / 20000 : 1, half);
    struct zc_server server = {.city = city, .host = "127.0.0.1", .threads = 2, .tables = tables};
    bench_must(zc_server_start(&server, &err), &err, "starting the server");
    measure(&server, &db, &town, lines, argv[2], lines > 20000 ? (double)lines / 20000 : 1, argc > 6 ? argv[6] : NULL);
    zc_server_stop(&server);
    zc_db_close(&db);
    zc_city_close(city);
    free(town.task);
    free(town.item);
    return 0;
}
