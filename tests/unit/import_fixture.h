/*
 * import_fixture: what the tests of the import share: the declarations, the calendar of 2017, a register filled from the
 * sample register of units, and the expected tables (CSV, UTF-8, quoted by RFC 4180). Everything lives as long as the test.
 */
#ifndef ZC_TESTS_IMPORT_FIXTURE_H
#define ZC_TESTS_IMPORT_FIXTURE_H

#include "base/buf.h"
#include "base/date.h"
#include "base/text.h"
#include "model/calendar.h"
#include "paper/import.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FIXTURES "tests/fixtures/"

struct fixture {
    struct zc_arena arena;
    struct zc_model *model;
    struct zc_calendar calendar;
    struct zc_register reg;
    struct zc_import_options options;
    struct zc_import_result units;
};

static inline void must(int rc, const struct zc_error *err)
{
    if (rc)
        fail_msg("%s", err->en);
}

static inline struct zc_layout *fixture_layout(struct fixture *fixture, const char *module, const char *name)
{
    struct zc_error err = {0};
    struct zc_layout *layout;
    const char *path = zc_arena_printf(&fixture->arena, "modules/%s/imports/%s.yaml", module, name);
    must(zc_layout_read(&layout, &fixture->arena, fixture->model, path, zc_arena_printf(&fixture->arena, "%s.%s", module, name), &err), &err);
    return layout;
}

static inline struct zc_import_result fixture_read(struct fixture *fixture, const char *module, const char *name, const char *file)
{
    struct zc_error err = {0};
    struct zc_book *book;
    struct zc_import_result result;
    must(zc_book_open(&book, zc_arena_printf(&fixture->arena, FIXTURES "%s", file), &err), &err);
    must(zc_import_read(&result, &fixture->arena, book, fixture_layout(fixture, module, name), &fixture->options, &err), &err);
    zc_book_close(book);
    return result;
}

static inline void fixture_open(struct fixture *fixture)
{
    struct zc_error err = {0};
    char *report = NULL;
    *fixture = (struct fixture){0};
    must(zc_model_load(&fixture->model, "modules", &report, &err), &err);
    must(zc_calendar_read(&fixture->calendar, &fixture->arena, "modules/core/data/calendar.csv", &err), &err);
    zc_register_init(&fixture->reg, &fixture->arena);
    fixture->options = (struct zc_import_options){.reg = &fixture->reg, .calendar = &fixture->calendar};
    zc_date_make(&fixture->options.date, 2017, 7, 3);
    fixture->units = fixture_read(fixture, "core", "units", "units-2017.xlsx");
}

static inline void fixture_close(struct fixture *fixture)
{
    zc_model_free(fixture->model);
    zc_arena_free(&fixture->arena);
}

/* ---- expected tables ---- */

struct table_csv {
    const char ***rows; /* the first holds the names of the columns */
    size_t count, width;
};

static inline struct table_csv csv_read(struct zc_arena *arena, const char *path)
{
    struct table_csv csv = {0};
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    struct zc_buf cell = {0};
    const char **row = NULL;
    size_t row_count = 0, row_capacity = 0, capacity = 0;
    bool quoted = false;
    for (int c = fgetc(file); c != EOF; c = fgetc(file)) {
        if (quoted && c == '"') {
            int next = fgetc(file);
            if (next == '"') {
                zc_buf_char(&cell, '"');
                continue;
            }
            quoted = false;
            ungetc(next, file);
        } else if (!quoted && c == '"') {
            quoted = true;
        } else if (!quoted && (c == ',' || c == '\n')) {
            *(const char **)zc_arena_push(arena, &row, &row_count, &row_capacity, sizeof *row) =
                zc_arena_copy(arena, zc_buf_text(&cell), cell.size);
            zc_buf_clear(&cell);
            if (c == '\n') {
                *(const char ***)zc_arena_push(arena, &csv.rows, &csv.count, &capacity, sizeof *csv.rows) = row;
                csv.width = csv.width ? csv.width : row_count;
                assert_int_equal(row_count, csv.width);
                row = NULL;
                row_count = row_capacity = 0;
            }
        } else {
            zc_buf_char(&cell, (char)c);
        }
    }
    fclose(file);
    zc_buf_free(&cell);
    return csv;
}

static inline const char *csv_cell(const struct table_csv *csv, size_t row, const char *column)
{
    for (size_t i = 0; i < csv->width; i++)
        if (strcmp(csv->rows[0][i], column) == 0)
            return csv->rows[row][i];
    fail_msg("the expected table has no column %s", column);
    return "";
}

static inline const struct zc_import_row *row_at(const struct zc_import_result *result, const char *sheet, int row, const char *entity)
{
    for (size_t i = 0; i < result->row_count; i++)
        if (result->rows[i].row == row && strcmp(result->rows[i].sheet, sheet) == 0 && strcmp(result->rows[i].entity, entity) == 0)
            return &result->rows[i];
    fail_msg("nothing was read from %s, row %d, as %s", sheet, row, entity);
    return NULL;
}

static inline void same_text(const char *got, const char *expected, const char *column, int row)
{
    if (strcmp(got, expected) != 0)
        fail_msg("row %d, %s: \"%s\" was read, expected \"%s\"", row, column, got, expected);
}

/* The confirm codes of a row are those of the list, in any order. */
static inline void same_confirm(const struct zc_import_row *row, const char *expected, int number)
{
    size_t count = 0;
    for (const char *at = expected; *at; count++) {
        size_t length = strcspn(at, ";"), found = 0;
        for (size_t i = 0; i < row->confirm_count; i++)
            found += strlen(row->confirm[i]) == length && strncmp(row->confirm[i], at, length) == 0;
        if (found != 1)
            fail_msg("row %d: %.*s was found %zu times", number, (int)length, at, found);
        at += length + (at[length] == ';');
    }
    if (count != row->confirm_count)
        fail_msg("row %d: %zu things to confirm, expected %zu", number, row->confirm_count, count);
}

static inline size_t count_where(const struct zc_import_result *result, const char *entity, const char *field, const char *value)
{
    size_t count = 0;
    for (size_t i = 0; i < result->row_count; i++)
        count += strcmp(result->rows[i].entity, entity) == 0 && (!field || strcmp(zc_import_value(&result->rows[i], field), value) == 0);
    return count;
}

/* Rows of an entity whose date lies in a period; with `field`, only those with that value. */
static inline size_t count_in(const struct zc_import_result *result, const char *entity, const char *date_field, const char *period_text,
                              const char *field, const char *value)
{
    struct zc_period period;
    size_t count = 0;
    assert_true(zc_period_parse(&period, period_text));
    for (size_t i = 0; i < result->row_count; i++) {
        const struct zc_import_row *row = &result->rows[i];
        int date;
        if (strcmp(row->entity, entity) == 0 && zc_date_parse(&date, zc_import_value(row, date_field)) && date >= period.from && date <= period.to)
            count += !field || strcmp(zc_import_value(row, field), value) == 0;
    }
    return count;
}

static inline size_t findings_of(const struct zc_import_result *result, enum zc_severity severity)
{
    size_t count = 0;
    for (size_t i = 0; i < result->findings.count; i++)
        count += result->findings.items[i].severity == severity;
    return count;
}

/* The fixture of a test program, with its group set-up and tear-down. */
static struct fixture fixture;

static inline int fixture_set_up(void **state)
{
    (void)state;
    fixture_open(&fixture);
    return 0;
}

static inline int fixture_tear_down(void **state)
{
    (void)state;
    fixture_close(&fixture);
    return 0;
}

#endif
