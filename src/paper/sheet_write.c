/* sheet_write: opening, sheets with their formats, cells, then closing: choices, validations, the file's name. */
#include "paper/sheet_write.h"
#include "base/arena.h"
#include "base/date.h"
#include "base/decimal.h"
#include "base/text.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

enum { ROWS_MOST = 1048576, COLUMNS_MOST = 16384, TEXT_MOST = 32767, SCALE_MOST = 9 };
#define EXACT_MOST (INT64_C(1) << 53)

struct written_column {
    enum zc_column_type type;
    int scale;
    lxw_format *format;
};
struct choice_column {
    lxw_worksheet *sheet;
    int column;
    const char **choices;
    size_t count;
    const char *hint;
};
struct zc_sheet_writer {
    struct zc_arena arena;
    char *path, *temporary;
    lxw_workbook *book;
    lxw_worksheet *sheet;
    const char *sheet_name;
    struct written_column *columns;
    size_t column_count;
    lxw_row_t row;
    struct choice_column *choices;
    size_t choice_count, choice_capacity;
    lxw_format *header;
    const char *mark;
    struct zc_error failure; /* code 0 while all is well */
};

int zc_sheet_writer_open(struct zc_sheet_writer **out, const char *path, struct zc_error *err)
{
    struct zc_sheet_writer *writer = zc_malloc(sizeof *writer);
    *writer = (struct zc_sheet_writer){0};
    writer->path = zc_arena_str(&writer->arena, path);
    writer->temporary = zc_arena_printf(&writer->arena, "%s.%ld.part", path, (long)getpid());
    lxw_workbook_options options = {.constant_memory = LXW_TRUE, .use_zip64 = LXW_FALSE};
    writer->book = workbook_new_opt(writer->temporary, &options);
    *out = writer;
    if (!writer->book) {
        zc_sheet_writer_abandon(writer);
        *out = NULL;
        return zc_fail(err, ZC_EIO, "不能建立文件 %s", "cannot create file %s", path);
    }
    writer->header = workbook_add_format(writer->book);
    format_set_bold(writer->header);
    format_set_text_wrap(writer->header);
    format_set_align(writer->header, LXW_ALIGN_CENTER);
    format_set_align(writer->header, LXW_ALIGN_VERTICAL_CENTER);
    format_set_bg_color(writer->header, 0xD9E2EC);
    format_set_border(writer->header, LXW_BORDER_THIN);
    return ZC_OK;
}

/* ---- sheets ---- */

static lxw_format *column_format(struct zc_sheet_writer *writer, const struct zc_column *column)
{
    static const char *const shown[] = {"0", "0.0", "0.00", "0.000", "0.0000", "0.00000", "0.000000", "0.0000000",
                                        "0.00000000", "0.000000000"};
    lxw_format *format = workbook_add_format(writer->book);
    format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    switch (column->type) {
    case ZC_COLUMN_TEXT:
        format_set_num_format_index(format, 49); /* @: what is typed into it stays text, 007 too */
        format_set_text_wrap(format);
        break;
    case ZC_COLUMN_INTEGER: format_set_num_format_index(format, 1); break;
    case ZC_COLUMN_NUMBER: break;
    case ZC_COLUMN_DATE: format_set_num_format(format, "yyyy-mm-dd"); break;
    case ZC_COLUMN_DECIMAL: format_set_num_format(format, shown[column->scale]); break;
    case ZC_COLUMN_MONEY: format_set_num_format_index(format, 4); break;
    case ZC_COLUMN_PERCENT: format_set_num_format_index(format, 9); break;
    }
    if (column->editable)
        format_set_unlocked(format);
    return format;
}

static double column_width(const struct zc_column *column)
{
    if (column->width > 0)
        return column->width > 255 ? 255 : column->width;
    switch (column->type) {
    case ZC_COLUMN_TEXT: return 20;
    case ZC_COLUMN_DATE: return 12;
    case ZC_COLUMN_MONEY: return 16;
    default: return 10;
    }
}

static void keep_choices(struct zc_sheet_writer *writer, int index, const struct zc_column *column)
{
    struct choice_column *kept = zc_arena_push(&writer->arena, &writer->choices, &writer->choice_count,
                                               &writer->choice_capacity, sizeof *kept);
    const char **choices = zc_arena_array(&writer->arena, column->choice_count, sizeof *choices);
    for (size_t i = 0; i < column->choice_count; i++)
        choices[i] = zc_arena_str(&writer->arena, column->choices[i]);
    *kept = (struct choice_column){writer->sheet, index, choices, column->choice_count, column->hint};
}

