/* export: 1 which columns; 2 a workbook; 3 CSV; 4 page by page. */
#include "paper/export.h"

#include "paper/plain.h"
#include "paper/sheet_write.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PAGE = 4000, MOST_COLUMNS = 400 };

struct export {
    const struct zc_export *what;
    struct zc_db *db;
    struct zc_arena arena;              /* as long as the export */
    const struct zc_field *fields[MOST_COLUMNS];
    size_t count, rows;
    struct zc_sheet_writer *writer;     /* XLSX */
    FILE *file;                         /* CSV */
    struct zc_buf line;
};

/* 1 */

static int choose_columns(struct export *export, struct zc_error *err)
{
    const struct zc_entity *entity = export->what->entity;
    size_t given = export->what->columns ? export->what->column_count : entity->column_count;
    for (size_t i = 0; i < given; i++) {
        const struct zc_field *field = export->what->columns ? zc_entity_field(entity, export->what->columns[i]) : entity->columns[i];
        if (!field || field->column < 0 || (export->what->columns && !zc_rows_class_visible(field, export->what->reader, entity)))
            return zc_fail(err, ZC_EINPUT, "%s没有可导出的字段 %s%.0s", "%.0sthere is no field %s to export in %s", zc_pick(entity->title, ZC_ZH),
                           export->what->columns[i], entity->full_name);
        if (!zc_rows_class_visible(field, export->what->reader, entity))
            continue;
        for (size_t j = 0; j < export->count; j++)
            if (export->fields[j] == field)
                return zc_fail(err, ZC_EINPUT, "字段 %s 列了两次", "field %s is listed twice", field->name);
        if (export->count == MOST_COLUMNS)
            return zc_fail(err, ZC_ELIMIT, "最多导出 %d 列", "at most %d columns are exported", MOST_COLUMNS);
        export->fields[export->count++] = field;
    }
    return ZC_OK;
}

/* 2 */

static enum zc_column_type column_type(const struct zc_field *field)
{
    if (field->list)
        return ZC_COLUMN_TEXT;
    switch (field->type) {
    case ZC_INT: return ZC_COLUMN_INTEGER;
    case ZC_DATE: return ZC_COLUMN_DATE;
    case ZC_DECIMAL: return field->scale <= 9 ? ZC_COLUMN_DECIMAL : ZC_COLUMN_TEXT;
    case ZC_MONEY: return ZC_COLUMN_MONEY;
    default: return ZC_COLUMN_TEXT;
    }
}

static int open_xlsx(struct export *export, const char *path, struct zc_error *err)
{
    enum zc_lang lang = export->what->lang;
    const struct zc_city *city = export->db->city;
    struct zc_column *columns = zc_arena_array(&export->arena, 1 + 2 * export->count, sizeof *columns);
    size_t count = 0;
    columns[count++] = (struct zc_column){.title = zc_plain_key_head(city), .hidden = true};
    for (size_t i = 0; i < export->count; i++) {
        const struct zc_field *field = export->fields[i];
        const char *code = zc_plain_code_head(&export->arena, field, lang);
        columns[count++] = (struct zc_column){.title = zc_plain_head(&export->arena, field, lang), .type = column_type(field), .scale = field->type == ZC_DECIMAL ? field->scale : 0};
        if (code)
            columns[count++] = (struct zc_column){.title = code, .width = 14};
    }
    int rc = zc_sheet_writer_open(&export->writer, path, err);
    if (rc)
        return rc;
    if (city->sample)
        zc_sheet_writer_mark(export->writer, "示例");
    return zc_sheet_writer_sheet(export->writer, zc_sheet_name(&export->arena, city->sample ? "示例·" : "", zc_pick(export->what->entity->title, lang)), columns, count, false, err);
}

static int xlsx_row(struct export *export, struct zc_arena *page, const struct zc_record *record, struct zc_error *err)
{
    int column = 0;
    (void)err; /* the writer keeps its first failure for close */
    zc_sheet_writer_text(export->writer, column++, zc_plain_key(page, record));
    for (size_t i = 0; i < export->count; i++) {
        const struct zc_field *field = export->fields[i];
        const struct zc_value *value = &record->values[field->column];
        enum zc_column_type type = column_type(field);
        if (value->kind == ZC_V_INT && type == ZC_COLUMN_DATE)
            zc_sheet_writer_date(export->writer, column++, (int)value->number);
        else if (value->kind == ZC_V_INT && type != ZC_COLUMN_TEXT)
            zc_sheet_writer_integer(export->writer, column++, value->number);
        else
            zc_sheet_writer_text(export->writer, column++, zc_plain_text(page, export->db, field, value, export->what->lang));
        if (zc_plain_code_head(page, field, export->what->lang))
            zc_sheet_writer_text(export->writer, column++, zc_plain_code(page, export->db, field, value));
    }
    return zc_sheet_writer_end_row(export->writer);
}

/* 3 */

void zc_export_csv_cell(struct zc_buf *out, const char *text, bool typed)
{
    zc_buf_char(out, '"');
    if (!typed && *text && strchr("=+-@\t\r", *text))
        zc_buf_str(out, "\xc2\xa0");
    for (const char *at = text; *at; at++) {
        if (*at == '"')
            zc_buf_char(out, '"');
        zc_buf_char(out, *at);
    }
    zc_buf_char(out, '"');
}

