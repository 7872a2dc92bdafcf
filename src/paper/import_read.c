/*
 * import_read: the pure stage. 1 saying things; 2 values and templates; 3 one line into records; 4 what stands above the table;
 * 5 a sheet; 6 the register that grows with the rows; 7 the workbook.
 */
#include "paper/import.h"

#include "base/buf.h"
#include "base/date.h"
#include "base/text.h"
#include "paper/check.h"
#include "paper/missing.h"
#include "paper/reading.h"
#include "paper/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ROWS = 50000 };

struct walk {
    struct zc_import_result *result;
    struct zc_arena *arena;
    const struct zc_import_options *options;
    const struct zc_layout_sheet *layout;
    const struct zc_table *table;
    const struct zc_cell *filled[ZC_LAYOUT_COLUMNS]; /* the last cell that was not empty, of columns that fill down */
    struct zc_map once;                              /* records that run over several lines, by their fields */
};

/* 1 */

static char *format_text(struct zc_arena *arena, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int size = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *text = zc_arena_alloc(arena, (size_t)(size < 0 ? 0 : size) + 1);
    if (size > 0)
        vsnprintf(text, (size_t)size + 1, format, arguments);
    return text;
}

static void count_finding(struct zc_import_result *result, enum zc_severity severity)
{
    result->errors += severity == ZC_SEV_ERROR;
    result->warnings += severity == ZC_SEV_WARNING;
}

void zc_import_say(struct zc_import_result *result, const char *sheet, int row, int column, enum zc_severity severity, const char *code,
                   const char *zh, const char *en, ...)
{
    va_list arguments;
    va_start(arguments, en);
    const char *zh_text = format_text(result->findings.arena, zh, arguments);
    va_end(arguments);
    va_start(arguments, en);
    const char *en_text = format_text(result->findings.arena, en, arguments);
    va_end(arguments);
    zc_finding_add(&result->findings, sheet, row, column, severity, code, zh_text, en_text);
    count_finding(result, severity);
}

void zc_import_confirm(struct zc_import_result *result, struct zc_import_row *row, const char *code)
{
    for (size_t i = 0; i < row->confirm_count; i++)
        if (strcmp(row->confirm[i], code) == 0)
            return;
    *(const char **)zc_arena_push(result->findings.arena, &row->confirm, &row->confirm_count, &row->confirm_capacity, sizeof *row->confirm) = code;
}

/* Several fields may read one cell; what they have to say about it is said once. */
static void take_reasons(struct walk *walk, struct zc_import_row *row, const struct zc_reading *reading, int column)
{
    struct zc_findings *findings = &walk->result->findings;
    for (size_t i = 0; i < reading->count; i++) {
        const struct zc_reason *reason = &reading->reasons[i];
        bool said = false;
        if (reason->severity == ZC_SEV_CONFIRM || reason->keep)
            zc_import_confirm(walk->result, row, reason->code);
        row->error = row->error || reason->severity == ZC_SEV_ERROR;
        for (size_t j = findings->count; j-- > 0 && findings->items[j].row == row->row && !said;)
            said = findings->items[j].column == column && strcmp(findings->items[j].code, reason->code) == 0;
        if (said)
            continue;
        struct zc_finding *finding =
            zc_finding_add(findings, row->sheet, row->row, column, reason->severity, reason->code, reason->zh, reason->en);
        finding->written = zc_arena_str(findings->arena, zc_reading_raw(reading));
        finding->read_as = zc_arena_str(findings->arena, reason->read_as);
        count_finding(walk->result, reason->severity);
    }
}

/* 2 */

const struct zc_import_value *zc_import_find(const struct zc_import_row *row, const char *field)
{
    for (size_t i = 0; i < row->count; i++)
        if (strcmp(row->values[i].field, field) == 0)
            return &row->values[i];
    return NULL;
}

const char *zc_import_value(const struct zc_import_row *row, const char *field)
{
    const struct zc_import_value *value = zc_import_find(row, field);
    return value ? value->text : "";
}

struct zc_import_value *zc_import_put(struct zc_import_result *result, struct zc_import_row *row, const char *field, const char *text)
{
    struct zc_import_value *value = (struct zc_import_value *)zc_import_find(row, field);
    if (!value) {
        value = zc_arena_push(result->findings.arena, &row->values, &row->count, &row->capacity, sizeof *value);
        *value = (struct zc_import_value){.field = field, .written = "", .label = field, .column = -1};
    }
    value->text = text;
    return value;
}

