/*
 * bench: what the benchmark programs share: the clock, medians, rows of the result table, and making a city to measure.
 *
 * A program prints one line a result, tab-separated: work, size (0.1×, 1×, 10×), rows, versions a row, bytes a row, ours, peer,
 * ratio, bar, met (yes, no, or empty where nothing binds), units of work, seconds ours. bench/run turns them into one table
 * and works out the exponent from the last two. Programs stop at the first error: a benchmark that half ran proves nothing.
 */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include "query/rows.h"
#include "record/write.h"

double bench_now(void); /* seconds, monotonic */
double bench_median(double *values, int count); /* sorts them */
long bench_memory_peak(void); /* KiB, since the program started or bench_memory_forget */
long bench_memory_now(void);
void bench_memory_forget(void);

struct bench_result {
    const char *work, *size;
    long rows;
    double versions, bytes;
    const char *ours, *peer, *bar;
    double ratio;      /* 0 = no peer */
    int met;           /* 1 yes, 0 no, -1 nothing binds */
    double units, seconds; /* how much work took how long */
};
void bench_result(const struct bench_result *result);
const char *bench_text(const char *format, ...); /* one of a few rotating buffers */

void bench_must(int rc, const struct zc_error *err, const char *doing); /* exits when rc is negative */

/* A fresh real city below `work`, founded for area 520100. The folder must not exist. */
struct zc_city *bench_city(const char *work, const char *name);
struct zc_tx *bench_begin(struct zc_db *db);
void bench_commit(struct zc_tx *tx);
/* A new record from alternating field names and texts, ended by NULL; dies on refusal. `from`: ZC_TODAY or a day. */
int64_t bench_record(struct zc_tx *tx, const char *entity, int from, ...);
/* Sets fields of a record from a day on. */
void bench_change(struct zc_tx *tx, const char *entity, int64_t id, int from, ...);

/* Units, posts, one account for each of two posts, a plan with tasks and items: the shape of a half-year of work. */
struct bench_town {
    int64_t unit[40], leader;
    int64_t office_account, office_post, liaison_account, liaison_post;
    int64_t plan;
    int64_t *task, *item;
    size_t tasks, items;
    size_t liaison_items; /* of the liaison's unit: the first of every forty tasks */
};
void bench_town_people(struct bench_town *town, struct zc_db *db);
/* Tasks lie in plans of up to 4,000; each has `items` / `tasks` items, known in `versions` versions (1 or 3). */
void bench_town_work(struct bench_town *town, struct zc_db *db, size_t tasks, size_t items, int versions);

#endif
