/*
 * check_totals: what the workbook counts for itself. Totals and subtotals are control figures: the rows that were read decide,
 * a difference is said. Sums count numeric cells only, as the formulas of workbooks do.
 */
#include "paper/check.h"

#include "base/date.h"
#include "base/text.h"
#include "paper/reading.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct zc_import_control *note(struct zc_import_result *result, const struct zc_table *table, int row, int column, const char *label,
                                      int64_t written, int64_t counted)
{
    struct zc_import_control *control =
        zc_arena_push(result->findings.arena, &result->controls, &result->control_count, &result->control_capacity, sizeof *control);
    *control = (struct zc_import_control){table->name, row, column, label, written, counted};
    return control;
}

/* Rows, filled cells or the sum of numbers of a column over the data lines of [from, to). */
static int64_t counted(const struct zc_table *table, enum zc_control_kind kind, int column, size_t from, size_t to)
{
    double sum = 0;
    int64_t rows = 0, filled = 0;
    for (size_t i = from; i < to; i++) {
        const struct zc_line *line = &table->lines[i];
        if (line->kind != ZC_LINE_DATA)
            continue;
        int at = line->columns[column];
        const struct zc_cell *cell = at < 0 ? NULL : zc_row_cell(line->row, at);
        rows++;
        filled += cell && cell->kind != ZC_CELL_EMPTY && !cell->covered;
        if (cell && cell->kind == ZC_CELL_NUMBER && !cell->covered)
            sum += cell->number;
    }
    return kind == ZC_CONTROL_ROWS ? rows : kind == ZC_CONTROL_FILLED ? filled : (int64_t)llround(sum);
}

static void check_line(struct zc_import_result *result, const struct zc_table *table, size_t from, size_t at)
{
    const struct zc_line *line = &table->lines[at];
    bool total = line->kind == ZC_LINE_TOTAL;
    for (size_t i = 0; i < table->layout->control_count; i++) {
        const struct zc_layout_control *control = &table->layout->controls[i];
        int column = line->columns[control->column];
        const struct zc_cell *cell = column < 0 || control->kind == ZC_CONTROL_BRACKET ? NULL : zc_row_cell(line->row, column);
        if (!cell || cell->kind != ZC_CELL_NUMBER || cell->covered || fabs(cell->number) > 1e15)
            continue;
        int64_t written = llround(cell->number), read = counted(table, control->kind, control->column, from, at);
        note(result, table, line->row->number, column, total ? "合计" : "小计", written, read);
        if (written != read)
            zc_import_say(result, table->name, line->row->number, column, ZC_SEV_WARNING, total ? "total_row_mismatch" : "subtotal_row_mismatch",
                          "%s写%lld,实际读到%lld%s,请核对%.0s", "the %.0stotal says %lld, but %lld were read%.0s: check%s", total ? "合计" : "小计",
                          (long long)written, (long long)read, control->kind == ZC_CONTROL_ROWS ? "行" : "", "");
    }
}

struct group { /* the rows under one value */
    const struct zc_import_value *value; /* the first that carries a number in brackets */
    int row, written;
    int64_t read;
};

/* 一、经济体制改革(32项): the rows under one value against the number in its brackets. */
static void check_brackets(struct zc_import_result *result, const struct zc_table *table, int column, size_t first_row)
{
    struct zc_arena arena = {0};
    struct zc_map groups;
    const char *field = NULL;
    const struct zc_layout_record *record = &table->layout->records[0];
    for (size_t i = 0; i < record->field_count && !field; i++)
        if (record->fields[i].column == column)
            field = record->fields[i].name;
    zc_map_init(&groups, &arena);
    for (size_t i = first_row; field && i < result->row_count; i++) {
        const struct zc_import_value *value = result->rows[i].record == record ? zc_import_find(&result->rows[i], field) : NULL;
        if (!value)
            continue;
        struct group *group = zc_map_get(&groups, value->text);
        if (!group) {
            group = zc_arena_alloc(&arena, sizeof *group);
            zc_map_put(&groups, value->text, group);
        }
        group->read++;
        int written = group->value ? -1 : zc_reading_bracket(&arena, value->written);
        if (written >= 0)
            *group = (struct group){value, result->rows[i].row, written, group->read};
    }
    for (size_t i = 0; i < groups.count; i++) {
        const struct group *group = groups.entries[i].value;
        if (!group->value)
            continue;
        note(result, table, group->row, group->value->column, group->value->written, group->written, group->read);
        if (group->written != group->read)
            zc_import_say(result, table->name, group->row, group->value->column, ZC_SEV_WARNING, "group_count_mismatch",
                          "“%s”写%d项,实际读到%lld项,请核对", "\"%s\" says %d, but %lld were read: check", group->value->written, group->written,
                          (long long)group->read);
    }
    zc_arena_free(&arena);
}