/* A field of this record, else of the records that the same line gave before it. */
static const char *look_up(const struct zc_import_row *row, const struct zc_import_row *line, size_t line_count, const char *field)
{
    const struct zc_import_value *value = zc_import_find(row, field);
    for (size_t i = 0; i < line_count && !value; i++)
        value = zc_import_find(&line[i], field);
    return value ? value->text : "";
}

static bool holds(const struct zc_layout_when *when, const struct zc_import_row *row, const struct zc_import_row *line, size_t line_count)
{
    if (!when->field)
        return true;
    const char *text = look_up(row, line, line_count, when->field);
    return when->values.count ? zc_words_have(&when->values, text) : *text != 0;
}

/* {year}, {field}, {field:03}. An empty part makes the whole empty: half a key points nowhere. */
static const char *fill(struct walk *walk, const char *template, const struct zc_import_row *row, const struct zc_import_row *line,
                        size_t line_count)
{
    struct zc_buf out = {0};
    bool whole = true;
    for (const char *at = template; *at; at++) {
        const char *close = *at == '{' ? strchr(at, '}') : NULL;
        if (!close) {
            zc_buf_char(&out, *at);
            continue;
        }
        char name[64];
        const char *colon = memchr(at, ':', (size_t)(close - at));
        snprintf(name, sizeof name, "%.*s", (int)((colon ? colon : close) - at - 1), at + 1);
        const char *text = look_up(row, line, line_count, name);
        if (!*text && strcmp(name, "year") == 0 && walk->result->year)
            text = zc_arena_printf(walk->arena, "%d", walk->result->year);
        whole = whole && *text;
        for (size_t width = colon ? strtoul(colon + 1, NULL, 10) : 0, size = strlen(text); size < width && width < 16; size++)
            zc_buf_char(&out, '0');
        zc_buf_str(&out, text);
        at = close;
    }
    const char *text = whole ? zc_arena_copy(walk->arena, zc_buf_text(&out), out.size) : "";
    zc_buf_free(&out);
    return text;
}

/* 3 */

static const struct zc_cell *cell_of(struct walk *walk, const struct zc_line *line, int column)
{
    int at = line->columns[column];
    if (at < 0)
        return NULL;
    const struct zc_cell *cell = zc_row_cell(line->row, at);
    bool empty = !cell || cell->kind == ZC_CELL_EMPTY || !cell->text || !*zc_text_squeeze(walk->arena, cell->text);
    return walk->layout->columns[column].fill_down && empty ? walk->filled[column] : cell;
}

static void remember_filled(struct walk *walk, const struct zc_line *line)
{
    for (size_t i = 0; i < walk->layout->column_count; i++)
        if (walk->layout->columns[i].fill_down)
            walk->filled[i] = cell_of(walk, line, (int)i);
}

static void read_field(struct walk *walk, struct zc_import_row *row, const struct zc_line *line, const struct zc_layout_field *field,
                       const struct zc_import_row *before, size_t before_count)
{
    struct zc_import_value value = {.field = field->name, .text = "", .written = "", .label = field->name, .column = -1, .declared = field};
    if (field->column >= 0) {
        value.column = line->columns[field->column];
        value.label = walk->layout->columns[field->column].heads[0];
        if (value.column < 0 && !field->value)
            return; /* the workbook has no such column: the field stays as it is */
        struct zc_reading reading = {.arena = walk->arena,
                                     .cell = cell_of(walk, line, field->column),
                                     .field = field,
                                     .label = value.label,
                                     .reg = walk->options->reg,
                                     .calendar = walk->options->calendar,
                                     .year = walk->result->year,
                                     .date = walk->options->date};
        zc_reading_run(&reading);
        value.text = reading.value;
        value.guess = reading.guess;
        value.written = zc_text_squeeze(walk->arena, zc_reading_raw(&reading));
        take_reasons(walk, row, &reading, value.column);
        if (*value.text || reading.count)
            goto done;
    }
    for (size_t i = 0; i < field->choice_count && !*value.text; i++)
        if (holds(&field->choices[i].when, row, before, before_count))
            value.text = fill(walk, field->choices[i].value, row, before, before_count);
    if (!*value.text && field->value && holds(&field->when, row, before, before_count))
        value.text = fill(walk, field->value, row, before, before_count);
done:
    *(struct zc_import_value *)zc_arena_push(walk->arena, &row->values, &row->count, &row->capacity, sizeof value) = value;
}

