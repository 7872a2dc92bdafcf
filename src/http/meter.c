/* meter: 1 counters; 2 adding; 3 saying. */
#include "http/meter.h"
#include "base/histogram.h"
#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

/* 1 */

enum { CLASSES = 5, METHODS = ZC_OTHER_METHOD + 1 };

const char *const zc_method_names[METHODS] = {"GET", "POST", "PATCH", "PUT", "DELETE", "other"};
static const char *const class_names[CLASSES] = {"1xx", "2xx", "3xx", "4xx", "5xx"};
static const char *const work_names[ZC_WORKS] = {"refused", "read", "long", "write", "alone", "password", "drawing"};

struct counted {
    uint64_t answers[CLASSES], ns;
};
struct zc_meter {
    const struct zc_route *const *tables;
    struct counted *routes;         /* in the order of all tables */
    struct counted unknown[METHODS]; /* addresses that fit no route */
    struct counted untold;           /* all routes together of which nothing may be told */
    struct zc_histogram took[ZC_WORKS];
    uint64_t busy, too_many, bytes;
};

struct zc_meter *zc_meter_new(const struct zc_route *const *tables)
{
    struct zc_meter *meter = zc_malloc(sizeof *meter);
    size_t count = 0;
    for (const struct zc_route *const *table = tables; *table; table++)
        for (const struct zc_route *route = *table; route->pattern; route++)
            count++;
    *meter = (struct zc_meter){.tables = tables, .routes = zc_malloc(zc_mul_size(count + 1, sizeof *meter->routes))};
    memset(meter->routes, 0, (count + 1) * sizeof *meter->routes);
    for (size_t i = 0; i < ZC_WORKS; i++)
        meter->took[i].shape = &zc_histogram_seconds;
    return meter;
}

void zc_meter_free(struct zc_meter *meter)
{
    if (!meter)
        return;
    free(meter->routes);
    free(meter);
}

/* 2 */

static void count_up(uint64_t *counter, int64_t by) { __atomic_add_fetch(counter, (uint64_t)by, __ATOMIC_RELAXED); }
static int64_t value_of(const uint64_t *counter) { return (int64_t)__atomic_load_n(counter, __ATOMIC_RELAXED); }

void zc_meter_add(struct zc_meter *meter, const struct zc_answered *answered)
{
    bool untold = answered->route && answered->route->flags & ZC_ROUTE_UNTOLD;
    struct counted *counted = untold ? &meter->untold : answered->route ? &meter->routes[answered->place] : &meter->unknown[answered->method];
    size_t class = answered->status >= 100 && answered->status < 600 ? (size_t)answered->status / 100 - 1 : 4;
    count_up(&counted->answers[class], 1);
    count_up(&meter->bytes, answered->bytes);
    if (answered->status == 503)
        count_up(&meter->busy, 1);
    if (answered->status == 429)
        count_up(&meter->too_many, 1);
    if (untold) /* how long it took is of that one, too */
        return;
    count_up(&counted->ns, answered->ns);
    zc_histogram_add(&meter->took[answered->work], answered->ns);
}

/* 3 */

typedef void put_route(struct zc_exposition *exposition, const struct zc_label *labels, const struct counted *counted);

static void put_answers(struct zc_exposition *exposition, const struct zc_label *labels, const struct counted *counted)
{
    struct zc_label all[3] = {labels[0], labels[1]};
    for (size_t class = 0; class < CLASSES; class++)
        if (value_of(&counted->answers[class])) {
            all[2] = (struct zc_label){"status", class_names[class]};
            zc_exposition_int(exposition, all, 3, value_of(&counted->answers[class]));
        }
}

static void put_seconds(struct zc_exposition *exposition, const struct zc_label *labels, const struct counted *counted)
{
    if (value_of(&counted->ns))
        zc_exposition_real(exposition, labels, 2, (double)value_of(&counted->ns) / 1e9);
}

static void each_route(struct zc_exposition *exposition, const struct zc_meter *meter, put_route *put)
{
    const struct counted *counted = meter->routes;
    for (const struct zc_route *const *table = meter->tables; *table; table++)
        for (const struct zc_route *route = *table; route->pattern; route++)
            put(exposition, (const struct zc_label[]){{"method", zc_method_names[route->method]}, {"route", route->pattern}}, counted++);
    for (size_t i = 0; i < METHODS; i++)
        put(exposition, (const struct zc_label[]){{"method", zc_method_names[i]}, {"route", "none"}}, &meter->unknown[i]);
    put(exposition, (const struct zc_label[]){{"method", "other"}, {"route", "untold"}}, &meter->untold);
}

void zc_meter_put(struct zc_exposition *exposition, const struct zc_meter *meter)
{
    zc_exposition_family(exposition, ZC_COUNTER, "zhucheng_http_requests_total",
                         "Answers by method, route (none: no such address; untold: pages of ballots) and class of status.");
    each_route(exposition, meter, put_answers);
    zc_exposition_family(exposition, ZC_COUNTER, "zhucheng_http_route_seconds_total", "Time that answers of a route took, waiting for their turn included.");
    each_route(exposition, meter, put_seconds);
    zc_exposition_family(exposition, ZC_HISTOGRAM, "zhucheng_http_request_duration_seconds",
                         "From the whole request to the answer, by kind of work (refused: by its head alone).");
    for (size_t i = 0; i < ZC_WORKS; i++)
        zc_histogram_put(exposition, &(struct zc_label){"work", work_names[i]}, 1, &meter->took[i]);
    zc_exposition_family(exposition, ZC_COUNTER, "zhucheng_http_response_bytes_total", "Bytes of bodies, streams of changes left out.");
    zc_exposition_int(exposition, NULL, 0, value_of(&meter->bytes));
    zc_exposition_family(exposition, ZC_COUNTER, "zhucheng_http_refused_total", "Requests that were sent away: 503 as a queue was full or the store failed, 429 as the caller asked too often.");
    zc_exposition_int(exposition, &(struct zc_label){"status", "503"}, 1, value_of(&meter->busy));
    zc_exposition_int(exposition, &(struct zc_label){"status", "429"}, 1, value_of(&meter->too_many));
}
