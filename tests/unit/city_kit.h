/*
 * city_kit: a fresh sample city with the sample's register of units, posts, plan and ledger, for tests of what goes in and out
 * as workbooks. One city a test program; city_open (city_found: with nothing in it yet) and city_close are its group set-up
 * and tear-down.
 */
#ifndef ZC_TESTS_CITY_KIT_H
#define ZC_TESTS_CITY_KIT_H

#include "import_fixture.h"

#include "query/city.h"
#include "query/rows.h"
#include "record/found.h"

#include <unistd.h>

#define SAMPLE "examples/guiyang-2017/"

static char city_folder[] = "/tmp/zc-city-XXXXXX";
static struct zc_city *city;
static struct zc_db db;
static const struct zc_actor actor = {.face = "import", .reader = &ZC_READER_CITY};

static inline void clock_to(const char *instant)
{
    struct zc_error err = {0};
    int64_t at;
    assert_true(zc_instant_parse(&at, instant));
    must(zc_clock_move(&db, at, "cli", &err), &err);
}

static inline struct zc_import_report import_job(struct zc_arena *arena, const struct zc_import_job *job, int expected)
{
    struct zc_error err = {0};
    struct zc_import_report report;
    int rc = zc_import_run(&report, arena, &db, &actor, job, &err);
    if (rc != expected) {
        for (size_t i = 0; i < report.result.findings.count && i < 5; i++)
            print_message("row %d: %s\n", report.result.findings.items[i].row, report.result.findings.items[i].message.en);
        fail_msg("%s: %d, %s", job->path, rc, err.en);
    }
    return report;
}

static inline struct zc_import_report import_file(struct zc_arena *arena, const char *path)
{
    return import_job(arena, &(struct zc_import_job){.path = path, .valid_from = ZC_TODAY, .stand = ZC_TODAY}, ZC_OK);
}

static inline int day_of(const char *text)
{
    int day;
    assert_true(zc_date_parse(&day, text));
    return day;
}

static inline int64_t count_at(const char *entity, const char *filter, const char *asof)
{
    struct zc_error err = {0};
    int64_t number = -1;
    struct zc_rows_query query = {.entity = zc_model_entity(city->model, entity),
                                  .times = asof ? zc_times_at(&db, day_of(asof), ZC_INSTANT_MAX) : zc_times_now(&db),
                                  .reader = &ZC_READER_CITY,
                                  .filter = filter};
    must(zc_rows_count(&number, &db, &query, &err), &err);
    return number;
}

static inline const char *city_path(struct zc_arena *arena, const char *name) { return zc_arena_printf(arena, "%s/%s", city_folder, name); }

static inline const char *write_file(struct zc_arena *arena, const char *name, const char *text)
{
    const char *path = city_path(arena, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    return path;
}

static inline bool was_said(const struct zc_import_report *report, const char *code)
{
    for (size_t i = 0; i < report->result.findings.count; i++)
        if (strcmp(report->result.findings.items[i].code, code) == 0)
            return true;
    return false;
}

static inline int city_found(void **state)
{
    (void)state;
    struct zc_error err = {0};
    struct zc_arena arena = {0};
    assert_non_null(mkdtemp(city_folder));
    setenv("ZHUCHENG_MODULES", "modules", 0);
    struct zc_founding founding = {.folder = city_path(&arena, "city"), .name = {"示例城市", "Sample city"}, .area = 520100, .sample = true};
    assert_true(zc_instant_parse(&founding.clock, "2017-01-04T09:00:00+08:00"));
    must(zc_city_found(&founding, &err), &err);
    must(zc_city_open(&city, founding.folder, &err), &err);
    must(zc_db_open(&db, city, ZC_STORE_WRITE, &err), &err);
    zc_arena_free(&arena);
    return 0;
}

static inline int city_open(void **state)
{
    struct zc_arena arena = {0};
    city_found(state);
    import_file(&arena, SAMPLE "units-2017.xlsx");
    import_file(&arena, SAMPLE "post.csv");
    clock_to("2017-01-13T09:00:00+08:00");
    import_file(&arena, SAMPLE "plan.csv");
    clock_to("2017-01-16T09:00:00+08:00");
    import_file(&arena, SAMPLE "ledger-2017-plan.xlsx");
    zc_arena_free(&arena);
    return 0;
}

static inline int city_close(void **state)
{
    (void)state;
    zc_db_close(&db);
    zc_city_close(city);
    char command[64];
    snprintf(command, sizeof command, "rm -r %s", city_folder);
    return system(command);
}

#endif