static void keep_comments(struct walk *walk, struct zc_import_row *row, const struct zc_line *line, const char *into)
{
    struct zc_buf text = {0};
    zc_buf_str(&text, zc_import_value(row, into));
    for (size_t i = 0; i < walk->layout->column_count; i++) {
        const struct zc_cell *cell = line->columns[i] < 0 ? NULL : zc_row_cell(line->row, line->columns[i]);
        if (!cell || !cell->comment || cell->covered)
            continue;
        zc_buf_printf(&text, "%s批注(%s):%s", text.size ? "\n" : "", walk->layout->columns[i].heads[0], cell->comment);
    }
    if (text.size)
        zc_import_put(walk->result, row, into, zc_arena_copy(walk->arena, text.bytes, text.size));
    zc_buf_free(&text);
}

/* A record that runs over several lines stands once; true when it stood already. */
static bool seen_before(struct walk *walk, const struct zc_import_row *row)
{
    struct zc_buf key = {0};
    if (!row->record->once.count)
        return false;
    zc_buf_str(&key, row->entity);
    for (size_t i = 0; i < row->record->once.count; i++)
        zc_buf_printf(&key, "|%s", zc_import_value(row, row->record->once.items[i]));
    const struct zc_import_row *first = zc_map_get(&walk->once, zc_buf_text(&key));
    if (!first) {
        struct zc_import_row *kept = zc_arena_alloc(walk->arena, sizeof *kept);
        *kept = *row;
        zc_map_put(&walk->once, zc_buf_text(&key), kept);
    } else {
        for (size_t i = 0; i < row->count && i < first->count; i++)
            if (row->values[i].column >= 0 && strcmp(row->values[i].text, first->values[i].text) != 0)
                zc_import_say(walk->result, row->sheet, row->row, row->values[i].column, ZC_SEV_WARNING, "conflicting_rows",
                              "与第%d行说的是同一件,但这里写“%s”,那里写“%s”:按前者的行读取",
                              "this is the same as in row %d, but \"%s\" stands here and \"%s\" there: the earlier row counts", first->row,
                              row->values[i].text, first->values[i].text);
    }
    zc_buf_free(&key);
    return first != NULL;
}

static void read_line(struct walk *walk, const struct zc_line *line)
{
    struct zc_import_result *result = walk->result;
    struct zc_import_row *line_rows = zc_arena_array(walk->arena, walk->layout->record_count, sizeof *line_rows);
    for (size_t i = 0; i < walk->layout->record_count; i++) {
        const struct zc_layout_record *record = &walk->layout->records[i];
        struct zc_import_row *row = &line_rows[i];
        *row = (struct zc_import_row){.entity = record->entity, .sheet = walk->table->name, .row = line->row->number, .record = record};
        for (size_t j = 0; j < record->field_count; j++)
            read_field(walk, row, line, &record->fields[j], line_rows, i);
        if (record->comments_into)
            keep_comments(walk, row, line, record->comments_into);
        if (!seen_before(walk, row))
            *(struct zc_import_row *)zc_arena_push(walk->arena, &result->rows, &result->row_count, &result->row_capacity, sizeof *row) = *row;
    }
    remember_filled(walk, line);
}

/* 4 */

/* The first year written as 2017年 in a text; 0 when none. */
static int year_in(const char *text)
{
    const char *mark = "年";
    for (const char *at = text; (at = strstr(at, mark)); at += strlen(mark)) {
        if (at - text < 4 || strspn(at - 4, "0123456789") != 4)
            continue;
        long year = strtol(at - 4, NULL, 10);
        if (year >= 1990 && year <= 2199)
            return (int)year;
    }
    return 0;
}

static const char *behind(const char *text, const char *mark)
{
    const char *at = mark ? strstr(text, mark) : NULL;
    return at ? at + strlen(mark) : NULL;
}