/* The library takes texts that it does not change as pointers to char. */
static void set_hint(lxw_data_validation *rule, struct zc_sheet_writer *writer, const char *hint)
{
    enum { HINT_MOST = 200 };
    if (!hint || !*hint || zc_utf8_length(hint) > HINT_MOST)
        return;
    rule->input_message = zc_arena_str(&writer->arena, hint);
    rule->show_input = LXW_VALIDATION_ON;
}

static void check_column(struct zc_sheet_writer *writer, int index, const struct zc_column *column)
{
    char least[24], most[24], title[] = "请核对";
    lxw_data_validation rule = {.validate = LXW_VALIDATION_TYPE_ANY, .ignore_blank = LXW_VALIDATION_ON};
    if (column->checked && column->type == ZC_COLUMN_INTEGER) {
        snprintf(least, sizeof least, "%lld", (long long)column->least);
        snprintf(most, sizeof most, "%lld", (long long)column->most);
        rule.validate = LXW_VALIDATION_TYPE_INTEGER;
        rule.criteria = LXW_VALIDATION_CRITERIA_BETWEEN;
        rule.minimum_number = (double)column->least;
        rule.maximum_number = (double)column->most;
        rule.error_message = zc_arena_printf(&writer->arena, "应为整数,%s 至 %s。", least, most);
    } else if (column->checked && column->type == ZC_COLUMN_DATE) {
        rule.validate = LXW_VALIDATION_TYPE_DATE_NUMBER;
        rule.criteria = LXW_VALIDATION_CRITERIA_BETWEEN;
        rule.minimum_number = 61; /* 1900-03-01 … 9999-12-31 */
        rule.maximum_number = 2958465;
        rule.error_message = zc_arena_str(&writer->arena, "应为日期,如 2017-06-30。");
    }
    if (rule.error_message) {
        rule.error_title = title;
        rule.show_error = LXW_VALIDATION_ON;
        rule.error_type = LXW_VALIDATION_ERROR_TYPE_STOP;
    }
    set_hint(&rule, writer, column->hint);
    if (rule.error_message || rule.input_message)
        worksheet_data_validation_range(writer->sheet, 1, (lxw_col_t)index, ROWS_MOST - 1, (lxw_col_t)index, &rule);
}

static int broken(struct zc_sheet_writer *writer, struct zc_error *err)
{
    if (err)
        *err = writer->failure;
    return writer->failure.code;
}

int zc_sheet_writer_sheet(struct zc_sheet_writer *writer, const char *name, const struct zc_column *columns, size_t count,
                          bool protect, struct zc_error *err)
{
    if (writer->failure.code)
        return broken(writer, err);
    if (!*name || !count || count > COLUMNS_MOST || !zc_utf8_valid(name, strlen(name)) ||
        workbook_validate_sheet_name(writer->book, name) != LXW_NO_ERROR ||
        !(writer->sheet = workbook_add_worksheet(writer->book, name))) {
        zc_fail(&writer->failure, ZC_EINPUT, "工作表名“%s”不可用(空、超过 31 字、含 []:*?/\\ 或重名),或没有列",
                "sheet name \"%s\" cannot be used (empty, over 31 characters, with []:*?/\\, or taken), or there are no columns",
                name);
        return broken(writer, err);
    }
    writer->sheet_name = zc_arena_str(&writer->arena, name);
    writer->columns = zc_arena_array(&writer->arena, count, sizeof *writer->columns);
    writer->column_count = count;
    writer->row = 0;
    for (size_t i = 0; i < count; i++) {
        const struct zc_column *column = &columns[i];
        zc_assert(column->scale >= 0 && column->scale <= SCALE_MOST);
        lxw_format *format = column_format(writer, column);
        lxw_row_col_options options = {.hidden = column->hidden};
        writer->columns[i] = (struct written_column){ZC_COLUMN_TEXT, 0, writer->header};
        worksheet_set_column_opt(writer->sheet, (lxw_col_t)i, (lxw_col_t)i, column_width(column), format, &options);
        zc_sheet_writer_text(writer, (int)i, column->title);
        writer->columns[i] = (struct written_column){column->type, column->scale, format};
        if (column->choices && column->choice_count)
            keep_choices(writer, (int)i, column);
        else
            check_column(writer, (int)i, column);
    }
    worksheet_freeze_panes(writer->sheet, 1, 0);
    if (writer->mark)
        worksheet_set_header(writer->sheet, writer->mark);
    if (protect) {
        lxw_protection allowed = {.format_columns = 1, .format_rows = 1, .sort = 1, .autofilter = 1};
        worksheet_protect(writer->sheet, NULL, &allowed);
    }
    zc_sheet_writer_end_row(writer);
    return broken(writer, err);
}

