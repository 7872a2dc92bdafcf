/*
 * import_plain: a table whose headers are field names or titles of one entity; what `--as` reads, and CSV files named after
 * their entity. 1 the header; 2 a cell; 3 the rows.
 */
#include "paper/import.h"

#include "base/date.h"
#include "base/text.h"
#include "paper/check.h"
#include "paper/plain.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_ROWS = 500000, WIDEST = 400, HEADER_WITHIN = 20, NO_KEY = -1, TOLD_LINES = 256 };

struct plain {
    struct zc_import_result *result;
    struct zc_arena *arena;                /* of the result */
    struct zc_arena scratch;               /* of the line under way: a long file must not pile up what it does not keep */
    const struct zc_entity *entity;
    const char *sheet;
    bool header;
    size_t lines;                          /* seen */
    const struct zc_field *fields[WIDEST]; /* by sheet column */
    bool codes[WIDEST];                    /* the code column of a reference */
    struct zc_import_row blank;            /* what every row begins as: a value a field */
    size_t places[WIDEST];                 /* of a column's value among them */
    int key_column;                        /* of the row key, NO_KEY without */
    struct zc_map seen;                    /* natural keys */
    zc_tell *tell;
    void *listener;
    struct zc_error *told;                 /* why the reading stopped */
    bool stopped;
    struct zc_error err;                   /* of a cell; large, so one for all */
};

/* 1 */

/* A row heads the table when it names at least one field and all fields of the key, or the row key in their place. */
static bool is_header(struct plain *plain, const struct zc_row *row)
{
    size_t named = 0, found = 0;
    bool keys[64] = {false}, row_key = false;
    for (size_t i = 0; i < row->count; i++) {
        const char *head = zc_plain_cell(&row->cells[i], plain->arena, NULL);
        bool code;
        const struct zc_field *field = row->cells[i].column < WIDEST ? zc_plain_field(&code, plain->arena, plain->entity, head) : NULL;
        row_key = row_key || zc_plain_is_key_head(head);
        named += field != NULL;
        for (size_t j = 0; field && j < plain->entity->key_count && j < 64; j++)
            if (strcmp(plain->entity->key[j], field->name) == 0)
                keys[j] = true;
    }
    for (size_t j = 0; j < plain->entity->key_count && j < 64; j++)
        found += keys[j];
    return named && (row_key || found == plain->entity->key_count);
}

static void take_header(struct plain *plain, const struct zc_row *row)
{
    for (size_t i = 0; i < row->count; i++) {
        const char *head = zc_plain_cell(&row->cells[i], plain->arena, NULL);
        int column = row->cells[i].column;
        bool code = false;
        if (!*head || column >= WIDEST)
            continue;
        if (plain->key_column == NO_KEY && zc_plain_is_key_head(head)) {
            plain->key_column = column;
            continue;
        }
        const struct zc_field *field = zc_plain_field(&code, plain->arena, plain->entity, head);
        plain->codes[column] = code;
        for (int j = 0; j < column && field; j++)
            if (plain->fields[j] == field && plain->codes[j] == code)
                zc_import_say(plain->result, plain->sheet, row->number, column, ZC_SEV_ERROR, "duplicate_column", "“%s”一列出现两次", "column \"%s\" stands twice",
                              head);
        if (!field)
            zc_import_say(plain->result, plain->sheet, row->number, column, ZC_SEV_ERROR, "unknown_column", "%s没有字段“%s”%.0s",
                          "%.0sfield \"%s\" is not one of %s", zc_pick(plain->entity->title, ZC_ZH), head, zc_pick(plain->entity->title, ZC_EN));
        plain->fields[column] = field;
    }
    for (int i = 0; i < WIDEST; i++)
        if (plain->fields[i]) {
            struct zc_import_value *value = zc_import_put(plain->result, &plain->blank, plain->fields[i]->name, "");
            value->column = i;
            plain->places[i] = (size_t)(value - plain->blank.values);
        }
}

/* 2 */

static void take_cell(struct plain *plain, struct zc_import_row *row, const struct zc_cell *cell)
{
    const struct zc_field *field = plain->fields[cell->column];
    bool code = plain->codes[cell->column];
    struct zc_error *err = &plain->err;
    struct zc_value parsed;
    const char *text = zc_plain_cell(cell, &plain->scratch, field);
    if (cell->kind == ZC_CELL_ERROR)
        zc_import_say(plain->result, plain->sheet, cell->row, cell->column, ZC_SEV_ERROR, "formula_error", "公式出错(%s),请改填数值",
                      "the formula failed (%s): enter the value", cell->text ? cell->text : "");
    else if (field->type != ZC_REF && zc_field_parse(&parsed, field, text, &plain->scratch, err))
        zc_import_say(plain->result, plain->sheet, cell->row, cell->column, ZC_SEV_ERROR, "value_unreadable", "%s%.0s", "%.0s%s", err->zh, err->en);
    if (zc_check_marked(&plain->scratch, text)) {
        zc_import_say(plain->result, plain->sheet, cell->row, cell->column, ZC_SEV_ERROR, "classified_marking",
                      "单元格带有密级标志“%.60s”:本平台只接收非涉密材料,整个文件拒收,请按保密规定处理",
                      "the cell bears a secrecy marking \"%.60s\": only unclassified material is taken, the whole file is refused", text);
        plain->result->refused = true;
    }
    if (zc_check_garbled(text))
        zc_import_say(plain->result, plain->sheet, cell->row, cell->column, ZC_SEV_ERROR, "garbled_text", "含乱码,请从原文重新粘贴%s",
                      "garbled text: paste it again from the source%s", "");
    struct zc_import_value *value = &row->values[plain->places[cell->column]];
    if (!*text)
        return;
    text = zc_arena_str(plain->arena, text);
    if (*value->text) { /* the code decides; the name beside it must be the same record's */
        value->beside = code ? value->text : text;
        value->text = code ? text : value->text;
        return;
    }
    value->text = value->written = text;
    value->column = cell->column;
}