static void read_titles(struct zc_import_result *result, struct zc_arena *arena, const struct zc_table *table)
{
    const struct zc_layout *layout = result->layout;
    for (size_t i = 0; i < table->count && table->lines[i].kind == ZC_LINE_TITLE; i++) {
        const struct zc_row *row = table->lines[i].row;
        for (size_t j = 0; j < row->count; j++) {
            if (row->cells[j].covered || !row->cells[j].text)
                continue;
            const char *text = zc_text_squeeze(arena, row->cells[j].text);
            if (layout->has_year && !result->year)
                result->year = year_in(text);
            const char *stand = behind(text, layout->stand_after), *total = behind(text, layout->total_after);
            struct zc_when when = stand ? zc_when_parse(stand, 0) : (struct zc_when){0};
            if (when.kind == ZC_WHEN_DAY)
                result->stand = when.from;
            if (total && !result->approved_total && strspn(total, "0123456789") < 9)
                result->approved_total = strtoll(total, NULL, 10);
        }
    }
    if (layout->has_year && !result->year)
        result->year = year_in(zc_text_squeeze(arena, table->name));
}

/* 5 */

static int read_table(struct zc_import_result *result, struct zc_arena *arena, const struct zc_import_options *options,
                      const struct zc_table *table, struct zc_error *err)
{
    struct walk walk = {.result = result, .arena = arena, .options = options, .layout = table->layout, .table = table};
    size_t from = result->row_count;
    zc_map_init(&walk.once, arena);
    read_titles(result, arena, table);
    int64_t approved = options->approved_total && result->year ? options->approved_total(options->user, result->layout, result->year) : 0;
    if (approved) /* the record of the plan counts more than what a sheet repeats */
        result->approved_total = approved;
    zc_check_cells(result, table);
    for (size_t i = 0; i < table->count; i++) {
        result->lines[table->lines[i].kind]++;
        if (table->lines[i].kind == ZC_LINE_DATA)
            read_line(&walk, &table->lines[i]);
        if (result->row_count > MOST_ROWS)
            return zc_fail(err, ZC_ELIMIT, "一次最多导入 %d 行,请拆成几个文件", "at most %d rows are imported at once: split the file", MOST_ROWS);
    }
    zc_check_rows(result, table->layout, from);
    zc_check_totals(result, table, from);
    if (options->reg)
        zc_register_add_rows(options->reg, result, from);
    return ZC_OK;
}

/* 6 */

void zc_register_add_rows(struct zc_register *reg, const struct zc_import_result *result, size_t from)
{
    for (size_t i = from; i < result->row_count; i++) {
        const struct zc_import_row *row = &result->rows[i];
        const char *code = zc_import_value(row, "code"), *name = zc_import_value(row, "name"), *short_name = zc_import_value(row, "short_name");
        const char *aliases = zc_import_value(row, "aliases");
        if (strcmp(row->entity, "core.unit") == 0 && *code) {
            struct zc_register_entry *entry = zc_register_add(reg, ZC_REGISTER_UNIT, code, name, short_name, aliases);
            const char *successor = zc_import_value(row, "successor");
            if (*successor) {
                int abolished;
                entry->successor = zc_arena_str(reg->arena, successor);
                entry->until = zc_date_parse(&abolished, zc_import_value(row, "abolished_on")) ? abolished : INT32_MIN;
            }
        } else if (strcmp(row->entity, "core.area") == 0 && *code) {
            struct zc_register_entry *entry = zc_register_add(reg, ZC_REGISTER_AREA, code, name, short_name, aliases);
            const char *parent = zc_import_value(row, "parent");
            if (*parent)
                entry->parent = zc_arena_str(reg->arena, parent);
        } else if (strcmp(row->entity, "core.area_group") == 0 && *name) {
            zc_register_add_group(reg, name, zc_import_value(row, "areas"));
        } else if (strcmp(row->entity, "core.post") == 0 && *zc_import_value(row, "title")) {
            zc_register_add(reg, ZC_REGISTER_POST, zc_import_value(row, "title"), zc_import_value(row, "title"), NULL, NULL);
        }
    }
}

/* 7 */

static int load(struct zc_grid *grid, struct zc_arena *arena, struct zc_book *book, size_t sheet, const struct zc_sheet_info *info,
                struct zc_error *err)
{
    int rc = zc_grid_load(grid, arena, book, sheet, err);
    return rc ? zc_fail_within(err, info->name) : ZC_OK;
}

enum { HEADER_WITHIN = 60, ENOUGH = 1 };