void zc_sheet_writer_hide(struct zc_sheet_writer *writer)
{
    if (writer->sheet)
        worksheet_hide(writer->sheet);
}

void zc_sheet_writer_mark(struct zc_sheet_writer *writer, const char *word)
{
    writer->mark = zc_arena_printf(&writer->arena, "&R%s", word);
}

const char *zc_sheet_name(struct zc_arena *arena, const char *prefix, const char *title)
{
    enum { NAME_MOST = 31 };
    char *name = zc_arena_printf(arena, "%s%s", prefix, title);
    size_t length = 0;
    for (const char *at = name, *end = name + strlen(name); at < end; length++) {
        if (length == NAME_MOST) {
            name[at - name] = 0;
            break;
        }
        zc_utf8_next(&at, end);
    }
    for (char *at = name; *at; at++)
        if (strchr("[]:*?/\\'", *at))
            *at = '-';
    return name;
}

/* ---- cells ---- */

static int bad_cell(struct zc_sheet_writer *writer, int column, const char *zh, const char *en)
{
    zc_fail(&writer->failure, ZC_EINPUT, "工作表“%s”第 %u 行第 %d 列:", "sheet \"%s\" row %u column %d: ",
            writer->sheet_name, (unsigned)writer->row + 1, column + 1);
    strncat(writer->failure.zh, zh, sizeof writer->failure.zh - strlen(writer->failure.zh) - 1);
    strncat(writer->failure.en, en, sizeof writer->failure.en - strlen(writer->failure.en) - 1);
    return writer->failure.code;
}

/* The column a cell goes to, or NULL after a failure. */
static const struct written_column *place(struct zc_sheet_writer *writer, int column)
{
    zc_assert(writer->failure.code || (writer->sheet && column >= 0 && (size_t)column < writer->column_count));
    if (!writer->failure.code && writer->row >= ROWS_MOST)
        bad_cell(writer, column, "超过 1048576 行(上限:行数)", "more than 1048576 rows (limit: rows)");
    return writer->failure.code ? NULL : &writer->columns[column];
}

int zc_sheet_writer_text(struct zc_sheet_writer *writer, int column, const char *text)
{
    const struct written_column *to = place(writer, column);
    if (!to || !text || !*text)
        return writer->failure.code;
    size_t size = strlen(text);
    if (!zc_utf8_valid(text, size))
        return bad_cell(writer, column, "文字不是 UTF-8", "the text is not UTF-8");
    if (size > TEXT_MOST && zc_utf8_length(text) > TEXT_MOST)
        return bad_cell(writer, column, "文字超过 32767 个字符(上限:单元格文字)",
                        "more than 32767 characters (limit: cell text)");
    if (worksheet_write_string(writer->sheet, writer->row, (lxw_col_t)column, text, to->format) != LXW_NO_ERROR)
        return bad_cell(writer, column, "写入失败", "cannot be written");
    return ZC_OK;
}

static int write_number(struct zc_sheet_writer *writer, int column, double number, lxw_format *format)
{
    if (worksheet_write_number(writer->sheet, writer->row, (lxw_col_t)column, number, format) != LXW_NO_ERROR)
        return bad_cell(writer, column, "写入失败", "cannot be written");
    return ZC_OK;
}

int zc_sheet_writer_integer(struct zc_sheet_writer *writer, int column, int64_t number)
{
    const struct written_column *to = place(writer, column);
    if (!to)
        return writer->failure.code;
    int scale = to->type == ZC_COLUMN_MONEY ? 2 : to->type == ZC_COLUMN_DECIMAL ? to->scale : 0;
    if (number > EXACT_MOST || number < -EXACT_MOST) {
        char text[32];
        if (to->type == ZC_COLUMN_MONEY)
            zc_money_format(text, number);
        else
            zc_decimal_format(text, number, scale);
        return zc_sheet_writer_text(writer, column, text);
    }
    double divisor = 1;
    for (int i = 0; i < scale; i++)
        divisor *= 10;
    return write_number(writer, column, (double)number / divisor, to->format);
}

int zc_sheet_writer_number(struct zc_sheet_writer *writer, int column, double number)
{
    const struct written_column *to = place(writer, column);
    if (!to)
        return writer->failure.code;
    if (!isfinite(number))
        return bad_cell(writer, column, "不是有限的数", "not a finite number");
    return write_number(writer, column, number, to->format);
}

int zc_sheet_writer_date(struct zc_sheet_writer *writer, int column, int date)
{
    const struct written_column *to = place(writer, column);
    if (!to)
        return writer->failure.code;
    const int first = -25508; /* 1900-03-01: from here on both of Excel's calendars agree */
    char text[ZC_DATE_TEXT];
    if (date >= first && date < 2932897)
        return write_number(writer, column, date + 25569.0, to->format);
    zc_date_format(text, date);
    return zc_sheet_writer_text(writer, column, text);
}