static void take_key(struct plain *plain, struct zc_import_row *row, const struct zc_cell *cell)
{
    const char *rest = "", *text = zc_plain_cell(cell, &plain->scratch, NULL);
    if (*text && (!zc_plain_read_key(&row->id, &row->slice, &rest, text) || *rest))
        zc_import_say(plain->result, plain->sheet, cell->row, cell->column, ZC_SEV_ERROR, "key_edited",
                      "行标识“%.40s”被改动:请用导出时的原样,新增的行留空", "the row key \"%.40s\" was edited: leave it as exported, and empty in a new row", text);
}

/* 3 */

static void take_row(struct plain *plain, const struct zc_row *line)
{
    struct zc_import_row row = {.entity = plain->entity->full_name, .sheet = plain->sheet, .row = line->number};
    bool blank = true;
    for (size_t i = 0; i < line->count && blank; i++)
        blank = line->cells[i].column >= WIDEST || !plain->fields[line->cells[i].column] || !*zc_plain_cell(&line->cells[i], &plain->scratch, NULL);
    if (blank)
        return;
    row.count = plain->blank.count;
    row.capacity = row.count + 1;
    row.values = zc_arena_array(plain->arena, row.capacity, sizeof *row.values);
    if (row.count)
        memcpy(row.values, plain->blank.values, row.count * sizeof *row.values);
    for (size_t i = 0; i < line->count; i++)
        if (line->cells[i].column < WIDEST && plain->fields[line->cells[i].column] && line->cells[i].kind != ZC_CELL_EMPTY) {
            take_cell(plain, &row, &line->cells[i]);
        } else if (line->cells[i].column == plain->key_column) {
            take_key(plain, &row, &line->cells[i]);
        }
    struct zc_buf key = {0};
    if (row.id)
        zc_buf_printf(&key, "#%lld", (long long)row.id);
    for (size_t i = 0; i < plain->entity->key_count && !row.id; i++) {
        const struct zc_import_value *value = zc_import_find(&row, plain->entity->key[i]);
        zc_buf_printf(&key, "%s|", value ? value->text : "");
        if (!value || !*value->text)
            zc_import_say(plain->result, plain->sheet, line->number, value ? value->column : -1, ZC_SEV_ERROR, "missing_key", "未填%s", "%s is missing", plain->entity->key[i]);
    }
    const int *first = plain->entity->key_count || row.id ? zc_map_get(&plain->seen, zc_buf_text(&key)) : NULL;
    struct zc_import_row *kept =
        zc_arena_push(plain->arena, &plain->result->rows, &plain->result->row_count, &plain->result->row_capacity, sizeof row);
    *kept = row;
    if (first) {
        zc_import_say(plain->result, plain->sheet, line->number, -1, ZC_SEV_ERROR, "duplicate_row", "与第%d行是同一条记录,关键字段相同",
                      "the same record as in row %d: its key fields are equal", *first);
    } else {
        int *number = zc_arena_alloc(plain->arena, sizeof *number);
        *number = line->number;
        zc_map_put(&plain->seen, zc_buf_text(&key), number);
    }
    zc_buf_free(&key);
}

static int take_line(void *user, const struct zc_row *line)
{
    struct plain *plain = user;
    if (plain->header) {
        take_row(plain, line);
    } else if (plain->lines < HEADER_WITHIN && is_header(plain, line)) {
        take_header(plain, line);
        plain->header = true;
    }
    plain->lines++;
    zc_arena_free(&plain->scratch);
    if (plain->lines % TOLD_LINES == 0)
        plain->stopped = zc_progress(plain->tell, plain->listener, (struct zc_step){{"读表", "reading"}, (int64_t)plain->result->row_count, 0, 0}, plain->told) != ZC_OK;
    return plain->stopped || plain->result->row_count > MOST_ROWS;
}

int zc_import_read_plain(struct zc_import_result *out, struct zc_arena *arena, struct zc_book *book, const struct zc_entity *entity,
                         zc_tell *tell, void *listener, struct zc_error *err)
{
    const struct zc_sheet_info *info;
    size_t sheets = zc_book_sheets(book, &info);
    struct plain plain = {.result = out, .arena = arena, .entity = entity, .key_column = NO_KEY, .tell = tell, .listener = listener, .told = err};
    *out = (struct zc_import_result){.stand = INT32_MIN};
    out->findings.arena = arena;
    zc_map_init(&plain.seen, arena);
    for (size_t i = 0; i < sheets && !plain.header; i++) {
        if (info[i].hidden)
            continue;
        plain.lines = 0;
        plain.sheet = zc_arena_str(arena, info[i].name);
        int rc = zc_book_read(book, i, NULL, take_line, &plain, err);
        zc_arena_free(&plain.scratch);
        if (plain.stopped)
            return ZC_ESTOPPED;
        if (rc > 0)
            return zc_fail(err, ZC_ELIMIT, "一次最多导入 %d 行,请拆成几个文件", "at most %d rows are imported at once: split the file", MOST_ROWS);
        if (rc)
            return zc_fail_within(err, info[i].name);
    }
    if (!plain.header)
        zc_import_say(out, sheets ? info[0].name : "", 0, -1, ZC_SEV_ERROR, "no_header", "没有找到%s的表头:第一行应为字段名,关键字段须齐全%.0s",
                      "%.0sno header of %s was found: the first row holds field names, those of the key among them",
                      zc_pick(entity->title, ZC_ZH), zc_pick(entity->title, ZC_EN));
    return ZC_OK;
}