struct top {
    struct zc_grid grid;
    size_t capacity;
    struct zc_arena *arena;
};

static int take_top(void *user, const struct zc_row *row)
{
    struct top *top = user;
    *(struct zc_row *)zc_arena_push(top->arena, &top->grid.rows, &top->grid.count, &top->capacity, sizeof *row) = *row;
    return top->grid.count < HEADER_WITHIN ? 0 : ENOUGH;
}

size_t zc_import_fit(struct zc_book *book, const struct zc_layout *layout)
{
    const struct zc_sheet_info *info;
    size_t sheets = zc_book_sheets(book, &info), fit = 0;
    for (size_t i = 0; i < sheets; i++) {
        struct zc_arena arena = {0};
        struct top top = {.arena = &arena};
        struct zc_table table;
        const char *name = zc_text_squeeze(&arena, info[i].name);
        if (!info[i].hidden && zc_book_read(book, i, &arena, take_top, &top, NULL) >= ZC_OK) {
            size_t best = 0;
            for (size_t j = 0; j < layout->sheet_count; j++)
                if (!layout->sheets[j].compared && zc_words_match(&layout->sheets[j].names, name) &&
                    zc_table_find(&table, &arena, book, i, &top.grid, info[i].name, &layout->sheets[j]) && table.matched > best)
                    best = table.matched;
            fit += best;
        }
        zc_arena_free(&arena);
    }
    return fit;
}

static void say_rows(struct zc_import_result *result)
{
    const char *sheet = "";
    int row = 0;
    for (size_t i = 0; i < result->row_count; i++)
        if (result->rows[i].confirm_count && (result->rows[i].row != row || strcmp(result->rows[i].sheet, sheet) != 0)) {
            result->confirm_rows++;
            row = result->rows[i].row;
            sheet = result->rows[i].sheet;
        }
}

static int by_place(const void *a, const void *b)
{
    const struct zc_finding *left = a, *right = b;
    return left->row != right->row ? (left->row < right->row ? -1 : 1) : left->column - right->column;
}

/* Findings of one sheet in the order of its lines; the sheets stay in theirs. */
static void sort_findings(struct zc_findings *findings, size_t from)
{
    if (findings->count > from)
        qsort(findings->items + from, findings->count - from, sizeof *findings->items, by_place);
}

int zc_import_read(struct zc_import_result *out, struct zc_arena *arena, struct zc_book *book, const struct zc_layout *layout,
                   const struct zc_import_options *options, struct zc_error *err)
{
    const struct zc_sheet_info *info;
    size_t sheets = zc_book_sheets(book, &info), tables = 0;
    const char *lacks = "";
    size_t nearest = 0;
    *out = (struct zc_import_result){.layout = layout, .year = options->year, .stand = INT32_MIN};
    out->findings.arena = arena;
    for (size_t i = 0; i < sheets; i++) {
        struct zc_grid grid = {0};
        const char *shown = zc_arena_str(arena, info[i].name), *name = zc_text_squeeze(arena, shown); /* the book may close first */
        if (info[i].hidden)
            continue;
        int rc = load(&grid, arena, book, i, &info[i], err);
        if (rc)
            return rc;
        size_t findings = out->findings.count;
        if (options->reg->missing)
            options->reg->missing->sheet = shown;
        for (size_t j = 0; j < layout->sheet_count; j++) {
            struct zc_table table;
            if (!zc_words_match(&layout->sheets[j].names, name))
                continue;
            if (layout->sheets[j].compared) {
                zc_check_compare(out, &layout->sheets[j], shown, &grid);
                break;
            }
            if (zc_table_find(&table, arena, book, i, &grid, shown, &layout->sheets[j])) {
                tables++;
                if ((rc = read_table(out, arena, options, &table, err)))
                    return rc;
                break;
            }
            if (table.matched > nearest) {
                nearest = table.matched;
                lacks = table.lacks;
            }
        }
        sort_findings(&out->findings, findings);
    }
    if (!tables)
        zc_import_say(out, sheets ? info[0].name : "", 0, -1, ZC_SEV_ERROR, "no_header", "没有找到“%s”的表头,缺少:%s%.0s",
                      "%.0sno header%s%s was found", layout->title.zh ? layout->title.zh : layout->name, *lacks ? lacks : "全部", "");
    say_rows(out);
    return ZC_OK;
}