int zc_sheet_writer_end_row(struct zc_sheet_writer *writer)
{
    if (!writer->failure.code)
        writer->row++;
    return writer->failure.code;
}

bool zc_sheet_writer_failed(const struct zc_sheet_writer *writer) { return writer->failure.code != 0; }

/* ---- closing ---- */

/* Choices stand in a hidden sheet: a list inside the validation itself may not exceed 255 characters nor hold commas. */
static void write_choices(struct zc_sheet_writer *writer)
{
    char name[32] = "选项";
    for (int i = 2; workbook_get_worksheet_by_name(writer->book, name); i++)
        snprintf(name, sizeof name, "选项%d", i);
    lxw_worksheet *sheet = workbook_add_worksheet(writer->book, name);
    size_t longest = 0;
    for (size_t i = 0; i < writer->choice_count; i++)
        longest = writer->choices[i].count > longest ? writer->choices[i].count : longest;
    for (size_t row = 0; row < longest && row < ROWS_MOST; row++)
        for (size_t i = 0; i < writer->choice_count && i < COLUMNS_MOST; i++)
            if (row < writer->choices[i].count)
                worksheet_write_string(sheet, (lxw_row_t)row, (lxw_col_t)i, writer->choices[i].choices[row], NULL);
    for (size_t i = 0; i < writer->choice_count && i < COLUMNS_MOST; i++) {
        const struct choice_column *list = &writer->choices[i];
        char corner[2][LXW_MAX_CELL_NAME_LENGTH];
        lxw_rowcol_to_cell_abs(corner[0], 0, (lxw_col_t)i, 1, 1);
        lxw_rowcol_to_cell_abs(corner[1], (lxw_row_t)list->count - 1, (lxw_col_t)i, 1, 1);
        char title[] = "请从列表中选择", message[] = "此处只能填列表中的内容。", any[] = "-";
        char *one[] = {any, NULL};
        lxw_data_validation rule = {.validate = LXW_VALIDATION_TYPE_LIST, .value_list = one,
                                    .ignore_blank = LXW_VALIDATION_ON, .show_input = LXW_VALIDATION_ON,
                                    .show_error = LXW_VALIDATION_ON, .error_type = LXW_VALIDATION_ERROR_TYPE_STOP,
                                    .dropdown = LXW_VALIDATION_ON, .error_title = title, .error_message = message};
        set_hint(&rule, writer, list->hint);
        if (worksheet_data_validation_range(list->sheet, 1, (lxw_col_t)list->column, ROWS_MOST - 1, (lxw_col_t)list->column, &rule) != LXW_NO_ERROR)
            continue;
        /* The library copies the formula of a list twice and frees one copy (1.1.4), so the list is put in its place here. */
        struct lxw_data_val_obj *kept = STAILQ_FIRST(list->sheet->data_validations), *next;
        while ((next = STAILQ_NEXT(kept, list_pointers)))
            kept = next;
        char *formula = zc_arena_printf(&writer->arena, "'%s'!%s:%s", name, corner[0], corner[1]);
        free(kept->value_formula);
        kept->value_formula = zc_strdup(formula);
    }
    worksheet_hide(sheet);
}

static void free_writer(struct zc_sheet_writer *writer)
{
    zc_arena_free(&writer->arena);
    free(writer);
}

int zc_sheet_writer_close(struct zc_sheet_writer *writer, struct zc_error *err)
{
    if (!writer->failure.code && writer->choice_count)
        write_choices(writer);
    if (!writer->sheet && !writer->failure.code)
        zc_fail(&writer->failure, ZC_EINPUT, "%s 没有工作表", "%s has no sheet", writer->path);
    lxw_error closed = workbook_close(writer->book);
    if (!writer->failure.code && closed != LXW_NO_ERROR)
        zc_fail(&writer->failure, ZC_EIO, "写 %s 失败:%s", "writing %s failed: %s", writer->path, lxw_strerror(closed));
    if (!writer->failure.code && rename(writer->temporary, writer->path) != 0)
        zc_fail(&writer->failure, ZC_EIO, "写 %s 失败:%s", "writing %s failed: %s", writer->path, strerror(errno));
    int result = writer->failure.code;
    if (result) {
        broken(writer, err);
        unlink(writer->temporary);
    }
    free_writer(writer);
    return result;
}

void zc_sheet_writer_abandon(struct zc_sheet_writer *writer)
{
    if (!writer)
        return;
    if (writer->book) {
        workbook_close(writer->book); /* the library frees a workbook by closing it */
        unlink(writer->temporary);
    }
    free_writer(writer);
}