void zc_check_totals(struct zc_import_result *result, const struct zc_table *table, size_t from)
{
    size_t subtotal_from = 0;
    for (size_t i = 0; i < table->count; i++) {
        if (table->lines[i].kind == ZC_LINE_TOTAL) {
            check_line(result, table, 0, i);
        } else if (table->lines[i].kind == ZC_LINE_SUBTOTAL) {
            check_line(result, table, subtotal_from, i);
            subtotal_from = i + 1;
        }
    }
    for (size_t i = 0; i < table->layout->control_count; i++)
        if (table->layout->controls[i].kind == ZC_CONTROL_BRACKET)
            check_brackets(result, table, table->layout->controls[i].column, from);
}

static int64_t in_period(const struct zc_import_result *result, const struct zc_layout_compare *compare, const struct zc_period *period)
{
    int64_t count = 0;
    for (size_t i = 0; i < result->row_count; i++) {
        const struct zc_import_row *row = &result->rows[i];
        int date;
        if (strcmp(row->entity, compare->entity) != 0 || !zc_date_parse(&date, zc_import_value(row, compare->date)) || date < period->from ||
            date > period->to)
            continue;
        const char *text = compare->where.field ? zc_import_value(row, compare->where.field) : "";
        count += !compare->where.field || (compare->where.values.count ? zc_words_have(&compare->where.values, text) : *text != 0);
    }
    return count;
}

void zc_check_compare(struct zc_import_result *result, const struct zc_layout_sheet *layout, const char *sheet, const struct zc_grid *grid)
{
    struct zc_table table = {.name = sheet};
    int year = result->year, month, day, first;
    for (size_t i = 0; i < result->row_count && !year; i++) /* without a year in a title, that of the first day counts */
        for (size_t j = 0; j < layout->compare_count && !year; j++)
            if (zc_date_parse(&first, zc_import_value(&result->rows[i], layout->compares[j].date)))
                zc_date_split(first, &year, &month, &day);
    for (size_t i = 0; i < grid->count; i++) {
        const struct zc_row *row = &grid->rows[i];
        for (size_t j = 0; j + 1 < row->count; j++) {
            const char *label = row->cells[j].text ? zc_text_squeeze(result->findings.arena, row->cells[j].text) : "";
            const struct zc_cell *figure = &row->cells[j + 1];
            for (size_t k = 0; k < layout->compare_count; k++) {
                const struct zc_layout_compare *compare = &layout->compares[k];
                struct zc_period period;
                char name[16];
                snprintf(name, sizeof name, "%d%s", year, compare->period);
                if (strcmp(label, compare->label) != 0 || figure->kind != ZC_CELL_NUMBER || fabs(figure->number) > 1e15 ||
                    !zc_period_parse(&period, name))
                    continue;
                int64_t written = llround(figure->number), read = in_period(result, compare, &period);
                note(result, &table, row->number, figure->column, label, written, read);
                if (written != read)
                    zc_import_say(result, sheet, row->number, figure->column, ZC_SEV_WARNING, "summary_mismatch", "“%s”手工填%lld,按记录计%lld,请核对",
                                  "\"%s\" is typed as %lld, the records give %lld: check", label, (long long)written, (long long)read);
            }
        }
    }
}