static int csv_line(struct export *export, const char *path, struct zc_error *err)
{
    zc_buf_str(&export->line, "\r\n");
    bool written = fwrite(export->line.bytes, 1, export->line.size, export->file) == export->line.size;
    zc_buf_clear(&export->line);
    return written ? ZC_OK : zc_fail(err, ZC_EIO, "写 %s 失败:%s", "writing %s failed: %s", path, strerror(errno));
}

static int open_csv(struct export *export, const char *path, struct zc_error *err)
{
    enum zc_lang lang = export->what->lang;
    export->file = fopen(path, "wb");
    if (!export->file)
        return zc_fail(err, ZC_EIO, "不能建立文件 %s:%s", "cannot create file %s: %s", path, strerror(errno));
    zc_buf_str(&export->line, export->what->bom ? "\xef\xbb\xbf" : "");
    zc_export_csv_cell(&export->line, zc_plain_key_head(export->db->city), false);
    for (size_t i = 0; i < export->count; i++) {
        const char *code = zc_plain_code_head(&export->arena, export->fields[i], lang);
        zc_buf_char(&export->line, ',');
        zc_export_csv_cell(&export->line, zc_plain_head(&export->arena, export->fields[i], lang), false);
        zc_buf_str(&export->line, code ? "," : "");
        if (code)
            zc_export_csv_cell(&export->line, code, false);
    }
    return csv_line(export, path, err);
}

static int csv_row(struct export *export, struct zc_arena *page, const struct zc_record *record, const char *path, struct zc_error *err)
{
    zc_export_csv_cell(&export->line, zc_plain_key(page, record), false);
    for (size_t i = 0; i < export->count; i++) {
        const struct zc_field *field = export->fields[i];
        const struct zc_value *value = &record->values[field->column];
        zc_buf_char(&export->line, ',');
        zc_export_csv_cell(&export->line, zc_plain_text(page, export->db, field, value, export->what->lang), column_type(field) != ZC_COLUMN_TEXT);
        if (!zc_plain_code_head(page, field, export->what->lang))
            continue;
        zc_buf_char(&export->line, ',');
        zc_export_csv_cell(&export->line, zc_plain_code(page, export->db, field, value), false);
    }
    return csv_line(export, path, err);
}

/* 4 */

static int write_rows(struct export *export, const char *path, struct zc_error *err)
{
    const struct zc_export *what = export->what;
    struct zc_arena pages[2] = {{0}}; /* the cursor of a page lives in it until the next is read */
    struct zc_rows rows;
    struct zc_rows_query query = {.entity = what->entity, .times = what->times, .reader = what->reader, .filter = what->filter, .limit = PAGE};
    int64_t total = 0;
    int turn = 0, rc = what->tell ? zc_rows_count(&total, export->db, &query, err) : ZC_OK;
    while (!rc) {
        struct zc_arena *page = &pages[turn];
        int permille = total ? (int)(990 * (int64_t)export->rows / total) : 0;
        rc = zc_progress(what->tell, what->listener, (struct zc_step){{"写出", "writing"}, (int64_t)export->rows, total, permille}, err);
        rc = rc ? rc : zc_rows_list(&rows, page, export->db, &query, err);
        if (rc)
            break;
        for (size_t i = 0; i < rows.count && !rc; i++)
            rc = what->form == ZC_EXPORT_XLSX ? xlsx_row(export, page, &rows.items[i], err) : csv_row(export, page, &rows.items[i], path, err);
        export->rows += rows.count;
        query.after = rows.next;
        turn = !turn;
        zc_arena_free(&pages[turn]);
        if (!query.after)
            break;
    }
    zc_arena_free(&pages[0]);
    zc_arena_free(&pages[1]);
    return rc;
}

static int close_csv(struct export *export, const char *temporary, const char *path, int rc, struct zc_error *err)
{
    if (export->file && fclose(export->file) != 0 && !rc)
        rc = zc_fail(err, ZC_EIO, "写 %s 失败:%s", "writing %s failed: %s", path, strerror(errno));
    if (!rc && rename(temporary, path) != 0)
        rc = zc_fail(err, ZC_EIO, "写 %s 失败:%s", "writing %s failed: %s", path, strerror(errno));
    if (rc && export->file)
        unlink(temporary);
    return rc;
}

int zc_export_write(size_t *rows, struct zc_db *db, const struct zc_export *what, const char *path, struct zc_error *err)
{
    struct export export = {.what = what, .db = db};
    const char *temporary = zc_arena_printf(&export.arena, "%s.%ld.part", path, (long)getpid());
    int rc = choose_columns(&export, err);
    bool snapshot = !rc && zc_store_begin(db->store, NULL) == ZC_OK; /* one that stands already does as well */
    if (!rc)
        rc = what->form == ZC_EXPORT_XLSX ? open_xlsx(&export, path, err) : open_csv(&export, temporary, err);
    if (!rc)
        rc = write_rows(&export, path, err);
    if (what->form == ZC_EXPORT_CSV)
        rc = close_csv(&export, temporary, path, rc, err);
    else if (export.writer && rc && !zc_sheet_writer_failed(export.writer))
        zc_sheet_writer_abandon(export.writer);
    else if (export.writer)
        rc = zc_sheet_writer_close(export.writer, err);
    if (snapshot)
        zc_store_rollback(db->store);
    *rows = export.rows;
    zc_buf_free(&export.line);
    zc_arena_free(&export.arena);
    return rc;
}
